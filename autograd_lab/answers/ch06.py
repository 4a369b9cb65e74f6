"""Chapter 06: the pieces of an engine, each tried on small graphs of this module's own numbers.

The chapter's class is the reader's, so a piece is handed numbers with its fields: `data parents slopes grad`.
"""

from __future__ import annotations

import contextlib
import functools
import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from autograd_lab.answers.assembled import Assembled
from autograd_lab.answers.exercises import Code, Exercise, Reply


class Number:
    """A number of a graph, with the fields of chapter 06; `touched` once its gradient has been set."""

    def __init__(self, data: float, parents: Sequence[Number] = (), slopes: Sequence[float] = ()) -> None:
        self.data, self.parents, self.slopes = data, tuple(parents), tuple(slopes)
        self._grad = 0.0
        self.touched = False

    @property
    def grad(self) -> float:
        """The sum of what has arrived so far."""
        return self._grad

    @grad.setter
    def grad(self, grad: float) -> None:
        self._grad, self.touched = grad, True

    def _no_plain_number(self) -> NoReturn:
        raise TypeError("`math` works on plain numbers. `a` is a Value, and `a.data` is the number in it.")

    __float__ = __neg__ = _no_plain_number


def _add(a: Number, b: Number) -> Number:
    return Number(a.data + b.data, (a, b), (1.0, 1.0))


def _mul(a: Number, b: Number) -> Number:
    return Number(a.data * b.data, (a, b), (b.data, a.data))


def _graph(text: str) -> dict[str, Number]:
    """The numbers of "b = a + a, c = b * b" by name, the leaf at 3 first and the end last."""
    numbers: dict[str, Number] = {}
    for line in text.split(", "):
        name, left, sign, right = line.replace("= ", "").split()
        for operand in (left, right):
            numbers.setdefault(operand, Number(3.0))
        numbers[name] = (_add if sign == "+" else _mul)(numbers[left], numbers[right])
    return numbers


@dataclass(frozen=True)
class Experiment:
    """A question whose answer is a piece of code, judged by the result of an experiment with it.

    experiment  (the piece, the inputs of a trial) -> the result to compare; None when the piece has done nothing yet
    reference   the right piece
    slips       (a wrong piece, its likely cause)
    inputs      of each trial
    look        advice for a wrong piece that no slip explains
    returns     whether the piece is to return something: one that prints it is told so
    """

    experiment: Callable[..., Any]
    reference: Callable[..., Any]
    inputs: Sequence[tuple[Any, ...]]
    slips: Sequence[tuple[Callable[..., Any], str]] = ()
    look: str = "Work this one out on paper."
    returns: bool = False

    def judge(self, answer: object) -> Reply:
        """The reply to the piece, as `Code` gives it on the results of the experiment."""
        slips = [(self._around(piece), why) for piece, why in self.slips]
        code = Code(self._around(self.reference), self.inputs, slips, look=self.look)
        return code.judge(self._around(answer) if callable(answer) else answer)

    def _around(self, piece: Callable[..., Any]) -> Callable[..., Any]:
        heard = sys.stdout  # what a piece prints that need not return anything is no answer

        @functools.wraps(piece)
        def run(*inputs: Any) -> Any:
            with contextlib.nullcontext() if self.returns else contextlib.redirect_stdout(heard):
                return self.experiment(piece, *inputs)

        return run


# --- 6.1: handing on --------------------------------------------------------------------------------------


def _handed_on(hand_on: Callable[[Number], object], text: str) -> float | None:
    """The leaf's gradient when each number hands on, in the right order."""
    numbers = list(_graph(text).values())
    numbers[-1]._grad = 1.0
    for number in reversed(numbers):
        hand_on(number)
    return numbers[0].grad if numbers[0].touched else None


def hand_on(node: Number) -> None:
    """Add upstream × local to the gradient of each parent."""
    for parent, slope in zip(node.parents, node.slopes, strict=True):
        parent.grad += node.grad * slope


