"""The rules of the house that a machine can check."""

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "watcher"
MODULES = sorted(PACKAGE.rglob("*.py"))

MOST_LINES = 250
MOST_LINES_OF_A_FUNCTION = 40  # without its docstring

# What may be longer, and why. A reason that no longer holds fails.
LONG_FILES = {"watcher/model.py": "the nouns are read together, and hold no logic"}
LONG_FUNCTIONS: dict[str, str] = {}


def run(*arguments: str) -> None:
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_ruff_has_nothing_to_say() -> None:
    run("-m", "ruff", "check")


def test_all_is_formatted() -> None:
    run("-m", "ruff", "format", "--check")


def test_types_are_strict() -> None:
    run("-m", "mypy")


def test_rooms_import_only_inwards() -> None:
    run("-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())")


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(within: ast.AST, prefix: str = "") -> Iterator[tuple[str, int]]:
    """Give every function with its length in lines, without docstring and decorators."""
    for node in ast.iter_child_nodes(within):
        named = (
            f"{prefix}{node.name}"
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            else ""
        )
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            spoken = ast.get_docstring(node) is not None
            said = (first.end_lineno or first.lineno) - first.lineno + 1 if spoken else 0
            yield named, (node.end_lineno or node.lineno) - node.lineno + 1 - said
        yield from functions(node, f"{named}." if named else prefix)


def test_files_are_short() -> None:
    long = {name(path) for path in MODULES if len(path.read_text(encoding="utf-8").splitlines()) > MOST_LINES}
    assert long == LONG_FILES.keys()


def test_functions_are_short() -> None:
    long = {
        f"{name(path)}:{function}: {lines}"
        for path in MODULES
        for function, lines in functions(tree(path))
        if lines > MOST_LINES_OF_A_FUNCTION
    }
    assert {entry.rpartition(":")[0] for entry in long} == LONG_FUNCTIONS.keys(), long


def test_every_module_says_what_it_is_for() -> None:
    assert [name(path) for path in MODULES if not ast.get_docstring(tree(path))] == []


@pytest.mark.parametrize("empty", ["util", "utils", "helper", "helpers", "common", "manager", "misc"])
def test_no_name_says_nothing(empty: str) -> None:
    assert [name(path) for path in shipped() if path.stem == empty or path.parent.name == empty] == []


def test_feedparser_is_only_given_bytes() -> None:
    """Given text that is a path or an address, it opens that."""
    careless = [
        f"{name(path)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "feedparser.parse"
        if not node.args or not ast.unparse(node.args[0]).startswith(("BytesIO(", "io.BytesIO("))
    ]
    assert careless == []
    assert any("feedparser.parse(" in path.read_text(encoding="utf-8") for path in MODULES)


def shipped() -> list[Path]:
    """Give the files of the repository; where it is no git checkout, all that are here."""
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        listed = subprocess.run(
            [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        paths = (ROOT / line for line in listed.stdout.split("\0") if line)
    else:
        paths = (path for path in ROOT.rglob("*") if not any(part.startswith(".") for part in path.parts))
    return [path for path in paths if path.is_file()]


# Put together here, so that this file does not hold them itself.
@pytest.mark.parametrize("trace", ["../" + "shared", "/" + "work/", "/" + "tmp/w"])
def test_nothing_speaks_of_where_it_was_written(trace: str) -> None:
    assert [name(path) for path in shipped() if trace.encode() in path.read_bytes()] == []
