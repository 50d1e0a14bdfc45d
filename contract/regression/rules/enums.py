"""Lists of allowed values: `enum`, and `const` as a list of one."""

from collections.abc import Iterator
from typing import Any, Final

import orjson

from contract.regression.rules.rule import (
    LOOSENED,
    SWAPPED,
    TIGHTENED,
    Change,
    Example,
    Family,
    Rule,
)
from contract.regression.schemas.pair import SchemaPair
from contract.schemas.values import atom_of, contains_value

_ENUMS: Final = Family("enumerations")


@_ENUMS.rule(
    "enum-value-added",
    {"request": "safe", "response": "risky"},
    Example({"enum": ["a", "b"]}, {"enum": ["a", "b", "c"]}),
    "Tell clients to expect values they do not know, and how to treat them.",
)
def enum_value_added(pair: SchemaPair) -> Iterator[Change]:
    """A value joined the allowed ones."""
    old, new = _values(pair)
    if added := _beyond(new, old):
        yield _change(pair, f"{_shown(added)} joined the allowed values")


@_ENUMS.rule(
    "enum-value-removed",
    TIGHTENED,
    Example({"enum": ["a", "b"]}, {"enum": ["a"]}),
    "Go on taking the value, and treat it as one that remains.",
)
def enum_value_removed(pair: SchemaPair) -> Iterator[Change]:
    """A value is no longer allowed."""
    old, new = _values(pair)
    if removed := _beyond(old, new):
        yield _change(pair, f"{_shown(removed)} left the allowed values")


@_ENUMS.rule(
    "enum-replaced",
    SWAPPED,
    Example({"const": "v1"}, {"const": "v2"}),
    "Keep the old values beside the new ones.",
)
def enum_replaced(pair: SchemaPair) -> Iterator[Change]:
    """Allowed values were exchanged for others, or for others of another kind."""
    old, new = _values(pair)
    if old and new and not _overlap(old, new):
        yield _change(pair, f"{_shown(old)} became {_shown(new)}")
    elif _shares_a_type(pair) and not (old and new):
        if foreign := _foreign(pair.old.values, pair.new_types):
            yield _change(pair, f"{_shown(foreign)} left the allowed values, and others joined")
        if foreign := _foreign(pair.new.values, pair.old_types):
            yield _change(pair, f"{_shown(foreign)} joined the allowed values, and others left")


@_ENUMS.rule(
    "enum-introduced",
    TIGHTENED,
    Example({"type": "string"}, {"type": "string", "enum": ["a", "b"]}),
    "Go on taking other values, or announce the list before it is enforced.",
)
def enum_introduced(pair: SchemaPair) -> Iterator[Change]:
    """Only listed values, or one constant, are allowed where any value was."""
    old, new = _values(pair)
    fits = not _foreign(pair.new.values, pair.old_types)
    if old is None and new is not None and fits and _shares_a_type(pair):
        yield _change(pair, f"only {_shown(new)} {_verb(new)} allowed now")


@_ENUMS.rule(
    "enum-dropped",
    LOOSENED,
    Example({"type": "string", "enum": ["a", "b"]}, {"type": "string"}),
    "Go on sending the listed values only, and keep the list.",
)
def enum_dropped(pair: SchemaPair) -> Iterator[Change]:
    """Any value is possible where only listed ones, or one constant, were."""
    old, new = _values(pair)
    fits = not _foreign(pair.old.values, pair.new_types)
    if old is not None and new is None and fits and _shares_a_type(pair):
        yield _change(pair, f"any value is possible where only {_shown(old)} {_was(old)}")


RULES: tuple[Rule[SchemaPair], ...] = (
    enum_value_added,
    enum_value_removed,
    enum_replaced,
    enum_introduced,
    enum_dropped,
)


def _values(pair: SchemaPair) -> tuple[list[Any] | None, list[Any] | None]:
    old, new = pair.old.values, pair.new.values
    return _written(pair, old), _written(pair, new)


def _written(pair: SchemaPair, values: tuple[Any, ...] | None) -> list[Any] | None:
    """Give the values as they travel: `1` and `"1"` are one text in a parameter."""
    if values is None or pair.wire == "json":
        return None if values is None else list(values)
    return [each if isinstance(each, str) else _json(each) for each in values]


def _beyond(one: list[Any] | None, other: list[Any] | None) -> list[Any]:
    """Give the values of one list that the other lacks, if the two have values in common."""
    if one is None or other is None or not _overlap(one, other):
        return []
    return [each for each in one if not contains_value(other, each)]


def _overlap(old: list[Any], new: list[Any]) -> bool:
    return not old or not new or any(contains_value(new, each) for each in old)


def _shares_a_type(pair: SchemaPair) -> bool:
    """Otherwise the type was replaced, and the list with it."""
    return bool((pair.old_types & pair.new_types) - {"null"}) or not (
        pair.old.values or pair.new.values
    )


def _foreign(values: tuple[Any, ...] | None, types: frozenset[str]) -> list[Any]:
    """Give listed values of kinds that the other side does not take at all."""
    return [each for each in values or () if atom_of(each) not in types]


def _change(pair: SchemaPair, text: str) -> Change:
    old, new = pair.old.at_keyword("enum", "const"), pair.new.at_keyword("enum", "const")
    before, after = pair.old.values, pair.new.values
    return Change(text, old, new, _listed(before), _listed(after))


def _listed(values: tuple[Any, ...] | None) -> list[Any] | None:
    return None if values is None else list(values)


def _shown(values: list[Any]) -> str:
    shown = [_json(each) for each in values[:6]]
    if len(values) > 6:
        shown.append(f"{len(values) - 6} more")
    if len(shown) == 1:
        return shown[0]
    return ", ".join(shown[:-1]) + f" and {shown[-1]}" if shown else "nothing"


def _verb(values: list[Any]) -> str:
    return "is" if len(values) == 1 else "are"


def _was(values: list[Any]) -> str:
    return "was" if len(values) == 1 else "were"


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
