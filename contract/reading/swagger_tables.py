"""The tables of one operation and of one model, as swagger-markdown prints them."""

import re
import sys
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, Final

from contract.pointers import escape
from contract.reading.blocks import Place, Row, Table
from contract.reading.cells import media_types, property_notes, response_notes, unescaped
from contract.reading.findings import Draft
from contract.reading.types import Schema, parse_type

#: How the table below each section heading begins.
SECTIONS: Final = {
    "Parameters": ("Name", "Located in", "Description", "Required", "Schema"),
    "Request Body": ("Required", "Schema"),
    "Responses": ("Code", "Description"),
    "Security": ("Security Schema", "Scopes"),
}
#: The table of a model.
MODEL: Final = ("Name", "Type", "Description", "Required")

_NOTES: Final = re.compile(r"\*\*Headers:\*\*|\*\*Example\*\* \(")
_STATUS: Final = re.compile(r"[1-5]\d\d|[1-5]XX|default")
_PARAMETER_LOCATIONS: Final = ("path", "query", "header", "cookie")
#: Statuses whose responses never have content (RFC 9110, 15.3.5, 15.3.6 and 15.4.5).
_WITHOUT_CONTENT: Final = ("204", "205", "304")
#: What says nothing of the values that a schema allows.
_ANNOTATIONS: Final = frozenset(("default", "description", "examples"))


