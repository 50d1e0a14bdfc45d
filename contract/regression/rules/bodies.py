"""Request bodies, and the media types that messages come in."""

from collections.abc import Iterator
from typing import Any, Final

from contract.model import Body, MediaType
from contract.regression.media import essence, schema_keywords
from contract.regression.pairs import Pair
from contract.regression.rules.rule import Change, Example, Family, Rule

_BODIES: Final = Family("request bodies")

_JSON: Final = {"application/json": {"schema": {"type": "object"}}}
_FORM: Final = {"application/x-www-form-urlencoded": {"schema": {"type": "object"}}}


def _body(content: Any = None, **members: Any) -> dict[str, Any]:
    return {"requestBody": {"content": content or _JSON, **members}}


def _parts(*, content_type: str) -> dict[str, Any]:
    file = {"type": "object", "properties": {"file": {"type": "string"}}}
    return {
        "multipart/form-data": {
            "schema": file,
            "encoding": {"file": {"contentType": content_type}},
        }
    }


@_BODIES.rule(
    "required-body-added",
    {"request": "breaking"},
    Example({}, _body(required=True), "operation"),
    "Make the body optional.",
)
def required_body_added(pair: Pair[Body]) -> Iterator[Change]:
    """A request body came that must be sent."""
    for new in pair.added:
        if new.required:
            yield Change("a required request body was added", "", new.pointer)


@_BODIES.rule("body-added", {"request": "safe"}, Example({}, _body(), "operation"))
def body_added(pair: Pair[Body]) -> Iterator[Change]:
    """An optional request body came."""
    for new in pair.added:
        if not new.required:
            yield Change("an optional request body was added", "", new.pointer)


@_BODIES.rule(
    "body-removed",
    {"request": "breaking"},
    Example(_body(), {}, "operation"),
    "Go on taking the body.",
)
def body_removed(pair: Pair[Body]) -> Iterator[Change]:
    """The request body went."""
    for old in pair.removed:
        yield Change("the request body was removed", old.pointer, "")


@_BODIES.rule(
    "body-became-required",
    {"request": "breaking"},
    Example(_body(), _body(required=True), "operation"),
    "Keep the body optional.",
)
def body_became_required(pair: Pair[Body]) -> Iterator[Change]:
    """A request body must be sent that was optional."""
    for old, new in pair.both:
        if new.required and not old.required:
            yield Change("the request body became required", old.pointer, new.pointer, False, True)


@_BODIES.rule(
    "body-became-optional",
    {"request": "safe"},
    Example(_body(required=True), _body(), "operation"),
)
def body_became_optional(pair: Pair[Body]) -> Iterator[Change]:
    """A request body may be left out that had to be sent."""
    for old, new in pair.both:
        if old.required and not new.required:
            yield Change("the request body became optional", old.pointer, new.pointer, True, False)


@_BODIES.rule(
    "request-media-type-removed",
    {"request": "breaking"},
    Example(_body({**_JSON, **_FORM}), _body(), "operation"),
    "Go on taking the media type.",
)
def request_media_type_removed(pair: Pair[MediaType]) -> Iterator[Change]:
    """A media type is no longer taken."""
    for old in pair.removed:
        yield Change(f"{old.name} is no longer taken", old.pointer, "", old.name, None)


@_BODIES.rule(
    "request-media-type-added",
    {"request": "safe"},
    Example(_body(), _body({**_JSON, **_FORM}), "operation"),
)
def request_media_type_added(pair: Pair[MediaType]) -> Iterator[Change]:
    """Another media type is taken."""
    for new in pair.added:
        yield Change(f"{new.name} is taken as well", "", new.pointer, None, new.name)


@_BODIES.rule(
    "request-media-type-widened",
    {"request": "safe"},
    Example(_body(), _body({"application/*": _JSON["application/json"]}), "operation"),
)
def request_media_type_widened(pair: Pair[MediaType]) -> Iterator[Change]:
    """A media type became a range that covers it."""
    for old, new in pair.both:
        if essence(old.name) != essence(new.name):
            text = f"{old.name} became {new.name}"
            yield Change(text, old.pointer, new.pointer, old.name, new.name)


@_BODIES.rule(
    "encoding-changed",
    {"request": "breaking"},
    Example(
        _body(_parts(content_type="image/png")),
        _body(_parts(content_type="image/webp")),
        "operation",
    ),
    "Go on taking the part in its old encoding.",
)
def encoding_changed(pair: Pair[MediaType]) -> Iterator[Change]:
    """A part of a form is written otherwise."""
    for old, new in pair.both:
        for name in sorted({*old.encoding, *new.encoding}):
            before, after = _encoding(old, name), _encoding(new, name)
            if before != after:
                where = f"{old.pointer}/encoding", f"{new.pointer}/encoding"
                yield Change(f"the part `{name}` is written otherwise", *where, before, after)


@_BODIES.rule(
    "request-schema-added",
    {"request": "breaking"},
    Example(_body({"application/json": {}}), _body(), "operation"),
    "Go on taking bodies that do not keep to the schema.",
)
def request_schema_added(pair: Pair[MediaType]) -> Iterator[Change]:
    """A body must keep to a schema where none was."""
    for old, new in pair.both:
        for keyword in schema_keywords(new):
            if keyword not in schema_keywords(old):
                text = f"{new.name} must keep to a schema now"
                yield Change(text, old.pointer, f"{new.pointer}/{keyword}")


@_BODIES.rule(
    "request-schema-removed",
    {"request": "safe"},
    Example(_body(), _body({"application/json": {}}), "operation"),
)
def request_schema_removed(pair: Pair[MediaType]) -> Iterator[Change]:
    """A body need no longer keep to a schema."""
    for old, new in pair.both:
        for keyword in schema_keywords(old):
            if keyword not in schema_keywords(new):
                text = f"{new.name} need no longer keep to a schema"
                yield Change(text, f"{old.pointer}/{keyword}", new.pointer)


RULES: tuple[Rule[Pair[Body]], ...] = (
    required_body_added,
    body_added,
    body_removed,
    body_became_required,
    body_became_optional,
)
MEDIA_TYPE_RULES: tuple[Rule[Pair[MediaType]], ...] = (
    request_media_type_removed,
    request_media_type_added,
    request_media_type_widened,
    encoding_changed,
    request_schema_added,
    request_schema_removed,
)

#: What holds where an encoding says nothing (OpenAPI 3.2.0, "Encoding Object").
_DEFAULTS: Final = {"style": "form", "explode": True, "allowReserved": False}


def _encoding(media: MediaType, name: str) -> dict[str, Any]:
    stated = media.encoding.get(name, {})
    return {key: value for key, value in stated.items() if _DEFAULTS.get(key) != value}
