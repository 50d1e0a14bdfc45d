"""
What names tell: `email`, `avatarUrl`, `postal-code`, `price`.

A name is looked up whole, then by its last two words, then by its last word. What a name tells is
a wish; whether the schema admits it is for others to judge.
"""

from collections.abc import Callable, Mapping
from string import hexdigits
from typing import Any, Final, TypeVar
from uuid import UUID

from mockserver.values.scene import Draws, Scene
from mockserver.words import singular, words

Text = Callable[[Scene, Draws], str]
Found = TypeVar("Found")

_PEOPLE: Final = frozenset(
    "user account author owner customer person member contact employee creator actor assignee "
    "reviewer manager driver patient student teacher sender recipient profile me player".split()
)
_COMPANIES: Final = frozenset(
    "company organization organisation tenant business vendor supplier brand publisher employer "
    "merchant manufacturer".split()
)
_PETS: Final = ("Rex", "Bella", "Luna", "Milo", "Coco", "Simba", "Nala", "Oscar", "Ruby", "Loki")
_THINGS: Final = (
    "Lamp Desk Kettle Notebook Backpack Chair Bottle Speaker Keyboard Blanket Mug Clock".split()
)
_QUALITIES: Final = "Small Bright Quiet Classic Compact Sturdy Light Modern Green Simple".split()


def hexadecimal(draws: Draws, length: int) -> str:
    """Give hexadecimal digits."""
    return "".join(draws.random.choices(hexdigits[:16], k=length))


def uuid(draws: Draws) -> str:
    """Give a UUID of version 4."""
    return str(UUID(int=draws.random.getrandbits(128), version=4))


def _name(scene: Scene, draws: Draws) -> str:
    subject = frozenset(scene.subject)
    if subject & _PEOPLE:
        return scene.person.name
    if subject & _COMPANIES:
        return draws.fake.company()
    if "pet" in subject:
        return draws.random.choice(_PETS)
    if subject & {"file", "document", "attachment"}:
        return draws.fake.file_name()
    if subject & {"product", "item", "article"}:
        return f"{draws.random.choice(_QUALITIES)} {draws.random.choice(_THINGS)}"
    if subject & {"tag", "label", "category"}:
        return draws.fake.word()
    return f"{draws.fake.word()} {draws.fake.word()}".capitalize()


def _title(_: Scene, draws: Draws) -> str:
    return draws.fake.sentence(nb_words=4, variable_nb_words=True).rstrip(".")


def _slug(_: Scene, draws: Draws) -> str:
    return "-".join(draws.fake.words(2))


def _url(_: Scene, draws: Draws) -> str:
    return f"https://example.com/{draws.fake.word()}/{hexadecimal(draws, 6)}"


def _image(_: Scene, draws: Draws) -> str:
    return f"https://example.com/images/{hexadecimal(draws, 8)}.png"


def _version(_: Scene, draws: Draws) -> str:
    return ".".join(str(draws.random.randrange(10)) for _ in range(3))


def _path(_: Scene, draws: Draws) -> str:
    return "/" + "/".join(draws.fake.words(2))


def _pick(*values: str) -> Text:
    return lambda _, draws: draws.random.choice(values)


def _hex(length: int) -> Text:
    return lambda _, draws: hexadecimal(draws, length)


def _table(rows: Mapping[str, Found]) -> dict[str, Found]:
    """Give each name of a row an entry of its own."""
    return {name: found for names, found in rows.items() for name in names.split(", ")}


