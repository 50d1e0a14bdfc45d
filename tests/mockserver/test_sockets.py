"""Whatever arrives on a socket: an answer or an end, no fault, and nobody else notices."""

import asyncio
import gzip
import json
import re
import zlib
from itertools import pairwise

import pytest
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockserver.gate import Gate
from mockserver.wire import connections, receiving, whole
from mockserver.wire.connections import Server
from mockserver.world import Clock
from tests.mockserver.wire import BASE, HEALTH, Site, post, serving_dify, statuses

CODE = b'{"client_id": "difyctl", "device_label": "x"}'


async def is_harmless(site: Site, answer: bytes) -> bool:
    """No reply is a fault of the server's, and the next client is served."""
    assert 500 not in statuses(answer), answer
    assert statuses(await site.exchange(HEALTH)) == [200]
    return True


# --- laws -----------------------------------------------------------------------------------------

_DATE = re.compile(rb"Date: [^\r]*\r\n")
#: What breaks parsers, between what does not.
_SCRAPS = st.sampled_from(
    (
        *(b"GET ", b"POST ", b"/openapi/v1/_health", b" HTTP/1.1", b" HTTP/1.0", b"\r\n", b"\n"),
        *(b"Host: a\r\n", b"Content-Length: 5\r\n", b"Content-Length: -1\r\n", b"\r\n\r\n", b": "),
        *(b"Transfer-Encoding: chunked\r\n", b"5\r\nhello\r\n", b"0\r\n\r\n", b"ffffffff\r\n"),
        *(b"Expect: 100-continue\r\n", b"Content-Encoding: gzip\r\n", b"Connection: close\r\n"),
        *(b"Upgrade: x\r\nConnection: upgrade\r\n", b"\0", b"\xff\xfe", b"a" * 9000, HEALTH),
    )
)
_BYTES = st.lists(_SCRAPS | st.binary(max_size=12), max_size=12).map(b"".join)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_BYTES, min_size=1, max_size=3))
async def test_no_bytes_are_a_fault(pieces):
    """Broken bytes get a 4xx or nothing; what is remembered stays, and others are served."""
    async with serving_dify() as site:
        before = site.state()
        async with asyncio.timeout(5):
            answer = await site.exchange(*pieces)
        assert await is_harmless(site, answer)
        assert site.state() == before


@settings(max_examples=30)
@given(st.integers(1, 40), st.integers(1, 8))
async def test_requests_may_come_in_any_pieces(size, count):
    """Where segments end does not matter, and replies come in the order of the requests."""
    asked = b"".join(
        HEALTH if number % 2 else post(CODE.replace(b"difyctl", b"c%d" % number))
        for number in range(count)
    )
    pieces = [asked[start : start + size] for start in range(0, len(asked), size)]
    async with serving_dify() as site:
        reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
        for piece in pieces:
            writer.write(piece)
            await asyncio.sleep(0)
        found = b""
        while len(statuses(found)) < count or not found.endswith(b"}"):
            found += await asyncio.wait_for(reader.read(65536), 5)
        writer.close()
    assert statuses(found) == [200 if number % 2 else 400 for number in range(count)]


@settings(max_examples=40)
@given(st.binary(min_size=1, max_size=40), st.integers(0, 60))
async def test_damaged_compression_is_no_fault(noise, place):
    """A compressed body that was tampered with is refused, or it was not damaged at all."""
    body = gzip.compress(CODE * 3, mtime=0)
    body = body[:place] + noise + body[place:]
    async with serving_dify() as site:
        answer = await site.exchange(post(body, "Content-Encoding: gzip"))
        assert await is_harmless(site, answer)
        assert statuses(answer)[0] in (200, 400, 413)


