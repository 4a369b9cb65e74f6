"""Cells that were deleted, copied, moved, split, merged or turned into something else."""

import copy

from tests.grading.bank.case import (
    BY_HAND,
    RIGHT,
    TAKE_FROM_FREE,
    WRITTEN,
    Notebook,
    about,
    add,
    blank,
    cell_of,
    changed,
    dump,
    own,
    place,
)
from tests.grading.students import STUB

BLANK_MSE = f"def mse(y_hat, y):\n    {STUB}\n"
WRONG_MSE = "def mse(y_hat, y):\n    return np.sum((y_hat - y) ** 2)\n"
HELPED_MSE = "def mse(y_hat, y):\n    return np.mean(squares(y_hat - y))\n"
HELPER = "def squares(r):\n    return r**2\n"
CELL_HELPED = {"mse": HELPED_MSE}


def delete(*names: str):
    """Without the cells with these grade_ids."""

    def change(notebook: Notebook) -> None:
        for name in names:
            notebook["cells"].remove(cell_of(notebook, name))

    return change


def delete_all_checks(notebook: Notebook) -> None:
    notebook["cells"] = [cell for cell in notebook["cells"] if not about(cell).get("locked")]


def only_answers(notebook: Notebook) -> None:
    notebook["cells"] = [cell for cell in notebook["cells"] if about(cell).get("solution")]


def copied(source: str, before: bool = False, name: str = "mse"):
    """A copy of an answer cell, grade_id and all, as Lab's copy and paste makes it, with another source."""

    def change(notebook: Notebook) -> None:
        twin = copy.deepcopy(cell_of(notebook, name))
        twin["source"] = source
        twin["id"] += "-copy"
        notebook["cells"].insert(place(notebook, name) + (not before), twin)

    return change


def below_check(notebook: Notebook) -> None:
    """The blank stands where it was; a copy of the cell, below the check, holds the answer."""
    copied(RIGHT["mse"])(notebook)
    twin = notebook["cells"].pop(place(notebook, "mse") + 1)
    cell_of(notebook, "mse")["source"] = BLANK_MSE
    notebook["cells"].insert(place(notebook, "check_mse") + 1, twin)


def check_copied(notebook: Notebook) -> None:
    at = place(notebook, "check_mse")
    notebook["cells"][at:at] = [copy.deepcopy(notebook["cells"][at]) for _ in range(3)]


def everything_twice(notebook: Notebook) -> None:
    notebook["cells"] += copy.deepcopy(notebook["cells"])


def own_cell(source: str, before: str, **blanks: str):
    """A cell of the student's before another."""

    def change(notebook: Notebook) -> None:
        notebook["cells"].insert(place(notebook, before), own(source))

    return change


def all_in_one(notebook: Notebook) -> None:
    """The answer cells are gone; all four functions stand in one cell below the imports."""
    delete(*RIGHT)(notebook)
    notebook["cells"].insert(2, own("\n\n".join(RIGHT.values())))


def all_in_one_at_the_end(notebook: Notebook) -> None:
    """The blanks stand; all four functions, and a helper above them, stand at the very end."""
    notebook["cells"] += [own(HELPER, "h"), own("\n\n".join({**RIGHT, **CELL_HELPED}.values()), "all")]


def blank_with(change):
    """The released notebook, otherwise untouched."""

    def build() -> bytes:
        notebook = blank()
        cell_of(notebook, BY_HAND)["source"] = WRITTEN
        change(notebook)
        return dump(notebook)

    return build


def in_the_check(notebook: Notebook) -> None:
    """The function is typed above the check's line, in the locked cell."""
    cell_of(notebook, "mse")["source"] = BLANK_MSE
    cell = cell_of(notebook, "check_mse")
    cell["source"] = RIGHT["mse"] + "\n\ncheck.ps1(mse).require()"


def in_a_trial(name: str):
    """The function is typed above the lines of a released cell to try things in; the blank stands."""

    def change(notebook: Notebook) -> None:
        cell_of(notebook, "mse")["source"] = BLANK_MSE
        cell = next(cell for cell in notebook["cells"] if cell["id"] == name)
        cell["source"] = RIGHT["mse"] + "\n\n" + "".join(cell["source"])

    return change


def kind(name: str, to: str):
    """A cell becomes Markdown, raw or code, as one key does it."""

    def change(notebook: Notebook) -> None:
        cell = cell_of(notebook, name)
        cell["cell_type"] = to
        if to == "code":
            cell |= {"outputs": [], "execution_count": None}
        else:
            cell.pop("outputs", None)
            cell.pop("execution_count", None)

    return change


def all_markdown(notebook: Notebook) -> None:
    for name in RIGHT:
        kind(name, "markdown")(notebook)


def split(notebook: Notebook) -> None:
    """Split between a helper and the function: Lab gives both halves the metadata."""
    cell_of(notebook, "mse")["source"] = HELPER
    copied(HELPED_MSE)(notebook)


