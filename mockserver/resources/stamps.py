"""What a server sets by itself: moments, and states that actions lead to."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from contract.schemas.parts import Parts
from mockserver.values.moments import is_moment
from mockserver.words import shared_start, words

_CREATED: Final = frozenset("created create creation ctime inserted registered joined".split())
_CHANGED: Final = frozenset("updated update modified modify utime mtime changed edited".split())
_BORN: Final = frozenset("born birth birthday".split())
_STARTS: Final = frozenset("start starts begin begins".split())
_ENDS: Final = frozenset("end ends finish finishes".split())
_LATER: Final = frozenset("expires expiry expiration due deadline renewal".split())
_STATES: Final = frozenset(("status", "state", "phase"))
#: Letters that a verb and the state it leads to have in common, at least.
_SHARED: Final = 4

_IRREGULAR: Final = {"pay": "paid", "send": "sent", "hold": "held", "resume": "active"}

#: Whether a member's schema admits a value.
Admits = Callable[[Parts, Any], bool]


def moments(
    members: Mapping[str, Parts], now: datetime, admits: Admits, *, is_new: bool
) -> dict[str, Any]:
    """Give the members that tell when a record came to be or was changed, in their notation."""
    wanted = _CREATED | _CHANGED if is_new else _CHANGED
    found: dict[str, Any] = {}
    for name, parts in members.items():
        said = words(name)
        if wanted.isdisjoint(said) or not {"at", "on", "time", "date", *wanted} & set(said[-1:]):
            continue
        for value in notations(now):
            if admits(parts, value):
                found[name] = value
                break
    return found


def beginnings(
    members: Mapping[str, Parts],
    told: Mapping[str, Any],
    now: datetime,
    admits: Admits,
    values: Callable[[Parts], tuple[Any, ...] | None],
) -> dict[str, Any]:
    """
    Give what members of a new record are that nobody tells.

    Its state is the first that the contract names, nothing has happened to it yet, and what counts
    is zero.
    """
    found: dict[str, Any] = {}
    for name, parts in members.items():
        said = words(name)
        if said[-1:] and said[-1] in _STATES:
            fitting: tuple[Any, ...] = (values(parts) or ())[:1]
        elif is_moment(name) and _BORN.isdisjoint(said):
            then = now + timedelta(days=30) if not _LATER.isdisjoint(said) else now
            begins = (told[each] for each in told if not _STARTS.isdisjoint(words(each)))
            fitting = (None, *notations(then))
            fitting = (*begins, *fitting) if not _ENDS.isdisjoint(said) else fitting
        else:
            fitting = (0,) if said[-1:] == ("count",) else ()
        found.update((name, each) for each in fitting[::-1] if admits(parts, each))
    return found


def notations(now: datetime) -> tuple[Any, ...]:
    """Give the ways in which a moment is written: with its time, as a date, in seconds."""
    seconds = now.timestamp()
    text = now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return text, now.date().isoformat(), int(seconds), seconds


def states(
    verb: str, members: Mapping[str, Parts], values: Callable[[Parts], tuple[Any, ...] | None]
) -> dict[str, Any]:
    """
    Give the members that an action changes: `publish` leads to `status: published`.

    A flag of that name turns true: `archive` leads to `is_archived: true`.
    """
    word = (words(verb) or ("",))[0]
    found: dict[str, Any] = {}
    for name, parts in members.items():
        said = words(name)
        if said[-1:] and said[-1] in _STATES:
            led = [each for each in values(parts) or () if _leads_to(word, each)]
            found.update({name: led[0]} if led else {})
        elif said[-1:] and _leads_to(word, said[-1]):
            found[name] = True
    return found


def stated(members: Mapping[str, Any]) -> list[str]:
    """Name the members that tell the state of a record."""
    return [name for name in members if words(name)[-1:] and words(name)[-1] in _STATES]


def reached(
    verb: str, members: Mapping[str, Parts], now: datetime, admits: Admits
) -> dict[str, Any]:
    """Give the moment that an action leaves behind: `publish` sets `published_at`."""
    word = (words(verb) or ("",))[0]
    found: dict[str, Any] = {}
    for name, parts in members.items():
        if is_moment(name) and _leads_to(word, words(name)[0]):
            found.update((name, each) for each in notations(now)[::-1] if admits(parts, each))
    return found


def _leads_to(verb: str, state: Any) -> bool:
    if not isinstance(state, str):
        return False
    said = state.lower()
    if _IRREGULAR.get(verb) == said:
        return True
    shared = shared_start(verb, said)
    whole = len(verb) >= _SHARED - 1 and shared == len(verb)
    return whole or (shared >= _SHARED and shared >= min(len(verb), len(state)) - 2)
