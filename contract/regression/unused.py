"""The schemas of a document that no operation leads to."""

from collections.abc import Iterator, Mapping
from typing import Any

from contract import pointers
from contract.regression.pairs import Component, Pair
from contract.regression.schemas.contents import Contents
from contract.schemas.parts import Part, mapped_pointer
from contract.walk import Kind, walk


def unused_components(
    old: Mapping[str, Any], new: Mapping[str, Any], contents: Contents
) -> Iterator[Pair[Component]]:
    """Pair the schemas that no operation uses, as far as they differ."""
    before, after = _unused(old), _unused(new)
    came = [name for name in after if name not in _schemas(old)]
    for name, part in before.items():
        if name in after and not contents.same((part,), (after[name],)):
            yield Pair(_component(name), _component(name))
        if name not in _schemas(new):
            # A component that only changed its name is no change.
            renamed = next((each for each in came if contents.same((part,), (after[each],))), None)
            if renamed is not None:
                came.remove(renamed)
            else:
                yield Pair(_component(name), None)
    yield from (Pair(None, _component(name)) for name in came)


def _component(name: str) -> Component:
    return Component(name, pointers.pointer("components", "schemas", name))


def _schemas(document: Mapping[str, Any]) -> Mapping[str, Any]:
    found = document.get("components", {}).get("schemas", {})
    return found if isinstance(found, Mapping) else {}


def _unused(document: Mapping[str, Any]) -> dict[str, Part]:
    used = _reached(document)
    return {
        name: Part(schema, pointer)
        for name, schema in _schemas(document).items()
        if (pointer := pointers.pointer("components", "schemas", name)) not in used
    }


def _reached(document: Mapping[str, Any]) -> set[str]:
    """Follow references from the operations; what is inside a component uses the component."""
    used = {key: document[key] for key in ("paths", "webhooks") if key in document}
    pending: list[tuple[Any, Kind]] = [(used, "document")]
    seen: set[str] = set()
    while pending:
        for target, kind in _targets(*pending.pop()):
            component = "/".join(target.split("/")[:4])
            for pointer in (target, component):
                if pointer not in seen:
                    seen.add(pointer)
                    pending.append((_followed(document, pointer), kind))
    return seen


def _targets(value: Any, kind: Kind) -> Iterator[tuple[str, Kind]]:
    """Find what references and discriminators lead to, and of which kind it is."""
    for node in walk(value, kind):
        if node.reference is not None:
            yield node.reference.removeprefix("#"), node.kind
        if node.kind == "discriminator" and isinstance(node.value.get("mapping"), Mapping):
            for target in node.value["mapping"].values():
                yield mapped_pointer(target), "schema"


def _followed(document: Mapping[str, Any], pointer: str) -> Any:
    try:
        return pointers.follow(document, pointer)
    except LookupError:
        return None
