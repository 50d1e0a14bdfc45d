"""Operations and what they consist of: what is a change, and for whom."""

from datetime import date
from typing import Any

import pytest

from contract.model import Contract
from contract.regression import Comparison, compare
from tests.contract.regression.builders import OK, Json, contract, document, told

TEXT = {"type": "string"}
JSON_TEXT = {"application/json": {"schema": TEXT}}


def with_parameters(*parameters: Json) -> Contract:
    return contract({"parameters": list(parameters)})


def with_response(**members: Any) -> Contract:
    return contract({"responses": {"200": {**OK, **members}}})


def query(schema: Json, **members: Any) -> Json:
    return {"name": "tag", "in": "query", "schema": schema, **members}


def found(old: Contract, new: Contract) -> list[tuple[str, str]]:
    return told(compare(old, new))


# --- operations -----------------------------------------------------------------------------------


def test_templates_are_equal_up_to_the_names_of_their_variables() -> None:
    def api(name: str) -> Contract:
        variable = {"name": name, "in": "path", "required": True, "schema": TEXT}
        return contract({"parameters": [variable]}, path=f"/things/{{{name}}}")

    assert found(api("id"), api("key")) == []


def test_another_template_is_another_operation() -> None:
    assert found(contract(path="/a"), contract(path="/b")) == [
        ("operation-removed", "breaking"),
        ("operation-added", "safe"),
    ]


@pytest.mark.parametrize(
    ("sunset", "today", "rule"),
    [
        pytest.param(None, None, "deprecated-operation-removed", id="no date"),
        pytest.param("2026-03-01", None, "operation-removed", id="nobody knows the day"),
        pytest.param("2026-03-01", "2026-02-28", "operation-removed", id="date ahead"),
        pytest.param("2026-03-01", "2026-03-01", "deprecated-operation-removed", id="date come"),
        pytest.param(
            "2026-03-01T12:00:00Z", "2026-04-01", "deprecated-operation-removed", id="timestamp"
        ),
        pytest.param("soon", "2026-04-01", "operation-removed", id="no date at all"),
    ],
)
def test_deprecated_operation_may_go_when_its_time_has_come(
    sunset: str | None, today: str | None, rule: str
) -> None:
    old = contract({"deprecated": True, **({"x-sunset": sunset} if sunset else {})})
    new = Contract.from_document(document())
    comparison = compare(old, new, today=date.fromisoformat(today) if today else None)
    assert [each.rule for each in comparison] == [rule]


def test_changes_of_what_is_not_stable_are_left_out_unless_asked_for() -> None:
    old = contract({"x-stability-level": "alpha"})
    new = contract({"x-stability-level": "alpha", "parameters": [query(TEXT, required=True)]})
    assert compare(old, new).findings == ()
    assert compare(old, Contract.from_document(document())).findings == ()
    assert told(compare(old, new, include_unstable=True)) == [
        ("required-parameter-added", "breaking")
    ]


# --- parameters -----------------------------------------------------------------------------------


def test_moving_a_parameter_to_its_path_changes_nothing() -> None:
    own = with_parameters(query(TEXT))
    item = {"parameters": [query(TEXT)], "post": {"responses": {"200": OK}}}
    shared = Contract.from_document(document(paths={"/things": item}))
    assert found(own, shared) == []


def test_names_of_headers_compare_without_case_and_others_with_it() -> None:
    def named(name: str, location: str) -> Contract:
        return with_parameters({"name": name, "in": location, "schema": TEXT})

    assert found(named("X-Trace", "header"), named("x-trace", "header")) == []
    assert found(named("Page", "query"), named("page", "query")) == [
        ("parameter-removed", "risky"),
        ("parameter-added", "safe"),
    ]


def test_parameter_that_moves_is_removed_and_added() -> None:
    old = with_parameters(query(TEXT))
    new = with_parameters({**query(TEXT), "in": "header", "required": True})
    assert found(old, new) == [
        ("required-parameter-added", "breaking"),
        ("parameter-removed", "risky"),
    ]


