"""
The mock beside Prism and beside what aiohttp does by itself, as one table of ratios.

Each figure is the median of runs that take turns, on one process each, so that whatever else the
machine does meets all of them alike.
"""

import argparse
import sys
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import programs
from contracts import BASE, Dify, write_dify_for_prism, write_large
from load import Ask, Load, install, send
from programs import Command, Program
from streams import read_streams

PRISM = "@stoplight/prism-cli@5.14.2"


@dataclass(frozen=True)
class Size:
    """How long to measure."""

    rounds: int
    seconds: int
    starts: int
    streams: int
    requests: int  #: Of the larger of the two counts after which memory is compared.


QUICK = Size(rounds=3, seconds=1, starts=1, streams=200, requests=20_000)
FULL = Size(rounds=5, seconds=3, starts=5, streams=1000, requests=200_000)


@dataclass(frozen=True)
class Row:
    """
    One line of the table; what is measured should be at least, or at most, the goal.

    Without a goal it is told for comparison.
    """

    what: str
    mock: str
    peer: str
    ratio: float
    goal: float | None = None
    at_least: bool = True

    @property
    def is_met(self) -> bool:
        """Tell whether the goal is reached."""
        if self.goal is None:
            return True
        return self.ratio >= self.goal if self.at_least else self.ratio <= self.goal

    def __str__(self) -> str:
        measured = f"{self.what:<44} {self.mock:>12} {self.peer:>12}  {self.ratio:6.2f}"
        if self.goal is None:
            return measured
        sign = "≥" if self.at_least else "≤"
        verdict = "" if self.is_met else "  missed"
        return f"{measured}  {sign} {self.goal:<5g}{verdict}"


