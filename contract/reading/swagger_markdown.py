"""
Documentation printed by swagger-markdown, both dialects.

From a Swagger 2.0 document the printer makes `### /path` with `#### GET` below it, from an OpenAPI
3.x document `### [GET] /path`; one text may hold both. What either prints, and what it leaves out,
stands in docs/reading.md.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import unquote

from contract.pointers import escape, pointer, references
from contract.reading.blocks import Block, Heading, Place, Rule, Table, Text
from contract.reading.cells import json_or_text, unescaped
from contract.reading.findings import Draft, Reading
from contract.reading.pages import parse_page
from contract.reading.schemes import scheme_from_heading, scheme_from_table
from contract.reading.swagger_cursor import METHODS, OPERATION, Cursor
from contract.reading.swagger_info import InfoReader
from contract.reading.swagger_tables import MODEL, ModelTable, OperationTables
from contract.reading.types import Schema

_SUMMARY: Final = re.compile(r"\*\*(?P<summary>[^*].*?)\*\*(?:\n|$)", re.DOTALL)
_FLAT_SUMMARY: Final = re.compile(r"\*\*(?P<summary>[^*].*?)\*\*(?: |$)", re.DOTALL)
_DEPRECATED: Final = re.compile(r"\*\*\*DEPRECATED\*\*\*\s*")
_SCHEMES: Final = re.compile(r"\*\*Schemes:\*\* [a-z, ]+\s*")
_DOCUMENTATION: Final = re.compile(r"\*\*Documentation:\*\* \[(?P<text>.*?)\]\((?P<url>\S+?)\)\s*$")
_LINK: Final = re.compile(r"(?:^|\n)\[(?P<text>[^\[\]\n]*)\]\((?P<url>\S+?)\)$")
_LINKED_TAG: Final = re.compile(r"\[#+ (?P<name>[^\n]*?)\]\((?P<url>\S+)\)(?:\s|$)")
#: The tags of `<pre>` are gone from flattened text.
_EXAMPLE: Final = re.compile(r"\*\*Example\*\*\s*(?:<pre>)?(?P<value>.*?)(?:</pre>)?", re.DOTALL)
_SCHEMA_PREFIX: Final = "#/components/schemas/"


def recognise(text: str) -> bool:
    """Tell whether a text is documentation printed by swagger-markdown."""
    operation = rf"#{{2,6}} (?:~~)?\[(?:{METHODS})\] /"
    path = rf"#{{2,6}} /\S*(?:\s+[-+])*\s+#{{2,6}} (?:{METHODS})\b"
    return bool(re.search(rf"(?<!\S)(?:{operation}|{path})", text))


def read(text: str) -> Reading:
    """Read the documentation as an OpenAPI 3.2 document."""
    reader = _Reader(Cursor(parse_page(text)))
    reader.read()
    return reader.draft.finished(reader.kind())


class _Reader:
    """Walks over the blocks once; each method takes the blocks of one construct."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._tag: str | None = None
        self._path: str | None = None
        self._dialects: set[str] = set()
        self.draft = Draft({"openapi": "3.2.0", "info": {}, "paths": {}})

    def kind(self) -> str:
        """Name what was read, for people."""
        names = " and ".join(sorted(self._dialects)) or "no operations"
        flattened = ", flattened" if self._cursor.page.is_flattened else ""
        return f"swagger-markdown ({names}{flattened})"

    def read(self) -> None:
        """Read the whole text."""
        InfoReader(self._cursor, self.draft).read()
        while (block := self._cursor.peek()) is not None:
            self._construct(block)
            self._cursor.release()
        self._tidy()

    def _skip(self) -> None:
        block = self._cursor.peek()
        assert block is not None
        shown = " ".join(self._cursor.page.between(block, block).split())[:80]
        self.draft.skip(f"not understood: {shown}", block.place)
        self._cursor.at += 1

    def _construct(self, block: Block) -> None:
        cursor = self._cursor
        text = cursor.heading()
        if isinstance(block, Rule):
            cursor.at += 1
            self._tag_heading()
        elif operation := OPERATION.match(text):
            self._dialects.add("method and path headings")
            self._path = None
            self._operation(operation["path"], operation["method"], block.place)
        elif cursor.at_method() and self._path:
            self._dialects.add("path headings")
            self._operation(self._path, text, block.place)
        elif cursor.at_path():
            self._path = text
            cursor.at += 1
        elif isinstance(block, Heading) and cursor.at_models():
            cursor.at += 1
            self._models(block.level + 1)
        elif isinstance(block, Heading) and cursor.at_authorizations():
            cursor.at += 1
            self._authorizations(block.level + 1)
        elif text == "Security" and isinstance(cursor.peek(1), Text):
            cursor.at += 1
            self._security_tables()
        else:
            self._skip()

    # --- security schemes ---

    def _authorizations(self, level: int) -> None:
        while isinstance(heading := self._cursor.peek(), Heading) and heading.level == level:
            self._cursor.at += 1
            text = self._cursor.take(self._ends_scheme)
            self._scheme(*scheme_from_heading(heading.text, text), heading.place)

    def _ends_scheme(self) -> bool:
        return isinstance(self._cursor.peek(), Heading | Rule)

    def _security_tables(self) -> None:
        while isinstance(name := self._cursor.peek(), Text) and isinstance(
            table := self._cursor.peek(1), Table
        ):
            self._cursor.at += 2
            self._scheme(name.text.strip("* \n"), *scheme_from_table(table), name.place)
        if isinstance(schemes := self._cursor.peek(), Text) and _SCHEMES.match(schemes.text):
            self._cursor.at += 1

    def _scheme(self, name: str, scheme: dict[str, Any], problems: list[str], place: Place) -> None:
        where = pointer("components", "securitySchemes", name)
        self._component("securitySchemes")[name] = scheme
        self.draft.places[where] = place
        for problem in problems:
            self.draft.leave_open("scheme-incomplete", problem, place, where)

    # --- tags ---

    def _tag_heading(self) -> None:
        self._path = self._tag = None
        block = self._cursor.peek()
        if block is None or self._cursor.at_part():
            return
        text = self._cursor.take(self._cursor.at_part)
        name, url, text = self._tag_name(block, text)
        if name == "default" and not text and not url:
            return  # The printer's own word for operations whose tag is not declared.
        self._tag = name
        tag: dict[str, Any] = {"name": name}
        if url:
            tag["externalDocs"] = {"url": url}
        elif link := _LINK.search(text):
            tag["externalDocs"] = {"url": link["url"], "description": link["text"]}
            text = text[: link.start()].strip()
        if text:
            tag["description"] = text
        if text and self._cursor.page.is_flattened:
            message = f'the tag was taken to be "{name}": nothing separates it from its description'
            self.draft.infer("name-cut-from-text", message, block.place, confidence="low")
        tags = self.draft.document.setdefault("tags", [])
        if all(each["name"] != name for each in tags):
            tags.append(tag)

    @staticmethod
    def _tag_name(block: Block, text: str) -> tuple[str, str, str]:
        """Give the name of a tag, the link that its heading may be, and the text behind it."""
        if linked := _LINKED_TAG.match(text):
            return linked["name"], linked["url"], text[linked.end() :].strip()
        if isinstance(block, Heading):
            behind = len(block.text) + block.level + 1
            return block.text, "", text[behind:].strip()
        name, _, rest = text.partition("\n")
        return name.strip(), "", rest.strip()

    # --- operations ---

    def _operation(self, path: str, method: str, place: Place) -> None:
        is_struck = self._cursor.heading().startswith("~~")
        self._cursor.at += 1
        where = pointer("paths", path, method.lower())
        own = Draft()  # Of an operation that is printed again, nothing is told again.
        operation = OperationTables(own, where, place, own_first=self._path is None)
        if is_struck:
            operation.value["deprecated"] = True
        self._operation_text(operation)
        self._operation_sections(operation)
        operation.finish()
        if self._add_operation(path, method.lower(), operation.value, place):
            self.draft.findings += own.findings
            for pointed, each in own.places.items():
                self.draft.places.setdefault(pointed, each)

    def _operation_text(self, operation: OperationTables) -> None:
        """Read what stands right below the heading: texts, in the path dialect only flags."""
        text = self._cursor.take(self._ends_text("Summary", "Description"))
        if _DEPRECATED.match(text):
            operation.value["deprecated"] = True
        text = _SCHEMES.sub("", _DEPRECATED.sub("", text, count=1), count=1)
        text = self._without_documentation(text, operation)
        is_flattened = self._cursor.page.is_flattened
        summary = (_FLAT_SUMMARY if is_flattened else _SUMMARY).match(text)
        if summary and self._path is None:
            operation.value["summary"] = unescaped(summary["summary"])
            text = text[summary.end() :].strip()
        if text:
            operation.value["description"] = unescaped(text)

    def _ends_text(self, *headings: str) -> Callable[[], bool]:
        """Tell where a text of an operation ends; in the path dialect also at some headings."""
        cursor = self._cursor

        def at_end() -> bool:
            if self._path is not None and (cursor.at_method() or cursor.heading() in headings):
                return True
            return cursor.at_section() or cursor.at_part()

        return at_end

    @staticmethod
    def _without_documentation(text: str, operation: OperationTables) -> str:
        if documentation := _DOCUMENTATION.search(text):
            operation.document(documentation["text"], documentation["url"])
            text = text[: documentation.start()]
        return text.strip()

    def _operation_sections(self, operation: OperationTables) -> None:
        cursor = self._cursor
        while (block := cursor.peek()) is not None:
            if cursor.at_section():
                table = cursor.peek(1)
                assert isinstance(table, Table)
                operation.section(cursor.heading(), table)
                cursor.at += 2
            elif cursor.at_part() or isinstance(block, Rule) or (self._path and cursor.at_method()):
                return
            elif self._path is not None and cursor.heading() in ("Summary", "Description"):
                self._titled_text(operation)
            else:
                self._skip()

    def _titled_text(self, operation: OperationTables) -> None:
        """Read `##### Summary` or `##### Description`; the latter comes last."""
        key = self._cursor.heading().lower()
        self._cursor.at += 1
        ends = self._ends_text("Description") if key == "summary" else self._ends_text()
        text = unescaped(self._without_documentation(self._cursor.take(ends), operation))
        if text:
            operation.value[key] = text

    def _add_operation(self, path: str, method: str, value: dict[str, Any], place: Place) -> bool:
        """Add an operation; `False` if all of it but its tag was told before."""
        where = pointer("paths", path, method)
        self.draft.places.setdefault(pointer("paths", path), place)
        item = self.draft.document["paths"].setdefault(path, {})
        if method not in item:
            tags = {"tags": [self._tag]} if self._tag is not None else {}
            item[method] = tags | value
            self.draft.places[where] = place
            return True
        # A path is printed whole under every tag that any of its operations has.
        known = item[method]
        tags = known.get("tags", [])
        if {**known, "tags": None} != {**value, "tags": None}:
            message = f"{method.upper()} {path} is described twice, differently; the first counts"
            self.draft.contradict("operation-twice", message, place, where)
            return True
        if self._tag is not None and self._tag not in tags:
            known["tags"] = [*tags, self._tag]
            message = f"{method.upper()} {path} is printed under several tags and was given all"
            self.draft.infer("tag-from-position", message, place, where, confidence="medium")
        return False

    # --- models ---

    def _models(self, level: int) -> None:
        schemas = self._component("schemas")
        while (heading := self._cursor.peek()) is not None and not self._cursor.at_part():
            if not isinstance(heading, Heading) or heading.level != level:
                self._skip()
                continue
            self._cursor.at += 1
            self._cursor.release()
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
        description = self._cursor.take(self._ends_model_text)
        table = self._cursor.peek()
        if isinstance(table, Table) and table.header == MODEL:
            self._cursor.at += 1
            schema = ModelTable(self.draft, where).read(heading.text, table, description)
        else:
            message = f"the model {heading.text} has no table"
            self.draft.leave_open("model-without-table", message, heading.place, where)
            schema = {"description": description} if description else {}
        example = self._cursor.peek()
        if isinstance(example, Text) and (inner := _EXAMPLE.fullmatch(example.text)):
            self._cursor.at += 1
            is_text = schema.get("type") == "string"
            schema["examples"] = [inner["value"] if is_text else json_or_text(inner["value"])]
        return schema

    def _ends_model_text(self) -> bool:
        block = self._cursor.peek()
        if isinstance(block, Table):
            return block.header == MODEL
        return self._cursor.at_part()

    # --- the whole ---

    def _component(self, kind: str) -> dict[str, Any]:
        components = self.draft.document.setdefault("components", {})
        section: dict[str, Any] = components.setdefault(kind, {})
        return section

    def _tidy(self) -> None:
        """Put the parts in their usual order; mend references, report those that lead nowhere."""
        document = self.draft.document
        schemas = document.get("components", {}).get("schemas", {})
        missing: dict[str, dict[str, Any]] = {}
        for holder, target in references([document["paths"], schemas]):
            if not target.startswith(_SCHEMA_PREFIX):
                continue
            name = _model_name(target, schemas)
            holder["$ref"] = _SCHEMA_PREFIX + escape(name)
            if name not in schemas:
                missing.setdefault(name, holder)
        places = self._places_of_references() if missing else {}
        for name, holder in missing.items():
            message = f"the model {name} is referred to but not described"
            where = pointer("components", "schemas", name)
            self.draft.contradict("reference-to-missing-model", message, places[id(holder)], where)
            self._component("schemas")[name] = {}
        order = ("openapi", "info", "externalDocs", "tags", "paths", "components")
        self.draft.document = {key: document[key] for key in order if key in document}

    def _places_of_references(self) -> dict[int, Place]:
        """Give the place of every object with a reference, by its identity."""
        found: dict[int, Place] = {}
        pending: list[tuple[Any, str, Place]] = [(self.draft.document, "", Place(1))]
        while pending:
            element, where, around = pending.pop()
            around = self.draft.places.get(where, around)
            if isinstance(element, dict):
                if "$ref" in element:
                    found[id(element)] = around
                inner = [(each, where + pointer(key), around) for key, each in element.items()]
            else:
                inner = [(each, where + pointer(n), around) for n, each in enumerate(element)]
            pending += [each for each in inner if isinstance(each[0], dict | list)]
        return found


def _model_name(target: str, schemas: Mapping[str, Any]) -> str:
    """Give the name of the model that a reference means: some are printed with their escapes."""
    name = target.removeprefix(_SCHEMA_PREFIX).replace("~1", "/").replace("~0", "~")
    decoded = unquote(name).replace("~1", "/").replace("~0", "~")
    return decoded if name not in schemas and decoded in schemas else name
