"""Responses: statuses, media types, headers and links."""

from collections.abc import Iterator
from typing import Any, Final

from contract.model import Header, Reply
from contract.regression.media import covers, essence, schema_keywords
from contract.regression.pairs import Link, MediaPair, Pair
from contract.regression.rules.rule import Change, Example, Family, Rule

_RESPONSES: Final = Family("responses")

_JSON: Final = {"application/json": {"schema": {"type": "object"}}}
_PROBLEM: Final = {"application/problem+json": {"schema": {"type": "object"}}}
_CSV: Final = {"text/csv": {"schema": {"type": "object"}}}


def _statuses(*statuses: str) -> dict[str, Any]:
    return {"responses": {each: {"description": "A response"} for each in statuses}}


def _header(**members: Any) -> dict[str, Any]:
    return {"headers": {"X-Page": {"schema": {"type": "integer"}, **members}}}


@_RESPONSES.rule(
    "success-status-removed",
    {"response": "breaking"},
    Example(_statuses("200", "201"), _statuses("200"), "operation"),
    "Keep answering with this status.",
)
def success_status_removed(pair: Pair[Reply]) -> Iterator[Change]:
    """A status that tells of success was removed."""
    for old in pair.removed:
        if _tells_success(old):
            text = f"{old.status} was documented and is gone"
            yield Change(text, old.pointer, "", old.status, None)


@_RESPONSES.rule(
    "success-status-added",
    {"response": "safe"},
    Example(_statuses("200"), _statuses("200", "202"), "operation"),
)
def success_status_added(pair: Pair[Reply]) -> Iterator[Change]:
    """Another status tells of success."""
    for new in pair.added:
        if _tells_success(new):
            yield Change(f"{new.status} is documented now", "", new.pointer, None, new.status)


@_RESPONSES.rule(
    "error-status-removed",
    {"response": "safe"},
    Example(_statuses("200", "404"), _statuses("200"), "operation"),
)
def error_status_removed(pair: Pair[Reply]) -> Iterator[Change]:
    """A status that tells of an error was removed."""
    for old in pair.removed:
        if _tells_error(old):
            text = f"{old.status} was documented and is gone"
            yield Change(text, old.pointer, "", old.status, None)


@_RESPONSES.rule(
    "error-status-added",
    {"response": "safe"},
    Example(_statuses("200"), _statuses("200", "404"), "operation"),
)
def error_status_added(pair: Pair[Reply]) -> Iterator[Change]:
    """Another status tells of an error."""
    for new in pair.added:
        if _tells_error(new):
            yield Change(f"{new.status} is documented now", "", new.pointer, None, new.status)


@_RESPONSES.rule(
    "default-response-removed",
    {"response": "risky"},
    Example(_statuses("200", "default"), _statuses("200"), "operation"),
    "Keep describing all other statuses.",
)
def default_response_removed(pair: Pair[Reply]) -> Iterator[Change]:
    """All other statuses, errors among them, are no longer described."""
    for old in pair.removed:
        if old.status == "default":
            yield Change("other statuses are no longer described", old.pointer, "", old.status)


@_RESPONSES.rule(
    "default-response-added",
    {"response": "safe"},
    Example(_statuses("200"), _statuses("200", "default"), "operation"),
)
def default_response_added(pair: Pair[Reply]) -> Iterator[Change]:
    """All other statuses are described."""
    for new in pair.added:
        if new.status == "default":
            yield Change("other statuses are described now", "", new.pointer, None, new.status)


@_RESPONSES.rule(
    "status-range-changed",
    {"response": "safe"},
    Example(_statuses("200"), _statuses("2XX"), "operation"),
)
def status_range_changed(pair: Pair[Reply]) -> Iterator[Change]:
    """A status became the range that covers it, or a range one of its statuses."""
    for old, new in pair.both:
        if old.status != new.status:
            text = f"{old.status} became {new.status}"
            yield Change(text, old.pointer, new.pointer, old.status, new.status)


