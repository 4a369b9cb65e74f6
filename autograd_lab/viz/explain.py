"""Which slip gives this number? A gradient that is wrong, held against what each slip of slips.py would have given.

Mirror of js/model/explain.js, which does the same in the page; a test holds the two against one another.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import TypeVar

from autograd_lab.scalar.graph import backpropagate
from autograd_lab.scalar.ops import FUNCTIONS, OPS, Op
from autograd_lab.viz.node import Node
from autograd_lab.viz.slips import HINTS, LETTERS, TERMS, Slip

T = TypeVar("T")
MOST = 3  # hints at once; where more slips give one number, it is evidence for none of them

VAGUE = ("several", "blocked", "nearly", "turned", "unknown", "seed")  # no slip by itself


@dataclass(frozen=True)
class Arrival:
    """One contribution: it comes from the node `consumer`, back to its operand number `slot`."""

    consumer: int
    slot: int
    upstream: float
    local: float

    @property
    def amount(self) -> float:
        """The contribution: upstream × local."""
        return self.upstream * self.local if self.upstream else 0.0  # as the engine, which hands on no zeros


@dataclass(frozen=True)
class Hint:
    """A slip that gives the number: its id, and the sentence about it."""

    id: str
    text: str


class Scene:
    """A backward pass over a graph, with each contribution kept: the true one, or one with a learner's gradients.

    nodes    in topological order
    values   of all nodes
    handed   of all nodes: the gradient that a learner's backward pass hands on from there; None for the true one
    foreign  the local derivatives of nodes whose operation is not in the table
    """

    def __init__(
        self,
        nodes: Sequence[Node],
        values: Sequence[float],
        handed: Sequence[float | None] | None = None,
        foreign: Mapping[int, Sequence[float]] | None = None,
    ) -> None:
        self.nodes, self.values, self._foreign = nodes, values, foreign or {}
        self.grads = [0.0] * len(nodes)
        self.sizes = [0.0] * len(nodes)  # what the gradients would be if nothing cancelled
        self.done = [0] * len(nodes)  # when a gradient is complete, counted in edges of the backward pass
        self.grads[-1] = self.sizes[-1] = 1.0
        edges = 0

        def hand_on(i: int, arrived: list[Arrival]) -> Iterator[tuple[int, Arrival]]:
            """An arrival at each operand, and what it changes there."""
            nonlocal edges
            given = handed[i] if handed else None
            upstream = self.grads[i] if given is None else given
            for slot, p in enumerate(nodes[i].parents):
                if nodes[p].kind != "const":
                    arrival = Arrival(i, slot, upstream, self._slope(i, slot))
                    edges += 1
                    self.grads[p] += arrival.amount
                    self.sizes[p] += self.sizes[i] * abs(arrival.local)
                    self.done[p] = edges
                    yield p, arrival

        arrived = backpropagate(range(len(nodes)), {len(nodes) - 1: list[Arrival]()}, hand_on)
        self.arrivals = [arrived.get(i, []) for i in range(len(nodes))]

    def _slope(self, i: int, slot: int) -> float:
        """The local derivative of a node for one operand."""
        if i in self._foreign:
            return self._foreign[i][slot]
        return slope(self.nodes[i].op, slot, self._operands(i), self.values[i])

    def _operands(self, i: int) -> list[float]:
        return [self.values[p] for p in self.nodes[i].parents]

    def inputs(self, node: int, arrival: Arrival) -> tuple[dict[str, float], int]:
        """The numbers that a slip's text may name, and the other operand (-1 where there is none)."""
        consumer = self.nodes[arrival.consumer]
        operands, out = self._operands(arrival.consumer), self.values[arrival.consumer]
        number = dict.fromkeys(LETTERS, math.nan)
        number.update(u=arrival.upstream, l=arrival.local, x=self.values[node], out=out)
        if arrival.consumer in self._foreign:
            return number, -1
        op = OPS[consumer.op]
        place = op.place(arrival.slot, len(operands))
        if place is None:
            return number, -1  # the bias of a dot
        slots = _term(op, range(len(operands)), place)
        number.update(zip(op.operands, [operands[slot] for slot in slots], strict=True))
        if op.arity == 2:
            other = slots[1 - place[0]]
            number["o"] = slope(consumer.op, other, operands, out)
            return number, consumer.parents[other]
        if not op.folded:
            number["r"] = slope(consumer.op, 0, [out], _safely(op.forward, out))
            number["i"] = slope(consumer.op, 0, operands, operands[0])
        return number, -1


