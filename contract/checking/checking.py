"""Holding a contract against the rules."""

from collections.abc import Callable, Collection, Iterable, Iterator

from contract.checking.findings import Finding
from contract.checking.places import Places
from contract.checking.rules import RULES, Rule
from contract.checking.survey import Survey
from contract.document import Document
from contract.model import Contract

#: Wraps the rules while they are worked through, say to show how far it has come.
Progress = Callable[[Iterable[Rule]], Iterable[Rule]]


def check(
    document: Document, rules: Collection[Rule] = RULES, *, progress: Progress = iter
) -> tuple[Finding, ...]:
    """Give what the rules find in a document, in the order of its lines."""
    contract = Contract.from_document(document.content)
    survey = Survey(contract, document.written or document.content, document.warnings)
    places = Places(document)
    located = [places.located(each) for each in _found(survey, progress(rules))]
    return tuple(sorted(located, key=lambda each: (each.file, each.line or 0, each.rule)))


def _found(survey: Survey, rules: Iterable[Rule]) -> Iterator[Finding]:
    """Give the findings; what a rule explains is not told again by those on validity."""
    found = [
        Finding(rule.id, rule.severity, flaw.message, rule.advice, flaw.pointer)
        for rule in rules
        for flaw in rule.check(survey)
    ]
    explained = {each.pointer for each in found if each.rule not in _GENERAL}
    errors = {each.pointer for each in found if each.severity == "error"}
    for each in found:
        if each.rule == "openapi-invalid" and each.pointer in explained:
            continue
        if each.rule == "repaired-on-reading" and each.pointer in explained | errors:
            continue
        yield each


_GENERAL = ("openapi-invalid", "repaired-on-reading")
