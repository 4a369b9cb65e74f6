"""A book whose addresses are known: what search engines, messengers and lost readers find, its PDFs, its zip."""

import functools
import hashlib
import http.server
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from autograd_lab.authoring import book, pdf, site_zip
from autograd_lab.authoring.pdf import __main__ as printer
from autograd_lab.errors import LabError
from tests.support.loopback import address_of
from tests.support.repo import REPO

pytestmark = pytest.mark.xdist_group("published")  # one process builds the book and its PDFs
SITE = "https://owner.github.io/name/"
FIRST = """\
# 5 · A graph

Some text. **After this chapter** you can read a graph, and say `why`.

**Time:** estimated at 5 minutes of reading, 7 for two exercises.
"""
CHAPTERS = {
    "05_graph": [
        FIRST,
        "## A heading that is so long that it takes more than one line of the paper, whatever the paper, or the font",
        "What is 2 + 2? See [the next](06_next.ipynb#a-place) and [the first page](../index.md).",
        '<details class="al-answer">\n<summary>What comes out, and why</summary>\n\nIt is FOUR.\n\n</details>',
        '<details class="al-choice">\n<summary>It is three.</summary>\n\nNo, TOO SMALL.\n\n</details>',
        "## After it\n\nThe text goes on.",
    ],
    "06_next": ["# 6 · The next\n\nIt comes next.", "## A place\n\nBack to [the graph](05_graph.ipynb)."],
}


def course_in(root: Path) -> Path:
    """A repository of two chapters whose addresses are known, its book built."""
    shutil.copytree(REPO / "book", root / "book", ignore=shutil.ignore_patterns("_build", "__pycache__"))
    said = f'site = "{SITE}"\nrepository = "https://github.com/owner/name"\n'
    (root / "book/addresses.toml").write_text(said, encoding="utf-8")
    (root / "notebooks").mkdir()
    for name, texts in CHAPTERS.items():
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text) for text in texts])
        nbformat.write(notebook, root / "notebooks" / f"{name}.ipynb")
    assert book.build(root, run=False) == 0
    return root


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return course_in(tmp_path_factory.mktemp("published"))


@pytest.fixture(scope="module")
def site(root: Path) -> Path:
    return root / "book/_build/html"


def pages(site: Path) -> dict[str, str]:
    read = [path for path in site.rglob("*.html") if "_static" not in path.parts]  # the theme keeps templates there
    found = {path.relative_to(site).as_posix(): path.read_text(encoding="utf-8") for path in read}
    assert found.keys() >= {"index.html", "404.html", "accessibility.html", "notebooks/05_graph.html"}
    return found


@pytest.mark.slow
def test_each_page_says_what_it_is_and_that_nothing_leaves_the_browser(site: Path) -> None:
    for name, text in pages(site).items():
        if name == "search.html":
            continue
        meta = dict(re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)" />', text))
        for key in ("description", "og:title", "og:description", "og:image", "og:image:alt", "og:url"):
            assert meta[key], (name, key)
        assert meta["og:image"].startswith(SITE)
        assert (site / meta["og:image"].removeprefix(SITE)).is_file()
        assert "nothing that you do on these pages leaves your browser" in text
        assert re.search(r'href="([^"]*accessibility\.html|#)">Accessibility</a>', text), name
    described = 'name="description" content="Afterwards you can read a graph, and say why."'
    assert described in pages(site)["notebooks/05_graph.html"]


@pytest.mark.slow
def test_the_sitemap_has_every_page_to_read_and_no_other(site: Path) -> None:
    listed = {entry.text for entry in ET.parse(site / "sitemap.xml").iter() if entry.tag.endswith("}loc")}
    read = pages(site).keys() - {"404.html", "search.html"}
    assert listed == {SITE + ("" if name == "index.html" else name) for name in read}


