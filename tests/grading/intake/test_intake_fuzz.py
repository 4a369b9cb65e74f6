"""The intake on files that chance has broken: it always gives a notebook that asks every question once."""

import json
import random
import time

import nbformat
import pytest
from nbformat import NotebookNode

from autograd_lab.grading.intake import handed_in
from autograd_lab.grading.intake.cells import grade_id, is_autograded
from autograd_lab.grading.intake.pipeline import NOTE_ID, Intake, take_in
from autograd_lab.grading.intake.skeleton import Skeleton
from tests.grading.bank.case import REPO, RIGHT, Notebook, about, dump, filled

SETS = [f"ps{number}" for number in range(1, 8)]


def notebook(name: str, folder: str = "assignments") -> NotebookNode:
    """A problem set as released, or its solution."""
    return nbformat.read(REPO / folder / name / f"{name}.ipynb", as_version=4)


def as_answered(name: str) -> bytes:
    """What a student who knows everything hands in."""
    released, solution = notebook(name), notebook(name, "solutions")
    answers = {grade_id(cell): cell.source for cell in solution.cells if grade_id(cell)}
    for cell in released.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = answers[grade_id(cell)]
    return nbformat.writes(released).encode()


def check(intake: Intake, released: NotebookNode) -> None:
    """What nbgrader relies on, whatever was handed in."""
    nbformat.validate(intake.notebook)
    nbformat.writes(intake.notebook).encode()
    known = {grade_id(cell): cell for cell in released.cells if grade_id(cell)}
    found = {grade_id(cell): cell for cell in intake.notebook.cells if grade_id(cell)}
    assert len([cell for cell in intake.notebook.cells if grade_id(cell)]) == len(known)
    assert found.keys() == known.keys()
    for name, cell in found.items():
        assert cell.metadata == known[name].metadata
        assert cell.cell_type == known[name].cell_type
        if cell.metadata.nbgrader.locked:
            assert cell.source == known[name].source
    place = {grade_id(cell): number for number, cell in enumerate(intake.notebook.cells)}
    skeleton = Skeleton.of(released)
    for index, waits in skeleton.checks.items():
        asked = place[grade_id(released.cells[index])]
        assert all(place[grade_id(released.cells[slot])] < asked for slot in waits)


