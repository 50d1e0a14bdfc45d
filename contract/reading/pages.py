"""
Markdown, cut into blocks whatever way it reached us.

Four layouts are read (see docs/reading.md): the file itself, the text of a repository page (no
blank lines, runs of blanks collapsed), the page of an added or removed file (a sign before every
line), and flattened text (all white space became single blanks, then each `<br>` a line break).
"""

import re
from typing import Final

from contract.reading.blocks import Page
from contract.reading.flattened import flat_blocks
from contract.reading.lines import line_blocks

_FLAT_RULER: Final = re.compile(r"\| -{3,} \|(?: -{3,} \|)+(?! -{3,} ) \S")
#: A ruler on a line of its own, which flattened text cannot have.
_RULER: Final = re.compile(r"(?m)^(?:\s*[-+] )?\s*\|(?: -{3,} \|)+\s*$")
_SIGNED: Final = re.compile(r"\s*[-+](?: |$)")


def parse_page(text: str) -> Page:
    """Cut Markdown into blocks."""
    if _FLAT_RULER.search(text) and not _RULER.search(text):
        return Page(text, tuple(flat_blocks(text)), is_flattened=True)
    plain = "\n".join(_unsigned(text.split("\n")))
    return Page(plain, tuple(line_blocks(plain)), is_flattened=False)


def _unsigned(lines: list[str]) -> list[str]:
    """Take off the signs that the page of an added or removed file puts before its lines."""
    filled = [line for line in lines if line.strip()]
    signed = sum(1 for line in filled if _SIGNED.match(line))
    if len(filled) < 4 or signed < 0.9 * (len(filled) - 1):
        return lines
    return [_SIGNED.sub("", line, count=1) if _SIGNED.match(line) else "" for line in lines]
