"""Where findings stand in the files that a person wrote."""

from dataclasses import replace
from typing import Final

from contract import pointers
from contract.checking.findings import Finding
from contract.document import Document, text_of
from contract.yaml12 import Lines

#: The sections of OpenAPI 2.0 for those of the normal form.
_SWAGGER: Final = {
    "schemas": "definitions",
    "securitySchemes": "securityDefinitions",
    "responses": "responses",
    "parameters": "parameters",
    "requestBodies": "parameters",
}


class Places:
    """Finds the file and line of the elements of a document, files parsed when first needed."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._is_swagger = "swagger" in document.written
        text = document.source.text if document.source is not None else ""
        self._lines = {document.name: Lines(text)}

    def located(self, finding: Finding) -> Finding:
        """Give the finding with its file and line, its pointer cut to what the file has."""
        if self._document.reading is not None:
            line = self._line_read(finding.pointer)
            return replace(finding, file=self._document.name, line=line)
        name, parts = self._origin(finding.pointer)
        if name not in self._lines:
            self._lines[name] = Lines(text_of(name))
        line, count = self._lines[name].find(parts)
        pointer = pointers.pointer(*parts[:count]) if line is not None else finding.pointer
        return replace(finding, file=name, line=line, pointer=pointer)

    def _line_read(self, pointer: str) -> int | None:
        """Give the line of the nearest element around a pointer that has a place in the text."""
        assert self._document.reading is not None
        places = self._document.reading.places
        parts = pointers.parts(pointer)
        for count in range(len(parts), 0, -1):
            place = places.get(pointers.pointer(*parts[:count]))
            if place is not None:
                return place.line
        return None

    def _origin(self, pointer: str) -> tuple[str, tuple[str, ...]]:
        """Give the file an element came from, and its path there."""
        parts = pointers.parts(pointer)
        for count in range(len(parts), 0, -1):
            origin = self._document.origins.get(pointers.pointer(*parts[:count]))
            if origin is not None:
                return origin.name, (*pointers.parts(origin.pointer), *parts[count:])
        return self._document.name, _of_swagger(parts) if self._is_swagger else parts


def _of_swagger(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Give the path in OpenAPI 2.0 of an element of the normal form, as far as there is one."""
    if parts[:1] == ("components",) and len(parts) > 1:
        return (_SWAGGER.get(parts[1], parts[1]), *parts[2:])
    if "content" in parts:
        # The schema of a response stands in it directly.
        at = parts.index("content")
        return (*parts[:at], *parts[at + 2 :])
    return parts