@pytest.mark.parametrize(
    ("location", "explode", "expected"),
    [
        pytest.param("query", True, ("parameter-became-list", "safe"), id="repeated"),
        pytest.param("query", False, ("type-replaced", "breaking"), id="listed at once"),
        pytest.param("header", False, ("type-replaced", "breaking"), id="header"),
    ],
)
def test_single_value_may_become_a_list_where_it_is_a_list_of_one(
    location: str, explode: bool, expected: tuple[str, str]
) -> None:
    number = {"type": "integer"}
    single = {"name": "tag", "in": location, "explode": explode, "schema": number}
    several = {**single, "schema": {"type": "array", "items": number}}
    assert expected in found(with_parameters(single), with_parameters(several))


@pytest.mark.parametrize("kind", ["integer", "number", "boolean"])
def test_any_scalar_in_a_parameter_may_become_text(kind: str) -> None:
    """On the wire it is text anyway."""
    typed, text = with_parameters(query({"type": kind})), with_parameters(query(TEXT))
    assert found(typed, text) == [("type-widened", "safe")]
    assert found(text, typed) == [("type-narrowed", "breaking")]


def test_way_of_writing_matters_only_for_what_it_changes() -> None:
    """A single value is written alike, exploded or not."""
    assert found(
        with_parameters(query(TEXT, explode=True)), with_parameters(query(TEXT, explode=False))
    ) == []  # fmt: skip


def test_default_matters_only_where_the_parameter_may_be_left_out() -> None:
    def api(default: int, **members: Any) -> Contract:
        return with_parameters(query({"type": "integer", "default": default}, **members))

    assert found(api(1), api(2)) == [("parameter-default-changed", "breaking")]
    assert found(api(1, required=True), api(2, required=True)) == []


def test_deprecated_parameter_may_go_after_its_sunset() -> None:
    old = with_parameters(query(TEXT, deprecated=True, **{"x-sunset": "2026-03-01"}))
    after = compare(old, with_parameters(), today=date(2026, 3, 2))
    assert told(after) == [("parameter-removed-after-sunset", "safe")]
    assert found(old, with_parameters()) == [("parameter-removed", "risky")]


# --- bodies and responses -------------------------------------------------------------------------


def test_parameters_of_a_media_type_do_not_tell_it_apart() -> None:
    assert found(
        with_response(content=JSON_TEXT),
        with_response(content={"application/json; charset=utf-8": {"schema": TEXT}}),
    ) == []  # fmt: skip


def test_range_of_statuses_covers_its_codes() -> None:
    def api(status: str, schema: Json) -> Contract:
        content = {"application/json": {"schema": schema}}
        return contract({"responses": {status: {**OK, "content": content}}})

    assert found(api("200", TEXT), api("2XX", TEXT)) == [("status-range-changed", "safe")]
    assert found(api("2XX", TEXT), api("200", TEXT)) == [("status-range-changed", "safe")]
    assert ("type-widened", "breaking") in found(api("200", TEXT), api("2XX", {}))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param({"type": "integer"}, TEXT, ("type-widened", "breaking"), id="number lost"),
        pytest.param(TEXT, {"type": "integer"}, ("type-narrowed", "safe"), id="number won"),
        pytest.param(
            {"type": "string", "format": "date-time"},
            TEXT,
            ("format-widened", "breaking"),
            id="date lost",
        ),
        pytest.param(
            {"type": "string", "format": "uuid"},
            {"type": "string", "format": "uri"},
            ("text-format-changed", "safe"),
            id="texts that nobody parses",
        ),
    ],
)
def test_type_of_a_header_matters_as_far_as_clients_parse_it(
    old: Json, new: Json, expected: tuple[str, str]
) -> None:
    def api(schema: Json) -> Contract:
        return with_response(headers={"X-Value": {"schema": schema}})

    assert found(api(old), api(new)) == [expected]


