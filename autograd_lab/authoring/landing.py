"""The book's first page: `book/index.md`, with `{{hero}}`, `{{doors}}` and its other places filled in.

Nothing about a chapter is written here: cards take title, minutes and outcome from the chapter itself.
"""

import html
from collections.abc import Sequence

from autograd_lab import Value, show
from autograd_lab.authoring.addresses import Addresses
from autograd_lab.authoring.chapters import Chapter
from autograd_lab.authoring.thumbnails import thumbnail
from autograd_lab.exams.registry import own_names
from autograd_lab.viz.player import Player

GROUPS = (
    ("One number to learn", 3),
    ("Gradients on a graph", 6),
    ("A whole network", 9),
    ("Training", 13),
    ("Into practice", 99),
)
"""The groups of chapters, each with the number of its last one."""

ISSUES = "under *Issues* of the repository that you have these pages from"

BESIDE = "Beside the chapters"

DOORS = (
    (
        "Play",
        "05_computational_graph",
        "A bill for coffee and cake, as a graph. Step through it, and predict each gradient.",
    ),
    (
        "By hand",
        "07_one_network_by_hand",
        "A small network on paper: every number of it, forward and back, with a pencil.",
    ),
    ("Find the bug", "bug_zoo", "Gradients that are wrong, kept alive. Say what went wrong, and then look."),
)


def index(template: str, pages: Sequence[Chapter], addresses: Addresses) -> str:
    """The first page as Markdown, for a book of these pages."""
    parts = {
        "hero": hero(pages),
        "doors": _doors(pages),
        "tabs": _tabs(),
        "chapters": _groups(pages),
        "binder": _binder(addresses),
    }
    for name, text in parts.items():
        template = template.replace(f"{{{{{name}}}}}", text)
    return template


def _tabs() -> str:
    """The problem sets that run in a browser tab; `book/_static/run.js` shows them where `make lite` has been."""
    sets = " ".join(f'<a data-al-tab="assignments/{name}/{name}">{name}</a>' for name in own_names())
    return _raw(
        '<p class="al-tabs" hidden><strong>Or write gradients yourself</strong>, in notebooks that run in this '
        "browser, with nothing to install (about 20 MB at first): "
        f'<a data-al-tab="notebooks/00_start_here">begin at the beginning</a>, '
        f"or open a problem set:<br>{sets}</p>"
    )


def with_report(template: str, addresses: Addresses) -> str:
    """The accessibility statement, `book/accessibility.md`, with `{{report}}` filled in: where to ask for more."""
    form = addresses.report("accessibility")
    return template.replace("{{report}}", f"[Open the form]({form})." if form else f"The form is {ISSUES}.")


def taxi() -> Value:
    """The graph at the head of the page, which is that of chapter 00: what a guess of 2 for a kilometre is off by."""
    w = Value(2.0, name="w")
    cost = w * 3
    miss = cost - 9
    loss = miss**2
    for name, node in {"cost": cost, "miss": miss, "loss": loss}.items():
        node.name = name
    return loss


def taxi_player() -> Player:
    """The player of that graph."""
    return show(taxi(), title="How far off?", sliders={"w": (0, 6)})


def hero(pages: Sequence[Chapter]) -> str:
    """The player at the head of the page, and what `book/_static/landing.js` says beside it."""
    data, _ = taxi_player()._repr_mimebundle_()
    third = next((page for page in pages if page.number == 3), None)
    machine = f' In <a href="{third.address}">chapter 03</a> a machine does it.' if third else ""
    return _raw(
        '<link rel="stylesheet" href="_static/landing.css"><script defer src="_static/landing.js"></script>'
        '<div class="al-hero"><div class="al-hero-head"><div class="al-hero-say" role="status">'
        '<p data-when="start">A ride of 3 kilometres cost 9. You guess <b>w</b> = 2 for each of them, '
        "and the loss says how wrong that is.</p>"
        '<p data-when="watch" hidden>Watch: the gradient goes back from the loss to <b>w</b>.</p>'
        '<p data-when="turn" hidden>Your turn: drag <b>w</b> until the loss is 0.</p>'
        '<p data-when="found" hidden>The loss is 0. That was gradient descent, by hand: <b>grad</b> says which way the '
        f"loss rises, and you went the other way.{machine}</p></div>"
        '<button type="button" class="al-hero-play" hidden>Play the backward pass</button></div>'
        f"{data['text/html']}</div>"
    )


def _doors(pages: Sequence[Chapter]) -> str:
    there = {page.page: page for page in pages}
    doors = [
        f'<li class="al-door"><a href="{there[name].address}">{word}</a><p>{html.escape(text)}</p>'
        f'<p class="al-card-time">{html.escape(there[name].minutes)}</p></li>'
        for word, name, text in DOORS
        if name in there
    ]
    return _raw(f'<ul class="al-doors">{"".join(doors)}</ul>') if doors else ""


def _groups(pages: Sequence[Chapter]) -> str:
    """The groups with their cards; each has its own list in the sidebar."""
    first, parts = 0, []
    for title, last in GROUPS:
        parts.append(
            _group(title, [page for page in pages if page.number is not None and first <= page.number <= last])
        )
        first = last + 1
    parts.append(_group(BESIDE, [page for page in pages if page.number is None]))
    return "\n\n".join(part for part in parts if part)


def _group(title: str, pages: Sequence[Chapter]) -> str:
    if not pages:
        return ""
    listed = "\n".join(f"notebooks/{page.page}" for page in pages)
    cards = _raw(f'<ul class="al-cards">{"".join(map(_card, pages))}</ul>')
    return f"### {title}\n\n{cards}\n\n```{{toctree}}\n:hidden:\n:caption: {title}\n:maxdepth: 1\n\n{listed}\n```"


def _card(page: Chapter) -> str:
    """A card: picture, title, minutes, and what one can do afterwards; the whole of it leads to the page."""
    time = f'<p class="al-card-time">{html.escape(page.minutes)}</p>' if page.minutes else ""
    return (
        f'<li class="al-card">{thumbnail(page.page)}'
        f'<div><a href="{page.address}">{html.escape(page.title)}</a>{time}</div>'
        f'<p class="al-card-outcome">{html.escape(page.outcome)}</p></li>'
    )


def _binder(addresses: Addresses) -> str:
    return f"Or [start it on Binder]({addresses.binder}), with nothing to install." if addresses.binder else ""


def _raw(text: str) -> str:
    """HTML within Markdown, on one line: an empty line would end it."""
    return f"``````{{raw}} html\n{' '.join(text.splitlines())}\n``````"
