"""Archives in archives are opened, within limits; what is refused is named, and nothing is believed of a path."""

import bz2
import gzip
import io
import lzma
import tarfile
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from autograd_lab.grading.intake import archives, picking
from autograd_lab.grading.intake.archives import Unpacked, notebooks_in, unpacked_files
from autograd_lab.grading.intake.handed_in import read_cells
from autograd_lab.grading.intake.picking import pick
from autograd_lab.grading.intake.pipeline import take_in
from tests.grading.bank.case import blank, dump, filled
from tests.grading.packing import tar_of, zip_of
from tests.support.repo import REPO

NOTEBOOK = dump(filled())


def in_folders(data: bytes) -> bytes:
    return zip_of({"ada/hand-in/ps1.zip": zip_of({"ps1/ps1.ipynb": data}), "__MACOSX/ada/._ps1.zip": b"x"})


NESTED: dict[str, Callable[[bytes], bytes]] = {
    "zip in zip": in_folders,
    "tar.gz in zip": lambda data: zip_of({"ps1.tar.gz": gzip.compress(tar_of({"ps1/ps1.ipynb": data}))}),
    "tgz in zip": lambda data: zip_of({"ps1.tgz": gzip.compress(tar_of({"ps1.ipynb": data}))}),
    "tar.xz": lambda data: lzma.compress(tar_of({"ps1.ipynb": data})),
    "zip in tar.bz2": lambda data: bz2.compress(tar_of({"a.zip": zip_of({"ps1.ipynb": data})})),
    "gz in zip": lambda data: zip_of({"ps1.ipynb.gz": gzip.compress(data)}),
    "zip under the name of a notebook in zip": lambda data: zip_of({"ps1.ipynb": zip_of({"x.ipynb": data})}),
    "tar": lambda data: tar_of({"./ps1.ipynb": data}),
}


@pytest.fixture(scope="module")
def released_notebook() -> nbformat.NotebookNode:
    return nbformat.read(REPO / "assignments" / "ps1" / "ps1.ipynb", as_version=4)


def as_pairs(data: bytes) -> list[tuple[str, str]]:
    return [(one.path, one.refused) for one in unpacked_files(data, "ada.zip")]


@pytest.mark.parametrize("packed", NESTED.values(), ids=NESTED)
def test_the_notebook_is_found_however_deep_it_lies(packed: Callable[[bytes], bytes], released_notebook):
    intake = take_in(released_notebook, packed(NOTEBOOK))
    assert [repair.kind for repair in intake.repairs] == ["file"]
    assert "took" in intake.repairs[0].text
    assert "def mse(y_hat, y)" in "".join(cell.source for cell in intake.notebook.cells)


