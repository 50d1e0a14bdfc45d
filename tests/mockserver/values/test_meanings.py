"""Values of names: `email`, `slug`, `country`; the members of one object agree."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from contract.model import Contract
from mockserver.values import ValueMaker
from mockserver.values.people import plain
from mockserver.world import World

_MAKER = ValueMaker(Contract.from_document({
    "openapi": "3.2.0", "info": {"title": "Things", "version": "1"}, "paths": {},
}))  # fmt: skip
seeds = st.integers(0, 10_000)
_TEXT = {"type": "string"}


def _made(subject: str, seed: int, **properties: Any) -> dict[str, Any]:
    schema = {"type": "object", "properties": properties, "required": [*properties]}
    made: dict[str, Any] = _MAKER.make(World(seed), schema, subject)
    return made


def _letters(text: str) -> str:
    """Give the letters of a text, without their marks."""
    return "".join(filter(str.isalpha, plain(text).lower()))


@given(seeds)
def test_a_slug_is_that_of_the_name(seed):
    """A shop's address says what is sold there."""
    product = _made("products", seed, name=_TEXT, slug=_TEXT)
    assert product["slug"] == product["name"].lower().replace(" ", "-")


@given(seeds)
def test_a_person_has_one_name(seed):
    """Whatever a member tells of a person tells of the same one."""
    person = _made("users", seed, name=_TEXT, email=_TEXT, first_name=_TEXT, initials=_TEXT)
    assert person["name"].startswith(person["first_name"])
    assert _letters(person["email"].partition("@")[0]) == _letters(person["name"])
    assert person["initials"][0] == person["name"][0]


@given(seeds)
def test_an_address_is_in_one_place(seed):
    """A city lies in its country."""
    address = _made("address", seed, city=_TEXT, country=_TEXT, country_code=_TEXT)
    same = _made("address", seed, country=_TEXT, city=_TEXT, country_code=_TEXT)
    assert address == same
    assert (address["city"] != "Berlin") or address["country_code"] == "DE"


@given(seeds)
def test_several_texts_differ(seed):
    """A list of people has more than one of them."""
    people = _made("teams", seed, emails={"type": "array", "items": _TEXT, "minItems": 3})
    assert len(set(people["emails"])) > 1


@given(seeds)
def test_the_name_of_a_person_is_one(seed):
    """Whatever the object around it is."""
    booking = _made("bookings", seed, passenger_name=_TEXT, email=_TEXT)
    assert _letters(booking["email"].partition("@")[0]) == _letters(booking["passenger_name"])
