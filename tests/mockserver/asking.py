"""Asking a mock without a socket."""

from collections.abc import Mapping
from typing import Any

import orjson

from contract.document import Source, from_source
from contract.model import Contract
from contract.validation import Clerk, Disagreement
from mockserver.behaviours import Behaviour
from mockserver.gate import Gate
from mockserver.generic import GenericSystem
from mockserver.messages import NOTHING, MockRequest, SentReply, ServerSentEvent
from mockserver.options import Options
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


def fail_on(disagreement: Disagreement) -> None:
    """Let a test fail in which the validators say different things."""
    raise AssertionError(disagreement)


def gate_of(text: str, options: Options | None = None, **behaviours: Behaviour) -> Gate:
    """Make the gate of a contract in YAML; `GET_pets` is the behaviour of `GET /pets`."""
    contract = Contract.from_document(from_source(Source("made-up.yaml", text)).content)
    system = GenericSystem(contract, options)
    system.behaviours = {key.replace("_", " /"): each for key, each in behaviours.items()}
    return Gate(contract, system, Clerk(contract, "all", fail_on), options=options)


def header(reply: SentReply, name: str) -> str | None:
    """Give a header of a reply."""
    return next((value for key, value in reply.headers if key.lower() == name.lower()), None)
