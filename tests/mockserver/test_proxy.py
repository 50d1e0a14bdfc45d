"""A real server behind its contract: what is passed on, what is found, what is kept."""

import asyncio
import gzip
import json
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict
from yarl import URL

from contract.document import Source, from_source
from mockserver.app import listening
from mockserver.har import Archive, Recorded
from mockserver.messages import NOTHING, MockRequest, ServerSentEvent
from mockserver.problems import VIOLATIONS_HEADER
from mockserver.proxy import Choices, Proxied, UnusableUrl, check_url, proxying
from mockserver.redaction import NoRedaction, Redaction
from mockserver.serving import Mock, make_mock
from mockserver.streams import EventReader, encode_event
from mockserver.tally import Tally, curl
from tests.mockserver.har_schema import HAR

PETS = """\
openapi: 3.2.0
info: {title: Pets, version: '1'}
servers: [{url: /v1}]
components:
  schemas:
    Pet: {type: object, required: [name], properties: {name: {type: string}}}
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Pet-Key}
paths:
  /pets:
    get:
      parameters: [{name: limit, in: query, schema: {type: integer}}]
      responses:
        '200':
          description: ok
          content:
            application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}
        '302': {description: elsewhere}
    post:
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
      responses:
        '201':
          description: made
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
  /events:
    get:
      responses:
        '200':
          description: ok
          content:
            text/event-stream:
              itemSchema: {type: object, properties: {data: {type: object, required: [n]}}}
"""
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def _mock() -> Mock:
    return make_mock(from_source(Source("pets.yaml", PETS)))


class Between:
    """A client, the proxy, and what it collected."""

    def __init__(self, session: aiohttp.ClientSession, url: str, proxied: Proxied) -> None:
        self._session = session
        self.url = url
        self.proxied = proxied

    async def ask(self, method: str, path: str, **how: Any) -> tuple[int, Any, str]:
        """Send a request; gives status, text and the header of the violations."""
        async with self._session.request(
            method, URL(self.url + path, encoded=True), **how
        ) as reply:
            return reply.status, await reply.read(), reply.headers.get(VIOLATIONS_HEADER, "")


