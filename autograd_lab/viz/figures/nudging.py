"""A derivative by nudging: how the answer, and its error, depend on the step."""

from __future__ import annotations

import math
from collections.abc import Sequence

from autograd_lab.errors import LabError
from autograd_lab.scalar.ops import OPS
from autograd_lab.scalar.value import Value
from autograd_lab.viz.figures.arguments import finite_number
from autograd_lab.viz.figures.figure import Figure
from autograd_lab.viz.figures.picture import Axis, Curve, chart

#: what is written -> the operation of the table, and its second operand
FUNCTIONS: dict[str, tuple[str, tuple[float, ...]]] = {
    "x²": ("pow", (2.0,)),
    "x³": ("pow", (3.0,)),
    "exp x": ("exp", ()),
    "sin x": ("sin", ()),
    "σ(x)": ("sigmoid", ()),
    "|x|": ("abs", ()),
}


def nudging(
    f: str | Sequence[str] = "x²",
    x: float = 1.0,
    *,
    h: float = 0.1,
    both_sides: bool = False,
    title: str = "A slope by nudging",
) -> Figure:
    """The slope of `f` at `x` as a nudge by `h` finds it; the reader moves h, `state` holds what is set.

    f           one of FUNCTIONS, or several to choose from
    h           from 1e-17 to 1
    both_sides  nudge to both sides, or to the right only
    raises      LabError for another function, and for an h out of range

    >>> from autograd_lab.viz import figures
    >>> figures.nudging(["x²", "x³"], x=1, h=1e-3)
    Figure('A slope by nudging')
    """
    names = [f] if isinstance(f, str) else list(f)
    unknown = [name for name in names if name not in FUNCTIONS]
    if unknown or not names:
        raise LabError(f"nudging(f=...): take one or more of {', '.join(FUNCTIONS)}, got {f!r:.60}")
    x, h = finite_number("nudging(x=...)", x), finite_number("nudging(h=...)", h)
    if not 1e-17 <= h <= 1:
        raise LabError(f"nudging(h=...) lies between 1e-17 and 1, got {h:g}")
    functions = [{"name": name, "op": FUNCTIONS[name][0], "more": list(FUNCTIONS[name][1])} for name in names]
    settings = {"functions": functions, "name": names[0], "x": x, "h": h, "central": both_sides, "title": title}
    head = (f"h, for {names[0]} at x = {x:g}", "one side", "its error", "both sides", "its error")
    rows = [_row(names[0], x, 10.0**-k) for k in range(17)]
    errors = [
        Curve(name, [(10.0**-k, max(float(row[at]), 1e-17)) for k, row in enumerate(rows)][::-1], kind)
        for name, at, kind in (("one side", 2, 0), ("both sides", 4, 2))
    ]
    axes = Axis(1e-16, 1, "h", log=True), Axis(1e-17, 10, "error of the slope", log=True)
    return Figure(
        "nudging", settings, (head, rows), chart(*axes, errors, f"The error of a slope of {names[0]} for each h")
    )


def _row(name: str, x: float, h: float) -> list[float | str]:
    """A row of the table: h, the one-sided slope, its error, the two-sided slope, its error."""
    op, more = FUNCTIONS[name]
    exact = _slope(name, x)
    left, here, right = (OPS[op].forward(at, *more) for at in (x - h, x, x + h))
    one, both = (right - here) / h, (right - left) / (2 * h)
    return [f"1e{round(math.log10(h))}", f"{one:.12g}", abs(one - exact), f"{both:.12g}", abs(both - exact)]


def _slope(name: str, x: float) -> float:
    """The exact slope, from the derivatives of scalar/ops.py."""
    op, more = FUNCTIONS[name]
    leaf = Value(x)
    (leaf ** more[0] if more else getattr(leaf, op)()).backward()
    return leaf.grad
