"""Type lines of a ReDoc page: there and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.reading.redoc.types import parse_type_line


def schema(line):
    parsed = parse_type_line(line)
    assert parsed is not None
    return parsed.schema(lambda _: None)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("string", {"type": "string"}),
        ("any", {}),
        ("null", {"type": "null"}),
        ("string <uuid> (Job Id)", {"type": "string", "format": "uuid"}),
        ("string <date-time>", {"type": "string", "format": "date-time"}),
        ("integer (Limit) [ 1 .. 500 ]", {"type": "integer", "minimum": 1, "maximum": 500}),
        ("number ( 0 .. 1.5 ]", {"type": "number", "exclusiveMinimum": 0, "maximum": 1.5}),
        ("integer >= 0", {"type": "integer", "minimum": 0}),
        ("number < -1.5", {"type": "number", "exclusiveMaximum": -1.5}),
        ("integer multiple of 5", {"type": "integer", "multipleOf": 5}),
        ("number decimal places <= 2", {"type": "number", "multipleOf": 0.01}),
        (
            "string (Name) [ 1 .. 64 ] characters",
            {"type": "string", "minLength": 1, "maxLength": 64},
        ),
        ("string <= 8 characters", {"type": "string", "maxLength": 8}),
        ("string = 8 characters", {"type": "string", "minLength": 8, "maxLength": 8}),
        ("string non-empty", {"type": "string", "minLength": 1}),
        ("string (Code) ^[A-Z]{2} (x|y)$", {"type": "string", "pattern": "^[A-Z]{2} (x|y)$"}),
        ("string or null", {"type": ["string", "null"]}),
        ("string Nullable", {"type": ["string", "null"]}),
        ("Array of strings", {"type": "array", "items": {"type": "string"}}),
        ("Array of any", {"type": "array"}),
        (
            "Array of strings <uuid> (Ids) non-empty",
            {"type": "array", "items": {"type": "string", "format": "uuid"}, "minItems": 1},
        ),
        (
            "Array of strings (Ids) [ 1 .. 10 ] items [ items <uuid > ]",
            {
                "type": "array",
                "items": {"type": "string", "format": "uuid"},
                "minItems": 1,
                "maxItems": 10,
            },
        ),
        (
            "Array of strings [ items <= 8 characters ]",
            {"type": "array", "items": {"type": "string", "maxLength": 8}},
        ),
        (
            "Array of Array of integers",
            {"type": "array", "items": {"type": "array", "items": {"type": "integer"}}},
        ),
        ("Flow (string) or Flow (null) (Flow)", {"type": ["string", "null"]}),
        (
            "User Id (string) or User Id (integer) or User Id (null) (User Id)",
            {"type": ["string", "integer", "null"]},
        ),
        (
            "Array of Files (strings) or Files (null) (Files)",
            {"type": ["array", "null"], "items": {"type": "string"}},
        ),
        ("Pet (object) or null", {"type": ["object", "null"]}),
        (
            "(A (string) or A (integer)) or Array of B (strings)",
            {"type": ["string", "integer", "array"], "items": {"type": "string"}},
        ),
        ("Größe (string) or Größe (null) (Größe)", {"type": ["string", "null"]}),
    ],
)
def test_a_type_line_is_read(line, expected):
    assert schema(line) == expected


@pytest.mark.parametrize(
    "line",
    ["", "name", "required", "A string of text.", "string and more", "Array", "Any of", "{ }"],
)
def test_other_lines_are_not_taken_for_types(line):
    assert parse_type_line(line) is None


def test_a_pattern_that_is_cut_short_is_a_problem():
    line = parse_type_line("string ^[a-z]...")
    assert line is not None
    assert [rule for rule, _ in line.problems] == ["pattern-cut"]
    assert "pattern" not in line.schema(lambda _: None)


FORMATS = ("uuid", "date-time", "email", "uri")
TITLES = st.sampled_from(("", "Name", "Job Id", "X (old)", "a.b-c", "Größe"))


@st.composite
def texts(draw):
    """A schema of strings and the way ReDoc prints it."""
    form = draw(st.none() | st.sampled_from(FORMATS))
    title = draw(TITLES)
    low, high = sorted(draw(st.tuples(st.integers(1, 90), st.integers(100, 200))))
    printed, said = draw(
        st.sampled_from(
            [
                ("", {}),
                (f" [ {low} .. {high} ] characters", {"minLength": low, "maxLength": high}),
                (f" >= {high} characters", {"minLength": high}),
                (" non-empty", {"minLength": 1}),
            ]
        )
    )
    line = f"string{f' <{form}>' if form else ''}{f' ({title})' if title else ''}{printed}"
    return line, {"type": "string", **({"format": form} if form else {}), **said}


@st.composite
def numbers(draw):
    """A schema of numbers and the way ReDoc prints it."""
    kind = draw(st.sampled_from(("integer", "number")))
    low = draw(st.integers(-1000, 0) | st.sampled_from((-0.5, -2.25)))
    high = draw(st.integers(1, 1000) | st.sampled_from((0.5, 1e3)))
    title = draw(TITLES)
    left, right = draw(st.sampled_from("[(")), draw(st.sampled_from("])"))
    lowest = "minimum" if left == "[" else "exclusiveMinimum"
    highest = "maximum" if right == "]" else "exclusiveMaximum"
    line = f"{kind}{f' ({title})' if title else ''} {left} {low} .. {high} {right}"
    return line, {"type": kind, lowest: low, highest: high}


@given(texts() | numbers())
def test_what_is_printed_is_read_back(case):
    line, expected = case
    assert schema(line) == expected


@given(st.text(alphabet="string nulAray of<>()[].|*^$0123…é", max_size=60))
def test_any_line_is_read_or_left(line):
    parsed = parse_type_line(line)
    assert parsed is None or isinstance(parsed.schema(lambda _: None), dict)
