"""
Requests that arrive together, taken apart: what is no request takes no good one with it.

The parser gives nothing of the bytes in which it met a fault, so what stands before a fault must
come to it by itself. Where a cut falls changes no meaning; one cut too few may cost a reply.
"""

from typing import Final

_HEAD_END: Final = b"\r\n\r\n"
_LENGTH: Final = b"\ncontent-length:"
_CODING: Final = b"\ntransfer-encoding:"
#: A request that is longer, and not yet whole, is not looked at again.
_LONGEST: Final = 16 * 1024
#: Digits of the length of a body that a cut is looked for behind.
_MOST_DIGITS: Final = 15
#: What is behind so many cuts is one piece.
_MOST_PIECES: Final = 16


class Pipeline:
    """Where the requests of one connection end, among the bytes that arrive on it."""

    __slots__ = ("_begun", "_left")

    def __init__(self) -> None:
        self._begun = b""  #: Of a request whose end is not known; the parser has it.
        self._left = 0  #: Bytes that are still to come of a body.

    def apart(self, data: bytes) -> list[bytes]:
        """Cut bytes behind the end of each request."""
        if not self._left and not self._begun and is_whole(data):
            return [data]
        start = len(self._begun)
        text = self._begun + data if start else data
        end, size, pieces = self._left, len(text), []
        self._begun = b""
        while end < size:
            if end > start:
                pieces.append(text[start:end])
                start = end
            found = _end(text, end) if len(pieces) < _MOST_PIECES else -1
            if found < 0:
                self._begun = text[end:] if size - end < _LONGEST else b""
                found = size
            end = found
        self._left = end - size
        pieces.append(text[start:])
        return pieces


def is_whole(data: bytes) -> bool:
    """Tell whether bytes that begin a request are that request, whole, as most are."""
    if data.startswith(b"GET "):
        return data.find(_HEAD_END) == len(data) - len(_HEAD_END)
    return _end(data, 0) == len(data)


def _end(text: bytes, start: int) -> int:
    """
    Tell where a request ends, which may be behind the text; -1 if that cannot be told yet.

    A body in chunks ends by an empty line, as a head does; so may one of its chunks.
    """
    body = text.find(_HEAD_END, start) + len(_HEAD_END)
    if body < len(_HEAD_END):
        return -1
    head = text[start:body].lower()
    at = head.find(_LENGTH)
    if at >= 0:
        told = head[at + len(_LENGTH) : head.find(b"\r", at)]
        return body + int(told) if len(told) <= _MOST_DIGITS and told.strip().isdigit() else body
    if _CODING in head:
        last = text.find(_HEAD_END, body)
        return last + len(_HEAD_END) if last >= 0 else -1
    return body
