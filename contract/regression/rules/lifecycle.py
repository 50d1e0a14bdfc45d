"""What is announced: deprecation, sunset dates, stability."""

from collections.abc import Iterator
from typing import Final

from contract.regression.pairs import Lifecycle, Pair
from contract.regression.rules.rule import Change, Example, Family, Rule

_LIFECYCLE: Final = Family("lifecycle")

_DEPRECATED: Final = {"deprecated": True}
#: From the least to the most reliable; nothing said means stable.
_STABILITY: Final = ("draft", "alpha", "beta", "stable")


def _sunset(day: str) -> dict[str, object]:
    return {**_DEPRECATED, "x-sunset": day}


@_LIFECYCLE.rule(
    "deprecation-announced",
    {"": "safe"},
    Example({}, _DEPRECATED, "operation"),
)
def deprecation_announced(pair: Pair[Lifecycle]) -> Iterator[Change]:
    """An element was marked as deprecated."""
    for old, new in pair.both:
        if new.deprecated and not old.deprecated:
            yield _change(old, new, "is deprecated now", old.deprecated, new.deprecated)


@_LIFECYCLE.rule(
    "deprecation-withdrawn",
    {"": "safe"},
    Example(_DEPRECATED, {}, "operation"),
)
def deprecation_withdrawn(pair: Pair[Lifecycle]) -> Iterator[Change]:
    """An element is no longer deprecated."""
    for old, new in pair.both:
        if old.deprecated and not new.deprecated:
            yield _change(old, new, "is no longer deprecated", old.deprecated, new.deprecated)


@_LIFECYCLE.rule(
    "sunset-announced",
    {"": "safe"},
    Example(_DEPRECATED, _sunset("2027-06-30"), "operation"),
)
def sunset_announced(pair: Pair[Lifecycle]) -> Iterator[Change]:
    """A day was named on which an element goes."""
    for old, new in pair.both:
        if old.sunset is None and new.sunset_day is not None:
            yield _change(old, new, f"goes on {new.sunset_day}", old.sunset, new.sunset)


@_LIFECYCLE.rule(
    "sunset-postponed",
    {"": "safe"},
    Example(_sunset("2027-06-30"), _sunset("2027-12-31"), "operation"),
)
def sunset_postponed(pair: Pair[Lifecycle]) -> Iterator[Change]:
    """The day on which an element goes was put off."""
    for old, new in pair.both:
        if old.sunset_day and new.sunset_day and old.sunset_day < new.sunset_day:
            text = f"goes on {new.sunset_day}, not on {old.sunset_day}"
            yield _change(old, new, text, old.sunset, new.sunset)


@_LIFECYCLE.rule(
    "sunset-moved-closer",
    {"": "breaking"},
    Example(_sunset("2027-06-30"), _sunset("2027-03-31"), "operation"),
    "Keep the day that was announced.",
)
def sunset_moved_closer(pair: Pair[Lifecycle]) -> Iterator[Change]:
    """An element goes earlier than was announced."""
    for old, new in pair.both:
        if old.sunset_day and new.sunset_day and new.sunset_day < old.sunset_day:
            text = f"goes on {new.sunset_day} already, not on {old.sunset_day}"
            yield _change(old, new, text, old.sunset, new.sunset)


@_LIFECYCLE.rule(
    "sunset-dropped",
    {"": "breaking"},
    Example(_sunset("2027-06-30"), _DEPRECATED, "operation"),
    "Keep the day that was announced: without it, a deprecated element may go at any time.",
)
def sunset_dropped(pair: Pair[Lifecycle]) -> Iterator[Change]:
    """A deprecated element lost the day until which it was promised."""
    for old, new in pair.both:
        if old.sunset is not None and new.sunset is None and new.deprecated:
            text = f"has no sunset date any more; it was {old.sunset}"
            yield _change(old, new, text, old.sunset, new.sunset)


@_LIFECYCLE.rule(
    "sunset-unreadable",
    {"": "breaking"},
    Example(_DEPRECATED, _sunset("next summer"), "operation"),
    "Write the date as YYYY-MM-DD.",
)
def sunset_unreadable(pair: Pair[Lifecycle]) -> Iterator[Change]:
    """A sunset date is given that is no date."""
    for old, new in pair.both:
        unreadable = new.sunset is not None and new.sunset_day is None
        if unreadable and old.sunset != new.sunset:
            text = f"has a sunset date that is none: {new.sunset}"
            yield _change(old, new, text, old.sunset, new.sunset)


@_LIFECYCLE.rule(
    "stability-lowered",
    {"": "breaking"},
    Example({"x-stability-level": "stable"}, {"x-stability-level": "beta"}, "operation"),
    "Keep what was promised as stable.",
)
def stability_lowered(pair: Pair[Lifecycle]) -> Iterator[Change]:
    """Less is promised of an element than before."""
    for old, new in pair.both:
        if _rank(new) < _rank(old):
            text = f"is {_level(new)} now, not {_level(old)}"
            yield _change(old, new, text, old.stability, new.stability)


@_LIFECYCLE.rule(
    "stability-raised",
    {"": "safe"},
    Example({"x-stability-level": "beta"}, {"x-stability-level": "stable"}, "operation"),
)
def stability_raised(pair: Pair[Lifecycle]) -> Iterator[Change]:
    """More is promised of an element than before."""
    for old, new in pair.both:
        if _rank(new) > _rank(old):
            text = f"is {_level(new)} now, not {_level(old)}"
            yield _change(old, new, text, old.stability, new.stability)


RULES: tuple[Rule[Pair[Lifecycle]], ...] = (
    deprecation_announced,
    deprecation_withdrawn,
    sunset_announced,
    sunset_postponed,
    sunset_moved_closer,
    sunset_dropped,
    sunset_unreadable,
    stability_lowered,
    stability_raised,
)


def _level(lifecycle: Lifecycle) -> str:
    return lifecycle.stability if lifecycle.stability in _STABILITY else "stable"


def _rank(lifecycle: Lifecycle) -> int:
    return _STABILITY.index(_level(lifecycle))


def _change(old: Lifecycle, new: Lifecycle, text: str, before: object, after: object) -> Change:
    return Change(f"{new.subject} {text}", old.pointer, new.pointer, before, after)
