"""Numbers beside a list are those of the list: how many there are, and which page it is."""

from typing import Any, Final

from mockserver.values.members import Members, Names, said
from mockserver.values.money import is_about_money
from mockserver.words import singular, words

_TOTALS: Final = frozenset(("total", "count", "total count", "total items", "total elements",
                            "total results", "number of elements", "n", "results",
                            "total records", "total hits"))  # fmt: skip
_PAGES: Final = frozenset(("page", "current page", "page number", "pages", "total pages",
                           "last page", "num pages", "page count"))  # fmt: skip
_SIZES: Final = frozenset(("size", "page size", "per page", "limit"))
#: What stands beside a list and tells of it.
_AROUND: Final = (("page",), ("pagination",), ("paging",), ("meta",), ("info",), ("metadata",))
_MORE: Final = frozenset(("has more", "has next", "has next page", "more", "has previous",
                          "has prev", "has previous page", "has prev page"))  # fmt: skip
_USUAL_SIZE: Final = 20


def tell_of_lists(members: Members, names: Names) -> None:
    """Let what tells of the lists of an object tell the truth."""
    made = members.made
    lists = {name: value for name, value in made.items() if isinstance(value, list)}
    if not lists:
        return
    main = max(lists.values(), key=len)
    is_page = not (_PAGES | _TOTALS | _MORE).isdisjoint(names)
    has_amounts = is_about_money(names)
    for told, name in names.items():
        if name not in made or (has_amounts and told == "total"):
            continue
        wish = _wish(told, made[name], main, lists, is_page=is_page)
        if wish is not None:
            members.change(name, wish)
    for name, value in list(made.items()):
        if isinstance(value, dict) and words(name)[-1:] in _AROUND:
            wishes = {n: _wish(said(n), value[n], main, lists, is_page=True) for n in value}
            members.change(name, {**value, **{n: e for n, e in wishes.items() if e is not None}})


def _wish(
    told: str, was: Any, main: list[Any], lists: dict[str, list[Any]], *, is_page: bool
) -> Any:
    for other, values in lists.items():
        plural = said(other)
        counts = (f"{singular(other)} count", f"{plural} count", "item count", f"num {plural}")
        if told in counts or told == f"number of {plural}":
            return len(values)
    if told in _TOTALS:
        return len(main)
    if told in ("first page", "last page") and isinstance(was, bool):
        return True
    if told in _PAGES:
        return 1
    if told in _MORE:
        return False
    if told in _SIZES and is_page:
        return max(_USUAL_SIZE, len(main))
    return 0 if told in ("offset", "skip") else None
