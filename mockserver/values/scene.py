"""
The object a value belongs to: what its members have to agree upon.

A person's e-mail address has the person's name, and what was finished was created before: both
follow from one seed, so the members agree without knowing of each other.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Final, Generic, NamedTuple, TypeVar

from mockserver.values.chance import Chance
from mockserver.values.kinds import THING
from mockserver.values.localities import LOCALITIES, Locality
from mockserver.values.moments import BIRTH, CREATED, DUE, EXPIRES, is_planned, stage_of
from mockserver.values.people import Person, person_of, plain
from mockserver.values.vocabulary import (
    CATEGORIES,
    COLORS,
    DEPARTMENTS,
    FILES,
    FILMS,
    GATHERINGS,
    HEADINGS,
    OF_PEOPLE,
    OF_PRODUCTS,
    OF_TEXTS,
    OF_THINGS,
    PETS,
    PICTURES,
    PLANS,
    QUALITIES,
    RECORDINGS,
    ROLES,
    SHADES,
    TAGS,
    THINGS,
    TOPICS,
    WORDS,
    supply,
)
from mockserver.words import slug_of

#: Made-up time begins here, in UTC, and lasts so long: past, whatever the clock says.
_EPOCH: Final = datetime.fromisoformat("2024-01-01T00:00:00")
_SECONDS: Final = 540 * 86400
#: How far moments of one stage lie apart at most, and how far the stages do, which is more: days;
#: seconds for what programs do, and hours for what people do in one go.
_STAGE_SECONDS: Final = (128_000, 140_000)
_PACES: Final = {"run": (25, 30), "trip": (3000, 3600), "event": (3000, 3600)}
#: What is due comes a month after the rest; what expires, after anybody's test run.
_LATER: Final = {DUE: timedelta(days=30), EXPIRES: timedelta(days=3650)}


class File(NamedTuple):
    """What the members of one object tell of a file."""

    stem: str
    extension: str
    media_type: str

    @property
    def name(self) -> str:
        """The name with its extension: `night-trains-report.pdf`."""
        return f"{self.stem}.{self.extension}"


_Fact = TypeVar("_Fact")


class _Drawn(Generic[_Fact]):
    """A fact of a scene, drawn when first asked for; `cached_property` of 3.11 takes a lock."""

    def __init__(self, draw: "Callable[[Scene], _Fact]") -> None:
        self._draw = draw
        self._name = draw.__name__

    def __get__(self, scene: "Scene", owner: object = None) -> _Fact:
        fact = scene.__dict__[self._name] = self._draw(scene)
        return fact


class Scene:
    """One object, by its seed and by the kind of thing it is."""

    def __init__(
        self, digest: bytes, kind: str = THING, places: Sequence[Locality] = LOCALITIES
    ) -> None:
        """`places`: where the object may be."""
        self.digest = digest
        self.kind = kind
        self.places = places

    def seen_as(self, kind: str) -> "Scene":
        """Give the same object as one of another kind; of no kind, it keeps its own."""
        return self if kind in (THING, self.kind) else Scene(self.digest, kind, self.places)

    def among(self, places: Sequence[Locality]) -> "Scene":
        """Give the same object at one of some places."""
        return self if places is self.places else Scene(self.digest, self.kind, places)

    def other(self, role: str) -> "Scene":
        """Give the scene of another person that the object speaks of, by what that one is."""
        return Scene(blake2b(self.digest + role.encode(), digest_size=16).digest(), "person")

    def chance(self, fact: bytes) -> Chance:
        """Give the draws for one fact."""
        return Chance(fact + self.digest)

    @_Drawn
    def locality(self) -> Locality:
        """Where the object is."""
        return self.chance(b"locality").one(self.places)

    @_Drawn
    def person(self) -> Person:
        """The person that the object is, or that it names."""
        return person_of(self.locality.names, self.chance(b"person"))

    @_Drawn
    def company(self) -> str:
        """The company that the object is, or that it names."""
        return self.chance(b"company").one(supply("company", self.locality.names))

    @_Drawn
    def file(self) -> File:
        """The file that the object is, or that it tells of."""
        chance = self.chance(b"file")
        kind, extension, media_type = chance.one(_FILES.get(self.kind, FILES))
        return File(f"{slug_of(self.topic)}-{kind}", extension, media_type)

    @_Drawn
    def color(self) -> str:
        """The colour of the object."""
        return self.chance(b"color").one(COLORS)

    @_Drawn
    def topic(self) -> str:
        """What the object is about."""
        return self.chance(b"topic").one(TOPICS)

    @_Drawn
    def name(self) -> str:
        """The name of the object; a person's is the person's."""
        return name_of(self.kind, self)

    @property
    def heading(self) -> str:
        """The title of the object: that of a text, unless it has a name of its own."""
        if self.kind in _NAMED:
            return self.name
        return self.chance(b"heading").one(HEADINGS).format(self.topic)

    @property
    def description(self) -> str:
        """A sentence about the object."""
        chance = self.chance(b"description")
        if self.kind == "person":
            return chance.one(OF_PEOPLE).format(self.person.first)
        if self.kind in ("text", "event"):
            return chance.one(OF_TEXTS).format(self.topic.lower())
        return chance.one(OF_PRODUCTS if self.kind == "product" else OF_THINGS).format(self.name)

    @property
    def slug(self) -> str:
        """The name as it stands in addresses: `light-blanket`."""
        return slug_of(plain(self.name))

    @_Drawn
    def _beginning(self) -> datetime:
        return _EPOCH + timedelta(seconds=self.chance(b"beginning").below(_SECONDS))

    def moment(self, stage: int) -> datetime:
        """Give the moment of a stage in the object's life, in UTC without saying so."""
        if stage == BIRTH:
            return self._beginning - timedelta(days=365 * 20 + self.digest[0] * 30)
        scatter, apart = _PACES.get(self.kind, _STAGE_SECONDS)
        since = self.digest[stage] * scatter // 256 + (stage - CREATED) * apart
        return self._beginning + timedelta(seconds=since) + _LATER.get(stage, timedelta())

    @property
    def age(self) -> int:
        """How many years a person was old in the beginning."""
        return (self._beginning - self.moment(BIRTH)).days // 366


