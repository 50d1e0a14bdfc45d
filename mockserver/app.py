"""The mock on a socket."""

import asyncio
import errno
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final, Protocol

from aiohttp import StreamReader, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http import RawRequestMessage
from aiohttp.http_exceptions import LineTooLong

from contract.errors import ContractError
from mockserver.behaviours import Refusal
from mockserver.gate import Gate
from mockserver.messages import MockRequest, SentReply
from mockserver.wire.calling import send_callbacks
from mockserver.wire.pipelining import Pipeline
from mockserver.wire.receiving import receive_body, received
from mockserver.wire.sending import STREAM, Outbox, send_stream, send_whole
from mockserver.world import World

#: Connections open at a time; one more is closed with 503.
MOST_CONNECTIONS: Final = 8192
#: Streams open at a time in one world; one more is refused with 503.
MOST_STREAMS: Final = 4096
#: Runs and callbacks that go on at a time; beyond, callbacks are not sent.
MOST_TASKS: Final = 4096
#: A connection on which no whole head of a request arrives in this time is closed.
IDLE_SECONDS: Final = 75.0
#: What remains of a refused body is read, and thrown away, for this long.
_LINGERING_SECONDS: Final = 1.0
#: From the end of what a client sends to the end of its connection, if it waits for no reply.
_GRACE_SECONDS: Final = 0.02
_BACKLOG: Final = 1024
_LOG: Final = logging.getLogger("mockserver")
_OVERLOADED: Final = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
)
#: What aiohttp calls a request that it could not parse.
_UNPARSED: Final = MockRequest("UNKNOWN", "/")


@dataclass(eq=False)
class PortInUse(ContractError):
    """The address is taken, or may not be listened on."""

    host: str
    port: int
    reason: str

    def __str__(self) -> str:
        return (
            f"{self.host}:{self.port} cannot be listened on ({self.reason}); "
            "stop what uses it or choose another with --port (0: any free one)"
        )


class Service(Protocol):
    """Answers requests; a server needs no more of it."""

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer a request; whatever it is, there is a reply."""

    def refuse(self, request: web.BaseRequest, refusal: Refusal) -> web.StreamResponse:
        """Refuse what is no request, or could not be answered."""

    def stop(self) -> None:
        """End what goes on without a request."""


class Exchanges:
    """Answers requests from one world; its gate may be replaced while it serves."""

    def __init__(self, gate: Gate, world: World) -> None:
        self.gate = gate
        self.world = world
        self._streams = 0
        self._outbox = Outbox()

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer a request; whatever it is, there is a reply."""
        self._outbox.settle(request.transport)
        gate = self.gate
        try:
            most_bytes = gate.system.largest_body_bytes
            body = await receive_body(request, most_bytes) if request.body_exists else b""
        except Refusal as refusal:
            return self._refuse(request, received(request, b""), refusal)
        reply = gate.answer(self.world, received(request, body))
        if reply.events is not None:
            self._call_back(reply)
            return await self._stream(request, reply)
        sent = send_whole(request, reply, outbox=self._outbox)
        self._call_back(reply)
        await request.writer.drain()
        return sent

    def _call_back(self, reply: SentReply) -> None:
        if reply.callbacks and len(self.world.tasks) < MOST_TASKS:
            self.world.start(send_callbacks(reply.callbacks))

    def refuse(self, request: web.BaseRequest, refusal: Refusal) -> web.StreamResponse:
        """Refuse what is no request, in the contract's shape; the connection ends with it."""
        self._outbox.settle(request.transport)
        return self._refuse(request, _UNPARSED, refusal)

    def stop(self) -> None:
        """End the runs that go on."""
        self.world.stop()

    def _refuse(
        self, request: web.BaseRequest, told: MockRequest, refusal: Refusal
    ) -> web.StreamResponse:
        return send_whole(request, self.gate.refuse(self.world, told, refusal), closes=True)

    async def _stream(self, request: web.BaseRequest, reply: SentReply) -> web.StreamResponse:
        if self._streams >= MOST_STREAMS:
            refusal = Refusal(503, message="too many streams are open")
            return self._refuse(request, received(request, b""), refusal)
        self._streams += 1
        try:
            return await send_stream(request, reply)
        finally:
            self._streams -= 1


class _Server(web.Server):
    """Makes the connections, so that ours keep to their bounds."""

    def __init__(self, service: Service) -> None:
        super().__init__(
            service.answer,
            request_factory=_request,
            # Whoever hears a stream and goes away ends it at once.
            handler_cancellation=True,
        )
        self.service = service

    def __call__(self) -> web.RequestHandler:
        """Make the protocol of one connection."""
        return _Connection(self)


