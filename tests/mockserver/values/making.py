"""Objects made by the names of their members."""

from typing import Any, Final

from hypothesis import strategies as st

from contract.model import Contract
from mockserver.values import ValueMaker
from mockserver.world import World

Json = dict[str, Any]

MAKER: Final = ValueMaker(Contract.from_document({
    "openapi": "3.2.0", "info": {"title": "Things", "version": "1"}, "paths": {},
}))  # fmt: skip
TEXT: Final = {"type": "string"}
NUMBER: Final = {"type": "number"}
WHOLE: Final = {"type": "integer"}
FLAG: Final = {"type": "boolean"}
MOMENT: Final = {"type": "string", "format": "date-time"}
#: A moment that may not have come.
MAYBE: Final = {"type": ["string", "null"], "format": "date-time"}

seeds = st.integers(0, 10_000)


def schema_of(**properties: Any) -> Json:
    """An object that must have all its members."""
    return {"type": "object", "properties": properties, "required": [*properties]}


def made(subject: str, seed: int, **properties: Any) -> Json:
    """One object of a kind."""
    value: Json = MAKER.make(World(seed), schema_of(**properties), subject)
    return value
