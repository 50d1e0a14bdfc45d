"""A real server behind its contract: what is passed on, and what is found."""

import asyncio
import gzip
import json
import zlib
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from mockserver.app import listening
from mockserver.http.problems import VIOLATIONS_HEADER
from mockserver.proxying.proxy import UnusableUrl, check_url, proxying
from tests.mockserver.proxied import between, pets

# --- passing on -----------------------------------------------------------------------------------


async def test_what_keeps_to_the_contract_passes_unchanged():
    """Status, headers and body; nothing is added."""
    async with between(pets({"name": "Rex"}, headers={"X-Own": "1"})) as there:
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
    async with between(pets(), path="/v1") as there:
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
    async with between(pets({"name": "Rex"})) as there:
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
    monkeypatch.setattr("mockserver.proxying.proxy.CHECKED_BYTES", 1000)
    body = b"x" * 300_000

    async def answer(request: web.Request) -> web.Response:
        return web.Response(body=await request.read(), content_type="application/json")

    async with between(answer) as there:
        assert await there.ask("POST", "/v1/pets", data=body) == (200, body, "")


async def test_a_server_that_is_down_is_told_in_one_sentence():
    """502, as a problem, with what to do."""
    async with (
        between(pets()) as there,
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
    monkeypatch.setattr("mockserver.proxying.proxy.CHECKED_BYTES", checked_bytes)
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
    async with between(pets({"nom": "Rex"})) as there:
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
