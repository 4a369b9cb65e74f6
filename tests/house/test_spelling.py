"""Spelling: British in what people read, and no misspelt word in code. The words we allow are in pyproject.toml."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograd_lab.authoring.source import read
from tests.support.course_text import course
from tests.support.repo import REPO

pytestmark = pytest.mark.slow

LEFT_OUT = (
    "notebooks/",  # derived
    "solutions/",
    "assignments/",
    "autograd_lab/viz/static/",
    "autograd_lab/viz/vendor/",  # others' code, unchanged
    "book/_static/mathjax/",
    "tests/house/test_spelling.py",  # its misspelt words are meant
)
READ = (".py", ".js", ".mjs", ".css", ".md", ".toml", ".yml", ".j2")
WRITTEN = (
    "course/beside/before.toml",
    "course/claims.toml",
    "course/glossary.toml",
    "course/inventory.toml",
)
CODE = re.compile(
    r"```.*?```|~~~.*?~~~|`[^`\n]*`|\]\([^)\s]*\)|<[a-zA-Z/][^>]*>|https?://\S+|^    .*?$", re.DOTALL | re.M
)


@pytest.fixture(scope="module")
def typos() -> str:
    found = shutil.which("typos", path=str(Path(sys.executable).parent)) or shutil.which("typos")
    if not found:
        pytest.skip("needs typos: pip install typos")
    return found


def misspelt(typos: str, *options: str, folder: Path = REPO) -> list[str]:
    command = [typos, "--config", str(REPO / "pyproject.toml"), "--format", "brief", *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True).stdout.splitlines()


def prose() -> Iterator[tuple[str, str]]:
    """Each text that people read, by its name; what is left out leaves empty lines, so line numbers hold."""
    for source in (*course(), *map(read, sorted(REPO.glob("course/beside/*.py")))):
        lines = [""] * max(cell.line + 1 + cell.source.count("\n") for cell in source.cells)
        for cell in source.cells:
            if cell.kind == "markdown":
                text = without_code(cell.source).split("\n")
                lines[cell.line : cell.line + len(text)] = text
        yield f"{source.name}.md", "\n".join(lines)
    for file in listed():
        if file.endswith(".md") or file in WRITTEN:
            yield file.replace("/", "+") + ".md", without_code((REPO / file).read_text(encoding="utf-8"))


def without_code(text: str) -> str:
    return CODE.sub(lambda code: "\n" * code.group().count("\n"), text)


def listed() -> list[str]:
    files = subprocess.run(["git", "ls-files"], cwd=REPO, capture_output=True, text=True, check=True).stdout.split("\n")
    return [file for file in files if file.endswith(READ) and not file.startswith(LEFT_OUT) and (REPO / file).exists()]


def test_what_people_read_is_spelt_as_in_britain(typos: str, tmp_path: Path) -> None:
    for name, text in prose():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert len(list(tmp_path.iterdir())) >= 15
    assert not misspelt(typos, "--locale", "en-gb", ".", folder=tmp_path)


def test_code_and_comments_hold_no_misspelt_word(typos: str) -> None:
    assert not misspelt(typos, *listed())


@pytest.mark.parametrize("word", ["the optimizer", "recieve", "a colour, `a color` and teh end"])
def test_a_misspelt_word_is_found(typos: str, tmp_path: Path, word: str) -> None:
    (tmp_path / "text.md").write_text(without_code(word))
    [found] = misspelt(typos, "--locale", "en-gb", ".", folder=tmp_path)
    assert found.startswith("./text.md:1:")
