"""
Members of one object that have to agree once they are made; what is known of them stays.

Which rules an object is subject to follows from the names of its members, once for all objects
that have these names.
"""

from collections.abc import Callable
from functools import lru_cache
from itertools import product
from typing import Any, Final

from contract.schemas.values import is_number
from mockserver.values.listed import tell_of_lists
from mockserver.values.members import Members, Names, said
from mockserver.values.money import has_prices, with_sums
from mockserver.values.progress import follow_moments, follow_state, has_flags, has_state

Rule = Callable[[Members, Names], None]

#: Words of which the first marks what is never more than what the second marks.
_ORDERED: Final = (
    ("min", "max"), ("minimum", "maximum"), ("from", "to"), ("start", "end"), ("low", "high"),
    ("lower", "upper"), ("used", "total"), ("used", "limit"), ("completed", "total"),
    ("current", "max"), ("free", "total"), ("available", "total"), ("failed", "total"),
)  # fmt: skip
#: What adds up wherever several are told beside their total.
_ADDING_UP: Final = ("bytes", "characters", "minutes", "points", "seconds", "tokens", "votes")

_IN_STOCK: Final = ("in stock", "is in stock", "is available", "available")
_STOCK: Final = ("stock", "quantity in stock", "inventory", "stock quantity", "stock count")
#: A whole, what was taken of it, and what is left.
_WHOLE: Final = ("limit", "total", "quota", "capacity")
_USED: Final = ("used", "taken", "occupied")
_LEFT: Final = ("remaining", "free", "available", "left")


def agreed(members: Members) -> dict[str, Any]:
    """Let the members of an object agree."""
    names, rules = _rules(tuple(members.made))
    for rule in rules:
        rule(members, names)
    return members.made


@lru_cache(maxsize=4096)
def _rules(made: tuple[str, ...]) -> tuple[Names, tuple[Rule, ...]]:
    """Give the rules that objects with members of these names are subject to."""
    names = {said(each): each for each in made}
    rules: tuple[tuple[bool, Rule], ...] = (
        (bool(_pairs(names)), put_in_order),
        (bool(_parts(names)), add_up),
        (bool(_shares(names)), subtract),
        (has_prices(names), with_sums),
        (has_state(names), follow_state),
        (bool(_stocks(names)), follow_stock),
        (has_flags(names), follow_moments),
        (True, tell_of_lists),
    )
    return names, tuple(rule for applies, rule in rules if applies)


def put_in_order(members: Members, names: Names) -> None:
    """Let the lower of two numbers be the one that is called so: `min_age` and `max_age`."""
    for low, high in _pairs(names):
        less, more = members.made.get(low), members.made.get(high)
        if is_number(less) and is_number(more) and less > more:
            members.change(low, more)
            members.change(high, less)


def add_up(members: Members, names: Names) -> None:
    """Let a total be the sum of its parts: `prompt_tokens` and `completion_tokens`."""
    for total, parts in _parts(names):
        numbers = [members.made.get(each) for each in parts]
        if all(map(is_number, numbers)):
            members.change(total, sum(numbers))


def subtract(members: Members, names: Names) -> None:
    """Let what is left be what was not used: `limit`, `used` and `remaining`."""
    for whole, used, left in _shares(names):
        all_of_it, some = members.made.get(whole), members.made.get(used)
        if is_number(all_of_it) and is_number(some):
            members.change(left, round(all_of_it - some, 2))


def follow_stock(members: Members, names: Names) -> None:
    """Let there be some where a flag says so."""
    for flag, stock in _stocks(names):
        count = members.made.get(stock)
        if is_number(count):
            members.change(flag, count > 0)


def _stocks(names: Names) -> list[tuple[str, str]]:
    flags = [names[each] for each in _IN_STOCK if each in names]
    return [(each, names[count]) for each in flags for count in _STOCK if count in names]


def _pairs(names: Names) -> list[tuple[str, str]]:
    found = []
    for told, name in names.items():
        for low, high in _ORDERED:
            other = " ".join(high if each == low else each for each in told.split())
            if other != told and other in names:
                found.append((name, names[other]))
        for most in (f"max {told}", f"maximum {told}", f"{told} limit"):
            if most in names:
                found.append((name, names[most]))
    return found


def _shares(names: Names) -> list[tuple[str, str, str]]:
    found = []
    for three in product(_WHOLE, _USED, _LEFT):
        whole, used, left = map(names.get, three)
        if whole and used and left:
            found.append((whole, used, left))
    return found


def _parts(names: Names) -> list[tuple[str, list[str]]]:
    found = []
    for unit in _ADDING_UP:
        parts = [name for told, name in names.items() if told.split()[1:] == [unit]]
        total = names.get(f"total {unit}")
        if total in parts and len(parts) > 2:
            found.append((total, [each for each in parts if each != total]))
    return found
