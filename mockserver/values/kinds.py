"""
What kind of thing an object is: a person, a product, a text.

The last word that tells decides, as the head of an English compound does: a `UserPost` is a post.
"""

from functools import lru_cache
from typing import Final

from mockserver.words import singular, words

PEOPLE: Final = frozenset(
    "user account author owner customer person member contact employee creator actor assignee "
    "reviewer manager driver patient student teacher sender recipient profile me player passenger "
    "guest client seller buyer participant attendee artist speaker".split()
)
_KINDS: Final = {
    "person": PEOPLE,
    "company": frozenset(
        "company organization organisation org tenant business vendor supplier brand publisher "
        "employer merchant manufacturer shop store restaurant operator".split()
    ),
    "product": frozenset("product item line sku variant goods".split()),
    "text": frozenset(
        "post article page story course issue task news talk book movie film episode song album "
        "playlist document chapter lesson ticket".split()
    ),
    "pet": frozenset(("pet",)),
    "file": frozenset("file attachment upload artifact asset".split()),
    "picture": frozenset("image picture photo screenshot".split()),
    "recording": frozenset("audio recording podcast".split()),
    "film": frozenset("video clip".split()),
    "label": frozenset("tag label topic keyword".split()),
    "category": frozenset(("category",)),
    "department": frozenset(("department", "division")),
    "team": frozenset(("team", "group", "squad")),
    "plan": frozenset(("plan", "tier", "subscription")),
    "role": frozenset(("role",)),
    "place": frozenset("city station location place town venue address".split()),
    "country": frozenset(("country",)),
    "event": frozenset("event meeting meetup appointment".split()),
    "repository": frozenset("repository repo branch".split()),
}  # fmt: skip
_KIND_OF: Final = {word: kind for kind, known in _KINDS.items() for word in known}
#: Kinds that a name is looked for in when nothing better is known of a thing.
THING: Final = "thing"


@lru_cache(maxsize=4096)
def kind_of_thing(*names: str) -> str:
    """Give the kind of what several names lead to, the last one being the closest."""
    for name in reversed(names):
        for word in reversed(words(name)):
            kind = _KIND_OF.get(singular(word))
            if kind is not None:
                return kind
    return THING