def merge(first: str, second: str):
    """Merged with the cell below: the first one's metadata stay."""

    def change(notebook: Notebook) -> None:
        gone = cell_of(notebook, second)
        cell_of(notebook, first)["source"] = f"{cell_of(notebook, first)['source']}\n\n{''.join(gone['source'])}"
        notebook["cells"].remove(gone)

    return change


def merge_three(notebook: Notebook) -> None:
    merge("predict", "check_predict")(notebook)
    merge("predict", "mse")(notebook)


def reverse_answers(notebook: Notebook) -> None:
    """The answers stand in the opposite order, each with its metadata."""
    places = [place(notebook, name) for name in RIGHT]
    moved = [cell_of(notebook, name) for name in reversed(RIGHT)]
    for at, cell in zip(places, moved, strict=True):
        notebook["cells"][at] = cell


def reverse_sources(notebook: Notebook) -> None:
    """The answers stand in cells that ask for others."""
    for name, source in zip(RIGHT, reversed(RIGHT.values()), strict=True):
        cell_of(notebook, name)["source"] = source


def checks_first(notebook: Notebook) -> None:
    checks = [cell for cell in notebook["cells"] if about(cell).get("locked")]
    notebook["cells"] = checks + [cell for cell in notebook["cells"] if cell not in checks]


def imports_last(notebook: Notebook) -> None:
    found = next(cell for cell in notebook["cells"] if "import numpy" in "".join(cell["source"]))
    notebook["cells"].remove(found)
    notebook["cells"].append(found)


def imports_deleted(notebook: Notebook) -> None:
    found = next(cell for cell in notebook["cells"] if "import numpy" in "".join(cell["source"]))
    notebook["cells"].remove(found)


def backwards(notebook: Notebook) -> None:
    notebook["cells"].reverse()


def check_edited(source: str):
    """Other text in every check."""

    def change(notebook: Notebook) -> None:
        for name in RIGHT:
            cell_of(notebook, f"check_{name}")["source"] = source

    return change


add(
    "cells",
    {
        "answer-copied": changed(copied(RIGHT["mse"])),
        "blank-copied-above": changed(copied(BLANK_MSE, before=True)),
        "blank-copied-below": changed(copied(BLANK_MSE)),
        "wrong-attempt-above": changed(copied(WRONG_MSE, before=True)),
        "wrong-attempt-below": changed(copied(WRONG_MSE)),
        "answer-in-copy-below-check": changed(below_check),
        "check-copied": changed(check_copied),
        "everything-twice": changed(everything_twice),
        "check-deleted": changed(delete("check_mse")),
        "checks-deleted": changed(delete_all_checks),
        "answer-deleted": changed(delete("mse")),
        "answer-and-check-deleted": changed(delete("mse", "check_mse")),
        "written-answer-deleted": changed(delete(BY_HAND)),
        "only-answers-left": changed(only_answers),
        "answer-in-own-cell": changed(own_cell(RIGHT["mse"], "check_mse"), mse=BLANK_MSE),
        "answer-in-own-cell-above": changed(own_cell(RIGHT["mse"], "mse"), mse=BLANK_MSE),
        "all-in-one-cell": changed(all_in_one),
        "all-in-one-cell-at-the-end": blank_with(all_in_one_at_the_end),
        "answer-typed-into-check": changed(in_the_check),
        "answer-typed-into-trial": changed(in_a_trial("ps1-mse-try")),
        "answer-typed-into-later-trial": changed(in_a_trial("ps1-gradients-try")),
        "answer-as-markdown": changed(kind("mse", "markdown")),
        "answer-as-raw": changed(kind("mse_gradients", "raw")),
        "all-answers-as-markdown": changed(all_markdown),
        "check-as-markdown": changed(kind("check_mse", "markdown")),
        "written-answer-as-code": changed(kind(BY_HAND, "code")),
        "answer-split": changed(split),
        "answer-merged-with-check": changed(merge("mse", "check_mse")),
        "two-answers-merged": changed(merge_three),
        "answers-in-reverse-order": changed(reverse_answers),
        "answers-in-wrong-cells": changed(reverse_sources),
        "checks-first": changed(checks_first),
        "imports-last": changed(imports_last),
        "imports-deleted": changed(imports_deleted),
        "backwards": changed(backwards),
        "checks-emptied": changed(check_edited("")),
        "checks-edited-to-points": changed(check_edited("16.0"), mse_gradients=TAKE_FROM_FREE),
        "helper-above": changed(own_cell(HELPER, "mse"), **CELL_HELPED),
        "helper-between-answer-and-check": changed(own_cell(HELPER, "check_mse"), **CELL_HELPED),
        "helper-at-the-end": changed(lambda nb: nb["cells"].append(own(HELPER)), **CELL_HELPED),
        "experiment-below-check": changed(own_cell(WRONG_MSE, "mse_gradients")),
        "experiment-above-check": changed(own_cell(WRONG_MSE, "check_mse")),
        "two-hundred-own-cells": changed(
            lambda nb: nb["cells"].extend(own(f"x{number} = {number}", f"o{number}") for number in range(200))
        ),
        "untouched": lambda: dump(blank()),
    },
)
