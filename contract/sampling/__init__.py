"""Values for schemas, without chance: the least, the most, and those at the edges."""

from contract.sampling.edges import Shape, edges
from contract.sampling.sampler import NoSample, Sampler
from contract.sampling.scalars import POOL

__all__ = ["POOL", "NoSample", "Sampler", "Shape", "edges"]
