"""
The records of a world's resources: seeded when first looked at, made, found, changed, deleted.

A record is `{"key": "7", "number": 4, "members": {...}, "mirrors": [...], "told": [],
"owners": {...}, "seeded": false}`. The key is the id as it stands in paths, the number tells in
which order records came, `mirrors` which members show other records, `told` which counts a client
set itself. The records of one path are a collection of the store; `owners` tells by whose paths a
record is listed as well.
"""

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any, Final

from contract.model import Contract
from contract.schemas.parts import Parts
from mockserver.resources.changes import expanded, merged, replaced, unmirrored, unnamed
from mockserver.resources.dependents import Dependents
from mockserver.resources.making import (
    ONLY,
    SEEDS,
    Made,
    Members,
    RecordMaker,
    Scope,
    bucket,
    ids_in,
    record_of,
)
from mockserver.resources.model import Resource, Resources
from mockserver.resources.shapes import Shapes
from mockserver.resources.stamps import beginnings, moments, reached, stated
from mockserver.values import ValueMaker
from mockserver.values.agreement import followed
from mockserver.words import slug_of, words
from mockserver.world import Collection, Record, World

#: Collections that have got their first records, and how they were then.
_FILLED: Final = "filled"
#: So many are kept, or twice those that clients have changed; the others can be made again.
MOST_PLACES: Final = 2000
_NAMES: Final = ("name", "slug", "login", "username", "endpoint_name")
_GONE: Final = "gone"
#: How many removed records of a collection are known: cursors go on from their places.
_MOST_REMOVED: Final = 1000
_MOST_TRIES: Final = 1000


