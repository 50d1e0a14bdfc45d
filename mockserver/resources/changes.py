"""How the members of records change: by a patch, and with the records that stand inside."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from contract.schemas.parts import Parts
from mockserver.resources.making import Members
from mockserver.resources.nouns import noun_of
from mockserver.resources.shapes import Shapes
from mockserver.words import singular
from mockserver.world import Record

#: Members by which an object is told in short.
_SHORT: Final = ("id", "value", "uuid", "gid", "key", "slug", "code", "name")


def expanded(
    told: Members,
    members: Mapping[str, Parts],
    shapes: Shapes,
    admits: Callable[[Parts, Any], bool],
) -> Members:
    """
    Write what is told in short as the record has it: `provider: 7` as `provider: {id: 7}`.

    Some requests name by an id, or a value, what replies show as an object.
    """

    def whole(parts: Parts, value: Any) -> Any:
        if isinstance(value, list) and not admits(parts, value):
            return [whole(shapes.view(parts).items, each) for each in value]
        if not isinstance(value, str | int) or admits(parts, value):
            return value
        for variant in shapes.variants(parts):
            declared = shapes.view(variant).declared
            for name in _SHORT:
                if name in declared and admits(declared[name], value):
                    return {name: value}
        return value

    return {
        name: whole(members[name], value) if name in members else value
        for name, value in told.items()
    }


def merged(target: Any, patch: Any, nullable: frozenset[str] = frozenset()) -> Any:
    """Apply a merge patch (RFC 7396); `nullable` members become null, others are removed."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is not None:
            result[name] = merged(result.get(name), value)
        elif name in nullable:
            result[name] = None
        else:
            result.pop(name, None)
    return result


def replaced(value: Any, place: Sequence[str], shown: Members) -> Any:
    """Give a copy of a value in which an object at a place shows another record's members."""
    if not place:
        is_object = isinstance(value, dict)
        return {each: shown.get(each, value[each]) for each in value} if is_object else value
    name, rest = place[0], place[1:]
    if isinstance(value, dict) and name in value:
        return {**value, name: replaced(value[name], rest, shown)}
    if isinstance(value, list) and int(name) < len(value):
        at = int(name)
        return [*value[:at], replaced(value[at], rest, shown), *value[at + 1 :]]
    return value


def unmirrored(record: Record, given: Members) -> Members:
    """Give the members of a record without those that show others, where they may change."""
    members: Members = record["members"]
    for each in record["mirrors"]:
        *around, name = each["at"]
        told = given.get(name)
        is_other = isinstance(told, dict) and "id" in told
        is_other = is_other or any(noun_of(other) == singular(name) for other in given)
        if not around and is_other:
            members = {other: value for other, value in members.items() if other != name}
    return members


def unnamed(members: Members, name: str, ids: Sequence[str]) -> Members:
    """Give members of which one no longer names a record: null, or a list without it."""
    value = members[name]
    if isinstance(value, list):
        return {**members, name: [each for each in value if str(each) not in ids]}
    return {**members, name: None}
