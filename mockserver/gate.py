"""
The gate: from a request to a reply, both checked against the contract.

route → admit → decode and validate → behave → check the reply → journal. Nothing here waits or
touches a socket, so tests need neither; what can be prepared for an operation is prepared once.
"""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson

from contract.model import Contract, MediaType, Operation, Reply
from contract.validation import Clerk, Reading, Request, Response, Violation, is_json
from contract.validation.events import event_checker
from contract.validation.schemas import SchemaCompiler
from mockserver.behaviours import Behaviour, Call, Refusal, System
from mockserver.messages import NOTHING, MockReply, MockRequest, SentReply, ServerSentEvent
from mockserver.router import Found, NotAllowed, NotFound, Router
from mockserver.world import Exchange, World

_LOG: Final = logging.getLogger("mockserver")
_EVENT_STREAM: Final = "text/event-stream"
_MOST_PARAMETERS: Final = 1000


@dataclass(slots=True)
class _Route:
    """What is prepared for one operation."""

    operation: Operation
    behaviour: Behaviour | None
    query_names: frozenset[str] | None  #: Of a strict operation: it takes no others.
    takes_any_body: bool  #: What is no JSON counts as an empty object.
    checkers: dict[str, Callable[[dict[str, Any]], list[Violation]]] = field(default_factory=dict)


_Find = Found[_Route] | NotFound | NotAllowed


class Gate:
    """Answers requests by one contract and one system of behaviours."""

    def __init__(
        self, contract: Contract, system: System, clerk: Clerk, fallback: Behaviour
    ) -> None:
        """`fallback` answers the operations that have no behaviour of their own."""
        self.contract = contract
        self.system = system
        self._clerk = clerk
        self._fallback = fallback
        self._compiler = SchemaCompiler(contract)
        self._router: Router[_Route] = Router()
        for operation in contract.operations:
            self._add(operation)

    def _add(self, operation: Operation) -> None:
        route = _Route(
            operation=operation,
            behaviour=self.system.behaviours.get(operation.key),
            query_names=_query_names(operation),
            takes_any_body=self.system.takes_any_body and _has_json_body(operation),
        )
        for base in operation.base_paths:
            self._router.add(operation.method, base + operation.path, route)
            if operation.method == "GET":
                self._router.add("HEAD", base + operation.path, route)

    def answer(self, world: World, request: MockRequest) -> SentReply:
        """Answer a request; whatever it is, there is a reply."""
        found = self._router.find(request.method, request.path)
        try:
            reply = self._reply(world, request, found)
        except Refusal as refusal:
            return self._refuse(world, request, found, refusal)
        except Exception:
            # The outermost rim: a fault of a behaviour is told and logged, and the mock stays up.
            _LOG.exception("%s %s failed", request.method, request.path)
            return self._refuse(world, request, found, Refusal(500, message="the mock failed"))
        return self._finish(world, request, found, reply, ())

    def refuse(self, world: World, request: MockRequest, refusal: Refusal) -> SentReply:
        """Refuse a request that could not be received whole, in the documented shape."""
        found = self._router.find(request.method, request.path)
        return self._refuse(world, request, found, refusal)

    def _refuse(
        self, world: World, request: MockRequest, found: _Find, refusal: Refusal
    ) -> SentReply:
        operation = found.target.operation if isinstance(found, Found) else None
        reply = self.system.refuse(refusal, operation)
        return self._finish(world, request, found, reply, refusal.violations)

    def _finish(
        self,
        world: World,
        request: MockRequest,
        found: _Find,
        reply: MockReply,
        violations: tuple[Violation, ...],
    ) -> SentReply:
        """Check a reply and enter the exchange into the journal."""
        route = found.target if isinstance(found, Found) else None
        sent = self._checked(route, reply)
        key = route.operation.key if route else ""
        now = world.clock.now()
        world.journal.append(
            Exchange(now, request.method, request.path, key, sent.status, violations)
        )
        return sent

    # --- from the request to the behaviour ---

    def _reply(self, world: World, request: MockRequest, found: _Find) -> MockReply:
        if isinstance(found, NotFound):
            raise Refusal(404, message=f"no operation at {request.path[:200]}")
        if isinstance(found, NotAllowed):
            allowed = ", ".join(found.allowed)
            message = f"{request.method[:20]} is not allowed here, only {allowed}"
            raise Refusal(405, message=message, headers=(("Allow", allowed),))
        route = found.target
        received = _received(request, found.variables)
        reading = self._read(route, received)
        call = Call(route.operation, world, request, reading.values, reading.files)
        self.system.admit(call)
        violations = reading.violations + _extra(route, received)
        if violations:
            raise Refusal(_status_of(violations), violations=violations)
        return (route.behaviour or self._fallback)(call)

    def _read(self, route: _Route, received: Request) -> Reading:
        if not route.takes_any_body:
            return self._clerk.request(route.operation, received)
        received = replace(received, content_type="application/json")
        reading = self._clerk.request(route.operation, received)
        if received.body and not any(each.keyword == "syntax" for each in reading.violations):
            return reading
        return self._clerk.request(route.operation, replace(received, body=b"{}"))

    # --- from the reply to the wire ---

    def _checked(self, route: _Route | None, reply: MockReply) -> SentReply:
        sent, violations = self._encoded(route, reply)
        if not violations:
            return sent
        shown = [f"{_shown(each)}: {each.message}" for each in violations]
        problem = {
            "title": "The mock broke its contract",
            "status": 500,
            "detail": "; ".join(shown)[:2000],
        }
        headers = (("Content-Type", "application/problem+json"),)
        return SentReply(500, headers, orjson.dumps(problem))

    def _encoded(
        self, route: _Route | None, reply: MockReply
    ) -> tuple[SentReply, tuple[Violation, ...]]:
        documented = route.operation.reply_for(reply.status) if route else None
        media_type = _media_type(reply, documented)
        body = encode(reply.value, media_type)
        has_type = body or reply.events is not None
        typed = (("Content-Type", media_type),) if media_type and has_type else ()
        headers = typed + reply.headers + self.system.headers
        if route is None or documented is None:
            # The mock's own word: an error outside of what the contract speaks of.
            violations: tuple[Violation, ...] = ()
            if route is not None and reply.status < 400:
                message = f"status {reply.status} is not documented"
                violations = (Violation("status", (), "documented", message),)
            return SentReply(reply.status, headers, body), violations
        if reply.events is not None:
            events = self._checked_events(route, documented, reply)
            return SentReply(reply.status, headers, b"", events, reply.idle), ()
        response = Response(reply.status, headers, body, media_type)
        violations = self._clerk.response(route.operation, response, reply.value)
        return SentReply(reply.status, headers, body), violations

    async def _checked_events(self, route: _Route, documented: Reply, reply: MockReply) -> Any:
        """Pass on events that keep to the contract; the first that does not ends the stream."""
        check = self._event_checker(route, documented)
        assert reply.events is not None
        async for event in reply.events:
            violations = check(_item(event))
            if violations:
                shown = "; ".join(f"{_shown(each)}: {each.message}" for each in violations)
                detail = f"The mock broke its contract: {shown}"[:2000]
                yield ServerSentEvent(event="error", data={"event": "error", "message": detail})
                return
            yield event

    def _event_checker(
        self, route: _Route, documented: Reply
    ) -> Callable[[dict[str, Any]], list[Violation]]:
        known = route.checkers.get(documented.status)
        if known is None:
            media_type = next(
                (each for each in documented.media_types if covers(each.name, _EVENT_STREAM)),
                MediaType(_EVENT_STREAM),
            )
            known = route.checkers[documented.status] = event_checker(media_type, self._compiler)
        return known


