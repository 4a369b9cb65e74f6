"""Totals against a model, in any order of grading, late work, scores by hand, corrections, regrading and export."""

import csv
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from nbgrader.api import Gradebook
from nbgrader.plugins import BasePlugin
from nbgrader.preprocessors import GetGrades
from traitlets.config import Config

from autograd_lab.grading.course_folder import CourseFolder
from autograd_lab.grading.intake.cells import grade_id
from autograd_lab.grading.intake.pipeline import take_in
from autograd_lab.grading.late_work import CsvExport, ReckonPenalties
from autograd_lab.grading.pages.feedback import write_feedback
from autograd_lab.grading.pages.report import write_report
from autograd_lab.grading.run.assignment import Assignment
from autograd_lab.grading.run.grading_run import RunRequest, enter_times, plan_run, write_batch
from autograd_lab.grading.run.penalties import PenaltyError, reckon_penalties
from autograd_lab.grading.run.record import RunRecord
from autograd_lab.grading.run.submission import Graded, Job, is_as_released
from tests.grading import students
from tests.grading.gradebooks import COURSE, NAME, gradebook, grades_in
from tests.support.repo import REPO

pytestmark = pytest.mark.slow

WORDS = "why"
CODE = {f"check-{name}": float(points) for name, points in students.POINTS.items()}
MAXIMA = {**CODE, WORDS: 4.0}
DUE = datetime(2026, 11, 20, 12)
NOT_WRITTEN = "*Your answer here.*"
CLASS = ("ada", "ben", "cyd")


class Half(BasePlugin):
    """An instructor's own rule: half of the points for a day and more, a tenth for less."""

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float:
        return score * (0.5 if total_seconds_late >= 86400 else 0.1)


RULES = {
    "none": (Config({"LateSubmissionPlugin": {"penalty_method": "none"}}), lambda score, late: 0.0),
    "zero": (Config({"LateSubmissionPlugin": {"penalty_method": "zero"}}), lambda score, late: score),
    "half": (
        Config({"AssignLatePenalties": {"plugin_class": Half}}),
        lambda score, late: score * (0.5 if late >= 86400 else 0.1),
    ),
}


def released_notebook() -> NotebookNode:
    """A small ps1, with a question that is answered in words."""
    made = students.notebook(students.BLANK)
    about = {"grade": True, "solution": True, "locked": False, "task": False, "grade_id": WORDS, "points": 4}
    made.cells.append(new_markdown_cell(NOT_WRITTEN, metadata={"nbgrader": about | {"schema_version": 3}}))
    for number, cell in enumerate(made.cells):
        cell.id = f"cell-{number}"
    return made


def machine_score(name: str, source: str) -> float | None:
    """What the check gives: as many quarters of the points as the answer says. Words are a person's."""
    if name == WORDS:
        return 0.0 if source.strip() == NOT_WRITTEN else None
    quarters = source.rpartition("return ")[2].strip()
    return MAXIMA[name] * int(quarters) / 4 if quarters.isdecimal() else 0.0


@dataclass
class Student:
    """What the model knows of a student: what lies there, what was graded, and what a person did."""

    handed_in: dict[str, str] = field(default_factory=dict)
    note: datetime | None = None
    graded: dict[str, str] | None = None
    scores: dict[str, float | None] = field(default_factory=dict)
    time: datetime | None = None
    extension: timedelta = timedelta()
    manual: dict[str, float] = field(default_factory=dict)
    extra: dict[str, float] = field(default_factory=dict)
    waits: set[str] = field(default_factory=set)

    def grade(self) -> None:
        """Grading: the machine's scores are new; a person looks again at what is new, and at nothing else."""
        before, old = self.graded or {}, self.scores
        self.graded = dict(self.handed_in)
        self.scores = {name: machine_score(name, self.graded[name]) for name in MAXIMA}
        for name, score in self.scores.items():
            same = name in old and old[name] == score and before.get(name) == self.graded[name]
            if name in self.manual:
                if not same:
                    self.waits.add(name)
            elif score is None:
                self.waits.add(name)
            else:
                self.waits.discard(name)

    def by_hand(self, name: str, score: float | None, extra: float | None) -> None:
        """What formgrader does when a score is typed in or taken out."""
        self.manual.pop(name, None)
        self.extra.pop(name, None)
        if score is not None:
            self.manual[name] = score
        if extra is not None:
            self.extra[name] = extra
        self.waits.discard(name)
        if score is None and self.scores[name] is None:
            self.waits.add(name)

    @property
    def raw(self) -> float:
        """All points before the penalty; extra credit counts where somebody gave a score, as in nbgrader."""
        given = {name: self.manual.get(name, score) for name, score in self.scores.items()}
        return sum(score + self.extra.get(name, 0.0) for name, score in given.items() if score is not None)


