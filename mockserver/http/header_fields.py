"""Lists inside of header fields (RFC 9110, section 5.6)."""

import re
from typing import Final

TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def split_list(text: str, separator: str) -> list[str]:
    """Take a field apart at a separator; one inside of a quoted string does not count."""
    if '"' not in text:
        return [part.strip() for part in text.split(separator)]
    parts, start, is_quoted, is_escaped = [], 0, False, False
    for index, character in enumerate(text):
        if is_escaped:
            is_escaped = False
        elif is_quoted and character == "\\":
            is_escaped = True
        elif character == '"':
            is_quoted = not is_quoted
        elif character == separator and not is_quoted:
            parts.append(text[start:index].strip())
            start = index + 1
    return [*parts, text[start:].strip()]


def unquoted(text: str) -> str:
    """Give what a token or quoted string stands for."""
    if len(text) >= 2 and text[0] == text[-1] == '"':
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    return text


def quoted(text: str) -> str:
    """Write a quoted string; what a header may not hold becomes a space."""
    plain = re.sub(r"[^\x20-\x7e]", " ", text)
    return '"' + re.sub(r'(["\\])', r"\\\1", plain) + '"'


def word(text: str) -> str:
    """Write a text as a token where it is one, else as a quoted string."""
    return text if TOKEN.fullmatch(text) else quoted(text)
