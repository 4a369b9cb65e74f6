"""Answers to put to the checks: the solved problem sets, and wrong answers from each bank to every question."""

from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any, TypeVar

import nbformat

from autograd_lab.exams.table import EXAMS
from tests.support.repo import REPO

BANKS = ("second", "third", "fourth", "fifth")
EACH = 4  # wrong answers to a question, from the banks in turn
OWN = 1  # variants of the question's own bank

#: its name, the function of asking.py that puts it to the check, and that function's arguments
Asked = tuple[str, str, list[Any]]
T = TypeVar("T")


def solutions() -> Iterator[Asked]:
    """The solved problem sets."""
    for exam in EXAMS:
        notebook = nbformat.read(REPO / f"solutions/{exam.name}/{exam.name}.ipynb", as_version=4)
        yield exam.name, "said_in_notebook", [[cell.source for cell in notebook.cells if cell.cell_type == "code"]]


def wrong_answers() -> Iterator[Asked]:
    """Wrong answers to each question of each problem set."""
    for exam in EXAMS:
        for question in exam.questions:
            banks = [_of(module, question.name) for module in _banks(exam.name)]
            for bank in banks:
                for key, prelude, source in spread(bank, -(-EACH // len(banks))):
                    yield f"{exam.name}: {key}", "said_of_answer", [exam.name, question.name, prelude, source]
            variants = [(number, variant.name) for number, variant in enumerate(question.wrong) if not variant.endless]
            for number, name in spread(variants, OWN):
                arguments = [exam.name, question.name, number]
                yield f"{exam.name}: {question.name}, own bank: {name}", "said_of_variant", arguments


def spread(items: Sequence[T], count: int) -> list[T]:
    """`count` of the items, as far apart as they can be; all of them where there are fewer."""
    count = min(count, len(items))
    return [items[(2 * number + 1) * len(items) // (2 * count)] for number in range(count)]


def _banks(exam: str) -> Iterator[ModuleType]:
    for bank in BANKS:
        if find_spec(name := f"tests.exams.{bank}_bank.{exam}"):
            yield import_module(name)


def _of(bank: ModuleType, question: str) -> list[tuple[str, str, str]]:
    """Name, earlier cells and source of each submission to a question."""
    prelude, label = getattr(bank, "PRELUDE", ""), bank.__name__.split(".")[-2].replace("_", " ")
    return [(f"{one.key}, {label}", prelude, one.source) for one in bank.SUBMISSIONS if one.question == question]
