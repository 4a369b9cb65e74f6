"""`make slides`: a deck of each chapter that has notes, in `book/_build/slides/`. `ARGS=08` makes one."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat

from autograd_lab.authoring import glossary
from autograd_lab.authoring.source import Source, read
from autograd_lab.authoring.teaching import chapter_notes
from autograd_lab.authoring.teaching.runs import executed_notebook
from autograd_lab.authoring.teaching.slides import document
from autograd_lab.authoring.teaching.slides.pages import pages
from autograd_lab.errors import LabError

SLIDES = Path("book/_build/slides")


def build(root: Path, wanted: Sequence[str] = (), *, run: bool = True) -> tuple[list[Path], list[str]]:
    """Make decks; returns their files, and what kept others from being made.

    wanted   chapters, as `08`, `8` or `08_delta_recursion`; without any, all that have notes
    run      run the notebooks; else they hold their outputs
    raises   LabError for a chapter that there is not
    """
    course = [read(path) for path in sorted(root.glob("course/lessons/*.py"))]
    chosen = _named_chapters(course, wanted)
    folder = root / SLIDES
    folder.mkdir(parents=True, exist_ok=True)
    files, faults = [], []
    for number, source in enumerate(chosen, 1):
        print(f"· {source.name} ({number} of {len(chosen)}) …", flush=True)
        target = folder / f"{source.name}.html"
        try:
            count = _write(root, source, target, run)
        except LabError as problem:
            target.unlink(missing_ok=True)
            faults.append(str(problem))
            print(f"  no deck: {problem}", file=sys.stderr, flush=True)
            continue
        files.append(target)
        print(f"  {count} pages, {target.stat().st_size / 1e6:.1f} MB", flush=True)
    _write_index(folder, course)
    return files, faults


def _named_chapters(course: Sequence[Source], wanted: Sequence[str]) -> list[Source]:
    """The chapters that are named, in the course's order."""
    names = {name: source for source in course for name in (source.name, f"{source.chapter:02d}", str(source.chapter))}
    if unknown := [name for name in wanted if name not in names]:
        raise LabError(f"no chapter {', '.join(unknown)}; there are {', '.join(source.name for source in course)}")
    chosen = {names[name].name for name in wanted}
    return [source for source in course if not wanted or source.name in chosen]


def _write(root: Path, source: Source, target: Path, run: bool) -> int:
    """Write one deck; returns how many pages it has. Raises LabError where that cannot be."""
    if not (notes := chapter_notes.load(root, source)):
        missing = chapter_notes.FOLDER / f"{source.chapter:02d}.toml"
        raise LabError(f"{source.name} has no notes. A deck shows what they name: write {missing}")
    path = root / "notebooks" / f"{source.name}.ipynb"
    if not path.is_file():
        raise LabError(f"{source.name} has no notebook {path}: run `make sync` first")
    notebook: Any = executed_notebook(root, path) if run else nbformat.read(path, as_version=4)
    terms = {key: term.words for key, term in glossary.load(root).items()}
    made = pages(notes, notebook, terms)
    target.write_text(document.document(made, root), encoding="utf-8")
    return len(made)


def _write_index(folder: Path, course: Sequence[Source]) -> None:
    """Write the page that leads to all decks that are there."""
    there = [source for source in course if (folder / f"{source.name}.html").is_file()]
    rows = []
    for source in there:
        text = (folder / f"{source.name}.html").read_text(encoding="utf-8")
        title = text.partition("<title>")[2].partition(" · slides</title>")[0]
        rows.append((f"{source.name}.html", title, text.count('<section class="page"')))
    (folder / "index.html").write_text(document.index(rows), encoding="utf-8")


def main(argv: Sequence[str] | None = None) -> int:
    """Make the decks of the repository in the current folder, or of `--root`; 1 where one could not be made."""
    parser = argparse.ArgumentParser(prog="python -m autograd_lab.authoring.teaching.slides", description="make decks")
    parser.add_argument("chapters", nargs="*", help="such as 08 (default: all that have notes)")
    parser.add_argument("--root", type=Path, default=Path.cwd(), help="the repository (default: this folder)")
    parser.add_argument("--as-run", action="store_true", help="the notebooks hold their outputs: do not run them again")
    arguments = parser.parse_args(argv)
    root: Path = arguments.root.resolve()
    try:
        files, faults = build(root, arguments.chapters, run=not arguments.as_run)
    except LabError as problem:
        print(f"slides: {problem}", file=sys.stderr)
        return 1
    if faults:
        print(f"slides: {len(faults)} of {len(files) + len(faults)} chapters have no deck, see above", file=sys.stderr)
    if files:
        print(f"the slides are at {root / SLIDES / 'index.html'}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
