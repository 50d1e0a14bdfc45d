"""The rules: one family of flaws to a module."""

from contract.checking.rules import (
    components,
    enums,
    examples,
    operations,
    parameters,
    responses,
    schemas,
    security,
    validity,
)
from contract.checking.rules.rule import Flaw, Rule, Severity

__all__ = ["RULES", "Flaw", "Rule", "Severity"]

#: All rules, in the order of the reference page.
RULES: tuple[Rule, ...] = (
    *validity.RULES,
    *operations.RULES,
    *parameters.RULES,
    *responses.RULES,
    *security.RULES,
    *schemas.RULES,
    *enums.RULES,
    *examples.RULES,
    *components.RULES,
)
