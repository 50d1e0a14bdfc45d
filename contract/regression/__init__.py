"""What changed between two versions of a contract, and whom it breaks."""

from contract.regression.comparing import compare
from contract.regression.findings import Answer, Call, Comparison, Finding, Verdict, Witness
from contract.regression.report import as_json, as_text
from contract.regression.rules import RULES, Rule

__all__ = [
    "RULES",
    "Answer",
    "Call",
    "Comparison",
    "Finding",
    "Rule",
    "Verdict",
    "Witness",
    "as_json",
    "as_text",
    "compare",
]
