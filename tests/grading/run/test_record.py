"""The record of a run: what is written is read again, and what earlier editions wrote is read too."""

import json
from dataclasses import FrozenInstanceError, fields, replace
from pathlib import Path

import pytest
from nbformat.v4 import new_notebook

from autograd_lab.grading.run.record import FORMAT, KEY, QuestionRecord, RunRecord
from tests.grading import students

WRONG = QuestionRecord(
    exam="ps1",
    function="mse",
    grade_id="check-mse",
    points=1,
    mistakes=("mean-missing",),
    stopped=("The cell mse stopped at its line 1: SyntaxError: expected ':'",),
    lost="was stopped after 20 s: an endless loop?",
    notice="mse agrees to 8 digits only",
    result={"findings": [{"mistake": "mean-missing", "line": "the 1/N of the mean is missing"}], "parts": []},
)
RECORD = RunRecord(
    version="1.2",
    seed=2**48 - 1,
    sandbox="bubblewrap",
    workers=2,
    questions=(QuestionRecord("ps1", "predict", "check-predict", 2), WRONG, QuestionRecord(incident="no answer")),
    run_seed=7,
    submission="f3a1",
    repairs=("The file was not UTF-8.",),
    unreadable="The file is empty.",
)
YESTERDAY = json.loads(Path(__file__).with_name("record_of_yesterday.json").read_text(encoding="utf-8"))


UNKNOWN = replace(RECORD, run_seed=None, submission="", repairs=())
FIRST_SEED = replace(RECORD, seed=0, run_seed=0)  # `--seed 0` is a seed, and not none


@pytest.mark.parametrize("record", [RECORD, UNKNOWN, FIRST_SEED, RunRecord()])
def test_what_is_written_is_read_again(record: RunRecord):
    assert RunRecord.from_json(json.loads(json.dumps(record.to_json()))) == record


def test_the_example_says_something_of_every_field():
    """So that a field which is added is written and read in the test above."""
    default = QuestionRecord()
    said = {
        field.name for field in fields(QuestionRecord) for one in RECORD.questions if differ(one, default, field.name)
    }
    assert said == {field.name for field in fields(QuestionRecord)}
    assert all(differ(RECORD, RunRecord(), field.name) for field in fields(RunRecord))


def differ(one: object, other: object, name: str) -> bool:
    return bool(getattr(one, name) != getattr(other, name))


def test_a_notebook_keeps_its_record_in_its_metadata_under_one_key():
    notebook = new_notebook()
    assert RunRecord.of_notebook(notebook) == RunRecord()
    RECORD.write_to(notebook)
    assert RunRecord.of_notebook(notebook) == RECORD
    assert list(notebook.metadata) == [KEY]
    assert notebook.metadata[KEY]["format"] == FORMAT


def test_a_record_is_not_changed_once_it_is_made():
    with pytest.raises(FrozenInstanceError):
        RECORD.seed = 8  # type: ignore[misc]


def test_the_record_of_an_earlier_edition_is_read_with_all_that_it_says():
    record = RunRecord.from_json(YESTERDAY)
    assert "format" not in YESTERDAY
    assert (record.version, record.seed, record.run_seed) == ("0.1.0", 225222470246590, 20261125)
    assert record.repairs == ("Missing, and put back as released: check_gradient_step.",)
    found = {one.grade_id: (one.points, one.mistakes, bool(one.result)) for one in record.questions}
    assert found["check_predict"] == (2, (), True)
    assert found["check_mse"] == (0, ("timeout",), True)
    assert [one.failure for one in record.questions if one.failure] == ["mse did not return in time"]
    again = record.to_json()
    assert {key: again[key] for key in YESTERDAY} == YESTERDAY  # so the edition before can read what is written now


def test_questions_are_found_by_their_cell_whatever_their_order():
    cells = students.notebook(students.RIGHT).cells
    noted = tuple(QuestionRecord(function=name, grade_id=f"check-{name}") for name in reversed(students.POINTS))
    found = RunRecord(questions=noted).questions_by_cell(cells)
    assert {cell: one.function for cell, one in found.items()} == {f"check-{name}": name for name in students.POINTS}


def test_questions_that_name_no_cell_are_those_of_the_cells_in_their_order():
    """So nbgrader's own autograde wrote them in format 1."""
    cells = students.notebook(students.RIGHT).cells
    found = RunRecord(questions=tuple(QuestionRecord(function=name) for name in students.POINTS)).questions_by_cell(
        cells
    )
    assert {cell: one.function for cell, one in found.items()} == {f"check-{name}": name for name in students.POINTS}


def test_what_a_later_edition_adds_is_passed_over():
    later = {**RECORD.to_json(), "format": FORMAT + 1, "mood": "good"}
    later["questions"][0]["seconds"] = 0.5
    assert RunRecord.from_json(later) == RECORD


@pytest.mark.parametrize(
    "tree", [None, 3, "x", [], {"questions": 3}, {"questions": [3]}, {"repairs": "x"}, {"questions": [{"mistakes": 3}]}]
)
def test_what_is_no_record_is_an_error(tree: object):
    with pytest.raises(ValueError, match="a record of a run"):
        RunRecord.from_json(tree)


@pytest.mark.parametrize("notebook", [None, [], {}, {"metadata": 3}, {"metadata": {KEY: 3}}])
def test_what_is_no_notebook_has_no_record(notebook: object):
    with pytest.raises(ValueError, match=r"no notebook|a record of a run"):
        RunRecord.of_notebook(notebook)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "failure"),
    [
        (QuestionRecord(function="mse"), ""),
        (QuestionRecord(function="mse", lost="ended the whole Python process"), "mse ended the whole Python process"),
        (QuestionRecord(function="mse", incident="could not be judged"), "could not be judged"),
        (QuestionRecord(function="mse", mistakes=("sign", "timeout")), "mse did not return in time"),
        (QuestionRecord(function="mse", mistakes=("sign",), notice="nudged"), ""),
    ],
)
def test_a_failure_is_a_lost_worker_a_timeout_or_an_incident(question: QuestionRecord, failure: str):
    assert question.failure == failure
