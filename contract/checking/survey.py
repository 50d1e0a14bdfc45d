"""What the rules look at: a contract, and the objects of its document by their kind."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from urllib.parse import quote

from contract import pointers
from contract.model import Contract
from contract.references import followed
from contract.validation.messages import Violation
from contract.validation.schemas import CompiledSchema, SchemaCompiler
from contract.walk import REFERABLE, Kind, Node, walk

#: What has examples beside its schema.
HOLDERS: Final[tuple[Kind, ...]] = ("parameter", "header", "mediaType")
_SHOWN: Final = frozenset(("example", "examples"))
_Nodes = Mapping[Kind, tuple[Node, ...]]


@dataclass(frozen=True)
class Survey:
    """A contract laid out for the rules."""

    contract: Contract
    #: The document in its own version, before anything was repaired.
    written: Mapping[str, Any]
    #: What was repaired on the way to the normal form: `#pointer: sentence`.
    notes: tuple[str, ...] = ()

    def objects(self, kind: Kind) -> tuple[Node, ...]:
        """Give the objects of a kind in the normal form; what only refers to one is left out."""
        return self._nodes.get(kind, ())

    def as_written(self, kind: Kind) -> tuple[Node, ...]:
        """Give the objects of a kind as the document has them in its own version."""
        return self._written_nodes.get(kind, ())

    def followed(self, value: Any) -> dict[str, Any]:
        """Follow the references of an object of the written document."""
        return followed(value, self.written)

    def violation(self, schema: str, value: Any) -> Violation | None:
        """
        Say how a value breaks the schema at a pointer of the normal form.

        `None` if it does not, or if the schema cannot be compiled. Only for schemas that have a
        default or examples, or whose holder has.
        """
        if schema not in self._compilable or self._compiled.is_valid({schema: value}):
            return None
        first = self._compiled.violations({schema: value}, "body")[0]
        return first._replace(path=first.path[1:])

    @cached_property
    def references(self) -> frozenset[str]:
        """The pointers that references of the document lead to, those of discriminators too."""
        found = {
            pointers.of_reference(target)
            for _, target in pointers.references(self.contract.document)
            if target.startswith("#")
        }
        return frozenset(found | set(self._mapped()))

    def _mapped(self) -> Iterator[str]:
        for node in self.objects("discriminator"):
            mapping = node.value.get("mapping")
            for each in mapping.values() if isinstance(mapping, dict) else ():
                is_name = "/" not in str(each) and "#" not in str(each)
                name = pointers.pointer("components", "schemas", str(each))
                yield name if is_name else pointers.of_reference(str(each))

    @cached_property
    def _compiled(self) -> CompiledSchema:
        # One validator with each schema under its pointer: what several of them refer to is
        # compiled once, which makes hundreds of times the difference where all hang together.
        return self._compiler.compile(_together(self._compilable))

    @cached_property
    def _compilable(self) -> frozenset[str]:
        shown = frozenset(self._shown())
        if self._can_compile(shown):
            return shown
        return frozenset(each for each in shown if self._can_compile([each]))

    def _can_compile(self, schemas: Collection[str]) -> bool:
        try:
            self._compiler.compile(_together(schemas))
        except ValueError:
            return False
        return True

    def _shown(self) -> Iterator[str]:
        """Give the pointers of the schemas for which the contract has a default or examples."""
        for node in self.objects("schema"):
            if isinstance(node.value, dict) and node.value.keys() & {*_SHOWN, "default"}:
                yield node.pointer
        for kind in HOLDERS:
            for node in self.objects(kind):
                if "schema" in node.value and node.value.keys() & _SHOWN:
                    yield f"{node.pointer}/schema"

    @cached_property
    def _compiler(self) -> SchemaCompiler:
        return SchemaCompiler(self.contract)

    @cached_property
    def _nodes(self) -> _Nodes:
        return _by_kind(self.contract.document)

    @cached_property
    def _written_nodes(self) -> _Nodes:
        return _by_kind(self.written)


def _by_kind(document: Mapping[str, Any]) -> _Nodes:
    found: dict[Kind, list[Node]] = {}
    for node in walk(document):
        if node.kind not in REFERABLE or node.reference is None:
            found.setdefault(node.kind, []).append(node)
    return {kind: tuple(nodes) for kind, nodes in found.items()}


def _together(schemas: Collection[str]) -> dict[str, Any]:
    """Give a schema whose properties, named by pointers, are the schemas at these pointers."""
    # RFC 6901, section 6: in a URI a pointer is percent-encoded.
    return {
        "properties": {each: {"$ref": f"#{quote(each, safe='/~')}"} for each in sorted(schemas)}
    }
