"""
The text of a ReDoc page, cut into tags and operations.

::

    page      = preamble { { paragraph } operation }
    operation = title { paragraph } [ authorizations ] { parameters } [ body ] "Responses" samples
    preamble  = title " (" version ")" "Download OpenAPI specification:Download" { paragraph }

Every operation has exactly one line "Responses", and it is the anchor that the text is cut by.
What stands before a section (see `heads`) may be a tag, a title or a description.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, Literal

from contract.reading.blocks import Place
from contract.reading.findings import Draft
from contract.reading.redoc.heads import NO_TITLES, Head, Paragraph, Titles, read_heads
from contract.reading.redoc.rows import Line
from contract.reading.redoc.samples import Sample, is_media_type, read_sample, starts_samples

SectionKind = Literal["path", "query", "header", "cookie", "body"]

_RESPONSES: Final = "Responses"
_AUTHORIZATIONS: Final = "Authorizations:"
_PARAMETERS: Final = re.compile(r"(?P<place>path|query|cookie|header) Parameters$")
_BODY: Final = re.compile(r"Request Body schema:\s*(?P<media>.*)$")
_DOWNLOAD: Final = "Download OpenAPI specification:"
_TITLE: Final = re.compile(r"(?P<title>\S.*?) ?\((?P<version>[^()]+)\)$")
_CONTACT: Final = re.compile(
    r"(?:(?P<name>[^:\n]{1,80}): (?P<email>[^\s@]+@\S+) ?)?(?:URL: (?P<url>\S+) ?)?"
    r"(?:License: (?P<licence>.+?) ?)?(?P<terms>Terms of Service)?$"
)
_FOOTER: Final = "API docs by Redocly"
_MARKS: Final = re.compile(
    r"(?m)^(?:Authorizations:|(?:path|query|cookie|header) Parameters|Request Body schema:.*"
    r"|Re(?:quest|sponse) samples)[ \t]*$"
)
_ANCHOR: Final = re.compile(r"(?m)^Responses[ \t]*$")


@dataclass(frozen=True, slots=True)
class Section:
    """The parameters of one place, or the body."""

    kind: SectionKind
    place: Place
    lines: tuple[Line, ...]
    media_type: str = ""  #: Of a body; "" where it is not shown.
    has_choice: bool = False  #: Whether a body has other media types, which are not shown.
    is_required: bool = False  #: Of a body.


@dataclass(slots=True)
class PageOperation:
    """One operation of the page."""

    title: str  #: "" where it is lost.
    tag: str | None
    place: Place
    description: str = ""
    is_deprecated: bool = False
    authorizations: Line | None = None  #: The names of the schemes, run together.
    sections: list[Section] = field(default_factory=list)
    request_sample: Sample | None = None
    response_sample: Sample | None = None

    def section(self, kind: SectionKind) -> Section | None:
        """Find a section."""
        return next((each for each in self.sections if each.kind == kind), None)


@dataclass(slots=True)
class PageTag:
    """One tag of the page."""

    name: str
    place: Place
    description: str = ""


@dataclass(slots=True)
class Page:
    """All that a page shows."""

    info: dict[str, object] = field(default_factory=dict)
    tags: list[PageTag] = field(default_factory=list)
    operations: list[PageOperation] = field(default_factory=list)


def looks_like_page(text: str) -> bool:
    """Tell whether a text is that of a ReDoc page."""
    return bool(_ANCHOR.search(text) and (_DOWNLOAD in text or _MARKS.search(text)))


def parse_page(text: str, draft: Draft, known: Titles = NO_TITLES) -> Page:
    """
    Cut a page into tags and operations.

    `known` are tags and titles from elsewhere: with them the headings are found, without they are
    concluded, which `draft` is told, like everything that cannot be understood.
    """
    return _PageReader(_lines(text), draft, known).read()


def _lines(text: str) -> list[Line]:
    # The same names, types and marks stand on many lines: equal texts are one.
    known: dict[str, str] = {}
    plain = (each.rstrip() for each in text.replace("\u00a0", " ").split("\n"))
    return [Line(known.setdefault(each, each), number) for number, each in enumerate(plain, 1)]


@dataclass(slots=True)
class _Cut:
    """Where one operation begins and what it shows; its head is not yet understood."""

    paragraphs: list[Paragraph]
    body: PageOperation


class _PageReader:
    """Cuts the lines, then reads the heads together: what a title looks like shows in all."""

    def __init__(self, lines: list[Line], draft: Draft, known: Titles) -> None:
        self._lines = lines
        self._draft = draft
        self._known = known
        self._has_blanks = any(not line.text for line in lines)
        self._page = Page()
        self._tags: set[str] = set()

    def read(self) -> Page:
        cuts = list(self._cuts())
        if cuts:
            cuts[0].paragraphs = self._preamble(cuts[0].paragraphs)
        else:
            self._page.info = {"title": "Untitled", "version": "0"}
        for cut in cuts[1:]:
            cut.paragraphs = self._without_preamble(cut.paragraphs)
        heads = read_heads([cut.paragraphs for cut in cuts], self._known)
        for number, (cut, head) in enumerate(zip(cuts, heads, strict=True)):
            self._add(cut.body, head, is_first=number == 0)
        return self._page

    # --- cutting ---------------------------------------------------------------------------------

    def _cuts(self) -> Iterator[_Cut]:
        start = 0
        anchors = [n for n, line in enumerate(self._lines) if line.text == _RESPONSES]
        for anchor, end in pairwise([*anchors, len(self._lines)]):
            first = min((n for n in range(start, anchor) if self._is_mark(n)), default=anchor)
            operation = PageOperation("", None, self._lines[start].place)
            self._sections(operation, first, anchor)
            yield _Cut(self._paragraphs(start, first), operation)
            start = self._samples(operation, anchor + 1, end)
        for line in self._lines[start:] if anchors else ():
            if line.text and line.text != _FOOTER:
                self._draft.skip(f"not understood: {line.text[:80]}", line.place)

    def _is_mark(self, at: int) -> bool:
        text = self._lines[at].text
        return text == _AUTHORIZATIONS or bool(_PARAMETERS.match(text) or _BODY.match(text))

    def _paragraphs(self, start: int, end: int) -> list[Paragraph]:
        found: list[list[Line]] = [[]]
        for line in self._lines[start:end]:
            if line.text and (self._has_blanks or not found[-1]):
                found[-1].append(line)
            elif line.text:
                found.append([line])
            elif found[-1]:
                found.append([])
        return [Paragraph(tuple(lines)) for lines in found if lines]

    def _sections(self, operation: PageOperation, start: int, anchor: int) -> None:
        marks = [n for n in range(start, anchor) if self._is_mark(n)]
        for mark, end in pairwise([*marks, anchor]):
            text = self._lines[mark].text
            if text == _AUTHORIZATIONS:
                self._authorizations(operation, mark, end)
            elif parameters := _PARAMETERS.match(text):
                self._section(operation, parameters["place"], mark, end)
            elif body := _BODY.match(text):
                self._body(operation, sys.intern(body["media"]), mark, end)

    def _authorizations(self, operation: PageOperation, mark: int, end: int) -> None:
        filled = [line for line in self._lines[mark + 1 : end] if line.text]
        if filled and operation.authorizations is None:
            operation.authorizations = filled.pop(0)
        for line in filled:
            self._draft.skip(f"not understood: {line.text[:80]}", line.place)

    def _section(self, operation: PageOperation, place: str, mark: int, end: int) -> None:
        kind: SectionKind = sys.intern(place)  # type: ignore[assignment]  # One of the words of the pattern.
        lines = tuple(self._lines[mark + 1 : end])
        operation.sections.append(Section(kind, self._lines[mark].place, lines))

    def _body(self, operation: PageOperation, media_type: str, mark: int, end: int) -> None:
        at = self._filled(mark + 1, end)
        has_choice = not media_type
        if not media_type and at < end and is_media_type(self._lines[at].text):
            media_type = self._lines[at].text
            at = self._filled(at + 1, end)
        is_required = at < end and self._lines[at].text == "required"
        if at < end and self._lines[at].text in ("required", "optional"):
            at += 1
        place = self._lines[mark].place
        lines = tuple(self._lines[at:end])
        body = Section("body", place, lines, media_type, has_choice, is_required)
        if operation.section("body") is None:
            operation.sections.append(body)
        else:
            message = "a second request body; the first counts"
            self._draft.contradict("request-body-twice", message, place)

    def _filled(self, at: int, end: int) -> int:
        while at < end and not self._lines[at].text:
            at += 1
        return at

    def _samples(self, operation: PageOperation, start: int, end: int) -> int:
        """Read the samples behind "Responses"; give the index of the line behind them."""
        at = self._filled(start, end)
        if at < end and self._lines[at].text == "Callbacks":
            self._draft.skip("callbacks are not shown", self._lines[at].place)
            at = self._filled(at + 1, end)
        while at < end and starts_samples(self._lines[at].text):
            heading = self._lines[at]
            sample, at = read_sample(self._lines, at, end)
            if heading.text == "Request samples":
                operation.request_sample = sample
            elif heading.text == "Response samples":
                operation.response_sample = sample
            if sample is None:
                self._draft.skip(f"{heading.text}: none that can be read", heading.place)
            at = self._filled(at, end)
        return at

    # --- what stands before the first tag --------------------------------------------------------

    def _preamble(self, paragraphs: list[Paragraph]) -> list[Paragraph]:
        """Read title, version and contact; give what is left."""
        start, title = _title_at(paragraphs)
        place = paragraphs[0].place if paragraphs else Place(1)
        self._page.info = {"title": "Untitled", "version": "0"}
        if title is None:
            message = "the page shows no title"
            self._draft.leave_open("title-missing", message, place, "/info/title")
            return paragraphs
        self._page.info["title"] = title["title"]
        self._page.info["version"] = title["version"]
        rest = paragraphs[start:]
        if rest and (contact := _CONTACT.match(rest[0].text)) and any(contact.groups()):
            self._contact(contact, rest.pop(0).place)
        return rest

    def _contact(self, match: re.Match[str], place: Place) -> None:
        info = self._page.info
        named = {"name": match["name"], "email": match["email"], "url": match["url"]}
        contact = {key: value for key, value in named.items() if value}
        if contact.get("name") == "E-mail":
            del contact["name"]
        if contact:
            info["contact"] = contact
        if match["licence"]:
            info["license"] = {"name": match["licence"]}
        if match["terms"]:
            message = "the address of the terms of service is not shown"
            self._draft.leave_open("terms-not-shown", message, place, "/info")

    def _without_preamble(self, paragraphs: list[Paragraph]) -> list[Paragraph]:
        """Leave out the beginning of another page, which follows in the same text."""
        start, title = _title_at(paragraphs)
        if title is None or not _ends_preamble(paragraphs, start):
            return paragraphs
        for paragraph in paragraphs[:start]:
            self._draft.skip(f"another page begins: {paragraph.text[:80]}", paragraph.place)
        return paragraphs[start:]

    # --- tags and titles -------------------------------------------------------------------------

    def _add(self, operation: PageOperation, head: Head, *, is_first: bool) -> None:
        title = head.title
        if title is not None:
            operation.title = title.text
            operation.place = title.place
            operation.is_deprecated = head.is_deprecated
        if is_first and head.before:
            self._page.info["description"] = _joined(head.before)
        elif head.before:
            shown = head.before[0]
            self._draft.skip(f"not understood: {shown.text[:80]}", shown.place)
        if head.tag is not None and head.tag.text not in self._tags:
            self._tags.add(head.tag.text)
            description = _joined(head.tag_description)
            self._page.tags.append(PageTag(head.tag.text, head.tag.place, description))
        if head.is_concluded and title is not None:
            tag = f'"{head.tag.text}" was taken for a tag, ' if head.tag is not None else ""
            message = (
                f'{tag}"{title.text}" was taken for the title: nothing marks a heading as such'
            )
            self._draft.infer("heading-from-position", message, title.place, confidence="medium")
        operation.tag = head.current_tag
        operation.description = _joined(head.description)
        self._page.operations.append(operation)


def _title_at(paragraphs: Sequence[Paragraph]) -> tuple[int, re.Match[str] | None]:
    """Find the title of the page; also give the index of the paragraph behind the preamble."""
    for index, paragraph in enumerate(paragraphs):
        if paragraph.lines[-1].text.startswith(_DOWNLOAD):
            before = [line.text for each in paragraphs[: index + 1] for line in each.lines][:-1]
            return index + 1, _TITLE.match(before[-1]) if before else None
    for index, paragraph in enumerate(paragraphs[:3]):
        found = _TITLE.match(paragraph.text)
        if found and re.match(r"v?\d", found["version"]):
            return index + 1, found
    return 0, None


def _ends_preamble(paragraphs: Sequence[Paragraph], index: int) -> bool:
    return paragraphs[index - 1].lines[-1].text.startswith(_DOWNLOAD)


def _joined(paragraphs: Sequence[Paragraph]) -> str:
    return "\n\n".join(paragraph.text for paragraph in paragraphs)
