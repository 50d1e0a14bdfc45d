"""Who may call an operation: security requirements and schemes, compared by what they mean."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contract import pointers
from contract.model import Contract, Operation, Requirement


@dataclass(frozen=True, slots=True)
class Access:
    """Who may call an operation."""

    alternatives: tuple[Requirement, ...]  #: Schemes by name, with their scopes.
    pointer: str

    @property
    def schemes(self) -> frozenset[str]:
        """The names of the schemes that are asked for somewhere."""
        return frozenset(name for each in self.alternatives for name in each)

    @property
    def is_open(self) -> bool:
        """Whether a call without credentials will do."""
        return not self.alternatives or any(not each for each in self.alternatives)


@dataclass(frozen=True, slots=True)
class Scheme:
    """A security scheme, with what the contract's model leaves out."""

    name: str
    kind: tuple[str, ...]  #: Type, HTTP scheme, location and parameter name.
    flows: tuple[str, ...]  #: Of `oauth2`.
    urls: Mapping[str, str]
    pointer: str


@dataclass(frozen=True, slots=True)
class AccessPair:
    """Who might call an operation, and who may now; schemes go by their old names."""

    old: Access
    new: Access

    @property
    def added(self) -> Iterator[Requirement]:
        """The alternatives that nobody had and that ease nothing."""
        stricter = [new for _, new in (*self.extended, *self.rescoped, *self.eased)]
        for new in self.new.alternatives:
            if new and new not in self.old.alternatives and new not in stricter:
                yield new

    @property
    def refused(self) -> Iterator[Requirement]:
        """The old alternatives that nothing like them replaces."""
        for old in self._lost():
            if not any(old.keys() <= new.keys() for new in self.new.alternatives):
                yield old

    @property
    def extended(self) -> Iterator[tuple[Requirement, Requirement]]:
        """The old alternatives that are enough only together with other schemes."""
        for old in self._lost():
            if not any(old.keys() == new.keys() for new in self.new.alternatives):
                wider = (new for new in self.new.alternatives if old.keys() < new.keys())
                yield from ((old, new) for new in list(wider)[:1])

    @property
    def rescoped(self) -> Iterator[tuple[Requirement, Requirement]]:
        """The old alternatives that need more scopes."""
        for old in self._lost():
            same = (new for new in self.new.alternatives if old.keys() == new.keys())
            yield from ((old, new) for new in list(same)[:1])

    @property
    def eased(self) -> Iterator[tuple[Requirement, Requirement]]:
        """The old alternatives of which a part is enough now."""
        for old in self.old.alternatives:
            if old and old not in self.new.alternatives:
                enough = (new for new in self.new.alternatives if new and _is_enough(old, new))
                less = [new for new in enough if new not in self.old.alternatives]
                yield from ((old, new) for new in less[:1])

    def _lost(self) -> Iterator[Requirement]:
        """Give the old alternatives that no longer let anybody in."""
        if self.old.is_open or self.new.is_open:
            return
        for old in self.old.alternatives:
            if not any(_is_enough(old, new) for new in self.new.alternatives):
                yield old


def name_of(alternative: Requirement) -> str:
    """Tell an alternative from the others of an operation."""
    return " with ".join(alternative)


def _is_enough(credentials: Requirement, asked: Requirement) -> bool:
    return all(
        name in credentials and set(scopes) <= set(credentials[name])
        for name, scopes in asked.items()
    )


def access_of(operation: Operation, contract: Contract, names: Mapping[str, str]) -> Access:
    """Read who may call an operation; schemes are renamed by `names`."""
    own = pointers.follow(contract.document, operation.pointer)
    pointer = f"{operation.pointer}/security" if "security" in own else "/security"
    if pointer == "/security" and "security" not in contract.document:
        pointer = operation.pointer
    renamed = (
        {names.get(name, name): scopes for name, scopes in each.items()}
        for each in operation.security
    )
    return Access(tuple(renamed), pointer)


def schemes_of(contract: Contract) -> dict[str, Scheme]:
    """Read the security schemes of a contract, by name."""
    section = contract.document.get("components", {}).get("securitySchemes", {})
    found = {}
    for name, scheme in contract.security_schemes.items():
        raw = contract.resolved(section[name])
        value = raw if isinstance(raw, Mapping) else {}
        found[name] = Scheme(
            name=name,
            kind=(scheme.kind, scheme.scheme, scheme.location, scheme.parameter),
            flows=tuple(value.get("flows", ())),
            urls=dict(_urls(value)),
            pointer=pointers.pointer("components", "securitySchemes", name),
        )
    return found


def old_names(old: Mapping[str, Scheme], new: Mapping[str, Scheme]) -> dict[str, str]:
    """Find the schemes that only changed their name: new name → old name."""
    renamed: dict[str, str] = {}
    free = [scheme for name, scheme in old.items() if name not in new]
    for name, scheme in new.items():
        same = (each for each in free if _meaning(each) == _meaning(scheme))
        partner = None if name in old else next(same, None)
        if partner is not None:
            renamed[name] = partner.name
            free.remove(partner)
    return renamed


def _meaning(scheme: Scheme) -> tuple[Any, ...]:
    return scheme.kind, scheme.flows, tuple(sorted(scheme.urls.items()))


def _urls(scheme: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if "openIdConnectUrl" in scheme:
        yield "openIdConnectUrl", str(scheme["openIdConnectUrl"])
    for flow, value in scheme.get("flows", {}).items():
        for key in ("authorizationUrl", "deviceAuthorizationUrl", "tokenUrl", "refreshUrl"):
            if key in value:
                yield f"the {key} of {flow}", str(value[key])
