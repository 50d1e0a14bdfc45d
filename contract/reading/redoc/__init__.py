"""The text of a ReDoc page, read into an OpenAPI document."""

from contract.reading.redoc.document import propose_operations, read, recognise

__all__ = ["propose_operations", "read", "recognise"]