class World:
    """A course folder with its gradebook, and the model beside it."""

    def __init__(self, root: Path, book: Gradebook, address: str, chance: random.Random) -> None:
        self.root, self.book, self.address, self.chance = root, book, address, chance
        self.folder = CourseFolder(root, address)
        self.rule, self.due = "none", None
        self.model = {name: Student() for name in CLASS}
        for name in CLASS:
            self.hand_in(name)
            self.note_time(name)

    @contextmanager
    def assignment(self) -> Iterator[Assignment]:
        """Our side of the course, with the rule for late work that holds now."""
        with grades_in(self.address, RULES[self.rule][0]) as grades:
            yield Assignment(self.folder, NAME, grades)

    # what happens

    def hand_in(self, student: str) -> None:
        """New answers to some of the questions, to all at first."""
        one = self.model[student]
        for name in MAXIMA:
            if name not in one.handed_in or self.chance.random() < 0.4:
                one.handed_in[name] = self._answer(name)
        notebook = released_notebook()
        for cell in notebook.cells:
            if (name := grade_id(cell)) == WORDS or f"check-{name}" in CODE:
                cell.source = one.handed_in[name if name == WORDS else f"check-{name}"]
        place = self.root / "submitted" / student / NAME
        place.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, place / f"{NAME}.ipynb")

    def _answer(self, name: str) -> str:
        if name == WORDS:
            return self.chance.choice([NOT_WRITTEN, "Because.", "It doubles.", "I do not know."])
        head = students.RIGHT[name.removeprefix("check-")].splitlines()[0]
        return f"{head}\n    return {self.chance.randint(0, 4)}\n"

    def note_time(self, student: str) -> None:
        one = self.model[student]
        one.note = DUE + timedelta(hours=self.chance.choice([-5, -1, 1, 30]))
        note = self.root / "submitted" / student / NAME / "timestamp.txt"
        note.write_text(f"{one.note:%Y-%m-%d %H:%M:%S} UTC")

    def change_due_date(self) -> None:
        self.due = self.chance.choice([None, DUE, DUE + timedelta(hours=2), DUE - timedelta(days=1)])
        self.book.update_or_create_assignment(NAME, duedate=self.due)

    def change_rule(self) -> None:
        self.rule = self.chance.choice(list(RULES))

    def extend(self, student: str) -> None:
        one = self.model[student]
        if one.graded is not None:
            one.extension = timedelta(hours=self.chance.choice([0, 3, 48]))
            self.book.db.expire_all()
            self.book.find_submission(NAME, student).extension = one.extension or None
            self.book.db.commit()

    def grade(self, *, again: bool = False, whom: tuple[str, ...] = ()) -> None:
        for name, one in self.model.items():
            if whom and name not in whom:
                continue
            if again or one.graded != one.handed_in:
                one.grade()
            one.time = one.note or one.time
        with self.assignment() as assignment:
            plan = plan_run(assignment, RunRequest(again=again, students=whom, seed=1))
            enter_times(assignment, plan)
            assert write_batch(assignment, plan, [model_result(job) for job in plan.jobs]) == {}

    def type_in(self, student: str) -> None:
        """A score, a correction or extra credit, as formgrader's page enters it."""
        one = self.model[student]
        if one.graded is None:
            return
        name = self.chance.choice([WORDS, WORDS, *CODE])
        score = self.chance.choice([None, 0.0, 1.5, MAXIMA[name]])
        extra = self.chance.choice([None, None, 0.5])
        one.by_hand(name, score, extra)
        self.book.db.expire_all()
        grade = self.book.find_grade(name, NAME, NAME, student)
        grade.manual_score, grade.extra_credit = score, extra
        grade.needs_manual_grade = score is None and grade.auto_score is None
        self.book.db.commit()

    def disturb(self) -> None:
        """What changes totals without grading: a rule, a date, scores. No view may rely on another to reckon anew."""
        self.rule = self.chance.choice(["zero", "half"])
        self.change_due_date()
        for student in CLASS:
            self.type_in(student)

    # what is shown

    def model_totals(self) -> dict[str, float]:
        """The totals as they should be, of those who are graded."""
        found = {}
        for name, one in self.model.items():
            if one.graded is None:
                continue
            late = (one.time - self.due - one.extension).total_seconds() if one.time and self.due else 0.0
            penalty = RULES[self.rule][1](one.raw, late) if late > 0 else 0.0
            found[name] = one.raw - penalty
        return found

    def report(self) -> None:
        with self.assignment() as assignment:
            _, table = write_report(assignment)
        with table.open(encoding="utf-8") as file:
            rows = {row["student"]: row for row in csv.DictReader(file)}
        assert {name: float(row["score"]) for name, row in rows.items()} == approximately(self.model_totals())
        for name, row in rows.items():
            one = self.model[name]
            unread = {cell for cell in MAXIMA if one.scores[cell] is None} - one.manual.keys()
            assert {cell for cell in MAXIMA if row[cell] == ""} == unread
            assert int(row["to_grade_by_hand"]) == len(one.waits)

    def feedback(self) -> None:
        totals = self.model_totals()
        with self.assignment() as assignment:
            assert write_feedback(assignment, sorted(totals), lambda student: None) == {}
        for name, total in totals.items():
            page = (self.root / "feedback" / name / NAME / f"{NAME}.html").read_text(encoding="utf-8")
            assert float(page.partition(f"<h1>{name}: ")[2].partition(" of ")[0]) == pytest.approx(total, abs=0.006)

    def export(self) -> None:
        to = self.root / "export.csv"
        with Gradebook(self.address, COURSE) as book:
            CsvExport(config=RULES[self.rule][0], to=str(to), assignment=[NAME]).export(book)
        with to.open(encoding="utf-8") as file:
            rows = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
        assert rows == approximately(self.model_totals())

    def nbgraders_feedback(self) -> None:
        """The preprocessors of nbgrader's generate_feedback, as nbgrader_config.py lists them."""
        for name, total in self.model_totals().items():
            about = {"assignment": NAME, "notebook": NAME, "student": name, "db_url": self.address}
            resources, empty = {"nbgrader": about}, nbformat.v4.new_notebook()
            for preprocessor in (ReckonPenalties, GetGrades):
                preprocessor(config=RULES[self.rule][0]).preprocess(empty, resources)
            assert resources["nbgrader"]["score"] == pytest.approx(total)

    def step(self) -> None:
        """Anything that may happen on an instructor's day."""
        student = self.chance.choice(CLASS)
        happen = [
            lambda: self.hand_in(student),
            lambda: self.note_time(student),
            self.change_due_date,
            self.change_rule,
            lambda: self.extend(student),
            self.grade,
            lambda: self.grade(again=True),
            lambda: self.grade(again=True, whom=(student,)),
            lambda: self.type_in(student),
            lambda: self.type_in(student),
            self.report,
            self.feedback,
            self.export,
            self.nbgraders_feedback,
        ]
        self.chance.choice(happen)()


