"""The blocks of one operation as sections of nested entries, and the samples beside them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from contract.reading.blocks import Place
from contract.reading.mdx.blocks import Block, Fence, Item, Line, Rule, Tag, Title
from contract.reading.mdx.types import plain, split_type


@dataclass(slots=True)
class Entry:
    """A list item or a `<Property>`: a member, a value, an alternative or mere text."""

    place: Place
    indent: int
    code: str = ""  #: The name, value or alternative; empty where the entry begins with text.
    type: str = ""  #: What stands in brackets behind it, as written.
    lines: list[str] = field(default_factory=list)  #: The text behind it, line by line.
    children: list["Entry"] = field(default_factory=list)
    is_component: bool = False

    @property
    def text(self) -> str:
        """Give the text as one line."""
        return " ".join(self.lines).strip()

    @property
    def alternative(self) -> tuple[str, str] | None:
        """Give what tells this alternative from the others: `event: ping`, by member and value."""
        match = _ALTERNATIVE.fullmatch(self.code)
        return (match["member"], match["value"]) if match else None


@dataclass(slots=True)
class Section:
    """A heading and what stands below it."""

    title: str
    place: Place
    in_samples: bool = False  #: It stands in the column of the samples.
    lines: list[str] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Group:
    """A `<CodeGroup>`; `tag` and `label` repeat the method and the path."""

    title: str
    tag: str
    label: str
    code: str  #: The attribute `targetCode`, a command to be copied.
    place: Place


@dataclass(frozen=True, slots=True)
class Sample:
    """A fence, and the title of the group it stands in."""

    fence: Fence
    group: str


@dataclass(slots=True)
class Page:
    """What was written about one operation."""

    sections: list[Section] = field(default_factory=list)  #: The first one has no title.
    samples: list[Sample] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)


_ALTERNATIVE: Final = re.compile(r"(?P<member>\w+) ?: ?(?P<value>[\w.-]+)", re.ASCII)
_HEAD: Final = re.compile(
    r"(?:\*\*)?(?:`(?P<code>[^`]+)`|"
    r"(?P<bare>[A-Za-z_][\w.-]*)(?= ?[(][a-z]+[\[\])]))(?:\*\*)?\s*:?\s*"
)
_TYPE: Final = re.compile(r"\((?P<type>(?:[^()]|\([^()]*\))*)\)\s*")


def read_page(blocks: Iterable[Block], place: Place) -> Page:
    """Read the blocks that stand between the heading of an operation and that of the next."""
    reader = _PageReader(place)
    for block in blocks:
        reader.take(block)
    return reader.page


#: Members nested deeper than this stand beside the innermost: nobody describes such objects.
_DEEPEST: Final = 24


class _PageReader:
    def __init__(self, place: Place) -> None:
        self.page = Page([Section("", place)])
        self._columns = 0
        self._group = ""
        #: The entries that what comes next may belong to, the innermost last.
        self._open: list[Entry] = []

    def take(self, block: Block) -> None:
        """Take the next block."""
        if isinstance(block, Tag):
            self._tag(block)
        elif isinstance(block, Title):
            self._open = []
            section = Section(block.text, block.place, in_samples=self._columns > 1)
            self.page.sections.append(section)
        elif isinstance(block, Fence):
            self.page.samples.append(Sample(block, self._group))
        elif isinstance(block, Item):
            self._close_items(block.indent)
            self._add(_item(block))
        elif isinstance(block, Line):
            self._line(block)
        elif isinstance(block, Rule):
            self._open = []

    def _tag(self, tag: Tag) -> None:
        if tag.name == "Col" and tag.kind == "open":
            self._columns += 1
            self._open = []
        elif tag.name == "CodeGroup":
            self._group = tag.attributes.get("title", "") if tag.kind == "open" else ""
            if tag.kind != "close":
                self.page.groups.append(_group(tag))
        elif tag.name in ("Property", "SubProperty"):
            self._close_items(-1)
            if tag.kind == "close":
                self._open = self._open[:-1]
            else:
                self._add(_component(tag), stays_open=tag.kind == "open")

    def _close_items(self, indent: int) -> None:
        """Close the list items that something at this indentation cannot belong to."""
        while self._open and not self._open[-1].is_component and self._open[-1].indent >= indent:
            self._open.pop()

    def _add(self, entry: Entry, *, stays_open: bool = True) -> None:
        siblings = self._open[-1].children if self._open else self.page.sections[-1].entries
        siblings.append(entry)
        if stays_open and len(self._open) < _DEEPEST:
            self._open.append(entry)

    def _line(self, line: Line) -> None:
        # Where indentation was lost, a line can only belong to the item before it.
        if line.indent > 1:
            self._close_items(line.indent)
        owner = self._open[-1] if self._open else self.page.sections[-1]
        owner.lines.append(line.text)


def _item(item: Item) -> Entry:
    text = plain(item.text)
    head = _HEAD.match(text)
    kind = _TYPE.match(text, head.end()) if head else None
    written = kind["type"].strip() if kind else ""
    if head is None or (head["bare"] and split_type(written)[0] is None):
        return Entry(item.place, item.indent, lines=[item.text])
    rest = item.text[kind.end() if kind else head.end() :]
    return Entry(item.place, item.indent, head["code"] or head["bare"], written, [rest])


def _component(tag: Tag) -> Entry:
    attributes = tag.attributes
    entry = Entry(
        tag.place,
        -1,
        attributes.get("name") or attributes.get("key", ""),
        attributes.get("type", ""),
        is_component=True,
    )
    if "required" in attributes:
        entry.lines.append("Optional" if attributes["required"] == "false" else "Required")
    return entry


def _group(tag: Tag) -> Group:
    told = tag.attributes
    return Group(
        told.get("title", ""),
        told.get("tag", ""),
        told.get("label", ""),
        told.get("targetCode", ""),
        tag.place,
    )
