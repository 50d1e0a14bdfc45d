"""Sending callbacks and webhooks."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import aiohttp
from yarl import URL

from contract.errors import ContractError
from contract.validation import Response
from mockserver.messages import Outgoing

_LOG: Final = logging.getLogger("mockserver")
#: What a client does not answer in this time is given up.
_SECONDS: Final = 10.0
#: Of a reply to a webhook, what is looked at.
_MOST_BYTES: Final = 16 * 1024 * 1024


@dataclass(eq=False)
class Unanswered(ContractError):
    """A webhook that nobody answered."""

    url: str
    reason: str

    def __str__(self) -> str:
        return f"{self.url} does not answer ({self.reason}); start what listens there"


async def send_callbacks(callbacks: Sequence[Outgoing]) -> None:
    """Send requests one after the other; one that fails is told of, and not sent again."""
    timeout = aiohttp.ClientTimeout(total=_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        for each in callbacks:
            try:
                await _send(session, each)
            except (aiohttp.ClientError, OSError) as error:
                _LOG.warning("the callback %s %s failed: %s", each.method, each.url, error)


async def answered(request: Outgoing) -> Response:
    """
    Send a request and give what comes back.

    Raises:
        Unanswered: nothing does.
    """
    timeout = aiohttp.ClientTimeout(total=_SECONDS)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session:
            return await _send(session, request)
    except (aiohttp.ClientError, OSError) as error:
        raise Unanswered(request.url, str(error) or type(error).__name__) from None


async def _send(session: aiohttp.ClientSession, request: Outgoing) -> Response:
    async with session.request(
        request.method,
        URL(request.url, encoded=True),
        headers=request.headers,
        data=request.body or None,
        # The address is one of this machine; where it points to need not be.
        allow_redirects=False,
    ) as reply:
        body = await reply.content.read(_MOST_BYTES)
        headers = tuple(reply.headers.items())
        return Response(reply.status, headers, body, reply.headers.get("Content-Type", ""))
