"""One sigmoid neuron with one input: curve, slope and saturation."""

from __future__ import annotations

from collections.abc import Iterable

from autograd_lab.errors import LabError
from autograd_lab.scalar.ops import sigmoid
from autograd_lab.viz.figures.arguments import finite_number, finite_numbers, range_ends
from autograd_lab.viz.figures.figure import Figure
from autograd_lab.viz.figures.picture import Axis, Curve, chart

Span = tuple[float, float]


def neuron(
    w: float = 1.0,
    b: float = 0.0,
    *,
    x: float = 0.0,
    points: Iterable[tuple[float, float]] = (),
    x_range: Span | None = None,
    w_range: Span | None = None,
    b_range: Span | None = None,
    x_label: str = "input x",
    y_label: str = "output a",
    title: str = "One neuron",
) -> Figure:
    """The output of a neuron over its input; `state` holds w, b, x, z and a.

    x       the input at which the slope is shown
    points  pairs (input, target) to be met; the mean of (a − y)² is shown when there are any
    raises  LabError for what are no finite numbers, or no pairs

    >>> from autograd_lab.viz import figures
    >>> figures.neuron(w=2, b=-5, points=[(1, 0), (2, 0), (4, 1)])
    Figure('One neuron')
    """
    w, b, x = (finite_number(f"neuron({name}=...)", v) for name, v in (("w", w), ("b", b), ("x", x)))
    pairs = [finite_numbers("neuron(points=...)", pair) for pair in points]
    if any(len(pair) != 2 for pair in pairs):
        raise LabError(f"neuron(points=...): each point is a pair (input, target), got {pairs!r:.60}")
    across = range_ends("neuron(x_range=...)", x_range, -6.0, 6.0, x, *(at for at, _ in pairs))
    ranges = {
        "x": across,
        "w": range_ends("neuron(w_range=...)", w_range, -6.0, 6.0, w),
        "b": range_ends("neuron(b_range=...)", b_range, -10.0, 10.0, b),
    }
    settings = {
        "w": w, "b": b, "x": x, "points": pairs, "ranges": ranges,
        "x_label": x_label, "y_label": y_label, "title": title,
    }  # fmt: skip
    inputs = [at for at, _ in pairs] or [across[0] + (across[1] - across[0]) * i / 8 for i in range(9)]
    rows = [[at, w * at + b, a, a * (1 - a)] for at, a in ((at, sigmoid(w * at + b)) for at in inputs)]
    head = (x_label, f"z, w = {w:g}, b = {b:g}", y_label, "slope of σ")
    fine = [across[0] + (across[1] - across[0]) * i / 120 for i in range(121)]
    outs = [(at, sigmoid(w * at + b)) for at in fine]
    dots = Curve("targets", [(at, y) for at, y in pairs], scattered="disc")
    axis = Axis.over(across, x_label)
    picture = chart(axis, Axis(-0.1, 1.1, y_label), [dots, Curve("a", outs)], f"The neuron for w = {w:g}, b = {b:g}")
    slopes = Curve("slope of σ", [(at, a * (1 - a)) for at, a in outs])
    return Figure(
        "neuron", settings, (head, rows), picture + chart(axis, Axis(0, 0.27, "slope of σ"), [slopes], "The slope of σ")
    )
