"""
What records consist of: their keys, their members, and which other records they speak of.

Nothing here is remembered. What is there from the start depends on the seed alone, so records may
speak of others that nobody has looked at yet.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from contract.model import Contract
from contract.schemas.parts import Parts
from mockserver.resources.links import Linking, Place
from mockserver.resources.model import Resource, Resources
from mockserver.resources.nouns import Nouns, noun_of_resource
from mockserver.resources.shapes import Shapes
from mockserver.values import NoValue, ValueMaker
from mockserver.words import words
from mockserver.world import Record, World

#: How many records a collection has from the start.
SEEDS: Final = 3
#: The key of a record that is the only one.
ONLY: Final = "~"
#: How many names are tried until each of the first records has its own.
_MOST_NAMES: Final = 50

#: What names of ids end with, as opposed to those of names.
_IDS: Final = frozenset("id uuid guid gid uid".split())

Scope = tuple[str, ...]
Members = dict[str, Any]
#: Gives the records of an owner that are there.
All = Callable[[World, Resource, Scope], list[Record]]


class Made(NamedTuple):
    """A record before it is kept."""

    key: str
    members: Members
    mirrors: list[Record]  #: What shows other records, `{"at": ["customer"], "of": …, "id": 2}`.


class RecordMaker:
    """Makes the records of one contract's resources."""

    def __init__(self, contract: Contract, found: Resources, maker: ValueMaker, all_: All) -> None:
        self._resources = found.resources
        self._maker = maker
        self._all = all_
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
        self._defaults: dict[str, Members] = {}  #: By resource, when they are asked for.
        self.nouns = Nouns(found.resources.values())

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
        noun = noun_of_resource(self._resources[owner])
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

    def empty(self, resource: Resource, names: Sequence[str]) -> Members:
        """Give what members are that a client leaves out: null, or a list of nothing."""
        found: Members = {}
        for name in names:
            parts = self.members[resource.name].get(name)
            if parts is None:
                continue
            if self._maker.admits(parts, None):
                found[name] = None
            elif self._maker.admits(parts, []):
                found[name] = []
        return found

    def defaults(self, resource: Resource) -> Members:
        """Give what is taken for members that nobody told."""
        found = self._defaults.get(resource.name)
        if found is None:
            views = {name: self._maker.view(e) for name, e in self.members[resource.name].items()}
            found = {name: e.first("default") for name, e in views.items() if e.has("default")}
            self._defaults[resource.name] = found
        return found

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
        links: bool = True,
        embeds: bool = True,
    ) -> Made:
        """
        Make one of the records that are there from the start.

        It depends on the seed alone, so that others may speak of it before it is looked at: of its
        id, which takes no `links`, or of all of it, but for what it `embeds` itself.
        """
        key = ONLY if resource.is_single else self.key(world, resource, number + 1)
        known: Members = {}
        if resource.id_member and words(resource.id_member)[-1] not in _IDS:
            key, known = self._called(world, resource, scope, number)
        told = {**self.owners(resource, scope), **self.own_id(resource, key)}
        members = self.made(world, resource, (*scope, key), {**known, **told}, number)
        made = Made(key, members, [])
        if not links:
            return made
        return self.linked(world, resource, scope, made, told, embeds=embeds, is_first=True)

    def firsts(
        self, world: World, resource: Resource, scope: Scope, *, links: bool
    ) -> list[Members]:
        """Give the members of the records that are there from the start, made once for a world."""

        def make() -> list[Members]:
            each = range(SEEDS)
            return [
                self.first(world, resource, scope, number, links=links, embeds=False).members
                for number in each
            ]

        return world.store.view(("firsts", resource.name, scope, links), (), make)

    def untold(self, world: World, resource: Resource, scope: Scope, key: str) -> Record:
        """Make the record of a key that nobody can know: nothing lists or makes such records."""
        told = {**self.owners(resource, scope), **self.own_id(resource, key)}
        members = self.made(world, resource, (*scope, key), told, 1)
        made = self.linked(world, resource, scope, Made(key, members, []), told, is_first=True)
        return record_of(made, number=0, seeded=True)

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
        scope: Scope,
        made: Made,
        told: Members,
        *,
        embeds: bool = True,
        is_first: bool = False,
    ) -> Made:
        """Let made-up members speak of records that are there, as far as the schema admits it."""
        around = _Around(self, world, resource, scope, made, is_first)
        linking = Linking(around, embeds)
        members: Members = linking.linked(made.members, told)
        if resource.schema is not None and not self._maker.admits(resource.schema, members):
            return made
        mirrors = [around.mirror(each.place, each.noun, members) for each in linking.embedded]
        return Made(made.key, members, mirrors)

    def there(self, world: World, resource: Resource, scope: Scope) -> list[Members]:
        """Give the members of the records of an owner that are there now."""
        return [each["members"] for each in self._all(world, resource, scope)]


