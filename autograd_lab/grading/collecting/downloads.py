"""The files of a download, a folder or a zip archive; nothing is unpacked to a place that the archive chooses."""

import contextlib
import os
import stat
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path, PurePosixPath

from autograd_lab.errors import LabError
from autograd_lab.grading.intake.archives import BROKEN, MOST_BYTES, NOT_HANDED_IN
from autograd_lab.grading.intake.files import is_regular, raise_walk_error, read_regular_file, walk_files

MOST_MEMBERS = 200_000  # files and folders of an archive
NO_YEAR = 1980  # in a zip archive, where a time was left out


class DownloadError(LabError, RuntimeError):
    """The download cannot be read; the text says what to do."""


@dataclass(frozen=True)
class Member:
    """A file of a download: its path in it, and how to read it.

    refused    why it is not read
    time       when it was changed, in ISO form, local and without a zone; "" where nobody knows
    is_packed  whether it is in an archive, where no copying has changed its time
    """

    path: str
    read: Callable[[], bytes]
    refused: str = ""
    time: str = ""
    is_packed: bool = False


def members(source: Path) -> list[Member]:
    """All files of a download, in the order of their paths.

    Raises DownloadError when `source` is neither a folder nor a zip archive, or an archive of too many files.
    """
    if source.is_dir():
        return sorted(_folder_members(source), key=lambda member: member.path)
    if not source.is_file():
        raise DownloadError(f"{source} is not there")
    try:
        return sorted(_zip_members(zipfile.ZipFile(source)), key=lambda member: member.path)
    except (zipfile.BadZipFile, OSError) as error:
        raise DownloadError(f"{source} is no zip archive ({error}): unpack it into a folder and name that") from error


def empty_folders(source: Path) -> list[str]:
    """The folders of a download in which no file is, those in them left out; of a student who handed in nothing.

    Raises DownloadError as `members` does.
    """
    holding = {str(folder) for member in members(source) for folder in PurePosixPath(member.path).parents}
    empty = {
        path
        for path in _folders(source)
        if path not in holding and not any(part in NOT_HANDED_IN or part[0] == "." for part in path.split("/"))
    }
    return sorted(path for path in empty if str(PurePosixPath(path).parent) not in empty)


def _folders(source: Path) -> Iterator[str]:
    """The paths of all folders of a download, those that an archive only implies among them; links left out."""
    if source.is_dir():
        for place, folders, _ in os.walk(source, onerror=raise_walk_error):
            yield from (
                _printable_path(Path(place, name), source) for name in folders if not Path(place, name).is_symlink()
            )
        return
    with zipfile.ZipFile(source) as archive:
        for info in _entries(archive):
            path = PurePosixPath(info.filename.replace("\\", "/"))
            yield from (str(folder) for folder in (*path.parents, *[path] * info.is_dir()) if str(folder) not in "./")


def _printable_path(path: Path, folder: Path) -> str:
    """The path below the folder as text, with a backslash and a number for bytes that are not UTF-8."""
    return os.fsencode(path.relative_to(folder).as_posix()).decode("utf-8", errors="backslashreplace")


def _folder_members(folder: Path) -> Iterator[Member]:
    """The files of a folder; links are refused and not followed."""
    for path in walk_files(folder):
        refused = "" if is_regular(path) else "a link or no file"
        changed = datetime.fromtimestamp(path.lstat().st_mtime // 2 * 2).isoformat()  # as finely as an archive
        yield Member(_printable_path(path, folder), partial(read_regular_file, path), refused, changed)


def _zip_members(archive: zipfile.ZipFile) -> Iterator[Member]:
    """The files of an archive; dangerous ones are refused, each with the reason."""
    for info in _entries(archive):
        path = info.filename.replace("\\", "/")
        if info.is_dir() or NOT_HANDED_IN & set(path.split("/")):
            continue
        read, refused = partial(_extract, archive, info), _refusal(info, path)
        yield Member(path, read, refused, _packed_time(info), is_packed=True)


def _entries(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """What an archive lists; raises DownloadError for more than MOST_MEMBERS: nobody's work is left out silently."""
    entries = archive.infolist()
    if len(entries) > MOST_MEMBERS:
        raise DownloadError(
            f"{archive.filename} holds {len(entries):,} files and folders, and of an archive at most {MOST_MEMBERS:,} "
            "are read: unpack it into a folder and name that"
        )
    return entries


def _packed_time(info: zipfile.ZipInfo) -> str:
    """The time of a file in an archive; "" for the first one that there is, which stands for none, and for nonsense."""
    try:
        return "" if info.date_time[0] <= NO_YEAR else datetime(*info.date_time).isoformat()
    except ValueError:
        return ""


def _refusal(info: zipfile.ZipInfo, path: str) -> str:
    """The reason why a file of an archive is not read; "" for one that is."""
    if stat.S_ISLNK(info.external_attr >> 16):
        return "a link"
    if path.startswith("/") or ".." in path.split("/") or ":" in path.split("/")[0]:
        return "a path that leads out of the archive"
    if info.flag_bits & 1:
        return "protected by a password"
    return f"longer than {MOST_BYTES >> 20} MB" if info.file_size > MOST_BYTES else ""


def _extract(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """The bytes of a file, cut at about MOST_BYTES whatever the archive claims; of a damaged one, the readable part."""
    data = bytearray()
    with contextlib.suppress(*BROKEN), archive.open(info) as file:
        while len(data) <= MOST_BYTES and (part := file.read(2**16)):
            data += part
    return bytes(data)
