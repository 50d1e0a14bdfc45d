"""
The samples of a ReDoc page: what they show, what they hide, and the schemas that they prove.

A list or an object that was not opened shows its brackets on two lines with nothing between them;
on one line, `{ }` and `[ ]` are really empty. ReDoc makes up the values of a schema without
examples, and always the same ones: they tell the type, and some tell the format.
"""

import re
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from contract.reading.blocks import Place
from contract.reading.redoc.rows import Line
from contract.reading.redoc.values import value_at
from contract.reading.redoc.variants import Schema


class Hidden(Enum):
    """A level of a sample that was not opened."""

    OBJECT = "object"
    ARRAY = "array"


@dataclass(frozen=True, slots=True)
class Sample:
    """The sample of a body or of a response."""

    place: Place
    media_type: str  #: "" where it is not shown: there are several to choose from.
    value: Any  #: A JSON value that may hold `Hidden`; other samples are text.
    is_json: bool
    is_one_of_several: bool  #: Other examples stand in a list that is not shown.


_MEDIA_TYPE: Final = re.compile(r"[\w!#$&^.+*-]+/[\w!#$&^.+*-]+(?: ?;.*)?$")
_SAMPLES: Final = ("Request samples", "Response samples", "Callback payload samples")
_EMPTY: Final = re.compile(r"[ \t]*[}\]]")
_BLANKS: Final = re.compile(r"\s*")
_MARK: Final = re.compile(r"[\s,•]*")
_KEY: Final = re.compile(r'"(?P<key>.*?)":[ \t]*')
_CLOSERS: Final = {"{": "}", "[": "]"}
_OPENINGS: Final = ("{", "[")
#: In lines; what is further away belongs to something else.
_LONGEST_DESCRIPTION: Final = 20
_DEEPEST: Final = 64
_MAP_KEYS: Final = ("property1", "property2")
_FORMATS: Final = {
    "2019-08-24T14:15:22Z": "date-time",
    "2019-08-24": "date",
    "user@example.com": "email",
    "http://example.com": "uri",
}
_UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def is_media_type(text: str) -> bool:
    """Tell whether a line is the name of a media type."""
    return bool(_MEDIA_TYPE.match(text))


def starts_samples(text: str) -> bool:
    """Tell whether samples begin with this line."""
    return text in _SAMPLES


def read_sample(lines: Sequence[Line], start: int, end: int) -> tuple[Sample | None, int]:
    """
    Read the sample below the heading on line `start`, which goes on to `end` at most.

    Also gives the index of the line behind it. There is no sample where something else stands
    there, code in a programming language for example.
    """
    at = _filled(lines, start + 1, end)
    if at >= end or lines[at].text.strip() != "Content type":
        return None, _behind_paragraph(lines, at, end)
    at = _filled(lines, at + 1, end)
    media_type = ""
    if at < end and is_media_type(lines[at].text.strip()):
        media_type = sys.intern(lines[at].text.strip())
        at = _filled(lines, at + 1, end)
    is_one = at < end and lines[at].text.strip() == "Example"
    if is_one:
        at = _filled(lines, at + 1, end)
    if at >= end or starts_samples(lines[at].text):
        return None, at
    value, is_json, behind = _sample_value(lines, at, end, media_type)
    if value is None and not is_json:
        return None, behind
    return Sample(lines[at].place, media_type, value, is_json, is_one), behind


def _sample_value(
    lines: Sequence[Line], start: int, end: int, media_type: str
) -> tuple[Any, bool, int]:
    """Give the value, whether it is JSON, and the index of the line behind it."""
    behind = _behind_paragraph(lines, start, end)
    text = "\n".join(line.text for line in lines[start:behind])
    if text == "No sample":
        return None, False, behind
    if not media_type or "json" in media_type or "*" in media_type:
        # What was written about an example stands before it.
        for at in range(start, min(end, start + _LONGEST_DESCRIPTION)):
            if starts_samples(lines[at].text):
                break
            if at == start or not lines[at - 1].text:
                read = _json_lines(lines, at, end)
                if read is not None:
                    return read[0], True, read[1]
    return text, False, behind


def _json_lines(lines: Sequence[Line], start: int, end: int) -> tuple[Any, int] | None:
    if lines[start].text not in _OPENINGS:
        end = start + 1
    text = "\n".join(line.text for line in lines[start:end])
    try:
        value, offset = _value(text, 0, 0)
    except (ValueError, IndexError):
        return None
    if text[offset:].split("\n", 1)[0].strip():
        return None
    return value, start + text.count("\n", 0, offset) + 1