@_RESPONSES.rule(
    "response-media-type-removed",
    {"response": "breaking"},
    Example({"content": {**_JSON, **_CSV}}, {"content": _JSON}, "response"),
    "Keep answering in this media type.",
)
def response_media_type_removed(pair: MediaPair) -> Iterator[Change]:
    """A media type is no longer answered in."""
    for old in pair.removed:
        yield Change(f"{old.name} is no longer answered", old.pointer, "", old.name, None)


@_RESPONSES.rule(
    "response-media-type-added",
    {"response": "safe"},
    Example({"content": _JSON}, {"content": {**_JSON, **_CSV}}, "response"),
)
def response_media_type_added(pair: MediaPair) -> Iterator[Change]:
    """Answers come in another media type as well."""
    for new in pair.added:
        if not pair.comes_first:
            yield Change(f"{new.name} is answered as well", "", new.pointer, None, new.name)


@_RESPONSES.rule(
    "response-media-type-put-first",
    {"response": "risky"},
    Example({"content": _JSON}, {"content": {**_CSV, **_JSON}}, "response"),
    "List the old media type first: clients that accept anything get that one.",
)
def response_media_type_put_first(pair: MediaPair) -> Iterator[Change]:
    """Another media type comes first: clients that accept anything may see it."""
    for new in pair.added:
        if pair.comes_first:
            text = f"{new.name} is answered, before all others"
            yield Change(text, "", new.pointer, None, new.name)


@_RESPONSES.rule(
    "response-media-type-widened",
    {"response": "breaking"},
    Example({"content": _PROBLEM}, {"content": _JSON}, "response"),
    "Keep answering in the old media type.",
)
def response_media_type_widened(pair: MediaPair) -> Iterator[Change]:
    """A media type became a more general one."""
    for old, new in pair.both:
        if essence(old.name) != essence(new.name) and covers(new.name, old.name):
            text = f"{old.name} became {new.name}"
            yield Change(text, old.pointer, new.pointer, old.name, new.name)


@_RESPONSES.rule(
    "response-media-type-narrowed",
    {"response": "safe"},
    Example({"content": _JSON}, {"content": _PROBLEM}, "response"),
)
def response_media_type_narrowed(pair: MediaPair) -> Iterator[Change]:
    """A media type became a more specific one."""
    for old, new in pair.both:
        if essence(old.name) != essence(new.name) and not covers(new.name, old.name):
            text = f"{old.name} became {new.name}"
            yield Change(text, old.pointer, new.pointer, old.name, new.name)


@_RESPONSES.rule(
    "response-schema-removed",
    {"response": "risky"},
    Example({"content": _JSON}, {"content": {"application/json": {}}}, "response"),
    "Keep describing what is answered.",
)
def response_schema_removed(pair: MediaPair) -> Iterator[Change]:
    """What is answered is no longer described."""
    for old, new in pair.both:
        for keyword in schema_keywords(old):
            if keyword not in schema_keywords(new):
                text = f"the content of {new.name} is no longer described"
                yield Change(text, f"{old.pointer}/{keyword}", new.pointer)


@_RESPONSES.rule(
    "response-schema-added",
    {"response": "safe"},
    Example({"content": {"application/json": {}}}, {"content": _JSON}, "response"),
)
def response_schema_added(pair: MediaPair) -> Iterator[Change]:
    """What is answered is described where it was not."""
    for old, new in pair.both:
        for keyword in schema_keywords(new):
            if keyword not in schema_keywords(old):
                text = f"the content of {new.name} is described now"
                yield Change(text, old.pointer, f"{new.pointer}/{keyword}")


@_RESPONSES.rule(
    "required-header-removed",
    {"response": "breaking"},
    Example(_header(required=True), {}, "response"),
    "Keep sending the header.",
)
def required_header_removed(pair: Pair[Header]) -> Iterator[Change]:
    """A header went that was always sent."""
    for old in pair.removed:
        if old.required:
            text = f"the header {old.name}, always there, was removed"
            yield Change(text, old.pointer, "")


