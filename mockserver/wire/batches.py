"""
Requests that arrive whole on several connections, answered together.

All are read, then all are answered, then all replies are written: what does one kind of work after
another stays in the caches of the processor, and clients, whom each reply wakes, do not want it
while there is work. Answered one by one, requests take a tenth more time.
"""

import asyncio
from collections.abc import Callable
from typing import Protocol

from mockserver.messages import MockRequest, SentReply
from mockserver.wire.receiving import as_told
from mockserver.wire.sending import written
from mockserver.wire.whole import Whole, WholeReader

#: What became of a request: its reply, a fault, or nothing yet.
Outcome = SentReply | Exception | None


class Asker(Protocol):
    """The connection on which a request came."""

    client: str  #: The address of who asks.

    def send(self, reply: bytes) -> None:
        """Write a whole reply."""

    def take_back(self, data: bytes, outcome: Outcome) -> None:
        """Go on with a request that is not answered here, though its outcome may be known."""


class Batches:
    """Answers what has arrived as soon as the event loop has nothing else at hand."""

    def __init__(self, answer: Callable[[MockRequest], SentReply | None]) -> None:
        """`answer` answers a request, or leaves it to its connection."""
        self._answer = answer
        self._reader = WholeReader()
        self._waiting: dict[Asker, bytes] = {}

    def put(self, asker: Asker, data: bytes) -> None:
        """Take what may be a whole request."""
        if not self._waiting:
            asyncio.get_running_loop().call_soon(self._work)
        self._waiting[asker] = data

    def settle(self, asker: Asker) -> None:
        """Answer what waits on a connection: what comes next on it must come behind."""
        if asker in self._waiting:
            self._work()

    def _work(self) -> None:
        waiting, self._waiting = self._waiting, {}
        wholes = list(map(self._reader.read, waiting.values()))
        outcomes = list(map(self._outcome, waiting, wholes))
        replies = list(map(_written, wholes, outcomes))
        for asker, reply in zip(waiting, replies, strict=True):
            if isinstance(reply, bytes):
                asker.send(reply)
            else:
                asker.take_back(waiting[asker], reply)

    def _outcome(self, asker: Asker, whole: Whole | None) -> Outcome:
        if whole is None:
            return None
        message, body = whole
        told = (message.method, message.path, message.url, message.headers)
        try:
            return self._answer(as_told(*told, body, asker.client))
        except Exception as fault:
            # Told by the connection, as any other.
            return fault


def _written(whole: Whole | None, outcome: Outcome) -> bytes | Outcome:
    """Write a reply that is not a stream; what is none, or cannot be written, stays as it is."""
    if whole is None or not isinstance(outcome, SentReply) or outcome.events is not None:
        return outcome
    message = whole.message
    try:
        return written(outcome, message.method, message.version, is_kept=True)
    except Exception as fault:
        return fault
