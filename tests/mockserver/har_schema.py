"""What an archive must be: the HAR 1.2 specification as a JSON Schema."""

from typing import Any

import jsonschema_rs

_TEXT = {"type": "string"}
_FLAG = {"type": "boolean"}
_BYTES = {"type": "integer", "minimum": -1}
_MOMENT = {"type": "string", "format": "date-time"}
_MILLISECONDS = {"type": "number", "minimum": 0}


def _object(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    """Describe an object that has these members and no others but a comment."""
    return {
        "type": "object",
        "required": [*required],
        "properties": {**required, **optional, "comment": _TEXT},
        "additionalProperties": False,
    }


def _rows(items: Any) -> dict[str, Any]:
    return {"type": "array", "items": items}


_PAIRS = _rows(_object({"name": _TEXT, "value": _TEXT}))
_COOKIES = _rows(
    _object(
        {"name": _TEXT, "value": _TEXT},
        path=_TEXT,
        domain=_TEXT,
        expires=_MOMENT,
        httpOnly=_FLAG,
        secure=_FLAG,
    )
)
_MESSAGE = {
    "httpVersion": _TEXT,
    "cookies": _COOKIES,
    "headers": _PAIRS,
    "headersSize": _BYTES,
    "bodySize": _BYTES,
}
_REQUEST = _object(
    {**_MESSAGE, "method": _TEXT, "url": _TEXT, "queryString": _PAIRS},
    postData=_object({"mimeType": _TEXT, "text": _TEXT}),
)
_CONTENT = _object({"size": _BYTES, "mimeType": _TEXT}, text=_TEXT, encoding={"const": "base64"})
_RESPONSE = _object(
    {
        **_MESSAGE,
        "status": {"type": "integer"},
        "statusText": _TEXT,
        "content": _CONTENT,
        "redirectURL": _TEXT,
    }
)
_ENTRY = _object(
    {
        "startedDateTime": _MOMENT,
        "time": _MILLISECONDS,
        "request": _REQUEST,
        "response": _RESPONSE,
        "cache": {"type": "object", "maxProperties": 0},
        "timings": _object(dict.fromkeys(("send", "wait", "receive"), _MILLISECONDS)),
    }
)
_LOG = _object(
    {
        "version": {"const": "1.2"},
        "creator": _object({"name": _TEXT, "version": _TEXT}),
        "entries": _rows(_ENTRY),
    }
)
HAR = jsonschema_rs.Draft202012Validator(_object({"log": _LOG}), validate_formats=True)
