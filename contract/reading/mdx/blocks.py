"""
An MDX reference as blocks: components, headings, list items, code fences, lines of text, rules.

The layouts are those of Markdown (see `contract.reading.blocks`). In flattened text every mark that
begins a line is put on a line again; it can be read only if the components are still there.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from contract.reading.blocks import Place
from contract.reading.signs import without_signs


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag of a component: `<Col sticky>`, `</Col>`, `<Heading url='/a' />`."""

    name: str
    kind: Literal["open", "close", "empty"]
    place: Place
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Title:
    """`### text`; `level` counts the number signs."""

    level: int
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Fence:
    """A piece of code; an MDX fence may open with ```` ```json {{ title: 'Response' }} ````."""

    language: str
    title: str
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Item:
    """The first line of a list item, without its sign."""

    indent: int
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Line:
    """Any other line that is not blank."""

    indent: int
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Rule:
    """A line `---`."""

    place: Place


Block = Tag | Title | Fence | Item | Line | Rule


@dataclass(frozen=True, slots=True)
class MdxPage:
    """The blocks of a text, in order."""

    blocks: tuple[Block, ...]
    is_flattened: bool  #: All line breaks were lost, so headings may hold what follows them.
    is_indented: bool  #: Indentation was kept, so it tells what is nested in what.


_COMPONENTS: Final = "Heading|Row|Col|CodeGroup|Properties|Property|SubProperty"
#: `'a'`, `"a"`, `{`a`}`, `{a}` with one more level of braces inside, or a bare word.
_VALUE: Final = (
    r"'[^']*+'|\"[^\"]*+\"|\{\s*`[^`]*+`\s*\}|\{[^{}`]*+(?:\{[^{}]*+\}[^{}`]*+)*+\}|[^\s'\"{}<>=]++"
)
_ATTRIBUTE: Final = re.compile(rf"\s+(?P<name>[\w-]++)(?:\s*=\s*(?P<value>{_VALUE}))?")
_TAG: Final = re.compile(
    rf"<(?P<slash>/?)(?P<name>{_COMPONENTS})\b"
    rf"(?P<attributes>(?:\s+[\w-]++(?:\s*=\s*(?:{_VALUE}))?)*+)(?:\s*(?P<empty>/?)>)?"
)
#: What opens a comment, and what closes it.
_COMMENTS: Final = {"<!--": "-->", "{/*": "*/}"}
_LINE_END: Final = re.compile(rf"\n|(?=</?(?:{_COMPONENTS})\b)|(?=<!--)|(?=\{{/\*)|\Z")
_FENCE: Final = re.compile(r"[ \t]*`{3,}(?P<info>[^\n`]*)(?:\n|\Z)")
#: A fence that is never closed ends where its group or the operation does.
_FENCE_END: Final = re.compile(
    r"^[ \t]*`{3,}[ \t]*$|(?=</CodeGroup>)|(?=<Heading\b)|\Z", re.MULTILINE
)
_FENCE_TITLE: Final = re.compile(r"title\s*[:=]\s*(['\"])(?P<title>.*?)\1")
_TITLE: Final = re.compile(r"(#{1,6})[ \t]+(\S.*)$")
_RULE: Final = re.compile(r"(?:-{3,}|\*{3,}|_{3,})$")
_ITEM: Final = re.compile(r"[-*+][ \t]+(\S.*)")
_BLANKS: Final = re.compile(r"[^\S\n]*")
#: Lines that tell a reader nothing: modules that are loaded, elements that hold others.
_SILENT: Final = re.compile(r"import .+ from ['\"].*|</?(?:div|br|p|ul)\b[^<>]*>")
_CODE: Final = re.compile(r"</?code>")
#: In flattened text: what stood at the start of a line, and the end of a fence's first line.
_FLAT_MARK: Final = re.compile(
    r" (?=#{1,6} |- (?:`|<code>|\d{3}\b)|--- |```|</?(?:Heading|Row|Col|CodeGroup|Propert|SubProp))"
    r"|(?<=>) (?!/)|(?<=```) (?=\S)"
)
_FLAT_INFO: Final = re.compile(r"(?m)^(```[a-z]+(?: \{\{[^{}\n]*\}\})?) ")


