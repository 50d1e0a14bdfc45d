"""Defaults that prose states, held against those that rows show."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from contract.reading.blocks import Place
from contract.reading.redoc.variants import Schema

#: What prose says of a default, and of whom: "limit (int): How many. Defaults to 10."
_PROSE: Final = re.compile(
    r"\b[Dd]efault(?:s to| is|:) (?:(?P<quote>[\"'`])(?P<quoted>[^\"'`\n]*)(?P=quote)"
    r"|(?P<word>-?\w(?:[\w.-]*\w)?))"
    r"|\b(?P<name>\w+)(?: \([^()]*\))?: "
)


@dataclass(frozen=True, slots=True)
class Documented:
    """A parameter or property whose default prose may speak of."""

    schema: Schema  #: With the values of a component it refers to.
    description: str
    place: Place


def contradicted_defaults(
    description: str, documented: Mapping[str, Documented]
) -> Iterator[tuple[str, str]]:
    """Give names and stated defaults, where prose states another default than the row shows."""
    stated = list(_stated_defaults(description, ""))
    for name, each in documented.items():
        stated += ((name, match) for _, match in _stated_defaults(each.description, name))
    for name, match in stated:
        known = documented.get(name)
        if known is not None and "default" in known.schema and _differs(known.schema, match):
            yield name, match["quoted"] or match["word"]


def _stated_defaults(text: str, name: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Give the defaults that a text states, each with the name before it."""
    for match in _PROSE.finditer(text):
        if match["name"]:
            name = match["name"]
        else:
            yield name, match


def _differs(schema: Schema, match: re.Match[str]) -> bool:
    """Tell whether a stated default is another value of the same type; a word may be anything."""
    default: Any = schema["default"]
    stated = match["word"] or match["quoted"]
    if isinstance(default, bool):
        return stated.lower() in ("true", "false") and stated.lower() != str(default).lower()
    if isinstance(default, int | float):
        return bool(re.fullmatch(r"-?\d{1,15}(?:\.\d{1,15})?", stated)) and float(stated) != default
    is_value = match["quote"] is not None or stated in schema.get("enum", ())
    return isinstance(default, str) and is_value and stated != default
