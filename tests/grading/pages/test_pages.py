"""What students and instructors read: what happened, without a network, without markup of others, for everybody."""

import csv
import io
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import expect

from autograd_lab.grading.collecting.platforms import Owner
from autograd_lab.grading.intake.cells import grade_id
from autograd_lab.grading.pages.feedback import feedback_page
from autograd_lab.grading.pages.histogram import counts_by_tenth, points_histogram
from autograd_lab.grading.pages.report import (
    COLUMNS,
    LAST_COLUMNS,
    Standing,
    as_csv,
    common_mistakes,
    difficulties,
    report_page,
)
from autograd_lab.grading.pages.similarity import Alike, Likeness, identical_code, likeness, normalised
from autograd_lab.grading.run.record import KEY, RunRecord
from autograd_lab.grading.run.sheet import NO_ANSWER, Sheet
from tests.grading import students
from tests.grading.course import BY_HAND, REPO, Course

MAXIMA = {"check_mse": 3.0, "explain": 4.0}
MARKUP = "<img src=x onerror=alert(1)>"


def standing(student: str, mse: float, mistake: str = "", **record) -> Standing:
    """One student of a made-up class."""
    finding = {"mistake": mistake, "name": "N missing", "chapter": "01"}
    question = {
        "function": "mse",
        "grade_id": "check_mse",
        "lost": "",
        "incident": "",
        "mistakes": [mistake] * bool(mistake),
    }
    question["result"] = {"findings": [finding] * bool(mistake)}
    sheet = Sheet({"check_mse": mse, "explain": 0.0}, dict(MAXIMA), {}, {"explain"} if mse else set())
    found = [("mse", mistake)] if mistake else []
    tree = {"version": "1", "run_seed": 7, "questions": [question], **record}
    return Standing(student, sheet, RunRecord.from_json(tree), Likeness(), found)


def noting(one: Standing, **more: str) -> Standing:
    """The same, with more said of its one question."""
    [question] = one.record.questions
    return replace(one, record=replace(one.record, questions=(replace(question, **more),)))


CLASS = [standing("ada", 3.0), standing("bob", 0.0, "mean-missing"), standing("cyd", 1.5, "mean-missing")]


def test_what_waits_for_a_person_is_not_counted_and_is_not_called_hard_for_that():
    hard, open_still = difficulties(CLASS, MAXIMA)
    assert (hard.name, hard.mean, hard.full, hard.none, hard.is_open) == ("mse", 0.5, 1, 1, False)
    assert (open_still.name, open_still.none, open_still.by_hand, open_still.is_open) == ("explain", 1, 2, True)
    page = report_page("ps1", CLASS, [], MAXIMA)
    assert page.index("<code>mse</code>") < page.index("<code>explain</code>") < page.index("too few are graded")


@pytest.mark.parametrize(("count", "folded"), [(20, False), (21, True)])
def test_a_long_list_is_folded_and_a_short_one_is_not(count: int, folded: bool):
    names = [f"student-{n}" for n in range(count)]
    people = [replace(standing(name, 3.0, repairs=["A repair."]), answers=Likeness("the same", 500)) for name in names]
    page = report_page("ps1", people, [f"missing-{n}" for n in range(count)], MAXIMA)
    assert ("<details open><summary>Whose, and what was done" in page) is not folded
    assert (f"<details><summary>{count} students</summary>student-0, " in page) is folded
    assert (f"Not graded:</span> {count} students</summary>missing-0, " in page) is folded
    assert f"missing-{count - 1}" in page
    assert f"student-{count - 1}" in page.partition("look the same")[2]


def test_a_file_that_could_not_be_read_stands_in_its_own_list_and_not_among_the_repairs():
    rar = standing("bob", 0.0, unreadable="The file is a RAR archive.", repairs=["The file is a RAR archive."])
    renamed = standing("cyd", 3.0, repairs=["The file is called mine.ipynb."])
    page = report_page("ps1", [CLASS[0], rar, renamed], [], MAXIMA)
    assert page.count("The file is a RAR archive.") == 1
    assert page.index("The file is a RAR archive.") < page.index("How the points are spread")
    assert "1 submission was not quite as expected" in page
    assert "Every file could be read" not in report_page("ps1", [CLASS[0], rar], [], MAXIMA)
    assert "Every file could be read" in report_page("ps1", CLASS, [], MAXIMA)


