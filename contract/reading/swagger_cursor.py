"""
Where the parts of a swagger-markdown document begin and end.

Descriptions hold Markdown of their own, with any heading, rule or table in it. What belongs to the
document is told from it by what comes next: a tag, say, has an operation behind it, and a heading
in the description of an operation has that operation's tables behind it.
"""

import re
from collections.abc import Callable
from typing import Final, Literal

from contract.reading.blocks import Block, Heading, Page, Place, Rule, Table
from contract.reading.swagger_tables import MODEL, SECTIONS

METHODS: Final = "GET|PUT|POST|DELETE|OPTIONS|HEAD|PATCH|TRACE"
_TEMPLATE: Final = r"/(?:[^\s{}]|\{[^\s{}]+\})*?"
OPERATION: Final = re.compile(
    rf"(?P<struck>~~)?\[(?P<method>{METHODS})\] (?P<path>{_TEMPLATE})(?:~~)?$"
)
VERSION: Final = re.compile(r"Version: (?P<version>.+)$")
_PATH: Final = re.compile(rf"{_TEMPLATE}$")
_METHOD: Final = re.compile(rf"(?:{METHODS})$")

#: What cannot stand in a description: an operation's heading, a table of one, a table of a model.
_Landmark = Literal["operation", "section", "model", "end"]

#: Stands for the blocks that nobody needs any more.
_READ: Final = Rule(Place(1), (0, 0))


class Cursor:
    """A place in a page, and what can be said about what stands there."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.at = 0
        self._released = 0
        self._landmarks = self._found_landmarks()

    def _found_landmarks(self) -> list[_Landmark]:
        """Give the next landmark from each block on."""
        following: list[_Landmark] = ["end"]
        for index in reversed(range(len(self.page.blocks))):
            following.append(self._landmark(index) or following[-1])
        return following[::-1]

    def _landmark(self, index: int) -> _Landmark | None:
        block = self.page.blocks[index]
        if isinstance(block, Table):
            return "model" if block.header == MODEL else None
        text = block.text if isinstance(block, Heading) else ""
        if OPERATION.match(text) or _METHOD.match(text):
            return "operation"
        return "section" if self._is_section(index) else None

    # --- moving ---

    def release(self) -> None:
        """Let go of what has been read: cut, a text takes ten times its size."""
        for index in range(self._released, self.at - 1):
            self.page.blocks[index] = _READ
        self._released = max(self._released, self.at - 1)

    def peek(self, ahead: int = 0) -> Block | None:
        """Give the block at the cursor, or one behind it."""
        index = self.at + ahead
        return self.page.blocks[index] if index < len(self.page.blocks) else None

    def take(self, at_end: Callable[[], bool]) -> str:
        """Take blocks up to one where `at_end` holds; give their text as written."""
        first = self.at
        while self.peek() is not None and not at_end():
            self.at += 1
        if first == self.at:
            return ""
        return self.page.between(self.page.blocks[first], self.page.blocks[self.at - 1])

    def place(self) -> Place:
        """Give the place of the block at the cursor, or of the last one."""
        blocks = self.page.blocks
        return blocks[min(self.at, len(blocks) - 1)].place if blocks else Place(1)

    # --- what stands here ---

    def heading(self, ahead: int = 0) -> str:
        """Give the text of the heading at the cursor, or nothing."""
        block = self.peek(ahead)
        return block.text if isinstance(block, Heading) else ""

    def at_title(self) -> bool:
        """Tell whether a heading of the first level is here."""
        block = self.peek()
        return isinstance(block, Heading) and block.level == 1

    def at_path(self) -> bool:
        """Tell whether a path's heading is here, with a method's behind it."""
        return bool(_PATH.match(self.heading()) and _METHOD.match(self.heading(1)))

    def at_method(self) -> bool:
        """Tell whether a method's heading is here."""
        return bool(_METHOD.match(self.heading()))

    def at_section(self) -> bool:
        """Tell whether a section of an operation is here."""
        return self._is_section(self.at)

    def at_models(self) -> bool:
        """Tell whether the models begin here."""
        return self.heading() in ("Models", "Schemas") and self._before("model", "end")

    def at_authorizations(self) -> bool:
        """Tell whether the security schemes of an OpenAPI 3 document begin here."""
        return self.heading() == "Available authorizations" and not self._before("section")

    def at_rule(self) -> bool:
        """Tell whether a rule of the document is here: a tag, operations or the models follow."""
        if not isinstance(self.peek(), Rule) or not self.peek(1):
            return False
        is_models = self.heading(1) in ("Models", "Schemas")
        return self._before("operation", "end", *(("model",) if is_models else ()))

    def at_part(self) -> bool:
        """Tell whether a part of the document begins here: a path, an operation, the models."""
        return (
            self.at_rule()
            or bool(OPERATION.match(self.heading()))
            or self.at_path()
            or self.at_models()
            or self.at_authorizations()
            or (bool(VERSION.match(self.heading())) and not self._before("section", "model"))
        )

    def has_version_ahead(self) -> bool:
        """Tell whether the document's version stands before its first operation."""
        for ahead in range(len(self.page.blocks) - self.at):
            if VERSION.match(self.heading(ahead)):
                return True
            if self._landmark(self.at + ahead):
                return False
        return False

    def _before(self, *landmarks: _Landmark) -> bool:
        behind = min(self.at + 1, len(self._landmarks) - 1)
        return self._landmarks[behind] in landmarks

    def _is_section(self, index: int) -> bool:
        """A section's heading counts only with its table behind it: a description may name one."""
        blocks = self.page.blocks
        heading = blocks[index] if index < len(blocks) else None
        table = blocks[index + 1] if index + 1 < len(blocks) else None
        if not isinstance(heading, Heading) or not isinstance(table, Table):
            return False
        expected = SECTIONS.get(heading.text)
        return expected is not None and table.header[: len(expected)] == expected
