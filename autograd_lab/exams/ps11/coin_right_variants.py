"""Right ways to write `straight_through` and `score_function_neuron` of problem set 11."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

import math

import numpy as np

from autograd_lab.exams.ps11.score_variants import scored, scored_by_samples
from autograd_lab.exams.ps11.through_variants import through, through_by_samples
from autograd_lab.exams.question import Variant


def _sigma(z):
    return 1 / (1 + np.exp(-z))


# --- straight_through ---


def _through_by_mean(x, w, b, y, s):
    """The cost's slope is a straight line, so that the mean of the samples will do."""
    p = _sigma(np.dot(w, x) + b)
    db = 2 * (s.mean() - y) * p * (1 - p)
    return db * x, db


def _through_by_exponentials(x, w, b, y, s):
    q = np.exp(-(np.sum(w * x) + b))
    slope = q / (1 + q) ** 2
    c = sum(2 * (one - y) for one in s) * slope / len(s)
    return np.array([c * xi for xi in x]), c


def _through_by_count(x, w, b, y, s):
    p = _sigma(x @ w + b)
    ones = np.count_nonzero(s)
    mean = (ones * 2 * (1 - y) + (len(s) - ones) * 2 * (0 - y)) / len(s)
    return x * mean * p * (1 - p), mean * p * (1 - p)


def _through_matrix(x, w, b, y, s):
    p = _sigma(x @ w + b)
    dz = 2 * (s - y) * p * (1 - p)
    X = np.tile(x, (len(s), 1))
    return X.T @ dz / len(s), dz.mean()


def _through_outer(x, w, b, y, s):
    p = 1 / (1 + math.exp(-(float(x @ w) + b)))
    dz = [2 * (float(one) - y) * p * (1 - p) for one in s]
    return np.outer(dz, x).mean(axis=0), np.mean(dz)


def _through_difference(x, w, b, y, s):
    p = _sigma(w @ x + b)
    slope = p - p * p
    return slope * x * np.mean(s - y) * 2, slope * np.mean(s - y) * 2


def _through_tanh(x, w, b, y, s):
    """σ by tanh, its slope by cosh."""
    z = x @ w + b
    slope = 0.25 / np.cosh(z / 2) ** 2
    g = np.average(2 * s - 2 * y)
    return g * slope * x, g * slope


def _through_list(x, w, b, y, s):
    dw, db = through()(x, w, b, y, s)
    return [dw, db]


def _through_complex(x, w, b, y, s):
    """σ' by a complex step."""
    z = complex(x @ w + b, 1e-30)
    slope = (1 / (1 + np.exp(-z))).imag / 1e-30
    c = np.mean(2 * (s - y)) * slope
    return c * x, c


def _through_halves(x, w, b, y, s):
    p = _sigma(x @ w + b)
    up, down = (1 - y) * s.mean(), -y * (1 - s).mean()
    c = 2 * (up + down) * p * (1 - p)
    return c * x, c


THROUGH_RIGHT = (
    Variant("vectorised", through()),
    Variant("sample by sample", through_by_samples()),
    Variant("by the mean of the samples", _through_by_mean),
    Variant("the slope by exponentials", _through_by_exponentials),
    Variant("by a count of ones", _through_by_count),
    Variant("a matrix of inputs", _through_matrix),
    Variant("an outer product", _through_outer),
    Variant("p − p²", _through_difference),
    Variant("the slope by cosh", _through_tanh),
    Variant("a list of two", _through_list),
    Variant("the slope by a complex step", _through_complex),
    Variant("ones and zeros apart", _through_halves),
)

# --- score_function_neuron ---


def _score_in_two(x, w, b, y, s, baseline):
    p = _sigma(x @ w + b)
    db = np.mean((s - y) ** 2 * (s - p)) - baseline * np.mean(s - p)
    return db * x, db


def _score_by_logs(x, w, b, y, s, baseline):
    """The slope of s ln p + (1 − s) ln(1 − p), times p(1 − p)."""
    p = _sigma(x @ w + b)
    slope = (s / p - (1 - s) / (1 - p)) * p * (1 - p)
    c = np.mean(((s - y) ** 2 - baseline) * slope)
    return c * x, c


def _score_by_where(x, w, b, y, s, baseline):
    p = _sigma(np.dot(x, w) + b)
    c = np.where(s == 1, ((1 - y) ** 2 - baseline) * (1 - p), (y**2 - baseline) * -p).mean()
    return c * x, c


def _score_by_counts(x, w, b, y, s, baseline):
    p = _sigma(x @ w + b)
    share = s.sum() / len(s)
    c = share * ((1 - y) ** 2 - baseline) * (1 - p) - (1 - share) * (y**2 - baseline) * p
    return c * x, c


def _score_dot(x, w, b, y, s, baseline):
    p = _sigma(x @ w + b)
    c = ((s - y) ** 2 - baseline) @ (s - p) / len(s)
    return c * x, c


def _score_outer(x, w, b, y, s, baseline):
    p = 1 / (1 + math.exp(-(float(w @ x) + b)))
    dz = np.array([((one - y) ** 2 - baseline) * (one - p) for one in s])
    return np.mean(dz[:, None] * x[None, :], axis=0), float(dz.mean())


def _score_matrix(x, w, b, y, s, baseline):
    inputs = np.append(x, 1.0)
    p = _sigma(inputs @ np.append(w, b))
    found = np.einsum("s,d->d", ((s - y) ** 2 - baseline) * (s - p), inputs) / len(s)
    return found[:-1], found[-1]


def _score_sorted(x, w, b, y, s, baseline):
    q = 1 / (1 + np.exp(x @ w + b))  # the chance of a 0
    c = 0.0
    for one in sorted(s):
        c += ((one - y) ** 2 - baseline) * (q if one else q - 1)
    return c / len(s) * x, c / len(s)


def _score_expanded(x, w, b, y, s, baseline):
    """s² is s."""
    p = _sigma(x @ w + b)
    each = s * (1 - 2 * y + y**2 - baseline) * (1 - p) - (1 - s) * (y**2 - baseline) * p
    return each.mean() * x, each.mean()


def _score_list(x, w, b, y, s, baseline):
    return list(scored()(x, w, b, y, s, baseline))


def _score_up(x, w, b, y, s, baseline):
    p = _sigma(x @ w + b)
    c = -np.average((baseline - (s - y) ** 2) * (s - p))
    return x * c, c


SCORE_RIGHT = (
    Variant("vectorised", scored()),
    Variant("sample by sample", scored_by_samples()),
    Variant("the baseline's part taken off", _score_in_two),
    Variant("by the two logarithms", _score_by_logs),
    Variant("ones and zeros by np.where", _score_by_where),
    Variant("by shares", _score_by_counts),
    Variant("a dot product", _score_dot),
    Variant("an outer product", _score_outer),
    Variant("the bias as an input of 1", _score_matrix),
    Variant("by the chance of a 0", _score_sorted),
    Variant("multiplied out", _score_expanded),
    Variant("a list of two", _score_list),
    Variant("minus the gain", _score_up),
)
