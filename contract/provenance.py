"""Telling of each element of a contract where it was read."""

from typing import Any, Final

from contract import pointers
from contract.document import Document
from contract.places import Places
from contract.walk import REFERABLE, Kind, Node, rewritten, walk

#: Elements of an OpenAPI document that are worth finding again.
_NOTED: Final[tuple[Kind, ...]] = ("operation", "parameter", "requestBody", "response")
#: What has no room for extensions: names of the author stand there.
_CLOSED: Final[tuple[Kind, ...]] = ("securityRequirement",)


def with_sources(document: Document) -> dict[str, Any]:
    """
    Give the document's content with `x-source: {file, line}` on each element that was read.

    Where a line holds several elements, as in flattened text, there is a `column` as well. What
    cannot take an extension, such as a text or the schema `true`, is noted on what holds it.
    """
    places = Places(document)
    sources: dict[str, dict[str, Any]] = {}
    owners = {node.pointer for node in walk(document.content) if _takes_extensions(node)}
    for pointer in _noted(document):
        owner = _owner(pointer, owners)
        place = places.find(pointer)
        if place.line is not None and (owner == pointer or owner not in sources):
            column = {} if place.column is None else {"column": place.column}
            sources[owner] = {"file": place.file, "line": place.line, **column}

    def noted(node: Node) -> Any:
        source = sources.get(node.pointer)
        return node.value if source is None else {**node.value, "x-source": source}

    content: dict[str, Any] = rewritten(document.content, noted)
    return content


def _noted(document: Document) -> list[str]:
    if document.reading is not None:
        return list(document.reading.places)
    return [
        node.pointer
        for node in walk(document.content)
        if node.kind in _NOTED or len(pointers.parts(node.pointer)) == len(("components", "", ""))
    ]


def _takes_extensions(node: Node) -> bool:
    is_reference = node.kind in REFERABLE and node.reference is not None
    return isinstance(node.value, dict) and node.kind not in _CLOSED and not is_reference


def _owner(pointer: str, owners: set[str]) -> str:
    """Give the nearest element, from the one at a pointer outwards, that takes extensions."""
    while pointer and pointer not in owners:
        pointer = pointer.rpartition("/")[0]
    return pointer
