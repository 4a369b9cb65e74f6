"""Sheets that look like those of the other form, or like a copy of the person's own first one: to be looked at."""

import math
from collections.abc import Mapping, Sequence

from autograd_lab.grading.inventory.forms import LETTERS, NAMES, RIGHT, Inventory, Question
from autograd_lab.grading.inventory.people import Person
from autograd_lab.grading.inventory.sheets import Sheet

FEWEST = 20  # letters, below which nothing is to be seen
DEVIATIONS = 4.0  # of a difference of two shares; by chance one sheet in thirty thousand
SAME = 0.9  # of the letters of both forms; by chance a third


def form_doubts(people: Sequence[Person], inventory: Inventory) -> list[str]:
    """Sentences on single sheets whose letters fit the other form better than their own; of a class see `exchanged`."""
    said = []
    for form, other in zip(NAMES, reversed(NAMES), strict=True):
        sheets = {one.id: one.counted[form] for one in people if form in one.counted}
        said += [
            f"{who}: the letters given as form {form} ({sheet.place}) fit form {other} better: look which form it was"
            for who, sheet in sheets.items()
            if _fits_better(sheet, inventory, other)
        ]
    return said


def copy_doubts(people: Sequence[Person]) -> list[str]:
    """Sentences on people whose letters are the same in both forms, which only a copied sheet gives."""
    said = []
    for one in people:
        forms = [{n: answer.letter for n, answer in sheet.letters.items()} for sheet in one.counted.values()]
        if len(forms) < 2:
            continue
        both = set(forms[0]) & set(forms[1])
        same = sum(forms[0][number] == forms[1][number] for number in both)
        if len(both) >= FEWEST and same > SAME * len(both):
            said.append(
                f"{one.id}: {same} of {len(both)} letters are the same in A and in B: one sheet may stand in both"
            )
    return said


def _fits_better(sheet: Sheet, inventory: Inventory, other: str) -> bool:
    """Whether letters fit the other form's questions better, by more than chance makes of it."""
    letters = {number: answer.letter for number, answer in sheet.letters.items()}
    if len(letters) < FEWEST:
        return False
    own, others = (_fit(letters, inventory.forms[form]) for form in (sheet.form, other))
    spread = math.sqrt((own * (1 - own) + others * (1 - others)) / len(letters))
    return others - own > DEVIATIONS * max(spread, 0.05)


def _fit(letters: Mapping[int, str], asked: Mapping[int, Question]) -> float:
    """The share of letters that are right, or the misconception's, as most are if the form is the right one."""
    expected = 0
    for number, letter in letters.items():
        texts = dict(zip(LETTERS, asked[number].options, strict=False)) if number in asked else {}
        expected += letter in texts and texts[letter].stands_for in {RIGHT, asked[number].misconception}
    return expected / len(letters)
