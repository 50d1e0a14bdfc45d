"""A real server behind its contract: every message is passed on, and held against it."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web
from yarl import URL

from contract.errors import ContractError
from mockserver.behaviours import Refusal
from mockserver.messages import Headers, MockRequest, SentReply
from mockserver.proxying.findings import (
    Finding,
    broken_reply,
    error_event,
    findings_header,
    problem_reply,
)
from mockserver.proxying.forwarding import (
    all_of,
    passed_on,
    pieces,
    readable,
    watched,
    without_hops,
)
from mockserver.proxying.har import Archive, Recorded
from mockserver.proxying.inspecting import EVENT_STREAM, Inspector, header_of
from mockserver.proxying.tally import Tally
from mockserver.serving import Mock
from mockserver.streaming.streams import EventReader, encode_event
from mockserver.wire.receiving import begin_body, decompressed, read_up_to, received
from mockserver.wire.sending import send_stream, send_whole
from mockserver.world import Exchange

#: A body beyond this is passed on piece by piece, and not held against the contract.
CHECKED_BYTES: Final = 16 * 1024 * 1024
MOCKED_HEADER: Final = "X-Mocked"
_CONNECT_SECONDS: Final = 10.0
#: Of one stream; what more there is need not be told.
_MOST_FINDINGS: Final = 100
#: What comes piece by piece, each of which may be waited for (OpenAPI 3.2.0, "Sequential Media
#: Types", and what browsers show as moving pictures).
_SEQUENTIAL: Final = (
    EVENT_STREAM,
    *("application/jsonl", "application/x-ndjson", "application/ndjson", "application/json-seq"),
    "multipart/x-mixed-replace",
)
#: What the mock answers instead, where a server has not got that far.
_NOT_BUILT: Final = (404, 501)


@dataclass(eq=False)
class UnusableUrl(ContractError):
    """A URL that no request can be sent to."""

    url: str

    def __str__(self) -> str:
        return f"{self.url} is no URL of a server; give one such as http://127.0.0.1:8000"


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person who starts a proxy may choose."""

    falls_back: bool = False  #: What the server answers by 404 or 501 is mocked.
    errors: bool = False  #: What breaks the contract becomes a 500.
    timeout_seconds: float = 60.0  #: Without a sign of the server, but in a stream.


@dataclass(frozen=True, slots=True)
class Proxied:
    """What a proxy works with: the contract and its mock, and where it puts what it finds."""

    mock: Mock
    tally: Tally
    archive: Archive | None = None
    choices: Choices = field(default_factory=Choices)


@dataclass(slots=True)
class _Turn:
    """One exchange on its way."""

    request: MockRequest  #: As it is sent on: below the path of the server's URL.
    url: str
    key: str  #: Of the operation; else what tells that there is none.
    findings: list[Finding] = field(default_factory=list)
    started: float = field(default_factory=time.time)
    begun: float = field(default_factory=time.perf_counter)
    headed: float = 0.0  #: When the head of the reply came.


