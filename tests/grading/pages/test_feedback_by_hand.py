"""A student's page where a person had the last word: points over the machine's, extra credit, comments anywhere."""

import csv
import html
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograd_lab.grading.pages.feedback import feedback_page
from autograd_lab.grading.pages.left_to_do import left_to_do_sentences
from autograd_lab.grading.pages.outlived import outlived_sentence
from autograd_lab.grading.pages.report import NUDGED, Standing, as_csv, difficulties, mistakes_of, report_page
from autograd_lab.grading.run.record import KEY, RunRecord
from autograd_lab.grading.run.sheet import NO_ANSWER, Sheet
from tests.grading import students

LINE = "the 1/N of the mean is missing"
MAXIMA = {"check-predict": 2.0, "check-mse": 3.0, "check-mse_gradients": 7.0, "check-gradient_step": 4.0}


def question(name: str, *, wrong: bool = False) -> dict[str, Any]:
    finding = dict.fromkeys(("evidence", "contradiction", "question", "seen", "cure", "chapter", "mistake"), "")
    parts = [{"name": name, "points": 0 if wrong else most, "maximum": most} for name, most in (("loss", 2), ("r", 1))]
    result = {"findings": [finding | {"line": LINE}] * wrong, "formula": "", "equation": "", "signature": f"{name}(…)"}
    return {
        "function": name,
        "lost": "",
        "notice": "",
        "incident": "",
        "stopped": [],
        "result": result | {"parts": parts},
    }


def text(sheet: Sheet, *, grade_ids: str = "") -> str:
    """The page of a student with a mistake in `mse`, as text."""
    notebook = students.notebook(students.RIGHT)
    for cell in notebook.cells:
        if grade_ids and cell.metadata.get("nbgrader", {}).get("solution"):
            cell.metadata["nbgrader"]["grade_id"] = grade_ids + cell.metadata["nbgrader"]["grade_id"]
    questions = [question(name, wrong=name == "mse") for name in students.POINTS]
    notebook.metadata[KEY] = {"version": "1", "questions": questions}
    made = feedback_page("ada", "ps1", nbformat.from_dict(notebook), sheet)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", made)).split())


def sheet(mse: float, **more: Any) -> Sheet:
    return Sheet({**MAXIMA, "check-mse": mse}, dict(MAXIMA), **more)


def in_short(page: str) -> str:
    """The line of `mse` in the table of the points."""
    found = re.search(r"mse ([\d.]+ [\d.]+ .*?) mse_gradients", page)
    assert found, page
    return found[1]


@pytest.mark.slow
def test_the_machines_points_go_with_the_mistake():
    shown = text(sheet(0.0))
    assert in_short(shown) == f"0 3 {LINE}"
    assert "✗ 0 of 3" in shown
    assert "A person gave these points" not in shown


@pytest.mark.slow
def test_full_points_by_hand_are_not_told_as_points_lost():
    shown = text(sheet(3.0, by_hand={"check-mse"}))
    assert in_short(shown) == "3 3 all points, given by a person"
    assert "✓ 3 of 3 A person gave these points. The check by itself: ✗ loss: 0 of 2" in shown


@pytest.mark.slow
def test_some_points_by_hand_name_the_mistake_and_who_gave_them():
    shown = text(sheet(1.5, by_hand={"check-mse"}))
    assert in_short(shown) == f"1.5 3 {LINE}"
    assert "◐ 1.5 of 3 A person gave these points. The check by itself:" in shown


def test_points_taken_by_hand_from_a_right_answer_are_not_called_right():
    given = sheet(3.0, by_hand={"check-predict"})
    given.scores["check-predict"] = 1.0
    assert "predict 1 2 see below" in text(given)


def test_extra_credit_is_told_and_does_not_hide_a_mistake():
    given = sheet(0.0, extra={"check-predict": 0.5})
    given.scores["check-predict"] = 2.5
    assert "predict 2.5 2 right, with 0.5 of extra credit" in text(given)
    shown = text(sheet(3.0, extra={"check-mse": 2.0}))
    assert in_short(shown) == f"3 3 {LINE}, with 2 of extra credit"


@pytest.mark.parametrize("grade_ids", ["", "cell-"])
def test_a_comment_on_an_answer_stands_at_its_question_whatever_its_cell_is_called(grade_ids):
    shown = text(sheet(0.0, comments={f"{grade_ids}mse": "Nearly <there>."}), grade_ids=grade_ids)
    assert re.search(r"mse\(…\) ✗ 0 of 3 .* Comment Nearly <there>\. Your answer def mse\(y_hat, y\)", shown)
    assert "Other comments" not in shown


def test_a_comment_on_a_cell_without_points_is_shown_and_an_empty_cell_is_not():
    shown = text(sheet(0.0, comments={"sketch": "A fine plot.", "blank": NO_ANSWER}))
    assert shown.endswith("Other comments sketch A fine plot.")


