"""Swaps in forward mode.

Roles: `dual_add` and so on are the rules, operands with their rates → the result with its rate; `dual_functions` makes
of a rule of one operand another one, for exp, log and tanh alike, or is None; `dual_binaries` likewise of a rule of
two. `dual_same` takes a rule whose operands are one handle, or is None; `dual_seeds` are the rates of the inputs,
`dual_read` takes what is asked for at the end, `dual_order` hands it back. `dual` are the arguments.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from autograd_lab.mistakes.anatomy import Array, Ingredients, Swap, always

Rule = Callable[..., tuple[Any, Any]]


def _with_rate(of: Callable[[Any, Any], Any], rate: Callable[..., Any]) -> Rule:
    """A rule of two operands with the right value."""
    return lambda a, da, b, db: (of(a, b), rate(a, da, b, db))


def _function(of: Callable[[Any], Any], rate: Callable[[Any, Any], Any]) -> Rule:
    """A rule of one operand."""
    return lambda a, da: (of(a), rate(a, da))


def _mul(rate: Callable[..., Any]) -> Rule:
    return _with_rate(lambda a, b: a * b, rate)


def _div(rate: Callable[..., Any]) -> Rule:
    return _with_rate(lambda a, b: a / b, rate)


def _sub(rate: Callable[..., Any]) -> Rule:
    return _with_rate(lambda a, b: a - b, rate)


def _add(rate: Callable[..., Any]) -> Rule:
    return _with_rate(lambda a, b: a + b, rate)


def _quotient_of_rates(a: Any, da: Any, b: Any, db: Any) -> Any:
    return np.where(db != 0, da / np.where(db != 0, db, 1.0), 0.0)


def _tanh_slope(a: Any) -> Any:
    return 1 - np.tanh(a) ** 2


def _sigma(a: Any) -> Any:
    return 1 / (1 + np.exp(-a))


_SMALL = (1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12)


def _padded_log(eps: float, in_value: bool) -> Rule:
    return lambda a, da: (np.log(a + eps * in_value), da / (a + eps))


def _padded_div(eps: float) -> Rule:
    return lambda a, da, b, db: (a / (b + eps), da / (b + eps) - a * db / (b + eps) ** 2)


_RULES: tuple[tuple[str, str, Rule], ...] = (
    ("dual-product-of-rates", "dual_mul", _mul(lambda a, da, b, db: da * db)),
    ("dual-product-half", "dual_mul", _mul(lambda a, da, b, db: da * b)),
    ("dual-product-half", "dual_mul", _mul(lambda a, da, b, db: a * db)),
    ("dual-product-minus", "dual_mul", _mul(lambda a, da, b, db: da * b - a * db)),
    ("dual-product-minus", "dual_mul", _mul(lambda a, da, b, db: a * db - da * b)),
    ("dual-product-own", "dual_mul", _mul(lambda a, da, b, db: da * a + db * b)),
    ("dual-product-as-sum", "dual_mul", _mul(lambda a, da, b, db: da + db)),
    ("dual-product-as-sum", "dual_mul", _mul(lambda a, da, b, db: da * b + a * db + da * db)),
    ("dual-quotient-plus", "dual_div", _div(lambda a, da, b, db: (da * b + a * db) / b**2)),
    ("dual-quotient-turned", "dual_div", _div(lambda a, da, b, db: (a * db - da * b) / b**2)),
    ("dual-quotient-not-squared", "dual_div", _div(lambda a, da, b, db: (da * b - a * db) / b)),
    ("dual-quotient-not-squared", "dual_div", _div(lambda a, da, b, db: da / b - a * db / b)),
    ("dual-quotient-not-squared", "dual_div", _div(lambda a, da, b, db: da * b - a * db)),
    ("dual-quotient-not-squared", "dual_div", _div(lambda a, da, b, db: (da * b - a * db) / a**2)),
    ("dual-quotient-half", "dual_div", _div(lambda a, da, b, db: da / b)),
    ("dual-quotient-half", "dual_div", _div(lambda a, da, b, db: -a * db / b**2)),
    ("dual-quotient-of-rates", "dual_div", _div(_quotient_of_rates)),
    ("dual-quotient-of-rates", "dual_div", _div(lambda a, da, b, db: da / db)),
    ("dual-numerator-missing", "dual_div", _div(lambda a, da, b, db: da / b - db / b**2)),
    ("dual-numerator-missing", "dual_div", _div(lambda a, da, b, db: (da - db) / b**2)),
    ("dual-numerator-missing", "dual_div", _div(lambda a, da, b, db: (da * a - b * db) / b**2)),
    ("dual-minus-as-plus", "dual_sub", _sub(lambda a, da, b, db: da + db)),
    ("dual-minus-half", "dual_sub", _sub(lambda a, da, b, db: da)),
    ("dual-minus-half", "dual_sub", _sub(lambda a, da, b, db: -db)),
    ("dual-sub-turned", "dual_sub", lambda a, da, b, db: (b - a, db - da)),
    ("dual-sub-turned", "dual_sub", lambda a, da, b, db: (b - a, da - db)),
    ("dual-sub-turned", "dual_sub", lambda a, da, b, db: (a - b, db - da)),
    ("dual-sum-half", "dual_add", _add(lambda a, da, b, db: da)),
    ("dual-sum-half", "dual_add", _add(lambda a, da, b, db: db)),
    ("dual-sum-half", "dual_add", _add(lambda a, da, b, db: da * db)),
    ("dual-sum-half", "dual_add", _add(lambda a, da, b, db: da * b + a * db)),
    ("dual-function-passes", "dual_exp", _function(np.exp, lambda a, da: da)),
    ("dual-function-passes", "dual_log", _function(np.log, lambda a, da: da)),
    ("dual-function-passes", "dual_tanh", _function(np.tanh, lambda a, da: da)),
    ("dual-function-of-rate", "dual_exp", _function(np.exp, lambda a, da: np.exp(da))),
    ("dual-function-of-rate", "dual_log", _function(np.log, lambda a, da: np.log(da))),
    ("dual-function-of-rate", "dual_log", _function(np.log, lambda a, da: 1 / da)),
    ("dual-function-of-rate", "dual_tanh", _function(np.tanh, lambda a, da: np.tanh(da))),
    ("dual-function-of-rate", "dual_tanh", _function(np.tanh, lambda a, da: 1 - np.tanh(da) ** 2)),
    ("dual-rate-missing", "dual_exp", _function(np.exp, lambda a, da: np.exp(a) + 0 * da)),
    ("dual-rate-missing", "dual_log", _function(np.log, lambda a, da: 1 / a + 0 * da)),
    ("dual-rate-missing", "dual_tanh", _function(np.tanh, lambda a, da: _tanh_slope(a) + 0 * da)),
    ("dual-exp-as-power", "dual_exp", _function(np.exp, lambda a, da: a * np.exp(a - 1) * da)),
    ("dual-exp-as-power", "dual_exp", _function(np.exp, lambda a, da: a * np.exp(a) * da)),
    ("dual-exp-as-power", "dual_exp", _function(np.exp, lambda a, da: np.exp(a - 1) * da)),
    ("dual-log-times", "dual_log", _function(np.log, lambda a, da: a * da)),
    ("dual-log-times", "dual_log", _function(np.log, lambda a, da: np.log(a) * da)),
    ("dual-log-times", "dual_log", _function(np.log, lambda a, da: -da / a**2)),
    ("dual-log-times", "dual_log", _function(np.log, lambda a, da: da / a**2)),
    ("dual-slope-at-output", "dual_log", _function(np.log, lambda a, da: da / np.log(a))),
    ("dual-slope-at-output", "dual_exp", _function(np.exp, lambda a, da: np.exp(np.exp(a)) * da)),
    ("dual-slope-at-output", "dual_tanh", _function(np.tanh, lambda a, da: _tanh_slope(np.tanh(a)) * da)),
    ("dual-tanh-not-squared", "dual_tanh", _function(np.tanh, lambda a, da: (1 - np.tanh(a)) * da)),
    ("dual-tanh-not-squared", "dual_tanh", _function(np.tanh, lambda a, da: (1 + np.tanh(a) ** 2) * da)),
    ("dual-tanh-not-squared", "dual_tanh", _function(np.tanh, lambda a, da: (1 - np.tanh(a)) ** 2 * da)),
    ("dual-tanh-not-squared", "dual_tanh", _function(np.tanh, lambda a, da: np.tanh(a) * da)),
    ("dual-tanh-like-sigmoid", "dual_tanh", _function(np.tanh, lambda a, da: np.tanh(a) * (1 - np.tanh(a)) * da)),
    ("dual-tanh-like-sigmoid", "dual_tanh", _function(np.tanh, lambda a, da: (s := _sigma(a)) * (1 - s) * da)),
    ("dual-tanh-at-input", "dual_tanh", _function(np.tanh, lambda a, da: (1 - a**2) * da)),
    ("dual-other-function", "dual_log", _function(np.log10, lambda a, da: da / a)),
    ("dual-other-function", "dual_log", _function(np.log10, lambda a, da: da / (a * np.log(10)))),
    ("dual-other-function", "dual_log", _function(np.log2, lambda a, da: da / a)),
    ("dual-other-function", "dual_log", _function(np.log2, lambda a, da: da / (a * np.log(2)))),
    ("dual-other-function", "dual_log", _function(np.log1p, lambda a, da: da / a)),
    ("dual-other-function", "dual_log", _function(np.log1p, lambda a, da: da / (1 + a))),
    ("dual-other-function", "dual_tanh", _function(_sigma, lambda a, da: (s := _sigma(a)) * (1 - s) * da)),
    ("dual-other-function", "dual_tanh", _function(np.tan, lambda a, da: (1 + np.tan(a) ** 2) * da)),
    ("dual-other-function", "dual_exp", _function(np.exp2, lambda a, da: np.exp2(a) * da)),
    ("dual-other-function", "dual_exp", _function(np.exp2, lambda a, da: np.exp2(a) * np.log(2) * da)),
    *(("dual-log-padded", "dual_log", _padded_log(eps, too)) for eps in _SMALL for too in (False, True)),
    *(("dual-log-padded", "dual_div", _padded_div(eps)) for eps in _SMALL),
    ("dual-constant-moves", "dual_const", lambda c, nothing: (c, nothing + 1.0)),
    ("dual-constant-moves", "dual_const", lambda c, nothing: (c, nothing + c)),
)


def _of_functions(change: Callable[[Rule, Any, Any], tuple[Any, Any]]) -> Callable[[Ingredients], Any]:
    """A change of the rules of exp, log and tanh alike."""
    return always(lambda rule: lambda a, da: change(rule, a, da))


def _slope(rule: Rule, a: Any, da: Any) -> tuple[Any, Any]:
    return rule(a, np.ones(np.shape(da)))


def _rate_without_slope(rule: Rule, a: Any, da: Any) -> tuple[Any, Any]:
    return rule(a, da)[0], da


def _one_moves(first: bool) -> Callable[[Rule], Rule]:
    """A rule of two operands of which one alone moves."""
    return lambda rule: (
        (lambda a, da, b, db: rule(a, da, b, 0 * db)) if first else (lambda a, da, b, db: rule(a, 0 * da, b, db))
    )


def _slopes_added(rule: Rule) -> Rule:
    """Each slope added to its rate, where it should be multiplied by it."""

    def added(*pairs: Any) -> tuple[Any, Any]:
        ones = [np.ones(np.shape(rate)) for rate in pairs[1::2]]
        total = 0.0
        for k, rate in enumerate(pairs[1::2]):
            moving = [one if k == n else 0 * one for n, one in enumerate(ones)]
            slope = rule(*(item for pair in zip(pairs[::2], moving, strict=True) for item in pair))[1]
            total = total + slope + rate
        return rule(*pairs)[0], total

    return added


def _seeds(made_of: Ingredients, change: Callable[[Array, Array], Array]) -> Array:
    x = made_of["dual"]["x"]
    return change(np.eye(len(x)), x)


def _one_walk(made_of: Ingredients) -> Array:
    return np.ones((len(made_of["dual"]["x"]), 1))


def _rates_of_some(rows: Array, which: Any) -> Array:
    """The rates of these inputs alone."""
    found = np.zeros_like(rows)
    found[which] = rows[which]
    return found


def _reads(value: int, rate: int) -> Callable[[Ingredients], Any]:
    return always(lambda values, rates: (values[value], rates[rate]))


def _differences_for_slopes(made_of: Ingredients, step: float) -> Any:
    """A difference in place of each slope, the number itself as it was."""
    program, x = made_of["dual"].values()
    nothing = np.zeros(0)

    def run(x: Array) -> float:
        values: list[Any] = x.tolist()
        for name, *operands in program:
            if name == "const":
                values.append(operands[0])
            else:
                pairs = [one for handle in operands for one in (values[handle], nothing)]
                values.append(made_of[f"dual_{name}"](*pairs)[0])
        return float(values[-1])

    start = run(x)
    slopes = [(run(x + step * one) - start) / step for one in np.eye(len(x))]
    return lambda values, rates: (values[-1], np.array(slopes))


def _sum_of_rates(made_of: Ingredients) -> Any:
    """All inputs in one walk, whose single rate is handed back."""
    return lambda values, rates: (values[-1], np.sum(rates[-1]))


DUAL_SWAPS: tuple[Swap, ...] = (
    *(Swap(mistake, role, always(rule)) for mistake, role, rule in _RULES),
    Swap("exchanged", "dual_order", always(lambda value, gradient: (gradient, value))),
    Swap("dual-function-passes", "dual_functions", _of_functions(_rate_without_slope)),
    Swap("dual-rate-missing", "dual_functions", _of_functions(_slope)),
    Swap("dual-rate-missing", "dual_functions", _of_functions(lambda rule, a, da: rule(a, 1.0))),
    Swap("dual-rate-missing", "dual_exp", always(lambda a, da: (np.exp(a), np.exp(a)))),
    Swap("dual-rate-missing", "dual_log", always(lambda a, da: (np.log(a), 1 / a))),
    Swap("dual-rate-missing", "dual_tanh", always(lambda a, da: (np.tanh(a), _tanh_slope(a)))),
    Swap("dual-first-operand", "dual_binaries", always(_one_moves(first=True))),
    Swap("dual-first-operand", "dual_binaries", always(_one_moves(first=False))),
    Swap("dual-slope-added", "dual_every", always(_slopes_added)),
    Swap("dual-used-twice", "dual_same", always(lambda rule, a, da: rule(a, 0 * da, a, da))),
    Swap("dual-used-twice", "dual_same", always(lambda rule, a, da: rule(a, da, a, 0 * da))),
    Swap("dual-all-at-once", "dual_seeds", lambda i: _seeds(i, lambda eye, x: np.ones_like(eye))),
    Swap("dual-all-at-once", "dual_seeds", _one_walk),
    Swap("dual-all-at-once", "dual_read", _sum_of_rates),
    Swap("dual-never-cleared", "dual_seeds", lambda i: _seeds(i, lambda eye, x: np.triu(np.ones_like(eye)))),
    Swap("dual-one-input", "dual_seeds", lambda i: _seeds(i, lambda eye, x: _rates_of_some(eye, slice(0, 1)))),
    Swap("dual-one-input", "dual_seeds", lambda i: _seeds(i, lambda eye, x: _rates_of_some(eye, slice(-1, None)))),
    Swap(
        "dual-one-input",
        "dual_seeds",
        lambda i: _seeds(i, lambda eye, x: _rates_of_some(eye, slice(0, max(len(x) - 1, 1)))),
    ),
    Swap("dual-one-input", "dual_seeds", lambda i: _seeds(i, lambda eye, x: _rates_of_some(eye, slice(1, None)))),
    Swap("dual-one-input", "dual_read", always(lambda values, rates: (values[-1], rates[-1][0]))),
    Swap("dual-one-input", "dual_read", always(lambda values, rates: (values[-1], rates[-1][:1]))),
    Swap("dual-seed-value", "dual_seeds", lambda i: _seeds(i, lambda eye, x: np.diag(x))),
    Swap("dual-seed-value", "dual_seeds", lambda i: _seeds(i, lambda eye, x: np.tile(x[:, None], len(x)))),
    Swap("dual-other-handle", "dual_read", _reads(-2, -2)),
    Swap("dual-other-handle", "dual_read", _reads(-2, -1)),
    Swap("dual-other-handle", "dual_read", _reads(-1, -2)),
    Swap("dual-other-handle", "dual_read", _reads(0, -1)),
    Swap("dual-other-handle", "dual_read", _reads(0, 0)),
    *(
        Swap("coarse-difference", "dual_read", partial(_differences_for_slopes, step=step))
        for step in (1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, -1e-4, -1e-5, -1e-6)
    ),
)