@asynccontextmanager
async def between(handler: Handler, *, path: str = "/", **choices: Any) -> AsyncIterator[Between]:
    """Run a server, the proxy in front of it, and a client."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handler)
    mock = _mock()
    redaction = Redaction(mock.contract)
    proxied = Proxied(mock, Tally(redaction), Archive(redaction, "1"), Choices(**choices))
    async with TestServer(app) as upstream:
        target = str(upstream.make_url(path))
        async with (
            proxying(target, proxied) as service,
            listening(service, "127.0.0.1", 0) as url,
            aiohttp.ClientSession(auto_decompress=False) as session,
        ):
            yield Between(session, url, proxied)


def _pets(*pets: Any, **how: Any) -> Handler:
    async def answer(_: web.Request) -> web.Response:
        return web.json_response(list(pets), **how)

    return answer


# --- passing on -----------------------------------------------------------------------------------


async def test_what_keeps_to_the_contract_passes_unchanged():
    """Status, headers and body; nothing is added."""
    async with between(_pets({"name": "Rex"}, headers={"X-Own": "1"})) as there:
        async with aiohttp.request("GET", f"{there.url}/v1/pets?limit=3") as reply:
            assert (reply.status, await reply.json()) == (200, [{"name": "Rex"}])
            assert reply.headers["X-Own"] == "1"
            assert VIOLATIONS_HEADER not in reply.headers
            assert len(reply.headers.getall("Date")) == 1
        assert there.proxied.tally.lines() == ["1 exchange, none broke the contract"]


async def test_the_server_gets_what_the_client_sent():
    """Its own host, no header of the connection to the proxy, the path as it was encoded."""
    got: list[web.Request] = []

    async def answer(request: web.Request) -> web.Response:
        await request.read()
        got.append(request)
        return web.json_response({"name": "Rex"}, status=201)

    sent = {"X-Own": "1", "X-Hop": "2", "Connection": "X-Hop", "Accept-Encoding": "br"}
    async with between(answer) as there:
        status, _, told = await there.ask(
            "POST", "/v1/pets?a=%2F&b=%C3%A4", json={"name": "Rex"}, headers=sent
        )
    assert (status, told) == (201, "")
    [request] = got
    assert request.raw_path == "/v1/pets?a=%2F&b=%C3%A4"
    assert request.headers["Host"] != there.url.removeprefix("http://")
    assert request.headers["X-Own"] == "1"
    assert request.headers["Via"] == "1.1 mockserver"
    assert request.headers["Accept-Encoding"] == "identity"
    assert "X-Hop" not in request.headers
    assert await request.json() == {"name": "Rex"}


async def test_the_url_of_the_server_may_have_a_path():
    """It stands before every path; the contract is found by the whole of it."""
    async with between(_pets(), path="/v1") as there:
        assert await there.ask("GET", "/pets") == (200, b"[]", "")


async def test_redirects_are_passed_on():
    """The client follows them, or not."""

    async def answer(_: web.Request) -> web.Response:
        raise web.HTTPFound("/v1/other")

    async with between(answer) as there:
        status, _, told = await there.ask("GET", "/v1/pets", allow_redirects=False)
    assert (status, told) == (302, "")


async def test_a_head_keeps_the_length_it_tells():
    """And no body is missed."""
    async with between(_pets({"name": "Rex"})) as there:
        async with aiohttp.request("HEAD", f"{there.url}/v1/pets") as reply:
            assert reply.headers["Content-Length"] == str(len('[{"name": "Rex"}]'))
        assert there.proxied.tally.broken == 0


async def test_a_websocket_is_refused():
    """Clearly, and without asking the server."""
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response()

    headers = {"Connection": "Upgrade", "Upgrade": "WebSocket"}
    async with between(answer) as there:
        status, body, _ = await there.ask("GET", "/v1/pets", headers=headers)
    assert status == 501
    assert json.loads(body)["detail"].startswith("WebSockets are not passed on; connect to ")
    assert asked == []


async def test_large_bodies_stream_through(monkeypatch):
    """In both directions, and are not held against the contract."""
    monkeypatch.setattr("mockserver.proxy.CHECKED_BYTES", 1000)
    body = b"x" * 300_000

    async def answer(request: web.Request) -> web.Response:
        return web.Response(body=await request.read(), content_type="application/json")

    async with between(answer) as there:
        assert await there.ask("POST", "/v1/pets", data=body) == (200, body, "")


async def test_a_server_that_is_down_is_told_in_one_sentence():
    """502, as a problem, with what to do."""
    async with (
        between(_pets()) as there,
        proxying("http://127.0.0.1:1", there.proxied) as service,
        listening(service, "127.0.0.1", 0) as url,
        aiohttp.request("GET", f"{url}/v1/pets") as reply,
    ):
        told = await reply.json(content_type="application/problem+json")
    assert (reply.status, told["status"]) == (502, 502)
    assert told["detail"].startswith("http://127.0.0.1:1 cannot be reached")
    assert told["detail"].endswith("start the server or correct the URL")


async def test_a_server_that_does_not_answer_in_time_is_told():
    """504."""

    async def answer(_: web.Request) -> web.Response:
        await asyncio.sleep(60)
        return web.Response()

    async with between(answer, timeout_seconds=0.05) as there:
        assert (await there.ask("GET", "/v1/pets"))[0] == 504


@pytest.mark.parametrize("checked_bytes", [1, 1000])
async def test_a_slow_server_is_waited_for_as_long_as_it_does_something(monkeypatch, checked_bytes):
    """It may take a body, or give one, for longer than it may be silent."""
    monkeypatch.setattr("mockserver.proxy.CHECKED_BYTES", checked_bytes)
    pieces = [b'["', b"a", b"b", b'"]']

    async def slowly() -> AsyncIterator[bytes]:
        for each in pieces:
            await asyncio.sleep(0.2)
            yield each

    async def answer(request: web.Request) -> web.StreamResponse:
        assert await request.read() == b"".join(pieces)
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        async for each in slowly():
            await response.write(each)
        return response

    async with between(answer, timeout_seconds=0.6) as there:
        status, body, _ = await there.ask("POST", "/v1/pets", data=slowly())
    assert (status, body) == (200, b"".join(pieces))


@pytest.mark.parametrize("url", ["ftp://a", "a:80", "http://", "http://a:b", "http://a/?b", ""])
def test_a_url_that_no_request_can_be_sent_to_is_told(url):
    """Before anything is listened to."""
    with pytest.raises(UnusableUrl, match="is no URL of a server"):
        check_url(url)


# --- finding --------------------------------------------------------------------------------------


async def test_a_reply_that_breaks_the_contract_is_told():
    """In a header, in the journal, in the sum with a command that shows it."""
    async with between(_pets({"nom": "Rex"})) as there:
        status, body, told = await there.ask("GET", "/v1/pets")
        assert (status, body) == (200, b'[{"nom": "Rex"}]')
    [finding] = json.loads(told)
    assert (finding["of"], finding["at"]) == ("reply", "body/0")
    [entry] = there.proxied.mock.world.journal
    assert (entry.operation, entry.status, len(entry.violations)) == ("GET /pets", 200, 1)
    lines = there.proxied.tally.lines()
    assert lines[0] == "1 exchange, 1 broke the contract"
    assert lines[1] == "GET /pets: 1 of 1"
    assert lines[2].startswith("  1 time: reply body/*: ")
    assert lines[3].startswith("  first: curl -i -X GET http://127.0.0.1:")


@pytest.mark.parametrize(
    ("method", "path", "body", "at"),
    [
        pytest.param("GET", "/v1/pets?limit=x", None, "query/limit", id="parameter"),
        pytest.param("POST", "/v1/pets", b"{}", "body", id="body"),
        pytest.param("DELETE", "/v1/pets", None, "path", id="method"),
        pytest.param("GET", "/v1/cats", None, "path", id="path"),
    ],
)
async def test_a_request_that_breaks_the_contract_is_passed_on_and_told(method, path, body, at):
    """The server may know better."""

    async def answer(request: web.Request) -> web.Response:
        is_made = request.method == "POST"
        value: Any = {"name": "x"} if is_made else []
        return web.json_response(value, status=201 if is_made else 200)

    headers = {"Content-Type": "application/json"}
    async with between(answer) as there:
        status, _, told = await there.ask(method, path, data=body, headers=headers)
    assert status in (200, 201)
    assert [(each["of"], each["at"]) for each in json.loads(told)] == [("request", at)]


@pytest.mark.parametrize(
    ("coding", "write", "is_read"),
    [
        pytest.param("gzip", gzip.compress, True, id="gzip"),
        pytest.param("deflate", zlib.compress, True, id="deflate"),
        pytest.param("br", bytes, False, id="a coding that is not known"),
        pytest.param("gzip", bytes, False, id="damaged"),
    ],
)
async def test_a_compressed_reply_is_read_and_passes_as_it_is(coding, write, is_read):
    """Though nobody asked for it."""
    sent = write(b'[{"nom": "Rex"}]')
    headers = {"Content-Encoding": coding, "Content-Type": "application/json"}

    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=sent, headers=headers)

    async with between(answer) as there:
        status, body, told = await there.ask("GET", "/v1/pets")
    assert (status, body, bool(told)) == (200, sent, is_read)


async def test_an_undocumented_status_is_found():
    """And so is a reply that is no JSON."""

    async def answer(request: web.Request) -> web.Response:
        if request.query:
            return web.Response(body=b"{", content_type="application/json")
        return web.Response(status=418)

    async with between(answer) as there:
        assert json.loads((await there.ask("GET", "/v1/pets"))[2])[0]["at"] == "status"
        assert json.loads((await there.ask("GET", "/v1/pets?limit=1"))[2])[0]["at"] == "body"


async def test_errors_become_a_500():
    """With the list; a request that breaks the contract does not reach the server."""
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.json_response([{}])

    async with between(answer, errors=True) as there:
        status, body, _ = await there.ask("GET", "/v1/pets")
        assert status == 500
        assert json.loads(body)["violations"][0]["path"] == [0]
        assert (await there.ask("GET", "/v1/pets?limit=x"))[0] == 500
    assert asked == ["/v1/pets"]


# --- streams --------------------------------------------------------------------------------------


def _events(
    *pieces: bytes, gate: asyncio.Event | None = None, of: str = "text/event-stream"
) -> Handler:
    """Stream pieces; the last waits for the gate."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": of})
        await response.prepare(request)
        for number, piece in enumerate(pieces):
            if gate is not None and number == len(pieces) - 1:
                await gate.wait()
            await response.write(piece)
        return response

    return answer


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
    async with between(_events(b'data: {"n":1}\n\n', b'data: {"n":2}\n\n', gate=gate)) as there:
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
        between(_events(b"1\n", b"2\n", gate=gate, of=media_type)) as there,
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
    async with between(_events(b'data: {"m":1}\n\n', b'data: {"n":2}\n\n')) as there:
        _, body, _ = await there.ask("GET", "/v1/events")
    assert body.count(b"data: ") == 2
    assert there.proxied.tally.broken == 1


