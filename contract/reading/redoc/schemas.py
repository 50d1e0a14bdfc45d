"""What the rows of a ReDoc page say, as JSON Schema."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import jsonschema_rs

from contract.pointers import escape, pointer
from contract.reading.blocks import Place
from contract.reading.findings import Confidence, Draft
from contract.reading.redoc.components import Components
from contract.reading.redoc.names import Basis, Name, is_title_of, property_names
from contract.reading.redoc.notes import read_notes
from contract.reading.redoc.rows import Row, Shown
from contract.reading.redoc.samples import format_of, sampled_members
from contract.reading.redoc.types import parse_type_line
from contract.reading.redoc.variants import Schema, Variant, joined, kinds

_MAP_LABELS: Final = ("additional property", "pattern property")
_REFERENCE: Final = "#/components/schemas/"
_CONFIDENCE: Final[Mapping[Basis, Confidence]] = {
    "sample and title": "high",
    "place in the sample": "medium",
}
_MEMBERS: Final = frozenset(("properties", "patternProperties", "additionalProperties"))
#: A sample that is not there, or does not show the value that is asked for.
UNSHOWN: Final = object()


class SchemaBuilder:
    """Builds the schemas of one page; what several share becomes a component."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._components = Components()
        self.title_confidence: Confidence = "medium"  #: Of a name that a title alone tells.

    @property
    def components(self) -> Mapping[str, Schema]:
        """The schemas that have a name."""
        return self._components.values

    def add(self, name: str, schema: Schema, place: Place) -> Schema:
        """Add a component, if it is not there; give the reference."""
        key = self._components.name(name)
        if key not in self._components.values:
            self._components.values[key] = schema
            self._draft.places[pointer("components", "schemas", key)] = place
        return {"$ref": f"{_REFERENCE}{key}"}

    def resolved(self, schema: Schema) -> Schema:
        """Follow the reference to a component."""
        target = schema.get("$ref", "").removeprefix(_REFERENCE)
        found: Schema = self._components.values.get(target, schema)
        return found

    def learn(self, row: Row) -> None:
        """Add the enumeration that a row shows, if it has a name."""
        title = row.type.title
        if not _names_enumeration(row):
            return
        schema = row.type.schema(lambda _: None) | {"enum": read_notes(row, "").values["enum"]}
        known = self._components.get(title)
        if known is not None and known != schema:
            message = f"{title} is shown with other values before; the first count"
            where = pointer("components", "schemas", self._components.name(title))
            self._draft.contradict("model-twice", message, row.place, where)
        self.add(title, schema, row.place)

    # --- rows ------------------------------------------------------------------------------------

    def of_row(self, row: Row, name: str, where: str, value: Any = UNSHOWN) -> Schema:
        """Give the schema of a row; `value` is what the sample shows of it."""
        for rule, message in row.type.problems:
            self._draft.leave_open(rule, f"{name or 'the schema'}: {message}", row.place, where)
        schema = self._typed(row, name, where, value)
        if row.content is None and not self._members_from_sample(schema, row, name, where, value):
            self._report_hidden(schema, row, name, where)
        self._format_from_sample(schema, row, name, where, value)
        self._notes(schema, row, name, where)
        return schema

    def _typed(self, row: Row, name: str, where: str, value: Any) -> Schema:
        line = row.type
        if _names_enumeration(row):
            schema = row.type.schema(lambda _: None) | {"enum": read_notes(row, "").values["enum"]}
            if self._components.get(line.title) == schema:
                return self.add(line.title, schema, row.place)
        if row.content is not None:
            schema = self._with_content(row, name, where, value)
        else:
            schema = line.schema(lambda variant: self._component(variant, row))
            schema = self._titled(schema, row, name, None)
        if line.title and name and not line.is_union and "$ref" not in _leaf(schema):
            schema |= {} if is_title_of(line.title, name) else {"title": line.title}
        return schema

    def _component(self, variant: Variant, row: Row) -> Schema | None:
        """Give the reference for a variant that has a name of its own."""
        title = variant.title
        if not _is_name(title) or title == row.type.title or kinds(variant.schema) == {"null"}:
            return None
        if variant.inner or (row.type.title and "object" not in _leaf_kinds(variant.schema)):
            return None
        leaf = _leaf(variant.schema)
        if self._components.get(title) is None:
            where = pointer("components", "schemas", self._components.name(title))
            message = f"{title} is named and not described"
            self._draft.leave_open("model-not-described", message, row.place, where)
        return _with_leaf(variant.schema, self.add(title, leaf, row.place))

    def _titled(self, schema: Schema, row: Row, name: str, members: Schema | None) -> Schema:
        """Make a component of an object whose title is not made of the name."""
        title = row.type.title
        leaf = _leaf(schema)
        if row.type.is_union or leaf.get("type") != "object":
            return schema
        if not name or not _is_name(title) or is_title_of(title, name):
            return schema
        if self._components.get(title) is None:
            message = f'{title} was taken for the name of the schema: "{name}" has another title'
            self._draft.infer("model-from-title", message, row.place, confidence="medium")
        return _with_leaf(schema, self.add(title, members or leaf, row.place))

    def _format_from_sample(
        self, schema: Schema, row: Row, name: str, where: str, value: Any
    ) -> None:
        """Formats of the variants of a union are not shown; a sample may tell."""
        found = format_of(value)
        if found and row.type.is_union and "string" in schema.get("type", ()):
            schema["format"] = found
            message = f"the sample of {name} is of the format {found}"
            self._draft.infer("format-from-sample", message, row.place, where, confidence="medium")

    def _members_from_sample(
        self, schema: Schema, row: Row, name: str, where: str, value: Any
    ) -> bool:
        """
        Restore the members of an object that is closed, but open in the sample; tell if there are.

        Only where the name of the row is lost: ReDoc draws it as a control where the object has
        members. Of another object, what the sample holds is somebody's example.
        """
        schema, shown = self._innermost(schema, value)
        if row.name or not name or "object" not in kinds(schema) or schema.keys() & _MEMBERS:
            return False
        if not isinstance(shown, dict) or not shown:
            return False
        schema |= sampled_members(shown)
        message = f"the members of {name} were read off its sample; none is known to be required"
        self._draft.infer("members-from-sample", message, row.place, where, confidence="medium")
        return True

    def _innermost(self, schema: Schema, value: Any) -> tuple[Schema, Any]:
        """Give the schema inside lists, references and unions, and what the sample shows of it."""
        while True:
            if isinstance(schema.get("items"), dict):
                schema = schema["items"]
                value = value[0] if isinstance(value, list) and value else UNSHOWN
            elif "anyOf" in schema:
                schema = schema["anyOf"][0]  # The sample is that of the first variant.
            elif "$ref" in schema and (component := self.resolved(schema)) is not schema:
                schema = component
            else:
                return schema, value

    def _report_hidden(self, schema: Schema, row: Row, name: str, where: str) -> None:
        if _leaf(schema).keys() & {"properties", "additionalProperties", "$ref", "anyOf"}:
            return
        if "object" in kinds(_leaf(schema)):
            message = f"{name or 'the schema'}: an object whose members are not shown"
            self._draft.leave_open("object-without-properties", message, row.place, where)

    # --- what stands open ------------------------------------------------------------------------

    def _with_content(self, row: Row, name: str, where: str, value: Any) -> Schema:
        assert row.content is not None
        shown = self.of_shown(row.content, where, value, row)
        if row.content.kind == "union":
            return shown | row.type.limits
        whole = {**row.type.schema(lambda variant: self._component(variant, row)), **shown}
        return self._titled(whole, row, name, _leaf(whole))

    def of_shown(
        self, shown: Shown, where: str, value: Any = UNSHOWN, row: Row | None = None
    ) -> Schema:
        """Give a schema that stands open, below the row that it belongs to if there is one."""
        if shown.kind == "rows":
            schema = self._object(shown, where, value)
        elif shown.kind == "array":
            schema = self._array(shown, where, value)
        elif shown.kind == "union":
            schema = self._opened_union(shown, where, value, row)
        else:
            schema = self.of_row(shown.type, "", where, value) if shown.type else {}
        if shown.paragraphs and row is not None:
            schema["description"] = "\n\n".join(shown.paragraphs)
        return schema

    def _array(self, shown: Shown, where: str, value: Any) -> Schema:
        first = value[0] if isinstance(value, list) and value else UNSHOWN
        items = self.of_shown(shown.inner, f"{where}/items", first) if shown.inner else {}
        limits = parse_type_line(f"Array of any {shown.limits.replace(',', ' ')}")
        if limits is None:
            message = f"not understood: {shown.limits}"
            self._draft.skip(message, shown.place)
        schema: Schema = {"type": "array"} | ({"items": items} if items else {})
        return schema | (limits.limits if limits else {})

    def _opened_union(self, shown: Shown, where: str, value: Any, row: Row | None) -> Schema:
        """
        Put the variant that is shown to those that are only named.

        The join is `anyOf` in any case: variants of which only the types are known overlap.
        """
        first = self.of_shown(shown.inner, where, value) if shown.inner else {}
        if row is None:
            message = f"{shown.word}: only the first variant is shown"
            self._draft.leave_open("variants-not-shown", message, shown.place, where)
            return {"anyOf": [first, {}]}
        variants = row.type.variants
        parts = [each.schema_with(lambda v: self._component(v, row)) for each in variants]
        if parts and "$ref" in parts[0]:
            key = parts[0]["$ref"].removeprefix(_REFERENCE)
            self._components.values[key] = self._components.values[key] | first
        elif parts:
            parts[0] = parts[0] | first
        return joined(parts)

    def _object(self, shown: Shown, where: str, value: Any) -> Schema:
        rows = [row for row in shown.rows if not set(row.labels) & set(_MAP_LABELS)]
        names = property_names(rows, value)
        schema: Schema = {"type": "object"}
        required: list[str] = []
        properties: dict[str, Schema] = {}
        for row, name in zip(rows, names, strict=True):
            if self._has_name(row, name, properties, where, value):
                assert name is not None
                place = f"{where}/properties/{escape(name.text)}"
                inner = value.get(name.text, UNSHOWN) if isinstance(value, dict) else UNSHOWN
                properties[name.text] = self.of_row(row, name.text, place, inner)
                self._draft.places[place] = row.place
                required += [name.text] if row.is_required else []
        schema |= {"required": required} if required else {}
        schema |= {"properties": properties} if properties else {}
        schema |= self._maps(shown, where)
        self._compare_with_sample(rows, properties, value, where)
        return schema

    def _has_name(
        self, row: Row, name: Name | None, properties: Mapping[str, Schema], where: str, value: Any
    ) -> bool:
        """Report how a name was found; tell whether the row has one of its own."""
        if name is None:
            message = "a property whose name is not shown and that no sample tells; it is left out"
            self._draft.leave_open("name-lost", message, row.place, where)
            return False
        if name.text in properties:
            message = f"{name.text} is shown twice; the first counts"
            self._draft.contradict("property-twice", message, row.place, where)
            return False
        if name.basis is not None:
            message = f"the name {name.text} was restored from its {name.basis}"
            confidence = _CONFIDENCE.get(name.basis, self.title_confidence)
            if name.basis == "title" and isinstance(value, dict):
                confidence = "low"  # There is a sample, and it has another name.
            self._draft.infer("name-restored", message, row.place, where, confidence=confidence)
        return True

    def _maps(self, shown: Shown, where: str) -> Schema:
        found: Schema = {}
        for row in shown.rows:
            if "additional property" in row.labels:
                place = f"{where}/additionalProperties"
                found["additionalProperties"] = self.of_row(row, "", place) or True
            elif "pattern property" in row.labels and _is_pattern(row.name):
                place = f"{where}/patternProperties/{escape(row.name)}"
                patterns = found.setdefault("patternProperties", {})
                patterns[row.name] = self.of_row(row, "", place)
            elif "pattern property" in row.labels:
                message = "a property whose pattern is not shown; it is left out"
                self._draft.leave_open("name-lost", message, row.place, where)
        return found

    def _compare_with_sample(
        self, rows: Sequence[Row], properties: Mapping[str, Schema], value: Any, where: str
    ) -> None:
        """Nothing closes an object that stands open: its rows seem to belong to the outer one."""
        if not isinstance(value, dict) or not any("object" in _leaf_kinds_of(row) for row in rows):
            return
        for row in rows:
            if row.name in properties and row.name not in value:
                message = f"{row.name} is not in the sample; it may belong to an inner object"
                self._draft.contradict("property-not-in-sample", message, row.place, where)

    # --- notes -----------------------------------------------------------------------------------

    def _notes(self, schema: Schema, row: Row, name: str, where: str) -> None:
        notes = read_notes(row, name)
        for keyword, text in notes.unread.items():
            message = f"{keyword} of {name or 'the schema'} cannot be read back: {text[:80]}"
            self._draft.leave_open("value-not-readable", message, row.place, where)
        for keyword, value in notes.values.items():
            if keyword in ("enum", "const"):
                _put_on_values(schema, keyword, value)
            else:
                schema[keyword] = value
        if "default" in schema:
            self._check_default(schema, row, name, where)
        if row.is_deprecated:
            schema["deprecated"] = True
        if row.paragraphs:
            schema["description"] = row.description

    def _check_default(self, schema: Schema, row: Row, name: str, where: str) -> None:
        """Leave out a default that the schema does not admit, for it makes a document invalid."""
        whole = {**schema, "components": {"schemas": dict(self.components)}}
        try:
            is_valid = jsonschema_rs.is_valid(whole, schema["default"], validate_formats=True)
        except ValueError:
            return  # The pattern is of another kind of regular expressions.
        if not is_valid:
            message = f"{name or 'the schema'} does not admit its own default; it is left out"
            self._draft.contradict("default-not-admitted", message, row.place, where)
            del schema["default"]