@cache
def _function(text: str, letters: tuple[str, ...]) -> Callable[..., float]:
    """The function of these letters that a text defines."""
    return eval(f"lambda {', '.join(letters)}: {text}", dict(FUNCTIONS))  # type: ignore[no-any-return]  # noqa: S307 - the texts are our tables' own


def _safely(function: Callable[..., float], *numbers: float) -> float:
    """A function's result; nan where it has no real one."""
    try:
        return float(function(*numbers))
    except (ValueError, ZeroDivisionError, OverflowError):
        return math.nan


def slope(name: str, slot: int, operands: Sequence[float], out: float) -> float:
    """The local derivative for one operand; nan where it does not exist."""
    op = OPS[name]
    place = op.place(slot, len(operands))
    if place is None:
        return 1.0
    return _safely(_function(op.partials[place[0]], (*op.operands, "out")), *_term(op, operands, place), out)


def _term(op: Op, operands: Sequence[T], place: tuple[int, int]) -> tuple[T, ...]:
    """The operands of the term in which a place lies."""
    return next(islice(op.terms(operands), place[1], None))


def near(x: float, y: float, tolerance: float, floor: float = 0.0) -> bool:
    """Whether two numbers are the same within a relative tolerance."""
    return x == y or abs(x - y) <= max(floor, tolerance * max(abs(x), abs(y))) < math.inf


def explain(scene: Scene, node: int, got: float, tolerance: float, floor: float = 1e-12) -> list[Hint]:
    """Hints for a wrong gradient of `node`: the slips that give the number `got`; one to three of them."""
    truth = scene.grads[node]
    fits: dict[str, Hint] = {}
    beaten: set[str] = set()
    for slip, beats, number, told in _guesses(scene, node):
        if math.isfinite(number) and near(got, number, tolerance, floor) and not near(number, truth, tolerance, floor):
            fits.setdefault(slip, Hint(slip, _filled(scene, node, *told)))
            beaten.update(beats)
    left = [hint for hint in fits.values() if hint.id not in beaten]
    return left if 0 < len(left) <= MOST else [_without_a_slip(scene, node, got, len(left))]


def join_hints(hints: Sequence[Hint]) -> str:
    """The text of all hints, numbered when there are several."""
    if len(hints) == 1:
        return hints[0].text
    numbered = " ".join(f"({k}) {hint.text}" for k, hint in enumerate(hints, 1))
    return f"{'Two' if len(hints) == 2 else 'Three'} slips give this number. {numbered}"


def _without_a_slip(scene: Scene, node: int, got: float, many: int) -> Hint:
    """The hint for a number that no slip gives, or too many do."""
    truth = scene.grads[node]
    if many:
        key = "several"
    elif not scene.arrivals[node]:
        key = "seed"
    elif truth == 0:
        key = "blocked"
    elif near(got, truth, 0.03):
        key = "nearly"
    else:
        key = "turned" if got * truth < 0 else "unknown"
    return Hint(key, _filled(scene, node, HINTS[key], -1, -1, ""))


_Told = tuple[str, int, int, str]  # the text, the node that the edge comes from, the other operand, words before
_Guess = tuple[str, tuple[str, ...], float, _Told]


def _guesses(scene: Scene, node: int) -> Iterator[_Guess]:
    """Every slip with the number that it would give, the most particular first."""
    if not scene.arrivals[node]:
        yield "seed-missing", (), 0.0, (HINTS["seed-missing"], -1, -1, "")
        yield "seed-value", (), scene.values[node], (HINTS["seed-value"], -1, -1, "")
        return
    yield from _contributions(scene, node, [slip for slip in TERMS if slip.op])
    yield from _sums(scene, node)
    yield from _contributions(scene, node, [slip for slip in TERMS if not slip.op])
    yield from _wholes(scene, node)


