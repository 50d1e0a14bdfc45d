"""The mock on a socket: the one module that knows aiohttp."""

import asyncio
import errno
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from aiohttp import web
from aiohttp.http_exceptions import BadHttpMessage

from contract.errors import ContractError
from mockserver.behaviours import Refusal
from mockserver.gate import Gate
from mockserver.messages import MockRequest, SentReply, ServerSentEvent
from mockserver.streams import KEEP_ALIVE, encode_event
from mockserver.world import World

#: Silence after which a comment is sent, so that proxies keep an idle stream open.
KEEP_ALIVE_SECONDS: Final = 10.0


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


class _OwnFaults(logging.Filter):
    """Keeps malformed requests out of the log: they are the client's fault, and answered."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let everything else pass."""
        error = record.exc_info[1] if record.exc_info else None
        return not isinstance(error, BadHttpMessage)


def create_app(gate: Gate, world: World) -> web.Application:
    """
    Make the application that serves one contract in one world.

    It needs no port: tests hand it to aiohttp's `TestServer`, `listening` binds it to an address.
    """
    limit = gate.system.largest_body_bytes

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            body = await request.read() if request.body_exists else b""
        except web.HTTPRequestEntityTooLarge:
            refusal = Refusal(413, message=f"the body is larger than {limit} bytes")
            reply = gate.refuse(world, _received(request, b""), refusal)
        else:
            reply = gate.answer(world, _received(request, body))
        if reply.events is not None:
            return await _stream(request, reply)
        return web.Response(status=reply.status, body=reply.body, headers=reply.headers)

    app = web.Application(client_max_size=limit)
    # Any path, line breaks in it included: what it means is the gate's to decide.
    app.router.add_route("*", "/{path:(?s:.*)}", handle)
    return app


@asynccontextmanager
async def listening(gate: Gate, world: World, host: str, port: int) -> AsyncIterator[str]:
    """
    Listen on an address while the context lasts; gives the URL, with the port that was bound.

    Raises:
        PortInUse: the address cannot be listened on.
    """
    logger = logging.getLogger("mockserver.http")
    logger.addFilter(_OwnFaults())
    runner = web.AppRunner(create_app(gate, world), access_log=None, logger=logger)
    await runner.setup()
    try:
        await _bind(runner, host, port)
        name = f"[{host}]" if ":" in host else host
        yield f"http://{name}:{runner.addresses[0][1]}"
    finally:
        for task in world.tasks:
            task.cancel()
        await runner.cleanup()


async def _bind(runner: web.AppRunner, host: str, port: int) -> None:
    try:
        await web.TCPSite(runner, host, port, shutdown_timeout=1.0).start()
    except OSError as error:
        reason = "it is in use" if error.errno == errno.EADDRINUSE else str(error.strerror or error)
        raise PortInUse(host, port, reason) from None


def _received(request: web.Request, body: bytes) -> MockRequest:
    return MockRequest(
        method=request.method,
        path=request.rel_url.raw_path,
        query=request.rel_url.raw_query_string,
        headers=request.headers,
        header_pairs=tuple(request.headers.items()),
        body=body,
        host=f"{request.scheme}://{request.host}",
        client=request.remote or "",
    )


async def _stream(request: web.Request, reply: SentReply) -> web.StreamResponse:
    response = web.StreamResponse(status=reply.status, headers=reply.headers)
    await response.prepare(request)
    assert reply.events is not None
    idle = encode_event(reply.idle) if reply.idle else KEEP_ALIVE
    async for chunk in _chunks(reply.events, idle):
        await response.write(chunk)
    await response.write_eof()
    return response


async def _chunks(events: AsyncIterator[ServerSentEvent], idle: bytes) -> AsyncIterator[bytes]:
    """Give the events as bytes, and `idle` whenever nothing came for a while."""
    pending = asyncio.ensure_future(anext(events, None))
    try:
        while True:
            done, _ = await asyncio.wait([pending], timeout=KEEP_ALIVE_SECONDS)
            if not done:
                yield idle
                continue
            event = pending.result()
            if event is None:
                return
            yield encode_event(event)
            pending = asyncio.ensure_future(anext(events, None))
    finally:
        pending.cancel()