async def _never(site: Site, pieces: list[bytes]) -> bytes:
    """Give what comes back if nothing is answered where it arrives."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(whole.WholeReader, "read", lambda _reader, _data: None)
        return await site.exchange(*pieces)


_HEADS = st.sampled_from(
    (
        *(
            "Accept: text/plain",
            "Accept: a/b",
            "Cookie: a=b",
            "Connection: close",
            "Origin: http://b",
        ),
        *("Connection: keep-alive", "Host: b", "Upgrade: h2c", "Expect: 100-continue", "X : 1"),
        *(
            "Content-Encoding: gzip",
            "Content-Encoding: x",
            "Transfer-Encoding: chunked",
            "Prefer: x",
        ),
        *("Content-Type: text/plain", "Content-Length: 3", "Authorization: Bearer x"),
        *("Prefer: x", "X"),
    )
)
_METHODS = st.sampled_from(("GET", "HEAD", "POST", "OPTIONS", "DELETE", "CONNECT", "X-OWN", "get"))
_TARGETS = st.sampled_from(
    (
        *(f"{BASE}/_health", f"{BASE}/oauth/device/code", f"{BASE}/apps?page=x", "*", "/", "a", ""),
        *("http://c/openapi/v1/_health?x#y", "//c/d", f"{BASE}/apps/%0d%ff/describe", f"{BASE}/%"),
    )
)
_REQUESTS = st.builds(
    lambda method, target, version, heads, body: (
        "\r\n".join((f"{method} {target} HTTP/{version}", "Host: a", *heads)).encode()
        + (b"\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body) if body else b"\r\n\r\n")
    ),
    _METHODS,
    _TARGETS,
    st.sampled_from(("1.1", "1.1", "1.0")),
    st.lists(_HEADS, max_size=3),
    st.sampled_from((b"", b"", CODE, b"{}", b"[", CODE + b"x")),
)


@settings(max_examples=100)
@given(st.lists(_REQUESTS | _BYTES, min_size=1, max_size=4))
async def test_what_is_answered_where_it_arrives_is_answered_the_same(pieces):
    """The short way and aiohttp's own give the same bytes, and leave the same behind."""
    async with serving_dify(Clock(1_800_000_000)) as site:
        short = await site.exchange(*pieces)
        state = site.state()
    async with serving_dify(Clock(1_800_000_000)) as site:
        assert _DATE.sub(b"", await _never(site, pieces)) == _DATE.sub(b"", short)
        assert site.state() == state


# --- heads ----------------------------------------------------------------------------------------


def _get(path: bytes = b"/openapi/v1/_health", *lines: bytes) -> bytes:
    return b"GET " + path + b" HTTP/1.1\r\n" + b"\r\n".join((b"Host: a", *lines)) + b"\r\n\r\n"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        pytest.param(b"G@T / HTTP/1.1\r\nHost: a\r\n\r\n", 400, id="method"),
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", 400, id="TLS"),
        pytest.param(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, id="HTTP/2"),
        pytest.param(b"GET / HTTP/9.9\r\nHost: a\r\n\r\n", 400, id="version"),
        pytest.param(b"GET / HTTP/1.1\r\n\r\n", 400, id="no host"),
        pytest.param(_get(b"/", b"Host: b"), 400, id="two hosts"),
        pytest.param(_get(b"/", b"X : 1"), 400, id="space before the colon"),
        pytest.param(_get(b"/", b"X"), 400, id="no colon"),
        pytest.param(_get(b"/", b"X: a\0b"), 400, id="zero byte in a header"),
        pytest.param(_get(b"/", b"X: a", b" b"), 400, id="folded header"),
        pytest.param(_get(b"/\0"), 400, id="zero byte in the path"),
        pytest.param(_get(b"/" + b"a" * 20_000), 431, id="long path"),
        pytest.param(_get(b"/", b"X: " + b"a" * 20_000), 431, id="long header"),
        pytest.param(_get(b"/", *[b"X: 1"] * 500), 400, id="many headers"),
        pytest.param(_get(b"/", b"Content-Length: 1, 2"), 400, id="two lengths"),
        pytest.param(_get(b"/", b"Content-Length: -1"), 400, id="negative length"),
        pytest.param(_get(b"/openapi/v1/../../etc/passwd"), 404, id="dots"),
        pytest.param(_get(b"/openapi/v1/%2e%2e%2f%2e%2e%2fetc"), 404, id="encoded dots"),
        pytest.param(_get(b"/openapi/v1/apps/%0d%0aX:1/describe"), 401, id="encoded line break"),
        pytest.param(_get(b"/openapi/v1/apps/%zz%ff/describe?a=%&b=%ff"), 401, id="bad escapes"),
        pytest.param(_get(b"/openapi/v1/apps", b"Authorization: Bearer \xff"), 401, id="bytes"),
        pytest.param(_get(b"http://b/openapi/v1/_health"), 200, id="absolute form"),
        pytest.param(_get(b"/openapi/v1/_health", b"Upgrade: h2c"), 200, id="upgrade"),
        pytest.param(
            b"OPTIONS * HTTP/1.1\r\nHost: [[a:b\xff\r\n\r\n", 404, id="no host of any URL"
        ),
        pytest.param(b"CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 404, id="tunnel"),
    ],
)
async def test_heads_that_are_not_as_they_should_be(sent, status):
    """Each is answered in the contract's shape, and the server stays up."""
    async with serving_dify() as site:
        answer = await site.exchange(sent)
        assert await is_harmless(site, answer)
    assert statuses(answer) == [status]
    if status >= 400:
        told = json.loads(answer.partition(b"\r\n\r\n")[2])
        assert {"code", "message", "status"} <= told.keys()
        assert told["status"] == status


