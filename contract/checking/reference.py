"""The reference page of the rules, written from the rules themselves."""

import sys
from collections.abc import Iterator
from itertools import groupby
from typing import Final

from contract import yaml12
from contract.checking.rules import RULES, Rule

_INTRODUCTION: Final = """\
# Rules of `contract check`

- **error**: the contract contradicts OpenAPI or itself; the exit code is 1.
- **warning**: it promises too little to be served or enforced well; the exit code is 1 with
  `--fail-on warning`.
- **info**: it may be meant so.

The ids never change. A rule that a project does not want is switched off by `--ignore`, or for good
in its pyproject.toml:

```toml
[tool.api-contract.check]
ignore = ["operation-id-missing"]
```

Each example shows members of a document, an operation or a schema in which the rule finds
something.
"""


def reference_page() -> str:
    """Write the page, as Markdown."""
    lines = [_INTRODUCTION]
    for family, rules in groupby(RULES, key=lambda rule: rule.family):
        lines.append(f"## {family.capitalize()}\n")
        for rule in rules:
            lines += _section(rule)
    return "\n".join(lines)


def _section(rule: Rule) -> Iterator[str]:
    yield f"### `{rule.id}`\n"
    yield f"**{rule.severity}**. {rule.sentence} {rule.advice}\n"
    yield f"```yaml\n# {rule.example.place}\n{yaml12.dump(rule.example.flawed)}```\n"


if __name__ == "__main__":
    sys.stdout.write(reference_page())