class _AsPages(http.server.SimpleHTTPRequestHandler):
    """Answers as GitHub Pages does: what is not there is 404.html, whatever its depth."""

    def send_error(self, code: int, *_: object) -> None:  # type: ignore[override]
        body = Path(self.directory, "name", "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def address(site: Path, tmp_path: Path) -> Iterator[str]:
    """The book where a project's page has it: below a path."""
    shutil.copytree(site, tmp_path / "name")
    handler = functools.partial(_AsPages, directory=str(tmp_path))
    with address_of(handler) as address:
        yield f"{address}/name/"


@pytest.fixture
def allowed_errors() -> dict[str, str]:
    return {r"status of 404 .*/nowhere/": "the page that is asked for is not there"}


@pytest.mark.slow
@pytest.mark.browser
def test_a_wrong_address_at_any_depth_leads_back(address: str, open_page: Callable[..., Page]) -> None:
    page = open_page()
    for wrong in ("nowhere/", "nowhere/in/notebooks/05_grahp.html"):
        page.goto(address + wrong)
        expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()
        assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--pst-color-primary')")
        page.get_by_role("link", name="All chapters").click()
        expect(page).to_have_url(f"{address}index.html")


@pytest.fixture(scope="module")
def printed(root: Path) -> SimpleNamespace:
    """The PDFs of the two chapters, and of the book; printed by a process of its own, since a test's has a browser."""
    command = [sys.executable, "-m", "autograd_lab.authoring.pdf", "--root", str(root)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    files = (root / "book/_build/html/pdf").glob("*.pdf")
    return SimpleNamespace(**{path.stem.replace("-", "_"): PdfReader(path) for path in files})


def links(reader: PdfReader) -> list[str]:
    """Where each link leads: an address, or the number of a page of the same file."""
    found = []
    for page in reader.pages:
        for reference in page.get("/Annots", []):  # type: ignore[attr-defined]
            link = reference.get_object()
            if "/Dest" in link:
                goal = link["/Dest"] if isinstance(link["/Dest"], list) else reader.root_object["/Dests"][link["/Dest"]]
                found.append(reader.get_page_number(goal[0].get_object()))
            else:
                found.append(link.get("/A", {}).get("/URI", "nowhere"))
    return found


@pytest.mark.full
@pytest.mark.browser
def test_on_paper_an_answer_is_never_before_its_question(printed: SimpleNamespace) -> None:
    reader = getattr(printed, "05_graph")
    text = " ".join("\n".join(page.extract_text() for page in reader.pages).split())
    order = [
        "What is 2 + 2?",
        "It is three.",
        "At the end, no. 1",
        "The text goes on.",
        "Hints, answers",
        "FOUR",
        "TOO",
    ]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert text.count("FOUR") == 1
    assert "5-1" in reader.pages[0].extract_text()
    assert reader.page_labels[:2] == ["5-1", "5-2"]
    assert reader.metadata.title == "5 · A graph"


@pytest.mark.full
@pytest.mark.browser
def test_a_chapters_links_lead_to_the_site_and_the_books_to_its_own_pages(printed: SimpleNamespace) -> None:
    alone, whole = links(getattr(printed, "05_graph")), links(printed.autograd_lab)
    assert {f"{SITE}notebooks/06_next.html#a-place", f"{SITE}index.html"} <= {*alone}
    count = len(getattr(printed, "05_graph").pages)
    assert whole[:3] == [SITE, 1, 1 + count], "the cover leads to the site and to both chapters"
    assert "nowhere" in whole, "the first page is not in the book: its words stay, and lead nowhere"
    assert not [goal for goal in [*alone, *whole] if "page.invalid" in str(goal)]


@pytest.mark.full
@pytest.mark.browser
def test_the_whole_book_is_tagged_and_its_outline_says_what_the_pages_say(printed: SimpleNamespace) -> None:
    whole = printed.autograd_lab
    tops = [item for item in whole.outline if not isinstance(item, list)]
    assert [item.title for item in tops] == ["Autograd Lab", "5 · A graph", "6 · The next"]
    below = [item.title for item in whole.outline[whole.outline.index(tops[1]) + 1]]
    assert CHAPTERS["05_graph"][1].removeprefix("## ") in below
    catalog = whole.root_object
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "en-GB"
    tags = catalog["/StructTreeRoot"]["/K"]
    assert (tags["/S"], [part.get_object()["/S"] for part in tags["/K"]]) == ("/Document", ["/Part"] * 3)
    numbers = catalog["/StructTreeRoot"]["/ParentTree"]["/Nums"][::2]
    assert len({*numbers}) == len(numbers)
    owners = [page["/StructParents"] for page in whole.pages]
    assert len({*owners}) == len(owners), "each page finds its own tags"
    assert {*owners} <= {*numbers}
    assert whole.page_labels[1] == "5-1"


@pytest.mark.full
@pytest.mark.browser
def test_a_page_offers_its_pdf_once_there_is_one(site: Path, printed: object, open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.goto((site / "notebooks/05_graph.html").as_uri())
    link = page.get_by_role("navigation", name="This page").get_by_role("link", name="PDF")
    assert link.evaluate("link => link.href") == (site / "pdf/05_graph.pdf").as_uri()


def test_what_cannot_be_printed_or_packed_is_named(tmp_path: Path) -> None:
    (tmp_path / "notebooks").mkdir()
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Title")])
    nbformat.write(notebook, tmp_path / "notebooks/05_graph.ipynb")
    with pytest.raises(LabError, match=r"no chapter 06_none; there are 05_graph"):
        printer.build(tmp_path, ["06_none"])
    with pytest.raises(LabError, match=r"05_graph has no page in .*: run `make book` first"):
        printer.build(tmp_path)
    with pytest.raises(LabError, match="run `make book` first"):
        site_zip.build(tmp_path)
    assert printer.main(["--root", str(tmp_path)]) == site_zip.main(["--root", str(tmp_path)]) == 1
    assert pdf.__doc__


def test_the_zip_has_the_site_and_says_how_to_open_it(tmp_path: Path) -> None:
    html = tmp_path / "book/_build/html"
    for name in ("index.html", "404.html", "notebooks/05_graph.html"):
        (html / name).parent.mkdir(parents=True, exist_ok=True)
        (html / name).write_text(name, encoding="utf-8")
    target, digest = site_zip.build(tmp_path)
    first = target.read_bytes()
    assert digest.read_text() == f"{hashlib.sha256(first).hexdigest()}  {target.name}\n"
    with zipfile.ZipFile(target) as packed:
        assert packed.testzip() is None
        names = {name.partition("/")[2] for name in packed.namelist()}
        assert names == {"README.txt", "index.html", "notebooks/05_graph.html"}
        assert "http.server" not in packed.read(packed.namelist()[0]).decode(), "without the tab no server is needed"
    site_zip.build(tmp_path)
    assert target.read_bytes() == first, "the same site is the same zip"
    for folder in ("lite", "pdf"):
        (html / folder).mkdir()
    site_zip.build(tmp_path)
    with zipfile.ZipFile(target) as packed:
        readme = packed.read(packed.namelist()[0]).decode()
    assert "python -m http.server" in readme
    assert "http://localhost:8000/" in readme
    assert "pdf/autograd-lab.pdf" in readme
    assert target.with_suffix(".part").exists() is False
