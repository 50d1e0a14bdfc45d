"""Types, null and formats."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from contract.regression.rules.rule import (
    HARMLESS,
    LOOSENED,
    SWAPPED,
    TIGHTENED,
    Change,
    Example,
    Family,
    Rule,
)
from contract.regression.schemas.pair import SchemaPair
from contract.schemas.values import ATOMS, same_value

_TYPES: Final = Family("types")


@_TYPES.rule(
    "type-replaced",
    SWAPPED,
    Example({"type": "string"}, {"type": "integer"}),
    "Keep the old type, or offer the new one under another name.",
)
def type_replaced(pair: SchemaPair) -> Iterator[Change]:
    """The type was exchanged for one that does not take every old value."""
    old, new = pair.old_types, pair.new_types
    one_lists_values = (pair.old.values is None) != (pair.new.values is None)
    if pair.old.values is not None and pair.new.values is not None:
        return
    if one_lists_values and (old & new) - {"null"}:
        return  # What matters is the list; see the rules on enumerations.
    if (old - new and new - old) or (one_lists_values and old and new):
        yield _change(pair, "the type changed from {} to {}")


@_TYPES.rule(
    "type-widened",
    LOOSENED,
    Example({"type": "integer"}, {"type": ["integer", "string"]}),
    "Send the old type as long as old clients read it.",
)
def type_widened(pair: SchemaPair) -> Iterator[Change]:
    """The type takes more kinds of values."""
    if _compares_types(pair) and pair.old_types < pair.new_types and not _only_null(pair):
        yield _change(pair, "the type was widened from {} to {}")


@_TYPES.rule(
    "type-narrowed",
    TIGHTENED,
    Example({"type": "number"}, {"type": "integer"}),
    "Go on taking the old type.",
)
def type_narrowed(pair: SchemaPair) -> Iterator[Change]:
    """The type takes fewer kinds of values."""
    if _compares_types(pair) and pair.new_types < pair.old_types and not _only_null(pair):
        yield _change(pair, "the type was narrowed from {} to {}")


@_TYPES.rule(
    "null-added",
    LOOSENED,
    Example({"type": "string"}, {"type": ["string", "null"]}),
    "Leave the property out, or send an empty value, instead of null.",
)
def null_added(pair: SchemaPair) -> Iterator[Change]:
    """The value may be null, which it could not be."""
    if _null_changed(pair, dropped=False):
        yield _change(pair, "null is allowed now: {} became {}")


@_TYPES.rule(
    "null-removed",
    TIGHTENED,
    Example({"type": ["string", "null"]}, {"type": "string"}),
    "Go on taking null.",
)
def null_removed(pair: SchemaPair) -> Iterator[Change]:
    """The value may no longer be null."""
    if _null_changed(pair, dropped=True):
        yield _change(pair, "null is no longer allowed: {} became {}")


@_TYPES.rule(
    "format-widened",
    LOOSENED,
    Example({"type": "string", "format": "uuid"}, {"type": "string"}),
    "Keep sending values of the old format, and keep saying so.",
)
def format_widened(pair: SchemaPair) -> Iterator[Change]:
    """The format lets more pass, or was dropped."""
    old, new = pair.old.format, pair.new.format
    if _compares_formats(pair) and old is not None and _is_wider(new, old):
        yield _format_change(pair)


@_TYPES.rule(
    "format-narrowed",
    TIGHTENED,
    Example({"type": "integer", "format": "int64"}, {"type": "integer", "format": "int32"}),
    "Go on taking what the old format allowed.",
)
def format_narrowed(pair: SchemaPair) -> Iterator[Change]:
    """The format lets less pass, or is asked for where none was."""
    old, new = pair.old.format, pair.new.format
    if _compares_formats(pair) and new is not None and _is_wider(old, new):
        yield _format_change(pair)


@_TYPES.rule(
    "format-replaced",
    SWAPPED,
    Example({"type": "string", "format": "email"}, {"type": "string", "format": "uuid"}),
    "Keep the old format, or offer the new one under another name.",
)
def format_replaced(pair: SchemaPair) -> Iterator[Change]:
    """The format was exchanged for an unrelated one."""
    old, new = pair.old.format, pair.new.format
    both = old is not None and new is not None
    if _compares_formats(pair) and both and not _is_wider(old, new) and not _is_wider(new, old):
        yield _format_change(pair)


@_TYPES.rule(
    "text-format-changed",
    {"response": "safe"},
    Example(
        {"headers": {"X-Id": {"schema": {"type": "string", "format": "uuid"}}}},
        {"headers": {"X-Id": {"schema": {"type": "string"}}}},
        "response",
    ),
)
def text_format_changed(pair: SchemaPair) -> Iterator[Change]:
    """The format of a header changed between texts that nobody parses."""
    if pair.old.format != pair.new.format and _is_bare_text(pair):
        yield _format_change(pair)


@_TYPES.rule(
    "default-changed",
    HARMLESS,
    Example({"type": "integer", "default": 20}, {"type": "integer", "default": 50}),
)
def default_changed(pair: SchemaPair) -> Iterator[Change]:
    """The default of a value in a body changed: whoever leaves it out may get something else."""
    # Of a parameter itself, the rules on parameters judge the default.
    old, new = pair.old.first("default"), pair.new.first("default")
    changed = not same_value(old, new) or pair.old.has("default") != pair.new.has("default")
    if pair.wire == "json" and changed:
        where = pair.old.at_keyword("default"), pair.new.at_keyword("default")
        yield Change("the default changed", *where, old, new)


RULES: tuple[Rule[SchemaPair], ...] = (
    type_replaced,
    type_widened,
    type_narrowed,
    null_added,
    null_removed,
    format_widened,
    format_narrowed,
    format_replaced,
    text_format_changed,
    default_changed,
)

#: Each format, and those that take every value of it.
_WIDER: Final[Mapping[str, frozenset[str]]] = {
    "int8": frozenset(("int16", "int32", "int64")),
    "int16": frozenset(("int32", "int64")),
    "int32": frozenset(("int64",)),
    "float": frozenset(("double",)),
    "date": frozenset(("date-time",)),
    "email": frozenset(("idn-email",)),
    "hostname": frozenset(("idn-hostname",)),
    "uri": frozenset(("iri", "uri-reference", "iri-reference")),
    "uri-reference": frozenset(("iri-reference",)),
    "iri": frozenset(("iri-reference",)),
}
#: Formats that a client turns into something other than text.
_PARSED: Final = frozenset(
    "date date-time double duration float http-date int16 int32 int64 int8 time".split()
)


def type_names(types: frozenset[str]) -> list[str]:
    """Write kinds of values as JSON Schema does."""
    if types == ATOMS:
        return ["any"]
    names = set(types)
    if "fraction" in names:
        names = (names - {"fraction", "integer"}) | {"number"}
    return sorted(names, key=lambda name: (name == "null", name))


def _change(pair: SchemaPair, text: str) -> Change:
    before, after = type_names(pair.old.types), type_names(pair.new.types)
    shown = text.format(_listing(before), _listing(after))
    where = pair.old.at_keyword("type"), pair.new.at_keyword("type")
    return Change(shown, *where, _plain(before), _plain(after))


def _listing(names: list[str]) -> str:
    return " or ".join(names) or "nothing at all"


def _plain(names: list[str]) -> Any:
    return names[0] if len(names) == 1 else names


def _compares_types(pair: SchemaPair) -> bool:
    return pair.old.values is None and pair.new.values is None


def _only_null(pair: SchemaPair) -> bool:
    return pair.old_types ^ pair.new_types == {"null"}


def _null_changed(pair: SchemaPair, *, dropped: bool) -> bool:
    giver, taker = (pair.old, pair.new) if dropped else (pair.new, pair.old)
    if "null" not in giver.types or "null" in taker.types:
        return False
    if _compares_types(pair):
        return _only_null(pair)
    # A list of values that came takes null away, and one that went brings it back.
    return giver.values is not None and bool((giver.types & taker.types) or not giver.values)


def _compares_formats(pair: SchemaPair) -> bool:
    if pair.old.format == pair.new.format or _is_bare_text(pair):
        return False
    if pair.old.values is not None and pair.new.values is not None:
        return False
    return pair.admits("string", "integer", "fraction")


def _is_bare_text(pair: SchemaPair) -> bool:
    """Whether this is the text of a header that is compared as it is."""
    formats = {pair.old.format, pair.new.format}
    return pair.wire == "header" and pair.admits("string") and not formats & _PARSED


def _is_wider(format_: str | None, than: str | None) -> bool:
    return format_ is None or (than is not None and format_ in _WIDER.get(than, ()))


def _format_change(pair: SchemaPair) -> Change:
    old, new = pair.old.format, pair.new.format
    if old is None or new is None:
        text = f"the format {new} is asked for now" if new else f"the format {old} was dropped"
    else:
        text = f"the format changed from {old} to {new}"
    return Change(text, pair.old.at_keyword("format"), pair.new.at_keyword("format"), old, new)
