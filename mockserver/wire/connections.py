"""
The connections of a server: what comes on one is answered by a service, in its order.

Requests that arrive whole, one by one, are answered without a task or a request of aiohttp; from
the first that does not, or whose reply is a stream, a connection is aiohttp's.
"""

import asyncio
import logging
import time
from typing import Final, Protocol

from aiohttp import StreamReader, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http import RawRequestMessage
from aiohttp.http_exceptions import LineTooLong

from mockserver.behaviours import Refusal
from mockserver.messages import MockRequest, SentReply
from mockserver.wire.batches import Batches, Outcome
from mockserver.wire.pipelining import Pipeline
from mockserver.wire.sending import STREAM
from mockserver.wire.whole import may_be_whole

#: Connections open at a time; one more is closed with 503.
MOST_CONNECTIONS: Final = 8192
#: A connection on which no whole head of a request arrives in this time is closed.
IDLE_SECONDS: Final = 75.0
#: What remains of a refused body is read, and thrown away, for this long.
_LINGERING_SECONDS: Final = 1.0
#: From the end of what a client sends to the end of its connection, if it waits for no reply.
_GRACE_SECONDS: Final = 0.02
_OVERLOADED: Final = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
)
#: Of a request: what became of it before aiohttp had parsed it, its reply or a fault.
OUTCOME: Final = web.RequestKey[SentReply | Exception]("outcome")
_LOG: Final = logging.getLogger("mockserver")


class Service(Protocol):
    """Answers requests; a server needs no more of it."""

    def answer_now(self, request: MockRequest) -> SentReply | None:
        """Answer a request that has arrived whole, or leave it to `answer`."""

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer a request; whatever it is, there is a reply."""

    def refuse(self, request: web.BaseRequest, refusal: Refusal) -> web.StreamResponse:
        """Refuse what is no request, or could not be answered."""

    def stop(self) -> None:
        """End what goes on without a request."""


class Server(web.Server):
    """Makes the connections, so that ours keep to their bounds."""

    def __init__(self, service: Service) -> None:
        super().__init__(
            service.answer,
            request_factory=_request,
            # Whoever hears a stream and goes away ends it at once.
            handler_cancellation=True,
        )
        self.service = service
        self.batches = Batches(service.answer_now)

    def __call__(self) -> web.RequestHandler:
        """Make the protocol of one connection."""
        return Connection(self)


def _request(
    message: RawRequestMessage,
    payload: StreamReader,
    protocol: web.RequestHandler,
    writer: AbstractStreamWriter,
    task: asyncio.Task[None],
) -> web.BaseRequest:
    """Make a request, and let its connection know that it is in hand."""
    assert isinstance(protocol, Connection)
    made = web.BaseRequest(message, payload, protocol, writer, task, asyncio.get_running_loop())
    protocol.made(made)
    return made


class Connection(web.RequestHandler):
    """
    One connection; what it cannot parse is refused in the contract's shape.

    Requests that arrive whole, one by one, are answered in batches. From the first that does not,
    or that is answered by a stream, the connection is aiohttp's.
    """

    __slots__ = (
        *("_answered_at", "_asked", "_is_half_closed", "_is_plain", "_outcome", "_pipeline"),
        *("_server", "_timer", "client"),
    )

    def __init__(self, server: Server) -> None:
        super().__init__(
            server,
            loop=asyncio.get_running_loop(),
            logger=_LOG,
            auto_decompress=False,
            keepalive_timeout=IDLE_SECONDS,
            lingering_time=_LINGERING_SECONDS,
        )
        self._server = server
        self.client = ""  #: The address of who asks.
        self._is_half_closed = False
        self._is_plain = True  #: Whether all that came was answered where it arrived.
        self._pipeline = Pipeline()
        #: By `time.monotonic`: on some systems it takes long to ask the event loop.
        self._answered_at = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._asked: web.BaseRequest | None = None  #: What is being answered.
        self._outcome: Outcome = None  #: Of what is parsed next.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take a connection, unless there are too many."""
        super().connection_made(transport)
        peer = transport.get_extra_info("peername")
        self.client = str(peer[0]) if isinstance(peer, tuple) else ""
        # aiohttp's own timer knows nothing of what is answered where it arrives.
        self.keep_alive(True)
        self._answered_at = time.monotonic()
        self._look_again(IDLE_SECONDS)
        if len(self._server.connections) > MOST_CONNECTIONS and self.transport is not None:
            self.transport.write(_OVERLOADED)
            self.force_close()

    def data_received(self, data: bytes) -> None:
        """Take what has arrived; a whole request waits for those of other connections."""
        self._server.batches.settle(self)
        is_open = self.transport is not None and not self.writing_paused
        if self._is_plain and is_open and may_be_whole(data):
            self._server.batches.put(self, data)
        else:
            self.take_back(data, None)

    def send(self, reply: bytes) -> None:
        """Write a whole reply."""
        self._answered_at = time.monotonic()
        if self.transport is not None and not self.transport.is_closing():
            self.transport.write(reply)

    def take_back(self, data: bytes, outcome: Outcome) -> None:
        """Take requests that arrive together one by one: a bad one takes no good one with it."""
        self._is_plain = False
        if outcome is not None:
            self._outcome = outcome
        for piece in self._pipeline.apart(data):
            super().data_received(piece)

    def made(self, request: web.BaseRequest) -> None:
        """Take a request in hand; its outcome may be known."""
        self._asked = request
        if self._outcome is not None:
            request[OUTCOME], self._outcome = self._outcome, None

    def connection_lost(self, exc: BaseException | None) -> None:
        """Let go of a connection that has ended."""
        super().connection_lost(exc)
        if self._timer is not None:
            self._timer.cancel()

    def _look_again(self, seconds: float) -> None:
        self._timer = asyncio.get_running_loop().call_later(seconds, self._end_idle)

    def _end_idle(self) -> None:
        """Close a connection on which nothing was answered for long, and nothing is."""
        left = self._answered_at + IDLE_SECONDS - time.monotonic()
        if self._asked is not None:
            self._look_again(IDLE_SECONDS)
        elif left > 0:
            self._look_again(left)
        else:
            self.force_close()

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
        asked = self._asked
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
            self._asked = None
            self._answered_at = time.monotonic()
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
