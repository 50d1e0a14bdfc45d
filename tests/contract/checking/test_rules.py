"""Every rule finds its own example, and nothing in a sound contract."""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV32SpecValidator

from contract.checking import RULES, Finding, Rule, check
from contract.checking.reference import reference_page
from contract.document import Document, Source, from_source, to_yaml
from contract.errors import ContractError
from tests.strategies import documents

PAGE = Path(__file__).parents[3] / "docs" / "checks.md"


def contract_with(fragment: Any, place: str) -> dict[str, Any]:
    """Put a fragment into a contract of one operation without flaws."""
    schema: Any = {"type": "string"}
    if place == "schema":
        schema = fragment
    operation: dict[str, Any] = {
        "operationId": "listThings",
        "responses": {
            "200": {"description": "OK", "content": {"application/json": {"schema": schema}}},
            "default": {"description": "Error"},
        },
    }
    if place == "operation":
        operation |= fragment
    if operation["operationId"] is None:
        del operation["operationId"]
    document = {
        "openapi": "3.2.0",
        "info": {"title": "Things", "version": "1"},
        "paths": {"/things": {"get": operation}},
    }
    return document | fragment if place == "document" else document


def opened(document: dict[str, Any]) -> Document:
    return from_source(Source("api.yaml", to_yaml(document)))


def rules_found(document: dict[str, Any]) -> set[str]:
    return {each.rule for each in check(opened(document))}


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.id) for rule in RULES])
class TestRule:
    """Each of the rules."""

    def test_it_finds_its_flaw_and_no_other_rule_finds_an_error(self, rule: Rule) -> None:
        found = check(opened(contract_with(rule.example.flawed, rule.example.place)))
        own = [each for each in found if each.rule == rule.id]
        assert own
        assert all(each.severity == rule.severity and each.advice for each in own)
        assert all(each.line and not each.message.endswith(".") for each in own)
        assert not [each for each in found if each.severity == "error" and each.rule != rule.id]

    def test_it_finds_nothing_where_the_flaw_is_mended(self, rule: Rule) -> None:
        found = rules_found(contract_with(rule.example.sound, rule.example.place))
        assert rule.id not in found

    def test_it_says_what_it_finds_and_what_to_do(self, rule: Rule) -> None:
        assert rule.sentence.endswith(".")
        assert rule.advice.endswith(".")


def test_ids_are_unique() -> None:
    ids = [rule.id for rule in RULES]
    assert len(ids) == len(set(ids))


def test_a_contract_without_flaws_has_no_findings() -> None:
    assert rules_found(contract_with({}, "document")) == set()


def test_reference_page_is_in_step_with_the_rules() -> None:
    """`python -m contract.checking.reference > docs/checks.md` writes it anew."""
    assert PAGE.read_text("utf-8") == reference_page()


@st.composite
def damaged_documents(draw: st.DrawFn) -> dict[str, Any]:
    """Documents in which one member is gone, or something else than it was."""
    document = copy.deepcopy(draw(documents()))
    holders = [each for each in _containers(document) if each]
    holder = draw(st.sampled_from(holders))
    key = draw(st.sampled_from([*holder] if isinstance(holder, dict) else range(len(holder))))
    if draw(st.booleans()):
        del holder[key]
    else:
        holder[key] = draw(st.sampled_from([None, True, -1, "path", [], {}, [1], {"a": 1}]))
    return document


def _containers(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        yield value
        for each in value.values() if isinstance(value, dict) else value:
            yield from _containers(each)


@given(damaged_documents())
@settings(max_examples=50, deadline=None)
def test_what_openapi_spec_validator_refuses_is_an_error(document: dict[str, Any]) -> None:
    """Its own walk gives errors without a place; the rules find the same with one."""
    try:
        found = check(opened(document))
    except ContractError:
        return
    has_errors = any(each.severity == "error" for each in found)
    assert has_errors or not _is_refused(document)


def _is_refused(document: dict[str, Any]) -> bool:
    try:
        return not OpenAPIV32SpecValidator(document).is_valid()
    except RecursionError:  # It goes round in circles in some recursive schemas.
        return False


DRAFT_7 = "http://json-schema.org/draft-07/schema#"
TUPLE = {"type": "array", "items": [{"type": "string"}], "additionalItems": False}


def schemas_in(schemas: dict[str, Any], **members: str) -> list[tuple[str, str]]:
    """Give rule and place of the errors in a document of version 3.1 with these schemas."""
    document = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "components": {"schemas": schemas},
        **members,
    }
    return [(each.rule, each.pointer) for each in check(opened(document)) if is_error(each)]


def is_error(finding: Finding) -> bool:
    return finding.severity == "error"


@pytest.mark.parametrize(
    "draft", [DRAFT_7, "https://json-schema.org/draft-04/schema", DRAFT_7.replace("07", "06")]
)
def test_a_schema_may_name_an_older_draft(draft: str) -> None:
    """OpenAPI 3.1.0, "Specifying Schema Dialects": itself, around it, or for the whole document."""
    assert schemas_in({"S": {"$schema": draft, "properties": {"t": TUPLE}}}) == []
    assert schemas_in({"S": {"properties": {"t": TUPLE | {"$schema": draft}}}}) == []
    assert schemas_in({"S": {"properties": {"t": TUPLE}}}, jsonSchemaDialect=draft) == []


def test_a_schema_is_held_to_the_draft_that_it_names() -> None:
    """Not to that of the document; and each error is told once."""
    newest = "https://json-schema.org/draft/2020-12/schema"
    place = "/components/schemas/S/items"
    assert schemas_in({"S": TUPLE}) == [("openapi-invalid", place)]
    own = {"S": TUPLE | {"$schema": newest}}
    assert schemas_in(own, jsonSchemaDialect=DRAFT_7) == [("openapi-invalid", place)]
    wrong = {"S": {"$schema": DRAFT_7, "items": [{"minLength": -1}]}}
    assert schemas_in(wrong) == [("openapi-invalid", f"{place}/0/minLength")]
