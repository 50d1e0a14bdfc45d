"""Numbers within limits, near to what is usual."""

from fractions import Fraction
from math import ceil, floor, gcd, lcm
from random import Random
from typing import Final

from contract.schemas.parts import Bound
from contract.schemas.views import View

_CENT: Final = Fraction(1, 100)
_USUAL: Final = (1, 1000)


def number_between(
    view: View, usual: tuple[float, float] | None, random: Random
) -> int | float | None:
    """Draw a number that keeps to a schema, within the usual limits if it can; else nothing."""
    low, high = view.bounds.get("minimum"), view.bounds.get("maximum")
    has_decimals = "fraction" in view.types and any(
        isinstance(each, float) for each in usual or (0.0,)
    )
    steps = [_step(view, Fraction(1))]
    if "fraction" in view.types:
        steps = [_step(view, _CENT if has_decimals else Fraction(1)), _step(view, _CENT)]
    for step in steps:
        first, last = _first(low, step), _last(high, step)
        if first is None or last is None or first <= last:
            return _plain(_drawn(first, last, step, usual or _USUAL, random) * step)
    if low is not None and high is not None and not view.multiples and "fraction" in view.types:
        middle = (low.value + high.value) / 2
        return _plain(middle) if low.value < high.value else None
    return None


def _drawn(
    first: int | None,
    last: int | None,
    step: Fraction,
    usual: tuple[float, float],
    random: Random,
) -> int:
    """Draw how many steps: within both limits, the usual ones first giving way."""
    least, most = ceil(Fraction(usual[0]) / step), floor(Fraction(usual[1]) / step)
    least = least if first is None else max(first, least)
    most = most if last is None else min(last, most)
    if least > most:
        span = max(1, floor(1000 / step))
        least = first if first is not None else (last or 0) - span
        most = last if last is not None else least + span
        most = min(most, least + span)
    return random.randint(least, most)


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
