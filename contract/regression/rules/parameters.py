"""Parameters: in the path, the query, headers and cookies."""

from collections.abc import Iterator
from typing import Any, Final

from contract.model import Parameter
from contract.regression.pairs import ParameterPair
from contract.regression.rules.rule import Change, Example, Family, Rule
from contract.schemas.values import same_value
from contract.schemas.views import View

_PARAMETERS: Final = Family("parameters")

_LIMIT: Final = {"name": "limit", "in": "query", "schema": {"type": "integer"}}
_TAGS: Final = {
    "name": "tags",
    "in": "query",
    "schema": {"type": "array", "items": {"type": "string"}},
}


def _limit(**members: Any) -> list[dict[str, Any]]:
    return [{**_LIMIT, **members}]


def _name(**members: Any) -> list[dict[str, Any]]:
    return [{"name": "name", "in": "query", "schema": {"type": "string"}, **members}]


def _tags(**members: Any) -> list[dict[str, Any]]:
    return [{**_TAGS, **members}]


@_PARAMETERS.rule(
    "required-parameter-added",
    {"request": "breaking"},
    Example([], _limit(required=True), "parameters"),
    "Make the parameter optional, with a default in the service.",
)
def required_parameter_added(pair: ParameterPair) -> Iterator[Change]:
    """A parameter came that must be sent."""
    for new in pair.added:
        if new.required:
            yield Change(f"the required {shown(new)} was added", "", new.pointer)


@_PARAMETERS.rule(
    "parameter-added",
    {"request": "safe"},
    Example([], _limit(), "parameters"),
)
def parameter_added(pair: ParameterPair) -> Iterator[Change]:
    """An optional parameter came."""
    for new in pair.added:
        if not new.required:
            yield Change(f"the optional {shown(new)} was added", "", new.pointer)


@_PARAMETERS.rule(
    "parameter-removed",
    {"request": "risky"},
    Example(_limit(), [], "parameters"),
    "Go on taking the parameter, or make sure that the service ignores it.",
)
def parameter_removed(pair: ParameterPair) -> Iterator[Change]:
    """A parameter went: services may refuse input they do not know."""
    for old in pair.removed:
        if not pair.may_go:
            yield Change(f"the {shown(old)} was removed", old.pointer, "")


@_PARAMETERS.rule(
    "parameter-removed-after-sunset",
    {"request": "safe"},
    Example(_limit(deprecated=True, **{"x-sunset": "2020-01-01"}), [], "parameters"),
)
def parameter_removed_after_sunset(pair: ParameterPair) -> Iterator[Change]:
    """A deprecated parameter went whose sunset date has passed."""
    for old in pair.removed:
        if pair.may_go:
            yield Change(f"the {shown(old)} was removed, as announced", old.pointer, "")


@_PARAMETERS.rule(
    "parameter-became-required",
    {"request": "breaking"},
    Example(_limit(), _limit(required=True), "parameters"),
    "Keep the parameter optional, with a default in the service.",
)
def parameter_became_required(pair: ParameterPair) -> Iterator[Change]:
    """A parameter must be sent that was optional."""
    for old, new in pair.both:
        if new.required and not old.required:
            yield _change(old, new, "became required", False, True)


@_PARAMETERS.rule(
    "parameter-became-optional",
    {"request": "safe"},
    Example(_limit(required=True), _limit(), "parameters"),
)
def parameter_became_optional(pair: ParameterPair) -> Iterator[Change]:
    """A parameter may be left out that had to be sent."""
    for old, new in pair.both:
        if old.required and not new.required:
            yield _change(old, new, "became optional", True, False)


@_PARAMETERS.rule(
    "parameter-style-changed",
    {"request": "breaking"},
    Example(_tags(explode=False), _tags(explode=False, style="pipeDelimited"), "parameters"),
    "Keep the old style.",
)
def parameter_style_changed(pair: ParameterPair) -> Iterator[Change]:
    """A value is written in another style."""
    for old, new in pair.both:
        if _has_schemas(old, new) and old.style != new.style:
            text = f"is written in style {new.style}, not {old.style}"
            yield _change(old, new, text, old.style, new.style)


@_PARAMETERS.rule(
    "parameter-explode-changed",
    {"request": "breaking"},
    Example(_tags(explode=True), _tags(explode=False), "parameters"),
    "Keep the old way of writing lists and objects.",
)
def parameter_explode_changed(pair: ParameterPair) -> Iterator[Change]:
    """The items of a list, or the properties of an object, are written otherwise."""
    for old, new in pair.both:
        same_style = _has_schemas(old, new) and old.style == new.style
        if same_style and pair.is_structured and old.explode != new.explode:
            text = "repeats the name for each item" if new.explode else "lists all items at once"
            yield _change(old, new, f"{text} now", old.explode, new.explode)


