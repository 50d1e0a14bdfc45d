"""How the members of records change: by a patch, and with the records that stand inside."""

from collections.abc import Sequence
from typing import Any

from mockserver.resources.making import Members
from mockserver.resources.nouns import noun_of
from mockserver.words import singular
from mockserver.world import Record


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
        if not around and any(noun_of(other) == singular(name) for other in given):
            members = {other: value for other, value in members.items() if other != name}
    return members


def unnamed(members: Members, name: str, ids: Sequence[str]) -> Members:
    """Give members of which one no longer names a record: null, or a list without it."""
    value = members[name]
    if isinstance(value, list):
        return {**members, name: [each for each in value if str(each) not in ids]}
    return {**members, name: None}
