"""show(compare=...): where a learner's gradients part from the right ones, and what that shows.

Going backward, the first gradient that differs is where to look. Behind it others are wrong too, most of them
because they were made from it: whoever gives the learner's own upstream its due sees which ones are. Each node is
therefore held against two numbers: the right gradient, and what its consumers' gradients, as the learner has them,
would make of it.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograd_lab.errors import LabError
from autograd_lab.graph import topological
from autograd_lab.scalar import Value
from autograd_lab.viz.explain import Scene, explain, near, said
from autograd_lab.viz.learners import gradients
from autograd_lab.viz.trace import Trace

AGREE = 1e-6  # relative; a gradient by nudging comes as near as that, a slip never does
ROUNDING = 1e-13  # of the size that a gradient would have if nothing cancelled: below, a difference is rounding
TYPED = 1e-3  # for a number that was typed, with a few digits, when asking which slip gives it
FEWEST_DIGITS, MOST_DIGITS = 3, 6  # that a rounded number has
LISTED = 12
MOST_NODES = 400  # of a graph that is searched for the one gradient that explains all


@dataclass(frozen=True)
class Row:
    """One node: `status` is "agrees", "first", "own" (wrong by itself) or "follows" (right, given what came in)."""

    node: int
    name: str
    status: str
    yours: float | None
    right: float
    remark: str = ""

    @property
    def texts(self) -> tuple[str, str]:
        """Both numbers, with as many digits as it takes to tell them apart."""
        if self.yours is None:
            return "none", told(self.right)
        for digits in range(4, 18):
            pair = told(self.yours, digits), told(self.right, digits)
            if pair[0] != pair[1]:
                return pair
        return pair


@dataclass(frozen=True)
class Comparison:
    """What was found: a row for each gradient that was given, in backward order, and remarks on the whole."""

    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    step: int  # at which the first differing gradient is complete; -1 when all agree

    @property
    def first(self) -> Row | None:
        """The first gradient in backward order that differs."""
        return next((row for row in self.rows if row.status == "first"), None)

    @property
    def summary(self) -> str:
        """The verdict in one sentence."""
        if self.first is None:
            many = len(self.rows)
            return "Your gradient agrees." if many == 1 else f"All {many} gradients that you gave agree."
        yours, right = self.first.texts
        name = self.first.name
        return f"Going backward, {name} is the first gradient that differs: yours is {yours}, right is {right}."

    def report(self) -> str:
        """The whole as text, one fact a line."""
        lines = [self.summary]
        if self.first:
            lines += [f"  {self.first.remark}", f"  The player shows it at step {self.step}."]
            for title, status in (("Wrong by themselves as well", "own"), ("Follow from what came in", "follows")):
                rows = [row for row in self.rows if row.status == status]
                if rows:
                    lines.append(f"{title}:")
                    lines += [f"  {r.name}: yours {r.texts[0]}, right {r.texts[1]}. {r.remark}" for r in rows[:LISTED]]
                    lines += [f"  … and {len(rows) - LISTED} more"] if len(rows) > LISTED else []
            agree = [row.name for row in self.rows if row.status == "agrees"]
            lines.append(f"Agree: {_list(agree)}." if agree else "None of them agrees.")
        return "\n".join([*lines, *self.notes])

    def to_json(self) -> dict[str, Any]:
        """What the page shows."""
        return {
            "agree": self.first is None,
            "summary": self.summary,
            "rows": [[row.node, row.status, *row.texts, row.remark] for row in self.rows],
            "notes": list(self.notes),
        }


def compare(trace: Trace, order: Sequence[Value], given: object) -> Comparison:
    """Hold the learner's gradients against the right ones; `given` is what show(compare=...) takes.

    raises  what learners.gradients raises for names, numbers and functions
    """
    yours = gradients(trace, order, given)
    typed = isinstance(given, Mapping)
    right = Scene(trace.nodes, trace.values)
    theirs = Scene(trace.nodes, trace.values, [yours.get(node.id) for node in trace.nodes])
    floors = [ROUNDING * size if math.isfinite(size) else 0.0 for size in right.sizes]
    wrong = [
        i for i in sorted(yours, key=lambda i: right.done[i]) if not _agrees(yours[i], right.grads[i], typed, floors[i])
    ]
    missing = [node.id for node in trace.nodes if node.kind != "const" and node.id not in yours]
    suspect = _suspect(trace, yours, wrong, missing, right) if len(wrong) > 1 else ""
    rows = []
    for i in sorted(yours, key=lambda i: right.done[i]):
        got, truth = yours[i], right.grads[i]
        first = i == wrong[0] if wrong else False
        status, remark = "first" if first else "own", ""
        if i not in wrong:
            status = "agrees"
        elif got is None:
            remark = "It has no gradient: nothing has arrived there."
        elif suspect:
            status, remark = "first" if first else "follows", f"{_factor(got, truth)}, {suspect}."
        elif not first and _same(got, theirs.grads[i], floors[i]):
            status, remark = "follows", _follows(trace, theirs, right, i)
        else:
            remark = _remark(theirs, i, got, truth, typed, floors[i])
        rows.append(Row(i, trace.nodes[i].name, status, got, truth, remark))
    forward = sum(node.kind == "op" for node in trace.nodes)
    notes = [f"Not compared, since you gave none: {_list([trace.nodes[i].name for i in missing])}."] if missing else []
    return Comparison(tuple(rows), tuple(notes), forward + 1 + right.done[wrong[0]] if wrong else -1)


def comparison(trace: Trace, root: object, quiz: object, given: object) -> Comparison | None:
    """What show() compares, if anything; raises LabError for a quiz beside it, which it would give away."""
    if given is None:
        return None
    if quiz:
        raise LabError("show(quiz=..., compare=...): a comparison shows what a quiz hides. Ask for one of the two.")
    if not isinstance(root, Value):
        raise LabError(
            "show(compare=...) compares the gradients of numbers so far: show a Value, or the loss of one row."
        )
    return compare(trace, topological(root), given)


def told(x: float, digits: int = 4) -> str:
    """A number with so many digits, and a minus sign as wide as a plus."""
    if math.isnan(x):
        return "nan"
    return f"{x:.{digits}g}".replace("-", "−").replace("inf", "∞")


def _agrees(got: float | None, truth: float, typed: bool, floor: float) -> bool:
    return got is not None and (_same(got, truth, floor) or (typed and _rounded(got, truth)))


def _same(x: float, y: float, floor: float) -> bool:
    return near(x, y, AGREE, floor) or (math.isnan(x) and math.isnan(y))


def _rounded(got: float, truth: float) -> bool:
    """Whether a number with a few digits is the right one, rounded to as many."""
    if not (math.isfinite(got) and math.isfinite(truth)):
        return False
    digits = len(repr(abs(got)).split("e")[0].replace(".", "").strip("0"))
    return FEWEST_DIGITS <= digits <= MOST_DIGITS and float(f"{truth:.{digits}g}") == got


def _remark(theirs: Scene, node: int, got: float, truth: float, typed: bool, floor: float) -> str:
    """By what factor a gradient is off, and which slip gives it."""
    if not math.isfinite(got):
        kind = "nan, not a number" if math.isnan(got) else "infinite"
        return f"Yours is {kind}: look for a division by 0, or inf − inf, in the step that made it."
    if not math.isfinite(theirs.grads[node]):
        return f"{_factor(got, truth)}."
    hint = said(explain(theirs, node, got, TYPED if typed else AGREE, floor))
    return f"{_factor(got, truth)}. {hint}"


def _factor(got: float, truth: float) -> str:
    """How two different numbers compare, in words."""
    if truth == 0 or not math.isfinite(truth):
        return f"It should be {told(truth)}"
    ratio = got / truth
    words = {0.0: "It is 0", -1.0: "It has the opposite sign", 2.0: "It is twice as large", 0.5: "It is half as large"}
    for number, text in words.items():
        if near(ratio, number, AGREE):
            return text
    if abs(ratio - 1) < 0.01:
        return f"It is off by {told(100 * abs(ratio - 1), 2)} %"
    return f"It is {told(ratio)} times what it should be"


def _follows(trace: Trace, theirs: Scene, right: Scene, node: int) -> str:
    """From which wrong gradients a wrong one was made."""
    sources = dict.fromkeys(
        trace.nodes[arrival.consumer].name
        for arrival in theirs.arrivals[node]
        if not near(arrival.upstream, right.grads[arrival.consumer], AGREE)
    )
    return f"Right, given your grad of {_list(list(sources))}."


def _suspect(
    trace: Trace, yours: Mapping[int, float | None], wrong: Sequence[int], missing: Sequence[int], right: Scene
) -> str:
    """The gradient that was not given and that, were it so many times too large, explains every difference; or ""."""
    if len(trace.nodes) > MOST_NODES:
        return ""
    for suspect in missing:  # those near the leaves first
        if trace.nodes[suspect].kind != "op":
            continue
        cut = Scene(trace.nodes, trace.values, [0.0 if node.id == suspect else None for node in trace.nodes])
        through = [g - h for g, h in zip(right.grads, cut.grads, strict=True)]
        got = yours[wrong[0]]
        if got is None or not through[wrong[0]]:
            continue
        ratio = (got - cut.grads[wrong[0]]) / through[wrong[0]]
        if all(g is not None and near(g, cut.grads[i] + ratio * through[i], AGREE) for i, g in yours.items()):
            name = trace.nodes[suspect].name
            return f"as if your grad of {name}, which you did not give, were {told(ratio)} times the right one"
    return ""


def _list(names: Sequence[str]) -> str:
    """Names in a row, the first dozen of them."""
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return ", ".join(names[:LISTED]) + more
