"""Each exam has all that an exam needs. A test that fails names the file in which something is missing."""

import ast
import string
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from autograd_lab import check
from autograd_lab.equations import EQUATIONS
from autograd_lab.exams import registry
from autograd_lab.exams.kinds.claims import ClaimQuestion
from autograd_lab.exams.kinds.programs import ProgramQuestion
from autograd_lab.exams.question import Exam
from autograd_lab.exams.registry import own_names
from autograd_lab.exams.table import EXAMS, README
from autograd_lab.exams.zoo.themes import rooms
from autograd_lab.mistakes import MISTAKES
from tests.exams.second_bank.truths import BANKS
from tests.support.lab import REPO

QUESTIONS = [pytest.param(exam, q, id=f"{exam.name}-{q.name}") for exam in EXAMS for q in exam.questions]
names = pytest.mark.parametrize("name", own_names())
questions = pytest.mark.parametrize(("exam", "question"), QUESTIONS)
CALLS = [
    one for one in QUESTIONS if not isinstance(one.values[1], (ClaimQuestion, ProgramQuestion))
]  # others draw no arguments


def home(exam):
    """The folder that is to be edited."""
    return f"autograd_lab/exams/{exam.name}/"


def test_every_folder_of_a_problem_set_is_an_exam_in_the_order_of_their_numbers():
    folders = {path.name for path in (REPO / "autograd_lab/exams").glob("ps[0-9]*") if any(path.glob("*.py"))}
    assert set(own_names()) == folders, "autograd_lab/exams/psN/__init__.py: each folder of a set has one"
    assert [exam.name for exam in EXAMS] == list(own_names()), 'autograd_lab/exams/psN/: PSN = Exam("psN", …)'
    assert len(EXAMS) >= 7


