"""Four optimisers on one surface: how SGD, momentum, RMSprop and Adam find their way down from one start."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd_lab import optim
from autograd_lab.errors import LabError
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.viz.figures.arguments import (
    checked_seed,
    finite_number,
    finite_numbers,
    known_choice,
    number_between,
    whole_number,
)
from autograd_lab.viz.figures.figure import Figure
from autograd_lab.viz.figures.picture import Axis, Curve, chart

Place = tuple[float, float, float]  # x, y, L
NAMES = ("SGD", "momentum", "RMSprop", "Adam")
RANGE = (-2.5, 2.5)  # of x and y
RATES = (0.001, 2.0)
FLOOR, TOP = 1e-6, 1e2  # of the loss in the picture
TOO_LARGE = 1e12  # here a path is cut off
MOST_STEPS = 500


@dataclass(frozen=True)
class Surface:
    """A polynomial in x and y whose lowest value is 0: terms (coefficient, power of x, power of y), and its minima."""

    terms: tuple[tuple[float, int, int], ...]
    start: tuple[float, float]
    rates: tuple[float, float, float, float]  # that suit the optimisers, in the order of NAMES
    bottoms: tuple[tuple[float, float], ...] = ()


SURFACES = {
    # 0.03 x² + 3 y²: a hundred times as steep across as along
    "ravine": Surface(((0.03, 2, 0), (3, 0, 2)), (-2.2, 1.2), (0.3, 0.05, 0.1, 0.2), ((0.0, 0.0),)),
    # x² + (y² − 2)²/4: flat at (0, 0), which is no minimum
    "saddle": Surface(
        ((1, 2, 0), (1, 0, 0), (-1, 0, 2), (0.25, 0, 4)),
        (-2.0, 0.05),
        (0.1, 0.04, 0.05, 0.1),
        ((0.0, math.sqrt(2)), (0.0, -math.sqrt(2))),
    ),
    # 0.15 (x + 1.6)² ((x − 1.5)² + 0.5) + y²: a shallow hollow on the right, a deep one on the left
    "two minima": Surface(
        ((0.15, 4, 0), (0.03, 3, 0), (-0.6435, 2, 0), (0.168, 1, 0), (1.056, 0, 0), (1, 0, 2)),
        (2.4, 1.5),
        (0.1, 0.06, 0.05, 0.3),
        ((-1.6, 0.0), (1.317136, 0.0)),
    ),
    # 0.25 (x − 1)² + 2 (y + 1 − x²/2)²: Rosenbrock's bent valley
    "bent valley": Surface(
        (
            (2.25, 0, 0), (-0.5, 1, 0), (-1.75, 2, 0), (0.5, 4, 0), (4, 0, 1), (-2, 2, 1), (2, 0, 2),
        ),
        (-2.0, 1.8),
        (0.05, 0.015, 0.05, 0.1),
        ((1.0, -0.5),),
    ),
}  # fmt: skip


def optimiser_race(
    surface: str = "ravine",
    *,
    rates: Mapping[str, float] | None = None,
    start: Sequence[float] | None = None,
    steps: int = 30,
    most: int = 100,
    noise: float = 0.0,
    momentum: float = 0.9,
    alpha: float = 0.9,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    names: Sequence[str] = NAMES,
    seed: int = 0,
    title: str = "Four optimisers, one start",
) -> Figure:
    """SGD, momentum, RMSprop and Adam, as in `optim`, on a surface that the reader chooses; `state` holds the losses.

    surface      one of SURFACES, the first to be seen
    rates        of some or all of NAMES, for that surface; the others have the surface's own
    start        (x, y) there, each from −2.5 to 2.5
    steps, most  how many steps are shown at first, of at most `most`
    noise        the standard deviation of what is added to each gradient, as a small batch would; all get the same
    momentum, alpha, betas, eps    the optimisers' constants
    names        who takes part: some of NAMES, in their order
    raises       LabError for an unknown surface or optimiser, and for numbers out of range

    >>> from autograd_lab.viz import figures
    >>> figures.optimiser_race("ravine", steps=20, rates={"SGD": 0.1})
    Figure('Four optimisers, one start')
    """
    known_choice("optimiser_race(surface=...)", surface, SURFACES)
    whole_number("optimiser_race(most=...)", most, 1, MOST_STEPS)
    whole_number("optimiser_race(steps=...)", steps, 0, most, cure="; raise most=")
    number_between("optimiser_race(noise=...)", noise, 0, 3)
    for what, constant in (("momentum", momentum), ("alpha", alpha), ("eps", eps)):
        number_between(f"optimiser_race({what}=...)", constant, 0, 1)
    if not isinstance(betas, (tuple, list)) or len(betas) != 2:
        raise LabError(f"optimiser_race(betas=...) is a pair, as in optim.Adam, got {betas!r:.40}")
    if rates is not None and not isinstance(rates, Mapping):
        raise LabError(f'optimiser_race(rates=...) names them: {{"SGD": 0.1, "Adam": 0.2}}; got {rates!r:.40}')
    racers = [name for name in NAMES if name in names]
    if not racers or len(racers) < len(names):
        raise LabError(f"optimiser_race(names=...): some of {', '.join(NAMES)}, each once, got {names!r:.60}")
    chosen = _surface_with(SURFACES[surface], rates, start)
    own = dict(zip(NAMES, chosen.rates, strict=True))
    constants = {"momentum": momentum, "alpha": alpha, "betas": betas, "eps": eps}
    noises = np.random.default_rng(checked_seed("optimiser_race(seed=...)", seed)).normal(size=(most, 2)).round(4)
    walks = {
        name: walk(name, chosen, own[name], min(most, max(steps, 3)), constants, noise * noises) for name in racers
    }
    listed = {**SURFACES, surface: chosen}
    settings = {
        "surface": surface, "steps": steps, "most": most, "noise": noise, "names": racers,
        "constants": {**constants, "betas": list(betas)},
        "noises": noises.ravel().tolist(), "range": list(RANGE), "rate_range": list(RATES), "floor": FLOOR, "top": TOP,
        "surfaces": [
            {"name": key, "terms": [list(term) for term in s.terms], "start": list(s.start),
             "rates": dict(zip(NAMES, s.rates, strict=True)), "bottoms": [list(place) for place in s.bottoms]}
            for key, s in listed.items()
        ],
        "title": title,
    }  # fmt: skip
    head = (f"step on the {surface}", *(f"L, {n}, rate {own[n]:g}" for n in racers))
    rows: list[list[float | str]] = [
        [str(k), *(places[k][2] if k < len(places) else "·" for places in walks.values())]
        for k in range(max(map(len, walks.values())))
    ]
    return Figure("optimiser_race", settings, (head, rows), _picture(walks))


def _surface_with(surface: Surface, rates: Mapping[str, float] | None, start: Sequence[float] | None) -> Surface:
    """The surface with the caller's start and learning rates in place of its own."""
    place = list(surface.start) if start is None else finite_numbers("optimiser_race(start=...)", start)
    if len(place) != 2 or not all(RANGE[0] <= v <= RANGE[1] for v in place):
        raise LabError(f"optimiser_race(start=...) is a pair (x, y), each from {RANGE[0]} to {RANGE[1]}, got {start!r}")
    own = dict(zip(NAMES, surface.rates, strict=True))
    for name, rate in (rates or {}).items():
        if name not in own:
            raise LabError(f"optimiser_race(rates=...): the optimisers are {', '.join(NAMES)}, got {name!r:.40}")
        own[name] = finite_number(f"optimiser_race(rates={{{name!r}: ...}})", rate)
        if not RATES[0] <= own[name] <= RATES[1]:
            raise LabError(f"optimiser_race: the rates go from {RATES[0]} to {RATES[1]}, got {rate:g} for {name}")
    rates_now = (own["SGD"], own["momentum"], own["RMSprop"], own["Adam"])
    return Surface(surface.terms, (place[0], place[1]), rates_now, surface.bottoms)