async def test_errors_end_a_stream():
    """By an event that says why."""
    pieces = (b'data: {"m":1}\n\n', b'data: {"n":2}\n\n')
    async with between(_events(*pieces, gate=asyncio.Event()), errors=True) as there:
        _, body, _ = await there.ask("GET", "/v1/events")
    assert b'"n":2' not in body
    assert b"event: error\n" in body


async def test_a_stream_that_the_client_cuts_is_counted():
    """With what was wrong in it up to there."""
    async with between(_events(b'data: {"m":1}\n\n', b"", gate=asyncio.Event())) as there:
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


# --- the mock behind ------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [404, 501])
async def test_what_the_server_has_not_is_mocked(status):
    """And said to be; everything else is the server's."""

    async def answer(request: web.Request) -> web.Response:
        if request.method == "POST":
            return web.Response(status=status)
        return web.json_response([{"name": "real"}])

    async with between(answer, falls_back=True) as there:
        url = f"{there.url}/v1/pets"
        async with aiohttp.request("POST", url, json={"name": "Rex"}) as reply:
            assert (reply.status, reply.headers["X-Mocked"]) == (201, "true")
            assert "name" in await reply.json()
        async with aiohttp.request("GET", url) as reply:
            assert await reply.json() == [{"name": "real"}]
            assert "X-Mocked" not in reply.headers


