"""Overfitting: a network learns a curve through noisy points, with more or less capacity, data and restraint."""

from __future__ import annotations

import base64
import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from autograd_lab import functional, nn, optim
from autograd_lab.viz.figures.arguments import checked_seed, known_choice, number_between, whole_number
from autograd_lab.viz.figures.figure import Figure
from autograd_lab.viz.figures.picture import Axis, Curve, chart

Floats = NDArray[np.float64]
SIZES = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)
DECAYS = (0.0, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3)
MOST_POINTS, VALIDATION = 40, 40
MOST_EPOCHS, STATIC_EPOCHS = 5000, 1000
SPREAD = 4.0  # of the first layer's weights, times that of nn.Linear: so that a curve can bend sharply
APART = 1.02  # the losses are looked at when the epoch has grown by this factor
LOW, HIGH = 1e-3, 2.0  # of the losses in the picture


class Moment(NamedTuple):
    """The losses at one epoch."""

    epoch: int
    train: float
    valid: float


def overfitting(
    neurons: int = 32,
    *,
    points: int = 16,
    weight_decay: float = 0.0,
    dropout: float = 0.0,
    stop_early: bool = False,
    epochs: int = 3000,
    noise: float = 0.25,
    rate: float = 0.02,
    patience: int = 300,
    seed: int = 2,
    title: str = "What is learnt, and what is only remembered",
) -> Figure:
    """A network 1-neurons-1 (tanh, Adam, all points at once) learns sin 3x from noisy points, in the page.

    neurons       one of SIZES
    points        training points, 5 to 40; there are 40 validation points
    weight_decay  λ, as in optim: λ·w is added to each gradient; one of DECAYS
    dropout       the probability with which a hidden neuron is dropped, from 0 to 0.7
    stop_early    stop once the validation loss has not fallen for `patience` epochs, and keep the best weights
    noise         the standard deviation of what is added to y
    raises        LabError for numbers out of range

    >>> from autograd_lab.viz import figures
    >>> figures.overfitting(neurons=8, epochs=20)
    Figure('What is learnt, and what is only remembered')
    """
    neurons = known_choice("overfitting(neurons=...)", neurons, SIZES)
    known_choice("overfitting(weight_decay=...)", weight_decay, DECAYS)
    whole_number("overfitting(points=...)", points, 5, MOST_POINTS)
    whole_number("overfitting(epochs=...)", epochs, 10, MOST_EPOCHS)
    whole_number("overfitting(patience=...)", patience, 1, MOST_EPOCHS)
    number_between("overfitting(dropout=...)", dropout, 0, 0.7)
    number_between("overfitting(noise=...)", noise, 0, 1)
    number_between("overfitting(rate=...)", rate, 1e-4, 1)
    rng = np.random.default_rng(checked_seed("overfitting(seed=...)", seed))
    x = rng.uniform(-1, 1, MOST_POINTS).round(4)
    x_valid = np.linspace(-1, 1, VALIDATION).round(4)
    y, y_valid = ((np.sin(3 * v) + noise * rng.normal(size=len(v))).round(4) for v in (x, x_valid))
    draws = rng.integers(-32768, 32768, 3 * SIZES[-1] + 1).astype("<i2")
    reach = max(1.6, 1.2 * float(np.abs(np.concatenate([y, y_valid])).max()))
    settings = {
        "neurons": neurons, "points": points, "weight_decay": weight_decay, "dropout": dropout,
        "stop_early": bool(stop_early), "epochs": epochs, "rate": rate, "patience": patience, "seed": seed,
        "sizes": list(SIZES), "decays": list(DECAYS), "spread": SPREAD, "apart": APART, "low": LOW, "high": HIGH,
        "noise": noise,
        "x": x.tolist(), "y": y.tolist(), "x_valid": x_valid.tolist(), "y_valid": y_valid.tolist(),
        "range": [-reach, reach], "constants": {"momentum": 0.0, "alpha": 0.0, "betas": [0.9, 0.999], "eps": 1e-8},
        "draws": base64.b64encode(draws.tobytes()).decode(), "title": title,
    }  # fmt: skip
    net = network(neurons, draws / 32768)
    short = min(epochs, STATIC_EPOCHS)
    past = learn(net, (x[:points], y[:points]), (x_valid, y_valid), short, rate, weight_decay, dropout, seed)
    rows: list[list[float | str]] = [
        [str(p.epoch), p.train, p.valid] for i, p in enumerate(past) if i % 20 == 0 or p is past[-1]
    ]
    head = (f"epoch, {neurons} neurons, {points} points", "training loss", "validation loss")
    across = np.linspace(-1, 1, 101)
    scattered = [
        Curve("training", list(zip(x[:points].tolist(), y[:points].tolist(), strict=True)), scattered="disc"),
        Curve("validation", list(zip(x_valid.tolist(), y_valid.tolist(), strict=True)), scattered="cross"),
        Curve("learnt", list(zip(across.tolist(), net(across[:, None]).detach().numpy()[:, 0].tolist(), strict=True))),
    ]
    falls = [
        Curve("training", [(float(p.epoch), p.train) for p in past[1:]]),
        Curve("validation", [(float(p.epoch), p.valid) for p in past[1:]], 2),
    ]
    axes = Axis(1, float(short), "epoch", log=True), Axis(LOW, HIGH, "loss", log=True)
    picture = chart(Axis(-1, 1, "x"), Axis(-reach, reach, "y"), scattered, f"The curve after {short} epochs")
    return Figure(
        "overfitting", settings, (head, rows), picture + chart(*axes, falls, "Training loss and validation loss")
    )


