"""A set of which broken answers are handed in, its cases, and the notebook that a student hands in."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook


@dataclass(frozen=True)
class Case:
    """One student: what stands in place of right answers, a cell above all, and what is lost by it.

    `most` are the points of each question, `deserves` holds those questions that do not deserve all of theirs, and
    `why` says it in a sentence. `garbled`: the process sends what is no outcome of a plan, and the grader has to say
    that it cannot be judged.
    """

    name: str
    kind: str
    answers: Mapping[str, str]
    deserves: Mapping[str, int]
    why: str
    most: Mapping[str, int]
    above: str = ""
    garbled: bool = False

    @property
    def points(self) -> dict[str, float]:
        """What each question deserves."""
        return {name: float(self.deserves.get(name, most)) for name, most in self.most.items()}


def lines(source: str) -> str:
    """The source, one level further in."""
    return "".join(f"    {line}\n" for line in source.strip("\n").splitlines())


@dataclass(frozen=True)
class HostileSet:
    """A problem set: the points of its questions in their order, their arguments, and bodies of right answers.

    No body calls another answer, so that a wrong one costs its own question and no other.
    """

    exam: str
    most: Mapping[str, int]
    arguments: Mapping[str, str]
    bodies: Mapping[str, str]
    cases: dict[str, Case] = field(default_factory=dict, repr=False)

    def written(self, name: str, body: str, above: str = "") -> str:
        """The function of that name with this body, and what stands above it."""
        return f"{above}\ndef {name}({self.arguments[name]}):\n{lines(body)}".lstrip()

    @property
    def right(self) -> dict[str, str]:
        """A right answer to each question."""
        return {name: self.written(name, body) for name, body in self.bodies.items()}

    def bank(self, kind: str) -> "Bank":
        """A kind of cases, to be entered."""
        return Bank(self, kind)

    def notebook(self, answers: Mapping[str, str], above: str = "") -> NotebookNode:
        """The small set with these answers, and above all of them a cell of the student's."""
        cells = [new_code_cell("import numpy as np\nfrom autograd_lab import check")]
        cells += [new_code_cell(above)] if above else []
        for name, most in self.most.items():
            about = {"schema_version": 3, "cell_type": "code", "task": False}
            check = {"grade": True, "solution": False, "locked": True, "points": most, "grade_id": f"check_{name}"}
            answer = {"grade": False, "solution": True, "locked": False, "grade_id": name}
            cells += [
                new_code_cell(answers[name], metadata={"nbgrader": {**about, **answer}}),
                new_code_cell(f"check.{self.exam}({name}).require()", metadata={"nbgrader": {**about, **check}}),
            ]
        for number, cell in enumerate(cells):
            cell.id = f"cell-{number}-{len(above) > 0}"
        return new_notebook(cells=cells)

    def released(self) -> str:
        """The small set as students get it."""
        stub = 'raise NotImplementedError("write your code here")'
        return str(nbformat.writes(self.notebook({name: self.written(name, stub) for name in self.most})))

    def handed_in(self, case: Case) -> bytes:
        """What the student handed in."""
        return str(nbformat.writes(self.notebook({**self.right, **case.answers}, case.above))).encode()


@dataclass(frozen=True)
class Bank:
    """One kind of cases of a set, and short ways to enter them."""

    of: HostileSet
    kind: str

    def enter(
        self,
        name: str,
        answers: Mapping[str, str],
        deserves: Mapping[str, int],
        why: str,
        above: str = "",
        garbled: bool = False,
    ) -> None:
        """A case with these answers."""
        assert name not in self.of.cases, name
        self.of.cases[name] = Case(name, self.kind, answers, deserves, why, self.of.most, above, garbled)

    def body(self, name: str, question: str, body: str, points: int, why: str, above: str = "") -> None:
        """A case of one function with this body."""
        self.enter(name, {question: self.of.written(question, body, above)}, {question: points}, why)

    def after(self, name: str, question: str, result: str, points: int, why: str, above: str = "") -> None:
        """A case of one function that has the right answer in `out`, and returns this expression."""
        right = self.of.right[question].replace(f"def {question}(", "def computed(")
        body = f"out = computed({self.of.arguments[question]})\nreturn {result}"
        self.body(name, question, body, points, why, f"{right}\n{above}\n")

    def first(self, name: str, question: str, statements: str, points: int, why: str, above: str = "") -> None:
        """A case of one function that does this, and then goes on to the right answer."""
        self.body(name, question, f"{statements}\n{self.of.bodies[question]}", points, why, above)
