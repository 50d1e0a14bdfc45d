"""Real places: what is said of one in different members of a record agrees."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from mockserver.words import words


class Locality(NamedTuple):
    """A place, and how people who live there are called, paid and rung up."""

    city: str
    state: str
    state_code: str
    postcode: str
    country: str
    country_code: str
    currency: str
    timezone: str
    locale: str
    names: str  #: The locale of Faker whose people and streets are at home here.
    #: All but the last two digits: from what authorities set aside for fiction where they do.
    phone: str
    latitude: float
    longitude: float

    @property
    def has_number_first(self) -> bool:
        """Whether the number of a house stands before the street."""
        return self.locale[:2] in ("en", "fr", "ja")


LOCALITIES: Final = (
    Locality("Berlin", "Berlin", "BE", "10115", "Germany", "DE", "EUR", "Europe/Berlin",
             "de-DE", "de_DE", "+4930231250", 52.52, 13.4),
    Locality("Hamburg", "Hamburg", "HH", "20095", "Germany", "DE", "EUR", "Europe/Berlin",
             "de-DE", "de_DE", "+4940669690", 53.55, 9.99),
    Locality("Lyon", "Auvergne-Rhône-Alpes", "ARA", "69001", "France", "FR", "EUR",
             "Europe/Paris", "fr-FR", "fr_FR", "+334657100", 45.76, 4.84),
    Locality("Madrid", "Madrid", "MD", "28013", "Spain", "ES", "EUR", "Europe/Madrid",
             "es-ES", "es_ES", "+349100000", 40.42, -3.7),
    Locality("Turin", "Piedmont", "TO", "10121", "Italy", "IT", "EUR", "Europe/Rome",
             "it-IT", "it_IT", "+3901100000", 45.07, 7.69),
    Locality("Utrecht", "Utrecht", "UT", "3511 AA", "Netherlands", "NL", "EUR",
             "Europe/Amsterdam", "nl-NL", "nl_NL", "+313000000", 52.09, 5.12),
    Locality("Manchester", "England", "ENG", "M1 1AE", "United Kingdom", "GB", "GBP",
             "Europe/London", "en-GB", "en_GB", "+4416149600", 53.48, -2.24),
    Locality("Zurich", "Zurich", "ZH", "8001", "Switzerland", "CH", "CHF", "Europe/Zurich",
             "de-CH", "de_CH", "+414400000", 47.37, 8.54),
    Locality("Gothenburg", "Västra Götaland", "O", "411 01", "Sweden", "SE", "SEK",
             "Europe/Stockholm", "sv-SE", "sv_SE", "+463139006", 57.71, 11.97),
    Locality("Portland", "Oregon", "OR", "97205", "United States", "US", "USD",
             "America/Los_Angeles", "en-US", "en_US", "+150355501", 45.52, -122.68),
    Locality("Austin", "Texas", "TX", "78701", "United States", "US", "USD",
             "America/Chicago", "en-US", "en_US", "+151255501", 30.27, -97.74),
    Locality("Boston", "Massachusetts", "MA", "02108", "United States", "US", "USD",
             "America/New_York", "en-US", "en_US", "+161755501", 42.36, -71.06),
    Locality("Toronto", "Ontario", "ON", "M5H 2N2", "Canada", "CA", "CAD", "America/Toronto",
             "en-CA", "en_US", "+141655501", 43.65, -79.38),
    Locality("Melbourne", "Victoria", "VIC", "3000", "Australia", "AU", "AUD",
             "Australia/Melbourne", "en-AU", "en_GB", "+613701000", -37.81, 144.96),
    Locality("Singapore", "Singapore", "SG", "048616", "Singapore", "SG", "SGD",
             "Asia/Singapore", "en-SG", "en_GB", "+65600000", 1.35, 103.82),
)  # fmt: skip

#: What members of these names say of a place.
_SAID: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("city", "town", "hometown", "city name"), ("city",)),
    **dict.fromkeys(("country", "country name"), ("country", "country_code")),
    **dict.fromkeys(("country code", "country iso", "iso country"), ("country_code",)),
    **dict.fromkeys(("state", "province", "region", "county"), ("state", "state_code")),
    **dict.fromkeys(("currency", "currency code"), ("currency",)),
    **dict.fromkeys(("timezone", "time zone", "tz"), ("timezone",)),
    **dict.fromkeys(("zip", "zip code", "postcode", "postal code"), ("postcode",)),
}


@lru_cache(maxsize=4096)
def said_of_place(name: str) -> tuple[str, ...]:
    """Give what a member of this name says of a place; nothing, for most."""
    told = words(name)
    return _SAID.get(" ".join(told[-2:])) or _SAID.get(" ".join(told[-1:])) or ()


def places_with(
    told: Iterable[tuple[str, Any]], places: Sequence[Locality] = LOCALITIES
) -> Sequence[Locality]:
    """
    Give the places of which what is told is true, best some of `places`.

    It is told as names of members and their values; what is true nowhere says nothing.
    """
    for name, value in told:
        if isinstance(value, str) and value:
            facts, text = said_of_place(name), value.casefold()
            places = _fitting(places, facts, text) or _fitting(LOCALITIES, facts, text) or places
    return places


def _fitting(places: Sequence[Locality], facts: tuple[str, ...], told: str) -> tuple[Locality, ...]:
    return tuple(
        each
        for each in places
        if any(str(getattr(each, fact)).casefold() == told for fact in facts)
    )