def network(neurons: int, draws: Floats) -> nn.Sequential:
    """The untrained network: initialised as nn.Linear, the first layer SPREAD times as wide."""
    leaves = draws[: 3 * neurons + 1]
    first, last = nn.Linear(1, neurons), nn.Linear(neurons, 1)
    wide, outer = SPREAD * leaves[: 2 * neurons], leaves[2 * neurons :] / math.sqrt(neurons)
    first.load_state_dict({"weight": wide[None, :neurons], "bias": wide[neurons:]})
    last.load_state_dict({"weight": outer[:neurons, None], "bias": outer[neurons:]})
    return nn.Sequential(first, nn.Tanh(), last)


def learn(
    net: nn.Sequential,
    training: tuple[Floats, Floats],
    validation: tuple[Floats, Floats],
    epochs: int,
    rate: float,
    decay: float,
    p: float,
    seed: int,
) -> list[Moment]:
    """The losses, without dropout, before the first epoch and each time the epoch has grown by APART."""
    (x, y), (x_valid, y_valid) = ((a[:, None], b[:, None]) for a, b in (training, validation))
    optimiser = optim.Adam(net.parameters(), lr=rate, weight_decay=decay)
    past: list[Moment] = []
    for epoch in range(epochs + 1):
        if not past or epoch >= APART * past[-1].epoch or epoch == epochs:
            past.append(Moment(epoch, functional.mse(net(x), y).item(), functional.mse(net(x_valid), y_valid).item()))
        hidden = net[1](net[0](x))
        n = hidden.shape[1]
        if p:
            hidden = hidden * np.where(
                seeded_uniforms(seed, epoch * len(x) * n, len(x) * n) < p, 0, 1 / (1 - p)
            ).reshape(-1, n)
        if epoch < epochs:
            optimiser.zero_grad()
            functional.mse(net[2](hidden), y).backward()
            optimiser.step()
    return past


def seeded_uniforms(seed: int, start: int, count: int) -> Floats:
    """Uniform numbers in [0, 1): `count` of a seed's stream from index `start`, as in overfitting.js (mulberry32)."""
    k = np.arange(start + 1, start + count + 1, dtype=np.uint64)
    a = ((seed + k * np.uint64(0x6D2B79F5)) & np.uint64(0xFFFFFFFF)).astype(np.uint32)
    t = (a ^ (a >> np.uint32(15))) * (a | np.uint32(1))
    t ^= t + (t ^ (t >> np.uint32(7))) * (t | np.uint32(61))
    drawn: Floats = (t ^ (t >> np.uint32(14))) / 4294967296.0
    return drawn
