"""
Documentation printed by swagger-markdown, both dialects.

From a Swagger 2.0 document the printer makes `### /path` with `#### GET` below it, from an OpenAPI
3.x document `### [GET] /path`; one text may hold both. What either prints, and what it leaves out,
stands in docs/reading.md.
"""

import re
from collections.abc import Callable
from typing import Any, Final

from contract.pointers import pointer, references
from contract.reading.blocks import Block, Heading, Page, Place, Rule, Table, Text
from contract.reading.cells import unescaped
from contract.reading.findings import Draft, Reading
from contract.reading.pages import parse_page
from contract.reading.schemes import scheme_from_heading, scheme_from_table
from contract.reading.swagger_tables import (
    MODEL,
    SECTIONS,
    ModelTable,
    OperationTables,
    json_or_text,
)
from contract.reading.types import Schema

_METHODS: Final = "GET|PUT|POST|DELETE|OPTIONS|HEAD|PATCH|TRACE"
_OPERATION: Final = re.compile(
    rf"(?P<struck>~~)?\[(?P<method>{_METHODS})\] (?P<path>/\S*?)(?:~~)?$"
)
_PATH: Final = re.compile(r"/\S*$")
_METHOD: Final = re.compile(rf"(?:{_METHODS})$")
_VERSION: Final = re.compile(r"Version: (?P<version>.+)$")
_SUMMARY: Final = re.compile(r"\*\*(?P<summary>[^*].*?)\*\*(?:\n|$)", re.DOTALL)
_FLAT_SUMMARY: Final = re.compile(r"\*\*(?P<summary>[^*].*?)\*\*(?: |$)", re.DOTALL)
_DEPRECATED: Final = re.compile(r"\*\*\*DEPRECATED\*\*\*\s*")
_SCHEMES: Final = re.compile(r"\*\*Schemes:\*\* [a-z, ]+\s*")
_DOCUMENTATION: Final = re.compile(r"\*\*Documentation:\*\* \[(?P<text>.*?)\]\((?P<url>\S+?)\)\s*")
_LINK: Final = re.compile(r"\[(?P<text>.*?)\]\((?P<url>\S+?)\)\s*$")
_LICENCE: Final = re.compile(
    r"\*\*License:\*\* (?:\[(?P<name>.*?)\]\((?P<url>\S+?)\)|(?P<bare>.+))"
)
_TAG_LINK: Final = re.compile(r"\[(?:#+ )?(?P<name>.*?)\]\((?P<url>\S+)\)$")
_PARTS: Final = ("Models", "Schemas", "Available authorizations")
_SCHEMA_PREFIX: Final = "#/components/schemas/"


def recognise(text: str) -> bool:
    """Tell whether a text is documentation printed by swagger-markdown."""
    operation = rf"#{{2,6}} (?:~~)?\[(?:{_METHODS})\] /"
    path = rf"#{{2,6}} /\S*(?:\s+[-+])*\s+#{{2,6}} (?:{_METHODS})\b"
    return bool(re.search(rf"(?<!\S)(?:{operation}|{path})", text))


def read(text: str) -> Reading:
    """Read the documentation as an OpenAPI 3.2 document."""
    reader = _Reader(parse_page(text))
    reader.read()
    return reader.draft.finished(reader.kind())


