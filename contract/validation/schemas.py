"""
Schemas compiled to validators that decide in microseconds (jsonschema-rs, draft 2020-12).

One registry holds the whole document, so that a schema costs what it reaches and no more.
Formats are asserted, as openapi-core does.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

import jsonschema_rs

from contract import pointers
from contract.model import Contract, Schema
from contract.validation.messages import Part, Violation
from contract.validation.reach import Element, Reach, part_of, plain

_BASE: Final = "urn:contract"
#: The elements of a document that a schema may reach and have for itself.
_FEW: Final = 32
#: Keywords whose detail is a list of errors, which nobody but the validator can read.
_NESTED: Final = frozenset({"anyOf", "oneOf", "propertyNames"})


class CompiledSchema:
    """One schema, ready to judge values."""

    __slots__ = ("_document", "_schema", "_validator", "is_valid")

    def __init__(
        self, schema: Schema, document: Mapping[str, Any], validator: jsonschema_rs.Validator
    ) -> None:
        self._schema = schema
        self._document = document
        self._validator = validator
        #: Takes what JSON can say; anything else is a ValueError.
        self.is_valid = validator.is_valid

    def check(self, value: Any, part: Part, *path: str | int) -> list[Violation]:
        """Give every way in which a value breaks the schema; `path` leads to the value itself."""
        try:
            return [] if self.is_valid(value) else self.violations(value, part, *path)
        except ValueError as error:
            # Text with half a surrogate pair; values that are nested too deeply to be shown.
            return [Violation(part, path, "syntax", f"cannot be read: {error}")]

    def violations(self, value: Any, part: Part, *path: str | int) -> list[Violation]:
        """Give every violation of a value that is not valid, in the order of the schema."""
        errors = list(self._validator.iter_errors(value))
        if len(errors) > 1:
            errors.sort(key=self._place)
        return [
            Violation(
                part=part,
                path=(*path, *error.instance_path),
                keyword=error.kind.name,
                message=error.message,
                expected=_expected(error.kind),
                value=error.instance,
            )
            for error in errors
        ]

    def _place(self, error: jsonschema_rs.ValidationError) -> list[int]:
        """Give the place of a keyword in the text of the schema: its number at each level."""
        place: list[int] = []
        element: Any = self._schema
        for part in error.evaluation_path:
            if isinstance(element, Mapping):
                place.append(list(element).index(part))
                element = element[part]
                if part == "$ref" and isinstance(element, str):
                    pointer = pointers.of_reference(element)
                    element = pointers.follow(self._document, pointer)
            elif isinstance(element, list):
                place.append(int(part))
                element = element[int(part)]
        return place


def _expected(kind: jsonschema_rs.ValidationErrorKind) -> Any:
    if kind.name in _NESTED:
        return None
    if kind.name == "type":
        return kind.value[0] if len(kind.value) == 1 else kind.value
    return kind.value


class SchemaCompiler:
    """Compiles the schemas of one contract."""

    def __init__(self, contract: Contract, *, in_parts: bool = False, few: int = _FEW) -> None:
        """
        `in_parts`: no more of the document is read than each schema reaches.

        A schema that reaches no more than a `few` elements has them for itself.
        """
        self._few = few
        self._document = contract.document
        self._reach = Reach(contract.document) if in_parts else None
        self._shared: tuple[frozenset[Element], jsonschema_rs.Registry] | None = None

    def compile(self, schema: Schema) -> CompiledSchema:
        """
        Compile a schema whose references lead into the contract's document.

        Raises:
            ValueError: the schema is none, or a pattern in it is no regular expression.
        """
        own = absolute_references(schema)
        validator = jsonschema_rs.Draft202012Validator(
            own if isinstance(own, bool) else dict(own),
            registry=self._registry(schema),
            validate_formats=True,
            offline=True,
        )
        return CompiledSchema(schema, self._document, validator)

    def _registry(self, schema: Schema) -> jsonschema_rs.Registry:
        """Give what the references of a schema lead to, and theirs."""
        reached = self._reach.of(schema) if self._reach else None
        if reached is None:
            return self._whole
        if len(reached) <= self._few:
            return _registry(part_of(self._document, reached))
        # Those that reach much mostly reach the same: one registry grows with what they reach.
        if self._shared is None or not reached <= self._shared[0]:
            reached |= self._shared[0] if self._shared else frozenset()
            self._shared = reached, _registry(part_of(self._document, reached))
        return self._shared[1]

    @cached_property
    def _whole(self) -> jsonschema_rs.Registry:
        return _registry(plain(self._document))


def _registry(document: dict[str, Any]) -> jsonschema_rs.Registry:
    # Only what references may lead to; the rest of a document need not be JSON Schema.
    return jsonschema_rs.Registry([(_BASE, document)], draft=jsonschema_rs.Draft202012)


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
