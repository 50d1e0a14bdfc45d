"""
Opening a contract, whatever it comes as: file, URL, documentation, or a name of the catalogue.

What comes out is always a document in the normal form: OpenAPI 3.2, one file, internal references
kept.
"""

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from contract import pointers, yaml12
from contract.bundle import Origin, bundle
from contract.collection import collection_paused
from contract.errors import (
    InvalidDocument,
    UnreadableSource,
    UnrecognisedDocument,
    UnresolvedReference,
)
from contract.model import METHODS
from contract.parsing import parse, parsed, refuse_unreadable, why_unrecognised
from contract.references import followed
from contract.sources import WEB, Source, named_source, read_source, text_of
from contract.upgrade import upgrade

if TYPE_CHECKING:
    from contract.catalog import System
    from contract.overlay import Overlay
    from contract.reading import OperationEntry, Reading

#: The warning about a contract that is empty, which is more often a mistake than meant.
NO_OPERATION: Final = "#/paths: no operation is described"


@dataclass(frozen=True, slots=True)
class Document:
    """A contract's document in the normal form."""

    name: str  #: As the person named it.
    content: dict[str, Any]
    warnings: tuple[str, ...] = ()
    system: "System | None" = None
    version: str | None = None  #: Of the system.
    source: Source | None = None
    reading: "Reading | None" = None  #: Where documentation was read.
    #: An OpenAPI document in its own version, as one file; empty where documentation was read.
    written: Mapping[str, Any] = field(default_factory=dict)
    #: Where elements of `written` stand that came from other files, by JSON Pointer.
    origins: Mapping[str, Origin] = field(default_factory=dict)
    files: tuple[Path, ...] = ()  #: Everything it was read from, URLs apart.

    def without_origin(self) -> "Document":
        """Let go of what it was made from: it is as large again, and whoever serves needs none."""
        return replace(self, source=None, written={}, origins={})


def open_document(name: str, *, operations: Path | None = None) -> Document:
    """
    Open what a person named: a path, a URL, or `system[@version]`.

    `operations` is the mapping for the text of a ReDoc page; see `contract.reading.operations`.

    Raises:
        ContractError: it cannot be opened or is no contract; see `contract.errors`.
    """
    source = named_source(name)
    if source is None:
        return _from_catalogue(name)
    return from_source(source, _mapping(operations, source))


def propose_operations(name: str, *, operations: Path | None = None) -> str:
    """
    Write a mapping for the text of a ReDoc page as CSV, to be corrected by people.

    `operations` is the mapping so far, whose rows are kept.

    Raises:
        ContractError: the text or the mapping cannot be read, or is something else.
    """
    source = named_source(name)
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
    refuse_unreadable(source)
    value = parsed(source)
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
    raise UnrecognisedDocument(source.name, why_unrecognised(value))


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


def open_overlay(path: Path) -> "Overlay":
    """
    Read an overlay from a file.

    Raises:
        ContractError: it cannot be read or is no overlay.
    """
    from contract.overlay import Overlay

    source = read_source(path)
    return Overlay.from_value(parse(source.text, source.name), source.name)


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


def _from_catalogue(name: str) -> Document:
    from contract import catalog, overlay

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
    return tuple(Path(each).resolve() for each in names if not each.startswith(WEB))


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
