"""What the book changes on a page that Sphinx has made: words for folds, its head, code that players share, icons."""

import hashlib
import html
import re
from pathlib import Path

from autograd_lab.authoring.addresses import Addresses

PICTURE = "_static/picture.png"
"""The picture that a shared link shows: made by `python -m tests.house.animation`."""

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


def description(body: str) -> str:
    """A page's first paragraph as plain text, cut at a word where it is long."""
    for found in _PARAGRAPH.finditer(body):
        text = re.sub(r"<[^>]+>", "", found[1]).replace(r"\(", "").replace(r"\)", "")
        text = " ".join(html.unescape(text).split())
        if text:
            return text if len(text) <= _LONGEST else text[:_LONGEST].rpartition(" ")[0] + " …"
    return ""


def head(page: str, title: str, body: str, addresses: Addresses) -> str:
    """The tags by which search engines and messengers know a page; full addresses only where the site is known."""
    said = {"og:title": title, "og:type": "website", "og:site_name": "Autograd Lab"}
    if text := description(body):
        said["og:description"] = text
    if addresses.site:
        said["og:url"] = addresses.site + ("" if page == "index" else f"{page}.html")
        said["og:image"] = addresses.site + PICTURE
        said["twitter:card"] = "summary_large_image"
    tags = [f'<meta name="description" content="{html.escape(text)}" />'] if text else []
    tags += [f'<meta property="{name}" content="{html.escape(value)}" />' for name, value in said.items()]
    return "\n".join(tags)


def drop_icon_script(folder: Path) -> None:
    """Take the theme's drawer of icons, 1.5 MB, out of a built book: `book.css` draws the dozen that it uses."""
    for page in folder.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        page.write_text(_ICON_SCRIPT.sub("", text), encoding="utf-8")
    for file in folder.glob("_static/scripts/fontawesome.js*"):
        file.unlink()
