"""`python -m benchmarks.networks`: one training step of networks for images, sequences and attention, ours ÷ PyTorch's.

Float32, one thread. Both start from the same numbers, their losses over some steps are compared before the race, and
they take turns within each round. PyTorch is written as its users write it; where it has a faster way for a whole
sequence (nn.RNN, nn.LSTM), that stands in a row of its own. "Recorded" runs the graph of the first step again, by
`record`, for the same losses to the last bit.
"""

import os
import sys
from collections.abc import Callable
from typing import Any

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")

import numpy as np

from autograd_lab import data, functional, nn, optim, record
from autograd_lab.tensor.tensor import Tensor
from benchmarks import results
from benchmarks.results import mark
from benchmarks.timing import ratios

ROUNDS, STEPS = 21, 5
OURS, THEIRS, WHOLE = "Autograd Lab", "PyTorch, the same modules", "PyTorch, its own layer for a sequence"
RECORDED = "Autograd Lab, recorded"
#: network -> how many times PyTorch's time a step may take
GOALS = {"small CNN": 1.2, "RNN": 0.8, "LSTM": 1.1, "Transformer": 1.3}
TOLD = {
    "small CNN": "digits, batch 32: conv 8, pool, conv 16, pool, 32, 10; Adam",
    "RNN": "40 steps, 32 units, batch 32: a loop over RNNCell; Adam",
    "LSTM": "40 steps, 32 units, batch 32: a loop over LSTMCell; Adam",
    "Transformer": "2 blocks, width 32, 2 heads, inner width 128, 13 tokens, batch 64, causal; AdamW",
}
Step = Callable[[], object]
MakeStep = Callable[[list[nn.Module], Callable[[], Tensor], Any, float], Step]
Start = Any  # torch's parameters, by name


def _recorded_step(parts: list[nn.Module], loss_of: Callable[[], Tensor], make: Any, lr: float) -> Step:
    """A step of ours whose graph is that of the first step, run again."""
    optimizer = make([p for part in parts for p in part.parameters()], lr=lr)
    replay = record(loss_of)

    def step() -> float:
        optimizer.zero_grad()
        loss = replay()
        optimizer.step()
        return loss

    return step


def _ours(parts: list[nn.Module], loss_of: Callable[[], Tensor], make: Any, lr: float) -> Step:
    """A step of ours: forward, backward, optimiser."""
    optimizer = make([p for part in parts for p in part.parameters()], lr=lr)

    def step() -> float:
        loss = loss_of()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def _theirs(parts: list[Any], loss_of: Callable[[], Any], make: Any, lr: float) -> Step:
    """A step of PyTorch's."""
    optimizer = make([p for part in parts for p in part.parameters()], lr=lr)

    def step() -> float:
        loss = loss_of()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return float(loss.item())

    return step


def _give(module: nn.Module, twin: Any) -> Any:
    """PyTorch's module with the numbers of ours."""
    import torch

    twin.load_state_dict({name: torch.tensor(a) for name, a in module.to_torch_state().items()})
    return twin


def cnn(ours: MakeStep) -> dict[str, Step]:
    """A small convolutional network on digits."""
    import torch

    tnn, F = torch.nn, torch.nn.functional
    images, y = data.digits(n=32, flat=False)
    X = images.astype("float32")
    rng = np.random.default_rng(0)
    single: dict[str, Any] = {"rng": rng, "dtype": "float32"}
    net = nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1, **single), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3, padding=1, **single), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(64, 32, **single), nn.ReLU(), nn.Linear(32, 10, **single),
    )  # fmt: skip
    twin = tnn.Sequential(
        tnn.Conv2d(1, 8, 3, padding=1), tnn.ReLU(), tnn.MaxPool2d(2),
        tnn.Conv2d(8, 16, 3, padding=1), tnn.ReLU(), tnn.MaxPool2d(2),
        tnn.Flatten(), tnn.Linear(64, 32), tnn.ReLU(), tnn.Linear(32, 10),
    )  # fmt: skip
    _give(net, twin)
    Xt, yt, mine = torch.tensor(X), torch.tensor(y), Tensor(X)
    return {
        THEIRS: _theirs([twin], lambda: F.cross_entropy(twin(Xt), yt), torch.optim.Adam, 3e-3),
        OURS: ours([net], lambda: functional.cross_entropy(net(mine), y), optim.Adam, 3e-3),
    }


def recurrent(kind: str, ours: MakeStep) -> dict[str, Step]:
    """A loop over a cell, "RNN" or "LSTM", that says the class of a sequence at its end."""
    import torch

    F = torch.nn.functional
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(32, 40, 8)).astype("float32"), rng.integers(0, 4, 32)
    cell = getattr(nn, f"{kind}Cell")(8, 32, rng=rng, dtype="float32")
    out = nn.Linear(32, 4, rng=rng, dtype="float32")
    cell_t, out_t = _give(cell, getattr(torch.nn, f"{kind}Cell")(8, 32)), _give(out, torch.nn.Linear(32, 4))
    whole, out_w = getattr(torch.nn, kind)(8, 32, batch_first=True), _give(out, torch.nn.Linear(32, 4))
    whole.load_state_dict({f"{name}_l0": tensor for name, tensor in cell_t.state_dict().items()})
    steps, xt, yt = [np.ascontiguousarray(x[:, t]) for t in range(40)], torch.tensor(x), torch.tensor(y)
    steps_t = [xt[:, t] for t in range(40)]

    def last(cell: Any, steps: Any) -> Any:
        state = None
        for each in steps:
            state = cell(each, state)
        return state[0] if isinstance(state, tuple) else state

    return {
        THEIRS: _theirs(
            [cell_t, out_t], lambda: F.cross_entropy(out_t(last(cell_t, steps_t)), yt), torch.optim.Adam, 5e-3
        ),
        WHOLE: _theirs([whole, out_w], lambda: F.cross_entropy(out_w(whole(xt)[0][:, -1]), yt), torch.optim.Adam, 5e-3),
        OURS: ours([cell, out], lambda: functional.cross_entropy(out(last(cell, steps)), y), optim.Adam, 5e-3),
    }


