"""Holding a contract against the rules."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from typing import Final

from contract.checking.findings import Finding
from contract.checking.rules import RULES, Rule
from contract.checking.survey import Survey
from contract.document import NO_OPERATION, Document
from contract.model import Contract
from contract.places import Places

#: What says of any element that something is wrong there.
_INVALID: Final = "openapi-invalid"
_REPAIRED: Final = "repaired-on-reading"
#: What OpenAPI's own schema finds as well, in words about alternatives.
_EXPLAINING: Final = "parameter-schema-missing"
#: Wraps the rules while they are worked through, say to show how far it has come.
Progress = Callable[[Collection[Rule]], Iterable[Rule]]


def check(
    document: Document, rules: Collection[Rule] = RULES, *, progress: Progress = iter
) -> tuple[Finding, ...]:
    """Give what the rules find in a document, in the order of its lines."""
    contract = Contract.from_document(document.content)
    # That the contract is empty is found by a rule of its own.
    notes = tuple(each for each in document.warnings if each != NO_OPERATION)
    survey = Survey(contract, document.written or document.content, notes)
    places = Places(document)
    located = [_located(each, places) for each in _found(survey, progress(rules))]
    return tuple(sorted(located, key=lambda each: (each.file, each.line or 0, each.rule)))


def _located(finding: Finding, places: Places) -> Finding:
    place = places.find(finding.pointer)
    return replace(finding, file=place.file, line=place.line, pointer=place.pointer)


def _found(survey: Survey, rules: Iterable[Rule]) -> Iterator[Finding]:
    """Give the findings; what a rule explains is not told again by those on validity."""
    found = [
        Finding(rule.id, rule.severity, flaw.message, rule.advice, flaw.pointer)
        for rule in rules
        for flaw in rule.check(survey)
    ]
    errors = {each.pointer for each in found if each.severity == "error"}
    explained = {each.pointer for each in found if each.rule == _EXPLAINING}
    for each in found:
        is_told = (each.rule == _INVALID and each.pointer in explained) or (
            each.rule == _REPAIRED and each.pointer in errors
        )
        if not is_told:
            yield each