def _request(
    message: RawRequestMessage,
    payload: StreamReader,
    protocol: web.RequestHandler,
    writer: AbstractStreamWriter,
    task: asyncio.Task[None],
) -> web.BaseRequest:
    """Make a request, and let its connection know that it is in hand."""
    assert isinstance(protocol, _Connection)
    made = web.BaseRequest(message, payload, protocol, writer, task, asyncio.get_running_loop())
    protocol.asked = made
    return made


class _Connection(web.RequestHandler):
    """One connection; what it cannot parse is refused in the contract's shape."""

    __slots__ = ("_is_half_closed", "_pipeline", "_server", "asked")

    def __init__(self, server: _Server) -> None:
        super().__init__(
            server,
            loop=asyncio.get_running_loop(),
            logger=_LOG,
            auto_decompress=False,
            keepalive_timeout=IDLE_SECONDS,
            lingering_time=_LINGERING_SECONDS,
        )
        self._server = server
        self._is_half_closed = False
        self._pipeline = Pipeline()
        self.asked: web.BaseRequest | None = None  #: What is being answered.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take a connection, unless there are too many."""
        super().connection_made(transport)
        if len(self._server.connections) > MOST_CONNECTIONS and self.transport is not None:
            self.transport.write(_OVERLOADED)
            self.force_close()

    def data_received(self, data: bytes) -> None:
        """Take requests that arrive together one by one: a bad one takes no good one with it."""
        for piece in self._pipeline.apart(data):
            super().data_received(piece)

    def eof_received(self) -> bool:  # type: ignore[override]  # asyncio lets a protocol say both.
        """Keep the connection for the replies where a client says that it will send no more."""
        self._is_half_closed = True
        self._end_soon()
        return True

    def _end_soon(self) -> None:
        asyncio.get_running_loop().call_later(_GRACE_SECONDS, self._end)

    def _end(self, knocks: int = 2) -> None:
        """
        Close the connection, unless somebody is there and waits for a reply, or hears a stream.

        The end of what a client sends may be that of the client. Who is gone answers what is
        written by a reset, by which the next writing fails.
        """
        asked = self.asked
        if asked is None or not asked.content.is_eof():
            self.force_close()
        elif STREAM not in asked:
            if asked.writer.output_size > 0:
                self.force_close()
        elif knocks:
            asked[STREAM].knock()
            asyncio.get_running_loop().call_later(_GRACE_SECONDS, self._end, knocks - 1)

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        """Write a reply."""
        try:
            return await super().finish_response(request, resp, start_time)
        finally:
            self.asked = None
            if self._is_half_closed:
                self._end_soon()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Refuse what aiohttp could not parse, and tell a fault of ours."""
        if _has_begun(request):
            raise ConnectionResetError("the reply has begun")
        if status >= 500:
            _LOG.error("%s %s failed", request.method, request.path, exc_info=exc)
            return self._server.service.refuse(request, Refusal(500, message="the mock failed"))
        if isinstance(exc, LineTooLong):
            # RFC 6585, 5.
            return self._server.service.refuse(request, Refusal(431, message="a line is too long"))
        refusal = Refusal(400, message="this is no HTTP/1.1 request")
        return self._server.service.refuse(request, refusal)


def _has_begun(request: web.BaseRequest) -> bool:
    return STREAM in request or request.writer.output_size > 0


def create_app(gate: Gate, world: World) -> web.Application:
    """
    Make an application that serves one contract in one world, to be embedded in others.

    It needs no port: tests hand it to aiohttp's `TestServer`. `listening` does without it.
    """
    app = web.Application(handler_args={"auto_decompress": False})
    # Any path, line breaks in it included: what it means is the gate's to decide.
    app.router.add_route("*", "/{path:(?s:.*)}", Exchanges(gate, world).answer)
    return app


@asynccontextmanager
async def listening(service: Service, host: str, port: int) -> AsyncIterator[str]:
    """
    Listen on an address while the context lasts; gives the URL, with the port that was bound.

    Raises:
        PortInUse: the address cannot be listened on.
    """
    runner = web.ServerRunner(_Server(service), shutdown_timeout=1.0)
    await runner.setup()
    try:
        await _bind(runner, host, port)
        name = f"[{host}]" if ":" in host else host
        yield f"http://{name}:{runner.addresses[0][1]}"
    finally:
        service.stop()
        await runner.cleanup()


async def _bind(runner: web.ServerRunner, host: str, port: int) -> None:
    try:
        site = web.TCPSite(runner, host, port, backlog=_BACKLOG)
        await site.start()
    except OSError as error:
        reason = "it is in use" if error.errno == errno.EADDRINUSE else str(error.strerror or error)
        raise PortInUse(host, port, reason) from None
