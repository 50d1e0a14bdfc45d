"""
Values as XML and back, as the `xml` members of their schema say.

Source: OpenAPI 3.2.0, "XML Object". Elements are named for properties unless `xml.name` says
otherwise, the root for the component its schema is; arrays repeat their element, in a wrapper where
`wrapped` (or `nodeType: element`) asks for one. Text that is a document already stays as it is.
"""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape, quoteattr

import orjson

from contract.model import Contract, Schema
from contract.validation.casting import UndecodableError, caster

if TYPE_CHECKING:
    from xml.etree import ElementTree as ET

_Object = Mapping[str, Any]

_DEEPEST: Final = 64
_UNNAMED_ROOT: Final = "root"
#: Characters outside of the grammar of names (XML 1.0, 2.3), and of XML altogether (2.2).
_NOT_IN_NAMES: Final = re.compile(r"[^\w.:-]")
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def to_xml(value: Any, schema: Schema | None, contract: Contract) -> bytes:
    """Write a value as an XML document."""
    text = "".join(_Writer(contract).root(value, schema if schema is not None else {}))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()


def from_xml(data: bytes, schema: Schema | None, contract: Contract) -> Any:
    """
    Read an XML document as a value of a schema.

    Raises:
        UndecodableError: it is not well-formed, or declares entities or a document type.
    """
    root = _parsed(data)
    return _Reader(contract).value(root, schema if schema is not None else {}, 0)


# --- what schemas say -----------------------------------------------------------------------------


