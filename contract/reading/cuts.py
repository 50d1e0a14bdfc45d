"""Cutting a text at matches of a pattern."""

import re
from collections.abc import Iterator, Sequence


def with_ends(matches: Sequence[re.Match[str]], end: int) -> Iterator[tuple[re.Match[str], int]]:
    """Pair each match with the start of the next; the last one with `end`."""
    for index, match in enumerate(matches):
        yield match, matches[index + 1].start() if index + 1 < len(matches) else end
