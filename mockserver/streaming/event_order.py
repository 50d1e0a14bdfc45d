"""
Events in an order that a contract lays down by `x-event-order`; without one, no errors.

What numbers them counts up.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from contract import pointers
from mockserver.words import words

#: Items of a stream: `{data, event, id}`, the data parsed where it is JSON.
Items = list[Mapping[str, Any]]

_BAD: Final = frozenset("error errors failed failure exception paused aborted cancelled".split())
#: Members that number the events of a stream, and where such a count begins, if it may.
_NUMBERS: Final = frozenset(
    ("seq", "sequence", "sequence number", "seq number", "seq num", "seq no", "event number")
)
_FROM_ONE: Final = (1, 0)
#: Members that number what events of one kind are about: the first block begins, and it ends.
_POSITIONS: Final = frozenset(("index", "position", "event index", "chunk index"))
_FROM_ZERO: Final = (0, 1)


def without_errors(items: Items) -> Items:
    """Leave out the events that tell of errors, unless there are no others."""
    good = [each for each in items if _BAD.isdisjoint(words(_name(each, "")))]
    return good or items


def _name(item: Any, pointer: str) -> str:
    """Give the name of an item's event: where the order says, or where it usually stands."""
    for where in (pointer,) if pointer else ("/event", "/data/event", "/data/type"):
        try:
            found = pointers.follow(item, where)
        except LookupError:
            continue
        if isinstance(found, str):
            return found
    return ""


def ordered(items: Items, order: Mapping[str, Any]) -> Items:
    """Choose and sort items so that they keep to an order."""
    by_name: dict[str, Mapping[str, Any]] = {}
    for each in items:
        by_name.setdefault(_name(each, str(order.get("event", ""))), each)
    by_name.pop("", None)
    for sequence in order.get("sequences", ()):
        names = _course(list(by_name), sequence)
        if names:
            return [by_name[each] for each in names]
    return items


def counted(items: Items, event: str, admits: Callable[[Mapping[str, Any]], bool]) -> Items:
    """
    Let the members that number items count up from 0 or 1, as far as the items may.

    `event` is the pointer to the name of an item's event; empty: it stands where it usually does.
    """
    for place in dict.fromkeys(each for item in items for each in _numbering(item)):
        is_position = _said(place) in _POSITIONS
        for start in _FROM_ZERO if is_position else _FROM_ONE:
            counts: Counter[str] = Counter()
            made: Items = []
            for item in items:
                kind = _name(item, event) if is_position else ""
                made.append(_copied(item))
                if place in _numbering(item):
                    _settled(made[-1], place, start + counts[kind])
                    counts[kind] += 1
            if all(map(admits, made)):
                items = made
                break
    return items


def _numbering(value: Any, place: str = "", depth: int = 3) -> Iterator[str]:
    """Give the pointers to what numbers an item; what lists hold is not about the item."""
    for name, each in value.items() if isinstance(value, Mapping) and depth else ():
        here = place + pointers.pointer(name)
        if isinstance(each, int) and _said(here) in _NUMBERS | _POSITIONS:
            yield here
        yield from _numbering(each, here, depth - 1)


def _said(place: str) -> str:
    return " ".join(words(pointers.parts(place)[-1]))


def _copied(item: Mapping[str, Any]) -> Mapping[str, Any]:
    copied: Mapping[str, Any] = json.loads(json.dumps(item))
    return copied


def _course(names: list[str], sequence: Mapping[str, Any]) -> list[str]:
    """Find a course through a sequence: its first event, what may come between, its last one."""
    good = [each for each in names if _BAD.isdisjoint(words(each))]
    first = next((each for each in sequence.get("first", good) if each in names), "")
    ends = sorted(sequence["last"], key=lambda each: not _BAD.isdisjoint(words(each)))
    last = next((each for each in ends if each in names), "")
    if not first or not last:
        return []
    course = [first]
    listed = sequence.get("events", good)
    left = [each for each in good if each in listed and each not in (first, *sequence["last"])]
    while left:
        fitting = (each for each in left if _may_follow(course, each, sequence))
        found = next(fitting, None)
        if found is None:
            break
        course.append(found)
        left.remove(found)
    while course[1:] and not _may_follow(course, last, sequence):
        course.pop()
    return course if first == last else [*course, last]


def _may_follow(course: list[str], name: str, sequence: Mapping[str, Any]) -> bool:
    following = sequence.get("next", {}).get(course[-1])
    needed = sequence.get("after", {}).get(name)
    if following is not None and name not in following:
        return False
    if needed is not None and not {*needed} & {*course}:
        return False
    for pair in sequence.get("pairs", ()):
        is_open = pair["open"] in course and not {*pair["close"]} & {*course}
        if name in (*pair["close"], *pair.get("inside", ())) and not is_open:
            return False
    return True


def with_constants(items: Items, order: Mapping[str, Any]) -> Items:
    """Make the same what an order says stays the same, in a stream or from one event to another."""
    made = [_copied(each) for each in items]
    for places in order.get("constant", {}).values():
        value: Any = None
        for item in made:
            for place in places:
                where = place if isinstance(place, str) else place["at"]
                only = None if isinstance(place, str) else place["in"]
                name = _name(item, str(order.get("event", "")))
                if only is None or name in only:
                    value = _settled(item, where, value)
    for pair in (each for one in order.get("sequences", ()) for each in one.get("pairs", ())):
        value = None
        for item in made:
            name = _name(item, str(order.get("event", "")))
            if pair.get("by") and name in (pair["open"], *pair["close"], *pair.get("inside", ())):
                value = _settled(item, pair["by"], value)
    return made


def _settled(item: Mapping[str, Any], where: str, value: Any) -> Any:
    """Put a value at a place that an item has; give the one that is now there."""
    *above, last = pointers.parts(where)
    try:
        holder = pointers.follow(item, pointers.pointer(*above))
    except LookupError:
        return value
    if not isinstance(holder, dict) or holder.get(last) is None:
        return value
    if value is not None:
        holder[last] = value
    return holder[last]
