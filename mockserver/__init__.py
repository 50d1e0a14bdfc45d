"""A stateful mock of what a contract promises."""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from mockserver.behaviours import Call, Refusal, behaviour
    from mockserver.messages import NOTHING, MockReply, MockRequest, ServerSentEvent
    from mockserver.world import Clock, World

__all__ = [
    "NOTHING",
    "Call",
    "Clock",
    "MockReply",
    "MockRequest",
    "Refusal",
    "ServerSentEvent",
    "World",
    "behaviour",
]

#: Where the names above are at home. Commands start without what they do not use.
_HOMES: Final = {
    **dict.fromkeys(("Call", "Refusal", "behaviour"), "behaviours"),
    **dict.fromkeys(("NOTHING", "MockReply", "MockRequest", "ServerSentEvent"), "messages"),
    **dict.fromkeys(("Clock", "World"), "world"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
