"""The question about a whole training: the network that comes back is judged on held-out rows.

`train` is called twice with the same rows and the same random numbers. The network is judged by its answers, not by its
weights: our own `forward` runs it on fresh rows, and the two networks must be the same. What the network itself shows
of a mistake is named; what it does not show, such as why it learnt too little, is not guessed.

False alarms: `ROWS` rows are held out. A network that is right on 98.6 % of all possible rows falls below 95 % of the
held-out ones with a probability below 1e-6 (binomial); moons with noise 0.1 allow 99.9 %.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from autograd_lab.data import moons
from autograd_lab.exams.judging import Case, Problem, Seen, blank_case, judge_call, value_in_words
from autograd_lab.exams.kinds.networks import Arrays, backward, forward
from autograd_lab.exams.ps6.steps import adam_step
from autograd_lab.exams.question import Inputs, Part, Question, Would
from autograd_lab.mistakes import Array

ROWS, NOISE, GOAL = 400, 0.1, 0.95
DEAD = 1e-12  # a gradient below this moves nothing
MOST = 20_000  # numbers in a network: a larger one would cost the judge's memory
SECONDS = 8.0  # for one call: the solution of the set needs about a twentieth of that


def train(X: Array, Y: Array, rng: np.random.Generator | int) -> tuple[Arrays, Arrays]:
    """(Ws, bs) of a 2-8-1 sigmoid network after 500 steps of Adam on all rows."""
    rng = np.random.default_rng(rng)
    Ws, bs = [rng.normal(size=(2, 8)), rng.normal(size=(8, 1))], [rng.normal(size=8), np.zeros(1)]
    state = [(p, np.zeros_like(p), np.zeros_like(p)) for p in (*Ws, *bs)]
    for t in range(1, 501):
        dWs, dbs = backward(Y, Ws, *forward(X, Ws, bs))
        gradients = zip(state, (*dWs, *dbs), strict=True)
        state = [adam_step(*one, g, t, 0.1, 0.9, 0.999, 1e-8) for one, g in gradients]
        Ws, bs = [one[0] for one in state[:2]], [one[0] for one in state[2:]]
    return Ws, bs


def rows(seed: Sequence[int]) -> tuple[Array, Array]:
    """Fresh moons: X (400, 2), Y (400, 1)."""
    X, y = moons(ROWS, NOISE, np.random.default_rng(seed))
    return X, y[:, None].astype(float)


def draw_train(rng: np.random.Generator) -> Inputs:
    """Rows to train on, and the seed of the Generator, which determines the held-out rows too."""
    seed = int(rng.integers(2**31))
    X, Y = rows([seed, 0])
    return {"X": X, "Y": Y, "rng": seed}


def accuracy(outputs: Array, Y: Array) -> float:
    """The share of rows whose output is on the same side of 1/2 as its target."""
    return float(np.mean((outputs >= 0.5) == (Y >= 0.5)))


@dataclass(frozen=True)
class TrainQuestion(Question):
    """A question whose parts are the accuracy of the network, and whether the same random numbers give it again."""

    def plan(self, inputs: Inputs) -> dict[str, Any]:
        """The same call twice."""
        X, Y, seed = inputs.values()
        call = {"do": "call", "function": self.name, "args": [X, Y, {"seed": seed}]}
        return {"seconds": 2 * self.seconds, "steps": [call, call]}

    def judge(self, inputs: Inputs, outcome: Mapping[str, Any]) -> Case:
        """The case: the network on held-out rows, and compared with the one of the second call."""
        expected = (np.asarray(GOAL), np.asarray(1.0))
        record = _first_fault(outcome) if not outcome.get("lost") else outcome
        shown = {**inputs, "rng": {"seed": inputs["rng"]}}
        case = judge_call(self, shown, {"steps": [record]} if "status" in record else outcome, expected, _unjudged)
        if case.problem:
            return replace(case, inputs=inputs)
        values = [step["value"]["items"] for step in outcome["steps"]]
        found = _network(self, values[0])
        if isinstance(found, Problem):
            return blank_case(inputs, expected, found, printed=case.printed)
        return Case(inputs, (_accuracy_part(self, found, inputs), _repeatable_part(self, values)), printed=case.printed)

    def suspects(self, inputs: Inputs, failing: Sequence[int]) -> Sequence[tuple[str, Would]]:
        """No suspects: two trainings need not agree in a single number."""
        return ()

    def without(self, variant: Any) -> "TrainQuestion":
        """The question itself, which names mistakes without its bank."""
        return self


def _first_fault(outcome: Mapping[str, Any]) -> Mapping[str, Any]:
    """The record of the first call that brought no value or changed its inputs; else the last."""
    records: Sequence[Mapping[str, Any]] = outcome["steps"]
    return next((r for r in records if r["status"] != "ok" or r["changed"]), records[-1])


def _unjudged(part: Part, value: Mapping[str, Any], expected: Array) -> Seen:
    """A result that holds, for a part that is judged later."""
    return Seen(True, None, expected)


def _network(question: Question, lists: Sequence[Mapping[str, Any]]) -> "tuple[Arrays, Arrays] | Problem":
    """The network that came back, if `forward` can run it; else the problem of its form."""
    found: list[Arrays] = []
    for name, value in zip(("Ws", "bs"), lists, strict=True):
        if value["kind"] not in ("list", "tuple"):
            return Problem("list", f"{name} is {value_in_words(value)}; it should be a list, one array for each layer.")
        if not value["items"]:
            return Problem("count", f"{name} is an empty list; it should hold one array for each layer.")
        for index, item in enumerate(value["items"]):
            if "array" not in item:
                return Problem("type", f"{name}[{index}] is {value_in_words(item)}; it should be an array.")
        found.append([np.asarray(item["array"], dtype=float) for item in value["items"]])
    Ws, bs = found
    if (count := sum(array.size for array in (*Ws, *bs))) > MOST:
        return Problem(
            "too-large",
            f"{question.name} returned a network of {count:,} numbers; {MOST:,} are the most that are judged.",
        )
    if not all(np.isfinite(array).all() for array in (*Ws, *bs)):
        return Problem("diverged", f"{question.name} returned weights that are NaN or infinite: it has diverged.")
    return _misfit(question, Ws, bs) or (Ws, bs)


def _fits(Ws: Arrays, bs: Arrays) -> bool:
    """Whether the shapes are those of a network with two inputs and one output."""
    if len(Ws) != len(bs) or any(W.ndim != 2 for W in Ws):
        return False
    chain = all(W.shape[1] == after.shape[0] for W, after in pairwise(Ws))
    ends = Ws[0].shape[0] == 2 and Ws[-1].shape[1] == 1
    return chain and ends and all(b.shape in ((W.shape[1],), (1, W.shape[1])) for W, b in zip(Ws, bs, strict=True))


def _misfit(question: Question, Ws: Arrays, bs: Arrays) -> Problem | None:
    """The problem of a network that `forward` cannot run, or None."""
    if _fits(Ws, bs):
        return None
    text = (
        f"{question.name} returned Ws of shapes {_shapes(Ws)} and bs of shapes {_shapes(bs)}; with two inputs and one "
        "output they are (2, h), …, (k, 1) and (h,), …, (1,)."
    )
    if len(Ws) == len(bs) and _fits(Ws[::-1], bs[::-1]):
        return Problem("reversed", f"{text} They run from the output to the input.")
    if _fits(bs, Ws):
        return Problem("exchanged", f"{text} Weights and biases have changed places: return Ws, bs")
    if all(W.ndim == 2 for W in Ws) and _fits([W.T for W in Ws], [b.ravel() for b in bs]):
        return Problem("weights-transposed", f"{text} Each array of Ws is transposed.")
    return Problem("shape", text)


def _shapes(arrays: Arrays) -> str:
    return ", ".join(str(array.shape) for array in arrays)


def _accuracy_part(question: Question, network: tuple[Arrays, Arrays], inputs: Inputs) -> Seen:
    """The result for the accuracy on held-out rows."""
    Ws, bs = network
    X, Y = rows([inputs["rng"], 1])
    with np.errstate(all="ignore"):  # weights may be huge
        share = accuracy(forward(X, Ws, bs)[1][-1], Y)
        problem = None if share >= GOAL else _visible_cause(question, network, inputs, (X, Y), share)
    return Seen(problem is None, np.asarray(share), np.asarray(GOAL), problem)


def _visible_cause(
    question: Question, network: tuple[Arrays, Arrays], inputs: Inputs, held_out: tuple[Array, Array], share: float
) -> Problem:
    """The problem of a low accuracy: a cause that the network shows, else how it does on the training rows."""
    X, Y = held_out
    Ws, bs = network
    text = f"{question.name}'s network is right on {share:.1%} of {len(X)} held-out rows; 95 % are asked for. "
    if len(Ws) == 1:
        return Problem("no-hidden-layer", text + "It has no hidden layer, so it draws one straight line.")
    if np.ptp(Ws[0], axis=1).max() <= 1e-9 * np.abs(Ws[0]).max() and Ws[0].shape[1] > 1:
        return Problem("alike-neurons", text + "All neurons of its first hidden layer have the same weights.")
    if _largest_slope(network, inputs) < DEAD:
        return Problem("saturated", text + "Its gradient on the training rows is 0: it is saturated.")
    if share <= 1 - GOAL:
        return Problem("classes-exchanged", text + "It has learnt the opposite.")
    if accuracy(_last_z(X, Ws, bs), Y) >= GOAL:
        return Problem("linear-output", text + "Without the sigmoid at the output it would be right on 95 % or more.")
    for name, squash in (("tanh", np.tanh), ("ReLU", lambda z: np.maximum(z, 0))):
        z = _last_z(X, Ws, bs, squash)
        if max(accuracy(z, Y), accuracy(z + 0.5, Y)) >= GOAL:  # compared with 1/2, or with 0
            return Problem(
                "other-activation", f"{text}With {name} in its hidden layers it would be right on 95 % or more."
            )
    if accuracy(forward((X - X.mean(axis=0)) / X.std(axis=0), Ws, bs)[1][-1], Y) >= GOAL:
        return Problem("inputs-rescaled", text + "On standardised rows it would be right on 95 % or more.")
    outputs = forward(X, Ws, bs)[1][-1]
    one_side = np.all(outputs >= 0.5) or np.all(outputs < 0.5)
    low, high = f"{outputs.min():.2g}", f"{outputs.max():.2g}"
    between = f"lie between {low} and {high}" if low != high else f"are {low}"
    alike = f" All outputs {between}: one class." if one_side else ""
    own = accuracy(forward(inputs["X"], Ws, bs)[1][-1], inputs["Y"])
    return Problem("undertrained", f"{text}On the rows that it was trained on: {own:.1%}.{alike}")


def _largest_slope(network: tuple[Arrays, Arrays], inputs: Inputs) -> float:
    """The largest entry of the gradient on the training rows."""
    Ws, bs = network
    gradients = backward(inputs["Y"], Ws, *forward(inputs["X"], Ws, bs))
    return max(float(np.max(np.abs(g))) for part in gradients for g in part)


def _last_z(X: Array, Ws: Arrays, bs: Arrays, squash: Any = None) -> Array:
    """The last z, with another function in the hidden layers if one is given."""
    a = X
    for W, b in zip(Ws[:-1], bs[:-1], strict=True):
        z = a @ W + b
        a = squash(z) if squash else 1 / (1 + np.exp(-z))
    return np.asarray(a @ Ws[-1] + bs[-1])


def _repeatable_part(question: Question, values: Sequence[Sequence[Mapping[str, Any]]]) -> Seen:
    """The result for repeatability: both calls gave the same network."""
    one, other = (_arrays(lists) for lists in values)
    holds = len(one) == len(other) and all(map(np.array_equal, one, other))
    text = f"{question.name} was called twice with the same rows and the same random numbers, and gave two networks."
    return Seen(holds, np.asarray(float(holds)), np.asarray(1.0), None if holds else Problem("chance-elsewhere", text))


def _arrays(lists: Sequence[Mapping[str, Any]]) -> Arrays:
    """All arrays of a network that came back."""
    return [item["array"] for value in lists for item in value.get("items", []) if "array" in item]
