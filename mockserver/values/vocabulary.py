"""
The words that made-up values consist of; nothing here decides anything.

Faker knows people, companies and streets. It is asked once for a supply of each: a value is then
picked by its place, in microseconds, and does not depend on what was asked for before it.
"""

from typing import Final, NamedTuple

from faker import Faker

#: Of each kind, before those that came twice are left out.
_SUPPLY: Final = 60


def _made(kind: str) -> tuple[str, ...]:
    faker = Faker("en_US", use_weighting=False)
    faker.seed_instance(kind)
    return tuple(dict.fromkeys(str(faker.format(kind)) for _ in range(_SUPPLY)))


class Locality(NamedTuple):
    """A real place, so that the members of an address agree."""

    city: str
    state: str
    state_code: str
    postcode: str
    country: str
    country_code: str
    currency: str
    timezone: str
    locale: str
    latitude: float
    longitude: float


LOCALITIES: Final = (
    Locality("Berlin", "Berlin", "BE", "10115", "Germany", "DE", "EUR", "Europe/Berlin",
             "de-DE", 52.52, 13.4),
    Locality("Hamburg", "Hamburg", "HH", "20095", "Germany", "DE", "EUR", "Europe/Berlin",
             "de-DE", 53.55, 9.99),
    Locality("Lyon", "Auvergne-Rhône-Alpes", "ARA", "69001", "France", "FR", "EUR",
             "Europe/Paris", "fr-FR", 45.76, 4.84),
    Locality("Madrid", "Madrid", "MD", "28013", "Spain", "ES", "EUR", "Europe/Madrid",
             "es-ES", 40.42, -3.7),
    Locality("Turin", "Piedmont", "PIE", "10121", "Italy", "IT", "EUR", "Europe/Rome",
             "it-IT", 45.07, 7.69),
    Locality("Utrecht", "Utrecht", "UT", "3511 AA", "Netherlands", "NL", "EUR",
             "Europe/Amsterdam", "nl-NL", 52.09, 5.12),
    Locality("Manchester", "England", "ENG", "M1 1AE", "United Kingdom", "GB", "GBP",
             "Europe/London", "en-GB", 53.48, -2.24),
    Locality("Zurich", "Zurich", "ZH", "8001", "Switzerland", "CH", "CHF", "Europe/Zurich",
             "de-CH", 47.37, 8.54),
    Locality("Gothenburg", "Västra Götaland", "O", "411 01", "Sweden", "SE", "SEK",
             "Europe/Stockholm", "sv-SE", 57.71, 11.97),
    Locality("Portland", "Oregon", "OR", "97205", "United States", "US", "USD",
             "America/Los_Angeles", "en-US", 45.52, -122.68),
    Locality("Austin", "Texas", "TX", "78701", "United States", "US", "USD",
             "America/Chicago", "en-US", 30.27, -97.74),
    Locality("Boston", "Massachusetts", "MA", "02108", "United States", "US", "USD",
             "America/New_York", "en-US", 42.36, -71.06),
    Locality("Toronto", "Ontario", "ON", "M5H 2N2", "Canada", "CA", "CAD", "America/Toronto",
             "en-CA", 43.65, -79.38),
    Locality("Melbourne", "Victoria", "VIC", "3000", "Australia", "AU", "AUD",
             "Australia/Melbourne", "en-AU", -37.81, 144.96),
    Locality("Osaka", "Osaka", "27", "530-0001", "Japan", "JP", "JPY", "Asia/Tokyo", "ja-JP",
             34.69, 135.5),
    Locality("Singapore", "Singapore", "SG", "048616", "Singapore", "SG", "SGD",
             "Asia/Singapore", "en-SG", 1.35, 103.82),
)  # fmt: skip

