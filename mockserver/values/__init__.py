"""Values that schemas admit, realistic and always the same at the same place."""

from mockserver.values.maker import ValueMaker
from mockserver.values.schemas import NoValue
from mockserver.values.spots import UNKNOWN

__all__ = ["UNKNOWN", "NoValue", "ValueMaker"]
