"""What a check hands over."""

from dataclasses import dataclass
from typing import Final

from contract.checking.rules import Severity

#: From the worst on.
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Finding:
    """One flaw of a contract, and where it stands."""

    rule: str  #: The id of the rule, which never changes.
    severity: Severity
    message: str  #: A clause for people.
    advice: str  #: What to do next.
    pointer: str  #: JSON Pointer into the file.
    file: str = ""  #: As the person named it.
    line: int | None = None  #: From 1; `None` where it is unknown.
