"""Prints pages of the built book with the Chromium that is installed."""

import html
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from string import Template

from playwright.sync_api import Browser, Page, PdfMargins, sync_playwright

from autograd_lab import __version__
from autograd_lab.authoring.addresses import Addresses
from autograd_lab.authoring.pdf.join import MARK, Part
from autograd_lab.errors import LabError
from autograd_lab.lab.doctor import find_browser

TITLE = "Autograd Lab"
COVER = "cover"
HERE = Path(__file__).parent
WIDE, HIGH = 672, 1500  # pixels: A4 without its margins; a player may be as high as it likes, and is made to fit
MARGINS: PdfMargins = {"top": "16mm", "bottom": "18mm", "left": "16mm", "right": "16mm"}
ALONE = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND"]  # root prints too; nothing is asked of the network
READY = """async () => {
  await window.MathJax?.startup?.promise;
  await document.fonts.ready;
}"""
DRAWN = """() => document.querySelectorAll(".al-player:not(.al-network)").length
    === document.querySelectorAll("[data-al-player]").length"""
SETTLED = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


@contextmanager
def paper() -> Iterator[Page]:
    """A page of Chromium, as wide as paper. Raises LabError where there is no browser."""
    path = find_browser()
    if not path:
        raise LabError(
            "PDFs are printed by Chromium or Chrome, and there is none.\n"
            "  Install one (Debian, Ubuntu: apt-get install chromium), or set LAB_CHROME to its path."
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ALONE)
        yield paper_page(browser)
        browser.close()


def paper_page(browser: Browser) -> Page:
    """A page of a browser that runs, as wide as paper and as print has it."""
    page = browser.new_page(viewport={"width": WIDE, "height": HIGH}, color_scheme="light", reduced_motion="reduce")
    page.emulate_media(media="print")
    return page


def chapter(page: Page, built: Path, target: Path) -> Part:
    """A page of the built book as a PDF: players at their last step, what answers a question at the end."""
    page.goto(built.as_uri())
    page.add_style_tag(path=HERE / "paper.css")
    page.evaluate(READY)
    page.wait_for_function(DRAWN)
    headings = page.evaluate((HERE / "paper.js").read_text(encoding="utf-8"), f"{MARK}notebooks/")
    title = headings[0]
    page.evaluate(SETTLED)
    number, dot, _ = title.partition(" · ")
    part = Part(built.stem, title, f"{number if dot else built.stem}-", target, tuple(headings))
    _print(page, part)
    return part


def cover(page: Page, parts: Sequence[Part], addresses: Addresses, target: Path) -> Part:
    """The first pages of the whole book: its title, its licence, and its chapters."""
    items = [f'<li><a href="{MARK}notebooks/{one.page}.html">{html.escape(one.title)}</a></li>' for one in parts]
    where = f'<p><a href="{addresses.site}">{addresses.site}</a></p>' if addresses.site else ""
    template = Template((HERE / "cover.html").read_text(encoding="utf-8"))
    page.set_content(template.substitute(version=__version__, site=where, chapters="".join(items)))
    part = Part(COVER, TITLE, "", target)
    _print(page, part)
    return part


def _print(page: Page, part: Part) -> None:
    said = html.escape(TITLE if part.page == COVER else f"{TITLE} · {part.title}")
    page.pdf(
        path=part.path,
        format="A4",
        print_background=True,
        tagged=True,
        outline=True,
        margin=MARGINS,
        display_header_footer=True,
        header_template="<span></span>",
        footer_template='<div style="font-size: 8px; width: 100%; margin: 0 16mm; display: flex; color: #444">'
        f'<span style="flex: 1">{said}</span><span>{part.prefix}<span class="pageNumber"></span></span></div>',
    )
