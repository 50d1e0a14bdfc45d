"""Witnesses: what they show is true, and anyone can replay it."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from openapi_core import OpenAPI
from openapi_core.exceptions import OpenAPIError
from openapi_core.testing import MockRequest, MockResponse
from werkzeug.datastructures import ImmutableMultiDict

from contract.model import Contract
from contract.regression import RULES, Answer, Call, Finding, Rule, Witness, compare
from tests.contract.regression.builders import OK, Json, contract, receiving, sending
from tests.contract.regression.test_rules import contract_with

#: What no validator of single messages can see: how a value is written or what leaving it out
#: means, what a server does with a body or an `Accept` header that it does not expect, which
#: scopes a token has. openapi-core itself asks for read-only properties and refuses empty values.
BEYOND_VALIDATORS = (
    "body-removed empty-value-refused parameter-default-changed parameter-explode-changed"
    " parameter-reserved-characters-changed parameter-style-changed required-read-only-dropped"
    " response-media-type-removed scope-added"
).split()
#: Breaks of promises, not of messages, and changes whose effect lies outside of JSON.
WITHOUT_WITNESS = (
    "content-encoding-changed content-media-type-changed discriminator-mapping-added"
    " discriminator-mapping-changed encoding-changed hook-removed stability-lowered"
    " success-status-removed sunset-dropped sunset-moved-closer sunset-unreadable"
).split()


def finding_of(rule: Rule[Any], direction: str) -> tuple[Contract, Contract, Finding]:
    """Compare the two sides of a rule's example."""
    old = contract_with(rule.example, rule.example.old, direction)
    new = contract_with(rule.example, rule.example.new, direction)
    (finding,) = compare(old, new, today=date(2026, 1, 1))
    return old, new, finding


BREAKING = [
    pytest.param(rule, direction, id=f"{rule.id} {direction}".strip())
    for rule in RULES
    for direction, verdict in rule.verdicts.items()
    if verdict == "breaking"
]


@pytest.mark.parametrize(("rule", "direction"), BREAKING)
def test_break_has_a_witness_wherever_there_can_be_one(rule: Rule[Any], direction: str) -> None:
    _, _, finding = finding_of(rule, direction)
    assert (finding.witness is None) == (rule.id in WITHOUT_WITNESS)


@pytest.mark.parametrize(("rule", "direction"), BREAKING)
def test_openapi_core_agrees_with_the_witness(rule: Rule[Any], direction: str) -> None:
    """The call or answer passes the one contract and breaks the other."""
    old, new, finding = finding_of(rule, direction)
    if finding.witness is None or rule.id in BEYOND_VALIDATORS:
        return
    expected = (False, True) if finding.witness.answer is None else (True, False)
    assert (refuses(old, finding.witness), refuses(new, finding.witness)) == expected


def refuses(contract_: Contract, witness: Witness) -> bool:
    api = OpenAPI.from_dict({**contract_.document, "servers": [{"url": "http://localhost"}]})
    check: Callable[[], None]
    if witness.answer is None:
        check = lambda: api.validate_request(sent(witness.call))  # noqa: E731 - two of a kind
    else:
        answer = answered(witness.answer)
        check = lambda: api.validate_response(sent(witness.call), answer)  # noqa: E731
    try:
        check()
    except OpenAPIError:
        return True
    return False


def sent(call: Call) -> MockRequest:
    target, headers = urlsplit(call.target), dict(call.headers)
    kind = headers.pop("Content-Type", "application/json")
    cookies = [each.partition("=") for each in headers.pop("Cookie", "").split("; ") if each]
    return MockRequest(
        "http://localhost",
        call.method.lower(),
        target.path,
        args=ImmutableMultiDict(parse_qsl(target.query, keep_blank_values=True)),
        headers=headers,
        cookies={name: value for name, _, value in cookies},
        data=json.dumps(call.body).encode() if call.has_body else None,
        content_type=kind,
    )


def answered(answer: Answer) -> MockResponse:
    headers = dict(answer.headers)
    kind = headers.pop("Content-Type", "application/json")
    body = json.dumps(answer.body).encode() if answer.has_body else b""
    return MockResponse(body, status_code=int(answer.status), headers=headers, content_type=kind)


