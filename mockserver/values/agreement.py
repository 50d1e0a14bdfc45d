"""
Members of one object that have to agree once they are made; what is known of them stays.

Which agreements an object is subject to follows from the names of its members, once for all objects
that have these names.
"""

from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from mockserver.values.listed import tell_of_lists
from mockserver.values.measures import (
    add_up,
    follow_stock,
    ordered_pairs,
    put_in_order,
    shares,
    stocks,
    subtract,
    totals,
)
from mockserver.values.members import Admits, Members, Names, said
from mockserver.values.money import has_prices, with_sums
from mockserver.values.progress import (
    follow_clock,
    follow_moments,
    follow_state,
    has_clock,
    has_flags,
    has_state,
)
from mockserver.values.scene import Scene

Apply = Callable[[Members, Names], None]


class Agreement(NamedTuple):
    """What members of some names have to do with each other."""

    names: str  #: Of members it is about; for people.
    tells: str
    applies: Callable[[Names], object]  #: Whether anything in an object is subject to it.
    apply: Apply


AGREEMENTS: Final = (
    Agreement("min_age, max_age; from, to; attempts, max_attempts; used, limit",
              "The first number is at most the second.", ordered_pairs, put_in_order),
    Agreement("prompt_tokens, completion_tokens, total_tokens",
              "The total is the sum of its parts.", totals, add_up),
    Agreement("limit, used, remaining",
              "What is left is what was not used.", shares, subtract),
    Agreement("price, quantity, total; subtotal, tax, shipping, discount; price_in_cents; "
              "sale_price", "Amounts are what the others make them.", has_prices, with_sums),
    Agreement("status, paid_at, shipped_at, cancelled_at, error, progress",
              "Moments that a state has not reached are null or left out, an error is there if it "
              "failed, and what is done is done by 100 per cent.", has_state, follow_state),
    Agreement("started_at, finished_at, elapsed_time", "It lasted from the one to the other.",
              has_clock, follow_clock),
    Agreement("in_stock, stock", "There are some where the flag says so.", stocks, follow_stock),
    Agreement("is_archived, archived_at",
              "The flag is true where its moment has come.", has_flags, follow_moments),
    Agreement("items, total, page, page_size, has_more, item_count",
              "What stands beside a list tells of that list.", len, tell_of_lists),
)  # fmt: skip


#: What lets a member follow from others, whatever made those.
_FOLLOWING: Final = (add_up, subtract, with_sums, follow_stock, tell_of_lists)


def agreed(members: Members) -> dict[str, Any]:
    """Let the members of an object agree."""
    names, rules = _rules(tuple(members.made))
    for apply in rules:
        apply(members, names)
    return members.made


def followed(
    before: Mapping[str, Any], after: Mapping[str, Any], told: Mapping[str, Any], admits: Admits
) -> dict[str, Any]:
    """
    Let what followed from other members before a change follow from them after it.

    A total that was the sum of its lines is so of the new lines; one that a client told otherwise
    stays, and so does what it tells now.
    """
    left = [each for each in after if each not in told and each in before]
    was, now = _reckoned(before, left, admits), _reckoned(after, left, admits)
    news = {each: now[each] for each in left if now[each] != after[each]}
    return {**after, **{each: new for each, new in news.items() if was[each] == before[each]}}


def _reckoned(values: Mapping[str, Any], names: Collection[str], admits: Admits) -> dict[str, Any]:
    """Let some of the values of an object be what the others say they are."""
    known = {name: value for name, value in values.items() if name not in names}
    members = Members({**values}, Scene(b"", ""), admits, known, lambda _: True)
    words, rules = _rules(tuple(values))
    for apply in rules:
        if apply in _FOLLOWING:
            apply(members, words)
    return members.made


@lru_cache(maxsize=4096)
def _rules(made: tuple[str, ...]) -> tuple[Names, tuple[Apply, ...]]:
    """Give the words of some names, and what objects with such members are subject to."""
    names = {said(each): each for each in made}
    return names, tuple(each.apply for each in AGREEMENTS if each.applies(names))
