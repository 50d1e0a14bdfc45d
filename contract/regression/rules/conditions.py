"""`not`, and `if` with `then` and `else`: keywords that are judged as a whole."""

from collections.abc import Iterator
from typing import Any, Final

from contract.regression.rules.rule import (
    LOOSENED,
    SWAPPED,
    TIGHTENED,
    Change,
    Example,
    Family,
    Rule,
)
from contract.regression.schemas.judge import Relation
from contract.regression.schemas.pair import SchemaPair
from contract.schemas.parts import Fragment

_CONDITIONS: Final = Family("conditions")


def _not(schema: Any) -> dict[str, Any]:
    return {"type": "string", "not": schema}


def _if_card(*names: str) -> dict[str, Any]:
    return {
        "type": "object",
        "if": {"properties": {"kind": {"const": "card"}}, "required": ["kind"]},
        "then": {"required": list(names)},
    }


@_CONDITIONS.rule(
    "not-added",
    TIGHTENED,
    Example({"type": "string"}, _not({"const": "root"})),
    "Go on taking such values.",
)
def not_added(pair: SchemaPair) -> Iterator[Change]:
    """Values that match a schema are refused."""
    for new in _added(pair.old.negations, pair.new.negations):
        yield _came(pair, new, "values that match a schema are refused now")


@_CONDITIONS.rule(
    "not-removed",
    LOOSENED,
    Example(_not({"const": "root"}), {"type": "string"}),
    "Go on sending other values only.",
)
def not_removed(pair: SchemaPair) -> Iterator[Change]:
    """Values are possible that were excluded."""
    for old in _added(pair.new.negations, pair.old.negations):
        yield _went(pair, old, "values that match a schema are no longer refused")


@_CONDITIONS.rule(
    "not-widened",
    TIGHTENED,
    Example(_not({"const": "root"}), _not({"enum": ["root", "admin"]})),
    "Go on taking such values.",
)
def not_widened(pair: SchemaPair) -> Iterator[Change]:
    """More values are refused by `not`."""
    for old, new in _related(pair, pair.old.negations, pair.new.negations, "narrower"):
        yield _changed(old, new, "more values are refused now")


@_CONDITIONS.rule(
    "not-narrowed",
    LOOSENED,
    Example(_not({"enum": ["root", "admin"]}), _not({"const": "root"})),
    "Go on sending what was allowed.",
)
def not_narrowed(pair: SchemaPair) -> Iterator[Change]:
    """Fewer values are refused by `not`."""
    for old, new in _related(pair, pair.old.negations, pair.new.negations, "wider"):
        yield _changed(old, new, "fewer values are refused now")


@_CONDITIONS.rule(
    "not-replaced",
    SWAPPED,
    Example(_not({"const": "root"}), _not({"const": "admin"})),
    "Keep refusing the same values.",
)
def not_replaced(pair: SchemaPair) -> Iterator[Change]:
    """Other values are refused by `not`."""
    for old, new in _related(pair, pair.old.negations, pair.new.negations, "unrelated"):
        yield _changed(old, new, "other values are refused now")


@_CONDITIONS.rule(
    "condition-added",
    TIGHTENED,
    Example({"type": "object"}, _if_card("number")),
    "Go on taking values that do not keep to it.",
)
def condition_added(pair: SchemaPair) -> Iterator[Change]:
    """What a value must keep to depends on a condition."""
    for new in _added(pair.old.conditions, pair.new.conditions):
        yield _came(pair, new, "what a value must keep to depends on a condition now")


@_CONDITIONS.rule(
    "condition-removed",
    LOOSENED,
    Example(_if_card("number"), {"type": "object"}),
    "Go on sending values that keep to it.",
)
def condition_removed(pair: SchemaPair) -> Iterator[Change]:
    """A condition went, and what it asked for."""
    for old in _added(pair.new.conditions, pair.old.conditions):
        yield _went(pair, old, "what a value must keep to no longer depends on a condition")


@_CONDITIONS.rule(
    "condition-tightened",
    TIGHTENED,
    Example(_if_card("number"), _if_card("number", "holder")),
    "Go on taking values that keep to the old condition.",
)
def condition_tightened(pair: SchemaPair) -> Iterator[Change]:
    """A condition asks for more."""
    for old, new in _related(pair, pair.old.conditions, pair.new.conditions, "narrower"):
        yield _changed(old, new, "a condition asks for more now")


@_CONDITIONS.rule(
    "condition-loosened",
    LOOSENED,
    Example(_if_card("number", "holder"), _if_card("number")),
    "Go on sending values that keep to the old condition.",
)
def condition_loosened(pair: SchemaPair) -> Iterator[Change]:
    """A condition asks for less."""
    for old, new in _related(pair, pair.old.conditions, pair.new.conditions, "wider"):
        yield _changed(old, new, "a condition asks for less now")


@_CONDITIONS.rule(
    "condition-replaced",
    SWAPPED,
    Example(_if_card("number"), _if_card("holder")),
    "Keep the old condition.",
)
def condition_replaced(pair: SchemaPair) -> Iterator[Change]:
    """A condition asks for something else."""
    for old, new in _related(pair, pair.old.conditions, pair.new.conditions, "unrelated"):
        yield _changed(old, new, "a condition asks for something else now")


RULES: tuple[Rule[SchemaPair], ...] = (
    not_added,
    not_removed,
    not_widened,
    not_narrowed,
    not_replaced,
    condition_added,
    condition_removed,
    condition_tightened,
    condition_loosened,
    condition_replaced,
)

Fragments = tuple[Fragment, ...]


def _added(before: Fragments, after: Fragments) -> Fragments:
    """Give what stands on one side only; fragments pair in their order."""
    return after[len(before) :]


def _related(
    pair: SchemaPair, old: Fragments, new: Fragments, relation: Relation
) -> Iterator[tuple[Fragment, Fragment]]:
    """Give the pairs whose new state lets more, less, or something else pass."""
    for one, other in zip(old, new, strict=False):
        if pair.fragment_relation(one, other) == relation:
            yield one, other


def _came(pair: SchemaPair, new: Fragment, text: str) -> Change:
    return Change(text, pair.old.at, new.pointer, None, new.value)


def _went(pair: SchemaPair, old: Fragment, text: str) -> Change:
    return Change(text, old.pointer, pair.new.at, old.value, None)


def _changed(old: Fragment, new: Fragment, text: str) -> Change:
    return Change(text, old.pointer, new.pointer, old.value, new.value)
