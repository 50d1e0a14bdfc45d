"""
Following references: inside a document, and to other files and URLs.

A document from a file may refer to files, one from the web to what its own server has: nothing is
fetched that a person did not name. prance locates files and reads them. URLs are read here, since
its reading has no time limit and takes text without a charset for Latin-1.
"""

import http.client
import os
import posixpath
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import ParseResult, unquote, urljoin, urlparse

from contract import pointers
from contract.errors import InvalidDocument
from contract.sizes import check_size, containers

#: Turns the text of a file into a value; the second argument is what messages call the file.
Parse = Callable[[str, str], Any]

_WEB: Final = ("http", "https")
_MOST_FILES: Final = 2_000
_LARGEST_BYTES: Final = 64 * 1024 * 1024
_SECONDS: Final = 30


class File:
    """A document or a part of one, as it was read."""

    def __init__(self, url: ParseResult | None, name: str, content: Any) -> None:
        """
        `url` is absolute, `name` what messages call the file.

        Raises:
            InvalidDocument: the content is too large or too deep, or contains itself.
        """
        check_size(content, name)
        self.url = url
        self.name = name
        self.content = content

    @cached_property
    def named(self) -> dict[str, str]:
        """The pointers of the schemas that have a name: by `$id`, and by "#" and `$anchor`."""
        return _named(self.content)

    @property
    def stem(self) -> str:
        """The file's name without its ending."""
        return posixpath.splitext(posixpath.basename(self.url.path))[0] if self.url else ""

    def has(self, pointer: str) -> bool:
        """Whether a pointer leads anywhere in this file."""
        try:
            pointers.follow(self.content, pointer)
        except LookupError:
            return False
        return True

    def schema_around(self, pointer: str) -> str:
        """Give the pointer of the nearest schema with an `$id`, else of the file itself."""
        named = [each for name, each in self.named.items() if not name.startswith("#")]
        around = [each for each in named if f"{pointer}/".startswith(f"{each}/")]
        return max(around, key=len, default="")


class Target(NamedTuple):
    """What a reference leads to."""

    file: File
    pointer: str
    value: Any


class Library:
    """The files that a document refers to, each opened once."""

    def __init__(self, root: File, parse: Parse) -> None:
        self.root = root
        self._parse = parse
        self._files: dict[ParseResult | None, File] = {root.url: root}

    def target(self, reference: str, file: File, schema: str = "") -> Target:
        """
        Find what a reference in `file` leads to.

        `schema` is the pointer of the nearest schema with an `$id` around the reference.

        Raises:
            LookupError: it leads nowhere; the text of the error says why.
            InvalidDocument: there are too many files, or one is too large.
            ContractError: as `parse` raises it.
        """
        location, _, fragment = reference.partition("#")
        if location and location in file.named:
            schema = file.named[location]
        elif location and location != _self_of(file):
            file, schema = self._opened(location, file), ""
        for pointer in _candidates(unquote(fragment), schema, file):
            with suppress(LookupError):
                return Target(file, pointer, pointers.follow(file.content, pointer))
        raise LookupError(f"nothing stands there in {file.name}")

    def _opened(self, location: str, beside: File) -> File:
        try:
            url = _absolute(location, beside)
        except ValueError as error:
            raise LookupError(f"it is no URL ({error})") from error
        if url not in self._files:
            if len(self._files) > _MOST_FILES:
                reason = f"it refers to more than {_MOST_FILES:,} other files"
                raise InvalidDocument(self.root.name, "", reason)
            name = self._name(url)
            self._files[url] = File(url, name, self._parse(_text(url, name), name))
        return self._files[url]

    def _name(self, url: ParseResult) -> str:
        """Name a file the way the person named the document."""
        if url.scheme in _WEB or self.root.url is None or self.root.url.scheme in _WEB:
            return url.geturl()
        from_root = os.path.relpath(url.path, posixpath.dirname(self.root.url.path))
        return os.path.normpath(Path(self.root.name).parent / from_root)


def file_url(base: str) -> ParseResult:
    """Give the absolute URL of a path or a URL."""
    parsed = urlparse(base)
    if parsed.scheme in _WEB:
        return parsed
    from prance.util.url import absurl

    url: ParseResult = absurl(ParseResult("file", "", str(Path(base).resolve()), "", "", ""))
    return url


