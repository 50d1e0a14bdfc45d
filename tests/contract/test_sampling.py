"""Values made for schemas, and texts made for expressions."""

import re
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from contract.sampling import NoSample, Sampler, Shape, edges
from contract.sampling.patterns import matching_texts
from contract.schemas.parts import Part
from contract.schemas.views import SchemaReader
from tests.strategies import PATTERNS, schemas

usual = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def shape(schema: Any) -> Shape:
    return Shape(Sampler(SchemaReader({"schema": schema}), "request"), (Part(schema, "/schema"),))


def sample(schema: Any, *, rich: bool = False) -> Any:
    made = shape(schema)
    return made.sampler.sample(made.parts, rich=rich)


def expressions() -> st.SearchStrategy[str]:
    """Regular expressions of the kind contracts use."""
    atom = st.sampled_from(
        ("a", "[a-z]", "[^a-z]", r"\d", r"\w", ".", r"\.", "(?:b|cd)", "[0-9_-]")
    )
    count = st.sampled_from(("", "?", "*", "+", "{2}", "{1,3}", "{2,}"))
    pieces = st.lists(st.tuples(atom, count).map("".join), min_size=1, max_size=4).map("".join)
    return st.one_of(pieces, pieces.map(lambda each: f"^{each}$"))


@given(expressions())
@usual
def test_text_made_for_an_expression_matches_it(expression: str) -> None:
    found = [text for text, _ in zip(matching_texts(expression), range(5), strict=False)]
    assert found
    assert all(re.search(expression, text) for text in found)


@pytest.mark.parametrize("pattern", PATTERNS)
@given(length=st.integers(0, 12))
@usual
def test_text_of_a_wanted_length_has_it(pattern: str, length: int) -> None:
    for text in matching_texts(pattern, length, length):
        assert len(text) == length


@pytest.mark.parametrize(
    "expression", ["(?=a)b", r"(a)\1", r"\p{Han}", "(", "[a", "a)", "(?<n", r"\u12"]
)
def test_expression_that_is_not_read_gives_nothing(expression: str) -> None:
    assert list(matching_texts(expression)) == []


@pytest.mark.parametrize(
    "expression",
    [r"^[\p{L}\p{Nd} ]+$", "^(?<n>a)$", "(?i:^abc$)", r"^(?=.{8,}$)(?!b)[a-z]+\d$", r"^\P{L}$"],
)
def test_text_keeps_to_what_only_ecma_262_has(expression: str) -> None:
    """Validators read it, so there are values."""
    validator = jsonschema_rs.validator_for({"pattern": expression})
    found = next(matching_texts(expression))
    assert validator.is_valid(found)


@pytest.mark.parametrize(
    ("schema", "least", "most"),
    [
        pytest.param({"type": "string", "minLength": 6}, "texttt", "texttt", id="text"),
        pytest.param({"type": "string", "format": "date"}, "2026-01-31", "2026-01-31", id="date"),
        pytest.param({"type": "integer", "minimum": 3, "maximum": 7}, 3, 7, id="integer"),
        pytest.param({"type": "number", "exclusiveMinimum": 0, "multipleOf": 0.5}, 0.5, 0.5,
                     id="step"),
        pytest.param({"enum": ["a", "b"]}, "a", "b", id="values"),
        pytest.param({"type": ["null", "boolean"]}, True, True, id="types"),
        pytest.param({"type": "array", "items": {"const": 1}}, [], [1], id="array"),
        pytest.param(
            {"type": "object", "required": ["a"],
             "properties": {"a": {"const": 1}, "b": {"const": 2}}},
            {"a": 1}, {"a": 1, "b": 2}, id="object",
        ),
        pytest.param({"type": "array", "minItems": 3, "uniqueItems": True,
                      "items": {"type": "integer"}}, [1, 2, 3], [1, 2, 3], id="distinct items"),
    ],
)  # fmt: skip
def test_least_and_richest_value(schema: Any, least: Any, most: Any) -> None:
    assert sample(schema) == least
    assert sample(schema, rich=True) == most


@pytest.mark.parametrize("schema", [False, {"enum": []}, {"type": "integer", "enum": ["a"]}])
def test_schema_that_nothing_passes_gives_nothing(schema: Any) -> None:
    with pytest.raises(NoSample):
        sample(schema)


def test_recursive_schema_ends() -> None:
    node = {"type": "object", "required": ["next"], "properties": {"next": {"$ref": "#/schema"}}}
    with pytest.raises(NoSample):
        sample(node)
    open_end = {**node, "required": []}
    assert sample(open_end) == {}


@given(schemas(referring=False))
@settings(usual, max_examples=150)
def test_some_value_at_the_edges_keeps_to_the_schema(schema: Any) -> None:
    """As long as it is proven that the schema lets anything pass but contrived values."""
    validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    simple = ({}, [], "text", 1, 0.5, True, None)
    assume(any(map(validator.is_valid, simple)))
    assert any(validator.is_valid(each) for each in edges(shape(schema)))


@given(schemas(referring=False))
@usual
def test_values_are_the_same_every_time(schema: Any) -> None:
    assert repr(list(edges(shape(schema)))) == repr(list(edges(shape(schema))))
