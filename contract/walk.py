"""
Where the objects of an OpenAPI document stand.

One grammar says which member of which object holds which kind of object. What is not in it
(examples, defaults, enumerations, extensions) is a value and is never entered, and a property that
happens to be called `parameters` is a property. References are not followed.

The grammar is that of OpenAPI 2.0 to 3.2 in one: no member means two things in two versions.
Every function here is iterative, so the depth of a document does not matter.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple

from contract import pointers

Kind = Literal[
    "callback", "components", "contact", "discriminator", "document", "encoding", "example",
    "externalDocs", "header", "info", "license", "link", "mediaType", "oauthFlow", "oauthFlows",
    "operation", "parameter", "pathItem", "paths", "requestBody", "response", "responses",
    "schema", "securityRequirement", "securityScheme", "server", "serverVariable", "tag", "xml",
]  # fmt: skip
#: How a member holds objects: itself, as a list of them, or by names that the author chose.
Shape = Literal["one", "list", "map"]
_Members = dict[str, tuple[Shape, Kind]]

_EXAMPLES: Final[_Members] = {"examples": ("map", "example")}
_CONTENT: Final[_Members] = {"content": ("map", "mediaType")}
_SCHEMA: Final[_Members] = {"schema": ("one", "schema")}
_DOCS: Final[_Members] = {"externalDocs": ("one", "externalDocs")}
_SERVERS: Final[_Members] = {"servers": ("list", "server")}
_SECURITY: Final[_Members] = {"security": ("list", "securityRequirement")}
_HEADERS: Final[_Members] = {"headers": ("map", "header")}
_ENCODING: Final[_Members] = {
    "encoding": ("map", "encoding"),
    "prefixEncoding": ("list", "encoding"),
    "itemEncoding": ("one", "encoding"),
}
_ITEMS: Final[_Members] = {"items": ("one", "schema")}  # Of parameters and headers in 2.0.

#: The members of each kind that hold objects, with how they hold them and of which kind.
MEMBERS: Final[Mapping[Kind, _Members]] = {
    "document": {
        "info": ("one", "info"),
        **_SERVERS,
        "paths": ("one", "paths"),
        "webhooks": ("map", "pathItem"),
        "components": ("one", "components"),
        **_SECURITY,
        "tags": ("list", "tag"),
        **_DOCS,
        # OpenAPI 2.0:
        "definitions": ("map", "schema"),
        "parameters": ("map", "parameter"),
        "responses": ("map", "response"),
        "securityDefinitions": ("map", "securityScheme"),
    },
    "info": {"contact": ("one", "contact"), "license": ("one", "license")},
    "server": {"variables": ("map", "serverVariable")},
    "tag": _DOCS,
    "components": {
        "schemas": ("map", "schema"),
        "responses": ("map", "response"),
        "parameters": ("map", "parameter"),
        **_EXAMPLES,
        "requestBodies": ("map", "requestBody"),
        **_HEADERS,
        "securitySchemes": ("map", "securityScheme"),
        "links": ("map", "link"),
        "callbacks": ("map", "callback"),
        "pathItems": ("map", "pathItem"),
        "mediaTypes": ("map", "mediaType"),
    },
    "pathItem": {
        **_SERVERS,
        "parameters": ("list", "parameter"),
        "additionalOperations": ("map", "operation"),
        "get": ("one", "operation"),
        "put": ("one", "operation"),
        "post": ("one", "operation"),
        "delete": ("one", "operation"),
        "options": ("one", "operation"),
        "head": ("one", "operation"),
        "patch": ("one", "operation"),
        "trace": ("one", "operation"),
        "query": ("one", "operation"),
    },
    "operation": {
        **_DOCS,
        "parameters": ("list", "parameter"),
        "requestBody": ("one", "requestBody"),
        "responses": ("one", "responses"),
        "callbacks": ("map", "callback"),
        **_SECURITY,
        **_SERVERS,
    },
    "parameter": {**_SCHEMA, **_CONTENT, **_EXAMPLES, **_ITEMS},
    "header": {**_SCHEMA, **_CONTENT, **_EXAMPLES, **_ITEMS},
    "requestBody": _CONTENT,
    "response": {**_HEADERS, **_CONTENT, "links": ("map", "link"), **_SCHEMA},
    "mediaType": {**_SCHEMA, "itemSchema": ("one", "schema"), **_EXAMPLES, **_ENCODING},
    "encoding": {**_HEADERS, **_ENCODING},
    "link": {"server": ("one", "server")},
    "securityScheme": {"flows": ("one", "oauthFlows")},
    "oauthFlows": {
        "implicit": ("one", "oauthFlow"),
        "password": ("one", "oauthFlow"),
        "clientCredentials": ("one", "oauthFlow"),
        "authorizationCode": ("one", "oauthFlow"),
        "deviceAuthorization": ("one", "oauthFlow"),
    },
    # JSON Schema 2020-12, Core 10 and 11, Validation 8.5; `definitions` was the old `$defs`.
    "schema": {
        "$defs": ("map", "schema"),
        "definitions": ("map", "schema"),
        "allOf": ("list", "schema"),
        "anyOf": ("list", "schema"),
        "oneOf": ("list", "schema"),
        "not": ("one", "schema"),
        "if": ("one", "schema"),
        "then": ("one", "schema"),
        "else": ("one", "schema"),
        "dependentSchemas": ("map", "schema"),
        "prefixItems": ("list", "schema"),
        **_ITEMS,
        "contains": ("one", "schema"),
        "properties": ("map", "schema"),
        "patternProperties": ("map", "schema"),
        "additionalProperties": ("one", "schema"),
        "propertyNames": ("one", "schema"),
        "unevaluatedItems": ("one", "schema"),
        "unevaluatedProperties": ("one", "schema"),
        "contentSchema": ("one", "schema"),
        "discriminator": ("one", "discriminator"),
        "xml": ("one", "xml"),
        **_DOCS,
    },
    # Objects that list others under names of the author, and objects that hold none.
    "paths": {},
    "responses": {},
    "callback": {},
    "contact": {},
    "discriminator": {},
    "example": {},
    "externalDocs": {},
    "license": {},
    "oauthFlow": {},
    "securityRequirement": {},
    "serverVariable": {},
    "xml": {},
}
#: Objects whose members, apart from extensions, are all of one kind, under names of the author.
LISTED: Final[Mapping[Kind, Kind]] = {
    "paths": "pathItem",
    "responses": "response",
    "callback": "pathItem",
}
#: The section of `components` for each kind that has one (OpenAPI 3.2.0, "Components Object").
SECTIONS: Final[Mapping[Kind, str]] = {
    kind: section for section, (_, kind) in MEMBERS["components"].items()
}
#: What a Reference Object may stand for; the members beside its `$ref` are not of that kind.
#: A Path Item and a Schema have a `$ref` of their own, and mean what stands beside it.
REFERABLE: Final = frozenset(SECTIONS) - {"pathItem", "schema"}
_CONTAINERS: Final = (dict, list)


class Node(NamedTuple):
    """
    One object of a document, and its place: what holds it, and under which key.

    A document has many thousands of them, and named tuples are made in a third of the time that
    frozen dataclasses take.
    """

    kind: Kind
    pointer: str
    value: Any  #: A mapping; of a schema also a boolean.
    #: What it stands in: a member such as `schema` or `parameters`, or `paths`, `responses` or
    #: `callback` for what such an object lists.
    member: str = ""
    container: Any = None
    key: str | int = ""

    @property
    def reference(self) -> str | None:
        """The `$ref` that stands here, if one does."""
        value = self.value
        target = value.get("$ref") if isinstance(value, dict) else None
        return target if isinstance(target, str) else None

    def fill(self, value: Any) -> "list[Node]":
        """
        Put a copy of `value` here and give its objects, in their order.

        The copy goes as deep as the places of those, so that they can be filled in turn; what lies
        between is shared with `value`.
        """
        copied = _copied(self.kind, value)
        self.container[self.key] = copied
        return inside(self.kind, copied, self.pointer)


def walk(value: Any, kind: Kind = "document") -> Iterator[Node]:
    """
    Give every object of a document, or of another object of the kind named, in document order.

    The object itself comes first, with the pointer "". What has not the form of its kind, say a
    text where a schema should be, is passed over.
    """
    pending = [Node(kind, "", value)]
    while pending:
        node = pending.pop()
        yield node
        found = inside(node.kind, node.value, node.pointer)
        found.reverse()
        pending += found


def subschemas(schema: Any) -> Iterator[tuple[str, Any]]:
    """Give the schemas directly inside a JSON Schema, each with its pointer from there."""
    for node in inside("schema", schema):
        if node.kind == "schema":
            yield node.pointer, node.value


def rewritten(value: Any, change: Callable[[Node], Any], kind: Kind = "document") -> Any:
    """
    Make a copy in which every object is what `change` makes of it.

    An object is changed before the objects inside it, and these are those of the changed one, so
    `change` must leave alone what it has made itself. `change` gives a new value or the same; it
    never modifies one.
    """
    holder = {"": value}
    pending = [Node(kind, "", value, "", holder)]
    while pending:
        node = pending.pop()
        found = node.fill(change(node))
        found.reverse()
        pending += found
    return holder[""]


def inside(kind: Kind, value: Any, pointer: str = "") -> list[Node]:
    """Give the objects directly inside an object, in their order."""
    if not isinstance(value, dict) or _is_reference(kind, value):
        return []
    found: list[Node] = []
    listed, members = LISTED.get(kind), MEMBERS[kind]
    if listed:
        names = [each for each in value if not each.startswith("x-")]
        _add_each(found, listed, pointer, kind, value, names)
    elif members:
        for member, held in value.items():
            if held_as := members.get(member):
                shape, inner = held_as
                where = f"{pointer}/{member}"
                if shape == "one" and not (member == "items" and isinstance(held, list)):
                    if _is_object(inner, held):
                        found.append(Node(inner, where, held, member, value, member))
                elif shape == "map" and isinstance(held, dict):
                    _add_each(found, inner, where, member, held, held)
                # The drafts before 2020-12 wrote the schemas of a tuple as a list under `items`.
                elif shape != "map" and isinstance(held, list):
                    _add_each(found, inner, where, member, held, range(len(held)))
    return found


def _add_each(
    found: list[Node],
    kind: Kind,
    pointer: str,
    member: str,
    container: Any,
    keys: Iterable[str | int],
) -> None:
    for key in keys:
        value = container[key]
        if _is_object(kind, value):
            part = key if isinstance(key, int) else pointers.escape(key)
            found.append(Node(kind, f"{pointer}/{part}", value, member, container, key))


def _is_object(kind: Kind, value: Any) -> bool:
    return isinstance(value, dict) or (kind == "schema" and isinstance(value, bool))


def _is_reference(kind: Kind, value: dict[str, Any]) -> bool:
    return kind in REFERABLE and isinstance(value.get("$ref"), str)


def _copied(kind: Kind, value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    copied = value.copy()
    if holding := MEMBERS[kind]:
        for member, held in value.items():
            if member in holding and isinstance(held, _CONTAINERS):
                copied[member] = held.copy()
    return copied
