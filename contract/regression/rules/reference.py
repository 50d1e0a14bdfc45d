"""The reference page of the rules, written from the rules themselves."""

import sys
from collections.abc import Iterator
from difflib import ndiff
from itertools import groupby
from typing import Any, Final

from contract import yaml12
from contract.regression.rules import RULES, Rule

_INTRODUCTION: Final = """\
# Rules of `contract diff`

What clients send may only be widened, what they receive may only be narrowed. Each rule looks for
one kind of change; what it means may depend on the direction.

- **breaking**: a client of the old contract can fail against a service of the new one.
- **risky**: it fails only if it leaned on something left open, or the change hurts in practice.
- **safe**: compatible.

A schema that is sent and received is judged once for each direction. Every break inside a schema
is looked at twice: validators of both versions try values at the edges of the change, and a value
that one takes and the other refuses is shown as proof; where it can be proven that there is none,
the finding becomes `schema-rewritten`.

The ids never change. `contract.regression.Comparison.judged` gives rules other verdicts.
"""


def reference_page() -> str:
    """Write the page, as Markdown."""
    lines = [_INTRODUCTION]
    for family, rules in groupby(RULES, key=lambda rule: rule.family):
        lines.append(f"## {family.capitalize()}\n")
        for rule in rules:
            lines += _section(rule)
    return "\n".join(lines)


def _section(rule: Rule[Any]) -> Iterator[str]:
    yield f"### `{rule.id}`\n"
    yield f"{rule.sentence}\n"
    yield f"{_verdicts(rule)}{' ' + rule.advice if rule.advice else ''}\n"
    yield "```diff"
    yield from _difference(rule.example.old, rule.example.new)
    yield "```\n"


def _verdicts(rule: Rule[Any]) -> str:
    names = {"request": "in requests", "response": "in responses"}
    told = [
        f"**{verdict}** {names[side]}" if side else f"**{verdict}**"
        for side, verdict in rule.verdicts.items()
    ]
    if len(told) == 2 and len(set(rule.verdicts.values())) == 1:
        told = [f"**{rule.verdict}** in requests and responses"]
    return f"{', '.join(told)}."


def _difference(old: Any, new: Any) -> Iterator[str]:
    """Write two fragments as YAML, with signs before the lines that only one of them has."""
    before, after = (yaml12.dump(each).splitlines() for each in (old, new))
    yield from (line for line in ndiff(before, after) if not line.startswith("?"))


if __name__ == "__main__":
    sys.stdout.write(reference_page())
