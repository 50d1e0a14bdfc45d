"""Regular expressions, from whatever language into the one of JSON Schema."""

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.upgrade import upgrade
from contract.upgrade.patterns import pattern_of
from tests.strategies import PATTERNS


@given(st.text(alphabet="ab01\\AZzhpP{}[]()?<>:^$+*,.-|/dw#i", max_size=12))
def test_what_is_read_can_be_used_and_is_read_as_it_is(written: str) -> None:
    """Whatever stands in a document, no validator chokes on what is made of it."""
    read = pattern_of(written)
    if read is not None:
        jsonschema_rs.validator_for({"pattern": read}).is_valid("a")
        assert pattern_of(read) == read


@pytest.mark.parametrize(
    "pattern",
    [
        *PATTERNS,
        r"^[\w-]+$",
        r"[-\d]",
        r"[a-zA-Z0-9-_]",
        r"^(?<year>\d{4})-\d\d$",
        r"^(?=.*[a-z]).{8,}$",
        r"\p{L}+",
        r"\\A",
        r"[\]\\]",
        r"a{2,3}?",
        "^/a/$",
    ],
)
def test_expression_of_ecma_262_is_kept(pattern: str) -> None:
    assert pattern_of(pattern) == pattern


@pytest.mark.parametrize(
    ("written", "read"),
    [
        pytest.param(r"\A[a-z]+\Z", "^[a-z]+$", id="Python's ends"),
        pytest.param(r"\A[a-z]+\z", "^[a-z]+$", id="Ruby's ends"),
        pytest.param(r"(?P<a>\d)", r"(?<a>\d)", id="Python's group"),
        pytest.param("(?i)abc", "(?i:abc)", id="flags for the whole"),
        pytest.param("/^abc$/i", "(?i:^abc$)", id="literal"),
        pytest.param("a++b{2}+", "a+b{2}", id="possessive"),
        pytest.param("(?>a|b)", "(?:a|b)", id="atomic group"),
        pytest.param(r"\h[\h]", r"[ \t][ \t]", id="blanks"),
        pytest.param("[[:alpha:]_]", "[A-Za-z_]", id="class of POSIX"),
        pytest.param(r"\p{XDigit}[\p{Digit}-]", "[0-9A-Fa-f][0-9-]", id="property of Java"),
        pytest.param(r"[\w-.]", r"[\w\-.]", id="hyphen behind a set"),
        pytest.param(r"[a-z_-\s]", r"[a-z_\-\s]", id="hyphen before a set"),
        pytest.param(r"[\000-\037]", r"[\x00-\x1f]", id="octal"),
        pytest.param("a{,3}", "a{0,3}", id="no lower limit"),
        pytest.param("for {Name}", r"for \{Name}", id="brace"),
        pytest.param("a(?#note)b", "ab", id="comment"),
    ],
)
def test_expression_of_another_language_means_the_same(written: str, read: str) -> None:
    assert pattern_of(written) == read


@pytest.mark.parametrize(
    "written", ["*", "(a", r"\Ga", r"(?P<a>b)(?P=a)", "^.{1,2097152}", r"\p{all}"]
)
def test_expression_nobody_can_use_is_none(written: str) -> None:
    assert pattern_of(written) is None


def test_patterns_of_a_document_are_repaired_and_told() -> None:
    """Also those of parameters and of names; without a pattern of names, any name may be meant."""
    schema = {
        "pattern": r"\Aa\Z",
        "patternProperties": {r"\A/x": {"type": "string"}, "*": {}},
        "additionalProperties": False,
    }
    parameter = {"name": "q", "in": "query", "type": "string", "pattern": "*"}
    document = {
        "swagger": "2.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/a": {"get": {"parameters": [parameter], "responses": {}}}},
        "definitions": {"A": schema},
    }
    content, notes = upgrade(document, "a.yaml")
    assert content["components"]["schemas"]["A"] == {
        "pattern": "^a$",
        "patternProperties": {"^/x": {"type": "string"}},
    }
    assert content["paths"]["/a"]["get"]["parameters"][0]["schema"] == {"type": "string"}
    assert [each for each in notes if "ECMA-262" in each] == [
        "#/paths/~1a/get/parameters/0/pattern: * is no regular expression of ECMA-262 that can be "
        "used, it is left out",
        r"#/definitions/A/pattern: \Aa\Z is no regular expression of ECMA-262 that can be used, "
        "it is taken as ^a$",
        r"#/definitions/A/patternProperties/\A~1x: \A/x is no regular expression of ECMA-262 that "
        "can be used, it is taken as ^/x",
        "#/definitions/A/patternProperties/*: * is no regular expression of ECMA-262 that can be "
        "used, it is left out",
    ]
