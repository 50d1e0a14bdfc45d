"""JSON values as the text of a ReDoc page shows them."""

import json
import math
from typing import Any, Final


def _refused(text: str) -> Any:
    raise ValueError(text)


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _refused(text)


_DECODER: Final = json.JSONDecoder(parse_constant=_refused, parse_float=_finite)


def json_value(text: str) -> Any:
    """
    Read one JSON value.

    Raises:
        ValueError: the text is something else, or a value that a document cannot hold.
    """
    value, end = value_at(text, 0)
    if text[end:].strip():
        raise ValueError(text)
    return value


def json_values(text: str) -> list[Any]:
    """
    Read JSON values with blanks between them.

    Raises:
        ValueError: the text holds something else.
    """
    values = []
    at = 0
    text = text.strip()
    while at < len(text):
        value, at = value_at(text, at)
        values.append(value)
        at += len(text[at:]) - len(text[at:].lstrip()) if text[at : at + 1].isspace() else 0
    return values


def value_at(text: str, start: int) -> tuple[Any, int]:
    """
    Read the JSON value that begins at an offset; also give the offset behind it.

    Raises:
        ValueError: there is none.
    """
    try:
        value, end = _DECODER.raw_decode(text, start)
        # Half a surrogate pair is JSON, but no file in UTF-8 can hold it.
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except RecursionError:
        raise ValueError(text[start : start + 80]) from None
    return value, end
