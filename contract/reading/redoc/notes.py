"""The values that a row of a ReDoc page shows: default, enumeration, constant and examples."""

from dataclasses import dataclass, field
from typing import Any

from contract.reading.redoc.rows import Row
from contract.reading.redoc.samples import is_of
from contract.reading.redoc.values import json_value, json_values


@dataclass(slots=True)
class Notes:
    """The values by the keyword of JSON Schema, and what could not be read."""

    values: dict[str, Any] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)  #: As shown.


def read_notes(row: Row, name: str) -> Notes:
    """
    Read the values of a row; `name` is its name.

    They are JSON, but texts may stand there without quotes: defaults of headers and examples of
    parameters do, which may have `name=` before them, and ReDoc can be told to leave them out.
    """
    notes = Notes()
    for keyword, shown in row.notes.items():
        text = shown.removeprefix(f"{name}=") if name and keyword == "examples" else shown
        try:
            notes.values[keyword] = _value(keyword, text, row.type.kinds)
        except ValueError:
            notes.unread[keyword] = text
    return notes


def _value(keyword: str, text: str, kinds: set[str]) -> Any:
    """
    Read one value, or the list of values of an enumeration or of examples.

    Raises:
        ValueError: it cannot be told what is shown.
    """
    is_list = keyword in ("enum", "examples")
    try:
        values = json_values(text) if is_list else [json_value(text)]
        if values and ("string" not in kinds or all(is_of(each, kinds) for each in values)):
            return values if is_list else values[0]
    except ValueError:
        pass
    if "string" not in kinds or not text or "\u2026" in text:
        raise ValueError(text)
    if keyword == "enum":
        return list(dict.fromkeys(text.split()))
    return [text] if is_list else text
