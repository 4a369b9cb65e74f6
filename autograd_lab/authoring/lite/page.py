"""Puts what watches over the reader's work into the pages of the site: `lite/tab/`, and the facts that it goes by."""

import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from autograd_lab.authoring.lite.wheels import LiteError

PAGES = ("lab", "notebooks")
HEAD = """\
    <link rel="stylesheet" href="../tab/tab.css" />
    <script type="module" src="../tab/main.js"></script>
"""
PYTHON = Path("static/pyodide")


def put_watch(site: Path, sources: Path, preloaded: Iterable[str]) -> None:
    """Add the watch to a built site. Raises LiteError where a page of it has another form than expected.

    sources    the folder of its scripts
    preloaded  the packages that a kernel loads when it starts
    """
    shutil.copytree(sources, site / "tab")
    (site / "tab" / "facts.json").write_text(json.dumps(facts(site, preloaded), indent=1), encoding="utf-8")
    for name in PAGES:
        page = site / name / "index.html"
        text = page.read_text(encoding="utf-8")
        if text.count("</title>\n") != 1:
            raise LiteError(f"lite: {page} has no title to put the watch below: has JupyterLite's page changed?")
        page.write_text(text.replace("</title>\n", f"</title>\n{HEAD}"), encoding="utf-8")


def facts(site: Path, preloaded: Iterable[str]) -> dict[str, Any]:
    """What the watch compares with: bytes of each piece of Python, of those a start needs, each notebook's edition."""
    lock = json.loads((site / PYTHON / "pyodide-lock.json").read_text(encoding="utf-8"))["packages"]
    pieces = {path.relative_to(site).as_posix(): path.stat().st_size for path in _pieces(site, lock)}
    later = {lock[name]["file_name"] for name in lock.keys() - _with_needs(preloaded, lock)}
    editions = {path.relative_to(site / "files").as_posix(): _edition(path) for path in sorted(_notebooks(site))}
    first = sum(size for name, size in pieces.items() if name.rpartition("/")[2] not in later)
    return {"pieces": pieces, "first": first, "editions": editions}


def _pieces(site: Path, lock: Mapping[str, Any]) -> list[Path]:
    core = ("pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
    return [site / PYTHON / name for name in (*core, *(entry["file_name"] for entry in lock.values()))]


def _with_needs(names: Iterable[str], lock: Mapping[str, Any]) -> set[str]:
    found: set[str] = set()
    left = list(names)
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += lock[name]["depends"]
    return found


def _notebooks(site: Path) -> Iterable[Path]:
    return (site / "files").rglob("*.ipynb")


def _edition(notebook: Path) -> str:
    metadata = json.loads(notebook.read_text(encoding="utf-8"))["metadata"]
    return str(metadata["autograd_lab"]["edition"])
