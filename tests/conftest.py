"""How the tests run: the same examples every time, however slow the machine is."""

from hypothesis import settings

settings.register_profile("same every time", deadline=None, derandomize=True)
settings.load_profile("same every time")