def test_a_comment_on_a_written_answer_stands_there():
    about = {"grade": True, "solution": True, "task": False, "grade_id": "why", "points": 4, "schema_version": 3}
    notebook = nbformat.v4.new_notebook(
        cells=[
            new_code_cell("1"),
            new_markdown_cell("Because.", metadata={"nbgrader": about | {"cell_type": "markdown", "locked": False}}),
        ]
    )
    given = Sheet({"why": 4.0}, {"why": 4.0}, {"why": "Well said."}, by_hand={"why"})
    assert feedback_page("ada", "ps1", notebook, given).count("Well said.") == 1


def test_a_verdict_stands_at_the_cell_that_asked_for_it_whatever_the_order_of_the_record():
    notebook = students.notebook(students.RIGHT)
    questions = [question(name, wrong=name == "mse") | {"grade_id": f"check-{name}"} for name in students.POINTS]
    notebook.metadata[KEY] = {"version": "1", "questions": questions[::-1]}
    made = feedback_page("ada", "ps1", notebook, sheet(0.0))
    shown = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", made)).split())
    assert in_short(shown) == f"0 3 {LINE}"
    assert shown.count(LINE) == 2  # in the table and at the question, and at no other


@pytest.mark.slow
def test_more_than_all_points_do_not_break_the_bars_of_the_report():
    given = Sheet({"check-mse": 4.5}, {"check-mse": 3.0}, extra={"check-mse": 1.5})
    made = report_page("ps1", [Standing("ada", given, RunRecord())], [], {"check-mse": 3.0})
    assert re.findall(r"width:(\d+)%", made) == ["100"]


NOTICE = "mse agrees with the formula to about 6 digits only. That is what nudging each entry gives."
UNNAMED = "loss is wrong, and no single mistake stands out"


def test_who_nudged_reads_that_first_and_not_that_nothing_stands_out():
    """Both are said of the same numbers; the notice is the one that explains them."""
    notebook = students.notebook(students.RIGHT)
    questions = [question(name, wrong=name == "mse") for name in students.POINTS]
    wrong = next(one for one in questions if one["function"] == "mse")
    wrong["notice"], wrong["mistakes"] = NOTICE, [""]
    wrong["result"]["findings"][0] |= {"line": UNNAMED, "evidence": "entry [0] is 1, and should be 2"}
    notebook.metadata[KEY] = {"version": "1", "questions": questions}
    made = nbformat.from_dict(notebook)
    page = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", feedback_page("ada", "ps1", made, sheet(0.0)))).split())
    assert in_short(page) == "0 3 mse agrees with the formula to about 6 digits only"
    _, _, part = page.partition("✗ 0 of 3")
    assert part.index(NOTICE) < part.index("entry [0] is 1")
    assert UNNAMED not in page
    assert page.count(NOTICE) == 1
    assert mistakes_of(RunRecord.of_notebook(made)) == [("mse", NUDGED)]


def test_a_named_mistake_is_still_named_where_there_is_no_notice():
    assert mistakes_of(RunRecord.from_json({"questions": [question("mse") | {"mistakes": ["", "sign"]}]})) == [
        ("mse", ""),
        ("mse", "sign"),
    ]


@pytest.mark.slow
def test_a_score_by_hand_that_outlives_a_better_answer_is_told():
    given = sheet(1.5, by_hand={"check-mse"}, waiting={"check-mse"}, overruled={"check-mse": 3.0})
    one = Standing("ada", given, RunRecord())
    said = "check-mse: 1.5 of 3 points given by hand before it was graded again; the check gives 3 now: look whether"
    assert said in one.notices[0]
    assert said in report_page("ps1", [one], [], dict(MAXIMA)).partition("To be looked at")[2]
    assert said in as_csv([one], list(MAXIMA))


def by_hand_page(given: Sheet, name: str = "why") -> str:
    """The page of a student with a written answer alone, as text."""
    about = {"grade": True, "solution": True, "task": False, "grade_id": name, "points": 4, "schema_version": 3}
    cell = new_markdown_cell("Because.", metadata={"nbgrader": about | {"cell_type": "markdown", "locked": False}})
    made = feedback_page("ada", "ps1", nbformat.v4.new_notebook(cells=[cell]), given)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", made)).split())


def test_an_answer_in_words_is_called_as_in_the_table_and_in_formgrader():
    page = by_hand_page(Sheet({"explain_why": 2.0}, {"explain_why": 4.0}), "explain_why")
    assert "In short explain_why 2 4" in page
    assert "explain_why ◐ 2 of 4" in page


@pytest.mark.slow
@pytest.mark.parametrize("score", [0.0, 3.0])
def test_what_a_person_has_graded_is_read_also_where_they_are_to_look_again(score: float):
    given = Sheet({"why": score}, {"why": 4.0}, {}, {"why"}, {"why"}, overruled={"why": None})
    page = by_hand_page(given)
    assert "not been read" not in page
    assert "not read yet" not in page
    assert f"{score:g} of 4 points A person gave the points of why earlier, and may look at it again" in page
    one = Standing("ada", given, RunRecord())
    assert "still has to grade" not in report_page("ps1", [one], [], {"why": 4.0})
    assert one.notices == [
        f"why: {score:g} of 4 points given by hand before it was graded again: look whether that still fits; "
        "it counts until then"
    ]


