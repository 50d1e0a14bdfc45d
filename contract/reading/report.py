"""What was concluded, left open, contradictory or not understood, for people and for programs."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Final

from contract.reading.findings import Finding, FindingKind, Reading

#: The kinds, the ones that need a person first, with what they mean.
_KINDS: Final[dict[FindingKind, str]] = {
    "contradiction": "the text says two things",
    "unread": "no rule understood the text",
    "inferred": "concluded, not written",
    "open": "left unsaid",
}
#: How often a rule is shown before its repetitions are only counted.
_SHOWN: Final = 3


def uncertain(reading: Reading) -> tuple[Finding, ...]:
    """Give the findings without which the text was read as it is written."""
    return tuple(each for each in reading.findings if each.kind != "open")


def as_text(findings: Sequence[Finding], name: str, *, is_full: bool = False) -> str:
    """
    Write findings of the text called `name` for people, by kind and rule, with their lines.

    Of a rule that repeats itself a few are shown, or all with `is_full`.
    """
    lines = [line for kind in _KINDS for line in _of_kind(kind, findings, name, is_full)]
    return "\n".join(lines or ["nothing to report"]) + "\n"


def as_json(reading: Reading, name: str) -> dict[str, Any]:
    """Give the whole report as values for JSON."""
    return {"file": name, "kind": reading.kind, "findings": [*map(_value, reading.findings)]}


def _of_kind(
    kind: FindingKind, findings: Sequence[Finding], name: str, is_full: bool
) -> Iterator[str]:
    own = sorted(
        (each for each in findings if each.kind == kind),
        key=lambda each: (each.rule, each.confidence or "", each.place.line, each.place.column),
    )
    if own:
        yield f"{kind}: {len(own)} ({_KINDS[kind]})"
    for (rule, confidence), group in groupby(own, key=lambda each: (each.rule, each.confidence)):
        repeated = list(group)
        sure = f", confidence {confidence}" if confidence else ""
        yield f"  {rule} ({len(repeated)}{sure})"
        shown = repeated if is_full or len(repeated) <= _SHOWN + 1 else repeated[:_SHOWN]
        yield from (f"    {_line(each, name)}" for each in shown)
        if len(shown) < len(repeated):
            yield f"    … and {len(repeated) - len(shown)} more like these"


def _line(finding: Finding, name: str) -> str:
    column = f":{finding.place.column}" if finding.place.column > 1 else ""
    pointer = f"  (#{finding.pointer})" if finding.pointer else ""
    return f"{name}:{finding.place.line}{column}  {finding.message}{pointer}"


def _value(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "rule": finding.rule,
        "confidence": finding.confidence,
        "message": finding.message,
        "line": finding.place.line,
        "column": finding.place.column,
        "pointer": finding.pointer,
    }
