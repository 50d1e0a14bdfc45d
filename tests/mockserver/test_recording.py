"""What the proxy keeps of exchanges: archives, and commands that show them."""

import asyncio
import json

from aiohttp import web
from multidict import CIMultiDict
from yarl import URL

from mockserver.messages import MockRequest
from mockserver.proxying.har import Archive, Recorded
from mockserver.proxying.redaction import NoRedaction, Redaction
from mockserver.proxying.tally import curl
from tests.mockserver.har_schema import HAR
from tests.mockserver.proxied import between, mock_of_pets, pets


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
    monkeypatch.setattr("mockserver.proxying.har.MOST_ENTRIES", 1)
    async with between(pets()) as there:
        await there.ask("GET", "/v1/pets")
        await there.ask("GET", "/v1/pets")
    assert there.proxied.archive is not None
    log = json.loads(there.proxied.archive.text())["log"]
    assert (len(log["entries"]), log["comment"]) == (1, "exchanges left out: 1")


def test_a_command_shows_a_request_without_its_credentials():
    """Quoted for a shell; on request with them."""
    pairs = (("Authorization", "Bearer s"), ("X-It's", "1"), ("Host", "a"))
    request = MockRequest("POST", "/a", "", CIMultiDict(pairs), pairs, b"it's")
    told = curl(request, "http://b/a?token=s", Redaction(mock_of_pets().contract))
    assert told == (
        "curl -i -X POST 'http://b/a?token=REDACTED' -H 'Authorization: REDACTED' "
        "-H 'X-It'\"'\"'s: 1' --data-binary 'it'\"'\"'s'"
    )
    assert "Bearer s" in curl(request, "http://b/a?token=s", NoRedaction())
