"""The whole of an MDX reference: title, server, credentials, and its operations in order."""

import re
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from typing import Any, Final

from contract.pointers import follow, pointer, references
from contract.reading.blocks import Place
from contract.reading.findings import Draft, Reading
from contract.reading.mdx.blocks import (
    Block,
    Fence,
    Item,
    Line,
    MdxPage,
    Rule,
    Tag,
    Title,
    parse_mdx,
)
from contract.reading.mdx.operations import METHODS, OperationReader, path_template
from contract.reading.mdx.schemas import Components
from contract.reading.mdx.sections import Page, read_page
from contract.reading.mdx.titles import section_name, split_title

_HEADING: Final = re.compile(r"<Heading\b[^<>]{0,1000}?\b(?:url|method)\s*=")
_CREDENTIALS: Final = re.compile(
    r"\b(?P<header>Authorization|[A-Za-z-]{0,40}(?:API|Api|api)-?[Kk]ey|X-[\w-]{1,40})\s*:\s*"
    r"(?:(?P<scheme>Bearer|Basic)\b|[{<])"
)
_BASE_URL: Final = re.compile(r"https?://[^\s'\"`<>(){}]+")
_BASE_URL_TITLE: Final = re.compile(
    r"base ?url|基础 ?url|基礎 ?url|ベース ?url|기본 ?url|url de base|url base|basis-?url",
    re.IGNORECASE,
)
_SCHEMA_PREFIX: Final = "#/components/schemas/"


def recognise(text: str) -> bool:
    """Tell whether a text is a reference written in MDX."""
    return bool(_HEADING.search(text))


def read(text: str) -> Reading:
    """Read the reference as an OpenAPI 3.2 document."""
    reader = _Reader(parse_mdx(text))
    reader.read()
    return reader.draft.finished(reader.kind)


