"""Which extra brings which package: what a message says agrees with pyproject.toml."""

import ast
import re
import sys
import tomllib
from importlib import metadata

import pytest
from packaging.requirements import Requirement

from autograd_lab import extras
from autograd_lab.errors import LabError, MissingPackageError
from tests.support.repo import REPO

PROJECT = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def imports():
    """(module of ours, package that it imports) for each package that is not Python's own."""
    for path in sorted((REPO / "autograd_lab").rglob("*.py")):
        module = ".".join(path.relative_to(REPO).with_suffix("").parts).removesuffix(".__init__")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []
            for package in {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {"autograd_lab"}:
                yield module, package


def brought(extra):
    """The distributions that come with an extra: those that it names, and all that they need in turn."""
    waiting = [
        Requirement(text) for text in [*PROJECT["dependencies"], *PROJECT["optional-dependencies"].get(extra, [])]
    ]
    found = set()
    while waiting:
        requirement = waiting.pop()
        name = requirement.name.lower().replace("_", "-")
        if name == "autograd-lab":
            waiting += [
                Requirement(text) for each in requirement.extras for text in PROJECT["optional-dependencies"][each]
            ]
        elif name not in found:
            found.add(name)
            try:
                needed = map(Requirement, metadata.requires(name) or [])
            except metadata.PackageNotFoundError:
                continue
            waiting += [need for need in needed if need.marker is None or need.marker.evaluate({"extra": ""})]
    return found


@pytest.mark.slow  # every file of the library is parsed
@pytest.mark.full
def test_the_extra_that_is_named_brings_the_package():
    distributions = metadata.packages_distributions()
    comes_with = {extra: brought(extra) for extra in ["", *PROJECT["optional-dependencies"]]}
    seen = set()
    for module, package in imports():
        if package == "inside":  # a part of ours, under the name that it has in the sandbox
            continue
        if package == "pyodide_kernel":  # asked for in a browser tab alone, whose kernel it is
            continue
        extra = extras.extra_with(package, module)
        names = {name.lower().replace("_", "-") for name in distributions.get(package, [package])}
        assert names & comes_with[extra], f"{module} imports {package}, which autograd-lab[{extra}] does not bring"
        seen.add((package, extra))
    assert {
        ("anywidget", "course"),
        ("numpy", ""),
        ("nbgrader", "grading"),
        ("jupytext", "authoring"),
        ("torch", "torch"),
    } <= seen


def test_in_a_copy_of_the_repository_the_command_names_it():
    assert extras.copy_of_the_repository() == str(REPO)
    assert extras.install_command("torch") == f'{sys.executable} -m pip install -e "{REPO}[torch]"'
    assert extras.install_command("") == f'{sys.executable} -m pip install -e "{REPO}"'


def test_a_path_with_a_space_is_quoted(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/a b/python")
    assert extras.install_command().startswith('"/a b/python" -m pip install ')


def test_the_error_is_an_import_error_and_one_of_ours():
    error = extras.missing_package("show", "anywidget", "course")
    assert isinstance(error, MissingPackageError)
    assert isinstance(error, LabError)
    assert isinstance(error, ModuleNotFoundError)
    assert (error.name, error.extra) == ("anywidget", "course")
    assert str(error).startswith("show needs the package anywidget, which is not installed. This installs it:\n    ")


def test_an_import_of_ours_is_told_and_one_of_anybody_else_is_not():
    ours = {"__name__": "autograd_lab.viz.widgets"}
    with pytest.raises(MissingPackageError, match=r"autograd_lab\.viz\.widgets needs the package never_made"):
        exec("import never_made.part", ours)
    with pytest.raises(MissingPackageError, match=r"autograd_lab\.grading\.x needs .*(.|\n)*\[grading\]"):
        exec("from importlib import import_module; import_module('never_made')", {"__name__": "autograd_lab.grading.x"})
    with pytest.raises(ModuleNotFoundError) as told:
        exec("import never_made", {"__name__": "somebody.else"})
    assert type(told.value) is ModuleNotFoundError
    exec("import importlib.util\nassert importlib.util.find_spec('never_made') is None", ours)
    exec("try:\n  import never_made\nexcept ImportError:\n  never_made = None", ours)


def test_what_belongs_to_another_system_is_no_package():
    with pytest.raises(ModuleNotFoundError) as told:
        exec("import fcntl" if sys.platform == "win32" else "import winreg", {"__name__": "autograd_lab.grading.x"})
    assert type(told.value) is ModuleNotFoundError


@pytest.mark.slow
def test_jax_and_tensorflow_come_with_an_extra_that_nothing_else_asks_for():
    heavy = {"jax", "tensorflow", "tensorflow-cpu"}
    named = {
        name: {Requirement(text).name for text in texts} for name, texts in PROJECT["optional-dependencies"].items()
    }
    assert heavy <= named["frameworks"]
    assert [name for name in named if heavy & brought(name)] == ["frameworks"]
    wanting = {
        name for name, texts in PROJECT["optional-dependencies"].items() if any("frameworks" in t for t in texts)
    }
    assert not wanting
    for place in ("Makefile", ".ci", "binder", "environment.yml", "lite"):  # make lab, CI, Binder and the browser
        files = [path for path in [REPO / place, *(REPO / place).rglob("*")] if path.is_file()]
        assert files
        told = "".join(path.read_text(encoding="utf-8", errors="ignore") for path in files)
        assert not re.search(r"\b(frameworks|tensorflow|jax)\b", told), place
