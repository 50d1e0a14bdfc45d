"""
How long rows take to be made from a schema, beside Faker filling in the same members by hand.

Both make the same number of rows of five members in turns, so that whatever else the machine does
falls on both alike; the medians of the rounds are shown. Beside them stands what jsonschema-rs
takes to look at the rows. Run it as `python benchmarks/values.py`.
"""

import time
from collections.abc import Callable
from statistics import median
from typing import Any, Final

from faker import Faker

from contract.model import Contract
from contract.validation.schemas import SchemaCompiler
from mockserver.values import ValueMaker
from mockserver.world import World

_ROWS: Final = 20
_ROUNDS: Final = 25
_RUNS: Final = 20

_ROW: Final = {
    "type": "object",
    "required": ["id", "name", "email", "city", "created_at"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "name": {"type": "string", "maxLength": 100},
        "email": {"type": "string", "format": "email"},
        "city": {"type": "string"},
        "created_at": {"type": "string", "format": "date-time"},
    },
}
_LIST: Final = {"type": "array", "minItems": _ROWS, "items": _ROW}

Make = Callable[[int], list[Any]]


def main() -> None:
    """Measure, and print a line for each."""
    contract = Contract.from_document({"openapi": "3.2.0", "info": {}, "paths": {}})
    maker, world = ValueMaker(contract), World()
    is_valid = SchemaCompiler(contract).compile(_LIST).is_valid

    def made(run: int) -> list[Any]:
        rows: list[Any] = maker.make(world, _LIST, "GET /users", run)
        return rows

    rows = made(0)
    assert is_valid(rows)
    measured = _measured(made, _by_faker(), lambda _: [is_valid(rows)])
    ours, by_faker, validation = measured
    print(f"{'':<24}{'rows/s':>12}{'beside ours':>14}")
    print(f"{'made from the schema':<24}{_ROWS / ours:>12,.0f}")
    print(f"{'Faker, by hand':<24}{_ROWS / by_faker:>12,.0f}{by_faker / ours:>12.1f} x")
    print(f"{'validation alone':<24}{_ROWS / validation:>12,.0f}{validation / ours:>12.2f} x")


def _by_faker() -> Make:
    """Fill in the members as a person would who writes a mock with Faker, from one seed."""
    faker = Faker("en_US", use_weighting=False)
    faker.seed_instance(0)

    def row() -> dict[str, str]:
        return {
            "id": faker.uuid4(),
            "name": faker.name(),
            "email": faker.safe_email(),
            "city": faker.city(),
            "created_at": faker.iso8601(),
        }

    return lambda _: [row() for _ in range(_ROWS)]


def _measured(*makes: Make) -> list[float]:
    """Give the seconds that a list takes each of them."""
    rounds = [[_timed(make) for make in makes] for _ in range(_ROUNDS)]
    return [median(times) for times in zip(*rounds, strict=True)]


def _timed(make: Make) -> float:
    started = time.perf_counter()
    for run in range(_RUNS):
        make(run)
    return (time.perf_counter() - started) / _RUNS


if __name__ == "__main__":
    main()
