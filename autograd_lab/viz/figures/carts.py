"""A game of the pole on a cart as a few pictures in a row, from its first step to its last."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd_lab.errors import LabError, ShapeError
from autograd_lab.viz.figures.arguments import finite_number
from autograd_lab.viz.figures.curves import Plot, folded_table, framed_html
from autograd_lab.viz.figures.picture import svg

WIDE, NARROW, APART, TOP, FOOT = 640, 340, 12, 10, 40
MOST_FRAMES = 8
POLE, CART, WHEEL = 1.0, (0.5, 0.25), 0.07  # metres: the pole's length, the cart's width and height, a wheel's radius

Game = np.ndarray[Any, np.dtype[np.float64]]


def carts(states: Any, *, title: str, say: str, frames: int = 4, seconds: float = 0.02) -> Plot:
    """Moments of one game side by side, evenly spread, the last one its end, and a table of their numbers.

    states   (T, 4) as `data.CartPole` has them: place in m, speed, lean of the pole in rad (to the right +), its speed
    say      what is to be seen, in a sentence or two: for readers who do not see it
    frames   how many moments, 2 to 8; fewer where the game has fewer steps
    seconds  from one step to the next
    raises   LabError, ShapeError for what cannot be drawn

    >>> import numpy as np
    >>> from autograd_lab.viz import figures
    >>> figures.carts(np.zeros((9, 4)), title="At rest", say="The pole stands upright in the middle.")
    Plot('At rest')
    """
    game = _checked_game(states)
    if not say.strip():
        raise LabError('carts(say=...): say in words what is to be seen, e.g. say="The pole tips to the left."')
    if not 2 <= frames <= MOST_FRAMES:
        raise LabError(f"carts: 2 to {MOST_FRAMES} pictures fit in a row, got frames={frames}")
    seconds = finite_number("carts(seconds=...)", seconds)
    shown = np.unique(np.linspace(0, len(game) - 1, frames).round().astype(int))
    names = [f"step {step}, {step * seconds:.2f} s" for step in shown]
    label = f"{title}. {say}"
    wide, narrow = (_picture(game[shown], names, label, width) for width in (WIDE, NARROW))
    rows = [
        (name, [_plain(state[0]), _plain(math.degrees(state[2]))])
        for name, state in zip(names, game[shown], strict=True)
    ]
    return Plot(
        title, framed_html(title, wide, narrow, folded_table(title, ("", "place in m", "lean in degrees"), rows))
    )


def _checked_game(states: Any) -> Game:
    try:
        game = np.asarray(states, dtype=float)
    except (TypeError, ValueError):
        raise ShapeError("carts: the states of a game are numbers, (T, 4)") from None
    if game.ndim != 2 or game.shape[1] != 4 or not len(game) or not np.isfinite(game).all():
        raise ShapeError(
            f"carts: the states of one game are (T, 4) finite numbers, got shape {game.shape}. "
            "Of games side by side (T, games, 4) that is states[:, 0]."
        )
    return game


def _picture(shown: Game, names: list[str], label: str, width: int) -> str:
    """The SVG: a frame for each moment, in one row, or two in a row where narrow, all in one scale."""
    columns = min(len(shown), 2 if width == NARROW else 4)
    side = (width - APART * (columns + 1)) / columns
    reach = max(1.0, float(np.abs(shown[:, 0]).max()) + 0.6)  # metres to each side of the middle
    scale = side / (2 * reach)
    height = TOP + scale * (POLE + CART[1] + 2 * WHEEL) + 4
    parts = []
    for k, (state, name) in enumerate(zip(shown, names, strict=True)):
        left, top = APART + k % columns * (side + APART), k // columns * (height + FOOT)
        parts += _frame(left + side / 2, top + height, side, scale, state)
        parts.append(f'<text x="{left + side / 2:.1f}" y="{top + height + 22:.1f}" text-anchor="middle">{name}</text>')
    return svg(width, -(-len(shown) // columns) * (height + FOOT), label, parts)


def _frame(middle: float, ground: float, side: float, scale: float, state: Game) -> list[str]:
    """Track with its middle marked, cart on two wheels, and pole, in pixels."""
    x, lean = middle + scale * state[0], state[2]
    across, high = scale * CART[0], scale * CART[1]
    joint = ground - 2 * scale * WHEEL - high
    tip_x, tip_y = x + scale * POLE * math.sin(lean), joint - scale * POLE * math.cos(lean)
    wheels = "".join(
        f'<circle cx="{x + turn * across / 3:.1f}" cy="{ground - scale * WHEEL:.1f}" r="{scale * WHEEL:.1f}" '
        'fill="none" stroke="currentColor" stroke-width="1.5"/>'
        for turn in (-1, 1)
    )
    return [
        f'<path d="M{middle - side / 2:.1f} {ground:.1f}h{side:.1f}M{middle:.1f} {ground:.1f}v6" '
        'stroke="currentColor" fill="none"/>',
        f'<rect x="{x - across / 2:.1f}" y="{joint:.1f}" width="{across:.1f}" height="{high:.1f}" fill="none" '
        'stroke="currentColor" stroke-width="1.5"/>',
        wheels,
        f'<path class="al-fig-pole" d="M{x:.1f} {joint:.1f}L{tip_x:.1f} {tip_y:.1f}" stroke="currentColor" '
        'stroke-width="5" stroke-linecap="round" fill="none"/>',
    ]


def _plain(number: float) -> str:
    return f"{number:.2f}".replace("-", "−")