# --- what a witness shows -------------------------------------------------------------------------


def witness_of(old: Contract, new: Contract) -> Witness:
    (finding,) = compare(old, new).of("breaking")
    assert finding.witness is not None
    return finding.witness


def test_value_is_put_into_the_least_message_around_it() -> None:
    def api(limit: int) -> Contract:
        item = {"type": "object", "required": ["id"], "properties": {
            "id": {"type": "integer", "minimum": 7},
            "label": {"type": "string", "maxLength": limit}}}  # fmt: skip
        items = {"type": "array", "items": item}
        return sending({"type": "object", "required": ["items"], "properties": {"items": items}})

    witness = witness_of(api(5), api(3))

    assert witness.call.body == {"items": [{"id": 7, "label": "text"}]}
    assert witness.reason == '"text" is longer than 3 characters (at /items/0/label)'


def test_value_reaches_the_alternative_that_changed() -> None:
    def api(limit: int) -> Contract:
        card = {"properties": {"kind": {"const": "card"}, "code": {"maximum": limit}}}
        iban = {"properties": {"kind": {"const": "iban"}}}
        common = {"type": "object", "required": ["kind", "code"], "properties": {
            "code": {"type": "integer"}}}  # fmt: skip
        return sending({**common, "oneOf": [iban, card]})

    assert witness_of(api(9), api(5)).value == {"kind": "card", "code": 9}


def test_witness_shows_its_own_finding_and_not_another() -> None:
    """Two properties that became required are shown one at a time."""
    properties = {name: {"type": "string"} for name in ("a", "b")}
    old = sending({"type": "object", "properties": properties})
    new = sending({"type": "object", "properties": properties, "required": ["a", "b"]})
    shown = {each.text: each.witness.value for each in compare(old, new) if each.witness}
    assert shown == {
        "the property `a` became required": {"b": "text"},
        "the property `b` became required": {"a": "text"},
    }


def test_value_that_looks_the_same_on_the_wire_is_no_proof() -> None:
    """`?n=1` is a number and a text; only what is no number at all shows the change."""

    def api(kind: str) -> Contract:
        return contract({"parameters": [{"name": "n", "in": "query", "schema": {"type": kind}}]})

    assert witness_of(api("string"), api("integer")).call.target == "/things?n=text"


def test_one_item_of_a_list_is_no_proof_where_the_wire_shows_one_value() -> None:
    def api(schema: Json) -> Contract:
        return contract({"parameters": [{"name": "n", "in": "query", "schema": schema}]})

    listed = {"type": "array", "items": {"type": "string"}}
    assert witness_of(api(listed), api({"type": "string"})).call.target == "/things?n=text&n=text"


def test_call_has_all_that_the_old_contract_asks_for() -> None:
    parameters = [
        {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}},
        {"name": "q", "in": "query", "required": True, "schema": {"enum": ["a b", "c"]}},
        {"name": "X-Trace", "in": "header", "required": True, "schema": {"type": "string"}},
        {"name": "seen", "in": "cookie", "required": True, "schema": {"type": "boolean"}},
        {"name": "rest", "in": "query", "schema": {"type": "string"}},
    ]
    body = {"required": True, "content": {"application/json": {"schema": {"type": "array"}}}}
    schemes = {"Login": {"type": "http", "scheme": "basic"}}
    old = contract(
        {"parameters": parameters, "requestBody": body, "security": [{"Login": []}]},
        path="/things/{id}",
        components={"securitySchemes": schemes},
    )

    call = witness_of(old, contract(path="/gone")).call

    assert call == Call(
        "POST",
        "/things/1?q=a%20b",
        {
            "X-Trace": "text",
            "Authorization": "Basic $LOGIN",
            "Cookie": "seen=true",
            "Content-Type": "application/json",
        },
        [],
        has_body=True,
    )