# --- recording ------------------------------------------------------------------------------------


async def test_exchanges_are_recorded():
    """As HAR 1.2, with times in milliseconds, and without credentials."""

    async def answer(request: web.Request) -> web.Response:
        await request.read()
        told = {"name": "Rex", "access_token": 's"e', "n": 1}
        return web.json_response(told, status=201, headers={"Set-Cookie": "a=secret"})

    headers = {"Authorization": "Bearer secret", "X-Pet-Key": "secret", "Cookie": "b=secret"}
    async with between(answer) as there:
        sent = {"name": "x", "password": "secret"}
        await there.ask("POST", "/v1/pets?token=secret&a=1", json=sent, headers=headers)
    assert there.proxied.archive is not None
    text = there.proxied.archive.text()
    assert "secret" not in text
    assert 's\\"e' not in text
    log = json.loads(text)["log"]
    [entry] = log["entries"]
    assert log["version"] == "1.2"
    assert entry["request"]["method"] == "POST"
    assert {"name": "a", "value": "1"} in entry["request"]["queryString"]
    assert json.loads(entry["request"]["postData"]["text"])["password"] == "REDACTED"
    assert json.loads(entry["response"]["content"]["text"])["name"] == "Rex"
    assert entry["response"]["status"] == 201
    assert entry["time"] >= entry["timings"]["wait"] > 0
    assert entry["startedDateTime"].endswith("Z")


