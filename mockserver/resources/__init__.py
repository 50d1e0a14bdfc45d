"""State for any contract: its resources, inferred (`infer.py`) and remembered (`engine.py`)."""

from mockserver.resources.hints import InvalidHint
from mockserver.resources.model import EFFECTS, Effect, Listing, Resource, Resources, Role

__all__ = [
    "EFFECTS",
    "Effect",
    "InvalidHint",
    "Listing",
    "Resource",
    "Resources",
    "Role",
]