class Bench:
    """The servers that run, and what is asked of them."""

    def __init__(self, folder: Path, scratch: Path, size: Size) -> None:
        self._folder, self._scratch, self._size = folder, scratch, size
        install(folder / "prism", PRISM)
        self._load = Load(folder / "load")
        self._dify = Dify()
        self._document = scratch / "dify.yaml"

    def rows(self) -> Iterable[Row]:
        """Measure, row by row."""
        with ExitStack() as running:
            mock = running.enter_context(programs.running(programs.mock("dify@2026-06-12")))
            listed = self._scratch / "listed.json"
            listed.write_bytes(self._dify.fill(mock))
            write_dify_for_prism(self._document, listed.read_bytes())
            streamed = self._scratch / "streamed.txt"
            streamed.write_bytes(send(mock, self._dify.streaming)[1])
            bare = running.enter_context(programs.running(programs.bare(listed, streamed)))
            prism = running.enter_context(programs.running(self._prism(self._document)))
            yield from self._under_load(mock, prism, bare)
            yield self._streams(mock, bare)
        yield self._memory()
        yield from self._starts()

    def _prism(self, document: Path) -> Command:
        return programs.prism(self._folder / "prism", document)

    def _under_load(self, mock: Program, prism: Program, bare: Program) -> Iterable[Row]:
        dify = self._dify
        listing = replace(dify.listing, path=dify.listing.path.removeprefix(BASE))
        creating = replace(dify.creating, path="/codes")
        cases = (
            ("GET of 20 rows", dify.listing, listing, 7.0, 0.65),
            ("POST that creates", dify.creating, creating, 6.0, 0.7),
            ("POST that is invalid (422)", dify.invalid, None, 1.5, None),
        )
        if self._load.has_wrk:
            # A read that the mock cannot answer from memory: no two requests are alike.
            pair = {
                "mock": (mock, replace(dify.listing, is_unique=True)),
                "bare": (bare, replace(listing, is_unique=True)),
            }
            yield _rate_row("GET worked out anew, beside bare aiohttp", self._rates(pair), "bare")
        for what, ask, plain, prism_goal, bare_goal in cases:
            asked: dict[str, tuple[Program, Ask]] = {
                "mock": (mock, ask),
                "prism": (prism, _without_base(ask)),
            }
            if plain is not None:
                asked["bare"] = (bare, plain)
            rates = self._rates(asked)
            yield _rate_row(f"{what}, beside Prism", rates, "prism", prism_goal)
            if bare_goal is not None:
                yield _rate_row(f"{what}, beside bare aiohttp", rates, "bare", bare_goal)

    def _rates(self, asked: Mapping[str, tuple[Program, Ask]]) -> dict[str, float]:
        """Give the requests of one second for each server, its runs in turn with the others'."""
        found: dict[str, list[float]] = {name: [] for name in asked}
        for _ in range(self._size.rounds):
            for name, (program, ask) in asked.items():
                measured = self._load.measure(program, ask, self._size.seconds)
                found[name].append(measured.per_second)
        return {name: median(each) for name, each in found.items()}

    def _streams(self, mock: Program, bare: Program) -> Row:
        asked = self._dify.streaming
        plain = replace(asked, path="/stream")
        rates: dict[str, list[float]] = {"mock": [], "bare": []}
        for _ in range(self._size.rounds):
            for name, program, ask in (("mock", mock, asked), ("bare", bare, plain)):
                streamed = read_streams(program.url, ask, self._size.streams)
                rates[name].append(streamed.per_second)
        middle = {name: median(each) for name, each in rates.items()}
        what = f"events of {self._size.streams} streams, beside bare aiohttp"
        return _rate_row(what, middle, "bare", 0.6)

    def _memory(self) -> Row:
        """Compare the memory after many requests with that after a tenth of them."""
        with programs.running(programs.mock("dify@2026-06-12")) as mock:
            self._dify.fill(mock)
            few = self._memory_after(mock, self._size.requests // 10)
            many = self._memory_after(mock, self._size.requests * 9 // 10)
        what = f"memory after {self._size.requests:,} requests, beside a tenth"
        return Row(what, f"{many:.1f} MiB", f"{few:.1f} MiB", many / few, 1.1, at_least=False)

    def _memory_after(self, mock: Program, requests: int) -> float:
        while requests > 0:
            asked = replace(self._dify.listing, is_unique=self._load.has_wrk)
            requests -= self._load.measure(mock, asked, 1).requests
        return mock.resident_bytes() / 2**20

    def _starts(self) -> Iterable[Row]:
        large = self._scratch / "large.yaml"
        write_large(large, 1000)
        yield self._start("ready to serve, beside Prism", "dify@2026-06-12", self._document, 0.5)
        yield self._start("ready with 1,000 operations", str(large), large, 0.2)

    def _start(self, what: str, spec: str, document: Path, goal: float) -> Row:
        commands = {"mock": programs.mock(spec), "prism": self._prism(document)}
        took: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(self._size.starts):
            for name, command in commands.items():
                with programs.running(command) as program:
                    took[name].append(program.ready_seconds)
        mock, prism = median(took["mock"]), median(took["prism"])
        return Row(what, f"{mock:.2f} s", f"{prism:.2f} s", mock / prism, goal, at_least=False)


def _without_base(ask: Ask) -> Ask:
    """Prism serves a document without the base path of its server."""
    return replace(ask, path=ask.path.removeprefix(BASE))


def _rate_row(what: str, rates: Mapping[str, float], peer: str, goal: float | None = None) -> Row:
    mock, other = rates["mock"], rates[peer]
    return Row(what, f"{mock:,.0f}/s", f"{other:,.0f}/s", mock / other, goal)


def main() -> None:
    """Print the table; the exit code is 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer and shorter runs, for CI")
    parser.add_argument("--peers", type=Path, default=Path(__file__).parent / ".peers")
    given = parser.parse_args()
    print(f"{'':<44} {'mock':>12} {'peer':>12}   ratio  goal", flush=True)
    with TemporaryDirectory() as scratch:
        bench = Bench(given.peers, Path(scratch), QUICK if given.quick else FULL)
        missed = 0
        for row in bench.rows():
            print(row, flush=True)
            missed += not row.is_met
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