def approximately(totals: dict[str, float]) -> object:
    """As many digits as a table shows."""
    return pytest.approx(totals, abs=0.006)


def model_result(job: Job) -> Graded:
    """What grading gives, by the machine of this model."""
    notebook = take_in(nbformat.reads(job.released, as_version=4), job.data, job.notes).notebook
    RunRecord(submission=job.key).write_to(notebook)
    sources = {grade_id(cell): cell.source for cell in notebook.cells if grade_id(cell)}
    scores = {name: machine_score(name, sources[name.removeprefix("check-")]) for name in MAXIMA}
    blank = frozenset(grade_id(cell) for cell in notebook.cells if grade_id(cell) == WORDS and is_as_released(cell))
    return Graded(job.student, nbformat.writes(notebook), scores, blank)


def walk(root: Path, seed: int, steps: int) -> None:
    """A random day, and every total at its end."""
    root.mkdir()
    shutil.copy(REPO / "nbgrader_config.py", root)
    (root / "assignments" / NAME).mkdir(parents=True)
    nbformat.write(released_notebook(), root / "assignments" / NAME / f"{NAME}.ipynb")
    with gradebook(maxima=MAXIMA, answers=(*students.POINTS, WORDS), by_hand=WORDS) as (book, address):
        world = World(root, book, address, random.Random(seed))
        for _ in range(steps):
            world.step()
        for show in (world.report, world.feedback, world.export, world.nbgraders_feedback):
            world.disturb()
            show()


