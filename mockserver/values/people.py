"""People: one has one name, whatever the member that tells of it."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from mockserver.values.chance import Chance
from mockserver.values.vocabulary import supply

#: Letters that do not come apart into a plain one and a mark.
_PLAIN: Final = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe"})


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the members of one object speak of."""

    first: str
    last: str
    gender: str

    @property
    def name(self) -> str:
        """Both names: `Ada Lovelace`."""
        return f"{self.first} {self.last}"

    @property
    def username(self) -> str:
        """Both names in plain letters: `ada.lovelace`."""
        return f"{_word(self.first)}.{_word(self.last)}"

    @property
    def initials(self) -> str:
        """The first letters of both names: `AL`."""
        return (self.first[0] + self.last[0]).upper()

    @property
    def email(self) -> str:
        """An address that nobody can have (RFC 2606)."""
        return f"{self.username}@example.com"


def person_of(locale: str, chance: Chance) -> Person:
    """Draw a person of a country."""
    gender = chance.one(("female", "male"))
    first = chance.one(supply(f"first_name_{gender}", locale))
    return Person(first, chance.one(supply("last_name", locale)), gender)


def plain(text: str) -> str:
    """Give a text without marks on its letters: `Jose Alvarez`."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    return "".join(each for each in apart if not unicodedata.combining(each))


@lru_cache(maxsize=4096)
def _word(text: str) -> str:
    return "".join(filter(str.isalnum, plain(text).lower()))
