"""How people call a place in a document."""

from collections.abc import Mapping
from typing import Any, Final

from contract import pointers

#: Sections of `components` whose elements are called by more than their name.
_COMPONENTS: Final = {
    "parameters": "parameter ",
    "headers": "header ",
    "responses": "response ",
    "requestBodies": "request body ",
    "securitySchemes": "security scheme ",
    "pathItems": "path item ",
    "mediaTypes": "media type ",
}
#: Keywords of a schema that hold one schema.
_SINGLE: Final = {
    "items": "[]",
    "unevaluatedItems": "[]",
    "contains": "[]",
    "additionalProperties": ".*",
    "unevaluatedProperties": ".*",
    "propertyNames": " (names)",
    "contentSchema": " (content)",
    "not": " (not)",
    "if": " (if)",
    "then": " (then)",
    "else": " (else)",
}
#: Keywords that hold schemas by name or number, with how the name is shown.
_NAMED: Final = {
    "properties": ".{}",
    "patternProperties": ".<{}>",
    "prefixItems": "[{}]",
    "dependentSchemas": " (with {})",
    "allOf": "",
    "$defs": "",
}
_ALTERNATIVES: Final = ("anyOf", "oneOf")

Parts = tuple[str, ...]


def place_name(pointer: str, document: Mapping[str, Any] | None = None) -> str:
    """
    Name a place for people; the document tells what its parameters are called.

    `MemberInvitePayload.email`, `POST /apps/{app_id}/run, request body: files[]`.
    """
    subject, rest = _subject(pointers.parts(pointer))
    if pointer.startswith("/components/schemas/"):
        return subject + _inside(rest)
    named = [subject]
    while rest and rest[0] not in ("content", "schema", "itemSchema"):
        detail, rest = _detail(rest, pointer, document)
        named += [detail] if detail else []
    # Behind `content` stand the media type and `schema`.
    inner = _inside(rest[3:] if rest[:1] == ("content",) else rest[1:])
    return ", ".join(named) + (f": {inner.removeprefix('.').lstrip()}" if inner else "")


def subject_name(pointer: str) -> str:
    """Name the operation, path or component that a place belongs to."""
    return _subject(pointers.parts(pointer))[0]


def said_of(pointer: str) -> str:
    """
    Give the place that a change of something is said of.

    Of a parameter, a body or a status it is the operation, of a header or content its response.
    """
    parts = pointers.parts(pointer)
    _, rest = _subject(parts)
    kept = len(parts) - len(rest)
    if parts[:1] == ("paths",) and rest[:1] == ("responses",) and len(rest) > 2:
        kept += 2
    return pointers.pointer(*parts[:kept])


def _subject(parts: Parts) -> tuple[str, Parts]:
    """Name the subject, and give the parts that lead on from there."""
    if parts[:1] == ("components",):
        section, name = (*parts[1:3], "", "")[:2]
        return _COMPONENTS.get(section, "") + name, parts[3:]
    if parts[:1] not in (("paths",), ("webhooks",)) or len(parts) < 2:
        names = {"": "the document", "security": "document-wide security"}
        head = parts[0] if parts else ""
        return names.get(head, head), parts[1:]
    path, rest = parts[1], parts[2:]
    if rest[:1] == ("additionalOperations",):
        rest = rest[1:]
    if not rest or rest[0] in ("parameters", "servers"):
        return path, rest
    return f"{rest[0].upper()} {path}", rest[1:]


def _detail(rest: Parts, pointer: str, document: Mapping[str, Any] | None) -> tuple[str, Parts]:
    """Name the first of the parts, and give those behind it."""
    head, name = (*rest, "")[:2]
    if head == "requestBody":
        return "request body", rest[1:]
    if head == "callbacks":
        return f"callback {name}", rest[4:]  # Behind it stand the expression and the method.
    if head == "parameters":
        return _parameter(pointer, name, document), rest[2:]
    if head in ("responses", "headers", "links"):
        return f"{head[:-1]} {name}".strip(), rest[2:]
    return head, rest[1:]


def _parameter(pointer: str, number: str, document: Mapping[str, Any] | None) -> str:
    head, _, _ = pointer.partition("/parameters/")
    try:
        found = pointers.follow(document or {}, f"{head}/parameters/{number}")
    except LookupError:
        return "parameter"
    return f"{found.get('in', '')} parameter `{found.get('name', '')}`"


def _inside(parts: Parts) -> str:
    """Write the way inside a schema."""
    text = ""
    while parts:
        head, name = (*parts, "")[:2]
        if head in _SINGLE:
            text, parts = text + _SINGLE[head], parts[1:]
        elif head in _NAMED:
            text, parts = text + _NAMED[head].format(name), parts[2:]
        elif head in _ALTERNATIVES and name.isdigit():
            text, parts = f"{text} (alternative {int(name) + 1})", parts[2:]
        else:
            parts = parts[1:]
    return text