@dataclass(frozen=True, slots=True)
class _Around:
    """
    The records that one record may speak of.

    What is there from the start speaks of what is there from the start, whatever happened since.
    """

    maker: RecordMaker
    world: World
    resource: Resource
    scope: Scope
    made: Made
    is_first: bool

    def id_of(self, noun: str, place: Place) -> Any:
        """Give an id for a member that names a record of another collection."""
        if noun == noun_of_resource(self.resource) and len(place) > 1:
            return self.made.members.get("id", self.made.key)
        other = self._other(noun)
        if other is None:
            return None
        if self.is_first and _IDS & {*words(other.id_member)[-1:]}:
            # No more than the key is needed, and that costs less to make.
            return self.maker.key(self.world, other, self._chosen(other, *place) % SEEDS + 1)
        records = self._there(other, links=False)
        chosen = records[self._chosen(other, *place) % len(records)] if records else {}
        return id_in(other, chosen)

    def members_of(self, noun: str, wanted: Any) -> Members | None:
        """Give the members of a record of another collection."""
        other = self._other(noun)
        if other is None:
            return None
        records = self._there(other, links=True)
        if wanted is None:
            return records[self._chosen(other) % len(records)] if records else None
        named = (each for each in records if str(wanted) in ids_in(other, each))
        return next(named, None)

    def mirror(self, place: Place, noun: str, members: Members) -> Record:
        """Note where another record stands inside, and which."""
        other = self.maker.nouns.named(noun, self.resource.parents) or self.resource
        inside: Any = members
        for name in place:
            inside = inside[int(name)] if isinstance(inside, list) else inside[name]
        scope = [*self.scope[: len(other.parents)]]
        return {"at": [*place], "of": other.name, "scope": scope, "id": id_in(other, inside)}

    def _other(self, noun: str) -> Resource | None:
        found = self.maker.nouns.named(noun, self.resource.parents)
        return None if found is self.resource else found

    def _there(self, other: Resource, *, links: bool) -> list[Members]:
        inside = self.scope[: len(other.parents)]
        if self.is_first:
            return self.maker.firsts(self.world, other, inside, links=links)
        return self.maker.there(self.world, other, inside)

    def _chosen(self, other: Resource, *place: str) -> int:
        if place and place[-1].isdecimal():
            # Of several, no two are the same as long as there are others.
            return self._chosen(other, *place[:-1]) + int(place[-1])
        return self.world.digest(self.resource.name, self.made.key, other.name, *place)[0]


def bucket(resource: Resource, scope: Scope) -> str:
    """Name the collection of the store that holds the records of an owner: `books:<author>`."""
    return ":".join(quote(each, safe="/") for each in (resource.name, *scope))


def id_in(resource: Resource, members: Mapping[str, Any]) -> Any:
    """Give the id of a record by which others name it."""
    return members.get("id", members.get(resource.id_member))


def ids_in(resource: Resource, members: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the ids of a record, as texts."""
    return tuple(str(members[each]) for each in ("id", resource.id_member) if each in members)


def record_of(
    made: Made, *, number: int, seeded: bool, owners: Mapping[str, str] | None = None
) -> Record:
    """Give a record as it is kept."""
    return {
        "key": made.key,
        "number": number,
        "members": made.members,
        "mirrors": made.mirrors,
        "told": [],
        "owners": {**(owners or {})},
        "seeded": seeded,
    }
