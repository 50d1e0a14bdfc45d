"""Notes on a document, as people read them."""

from hypothesis import given
from hypothesis import strategies as st

from contract.notes import in_short


def test_what_is_noted_of_many_places_is_shown_for_the_first_few():
    """And counted; each kind stands where its first does."""
    many = [f"#/a/{number}: it is empty" for number in range(6)]
    assert in_short([many[0], "#/b: it is no list", *many[1:]]) == [
        "#/a/0: it is empty",
        "#/a/1: it is empty",
        "#/a/2: it is empty",
        "3 more places: it is empty",
        "#/b: it is no list",
    ]


@given(st.lists(st.sampled_from(["it is empty", "it is no list", "it is no: list"]), max_size=30))
def test_no_kind_of_note_is_lost(kinds):
    """What is left out is counted, and a line is never spent on a single place."""
    told = in_short(f"#/{number}: {kind}" for number, kind in enumerate(kinds))
    counts = [int(each.split()[0]) for each in told if "more places: " in each]
    assert all(count > 1 for count in counts)
    assert len(told) - len(counts) + sum(counts) == len(kinds)
    assert {each.partition(": ")[2] for each in told} == set(kinds)
