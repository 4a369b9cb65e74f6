"""Puts the second bank to the exams, and counts what is killed, named right and named wrongly."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from autograd_lab.exams.plans import run_plan
from autograd_lab.exams.question import Exam
from autograd_lab.exams.registry import earlier_exams
from autograd_lab.exams.table import EXAMS
from autograd_lab.exams.verdict import QuestionResult
from tests.exams.second_bank.submission import Submission
from tests.exams.second_bank.truths import BANKS, SAME, SYMPTOMS, TRUTHS

SLOW = {"order/every-path", "order/no-visited-set", "order/stack-without-visited", "order/pushes-at-once"}


@dataclass(frozen=True)
class Trial:
    """One submission on one seed: was it caught, and what was said."""

    exam: str
    submission: Submission
    seed: int
    killed: bool
    nameable: bool
    named: frozenset[str]
    accepted: frozenset[str]
    lines: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Whether a name was said that describes the truth."""
        return bool(self.named & self.accepted)

    @property
    def wrong(self) -> bool:
        """Whether a name was said that does not."""
        return bool(self.named - self.accepted - SYMPTOMS.keys())


def bank_name(exam: Exam) -> str:
    """The name of an exam's bank: psN, or psN_edition_K of an earlier edition."""
    return exam.name if exam in EXAMS else f"{exam.name}_edition_{exam.edition}"


def accepted_names(exam: str, key: str) -> frozenset[str]:
    """The id that describes a submission, and those that describe the same function; none when none does."""
    also = SAME.get((exam, key))
    return frozenset(filter(None, [TRUTHS[exam][key], also and also[0]]))


def bank_of(exam: str) -> tuple[str, tuple[Submission, ...]]:
    """What stands in the earlier cells, and the submissions."""
    return BANKS[exam].PRELUDE, BANKS[exam].SUBMISSIONS


def asked(exam: Exam, prelude: str, submission: Submission, seed: int) -> QuestionResult:
    """The verdict on one submission."""
    question = exam.question(submission.question)
    wanted = (question.subject, *question.beside)
    limit = sys.getrecursionlimit()
    try:
        functions = submission.load(prelude, wanted)
        return question.examine(lambda plan: run_plan({**plan, "clock": "processor"}, functions), seed)
    finally:
        sys.setrecursionlimit(limit)  # some submissions change it


def trials(exam: Exam, seeds: int) -> list[Trial]:
    """Every submission of an exam on seeds 0 … seeds − 1; those that have to be waited for on fewer."""
    name = bank_name(exam)
    prelude, submissions = bank_of(name)
    done = []
    for submission in submissions:
        names, nameable = accepted_names(name, submission.key), bool(TRUTHS[name][submission.key])
        for seed in range(1 + seeds // 20 if submission.key in SLOW else seeds):
            result = asked(exam, prelude, submission, seed)
            named = frozenset(finding.mistake for finding in result.findings if finding.chapter)
            lines = tuple(finding.line for finding in result.findings)
            done.append(Trial(name, submission, seed, not result.passed, nameable, named, names, lines))
    return done


@dataclass(frozen=True)
class Row:
    """Figures of one question, or of all: submissions, those with a name, and shares of (submission, seed) pairs."""

    title: str
    seeds: int
    submissions: int
    nameable: int
    killed: float
    right: float
    wrong: float


def row_of(title: str, tried: Sequence[Trial]) -> Row:
    """Killed and named wrongly among all, named right among those that the catalogue has a name for."""
    nameable = [trial for trial in tried if trial.nameable]
    return Row(
        title,
        1 + max(t.seed for t in tried),
        len({(t.exam, t.submission.key) for t in tried}),
        len({(t.exam, t.submission.key) for t in nameable}),
        _share([t.killed for t in tried]),
        _share([t.right for t in nameable]),
        _share([t.wrong for t in tried]),
    )


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits)


def rows_of(tried: Sequence[Trial]) -> list[Row]:
    """A row for each question, in the order of the exams."""
    questions = dict.fromkeys((t.exam, t.submission.question) for t in tried)
    return [
        row_of(f"{exam} | `{name}`", [t for t in tried if (t.exam, t.submission.question) == (exam, name)])
        for exam, name in questions
    ]


def earlier_exams_with_a_bank() -> list[Exam]:
    """The earlier editions, each of which keeps its bank."""
    return [exam for exam in earlier_exams() if bank_name(exam) in TRUTHS]


def exams_with_a_bank(chosen: Sequence[str] = ()) -> list[Exam]:
    """The exams that the second bank has submissions for, or those of them that are chosen."""
    return [exam for exam in EXAMS if exam.name in TRUTHS and (not chosen or exam.name in chosen)]
