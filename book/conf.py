"""Sphinx's settings for the book. `make book` prepares its source folder: autograd_lab/authoring/book.py."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from myst_nb.core import render
from sphinx.application import Sphinx

from autograd_lab import __version__
from autograd_lab.authoring import addresses, page_touches
from autograd_lab.authoring.chapters import chapters

project = "Autograd Lab"
author = "The Autograd Lab developers"
copyright = "2026, The Autograd Lab developers. Text: CC BY 4.0. Code: BSD-3-Clause"
release = __version__
language = "en-GB"

extensions = ["myst_nb"]
exclude_patterns = ["_static", "_templates"]
templates_path = ["_templates"]
myst_enable_extensions = ["amsmath", "dollarmath"]
myst_heading_anchors = 3

nb_execution_mode = "off"  # authoring/book.py has run them
nb_merge_streams = True  # a cell that prints while it trains has one output, not one for each line

# a widget needs a kernel; the self-contained HTML that our players bring beside it does not
nb_mime_priority_overrides = [["html", "text/html", 0]]
nb_ipywidgets_js = {}

# nothing is fetched from elsewhere: the pages work offline
mathjax_path = "mathjax/tex-svg.js"

published = addresses.load(Path(__file__).parent)
html_baseurl = published.site
outcomes = {page.page: page.outcome for page in chapters(Path(__file__).parent / "notebooks")}
if published.site:  # the page for an address that leads nowhere: it may be seen at any depth, so its links are whole
    extensions.append("notfound.extension")
    notfound_urls_prefix = urlsplit(published.site).path
else:
    exclude_patterns.append("404.md")

html_theme = "sphinx_book_theme"
html_title = "Autograd Lab"
html_favicon = "_static/favicon.svg"
html_static_path = ["_static"]
html_css_files = ["book.css", "answers.css"]
# a browser fetches no script of this type: it says where the code of a player's "Share" lies (authoring/book.py)
html_js_files = [
    ("share.js", {"type": "text/plain", "data-al-share": ""}),
    ("reveal.js", {"defer": ""}),
    ("run.js", {"defer": ""}),
    ("answers.js", {"defer": ""}),  # behind run.js, whose link it shows where an exercise needs Python
]
html_copy_source = False
html_show_sphinx = False
html_use_index = False
html_context = {
    "default_mode": "auto",  # light or dark as the reader's system says, until they choose
    "published": published,
}
html_theme_options = {
    "navbar_persistent": [],  # the search field is in the sidebar
    "show_toc_level": 2,
    "use_download_button": False,
    "use_fullscreen_button": False,
    "footer_content_items": ["author.html", "copyright.html", "al-about.html"],
}


def setup(app: Sphinx) -> None:
    """Touch up each page, and let what a cell printed be joined as it was printed."""
    app.connect("html-page-context", _touch_up)
    app.connect("build-finished", _finish)
    theirs = render.coalesce_streams
    render.coalesce_streams = lambda outputs: theirs(_in_one_piece(outputs))


def _in_one_piece(outputs: list[Any]) -> list[Any]:
    """A cell's outputs, each of its streams joined: MyST-NB would put a line break between two pieces, and the kernel
    sends half a line whenever its time has come."""
    joined: list[Any] = []
    streams: dict[str, Any] = {}
    for output in outputs:
        if output["output_type"] == "stream" and output["name"] in streams:
            streams[output["name"]]["text"] += output["text"]
            continue
        joined.append(output)
        if output["output_type"] == "stream":
            streams[output["name"]] = output
    return joined


def _touch_up(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    body = page_touches.readable_body(context.get("body", ""))
    title = re.sub(r"<[^>]+>", "", context.get("title", "")) or project
    said = outcomes.get(page.removeprefix(page_touches.CHAPTERS)) or page_touches.first_paragraph(body)
    context["metatags"] = context.get("metatags", "") + page_touches.head(page, title, said, published)
    body = page_touches.with_ways(body, page, published)
    if page == "404":  # the extension makes the theme's links whole, and not those of the text
        body = body.replace('href="index.html"', f'href="{context["pathto"]("index")}"')
    mathjax = page_touches.has_formula(body)
    context["script_files"] = [
        file
        for file in context["script_files"]
        if getattr(file, "attributes", {}).get("type") != page_touches.WIDGET_STATE
        and (mathjax or "mathjax" not in str(getattr(file, "filename", file)))
    ]
    body, files = page_touches.shared_code(body, context["pathto"]("_static", resource=True))
    for name, text in files.items():
        target = Path(app.outdir, "_static", name)
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, encoding="utf-8")
    if "body" in context:
        context["body"] = body


def _finish(app: Sphinx, failed: Exception | None) -> None:
    if not failed and app.builder.format == "html":
        page_touches.drop_icon_script(Path(app.outdir))
        if published.site:
            listed = page_touches.sitemap(app.env.found_docs - {"404"}, published)
            Path(app.outdir, "sitemap.xml").write_text(listed, encoding="utf-8")
