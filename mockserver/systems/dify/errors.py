"""Error bodies as each version of the Dify user API writes them."""

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from contract.model import Operation
from contract.validation import Violation
from mockserver.behaviours import Refusal
from mockserver.messages import MockReply
from mockserver.systems.dify.versions import Version

#: The code of an error that names none, by its status; any other status is `unknown`.
_CODES: Final = {
    400: "bad_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    409: "conflict",
    413: "request_entity_too_large",
    415: "unsupported_media_type",
    422: "invalid_param",
    429: "too_many_requests",
    500: "internal_server_error",
    502: "bad_gateway",
}
_SERVER_ERROR: Final = "Internal Server Error"
_INVALID: Final = "Request validation failed"
_CHALLENGE: Final = ("WWW-Authenticate", 'Bearer realm="api"')
#: Codes that the version before the last spelt otherwise.
_OLD_SEAT_CODES: Final = {
    "member_limit_exceeded": "members.limit_exceeded",
    "member_license_exceeded": "workspace_members.license_exceeded",
}
_OLD_CODES: Final = {"filename_not_exists": "filename_not_exists_error"}
_PAGE: Final = """<!doctype html>
<html lang=en>
<title>404 Not Found</title>
<h1>Not Found</h1>
<p>The requested URL was not found on the server.</p>
"""


def refuse(refusal: Refusal, operation: Operation | None, version: Version) -> MockReply:
    """Write an error as a version does for an operation; without one the path leads nowhere."""
    is_canonical = version.errors == "canonical"
    if operation is None and refusal.status == 404 and not is_canonical:
        return MockReply(404, _PAGE, "text/html; charset=utf-8")
    if operation is not None and refusal.violations:
        refusal = _without_details(refusal, operation, version)
    headers = refusal.headers
    is_device_flow = operation is not None and operation.path.startswith("/oauth/device/")
    if refusal.status == 401 and not is_device_flow:
        headers = (*headers, _CHALLENGE)
    if refusal.body is not None:
        body = refusal.body
    else:
        body = _canonical(refusal) if is_canonical else _by_class(refusal, version)
    return MockReply(refusal.status, body, "application/json", headers)


def _without_details(refusal: Refusal, operation: Operation, version: Version) -> Refusal:
    """Give what the few operations say that do not tell an invalid request in detail."""
    is_body = any(each.part == "body" for each in refusal.violations)
    if operation.path.startswith("/oauth/device/"):
        return Refusal(400, message=_lines(refusal))
    if operation.path.endswith("/files/upload") and is_body:
        return Refusal(400, "no_file_uploaded", "Please upload your file.")
    if version.errors == "class" and operation.key in _CHECKED_AT_FIRST_AS_400:
        return Refusal(400, "invalid_param", _lines(refusal))
    return refusal


_CHECKED_AT_FIRST_AS_400: Final = (
    "GET /account/sessions",
    "POST /apps/{app_id}/form/human_input/{form_token}",
)


def _message(refusal: Refusal) -> str:
    if refusal.status >= 500:
        return _SERVER_ERROR
    if refusal.violations:
        return _INVALID
    return refusal.message or HTTPStatus(refusal.status).phrase


def _canonical(refusal: Refusal) -> dict[str, Any]:
    body: dict[str, Any] = {
        "code": refusal.code or _CODES.get(refusal.status, "unknown"),
        "message": _message(refusal),
        "status": refusal.status,
    }
    if refusal.hint:
        body["hint"] = refusal.hint
    if refusal.violations:
        body["details"] = _details(refusal)
    return body


def _by_class(refusal: Refusal, version: Version) -> dict[str, Any]:
    has_own_422 = version.errors == "class-with-422"
    if refusal.violations and refusal.status == 422 and has_own_422:
        return {"message": _INVALID, "errors": _details(refusal)}
    if refusal.status == 429 and refusal.headers:
        seconds = int(dict(refusal.headers)["Retry-After"])
        return {"error": "rate_limited", "retry_after_ms": seconds * 1000}
    if refusal.code in _OLD_SEAT_CODES:
        code = _OLD_SEAT_CODES[refusal.code]
        return {"code": code, "message": refusal.message, "hint": refusal.hint}
    code = refusal.code or _CODES.get(refusal.status, "unknown")
    code = {422: "unprocessable_entity", 500: "unknown"}.get(refusal.status, code)
    message = json.dumps(_details(refusal)) if refusal.violations else _message(refusal)
    return {"code": _OLD_CODES.get(code, code), "message": message, "status": refusal.status}


# --- the details of a validation error ------------------------------------------------------------


