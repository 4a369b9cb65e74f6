"""Grades one submission: bytes in, a notebook with scores and messages out. It knows no folder, gradebook or cluster.

So the same function runs in this process, in another one, and on another machine; with the same seed it gives the same.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import nbformat
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import LimitOutput

from autograd_lab.grading.intake.cells import grade_id, is_autograded
from autograd_lab.grading.intake.pipeline import take_in
from autograd_lab.grading.intake.repairs import Repair
from autograd_lab.grading.preprocessor import SEED_BITS, ExamPreprocessor

RECORD = "autograd_lab"  # under this name the record of a run stands in the graded notebook's metadata


@dataclass(frozen=True)
class Job:
    """One submission to grade.

    student   whose it is
    name      the problem set
    filename  the name of the file that was handed in
    data      its bytes, unread
    released  the notebook that students were given, as text
    seed      the seed of the whole run; each submission draws from its own
    settings  traits of ExamPreprocessor, such as its time limits
    notes     what was put right when the file was collected
    """

    student: str
    name: str
    filename: str
    data: bytes
    released: str
    seed: int
    settings: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[Repair, ...] = ()

    @property
    def key(self) -> str:
        """Tells whether a grade still stands: it changes with the file handed in and with the released notebook."""
        return hashlib.sha256(self.data + b"\0" + self.released.encode()).hexdigest()


@dataclass(frozen=True)
class Graded:
    """What grading one submission gave.

    notebook    the graded notebook, as text
    scores      points by grade_id; None where a person has to grade
    unanswered  grade_ids of the answers that are as they were released
    timestamp   when the submission was handed in, an empty text where nobody wrote it down
    """

    student: str
    notebook: str
    scores: Mapping[str, float | None]
    unanswered: frozenset[str]
    timestamp: str = ""


def own_seed(seed: int, name: str, student: str) -> int:
    """The seed of one student's inputs in a run; it depends on nothing but these three."""
    digest = hashlib.sha256(f"{seed}/{name}/{student}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - SEED_BITS)


def grade(job: Job) -> Graded:
    """Grade one submission.

    Raises NoQuestionError when the released notebook asks for what no exam has: the assignment is at fault then.
    """
    notebook, repairs = read(job)
    seed = own_seed(job.seed, job.name, job.student)
    notebook, resources = ExamPreprocessor(seed=seed, **job.settings).preprocess(notebook, {})
    notebook, _ = LimitOutput().preprocess(notebook, resources)
    notebook.metadata[RECORD] |= {"run_seed": job.seed, "submission": job.key, "repairs": list(repairs)}
    asked = [grade_id(cell) for cell in notebook.cells if is_autograded(cell)]
    for question, name in zip(notebook.metadata[RECORD]["questions"], asked, strict=True):
        question["grade_id"] = name
    graded = [cell for cell in notebook.cells if utils.is_grade(cell)]
    answers = [cell for cell in notebook.cells if utils.is_solution(cell)]
    return Graded(
        job.student,
        nbformat.writes(notebook),
        {grade_id(cell): utils.determine_grade(cell)[0] for cell in graded},
        frozenset(grade_id(cell) for cell in answers if as_released(cell)),
    )


def graded_notebook(path: Path) -> NotebookNode | None:
    """A notebook that `grade` wrote; None where there is none that can be read, as after a full disk."""
    try:
        notebook: NotebookNode = nbformat.v4.reads(path.read_text(encoding="utf-8"))
        record = notebook.metadata.get(RECORD, {})
    except (OSError, ValueError, AttributeError, LookupError, TypeError):
        return None
    return notebook if isinstance(record, dict) else None


def read(job: Job) -> tuple[NotebookNode, list[str]]:
    """The released notebook with the student's answers in it, and what had to be repaired."""
    intake = take_in(_released(job.released), job.data, job.notes)
    return intake.notebook, [repair.text for repair in intake.repairs]


@lru_cache(maxsize=4)  # read and validated once in each process, not for each student
def _released(text: str) -> NotebookNode:
    """The notebook that students were given, not to be changed."""
    return cast(NotebookNode, nbformat.reads(text, as_version=4))


def as_released(cell: NotebookNode) -> bool:
    """Whether an answer is what students were given, so that there is none."""
    return bool(cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell))
