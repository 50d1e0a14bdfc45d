"""Any contract as a system: replies from its schemas, errors in its own shape."""

from collections.abc import Mapping
from typing import Any, Final

from contract.model import Contract, Operation, Reply
from contract.validation import Violation, is_json
from contract.validation.schemas import SchemaCompiler
from mockserver.behaviours import Behaviour, Call, Refusal
from mockserver.messages import NOTHING, Headers, MockReply
from mockserver.values import ValueMaker
from mockserver.world import World

_PHRASES: Final = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    422: "Unprocessable Content",
}
#: Members of an error body that take the message, whatever the API calls them.
_MESSAGE_NAMES: Final = ("message", "detail", "error", "title", "msg", "description")


class GenericSystem:
    """Serves a contract from what it says alone."""

    takes_any_body = False
    headers: Headers = ()
    largest_body_bytes = 16 * 1024 * 1024
    behaviours: Mapping[str, Behaviour] = {}

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._compiler = SchemaCompiler(contract)
        self._errors = ValueMaker(contract, World())

    def admit(self, call: Call) -> None:
        """Refuse a call without the credentials its operation asks for."""
        security = call.operation.security
        if not security or any(not requirement for requirement in security):
            return
        if not any(self._is_met(call, requirement) for requirement in security):
            headers = (("WWW-Authenticate", "Bearer"),)
            raise Refusal(401, message="credentials are missing", headers=headers)

    def _is_met(self, call: Call, requirement: Mapping[str, Any]) -> bool:
        return all(self._is_present(call, name) for name in requirement)

    def _is_present(self, call: Call, name: str) -> bool:
        scheme = self._contract.security_schemes.get(name)
        if scheme is None:
            return True
        headers = call.request.headers
        if scheme.kind == "apiKey" and scheme.location == "header":
            return bool(headers.get(scheme.parameter))
        if scheme.kind == "apiKey" and scheme.location == "query":
            return f"{scheme.parameter}=" in call.request.query
        if scheme.kind == "apiKey":
            return f"{scheme.parameter}=" in headers.get("Cookie", "")
        return bool(headers.get("Authorization"))

    def refuse(self, refusal: Refusal, operation: Operation | None) -> MockReply:
        """
        Give an error the shape that the operation documents for its status, or for any.

        Without one it is a problem as of RFC 9457 that lists every violation with its place.
        """
        reply = operation.reply_for(refusal.status) if operation else None
        body = self._documented(reply, refusal) if reply else None
        if body is not None:
            return MockReply(refusal.status, body, headers=refusal.headers)
        return MockReply(
            refusal.status, _problem(refusal), "application/problem+json", refusal.headers
        )

    def _documented(self, reply: Reply, refusal: Refusal) -> Any:
        """Make an error body of the documented schema that carries the message; else nothing."""
        if not reply.media_types:
            return NOTHING
        media_type = reply.media_types[0]
        if not is_json(media_type.name) or media_type.schema is None:
            return None
        made = self._errors.make(media_type.schema, reply.pointer)
        compiled = self._compiler.compile(media_type.schema)
        if isinstance(made, dict):
            for name in _MESSAGE_NAMES:
                told = {**made, name: _message(refusal)}
                if name in made and compiled.is_valid(told):
                    made = told
            told = {**made, "status": refusal.status}
            made = told if "status" in made and compiled.is_valid(told) else made
        return made if compiled.is_valid(made) else None

    def seed(self, world: World) -> None:
        """Nothing is there from the start."""

    def tokens(self, world: World) -> Mapping[str, str]:
        """Any credentials work; one to use is named where the contract asks for a bearer."""
        schemes = self._contract.security_schemes.values()
        if any(each.scheme == "bearer" or each.kind == "oauth2" for each in schemes):
            return {"sample-token": "any bearer token is taken"}
        return {}

    def hints(self, world: World) -> tuple[str, ...]:
        """Nothing else needs to be known."""
        return ()


def sample_reply(contract: Contract) -> Behaviour:
    """Build the behaviour that answers an operation from the schema of its first success."""
    makers: dict[int, ValueMaker] = {}

    def answer(call: Call) -> MockReply:
        reply = _first_success(call.operation)
        status = int(reply.status.replace("XX", "00")) if reply.status != "default" else 200
        if not reply.media_types:
            return MockReply(status)
        maker = makers.setdefault(id(call.world), ValueMaker(contract, call.world))
        media_type = reply.media_types[0]
        for example in media_type.examples.values():
            return MockReply(status, example, media_type.name)
        place = (call.operation.key, call.request.path, reply.status)
        value = maker.make(media_type.schema if media_type.schema is not None else {}, *place)
        return MockReply(status, value, media_type.name)

    return answer


def _first_success(operation: Operation) -> Reply:
    """Choose the lowest documented 2xx, then 2XX, then default, else the first."""
    exact = sorted(each.status for each in operation.replies if each.status[:1] == "2")
    for status in (*exact, "default"):
        for reply in operation.replies:
            if reply.status == status:
                return reply
    return operation.replies[0] if operation.replies else Reply("200", "", (), ())


def _message(refusal: Refusal) -> str:
    if refusal.violations:
        return "; ".join(f"{_shown(each)} {each.message}" for each in refusal.violations)[:1000]
    return refusal.message or _PHRASES.get(refusal.status, "Error")


def _problem(refusal: Refusal) -> dict[str, Any]:
    problem: dict[str, Any] = {
        "type": "about:blank",
        "title": _PHRASES.get(refusal.status, "Error"),
        "status": refusal.status,
        "detail": _message(refusal),
    }
    if refusal.violations:
        problem["violations"] = [
            {
                "in": each.part,
                "path": list(each.path),
                "keyword": each.keyword,
                "message": each.message,
            }
            for each in refusal.violations
        ]
    return problem


def _shown(violation: Violation) -> str:
    return "/".join([violation.part, *map(str, violation.path)])
