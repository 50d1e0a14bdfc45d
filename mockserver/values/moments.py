"""
When things happen to a record, by the names of its moments: `created_at`, `finished_at`.

The words of a name tell a stage in the life of a thing; a later stage is later in time.
"""

from functools import lru_cache
from typing import Final

from mockserver.words import words

_MOMENTS: Final = frozenset(
    "at on date time timestamp datetime ctime utime mtime birthday dob expires expiry "
    "deadline".split()
)
#: Words of names of moments, by how late the moment is in the life of a thing.
_STAGES: Final = (
    "born birth birthday dob",
    "created create creation ctime c registered joined added inserted ordered issued from since",
    "started start starts begin began begins opened open uploaded scheduled in pushed departure "
    "departs departed",
    "published sent accepted confirmed assigned shipped paid approved merged",
    "updated update modified modify utime mtime u changed edited seen read viewed "
    "login used active accessed",
    "finished finish ended end ends stopped completed complete closed delivered released until to "
    "out resolved failed fixed dismissed arrival arrives arrived",
    "archived deleted cancelled canceled revoked removed refunded",
    "due deadline renewal renews next",
    "expires expire expired expiry expiration expiring",
)
_STAGE_OF: Final = {word: stage for stage, line in enumerate(_STAGES) for word in line.split()}

BIRTH: Final = 0
CREATED: Final = _STAGE_OF["created"]
#: The first stage that a thing need not have reached yet.
REACHED: Final = _STAGE_OF["published"]
UPDATED: Final = _STAGE_OF["updated"]
FINISHED: Final = _STAGE_OF["finished"]
DUE: Final = _STAGE_OF["due"]
EXPIRES: Final = _STAGE_OF["expires"]


#: Words before "time" that make it last rather than come.
_LASTING: Final = frozenset(
    "cook cooking cpu delivery duration elapsed estimated execution load prep preparation "
    "processing read reading response run total travel up wait".split()
)
_PLANNED: Final = frozenset(
    "start starts begin begins end ends departure arrival due deadline scheduled".split()
)
_DAYS: Final = frozenset("birthday date dob on".split())


@lru_cache(maxsize=4096)
def is_moment(name: str) -> bool:
    """Tell whether a name is that of a moment: `created_at`, `birthday`, `date_of_birth`."""
    said = words(name)
    if said[-1:] == ("time",) and not _LASTING.isdisjoint(said[:-1]):
        return False
    return bool(said) and (said[-1] in _MOMENTS or said[:2] == ("date", "of"))


def is_day(name: str) -> bool:
    """Tell whether the name of a moment is that of a day: `start_date`."""
    said = words(name)
    return bool(said) and (said[-1] in _DAYS or said[:2] == ("date", "of"))


def is_planned(name: str) -> bool:
    """Tell whether a moment is one that people agree upon: `starts_at`, `due_date`."""
    return not _PLANNED.isdisjoint(words(name))


@lru_cache(maxsize=4096)
def stage_of(name: str) -> int:
    """Give the stage that the name of a moment speaks of; what tells none is when it began."""
    found = (_STAGE_OF[each] for each in words(name) if each in _STAGE_OF)
    return next(found, CREATED)
