"""Entries of an MDX reference as JSON Schema: members, values, alternatives by event."""

import json
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any, Final

from contract.pointers import pointer
from contract.reading.blocks import Place
from contract.reading.findings import Confidence, Draft
from contract.reading.mdx.sections import Entry
from contract.reading.mdx.types import Notes, Schema, notes_of, split_type

_REFERENCE: Final = "#/components/schemas/"
#: How sure it is that a text means what it was taken for.
_CONFIDENCE: Final[dict[str, Confidence]] = {"enum": "medium", "default": "high", "const": "high"}


def lifted(entries: list[Entry]) -> Iterator[Entry]:
    """Give the entries that have a name or value; those of a mere text take its place."""
    for entry in entries:
        if entry.code:
            yield entry
        else:
            yield from lifted(entry.children)


def has_type(entry: Entry) -> bool:
    """Tell whether an entry is surely a member: a component, or an item with a type."""
    return entry.is_component or split_type(entry.type)[0] is not None


def locate(draft: Draft, schema: Schema, place: Place, where: str) -> Schema:
    """Give the schema back; its members that have no place yet were read at this one."""
    for name, each in schema.get("properties", {}).items():
        at = where + pointer("properties", name)
        draft.places.setdefault(at, place)
        locate(draft, each, place, at)
    if isinstance(schema.get("items"), dict):
        locate(draft, schema["items"], place, f"{where}/items")
    for index, each in enumerate(schema.get("oneOf", ())):
        locate(draft, each, place, f"{where}/oneOf/{index}")
    return schema


