"""
Which member belongs to which, where the indentation that told it was lost.

A member goes to the innermost open object whose sample shows it. One that no sample shows goes to
the innermost object that does not have it yet and has another member of its type, else to the
innermost one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from contract.reading.mdx.schemas import has_type
from contract.reading.mdx.sections import Entry
from contract.reading.mdx.types import split_type


@dataclass(slots=True)
class _Level:
    """An object that is still open."""

    children: list[Entry]
    sample: Any
    names: set[str] = field(default_factory=set)

    def shows(self, name: str) -> bool:
        return isinstance(self.sample, Mapping) and name in self.sample and name not in self.names

    def may_have(self, name: str) -> bool:
        """An object that is empty where it is shown has members of the caller's own."""
        return name not in self.names and self.sample != {}

    def has_sibling(self, entry: Entry) -> bool:
        return any(each.type == entry.type for each in self.children)

    def add(self, entry: Entry) -> None:
        self.children.append(entry)
        self.names.add(entry.code)


def nested(entries: list[Entry], sample: Any, events: Mapping[str, Any]) -> list[Entry]:
    """
    Nest entries that stand one after the other.

    `sample` is a value of the whole object, `events` are values of its alternatives.
    """
    root = _Level([], sample)
    levels = [root]
    for entry in entries:
        told = entry.alternative
        if told is not None:
            root.add(entry)
            levels = [root, _Level(entry.children, events.get(told[1]))]
        elif entry.is_component:
            root.add(entry)
            levels = [root]
            entry.children = nested(entry.children, _inside(sample, entry.code), {})
        elif not entry.code or not has_type(entry):
            _children_of_last(levels).append(entry)
        else:
            levels = _open_levels(levels, entry)
            levels[-1].add(entry)
            inner = _inside(levels[-1].sample, entry.code)
            if _holds_members(entry, inner):
                levels.append(_Level(entry.children, inner))
    return root.children


def _open_levels(levels: list[_Level], entry: Entry) -> list[_Level]:
    """Close the levels that a member cannot belong to."""
    inwards = range(len(levels), 0, -1)
    for count in inwards:
        if levels[count - 1].shows(entry.code):
            return levels[:count]
    open_ones = [count for count in inwards if levels[count - 1].may_have(entry.code)]
    for count in open_ones:
        if levels[count - 1].has_sibling(entry):
            return levels[:count]
    return levels[: open_ones[0] if open_ones else 1]


def _children_of_last(levels: list[_Level]) -> list[Entry]:
    """Give the children of the entry before: what has no type is one of its values."""
    children = levels[-1].children
    return children[-1].children if children else children


def _holds_members(entry: Entry, sample: Any) -> bool:
    kind = split_type(entry.type)[0]
    if not kind:
        return bool(sample) and isinstance(sample, Mapping)
    return "object" in (kind.get("type"), kind.get("items", {}).get("type"))


def _inside(sample: Any, name: str) -> Any:
    value = sample.get(name) if isinstance(sample, Mapping) else None
    if isinstance(value, list):
        value = value[0] if value else None
    return value
