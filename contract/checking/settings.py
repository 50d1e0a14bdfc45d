"""Which rules a person wants: from the command line and the project's pyproject.toml."""

import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Any, Final

from contract.checking.rules import RULES, Rule
from contract.errors import InvalidSettings, UnknownRule

_TABLE: Final = ("tool", "api-contract", "check")


def ignored_rules(folder: Path) -> tuple[str, ...]:
    """
    Give the rules that the nearest pyproject.toml, in a folder or above it, says to ignore.

    Raises:
        InvalidSettings: it is no TOML, or `ignore` is no list of names.
    """
    for each in (folder, *folder.parents):
        path = each / "pyproject.toml"
        if path.is_file():
            return _ignored(path)
    return ()


def chosen_rules(only: Collection[str] = (), ignored: Collection[str] = ()) -> tuple[Rule, ...]:
    """
    Give the rules to hold a contract against: those named, or all, without the ignored.

    Raises:
        UnknownRule: a name is that of no rule.
    """
    known = tuple(rule.id for rule in RULES)
    for name in (*only, *ignored):
        if name not in known:
            raise UnknownRule(name, known)
    return tuple(rule for rule in RULES if rule.id not in ignored and (not only or rule.id in only))


def _ignored(path: Path) -> tuple[str, ...]:
    try:
        table: Any = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidSettings(str(path), f"it cannot be read: {error}") from None
    for name in _TABLE:
        table = table.get(name, {}) if isinstance(table, dict) else {}
    ignored = table.get("ignore", []) if isinstance(table, dict) else []
    if not isinstance(ignored, list) or not all(isinstance(each, str) for each in ignored):
        raise InvalidSettings(str(path), f"`ignore` in [{'.'.join(_TABLE)}] is no list of rule ids")
    return tuple(ignored)
