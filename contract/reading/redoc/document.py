"""
The text of a ReDoc page.

What stands on controls or in closed panels is not in such a text: methods, paths, responses, the
names of rows that can be opened. A mapping gives methods and paths (see `operations`), samples
tell responses, titles and samples tell names; whatever is concluded so is reported. What the
page shows, and what it leaves out, stands in docs/reading.md.
"""

import re
import sys
from collections.abc import Sequence
from typing import Any, Final

from contract.paths import path_variables
from contract.pointers import pointer
from contract.reading.blocks import Place
from contract.reading.findings import Draft, Reading
from contract.reading.operations import OperationEntry, operations_csv, shape
from contract.reading.redoc.components import Components
from contract.reading.redoc.heads import Titles
from contract.reading.redoc.names import name_from_title
from contract.reading.redoc.operations import OperationBuilder, ParsedOperation, parse_operation
from contract.reading.redoc.page import Page, PageOperation, looks_like_page, parse_page
from contract.reading.redoc.proposal import Match, matched
from contract.reading.redoc.rows import Line
from contract.reading.redoc.schemas import SchemaBuilder, rows_of
from contract.reading.redoc.security import LONGEST, NO_SCHEME, cut_names, guessed_scheme

_ORDER: Final = (
    "tags deprecated summary description operationId parameters requestBody responses security"
    " x-source"
).split()


def recognise(text: str) -> bool:
    """Tell whether a text is that of a ReDoc page."""
    return looks_like_page(text)


def read(text: str, operations: Sequence[OperationEntry] = ()) -> Reading:
    """
    Read the page as an OpenAPI 3.2 document.

    `operations` are the rows of a mapping; what they do not cover gets a proposed method and path.
    """
    draft = Draft({"openapi": "3.2.0", "info": {}, "paths": {}})
    page = parse_page(text, draft, Titles.of((each.tag, each.title) for each in operations))
    _Reader(page, draft, operations).read()
    return draft.finished("text of a ReDoc page")


def propose_operations(text: str, operations: Sequence[OperationEntry] = ()) -> str:
    """
    Write a mapping for a page, to be corrected by people: CSV, see `contract.reading.operations`.

    Rows of `operations` that the page still has are kept; the others are proposals.
    """
    page = parse_page(text, Draft(), Titles.of((each.tag, each.title) for each in operations))
    found, _ = matched(page.operations, operations)
    return operations_csv(each.entry for each in found)


