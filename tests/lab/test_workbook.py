"""The learner's working copy: whatever the order of edits and updates, no byte that a learner wrote is lost."""

import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from autograd_lab.lab import workbook
from autograd_lab.lab.workbook import WorkbookError, prepare
from tests.support.repo import REPO

CHAPTER = Path("notebooks/05_graph.ipynb")
NEWS = Path("notebooks/05_graph.new.ipynb")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "course"
    for path, text in ((CHAPTER, "edition 1"), (Path("assignments/ps1/ps1.ipynb"), "ps1")):
        (root / path).parent.mkdir(parents=True)
        (root / path).write_text(text)
    (root / "notebooks/.ipynb_checkpoints").mkdir()
    (root / "notebooks/.ipynb_checkpoints/05_graph.ipynb").write_text("not for learners")
    return root


@pytest.fixture
def mine(root: Path) -> Path:
    prepare(root, root / "workbook")
    return root / "workbook"


def test_the_first_opening_hands_out_notebooks_and_assignments(root: Path) -> None:
    summary = prepare(root, root / "workbook")
    files = {
        file.relative_to(root / "workbook").as_posix() for file in (root / "workbook").rglob("*") if file.is_file()
    }
    assert files == {CHAPTER.as_posix(), "assignments/ps1/ps1.ipynb", ".autograd-lab.json"}
    assert len(summary.new) == 2
    assert "2 new, 0 updated, 0 left as they are" in str(summary)


def test_a_second_opening_changes_nothing(root: Path, mine: Path) -> None:
    before = {file: file.stat().st_mtime_ns for file in mine.rglob("*.ipynb")}
    summary = prepare(root, mine)
    assert (summary.new, summary.updated, summary.news, summary.kept) == ([], [], [], 2)
    assert {file: file.stat().st_mtime_ns for file in mine.rglob("*.ipynb")} == before


def test_an_untouched_file_is_brought_up_to_date(root: Path, mine: Path) -> None:
    (root / CHAPTER).write_text("edition 2")
    assert prepare(root, mine).updated == [CHAPTER]
    assert (mine / CHAPTER).read_text() == "edition 2"


def test_news_come_once_beside_a_changed_file(root: Path, mine: Path) -> None:
    (mine / CHAPTER).write_text("my work")
    assert prepare(root, mine).news == []
    (root / CHAPTER).write_text("edition 2")
    summary = prepare(root, mine)
    assert summary.news == [NEWS]
    assert NEWS.as_posix() in str(summary)
    assert (mine / CHAPTER).read_text() == "my work"
    assert (mine / NEWS).read_text() == "edition 2"
    (mine / NEWS).unlink()
    assert prepare(root, mine).news == []


def test_an_unread_offer_is_replaced_and_one_worked_in_is_not(root: Path, mine: Path) -> None:
    (mine / CHAPTER).write_text("my work")
    for edition in ("edition 2", "edition 3"):
        (root / CHAPTER).write_text(edition)
        assert prepare(root, mine).news == [NEWS]
    (mine / NEWS).write_text("work in the offer")
    (root / CHAPTER).write_text("edition 4")
    assert prepare(root, mine).news == [CHAPTER.with_name("05_graph.new2.ipynb")]
    assert (mine / NEWS).read_text() == "work in the offer"


def test_a_deleted_file_is_handed_out_afresh(root: Path, mine: Path) -> None:
    (mine / CHAPTER).unlink()
    assert prepare(root, mine).new == [CHAPTER]


def test_a_learner_who_takes_the_new_edition_gets_the_next_one_in_place(root: Path, mine: Path) -> None:
    (mine / CHAPTER).write_text("my work")
    (root / CHAPTER).write_text("edition 2")
    prepare(root, mine)
    (mine / NEWS).replace(mine / CHAPTER)
    prepare(root, mine)
    (root / CHAPTER).write_text("edition 3")
    assert prepare(root, mine).updated == [CHAPTER]


@pytest.mark.parametrize("manifest", ["", "[]", '{"notebooks/05_graph.ipynb": 3}', "\u0000"])
def test_without_a_readable_manifest_every_file_counts_as_changed(root: Path, mine: Path, manifest: str) -> None:
    (mine / workbook.MANIFEST).write_text(manifest)
    (root / CHAPTER).write_text("edition 2")
    assert prepare(root, mine).news == [NEWS]
    assert (mine / CHAPTER).read_text() == "edition 1"


