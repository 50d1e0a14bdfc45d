"""Any version of OpenAPI in, the normal form (OpenAPI 3.2) out."""

from contract.upgrade.steps import upgrade

__all__ = ["upgrade"]