@pytest.mark.parametrize("seed", range(3))
def test_a_short_day_ends_with_the_right_totals(tmp_path: Path, seed: int):
    walk(tmp_path / "course", seed, 10)


@pytest.mark.parametrize("seed", range(100, 120))
@pytest.mark.sampled(2)
def test_a_long_day_ends_with_the_right_totals(tmp_path: Path, seed: int):
    walk(tmp_path / "course", seed, 30)


@pytest.mark.full
@pytest.mark.parametrize("start", range(1000, 1300, 20))
def test_three_hundred_days_end_with_the_right_totals(tmp_path: Path, start: int):
    for seed in range(start, start + 20):
        walk(tmp_path / str(seed), seed, 30)


@contextmanager
def late_student() -> Iterator[tuple[Gradebook, str]]:
    with gradebook(str(DUE)) as (book, address):
        with grades_in(address) as ours:
            one = Graded("ada", "", {"check_predict": 2.0, "check_mse": 1.0, "explain": None}, frozenset())
            ours.write([one])
            ours.set_times({"ada": "2026-11-20 13:00:00 UTC"})
        yield book, address


def test_points_given_by_hand_after_grading_do_not_escape_the_penalty():
    with late_student() as (book, address), grades_in(address, RULES["zero"][0]) as ours:
        ours.reckon_penalties()
        assert ours.sheets()["ada"].total == 0.0
        book.db.expire_all()
        book.find_grade("explain", NAME, NAME, "ada").manual_score = 3.0
        book.db.commit()
        ours.reckon_penalties()
        assert (ours.sheets()["ada"].penalty, ours.sheets()["ada"].total) == (6.0, 0.0)


def test_a_rule_of_the_instructors_own_that_fails_is_told_with_the_student():
    class Broken(BasePlugin):
        def late_submission_penalty(self, student_id, score, total_seconds_late):
            raise ZeroDivisionError("days")

    with late_student() as (book, _):
        config = Config({"AssignLatePenalties": {"plugin_class": Broken}})
        with pytest.raises(PenaltyError, match="the late penalty of ada cannot be reckoned: ZeroDivisionError: days"):
            reckon_penalties(book, NAME, config)


@pytest.mark.parametrize(("wanted", "taken"), [(-1.0, 0.0), (99.0, 3.0), (None, None)])
def test_a_penalty_is_no_gift_and_takes_no_more_than_there_is(wanted, taken):
    class Own(BasePlugin):
        def late_submission_penalty(self, student_id, score, total_seconds_late):
            return wanted

    with late_student() as (book, _):
        reckon_penalties(book, NAME, Config({"AssignLatePenalties": {"plugin_class": Own}}))
        book.db.expire_all()
        assert book.find_submission_notebook(NAME, NAME, "ada").late_submission_penalty == taken


def test_a_rule_that_fails_without_a_word_when_it_is_made_is_told():
    class Wordless(BasePlugin):
        def __init__(self, **settings):
            raise NotImplementedError

    with gradebook() as (book, _), pytest.raises(PenaltyError, match="NotImplementedError"):
        reckon_penalties(book, NAME, Config({"AssignLatePenalties": {"plugin_class": Wordless}}))


def test_a_rule_that_cannot_be_imported_is_told_with_what_to_write():
    settings = Config({"AssignLatePenalties": {"plugin_class": "nowhere.PerHour"}})
    with gradebook() as (book, _), pytest.raises(PenaltyError, match=r"plugin_class in nbgrader_config\.py") as told:
        reckon_penalties(book, NAME, settings)
    assert "nowhere.PerHour" in str(told.value)
