"""Every rule finds its own example, and no other rule does."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from contract.model import Contract
from contract.regression import RULES, Rule, compare
from contract.regression.rules.reference import reference_page
from contract.regression.rules.rule import Example

OK = {"description": "OK"}
PAGE = Path(__file__).parents[3] / "docs" / "rules.md"


def contract_with(example: Example, fragment: Any, direction: str) -> Contract:
    """Put a fragment where the example says, in a contract of one operation."""
    operation: dict[str, Any] = {"responses": {"200": OK}}
    document: dict[str, Any] = {"openapi": "3.2.0", "info": {"title": "Things", "version": "1"}}
    if example.place == "schema with components":
        document["components"] = fragment["components"]
        fragment = fragment["schema"]
    if example.place.startswith("schema"):
        content = {"application/json": {"schema": fragment}}
        if direction == "response":
            operation["responses"] = {"200": {**OK, "content": content}}
        else:
            operation["requestBody"] = {"required": True, "content": content}
    elif example.place == "parameters":
        operation["parameters"] = fragment
    elif example.place == "response":
        operation["responses"] = {"200": {**OK, **fragment}}
    elif example.place == "operation":
        operation |= fragment
    document["paths"] = {"/things": {"post": operation}}
    return Contract.from_document(document | fragment if example.place == "document" else document)


@pytest.mark.parametrize(
    ("rule", "direction"),
    [
        pytest.param(rule, direction, id=f"{rule.id} {direction}".strip())
        for rule in RULES
        for direction in rule.verdicts
    ],
)
def test_example_makes_exactly_its_rule_fire(rule: Rule[Any], direction: str) -> None:
    """An example is the smallest change of its kind, so nothing else may be found in it."""
    old = contract_with(rule.example, rule.example.old, direction)
    new = contract_with(rule.example, rule.example.new, direction)

    found = compare(old, new, today=date(2026, 1, 1))

    assert [(each.rule, each.verdict) for each in found] == [(rule.id, rule.verdicts[direction])]


def test_ids_are_unique() -> None:
    """A rule is known by its id alone."""
    ids = [rule.id for rule in RULES]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.id) for rule in RULES])
def test_whoever_is_warned_is_told_what_to_do(rule: Rule[Any]) -> None:
    """A rule says in one sentence what it finds, and gives advice unless the change is safe."""
    assert rule.sentence.endswith(".")
    assert "\n" not in rule.sentence
    assert rule.advice.endswith(".") or (rule.verdict == "safe" and not rule.advice)


def test_verdict_of_a_rule_is_the_worst_of_its_directions() -> None:
    """Lists of rules show one verdict."""
    verdicts = {rule.id: rule.verdict for rule in RULES}
    assert verdicts["type-narrowed"] == "breaking"
    assert verdicts["lower-bound-introduced"] == "risky"
    assert verdicts["property-added"] == "safe"


def test_reference_page_is_in_step_with_the_rules() -> None:
    """`python -m contract.regression.rules.reference > docs/rules.md` writes it anew."""
    assert PAGE.read_text("utf-8") == reference_page()
