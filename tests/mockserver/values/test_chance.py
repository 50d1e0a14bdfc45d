"""Draws out of a seed."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from mockserver.values.chance import Chance

seeds = st.binary(max_size=40)


@given(seeds, st.integers(-(2**70), 2**70), st.integers(0, 2**600))
def test_draws_are_between_their_limits(seed, least, span):
    """However far apart these are."""
    assert least <= Chance(seed).between(least, least + span) <= least + span


@given(seeds, st.lists(st.integers(1, 2**80), min_size=1, max_size=30))
def test_the_same_seed_draws_the_same(seed, counts):
    """As often as one likes."""
    one, other = Chance(seed), Chance(seed)
    assert [*map(one.below, counts)] == [*map(other.below, counts)]


@given(seeds, st.integers(1, 80))
def test_digits_are_as_many_as_asked_for(seed, length):
    """Zeros in front are kept."""
    assert len(Chance(seed).hexadecimal(length)) == len(Chance(seed).digits(length)) == length


@given(seeds)
def test_ids_are_random_uuids(seed):
    """RFC 9562, 5.4."""
    drawn = UUID(Chance(seed).uuid())
    assert (drawn.version, str(drawn)) == (4, Chance(seed).uuid())


def test_everything_is_drawn_at_some_time():
    """No outcome is out of reach."""
    drawn = {Chance(bytes([seed])).below(6) for seed in range(100)}
    assert drawn == set(range(6))
