"""`make pdf`: each chapter of the built book as a PDF, and all of them as one, into `book/_build/html/pdf/`."""

import argparse
import logging
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from autograd_lab.authoring import addresses, page_touches
from autograd_lab.authoring.chapters import chapters
from autograd_lab.authoring.pdf import join, printing
from autograd_lab.errors import LabError

HTML = Path("book/_build/html")
BOOK = "autograd-lab"
LEFT_OUT = {"bug_zoo", "inventory_a", "inventory_b"}
"""Pages that are no book to read: the one is worked through on the screen, the others are filled in there."""


def build(root: Path, only: Sequence[str] = ()) -> list[Path]:
    """Print the built book, or some of its chapters; returns the files. Raises LabError where that cannot be.

    only   names of pages, such as `05_computational_graph`; then no whole book is made
    """
    html = root / HTML
    there = [page.page for page in chapters(root / "notebooks") if page.page not in LEFT_OUT]
    if unknown := sorted({*only} - {*there}):
        raise LabError(f"no chapter {', '.join(unknown)}; there are {', '.join(there)}")
    names = [name for name in there if name in only] if only else there
    if missing := [name for name in names if not (html / "notebooks" / f"{name}.html").is_file()]:
        raise LabError(f"{missing[0]} has no page in {HTML / 'notebooks'}: run `make book` first")
    folder = html / "pdf"
    if not only:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(exist_ok=True)
    published = addresses.load(root / "book")
    parts = []
    with printing.paper() as page:
        for number, name in enumerate(names, 1):
            print(f"· {name} ({number} of {len(names)}) …", flush=True)
            parts.append(printing.chapter(page, html / "notebooks" / f"{name}.html", folder / f"{name}.pdf"))
        files = [part.path for part in parts]
        if not only:
            print("· all of them as one …", flush=True)
            first = printing.cover(page, parts, published, folder / "cover.pdf")
            whole = folder / f"{BOOK}.pdf"
            join.join([first, *parts], whole, printing.TITLE)
            first.path.unlink()
            files.append(whole)
    for part in parts:
        join.finish(part, there, published)
    page_touches.write_ways(html, "PDFS", [path.stem for path in sorted(folder.glob("*.pdf"))])
    return files


def main(argv: Sequence[str] | None = None) -> int:
    """Print the built book of the repository in the current folder, or of `--root`."""
    parser = argparse.ArgumentParser(prog="python -m autograd_lab.authoring.pdf", description="print the built book")
    parser.add_argument("pages", nargs="*", help="names of chapters (default: all, and the whole book)")
    parser.add_argument("--root", type=Path, default=Path.cwd(), help="the repository (default: this folder)")
    arguments = parser.parse_args(argv)
    logging.getLogger("pypdf").setLevel(logging.ERROR)  # it also tells how Chromium numbers its objects
    try:
        files = build(arguments.root.resolve(), arguments.pages)
    except LabError as problem:
        print(f"pdf: {problem}", file=sys.stderr)
        return 1
    print(f"{len(files)} PDFs are in {files[-1].parent}, {sum(file.stat().st_size for file in files) / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
