"""The question about a whole training: the network that comes back is judged on held-out rows.

`train` is called three times: with some moons, with other moons, and with the first again. Each draw turns, moves and
scales its moons and may exchange the classes, and the second moons lie across the first: a network that has learnt the
ones is wrong on the others, and only a training that learns from the rows it is handed is right each time. The held-out
rows, and the seed they come from, stay with the judge.

A network is judged by its answers, not by its weights: our own `forward` runs it on fresh rows, and those of the first
and third call must be the same. What the network itself shows of a mistake is named; what it does not show, such as why
it learnt too little, is not guessed. To be repeatable is worth something of a network that has learnt; pasted weights
are repeatable too. And it is no merit of a training that draws its random numbers elsewhere and none from `rng`: the
set asks for every one of them from there. One that draws none at all is repeatable as well, and right.

False alarms: `ROWS` rows are held out of each set. A network that is right on 98.6 % of all possible rows falls below
95 % of the held-out ones with a probability below 1e-6 (binomial); moons with noise 0.1 allow 99.9 %.
"""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from autograd_lab.data import moons
from autograd_lab.exams.judging import Case, Problem, Seen, blank_case, judge_call
from autograd_lab.exams.kinds.networks import Arrays, backward, forward
from autograd_lab.exams.plans.chance import SOURCES
from autograd_lab.exams.ps6.network_form import Network, network_or_problem
from autograd_lab.exams.ps6.steps import adam_step
from autograd_lab.exams.question import Inputs, Part, Question, Would
from autograd_lab.mistakes import Array

Asked = tuple[Array, Array, int]  # X, Y, and the seed of the Generator

ROWS, NOISE, GOAL = 400, 0.1, 0.95
DEAD = 1e-12  # a gradient below this moves nothing
SECONDS = 5.0  # for one call, and three times that for the three; the solution of the set needs a hundredth
MIDDLE = np.array([0.5, 0.25])  # of the moons as they are drawn in a notebook
FAR = 1.0  # how far their middle may lie from the origin
SIZES = (0.85, 1.2)  # in units of the notebook's
ACROSS = (60.0, 120.0)  # degrees by which the second moons are turned from the first, to one side or the other


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


@dataclass(frozen=True)
class Place:
    """How moons lie: `size` times as large, turned by `angle` (radians), their middle moved to `middle`; when
    `exchanged`, class 1 is the other moon.
    """

    angle: float
    size: float
    middle: tuple[float, float]
    exchanged: bool

    def rows(self, rng: np.random.Generator) -> tuple[Array, Array]:
        """Fresh moons in this place: X (400, 2), Y (400, 1)."""
        X, y = moons(ROWS, NOISE, rng)
        cos, sin = np.cos(self.angle), np.sin(self.angle)
        turned = self.size * (X - MIDDLE) @ np.array([[cos, sin], [-sin, cos]])
        return turned + self.middle, ((1 - y) if self.exchanged else y)[:, None].astype(float)


def draw_place(rng: np.random.Generator, angle: float) -> Place:
    """Moons turned by `angle`, and anything else by chance."""
    far, towards = FAR * np.sqrt(rng.random()), rng.uniform(0.0, 2 * np.pi)
    middle = float(far * np.cos(towards)), float(far * np.sin(towards))
    return Place(angle, float(rng.uniform(*SIZES)), middle, bool(rng.random() < 0.5))


class Moons(dict[str, Any]):
    """The inputs of the first call; `other` are those of the second, `held_out` the rows for both, which stay here."""

    def __init__(self, first: Asked, other: Asked, held_out: Sequence[tuple[Array, Array]]) -> None:
        super().__init__(zip(("X", "Y", "rng"), first, strict=True))
        self.first, self.other, self.held_out = first, other, held_out


def draw_train(rng: np.random.Generator) -> Moons:
    """Two sets of rows to train on, which lie across each other, with the seeds of their Generators."""
    angle = rng.uniform(0.0, 2 * np.pi)
    across = np.radians(rng.uniform(*ACROSS)) * rng.choice([-1.0, 1.0])
    places = draw_place(rng, angle), draw_place(rng, angle + across)
    first, other = ((*place.rows(rng), int(rng.integers(2**31))) for place in places)
    unseen = np.random.default_rng(rng.integers(2**63))  # of its own: what the student gets says nothing about it
    return Moons(first, other, [place.rows(unseen) for place in places])