def _overwrites(node: Number) -> None:
    for parent, slope in zip(node.parents, node.slopes, strict=True):
        parent.grad = node.grad * slope


def _slope_alone(node: Number) -> None:
    for parent, slope in zip(node.parents, node.slopes, strict=True):
        parent.grad += slope


def _upstream_alone(node: Number) -> None:
    for parent in node.parents:
        parent.grad += node.grad


def _adds_slope(node: Number) -> None:
    for parent, slope in zip(node.parents, node.slopes, strict=True):
        parent.grad += node.grad + slope


def _last_parent_alone(node: Number) -> None:
    if node.parents:
        node.parents[-1].grad += node.grad * node.slopes[-1]


def _first_parent_alone(node: Number) -> None:
    if node.parents:
        node.parents[0].grad += node.grad * node.slopes[0]


def _own_gradient(node: Number) -> None:
    for parent, slope in zip(node.parents, node.slopes, strict=True):
        node.grad += parent.grad * slope
        parent.grad += 0.0


# --- 6.2: an order ----------------------------------------------------------------------------------------


def _named_order(order: Callable[[Number], Sequence[Number]], text: str) -> list[str] | None:
    """The names of the numbers in the order that a function returns."""
    numbers = _graph(text)
    names = {number: name for name, number in numbers.items()}
    found = order(list(numbers.values())[-1])
    return [names.get(number, "?") for number in found] or None if found is not None else None


def _walk(
    root: Number,
    arriving: bool = False,
    leaving: bool = False,
    once: bool = True,
    looping: bool = False,
    parents: bool = False,
) -> list[Number]:
    line: list[Number] = []
    visited: set[Number] = set()

    def visit(node: Number) -> None:
        if once and node in visited:
            return
        visited.add(node)
        line.extend([node] * arriving)
        for parent in node.parents:
            visit(parent)
            line.extend([node] * looping)
            line.extend([parent] * parents)
        line.extend([node] * leaving)

    visit(root)
    return line


def order(root: Number) -> list[Number]:
    """All numbers that `root` was made from, each after its own parents."""
    return _walk(root, leaving=True)


# --- 6.3 and 6.4: gates -----------------------------------------------------------------------------------


def _value_and_slopes(gate: Callable[..., Any], *operands: object) -> list[float] | None:
    made = gate(*operands)
    return None if made is None or None in made.slopes else [made.data, *made.slopes]


def divide(a: float, b: float) -> Number:
    """a / b, with both slopes."""
    return Number(a / b, (), (1 / b, -a / b**2))


def sigmoid(a: Number) -> Number:
    """σ(a), with its slope."""
    out = 1 / (1 + math.exp(-a.data))
    return Number(out, (a,), (out * (1 - out),))


def _sigmoid(slope: Callable[[float, float], float]) -> Callable[[Number], Number]:
    return lambda a: Number(sigmoid(a).data, (a,), (slope(a.data, sigmoid(a).data),))


# --- 6.5: sweeping twice ----------------------------------------------------------------------------------


def _swept(backward: Callable[[Number], object], *steps: str) -> float | None:
    """The gradient of x after sweeps over x · x · x at 3."""
    numbers = _graph("u = x * x, cube = u * x")
    for step in steps:
        if step == "sweep":
            backward(numbers["cube"])
        else:
            numbers["x"].grad = 0.0
    return numbers["x"].grad if any(number.touched for number in numbers.values()) else None


def _sweep(
    root: Number,
    clear: Callable[[Number], object],
    seed: float = 1.0,
    late: bool = False,
    added: bool = False,
    forward: bool = False,
) -> None:
    """A sweep that clears what `clear` selects; `late` clears after the seed, `added` is `+=` for the seed."""
    line = order(root)

    def plant() -> None:
        root.grad = seed + (root.grad if added else 0.0)

    if late:
        plant()
    for node in line:
        if clear(node):
            node.grad = 0.0
    if not late:
        plant()
    for node in line if forward else reversed(line):
        hand_on(node)


