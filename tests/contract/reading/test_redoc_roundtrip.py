"""Contracts printed as ReDoc prints them, and read back."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from openapi_spec_validator import validate

from contract.reading import OperationEntry, redoc
from tests.contract.reading.redoc_pages import HEAD

Json = dict[str, Any]
NAMES = ("id", "flow_name", "$filter", "a.b", "x-y", "größe", "tags[0]", "default_value")
SAMPLES = {"string": '"string"', "integer": "0", "boolean": "true", "number": "0.1"}


def title_of(name: str) -> str:
    """Make the title that FastAPI gives a field of this name."""
    return name.replace("_", " ").title()


@st.composite
def scalars(draw) -> Json:
    """Schemas whose rows show their names."""
    kind = draw(st.sampled_from(("string", "integer", "boolean", "number")))
    schema: Json = {"type": kind}
    if kind == "string" and draw(st.booleans()):
        schema |= draw(
            st.sampled_from(
                (
                    {"format": "uuid"},
                    {"minLength": 1, "maxLength": 64},
                    {"maxLength": 8},
                    {"enum": ["asc", "desc"], "default": "asc"},
                    {"default": "a b"},
                    {"pattern": "^[a-z]+$"},
                )
            )
        )
    elif kind == "integer" and draw(st.booleans()):
        schema |= draw(
            st.sampled_from(({"minimum": 1, "maximum": 500, "default": 50}, {"minimum": 0}))
        )
    return schema


def nullables() -> st.SearchStrategy[Json]:
    """Schemas whose rows hide their names: a type, or null."""
    return st.sampled_from(tuple(SAMPLES)).map(lambda kind: {"type": [kind, "null"]})


def arrays() -> st.SearchStrategy[Json]:
    """Lists of scalars."""
    items = st.sampled_from(("string", "integer"))
    return items.map(lambda kind: {"type": "array", "items": {"type": kind}})


def members() -> st.SearchStrategy[Json]:
    """Named schemas."""
    return st.dictionaries(
        st.sampled_from(NAMES), scalars() | nullables() | arrays(), min_size=1, max_size=5
    )


@st.composite
def operations(draw) -> Json:
    """One operation: parameters, a body, a success."""
    value: Json = {}
    for place in ("query", "header", "cookie"):
        # Where no sample tells, the title does, and it tells lower case and underscores alone.
        names = st.sampled_from(("limit", "flow_name", "tenant-id"))
        shown = draw(st.dictionaries(names, scalars() | nullables(), max_size=2))
        required = draw(st.sets(st.sampled_from(sorted(shown)))) if shown else set()
        for name, schema in shown.items():
            parameter = {"name": name, "in": place, "schema": schema}
            if name in required:
                parameter["required"] = True
            value.setdefault("parameters", []).append(parameter)
    if draw(st.booleans()):
        properties = draw(members())
        hidden = {name for name, each in properties.items() if isinstance(each["type"], list)}
        required = draw(st.sets(st.sampled_from(sorted(properties)))) - hidden
        value["body"] = {"type": "object"}
        if required:
            value["body"]["required"] = [name for name in properties if name in required]
        value["body"]["properties"] = properties
    return value


def printed_type(name: str, schema: Json) -> list[str]:
    """Print the lines behind the name of a row, as ReDoc does."""
    title = f" ({title_of(name)})"
    if schema["type"] == "array":
        return [f"Array of {schema['items']['type']}s{title}"]
    line = schema["type"]
    line += f" <{schema['format']}>" if "format" in schema else ""
    line += title
    if {"minimum", "maximum"} <= schema.keys():
        line += f" [ {schema['minimum']} .. {schema['maximum']} ]"
    elif "minimum" in schema:
        line += f" >= {schema['minimum']}"
    if {"minLength", "maxLength"} <= schema.keys():
        line += f" [ {schema['minLength']} .. {schema['maxLength']} ] characters"
    elif "maxLength" in schema:
        line += f" <= {schema['maxLength']} characters"
    line += f" {schema['pattern']}" if "pattern" in schema else ""
    lines = [line]
    if "default" in schema:
        lines.append(f"Default: {json.dumps(schema['default'])}")
    if "enum" in schema:
        lines.append("Enum: " + " ".join(map(json.dumps, schema["enum"])))
    return lines


def printed_row(name: str, schema: Json, *, is_required: bool) -> list[str]:
    """Print a row: a union is a control, so its name is not in the text."""
    mark = ["required"] if is_required else []
    if isinstance(schema["type"], list):
        title = title_of(name)
        variants = " or ".join(f"{title} ({kind})" for kind in schema["type"])
        return [*mark, f"{variants} ({title})"]
    return [name, *mark, *printed_type(name, schema)]


def printed_body(schema: Json) -> list[str]:
    """Print the rows of a body."""
    lines = ["Request Body schema: application/json", "required"]
    for name, each in schema["properties"].items():
        lines += printed_row(name, each, is_required=name in schema.get("required", ()))
    return lines


def printed_sample(schema: Json) -> list[str]:
    """Print a sample: the inner levels are closed."""
    shown = []
    for name, each in schema["properties"].items():
        kind = each["type"][0] if isinstance(each["type"], list) else each["type"]
        value = "[\n    ]" if kind == "array" else SAMPLES[kind]
        shown.append(f"  • {json.dumps(name, ensure_ascii=False)}: {value}")
    head = ["", "Request samples", "", "Content type", "application/json"]
    return [*head, "{", ",\n".join(shown), "}"]


def printed(title: str, value: Json) -> str:
    """Print an operation as the text of a ReDoc page."""
    lines = ["", title, ""]
    for place in ("query", "cookie", "header"):
        rows = [each for each in value.get("parameters", ()) if each["in"] == place]
        lines += [f"{place} Parameters"] if rows else []
        for each in rows:
            lines += printed_row(
                each["name"], each["schema"], is_required=each.get("required", False)
            )
    body = value.get("body")
    lines += printed_body(body) if body else []
    lines += ["", "Responses"]
    lines += printed_sample(body) if body else []
    return "\n".join([*lines, ""])


def key_of(parameter: Json) -> tuple[str, str]:
    return parameter["in"], parameter["name"]


@given(st.lists(operations(), min_size=1, max_size=3))
@settings(max_examples=40, deadline=None)
def test_what_redoc_prints_is_read_back(given_operations):
    entries = [
        OperationEntry("Flows", f"Update Flow {n}", "PUT", f"/flows/{n}")
        for n in range(len(given_operations))
    ]
    text = f"{HEAD}\nFlows\n"
    text += "".join(
        printed(entry.title, value) for entry, value in zip(entries, given_operations, strict=True)
    )
    reading = redoc.read(text, entries)
    validate(reading.document)
    assert [each for each in reading.findings if each.kind in ("unread", "contradiction")] == []
    for entry, value in zip(entries, given_operations, strict=True):
        found = reading.document["paths"][entry.path]["put"]
        assert sorted(found.get("parameters", ()), key=key_of) == sorted(
            value.get("parameters", ()), key=key_of
        )
        body = found.get("requestBody", {}).get("content", {}).get("application/json", {})
        assert body.get("schema") == value.get("body")
