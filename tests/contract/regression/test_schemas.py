"""Schemas: what is a change, what is none, and which change is the cause."""

from typing import Any

import pytest

from contract.model import Contract
from contract.regression import compare
from tests.contract.regression.builders import (
    OK,
    contract,
    receiving,
    requests,
    responses,
    sending,
    told,
)

TEXT = {"type": "string"}
NULL = {"type": "null"}
CARD = {"type": "object", "required": ["card"], "properties": {"card": TEXT}}
IBAN = {"type": "object", "required": ["iban"], "properties": {"iban": TEXT}}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param({"type": ["string", "null"]}, {"anyOf": [TEXT, NULL]}, id="null in anyOf"),
        pytest.param({"type": ["string", "null"]}, {"oneOf": [NULL, TEXT]}, id="null in oneOf"),
        pytest.param(
            {"type": ["string", "null"], "enum": ["a", None]},
            {"anyOf": [{"const": "a"}, {"const": None}]},
            id="null among values",
        ),
        pytest.param({"enum": ["a"]}, {"const": "a"}, id="enum of one, const"),
        pytest.param(
            {"enum": ["a", "b"]}, {"type": "string", "enum": ["b", "a"]}, id="type of an enum"
        ),
        pytest.param({"type": "string"}, {"type": ["string"]}, id="list of one type"),
        pytest.param(
            {"type": ["integer", "string"]},
            {"anyOf": [{"type": "string"}, {"type": "integer"}]},
            id="types as alternatives",
        ),
        pytest.param(
            {"type": "integer", "exclusiveMinimum": 0},
            {"type": "integer", "minimum": 1},
            id="limits of integers",
        ),
        pytest.param({"type": "string", "minLength": 0}, TEXT, id="no length is below 0"),
        pytest.param(TEXT, {"allOf": [TEXT]}, id="allOf of one"),
        pytest.param(
            {
                "type": "object",
                "required": ["card", "iban"],
                "properties": {"card": TEXT, "iban": TEXT},
            },
            {"allOf": [CARD, IBAN]},
            id="allOf written out",
        ),
        pytest.param({"allOf": [CARD, {"description": "Prose"}]}, CARD, id="allOf with prose only"),
        pytest.param({"oneOf": [CARD, IBAN]}, {"oneOf": [IBAN, CARD]}, id="order of members"),
        pytest.param({"anyOf": [CARD]}, CARD, id="anyOf of one"),
        pytest.param({"title": "A", "examples": ["b"]}, {"description": "C"}, id="prose"),
        pytest.param(
            {"type": "object", "additionalProperties": True},
            {"type": "object"},
            id="additional properties are allowed anyway",
        ),
        pytest.param({"type": "string", "pattern": ".*"}, TEXT, id="a pattern of anything"),
        pytest.param({"type": "array", "items": True}, {"type": "array"}, id="items of anything"),
        pytest.param(
            {"type": "integer", "multipleOf": 1}, {"type": "integer"}, id="multiples of 1"
        ),
        pytest.param(
            {"type": "array", "contains": TEXT, "minContains": 1},
            {"type": "array", "contains": TEXT},
            id="one item is what contains asks for",
        ),
    ],
)
def test_spellings_of_the_same_are_no_change(one: Any, other: Any) -> None:
    for compared in (requests, responses):
        assert compared(one, other) == []
        assert compared(other, one) == []


def test_names_of_components_are_no_change() -> None:
    old = sending({"$ref": "#/components/schemas/A"}, A=CARD)
    new = sending({"$ref": "#/components/schemas/B"}, B=CARD)
    assert compare(old, new).findings == ()


def test_change_in_a_recursive_schema_is_found_once() -> None:
    def tree(limit: int) -> dict[str, Any]:
        node = {"$ref": "#/components/schemas/Tree"}
        label = {"type": "string", "maxLength": limit}
        children = {"type": "array", "items": node}
        return {"type": "object", "properties": {"label": label, "children": children}}

    root = {"$ref": "#/components/schemas/Tree"}
    found = compare(sending(root, Tree=tree(9)), sending(root, Tree=tree(5)))

    assert told(found) == [("upper-bound-lowered", "breaking")]
    assert found.findings[0].new == "/components/schemas/Tree/properties/label/maxLength"


def test_alternatives_that_lead_to_themselves_end() -> None:
    loop = {"anyOf": [{"$ref": "#/components/schemas/Loop"}, TEXT]}
    old = sending({"$ref": "#/components/schemas/Loop"}, Loop=loop)
    assert ("type-narrowed", "breaking") not in told(compare(old, sending(TEXT)))


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        pytest.param(
            {"type": "string", "maxLength": 5, "pattern": "^a$"},
            {"type": "integer", "minimum": 1},
            "type-replaced",
            id="the type, not its limits",
        ),
        pytest.param(
            {"type": "string", "enum": ["a"], "maxLength": 3},
            {"type": "string", "enum": ["b"], "maxLength": 1},
            "enum-replaced",
            id="the values, not their limits",
        ),
        pytest.param(
            {"type": ["string", "null"]}, {"type": "integer"}, "type-replaced", id="not null"
        ),
        pytest.param(
            {"type": "string"}, {"type": "string", "const": "a"}, "enum-introduced", id="const"
        ),
    ],
)
def test_cause_is_reported_and_not_what_follows_from_it(old: Any, new: Any, rule: str) -> None:
    assert requests(old, new) == [(rule, "breaking")]


