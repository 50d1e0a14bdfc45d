"""
The events of a stream against the schema of its items.

An item is the object `{data, event, id, retry}` of one event (OpenAPI 3.2.0, "Special
Considerations for Server-Sent Events"). Where `data` is described as JSON text by `contentSchema`,
the parsed data is checked against that schema as well, which JSON Schema alone would not do.
"""

from collections.abc import Callable, Mapping
from typing import Any

from contract.model import MediaType
from contract.validation.messages import Violation
from contract.validation.schemas import SchemaCompiler

Item = dict[str, Any]


def event_checker(
    media_type: MediaType, compiler: SchemaCompiler
) -> Callable[[Item], list[Violation]]:
    """
    Build the function that gives the violations of one event.

    It takes the item with `data` already parsed where it is JSON.
    """
    if media_type.item_schema is None:
        return lambda _item: []
    compiled = compiler.compile(parsed_content(media_type.item_schema))
    return lambda item: [] if compiled.is_valid(item) else compiled.violations(item, "body")


def parsed_content(schema: Any) -> Any:
    """Put the schema of JSON inside a text in the place of the text's own schema."""
    if isinstance(schema, list):
        return [parsed_content(each) for each in schema]
    if not isinstance(schema, Mapping):
        return schema
    if "contentSchema" in schema and "json" in str(schema.get("contentMediaType", "")):
        return schema["contentSchema"]
    return {key: parsed_content(each) for key, each in schema.items()}
