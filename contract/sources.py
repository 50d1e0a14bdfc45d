"""
The text of a document, from a file or a URL.

Only this module, `catalog` and `references` open what a person or a document names.
"""

import os
from pathlib import Path
from typing import Final, NamedTuple

from contract.errors import ContractError, UnreadableSource

_MIB: Final = 1024 * 1024
#: A document larger than this is refused before it is parsed.
LARGEST_BYTES: Final = 64 * _MIB
#: How the name of a document begins that is a URL.
WEB: Final = ("http://", "https://")


class Source(NamedTuple):
    """The text of a document, and what it is called."""

    name: str
    text: str
    base: str | None = None  #: The path or URL that relative references start from.


def named_source(name: str) -> Source | None:
    """Read what a path or a URL leads to; `None` where the name is neither."""
    if name.startswith(WEB):
        return _fetch(name)
    if "://" in name:
        raise UnreadableSource(name, "no http or https URL", "give such a URL or a file")
    path = Path(name)
    return read_source(path) if path.exists() or _looks_like_path(name) else None


def read_source(path: Path) -> Source:
    """
    Read a file as text.

    Raises:
        UnreadableSource: it is missing, no file, too large, binary or not UTF-8.
    """
    name = str(path)
    try:
        if path.is_dir():
            raise UnreadableSource(name, "this is a directory", "name a file inside it")
        if path.stat().st_size > LARGEST_BYTES:
            limit = LARGEST_BYTES // _MIB
            raise UnreadableSource(name, f"larger than {limit} MiB", "split the document")
        data = path.read_bytes()
    except FileNotFoundError:
        raise UnreadableSource(name, "no such file", "check the path") from None
    except OSError as error:
        raise UnreadableSource(name, str(error.strerror), "check the path and its rights") from None
    return Source(name, _decoded(data, name), str(path.resolve()))


def text_of(name: str) -> str:
    """Give the text of a file that a document refers to; nothing where it is no longer there."""
    try:
        return read_source(Path(name)).text
    except ContractError:
        return ""


def _looks_like_path(name: str) -> bool:
    return "/" in name or os.sep in name or name.endswith((".yaml", ".yml", ".json", ".md", ".txt"))


def _fetch(url: str) -> Source:
    import urllib.error
    import urllib.request

    try:
        with urllib.request.urlopen(url, timeout=30) as response:  # noqa: S310 - http(s) only
            data = response.read(LARGEST_BYTES + 1)
    except urllib.error.HTTPError as error:
        reason = f"it answers {error.code} {error.reason}".rstrip()
        raise UnreadableSource(url, reason, "check the URL") from None
    except (OSError, ValueError) as error:
        reason = why_not(error)
        raise UnreadableSource(url, f"cannot be fetched ({reason})", "check the URL") from None
    if len(data) > LARGEST_BYTES:
        raise UnreadableSource(url, "too large", "split the document")
    return Source(url, _decoded(data, url), url)


def why_not(error: Exception) -> str:
    """Say why a URL could not be opened, without the number of the system's error."""
    reason = getattr(error, "reason", error)
    return str(getattr(reason, "strerror", None) or reason)


def _decoded(data: bytes, name: str) -> str:
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    if encoding != "utf-16" and b"\0" in data:
        reason = f"line {_line(data, data.index(0))} holds a NUL byte, as binary files do"
        raise UnreadableSource(name, reason, "give a text file in UTF-8")
    try:
        return data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        told = "UTF-16" if encoding == "utf-16" else "UTF-8 but maybe Latin-1 (ISO 8859-1)"
        reason = f"line {_line(data, error.start)} is not {told}"
        raise UnreadableSource(name, reason, "save the file as UTF-8") from None


def _line(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1
