"""What the feedback page and the class report share: one style, and plain HTML from jinja2."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape


@cache
def _environment() -> Environment:
    """The jinja2 environment of templates/grading, with its filters."""
    made = Environment(
        loader=PackageLoader("autograd_lab", "templates/grading"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(prose=prose_html, points=points_text, counted=counted_points)
    return made


def render(template: str, content: Mapping[str, Any]) -> str:
    """A page from its template; texts in `content` are escaped, so that markup in a student's name stays text."""
    return _environment().get_template(template).render(**content)


def prose_html(text: str) -> Markup:
    """A sentence as HTML: escaped, with `code` between backticks in a <code> element."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped just before


def points_text(number: float) -> str:
    """Points with two decimals at most and no trailing zeros.

    >>> points_text(7.0), points_text(2.5), points_text(1 / 3)
    ('7', '2.5', '0.33')
    """
    return f"{number:.2f}".rstrip("0").rstrip(".")


def counted_points(number: float) -> str:
    """Points with the word behind them.

    >>> counted_points(1.0), counted_points(0.5)
    ('1 point', '0.5 points')
    """
    shown = points_text(number)
    return f"{shown} {'point' if shown == '1' else 'points'}"
