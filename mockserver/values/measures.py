"""Numbers of one object that bound each other, add up, or count what a flag speaks of."""

from itertools import product
from typing import Final

from contract.schemas.values import is_number
from mockserver.values.members import Members, Names

#: Words of which the first marks what is never more than what the second marks.
_ORDERED: Final = (
    ("min", "max"), ("minimum", "maximum"), ("from", "to"), ("start", "end"), ("low", "high"),
    ("lower", "upper"), ("used", "total"), ("used", "limit"), ("completed", "total"),
    ("current", "max"), ("free", "total"), ("available", "total"), ("failed", "total"),
)  # fmt: skip
#: Words before a name that speak of some of all there are: `available_seats`.
_SOME: Final = frozenset("active available free open remaining used".split())
#: What adds up wherever several are told beside their total.
_ADDING_UP: Final = ("bytes", "characters", "minutes", "points", "seconds", "tokens", "votes")
#: Flags, and the numbers they go by.
_IN_STOCK: Final = ("in stock", "is in stock", "is available", "available")
_STOCK: Final = ("stock", "quantity in stock", "inventory", "stock quantity", "stock count")
#: A whole, what was taken of it, and what is left.
_WHOLE: Final = ("limit", "total", "quota", "capacity")
_USED: Final = ("used", "taken", "occupied")
_LEFT: Final = ("remaining", "free", "available", "left")


def put_in_order(members: Members, names: Names) -> None:
    """Let the lower of two numbers be the one that is called so: `min_age` and `max_age`."""
    for low, high in ordered_pairs(names):
        less, more = members.made.get(low), members.made.get(high)
        if is_number(less) and is_number(more) and less > more:
            members.change(low, more)
            members.change(high, less)


def add_up(members: Members, names: Names) -> None:
    """Let a total be the sum of its parts: `prompt_tokens` and `completion_tokens`."""
    for total, parts in totals(names):
        numbers = [members.made.get(each) for each in parts]
        if all(map(is_number, numbers)):
            members.change(total, sum(numbers))


def subtract(members: Members, names: Names) -> None:
    """Let what is left be what was not used: `limit`, `used` and `remaining`."""
    for whole, used, left in shares(names):
        all_of_it, some = members.made.get(whole), members.made.get(used)
        if is_number(all_of_it) and is_number(some):
            members.change(left, round(all_of_it - some, 2))


def follow_stock(members: Members, names: Names) -> None:
    """Let there be some where a flag says so."""
    for flag, stock in stocks(names):
        count = members.made.get(stock)
        if is_number(count):
            members.change(flag, count > 0)


def stocks(names: Names) -> list[tuple[str, str]]:
    """Give the flags that tell whether there are any, each with what tells how many."""
    flags = [names[each] for each in _IN_STOCK if each in names]
    return [(each, names[count]) for each in flags for count in _STOCK if count in names]


def ordered_pairs(names: Names) -> list[tuple[str, str]]:
    """Give the members of which the first is never more than the second."""
    found = []
    for told, name in names.items():
        for low, high in _ORDERED:
            other = " ".join(high if each == low else each for each in told.split())
            if other != told and other in names:
                found.append((name, names[other]))
        most = [f"max {told}", f"maximum {told}", f"{told} limit"]
        which, _, what = told.partition(" ")
        most += [what, f"total {what}"] if which in _SOME else []
        found += [(name, names[each]) for each in most if each in names]
    return found


def shares(names: Names) -> list[tuple[str, str, str]]:
    """Give the members that tell a whole, what was used of it, and what is left."""
    found = []
    for three in product(_WHOLE, _USED, _LEFT):
        whole, used, left = map(names.get, three)
        if whole and used and left:
            found.append((whole, used, left))
    return found


def totals(names: Names) -> list[tuple[str, list[str]]]:
    """Give the totals, each with the parts that stand beside it."""
    found = []
    for unit in _ADDING_UP:
        parts = [name for told, name in names.items() if told.split()[1:] == [unit]]
        total = names.get(f"total {unit}")
        if total in parts and len(parts) > 2:
            found.append((total, [each for each in parts if each != total]))
    return found
