"""show(compare=...): where a learner's gradients part from the right ones, and what that shows.

Going backward, the first gradient that differs is where to look. Behind it others are wrong too, most of them
because they were computed from it. To tell these apart, each gradient is recomputed from the learner's own upstream: if
it then agrees, the error came from further up. Each node is therefore compared with two numbers, the right gradient
and the one that follows from its consumers' gradients as the learner has them.
"""

import math
from collections.abc import Mapping, Sequence

from autograd_lab.errors import LabError
from autograd_lab.scalar.value import Value
from autograd_lab.viz.comparison import (
    AGREES,
    FIRST,
    FOLLOWS,
    OWN,
    Comparison,
    Row,
    format_distinct,
    format_number,
    list_names,
    not_compared_notes,
)
from autograd_lab.viz.explain import VAGUE, Scene, explain, join_hints, near
from autograd_lab.viz.learners import gradients
from autograd_lab.viz.sources import Source
from autograd_lab.viz.sources.scalar import ScalarSource
from autograd_lab.viz.trace import Trace

AGREE = 1e-6  # relative; a gradient by nudging comes as near as that, a slip never does
ROUNDING = 1e-13  # of the size that a gradient would have if nothing cancelled: below, a difference is rounding
TYPED = 1e-3  # for a number that was typed, with a few digits, when asking which slip gives it
FEWEST_DIGITS, MOST_DIGITS = 3, 6  # that a rounded number has
MOST_FACTORS = 3  # that are named as the one too many, or the one missing
MOST_NODES = 400  # of a graph that is searched for the one gradient that explains all


def compare(trace: Trace, order: Sequence[Value], given: object) -> Comparison:
    """Hold the learner's gradients against the right ones; `given` is what show(compare=...) takes.

    raises  what learners.gradients raises for names, numbers and functions
    """
    yours = gradients(trace, order, given)
    typed = isinstance(given, Mapping)
    right = Scene(trace.nodes, trace.values, foreign=trace.foreign)
    theirs = Scene(trace.nodes, trace.values, [yours.get(node.id) for node in trace.nodes], trace.foreign)
    floors = [ROUNDING * size if math.isfinite(size) else 0.0 for size in right.sizes]
    wrong = [
        i for i in sorted(yours, key=lambda i: right.done[i]) if not _agrees(yours[i], right.grads[i], typed, floors[i])
    ]
    differ = set(wrong)
    missing = [node.id for node in trace.nodes if node.kind != "const" and node.id not in yours]
    suspect = _common_cause(trace, yours, wrong, missing, right) if len(wrong) > 1 else ""
    rows = []
    for i in sorted(yours, key=lambda i: right.done[i]):
        got, truth = yours[i], right.grads[i]
        first = i == wrong[0] if wrong else False
        status, remark = FIRST if first else OWN, ""
        if i not in differ:
            status = AGREES
        elif got is None:
            remark = "It has no gradient: nothing has arrived there."
        elif suspect:
            status, remark = FIRST if first else FOLLOWS, f"{_factor_phrase(got, truth)}, {suspect}."
        elif not first and _same(got, theirs.grads[i], floors[i]):
            status, remark = FOLLOWS, _follows_remark(trace, theirs, right, i)
        else:
            remark = _remark(theirs, i, got, truth, typed, floors[i])
        rows.append(Row(i, trace.nodes[i].name, status, *format_distinct(got, truth), remark))
    forward = sum(node.kind == "op" for node in trace.nodes)
    return Comparison(
        tuple(rows),
        not_compared_notes([trace.nodes[i].name for i in missing]),
        forward + 1 + right.done[wrong[0]] if wrong else -1,
    )


def comparison(source: Source, quiz: object, given: object) -> Comparison | None:
    """The comparison that show(compare=...) asks for, None without one; raises LabError for a quiz beside it."""
    if given is None:
        return None
    if quiz:
        raise LabError("show(quiz=..., compare=...): a comparison shows what a quiz hides. Ask for one of the two.")
    if isinstance(source, ScalarSource):
        return compare(source.trace, source.order, given)
    from autograd_lab.viz.compare_arrays import compare_arrays  # it needs NumPy

    return compare_arrays(source, given)


def _agrees(got: float | None, truth: float, typed: bool, floor: float) -> bool:
    return got is not None and (_same(got, truth, floor) or (typed and _equals_rounded(got, truth)))