@pytest.mark.slow
@pytest.mark.parametrize("name", SETS)
def test_an_honest_submission_passes_without_a_word_and_unchanged(name: str):
    released, data = notebook(name), as_answered(name)
    intake = take_in(released, data)
    assert intake.repairs == ()
    answered = nbformat.reads(data.decode(), as_version=4)
    assert [(cell.id, cell.cell_type, cell.source, cell.metadata) for cell in intake.notebook.cells] == [
        (cell.id, cell.cell_type, cell.source, cell.metadata) for cell in answered.cells
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", SETS)
def test_a_notebook_in_which_nothing_was_written_passes_without_a_word_too(name: str):
    released = notebook(name)
    intake = take_in(released, nbformat.writes(released).encode())
    assert intake.repairs == ()
    assert [(cell.id, cell.source) for cell in intake.notebook.cells] == [
        (cell.id, cell.source) for cell in released.cells
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", SETS)
def test_answers_without_any_metadata_find_their_places(name: str):
    released, data = notebook(name), as_answered(name)
    stripped = json.loads(data)
    for number, cell in enumerate(stripped["cells"]):
        cell |= {"metadata": {}, "id": f"x{number}"}
    intake = take_in(released, json.dumps(stripped).encode())
    check(intake, released)
    honest = take_in(released, data).notebook
    assert {grade_id(cell): cell.source for cell in intake.notebook.cells if grade_id(cell)} == {
        grade_id(cell): cell.source for cell in honest.cells if grade_id(cell)
    }


def cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def cut_front(data: bytes, chance: random.Random) -> bytes:
    return data[chance.randrange(len(data)) :]


def flip(data: bytes, chance: random.Random) -> bytes:
    spoilt = bytearray(data)
    for _ in range(chance.randrange(1, 40)):
        spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt)


def hole(data: bytes, chance: random.Random) -> bytes:
    start, end = sorted(chance.randrange(len(data)) for _ in range(2))
    return data[:start] + data[end:]


def shuffled(data: bytes, chance: random.Random) -> bytes:
    """Cells deleted, doubled and in any order, with metadata gone or of others."""
    broken: Notebook = json.loads(data)
    cells = [json.loads(json.dumps(cell)) for cell in chance.choices(broken["cells"], k=len(broken["cells"]))]
    names = [about(cell)["grade_id"] for cell in cells if about(cell)] or ["x"]
    for number, cell in enumerate(cells):
        cell["id"] = chance.choice([cell["id"], f"new{number}", "same"])
        if about(cell) and chance.random() < 0.5:
            cell["metadata"]["nbgrader"]["grade_id"] = chance.choice(names)
        if chance.random() < 0.2:
            cell["metadata"] = {}
        if chance.random() < 0.2:
            cell["cell_type"] = chance.choice(["code", "markdown", "raw", "sql"])
    return dump({**broken, "cells": cells})


@pytest.mark.slow
@pytest.mark.parametrize("seed", [*range(3), *(pytest.param(seed, marks=pytest.mark.full) for seed in range(3, 100))])
@pytest.mark.parametrize("spoil", [cut, cut_front, flip, hole, shuffled], ids=lambda spoil: spoil.__name__)
@pytest.mark.sampled(2)
def test_whatever_chance_does_to_a_file_every_question_is_asked_once(spoil, seed: int):
    chance = random.Random(seed)
    for name in SETS:
        released, data = notebook(name), as_answered(name)
        for _ in range(5):
            check(take_in(released, spoil(data, chance)), released)


@pytest.mark.slow
def test_a_file_cut_anywhere_loses_what_is_behind_the_cut_and_nothing_before():
    data, released = dump(filled()), notebook("ps1")
    for end in range(0, len(data), 997):
        part = data[:end]
        whole = {name for name, source in RIGHT.items() if json.dumps(source).encode() in part}
        intake = take_in(released, part)
        kept = {grade_id(cell): cell.source for cell in intake.notebook.cells}
        assert {name for name in RIGHT if kept[name] == RIGHT[name]} >= whole


HOSTILE = {
    "nested objects": b'{"cells": [' + b'{"id": ' * 300_000,
    "open strings": b'{"source": "' * 200_000,
    "quotes": b'"' * 1_000_001,
    "escapes": b'{"cells": [{"cell_type": "code", "source": "' + b"\\" * 1_000_001,
    "commas": b'{"cells": [{"cell_type": "code", "x": [' + b"1," * 500_000,
    "conflicts": b"\n<<<<<<< a\n=======\n" * 100_000,
    "starts": b'{"id": 1, ' * 200_000,
    "braces in python": b"{'a': " * 200_000,
    "blanks": b" " * 5_000_000,
    "magics": json.dumps({"cells": [{"cell_type": "code", "metadata": {}, "source": "%a\n" * 6600}]}).encode(),
    "digits": b'{"cells": [{"cell_type": "code", "metadata": {}, "source": "", "x": ' + b"9" * 3_000_000 + b"}]}",
}


@pytest.mark.slow
@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.sampled(3)
def test_a_text_made_to_keep_the_reader_busy_does_not(data: bytes):
    began = time.process_time()
    check(take_in(notebook("ps1"), data), notebook("ps1"))
    assert time.process_time() - began < 20  # under a second here; without the limits in salvage.py, minutes


@pytest.mark.slow
@pytest.mark.parametrize(
    "source",
    [
        "(" * 5000,
        "-" * 100_000 + "1",
        "def f():\n" + " return 1\n" * 3,
        "\x00",
        "x = '''",
        "f(" * 500,
        "lambda: " * 3000,
    ],
    ids=["parentheses", "signs", "ordinary", "zero", "open", "calls", "lambdas"],
)
def test_code_that_breaks_the_parser_is_carried_along_as_text(source: str):
    broken = filled()
    broken["cells"].insert(2, {"cell_type": "code", "metadata": {}, "source": source, "id": "s"})
    broken["cells"].insert(3, {"cell_type": "markdown", "metadata": {}, "source": source, "id": "m"})
    intake = take_in(notebook("ps1"), dump(broken))
    check(intake, notebook("ps1"))
    assert [cell.cell_type for cell in intake.notebook.cells if cell.source == source] == ["code", "markdown"]


def test_a_file_that_is_too_long_is_not_read(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(handed_in, "MOST_BYTES", 1000)
    cells, repairs = handed_in.read_cells(dump(filled()))
    assert cells == []
    assert "was not read" in str(repairs[0])


def test_of_a_notebook_with_more_cells_than_anybody_writes_the_first_are_read(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(handed_in, "MOST_CELLS", 3)
    cells, repairs = handed_in.read_cells(dump(filled()))
    assert len(cells) == 3
    assert f"has {len(filled()['cells'])} cells: those behind the first 3 were left out" in str(repairs[0])


@pytest.mark.slow
def test_a_long_notebook_that_was_saved_as_a_script_is_read():
    script = "# In[1]:\ndef f(x):\n    return x\n\n" * 1000
    assert len(handed_in.read_cells(script.encode())[0]) == 1000


def test_what_was_put_right_stands_at_the_top_and_as_plain_text():
    data = dump(filled())[:-30]
    intake = take_in(notebook("ps1"), data)
    assert intake.notebook.cells[0].id == NOTE_ID
    assert "The file is damaged: 48 cells could be read." in intake.notebook.cells[0].source
    assert intake.notebook.metadata.autograd_lab_intake["sha256"] == intake.sha256
    assert not is_autograded(intake.notebook.cells[0])


def test_pictures_in_a_written_answer_come_along():
    pasted = filled()
    cell = next(cell for cell in pasted["cells"] if about(cell).get("grade_id") == "explain_copies")
    cell["attachments"] = {"a.png": {"image/png": "iVBORw0KGgo="}, "bad": 3}
    intake = take_in(notebook("ps1"), dump(pasted))
    written = next(cell for cell in intake.notebook.cells if grade_id(cell) == "explain_copies")
    assert written.attachments == {"a.png": {"image/png": "iVBORw0KGgo="}}
    nbformat.validate(intake.notebook)
