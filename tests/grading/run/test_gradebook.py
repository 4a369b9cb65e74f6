"""What stands in nbgrader's gradebook after a class was written into it, row by row, as nbgrader itself reads it."""

from collections.abc import Iterator

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import event
from sqlalchemy.exc import StatementError
from traitlets.config import Config

from autograd_lab.grading.run.gradebook import AssignmentGrades
from autograd_lab.grading.run.sheet import NO_ANSWER, Sheet
from tests.grading.gradebooks import MAXIMA, NAME, gradebook, graded, grades_in

ADA = {"check_predict": 2.0, "check_mse": 1.5, "explain": None}
BOB = {"check_predict": 0.0, "check_mse": 3.0, "explain": None}


@pytest.fixture
def opened() -> Iterator[tuple[Gradebook, AssignmentGrades]]:
    """nbgrader's side of a gradebook, and ours."""
    with gradebook() as (book, address), grades_in(address) as ours:
        yield book, ours


def grades(book: Gradebook, student: str) -> dict[str, tuple[float | None, float | None, bool]]:
    """The machine's score, a person's, and whether a person has to look, by cell."""
    book.db.expire_all()
    found = {name: book.find_grade(name, NAME, NAME, student) for name in MAXIMA}
    return {name: (one.auto_score, one.manual_score, bool(one.needs_manual_grade)) for name, one in found.items()}


@pytest.mark.slow
def test_each_cell_of_each_student_gets_its_own_number_and_only_the_words_wait_for_a_person(opened):
    book, ours = opened
    ours.write([graded("ada", ADA), graded("bob", BOB)])
    assert grades(book, "ada") == {
        "check_predict": (2.0, None, False),
        "check_mse": (1.5, None, False),
        "explain": (None, None, True),
    }
    assert grades(book, "bob") == {
        "check_predict": (0.0, None, False),
        "check_mse": (3.0, None, False),
        "explain": (None, None, True),
    }
    assert {one.student.id: one.score for one in book.assignment_submissions(NAME)} == {"ada": 3.5, "bob": 3.0}


@pytest.mark.slow
def test_what_is_read_back_is_what_was_written(opened):
    _, ours = opened
    ours.write([graded("ada", ADA)])
    sheet = ours.sheets()["ada"]
    assert sheet == Sheet({**ADA, "explain": 0.0}, MAXIMA, {}, {"explain"}, set(), {}, 0.0)
    assert (sheet.total, sheet.maximum) == (3.5, 9.0)


@pytest.mark.slow
def test_graded_again_the_old_number_is_gone(opened):
    book, ours = opened
    ours.write([graded("ada", ADA)])
    ours.write([graded("ada", {"check_predict": 0.5, "check_mse": 0.0, "explain": None})])
    assert grades(book, "ada") == {
        "check_predict": (0.5, None, False),
        "check_mse": (0.0, None, False),
        "explain": (None, None, True),
    }
    assert len(book.assignment_submissions(NAME)) == 1


@pytest.mark.slow
def test_a_number_given_by_hand_stays_counts_and_is_looked_at_again(opened):
    book, ours = opened
    ours.write([graded("ada", ADA), graded("bob", BOB)])
    book.find_grade("check_mse", NAME, NAME, "ada").manual_score = 3.0
    book.find_grade("explain", NAME, NAME, "ada").manual_score = 2.5
    book.find_grade("check_predict", NAME, NAME, "ada").extra_credit = 0.5
    book.db.commit()
    ours.write([graded("ada", {**ADA, "check_mse": 0.0})])
    assert grades(book, "ada") == {
        "check_predict": (2.0, None, False),
        "check_mse": (0.0, 3.0, True),
        "explain": (None, 2.5, True),
    }
    sheet = ours.sheets()["ada"]
    assert sheet.scores == {"check_predict": 2.5, "check_mse": 3.0, "explain": 2.5}
    assert (sheet.by_hand, sheet.extra, sheet.total) == ({"check_mse", "explain"}, {"check_predict": 0.5}, 8.0)
    assert grades(book, "bob")["check_mse"] == (3.0, None, False)


