"""What a comparison of gradients found: as text for a terminal or a screen reader, and as data for the page."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

LISTED = 12  # rows of one kind in a report, names in a sentence
ON_PAGE = 200
AGREES, FIRST, OWN, FOLLOWS, BEHIND = "agrees", "first", "own", "follows", "behind"
_TITLES = {
    OWN: "Wrong by themselves as well",
    FOLLOWS: "Follow from what came in",
    BEHIND: "Differ too, and may follow from what came in",
}


@dataclass(frozen=True)
class Row:
    """The comparison of one node.

    status  "agrees"; "first" that differs, going backward; "own", wrong by itself as well; "follows", right if computed
            from the learner's upstream; "behind" another wrong one, and perhaps wrong only because of it
    """

    node: int
    name: str
    status: str
    yours: str
    right: str
    remark: str = ""


@dataclass(frozen=True)
class Comparison:
    """The result: a row for each given gradient, in backward order, and notes on the whole."""

    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    step: int  # at which the first differing gradient is complete; -1 when all agree

    @property
    def first(self) -> Row | None:
        """The first gradient in backward order that differs."""
        return next((row for row in self.rows if row.status == FIRST), None)

    @property
    def summary(self) -> str:
        """The verdict in one sentence."""
        if self.first is None:
            many = len(self.rows)
            return "Your gradient agrees." if many == 1 else f"All {many} gradients that you gave agree."
        first = self.first
        return (
            f"Going backward, {first.name} is the first gradient that differs: yours is {first.yours}, "
            f"right is {first.right}."
        )

    def report(self) -> str:
        """The whole as text, one fact a line."""
        lines = [self.summary]
        if self.first:
            lines += [f"  {self.first.remark}", f"  The player shows it at step {self.step}."]
            for status, title in _TITLES.items():
                rows = [row for row in self.rows if row.status == status]
                if rows:
                    lines.append(f"{title}:")
                    lines += [f"  {r.name}: yours {r.yours}, right {r.right}. {r.remark}" for r in rows[:LISTED]]
                    lines += [f"  … and {len(rows) - LISTED} more"] if len(rows) > LISTED else []
            agree = [row.name for row in self.rows if row.status == AGREES]
            lines.append(f"Agree: {list_names(agree)}." if agree else "None of them agrees.")
        return "\n".join([*lines, *self.notes])

    def to_json(self) -> dict[str, Any]:
        """The data for the page: at most ON_PAGE differing rows, those wrong by themselves before those that follow."""
        order = (FIRST, OWN, BEHIND, FOLLOWS)
        worst = sorted((row for row in self.rows if row.status != AGREES), key=lambda row: order.index(row.status))
        shown = [[row.node, row.status, row.yours, row.right, row.remark] for row in worst[:ON_PAGE]]
        more = [f"{len(worst) - ON_PAGE} more differ; compare_report counts them."] if len(worst) > ON_PAGE else []
        return {
            "agree": self.first is None,
            "summary": self.summary,
            "rows": [*shown, *([row.node, AGREES] for row in self.rows if row.status == AGREES)],
            "notes": [*self.notes, *more],
        }


def format_number(x: float, digits: int = 4) -> str:
    """A number as text with `digits` digits, as the page writes it (`format` of js/model/numbers.js).

    >>> format_number(-1 / 3), format_number(1.5e-7), format_number(2.0)
    ('−0.3333', '1.5e−7', '2')
    """
    if math.isnan(x) or x == 0:
        return "0" if x == 0 else "nan"
    size = abs(x)
    if not math.isfinite(x):
        text = "∞" if x > 0 else "-∞"
    elif 1e-4 <= size < 1e6:  # the digits before the point are never rounded away
        text = repr(float(f"{x:.{max(digits, len(str(int(size))))}g}")).removesuffix(".0")
    else:
        mantissa, exponent = f"{x:.{digits - 2}e}".split("e")
        text = f"{float(mantissa)!r}".removesuffix(".0") + f"e{int(exponent)}"
    return text.replace("-", "−")


def format_distinct(x: float | None, y: float) -> tuple[str, str]:
    """Two numbers as texts, with as many digits as it takes for the texts to differ.

    >>> format_distinct(0.12345, 0.12346)
    ('0.12345', '0.12346')
    """
    if x is None:
        return "none", format_number(y)
    pairs = [
        (format_number(x, digits), format_number(y, digits)) for digits in range(4, 20)
    ]  # 17 digits tell any two apart
    return next((pair for pair in pairs if pair[0] != pair[1]), pairs[-1])


def list_names(names: Sequence[str]) -> str:
    """The names separated by commas: the first dozen, then "and … more"."""
    return ", ".join(names[:LISTED]) + (f" and {len(names) - LISTED} more" if len(names) > LISTED else "")


def not_compared_notes(names: Sequence[str]) -> tuple[str, ...]:
    """The note on nodes for which no gradient was given, in a tuple; () without such nodes."""
    return (f"Not compared, since you gave none: {list_names(names)}.",) if names else ()
