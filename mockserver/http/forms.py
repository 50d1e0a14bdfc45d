"""Bodies of several values: URL-encoded forms (URL Standard, 5.2), and parts (RFC 2046, 5.1)."""

from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import Any
from urllib.parse import urlencode

import orjson


def to_form(value: Mapping[str, Any]) -> bytes:
    """Write a form: a field for each item of a list, and what nests as JSON."""
    fields = {
        name: [_text(item) for item in each] if isinstance(each, list) else _text(each)
        for name, each in value.items()
    }
    return urlencode(fields, doseq=True).encode()


def to_multipart(value: Any, media_type: str) -> tuple[bytes, str]:
    """
    Write a value in parts, a member or an item each; also gives the media type with the boundary.

    The parts of a form have names (RFC 7578); those of other types stand one behind the other.
    """
    is_form = media_type.startswith("multipart/form-data")
    parts = [_part(name if is_form else "", each) for name, each in _members(value)]
    boundary = blake2b(b"".join(parts), digest_size=12).hexdigest()
    start = f"--{boundary}\r\n".encode()
    body = b"".join(start + part for part in parts) + f"--{boundary}--\r\n".encode()
    return body, f"{media_type.partition(';')[0]}; boundary={boundary}"


def _members(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from ((name, item) for item in (each if isinstance(each, list) else [each]))
    else:
        yield from (("", each) for each in (value if isinstance(value, list) else [value]))


def _part(name: str, value: Any) -> bytes:
    kind = "application/json" if isinstance(value, dict | list) else "text/plain; charset=utf-8"
    quoted = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    named = f'Content-Disposition: form-data; name="{quoted}"\r\n' if name else ""
    text = value if isinstance(value, bytes) else _text(value).encode("utf-8", "replace")
    return f"{named}Content-Type: {kind}\r\n\r\n".encode() + text + b"\r\n"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()
