"""Who may call what."""

from collections.abc import Iterator
from typing import Any, Final

from contract.checking.rules.rule import Example, Family, Flaw, Rule
from contract.checking.survey import Survey

_SECURITY: Final = Family("security")
_SCHEMES: Final = {"components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}}}


def _paths(second: dict[str, Any]) -> dict[str, Any]:
    content = {"application/json": {"schema": {"type": "string"}}}
    responses = {"200": {"description": "OK", "content": content}, "default": {"description": "No"}}
    first = {"operationId": "a", "security": [{"key": []}], "responses": responses}
    other = {"operationId": "b", "responses": responses, **second}
    return {**_SCHEMES, "paths": {"/a": {"get": first}, "/b": {"get": other}}}


@_SECURITY.rule(
    "security-missing",
    "warning",
    "State its `security`; `security: []` says that it is open to all.",
    Example(_paths({}), _paths({"security": []}), "document"),
)
def security_missing(survey: Survey) -> Iterator[Flaw]:
    """An operation says nothing of security, where others ask for credentials."""
    if "security" in survey.contract.document:
        return
    if not any(each.security for each in survey.contract.operations):
        return
    stated = {node.pointer for node in survey.objects("operation") if "security" in node.value}
    for each in survey.contract.operations:
        if each.pointer not in stated:
            yield Flaw(each.pointer, f"nothing says who may call {each.key}")


@_SECURITY.rule(
    "security-scheme-undeclared",
    "error",
    "Declare it under `components/securitySchemes`, or correct the name.",
    Example({"security": [{"none": []}]}, {"security": []}, "operation"),
)
def security_scheme_undeclared(survey: Survey) -> Iterator[Flaw]:
    """A security requirement names a scheme that is not declared."""
    for node in survey.objects("securityRequirement"):
        for name in node.value:
            # OpenAPI 3.2.0, "Security Requirement Object": a name may be the URI of a scheme.
            if name not in survey.contract.security_schemes and "/" not in name:
                yield Flaw(node.pointer, f"the security scheme {name} is not declared")


RULES: tuple[Rule, ...] = (security_missing, security_scheme_undeclared)
