"""
Answers operations out of remembered records, as the inference says.

What is created is read, listed, found, changed and deleted; a child of a missing parent is 404. A
reply is made by its own schema, out of the record as far as the schema admits it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from contract.lazily import Lazily
from contract.model import Contract, MediaType, Operation, Reply, Schema
from contract.schemas.parts import Parts
from contract.validation import is_json
from contract.validation.media_types import is_xml
from mockserver.behaviours import Call, Refusal
from mockserver.messages import Headers, MockReply
from mockserver.replies import best_offer, status_of, success
from mockserver.resources.envelopes import about_deletion, about_page, placed
from mockserver.resources.infer import infer
from mockserver.resources.listing import Query, query_of, select
from mockserver.resources.making import ONLY, Members, Scope
from mockserver.resources.model import Resource, Role
from mockserver.resources.records import Records
from mockserver.resources.requests import keys_named, members_of, uploaded
from mockserver.resources.shapes import Shapes, media_type_of
from mockserver.resources.stamps import reached, states
from mockserver.values import UNKNOWN, NoValue, ValueMaker
from mockserver.words import singular, words
from mockserver.world import Record

#: Members that no two records share, the first that a record has; names only where it has no other.
_UNIQUE: Final = ("email", "username", "login", "slug", "sku", "isbn", "handle", "key", "code")
_NAMES: Final = ("name", "title")
_WANTED: Final[Mapping[str, tuple[int, ...]]] = {"create": (201,), "delete": (204,)}


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What is known of an operation before anybody asks."""

    operation: Operation
    role: Role
    resource: Resource
    reply: Reply
    status: int
    media_type: MediaType | None
    held: tuple[str, ...]  #: Where the record stands in the reply.
    query: Query
    sent: Mapping[str, Parts]  #: The members of the request's body.
    answered: Mapping[str, Parts]  #: The members of the reply's body.
    rows_sent: tuple[str, ...] | None  #: Where the body has many records.


