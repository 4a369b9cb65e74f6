"""`make lite`: the course in a browser tab, into `book/_build/html/lite/`, beside the book where that is built."""

import argparse
import json
import shutil
import sys
import time
import venv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from autograd_lab.authoring import page_touches
from autograd_lab.authoring.lite import contents, lock, page, wheels

BUILD = Path("book/_build")
SETTINGS = "@jupyterlite/pyodide-kernel-extension:kernel"
AUTOSAVE = 10  # seconds


def build(
    root: Path,
    *,
    given: Path | None = None,
    pure: bool = False,
    whole: bool = False,
    into: Path | None = None,
    work: Path | None = None,
) -> Path:
    """Build the site, and return its folder. Raises LiteError where a piece cannot be had.

    given  a folder with the compiled wheels
    pure   build without NumPy, whatever could be had
    whole  raise LiteError where NumPy cannot be had, instead of leaving out what needs it
    into   the site's folder (default: `book/_build/html/lite`)
    work   where what was fetched is kept (default: `book/_build/lite`)
    """
    work = work or root / BUILD / "lite"
    cache, staging, site = work / "cache", root / BUILD / "lite" / "staging", into or root / BUILD / "html" / "lite"
    pyodide = wheels.Pyodide.load(root / "lite")
    with _step("Fetching Pyodide and its wheels"):
        core = wheels.core_folder(pyodide, cache)
        official = wheels.official_lock(core)
        found = [] if pure else wheels.compiled_wheels(pyodide, official, cache, given)
        if whole and not found:
            raise wheels.LiteError("lite: not the whole site: its compiled wheels cannot be had")
        found += wheels.pure_wheels(root / "lite" / "pure.txt", cache)
    with _step("Making JupyterLite's environment"):
        python = _environment(root / "lite" / "requirements.txt", work)
    with _step("Packing the course"):
        found += [_course_wheel(root, work), *_kernel_wheels(python)]
        shutil.rmtree(staging, ignore_errors=True)
        static = staging / "static" / "pyodide"
        static.mkdir(parents=True)
        for path in [*core.glob("pyodide*"), *core.glob("python_stdlib.zip"), *found]:
            if path.suffix not in (".map", ".ts") and path.name != "pyodide-lock.json":
                shutil.copy(path, static)
        info = json.loads((core / "pyodide-lock.json").read_text(encoding="utf-8"))
        lock.write_lock(static, info, official, found)
        numpy = any(path.name.startswith("numpy-") for path in found)
        taken, left_out = contents.write_contents(root, staging / "files", numpy=numpy)
        preloaded = _configure(staging)
    with _step("Building the site"):
        shutil.rmtree(site, ignore_errors=True)
        command = [str(python), "-m", "jupyterlite_core", "build", "--lite-dir", ".", "--output-dir", str(site)]
        command += ["--contents", "files", "--no-sourcemaps"]
        wheels.run(command, folder=staging)
        page.put_watch(site, root / "lite" / "tab", preloaded)
    if (site.parent / "_static" / "run.js").is_file():
        page_touches.write_ways(site.parent, "NOTEBOOKS", taken)
    if left_out:
        print(f"lite: without NumPy these are left out: {', '.join(left_out)}")
    return site


def _configure(staging: Path) -> list[str]:
    """Write the settings: all that a notebook needs is loaded at once, and nothing is asked of PyPI."""
    present = json.loads((staging / "static/pyodide/pyodide-lock.json").read_text(encoding="utf-8"))["packages"]
    preloaded = [name for name in (*lock.KERNEL, *lock.COURSE, "numpy") if name in present]
    settings = {"disablePyPIFallback": True, "loadPyodideOptions": {"packages": preloaded}}
    config = {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "Autograd Lab",
            "exposeAppInBrowser": True,  # for what watches over the work, and for tests
            "litePluginSettings": {SETTINGS: settings},
        },
    }
    (staging / "jupyter-lite.json").write_text(json.dumps(config, indent=1), encoding="utf-8")
    overrides = {
        # a player that scrolls out of sight stays in the page, and at its step
        "@jupyterlab/notebook-extension:tracker": {"windowingMode": "defer"},
        # it costs nothing here, and a tab may die at any time
        "@jupyterlab/docmanager-extension:plugin": {"autosaveInterval": AUTOSAVE},
    }
    (staging / "overrides.json").write_text(json.dumps(overrides, indent=1), encoding="utf-8")
    return preloaded


def _environment(requirements: Path, work: Path) -> Path:
    """The Python of JupyterLite's own environment, made anew when what it asks for has changed."""
    folder, stamp = work / "environment", work / "environment" / "requirements.txt"
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not (stamp.is_file() and stamp.read_bytes() == requirements.read_bytes()):
        venv.create(folder, clear=True, with_pip=True)
        pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
        wheels.run([*pip, "--requirement", str(requirements)])
        shutil.copy(requirements, stamp)
    return python


def _course_wheel(root: Path, work: Path) -> Path:
    """The course's own wheel, of the tree as it stands."""
    folder = work / "course"
    shutil.rmtree(folder, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    wheels.run([*pip, "wheel", "--no-deps", "--wheel-dir", str(folder), str(root)])
    return next(folder.glob("*.whl"))


def _kernel_wheels(python: Path) -> list[Path]:
    """Wheels that JupyterLite's kernel brings: they stand for IPython's kernel in the tab."""
    shared = python.parents[1] / "share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension/static/pypi"
    return [path for path in shared.glob("*.whl") if not path.name.startswith("widgetsnbextension")]


@contextmanager
def _step(what: str) -> Iterator[None]:
    """A context that prints what is done, and how long it took."""
    print(f"· {what} …", flush=True)
    began = time.monotonic()
    yield
    print(f"  done in {time.monotonic() - began:.0f} s", flush=True)


def main(argv: Sequence[str] | None = None) -> int:
    """Build the site of the repository in the current folder, or of `--root`."""
    parser = argparse.ArgumentParser(prog="python -m autograd_lab.authoring.lite", description=__doc__)
    parser.add_argument("--root", type=Path, default=Path.cwd(), help="the repository (default: this folder)")
    parser.add_argument("--wheels", type=Path, metavar="FOLDER", help="where the compiled wheels of Pyodide are")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--pure", action="store_true", help="leave NumPy out, and the chapters that need it")
    kind.add_argument("--whole", action="store_true", help="fail where NumPy cannot be had: for a site to publish")
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="the site's folder (default: beside the book)")
    arguments = parser.parse_args(argv)
    began = time.monotonic()
    try:
        options = {"given": arguments.wheels, "into": arguments.into}
        site = build(arguments.root.resolve(), pure=arguments.pure, whole=arguments.whole, **options)
    except wheels.LiteError as error:
        print(error, file=sys.stderr)
        return 1
    size = sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
    print(f"the site is at {site}: {size / 1e6:.0f} MB, built in {time.monotonic() - began:.0f} s")
    print(f"to open it: {sys.executable} -m http.server -d {site} 8000, then http://localhost:8000/")
    return 0


if __name__ == "__main__":
    sys.exit(main())
