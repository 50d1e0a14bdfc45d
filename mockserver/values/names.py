"""
What a name tells: it is looked up in the tables of meanings.

A name is looked up whole, then by its last two words, then by its last word. What it tells is a
wish; whether the schema admits it is for others to judge.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, TypeVar

from mockserver.values.addresses import url
from mockserver.values.kinds import kind_of_thing
from mockserver.values.meanings import FLAGS, NUMBERS, OFTEN_NULL, TEXTS, Text
from mockserver.values.scene import name_of
from mockserver.words import words

_Found = TypeVar("_Found")

#: Whom and where an object speaks of beside the one that it is of or speaks of first.
_OTHERS: Final = frozenset(
    "recipient receiver reviewer approver approved updated modified assignee assigned manager "
    "supervisor guardian emergency referrer merged closed deleted to cc bcc destination "
    "arrival".split()
)
#: Kinds that a text without any other meaning names one of: `speaker`, `vendor`, `pet`.
_NAMED_KINDS: Final = frozenset("person company product pet team plan department".split())
#: Words of addresses that tell how something is reached, and not what.
_WAYS: Final = frozenset("api base full html public self web".split())
#: Words behind a name that only tell which of several is meant.
_WHICH: Final = frozenset("from to start end min max minimum maximum".split())


def _by_name(rows: Sequence[tuple[str, _Found]]) -> Mapping[str, _Found]:
    return {name: found for names, found in rows for name in names.split(", ")}


_TEXTS: Final = _by_name([(each.names, each.make) for each in TEXTS])
_NUMBERS: Final = _by_name([(each.names, (each.least, each.most)) for each in NUMBERS])
_FLAGS: Final = _by_name([(each.names, each.share) for each in FLAGS])


def _by_words(name: str, table: Mapping[str, _Found]) -> _Found | None:
    said = words(name)
    if said[-1:] and said[-1].isdecimal() and len(said) > 1:
        said = (*said[:-2], said[-2] + said[-1])  # `line_1` and `line1` are one name.
    for told in (said, _core(said)):
        for count in (len(told), 2, 1):
            found = table.get(" ".join(told[-count:]))
            if found is not None:
                return found
    return None


def _core(said: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out what only tells which one is meant: `year_of_birth` and `year_to` are years."""
    if "of" in said[1:]:
        return said[: said.index("of", 1)]
    return said[:-1] if said[-1:] and said[-1] in _WHICH else said


@lru_cache(maxsize=4096)
def text_for(name: str) -> Text | None:
    """Give what makes the text that a name tells of; nothing where it tells none."""
    make = _own_text(name)
    return make if make is None else of_whom(name, make)


def of_whom(name: str, make: Text) -> Text:
    """Let a text be about the one that its name speaks of: `recipient_email`, `destination`."""
    role = next((each for each in words(name) if each in _OTHERS), "")
    return (lambda scene, chance: make(scene.other(role), chance)) if role else make


def _own_text(name: str) -> Text | None:
    said = words(name)
    if said[-1:] == ("name",) and len(said) > 1 and " ".join(said[-2:]) not in _TEXTS:
        return _named(" ".join(said[:-1]))  # `passenger_name`, `pet_name`.
    if said[-1:] and said[-1] in ("url", "uri", "link", "href") and " ".join(said) not in _TEXTS:
        told = _by_words(name, _TEXTS)
        shown = [each for each in said[:-1] if each not in _WAYS]
        return _page("-".join(shown)) if told is url and shown else told
    return _by_words(name, _TEXTS) or _named_after_kind(name)


def _named_after_kind(name: str) -> Text | None:
    kind = kind_of_thing(name)
    return (lambda scene, _: name_of(kind, scene)) if kind in _NAMED_KINDS else None


def _named(noun: str) -> Text:
    """Give what makes the name of a thing that another speaks of."""
    kind = kind_of_thing(noun)
    return lambda scene, _: name_of(kind, scene, noun)


def _page(what: str) -> Text:
    """Give what makes the addresses of something: `labels_url`."""
    return lambda _, chance: f"https://example.com/{what}/{chance.hexadecimal(6)}"


def code_for(name: str) -> Text | None:
    """Give what makes the code of what a name tells of: of a country, a currency, a state."""
    return _TEXTS.get(f"{words(name)[-1]} code") if words(name) else None


def range_for(name: str) -> tuple[float, float] | None:
    """Give the usual least and most of a number of this name."""
    return _by_words(name, _NUMBERS)


def share_for(name: str) -> float:
    """Give how many of all flags of this name are true: half of them, unless it tells more."""
    found = _by_words(name, _FLAGS)
    return 0.5 if found is None else found


def is_often_null(name: str) -> bool:
    """Tell whether a member is usually null where it may be."""
    return not OFTEN_NULL.isdisjoint(words(name))
