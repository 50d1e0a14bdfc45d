"""Samples of an MDX reference: curl commands, JSON that people wrote, streams of events."""

import json
import re
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl

_TRAILING_COMMA: Final = re.compile(r",(?=\s*[}\]])")
#: What stands before the path: a placeholder, or scheme and host.
_BASE: Final = re.compile(r"^(?:\$?\{+[^{}]*\}+|https?://[^/?#\s]+)")
_STATUS: Final = re.compile(r"\s*(?:HTTP/[\d.]+ )?(?P<status>[1-5]\d\d)(?: [A-Za-z][A-Za-z ]*)?\s*")
_DATA: Final = re.compile(r"(?:^|(?<=\s))data: ?(?=\{)", re.MULTILINE)
_BODY_OPTIONS: Final = ("-d", "--data", "--data-raw", "--data-binary", "--json")
_FORM_OPTIONS: Final = ("-F", "--form", "--form-string")
#: A longer command is no sample; taking it apart would take its time.
_LONGEST_COMMAND: Final = 20_000
#: Values nested deeper than this are no samples either.
_DEEPEST: Final = 32
#: Options of curl that take a value which tells nothing about the API.
_OTHER_OPTIONS: Final = ("-o", "--output", "-u", "--user", "-A", "--user-agent", "-b", "--cookie")


@dataclass(slots=True)
class Call:
    """What a curl command asks for."""

    method: str = "GET"
    url: str = ""
    headers: dict[str, str] = field(default_factory=dict)  #: Names in lower case.
    body: str | None = None
    form: list[tuple[str, str]] = field(default_factory=list)  #: Parts of a multipart body.
    fields: list[tuple[str, str]] = field(default_factory=list)  #: Of an URL-encoded body.

    @property
    def path(self) -> str:
        """Give the path, without scheme and host or the placeholder in their place."""
        return _BASE.sub("", self.url).partition("?")[0].partition("#")[0]

    @property
    def query(self) -> list[tuple[str, str]]:
        """Give the parameters of the query, decoded."""
        return parse_qsl(self.url.partition("?")[2].partition("#")[0], keep_blank_values=True)


def parse_curl(text: str) -> Call | None:
    """Read a curl command; `None` where the text is none that a shell would take."""
    command = re.sub(r"\\\s", " ", text.strip())
    if len(command) > _LONGEST_COMMAND:
        return None
    try:
        words = shlex.split(command)
    except ValueError:
        return None
    if not words or words[0] != "curl":
        return None
    call = Call()
    method = ""
    queue = iter(words[1:])
    for word in queue:
        option, _, value = word.partition("=") if word.startswith("--") else (word, "", "")
        if not option.startswith("-"):
            call.url = call.url or option
            continue
        if option in ("-X", "--request"):
            method = value or next(queue, "")
        else:
            _take_option(call, option, value, queue)
    has_body = call.body is not None or call.form or call.fields
    call.method = method.upper() or ("POST" if has_body else "GET")
    return call


def _take_option(call: Call, option: str, value: str, queue: Iterator[str]) -> None:
    if option in ("-H", "--header"):
        name, _, told = (value or next(queue, "")).partition(":")
        call.headers[name.strip().lower()] = told.strip()
    elif option in _BODY_OPTIONS:
        call.body = value or next(queue, "")
    elif option in _FORM_OPTIONS:
        name, _, told = (value or next(queue, "")).partition("=")
        call.form.append((name.strip(), told))
    elif option == "--data-urlencode":
        name, _, told = (value or next(queue, "")).partition("=")
        call.fields.append((name.strip(), told))
    elif option == "--url":
        call.url = value or next(queue, "")
    elif option in _OTHER_OPTIONS and not value:
        next(queue, "")


def parse_json(text: str) -> tuple[Any, bool]:
    """
    Read JSON that a person wrote; also tell whether commas had to be taken out.

    Raises:
        ValueError: it cannot be read, is nested too deeply or holds what JSON does not know.
    """
    try:
        return _checked(json.loads(text)), False
    except (ValueError, RecursionError):
        repaired = _TRAILING_COMMA.sub("", text)
    try:
        return _checked(json.loads(repaired)), True
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _checked(value: Any) -> Any:
    """Give the value back; refuse what cannot be written as UTF-8, and depths that nobody shows."""
    json.dumps(value, allow_nan=False, ensure_ascii=False).encode()
    level = [value]
    for _ in range(_DEEPEST):
        level = [inner for each in level for inner in _children(each)]
    if level:
        raise ValueError("nested too deeply")
    return value


def _children(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def parse_stream(text: str) -> list[dict[str, Any]]:
    """Read the events of a stream: `data:` and an object, whatever stands behind it."""
    decoder = json.JSONDecoder()
    events = []
    for piece in _DATA.split(text)[1:]:
        try:
            event, _ = decoder.raw_decode(piece)
            events.append(_checked(event))
        except (ValueError, RecursionError):
            continue
    return events


def parse_status(text: str) -> str | None:
    """Read a sample that is a status alone: `204 No Content`."""
    match = _STATUS.fullmatch(text)
    return match["status"] if match else None


def is_placeholder(value: Any) -> bool:
    """Tell whether a sample names what belongs there instead of showing it: `{name}`."""
    return isinstance(value, str) and bool(
        re.fullmatch(r"\$?\{+[^{}]*\}+|<[^<>]*>|(?:app-)?x{4,}|\.\.\.|…", value)
    )
