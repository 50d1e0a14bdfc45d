"""One place of a message in two versions, and what is needed to compare the two."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, Literal

from contract.regression.schemas.alternatives import (
    Alternative,
    Matching,
    contradict,
    match,
    similarity,
)
from contract.regression.schemas.contents import Contents
from contract.regression.schemas.judge import Judge, Relation, are_disjoint, relation
from contract.schemas.parts import Bound, Fragment, Group, Parts, whole
from contract.schemas.views import SchemaReader, Side, View

#: How a value travels: as JSON; as text, a list written as one; or as text under its name, once
#: for each item of a list. The text of a header is mostly not parsed at all.
Wire = Literal["json", "text", "repeated", "header"]
SIDES: Final[tuple[Side, ...]] = ("request", "response")


@dataclass(frozen=True, slots=True)
class Bench:
    """What is needed to compare the schemas of two documents."""

    contents: Contents
    old_reader: SchemaReader
    new_reader: SchemaReader
    old_judges: Mapping[Side, Judge]
    new_judges: Mapping[Side, Judge]

    @classmethod
    def of(cls, old: Mapping[str, Any], new: Mapping[str, Any]) -> "Bench":
        """Prepare the comparison of two documents."""
        return cls(
            Contents(old, new),
            SchemaReader(old),
            SchemaReader(new),
            {side: Judge(old, side, "old") for side in SIDES},
            {side: Judge(new, side, "new") for side in SIDES},
        )


@dataclass(frozen=True, slots=True)
class GroupPair:
    """Two lists of alternatives under comparison; a missing one is a single shape."""

    old: Group | None
    new: Group | None
    matching: Matching


class SchemaPair:
    """What holds at one place of a message, before and after."""

    def __init__(self, old: Parts, new: Parts, side: Side, wire: Wire, bench: Bench) -> None:
        self.side = side
        self.wire: Wire = wire
        self._bench = bench
        self.old = bench.old_reader.view(old, side)
        self.new = bench.new_reader.view(new, side)

    @property
    def place(self) -> str:
        """The place that is spoken of: the new one, unless alternatives went from there."""
        went = self.distributed is not None and not self.new.groups
        return self.old.at if went else self.new.at

    @property
    def differs_only_inside(self) -> bool:
        """Whether no rule can find anything here: both say the same, as far as they say it here."""
        old, new = self.old, self.new
        by_content = (old.groups, new.groups, old.negations, new.negations, old.conditions,
                      new.conditions, old.contains, new.contains)  # fmt: skip
        return not any(by_content) and old.own == new.own

    # --- types ----------------------------------------------------------------------------------

    @cached_property
    def old_types(self) -> frozenset[str]:
        """The kinds of values that passed."""
        return self._on_the_wire(self.old.types if self._has_same_groups else self.old.all_types)

    @cached_property
    def new_types(self) -> frozenset[str]:
        """The kinds of values that pass now."""
        return self._on_the_wire(self.new.types if self._has_same_groups else self.new.all_types)

    @property
    def _has_same_groups(self) -> bool:
        """Whether alternatives stand against alternatives, which then tell about types."""
        return len(self.old.groups) == len(self.new.groups)

    def admits(self, *atoms: str) -> bool:
        """Tell whether values of one of these kinds pass on both sides."""
        return bool(self.old.types & self.new.types & frozenset(atoms))

    @cached_property
    def old_bounds(self) -> Mapping[str, Bound]:
        """The limits that held, as they concern values which pass on both sides."""
        return self._shared_bounds(self.old)

    @cached_property
    def new_bounds(self) -> Mapping[str, Bound]:
        """The limits that hold now, likewise."""
        return self._shared_bounds(self.new)

    def _shared_bounds(self, view: View) -> Mapping[str, Bound]:
        if self.admits("fraction"):
            return view.bounds
        return {name: whole(bound, name) for name, bound in view.bounds.items()}

    def _on_the_wire(self, types: frozenset[str]) -> frozenset[str]:
        """In parameters and headers a number is text as well: a string takes it."""
        if self.wire == "json" or "string" not in types:
            return types
        lists = frozenset() if self.wire == "repeated" else frozenset(("array", "object"))
        return types | {"boolean", "integer", "fraction"} | lists

    # --- alternatives ---------------------------------------------------------------------------

    @cached_property
    def group_pairs(self) -> tuple[GroupPair, ...]:
        """The lists of alternatives that stand against each other."""
        if self.distributed:
            return (self.distributed,)
        return tuple(
            GroupPair(old, new, self._match(self._members(old), self._members(new, new=True)))
            for old, new in zip(self.old.groups, self.new.groups, strict=False)
        )

    @property
    def groups_removed(self) -> tuple[Group, ...]:
        """The lists of alternatives that are gone."""
        return () if self.distributed else self.old.groups[len(self.new.groups) :]

    @property
    def groups_added(self) -> tuple[Group, ...]:
        """The lists of alternatives that came."""
        return () if self.distributed else self.new.groups[len(self.old.groups) :]

    @cached_property
    def distributed(self) -> GroupPair | None:
        """
        A single shape against alternatives of which it is one.

        What stands beside the alternatives counts for each of them.
        """
        old_groups, new_groups = self.old.groups, self.new.groups
        if (len(old_groups), len(new_groups)) == (0, 1):
            singles = ((self.old.given, self.old),)
            several = self._distribute(self.new, new_groups[0], self._bench.new_reader)
            pair = GroupPair(None, new_groups[0], self._match(singles, several))
        elif (len(old_groups), len(new_groups)) == (1, 0):
            several = self._distribute(self.old, old_groups[0], self._bench.old_reader)
            singles = ((self.new.given, self.new),)
            pair = GroupPair(old_groups[0], None, self._match(several, singles))
        else:
            return None
        return pair if any(map(self._are_alike, pair.matching.pairs)) else None

    def _are_alike(self, pair: tuple[Alternative, Alternative]) -> bool:
        (old_parts, old), (new_parts, new) = pair
        if self._bench.contents.same(old_parts, new_parts):
            return True
        if old.declared or new.declared:
            return similarity(old, new) > 1 / 2
        return old.types - {"null"} == new.types - {"null"}

    def _distribute(
        self, view: View, group: Group, reader: SchemaReader
    ) -> tuple[Alternative, ...]:
        base = view.base() if says_more(view, group) else ()
        found = []
        for member in group.members:
            parts = (*base, member)
            found.append((parts, reader.view(parts, self.side)))
        return tuple(found)

    def _members(self, group: Group, *, new: bool = False) -> tuple[Alternative, ...]:
        reader = self._bench.new_reader if new else self._bench.old_reader
        # Whether null passes is judged for the list as a whole.
        members = (replace(each, or_null=True) for each in group.members)
        return tuple(((each,), reader.view((each,), self.side)) for each in members)

    def _match(self, old: tuple[Alternative, ...], new: tuple[Alternative, ...]) -> Matching:
        return match(old, new, self._bench.contents)

    @property
    def added_overlap(self) -> bool:
        """Whether an alternative that came may take values of another."""
        judge = self._bench.new_judges[self.side]
        return any(
            _may_overlap(one, other, judge)
            for groups in self.group_pairs
            for one in groups.matching.added
            for other in (*(new for _, new in groups.matching.pairs), *groups.matching.added)
            if one is not other
        )

    @property
    def removed_overlap(self) -> bool:
        """Whether an alternative that went may have taken values of another."""
        judge = self._bench.old_judges[self.side]
        return any(
            _may_overlap(one, other, judge)
            for groups in self.group_pairs
            for one in groups.matching.removed
            for other in (*(old for old, _ in groups.matching.pairs), *groups.matching.removed)
            if one is not other
        )

    # --- as a whole -----------------------------------------------------------------------------

    @cached_property
    def relation(self) -> Relation:
        """How what passes now relates to what passed, as far as it can be proven."""
        old, new = self._bench.old_judges[self.side], self._bench.new_judges[self.side]
        return relation(old.canonical(self.old.given), new.canonical(self.new.given))

    def fragment_relation(self, old: Fragment, new: Fragment) -> Relation:
        """The same for a keyword alone."""
        if self._bench.contents.same_schema(old.value, new.value):
            return "equal"
        before, after = self._bench.old_judges[self.side], self._bench.new_judges[self.side]
        return relation(
            before.canonical((old.part,), old.keywords), after.canonical((new.part,), new.keywords)
        )

    def same(self, old: Parts, new: Parts) -> bool:
        """Tell whether parts of the two sides have the same content."""
        return self._bench.contents.same(old, new)

    def same_target(self, old: str, new: str) -> bool:
        """Tell whether two pointers lead to the same content."""
        return self._bench.contents.same_target(old, new)


def _may_overlap(one: Alternative, other: Alternative, judge: Judge) -> bool:
    """Tell whether a value may match two alternatives."""
    if not one[1].types & other[1].types - {"null"} or contradict(one[1], other[1]):
        return False
    return not are_disjoint(judge.canonical(one[0]), judge.canonical(other[0]))


def says_more(view: View, group: Group) -> bool:
    """Tell whether something stands beside a list of alternatives."""
    written = {key for part in view.parts for key in part.keywords}
    return bool(written - {group.kind, "discriminator", "title", "description", "$ref"})
