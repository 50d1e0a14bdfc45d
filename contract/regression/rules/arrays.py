"""Items of arrays, by position and on the whole."""

from collections.abc import Iterator
from typing import Final

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
from contract.schemas.parts import Parts

_ARRAYS: Final = Family("arrays", frozenset(("array",)))

_TEXT: Final = {"type": "string"}
_PAIR: Final = {"type": "array", "prefixItems": [_TEXT, {"type": "integer"}]}
_SINGLE: Final = {"type": "array", "prefixItems": [_TEXT]}
_CLOSED_PAIR: Final = {**_PAIR, "items": False}
_CLOSED_SINGLE: Final = {**_SINGLE, "items": False}


@_ARRAYS.rule(
    "item-bound",
    TIGHTENED,
    Example(_SINGLE, _PAIR),
    "Go on taking anything at this position.",
)
def item_bound(pair: SchemaPair) -> Iterator[Change]:
    """An item that could be anything must keep to a schema."""
    for position, old, new in _positions(pair):
        if new and not (old or _is_never(new)):
            text = f"item {position + 1} must keep to a schema now"
            yield Change(text, pair.old.at, new[0].pointer, None, new[0].schema)


@_ARRAYS.rule(
    "item-freed",
    LOOSENED,
    Example(_PAIR, _SINGLE),
    "Go on sending what the old schema says at this position.",
)
def item_freed(pair: SchemaPair) -> Iterator[Change]:
    """An item that kept to a schema may be anything."""
    for position, old, new in _positions(pair):
        if old and not (new or _is_never(old)):
            text = f"item {position + 1} need no longer keep to a schema"
            yield Change(text, old[0].pointer, pair.new.at, old[0].schema, None)


@_ARRAYS.rule(
    "item-added",
    LOOSENED,
    Example(_CLOSED_SINGLE, _CLOSED_PAIR),
    "Leave the item out as long as old clients read the array.",
)
def item_added(pair: SchemaPair) -> Iterator[Change]:
    """There may be an item where none could be."""
    for position, old, new in _positions(pair):
        if _is_never(old) and not _is_never(new):
            text = f"there may be an item {position + 1}"
            place = new[0].pointer if new else pair.new.at
            yield Change(text, old[0].pointer, place, None, new[0].schema if new else True)


@_ARRAYS.rule(
    "item-removed",
    TIGHTENED,
    Example(_CLOSED_PAIR, _CLOSED_SINGLE),
    "Go on taking the item, and ignore it.",
)
def item_removed(pair: SchemaPair) -> Iterator[Change]:
    """There may be no item where one could be."""
    for position, old, new in _positions(pair):
        if _is_never(new) and not _is_never(old):
            text = f"there may be no item {position + 1} now"
            place = old[0].pointer if old else pair.old.at
            yield Change(text, place, new[0].pointer, old[0].schema if old else True, None)


@_ARRAYS.rule(
    "items-closed",
    TIGHTENED,
    Example(_SINGLE, _CLOSED_SINGLE),
    "Go on taking further items, and ignore them.",
)
def items_closed(pair: SchemaPair) -> Iterator[Change]:
    """Items behind those that are described are refused."""
    old, new = pair.old.items, pair.new.items
    if _is_never(new) and not _is_never(old):
        yield Change("further items are refused now", pair.old.at, new[0].pointer, True, False)


@_ARRAYS.rule(
    "items-opened",
    LOOSENED,
    Example(_CLOSED_SINGLE, _SINGLE),
    "Leave further items out as long as old clients read the array.",
)
def items_opened(pair: SchemaPair) -> Iterator[Change]:
    """Items may follow behind those that are described."""
    old, new = pair.old.items, pair.new.items
    if _is_never(old) and not _is_never(new):
        yield Change("further items may follow now", old[0].pointer, pair.new.at, False, True)


@_ARRAYS.rule(
    "contains-added",
    TIGHTENED,
    Example({"type": "array"}, {"type": "array", "contains": {"const": "owner"}}),
    "Go on taking arrays without it.",
)
def contains_added(pair: SchemaPair) -> Iterator[Change]:
    """An array must contain a certain item."""
    old, new = pair.old.contains, pair.new.contains
    if new and not old:
        text = "the array must contain a certain item now"
        yield Change(text, pair.old.at, new[0].pointer, None, new[0].schema)


@_ARRAYS.rule(
    "contains-removed",
    LOOSENED,
    Example({"type": "array", "contains": {"const": "owner"}}, {"type": "array"}),
    "Go on sending the item.",
)
def contains_removed(pair: SchemaPair) -> Iterator[Change]:
    """An array need no longer contain a certain item."""
    old, new = pair.old.contains, pair.new.contains
    if old and not new:
        text = "the array need no longer contain a certain item"
        yield Change(text, old[0].pointer, pair.new.at, old[0].schema, None)


@_ARRAYS.rule(
    "contains-changed",
    SWAPPED,
    Example(
        {"type": "array", "contains": {"const": "owner"}, "maxContains": 1},
        {"type": "array", "contains": {"enum": ["owner", "admin"]}, "maxContains": 1},
    ),
    "Keep counting the same items.",
)
def contains_changed(pair: SchemaPair) -> Iterator[Change]:
    """The items that are counted by `minContains` and `maxContains` are others."""
    old, new = pair.old.contains, pair.new.contains
    if old and new and counts_at_most(pair) and not pair.same(old, new):
        text = "the items that may come so many times are others"
        where = old[0].pointer, new[0].pointer
        yield Change(text, *where, old[0].schema, new[0].schema)


RULES: tuple[Rule[SchemaPair], ...] = (
    item_bound,
    item_freed,
    item_added,
    item_removed,
    items_closed,
    items_opened,
    contains_added,
    contains_removed,
    contains_changed,
)


def counts_at_most(pair: SchemaPair) -> bool:
    """Tell whether `maxContains` counts: then a wider `contains` lets fewer arrays pass."""
    return "maxContains" in pair.old.bounds or "maxContains" in pair.new.bounds


def _positions(pair: SchemaPair) -> Iterator[tuple[int, Parts, Parts]]:
    """Give the positions that only one side describes by themselves."""
    lengths = sorted((pair.old.prefix_length, pair.new.prefix_length))
    for position in range(*lengths):
        yield position, pair.old.item(position), pair.new.item(position)


def _is_never(parts: Parts) -> bool:
    return any(part.schema is False for part in parts)
