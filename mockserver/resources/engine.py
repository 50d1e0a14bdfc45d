"""
Answers operations out of remembered records, as the inference says.

What is created is read, listed, found, changed and deleted; a child of a missing parent is 404. A
reply is made by its own schema, out of the record as far as the schema admits it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from contract.lazily import Lazily
from contract.model import Contract, Operation
from contract.validation import Violation
from mockserver.behaviours import Call, Refusal
from mockserver.messages import Headers, MockReply
from mockserver.resources.envelopes import about_deletion, about_page, placed
from mockserver.resources.infer import infer
from mockserver.resources.listing import Page, Row, UnknownCursor, select
from mockserver.resources.making import ONLY, Members, Scope
from mockserver.resources.navigation import addresses, link_header
from mockserver.resources.nouns import noun_of_resource
from mockserver.resources.prepared import Prepared, prepare
from mockserver.resources.records import Records
from mockserver.resources.refusing import Refusing
from mockserver.resources.replying import Replying
from mockserver.resources.requests import keys_named, members_of, told_in, uploaded
from mockserver.resources.shapes import Shapes
from mockserver.resources.stamps import reached, states
from mockserver.values import ValueMaker
from mockserver.words import is_plural, singular, words
from mockserver.world import Record


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
        self._replying = Replying(self._maker)
        self._refusing = Refusing(self.resources, self._records)
        roles = self.resources.roles
        known = {each.key: each for each in contract.operations if roles[each.key].resource}
        self._prepared = Lazily(
            known, lambda key: prepare(known[key], self.resources, self._shapes, self._records)
        )
        self._effects: Mapping[str, Callable[[Call, Prepared, Scope], MockReply]] = {
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
        self._records.tidy(call.world)
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
        if prepared.role.id and prepared.role.effect not in ("replace", "create"):
            self._record(call, prepared, scope)

    def _scope(self, call: Call, prepared: Prepared) -> Scope:
        """Give the ids of the owners that a path names; they are there."""
        path = call.values.path
        scope = tuple(str(path[name]) for name in prepared.role.scope)
        if not self._records.exists(call.world, prepared.resource.parents, scope):
            raise Refusal(404, message="what the path names is not there")
        for name, variable in prepared.role.owners:
            owner = self.resources.resources[name]
            above = scope[: len(owner.parents)]
            if not self._records.get(call.world, owner, above, str(path[variable])):
                raise Refusal(404, message=f"there is no such {singular(name)}")
        return scope

    # --- effects --------------------------------------------------------------------------------

    def _list(self, call: Call, prepared: Prepared, scope: Scope) -> MockReply:
        records = self._all(call, prepared, scope)
        page = self._page(call, prepared, scope, records)
        listing = prepared.role.listing
        found = {each["key"]: each for each in records}
        wanted = [found[key] for key in page.keys]
        headers = _counted(prepared, page.total)
        table = self._replying.table(call, prepared, wanted, headers)
        if table is not None:
            return table
        if listing is None:
            value = [each["members"] for each in wanted]
            return self._replying.answer(call, prepared, value, scope)
        shown = [
            self._replying.shown(call, prepared, listing.items, found[key]) for key in page.keys
        ]
        body = self._shapes.reply(call.operation)
        around = about_page(self._shapes, body, listing.path, page) if body else {}
        known = placed(around, listing.path, shown)
        names = {each.name.lower() for each in prepared.reply.headers}
        if not prepared.links and "link" not in names:
            return self._replying.answer(call, prepared, known, scope, headers=headers)
        near = addresses(call.request, prepared.role.query, page)
        told = [each for each in prepared.links if each.may_be_null or near[each.relation]]
        for link in told:
            known = placed(known, link.place, near[link.relation])
        headers = (*headers, ("link", link_header(near)))
        absent = [each.place for each in prepared.links if each not in told]
        reply = self._replying.answer(call, prepared, known, scope, headers=headers)
        return self._replying.lacking(prepared, reply, absent)

    def _create(self, call: Call, prepared: Prepared, scope: Scope) -> MockReply:
        resource = prepared.resource
        told = self._told(call, prepared)
        for each in told:
            self._refusing.strangers(call, prepared, scope, each)
            self._refusing.twin(call, prepared, scope, each)
        made = []
        key = str(call.values.path[prepared.role.id]) if prepared.role.id else ""
        for each in told:
            left_out = [name for name in prepared.sent if name not in each]
            owners = {name: str(call.values.path[v]) for name, v in prepared.role.owners}
            made.append(
                self._records.create(call.world, resource, scope, each, left_out, owners, key)
            )
        if prepared.rows_sent is not None:
            listing = prepared.role.listing
            rows = [dict(each["members"]) for each in made]
            known = placed({}, listing.path, rows) if listing else {}
            return self._replying.answer(call, prepared, known, scope)
        return self._replying.one(
            call, prepared, made[0], scope, headers=_locations(call, made[0]["key"])
        )

    def _read(self, call: Call, prepared: Prepared, scope: Scope) -> MockReply:
        return self._replying.one(call, prepared, self._record(call, prepared, scope), scope)

    def _replace(self, call: Call, prepared: Prepared, scope: Scope) -> MockReply:
        told = told_in(call.values.body, prepared.wrapped)
        key = self._key(call, prepared)
        resource = prepared.resource
        before = self._records.get(call.world, resource, scope, key)
        is_there = before is not None
        says_new = prepared.operation.reply_for(201) is not None
        if not is_there and prepared.is_made and not says_new:
            raise _missing(prepared)
        self._refusing.strangers(call, prepared, scope, told, before)
        self._refusing.twin(call, prepared, scope, told, before)
        record = self._records.replace(call.world, resource, scope, key, told)
        return self._replying.one(
            call, prepared, record, scope, status=201 if not is_there and says_new else None
        )

    def _update(self, call: Call, prepared: Prepared, scope: Scope) -> MockReply:
        record = self._record(call, prepared, scope)
        told = told_in(call.values.body, prepared.wrapped)
        if call.operation.method == "POST":
            told = self._about(prepared, told)
        self._refusing.strangers(call, prepared, scope, told, record)
        self._refusing.twin(call, prepared, scope, told, record)
        changed = self._records.update(call.world, prepared.resource, scope, record, told)
        return self._replying.one(call, prepared, changed, scope)

    def _delete(self, call: Call, prepared: Prepared, scope: Scope) -> MockReply:
        resource = prepared.resource
        if prepared.role.id or resource.is_single:
            record = self._record(call, prepared, scope)
            self._refusing.needed(call, prepared, scope, record)
            self._records.delete(call.world, resource, scope, record["key"])
            return self._replying.one(call, prepared, record, scope)
        keys = keys_named(call)
        if keys is None:
            keys = [each["key"] for each in self._all(call, prepared, scope)]
        gone = [k for k in keys if self._records.delete(call.world, resource, scope, k)]
        body = self._shapes.reply(call.operation, 204)
        known = about_deletion(self._shapes.members(body), gone)
        return self._replying.answer(call, prepared, known, scope)

    def _act(self, call: Call, prepared: Prepared, scope: Scope) -> MockReply:
        """Do what an action's name says, as far as the record has a state that it leads to."""
        record = self._record(call, prepared, scope)
        resource, members = prepared.resource, self._records.members(prepared.resource)
        changes: Members = {}
        if call.operation.method in ("POST", "PUT", "PATCH") and not is_plural(prepared.role.verb):
            changes = self._about(prepared, told_in(call.values.body, prepared.wrapped))
            self._refusing.strangers(call, prepared, scope, changes, record)
        if call.operation.method not in ("GET", "DELETE"):
            verb, now = prepared.role.verb, call.world.clock.utc()
            changes = {**reached(verb, members, now, self._maker.admits), **changes}
            changes.update(states(verb, members, lambda each: self._shapes.view(each).values))
        if changes:
            record = self._records.update(call.world, resource, scope, record, changes)
        return self._replying.one(call, prepared, record, scope)

    def _about(self, prepared: Prepared, told: Members) -> Members:
        """Give what a request says of the record itself, besides what it asks to be done."""
        members = self._records.members(prepared.resource)
        own = prepared.resource.id_member
        return {name: told[name] for name in told if name in members and name != own}

    # --- requests -------------------------------------------------------------------------------

    def _key(self, call: Call, prepared: Prepared) -> str:
        """Give the key of the record that a request names, by its path or its body."""
        role, resource = prepared.role, prepared.resource
        if resource.is_single:
            return ONLY
        if role.id:
            return str(call.values.path[role.id])
        return str(told_in(call.values.body, prepared.wrapped).get(resource.id_member, ""))

    def _record(self, call: Call, prepared: Prepared, scope: Scope) -> Record:
        key = self._key(call, prepared)
        found = self._records.get(call.world, prepared.resource, scope, key)
        if found is None:
            raise _missing(prepared)
        return found

    def _all(self, call: Call, prepared: Prepared, scope: Scope) -> list[Record]:
        """Give the records that a path speaks of: those of their owners where it names any."""
        found = self._records.all(call.world, prepared.resource, scope)
        for name, variable in prepared.role.owners:
            key = str(call.values.path[variable])
            belongs = self._records.dependents.belongs
            found = [e for e in found if belongs(prepared.resource, e, name, key)]
        return found

    def _page(
        self, call: Call, prepared: Prepared, scope: Scope, records: Sequence[Record]
    ) -> Page:
        """
        Choose the records that a request asks for.

        Raises:
            Refusal: its cursor is none of this list.
        """
        query = prepared.role.query
        asked = {**call.values.path, **call.values.query, **members_of(call.values.body)}
        rows = [Row(each["key"], each["members"]) for each in records]
        for cursor in filter(None, (asked.get(query.cursor), asked.get(query.before))):
            gone = self._records.removed(call.world, prepared.resource, scope, str(cursor))
            if gone is not None:
                place = sum(each["number"] < gone["number"] for each in records)
                rows.insert(place, Row(gone["key"], gone["members"], is_there=False))
        try:
            return select(rows, query, asked)
        except UnknownCursor as error:
            name = error.parameter
            if asked[name] in _examples(call.operation, name):
                # Whoever copies a request from the documentation is answered.
                return select(rows, query, {**asked, name: None})
            told = "leads nowhere; take one that a page of this list gave"
            violation = Violation("query", (name,), "cursor", told, value=str(asked[name]))
            raise Refusal(422, violations=(violation,)) from None

    def _told(self, call: Call, prepared: Prepared) -> list[Members]:
        """Give the members of each record that a request is about."""
        body = call.values.body
        if prepared.rows_sent is not None:
            for name in prepared.rows_sent:
                body = body.get(name) if isinstance(body, dict) else None
            return [members_of(each) for each in body] if isinstance(body, list) else []
        files = uploaded(call.files, self._records.members(prepared.resource))
        return [{**told_in(body, prepared.wrapped), **files}]


def _missing(prepared: Prepared) -> Refusal:
    noun = noun_of_resource(prepared.resource)
    return Refusal(404, message=f"there is no such {noun}")


def _examples(operation: Operation, name: str) -> list[Any]:
    """Give the values that the document shows for a parameter."""
    found: list[Any] = []
    for each in operation.parameters:
        if each.name == name:
            schema = each.schema if isinstance(each.schema, Mapping) else {}
            found += [*each.examples.values(), schema.get("example"), *schema.get("examples", ())]
    return found


def _counted(prepared: Prepared, total: int) -> Headers:
    """Give the headers that tell how many rows there are."""
    return tuple(
        (each.name, str(total)) for each in prepared.reply.headers if "total" in words(each.name)
    )


def _locations(call: Call, key: str) -> Headers:
    """Tell where a new record is: as a path, as a URL, and as a path of the contract."""
    path = f"{call.request.path.rstrip('/')}/{quote(key, safe='')}"
    bases = sorted((each for each in call.operation.base_paths if each), key=len, reverse=True)
    inside = next((path.removeprefix(each) for each in bases if path.startswith(f"{each}/")), path)
    return tuple(("Location", each) for each in (path, f"{call.request.host}{path}", inside))