def test_the_tenth_problem_set_comes_after_the_ninth(monkeypatch, tmp_path):
    for name in ("ps10", "ps9", "ps1", "psalm", "ps01"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
    monkeypatch.setattr(registry, "__file__", str(tmp_path / "registry.py"))
    assert own_names.__wrapped__() == ("ps1", "ps9", "ps10")


@names
def test_an_exam_carries_its_name_and_its_questions_have_names_of_their_own(name):
    exam = registry.exam_of(name)
    assert isinstance(exam, Exam)
    assert exam.name == name
    assert {question.exam for question in exam.questions} == {name}, f'{home(exam)}: each question says exam="{name}"'
    assert max(Counter(question.name for question in exam.questions).values()) == 1


@pytest.mark.slow
@names
def test_an_exam_has_a_check_whose_help_names_its_questions(name):
    assert name in dir(check)
    asked = getattr(check, name)
    assert asked.__name__ == name
    assert all(question.name in asked.__doc__ for question in registry.exam_of(name).questions)


@questions
def test_a_question_has_a_bank_of_wrong_and_right_variants(exam, question):
    assert len(question.wrong) >= 2, f"{home(exam)}: {question.name} needs wrong variants, one for each idea that fails"
    assert len(question.right) >= 2, f"{home(exam)}: {question.name} needs right variants, one for each way to write it"


@questions
def test_a_question_has_points_a_source_and_an_equation(exam, question):
    assert all(part.points > 0 and part.shape for part in question.parts), home(exam)
    assert question.source, f"{home(exam)}: say where the reference of {question.name} is from"
    where = f"{home(exam)}: {question.name} names {question.equation!r}, which is not in autograd_lab/equations/"
    assert question.equation in EQUATIONS, where


@questions
def test_mistakes_of_variants_are_in_the_catalogue(exam, question):
    unknown = sorted({variant.mistake for variant in question.wrong} - MISTAKES.keys())
    assert not unknown, f"add {', '.join(unknown)} to a theme in autograd_lab/mistakes/entries/ (see {home(exam)})"


@pytest.mark.parametrize(("exam", "question"), CALLS)
def test_the_reference_takes_what_is_drawn_by_the_names_of_the_signature(exam, question):
    named = question.signature.partition("(")[2].removesuffix(")").split(", ")
    assert list(question.draw(np.random.default_rng(0))) == named, home(exam)


@names
def test_an_exam_has_a_second_bank(name):
    assert name in BANKS, f"write tests/exams/second_bank/{name}.py: PRELUDE, SUBMISSIONS, then NAMES"


def table(begin, end):
    """The rows of a table of the README: (exam, question) each."""
    text = README.read_text(encoding="utf-8").partition(begin)[2].partition(end)[0]
    rows = [
        [cell.strip(" `") for cell in line.split("|")[1:3]] for line in text.splitlines() if line.startswith("| ps")
    ]
    return [(exam, question) for exam, question in rows if question != "all"]


@pytest.mark.parametrize(
    ("begin", "end"),
    [("<!-- table -->", "<!-- end of table -->"), ("<!-- second bank -->", "<!-- end of second bank -->")],
    ids=["own bank", "second bank"],
)
def test_the_readme_has_a_row_for_each_question(begin, end):
    asked = {(exam.name, question.name) for exam in EXAMS for question in exam.questions}
    assert set(table(begin, end)) == asked, "autograd_lab/exams/README.md: run make exams"


def test_every_mistake_has_a_room_of_the_zoo():
    arrivals = rooms()[-1]
    assert arrivals.title == "New arrivals"
    assert arrivals.mistakes == (), "give each of them a room in autograd_lab/exams/zoo/themes.py"


def faults_of_a_mistake(mistake):
    """What is wrong with the texts of an entry of the catalogue, a sentence each."""
    texts = (mistake.line, mistake.evidence, mistake.contradiction, mistake.question, mistake.cure)
    unknown = {field for text in texts for _, field, _, _ in string.Formatter().parse(text) if field} - FIELDS
    found = {
        "a text is empty": not all(texts),
        "its question asks nothing": "?" not in mistake.question,
        "its line does not say of which part it speaks": "{part}" not in mistake.line,
        f"nobody fills {sorted(unknown)}": bool(unknown),
        f"there is no chapter {mistake.chapter!r}": mistake.chapter not in CHAPTERS,
    }
    return [f"{mistake.id}: {fault}" for fault, holds in found.items() if holds]


def test_every_mistake_has_all_its_texts():
    faults = [fault for mistake in MISTAKES.values() for fault in faults_of_a_mistake(mistake)]
    assert faults == [], "autograd_lab/mistakes/entries/"


@pytest.mark.parametrize(
    "change",
    [{"cure": ""}, {"question": "Why."}, {"line": "it is wrong"}, {"evidence": "{nobody}"}, {"chapter": "99"}],
    ids=str,
)
def test_a_fault_of_a_text_is_told_with_its_mistake(change):
    whole = MISTAKES["sign"]
    assert faults_of_a_mistake(whole) == []
    [fault] = faults_of_a_mistake(replace(whole, **change))
    assert fault.startswith("sign: ")


FIELDS = {"part", "got", "expected", "ratio", "N", "n_in", "n_out", "got_shape", "expected_shape", "program"}
FIELDS |= {"dtype", "expected_size", "mean", "p", "rate", "it", "other", "where"}
CHAPTERS = {path.name[:2] for path in (REPO / "course/lessons").glob("*.py")}


def imported(path):
    """The modules of the exams that a file imports, whole names."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("autograd_lab.exams."):
            yield node.module
        elif isinstance(node, ast.ImportFrom) and node.module == "autograd_lab.exams":
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.slow
def test_a_problem_set_imports_no_other_and_what_is_general_imports_none():
    exams, arrows = REPO / "autograd_lab/exams", []
    for path in sorted(exams.rglob("*.py")):
        room = path.relative_to(exams).parts[0]
        if room != "zoo":  # it stands above them all
            sets = {name.split(".")[2] for name in imported(path)} & set(own_names())
            arrows += [f"{path.relative_to(exams)} -> {other}" for other in sorted(sets - {room})]
    assert arrows == [], "move what they share to autograd_lab/exams/kinds/"
