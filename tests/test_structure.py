"""How deep the package is: the longest way from a module through what it imports."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "linreg_gui"
LONGEST_CHAIN = 18
"""Modules of the package, each of which imports the next one when it is loaded."""
LONGEST_CHAIN_IN_SESSION = 10
# Both may be lowered and never raised: whoever reads a module has to know what is below it.

Imports = Mapping[str, set[str]]
"""By module, the modules of the package that it imports when it is loaded."""


def imports_of(package: Path) -> Imports:
    files = {name_of(path, package): path for path in package.rglob("*.py")}
    trees = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in files.items()}
    return {name: set(imported_by(tree.body, files)) - {name} for name, tree in trees.items()}


def name_of(path: Path, package: Path) -> str:
    parts = path.relative_to(package.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_by(nodes: Iterable[ast.AST], known: Iterable[str]) -> Iterator[str]:
    """Name the known modules that are imported outside functions, and not for types only."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module:
            full = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from {name if name in known else node.module for name in full} & set(known)
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield from imported_by(node.orelse, known)
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from imported_by(ast.iter_child_nodes(node), known)


def longest_chain(imports: Imports) -> list[str]:
    """Return the modules of the longest chain; a circle raises CycleError."""
    chains: dict[str, list[str]] = {}
    for name in TopologicalSorter(imports).static_order():
        below = [chains[imported] for imported in imports.get(name, ())]
        chains[name] = [name, *max(below, key=len, default=[])]
    return max(chains.values(), key=len)


@pytest.fixture(scope="module")
def package() -> Imports:
    return imports_of(PACKAGE)


def test_the_chain_of_imports_is_short(package: Imports) -> None:
    chain = longest_chain(package)
    assert len(chain) <= LONGEST_CHAIN, " → ".join(chain)


def test_the_chain_of_imports_within_the_session_is_short(package: Imports) -> None:
    session = {name for name in package if name.startswith("linreg_gui.session.")}
    chain = longest_chain({name: package[name] & session for name in session})
    assert len(chain) <= LONGEST_CHAIN_IN_SESSION, " → ".join(chain)


def test_only_what_is_loaded_with_a_module_counts(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "low.py").touch()
    (folder / "middle.py").write_text("if True:\n    from made.low import a")
    (folder / "high.py").write_text(
        "from typing import TYPE_CHECKING\n"
        "from made import middle\n"
        "if TYPE_CHECKING:\n    from made import beside\n"
        "def later():\n    from made import beside\n"
    )
    (folder / "beside.py").write_text("import made.high")
    imports = imports_of(folder)
    assert longest_chain(imports) == ["made.beside", "made.high", "made.middle", "made.low"]


def test_a_circle_is_found() -> None:
    with pytest.raises(CycleError):
        longest_chain({"one": {"two"}, "two": {"three"}, "three": {"one"}})
