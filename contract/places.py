"""Where the elements of a contract stand in the files that a person wrote."""

from dataclasses import dataclass
from typing import Final

from contract import pointers
from contract.document import Document
from contract.sources import text_of
from contract.yaml12 import Lines

#: The sections of OpenAPI 2.0 for those of the normal form.
_SWAGGER: Final = {
    "schemas": "definitions",
    "securitySchemes": "securityDefinitions",
    "responses": "responses",
    "parameters": "parameters",
    "requestBodies": "parameters",
}


@dataclass(frozen=True, slots=True)
class FilePlace:
    """A place in a file."""

    file: str  #: As the person named it.
    line: int | None  #: From 1; `None` where it is unknown.
    column: int | None  #: From 1; `None` where the line alone tells.
    pointer: str  #: JSON Pointer, cut to what the file has.


class Places:
    """Finds the elements of a document; a file is parsed when it is first asked about."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._is_swagger = "swagger" in document.written
        # A name of the catalogue is none of a file.
        self._name = document.source.name if document.source else document.name
        self._lines = {self._name: Lines(document.source.text if document.source else "")}

    def find(self, pointer: str) -> FilePlace:
        """Give the place of an element of the normal form, or of the nearest one around it."""
        if self._document.reading is not None:
            return self._read(pointer)
        name, parts = self._origin(pointer)
        if name not in self._lines:
            self._lines[name] = Lines(text_of(name))
        line, count = self._lines[name].find(parts)
        if count < len(parts) and (single := _single_example(parts)):
            parts = single
            line, count = self._lines[name].find(parts)
        known = pointers.pointer(*parts[:count]) if line is not None else pointer
        return FilePlace(name, line, None, known)

    def _read(self, pointer: str) -> FilePlace:
        """Give the place of what was read from documentation."""
        assert self._document.reading is not None
        parts = pointers.parts(pointer)
        for count in range(len(parts), 0, -1):
            place = self._document.reading.places.get(pointers.pointer(*parts[:count]))
            if place is not None:
                column = place.column if place.column > 1 else None
                return FilePlace(self._name, place.line, column, pointer)
        return FilePlace(self._name, None, None, pointer)

    def _origin(self, pointer: str) -> tuple[str, tuple[str, ...]]:
        """Give the file an element came from, and its path there."""
        parts = pointers.parts(pointer)
        if self._is_swagger:
            parts = _of_swagger(parts)
        for count in range(len(parts), 0, -1):
            origin = self._document.origins.get(pointers.pointer(*parts[:count]))
            if origin is not None:
                return origin.name, (*pointers.parts(origin.pointer), *parts[count:])
        return self._name, parts


def _of_swagger(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Give the path in OpenAPI 2.0 of an element of the normal form, as far as there is one."""
    if parts[:1] == ("components",) and len(parts) > 1:
        parts = (_SWAGGER.get(parts[1], parts[1]), *parts[2:])
    if "content" in parts and parts[0] != "definitions":
        # A response has its schema directly, and one example for each media type.
        at = parts.index("content")
        if parts[at + 2 :] == ("example",):
            return (*parts[:at], "examples", parts[at + 1])
        return (*parts[:at], *parts[at + 2 :])
    return parts


def _single_example(parts: tuple[str, ...]) -> tuple[str, ...] | None:
    """Give the path of the `example` that the normal form has among several, if it has one."""
    if parts[-2:] == ("examples", "0"):
        return (*parts[:-2], "example")
    if parts[-3:] == ("examples", "example", "value"):
        return (*parts[:-3], "example")
    return None
