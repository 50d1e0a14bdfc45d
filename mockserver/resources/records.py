"""
The records of a world's resources: seeded when first looked at, made, found, changed, deleted.

A record is `{"key": "7", "members": {...}, "owners": {...}, "seeded": false}`; the key is the id as
it stands in paths. The records of one path are a collection of the store; `owners` tells by whose
paths a record is listed as well.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from contract.model import Contract
from contract.regression.schemas.parts import Parts
from mockserver.resources.model import Resource, Resources
from mockserver.resources.shapes import Shapes
from mockserver.resources.stamps import moments
from mockserver.values import NoValue, ValueMaker
from mockserver.words import singular, words
from mockserver.world import Collection, Record, World

#: How many records a collection has from the start.
SEEDS: Final = 3
#: The key of a record that is the only one.
ONLY: Final = "~"
_FILLED: Final = "filled"
_GONE: Final = "gone"
_MOST_TRIES: Final = 1000

Scope = tuple[str, ...]
Members = dict[str, Any]


class Records:
    """The records of one contract's resources, in whatever world is asked for."""

    def __init__(self, contract: Contract, found: Resources, maker: ValueMaker) -> None:
        self._found = found
        self._maker = maker
        self._shapes = Shapes(contract)
        roles = found.roles.values()
        told = {each.resource for each in roles if each.effect in ("list", "create")}
        #: Nothing tells a client which of their records there are: all are, until deleted.
        self._untold = found.resources.keys() - told
        self._members = {
            each.name: self._shapes.members(self._shapes.body(each.schema, each.name))
            for each in found.resources.values()
        }
        self._ids = {
            each.name: {
                "type": "object",
                "required": ["id"],
                "properties": {"id": each.id_schema},
            }
            for each in found.resources.values()
        }

    def members(self, resource: Resource) -> Mapping[str, Parts]:
        """Give the members that records of a resource have."""
        return self._members[resource.name]

    def exists(self, world: World, names: Sequence[str], scope: Scope) -> bool:
        """Tell whether the owners that a path names are all there."""
        return all(
            not name or self.get(world, self._found.resources[name], scope[:index], scope[index])
            for index, name in enumerate(names)
        )

    def get(self, world: World, resource: Resource, scope: Scope, key: str) -> Record | None:
        """Find a record by its key; where nothing tells which there are, any key is one's."""
        found = self._collection(world, resource, scope).get(key)
        if found is not None or resource.name not in self._untold or resource.is_single:
            return found
        if world.store[_GONE].get(_place(resource, scope, key)) is not None:
            return None
        known = dict(self._others(world, resource, key))
        return self._record(world, resource, scope, key, known, row=1, seeded=True)

    def all(self, world: World, resource: Resource, scope: Scope) -> list[Record]:
        """Give the records of an owner in the order they came."""
        return list(self._collection(world, resource, scope))

    # --- changes --------------------------------------------------------------------------------

    def create(
        self,
        world: World,
        resource: Resource,
        scope: Scope,
        told: Members,
        left_out: Sequence[str] = (),
        owners: Mapping[str, str] | None = None,
    ) -> Record:
        """Make a record of what a client tells of it, and what it left out, and keep it."""
        collection = self._collection(world, resource, scope)
        flagged = self._read_only(resource)
        given = {name: value for name, value in told.items() if name not in flagged}
        key = ONLY if resource.is_single else self._free_key(world, resource, collection, given)
        now = moments(self.members(resource), world.clock.utc(), self._maker.admits, is_new=True)
        empty = self._empty(resource, left_out)
        known = {**empty, **self._defaults(resource), **now, **given}
        for owner, value in (owners or {}).items():
            known.update(self._naming(resource, owner, value))
        return self._put(world, resource, scope, key, known, row=1, owners=owners)

    def replace(
        self, world: World, resource: Resource, scope: Scope, key: str, told: Members
    ) -> Record:
        """Put what a client tells in the place of a record; what the server sets stays."""
        before = self.get(world, resource, scope, key)
        kept = before["members"] if before else {}
        own = moments(self.members(resource), world.clock.utc(), self._maker.admits, is_new=True)
        flagged = self._read_only(resource)
        stays = {name: kept[name] for name in kept if name in flagged or name in own}
        given = {name: value for name, value in told.items() if name not in flagged}
        known = {
            **self._defaults(resource),
            **own,
            **stays,
            **given,
            **self._changed(world, resource),
        }
        return self._put(world, resource, scope, key, known, row=1)

    def update(
        self, world: World, resource: Resource, scope: Scope, record: Record, told: Members
    ) -> Record:
        """Change a record by a merge patch (RFC 7396)."""
        flagged = self._read_only(resource)
        given = {name: value for name, value in told.items() if name not in flagged}
        known = merged(record["members"], given, self._nullable(resource))
        known.update(self._changed(world, resource))
        key, row = record["key"], 1
        return self._put(
            world,
            resource,
            scope,
            key,
            known,
            row=row,
            seeded=record["seeded"],
            owners=record["owners"],
        )

    def delete(self, world: World, resource: Resource, scope: Scope, key: str) -> bool:
        """Forget a record and everything that belongs to it; tells whether there was one."""
        if self.get(world, resource, scope, key) is None:
            return False
        self._collection(world, resource, scope).delete(key)
        if resource.name in self._untold:
            world.store[_GONE].put(_place(resource, scope, key), {})
        for owned in self._found.owned(resource.name):
            for record in self.all(world, owned, ()):
                if self.belongs(owned, record, resource.name, key):
                    self.delete(world, owned, (), record["key"])
        for child in self._found.children(resource.name):
            inside = _bucket(child, (*scope, key)) if child.parents else ""
            for name in world.store.names():
                if name == inside or name.startswith(f"{inside}:"):
                    for record in world.store[name]:
                        world.store[name].delete(record["key"])
        return True

    def _put(
        self,
        world: World,
        resource: Resource,
        scope: Scope,
        key: str,
        known: Members,
        *,
        row: int,
        seeded: bool = False,
        owners: Mapping[str, str] | None = None,
    ) -> Record:
        record = self._record(
            world, resource, scope, key, known, row=row, seeded=seeded, owners=owners
        )
        return self._collection(world, resource, scope).put(key, record)

    def _record(
        self,
        world: World,
        resource: Resource,
        scope: Scope,
        key: str,
        known: Members,
        *,
        row: int,
        seeded: bool = False,
        owners: Mapping[str, str] | None = None,
    ) -> Record:
        """Complete what is known of a record; it is not kept yet."""
        known = {**known, **self._owners(resource, scope), **self._own_id(resource, key)}
        members = self._made(world, resource, (*scope, key), known, row)
        return {"key": key, "members": members, "owners": {**(owners or {})}, "seeded": seeded}

    def _made(
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

    def _owners(self, resource: Resource, scope: Scope) -> Members:
        """Give the members that name the owners of a record."""
        found: Members = {}
        for owner, value in zip(resource.parents, scope, strict=True):
            found.update(self._naming(resource, owner, value) if owner else {})
        return found

    def _naming(self, resource: Resource, owner: str, key: str) -> Members:
        """Give the members of a record that name another resource's record: `author_id`."""
        noun = singular(owner.rpartition("/")[2])
        found: Members = {}
        for name, parts in self.members(resource).items():
            if " ".join(words(name)) == f"{noun} id":
                found.update(self._typed(name, parts, key))
        return found

    def belongs(self, resource: Resource, record: Record, owner: str, key: str) -> bool:
        """Tell whether a record is one of those listed under another resource's record."""
        naming = self._naming(resource, owner, key)
        if naming:
            return all(record["members"].get(name) == value for name, value in naming.items())
        return bool(record["owners"].get(owner) == key)

    def _own_id(self, resource: Resource, key: str) -> Members:
        name = resource.id_member
        parts = self.members(resource).get(name)
        if resource.schema is None and not resource.is_single:
            is_text = self._maker.admits(resource.id_schema, key)
            return {name: key if is_text or not key.isdecimal() else int(key)}
        return self._typed(name, parts, key) if name and parts is not None else {}

    def _typed(self, name: str, parts: Parts, key: str) -> Members:
        """Give a key as the member has it: as text, or as the number it stands for."""
        if self._maker.admits(parts, key):
            return {name: key}
        number = int(key) if key.lstrip("-").isdecimal() else None
        return {name: number} if self._maker.admits(parts, number) else {}

    def _changed(self, world: World, resource: Resource) -> Members:
        now = world.clock.utc()
        return moments(self.members(resource), now, self._maker.admits, is_new=False)

    def _read_only(self, resource: Resource) -> frozenset[str]:
        if resource.schema is None:
            return frozenset()
        return self._maker.view(resource.schema).flagged["readOnly"]

    def _nullable(self, resource: Resource) -> frozenset[str]:
        members = self.members(resource).items()
        return frozenset(name for name, parts in members if self._maker.admits(parts, None))

    def _empty(self, resource: Resource, names: Sequence[str]) -> Members:
        """Give what members are that a client leaves out: null, or a list of nothing."""
        found: Members = {}
        for name in names:
            parts = self.members(resource).get(name)
            if parts is None:
                continue
            if self._maker.admits(parts, None):
                found[name] = None
            elif self._maker.admits(parts, []):
                found[name] = []
        return found

    def _defaults(self, resource: Resource) -> Members:
        """Give what is taken for members that a client leaves out."""
        found: Members = {}
        for name, parts in self.members(resource).items():
            view = self._shapes.view(parts)
            if view.has("default"):
                found[name] = view.first("default")
        return found

    # --- keys -----------------------------------------------------------------------------------

    def _free_key(
        self, world: World, resource: Resource, collection: Collection, given: Members
    ) -> str:
        """Give the key of a new record: what the client chose, or one that is free."""
        chosen = given.get(resource.id_member)
        if isinstance(chosen, str | int) and not isinstance(chosen, bool) and chosen != "":
            return str(chosen)
        for _ in range(_MOST_TRIES):
            key = self._key(world, resource, SEEDS + world.count(resource.name))
            if collection.get(key) is None:
                return key
        return world.new_id(resource.name)

    def _key(self, world: World, resource: Resource, number: int) -> str:
        """Give the key of a number: the number itself where ids are numbers."""
        if self._maker.admits(resource.id_schema, number) and not self._maker.admits(
            resource.id_schema, world.id_for(resource.name)
        ):
            return str(number)
        try:
            made = self._maker.make(
                world, self._ids[resource.name], resource.name, "id", number, row=number - 1
            )
        except NoValue:
            return str(number)
        return str(made["id"])

    # --- seeds ----------------------------------------------------------------------------------

    def _collection(self, world: World, resource: Resource, scope: Scope) -> Collection:
        """Give the records of an owner, the first ones put there when first asked for."""
        name = _bucket(resource, scope)
        collection = world.store[name]
        if world.store[_FILLED].get(name) is None:
            world.store[_FILLED].put(name, {})
            if self._has_seeds(world, resource, scope):
                for number in range(1 if resource.is_single else SEEDS):
                    self._seed(world, resource, scope, number)
        return collection

    def _has_seeds(self, world: World, resource: Resource, scope: Scope) -> bool:
        """Tell whether there is anything from the start: not for what a client made."""
        for index, name in enumerate(resource.parents):
            if name:
                owner = self._found.resources[name]
                record = self.get(world, owner, scope[:index], scope[index])
                if record is None or not record["seeded"]:
                    return resource.is_single and record is not None
        return True

    def _seed(self, world: World, resource: Resource, scope: Scope, number: int) -> None:
        key = ONLY if resource.is_single else self._key(world, resource, number + 1)
        known = dict(self._others(world, resource, key))
        if resource.id_member and words(resource.id_member)[-1] not in ("id", "uuid", "guid"):
            # Known by a name: the name that the record would have anyway.
            known = self._made(world, resource, (*scope, str(number)), known, number)
            key = str(known.get(resource.id_member, key))
        owners = {
            each: self._key(world, self._found.resources[each], number % SEEDS + 1)
            for each in resource.owners
        }
        self._put(world, resource, scope, key, known, row=number, seeded=True, owners=owners)

    def _others(self, world: World, resource: Resource, key: str) -> Iterator[tuple[str, Any]]:
        """Let members that name records of other resources name some that are there."""
        for name, parts in self.members(resource).items():
            said = words(name)
            other = self._named(" ".join(said[:-1])) if said[-1:] == ("id",) else None
            if other is not None and other is not resource:
                number = world.digest(resource.name, key, name)[0] % SEEDS + 1
                yield from self._typed(name, parts, self._key(world, other, number)).items()

    def _named(self, noun: str) -> Resource | None:
        for each in self._found.resources.values():
            is_known_by_id = words(each.id_member)[-1:] in (("id",), ("uuid",))
            is_called_so = bool(noun) and singular(each.name.rpartition("/")[2]) == noun
            if not each.parents and is_known_by_id and is_called_so:
                return each
        return None


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


def _bucket(resource: Resource, scope: Scope) -> str:
    """Name the collection of the store: `books:<author>`."""
    return ":".join(quote(each, safe="/") for each in (resource.name, *scope))


def _place(resource: Resource, scope: Scope, key: str) -> str:
    """Name the place of one record in the store."""
    return _bucket(resource, (*scope, key))
