"""Draws two loss curves in one small figure: the right training as a line, the wrong one dashed, in the colour of the
page.
"""

from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 260, 110, 34, 8, 18


def curve(right: Sequence[float], wrong: Sequence[float], stopped: str) -> str:
    """The figure as HTML: losses with the right function and with the mistake. `stopped` says what ended the second."""
    top = 1.15 * max(right[0], min(max(wrong, default=0.0), 2.5 * right[0]))
    steps = max(len(right) - 1, 1)
    end = f"{right[-1]:.2g}"
    told = _fate(right, wrong, stopped)
    said = f"Loss over {steps} steps: right, it falls from {right[0]:.2g} to {end}; with the mistake {told}."
    lines = _line(right, steps, top, "") + _line(wrong, steps, top, "stroke-dasharray='5 4'")
    labels = (
        f"<text x='{LEFT - 4}' y='{_y(right[0], top) + 4:.0f}' text-anchor='end'>{right[0]:.2g}</text>"
        f"<text x='{LEFT - 4}' y='{_y(0, top) + 4:.0f}' text-anchor='end'>0</text>"
        f"<text x='{LEFT}' y='{HEIGHT - 3}'>step 0</text>"
        f"<text x='{WIDTH - 4}' y='{HEIGHT - 3}' text-anchor='end'>{steps}</text>"
    )
    axes = (
        f"<path d='M{LEFT},{TOP}V{_y(0, top):.0f}H{WIDTH - 4}' fill='none' stroke='currentColor' stroke-width='0.8'/>"
    )
    drawing = (
        f"<svg role='img' aria-label='{escape(said, quote=True)}' viewBox='0 0 {WIDTH} {HEIGHT}' width='{WIDTH}' "
        f"height='{HEIGHT}' font-size='10' fill='currentColor'>{axes}{lines}{labels}</svg>"
    )
    plain = "text-align:left;color:inherit;opacity:1;font-weight:normal"  # a theme may make captions pale
    words = f"Loss: ─── right, ends at {end}; ╌╌╌ with this, {told}."
    caption = f"<figcaption style='{plain}'><small>{words}</small></figcaption>"
    return f"<figure style='margin:0;max-width:{WIDTH + 20}px'>{drawing}{caption}</figure>"


def _fate(right: Sequence[float], wrong: Sequence[float], stopped: str) -> str:
    """The end of the training with the mistake, in a few words."""
    if stopped and len(wrong) <= 1:
        return f"it does not survive the first step ({stopped})"
    if stopped:
        return f"it stops after {len(wrong) - 1} step{'s' * (len(wrong) > 2)} ({stopped})"
    if wrong[-1] > 1e3 * right[0]:
        return "it runs away"
    return "it is the same curve" if list(right) == list(wrong) else f"it ends at {wrong[-1]:.2g}"


def _y(loss: float, top: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - min(loss, top) / top)


def _line(losses: Sequence[float], steps: int, top: float, style: str) -> str:
    points = " ".join(
        f"{LEFT + (WIDTH - LEFT - 4) * step / steps:.1f},{_y(loss, top):.1f}" for step, loss in enumerate(losses)
    )
    return f"<polyline points='{points}' fill='none' stroke='currentColor' stroke-width='1.8' {style}/>"
