"""The files in an archive, and in archives inside of it: zip, tar, gzip, bzip2 and xz, recognised by their bytes.

Nothing is written here, and no path is believed. What is too deep, too much or protected is refused and named.
"""

import bz2
import contextlib
import gzip
import io
import lzma
import re
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import IO, Any

from autograd_lab.grading.intake.repair_notes import Repair

MOST_BYTES = 64 * 2**20  # of one file, outputs of a notebook and all; what is longer is not read
NOT_HANDED_IN = {".ipynb_checkpoints", "__MACOSX", "__pycache__", ".git", "node_modules"}  # folders of programs
MOST_DEPTH = 4  # archives inside of each other
MOST_UNPACKED = 2 * MOST_BYTES  # bytes of all files of one archive together
MOST_UNPACKED_FILES = 2000
BROKEN = (
    OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError, NotImplementedError,
    RuntimeError, ValueError, OverflowError, MemoryError,
)  # fmt: skip
STREAMS: tuple[tuple[bytes, str, Callable[[io.BytesIO], Any]], ...] = (
    (b"\x1f\x8b", ".gz", lambda file: gzip.GzipFile(fileobj=file)),
    (b"BZh", ".bz2", bz2.BZ2File),
    (b"\xfd7zXZ\x00", ".xz", lzma.LZMAFile),
)
ZIP_ENTRY, MOST_ENTRIES = b"PK\x01\x02", 5 * MOST_UNPACKED_FILES  # in a zip archive's own list of its files
ZIP, TAR, TAR_AT = b"PK\x03\x04", b"ustar", 257
DOCUMENT = re.compile(r"\.(docx|xlsx|pptx|odt|ods|odp|epub|jar|whl|npz)$", re.IGNORECASE)  # archives, but only within


@dataclass(frozen=True)
class Unpacked:
    """One file of an archive: its path in it, below the names of the archives around it, and its bytes.

    `refused` says why a file was not read, as in "it is …".
    """

    path: str
    data: bytes = b""
    refused: str = ""

    def as_repair(self) -> Repair:
        """What is to be said about a file that was refused."""
        return Repair("file", f"{self.path} is {self.refused}: it was not opened.")


@dataclass
class Room:
    """How much may still be unpacked, of one archive that was handed in or of several together."""

    bytes: int = MOST_UNPACKED
    files: int = MOST_UNPACKED_FILES

    @property
    def is_used_up(self) -> bool:
        """Whether something had to be left out."""
        return self.bytes < 0 or self.files < 0


def is_archive(data: bytes) -> bool:
    """Whether the bytes begin as an archive that can be opened here, or as a compressed file."""
    return data.startswith((ZIP, *(mark for mark, _, _ in STREAMS))) or data[TAR_AT : TAR_AT + 5] == TAR


def unpacked_files(data: bytes, name: str, room: Room | None = None) -> Iterator[Unpacked]:
    """The files of the archive `name`, those of archives inside of it among them, each archive followed by its files.

    None when it is no archive; what can be read of a damaged one. It takes from the `room` that several share, else
    it has its own.
    """
    room = room or Room()
    others = " with those before it" if room != Room() else ""
    for found in _below(data, name, 1, room):
        yield found
        if room.is_used_up:
            most = f"{MOST_UNPACKED >> 20} MB or {MOST_UNPACKED_FILES:,} files"
            yield Unpacked(name, refused=f"an archive of more than {most}{others}: the rest")
            return


def notebooks_in(data: bytes, name: str, room: Room | None = None) -> tuple[list[tuple[str, bytes]], list[Repair]]:
    """The notebooks in an archive, each with its path, and a repair for each notebook or archive that was refused.

    Archives that share a `room` are opened until it is used up.
    """
    found, refused = [], []
    for one in unpacked_files(data, name, room):
        if one.refused and (one.path.lower().endswith(".ipynb") or one.path == name or "archive" in one.refused):
            refused.append(one.as_repair())
        elif one.path.lower().endswith(".ipynb") and not is_archive(one.data):
            found.append((one.path, one.data))
    return found, refused