def test_the_hardest_question_comes_first():
    read = [standing(name, 3.0) for name in "abc"]
    for one in read:
        one.sheet.waiting.clear()
    assert [one.name for one in difficulties(read, MAXIMA)] == ["explain", "mse"]


def test_what_broke_and_what_is_only_to_be_looked_at_stand_apart():
    broken = noting(standing("bob", 0.0), lost="ended the whole Python process")
    slow = standing("cyd", 0.0, "timeout")
    nudging = noting(standing("dan", 3.0), notice="mse agrees to 8 digits only")
    open_air = standing("eve", 3.0, sandbox="none")
    assert [one.trouble for one in (broken, slow, nudging, open_air)] == [
        ["mse ended the whole Python process"],
        ["mse did not return in time"],
        [],
        [],
    ]
    page = report_page("ps1", [broken, slow, nudging, open_air], [], MAXIMA)
    incidents, noticed = page.partition("<h2>Incidents")[2].split("<h2>To be looked at")
    assert "The code of 2 students broke" in incidents
    assert "digits" not in incidents
    assert "mse agrees to 8 digits only" in noticed
    assert "graded without a sandbox" in noticed
    assert "To be looked at" not in report_page("ps1", CLASS, [], MAXIMA)


def test_a_table_names_a_few_students_and_counts_the_rest():
    page = report_page("ps1", [standing(f"s{i}", 0.0, "mean-missing") for i in range(8)], [], MAXIMA)
    assert "s0, s1, s2, s3, s4 and 3 more" in page


def test_a_mistake_counts_students_and_names_its_question_and_chapter():
    [row] = common_mistakes(CLASS)
    assert row["mistake"] == "1/N missing (sum instead of the mean)"
    assert (row["students"], row["where"], row["chapter"]) == (2, "mse (2)", "01")


def test_what_a_student_or_a_file_is_called_stays_text():
    page = report_page("ps1", [standing(MARKUP, 3.0, repairs=[MARKUP])], [MARKUP], MAXIMA)
    assert "<img" not in page
    assert page.count("&lt;img") == 4


def test_a_class_of_nobody_has_a_report_too():
    assert "0 students graded" in report_page("ps1", [], ["ada"], MAXIMA)
    assert "Nobody has handed in anything yet" in report_page("ps1", [], [], MAXIMA)
    assert "Nobody" not in report_page("ps1", [], ["ada"], MAXIMA)


def test_the_table_is_no_formula_of_a_spreadsheet():
    [head, row] = csv.reader(io.StringIO(as_csv([standing("=HYPERLINK(1)", 1.5, repairs=["@SUM(A1)"])], list(MAXIMA))))
    cells = dict(zip(head, row, strict=True))
    assert (cells["student"], cells["repairs"]) == ("'=HYPERLINK(1)", "'@SUM(A1)")
    assert (cells["score"], cells["max_score"], cells["check_mse"], cells["to_grade_by_hand"]) == (
        "1.5",
        "7",
        "1.5",
        "1",
    )


def test_each_row_of_the_table_holds_what_its_columns_are_called_for():
    """Student, points and platform of one person, each in its own column."""
    one = noting(standing("ada", 1.5, "mean-missing", repairs=["Not UTF-8."]), lost="ended the whole process")
    one = replace(one, owner=Owner("Ada Lovelace", "ps1.ipynb", "1234567"))
    one.sheet.penalty = 0.5
    [head, row, _] = csv.reader(io.StringIO(as_csv([one, standing("ben", 3.0)], list(MAXIMA))))
    assert dict(zip(head, row, strict=True)) == {
        "student": "ada",
        "score": "1",
        "max_score": "7",
        "late_penalty": "0.5",
        "check_mse": "1.5",
        "explain": "",
        "to_grade_by_hand": "1",
        "mistakes": "mse: mean-missing",
        "repairs": "Not UTF-8.",
        "trouble": "mse ended the whole process",
        "platform_name": "Ada Lovelace",
        "platform_number": "1234567",
    }


def test_the_guide_names_each_column_of_the_table():
    guide = (REPO / "docs" / "instructors.md").read_text(encoding="utf-8")
    section = guide.partition("### Giving grades back")[2].partition("\n## ")[0]
    named = re.findall(r"`(\w+)`", section.partition("stood in the names")[0])
    assert named == [*COLUMNS, *LAST_COLUMNS]


