"""Exchanges as a HAR 1.2 archive, which browsers and `contract test` can read."""

import json
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qsl

from mockserver.messages import Headers, MockRequest
from mockserver.proxying.redaction import Redaction, printable

#: Bytes of bodies that one archive holds, and exchanges; later ones are counted and left out.
MOST_BYTES: Final = 64 * 1024 * 1024
MOST_ENTRIES: Final = 10_000


@dataclass(frozen=True, slots=True)
class Recorded:
    """One exchange, as it was."""

    request: MockRequest
    url: str  #: Absolute, with the query.
    status: int
    headers: Headers
    body: bytes
    started: float  #: In seconds since 1970.
    wait_seconds: float  #: Until the head of the reply came.
    receive_seconds: float  #: From there until its end.


class Archive:
    """Collects exchanges, without their credentials, up to a bound."""

    def __init__(self, redaction: Redaction, version: str) -> None:
        """`version`: of the program that writes the archive."""
        self._redaction = redaction
        self._version = version
        self._entries: list[dict[str, Any]] = []
        self._bytes = 0
        self.left_out = 0

    def add(self, recorded: Recorded) -> None:
        """Keep an exchange, or count that it was left out."""
        size = len(recorded.request.body) + len(recorded.body)
        if self._bytes + size > MOST_BYTES or len(self._entries) >= MOST_ENTRIES:
            self.left_out += 1
            return
        self._bytes += size
        self._entries.append(_entry(recorded, self._redaction))

    def text(self) -> str:
        """Write the archive as JSON."""
        creator = {"name": "mockserver", "version": self._version}
        log: dict[str, Any] = {"version": "1.2", "creator": creator, "entries": self._entries}
        if self.left_out:
            log["comment"] = f"exchanges left out: {self.left_out}"
        return printable(json.dumps({"log": log}, indent=2, ensure_ascii=False)) + "\n"


def _entry(recorded: Recorded, redaction: Redaction) -> dict[str, Any]:
    wait, receive = recorded.wait_seconds * 1000, recorded.receive_seconds * 1000
    started = datetime.fromtimestamp(recorded.started, UTC).isoformat(timespec="milliseconds")
    return {
        "startedDateTime": started.replace("+00:00", "Z"),
        "time": wait + receive,
        "request": _request(recorded, redaction),
        "response": _response(recorded, redaction),
        "cache": {},
        "timings": {"send": 0, "wait": wait, "receive": receive},
    }


def _request(recorded: Recorded, redaction: Redaction) -> dict[str, Any]:
    request = recorded.request
    query = parse_qsl(redaction.query(f"?{request.query}")[1:], keep_blank_values=True)
    told: dict[str, Any] = {
        "method": request.method,
        "url": redaction.query(recorded.url),
        "httpVersion": "HTTP/1.1",
        "cookies": _sent_cookies(request.header_pairs, redaction),
        "headers": _pairs(redaction.headers(request.header_pairs)),
        "queryString": _pairs(query),
        "headersSize": -1,
        "bodySize": len(request.body),
    }
    if request.body:
        text = redaction.body(request.body.decode("utf-8", "replace"))
        told["postData"] = {"mimeType": request.headers.get("Content-Type", ""), "text": text}
    return told


def _response(recorded: Recorded, redaction: Redaction) -> dict[str, Any]:
    headers = {name.lower(): value for name, value in recorded.headers}
    known = recorded.status in HTTPStatus.__members__.values()
    return {
        "status": recorded.status,
        "statusText": HTTPStatus(recorded.status).phrase if known else "",
        "httpVersion": "HTTP/1.1",
        "cookies": _set_cookies(recorded.headers, redaction),
        "headers": _pairs(redaction.headers(recorded.headers)),
        "content": _content(recorded.body, headers.get("content-type", ""), redaction),
        "redirectURL": redaction.query(headers.get("location", "")),
        "headersSize": -1,
        "bodySize": len(recorded.body),
    }


def _sent_cookies(headers: Headers, redaction: Redaction) -> list[dict[str, Any]]:
    """Read the cookies that a client sends (RFC 6265, 4.2.1)."""
    return [
        _cookie(each, "Cookie", redaction)
        for name, value in headers
        if name.lower() == "cookie"
        for each in value.split(";")
        if "=" in each
    ]


def _set_cookies(headers: Headers, redaction: Redaction) -> list[dict[str, Any]]:
    """Read the cookies that a server sets, with what it says of them (RFC 6265, 4.1.1)."""
    told = []
    for header, value in headers:
        if header.lower() != "set-cookie":
            continue
        cookie, *others = value.split(";")
        pairs = (each.partition("=") for each in others)
        said = {name.strip().lower(): text.strip() for name, _, text in pairs}
        kept: dict[str, Any] = {name: said[name] for name in ("path", "domain") if name in said}
        if expires := _moment(said.get("expires", "")):
            kept["expires"] = expires
        flags = {"httpOnly": "httponly" in said, "secure": "secure" in said}
        told.append({**_cookie(cookie, header, redaction), **kept, **flags})
    return told


def _cookie(pair: str, header: str, redaction: Redaction) -> dict[str, Any]:
    name, _, value = pair.strip().partition("=")
    [(_, shown)] = redaction.headers(((header, value),))
    return {"name": name, "value": shown}


def _moment(text: str) -> str:
    """Write a date of HTTP as ISO 8601 has it; nothing for what is no date."""
    try:
        told = parsedate_to_datetime(text)
    except ValueError:
        return ""
    return told.replace(tzinfo=told.tzinfo or UTC).isoformat()


def _content(body: bytes, media_type: str, redaction: Redaction) -> dict[str, Any]:
    told: dict[str, Any] = {"size": len(body), "mimeType": media_type}
    try:
        return {**told, "text": redaction.body(body.decode())}
    except UnicodeDecodeError:
        return {**told, "text": b64encode(body).decode(), "encoding": "base64"}


def _pairs(pairs: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]
