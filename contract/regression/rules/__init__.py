"""The rules: one family of changes to a module."""

from typing import Any

from contract.regression.rules import (
    arrays,
    bodies,
    bounds,
    components,
    composition,
    conditions,
    enums,
    hooks,
    lifecycle,
    maps,
    objects,
    operations,
    parameters,
    responses,
    rewriting,
    security,
    servers,
    strings,
    types,
)
from contract.regression.rules.rule import Rule

__all__ = ["RULES", "SCHEMA_RULES", "Rule"]

#: The rules about schemas, in the order of reports.
SCHEMA_RULES = (
    *types.RULES,
    *enums.RULES,
    *bounds.RULES,
    *strings.RULES,
    *objects.RULES,
    *maps.RULES,
    *arrays.RULES,
    *composition.RULES,
    *conditions.RULES,
)

#: All rules; what each looks at matters only to whoever runs it.
RULES: tuple[Rule[Any], ...] = (
    *operations.RULES,
    *hooks.RULES,
    *lifecycle.RULES,
    *parameters.RULES,
    *bodies.RULES,
    *bodies.MEDIA_TYPE_RULES,
    *responses.RULES,
    *responses.MEDIA_TYPE_RULES,
    *responses.HEADER_RULES,
    *responses.LINK_RULES,
    *SCHEMA_RULES,
    rewriting.schema_rewritten,
    *security.RULES,
    *security.SCHEME_RULES,
    *servers.RULES,
    *components.RULES,
)
