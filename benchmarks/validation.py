"""
How long a message takes to be judged: the compiled validators beside openapi-core.

Both judge the same messages of one contract in turns, so that whatever else the machine does falls
on both alike; the medians of the rounds are shown. Run it as `python benchmarks/validation.py`.
"""

import time
from collections.abc import Callable
from statistics import median
from typing import Any, Final

import orjson

from contract.document import open_document
from contract.model import Contract
from contract.validation import Clerk, Request, Response
from contract.validation.judge import Judge
from mockserver.values import ValueMaker
from mockserver.world import World

_CONTRACT: Final = "dify@2026-06-12"
_ROWS: Final = 20
_ROUNDS: Final = 25
_COMPILED_RUNS: Final = 400
_JUDGED_RUNS: Final = 4

Ask = Callable[[], object]


def main() -> None:
    """Measure each kind of message and print a line for it."""
    contract = Contract.from_document(open_document(_CONTRACT).content)
    print(f"{'message':<32}{'compiled':>12}{'openapi-core':>15}{'ratio':>9}")
    for name, compiled, judged in _messages(contract):
        fast, slow = _measured(compiled, judged)
        print(f"{name:<32}{fast * 1e6:>9.1f} µs{slow * 1e6:>12.0f} µs{slow / fast:>8.0f} x")


def _messages(contract: Contract) -> list[tuple[str, Ask, Ask]]:
    clerk, judge = Clerk(contract), Judge(contract)
    listing, running = (
        contract.operation("GET /apps"),
        contract.operation("POST /apps/{app_id}/run"),
    )
    rows = _listing(contract)
    asked = Request(
        {}, (("workspace_id", _UUID), ("page", "1"), ("limit", "20")), _HEADERS, {}, b"", ""
    )
    answered = Response(200, _HEADERS, orjson.dumps(rows), "application/json")
    run = _posted({"inputs": {"name": "Ada"}, "query": "hello", "user": "ada"})
    broken = _posted({"inputs": [], "query": 5, "files": {}})
    assert not clerk.request(listing, asked).violations, clerk.request(listing, asked)
    assert not clerk.response(listing, answered, rows), clerk.response(listing, answered, rows)
    assert clerk.request(running, broken).violations
    return [
        (
            f"GET, {_ROWS} rows: the request",
            lambda: clerk.request(listing, asked),
            lambda: judge.request(listing, asked),
        ),
        (
            f"GET, {_ROWS} rows: the response",
            lambda: clerk.response(listing, answered, rows),
            lambda: judge.response(listing, answered),
        ),
        (
            "POST of JSON",
            lambda: clerk.request(running, run),
            lambda: judge.request(running, run),
        ),
        (
            "POST of JSON that breaks rules",
            lambda: clerk.request(running, broken),
            lambda: judge.request(running, broken),
        ),
    ]


_UUID: Final = "8f7c9d1e-2b3a-4c5d-8e6f-0a1b2c3d4e5f"
_HEADERS: Final = (
    ("Host", "localhost"),
    ("Authorization", "Bearer token"),
    ("Accept", "*/*"),
    ("User-Agent", "benchmark"),
)


def _posted(value: Any) -> Request:
    body = orjson.dumps(value)
    return Request({"app_id": _UUID}, (), _HEADERS, {}, body, "application/json")


def _listing(contract: Contract) -> Any:
    reply = contract.operation("GET /apps").reply_for(200)
    assert reply is not None
    schema = reply.media_types[0].schema
    assert schema is not None
    page = ValueMaker(contract).make(World(), schema)
    row = {**page["data"][0], "updated_at": "2026-06-12T08:26:02"}
    page["data"] = [{**row, "name": f"App {n}"} for n in range(_ROWS)]
    return page


def _measured(compiled: Ask, judged: Ask) -> tuple[float, float]:
    """Give the seconds a message takes each of the two."""
    rounds = [
        (_timed(compiled, _COMPILED_RUNS), _timed(judged, _JUDGED_RUNS)) for _ in range(_ROUNDS)
    ]
    return median(fast for fast, _ in rounds), median(slow for _, slow in rounds)


def _timed(ask: Ask, runs: int) -> float:
    started = time.perf_counter()
    for _ in range(runs):
        ask()
    return (time.perf_counter() - started) / runs


if __name__ == "__main__":
    main()
