"""The mock on a socket."""

import errno
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from contract.errors import ContractError
from mockserver.behaviours import Refusal
from mockserver.gate import Gate
from mockserver.messages import MockRequest, SentReply
from mockserver.wire.calling import send_callbacks
from mockserver.wire.connections import OUTCOME, Server, Service
from mockserver.wire.receiving import receive_body, received
from mockserver.wire.sending import send_stream, send_whole
from mockserver.world import World

#: Streams open at a time in one world; one more is refused with 503.
MOST_STREAMS: Final = 4096
#: Runs and callbacks that go on at a time; beyond, callbacks are not sent.
MOST_TASKS: Final = 4096
_BACKLOG: Final = 1024
#: What aiohttp calls a request that it could not parse.
_UNPARSED: Final = MockRequest("UNKNOWN", "/")


@dataclass(eq=False)
class PortInUse(ContractError):
    """The address is taken, or may not be listened on."""

    host: str
    port: int
    reason: str
    advice: str = "stop what uses it or choose another with --port (0: any free one)"

    def __str__(self) -> str:
        return f"{self.host}:{self.port} cannot be listened on ({self.reason}); {self.advice}"


class Exchanges:
    """Answers requests from one world; its gate may be replaced while it serves."""

    def __init__(self, gate: Gate, world: World) -> None:
        self.gate = gate
        self.world = world
        self._streams = 0

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer a request; whatever it is, there is a reply."""
        outcome = request.get(OUTCOME)
        if isinstance(outcome, Exception):
            raise outcome
        reply = outcome
        if reply is None:
            try:
                most_bytes = self.gate.system.largest_body_bytes
                body = await receive_body(request, most_bytes) if request.body_exists else b""
            except Refusal as refusal:
                return self._refuse(request, received(request, b""), refusal)
            reply = self._answered(received(request, body))
        if reply.events is not None:
            return await self._stream(request, reply)
        sent = send_whole(request, reply)
        await request.writer.drain()
        return sent

    def answer_now(self, request: MockRequest) -> SentReply | None:
        """Answer a request that has arrived whole; one that is too large is left to `answer`."""
        if len(request.body) > self.gate.system.largest_body_bytes:
            return None
        return self._answered(request)

    def _answered(self, request: MockRequest) -> SentReply:
        reply = self.gate.answer(self.world, request)
        if reply.callbacks and len(self.world.tasks) < MOST_TASKS:
            # They begin when the event loop has its turn, behind the writing of the reply.
            self.world.start(send_callbacks(reply.callbacks))
        return reply

    def refuse(self, request: web.BaseRequest, refusal: Refusal) -> web.StreamResponse:
        """Refuse what is no request, in the contract's shape; the connection ends with it."""
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
    runner = web.ServerRunner(Server(service), shutdown_timeout=1.0)
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
        # asyncio of Python 3.13 tells no number where no address could be bound.
        if isinstance(error, socket.gaierror) or error.errno in (None, errno.EADDRNOTAVAIL):
            advice = "give one of its own with --host, such as 127.0.0.1"
            raise PortInUse(host, port, "this machine has no such address", advice) from None
        reason = "it is in use" if error.errno == errno.EADDRINUSE else str(error.strerror or error)
        raise PortInUse(host, port, reason) from None