def _same(x: float, y: float, floor: float) -> bool:
    return near(x, y, AGREE, floor) or (math.isnan(x) and math.isnan(y))


def _equals_rounded(got: float, truth: float) -> bool:
    """Whether `got` has few digits and equals `truth` rounded to as many."""
    if not (math.isfinite(got) and math.isfinite(truth)):
        return False
    digits = len(repr(abs(got)).split("e")[0].replace(".", "").strip("0"))
    return FEWEST_DIGITS <= digits <= MOST_DIGITS and float(f"{truth:.{digits}g}") == got


def _remark(theirs: Scene, node: int, got: float, truth: float, typed: bool, floor: float) -> str:
    """The sentence on a wrong gradient: by what factor it is off, and which slip gives that number."""
    if not math.isfinite(got):
        kind = "nan, not a number" if math.isnan(got) else "infinite"
        return f"Yours is {kind}: look for a division by 0, or inf − inf, in the step that made it."
    if not math.isfinite(theirs.grads[node]):
        return f"{_factor_phrase(got, truth)}."
    hints = explain(theirs, node, got, AGREE, floor)
    if typed and hints[0].id in VAGUE:
        hints = explain(theirs, node, got, TYPED, floor)
    extra = _extra_factor(theirs, node, got) if hints[0].id in ("turned", "unknown") else ""
    return f"{_factor_phrase(got, truth)}. {extra or join_hints(hints)}"


def _factor_phrase(got: float, truth: float) -> str:
    """The sentence on how far off a number is: its sign, a percentage, or a factor."""
    if truth == 0 or not math.isfinite(truth):
        return f"It should be {format_number(truth)}"
    ratio = got / truth
    words = {0.0: "It is 0", -1.0: "It has the opposite sign", 2.0: "It is twice as large", 0.5: "It is half as large"}
    for number, text in words.items():
        if near(ratio, number, AGREE):
            return text
    if abs(ratio - 1) < 0.01:
        return f"It is off by {format_number(100 * abs(ratio - 1), 2)} %"
    return f"It is {format_number(ratio)} times what it should be"


def _extra_factor(theirs: Scene, node: int, got: float) -> str:
    """The sentence on a value of the graph that is a factor too many, or missing; "" if none or too many fit."""
    right = theirs.grads[node]
    if not right or not got or len(theirs.nodes) > MOST_NODES:
        return ""
    for ratio, told_as in ((got / right, "once too often"), (right / got, "missing")):
        names = [
            name if value * ratio > 0 else f"−{name}"
            for name, value in reversed([(n.name, v) for n, v in zip(theirs.nodes, theirs.values, strict=True)])
            if near(abs(value), abs(ratio), AGREE)
        ]
        if 0 < len(names) <= MOST_FACTORS:
            which = " or ".join([", ".join(names[:-1]), names[-1]][len(names) == 1 :])
            return f"It would be right but for one factor: {which} is {told_as}."
    return ""


def _follows_remark(trace: Trace, theirs: Scene, right: Scene, node: int) -> str:
    """The sentence that names the wrong gradients from which this one was computed."""
    sources = dict.fromkeys(
        trace.nodes[arrival.consumer].name
        for arrival in theirs.arrivals[node]
        if not near(arrival.upstream, right.grads[arrival.consumer], AGREE)
    )
    return f"Right, given your grad of {list_names(list(sources))}."


def _common_cause(
    trace: Trace, yours: Mapping[int, float | None], wrong: Sequence[int], missing: Sequence[int], right: Scene
) -> str:
    """The gradient that was not given and that, were it so many times too large, explains every difference; or ""."""
    if len(trace.nodes) > MOST_NODES:
        return ""
    for suspect in missing:  # those near the leaves first
        if trace.nodes[suspect].kind != "op":
            continue
        cut = Scene(trace.nodes, trace.values, [0.0 if n.id == suspect else None for n in trace.nodes], trace.foreign)
        through = [g - h for g, h in zip(right.grads, cut.grads, strict=True)]
        got = yours[wrong[0]]
        if got is None or not through[wrong[0]]:
            continue
        ratio = (got - cut.grads[wrong[0]]) / through[wrong[0]]
        if all(g is not None and near(g, cut.grads[i] + ratio * through[i], AGREE) for i, g in yours.items()):
            name = trace.nodes[suspect].name
            return f"as if your grad of {name}, which you did not give, were {format_number(ratio)} times the right one"
    return ""
