"""Grades one submission: bytes in, a notebook with scores and messages out. It knows no folder, gradebook or cluster.

So the same function runs in this process, in another one, and on another machine; with the same seed it gives the same.
"""

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, cast

import nbformat
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import LimitOutput

from autograd_lab.grading.intake.cells import grade_id
from autograd_lab.grading.intake.pipeline import take_in
from autograd_lab.grading.intake.repair_notes import Repair
from autograd_lab.grading.run.exam_preprocessor import SEED_BITS, ExamPreprocessor
from autograd_lab.grading.run.record import RunRecord


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
    refused   why the file could not be read after all; empty as a rule
    """

    student: str
    name: str
    filename: str
    data: bytes
    released: str
    seed: int
    settings: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[Repair, ...] = ()
    refused: str = ""

    @property
    def key(self) -> str:
        """A hash of the file handed in and of the released notebook: the grade stands as long as it stays the same."""
        return hashlib.sha256(self.data + b"\0" + self.released.encode()).hexdigest()


@dataclass(frozen=True)
class Graded:
    """What grading one submission gave.

    notebook    the graded notebook, as text
    scores      points by grade_id; None where a person has to grade
    unanswered  grade_ids of the answers that are as they were released
    timestamp   when the submission was handed in, an empty text where nobody wrote it down
    unchanged   grade_ids of the cells whose answer is the one that was graded last time
    """

    student: str
    notebook: str
    scores: Mapping[str, float | None]
    unanswered: frozenset[str]
    timestamp: str = ""
    unchanged: frozenset[str] = frozenset()


def own_seed(seed: int, name: str, student: str) -> int:
    """The seed of one student's inputs in a run; it depends on nothing but these three."""
    digest = hashlib.sha256(f"{seed}/{name}/{student}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - SEED_BITS)


def grade(job: Job) -> Graded:
    """Grade one submission.

    Raises NoQuestionError when the released notebook asks for what no exam has: the assignment is at fault then, and
    OSError for a job whose file could not be read.
    """
    if job.refused:
        raise OSError(job.refused)
    intake = take_in(_released_notebook(job.released), job.data, job.notes)
    notebook = intake.notebook
    seed = own_seed(job.seed, job.name, job.student)
    notebook, resources = ExamPreprocessor(seed=seed, **job.settings).preprocess(notebook, {})
    notebook, _ = LimitOutput().preprocess(notebook, resources)
    record = RunRecord.of_notebook(notebook)
    repairs = tuple(repair.text for repair in intake.repairs)
    replace(record, run_seed=job.seed, submission=job.key, repairs=repairs).write_to(notebook)
    return Graded(
        job.student,
        _as_text(notebook),
        {grade_id(cell): utils.determine_grade(cell)[0] for cell in notebook.cells if utils.is_grade(cell)},
        frozenset(grade_id(cell) for cell in notebook.cells if utils.is_solution(cell) and is_as_released(cell)),
    )


def _as_text(notebook: NotebookNode) -> str:
    """The notebook as JSON on one line: indented, as nbformat writes it, it takes ten times as long."""
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError as error:
        logging.getLogger(__name__).error("The graded notebook breaks nbformat's rules: %s", error)
    return json.dumps(notebook, ensure_ascii=False, sort_keys=True)


@lru_cache(maxsize=4)  # read and validated once in each process, not for each student
def _released_notebook(text: str) -> NotebookNode:
    """The notebook that students were given, not to be changed."""
    return cast(NotebookNode, nbformat.reads(text, as_version=4))


def is_as_released(cell: NotebookNode) -> bool:
    """Whether an answer's cell is still as it was released, by nbgrader's checksum: nothing was written in it."""
    return bool(cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell))
