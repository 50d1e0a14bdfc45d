"""Whether a message keeps to its contract."""

from contract.validation.bodies import Upload
from contract.validation.clerk import Clerk, Disagreement
from contract.validation.compiled import Reading
from contract.validation.media_types import is_json
from contract.validation.messages import Request, Response, Values, Violation, cookies_of

__all__ = [
    "Clerk",
    "Disagreement",
    "Reading",
    "Request",
    "Response",
    "Upload",
    "Values",
    "Violation",
    "cookies_of",
    "is_json",
]
