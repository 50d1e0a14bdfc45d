"""Sums: what a line costs follows from its price and quantity, a total from the lines."""

from typing import Any, Final

from contract.schemas.values import is_number
from mockserver.values.members import Members, Names, said

_LINE: Final = ("total", "line total", "total price", "amount", "subtotal", "sum")
_TOTAL: Final = ("total", "total price", "total amount", "grand total", "amount", "amount due")
_SUBTOTAL: Final = ("subtotal", "sub total", "net", "net amount")
_ADDED: Final = ("tax", "vat", "shipping", "shipping cost", "tip", "fee", "tax amount")
_TAKEN: Final = ("discount", "discount amount")
_PRICE: Final = ("unit price", "price", "price each")
_CENTS: Final = ("price cents", "cents", "price in cents")
_QUANTITY: Final = ("quantity", "qty")
_PERCENT: Final = ("discount percentage", "discount percent")
_LOWER: Final = ("sale price", "discount price", "special price")
#: What only an object that is about money has beside a list.
_ABOUT_MONEY: Final = frozenset((*_SUBTOTAL, *_ADDED, *_TAKEN, "currency", "price"))


def is_about_money(names: Names) -> bool:
    """Tell whether the total of an object is an amount rather than a count."""
    return not _ABOUT_MONEY.isdisjoint(names)


def has_prices(names: Names) -> bool:
    """Tell whether an object has amounts that may follow from others."""
    return is_about_money(names) or not {*_PRICE, *_SUBTOTAL}.isdisjoint(names)


def with_sums(members: Members, names: Names) -> None:
    """Let the amounts of an object be what their names say of each other."""
    sums = _Sums(members, names)
    price, quantity = sums.number(*_PRICE), sums.number(*_QUANTITY)
    if price is not None:
        sums.set(price * 100, *_CENTS)
        sums.set(price * (1 - (sums.number(*_PERCENT) or 20) / 100), *_LOWER)
    if price is not None and quantity is not None:
        sums.set(price * quantity, *_LINE)
    elif is_about_money(names):
        _add_up(sums, members)


def _add_up(sums: "_Sums", members: Members) -> None:
    rows = max(
        (each for each in members.made.values() if isinstance(each, list)), key=len, default=[]
    )
    costs = [_cost(each) for each in rows]
    listed = sum(each for each in costs if each is not None)
    if costs and None not in costs:
        sums.set(listed, *_SUBTOTAL)
    elif rows and sums.number(*_SUBTOTAL) is None:
        return
    base = sums.number(*_SUBTOTAL)
    base = listed if base is None else base
    if base:
        sums.set(base + sums.all(*_ADDED) - min(sums.all(*_TAKEN), base), *_TOTAL)


class _Sums:
    """The numbers of one object by the words of their names."""

    def __init__(self, members: Members, names: Names) -> None:
        self._members, self._names = members, names

    def number(self, *told: str) -> float | None:
        made, names = self._members.made, self._names
        found = (made.get(names[each]) for each in told if each in names)
        return next((each for each in found if is_number(each)), None)

    def all(self, *told: str) -> float:
        return sum(self.number(each) or 0 for each in told)

    def set(self, value: float, *told: str) -> None:
        for name in (self._names[each] for each in told if each in self._names):
            amount, whole = round(value, 2), round(value)
            self._members.change(name, whole if amount == whole else amount, whole)
            return


def _cost(row: Any) -> float | None:
    """Give what a line costs."""
    if not isinstance(row, dict):
        return None
    numbers = {said(name): value for name, value in row.items() if is_number(value)}
    for name in _LINE:
        if name in numbers:
            return float(numbers[name])
    prices = [numbers[name] for name in _PRICE if name in numbers]
    counts = [numbers[name] for name in _QUANTITY if name in numbers]
    return prices[0] * (counts[0] if counts else 1) if prices else None
