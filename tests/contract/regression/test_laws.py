"""What holds of every comparison, whatever the contracts."""

import copy
import json
from typing import Any

import jsonschema_rs
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from contract import pointers
from contract.model import Contract
from contract.regression import Comparison, Finding, compare
from contract.regression.schemas.judge import covers
from tests.strategies import COMPONENTS, Json, contracts, documents, operations, parameters, schemas

# Generated contracts are large; that they take a while to draw says nothing about the product.
usual = settings(
    max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
thorough = settings(usual, max_examples=100)

SIDES = ("request", "response")


def contract_of(schema: Any, side: str, components: Json | None = None) -> Contract:
    """Make a contract whose one operation sends or receives what a schema says."""
    content = {"application/json": {"schema": schema}}
    response: Json = {"description": "OK"}
    operation: Json = {"responses": {"200": response}}
    if side == "request":
        operation["requestBody"] = {"required": True, "content": content}
    else:
        response["content"] = content
    return Contract.from_document(
        {
            "openapi": "3.2.0",
            "info": {"title": "Things", "version": "1"},
            "paths": {"/things": {"post": operation}},
            "components": {"schemas": components or {}},
        }
    )


def validator(schema: Any, components: Json) -> jsonschema_rs.Validator:
    """Compile a schema by itself, apart from how the product does it."""
    whole = {"allOf": [schema], "components": {"schemas": components}}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


def canonicalized(schema: Any) -> jsonschema_rs.CanonicalSchema:
    return jsonschema_rs.canonicalize(schema, validate_formats=True)


def components() -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries({name: schemas() for name in COMPONENTS})


def about_operations(comparison: Comparison) -> list[Finding]:
    return [each for each in comparison if each.operations]


@given(contracts())
@usual
def test_contract_compared_with_itself_finds_nothing(contract: Contract) -> None:
    assert compare(contract, contract).findings == ()


@given(documents())
@usual
def test_renaming_components_changes_nothing(document: Json) -> None:
    text = json.dumps(document)
    for name in COMPONENTS:
        text = text.replace(f'schemas/{name}"', f'schemas/New{name}"')
    renamed = json.loads(text)
    schemas_ = renamed["components"]["schemas"]
    renamed["components"]["schemas"] = {f"New{name}": each for name, each in schemas_.items()}

    found = compare(Contract.from_document(document), Contract.from_document(renamed))

    assert found.findings == ()


@given(schemas(referring=False), st.sampled_from(SIDES))
@thorough
def test_moving_a_schema_into_components_changes_nothing(schema: Json, side: str) -> None:
    moved = contract_of({"$ref": "#/components/schemas/Moved"}, side, {"Moved": schema})
    assert compare(contract_of(schema, side), moved).findings == ()


@given(schemas(referring=False), st.sampled_from(SIDES))
@thorough
def test_order_of_keys_and_members_changes_nothing(schema: Json, side: str) -> None:
    def turned(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: turned(value[key]) for key in reversed(value)}
        return [turned(each) for each in value] if isinstance(value, list) else value

    def shuffled(value: Any) -> Any:
        if isinstance(value, dict):
            for key in ("anyOf", "oneOf", "allOf", "required", "type"):
                if isinstance(value.get(key), list):
                    value = {**value, key: value[key][::-1]}
            return {key: shuffled(each) for key, each in value.items()}
        return [shuffled(each) for each in value] if isinstance(value, list) else value

    assume("enum" not in json.dumps(schema) and "const" not in json.dumps(schema))
    assert compare(contract_of(schema, side), contract_of(turned(schema), side)).findings == ()
    found = compare(contract_of(schema, side), contract_of(shuffled(schema), side))
    assert [each for each in found if each.verdict != "safe"] == []


@given(contracts(), contracts())
@usual
def test_comparison_is_the_same_every_time(old: Contract, new: Contract) -> None:
    again = compare(
        Contract.from_document(copy.deepcopy(dict(old.document))),
        Contract.from_document(copy.deepcopy(dict(new.document))),
    )
    assert compare(old, new) == again


@given(contracts(), contracts())
@usual
def test_findings_are_sorted_and_point_at_what_is_there(old: Contract, new: Contract) -> None:
    keys = {each.key for each in (*old.operations, *new.operations)}
    found = compare(old, new)
    ranks = [("breaking", "risky", "safe").index(each.verdict) for each in found]
    assert ranks == sorted(ranks)
    for finding in found:
        pointers.follow(old.document, finding.old)
        pointers.follow(new.document, finding.new)
        assert finding.old or finding.new
        assert set(finding.operations) <= keys
        assert finding.advice or finding.verdict == "safe"
        json.dumps([finding.before, finding.after])


@given(documents(), operations())
@usual
def test_added_operation_is_never_breaking(document: Json, operation: Json) -> None:
    grown = {**document, "paths": {**document["paths"], "/new": {"post": operation}}}

    found = about_operations(
        compare(Contract.from_document(document), Contract.from_document(grown))
    )

    assert [(each.rule, each.verdict) for each in found] == [("operation-added", "safe")]


@given(documents(), st.data())
@usual
def test_removed_operation_is_always_found(document: Json, data: st.DataObject) -> None:
    old = Contract.from_document(document)
    assume(old.operations)
    gone = data.draw(st.sampled_from(old.operations))
    shrunk = copy.deepcopy(document)
    del shrunk["paths"][gone.path][gone.method.lower()]

    found = about_operations(compare(old, Contract.from_document(shrunk)))

    assert [(each.rule, each.operations) for each in found] == [("operation-removed", (gone.key,))]


@given(documents(), parameters(), st.data())
@usual
def test_optional_parameter_comes_safely_and_never_goes_unseen(
    document: Json, parameter: Json, data: st.DataObject
) -> None:
    contract = Contract.from_document(document)
    assume(contract.operations)
    operation = data.draw(st.sampled_from(contract.operations))
    grown = copy.deepcopy(document)
    listed = grown["paths"][operation.path][operation.method.lower()]["parameters"]
    listed.append({**parameter, "name": "fresh", "required": False})
    more = Contract.from_document(grown)

    added = about_operations(compare(contract, more))
    removed = about_operations(compare(more, contract))

    assert [(each.rule, each.verdict) for each in added] == [("parameter-added", "safe")]
    assert [(each.rule, each.verdict) for each in removed] == [("parameter-removed", "risky")]


BOUNDS = st.one_of(
    st.tuples(st.just("string"), st.sampled_from(("minLength", "maxLength"))),
    st.tuples(st.just("array"), st.sampled_from(("minItems", "maxItems"))),
    st.tuples(st.just("object"), st.sampled_from(("minProperties", "maxProperties"))),
    st.tuples(st.sampled_from(("integer", "number")), st.sampled_from(("minimum", "maximum"))),
)


@given(BOUNDS, st.integers(1, 50), st.integers(1, 50))
@example(("number", "minimum"), 1, 2)
@thorough
def test_bound_tightened_in_requests_or_loosened_in_responses_breaks(
    bound: tuple[str, str], one: int, other: int
) -> None:
    kind, keyword = bound
    assume(one != other)
    loose, tight = sorted((one, other), reverse=keyword.startswith("max"))
    loose_schema, tight_schema = ({"type": kind, keyword: each} for each in (loose, tight))

    for side, old, new in (
        ("request", loose_schema, tight_schema),
        ("response", tight_schema, loose_schema),
    ):
        (breaking,) = compare(contract_of(old, side), contract_of(new, side))
        (safe,) = compare(contract_of(new, side), contract_of(old, side))
        assert (breaking.verdict, safe.verdict) == ("breaking", "safe")
        assert breaking.witness is not None


TYPES = ("boolean", "integer", "string", "array", "object")


@st.composite
def widenings(draw: st.DrawFn) -> tuple[Json, Json]:
    """A schema, and one that lets more pass, at some depth."""
    few = draw(st.lists(st.sampled_from(TYPES), min_size=1, max_size=3, unique=True))
    more = draw(st.sampled_from([each for each in (*TYPES, "null") if each not in few]))
    members = [{"type": each, "title": each} for each in few]
    narrow, wide = draw(
        st.sampled_from(
            (
                ({"type": few}, {"type": [*few, more]}),
                ({"anyOf": members}, {"anyOf": [*members, {"type": more, "title": more}]}),
                ({"type": "string", "enum": ["a"]}, {"type": "string"}),
                ({"type": "integer", "minimum": 2}, {"type": "integer", "minimum": 1}),
                ({"type": "array", "uniqueItems": True}, {"type": "array"}),
                ({"type": "object", "required": ["id"]}, {"type": "object"}),
                ({"type": "string", "format": "uuid"}, {"type": "string"}),
                ({"type": "string", "not": {"const": "a"}}, {"type": "string"}),
            )
        )
    )
    for wrap in draw(st.lists(st.sampled_from(WRAPPINGS), max_size=3)):
        narrow, wide = wrap(narrow), wrap(wide)
    return narrow, wide


WRAPPINGS = (
    lambda schema: {"type": "object", "properties": {"name": schema}, "required": ["name"]},
    lambda schema: {"type": "array", "items": schema},
    lambda schema: {"type": "object", "additionalProperties": schema},
    lambda schema: {"allOf": [schema, {"description": "Prose"}]},
    lambda schema: {"anyOf": [{"type": "null"}, {"type": "array", "prefixItems": [schema]}]},
)


@given(widenings())
@thorough
def test_swapping_old_and_new_swaps_the_directions(widening: tuple[Json, Json]) -> None:
    """What may be widened in requests may be narrowed in responses, and nothing else."""
    narrow, wide = widening
    for side, other in (("request", "response"), ("response", "request")):
        widened = compare(contract_of(narrow, side), contract_of(wide, side))
        narrowed = compare(contract_of(wide, other), contract_of(narrow, other))
        assert widened.findings
        assert widened.is_breaking == narrowed.is_breaking == (side == "response")
        for finding in (*widened.of("breaking"), *narrowed.of("breaking")):
            assert finding.witness is not None


@given(schemas(), schemas(), components(), components(), st.sampled_from(SIDES))
@thorough
def test_witness_is_never_wrong(
    old: Json, new: Json, old_components: Json, new_components: Json, side: str
) -> None:
    """One version allows it and the other refuses it, in the eyes of a plain validator."""
    found = compare(contract_of(old, side, old_components), contract_of(new, side, new_components))
    before, after = validator(old, old_components), validator(new, new_components)
    allowing, refusing = (before, after) if side == "request" else (after, before)

    for witness in (each.witness for each in found):
        if witness is not None:
            message = witness.call if witness.answer is None else witness.answer
            assert message.body == witness.value
            assert allowing.is_valid(witness.value)
            assert not refusing.is_valid(witness.value)


@given(schemas(referring=False), schemas(referring=False), st.sampled_from(SIDES))
@thorough
def test_nothing_breaks_where_it_is_proven_that_nothing_can(
    old: Json, new: Json, side: str
) -> None:
    """A proof by containment and a finding that breaks somebody exclude each other."""
    sent, taken = (old, new) if side == "request" else (new, old)
    assume(covers(canonicalized(taken), canonicalized(sent)))

    found = compare(contract_of(old, side), contract_of(new, side))

    assert [each.rule for each in found if each.verdict == "breaking"] == []
