"""Asking a mock without a socket."""

from collections.abc import Mapping
from typing import Any

import orjson

from mockserver.gate import Gate
from mockserver.messages import NOTHING, MockRequest, SentReply, ServerSentEvent
from mockserver.world import World


def ask(
    gate: Gate,
    world: World,
    request: str,
    *,
    headers: Mapping[str, str] | None = None,
    json: Any = NOTHING,
    body: bytes = b"",
) -> SentReply:
    """Ask once; the request is a method and a path, such as `GET /pets?limit=2`."""
    method, _, target = request.partition(" ")
    path, _, query = target.partition("?")
    sent = dict(headers or {})
    if json is not NOTHING:
        sent["Content-Type"], body = "application/json", orjson.dumps(json)
    return gate.answer(
        world, MockRequest(method, path, query, sent, tuple(sent.items()), body, "http://mock")
    )


async def events_of(reply: SentReply) -> list[ServerSentEvent]:
    """Read the stream of a reply to its end."""
    assert reply.events is not None, reply
    return [event async for event in reply.events]


async def first_events(reply: SentReply, count: int) -> list[ServerSentEvent]:
    """Read the first events of a stream, and leave it."""
    assert reply.events is not None, reply
    found = []
    async for event in reply.events:
        found.append(event)
        if len(found) == count:
            break
    return found
