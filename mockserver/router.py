"""
From a path to its operation.

Fixed segments beat segments with variables, segment by segment (OpenAPI 3.2.0, "Path Templating
Matching"); a path that is spelt out is that path alone, whichever methods it has. A variable never
spans a slash. Variables mixed with literal text in one segment are matched by a pattern, the most
literal text first.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final, Generic, TypeVar

from contract.validation.parameters import decoded_segment

Target = TypeVar("Target")

_VARIABLE: Final = re.compile(r"\{([^{}]+)\}")
#: Of a path that leads nowhere, what is compared with the templates.
_LONGEST_COMPARED: Final = 200


@dataclass(slots=True)
class _Node(Generic[Target]):
    """One segment's worth of choices."""

    fixed: dict[str, "_Node[Target]"] = field(default_factory=dict)
    mixed: list[tuple[re.Pattern[str], tuple[str, ...], "_Node[Target]"]] = field(
        default_factory=list
    )
    variable: "_Node[Target] | None" = None
    #: By method: the target, and the names of the variables of its own template.
    targets: dict[str, tuple[Target, tuple[str, ...]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found(Generic[Target]):
    """A target and its variables, percent-decoded."""

    target: Target
    variables: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NotFound:
    """No template fits the path."""


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """A template fits the path, but not with this method."""

    allowed: tuple[str, ...]


class Router(Generic[Target]):
    """Finds targets by method and path."""

    def __init__(self) -> None:
        self._root: _Node[Target] = _Node()
        self._templates: dict[str, None] = {}
        self._fixed: dict[tuple[str, str], Found[Target]] = {}

    def add(self, method: str, template: str, target: Target) -> None:
        """Add a target; the first one added for a method and template stays."""
        node = self._root
        names: list[str] = []
        for segment in template.split("/")[1:]:
            node = _descend(node, segment)
            names += _VARIABLE.findall(segment)
        self._templates[template] = None
        if not names:
            self._fixed.setdefault((method, template), Found(target, {}))
        node.targets.setdefault(method, (target, tuple(names)))

    def find(self, method: str, path: str) -> Found[Target] | NotFound | NotAllowed:
        """Find the target of a method and a percent-encoded path."""
        found = self._fixed.get((method, path))
        if found is not None:
            return found
        segments = path.split("/")[1:]
        leaves = list(_leaves(self._root, segments, 0, ()))
        if leaves and not leaves[0][1]:
            # Its methods are those of the target resource (RFC 9110, 10.2.1): no template's.
            del leaves[1:]
        for node, values in leaves:
            if method in node.targets:
                target, names = node.targets[method]
                return Found(target, dict(zip(names, values, strict=True)))
        allowed = tuple(dict.fromkeys(each for node, _ in leaves for each in node.targets))
        return NotAllowed(allowed) if allowed else NotFound()

    def near(self, path: str) -> tuple[str, ...]:
        """Give up to three templates that look like a path, the most alike first."""
        start = path[:_LONGEST_COMPARED]
        wanted = [decoded_segment(each) for each in start.rstrip("/").split("/")]
        filled: dict[str, str] = {}
        for template in self._templates:
            segments = template.split("/")
            if abs(len(segments) - len(wanted)) <= 1:
                filled.setdefault(_filled(segments, wanted), template)
        alike = get_close_matches("/".join(wanted), filled, n=3, cutoff=0.75)
        return tuple(filled[each] for each in alike)


def _filled(segments: list[str], wanted: list[str]) -> str:
    """Fill the variables of a template with what a path has at their place."""
    return "/".join(
        wanted[index] if "{" in segment and index < len(wanted) else segment
        for index, segment in enumerate(segments)
    )


def _descend(node: _Node[Target], segment: str) -> _Node[Target]:
    """Give the node behind a segment of a template, made if there is none."""
    names = _VARIABLE.findall(segment)
    if not names:
        return node.fixed.setdefault(segment, _Node())
    if len(names) == 1 and segment == "{" + names[0] + "}":
        node.variable = node.variable or _Node()
        return node.variable
    pattern = re.compile(
        "".join(
            re.escape(part) if index % 2 == 0 else "(.+?)"
            for index, part in enumerate(_VARIABLE.split(segment))
        )
    )
    for known, _, behind in node.mixed:
        if known.pattern == pattern.pattern:
            return behind
    new: _Node[Target] = _Node()
    node.mixed.append((pattern, tuple(names), new))
    node.mixed.sort(key=lambda each: -len(each[0].pattern.replace("(.+?)", "")))
    return new


def _leaves(
    node: _Node[Target], segments: list[str], at: int, values: tuple[str, ...]
) -> Iterable[tuple[_Node[Target], tuple[str, ...]]]:
    """Give the nodes a path leads to, the best first, with the variables, decoded."""
    if at == len(segments):
        if node.targets:
            yield node, values
        return
    segment = segments[at]
    # Percent-encoding a letter changes nothing (RFC 3986, 6.2.2.2).
    is_plain = "%" not in segment and segment.isascii()
    decoded = segment if is_plain else decoded_segment(segment)
    fixed = node.fixed.get(segment) or node.fixed.get(decoded)
    if fixed is not None:
        yield from _leaves(fixed, segments, at + 1, values)
    for pattern, _, behind in node.mixed:
        if match := pattern.fullmatch(segment):
            parts = tuple(map(decoded_segment, match.groups()))
            yield from _leaves(behind, segments, at + 1, values + parts)
        elif match := pattern.fullmatch(decoded):
            yield from _leaves(behind, segments, at + 1, values + match.groups())
    if node.variable is not None and segment:
        yield from _leaves(node.variable, segments, at + 1, (*values, decoded))