class _Reader:
    """Builds the document of a page."""

    def __init__(self, page: Page, draft: Draft, entries: Sequence[OperationEntry]) -> None:
        self._page = page
        self._draft = draft
        self._entries = entries
        self._schemas = SchemaBuilder(draft)
        self._schemes = Components()
        self._cuts = cut_names(
            (each.authorizations.text for each in page.operations if each.authorizations),
            [name for entry in entries for name in entry.schemes],
        )
        self._templates: dict[str, str] = {}  # By their shape.
        self._ids: dict[str, int] = {}

    def read(self) -> None:
        """Read the whole page."""
        self._draft.document["info"] = self._page.info
        self._tags()
        matches = self._matched()
        parsed = [parse_operation(each, self._draft) for each in self._page.operations]
        self._learn(parsed)
        if parsed:
            message = "the operationIds are made of the titles; equal ones are numbered"
            place = parsed[0].operation.place
            self._draft.infer("operation-ids-from-titles", message, place, confidence="low")
        # Cut and parsed, a page takes ten times its text: what has been built is let go.
        self._page.operations.clear()
        parsed.reverse()
        for match in matches:
            self._add(parsed.pop(), match)
        self._components()

    def _tags(self) -> None:
        tags = []
        for index, tag in enumerate(self._page.tags):
            described = {"description": tag.description} if tag.description else {}
            tags.append({"name": tag.name} | described)
            self._draft.places[f"/tags/{index}"] = tag.place
        if tags:
            self._draft.document["tags"] = tags

    def _learn(self, parsed: Sequence[ParsedOperation]) -> None:
        """
        Look at all rows before the first is built, for what they tell about others.

        They show the enumerations that have names, and the samples whether titles tell names.
        """
        fits = []
        for each in parsed:
            for row in [*(row for _, row in each.parameters), *rows_of(each.body)]:
                self._schemas.learn(row)
            if each.body is not None and isinstance(each.body_sample, dict):
                names = [name_from_title(row.type.title) for row in each.body.rows if not row.name]
                fits += [name in each.body_sample for name in names if name]
        if fits:
            self._schemas.title_confidence = "high" if all(fits) else "low"

    def _components(self) -> None:
        components: dict[str, Any] = {}
        if self._schemas.components:
            components["schemas"] = dict(self._schemas.components)
        if self._schemes.values:
            components["securitySchemes"] = self._schemes.values
        if components:
            self._draft.document["components"] = components

    # --- methods and paths -----------------------------------------------------------------------

    def _matched(self) -> list[Match]:
        found, unused = matched(self._page.operations, self._entries)
        for entry in unused:
            message = (
                f'the mapping has "{entry.title}" of "{entry.tag}", which the page does not show'
            )
            place = Place(entry.source_line or 1)
            self._draft.contradict("operation-not-on-page", message, place)
        return found

    def _add(self, parsed: ParsedOperation, match: Match) -> None:
        operation, entry = parsed.operation, match.entry
        path, variables = self._template(entry, operation)
        method = sys.intern(entry.method.lower())
        where = pointer("paths", path, method)
        if method in self._draft.document["paths"].get(path, {}):
            message = f'"{operation.title}" is {entry.method} {path} as well; the first counts'
            self._draft.contradict("method-and-path-twice", message, operation.place, where)
            return
        self._report_origin(operation, match, where)
        builder = OperationBuilder(self._draft, self._schemas, entry, where)
        value = self._own(operation) | builder.value(parsed, variables)
        value |= self._security(operation, where)
        source = {"line": operation.place.line, "basis": entry.basis or "inferred"}
        value["x-source"] = source | {"confidence": entry.confidence}
        self._draft.document["paths"].setdefault(path, {})[method] = {
            key: value[key] for key in _ORDER if key in value
        }
        self._draft.places.setdefault(pointer("paths", path), operation.place)
        self._draft.places[where] = operation.place

    def _template(
        self, entry: OperationEntry, operation: PageOperation
    ) -> tuple[str, dict[str, str]]:
        """
        Give the template of a path, and new names for its variables.

        Templates that differ by the names of variables alone are one path (OpenAPI 3.2.0, "Paths
        Object"), so the first gives the names.
        """
        first = self._templates.setdefault(shape(entry.path), entry.path)
        if first == entry.path:
            return first, {}
        message = f"{entry.path} is the path {first}, so its variables have the names of that one"
        self._draft.infer("path-variable-renamed", message, operation.place, confidence="certain")
        pairs = zip(path_variables(entry.path), path_variables(first), strict=True)
        return first, dict(pairs)

    def _report_origin(self, operation: PageOperation, match: Match, where: str) -> None:
        place, entry = operation.place, match.entry
        if not operation.title:
            self._draft.leave_open("title-missing", "the operation has no title", place, where)
        if match.is_mapped:
            message = f"{entry.method} {entry.path} comes from the mapping"
            rule = "method-and-path-mapped"
        else:
            message = f'{entry.method} {entry.path} was made up for "{operation.title}"'
            rule = "method-and-path-proposed"
        self._draft.infer(rule, message, place, where, confidence=entry.confidence)
        if self._entries and not match.is_mapped:
            message = f'the mapping has no row left for "{operation.title}" of "{operation.tag}"'
            self._draft.contradict("operation-not-in-mapping", message, place, where)

    def _own(self, operation: PageOperation) -> dict[str, Any]:
        value: dict[str, Any] = {}
        if operation.tag is not None:
            value["tags"] = [operation.tag]
        if operation.is_deprecated:
            value["deprecated"] = True
        if operation.title:
            value["summary"] = operation.title
        if operation.description:
            value["description"] = operation.description
        return value | {"operationId": self._operation_id(operation.title)}

    def _operation_id(self, title: str) -> str:
        """Make an id of a title: `Read Flow` is `read_flow`, the next one `read_flow_2`."""
        name = re.sub(r"\W+", "_", title.lower()).strip("_") or "operation"
        unique = name
        while unique in self._ids:
            self._ids[name] += 1
            unique = f"{name}_{self._ids[name]}"
        self._ids[unique] = 1
        return unique

    # --- security --------------------------------------------------------------------------------

    def _security(self, operation: PageOperation, where: str) -> dict[str, Any]:
        line = operation.authorizations
        if line is None:
            return {}
        if len(line.text) > LONGEST:
            self._draft.skip(f"not understood: {line.text[:80]}", line.place)
            return {}
        alternatives: list[dict[str, list[str]]] = [
            {} if name == NO_SCHEME else {self._scheme(name, line): []}
            for name in self._cuts[line.text]
        ]
        return {"security": alternatives}

    def _scheme(self, name: str, line: Line) -> str:
        key = self._schemes.name(name)
        if key not in self._schemes.values:
            where = pointer("components", "securitySchemes", key)
            shown = {} if key == name else {"x-displayName": name}
            self._schemes.values[key] = guessed_scheme(name) | shown
            self._draft.places[where] = line.place
            message = f"of the scheme {name} only the name is shown; its kind was guessed from that"
            self._draft.infer("scheme-from-name", message, line.place, where, confidence="low")
        return key
