"""Components that no operation uses."""

from collections.abc import Iterator
from typing import Final

from contract.regression.pairs import Component, Pair
from contract.regression.rules.rule import Change, Example, Family, Rule

_COMPONENTS: Final = Family("unused components")


def _document(**schemas: object) -> dict[str, object]:
    return {"components": {"schemas": schemas}}


@_COMPONENTS.rule(
    "unused-schema-removed",
    {"": "safe"},
    Example(_document(Idle={"type": "string"}), _document(), "document"),
)
def unused_schema_removed(pair: Pair[Component]) -> Iterator[Change]:
    """A schema was removed that no operation used."""
    for old in pair.removed:
        yield Change("removed; no operation used it", old.pointer, "")


@_COMPONENTS.rule(
    "unused-schema-added",
    {"": "safe"},
    Example(_document(), _document(Idle={"type": "string"}), "document"),
)
def unused_schema_added(pair: Pair[Component]) -> Iterator[Change]:
    """A schema was added that no operation uses."""
    for new in pair.added:
        yield Change("added; no operation uses it", "", new.pointer)


@_COMPONENTS.rule(
    "unused-schema-changed",
    {"": "safe"},
    Example(_document(Idle={"type": "string"}), _document(Idle={"type": "integer"}), "document"),
)
def unused_schema_changed(pair: Pair[Component]) -> Iterator[Change]:
    """A schema changed that no operation uses."""
    for old, new in pair.both:
        yield Change("changed; no operation uses it", old.pointer, new.pointer)


RULES: tuple[Rule[Pair[Component]], ...] = (
    unused_schema_removed,
    unused_schema_added,
    unused_schema_changed,
)