def _contributions(scene: Scene, node: int, slips: Sequence[Slip]) -> Iterator[_Guess]:
    """A slip with each contribution by itself, and with all of them."""
    arrivals = scene.arrivals[node]
    total = scene.grads[node]
    inputs = [scene.inputs(node, arrival) for arrival in arrivals]
    for slip in slips:
        terms = [_slipped_term(scene, slip, a, number) for a, (number, _) in zip(arrivals, inputs, strict=True)]
        if len(terms) > 1 and None not in terms:
            told = (slip.text, arrivals[0].consumer, inputs[0][1], "On each edge: ")
            yield slip.id, slip.beats, sum(t for t in terms if t is not None), told
        for k, term in enumerate(terms):
            if term is not None:
                words = f"On the edge from {scene.nodes[arrivals[k].consumer].name}: " if len(terms) > 1 else ""
                number = total - arrivals[k].amount + term if len(terms) > 1 else term
                yield slip.id, slip.beats, number, (slip.text, arrivals[k].consumer, inputs[k][1], words)


def _slipped_term(scene: Scene, slip: Slip, arrival: Arrival, number: dict[str, float]) -> float | None:
    """The number that a slip gives for a contribution; None where the slip does not apply."""
    op = scene.nodes[arrival.consumer].op
    bias = math.isnan(number["a"])
    if slip.op and (op not in slip.op.split() or bias or slip.slot not in (-1, arrival.slot)):
        return None
    value = _safely(_function(slip.term, LETTERS), *(number[letter] for letter in LETTERS))
    return None if math.isnan(value) else value


def _sums(scene: Scene, node: int) -> Iterator[_Guess]:
    """Slips with the sum of several contributions, and with a gradient handed on at the wrong time."""
    arrivals = scene.arrivals[node]
    amounts = [arrival.amount for arrival in arrivals]
    count, total = len(arrivals), sum(amounts)

    def guess(key: str, k: int, number: float, *beats: str) -> _Guess:
        """The slip `key` with the number that it gives; its sentence tells of the edge of arrival k."""
        return key, beats, number, (HINTS[key], arrivals[k].consumer, -1, "")

    if count == 2 and amounts[0] == amounts[1]:
        yield guess("one-of-two", 0, amounts[0], "half", "averaged", "replaced", "first-only")
    if count > 1:
        yield guess("replaced", count - 1, amounts[-1])
        yield guess("first-only", 0, amounts[0])
        yield from (guess("one-path", k, amounts[k]) for k in range(1, count - 1))
        if count > 2:
            yield from (guess("path-missing", k, total - amounts[k]) for k in range(count))
        yield from (guess("path-twice", k, total + amounts[k]) for k in range(count))
        yield guess("averaged", 0, total / count, "half")
        yield guess("multiplied", 0, math.prod(amounts))
    if count == 2:
        yield guess("subtracted", 0, amounts[0] - amounts[1])
        yield guess("subtracted", 0, amounts[1] - amounts[0])
    for consumer in dict.fromkeys(arrival.consumer for arrival in arrivals):
        parts = [part.amount for part in scene.arrivals[consumer]]
        if len(parts) < 2:
            continue
        mine = [k for k in range(count) if arrivals[k].consumer == consumer]
        local, rest = sum(arrivals[k].local for k in mine), total - sum(amounts[k] for k in mine)
        sums = [sum(parts[: j + 1]) for j in range(len(parts))]
        yield from (guess("too-early", mine[0], rest + early * local) for early in [*sums[:-1], *parts])
        yield guess("too-often", mine[0], rest + sum(sums) * local)


def _wholes(scene: Scene, node: int) -> Iterator[_Guess]:
    """Slips with the number as a whole."""
    grad, root = scene.grads[node], scene.values[-1]
    numbers = [
        ("zero", 0.0), ("own-value", scene.values[node]), ("root-value", grad * root), ("double", 2 * grad),
        ("half", grad / 2), ("nudge", grad / 100), ("inverse", 1 / grad if grad else math.nan),
        *(("point", grad * 10.0**k) for k in (-3, -1, 1, 2, 3)), ("one", 1.0),
    ]  # fmt: skip
    yield from ((key, (), number, (HINTS[key], -1, -1, "")) for key, number in numbers)


def _filled(scene: Scene, node: int, text: str, consumer: int, other: int, words: str) -> str:
    """A text with its names put in."""
    names = {
        "n": scene.nodes[node].name,
        "m": scene.nodes[consumer].name if consumer >= 0 else "",
        "op": scene.nodes[consumer].op if consumer >= 0 else "",
        "other": scene.nodes[other].name if other >= 0 else "",
        "L": scene.nodes[-1].name,
        "count": str(len(scene.arrivals[node])),
        "uses": str(len(scene.arrivals[consumer])) if consumer >= 0 else "",
    }
    return words + re.sub(r"\{(\w+)\}", lambda found: names[found[1]], text)
