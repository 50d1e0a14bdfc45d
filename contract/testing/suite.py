"""
Schemathesis, driven against a server with a contract.

Its engine, phases, checks and reports stay its own; what is added here is what the contract knows:
who to authenticate as, by which statuses a server may refuse a valid request because of its state,
and which requests are valid as they are sent.
"""

import json
import os
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from contract.document import to_yaml
from contract.errors import UnreachableServer
from contract.model import Contract, Operation
from contract.sources import why_not

#: Statuses that Schemathesis itself takes as an answer to valid data.
_EXPECTED: Final = ("2xx", "401", "403", "404", "409", "5xx")
#: Statuses that speak about the request itself, whatever the server's state.
_ABOUT_THE_REQUEST: Final = ("400", "405", "406", "413", "415", "422")
_HOOKS: Final = "contract.testing.hooks"
_TOKEN_VARIABLE: Final = "CONTRACT_TEST_TOKEN"  # noqa: S105 - the name of a variable


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run of the suite found."""

    exit_code: int  #: 0: kept; 1: failures; 2: could not be run.
    generated: int  #: Test cases.
    failures: int

    def joined(self, other: "Outcome") -> "Outcome":
        """Give the outcome of both runs: the worse code, the sum of the counts."""
        return Outcome(
            max(self.exit_code, other.exit_code),
            self.generated + other.generated,
            self.failures + other.failures,
        )


def run_suite(
    contract: Contract, url: str, *, token: str | None = None, options: Sequence[str] = ()
) -> Outcome:
    """
    Run Schemathesis against a server; its own output goes to the terminal.

    `url` is the server's address, with or without the contract's base path; `options` are handed to
    `schemathesis run` as they are.

    Raises:
        UnreachableServer: nothing answers at the URL.
    """
    base_url = _base_url(contract, url)
    _check_reachable(base_url)
    with tempfile.TemporaryDirectory(prefix="contract-test-") as name:
        folder = Path(name)
        spec, config = folder / "openapi.yaml", folder / "schemathesis.toml"
        spec.write_text(to_yaml(dict(contract.document)), "utf-8")
        config.write_text(suite_config(contract, base_url, has_token=token is not None), "utf-8")
        outcome = Outcome(0, 0, 0)
        for chosen in _passes(contract):
            arguments = ["--config-file", str(config), "run", str(spec), *chosen, *options]
            outcome = outcome.joined(_schemathesis(arguments, folder / "report.json", token))
        return outcome


def _passes(contract: Contract) -> list[list[str]]:
    """
    Choose the operations of each pass.

    Operations with the extension `x-revokes-credentials` end the session of whoever tests: they
    come last, for everything behind them could only be refused.
    """
    last = [each.key for each in contract.operations if _revokes(each)]
    if not last:
        return [[]]
    first = [part for key in last for part in ("--exclude-name", key)]
    only = [part for key in last for part in ("--include-name", key)]
    # What they link to is not among them, so there are no sequences to test.
    return [first, [*only, "--phases", "examples,coverage,fuzzing"]]


def _revokes(operation: Operation) -> bool:
    return operation.extensions.get("x-revokes-credentials") is True


def _schemathesis(arguments: Sequence[str], report: Path, token: str | None) -> Outcome:
    command = [sys.executable, "-m", "schemathesis.cli", *arguments]
    command += ["--report", "json", "--report-json-path", str(report)]
    environment = {**os.environ, **({_TOKEN_VARIABLE: token} if token else {})}
    report.unlink(missing_ok=True)
    sys.stdout.flush()
    # The program is our own interpreter, and no shell reads the arguments.
    done = subprocess.run(command, env=environment, check=False)  # noqa: S603
    told: dict[str, Any] = json.loads(report.read_text("utf-8")) if report.exists() else {}
    return Outcome(done.returncode if done.returncode in (0, 1) else 2, *_counts(told))


def suite_config(contract: Contract, base_url: str, *, has_token: bool) -> str:
    """Write the configuration of Schemathesis for a contract, as TOML."""
    lines = [f"base-url = {json.dumps(base_url)}", f"hooks = {json.dumps(_HOOKS)}"]
    if has_token:
        for scheme in contract.security_schemes.values():
            if scheme.kind == "http" and scheme.scheme == "bearer":
                lines += [f"[auth.openapi.{json.dumps(scheme.name)}]"]
                lines += [f'bearer = "${{{_TOKEN_VARIABLE}}}"']
    for operation in contract.operations:
        lines += [
            "[[operations]]",
            f"include-name = {json.dumps(operation.key)}",
            "[operations.checks.positive_data_acceptance]",
            f"expected-statuses = {json.dumps(list(_acceptable(operation)))}",
        ]
    return "\n".join(lines) + "\n"


def _acceptable(operation: Operation) -> Iterable[str]:
    """
    Give the statuses by which a valid request may be answered.

    A documented refusal may come from the server's state, and a documented redirect is an answer.
    Of the statuses that speak about the request itself, 400 counts as one of state where the
    operation has a 422 for that, and those of the extension `x-state-statuses`, a list of codes.
    """
    documented = {each.status.upper() for each in operation.replies}
    told = {str(each) for each in operation.extensions.get("x-state-statuses", ())}
    codes = {code for status in documented if status[:1] in ("3", "4") for code in _codes(status)}
    answers = codes - set(_ABOUT_THE_REQUEST)
    if "422" in documented:
        answers |= {"400"} & documented
    return dict.fromkeys((*_EXPECTED, *sorted(answers | told)))


def _codes(status: str) -> set[str]:
    """Give the codes that a documented status stands for: `4XX` is every one that has a name."""
    named = [str(each.value) for each in HTTPStatus]
    return {each for each in named if each[0] == status[0]} if status.endswith("XX") else {status}


def _base_url(contract: Contract, url: str) -> str:
    base = contract.operations[0].base_paths[0] if contract.operations else ""
    url = url.rstrip("/")
    return url if not base or url.endswith(base) else url + base


def _check_reachable(url: str) -> None:
    try:
        urllib.request.urlopen(url, timeout=10)  # noqa: S310 - the user's own URL
    except urllib.error.HTTPError:
        return  # It answers; that is all that was asked.
    except (urllib.error.URLError, OSError, ValueError) as error:
        raise UnreachableServer(url, why_not(error)) from None


def _counts(told: dict[str, Any]) -> tuple[int, int]:
    return told.get("test_cases", {}).get("generated", 0), len(told.get("failures", ()))
