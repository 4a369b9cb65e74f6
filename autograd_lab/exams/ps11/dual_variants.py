"""Wrong ways to write `forward_mode` of problem set 11."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def, name-defined"

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import wrong


def by_walks(
    inputs: Callable[..., Any] = lambda n: range(n),
    start: Callable[..., Any] = lambda rates, x, k: [float(i == k) for i in range(len(x))],
    constant: Callable[..., Any] = lambda: 0.0,
    add: Callable[..., Any] = lambda da, db: da + db,
    sub: Callable[..., Any] = lambda da, db: da - db,
    mul: Callable[..., Any] = lambda a, da, b, db: da * b + a * db,
    div: Callable[..., Any] = lambda a, da, b, db: (da * b - a * db) / b**2,
    exp: Callable[..., Any] = lambda a, da: np.exp(a) * da,
    log: Callable[..., Any] = lambda a, da: da / a,
    tanh: Callable[..., Any] = lambda a, da: (1 - np.tanh(a) ** 2) * da,
    out: Callable[..., Any] = lambda values, gradient: (values[-1], gradient),
) -> Callable[..., Any]:
    """One walk for each input, with some of the lines changed."""

    def forward_mode(program, x):
        gradient = np.zeros(len(x))
        rates = [0.0] * len(x)
        for k in inputs(len(x)):
            values = list(x)
            rates = start(rates, x, k)
            for op, *handles in program:
                if op == "const":
                    values.append(handles[0])
                    rates.append(constant())
                    continue
                a, da = values[handles[0]], rates[handles[0]]
                b, db = values[handles[-1]], rates[handles[-1]]
                if op == "add":
                    value, rate = a + b, add(da, db)
                elif op == "sub":
                    value, rate = a - b, sub(da, db)
                elif op == "mul":
                    value, rate = a * b, mul(a, da, b, db)
                elif op == "div":
                    value, rate = a / b, div(a, da, b, db)
                elif op == "exp":
                    value, rate = np.exp(a), exp(a, da)
                elif op == "log":
                    value, rate = np.log(a), log(a, da)
                else:
                    value, rate = np.tanh(a), tanh(a, da)
                values.append(value)
                rates.append(rate)
            gradient[k] = rates[-1]
        return out(values, gradient)

    return forward_mode


def by_slopes(
    seeds: Callable[..., Any] = lambda x: np.eye(len(x)),
    sub: Callable[..., Any] = lambda a, b: (a - b, 1, -1),
    mul: Callable[..., Any] = lambda a, b: (a * b, b, a),
    div: Callable[..., Any] = lambda a, b: (a / b, 1 / b, -a / b**2),
    exp: Callable[..., Any] = lambda a: (np.exp(a), np.exp(a)),
    log: Callable[..., Any] = lambda a: (np.log(a), 1 / a),
    tanh: Callable[..., Any] = lambda a: (np.tanh(a), 1 - np.tanh(a) ** 2),
    pairs: Callable[..., Any] = lambda handles, slopes: zip(handles, slopes, strict=True),
    times: Callable[..., Any] = lambda slope, rate: slope * rate,
    last: Callable[..., Any] = lambda handles: handles[-1],
) -> Callable[..., Any]:
    """One walk with a rate for each input, by the slopes of each operation."""

    def forward_mode(program, x):
        rules = {
            "add": lambda a, b: (a + b, 1, 1),
            "sub": sub,
            "mul": mul,
            "div": div,
            "exp": exp,
            "log": log,
            "tanh": tanh,
        }
        pair = list(zip(x, seeds(x), strict=True))
        for op, *handles in program:
            if op == "const":
                pair.append((handles[0], np.zeros(len(x))))
                continue
            value, *slopes = rules[op](*(pair[h][0] for h in handles))
            rate = np.zeros(len(x))
            for h, slope in pairs(handles, slopes):
                rate = rate + times(slope, pair[h][1])
            pair.append((value, rate))
        value, rate = last(pair)
        return value, rate

    return forward_mode


def _by_nudging(program, x):
    """Each input up by a ten-thousandth."""
    run = by_slopes()
    value = run(program, x)[0]
    return value, np.array([(run(program, x + 1e-4 * e)[0] - value) / 1e-4 for e in np.eye(len(x))])


def _kept_rates(rates, x, k):
    """The rates of the inputs as the walks before have left them, and a 1 more."""
    return [1.0 if i == k else rates[i] for i in range(len(x))]


def _in_place(program, x):
    value, gradient = by_slopes()(program, x)
    program.append(("const", value))
    return value, gradient


DUAL_WRONG = (
    wrong("dual-product-of-rates", "ȧ ḃ", by_walks(mul=lambda a, da, b, db: da * db)),
    wrong("dual-product-half", "ȧ b", by_walks(mul=lambda a, da, b, db: da * b)),
    wrong("dual-product-half", "slopes b and 0", by_slopes(mul=lambda a, b: (a * b, b, 0))),
    wrong("dual-product-half", "a ḃ", by_walks(mul=lambda a, da, b, db: a * db)),
    wrong("dual-product-minus", "ȧ b − a ḃ", by_walks(mul=lambda a, da, b, db: da * b - a * db)),
    wrong("dual-product-own", "ȧ a + ḃ b", by_walks(mul=lambda a, da, b, db: da * a + db * b)),
    wrong("dual-product-own", "slopes a and b", by_slopes(mul=lambda a, b: (a * b, a, b))),
    wrong("dual-product-as-sum", "ȧ + ḃ", by_walks(mul=lambda a, da, b, db: da + db)),
    wrong("dual-quotient-plus", "+ in the numerator", by_walks(div=lambda a, da, b, db: (da * b + a * db) / b**2)),
    wrong("dual-quotient-plus", "slope a/b²", by_slopes(div=lambda a, b: (a / b, 1 / b, a / b**2))),
    wrong("dual-quotient-turned", "a ḃ − ȧ b", by_walks(div=lambda a, da, b, db: (a * db - da * b) / b**2)),
    wrong("dual-quotient-not-squared", "over b", by_walks(div=lambda a, da, b, db: (da * b - a * db) / b)),
    wrong("dual-quotient-not-squared", "slope −a/b", by_slopes(div=lambda a, b: (a / b, 1 / b, -a / b))),
    wrong("dual-quotient-half", "ȧ/b", by_walks(div=lambda a, da, b, db: da / b)),
    wrong("dual-quotient-half", "−a ḃ/b²", by_walks(div=lambda a, da, b, db: -a * db / b**2)),
    wrong("dual-quotient-half", "slopes 1/b and 0", by_slopes(div=lambda a, b: (a / b, 1 / b, 0))),
    wrong("dual-quotient-of-rates", "ȧ/ḃ, 0 where ḃ is 0", by_walks(div=lambda a, da, b, db: da / db if db else 0.0)),
    wrong("dual-numerator-missing", "(ȧ b − ḃ)/b²", by_walks(div=lambda a, da, b, db: (da * b - db) / b**2)),
    wrong("dual-numerator-missing", "slope −1/b²", by_slopes(div=lambda a, b: (a / b, 1 / b, -1 / b**2))),
    wrong("dual-minus-as-plus", "ȧ + ḃ", by_walks(sub=lambda da, db: da + db)),
    wrong("dual-minus-as-plus", "slopes 1 and 1", by_slopes(sub=lambda a, b: (a - b, 1, 1))),
    wrong("dual-minus-half", "ȧ", by_walks(sub=lambda da, db: da)),
    wrong("dual-sum-half", "ȧ alone", by_walks(add=lambda da, db: da)),
    wrong("dual-sum-half", "ȧ ḃ", by_walks(add=lambda da, db: da * db)),
    wrong("dual-sub-turned", "ḃ − ȧ", by_walks(sub=lambda da, db: db - da)),
    wrong("dual-sub-turned", "b − a", by_slopes(sub=lambda a, b: (b - a, -1, 1))),
    wrong("dual-function-passes", "exp, slope 1", by_walks(exp=lambda a, da: da)),
    wrong("dual-function-passes", "log, slope 1", by_walks(log=lambda a, da: da)),
    wrong("dual-function-passes", "tanh, slope 1", by_slopes(tanh=lambda a: (np.tanh(a), 1))),
    wrong("dual-function-of-rate", "exp of the rate", by_walks(exp=lambda a, da: np.exp(da))),
    wrong("dual-function-of-rate", "tanh of the rate", by_walks(tanh=lambda a, da: np.tanh(da))),
    wrong("dual-rate-missing", "exp, without the rate", by_walks(exp=lambda a, da: np.exp(a))),
    wrong("dual-rate-missing", "log, without the rate", by_walks(log=lambda a, da: 1 / a)),
    wrong("dual-rate-missing", "tanh, without the rate", by_walks(tanh=lambda a, da: 1 - np.tanh(a) ** 2)),
    wrong("dual-exp-as-power", "a e^(a − 1)", by_walks(exp=lambda a, da: a * np.exp(a - 1) * da)),
    wrong("dual-log-times", "a ȧ", by_walks(log=lambda a, da: a * da)),
    wrong("dual-log-times", "slope a", by_slopes(log=lambda a: (np.log(a), a))),
    wrong("dual-slope-at-output", "1/ln a", by_walks(log=lambda a, da: da / np.log(a))),
    wrong("dual-slope-at-output", "e^(e^a)", by_slopes(exp=lambda a: (np.exp(a), np.exp(np.exp(a))))),
    wrong("dual-slope-at-output", "1 − tanh²(t)", by_walks(tanh=lambda a, da: (1 - np.tanh(np.tanh(a)) ** 2) * da)),
    wrong("dual-tanh-not-squared", "1 − t", by_walks(tanh=lambda a, da: (1 - np.tanh(a)) * da)),
    wrong("dual-tanh-like-sigmoid", "t (1 − t) ȧ", by_walks(tanh=lambda a, da: np.tanh(a) * (1 - np.tanh(a)) * da)),
    wrong("dual-tanh-like-sigmoid", "t (1 − t)", by_slopes(tanh=lambda a: (np.tanh(a), np.tanh(a) * (1 - np.tanh(a))))),
    wrong("dual-tanh-at-input", "1 − a²", by_walks(tanh=lambda a, da: (1 - a**2) * da)),
    wrong("dual-other-function", "log10", by_slopes(log=lambda a: (np.log10(a), 1 / a))),
    wrong("dual-other-function", "log2", by_slopes(log=lambda a: (np.log2(a), 1 / (a * np.log(2))))),
    wrong(
        "dual-other-function",
        "a sigmoid for tanh",
        by_slopes(tanh=lambda a: ((q := 1 / (1 + np.exp(-a))), q * (1 - q))),
    ),
    wrong("dual-log-padded", "1e-8 beside a", by_walks(log=lambda a, da: da / (a + 1e-8))),
    wrong("dual-constant-moves", "the rate 1", by_walks(constant=lambda: 1.0)),
    wrong("dual-all-at-once", "all rates 1", by_walks(start=lambda rates, x, k: [1.0] * len(x))),
    wrong(
        "dual-all-at-once",
        "one walk, one number",
        by_slopes(seeds=lambda x: np.ones((len(x), 1)), last=lambda pair: (pair[-1][0], pair[-1][1].max())),
    ),
    wrong("dual-never-cleared", "the rates of the walks before", by_walks(start=_kept_rates)),
    wrong("dual-one-input", "the first", by_walks(inputs=lambda n: range(1))),
    wrong("dual-one-input", "the last", by_walks(inputs=lambda n: [n - 1])),
    wrong("dual-one-input", "all but the last", by_walks(inputs=lambda n: range(max(n - 1, 1)))),
    wrong(
        "dual-seed-value", "its number", by_walks(start=lambda rates, x, k: [x[i] * (i == k) for i in range(len(x))])
    ),
    wrong("dual-seed-value", "x for 1", by_slopes(seeds=lambda x: np.diag(x))),
    wrong("dual-other-handle", "the one before the last", by_slopes(last=lambda pair: pair[-2])),
    wrong(
        "dual-other-handle",
        "the value of the one before the last",
        by_walks(out=lambda values, gradient: (values[-2], gradient)),
    ),
    wrong("dual-other-handle", "the value of the first", by_walks(out=lambda values, gradient: (values[0], gradient))),
    wrong(
        "dual-used-twice",
        "slopes in a dict by handle",
        by_slopes(pairs=lambda handles, slopes: dict(zip(handles, slopes, strict=True)).items()),
    ),
    wrong(
        "dual-used-twice",
        "each handle once, the first slope",
        by_slopes(pairs=lambda handles, slopes: dict(zip(handles[::-1], slopes[::-1], strict=True)).items()),
    ),
    wrong(
        "dual-first-operand",
        "the first operand alone",
        by_slopes(pairs=lambda handles, slopes: list(zip(handles, slopes, strict=True))[:1]),
    ),
    wrong("dual-slope-added", "slope + rate", by_slopes(times=lambda slope, rate: slope + rate)),
    wrong("coarse-difference", "nudged by 1e-4", _by_nudging),
    wrong("sign", "minus", by_walks(out=lambda values, gradient: (values[-1], -gradient))),
    wrong("all-zero", "no rate for any input", by_walks(start=lambda rates, x, k: [0.0] * len(x))),
    wrong("exchanged", "the gradient first", by_walks(out=lambda values, gradient: (gradient, values[-1]))),
    wrong("inputs-changed", "the program grows", _in_place),
)
