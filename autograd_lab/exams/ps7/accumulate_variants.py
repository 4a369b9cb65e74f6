"""Wrong and right ways to write `accumulate_weighted` of problem set 7."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import wrong
from autograd_lab.exams.question import Variant

# B are the batches, f the gradient function


def _all(B: Any, f: Any) -> Any:
    """The gradients as one array, and what the weights of each batch add up to."""
    return np.array([f(X, Y, w) for X, Y, w in B]), np.array([w.sum() for _, _, w in B])


def _sum_by_shares(B: Any, f: Any, shares: Any) -> Any:
    return np.tensordot(np.asarray(shares, dtype=float), _all(B, f)[0], axes=1)


def _sizes(B: Any) -> Any:
    return np.array([len(X) for X, _, _ in B])


def _alive(B: Any) -> Any:
    return np.array([np.count_nonzero(w) for _, _, w in B])


def _loop(B: Any, f: Any) -> Any:
    total, weight = 0.0, 0.0
    for X, Y, w in B:
        total = total + np.sum(w) * f(X, Y, w)
        weight += np.sum(w)
    return total / weight


def _last(B: Any, f: Any) -> Any:
    for X, Y, w in B:
        g = f(X, Y, w)
    return g


def _first(B: Any, f: Any) -> Any:
    for X, Y, w in B:
        return 0.0 + f(X, Y, w)
    return None


def _halved(B: Any, f: Any) -> Any:
    g = f(*B[0])
    for X, Y, w in B[1:]:
        g = (g + f(X, Y, w)) / 2
    return g


def _dropped_last(B: Any, f: Any) -> Any:
    return _loop(B[:-1] or B, f)


def _weight_of_last(B: Any, f: Any) -> Any:
    total = 0.0
    for X, Y, w in B:
        weight = w.sum()
        total = total + weight * f(X, Y, w)
    return total / weight


def _running(B: Any, f: Any) -> Any:
    mean, weight = 0.0, 0.0
    for X, Y, w in B:
        weight += w.sum()
        mean = mean + (f(X, Y, w) - mean) * w.sum() / weight
    return mean


def _in_place(B: Any, f: Any) -> Any:
    whole = np.concatenate([w for _, _, w in B]).sum()
    total = np.zeros_like(f(*B[0]))
    for X, Y, w in B:
        total += f(X, Y, w) * (w.sum() / whole)
    return total


def _recursive(B: Any, f: Any) -> Any:
    def below(B: Any) -> Any:
        if not B:
            return 0.0, 0.0
        total, weight = below(B[1:])
        X, Y, w = B[0]
        return total + sum(w) * f(X, Y, w), weight + sum(w)

    total, weight = below(B)
    return total / weight


ACCUMULATE_WRONG = (
    wrong("rows-for-weights", "Σ n g / N", lambda B, f: _sum_by_shares(B, f, _sizes(B) / _sizes(B).sum())),
    wrong("rows-for-weights", "Σ n g / Σ w", lambda B, f: _sum_by_shares(B, f, _sizes(B) / _all(B, f)[1].sum())),
    wrong("rows-for-weights", "Σ W g / N", lambda B, f: _sum_by_shares(B, f, _all(B, f)[1] / _sizes(B).sum())),
    wrong("living-for-weights", "rows that weigh", lambda B, f: _sum_by_shares(B, f, _alive(B) / _alive(B).sum())),
    wrong(
        "weights-averaged",
        "mean weights",
        lambda B, f: _sum_by_shares(B, f, (m := _all(B, f)[1] / _sizes(B)) / m.sum()),
    ),
    wrong("weights-squared", "Σ w²", lambda B, f: _sum_by_shares(B, f, (q := [w @ w for *_, w in B]) / np.sum(q))),
    wrong("largest-weight", "max w", lambda B, f: _sum_by_shares(B, f, (q := [w.max() for *_, w in B]) / np.sum(q))),
    wrong("unweighted", "mean of the gradients", lambda B, f: np.mean([f(X, Y, w) for X, Y, w in B], axis=0)),
    wrong("unweighted", "sum / len(batches)", lambda B, f: sum(f(*batch) for batch in B) / len(B)),
    wrong("batches-summed", "sum", lambda B, f: sum(f(X, Y, w) for X, Y, w in B)),
    wrong("batches-summed", "sum / Σ w", lambda B, f: sum(f(*batch) for batch in B) / sum(w.sum() for *_, w in B)),
    wrong("mean-missing", "Σ W g", lambda B, f: sum(w.sum() * f(X, Y, w) for X, Y, w in B)),
    wrong("divided-by-batches", "Σ W g / batches", lambda B, f: sum(w.sum() * f(X, Y, w) for X, Y, w in B) / len(B)),
    wrong("divided-by-batches", "right, / batches", lambda B, f: _loop(B, f) / len(B)),
    wrong("one-batch-size", "/ the last weight", _weight_of_last),
    wrong("one-batch-size", "/ the first", lambda B, f: sum(w.sum() * f(X, Y, w) for X, Y, w in B) / B[0][2].sum()),
    wrong("last-batch-only", "= for +=", _last),
    wrong("first-batch-only", "return in the loop", _first),
    wrong("running-half", "(g + next)/2", _halved),
    wrong("short-batch-dropped", "without the last", _dropped_last),
    wrong("weights-inverted", "Σ g / W", lambda B, f: sum(f(X, Y, w) / w.sum() for X, Y, w in B)),
    wrong("sign", "−", lambda B, f: -_loop(B, f)),
    wrong("integers", "int zeros", lambda B, f: np.trunc(_loop(B, f)).astype(int)),
    wrong("not-summed", "one gradient for each batch", lambda B, f: _all(B, f)[0]),
)
ACCUMULATE_RIGHT = (
    Variant("loop", _loop),
    Variant("sum of products", lambda B, f: sum(sum(w) * f(X, Y, w) for X, Y, w in B) / sum(sum(w) for _, _, w in B)),
    Variant("np.average", lambda B, f: np.average(_all(B, f)[0], axis=0, weights=_all(B, f)[1])),
    Variant("running mean", _running),
    Variant("shares, in place", _in_place),
    Variant("tensordot", lambda B, f: np.tensordot(_all(B, f)[1], _all(B, f)[0], axes=1) / _all(B, f)[1].sum()),
    Variant("recursion", _recursive),
    Variant("batches unpacked", lambda B, f: sum(b[2].sum() * f(*b) for b in B) / np.sum([b[2].sum() for b in B])),
    Variant("backwards", lambda B, f: _loop(B[::-1], f)),
    Variant("einsum", lambda B, f: np.einsum("b,b...->...", _all(B, f)[1] / sum(_all(B, f)[1]), _all(B, f)[0])),
)
