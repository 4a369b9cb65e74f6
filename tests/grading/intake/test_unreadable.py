"""Files that are no notebook: what they are is said in one sentence, on every way to whoever has to act."""

import nbformat
import pytest

from autograd_lab.grading.collecting.collection import Collected
from autograd_lab.grading.intake import handed_in
from autograd_lab.grading.intake.pipeline import take_in
from autograd_lab.grading.intake.repair_notes import Repair
from autograd_lab.grading.intake.unreadable import HAND_IN
from autograd_lab.grading.pages.feedback import feedback_page
from autograd_lab.grading.pages.report import Standing, as_csv, mistakes_of, report_page
from autograd_lab.grading.run.record import RunRecord
from autograd_lab.grading.run.sheet import Sheet
from autograd_lab.grading.run.submission import Graded, Job, grade
from tests.grading.packing import zip_of
from tests.support.repo import REPO

RELEASED = (REPO / "assignments" / "ps1" / "ps1.ipynb").read_text(encoding="utf-8")
HERE = {"sandbox": "none", "trust_students": True}


def with_password_flag(data: bytes) -> bytes:
    """The archive with the flag of encryption set in both of its headers."""
    changed = bytearray(data)
    changed[6] |= 1
    changed[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(changed)


FILES = {
    "rar": (b"Rar!\x1a\x07\x01\x00" + bytes(50), "The file is a RAR archive, which is not opened."),
    "7z": (b"7z\xbc\xaf\x27\x1c\x00\x04", "The file is a 7-Zip archive, which is not opened."),
    "protected": (
        with_password_flag(zip_of({"ps1.ipynb": b"{}"})),
        "The file is an archive that is protected by a password.",
    ),
    "page": (b"\xef\xbb\xbf\n<!DOCTYPE html>\n<html><body>Sign in</body>", "The file is a web page, not a notebook."),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3", "The file is a PDF, not a notebook."),
    "word": (
        zip_of({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}),
        "The file is a document of an office program, not a notebook.",
    ),
    "picture": (b"\x89PNG\r\n\x1a\n", "The file is a picture, not a notebook."),
    "empty": (b"", "The file is empty."),
    "noise": (b"no notebook at all", "No cell of a notebook could be read from the file."),
}


@pytest.mark.parametrize("name", FILES)
def test_one_sentence_says_what_the_file_is(name: str):
    data, sentence = FILES[name]
    intake = take_in(nbformat.reads(RELEASED, as_version=4), data)
    assert intake.unreadable == sentence
    assert [repair.text for repair in intake.repairs] == [sentence]
    assert intake.put_right == ()
    top = intake.notebook.cells[0].source
    assert top.startswith(f"**The file could not be read.** {sentence[:8]}")
    assert "Put right" not in top


def test_what_was_put_right_beside_is_told_apart_from_what_could_not_be_read():
    late = Repair("name", "Canvas marks it as late.")
    intake = take_in(nbformat.reads(RELEASED, as_version=4), FILES["rar"][0], [late])
    assert intake.put_right == (late,)
    unread, put_right = intake.notebook.cells[0].source.split("\n\n**Put right before grading**")
    assert "RAR archive" in unread
    assert put_right.endswith("- Canvas marks it as late.")


def test_a_file_that_is_too_long_is_said_to_be(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(handed_in, "MOST_BYTES", 2**20)
    intake = take_in(nbformat.reads(RELEASED, as_version=4), b"{" * (2**20 + 1))
    assert intake.unreadable == "The file is longer than 1 MB: it was not read."


def test_a_notebook_is_read_whatever_else_is_wrong_with_it():
    cut = RELEASED.encode()[:-2000]
    assert take_in(nbformat.reads(RELEASED, as_version=4), cut).unreadable == ""


def test_no_notebook_at_all_counts_as_unreadable():
    note = Repair("file", "No notebook was handed in, but ps1.rar.")
    assert take_in(nbformat.reads(RELEASED, as_version=4), b"", [note]).unreadable == note.text


@pytest.fixture(scope="module")
def graded_rar() -> Graded:
    return grade(Job("ada", "ps1", "ps1.ipynb", FILES["rar"][0], RELEASED, 7, HERE))


def standing_of(graded_rar: Graded) -> Standing:
    notebook = nbformat.reads(graded_rar.notebook, as_version=4)
    record = RunRecord.of_notebook(notebook)
    sheet = Sheet(
        {name: score or 0.0 for name, score in graded_rar.scores.items()}, dict.fromkeys(graded_rar.scores, 4.0)
    )
    return Standing("ada", sheet, record, mistakes=mistakes_of(record))


@pytest.mark.slow
def test_the_instructor_finds_it_first_and_in_the_table(graded_rar: Graded):
    one = standing_of(graded_rar)
    table = as_csv([one], list(one.sheet.maxima)).splitlines()[1]
    assert "could not be read: The file is a RAR archive, which is not opened." in table
    assert table.count("RAR archive") == 1  # in `trouble`, and not in `repairs`
    assert "not-written" not in table
    page = report_page("ps1", [one], [], one.sheet.maxima)
    first = page.partition("<h2>")[2]
    assert first.startswith('<span class="wrong">Files that could not be read: 1</span>')
    assert "RAR archive" in first.partition("<h2>")[0]
    assert "No mistake was found." in page
    assert "broke its worker" not in page


@pytest.mark.slow
def test_the_student_reads_that_once_and_nothing_about_answers_that_nobody_saw(graded_rar: Graded):
    notebook = nbformat.reads(graded_rar.notebook, as_version=4)
    page = feedback_page("ada", "ps1", notebook, standing_of(graded_rar).sheet)
    assert page.count("The file is a RAR archive") == 1
    assert "Your file could not be read." in page
    assert HAND_IN in page
    for said in ("not written yet", "No answer was written", "Your answer", "no function", "About the file"):
        assert said not in page
    assert page.count("the file could not be read</td>") == 5


@pytest.mark.slow
def test_a_file_that_could_be_read_is_not_in_that_list():
    graded_rar = grade(Job("ada", "ps1", "ps1.ipynb", RELEASED.encode(), RELEASED, 7, HERE))
    assert "could not be read" not in report_page("ps1", [standing_of(graded_rar)], [], {"check_mse": 3.0})
    assert Collected("ada", "ps1.ipynb", (), "new").unreadable == ""