def moment_of(name: str) -> Callable[[Scene], datetime]:
    """Give what tells when it is that a name speaks of; what people plan is at a quarter."""
    stage = stage_of(name)
    if not is_planned(name):
        return lambda scene: scene.moment(stage)

    def quarter(scene: Scene) -> datetime:
        moment = scene.moment(stage)
        return moment.replace(minute=moment.minute // 15 * 15, second=0)

    return quarter


_FILES: Final = {"picture": PICTURES, "recording": RECORDINGS, "film": FILMS}
#: Kinds whose title is their name.
_NAMED: Final = frozenset("person company product pet file picture recording film".split())


def name_of(kind: str, scene: Scene, noun: str = "") -> str:
    """Give what a thing of a kind is called; things that are not the scene's own by their noun."""
    named = _NAMES.get(kind)
    if named is not None:
        return named(scene, scene.chance(kind.encode()))
    chance = scene.chance(b"thing " + noun.encode())
    return f"{chance.one(SHADES)} {chance.one(WORDS)}".capitalize()


_NAMES: Final[Mapping[str, Callable[[Scene, Chance], str]]] = {
    "person": lambda scene, _: scene.person.name,
    "company": lambda scene, _: scene.company,
    "product": lambda _, chance: f"{chance.one(QUALITIES)} {chance.one(THINGS)}",
    "text": lambda scene, _: scene.chance(b"heading").one(HEADINGS).format(scene.topic),
    "pet": lambda _, chance: chance.one(PETS),
    "file": lambda scene, _: scene.file.name,
    "picture": lambda scene, _: scene.file.name,
    "recording": lambda scene, _: scene.file.name,
    "film": lambda scene, _: scene.file.name,
    "label": lambda _, chance: chance.one(TAGS),
    "category": lambda _, chance: chance.one(CATEGORIES),
    "department": lambda _, chance: chance.one(DEPARTMENTS),
    "team": lambda _, chance: f"{chance.one(WORDS).capitalize()} Team",
    "plan": lambda _, chance: chance.one(PLANS),
    "role": lambda _, chance: chance.one(ROLES),
    "place": lambda scene, _: scene.locality.city,
    "country": lambda scene, _: scene.locality.country,
    "event": lambda scene, chance: f"{scene.topic} {chance.one(GATHERINGS)}",
    "repository": lambda _, chance: f"{chance.one(SHADES)}-{chance.one(WORDS)}",
}