def is_reference(value: str) -> bool:
    """Tell a reference from a name, where a discriminator's mapping may have either."""
    return "/" in value or "#" in value or value.endswith((".json", ".yaml", ".yml"))


def followed(value: Any, document: Any) -> dict[str, Any]:
    """Follow the references of an object inside a document; gives nothing if they lead nowhere."""
    seen: set[str] = set()
    while isinstance(value, dict) and isinstance(reference := value.get("$ref"), str):
        if reference in seen or not reference.startswith("#"):
            return {}
        seen.add(reference)
        try:
            value = pointers.follow(document, unquote(reference[1:]))
        except LookupError:
            return {}
    return value if isinstance(value, dict) else {}


def _self_of(file: File) -> Any:
    """OpenAPI 3.2.0, "OpenAPI Object": `$self` is the URI that the document gives itself."""
    return file.content.get("$self") if isinstance(file.content, dict) else None


def _candidates(fragment: str, schema: str, file: File) -> list[str]:
    """
    List the pointers that a fragment may mean.

    Strictly the pointer begins at the schema with an `$id`. Generators that write an `$id` into
    every schema mean the document all the same.
    """
    if fragment and not fragment.startswith("/"):
        return [file.named[f"#{fragment}"]] if f"#{fragment}" in file.named else []
    return [schema + fragment, fragment] if schema else [fragment]


def _absolute(location: str, beside: File) -> ParseResult:
    if "\0" in location or "%00" in location:
        raise LookupError("no file has such a name")
    parsed = urlparse(location)
    if parsed.scheme not in ("", "file", *_WEB):
        raise LookupError(f"{parsed.scheme}: is neither a file nor a web address")
    if beside.url is not None and beside.url.scheme in _WEB:
        return _beside_on_the_web(urljoin(beside.url.geturl(), location), beside.url)
    if parsed.scheme in _WEB:
        raise LookupError("a file may not refer to the web; keep a copy beside it")
    if beside.url is None and not parsed.path.startswith("/"):
        raise LookupError("the document was not read from a file that it could lie beside")
    path = ParseResult("", "", unquote(parsed.path), "", "", "")
    from prance.util.url import absurl

    url: ParseResult = absurl(path, beside.url)
    return url


def _beside_on_the_web(location: str, beside: ParseResult) -> ParseResult:
    """Only the server that a person named is asked."""
    url = urlparse(location)
    if url.scheme not in _WEB:
        raise LookupError("a document from the web may not refer to files")
    if url.netloc != beside.netloc:
        raise LookupError(f"it leads from {beside.netloc} to another server")
    return url


def _text(url: ParseResult, name: str) -> str:
    try:
        if url.scheme in _WEB:
            return _from_web(url.geturl())
        path = Path(url.path)
        if not path.is_file():
            is_folder = path.is_dir()
            raise LookupError(f"{name} is a directory" if is_folder else f"there is no file {name}")
        if path.stat().st_size > _LARGEST_BYTES:
            raise LookupError(f"{name} is larger than {_LARGEST_BYTES // 1024**2} MiB")
        from prance.util.url import fetch_url_text

        text: str = fetch_url_text(url, {}, encoding="utf-8-sig")[0]
    except (OSError, http.client.HTTPException) as error:
        raise LookupError(f"{name} cannot be read ({error})") from error
    except UnicodeDecodeError as error:
        raise LookupError(f"{name} is not UTF-8") from error
    return text


def _from_web(url: str) -> str:
    import urllib.request

    with urllib.request.urlopen(url, timeout=_SECONDS) as response:  # noqa: S310 - http(s) only
        data: bytes = response.read(_LARGEST_BYTES + 1)
    if len(data) > _LARGEST_BYTES:
        raise LookupError(f"{url} is larger than {_LARGEST_BYTES // 1024**2} MiB")
    return data.decode("utf-8-sig")


def _named(content: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    seen: set[int] = set()
    pending = [(content, "")]
    while pending:
        element, where = pending.pop()
        if id(element) in seen:
            continue
        seen.add(id(element))
        for keyword, mark in (("$id", ""), ("$anchor", "#"), ("$dynamicAnchor", "#")):
            if isinstance(element, dict) and isinstance(element.get(keyword), str):
                found.setdefault(mark + element[keyword], where)
        inner = [(each, where + pointers.pointer(key)) for key, each in containers(element)]
        pending.extend(reversed(inner))
    return found