class SchemaReader:
    """Turns entries into schemas; places and findings go into the draft."""

    def __init__(self, draft: Draft, known: Collection[str]) -> None:
        """`known` are the names of the objects that the document describes."""
        self._draft = draft
        self._known = known

    def object(self, entries: list[Entry], where: str) -> Schema:
        """Read members as the schema of an object at the pointer `where`."""
        schema: Schema = {"type": "object"}
        properties: dict[str, Schema] = {}
        required: list[str] = []
        for entry in lifted(entries):
            place = where + pointer("properties", entry.code)
            if entry.code in properties:
                message = f"the member {entry.code} is described twice; the first counts"
                self._draft.contradict("member-twice", message, entry.place, place)
                continue
            properties[entry.code], notes = self.member(entry, place)
            if notes.required:
                required.append(entry.code)
        if required:
            schema["required"] = required
        if properties:
            schema["properties"] = properties
        return schema

    def member(self, entry: Entry, where: str) -> tuple[Schema, Notes]:
        """Read one member: its schema, and what its text says beside it."""
        self._draft.places[where] = entry.place
        schema, words = self._typed(entry, where)
        notes = notes_of(f"{words} {entry.text}".strip(), schema)
        for keyword, value in notes.schema.items():
            self._from_text(keyword, value, entry, where)
        schema |= notes.schema
        schema = self._with_children(schema, entry, where)
        if notes.nullable and isinstance(schema.get("type"), str):
            schema["type"] = [schema["type"], "null"]
        description = "\n".join(each for each in entry.lines if each).strip()
        if description and "$ref" not in schema:
            schema["description"] = description
        return schema, notes

    def alternative(self, entry: Entry, common: list[Entry]) -> tuple[str, str, Schema]:
        """
        Read an alternative that a member tells apart: the member, its value, and the schema.

        Members that stand beside the alternatives are common to all of them.
        """
        told = entry.alternative
        assert told is not None
        member, value = told
        self._draft.places[""] = entry.place
        schema = self.object([*common, *entry.children], "")
        properties = schema.get("properties", {})
        own = properties.get(member, {})
        if own.get("const", value) != value:
            message = f'{member} is said to be "{own["const"]}" in the alternative "{value}"'
            self._draft.contradict("alternative-differs", message, entry.place)
        told_apart: Schema = {
            "type": "object",
            "required": list(dict.fromkeys([member, *schema.get("required", ())])),
            "properties": {member: {"type": "string", **own, "const": value}},
        }
        told_apart["properties"] |= {key: properties[key] for key in properties if key != member}
        if description := "\n".join(each for each in entry.lines if each).strip():
            told_apart["description"] = description
        return member, value, locate(self._draft, told_apart, entry.place, "")

    # --- the parts of a member ---

    def _typed(self, entry: Entry, where: str) -> tuple[Schema, str]:
        schema, words = split_type(entry.type)
        if schema is None:
            message = f"the type of {entry.code} is not written"
            if entry.is_component and entry.type:
                message = f"type not understood: {entry.type[:80]}"
            self._draft.leave_open("type-missing", message, entry.place, where)
            # What stands in brackets was no type, so it belongs to the text.
            return {}, "" if entry.is_component else f"({entry.type})" if entry.type else ""
        if not schema and not entry.children:
            message = f"{entry.code} is {entry.type}: any value"
            self._draft.leave_open("type-open", message, entry.place, where)
        return self._with_known_names(schema, entry, where), words

    def _with_known_names(self, schema: Schema, entry: Entry, where: str) -> Schema:
        if isinstance(schema.get("items"), dict):
            return {**schema, "items": self._with_known_names(schema["items"], entry, where)}
        if "anyOf" in schema:
            variants = [self._with_known_names(each, entry, where) for each in schema["anyOf"]]
            return {**schema, "anyOf": variants}
        name = schema.get("$ref", "").removeprefix(_REFERENCE)
        if name and name not in self._known:
            message = f"the type {name} is not described"
            self._draft.leave_open("type-undescribed", message, entry.place, where)
            return {}
        return schema

    def _with_children(self, schema: Schema, entry: Entry, where: str) -> Schema:
        children = list(lifted(entry.children))
        if schema.get("type") == "array":
            # Members below an array are those of its items.
            return {
                **schema,
                "items": self._inner(schema["items"], children, entry, f"{where}/items"),
            }
        return self._inner(schema, children, entry, where)

    def _inner(self, schema: Schema, children: list[Entry], entry: Entry, where: str) -> Schema:
        are_members = any(map(has_type, children))
        kinds = schema.get("type", "object" if are_members else "")
        if "object" in kinds and children:
            own = {key: value for key, value in schema.items() if key != "$ref"}
            return {**own, **self.object(children, where)}
        if "object" in kinds:
            message = f"the members of {entry.code} are not described"
            self._draft.leave_open("object-without-properties", message, entry.place, where)
        elif "string" in kinds and len(children) > 1 and not are_members:
            values = list(dict.fromkeys(each.code for each in children))
            self._from_text("enum", values, entry, where)
            return {**schema, "enum": values}
        elif are_members:
            for each in children:
                message = f"{each.code} stands below {entry.code}, which has no members"
                self._draft.skip(message, each.place)
        return schema

    def _from_text(self, keyword: str, value: Any, entry: Entry, where: str) -> None:
        rules = {"enum": "values-from-text", "default": "default-from-text"}
        shown = ", ".join(map(str, value)) if keyword == "enum" else json.dumps(value)
        words = {"enum": "its values were taken to be", "default": "its default was taken to be"}
        message = f"{entry.code}: {words.get(keyword, 'its only value was taken to be')} {shown}"
        self._draft.infer(
            rules.get(keyword, "constant-from-text"),
            message[:300],
            entry.place,
            where,
            confidence=_CONFIDENCE[keyword],
        )


class Components:
    """The named schemas of a document in the making."""

    def __init__(self, draft: Draft, known: Collection[str]) -> None:
        """`known` are the names of the objects that the document describes."""
        self._draft = draft
        self.known = known
        #: By name and JSON as they were described: samples may add to what was put in.
        self._added: dict[tuple[str, str], str] = {}
        self._counts: Counter[str] = Counter()

    def add(self, name: str, schema: Schema, own: Draft) -> str:
        """
        Put a schema among the components, and give the pointer it got.

        The places and findings of the draft it was read into come along. A schema that is there
        already is not added again; another one of that name gets a number.
        """
        key = (name, json.dumps(schema))
        if key in self._added:
            return self._added[key]
        schemas = self._draft.document.setdefault("components", {}).setdefault("schemas", {})
        chosen = self._free_name(name, schemas)
        where = self._added[key] = pointer("components", "schemas", chosen)
        schemas[chosen] = schema
        for place, each in own.places.items():
            self._draft.places[where + place] = each
        for finding in own.findings:
            self._draft.findings.append(replace(finding, pointer=where + finding.pointer))
        return where

    def _free_name(self, name: str, taken: Collection[str]) -> str:
        chosen = name
        while chosen in taken:
            self._counts[name] += 1
            chosen = f"{name}{self._counts[name] + 1}"
        return chosen
