"""
The gate: from a request to a reply, both checked against the contract.

route → admit → decode and validate → behave → check the reply → journal. Nothing here waits or
touches a socket, so tests need neither; what can be prepared for an operation is prepared once.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import parse_qsl

from contract.model import Contract, Operation
from contract.validation import Clerk, Reading, Request, Violation, cookies_of, is_json
from contract.validation.media_types import is_xml
from mockserver.behaviours import Behaviour, Call, Preparable, Refusal, System
from mockserver.checking import Checked, ReplyChecker, broken, own_word
from mockserver.hooks.callbacks import outgoing
from mockserver.hooks.webhooks import announcer_for
from mockserver.http.cors import cors_headers, is_preflight, preflight_reply
from mockserver.http.lifecycle import lifecycle_headers
from mockserver.http.negotiation import offers
from mockserver.http.preferences import (
    NO_PREFERENCES,
    Preferences,
    Unavailable,
    has_preferences,
    preferences_of,
    without_preferences,
)
from mockserver.http.problems import problem, refusal_status, violations_header
from mockserver.messages import Headers, MockReply, MockRequest, SentReply
from mockserver.options import Options
from mockserver.recollection import READS, Answer, Recollection
from mockserver.replies import Samples, generated
from mockserver.router import Found, NotAllowed, NotFound, Router
from mockserver.world import Exchange, World
from mockserver.xml_requests import XmlRequests

_LOG: Final = logging.getLogger("mockserver")
#: `Accept` of clients that take what they get.
_ANYTHING: Final = ("", "*/*")
_JSON: Final = "application/json"
_MOST_PARAMETERS: Final = 1000


@dataclass
class _Route:
    """What is prepared for one operation."""

    operation: Operation
    behaviour: Behaviour | None
    query_names: frozenset[str] | None  #: Of a strict operation: it takes no others.
    takes_any_body: bool  #: What is no JSON counts as an empty object.
    headers: Headers  #: Of every reply of the operation.
    own_names: tuple[str, ...]  #: Parameters of the contract that are spelt like the mock's own.

    @cached_property
    def successes(self) -> tuple[tuple[str, ...], ...]:
        """Give the names of the media types of each documented success."""
        return tuple(
            tuple(each.name for each in reply.media_types)
            for reply in self.operation.replies
            if reply.status[0] == "2" or reply.status == "default"
        )


_Find = Found[_Route] | NotFound | NotAllowed


@dataclass(slots=True)
class _Turn:
    """One request on its way through the gate."""

    world: World
    request: MockRequest
    found: _Find
    route: _Route | None  #: None where none was found.
    warnings: tuple[Violation, ...] = ()  #: Violations of the request that did not stop it.
    applied: Headers = ()  #: What tells the client that its preferences are heeded.

    @property
    def accept(self) -> str:
        return self.request.headers.get("Accept", "")


class Gate:
    """Answers requests by one contract and one system of behaviours."""

    def __init__(
        self,
        contract: Contract,
        system: System,
        clerk: Clerk,
        fallback: Behaviour | None = None,
        options: Options | None = None,
        own: Mapping[str, Behaviour] | None = None,
    ) -> None:
        """
        `fallback` answers the operations without a behaviour; left out, samples do.

        `own` behaviours, by operation key, go before those of the system.
        """
        self.contract = contract
        self.system = system
        self.options = options or Options()
        self._clerk = clerk
        self._xml = XmlRequests(contract, clerk)
        self._samples = Samples(contract)
        self._fallback = fallback or self._samples
        self.announcer = announcer_for(contract, self.options)
        self._behaviours = {} if self.options.static else {**system.behaviours, **(own or {})}
        # Behaviours of a user's own may be made from anything, and a judge wants to be asked.
        is_recalled = not own and clerk.judging == "undecided"
        self._recollection = Recollection() if is_recalled else None
        self._checker = ReplyChecker(contract, clerk, system.headers)
        self._router: Router[_Route] = Router()
        self._bare_router: Router[_Route] = Router()  #: Paths without their base path.
        bases = (base for each in contract.operations for base in each.base_paths)
        self._bases = tuple(f"{base}/" for base in dict.fromkeys(bases) if base)
        routes = [self._add(operation) for operation in contract.operations]
        self._needs_fallback = any(each.behaviour is None for each in routes)
        for route in routes:
            # Behind those that are declared: HEAD is GET without the body (RFC 9110, 9.3.2).
            if route.operation.method == "GET":
                self._offer("HEAD", route.operation, route)

    @cached_property
    def _generated(self) -> Samples:
        return generated(self.contract)

    def prepare(self) -> None:
        """Do ahead what the first request would wait for; any thread may, while others ask."""
        if isinstance(self._fallback, Preparable) and self._needs_fallback:
            self._fallback.prepare()

    def warnings(self) -> Iterator[str]:
        """Tell what in the contract keeps its mock from being all that it says, a line each."""
        return self._samples.broken_examples()

    def _add(self, operation: Operation) -> _Route:
        route = _Route(
            operation=operation,
            behaviour=self._behaviours.get(operation.key),
            query_names=_query_names(operation),
            takes_any_body=self.system.takes_any_body and _has_json_body(operation),
            headers=() if self.system.imitates_server else lifecycle_headers(operation),
            own_names=tuple(each.name for each in operation.parameters if each.name[:2] == "__"),
        )
        self._offer(operation.method, operation, route)
        return route

    def _offer(self, method: str, operation: Operation, route: _Route) -> None:
        for base in operation.base_paths:
            self._router.add(method, base + operation.path, route)
        if not self.system.imitates_server:
            self._bare_router.add(method, operation.path, route)

    def answer(self, world: World, request: MockRequest) -> SentReply:
        """Answer a request; whatever it is, there is a reply."""
        if self._recollection is None or request.method not in READS:
            answer = self._worked_out(world, request)
        else:
            answer = self._recollection.answer(world, request, self._worked_out)
        return _entered(world, request, answer)

    def _worked_out(self, world: World, request: MockRequest) -> Answer:
        return self._finished(self._turn(world, request), self._reply)

    def refuse(self, world: World, request: MockRequest, refusal: Refusal) -> SentReply:
        """Refuse a request that could not be received whole, in the documented shape."""
        turn = self._turn(world, request)
        answer = self._finished(turn, lambda turn: self._refused(turn, refusal))
        return _entered(world, request, answer)

    def _turn(self, world: World, request: MockRequest) -> _Turn:
        found = self._find(request)
        return _Turn(world, request, found, found.target if isinstance(found, Found) else None)

    def _find(self, request: MockRequest) -> _Find:
        found = self._router.find(request.method, request.path)
        if isinstance(found, NotFound) and not request.path.startswith(self._bases):
            return self._bare_router.find(request.method, request.path)
        return found

    def _finished(self, turn: _Turn, reply: Callable[[_Turn], Checked]) -> Answer:
        """Answer, and let pages of any origin read the reply."""
        is_cors = self.options.cors and "Origin" in turn.request.headers
        if is_cors and turn.route is None and is_preflight(turn.request):
            checked = Checked(preflight_reply())
        else:
            checked = self._answered(turn, reply)
        sent = checked.reply
        if is_cors:
            sent = sent._replace(headers=cors_headers(turn.request, sent.headers))
        key = turn.route.operation.key if turn.route else ""
        return Answer(sent, key, turn.warnings + checked.violations)

    def _answered(self, turn: _Turn, reply: Callable[[_Turn], Checked]) -> Checked:
        try:
            try:
                return reply(turn)
            except Refusal as refusal:
                return self._refused(turn, refusal)
            except Unavailable as error:
                return Checked(own_word(problem(404, str(error))))
        except Exception:
            # The outermost rim: a fault of a behaviour is told and logged, and the mock stays up.
            _LOG.exception("%s %s failed", turn.request.method, turn.request.path)
            return Checked(own_word(problem(500, "the mock failed; its log says why")))

    def _refused(self, turn: _Turn, refusal: Refusal) -> Checked:
        """Refuse a request; whatever shape the refusal has, a header tells what was wrong."""
        operation = turn.route.operation if turn.route else None
        reply = self.system.refuse(refusal, operation)
        if self.system.imitates_server:
            return self._checked(turn, reply)._replace(violations=refusal.violations)
        turn.warnings = refusal.violations
        return self._checked(turn, reply)

    # --- from the request to the behaviour ---

    def _reply(self, turn: _Turn) -> Checked:
        found = turn.found
        if not isinstance(found, Found):
            raise self._misdirected(turn.request, found)
        route = found.target
        preferences = self._preferences(turn, route)
        received = _received(turn.request, found.variables, route)
        reading = self._read(route, received)
        call = Call(route.operation, turn.world, turn.request, reading.values, reading.files)
        call.preferences = preferences
        self.system.admit(call)
        if self.options.validation != "off":
            names = route.query_names
            extra = () if names is None else _extra(names, received)
            if violations := reading.violations + extra:
                self._weigh(turn, violations)
        if turn.accept not in _ANYTHING:
            self._check_acceptable(turn, route)
        before = self.announcer.seen(call) if self.announcer else None
        reply = self._behave(route, call)
        turn.applied = preferences.applied
        checked = self._checked(turn, reply)
        if not (self.announcer or (self.options.callbacks and route.operation.callbacks)):
            return checked
        following = outgoing(call, checked.reply, self._samples) if self.options.callbacks else ()
        if self.announcer:
            following += self.announcer.following(call, checked.reply, before)
        return checked._replace(reply=checked.reply._replace(callbacks=following))

    def _misdirected(self, request: MockRequest, found: NotFound | NotAllowed) -> Refusal:
        if isinstance(found, NotAllowed):
            allowed = ", ".join(found.allowed)
            message = f"{request.method[:20]} is not allowed here, only {allowed}"
            return Refusal(405, message=message, headers=(("Allow", allowed),))
        near = () if self.system.imitates_server else self._router.near(request.path)
        hint = f"did you mean {' or '.join(near)}?" if near else ""
        return Refusal(404, message=f"no operation at {request.path[:200]}", hint=hint)

    @staticmethod
    def _preferences(turn: _Turn, route: _Route) -> Preferences:
        """Read what the client asks of the mock, and take it out of the query."""
        if not has_preferences(turn.request):
            return NO_PREFERENCES
        query = without_preferences(turn.request.query, route.own_names)
        preferences = preferences_of(turn.request, route.own_names)
        turn.request = turn.request._replace(query=query)
        return preferences

    def _weigh(self, turn: _Turn, violations: tuple[Violation, ...]) -> None:
        if self.options.validation == "strict":
            raise Refusal(refusal_status(violations), violations=violations)
        turn.warnings = violations

    def _check_acceptable(self, turn: _Turn, route: _Route) -> None:
        """Refuse a client that takes none of the media types of any success."""
        accept = turn.accept
        if self.system.imitates_server:
            return
        documented = [names for names in route.successes if not names or offers(names, accept)]
        if route.successes and not documented:
            known = dict.fromkeys(name for names in route.successes for name in names)
            message = f"{accept[:200]} is not available, only {', '.join(known)}"
            raise Refusal(406, message=message)

    def _behave(self, route: _Route, call: Call) -> MockReply:
        preferences = call.preferences
        if preferences.example:
            return self._samples(call)
        if self.options.dynamic if preferences.dynamic is None else preferences.dynamic:
            return self._generated(call)
        if preferences.code:
            return self._samples(call)
        if route.behaviour is not None:
            return route.behaviour(call)
        return self._samples.with_headers(call, self._fallback(call))

    def _read(self, route: _Route, received: Request) -> Reading:
        if not route.takes_any_body:
            reading = self._clerk.request(route.operation, received)
            if received.body and is_xml(received.content_type):
                return self._xml.read(route.operation, received, reading)
            return reading
        reading = self._clerk.request(route.operation, received)
        wrong = reading.violations
        if received.body and not (wrong and any(each.keyword == "syntax" for each in wrong)):
            return reading
        return self._clerk.request(route.operation, received._replace(body=b"{}"))

    # --- from the reply to the wire ---

    def _checked(self, turn: _Turn, reply: MockReply) -> Checked:
        """
        Write and check a reply; one that breaks the contract becomes a 500 that says so.

        Of a reply that may break it, that is told in a header instead, unless the mock is to take
        such errors seriously.
        """
        route = turn.route
        accept = "" if self.system.imitates_server else turn.accept
        checked = self._checker.check(route.operation if route else None, reply, accept)
        if checked.violations and (self.options.errors or not reply.may_break):
            return Checked(broken(checked.violations), checked.violations)
        extra = (route.headers if route else ()) + turn.applied
        if turn.warnings or checked.violations:
            extra += violations_header(turn.warnings, "request")
            extra += violations_header(checked.violations, "reply")
        if not extra:
            return checked
        sent = checked.reply._replace(headers=checked.reply.headers + extra)
        return Checked(sent, checked.violations)


def _entered(world: World, request: MockRequest, answer: Answer) -> SentReply:
    """Enter an exchange into the journal, and give its reply."""
    reply, key, violations = answer
    now = world.clock.now()
    world.journal.append(Exchange(now, request.method, request.path, key, reply.status, violations))
    return reply


def _received(request: MockRequest, variables: Mapping[str, str], route: _Route) -> Request:
    headers = request.headers
    return Request(
        path=variables,
        query=query_pairs(request.query)[:_MOST_PARAMETERS] if request.query else (),
        headers=request.header_pairs,
        cookies=cookies_of(headers.get("Cookie", "")),
        body=request.body,
        content_type=_JSON if route.takes_any_body else headers.get("Content-Type", ""),
    )


def query_pairs(query: str) -> list[tuple[str, str]]:
    """Take a query string apart as HTML forms are (URL Standard, 5.1)."""
    if "%" in query or "+" in query:
        return parse_qsl(query, keep_blank_values=True)
    # The same, for the many that have nothing to decode.
    parts = (each.partition("=") for each in query.split("&") if each)
    return [(name, value) for name, _, value in parts]


def _has_json_body(operation: Operation) -> bool:
    body = operation.body
    return body is not None and bool(body.media_types) and is_json(body.media_types[0].name)


def _query_names(operation: Operation) -> frozenset[str] | None:
    if operation.extensions.get("x-strict-query") is not True:
        return None
    return frozenset(each.name for each in operation.parameters if each.location == "query")


def _extra(known: frozenset[str], received: Request) -> tuple[Violation, ...]:
    """Query parameters that a strict operation does not know."""
    return tuple(
        Violation("query", (name,), "additionalProperties", "is not documented")
        for name in dict(received.query)
        if name not in known
    )
