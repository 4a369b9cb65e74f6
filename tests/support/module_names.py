"""Modules of ours that are named in strings: where each stands, what it resolves to, and whether it points upward.

Imports are import-linter's business (`make lint`); it cannot see an `import_module("…")`, nbgrader's class names, an
entry point or a server extension in a JSON file.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from tests.support.repo import REPO

PACKAGE = "autograd_lab"
NAME = re.compile(rf"{PACKAGE}(?:\.[A-Za-z_]\w*)*(?::\w+)?")
IN_TEXT = re.compile(rf"(?<![\w./-]){PACKAGE}(?:\.[A-Za-z_]\w*)+(?::\w+)?(?![\w/]|\.\w)")
IN_JSON = re.compile(rf'"({PACKAGE}(?:\.\w+)*)"')
PYTHON = (".ci/*.py", "*.py", "benchmarks/*.py", "book/*.py", f"{PACKAGE}/**/*.py")
TEXT = ("pyproject.toml", "Makefile", "binder/*")
JSON = (f"{PACKAGE}/**/*.json",)


@dataclass(frozen=True)
class Named:
    """A module or a thing in one, as a string names it, and the file and line where the string stands."""

    file: str
    line: int
    name: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} names {self.name}"


def named(root: Path = REPO) -> list[Named]:
    """All of them, in the order of files and lines."""
    found = {each for pattern in PYTHON for file in root.glob(pattern) for each in _in_python(root, file)}
    for patterns, name in ((TEXT, IN_TEXT), (JSON, IN_JSON)):
        files = (file for pattern in patterns for file in root.glob(pattern) if file.is_file())
        found |= {each for file in files for each in _in_text(root, file, name)}
    return sorted(found, key=lambda each: (each.file, each.line, each.name))


def _in_python(root: Path, file: Path) -> Iterator[Named]:
    """Strings that are such a name as a whole, and the fixed beginning of f-strings such as f"package.{name}.exam"."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        text = node.values[0] if isinstance(node, ast.JoinedStr) and node.values else node
        if isinstance(text, ast.Constant) and isinstance(text.value, str):
            name = text.value.rstrip(".") if text is not node else text.value
            if NAME.fullmatch(name):
                yield Named(file.relative_to(root).as_posix(), text.lineno, name)


def _in_text(root: Path, file: Path, pattern: re.Pattern[str]) -> Iterator[Named]:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        for match in pattern.finditer(line):
            yield Named(file.relative_to(root).as_posix(), number, match[match.lastindex or 0])


def is_there(name: str) -> bool:
    """Whether "package.module", "package.module:function" or "package.module.Class.method" names something."""
    dotted, _, function = name.partition(":")
    parts = dotted.split(".")
    count = len(parts)
    while count and not _is_module(".".join(parts[:count])):
        count -= 1
    if not count:
        return False
    thing: object = import_module(".".join(parts[:count]))
    for attribute in [*parts[count:], *([function] if function else [])]:
        if not hasattr(thing, attribute):
            return False
        thing = getattr(thing, attribute)
    return True


def _is_module(dotted: str) -> bool:
    try:
        return find_spec(dotted) is not None
    except ModuleNotFoundError:  # its parent is no package
        return False


def layers() -> dict[str, int]:
    """The height of each part of the library, by the contract for import-linter in pyproject.toml; 0 is the ground."""
    tool = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    [contract] = [contract for contract in tool["contracts"] if contract.get("containers") == [PACKAGE]]
    lines = [line.replace(" ", "").split("|") for line in reversed(contract["layers"])]
    return {part: height for height, line in enumerate(lines) for part in line}


def points_upward(each: Named) -> bool:
    """Whether a string in the library names a part that the part it stands in may not import.

    The package's own `__init__` names the public things of every part, `old_paths.py` the modules that have moved, and
    what stands outside the library may name any.
    """
    part = Path(each.file).with_suffix("").parts
    other = each.name.replace(":", ".").split(".")[1:2]
    if part[0] != PACKAGE or part[1] in ("__init__", "old_paths") or not other or other[0] == part[1]:
        return False
    heights = layers()
    return other[0] not in heights or heights[other[0]] >= heights[part[1]]  # no part: a path of an earlier edition
