"""Packages of the npm registry that tests need: fetched once by npm, checked, and kept in the Python environment."""

import base64
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
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


def package(name: str) -> Path:
    """The folder of a package, fetched when it is not there yet; skips the test when it cannot be had."""
    version, sha512 = PACKAGES[name]
    folder = Path(sys.prefix, "npm", f"{name}-{version}")
    if folder.is_dir():
        return folder
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("needs npm: apt-get install npm")
    folder.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as place:
        done = subprocess.run(
            [npm, "pack", "--silent", f"{name}@{version}"], cwd=place, capture_output=True, text=True, check=False
        )
        if done.returncode:
            pytest.skip(f"needs {name} of the npm registry, which does not answer: {done.stderr.strip()[-200:]}")
        archive = next(Path(place).glob("*.tgz"))
        got = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        assert got == sha512, f"{name} {version} is not what it was when it was chosen: its sha512 is {got}"
        with tarfile.open(archive) as content:
            content.extractall(place, filter="data")
        with suppress(OSError):  # another process was quicker, and what it put there passed the same check
            Path(place, "package").rename(folder)
    return folder


def locked(folder: Path) -> Path:
    """The folder whose node_modules/ holds what a package-lock.json names, fetched when it is not there yet.

    npm checks each package against the lock; the test is skipped where the registry does not answer.
    """
    lock = (folder / "package-lock.json").read_bytes()
    place = Path(sys.prefix, "npm", f"{folder.name}-{hashlib.sha256(lock).hexdigest()[:12]}")
    if place.is_dir():
        return place
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("needs npm: apt-get install npm")
    place.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent) as scratch:
        packages = Path(scratch, "packages")
        packages.mkdir()
        for name in ("package.json", "package-lock.json"):
            shutil.copy(folder / name, packages)
        job = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(job, cwd=packages, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"needs packages of the npm registry, which does not answer: {done.stderr.strip()[-200:]}")
        with suppress(OSError):  # another process was quicker
            packages.rename(place)
    return place
