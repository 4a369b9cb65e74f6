"""Pages for people name files, modules and functions in `code`: each is there, under that name."""

import ast
import re
import subprocess
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import pytest

from tests.support.module_names import is_there
from tests.support.repo import REPO

CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
BLOCK = re.compile(r"```.*?```|~~~.*?~~~", re.DOTALL)
PATH = re.compile(r"(?P<path>[\w.<>*-]+(?:/[\w.<>*-]*)+|[\w-]+\.py(?=::))(?:::(?P<name>\w+(?:(?:::|\.)\w+)*))?")
MODULE = re.compile(r"autograd_lab(?:\.\w+)+")
#: what stands for a number or a name, and the pattern of what may stand there
PLACEHOLDERS = {
    r"<\w+>": "*",
    r"\bpsN": "ps[0-9]*",
    r"(?<=ch)NN\b|\bNN(?=[_.])": "[0-9][0-9]",
    r"(?<=_)name(?=\.)": "*",
}
ELSEWHERE = {
    "solutions/midterm/midterm.ipynb": "an exam of an instructor's, in their own folder",
    "lab/tree/notebooks/00_start_here.ipynb": "part of an address",
}


@cache
def tracked() -> tuple[str, ...]:
    """Files and folders that git knows, or would: those that are not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=True).stdout.splitlines()
    files = [file for file in listed if (REPO / file).exists()]
    folders = {parent.as_posix() for file in files for parent in Path(file).parents} - {"."}
    return (*files, *sorted(folders))


def pages():
    left_out = (
        "notebooks/",
        "book/_static/",
        "tests/scalar/suites/",
    )  # derived, or not ours
    return [file for file in tracked() if file.endswith(".md") and not file.startswith(left_out)]


def ignored(path):
    """Whether git leaves out a file or a folder of this name, be it there or not."""
    told = subprocess.run(["git", "check-ignore", path, f"{path}/"], cwd=REPO, check=False, capture_output=True)
    return told.returncode == 0


def faults(page, text):
    """What a page names in `code` that is not there; a path is meant from the repository, the page or the library."""
    for span in CODE.findall(BLOCK.sub("", text)):
        if MODULE.fullmatch(span) and not is_there(span):
            yield f"{page}: there is no {span}"
        found = PATH.fullmatch(span)
        if found and span not in ELSEWHERE:
            yield from path_faults(page, span, found["path"].rstrip("/"), found["name"])


def path_faults(page, span, path, name):
    bases = ["", f"{Path(page).parent.as_posix()}/", "autograd_lab/"]
    whole = [f"{base}{path}".removeprefix("./") for base in bases]
    first = [f"{base}{path.partition('/')[0]}".removeprefix("./") for base in bases]
    if not name and not set(first) & set(tracked()):
        return  # a folder of a learner's or an instructor's
    patterns = [filled_in(each) for each in whole]
    files = [file for file in tracked() if any(fnmatchcase(file, pattern) for pattern in patterns)]
    if not files and not any(map(ignored, whole)):
        yield f"{page}: there is no {span}"
    elif name and not any(defines(REPO / file, re.split(r"::|\.", name)) for file in files):
        yield f"{page}: {path} has no {name}"


def filled_in(path):
    for placeholder, pattern in PLACEHOLDERS.items():
        path = re.sub(placeholder, lambda _, pattern=pattern: pattern, path)
    return path


def defines(file, names):
    """Whether a Python file has a function, a class or a variable of this name, inside of those before it."""
    nodes = [ast.parse(file.read_text(encoding="utf-8"))]
    for name in names:
        inside = [inner for node in nodes for inner in node.body]
        nodes = [inner for inner in inside if name in names_of(inner)]
    return bool(nodes)


def names_of(node):
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return [target.id for target in targets if isinstance(target, ast.Name)]


@pytest.mark.slow
@pytest.mark.parametrize("page", pages())
def test_what_a_page_names_is_there(page):
    assert not list(faults(page, (REPO / page).read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "code",
    [
        "autograd_lab/cli.py",
        "cli.py::main",
        "tests/support/",
        "course/lessons/NN_name.py",
        "autograd_lab/cli.py::Command.run",
        "autograd_lab/cli.py::COMMANDS",
        "autograd_lab.scalar.value",
        "autograd_lab.nn.Module",
        "book/_build/html/",
        "workbook/mine.ipynb",
    ],
)
def test_what_is_there_is_no_fault(code):
    assert not list(faults("README.md", f"see `{code}`."))


@pytest.mark.parametrize(
    "code",
    [
        "autograd_lab/lost.py",
        "tests/lost/",
        "course/lost/NN_name.py",
        "lab/lost.py",
        "autograd_lab/cli.py::lost",
        "cli.py::lost",
        "autograd_lab/cli.py::Command.lost",
        "autograd_lab.lost",
    ],
)
def test_a_name_of_nothing_is_found(code):
    assert list(faults("README.md", f"see `{code}`."))
    assert not list(faults("README.md", f"```\n`{code}`\n```"))
