"""The contracts that come with the project: `specs/<system>/`, one file per version."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from contract import yaml12
from contract.errors import UnknownSpec


@dataclass(frozen=True, slots=True)
class Release:
    """One version of a system: its document and the overlays that amend it, in order."""

    version: str
    document: Path
    overlays: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class System:
    """A documented system: what `specs/<name>/system.yaml` says of it."""

    name: str
    title: str
    releases: tuple[Release, ...]  #: Oldest first.
    settings: dict[str, Any] = field(default_factory=dict)  #: What its behaviours are told.

    def release(self, version: str | None) -> Release:
        """
        Give a version's release; the newest if none is named.

        Raises:
            UnknownSpec: the system has no such version.
        """
        if version is None:
            return self.releases[-1]
        for each in self.releases:
            if each.version == version:
                return each
        known = tuple(f"{self.name}@{each.version}" for each in self.releases)
        raise UnknownSpec(f"{self.name}@{version}", known)


def specs_folder() -> Path:
    """Give the folder of the contracts: inside the installed package, or beside it in a clone."""
    installed = Path(__file__).parent / "specs"
    return installed if installed.is_dir() else Path(__file__).parent.parent / "specs"


@cache
def systems() -> dict[str, System]:
    """Read every `system.yaml`."""
    found = {}
    for path in sorted(specs_folder().glob("*/system.yaml")):
        found[path.parent.name] = _system(path)
    return found


def known_names() -> tuple[str, ...]:
    """Name everything that `find` accepts."""
    names = []
    for system in systems().values():
        names.append(system.name)
        names += [f"{system.name}@{release.version}" for release in system.releases]
    return tuple(names)


def find(name: str) -> tuple[System, Release]:
    """
    Find `system` or `system@version`.

    Raises:
        UnknownSpec: there is no such system or version.
    """
    system_name, _, version = name.partition("@")
    system = systems().get(system_name)
    if system is None:
        raise UnknownSpec(name, known_names())
    return system, system.release(version or None)


def _system(path: Path) -> System:
    content = yaml12.load(path.read_text("utf-8"), str(path))
    releases = tuple(
        Release(
            version=version,
            document=path.parent / entry["document"],
            overlays=tuple(path.parent / each for each in entry.get("overlays", ())),
        )
        for version, entry in content["versions"].items()
    )
    return System(path.parent.name, content["title"], releases, content.get("settings", {}))
