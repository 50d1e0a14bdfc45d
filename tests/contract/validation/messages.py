"""Hypothesis strategies for messages: some fit a schema, some nearly do, some do not at all."""

from typing import Any
from urllib.parse import urlencode

import orjson
from hypothesis import strategies as st

from contract.model import Body, Contract, MediaType, Operation, Schema
from contract.validation import Request, Response
from contract.validation.media_types import FORM
from tests import strategies

BOUNDARY = "part"
#: Texts that mean something in one style or another, and texts that mean nothing.
TEXTS = (
    *strategies.TEXTS, "1", "-3", "7", "1.5", "1e2", "true", "no", "null", "a b", "b,a", "1,2",
    "1|2", "1 2", "id,1", "id,1,name,b", "id=1", "id=1,name=b", "id,1,name", "id=1=2", ".1", ".a,b",
    ".a.b", ".id=1.name=b", ";p=1", ";p=1,2", ";p=1;p=2", ";id=1;name=b", ";q=1", '{"id":1}', "[1]",
    "{", "\u0661", "1_0", " 1", "9223372036854775808", "0x1", "é", "%41",
)  # fmt: skip
_JUNK = strategies.values()


def texts() -> st.SearchStrategy[str]:
    """Texts of parameters and members of forms."""
    return st.sampled_from(TEXTS)


def roughly(schema: Schema | None, contract: Contract, depth: int = 0) -> st.SearchStrategy[Any]:
    """Values that often fit a schema, and now and then do not."""
    resolved = contract.resolved(schema) if schema is not None else {}
    if isinstance(resolved, bool) or depth > 3:
        return _JUNK
    return st.one_of(*[_fitting(resolved, contract, depth)] * 4, _JUNK)


def _fitting(schema: Any, contract: Contract, depth: int) -> st.SearchStrategy[Any]:
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    for keyword in ("anyOf", "oneOf", "allOf"):
        if schema.get(keyword):
            return st.one_of([roughly(each, contract, depth + 1) for each in schema[keyword]])
    kind = schema.get("type", "object" if "properties" in schema else ())
    kinds = [kind] if isinstance(kind, str) else kind
    return st.one_of([_of_type(each, schema, contract, depth) for each in kinds] or [_JUNK])


def _of_type(kind: str, schema: Any, contract: Contract, depth: int) -> st.SearchStrategy[Any]:
    if kind == "object":
        members = {
            name: roughly(each, contract, depth + 1)
            for name, each in schema.get("properties", {}).items()
        }
        required = {
            name: members.pop(name) for name in schema.get("required", ()) if name in members
        }
        known = st.fixed_dictionaries(required, optional=members)
        extra = st.dictionaries(strategies.names(), _JUNK, max_size=1)
        return known | st.builds(lambda some, more: {**more, **some}, known, extra)
    if kind == "array":
        return st.lists(roughly(schema.get("items"), contract, depth + 1), max_size=3)
    return {
        "integer": st.integers(-4, 9),
        "number": st.integers(-4, 9) | st.sampled_from((0.5, 1.5, 2.0)),
        "string": st.sampled_from(strategies.TEXTS),
        "boolean": st.booleans(),
        "null": st.none(),
    }[kind]


# --- requests -------------------------------------------------------------------------------------


@st.composite
def requests(draw: st.DrawFn, operation: Operation, contract: Contract) -> Request:
    """Requests to an operation."""
    body, content_type = draw(bodies(operation.body, contract))
    query = []
    headers = {}
    cookies = {}
    path = {}
    for each in operation.parameters:
        names = [each.name]
        if each.location in ("query", "cookie"):
            names += ["id", "name", f"{each.name}[id]", f"{each.name}[name]"]
        if each.location == "path":
            path[each.name] = draw(_text_for(each.schema, contract))
        elif each.location == "header" and draw(st.booleans()):
            headers[each.name] = draw(_text_for(each.schema, contract))
        elif each.location == "cookie":
            cookies |= draw(st.dictionaries(st.sampled_from(names), texts(), max_size=2))
        elif each.location == "query":
            pair = st.tuples(st.sampled_from(names), _text_for(each.schema, contract))
            query += draw(st.lists(pair, max_size=3))
    return Request(path, tuple(query), tuple(headers.items()), cookies, body, content_type)


def _text_for(schema: Schema | None, contract: Contract) -> st.SearchStrategy[str]:
    plain = roughly(schema, contract).map(_as_text)
    return texts() | plain


def _as_text(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(map(_as_text, value))
    if isinstance(value, dict):
        return ",".join(f"{name},{_as_text(each)}" for name, each in value.items())
    return value if isinstance(value, str) else orjson.dumps(value).decode()


@st.composite
def bodies(draw: st.DrawFn, body: Body | None, contract: Contract) -> tuple[bytes, str]:
    """Bodies with their Content-Type: documented ones mostly."""
    documented = body.media_types if body else ()
    junk = st.tuples(
        st.sampled_from((b"", b"1", b"{}", b"{", b"\xff", b"a=1", b"<a/>")),
        st.sampled_from(
            ("", "application/json", "text/plain", FORM, "image/png", "multipart/form-data", "a")
        ),
    )
    return draw(
        st.one_of(junk, *[_written(each, contract) for each in documented for _ in range(3)])
    )


def _written(media_type: MediaType, contract: Contract) -> st.SearchStrategy[tuple[bytes, str]]:
    name = media_type.name
    content = roughly(media_type.schema, contract)
    if name == FORM:
        return _members(content).map(lambda each: (urlencode(each).encode(), FORM))
    if name == "multipart/form-data":
        return _members(content).map(lambda each: (multipart(each), f"{name}; boundary={BOUNDARY}"))
    if name in ("text/plain", "application/octet-stream", "text/csv"):
        return texts().map(lambda text: (text.encode(), name))
    kind = "application/json" if name == "*/*" else name
    return content.map(lambda value: (orjson.dumps(value), f"{kind}; charset=utf-8"))


def _members(content: st.SearchStrategy[Any]) -> st.SearchStrategy[list[tuple[str, str]]]:
    loose = st.lists(st.tuples(strategies.names(), texts()), max_size=3)
    fitting = content.filter(lambda value: isinstance(value, dict)).map(
        lambda value: [(name, _as_text(each)) for name, each in value.items()]
    )
    return loose | fitting


def multipart(fields: list[tuple[str, str]]) -> bytes:
    """Write fields as RFC 7578 does."""
    parts = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
        for name, text in fields
    )
    return f"{parts}--{BOUNDARY}--\r\n".encode()


# --- responses ------------------------------------------------------------------------------------


@st.composite
def responses(draw: st.DrawFn, operation: Operation, contract: Contract) -> tuple[Response, Any]:
    """Responses of an operation, each with the value that its body says."""
    status = draw(st.sampled_from((200, 201, 404, 500)))
    reply = operation.reply_for(status)
    documented = reply.media_types if reply else ()
    names = [each.name for each in documented] or ["application/json"]
    kind = draw(st.sampled_from([*names, "application/json", "text/csv"])).replace("*/*", "a/b")
    schema = next((each.schema for each in documented if each.name == kind), None)
    value: Any = draw(roughly(schema, contract))
    if "json" in kind:
        body = orjson.dumps(value)
    else:
        value = draw(texts())
        body = value.encode()
    headers = {
        each.name: draw(_text_for(each.schema, contract))
        for each in (reply.headers if reply else ())
        if draw(st.booleans())
    }
    return Response(status, tuple(headers.items()), body, kind), value
