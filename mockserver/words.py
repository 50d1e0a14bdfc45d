"""Words in names: `createdAt`, `created_at` and `created-at` are two words each."""

import re
from functools import lru_cache
from typing import Final

_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_NO_LETTER: Final = re.compile(r"[^a-z0-9]+")
_IRREGULAR: Final = {
    "people": "person",
    "children": "child",
    "statuses": "status",
    "addresses": "address",
    "series": "series",
    "news": "news",
    "data": "data",
    "media": "media",
    "movies": "movie",
    "indices": "index",
    "analyses": "analysis",
}
_ENDINGS: Final = (("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("ies", "y"))


@lru_cache(maxsize=4096)
def words(name: str) -> tuple[str, ...]:
    """Give the words of a name, in lower case."""
    return tuple(each.lower() for each in _WORD.findall(name))


def slug_of(text: str) -> str:
    """Give a text as it stands in addresses: `light-blanket`."""
    return "-".join(filter(None, _NO_LETTER.split(text.lower())))


@lru_cache(maxsize=4096)
def singular(name: str) -> str:
    """Give the name of one thing of many, its words joined by a blank: `order item`."""
    *head, last = words(name) or (name.lower(),)
    return " ".join([*head, _singular(last)])


def is_plural(name: str) -> bool:
    """Tell whether a name is that of many things."""
    return singular(name) != " ".join(words(name))


def _singular(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    for plural, single in _ENDINGS:
        if word.endswith(plural) and len(word) > len(plural):
            return word.removesuffix(plural) + single
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 2:
        return word[:-1]
    return word


def shared_start(one: str, other: str) -> int:
    """Count the letters that two words begin with alike."""
    for count, (mine, theirs) in enumerate(zip(one, other, strict=False)):
        if mine != theirs:
            return count
    return min(len(one), len(other))
