"""The normal form (OpenAPI 3.2) in, an older version out, for tools that lag."""

from contract.export.steps import export

__all__ = ["export"]
