"""What is written by the rules of a style is read back as it was."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.model import Contract, Parameter
from contract.validation.parameters import ABSENT, Indexed, ParameterReader

EMPTY = Contract.from_document({"openapi": "3.2.0"})
MEMBERS = ("r", "g", "b")
SCHEMAS = {
    "integer": {"type": "integer"},
    "array": {"type": "array", "items": {"type": "integer"}},
    "object": {"type": "object", "properties": {name: {"type": "integer"} for name in MEMBERS}},
}
VALUES = {
    "integer": st.integers(),
    "array": st.lists(st.integers(), min_size=1, max_size=4),
    "object": st.dictionaries(st.sampled_from(MEMBERS), st.integers(), min_size=1),
}


def joined(value: Any, *, explode: bool, separator: str = ",", between: str = ",") -> str:
    """Write a value without names: `1`, `1,2`, `r,1,g,2` or `r=1,g=2` (RFC 6570, 3.2.1)."""
    if isinstance(value, dict):
        if explode:
            return separator.join(f"{name}={each}" for name, each in value.items())
        return between.join(f"{name}{between}{each}" for name, each in value.items())
    items = value if isinstance(value, list) else [value]
    return (separator if explode else between).join(map(str, items))


def matrix(value: Any, *, explode: bool) -> str:
    """Write a value as `;p=1`, with its name (RFC 6570, 3.2.7)."""
    if explode and isinstance(value, dict):
        return "".join(f";{name}={each}" for name, each in value.items())
    if explode and isinstance(value, list):
        return "".join(f";p={each}" for each in value)
    return f";p={joined(value, explode=False)}"


def query(value: Any, style: str, *, explode: bool) -> list[tuple[str, str]]:
    """Write a value as query parameters (OpenAPI 3.2.0, "Style Examples")."""
    if style == "deepObject":
        return [(f"p[{name}]", str(each)) for name, each in value.items()]
    if explode and isinstance(value, dict):
        return [(name, str(each)) for name, each in value.items()]
    if explode and isinstance(value, list):
        return [("p", str(each)) for each in value]
    between = {"spaceDelimited": " ", "pipeDelimited": "|"}.get(style, ",")
    return [("p", joined(value, explode=False, between=between))]


def request_of(location: str, style: str, value: Any, *, explode: bool) -> Indexed:
    """Write a value into a request."""
    if style == "matrix":
        return Indexed({"p": matrix(value, explode=explode)}, (), (), {})
    if style == "label":
        return Indexed({"p": "." + joined(value, explode=explode, separator=".")}, (), (), {})
    if location == "path":
        return Indexed({"p": joined(value, explode=explode)}, (), (), {})
    if location == "header":
        return Indexed({}, (), (("P", joined(value, explode=explode)),), {})
    if location == "cookie":
        return Indexed({}, (), (), dict(query(value, style, explode=explode)))
    return Indexed({}, query(value, style, explode=explode), (), {})


def reader_of(location: Any, style: str, schema: Any, *, explode: bool) -> ParameterReader:
    """Make the reader of a parameter called `p`."""
    return ParameterReader(
        Parameter("p", location, required=True, style=style, explode=explode, schema=schema), EMPTY
    )


PLACES = [
    ("path", "simple"), ("path", "label"), ("path", "matrix"), ("query", "form"),
    ("query", "spaceDelimited"), ("query", "pipeDelimited"), ("query", "deepObject"),
    ("header", "simple"), ("cookie", "form"),
]  # fmt: skip


@pytest.mark.parametrize("explode", [False, True], ids=["joined", "exploded"])
@pytest.mark.parametrize(("location", "style"), PLACES)
@given(data=st.data())
def test_a_written_value_is_read_back(location, style, explode, data):
    """Every style, for single values, lists and objects."""
    kinds = ["object"] if style == "deepObject" else ["integer", "array", "object"]
    if location == "cookie" and explode:
        kinds.remove("array")  # A cookie has one value (RFC 6265, section 5.4).
    kind = data.draw(st.sampled_from(kinds))
    value = data.draw(VALUES[kind])
    reader = reader_of(location, style, SCHEMAS[kind], explode=explode)
    assert reader.read(request_of(location, style, value, explode=explode)) == value


@pytest.mark.parametrize(("location", "style"), PLACES)
@pytest.mark.parametrize("kind", SCHEMAS)
def test_what_is_not_there_is_absent(location, style, kind):
    """And not empty."""
    reader = reader_of(location, style, SCHEMAS[kind], explode=True)
    assert reader.read(Indexed({}, (("other", "1"),), (), {})) is ABSENT
