"""Long chains: how far down a sweep gets, measured by what arrives at the leaf."""

from collections.abc import Sequence

import numpy as np

from autograd_lab.exams.kinds.programs import Program
from autograd_lab.mistakes import Array

EXACT = 1e-9
FEW = 4  # operations by which two chains may differ in what one and the same limit lets through


def _operations_passed(program: Program, got: Array) -> int | None:
    """How many operations of a chain, from its end, have handed on; None where the number says nothing of the kind.

    In this chain every other operation adds x: what has arrived at x is a sum of so many terms.
    """
    rounds, factor = next((step[1], step[2][1][3]) for step in program if step[0] == "repeat")
    arrived = np.concatenate([[0.0], np.cumsum(factor ** np.arange(1, rounds + 1))])
    whole = arrived[-1] + factor**rounds
    if abs(got[0] - whole) <= EXACT * whole:
        return 2 * int(rounds) + 1
    nearest = int(np.argmin(np.abs(arrived - got[0])))
    return 2 * nearest if abs(arrived[nearest] - got[0]) <= EXACT * whole else None


def limits(seen: Sequence[tuple[Program, Array]]) -> list[tuple[str, bool]]:
    """Mistakes by which a chain is not swept to its end, with words for how far; and whether they show here."""
    lengths = [2 * next(step[1] for step in program if step[0] == "repeat") for program, _ in seen]
    reached = [_operations_passed(*row) for row in seen]
    rows = sorted(zip(lengths, reached, strict=True))
    known = bool(rows) and None not in reached
    whole = [length for length, far in rows if known and far == length + 1]
    short = [(length, far) for length, far in rows if known and far is not None and far <= length]
    apart = bool(whole and short) and max(whole) < short[0][0]
    nothing = apart and all(far == 0 for _, far in short)
    stops = [far for _, far in short if far]
    cut = apart and len(stops) == len(short) and max(stops) - min(stops) <= FEW and max(whole) <= max(stops) + FEW
    between = f"up to {max(whole):,} operations, and none from {short[0][0]:,} on" if nothing else ""
    return [
        (f"deep-nothing:{between}", nothing),
        (f"deep-cut:{max(stops):,}" if cut else "deep-cut:", cut),
        ("nothing-handed-on", known and not whole and all(far == 0 for _, far in short)),
    ]
