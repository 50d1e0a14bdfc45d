"""A real server behind the proxy, and a client in front of it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
from yarl import URL

from contract.document import Source, from_source
from mockserver.app import listening
from mockserver.http.problems import VIOLATIONS_HEADER
from mockserver.proxying.har import Archive
from mockserver.proxying.proxy import Choices, Proxied, proxying
from mockserver.proxying.redaction import Redaction
from mockserver.proxying.tally import Tally
from mockserver.serving import Mock, make_mock

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


def mock_of_pets() -> Mock:
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
    mock = mock_of_pets()
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


def pets(*pets: Any, **how: Any) -> Handler:
    async def answer(_: web.Request) -> web.Response:
        return web.json_response(list(pets), **how)

    return answer


def streaming(
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
