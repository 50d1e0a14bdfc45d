"""
The type lines of a ReDoc page, read back into JSON Schema.

::

    line    = union { "<" format ">" } [ "(" title ")" ] { limit } [ pattern ] [ items ]
    union   = variant { " or " variant }
    variant = "(" union ")" | [ arrays ] ( word | title " (" union ")" )
    arrays  = "Array of " { "Array of " }
    word    = "string" | "integer" | … | "null" | "any"        in the plural behind `arrays`
    limit   = "[ 1 .. 64 ] characters" | ">= 0" | "non-empty" | "Nullable" | …
    items   = "[ items " [ "<" format " >" ] { limit } [ pattern ] [ items ] " ]"

Source: ReDoc 2.5, the printing of fields and constraints; the facts stand in docs/reading.md.
"""

import re
from typing import Final

from contract.reading.redoc.limits import Limits
from contract.reading.redoc.variants import (
    WORD,
    TypeLine,
    Variant,
    parse_union,
    singular,
    words_schema,
)

_PLAIN: Final = re.compile(
    rf"(?P<arrays>(?:Array of )*)(?P<words>{WORD}(?: or {WORD})*)(?=$| )(?! or )"
)
_MAYBE: Final = re.compile(rf"(?:^|[( ]){WORD}(?:$|[) ])")


def parse_type_line(text: str) -> TypeLine | None:
    """Read a type line; `None` where the text is something else."""
    text = text.strip()
    if not _MAYBE.search(text):
        return None
    if plain := _PLAIN.match(text):
        words = plain["words"].split(" or ")
        line = TypeLine((Variant("", words_schema(plain["arrays"], plain)),))
        line.is_control = len(words) > 1 or singular(words[0]) in ("object", "items")
        rest = Limits(text, plain.end(), line)
        return line if rest.read(plain["arrays"].count("Array")) else None
    union = parse_union(text, 0, 0)
    if union is None:
        return None
    line = TypeLine(union[0])
    if any(each in union[0][:index] for index, each in enumerate(union[0])):
        message = "variants differ only in what is not shown"
        line.problems.append(("variants-look-alike", message))
    return line if Limits(text, union[1], line).read(0) else None
