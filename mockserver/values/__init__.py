"""Values that schemas admit, realistic and always the same at the same place."""

from mockserver.values.maker import UNKNOWN, ValueMaker
from mockserver.values.schemas import NoValue

__all__ = ["UNKNOWN", "NoValue", "ValueMaker"]
