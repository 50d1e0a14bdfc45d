"""Whether a message keeps to its contract."""

from contract.validation.messages import Request, Response, Validator, Values, Violation

__all__ = ["Request", "Response", "Validator", "Values", "Violation"]
