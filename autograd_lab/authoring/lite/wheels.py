"""Fetches what runs in the tab, each piece held by its hash: Pyodide, wheels of pure Python, compiled wheels."""

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tomllib
import urllib.request
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from autograd_lab.errors import LabError
from autograd_lab.lab.files import write_whole

SECONDS = 60  # for a file of the release


class LiteError(LabError, RuntimeError):
    """The site cannot be built; the message says what is missing and how to get it."""


@dataclass(frozen=True)
class Pyodide:
    """What `lite/pyodide.toml` says: the npm package and its hash, compiled packages, and where these are."""

    version: str
    sha512: str
    compiled: tuple[str, ...]
    release: str
    copy: str

    @classmethod
    def load(cls, folder: Path) -> "Pyodide":
        """The facts in a folder that holds `pyodide.toml`."""
        found = tomllib.loads((folder / "pyodide.toml").read_text(encoding="utf-8"))
        copy = f"{found['copy']['name']}=={found['copy']['version']}"
        return cls(found["version"], found["sha512"], tuple(found["compiled"]), found["release"], copy)


def core_folder(pyodide: Pyodide, cache: Path) -> Path:
    """The folder of Pyodide's own files, from the npm registry. Raises LiteError without npm, or for another hash."""
    folder = cache / f"pyodide-{pyodide.version}"
    if folder.is_dir():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    npm = shutil.which("npm")
    if npm is None:
        raise LiteError("lite: Pyodide comes from the npm registry, and there is no npm here: apt-get install npm")
    run([npm, "pack", "--silent", f"pyodide@{pyodide.version}", "--pack-destination", str(cache)])
    archive = cache / f"pyodide-{pyodide.version}.tgz"
    got = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if got != pyodide.sha512:
        archive.unlink()
        raise LiteError(f"lite: pyodide {pyodide.version} of npm has another sha512 than lite/pyodide.toml: {got}")
    scratch = cache / "unpacked"
    shutil.rmtree(scratch, ignore_errors=True)
    with tarfile.open(archive) as content:
        content.extractall(scratch, filter="data")
    (scratch / "package").rename(folder)
    return folder


def pure_wheels(requirements: Path, cache: Path) -> list[Path]:
    """Wheels of pure Python that a requirements file names with their hashes, from PyPI."""
    wanted = hashlib.sha256(requirements.read_bytes()).hexdigest()[:12]
    folder = cache / f"pure-{wanted}"
    if not folder.is_dir():
        scratch = folder.with_suffix(".part")
        shutil.rmtree(scratch, ignore_errors=True)
        into = ["--dest", str(scratch), "--requirement", str(requirements)]
        kind = ["--no-deps", "--only-binary=:all:", "--platform", "any", "--implementation", "py", "--abi", "none"]
        run([*_PIP, "download", "--require-hashes", "--python-version", "3.12", *kind, *into])
        scratch.rename(folder)
    return sorted(folder.glob("*.whl"))


def compiled_wheels(pyodide: Pyodide, lock: Mapping[str, Any], cache: Path, given: Path | None) -> list[Path]:
    """Compiled wheels with the hashes of Pyodide's lock, from the first place that has them all; none, and it is said.

    The places: a folder that was given, what was kept, the release, a package of PyPI with the same bytes.
    """
    wanted = {lock[name]["file_name"]: lock[name]["sha256"] for name in pyodide.compiled}
    folder = cache / "compiled"
    for source in (given, folder) if given else (folder,):
        if all(_is(source / name, sha256) for name, sha256 in wanted.items()):
            return [source / name for name in wanted]
    if given:
        missing = [name for name, sha256 in wanted.items() if not _is(given / name, sha256)]
        raise LiteError(f"lite: {given} lacks these wheels, or has others of that name: {', '.join(missing)}")
    for content in (_release_files(pyodide, wanted), _copy_files(pyodide, wanted, cache)):
        with suppress(OSError, LiteError, zipfile.BadZipFile):
            found = dict(content)
            if all(hashlib.sha256(found.get(name, b"")).hexdigest() == sha256 for name, sha256 in wanted.items()):
                for name in wanted:
                    write_whole(folder / name, found[name])
                return [folder / name for name in wanted]
    print(f"lite: no place has the compiled wheels of Pyodide {pyodide.version}: the site is built without NumPy")
    return []


def _release_files(pyodide: Pyodide, names: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    for name in names:
        with urllib.request.urlopen(pyodide.release + name, timeout=SECONDS) as answer:  # noqa: S310 — https, by the file
            yield name, answer.read()


def _copy_files(pyodide: Pyodide, names: Mapping[str, str], cache: Path) -> Iterator[tuple[str, bytes]]:
    folder = cache / "copy"
    run([*_PIP, "download", "--no-deps", "--only-binary=:all:", "--dest", str(folder), pyodide.copy])
    for wheel in folder.glob("*.whl"):
        with zipfile.ZipFile(wheel) as content:
            for entry in content.namelist():
                if (name := PurePosixPath(entry).name) in names:
                    yield name, content.read(entry)
        wheel.unlink()


def _is(path: Path, sha256: str) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def official_lock(core: Path) -> dict[str, Any]:
    """Pyodide's own lock: for each package, by its canonical name, its file, hash and what it depends on."""
    packages = json.loads((core / "pyodide-lock.json").read_text(encoding="utf-8"))["packages"]
    return {canonical(name): entry for name, entry in packages.items()}


def canonical(name: str) -> str:
    """A package's name as indexes compare it, e.g. prompt-toolkit for prompt_toolkit."""
    return name.lower().replace("_", "-").replace(".", "-")


_PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]


def run(command: list[str], folder: Path | None = None) -> None:
    """Run a program; raise LiteError with the end of what it said when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    if done.returncode:
        last = "\n".join((done.stderr or done.stdout).strip().splitlines()[-5:])
        raise LiteError(f"lite: this failed: {' '.join(command)}\n{last}\nIs the network up?")
