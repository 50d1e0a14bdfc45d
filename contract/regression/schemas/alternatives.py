"""Which alternative of the old contract is which of the new one."""

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass

from contract.regression.schemas.contents import Contents
from contract.schemas.parts import Parts
from contract.schemas.values import same_value
from contract.schemas.views import View

#: An alternative: what holds if it is taken, and how that reads.
Alternative = tuple[Parts, View]


@dataclass(frozen=True, slots=True)
class Matching:
    """The alternatives of both sides, each at most once."""

    pairs: tuple[tuple[Alternative, Alternative], ...]
    removed: tuple[Alternative, ...]
    added: tuple[Alternative, ...]


def match(old: Sequence[Alternative], new: Sequence[Alternative], contents: Contents) -> Matching:
    """
    Pair alternatives; their order says nothing.

    The same component comes first, then the same title or telling constant, then equal content,
    then the most similar.
    """
    ways: tuple[Callable[[Alternative, Alternative], bool], ...] = (
        _same_component,
        _same_title,
        _same_constants,
        lambda one, other: contents.same(one[0], other[0]),
    )
    old_left, new_left = list(old), list(new)
    pairs: list[tuple[Alternative, Alternative]] = []
    for way in ways:
        for one in tuple(old_left):
            partner = next((each for each in new_left if way(one, each)), None)
            if partner is not None:
                pairs.append((one, partner))
                old_left.remove(one)
                new_left.remove(partner)
    pairs += _most_similar(old_left, new_left)
    return Matching(tuple(pairs), tuple(old_left), tuple(new_left))


def similarity(old: View, new: View) -> float:
    """Say how alike two shapes are: 0 (nothing in common) to 1."""
    types = _shared(old.types - {"null"}, new.types - {"null"})
    if not types or contradict(old, new):
        return 0.0
    if old.declared and new.declared:
        return _shared(old.declared.keys(), new.declared.keys())
    return types / 2


def _most_similar(
    old: list[Alternative], new: list[Alternative]
) -> Iterator[tuple[Alternative, Alternative]]:
    """Take the best pairs out of what is left, as long as the two have something in common."""
    scores = [
        (similarity(one[1], other[1]), -i, -k)
        for i, one in enumerate(old)
        for k, other in enumerate(new)
    ]
    taken_old, taken_new = list(old), list(new)
    for score, i, k in sorted(scores, reverse=True):
        one, other = taken_old[-i], taken_new[-k]
        if score > 0 and one in old and other in new:
            old.remove(one)
            new.remove(other)
            yield one, other


def _same_component(one: Alternative, other: Alternative) -> bool:
    reference = one[0][-1].keywords.get("$ref")
    return reference is not None and reference == other[0][-1].keywords.get("$ref")


def _same_title(one: Alternative, other: Alternative) -> bool:
    title = one[1].first("title")
    return isinstance(title, str) and title == other[1].first("title")


def _same_constants(one: Alternative, other: Alternative) -> bool:
    return bool(list(_shared_constants(one[1], other[1]))) and not contradict(one[1], other[1])


def contradict(old: View, new: View) -> bool:
    """Tell whether two shapes give a property different constants."""
    return not all(same for same in _shared_constants(old, new))


def _shared_constants(old: View, new: View) -> Iterator[bool]:
    """Compare the properties that have one value only, on both sides."""
    other = new.constants
    for name, value in old.constants.items():
        if name in other:
            yield same_value(value, other[name])


def _shared(one: Set[str], other: Set[str]) -> float:
    union = one | other
    return len(one & other) / len(union) if union else 0.0
