"""Wrong and right ways to write `accumulate` of problem set 7."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import wrong
from autograd_lab.exams.question import Variant

# B are the batches, f the gradient function


def _all(B: Any, f: Any) -> Any:
    """The gradients as one array, and the sizes."""
    return np.array([f(X, Y) for X, Y in B]), np.array([len(X) for X, _ in B])


def _last(B: Any, f: Any) -> Any:
    for X, Y in B:
        g = f(X, Y)
    return g


def _first(B: Any, f: Any) -> Any:
    for X, Y in B:
        return 0.0 + f(X, Y)
    return None


def _halved(B: Any, f: Any) -> Any:
    g = f(*B[0])
    for X, Y in B[1:]:
        g = (g + f(X, Y)) / 2
    return g


def _dropped_last(B: Any, f: Any) -> Any:
    g, n = _all(B[:-1] or B, f)
    return np.tensordot(n, g, 1) / n.sum()


def _only_full(B: Any, f: Any) -> Any:
    size = max(len(X) for X, _ in B)
    return _mean([f(X, Y) for X, Y in B if len(X) == size])


def _mean(gradients: Any) -> Any:
    return sum(gradients) / len(gradients)


def _size_of_last(B: Any, f: Any) -> Any:
    total = 0.0
    for X, Y in B:
        n = len(X)
        total = total + n * f(X, Y)
    return total / n


def _counter_reset(B: Any, f: Any) -> Any:
    total = sum(f(X, Y) for X, Y in B)
    return total / len(np.concatenate([X for X, _ in B]))


def _loop(B: Any, f: Any) -> Any:
    total, rows = 0.0, 0
    for X, Y in B:
        total = total + len(X) * f(X, Y)
        rows += len(X)
    return total / rows


def _running(B: Any, f: Any) -> Any:
    mean, rows = 0.0, 0
    for X, Y in B:
        rows += len(X)
        mean = mean + (f(X, Y) - mean) * len(X) / rows
    return mean


def _in_place(B: Any, f: Any) -> Any:
    N = sum(len(Y) for _, Y in B)
    total = np.zeros_like(f(*B[0]))
    for X, Y in B:
        total += f(X, Y) * (X.shape[0] / N)
    return total


def _recursive(B: Any, f: Any) -> Any:
    def below(B: Any) -> Any:
        if not B:
            return 0.0, 0
        total, rows = below(B[1:])
        X, Y = B[0]
        return total + len(Y) * f(X, Y), rows + len(Y)

    total, rows = below(B)
    return total / rows


def _repeated(B: Any, f: Any) -> Any:
    return np.mean([g for X, Y in B for g in [f(X, Y)] * len(X)], axis=0)


ACCUMULATE_WRONG = (
    wrong("unweighted", "mean of the gradients", lambda B, f: np.mean([f(X, Y) for X, Y in B], axis=0)),
    wrong("unweighted", "sum / len(batches)", lambda B, f: sum(f(X, Y) for X, Y in B) / len(B)),
    wrong("batches-summed", "sum", lambda B, f: sum(f(X, Y) for X, Y in B)),
    wrong("batches-summed", "sum / N", _counter_reset),
    wrong("mean-missing", "Σ n g", lambda B, f: sum(len(X) * f(X, Y) for X, Y in B)),
    wrong("divided-by-batches", "Σ n g / batches", lambda B, f: sum(len(X) * f(X, Y) for X, Y in B) / len(B)),
    wrong("divided-by-batches", "right, / batches", lambda B, f: _loop(B, f) / len(B)),
    wrong("one-batch-size", "/ the last size", _size_of_last),
    wrong("one-batch-size", "/ the first size", lambda B, f: sum(len(X) * f(X, Y) for X, Y in B) / len(B[0][0])),
    wrong("averaged-twice", "/ N again", lambda B, f: _loop(B, f) / sum(len(X) for X, _ in B)),
    wrong("last-batch-only", "= for +=", _last),
    wrong("first-batch-only", "return in the loop", _first),
    wrong("running-half", "(g + next)/2", _halved),
    wrong("short-batch-dropped", "without the last", _dropped_last),
    wrong("short-batch-dropped", "full batches only", _only_full),
    wrong("weights-inverted", "Σ g / n", lambda B, f: sum(f(X, Y) / len(X) for X, Y in B)),
    wrong("weights-inverted", "mean of g / n", lambda B, f: _mean([f(X, Y) / len(X) for X, Y in B])),
    wrong("sign", "−", lambda B, f: -_loop(B, f)),
    wrong("integers", "int zeros", lambda B, f: np.trunc(_loop(B, f)).astype(int)),
    wrong("not-summed", "one gradient for each batch", lambda B, f: _all(B, f)[0]),
)
ACCUMULATE_RIGHT = (
    Variant("loop", _loop),
    Variant("sum of products", lambda B, f: sum(len(X) * f(X, Y) for X, Y in B) / sum(len(X) for X, _ in B)),
    Variant("np.average", lambda B, f: np.average(_all(B, f)[0], axis=0, weights=_all(B, f)[1])),
    Variant("running mean", _running),
    Variant("shares, in place", _in_place),
    Variant("tensordot", lambda B, f: np.tensordot(_all(B, f)[1], _all(B, f)[0], axes=1) / _all(B, f)[1].sum()),
    Variant("recursion", _recursive),
    Variant("each gradient n times", _repeated),
    Variant("backwards", lambda B, f: _loop(B[::-1], f)),
    Variant("einsum", lambda B, f: np.einsum("b,b...->...", _all(B, f)[1] / sum(_all(B, f)[1]), _all(B, f)[0])),
)
