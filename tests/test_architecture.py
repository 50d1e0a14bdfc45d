"""The layers, and what each may import."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest


def _package(name: str) -> Path:
    spec = find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def _modules(name: str) -> dict[str, Path]:
    root = _package(name)
    found = {}
    for path in sorted(root.rglob("*.py")):
        parts = (name, *path.relative_to(root).with_suffix("").parts)
        found[".".join(part for part in parts if part != "__init__")] = path
    return found


MODULES = {**_modules("contract"), **_modules("mockserver")}


def _imports(path: Path, *, at_load_only: bool = False) -> Iterator[str]:
    tree = ast.parse(path.read_text("utf-8"))
    nodes = tree.body if at_load_only else list(ast.walk(tree))
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if name in MODULES else node.module for name in names)


def _importers_of(library: str) -> set[str]:
    return {
        name
        for name, path in MODULES.items()
        if any(each.split(".")[0] == library for each in _imports(path))
    }


def test_contract_never_imports_mockserver():
    """Whatever serves a contract depends on it, and not the other way round."""
    guilty = {
        name
        for name, path in MODULES.items()
        if name.startswith("contract")
        and any(each.split(".")[0] == "mockserver" for each in _imports(path))
    }
    assert guilty == set()


def test_reading_builds_on_the_ground_floor_alone():
    """The readers know errors and pointers, and nothing else of ours."""
    allowed = ("contract.reading", "contract.errors", "contract.paths", "contract.pointers")
    for name, path in MODULES.items():
        if name.startswith("contract.reading"):
            own = {each for each in _imports(path) if each.startswith("contract.")}
            assert all(each.startswith(allowed) for each in own), name


@pytest.mark.parametrize(
    ("library", "modules"),
    [
        pytest.param(
            "aiohttp",
            {
                f"mockserver.{name}"
                for name in (
                    "app",
                    "wire.connections",
                    "proxying.forwarding",
                    "proxying.proxy",
                    "wire.calling",
                    "wire.receiving",
                    "wire.sending",
                    "wire.whole",
                )
            },
            id="sockets",
        ),
        pytest.param("jsonpath", {"contract.overlay"}, id="JSONPath"),
        pytest.param("openapi_core", {"contract.validation.judge"}, id="the judge"),
    ],
)
def test_a_library_at_the_edge_is_imported_there_alone(library, modules):
    """What may be replaced stands in one place."""
    assert _importers_of(library) == modules


def test_there_are_no_import_cycles():
    """Modules can be understood one after the other."""
    graph = {
        name: {each for each in _imports(path, at_load_only=True) if each in MODULES} - {name}
        for name, path in MODULES.items()
    }
    while graph:
        leaves = {name for name, needs in graph.items() if not needs & graph.keys()}
        assert leaves, f"a cycle among {sorted(graph)}"
        graph = {name: needs for name, needs in graph.items() if name not in leaves}


@pytest.mark.parametrize(
    ("module", "unneeded"),
    [
        pytest.param("contract.cli", "asyncio yaml contract.document contract.reading", id="help"),
        pytest.param("mockserver.cli", "aiohttp yaml contract.document", id="help of the mock"),
        pytest.param(
            "mockserver.serving",
            "contract.reading contract.regression faker jsonpath openapi_core werkzeug",
            id="a mock",
        ),
        pytest.param("mockserver.values", "faker", id="values before one is made"),
        pytest.param("contract.document", "contract.reading jsonpath", id="an OpenAPI document"),
    ],
)
def test_nothing_is_loaded_that_a_start_does_not_need(module, unneeded):
    """A person waits for what is imported."""
    code = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not set(unneeded.split()) & set(done.stdout.split())


@pytest.mark.parametrize("name", sorted(MODULES))
def test_every_module_says_what_it_is_for(name):
    """A docstring tells a module's job; empty packages need none."""
    text = MODULES[name].read_text("utf-8")
    assert not text.strip() or ast.get_docstring(ast.parse(text))


@pytest.mark.skipif("TOX_ENV_NAME" not in os.environ, reason="only tox builds the wheel")
def test_the_built_wheel_is_what_is_tested():
    """The tests run against what users install, with the specs inside."""
    for name in ("contract", "mockserver"):
        assert _package(name).is_relative_to(sys.prefix)
    assert (_package("contract") / "specs" / "dify" / "system.yaml").is_file()