def test_a_file_removed_from_the_course_stays_with_the_learner(root: Path, mine: Path) -> None:
    (root / CHAPTER).unlink()
    prepare(root, mine)
    assert (mine / CHAPTER).read_text() == "edition 1"


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["open", "release", "edit", "delete", "edit offer", "lose manifest"]), max_size=14))
def test_no_order_of_events_loses_a_learners_words(tmp_path_factory: pytest.TempPathFactory, events: list[str]) -> None:
    root = tmp_path_factory.mktemp("course")
    (root / "notebooks").mkdir()
    (root / CHAPTER).write_text("edition 0")
    mine = root / "workbook"
    written: dict[str, str] = {}
    for number, event in enumerate(events):
        if event == "open":
            prepare(root, mine)
        elif event == "release":
            (root / CHAPTER).write_text(f"edition {number}")
        elif event == "lose manifest":
            (mine / workbook.MANIFEST).unlink(missing_ok=True)
        else:
            file = mine / (NEWS if event == "edit offer" else CHAPTER)
            if not file.exists():
                continue
            written.pop(file.name, None)
            if event == "delete":
                file.unlink()
            else:
                written[file.name] = f"words {number}"
                file.write_text(written[file.name])
        for name, words in written.items():
            assert (mine / "notebooks" / name).read_text() == words


def test_a_folder_that_cannot_be_written_gets_a_message_that_says_what_to_do(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("a file, no folder")
    with pytest.raises(WorkbookError, match="--workbook FOLDER"):
        prepare(root, tmp_path / "file" / "workbook")

    def refuse(file: Path, content: bytes) -> None:
        raise PermissionError(13, "Permission denied", str(file))

    monkeypatch.setattr(workbook, "write_whole", refuse)
    with pytest.raises(WorkbookError, match=r"(?s)Permission denied .*write permission"):
        prepare(root, tmp_path / "elsewhere")


@pytest.mark.parametrize("inside", [".", "notebooks", "notebooks/mine", "assignments"])
def test_the_course_itself_is_no_working_copy(root: Path, inside: str) -> None:
    with pytest.raises(WorkbookError, match="part of the course itself"):
        prepare(root, root / inside)


def test_the_working_copy_of_another_course_is_no_place_for_this_one(root: Path, mine: Path) -> None:
    other = root.with_name("other")
    for name in "abc":
        (other / "notebooks").mkdir(parents=True, exist_ok=True)
        (other / "notebooks" / f"{name}.ipynb").write_text("another course")
    before = {file: file.read_bytes() for file in mine.rglob("*") if file.is_file()}
    with pytest.raises(WorkbookError, match=r"another course: of 2 files .* this one has 0\.(.|\n)*--workbook FOLDER"):
        prepare(other, mine)
    assert {file: file.read_bytes() for file in mine.rglob("*") if file.is_file()} == before


def test_a_course_that_has_grown_is_the_same_course(root: Path, mine: Path) -> None:
    for name in "abcdef":
        (root / "notebooks" / f"{name}.ipynb").write_text("a new chapter")
    (root / "assignments/ps1/ps1.ipynb").rename(root / "assignments/ps1/first.ipynb")
    assert len(prepare(root, mine).new) == 7


def git(folder: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.mark.slow
def test_a_learners_work_survives_git_pull_and_leaves_git_clean(root: Path, tmp_path: Path) -> None:
    (root / ".gitignore").write_text((REPO / ".gitignore").read_text())
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "edition 1")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(root), str(clone))
    mine = clone / "workbook"
    prepare(clone, mine)
    (mine / CHAPTER).write_text("my work")
    assert git(clone, "status", "--porcelain") == ""

    (root / CHAPTER).write_text("edition 2")
    git(root, "commit", "-q", "-am", "edition 2")
    git(clone, "pull", "-q")
    assert prepare(clone, mine).news == [NEWS]
    assert (mine / CHAPTER).read_text() == "my work"
    assert (mine / NEWS).read_text() == "edition 2"
    assert git(clone, "status", "--porcelain") == ""
    assert set(json.loads((mine / workbook.MANIFEST).read_text())) == {CHAPTER.as_posix(), "assignments/ps1/ps1.ipynb"}
