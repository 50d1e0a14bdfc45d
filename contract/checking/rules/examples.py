"""Values that a contract shows, held to its own schemas."""

from collections.abc import Iterator
from typing import Final

from contract import pointers
from contract.checking.rules.rule import Example, Family, Flaw, Rule
from contract.checking.survey import HOLDERS, Survey
from contract.walk import Node

_EXAMPLES: Final = Family("examples")


@_EXAMPLES.rule(
    "default-invalid",
    "error",
    "Correct the default or the schema.",
    Example({"type": "integer", "default": "ten"}, {"type": "integer", "default": 10}),
)
def default_invalid(survey: Survey) -> Iterator[Flaw]:
    """A default breaks the schema that it stands in."""
    for node in survey.objects("schema"):
        if isinstance(node.value, dict) and "default" in node.value:
            yield from _broken(survey, node.pointer, f"{node.pointer}/default", "the default")


@_EXAMPLES.rule(
    "example-invalid",
    "error",
    "Correct the example or the schema: one of the two misleads.",
    Example({"type": "integer", "examples": [10, "ten"]}, {"type": "integer", "examples": [10]}),
)
def example_invalid(survey: Survey) -> Iterator[Flaw]:
    """An example breaks the schema that it illustrates."""
    for node in survey.objects("schema"):
        for place in _of_schema(node):
            yield from _broken(survey, node.pointer, place, "the example")
    for kind in HOLDERS:
        for node in survey.objects(kind):
            for place in _of_holder(node) if "schema" in node.value else ():
                yield from _broken(survey, f"{node.pointer}/schema", place, "the example")


def _of_schema(node: Node) -> Iterator[str]:
    if not isinstance(node.value, dict):
        return
    if "example" in node.value:
        yield f"{node.pointer}/example"
    listed = node.value.get("examples")
    for number in range(len(listed) if isinstance(listed, list) else 0):
        yield f"{node.pointer}/examples/{number}"


def _of_holder(node: Node) -> Iterator[str]:
    """Give the places of the example values of a parameter, header or media type."""
    if node.kind == "mediaType" and not _is_json(node):
        return
    if "example" in node.value:
        yield f"{node.pointer}/example"
    named = node.value.get("examples")
    for name, each in named.items() if isinstance(named, dict) else ():
        place = f"{node.pointer}/examples/{pointers.escape(name)}"
        if isinstance(each, dict):
            yield from (f"{place}/{key}" for key in ("dataValue", "value") if key in each)


def _is_json(node: Node) -> bool:
    """Only JSON is shown as the value itself; other bodies may be shown as their text."""
    name = pointers.parts(node.pointer)[-1].lower().split(";")[0].strip()
    return name == "application/json" or name.endswith("+json")


def _broken(survey: Survey, schema: str, place: str, what: str) -> Iterator[Flaw]:
    """Say how the value at `place` breaks the schema at the pointer `schema`."""
    violation = survey.violation(schema, pointers.follow(survey.contract.document, place))
    if violation is None:
        return
    where = pointers.pointer(*violation.path)
    message = f"{what} breaks its schema: {violation.message}"
    yield Flaw(place, f"{message} (at {where})" if where else message)


RULES: tuple[Rule, ...] = (default_invalid, example_invalid)