def test_events_of_a_stream_are_compared() -> None:
    def api(*events: str) -> Contract:
        event = {"type": "object", "properties": {"event": {"enum": list(events)}}}
        return with_response(content={"text/event-stream": {"itemSchema": event}})

    (finding,) = compare(api("ping", "message"), api("ping", "message", "end"))

    assert (finding.rule, finding.direction) == ("enum-value-added", "response")
    assert finding.new.endswith("/text~1event-stream/itemSchema/properties/event/enum")


# --- findings from many operations ----------------------------------------------------------------


def test_change_in_a_shared_component_is_one_finding_for_all_its_operations() -> None:
    def api(limit: int) -> Contract:
        reference = {"application/json": {"schema": {"$ref": "#/components/schemas/Name"}}}
        operation = {"requestBody": {"content": reference}, "responses": {"200": OK}}
        paths = {path: {"post": operation} for path in ("/a", "/b", "/c")}
        schemas = {"Name": {"type": "string", "maxLength": limit}}
        return Contract.from_document(document(paths=paths, components={"schemas": schemas}))

    (finding,) = compare(api(9), api(5))

    assert finding.operations == ("POST /a", "POST /b", "POST /c")
    assert finding.new == "/components/schemas/Name/maxLength"
    assert finding.message == "Name: the length must be at most 5, not at most 9"


def test_change_in_a_shared_response_is_one_finding() -> None:
    def api(required: bool) -> Contract:
        header = {"required": required, "schema": TEXT}
        operation = {"responses": {"401": {"$ref": "#/components/responses/Unauthorized"}}}
        responses = {"Unauthorized": {**OK, "headers": {"WWW-Authenticate": header}}}
        paths = {path: {"get": operation} for path in ("/a", "/b")}
        return Contract.from_document(document(paths=paths, components={"responses": responses}))

    (finding,) = compare(api(True), api(False))

    assert finding.operations == ("GET /a", "GET /b")
    assert finding.subject == "response Unauthorized"


# --- security and servers -------------------------------------------------------------------------

BEARER = {"type": "http", "scheme": "bearer"}
KEY = {"type": "apiKey", "in": "header", "name": "X-Key"}


def secured(*alternatives: Json, everywhere: list[Json] | None = None, **schemes: Json) -> Contract:
    known = {"Bearer": BEARER, "Key": KEY, **schemes}
    members: Json = {"components": {"securitySchemes": known}}
    if everywhere is not None:
        return contract(security=everywhere, **members)
    return contract({"security": list(alternatives)}, **members)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param([{"Bearer": []}], [{"Key": []}, {"Bearer": []}],
                     [("security-alternative-added", "safe")], id="order means nothing"),
        pytest.param([{"Bearer": []}, {}], [{"Bearer": []}],
                     [("security-added", "breaking")], id="no longer optional"),
        pytest.param([{"Bearer": []}], [{"Bearer": []}, {}],
                     [("security-removed", "safe")], id="optional now"),
        pytest.param([{"Bearer": []}], [{"Key": []}],
                     [("security-alternative-removed", "breaking"),
                      ("security-alternative-added", "safe")], id="exchanged"),
        pytest.param([{"Bearer": [], "Key": []}], [{"Bearer": []}],
                     [("security-eased", "safe")], id="one is enough now"),
        pytest.param([{"Bearer": ["a"]}, {"Key": []}], [{"Bearer": []}, {"Key": []}],
                     [("security-eased", "safe")], id="fewer scopes"),
    ],
)  # fmt: skip
def test_security_alternatives(
    old: list[Json], new: list[Json], expected: list[tuple[str, str]]
) -> None:
    assert found(secured(*old), secured(*new)) == expected


def test_renamed_scheme_is_no_change() -> None:
    old = secured({"Bearer": []})
    new = contract({"security": [{"Token": []}]}, components={"securitySchemes": {"Token": BEARER}})
    assert found(old, new) == []


