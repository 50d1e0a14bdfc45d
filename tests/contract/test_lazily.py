"""Values are made once, and only those that somebody asks for."""

import pytest

from contract.lazily import Lazily


def test_a_value_is_made_at_the_first_question_and_kept():
    """The others are not made."""
    made = []
    lazily = Lazily({"a": 1, "b": 2}, lambda key: made.append(key) or [key])
    assert lazily["a"] is lazily["a"]
    assert lazily.get("a") == ["a"]
    assert made == ["a"]


def test_keys_cost_nothing():
    """Counting, listing and looking for keys make no value."""
    lazily = Lazily({"a": 1, "b": 2}, pytest.fail)
    assert (len(lazily), [*lazily], "a" in lazily, "c" in lazily) == (2, ["a", "b"], True, False)


def test_it_is_the_mapping_of_what_it_makes():
    """Equal to it, and as strict about what is not there."""
    lazily = Lazily({"a": 1, "b": 2}, str.upper)
    assert lazily == {"a": "A", "b": "B"}
    assert lazily.get("c") is None
    with pytest.raises(KeyError):
        lazily["c"]
