"""Documents to be printed: OpenAPI 2.0, 3.0 and 3.1 with everything the printer has a form for."""

import json
from typing import Any, Final

from hypothesis import strategies as st

from tests.roundtrip.schemas import (
    MODELS,
    MODELS_2_0,
    Json,
    json_values,
    names,
    objects,
    phrases,
    schemas,
    summaries,
    texts,
)
from tests.strategies import some

_PATHS: Final = ("/pets", "/pets/{petId}", "/a.b/c-d", "/größe", "/pets:batch", "/x_y/{a}/{b}")
_METHODS: Final = ("get", "post", "put", "patch", "delete", "options", "head")
_TAGS: Final = ("pets", "owners and others", "größe", "a.b")
_STATUSES: Final = ("200", "201", "404", "4XX", "default")
_MEDIA: Final = (
    "application/json", "text/plain; charset=utf-8", "application/vnd.a.b+json", "*/*", "image/*",
    "application/x-www-form-urlencoded", "multipart/form-data", "text/event-stream",
)  # fmt: skip
_SCHEMES: Final = ("key", "petstore_auth", "both.of-them")
_URLS: Final = st.sampled_from(("https://a.example/b", "https://a.example/b?c=d_e#f"))
_DOCS: Final = st.fixed_dictionaries({"url": _URLS}, optional={"description": st.just("more, see")})


def swagger_documents() -> st.SearchStrategy[Json]:
    """Documents of version 2.0."""
    return _documents(is_2_0=True)


def openapi_documents() -> st.SearchStrategy[Json]:
    """Documents of versions 3.0 and 3.1; what only one of them allows is not kept apart."""
    return _documents(is_2_0=False)


#: What flattened text cannot tell: names with blanks before other words, and bars that nothing
#: escapes, in values without quotes and in the Markdown of descriptions.
_FLATTENABLE: Final = {
    "Pet Detail": "PetDetail",
    "x|y": "x/y",
    "\\ and | and \\|": "\\ and more",
    "| a | b |\n| --- | --- |\n| 1 | 2 |": "a b",
    "# no heading\n| no | table |": "no heading",
    "change - them: all": "change them",
    "a rule:\n\n---\n\n## behind it": "no rule",
}


def flattenable(document: Json) -> Json:
    """Give the same document without what flattened text cannot tell."""
    text = json.dumps(document)
    for old, new in _FLATTENABLE.items():
        text = text.replace(json.dumps(old)[1:-1], json.dumps(new)[1:-1])
    flat: Json = json.loads(text)
    for tag in flat.get("tags", []):
        tag["name"] = tag["name"].replace(" ", "-")
    for item in flat["paths"].values():
        for operation in item.values():
            if isinstance(operation, dict) and "tags" in operation:
                operation["tags"] = [tag.replace(" ", "-") for tag in operation["tags"]]
    return flat


def printable(value: Any) -> Any:
    """Give a document without what the printer breaks off at: nulls, arrays without items."""
    if isinstance(value, list):
        return [printable(each) for each in value if each is not None]
    if not isinstance(value, dict):
        return value
    kept = {key: printable(each) for key, each in value.items() if each is not None}
    is_array = "array" in kept.get("type", ()) and "in" not in kept
    return {**kept, "items": {}} if is_array and "items" not in kept else kept


@st.composite
def _documents(draw: st.DrawFn, *, is_2_0: bool) -> Json:
    models = MODELS_2_0 if is_2_0 else MODELS
    inner = schemas(models, is_2_0=is_2_0)
    paths = st.lists(st.sampled_from(_PATHS), min_size=1, max_size=3, unique=True)
    document: Json = {
        **({"swagger": "2.0"} if is_2_0 else {"openapi": "3.1.0"}),
        "info": draw(_infos()),
        "paths": {path: draw(_path_items(path, inner, is_2_0=is_2_0)) for path in draw(paths)},
        **draw(some(tags=_tags(), externalDocs=_DOCS)),
    }
    schemas_of = {name: draw(_models(inner)) for name in models}
    schemes = {name: draw(_schemes_2_0() if is_2_0 else _schemes_3()) for name in _SCHEMES}
    if is_2_0:
        shown = draw(some(securityDefinitions=st.just(schemes), schemes=st.just(["https", "http"])))
        return {**document, **shown, "definitions": schemas_of}
    shown = draw(some(securitySchemes=st.just(schemes)))
    return {**document, "components": {**shown, "schemas": schemas_of}}


