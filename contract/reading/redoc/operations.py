"""One operation of a ReDoc page as OpenAPI: parameters, body and responses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from contract.paths import path_variables
from contract.pointers import pointer
from contract.reading.findings import Confidence, Draft
from contract.reading.operations import OperationEntry
from contract.reading.redoc.defaults import Documented, contradicted_defaults
from contract.reading.redoc.names import name_from_title
from contract.reading.redoc.page import PageOperation, Section, SectionKind
from contract.reading.redoc.rows import Row, Shown, read_rows, read_schema
from contract.reading.redoc.samples import (
    Sample,
    hides,
    is_of,
    is_validation_error,
    sampled_schema,
    shown_part,
)
from contract.reading.redoc.schemas import UNSHOWN, SchemaBuilder
from contract.reading.redoc.variants import Schema

_JSON: Final = "application/json"
#: FastAPI's error of validation, in the words of its own documents.
_VALIDATION_ERROR: Final[Schema] = {
    "type": "object",
    "required": ["loc", "msg", "type"],
    "properties": {
        "loc": {"type": "array", "items": {"type": ["string", "integer"]}},
        "msg": {"type": "string"},
        "type": {"type": "string"},
    },
}


@dataclass(slots=True)
class ParsedOperation:
    """An operation of the page with its rows read."""

    operation: PageOperation
    parameters: list[tuple[SectionKind, Row]] = field(default_factory=list)
    body_section: Section | None = None
    body: Shown | None = None

    @property
    def body_sample(self) -> Any:
        """What the sample shows of the body."""
        sample = self.operation.request_sample
        return sample.value if sample is not None and sample.is_json else UNSHOWN


def parse_operation(operation: PageOperation, draft: Draft) -> ParsedOperation:
    """Read the rows of an operation."""
    parsed = ParsedOperation(operation)
    for section in operation.sections:
        read = read_schema if section.kind == "body" else read_rows
        rows = read(section.lines, section.place)
        for line in rows.unread:
            draft.skip(f"not understood: {line.text[:80]}", line.place)
        if section.kind != "body":
            found = rows.shown.rows if rows.shown else []
            parsed.parameters += [(section.kind, row) for row in found]
        else:
            parsed.body_section = section
            parsed.body = _told_by_sample(rows.shown, parsed.body_sample)
    return parsed


def _told_by_sample(shown: Shown | None, sample: Any) -> Shown | None:
    """
    Decide by the sample what a nameless object at the beginning of a body is.

    It may be the single property, which then stands open, or the whole body, without properties.
    """
    if shown is None or shown.kind != "rows" or not shown.rows or not isinstance(sample, dict):
        return shown
    first, *others = shown.rows
    if (
        first.name
        or first.type.is_union
        or first.content is not None
        or "object" not in first.type.kinds
    ):
        return shown
    values = list(sample.values())
    is_property = len(values) == 1 and is_of(values[0], first.type.kinds)
    if not others and not is_property:
        return Shown("type", shown.place, type=first, paragraphs=shown.paragraphs)
    if others and is_property and not any(row.name in sample for row in others):
        first.content = Shown("rows", first.place, others)
        return Shown("rows", shown.place, [first], paragraphs=shown.paragraphs)
    return shown


class OperationBuilder:
    """Builds the value of one operation."""

    def __init__(
        self, draft: Draft, schemas: SchemaBuilder, entry: OperationEntry, where: str
    ) -> None:
        self._draft = draft
        self._schemas = schemas
        self._entry = entry
        self._where = where
        self._documented: dict[str, Documented] = {}

    def value(self, parsed: ParsedOperation, variables: Mapping[str, str]) -> dict[str, Any]:
        """
        Build parameters, body and responses.

        `variables` gives those variables of the path another name.
        """
        value: dict[str, Any] = {}
        if parameters := self._parameters(parsed, variables):
            value["parameters"] = parameters
        if parsed.body_section is not None:
            value["requestBody"] = self._body(parsed, parsed.body_section)
        value["responses"] = self._responses(parsed.operation)
        self._compare_defaults(parsed.operation)
        return value

    def _compare_defaults(self, operation: PageOperation) -> None:
        description = operation.description
        for name, stated in contradicted_defaults(description, self._documented):
            known = self._documented[name]
            message = f"the default of {name} is {known.schema['default']}, prose says {stated}"
            self._draft.contradict("default-differs-from-prose", message, known.place, self._where)

    # --- parameters ------------------------------------------------------------------------------

    def _parameters(
        self, parsed: ParsedOperation, variables: Mapping[str, str]
    ) -> list[dict[str, Any]]:
        expected = [variables.get(name, name) for name in path_variables(self._entry.path)]
        found: dict[tuple[str, str], dict[str, Any]] = {}
        for kind, row in parsed.parameters:
            name = self._name(row)
            name = variables.get(name, name) if kind == "path" else name
            if not name or not self._belongs(name, kind, row, found, expected):
                continue
            where = f"{self._where}/parameters/{len(found)}"
            self._draft.places[where] = row.place
            found[name, kind] = self._parameter(name, kind, row, where)
        for name in expected:
            if (name, "path") not in found:
                found[name, "path"] = self._missing_variable(name, parsed.operation)
        return list(found.values())

    def _name(self, row: Row) -> str:
        if row.name:
            return row.name
        name = name_from_title(row.type.title)
        if name:
            message = f"the name {name} was restored from its title"
            confidence = self._schemas.title_confidence
            self._draft.infer(
                "name-restored", message, row.place, self._where, confidence=confidence
            )
        else:
            message = "a parameter whose name is not shown and that no title tells; it is left out"
            self._draft.leave_open("name-lost", message, row.place, self._where)
        return name

    def _belongs(
        self,
        name: str,
        kind: str,
        row: Row,
        found: Mapping[tuple[str, str], Any],
        expected: list[str],
    ) -> bool:
        if (name, kind) in found:
            message = f"the {kind} parameter {name} is shown twice; the first counts"
            self._draft.contradict("parameter-twice", message, row.place, self._where)
            return False
        if kind == "path" and name not in expected:
            message = f"the path {self._entry.path} has no variable {name}; it is left out"
            self._draft.contradict("path-variables-differ", message, row.place, self._where)
            return False
        return True

    def _parameter(self, name: str, kind: str, row: Row, where: str) -> dict[str, Any]:
        schema = self._schemas.of_row(row, name, f"{where}/schema")
        self._documented[name] = Documented(
            self._schemas.resolved(schema) | schema, row.description, row.place
        )
        parameter: dict[str, Any] = {"name": name, "in": kind}
        if "description" in schema:
            parameter["description"] = schema.pop("description")
        if row.is_required or kind == "path":
            parameter["required"] = True
        if "deprecated" in schema:
            parameter["deprecated"] = schema.pop("deprecated")
        parameter["schema"] = schema
        return parameter

    def _missing_variable(self, name: str, operation: PageOperation) -> dict[str, Any]:
        message = f"the page shows no path parameter {name}, which {self._entry.path} has"
        self._draft.contradict("path-variables-differ", message, operation.place, self._where)
        return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}

    # --- body ------------------------------------------------------------------------------------

    def _body(self, parsed: ParsedOperation, section: Section) -> dict[str, Any]:
        where = f"{self._where}/requestBody"
        self._draft.places[where] = section.place
        sample = parsed.operation.request_sample
        media_type = self._body_media_type(section, sample, where)
        inner = where + pointer("content", media_type, "schema")
        schema: Schema = {}
        if parsed.body is not None:
            schema = self._schemas.of_shown(parsed.body, inner, parsed.body_sample)
        if not schema:
            message = "the body's schema is not shown"
            self._draft.leave_open("body-without-schema", message, section.place, where)
        for name, each in schema.get("properties", {}).items():
            place = self._draft.places.get(inner + pointer("properties", name), section.place)
            documented = Documented(
                self._schemas.resolved(each) | each, each.get("description", ""), place
            )
            self._documented.setdefault(name, documented)
        body: dict[str, Any] = {}
        if parsed.body is not None and parsed.body.paragraphs:
            body["description"] = "\n\n".join(parsed.body.paragraphs)
        body["content"] = {media_type: {"schema": schema}}
        if sample is not None:
            body["content"][media_type] |= self._example(sample, schema, where)
        return body | ({"required": True} if section.is_required else {})

    def _body_media_type(self, section: Section, sample: Sample | None, where: str) -> str:
        if section.has_choice:
            message = "there are several media types, of which the page shows one at most"
            self._draft.leave_open("media-types-not-shown", message, section.place, where)
        shown = section.media_type or (sample.media_type if sample else "")
        if not shown:
            message = f"the media type is not shown; {_JSON} was taken"
            self._draft.infer(
                "media-type-assumed", message, section.place, where, confidence="medium"
            )
        return shown or _JSON

    def _example(self, sample: Sample, schema: Schema, where: str) -> dict[str, Any]:
        """Give a sample as the example of a media type, without what it does not show."""
        if not hides(sample.value):
            return {} if sample.value is None else {"example": sample.value}
        message = "the sample hides its inner levels"
        self._draft.leave_open("sample-not-whole", message, sample.place, where)
        part = shown_part(sample.value)
        if part is None or any(name not in part for name in schema.get("required", ())):
            return {}
        return {"example": part}

    # --- responses -------------------------------------------------------------------------------

    def _responses(self, operation: PageOperation) -> dict[str, Any]:
        sample = operation.response_sample
        status = self._entry.success_status
        if is_validation_error(sample):
            return self._validation_error(operation, status or "204")
        status = status or "2XX"
        where = f"{self._where}/responses/{status}"
        if sample is None:
            message = "no sample is shown: the success has no content, or none with a sample"
            self._draft.leave_open("response-without-sample", message, operation.place, where)
            return {status: _response(status)}
        if status != "204":
            self._draft.places[where] = sample.place
            return {status: _response(status) | {"content": self._content(sample, where)}}
        # ReDoc shows the first response with content.
        where = f"{self._where}/responses/default"
        message = "the success has no content, so the sample was taken for that of an error"
        self._draft.infer("sample-of-an-error", message, sample.place, where, confidence="medium")
        error = _response("default") | {"content": self._content(sample, where)}
        return {status: _response(status), "default": error}

    def _validation_error(self, operation: PageOperation, status: str) -> dict[str, Any]:
        assert operation.response_sample is not None
        place = operation.response_sample.place
        message = "the sample is FastAPI's error of validation, so the success has no content"
        where = f"{self._where}/responses"
        confidence: Confidence = "high" if status == "204" else "medium"
        self._draft.infer("success-without-content", message, place, where, confidence=confidence)
        inner = self._schemas.add("ValidationError", _VALIDATION_ERROR, place)
        errors = {"type": "array", "items": inner}
        body: Schema = {"type": "object", "properties": {"detail": errors}}
        schema = self._schemas.add("HTTPValidationError", body, place)
        error = _response("422") | {"content": {_JSON: {"schema": schema}}}
        return {status: _response(status), "422": error}

    def _content(self, sample: Sample, where: str) -> dict[str, Any]:
        if not sample.media_type:
            message = f"there are several media types, none of which is shown; {_JSON} was taken"
            self._draft.leave_open("media-types-not-shown", message, sample.place, where)
        schema = self._sampled(sample, where)
        media_type = sample.media_type or _JSON
        return {media_type: {"schema": schema} | self._example(sample, schema, where)}

    def _sampled(self, sample: Sample, where: str) -> Schema:
        if not sample.is_json or sample.value is None:
            message = "the sample tells nothing of the response's schema"
            self._draft.leave_open("response-schema-unknown", message, sample.place, where)
            return {}
        if sample.is_one_of_several:
            message = "the sample is one of several, and the others may have other schemas"
            self._draft.leave_open("sample-one-of-several", message, sample.place, where)
            return {}
        message = "keys and types were read off the sample; nothing is known to be required"
        self._draft.infer("response-from-sample", message, sample.place, where, confidence="medium")
        return sampled_schema(sample.value)


def _response(status: str) -> dict[str, Any]:
    """Give a response with the phrase of its status, for a description must be there."""
    try:
        return {"description": HTTPStatus(int(status)).phrase}
    except ValueError:
        return {"description": {"2XX": "Success"}.get(status, "Error")}