@pytest.mark.parametrize(
    ("totals", "found"),
    [
        ([], [0] * 10),
        ([0.0, 20.0, 19.999, 2.0, 1.999], [2, 1, 0, 0, 0, 0, 0, 0, 0, 2]),
        ([-1.0, 21.0], [1, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
    ],
)
def test_every_total_has_its_bar(totals, found):
    assert counts_by_tenth(totals, 20.0) == found
    picture = points_histogram(totals, 20.0)
    assert [bar.count for bar in picture.bars] == found
    assert f"18 to 20: {found[-1]}" in picture.description


def answer(source: str) -> dict:
    about = {"solution": True, "grade": False, "grade_id": "f", "locked": False, "task": False, "cell_type": "code"}
    return new_code_cell(source, metadata={"nbgrader": about | {"schema_version": 3, "checksum": "0"}})


def test_comments_blanks_and_doc_strings_do_not_hide_a_copy():
    body = "".join(f"    x{i} = x + {i} * y\n" for i in range(40))
    first = f'def f(x, y):\n    """Mine."""\n{body}    return x1'
    second = f"def f(x,  y):  # mine\n{body.replace(' + ', '+')}\n    return (x1)"
    third = first.replace("return x1", "return x2")
    found = {name: likeness([answer(text)], {}) for name, text in {"a": first, "b": second, "c": third}.items()}
    assert identical_code(found) == [Alike(["a", "b"], found["a"].length)]


def test_short_answers_and_answers_that_do_not_parse_prove_nothing():
    assert likeness([answer("def f(x): return x")], {}).code == ""
    assert normalised("def f(:\n   pass") == "deff(:pass"
    assert normalised("x = " + "(" * 3000 + ")" * 3000)


def test_an_answer_of_a_megabyte_is_not_parsed():
    """The tree would take hundreds of times its memory, in the process that writes the report."""
    assert normalised("a = 1\n" * 10**5) == "a=1" * 10**5


def test_code_and_comments_of_a_class_in_several_cells_stand_at_the_question_below_them():
    """ps2: two answers, of other names than the questions that ask about them."""

    def cell(name: str, solution: bool) -> dict:
        about = {"grade": not solution, "solution": solution, "locked": not solution, "task": False, "grade_id": name}
        about |= {"schema_version": 3, "cell_type": "code", "points": 2}
        return new_code_cell(f"# {name}" if solution else "check.ps2(Scalar).require()", metadata={"nbgrader": about})

    cells = [cell("Scalar", True), cell("check_a", False), cell("backward", True), cell("check_b", False)]
    questions = [{"function": name, "result": None} for name in ("arithmetic", "rules", "order")]
    notebook = new_notebook(cells=[*cells, cell("check_c", False)], metadata={KEY: {"questions": questions}})
    maxima = dict.fromkeys(("check_a", "check_b", "check_c"), 2.0)
    page = feedback_page("ada", "ps2", notebook, Sheet({}, maxima, {"Scalar": "neat", "backward": NO_ANSWER}))
    _, arithmetic, rules, order = page.split("<section")
    assert ("# Scalar" in arithmetic, "neat" in arithmetic) == (True, True)
    assert all(text not in rules + order for text in ("# Scalar", "# backward", "neat", NO_ANSWER))


@pytest.fixture(scope="module")
def course(tmp_path_factory, real_sandbox) -> Course:
    """A small class, graded, with its pages."""
    made = Course.fresh(tmp_path_factory.mktemp("pages") / "course")
    made.run("autograd_lab.cli", "release", "ps1")
    crash = {**students.RIGHT, "mse": "import os\n\ndef mse(y_hat, y):\n    os._exit(3)\n"}
    with_words = students.fill(made.released(), students.RIGHT)
    next(cell for cell in with_words.cells if grade_id(cell) == BY_HAND).source = "Nothing changes."
    made.submit("ada", with_words)
    made.submit("fay", made.released())
    work = {"bob": students.BLANK, "cyd": students.NO_MEAN, "dan": crash, "eve": students.SYNTAX}
    for student, answers in work.items():
        made.submit_answers(student, answers)
    (made.root / "submitted" / "bob" / "ps1" / "ps1.ipynb").write_text("no notebook at all")
    made.run("autograd_lab.cli", "grade", "ps1", "--feedback", "--seed", "3")
    return made


@pytest.mark.xdist_group("pages")
@pytest.mark.lab
@pytest.mark.slow
def test_a_page_says_the_points_the_mistake_the_numbers_and_the_equation(course):
    page = " ".join(re.sub(r"<[^>]+>", " ", course.feedback("cyd")).split())
    assert "cyd: 9 of 20 points" in page
    assert "dw is N times too large: the 1/N of the mean is missing (db too)" in page
    assert re.search(r"entry \[0\] is -?[\d.]+, and should be -?[\d.]+", page)
    assert "Read again: equation 3.1, chapter 03" in page
    assert "<math" in course.feedback("cyd")
    assert "No cell of a notebook could be read" in course.feedback("bob")
    assert "mse ended the whole Python process" in course.feedback("dan")


@pytest.mark.xdist_group("pages")
@pytest.mark.lab
@pytest.mark.slow
def test_a_page_says_which_cell_stopped_and_why_and_not_that_its_function_is_missing(course):
    page = course.feedback("eve")
    assert "The cell mse stopped at its line 1: SyntaxError: expected &#39;:&#39;" in page
    assert "there is no function" not in page


@pytest.mark.xdist_group("pages")
@pytest.mark.lab
@pytest.mark.slow
def test_what_nobody_wrote_is_said_once_and_what_nobody_read_is_not_called_wrong(course):
    blank, waiting = course.feedback("fay"), course.feedback("ada")
    assert blank.count("No answer was written.") == 1
    assert "No response" not in blank
    assert "Your answer" not in blank
    assert 'class="entry unread"' in waiting
    assert "not read yet, 4 points" in waiting
    assert "ada: 16 of 20 points so far" in waiting
    assert "✗" not in waiting


@pytest.mark.xdist_group("pages")
@pytest.mark.lab
@pytest.mark.slow
def test_pages_and_graded_notebooks_hold_no_reference_judge_or_variant(course):
    """Nothing of the solutions' code and nothing of the exams' sources is in what a student gets."""
    solution = json.loads((REPO / "solutions" / "ps1" / "ps1.ipynb").read_text(encoding="utf-8"))
    secret = set()
    for cell in solution["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution") and cell["cell_type"] == "code":
            inside = "".join(cell["source"]).partition("### BEGIN SOLUTION")[2].partition("### END SOLUTION")[0]
            secret |= {line.strip() for line in inside.splitlines() if len(line.strip()) > 20}
    for module in Path(REPO, "autograd_lab", "exams", "ps1").rglob("*.py"):
        secret |= {line.strip() for line in module.read_text(encoding="utf-8").splitlines() if len(line.strip()) > 30}
    assert len(secret) > 100
    own = "\n".join(source for kind in (students.RIGHT, students.NO_MEAN, students.SYNTAX) for source in kind.values())
    for path in [*course.root.glob("feedback/*/ps1/*"), *course.root.glob("autograded/*/ps1/*.ipynb")]:
        text = path.read_text(encoding="utf-8")
        assert [line for line in secret if line in text and line not in own] == [], path
    assert "variants" not in course.feedback("cyd")


@pytest.mark.xdist_group("pages")
@pytest.mark.lab
@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.sampled(1)
def test_pages_are_accessible_and_load_nothing(course, open_page, shot, scheme):
    page = open_page(color_scheme=scheme, viewport={"width": 900, "height": 900})
    paths = {"report": course.root / "reports" / "ps1.html"}
    paths |= {student: course.root / "feedback" / student / "ps1" / "ps1.html" for student in ("bob", "cyd", "dan")}
    for name, path in paths.items():
        page.goto(path.as_uri())
        expect(page.locator("h1")).to_have_count(1)
        page.wait_for_load_state("networkidle")
        found = [v for v in Axe().run(page).response["violations"] if v["impact"] in ("serious", "critical")]
        assert not found, [(v["id"], [n["html"] for n in v["nodes"]][:3]) for v in found]
        shot(page, f"grading-{name}-{scheme}")
    page.goto(paths["report"].as_uri())
    expect(page.get_by_role("img", name="Students by points")).to_be_visible()
    expect(page.locator("tbody tr", has_text="1/N missing")).to_contain_text("cydmse_gradients (1)01")
    expect(page.locator("tr", has=page.get_by_role("rowheader", name="dan"))).to_contain_text(
        "ended the whole Python process"
    )
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.slow
def test_the_commands_tell_their_options():
    done = subprocess.run(
        [sys.executable, "-m", "autograd_lab.cli", "grade", "--help"], capture_output=True, text=True, check=True
    )
    for option in ("--student", "--only-failed", "--dry-run", "--scheduler", "--seed", "--workers", "--sandbox"):
        assert option in done.stdout
