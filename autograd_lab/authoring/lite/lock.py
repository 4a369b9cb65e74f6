"""Writes Pyodide's lock file for the course: which wheel belongs to a name that a cell imports.

With it the kernel loads the course's own wheel as soon as a cell imports it, so that no notebook has a `%pip` cell; and
all that every notebook needs is fetched at once, before the first cell, and not one package after the other.
"""

import hashlib
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from email.parser import Parser
from pathlib import Path
from typing import Any

from autograd_lab.authoring.lite.wheels import canonical

#: what the kernel wants before its first cell, whatever the notebook says
KERNEL = ("ssl", "sqlite3", "micropip", "piplite", "ipykernel", "comm", "pyodide-kernel", "jedi", "ipython")
#: what the players and the checks need
COURSE = ("autograd-lab", "anywidget", "autograd-lab-tab")
#: IPython imports it for a history on disk, which its kernel in a browser keeps off
_NO_DATABASE = """\
'''Stands for a module that Python in a browser has not, so that what merely imports it can start.'''


class Connection:
    pass


class Error(Exception):
    pass


class DatabaseError(Error):
    pass


class IntegrityError(DatabaseError):
    pass


class OperationalError(DatabaseError):
    pass


def connect(*_, **__):
    raise OperationalError("there is no database in this browser tab")
"""
#: asked for by the kernel, used by none of our code, and megabytes in a browser: what stands for each
STAND_INS = {"ssl": "", "sqlite3": _NO_DATABASE}
#: IPython reads this when the kernel starts, before the first cell: what one cell shows is kept to what a page can hold
SETTINGS = """\
c = get_config()
c.InteractiveShellApp.extensions = ["autograd_lab.lab.output"]
"""
#: what a wheel's own metadata asks for and a browser has no use for
UNUSED = {"pexpect", "widgetsnbextension", "jupyterlab-widgets", "colorama", "exceptiongroup", "tomli"}
_WHEEL = "Wheel-Version: 1.0\nGenerator: autograd-lab\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
_NAME = re.compile(r"^[A-Za-z0-9._-]+")


def write_lock(folder: Path, core: Mapping[str, Any], official: Mapping[str, Any], wheels: Iterable[Path]) -> None:
    """Write `pyodide-lock.json` beside wheels that have been copied to `folder`.

    core      the official lock as a whole, for what it says of Pyodide itself
    official  its packages by canonical name: what compiled packages depend on
    """
    packages: dict[str, Any] = {}
    present = [_entry(folder / wheel.name, official) for wheel in wheels]
    names = {entry["name"] for entry in present}
    for entry in present:
        entry["depends"] = sorted(name for name in entry["depends"] if name in names)
        packages[entry["name"]] = entry
    for name, code in STAND_INS.items():
        packages[name] = _entry(_small_wheel(folder, name, {f"{name}.py": code}), {})
    # not in the course's own wheel: there it would hold for every IPython of the environment it is installed in
    settings = {"autograd_lab_tab-0.data/data/etc/ipython/ipython_config.py": SETTINGS}
    packages["autograd-lab-tab"] = _entry(_small_wheel(folder, "autograd_lab_tab", settings), {})
    text = json.dumps({"info": core["info"], "packages": packages}, indent=1)
    (folder / "pyodide-lock.json").write_text(text, encoding="utf-8")


def _entry(wheel: Path, official: Mapping[str, Any]) -> dict[str, Any]:
    with zipfile.ZipFile(wheel) as content:
        paths = content.namelist()
        metadata = next(path for path in paths if path.endswith(".dist-info/METADATA"))
        head = Parser().parsestr(content.read(metadata).decode("utf-8"), headersonly=True)
    name = canonical(str(head["Name"]))
    asked = [text for text in head.get_all("Requires-Dist", []) if "extra ==" not in text]
    found = {canonical(match.group()) for text in asked if (match := _NAME.match(text))} - UNUSED
    known = official.get(name, {})
    modules = {path.split("/")[0].removesuffix(".py") for path in paths if _is_code(path)}
    return {
        "name": name,
        "version": str(head["Version"]),
        "file_name": wheel.name,
        "install_dir": "site",
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "package_type": "package",
        "imports": known.get("imports") or sorted(modules),
        "depends": sorted(found | {canonical(other) for other in known.get("depends", [])} - UNUSED),
        "unvendored_tests": False,
    }


def _is_code(path: str) -> bool:
    return path.endswith(".py") and ".dist-info" not in path and ".data/" not in path


def _small_wheel(folder: Path, name: str, files: Mapping[str, str]) -> Path:
    """A wheel with nothing but these files, by the paths in it."""
    wheel = folder / f"{name}-0-py3-none-any.whl"
    info = f"{name}-0.dist-info"
    with zipfile.ZipFile(wheel, "w") as content:
        content.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 0\n")
        content.writestr(f"{info}/WHEEL", _WHEEL)
        content.writestr(f"{info}/RECORD", "")
        for path, text in files.items():
            content.writestr(path, text)
    return wheel