class Proxy:
    """Passes messages on to one server and collects what breaks its contract."""

    def __init__(self, target: str, proxied: Proxied, session: aiohttp.ClientSession) -> None:
        self._target = target.rstrip("/")
        self._base = urlsplit(self._target).path
        self._mock = proxied.mock
        self._tally = proxied.tally
        self._archive = proxied.archive
        self._choices = proxied.choices
        self._session = session
        self._inspector = Inspector(proxied.mock.contract)

    def stop(self) -> None:
        """End what goes on in the mock."""
        self._mock.world.stop()

    def refuse(self, request: web.BaseRequest, refusal: Refusal) -> web.StreamResponse:
        """Refuse what is no request; it is not passed on."""
        return send_whole(request, problem_reply(refusal.status, refusal.message), closes=True)

    def answer_now(self, request: MockRequest) -> SentReply | None:
        """Nothing is answered before the server has answered."""

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Pass a request on, and its reply back."""
        if request.headers.get("Upgrade", "").lower() == "websocket":
            told = f"WebSockets are not passed on; connect to {self._target} itself"
            return self.refuse(request, Refusal(501, message=told))
        try:
            exists = request.body_exists
            body, is_whole = await begin_body(request, CHECKED_BYTES) if exists else (b"", True)
        except Refusal as refusal:
            return self.refuse(request, refusal)
        turn = self._turn(request, body)
        found = self._inspector.find(turn.request)
        if found is not None:
            turn.key = found.target.key
        if is_whole:
            turn.findings = self._inspector.request(
                found, await readable(turn.request, CHECKED_BYTES)
            )
        if turn.findings and self._choices.errors:
            return self._finished(request, turn, broken_reply(turn.findings))
        sent: bytes | AsyncIterator[bytes] = body if is_whole else all_of(body, request)
        try:
            return await self._exchange(request, turn, sent)
        except (aiohttp.ClientPayloadError, aiohttp.ServerDisconnectedError):
            told = f"{self._target} broke off before its reply was whole; its log may say why"
            return self._finished(request, turn, problem_reply(502, told))
        except TimeoutError:
            seconds = f"{self._choices.timeout_seconds:g} seconds"
            told = f"{self._target} gave no answer for {seconds}"
            return self._finished(request, turn, problem_reply(504, told))
        except (aiohttp.ClientError, OSError) as error:
            return self._finished(request, turn, problem_reply(502, self._unreachable(error)))

    def _turn(self, request: web.BaseRequest, body: bytes) -> _Turn:
        asked = received(request, body)
        asked = asked._replace(path=self._base + asked.path)
        target = urlsplit(self._target)
        query = f"?{asked.query}" if asked.query else ""
        url = f"{target.scheme}://{target.netloc}{asked.path}{query}"
        return _Turn(asked, url, key=f"{asked.method[:20]} {asked.path[:200]} (not documented)")

    async def _exchange(
        self, request: web.BaseRequest, turn: _Turn, sent: bytes | AsyncIterator[bytes]
    ) -> web.StreamResponse:
        async with self._patience() as patience:
            if not isinstance(sent, bytes):
                sent = watched(sent, lambda: None if turn.headed else self._renew(patience))
            async with self._session.request(
                turn.request.method,
                URL(turn.url, encoded=True),
                headers=passed_on(turn.request.header_pairs),
                data=sent or None,
                allow_redirects=False,
                skip_auto_headers=("Accept", "Content-Type", "User-Agent"),
            ) as reply:
                turn.headed = time.perf_counter()
                patience.reschedule(None)
                return await self._returned(request, turn, reply)

    def _patience(self) -> asyncio.Timeout:
        """Give what ends when nothing has come from a server, or gone to it, for too long."""
        return asyncio.timeout(self._choices.timeout_seconds)

    def _renew(self, patience: asyncio.Timeout) -> None:
        now = asyncio.get_running_loop().time()
        patience.reschedule(now + self._choices.timeout_seconds)

    async def _returned(
        self, request: web.BaseRequest, turn: _Turn, reply: aiohttp.ClientResponse
    ) -> web.StreamResponse:
        if self._choices.falls_back and reply.status in _NOT_BUILT:
            return await self._mocked(request, turn)
        headers = without_hops(tuple(reply.headers.items()))
        if header_of(headers, "content-type").lower().startswith(_SEQUENTIAL):
            return await self._pass(request, turn, reply, headers)
        async with self._patience() as patience:
            body, is_whole = await read_up_to(
                reply.content, CHECKED_BYTES, lambda: self._renew(patience)
            )
        if not is_whole:
            return await self._pass(request, turn, reply, headers, body)
        headers = tuple(each for each in headers if each[0].lower() != "content-length")
        await self._inspect(turn, reply.status, headers, body)
        if turn.findings and self._choices.errors:
            return self._finished(request, turn, broken_reply(turn.findings))
        length = reply.content_length if turn.request.method == "HEAD" else None
        return self._finished(request, turn, SentReply(reply.status, headers, body), length)

    async def _inspect(self, turn: _Turn, status: int, headers: Headers, body: bytes) -> None:
        """Hold a whole reply against the contract, unless a coding hides it that is not known."""
        found = self._inspector.find(turn.request)
        coding = header_of(headers, "content-encoding")
        if found is None:
            return
        try:
            body = await decompressed(body, coding, CHECKED_BYTES) if coding and body else body
        except Refusal:
            return
        turn.findings += self._inspector.reply(
            found.target, turn.request.method, status, headers, body
        )

    async def _mocked(self, request: web.BaseRequest, turn: _Turn) -> web.StreamResponse:
        mock = self._mock
        reply = mock.gate.answer(mock.world, turn.request)
        reply = reply._replace(headers=(*reply.headers, (MOCKED_HEADER, "true")))
        self._tally.add(turn.key, turn.request, turn.url, turn.findings)
        if reply.events is not None:
            return await send_stream(request, reply)
        self._record(turn, reply.status, reply.headers, reply.body)
        return send_whole(request, reply)

    # --- replies that do not come as a whole ---

    async def _pass(
        self,
        request: web.BaseRequest,
        turn: _Turn,
        reply: aiohttp.ClientResponse,
        headers: Headers,
        begun: bytes = b"",
    ) -> web.StreamResponse:
        """Pass a body on piece by piece as it comes; events are looked at."""
        told = (*headers, *findings_header(turn.findings))
        response = web.StreamResponse(status=reply.status, reason=reply.reason, headers=told)
        await response.prepare(request)
        look = self._onlooker(turn, reply.status, headers)
        kept = bytearray()
        try:
            async for piece in pieces(begun, reply):
                if piece is None:
                    # The server broke off; what came so far must not look whole.
                    if request.transport is not None:
                        request.transport.abort()
                    break
                kept += piece[: max(CHECKED_BYTES - len(kept), 0)]
                look(piece)
                await response.write(piece)
                if turn.findings and self._choices.errors:
                    await response.write(encode_event(error_event(turn.findings)))
                    break
        except ConnectionError:
            pass  # The client is gone.
        finally:
            # Where the client ends a stream, this is cancelled.
            self._enter(turn, reply.status, headers, bytes(kept))
        return response

    def _onlooker(self, turn: _Turn, status: int, headers: Headers) -> Callable[[bytes], None]:
        """Build what collects the findings of a stream while it passes."""
        found = self._inspector.find(turn.request)
        if found is None or not header_of(headers, "content-type").startswith(EVENT_STREAM):
            return lambda _piece: None
        check, reader = self._inspector.events(found.target, status), EventReader()

        def look(piece: bytes) -> None:
            for event in reader.feed(piece):
                room = _MOST_FINDINGS - len(turn.findings)
                turn.findings += check(event)[: max(room, 0)]

        return look

    # --- what is told of an exchange ---

    def _finished(
        self, request: web.BaseRequest, turn: _Turn, reply: SentReply, length: int | None = None
    ) -> web.StreamResponse:
        self._enter(turn, reply.status, reply.headers, reply.body)
        headers = (*reply.headers, *findings_header(turn.findings))
        return send_whole(request, reply._replace(headers=headers), body_bytes=length)

    def _enter(self, turn: _Turn, status: int, headers: Headers, body: bytes) -> None:
        """Enter an exchange into the journal, the tally and the archive."""
        world, request = self._mock.world, turn.request
        violations = tuple(each.violation for each in turn.findings)
        world.journal.append(
            Exchange(world.clock.now(), request.method, request.path, turn.key, status, violations)
        )
        self._tally.add(turn.key, request, turn.url, turn.findings)
        self._record(turn, status, headers, body)

    def _record(self, turn: _Turn, status: int, headers: Headers, body: bytes) -> None:
        if self._archive is None:
            return
        now = time.perf_counter()
        headed = turn.headed or now
        self._archive.add(
            Recorded(
                request=turn.request,
                url=turn.url,
                status=status,
                headers=headers,
                body=body,
                started=turn.started,
                wait_seconds=headed - turn.begun,
                receive_seconds=now - headed,
            )
        )

    def _unreachable(self, error: Exception) -> str:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        return f"{self._target} cannot be reached ({reason}); start the server or correct the URL"


@asynccontextmanager
async def proxying(target: str, proxied: Proxied) -> AsyncIterator[Proxy]:
    """
    Make a proxy in front of the server at `target`.

    Raises:
        UnusableUrl: no request can be sent there.
    """
    check_url(target)
    connections = aiohttp.TCPConnector(limit=0)
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_SECONDS)
    async with aiohttp.ClientSession(
        connector=connections,
        timeout=timeout,
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
    ) as session:
        yield Proxy(target, proxied, session)


def check_url(target: str) -> None:
    """
    Check that requests can be sent to a URL.

    Raises:
        UnusableUrl: it is none of HTTP, or names no host.
    """
    try:
        parts = urlsplit(target)
        is_usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_usable = False
    if not is_usable or parts.query or parts.fragment:
        raise UnusableUrl(target)