async def test_the_host_of_an_absolute_form_counts():
    """Before the header (RFC 9112, 3.2.2): links lead where the client asked."""
    asked = post(CODE).replace(BASE.encode(), b"http://named.example:81" + BASE.encode(), 1)
    async with serving_dify() as site:
        answer = await site.exchange(asked)
    assert b'"http://named.example:81/' in answer


async def test_a_reply_never_carries_a_line_break_of_the_request():
    """A header is one line, whatever a client puts into its path."""
    async with serving_dify() as site:
        answer = await site.exchange(_get(b"/openapi/v1/apps/%0d%0aX-Evil:1/describe"))
    assert b"\r\nX-Evil" not in answer


async def test_a_reply_that_cannot_be_written_disturbs_nobody(monkeypatch):
    """Those who asked at the same time have their replies."""
    answer = Gate.answer

    def unwritable(gate, world, request):
        reply = answer(gate, world, request)
        is_meant = request.method == "POST"
        return reply._replace(headers=(("X-Half", "\ud800"),)) if is_meant else reply

    monkeypatch.setattr(Gate, "answer", unwritable)
    async with serving_dify() as site:
        asked = [post(CODE) if number % 3 == 1 else HEALTH for number in range(9)]
        opened = [await asyncio.open_connection("127.0.0.1", site.port) for _ in asked]
        for (_, writer), each in zip(opened, asked, strict=True):
            writer.write(each)
        told = [await asyncio.wait_for(reader.readline(), 5) for reader, _ in opened]
        for _, writer in opened:
            writer.close()
    assert [statuses(each)[0] for each in told] == [200, 500, 200] * 3


async def test_a_fault_of_the_mock_is_told_once(monkeypatch, caplog):
    """What fails is not done again: 500, the log says why, and the next client is served."""
    asked = []

    def failing(_gate, _world, request):
        asked.append(request.path)
        raise ZeroDivisionError

    async with serving_dify() as site:
        with monkeypatch.context() as patch:
            patch.setattr(Gate, "answer", failing)
            assert statuses(await site.exchange(post(CODE))) == [500]
        assert statuses(await site.exchange(HEALTH)) == [200]
    assert len(asked) == 1
    assert "ZeroDivisionError" in caplog.text


async def test_what_was_answered_is_not_answered_again(monkeypatch):
    """Though more arrives while its connection goes on with it the other way."""
    asked = []

    def failing(_gate, _world, request):
        asked.append(request.path)
        raise ZeroDivisionError

    async with serving_dify() as site:
        server = Server(site.exchanges)
        runner = web.ServerRunner(server)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        reader, writer = await asyncio.open_connection("127.0.0.1", runner.addresses[0][1])
        writer.write(HEALTH)
        assert (await reader.readline()).startswith(b"HTTP/1.1 200 ")
        [connection] = server.connections
        monkeypatch.setattr(Gate, "answer", failing)
        connection.data_received(post(CODE))
        connection.data_received(HEALTH)
        connection.data_received(HEALTH)
        await asyncio.sleep(0.1)
        writer.close()
        await runner.cleanup()
    assert len([path for path in asked if "device" in path]) == 1