def encode(value: Any, media_type: str) -> bytes:
    """Write a value in a media type: JSON, or text and bytes as they are."""
    if value is NOTHING:
        return b""
    if isinstance(value, bytes):
        return value
    if isinstance(value, str) and not is_json(media_type):
        return value.encode()
    try:
        return orjson.dumps(value)
    except TypeError:
        # Integers beyond 64 bits and half surrogate pairs: JSON knows both, orjson does not.
        return json.dumps(value, separators=(",", ":")).encode()


def covers(documented: str, content_type: str) -> bool:
    """Tell whether a documented media type or range covers a message's type (RFC 9110, 12.5.1)."""
    given = content_type.partition(";")[0].strip().lower()
    name = documented.partition(";")[0].strip()
    if name in (given, "*/*"):
        return True
    return name.endswith("/*") and given.startswith(name[:-1])


def _received(request: MockRequest, variables: Mapping[str, str]) -> Request:
    query = parse_qsl(request.query, keep_blank_values=True, max_num_fields=None)
    return Request(
        path=variables,
        query=query[:_MOST_PARAMETERS],
        headers=request.header_pairs,
        cookies=_cookies(request.headers.get("Cookie", "")),
        body=request.body,
        content_type=request.headers.get("Content-Type", ""),
    )


def _cookies(header: str) -> Mapping[str, str]:
    if not header:
        return {}
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}


def _has_json_body(operation: Operation) -> bool:
    body = operation.body
    return body is not None and bool(body.media_types) and is_json(body.media_types[0].name)


def _query_names(operation: Operation) -> frozenset[str] | None:
    if operation.extensions.get("x-strict-query") is not True:
        return None
    return frozenset(each.name for each in operation.parameters if each.location == "query")


def _extra(route: _Route, received: Request) -> tuple[Violation, ...]:
    """Query parameters that a strict operation does not know."""
    known = route.query_names
    if known is None:
        return ()
    return tuple(
        Violation("query", (name,), "additionalProperties", "is not documented")
        for name in dict(received.query)
        if name not in known
    )


def _status_of(violations: tuple[Violation, ...]) -> int:
    """A body of an undeclared media type is 415 (RFC 9110, 15.5.16), everything else 422."""
    return 415 if any(each.keyword == "media-type" for each in violations) else 422


def _media_type(reply: MockReply, documented: Reply | None) -> str:
    if reply.media_type:
        return reply.media_type
    if reply.events is not None:
        return _EVENT_STREAM
    if documented is not None and documented.media_types:
        return documented.media_types[0].name
    return "" if reply.value is NOTHING else "application/json"


def _item(event: ServerSentEvent) -> dict[str, Any]:
    item: dict[str, Any] = {}
    if event.data is not NOTHING:
        item["data"] = event.data
    if event.event:
        item["event"] = event.event
    if event.id:
        item["id"] = event.id
    return item


def _shown(violation: Violation) -> str:
    return "/".join([violation.part, *map(str, violation.path)])