@pytest.mark.slow
@pytest.mark.parametrize("packed", NESTED.values(), ids=NESTED)
def test_it_is_picked_among_files_beside_it_and_before_a_blank_one(packed, released_notebook, tmp_path: Path):
    (tmp_path / "report.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "work.zip").write_bytes(packed(NOTEBOOK))
    (tmp_path / "given.zip").write_bytes(packed(dump(blank())))
    picked = pick(tmp_path, "ps1", released_notebook)
    assert picked.data == NOTEBOOK
    assert picked.path.startswith("work")
    assert "2 notebooks were handed in; not graded: given" in picked.repairs[-1].text


def test_an_archive_without_a_notebook_is_not_called_two_notebooks_or_empty(released_notebook, tmp_path: Path):
    data = zip_of({"a.zip": zip_of({"report.pdf": b"%PDF"})})
    (tmp_path / "work.zip").write_bytes(data)
    (tmp_path / "more.zip").write_bytes(data)
    [repair] = pick(tmp_path, "ps1", released_notebook).repairs
    assert repair.text == "No notebook was handed in, but more.zip, work.zip."
    assert [one.text for one in read_cells(data)[1]] == [
        "The file is an archive with no notebook in it that can be read."
    ]


def test_several_notebooks_in_one_archive_are_ranked_as_files_are(released_notebook, tmp_path: Path):
    (tmp_path / "all.zip").write_bytes(zip_of({"b/notes.ipynb": dump(blank()), "a/mine.ipynb": NOTEBOOK}))
    picked = pick(tmp_path, "ps1", released_notebook)
    assert (picked.path, picked.data) == ("all/a/mine.ipynb", NOTEBOOK)


def test_of_many_archives_no_more_are_opened_than_hold_the_most_candidates(
    released_notebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(picking, "MOST_OPENED", 2)
    opened: list[str] = []

    def noted(data: bytes, name: str, room: archives.Room) -> object:
        opened.append(name)
        return notebooks_in(data, name, room)

    monkeypatch.setattr(picking, "notebooks_in", noted)
    for number in range(5):
        (tmp_path / f"{number}.zip").write_bytes(zip_of({"ps1.ipynb": NOTEBOOK}))
    said = [repair.text for repair in pick(tmp_path, "ps1", released_notebook).repairs]
    assert opened == ["0.zip", "1.zip"]
    assert said[0] == "3 of 5 archives were not opened: the others hold as much as is unpacked of one submission."


def test_the_archives_of_a_submission_share_one_room_and_the_smallest_goes_first(
    released_notebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(picking, "Room", lambda: archives.Room(bytes=len(NOTEBOOK) + 100))
    (tmp_path / "work.zip").write_bytes(zip_of({"ps1.ipynb": NOTEBOOK}))
    for name in ("data", "more"):
        (tmp_path / f"{name}.tar").write_bytes(tar_of({"pictures": bytes(4 * len(NOTEBOOK))}))
    picked = pick(tmp_path, "ps1", released_notebook)
    assert (picked.path, picked.data) == ("work/ps1.ipynb", NOTEBOOK)
    said = " ".join(repair.text for repair in picked.repairs)
    assert (
        "data.tar is an archive of more than 128 MB or 2,000 files with those before it: the rest: it was not" in said
    )
    assert "1 of 3 archives were not opened" in said


def test_archives_inside_of_more_than_four_are_refused():
    data, name = NOTEBOOK, "ps1.ipynb"
    for number in range(6):
        data, name = zip_of({name: data}), f"{number}.zip"
    assert as_pairs(data)[-1] == ("ada/4/3/2/1.zip", "an archive inside of 4 others")
    assert [repair.text for repair in read_cells(data)[1]][1].endswith(
        "is an archive inside of 4 others: it was not opened."
    )


@pytest.mark.slow
@pytest.mark.parametrize("wide", [1, 40])
def test_a_bomb_ends_at_the_limit_and_is_named(wide: int):
    zeros = zip_of({"zeros": bytes(archives.MOST_BYTES)})
    began = time.process_time()
    found = list(unpacked_files(zip_of({f"{number}.zip": zeros for number in range(wide)}), "bomb.zip"))
    assert sum(len(one.data) for one in found) <= archives.MOST_UNPACKED
    assert found[-1].refused.startswith("an archive of more than 128 MB") is (wide > 1)
    assert time.process_time() - began < 10


def test_many_files_end_at_the_limit(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archives, "MOST_ENTRIES", 3)
    assert as_pairs(zip_of({f"{n}.txt": b"" for n in range(4)})) == [("ada.zip", "an archive of more than 3 files")]
    room = archives.Room(files=2)
    found = list(archives._below(zip_of({f"{n}.txt": b"" for n in range(3)}), "ada.zip", 1, room))
    assert [one.refused for one in found] == ["", "", "behind what may be unpacked"]


def test_a_file_that_is_longer_than_may_be_read_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archives, "MOST_BYTES", 10)
    for data in (
        zip_of({"a": bytes(11)}),
        tar_of({"a": bytes(11)}),
        zip_of({"a.gz": gzip.compress(bytes(11))}),
    ):
        assert any(one.refused.startswith(("too long", "longer than")) for one in unpacked_files(data, "ada.zip"))


def test_links_passwords_and_paths_that_lead_out_are_refused_and_named():
    paths = {"../a.ipynb": b"", "/b.ipynb": b"", "C:\\c.ipynb": b"", "d/../../e.ipynb": b"", "f..g.ipynb": b"x"}
    said = dict(as_pairs(zip_of(paths)))
    assert [why for why in said.values() if why] == ["a path that leads out of the archive"] * 4
    assert said["ada/f..g.ipynb"] == ""
    locked = bytearray(zip_of({"ps1.ipynb": b"x" * 50}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + at] |= 1
    assert as_pairs(bytes(locked)) == [("ada/ps1.ipynb", "protected by a password")]
    assert "The file is an archive that is protected by a password." in str(read_cells(bytes(locked))[1])
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        link = tarfile.TarInfo("ps1.ipynb")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    assert as_pairs(buffer.getvalue()) == [("ada/ps1.ipynb", "a link or no file")]


def test_what_is_no_archive_holds_nothing_and_a_closed_one_is_called_by_its_kind():
    assert list(unpacked_files(NOTEBOOK, "ps1.ipynb")) == []
    assert [one.text for one in read_cells(b"Rar!\x1a\x07\x00")[1]] == [
        "The file is a RAR archive, which is not opened."
    ]
    assert notebooks_in(zip_of({"a.docx": zip_of({"x.ipynb": b"x"})}), "d.zip") == ([], [])


@pytest.mark.parametrize("packed", NESTED.values(), ids=NESTED)
def test_of_a_damaged_archive_what_can_be_read_is_read_and_nothing_is_raised(packed: Callable[[bytes], bytes]):
    data = packed(NOTEBOOK)
    for share in (0.1, 0.5, 0.9, 0.999):
        cells, repairs = read_cells(data[: int(share * len(data))])
        assert cells or repairs


def test_the_beginning_of_a_notebook_that_was_cut_after_it_was_compressed_is_graded():
    cells, _ = read_cells(gzip.compress(NOTEBOOK)[:-40])
    assert any("def mse(" in cell.source for cell in cells)
    assert Unpacked("a", refused="damaged").as_repair().text == "a is damaged: it was not opened."