class ResourceEngine:
    """Answers the operations of one contract, in whatever world is asked for."""

    def __init__(self, contract: Contract, maker: ValueMaker) -> None:
        """
        Infer the resources of a contract; the maker makes what nobody tells.

        Raises:
            InvalidHint: an `x-mock` of the document says what cannot be.
        """
        self.resources = infer(contract)
        self._shapes = Shapes(contract)
        self._maker = maker
        self._records = Records(contract, self.resources, self._maker)
        roles = self.resources.roles
        known = {each.key: each for each in contract.operations if roles[each.key].resource}
        self._prepared = Lazily(known, lambda key: self._prepare(known[key], roles[key]))
        self._effects: Mapping[str, Callable[[Call, _Prepared, Scope], MockReply]] = {
            "list": self._list,
            "create": self._create,
            "read": self._read,
            "replace": self._replace,
            "update": self._update,
            "delete": self._delete,
            "action": self._act,
        }

    def __call__(self, call: Call) -> MockReply | None:
        """
        Answer a call; nothing where no resource was found for its operation.

        Raises:
            Refusal: what the path names is not there, or is there already.
        """
        prepared = self._prepared.get(call.operation.key)
        if prepared is None or prepared.role.effect == "sample":
            return None
        return self._effects[prepared.role.effect](call, prepared, self._scope(call, prepared))

    def find(self, call: Call) -> None:
        """
        Let a call pass if what its path names is there.

        Raises:
            Refusal: it is not.
        """
        prepared = self._prepared.get(call.operation.key)
        if prepared is None or prepared.role.effect == "sample":
            return
        scope = self._scope(call, prepared)
        if prepared.role.id and prepared.role.effect != "replace":
            self._record(call, prepared, scope)

    def _scope(self, call: Call, prepared: _Prepared) -> Scope:
        """Give the ids of the owners that a path names; they are there."""
        path = call.values.path
        scope = tuple(str(path[name]) for name in prepared.role.scope)
        if not self._records.exists(call.world, prepared.resource.parents, scope):
            raise Refusal(404, message="what the path names is not there")
        for name, variable in prepared.role.owners:
            owner = self.resources.resources[name]
            if not self._records.get(call.world, owner, (), str(path[variable])):
                raise Refusal(404, message=f"there is no such {singular(name)}")
        return scope

    def _prepare(self, operation: Operation, role: Role) -> _Prepared:
        resource = self.resources.resources[role.resource]
        wanted = _WANTED.get(role.effect, ())
        reply = success(operation, *wanted)
        noun = singular(resource.name.rpartition("/")[2])
        record = self._shapes.record(self._shapes.reply(operation, *wanted), noun)
        request = self._shapes.request(operation)
        rows = self._shapes.rows(request, resource.name) if role.effect == "create" else None
        has_rows = rows is not None and (not rows.path or bool(self._shapes.members(rows)))
        return _Prepared(
            operation=operation,
            role=role,
            resource=resource,
            reply=reply,
            status=status_of(reply, 201 if role.effect == "create" else 200),
            media_type=media_type_of(reply),
            held=record.path if record else (),
            query=query_of(operation, self._records.members(resource)),
            sent=self._shapes.members(request),
            answered=self._shapes.members(self._shapes.reply(operation, *wanted)),
            rows_sent=rows.path if rows and has_rows else None,
        )

    # --- effects --------------------------------------------------------------------------------

    def _list(self, call: Call, prepared: _Prepared, scope: Scope) -> MockReply:
        records = self._all(call, prepared, scope)
        asked = {**call.values.query, **members_of(call.values.body)}
        rows = [(each["key"], each["members"]) for each in records]
        page = select(rows, prepared.query, asked)
        listing = prepared.role.listing
        if listing is None:
            value = [dict(rows)[key] for key in page.keys]
            return self._answer(call, prepared, value, scope)
        found = {each["key"]: each for each in records}
        shown = [self._shown(call, prepared, listing.items, found[key]) for key in page.keys]
        body = self._shapes.reply(call.operation)
        around = about_page(self._shapes, body, listing.path, page) if body else {}
        known = placed(around, listing.path, shown)
        return self._answer(call, prepared, known, scope, headers=_counted(prepared, page.total))

    def _create(self, call: Call, prepared: _Prepared, scope: Scope) -> MockReply:
        resource = prepared.resource
        told = self._told(call, prepared)
        for each in told:
            self._refuse_twin(call, prepared, scope, each)
        made = []
        for each in told:
            left_out = [name for name in prepared.sent if name not in each]
            owners = {name: str(call.values.path[v]) for name, v in prepared.role.owners}
            made.append(self._records.create(call.world, resource, scope, each, left_out, owners))
        if prepared.rows_sent is not None:
            listing = prepared.role.listing
            rows = [dict(each["members"]) for each in made]
            known = placed({}, listing.path, rows) if listing else {}
            return self._answer(call, prepared, known, scope)
        path = call.request.path.rstrip("/")
        location = (("Location", f"{path}/{quote(made[0]['key'], safe='')}"),)
        return self._one(call, prepared, made[0], scope, headers=location)

    def _read(self, call: Call, prepared: _Prepared, scope: Scope) -> MockReply:
        return self._one(call, prepared, self._record(call, prepared, scope), scope)

    def _replace(self, call: Call, prepared: _Prepared, scope: Scope) -> MockReply:
        told = members_of(call.values.body)
        key = self._key(call, prepared)
        resource = prepared.resource
        is_there = self._records.get(call.world, resource, scope, key) is not None
        if not is_there and prepared.operation.reply_for(201) is None:
            raise _missing(prepared)
        record = self._records.replace(call.world, resource, scope, key, told)
        return self._one(call, prepared, record, scope, status=None if is_there else 201)

    def _update(self, call: Call, prepared: _Prepared, scope: Scope) -> MockReply:
        record = self._record(call, prepared, scope)
        told = members_of(call.values.body)
        changed = self._records.update(call.world, prepared.resource, scope, record, told)
        return self._one(call, prepared, changed, scope)

    def _delete(self, call: Call, prepared: _Prepared, scope: Scope) -> MockReply:
        resource = prepared.resource
        if prepared.role.id or resource.is_single:
            record = self._record(call, prepared, scope)
            self._records.delete(call.world, resource, scope, record["key"])
            return self._one(call, prepared, record, scope)
        keys = keys_named(call)
        if keys is None:
            keys = [each["key"] for each in self._all(call, prepared, scope)]
        gone = [k for k in keys if self._records.delete(call.world, resource, scope, k)]
        body = self._shapes.reply(call.operation, 204)
        known = about_deletion(self._shapes.members(body), gone)
        return self._answer(call, prepared, known, scope)

    def _act(self, call: Call, prepared: _Prepared, scope: Scope) -> MockReply:
        """Do what an action's name says, as far as the record has a state that it leads to."""
        record = self._record(call, prepared, scope)
        resource, members = prepared.resource, self._records.members(prepared.resource)
        changes: Members = {}
        if call.operation.method not in ("GET", "DELETE"):
            verb, now = prepared.role.verb, call.world.clock.utc()
            changes = reached(verb, members, now, self._maker.admits)
            changes.update(states(verb, members, lambda each: self._shapes.view(each).values))
        if call.operation.method in ("PUT", "PATCH"):
            told = members_of(call.values.body)
            changes.update({name: told[name] for name in told if name in members})
        if changes:
            record = self._records.update(call.world, resource, scope, record, changes)
        return self._one(call, prepared, record, scope)

    # --- requests -------------------------------------------------------------------------------

    def _key(self, call: Call, prepared: _Prepared) -> str:
        """Give the key of the record that a request names, by its path or its body."""
        role, resource = prepared.role, prepared.resource
        if resource.is_single:
            return ONLY
        if role.id:
            return str(call.values.path[role.id])
        return str(members_of(call.values.body).get(resource.id_member, ""))

    def _record(self, call: Call, prepared: _Prepared, scope: Scope) -> Record:
        key = self._key(call, prepared)
        found = self._records.get(call.world, prepared.resource, scope, key)
        if found is None:
            raise _missing(prepared)
        return found

    def _all(self, call: Call, prepared: _Prepared, scope: Scope) -> list[Record]:
        """Give the records that a path speaks of: those of their owners where it names any."""
        found = self._records.all(call.world, prepared.resource, scope)
        for name, variable in prepared.role.owners:
            key = str(call.values.path[variable])
            found = [e for e in found if self._records.belongs(prepared.resource, e, name, key)]
        return found

    def _told(self, call: Call, prepared: _Prepared) -> list[Members]:
        """Give the members of each record that a request is about."""
        body = call.values.body
        if prepared.rows_sent is not None:
            for name in prepared.rows_sent:
                body = body.get(name) if isinstance(body, dict) else None
            return [members_of(each) for each in body] if isinstance(body, list) else []
        files = uploaded(call.files, self._records.members(prepared.resource))
        return [{**members_of(body), **files}]

    def _refuse_twin(self, call: Call, prepared: _Prepared, scope: Scope, told: Members) -> None:
        """Refuse a record whose id or name another one has, where the contract documents 409."""
        if "409" not in [each.status for each in prepared.operation.replies]:
            return
        members = self._records.members(prepared.resource)
        unique = [name for name in members if name in _UNIQUE and name in told]
        unique = unique or [name for name in _NAMES if name in told]
        unique += [prepared.resource.id_member] if prepared.resource.id_member in told else []
        for record in self._records.all(call.world, prepared.resource, scope):
            for name in unique:
                if record["members"].get(name) == told[name]:
                    raise Refusal(409, message=f"another record has this {name}")

    # --- replies --------------------------------------------------------------------------------

    def _shown(self, call: Call, prepared: _Prepared, schema: Any, record: Record) -> Any:
        """Show a record as a schema has it."""
        place = (prepared.resource.name, record["key"])
        known = record["members"]
        try:
            return self._maker.make(call.world, schema, *place, known=known, row=1)
        except NoValue:
            return known

    def _one(
        self,
        call: Call,
        prepared: _Prepared,
        record: Record,
        scope: Scope,
        *,
        status: int | None = None,
        headers: Headers = (),
    ) -> MockReply:
        """Answer with a record, in its envelope if the reply has one."""
        members = {**record["members"]}
        noun = singular(prepared.resource.name.rpartition("/")[2])
        own_id = members.get(prepared.resource.id_member, record["key"])
        also = {**_GOOD, **dict.fromkeys(_ids_of(noun), own_id)}
        also = {name: value for name, value in also.items() if name in prepared.answered}
        known = placed(also, prepared.held, members) if prepared.held else {**also, **members}
        place = (*scope, record["key"])
        return self._answer(call, prepared, known, place, status=status, headers=headers)

    def _answer(
        self,
        call: Call,
        prepared: _Prepared,
        known: Any,
        place: Sequence[str],
        *,
        status: int | None = None,
        headers: Headers = (),
    ) -> MockReply:
        """Make the reply of the contract's schema that has what is known."""
        reply, media_type = prepared.reply, prepared.media_type
        if status is not None and call.operation.reply_for(status) is not None:
            reply = call.operation.reply_for(status) or reply
            media_type = media_type_of(reply)
        code = prepared.status if status is None else status
        own = self._headers(reply, dict(headers))
        if media_type is None or code == 204:
            return MockReply(code, headers=own)
        accept = call.request.headers.get("Accept", "")
        if accept and len(reply.media_types) > 1:
            media_type = reply.media_types[best_offer(reply, accept).index]
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

    def _is_complete(self, prepared: _Prepared, schema: Schema, known: Mapping[str, Any]) -> bool:
        """Tell whether a page of a list has all that it should have."""
        if prepared.role.effect != "list":
            return False
        declared = self._maker.view(schema).declared
        return declared.keys() == known.keys() and self._maker.admits(schema, known)

    @staticmethod
    def _headers(reply: Reply, known: Mapping[str, str]) -> Headers:
        """Give the documented headers among those that are known; the rest is made elsewhere."""
        return tuple((each.name, known[each.name]) for each in reply.headers if each.name in known)


#: What replies say beside the record when all is well.
_GOOD: Final = {"success": True, "ok": True}


def _missing(prepared: _Prepared) -> Refusal:
    noun = singular(prepared.resource.name.rpartition("/")[2])
    return Refusal(404, message=f"there is no such {noun}")


def _ids_of(noun: str) -> tuple[str, ...]:
    """Give the names by which a reply may tell the id of what it is about."""
    joined = noun.replace(" ", "_")
    camel = "".join(each.capitalize() for each in noun.split())
    return "id", f"{joined}_id", f"{camel[:1].lower()}{camel[1:]}Id"


def _counted(prepared: _Prepared, total: int) -> Headers:
    """Give the headers that tell how many rows there are."""
    return tuple(
        (each.name, str(total)) for each in prepared.reply.headers if "total" in words(each.name)
    )
