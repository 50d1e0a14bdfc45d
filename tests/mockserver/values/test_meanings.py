"""Values of names: `email`, `slug`, `country`; the members of one object agree."""

import re
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given

from mockserver.values.localities import LOCALITIES
from mockserver.values.people import plain
from tests.mockserver.values.making import MOMENT, NUMBER, TEXT, WHOLE, made, schema_of, seeds


def _letters(text: str) -> str:
    """Give the letters of a text, without their marks."""
    return "".join(filter(str.isalpha, plain(text).lower()))


@given(seeds)
def test_a_slug_is_that_of_the_name(seed):
    """A shop's address says what is sold there."""
    product = made("products", seed, name=TEXT, slug=TEXT)
    assert product["slug"] == product["name"].lower().replace(" ", "-")


@given(seeds)
def test_a_person_has_one_name(seed):
    """Whatever a member tells of a person tells of the same one."""
    person = made("users", seed, name=TEXT, email=TEXT, first_name=TEXT, initials=TEXT)
    assert person["name"].startswith(person["first_name"])
    assert _letters(person["email"].partition("@")[0]) == _letters(person["name"])
    assert person["initials"][0] == person["name"][0]
    assert person["email"].isascii()


@given(seeds)
def test_a_person_is_as_old_as_the_birthday_says(seed):
    """Within a year: nobody knows what day it is."""
    person = made("users", seed, age=WHOLE, date_of_birth={**TEXT, "format": "date"})
    assert (
        2024 - int(person["date_of_birth"][:4]) - 1
        <= person["age"]
        <= 2026 - int(person["date_of_birth"][:4])
    )


@given(seeds)
def test_the_name_of_a_person_is_one(seed):
    """Whatever the object around it is."""
    booking = made("bookings", seed, passenger_name=TEXT, email=TEXT)
    assert _letters(booking["email"].partition("@")[0]) == _letters(booking["passenger_name"])


@given(seeds)
def test_who_gets_a_message_is_another_person(seed):
    """Nobody writes to themselves, and each has an address."""
    email = {**TEXT, "format": "email"}
    message = made(
        "messages", seed, sender=TEXT, recipient=TEXT, recipient_email=email, to=email, email=email
    )
    assert message["to"] != message["email"]
    assert message["sender"] != message["recipient"]
    assert _letters(message["recipient_email"].partition("@")[0]) == _letters(message["recipient"])


@given(seeds)
def test_an_address_is_in_one_place(seed):
    """A city lies in its country, which has a currency, a clock and a dialling code."""
    names = ("city", "country", "country_code", "currency", "locale", "timezone", "zip", "phone")
    address = made("address", seed, **dict.fromkeys(names, TEXT), lat=NUMBER, lng=NUMBER)
    assert address == {
        **made("address", seed, lng=NUMBER, lat=NUMBER, **dict.fromkeys(names, TEXT))
    }
    there = next(each for each in LOCALITIES if each.city == address["city"])
    assert address["phone"].startswith(there.phone)
    facts = (there.country, there.country_code, there.currency, there.locale, there.timezone)
    assert facts == tuple(address[name] for name in names[1:6])
    assert abs(address["lat"] - there.latitude) < 0.01
    assert abs(address["lng"] - there.longitude) < 0.01


@given(seeds)
def test_people_live_where_their_country_is(seed):
    """What is part of a record tells of the same place; what is another thing does not have to."""
    inner = schema_of(city=TEXT, country=TEXT, state=TEXT)
    person = made("users", seed, country=TEXT, address=inner, shipping_address=inner)
    assert person["address"] == person["shipping_address"]
    assert person["address"]["country"] == person["country"]
    assert person["address"]["state"] == next(
        each.state for each in LOCALITIES if each.city == person["address"]["city"]
    )


@given(seeds)
def test_account_numbers_have_the_right_check_digits(seed):
    """ISO 7064, MOD 97-10."""
    account = made("accounts", seed, iban=TEXT)["iban"]
    turned = account[4:] + account[:4]
    assert int("".join(str(int(each, 36)) for each in turned)) % 97 == 1


@given(seeds)
def test_a_file_is_of_one_type(seed):
    """Its name ends as its media type asks for."""
    file = made("files", seed, name=TEXT, extension=TEXT, mime_type=TEXT, path=TEXT)
    assert file["name"].endswith(f".{file['extension']}")
    assert file["path"].endswith(f"/{file['name']}")
    assert (file["extension"] == "pdf") == (file["mime_type"] == "application/pdf")


@given(seeds)
def test_pictures_are_drawings_that_need_no_network(seed):
    """Well-formed SVG in a `data:` address, with the initials of the person."""
    uri = {**TEXT, "format": "uri"}
    person = made("users", seed, avatar_url=uri, initials=TEXT, cover_image=TEXT)
    for name in ("avatar_url", "cover_image"):
        head, _, drawing = person[name].partition(",")
        assert head == "data:image/svg+xml"
        root = ET.fromstring(unquote(drawing))
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert unquote(person["avatar_url"]).endswith(f">{person['initials']}</text></svg>")


@given(seeds)
def test_a_description_is_about_the_thing(seed):
    """By its name."""
    product = made("products", seed, name=TEXT, description=TEXT)
    assert product["name"] in product["description"]


@given(seeds)
def test_several_texts_differ(seed):
    """A list of people has more than one of them."""
    people = made("teams", seed, emails={"type": "array", "items": TEXT, "minItems": 3})
    assert len(set(people["emails"])) > 1


@given(seeds)
def test_moments_follow_the_life_of_a_thing(seed):
    """Whatever their order in the schema."""
    names = ("deleted_at", "ends_at", "paid_at", "updated_at", "created_at", "expires_at")
    thing = made("things", seed, **dict.fromkeys(names, MOMENT))
    order = ("created_at", "paid_at", "updated_at", "ends_at", "deleted_at", "expires_at")
    assert [thing[name] for name in order] == sorted(thing[name] for name in order)


@pytest.mark.parametrize(
    "pattern",
    [
        r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$",
        r"^\d{4}-\d\d-\d\d$",
        r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$",
        r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$",
        r"^\d\d/\d\d/\d{4}$",
    ],
)
def test_a_moment_is_written_as_its_pattern_has_it(pattern):
    """And never in the ninetieth month."""
    text = made("things", 0, created_at={**TEXT, "pattern": pattern})["created_at"]
    assert re.fullmatch(pattern, text)
    plain_text = made("things", 0, created_at=MOMENT)["created_at"]
    assert {*re.findall(r"\d+", text)} <= {*re.findall(r"\d+", plain_text), "000000"}


@pytest.mark.parametrize(
    ("subject", "name", "expected"),
    [
        pytest.param("GET /users/{id}/posts", "title", r"[A-Z].* .*", id="the end of a path"),
        pytest.param("UserPost", "title", r"[A-Z].* .*", id="the head of a compound"),
        pytest.param("TagItem", "name", r"[a-z]+", id="wrapped"),
    ],
)
def test_the_head_of_a_name_tells_the_kind(subject, name, expected):
    """A user's post is no user."""
    assert re.fullmatch(expected, made(subject, 3, **{name: TEXT})[name])
    same = made(subject, 3, **{name: TEXT}, full_name=TEXT)
    assert same[name] != same["full_name"]
