"""Path templates by their segments."""

import re
from dataclasses import dataclass
from typing import Final

_VARIABLE: Final = re.compile(r"\{([^{}/]+)\}")


@dataclass(frozen=True, slots=True)
class Template:
    """A path template: `/stores/{store_id}/books`."""

    segments: tuple[str, ...]

    @classmethod
    def of(cls, path: str) -> "Template":
        """Take a path apart; a slash at its end changes nothing."""
        return cls(tuple(path.rstrip("/").split("/")[1:]))

    @property
    def path(self) -> str:
        """The template as it is written."""
        return "/" + "/".join(self.segments)

    @property
    def key(self) -> str:
        """The same for templates that differ in nothing but the names of their variables."""
        return "/" + "/".join("{}" if variable(each) else each for each in self.segments)

    @property
    def above(self) -> "Template":
        """The template without its last segment."""
        return Template(self.segments[:-1])

    @property
    def last(self) -> str:
        """The last segment."""
        return self.segments[-1] if self.segments else ""

    @property
    def variable(self) -> str:
        """The variable that the last segment is; empty where it is fixed."""
        return variable(self.last)

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables, in their order."""
        return tuple(filter(None, map(variable, self.segments)))

    @property
    def noun(self) -> str:
        """The last segment that is fixed."""
        return next((each for each in reversed(self.segments) if not variable(each)), "")


def variable(segment: str) -> str:
    """Give the variable that a segment is; empty where it is fixed, or mixed with text."""
    found = _VARIABLE.fullmatch(segment)
    return found[1] if found else ""
