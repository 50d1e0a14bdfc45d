"""
What was answered to reads, for as long as the same would be answered again.

Pages and tools ask for the same again and again. A read is worked out once; the same one is
answered from memory while nothing has changed of what the answer was made from: no record was put
or deleted, nothing was counted, and no moment has come that made a difference. Whoever reads the
time for its answer is asked every time.
"""

from collections.abc import Callable
from math import inf
from typing import Final, NamedTuple

from contract.validation import Violation
from mockserver.messages import Headers, MockRequest, SentReply
from mockserver.world import World

#: Answers that are kept; those of many clients with many pages. Then all are forgotten.
_MOST_ANSWERS: Final = 256
#: Of one that is kept, and of the request it answers: all together are no more than 20 MiB.
_MOST_BYTES: Final = 64 * 1024
_MOST_ASKED: Final = 16 * 1024
#: Methods that are safe (RFC 9110, 9.2.1).
READS: Final = ("GET", "HEAD")

_Key = tuple[str, str, str, Headers, str, str]


class Answer(NamedTuple):
    """A reply, and what the journal tells of it."""

    reply: SentReply
    operation: str  #: Its key; empty where none was found.
    violations: tuple[Violation, ...] = ()


class _Known(NamedTuple):
    answer: Answer
    world: World
    changes: int  #: Of the world's store, when the answer was made.
    until: float  #: The moment that may make a difference.


class Recollection:
    """Remembers the answers to reads, whatever the world."""

    def __init__(self) -> None:
        self._known: dict[_Key, _Known] = {}

    def answer(
        self, world: World, request: MockRequest, work_out: Callable[[World, MockRequest], Answer]
    ) -> Answer:
        """Answer a read from memory, or else work it out."""
        if request.body:
            return work_out(world, request)
        asked = (request.method, request.path, request.query, request.header_pairs)
        key = (*asked, request.host, request.client)
        store, clock = world.store, world.clock
        known = self._known.get(key)
        if (
            known is not None
            and known.changes == store.changes
            and known.world is world
            and clock.is_ahead(known.until)
        ):
            return known.answer
        changes, readings = store.changes, clock.readings
        clock.turn = inf
        answer = work_out(world, request)
        is_same = store.changes == changes and clock.readings == readings
        if is_same and _is_kept(request, answer.reply):
            if len(self._known) >= _MOST_ANSWERS:
                self._known.clear()
            self._known[key] = _Known(answer, world, changes, clock.turn)
        return answer


def _is_kept(request: MockRequest, reply: SentReply) -> bool:
    """Streams and callbacks happen each time; a fault of the mock may not come again."""
    asked = len(request.path) + len(request.query)
    asked += sum(len(name) + len(value) for name, value in request.header_pairs)
    if asked > _MOST_ASKED:
        return False
    is_whole = reply.events is None and not reply.callbacks
    return is_whole and reply.status < 500 and len(reply.body) <= _MOST_BYTES
