"""
Regular expressions in the notation of JSON Schema, whatever language they were written for.

JSON Schema means those of ECMA-262. Authors copy the expressions of their server, and so write what
only Ruby, Java, PCRE or Python knows; most of it has a spelling that means the same everywhere.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

#: What the classes of POSIX hold (IEEE 1003.1, 9.3.5), in ASCII.
_POSIX: Final[Mapping[str, str]] = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "blank": r" \t",
    "cntrl": r"\x00-\x1f\x7f",
    "digit": "0-9",
    "graph": r"\x21-\x7e",
    "lower": "a-z",
    "print": r"\x20-\x7e",
    "punct": r"\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e",
    "space": r"\s",
    "upper": "A-Z",
    "word": r"\w",
    "xdigit": "0-9A-Fa-f",
}
#: Java's names of the same that are no property of Unicode in ECMA-262.
_PROPERTIES: Final[Mapping[str, str]] = {
    rf"\p{{{name}}}": _POSIX[name.lower()]
    for name in ("Alnum", "Blank", "Cntrl", "Digit", "Graph", "Print", "Punct", "XDigit")
}
_CHARACTERS: Final[Mapping[str, str]] = {r"\a": r"\x07", r"\e": r"\x1b"}
_ESCAPES: Final[Mapping[str, str]] = {
    **_CHARACTERS,
    **{name: f"[{characters}]" for name, characters in _PROPERTIES.items()},
    r"\A": "^",
    r"\Z": "$",
    r"\z": "$",
    r"\h": r"[ \t]",
    r"\H": r"[^ \t]",
    r"\R": r"(?:\r\n|[\n-\r])",
}
_ESCAPES_IN_CLASS: Final[Mapping[str, str]] = {**_CHARACTERS, **_PROPERTIES, r"\h": r" \t"}
_ESCAPE: Final = r"(?P<octal>\\0[0-7]{0,2}) | (?P<escape>\\(?:[xukpPg]\{[^}]*\}|.))"
_OUTSIDE: Final = re.compile(
    rf"""
      (?P<comment> \(\?\#[^)]*\) )
    | (?P<python> \(\?P(?=<) )
    | (?P<atomic> \(\?> )
    | (?P<at_most> \{{(?=,[0-9]+\}}) )
    | (?P<possessive> (?: [*+?] | \{{[0-9]+(?:,[0-9]*)?\}} ) \+ )
    | (?P<brace> \{{(?![0-9]+(?:,[0-9]*)?\}}) )
    | (?P<opening> \[\^? )
    | {_ESCAPE}
    """,
    re.VERBOSE | re.DOTALL,
)
_INSIDE: Final = re.compile(
    rf"""
      \[:(?P<posix>{"|".join(_POSIX)}):\]
    | (?P<set> \\[dDwWsS])-(?!\])
    | (?P<hyphen> (?<![\[^])-(?=\\[dDwWsS]) )
    | (?P<closing> \] )
    | {_ESCAPE}
    """,
    re.VERBOSE | re.DOTALL,
)
#: A whole expression with the delimiters and flags of a literal, which JSON Schema has not.
_LITERAL: Final = re.compile(r"/(\^.*\$)/([a-z]*)", re.DOTALL)
_FLAGS: Final = re.compile(r"\(\?([ims]+)\)")


@lru_cache(maxsize=4096)
def pattern_of(written: str) -> str | None:
    """
    Give an expression as ECMA-262 has it; None where it cannot be said there, or is too large.

    Quantifiers and groups that never give back (`a++`, `(?>a)`) become those that do, which admit
    all that they admit, and hardly more.
    """
    body, flags = _without_flags(written)
    translated = _translated(body)
    pattern = f"(?{flags}:{translated})" if flags else translated
    return pattern if _is_usable(pattern) else None


def _without_flags(written: str) -> tuple[str, str]:
    """Give an expression, and apart the flags that stand before it or behind its delimiters."""
    if literal := _LITERAL.fullmatch(written):
        return literal[1], "".join(each for each in literal[2] if each in "ims")
    flags = _FLAGS.match(written)
    return (written[flags.end() :], flags[1]) if flags else (written, "")


def _is_usable(pattern: str) -> bool:
    # Loading it takes longer than reading a small document; most have no patterns.
    import jsonschema_rs

    try:
        jsonschema_rs.validator_for({"pattern": pattern})
    except ValueError:
        return False
    return True


def _translated(written: str) -> str:
    pieces: list[str] = []
    at, is_inside = 0, False
    while match := (_INSIDE if is_inside else _OUTSIDE).search(written, at):
        pieces += [written[at : match.start()], _token(match, is_inside=is_inside)]
        at = match.end()
        is_inside = match.lastgroup == "opening" or (is_inside and match.lastgroup != "closing")
    return "".join([*pieces, written[at:]])


def _token(match: re.Match[str], *, is_inside: bool) -> str:
    """Give what stands in ECMA-262 for what may not be of it."""
    kind, text = match.lastgroup or "", match[0]
    if kind == "escape":
        return (_ESCAPES_IN_CLASS if is_inside else _ESCAPES).get(text, text)
    if kind == "octal":
        return rf"\x{int(text[2:] or '0', 8):02x}"
    if kind == "posix":
        return _POSIX[match[kind]]
    if kind == "set":
        return rf"{match[kind]}\-"
    if kind == "possessive":
        return text[:-1]
    return _PLAIN.get(kind, text)


#: By the kind of token, where it does not depend on its text.
_PLAIN: Final[Mapping[str, str]] = {
    "at_most": "{0",
    "atomic": "(?:",
    "brace": r"\{",
    "comment": "",
    "hyphen": r"\-",
    "python": "(?",
}