# --- bodies ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "allowed"),
    [
        pytest.param(post(b'{"client_id": "\xff"}'), {400}, id="no UTF-8"),
        pytest.param(post(b"[" * 100_000 + b"]" * 100_000), {400}, id="deeply nested"),
        pytest.param(post(b'{"a":' * 100 + b"1" + b"}" * 100), {400}, id="nested"),
        pytest.param(post(b'{"client_id": NaN, "device_label": Infinity}'), {400}, id="NaN"),
        pytest.param(post(b'{"client_id": "a", "client_id": "b"}'), {400}, id="one name twice"),
        pytest.param(post(b'{"client_id": ' + b"9" * 10_000 + b"}"), {400}, id="long number"),
        pytest.param(post(b'{"client_id": "\\ud800"}'), {400}, id="half of a pair"),
        pytest.param(post(CODE, "Content-Type: \xff/\xfe; charset=\xff"), {200, 400}, id="type"),
        pytest.param(post(b"x", "Content-Encoding: br"), {415}, id="unknown coding"),
        pytest.param(post(b"x", "Content-Encoding: \xff"), {415}, id="coding of any bytes"),
        pytest.param(post(b"x", "Content-Encoding: gzip"), {400}, id="not compressed"),
        pytest.param(post(gzip.compress(CODE), "Content-Encoding: gzip"), {200}, id="gzip"),
        pytest.param(post(zlib.compress(CODE), "Content-Encoding: deflate"), {200}, id="deflate"),
        pytest.param(
            post(gzip.compress(zlib.compress(CODE)), "Content-Encoding: deflate, gzip"),
            {200},
            id="two codings",
        ),
        pytest.param(
            post(gzip.compress(b""), "Content-Encoding: deflate, gzip"), {400}, id="nothing in two"
        ),
        pytest.param(
            post(CODE, "Content-Encoding: " + "identity, " * 9 + "identity"), {415}, id="codings"
        ),
        pytest.param(
            post(gzip.compress(b"") + gzip.compress(CODE), "Content-Encoding: gzip"),
            {200},
            id="gzip in two members",
        ),
        pytest.param(post(b"", "Content-Length: 1e3"), {400}, id="length is no number"),
        pytest.param(post(b"", f"Content-Length: {10**12}"), {413}, id="length is too large"),
        pytest.param(
            post(CODE + b"GARBAGE", f"Content-Length: {len(CODE)}"), {200, 400}, id="longer"
        ),
        pytest.param(post(b"zz\r\n", "Transfer-Encoding: chunked"), {400}, id="chunk size"),
        pytest.param(post(b"-5\r\n", "Transfer-Encoding: chunked"), {400}, id="negative chunk"),
        pytest.param(post(b"0\r\n\r\n", "Transfer-Encoding: gzip, chunked"), {501}, id="coding"),
        pytest.param(post(CODE, "Expect: \xff"), {417}, id="unknown expectation"),
    ],
)
async def test_bodies_that_are_not_as_they_should_be(sent, allowed):
    """Each has its status; none is a fault."""
    async with serving_dify() as site:
        answer = await site.exchange(sent)
        assert await is_harmless(site, answer)
    assert set(statuses(answer)) <= allowed, answer
    assert answer


async def test_a_client_that_waits_to_be_asked_is_asked():
    """100 before the body is sent, and no 100 where the body would be refused anyway."""
    head = post(b"", "Expect: 100-continue", f"Content-Length: {len(CODE)}")
    async with serving_dify() as site:
        reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
        writer.write(head)
        assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        writer.write(CODE)
        assert (await reader.readline()).startswith(b"HTTP/1.1 200 ")
        writer.close()
        refused = await site.exchange(
            post(b"", "Expect: 100-continue", "Content-Length: 999999999999")
        )
        assert statuses(refused) == [413]


async def test_a_bomb_disturbs_nobody():
    """What grows beyond the limit is refused on the way, while another client is served."""
    bomb = gzip.compress(bytes(200 * 1024 * 1024), compresslevel=1)
    async with serving_dify() as site:
        exploding = asyncio.ensure_future(
            site.exchange(post(bomb, "Content-Encoding: gzip"), ends=False)
        )
        served = 0
        while not exploding.done():
            assert statuses(await site.exchange(HEALTH)) == [200]
            served += 1
        assert statuses(await exploding) == [413]
        assert served > 1


_CHUNKED = "Transfer-Encoding: chunked"


def _chunked(body: bytes, start: bytes = b"") -> bytes:
    """Write a body in two chunks."""
    body = start + body
    return b"".join(b"%x\r\n%b\r\n" % (len(each), each) for each in (body[:7], body[7:], b""))


# --- connections ----------------------------------------------------------------------------------


async def test_a_client_that_sends_no_more_is_answered():
    """A connection closed by half is open for the reply, and then closed."""
    async with serving_dify() as site:
        assert statuses(await site.exchange(HEALTH)) == [200]


async def test_a_client_that_says_nothing_is_let_go(monkeypatch):
    """Neither nothing at all nor half a head keeps a connection for ever."""
    monkeypatch.setattr(connections, "IDLE_SECONDS", 0.05)
    async with serving_dify() as site:
        assert await site.exchange(b"", ends=False) == b""
        assert await site.exchange(b"GET / HTTP/1.1\r\nHost:", ends=False) == b""


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(post(b"{", "Content-Length: 100"), id="by length"),
        pytest.param(post(b"5\r\n{", "Transfer-Encoding: chunked"), id="in chunks"),
    ],
)
async def test_a_body_that_does_not_come_is_not_waited_for(monkeypatch, sent):
    """408 after the time allowed, and the connection ends."""
    monkeypatch.setattr(receiving, "BODY_SECONDS", 0.05)
    async with serving_dify() as site:
        assert statuses(await site.exchange(sent, ends=False)) == [408]


