"""
Opening a contract, whatever it comes as: file, URL, documentation, or a name of the catalogue.

What comes out is always a document in the normal form: OpenAPI 3.2, one file, internal references
kept. Only this module and `catalog` open files and URLs.
"""

import gc
import os
import re
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from contract import catalog, overlay, pointers, strict_json, yaml12
from contract.bundle import Origin, bundle
from contract.errors import (
    ContractError,
    InvalidDocument,
    InvalidSyntax,
    UnreadableSource,
    UnrecognisedDocument,
    UnresolvedReference,
)
from contract.model import METHODS
from contract.references import check_size, followed
from contract.upgrade import upgrade

if TYPE_CHECKING:
    from contract.reading import OperationEntry, Reading

_MIB: Final = 1024 * 1024
#: A document larger than this is refused before it is parsed.
LARGEST_BYTES: Final = 64 * _MIB
#: The same for YAML and documentation, which take some twenty times longer to parse than JSON.
LARGEST_SLOW_TEXT: Final = 16 * _MIB
#: The warning about a contract that is empty, which is more often a mistake than meant.
NO_OPERATION: Final = "#/paths: no operation is described"
_WEB: Final = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a document, and what it is called."""

    name: str
    text: str
    base: str | None = None  #: The path or URL that relative references start from.


@dataclass(frozen=True, slots=True)
class Document:
    """A contract's document in the normal form."""

    name: str  #: As the person named it.
    content: dict[str, Any]
    warnings: tuple[str, ...] = ()
    system: catalog.System | None = None
    version: str | None = None  #: Of the system.
    source: Source | None = None
    reading: "Reading | None" = None  #: Where documentation was read.
    #: An OpenAPI document in its own version, as one file; empty where documentation was read.
    written: Mapping[str, Any] = field(default_factory=dict)
    #: Where elements of `written` stand that came from other files, by JSON Pointer.
    origins: Mapping[str, Origin] = field(default_factory=dict)
    files: tuple[Path, ...] = ()  #: Everything it was read from, URLs apart.


def open_document(name: str, *, operations: Path | None = None) -> Document:
    """
    Open what a person named: a path, a URL, or `system[@version]`.

    `operations` is the mapping for the text of a ReDoc page; see `contract.reading.operations`.

    Raises:
        ContractError: it cannot be opened or is no contract; see `contract.errors`.
    """
    source = _named_source(name)
    if source is None:
        return _from_catalogue(name)
    return from_source(source, _mapping(operations, source))


