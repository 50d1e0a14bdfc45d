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
from contract.reading.signs import without_signs

_FLAT_RULER: Final = re.compile(r"\| -{3,} \|(?: -{3,} \|)+(?! -{3,} ) \S")
#: A ruler on a line of its own, which flattened text cannot have.
_RULER: Final = re.compile(r"(?m)^(?:\s*[-+] )?\s*\|(?: -{3,} \|)+\s*$")


def parse_page(text: str) -> Page:
    """Cut Markdown into blocks."""
    if _FLAT_RULER.search(text) and not _RULER.search(text):
        return Page(text, list(flat_blocks(text)), is_flattened=True)
    plain = without_signs(text)
    return Page(plain, list(line_blocks(plain)), is_flattened=False)
