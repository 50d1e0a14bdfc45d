"""
What records consist of: their keys, their members, and which other records they speak of.

Nothing here is remembered. What is there from the start depends on the seed alone, so records may
speak of others that nobody has looked at yet.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from contract.model import Contract
from contract.schemas.parts import Parts
from mockserver.resources.links import linked
from mockserver.resources.model import Resource, Resources
from mockserver.resources.shapes import Shapes
from mockserver.values import NoValue, ValueMaker
from mockserver.values.scene import PEOPLE
from mockserver.words import singular, words
from mockserver.world import Record, World

#: How many records a collection has from the start.
SEEDS: Final = 3
#: The key of a record that is the only one.
ONLY: Final = "~"
#: How many names are tried until each of the first records has its own.
_MOST_NAMES: Final = 50
#: What the people are called that authors, owners and assignees are among.
_PEOPLE: Final = ("user", "person", "account", "member", "employee", "customer", "author")

Scope = tuple[str, ...]
Members = dict[str, Any]
#: Finds a remembered record by its key.
Get = Callable[[World, Resource, Scope, str], Record | None]


class RecordMaker:
    """Makes the records of one contract's resources."""

    def __init__(self, contract: Contract, found: Resources, maker: ValueMaker, get: Get) -> None:
        self._maker = maker
        self._get = get
        shapes = Shapes(contract)
        self.members: dict[str, dict[str, Parts]] = {
            each.name: shapes.members(shapes.body(each.schema, each.name))
            for each in found.resources.values()
        }  #: By resource.
        self._ids = {
            each.name: {
                "type": "object",
                "required": ["id"],
                "properties": {"id": each.id_schema},
            }
            for each in found.resources.values()
        }
        free = [e for e in found.resources.values() if not e.parents and not e.is_single]
        self._by_noun = {singular(each.name.rpartition("/")[2]): each for each in free[::-1]}

    def made(
        self, world: World, resource: Resource, place: Scope, known: Members, row: int
    ) -> Members:
        """Complete what is known of a record by its schema."""
        hidden = self._maker.view(resource.schema).hidden if resource.schema is not None else ()
        known = {name: value for name, value in known.items() if name not in hidden}
        if resource.schema is None:
            return known
        try:
            made = self._maker.make(
                world, resource.schema, resource.name, *place, known=known, row=row
            )
        except NoValue:
            return known
        return {**known, **made} if isinstance(made, dict) else known

    def owners(self, resource: Resource, scope: Scope) -> Members:
        """Give the members that name the owners of a record."""
        found: Members = {}
        for owner, value in zip(resource.parents, scope, strict=True):
            found.update(self.naming(resource, owner, value) if owner else {})
        return found

    def naming(self, resource: Resource, owner: str, key: str) -> Members:
        """Give the members of a record that name another resource's record: `author_id`."""
        noun = singular(owner.rpartition("/")[2])
        found: Members = {}
        for name, parts in self.members[resource.name].items():
            if " ".join(words(name)) == f"{noun} id":
                found.update(self.typed(name, parts, key))
        return found

    def own_id(self, resource: Resource, key: str) -> Members:
        """Give the member by which a record is known."""
        name = resource.id_member
        parts = self.members[resource.name].get(name)
        if resource.schema is None and not resource.is_single:
            is_text = self._maker.admits(resource.id_schema, key)
            return {name: key if is_text or not key.isdecimal() else int(key)}
        return self.typed(name, parts, key) if name and parts is not None else {}

    def typed(self, name: str, parts: Parts, key: str) -> Members:
        """Give a key as the member has it: as text, or as the number it stands for."""
        if self._maker.admits(parts, key):
            return {name: key}
        number = int(key) if key.lstrip("-").isdecimal() else None
        return {name: number} if self._maker.admits(parts, number) else {}

    def key(self, world: World, resource: Resource, number: int) -> str:
        """Give the key of a number: the number itself where ids are numbers."""
        if self._maker.admits(resource.id_schema, number) and not self._maker.admits(
            resource.id_schema, world.id_for(resource.name)
        ):
            return str(number)
        try:
            made = self._maker.make(
                world, self._ids[resource.name], resource.name, "id", number, row=int(number != 1)
            )
        except NoValue:
            return str(number)
        return str(made["id"])

    def first(
        self,
        world: World,
        resource: Resource,
        scope: Scope,
        number: int,
        *,
        embeds: bool = True,
    ) -> tuple[str, Members]:
        """
        Make one of the records that are there from the start: its key and its members.

        It depends on the seed alone, so that others may speak of it before it is looked at.
        """
        key = ONLY if resource.is_single else self.key(world, resource, number + 1)
        known: Members = {}
        if resource.id_member and words(resource.id_member)[-1] not in ("id", "uuid", "guid"):
            key, known = self._called(world, resource, scope, number)
        told = {**self.owners(resource, scope), **self.own_id(resource, key)}
        members = self.made(world, resource, (*scope, key), {**known, **told}, number)
        return key, self.linked(world, resource, key, members, told, embeds=embeds, is_first=True)

    def untold(self, world: World, resource: Resource, scope: Scope, key: str) -> Record:
        """Make the record of a key that nobody can know: nothing lists or makes such records."""
        told = {**self.owners(resource, scope), **self.own_id(resource, key)}
        made = self.made(world, resource, (*scope, key), told, 1)
        members = self.linked(world, resource, key, made, told, is_first=True)
        return {"key": key, "number": 0, "members": members, "owners": {}, "seeded": True}

    def _called(
        self, world: World, resource: Resource, scope: Scope, number: int
    ) -> tuple[str, Members]:
        """Make a record that is known by a name, which no record before it has."""
        found: dict[str, Members] = {}
        for each in range(_MOST_NAMES):
            made = self.made(world, resource, (*scope, str(each)), {}, each)
            found.setdefault(str(made.get(resource.id_member, each)), made)
            if len(found) > number:
                break
        return [*found.items()][-1]

    def linked(
        self,
        world: World,
        resource: Resource,
        key: str,
        members: Members,
        told: Members,
        *,
        embeds: bool = True,
        is_first: bool = False,
    ) -> Members:
        """Let made-up members speak of records that are there, as far as the schema admits it."""
        own = singular(resource.name.rpartition("/")[2])

        def chosen(other: Resource, *place: object) -> int:
            return world.digest(resource.name, key, other.name, *place)[0] % SEEDS

        def id_of(noun: str, place: tuple[str, ...]) -> Any:
            if noun == own and len(place) > 1:
                return members.get("id", key)
            other = self._named(noun)
            if other is None or other is resource:
                return None
            if words(other.id_member)[-1:] in (("id",), ("uuid",)):
                return self.key(world, other, chosen(other, *place) + 1)
            return self.first(world, other, (), chosen(other, *place), embeds=False)[1].get("id")

        def members_of(noun: str, wanted: Any) -> Mapping[str, Any] | None:
            other = self._named(noun) if embeds else None
            if other is None or other is resource:
                return None
            if not is_first and wanted is not None:
                record = self._get(world, other, (), str(wanted))
                return record["members"] if record else None
            firsts = [self.first(world, other, (), n, embeds=False)[1] for n in range(SEEDS)]
            known_by = other.id_member if other.id_member in firsts[0] else "id"
            same = [each for each in firsts if wanted in (each.get(known_by), each.get("id"))]
            return same[0] if same else firsts[chosen(other)] if wanted is None else None

        made: Members = linked(members, told, id_of, members_of)
        is_fit = resource.schema is None or self._maker.admits(resource.schema, made)
        return made if is_fit else members

    def _named(self, noun: str) -> Resource | None:
        """Find the resource that a noun speaks of: `order` of `last order`, people of `author`."""
        said = noun.split(" ")
        names = [noun, said[-1], *(_PEOPLE if said[-1] in PEOPLE or said[-1] == "by" else ())]
        return next((self._by_noun[each] for each in names if each in self._by_noun), None)
