"""Tells which derived files sync may replace, and which somebody has edited.

Sync may replace a file whose bytes exist elsewhere: in HEAD, or as what sync itself last wrote there (remembered in
`.cache/sync.json`, so that a derived file not yet committed does not stand in the way). Anything else may be
somebody's work. Without git and without that file nothing is known, and sync asks.
"""

import hashlib
import json
import subprocess
import time
from collections.abc import Iterable, Mapping
from itertools import count
from pathlib import Path

from autograd_lab.errors import LabError

STAMP = Path(".cache/sync.json")


class EditedError(LabError, FileExistsError):
    """Derived files hold something that neither HEAD nor the last sync put there."""

    def __init__(self, files: Iterable[Path]) -> None:
        listed = "\n".join(f"    {file}" for file in files)
        super().__init__(
            "sync stopped, nothing was written: these derived files were edited since the last commit\n"
            f"{listed}\n"
            "  Carry the edits over to course/, or run `make sync ARGS=--force`: it moves the files to saved/ first."
        )


class DerivedFiles:
    """Compares the derived files under one root with HEAD and with the hashes of what sync last wrote."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._written: dict[str, str] = self._read_stamp()

    def may_replace(self, file: Path) -> bool:
        """Whether the bytes of this file (relative to the root) exist elsewhere, so that replacing loses nothing."""
        current = (self.root / file).read_bytes()
        return self._written.get(file.as_posix()) == _hash(current) or current == self._in_head(file)

    def is_derived(self, file: Path) -> bool:
        """Whether HEAD holds this file or sync has written it; any other file is not touched."""
        return file.as_posix() in self._written or self._in_head(file) is not None

    def remember(self, written: Mapping[Path, bytes]) -> None:
        """Write the hashes of what sync has just written to `.cache/sync.json`, in place of the earlier ones."""
        stamp = self.root / STAMP
        stamp.parent.mkdir(parents=True, exist_ok=True)
        self._written = {file.as_posix(): _hash(content) for file, content in sorted(written.items())}
        stamp.write_text(json.dumps(self._written, indent=1) + "\n", encoding="utf-8")

    def save(self, files: Iterable[Path]) -> Path:
        """Move files out of the way into `saved/<time>/`, their paths kept; returns that folder."""
        folder = self._new_folder()
        for file in files:
            target = folder / file
            target.parent.mkdir(parents=True, exist_ok=True)
            (self.root / file).replace(target)
        return folder

    def _new_folder(self) -> Path:
        """Make a folder named by the time, and numbered if there is one: two saves within a second stay apart."""
        now = time.strftime("%Y-%m-%d_%H%M%S")
        names = (f"{now}_{number}" if number else now for number in count())
        folder = next(self.root / "saved" / name for name in names if not (self.root / "saved" / name).exists())
        folder.mkdir(parents=True)
        return folder

    def _read_stamp(self) -> dict[str, str]:
        try:
            remembered = json.loads((self.root / STAMP).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return remembered if isinstance(remembered, dict) else {}

    def _in_head(self, file: Path) -> bytes | None:
        try:
            shown = subprocess.run(
                ["git", "show", f"HEAD:./{file.as_posix()}"],  # noqa: S607 - git from PATH, as everywhere
                cwd=self.root,
                capture_output=True,
                check=False,
            )
        except FileNotFoundError:
            return None
        return shown.stdout if shown.returncode == 0 else None


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
