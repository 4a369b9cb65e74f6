"""The result of a gradient check: a verdict, the worst entry of each parameter, and what the tolerance means."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd_lab.errors import CheckFailed
from autograd_lab.gradcheck.leaves import index_text

Array = NDArray[Any]


@dataclass(frozen=True)
class ParameterCheck:
    """The comparison of one parameter's gradient with nudging.

    name, shape     of the parameter
    indices         (k, ndim)  the entries that were checked
    analytic        (k,)       their gradient as it was given
    numerical       (k,)       their gradient by nudging (at a kink: the slope between left and right nearest to it)
    errors          (k,)       |analytic − numerical| / (max(|analytic|, |numerical|) + noise / tolerance)
    blind           (k,)       True where there is a gradient, but nudging knows it to 1 % at best
    kinks           how many entries sit at a kink, where any slope between the two sides is right
    methods         "central", "complex" or both
    note            what the wrong entries have in common, kinks and rounding, or ""

    >>> from autograd_lab import check_gradient
    >>> (check,) = check_gradient(lambda x: x**2, 3.0, gradient=12.0).parameters
    >>> check.worst_pair, check.note
    ((12.0, 6.0), 'it is 2 times what it should be; a factor is missing or too many.')
    """

    name: str
    shape: tuple[int, ...]
    indices: Array
    analytic: Array
    numerical: Array
    errors: Array
    blind: Array
    kinks: int
    methods: str
    note: str

    @property
    def relative_error(self) -> float:
        """The largest error of an entry; 0 without entries."""
        return float(self.errors.max(initial=0.0))

    @property
    def worst(self) -> tuple[int, ...]:
        """The index of the worst entry."""
        return tuple(int(i) for i in self.indices[int(self.errors.argmax())]) if len(self.errors) else ()

    @property
    def worst_pair(self) -> tuple[float, float]:
        """The worst entry's gradient as it was given, and by nudging."""
        i = int(self.errors.argmax())
        return float(self.analytic[i]), float(self.numerical[i])


