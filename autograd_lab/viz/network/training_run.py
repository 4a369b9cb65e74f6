"""train(): gradient descent on a network, with its weights kept step by step, so that one can travel through it.

What is kept is small: float32, and of a long run only every second, fourth, eighth … step. The gradients are those of
networks.py; the steps are taken by an optimiser of optim.py.
"""

from __future__ import annotations

import itertools
import math
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_lab import nn, optim
from autograd_lab.errors import LabError
from autograd_lab.scalar.neurons import MLP
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.viz.network.mlp import Array, Network, read_batch, read_network

if TYPE_CHECKING:
    from autograd_lab.viz.network import NetworkView

MOST_STEPS = 1001  # that are kept, the start and the end among them
MOST_NUMBERS = 1_000_000  # that are kept of all weights together
PATIENCE = 2.0  # seconds until a run says how far it is, and between two words
Progress = Callable[[int, int, float], object]


@dataclass
class Recording:
    """A run of training.

    steps     the numbers of the steps that are kept; 0 is before the first one
    leaves    all weights and biases at each of them, float32 (kept, numbers): W row by row, then b, layer by layer
    losses    L over the whole batch at each of them
    norms     |∂L/∂W| of each layer at each of them (kept, layers)
    taken     how many steps were taken
    diverged  the first step at which the loss, or a weight in 32 bits, was no longer finite; or None
    notices   what there is to say about the run
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
    taken: int = 0
    diverged: int | None = None
    notices: list[str] = field(default_factory=list)

    def at(self, step: int) -> Network:
        """The network as it was at the last kept step that is not after `step`."""
        if not 0 <= step <= self.taken:
            raise LabError(f"Recording.at({step}): this run has steps 0 to {self.taken}")
        flat = self.leaves[int(np.searchsorted(self.steps, step, side="right")) - 1].astype(float)
        weights, biases, start = [], [], 0
        for W, b in zip(self.network.weights, self.network.biases, strict=True):
            weights.append(flat[start : start + W.size].reshape(W.shape))
            biases.append(flat[start + W.size : start + W.size + b.size])
            start += W.size + b.size
        return Network(weights, biases, self.network.activations, self.network.biased)

    def view(self, **options: Any) -> NetworkView:
        """Travel through the run: a slider moves network, loss, boundary and gradient norms together.

        moment, the step to begin at (the last one when left out), and whatever NetworkView takes.
        """
        from autograd_lab.viz.network.travel import travel

        return travel([self], options)

    def compare(self, other: Recording, **options: Any) -> NetworkView:
        """The same with another run beside it; raises LabError when the two have not the same widths and data."""
        from autograd_lab.viz.network.travel import travel

        return travel([self, other], options)

    def __repr__(self) -> str:
        first, last = self.losses[0], self.losses[-1]
        return f"Recording({self.label}: {self.taken} steps, {len(self.steps)} kept, L {first:.4g} to {last:.4g})"


def train(
    mlp: object,
    X: Any,
    y: Any,
    *,
    steps: int = 1000,
    learning_rate: float = 1.0,
    optimizer: Callable[[list[Tensor], float], optim.Optimizer] = optim.SGD,
    loss: str = "squares",
    batch_size: int | None = None,
    seed: int = 0,
    record: bool = True,
    label: str | None = None,
    progress: Progress | None = None,
) -> Recording:
    """Train `mlp` on the rows of X (N, n_in) with targets y (N, n_out), and keep how it went.

    optimizer   what makes an optimiser of the parameters and a learning rate, e.g. optim.Adam
    loss        "squares", the course's L, or "cross-entropy" for outputs of a sigmoid
    batch_size  rows of a step, drawn anew with `seed`; all of them when left out
    record      False keeps only the start and the end
    label       what this run is called beside another one
    progress    called as progress(step, steps, loss) from time to time; a long run prints a line when left out
    raises      ValueTypeError, ShapeError, LabError for what cannot be trained

    A run that diverges stops, and says at which step. Interrupting the kernel stops it too; what there is is kept.
    """
    network = read_network(mlp, "train")
    rows, targets = read_batch(network, X, y, loss, "train")
    _check(steps, learning_rate, batch_size, optimizer, len(rows))
    weights, biases = _leaves(mlp, network)
    live = Network([W.data for W in weights], [b.data for b in biases], network.activations, network.biased)
    moving = [p for pair in zip(weights, biases, strict=True) for p in pair if p.requires_grad]
    run = Recording(network, rows, targets, loss, label or f"rate {learning_rate:g}", learning_rate)
    keeper = _Keeper(live, run, MOST_STEPS if record else 2)
    tell = _teller(steps, progress)
    batches = _batches(len(rows), batch_size, seed)
    mover = optimizer(moving, learning_rate)
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            for step in range(steps + 1):
                chosen = next(batches)
                passed = live.run(rows[chosen], targets[chosen], loss)
                whole = passed if batch_size is None else None
                if not (math.isfinite(passed.loss) and keeper.keep(step, whole, last=step == steps)):
                    run.diverged = step
                    break
                run.taken = step
                tell(step, passed.loss)
                if step < steps:
                    for W, b, dW, db in zip(weights, biases, passed.dWs, passed.dbs, strict=True):
                        W.grad, b.grad = dW, db
                    mover.step()
    except KeyboardInterrupt:
        run.notices.append(f"Stopped after {run.taken:,} of {steps:,} steps.")
    with np.errstate(over="ignore", invalid="ignore"):
        keeper.close()
    _write_back(mlp, live)
    _say(run, learning_rate)
    return run


class _Keeper:
    """Keeps at most so many steps: when there are more, every second of them goes."""

    def __init__(self, live: Network, run: Recording, most: int) -> None:
        size = sum(W.size + b.size for W, b in zip(live.weights, live.biases, strict=True))
        self.live, self.run = live, run
        self.most = max(2, min(most, MOST_NUMBERS // size))
        self.stride = 1
        self.kept: list[tuple[int, Any, float, list[float]]] = []

    def keep(self, step: int, passed: Any, last: bool) -> bool:
        """Keep the step if it is one of those; False when its numbers are not finite."""
        if (step % self.stride == 0 or last) and not self._add(step, passed):
            return False
        while len(self.kept) > self.most:
            self.stride *= 2
            self.kept = [one for one in self.kept if one[0] % self.stride == 0 or (last and one[0] == step)]
        return True

    def _add(self, step: int, passed: Any) -> bool:
        run = self.run
        passed = passed or self.live.run(run.X, run.y, run.loss)
        pairs = zip(self.live.weights, self.live.biases, strict=True)
        flat = np.concatenate([part.ravel() for pair in pairs for part in pair]).astype(np.float32)
        if not (math.isfinite(passed.loss) and np.isfinite(flat).all()):
            return False
        self.kept.append((step, flat, passed.loss, [float(np.linalg.norm(dW)) for dW in passed.dWs]))
        return True

    def close(self) -> None:
        """Write what was kept into the recording; the latest step is among it."""
        run = self.run
        if run.diverged is None and self.kept and self.kept[-1][0] != run.taken:
            self._add(run.taken, None)
        if not self.kept:
            raise LabError(
                "train: the loss is not finite before the first step: the network's numbers are not, or those of X or "
                f"y are too large.\n  Make a new network (the widths are {self.live.widths}), or scale the data."
            )
        run.steps = [one[0] for one in self.kept]
        run.leaves = np.stack([one[1] for one in self.kept])
        run.losses = np.array([one[2] for one in self.kept])
        run.norms = np.array([one[3] for one in self.kept])


def _check(steps: Any, rate: Any, batch_size: Any, optimizer: object, rows: int) -> None:
    """Raise LabError for settings that cannot be trained with."""
    if not isinstance(steps, (int, np.integer)) or steps < 1:
        raise LabError(f"train(steps={steps!r:.40}) trains nothing; give a whole number, at least 1")
    if batch_size is not None and not (isinstance(batch_size, (int, np.integer)) and 1 <= batch_size <= rows):
        raise LabError(f"train(batch_size={batch_size!r:.40}): there are {rows} rows, give 1 to {rows}")
    if not isinstance(rate, (int, float, np.number)) or not math.isfinite(rate) or rate < 0:
        raise LabError(f"train(learning_rate={rate!r:.40}): give a number, 0 or more, e.g. 0.5")
    if not callable(optimizer):
        raise LabError(f"train(optimizer={optimizer!r:.40}): give what makes an optimiser, e.g. optim.Adam")


def _leaves(mlp: object, network: Network) -> tuple[list[Tensor], list[Tensor]]:
    """The weights and biases as Tensors: the module's own; for a scalar network, and for no bias, new ones."""
    if isinstance(mlp, MLP):
        return [Tensor(W, requires_grad=True) for W in network.weights], [
            Tensor(b, requires_grad=True) for b in network.biases
        ]
    parts = [part for part in (mlp if isinstance(mlp, nn.Sequential) else [mlp]) if isinstance(part, nn.Linear)]
    return [part.weight for part in parts], [
        part.bias if part.bias is not None else Tensor(np.zeros(part.weight.shape[1])) for part in parts
    ]