@pytest.mark.slow
def test_comments_say_whose_answer_is_missing_and_a_persons_comment_stays(opened):
    book, ours = opened
    ours.write([graded("ada", ADA, unanswered=("explain",)), graded("bob", BOB, unanswered=("predict", "mse"))])
    assert ours.sheets()["ada"].comments == {"explain": NO_ANSWER}
    assert ours.sheets()["bob"].comments == {"predict": NO_ANSWER, "mse": NO_ANSWER}
    book.find_comment("explain", NAME, NAME, "ada").manual_comment = "Well said."
    book.db.commit()
    ours.write([graded("ada", ADA), graded("bob", BOB, unanswered=("mse",))])
    assert ours.sheets()["ada"].comments == {"explain": "Well said."}
    assert ours.sheets()["bob"].comments == {"mse": NO_ANSWER}


@pytest.mark.slow
@pytest.mark.parametrize(("when", "hour"), [("2026-11-20 10:00:00 UTC", 10), ("", None)])
def test_the_time_of_handing_in_is_written_and_none_where_nobody_noted_one(opened, when, hour):
    book, ours = opened
    ours.write([graded("ada", ADA, when=when)])
    stamp = book.find_submission(NAME, "ada").timestamp
    assert (stamp and stamp.hour) == hour


@pytest.mark.slow
def test_who_was_late_pays_what_the_settings_say_and_no_longer_when_the_time_is_mended():
    config = Config({"LateSubmissionPlugin": {"penalty_method": "zero"}})
    late, early = "2026-11-20 12:01:00 UTC", "2026-11-20 11:59:00 UTC"
    with gradebook("2026-11-20 12:00:00 UTC") as (book, address), grades_in(address, config) as ours:
        ours.write([graded("ada", ADA, when=early), graded("bob", BOB, when=late)])
        sheets = ours.sheets()
        assert (sheets["ada"].penalty, sheets["ada"].total) == (0.0, 3.5)
        assert (sheets["bob"].penalty, sheets["bob"].total) == (3.0, 0.0)
        assert book.find_submission(NAME, "bob").late_submission_penalty == 3.0
        ours.write([graded("bob", BOB, when=early)])
        assert (ours.sheets()["bob"].penalty, ours.sheets()["bob"].total) == (0.0, 3.0)


@pytest.mark.slow
def test_a_batch_that_fails_leaves_the_gradebook_as_it_was(opened):
    book, ours = opened
    ours.write([graded("ada", ADA)])
    with pytest.raises(StatementError, match="must be a string or a real number"):  # bob's
        ours.write([graded("ada", {**ADA, "check_mse": 3.0}), graded("bob", {**BOB, "check_mse": object()})])  # type: ignore[dict-item]
    assert grades(book, "ada")["check_mse"] == (1.5, None, False)
    assert ours.sheets().keys() == {"ada"}


def test_a_penalty_takes_no_more_than_there_is():
    assert Sheet({"a": 2.0}, {"a": 3.0}, penalty=5.0).total == 0.0


@pytest.mark.slow
def test_a_set_that_the_gradebook_does_not_know_is_told():
    with gradebook() as (_, address), pytest.raises(LookupError, match="`autograd-lab release ps9` enters it"):
        AssignmentGrades(address, "autograd-lab", "ps9")


@pytest.mark.slow
def test_no_statement_of_a_batch_reads_a_whole_table_of_the_class(opened):
    _, ours = opened
    ours.write([graded("ada", ADA)])
    heard = []
    engine = ours._book.engine

    def hear(connection, cursor, statement, parameters, context, executemany):
        heard.append((statement, parameters[0] if executemany else parameters))

    event.listen(engine, "before_cursor_execute", hear)
    try:
        ours.write([graded("bob", BOB)])
    finally:
        event.remove(engine, "before_cursor_execute", hear)
    told = [statement for statement in heard if statement[0].startswith(("SELECT", "UPDATE"))]
    assert len(told) > 6
    with engine.connect() as connection:
        plans = {
            statement: [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
            for statement, parameters in told
        }
    tables = ("grade", "comment", "submitted_notebook", "submitted_assignment")
    whole = {
        statement: step
        for statement, steps in plans.items()
        for step in steps
        if step.removeprefix("SCAN TABLE ").removeprefix("SCAN ") in tables
    }
    assert whole == {}, "a batch that reads all rows makes the time of a class grow with its square"