WOMEN: Final = _made("first_name_female")
MEN: Final = _made("first_name_male")
SURNAMES: Final = _made("last_name")
COMPANIES: Final = _made("company")
STREETS: Final = _made("street_name")
PETS: Final = ("Rex", "Bella", "Luna", "Milo", "Coco", "Simba", "Nala", "Oscar", "Ruby", "Loki")
BREEDS: Final = ("Labrador", "Beagle", "Poodle", "Siamese", "Maine Coon", "Border Collie")
THINGS: Final = tuple(
    "Lamp Desk Kettle Notebook Backpack Chair Bottle Speaker Keyboard Blanket Mug Clock Jacket "
    "Headphones Monitor Shelf Umbrella Scarf Camera Wallet".split()
)
QUALITIES: Final = tuple(
    "Small Bright Quiet Classic Compact Sturdy Light Modern Green Simple Wooden Folding Soft "
    "Foldable Everyday Slim".split()
)
CATEGORIES: Final = tuple("Home Office Kitchen Garden Travel Music Books Clothing Sports".split())
GENRES: Final = ("novel", "poetry", "history", "science", "travel")
TAGS: Final = tuple(
    "new popular featured design guide summer winter outdoor travel music health food tech "
    "family sale local classic weekend team project".split()
)
TOPICS: Final = (
    "Small Gardens", "Slow Travel", "Remote Work", "Better Mornings", "Home Cooking",
    "City Cycling", "Paper Maps", "Quiet Software", "Winter Hikes", "Good Coffee",
    "Old Bridges", "Team Meetings", "Public Libraries", "Night Trains", "Simple Tools",
)  # fmt: skip
HEADINGS: Final = (
    "A Short Guide to {}", "What We Learned about {}", "Ten Notes on {}", "Getting Started with {}",
    "The Future of {}", "Why {} Matter", "A Year of {}", "Rethinking {}",
)  # fmt: skip
SENTENCES: Final = (
    "Everything is ready for the next step.",
    "The first version went out to a small group.",
    "We changed a few details after the last review.",
    "It works well in small rooms and on long journeys.",
    "Please have a look before the end of the week.",
    "The numbers are better than a month ago.",
    "It is easy to set up and easy to clean.",
    "Two people are working on it right now.",
    "The new colour is available from spring on.",
    "Most questions are answered on the first page.",
    "It comes with a cable and a short manual.",
    "A second look showed that the order was right.",
    "The team met on Tuesday and agreed on a plan.",
    "It has been in daily use for more than a year.",
    "Thanks to everyone who sent in a suggestion.",
    "Delivery takes two to four days.",
    "There is room for six people and a dog.",
    "The route follows the river to the old mill.",
    "This replaces what was written in the spring.",
    "Nothing else needs to be done for now.",
)
QUESTIONS: Final = (
    "How do I change my address?", "When does the library open?", "What is the best way to start?",
    "Which size should I order?", "Where can I find the manual?", "How long does delivery take?",
)  # fmt: skip
JOBS: Final = _made("job")
DEPARTMENTS: Final = ("Engineering", "Sales", "Marketing", "Finance", "Support", "Design")
WORDS: Final = tuple(
    "alpha amber anchor apple atlas autumn bamboo beacon birch bridge canyon cedar cloud coral "
    "delta ember falcon field forest garden harbor hazel island jasmine lagoon lantern lemon "
    "maple meadow mirror nova oasis olive orbit pearl pine planet quartz rain river saffron "
    "shadow silver spruce stone summit sunset tiger valley violet willow winter".split()
)
FILES: Final = ("report.pdf", "invoice.pdf", "notes.txt", "photo.jpg", "budget.xlsx", "slides.pptx")
COLORS: Final = ("#1f77b4", "#2ca02c", "#d62728", "#9467bd", "#ff7f0e", "#17becf", "#8c564b")
COLOR_NAMES: Final = ("red", "blue", "green", "black", "white", "yellow", "grey")
BROWSER: Final = "Mozilla/5.0 (X11; Linux x86_64; rv:{0}.0) Gecko/20100101 Firefox/{0}.0"