def _value(text: str, at: int, depth: int) -> tuple[Any, int]:
    """
    Read a value that may hold levels which were not opened.

    Raises:
        ValueError: it cannot be read.
        IndexError: the text ends within it.
    """
    opening = text[at]
    if opening not in _CLOSERS:
        return value_at(text, at)
    if depth > _DEEPEST:
        raise ValueError(text[at : at + 80])
    if empty := _EMPTY.match(text, at + 1):
        return ({} if opening == "{" else []), empty.end()
    at = _behind(_BLANKS, text, at + 1)
    if text[at] == _CLOSERS[opening]:
        return (Hidden.OBJECT if opening == "{" else Hidden.ARRAY), at + 1
    return _members(text, at, depth, opening)


def _members(text: str, at: int, depth: int, opening: str) -> tuple[Any, int]:
    members: dict[str, Any] = {}
    items: list[Any] = []
    while True:
        at = _behind(_MARK, text, at)
        if text[at] == _CLOSERS[opening]:
            return (members if opening == "{" else items), at + 1
        if opening == "[":
            item, at = _value(text, at, depth + 1)
            items.append(item)
            continue
        key = _KEY.match(text, at)
        if key is None:
            raise ValueError(text[at : at + 80])
        members[key["key"]], at = _value(text, key.end(), depth + 1)


def _behind(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _filled(lines: Sequence[Line], at: int, end: int) -> int:
    while at < end and not lines[at].text:
        at += 1
    return at


def _behind_paragraph(lines: Sequence[Line], at: int, end: int) -> int:
    while at < end and lines[at].text and not starts_samples(lines[at].text):
        at += 1
    return at


# --- what a sample proves ------------------------------------------------------------------------


def format_of(value: Any) -> str | None:
    """Name the format of a value that ReDoc made up, if it tells one."""
    if not isinstance(value, str):
        return None
    return "uuid" if _UUID.fullmatch(value) else _FORMATS.get(value)


def kind_of(value: Any) -> str:
    """Name the JSON type of a value of a sample."""
    if isinstance(value, Hidden):
        return value.value
    names = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer"}
    return "null" if value is None else names.get(type(value), "number")


def is_of(value: Any, kinds: Collection[str]) -> bool:
    """Tell whether a value of a sample is of one of the types; none means any."""
    kind = kind_of(value)
    return not kinds or kind in kinds or (kind == "integer" and "number" in kinds)


def sampled_schema(value: Any, *, nullable: bool = False) -> Schema:
    """
    Give the schema that a sample proves: keys and types, nothing required.

    `null` is allowed for every member, for a sample never shows where it is not.
    """
    if value is None:
        return {}
    kind = kind_of(value)
    schema: Schema = {"type": [kind, "null"] if nullable else kind}
    if isinstance(value, dict) and value:
        schema |= sampled_members(value)
    elif isinstance(value, list) and value:
        items = [sampled_schema(each) for each in value]
        if all(each == items[0] for each in items):
            schema["items"] = items[0]
    elif found := format_of(value):
        schema["format"] = found
    return schema


def shows_map(value: Any) -> bool:
    """Tell whether a sample has the members that ReDoc makes up for a map."""
    return isinstance(value, dict) and all(key in value for key in _MAP_KEYS)


def sampled_members(value: Mapping[str, Any]) -> Schema:
    """Give the keywords for the members of an object that a sample shows."""
    members = {key: sampled_schema(each, nullable=True) for key, each in value.items()}
    found: Schema = {}
    if shows_map(value) and members[_MAP_KEYS[0]] == members[_MAP_KEYS[1]]:
        found["additionalProperties"] = members[_MAP_KEYS[0]]
        members = {key: each for key, each in members.items() if key not in _MAP_KEYS}
    if members:
        found["properties"] = members
    return found


def hides(value: Any) -> bool:
    """Tell whether a part of a sample was not opened."""
    if isinstance(value, Hidden):
        return True
    inner = value.values() if isinstance(value, dict) else value
    return isinstance(value, dict | list) and any(hides(each) for each in inner)


def shown_part(value: Any) -> Any:
    """Give what is wholly shown of a sample; `None` where that is nothing."""
    if not hides(value):
        return value
    if not isinstance(value, dict):
        return None
    return {key: each for key, each in value.items() if not hides(each)} or None


def is_validation_error(sample: Sample | None) -> bool:
    """Tell whether a sample is the body of FastAPI's error of validation."""
    if sample is None or not isinstance(sample.value, dict) or list(sample.value) != ["detail"]:
        return False
    detail = sample.value["detail"]
    if not isinstance(detail, list):
        return detail is Hidden.ARRAY
    return bool(detail) and all(
        each is Hidden.OBJECT or (isinstance(each, dict) and {"loc", "msg", "type"} <= each.keys())
        for each in detail
    )
