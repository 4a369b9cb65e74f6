"""One answer, one table, one notebook: what is read, and what is said where it is not as expected."""

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from autograd_lab.authoring import inventory as authored, inventory_forms
from autograd_lab.grading.inventory.forms import LETTERS, NAMES, read_inventory
from autograd_lab.grading.inventory.notebooks import letters_in, read_notebooks
from autograd_lab.grading.inventory.sheets import InventoryError
from autograd_lab.grading.inventory.tables import read_table
from autograd_lab.grading.inventory.written import ANSWERED, BLANK, SEVERAL, UNKNOWN, UNSURE, read_answer
from tests.grading.inventory.forms import COURSE, letters_on_page
from tests.grading.inventory.notebooks import handed_in
from tests.support.repo import REPO

INVENTORY = read_inventory()
COUNT = len(INVENTORY.forms["A"])


# --- the letters are those of the page --------------------------------------------------------------------


@pytest.mark.parametrize("form", NAMES)
def test_a_letter_stands_for_the_option_that_the_page_shows_under_it(form: str) -> None:
    shown = letters_on_page(form)
    assert len(shown) == COUNT
    for number, asked in INVENTORY.forms[form].items():
        assert [option.text for option in asked.options] == list(shown[number - 1].values())
        assert list(shown[number - 1]) == list(LETTERS[: len(asked.options)])


def test_the_data_are_those_of_the_course() -> None:
    assert (REPO / inventory_forms.FILE).read_text(encoding="utf-8") == inventory_forms.forms_text(COURSE)
    assert list(INVENTORY.beliefs) == list(COURSE.misconceptions)
    for item in COURSE.items:
        assert any(asked.id == item.id for asked in INVENTORY.forms[item.form].values())


def test_another_order_of_options_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    text = inventory_forms.forms_text(COURSE)
    monkeypatch.setattr(inventory_forms, "option_orders", lambda source: {n: [2, 1, 0] for n in range(COUNT)})
    assert inventory_forms.forms_text(COURSE) != text


def test_no_option_is_a_single_letter_or_the_text_of_another() -> None:
    for form in NAMES:
        for asked in INVENTORY.forms[form].values():
            assert len(asked.texts) == len(asked.options)
            assert not set(asked.texts) & set("abcd")


# --- one answer ---------------------------------------------------------------------------------------------

FIRST = INVENTORY.forms["A"][1]  # four options


@pytest.mark.parametrize(
    "written", ["b", "B", " b ", "b)", "(b)", "b.", "[b]", "**b**", "`b`", "b:", "Option b", "bb", "b/b"]
)
def test_a_letter_in_many_dresses(written: str) -> None:
    found = read_answer(written, FIRST)
    assert (found.state, found.letter, found.written) == (ANSWERED, "b", written)
    assert found.stands_for == FIRST.options[1].stands_for


@pytest.mark.parametrize(
    ("written", "state"),
    [
        ("", BLANK), ("  ", BLANK), ("-", BLANK), ("–", BLANK), ("n/a", BLANK), ("?", UNSURE), ("??", UNSURE),
        ("I don't know", UNSURE), ("a/b", SEVERAL), ("a, b", SEVERAL), ("ab", SEVERAL), ("a or c", SEVERAL),
        ("a b", SEVERAL), ("e", UNKNOWN), ("17", UNKNOWN), ("yes", UNKNOWN), ("=1+1", UNKNOWN), ("FALSE", UNKNOWN),
    ],
)  # fmt: skip
def test_what_is_no_letter_is_not_taken_for_one(written: str, state: str) -> None:
    found = read_answer(written, FIRST)
    assert (found.state, found.letter, found.stands_for) == (state, "", "")


def test_a_letter_that_the_question_does_not_have() -> None:
    three = next(asked for asked in INVENTORY.forms["A"].values() if len(asked.options) == 3)
    assert read_answer("c", three).state == ANSWERED
    assert read_answer("d", three).state == UNKNOWN


@pytest.mark.parametrize("form", NAMES)
def test_the_whole_text_of_an_option_is_its_letter(form: str) -> None:
    for asked in INVENTORY.forms[form].values():
        for letter, option in zip(LETTERS, asked.options, strict=False):
            for written in (option.text, option.text.replace("−", "-").upper(), f"{letter}. {option.text}"):
                assert read_answer(written, asked).letter == letter, (written, asked.id)


def test_a_text_behind_the_letter_of_another_option_counts_and_is_said() -> None:
    found = read_answer(f"a) {FIRST.options[2].text}", FIRST)
    assert found.letter == "c"
    assert "the text counts" in found.remark
    assert "the letter counts" in read_answer("a) because of the sum", FIRST).remark


# --- a table ------------------------------------------------------------------------------------------------


