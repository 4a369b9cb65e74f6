"""A run of training on a network: the weights kept step by step, and the view that travels through them.

What is kept is small: float32, and of a long run only every second, fourth, eighth … step.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograd_lab.errors import LabError
from autograd_lab.viz.network.mlp import Array, Network, Pass
from autograd_lab.viz.network.view import NetworkView, encode_array, leaves_of

MOST_STEPS = 1001  # that are kept, the start and the end among them
MOST_NUMBERS = 1_000_000  # that are kept of all weights together


@dataclass
class TrainingRun:
    """A run of training, as `train` returns it.

    steps     the numbers of the steps that are kept; 0 is before the first one
    leaves    all weights and biases at each of them, float32 (kept, numbers): W row by row, then b, layer by layer
    losses    L over the whole batch at each of them
    norms     |∂L/∂W| of each layer at each of them (kept, layers)
    peaks     the largest |∂L/∂w| of all weights at each of them
    taken     how many steps were taken
    diverged  the first step at which the loss, or a weight in 32 bits, was no longer finite; or None
    notices   sentences about the run: where it stopped, how it was thinned

    >>> import numpy as np
    >>> from autograd_lab import nn, train
    >>> net = nn.Sequential(nn.Linear(1, 1, rng=0), nn.Sigmoid())
    >>> run = train(net, np.array([[0.0], [1.0]]), np.array([[0.0], [1.0]]), steps=100)
    >>> run
    TrainingRun(rate 1: 100 steps, 101 kept, L 0.2242 to 0.0186)
    >>> run.at(0).widths
    [1, 1]
    """

    network: Network
    X: Array
    y: Array
    loss: str
    label: str
    learning_rate: float | None = None
    steps: list[int] = field(default_factory=list)
    leaves: Any = None
    losses: Any = None
    norms: Any = None
    peaks: Any = None
    taken: int = 0
    diverged: int | None = None
    notices: list[str] = field(default_factory=list)

    def at(self, step: int) -> Network:
        """The network as it was at the last kept step that is not after `step`."""
        if not 0 <= step <= self.taken:
            raise LabError(f"TrainingRun.at({step}): this run has steps 0 to {self.taken}")
        flat = self.leaves[int(np.searchsorted(self.steps, step, side="right")) - 1].astype(float)
        weights, biases, start = [], [], 0
        for W, b in zip(self.network.weights, self.network.biases, strict=True):
            weights.append(flat[start : start + W.size].reshape(W.shape))
            biases.append(flat[start + W.size : start + W.size + b.size])
            start += W.size + b.size
        return Network(weights, biases, self.network.activations, self.network.biased)

    def view(self, **options: Any) -> TimeView:
        """A network view with a slider over the steps, which moves network, loss, boundary and gradient norms together.

        options   `moment`, the step to begin at (the last one when left out), and whatever NetworkView takes
        """
        return TimeView([self], **options)

    def compare(self, other: TrainingRun, **options: Any) -> TimeView:
        """The view of this run with another one beside it.

        Raises LabError when the networks differ in their widths, or the runs in their data.
        """
        if not isinstance(other, TrainingRun):
            raise LabError(f"compare: give another recorded run, as train() returns it, got {other!r:.60}")
        if self.network.widths != other.network.widths:
            raise LabError(
                f"compare: the networks have the widths {self.network.widths} and {other.network.widths}.\n"
                "  Train two networks of the same widths; activation, loss, rate and start may differ."
            )
        if self.X.shape != other.X.shape or not (np.array_equal(self.X, other.X) and np.array_equal(self.y, other.y)):
            raise LabError("compare: the two runs were trained on different data; train both on the same X and y")
        return TimeView([self, other], **options)

    def __repr__(self) -> str:
        first, last = self.losses[0], self.losses[-1]
        return f"TrainingRun({self.label}: {self.taken} steps, {len(self.steps)} kept, L {first:.4g} to {last:.4g})"


class TimeView(NetworkView):
    """A network view with a slider over the steps of one run or two; TrainingRun.view() and compare() make it."""

    def __init__(self, runs: Sequence[TrainingRun], moment: int | None = None, **options: Any) -> None:
        self.runs = list(runs)
        last = max(run.taken for run in self.runs)
        if moment is not None and not (isinstance(moment, int) and 0 <= moment <= last):
            raise LabError(f"view(moment={moment!r:.40}): the recorded steps are 0 to {last:,}")
        first = self.runs[0]
        title = f"Training {'-'.join(map(str, first.network.widths))}: {' and '.join(run.label for run in self.runs)}"
        shown = {"title": title, "row": "batch", "start": "end", **options}
        super().__init__(first.at(0), first.X, first.y, loss=first.loss, **shown)
        own = {"moment": moment, "rate": first.learning_rate}
        self._options = {**self._options, **{name: number for name, number in own.items() if number is not None}}

    def _notices(self) -> list[str]:
        return [*super()._notices(), *(text for run in self.runs for text in run.notices)]

    def _data(self) -> dict[str, Any]:
        return {**super()._data(), "runs": [_run_json(run) for run in self.runs]}


class StepKeeper:
    """Keeps at most `most` steps of a run: when there are more, the stride doubles and every second one is dropped.

    live   the network whose arrays the training changes in place
    """

    def __init__(self, live: Network, run: TrainingRun, most: int) -> None:
        size = sum(W.size + b.size for W, b in zip(live.weights, live.biases, strict=True))
        self.live, self.run = live, run
        self.most = max(2, min(most, MOST_NUMBERS // size))
        self.stride = 1
        self.kept: list[tuple[int, Any, float, list[float], float]] = []

    def keep(self, step: int, passed: Pass | None, last: bool) -> bool:
        """Keep the step if it lies on the stride or is the last; returns False when its numbers are not finite.

        passed   the pass over the whole batch, or None to compute it here
        """
        if (step % self.stride == 0 or last) and not self._add(step, passed):
            return False
        while len(self.kept) > self.most:
            self.stride *= 2
            self.kept = [kept for kept in self.kept if kept[0] % self.stride == 0 or (last and kept[0] == step)]
        return True

    def _add(self, step: int, passed: Pass | None) -> bool:
        """Keep the step; returns False when its numbers are not finite."""
        run = self.run
        passed = passed or self.live.run(run.X, run.y, run.loss)
        flat = leaves_of(self.live.weights, self.live.biases).astype(np.float32)
        if not (math.isfinite(passed.loss) and np.isfinite(flat).all()):
            return False
        norms = [float(np.linalg.norm(dW)) for dW in passed.dWs]
        self.kept.append((step, flat, passed.loss, norms, max(float(np.abs(dW).max()) for dW in passed.dWs)))
        return True

    def close(self) -> None:
        """Write the kept steps into the run, the latest step among them. Raises LabError when none was finite."""
        run = self.run
        if run.diverged is None and self.kept and self.kept[-1][0] != run.taken:
            self._add(run.taken, None)
        if not self.kept:
            raise LabError(
                "train: the loss is not finite before the first step: the network's numbers are not, or those of X or "
                f"y are too large.\n  Make a new network (the widths are {self.live.widths}), or scale the data."
            )
        run.steps = [kept[0] for kept in self.kept]
        run.leaves = np.stack([kept[1] for kept in self.kept])
        run.losses = np.array([kept[2] for kept in self.kept])
        run.norms = np.array([kept[3] for kept in self.kept])
        run.peaks = np.array([kept[4] for kept in self.kept])


def _run_json(run: TrainingRun) -> dict[str, Any]:
    """A run as JSON-able data; weights are base64 of little-endian float32."""
    return {
        "label": run.label,
        "steps": run.steps,
        "acts": ["", *run.network.activations],
        "loss": run.loss,
        "biased": [True, *run.network.biased],
        "leaves": base64.b64encode(np.ascontiguousarray(run.leaves, "<f4").tobytes()).decode(),
        "losses": encode_array(run.losses),
        "norms": encode_array(run.norms),
        "peaks": encode_array(run.peaks),
        "rate": run.learning_rate,
        "diverged": run.diverged,
    }
