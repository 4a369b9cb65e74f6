"""Modules named in strings exist, and obey the same layers as imports."""

import ast
import re
from functools import cache

import pytest

from tests.support import module_names
from tests.support.module_names import Named, is_there, points_upward
from tests.support.repo import REPO

pytestmark = pytest.mark.slow  # every file of the repository is parsed


@cache
def names_in_strings():
    """Every such string of the repository."""
    return module_names.named()


@pytest.mark.parametrize(
    ("file", "name"),
    [
        (".ci/setup.py", "autograd_lab.authoring.book"),
        ("autograd_lab/__init__.py", "autograd_lab.viz.player"),
        ("autograd_lab/cli.py", "autograd_lab.lab.launch:main"),
        ("autograd_lab/exams/registry.py", "autograd_lab.exams"),  # f"autograd_lab.exams.{name}"
        ("autograd_lab/server/jupyter-config/jupyter_server_config.d/autograd_lab.json", "autograd_lab.server"),
        ("autograd_lab/viz/sources/names.py", "autograd_lab.nn"),  # is_a(thing, module, class)
        ("binder/postBuild", "autograd_lab.server"),
        ("nbgrader_config.py", "autograd_lab.grading.preprocessor.ExamPreprocessor"),
        ("pyproject.toml", "autograd_lab.cli:main"),
    ],
)
@pytest.mark.sampled(1)
def test_each_kind_of_string_is_found(file, name):
    assert (file, name) in {(each.file, each.name) for each in names_in_strings()}


def test_every_one_resolves():
    assert not [str(each) for each in names_in_strings() if not is_there(each.name)]


def test_what_tests_import_in_texts_is_there():
    """A hostile cell that imports what has moved away would attack nothing, and its test would pass."""
    imports = re.compile(r"from (autograd_lab[\w.]*) import (\w+(?:, *\w+)*)")
    texts = [
        node.value
        for file in sorted(REPO.glob("tests/**/*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    names = {
        f"{module}.{name}"
        for text in texts
        for module, all_names in imports.findall(text)
        for name in re.split(", *", all_names)
    }
    assert len(names) > 10
    assert not sorted(name for name in names if not is_there(name))


def test_none_points_upward():
    assert not [str(each) for each in names_in_strings() if points_upward(each)]


def test_every_class_that_a_thing_is_asked_for_is_there():
    """`is_a(thing, module, name)` says no, and nothing else, where the module or the class has moved away."""
    asked = [
        (call.args[1].value, call.args[2].value)
        for file in sorted(REPO.glob("autograd_lab/**/*.py"))
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "is_a"
        if isinstance(call.args[2], ast.Constant)
    ]
    ours = {(module, name) for module, name in asked if module.startswith("autograd_lab")}
    assert len(ours) >= 2
    assert not [(module, name) for module, name in ours if not is_there(f"{module}:{name}")]


@pytest.mark.parametrize(
    "code",
    [
        'import_module("autograd_lab.grading.cli_collect")',
        'import_module(f"autograd_lab.grading.{name}")',
        'MAIN = "autograd_lab.grading.cli_collect:main"',
    ],
)
def test_a_planted_upward_string_is_found(tmp_path, code):
    file = tmp_path / "autograd_lab" / "scalar" / "value.py"
    file.parent.mkdir(parents=True)
    file.write_text(code)
    [planted] = module_names.named(tmp_path)
    assert points_upward(planted)
    assert str(planted).startswith("autograd_lab/scalar/value.py:1 names autograd_lab.grading")


@pytest.mark.parametrize(
    ("file", "name", "upward"),
    [
        ("autograd_lab/grading/cli_collect.py", "autograd_lab.scalar.value", False),
        ("autograd_lab/viz/trace.py", "autograd_lab.exams.check", True),  # beside each other: neither knows the other
        ("autograd_lab/viz/trace.py", "autograd_lab.viz.player", False),
        ("autograd_lab/__init__.py", "autograd_lab.viz.player", False),
        ("nbgrader_config.py", "autograd_lab.grading.exporter", False),
        ("autograd_lab/scalar/value.py", "autograd_lab.graph", True),  # an old path
    ],
)
def test_what_points_upward(file, name, upward):
    assert points_upward(Named(file, 1, name)) is upward


@pytest.mark.parametrize(
    "name", ["autograd_lab.lost", "autograd_lab.cli:lost", "autograd_lab.scalar.value.Value.lost", "autograd_lab.a.b.c"]
)
def test_a_name_of_nothing_is_found(name):
    assert not is_there(name)
