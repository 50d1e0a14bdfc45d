"""What makes a contract invalid, contradictory or weak."""

from contract.checking.checking import check
from contract.checking.findings import SEVERITIES, Finding
from contract.checking.report import as_github, as_json, as_text
from contract.checking.rules import RULES, Rule
from contract.checking.settings import chosen_rules, ignored_rules

__all__ = [
    "RULES",
    "SEVERITIES",
    "Finding",
    "Rule",
    "as_github",
    "as_json",
    "as_text",
    "check",
    "chosen_rules",
    "ignored_rules",
]
