"""What swagger-markdown packs into one cell of a table, unpacked."""

import json
import re
from dataclasses import dataclass, field
from typing import Any, Final

from contract.reading.cuts import with_ends

_PART: Final = re.compile(r"(?:^|<br>)[*_](?P<kind>Enum|Example):[*_] ?(?=`)")
_CODE: Final = re.compile(r"`(.*?)`(?=, `|$)")
_HEADERS: Final = re.compile(
    r"(?:^|<br>)\*\*Headers:\*\*<br>(?P<list>.*?)(?=<br><br>\*\*Example|$)"
)
_HEADER: Final = re.compile(
    r"\*\*(?P<name>[^*]+)\*\*(?: \((?P<type>\w+)\))?(?::(?: (?P<text>.*))?)?$"
)
#: The tags of `<pre>` are gone from flattened text.
_EXAMPLE: Final = re.compile(
    r"(?:<br>){0,2}\*\*Example\*\* \(\*(?P<media>[^<>]+?)\*\):<br>(?:<pre>)?"
    r"(?P<value>.*?)(?:</pre>)?(?=<br><br>\*\*Example\*\* \(|$)"
)
_MEDIA_NAME: Final = r"(?:\*|[\w!#$&^.+-]+)/(?:\*|[\w!#$&^.+-]+)(?:;[^<>]*?)?"
_MEDIA: Final = re.compile(rf"(?:^|<br>)\s*\*\*(?P<media>{_MEDIA_NAME})\*\*:(?: |$|(?=<br>))")


@dataclass(slots=True)
class PropertyNotes:
    """The description cell of a property."""

    description: str
    enum: list[Any] | None = None
    examples: list[Any] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def property_notes(cell: str) -> PropertyNotes:
    """Take a property's description, `*Enum:*` and `*Example:*` apart."""
    found = list(_PART.finditer(cell))
    notes = PropertyNotes(unescaped(cell[: found[0].start()] if found else cell))
    for part, end in with_ends(found, len(cell)):
        try:
            # An example may hold back quotes of its own: it is one value whatever it holds.
            text = cell[part.end() : end].strip()
            codes = _CODE.findall(text) if part["kind"] == "Enum" else [text.strip("`")]
            values = [json.loads(code) for code in codes]
        except ValueError:
            notes.problems.append(f"{part['kind'].lower()} cannot be read back: {text[:80]}")
            continue
        if part["kind"] == "Enum":
            notes.enum = values
        else:
            notes.examples = values
    return notes


@dataclass(slots=True)
class ResponseNotes:
    """The description cell of a response."""

    description: str
    headers: dict[str, dict[str, Any]] = field(default_factory=dict)
    examples: dict[str, Any] = field(default_factory=dict)  #: By media type.


def response_notes(cell: str) -> ResponseNotes:
    """Take a response's description, its headers and its examples apart."""
    notes = ResponseNotes("")
    for example in _EXAMPLE.finditer(cell):
        text = example["value"].replace("<br>", "\n")
        is_text = example["media"].startswith("text/")
        notes.examples[example["media"]] = text if is_text else json_or_text(text)
    if headers := _HEADERS.search(cell):
        notes.headers = _headers(headers["list"])
    ends = [match.start() for match in (_HEADERS.search(cell), _EXAMPLE.search(cell)) if match]
    notes.description = unescaped(cell[: min(ends, default=len(cell))].removesuffix("<br>"))
    return notes


def _headers(text: str) -> dict[str, dict[str, Any]]:
    headers: dict[str, dict[str, Any]] = {}
    last: dict[str, Any] | None = None
    for line in text.split("<br>"):
        header = _HEADER.match(line.strip())
        if header:
            schema = {"type": header["type"]} if header["type"] else {"type": "string"}
            last = headers[header["name"]] = {"schema": schema}
            if header["text"]:
                last["description"] = header["text"]
        elif last is not None and line.strip():
            last["description"] = f"{last.get('description', '')}\n{line.strip()}".strip()
    return headers


def json_or_text(text: str) -> Any:
    """Read a printed example: JSON where it is that, else the text."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def media_types(cell: str) -> list[tuple[str, str]]:
    """
    Split `**application/json**: T<br>**text/plain**: U<br>` into pairs.

    Types hold line breaks themselves, so the cut is made before the names.
    """
    found = list(_MEDIA.finditer(cell))
    return [
        (media["media"], cell[media.end() : end].strip().removesuffix("<br>"))
        for media, end in with_ends(found, len(cell))
    ]


def unescaped(text: str) -> str:
    """Undo the escaping of bars and backslashes."""
    return re.sub(r"\\([\\|])", r"\1", text).strip()
