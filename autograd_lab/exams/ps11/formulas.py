"""The formulas of problem set 11 with a name for each ingredient, as the search edits them."""

from typing import Any

import numpy as np

from autograd_lab.exams.question import Inputs
from autograd_lab.mistakes import Array, Take
from autograd_lab.mistakes.search.formula import Constant
from autograd_lab.mistakes.search.operations import MINUS, SIGMOID, TIMES, Operation


def _row_sum(terms: Array) -> Array:
    return np.asarray(terms.sum(axis=-1, keepdims=True))


def _softmax(z: Array) -> Array:
    powers = np.exp(z - z.max(axis=-1, keepdims=True))
    return np.asarray(powers / _row_sum(powers))


#: a softmax over the actions
SOFTMAX = Operation(
    _softmax,
    (
        ("a softmax of −z", lambda z: _softmax(-z)),
        ("a softmax with 2 for e", lambda z: _softmax(z * np.log(2))),
        ("a softmax with 10 for e", lambda z: _softmax(z * np.log(10))),
        ("a one at the largest logit", lambda z: np.eye(z.shape[-1])[z.argmax(axis=-1)]),
        ("shares of the squares", lambda z: (s := z**2) / _row_sum(s)),
        ("shares of the logits", lambda z: z / _row_sum(z)),
        ("tanh of each logit", np.tanh),
        ("e^z divided by nothing", np.exp),
        ("e^z divided by the largest e^z", lambda z: np.exp(z - z.max(axis=-1, keepdims=True))),
        ("e^z divided by their mean", lambda z: (e := np.exp(z)) / e.mean(axis=-1, keepdims=True)),
        ("e^z divided by 1 + their sum", lambda z: (e := np.exp(z)) / (1 + _row_sum(e))),
        ("the logarithm of the softmax", lambda z: np.log(_softmax(z))),
    ),
)
#: a mean over the samples
MEAN = Operation(
    np.mean,
    (
        ("the median", np.median),
        ("the largest", np.max),
        ("the smallest", np.min),
        ("a sum over S − 1", lambda each: np.sum(each) / (np.size(each) - 1)),
        ("a sum over S + 1", lambda each: np.sum(each) / (np.size(each) + 1)),
        ("a sum without the first, over S", lambda each: np.sum(each[1:]) / len(each)),
        ("a sum without the last, over S", lambda each: np.sum(each[:-1]) / len(each)),
        ("a mean without the first", lambda each: np.mean(each[1:])),
        ("a mean without the last", lambda each: np.mean(each[:-1])),
        ("a mean of the absolute values", lambda each: np.mean(np.abs(each))),
        ("the spread", np.std),
        ("the length", lambda each: np.sqrt(np.sum(np.square(each)))),
    ),
)


def returns_to_go(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """Σ over the later steps of the episode of gamma to the number of steps ahead, times the reward."""
    rewards, ends, gamma = inputs.values()
    T = len(rewards)
    number = np.cumsum(ends) - ends
    ahead = np.arange(T)[None, :] - np.arange(T)[:, None]
    counts = (number[:, None] == number[None, :]) & (ahead >= 0)
    powers = take("gamma", gamma) ** take("the steps ahead", np.where(counts, ahead, 0).astype(float))
    weights = np.where(counts, take("the powers of gamma", powers), 0.0)
    return (take("the returns", weights @ take("the rewards", rewards)),)


def score_function_gradient(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """−(returns − baseline)(marks − p)/N."""
    logits, actions, returns, baseline = inputs.values()
    p = take("p", take("the softmax", SOFTMAX)(take("the logits", logits)))
    marks = take("the 1 at each action", np.eye(logits.shape[1])[actions])
    worth = take("the minus in return − baseline", MINUS)(take("the returns", returns), take("the baseline", baseline))
    slopes = take("the slopes of ln π", take("the minus in front of p", MINUS)(marks, p))
    product = take("the product", TIMES)(take("the weights", worth)[:, None], slopes)
    return (-product / take("N", Constant(len(logits))),)


def _chance(take: Take, inputs: Inputs) -> tuple[Any, Any]:
    """z and p of the neuron."""
    z = take("z", take("x · w", inputs["x"] @ inputs["w"]) + take("b", inputs["b"]))
    return z, take("p", take("σ", SIGMOID)(z))


def straight_through(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """The mean of 2(s − y), times p(1 − p), times x or 1."""
    x, _, _, y, s = inputs.values()
    _, p = _chance(take, inputs)
    away = take("s − y", take("the minus in s − y", MINUS)(take("the samples", s), take("y", y)))
    slope = take("the slope of σ", take("the p in front", p) * take("1 − p", 1 - p))
    mean = take("the mean", MEAN)(take("the 2", Constant(2.0)) * away)
    dz = take("what arrives at z", take("the product with the slope", TIMES)(mean, slope))
    return take("the product for dw", TIMES)(dz, take("x", x)), dz


def score_function_neuron(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """The mean of ((s − y)² − baseline)(s − p), times x or 1."""
    x, _, _, y, s, baseline = inputs.values()
    _, p = _chance(take, inputs)
    away = take("s − y", take("the minus in s − y", MINUS)(take("the samples in the cost", s), take("y", y)))
    costs = take("the costs", away ** take("the 2 of the square", Constant(2.0)))
    worth = take("the minus in cost − baseline", MINUS)(costs, take("the baseline", baseline))
    score = take("s − p", take("the minus in s − p", MINUS)(take("the samples in s − p", s), p))
    product = take("the product", TIMES)(take("cost − baseline", worth), score)
    dz = take("what arrives at z", take("the mean", MEAN)(product))
    return take("the product for dw", TIMES)(dz, take("x", x)), dz
