"""Members of one object that have to agree: amounts, and how many are listed."""

from collections.abc import Mapping
from typing import Any, Final

from mockserver.values.money import Admits, is_about_money, with_sums
from mockserver.words import singular, words

TOTALS: Final = frozenset(("total", "count", "total count", "total items", "total elements",
                           "total results", "number of elements", "n"))  # fmt: skip
_PAGES: Final = frozenset(("page", "current page", "page number", "pages", "total pages"))
#: What stands beside a list and tells of it.
_AROUND: Final = (("page",), ("pagination",), ("paging",), ("meta",), ("info",), ("metadata",))
_MORE: Final = frozenset(("has more", "has next", "has next page", "more"))
_BEFORE: Final = frozenset(("has previous", "has prev", "has previous page"))


def agreed(made: dict[str, Any], admits: Admits, known: Mapping[str, Any]) -> dict[str, Any]:
    """Let the numbers beside lists be those of the lists; what is known stays."""
    with_sums(made, admits, known)
    lists = {name: value for name, value in made.items() if isinstance(value, list)}
    if not lists:
        return made
    main = max(lists.values(), key=len)
    has_amounts = is_about_money(made)
    for name, value in list(made.items()):
        wish = _wish(name, value, main, lists)
        if has_amounts and words(name) == ("total",):
            continue
        if wish is not None and name not in known and admits(name, wish):
            made[name] = wish
    for name, value in made.items():
        if isinstance(value, dict) and name not in known and words(name)[-1:] in _AROUND:
            wishes = {each: _wish(each, value[each], main, lists) for each in value}
            told = {each: wish for each, wish in wishes.items() if wish is not None}
            if admits(name, {**value, **told}):
                made[name] = {**value, **told}
    return made


def _wish(name: str, was: Any, main: list[Any], lists: Mapping[str, list[Any]]) -> Any:
    said = " ".join(words(name))
    for other, values in lists.items():
        counts = (f"{singular(other)} count", f"{' '.join(words(other))} count", "item count")
        if said in (*counts, f"num {' '.join(words(other))}"):
            return len(values)
    if said in TOTALS:
        return len(main)
    if said in _PAGES:
        return 1
    if said in _MORE or said in _BEFORE:
        return False
    if said in ("first page", "last page") and isinstance(was, bool):
        return True
    return 0 if said in ("offset", "skip") else None
