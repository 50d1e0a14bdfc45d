"""A stateful mock of what a contract promises."""

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
