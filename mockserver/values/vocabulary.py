"""
The words that made-up values consist of; nothing here decides anything.

Faker knows people, companies and streets of many countries. It is asked once for a supply of each
kind, when the first value needs one: a value is then picked by its place, in a microsecond, and
does not depend on what was asked for before it.
"""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Final

#: Of each kind, before those that came twice are left out.
_SUPPLY: Final = 60
_PROVIDERS: Final = {
    "first_name_female": "person",
    "first_name_male": "person",
    "last_name": "person",
    "street_name": "address",
    "company": "company",
    "job": "job",
}
_USUAL: Final = "en_US"


@cache
def supply(kind: str, locale: str = _USUAL) -> tuple[str, ...]:
    """Give what Faker has of a kind, such as "company", in a country; else in the USA."""
    from faker import Generator

    generator = Generator()
    # The full Faker loads some twenty providers of a locale, and takes ten times as long.
    for provider in dict.fromkeys(("person", _PROVIDERS[kind])):
        found = f"faker.providers.{provider}.{locale}"
        if find_spec(found) is None:
            return supply(kind)
        generator.add_provider(import_module(found).Provider)
    generator.seed_instance(f"{kind} {locale}")
    return tuple(dict.fromkeys(str(generator.format(kind)) for _ in range(_SUPPLY)))


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
    "The Future of {}", "In Praise of {}", "A Year of {}", "Rethinking {}",
)  # fmt: skip
#: What anybody may say of anything.
REMARKS: Final = (
    "Everything is ready for the next step.",
    "The first version went out to a small group.",
    "We changed a few details after the last review.",
    "Please have a look before the end of the week.",
    "The numbers are better than a month ago.",
    "Two people are working on it right now.",
    "Most questions are answered on the first page.",
    "A second look showed that the order was right.",
    "The team met on Tuesday and agreed on a plan.",
    "It has been in daily use for more than a year.",
    "Thanks to everyone who sent in a suggestion.",
    "The route follows the river to the old mill.",
    "This replaces what was written in the spring.",
    "Nothing else needs to be done for now.",
)
#: What describes a thing, by its name.
OF_THINGS: Final = (
    "{} is used every day and looked after by two people.",
    "{} replaces what was there before and is easier to keep up.",
    "{} went out to a small group first and is open to everyone now.",
    "All that is known of {} is on the first page.",
    "{} is ready for the next step.",
    "{} brings together what used to be in three places.",
)
OF_PRODUCTS: Final = (
    "{} for small rooms and long journeys.",
    "{}, easy to set up and easy to clean.",
    "{} with a two-year guarantee.",
    "{} in three sizes and four colours.",
    "{}, made to last and to be repaired.",
    "{} that comes with a cable and a short manual.",
)
OF_PEOPLE: Final = (
    "{} likes long walks, old maps and good coffee.",
    "{} has been with the team since its first day.",
    "{} answers within two days.",
    "{} writes about travel and plays the cello.",
    "{} moved here for work and stayed for the lake.",
)
OF_TEXTS: Final = (
    "What there is to know about {}, on two pages.",
    "Questions and answers about {}.",
    "Notes on {} from people who tried it.",
    "A closer look at {}, with pictures.",
    "Everything on {} that fits into ten minutes.",
)
QUESTIONS: Final = (
    "How do I change my address?", "When does the library open?", "What is the best way to start?",
    "Which size should I order?", "Where can I find the manual?", "How long does delivery take?",
)  # fmt: skip
GATHERINGS: Final = ("Meetup", "Workshop", "Evening", "Weekend")
PLANS: Final = ("Free", "Starter", "Team", "Business")
ROLES: Final = ("admin", "editor", "viewer")
DEPARTMENTS: Final = ("Engineering", "Sales", "Marketing", "Finance", "Support", "Design")
WORDS: Final = tuple(
    "alpha anchor apple atlas autumn bamboo beacon birch bridge canyon cedar cloud coral "
    "delta ember falcon field forest garden harbor hazel island jasmine lagoon lantern lemon "
    "maple meadow mirror nova oasis olive orbit pearl pine planet quartz rain river saffron "
    "shadow spruce stone summit sunset tiger valley violet willow winter".split()
)
#: What files are called, their extensions, and their media types (IANA's registry).
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
FILES: Final = (
    ("report", "pdf", "application/pdf"),
    ("notes", "txt", "text/plain"),
    ("figures", "csv", "text/csv"),
    ("budget", "xlsx", f"{_OFFICE}.spreadsheetml.sheet"),
    ("slides", "pptx", f"{_OFFICE}.presentationml.presentation"),
    ("photo", "jpg", "image/jpeg"),
)
PICTURES: Final = (("photo", "jpg", "image/jpeg"), ("drawing", "png", "image/png"))
RECORDINGS: Final = (("recording", "mp3", "audio/mpeg"), ("interview", "wav", "audio/wav"))
FILMS: Final = (("clip", "mp4", "video/mp4"), ("talk", "webm", "video/webm"))
#: Dark enough for white letters (WCAG 2.2, 1.4.3).
COLORS: Final = ("#1f5f8b", "#1e6f3c", "#a3262a", "#6b4596", "#9a4a00", "#0f6a75", "#6f4339")
#: What stands before one of the words in a name.
SHADES: Final = tuple(
    "amber bright calm golden green high inner quiet red silver still young".split()
)
LANGUAGES: Final = {
    "de": "German", "en": "English", "es": "Spanish", "fr": "French", "it": "Italian",
    "nl": "Dutch", "sv": "Swedish",
}  # fmt: skip
MATERIALS: Final = ("cotton", "glass", "leather", "oak", "steel", "wool")
UNITS: Final = ("kg", "pcs", "m")
HASHTAGS: Final = tuple(f"#{each}" for each in TAGS)
COLOR_NAMES: Final = ("red", "blue", "green", "black", "white", "yellow", "grey")
BROWSER: Final = "Mozilla/5.0 (X11; Linux x86_64; rv:{0}.0) Gecko/20100101 Firefox/{0}.0"
