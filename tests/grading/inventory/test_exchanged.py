"""Forms that were exchanged: how often the letters of a class of 12 show it, and that no honest class is stopped."""

import csv
import random
from collections.abc import Mapping
from pathlib import Path

import pytest

from autograd_lab.grading.inventory.command import main
from autograd_lab.grading.inventory.exchanged import exchanged_forms
from autograd_lab.grading.inventory.forms import LETTERS, RIGHT, read_inventory
from autograd_lab.grading.inventory.people import Person, find_people
from autograd_lab.grading.inventory.sheets import Sheet
from autograd_lab.grading.inventory.written import read_answer

INVENTORY = read_inventory()
PEOPLE = 12


def letters_of_one(rng: random.Random, form: str, right: float, believing: float) -> Mapping[int, str]:
    """The letters of one person, by the share that is right, and of the others the misconceptions'."""
    found = {}
    for number, asked in INVENTORY.forms[form].items():
        roles = dict(zip((one.stands_for for one in asked.options), LETTERS, strict=False))
        wrong = [letter for role, letter in roles.items() if role != RIGHT]
        lot = roles[asked.misconception] if rng.random() < believing else rng.choice(wrong)
        found[number] = roles[RIGHT] if rng.random() < right else lot
    return found


def guessed(rng: random.Random, form: str) -> Mapping[int, str]:
    return {number: rng.choice(LETTERS[: len(asked.options)]) for number, asked in INVENTORY.forms[form].items()}


def class_of(sheets: Mapping[str, list[Mapping[int, str]]]) -> list[Person]:
    """A class whose sheets were given as these forms."""
    return find_people(
        Sheet(f"s{at}", form, "", {n: read_answer(one, INVENTORY.forms[form][n]) for n, one in letters.items()})
        for form, all_letters in sheets.items()
        for at, letters in enumerate(all_letters)
    ).everybody


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("right", "believing"), [(0.4, 0.5), (0.5, 0.0), (0.6, 0.3), (0.7, 0.0), (0.9, 0.0)])
def test_exchanged_forms_are_noticed(seed: int, right: float, believing: float) -> None:
    rng = random.Random(seed)
    made = {form: [letters_of_one(rng, form, right, believing) for _ in range(PEOPLE)] for form in "AB"}
    assert exchanged_forms(class_of({"A": made["B"], "B": made["A"]}), INVENTORY, {})
    [said] = exchanged_forms(class_of({"A": made["B"]}), INVENTORY, {})
    assert "% are right by its key and" in said
    assert "they look like form B's" in said


def honest_class(seed: int) -> list[Person]:
    """A class of one of nine kinds: good, weak, below chance, guessing, copying each other's guesses."""
    rng, kind = random.Random(seed), seed % 9
    right, believing = [(0.3, 0.0), (0.3, 0.6), (0.15, 0.8), (0.2, 0.0), (0.5, 0.3), (0.9, 0.0), (0.1, 1.0)][kind % 7]
    made = {}
    for form in "AB":
        one = guessed(rng, form)
        others = [guessed(rng, form) for _ in range(PEOPLE)] if kind == 7 else [one] * PEOPLE
        made[form] = [letters_of_one(rng, form, right, believing) for _ in range(PEOPLE)] if kind < 7 else others
    return class_of(made)


@pytest.mark.slow
@pytest.mark.parametrize("part", [pytest.param(part, marks=[pytest.mark.full] * (part > 0)) for part in range(10)])
def test_no_honest_class_is_stopped(part: int) -> None:
    """Of 200 classes, weak ones and mere guessers among them, none; each form could be taken for the other one."""
    for seed in range(20 * part, 20 * part + 20):
        assert not exchanged_forms(honest_class(seed), INVENTORY, {}), seed


def test_of_a_few_letters_nothing_is_decided() -> None:
    sheets = {"A": [letters_of_one(random.Random(1), "B", 1.0, 0.0)]}
    assert not exchanged_forms(class_of(sheets), INVENTORY, {})


def write(path: str, letters: list[Mapping[int, str]]) -> None:
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [["id", *INVENTORY.forms["A"]], *([f"s{at}", *one.values()] for at, one in enumerate(letters))]
        )


def test_the_command_stops_and_goes_on_when_told(tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    rng = random.Random(3)
    for form in "AB":
        write(f"inventory_{form.lower()}.csv", [letters_of_one(rng, form, 0.6, 0.0) for _ in range(PEOPLE)])
    exchanged = ["--a", "inventory_b.csv", "--b", "inventory_a.csv"]
    assert main(exchanged) == 1
    said = capsys.readouterr().err
    assert "of the letters given as form A" in said
    assert "inventory_b.csv is called like form B" in said
    assert "--as-given goes on" in said
    assert not Path("inventory_report").exists()
    assert main([*exchanged, "--as-given"]) == 0
    assert "they look like form B's" in capsys.readouterr().out
    write("inventory_b.csv", [letters_of_one(rng, "A", 0.6, 0.0) for _ in range(PEOPLE)])
    assert main(["--a", "inventory_b.csv"]) == 0
    assert "by its name is the other one; its letters do not say so" in capsys.readouterr().out
