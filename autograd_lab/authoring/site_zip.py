"""`make zip`: the built site as one file, for readers without a network, and beside it the file's SHA-256.

In it is what has been built: the book, the course in a browser tab (`make lite`), the PDFs (`make pdf`).
"""

import argparse
import hashlib
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

from autograd_lab import __version__
from autograd_lab.errors import LabError

BUILD = Path("book/_build")
FOR_A_SERVER = {"404.html", "sitemap.xml", "objects.inv", ".buildinfo"}
MOMENT = (2026, 1, 1, 0, 0, 0)  # of each file: the same site is the same zip
README = """\
Autograd Lab {version}, a course on backpropagation, to be read without a network.

How to open it: unpack the zip, and open index.html. It needs no server and no network.
{parts}
"""
TAB = """
To run the chapters, in the same browser, with nothing to install: open a terminal in this folder, type

    python -m http.server

(python3 on Linux and macOS, py on Windows) and open http://localhost:8000/ . Each chapter then has "Run this chapter in
your browser". The course itself still asks no other machine for anything. End the server with Ctrl + C.
"""
PDFS = """
pdf/ has each chapter as a PDF, and all of them as one: pdf/autograd-lab.pdf.
"""


def build(root: Path) -> tuple[Path, Path]:
    """Pack the site that is built in a repository; returns the zip and the file with its SHA-256.

    Raises LabError without a built book.
    """
    html = root / BUILD / "html"
    if not (html / "index.html").is_file():
        raise LabError(f"there is no book in {BUILD / 'html'}: run `make book` first")
    name = f"autograd-lab-{__version__}-site"
    target, digest = (root / BUILD / f"{name}{ending}" for ending in (".zip", ".zip.sha256"))
    parts = [text for folder, text in (("lite", TAB), ("pdf", PDFS)) if (html / folder).is_dir()]
    unfinished = target.with_suffix(".part")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
        _put(packed, f"{name}/README.txt", README.format(version=__version__, parts="".join(parts)).encode())
        for path in sorted(path for path in html.rglob("*") if path.is_file() and path.name not in FOR_A_SERVER):
            _put(packed, f"{name}/{path.relative_to(html).as_posix()}", path.read_bytes())
    unfinished.replace(target)
    digest.write_text(f"{hashlib.sha256(target.read_bytes()).hexdigest()}  {target.name}\n", encoding="utf-8")
    return target, digest


def _put(packed: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, MOMENT)
    entry.external_attr = 0o644 << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    packed.writestr(entry, content)


def main(argv: Sequence[str] | None = None) -> int:
    """Pack the built site of the repository in the current folder, or of `--root`."""
    parser = argparse.ArgumentParser(
        prog="python -m autograd_lab.authoring.site_zip", description="pack the built site"
    )
    parser.add_argument("--root", type=Path, default=Path.cwd(), help="the repository (default: this folder)")
    try:
        target, digest = build(parser.parse_args(argv).root.resolve())
    except LabError as problem:
        print(f"zip: {problem}", file=sys.stderr)
        return 1
    print(f"the site is packed into {target}, {target.stat().st_size / 1e6:.1f} MB; its SHA-256 is in {digest.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