def table(path: Path, rows: list[list[str]], separator: str = ",", encoding: str = "utf-8") -> Path:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows(rows)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def headings(shape: str = "{}") -> list[str]:
    return [shape.format(number) for number in INVENTORY.forms["A"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators_and_encodings(tmp_path: Path, separator: str, encoding: str) -> None:
    path = table(tmp_path / "a.csv", [["id", *headings()], ["Zoë", *["b"] * COUNT]], separator, encoding)
    reading = read_table(path, "A", INVENTORY)
    [sheet] = reading.sheets
    assert sheet.who == "Zoë"
    assert len(sheet.letters) == COUNT
    said = " ".join(reading.notes)
    assert ("semicolons" in said, "tabs" in said) == (separator == ";", separator == "\t")
    assert ("not UTF-8" in said) == (encoding not in ("utf-8", "utf-8-sig"))


@pytest.mark.parametrize("shape", ["{}", "Q{}", "q0{}", "Question {}", "Response {}", "{}.", "{}) what?", "Frage {}"])
def test_headings_of_platforms(tmp_path: Path, shape: str) -> None:
    path = table(tmp_path / "a.csv", [["Email address", *headings(shape)], ["ada@x.org", *["a"] * COUNT]])
    [sheet] = read_table(path, "A", INVENTORY).sheets
    assert sheet.who == "ada@x.org"
    assert len(sheet.letters) == COUNT


def test_moodle_has_the_question_beside_the_response(tmp_path: Path) -> None:
    pairs = [text for number in INVENTORY.forms["A"] for text in (f"Question {number}", f"Response {number}")]
    cells = [text for number, asked in INVENTORY.forms["A"].items() for text in (asked.question, asked.options[0].text)]
    head = ["Surname", "First name", "Grade/10.00", *pairs]
    reading = read_table(table(tmp_path / "a.csv", [head, ["Lovelace", "Ada", "7.00", *cells]]), "A", INVENTORY)
    [sheet] = reading.sheets
    assert sheet.who == "Ada Lovelace"
    assert {answer.letter for answer in sheet.letters.values()} == {"a"}
    assert len(sheet.letters) == COUNT
    assert "columns not read: Grade/10.00, Question 1" in " ".join(reading.notes)


def test_questions_written_out_in_the_headings_tell_the_form(tmp_path: Path) -> None:
    head = ["Username", *(asked.question for asked in INVENTORY.forms["B"].values())]
    row = ["ada", *(asked.options[1].text for asked in INVENTORY.forms["B"].values())]
    path = table(tmp_path / "b.csv", [head, row])
    [sheet] = read_table(path, "B", INVENTORY).sheets
    assert len(sheet.letters) == COUNT
    assert "headings are the questions of form B" in " ".join(read_table(path, "A", INVENTORY).notes)


def test_what_is_missing_or_too_much_is_said(tmp_path: Path) -> None:
    head = ["id", *headings()[1:-1], "2", "99"]
    rows = [["A list of the class"], head, ["ada", "b", "c"], [], ["", *["b"] * (COUNT - 2), "", "", "left over"]]
    reading = read_table(table(tmp_path / "a.csv", rows), "A", INVENTORY)
    said = " ".join(reading.notes)
    for part in (
        f"no column for questions 1, {COUNT}",
        "two columns are question 2",
        "no question 99",
        "1 row above the headings",
        "row 5: cells behind the last column: left over",
        "row 5: nobody is named",
    ):
        assert part in said
    assert [len(one.letters) for one in reading.sheets] == [2, COUNT - 2]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \n", "is empty"),
        (b"PK\x03\x04rest", "save it as CSV"),
        (b"\xd0\xcf\x11\xe0rest", "save it as CSV"),
        (b"ada,b,c\nben,a,a\n", "no column for a question; its first row is 'ada', 'b', 'c'"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "a.csv").write_bytes(data)
    with pytest.raises(InventoryError, match=said):
        read_table(tmp_path / "a.csv", "A", INVENTORY)


def test_a_table_of_headings_alone_is_said(tmp_path: Path) -> None:
    reading = read_table(table(tmp_path / "a.csv", [["id", *headings()]]), "A", INVENTORY)
    assert not reading.sheets
    assert "no rows are filled in" in " ".join(reading.notes)


def test_a_quote_that_does_not_close_swallows_no_row(tmp_path: Path) -> None:
    lines = [",".join(["id", *headings()]), 'ada,"b' + ",b" * (COUNT - 1), "ben" + ",c" * COUNT]
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    reading = read_table(tmp_path / "a.csv", "A", INVENTORY)
    assert [(one.who, len(one.letters)) for one in reading.sheets] == [("ada", COUNT), ("ben", COUNT)]
    assert "quotes do not fit" in " ".join(reading.notes)


CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12) | st.sampled_from(
    [*"abcdABCD?", "a/b", ""]
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12).filter(
    lambda text: text.strip() == text and text), st.lists(CELLS, min_size=5, max_size=5)), max_size=6),
    separator=st.sampled_from(",;\t"))  # fmt: skip
