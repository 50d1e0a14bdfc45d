"""
One document out of many files: what a reference points to elsewhere becomes a component.

prance's own resolver is not used: it would leave the internal references of other files dangling,
and file everything under `components/schemas`.
"""

from typing import Any, NamedTuple
from urllib.parse import unquote

from contract import pointers
from contract.components import component_name, sections
from contract.errors import UnresolvedReference
from contract.references import File, Library, Parse, Target, file_url, is_reference
from contract.sizes import check_size
from contract.walk import MEMBERS, Kind, Node
from contract.whole import is_whole


class Origin(NamedTuple):
    """Where an element stood before it was put into the document."""

    name: str  #: Of the file, as messages call it.
    pointer: str


def bundle(
    document: dict[str, Any],
    name: str,
    base: str | None,
    parse: Parse,
    origins: dict[str, Origin] | None = None,
) -> dict[str, Any]:
    """
    Give the document together with everything that it refers to in other files and URLs.

    What stands elsewhere becomes a component. Where components have no section for its kind, and
    for the paths themselves, it takes the place of the reference. References by `$anchor` or `$id`
    become JSON Pointers, and the `$id` of schemas are left out, since they would give pointers
    another meaning. Every other reference inside the document stays as it is.

    `name` is what messages call the document, `base` the path or URL that it was read from, and
    `parse` turns the text of another file into a value. Files are looked for beside the file that
    names them, whatever its `$self` or `$id` says. `origins` is filled with where each element that
    came from elsewhere stood, by its pointer in the result.

    Raises:
        UnresolvedReference: a reference leads nowhere, or an element would contain itself.
        InvalidDocument: a document is too large, or it refers to too many.
        ContractError: as `parse` raises it.
    """
    check_size(document, name)
    if is_whole(document):
        return document
    root = File(file_url(base) if base else None, name, document)
    bundler = _Bundler(Library(root, parse), everything=False)
    result = bundler.bundled()
    if origins is not None:
        origins.update(bundler.origins)
    return result


def with_components(document: dict[str, Any], name: str) -> dict[str, Any]:
    """
    Give the document with every reference inside it leading to a component.

    For steps that move what else a reference may lead to: `#/paths/~1a/get/…`. References out of
    the document stay as they are.

    Raises:
        UnresolvedReference: a reference leads nowhere.
    """
    library = Library(File(None, name, document), _refuse)
    return _Bundler(library, everything=True).bundled()


def _refuse(text: str, name: str) -> Any:
    raise AssertionError(f"{name} was opened: {text[:20]}")


class _Base(NamedTuple):
    """Where a reference stands."""

    file: File
    schema: str = ""  #: The pointer of the nearest schema with an `$id`.
    #: What has been put in the place of references around here.
    within: frozenset[tuple[File, str]] = frozenset()


