"""What only looks like a change."""

from collections.abc import Iterator
from typing import Final

from contract.regression.rules.rule import HARMLESS, Change, Example, Family
from contract.regression.schemas.pair import SchemaPair

_REWRITING: Final = Family("rewriting")


@_REWRITING.rule(
    "schema-rewritten",
    HARMLESS,
    Example({"type": "integer", "minimum": 1, "maximum": 3}, {"enum": [1, 2, 3]}),
)
def schema_rewritten(pair: SchemaPair) -> Iterator[Change]:
    """A schema is written otherwise; it is proven that no value breaks anybody."""
    # Reported instead of other rules, by those who hold the proof.
    yield Change("written otherwise, with no effect on clients", pair.old.at, pair.new.at)
