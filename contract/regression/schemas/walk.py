"""
The walk through two versions of a schema, place by place.

Each pair of places is looked at once for each direction, however many operations lead there;
recursion ends where a pair is known already.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from contract.regression.pairs import Lifecycle, Pair
from contract.regression.rules import SCHEMA_RULES, composition, lifecycle
from contract.regression.rules.arrays import counts_at_most
from contract.regression.rules.rewriting import schema_rewritten
from contract.regression.rules.rule import Change
from contract.regression.schemas.pair import SIDES, Bench, SchemaPair, Wire
from contract.schemas.parts import Part, Parts, PartsKey
from contract.schemas.steps import Step, StepKind
from contract.schemas.views import Side, View

#: Two places, the direction, and how the value travels.
PlaceKey = tuple[PartsKey, PartsKey, Side, Wire]
#: From a place to one inside it, on both sides.
Edge = tuple[Step, Parts, Parts]

#: The rules about what validators do not look at; no proof by validation touches them.
_UNPROVABLE: Final = ("content-", "default-", "discriminator-")


@dataclass(frozen=True, slots=True)
class Noticed:
    """A change, and the rule that noticed it."""

    rule_id: str
    change: Change


@dataclass(slots=True)
class Place:
    """A pair of places, what changed there, and where it goes on."""

    pair: SchemaPair
    noticed: list[Noticed]
    edges: list[tuple[Step, PlaceKey]] = field(default_factory=list)


class SchemaWalk:
    """Compares schemas, and remembers every pair."""

    def __init__(self, bench: Bench, *, include_unstable: bool) -> None:
        self._bench = bench
        self._include_unstable = include_unstable
        self._places: dict[PlaceKey, Place] = {}
        self._same: set[PlaceKey] = set()
        self._leading: set[PlaceKey] | None = None

    def compare(self, old: Parts, new: Parts, side: Side, wire: Wire) -> PlaceKey | None:
        """Compare two schemas, all the way down; `None` where they are equal."""
        old_reader, new_reader = self._bench.old_reader, self._bench.new_reader
        old, new = old_reader.followed(old), new_reader.followed(new)
        root = _key(old, new, side, wire)
        pending = [(root, old, new)]
        while pending:
            key, one, other = pending.pop()
            if key in self._places or key in self._same:
                continue
            if self._bench.contents.same(one, other):
                self._same.add(key)
                continue
            place = self._places[key] = Place(SchemaPair(one, other, side, wire, self._bench), [])
            for step, inner_old, inner_new in self._look(place):
                before, after = old_reader.followed(inner_old), new_reader.followed(inner_new)
                inner = _key(before, after, side, wire)
                place.edges.append((step, inner))
                pending.append((inner, before, after))
        self._leading = None
        return root if root in self._places else None

    def place(self, key: PlaceKey) -> Place:
        """Give a pair of places that was compared and differs."""
        return self._places[key]

    def reached(self, root: PlaceKey) -> Iterator[tuple[Place, tuple[Step, ...]]]:
        """Give every place where something changed, with the shortest way to it."""
        leading = self._leading_to_changes()
        pending: deque[tuple[PlaceKey, tuple[Step, ...]]] = deque([(root, ())])
        seen = {root}
        while pending:
            key, way = pending.popleft()
            place = self._places[key]
            if place.noticed:
                yield place, way
            for step, inner in place.edges:
                if inner in leading and inner not in seen:
                    seen.add(inner)
                    pending.append((inner, (*way, step)))

    def _leading_to_changes(self) -> set[PlaceKey]:
        """Find the places at or behind which something changed."""
        if self._leading is None:
            sources: dict[PlaceKey, list[PlaceKey]] = {}
            for key, place in self._places.items():
                for _, inner in place.edges:
                    sources.setdefault(inner, []).append(key)
            pending = [key for key, place in self._places.items() if place.noticed]
            self._leading = set(pending)
            while pending:
                more = [key for key in sources.get(pending.pop(), ()) if key not in self._leading]
                self._leading.update(more)
                pending += more
        return self._leading

    def _look(self, place: Place) -> list[Edge]:
        """Note what changed at a place; give the places inside it that are left to look at."""
        pair = place.pair
        if not (self._include_unstable or _lifecycle(pair.old).is_stable):
            lowered = (each for each in _announced(pair) if each.rule_id == "stability-lowered")
            place.noticed += lowered
            return []
        if not pair.differs_only_inside:
            place.noticed += _announced(pair)
            found = list(_found(pair))
            if _may_be_rephrased(pair, found) and is_proven_harmless(pair):
                place.noticed += _rephrased(pair, found)
                return [] if pair.relation == "equal" else list(_inside(pair))
            place.noticed += found
        return list(_inside(pair))


#: The rules about schemas by the kinds of values that they are about.
_RULES_BY_KINDS: Final = tuple(
    (kinds, tuple(rules)) for kinds, rules in groupby(SCHEMA_RULES, key=lambda rule: rule.kinds)
)
_BREAKING: Final = {
    side: {rule.id for rule in SCHEMA_RULES if rule.verdicts.get(side) == "breaking"}
    for side in SIDES
}
#: The rules whose findings are hardly ever a matter of wording.
_PLAIN: Final = {rule.id for rule in SCHEMA_RULES if rule.family == "objects"}


def _announced(pair: SchemaPair) -> Iterator[Noticed]:
    stages = Pair(_lifecycle(pair.old), _lifecycle(pair.new))
    for rule in lifecycle.RULES:
        yield from (Noticed(rule.id, change) for change in rule.check(stages))


def _found(pair: SchemaPair) -> Iterator[Noticed]:
    """Run the rules that concern a pair of places."""
    # Where one shape stands against several, only the pairs of shapes tell what changed.
    by_kinds = ((frozenset(), composition.RULES),) if pair.distributed else _RULES_BY_KINDS
    for kinds, rules in by_kinds:
        asked = rules if not kinds or pair.admits(*kinds) else ()
        for rule in (each for each in asked if pair.side in each.verdicts):
            yield from (Noticed(rule.id, change) for change in rule.check(pair))


def _may_be_rephrased(pair: SchemaPair, found: list[Noticed]) -> bool:
    """Tell whether what looks like a break may only be another way of writing the same."""
    alarming = {each.rule_id for each in found} & _BREAKING[pair.side]
    return not alarming <= _PLAIN and all(map(is_provable, alarming))


def _rephrased(pair: SchemaPair, found: list[Noticed]) -> Iterator[Noticed]:
    """Note that a schema is written otherwise, instead of what that looks like."""
    yield from (Noticed(schema_rewritten.id, each) for each in schema_rewritten.check(pair))
    for each in found:
        says_nothing = pair.relation == "equal" and is_provable(each.rule_id)
        if not says_nothing and each.rule_id not in _BREAKING[pair.side]:
            yield each


def _key(old: Parts, new: Parts, side: Side, wire: Wire) -> PlaceKey:
    return tuple(part.key for part in old), tuple(part.key for part in new), side, wire


def _lifecycle(view: View) -> Lifecycle:
    said = {key: view.first(key) for key in ("deprecated", "x-sunset", "x-stability-level")}
    return Lifecycle.of(said, view.at, "this")


def is_provable(rule_id: str) -> bool:
    """Tell whether a rule is about what validators look at, and can be proven wrong by them."""
    return not rule_id.startswith(_UNPROVABLE)


def is_proven_harmless(pair: SchemaPair) -> bool:
    """
    Tell whether it is proven that no value breaks anybody.

    What clients send must still pass, what they receive must have passed before; if that holds of
    all values, how the schema is written does not matter.
    """
    return pair.relation in ("equal", "wider" if pair.side == "request" else "narrower")


# --- what is inside a place ---------------------------------------------------------------------


def _inside(pair: SchemaPair) -> Iterator[Edge]:
    if not pair.distributed:
        if pair.admits("object"):
            yield from _properties(pair)
            yield from _maps(pair)
        if pair.admits("array"):
            yield from _items(pair)
        if pair.admits("string"):
            yield from _either(pair, "content", pair.old.content_schema, pair.new.content_schema)
    yield from _alternatives(pair)


def _properties(pair: SchemaPair) -> Iterator[Edge]:
    old, new = pair.old, pair.new
    hidden = old.hidden | new.hidden
    for name in dict.fromkeys((*old.declared, *new.declared)):
        if name in hidden:
            continue
        step = Step("property", name)
        if name in old.declared and name in new.declared:
            yield step, old.declared[name], new.declared[name]
        else:
            # One side knows the property by name, the other by a schema for any others.
            before, after = old.member(name), new.member(name)
            if before and after and not (_is_never(before) or _is_never(after)):
                yield step, before, after


def _maps(pair: SchemaPair) -> Iterator[Edge]:
    old, new = pair.old, pair.new
    for pattern, parts in old.pattern_properties.items():
        if pattern in new.pattern_properties:
            yield Step("pattern", pattern), parts, new.pattern_properties[pattern]
    for name, parts in old.dependent_schemas.items():
        if name in new.dependent_schemas:
            yield Step("dependent", name), parts, new.dependent_schemas[name]
    if old.property_names and new.property_names:
        yield Step("name"), old.property_names, new.property_names
    if not (old.is_closed or new.is_closed):
        yield from _either(pair, "additional", old.additional, new.additional)


def _items(pair: SchemaPair) -> Iterator[Edge]:
    old, new = pair.old, pair.new
    shared = min(old.prefix_length, new.prefix_length)
    for position in range(max(old.prefix_length, new.prefix_length)):
        before, after = old.item(position), new.item(position)
        never = _is_never(before) or _is_never(after)
        # A position that was free, or is, has rules of its own.
        if not never and (position < shared or (before and after)):
            step = Step("item", position=position)
            yield step, before or _anything(old, "items"), after or _anything(new, "items")
    if not (_is_never(old.items) or _is_never(new.items)):
        yield from _either(pair, "items", old.items, new.items)
    if old.contains and new.contains and not counts_at_most(pair):
        yield Step("contains"), old.contains, new.contains


def _alternatives(pair: SchemaPair) -> Iterator[Edge]:
    for groups in pair.group_pairs:
        for (old, _), (new, _) in groups.matching.pairs:
            step = Step("alternative", old=old if groups.old else (), new=new if groups.new else ())
            yield step, old, new
    yield from _mapped(pair)


def _mapped(pair: SchemaPair) -> Iterator[Edge]:
    """Follow a discriminator that stands without a list, for schemas that build on its own."""
    old, new = pair.old, pair.new
    if old.discriminator and new.discriminator and not (old.groups or new.groups):
        for value in old.discriminator.mapping:
            before, after = old.mapped(value), new.mapped(value)
            if before and after:
                yield Step("mapped", old=before, new=after), before, after


def _either(pair: SchemaPair, kind: StepKind, old: Parts, new: Parts) -> Iterator[Edge]:
    """Compare two schemas of which one may be missing and says nothing then."""
    if old or new:
        yield Step(kind), old or _anything(pair.old, kind), new or _anything(pair.new, kind)


def _anything(view: View, kind: str) -> Parts:
    """Stand in for a schema that is not written, at a place of its own."""
    keyword = {"additional": "additionalProperties", "content": "contentSchema"}.get(kind, kind)
    return (Part(True, f"{view.at}/{keyword}"),)


def _is_never(parts: Parts) -> bool:
    return any(part.schema is False for part in parts)
