"""Puts answers to the checks and reads all that a report says; the same text runs natively and in a browser tab."""

import json
import linecache
import math
import sys
from typing import Any

import numpy as np

from autograd_lab import check
from autograd_lab.exams.check import Report
from autograd_lab.exams.plans import run_plan
from autograd_lab.exams.registry import exam_of

SEED = 7


def said_of_answer(exam: str, question: str, prelude: str, source: str) -> list[Any]:
    """What the check says of an answer that stands in a cell of its own, below `prelude`: mistakes and sentences."""
    asked = exam_of(exam).question(question)
    names: dict[str, Any] = {"np": np, "math": math, "__name__": "__main__"}
    limit = sys.getrecursionlimit()
    try:
        for place, text in (("<earlier cells>", prelude), (f"<{question}>", source)):
            linecache.cache[place] = (len(text), None, text.splitlines(keepends=True), place)
            exec(compile(text, place, "exec"), names)
        subject, chosen = names[asked.subject], (question,) if exam_of(exam).asks_a_class else ()
        return _told(getattr(check, exam)(subject, *chosen, seed=SEED))
    finally:
        sys.setrecursionlimit(limit)  # some answers change it


def said_of_variant(exam: str, question: str, number: int) -> list[Any]:
    """What is said of the question's own wrong variant of that number."""
    asked = exam_of(exam).question(question)
    functions = asked.space(asked.wrong[number].function)
    return _told(Report(asked.examine(lambda plan: run_plan(plan, functions), SEED)))


def said_in_notebook(cells: list[str]) -> list[list[Any]]:
    """What each check of a problem set says, when its code cells are run in turn."""
    names: dict[str, Any] = {"__name__": "__main__"}
    told = []
    for number, text in enumerate(cells):
        place = f"<cell {number}>"
        linecache.cache[place] = (len(text), None, text.splitlines(keepends=True), place)
        if text.startswith("check.") and text.rstrip().endswith(").require()"):
            told.append(_told(eval(text.rstrip().removesuffix(").require()") + f", seed={SEED})", names)))
        else:
            exec(compile(text, place, "exec"), names)
    return told


def _told(report: Report) -> list[Any]:
    """Mistakes and points first, then all of the text."""
    result = report.result
    if result is None:
        return [[], None, report.message, "", ""]
    return [[f.mistake for f in result.findings], result.points, report.message, repr(report), report.cure()]


def said(asked: str) -> str:
    """The answers to a list of (name of a function above, its arguments), both as JSON."""
    return json.dumps([globals()[name](*arguments) for name, arguments in json.loads(asked)])
