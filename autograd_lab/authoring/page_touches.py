"""What the book changes on a page that Sphinx has made: words for folds, its head, code that players share, icons."""

import hashlib
import html
import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from autograd_lab.authoring.addresses import Addresses

PICTURE = "_static/picture.png"
"""The picture that a shared link shows: made by `python -m tests.house.animation`."""

PICTURE_SHOWS = "A graph of numbers, with values on their way forward and gradients on their way back."
CHAPTERS = "notebooks/"
"""The folder of the pages that are notebooks."""

WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
"""What widgets would need to meet their kernel again; on these pages there is none."""

_MARK_BEHIND_FORMULA = re.compile(r'(<span class="math notranslate nohighlight">[^<]*</span>[,.;:?!)’”]+)')
_FORMULA = re.compile(r'class="[^"]*\bmath\b')
_PACKED = re.compile(r'const packed = "([A-Za-z0-9+/=]{2000,})";')
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_ICON_SCRIPT = re.compile(r'\s*<script\b[^>]*\bsrc="[^"]*fontawesome\.js[^"]*"[^>]*></script>')
_LONGEST = 200  # characters of a description that search engines and messengers show


def readable_body(body: str) -> str:
    """A page's body with its folds announced by the word written on them, and commas that stay with their formula."""
    body = body.replace('<summary aria-label="Toggle hidden content">', "<summary>")
    return _MARK_BEHIND_FORMULA.sub(r'<span class="al-together">\1</span>', body)


def has_formula(body: str) -> bool:
    """Whether MathJax has anything to do on a page."""
    return bool(_FORMULA.search(body))


def shared_code(body: str, static: str) -> tuple[str, dict[str, str]]:
    """A body whose players take their code from files, and those files by name.

    Each player brings its code along, packed, so that a notebook is whole; in the book one file serves all pages.

    static   the way from the page to the folder of the files
    """
    files: dict[str, str] = {}

    def named(match: re.Match[str]) -> str:
        name = f"player-{hashlib.sha256(match[1].encode()).hexdigest()[:12]}.js"
        files[name] = f'(globalThis.alPacked ??= {{}})["{name}"] = "{match[1]}";\n'
        return f'const packed = globalThis.alPacked["{name}"];'

    body = _PACKED.sub(named, body)
    # both kinds wait for the page to be read and then run in its order, so these come first
    return "".join(f'<script defer src="{static}/{name}"></script>' for name in files) + body, files


def with_ways(body: str, page: str, addresses: Addresses) -> str:
    """A chapter's body with a row of links below its title: Binder and "report a mistake" where their address is known.

    `book/_static/run.js` puts first what lies beside the page: the browser tab that runs it, and its PDF.
    """
    if not page.startswith(CHAPTERS):
        return body
    name = page.removeprefix(CHAPTERS)
    known = {"Binder": addresses.binder_at(name), "Report a mistake": addresses.report(name)}
    links = "".join(f'<li><a href="{html.escape(url)}">{word}</a></li>' for word, url in known.items() if url)
    row = f'<nav class="al-ways" aria-label="This page"{"" if links else " hidden"}><ul>{links}</ul></nav>'
    return body.replace("</h1>", f"</h1>\n{row}", 1)


def first_paragraph(body: str) -> str:
    """A page's first paragraph as plain text; "" without one."""
    for found in _PARAGRAPH.finditer(body):
        text = re.sub(r"<[^>]+>", "", found[1]).replace(r"\(", "").replace(r"\)", "")
        if text := " ".join(html.unescape(text).split()):
            return text
    return ""


def in_short(text: str) -> str:
    """A description as search engines and messengers show it: cut at a word where it is long."""
    text = text.replace("`", "")
    return text if len(text) <= _LONGEST else text[:_LONGEST].rpartition(" ")[0] + " …"


def head(page: str, title: str, description: str, addresses: Addresses) -> str:
    """The tags by which search engines and messengers know a page; full addresses only where the site is known."""
    said = {"og:title": title, "og:type": "website", "og:site_name": "Autograd Lab"}
    if text := in_short(description):
        said["og:description"] = text
    if addresses.site:
        said["og:url"] = addresses.site + ("" if page == "index" else f"{page}.html")
        said["og:image"] = addresses.site + PICTURE
        said["og:image:alt"] = PICTURE_SHOWS
        said["twitter:card"] = "summary_large_image"
    tags = [f'<meta name="description" content="{html.escape(text)}" />'] if text else []
    tags += [f'<meta property="{name}" content="{html.escape(value)}" />' for name, value in said.items()]
    return "\n".join(tags)


def sitemap(pages: Iterable[str], addresses: Addresses) -> str:
    """The list of pages that search engines read, sitemap.xml. The site's address must be known.

    >>> print(sitemap(["index"], Addresses(site="https://a.example/")))
    <?xml version="1.0" encoding="UTF-8"?>
    <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
    <url><loc>https://a.example/</loc></url>
    </urlset>
    """
    names = ["" if page == "index" else f"{page}.html" for page in sorted(pages)]
    urls = [f"<url><loc>{html.escape(addresses.site + name)}</loc></url>" for name in names]
    first = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return "\n".join([first, *urls, "</urlset>"])


def write_ways(book: Path, name: str, pages: Sequence[str]) -> None:
    """Tell the pages of a built book, in their `run.js`, which of them have more beside them.

    name  `NOTEBOOKS`, which run in the browser tab, or `PDFS`
    """
    script = book / "_static" / "run.js"
    text = script.read_text(encoding="utf-8")
    ways = f"const {name} = {json.dumps(pages)};"
    script.write_text(re.sub(rf"const {name} = \[.*\];", lambda _: ways, text), encoding="utf-8")


def drop_icon_script(folder: Path) -> None:
    """Take the theme's drawer of icons, 1.5 MB, out of a built book: `book.css` draws the dozen that it uses."""
    for page in folder.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        page.write_text(_ICON_SCRIPT.sub("", text), encoding="utf-8")
    for file in folder.glob("_static/scripts/fontawesome.js*"):
        file.unlink()