class _Bundler:
    """Fills one place after the other, from the document on to what it refers to."""

    def __init__(self, library: Library, *, everything: bool) -> None:
        self._library = library
        self._root = library.root
        self._everything = everything
        self._sections = sections(self._root.content)
        #: The pointer in the result of each element that is now a component.
        self._homes: dict[tuple[File, str, Kind], str] = {}
        self._adopted: set[str] = set()  #: Those of `_homes` that were a reference before.
        self._added: dict[tuple[str, ...], dict[str, Any]] = {}
        self._taken: dict[tuple[str, ...], set[str]] = {}
        self._pending: list[tuple[Node, _Base]] = []
        self.origins: dict[str, Origin] = {}

    def bundled(self) -> dict[str, Any]:
        for kind, path in self._sections.items():
            self._adopt(kind, path)
        top = {"": self._root.content}
        self._pending.append((Node("document", "", self._root.content, "", top), _Base(self._root)))
        while self._pending:
            self._fill(*self._pending.pop())
        return self._with_added(top[""])

    # --- the components ---

    def _adopt(self, kind: Kind, path: tuple[str, ...]) -> None:
        """Let a component that is nothing but a reference be the home of what it refers to."""
        section, base = self._section(path)
        self._taken[path] = set(section)
        for name, value in section.items():
            reference = _pure_reference(value)
            target = self._target(reference, base, kind) if reference else None
            if target is not None and target.file is not self._root:
                key = (target.file, target.pointer, kind)
                home = pointers.pointer(*path, name)
                if self._homes.setdefault(key, home) == home:
                    self._adopted.add(home)

    def _section(self, path: tuple[str, ...]) -> tuple[dict[str, Any], _Base]:
        """Give a section of the document's components, which may be a reference itself."""
        element, base = self._root.content, _Base(self._root)
        for part in path:
            element = element.get(part)
            reference = _pure_reference(element)
            target = self._target(reference, base, "components") if reference else None
            if target is not None:
                element, base = target.value, _base_of(target)
            if not isinstance(element, dict):
                return {}, base
        return element, base

    def _add(self, target: Target, kind: Kind, path: tuple[str, ...]) -> str:
        """Make the target a component; gives its pointer."""
        parts = pointers.parts(target.pointer)
        name = component_name(parts[-1] if parts else target.file.stem, self._taken[path])
        self._taken[path].add(name)
        section = self._added.setdefault(path, {})
        section[name] = target.value
        home = pointers.pointer(*path, name)
        self.origins[home] = Origin(target.file.name, target.pointer)
        self._pending.append(
            (Node(kind, home, target.value, path[-1], section, name), _base_of(target))
        )
        return home

    def _with_added(self, result: dict[str, Any]) -> dict[str, Any]:
        for path, added in self._added.items():
            holder = result
            for part in path:
                if not isinstance(holder.get(part), dict):
                    holder[part] = {}
                holder = holder[part]
            holder.update(added)
        return result

    # --- the places ---

    def _fill(self, node: Node, base: _Base) -> None:
        value = node.value
        bases: dict[str, _Base] = {}  # Of the members that did not stand where the others did.
        if node.kind == "discriminator":
            value = self._discriminator(value, base)
        if _reference(value) is not None:
            value, base, bases = self._dereferenced(node, base)
        if node.kind == "schema" and isinstance(value, dict) and isinstance(value.get("$id"), str):
            base = base._replace(schema=base.file.named.get(value["$id"], base.schema))
            value = {key: each for key, each in value.items() if key != "$id"}
        value = self._with_maps(node.kind, value, base, bases)
        for each in reversed(node.fill(value)):
            member = pointers.parts(each.pointer[len(node.pointer) :])[0] if bases else ""
            self._pending.append((each, bases.get(member, base)))

    def _dereferenced(self, node: Node, base: _Base) -> tuple[Any, _Base, dict[str, _Base]]:
        """
        Point the reference in a place at a component, or put there what it leads to.

        Also give where the result stood, and where those of its members stood that did not.
        """
        value: dict[str, Any] = node.value
        is_home = node.pointer in self._adopted
        beside: dict[str, Any] = {}
        bases: dict[str, _Base] = {}
        while (reference := _reference(value)) is not None:
            target = self._target(reference, base, node.kind)
            if target is None:
                break
            home = None if is_home else self._home(target, node)
            if home is not None:
                value = {**value, "$ref": _spelt(home, reference)}
                break
            is_home = False
            own = {key: each for key, each in value.items() if key != "$ref"}
            beside = {**own, **beside}
            bases = {**dict.fromkeys(own, base), **bases}
            value, base = target.value, self._within(target, base, reference)
            self.origins[node.pointer] = Origin(target.file.name, target.pointer)
        return ({**value, **beside} if beside else value), base, bases

    def _home(self, target: Target, node: Node) -> str | None:
        """Give the pointer of the target in the result; `None` if a reference cannot stand here."""
        path = self._sections.get(node.kind)
        is_kept = not self._everything or pointers.parts(target.pointer)[:-1] == path
        if target.file is self._root and is_kept and (path or node.kind == "pathItem"):
            return target.pointer
        if path is None or node.member == "paths":
            return None
        key = (target.file, target.pointer, node.kind)
        if key not in self._homes:
            self._homes[key] = self._add(target, node.kind, path)
        return self._homes[key]

    def _target(self, reference: str, base: _Base, kind: Kind) -> Target | None:
        """
        Follow a reference to its end; `None` where it is to stay as it is.

        Inside the document the first step is the end: what is a component there stays one.
        """
        if self._everything and not reference.startswith("#"):
            return None
        seen: set[tuple[File, str]] = set()
        while True:
            try:
                target = self._library.target(reference, base.file, base.schema)
            except LookupError as error:
                raise UnresolvedReference(base.file.name, reference, str(error)) from error
            if not (isinstance(target.value, dict) or _is_boolean_schema(target.value, kind)):
                raise UnresolvedReference(base.file.name, reference, "no object stands there")
            further = _pure_reference(target.value)
            if further is None or target.file is self._root:
                return target
            if (target.file, target.pointer) in seen:
                raise UnresolvedReference(base.file.name, reference, "it leads back to itself")
            seen.add((target.file, target.pointer))
            reference, base = further, _base_of(target)

    def _within(self, target: Target, base: _Base, reference: str) -> _Base:
        """Give the base of what is put in the place of a reference."""
        place = (target.file, target.pointer)
        if place in base.within:
            raise UnresolvedReference(base.file.name, reference, "it would contain itself")
        return _base_of(target)._replace(within=base.within | {place})

    def _with_maps(self, kind: Kind, value: Any, base: _Base, bases: dict[str, _Base]) -> Any:
        """Replace maps that are only a reference, `schemas: {$ref: …}`, as some tools allow."""
        holding = MEMBERS[kind] if isinstance(value, dict) else {}
        for member in [each for each in value if each in holding] if holding else ():
            reference = _pure_reference(value[member])
            if reference is None or holding[member][0] != "map":
                continue
            own = bases.get(member, base)
            target = self._target(reference, own, "components")
            if target is not None:
                value = {**value, member: target.value}
                bases[member] = self._within(target, own, reference)
        return value

    def _discriminator(self, value: dict[str, Any], base: _Base) -> dict[str, Any]:
        mapping = value.get("mapping")
        if not isinstance(mapping, dict):
            return value
        return {**value, "mapping": {k: self._mapped(each, base) for k, each in mapping.items()}}

    def _mapped(self, value: Any, base: _Base) -> Any:
        """Rewrite a value of a mapping, which is a reference or the name of a schema."""
        reference = self._mapped_reference(value, base) if isinstance(value, str) else None
        target = self._target(reference, base, "schema") if reference else None
        if reference is None or target is None:
            return value
        home = self._home(target, Node("schema", "", {}, "mapping"))
        return value if home is None else _spelt(home, reference)

    def _mapped_reference(self, value: str, base: _Base) -> str | None:
        """
        Give the reference that a value of a mapping is; `None` for a name to be kept.

        A name means a schema of the document; in another file it means one of that file first.
        """
        if is_reference(value):
            return value
        if base.file is self._root:
            return None
        for section in (("components", "schemas"), ("definitions",)):
            where = pointers.pointer(*section, value)
            if base.file.has(where):
                return f"#{where}"
        return None


def _base_of(target: Target) -> _Base:
    return _Base(target.file, target.file.schema_around(target.pointer))


def _reference(value: Any) -> str | None:
    reference = value.get("$ref") if isinstance(value, dict) else None
    return reference if isinstance(reference, str) else None


def _pure_reference(value: Any) -> str | None:
    """Give the reference of an object that is nothing else."""
    return _reference(value) if isinstance(value, dict) and len(value) == 1 else None


def _is_boolean_schema(value: Any, kind: Kind) -> bool:
    return kind == "schema" and isinstance(value, bool)


def _spelt(home: str, reference: str) -> str:
    """Write a reference to a pointer; one that leads there already keeps its spelling."""
    return reference if unquote(reference) == f"#{home}" else f"#{home}"
