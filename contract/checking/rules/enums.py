"""Strings that are described as one of a few, and accept every text."""

import re
from collections.abc import Iterator
from typing import Any, Final

from contract import pointers
from contract.checking.rules.rule import Example, Family, Flaw, Rule
from contract.checking.survey import Survey
from contract.walk import Node

_ENUMS: Final = Family("enums")
#: What closes or shapes a string already.
_SHAPED: Final = frozenset("enum const pattern format $ref allOf anyOf oneOf not".split())
#: Words that announce a list of values.
_LEAD: Final = re.compile(
    r"\b(?:one of|either"
    r"|(?:possible|allowed|valid|accepted|supported|available) (?:values?|options?)(?: (?:is|are))?"
    r"|values? (?:is|are)|values?(?=:)|options?(?=:))\b[:\s]*(?P<rest>[^.;\n]*)",
    re.IGNORECASE,
)
#: Names whose values are one of a few almost everywhere.
_TELLING: Final = re.compile(
    r"(?:^|[_-])(?:status|state|mode|type|kind|role|level|visibility|category|direction|order|phase"
    r"|priority|severity)$"
)
_QUOTED: Final = re.compile(r"[`\"']([A-Za-z0-9][\w-]*)[`\"']")
_BARE: Final = re.compile(r"[A-Za-z0-9][\w-]*")
_BETWEEN: Final = re.compile(r"\s*(?:,\s*or\b|,\s*and\b|\bor\b|\band\b|[,|/])\s*")
_PARENTHESES: Final = re.compile(r"\(([^()]*)\)")


@_ENUMS.rule(
    "enum-likely",
    "info",
    "If the set is closed, list it under `enum`; then it is enforced, and compared.",
    Example(
        {"type": "string", "description": "One of `open`, `closed`."},
        {"type": "string", "description": "One of two.", "enum": ["open", "closed"]},
    ),
)
def enum_likely(survey: Survey) -> Iterator[Flaw]:
    """The description or examples of a string read like a closed set of values."""
    described = {
        f"{node.pointer}/schema": (str(node.value.get("name", "")), node.value.get("description"))
        for node in (*survey.objects("parameter"), *survey.objects("header"))
    }
    for node in survey.objects("schema"):
        if isinstance(node.value, dict) and _is_open_string(node.value):
            name, description = described.get(node.pointer, (_name(node), None))
            description = node.value.get("description") or description
            if values := _values(name, description, node.value.get("examples")):
                yield Flaw(node.pointer, f"{name or 'the string'} reads like {', '.join(values)}")


def _is_open_string(schema: dict[str, Any]) -> bool:
    written = schema.get("type")
    types = set(written) if isinstance(written, list) else {written}
    return types - {"null"} == {"string"} and not schema.keys() & _SHAPED


def _values(name: str, description: Any, examples: Any) -> list[str]:
    """Give the values that a string seems to be one of; none where nothing says so."""
    is_telling = bool(_TELLING.search(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()))
    if isinstance(description, str):
        lead = _LEAD.search(description)
        parts = [lead["rest"]] if lead else []
        if is_telling:
            parts += [*_PARENTHESES.findall(description), description]
        for part in parts:
            if values := _listed(part):
                return values
    if is_telling and isinstance(examples, list):
        words = [each for each in examples if isinstance(each, str) and _BARE.fullmatch(each)]
        return list(dict.fromkeys(words)) if len(set(words)) > 1 else []
    return []


def _listed(text: str) -> list[str]:
    """Read a list of words, each in quotes or all of them bare: `a`, `b` or a, b or c."""
    words = _QUOTED.findall(text)
    if not words:
        words = [each for each in _BETWEEN.split(text.strip()) if each]
        if not all(_BARE.fullmatch(each) for each in words):
            return []
    words = list(dict.fromkeys(words))
    return words if len(words) > 1 else []


def _name(node: Node) -> str:
    return pointers.parts(node.pointer)[-1] if node.member in ("properties", "schemas") else ""


RULES: tuple[Rule, ...] = (enum_likely,)