class _Reader:
    """Cuts the blocks into operations and puts them together again as a document."""

    def __init__(self, page: MdxPage) -> None:
        self._is_indented = page.is_indented
        self._is_flattened = page.is_flattened
        self.kind = "MDX reference" + (", flattened" if page.is_flattened else "")
        self._blocks = list(_with_short_titles(page.blocks) if page.is_flattened else page.blocks)
        self._servers: list[str] = []
        #: The template of each path, by what it is without the names of its variables.
        self._paths: dict[str, str] = {}
        self.draft = Draft({"openapi": "3.2.0", "info": {}, "paths": {}})

    def read(self) -> None:
        """Read the whole text."""
        starts = [index for index, each in enumerate(self._blocks) if _is_heading(each)]
        first = starts[0] if starts else len(self._blocks)
        self._preamble(self._blocks[:first])
        pages = []
        for start, end in pairwise([*starts, len(self._blocks)]):
            heading = self._blocks[start]
            assert isinstance(heading, Tag)
            behind = self._end_of_operation(start + 1, end)
            pages.append((heading, read_page(self._blocks[start + 1 : behind], heading.place)))
        known = {
            name
            for _, page in pages
            for section in page.sections
            if section.entries and (name := section_name(section.title))
        }
        components = Components(self.draft, known)
        # Cut and sorted, a text takes ten times its size: what has been read is let go.
        self._blocks.clear()
        pages.reverse()
        while pages:
            self._operation(*pages.pop(), components)
        self._tidy()

    def _end_of_operation(self, start: int, end: int) -> int:
        """Find the rule behind an operation; what stands between it and the next is reported."""
        rows = 0
        for index in range(start, end):
            block = self._blocks[index]
            if isinstance(block, Tag) and block.name == "Row":
                rows += {"open": 1, "close": -1}.get(block.kind, 0)
            elif isinstance(block, Rule) and rows <= 0:
                left = [each for each in self._blocks[index:end] if isinstance(each, Item | Line)]
                if left:
                    self.draft.skip(f"text of no operation: {left[0].text[:80]}", left[0].place)
                return index
        return end

    # --- title, servers, credentials ---

    def _preamble(self, blocks: Sequence[Block]) -> None:
        info = self.draft.document["info"]
        index = next((n for n, each in enumerate(blocks) if _is_main_title(each)), None)
        if index is None:
            info["title"] = "Untitled"
            message = "the text has no title"
            self.draft.leave_open("title-missing", message, Place(1), "/info/title")
            rest = list(blocks)
        else:
            title = blocks[index]
            assert isinstance(title, Title)
            rest = self._title(title, blocks[index + 1 :])
        message = "the text states no version"
        self.draft.leave_open("version-missing", message, Place(1), "/info/version")
        info["version"] = "0"
        self._base_url(rest)
        self._security(rest)

    def _title(self, title: Title, behind: Sequence[Block]) -> list[Block]:
        """Read the title and the text below it; gives the blocks behind these."""
        info = self.draft.document["info"]
        below = list(takewhile(lambda each: isinstance(each, Line), behind))
        lines = [_text_of(each) for each in below]
        info["title"] = title.text
        if self._is_flattened:
            info["title"], description = _cut_title(title.text)
            lines.insert(0, description)
            message = f'the title was taken to be "{info["title"]}": nothing separates it'
            self.draft.infer(
                "name-cut-from-text", message, title.place, "/info/title", confidence="low"
            )
        if description := "\n".join(each for each in lines if each):
            info["description"] = description
        return list(behind[len(below) :])

    def _base_url(self, blocks: Sequence[Block]) -> None:
        is_below = False
        for block in blocks:
            if isinstance(block, Title):
                is_below = bool(_BASE_URL_TITLE.search(block.text))
            text = _text_of(block)
            if is_below and (url := _BASE_URL.search(text)):
                self.draft.document["servers"] = [{"url": url[0].rstrip("/.,;")}]
                self.draft.places["/servers/0"] = block.place
                return

    def _security(self, blocks: Sequence[Block]) -> None:
        for block in blocks:
            if told := _CREDENTIALS.search(_text_of(block)):
                self._scheme(told, block.place)
                return

    def _scheme(self, told: re.Match[str], place: Place) -> None:
        scheme: dict[str, Any] = {"type": "apiKey", "in": "header", "name": told["header"]}
        name = "ApiKey"
        if told["scheme"]:
            scheme = {"type": "http", "scheme": told["scheme"].lower()}
            name = told["scheme"].capitalize()
        components = self.draft.document.setdefault("components", {})
        components["securitySchemes"] = {name: scheme}
        self.draft.document["security"] = [{name: []}]
        self.draft.places[pointer("components", "securitySchemes", name)] = place
        message = f"every operation was taken to need the header {told['header']}"
        self.draft.infer("security-from-text", message, place, "/security", confidence="high")

    # --- operations ---

    def _operation(self, heading: Tag, page: Page, components: Components) -> None:
        method = heading.attributes.get("method", "").upper()
        url = heading.attributes.get("url", "").strip()
        if method not in METHODS or not url:
            shown = f"{method} {url}".strip() or "nothing"
            self.draft.skip(f"a heading of no operation: {shown[:80]}", heading.place)
            return
        path = self._path(path_template(url), heading.place)
        paths = self.draft.document["paths"]
        if method.lower() in paths.get(path, {}):
            message = f"{method} {path} is described twice; the first counts"
            where = pointer("paths", path, method.lower())
            self.draft.contradict("operation-twice", message, heading.place, where)
            return
        operation = OperationReader(
            self.draft, (method, path), heading, page, components, is_indented=self._is_indented
        )
        operation.read()
        self._servers += operation.servers
        for header, place in operation.credentials:
            told = _CREDENTIALS.search(header)
            if told and "security" not in self.draft.document:
                self._scheme(told, place)
        self.draft.places.setdefault(pointer("paths", path), heading.place)
        self.draft.places[pointer("paths", path, method.lower())] = heading.place
        paths.setdefault(path, {})[sys.intern(method.lower())] = operation.value

    def _path(self, path: str, place: Place) -> str:
        """Give the template that a path goes by: variables have one name for all operations."""
        known = self._paths.setdefault(re.sub(r"\{[^{}]*\}", "{}", path), path)
        if known != path:
            message = f"{path} is the same path as {known}; the names of the first count"
            self.draft.contradict("path-twice", message, place, pointer("paths", known))
        return known

    # --- the whole ---

    def _tidy(self) -> None:
        """Add the server, put the parts in their usual order, let no reference lead nowhere."""
        self._forget_what_is_gone()
        document = self.draft.document
        if "servers" not in document:
            self._server()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        for target in sorted({target for _, target in references([document["paths"], schemas])}):
            name = target.removeprefix(_SCHEMA_PREFIX)
            if name not in schemas:
                message = f"the object {name} is referred to but not described"
                where = pointer("components", "schemas", name)
                self.draft.contradict("reference-to-missing-model", message, Place(1), where)
                document["components"]["schemas"][name] = {}
        document["components"] = {key: each for key, each in document["components"].items() if each}
        order = ("openapi", "info", "servers", "security", "paths", "components")
        self.draft.document = {
            key: document[key] for key in order if document.get(key) or key == "paths"
        }

    def _forget_what_is_gone(self) -> None:
        """Drop places and findings of members that a sample showed to be those of a map."""
        draft = self.draft
        for where in [each for each in draft.places if not self._is_there(each)]:
            del draft.places[where]
        draft.findings = [
            each
            for each in draft.findings
            if "/properties/" not in each.pointer or self._is_there(each.pointer)
        ]

    def _is_there(self, where: str) -> bool:
        try:
            follow(self.draft.document, where)
        except LookupError:
            return False
        return True

    def _server(self) -> None:
        urls = sorted(set(self._servers))
        if len(urls) == 1:
            self.draft.document["servers"] = [{"url": urls[0]}]
            message = f"the server was taken to be {urls[0]}, which the samples call"
            self.draft.infer("server-assumed", message, Place(1), "/servers", confidence="medium")
        else:
            shown = ", ".join(urls) or "none is written"
            message = f"the address of the server is not known: {shown}"
            self.draft.leave_open("server-missing", message[:300], Place(1), "/servers")


def _is_heading(block: Block) -> bool:
    return isinstance(block, Tag) and block.name == "Heading" and block.kind != "close"


def _is_main_title(block: Block) -> bool:
    return isinstance(block, Title) and block.level == 1


def _with_short_titles(blocks: Sequence[Block]) -> Iterator[Block]:
    """Cut headings off the text behind them; the first, a title, is cut elsewhere."""
    for block in blocks:
        if not isinstance(block, Title) or block.level == 1:
            yield block
            continue
        title, rest = split_title(block.text)
        yield Title(block.level, title, block.place)
        if rest:
            yield Line(0, rest, block.place)


def _cut_title(text: str) -> tuple[str, str]:
    """Cut a title off its description: behind an early `API`, else behind the first word."""
    words = text.split()
    count = words.index("API") + 1 if "API" in words[:6] else 1
    return " ".join(words[:count]), " ".join(words[count:])


def _text_of(block: Block) -> str:
    if isinstance(block, Fence | Line | Item):
        return block.text
    return block.attributes.get("targetCode", "") if isinstance(block, Tag) else ""
