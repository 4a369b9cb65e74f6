"""`score_function_gradient` of problem set 11: the gradient of the loss of learning from reward, at the logits.

logits (N, K), actions (N,) whole numbers below K, returns (N,), baseline a number. The loss is
−(1/N) Σ (return − baseline) · ln π(action) with π = softmax(logits), the weights held constant.

Source: Williams, Simple statistical gradient-following algorithms (1992).
"""

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.dealt import any_of
from autograd_lab.exams.ps11.asked import RewardSetQuestion
from autograd_lab.exams.ps11.formulas import score_function_gradient as written
from autograd_lab.exams.ps11.policy_right_variants import POLICY_RIGHT
from autograd_lab.exams.ps11.policy_variants import POLICY_WRONG
from autograd_lab.exams.question import Inputs, Part
from autograd_lab.mistakes import Anatomy, Array

#: steps and actions of each draw: one step, and two squares, where shapes fit that should not
_SIZES = ((4, 3), (5, 4), (3, 5), (1, 4), (6, 3), (4, 4), (5, 5), (4, 5), (5, 3))
_FAR = (7, 8)  # here an action was drawn that hardly ever is: two, as naming asks


def draw(rng: np.random.Generator, number: int) -> Inputs:
    """Logits, actions that are not always the likeliest, returns on both sides of a baseline that is not their mean."""
    N, K = _SIZES[number]
    logits = rng.normal(0.3, 1.0, (N, K))
    actions = rng.integers(0, K, N)
    if N > 1:
        while len(set(actions.tolist())) in (1, N) or (actions == logits.argmax(axis=1)).all():
            actions = rng.integers(0, K, N)
    if number in _FAR:  # and so that it is no row of its own
        row = int(rng.integers(N))
        logits[row, actions[row]] -= rng.uniform(26.0, 32.0)
    scale = 10.0 ** rng.choice([0, 0, 0, -3, 2])
    baseline = float(rng.uniform(0.6, 2.0) * rng.choice([-1.0, 1.0]))
    while True:
        returns = rng.normal(0.4, 2.0, N)
        away = returns - baseline
        if abs(away.mean()) > 0.2 and np.abs(away).min() > 0.1 and (N == 1 or away.min() < 0 < away.max()):
            break
    return {"logits": logits, "actions": actions, "returns": scale * returns, "baseline": scale * baseline}


def softmax(logits: Array) -> Array:
    """Chances along the last axis, in the shape of the logits."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def marks(actions: Array, logits: Array) -> Array:
    """1 at the action of each row, 0 elsewhere, (N, K)."""
    return np.asarray(np.eye(logits.shape[1])[actions])


def score_function_gradient(logits: Array, actions: Array, returns: Array, baseline: float) -> Array:
    """∂L/∂logits (N, K): (return − baseline)/N times the chances minus 1 at the action."""
    weights = (returns - baseline) / len(actions)
    return np.asarray(weights[:, None] * (softmax(logits) - marks(actions, logits)))


def _mean_over_steps(d: Array, logits: Array) -> Array:
    return d / len(logits)


#: the right ingredients, but for those of the draw
_RIGHT: dict[str, Any] = {
    "policy_p": softmax,
    "policy_marks": marks,
    "policy_weights": lambda returns, baseline: (returns - baseline)[:, None],
    "policy_slopes": lambda p, marked: marked - p,
    "policy_product": lambda weights, slopes: -weights * slopes,
    "policy_mean": _mean_over_steps,
    "policy_whole": None,
}


def anatomy(inputs: Inputs) -> list[Anatomy]:
    """The ingredients: the chances, the actions that were drawn, what each is worth, and the slopes of ln π."""
    return [Anatomy({**_RIGHT, "policy": inputs}, _build, by_row=True)]


def _build(i: Mapping[str, Any]) -> tuple[Array, ...]:
    logits, actions, returns, baseline = i["policy"].values()
    if i["policy_whole"]:
        return (np.asarray(i["policy_whole"](logits, actions, returns, baseline)),)
    slopes = i["policy_slopes"](i["policy_p"](logits), i["policy_marks"](actions, logits))
    d = i["policy_product"](i["policy_weights"](returns, baseline), slopes)
    return (np.asarray(i["policy_mean"](d, logits)),)


_KINDS = tuple(partial(draw, number=number) for number in range(len(_SIZES)))
_OF_BASELINE = {
    "score-baseline-missing",
    "score-baseline-added",
    "score-baseline-outside",
    "score-baseline-own",
    "score-normalised",
}
_OF_SLOPE = {
    "policy-marks-alone",
    "policy-drawn-alone",
    "policy-chance-for-log",
    "policy-slope-at-p",
    "policy-marks-added",
    "policy-marks-misplaced",
    "policy-logits-for-p",
    "policy-sigmoid",
    "policy-softmax-axis",
    "policy-softmax-again",
    "policy-likeliest",
}


def _label_to_read(found: Collection[str]) -> str:
    """The label of the equation that these mistakes are about."""
    if frozenset(found) <= _OF_BASELINE:
        return "baseline"
    return "log-chance-slope" if frozenset(found) <= _OF_SLOPE else "surrogate-loss"


POLICY = RewardSetQuestion(
    name="score_function_gradient",
    signature="score_function_gradient(logits, actions, returns, baseline)",
    parts=(Part("dlogits", 5, "the shape of logits, (N, K)"),),
    draw=any_of(_KINDS),
    reference=score_function_gradient,
    known=lambda inputs: {
        "N": len(inputs["logits"]),
        "K": inputs["logits"].shape[1],
        "logits": inputs["logits"],
        "returns": inputs["returns"],
    },
    wrong=POLICY_WRONG,
    right=POLICY_RIGHT,
    equation="surrogate-loss",
    source="Williams (1992), by the chain rule; tested against torch and numerical gradients",
    exam="ps11",
    anatomy=anatomy,
    written=(written,),
    in_twos=True,
    slope=True,
    kinds=_KINDS,
    cases=len(_KINDS),
    read_again=_label_to_read,
)