async def test_an_archive_is_har_1_2():
    """Whatever the bytes of a header; and so are the commands text."""

    async def answer(_: web.Request) -> web.Response:
        cookies = ("a=1; Path=/; HttpOnly; Secure; Expires=Wed, 21 Oct 2026 07:28:00 GMT", "b=2")
        headers = [("Set-Cookie", each) for each in cookies]
        return web.Response(status=599, body=b"\xff", headers=headers)

    raw = b"GET /v1/a HTTP/1.1\r\nHost: a\r\nX-Own: \xff\r\nConnection: close\r\n\r\n"
    async with between(answer) as there:
        await there.ask("POST", "/v1/pets?a=1&b", json={}, headers={"Cookie": "c=3; d=4"})
        reader, writer = await asyncio.open_connection("127.0.0.1", URL(there.url).port)
        writer.write(raw)
        await reader.read()
        writer.close()
    assert there.proxied.archive is not None
    archive = json.loads(there.proxied.archive.text())
    HAR.validate(archive)
    entry, odd = archive["log"]["entries"]
    assert [each["name"] for each in entry["request"]["cookies"]] == ["c", "d"]
    assert entry["request"]["cookies"][0]["value"] == "REDACTED"
    first, second = entry["response"]["cookies"]
    assert first["path"] == "/"
    assert first["expires"] == "2026-10-21T07:28:00+00:00"
    assert (first["httpOnly"], first["secure"], second["secure"]) == (True, True, False)
    assert {"name": "X-Own", "value": "\N{REPLACEMENT CHARACTER}"} in odd["request"]["headers"]
    "\n".join(there.proxied.tally.lines()).encode()


def test_cookies_are_kept_on_request():
    """With their values."""
    pairs = (("Cookie", "a=1; b=x=y; c"),)
    request = MockRequest("GET", "/a", "", CIMultiDict(pairs), pairs)
    recorded = Recorded(
        request, "http://b/a", 200, (("Set-Cookie", "n=v; Max-Age=5"),), b"", 0, 0, 0
    )
    archive = Archive(NoRedaction(), "1")
    archive.add(recorded)
    [entry] = json.loads(archive.text())["log"]["entries"]
    assert entry["request"]["cookies"] == [
        {"name": "a", "value": "1"},
        {"name": "b", "value": "x=y"},
    ]
    assert [each["value"] for each in entry["response"]["cookies"]] == ["v"]


async def test_an_archive_is_bounded(monkeypatch):
    """What no longer fits is counted."""
    monkeypatch.setattr("mockserver.har.MOST_ENTRIES", 1)
    async with between(_pets()) as there:
        await there.ask("GET", "/v1/pets")
        await there.ask("GET", "/v1/pets")
    assert there.proxied.archive is not None
    log = json.loads(there.proxied.archive.text())["log"]
    assert (len(log["entries"]), log["comment"]) == (1, "exchanges left out: 1")


def test_a_command_shows_a_request_without_its_credentials():
    """Quoted for a shell; on request with them."""
    pairs = (("Authorization", "Bearer s"), ("X-It's", "1"), ("Host", "a"))
    request = MockRequest("POST", "/a", "", CIMultiDict(pairs), pairs, b"it's")
    told = curl(request, "http://b/a?token=s", Redaction(_mock().contract))
    assert told == (
        "curl -i -X POST 'http://b/a?token=REDACTED' -H 'Authorization: REDACTED' "
        "-H 'X-It'\"'\"'s: 1' --data-binary 'it'\"'\"'s'"
    )
    assert "Bearer s" in curl(request, "http://b/a?token=s", NoRedaction())
