"""Sums: what a line costs follows from its price and quantity, a total from the lines."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from mockserver.words import words

#: Whether a member of this name admits a value.
Admits = Callable[[str, Any], bool]

_LINE: Final = ("total", "line total", "total price", "amount", "subtotal", "sum")
_TOTAL: Final = ("total", "total price", "total amount", "grand total", "amount", "amount due")
_SUBTOTAL: Final = ("subtotal", "sub total", "net", "net amount")
_ADDED: Final = ("tax", "vat", "shipping", "shipping cost", "tip", "fee", "tax amount")
_TAKEN: Final = ("discount", "discount amount")
_PRICE: Final = ("unit price", "price", "price each")
_QUANTITY: Final = ("quantity", "qty")
_LOWER: Final = ("sale price", "discount price", "special price")
#: What only an object that is about money has beside a list.
_ABOUT_MONEY: Final = frozenset((*_SUBTOTAL, *_ADDED, *_TAKEN, "currency", "price"))


class _Sums:
    """The numbers of one object by the words of their names; what is known stays."""

    def __init__(self, made: dict[str, Any], admits: Admits, known: Mapping[str, Any]) -> None:
        self._made, self._admits, self._known = made, admits, known
        self.names = {" ".join(words(name)): name for name in made}

    def number(self, *said: str) -> float | None:
        found = (self._made[self.names[each]] for each in said if each in self.names)
        return next((each for each in found if _is_number(each)), None)

    def all(self, *said: str) -> float:
        return sum(self.number(each) or 0 for each in said)

    def set(self, value: float, *said: str) -> None:
        for name in (self.names[each] for each in said if each in self.names):
            for each in (round(value, 2), round(value)):
                if name not in self._known and self._admits(name, each):
                    self._made[name] = each
                    break
            return


def with_sums(made: dict[str, Any], admits: Admits, known: Mapping[str, Any]) -> None:
    """Let the amounts of an object be what their names say of each other."""
    sums = _Sums(made, admits, known)
    price, quantity = sums.number(*_PRICE), sums.number(*_QUANTITY)
    if price is not None:
        sums.set(price * 100, "price cents", "cents")
        sums.set(price * 0.8, *_LOWER)
    lines = [each for each in made.values() if isinstance(each, list) and each]
    rows = max(lines, key=len, default=[])
    if price is not None and quantity is not None:
        sums.set(price * quantity, *_LINE)
    elif _ABOUT_MONEY & sums.names.keys():
        costs = [_cost(each) for each in rows]
        listed = sum(each for each in costs if each is not None)
        if costs and None not in costs:
            sums.set(listed, *_SUBTOTAL)
        elif (rows or lines) and sums.number(*_SUBTOTAL) is None:
            return
        base = sums.number(*_SUBTOTAL)
        base = listed if base is None else base
        if base:
            sums.set(base + sums.all(*_ADDED) - min(sums.all(*_TAKEN), base), *_TOTAL)


def is_about_money(made: Mapping[str, Any]) -> bool:
    """Tell whether the total of an object is an amount rather than a count."""
    return any(" ".join(words(name)) in _ABOUT_MONEY for name in made)


def _cost(row: Any) -> float | None:
    """Give what a line costs."""
    if not isinstance(row, dict):
        return None
    said = {" ".join(words(name)): value for name, value in row.items()}
    for name in _LINE:
        if _is_number(said.get(name)):
            return float(said[name])
    prices = [said[name] for name in _PRICE if _is_number(said.get(name))]
    counts = [said[name] for name in _QUANTITY if _is_number(said.get(name))]
    return prices[0] * (counts[0] if counts else 1) if prices else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
