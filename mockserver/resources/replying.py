"""Replies out of records: as the reply's own schema has them, in its envelope."""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, Final

from contract.model import MediaType, Reply, Schema
from contract.validation import is_json
from contract.validation.media_types import is_xml
from mockserver.behaviours import Call
from mockserver.messages import Headers, MockReply
from mockserver.replies import best_offer, described_as
from mockserver.resources.envelopes import placed
from mockserver.resources.making import Scope
from mockserver.resources.navigation import without
from mockserver.resources.nouns import noun_of_resource
from mockserver.resources.prepared import Prepared
from mockserver.resources.shapes import media_type_of
from mockserver.tables import is_csv, to_csv
from mockserver.values import UNKNOWN, NoValue, ValueMaker
from mockserver.world import Record

#: What replies say beside the record when all is well.
_GOOD: Final = {"success": True, "ok": True}


class Replying:
    """Makes the replies of one contract."""

    def __init__(self, maker: ValueMaker) -> None:
        self._maker = maker

    def shown(self, call: Call, prepared: Prepared, schema: Any, record: Record) -> Any:
        """Show a record as a schema has it."""
        place = (prepared.resource.name, record["key"])
        known = record["members"]
        try:
            return self._maker.make(call.world, schema, *place, known=known, row=1)
        except NoValue:
            return known

    def one(
        self,
        call: Call,
        prepared: Prepared,
        record: Record,
        scope: Scope,
        *,
        status: int | None = None,
        headers: Headers = (),
    ) -> MockReply:
        """Answer with a record, in its envelope if the reply has one."""
        members = {**record["members"]}
        noun = noun_of_resource(prepared.resource)
        own_id = members.get(prepared.resource.id_member, record["key"])
        also = {**_GOOD, **dict.fromkeys(_ids_of(noun), own_id)}
        also = {name: value for name, value in also.items() if name in prepared.answered}
        known = placed(also, prepared.held, members) if prepared.held else {**also, **members}
        place = (*scope, record["key"])
        return self.answer(call, prepared, known, place, status=status, headers=headers)

    def answer(
        self,
        call: Call,
        prepared: Prepared,
        known: Any,
        place: Sequence[str],
        *,
        status: int | None = None,
        headers: Headers = (),
    ) -> MockReply:
        """Make the reply of the contract's schema that has what is known."""
        reply = prepared.reply
        if status is not None and call.operation.reply_for(status) is not None:
            reply = call.operation.reply_for(status) or reply
        media_type = self._media_type(call, reply)
        code = prepared.status if status is None else status
        own = self._headers(reply, headers)
        if media_type is None or code == 204:
            return MockReply(code, headers=own)
        if media_type.schema is None and is_json(media_type.name):
            return MockReply(code, known, media_type.name, own)
        schema = media_type.schema if media_type.schema is not None else {"type": "string"}
        tells = is_json(media_type.name) or (is_xml(media_type.name) and media_type.schema)
        told = known if tells else UNKNOWN
        if told is UNKNOWN:  # A text says of the record what its examples say.
            for example in media_type.examples.values():
                if self._maker.admits(schema, example):
                    return MockReply(code, example, media_type.name, own)
        if isinstance(told, Mapping) and self._is_complete(prepared, schema, told):
            return MockReply(code, told, media_type.name, own)
        where = (prepared.resource.name, *place)
        value = self._maker.make(call.world, schema, *where, known=told, row=1)
        return MockReply(code, value, media_type.name, own)

    @staticmethod
    def _media_type(call: Call, reply: Reply) -> MediaType | None:
        """Choose what a client gets: JSON, unless it asks for something else."""
        accept = call.request.headers.get("Accept", "")
        if accept and len(reply.media_types) > 1:
            return described_as(reply, best_offer(reply, accept))
        return media_type_of(reply)

    def table(
        self, call: Call, prepared: Prepared, rows: Sequence[Record], headers: Headers
    ) -> MockReply | None:
        """Answer with rows as CSV; nothing where the client gets something else."""
        media_type = self._media_type(call, prepared.reply)
        if media_type is None or not is_csv(media_type.name):
            return None
        known: list[Any] = [each["members"] for each in rows]
        schema = {} if media_type.schema is None else media_type.schema
        if "array" in self._maker.view(schema).types:
            where = (prepared.resource.name, "table")
            known = self._maker.make(call.world, schema, *where, known=known, row=1)
        is_text = self._maker.admits(schema, "")
        value = to_csv(known) if is_text else known
        own = self._headers(prepared.reply, headers)
        return MockReply(prepared.status, value, media_type.name, own)

    def lacking(
        self, prepared: Prepared, reply: MockReply, places: Sequence[Sequence[str]]
    ) -> MockReply:
        """Give a reply without what nothing is known of, as far as its schema admits that."""
        schema = prepared.media_type.schema if prepared.media_type else None
        for place in places if schema is not None else ():
            value = without(reply.value, place)
            if self._maker.admits(schema or {}, value):
                reply = reply._replace(value=value)
        return reply

    def _is_complete(self, prepared: Prepared, schema: Schema, known: Mapping[str, Any]) -> bool:
        """Tell whether a page of a list has all that it should have."""
        if prepared.role.effect != "list":
            return False
        declared = self._maker.view(schema).declared
        return declared.keys() == known.keys() and self._maker.admits(schema, known)

    def _headers(self, reply: Reply, known: Headers) -> Headers:
        """
        Give the documented headers among those that are known; the rest is made elsewhere.

        Of a header that is known in several spellings, it is the first that its schema admits.
        """
        found = []
        for header in reply.headers:
            name = header.name.lower()
            spelt = (value for each, value in known if each.lower() == name)
            fitting = (value for value in spelt if self._is_fit(header.schema, value))
            found += [(header.name, value) for value in islice(fitting, 1)]
        return tuple(found)

    def _is_fit(self, schema: Schema | None, value: str) -> bool:
        """Tell whether a header may have a value; numbers are written as texts."""
        if schema is None or self._maker.admits(schema, value):
            return True
        return "string" not in self._maker.view(schema).types


def _ids_of(noun: str) -> tuple[str, ...]:
    """Give the names by which a reply may tell the id of what it is about."""
    joined = noun.replace(" ", "_")
    camel = "".join(each.capitalize() for each in noun.split())
    return "id", f"{joined}_id", f"{camel[:1].lower()}{camel[1:]}Id"