def accuracy(outputs: Array, Y: Array) -> float:
    """The share of rows whose output is on the same side of 1/2 as its target."""
    return float(np.mean((outputs >= 0.5) == (Y >= 0.5)))


@dataclass(frozen=True)
class TrainQuestion(Question):
    """A question whose parts are the accuracy of the network, and whether the same random numbers give it again."""

    def plan(self, inputs: Moons) -> dict[str, Any]:  # type: ignore[override]
        """Three calls: for some moons, for others, and for the first again."""
        one, other, again = (
            {"do": "call", "function": self.name, "args": [X, Y, {"seed": seed}]}
            for X, Y, seed in (inputs.first, inputs.other, inputs.first)
        )
        return {"seconds": 3 * self.seconds, "steps": [one, other, again]}

    def judge(self, inputs: Moons, outcome: Mapping[str, Any]) -> Case:  # type: ignore[override]
        """The case: the networks on held-out rows, and the third compared with the first."""
        expected = (np.asarray(GOAL), np.asarray(1.0))
        record = _first_fault(outcome) if not outcome.get("lost") else outcome
        shown = {"X": inputs["X"], "Y": inputs["Y"], "rng": {"seed": inputs["rng"]}}
        case = judge_call(
            self, shown, {"steps": [record]} if "status" in record else outcome, expected, _without_a_verdict
        )
        if case.problem:
            slow = case.problem.id == "timeout"
            return replace(case, inputs=inputs, problem=_late(self, outcome) if slow else case.problem)
        values = [step["value"]["items"] for step in outcome["steps"]]
        networks: list[Network] = []
        for lists in values:
            found = network_or_problem(self, lists)
            if isinstance(found, Problem):
                return blank_case(inputs, expected, found, printed=case.printed)
            networks.append(found)
        learnt = _accuracy_part(self, networks, inputs)
        sources = [set(step.get("beside", ())) for step in outcome["steps"]]
        beside = set.union(*sources) if all(sources) else set()
        return Case(inputs, (learnt, _repeatable_part(self, networks, learnt, beside)), printed=case.printed)

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


def _late(question: Question, outcome: Mapping[str, Any]) -> Problem:
    """The problem of a training that was stopped: what it may take, what it took, and what takes the time as a rule."""
    *before, last = (step.get("seconds", 0.0) for step in _calls_made(outcome)) if not outcome.get("lost") else (None,)
    took = "".join(f"; call {k} took {seconds:.1f} s" for k, seconds in enumerate(before, start=1))
    stopped = f"{took}; call {len(before) + 1} was stopped after {last:.1f} s" if last is not None else ""
    return Problem(
        "timeout",
        f"{question.name} did not return in time: a call should take {question.seconds:g} s at the most{stopped}. Does "
        "a loop in it ever end? If it does: a loop over the rows takes most of the time as a rule, and X @ W meets all "
        "rows at once.",
    )


