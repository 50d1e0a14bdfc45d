"""Exchanges as a HAR 1.2 archive, which browsers and `contract test` can read."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson

from mockserver.messages import Headers, MockRequest
from mockserver.redaction import Redaction

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
            log["comment"] = f"{self.left_out} more exchanges were left out"
        return orjson.dumps({"log": log}, option=orjson.OPT_INDENT_2).decode() + "\n"


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
        "cookies": [],
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
        "cookies": [],
        "headers": _pairs(redaction.headers(recorded.headers)),
        "content": _content(recorded.body, headers.get("content-type", ""), redaction),
        "redirectURL": redaction.query(headers.get("location", "")),
        "headersSize": -1,
        "bodySize": len(recorded.body),
    }


def _content(body: bytes, media_type: str, redaction: Redaction) -> dict[str, Any]:
    told: dict[str, Any] = {"size": len(body), "mimeType": media_type}
    try:
        return {**told, "text": redaction.body(body.decode())}
    except UnicodeDecodeError:
        return {**told, "text": b64encode(body).decode(), "encoding": "base64"}


def _pairs(pairs: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]
