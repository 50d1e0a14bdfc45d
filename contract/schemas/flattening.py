"""What holds together at one place: references and `allOf` followed, alternatives set apart."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from contract import pointers
from contract.schemas.parts import (
    ANNOTATIONS,
    GROUPS,
    Group,
    Part,
    Parts,
    PartsKey,
    is_schema,
    members,
    part_types,
    plain_types,
)
from contract.schemas.values import ATOMS

#: The keywords by which a schema consists of others.
_JOINING: Final = frozenset(("$ref", "allOf", *GROUPS))


class Flattening:
    """Takes the schemas of one document apart."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._flat: dict[PartsKey, tuple[Parts, tuple[Group, ...]]] = {}

    def target(self, part: Part) -> Part | None:
        """Follow the reference of a part, if it has one that leads somewhere."""
        reference = part.keywords.get("$ref")
        if not isinstance(reference, str) or not reference.startswith("#/"):
            return None
        pointer = pointers.of_reference(reference)
        try:
            schema = pointers.follow(self._document, pointer)
        except LookupError:
            return None
        return Part(schema, pointer, part.or_null) if is_schema(schema) else None

    def followed(self, parts: Parts) -> Parts:
        """Follow parts that only refer to others: so one place is known by one name."""
        return tuple(map(self._followed, parts))

    def _followed(self, part: Part) -> Part:
        seen = set()
        while part.keywords.keys() - ANNOTATIONS == {"$ref"} and part.pointer not in seen:
            seen.add(part.pointer)
            target = self.target(part)
            if target is None or part.alone:
                break
            part = target
        return part

    def flatten(self, parts: Parts) -> tuple[Parts, tuple[Group, ...]]:
        """Take references, `allOf` and lists of one alternative apart."""
        key = tuple([part.key for part in parts])
        if key not in self._flat:
            self._flat[key] = self._flatten(parts)
        return self._flat[key]

    def _flatten(self, parts: Parts) -> tuple[Parts, tuple[Group, ...]]:
        pending = list(reversed(parts))
        seen: set[object] = set()
        flat: list[Part] = []
        groups: list[Group] = []
        while pending:
            part = pending.pop()
            if part.key in seen or part.schema is True:
                continue
            seen.add(part.key)
            flat.append(part)
            if not part.alone and not _JOINING.isdisjoint(part.keywords):
                pending.extend(reversed([*self._together(part), *self._dissolved(part, groups)]))
        return tuple(flat), tuple(groups)

    def admits_null(self, parts: Parts, seen: frozenset[PartsKey] = frozenset()) -> bool:
        """Tell whether null passes, whatever alternatives there are."""
        key = tuple(part.key for part in parts)
        flat, groups = self.flatten(parts)
        if key in seen or "null" not in ATOMS.intersection(*map(part_types, flat)):
            return False
        inner = seen | {key}
        return all(
            any(self.admits_null((each,), inner) for each in group.members) for group in groups
        )

    def _together(self, part: Part) -> Iterator[Part]:
        target = self.target(part)
        if target is not None:
            yield target
        for member in members(part, "allOf"):
            yield Part(member.schema, member.pointer, part.or_null)

    def _dissolved(self, part: Part, groups: list[Group]) -> Iterator[Part]:
        for kind in GROUPS:
            found = list(members(part, kind))
            if not found:
                continue
            shapes = [each for each in found if not self._is_null(each)]
            or_null = part.or_null or len(shapes) < len(found)
            where = f"{part.pointer}/{kind}"
            if not shapes:
                yield Part({"type": "null"}, where)
            elif len(shapes) == 1:
                yield Part(shapes[0].schema, shapes[0].pointer, or_null)
            elif types := plain_types(shapes, kind):
                yield Part({"type": types}, where, or_null)
            else:
                own = tuple(Part(each.schema, each.pointer, or_null) for each in shapes)
                groups.append(Group(kind, where, own, part.key))

    def _is_null(self, part: Part) -> bool:
        target = self.target(part)
        schema = (target or part).keywords
        if schema.get("type") in ("null", ["null"]) or schema.get("enum") == [None]:
            return True
        return "const" in schema and schema["const"] is None
