"""
Which records depend on another one: those below its path, those it owns, those that name it.

A record with such may be kept from deletion, and tells how many they are: `orders_count`,
`total_spent`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from contract.schemas.parts import Parts
from mockserver.resources.making import Members, RecordMaker, Scope, bucket, ids_in
from mockserver.resources.model import Dependence, Resource, Resources, Tally
from mockserver.resources.nouns import Nouns, noun_of, noun_of_many
from mockserver.resources.shapes import Shapes
from mockserver.words import singular, words
from mockserver.world import Record, World

#: Members that are the sum of what orders cost, and what such a cost is called.
_SUMS: Final = ("total spent", "total spend", "amount spent", "spent", "lifetime value",
                "total revenue", "revenue")  # fmt: skip
_COSTS: Final = ("total", "total price", "total amount", "grand total", "amount", "price")
_BOUGHT: Final = ("order", "purchase", "booking", "invoice", "payment", "sale")


AllMembers = Mapping[str, Mapping[str, Parts]]  #: By resource.


def dependences(
    resource: Resource, others: Iterable[Resource], nouns: Nouns, members: AllMembers
) -> Iterator[Dependence]:
    """Tell what depends on the records of a resource."""
    depth = len(resource.parents) + 1
    for each in others:
        is_below = len(each.parents) == depth and each.parents[-1] == resource.name
        if is_below and not each.is_single:
            yield Dependence(each.name, "path")
        elif resource.name in each.owners:
            yield Dependence(each.name, "owner")
        elif each.parents == resource.parents[: len(each.parents)] and not each.is_single:
            for name in members[each.name]:
                noun = noun_of(name) or noun_of_many(name)
                if noun and nouns.named(noun, each.parents) is resource:
                    yield Dependence(each.name, "member", name)


def tallies(
    shapes: Shapes, own: Mapping[str, Parts], depending: Iterable[Dependence], members: AllMembers
) -> Iterator[Tally]:
    """Tell which members of a resource count what depends on a record."""
    known = [*depending]
    for name, parts in own.items():
        said = " ".join(words(name))
        types = shapes.view(parts).types
        is_cost = said in _SUMS and not types.isdisjoint(("string", "integer", "fraction"))
        if not is_cost and "integer" not in types:
            continue
        for each in known:
            noun = singular(each.resource.rpartition("/")[2])
            cost = _cost(members[each.resource]) if is_cost and noun in _BOUGHT else ""
            if cost or said in _counts(noun, each.resource):
                yield Tally(name, each, cost)
                break


def _cost(members: Mapping[str, Parts]) -> str:
    by_words = {" ".join(words(each)): each for each in members}
    return next((by_words[each] for each in _COSTS if each in by_words), "")


def _counts(noun: str, resource: str) -> tuple[str, ...]:
    """Give what a count of records may be called."""
    many = " ".join(words(resource.rpartition("/")[2]))
    said = (f"{noun} count", f"{many} count", f"num {many}", f"number of {many}", many)
    return (*said, f"total {many}", f"count of {many}", f"{noun} total", f"{many} total")


class Dependents:
    """Knows what depends on the records of one contract."""

    def __init__(
        self,
        found: Resources,
        make: RecordMaker,
        kept: Callable[[World, Resource, Scope], list[Record]],
        admits: Callable[[Parts, Any], bool],
    ) -> None:
        self._found, self._make, self._kept, self._admits = found, make, kept, admits

    def of(self, resource: Resource) -> tuple[Dependence, ...]:
        """Tell what depends on the records of a resource."""
        return self._found.dependences.get(resource.name, ())

    def records(
        self, world: World, resource: Resource, scope: Scope, record: Record, of: Dependence
    ) -> list[Record]:
        """Give the records that depend on one in a certain way."""
        other = self._found.resources[of.resource]
        if of.by == "path":
            return self._kept(world, other, (*scope, record["key"]))
        inside = scope[: len(other.parents)]
        there = self._kept(world, other, inside)
        if of.by == "owner":
            return [e for e in there if self.belongs(other, e, resource.name, record["key"])]
        place = (other.name, of.member, inside)
        by_id = world.store.view(place, (bucket(other, inside),), lambda: _by_id(there, of.member))
        ids = {record["key"], *ids_in(resource, record["members"])}
        return [each for id_ in sorted(ids) for each in by_id.get(id_, ())]

    def belongs(self, resource: Resource, record: Record, owner: str, key: str) -> bool:
        """Tell whether a record is one of those listed under another resource's record."""
        naming = self._make.naming(resource, owner, key)
        if naming:
            return all(record["members"].get(name) == value for name, value in naming.items())
        return bool(record["owners"].get(owner) == key)

    def tallied(self, world: World, resource: Resource, scope: Scope, record: Record) -> Members:
        """Give what those members are now, but for those that a client told otherwise."""
        found: Members = {}
        for each in self._found.tallies.get(resource.name, ()):
            if each.member in record["told"] or each.member not in record["members"]:
                continue
            records = self.records(world, resource, scope, record, each.of)
            parts = self._make.members[resource.name][each.member]
            found.update(self._written(each.member, parts, _value(each, records)))
        return found

    def _written(self, name: str, parts: Parts, value: float) -> Members:
        for each in (value, round(value, 2), round(value), f"{value:.2f}"):
            if self._admits(parts, each):
                return {name: each}
        return {}


def _value(tally: Tally, records: list[Record]) -> float:
    if not tally.cost:
        return len(records)
    costs = (each["members"].get(tally.cost) for each in records)
    return round(sum(filter(None, map(_number, costs))), 2)


def _number(value: Any) -> float | None:
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            return None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _by_id(records: list[Record], member: str) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for each in records:
        value = each["members"].get(member)
        for id_ in value if isinstance(value, list) else [value]:
            found.setdefault(str(id_), []).append(each)
    return found