def backward(root: Number) -> None:
    """Clear the gradients of inner numbers, seed the root and sweep; leaves add up."""
    _sweep(root, clear=lambda node: node.parents)


EXERCISES: dict[str, Exercise] = {
    "6.1": Experiment(
        experiment=_handed_on,
        reference=hand_on,
        inputs=[
            ("b = a + a, c = b * b",),
            ("u = a * a, v = u + a",),
            ("u = a * a, v = a + u",),
            ("b = a * a, c = b * a, d = c + b",),
        ],
        slips=[
            (_overwrites, "What arrived first has been written over. It is `=` where `+=` belongs."),
            (_slope_alone, "That adds the slopes. Each of them is to be multiplied by what the node itself has got."),
            (_upstream_alone, "That hands on what came in as it is. Where does the slope come in?"),
            (_adds_slope, "That adds the slope to what arrived. Along an arrow the two are multiplied."),
            (_last_parent_alone, "Only the last parent gets something: the line stands behind the loop, not in it."),
            (
                _first_parent_alone,
                "Only the first parent gets something. Does the loop end too early, by a `return` or a `break`?",
            ),
            (_own_gradient, "That changes the gradient of the node itself. It is its parents' gradients that grow."),
        ],
        look="Take b = a + a by hand: b has 1, both slopes are 1. What should stand at a after each round of the loop?",
    ),
    "6.2": Experiment(
        experiment=_named_order,
        reference=order,
        inputs=[("m = t + t, n = m * t, late = m + n",), ("m = t + t, n = m * t, late = n + m",)],
        slips=[
            (lambda r: _walk(r, arriving=True), "That notes a number on arriving, before its parents are there."),
            (lambda r: _walk(r, arriving=True, leaving=True), "Each number is there twice. Note it once, on leaving."),
            (lambda r: _walk(r, leaving=True, once=False), "Numbers are visited again and again: keep the `visited`."),
            (lambda r: _walk(r, looping=True), "The line stands in the loop, so it runs once for each parent."),
            (
                lambda r: _walk(r, parents=True),
                "That notes a parent in the loop, once for each arrow. Each visit is to note its own number, once.",
            ),
            (
                lambda r: _walk(r, arriving=True)[::-1],
                "That is the order of arrival, reversed. Reversing does not repair it: act on leaving.",
            ),
            (lambda r: order(r)[:-1], "The root itself is missing. It is part of its own graph, and comes last."),
            (lambda r: order(r)[::-1], "The right list, backward. The sweep will turn it round; `order` should not."),
            (lambda r: [r], "Only the root is noted. Does the line stand in `visit`, or behind it?"),
        ],
        look="Follow the walk by hand for m = t + t: which line of `visit` runs last, and for which number?",
        returns=True,
    ),
    "6.3": Experiment(
        experiment=_value_and_slopes,
        reference=divide,
        inputs=[(3.0, 4.0), (6.0, -2.0), (5.0, 0.5)],
        slips=[
            (
                lambda a, b: Number(a / b, (), (1 / b, a / b**2)),
                "The size of the slope in b is right. A larger divisor makes the result smaller.",
            ),
            (
                lambda a, b: Number(a / b, (), (1 / b, -1 / b**2)),
                "−1/b² is the slope of 1/b. Here a stands in front of it.",
            ),
            (
                lambda a, b: Number(a / b, (), (1 / b, -a / b)),
                "Nearly: the exponent goes down from −1 to −2, so it is b² below the line.",
            ),
            (
                lambda a, b: Number(a / b, (), (1 / b, 1 / a)),
                "1/a would be the slope in b if a were the divisor.",
            ),
            (
                lambda a, b: Number(a / b, (), (1 / b, 1 / b**2)),
                "1/b² has the right power. Two things are missing: the sign, and a, which is a factor.",
            ),
            (
                lambda a, b: Number(a / b, (), (1 / b, a)),
                "That is the slope of a product. Write a / b as a · b⁻¹: what is the slope of b⁻¹?",
            ),
            (
                lambda a, b: Number(a / b, (), (1 / b, -1 / b)),
                "That has the sign right. The slope of 1/b is −1/b², and a is a factor of it.",
            ),
        ],
        look="Nudge b: how much does a / b change when b grows by 0.001, for each unit of b?",
        returns=True,
    ),
    "6.4": Experiment(
        experiment=lambda gate, at: _value_and_slopes(gate, Number(at)),
        reference=sigmoid,
        inputs=[(math.log(3),), (1.5,), (-2.0,)],
        slips=[
            (_sigmoid(lambda z, out: z * (1 - z)), "The slope formula takes σ(a), the result, not a itself."),
            (_sigmoid(lambda z, out: out), "That slope is exp's habit. For the sigmoid there is one more factor."),
            (_sigmoid(lambda z, out: 1 - out**2), "1 − σ² is the pattern of tanh. The sigmoid has its own."),
            (
                lambda a: Number(sigmoid(Number(-a.data)).data, (a,), (sigmoid(a).slopes[0],)),
                "The values are those of σ(−a): look at the sign in the exponent.",
            ),
            (
                lambda a: (lambda s: Number(s, (a,), (s * (1 - s),)))(sigmoid(Number(sigmoid(a).data)).data),
                "That takes the sigmoid twice.",
            ),
            (
                lambda a: Number(sigmoid(a).data, (a,), ((lambda s: s * (1 - s))(sigmoid(sigmoid(a)).data),)),
                "Your slope is σ'(σ(a)). σ(a)(1 − σ(a)) needs the result as it is, with no second sigmoid.",
            ),
            (_sigmoid(lambda z, out: -out * (1 - out)), "The slope has the wrong sign: a sigmoid never falls."),
            (_sigmoid(lambda z, out: 1 - out), "That is one factor of the slope. The result itself is the other."),
            (_sigmoid(lambda z, out: z), "That notes a as the slope. The slope of σ is made of the result."),
        ],
        look="Print the value and the slope at ln 3. They should be 0.75 and 0.1875: which of the two is wrong?",
        returns=True,
    ),
    "6.5": Experiment(
        experiment=_swept,
        reference=backward,
        inputs=[("sweep",), ("sweep", "clear x", "sweep"), ("sweep", "sweep")],
        slips=[
            (
                lambda root: _sweep(root, clear=lambda node: False),
                "Nothing was cleared, so u still holds what the first sweep left.",
            ),
            (
                lambda root: _sweep(root, clear=lambda node: True),
                "The leaves were cleared too, and so the first row is lost.",
            ),
            (
                lambda root: _sweep(root, clear=lambda node: False, added=True),
                "Nothing was cleared, so u still holds what the first sweep left, and with `+=` the seed grows to 2.",
            ),
            (
                lambda root: _sweep(root, clear=lambda node: not node.parents),
                "The leaves were cleared and the inner numbers were not. It is the other way round.",
            ),
            (
                lambda root: _sweep(root, clear=lambda node: not node.parents, added=True),
                "The leaves were cleared and the inner numbers were not. It is the other way round.",
            ),
            (
                lambda root: _sweep(root, clear=lambda node: node.parents and node is not root, added=True),
                "The root was not cleared, and its seed is 2 in the second sweep.",
            ),
            (
                lambda root: _sweep(root, clear=lambda node: node.parents, forward=True),
                "The end has its 1, and it gets no further than its parents: in which direction is the list read?",
            ),
            (
                lambda root: _sweep(root, clear=lambda node: node.parents, late=True),
                "The end has no 1 when the sweep begins: it was never set, or cleared away. Clear first, then set it.",
            ),
        ],
        look="Write down the gradients of cube, u and x before and after each sweep, for two sweeps in a row.",
    ),
    "6.6": Assembled(),
}
