"""
What names tell: `email`, `avatarUrl`, `postal-code`, `price`.

A name is looked up whole, then by its last two words, then by its last word. What a name tells is
a wish; whether the schema admits it is for others to judge.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from string import hexdigits
from typing import Any, Final, TypeVar
from uuid import UUID

from mockserver.values.scene import PEOPLE, Draws, Scene, name_for
from mockserver.values.vocabulary import (
    BREEDS,
    BROWSER,
    CATEGORIES,
    COLOR_NAMES,
    COLORS,
    DEPARTMENTS,
    FILES,
    GENRES,
    JOBS,
    QUESTIONS,
    SENTENCES,
    STREETS,
    TAGS,
    WORDS,
)
from mockserver.words import singular, words

Text = Callable[[Scene, Draws], str]
Found = TypeVar("Found")


def hexadecimal(draws: Draws, length: int) -> str:
    """Give hexadecimal digits."""
    return "".join(draws.random.choices(hexdigits[:16], k=length))


def uuid(draws: Draws) -> str:
    """Give a UUID of version 4."""
    return str(UUID(int=draws.random.getrandbits(128), version=4))


def _url(_: Scene, draws: Draws) -> str:
    return f"https://example.com/{draws.one(WORDS)}/{hexadecimal(draws, 6)}"


def _image(_: Scene, draws: Draws) -> str:
    return f"https://example.com/images/{hexadecimal(draws, 8)}.png"


def _version(_: Scene, draws: Draws) -> str:
    return ".".join(str(draws.random.randrange(10)) for _ in range(3))


def _path(_: Scene, draws: Draws) -> str:
    return f"/{draws.one(WORDS)}/{draws.one(WORDS)}"


def _name_of(subject: frozenset[str], scene: Scene, draws: Draws) -> str:
    return scene.person.name if subject & PEOPLE else name_for(subject, draws)


def _isbn(_: Scene, draws: Draws) -> str:
    digits = f"978{draws.random.randrange(10**9):09}"
    weighed = sum(int(each) * (3 if place % 2 else 1) for place, each in enumerate(digits))
    return f"{digits}{-weighed % 10}"


def _street(_: Scene, draws: Draws) -> str:
    street = draws.one(STREETS)
    return f"{draws.random.randint(1, 199)} {street}"


def _company(_: Scene, draws: Draws) -> str:
    return name_for(frozenset(("company",)), draws)


def _product(_: Scene, draws: Draws) -> str:
    return name_for(frozenset(("product",)), draws)


def _sentences(count: int) -> Text:
    def sentences(_: Scene, draws: Draws) -> str:
        first = draws.random.randrange(len(SENTENCES))
        return " ".join(SENTENCES[(first + 7 * each) % len(SENTENCES)] for each in range(count))

    return sentences


def _pick(*values: str) -> Text:
    return lambda _, draws: draws.one(values)


def _hex(length: int) -> Text:
    return lambda _, draws: hexadecimal(draws, length)


def _table(rows: Mapping[str, Found]) -> dict[str, Found]:
    """Give each name of a row an entry of its own."""
    return {name: found for names, found in rows.items() for name in names.split(", ")}


_PLACES: Final = frozenset("address location place city venue billing shipping region".split())

_TEXTS: Final[Mapping[str, Text]] = _table({
    "email, mail, email address": lambda scene, _: scene.person.email,
    "username, user name, login, nickname, handle, screen name": (
        lambda scene, _: scene.person.username
    ),
    "first name, given name, firstname": lambda scene, _: scene.person.first,
    "last name, family name, surname, lastname": lambda scene, _: scene.person.last,
    "full name, author, owner, customer, assignee, creator, contact, created by, updated by, "
    "customer name, author name, user full name, recipient, sender, fullname, real name": (
        lambda scene, _: scene.person.name
    ),
    "initials": lambda scene, _: scene.person.initials,
    "gender, sex": lambda scene, _: scene.person.gender,
    "name, display name, label": lambda scene, _: scene.name,
    "title, subject, headline": lambda scene, _: scene.heading,
    "product name, item name": _product,
    "description, summary, bio, about, caption, note, notes, comment, message, remark, remarks, "
    "excerpt, detail, reason, tagline": _sentences(1),
    "content, text, body, answer, markdown": _sentences(3),
    "query, question": _pick(*QUESTIONS),
    "url, uri, link, href, website, homepage, webhook, endpoint": _url,
    "avatar, avatar url, image, image url, picture, picture url, photo, photo url, thumbnail, "
    "thumbnail url, logo, logo url, cover, icon url, cover url, banner, banner url": _image,
    "id, uuid, guid, uid, key id": lambda _, draws: uuid(draws),
    "city, town, location, venue, hometown": lambda scene, _: scene.locality.city,
    "country, country name": lambda scene, _: scene.locality.country,
    "country code": lambda scene, _: scene.locality.country_code,
    "province, region, county, address state": lambda scene, _: scene.locality.state,
    "state code, region code, province code": lambda scene, _: scene.locality.state_code,
    "street, street address, address, address line, line1, address1, street name": _street,
    "line2, address2": lambda _, draws: f"Apt. {draws.random.randint(1, 40)}",
    "street number, house number": lambda _, draws: str(draws.random.randint(1, 199)),
    "zip, zip code, postcode, postal code, zipcode": lambda scene, _: scene.locality.postcode,
    "phone, phone number, mobile, telephone, tel, fax": (
        lambda _, draws: f"+1-202-555-{draws.random.randrange(100, 200):04}"
    ),
    "company, company name, organization, organisation, employer, publisher, vendor, brand, "
    "manufacturer, supplier, store name": _company,
    "job, job title, occupation, profession": _pick(*JOBS),
    "department": _pick(*DEPARTMENTS),
    "breed": _pick(*BREEDS),
    "color, colour": _pick(*COLORS),
    "color name, colour name": _pick(*COLOR_NAMES),
    "size": _pick("S", "M", "L", "XL"),
    "category, category name": _pick(*CATEGORIES),
    "tag, keyword, topic": _pick(*TAGS),
    "unit": _pick("kg", "pcs", "m"),
    "currency, currency code": lambda scene, _: scene.locality.currency,
    "language, lang": lambda scene, _: scene.locality.locale[:2],
    "locale": lambda scene, _: scene.locality.locale,
    "timezone, time zone, tz": lambda scene, _: scene.locality.timezone,
    "ip, ip address, client ip": lambda _, draws: f"192.168.0.{draws.random.randint(2, 254)}",
    "user agent": lambda _, draws: BROWSER.format(draws.random.randint(115, 140)),
    "hostname, host, domain, domain name": lambda _, draws: f"{draws.one(WORDS)}.example.com",
    "mime type, mimetype, media type, content type": _pick(
        "application/json", "application/pdf", "image/png", "text/plain"
    ),
    "filename, file name": _pick(*FILES),
    "file path, path, directory": _path,
    "slug": lambda scene, _: scene.slug,
    "isbn": _isbn,
    "sku": lambda _, draws: f"SKU-{draws.random.randrange(10**6):06}",
    "number, reference, order number, invoice number": (
        lambda _, draws: f"{draws.random.randrange(10**4, 10**5)}"
    ),
    "tracking number, tracking code": lambda _, draws: f"1Z{hexadecimal(draws, 12).upper()}",
    "code": lambda _, draws: hexadecimal(draws, 6).upper(),
    "version": _version,
    "genre": _pick(*GENRES),
    "token, secret, api key, apikey, access token, refresh token": _hex(32),
    "password": _hex(12),
    "hash, checksum, sha256, digest": _hex(64),
    "sha1": _hex(40),
    "md5": _hex(32),
    "status": _pick("active"),
    "state": lambda scene, _: scene.locality.state if _PLACES & {*scene.subject} else "active",
    "role": _pick("admin", "editor", "viewer"),
    "price, amount, total, cost, balance": lambda _, draws: f"{draws.random.uniform(1, 300):.2f}",
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
    "minutes": (1, 60),
    "rating, stars": (1, 5),
    "latitude, lat": (-60.0, 70.0),
    "longitude, lng, lon": (-180.0, 180.0),
    "port": (1024, 49151),
    "page": (1, 1),
    "probability, temperature": (0.0, 1.0),
    "version": (1, 9),
    "weight, weight kg": (0.5, 20.0),
    "progress, percent, percentage, score": (0, 100),
    "price, amount, cost, balance, fee, subtotal, total": (1.0, 500.0),
    "tax, shipping, discount, shipping cost, vat, tip": (1.0, 20.0),
    "price cents, amount cents, cents, unit amount, total cents": (100, 50_000),
    "quantity, qty": (1, 5),
    "count, stock, position, order, level, index, number": (1, 20),
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
    "error errors deleted archived cancelled canceled revoked next cursor failure removed parent "
    "recurrence".split()
)


def _by_words(name: str, table: Mapping[str, Found]) -> Found | None:
    said = words(name)
    if said[-1:] and said[-1].isdecimal() and len(said) > 1:
        said = (*said[:-2], said[-2] + said[-1])  # `line_1` and `line1` are one name.
    for count in (len(said), 2, 1):
        found = table.get(" ".join(said[-count:]))
        if found is not None:
            return found
    return None


@lru_cache(maxsize=4096)
def _text_of(name: str) -> Text | None:
    said = words(name)
    if said[-1:] == ("name",) and len(said) > 1 and " ".join(said[-2:]) not in _TEXTS:
        return partial(_name_of, frozenset(said[:-1]))  # `passenger_name`, `pet_name`.
    return _by_words(name, _TEXTS)


def text_for(name: str, scene: Scene, draws: Draws) -> str | None:
    """Give the text that a name tells of; nothing where it tells none."""
    make = _text_of(name)
    return make(scene, draws) if make is not None else None


@lru_cache(maxsize=4096)
def range_for(name: str) -> tuple[float, float] | None:
    """Give the usual least and most of a number of this name."""
    return _by_words(name, _NUMBERS)


@lru_cache(maxsize=4096)
def is_moment(name: str) -> bool:
    """Tell whether a name is that of a moment: `created_at`, `birthday`."""
    said = words(name)
    return bool(said) and said[-1] in _MOMENTS


@lru_cache(maxsize=4096)
def is_often_null(name: str) -> bool:
    """Tell whether a member is usually null where it may be."""
    return not _OFTEN_NULL.isdisjoint(words(name))


def subject_of(*names: Any) -> tuple[str, ...]:
    """Give the words for what an object is, from the names that lead to it."""
    return tuple(word for name in names for word in singular(str(name)).split())
