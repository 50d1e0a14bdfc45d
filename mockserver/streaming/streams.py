"""
Event streams that belong to stored state.

A run writes its events into a channel, once, at its own pace, whoever listens; any number of
clients read the channel from where they want, come later or come back.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from mockserver.messages import NOTHING, ServerSentEvent

#: Events that one channel keeps; a run that has more to say is cut off.
LONGEST_CHANNEL: Final = 10_000
#: A comment that keeps idle connections open; clients skip it.
KEEP_ALIVE: Final = b":\n\n"


def encode_event(event: ServerSentEvent) -> bytes:
    """
    Write one event as it goes over the wire.

    Source: HTML Living Standard, section 9.2.6: a line break in the data begins a new `data` line.
    """
    lines = []
    if event.id:
        lines.append(f"id: {event.id}")
    if event.event:
        lines.append(f"event: {event.event}")
    if event.retry is not None:
        lines.append(f"retry: {event.retry}")
    head = "\n".join(lines).encode()
    if event.data is NOTHING:
        return head + b"\n\n"
    data = event.data.encode() if isinstance(event.data, str) else _json(event.data)
    body = b"\n".join(b"data: " + line for line in data.split(b"\n"))
    return (head + b"\n" if head else b"") + body + b"\n\n"


def _json(value: Any) -> bytes:
    try:
        return orjson.dumps(value)
    except TypeError:
        # Integers beyond 64 bits: JSON knows them, orjson does not.
        return json.dumps(value, separators=(",", ":")).encode()


_LINE_END: Final = re.compile(rb"\r\n|\n|\r")
_FIELDS: Final = ("data", "event", "id", "retry")
#: A line, or an event, that grows beyond this is let go of.
_LONGEST_EVENT: Final = 16 * 1024 * 1024


class EventReader:
    """
    Takes a stream apart as its bytes arrive.

    Source: HTML Living Standard, sections 9.2.5 and 9.2.6.
    """

    def __init__(self) -> None:
        self._rest = b""
        self._fields: dict[str, str] = {}
        self._size = 0

    def feed(self, chunk: bytes) -> list[ServerSentEvent]:
        """Give the events that these bytes complete, their data as text; what is left waits."""
        text = self._rest + chunk
        lines = _LINE_END.split(text)
        # A carriage return at the end may be half of a line end.
        if text.endswith(b"\r"):
            lines = [*lines[:-2], lines[-2] + b"\r"]
        self._rest = lines.pop()[:_LONGEST_EVENT]
        taken = (self._take(line.decode("utf-8", "replace")) for line in lines)
        return [event for event in taken if event is not None]

    def _take(self, line: str) -> ServerSentEvent | None:
        if not line:
            fields, self._fields, self._size = self._fields, {}, 0
            if not fields:
                return None
            data = fields.get("data", NOTHING)
            retry = fields.get("retry", "")
            return ServerSentEvent(
                data,
                fields.get("event", ""),
                fields.get("id", ""),
                int(retry) if retry.isascii() and retry.isdecimal() else None,
            )
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        self._size += len(value)
        if name not in _FIELDS or self._size > _LONGEST_EVENT:
            return None
        if name == "data" and "data" in self._fields:
            value = f"{self._fields['data']}\n{value}"
        self._fields[name] = value
        return None


@dataclass(slots=True)
class Channel:
    """The events of one run, in order; closed when no more will come."""

    events: list[ServerSentEvent] = field(default_factory=list)
    is_closed: bool = False
    _waiting: dict[asyncio.Future[None], None] = field(default_factory=dict)

    def send(self, event: ServerSentEvent) -> None:
        """Append an event; nothing is appended once the channel is closed or full."""
        if self.is_closed or len(self.events) >= LONGEST_CHANNEL:
            return
        self.events.append(event)
        self._wake()

    def close(self) -> None:
        """Tell the listeners that no more events will come."""
        self.is_closed = True
        self._wake()

    def _wake(self) -> None:
        waiting, self._waiting = self._waiting, {}
        for each in waiting:
            if not each.done():
                each.set_result(None)

    async def _more(self) -> None:
        """Wait for the next event, or for the end."""
        waiting = asyncio.get_running_loop().create_future()
        self._waiting[waiting] = None
        try:
            await waiting
        finally:
            self._waiting.pop(waiting, None)

    async def listen(
        self,
        start: int = 0,
        *,
        until: Callable[[ServerSentEvent], bool],
        silence_seconds: float | None = None,
    ) -> AsyncIterator[ServerSentEvent]:
        """
        Give the events from number `start` on, as they come, up to the end of the channel.

        `until` tells which event ends the listening earlier; that event is given too. So does a
        silence of `silence_seconds`.
        """
        position = start
        while True:
            while position < len(self.events):
                event = self.events[position]
                position += 1
                yield event
                if until(event):
                    return
            if self.is_closed:
                return
            if silence_seconds is None:
                await self._more()
                continue
            try:
                async with asyncio.timeout(silence_seconds):
                    await self._more()
            except TimeoutError:
                return