class OperationTables:
    """Turns the tables of one operation into its value."""

    def __init__(self, draft: Draft, where: str, place: Place, *, own_first: bool) -> None:
        """`own_first`: the operation's own parameters are printed before those of its path."""
        self._draft = draft
        self._where = where
        self._place = place
        self._own_first = own_first
        self._form: dict[str, tuple[Row, Schema]] = {}
        self.value: dict[str, Any] = {}

    def document(self, text: str, url: str) -> None:
        """Note the external documentation."""
        self.value["externalDocs"] = {"url": url, "description": text}

    def section(self, title: str, table: Table) -> None:
        """Read one section."""
        readers = {
            "Parameters": self._parameters,
            "Request Body": self._request_body,
            "Responses": self._responses,
            "Security": self._security,
        }
        readers[title](table)

    def finish(self) -> None:
        """Put the parts in their usual order; every operation has responses."""
        if self._form:
            self._form_body()
        if not self.value.get("responses"):
            message = "the operation has no responses"
            self._draft.leave_open("responses-missing", message, self._place, self._where)
            self.value["responses"] = {}
        order = (
            "deprecated summary description externalDocs parameters requestBody responses security"
        )
        self.value = {key: self.value[key] for key in order.split() if key in self.value}

    # --- parameters ---

    def _parameters(self, table: Table) -> None:
        found: dict[tuple[str, str], tuple[dict[str, Any], Place]] = {}
        for row in table.rows:
            cells = self._cells(row, 5, surplus_at=4)
            if cells is None:
                continue
            name, location, description, required, type_cell = cells
            schema = self._type(type_cell, row, self._where)
            if location == "body":
                self._body(schema, unescaped(description), row, required=required == "Yes")
            elif location == "formData":
                self._form[name] = row, schema
            elif location in _PARAMETER_LOCATIONS:
                parameter: dict[str, Any] = {"name": name, "in": sys.intern(location)}
                if description:
                    parameter["description"] = unescaped(description)
                if required == "Yes" or location == "path":
                    parameter["required"] = True
                parameter["schema"] = schema
                # A parameter of the path that the operation overrides is printed as well.
                if (name, location) not in found or not self._own_first:
                    found[name, location] = parameter, row.place
            else:
                self._draft.skip(f'no place called "{location}" for {name}', row.place)
        if found:
            self.value["parameters"] = [parameter for parameter, _ in found.values()]
        for index, (_, place) in enumerate(found.values()):
            self._draft.places[f"{self._where}/parameters/{index}"] = place

    # --- bodies ---

    def _body(self, schema: Schema, description: str, row: Row, *, required: bool) -> None:
        where = f"{self._where}/requestBody"
        body: dict[str, Any] = {"description": description} if description else {}
        body["content"] = {"application/json": {"schema": schema}}
        if required:
            body["required"] = True
        self._assume_json(where, row)
        self._draft.places[where] = row.place
        self.value["requestBody"] = body

    def _form_body(self) -> None:
        properties: dict[str, Any] = {}
        required: list[str] = []
        for name, (row, schema) in self._form.items():
            _, _, description, is_required = row.cells[:4]
            described = {"description": unescaped(description)} if description else {}
            properties[name] = schema | described
            if is_required == "Yes":
                required.append(name)
        value: Schema = {"type": "object", "properties": properties}
        if required:
            value["required"] = required
        has_file = any(row.cells[4] == "file" for row, _ in self._form.values())
        media = "multipart/form-data" if has_file else "application/x-www-form-urlencoded"
        where = f"{self._where}/requestBody"
        place = next(iter(self._form.values()))[0].place
        self._draft.infer(
            "media-type-assumed",
            f"the form was taken to be {media}",
            place,
            where,
            confidence="certain" if has_file else "medium",
        )
        self._draft.places[where] = place
        body: dict[str, Any] = {"content": {media: {"schema": value}}}
        if required:
            body["required"] = True
        self.value["requestBody"] = body

    def _request_body(self, table: Table) -> None:
        if not table.rows:
            self._draft.skip("the request body's table has no row", table.place)
            return
        row = table.rows[0]
        where = f"{self._where}/requestBody"
        content = self._content(row.cells[1] if len(row.cells) > 1 else "", row, where)
        body: dict[str, Any] = {"content": content}
        if row.cells[0].strip() == "Yes":
            body["required"] = True
        self._draft.places[where] = row.place
        self.value["requestBody"] = body

    def _content(self, cell: str, row: Row, where: str) -> dict[str, Any]:
        pairs = media_types(cell)
        if not pairs and cell.strip():
            self._draft.skip(f"no media type in: {cell[:80]}", row.place)
        if not pairs:
            message = "the body's schema is not printed"
            self._draft.leave_open("body-without-schema", message, row.place, where)
        return self._typed_content(pairs, row, where)

    def _typed_content(
        self, pairs: Sequence[tuple[str, str]], row: Row, where: str
    ) -> dict[str, Any]:
        return {media: {"schema": self._type(text, row, where)} for media, text in pairs}

    # --- responses ---

    def _responses(self, table: Table) -> None:
        responses: dict[str, Any] = {}
        for row in table.rows:
            at = 1 if _NOTES.search(" | ".join(row.cells)) or len(table.header) == 2 else 2
            cells = self._cells(row, len(table.header), surplus_at=at)
            if cells is None or not _STATUS.fullmatch(cells[0]):
                if cells is not None:
                    self._draft.skip(f'"{cells[0]}" is no status code', row.place)
                continue
            where = f"{self._where}/responses/{cells[0]}"
            if cells[0] in responses:
                message = f"the response {cells[0]} is described twice; the first counts"
                self._draft.contradict("response-twice", message, row.place, where)
                continue
            named = dict(zip(table.header, cells, strict=True))
            responses[cells[0]] = self._response(named, row, where)
            self._draft.places[where] = row.place
        self.value["responses"] = responses

    def _response(self, cells: dict[str, str], row: Row, where: str) -> dict[str, Any]:
        notes = response_notes(cells["Description"])
        response: dict[str, Any] = {"description": notes.description}
        if notes.headers:
            response["headers"] = notes.headers
        cell = cells.get("Schema", "")
        content = self._response_content(cell, row, where) if cell.strip() else {}
        for media, example in notes.examples.items():
            content.setdefault(media, {})["example"] = example
        if content:
            response["content"] = content
        elif row.cells[0] not in _WITHOUT_CONTENT:
            message = "the response's schema is not printed"
            self._draft.leave_open("response-without-schema", message, row.place, where)
        return response

    def _response_content(self, cell: str, row: Row, where: str) -> dict[str, Any]:
        pairs = media_types(cell)
        if not pairs:
            self._assume_json(where, row)
        return self._typed_content(pairs or [("application/json", cell)], row, where)

    # --- security ---

    def _security(self, table: Table) -> None:
        width = len(table.header)
        requirements: list[dict[str, list[str]]] = []
        for row in table.rows:
            groups = [row.cells[n : n + width] for n in range(0, len(row.cells), width)]
            requirements.append(
                {cells[0]: [scope for scope in cells[1:] if scope] for cells in groups if cells[0]}
            )
        if any(requirements):
            self.value["security"] = requirements

    # --- cells ---

    def _cells(self, row: Row, count: int, surplus_at: int) -> tuple[str, ...] | None:
        """
        Give a row's cells, one a column; report a row that has too few.

        What is not escaped may hold bars: those too many belong to the cell at `surplus_at`.
        """
        if len(row.cells) >= count:
            return row.gathered(count, surplus_at)
        shown = " | ".join(row.cells)[:80]
        message = f"a row of {len(row.cells)} cells where {count} belong: {shown}"
        self._draft.skip(message, row.place)
        return None

    def _type(self, text: str, row: Row, where: str) -> Schema:
        reading = parse_type(text)
        _report_type(self._draft, reading.problems, row, self._where)
        _report_open(self._draft, reading.schema, row, where)
        return reading.schema

    def _assume_json(self, where: str, row: Row) -> None:
        message = "the media type is not printed; application/json was taken"
        self._draft.infer("media-type-assumed", message, row.place, where, confidence="high")


