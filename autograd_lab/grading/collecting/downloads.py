"""The files of a download, a folder or a zip archive; nothing is unpacked to a place that the archive chooses."""

import io
import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from autograd_lab.errors import LabError
from autograd_lab.grading.intake.decoding import MOST_BYTES
from autograd_lab.grading.intake.files import NOT_HANDED_IN, is_regular, read_regular_file, walk_files

MOST_MEMBERS = 200_000  # files of a download


class DownloadError(LabError, RuntimeError):
    """The download cannot be read; the text says what to do."""


@dataclass(frozen=True)
class Member:
    """A file of a download: its path in it, and how to read it. `refused` says why it is not read."""

    path: str
    read: Callable[[], bytes]
    refused: str = ""


def members(source: Path) -> list[Member]:
    """All files of a download, in the order of their paths.

    Raises DownloadError when `source` is neither a folder nor a zip archive.
    """
    if source.is_dir():
        return sorted(_folder_members(source), key=lambda member: member.path)
    if not source.is_file():
        raise DownloadError(f"{source} is not there")
    try:
        return sorted(_zip_members(zipfile.ZipFile(source)), key=lambda member: member.path)
    except (zipfile.BadZipFile, OSError) as error:
        raise DownloadError(f"{source} is no zip archive ({error}): unpack it into a folder and name that") from error


def members_of_inner_zip(member: Member, data: bytes) -> list[Member]:
    """The files of a zip archive inside a download, below the archive's name; none if it cannot be opened."""
    try:
        inner = list(_zip_members(zipfile.ZipFile(io.BytesIO(data))))
    except (zipfile.BadZipFile, OSError):
        return []
    folder = PurePosixPath(member.path).with_suffix("").as_posix()
    return [Member(f"{folder}/{found.path}", found.read, found.refused) for found in inner]


def _folder_members(folder: Path) -> Iterator[Member]:
    """The files of a folder; links are refused and not followed."""
    for path in walk_files(folder):
        below = os.fsencode(path.relative_to(folder).as_posix()).decode("utf-8", errors="backslashreplace")
        refused = "" if is_regular(path) else "a link or no file"
        yield Member(below, partial(read_regular_file, path), refused)


def _zip_members(archive: zipfile.ZipFile) -> Iterator[Member]:
    """The files of an archive; dangerous ones are refused, each with the reason."""
    for info in archive.infolist()[:MOST_MEMBERS]:
        path = info.filename.replace("\\", "/")
        if info.is_dir() or NOT_HANDED_IN & set(path.split("/")):
            continue
        yield Member(path, partial(_extract, archive, info), _refusal(info, path))


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
    try:
        with archive.open(info) as file:
            while len(data) <= MOST_BYTES and (part := file.read(2**16)):
                data += part
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError):
        pass
    return bytes(data)
