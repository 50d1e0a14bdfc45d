"""
Which records a list shows: filtered, sorted, one page of them, as the query parameters ask.

What a parameter is for is told by its name: `page` and `per_page`, `offset` and `limit`, `cursor`,
`sort_by` and `order`, `search`, `min_price`, `created_after`, or the name of a member.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

from contract.model import Operation, Parameter
from mockserver.words import words

Members = Mapping[str, Any]
Asked = Mapping[str, Any]
Comparison = Literal["is", "least", "most"]

_PAGE: Final = ("page", "page number", "page no", "p", "page index", "current page", "pagenum")
_LIMIT: Final = ("limit", "per page", "page size", "pagesize", "size", "count", "max results",
                 "first", "take", "top", "num")  # fmt: skip
_OFFSET: Final = ("offset", "skip", "start", "start index", "from index")
_CURSOR: Final = ("cursor", "after", "starting after", "page token", "next token", "next cursor",
                  "continuation token", "last id", "after id", "next page token")  # fmt: skip
_BEFORE: Final = ("before", "ending before", "before id", "first id", "previous cursor",
                  "prev cursor")  # fmt: skip
_SORT: Final = ("sort", "sort by", "order by", "ordering", "sortby", "orderby")
_ORDER: Final = ("order", "sort order", "direction", "dir", "sort direction", "sort dir")
_SEARCH: Final = ("q", "search", "query", "keyword", "keywords", "search term", "filter", "term")
_LEAST: Final = frozenset("min after from since gte gt least start".split())
_MOST: Final = frozenset("max before to until lte lt most end".split())
_TIMES: Final = frozenset("after from since before to until start end".split())
_WHEN: Final = ("starts at", "start at", "start time", "start date", "start", "date", "timestamp",
                "sent at", "published at", "created at", "created")  # fmt: skip
_MOMENT: Final = ("at", "date", "time", "on")


#: What a filter is set to that leaves nothing out.
_ANYTHING: Final = ("all", "any", "*")


class Query(NamedTuple):
    """What the query parameters of an operation are for, by their names; empty: there is none."""

    page: str = ""
    limit: str = ""
    offset: str = ""
    cursor: str = ""
    before: str = ""  #: A cursor as well, to what comes before a record.
    sort: str = ""
    order: str = ""
    search: str = ""
    first_page: int = 1
    filters: Mapping[str, tuple[str, Comparison]] = MappingProxyType({})


class Row(NamedTuple):
    """A record as lists know it."""

    key: str
    members: Members
    is_there: bool = True  #: Else it was removed, and cursors still go on from its place.


@dataclass(eq=False)
class UnknownCursor(Exception):
    """A cursor that no page of the list gave."""

    parameter: str


class Page(NamedTuple):
    """One page of a list."""

    keys: tuple[str, ...]
    total: int
    number: int = 1  #: Of the page, counted as the parameter counts.
    size: int = 0  #: How many there may be; 0: any number.
    offset: int = 0
    is_backward: bool = False  #: Asked for by what comes behind it.

    @property
    def has_more(self) -> bool:
        """Tell whether another page follows, in the direction that was asked for."""
        return self.offset > 0 if self.is_backward else self.offset + len(self.keys) < self.total

    @property
    def cursor(self) -> str | None:
        """Give what leads to the next page."""
        return self.keys[-1] if self.has_more and self.keys else None

    @property
    def pages(self) -> int:
        """Count the pages."""
        return -(-self.total // self.size) if self.size else 1


#: How many rows a page has where neither the client nor the contract says.
USUAL_SIZE: Final = 20


def query_of(operation: Operation, members: Iterable[str], variables: Iterable[str] = ()) -> Query:
    """Tell what the query parameters of an operation are for; `variables` of its path filter."""
    by_words = {" ".join(words(name)): name for name in members}
    parameters = {each.name: each for each in operation.parameters if each.location == "query"}
    found: dict[str, str] = {}
    filters: dict[str, tuple[str, Comparison]] = {}
    for name in variables:
        filters.update(_filter(name, by_words))
    for name, parameter in parameters.items():
        said = " ".join(words(name))
        role = _role(said, parameter) if said not in by_words else None
        if role is not None and role not in found:
            found[role] = name
        else:
            filters.update(_filter(name, by_words))
    if "cursor" not in found and found.get("before") == "before":
        filters.update(_filter(found.pop("before"), by_words))  # Of a moment, not of a row.
    page = parameters.get(found.get("page", ""))
    return Query(**found, first_page=_first_page(page), filters=filters)


_ROLES: Final = {
    name: role
    for role, names in (
        ("page", _PAGE), ("limit", _LIMIT), ("offset", _OFFSET), ("cursor", _CURSOR),
        ("before", _BEFORE), ("sort", _SORT), ("order", _ORDER), ("search", _SEARCH),
    )
    for name in names
}  # fmt: skip


def _role(said: str, parameter: Parameter) -> str | None:
    """Tell what a parameter of a name is for; a moment neither counts rows nor names one."""
    schema = parameter.schema if isinstance(parameter.schema, Mapping) else {}
    return None if str(schema.get("format", "")).startswith("date") else _ROLES.get(said)


def _first_page(page: Parameter | None) -> int:
    schema = page.schema if page is not None and isinstance(page.schema, Mapping) else {}
    return 0 if schema.get("minimum") == 0 or schema.get("default") == 0 else 1


def _filter(name: str, by_words: Mapping[str, str]) -> dict[str, tuple[str, Comparison]]:
    """Find the member that a parameter filters by, and how."""
    said = list(words(name))
    exact = by_words.get(" ".join(said))
    if exact is not None:
        return {name: (exact, "is")}
    for marks, comparison in ((_LEAST, "least"), (_MOST, "most")):
        for position in (0, len(said) - 1) if said else ():
            rest = said[:position] + said[position + 1 :]
            ends = ["", *(f" {each}" for each in _MOMENT)]
            member = next(filter(None, (by_words.get(" ".join(rest) + end) for end in ends)), None)
            if said[position] in marks & _TIMES and set(rest) <= {*_MOMENT}:
                # `from` alone, or `date_from`: about when things are.
                member = member or next(filter(None, map(by_words.get, _WHEN)), None)
            if said[position] in marks and member is not None:
                return {name: (member, comparison)}  # type: ignore[dict-item]
    plural = by_words.get(" ".join(said).removesuffix("s")) or by_words.get(" ".join(said) + "s")
    return {name: (plural, "is")} if plural else {}


def select(rows: Sequence[Row], query: Query, asked: Asked) -> Page:
    """
    Choose the rows that a request asks for.

    Raises:
        UnknownCursor: it asks for what follows a row that never was there.
    """
    backward = bool(query.before and asked.get(query.before))
    cursor = query.before if backward else query.cursor
    anchor = str(asked[cursor]) if cursor and asked.get(cursor) else ""
    wanted = {each.key for each in rows if each.is_there and _is_wanted(each.members, query, asked)}
    kept = [each for each in rows if each.key in wanted or (anchor and _is_named(each, anchor))]
    if query.sort and asked.get(query.sort):
        kept = _sorted(kept, _text(asked[query.sort]), _text(asked.get(query.order, "")))
    place = _place(kept, anchor, cursor) if anchor else 0
    behind = sum(each.key in wanted for each in kept[: place + (not backward)]) if anchor else 0
    keys = tuple(each.key for each in kept if each.key in wanted)
    size, number, offset = _span(query, asked)
    if backward:
        size = size or USUAL_SIZE
        offset = max(0, behind - size)
        return Page(keys[offset:behind], len(keys), number, size, offset, is_backward=True)
    offset = behind if anchor else offset
    shown = keys[offset : offset + size] if size else keys[offset:]
    return Page(shown, len(keys), number, size, offset)


def _span(query: Query, asked: Asked) -> tuple[int, int, int]:
    """Give how many rows are asked for, on which page, and how many come before them."""
    size = _number(asked.get(query.limit), 0) if query.limit else 0
    if not size and (query.limit or query.page or query.cursor or query.offset):
        size = USUAL_SIZE
    if query.page:
        number = _number(asked.get(query.page), query.first_page)
        return size, number, max(0, number - query.first_page) * size
    offset = _number(asked.get(query.offset), 0) if query.offset else 0
    return size, query.first_page + (offset // size if size else 0), offset


def _is_named(row: Row, cursor: str) -> bool:
    return cursor in (row.key, str(row.members.get("id")))


def _place(rows: Sequence[Row], anchor: str, parameter: str) -> int:
    found = (place for place, each in enumerate(rows) if _is_named(each, anchor))
    place = next(found, None)
    if place is None:
        raise UnknownCursor(parameter)
    return place


def _is_wanted(members: Members, query: Query, asked: Asked) -> bool:
    sought = asked.get(query.search) if query.search else None
    if sought and not _holds(members, str(sought).lower()):
        return False
    for name, (member, comparison) in query.filters.items():
        value = asked.get(name)
        if comparison == "is" and value in _ANYTHING and members.get(member) != value:
            continue
        if value is not None and not _fits(members.get(member), value, comparison):
            return False
    return True


def _holds(value: Any, sought: str) -> bool:
    if isinstance(value, Mapping):
        return any(_holds(each, sought) for each in value.values())
    if isinstance(value, list):
        return any(_holds(each, sought) for each in value)
    return isinstance(value, str) and sought in value.lower()


def _fits(value: Any, wanted: Any, comparison: Comparison) -> bool:
    if comparison == "is":
        choices = wanted if isinstance(wanted, list) else [wanted]
        values = value if isinstance(value, list) else [value]
        return any(_same(one, other) for one in values for other in choices)
    low, high = (wanted, value) if comparison == "least" else (value, wanted)
    try:
        return bool(low <= high)
    except TypeError:
        return value is not None  # What cannot be compared leaves nothing out.


def _same(one: Any, other: Any) -> bool:
    return bool(one == other) or str(one).lower() == str(other).lower()


def _sorted(rows: list[Row], by: str, order: str) -> list[Row]:
    """Sort by `name`, `-name`, `name:desc` or `name desc`; an order of its own goes before."""
    name, _, told = by.replace(":", " ").replace(",", " ").partition(" ")
    is_down = name.startswith("-") or told.strip().lower() == "desc"
    is_down = order.lower().startswith("desc") if order else is_down
    wanted = words(name)
    return sorted(rows, key=lambda row: _rank(_member(row.members, wanted)), reverse=is_down)


def _member(members: Members, wanted: tuple[str, ...]) -> Any:
    return next((value for name, value in members.items() if words(name) == wanted), None)


def _rank(value: Any) -> tuple[int, Any]:
    if isinstance(value, int | float):
        return 0, value
    return (1, value) if isinstance(value, str) else (2, "")


def _text(value: Any) -> str:
    return str(value[0]) if isinstance(value, list) and value else str(value)


def _number(value: Any, default: int) -> int:
    if isinstance(value, str) and value.isdecimal():
        return int(value)  # Some documents call every parameter a string.
    return max(0, value) if isinstance(value, int) and not isinstance(value, bool) else default