class ModelTable:
    """Turns the table of one model into a schema."""

    def __init__(self, draft: Draft, where: str) -> None:
        self._draft = draft
        self._where = where

    def read(self, name: str, table: Table, description: str) -> Schema:
        """Read the table of the model called `name`."""
        schema: Schema = {"description": description} if description else {}
        rows = [row for row in table.rows if self._fits(row)]
        if len(rows) == 1 and rows[0].cells[0] == name and rows[0].cells[-1] == "":
            return self._bare(schema, rows[0])
        schema["type"] = "object"
        required = [row.cells[0] for row in rows if row.cells[-1] == "Yes"]
        if required:
            schema["required"] = list(dict.fromkeys(required))
        schema["properties"] = {}
        for row in rows:
            schema["properties"][row.cells[0]] = self._property(row)
            self._draft.places[f"{self._where}/properties/{escape(row.cells[0])}"] = row.place
        return schema

    def _fits(self, row: Row) -> bool:
        if len(row.cells) >= len(MODEL):
            return True
        self._draft.skip(f"a row of {len(row.cells)} cells where {len(MODEL)} belong", row.place)
        return False

    def _bare(self, schema: Schema, row: Row) -> Schema:
        """Read a model without properties: its type alone is printed."""
        reading = parse_type(row.cells[1])
        schema.update(reading.schema)
        kind = schema.get("type", "anything")
        message = f"only the type is printed ({kind}): format, items, values and variants are not"
        self._draft.leave_open("model-type-alone", message, row.place, self._where)
        return schema

    def _property(self, row: Row) -> Schema:
        _, type_cell, description, _ = row.gathered(len(MODEL), at=1)
        reading = parse_type(type_cell)
        where = f"{self._where}/properties/{escape(row.cells[0])}"
        notes = property_notes(description)
        _report_type(self._draft, reading.problems + notes.problems, row, where)
        schema = reading.schema
        if notes.enum is not None:
            schema["enum"] = notes.enum
        if notes.description:
            schema["description"] = notes.description
        if notes.examples:
            schema["examples"] = notes.examples
        _report_open(self._draft, schema, row, where)
        return schema


def _report_type(draft: Draft, problems: list[str], row: Row, where: str) -> None:
    for problem in problems:
        if problem.startswith("whether the variants"):
            message = f"a union was taken for anyOf: {problem}"
            draft.infer("union-assumed", message, row.place, where, confidence="medium")
        elif "cannot be read back" in problem:
            draft.leave_open("value-not-printed", problem, row.place, where)
        else:
            draft.skip(problem, row.place)


def _report_open(draft: Draft, schema: Schema, row: Row, where: str) -> None:
    """Report once what the type in a row leaves open, wherever in it that stands."""
    inner = list(_inner_schemas(schema))
    if any(not each.keys() - _ANNOTATIONS for each in inner):
        message = "a type is not printed, so any value is allowed there"
        draft.leave_open("type-not-printed", message, row.place, where)
    if any(each.get("type") == "object" and "properties" not in each for each in inner):
        message = "an object whose members are not printed"
        draft.leave_open("object-without-properties", message, row.place, where)


def _inner_schemas(schema: Schema) -> Iterator[Schema]:
    """Give a schema and those inside it."""
    yield schema
    lists = (schema.get(each, ()) for each in ("allOf", "anyOf"))
    alone = [schema["items"]] if "items" in schema else []
    for each in (*schema.get("properties", {}).values(), *alone, *chain(*lists)):
        yield from _inner_schemas(each)
