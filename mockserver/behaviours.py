"""
Behaviours: ordinary functions bound to operations.

A module of behaviours is a module with functions marked by `@behaviour`; whoever serves a contract
collects them. The same decorator serves the systems that come with the project and the modules of
users.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Protocol, runtime_checkable

from contract.model import Operation
from contract.validation import Upload, Values, Violation
from mockserver.http.preferences import NO_PREFERENCES, Preferences
from mockserver.messages import Headers, MockReply, MockRequest
from mockserver.world import World


@dataclass(slots=True)
class Call:
    """One request to one operation, on its way through the mock."""

    operation: Operation
    world: World
    request: MockRequest
    values: Values  #: The body is there only behind the validation.
    files: Mapping[str, tuple[Upload, ...]] = field(default_factory=dict)
    preferences: Preferences = NO_PREFERENCES  #: The reply that the client asks for.
    caller: Any = None  #: Who calls; whatever the system's `admit` made of the credentials.


Behaviour = Callable[[Call], MockReply]


@runtime_checkable
class Preparable(Protocol):
    """A behaviour whose first call takes long, unless it is prepared."""

    def prepare(self) -> object:
        """Do ahead what the first call would wait for; any thread may ask for it."""


@dataclass(eq=False)
class Refusal(Exception):
    """A request that is answered by an error; the system gives it the contract's own shape."""

    status: int
    code: str = ""  #: The API's own word for the error; empty: the status decides.
    message: str = ""
    hint: str = ""
    violations: tuple[Violation, ...] = ()
    headers: Headers = ()
    body: Any = None  #: Instead of the general shape: the whole body.


class System(Protocol):
    """What a contract's behaviours need from the API they belong to."""

    @property
    def behaviours(self) -> Mapping[str, Behaviour]:
        """Give the behaviours by operation key."""

    @property
    def takes_any_body(self) -> bool:
        """Tell whether a body that is no JSON counts as an empty object."""

    @property
    def imitates_server(self) -> bool:
        """
        Tell whether one known server is imitated, down to what it leaves undone.

        Such a mock ignores `Accept`, and knows no path without its base path.
        """

    @property
    def largest_body_bytes(self) -> int:
        """Give the size beyond which a request's body is refused with 413."""

    @property
    def headers(self) -> Headers:
        """Give the headers that every reply has."""

    def admit(self, call: Call) -> None:
        """
        Let a call pass, before its query and body are looked at; sets its caller.

        Raises:
            Refusal: the caller may not do this.
        """

    def refuse(self, refusal: Refusal, operation: Operation | None) -> MockReply:
        """Give an error the shape the contract documents for it."""

    def seed(self, world: World) -> None:
        """Put into a new world what is there from the start."""

    def tokens(self, world: World) -> Mapping[str, str]:
        """Give the credentials that work from the start, each with what it is for."""

    def hints(self, world: World) -> tuple[str, ...]:
        """Give what else a person who uses the mock should know, a line each."""


def behaviour(*keys: str) -> Callable[[Behaviour], Behaviour]:
    """Bind a function to operations, each by its key: `@behaviour("GET /apps")`."""

    def mark(function: Behaviour) -> Behaviour:
        function.operation_keys = keys  # type: ignore[attr-defined]
        return function

    return mark


def collect(*modules: ModuleType) -> dict[str, Behaviour]:
    """Gather the marked functions of modules, by operation key; later modules win."""
    found: dict[str, Behaviour] = {}
    for module in modules:
        for value in vars(module).values():
            for key in getattr(value, "operation_keys", ()):
                found[key] = value
    return found
