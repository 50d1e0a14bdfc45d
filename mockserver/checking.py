"""Replies in their final form: written in their media type, and held to the contract."""

import json
from collections.abc import AsyncIterator, Callable
from functools import lru_cache
from typing import Any, Final, NamedTuple

import orjson

from contract.model import Contract, MediaType, Operation, Reply
from contract.validation import Clerk, Response, Violation, is_json
from contract.validation.events import event_checker
from contract.validation.media_types import FORM, bare, is_xml, media_type_for
from contract.validation.schemas import CompiledSchema, SchemaCompiler
from contract.validation.xml_bodies import to_xml
from mockserver.http.forms import to_form, to_multipart
from mockserver.http.problems import PROBLEM, problem, sentence
from mockserver.messages import NOTHING, Headers, MockReply, SentReply, ServerSentEvent
from mockserver.replies import best_offer
from mockserver.tables import is_csv, to_csv

_JSON: Final = "application/json"  # Most replies: asked for first, as it costs nothing.
_EVENT_STREAM: Final = "text/event-stream"
#: Statuses, media types and `Accept` headers of all operations.
_REMEMBERED_FORMS: Final = 1024
_BROKEN: Final = "The mock broke its contract"

_EventCheck = Callable[[dict[str, Any]], list[Violation]]


class Checked(NamedTuple):
    """A reply ready to be sent, and what is wrong with it."""

    reply: SentReply
    violations: tuple[Violation, ...] = ()


class _Form(NamedTuple):
    """What a reply is written as."""

    documented: Reply | None
    media_type: str  #: Empty where there is nothing to write.
    described: MediaType | None  #: As documented.


class ReplyChecker:
    """Writes the replies of one contract and checks them."""

    def __init__(self, contract: Contract, clerk: Clerk, headers: Headers) -> None:
        """`headers` are those of every reply."""
        self._headers = headers
        self._contract = contract
        self._clerk = clerk
        self._compiler = SchemaCompiler(contract)
        self._schemas: dict[str, CompiledSchema] = {}
        self._events: dict[str, _EventCheck] = {}
        self._operations = {each.key: each for each in contract.operations}
        self._form = lru_cache(maxsize=_REMEMBERED_FORMS)(self._found_form)

    def check(self, operation: Operation | None, reply: MockReply, accept: str) -> Checked:
        """
        Write a reply to a client of this `Accept` header, with what breaks the contract in it.

        Errors that the contract does not speak of, at known and unknown places, are the mock's own.
        """
        named = reply.media_type or (_EVENT_STREAM if reply.events is not None else "")
        documented, media_type, described = self._form(
            operation.key if operation else "", reply.status, named, accept, reply.value is NOTHING
        )
        if media_type == _JSON:
            body = encode(reply.value, _JSON)
        elif _is_written_in_parts(media_type, reply.value):
            body, media_type = to_multipart(reply.value, media_type)
        else:
            body = self._encoded(reply.value, media_type, described)
        has_type = body or reply.events is not None
        typed = (("Content-Type", media_type),) if media_type and has_type else ()
        headers = typed + reply.headers + self._headers
        sent = SentReply(reply.status, headers, body, idle=reply.idle)
        if operation is None or documented is None:
            return Checked(sent, _undocumented(operation, reply))
        if reply.events is not None:
            events = self._checked_events(documented, reply.events)
            return Checked(SentReply(reply.status, headers, b"", events, reply.idle))
        is_text = media_type != _JSON and _is_judged_as_value(media_type, reply.value)
        if is_text and described is not None:
            return Checked(sent, self._value_violations(described, reply.value))
        response = Response(reply.status, headers, body, media_type)
        return Checked(sent, self._clerk.response(operation, response, reply.value))

    def _found_form(self, key: str, status: int, named: str, accept: str, is_empty: bool) -> _Form:
        """Find what a reply of an operation is written as, for a client of this `Accept`."""
        operation = self._operations.get(key)
        documented = operation.reply_for(status) if operation else None
        media_type = named or _media_type(documented, accept, is_empty=is_empty)
        return _Form(documented, media_type, _described(documented, media_type))

    def _encoded(self, value: Any, media_type: str, described: MediaType | None) -> bytes:
        if _is_written_as_xml(media_type, value):
            return to_xml(value, described.schema if described else None, self._contract)
        if isinstance(value, list) and is_csv(media_type):
            return to_csv(value).encode("utf-8", "replace")
        return encode(value, media_type)

    def _value_violations(self, described: MediaType, value: Any) -> tuple[Violation, ...]:
        """Judge a value that was written as XML or text: the schema speaks of the value."""
        if described.schema is None or isinstance(value, str | bytes):
            return ()
        compiled = self._schemas.get(described.pointer)
        if compiled is None:
            compiled = self._compiler.compile(described.schema)
            self._schemas[described.pointer] = compiled
        return tuple(compiled.violations(value, "body"))

    async def _checked_events(
        self, documented: Reply, events: AsyncIterator[ServerSentEvent]
    ) -> AsyncIterator[ServerSentEvent]:
        """Pass on events that keep to the contract; the first that does not ends the stream."""
        check = self._event_check(documented)
        async for event in events:
            violations = check(item_of(event))
            if violations:
                detail = f"{_BROKEN}: {sentence(violations)}"[:2000]
                yield ServerSentEvent(event="error", data={"event": "error", "message": detail})
                return
            yield event

    def _event_check(self, documented: Reply) -> _EventCheck:
        known = self._events.get(documented.pointer)
        if known is None:
            media_type = _described(documented, _EVENT_STREAM) or MediaType(_EVENT_STREAM)
            known = self._events[documented.pointer] = event_checker(media_type, self._compiler)
        return known