async def test_a_client_that_comes_back_in_time_stays(monkeypatch):
    """Each answer counts, wherever it was made; then silence ends the connection."""
    monkeypatch.setattr(connections, "IDLE_SECONDS", 0.6)
    slow = HEALTH.replace(b"Host: a", b"Host: a\r\nExpect: 100-continue")
    async with serving_dify() as site:
        reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
        for asked in (HEALTH, HEALTH, HEALTH, slow, slow, HEALTH):
            writer.write(asked)
            assert (await reader.readuntil(b"}")).startswith(b"HTTP/1.1 200 ")
            await asyncio.sleep(0.2)
        assert await asyncio.wait_for(reader.read(), 5) == b""
        writer.close()


async def test_one_connection_too_many_is_refused(monkeypatch):
    """503 at once; those that are open go on."""
    monkeypatch.setattr(connections, "MOST_CONNECTIONS", 3)
    async with serving_dify() as site:
        opened = [await asyncio.open_connection("127.0.0.1", site.port) for _ in range(3)]
        assert statuses(await site.exchange(HEALTH, ends=False)) in ([503], [])
        for reader, writer in opened:
            writer.write(HEALTH)
            assert (await reader.readline()).startswith(b"HTTP/1.1 200 ")
            writer.close()


async def test_many_idle_connections_disturb_nobody():
    """Somebody new is served among a few hundred who say nothing."""
    async with serving_dify() as site:
        opened = [await asyncio.open_connection("127.0.0.1", site.port) for _ in range(400)]
        assert statuses(await site.exchange(HEALTH)) == [200]
        for _, writer in opened:
            writer.close()


async def test_a_connection_goes_on_behind_a_refusal():
    """Only what cannot be told from the next request ends a connection."""
    missing = HEALTH.replace(b"_health", b"nothing")
    async with serving_dify() as site:
        answer = await site.exchange(missing, HEALTH)
    assert statuses(answer) == [404, 200]


async def test_what_is_no_request_takes_no_request_before_it_along():
    """They may arrive in one piece: each is answered, the last by a refusal that ends it all."""
    async with serving_dify() as site:
        for garbage in (b"G@T / HTTP/1.1\r\n\r\n", b"\x16\x03", b"GET / HTTP/1.1\r\n\r\n"):
            answer = await site.exchange(HEALTH + HEALTH + garbage + HEALTH)
            assert statuses(answer) == [200, 200, 400]
            for body in (post(CODE), post(_chunked(CODE, b"\r\n\r\n"), _CHUNKED)):
                answer = await site.exchange(body + body + HEALTH + body + garbage)
                assert statuses(answer) == [200, 200, 200, 200, 400]
        many = await site.exchange(HEALTH * 100 + b"\x16\x03\r\n\r\n")
    assert statuses(many)[:16] == [200] * 16


@settings(max_examples=30)
@given(st.lists(st.integers(0, 400), max_size=3), st.integers(0, 2))
async def test_cuts_of_the_wire_lose_no_request_before_a_fault(cuts, kind):
    """Wherever packets end, in a head, in a body or between them."""
    asked = post(CODE) + HEALTH + (post(CODE), post(_chunked(CODE), _CHUNKED), HEALTH)[kind]
    sent = asked + b"G@T / HTTP/1.1\r\n\r\n"
    ends = [0, *sorted(min(each, len(sent)) for each in cuts), len(sent)]
    pieces = [sent[start:end] for start, end in pairwise(ends)]
    async with serving_dify() as site:
        reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
        for piece in pieces:
            writer.write(piece)
            await asyncio.sleep(0.001)
        found = await asyncio.wait_for(reader.read(), 5)
        writer.close()
    assert statuses(found) == [200, 200, 200, 400]


async def test_an_origin_of_any_bytes_is_given_back():
    """A header need not be text; a reply that quotes it still is one."""
    origin = HEALTH.replace(b"Host: a", b"Host: a\r\nOrigin: \xff\x80")
    async with serving_dify() as site:
        answer = await site.exchange(origin)
    assert statuses(answer) == [200]
    assert b"Access-Control-Allow-Origin: \xff\x80\r\n" in answer


def test_the_base_path_is_that_of_the_contract():
    """The requests above meet operations."""
    assert HEALTH.startswith(f"GET {BASE}/".encode())
