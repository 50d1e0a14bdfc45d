"""Type expressions, as they are printed, read back."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.reading.types import parse_type

REFERENCE = {"$ref": "#/components/schemas/Pet"}


@pytest.mark.parametrize(
    ("text", "schema"),
    [
        pytest.param("", {}, id="nothing"),
        pytest.param("long", {"type": "integer", "format": "int64"}, id="long"),
        pytest.param("dateTime", {"type": "string", "format": "date-time"}, id="date-time"),
        pytest.param("string (uuid)", {"type": "string", "format": "uuid"}, id="other format"),
        pytest.param("undefined (uuid)", {"format": "uuid"}, id="format without a type"),
        pytest.param("array (csv)", {"type": "array", "format": "csv"}, id="array with a format"),
        pytest.param("[Pet](#pet)", REFERENCE, id="reference"),
        pytest.param("[ [Pet](#pet) ]", {"type": "array", "items": REFERENCE}, id="array"),
        pytest.param("[  ]", {"type": "array", "items": {}}, id="array of anything"),
        pytest.param("[ ]", {"type": "array", "items": {}}, id="the same, blanks collapsed"),
        pytest.param("string, null", {"type": ["string", "null"]}, id="list of types"),
        pytest.param(
            "string (uuid), null (uuid)",
            {"type": ["string", "null"], "format": "uuid"},
            id="list of types, each with the format",
        ),
        pytest.param(
            '{ **"a"**: long }, { **"a"**: long }',
            {"type": "object", "properties": {"a": {"type": "integer", "format": "int64"}}},
            id="null beside an object",
        ),
        pytest.param(
            "[ [Page[Pet]](#page[pet]) ]",
            {"type": "array", "items": {"$ref": "#/components/schemas/Page[Pet]"}},
            id="brackets in a name",
        ),
        pytest.param(
            '[ object, <br>**Available values:** "h"i", "f, g" & string ]',
            {
                "type": "array",
                "items": {
                    "allOf": [{"type": "object", "enum": ['h"i', "f, g"]}, {"type": "string"}]
                },
            },
            id="quotes and commas in values, a member behind them",
        ),
        pytest.param(
            "[ string ], null",
            {"type": ["array", "null"], "items": {"type": "string"}},
            id="array or null",
        ),
        pytest.param(
            "dateTime, null (date-time)",
            {"type": ["string", "null"], "format": "date-time"},
            id="format of a list of types",
        ),
        pytest.param(
            '[Pet](#pet) & { **"x"**: long }',
            {
                "allOf": [
                    REFERENCE,
                    {"type": "object", "properties": {"x": {"type": "integer", "format": "int64"}}},
                ]
            },
            id="allOf with an inline object",
        ),
        pytest.param(
            '{ **"a"**: , **"b"**: [ [Pet](#pet) ] }',
            {
                "type": "object",
                "properties": {"a": {}, "b": {"type": "array", "items": REFERENCE}},
            },
            id="a member without a type",
        ),
        pytest.param(
            'string, <br>**Available values:** "a", "b, c", <br>**Default:** a',
            {"type": "string", "enum": ["a", "b, c"], "default": "a"},
            id="enumeration and default",
        ),
        pytest.param(
            'string,<br>**Available values:** "a"',
            {"type": "string", "enum": ["a"]},
            id="the blank lost to flattening",
        ),
        pytest.param(
            '<br>**Available values:** "a", 3, true',
            {"enum": ["a", 3, True]},
            id="enumeration without a type",
        ),
        pytest.param(
            '[ string, <br>**Available values:** "a", "b" ], <br>**Default:** a,b',
            {
                "type": "array",
                "items": {"type": "string", "enum": ["a", "b"]},
                "default": ["a", "b"],
            },
            id="default of a list",
        ),
        pytest.param(
            "[ ], <br>**Default:** ", {"type": "array", "items": {}, "default": []}, id="empty list"
        ),
        pytest.param(
            "[ string ], <br>**Default:** & object & <br>**Available values:** 1",
            {
                "allOf": [
                    {"type": "array", "items": {"type": "string"}, "default": []},
                    {"type": "object"},
                    {"enum": [1]},
                ]
            },
            id="empty list whose blanks became one",
        ),
        pytest.param(
            "[ string ], \n**Default:** & \n**Available values:** 1",
            {
                "allOf": [
                    {"type": "array", "items": {"type": "string"}, "default": []},
                    {"enum": [1]},
                ]
            },
            id="the same in flattened text",
        ),
        pytest.param(
            '{ **"a"**: string, <br>**Available values:** "x", "y", **"b"**: long }',
            {
                "type": "object",
                "properties": {
                    "a": {"type": "string", "enum": ["x", "y"]},
                    "b": {"type": "integer", "format": "int64"},
                },
            },
            id="enumeration inside an inline object",
        ),
    ],
)
def test_an_expression_means_its_schema(text, schema):
    """Each form of the grammar, once."""
    reading = parse_type(text)
    assert reading.schema == schema
    assert reading.problems == []


def test_a_union_is_read_and_said_to_be_assumed():
    """Patched documents print variants; whether they exclude each other is not printed."""
    reading = parse_type("[A](#a)<br>[B](#b)")
    assert reading.schema == {
        "anyOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}]
    }
    assert len(reading.problems) == 1


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("Pot", "type not understood: Pot", id="unknown word"),
        pytest.param("[ string", "] is missing", id="open bracket"),
        pytest.param(
            "object, <br>**Default:** [object Object]",
            "default cannot be read back: [object Object]",
            id="default of an object",
        ),
        pytest.param(
            "integer, <br>**Default:** many",
            "default cannot be read back: many",
            id="default of another type",
        ),
    ],
)
def test_what_is_not_understood_is_told(text, problem):
    """Nothing is invented silently."""
    assert parse_type(text).problems == [problem]


WORDS = {
    "integer": {"type": "integer"},
    "string": {"type": "string"},
    "boolean": {"type": "boolean"},
    "object": {"type": "object"},
    "double": {"type": "number", "format": "double"},
    "[Pet](#pet)": REFERENCE,
    "string (uuid)": {"type": "string", "format": "uuid"},
}


@st.composite
def printed(draw: st.DrawFn, depth: int = 3) -> tuple[str, dict[str, Any]]:
    """An expression and the schema it was printed from."""
    kind = draw(st.sampled_from(["word", "array", "object"] if depth else ["word"]))
    if kind == "word":
        return draw(st.sampled_from(sorted(WORDS.items())))
    if kind == "array":
        text, items = draw(printed(depth=depth - 1))
        return f"[ {text} ]", {"type": "array", "items": items}
    members = draw(
        st.dictionaries(st.text("abc_-.", min_size=1), printed(depth=depth - 1), min_size=1)
    )
    inner = ", ".join(f'**"{name}"**: {text}' for name, (text, _) in members.items())
    properties = {name: schema for name, (_, schema) in members.items()}
    return f"{{ {inner} }}", {"type": "object", "properties": properties}


@given(printed())
def test_nesting_is_read_back_at_any_depth(case):
    """What was printed from a schema is read as that schema."""
    text, schema = case
    reading = parse_type(text)
    assert (reading.schema, reading.problems) == (schema, [])


@given(st.text('[](){}*":,&<br>abc '))
def test_any_text_is_read_without_an_error(text):
    """Broken cells give problems, never a traceback."""
    assert isinstance(parse_type(text).schema, dict)
