"""
Which members of a request name records of other collections: `customer_id`, `lines/*/product_id`.

Taken for such is what is called like a collection, or like people where there are users. A value
that no record has is refused where the contract documents an error to do it with.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from contract.model import Operation
from contract.schemas.parts import Part, Parts
from contract.validation import Violation
from mockserver.resources.model import Reference, Resource
from mockserver.resources.nouns import Nouns, noun_of, noun_of_many, noun_of_resource
from mockserver.resources.shapes import Shapes
from mockserver.words import words

#: Each item of a list.
EACH: Final = "*"
_DEEPEST: Final = 3
#: What says which one of a collection is meant. Others name what is elsewhere: `stripe customer`.
_WHICH: Final = frozenset(
    "billing shipping default primary main first last next previous current new old from to "
    "source target origin destination home away related parent".split()
)
_ROLES: Final = frozenset("author owner creator assignee reviewer manager sender recipient".split())
_USERS: Final = frozenset(("user", "person", "member", "employee"))
Place = tuple[str, ...]


def references(
    shapes: Shapes,
    nouns: Nouns,
    resource: Resource,
    members: dict[str, Parts],
    shown: Mapping[str, Parts],
) -> tuple[Reference, ...]:
    """
    Find the members of requests about a resource that name records.

    `shown` are those of the record: what is told by an id may be shown as a whole.
    """
    found = {each.place: each for each in _references(shapes, nouns, resource, members, ())}
    for name, parts in members.items():
        is_short = "object" not in shapes.view(parts).types and name in shown
        other = _other(nouns, resource, " ".join(words(name))) if is_short else None
        if other is not None and _has_id(shapes, shown[name]) and _are_alike(shapes, parts, other):
            found.setdefault((name,), Reference((name,), other.name))
    return tuple(found.values())


def _has_id(shapes: Shapes, parts: Parts) -> bool:
    return any("id" in shapes.view(each).declared for each in shapes.variants(parts))


def _references(
    shapes: Shapes, nouns: Nouns, resource: Resource, members: dict[str, Parts], place: Place
) -> Iterator[Reference]:
    for name, parts in members.items():
        view = shapes.view(parts)
        is_list = "array" in view.types and bool(view.items)
        each, here = (view.items, (*place, name, EACH)) if is_list else (parts, (*place, name))
        noun = noun_of_many(name) if is_list else noun_of(name)
        other = _other(nouns, resource, noun)
        if other is not None and _are_alike(shapes, each, other):
            yield Reference(here, other.name)
        elif len(place) < _DEEPEST and not noun:
            inner = {**shapes.view(each).declared}
            yield from _references(shapes, nouns, resource, inner, here)


def _other(nouns: Nouns, resource: Resource, noun: str) -> Resource | None:
    """Give the resource that a noun is sure to speak of."""
    if noun == "parent" and not resource.is_single:
        return resource
    found = nouns.named(noun, resource.parents) if noun else None
    if found is None or noun == noun_of_resource(resource):
        return None
    *which, said = noun.split(" ")
    is_user = noun_of_resource(found) in _USERS and (said in _ROLES or said == "by")
    is_named = noun_of_resource(found) in (noun, said) and {*which} <= _WHICH
    return found if is_named or is_user else None


def _are_alike(shapes: Shapes, member: Parts, other: Resource) -> bool:
    """Tell whether a member can have the ids of a resource at all."""
    ids = shapes.view((Part(other.id_schema, f"#id/{other.name}"),)).types
    return not ids.isdisjoint(shapes.view(member).types - {"null"})


def refusal_for(operation: Operation) -> int:
    """
    Choose the documented status that says of a request that it names what is not there.

    0: none is documented, so that such requests are taken. Where nothing in the path could be
    missing, 404 can only speak of the body.
    """
    documented = {each.status for each in operation.replies}
    is_about_path = "{" in operation.path
    for status in (422, 400, 404, 409) if is_about_path else (404, 422, 400, 409):
        if str(status) in documented:
            return status
    has_success = any(each[:1] == "2" for each in documented)
    return 422 if "4XX" in documented or ("default" in documented and has_success) else 0


def named_ids(told: Any, place: Place, at: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Give the ids that stand at a place of a body, each with where it stands exactly."""
    if not place:
        if isinstance(told, str | int) and not isinstance(told, bool) and told != "":
            yield at, told
        return
    if place[0] == EACH:
        for number, each in enumerate(told if isinstance(told, list) else ()):
            yield from named_ids(each, place[1:], (*at, str(number)))
    elif isinstance(told, dict) and place[0] in told:
        yield from named_ids(told[place[0]], place[1:], (*at, place[0]))


def stranger(at: Place, noun: str, value: Any) -> Violation:
    """Say that an id names no record."""
    return Violation("body", at, "reference", f"there is no such {noun}", value=value)


def shown(reference: Reference) -> str:
    """Give the place of a reference for people: `lines/*/product_id`."""
    return "/".join(reference.place)
