"""Which cells of a notebook the student wrote, and which ask for a verdict.

One rule links a graded cell to its question: its code is the single call `check.psN(function).require()`, or
`check.psN(Class, "question").require()` where a class is asked about several things. The rule is read from the
released source, which nbgrader's OverwriteCells has put back by then, with `ast`; nothing is run. `psN` names the
exam, `function` the question. The same line gives the student the instant answer, and makes the cell fail in
`nbgrader validate` and in an autograde without this package's configuration, so one line serves all three.
"""

import ast
import warnings
from dataclasses import dataclass
from functools import lru_cache

from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

from autograd_lab.errors import LabError

UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)  # what a hostile text makes of a parser
LONGEST_PARSED = 20_000  # characters of a cell; a tree takes hundreds of times the memory of its text
LONGEST_REMEMBERED = 4000
MOST_TRANSFORMED = 50_000  # characters; IPython reads the whole cell anew for each magic in it
BODY_MAGICS = ("%%time", "%%timeit", "%%capture", "%%prun")  # cell magics whose body is the student's Python


class NoQuestionError(LabError, ValueError):
    """A cell gives points but asks no exam; the assignment is at fault, not the student."""


@dataclass(frozen=True)
class GradedCell:
    """What a graded cell asks: the problem set, the function or class to judge, and what about it, if it is a class."""

    exam: str
    function: str
    about: str = ""

    @property
    def question(self) -> str:
        """The name of the exam's question."""
        return self.about or self.function


def is_code(cell: NotebookNode) -> bool:
    """Whether the cell holds code."""
    return bool(cell.cell_type == "code")


def grade_id(cell: NotebookNode) -> str:
    """nbgrader's name of the cell; "" for a cell that nbgrader does not know, such as one that a student added."""
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def is_autograded(cell: NotebookNode) -> bool:
    """Whether an exam gives the cell's points: it is code, nbgrader grades it, and it is no answer of the student's."""
    about = cell.metadata.get("nbgrader", {})
    return is_code(cell) and bool(about.get("grade")) and not about.get("solution")


def read_graded_cell(cell: NotebookNode) -> GradedCell:
    """Parse the one line of an autograded cell; raises NoQuestionError when it is no `check.psN(…).require()`.

    >>> read_graded_cell(NotebookNode(source='check.ps2(Scalar, "order").require()', metadata={}))
    GradedCell(exam='ps2', function='Scalar', about='order')
    """
    match parsed(cell.source, len(cell.source)):
        case ast.Module(
            body=[
                ast.Expr(
                    ast.Call(
                        func=ast.Attribute(
                            value=ast.Call(
                                func=ast.Attribute(value=ast.Name(id="check"), attr=exam),
                                args=[ast.Name(id=function), *about],
                                keywords=[],
                            ),
                            attr="require",
                        ),
                        args=[],
                        keywords=[],
                    )
                )
            ]
        ):
            match about:
                case []:
                    return GradedCell(exam, function)
                case [ast.Constant(value=str(name))]:
                    return GradedCell(exam, function, name)
    raise NoQuestionError(
        f"the graded cell {grade_id(cell)!r} asks no exam: its one line should be `check.psN(function).require()`. "
        "For an assignment with tests of its own, use a course folder whose nbgrader_config.py leaves "
        "Autograde.autograde_preprocessors alone"
    )


def plain_python(source: str) -> str:
    """A cell's source without IPython's own syntax: magics and `!` lines become calls that do nothing in the worker.

    A source that is no Python even then is returned unchanged: the worker reports its error, with the line.
    """
    if source.startswith(BODY_MAGICS):
        source = "pass\n" + source.partition("\n")[2]  # a line stays, so that line numbers are the student's
    if parsed(source) is not None or len(source) > LONGEST_PARSED:
        return source
    return _transformed(source)


class _Transformer(TransformerManager):
    """IPython's transformer with a limit: hundreds of magics in one cell would take minutes."""

    def do_token_transforms(self, lines: list[str]) -> list[str]:
        for _ in range(1 + MOST_TRANSFORMED // (1 + sum(map(len, lines)))):
            changed, lines = self.do_one_token_transform(lines)  # type: ignore[no-untyped-call]
            if not changed:
                return lines
        raise RuntimeError("too many magics")


@lru_cache(maxsize=1000)  # the intake asks several times about one cell, and a cell of magics is slow
def _transformed(source: str) -> str:
    """The source after IPython's input transformers; unchanged where they fail."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a character such as \x1c, which ends a line for IPython and not for Python
        try:
            return str(_Transformer().transform_cell(source))  # type: ignore[no-untyped-call]
        except (*UNREADABLE, RuntimeError):
            return source


def parsed(source: str, longest: int = LONGEST_PARSED) -> ast.Module | None:
    """The syntax tree of the source, not to be changed; None if it is no Python or too long. Never raises or warns."""
    if len(source) > longest:
        return None
    return _remembered(source) if len(source) <= LONGEST_REMEMBERED else _parse(source)


def _parse(source: str) -> ast.Module | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an invalid escape in a student's text is not ours to complain about
        try:
            return ast.parse(source)
        except UNREADABLE:
            return None


_remembered = lru_cache(maxsize=128)(_parse)  # most cells are asked about several times, released ones by every student
