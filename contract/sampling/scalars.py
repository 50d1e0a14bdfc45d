"""Numbers and texts for schemas."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice
from math import ceil, floor
from typing import Any, Final

from contract.sampling.patterns import matching_texts
from contract.schemas.parts import Bound
from contract.schemas.values import matches
from contract.schemas.views import View

#: The longest text or array that is written out to exceed a limit.
LONGEST: Final = 5000

_BY_FORMAT: Final = {
    "byte": "dGV4dA==",
    "date": "2026-01-31",
    "date-time": "2026-01-31T12:00:00Z",
    "duration": "PT5M",
    "email": "ann@example.com",
    "hostname": "example.com",
    "idn-email": "ann@example.com",
    "idn-hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "iri": "https://example.com/",
    "iri-reference": "/a",
    "json-pointer": "/a",
    "regex": "^a$",
    "relative-json-pointer": "1/a",
    "time": "12:00:00Z",
    "uri": "https://example.com/",
    "uri-reference": "/a",
    "uri-template": "/{a}",
    "uuid": "11111111-2222-4333-8444-555555555555",
}
#: Values of each kind, and texts that tell formats and patterns apart.
POOL: Final[tuple[Any, ...]] = (
    "text", 1, 1.5, True, None, [], {}, "", "A b", "0", "é", *sorted(set(_BY_FORMAT.values())),
)  # fmt: skip


def texts(view: View) -> Iterator[str]:
    """Give texts that keep to a schema, the plainest first."""
    least, most = least_of(view, "minLength"), most_of(view, "maxLength")
    if view.patterns:
        found = matching_texts(view.patterns[0], least, most)
        known = (each for each in POOL if isinstance(each, str))
        for text in (*islice(found, 20), *known):
            if all(matches(pattern, text) for pattern in view.patterns):
                yield text
    elif view.format in _BY_FORMAT:
        yield _BY_FORMAT[view.format]
    else:
        yield "text".ljust(least, "t")[:most]


def edge_texts(view: View, others: Sequence[View]) -> Iterator[str]:
    """Give texts as long as the limits of several schemas allow, and a little longer or shorter."""
    yield from texts(view)
    for length in counts((view, *others), "minLength", "maxLength"):
        if view.patterns:
            yield from islice(matching_texts(view.patterns[0], length, length), 2)
        else:
            yield "t" * length


def number(view: View, *, rich: bool) -> int | float | None:
    """Give the least number that keeps to a schema; a rich one is the greatest."""
    step = _step(view)
    low, high = view.bounds.get("minimum"), view.bounds.get("maximum")
    if high is not None and (rich or low is None):
        value = floor(high.value / step) * step
        value -= step if value == high.value and high.exclusive else 0
    elif low is not None:
        value = ceil(low.value / step) * step
        value += step if value == low.value and low.exclusive else 0
    else:
        value = step
    return _plain(value) if _between(value, low, high) else None


def edge_numbers(view: View, others: Sequence[View]) -> Iterator[int | float]:
    """Give numbers at the limits of several schemas, and a little beyond."""
    limits = {bound.value for each in (view, *others) for name, bound in each.bounds.items()
              if name in ("minimum", "maximum")}  # fmt: skip
    steps = {Fraction(1), _step(view), *(step for each in others for step in each.multiples)}
    near = {Fraction(each) for each in (0, 1, 2**31, 2**63, -1 - 2**31, -1 - 2**63)}
    near |= {limit + sign * step for limit in limits for sign in (-1, 0, 1) for step in steps}
    near |= steps | {step * factor for step in steps for factor in (2, 3, -1)}
    if "fraction" in view.types:
        near |= {Fraction(1, 2)} | {limit + Fraction(1, 2) for limit in limits}
    for value in sorted(near, key=lambda each: (abs(each), each < 0)):
        if value.denominator == 1 or "fraction" in view.types:
            yield _plain(value)


def counts(views: Sequence[View], low: str, high: str) -> list[int]:
    """Give lengths and counts at the limits of several schemas, and just beyond."""
    limits = [view.bounds[name] for view in views for name in (low, high) if name in view.bounds]
    near = {int(limit.value) + more for limit in limits for more in (-1, 0, 1)} | {0, 1, 2}
    return sorted(count for count in near if 0 <= count <= LONGEST)


def least_of(view: View, name: str, default: int = 0) -> int:
    """Give a lower limit of a length or count."""
    bound = view.bounds.get(name)
    return default if bound is None else ceil(bound.value)


def most_of(view: View, name: str) -> int | None:
    """Give an upper limit of a length or count."""
    bound = view.bounds.get(name)
    return None if bound is None else floor(bound.value)


def _step(view: View) -> Fraction:
    """Give a step all of whose multiples are multiples of what a schema asks for."""
    step = Fraction(1)
    for each in view.multiples:
        step = each if (each / step).denominator == 1 else step * each
    if view.multiples and "fraction" in view.types:
        return max(view.multiples)
    return step


def _between(value: Fraction, low: Bound | None, high: Bound | None) -> bool:
    above = low is None or value > low.value or (value == low.value and not low.exclusive)
    below = high is None or value < high.value or (value == high.value and not high.exclusive)
    return above and below


def _plain(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)