@contextmanager
def collection_paused() -> Iterator[None]:
    """
    Pause the collection of cycles: what is read here makes many objects and no cycles.

    Each collection would look at all of them again, which makes a large document cost more than
    many small ones.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def propose_operations(name: str, *, operations: Path | None = None) -> str:
    """
    Write a mapping for the text of a ReDoc page as CSV, to be corrected by people.

    `operations` is the mapping so far, whose rows are kept.

    Raises:
        ContractError: the text or the mapping cannot be read, or is something else.
    """
    source = _named_source(name)
    if source is None:
        raise UnreadableSource(name, "no such file", "check the path")
    _check_is_page(source)
    from contract.reading import redoc

    return redoc.propose_operations(source.text, _mapping(operations, source))


@collection_paused()
def from_source(source: Source, operations: "Sequence[OperationEntry]" = ()) -> Document:
    """
    Make a document of a text: OpenAPI of any version, or documentation of a known kind.

    `operations` gives methods and paths to the text of a ReDoc page, which shows none.

    Raises:
        ContractError: it is neither.
    """
    _refuse_unreadable(source)
    value = _parsed(source)
    if isinstance(value, dict) and ("openapi" in value or "swagger" in value):
        try:
            return _from_openapi(value, source)
        except (InvalidDocument, UnresolvedReference) as error:
            raise _with_line(error, source) from error
    from contract.reading import read_documentation

    reading = read_documentation(source.text, operations)
    if reading is not None and reading.document.get("paths"):
        # What a text leaves out or spells as OpenAPI may not is repaired like in any document.
        content, warnings = upgrade(reading.document, source.name)
        files = _files([source.name]) if source.base else ()
        return Document(
            source.name, content, tuple(warnings), source=source, reading=reading, files=files
        )
    raise UnrecognisedDocument(source.name, _why_unrecognised(value, source))


def _from_openapi(value: dict[str, Any], source: Source) -> Document:
    origins: dict[str, Origin] = {}
    opened = [source.name]

    def parse_opened(text: str, name: str) -> Any:
        opened.append(name)
        return parse(text, name)

    written = bundle(value, source.name, source.base, parse_opened, origins)
    content, warnings = upgrade(written, source.name)
    if not _has_operations(content) and "webhooks" not in content and "components" not in content:
        warnings = [*warnings, NO_OPERATION]
    return Document(
        source.name,
        content,
        tuple(warnings),
        source=source,
        written=written,
        origins=origins,
        files=_files(opened) if source.base else (),
    )


def _has_operations(content: dict[str, Any]) -> bool:
    items = (followed(each, content) for each in content.get("paths", {}).values())
    return any(each.keys() & {*METHODS, "additionalOperations"} for each in items)


def open_overlay(path: Path) -> overlay.Overlay:
    """
    Read an overlay from a file.

    Raises:
        ContractError: it cannot be read or is no overlay.
    """
    source = read_source(path)
    return overlay.Overlay.from_value(parse(source.text, source.name), source.name)


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


def to_yaml(content: dict[str, Any]) -> str:
    """Write a document as YAML, the same bytes every time."""
    return yaml12.dump(content)


def write_file(path: Path, text: str) -> None:
    """
    Write a file whole or not at all.

    Raises:
        UnreadableSource: it cannot be written.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        draft.write_text(text, "utf-8")
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        reason = f"cannot be written: {error.strerror}"
        raise UnreadableSource(
            str(path), reason, "name a file in a folder you may write to"
        ) from None


# --- where the text comes from ------------------------------------------------------------------


def _named_source(name: str) -> Source | None:
    """Read what a path or a URL leads to; `None` where the name is neither."""
    if name.startswith(_WEB):
        return _fetch(name)
    path = Path(name)
    return read_source(path) if path.exists() or _looks_like_path(name) else None


def _mapping(path: Path | None, page: Source) -> "tuple[OperationEntry, ...]":
    """Read the mapping of a page's operations, if one is given."""
    if path is None:
        return ()
    _check_is_page(page)
    from contract.reading import parse_operations

    source = read_source(path)
    return parse_operations(source.text, source.name)


def _check_is_page(source: Source) -> None:
    from contract.reading import redoc

    if not redoc.recognise(source.text):
        reason = "this is not the text of a ReDoc page, so it takes no file of operations"
        raise UnrecognisedDocument(source.name, reason)


def _looks_like_path(name: str) -> bool:
    return "/" in name or os.sep in name or name.endswith((".yaml", ".yml", ".json", ".md", ".txt"))


def _from_catalogue(name: str) -> Document:
    system, release = catalog.find(name)
    source = read_source(release.document)
    read = from_source(source)
    overlays = [open_overlay(path) for path in release.overlays]
    content, warnings = overlay.apply(read.content, *overlays)
    label = f"{system.name}@{release.version}"
    files = (*read.files, *release.overlays)
    return Document(label, content, tuple(warnings), system, release.version, source, files=files)


def _files(names: Iterable[str]) -> tuple[Path, ...]:
    """Give the files among what was opened, wherever the process goes from here."""
    return tuple(Path(each).resolve() for each in names if not each.startswith(_WEB))