def _infos() -> st.SearchStrategy[Json]:
    contact = {"name": "Ann Lee", "url": "https://a.example", "email": "ann@a.example"}
    # The printer cannot take a licence without a contact.
    owners: list[Json] = [
        {},
        {"contact": contact},
        {"contact": {"email": "ann@a.example"}, "license": {"name": "MIT"}},
        {"contact": contact, "license": {"name": "MIT | X", "url": "https://b.example"}},
    ]
    return st.builds(
        lambda title, version, owner, said: {"title": title, "version": version, **owner, **said},
        st.sampled_from(("Pets", "Pet store & more", "größe.")),
        st.sampled_from(("1.0", "v2 beta", "2026-05-18")),
        st.sampled_from(owners),
        some(description=texts(), termsOfService=_URLS),
    )


def _tags() -> st.SearchStrategy[list[Json]]:
    one = st.sampled_from(_TAGS[:3]).flatmap(
        lambda name: some(description=texts(of_tag=True), externalDocs=_DOCS).map(
            lambda said: {"name": name, **said}
        )
    )
    return st.lists(one, min_size=1, max_size=3, unique_by=lambda each: each["name"])


# --- operations ---------------------------------------------------------------------------------


@st.composite
def _path_items(draw: st.DrawFn, path: str, inner: st.SearchStrategy[Json], *, is_2_0: bool) -> Any:
    methods = draw(st.lists(st.sampled_from(_METHODS), min_size=1, max_size=2, unique=True))
    variables = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    operation = _operations_2_0(inner) if is_2_0 else _operations_3(inner)
    typed: Json = {"type": "string"} if is_2_0 else {"schema": {"type": "string"}}
    declared = [{"name": each, "in": "path", "required": True, **typed} for each in variables]
    shared = {"parameters": declared} if declared else {}
    return {**shared, **{method: draw(operation) for method in methods}}


def _common() -> st.SearchStrategy[Json]:
    scopes = st.lists(st.sampled_from(("read:pets", "write:pets")), max_size=2, unique=True)
    requirement = st.dictionaries(st.sampled_from(_SCHEMES), scopes, max_size=2)
    return some(
        tags=st.lists(st.sampled_from(_TAGS), min_size=1, max_size=2, unique=True),
        summary=summaries(),
        description=texts(),
        deprecated=st.booleans(),
        externalDocs=_DOCS,
        operationId=st.just("unique"),
        security=st.lists(requirement, max_size=2),
    )


@st.composite
def _operations_2_0(draw: st.DrawFn, inner: st.SearchStrategy[Json]) -> Json:
    described = some(description=phrases(), required=st.booleans())
    parameters = [
        {"name": name, "in": draw(st.sampled_from(("query", "header"))), **draw(described), **typed}
        for name, typed in draw(st.dictionaries(names(), _types_2_0(), max_size=3)).items()
    ]
    body = draw(st.sampled_from(("none", "body", "form")))
    if body == "body":
        parameters.append({"name": "body", "in": "body", **draw(described), "schema": draw(inner)})
    if body == "form":
        fields = draw(st.dictionaries(names(), _types_2_0() | _files(), min_size=1, max_size=3))
        parameters += [
            {"name": name, "in": "formData", **draw(described), **typed}
            for name, typed in fields.items()
        ]
    return {
        **draw(_common()),
        **({"parameters": parameters} if parameters else {}),
        "responses": draw(_responses(_responses_2_0(inner))),
    }


def _files() -> st.SearchStrategy[Json]:
    return st.just({"type": "file"})


def _types_2_0() -> st.SearchStrategy[Json]:
    plain: list[Json] = [
        {"type": "string"},
        {"type": "string", "enum": ["a", "b"], "default": "a"},
        {"type": "integer", "format": "int64", "minimum": 1},
        {"type": "number", "format": "x"},
        {"type": "boolean"},
    ]
    lists = [{"type": "array", "items": each, "collectionFormat": "multi"} for each in plain]
    return st.sampled_from([*plain, *lists])


