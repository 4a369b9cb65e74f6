"""Each fault of a chapter's notes is found and said; a course with some notes wants them for all its chapters."""

from collections.abc import Callable
from pathlib import Path

import pytest

from autograd_lab.authoring import sync
from autograd_lab.authoring.problems import CourseError
from autograd_lab.authoring.source import read
from autograd_lab.authoring.teaching import pages
from autograd_lab.authoring.teaching.chapter_notes import load
from tests.authoring.small_course import LESSON

PREDICTED = "ch05-what-an-edge-does-3"
NOTES = f"""
[[shows]]
cell = "{PREDICTED}"
ask = "What comes out?"
line = "Wait for hands."
[[shows.guesses]]
says = "five"
of = "mistake:mean-missing"

[[skip]]
what = "What an edge"
why = "Nothing is lost."

[exam]
minutes = 8
question = "What is 2 + 2?"
answer = "4"
check = "assert 2 + 2 == 4"
[[exam.marks]]
points = 2
for = "Four"
[[exam.slips]]
says = "five"
of = "mistake:sign"
"""


@pytest.fixture
def small(tmp_path: Path) -> Callable[[str], Path]:
    """A course of one chapter, whose notes are what is handed over."""
    (tmp_path / "course/lessons").mkdir(parents=True)
    (tmp_path / "course/teaching").mkdir()
    (tmp_path / "course/lessons/05_small_graph.py").write_text(LESSON)

    def with_notes(notes: str) -> Path:
        (tmp_path / "course/teaching/05.toml").write_text(notes)
        return tmp_path

    return with_notes


def faults(root: Path) -> str:
    with pytest.raises(CourseError) as error:
        load(root, read(root / "course/lessons/05_small_graph.py"))
    return str(error.value)


def test_notes_without_a_fault_are_read(small: Callable[[str], Path]) -> None:
    root = small(NOTES)
    found = load(root, read(root / "course/lessons/05_small_graph.py"))
    assert found
    assert (found.shows[0].predicted, found.exam.check) == (True, "assert 2 + 2 == 4")
    assert [guess.kind for guess in found.exam.slips] == ["mistake"]


OTHER_CELL = f'[[shows]]\ncell = "{PREDICTED}"\nask = "a"\nline = "b"\n'
FIRST_CELL = '[[shows]]\ncell = "ch05-a-graph-of-three-nodes-2"\nask = "a"\nline = "b"\n'


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text + "=", "this is no TOML"),
        (lambda text: text.replace('ask = "What comes out?"\n', ""), "a table [shows] has wrong or missing: ask"),
        (lambda text: text.replace("minutes = 8", 'minutes = "8"'), "a table [exam] has wrong or missing: minutes"),
        (lambda text: text.replace("minutes = 8", "minutes = 8\nhours = 1"), "[exam] has wrong or missing: hours"),
        (lambda text: text.replace('check = "', "check = 1 #"), "[exam] has wrong or missing: check"),
        (lambda text: text.replace("points = 2", "points = 2.5"), "a table [marks] has wrong or missing: points"),
        (lambda text: text.replace('why = "Nothing is lost."', ""), "a table [skip] has wrong or missing: why"),
        (lambda text: text.replace('of = "mistake:sign"', ""), "a table [guesses] has wrong or missing: of"),
        (lambda text: text.partition("[exam]")[0], "the file has wrong or missing: exam"),
        (lambda text: text.replace(PREDICTED, "ch05-no-such-cell"), "'ch05-no-such-cell' is no code cell"),
        (lambda text: text.replace(PREDICTED, "try-it"), "'try-it' is no code cell of the chapter"),
        (lambda text: text.replace(PREDICTED, "ch05-no-such-cell"), f"the prediction '{PREDICTED}' is not there"),
        (lambda text: OTHER_CELL + text, f"'{PREDICTED}' is named twice"),
        (lambda text: text.replace("[[skip]]", FIRST_CELL + "\n[[skip]]"), "are not in the chapter's order"),
        (lambda text: text.replace("What an edge", "No such heading"), "'No such heading' begins no heading"),
        (lambda text: text.replace('"What an edge"', '""'), "'' begins no heading, or several"),
        (lambda text: text.replace("mistake:mean-missing", "mistake:no-such"), "'mistake:no-such', of the wrong guess"),
        (lambda text: text.replace("mistake:sign", "belief:no-such"), "'belief:no-such', of the wrong guess 'five'"),
        (lambda text: text.replace("mistake:sign", "slip:8.1:"), "'slip:8.1:', of the wrong guess 'five'"),
        (lambda text: text.replace("mistake:sign", "guess:sign"), "'guess:sign', of the wrong guess 'five'"),
    ],
)
def test_each_fault_of_the_notes_is_said(small: Callable[[str], Path], change: Callable[[str], str], said: str) -> None:
    assert change(NOTES) != NOTES
    told = faults(small(change(NOTES)))
    assert said in told
    assert told.startswith("course/teaching/05.toml:1: ")


def test_sync_makes_the_page_and_the_overview_and_takes_both_away(
    small: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    root = small(NOTES)
    assert sync.main(["--root", str(root)]) == 0
    page = (root / "docs/teaching/05.md").read_text()
    assert page.startswith("# Notes to chapter A graph of three nodes\n")
    assert "1/N missing (sum instead of the mean)" in page
    (root / "docs/teaching/own.md").write_text("# A page of one's own\n")
    assert sync.main(["--root", str(root)]) == 0
    overview = (root / "docs/teaching/README.md").read_text()
    assert "[A graph of three nodes](05.md)" in overview
    assert "- [A page of one's own](own.md)" in overview
    (root / "docs/teaching/05.md").write_text(page + "More.\n")
    assert sync.main(["--root", str(root), "--check"]) == 1
    assert "differs from its source: docs/teaching/05.md" in capsys.readouterr().out
    (root / "docs/teaching/05.md").write_text(page)
    (root / "course/teaching/05.toml").unlink()
    assert sync.main(["--root", str(root)]) == 0
    assert not (root / "docs/teaching/05.md").exists()
    assert (root / "docs/teaching/own.md").exists()


def test_a_chapter_without_notes_is_named_once_another_has_some(small: Callable[[str], Path]) -> None:
    root = small(NOTES)
    assert not list(pages.missing_notes(root, sync.sources(root)))
    (root / "course/lessons/06_next.py").write_text(LESSON.replace('slug="try-it"', 'slug="try-this"'))
    (fault,) = pages.missing_notes(root, sync.sources(root))
    assert "06_next.py" in fault.file
    assert "no notes for those who teach it" in fault.what
    (root / "course/teaching/05.toml").unlink()
    assert not list(pages.missing_notes(root, sync.sources(root)))