@_RESPONSES.rule(
    "header-removed",
    {"response": "risky"},
    Example(_header(), {}, "response"),
    "Keep sending the header, or make sure that nobody reads it.",
)
def header_removed(pair: Pair[Header]) -> Iterator[Change]:
    """An optional header went."""
    for old in pair.removed:
        if not old.required:
            yield Change(f"the header {old.name} was removed", old.pointer, "")


@_RESPONSES.rule(
    "header-became-optional",
    {"response": "breaking"},
    Example(_header(required=True), _header(), "response"),
    "Keep sending the header.",
)
def header_became_optional(pair: Pair[Header]) -> Iterator[Change]:
    """A header may be missing that was always sent."""
    for old, new in pair.both:
        if old.required and not new.required:
            text = f"the header {new.name} became optional"
            yield Change(text, old.pointer, new.pointer, True, False)


@_RESPONSES.rule("header-added", {"response": "safe"}, Example({}, _header(), "response"))
def header_added(pair: Pair[Header]) -> Iterator[Change]:
    """A header came."""
    for new in pair.added:
        yield Change(f"the header {new.name} was added", "", new.pointer)


@_RESPONSES.rule(
    "header-became-required",
    {"response": "safe"},
    Example(_header(), _header(required=True), "response"),
)
def header_became_required(pair: Pair[Header]) -> Iterator[Change]:
    """A header is always sent that could be missing."""
    for old, new in pair.both:
        if new.required and not old.required:
            text = f"the header {new.name} became required"
            yield Change(text, old.pointer, new.pointer, False, True)


@_RESPONSES.rule(
    "link-removed",
    {"response": "risky"},
    Example({"links": {"next": {"operationId": "listThings"}}}, {}, "response"),
    "Keep the link.",
)
def link_removed(pair: Pair[Link]) -> Iterator[Change]:
    """A link went."""
    for old in pair.removed:
        yield Change(f"the link `{old.name}` was removed", old.pointer, "", old.value, None)


@_RESPONSES.rule(
    "link-changed",
    {"response": "risky"},
    Example(
        {"links": {"next": {"operationId": "listThings"}}},
        {"links": {"next": {"operationId": "getThing"}}},
        "response",
    ),
    "Keep where the link leads.",
)
def link_changed(pair: Pair[Link]) -> Iterator[Change]:
    """A link leads elsewhere."""
    for old, new in pair.both:
        if old.value != new.value:
            text = f"the link `{new.name}` leads elsewhere"
            yield Change(text, old.pointer, new.pointer, old.value, new.value)


@_RESPONSES.rule(
    "link-added",
    {"response": "safe"},
    Example({}, {"links": {"next": {"operationId": "listThings"}}}, "response"),
)
def link_added(pair: Pair[Link]) -> Iterator[Change]:
    """A link came."""
    for new in pair.added:
        yield Change(f"the link `{new.name}` was added", "", new.pointer, None, new.value)


RULES: tuple[Rule[Pair[Reply]], ...] = (
    success_status_removed,
    success_status_added,
    error_status_removed,
    error_status_added,
    default_response_removed,
    default_response_added,
    status_range_changed,
)
MEDIA_TYPE_RULES: tuple[Rule[MediaPair], ...] = (
    response_media_type_removed,
    response_media_type_added,
    response_media_type_put_first,
    response_media_type_widened,
    response_media_type_narrowed,
    response_schema_removed,
    response_schema_added,
)
HEADER_RULES: tuple[Rule[Pair[Header]], ...] = (
    required_header_removed,
    header_removed,
    header_became_optional,
    header_added,
    header_became_required,
)
LINK_RULES: tuple[Rule[Pair[Link]], ...] = (link_removed, link_changed, link_added)


def _tells_error(reply: Reply) -> bool:
    return reply.status[:1] in ("4", "5")


def _tells_success(reply: Reply) -> bool:
    return reply.status != "default" and not _tells_error(reply)
