"""Students' texts on formgrader's grading page: formatted, but nothing in them runs and nothing is fetched.

nbgrader puts the HTML of a text cell into the page as it is. A script in it would run with the rights of the
instructor's Jupyter session, and a picture would tell another server when its student is graded.
"""

import re

import bleach
from nbconvert.filters import strip_files_prefix

BLOCKS = {"br", "del", "details", "div", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "p", "pre", "summary"}
TABLES = {"table", "tbody", "td", "th", "thead", "tr"}
TAGS = {*bleach.ALLOWED_TAGS, *BLOCKS, *TABLES, "img", "span", "sub", "sup"}
ATTRIBUTES = {"alt", "href", "open", "title"}
HIGHLIGHTED = {"div", "pre", "span"}  # code has its colours by class; an id could take the place of a score's field
OWN_PICTURE = re.compile(r"data:image/[\w+.-]+;base64,[\w+/=\s]*|(?!/)[\w./% -]+")  # attached, or a file beside it


def harmless(html: str) -> str:
    """The HTML with its formatting kept and all other markup escaped, for nbgrader's pages.

    nbgrader's templates send each text cell through nbconvert's filter `strip_files_prefix`; this takes its name.

    >>> harmless("<b>bold</b><script>alert(1)</script>")
    '<b>bold</b>&lt;script&gt;alert(1)&lt;/script&gt;'
    """
    protocols = {*bleach.ALLOWED_PROTOCOLS, "data"}
    return str(bleach.clean(strip_files_prefix(html), tags=TAGS, attributes=_is_kept, protocols=protocols))


def _is_kept(tag: str, name: str, value: str) -> bool:
    """Whether an attribute is kept: formatting, links, and the sources of pictures that are part of the page."""
    if name == "src":
        return OWN_PICTURE.fullmatch(value) is not None
    return name in ATTRIBUTES or (name == "class" and tag in HIGHLIGHTED)
