"""Messages at the limits of what libraries can hold: refused as unreadable, never a fault."""

import subprocess
import sys
from datetime import date
from typing import Any

import orjson
import pytest

from contract.validation import Clerk, Disagreement, Response
from contract.validation.clerk import tell
from tests.contract.validation.test_sides import JSON, asked, clerk_of

ANYTHING = {"$ref": "#/components/schemas/Tree"}
TREE = {"Tree": {"anyOf": [{"type": "array", "items": ANYTHING}, {"type": ["integer", "string"]}]}}


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"NaN", id="NaN"),
        pytest.param(b"1e999", id="infinity"),
        pytest.param(b"[" * 10_000 + b"]" * 10_000, id="10,000 levels"),
        pytest.param(b'"\\ud800"', id="half a surrogate pair"),
        pytest.param(b'"\xed\xa0\x80"', id="half a surrogate pair as bytes"),
        pytest.param(b'"\xff"', id="no UTF-8"),
        pytest.param(b"\xef\xbb\xbf1", id="a byte order mark"),
        pytest.param(b"{'a': 1}", id="no JSON"),
    ],
)
def test_what_is_no_json_is_a_syntax_violation(body):
    """Of the body, by both validators."""
    clerk = clerk_of(content={JSON: {"schema": ANYTHING}}, components=TREE)
    [violation] = asked(clerk, body=body, content_type=JSON)
    assert (violation.part, violation.keyword, violation.path) == ("body", "syntax", ())


def test_of_equal_names_the_last_counts():
    """RFC 8259, section 4, leaves it open; no parser here can tell."""
    clerk = clerk_of(content={JSON: {"schema": {"properties": {"a": {"type": "integer"}}}}})
    assert asked(clerk, body=b'{"a": "x", "a": 1}', content_type=JSON) == ()
    assert asked(clerk, body=b'{"a": 1, "a": "x"}', content_type=JSON)


@pytest.mark.parametrize("depth", [200, 500, 1000])
def test_what_is_nested_deeply_is_still_judged(depth):
    """Deeper than openapi-core can follow, and than jsonschema-rs can show."""
    clerk = clerk_of(content={JSON: {"schema": ANYTHING}}, components=TREE)
    for leaf, is_valid in ((b"1", True), (b"null", False)):
        body = b"[" * depth + leaf + b"]" * depth
        assert (not asked(clerk, body=body, content_type=JSON)) is is_valid


def test_a_value_that_is_no_text_is_refused():
    """What a client can put into a header, byte by byte."""
    clerk, contract = clerk_of({"name": "X-Name", "in": "header", "schema": {"format": "uuid"}})
    header = b"\xff".decode("utf-8", "surrogateescape")
    [violation] = asked((clerk, contract), headers=(("X-Name", header),))
    assert (violation.part, violation.path) == ("header", ("X-Name",))


@pytest.mark.parametrize(
    ("value", "is_valid"),
    [
        pytest.param(float("nan"), False, id="NaN is no number"),
        pytest.param("\ud800", False, id="half a surrogate pair"),
        pytest.param(2**80, True, id="large integers"),
    ],
)
def test_replies_at_the_limits(value: Any, is_valid: bool):
    """Checked by the value, and by what was written where that cannot be."""
    schema = {"type": ["number", "string"]}
    clerk, contract = clerk_of(response={JSON: {"schema": schema}})
    body = b'"\\ud800"' if isinstance(value, str) else b"1" if value == value else b"NaN"
    found = clerk.response(contract.operations[0], Response(200, (), body, JSON), value)
    assert (not found) is is_valid


def test_replies_that_only_a_json_writer_knows_are_checked_as_written():
    """orjson writes dates; a schema sees text."""
    clerk, contract = clerk_of(response={JSON: {"schema": {"format": "date"}}})
    value = date(2026, 6, 12)
    response = Response(200, (), orjson.dumps(value), JSON)
    assert clerk.response(contract.operations[0], response, value) == ()


def test_a_mock_starts_without_openapi_core():
    """It takes half a second to import; only a message that is left to it needs it."""
    program = """
import sys
from mockserver.serving import make_mock
from mockserver.messages import MockRequest
mock = make_mock("dify")
request = MockRequest("GET", mock.contract.operations[0].base_paths[0] + "/_version")
assert mock.gate.answer(mock.world, request).status == 200
assert "openapi_core" not in sys.modules, "openapi-core was imported"
"""
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_schema_that_leads_to_itself_is_decided_without_openapi_core():
    """It would never come back."""
    components = {"Loop": {"anyOf": [{"$ref": "#/components/schemas/Loop"}, {"type": "null"}]}}
    schema = {"$ref": "#/components/schemas/Loop"}
    clerk = clerk_of(content={JSON: {"schema": schema}}, components=components)
    assert asked(clerk, body=b"null", content_type=JSON) == ()


# --- a known difference ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("judging", "told"),
    [
        pytest.param("undecided", 0, id="undecided"),
        pytest.param("sample", 2, id="sample"),
        pytest.param("all", 200, id="all"),
    ],
)
def test_differences_are_told_as_often_as_openapi_core_is_asked(judging, told, caplog):
    """A header of bytes that are no UTF-8 is text to openapi-core, and none to a schema."""
    _, contract = clerk_of({"name": "X-Name", "in": "header", "schema": {"type": "string"}})
    found: list[Disagreement] = []
    header = b"\xff".decode("utf-8", "surrogateescape")
    clerk = Clerk(contract, judging, found.append)
    for _ in range(200):
        assert asked((clerk, contract), headers=(("X-Name", header),))
    assert len(found) == told
    for each in found[:1]:
        tell(each)
        assert "POST /sides/{p}: compiled validators say [Violation(" in caplog.text
