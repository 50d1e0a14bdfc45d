"""
Schemas compiled to validators that decide in microseconds (jsonschema-rs, draft 2020-12).

One registry holds the whole document, so that a schema costs what it reaches and no more.
Formats are asserted, as openapi-core does.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

import jsonschema_rs

from contract.model import Contract, Schema
from contract.validation.messages import Part, Violation

_BASE: Final = "urn:contract"


class CompiledSchema:
    """One schema, ready to judge values."""

    __slots__ = ("_validator", "is_valid")

    def __init__(self, validator: jsonschema_rs.Validator) -> None:
        self._validator = validator
        self.is_valid = validator.is_valid

    def violations(self, value: Any, part: Part, *path: str | int) -> list[Violation]:
        """Give every way in which a value breaks the schema; `path` leads to the value itself."""
        return [
            Violation(
                part=part,
                path=(*path, *error.instance_path),
                keyword=error.kind.name,
                message=error.message,
                expected=error.kind.value,
                value=error.instance,
            )
            for error in self._validator.iter_errors(value)
        ]


class SchemaCompiler:
    """Compiles the schemas of one contract."""

    def __init__(self, contract: Contract) -> None:
        self._document = contract.document

    @cached_property
    def _registry(self) -> jsonschema_rs.Registry:
        # Only what references may lead to; the rest of a document need not be JSON Schema.
        return jsonschema_rs.Registry(
            [(_BASE, dict(self._document))], draft=jsonschema_rs.Draft202012
        )

    def compile(self, schema: Schema) -> CompiledSchema:
        """
        Compile a schema whose references lead into the contract's document.

        Raises:
            ValueError: the schema is none, or a pattern in it is no regular expression.
        """
        own = absolute_references(schema)
        return CompiledSchema(
            jsonschema_rs.Draft202012Validator(
                own if isinstance(own, bool) else dict(own),
                registry=self._registry,
                validate_formats=True,
                offline=True,
            )
        )


def absolute_references(schema: Any) -> Any:
    """Let the references of a schema lead into the document, wherever the schema itself stands."""
    if isinstance(schema, list):
        return [absolute_references(each) for each in schema]
    if not isinstance(schema, Mapping):
        return schema
    own = {key: absolute_references(each) for key, each in schema.items()}
    target = own.get("$ref")
    if isinstance(target, str) and target.startswith("#"):
        own["$ref"] = _BASE + target
    return own