def test_values_of_another_kind_are_exchanged_not_only_added() -> None:
    """A list of values that becomes a type loses those of other types."""
    assert requests({"enum": ["a", 1]}, TEXT) == [("enum-replaced", "breaking")]
    assert responses(TEXT, {"enum": ["a", 1]}) == [("enum-replaced", "breaking")]


def test_change_of_formats_follows_what_they_take() -> None:
    def text(name: str) -> dict[str, str]:
        return {"type": "string", "format": name}

    assert requests(text("date"), text("date-time")) == [("format-widened", "safe")]
    assert responses(text("date"), text("date-time")) == [("format-widened", "breaking")]
    assert requests(text("uri-reference"), text("uri")) == [("format-narrowed", "breaking")]


# --- objects --------------------------------------------------------------------------------------


def test_read_only_properties_are_no_part_of_requests() -> None:
    old = {"type": "object", "properties": {"id": {"type": "integer", "readOnly": True}}}
    new = {
        "type": "object",
        "required": ["id"],
        "properties": {"id": {"type": "string", "readOnly": True}},
    }
    assert requests(old, new) == []
    assert ("type-replaced", "breaking") in responses(old, new)


def test_schema_used_both_ways_is_judged_once_for_each() -> None:
    def member(*required: str) -> dict[str, Any]:
        return {"type": "object", "required": list(required), "properties": {"role": TEXT}}

    def api(schema: dict[str, Any]) -> Contract:
        content = {"application/json": {"schema": {"$ref": "#/components/schemas/Member"}}}
        return contract(
            {
                "requestBody": {"required": True, "content": content},
                "responses": {"200": {**OK, "content": content}},
            },
            components={"schemas": {"Member": schema}},
        )

    found = compare(api(member()), api(member("role")))

    assert [(each.direction, each.verdict) for each in found] == [
        ("request", "breaking"),
        ("response", "safe"),
    ]
    both = compare(api(member("role")), api({**member("role"), "type": "array"}))
    assert [(each.direction, each.verdict) for each in both] == [("both", "breaking")]


def test_property_that_a_closed_object_no_longer_knows_is_refused() -> None:
    closed = {"type": "object", "additionalProperties": False}
    known = {**closed, "properties": {"note": TEXT}}
    assert requests(known, closed) == [("property-refused", "breaking")]
    assert responses(known, closed) == [("property-removed", "risky")]


def test_named_property_is_compared_with_what_any_other_may_be() -> None:
    named = {"type": "object", "properties": {"note": TEXT}}
    mapped = {"type": "object", "additionalProperties": {"type": "integer"}}
    assert ("type-replaced", "breaking") in requests(named, mapped)
    assert ("type-replaced", "breaking") in requests(mapped, named)


def test_unevaluated_properties_close_an_object_made_of_several() -> None:
    both = {"allOf": [CARD, IBAN]}
    assert requests(both, {**both, "unevaluatedProperties": False}) == [
        ("additional-properties-closed", "breaking")
    ]


def test_properties_of_members_of_all_of_are_compared_together() -> None:
    old = {"allOf": [CARD, {"properties": {"card": {"maxLength": 9}}}]}
    new = {"allOf": [{"properties": {"card": {"maxLength": 5}}}, CARD]}
    assert requests(old, new) == [("upper-bound-lowered", "breaking")]


# --- arrays ---------------------------------------------------------------------------------------


def test_position_that_items_described_is_compared_with_its_own_schema() -> None:
    old = {"type": "array", "items": TEXT}
    new = {"type": "array", "prefixItems": [{"type": "integer"}], "items": TEXT}
    assert requests(old, new) == [("type-replaced", "breaking")]


def test_contains_may_widen_in_requests_unless_it_counts_at_most() -> None:
    def array(*values: str, **more: int) -> dict[str, Any]:
        return {"type": "array", "contains": {"enum": list(values)}, **more}

    assert requests(array("a"), array("a", "b")) == [("enum-value-added", "safe")]
    assert requests(array("a", maxContains=1), array("a", "b", maxContains=1)) == [
        ("contains-changed", "breaking")
    ]


# --- composition ----------------------------------------------------------------------------------


