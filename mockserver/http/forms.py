"""Forms, as URL-encoded bodies (URL Standard, 5.2)."""

from collections.abc import Mapping
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


def _text(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()