class Records:
    """The records of one contract's resources, in whatever world is asked for."""

    def __init__(self, contract: Contract, found: Resources, maker: ValueMaker) -> None:
        self._found = found
        self._maker = maker
        self._shapes = Shapes(contract)
        self._reachable = {
            each.resource
            for each in found.roles.values()
            if each.effect in ("list", "create")
            # What a client says to be so is not so before.
            or (each.effect == "replace" and found.resources[each.resource].schema is None)
        }
        self._make = RecordMaker(contract, found, maker, self._kept)
        self.dependents = Dependents(found, self._make, self._kept, maker.admits)

    def members(self, resource: Resource) -> Mapping[str, Parts]:
        """Give the members that records of a resource have."""
        return self._make.members[resource.name]

    def exists(self, world: World, names: Sequence[str], scope: Scope) -> bool:
        """Tell whether the owners that a path names are all there."""
        return all(
            not name or self.get(world, self._found.resources[name], scope[:index], scope[index])
            for index, name in enumerate(names)
        )

    def get(self, world: World, resource: Resource, scope: Scope, key: str) -> Record | None:
        """Find a record by its key, or by its name where paths have names for what has an id."""
        found = self._found_as(world, resource, scope, key)
        return self._refreshed(world, resource, scope, found) if found is not None else None

    def _found_as(self, world: World, resource: Resource, scope: Scope, key: str) -> Record | None:
        """Find a record as it was kept."""
        collection = self._collection(world, resource, scope)
        found = collection.get(key)
        if found is None and self._is_untold(world, resource, scope, key):
            return self._make.untold(world, resource, scope, key)
        if found is None and key and not key.isdecimal():
            called = (e for e in collection if key in map(e["members"].get, _NAMES))
            return next(called, None)
        return found

    def named(self, world: World, resource: Resource, scope: Scope, id_: Any) -> Record | None:
        """Find the record that a member names by its id, as it was kept."""
        found = self._found_as(world, resource, scope, str(id_))
        if found is None:
            others = self._kept(world, resource, scope)
            return next((e for e in others if str(id_) in ids_in(resource, e["members"])), None)
        return found

    def _refreshed(self, world: World, resource: Resource, scope: Scope, record: Record) -> Record:
        """Give a record with what stands inside of it, and what depends on it, as it is now."""
        members = record["members"]
        # The contract may have got more members since; a client may have removed one.
        if lacking := self._make.defaults(resource).keys() - members.keys():
            taken = self._make.defaults(resource)
            members = {**members, **{name: taken[name] for name in taken if name in lacking}}
        for each in record["mirrors"]:
            other = self._found.resources[each["of"]]
            shown = self.named(world, other, tuple(each["scope"]), each["id"])
            if shown is not None:
                members = replaced(members, each["at"], shown["members"])
        counted = self.dependents.tallied(world, resource, scope, record)
        members = {**members, **counted} if counted else members
        return record if members is record["members"] else {**record, "members": members}

    def _is_untold(self, world: World, resource: Resource, scope: Scope, key: str) -> bool:
        """Tell whether a key is of a kind that no client can learn from any other operation."""
        if resource.is_single or resource.name in self._reachable:
            return False
        return world.store[_GONE].get(_place(resource, scope, key)) is None

    def all(self, world: World, resource: Resource, scope: Scope) -> list[Record]:
        """Give the records of an owner in the order they came."""
        kept = self._kept(world, resource, scope)
        return [self._refreshed(world, resource, scope, each) for each in kept]

    def _kept(self, world: World, resource: Resource, scope: Scope) -> list[Record]:
        return list(self._collection(world, resource, scope))

    def removed(self, world: World, resource: Resource, scope: Scope, key: str) -> Record | None:
        """Give a record as it was when it was deleted; nothing where it is there, or never was."""
        if self._collection(world, resource, scope).get(key) is not None:
            return None
        return world.store[_removed(resource, scope)].get(key)

    @staticmethod
    def _remember(world: World, resource: Resource, scope: Scope, record: Record) -> None:
        """Keep what was deleted for the cursors that name it."""
        removed = world.store[_removed(resource, scope)]
        removed.put(record["key"], record)
        if len(removed) > _MOST_REMOVED:
            removed.delete(next(iter(removed))["key"])

    # --- changes --------------------------------------------------------------------------------

    def create(
        self,
        world: World,
        resource: Resource,
        scope: Scope,
        told: Members,
        left_out: Sequence[str] = (),
        owners: Mapping[str, str] | None = None,
        key: str = "",
    ) -> Record:
        """
        Make a record of what a client tells of it, and what it left out, and keep it.

        Without a `key` it gets one that is free.
        """
        collection = self._collection(world, resource, scope)
        given = self._given(resource, told)
        if not key:
            is_only = resource.is_single
            key = ONLY if is_only else self._free_key(world, resource, collection, given)
        now = moments(self.members(resource), world.clock.utc(), self._maker.admits, is_new=True)
        empty = self._make.empty(resource, left_out)
        begun = beginnings(
            self.members(resource), given, world.clock.utc(), self._maker.admits, self._values
        )
        known = {**begun, **empty, **self._make.defaults(resource), **now, **given}
        for owner, value in (owners or {}).items():
            known.update(self._make.naming(resource, owner, value))
        bare = {**known, **{name: [] for name in given if isinstance(given[name], list)}}
        known = self._followed(resource, bare, known, given)
        return self._put(world, resource, scope, key, known, given, owners=owners)

    def replace(
        self, world: World, resource: Resource, scope: Scope, key: str, told: Members
    ) -> Record:
        """Put what a client tells in the place of a record; what the server sets stays."""
        before = self.get(world, resource, scope, key)
        kept = before["members"] if before else {}
        own = moments(self.members(resource), world.clock.utc(), self._maker.admits, is_new=True)
        flagged = self._read_only(resource)
        stays = {name: kept[name] for name in kept if name in flagged or name in own}
        given = self._given(resource, told)
        known = {
            **self._make.defaults(resource),
            **own,
            **stays,
            **given,
            **self._changed(world, resource),
        }
        if before is None:
            return self._put(world, resource, scope, key, known, given)
        return self._put(world, resource, scope, before["key"], known, given, before=before)

    def update(
        self, world: World, resource: Resource, scope: Scope, record: Record, told: Members
    ) -> Record:
        """Change a record by a merge patch (RFC 7396)."""
        given = self._given(resource, told)
        before = unmirrored(record, given)
        known = merged(before, given, self._nullable(resource))
        known.update(self._reached(world, resource, record["members"], given))
        known.update(self._changed(world, resource))
        given = {**{name: before.get(name) for name in record["told"]}, **given}
        return self._put(world, resource, scope, record["key"], known, given, before=record)

    def _reached(
        self, world: World, resource: Resource, before: Members, given: Members
    ) -> Members:
        """Give the moments that a change of state leaves behind: `state: closed`, `closed_at`."""
        found: Members = {}
        for name in stated(given):
            if given[name] != before.get(name):
                now, admits = world.clock.utc(), self._maker.admits
                left = reached(str(given[name]), self.members(resource), now, admits)
                found.update((each, left[each]) for each in left if each not in given)
        return found

    def delete(self, world: World, resource: Resource, scope: Scope, key: str) -> bool:
        """Forget a record and everything that belongs to it; tells whether there was one."""
        was_untold = self._is_untold(world, resource, scope, key)
        if was_untold:
            world.store[_GONE].put(_place(resource, scope, key), {})
        collection = self._collection(world, resource, scope)
        record = collection.get(key)
        if not collection.delete(key) and not was_untold:
            return False
        if record is not None:
            self._remember(world, resource, scope, record)
            self._forget(world, resource, scope, record)
        for child in self._found.children(resource.name):
            inside = bucket(child, (*scope, key)) if child.parents else ""
            for name in world.store.names():
                if name == inside or name.startswith(f"{inside}:"):
                    for record in world.store[name]:
                        world.store[name].delete(record["key"])
        return True

    def _forget(self, world: World, resource: Resource, scope: Scope, record: Record) -> None:
        """Delete what a record owned, and let what named it name nothing, where that may be."""
        for each in self.dependents.of(resource):
            depending = self._found.resources[each.resource]
            inside = scope[: len(depending.parents)]
            for other in self.dependents.records(world, resource, scope, record, each):
                if each.by == "owner":
                    self.delete(world, depending, inside, other["key"])
                elif each.by == "member":
                    ids = (record["key"], *ids_in(resource, record["members"]))
                    members = unnamed(other["members"], each.member, ids)
                    parts = self.members(depending)[each.member]
                    if self._maker.admits(parts, members[each.member]):
                        kept = self._collection(world, depending, inside)
                        kept.put(other["key"], {**other, "members": members})

    def _put(
        self,
        world: World,
        resource: Resource,
        scope: Scope,
        key: str,
        known: Members,
        given: Members,
        *,
        before: Record | None = None,
        owners: Mapping[str, str] | None = None,
    ) -> Record:
        """Keep a record; whose it is, and whether it was there from the start, stays as before."""
        seeded = before is not None and before["seeded"]
        owners = before["owners"] if before is not None else owners
        known = {**known, **self._make.owners(resource, scope), **self._make.own_id(resource, key)}
        members = self._make.made(world, resource, (*scope, key), known, 1)
        if before is not None:
            members = self._followed(resource, before["members"], members, given)
        made = self._make.linked(world, resource, scope, Made(key, members, []), known)
        kept = self._keep(world, resource, scope, made, seeded=seeded, owners=owners)
        live = self.dependents.tallied(world, resource, scope, kept)
        told = [name for name in live if name in given and given[name] != live[name]]
        if told:
            kept = self._collection(world, resource, scope).put(key, {**kept, "told": told})
        return self._refreshed(world, resource, scope, kept)

    def _followed(
        self, resource: Resource, before: Members, after: Members, given: Members
    ) -> Members:
        """Give a changed record whose totals are those of what it consists of now."""
        parts = self.members(resource)

        def admits(name: str, value: Any) -> bool:
            return name not in parts or self._maker.admits(parts[name], value)

        return followed(before, after, given, admits)

    def _keep(
        self,
        world: World,
        resource: Resource,
        scope: Scope,
        made: Made,
        *,
        seeded: bool,
        owners: Mapping[str, str] | None,
    ) -> Record:
        collection = self._collection(world, resource, scope)
        before = collection.get(made.key)
        number = before["number"] if before else world.count(bucket(resource, scope))
        record = record_of(made, number=number, seeded=seeded, owners=owners)
        return collection.put(made.key, record)

    def _changed(self, world: World, resource: Resource) -> Members:
        now = world.clock.utc()
        return moments(self.members(resource), now, self._maker.admits, is_new=False)

    def _given(self, resource: Resource, told: Members) -> Members:
        """Give what a client may tell of a record, as the record has it."""
        flagged = self._read_only(resource)
        given = {name: value for name, value in told.items() if name not in flagged}
        return expanded(given, self.members(resource), self._shapes, self._maker.admits)

    def _read_only(self, resource: Resource) -> frozenset[str]:
        if resource.schema is None:
            return frozenset()
        return self._maker.view(resource.schema).flagged["readOnly"]

    def _nullable(self, resource: Resource) -> frozenset[str]:
        members = self.members(resource).items()
        return frozenset(name for name, parts in members if self._maker.admits(parts, None))

    def _values(self, parts: Parts) -> tuple[Any, ...] | None:
        return self._shapes.view(parts).values

    # --- keys -----------------------------------------------------------------------------------

    def _free_key(
        self, world: World, resource: Resource, collection: Collection, given: Members
    ) -> str:
        """Give the key of a new record: what the client chose, or one that is free."""
        chosen = given.get(resource.id_member)
        if isinstance(chosen, str | int) and not isinstance(chosen, bool) and chosen != "":
            return str(chosen)
        if words(resource.id_member)[-1:] == ("slug",):
            said = next((given[name] for name in ("title", "name") if given.get(name)), "")
            slug = slug_of(str(said))
            several = (f"{slug}-{number}" if number > 1 else slug for number in count(1))
            if slug:
                return next(each for each in several if collection.get(each) is None)
        for _ in range(_MOST_TRIES):
            key = self._make.key(world, resource, SEEDS + world.count(resource.name))
            if collection.get(key) is None:
                return key
        return world.new_id(resource.name)

    # --- seeds ----------------------------------------------------------------------------------

    def _collection(self, world: World, resource: Resource, scope: Scope) -> Collection:
        """Give the records of an owner, the first ones put there when first asked for."""
        name = bucket(resource, scope)
        collection = world.store[name]
        if world.store[_FILLED].get(name) is None:
            world.store[_FILLED].put(name, {})
            if self._has_seeds(world, resource, scope):
                for number in range(1 if resource.is_single else SEEDS):
                    self._seed(world, resource, scope, number)
            world.store[_FILLED].put(name, {"changes": collection.changes})
        return collection

    def tidy(self, world: World) -> None:
        """
        Forget records that nobody has changed, where there are many: asked for, they are the same.

        Whoever holds a collection must not call this.
        """
        filled = world.store[_FILLED]
        kept = filled.get("") or {"places": 0}
        if len(filled) <= max(MOST_PLACES, 2 * kept["places"]):
            return
        for name in world.store.names():
            known = filled.get(name)
            if known is not None and known.get("changes") == world.store[name].changes:
                world.forget(name)
                filled.delete(name)
        filled.put("", {"places": len(filled)})

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
        made = self._make.first(world, resource, scope, number)
        owners = {
            each: self._make.key(world, self._found.resources[each], number % SEEDS + 1)
            for each in resource.owners
        }
        self._keep(world, resource, scope, made, seeded=True, owners=owners)


def _removed(resource: Resource, scope: Scope) -> str:
    return f"removed {bucket(resource, scope)}"


def _place(resource: Resource, scope: Scope, key: str) -> str:
    return bucket(resource, (*scope, key))