def _calls_made(outcome: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The records up to the first that was stopped."""
    records: Sequence[Mapping[str, Any]] = outcome["steps"]
    return records[: [record["status"] for record in records].index("timeout") + 1]


def _without_a_verdict(part: Part, value: Mapping[str, Any], expected: Array) -> Seen:
    """A result that holds, for a part that is judged later."""
    return Seen(True, None, expected)


def _accuracy_part(question: Question, networks: Sequence[Network], inputs: Moons) -> Seen:
    """The result for the accuracy on held-out rows: that of the moons which came out worse."""
    with np.errstate(all="ignore"):  # weights may be huge
        shares = [accuracy(_output(X, network), Y) for network, (X, Y) in zip(networks, inputs.held_out, strict=False)]
        share = min(shares)
        worse = shares.index(share)
        problem = None if share >= GOAL else _visible_cause(question, networks, inputs, worse, share)
    return Seen(problem is None, np.asarray(share), np.asarray(GOAL), problem)


def _output(X: Array, network: Network) -> Array:
    """The output of a network for rows, (N, 1)."""
    return forward(X, *network)[1][-1]


def _visible_cause(question: Question, networks: Sequence[Network], inputs: Moons, worse: int, share: float) -> Problem:
    """The problem of a low accuracy: a cause that the network shows, else how it does on the training rows."""
    (X, _), (own_X, own_Y, _) = inputs.held_out[worse], (inputs.first, inputs.other)[worse]
    network = networks[worse]
    Ws, _ = network
    text = f"{question.name}'s network is right on {share:.1%} of {len(X)} held-out rows; 95 % are asked for. "
    if len(Ws) == 1:
        return Problem("no-hidden-layer", text + "It has no hidden layer, so it draws one straight line.")
    if np.ptp(Ws[0], axis=1).max() <= 1e-9 * np.abs(Ws[0]).max() and Ws[0].shape[1] > 1:
        return Problem("alike-neurons", text + "All neurons of its first hidden layer have the same weights.")
    if _largest_slope(network, own_X, own_Y) < DEAD:
        return Problem("saturated", text + "Its gradient on the training rows is 0: it is saturated.")
    if _are_same(networks[0], networks[1]):
        return Problem(
            "same-network",
            f"{text}It was called with other rows as well, and gave the same network: does it learn from the X and Y "
            "that it is handed?",
        )

    def is_right(output: Callable[[Array, Network], Array]) -> bool:
        """Whether both networks would be right on their held-out rows, had they this output."""
        pairs = zip(networks, inputs.held_out, strict=False)
        return all(accuracy(output(rows, one), targets) >= GOAL for one, (rows, targets) in pairs)

    if is_right(lambda X, network: 1 - _output(X, network)):
        return Problem("classes-exchanged", text + "It has learnt the opposite.")
    if is_right(_last_z):
        return Problem("linear-output", text + "Without the sigmoid at the output it would be right on 95 % or more.")
    for name, squash in (("tanh", np.tanh), ("ReLU", lambda z: np.maximum(z, 0))):
        if any(is_right(partial(_last_z, squash=squash, above=above)) for above in (0.5, 0.0)):
            text += f"With {name} in its hidden layers it would be right on 95 % or more."
            return Problem("other-activation", text)
    if is_right(lambda X, network: _output((X - X.mean(axis=0)) / X.std(axis=0), network)):
        return Problem("inputs-rescaled", text + "On standardised rows it would be right on 95 % or more.")
    outputs = _output(X, network)
    one_side = np.all(outputs >= 0.5) or np.all(outputs < 0.5)
    low, high = f"{outputs.min():.2g}", f"{outputs.max():.2g}"
    between = f"lie between {low} and {high}" if low != high else f"are {low}"
    alike = f" All outputs {between}: one class." if one_side else ""
    own = accuracy(_output(own_X, network), own_Y)
    return Problem("undertrained", f"{text}On the rows that it was trained on: {own:.1%}.{alike}")


def _largest_slope(network: Network, X: Array, Y: Array) -> float:
    """The largest entry of the gradient on the training rows."""
    Ws, bs = network
    gradients = backward(Y, Ws, *forward(X, Ws, bs))
    return max(float(np.max(np.abs(g))) for part in gradients for g in part)


def _last_z(X: Array, network: Network, squash: Any = None, above: float = 0.5) -> Array:
    """The last z, with another function in the hidden layers if one is given; class 1 is what lies `above`, and is
    moved to lie above 1/2.
    """
    Ws, bs = network
    a = X
    for W, b in zip(Ws[:-1], bs[:-1], strict=True):
        z = a @ W + b
        a = squash(z) if squash else 1 / (1 + np.exp(-z))
    return np.asarray(a @ Ws[-1] + bs[-1] + 0.5 - above)


def _repeatable_part(question: Question, networks: Sequence[Network], learnt: Seen, beside: Set[str]) -> Seen:
    """The result for repeatability: the same rows gave the same network again, which has learnt; and no source `beside`
    rng gave it all of its random numbers.
    """
    again = _are_same(networks[0], networks[2])
    text = f"{question.name} was called twice with the same rows and the same random numbers, and gave two networks."
    problem = learnt.problem if again else Problem("chance-elsewhere", text)
    if problem is None and (sources := [name for name in SOURCES if name in beside]):
        drawn = (
            f"{question.name} drew its random numbers from {' and '.join(sources)}, and none from the rng it was handed"
        )
        problem = Problem("rng-unused", f"{drawn}: the draw does not depend on rng.")
    return Seen(problem is None, np.asarray(float(again)), np.asarray(1.0), problem)


def _are_same(one: Network, other: Network) -> bool:
    """Whether two networks have the same numbers."""
    a, b = [*one[0], *one[1]], [*other[0], *other[1]]
    return len(a) == len(b) and all(map(np.array_equal, a, b))
