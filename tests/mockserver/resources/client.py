"""A client of one mock, in a world of its own."""

from typing import Any

import orjson

from mockserver.serving import Mock
from mockserver.world import Clock, World
from tests.mockserver.asking import ask

#: When its world begins.
START = 1781166362.0


class Client:
    """Asks one mock in a world of its own, and wants every reply to be valid."""

    def __init__(self, mock: Mock, seed: int = 0) -> None:
        self.mock = mock
        self.world = World(seed, Clock(START), settings={"pace_seconds": 0})
        self.mock.gate.system.seed(self.world)
        self.base = mock.contract.operations[0].base_paths[0]

    def ask(self, request: str, status: int, json: Any = None) -> Any:
        """Ask once, and give the body of the reply."""
        method, _, path = request.partition(" ")
        sent = {} if json is None else {"json": json}
        reply = ask(self.mock.gate, self.world, f"{method} {self.base}{path}", **sent)
        assert reply.status == status, (request, json, reply.body)
        return orjson.loads(reply.body) if reply.body else None