def test_no_row_and_no_cell_is_lost(tmp_path_factory, rows, separator) -> None:
    """Whatever stands in the cells, each row is a sheet, and each cell is kept as it was written."""
    numbers = [1, 2, 3, 10, COUNT]
    path = tmp_path_factory.mktemp("table") / "a.csv"
    table(path, [["id", *map(str, numbers)], *([who, *cells] for who, cells in rows)], separator)
    sheets = read_table(path, "A", INVENTORY).sheets
    assert [one.who for one in sheets] == [who for who, _ in rows]
    for sheet, (_, cells) in zip(sheets, rows, strict=True):
        assert [sheet.answers[number].written for number in numbers] == cells
        for answer in sheet.answers.values():
            assert (answer.state == ANSWERED) == bool(answer.letter) == bool(answer.stands_for)


# --- a notebook ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("1: b · 2:    · 3: ?", {1: "b", 2: "", 3: "?"}),
        ("1. b\n2. c\n\n10) d", {1: "b", 2: "c", 10: "d"}),
        ("1 b, 2 c", {1: "b", 2: "c"}),
        ("1: **b** · 2: (c)", {1: "b", 2: "(c)"}),
        ("1: b · 1: c", {1: "b / c"}),
        ("I did this in 40 minutes.", {}),
    ],
)
def test_letters_in_a_cell(text: str, letters: dict[int, str]) -> None:
    assert letters_in(text) == letters


@pytest.mark.slow
@pytest.mark.parametrize("form", NAMES)
def test_a_notebook_that_was_filled_in(tmp_path: Path, form: str) -> None:
    (tmp_path / "ada").mkdir()
    letters = {number: LETTERS[number % len(asked.options)] for number, asked in INVENTORY.forms[form].items()}
    (tmp_path / f"ada/{NAMES[form]}.ipynb").write_text(handed_in(form, letters), encoding="utf-8")
    reading = read_notebooks(tmp_path, form, INVENTORY)
    [sheet] = reading.sheets
    assert (sheet.who, sheet.form, reading.notes) == ("ada", form, [])
    assert {number: answer.letter for number, answer in sheet.letters.items()} == letters
    [other] = read_notebooks(tmp_path, "B" if form == "A" else "A", INVENTORY).sheets
    assert other == sheet, "it counts for the form that it is"


@pytest.mark.slow
def test_letters_in_a_cell_of_ones_own_are_found(tmp_path: Path) -> None:
    tree = json.loads(handed_in("A", {}))
    source = ["1: a\n", "2: b\n", "3: c, I think\n", "4: c"]
    tree["cells"].append({"cell_type": "markdown", "metadata": {}, "source": source})
    (tmp_path / "ada.ipynb").write_text(json.dumps(tree), encoding="utf-8")
    [sheet] = read_notebooks(tmp_path, "A", INVENTORY).sheets
    assert [sheet.answers[number].letter for number in (1, 2, 3, 4)] == ["a", "b", "", "c"]


@pytest.mark.slow
def test_notebooks_that_are_not_as_expected(tmp_path: Path) -> None:
    (tmp_path / "ada.ipynb").write_text(handed_in("A", {}), encoding="utf-8")
    (tmp_path / "ben.ipynb").write_text("{", encoding="utf-8")
    (tmp_path / "cleo.ipynb").write_text('{"cells": [{"source": ["# Chapter 1"]}]}', encoding="utf-8")
    (tmp_path / "dev.ipynb").write_text(handed_in("A", {1: "a"}).replace("three rides", "four rides"), encoding="utf-8")
    (tmp_path / "emmy.ipynb").write_text(handed_in("A", {1: "a", 77: "b"}), encoding="utf-8")
    (tmp_path / "notes.txt").write_text("1: b", encoding="utf-8")
    reading = read_notebooks(tmp_path, "B", INVENTORY)
    said = "\n".join(reading.notes)
    for part in (
        "ada.ipynb: there is no letter in it",
        "ben.ipynb: it is no notebook",
        "cleo.ipynb: it has not the heading",
        "of its questions are not those of this version",
        "emmy.ipynb: letters for questions that there are not: 77",
        "not read: notes.txt",
        "emmy.ipynb is form A, and was given as form B: it counts for A",
    ):
        assert part in said, said
    assert [one.who for one in reading.sheets] == ["ada", "emmy"]


def test_the_place_for_letters_is_on_both_pages() -> None:
    for page in authored.pages([], COURSE):
        [cell] = [cell for cell in page.cells if cell.slug == "inventory-letters"]
        assert set(letters_in(cell.source)) == set(range(1, COUNT + 1))
        assert not any(letters_in(cell.source).values())
        assert json.dumps(cell.source)
