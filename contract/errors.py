"""
What can go wrong, as one family.

::

    ContractError                 a question that cannot be answered
    ├── UnreadableSource          a file or URL that cannot be opened or decoded
    ├── InvalidSyntax             text that is not YAML or JSON, with line and column
    ├── UnrecognisedDocument      text that is no document of a known kind
    ├── InvalidDocument           a document that breaks its own rules, with pointer
    ├── UnresolvedReference       a `$ref` that leads nowhere
    ├── UnknownSpec               a name that is neither a file nor a known system
    ├── InvalidOverlay            an overlay that breaks the Overlay Specification
    ├── InvalidSettings           a pyproject.toml that cannot be used
    ├── UnknownRule               a rule that does not exist
    └── UnreachableServer         a server that does not answer

Each carries its facts as fields and writes one sentence: what, where, and what to do next.
"""

from dataclasses import dataclass
from difflib import get_close_matches


class ContractError(Exception):
    """A question that cannot be answered; its text is one sentence for people."""


@dataclass(eq=False)
class UnreadableSource(ContractError):
    """A file or URL that cannot be opened or decoded."""

    name: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}; {self.remedy}"


@dataclass(eq=False)
class InvalidSyntax(ContractError):
    """Text that is not the YAML or JSON it was taken for."""

    name: str
    line: int  #: From 1.
    column: int  #: From 1.
    reason: str

    def __str__(self) -> str:
        return f"{self.name}:{self.line}:{self.column}: {self.reason}; correct the text there"


@dataclass(eq=False)
class UnrecognisedDocument(ContractError):
    """Text that is neither OpenAPI nor documentation of a known kind."""

    name: str
    reason: str

    def __str__(self) -> str:
        return (
            f"{self.name}: {self.reason}; give an OpenAPI file (2.0 to 3.2, YAML or JSON) "
            "or API documentation (swagger-markdown, an MDX reference, the text of a ReDoc page)"
        )


@dataclass(eq=False)
class InvalidDocument(ContractError):
    """A document that breaks the rules of its own format."""

    name: str
    pointer: str  #: JSON Pointer to the offending element.
    reason: str
    line: int | None = None  #: From 1, where it is known.

    def __str__(self) -> str:
        where = f"{self.name}#{self.pointer}" if self.pointer else self.name
        if self.line is not None:
            where = f"{self.name}:{self.line}" + (f": #{self.pointer}" if self.pointer else "")
        return f"{where}: {self.reason}; correct it there"


@dataclass(eq=False)
class UnresolvedReference(ContractError):
    """A `$ref` that leads nowhere."""

    name: str
    reference: str
    reason: str
    line: int | None = None  #: From 1, where it is known.

    def __str__(self) -> str:
        where = self.name if self.line is None else f"{self.name}:{self.line}"
        return (
            f"{where}: the reference {self.reference} cannot be followed: {self.reason}; "
            "add what it points to or correct the reference"
        )


@dataclass(eq=False)
class UnknownSpec(ContractError):
    """A name that is neither a file nor a system, or a version its system lacks."""

    name: str
    known: tuple[str, ...]

    def __str__(self) -> str:
        meant = get_close_matches(self.name, self.known, n=1)
        hint = f"did you mean {meant[0]}?" if meant else f"known: {', '.join(self.known)}"
        return f"{self.name}: no such file, and no contract of this name; {hint}"


@dataclass(eq=False)
class InvalidOverlay(ContractError):
    """An overlay that breaks the Overlay Specification."""

    name: str
    reason: str

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}; see the Overlay Specification 1.0 or 1.1"


@dataclass(eq=False)
class InvalidSettings(ContractError):
    """A pyproject.toml that cannot be used."""

    name: str
    reason: str

    def __str__(self) -> str:
        return f"{self.name}: {' '.join(self.reason.split())}; correct the file"


@dataclass(eq=False)
class UnknownRule(ContractError):
    """A rule that does not exist."""

    name: str
    known: tuple[str, ...]

    def __str__(self) -> str:
        meant = get_close_matches(self.name, self.known, n=1)
        hint = f"did you mean {meant[0]}?" if meant else "docs/checks.md lists them"
        return f"{self.name}: no such rule; {hint}"


@dataclass(eq=False)
class UnreachableServer(ContractError):
    """A server that does not answer."""

    url: str
    reason: str

    def __str__(self) -> str:
        return f"{self.url} does not answer ({self.reason}); start the server or correct --url"
