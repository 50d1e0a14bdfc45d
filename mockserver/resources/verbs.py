"""Verbs in paths: `POST /users/create` is `POST /users`, `/users/{id}/delete` deletes one."""

from collections.abc import Mapping
from typing import Final

from contract.model import Operation
from mockserver.resources.paths import Template, variable
from mockserver.words import words

#: What a verb does, as a method, and with which methods it is asked for.
_OF_COLLECTIONS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "create": ("POST", ("POST", "PUT")),
    "add": ("POST", ("POST", "PUT")),
    "new": ("POST", ("POST", "PUT")),
    "list": ("GET", ("GET",)),
}
_OF_ITEMS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "get": ("GET", ("GET",)),
    "read": ("GET", ("GET",)),
    "fetch": ("GET", ("GET",)),
    "view": ("GET", ("GET",)),
    "update": ("PATCH", ("POST", "PUT", "PATCH")),
    "edit": ("PATCH", ("POST", "PUT", "PATCH")),
    "modify": ("PATCH", ("POST", "PUT", "PATCH")),
    "delete": ("DELETE", ("POST", "DELETE")),
    "remove": ("DELETE", ("POST", "DELETE")),
    "destroy": ("DELETE", ("POST", "DELETE")),
}
#: What a name begins with that is no name of things: `findByTags`, `getAll`.
_FINDING: Final = frozenset("find get fetch lookup".split())
_FINDING_BY: Final = (("search", "by"), ("list", "all"))


def unspoken(operation: Operation) -> tuple[Template, str] | None:
    """
    Give the path and the method that say the same without a verb; nothing where none is said.

    `/users/create` and `/users/list` are about a collection; `/users/{id}/delete` and
    `/users/delete/{id}` about one of it.
    """
    template = Template.of(operation.path)
    segments = template.segments
    for at in (len(segments) - 1, len(segments) - 2):
        if at < 1:
            continue
        is_last, before = at == len(segments) - 1, variable(segments[at - 1])
        is_about_item = bool(before) if is_last else bool(template.variable) and not before
        verbs = _OF_ITEMS if is_about_item else _OF_COLLECTIONS if is_last else {}
        method, methods = verbs.get(segments[at].lower(), ("", ()))
        if operation.method in methods:
            return Template((*segments[:at], *segments[at + 1 :])), method
    return None


def is_finding(segment: str) -> bool:
    """Tell whether a segment is said to find things: `findByTags` is no collection."""
    said = words(segment)
    return len(said) > 1 and (
        said[0] in _FINDING or said[:2] in (("search", "by"), ("list", "all"))
    )
