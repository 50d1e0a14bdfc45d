"""
The object a value belongs to: what its members have to agree upon.

A person's e-mail address has the person's name, and what was finished was created before: both
follow from one seed, so the members agree without knowing of each other.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from random import Random
from typing import Final

from faker import Faker, Generator

from mockserver.words import words

#: Made-up time begins here and lasts so long: always past, whatever the clock says.
_EPOCH: Final = datetime(2024, 1, 1, tzinfo=UTC)
_DAYS: Final = 540

#: Words of names of moments, by how late the moment is in the life of a thing.
_STAGES: Final = (
    "born birth birthday",
    "created create creation ctime c registered joined added inserted ordered issued from since",
    "started start starts begin began begins opened open uploaded scheduled in",
    "published sent accepted confirmed assigned shipped",
    "updated update modified modify utime mtime u changed edited seen login used active accessed",
    "finished finish ended end ends completed complete closed delivered released until to out",
    "archived deleted cancelled canceled revoked removed",
    "expires expire expired expiry expiration expiring due deadline renewal",
)
_STAGE_OF: Final = {word: stage for stage, line in enumerate(_STAGES) for word in line.split()}
_USUAL_STAGE: Final = _STAGE_OF["created"]


class Draws:
    """The one source of chance: reseeded for each value, so that no order of calls matters."""

    def __init__(self) -> None:
        self.random = Random()  # noqa: S311 - sample data
        generator = Generator()
        generator.random = self.random
        self.fake = Faker("en_US", generator=generator, use_weighting=False)

    def seeded(self, digest: bytes) -> "Draws":
        """Begin anew for a place."""
        self.random.seed(int.from_bytes(digest, "big"))
        return self


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the members of one object speak of."""

    first: str
    last: str

    @property
    def name(self) -> str:
        """Both names: `Ada Lovelace`."""
        return f"{self.first} {self.last}"

    @property
    def username(self) -> str:
        """Both names as one word: `ada.lovelace`."""
        return f"{self.first}.{self.last}".lower().replace(" ", "")

    @property
    def email(self) -> str:
        """An address that nobody can have (RFC 2606)."""
        return f"{self.username}@example.com"


class Scene:
    """One object, by its seed and by the words for what it is."""

    def __init__(self, draws: Draws, digest: bytes, subject: tuple[str, ...]) -> None:
        self._draws = draws
        self._digest = digest
        self.subject = subject

    @cached_property
    def person(self) -> Person:
        """The person that the object is, or that it names."""
        fake = self._draws.seeded(self._digest).fake
        return Person(fake.first_name(), fake.last_name())

    @cached_property
    def _beginning(self) -> datetime:
        random = self._draws.seeded(self._digest).random
        return _EPOCH + timedelta(seconds=random.randrange(_DAYS * 86400))

    def moment(self, name: str) -> datetime:
        """Give the moment that a member's name speaks of."""
        found = [_STAGE_OF[each] for each in words(name) if each in _STAGE_OF]
        stage = found[0] if found else _USUAL_STAGE
        if stage == 0:
            return self._beginning - timedelta(days=365 * 20 + self._digest[0] * 30)
        # Each stage is later than any moment of the one before.
        seconds = self._digest[stage] * 40 + (stage - 1) * 12_000
        later = timedelta(days=90) if stage == len(_STAGES) - 1 else timedelta()
        return self._beginning + timedelta(seconds=seconds) + later
