"""
Members that speak of other records: `customer_id`, `last_order_id`, a `customer` inside an order.

What a client says stays as it is; what was made up is replaced by what is there.
"""

from collections.abc import Callable, Mapping
from itertools import zip_longest
from typing import Any, Final

from mockserver.words import singular, words

#: The id, as it stands in paths, of the record that a noun at a place speaks of; None: none does.
IdOf = Callable[[str, tuple[str, ...]], Any]
#: The members of a record, by its noun and its id; None where it is not there.
MembersOf = Callable[[str, Any], Mapping[str, Any] | None]

_NOTHING: Final[Mapping[str, Any]] = {}


def noun_of(name: str) -> str:
    """Give what a member names by an id: `customer` of `customer_id`; empty: nothing."""
    said = words(name)
    return " ".join(said[:-1]) if len(said) > 1 and said[-1] == "id" else ""


def linked(
    value: Any,
    told: Any,
    id_of: IdOf,
    members_of: MembersOf,
    place: tuple[str, ...] = (),
    outer: Mapping[str, Any] = _NOTHING,
) -> Any:
    """
    Let a value speak of records that are there, except where it is what was told.

    What stands inside speaks of the same records as what is around it, by the `outer` ids.
    """
    if isinstance(value, list):
        items = told if isinstance(told, list) else []
        return [
            linked(each, item, id_of, members_of, (*place, str(number)), outer)
            for number, (each, item) in enumerate(zip_longest(value, items[: len(value)]))
        ]
    if not isinstance(value, dict):
        return value
    known = told if isinstance(told, dict) else {}
    made = dict(value)
    for name in value:
        if name in known or not noun_of(name):
            continue
        found = outer.get(name)
        if found is None and value[name] is not None:
            found = _id(name, value[name], id_of, place)
        made[name] = value[name] if found is None else found
    ids = {name: each for name, each in made.items() if noun_of(name) and each is not None}
    parents = {name: made["id"] for name in made if _is_parent(name) and "id" in made}
    for name, inner in made.items():
        if not isinstance(inner, dict | list):
            continue
        there = _embedded(name, inner, made, members_of) if name not in known else None
        if there is None:
            around = {**ids, **parents} if isinstance(inner, list) else {}
            there = linked(inner, known.get(name), id_of, members_of, (*place, name), around)
        made[name] = there
    return made


def _is_parent(name: str) -> bool:
    return words(name) == ("parent", "id")


def _id(name: str, value: Any, id_of: IdOf, place: tuple[str, ...]) -> Any:
    """Give the id for a member, as text or number as it was."""
    noun = noun_of(name)
    found = id_of(noun, (*place, name)) if noun else None
    if isinstance(value, int) and not isinstance(value, bool):
        return int(str(found)) if str(found).isdecimal() else None
    return str(found) if isinstance(value, str) and found is not None else None


def _embedded(
    name: str, inner: Any, around: Mapping[str, Any], members_of: MembersOf
) -> dict[str, Any] | None:
    """Give the record that stands inside another one, by the id beside it."""
    if not isinstance(inner, dict):
        return None
    said = singular(name)
    ids = [value for other, value in around.items() if noun_of(other) == said]
    there = members_of(said, ids[0] if ids else None)
    if there is None or not inner.keys() <= there.keys():
        return None
    return {each: there[each] for each in inner}