def parse_mdx(text: str) -> MdxPage:
    """Cut an MDX reference into blocks."""
    is_flattened = not re.search(r"(?m)^[^\w<\n]*+<Heading\b", text)
    # Only blanks are exchanged for line breaks, so every offset stays what it was.
    shown = _with_line_breaks(text) if is_flattened else without_signs(text)
    blocks = tuple(_Blocks(shown, text if is_flattened else shown))
    indents = [each.indent for each in blocks if isinstance(each, Item | Line)]
    return MdxPage(blocks, is_flattened, is_indented=any(each > 1 for each in indents))


def _with_line_breaks(text: str) -> str:
    return _FLAT_INFO.sub(r"\1" + "\n", _FLAT_MARK.sub("\n", text))


def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer("\n", text))]


class _Blocks:
    """Scans a text once, from its start to its end."""

    def __init__(self, text: str, original: str) -> None:
        self._text = text
        #: Of the line that was looked at last: its start, and how far it is indented.
        self._indented = (-1, 0)
        #: Behind the last close of a comment of this kind, none is looked for again.
        self._last_close = {close: text.rfind(close) for close in _COMMENTS.values()}
        self._starts = _line_starts(original)
        self._text_starts = _line_starts(text)

    def __iter__(self) -> Iterator[Block]:
        at = 0
        while at < len(self._text):
            at_line_start = at == 0 or self._text[at - 1] == "\n"
            if self._text[at] == "\n":
                at += 1
            elif behind := self._comment_end(at):
                at = behind
            elif at_line_start and (fence := _FENCE.match(self._text, at)):
                end = _FENCE_END.search(self._text, fence.end())
                assert end is not None
                yield self._fence(fence, self._text[fence.end() : end.start()])
                at = end.end()
            elif tag := _TAG.match(self._text, at):
                yield self._tag(tag)
                at = tag.end()
            else:
                stop = _LINE_END.search(self._text, at + 1)
                assert stop is not None
                yield from self._line(at, self._text[at : stop.start()])
                at = stop.end()

    def _comment_end(self, at: int) -> int:
        """Give the offset behind a comment that begins here and is closed, else 0."""
        for opening, close in _COMMENTS.items():
            if self._text.startswith(opening, at) and at < self._last_close[close]:
                return self._text.index(close, at) + len(close)
        return 0

    def _place(self, offset: int) -> Place:
        line = bisect_right(self._starts, offset)
        return Place(line, offset - self._starts[line - 1] + 1)

    def _fence(self, opening: re.Match[str], body: str) -> Fence:
        info = opening["info"].strip()
        title = _FENCE_TITLE.search(info)
        language = re.match(r"[\w+-]*", info)
        assert language is not None
        offset = opening.start() + len(opening[0]) - len(opening[0].lstrip())
        name = title["title"] if title else ""
        return Fence(language[0].lower(), name, body, self._place(offset))

    def _tag(self, tag: re.Match[str]) -> Tag:
        kind: Literal["open", "close", "empty"] = "open"
        if tag["slash"]:
            kind = "close"
        elif tag["empty"]:
            kind = "empty"
        attributes = {
            each["name"]: _attribute_value(each["value"])
            for each in _ATTRIBUTE.finditer(tag["attributes"] or "")
        }
        return Tag(tag["name"], kind, self._place(tag.start()), attributes)

    def _line(self, offset: int, line: str) -> Iterator[Block]:
        text = _CODE.sub("`", line.strip())
        if not text:
            return
        start = offset + len(line) - len(line.lstrip())
        indent = self._indent(start)
        place = self._place(start)
        if title := _TITLE.match(text):
            yield Title(len(title[1]), title[2].rstrip("#").rstrip(), place)
        elif _RULE.match(text):
            yield Rule(place)
        elif item := _ITEM.match(text):
            yield Item(indent, item[1], place)
        elif not _SILENT.fullmatch(text):
            yield Line(indent, text, place)

    def _indent(self, offset: int) -> int:
        """Tell how far the line is indented on which this stands, in blanks."""
        line_start = self._text_starts[bisect_right(self._text_starts, offset) - 1]
        if line_start != self._indented[0]:
            blanks = _BLANKS.match(self._text, line_start)
            assert blanks is not None
            self._indented = (line_start, len(blanks[0].expandtabs(4)))
        return self._indented[1]


def _attribute_value(raw: str | None) -> str:
    """Take the quotes and braces off; an attribute without a value has an empty one."""
    value = (raw or "").strip()
    if value.startswith("{"):
        value = value[1:-1].strip()
    if len(value) > 1 and value[0] in "'\"`" and value[-1] == value[0]:
        value = value[1:-1]
    return value
