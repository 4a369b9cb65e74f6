"""Packages of the npm registry that tests need: fetched once by npm, checked, and kept in the Python environment."""

import base64
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

#: name -> (version, its sha512 in base64, as the registry gives it)
PACKAGES = {
    "thebe-core": (  # how MyST's theme draws a notebook's outputs
        "0.5.0",
        "LIAbySgyoH8PPojNOwTwnjHta332CXtqVMPtgC3wBuIkHkgQpJYZUkWGvZR+T6pkgmjIei/WkKMFtV1jstXwWA==",
    ),
    "typescript": (
        "5.9.3",
        "jl1vZzPDinLr9eUt3J/t7V6FgNEw9QjvBPdysz9KfQDD41fQrC2Y4vKQdiaUpFT4bXlb1RHhLpp8wtm6M5TgSw==",
    ),
}
#: what npm says of a package that has another sum than the lock, and of a lock that does not belong to its package.json
WRONG = ("EINTEGRITY", "EUSAGE")


def package(name: str) -> Path:
    """The folder of a package, fetched when it is not there yet; skips the test when it cannot be had."""
    version, sha512 = PACKAGES[name]

    def unpacked(scratch: Path) -> Path:
        _npm(scratch, name, "pack", "--silent", f"{name}@{version}")
        archive = next(scratch.glob("*.tgz"))
        got = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        assert got == sha512, f"{name} {version} is not what it was when it was chosen: its sha512 is {got}"
        with tarfile.open(archive) as content:
            content.extractall(scratch, filter="data")
        return scratch / "package"

    return _kept(f"{name}-{version}", unpacked)


def locked(folder: Path) -> Path:
    """The folder whose node_modules/ holds what a package-lock.json names, fetched when it is not there yet.

    npm checks each package against the lock; the test is skipped where the registry does not answer.
    """
    files = [folder / name for name in ("package.json", "package-lock.json")]

    def installed(scratch: Path) -> Path:
        packages = scratch / "packages"
        packages.mkdir()
        for file in files:
            shutil.copy(file, packages)
        _npm(packages, "packages", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        return packages

    return _kept(f"{folder.name}-{hashlib.sha256(files[1].read_bytes()).hexdigest()[:12]}", installed)


def _kept(name: str, fetched: Callable[[Path], Path]) -> Path:
    """A folder of the Python environment; where it is missing, what `fetched` makes in a scratch folder becomes it."""
    folder = Path(sys.prefix, "npm", name)
    if not folder.is_dir():
        folder.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
            made = fetched(Path(scratch))
            with suppress(OSError):  # another process was quicker, and what it put there passed the same check
                made.rename(folder)
    return folder


def _npm(place: Path, what: str, *job: str) -> None:
    """Run npm in a folder; skip the test where there is none, or no answer. A package that is another one fails it."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("needs npm: apt-get install npm")
    done = subprocess.run([npm, *job], cwd=place, capture_output=True, text=True, check=False)
    said = done.stderr.strip()[-200:]
    assert not any(code in done.stderr for code in WRONG), f"npm does not take what the lock names: {said}"
    if done.returncode:
        pytest.skip(f"needs {what} of the npm registry, which does not answer: {said}")
