"""What the bodies of an operation consist of: rows, an envelope, one record."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from contract.model import Contract, MediaType, Operation, Reply, Schema
from contract.schemas.parts import Part, Parts
from contract.schemas.views import SchemaReader, View
from contract.validation import is_json
from mockserver.replies import success
from mockserver.words import singular, words

#: Names that envelopes give to what they hold.
_HOLDERS: Final = ("data", "result", "item", "payload", "response", "record", "attributes")
_ROWS: Final = tuple(
    "data items results records rows list content values value entries objects hits elements docs"
    .split()
)  # fmt: skip
#: Members that only envelopes have.
_AROUND: Final = frozenset(
    "success ok code message msg error errors meta metadata status request trace total links "
    "page pagination".split()
)
#: Words that speak of a page of rows.
_PAGE: Final = _AROUND | frozenset(
    "count size limit offset per number first last next prev previous has more cursor token sort "
    "order filter filters query took time url self href object kind type".split()
)
#: What else may stand beside the rows of a list.
_MOST_OTHERS: Final = 2


@dataclass(frozen=True, slots=True)
class Body:
    """A schema that was found in a body, and where."""

    schema: Schema
    parts: Parts
    path: tuple[str, ...] = ()


class Shapes:
    """Reads the shapes of one contract's bodies."""

    def __init__(self, contract: Contract) -> None:
        self._reader = SchemaReader(contract.document)

    def reply(self, operation: Operation, *wanted: int) -> Body | None:
        """Give the body of a success, one of the wanted statuses before others."""
        return self._of(media_type_of(success(operation, *wanted)))

    def body(self, schema: Schema | None, name: str) -> Body | None:
        """Give a schema as a body; `name` tells it from all others."""
        return None if schema is None else Body(schema, (Part(schema, f"#record/{name}"),))

    def request(self, operation: Operation) -> Body | None:
        """Give the body of the request, whatever it is written in."""
        media_types = operation.body.media_types if operation.body else ()
        return self._of(
            next(iter(sorted(media_types, key=lambda each: not is_json(each.name))), None)
        )

    def rows(self, body: Body | None, name: str) -> Body | None:
        """Find what the rows in a body are, and where; `name` is what rows would be called."""
        return self._rows(body.parts, name) if body else None

    def many(self, body: Body | None, name: str, record: Mapping[str, Parts]) -> Body | None:
        """Find the records that a request has many of; lines of one record are none."""
        rows = self.rows(body, name)
        if rows is None or not rows.path:
            return rows
        is_alike = not record.keys().isdisjoint(self.members(rows))
        return rows if rows.path[0] not in record and is_alike else None

    def record(self, body: Body | None, name: str) -> Body | None:
        """Take one record out of its envelope; a list, or what is no object, is none."""
        if body is None:
            return None
        for variant in self.variants(body.parts):
            view = self.view(variant)
            if not view.declared or "object" not in view.types:
                continue
            inner = self._held(view, name)
            return Body(_schema(inner[1]), inner[1], (inner[0],)) if inner else body
        return None

    def members(self, body: Body | None) -> dict[str, Parts]:
        """Give the members of an object by name, alternatives taken together."""
        found: dict[str, Parts] = {}
        for variant in self.variants(body.parts) if body else ():
            for name, parts in self.view(variant).declared.items():
                found.setdefault(name, parts)
        return found

    def target(self, body: Body | None) -> str:
        """Name the component that a body is; empty where it is none."""
        followed = self._reader.followed(body.parts) if body else ()
        pointers = [each.pointer for each in followed]
        return pointers[0] if pointers and pointers[0].startswith("/components/") else ""

    def view(self, parts: Parts) -> View:
        """Read what parts say together, about replies."""
        return self._reader.view(parts, "response")

    def _of(self, media_type: MediaType | None) -> Body | None:
        if media_type is None or media_type.schema is None or not media_type.schema:
            return None
        part = Part(media_type.schema, f"{media_type.pointer}/schema")
        return Body(media_type.schema, (part,))

    def variants(self, parts: Parts, depth: int = 0) -> Iterator[Parts]:
        """Give what holds for each alternative, one group after the other."""
        view = self.view(parts)
        if not view.groups or depth > 3:
            yield parts
            return
        for member in view.groups[0].members:
            yield from self.variants((*view.base(), member), depth + 1)

    def _rows(self, parts: Parts, name: str) -> Body | None:
        for variant in self.variants(parts):
            view = self.view(variant)
            if view.types - {"null"} == {"array"}:
                return Body(_schema(view.items), view.items)
            found = self._rows_inside(view, name)
            for key in () if found else _HOLDERS:
                inner = self.view(view.properties.get(key, ()))
                deeper = self._rows_inside(inner, name) if inner.declared else None
                if deeper is not None:
                    return Body(deeper.schema, deeper.parts, (key, *deeper.path))
            if found is not None:
                return found
        return None

    def _rows_inside(self, view: View, name: str) -> Body | None:
        views = {key: self.view(parts) for key, parts in view.properties.items()}
        arrays = [key for key, each in views.items() if each.types - {"null"} == {"array"}]
        keys = [key for key in _ROWS if key in arrays][:1]
        # What other names lists have: `tags` of texts is a member of a record.
        arrays = [key for key in arrays if "object" in self.view(views[key].items).types]
        if len(arrays) == 1 and self._is_around(view, arrays[0]):
            keys.append(arrays[0])
        keys += [key for key in arrays if name and singular(key) == singular(name)]
        for key in keys:
            items = views[key].items
            return Body(_schema(items), items, (key,))
        return None

    def _is_around(self, view: View, key: str) -> bool:
        """Tell whether what stands beside the rows is about the page, but for a member or two."""
        others = [words(name) for name in view.properties if name != key]
        if any(said[-1:] in (("id",), ("name",)) for said in others):
            return False
        return sum(_PAGE.isdisjoint(said) for said in others) <= _MOST_OTHERS

    def _held(self, view: View, name: str) -> tuple[str, Parts] | None:
        """Find the record that an envelope holds."""
        for key in (*_HOLDERS, *(each for each in view.properties if singular(each) == name)):
            parts = view.properties.get(key)
            others = {word for each in view.properties if each != key for word in words(each)[:1]}
            if parts and self.view(parts).declared and others <= _AROUND:
                return key, parts
        return None


def _schema(parts: Parts) -> Schema:
    """Write parts that hold together as one schema."""
    schemas: list[Any] = [each.schema for each in parts]
    return schemas[0] if len(schemas) == 1 else {"allOf": schemas} if schemas else True


def media_type_of(reply: Reply) -> MediaType | None:
    """Choose the media type to answer in: JSON if it is there."""
    return next(iter(sorted(reply.media_types, key=lambda each: not is_json(each.name))), None)
