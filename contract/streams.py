"""
The order of the events of a stream: `x-event-order`, beside `itemSchema`.

The schema of an item tells what one event looks like; the order tells which may come when. What
the extension may hold is laid down in `event-order.schema.json`; docs/event-order.md explains it.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import jsonschema_rs

from contract import pointers
from contract.errors import InvalidDocument
from contract.validation.messages import Violation

Names = frozenset[str]
Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a constant value stands in an item."""

    pointer: str
    events: Names | None = None  #: The events in which it counts; None for all.


@dataclass(frozen=True, slots=True)
class Pair:
    """Events that open and close something."""

    opens: str
    closes: Names
    inside: Names = frozenset()
    by: str | None = None  #: Pointer to what tells one open thing from another.
    may_reopen: bool = False


@dataclass(frozen=True, slots=True)
class Sequence:
    """One course that a stream may take."""

    first: Names | None  #: The events that begin it; None where any does.
    last: Names
    may_break_off: bool = False
    trailing: Names = frozenset()
    events: Names | None = None  #: All that it may hold; None where any may come.
    next: Mapping[str, Names] = field(default_factory=dict)
    after: Mapping[str, Names] = field(default_factory=dict)
    pairs: tuple[Pair, ...] = ()

    @property
    def awaited(self) -> Names:
        """Name the events that others come after."""
        return frozenset().union(*self.after.values())

    def begins_with(self, name: str) -> bool:
        """Tell whether a stream that begins with this event takes this course."""
        return self.first is None or name in self.first


@dataclass(frozen=True, slots=True)
class EventOrder:
    """What is promised of the order of events."""

    event: str  #: Pointer to the name of an item's event.
    sequences: tuple[Sequence, ...]
    constant: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)

    @classmethod
    def from_value(cls, value: Any, name: str, pointer: str = "") -> "EventOrder":
        """
        Read the extension out of parsed YAML or JSON; `name` and `pointer` say where it stood.

        Raises:
            InvalidDocument: it is no event order, or names events that cannot come.
        """
        for error in _schema().iter_errors(value):
            raise InvalidDocument(
                name, pointer + pointers.pointer(*error.instance_path), error.message
            )
        for where, reason in _contradictions(value["sequences"]):
            raise InvalidDocument(name, f"{pointer}/sequences/{where}", reason)
        return cls(
            event=value["event"],
            sequences=tuple(map(_sequence, value["sequences"])),
            constant={
                each: tuple(map(_place, places))
                for each, places in value.get("constant", {}).items()
            },
        )

    def checker(self) -> "OrderChecker":
        """Begin to check one stream."""
        return OrderChecker(self)


class OrderChecker:
    """
    Checks the events of one stream as they come.

    It remembers what is open and what the rules ask about, never the events themselves.
    """

    __slots__ = ("_constants", "_ended_by", "_open", "_order", "_previous", "_seen", "_sequence")

    def __init__(self, order: EventOrder) -> None:
        self._order = order
        self._sequence: Sequence | None = None
        self._previous: str | None = None
        self._ended_by: str | None = None
        self._seen: set[str] = set()
        self._constants: dict[str, Any] = {}
        self._open: list[Counter[str]] = []

    def event(self, item: Item) -> list[Violation]:
        """Give the violations of the next item, its data parsed where it is JSON."""
        name = _found(item, self._order.event)
        if not isinstance(name, str):
            return []
        violations = [*self._changed(name, item), *self._misplaced(name, item)]
        self._previous = name
        return violations

    def end(self) -> list[Violation]:
        """Give the violations of the stream's end, which came after the last item given."""
        if self._ended_by is not None:
            return []
        if self._previous is None:
            known = self._order.sequences
        else:
            known = () if self._sequence is None else (self._sequence,)
        if not known or any(each.may_break_off for each in known):
            return []
        expected = sorted(frozenset().union(*(each.last for each in known)))
        came = f"after {self._previous}" if self._previous else "without any event"
        message = f"the stream ended {came}; its last event is one of {', '.join(expected)}"
        return [self._violation("last", message, expected, self._previous)]

    # --- one event ---

    def _misplaced(self, name: str, item: Item) -> Iterator[Violation]:
        if self._previous is None:
            self._sequence = self._begun(name)
            if self._sequence is None:
                first = sorted(frozenset().union(*(s.first or () for s in self._order.sequences)))
                message = f"{name} came first; a stream begins with one of {', '.join(first)}"
                yield self._violation("first", message, first, name)
        sequence = self._sequence
        if sequence is None:
            return
        if self._ended_by is not None:
            if name not in sequence.trailing:
                message = f"{name} came behind {self._ended_by}, with which the stream ends"
                yield self._violation("last", message, self._ended_by, name)
            return
        yield from self._out_of_turn(sequence, name)
        for pair, opened in zip(sequence.pairs, self._open, strict=True):
            yield from self._paired(pair, opened, name, item)
        if name in sequence.last:
            self._ended_by = name
        if name in sequence.awaited:
            self._seen.add(name)

    def _begun(self, name: str) -> Sequence | None:
        sequence = next((each for each in self._order.sequences if each.begins_with(name)), None)
        self._open = [Counter() for _ in sequence.pairs] if sequence else []
        return sequence

    def _out_of_turn(self, sequence: Sequence, name: str) -> Iterator[Violation]:
        if sequence.events is not None and name not in sequence.events:
            message = f"{name} does not come in a stream of this kind"
            yield self._violation("events", message, sorted(sequence.events), name)
        allowed = sequence.next.get(self._previous or "")
        if allowed is not None and name not in allowed:
            expected = sorted(allowed)
            message = f"{name} came next to {self._previous}; only {', '.join(expected)} may"
            yield self._violation("next", message, expected, name)
        needed = sequence.after.get(name)
        if needed is not None and not needed & self._seen:
            expected = sorted(needed)
            message = f"{name} came before {' or '.join(expected)}"
            yield self._violation("after", message, expected, name)

    def _paired(
        self, pair: Pair, opened: Counter[str], name: str, item: Item
    ) -> Iterator[Violation]:
        if name != pair.opens and name not in pair.closes | pair.inside:
            return
        key = json.dumps(_found(item, pair.by), sort_keys=True) if pair.by else ""
        shown = f"{name} {key}".strip()
        if name == pair.opens:
            if opened[key] and not pair.may_reopen:
                message = f"{shown} came again before {' or '.join(sorted(pair.closes))}"
                yield self._violation("pairs", message, sorted(pair.closes), name)
            else:
                opened[key] += 1
        elif not opened[key]:
            message = f"{shown} came without {pair.opens}"
            yield self._violation("pairs", message, pair.opens, name)
        elif name in pair.closes:
            opened[key] -= 1
            if not opened[key]:
                del opened[key]

    def _changed(self, name: str, item: Item) -> Iterator[Violation]:
        for constant, places in self._order.constant.items():
            for place in places:
                if place.events is not None and name not in place.events:
                    continue
                value = _found(item, place.pointer)
                known = self._constants.setdefault(constant, value) if value is not None else None
                if known != value:
                    message = f"the {constant} became {value!r:.100}; it was {known!r:.100}"
                    yield self._violation("constant", message, known, value, place.pointer)

    def _violation(
        self, rule: str, message: str, expected: Any, value: Any, where: str | None = None
    ) -> Violation:
        path = pointers.parts(self._order.event if where is None else where)
        return Violation("body", path, rule, message, expected, value)


