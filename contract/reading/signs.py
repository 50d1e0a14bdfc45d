"""The page of an added or removed file: a sign stands before every line of the text."""

import re
from typing import Final

_SIGNED: Final = re.compile(r"\s*[-+](?: |$)")


def without_signs(text: str) -> str:
    """Take the signs off, if nearly every line has one; its lines keep their numbers."""
    lines = text.split("\n")
    filled = [line for line in lines if line.strip()]
    signed = sum(1 for line in filled if _SIGNED.match(line))
    if len(filled) < 4 or signed < 0.9 * (len(filled) - 1):
        return text
    return "\n".join(
        _SIGNED.sub("", line, count=1) if _SIGNED.match(line) else "" for line in lines
    )
