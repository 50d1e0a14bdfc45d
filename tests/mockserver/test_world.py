"""The world: ids and secrets that depend on their place, a clock that is moved, collections."""

import asyncio
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.validation import Violation
from mockserver.world import (
    JOURNAL_LENGTH,
    Clock,
    Exchange,
    Journal,
    Store,
    World,
)

seeds = st.integers(0, 2**32)
places = st.lists(st.text(max_size=5) | st.integers(0, 9), min_size=1, max_size=3)


@given(seeds, places)
def test_an_id_depends_on_the_seed_and_the_place(seed, place):
    """The same every time, and another for another seed or place."""
    made = World(seed).id_for(*place)
    assert made == World(seed).id_for(*place)
    assert made != World(seed + 1).id_for(*place)
    assert made != World(seed).id_for(*place, "inside")
    assert UUID(made).version == 4


@given(seeds, st.lists(st.sampled_from(("pets", "owners")), max_size=8))
def test_ids_of_one_kind_do_not_depend_on_others(seed, kinds):
    """The third pet has the same id, whatever else was made in between."""
    mixed, alone = World(seed), World(seed)
    made = [mixed.new_id(kind) for kind in kinds]
    pets = [each for each, kind in zip(made, kinds, strict=True) if kind == "pets"]
    assert pets == [alone.new_id("pets") for _ in pets]
    assert len(set(made)) == len(made)


def test_places_are_not_run_together():
    """The parts of a place are told apart."""
    world = World()
    assert world.id_for("ab", "c") != world.id_for("a", "bc")


@given(seeds, st.lists(st.floats(0.001, 1000), min_size=1, max_size=5))
def test_ordered_ids_sort_by_their_time(seed, steps):
    """A later id of version 7 sorts behind an earlier one."""
    world = World(seed, Clock(1_781_166_362.0))
    made = [world.new_ordered_id("sessions")]
    for seconds in steps:
        world.clock.advance(seconds)
        made.append(world.new_ordered_id("sessions"))
    assert made == sorted(made)
    assert {UUID(each).version for each in made} == {7}
    assert {UUID(each).variant for each in made} == {UUID(made[0]).variant}


@given(seeds, st.integers(1, 48))
def test_secrets_are_of_their_size_and_differ(seed, size):
    """A secret is as long as its bytes make it, and never given twice."""
    world = World(seed)
    first, second = world.new_secret("token", size), world.new_secret("token", size)
    assert len(first) == -(-size * 8 // 6)
    assert size < 8 or first != second
    assert first == World(seed).new_secret("token", size)


@given(seeds, st.text(alphabet="ABCD", min_size=1, max_size=4), st.integers(1, 22))
def test_picked_text_is_of_the_alphabet(seed, alphabet, length):
    """As long as asked for, and of the characters that may be."""
    picked = World(seed).pick(alphabet, length, "code", 1)
    assert len(picked) == length
    assert set(picked) <= set(alphabet)
    assert picked == World(seed).pick(alphabet, length, "code", 1)


@given(st.lists(st.floats(0, 10**6), max_size=5))
def test_a_clock_that_stands_still_moves_when_it_is_moved(steps):
    """Time goes by as far as it is told to."""
    clock = Clock(1000.0)
    for seconds in steps:
        clock.advance(seconds)
    assert clock.now() == pytest.approx(1000.0 + sum(steps))
    assert clock.utc().timestamp() == pytest.approx(clock.now(), abs=1e-6)


def test_a_clock_without_a_start_runs_on():
    """It is the system's, moved by as much as it was told."""
    clock, ahead = Clock(), Clock()
    ahead.advance(3600)
    assert 3599 < ahead.now() - clock.now() < 3700


# --- collections ----------------------------------------------------------------------------------

operations = st.lists(
    st.tuples(st.sampled_from(("put", "delete")), st.sampled_from("abc"), st.integers(0, 3))
)


@given(operations)
def test_a_collection_is_a_dictionary_that_can_be_searched(steps):
    """What was put is there until it is deleted, in the order it came."""
    collection, model = Store()["pets"], {}
    for verb, key, value in steps:
        if verb == "put":
            collection.put(key, {"key": key, "value": value})
            model[key] = value
        else:
            assert collection.delete(key) is (model.pop(key, None) is not None)
    assert [(each["key"], each["value"]) for each in collection] == list(model.items())
    assert len(collection) == len(model)
    for value in range(4):
        found = [each["key"] for each in collection.where(value=value)]
        assert found == [key for key, each in model.items() if each == value]
    assert collection.get("d") is None


def test_a_collection_can_be_changed_while_it_is_read():
    """Whoever walks over it sees what was there when the walk began."""
    collection = Store()["pets"]
    for key in "ab":
        collection.put(key, {"key": key})
    for each in collection:
        collection.delete(each["key"])
        collection.put(each["key"] * 2, {"key": each["key"] * 2})
    assert [each["key"] for each in collection] == ["aa", "bb"]


def test_a_store_makes_collections_as_they_are_asked_for():
    """Each has its own records."""
    store = Store()
    store["pets"].put("1", {})
    assert len(store["owners"]) == 0
    assert store["pets"] is store["pets"]
    assert store.names() == ("pets", "owners")


async def test_what_goes_on_by_itself_is_known_until_it_ends():
    """The world keeps hold of it, so that it is neither lost nor forgotten."""
    world, done = World(), []

    async def work() -> None:
        await asyncio.sleep(0)
        done.append(True)

    world.start(work())
    assert len(world.tasks) == 1
    await asyncio.wait(list(world.tasks))
    await asyncio.sleep(0)
    assert not world.tasks
    assert done == [True]


def test_the_journal_is_bounded():
    """However large the requests were that it tells of."""
    journal = Journal()
    large = "x" * 10_000
    violation = Violation("body", (large, 1), "type", large, ["a"], {"member": large})
    for number in range(JOURNAL_LENGTH + 5):
        journal.append(Exchange(float(number), "POST", "/a", "", 422, (violation,) * 100))
    assert len(journal) == JOURNAL_LENGTH
    assert journal[0].time == 5.0
    [kept] = set(journal[-1].violations)
    assert len(journal[-1].violations) <= 20
    assert (len(kept.message), len(str(kept.path[0]))) == (500, 500)
    assert (kept.expected, kept.value) == (None, None)


@given(st.lists(st.sampled_from(("put", "delete", "other", "look")), max_size=12))
def test_a_view_always_shows_its_collections(steps):
    """It is what would be made now, and is made anew only where its collections changed."""
    store, made = Store(), []

    def make():
        made.append(len(store["pets"]))
        return [each["n"] for each in store["pets"]]

    for number, step in enumerate(steps):
        before = len(made)
        if step == "put":
            store["pets"].put(str(number % 3), {"n": number})
        elif step == "delete":
            store["pets"].delete(str(number % 3))
        elif step == "other":
            store["owners"].put("a", {"n": number})
        shown = store.view("all pets", ("pets",), make)
        assert shown == [each["n"] for each in store["pets"]]
        if step in ("other", "look") and number:
            assert len(made) == before
