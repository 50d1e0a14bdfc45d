"""
How far a thing has got: what is pending was not paid, and what did not fail has no error.

The state that an object tells decides which of its moments have come; flags go with their moments.
"""

from typing import Final

from mockserver.values.members import Members, Names
from mockserver.values.moments import is_moment
from mockserver.words import words

_STATES: Final = ("status", "state", "phase", "payment status", "order status", "run status")
#: States of things that did not begin, of things that go on, of those that are over or failed.
_WAITING: Final = frozenset(
    "pending queued scheduled draft new todo created waiting requested planned unpaid backlog "
    "invited awaiting not_started".split()
)
_RUNNING: Final = frozenset(
    "running in_progress processing active started ongoing open building paused trialing".split()
)
_OVER: Final = frozenset(
    "archived deleted cancelled canceled revoked removed refunded disabled inactive".split()
)
_FAILED: Final = frozenset("failed failure error rejected declined crashed".split())
#: Words of moments: they come as the thing goes on, at its end, after it, and if it fails.
_ON_THE_WAY: Final = frozenset(
    "started began published sent accepted confirmed shipped paid approved".split()
)
_AT_THE_END: Final = frozenset(
    "finished ended completed closed delivered released resolved merged fixed dismissed".split()
)
_AFTERWARDS: Final = frozenset(
    "archived deleted cancelled canceled revoked removed refunded".split()
)
_IN_VAIN: Final = frozenset(("failed", "rejected", "declined"))
_ERRORS: Final = ("error", "error message", "failure reason", "failure", "failure message",
                  "last error")  # fmt: skip
_FAULT: Final = "The connection was closed before the last part had arrived."
_AT: Final = (" at", " on", " date")


def follow_state(members: Members, names: Names) -> None:
    """Let moments that have not come be nothing, and errors be there if there were any."""
    state = next((members.made.get(names[each]) for each in _STATES if each in names), None)
    if not isinstance(state, str):
        return
    state = "_".join(words(state))
    missing = _to_come(state)
    for name in names.values():
        if is_moment(name) and not missing.isdisjoint(words(name)):
            members.drop(name)
    for name in (names[each] for each in _ERRORS if each in names):
        if state not in _FAILED:
            members.drop(name)
        elif members.made.get(name) is None:
            members.change(name, _FAULT)


def _to_come(state: str) -> frozenset[str]:
    """Give the words of moments that have not come in a state."""
    missing = frozenset() if state in _OVER else _AFTERWARDS
    missing |= frozenset() if state in _FAILED else _IN_VAIN
    if state in _WAITING:
        return missing | _ON_THE_WAY | _AT_THE_END
    return missing | _AT_THE_END if state in _RUNNING else missing


def follow_moments(members: Members, names: Names) -> None:
    """Let a flag be true where its moment has come: `is_archived` beside `archived_at`."""
    for told, name in names.items():
        for flag in _flags_of(told):
            if flag in names and isinstance(members.made.get(names[flag]), bool):
                has_come = members.made.get(name) is not None
                if has_come and members.made[names[flag]] is False:
                    has_come = not members.drop(name)
                members.change(names[flag], has_come)


def has_flags(names: Names) -> bool:
    """Tell whether an object has flags beside moments of the same words."""
    return any(not names.keys().isdisjoint(_flags_of(each)) for each in names)


def has_state(names: Names) -> bool:
    """Tell whether an object has a state."""
    return not names.keys().isdisjoint(_STATES)


def _flags_of(told: str) -> tuple[str, ...]:
    """Give the names of flags that go with a moment."""
    base = next((told.removesuffix(each) for each in _AT if told.endswith(each)), "")
    return (base, f"is {base}", f"has {base}") if base else ()
