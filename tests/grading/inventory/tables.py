"""Tables of letters as an instructor has them: a row for each id, a column for each question."""

import csv
from pathlib import Path

from autograd_lab.grading.inventory.forms import read_inventory
from tests.grading.inventory.simulated import chosen_letter

INVENTORY = read_inventory()
NUMBERS = list(INVENTORY.forms["A"])
HEAD = ["id", *map(str, NUMBERS)]


def rights(form: str) -> list[str]:
    return [chosen_letter(form, number, "right") for number in NUMBERS]


def write_table(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEAD, *rows])
    return path