def test_document_wide_security_is_judged_for_each_operation_without_its_own() -> None:
    (finding,) = compare(secured(everywhere=[]), secured(everywhere=[{"Bearer": []}]))
    assert (finding.rule, finding.new) == ("security-added", "/security")
    assert finding.witness is not None
    assert finding.witness.call.headers == {}


def test_changed_scheme_is_the_cause_for_all_operations_that_use_it() -> None:
    (finding,) = compare(secured({"Key": []}), secured({"Key": []}, Key={**KEY, "name": "X-Other"}))
    assert (finding.rule, finding.new) == (
        "security-scheme-changed",
        "/components/securitySchemes/Key",
    )
    assert finding.witness is not None
    assert finding.witness.call.headers == {"X-Key": "$KEY"}


def test_variables_of_server_urls_take_their_defaults() -> None:
    plain = contract(servers=[{"url": "https://eu.example.com/v1"}])
    variable = {"region": {"default": "eu"}}
    templated = contract(
        servers=[{"url": "https://{region}.example.com/v1/", "variables": variable}]
    )
    assert found(plain, templated) == []


# --- webhooks, callbacks, unused components -------------------------------------------------------


def hooked(schema: Json) -> Json:
    content = {"application/json": {"schema": schema}}
    return {"post": {"requestBody": {"content": content}, "responses": {"204": OK}}}


def test_body_of_a_webhook_is_what_clients_receive() -> None:
    old, new = (
        Contract.from_document(document(webhooks={"finished": hooked(schema)}))
        for schema in ({"type": "integer"}, {"type": "number"})
    )
    (finding,) = compare(old, new)
    assert (finding.rule, finding.verdict, finding.direction) == (
        "type-widened",
        "breaking",
        "response",
    )
    assert finding.operations == ("POST webhook finished",)
    assert told(compare(new, old)) == [("type-narrowed", "safe")]


def test_callbacks_are_compared_like_webhooks() -> None:
    def api(**callbacks: Json) -> Contract:
        return contract({"callbacks": {name: {"{$request.body#/url}": each}
                                       for name, each in callbacks.items()}})  # fmt: skip

    old, new = api(done=hooked(TEXT)), api(done=hooked({"type": ["string", "null"]}))
    assert found(old, new) == [("null-added", "breaking")]
    assert found(old, api()) == [("hook-removed", "breaking")]


def test_component_that_nobody_uses_is_at_most_safe() -> None:
    def api(**schemas: Json) -> Contract:
        return contract(components={"schemas": schemas})

    comparison = compare(api(A=TEXT, B=TEXT), api(A={"type": "integer"}, C={"type": "boolean"}))
    assert {each.verdict for each in comparison} == {"safe"}
    assert len(comparison) == 3
    assert compare(api(A=TEXT), api(B=TEXT)).findings == ()


# --- the value that is handed over ----------------------------------------------------------------


def comparison() -> Comparison:
    old = with_parameters(query(TEXT), {**query(TEXT), "name": "page"})
    return compare(old, with_parameters(query(TEXT, required=True)))


def test_verdicts_can_be_adjusted_by_rule() -> None:
    judged = comparison().judged({"parameter-removed": "breaking"})
    assert told(judged) == [
        ("parameter-became-required", "breaking"),
        ("parameter-removed", "breaking"),
    ]
    eased = comparison().judged({"parameter-became-required": "safe"})
    assert eased.worst() == "risky"
    assert not eased.is_breaking


def test_known_findings_can_be_left_out_one_by_one() -> None:
    first, *others = comparison()
    assert list(comparison().without({first.fingerprint})) == others


def test_fingerprints_stay_and_tell_findings_apart() -> None:
    once, again = comparison(), comparison()
    prints = [each.fingerprint for each in once]
    assert prints == [each.fingerprint for each in again]
    assert len(set(prints)) == len(prints)
