"""What a case of the bank is: a name, what was handed in, and what it deserves."""

import copy
import json
import os
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.support.repo import REPO

Notebook = dict[str, Any]  # plain JSON: what is broken here no library of notebooks would write

QUESTIONS = ("predict", "mse", "mse_gradients", "gradient_step")
FULL = (2, 3, 7, 4)
BY_HAND = "explain_copies"
WRITTEN = "Every sum doubles and 1/N halves, so nothing changes."

RIGHT = {
    "predict": "def predict(X, w, b):\n    return X @ w + b\n",
    "mse": "def mse(y_hat, y):\n    return np.mean((y_hat - y) ** 2)\n",
    "mse_gradients": "def mse_gradients(X, y, w, b):\n    r = X @ w + b - y\n"
    "    return 2 / len(y) * X.T @ r, 2 / len(y) * r.sum()\n",
    "gradient_step": "def gradient_step(w, b, dw, db, lr):\n    return w - lr * dw, b - lr * db\n",
}
TAKE_FROM_FREE = "def mse_gradients(X, y, w, b):\n    r = X @ w + b - y\n    return 2 * X.T @ r, 2 * r.sum()\n"


@dataclass(frozen=True)
class Link:
    """A symbolic link among the files handed in."""

    to: str


@dataclass(frozen=True)
class Pipe:
    """A named pipe in the place of a file: whoever opens it waits forever."""


Files = dict[str, bytes | Link | Pipe]
Build = Callable[[], bytes | Files]


@dataclass(frozen=True)
class Case:
    """One submission. `sandbox`: it harms the machine or others where nothing holds it back."""

    name: str
    kind: str
    build: Build
    sandbox: bool = False

    @property
    def files(self) -> Files:
        """What was handed in, by file name."""
        built = self.build()
        return {"ps1.ipynb": built} if isinstance(built, bytes) else built

    @property
    def points(self) -> dict[str, float]:
        """What each question deserves."""
        return dict(zip(QUESTIONS, map(float, truth()[self.kind][self.name]["points"]), strict=True))

    @property
    def written(self) -> bool:
        """Whether the answer that a person grades can be read from what was handed in."""
        return bool(truth()[self.kind][self.name].get("written", True))


CASES: dict[str, Case] = {}


@cache
def truth() -> dict[str, dict[str, dict[str, Any]]]:
    """What the cases deserve, by kind and name."""
    return tomllib.loads((Path(__file__).parent / "deserved.toml").read_text(encoding="utf-8"))


def add(kind: str, cases: dict[str, Build], sandbox: bool = False) -> None:
    """Enter cases of one kind into the bank."""
    for name, build in cases.items():
        assert name not in CASES, name
        CASES[name] = Case(name, kind, build, sandbox)


@cache
def _released() -> str:
    return (REPO / "assignments" / "ps1" / "ps1.ipynb").read_text(encoding="utf-8")


def about(cell: dict[str, Any]) -> dict[str, Any]:
    """nbgrader's metadata of a cell."""
    return cell["metadata"].get("nbgrader", {})


def cell_of(notebook: Notebook, name: str) -> dict[str, Any]:
    """The cell with this grade_id."""
    return next(cell for cell in notebook["cells"] if about(cell).get("grade_id") == name)


def place(notebook: Notebook, name: str) -> int:
    """Where the cell with this grade_id stands."""
    return notebook["cells"].index(cell_of(notebook, name))


def own(source: str, name: str = "own") -> dict[str, Any]:
    """A code cell that the student added."""
    return {"cell_type": "code", "id": name, "metadata": {}, "execution_count": 1, "outputs": [], "source": source}


def filled(**answers: str) -> Notebook:
    """The released notebook with right answers, but for those given here, and the written one."""
    notebook: Notebook = copy.deepcopy(json.loads(_released()))
    for name, source in {**RIGHT, **answers}.items():
        cell_of(notebook, name)["source"] = source
    cell_of(notebook, BY_HAND)["source"] = WRITTEN
    return notebook


def blank() -> Notebook:
    """The notebook as it was released."""
    notebook: Notebook = json.loads(_released())
    return notebook


def dump(notebook: object) -> bytes:
    """As JupyterLab saves a notebook."""
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def changed(change: Callable[[Notebook], object], **answers: str) -> Build:
    """The filled notebook with something done to it."""

    def build() -> bytes:
        notebook = filled(**answers)
        change(notebook)
        return dump(notebook)

    return build


def write(case: Case, folder: Path, course: Path) -> None:
    """Put what was handed in into `folder`; a hostile case is told where the class's files are."""
    folder.mkdir(parents=True)
    for name, content in case.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Link):
            path.symlink_to(told(content.to, course))
        elif isinstance(content, Pipe):
            os.mkfifo(path)
        else:
            path.write_bytes(content.replace(b"@COURSE@", str(course).encode()).replace(b"@REPO@", str(REPO).encode()))


def told(text: str, course: Path) -> str:
    """The text with the places that the attacker knows."""
    return text.replace("@COURSE@", str(course)).replace("@REPO@", str(REPO))
