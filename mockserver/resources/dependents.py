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
    resources: Mapping[str, Resource], nouns: Nouns, members: AllMembers
) -> dict[str, tuple[Dependence, ...]]:
    """Tell what depends on the records of each resource that anything depends on."""
    found: dict[str, list[Dependence]] = {}
    for each in resources.values():
        for name, dependence in () if each.is_single else _depending(each, nouns, members):
            other = resources[name]
            is_below = len(each.parents) == len(other.parents) + 1
            if is_below if dependence.by == "path" else _is_around(each, other):
                found.setdefault(name, []).append(dependence)
    return {name: tuple(each) for name, each in found.items()}


def _depending(
    resource: Resource, nouns: Nouns, members: AllMembers
) -> Iterator[tuple[str, Dependence]]:
    """Give each resource that another one depends on, and how."""
    owners = {*resource.parents[-1:], *resource.owners} - {""}
    if resource.parents and resource.parents[-1]:
        yield resource.parents[-1], Dependence(resource.name, "path")
    for name in resource.owners:
        yield name, Dependence(resource.name, "owner")
    for name in members[resource.name]:
        noun = noun_of(name) or noun_of_many(name)
        other = nouns.named(noun, resource.parents) if noun else None
        if other is not None and other.name not in owners:
            yield other.name, Dependence(resource.name, "member", name)


def _is_around(resource: Resource, other: Resource) -> bool:
    return resource.parents == other.parents[: len(resource.parents)]


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
