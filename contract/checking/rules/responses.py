"""Responses, and what bodies hold."""

import re
from collections.abc import Iterator
from typing import Any, Final

from contract import pointers
from contract.checking.rules.rule import Example, Family, Flaw, Rule
from contract.checking.survey import Survey
from contract.walk import Node

_RESPONSES: Final = Family("responses")
#: RFC 9110, section 15: these never have content.
_WITHOUT_CONTENT: Final = re.compile(r"1..|204|205|304")
#: A read whose answer may be empty: accepted, or a part of what is described elsewhere.
_MAY_BE_EMPTY: Final = re.compile(r"1..|202|204|205|206|3..|4..|5..|default", re.IGNORECASE)
_OPAQUE: Final = re.compile(
    r"(image|audio|video|font)/|application/(octet-stream|pdf|zip|gzip|x-tar)|\*/\*"
)
#: OpenAPI 3.2.0, "Sequential Media Types".
_SEQUENTIAL: Final = (
    "text/event-stream",
    "application/jsonl",
    "application/x-ndjson",
    "application/ndjson",
    "application/json-seq",
)
_JSON: Final = {"application/json": {"schema": {"type": "string"}}}
_OK: Final = {"description": "OK", "content": _JSON}
_DEFAULT: Final = {"default": {"description": "Error"}}


def _ok(content: dict[str, Any]) -> dict[str, Any]:
    return {"responses": {"200": {"description": "OK", "content": content}, **_DEFAULT}}


@_RESPONSES.rule(
    "success-response-missing",
    "warning",
    "Describe what the operation answers when all is well.",
    Example({"responses": {"400": {"description": "No"}}}, {}, "operation"),
)
def success_response_missing(survey: Survey) -> Iterator[Flaw]:
    """No response of an operation is a success or a redirection."""
    for each in survey.contract.operations:
        if not any(reply.status[0] in "123d" for reply in each.replies):
            yield Flaw(f"{each.pointer}/responses", f"{each.key} describes no success")


@_RESPONSES.rule(
    "error-response-missing",
    "warning",
    "Describe its errors under 4XX codes, or once under `default`.",
    Example({"responses": {"200": _OK}}, {}, "operation"),
)
def error_response_missing(survey: Survey) -> Iterator[Flaw]:
    """An operation describes no error: neither a 4XX or 5XX status nor `default`."""
    for each in survey.contract.operations:
        if each.replies and not any(reply.status[0] in "45d" for reply in each.replies):
            yield Flaw(f"{each.pointer}/responses", f"{each.key} describes no error response")


@_RESPONSES.rule(
    "authentication-error-missing",
    "info",
    "Describe the 401, with the body that clients can rely on.",
    Example(
        {
            "security": [{"key": []}],
            "components": {
                "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            },
            "paths": {
                "/a": {
                    "get": {
                        "operationId": "a",
                        "responses": {"200": _OK, "404": {"description": "No"}},
                    }
                }
            },
        },
        {},
        "document",
    ),
)
def authentication_error_missing(survey: Survey) -> Iterator[Flaw]:
    """An operation asks for credentials, describes errors, and not the one for bad credentials."""
    for each in survey.contract.operations:
        described = any(reply.status[0] in "45" for reply in each.replies)
        if described and each.security and {} not in each.security and not each.reply_for(401):
            yield Flaw(f"{each.pointer}/responses", f"{each.key} describes no 401")


@_RESPONSES.rule(
    "response-body-missing",
    "warning",
    "Give it `content` with a media type and a schema, or the status 204.",
    Example({"responses": {"200": {"description": "OK"}, **_DEFAULT}}, {}, "operation"),
)
def response_body_missing(survey: Survey) -> Iterator[Flaw]:
    """The success of a GET or QUERY describes no body."""
    for each in survey.contract.operations:
        for reply in each.replies if each.method in ("GET", "QUERY") else ():
            if not reply.media_types and not _MAY_BE_EMPTY.fullmatch(reply.status):
                yield Flaw(reply.pointer, f"the {reply.status} of {each.key} describes no body")


@_RESPONSES.rule(
    "response-body-impossible",
    "error",
    "Remove its content, or give it another status.",
    Example(
        {"responses": {"204": _OK, **_DEFAULT}},
        {"responses": {"204": {"description": "Done"}, **_DEFAULT}},
        "operation",
    ),
)
def response_body_impossible(survey: Survey) -> Iterator[Flaw]:
    """A response has content under a status that never has any, such as 204."""
    for each in survey.contract.operations:
        for reply in each.replies:
            if reply.media_types and _WITHOUT_CONTENT.fullmatch(reply.status):
                yield Flaw(reply.pointer, f"a {reply.status} has no content")


@_RESPONSES.rule(
    "media-type-schema-missing",
    "warning",
    "Give it a schema; without one every value is accepted.",
    Example(_ok({"application/json": {}}), _ok({"image/png": {}}), "operation"),
)
def media_type_schema_missing(survey: Survey) -> Iterator[Flaw]:
    """A request or response body has no schema, and is no image, archive or the like."""
    for node in survey.objects("mediaType"):
        name = _name(node)
        is_described = {"schema", "itemSchema"} & node.value.keys()
        if not is_described and not _OPAQUE.match(name) and name not in _SEQUENTIAL:
            yield Flaw(node.pointer, f"the {name} body has no schema")


@_RESPONSES.rule(
    "item-schema-missing",
    "warning",
    "Describe one item, an event or a line, under `itemSchema`.",
    Example(
        _ok({"text/event-stream": {"schema": {"type": "string"}}}),
        _ok({"text/event-stream": {"itemSchema": {"properties": {"data": {"type": "string"}}}}}),
        "operation",
    ),
)
def item_schema_missing(survey: Survey) -> Iterator[Flaw]:
    """A stream of events or lines does not say what its items are."""
    for node in survey.objects("mediaType"):
        if _name(node) in _SEQUENTIAL and "itemSchema" not in node.value:
            yield Flaw(node.pointer, f"the items of the {_name(node)} stream have no itemSchema")


def _name(node: Node) -> str:
    return pointers.parts(node.pointer)[-1].split(";")[0].strip().lower()


RULES: tuple[Rule, ...] = (
    success_response_missing,
    error_response_missing,
    authentication_error_missing,
    response_body_missing,
    response_body_impossible,
    media_type_schema_missing,
    item_schema_missing,
)
