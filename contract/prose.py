"""Leaving out what is written for people: names, types, values and codes remain."""

from http import HTTPStatus
from typing import Any, Final

#: Members whose own members are named by the author, so a `description` among them is no prose.
_NAMED: Final = frozenset(
    (
        "$defs callbacks content definitions dependentSchemas encoding flows headers links"
        " parameters pathItems paths patternProperties properties requestBodies responses schemas"
        " securitySchemes variables webhooks"
    ).split()
)
#: Members that hold values, not descriptions of values.
_VALUES: Final = frozenset(
    "const dataValue default enum example examples mapping required security value".split()
)


def without_prose(document: dict[str, Any]) -> dict[str, Any]:
    """
    Leave out the descriptions and summaries of a document.

    A response keeps an obligatory description: the phrase of its status (RFC 9110, section 15).
    """
    bare = _bare(document)
    assert isinstance(bare, dict)
    return bare


def _bare(value: Any) -> Any:
    if isinstance(value, list):
        return [_bare(each) for each in value]
    if not isinstance(value, dict):
        return value
    kept: dict[str, Any] = {}
    for key, each in value.items():
        if key in _VALUES or key.startswith("x-"):
            kept[key] = each
        elif key in _NAMED and isinstance(each, dict):
            kept[key] = {name: _bare(inner) for name, inner in each.items()}
        elif key == "scopes" and isinstance(each, dict):
            kept[key] = dict.fromkeys(each, "")
        elif key not in ("description", "summary"):
            kept[key] = _bare(each)
    for status, response in _responses(kept).items():
        kept["responses"][status] = {"description": _phrase(status), **response}
    return kept


def _responses(value: dict[str, Any]) -> dict[str, Any]:
    responses = value.get("responses")
    if not isinstance(responses, dict):
        return {}
    return {
        status: response
        for status, response in responses.items()
        if isinstance(response, dict) and "$ref" not in response
    }


def _phrase(status: str) -> str:
    try:
        return HTTPStatus(int(status)).phrase
    except ValueError:
        return "Any other status" if status == "default" else status