def _details(refusal: Refusal) -> list[dict[str, Any]]:
    """Tell each violation once, as the server's validator does: `type`, `loc` and `msg`."""
    told: list[dict[str, Any]] = []
    for violation in refusal.violations:
        told += [each for each in _details_of(violation) if each not in told]
    # A rule across fields is looked at once every field fits.
    of_fields = [each for each in told if each["loc"]]
    return of_fields or told


def _details_of(violation: Violation) -> list[dict[str, Any]]:
    if source := _missing_source(violation):
        word = source.replace("_", "-")
        message = f"Value error, {source} is required when mode is '{word}'"
        return [{"type": "value_error", "loc": [], "msg": message}]
    kind, message = _KINDS.get(violation.keyword, _ruled)(violation)
    return [{"type": kind, "loc": loc, "msg": message} for loc in _locations(violation)]


def _missing_source(violation: Violation) -> str:
    """Name the source of an import that its mode asks for and that is absent, null or empty."""
    place = [*violation.path, violation.expected] if violation.keyword == "required" else []
    for name in ("yaml_content", "yaml_url"):
        is_nothing = violation.path == (name,) and violation.value in (None, "")
        if place == [name] or is_nothing:
            return name
    return ""


def _locations(violation: Violation) -> list[list[str | int]]:
    """Give where a violation is: a member that is missing or too many is named itself."""
    path, expected = list(violation.path), violation.expected
    if violation.part == "body" and violation.keyword == "required" and expected:
        return [[*path, expected]]
    if violation.keyword == "additionalProperties" and isinstance(expected, list):
        return [[*path, name] for name in expected]
    return [path[:1] if path[:1] == ["fields"] else path]


def _lines(refusal: Refusal) -> str:
    """Tell the violations as text, a line each."""
    told = [(".".join(map(str, each["loc"])), each["msg"]) for each in _details(refusal)]
    return "\n".join(f"{place}: {message}" if place else message for place, message in told)


def _ruled(violation: Violation) -> tuple[str, str]:
    """Tell a rule of a field that goes beyond its type and bounds."""
    rule = _RULES.get(str(violation.path[0])) if violation.path else None
    text = rule(violation.value) if rule else violation.message
    return "value_error", f"Value error, {text}"


def _unknown_fields(value: Any) -> str:
    names = {each.strip() for each in str(value).split(",")}
    return f"unknown field(s): {sorted(names - {'', 'info', 'parameters', 'input_schema'})}"


_RULES: Final[dict[str, Callable[[Any], str]]] = {
    "conversation_id": lambda _: "conversation_id must be a valid UUID",
    "email": lambda value: f"{value} is not a valid email.",
    "fields": _unknown_fields,
    "workflow_id": lambda _: "must be a valid UUID",
    "workspace_id": lambda _: "must be a valid UUID",
}


def _type(violation: Violation) -> tuple[str, str]:
    expected = violation.expected
    names = expected if isinstance(expected, list) else [expected]
    name = next((each for each in names if each != "null"), "")
    if name == "object" and not violation.path:
        return "model_type", "Input should be a valid dictionary or instance of the model"
    if violation.part in ("query", "path") and name == "integer":
        text = "Input should be a valid integer, unable to parse string as an integer"
        return "int_parsing", text
    if violation.part in ("query", "path") and name == "boolean":
        return "bool_parsing", "Input should be a valid boolean, unable to interpret input"
    return _TYPES.get(str(name), ("value_error", "Value error, the type does not fit"))


_TYPES: Final = {
    "object": ("dict_type", "Input should be a valid dictionary"),
    "array": ("list_type", "Input should be a valid list"),
    "string": ("string_type", "Input should be a valid string"),
    "integer": ("int_type", "Input should be a valid integer"),
    "number": ("float_type", "Input should be a valid number"),
    "boolean": ("bool_type", "Input should be a valid boolean"),
}


def _enum(violation: Violation) -> tuple[str, str]:
    values = violation.expected if isinstance(violation.expected, list) else []
    quoted = [f"'{each}'" for each in values if each is not None]
    listed = " or ".join([", ".join(quoted[:-1]), quoted[-1]] if quoted[1:] else quoted)
    kind = "enum" if violation.part == "query" else "literal_error"
    return kind, f"Input should be {listed}"


def _limit(kind: str, phrase: str) -> Any:
    def tell(violation: Violation) -> tuple[str, str]:
        return kind, phrase.format(violation.expected)

    return tell


_KINDS: Final = {
    "required": _limit("missing", "Field required"),
    "additionalProperties": _limit("extra_forbidden", "Extra inputs are not permitted"),
    "type": _type,
    "enum": _enum,
    "minimum": _limit("greater_than_equal", "Input should be greater than or equal to {}"),
    "maximum": _limit("less_than_equal", "Input should be less than or equal to {}"),
    "maxLength": _limit("string_too_long", "String should have at most {} characters"),
}
