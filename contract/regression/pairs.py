"""What rules look at: the same thing in the old and in the new contract."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from contract.model import MediaType, Operation, Parameter
from contract.schemas.views import View

T = TypeVar("T")


@dataclass(frozen=True)
class Pair(Generic[T]):
    """The old and the new state of a thing; one is missing where it was added or removed."""

    old: T | None
    new: T | None

    @property
    def both(self) -> tuple[tuple[T, T], ...]:
        """The two, if it stayed."""
        return () if self.old is None or self.new is None else ((self.old, self.new),)

    @property
    def removed(self) -> tuple[T, ...]:
        """The old one, if it is gone."""
        return () if self.old is None or self.new is not None else (self.old,)

    @property
    def added(self) -> tuple[T, ...]:
        """The new one, if it was not there."""
        return () if self.new is None or self.old is not None else (self.new,)


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """What is said of an element's future."""

    pointer: str
    subject: str  #: "the operation", "the query parameter `limit`".
    deprecated: bool = False
    sunset: str | None = None
    stability: str | None = None

    @classmethod
    def of(cls, element: Mapping[str, Any], pointer: str, subject: str) -> "Lifecycle":
        """Read the usual spellings: `deprecated`, `x-sunset` and `x-stability-level`."""
        sunset, stability = element.get("x-sunset"), element.get("x-stability-level")
        return cls(
            pointer=pointer,
            subject=subject,
            deprecated=element.get("deprecated") is True,
            sunset=None if sunset is None else str(sunset),
            stability=None if stability is None else str(stability).lower(),
        )

    @property
    def sunset_day(self) -> date | None:
        """The day it may go; `None` where none is given or it cannot be read."""
        try:
            return date.fromisoformat((self.sunset or "")[:10])
        except ValueError:
            return None

    @property
    def is_stable(self) -> bool:
        """Whether clients may rely on it."""
        return self.stability not in ("alpha", "draft")


@dataclass(frozen=True)
class OperationPair(Pair[Operation]):
    """An operation, and the day by which sunset dates are judged."""

    today: date | None = None

    @property
    def may_go(self) -> bool:
        """Whether the old operation was announced to go, and the time has come."""
        old = self.old
        if old is None or not old.deprecated:
            return False
        lifecycle = Lifecycle.of(old.extensions, old.pointer, "")
        return lifecycle.sunset is None or has_come(lifecycle.sunset_day, self.today)


@dataclass(frozen=True)
class ParameterPair(Pair[Parameter]):
    """A parameter, with what its schema says and what is said of its future."""

    old_view: View | None = None
    new_view: View | None = None
    old_lifecycle: Lifecycle | None = None
    today: date | None = None

    @property
    def may_go(self) -> bool:
        """Whether the old parameter was announced to go, and the time has come."""
        old = self.old_lifecycle
        return old is not None and old.deprecated and has_come(old.sunset_day, self.today)

    @property
    def is_structured(self) -> bool:
        """Whether arrays or objects pass on both sides: only they can be written differently."""
        views = (self.old_view, self.new_view)
        return all(view is None or view.types & {"array", "object"} for view in views)

    @property
    def became_list(self) -> bool:
        """
        Whether a single value became a list of such values, and is a list of one by itself.

        `?tag=a` is written alike for both: in the query, by style `form` with `explode`.
        """
        new, old_view, new_view = self.new, self.old_view, self.new_view
        if new is None or old_view is None or new_view is None:
            return False
        is_repeated = new.location == "query" and new.style == "form" and new.explode
        single = not old_view.types & {"array", "object"} and new_view.types == {"array"}
        least = new_view.bounds.get("minItems")
        return is_repeated and single and (least is None or least.value <= 1)


def has_come(day: date | None, today: date | None) -> bool:
    """Tell whether a day has come; where either is unknown, it has not."""
    return day is not None and today is not None and day <= today


@dataclass(frozen=True)
class MediaPair(Pair[MediaType]):
    """A media type of a response, and whether it stands first."""

    comes_first: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a response."""

    name: str
    value: Any
    pointer: str


@dataclass(frozen=True, slots=True)
class Servers:
    """The URLs at which an operation is served, their variables filled in."""

    urls: tuple[str, ...]
    pointer: str


@dataclass(frozen=True, slots=True)
class Component:
    """A schema of `components`."""

    name: str
    pointer: str