def _responses_2_0(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    header = st.builds(
        lambda kind, said: {"type": kind, **said},
        st.sampled_from(("integer", "string")),
        some(description=_header_texts()),
    )
    examples = st.fixed_dictionaries({}, optional={m: json_values() for m in _MEDIA[:3]})
    return _described(some(schema=inner, headers=_named_headers(header), examples=examples))


def _described(members: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    return st.builds(lambda text, said: {"description": text, **said}, phrases(), members)


def _header_texts() -> st.SearchStrategy[str]:
    return st.sampled_from(("calls left", "over\nlines", "over\n\nparagraphs: two", "a: b (c)"))


def _named_headers(header: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    return st.dictionaries(st.sampled_from(("X-Left", "ETag")), header, max_size=2)


def _responses(response: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    return st.dictionaries(st.sampled_from(_STATUSES), response, min_size=1, max_size=3)


@st.composite
def _operations_3(draw: st.DrawFn, inner: st.SearchStrategy[Json]) -> Json:
    media = st.fixed_dictionaries({}, optional={"schema": inner})
    content = st.dictionaries(st.sampled_from(_MEDIA), media, max_size=2)
    held = st.one_of(
        inner.map(lambda each: {"schema": each}),
        inner.map(lambda each: {"content": {"application/json": {"schema": each}}}),
    )
    parameter = st.builds(
        lambda place, holder, said: {"in": place, **holder, **said},
        st.sampled_from(("query", "header", "cookie")),
        held,
        some(description=phrases(), required=st.booleans(), style=st.just("form")),
    )
    named = draw(st.dictionaries(names(), parameter, max_size=3))
    body = some(required=st.booleans(), description=texts()).flatmap(
        lambda said: content.map(lambda each: {**said, "content": each})
    )
    header = st.builds(
        lambda schema, said: {"schema": schema, **said},
        inner,
        some(description=_header_texts()),
    )
    links = st.just({"next": {"operationId": "x", "description": "the next"}})
    response = _described(some(content=content, headers=_named_headers(header), links=links))
    return {
        **draw(_common()),
        **({"parameters": [{"name": n, **p} for n, p in named.items()]} if named else {}),
        **draw(some(requestBody=body)),
        "responses": draw(_responses(response)),
    }


# --- components ---------------------------------------------------------------------------------


def _models(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    described = some(description=texts(), example=json_values())
    bare = st.sampled_from(("string", "object", "array", "integer"))
    simple = bare.map(lambda kind: {"type": kind, **({"items": {}} if kind == "array" else {})})
    made = objects(inner) | simple | inner | st.just({"type": "object", "properties": {}})
    return st.builds(lambda schema, said: _plain(schema) | said, made, described)


def _plain(schema: Json) -> Json:
    """
    Without what the printer repeats unescaped in the row of a model that has no properties.

    Nor is a model a reference alone: its parser puts the target in the place of such.
    """
    plain = {key: value for key, value in schema.items() if key not in ("description", "example")}
    return {"allOf": [plain]} if "$ref" in plain else plain


def _schemes_2_0() -> st.SearchStrategy[Json]:
    described = some(description=st.sampled_from(("Type: Bearer {key}", "over\nlines")))
    scopes = st.just({"read:pets": "read them", "write:pets": "change\nthem"})
    made: st.SearchStrategy[Json] = st.one_of(
        st.just({"type": "basic"}),
        st.just({"type": "apiKey", "name": "X-Key", "in": "header"}),
        *(
            st.fixed_dictionaries(
                {"type": st.just("oauth2"), "flow": st.just(flow), **urls, "scopes": scopes}
            )
            for flow, urls in (
                ("implicit", {"authorizationUrl": _URLS}),
                ("password", {"tokenUrl": _URLS}),
                ("application", {"tokenUrl": _URLS}),
                ("accessCode", {"authorizationUrl": _URLS, "tokenUrl": _URLS}),
            )
        ),
    )
    return st.builds(lambda scheme, said: said | scheme, made, described)


def _schemes_3() -> st.SearchStrategy[Json]:
    described = some(description=st.sampled_from(("Type: Bearer {key}", "over\n\nparagraphs")))
    scopes = st.sampled_from(({}, {"read:pets": "read them", "write:pets": "change - them: all"}))
    flows = {
        name: st.fixed_dictionaries(
            {"scopes": scopes, **dict.fromkeys(urls, _URLS)}, optional={"refreshUrl": _URLS}
        )
        for name, urls in (
            ("implicit", ("authorizationUrl",)),
            ("password", ("tokenUrl",)),
            ("clientCredentials", ("tokenUrl",)),
            ("authorizationCode", ("authorizationUrl", "tokenUrl")),
        )
    }
    made: st.SearchStrategy[Json] = st.one_of(
        st.just({"type": "http", "scheme": "basic"}),
        st.just({"type": "http", "scheme": "bearer", "bearerFormat": "JWT, signed"}),
        st.just({"type": "apiKey", "name": "X-Key", "in": "header"}),
        _URLS.map(lambda url: {"type": "openIdConnect", "openIdConnectUrl": url}),
        some(**flows).map(lambda each: {"type": "oauth2", "flows": each}),
    )
    return st.builds(lambda scheme, said: said | scheme, made, described)
