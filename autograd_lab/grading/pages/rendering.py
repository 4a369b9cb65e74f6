"""What the feedback page and the class report share: one style, formulas without a network, plain HTML from jinja2."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from latex2mathml.converter import convert
from markupsafe import Markup, escape

from autograd_lab.equations import EQUATIONS


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("autograd_lab", "templates/grading"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(prose=prose, formula=formula, points=points)
    return made


def render(template: str, content: Mapping[str, Any]) -> str:
    """A page from its template; what it is given is escaped, a name with markup in it stays text."""
    return _environment().get_template(template).render(**content)


@cache
def formula(label: str) -> Markup:
    """An equation of the course as MathML, which browsers draw by themselves; empty for a label that is not ours."""
    known = EQUATIONS.get(label)
    return Markup(convert(known.latex, display="block")) if known else Markup("")  # noqa: S704 - from our own registry


def prose(text: str) -> Markup:
    """A sentence as HTML: escaped, and what stands between backticks as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped just before


def points(number: float) -> str:
    """Points as people write them: 7, 2.5, not 7.0."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
