"""The command from end to end: what it writes, what it says, and that nobody's name is on the page for the class."""

import csv
import zipfile
from pathlib import Path

import pytest

from autograd_lab import cli
from autograd_lab.grading.inventory.command import main
from tests.grading.inventory.notebooks import handed_in
from tests.grading.inventory.tables import HEAD, NUMBERS, rights, write_table


def rows_of(name: str) -> list[dict[str, str]]:
    with Path("inventory_report", name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_command_is_one_of_autograd_lab_and_says_what_to_give(folder: Path, capsys) -> None:
    with pytest.raises(SystemExit):
        cli.main(["inventory"])
    assert "--blank a writes an empty table" in capsys.readouterr().err


def test_a_blank_table_is_written_once_and_read_again(folder: Path, capsys) -> None:
    Path("class.csv").write_text("id,name\ns1,Ada\ns2,Ben\n", encoding="utf-8")
    assert main(["--blank", "a", "--roster", "class.csv"]) == 0
    assert "--a inventory_a.csv" in capsys.readouterr().out
    text = Path("inventory_a.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines()[0] == ",".join(HEAD)
    assert [line.partition(",")[0] for line in text.splitlines()[1:]] == ["s1", "s2"]
    assert main(["--blank", "a"]) == 1
    assert "is there already, and may hold answers" in capsys.readouterr().err
    assert main(["--a", "inventory_a.csv"]) == 1
    assert "there is not one letter" in capsys.readouterr().err


def test_a_class_of_one(folder: Path, capsys) -> None:
    for form in "AB":
        write_table(folder / f"{form}.csv", [["ada", *rights(form)]])
    assert main(["--a", "A.csv", "--b", "B.csv"]) == 0
    out = capsys.readouterr().out
    assert "both: 1" in out
    assert "No page for the class (class.html): 1 in form A and 1 in form B gave letters" in out
    assert not Path("inventory_report/class.html").exists()
    page = Path("inventory_report/report.html").read_text(encoding="utf-8")
    assert "1 person, 1 with both forms" in page
    assert "Normalised gain: none, since all was right before" in page
    assert "None is made of fewer than 20 people" in page


def test_form_a_alone_gives_no_page_for_the_class_since_it_would_tell_form_b(folder: Path, capsys) -> None:
    write_table(folder / "A.csv", [[f"s{n}", *rights("A")] for n in range(8)])
    assert main(["--a", "A.csv"]) == 0
    assert "it comes with form B" in capsys.readouterr().out
    assert not Path("inventory_report/class.html").exists()


def test_nothing_that_was_handed_in_is_lost(folder: Path, capsys) -> None:
    a, b = rights("A"), rights("B")
    half = [*a[:10], *[""] * (len(a) - 10)]
    write_table(
        folder / "A.csv", [["ada", *a], ["ben", *half], ["ADA", *b], ["cleo", "a/b", "zz", "?", *a[3:]], ["", *a]]
    )
    write_table(folder / "B.csv", [["Ada", *b], ["bem", *b], ["dev", *b]])
    assert main(["--a", "A.csv", "--b", "B.csv"]) == 0
    out = capsys.readouterr().out
    assert "form A: 4, form B: 3, both: 1" in out
    assert "ada: form A 2 times, with other letters: the first counts (A.csv, row 2)" in out
    assert "ben (form A alone) and bem (form B alone) may be one: --same ben=bem joins them" in out
    answers = rows_of("answers.csv")
    assert len(answers) == 8 * len(NUMBERS)
    assert {row["counted"] for row in answers if row["place"] == "A.csv, row 4"} == {"no"}
    cleo = [(row["written"], row["state"]) for row in answers if row["id"] == "cleo"][:3]
    assert cleo == [("a/b", "several letters"), ("zz", "not a letter"), ("?", "unsure")]
    page = Path("inventory_report/report.html").read_text(encoding="utf-8")
    assert f'<th scope="row">ben</th><td>11–{len(a)}</td>' in page
    assert "Form B alone: 2" in page
    assert main(["--a", "A.csv", "--b", "B.csv", "--same", "ben=bem"]) == 0
    out = capsys.readouterr().out
    assert "both: 2" in out
    assert "Replaced, from an earlier run: report.html" in out
    [ben] = [row for row in rows_of("by_student.csv") if row["id"] == "ben"]
    assert (ben["letters_a"], ben["letters_b"], ben["right_b"]) == ("10", str(len(b)), "1.0000")


def test_names_that_a_spreadsheet_would_run_are_text(folder: Path) -> None:
    write_table(folder / "A.csv", [["=HYPERLINK(1)", "=1+1", *rights("A")[1:]], ["<script>x</script>", *rights("A")]])
    assert main(["--a", "A.csv"]) == 0
    assert "'=HYPERLINK(1)" in {row["id"] for row in rows_of("by_student.csv")}
    assert "'=1+1" in {row["written"] for row in rows_of("answers.csv")}
    assert "<script>" not in Path("inventory_report/report.html").read_text(encoding="utf-8")


def test_no_file_of_somebody_else_is_replaced(folder: Path, capsys) -> None:
    write_table(folder / "A.csv", [["ada", *rights("A")]])
    Path("inventory_report").mkdir()
    Path("inventory_report/answers.csv").write_text("mine", encoding="utf-8")
    assert main(["--a", "A.csv"]) == 1
    assert "this command did not write it" in capsys.readouterr().err
    assert [path.name for path in Path("inventory_report").iterdir()] == ["answers.csv"]
    (folder / "answers.csv").write_bytes((folder / "A.csv").read_bytes())
    assert main(["--a", "answers.csv", "--out", "."]) == 1
    assert "one of the files that were given" in capsys.readouterr().err


def test_a_page_for_the_class_of_an_earlier_run_is_named(folder: Path, capsys) -> None:
    for form in "AB":
        write_table(folder / f"{form}.csv", [[f"s{n}", *rights(form)] for n in range(6)])
    assert main(["--a", "A.csv", "--b", "B.csv"]) == 0
    assert Path("inventory_report/class.html").exists()
    assert main(["--a", "A.csv"]) == 0
    assert "is of an earlier run and not of this one: do not give it out" in capsys.readouterr().out


@pytest.mark.parametrize("given", [["--a", "gone.csv"], ["--a", "A.csv", "--b", "A.csv"], ["--a", "gone.zip"]])
def test_what_cannot_be_read_ends_with_a_sentence(folder: Path, capsys, given: list[str]) -> None:
    write_table(folder / "A.csv", [["ada", *rights("A")]])
    assert main(given) == 1
    assert "autograd-lab inventory: " in capsys.readouterr().err
    assert not Path("inventory_report").exists()


@pytest.mark.slow
def test_notebooks_from_a_platform(folder: Path, capsys) -> None:
    letters = {form: dict(zip(NUMBERS, rights(form), strict=True)) for form in "AB"}
    with zipfile.ZipFile("class.zip", "w") as archive:
        for at, who in enumerate(["Ada Lovelace", "Ben Ito"]):
            for form in "AB":
                name = f"{who}_123456{at}_assignsubmission_file_/inventory_{form.lower()}.ipynb"
                archive.writestr(name, handed_in(form, letters[form]))
    assert main(["--a", "class.zip", "--b", "class.zip"]) == 0
    assert "form A: 2, form B: 2, both: 2" in capsys.readouterr().out
    assert {row["id"] for row in rows_of("by_student.csv")} == {"Ada Lovelace", "Ben Ito"}
