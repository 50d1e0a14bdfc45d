"""State for any contract: its resources, inferred and remembered."""

from mockserver.resources.engine import ResourceEngine
from mockserver.resources.hints import InvalidHint
from mockserver.resources.infer import infer
from mockserver.resources.model import EFFECTS, Effect, Listing, Resource, Resources, Role

__all__ = [
    "EFFECTS",
    "Effect",
    "InvalidHint",
    "Listing",
    "Resource",
    "ResourceEngine",
    "Resources",
    "Role",
    "infer",
]
