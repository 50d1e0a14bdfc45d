"""
Webhooks that are sent when what they tell of has happened, to one address of this machine.

What happened is read off the records themselves, before and after a call; what is sent shows the
record as it is then, or as it was last.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote

import orjson

from contract.model import Contract, MediaType
from contract.schemas.parts import Parts
from mockserver.behaviours import Call
from mockserver.hooks.announcements import (
    Announcement,
    Happening,
    announcements,
    happening_said,
    noun_of,
    place_of,
)
from mockserver.hooks.callbacks import hook_request
from mockserver.hooks.webhooks import Webhooks, check_loopback
from mockserver.messages import Outgoing, SentReply
from mockserver.replies import Samples
from mockserver.resources.envelopes import placed
from mockserver.resources.infer import infer
from mockserver.resources.making import ONLY, Scope
from mockserver.resources.model import Resource, Role
from mockserver.resources.records import Records
from mockserver.resources.shapes import Shapes
from mockserver.resources.stamps import notations
from mockserver.values import NoValue, ValueMaker
from mockserver.values.moments import is_moment
from mockserver.words import words
from mockserver.world import Record, World

#: Members of a payload that say what it tells of.
_TELLING: Final = frozenset(
    ("event", "type", "action", "event type", "event name", "kind", "topic", "trigger")
)
#: How deep in a reply the ids of new records are looked for.
_DEEPEST: Final = 3


@dataclass(frozen=True, slots=True)
class _News:
    """What became of a record."""

    resource: Resource
    happening: Happening
    record: Record  #: As it is now, or was last.
    before: Mapping[str, Any]  #: Its members.

    @property
    def id(self) -> Any:
        return self.record["members"].get(self.resource.id_member, self.record["key"])


class Announcer:
    """Writes the webhooks of one contract that tell what a call has changed."""

    def __init__(self, contract: Contract, url: str) -> None:
        """
        Find out what each webhook tells of; all of them are sent to `url`.

        Raises:
            NotLoopback: the URL leads to another machine.
            InvalidHint: an `x-mock` of the document says what cannot be.
        """
        check_loopback(url)
        webhooks = Webhooks(contract)
        self._url = url
        self._found = infer(contract)
        self._maker = ValueMaker(webhooks.contract)
        self._samples = Samples(webhooks.contract)
        self._shapes = Shapes(webhooks.contract)
        self._records = Records(contract, self._found, self._maker)
        self.announcements = announcements(webhooks, self._found, self._shapes)
        self._told = {name for each in self.announcements for name in each.resources}

    def seen(self, call: Call) -> Record | None:
        """Give the record that a call names, as it is now; nothing where none matters."""
        role = self._role(call)
        if role is None:
            return None
        resource = self._found.resources[role.resource]
        scope, path = _scope(call, role), call.values.path
        if not role.id and not resource.is_single:
            return None
        key = ONLY if resource.is_single else str(path[role.id])
        return self._record(call, resource, scope, key)

    def following(
        self, call: Call, reply: SentReply, before: Record | None
    ) -> tuple[Outgoing, ...]:
        """Give what tells of a call; `before` is what was seen before it was answered."""
        role = self._role(call)
        if role is None or reply.status >= 400:
            return ()
        resource = self._found.resources[role.resource]
        return tuple(
            self._request(each, call, news)
            for news in self._news(call, role, resource, reply, before)
            for each in self.announcements
            if resource.name in each.resources
            and each.tells_of(news.happening, news.before, news.record["members"])
        )

    def _role(self, call: Call) -> Role | None:
        """Give what an operation does, if that may be told of."""
        role = self._found.roles.get(call.operation.key)
        is_told = role is not None and role.resource in self._told
        return role if is_told and call.operation.method not in ("GET", "HEAD") else None

    def _record(self, call: Call, resource: Resource, scope: Scope, key: str) -> Record | None:
        if not self._records.exists(call.world, resource.parents, scope):
            return None
        return self._records.get(call.world, resource, scope, key)

    def _news(
        self, call: Call, role: Role, resource: Resource, reply: SentReply, before: Record | None
    ) -> Iterator[_News]:
        """Tell what a call has changed."""
        after = self.seen(call)
        if after is None and before is not None:
            yield _News(resource, "deleted", before, before["members"])
        elif after is not None and before is None:
            yield _News(resource, "created", after, {})
        elif after is not None and before is not None and after["members"] != before["members"]:
            yield _News(resource, "changed", after, before["members"])
        if role.effect == "create":
            scope = _scope(call, role)
            for key in _keys_told(reply, resource):
                made = self._record(call, resource, scope, key)
                if made is not None and not made["seeded"]:
                    yield _News(resource, "created", made, {})

    # --- what is sent ---

    def _request(self, announcement: Announcement, call: Call, news: _News) -> Outgoing:
        operation, world = announcement.operation, call.world
        place = (news.record["key"], world.count(f"webhook {announcement.name}"))

        def value(media_type: MediaType) -> Any:
            known = self._known(announcement, media_type, call.world, news)
            schema = media_type.schema if media_type.schema is not None else {}
            try:
                return self._maker.make(
                    world, schema, operation.pointer, *place, known=known, row=1
                )
            except NoValue:
                return self._samples.value(media_type, world, operation.pointer, *place)

        return hook_request(operation, self._url, world, self._samples, *place, value=value)

    def _known(
        self, announcement: Announcement, media_type: MediaType, world: World, news: _News
    ) -> dict[str, Any]:
        """Give what a payload says: the record itself, in an envelope, or by its id alone."""
        examples = self._samples.examples(media_type)
        shown = next((each for each in examples.values() if isinstance(each, dict)), {})
        said = self._said(announcement, news)
        members = news.record["members"]
        held = place_of(announcement.operation, news.resource, self._shapes)
        if held:
            around = {**shown, **self._now(announcement, world), **said}
            known: dict[str, Any] = placed(around, held, members)
            return known
        is_about = held is None and news.id in said.values()
        own = {} if is_about else members
        return {**shown, **self._now(announcement, world), **own, **said}

    def _said(self, announcement: Announcement, news: _News) -> dict[str, Any]:
        """Give the members of a payload that name the record, and what became of it."""
        said: dict[str, Any] = {}
        for name, parts in self._members(announcement).items():
            told = " ".join(words(name))
            if told == f"{noun_of(news.resource.name)} id":
                said[name] = news.id
            elif told in _TELLING:
                values = self._shapes.view(parts).values or ()
                fitting = [each for each in values if _tells(each, announcement, news.happening)]
                said.update({name: fitting[0]} if fitting else {})
        return said

    def _now(self, announcement: Announcement, world: World) -> dict[str, Any]:
        """Give the moments that a payload tells: all are now."""
        told: dict[str, Any] = {}
        for name, parts in self._members(announcement).items():
            now = notations(world.clock.utc()) if is_moment(name) else ()
            fitting = [each for each in now if self._maker.admits(parts, each)]
            told.update({name: fitting[0]} if fitting else {})
        return told

    def _members(self, announcement: Announcement) -> Mapping[str, Parts]:
        return self._shapes.members(self._shapes.request(announcement.operation))


def _scope(call: Call, role: Role) -> Scope:
    """Give the ids of the owners that a path names."""
    return tuple(str(call.values.path[name]) for name in role.scope)


def _keys_told(reply: SentReply, resource: Resource) -> list[str]:
    """Give the keys of what a call made, by its reply: by ids in it, else by where it is found."""
    try:
        told = orjson.loads(reply.body) if reply.body else None
    except orjson.JSONDecodeError:
        told = None
    keys = list(dict.fromkeys(_ids(told, resource.id_member, _DEEPEST)))
    places = [value for name, value in reply.headers if name.lower() == "location"]
    return keys or [unquote(each.rstrip("/").rpartition("/")[2]) for each in places]


def _ids(value: Any, member: str, depth: int) -> Iterator[str]:
    if isinstance(value, dict) and member in value:
        yield str(value[member])
    elif depth and isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _ids(each, member, depth - 1)


def _tells(value: Any, announcement: Announcement, happening: Happening) -> bool:
    if not isinstance(value, str):
        return False
    return happening_said(value) == happening or announcement.said in words(value)