class _Names:
    """How the parts of a value are called in XML."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract

    def resolved(self, schema: Schema) -> _Object:
        found = self.contract.resolved(schema)
        return found if isinstance(found, Mapping) else {}

    def node(self, schema: Schema) -> _Object:
        """Give the XML Object of a schema; one beside a reference counts before the referenced."""
        own = schema.get("xml") if isinstance(schema, Mapping) else None
        found = own if own is not None else self.resolved(schema).get("xml")
        return found if isinstance(found, Mapping) else {}

    def local(self, schema: Schema, fallback: str) -> str:
        return str(self.node(schema).get("name") or fallback)

    def tag(self, schema: Schema, fallback: str) -> str:
        prefix = self.node(schema).get("prefix")
        local = _name(self.local(schema, fallback))
        return f"{_name(str(prefix))}:{local}" if prefix else local

    def is_attribute(self, schema: Schema) -> bool:
        node = self.node(schema)
        return node.get("attribute") is True or node.get("nodeType") == "attribute"

    def is_text(self, schema: Schema) -> bool:
        return self.node(schema).get("nodeType") in ("text", "cdata")

    def is_wrapped(self, schema: Schema) -> bool:
        node = self.node(schema)
        return node.get("wrapped") is True or node.get("nodeType") == "element"

    def root_name(self, schema: Schema) -> str:
        target = schema.get("$ref") if isinstance(schema, Mapping) else None
        component = str(target).rpartition("/")[2] if target else _UNNAMED_ROOT
        return self.tag(schema, component)

    def properties(self, schema: Schema, depth: int = 0) -> dict[str, Schema]:
        """Gather the properties of a schema and of those it is composed of."""
        found: dict[str, Schema] = {}
        own = self.resolved(schema)
        if depth < _DEEPEST:
            for keyword in ("allOf", "oneOf", "anyOf"):
                for each in own.get(keyword, ()):
                    found |= self.properties(each, depth + 1)
        return found | dict(own.get("properties", {}))

    def item(self, schema: Schema) -> Schema:
        found = self.resolved(schema).get("items", {})
        return found if isinstance(found, Mapping | bool) else {}


def _name(text: str) -> str:
    name = _NOT_IN_NAMES.sub("_", text)
    return name if name[:1].isalpha() or name[:1] == "_" else f"_{name}"


# --- writing --------------------------------------------------------------------------------------


class _Writer(_Names):
    """Writes values as elements."""

    def root(self, value: Any, schema: Schema) -> Iterator[str]:
        name = self.root_name(schema)
        if isinstance(value, list):
            item = self.item(schema)
            fallback = self.root_name(item) if "$ref" in _keys(item) else "item"
            inner = (self.element(each, item, self.tag(item, fallback)) for each in value)
            yield from self._wrapped(name, schema, (text for parts in inner for text in parts))
        else:
            yield from self.element(value, schema, name)

    def element(self, value: Any, schema: Schema, name: str) -> Iterator[str]:
        """Write one element, whatever is in it."""
        if isinstance(value, Mapping):
            yield from self._object(value, schema, name)
        elif isinstance(value, list):
            yield from self._array(value, schema, name, is_wrapped=True)
        else:
            yield from self._wrapped(name, schema, (self._text(value, schema),))

    def _object(self, value: _Object, schema: Schema, name: str) -> Iterator[str]:
        properties = self.properties(schema)
        extra: Schema = self.resolved(schema).get("additionalProperties", {})
        attributes, content = "", []
        for key, each in value.items():
            described: Schema = properties.get(key, extra)
            if self.is_attribute(described):
                attributes += f" {self.tag(described, key)}={quoteattr(_text(each))}"
            elif self.is_text(described):
                content.append(self._text(each, described))
            elif isinstance(each, list):
                is_wrapped = self.is_wrapped(described)
                content += self._array(each, described, key, is_wrapped=is_wrapped)
            else:
                content += self.element(each, described, self.tag(described, key))
        yield from self._wrapped(name, schema, content, attributes)

    def _array(
        self, value: list[Any], schema: Schema, name: str, *, is_wrapped: bool
    ) -> Iterator[str]:
        item = self.item(schema)
        tag = self.tag(item, name)
        inner = [text for each in value for text in self.element(each, item, tag)]
        if is_wrapped:
            yield from self._wrapped(self.tag(schema, name), schema, inner)
        else:
            yield from inner

    def _wrapped(
        self, name: str, schema: Schema, content: Any, attributes: str = ""
    ) -> Iterator[str]:
        node = self.node(schema)
        if namespace := node.get("namespace"):
            prefix = f":{_name(str(node['prefix']))}" if node.get("prefix") else ""
            attributes = f" xmlns{prefix}={quoteattr(str(namespace))}{attributes}"
        yield f"<{name}{attributes}>"
        yield from content
        yield f"</{name}>"

    def _text(self, value: Any, schema: Schema) -> str:
        if self.node(schema).get("nodeType") == "cdata":
            return f"<![CDATA[{_text(value).replace(']]>', ']]]]><![CDATA[>')}]]>"
        return escape(_text(value))


def _keys(schema: Schema) -> Any:
    return schema.keys() if isinstance(schema, Mapping) else ()


def _text(value: Any) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return _NOT_IN_XML.sub("", text)


# --- reading --------------------------------------------------------------------------------------


def _parsed(data: bytes) -> "ET.Element":
    """Parse XML; a document type is refused, since its entities may grow without end."""
    from xml.etree import ElementTree as ET
    from xml.parsers import expat

    builder = ET.TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler = lambda name, attributes: builder.start(
        _local(name), {_local(key): value for key, value in attributes.items()}
    )
    parser.EndElementHandler = lambda name: builder.end(_local(name))
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = _refuse_document_type
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError) as error:
        raise UndecodableError("XML", str(error)) from error
    return builder.close()


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _refuse_document_type(*_told: Any) -> None:
    raise UndecodableError("XML without a document type", "<!DOCTYPE")


class _Reader(_Names):
    """Reads elements as values; names count without their namespace."""

    def value(self, element: "ET.Element", schema: Schema, depth: int) -> Any:
        if depth > _DEEPEST:
            raise UndecodableError("XML", "it is nested too deeply")
        kind = self._kind(schema, element)
        if kind == "array":
            item = self.item(schema)
            return [self.value(each, item, depth + 1) for each in element]
        if kind == "object":
            return self._object(element, schema, depth)
        text = "".join(element.itertext())
        try:
            return caster(schema, self.contract)(text)
        except UndecodableError as error:
            return error.value  # Left as it is, for the schema to refuse.

    def _object(self, element: "ET.Element", schema: Schema, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        known = self.properties(schema)
        by_name = {self._wire_name(each, name): name for name, each in known.items()}
        for name, text in element.attrib.items():
            key = by_name.get(name, name)
            found[key] = self.value(_leaf(name, text), known.get(key, {}), depth + 1)
        for key, each in known.items():
            if self.is_text(each):
                found[key] = self.value(_leaf(key, element.text or ""), each, depth + 1)
        for child in element:
            key = by_name.get(child.tag, child.tag)
            self._take(found, key, child, known.get(key, {}), depth)
        return found

    def _take(
        self,
        found: dict[str, Any],
        key: str,
        child: "ET.Element",
        schema: Schema,
        depth: int,
    ) -> None:
        if self._kind(schema, child) == "array" and not self.is_wrapped(schema):
            found.setdefault(key, []).append(self.value(child, self.item(schema), depth + 1))
        else:
            found[key] = self.value(child, schema, depth + 1)

    def _wire_name(self, schema: Schema, name: str) -> str:
        """An array without a wrapper is known by the name of its items."""
        if self._kind(schema, None) == "array" and not self.is_wrapped(schema):
            return _name(self.local(self.item(schema), name))
        return _name(self.local(schema, name))

    def _kind(self, schema: Schema, element: "ET.Element | None") -> str:
        resolved = self.resolved(schema)
        kinds = resolved.get("type")
        for kind in kinds if isinstance(kinds, list) else [kinds]:
            if kind in ("array", "object"):
                return str(kind)
        if kinds is None and (self.properties(schema) or (element is not None and len(element))):
            return "object"
        return ""


def _leaf(name: str, text: str) -> "ET.Element":
    from xml.etree import ElementTree as ET

    leaf = ET.Element(name)
    leaf.text = text
    return leaf
