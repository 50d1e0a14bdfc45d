"""Streams behind the proxy: they pass as they come, and end as they end."""

import asyncio
import json

import aiohttp
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from mockserver.messages import NOTHING, ServerSentEvent
from mockserver.streaming.streams import EventReader, encode_event
from tests.mockserver.proxied import between, streaming


@pytest.mark.parametrize("begins", [True, False])
async def test_a_reply_that_breaks_off_is_told(begins):
    """502 where nothing of it has been passed on yet."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "9"})
        if begins:
            await response.prepare(request)
            await response.write(b"[")
        assert request.transport is not None
        request.transport.close()
        return response

    async with between(answer) as there:
        status, body, _ = await there.ask("GET", "/v1/pets")
    assert status == 502
    assert " broke off before its reply was whole" in json.loads(body)["detail"]


async def test_events_pass_as_they_come():
    """The first reaches the client before the second exists."""
    gate = asyncio.Event()
    async with between(streaming(b'data: {"n":1}\n\n', b'data: {"n":2}\n\n', gate=gate)) as there:
        async with aiohttp.request("GET", f"{there.url}/v1/events") as reply:
            assert await reply.content.readuntil(b"\n\n") == b'data: {"n":1}\n\n'
            gate.set()
            assert await reply.content.read() == b'data: {"n":2}\n\n'
        assert there.proxied.tally.broken == 0


@pytest.mark.parametrize("media_type", ["application/jsonl", "Application/X-NDJSON"])
async def test_lines_pass_as_they_come(media_type):
    """What is written line by line is waited for line by line."""
    gate = asyncio.Event()
    async with (
        between(streaming(b"1\n", b"2\n", gate=gate, of=media_type)) as there,
        aiohttp.request("GET", f"{there.url}/v1/pets") as reply,
    ):
        assert await reply.content.readline() == b"1\n"
        gate.set()
        assert await reply.content.read() == b"2\n"


async def test_a_head_of_a_stream_is_the_head_alone():
    """And the connection goes on behind it."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(headers={"Content-Type": "text/event-stream"})

    async with between(answer) as there:
        for _ in range(2):
            status, body, _told = await there.ask("HEAD", "/v1/events")
            assert (status, body) == (200, b"")


async def test_an_event_that_breaks_the_contract_is_found():
    """The stream goes on; the sum tells it."""
    async with between(streaming(b'data: {"m":1}\n\n', b'data: {"n":2}\n\n')) as there:
        _, body, _ = await there.ask("GET", "/v1/events")
    assert body.count(b"data: ") == 2
    assert there.proxied.tally.broken == 1


async def test_errors_end_a_stream():
    """By an event that says why."""
    pieces = (b'data: {"m":1}\n\n', b'data: {"n":2}\n\n')
    async with between(streaming(*pieces, gate=asyncio.Event()), errors=True) as there:
        _, body, _ = await there.ask("GET", "/v1/events")
    assert b'"n":2' not in body
    assert b"event: error\n" in body


async def test_a_stream_that_the_client_cuts_is_counted():
    """With what was wrong in it up to there."""
    async with between(streaming(b'data: {"m":1}\n\n', b"", gate=asyncio.Event())) as there:
        async with aiohttp.request("GET", f"{there.url}/v1/events") as reply:
            await reply.content.readuntil(b"\n\n")
            reply.close()
        for _ in range(500):
            await asyncio.sleep(0 if there.proxied.mock.world.journal else 0.01)
    lines = there.proxied.tally.lines()
    assert lines[0] == "1 exchange, 1 broke the contract"
    assert lines[1] == "GET /events: 1 of 1"
    assert there.proxied.archive is not None
    [entry] = json.loads(there.proxied.archive.text())["log"]["entries"]
    assert entry["response"]["content"]["text"] == 'data: {"m":1}\n\n'


async def test_a_stream_that_breaks_off_does_not_look_whole():
    """The client's connection breaks off as well."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(b'data: {"n":1}\n\n')
        assert request.transport is not None
        request.transport.abort()
        return response

    async with between(answer) as there:
        with pytest.raises(aiohttp.ClientError):
            await there.ask("GET", "/v1/events")


@given(
    st.lists(st.tuples(st.dictionaries(st.text(), st.integers()), st.sampled_from(("", "a", "ü")))),
    st.integers(1, 9),
)
def test_events_are_read_as_they_were_written(told, size):
    """However the stream is cut."""
    written = b"".join(encode_event(ServerSentEvent(data, name)) for data, name in told)
    reader, read = EventReader(), []
    for start in range(0, len(written), size):
        read += reader.feed(written[start : start + size])
    assert [(json.loads(each.data), each.event) for each in read] == told
    assert all(each.data is not NOTHING for each in read)