def _below(data: bytes, name: str, depth: int, room: Room) -> Iterator[Unpacked]:
    """The files below an archive that is the `depth`-th around them."""
    for found in _members(data, name):
        if NOT_HANDED_IN & set(found.path.split("/")):
            continue
        room.bytes -= len(found.data)
        room.files -= 1
        if room.is_used_up:
            yield Unpacked(found.path, refused="behind what may be unpacked")
            return
        yield found
        if not found.refused and is_archive(found.data) and not DOCUMENT.search(found.path):
            if depth == MOST_DEPTH:
                yield Unpacked(found.path, refused=f"an archive inside of {MOST_DEPTH} others")
            else:
                yield from _below(found.data, found.path, depth + 1, room)
            if room.is_used_up:
                return


def _members(data: bytes, name: str) -> Iterator[Unpacked]:
    """The files of one archive, not those of archives in it; of a damaged one, those that can be read."""
    folder = _without_ending(name)
    try:
        if data.count(ZIP_ENTRY) > MOST_ENTRIES:
            yield Unpacked(name, refused=f"an archive of more than {MOST_ENTRIES:,} files")
        elif data.startswith(ZIP):
            yield from _zip_members(data, folder)
        elif data[TAR_AT : TAR_AT + 5] == TAR:
            yield from _tar_members(data, folder)
        else:
            for mark, ending, opened in STREAMS:
                if data.startswith(mark):
                    yield _content_of_stream(_name_without(name, ending), opened(io.BytesIO(data)))
    except BROKEN:
        yield Unpacked(name, refused="a damaged archive")


def _zip_members(data: bytes, folder: str) -> Iterator[Unpacked]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            path = f"{folder}/{info.filename}".replace("\\", "/")
            why = _zip_refusal(info)
            yield Unpacked(path, refused=why) if why else _member(path, partial(archive.open, info))


def _zip_refusal(info: zipfile.ZipInfo) -> str:
    if stat.S_ISLNK(info.external_attr >> 16):
        return "a link"
    if re.match(r"/|\\|[A-Za-z]:|(.*[/\\])?\.\.[/\\]", info.filename):
        return "a path that leads out of the archive"
    if info.flag_bits & 1:
        return "protected by a password"
    return f"longer than {MOST_BYTES >> 20} MB" if info.file_size > MOST_BYTES else ""


def _tar_members(data: bytes, folder: str) -> Iterator[Unpacked]:
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
        for info in archive:
            path = f"{folder}/{info.name}"
            if info.isfile() and info.size <= MOST_BYTES:
                yield _member(path, partial(archive.extractfile, info))
            elif not info.isdir():
                yield Unpacked(path, refused="a link or no file" if not info.isfile() else "too long")


def _content_of_stream(path: str, file: Any) -> Unpacked:
    """What a compressed file holds; a tar archive may be as long as all of its files."""
    data = _bytes_up_to(file, MOST_UNPACKED)
    if not data:
        return Unpacked(path, refused="damaged")
    too_long = len(data) > (MOST_UNPACKED if data[TAR_AT : TAR_AT + 5] == TAR else MOST_BYTES)
    return Unpacked(path, refused="too long") if too_long else Unpacked(path, data)


def _member(path: str, opened: Callable[[], IO[bytes] | None]) -> Unpacked:
    """One file of an archive, of a damaged one the part that can be read; refused when it is longer than it says."""
    try:
        file = opened()
    except BROKEN:
        return Unpacked(path, refused="damaged")
    with file or io.BytesIO() as content:
        data = _bytes_up_to(content, MOST_BYTES)
    return Unpacked(path, data) if len(data) <= MOST_BYTES else Unpacked(path, refused="too long")


def _bytes_up_to(file: Any, most: int) -> bytes:
    """The bytes of an open file that can be read, one more than `most` at the most, whatever it claims to hold."""
    data = bytearray()
    with contextlib.suppress(*BROKEN):
        while len(data) <= most and (part := file.read1(2**16)):  # what there is, of a file that is cut
            data += part
    return bytes(data[: most + 1])


def _without_ending(name: str) -> str:
    """An archive's name as that of a folder: `a/ps1.tar` is the folder `a/ps1`."""
    path = PurePosixPath(name)
    return path.with_suffix("").as_posix() if path.suffix.lower() in (".zip", ".tar") else f"{name}.d"


def _name_without(name: str, ending: str) -> str:
    """The name of a file that was compressed: `ps1.tar` for ps1.tar.gz and ps1.tgz, `ps1.ipynb` for ps1.ipynb.gz."""
    path = PurePosixPath(name)
    if path.suffix.lower() in (".tgz", ".tbz", ".tbz2", ".txz"):
        return path.with_suffix(".tar").as_posix()
    return path.with_suffix("").as_posix() if path.suffix.lower() == ending else name