def test_members_pair_by_component_before_content() -> None:
    """A component that changed is compared with itself, whatever else looks like it."""
    one, other = {"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}
    old = sending({"anyOf": [one, other]}, A=CARD, B=IBAN)
    changed = {**IBAN, "properties": {"iban": {"type": "string", "maxLength": 34}}}
    new = sending({"anyOf": [other, one]}, A=CARD, B=changed)

    found = compare(old, new)

    assert told(found) == [("upper-bound-introduced", "risky")]
    assert found.findings[0].new.startswith("/components/schemas/B/")


def test_members_pair_by_the_constant_that_tells_them_apart() -> None:
    def shape(kind: str, **properties: Any) -> dict[str, Any]:
        return {"type": "object", "properties": {"kind": {"const": kind}, **properties}}

    old = {"oneOf": [shape("card", number=TEXT), shape("iban", number=TEXT)]}
    new = {"oneOf": [shape("iban", number=TEXT), shape("card", code=TEXT, number=TEXT)]}
    assert requests(old, new) == [("property-added", "safe")]


def test_shape_wrapped_into_alternatives_is_one_of_them() -> None:
    assert requests(CARD, {"anyOf": [IBAN, CARD]}) == [("any-of-member-added", "safe")]
    assert responses(CARD, {"anyOf": [IBAN, CARD]}) == [("any-of-member-added", "breaking")]
    assert requests({"anyOf": [IBAN, CARD]}, CARD) == [("any-of-member-removed", "breaking")]


def test_what_stands_beside_alternatives_counts_for_each() -> None:
    base = {"type": "object", "required": ["kind"], "properties": {"kind": TEXT}}
    single = {"allOf": [base, CARD]}
    several = {**base, "oneOf": [CARD, IBAN]}
    assert ("required-property-removed", "breaking") not in responses(single, several)
    assert ("one-of-overlap-added", "risky") in requests(single, several)


def test_alternative_that_another_one_covers_is_no_loss() -> None:
    """What is proven to break nobody does not sound an alarm."""
    short = {"type": "string", "maxLength": 5}
    text = {"type": "string", "maxLength": 9}
    number = {"type": "integer"}
    assert requests({"anyOf": [short, text, number]}, {"anyOf": [text, number]}) == [
        ("schema-rewritten", "safe")
    ]


def test_adding_null_to_alternatives_is_one_change() -> None:
    assert responses({"anyOf": [CARD, IBAN]}, {"anyOf": [CARD, IBAN, NULL]}) == [
        ("null-added", "breaking")
    ]


def test_renamed_component_matters_where_its_name_is_on_the_wire() -> None:
    """Without a mapping, a discriminator's value is the name of the component."""

    def api(name: str, kind: dict[str, Any]) -> Contract:
        shape = {**CARD, "properties": {"card": TEXT, "kind": kind}}
        union = {
            "oneOf": [{"$ref": f"#/components/schemas/{name}"}, {"$ref": "#/components/schemas/X"}],
            "discriminator": {"propertyName": "kind"},
        }
        other = {**IBAN, "properties": {"iban": TEXT, "kind": {"const": "X"}}}
        return receiving(union, **{name: shape, "X": other})

    free, fixed = TEXT, {"const": "card"}
    assert told(compare(api("Card", free), api("CreditCard", free))) == [
        ("discriminator-mapping-changed", "breaking")
    ]
    assert told(compare(api("Card", fixed), api("CreditCard", fixed))) == []


def test_schemas_that_only_a_discriminator_leads_to_are_compared() -> None:
    def api(limit: int) -> Contract:
        mapping = {"dog": "#/components/schemas/Dog"}
        pet = {"type": "object", "discriminator": {"propertyName": "kind", "mapping": mapping}}
        name = {"type": "string", "maxLength": limit}
        own = {"type": "object", "properties": {"name": name}}
        dog = {"allOf": [{"$ref": "#/components/schemas/Pet"}, own]}
        return sending({"$ref": "#/components/schemas/Pet"}, Pet=pet, Dog=dog)

    assert told(compare(api(9), api(5))) == [("upper-bound-lowered", "breaking")]


def test_condition_is_compared_by_what_it_lets_pass() -> None:
    card = {"properties": {"kind": {"const": "card"}}, "required": ["kind"]}
    old = {"type": "object", "if": card, "then": {"required": ["number"]}}
    same = {"type": "object", "if": card, "then": {"required": ["number"], "title": "Card"}}
    assert requests(old, same) == []


def test_boolean_schemas_are_types_too() -> None:
    old, new = ({"type": "object", "properties": {"a": each}} for each in (TEXT, False))
    assert requests(old, new) == [("type-narrowed", "breaking")]


def test_references_through_paths_are_followed() -> None:
    """Their braces are percent-encoded in a URI fragment (RFC 6901, 6)."""
    inner = {"type": "object", "required": ["id"], "properties": {"id": {"readOnly": True}}}
    reference = "#/paths/~1a~1%7Bid%7D/get/responses/200/content/application~1json/schema"

    def api(schema: dict[str, Any]) -> Contract:
        content = {"application/json": {"schema": schema}}
        whole = {"type": "object", "required": ["a"], "properties": {"a": {"$ref": reference}}}
        other = {"application/json": {"schema": whole}}
        return Contract.from_document({
            "openapi": "3.2.0",
            "info": {"title": "t", "version": "1"},
            "paths": {
                "/a/{id}": {"get": {"responses": {"200": {"description": "", "content": content}}}},
                "/b": {"get": {"responses": {"200": {"description": "", "content": other}}}},
            },
        })  # fmt: skip

    found = compare(api(inner), api({**inner, "required": []}))
    assert {each.rule for each in found} == {"property-became-optional"}