def _names_enumeration(row: Row) -> bool:
    """Tell whether the title of a row is the name of its enumeration, not made of its own."""
    title = row.type.title
    if not row.name or not _is_name(title) or is_title_of(title, row.name):
        return False
    return "array" not in row.type.kinds and "enum" in read_notes(row, "").values


def _put_on_values(schema: Schema, key: str, value: Any) -> None:
    """Of a list ReDoc shows the values of its items; a component has its own."""
    if "$ref" in schema:
        return
    if "array" in kinds(schema) and isinstance(schema.get("items", {}), dict):
        schema["items"] = schema.get("items", {}) | {key: value}
    else:
        schema[key] = value


def rows_of(shown: Shown | None) -> Iterator[Row]:
    """Give all rows of a schema that stands open, the inner ones behind their own."""
    if shown is None:
        return
    for row in shown.rows:
        yield row
        yield from rows_of(row.content)
    yield from rows_of(shown.inner)


def _is_name(title: str) -> bool:
    """Tell a schema's name from a title for people: it has no blanks."""
    return bool(title) and not re.search(r"\s", title) and not title.startswith('"')


def _is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except (re.error, RecursionError, OverflowError):
        return False
    return bool(text)


def _leaf(schema: Schema) -> Schema:
    """Give the schema of the innermost items."""
    while isinstance(schema.get("items"), dict):
        schema = schema["items"]
    return schema


def _leaf_kinds(schema: Schema) -> set[str]:
    return kinds(_leaf(schema))


def _leaf_kinds_of(row: Row) -> set[str]:
    return _leaf_kinds(row.type.variants[0].schema) if not row.type.is_union else set()


def _with_leaf(schema: Schema, leaf: Schema) -> Schema:
    """Give the schema with other innermost items."""
    if isinstance(schema.get("items"), dict):
        return {**schema, "items": _with_leaf(schema["items"], leaf)}
    return leaf
