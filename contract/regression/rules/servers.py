"""Where an API is served."""

from collections.abc import Iterator
from typing import Final

from contract.regression.pairs import Pair, Servers
from contract.regression.rules.rule import Change, Example, Family, Rule

_SERVERS: Final = Family("servers")


@_SERVERS.rule(
    "servers-changed",
    {"": "safe"},
    Example(
        {"servers": [{"url": "https://api.example.com/v1"}]},
        {"servers": [{"url": "https://api.example.com/v2"}]},
        "document",
    ),
    "Keep the old URL working for clients that have it built in.",
)
def servers_changed(pair: Pair[Servers]) -> Iterator[Change]:
    """The URLs changed at which the API is served."""
    for old, new in pair.both:
        if set(old.urls) != set(new.urls):
            text = f"served at {', '.join(new.urls)}, not at {', '.join(old.urls)}"
            yield Change(text, old.pointer, new.pointer, list(old.urls), list(new.urls))


RULES: tuple[Rule[Pair[Servers]], ...] = (servers_changed,)
