"""What broke the contract, operation by operation: the sum of many exchanges."""

import shlex
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from mockserver.messages import MockRequest
from mockserver.proxying.findings import Finding
from mockserver.proxying.redaction import Redaction, printable

#: Different findings that are kept of one operation; of more only the number is.
_MOST_KINDS: Final = 50
_MOST_OPERATIONS: Final = 5000
_LONGEST_BODY: Final = 2000
#: Headers a client writes by itself.
_IMPLIED: Final = (
    "host",
    "content-length",
    "connection",
    "accept-encoding",
    "user-agent",
    "accept",
)


@dataclass(slots=True)
class _Operation:
    exchanges: int = 0
    broken: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    example: str = ""  #: A command that shows the first of them.


class Tally:
    """Counts exchanges and what breaks them; bounded, however long it counts."""

    def __init__(self, redaction: Redaction) -> None:
        self._redaction = redaction
        self._operations: dict[str, _Operation] = {}

    @property
    def broken(self) -> int:
        """Give the number of exchanges that broke the contract."""
        return sum(each.broken for each in self._operations.values())

    def add(self, key: str, request: MockRequest, url: str, findings: Sequence[Finding]) -> None:
        """Count an exchange; `key` is the operation's, or tells that there is none."""
        if key not in self._operations and len(self._operations) >= _MOST_OPERATIONS:
            key = "other requests"
        operation = self._operations.setdefault(key, _Operation())
        operation.exchanges += 1
        if not findings:
            return
        operation.broken += 1
        operation.example = operation.example or curl(request, url, self._redaction)
        for each in dict.fromkeys(map(_kind, findings)):
            if each in operation.kinds or len(operation.kinds) < _MOST_KINDS:
                operation.kinds[each] += 1

    def lines(self) -> list[str]:
        """Tell it all, the operations in the order they were first asked for."""
        exchanges = sum(each.exchanges for each in self._operations.values())
        told = [f"{_counted(exchanges, 'exchange')}, {self.broken or 'none'} broke the contract"]
        for key, operation in self._operations.items():
            if operation.broken:
                told.append(f"{key}: {operation.broken} of {operation.exchanges}")
                told += [
                    f"  {_counted(count, 'time')}: {kind}"
                    for kind, count in operation.kinds.most_common()
                ]
                told.append(f"  first: {operation.example}")
        return told


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def curl(request: MockRequest, url: str, redaction: Redaction) -> str:
    """Write a request as a command line; what is secret in it is left for the reader to fill in."""
    words = ["curl", "-i", "-X", request.method, redaction.query(url)]
    for name, value in redaction.headers(request.header_pairs):
        if name.lower() not in _IMPLIED:
            words += ["-H", f"{name}: {value}"]
    if request.body:
        text = request.body[: _LONGEST_BODY + 1].decode("utf-8", "replace")
        words += ["--data-binary", redaction.body(text)[:_LONGEST_BODY]]
    return printable(shlex.join(words))


def _kind(finding: Finding) -> str:
    """Tell a finding without what differs from one exchange to the next: places in lists."""
    path = ["*" if isinstance(each, int) else str(each)[:100] for each in finding.violation.path]
    place = "/".join([finding.violation.part, *path])
    return f"{finding.of} {place}: {finding.message}"
