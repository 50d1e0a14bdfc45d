"""Rows as CSV (RFC 4180), with a header."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from contract.validation.media_types import bare


def is_csv(media_type: str) -> bool:
    """Tell whether a media type is that of tables as text."""
    return bare(media_type) == "text/csv"


def to_csv(rows: Sequence[Any]) -> str:
    """
    Write rows as CSV; the header has the members of all of them in the order they come up.

    Null is nothing, and what stands inside of a row is JSON. Rows that are no objects have no
    header; one that is a list has a cell for each item.
    """
    names = {name: None for each in rows if isinstance(each, Mapping) for name in each}
    out = io.StringIO()
    writer = csv.writer(out)
    if names:
        writer.writerow(names)
    for each in rows:
        if isinstance(each, Mapping):
            writer.writerow([_cell(each.get(name)) for name in names])
        else:
            writer.writerow(map(_cell, each if isinstance(each, list) else [each]))
    return out.getvalue()


def _cell(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return orjson.dumps(value).decode()
