"""Limits: of numbers, lengths and counts."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from contract.regression.rules.rule import (
    LOOSENED,
    NEWLY_LIMITED,
    SWAPPED,
    TIGHTENED,
    Change,
    Example,
    Family,
    Rule,
)
from contract.regression.schemas.pair import SchemaPair
from contract.schemas.parts import Bound, is_tighter

_BOUNDS: Final = Family("bounds")

#: Limit → the kinds of values it speaks of, and what it limits.
_NAMES: Final = {
    "minimum": (("integer", "fraction"), "the number"),
    "maximum": (("integer", "fraction"), "the number"),
    "minLength": (("string",), "the length"),
    "maxLength": (("string",), "the length"),
    "minItems": (("array",), "the number of items"),
    "maxItems": (("array",), "the number of items"),
    "minProperties": (("object",), "the number of properties"),
    "maxProperties": (("object",), "the number of properties"),
    "minContains": (("array",), "the number of items asked for"),
    "maxContains": (("array",), "the number of items asked for"),
}


@_BOUNDS.rule(
    "lower-bound-raised",
    TIGHTENED,
    Example({"type": "integer", "minimum": 0}, {"type": "integer", "minimum": 1}),
    "Go on taking what the old limit allowed.",
)
def lower_bound_raised(pair: SchemaPair) -> Iterator[Change]:
    """A lower limit became stricter."""
    for name, old, new in _both(pair, "min"):
        if is_tighter(new, old, name):
            yield _moved(name, old, new)


@_BOUNDS.rule(
    "lower-bound-lowered",
    LOOSENED,
    Example({"type": "integer", "minimum": 1}, {"type": "integer", "minimum": 0}),
    "Keep to the old limit in what is sent.",
)
def lower_bound_lowered(pair: SchemaPair) -> Iterator[Change]:
    """A lower limit became looser."""
    for name, old, new in _both(pair, "min"):
        if is_tighter(old, new, name):
            yield _moved(name, old, new)


@_BOUNDS.rule(
    "lower-bound-introduced",
    NEWLY_LIMITED,
    Example({"type": "string"}, {"type": "string", "minLength": 3}),
    "Make sure that the service kept this limit all along; otherwise announce it first.",
)
def lower_bound_introduced(pair: SchemaPair) -> Iterator[Change]:
    """A lower limit is stated where none was."""
    yield from _introduced(pair, "min")


@_BOUNDS.rule(
    "lower-bound-removed",
    LOOSENED,
    Example({"type": "array", "minItems": 1}, {"type": "array"}),
    "Keep to the old limit in what is sent, and keep stating it.",
)
def lower_bound_removed(pair: SchemaPair) -> Iterator[Change]:
    """A lower limit is gone."""
    yield from _removed(pair, "min")


@_BOUNDS.rule(
    "upper-bound-lowered",
    TIGHTENED,
    Example({"type": "string", "maxLength": 80}, {"type": "string", "maxLength": 40}),
    "Go on taking what the old limit allowed.",
)
def upper_bound_lowered(pair: SchemaPair) -> Iterator[Change]:
    """An upper limit became stricter."""
    for name, old, new in _both(pair, "max"):
        if is_tighter(new, old, name):
            yield _moved(name, old, new)


@_BOUNDS.rule(
    "upper-bound-raised",
    LOOSENED,
    Example({"type": "string", "maxLength": 40}, {"type": "string", "maxLength": 80}),
    "Keep to the old limit in what is sent.",
)
def upper_bound_raised(pair: SchemaPair) -> Iterator[Change]:
    """An upper limit became looser."""
    for name, old, new in _both(pair, "max"):
        if is_tighter(old, new, name):
            yield _moved(name, old, new)


@_BOUNDS.rule(
    "upper-bound-introduced",
    NEWLY_LIMITED,
    Example({"type": "integer"}, {"type": "integer", "maximum": 200}),
    "Make sure that the service kept this limit all along; otherwise announce it first.",
)
def upper_bound_introduced(pair: SchemaPair) -> Iterator[Change]:
    """An upper limit is stated where none was."""
    yield from _introduced(pair, "max")


@_BOUNDS.rule(
    "upper-bound-removed",
    LOOSENED,
    Example({"type": "integer", "maximum": 200}, {"type": "integer"}),
    "Keep to the old limit in what is sent, and keep stating it.",
)
def upper_bound_removed(pair: SchemaPair) -> Iterator[Change]:
    """An upper limit is gone."""
    yield from _removed(pair, "max")


@_BOUNDS.rule(
    "multiple-of-introduced",
    NEWLY_LIMITED,
    Example({"type": "integer"}, {"type": "integer", "multipleOf": 5}),
    "Make sure that the service asked for this all along; otherwise announce it first.",
)
def multiple_of_introduced(pair: SchemaPair) -> Iterator[Change]:
    """Numbers must be multiples of another where any would do."""
    if _has_numbers(pair) and not pair.old.multiples and pair.new.multiples:
        yield _multiples_change(pair, "must be multiples of {1} now")


@_BOUNDS.rule(
    "multiple-of-tightened",
    TIGHTENED,
    Example({"type": "integer", "multipleOf": 5}, {"type": "integer", "multipleOf": 10}),
    "Go on taking the old steps.",
)
def multiple_of_tightened(pair: SchemaPair) -> Iterator[Change]:
    """Numbers must be multiples of a larger step, of which not all old values are."""
    if _steps_changed(pair) and _finer(pair.old.multiples, pair.new.multiples):
        yield _multiples_change(pair, "must be multiples of {1}, not of {0}")


@_BOUNDS.rule(
    "multiple-of-loosened",
    LOOSENED,
    Example({"type": "integer", "multipleOf": 10}, {"type": "integer"}),
    "Keep to the old steps in what is sent.",
)
def multiple_of_loosened(pair: SchemaPair) -> Iterator[Change]:
    """Numbers may lie between the old steps."""
    if not _has_numbers(pair) or not pair.old.multiples:
        return
    if not pair.new.multiples:
        yield _multiples_change(pair, "need no longer be multiples of {0}")
    elif _steps_changed(pair) and _finer(pair.new.multiples, pair.old.multiples):
        yield _multiples_change(pair, "need only be multiples of {1}, not of {0}")


@_BOUNDS.rule(
    "multiple-of-replaced",
    SWAPPED,
    Example({"type": "integer", "multipleOf": 4}, {"type": "integer", "multipleOf": 6}),
    "Keep the old steps.",
)
def multiple_of_replaced(pair: SchemaPair) -> Iterator[Change]:
    """Numbers must be multiples of something else."""
    old, new = pair.old.multiples, pair.new.multiples
    if _steps_changed(pair) and not _finer(old, new) and not _finer(new, old):
        yield _multiples_change(pair, "must be multiples of {1}, not of {0}")


@_BOUNDS.rule(
    "unique-items-set",
    TIGHTENED,
    Example({"type": "array"}, {"type": "array", "uniqueItems": True}),
    "Go on taking lists with repetitions, and drop these in the service.",
)
def unique_items_set(pair: SchemaPair) -> Iterator[Change]:
    """Items may no longer repeat."""
    if pair.admits("array") and pair.new.unique_items and not pair.old.unique_items:
        yield _unique_change(pair, "items may not repeat now")


@_BOUNDS.rule(
    "unique-items-dropped",
    LOOSENED,
    Example({"type": "array", "uniqueItems": True}, {"type": "array"}),
    "Go on sending each item once.",
)
def unique_items_dropped(pair: SchemaPair) -> Iterator[Change]:
    """Items may repeat."""
    if pair.admits("array") and pair.old.unique_items and not pair.new.unique_items:
        yield _unique_change(pair, "items may repeat now")


RULES: tuple[Rule[SchemaPair], ...] = (
    lower_bound_raised,
    lower_bound_lowered,
    lower_bound_introduced,
    lower_bound_removed,
    upper_bound_lowered,
    upper_bound_raised,
    upper_bound_introduced,
    upper_bound_removed,
    multiple_of_introduced,
    multiple_of_tightened,
    multiple_of_loosened,
    multiple_of_replaced,
    unique_items_set,
    unique_items_dropped,
)


def _relevant(pair: SchemaPair, prefix: str) -> Iterator[str]:
    """Name the limits of a kind that speak of values which pass on both sides."""
    stated = pair.old_bounds.keys() | pair.new_bounds.keys()
    if not stated or (pair.old.values is not None and pair.new.values is not None):
        return
    for name, (atoms, _) in _NAMES.items():
        counts = not name.endswith("Contains") or (pair.old.contains and pair.new.contains)
        if name in stated and name.startswith(prefix) and counts and pair.admits(*atoms):
            yield name


def _both(pair: SchemaPair, prefix: str) -> Iterator[tuple[str, Bound, Bound]]:
    for name in _relevant(pair, prefix):
        if name in pair.old_bounds and name in pair.new_bounds:
            yield name, pair.old_bounds[name], pair.new_bounds[name]


def _introduced(pair: SchemaPair, prefix: str) -> Iterator[Change]:
    for name in _relevant(pair, prefix):
        new = pair.new_bounds.get(name)
        if name not in pair.old_bounds and new is not None:
            text = f"{_subject(name)} must be {_limit(name, new)} now"
            yield Change(text, pair.old.at, new.pointer, None, new.number)


def _removed(pair: SchemaPair, prefix: str) -> Iterator[Change]:
    for name in _relevant(pair, prefix):
        old = pair.old_bounds.get(name)
        if name not in pair.new_bounds and old is not None:
            text = f"{_subject(name)} need no longer be {_limit(name, old)}"
            yield Change(text, old.pointer, pair.new.at, old.number, None)


def _moved(name: str, old: Bound, new: Bound) -> Change:
    text = f"{_subject(name)} must be {_limit(name, new)}, not {_limit(name, old)}"
    return Change(text, old.pointer, new.pointer, old.number, new.number)


def _subject(name: str) -> str:
    return _NAMES[name][1]


def _limit(name: str, bound: Bound) -> str:
    if bound.exclusive:
        return f"{'more' if name.startswith('min') else 'less'} than {bound.number}"
    return f"at {'least' if name.startswith('min') else 'most'} {bound.number}"


def _has_numbers(pair: SchemaPair) -> bool:
    both_listed = pair.old.values is not None and pair.new.values is not None
    return pair.admits("integer", "fraction") and not both_listed


def _steps_changed(pair: SchemaPair) -> bool:
    old, new = pair.old.multiples, pair.new.multiples
    return _has_numbers(pair) and bool(old and new) and old != new


def _finer(steps: frozenset[Fraction], than: frozenset[Fraction]) -> bool:
    """Whether every multiple of the latter is one of the former."""
    return all(any((coarse / fine).denominator == 1 for coarse in than) for fine in steps)


def _multiples_change(pair: SchemaPair, text: str) -> Change:
    old, new = _numbers(pair.old.multiples), _numbers(pair.new.multiples)
    shown = text.format(" and ".join(map(str, old)), " and ".join(map(str, new)))
    where = pair.old.at_keyword("multipleOf"), pair.new.at_keyword("multipleOf")
    return Change(f"numbers {shown}", *where, old[0] if old else None, new[0] if new else None)


def _numbers(steps: frozenset[Fraction]) -> list[float]:
    return [int(each) if each.denominator == 1 else float(each) for each in sorted(steps)]


def _unique_change(pair: SchemaPair, text: str) -> Change:
    where = pair.old.at_keyword("uniqueItems"), pair.new.at_keyword("uniqueItems")
    return Change(text, *where, pair.old.unique_items, pair.new.unique_items)
