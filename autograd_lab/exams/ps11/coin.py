"""One neuron that samples, problem set 11: `straight_through` and `score_function_neuron`, two estimates of one slope.

x and w are (D,), b and y numbers; p = σ(x·w + b), s (S,) are samples of Bernoulli(p), 0 or 1, which are handed in. Each
costs (s − y)². Both return (dw, db) of the mean cost over the samples.

Sources: Bengio, Léonard and Courville, Estimating or propagating gradients through stochastic neurons (2013); Williams,
Simple statistical gradient-following algorithms (1992).
"""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from math import exp
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.dealt import Kind, any_of
from autograd_lab.exams.kinds.variants import s as sigmoid
from autograd_lab.exams.ps11.asked import RewardSetQuestion
from autograd_lab.exams.ps11.coin_right_variants import SCORE_RIGHT, THROUGH_RIGHT
from autograd_lab.exams.ps11.formulas import score_function_neuron as score_written, straight_through as through_written
from autograd_lab.exams.ps11.score_variants import SCORE_WRONG
from autograd_lab.exams.ps11.through_variants import THROUGH_WRONG
from autograd_lab.exams.question import Inputs, Part
from autograd_lab.mistakes import Anatomy, Array

#: D and S of each draw: one input, one sample, and as many of both; in the last two the neuron hardly ever says 1
_SIZES = ((3, 6), (4, 5), (1, 7), (2, 1), (4, 4), (5, 8), (3, 9), (3, 7), (4, 6))
_FAR = (7, 8)  # two, as naming asks
#: where z lies: between 0 and 1, or below −1, which a clamp or a step tells apart; far below; else within ±1.9
_PLACES = (((0, 4, 5), (0.17, 0.95)), ((1, 6), (-1.9, -1.05)), (_FAR, (-18.0, -15.0)))


def draw(rng: np.random.Generator, number: int) -> Inputs:
    """A neuron that is neither sure nor undecided, samples of both kinds, and a target between them or beyond."""
    D, S = _SIZES[number]
    low, high = next((ends for numbers, ends in _PLACES if number in numbers), (-1.9, 1.9))
    while True:
        z = float(rng.uniform(low, high))
        x, w = (rng.uniform(least, most, D) * rng.choice([-1.0, 1.0], D) for least, most in ((0.4, 2.0), (0.3, 1.2)))
        b = z - float(x @ w)
        p, without = (1 / (1 + exp(-t)) for t in (z, z - b))
        if number in _FAR or (0.3 < abs(b) < 2.2 and abs(p - 0.5) > 0.04 and abs(without - 0.5) > 0.04):
            break
    while True:
        s = (rng.random(S) < 0.5).astype(float)
        mean = float(s.mean())
        if S == 1 or (0 < mean < 1 and abs(mean - p) > 0.04 and abs(mean - 0.5) > 0.04):
            break
    while True:
        between = float(rng.uniform(0.1, 0.9))
        y = between if rng.random() < 0.67 else 1.1 + between / 2
        if min(abs(y - 0.5), abs(y - mean), abs(y - p)) > 0.04:
            return {"x": x, "w": w, "b": b, "y": y, "s": s}


def draw_with_baseline(rng: np.random.Generator, number: int) -> Inputs:
    """The same with a baseline that is neither the mean cost nor near 0, 1 or any single cost."""
    inputs = draw(rng, number)
    costs = (inputs["s"] - inputs["y"]) ** 2
    while True:
        baseline = float(rng.uniform(0.08, 0.9))
        if np.abs(np.append(costs, costs.mean()) - baseline).min() > 0.03:
            return {**inputs, "baseline": baseline}


def straight_through(x: Array, w: Array, b: float, y: float, s: Array) -> tuple[Array, float]:
    """(dw (D,), db): back from each cost to its sample, past the throw as if s were p, and on through σ."""
    p = 1 / (1 + np.exp(-(x @ w + b)))
    dz = float(np.mean(2 * (s - y)) * p * (1 - p))
    return dz * x, dz


def score_function_neuron(x: Array, w: Array, b: float, y: float, s: Array, baseline: float) -> tuple[Array, float]:
    """(dw (D,), db): each cost less the baseline, times the slope of the logarithm of the sample's chance."""
    p = 1 / (1 + np.exp(-(x @ w + b)))
    dz = float(np.mean(((s - y) ** 2 - baseline) * (s - p)))
    return dz * x, dz


