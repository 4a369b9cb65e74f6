"""Tables as strangers hand them in: headings of grids, rows that are none, workbooks, blank forms, short rows."""

import csv
import io
from pathlib import Path

import pytest

from autograd_lab.grading.inventory.columns import are_headings, find_columns
from autograd_lab.grading.inventory.command import main
from autograd_lab.grading.inventory.forms import read_inventory
from autograd_lab.grading.inventory.sheets import InventoryError
from autograd_lab.grading.inventory.tables import read_table
from autograd_lab.grading.inventory.written import SEVERAL, UNSURE, read_answer

INVENTORY = read_inventory()
COUNT = len(INVENTORY.forms["A"])
NUMBERS = [str(number) for number in INVENTORY.forms["A"]]


def table(path: Path, rows: list[list[str]], encoding: str = "utf-8") -> Path:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def texts(form: str, option: int = 0) -> list[str]:
    return [asked.options[option].text for asked in INVENTORY.forms[form].values()]


@pytest.mark.parametrize("shape", ["What is it [{}]", "Your letters [{}]", "Letters [{}.]", "Grid [{}: a to d]"])
def test_the_grids_of_form_tools_have_their_numbers_in_brackets(tmp_path: Path, shape: str) -> None:
    head = ["Timestamp", "Email Address", "Full name", *(shape.format(number) for number in NUMBERS)]
    rows = [["2026/11/01", f"{who}@x.org", who, *texts("B", at)] for at, who in enumerate(["zoltan", "ada", "mbaye"])]
    sheets = read_table(table(tmp_path / "b_nonum.csv", [head, *rows]), "B", INVENTORY).sheets
    assert [(one.who, len(one.letters)) for one in sheets] == [
        (who, COUNT) for who in ("zoltan@x.org", "ada@x.org", "mbaye@x.org")
    ]


@pytest.mark.parametrize("form", ["A", "B"])
@pytest.mark.parametrize("option", [0, 1, 2])
def test_a_students_row_is_never_taken_for_the_headings(tmp_path: Path, form: str, option: int) -> None:
    """Whole option texts, many of them numbers: the table has headings that say nothing, and is refused."""
    head = ["Timestamp", "Email Address", *(f"What is it, {'x' * at}?" for at in range(COUNT))]
    row = ["2026/11/01", "zoltan@x.org", *texts(form, option)]
    assert not are_headings(row, INVENTORY, form)
    with pytest.raises(InventoryError, match="Nothing is written"):
        read_table(table(tmp_path / "a.csv", [head, row, row]), form, INVENTORY)


def test_a_few_questions_of_many_columns_are_no_headings(tmp_path: Path) -> None:
    head = ["id", "1", "2", "3", *(f"What is it, {'x' * at}?" for at in range(COUNT - 3))]
    with pytest.raises(InventoryError, match=f"headings for only 3 of {COUNT} questions"):
        read_table(table(tmp_path / "a.csv", [head, ["ada", *["b"] * COUNT]]), "A", INVENTORY)
    some = read_table(table(tmp_path / "b.csv", [["id", "1", "2", "Comment"], ["ada", "a", "b", "x"]]), "A", INVENTORY)
    assert len(some.sheets[0].letters) == 2


@pytest.mark.parametrize("form", ["A", "B"])
def test_a_heading_may_be_the_first_paragraph_of_its_question(form: str) -> None:
    for number, asked in INVENTORY.forms[form].items():
        first = asked.question.split("\n\n")[0]
        others = [one for one in INVENTORY.forms[form].values() if one.question.startswith(first)]
        if len(others) == 1 and len(first) > 30:
            found = find_columns(["id", first], INVENTORY, form)
            assert found.answers == {number: 1}


@pytest.mark.parametrize(("encoding", "said"), [("utf-8", 0), ("utf-8-sig", 0), ("cp1252", 1), ("latin-1", 1)])
def test_of_an_encoding_only_what_is_true_is_said(tmp_path: Path, encoding: str, said: int) -> None:
    path = table(tmp_path / "a.csv", [["id", *NUMBERS], ["Zoë", *["b"] * COUNT]], encoding)
    reading = read_table(path, "A", INVENTORY)
    assert reading.sheets[0].who == "Zoë"
    assert [one for one in reading.notes if "UTF-8" in one or "1252" in one] == (
        ["a.csv: it is not UTF-8, and was read as Windows-1252, as Excel's plain CSV is: look at letters with accents"]
        * said
    )


def test_a_row_that_is_shorter_or_longer_is_said_with_its_name(tmp_path: Path) -> None:
    rows = [["ada", *["b"] * (COUNT - 1)], ["ben", *["b"] * COUNT, "c"], ["cleo", *["b"] * COUNT]]
    said = "\n".join(read_table(table(tmp_path / "moved.csv", [["id", *NUMBERS], *rows]), "A", INVENTORY).notes)
    assert "fewer cells than the headings: row 2 (ada): 1; the last columns count as blank" in said
    assert "row 3 (ben): cells behind the last column: c" in said
    assert "cleo" not in said


@pytest.mark.parametrize("name", ["real.xlsx", "junk.xlsx", "old.xls", "named.csv"])
def test_a_workbook_is_called_one(tmp_path: Path, monkeypatch, capsys, name: str) -> None:
    data = {"junk.xlsx": b"not much", "old.xls": b"\xd0\xcf\x11\xe0rest"}.get(name, b"PK\x03\x04rest")
    (tmp_path / name).write_bytes(data)
    monkeypatch.chdir(tmp_path)
    assert main(["--a", name]) == 1
    said = capsys.readouterr().err
    assert "is an Excel workbook" in said
    assert "save it as CSV" in said


def test_a_blank_table_is_said_to_be_blank_and_no_page_comes_of_the_other_form(
    tmp_path: Path, monkeypatch, capsys
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["--blank", "a"]) == 0
    table(Path("b.csv"), [["id", *NUMBERS], *([f"s{n}", *texts("B")] for n in range(6))])
    capsys.readouterr()
    for arguments in (["--a", "inventory_a.csv"], ["--a", "inventory_a.csv", "--b", "b.csv"]):
        assert main(arguments) == 1
        said = capsys.readouterr().err
        assert "no rows are filled in" in said
        assert "says who" not in said
    assert "leave out --a" in said
    assert not Path("inventory_report").exists()


def test_who_is_who_is_said_where_there_was_a_choice(tmp_path: Path) -> None:
    one = read_table(table(tmp_path / "a.csv", [["id", *NUMBERS], ["ada", *["b"] * COUNT]]), "A", INVENTORY)
    assert not one.notes
    head = ["Email address", "Username", *NUMBERS]
    two = read_table(table(tmp_path / "b.csv", [head, ["ada@x.org", "ada", *["b"] * COUNT]]), "A", INVENTORY)
    assert "who is who by 'Username'; --id takes another column of Email address, Username" in " ".join(two.notes)


@pytest.mark.parametrize(
    ("written", "state"),
    [("c, or b", SEVERAL), ("a and/or b", SEVERAL), ("a?", UNSURE), ("b ??", UNSURE), ("(c?)", UNSURE)],
)
def test_two_letters_and_a_doubted_one_are_no_answer(written: str, state: str) -> None:
    assert read_answer(written, INVENTORY.forms["A"][1]).state == state
