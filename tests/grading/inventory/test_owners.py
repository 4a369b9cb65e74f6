"""Who handed in a notebook: platforms, folders, names of files, and what is said where nobody is named."""

import json
import random
import zipfile
from pathlib import Path

import pytest

from autograd_lab.grading.inventory.command import main
from autograd_lab.grading.inventory.notebooks import LETTERS_CELL
from autograd_lab.grading.inventory.owners import name_beside_form, owners_in, owners_one_by_one
from tests.grading.inventory.notebooks import handed_in


@pytest.mark.parametrize(
    "stem",
    ["inventory_a", "inventory_a (1)", "inventory_b(12)", "Inventory_A", "inventory_a-Copy1", "Copy of inventory_a",
     "inventory_a_2", "inventory_a v2", "form_b", "inventory_a - Kopie", "inventory_a_final"],
)  # fmt: skip
def test_no_id_is_made_of_a_browsers_number_or_of_the_forms_name(stem: str) -> None:
    assert not name_beside_form(stem)
    assert owners_in([f"{stem}.ipynb"], "A") == {f"{stem}.ipynb": ""}


@pytest.mark.parametrize(
    ("stem", "who"),
    [
        ("ada_inventory_a", "ada"), ("ada_inventory_a (1)", "ada"), ("inventory_a_priya_nair", "priya_nair"),
        ("inventory_a_4711001", "4711001"), ("ada", "ada"), ("s7", "s7"), ("7", "7"),
        ("zoltan.kiss_inventory_b", "zoltan.kiss"),
        ("Copycat", "Copycat"), ("inventory_a-Ada Lovelace", "Ada Lovelace"),
    ],
)  # fmt: skip
def test_a_name_beside_the_forms_is_the_id(stem: str, who: str) -> None:
    assert name_beside_form(stem) == who


def test_a_folder_around_everybody_is_nobody() -> None:
    paths = ["class3/ada_inventory_a.ipynb", "class3/ben_inventory_a.ipynb"]
    assert list(owners_in(paths, "A").values()) == ["ada", "ben"]
    paths = ["submissions/inventory_a.ipynb", "submissions/inventory_a (1).ipynb"]
    assert list(owners_in(paths, "A").values()) == ["", ""]
    assert list(owners_in(["ada/inventory_a.ipynb", "ada/inventory_a (1).ipynb"], "A").values()) == ["ada", "ada"]


def test_of_notebooks_given_one_by_one_the_folder_says_who() -> None:
    given = [Path("zoltan.kiss/inventory_a.ipynb"), Path("ada/inventory_a.ipynb"), Path("Downloads/inventory_a.ipynb")]
    assert list(owners_one_by_one({"A": given}).values()) == ["zoltan.kiss", "ada", ""]
    given = [Path("zoltan/homework3.ipynb"), Path("ada/homework3.ipynb"), Path("inventory_a.ipynb")]
    assert list(owners_one_by_one({"A": given}).values()) == ["zoltan", "ada", ""]
    both = owners_one_by_one({"A": [Path("before/ada.ipynb")], "B": [Path("after/ada.ipynb")]})
    assert list(both.values()) == ["ada", "ada"]


def letters(seed: int) -> dict[int, str]:
    rng = random.Random(seed)
    return {number: rng.choice("abc") for number in range(1, 55)}


@pytest.mark.slow
def test_nameless_notebooks_in_an_archive_join_nobody(tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    for form in "AB":
        with zipfile.ZipFile(f"z{form}.zip", "w") as archive:
            for at, name in enumerate(["inventory_{}.ipynb", "inventory_{} (1).ipynb", "inventory_{} (2).ipynb"]):
                archive.writestr(name.format(form.lower()), handed_in(form, letters(at)))
    assert main(["--a", "zA.zip", "--b", "zB.zip"]) == 0
    out = capsys.readouterr().out
    assert "form A: 3, form B: 3, both: 0" in out
    assert "nobody is named by zA.zip/inventory_a (1).ipynb, zA.zip/" in out
    assert "into a folder called like its student" in out


@pytest.mark.slow
def test_two_notebooks_given_one_by_one_are_two_people(tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    arguments = []
    for form in "AB":
        for at, who in enumerate(["zoltan.kiss", "ada.lovelace"]):
            path = Path(who, f"inventory_{form.lower()}.ipynb")
            path.parent.mkdir(exist_ok=True)
            path.write_text(handed_in(form, letters(at) if at + ord(form) != ord("B") + 1 else {}), encoding="utf-8")
            arguments += [f"--{form.lower()}", str(path)]
    assert main(arguments) == 0
    out = capsys.readouterr().out
    assert "form A: 2, form B: 1, both: 1" in out
    assert out.count("no letter") == 1
    assert "ada.lovelace: form B (ada.lovelace/inventory_b.ipynb) holds no letter" in out
    assert "of whom their folders name: zoltan.kiss, ada.lovelace" in out


@pytest.mark.slow
def test_two_files_of_one_name_without_an_id_join_nobody(tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    for form in "AB":
        Path(form).mkdir()
        Path(form, "answers.csv").write_text("1,2,3\nb,c,a\n", encoding="utf-8")
    assert main(["--a", "A/answers.csv", "--b", "B/answers.csv"]) == 0
    assert "both: 0" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize("place", ["own cell", "below a question"])
def test_letters_without_numbers_are_asked_for_in_the_form_that_is_read(tmp_path, monkeypatch, capsys, place) -> None:
    monkeypatch.chdir(tmp_path)
    tree = json.loads(handed_in("A", {}))
    own = next(cell for cell in tree["cells"] if cell["id"] == LETTERS_CELL)
    asked = next(cell for cell in tree["cells"] if "".join(cell["source"]).startswith("**1.**"))
    if place == "own cell":
        own["source"] = ["b c a d b"]
    else:
        asked["source"] = [*asked["source"], "\n\nmy answer: b"]
    Path("ada.ipynb").write_text(json.dumps(tree), encoding="utf-8")
    assert main(["--a", "ada.ipynb"]) == 1
    assert "as in `1. b`, its number before its letter" in capsys.readouterr().err
