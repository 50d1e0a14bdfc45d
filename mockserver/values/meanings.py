"""What names mean: `email`, `avatarUrl`, `postal-code`, `price`; one row a meaning."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from mockserver.values.addresses import domain, iban, phone, street, url
from mockserver.values.chance import Chance
from mockserver.values.images import logo, picture, portrait
from mockserver.values.scene import Scene, name_of
from mockserver.values.vocabulary import (
    BREEDS,
    BROWSER,
    COLOR_NAMES,
    GENRES,
    HASHTAGS,
    LANGUAGES,
    MATERIALS,
    QUESTIONS,
    REMARKS,
    TAGS,
    UNITS,
    WORDS,
    supply,
)

Text = Callable[[Scene, Chance], str]


class Meaning(NamedTuple):
    """What some names tell of a text."""

    names: str  #: Their words, in lower case; several names with commas between them.
    tells: str  #: For people.
    make: Text


class Range(NamedTuple):
    """What some names tell of a number."""

    names: str
    least: float  #: A limit with a point means that there are decimals.
    most: float


class Likelihood(NamedTuple):
    """What some names tell of a yes or no."""

    names: str
    share: float  #: How many of all are true.


def _remarks(count: int) -> Text:
    def remarks(_: Scene, chance: Chance) -> str:
        first = chance.below(len(REMARKS))
        return " ".join(REMARKS[(first + 5 * each) % len(REMARKS)] for each in range(count))

    return remarks


def _one(values: Sequence[str]) -> Text:
    return lambda _, chance: chance.one(values)


def _hex(length: int) -> Text:
    return lambda _, chance: chance.hexadecimal(length)


def _ean(prefix: str) -> Text:
    def number(_: Scene, chance: Chance) -> str:
        digits = f"{prefix}{chance.digits(12 - len(prefix))}"
        weighed = sum(int(each) * (3 if place % 2 else 1) for place, each in enumerate(digits))
        return f"{digits}{-weighed % 10}"

    return number


def _path(scene: Scene, chance: Chance) -> str:
    is_file = scene.kind in ("file", "picture", "recording", "film")
    return f"/{chance.one(WORDS)}/{scene.file.name if is_file else chance.one(WORDS)}"


def _amount(_: Scene, chance: Chance) -> str:
    return f"{chance.between(100, 30_000) / 100:.2f}"


def _state(scene: Scene, _: Chance) -> str:
    return scene.locality.state if scene.kind in ("place", "company", "person") else "active"


def _near(degrees: float, chance: Chance) -> str:
    return f"{degrees + chance.between(-900, 900) / 1e5:.5f}"


TEXTS: Final = (
    # --- people ---
    Meaning("email, mail, email address, e mail", "the person's e-mail address",
            lambda scene, _: scene.person.email),
    Meaning("username, user name, login, nickname, handle, screen name", "the person's user name",
            lambda scene, _: scene.person.username),
    Meaning("first name, given name, firstname, forename", "the person's first name",
            lambda scene, _: scene.person.first),
    Meaning("last name, family name, surname, lastname", "the person's last name",
            lambda scene, _: scene.person.last),
    Meaning("middle name", "another first name",
            lambda scene, _: scene.other("middle").person.first),
    Meaning("maiden name", "another last name",
            lambda scene, _: scene.other("maiden").person.last),
    Meaning("birth name, legal name, preferred name, full name, fullname, real name, "
            "author, owner, customer, assignee, creator, contact, "
            "recipient, sender, by, assigned to", "the person's full name",
            lambda scene, _: scene.person.name),
    Meaning("sort by, order by, group by", "the name of a member", _one(("created_at", "name"))),
    Meaning("initials", "the person's initials", lambda scene, _: scene.person.initials),
    Meaning("gender, sex", "the person's gender", lambda scene, _: scene.person.gender),
    Meaning("job, job title, occupation, profession", "a profession",
            lambda _, chance: chance.one(supply("job"))),
    Meaning("bio, about, biography", "a sentence about the person or thing",
            lambda scene, _: scene.description),
    # --- what things are called, and what is said of them ---
    Meaning("name, display name, label", "the name that fits the kind of thing",
            lambda scene, _: scene.name),
    Meaning("title, subject, headline", "a title; the name of what has one",
            lambda scene, _: scene.heading),
    Meaning("product name, item name", "the name of a product",
            lambda scene, _: name_of("product", scene)),
    Meaning("description, summary, excerpt, tagline, caption, abstract, short description",
            "a sentence about the thing, by its name", lambda scene, _: scene.description),
    Meaning("note, notes, comment, message, remark, remarks, detail, details, reason, msg, "
            "statement, instruction, instructions, greeting, feedback, review, hint, "
            "announcement, explanation",
            "a sentence", _remarks(1)),
    Meaning("content, text, body, answer, markdown", "three sentences", _remarks(3)),
    Meaning("query, question", "a question", _one(QUESTIONS)),
    Meaning("slug, permalink", "the name as it stands in addresses", lambda scene, _: scene.slug),
    Meaning("category, category name", "a category",
            lambda scene, _: name_of("category", scene)),
    Meaning("tag, keyword, topic", "a tag", _one(TAGS)),
    Meaning("hashtag", "a tag with its sign", _one(HASHTAGS)),
    Meaning("genre", "a genre", _one(GENRES)),
    Meaning("breed", "a breed", _one(BREEDS)),
    Meaning("department", "a department", lambda scene, _: name_of("department", scene)),
    Meaning("role", "a role", lambda scene, _: name_of("role", scene)),
    Meaning("status", "a state", _one(("active",))),
    Meaning("company, company name, organization, organisation, organization name, employer, "
            "publisher, vendor, brand, manufacturer, supplier, store name, merchant",
            "the company", lambda scene, _: scene.company),
    # --- where ---
    Meaning("street, street address, address, address line, line1, address1, street name, "
            "full address, formatted address", "a street of the country", street),
    Meaning("line2, address2", "a flat", lambda _, chance: f"Apt. {chance.between(1, 40)}"),
    Meaning("street number, house number", "a house number",
            lambda _, chance: str(chance.between(1, 199))),
    Meaning("zip, zip code, postcode, postal code, zipcode, postalcode", "the city's post code",
            lambda scene, _: scene.locality.postcode),
    Meaning("city, town, location, venue, hometown, locality, place, birthplace", "the city",
            lambda scene, _: scene.locality.city),
    Meaning("origin, destination, departure city, arrival city", "the one city, and another",
            lambda scene, _: scene.locality.city),
    Meaning("province, region, county, address state", "the state the city is in",
            lambda scene, _: scene.locality.state),
    Meaning("state code, region code, province code", "the code of that state",
            lambda scene, _: scene.locality.state_code),
    Meaning("state", "the state of an address; elsewhere a state a thing is in", _state),
    Meaning("country, country name", "the country the city is in",
            lambda scene, _: scene.locality.country),
    Meaning("country code, country iso, iso country", "its code (ISO 3166-1)",
            lambda scene, _: scene.locality.country_code),
    Meaning("currency, currency code", "its currency (ISO 4217)",
            lambda scene, _: scene.locality.currency),
    Meaning("locale, language tag", "its locale (BCP 47)", lambda scene, _: scene.locality.locale),
    Meaning("language code, language, lang", "the code of its language (ISO 639)",
            lambda scene, _: scene.locality.locale[:2]),
    Meaning("language name", "its language", lambda scene, _: LANGUAGES[scene.locality.locale[:2]]),
    Meaning("timezone, time zone, tz, timezone name", "its time zone (IANA)",
            lambda scene, _: scene.locality.timezone),
    Meaning("phone, phone number, mobile, telephone, tel, fax, cell, mobile number, "
            "mobile phone", "a telephone number of the country (E.164)", phone),
    Meaning("latitude, lat", "where the city is",
            lambda scene, chance: _near(scene.locality.latitude, chance)),
    Meaning("longitude, lng, lon, long", "where the city is",
            lambda scene, chance: _near(scene.locality.longitude, chance)),
    Meaning("iban", "an account of the country, check digits right (ISO 13616)", iban),
    # --- addresses and pictures ---
    Meaning("url, uri, link, href, website, homepage, webhook, endpoint",
            "an address of `example.com`", url),
    Meaning("avatar, avatar url, profile picture, profile image, profile image url, portrait, "
            "gravatar", "a drawing with initials", portrait),
    Meaning("logo, logo url, icon url, favicon", "a drawing with the letters of a name", logo),
    Meaning("image, image url, picture, picture url, photo, photo url, thumbnail, thumbnail url, "
            "cover, cover url, cover image, banner, banner url, poster, poster url, preview url, "
            "thumb", "a drawing with the name of what it shows", picture),
    Meaning("hostname, host, domain, domain name", "a name below `example.com`", domain),
    Meaning("ip, ip address, client ip, remote addr", "an address of a private network",
            lambda _, chance: f"192.168.0.{chance.between(2, 254)}"),
    Meaning("mac, mac address", "an address that is locally administered",
            lambda _, chance: "02:" + ":".join(chance.hexadecimal(2) for _ in range(5))),
    Meaning("user agent", "a browser", lambda _, chance: BROWSER.format(chance.between(115, 140))),
    # --- files ---
    Meaning("filename, file name, original name, original filename", "the name of the file",
            lambda scene, _: scene.file.name),
    Meaning("extension, file extension, ext, file type", "its extension",
            lambda scene, _: scene.file.extension),
    Meaning("mime type, mimetype, media type, content type, mime", "its media type",
            lambda scene, _: scene.file.media_type),
    Meaning("file path, path, directory, folder", "a path", _path),
    # --- ids and codes ---
    Meaning("id, uuid, guid, uid, key id", "a UUID", lambda _, chance: chance.uuid()),
    Meaning("isbn", "an ISBN, check digit right", _ean("978")),
    Meaning("ean, gtin, barcode", "an EAN, check digit right", _ean("400")),
    Meaning("tax id, vat id, vat number, tax number", "a number that begins with the country",
            lambda scene, chance: f"{scene.locality.country_code}{chance.digits(9)}"),
    Meaning("date format", "a pattern of dates", _one(("YYYY-MM-DD",))),
    Meaning("os, operating system, platform", "an operating system",
            _one(("Linux", "macOS", "Windows", "Android"))),
    Meaning("sku", "a stock-keeping unit", lambda _, chance: f"SKU-{chance.digits(6)}"),
    Meaning("number, reference, order number, invoice number", "a number of five digits",
            lambda _, chance: f"{chance.between(10_000, 99_999)}"),
    Meaning("tracking number, tracking code", "a parcel's number",
            lambda _, chance: f"1Z{chance.hexadecimal(12).upper()}"),
    Meaning("code, coupon, coupon code, voucher", "six letters and digits",
            lambda _, chance: chance.hexadecimal(6).upper()),
    Meaning("version, release", "a version (Semantic Versioning)",
            lambda _, chance: f"{chance.between(1, 9)}.{chance.below(20)}.{chance.below(10)}"),
    Meaning("token, secret, api key, apikey, access token, refresh token, client secret",
            "32 hexadecimal digits", _hex(32)),
    Meaning("password", "12 hexadecimal digits", _hex(12)),
    Meaning("hash, checksum, sha256, digest", "64 hexadecimal digits", _hex(64)),
    Meaning("sha, sha1, commit, commit id, commit sha, node id", "40 hexadecimal digits", _hex(40)),
    Meaning("md5, etag", "32 hexadecimal digits", _hex(32)),
    # --- the rest ---
    Meaning("color, colour, hex, background color, text color", "a colour in hexadecimal digits",
            lambda scene, _: scene.color),
    Meaning("color name, colour name", "the name of a colour", _one(COLOR_NAMES)),
    Meaning("size", "a size of clothes", _one(("S", "M", "L", "XL"))),
    Meaning("material", "a material", _one(MATERIALS)),
    Meaning("unit", "a unit", _one(UNITS)),
    Meaning("price, amount, total, cost, balance, subtotal", "an amount with two decimals",
            _amount),
)  # fmt: skip

NUMBERS: Final = (
    Range("id", 1, 100_000),
    Range("age", 18, 90),
    Range("year", 1990, 2025),
    Range("month", 1, 12),
    Range("day", 1, 28),
    Range("hour", 0, 23),
    Range("minute", 0, 59),
    Range("minutes, read time, reading time, cooking time, prep time, travel time", 1, 60),
    Range("rating, stars", 1, 5),
    Range("average rating, rating average, avg rating", 2.5, 5.0),
    Range("port", 1024, 49151),
    Range("page", 1, 1),
    Range("pages, page count, number of pages", 80, 600),
    Range("battery, battery level, cpu usage, memory usage, humidity", 5, 100),
    Range("probability, temperature, confidence, top p, ratio, similarity", 0.0, 1.0),
    Range("version", 1, 9),
    Range("weight, weight kg", 0.5, 20.0),
    Range("progress, percent, percentage, score, completion", 0, 100),
    Range("width", 1600, 1600),
    Range("height", 900, 900),
    Range("price, amount, cost, balance, fee, subtotal, total", 1.0, 500.0),
    Range("tax, shipping, discount, shipping cost, vat, tip", 1.0, 20.0),
    Range("discount percentage, discount percent", 5, 40),
    Range("tax rate, interest rate, rate", 0.0, 20.0),
    Range("price cents, amount cents, cents, unit amount, total cents", 100, 50_000),
    Range("quantity, qty", 1, 5),
    Range("count, stock, position, order, level, index, number, comments, likes, "
          "attempts, retries", 1, 20),
    Range("followers, following, views, downloads, stargazers, watchers, forks", 3, 2000),
    Range("per page, page size", 20, 20),
    Range("size, file size, bytes, size in bytes", 1_000, 5_000_000),
    Range("duration, elapsed time, latency, time, uptime", 0.1, 30.0),
    Range("duration ms, milliseconds, ms, elapsed ms", 20, 30_000),
    Range("seconds, duration seconds, ttl, expires in", 60, 3600),
    Range("tokens, words, characters", 5, 800),
)  # fmt: skip

FLAGS: Final = (
    Likelihood("active, enabled, available, verified, public, visible, valid, success, ok, "
               "in stock, published, default branch", 0.9),
    Likelihood("deleted, archived, disabled, locked, blocked, banned, suspended, hidden, private, "
               "failed, expired, cancelled, canceled, revoked, draft, fork, spam, truncated, "
               "read only, error", 0.1),
)  # fmt: skip

#: Words of members that are null as long as nothing has happened, where they may be.
OFTEN_NULL: Final = frozenset(
    "error errors deleted archived cancelled canceled revoked next cursor failure removed parent "
    "recurrence suspended".split()
)
