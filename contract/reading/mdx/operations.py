"""One operation of an MDX reference: its path, parameters and body."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from contract.paths import path_variables
from contract.pointers import pointer
from contract.reading.blocks import Place
from contract.reading.findings import Draft
from contract.reading.mdx.blocks import Tag
from contract.reading.mdx.evidence import collect, unique
from contract.reading.mdx.fitting import Fitting, schema_of
from contract.reading.mdx.nesting import nested
from contract.reading.mdx.responses import ResponseReader
from contract.reading.mdx.samples import is_placeholder
from contract.reading.mdx.schemas import Components, SchemaReader, has_type, lifted, locate
from contract.reading.mdx.sections import Entry, Page, Section
from contract.reading.mdx.titles import SectionKind, section_kind, section_name
from contract.reading.mdx.types import Schema, plain

METHODS: Final = ("GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE", "QUERY")
_VARIABLE: Final = re.compile(
    r":(?P<colon>[A-Za-z_]\w*)|\$?\{(?P<brace>[^{}/]+)\}|<(?P<angle>[^<>/]+)>"
)
_ERROR: Final = re.compile(r"[`*]*[1-5]\d\d\b|`[\w.-]+` ?\([1-5]\d\d")
_MULTIPART: Final = re.compile(r"multipart/form-data")
_URLENCODED: Final = re.compile(r"application/x-www-form-urlencoded")


def path_template(url: str) -> str:
    """Write a path as OpenAPI does: `/tasks/:task_id/stop` is `/tasks/{task_id}/stop`."""
    path = url.strip().partition("?")[0].partition("#")[0]
    path = re.sub(r"^https?://[^/]*", "", path)
    seen: dict[str, int] = {}

    def variable(match: re.Match[str]) -> str:
        name = (match["colon"] or match["brace"] or match["angle"]).strip()
        seen[name] = seen.get(name, 0) + 1
        # OpenAPI 3.2.0, "Path Templating": a name occurs once.
        return "\0" + name + (str(seen[name]) if seen[name] > 1 else "") + "\1"

    written = re.sub(r"[{}\s]", "", _VARIABLE.sub(variable, path))
    return "/" + written.replace("\0", "{").replace("\1", "}").lstrip("/")


def is_same_path(template: str, other: str) -> bool:
    """Tell whether a path may be one of a template; what stands before it does not count."""
    wanted = path_template(template).strip("/").split("/")
    found = path_template(other).strip("/").split("/")[-len(wanted) :]
    return len(wanted) == len(found) and all(
        a == b or a.startswith("{") or b.startswith("{") for a, b in zip(wanted, found, strict=True)
    )


class OperationReader:
    """Turns what was written about one operation into its value."""

    def __init__(
        self,
        draft: Draft,
        key: tuple[str, str],
        heading: Tag,
        page: Page,
        components: Components,
        *,
        is_indented: bool,
    ) -> None:
        """`key` is method and path."""
        self._draft = draft
        self._page = page
        self._place = heading.place
        self._is_indented = is_indented
        self._schemas = SchemaReader(draft, components.known)
        self._components = components
        self._shown = collect(draft, page)
        self._method, self._path = key
        self._where = pointer("paths", self._path, self._method.lower())
        self.value: dict[str, Any] = {}
        if title := heading.attributes.get("title", "").strip():
            self.value["summary"] = title

    @property
    def servers(self) -> list[str]:
        """Give the addresses that commands call, as far as they are written."""
        urls = (call.url.partition("?")[0] for call, _ in self._shown.calls)
        count = self._path.strip("/").count("/") + 1
        return [url.rsplit("/", count)[0] for url in urls if re.match(r"https?://[^{}$<]+/", url)]

    @property
    def credentials(self) -> list[tuple[str, Place]]:
        """Give the headers by which commands authenticate, as they are written."""
        names = ("authorization", "api-key", "x-api-key")
        return [
            (f"{name.title()}: {value}", place)
            for call, place in self._shown.calls
            for name, value in call.headers.items()
            if name in names
        ]

    def read(self) -> None:
        """Read the whole operation into `value`."""
        self._compare_labels()
        sections = self._sections()
        if description := "\n".join(self._page.sections[0].lines).strip():
            self.value["description"] = description
        parameters = [*self._parameters(sections)]
        if parameters:
            self.value["parameters"] = parameters
        self._request_body(sections.get("body", []))
        self._leave_unread(sections)
        responses = ResponseReader(
            self._draft, f"{self._where}/responses", self._place, self._components, self._shown
        )
        self.value["responses"] = responses.read(
            sections.get("response", []), self._named(), sections.get("errors", [])
        )

    # --- what is said twice ---

    def _compare_labels(self) -> None:
        for group in self._page.groups:
            self._compare(group.tag, group.label, "the code group", group.place)
        for call, place in self._shown.calls:
            self._compare(call.method, call.path, "the command", place)

    def _compare(self, method: str, path: str, who: str, place: Place) -> None:
        if method and method.upper() != self._method:
            message = f"{who} says {method.upper()}, the heading {self._method}; the heading counts"
            self._draft.contradict("method-differs", message, place, self._where)
        if path and not is_same_path(self._path, path):
            message = f"{who} says {path}, the heading {self._path}; the heading counts"
            self._draft.contradict("path-differs", message, place, self._where)

    # --- sections ---

    def _sections(self) -> dict[SectionKind, list[Section]]:
        found: dict[SectionKind, list[Section]] = {}
        for section in self._page.sections[1:]:
            kind = section_kind(section.title)
            if kind is None and section_name(section.title) is None:
                kind = self._kind_by_structure(section)
            if kind is not None:
                found.setdefault(kind, []).append(section)
            if kind != "errors" and not self._is_indented:
                self._nest(section, is_request=kind == "body")
        return found

    def _kind_by_structure(self, section: Section) -> SectionKind | None:
        """Tell what an unknown heading announces by what stands below it."""
        names = {entry.code for entry in lifted(section.entries) if has_type(entry)}
        kind: SectionKind | None = None
        if any(_ERROR.match(plain(each.text)) for each in section.entries if not each.code):
            kind = "errors"
        elif names and names <= set(path_variables(self._path)):
            kind = "path"
        elif names & {name for call, _ in self._shown.calls for name, _ in call.query}:
            kind = "query"
        elif names & _keys(each for _, each, _ in self._shown.requests):
            kind = "body"
        elif names & _keys(each for _, each, _ in self._shown.responses):
            kind = "response"
        if kind is not None:
            message = f'"{section.title}" was taken for the section of the {kind}'
            self._draft.infer(
                "section-by-structure", message, section.place, self._where, confidence="medium"
            )
        return kind

    def _nest(self, section: Section, *, is_request: bool) -> None:
        samples = self._shown.requests if is_request else self._shown.responses
        flat = section.entries
        has_alternatives = any(each.alternative for each in flat)
        shown = None if has_alternatives else _joined(each for _, each, _ in samples)
        section.entries = nested(flat, shown, self._shown.events_by("event"))
        if len(section.entries) < len(flat):
            message = f'which members of "{section.title}" belong to which was concluded'
            self._draft.infer(
                "nesting-assumed", message, section.place, self._where, confidence="low"
            )

    def _named(self) -> list[Section]:
        return [each for each in self._page.sections if section_name(each.title) and each.entries]

    def _leave_unread(self, sections: Mapping[SectionKind, list[Section]]) -> None:
        """Report members below a heading that nothing tells the meaning of."""
        read = [id(each) for found in sections.values() for each in found]
        read += [id(each) for each in self._named()]
        for section in self._page.sections:
            if id(section) not in read and any(map(has_type, lifted(section.entries))):
                self._draft.skip(f'members below "{section.title}"', section.place)

    # --- parameters ---

    def _parameters(
        self, sections: Mapping[SectionKind, list[Section]]
    ) -> Iterator[dict[str, Any]]:
        variables = path_variables(self._path)
        listed: list[tuple[str, str]] = []
        for location in ("path", "query", "header"):
            entries = [each for section in sections.get(location, []) for each in section.entries]
            for entry in lifted(entries):
                if (location, entry.code) in listed or not self._is_possible(location, entry):
                    continue
                parameter = self._parameter(location, entry, len(listed))
                listed.append((location, entry.code))
                yield parameter
        for name in variables:
            if ("path", name) not in listed:
                yield self._undescribed(name, "path", len(listed), self._place)
                listed.append(("path", name))
        for call, place in self._shown.calls:
            for name, _ in call.query:
                if ("query", name) not in listed and not is_placeholder(name):
                    yield self._undescribed(name, "query", len(listed), place)
                    listed.append(("query", name))

    def _is_possible(self, location: str, entry: Entry) -> bool:
        if location != "path" or entry.code in path_variables(self._path):
            return True
        message = f"{self._path} has no variable {entry.code}"
        self._draft.contradict("path-parameter-unused", message, entry.place, self._where)
        return False

    def _parameter(self, location: str, entry: Entry, index: int) -> dict[str, Any]:
        where = f"{self._where}/parameters/{index}"
        schema, notes = self._schemas.member(entry, f"{where}/schema")
        self._draft.places[where] = entry.place
        parameter: dict[str, Any] = {"name": entry.code, "in": location}
        if description := schema.pop("description", ""):
            parameter["description"] = description
        if location == "path" or notes.required:
            parameter["required"] = True
        elif notes.required is None:
            message = f"whether {entry.code} is required is not said"
            self._draft.leave_open("required-not-said", message, entry.place, where)
        parameter["schema"] = schema
        if location == "query":
            self._query_example(parameter, f"{where}/schema")
        return parameter

    def _query_example(self, parameter: dict[str, Any], where: str) -> None:
        for call, place in self._shown.calls:
            for name, text in call.query:
                if name != parameter["name"] or is_placeholder(text) or "example" in parameter:
                    continue
                value = _typed(text, parameter["schema"])
                if Fitting(self._draft, place, "the command").fits(
                    parameter["schema"], value, where
                ):
                    parameter["example"] = value

    def _undescribed(self, name: str, location: str, index: int, place: Place) -> dict[str, Any]:
        where = f"{self._where}/parameters/{index}"
        self._draft.places[where] = place
        shown = "the path has it" if location == "path" else "a command has it"
        message = f"the parameter {name} is not described; {shown}"
        self._draft.infer("parameter-undescribed", message, place, where, confidence="medium")
        required = {"required": True} if location == "path" else {}
        return {"name": name, "in": location, **required, "schema": {"type": "string"}}

    # --- the request body ---

    def _request_body(self, sections: list[Section]) -> None:
        entries = [each for section in sections for each in section.entries]
        place = sections[0].place if sections else self._place
        form = [
            (name, at) for call, at in self._shown.calls for name, _ in [*call.form, *call.fields]
        ]
        if not entries and not form and not self._shown.requests:
            return
        where = f"{self._where}/requestBody"
        media = self._body_media_type(sections, entries, where, place)
        at = where + pointer("content", media, "schema")
        if entries:
            schema = self._schemas.object(entries, at)
        else:
            schema = self._schema_from_sample(form, at)
        if "json" not in media:
            self._add_form_fields(schema, form, at)
        content: dict[str, Any] = {"schema": schema}
        if "json" in media and (examples := self._examples(schema, at)):
            content["examples"] = examples
        self._draft.places[where] = place
        body: dict[str, Any] = {"content": {media: content}}
        if schema.get("required"):
            body["required"] = True
        else:
            message = "whether the body or a member of it is required is not said"
            self._draft.leave_open("required-not-said", message, place, where)
        self.value["requestBody"] = body

    def _body_media_type(
        self, sections: list[Section], entries: list[Entry], where: str, place: Place
    ) -> str:
        text = " ".join(line for section in sections for line in section.lines)
        headers = [call.headers.get("content-type", "") for call, _ in self._shown.calls]
        told = [text, *headers]
        if any(map(_MULTIPART.search, told)):
            return "multipart/form-data"
        if any(map(_URLENCODED.search, told)):
            return "application/x-www-form-urlencoded"
        if any("json" in each for each in told):
            return "application/json"
        has_file = any(entry.type.lower() in ("file", "binary") for entry in lifted(entries))
        has_form = any(call.form for call, _ in self._shown.calls)
        media = "multipart/form-data" if has_file or has_form else "application/json"
        message = f"the media type is not written; {media} was taken"
        self._draft.infer("media-type-assumed", message, place, where, confidence="high")
        return media

    def _schema_from_sample(self, form: list[tuple[str, Place]], where: str) -> Schema:
        schema: Schema = {"type": "object", "properties": {}}
        place = form[0][1] if form else self._place
        if self._shown.requests:
            _, sample, place = self._shown.requests[0]
            schema = locate(self._draft, schema_of(sample), place, where)
        self._draft.infer(
            "schema-from-sample",
            "the members of the body are not described; a sample shows them",
            place,
            where,
            confidence="low",
        )
        return schema

    def _add_form_fields(self, schema: Schema, form: list[tuple[str, Place]], where: str) -> None:
        properties = schema.setdefault("properties", {})
        for name, place in form:
            if name and name not in properties:
                properties[name] = {"type": "string"}
                self._draft.places[where + pointer("properties", name)] = place
                message = f"{name} is not described; the command shows it"
                self._draft.infer(
                    "member-from-sample",
                    message,
                    place,
                    where + pointer("properties", name),
                    confidence="medium",
                )
        missing = [name for name in schema.get("required", ()) if name not in dict(form)]
        if form and missing:
            message = f"the command lacks what is required: {', '.join(missing)}"
            self._draft.contradict("sample-lacks-required", message, form[0][1], where)

    def _examples(self, schema: Schema, where: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for title, value, place in self._shown.requests:
            fitting = Fitting(self._draft, place, f'the sample "{title}"')
            if fitting.fits(schema, value, where) and {"value": value} not in found.values():
                found[unique(title, found)] = {"value": value}
        return found


def _keys(values: Iterable[Any]) -> set[str]:
    return {key for value in values if isinstance(value, dict) for key in value}


def _joined(samples: Iterable[Any]) -> dict[str, Any] | None:
    """Give the members of several samples, the fullest of each."""
    joined: dict[str, Any] = {}
    for sample in samples:
        if isinstance(sample, dict):
            joined |= {key: each for key, each in sample.items() if not joined.get(key)}
    return joined or None


def _typed(text: str, schema: Schema) -> Any:
    """Give a text of a query the type that its schema asks for, if it can have it."""
    if schema.get("type") in ("integer", "number", "boolean"):
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text
