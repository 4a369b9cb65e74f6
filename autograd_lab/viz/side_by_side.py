"""Two programs side by side, line by line, with a reason for each line that differs: HTML that needs no script."""

from __future__ import annotations

import difflib
import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from autograd_lab.errors import LabError
from autograd_lab.viz import scripts

Pair = tuple[str | None, str | None]  # a line on the left, a line on the right; None where there is none

#: A notebook has its own look for tables, hence each class twice: it then counts for more.
_LOOK = """
.al-diff.al-diff table { width: 100%; table-layout: fixed; border-collapse: collapse; margin: 4px 0 0; }
.al-diff col.al-diff-mark { width: 1.6em; }
.al-diff.al-diff tbody tr { background: none; }
.al-diff.al-diff caption, .al-diff.al-diff th, .al-diff.al-diff td { text-align: left; padding: 1px 4px;
  vertical-align: top; border: 0; max-width: none; }
.al-diff caption { font-weight: 600; }
.al-diff.al-diff thead th { border-bottom: 1px solid var(--al-line); }
.al-diff.al-diff pre { margin: 0; padding: 0; border: 0; background: none; color: inherit; text-align: left;
  white-space: pre-wrap; word-break: normal; overflow-wrap: break-word;
  font: 12px/1.5 ui-monospace, "DejaVu Sans Mono", monospace; }
.al-diff.al-diff td.al-diff-old { background: var(--al-backward-wash); color: var(--al-ink); }
.al-diff.al-diff td.al-diff-new { background: var(--al-forward-wash); color: var(--al-ink); }
.al-diff.al-diff summary { cursor: pointer; color: var(--al-ink); font-size: 13px; width: fit-content; }
.al-diff.al-diff td details { padding-bottom: 6px; margin: 0; border: 0; background: none; }
.al-diff.al-diff td p { margin: 2px 0 0; font-size: 13px; }
"""


@dataclass(frozen=True)
class SideBySide:
    """What side_by_side() returns: a notebook and the book show it.

    >>> from autograd_lab.viz.side_by_side import side_by_side
    >>> pairs = side_by_side("a = 1", "a = 2", titles=("before", "after"), title="A change").differing
    >>> pairs
    [('a = 1', 'a = 2')]
    """

    pairs: tuple[Pair, ...]
    html: str

    @property
    def differing(self) -> list[Pair]:
        """The pairs of lines that are not equal."""
        return [pair for pair in self.pairs if pair[0] != pair[1]]

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        """As text: − for a line of the left only, + for one of the right only."""
        lines = []
        for left, right in self.pairs:
            if left == right:
                lines.append(f"  {left}")
                continue
            lines += [f"- {left}"] if left is not None else []
            lines += [f"+ {right}"] if right is not None else []
        return "\n".join(lines)


def side_by_side(
    left: str, right: str, *, titles: tuple[str, str], why: Mapping[str, str] | None = None, title: str
) -> SideBySide:
    """Two programs as two columns; lines that differ are marked − and +, and their reason is folded below them.

    titles  what stands over the columns
    why     a line that differs, without the space before it -> why it does
    raises  LabError for a reason whose line is not among those that differ

    >>> from autograd_lab.viz.side_by_side import side_by_side
    >>> side_by_side("loss.backward()", "loss.backward(retain_graph=True)", titles=("ours", "PyTorch"), title="Twice")
    - loss.backward()
    + loss.backward(retain_graph=True)
    """
    pairs = tuple(_pairs(left.strip("\n").splitlines(), right.strip("\n").splitlines()))
    reasons = dict(why or {})
    differing = {line.strip() for pair in pairs if pair[0] != pair[1] for line in pair if line}
    for line in reasons:
        if line not in differing:
            raise LabError(f"side_by_side(why=...): {line!r} is no line that differs; there are {sorted(differing)}")
    rows = "".join(_row(pair, reasons) for pair in pairs)
    head = "".join(f'<th colspan="2" scope="col">{html.escape(name)}</th>' for name in titles)
    columns = '<colgroup><col class="al-diff-mark"><col><col class="al-diff-mark"><col></colgroup>'
    return SideBySide(
        pairs,
        f"<style>{scripts.style('figures').replace('.al-figure', '.al-diff')}{_LOOK}</style>"
        f'<div class="al-diff"><table><caption>{html.escape(title)}</caption>{columns}'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>",
    )


def _pairs(left: list[str], right: list[str]) -> Iterator[Pair]:
    """The lines of both in order; a line that was replaced stands beside the first of those that replace it."""
    for _, i, j, k, l in difflib.SequenceMatcher(a=left, b=right, autojunk=False).get_opcodes():  # noqa: E741
        for n in range(max(j - i, l - k)):
            yield (left[i + n] if i + n < j else None), (right[k + n] if k + n < l else None)


def _row(pair: Pair, reasons: Mapping[str, str]) -> str:
    """A row of the table, and below it the reason, where there is one."""
    same = pair[0] == pair[1]
    cells = ""
    for line, mark, name, heard in zip(pair, "−+", ("old", "new"), ("only left", "only right"), strict=True):
        changed = not same and line is not None
        look = f' class="al-diff-{name}"' if changed else ""
        sign = f'<span role="img" aria-label="{heard}">{mark}</span>' if changed else ""
        cells += f"<td{look}>{sign}</td><td{look}><pre>{html.escape(line or ' ')}</pre></td>"
    reason = next((reasons[line.strip()] for line in pair if line and not same and line.strip() in reasons), None)
    if reason is None:
        return f"<tr>{cells}</tr>"
    folded = f"<details><summary>Why?</summary><p>{html.escape(reason)}</p></details>"
    return f'<tr>{cells}</tr><tr><td></td><td colspan="3">{folded}</td></tr>'