@_PARAMETERS.rule(
    "parameter-reserved-characters-changed",
    {"request": "breaking"},
    Example(_name(allowReserved=True), _name(), "parameters"),
    "Keep taking reserved characters as before.",
)
def parameter_reserved_characters_changed(pair: ParameterPair) -> Iterator[Change]:
    """Reserved characters are written otherwise (`allowReserved`)."""
    for old, new in pair.both:
        before, after = old.allow_reserved, new.allow_reserved
        if before != after:
            how = "as they are" if after else "percent-encoded"
            yield _change(old, new, f"takes reserved characters {how} now", before, after)


@_PARAMETERS.rule(
    "parameter-content-changed",
    {"request": "breaking"},
    Example(
        _name(),
        [{"name": "name", "in": "query", "content": {"application/json": {}}}],
        "parameters",
    ),
    "Keep the old way of writing the value.",
)
def parameter_content_changed(pair: ParameterPair) -> Iterator[Change]:
    """A value is written by a media type where it was not, or by another one."""
    for old, new in pair.both:
        before = old.content.name if old.content else None
        after = new.content.name if new.content else None
        if before != after:
            text = f"is written as {after or 'plain text'}, not as {before or 'plain text'}"
            yield _change(old, new, text, before, after)


@_PARAMETERS.rule(
    "parameter-default-changed",
    {"request": "breaking"},
    Example(
        _limit(schema={"type": "integer", "default": 20}),
        _limit(schema={"type": "integer", "default": 50}),
        "parameters",
    ),
    "Keep the default: whoever leaves the parameter out relies on it.",
)
def parameter_default_changed(pair: ParameterPair) -> Iterator[Change]:
    """The default of an optional parameter came, went or changed."""
    for old, new in pair.both:
        old_view, new_view = pair.old_view, pair.new_view
        if old.required or new.required or old_view is None or new_view is None:
            continue
        if not _same_default(old_view, new_view):
            before, after = old_view.first("default"), new_view.first("default")
            where = old_view.at_keyword("default"), new_view.at_keyword("default")
            text = f"the default of the {shown(new)} changed"
            yield Change(text, *where, before, after)


@_PARAMETERS.rule(
    "parameter-became-list",
    {"request": "safe"},
    Example(_limit(), _limit(schema={"type": "array", "items": {"type": "integer"}}), "parameters"),
)
def parameter_became_list(pair: ParameterPair) -> Iterator[Change]:
    """A parameter may be repeated: one value is a list of one."""
    for old, new in pair.both:
        if pair.became_list:
            yield _change(old, new, "may be repeated now", None, None)


@_PARAMETERS.rule(
    "empty-value-refused",
    {"request": "breaking"},
    Example(_limit(allowEmptyValue=True), _limit(), "parameters"),
    "Go on taking the name without a value.",
)
def empty_value_refused(pair: ParameterPair) -> Iterator[Change]:
    """A parameter may no longer be sent without a value."""
    for old, new in pair.both:
        if old.allow_empty_value and not new.allow_empty_value:
            yield _change(old, new, "may no longer be sent without a value", True, False)


@_PARAMETERS.rule(
    "empty-value-allowed",
    {"request": "safe"},
    Example(_limit(), _limit(allowEmptyValue=True), "parameters"),
)
def empty_value_allowed(pair: ParameterPair) -> Iterator[Change]:
    """A parameter may be sent without a value."""
    for old, new in pair.both:
        if new.allow_empty_value and not old.allow_empty_value:
            yield _change(old, new, "may be sent without a value now", False, True)


RULES: tuple[Rule[ParameterPair], ...] = (
    required_parameter_added,
    parameter_added,
    parameter_removed,
    parameter_removed_after_sunset,
    parameter_became_required,
    parameter_became_optional,
    parameter_style_changed,
    parameter_explode_changed,
    parameter_reserved_characters_changed,
    parameter_content_changed,
    parameter_default_changed,
    parameter_became_list,
    empty_value_refused,
    empty_value_allowed,
)


def shown(parameter: Parameter) -> str:
    """Call a parameter by its place and name."""
    return f"{parameter.location} parameter `{parameter.name}`"


def _change(old: Parameter, new: Parameter, text: str, before: Any, after: Any) -> Change:
    return Change(f"the {shown(new)} {text}", old.pointer, new.pointer, before, after)


def _has_schemas(old: Parameter, new: Parameter) -> bool:
    return old.content is None and new.content is None


def _same_default(old: View, new: View) -> bool:
    same = same_value(old.first("default"), new.first("default"))
    return same and old.has("default") == new.has("default")
