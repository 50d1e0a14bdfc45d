"""
The object a value belongs to: what its members have to agree upon.

A person's e-mail address has the person's name, and what was finished was created before: both
follow from one seed, so the members agree without knowing of each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import blake2b
from random import Random
from typing import Final, TypeVar

from mockserver.values.vocabulary import (
    CATEGORIES,
    COMPANIES,
    FILES,
    HEADINGS,
    LOCALITIES,
    MEN,
    PETS,
    QUALITIES,
    SURNAMES,
    TAGS,
    THINGS,
    TOPICS,
    WOMEN,
    WORDS,
    Locality,
)
from mockserver.words import slug_of, words

Value = TypeVar("Value")

PEOPLE: Final = frozenset(
    "user account author owner customer person member contact employee creator actor assignee "
    "reviewer manager driver patient student teacher sender recipient profile me player passenger "
    "guest client seller buyer participant attendee artist speaker".split()
)
_COMPANIES: Final = frozenset(
    "company organization organisation tenant business vendor supplier brand publisher employer "
    "merchant manufacturer shop store restaurant operator".split()
)
_PRODUCTS: Final = frozenset("product item article line sku variant goods".split())
_TITLED: Final = frozenset(
    "post article page story course event video issue task news talk".split()
)
NAMED: Final = frozenset(("product", "item", "pet", *PEOPLE, *_COMPANIES)) - {"article"}

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


class Chance(Random):
    """Chance out of a digest: beginning anew costs no more than a draw."""

    def seed(self, a: object = None, version: int = 2) -> None:
        """Begin with the bytes of a digest; anything else is the beginning of nothing."""
        self._digest = a if isinstance(a, bytes) else b""
        self._pool, self._bits = int.from_bytes(self._digest, "big"), 8 * len(self._digest)

    def getrandbits(self, k: int, /) -> int:
        """Give bits that were not given yet."""
        while self._bits < k:
            self._digest = blake2b(self._digest).digest()
            self._pool |= int.from_bytes(self._digest, "big") << self._bits
            self._bits += 512
        given = self._pool & ((1 << k) - 1)
        self._pool >>= k
        self._bits -= k
        return given

    def random(self) -> float:
        """Give a number from 0 on, below 1."""
        return self.getrandbits(53) * 2.0**-53


class Draws:
    """The one source of chance: reseeded for each value, so that no order of calls matters."""

    def __init__(self) -> None:
        self.random = Chance()

    def seeded(self, digest: bytes) -> "Draws":
        """Begin anew for a place."""
        self.random.seed(digest)
        return self

    def one(self, values: Sequence[Value]) -> Value:
        """Draw one of some values."""
        return values[self.random.getrandbits(32) % len(values)]


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
        """Both names as one word: `ada.lovelace`."""
        return f"{self.first}.{self.last}".lower()

    @property
    def initials(self) -> str:
        """The first letters of both names: `AL`."""
        return self.first[0] + self.last[0]

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
        draws = self._draws.seeded(b"person" + self._digest)
        gender = draws.one(("female", "male"))
        first = draws.one(WOMEN if gender == "female" else MEN)
        return Person(first, draws.one(SURNAMES), gender)

    @cached_property
    def locality(self) -> Locality:
        """Where the object is."""
        return self._draws.seeded(b"locality" + self._digest).one(LOCALITIES)

    @cached_property
    def called(self) -> str:
        """What the object is called."""
        return name_for(frozenset(self.subject), self._draws.seeded(b"called" + self._digest))

    @cached_property
    def name(self) -> str:
        """The name of the object; a person's is the person's."""
        return self.person.name if PEOPLE & {*self.subject} else self.called

    @cached_property
    def heading(self) -> str:
        """The title of the object: that of a text, unless it has a name of its own."""
        if {*self.subject} & NAMED:
            return self.name
        draws = self._draws.seeded(b"heading" + self._digest)
        return draws.one(HEADINGS).format(draws.one(TOPICS))

    @property
    def slug(self) -> str:
        """The title or the name as it stands in addresses: `light-blanket`."""
        said = self.heading if {*self.subject} & _TITLED else self.name
        return slug_of(said)

    @cached_property
    def _beginning(self) -> datetime:
        random = self._draws.seeded(b"beginning" + self._digest).random
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


def name_for(subject: frozenset[str], draws: Draws) -> str:
    """Give a name to a thing, by the words for what it is."""
    if subject & _COMPANIES:
        return draws.one(COMPANIES)
    if "pet" in subject:
        return draws.one(PETS)
    if subject & {"file", "document", "attachment", "upload"}:
        return draws.one(FILES)
    if subject & {"tag", "label", "topic"}:
        return draws.one(TAGS)
    if subject & {"category", "department"}:
        return draws.one(CATEGORIES)
    if subject & _PRODUCTS:
        return f"{draws.one(QUALITIES)} {draws.one(THINGS)}"
    if subject & {"book", "movie", "film", "episode", "song", "album", "playlist"}:
        return draws.one(HEADINGS).format(draws.one(TOPICS))
    if subject & {"city", "station", "location", "place"}:
        return draws.one(LOCALITIES).city
    return f"{draws.one(WORDS)} {draws.one(WORDS)}".capitalize()
