"""
Schemas of older drafts of JSON Schema, which a document since OpenAPI 3.1 may name as its dialect.

Here they become what means the same in draft 2020-12. Source: JSON Schema 2020-12, "Migrating from
older drafts" with the change logs of Core and Validation.
"""

import re
from typing import Any, Final

from contract import pointers
from contract.notes import Notes
from contract.walk import walk

_Object = dict[str, Any]

#: Draft 2020-12 of JSON Schema, and what OpenAPI since 3.1 and authors make of it.
_DIALECT: Final = re.compile(r"(?!https?://json-schema\.org/(?!draft/2020-12/))")
#: Where references lead to what has another name today.
_MOVED: Final = (
    (re.compile(r"/items/(?=[0-9]+(?:/|$))"), "/prefixItems/"),
    (re.compile(r"/additionalItems(?=/|$)"), "/items"),
    (re.compile(r"/dependencies/"), "/dependentSchemas/"),
)
_EXCLUSIVE: Final = {"exclusiveMaximum": "maximum", "exclusiveMinimum": "minimum"}


def without_old_dialect(value: _Object, member: str, where: str, notes: Notes) -> _Object:
    """
    Leave out that schemas are written in an older draft of JSON Schema.

    What differs between the drafts is repaired like any mistake.
    """
    if not isinstance(dialect := value.get(member), str) or _DIALECT.match(dialect):
        return value
    notes.add(f"{where}/{member}", f"{dialect} is not the dialect of OpenAPI 3.2, which is taken")
    return _without(value, member)


def with_newer_keywords(value: _Object, where: str, notes: Notes) -> _Object:
    """Give a schema of OpenAPI 3.1 or later whose keywords are those of draft 2020-12."""
    value = _with_exclusive_limits(value, where, notes)
    if isinstance(value.get("items"), list):
        value = _with_tuple(value, where, notes)
    return value


def follow_moved(document: _Object, notes: Notes) -> None:
    """
    Let the references of a document lead to where the schemas of older drafts are now.

    Those to a schema inside of what was left out say nothing any more.
    """
    for holder, target in pointers.references(document):
        moved = target
        for pattern, place in _MOVED if target.startswith("#") else ():
            moved = pattern.sub(place, moved)
        if moved != target and not _leads(document, target) and _leads(document, moved):
            holder["$ref"] = moved
    for node in walk(document):
        reference = node.reference if node.kind == "schema" else None
        if reference and reference.startswith("#") and not _leads(document, reference):
            notes.add(node.pointer, f"{reference} was left out, so the reference says nothing")
            del node.value["$ref"]


def _leads(document: _Object, target: str) -> bool:
    try:
        pointers.follow(document, pointers.of_reference(target))
    except LookupError:
        return False
    return True


def _with_exclusive_limits(value: _Object, where: str, notes: Notes) -> _Object:
    """Give exclusive limits as numbers; draft 4 had flags beside the limits."""
    for keyword, limit in _EXCLUSIVE.items():
        flag = value.get(keyword)
        if not isinstance(flag, bool):
            continue
        notes.add(f"{where}/{keyword}", "this is a number since OpenAPI 3.1")
        is_moved = flag and limit in value
        kept = _without(value, keyword, *([limit] if is_moved else []))
        value = {**kept, keyword: value[limit]} if is_moved else kept
    return value


def _with_tuple(value: _Object, where: str, notes: Notes) -> _Object:
    """Give the schemas of a tuple, and of what follows it, under the names they have today."""
    notes.add(f"{where}/items", "the schemas of a tuple are its `prefixItems` since OpenAPI 3.1")
    following = value.get("additionalItems")
    first = {"prefixItems": value["items"]} if value["items"] else {}
    rest = {"items": following} if isinstance(following, dict | bool) else {}
    return {**_without(value, "items", "additionalItems"), **first, **rest}


def with_dependents(value: _Object, where: str, notes: Notes) -> _Object:
    """Tell apart the names and the schemas that depend on a property, in any version."""
    if not isinstance(value.get("dependencies"), dict):
        return value
    notes.add(f"{where}/dependencies", "names and schemas are told apart since OpenAPI 3.1")
    held = value["dependencies"]
    found: dict[str, _Object] = {
        "dependentRequired": {name: each for name, each in held.items() if isinstance(each, list)},
        "dependentSchemas": {
            name: each for name, each in held.items() if isinstance(each, dict | bool)
        },
    }
    given = {key: each for key, each in found.items() if each and key not in value}
    return {**_without(value, "dependencies"), **given}


def _without(value: _Object, *members: str) -> _Object:
    return {key: each for key, each in value.items() if key not in members}
