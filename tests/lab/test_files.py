"""A file that is replaced is the old one or the new one, whole, whatever stops the writing."""

import os
import threading
from pathlib import Path

import pytest

from autograd_lab.lab.files import replaced, write_whole


def break_off(path: Path, error: type[BaseException]) -> None:
    """Write half of a file, then stop."""
    with replaced(path) as new:
        new.write_text("half of the n")
        raise error


def test_a_new_file_is_written_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    write_whole(tmp_path / "a.txt", b"new")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a.txt": "new"}


@pytest.mark.parametrize("error", [ValueError, OSError, KeyboardInterrupt])
def test_an_error_leaves_the_old_file_and_no_other(tmp_path: Path, error: type[BaseException]) -> None:
    (tmp_path / "a.txt").write_text("old")
    with pytest.raises(error):
        break_off(tmp_path / "a.txt", error)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a.txt": "old"}


def test_an_error_where_there_was_no_file_leaves_none(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        break_off(tmp_path / "a.txt", KeyboardInterrupt)
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o444])
def test_a_replaced_file_keeps_its_permissions(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    path.chmod(mode)
    write_whole(path, b"new")
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("new", mode)


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_a_new_file_has_the_permissions_of_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "a.txt", b"new")
    finally:
        os.umask(before)
    assert (tmp_path / "a.txt").stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(os.name == "nt", reason="links need a right of their own there")
def test_a_link_is_replaced_and_what_it_points_at_stays(tmp_path: Path) -> None:
    (tmp_path / "solution").write_text("secret")
    (tmp_path / "a.txt").symlink_to(tmp_path / "solution")
    write_whole(tmp_path / "a.txt", b"new")
    assert not (tmp_path / "a.txt").is_symlink()
    assert (tmp_path / "solution").read_text() == "secret"


def test_a_reader_sees_the_old_file_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with replaced(path) as new:
        new.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"


def test_two_writers_at_once_do_not_mix(tmp_path: Path) -> None:
    texts = [str(number) * 100_000 for number in range(4)]
    writers = [threading.Thread(target=write_whole, args=(tmp_path / "a.txt", text.encode())) for text in texts]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert (tmp_path / "a.txt").read_text() in texts
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_folders_above_it_are_made(tmp_path: Path) -> None:
    write_whole(tmp_path / "one" / "two" / "a.txt", b"new")
    assert (tmp_path / "one" / "two" / "a.txt").read_bytes() == b"new"


def test_a_file_for_which_there_is_no_folder_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as error, replaced(tmp_path / "none" / "a.txt"):
        pytest.fail("there is nothing to write to")
    assert error.value.filename == str(tmp_path / "none" / "a.txt")


def test_a_folder_in_its_place_is_an_error_that_names_it_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(OSError, match=r"a\.txt") as error:
        write_whole(tmp_path / "a.txt", b"new")
    assert error.value.filename == str(tmp_path / "a.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