def test_what_nobody_has_graded_is_not_read_yet():
    page = by_hand_page(Sheet({"why": 0.0}, {"why": 4.0}, {}, {"why"}))
    assert "One answer has not been read by a person yet" in page
    assert "not read yet, 4 points" in page


def test_a_score_out_of_other_points_and_one_of_an_answer_that_was_emptied_are_told():
    given = Sheet({"why": 3.0}, {"why": 6.0}, {"why": NO_ANSWER}, {"why"}, {"why"}, overruled={"why": 0.0})
    assert outlived_sentence("why", given, [4.0]) == (
        "why: 3 points given by hand; the part is worth 6 now, and was "
        "worth 4 before its points changed; nothing is written there now: "
        "look whether that still fits; it counts until then"
    )
    given.scores["why"] = 1.0
    assert outlived_sentence("why", given, [4.0]).startswith("why: 1 point given by hand;")


def test_the_parts_of_a_question_are_shown_in_the_points_that_they_counted():
    """The exam gives 2 and 1, the cell was worth 12 when it was graded: 8 and 4."""
    notebook = students.notebook(students.RIGHT)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "check-mse":
            cell.metadata["nbgrader"]["points"] = 12
    asked = [question(name, wrong=name == "mse") for name in students.POINTS]
    mse = next(one for one in asked if one["function"] == "mse")
    mse["result"]["parts"][0]["points"] = 2
    notebook.metadata[KEY] = {"version": "1", "questions": asked}
    given = Sheet({**MAXIMA, "check-mse": 8.0}, {**MAXIMA, "check-mse": 12.0})
    shown = " ".join(re.sub(r"<[^>]+>", " ", feedback_page("ada", "ps1", nbformat.from_dict(notebook), given)).split())
    assert "8 of 12 ✓ loss: 8 of 8 ✗ r: 0 of 4" in shown


def test_what_an_error_has_taken_is_told_and_not_only_shown_as_lost():
    notebook = students.notebook(students.RIGHT)
    asked = [question(name, wrong=name == "mse") for name in students.POINTS]
    result = next(one for one in asked if one["function"] == "mse")["result"]
    result["parts"][0]["stopped"] = "right on 3 of 8 draws; on the others nothing came"
    result["stopped"] = "On 5 of 8 draws nothing came back: mse raised IndexError."
    notebook.metadata[KEY] = {"version": "1", "questions": asked}
    page = feedback_page("ada", "ps1", nbformat.from_dict(notebook), sheet(0.0))
    shown = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert f"✗ loss: 0 of 2 ({result['parts'][0]['stopped']}) ✗ r: 0 of 1 {result['stopped']}" in shown


def test_one_point_is_a_point():
    assert "1 point was taken off because it came late" in text(sheet(3.0, penalty=1.0))
    assert "1.5 points were taken off because it came late" in text(sheet(3.0, penalty=1.5))


@pytest.mark.slow
def test_a_page_of_somebody_without_a_grade_is_told():
    page = report_page("ps1", [], ["ada"], dict(MAXIMA), leftover=["zoe"])
    assert "Pages without a grade:</span> zoe." in page
    assert "Pages without a grade" not in report_page("ps1", [], ["ada"], dict(MAXIMA))


def test_scores_to_be_looked_at_again_are_counted_alike_in_the_page_and_in_the_table():
    again = Standing(
        "ada", Sheet({"why": 3.0}, {"why": 6.0}, {}, {"why"}, {"why"}, overruled={"why": None}), RunRecord()
    )
    fresh = Standing("ben", Sheet({"why": 0.0}, {"why": 6.0}, {}, {"why"}), RunRecord())
    page = " ".join(report_page("ps1", [again, fresh], [], {"why": 6.0}).split())
    assert [one.by_hand for one in difficulties([again, fresh], {"why": 6.0})] == [2]
    assert [row["to_grade_by_hand"] for row in csv.DictReader(as_csv([again, fresh], ["why"]).splitlines())] == [
        "1"
    ] * 2
    assert "1 has answers that a person still has to grade" in page
    assert "1 has scores by hand to be looked at again" in page
    assert "This changed no points" not in page
    assert left_to_do_sentences([(one.sheet, one.record) for one in (again, fresh)], Path("ps1.html")) == [
        "2 answers wait for a person: see ps1.html"
    ]


def test_what_is_left_to_do_is_counted_and_nothing_is_said_where_nothing_is():
    done, rar = Sheet({"why": 3.0}, {"why": 6.0}), RunRecord(unreadable="The file is a RAR archive.")
    assert left_to_do_sentences([(done, RunRecord())], Path("ps1.html")) == []
    assert left_to_do_sentences([(done, rar), (done, rar)], Path("ps1.html")) == [
        "2 files could not be read: see ps1.html"
    ]
    waits = Sheet({"why": 0.0}, {"why": 6.0}, {}, {"why"})
    assert left_to_do_sentences([(done, rar), (waits, RunRecord())], Path("ps1.html")) == [
        "1 file could not be read; 1 answer waits for a person: see ps1.html"
    ]