def _write_back(mlp: object, live: Network) -> None:
    """Give a scalar network its new numbers; a module's own arrays have them already."""
    if isinstance(mlp, MLP):
        for layer, W, b in zip(mlp.layers, live.weights, live.biases, strict=True):
            for j, neuron in enumerate(layer.neurons):
                neuron.b.data = float(b[j])
                for i, w in enumerate(neuron.w):
                    w.data = float(W[i, j])


def _batches(rows: int, size: int | None, seed: int) -> Iterator[Any]:
    """Which rows each step looks at."""
    rng = np.random.default_rng(seed)
    while size is None:
        yield slice(None)
    while True:
        order = rng.permutation(rows)
        yield from (order[at : at + size] for at in range(0, rows, size))


def _teller(steps: int, progress: Progress | None) -> Callable[[int, float], None]:
    """What says how far a long run is, but not more often than a reader can follow."""
    start = said = time.monotonic()

    def tell(step: int, loss: float) -> None:
        nonlocal said
        now = time.monotonic()
        if progress is not None:
            if now - said >= 0.1 or step == steps:
                said = now
                progress(step, steps, loss)
        elif now - said >= PATIENCE:
            said = now
            left = (now - start) / step * (steps - step) if step else math.inf
            print(f"step {step:,} of {steps:,}, L = {loss:.4g}, about {left:.0f} s left", file=sys.stderr)

    return tell


def _say(run: Recording, rate: float) -> None:
    """What there is to say about a run."""
    if run.diverged is not None:
        run.notices.append(
            f"{run.label}: the numbers stopped being finite at step {run.diverged:,}; the run ends before it. "
            f"Most often the learning rate is too large: {rate:g} here, try a tenth of it."
        )
    gap = max((b - a for a, b in itertools.pairwise(run.steps)), default=1)
    if gap > 1:
        run.notices.append(f"{run.label}: of {run.taken:,} steps one in {gap:,} is kept, in 32 bits.")
