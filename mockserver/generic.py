"""Any contract as a system: credentials of any value, errors in the contract's own shape."""

from collections.abc import Mapping
from typing import Any, Final

from contract.model import Contract, MediaType, Operation, Reply
from contract.validation import is_json
from contract.validation.media_types import is_xml
from mockserver.behaviours import Behaviour, Call, Refusal
from mockserver.http.problems import PROBLEM, phrase, problem, sentence
from mockserver.http.security import Security
from mockserver.messages import NOTHING, Headers, MockReply
from mockserver.options import Options
from mockserver.replies import Samples
from mockserver.world import World

#: Members of an error body that take the message, whatever the API calls them.
_MESSAGE_NAMES: Final = ("message", "detail", "error", "title", "msg", "description")
#: Members in which such a member may stand.
_NESTING_NAMES: Final = ("error", "errors", "detail", "details", "data")


class GenericSystem:
    """Serves a contract from what it says alone."""

    takes_any_body = False
    imitates_server = False
    headers: Headers = ()
    largest_body_bytes = 16 * 1024 * 1024
    behaviours: Mapping[str, Behaviour] = {}

    def __init__(self, contract: Contract, options: Options | None = None) -> None:
        self._contract = contract
        self._asks_credentials = (options or Options()).security
        self._security = Security(contract)
        self._samples = Samples(contract)
        self._world = World()

    def admit(self, call: Call) -> None:
        """Refuse a call without the credentials its operation asks for."""
        if self._asks_credentials and call.operation.security:
            self._security.check(call.operation, call.request)

    def refuse(self, refusal: Refusal, operation: Operation | None) -> MockReply:
        """
        Give an error the shape that the operation documents for its status, or for any.

        What would be a 422 is a 400 where only that is documented. Without a shape it is a
        problem as of RFC 9457 that lists every violation with its place.
        """
        documented, status = _documented(operation, refusal.status)
        if documented is not None:
            reply = self._shaped(documented, status, refusal)
            if reply is not None:
                return reply
        told = problem(refusal.status, _message(refusal), refusal.violations)
        # Where a shape is documented that no value has, the refusal stays one all the same.
        may_break = documented is not None
        return MockReply(refusal.status, told, PROBLEM, refusal.headers, may_break=may_break)

    def _shaped(self, documented: Reply, status: int, refusal: Refusal) -> MockReply | None:
        headers = self._headers(documented, refusal)
        if not documented.media_types:
            return MockReply(status, NOTHING, headers=headers)
        for media_type in sorted(documented.media_types, key=_order):
            value = self._body(media_type, status, refusal)
            if self._samples.fits(media_type, value):
                return MockReply(status, value, media_type.name, headers)
        return None

    def _headers(self, documented: Reply, refusal: Refusal) -> Headers:
        own = {name.lower() for name, _ in refusal.headers}
        made = self._samples.headers(documented, self._world, documented.pointer)
        return (*(each for each in made if each[0].lower() not in own), *refusal.headers)

    def _body(self, media_type: MediaType, status: int, refusal: Refusal) -> Any:
        if not _holds_objects(media_type):
            message = _message(refusal)
            if self._samples.fits(media_type, message):
                return message
            return self._samples.value(media_type, self._world, media_type.pointer)
        told = problem(status, _message(refusal), refusal.violations)
        if media_type.name == PROBLEM and self._samples.fits(media_type, told):
            return told
        made = self._samples.value(media_type, self._world, media_type.pointer)
        is_shaped = isinstance(made, dict | list) and made
        if not is_shaped and self._samples.fits(media_type, told):
            return told  # The contract says that there is a body, and no more.
        return self._telling(media_type, made, status, refusal)

    def _telling(self, media_type: MediaType, made: Any, status: int, refusal: Refusal) -> Any:
        """Put the status and the message into a made body, wherever they fit."""
        for change in _changes(made, _message(refusal), status):
            changed = _changed(made, *change)
            if self._samples.fits(media_type, changed):
                made = changed
        return made

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


def _documented(operation: Operation | None, status: int) -> tuple[Reply | None, int]:
    """Find the documented reply for an error, and the status it is then sent with."""
    if operation is None:
        return None, status
    documented = {each.status: each for each in operation.replies}
    for each in (422, 400) if status == 422 else (status,):
        if str(each) in documented:
            return documented[str(each)], each
    return operation.reply_for(status), status


def _order(media_type: MediaType) -> int:
    return 0 if is_json(media_type.name) else 1 if is_xml(media_type.name) else 2


def _holds_objects(media_type: MediaType) -> bool:
    return is_json(media_type.name) or (is_xml(media_type.name) and media_type.schema is not None)


def _message(refusal: Refusal) -> str:
    if refusal.violations:
        return sentence(refusal.violations)
    told = refusal.message or phrase(refusal.status)
    return f"{told}; {refusal.hint}" if refusal.hint else told


_Place = tuple[str | int, ...]


def _changes(made: Any, message: str, status: int, place: _Place = ()) -> list[tuple[_Place, Any]]:
    """List what to write at which place of a body; one level of nesting is entered."""
    if isinstance(made, list):
        return _changes(made[0], message, status, (*place, 0)) if made else []
    if not isinstance(made, dict):
        return []
    found: list[tuple[_Place, Any]] = [
        ((*place, name), message) for name in _MESSAGE_NAMES if name in made
    ]
    found += [((*place, name), status) for name in ("status", "code") if name in made]
    for name in _NESTING_NAMES:
        if isinstance(made.get(name), dict | list) and len(place) < 2:
            found += _changes(made[name], message, status, (*place, name))
    return found


def _changed(made: Any, place: _Place, value: Any) -> Any:
    """Give a copy of a body with another value at a place."""
    if not place:
        return value
    if isinstance(made, str):
        return made  # A change before this one told the message there.
    key, *rest = place
    copied = made.copy()
    copied[key] = _changed(made[key], tuple(rest), value)
    return copied
