"""What a document itself says of an operation's part: `x-mock`."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final, NamedTuple

from contract.errors import ContractError
from contract.model import Operation
from mockserver.resources.model import EFFECTS, Effect

_MEMBERS: Final = ("resource", "effect", "id")


@dataclass(eq=False)
class InvalidHint(ContractError):
    """An `x-mock` that says what cannot be."""

    operation: str
    reason: str

    def __str__(self) -> str:
        return f"x-mock of {self.operation}: {self.reason}; correct it in the document"


class Hint(NamedTuple):
    """The document's own word."""

    resource: str = ""
    effect: Effect | None = None
    id: str = ""  #: The path variable that names the record.


def hint_of(operation: Operation) -> Hint | None:
    """
    Read the hint of an operation, if it has one: `x-mock: {resource: pets, effect: read}`.

    Raises:
        InvalidHint: it has other members, or they say what cannot be.
    """
    if "x-mock" not in operation.extensions:
        return None
    told = operation.extensions["x-mock"]
    if not isinstance(told, Mapping):
        raise InvalidHint(operation.key, "it is no object")
    for name, value in told.items():
        if name not in _MEMBERS:
            raise InvalidHint(operation.key, _unknown("member", name, _MEMBERS))
        if not isinstance(value, str):
            raise InvalidHint(operation.key, f"{name} is no text")
    return Hint(told.get("resource", ""), _effect(operation, told), _id(operation, told))


def _effect(operation: Operation, told: Mapping[str, Any]) -> Effect | None:
    effect = told.get("effect")
    if effect is None:
        return None
    for known in EFFECTS:
        if known == effect:
            return known
    raise InvalidHint(operation.key, _unknown("effect", effect, EFFECTS))


def _id(operation: Operation, told: Mapping[str, Any]) -> str:
    name = str(told.get("id", ""))
    if name and "{" + name + "}" not in operation.path:
        raise InvalidHint(operation.key, f"the path has no variable {{{name}}}")
    return name


def _unknown(kind: str, value: str, known: tuple[str, ...]) -> str:
    meant = get_close_matches(value, known, n=1)
    hint = f"did you mean {meant[0]}?" if meant else f"known: {', '.join(known)}"
    return f"the {kind} {value!r} is unknown ({hint})"