@dataclass(frozen=True, repr=False)
class GradientReport:
    """The verdict on a gradient. True in an `if` when it passed; displays itself in a notebook.

    value        the function's value at the point
    tolerance    the largest relative error that passes
    eps          the largest relative rounding error among the function and its inputs
    parameters   a ParameterCheck for each

    >>> from autograd_lab import check_gradient
    >>> report = check_gradient(lambda w, b: w * b, [2.0, 3.0], gradient=[3.0, 3.0])
    >>> report.passed
    False
    >>> report.worst.name, report.worst.worst_pair
    ('b', (3.0, 2.0))
    """

    value: float
    tolerance: float
    eps: float
    parameters: tuple[ParameterCheck, ...]

    @property
    def worst(self) -> ParameterCheck:
        """The parameter with the largest error."""
        return max(self.parameters, key=lambda p: p.relative_error)

    @property
    def relative_error(self) -> float:
        """The largest relative error of all entries."""
        return self.worst.relative_error

    @property
    def undecided(self) -> bool:
        """True when every gradient drowns in the noise of nudging, so that there is no verdict."""
        return any(map(self._unseen, self.parameters)) and all(
            self._unseen(p) or not self._claimed(p).any() for p in self.parameters
        )

    def _claimed(self, p: ParameterCheck) -> Array:
        """(k,) True for entries whose given gradient is not 0, rounding apart."""
        return np.asarray(np.abs(p.analytic) > 2 * self.eps * abs(self.value))

    def _unseen(self, p: ParameterCheck) -> bool:
        """True when every gradient of this parameter drowns in the noise."""
        claimed = self._claimed(p)
        return bool(claimed.any() and p.blind[claimed].all())

    @property
    def passed(self) -> bool:
        """True when every entry is within the tolerance, and the noise is small enough to tell."""
        return self.relative_error <= self.tolerance and not self.undecided

    def __bool__(self) -> bool:
        return self.passed

    def require(self) -> GradientReport:
        """This report; raises CheckFailed with the verdict when the check did not pass.

        >>> from autograd_lab import check_gradient
        >>> check_gradient(lambda x: x**2, 3.0, gradient=5.0).require()
        Traceback (most recent call last):
        autograd_lab.errors.CheckFailed: The gradient is wrong: x should be 6, it is 5 (relative error 1.7e-01, ...
        ...
        """
        if not self.passed:
            raise CheckFailed(str(self))
        return self

    @property
    def verdict(self) -> str:
        """One sentence: whether the gradient agrees, which entry is the worst, or that rounding hides it."""
        worst = self.worst
        if self.undecided and self.relative_error <= self.tolerance:
            return (
                f"Cannot tell: the function is {self.value:.3g}, so rounding hides gradients as small as these. "
                "Subtract a constant from it, or use float64."
            )
        if self.passed:
            error = _error_text(self.relative_error)
            return f"The gradient agrees: relative error {error}, tolerance {self.tolerance:.0e}."
        given, found = worst.worst_pair
        return (
            f"The gradient is wrong: {worst.name}{index_text(worst.worst)} should be {found:.6g}, it is {given:.6g} "
            f"(relative error {self.relative_error:.1e}, tolerance {self.tolerance:.0e})."
        )

    @property
    def explanation(self) -> str:
        """A paragraph on what the tolerance is and why it is no smaller."""
        beyond = f"A wrong formula is mostly off by far more than {self.tolerance:.0e}"
        if all(p.methods == "complex" for p in self.parameters):
            return (
                "The complex step finds a slope to nearly all of its digits, so that the tolerance is only for what "
                f"rounding does to the gradient you gave. {beyond}."
            )
        digits = 16 if self.eps < 1e-10 else 7 if self.eps < 1e-5 else 3
        return (
            "Nudging is no exact reference: the curve is not straight within the step, and both values of f are "
            f"rounded to about {digits} digits. What rounding alone explains is not counted. {beyond}; an error just "
            "above it may come from a function of strong curvature here."
        )

    def _table(self) -> list[list[str]]:
        """Head and rows of the report; single numbers need no columns for a shape and for one entry among several."""
        table = [_HEAD, *self._rows()]
        if all(p.shape == () for p in self.parameters):
            kept = [at for at, name in enumerate(_HEAD) if name not in _OF_ARRAYS]
            return [[row[at] for at in kept] for row in table]
        return table

    def _rows(self) -> list[list[str]]:
        """The rows of the table, texts for each parameter."""
        rows = []
        for p in self.parameters:
            given, found = p.worst_pair if len(p.errors) else (0.0, 0.0)
            size = int(np.prod(p.shape))
            checked = "all" if len(p.errors) == size else f"{len(p.errors)} of {size}"
            mark = "WRONG" if not p.relative_error <= self.tolerance else "unseen" if self._unseen(p) else "ok"
            rows.append(
                [
                    mark,
                    p.name,
                    str(p.shape),
                    checked,
                    _error_text(p.relative_error),
                    index_text(p.worst) or "·",
                    f"{given:.8g}",
                    f"{found:.8g}",
                    p.methods,
                ]
            )
        return rows

    def _notes(self) -> list[str]:
        """The notes of the parameters that have one, each behind its parameter's name."""
        return [f"{p.name}: {p.note}" for p in self.parameters if p.note]

    def __str__(self) -> str:
        table = self._table()
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table
        ]
        notes = [""] * bool(self._notes()) + self._notes()
        return "\n".join([self.verdict, "", *lines, *notes, "", textwrap.fill(self.explanation, 92)])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        mark = "✓" if self.passed else "✗"
        cell = 'style="text-align:left;padding:2px 8px;font-family:monospace;font-size:0.85em"'
        names, *rows = self._table()
        head = "".join(f'<th scope="col" {cell}>{escape(h)}</th>' for h in names)
        body = "".join(f"<tr>{''.join(f'<td {cell}>{escape(c)}</td>' for c in row)}</tr>" for row in rows)
        notes = "".join(f"<li>{escape(note)}</li>" for note in self._notes())
        return (
            f'<div role="group" aria-label="gradient check"><p><strong>{mark} {escape(self.verdict)}</strong></p>'
            f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
            f"{f'<ul>{notes}</ul>' if notes else ''}"
            f"<details><summary>What the tolerance means</summary><p>{escape(self.explanation)}</p></details></div>"
        )


_HEAD = ["", "parameter", "shape", "checked", "rel. error", "worst entry", "given", "by nudging", "method"]
_OF_ARRAYS = ("shape", "checked", "worst entry")


def _error_text(error: float) -> str:
    """A relative error as it is written: 1.2e-09; 0 is 0."""
    return f"{error:.1e}" if error else "0"


def pattern(analytic: Array, numerical: Array, wrong: Array) -> str:
    """A sentence on what the wrong entries have in common (nothing arrived, a sign, a factor), or "" for none wrong."""
    if not wrong.any():
        return ""
    if not analytic.any():
        return "the gradient is 0 everywhere; does the function use this parameter, and does its gradient reach it?"
    seen = np.abs(numerical) > 1e-3 * np.abs(numerical).max()
    if not seen.any():
        return "by nudging the gradient is 0; the function does not depend on this parameter."
    ratio = analytic[seen] / numerical[seen]
    factor = float(np.median(ratio))
    if np.abs(ratio - factor).max() <= 1e-4 * abs(factor):
        if abs(factor + 1) < 1e-4:
            return "every entry has the wrong sign."
        if not (wrong & seen).any():  # those of a slope are right: what is wrong has none
            count = int(wrong.sum())
            return f"{count} of {len(wrong)} entries should be 0: by nudging the function does not depend on them."
        written = f"{factor:.5g}"
        written = f"{factor:.9g}" if written == "1" else written
        several = "every entry is" if seen.sum() > 1 else "it is"
        return f"{several} {written} times what it should be; a factor is missing or too many."
    return f"{int(wrong.sum())} of {len(wrong)} entries are wrong, and by different factors."
