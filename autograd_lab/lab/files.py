"""Files that are written whole or not at all: nobody finds half a notebook where a program was broken off."""

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """Yield a new, empty file beside `path` to write to; it takes the place of `path` when the block ends.

    An exception in the block removes the new file and leaves the old one as it was. A replaced file keeps its
    permissions; a new one has those of the process's umask. A symbolic link is replaced, its target is left alone.
    The rename is atomic for every reader; nothing is flushed to the disk (no fsync), so a power cut may undo it.

    raises  OSError when the folder of `path` is not there or may not be written to

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     notes = Path(folder, "notes.txt")
    ...     with replaced(notes) as new:
    ...         _ = new.write_text("forward, then backward")
    ...     notes.read_text()
    'forward, then backward'
    """
    new = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        os.close(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        yield new
        if (mode := _permissions(path)) is not None:
            new.chmod(mode)
        new.replace(path)
    except BaseException as error:
        if isinstance(error, OSError) and error.filename == str(new):
            error.filename = str(path)  # which the reader of the message knows
        with suppress(OSError):
            new.unlink(missing_ok=True)
        raise


def write_whole(path: Path, content: bytes) -> None:
    """Write a file in one step, as `replaced` does; folders above it that are missing are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with replaced(path) as new:
        new.write_bytes(content)


def _permissions(path: Path) -> int | None:
    """The permission bits of a regular file; None where there is none."""
    try:
        mode = path.lstat().st_mode
    except OSError:
        return None
    return stat.S_IMODE(mode) if stat.S_ISREG(mode) else None
