"""Sending the callbacks that follow a reply."""

import logging
from collections.abc import Sequence
from typing import Final

import aiohttp
from yarl import URL

from mockserver.messages import Outgoing

_LOG: Final = logging.getLogger("mockserver")
#: What a client does not answer in this time is given up.
_SECONDS: Final = 10.0


async def send_callbacks(callbacks: Sequence[Outgoing]) -> None:
    """Send requests one after the other; one that fails is told of, and not sent again."""
    timeout = aiohttp.ClientTimeout(total=_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        for each in callbacks:
            try:
                await _send(session, each)
            except (aiohttp.ClientError, OSError) as error:
                _LOG.warning("the callback %s %s failed: %s", each.method, each.url, error)


async def _send(session: aiohttp.ClientSession, callback: Outgoing) -> None:
    async with session.request(
        callback.method,
        URL(callback.url, encoded=True),
        headers=callback.headers,
        data=callback.body or None,
        # The address is one of this machine; where it points to need not be.
        allow_redirects=False,
    ):
        pass
