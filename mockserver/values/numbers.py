"""Numbers within limits, near to what is usual."""

from collections.abc import Callable, Mapping
from datetime import UTC
from fractions import Fraction
from math import ceil, floor, gcd, lcm
from typing import Final

from contract.schemas.parts import Bound
from contract.schemas.values import atom_of, is_number
from contract.schemas.views import View
from mockserver.values.chance import Chance
from mockserver.values.moments import is_moment
from mockserver.values.names import range_for
from mockserver.values.scene import Scene, moment_of
from mockserver.words import words

_CENT: Final = Fraction(1, 100)
_USUAL: Final = (1, 1000)

#: A number that keeps to its schema; nothing where none was found.
Draw = Callable[[Scene, Chance], int | float | None]

Fact = Callable[[Scene, Chance], int | float]


def number_of(view: View, name: str) -> Draw:
    """Give what draws the numbers of a schema, for a member of a name."""
    fact, drawn = _fact_of(name), _between(view, range_for(name) or _like_example(view))
    if fact is None or view.multiples:
        return drawn

    def number(scene: Scene, chance: Chance) -> int | float | None:
        value = fact(scene, chance)
        return value if _is_within(view, value) else drawn(scene, chance)

    return number


def _fact_of(name: str) -> Fact | None:
    """Give what a number follows from, by its name: where the object is, or when it changed."""
    said = words(name)
    fact = _FACTS.get(name.lower()) or (_ENDINGS.get(said[-1]) if said else None)
    if fact is None and is_moment(name):
        moment = moment_of(name)
        return lambda scene, _: int(moment(scene).replace(tzinfo=UTC).timestamp())
    return fact


def _like_example(view: View) -> tuple[float, float]:
    """Give limits around the number that the schema shows."""
    shown = view.first("example")
    if not is_number(shown) or shown <= 0:
        return _USUAL
    return (ceil(shown / 2), ceil(shown * 2)) if shown == int(shown) else (shown / 2, shown * 2)


def _near(degrees: float, chance: Chance) -> float:
    """Move a little from the middle of a city."""
    return round(degrees + chance.between(-900, 900) / 1e5, 5)


def _latitude(scene: Scene, chance: Chance) -> float:
    return _near(scene.locality.latitude, chance)


def _longitude(scene: Scene, chance: Chance) -> float:
    return _near(scene.locality.longitude, chance)


def _height(scene: Scene, chance: Chance) -> int:
    return chance.between(150, 200) if scene.kind == "person" else 900


def _weight(scene: Scene, chance: Chance) -> int | float:
    return chance.between(45, 110) if scene.kind == "person" else chance.between(5, 200) / 10


#: Numbers that follow from what the object is, by the whole name and by its last word.
_FACTS: Final[Mapping[str, Fact]] = {
    "age": lambda scene, _: scene.age,
    "height": _height,
    "weight": _weight,
}
_ENDINGS: Final[Mapping[str, Fact]] = {
    **dict.fromkeys(("latitude", "lat"), _latitude),
    **dict.fromkeys(("longitude", "lng", "lon", "long"), _longitude),
}


def _is_within(view: View, value: float) -> bool:
    low, high = view.bounds.get("minimum"), view.bounds.get("maximum")
    above = low is None or value > low.value or (value == low.value and not low.exclusive)
    below = high is None or value < high.value or (value == high.value and not high.exclusive)
    return above and below and atom_of(value) in view.types


def _between(view: View, usual: tuple[float, float]) -> Draw:
    """Draw within the usual limits if the schema's admit them."""
    low, high = view.bounds.get("minimum"), view.bounds.get("maximum")
    has_fractions = "fraction" in view.types
    steps = [_step(view, Fraction(1))]
    if has_fractions:
        has_decimals = any(isinstance(each, float) for each in usual)
        steps = [_step(view, _CENT if has_decimals else Fraction(1)), _step(view, _CENT)]
    for step in steps:
        first, last = _first(low, step), _last(high, step)
        if first is None or last is None or first <= last:
            return _stepping(_limits(first, last, step, usual), step)
    if low and high and low.value < high.value and not view.multiples and has_fractions:
        middle = _plain((low.value + high.value) / 2)
        return lambda _, __: middle
    return lambda _, __: None


def _stepping(limits: tuple[int, int], step: Fraction) -> Draw:
    (least, most), (many, parts) = limits, step.as_integer_ratio()
    if parts == 1:
        return lambda _, chance: chance.between(least, most) * many

    def number(_: Scene, chance: Chance) -> int | float:
        value = chance.between(least, most) * many
        return value / parts if value % parts else value // parts

    return number


def _limits(
    first: int | None, last: int | None, step: Fraction, usual: tuple[float, float]
) -> tuple[int, int]:
    """Give how many steps there are: within both limits, the usual ones first giving way."""
    least, most = ceil(Fraction(usual[0]) / step), floor(Fraction(usual[1]) / step)
    least = least if first is None else max(first, least)
    most = most if last is None else min(last, most)
    if least > most:
        span = max(1, floor(1000 / step))
        least = first if first is not None else (last or 0) - span
        most = last if last is not None else least + span
        most = min(most, least + span)
    return least, most


def _first(low: Bound | None, step: Fraction) -> int | None:
    if low is None:
        return None
    first = ceil(low.value / step)
    return first + 1 if low.exclusive and first * step == low.value else first


def _last(high: Bound | None, step: Fraction) -> int | None:
    if high is None:
        return None
    last = floor(high.value / step)
    return last - 1 if high.exclusive and last * step == high.value else last


def _step(view: View, step: Fraction) -> Fraction:
    """Give the least step that all multiples asked for have in common; `step` where none is."""
    multiples = set(view.multiples)
    if "fraction" not in view.types:
        multiples.add(Fraction(1))
    if not multiples:
        return step
    numerators = lcm(*(each.numerator for each in multiples))
    return Fraction(numerators, gcd(*(each.denominator for each in multiples)))


def _plain(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)