# --- reading the extension ------------------------------------------------------------------------


@cache
def _schema() -> jsonschema_rs.Validator:
    text = files("contract").joinpath("event-order.schema.json").read_text("utf-8")
    return jsonschema_rs.validator_for(json.loads(text))


def _sequence(value: Mapping[str, Any]) -> Sequence:
    return Sequence(
        first=frozenset(value["first"]) if "first" in value else None,
        last=frozenset(value["last"]),
        may_break_off=value.get("mayBreakOff", False),
        trailing=frozenset(value.get("trailing", ())),
        events=frozenset(value["events"]) if "events" in value else None,
        next={name: frozenset(each) for name, each in value.get("next", {}).items()},
        after={name: frozenset(each) for name, each in value.get("after", {}).items()},
        pairs=tuple(map(_pair, value.get("pairs", ()))),
    )


def _pair(value: Mapping[str, Any]) -> Pair:
    return Pair(
        opens=value["open"],
        closes=frozenset(value["close"]),
        inside=frozenset(value.get("inside", ())),
        by=value.get("by"),
        may_reopen=value.get("mayReopen", False),
    )


def _place(value: str | Mapping[str, Any]) -> Place:
    return Place(value) if isinstance(value, str) else Place(value["at"], frozenset(value["in"]))


def _contradictions(sequences: list[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Find what no schema can: rules that can never apply, by their place among the sequences."""
    taken: set[str] = set()
    for index, sequence in enumerate(sequences):
        first = sequence.get("first")
        if first is None and index < len(sequences) - 1:
            yield f"{index}", "any event begins it, so the sequences behind it never come"
        for number, name in enumerate(first or ()):
            if name in taken:
                yield f"{index}/first/{number}", f"{name} begins an earlier sequence as well"
        taken.update(first or ())
        for where, name in _named(sequence) if "events" in sequence else ():
            if name not in sequence["events"]:
                yield f"{index}{where}", f"{name} is not among the events of the sequence"


def _named(sequence: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give every event that the rules of a sequence name, with its place."""
    for rule in ("first", "last", "trailing"):
        yield from _listed(pointers.pointer(rule), sequence.get(rule, ()))
    for rule in ("next", "after"):
        for name, others in sequence.get(rule, {}).items():
            yield pointers.pointer(rule, name), name
            yield from _listed(pointers.pointer(rule, name), others)
    for number, pair in enumerate(sequence.get("pairs", ())):
        yield pointers.pointer("pairs", number, "open"), pair["open"]
        for rule in ("close", "inside"):
            yield from _listed(pointers.pointer("pairs", number, rule), pair.get(rule, ()))


def _listed(where: str, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    return ((where + pointers.pointer(number), name) for number, name in enumerate(names))


def _found(item: Item, where: str) -> Any:
    """Give what stands at a place of an item; `None` where nothing does."""
    try:
        return pointers.follow(item, where)
    except LookupError:
        return None
