"""
Event streams for any contract: the events that it shows or describes, one after the other.

What a media type gives as example is sent as it is. Otherwise there is one event of each
alternative of its item schema, in the order that `x-event-order` lays down; errors only where
there is nothing else. The events of a call are the same every time, so a client that lost the
connection goes on behind the id it saw last (HTML Living Standard, 9.2.4, `Last-Event-ID`).
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import Any, Final

from contract.model import Contract, MediaType, Operation, Reply
from contract.schemas.parts import Parts
from contract.validation import Violation
from contract.validation.events import event_checker, parsed_content
from contract.validation.schemas import SchemaCompiler
from mockserver.behaviours import Call
from mockserver.messages import NOTHING, MockReply, ServerSentEvent
from mockserver.replies import status_of, success
from mockserver.streaming.event_order import Items, counted, ordered, with_constants, without_errors
from mockserver.values import NoValue, ValueMaker

EVENT_STREAM: Final = "text/event-stream"
#: Seconds between two events, unless the world's settings say otherwise.
PACE_SECONDS: Final = 0.05
#: How many events there are of an item that has no alternatives.
_USUAL: Final = 3
_NAMES: Final = ("event", "type")
_Check = Callable[[dict[str, Any]], list[Violation]]
#: Tells a client that has heard the whole stream not to come back (HTML Living Standard, 9.2.1).
#: It is a word of the protocol: where the contract does not have it, the reply says so.
_NO_MORE: Final = MockReply(204, may_break=True)


def event_streams(
    contract: Contract, maker: ValueMaker, find: Callable[[Call], None]
) -> Callable[[Call], MockReply | None]:
    """
    Build what answers calls that ask for a stream; others it leaves alone.

    `find` refuses a call whose path names what is not there.
    """
    streams = _Streams(contract, maker)
    streaming = {each.key: found for each in contract.operations if (found := _stream_of(each))}

    def answer(call: Call) -> MockReply | None:
        found = streaming.get(call.operation.key)
        if found is None or not _asks_for_stream(call, found[0]):
            return None
        find(call)
        reply, media_type = found
        events = streams.events(call, media_type)
        start = _start(events, call.request.headers.get("Last-Event-ID", ""))
        if start and start == len(events):
            return _NO_MORE
        pace = float(call.world.settings.get("pace_seconds", PACE_SECONDS))
        return MockReply(
            status_of(reply),
            media_type=EVENT_STREAM,
            headers=(("Cache-Control", "no-cache"),),
            events=_paced(events[start:], pace),
        )

    return answer


async def _paced(events: list[ServerSentEvent], pace: float) -> AsyncIterator[ServerSentEvent]:
    for number, event in enumerate(events):
        if number and pace:
            await asyncio.sleep(pace)
        yield event


def _start(events: list[ServerSentEvent], last: str) -> int:
    """Find the event behind the one a client saw last; the first, if that is unknown."""
    return next((number + 1 for number, each in enumerate(events) if last and each.id == last), 0)


def _stream_of(operation: Operation) -> tuple[Reply, MediaType] | None:
    reply = success(operation)
    for media_type in reply.media_types:
        if media_type.name.partition(";")[0].strip() == EVENT_STREAM:
            return reply, media_type
    return None


def _asks_for_stream(call: Call, reply: Reply) -> bool:
    """Tell whether a client wants events, where there is a choice."""
    if len(reply.media_types) == 1:
        return True
    body = call.values.body if isinstance(call.values.body, Mapping) else {}
    if "stream" in body:
        return body["stream"] is True
    if "response_mode" in body:
        return bool(body["response_mode"] == "streaming")
    return EVENT_STREAM in call.request.headers.get("Accept", "")


class _Streams:
    """The streams of one contract."""

    def __init__(self, contract: Contract, maker: ValueMaker) -> None:
        self._maker = maker
        self._compiler = SchemaCompiler(contract)
        self._parsed: dict[str, Any] = {}

    def events(self, call: Call, media_type: MediaType) -> list[ServerSentEvent]:
        """Give the events that answer a call, each with an id where the contract admits one."""
        check = event_checker(media_type, self._compiler)
        for example in media_type.examples.values():
            found = list(_told(example))
            if found:
                return self._numbered(found, check)
        place = (call.operation.key, call.request.path)
        items = self._items(call, media_type, place)
        order = media_type.event_order or {}
        items = ordered(items, order) if order else without_errors(items)
        event = str(order.get("event", ""))
        items = counted(items, event, lambda each: not check(_item(_event(each))))
        return self._numbered([_event(each) for each in with_constants(items, order)], check)

    def _items(self, call: Call, media_type: MediaType, place: tuple[str, str]) -> Items:
        if media_type.item_schema is None:
            schema = media_type.schema if media_type.schema is not None else {"type": "string"}
            return [
                {"data": self._maker.make(call.world, schema, *place, number, row=number)}
                for number in range(_USUAL)
            ]
        if media_type.pointer not in self._parsed:
            self._parsed[media_type.pointer] = parsed_content(media_type.item_schema)
        found: Items = []
        kinds = list(self._kinds(self._parsed[media_type.pointer]))
        for number in range(len(kinds) if len(kinds) > 1 else _USUAL):
            parts, known = kinds[number % len(kinds)]
            try:
                made = self._maker.make(call.world, parts, *place, number, known=known, row=number)
            except NoValue:
                continue
            found.append(made)
        return found

    def _kinds(self, schema: Any) -> Iterator[tuple[Parts, dict[str, Any]]]:
        """Give what can be told apart: alternatives of the item, of its data, and their names."""
        for item in self._maker.alternatives(schema):
            inner = self._maker.view(item).member("data")
            outer = list(self._names(item))
            for data in self._maker.alternatives(inner) if inner else [()]:
                inside = [each for each in self._names(data) if each]
                yield from ((item, {**outer[0], "data": each}) for each in inside)
                yield from ((item, each) for each in (() if inside else outer))

    def _names(self, parts: Parts) -> Iterator[dict[str, Any]]:
        """Give each name that an event may have, by the member that tells it."""
        view = self._maker.view(parts)
        for member in _NAMES:
            told = view.properties.get(member)
            values = self._maker.view(told).values if told else None
            if values:
                constants = view.constants
                yield from ({**constants, member: value} for value in values)
                return
        yield {}

    @staticmethod
    def _numbered(events: list[ServerSentEvent], check: _Check) -> list[ServerSentEvent]:
        """Give events ids, where they have none and the contract admits one."""
        numbered = [
            each if each.id else each._replace(id=str(number))
            for number, each in enumerate(events, 1)
        ]
        return [
            one if not check(_item(one)) else other
            for one, other in zip(numbered, events, strict=True)
        ]


# --- events and items -----------------------------------------------------------------------------


def _event(item: Any) -> ServerSentEvent:
    """Write an item of the schema as an event; one that is no frame is the data itself."""
    if not isinstance(item, Mapping) or not {"data", "event", "id"} & item.keys():
        return ServerSentEvent(item)
    retry = item.get("retry")
    return ServerSentEvent(
        item.get("data", NOTHING),
        str(item.get("event", "")),
        str(item.get("id", "")),
        retry if isinstance(retry, int) and retry >= 0 else None,
    )


def _item(event: ServerSentEvent) -> dict[str, Any]:
    told = {"data": event.data, "event": event.event, "id": event.id, "retry": event.retry}
    return {name: value for name, value in told.items() if value not in (NOTHING, "", None)}


def _told(example: Any) -> Iterator[ServerSentEvent]:
    """Read the events of an example: text as it goes over the wire, an item, or a list of items."""
    if isinstance(example, str):
        for block in example.replace("\r\n", "\n").split("\n\n"):
            yield from _frame(block)
    elif isinstance(example, list):
        yield from map(_event, example)
    else:
        yield _event(example)


def _frame(block: str) -> Iterator[ServerSentEvent]:
    """Read one frame (HTML Living Standard, 9.2.6); one without any field is none."""
    fields: dict[str, list[str]] = {}
    for line in block.splitlines():
        name, colon, value = line.partition(":")
        if colon and name:
            fields.setdefault(name.strip(), []).append(value.removeprefix(" "))
    if fields.keys() & {"data", "event", "id", "retry"}:
        data = _parsed("\n".join(fields["data"])) if "data" in fields else NOTHING
        event, id_, retry = (fields.get(each, [""])[-1] for each in ("event", "id", "retry"))
        is_number = retry.isascii() and retry.isdecimal()
        yield ServerSentEvent(data, event, id_, int(retry) if is_number else None)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
