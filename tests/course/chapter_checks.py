"""What the tests of several chapters need: names that its cells define, the reply to a slip, its players, its page."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Locator, Page, expect

from autograd_lab import functional
from autograd_lab.answers.exercises import Numbers
from autograd_lab.authoring.source import Source
from tests.browser.players import UNFOLD
from tests.course.lessons import LESSONS, run_for
from tests.support.lab import Lab, lab_open, run_all

Array = np.ndarray[Any, np.dtype[np.float64]]
#: what a cell of a notebook in JupyterLab complains of
STDERR = ".jp-Notebook [data-mime-type='application/vnd.jupyter.stderr']"


# --- its cells -------------------------------------------------------------------------------------------


def lesson_of(chapter: int) -> Source:
    """The source of the chapter with this number."""
    [found] = [lesson for lesson in LESSONS if lesson.chapter == chapter]
    return found


def place_of(lesson: Source, start: str) -> int:
    """The place, among a chapter's cells, of the one code cell that begins so or has this slug."""
    cells = enumerate(lesson.cells)
    [found] = [k for k, c in cells if c.kind == "code" and (c.slug == start or c.source.startswith(start))]
    return found


def names_of(lesson: Source, *starts: str) -> dict[str, Any]:
    """What the code cells with these beginnings or slugs define, and what they need of the cells before them."""
    names: dict[str, Any] = {"__name__": "lesson"}
    for start in starts:
        run_for(lesson.cells, place_of(lesson, start), names)
    return names


def player_of(lesson: Source, title: str) -> tuple[Any, dict[str, Any]]:
    """The chapter's player with this title, and the names that its cell and those it needs define."""
    [place] = [k for k, cell in enumerate(lesson.cells) if f'title="{title}"' in cell.source]
    source = lesson.cells[place].source
    names: dict[str, Any] = {"__name__": "lesson"}
    run_for(lesson.cells, place, names)
    return eval(source[source.rindex("\nshow(") :], names), names


# --- what it says of numbers -----------------------------------------------------------------------------


def softmax(z: Array) -> Array:
    """The softmax of each row of z (…, K)."""
    raised = np.exp(z - z.max(axis=-1, keepdims=True))
    return raised / raised.sum(axis=-1, keepdims=True)


def gradient_of_last_state(net: Any, h: Array, y: Array) -> Array:
    """∂L/∂h (N, H) of the mean cross-entropy of what `net.out` says of the last state h (N, H), for labels y (N,)."""
    p = softmax(h @ net.out.weight.data + net.out.bias.data)
    return (p - np.eye(p.shape[1])[y]) / len(y) @ net.out.weight.data.T


def losses_of_rows_once_and_twice(net: Any, X: Array, y: Array) -> tuple[float, float]:
    """The cross-entropy of some rows, and of the same with each row twice: equal where it is the mean over rows."""
    pairs = ((X, y), (np.concatenate([X, X]), np.concatenate([y, y])))
    once, twice = (functional.cross_entropy(net(rows), labels).item() for rows, labels in pairs)
    return once, twice


def line_told_of_slip(exercise: Numbers, name: str, wrong: object) -> str:
    """The one line that complains where all numbers of an exercise are right but this one; the right ones pass."""
    assert exercise.judge(dict(exercise.right))
    reply = exercise.judge({**exercise.right, name: wrong})
    assert not reply, f"{name} = {wrong} passes"
    [line] = [line for line in reply.lines if line.startswith(f"{name}: ") and not line.endswith("right")]
    return line


# --- its page --------------------------------------------------------------------------------------------


def unfolded_page(book: Path, open_page: Callable[..., Page], chapter: str, scheme: str) -> Page:
    """The chapter's page of the built book, light or dark, with nothing in motion and every fold open."""
    page = open_page(color_scheme=scheme, reduced_motion="reduce")
    page.goto((book / "notebooks" / f"{chapter}.html").as_uri())
    page.evaluate(UNFOLD)
    return page


def choose_way(way: Locator) -> None:
    """Click a way into a box, which the page has just once, after it has come into view."""
    expect(way).to_have_count(1)
    way.scroll_into_view_if_needed()
    way.click()


def bring_players_to_their_ends(
    page: Page, count: int, shot: Callable[[Page, str], None], picture: str, live: str = ""
) -> None:
    """Press "end" on each of so many players, see that it comes there, and take `picture` of it with its number.

    live   `tests.support.lab.LIVE` in JupyterLab, where what was kept of a widget may stand hidden beside it
    """
    players = page.locator(f".al-player[data-step]{live}")
    expect(players).to_have_count(count)
    for number, player in enumerate(players.all()):
        player.locator('button[data-action="end"]').click()
        expect(player).to_have_attribute("data-step", player.get_attribute("data-steps") or "")
        player.scroll_into_view_if_needed()
        shot(page, picture.format(number))


def run_in_lab(page: Page, server: Lab, chapter: str) -> None:
    """Open a chapter in JupyterLab and run all its cells, of which none complains."""
    lab_open(page, server, f"notebooks/{chapter}.ipynb")
    run_all(page)
    expect(page.locator(STDERR)).to_have_count(0)