class _Reader:
    """Walks over the blocks once; each method takes the blocks of one construct."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._blocks = page.blocks
        self._at = 0
        self._tag: str | None = None
        self._path: str | None = None
        self._dialects: set[str] = set()
        self.draft = Draft({"openapi": "3.2.0", "info": {}, "paths": {}})

    def kind(self) -> str:
        """Name what was read, for people."""
        names = " and ".join(sorted(self._dialects)) or "no operations"
        return f"swagger-markdown ({names}{', flattened' if self._page.is_flattened else ''})"

    def read(self) -> None:
        """Read the whole text."""
        self._info()
        while (block := self._peek()) is not None:
            self._construct(block)
        self._tidy()

    # --- the cursor ---

    def _peek(self, ahead: int = 0) -> Block | None:
        index = self._at + ahead
        return self._blocks[index] if index < len(self._blocks) else None

    def _prose(self, at_end: Callable[[], bool]) -> str:
        """Take blocks up to one where `at_end` holds; give their text as written."""
        first = self._at
        while self._peek() is not None and not at_end():
            self._at += 1
        if first == self._at:
            return ""
        return self._page.between(self._blocks[first], self._blocks[self._at - 1])

    def _skip(self) -> None:
        block = self._blocks[self._at]
        self._at += 1
        shown = " ".join(self._page.between(block, block).split())[:80]
        self.draft.skip(f"not understood: {shown}", block.place)

    # --- what stands at the cursor ---

    def _heading(self, ahead: int = 0) -> str:
        """Give the text of the heading at the cursor, or nothing."""
        block = self._peek(ahead)
        return block.text if isinstance(block, Heading) else ""

    def _at_part(self) -> bool:
        """Tell whether a part of the document begins here: a path, an operation, the models."""
        text = self._heading()
        if isinstance(self._peek(), Rule):
            return bool(self._heading(1)) and not self._at_section(1)
        if _OPERATION.match(text) or _VERSION.match(text) or text in _PARTS:
            return True
        return bool(_PATH.match(text) and _METHOD.match(self._heading(1)))

    def _at_section(self, ahead: int = 0) -> bool:
        """A section's heading counts only with its table behind it: a description may name one."""
        expected = SECTIONS.get(self._heading(ahead))
        table = self._peek(ahead + 1)
        if expected is None or not isinstance(table, Table):
            return False
        return table.header[: len(expected)] == expected

    def _at_method(self) -> bool:
        return self._path is not None and bool(_METHOD.match(self._heading()))

    def _ends_operation_text(self) -> bool:
        if self._path is not None and self._heading() in ("Summary", "Description"):
            return True
        return self._at_section() or self._at_part() or self._at_method()

    def _construct(self, block: Block) -> None:
        text = self._heading()
        if isinstance(block, Rule):
            self._at += 1
            self._tag_heading()
        elif operation := _OPERATION.match(text):
            self._dialects.add("method and path headings")
            self._path = None
            self._operation(operation["path"], operation["method"], block.place)
        elif self._at_method() and self._path:
            self._dialects.add("path headings")
            self._operation(self._path, text, block.place)
        elif self._at_part() and text not in _PARTS and not _VERSION.match(text):
            self._path = text
            self._at += 1
        elif isinstance(block, Heading) and text in ("Models", "Schemas"):
            self._at += 1
            self._models(block.level + 1)
        elif isinstance(block, Heading) and text == "Available authorizations":
            self._at += 1
            self._authorizations(block.level + 1)
        elif text == "Security" and isinstance(self._peek(1), Text):
            self._at += 1
            self._security_tables()
        else:
            self._skip()

    # --- title, version, licence ---

    def _info(self) -> None:
        info = self.draft.document["info"]
        self._prose(lambda: self._at_title() or (self._at_part() and bool(self._heading())))
        title = self._peek()
        if isinstance(title, Heading) and self._at_title():
            self._at += 1
            info["title"] = title.text
            self._info_description(info, title.place)
        else:
            info["title"] = "Untitled"
            place = self._blocks[0].place if self._blocks else Place(1)
            self.draft.leave_open("title-missing", "the text has no title", place, "/info/title")
        self._version(info)

    def _at_title(self) -> bool:
        block = self._peek()
        return isinstance(block, Heading) and block.level == 1

    def _info_description(self, info: dict[str, Any], place: Place) -> None:
        description = self._prose(lambda: self._at_part() or self._heading() == "Security")
        if not description:
            return
        info["description"] = unescaped(description)
        if self._page.is_flattened:
            self._cut_from_text(
                f'the title was taken to be "{info["title"]}"', place, "/info/title"
            )

    def _cut_from_text(self, taken: str, place: Place, where: str = "") -> None:
        message = f"{taken}: nothing separates it from its description in flattened text"
        self.draft.infer("name-cut-from-text", message, place, where, confidence="low")

    def _version(self, info: dict[str, Any]) -> None:
        match = _VERSION.match(self._heading())
        if match is None:
            info["version"] = "0"
            block = self._peek()
            place = block.place if block else Place(1)
            message = "the text states no version"
            self.draft.leave_open("version-missing", message, place, "/info/version")
            return
        self._at += 1
        info["version"] = match["version"]
        while isinstance(block := self._peek(), Text) or self._heading() == "Terms of service":
            if isinstance(block, Text):
                self._contact_and_licence(block.text, info)
            elif isinstance(terms := self._peek(1), Text):
                info["termsOfService"] = unescaped(terms.text.split("\n")[0])
            self._at += 1

    def _contact_and_licence(self, text: str, info: dict[str, Any]) -> None:
        if licence := _LICENCE.search(text):
            info["license"] = {"name": unescaped(licence["name"] or licence["bare"])}
            if licence["url"]:
                info["license"]["url"] = licence["url"]
        _, _, contact = text.partition("**Contact information:**")
        for line in re.split(r"\n| {2,}", contact.split("**License:**")[0]):
            value = unescaped(line)
            if value and not _LINK.match(value):
                key = "email" if "@" in value else "url" if "://" in value else "name"
                info.setdefault("contact", {}).setdefault(key, value)
        last = text.strip().split("\n")[-1]
        if link := _LINK.match(last):
            self.draft.document["externalDocs"] = {"url": link["url"], "description": link["text"]}

    # --- security schemes ---

    def _authorizations(self, level: int) -> None:
        while isinstance(heading := self._peek(), Heading) and heading.level == level:
            self._at += 1
            text = self._prose(lambda: isinstance(self._peek(), Heading | Rule))
            self._scheme(*scheme_from_heading(heading.text, text), heading.place)

    def _security_tables(self) -> None:
        while isinstance(name := self._peek(), Text) and isinstance(table := self._peek(1), Table):
            self._at += 2
            self._scheme(name.text.strip("* \n"), *scheme_from_table(table), name.place)
        if isinstance(schemes := self._peek(), Text) and _SCHEMES.match(schemes.text):
            self._at += 1

    def _scheme(self, name: str, scheme: dict[str, Any], problems: list[str], place: Place) -> None:
        where = pointer("components", "securitySchemes", name)
        self._component("securitySchemes")[name] = scheme
        self.draft.places[where] = place
        for problem in problems:
            self.draft.leave_open("scheme-incomplete", problem, place, where)

    # --- tags ---

    def _tag_heading(self) -> None:
        self._path = self._tag = None
        heading = self._peek()
        if not isinstance(heading, Heading) or self._at_part():
            return
        self._at += 1
        link = _TAG_LINK.match(heading.text)
        tag: dict[str, Any] = {"name": link["name"] if link else heading.text}
        description = self._prose(self._at_part)
        if tag["name"] == "default" and not description:
            return  # The printer's own word for operations whose tag is not declared.
        self._tag = tag["name"]
        if description:
            tag["description"] = description
        if description and self._page.is_flattened:
            self._cut_from_text(f'the tag was taken to be "{self._tag}"', heading.place)
        if link:
            tag["externalDocs"] = {"url": link["url"]}
        tags = self.draft.document.setdefault("tags", [])
        if all(each["name"] != self._tag for each in tags):
            tags.append(tag)

    # --- operations ---

    def _operation(self, path: str, method: str, place: Place) -> None:
        is_struck = self._heading().startswith("~~")
        self._at += 1
        where = pointer("paths", path, method.lower())
        operation = OperationTables(self.draft, where, place, own_first=self._path is None)
        if is_struck:
            operation.value["deprecated"] = True
        self._operation_text(operation)
        self._operation_sections(operation)
        operation.finish()
        self._add_operation(path, method.lower(), operation.value, place)

    def _operation_text(self, operation: OperationTables) -> None:
        text = self._prose(self._ends_operation_text)
        if _DEPRECATED.match(text):
            operation.value["deprecated"] = True
        text = _SCHEMES.sub("", _DEPRECATED.sub("", text, count=1), count=1)
        text = self._without_documentation(text, operation)
        summary = (_FLAT_SUMMARY if self._page.is_flattened else _SUMMARY).match(text)
        if summary and self._path is None:
            operation.value["summary"] = unescaped(summary["summary"])
            text = text[summary.end() :].strip()
        if text:
            operation.value["description"] = unescaped(text)

    @staticmethod
    def _without_documentation(text: str, operation: OperationTables) -> str:
        if documentation := _DOCUMENTATION.search(text):
            operation.document(documentation["text"], documentation["url"])
            text = text.replace(documentation[0], "")
        return text.strip()

    def _operation_sections(self, operation: OperationTables) -> None:
        while (block := self._peek()) is not None:
            if self._at_section():
                table = self._peek(1)
                assert isinstance(table, Table)
                operation.section(self._heading(), table)
                self._at += 2
            elif self._path is not None and self._heading() in ("Summary", "Description"):
                key = self._heading().lower()
                self._at += 1
                text = self._without_documentation(
                    self._prose(self._ends_operation_text), operation
                )
                operation.value[key] = unescaped(text)
            elif self._at_part() or self._at_method() or isinstance(block, Rule):
                return
            else:
                self._skip()

    def _add_operation(self, path: str, method: str, value: dict[str, Any], place: Place) -> None:
        where = pointer("paths", path, method)
        self.draft.places.setdefault(pointer("paths", path), place)
        item = self.draft.document["paths"].setdefault(path, {})
        if method not in item:
            tags = {"tags": [self._tag]} if self._tag is not None else {}
            item[method] = tags | value
            self.draft.places[where] = place
            return
        # A path is printed whole under every tag that any of its operations has.
        known = item[method]
        tags = known.get("tags", [])
        if {**known, "tags": None} != {**value, "tags": None}:
            message = f"{method.upper()} {path} is described twice, differently; the first counts"
            self.draft.contradict("operation-twice", message, place, where)
        elif self._tag is not None and self._tag not in tags:
            known["tags"] = [*tags, self._tag]
            message = f"{method.upper()} {path} is printed under several tags and was given all"
            self.draft.infer("tag-from-position", message, place, where, confidence="medium")

    # --- models ---

    def _models(self, level: int) -> None:
        schemas = self._component("schemas")
        while isinstance(heading := self._peek(), Heading) and heading.level == level:
            self._at += 1
            where = pointer("components", "schemas", heading.text)
            schema = self._model(heading, where)
            if heading.text in schemas:
                message = f"the model {heading.text} is described twice; the first counts"
                self.draft.contradict("model-twice", message, heading.place, where)
            else:
                schemas[heading.text] = schema
                self.draft.places[where] = heading.place

    def _model(self, heading: Heading, where: str) -> Schema:
        # A description may hold headings: the table tells, for every model has exactly one.
        description = self._prose(self._ends_model_text)
        table = self._peek()
        if isinstance(table, Table) and table.header == MODEL:
            self._at += 1
            schema = ModelTable(self.draft, where).read(heading.text, table, description)
        else:
            message = f"the model {heading.text} has no table"
            self.draft.leave_open("model-without-table", message, heading.place, where)
            schema = {"description": description} if description else {}
        example = self._peek()
        if isinstance(example, Text) and example.text.startswith("**Example**"):
            self._at += 1
            if inner := re.search(r"<pre>(.*)</pre>", example.text, re.DOTALL):
                schema["examples"] = [json_or_text(inner[1])]
        return schema

    def _ends_model_text(self) -> bool:
        block = self._peek()
        if isinstance(block, Table):
            return block.header == MODEL
        return self._at_part()

    # --- the whole ---

    def _component(self, kind: str) -> dict[str, Any]:
        components = self.draft.document.setdefault("components", {})
        section: dict[str, Any] = components.setdefault(kind, {})
        return section

    def _tidy(self) -> None:
        """Put the parts in their usual order; report references that lead nowhere."""
        document = self.draft.document
        schemas = document.get("components", {}).get("schemas", {})
        whole = (document["paths"], schemas)
        for target in sorted({target for part in whole for _, target in references(part)}):
            name = target.removeprefix(_SCHEMA_PREFIX).replace("~1", "/").replace("~0", "~")
            if name not in schemas:
                message = f"the model {name} is referred to but not described"
                where = pointer("components", "schemas", name)
                self.draft.contradict("reference-to-missing-model", message, Place(1), where)
                self._component("schemas")[name] = {}
        order = ("openapi", "info", "externalDocs", "tags", "paths", "components")
        self.draft.document = {key: document[key] for key in order if key in document}
