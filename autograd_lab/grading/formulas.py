"""Formulas on the pages of `nbgrader generate_feedback` as MathML, which browsers draw by themselves.

nbgrader's template asks a public server for MathJax. templates/feedback takes that out, and nbgrader_config.py names
the exporter and the filter that stand here; so these pages load nothing.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, fromstring, tostring

from bs4 import BeautifulSoup
from bs4.element import NavigableString
from latex2mathml.converter import convert
from nbconvert.exporters import HTMLExporter

from autograd_lab.grading.texts import harmless

FORMULA = re.compile(  # the longest has 5000 characters, so that the search ends soon whatever stands there
    r"""(?<!\\)\$\$(?P<block>.{1,5000}?)\$\$
    | (?<![\\$])\$(?=[^\s$])(?P<inline>[^$]{0,5000}?[^\s\\$])\$(?!\d)  # none in `$5 and $6`
    | \\\[(?P<brackets>.{1,5000}?)\\\]
    | \\\((?P<parentheses>.{1,5000}?)\\\)
    | (?P<environment>\\begin\{(?P<name>[a-z]+\*?)\}.{1,5000}?\\end\{(?P=name)\})""",
    re.DOTALL | re.VERBOSE,
)
AS_WRITTEN = ["code", "pre"]
ELEMENTS = {
    "math", "menclose", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover", "mpadded", "mphantom", "mprescripts",
    "mroot", "mrow", "ms", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr",
    "munder", "munderover", "none",
}  # fmt: skip
ATTRIBUTES = {
    "accent", "accentunder", "columnalign", "columnlines", "columnspacing", "display", "displaystyle", "fence", "form",
    "height", "linethickness", "lspace", "mathvariant", "maxsize", "minsize", "notation", "rowlines", "rowspacing",
    "rspace", "scriptlevel", "separator", "stretchy", "width",
}  # fmt: skip


class FeedbackExporter(HTMLExporter):
    """The exporter of those pages, under a name of its own, so that its settings do not reach formgrader's pages."""


def typeset(html: str) -> str:
    """The HTML made harmless, with its formulas as MathML; a formula that cannot be converted stays as TeX."""
    page = BeautifulSoup(harmless(html), "html.parser")
    for text in page.find_all(string=True):
        if FORMULA.search(text) and not text.find_parent(AS_WRITTEN):
            text.replace_with(*_pieces(str(text)))
    return str(page)


def _pieces(text: str) -> Iterator[NavigableString | BeautifulSoup]:
    """The pieces of a text in their order, its formulas converted."""
    end = 0
    for found in FORMULA.finditer(text):
        yield NavigableString(text[end : found.start()])
        yield _converted(found) or NavigableString(found[0])
        end = found.end()
    yield NavigableString(text[end:])


def _converted(found: re.Match[str]) -> BeautifulSoup | None:
    """A formula as MathML; None where the converter does not know it, or returns other markup."""
    kind, latex = next((kind, latex) for kind, latex in found.groupdict().items() if latex)
    latex = latex.replace("{aligned}", "{align*}")  # which is what the converter calls it
    try:
        made = convert(latex, display="inline" if kind in ("inline", "parentheses") else "block")
        shown = tostring(_plain(fromstring(made)), encoding="unicode")  # noqa: S314 - no entity can be declared in it
    except Exception:  # students write anything
        return None
    return BeautifulSoup(shown, "html.parser")


def _plain(element: Element) -> Element:
    """A copy without namespaces and attributes that do more than draw; ValueError where an element is no MathML.

    The converter lets markup in `\\text{...}`, links and styles through.
    """
    name = element.tag.rpartition("}")[2]
    if name not in ELEMENTS:
        raise ValueError(f"<{name}> is no MathML")
    copy = Element(name, {key: value for key, value in element.attrib.items() if key in ATTRIBUTES})
    copy.text, copy.tail = element.text, element.tail
    copy.extend(map(_plain, element))
    return copy
