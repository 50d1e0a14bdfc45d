"""Findings as text for people, as JSON, and as commands of a GitHub workflow."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any, Final

import click

from contract.checking.findings import SEVERITIES, Finding

_COLOURS: Final = {"error": "red", "warning": "yellow", "info": "cyan"}
_GITHUB: Final = {"error": "error", "warning": "warning", "info": "notice"}
_PLURALS: Final = {"error": "errors", "warning": "warnings", "info": "notes"}


def as_text(findings: Sequence[Finding], *, color: bool = False) -> str:
    """Write the findings for people: by rule, the worst first, with what to do about each."""
    lines: list[str] = []
    rules = dict.fromkeys((each.severity, each.rule) for each in findings)
    for severity, rule in sorted(rules, key=lambda each: SEVERITIES.index(each[0])):
        own = [each for each in findings if each.rule == rule]
        word = click.style(severity, fg=_COLOURS[severity]) if color else severity
        lines.append(f"{word}  {rule}  {own[0].advice}")
        lines += [f"  {_place(each)}  {each.message}  (#{each.pointer})" for each in own]
        lines.append("")
    return "\n".join([*lines, _total(findings)]) + "\n"


def as_json(findings: Sequence[Finding]) -> dict[str, Any]:
    """Give the findings as values for JSON."""
    counts = {severity: _count(findings, severity) for severity in SEVERITIES}
    return {"findings": [asdict(each) for each in findings], "counts": counts}


def as_github(findings: Sequence[Finding]) -> str:
    """Write the findings as workflow commands, which GitHub shows beside the lines they name."""
    return "".join(f"{line}\n" for line in _commands(findings))


def _commands(findings: Sequence[Finding]) -> Iterator[str]:
    for each in findings:
        line = f",line={each.line}" if each.line else ""
        place = f"file={_property(each.file)}{line},title={_property(each.rule)}"
        message = f"{each.message} (#{each.pointer}). {each.advice}"
        yield f"::{_GITHUB[each.severity]} {place}::{_data(message)}"


def _place(finding: Finding) -> str:
    return f"{finding.file}:{finding.line}" if finding.line else finding.file


def _total(findings: Sequence[Finding]) -> str:
    counts = [(_count(findings, each), each) for each in SEVERITIES]
    told = [
        f"{count} {_PLURALS[severity] if count > 1 else severity.replace('info', 'note')}"
        for count, severity in counts
        if count
    ]
    return ", ".join(told) or "no findings"


def _count(findings: Sequence[Finding], severity: str) -> int:
    return sum(each.severity == severity for each in findings)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
