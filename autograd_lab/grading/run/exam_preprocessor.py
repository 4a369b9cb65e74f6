"""Stands in the place of nbgrader's Execute during autograde: no kernel, a worker and an exam instead.

nbgrader runs a student's code and their tests in one kernel and believes what the kernel says about itself. Here the
student's cells run in a worker process, in order; where a graded cell stands, the exam that it names questions the
function as the cells above it have left it, in this process. The rest (restoring locked cells, saving
scores, late penalties, formgrader, feedback, export) is stock nbgrader.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool, Enum, Float, Integer

import autograd_lab
from autograd_lab.exams import illustrations
from autograd_lab.exams.editions import stated_editions
from autograd_lab.grading.intake.cells import (
    GradedCell,
    grade_id,
    is_autograded,
    is_code,
    plain_python,
    read_graded_cell,
)
from autograd_lab.grading.intake.pipeline import RECORD
from autograd_lab.grading.run.cell_scores import Verdict, exam_of_cell, judge_cell
from autograd_lab.grading.run.outputs import (
    cell_outputs,
    illustration_outputs,
    stopped_cell_sentences,
    verdict_outputs,
)
from autograd_lab.grading.run.record import QuestionRecord, RunRecord
from autograd_lab.grading.sandbox.bubblewrap_command import KINDS, Sandbox, choose_sandbox
from autograd_lab.grading.sandbox.session import CellRun, Limits, Session

Resources = dict[str, Any]
SEED_BITS = 48  # as many as every JSON reader keeps exactly
MOST_READ = 200_000  # characters of code in which names are looked for, ten times what a notebook holds


class ExamPreprocessor(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader has no types
    """Gives each graded code cell the score and the message of its exam question.

    A notebook in which a graded code cell asks no exam raises NoQuestionError: nbgrader reports it and goes on with the
    next student. Where there is no sandbox, SandboxError is raised, and no code of the student's is run. Cells graded
    by hand are left alone. Code that can change no score is not run: what stands below the last graded code cell, and
    illustrations that no other cell needs.
    """

    seed = Integer(
        None, allow_none=True, help="Seed of the random inputs; None draws a new one for each submission."
    ).tag(config=True)
    computing_seconds = Float(5.0, help="Processor seconds for one cell of the student's.").tag(config=True)
    cell_seconds = Float(20.0, help="Wall-clock seconds for one cell of the student's.").tag(config=True)
    question_seconds = Float(20.0, help="Wall-clock seconds for one question of the exam.").tag(config=True)
    submission_seconds = Float(180.0, help="Wall-clock seconds for one notebook.").tag(config=True)
    patience_seconds = Float(20.0, help="Seconds that one notebook may idle, or lose in what has to be stopped.").tag(
        config=True
    )
    memory_mb = Integer(1024, help="Megabytes of memory for one submission.").tag(config=True)
    run_all = Bool(
        False, help="Run illustrations and the cells below the last graded one too; they change no score."
    ).tag(config=True)
    sandbox = Enum(KINDS, KINDS[0], help="Where students' code runs; none needs trust_students.").tag(config=True)
    trust_students = Bool(False, help="Run students' code with your own rights, without a sandbox.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Run and judge the notebook; fills the outputs of its code cells and writes a RunRecord into its metadata."""
        seed = secrets.randbits(SEED_BITS) if self.seed is None else self.seed
        questions: list[QuestionRecord] = []
        failed: list[CellRun] = []  # since the last question
        code = [cell for cell in nb.cells if is_code(cell)]
        if not self.run_all:
            code = code[: 1 + max((place for place, cell in enumerate(code) if utils.is_grade(cell)), default=-1)]
        idle = frozenset() if self.run_all else _idle_illustrations(code)
        limits = Limits(
            self.computing_seconds,
            self.cell_seconds,
            self.question_seconds,
            self.submission_seconds,
            self.patience_seconds,
        )
        editions = stated_editions(nb.metadata)
        sandbox = self._sandbox_for([read_graded_cell(cell) for cell in code if is_autograded(cell)], editions)
        with Session(limits, sandbox) as session:
            for number, cell in enumerate(code, start=1):
                if number - 1 in idle:
                    cell.outputs = illustration_outputs()
                    continue
                cell.execution_count = number
                if is_autograded(cell):
                    questions.append(self._judge(cell, session, seed, failed, editions))
                    failed = []
                else:
                    name = grade_id(cell)
                    run = session.run_cell(name or f"In [{number}]", plain_python(cell.source), extra=not name)
                    cell.outputs = cell_outputs(run)
                    failed += [run] if run.error else []
            kind, started = session.sandbox.kind, session.processes_started
        unreadable = str(nb.metadata.get(RECORD, {}).get("unreadable", ""))
        record = RunRecord(autograd_lab.__version__, seed, kind, started, tuple(questions), unreadable=unreadable)
        record.write_to(nb)
        return nb, resources

    def _sandbox_for(self, asked: Sequence[GradedCell], editions: Mapping[str, int]) -> Sandbox:
        """The sandbox as it is configured, with the packages that the exams of these questions allow."""
        packages = {name for cell in asked for name in exam_of_cell(cell, editions).packages}
        sandbox = choose_sandbox(self.sandbox, trusted=self.trust_students)
        return replace(sandbox, memory_mb=self.memory_mb, packages=tuple(sorted({*sandbox.packages, *packages})))

    def _judge(
        self,
        cell: NotebookNode,
        session: Session,
        seed: int,
        failed: Sequence[CellRun],
        editions: Mapping[str, int],
    ) -> QuestionRecord:
        """Ask the cell's question, write the verdict into its outputs, and return the question's record."""
        verdict = judge_cell(read_graded_cell(cell), session, seed, tuple(failed), editions)
        if verdict.incident:
            self.log.error("%s: %s", grade_id(cell), verdict.incident)
        cell.outputs = verdict_outputs(verdict, float(cell.metadata.nbgrader["points"]), cell.execution_count)
        return question_record(verdict, grade_id(cell))


def _idle_illustrations(code: Sequence[NotebookNode]) -> frozenset[int]:
    """Places of the illustrations that no other cell needs, neither a released one nor one of the student's."""
    marked = [place for place, cell in enumerate(code) if illustrations.is_marked(cell.metadata)]
    if not marked or sum(len(cell.source) for cell in code) > MOST_READ:
        return frozenset()
    sources = [plain_python(cell.source) for cell in code]
    return frozenset(place for place in marked if not illustrations.users(sources, place))


def question_record(verdict: Verdict, grade_id: str) -> QuestionRecord:
    """The record of a verdict: points, mistakes and messages. No expected values."""
    result = verdict.result
    return QuestionRecord(
        exam=verdict.cell.exam,
        function=verdict.cell.question,
        grade_id=grade_id,
        points=result.points if result else 0,
        mistakes=tuple(finding.mistake for finding in result.findings) if result else (),
        stopped=tuple(stopped_cell_sentences(verdict)),
        lost=verdict.lost,
        incident=verdict.incident,
        notice=verdict.notice,
        result=result.as_dict() if result else None,
    )
