"""Nothing in a file is ever run, and no file that it names is ever opened."""

import ast
import inspect
import json
import subprocess
import sys
from dataclasses import replace
from itertools import chain
from pathlib import Path

import linreg_gui
from linreg_gui.core import optimizers
from linreg_gui.storage.projects.project import ViewValue
from linreg_gui.storage.projects.project_file import write_project
from tests.covered_lines import uncounted
from tests.storage.projects.test_project import VERSION_1

SOURCES = sorted(Path(linreg_gui.__file__).parent.rglob("*.py"))
FORBIDDEN_MODULES = {"pickle", "marshal", "shelve", "dill", "joblib", "yaml", "runpy", "code"}
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__"}
OWN_CODE = "exec(text, scope)"
"""In one place: the update rules, of a table in the source, as a loop without calls."""
FORBIDDEN_READERS = {"load", "genfromtxt", "fromfile", "memmap"}
PLACES = ("../../.bashrc", "/etc/passwd", "C:\\boot.ini", "\\\\host\\share", "http://localhost/x")

CHILD = """
import sys
from pathlib import Path
from linreg_gui.storage.projects.project_file import read_project
events = []
is_on = True
def note(event, arguments):
    is_watched = event.split(".")[0] in {"open", "socket", "subprocess", "os", "import", "exec"}
    if is_on and is_watched and not isinstance(arguments[0], int):  # a file that is open already
        events.append((event, str(arguments[0])))
path = Path(sys.argv[1])
read_project(path)
sys.addaudithook(note)
project = read_project(path)
is_on = False
assert project.dataset.n_samples == 5
print(*(f"{event} {argument}" for event, argument in events), sep="\\n")
"""


@uncounted()
def test_no_code_can_come_from_a_file() -> None:
    nodes = (ast.walk(ast.parse(source.read_text(encoding="utf-8"))) for source in SOURCES)
    executed = []
    for node in chain.from_iterable(nodes):
        if isinstance(node, ast.Import):
            assert not {alias.name.split(".")[0] for alias in node.names} & FORBIDDEN_MODULES
        elif isinstance(node, ast.ImportFrom):
            assert (node.module or "").split(".")[0] not in FORBIDDEN_MODULES
        elif isinstance(node, ast.Call) and ast.unparse(node) == OWN_CODE:
            executed.append(node)
        elif isinstance(node, ast.Call):
            check_call(node)
    assert len(executed) == 1
    assert f"    {OWN_CODE}" in inspect.getsource(optimizers._compiled)


def check_call(call: ast.Call) -> None:
    function = call.func
    if isinstance(function, ast.Name):
        assert function.id not in FORBIDDEN_CALLS
    elif isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        assert not (function.value.id == "np" and function.attr in FORBIDDEN_READERS)
        if function.attr == "import_module":  # of a name in the source, or in a table there
            assert (
                isinstance(call.args[0], ast.Constant) or ast.unparse(call.args[0]) == "self.module"
            )


def test_reading_a_project_opens_it_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.linreg"
    view: dict[str, ViewValue] = {f"place {n}": place for n, place in enumerate(PLACES)}
    dataset = replace(VERSION_1.dataset, name=PLACES[0], feature_names=(PLACES[1],))
    write_project(path, replace(VERSION_1, dataset=dataset, view=view))
    assert all(json.dumps(place).encode() in path.read_bytes() for place in PLACES)
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(path)],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert set(child.stdout.splitlines()) == {f"open {path}"}