_TEXTS: Final[Mapping[str, Text]] = _table({
    "email, mail, email address": lambda scene, _: scene.person.email,
    "username, user name, login, nickname, handle": lambda scene, _: scene.person.username,
    "first name, given name, firstname": lambda scene, _: scene.person.first,
    "last name, family name, surname, lastname": lambda scene, _: scene.person.last,
    "full name, author, owner, customer, assignee, creator, contact, created by, updated by, "
    "customer name, author name, user full name": lambda scene, _: scene.person.name,
    "name, display name, label": _name,
    "title, subject, headline": _title,
    "description, summary, bio, about, caption, note, notes, comment, message, remark, remarks, "
    "excerpt, detail, reason": lambda _, draws: draws.fake.sentence(nb_words=8),
    "content, text, body, answer, markdown": lambda _, draws: draws.fake.paragraph(nb_sentences=2),
    "query, question": lambda _, draws: draws.fake.sentence(nb_words=6).rstrip(".") + "?",
    "url, uri, link, href, website, homepage, webhook, endpoint": _url,
    "avatar, avatar url, image, image url, picture, picture url, photo, photo url, thumbnail, "
    "thumbnail url, logo, logo url, cover, icon url": _image,
    "id, uuid, guid, key id": lambda _, draws: uuid(draws),
    "city, town": lambda _, draws: draws.fake.city(),
    "country": lambda _, draws: draws.fake.country(),
    "country code": lambda _, draws: draws.fake.country_code(),
    "street, street address, address, address line, line1": (
        lambda _, draws: draws.fake.street_address()
    ),
    "zip, zip code, postcode, postal code, zipcode": lambda _, draws: draws.fake.postcode(),
    "phone, phone number, mobile, telephone, tel, fax": (
        lambda _, draws: f"+1-202-555-{draws.random.randrange(100, 200):04}"
    ),
    "company, company name, organization, organisation, employer, publisher, vendor, brand, "
    "manufacturer": lambda _, draws: draws.fake.company(),
    "job, job title, occupation, profession, position": lambda _, draws: draws.fake.job(),
    "color, colour": lambda _, draws: draws.fake.hex_color(),
    "currency, currency code": lambda _, draws: draws.fake.currency_code(),
    "language, lang": _pick("en", "de", "fr", "es", "ja"),
    "locale": _pick("en-US", "de-DE", "fr-FR", "es-ES", "ja-JP"),
    "timezone, time zone, tz": _pick("Europe/Berlin", "America/New_York", "Asia/Tokyo", "UTC"),
    "ip, ip address, client ip": lambda _, draws: draws.fake.ipv4_private(),
    "user agent": lambda _, draws: draws.fake.user_agent(),
    "hostname, host, domain, domain name": lambda _, draws: f"{draws.fake.word()}.example.com",
    "mime type, mimetype, media type, content type": _pick(
        "application/json", "application/pdf", "image/png", "text/plain"
    ),
    "filename, file name": lambda _, draws: draws.fake.file_name(),
    "file path, path, directory": _path,
    "slug": _slug,
    "isbn": lambda _, draws: draws.fake.isbn13(separator=""),
    "sku": lambda _, draws: f"SKU-{draws.random.randrange(10**6):06}",
    "code": lambda _, draws: hexadecimal(draws, 6).upper(),
    "version": _version,
    "genre": _pick("novel", "poetry", "history", "science", "travel"),
    "token, secret, api key, apikey, access token, refresh token": _hex(32),
    "password": _hex(12),
    "hash, checksum, sha256, digest": _hex(64),
    "sha1": _hex(40),
    "md5": _hex(32),
    "status, state": _pick("active"),
})  # fmt: skip

#: Least and most of numbers; limits with a point mean that there are decimals.
_NUMBERS: Final[Mapping[str, tuple[float, float]]] = _table({
    "id": (1, 100_000),
    "age": (18, 90),
    "year": (1990, 2025),
    "month": (1, 12),
    "day": (1, 28),
    "hour": (0, 23),
    "minute": (0, 59),
    "rating, stars": (1, 5),
    "latitude, lat": (-60.0, 70.0),
    "longitude, lng, lon": (-180.0, 180.0),
    "port": (1024, 49151),
    "page": (1, 1),
    "probability, temperature": (0.0, 1.0),
    "version": (1, 9),
    "weight": (0.5, 90.0),
    "progress, percent, percentage, score": (0, 100),
    "price, amount, cost, balance, fee, subtotal, tax": (1.0, 500.0),
    "quantity, count, stock, position, order, level, index": (1, 20),
    "limit, per page, page size": (20, 20),
    "size, file size, bytes": (100, 500_000),
    "duration, elapsed time, latency": (0.1, 30.0),
    "tokens, words, characters": (5, 800),
})  # fmt: skip
_MOMENTS: Final = frozenset(
    "at on date time timestamp datetime ctime utime mtime birthday expires expiry deadline".split()
)
#: Members that are nothing as long as nothing has happened.
_OFTEN_NULL: Final = frozenset(
    "error errors deleted archived cancelled canceled revoked next cursor failure removed".split()
)


def _by_words(name: str, table: Mapping[str, Found]) -> Found | None:
    said = words(name)
    for count in (len(said), 2, 1):
        found = table.get(" ".join(said[-count:]))
        if found is not None:
            return found
    return None


def text_for(name: str, scene: Scene, draws: Draws) -> str | None:
    """Give the text that a name tells of; nothing where it tells none."""
    make = _by_words(name, _TEXTS)
    return make(scene, draws) if make is not None else None


def range_for(name: str) -> tuple[float, float] | None:
    """Give the usual least and most of a number of this name."""
    return _by_words(name, _NUMBERS)


def is_moment(name: str) -> bool:
    """Tell whether a name is that of a moment: `created_at`, `birthday`."""
    said = words(name)
    return bool(said) and said[-1] in _MOMENTS


def is_often_null(name: str) -> bool:
    """Tell whether a member is usually null where it may be."""
    return not _OFTEN_NULL.isdisjoint(words(name))


def subject_of(*names: Any) -> tuple[str, ...]:
    """Give the words for what an object is, from the names that lead to it."""
    return tuple(word for name in names for word in singular(str(name)).split())
