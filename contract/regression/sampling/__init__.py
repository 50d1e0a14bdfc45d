"""Values for schemas, without chance: the least, the most, and those at the edges."""

from contract.regression.sampling.edges import Shape, edges
from contract.regression.sampling.sampler import NoSample, Sampler
from contract.regression.sampling.scalars import POOL

__all__ = ["POOL", "NoSample", "Sampler", "Shape", "edges"]