@pytest.mark.parametrize(
    ("parameter", "expected"),
    [
        pytest.param({"in": "query"}, "/things?v=1&v=2", id="form, exploded"),
        pytest.param({"in": "query", "explode": False}, "/things?v=1,2", id="form"),
        pytest.param({"in": "query", "style": "pipeDelimited", "explode": False},
                     "/things?v=1%7C2", id="pipes"),
        pytest.param({"in": "query", "style": "spaceDelimited", "explode": False},
                     "/things?v=1%202", id="spaces"),
    ],
)  # fmt: skip
def test_lists_are_written_in_their_style(parameter: Json, expected: str) -> None:
    schema = {"type": "array", "minItems": 2, "uniqueItems": True, "items": {"type": "integer"}}
    required = {"name": "v", "required": True, "schema": schema, **parameter}
    old = contract({"parameters": [required]})
    assert witness_of(old, Contract.from_document({**old.document, "paths": {}})).call.target == (
        expected
    )


@pytest.mark.parametrize(
    ("style", "explode", "expected"),
    [
        pytest.param("simple", False, "/t/a,1", id="simple"),
        pytest.param("simple", True, "/t/a=1", id="simple, exploded"),
        pytest.param("label", False, "/t/.a,1", id="label"),
        pytest.param("label", True, "/t/.a=1", id="label, exploded"),
        pytest.param("matrix", False, "/t/;v=a,1", id="matrix"),
        pytest.param("matrix", True, "/t/;a=1", id="matrix, exploded"),
    ],
)
def test_objects_are_written_in_their_style(style: str, explode: bool, expected: str) -> None:
    schema = {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}
    value = {"name": "v", "in": "path", "required": True, "schema": schema, "style": style}
    old = contract({"parameters": [{**value, "explode": explode}]}, path="/t/{v}")
    assert witness_of(old, Contract.from_document({**old.document, "paths": {}})).call.target == (
        expected
    )


def test_removed_path_that_another_template_answers_proves_nothing() -> None:
    variable = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    operation: Json = {"responses": {"200": OK}}
    templated = {"/things/{id}": {"post": {**operation, "parameters": [variable]}}}
    old = contract(path="/things/mine")
    old = Contract.from_document({**old.document, "paths": {**old.document["paths"], **templated}})
    (finding,) = compare(old, Contract.from_document({**old.document, "paths": templated}))
    assert (finding.rule, finding.witness) == ("operation-removed", None)


def test_read_only_property_is_not_asked_for_in_requests() -> None:
    def api(limit: int) -> Contract:
        name = {"type": "string", "maxLength": limit}
        properties = {"id": {"type": "string", "readOnly": True}, "name": name}
        return sending({"type": "object", "required": ["id"], "properties": properties})

    assert witness_of(api(5), api(3)).value == {"name": "text"}


def test_answer_has_the_headers_that_are_always_sent() -> None:
    def api(kind: str) -> Contract:
        document = receiving({"type": kind}).document
        response = document["paths"]["/things"]["post"]["responses"]["200"]
        response["headers"] = {"X-Id": {"required": True, "schema": {"format": "uuid"}}}
        return Contract.from_document(document)

    answer = witness_of(api("integer"), api("number")).answer

    assert answer is not None
    assert answer.body == 0.5
    assert answer.headers == {
        "X-Id": "11111111-2222-4333-8444-555555555555",
        "Content-Type": "application/json",
    }


def test_item_of_a_stream_is_a_witness() -> None:
    def api(kind: list[str]) -> Contract:
        item = {"type": "object", "required": ["data"], "properties": {"data": {"type": kind}}}
        content = {"text/event-stream": {"itemSchema": item}}
        return contract({"responses": {"200": {**OK, "content": content}}})

    witness = witness_of(api(["string"]), api(["string", "null"]))

    assert (witness.part, witness.value) == ("item", {"data": None})


def test_schema_that_cannot_be_compiled_leaves_a_break_without_witness() -> None:
    broken = {"type": "string", "pattern": "(", "maxLength": 5}
    (finding,) = compare(sending(broken), sending({**broken, "maxLength": 3}))
    assert (finding.verdict, finding.witness) == ("breaking", None)
