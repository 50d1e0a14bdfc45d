"""Members that agree: with a state, with each other, with what they count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.values.agreement import AGREEMENTS
from mockserver.values.localities import LOCALITIES
from mockserver.world import World
from tests.mockserver.values.making import (
    FLAG,
    MAKER,
    MAYBE,
    MOMENT,
    NUMBER,
    TEXT,
    WHOLE,
    Json,
    made,
    schema_of,
    seeds,
)

_ORDER = {
    "paid_at": MAYBE, "shipped_at": MAYBE, "delivered_at": MAYBE, "cancelled_at": MAYBE,
}  # fmt: skip


def _order(status: str, seed: int) -> Json:
    return made("orders", seed, status={"const": status}, **_ORDER)


@pytest.mark.parametrize(
    ("status", "come"),
    [
        pytest.param("pending", set(), id="nothing yet"),
        pytest.param("paid", {"paid_at"}, id="the first step"),
        pytest.param("shipped", {"paid_at", "shipped_at"}, id="steps before the last"),
        pytest.param("delivered", {"paid_at", "shipped_at", "delivered_at"}, id="all"),
    ],
)
@given(seed=seeds)
def test_moments_have_come_as_far_as_the_state_says(status, come, seed):
    """What is pending was not paid."""
    order = _order(status, seed)
    assert {name for name in _ORDER if order[name] is not None} == come


@given(seeds)
def test_what_was_cancelled_tells_when(seed):
    """Though such moments are null as long as nothing happened."""
    order = _order("cancelled", seed)
    assert order["cancelled_at"] is not None
    assert order["delivered_at"] is None


@given(seeds)
def test_moments_that_have_not_come_are_left_out_where_they_must_not_be_null(seed):
    """Unless the schema asks for them."""
    schema = {
        "type": "object",
        "required": ["status", "ended_at"],
        "properties": {"status": {"const": "queued"}, "ended_at": MOMENT, "paid_at": MOMENT},
    }
    assert [*MAKER.make(World(seed), schema, "jobs")] == ["status", "ended_at"]


@given(seeds, st.sampled_from(("failed", "succeeded", "running")))
def test_there_is_an_error_where_something_failed(seed, status):
    """And nowhere else."""
    nullable = {"type": ["string", "null"]}
    job = made("jobs", seed, status={"const": status}, error=nullable, finished_at=MAYBE)
    assert (job["finished_at"] is None) == (status == "running")
    assert (job["error"] is not None) == (status == "failed")


@given(seeds)
def test_what_is_done_is_done_whole(seed):
    """Progress goes with the state."""
    progress = {**WHOLE, "minimum": 0, "maximum": 100}
    assert made("jobs", seed, status={"const": "done"}, progress=progress)["progress"] == 100
    assert made("jobs", seed, status={"const": "queued"}, progress=progress)["progress"] == 0


@given(seeds)
def test_a_flag_goes_with_its_moment(seed):
    """What is verified was so at some time."""
    user = made("users", seed, email_verified=FLAG, email_verified_at=MAYBE)
    assert user["email_verified"] == (user["email_verified_at"] is not None)


@given(seeds)
def test_the_lower_number_is_the_one_that_is_called_so(seed):
    """Whatever words tell it."""
    limits = made("jobs", seed, min_age=WHOLE, max_age=WHOLE, attempts=WHOLE, max_attempts=WHOLE)
    assert limits["min_age"] <= limits["max_age"]
    assert limits["attempts"] <= limits["max_attempts"]


@given(seeds)
def test_parts_add_up_and_what_is_left_was_not_used(seed):
    """Usage and quotas."""
    names = ("prompt_tokens", "completion_tokens", "total_tokens")
    usage = made("usage", seed, **dict.fromkeys(names, WHOLE))
    assert usage["prompt_tokens"] + usage["completion_tokens"] == usage["total_tokens"]
    rate = made("rate", seed, limit=WHOLE, used=WHOLE, remaining=WHOLE)
    assert rate["used"] + rate["remaining"] == rate["limit"]


@given(seeds)
def test_what_ran_took_as_long_as_its_moments_say(seed):
    """Seconds, not days."""
    run = made("runs", seed, started_at=WHOLE, finished_at=WHOLE, elapsed_time=NUMBER)
    assert run["finished_at"] - run["started_at"] == run["elapsed_time"]
    assert 0 < run["elapsed_time"] < 600


@given(seeds)
def test_there_is_stock_where_the_flag_says_so(seed):
    """A shop sells what it has."""
    product = made("products", seed, in_stock=FLAG, stock={**WHOLE, "minimum": 0, "maximum": 1})
    assert product["in_stock"] == (product["stock"] > 0)


@given(seeds)
def test_what_is_known_stays_as_it_is(seed):
    """Agreement is among what is made up."""
    schema = schema_of(status={"enum": ["pending", "paid"]}, paid_at=MAYBE, min=NUMBER, max=NUMBER)
    known = {"status": "pending", "paid_at": "2024-01-01T00:00:00Z", "min": 9, "max": 3}
    assert MAKER.make(World(seed), schema, "orders", known=known) == known


_MEMBERS = st.sampled_from([
    name.replace(" ", "_")
    for each in AGREEMENTS
    for part in each.names.split("; ")
    for name in part.split(", ")
])  # fmt: skip
_KINDS = st.sampled_from([
    TEXT, WHOLE, NUMBER, FLAG, MAYBE, {"const": "pending"}, {"const": "failed"},
    {"type": "integer", "maximum": 3}, {"type": "array", "items": TEXT}, {"const": "paid"},
])  # fmt: skip


@given(st.dictionaries(_MEMBERS, _KINDS, min_size=1), st.booleans(), seeds)
def test_members_that_agree_are_valid(properties, is_lax, seed):
    """Whatever the types of what stands beside each other."""
    schema = {**schema_of(**properties), "required": [] if is_lax else [*properties]}
    value = MAKER.make(World(seed), schema, "things")
    assert MAKER.admits(schema, value)


# --- places ---------------------------------------------------------------------------------------

_PLACE = {"city": TEXT, "country": TEXT, "countryCode": TEXT, "currency": TEXT, "phone": TEXT}
_ADDRESS = {"type": "object", "properties": _PLACE, "required": [*_PLACE]}


@given(seeds, st.sampled_from(LOCALITIES))
def test_a_city_lies_in_the_country_that_is_told(seed, place):
    """By a client, by a constant or by a default; what is made beside it follows."""
    known = MAKER.make(World(seed), _ADDRESS, "addresses", known={"country": place.country})
    constant = made("addresses", seed, **{**_PLACE, "countryCode": {"const": place.country_code}})
    default = made("shops", seed, **{**_PLACE, "city": {**TEXT, "default": place.city}})
    for value in (known, constant, default):
        assert value["country"] == place.country
        assert value["countryCode"] == place.country_code
        assert value["currency"] == place.currency
        home = next(each for each in LOCALITIES if each.city == value["city"])
        assert home.country == place.country
        assert value["phone"].startswith(home.phone)


@given(seeds)
def test_a_part_is_where_its_record_is(seed):
    """What a person's record tells of the country holds in its address."""
    country = {"country": {"const": "Germany"}}
    value = made("customers", seed, **country, address=_ADDRESS)
    assert value["address"]["country"] == "Germany"
    assert value["address"]["city"] in ("Berlin", "Hamburg")


@given(seeds)
def test_a_place_that_nobody_knows_changes_nothing(seed):
    """A town of the client's own stands beside what is made anyway."""
    plain = MAKER.make(World(seed), _ADDRESS, "addresses")
    told = MAKER.make(World(seed), _ADDRESS, "addresses", known={"city": "Springfield"})
    assert told == {**plain, "city": "Springfield"}
