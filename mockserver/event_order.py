"""Events in an order that a contract lays down by `x-event-order`; without one, no errors."""

import json
from collections.abc import Mapping
from typing import Any, Final

from contract import pointers
from mockserver.words import words

#: Items of a stream: `{data, event, id}`, the data parsed where it is JSON.
Items = list[Mapping[str, Any]]

_BAD: Final = frozenset("error errors failed failure exception paused aborted cancelled".split())


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
    """Choose and sort items so that they keep to an order; its constants are made the same."""
    by_name: dict[str, Mapping[str, Any]] = {}
    for each in items:
        by_name.setdefault(_name(each, str(order.get("event", ""))), each)
    by_name.pop("", None)
    for sequence in order.get("sequences", ()):
        names = _course(list(by_name), sequence)
        if names:
            return _with_constants([by_name[each] for each in names], order)
    return items


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


def _with_constants(items: Items, order: Mapping[str, Any]) -> Items:
    made: Items = [json.loads(json.dumps(each)) for each in items]
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