def walk(
    name: str, surface: Surface, rate: float, steps: int, constants: Mapping[str, Any], noises: NDArray[np.float64]
) -> list[Place]:
    """[(x, y, L)] of each step from the start on, by an optimiser of `optim`; cut where L overflows."""
    x, y = (Tensor(v, requires_grad=True) for v in surface.start)
    if name == "RMSprop":
        optimiser: optim.Optimizer = optim.RMSprop([x, y], rate, alpha=constants["alpha"], eps=constants["eps"])
    elif name == "Adam":
        optimiser = optim.Adam([x, y], rate, betas=constants["betas"], eps=constants["eps"])
    else:
        optimiser = optim.SGD([x, y], rate, momentum=constants["momentum"] if name == "momentum" else 0.0)
    places: list[Place] = []
    for k in range(steps + 1):
        loss = height(surface, x, y)
        at = (x.item(), y.item(), loss.item())
        if not (math.isfinite(at[2]) and abs(at[2]) < TOO_LARGE):
            break
        places.append(at)
        if k < steps:
            optimiser.zero_grad()
            loss.backward()
            for parameter, added in zip((x, y), noises[k], strict=True):
                parameter.grad = parameter.grad + added
            optimiser.step()
    return places


def height(surface: Surface, x: Tensor, y: Tensor) -> Tensor:
    """The value of the polynomial at (x, y)."""
    total = 0.0 * x
    for c, p, q in surface.terms:
        total = total + c * (x**p if p else 1.0) * (y**q if q else 1.0)
    return total


def _picture(walks: Mapping[str, Sequence[Place]]) -> str:
    """The SVG of the paths and of the losses."""
    plane = [Curve(name, [(x, y) for x, y, _ in places], i) for i, (name, places) in enumerate(walks.items())]
    falls = [
        Curve(name, [(float(k), max(p[2], FLOOR)) for k, p in enumerate(places)], i)
        for i, (name, places) in enumerate(walks.items())
    ]
    last = max(len(places) for places in walks.values()) - 1
    return chart(Axis(*RANGE, "x"), Axis(*RANGE, "y"), plane, f"The paths of {', '.join(walks)}") + chart(
        Axis(0, float(last), "step"), Axis(1e-4, 10, "loss L", log=True), falls, "The loss of each, step by step"
    )
