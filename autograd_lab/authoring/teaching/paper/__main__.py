"""`make paper`: the sheet of formulas and a worksheet for each chapter as PDFs, in `book/_build/paper/`."""

import argparse
import logging
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from playwright.sync_api import Page
from pypdf import PdfReader

from autograd_lab.authoring import glossary
from autograd_lab.authoring.book import BUILD
from autograd_lab.authoring.pdf.printing import paper
from autograd_lab.authoring.problems import CourseError
from autograd_lab.authoring.source import Source, read
from autograd_lab.authoring.teaching.paper import printing, runs
from autograd_lab.authoring.teaching.paper.authored import Authored, load, unknown_tasks
from autograd_lab.authoring.teaching.paper.sheet import sheet
from autograd_lab.authoring.teaching.paper.tasks import known_tasks, tasks
from autograd_lab.authoring.teaching.paper.worksheet import worksheet
from autograd_lab.errors import LabError

FOLDER = BUILD / "paper"
LESSONS = "course/lessons/*.py"
SHEET = "sheet"
PAGES_OF_SHEET = 2
MOST_PAGES = 4
"""Of a worksheet, its answers included."""


def build(root: Path, only: Sequence[str] = ()) -> list[Path]:
    """Print the sheet and the worksheets, or some of them; returns the files.

    only     `sheet`, and chapters by their two digits
    raises   LabError for an unknown chapter, for no browser, and for what does not fit its pages
    """
    authored = load(root)
    chapters = {f"{one.chapter:02d}": one for one in map(read, sorted(root.glob(LESSONS)))}
    if unknown := [name for name in only if name not in (SHEET, *chapters)]:
        raise LabError(f"no worksheet {', '.join(unknown)}: there are {SHEET}, {', '.join(chapters)}")
    if faults := unknown_tasks(authored, known_tasks(chapters.values())):
        raise CourseError(faults)
    wanted = only or [SHEET, *chapters]
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    with paper() as page:
        page.set_viewport_size(printing.A4)
        for name in wanted:
            print(f"· {name} …", flush=True)
            if name == SHEET:
                files.append(print_sheet(page, root, authored, folder / f"{SHEET}.pdf"))
            else:
                ran = runs.outputs(root, chapters[name].name)
                files.append(
                    print_worksheet(page, root, chapters[name], ran, authored, folder / f"worksheet_{name}.pdf")
                )
    return files


def print_sheet(page: Page, root: Path, authored: Authored, target: Path) -> Path:
    """The sheet of formulas as a PDF of two pages."""
    body = sheet(root, authored)
    return _print(page, root, "Backpropagation on one sheet", "sheet.css", body, target, PAGES_OF_SHEET)


def print_worksheet(
    page: Page, root: Path, source: Source, ran: Mapping[str, runs.Output], authored: Authored, target: Path
) -> Path:
    """A chapter's worksheet as a PDF of at most MOST_PAGES."""
    body = worksheet_of(root, source, ran, authored)
    return _print(page, root, f"Worksheet: {title_of(source)}", "worksheet.css", body, target, MOST_PAGES)


def worksheet_of(root: Path, source: Source, ran: Mapping[str, runs.Output], authored: Authored) -> str:
    """The body of a chapter's worksheet."""
    terms = {key: term.words for key, term in glossary.load(root).items()}
    return worksheet(title_of(source), tasks(source, ran, authored.tasks, terms))


def title_of(source: Source) -> str:
    """A chapter's title, e.g. "8 · The delta recursion"."""
    return next(cell.source for cell in source.cells if cell.source.startswith("# ")).splitlines()[0].removeprefix("# ")


def _print(page: Page, root: Path, title: str, style: str, body: str, target: Path, most: int) -> Path:
    source = target.with_suffix(".html")
    source.write_text(printing.page_html(root, title, style, body), encoding="utf-8")
    printing.print_page(page, source, target)
    count = len(PdfReader(target).pages)
    if count > most:
        raise LabError(
            f"{target.name} has {count} pages, at most {most} are wanted: leave out a prediction, or begin a question "
            "further down, in course/paper.toml"
        )
    return target


def main(argv: Sequence[str] | None = None) -> int:
    """Print the paper of the repository in the current folder, or of `--root`."""
    parser = argparse.ArgumentParser(prog="python -m autograd_lab.authoring.teaching.paper", description="print paper")
    parser.add_argument("names", nargs="*", help="sheet, or chapters by two digits (default: all of them)")
    parser.add_argument("--root", type=Path, default=Path.cwd(), help="the repository (default: this folder)")
    arguments = parser.parse_args(argv)
    logging.getLogger("pypdf").setLevel(logging.ERROR)
    try:
        files = build(arguments.root.resolve(), arguments.names)
    except LabError as problem:
        print(f"paper: {problem}", file=sys.stderr)
        return 1
    print(f"{len(files)} PDFs are in {files[-1].parent}, {sum(file.stat().st_size for file in files) / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
