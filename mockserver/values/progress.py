"""
How far a thing has got: what is pending was not paid, and what did not fail has no error.

The state that an object tells decides which of its moments have come; flags go with their moments.
"""

from typing import Any, Final

from mockserver.values.members import Members, Names
from mockserver.values.moments import is_moment
from mockserver.values.scene import moment_of
from mockserver.words import words

_STATES: Final = ("status", "state", "phase", "order status", "run status", "payment status")
#: States of things that did not begin, of those that go on, and of those that went well.
_WAITING: Final = frozenset(
    "pending queued scheduled draft new todo created waiting requested planned unpaid backlog "
    "invited awaiting not_started".split()
)
_RUNNING: Final = frozenset(
    "running in_progress processing active started ongoing open building paused trialing".split()
)
_DONE: Final = frozenset("succeeded success completed complete done finished".split())
#: What things go through, as states and as words of moments; later ones have not come.
_COURSE: Final = (
    "started began submitted", "confirmed accepted approved authorized", "paid captured charged",
    "assigned packed prepared published", "shipped sent dispatched",
    "delivered received fulfilled completed released resolved merged fixed dismissed",
)  # fmt: skip
_STEP: Final = {word: step for step, line in enumerate(_COURSE) for word in line.split()}
_LAST: Final = len(_COURSE) - 1
#: What is said of any end, good or bad.
_ENDED: Final = frozenset(("closed", "ended", "finished"))
#: How things may end otherwise; there is a moment of it then, and else there is none.
_OTHERWISE: Final = frozenset(
    "archived deleted cancelled canceled revoked removed refunded failed rejected declined "
    "expired suspended void voided".split()
)
_FAILED: Final = frozenset("failed failure error rejected declined crashed".split())
_ERRORS: Final = ("error", "error message", "failure reason", "failure", "failure message",
                  "last error")  # fmt: skip
_FAULT: Final = "The connection was closed before the last part had arrived."
_PROGRESS: Final = ("progress", "percent complete", "completion", "progress percent")
_BEGINS: Final = ("started at", "start time", "begun at", "departure time", "created at")
_ENDS: Final = ("finished at", "ended at", "completed at", "end time", "stopped at", "arrival time")
#: How many seconds the unit of a duration has, by its name.
_LASTED: Final = {
    "elapsed time": 1, "elapsed seconds": 1, "duration seconds": 1, "run time": 1,
    "duration ms": 0.001, "elapsed ms": 0.001, "duration minutes": 60, "duration in minutes": 60,
}  # fmt: skip
_AT: Final = (" at", " on", " date")


def has_state(names: Names) -> bool:
    """Tell whether an object has a state."""
    return not names.keys().isdisjoint(_STATES)


def follow_state(members: Members, names: Names) -> None:
    """Let moments that have not come be nothing, and errors be there if there were any."""
    told = next((members.made.get(names[each]) for each in _STATES if each in names), None)
    if not isinstance(told, str):
        return
    state = "_".join(words(told))
    for name in filter(is_moment, names.values()):
        said = words(name)
        if state in said and state in _OTHERWISE:
            _come(members, name)
        elif not _has_come(said, state):
            members.drop(name)
    for name in (names[each] for each in _ERRORS if each in names):
        if state not in _FAILED:
            members.drop(name)
        elif members.made.get(name) is None:
            members.change(name, _FAULT)
    for name in (names[each] for each in _PROGRESS if each in names):
        if state in _WAITING or state in _DONE:
            members.change(name, *((0,) if state in _WAITING else (100, 1)))


def _has_come(said: tuple[str, ...], state: str) -> bool:
    """Tell whether a moment of some words has come in a state."""
    if not _OTHERWISE.isdisjoint(said) and "expires" not in said:
        return False
    if not _ENDED.isdisjoint(said):
        return state not in _WAITING and state not in _RUNNING
    step = next((_STEP[each] for each in said if each in _STEP), -1)
    if state in _WAITING:
        return step < 0
    if state in _RUNNING or state in _OTHERWISE:
        return step < _LAST
    return step <= _STEP.get(state, _LAST)


def _come(members: Members, name: str) -> None:
    """Let a moment have come, in whatever notation it has."""
    if members.made.get(name) is None:
        moment: Any = moment_of(name)(members.scene)
        members.change(name, f"{moment.isoformat()}Z", moment.date().isoformat())


def follow_clock(members: Members, names: Names) -> None:
    """Let what lasted have lasted from its beginning to its end."""
    begins, ends = _of(_BEGINS, names), _of(_ENDS, names)
    if not (members.is_made_up(begins) and members.is_made_up(ends)):
        return
    lasted = moment_of(ends)(members.scene) - moment_of(begins)(members.scene)
    for told, unit in _LASTED.items():
        if told in names:
            members.change(names[told], round(lasted.total_seconds() / unit))


def has_clock(names: Names) -> bool:
    """Tell whether an object has a beginning, an end and what lies between them."""
    return bool(_of(_BEGINS, names) and _of(_ENDS, names) and _of(tuple(_LASTED), names))


def _of(told: tuple[str, ...], names: Names) -> str:
    return next((names[each] for each in told if each in names), "")


def has_flags(names: Names) -> bool:
    """Tell whether an object has flags beside moments of the same words."""
    return any(not names.keys().isdisjoint(_flags_of(each)) for each in names)


def follow_moments(members: Members, names: Names) -> None:
    """Let a flag be true where its moment has come: `is_archived` beside `archived_at`."""
    for told, name in names.items():
        for flag in _flags_of(told):
            if flag in names and isinstance(members.made.get(names[flag]), bool):
                has_come = members.made.get(name) is not None
                if has_come and members.made[names[flag]] is False:
                    has_come = not members.drop(name)
                members.change(names[flag], has_come)


def _flags_of(told: str) -> tuple[str, ...]:
    """Give the names of flags that go with a moment."""
    base = next((told.removesuffix(each) for each in _AT if told.endswith(each)), "")
    return (base, f"is {base}", f"has {base}") if base else ()
