"""
The mapping of a page's operations to methods and paths, for pages that show neither.

It is a CSV file that people edit, one row for each operation, in the order of the page. The
columns are those of `OperationEntry`, by their names; `tag`, `title`, `method` and `path` must be
there, others than these are left aside. Rows are matched to the page by tag, title and order, for
titles repeat and lines move.
"""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, get_args

from contract.errors import InvalidSyntax
from contract.paths import path_variables
from contract.reading.findings import Confidence

METHODS: Final = ("GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE", "QUERY")
_COLUMNS: Final = (
    "source_line", "tag", "title", "method", "path", "basis", "confidence", "success_status",
    "schemes",
)  # fmt: skip
_NEEDED: Final = ("tag", "title", "method", "path")
_STATUS: Final = re.compile(r"2(?:\d\d|XX)", re.IGNORECASE)
_VARIABLE: Final = re.compile(r"\{([^{}/]+)\}")
#: Brackets, colons and exclamation marks mean something to what reads templates of paths.
_NAME: Final = r"[^{}/\s?#\[\]:!]+"
_PATH: Final = re.compile(rf"/[^{{}}\s?#]*(?:\{{{_NAME}\}}[^{{}}\s?#]*)*")


@dataclass(frozen=True, slots=True)
class OperationEntry:
    """What is known of one operation of a page."""

    tag: str
    title: str
    method: str  #: Upper case.
    path: str
    basis: str = ""  #: What method and path rest on: "inferred", or whatever word people use.
    confidence: Confidence = "low"
    success_status: str = ""  #: "201" or "2XX"; "" where it is not known.
    schemes: tuple[str, ...] = ()  #: Names of security schemes that the page runs together.
    source_line: int | None = None  #: Of the title on the page, as a help for people.


def is_variable(name: str) -> bool:
    """Tell whether a path can have a variable of this name."""
    return bool(re.fullmatch(_NAME, name))


def shape(path: str) -> str:
    """Give a path without the names of its variables, which no client ever sees."""
    return _VARIABLE.sub("{}", path)


# --- the file ------------------------------------------------------------------------------------


def parse_operations(text: str, name: str) -> tuple[OperationEntry, ...]:
    """
    Read a mapping; `name` is what messages call it.

    Raises:
        InvalidSyntax: it is no such file, with the line of the fault.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    try:
        missing = [each for each in _NEEDED if each not in (reader.fieldnames or ())]
        if missing:
            raise InvalidSyntax(name, 1, 1, f"the column {missing[0]} is missing")
        return tuple(_entry(row, name, reader.line_num) for row in reader)
    except csv.Error as error:
        raise InvalidSyntax(name, reader.line_num + 1, 1, f"no CSV: {error}") from error


def _entry(row: dict[str, str | None], name: str, line: int) -> OperationEntry:
    cells = {key: (row.get(key) or "").strip() for key in _COLUMNS}
    fault = _fault(cells)
    if fault or None in row:
        raise InvalidSyntax(name, line, 1, fault or "the row has more cells than there are columns")
    return OperationEntry(
        tag=cells["tag"],
        title=cells["title"],
        method=cells["method"].upper(),
        path=cells["path"],
        basis=cells["basis"],
        confidence=cells["confidence"] or "low",  # type: ignore[arg-type]  # `_fault` has looked.
        success_status=cells["success_status"].upper(),
        schemes=tuple(each.strip() for each in cells["schemes"].split("|") if each.strip()),
        source_line=int(cells["source_line"]) if cells["source_line"] else None,
    )


def _fault(cells: dict[str, str]) -> str:
    if not cells["title"]:
        return "the title is missing"
    if cells["method"].upper() not in METHODS:
        return f"{cells['method'] or 'nothing'} is no method; it is one of {', '.join(METHODS)}"
    if not _PATH.fullmatch(cells["path"]):
        return f"{cells['path'] or 'nothing'} is no path; it begins with / and may hold {{names}}"
    variables = path_variables(cells["path"])
    if len(set(variables)) < len(variables):
        return f"a variable is twice in {cells['path']}"
    if cells["confidence"] and cells["confidence"] not in get_args(Confidence):
        return f"{cells['confidence']} is none of {', '.join(get_args(Confidence))}"
    if cells["success_status"] and not _STATUS.fullmatch(cells["success_status"]):
        return f"{cells['success_status']} is no status of a success; give 201, say, or 2XX"
    if cells["source_line"] and not re.fullmatch(r"\d{1,9}", cells["source_line"], re.ASCII):
        return f"{cells['source_line']} is no line"
    return ""


def operations_csv(entries: Iterable[OperationEntry]) -> str:
    """Write a mapping as a file."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for each in entries:
        line = "" if each.source_line is None else each.source_line
        names = "|".join(each.schemes)
        status = each.success_status.lower()
        cells = (line, each.tag, each.title, each.method, each.path, each.basis, each.confidence)
        writer.writerow((*cells, status, names))
    return text.getvalue()
