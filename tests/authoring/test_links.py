"""Links: those within the course lead somewhere, and those to elsewhere are well formed. Nothing is fetched."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from autograd_lab.authoring import book
from tests.support.course_text import course
from tests.support.repo import REPO as ROOT

LINK = re.compile(r"\]\(\s*<?([^()\s>]*(?:\([^()\s]*\)[^()\s>]*)*)>?(?:\s+\"[^\"]*\")?\s*\)")
CODE = re.compile(r"```.*?```|~~~.*?~~~|`[^`\n]*`", re.DOTALL)
HOST = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
PAGES = [str(file.relative_to(ROOT)) for pattern in ("*.md", "docs/*.md") for file in sorted(ROOT.glob(pattern))]


def links() -> Iterator[tuple[str, str]]:
    """(where it stands, where it leads) of each link in the course and in the pages about it."""
    for source in course():
        for cell in source.cells:
            if cell.kind == "markdown":
                yield from ((f"{source.name}:{cell.line}", link) for link in LINK.findall(CODE.sub("", cell.source)))
    for page in PAGES:
        yield from ((page, link) for link in LINK.findall(CODE.sub("", (ROOT / page).read_text(encoding="utf-8"))))


def anchors(page: str) -> set[str]:
    """What GitHub calls the headings of a page."""
    text = re.sub(r"```.*?```", "", (ROOT / page).read_text(encoding="utf-8"), flags=re.DOTALL)
    headings = re.findall(r"^#+ (.+?)\s*$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def fault(link: str) -> str | None:
    """What is wrong with an address elsewhere, as far as its letters show."""
    address = urlsplit(link)
    if address.scheme not in ("http", "https"):
        return "neither http nor https"
    if not HOST.fullmatch(address.netloc.lower()):
        return "no host of letters, digits, hyphens and dots"
    if re.search(r"[^!-~]|[<>\"{}|\\^`]|%(?![0-9A-Fa-f]{2})|\.\.", link) or link.endswith((".", ",", ";")):
        return "a character that no address holds there"
    return None


@pytest.mark.parametrize(
    "link", ["htp://a.org", "https://a", "https:/a.org/b", "https://a.org/b c", "https://a.org/b.", "https://a.org/%zz"]
)
def test_a_malformed_address_is_found(link: str) -> None:
    assert fault(link)


@pytest.mark.slow
def test_addresses_elsewhere_are_well_formed() -> None:
    found = [(place, link) for place, link in links() if re.match(r"\w+:", link)]
    assert len(found) >= 10
    assert not [(place, link, fault(link)) for place, link in found if fault(link)]


@pytest.mark.slow
def test_files_that_are_pointed_at_exist() -> None:
    for place, link in links():
        path = link.partition("#")[0]
        if re.match(r"\w+:", link) or not path:
            continue
        folder = ROOT / "notebooks" if ":" in place and place[0].isdigit() else (ROOT / place).parent
        assert (folder / path).exists() or (ROOT / path).exists(), f"{place} points at {link}"


@pytest.mark.slow
def test_headings_that_are_pointed_at_exist() -> None:
    found = [(page, link) for page, link in links() if page in PAGES and "#" in link and not re.match(r"\w+:", link)]
    assert len(found) >= 20
    for page, link in found:
        path, _, anchor = link.partition("#")
        target = (ROOT / page).parent / path if path else ROOT / page
        assert anchor in anchors(str(target.resolve().relative_to(ROOT))), f"{page} points at {link}"


def test_a_heading_is_called_as_on_github() -> None:
    assert "in-a-browser-tab-without-a-class-server" in anchors("docs/instructors.md")
    assert "in-a-browser-tab" not in anchors("docs/instructors.md")


@pytest.mark.lab
@pytest.mark.slow
def test_every_link_and_anchor_of_the_book_leads_somewhere(tmp_path: Path) -> None:
    """Sphinx reads all pages, and runs none of their code; a link or an anchor that leads nowhere is an error."""
    source = book.prepare(ROOT)
    options = ["-W", "--keep-going", "-q", "-E"]
    command = [sys.executable, "-m", "sphinx", "-b", "dummy", *options, "-d", str(tmp_path), str(source)]
    done = subprocess.run([*command, str(tmp_path / "out")], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