def transformer(ours: MakeStep) -> dict[str, Step]:
    """Two blocks over words, with a causal mask."""
    import torch

    tnn, F = torch.nn, torch.nn.functional
    rng = np.random.default_rng(0)
    words, targets = rng.integers(0, 12, (64, 13)), rng.integers(0, 12, (64, 13))
    single: dict[str, Any] = {"rng": rng, "dtype": "float32"}
    table, place, end = (
        nn.Embedding(12, 32, **single), nn.Embedding(13, 32, **single), nn.Linear(32, 12, **single),
    )  # fmt: skip
    blocks = [nn.TransformerBlock(32, 2, 128, 0.0, norm_first=True, **single) for _ in range(2)]
    table_t, place_t = _give(table, tnn.Embedding(12, 32)), _give(place, tnn.Embedding(13, 32))
    end_t = _give(end, tnn.Linear(32, 12))
    blocks_t = [
        _give(block, tnn.TransformerEncoderLayer(32, 2, 128, 0.0, batch_first=True, norm_first=True))
        for block in blocks
    ]
    words_t, targets_t, places = torch.tensor(words), torch.tensor(targets).reshape(-1), np.arange(13)
    mask, places_t = tnn.Transformer.generate_square_subsequent_mask(13), torch.arange(13)

    def loss() -> Tensor:
        x = table(words) + place(places)
        for block in blocks:
            x = block(x, is_causal=True)
        return functional.cross_entropy(end(x).reshape(-1, 12), targets.reshape(-1))

    def loss_t() -> Any:
        x = table_t(words_t) + place_t(places_t)
        for block in blocks_t:
            x = block(x, mask, is_causal=True)
        return F.cross_entropy(end_t(x).reshape(-1, 12), targets_t)

    return {
        THEIRS: _theirs([table_t, place_t, end_t, *blocks_t], loss_t, torch.optim.AdamW, 3e-3),
        OURS: ours([table, place, end, *blocks], loss, optim.AdamW, 3e-3),
    }


RACES: dict[str, Callable[[MakeStep], dict[str, Step]]] = {
    "small CNN": cnn,
    "RNN": lambda ours: recurrent("RNN", ours),
    "LSTM": lambda ours: recurrent("LSTM", ours),
    "Transformer": transformer,
}


def contenders(name: str) -> dict[str, Step]:
    """The contenders of a race, PyTorch first; raises AssertionError when they do not compute the same losses."""
    import torch

    torch.set_num_threads(1)
    made = RACES[name](_ours)
    made[RECORDED] = RACES[name](_recorded_step)[OURS]
    losses = {who: [float(step()) for _ in range(5)] for who, step in made.items()}  # type: ignore[arg-type]
    for who, mine in losses.items():
        if not np.allclose(mine, losses[THEIRS], rtol=2e-3):
            raise AssertionError(f"{name}: {who} does not compute PyTorch's losses: {mine}, not {losses[THEIRS]}")
    if losses[OURS] != losses[RECORDED]:
        raise AssertionError(f"{name}: recorded, the losses are {losses[RECORDED]}, not {losses[OURS]}")
    return made


def figures() -> dict[str, Any]:
    """For each network the median time of a step, and how many times as fast as PyTorch it is."""
    found = {}
    for name in RACES:
        print(f"{name}: {ROUNDS} rounds of {STEPS} steps …", flush=True)
        found[name] = ratios(contenders(name), THEIRS, ROUNDS, calls=STEPS)
    return found


def missed(found: dict[str, Any]) -> list[str]:
    """The goals that are missed, as sentences."""
    times = {name: 1 / found[name][OURS]["times_faster"] for name in GOALS}
    return [
        f"{name}: {t:.2f} × PyTorch's step, more than {GOALS[name]}" for name, t in times.items() if t > GOALS[name]
    ]


def section(found: dict[str, Any]) -> str:
    """The part of benchmarks/README.md."""
    rows = []
    for name, goal in GOALS.items():
        for who, t in found[name].items():
            share = 1 / t["times_faster"]
            told = f"{share:.2f}{mark(share > goal)} | ≤ {goal}" if who == OURS else f"{share:.2f} | "
            rows.append(f"| {name} | {who} | {1e3 * t['seconds']:.2f} ms | {told} |")
    head = "| network | contender | a step | ÷ PyTorch, the same modules | goal |\n|---|---|---|---|---|\n"
    listed = "\n".join(f"- **{name}**: {text}" for name, text in TOLD.items())
    return (
        "## A training step of networks for images, sequences and attention\n\n"
        f"Float32, one thread, {ROUNDS} rounds of {STEPS} steps, in turn (`python -m benchmarks.networks`).\n\n"
        f"{listed}\n\n{head}" + "\n".join(rows)
    )


def main() -> int:
    """Measure; renew the part of the page, and print it; 1 when a goal is missed."""
    found = figures()
    results.renew("networks", found, section)
    print(section(found))
    print("\n".join(missed(found)) or "within the goals")
    return bool(missed(found))


if __name__ == "__main__":
    sys.exit(main())
