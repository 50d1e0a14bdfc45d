"""
Whether two schemas of two documents have the same content, whatever their components are called.

Each schema that a reference leads to gets a class; two of one class are equal all the way down.
Classes start from what the schemas say themselves and are split until nothing more tells them
apart, as states are when an automaton is minimised. So recursion needs no special care.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from contract import pointers
from contract.model import Schema
from contract.schemas.parts import Parts, mapped_pointer
from contract.walk import MEMBERS

Version = Literal["old", "new"]

#: What is written for people and changes nothing.
_PROSE: Final = frozenset("$comment description example examples externalDocs title xml".split())
#: The extensions that rules look at.
_EXTENSIONS: Final = frozenset(("x-sunset", "x-stability-level"))
Target = tuple[Version, str]  # A schema: its document and its pointer.


@dataclass(frozen=True, slots=True)
class _Outline:
    """What a schema says itself, and which schemas it refers to, in order."""

    text: str
    targets: tuple[Target, ...]


class Contents:
    """Compares what schemas of two documents lead to."""

    def __init__(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        outlines = {**_targets("old", old), **_targets("new", new)}
        self._classes = _refine(outlines)
        self._known: dict[tuple[Version, object], object] = {}

    def same(self, old: Parts, new: Parts) -> bool:
        """Tell whether parts of the old document say the same as parts of the new one."""
        return len(old) == len(new) and all(
            (one.or_null, one.alone) == (other.or_null, other.alone)
            and self._identity("old", one.key, one.schema)
            == self._identity("new", other.key, other.schema)
            for one, other in zip(old, new, strict=True)
        )

    def same_schema(self, old: Schema, new: Schema) -> bool:
        """Tell whether two schemas, or parts of one, say the same."""
        return self._read("old", old) == self._read("new", new)

    def same_target(self, old: str, new: str) -> bool:
        """Tell whether two references, given as pointers, lead to the same content."""
        one, other = self._classes.get(("old", old)), self._classes.get(("new", new))
        return one == other and (one is not None or old == new)

    def _identity(self, version: Version, key: object, schema: Schema) -> object:
        known = self._known.get((version, key))
        if known is None:
            known = self._known[version, key] = self._read(version, schema)
        return known

    def _read(self, version: Version, schema: Schema) -> object:
        outline = _outline(version, schema)
        return outline.text, tuple(self._classes.get(each, each[1]) for each in outline.targets)


def _targets(version: Version, document: Mapping[str, Any]) -> dict[Target, _Outline]:
    """Outline every schema that a reference or a discriminator leads to."""
    found: dict[Target, _Outline] = {}
    pending = [(version, target[1:]) for _, target in pointers.references(document)]
    while pending:
        target = pending.pop()
        if target not in found and target[1].startswith("/"):
            try:
                found[target] = _outline(version, pointers.follow(document, target[1]))
            except LookupError:
                continue
            pending += found[target].targets
    return found


def _refine(outlines: dict[Target, _Outline]) -> dict[Target, int]:
    """Number the classes: targets of one number cannot be told apart."""
    classes = _numbered({target: outline.text for target, outline in outlines.items()})
    count = 0
    while count != (count := len(set(classes.values()))):
        classes = _numbered(
            {
                target: (classes[target], *(classes.get(each, each[1]) for each in outline.targets))
                for target, outline in outlines.items()
            }
        )
    return classes


def _numbered(signatures: Mapping[Target, object]) -> dict[Target, int]:
    numbers: dict[object, int] = {}
    return {
        target: numbers.setdefault(signature, len(numbers))
        for target, signature in signatures.items()
    }


def _outline(version: Version, schema: Any) -> _Outline:
    targets: list[str] = []
    bare = _bare(schema, targets)
    # Objects compare by their sorted text: the order of members means nothing.
    text = json.dumps(bare, sort_keys=True)
    return _Outline(text, tuple((version, each) for each in targets))


def _bare(schema: Any, targets: list[str]) -> Any:
    """Copy a schema without prose and without the names of what it refers to."""
    if not isinstance(schema, Mapping):
        return schema
    kept: dict[str, Any] = {}
    for key in sorted(schema):
        if key in _EXTENSIONS or not (key in _PROSE or key.startswith("x-")):
            kept[key] = _bare_keyword(key, schema[key], targets)
    if "discriminator" in schema:
        kept["names"] = list(_implied_names(schema))
    return kept


def _bare_keyword(key: str, value: Any, targets: list[str]) -> Any:
    if key == "$ref" and isinstance(value, str) and value.startswith("#/"):
        targets.append(value[1:])
        return ""
    held_as, kind = MEMBERS["schema"].get(key, ("one", ""))
    if kind == "schema":
        return _bare_schemas(held_as, value, targets)
    if key == "required" and isinstance(value, list):
        return sorted(map(str, value))
    if key == "discriminator" and isinstance(value, Mapping):
        return _bare_discriminator(value, targets)
    return value


def _bare_schemas(held_as: str, value: Any, targets: list[str]) -> Any:
    if held_as == "map" and isinstance(value, Mapping):
        return {name: _bare(value[name], targets) for name in sorted(value)}
    if held_as == "list" and isinstance(value, list):
        return [_bare(each, targets) for each in value]
    return _bare(value, targets)


def _bare_discriminator(value: Mapping[str, Any], targets: list[str]) -> Any:
    mapping = value.get("mapping", {})
    targets.extend(mapped_pointer(mapping[name]) for name in sorted(mapping))
    return [value.get("propertyName"), sorted(mapping)]


def _implied_names(schema: Mapping[str, Any]) -> Iterator[str]:
    """Without a mapping, the name of a component is the value on the wire."""
    stated = {mapped_pointer(each) for each in schema["discriminator"].get("mapping", {}).values()}
    for keyword in ("anyOf", "oneOf"):
        for member in schema.get(keyword, ()):
            target = member.get("$ref", "#")[1:] if isinstance(member, Mapping) else ""
            if target and target not in stated:
                yield target.rpartition("/")[2]