def broken(violations: tuple[Violation, ...]) -> SentReply:
    """Give the reply that says how a reply breaks the contract."""
    return own_word(problem(500, sentence(violations), violations, title=_BROKEN))


def own_word(told: dict[str, Any]) -> SentReply:
    """Give a problem that the mock tells of itself, whatever the contract documents."""
    return SentReply(told["status"], (("Content-Type", PROBLEM),), encode(told, PROBLEM))


def encode(value: Any, media_type: str) -> bytes:
    """Write a value in a media type: JSON or a form, or text and bytes as they are."""
    if value is NOTHING:
        return b""
    if isinstance(value, bytes):
        return value
    if isinstance(value, str) and not is_json(media_type):
        return value.encode("utf-8", "replace")
    if media_type != _JSON and isinstance(value, dict) and bare(media_type) == FORM:
        return to_form(value)
    try:
        return orjson.dumps(value)
    except TypeError:
        # Integers beyond 64 bits and half surrogate pairs: JSON knows both, orjson does not.
        return json.dumps(value, separators=(",", ":")).encode()


def _is_written_as_xml(media_type: str, value: Any) -> bool:
    """Tell whether a value is yet to be written: a text that begins with markup is XML already."""
    if media_type == _JSON or value is NOTHING or isinstance(value, bytes):
        return False
    is_markup = isinstance(value, str) and value.lstrip().startswith("<")
    return not is_markup and is_xml(media_type)


def _is_judged_as_value(media_type: str, value: Any) -> bool:
    """Tell whether the text of a value is not what its schema describes; JSON text is."""
    if media_type == _JSON or value is NOTHING or is_json(media_type):
        return False
    is_text = isinstance(value, str | bytes)
    return not is_text or is_xml(media_type) or media_type.startswith("multipart/")


def _is_written_in_parts(media_type: str, value: Any) -> bool:
    """Tell whether a value is yet to be put into parts; text that begins with one is so already."""
    if not media_type.startswith("multipart/") or value is NOTHING or isinstance(value, bytes):
        return False
    return not (isinstance(value, str) and value.startswith("--"))


def _undocumented(operation: Operation | None, reply: MockReply) -> tuple[Violation, ...]:
    """A success that is not among those an operation documents; one may document none at all."""
    if operation is None or not operation.replies or reply.status >= 400:
        return ()
    message = f"status {reply.status} is not documented"
    return (Violation("status", (), "documented", message),)


def _media_type(documented: Reply | None, accept: str, *, is_empty: bool) -> str:
    if documented is not None and documented.media_types:
        if len(documented.media_types) == 1:
            first = documented.media_types[0].name
            if "*" not in first:
                return first
        return best_offer(documented, accept).name
    return "" if is_empty else _JSON


def _described(documented: Reply | None, media_type: str) -> MediaType | None:
    media_types = documented.media_types if documented else ()
    for each in media_types:
        if each.name == media_type:
            return each
    return media_type_for(media_type, media_types)


def item_of(event: ServerSentEvent) -> dict[str, Any]:
    """Give an event as the `itemSchema` of a stream describes it."""
    item: dict[str, Any] = {}
    if event.data is not NOTHING:
        item["data"] = event.data
    if event.event:
        item["event"] = event.event
    if event.retry is not None:
        item["retry"] = event.retry
    if event.id:
        item["id"] = event.id
    return item
