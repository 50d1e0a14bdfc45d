"""Values as text of a header (OpenAPI 3.2.0, "Style Values": `simple`; RFC 6570, 3.2.2)."""

import re
from collections.abc import Mapping
from typing import Any

import orjson

from contract.model import Header


def header_value(header: Header, value: Any) -> str:
    """Write a value as a header's field value; line breaks become spaces."""
    text = _written(value) if header.content is not None else _simple(value, header)
    return re.sub(r"[\r\n\0]+", " ", text).strip()


def _simple(value: Any, header: Header) -> str:
    if isinstance(value, list):
        return ",".join(map(_written, value))
    if isinstance(value, Mapping):
        separator = "=" if header.explode else ","
        return ",".join(f"{name}{separator}{_written(each)}" for name, each in value.items())
    return _written(value)


def _written(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else orjson.dumps(value).decode()