#: the right ingredients that both share, but for those of the draw
_SHARED: dict[str, Any] = {
    "coin_z": lambda x, w, b: float(x @ w + b),
    "coin_p": sigmoid,
    "coin_samples": lambda s, p: s,
    "coin_mean": lambda each: each.mean() if np.size(each) else np.nan,
    "coin_dw": lambda dz, x, w: dz * x,
    "coin_db": lambda dz, x, b: dz,
    "coin_order": lambda dw, db: (dw, db),
    "coin_whole": None,
}
_OF_THROUGH: dict[str, Any] = {
    "through_residual": lambda s, p, y: 2 * (s - y),
    "through_slope": lambda p, z, s: p * (1 - p),
    "through_product": lambda residual, slope: residual * slope,
}
_OF_SCORE: dict[str, Any] = {
    "score_costs": lambda s, p, y: (s - y) ** 2,
    "score_less": lambda costs, baseline: costs - baseline,
    "score_slope": lambda s, p, z: s - p,
    "score_product": lambda less, slope: less * slope,
}


def _anatomy(inputs: Inputs, own: Mapping[str, Any]) -> list[Anatomy]:
    """The ingredients of one of the two, and what each sample brings."""
    made_of = {**_SHARED, **own, "coin": inputs}
    each = np.asarray(_each_sample(made_of)[0], dtype=float) / len(inputs["s"])
    return [Anatomy(made_of, _build, (each[:, None] * inputs["x"], each))]


def _each_sample(i: Mapping[str, Any]) -> tuple[Any, float]:
    """What each sample says of the slope in z, (S,), and z."""
    x, w, b, y, s, *rest = i["coin"].values()
    z = i["coin_z"](x, w, b)
    p = i["coin_p"](z)
    s = i["coin_samples"](s, p)
    if "through_slope" in i:
        return i["through_product"](i["through_residual"](s, p, y), i["through_slope"](p, z, s)), z
    return i["score_product"](i["score_less"](i["score_costs"](s, p, y), rest[0]), i["score_slope"](s, p, z)), z


def _build(i: Mapping[str, Any]) -> tuple[Array, ...]:
    x, w, b, *_ = i["coin"].values()
    if i["coin_whole"]:
        return tuple(np.asarray(part, dtype=float) for part in i["coin_whole"](*i["coin"].values()))
    dz = i["coin_mean"](_each_sample(i)[0])
    parts = i["coin_order"](i["coin_dw"](dz, x, w), i["coin_db"](dz, x, b))
    return tuple(np.asarray(part, dtype=float) for part in parts)


def _label_to_read(own: str) -> Callable[[Collection[str]], str]:
    """A function from mistakes to the label of the equation that they are about."""

    def label(found: Collection[str]) -> str:
        baseline = {"score-baseline-missing", "score-baseline-added", "score-baseline-outside", "score-baseline-own"}
        return "baseline" if frozenset(found) <= baseline else own

    return label


def _values_by_name(inputs: Inputs) -> dict[str, Any]:
    return {"N": len(inputs["s"]), "S": len(inputs["s"]), **{name: inputs[name] for name in ("x", "w", "b", "y")}}


_PARTS = {"dw": "the shape of w, (D,)", "db": "a number"}
_THROUGH_KINDS: tuple[Kind, ...] = tuple(partial(draw, number=number) for number in range(len(_SIZES)))
_SCORE_KINDS: tuple[Kind, ...] = tuple(partial(draw_with_baseline, number=number) for number in range(len(_SIZES)))
STRAIGHT_THROUGH = RewardSetQuestion(
    name="straight_through",
    signature="straight_through(x, w, b, y, s)",
    parts=(Part("dw", 2, _PARTS["dw"]), Part("db", 1, _PARTS["db"])),
    draw=any_of(_THROUGH_KINDS),
    reference=straight_through,
    known=_values_by_name,
    wrong=THROUGH_WRONG,
    right=THROUGH_RIGHT,
    equation="straight-through-mean",
    source="Bengio, Léonard and Courville (2013); tested against torch with what is detached",
    exam="ps11",
    anatomy=partial(_anatomy, own=_OF_THROUGH),
    written=(through_written,),
    in_twos=True,
    kinds=_THROUGH_KINDS,
    cases=len(_SIZES),
)
SCORE_FUNCTION = RewardSetQuestion(
    name="score_function_neuron",
    signature="score_function_neuron(x, w, b, y, s, baseline)",
    parts=(Part("dw", 3, _PARTS["dw"]), Part("db", 1, _PARTS["db"])),
    draw=any_of(_SCORE_KINDS),
    reference=score_function_neuron,
    known=_values_by_name,
    wrong=SCORE_WRONG,
    right=SCORE_RIGHT,
    equation="score-function",
    source="Williams (1992), for one Bernoulli unit; tested against torch and, on average, against the exact slope",
    exam="ps11",
    anatomy=partial(_anatomy, own=_OF_SCORE),
    written=(score_written,),
    in_twos=True,
    kinds=_SCORE_KINDS,
    cases=len(_SIZES),
    read_again=_label_to_read("score-function"),
)