def _fetch(url: str) -> Source:
    try:
        with urllib.request.urlopen(url, timeout=30) as response:  # noqa: S310 - http(s) only
            data = response.read(LARGEST_BYTES + 1)
    except (urllib.error.URLError, OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise UnreadableSource(url, f"cannot be fetched ({reason})", "check the URL") from None
    if len(data) > LARGEST_BYTES:
        raise UnreadableSource(url, "too large", "split the document")
    return Source(url, _decoded(data, url), url)


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


# --- what the text is ---------------------------------------------------------------------------


def parse(text: str, name: str) -> Any:
    """
    Parse JSON or YAML 1.2 into plain values whose keys are all strings.

    Raises:
        InvalidSyntax: the text is neither.
    """
    if text.lstrip().startswith("{"):
        try:
            return strict_json.load(text, name)
        except InvalidSyntax:
            # YAML's flow style begins with a brace as well.
            if name.endswith(".json"):
                raise
    _refuse_slow(text, name)
    value = yaml12.load(text, name)
    check_size(value, name)
    return _string_keys(value, name)


def _refuse_slow(text: str, name: str) -> None:
    if len(text) > LARGEST_SLOW_TEXT:
        reason = f"larger than {LARGEST_SLOW_TEXT // _MIB} MiB, the limit for all but JSON"
        raise UnreadableSource(name, reason, "split the document or convert it to JSON")


def _refuse_unreadable(source: Source) -> None:
    """Refuse what no parser needs to see."""
    if not source.text.strip():
        raise UnrecognisedDocument(source.name, "the file is empty")
    if _is_html(source.text) and not _is_documentation(source.text):
        reason = "this is an HTML page, perhaps an error page saved by mistake"
        raise UnrecognisedDocument(source.name, reason)


def _is_documentation(text: str) -> bool:
    from contract.reading import read_documentation

    return read_documentation(text) is not None


def _is_html(text: str) -> bool:
    return _HTML.match(text) is not None


#: How HTML pages begin, comments and an XML declaration apart.
_HTML: Final = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)


def _parsed(source: Source) -> Any:
    """Parse what claims to be YAML or JSON; most Markdown is neither, and some is by accident."""
    has_name = source.name.endswith((".yaml", ".yml", ".json"))
    if has_name or source.text.lstrip().startswith("{") or _OPENAPI_LINE.search(source.text):
        return parse(source.text, source.name)
    _refuse_slow(source.text, source.name)
    return None


_OPENAPI_LINE: Final = re.compile(r"(?m)^\s*[\"']?(?:openapi|swagger)[\"']?\s*:\s*[\"']?[0-9]")


def _string_keys(value: Any, name: str) -> Any:
    """JSON knows only strings as keys: a status code written as a number becomes one."""
    if isinstance(value, dict):
        return {_key(key, name): _string_keys(each, name) for key, each in value.items()}
    if isinstance(value, list):
        return [_string_keys(each, name) for each in value]
    return value


def _key(key: Any, name: str) -> str:
    if isinstance(key, str):
        return key
    if isinstance(key, bool) or key is None:
        return {True: "true", False: "false", None: "null"}[key]
    if isinstance(key, int | float):
        return str(key)
    raise InvalidDocument(name, "", f"{key!r} is no name for a member")


def _why_unrecognised(value: Any, source: Source) -> str:
    if isinstance(value, dict):
        return "this is YAML or JSON without a member `openapi` or `swagger`"
    return "this is no documentation of a known kind: it describes no operations"


# --- where the text is at fault -----------------------------------------------------------------


def _with_line(
    error: InvalidDocument | UnresolvedReference, source: Source
) -> InvalidDocument | UnresolvedReference:
    """Tell the line as well, in whichever file the fault stands."""
    text = source.text if error.name == source.name else text_of(error.name)
    if isinstance(error, UnresolvedReference):
        found = re.search(rf"\$ref\W.*{re.escape(error.reference)}", text)
        line = text.count("\n", 0, found.start()) + 1 if found else None
    else:
        line = yaml12.line_of(text, pointers.parts(error.pointer)) if error.pointer else None
    return replace(error, line=line)


def text_of(name: str) -> str:
    """Give the text of a file that a document refers to; nothing where it is no longer there."""
    try:
        return read_source(Path(name)).text
    except ContractError:
        return ""
