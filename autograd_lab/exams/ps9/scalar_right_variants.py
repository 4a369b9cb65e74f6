"""Right ways to write `bptt_scalar` of problem set 9."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

import numpy as np

from autograd_lab.exams.ps9.scalar_variants import arrays, sweep
from autograd_lab.exams.question import Variant


def _path_by_path(x, h, h0, w, u, b, gh):
    """Each own gradient travels back by itself."""
    dw = du = db = dh0 = 0.0
    for t in range(len(x)):
        g = gh[t]
        for k in range(t, -1, -1):
            d = g * (1 - h[k] * h[k])
            dw += d * x[k]
            du += d * (h0 if k == 0 else h[k - 1])
            db += d
            g = d * u
        dh0 += g
    return dw, du, db, dh0


def _forward_mode(x, h, h0, w, u, b, gh):
    """The slopes of each state with respect to all four, from the first step to the last."""
    slopes, total, before = np.array([0.0, 0.0, 0.0, 1.0]), np.zeros(4), h0
    for t in range(len(x)):
        slopes = (1 - h[t] ** 2) * (u * slopes + np.array([x[t], before, 1.0, 0.0]))
        total = total + gh[t] * slopes
        before = h[t]
    return tuple(total)


def _matrix(x, h, h0, w, u, b, gh):
    """δ solves a triangular system."""
    slope = 1 - h**2
    system = np.diag(1 / slope) - np.diag(np.full(len(x) - 1, u), 1)
    d = np.linalg.solve(system, gh)
    return d @ x, d @ np.r_[h0, h[:-1]], d.sum(), u * d[0]


def _recursive(x, h, h0, w, u, b, gh):
    def back(t, arriving):
        if t < 0:
            return np.array([0.0, 0.0, 0.0, arriving])
        dz = (gh[t] + arriving) * (1 - h[t]) * (1 + h[t])
        return np.array([dz * x[t], dz * (h[t - 1] if t else h0), dz, 0.0]) + back(t - 1, u * dz)

    return tuple(back(len(x) - 1, 0.0))


def _gradients_by_new_activations(x, h, h0, w, u, b, gh):
    """The states anew, and tanh' of the pre-activation."""
    prev = [h0, *h[:-1]]
    z = [w * x[t] + u * prev[t] + b for t in range(len(x))]
    grads, dh = np.zeros(3), 0.0
    for t in reversed(range(len(x))):
        dh = dh + gh[t]
        dz = dh / np.cosh(z[t]) ** 2
        grads += dz * np.array([x[t], prev[t], 1.0])
        dh = dz * u
    return float(grads[0]), float(grads[1]), float(grads[2]), float(dh)


def _zipped(x, h, h0, w, u, b, gh):
    dw = du = db = dh = 0
    for x_t, h_t, before, g in list(zip(x, h, np.insert(h[:-1], 0, h0), gh, strict=True))[::-1]:
        dz = (dh + g) * (1 - h_t**2)
        dw, du, db, dh = dw + x_t * dz, du + before * dz, db + dz, dz * u
    return dw, du, db, dh


SCALAR_RIGHT = (
    Variant("a loop from the last step", sweep()),
    Variant("all δ first", arrays()),
    Variant("path by path", _path_by_path),
    Variant("forward mode", _forward_mode),
    Variant("a triangular system", _matrix),
    Variant("a recursion", _recursive),
    Variant("tanh' by cosh, of z", _gradients_by_new_activations),
    Variant("zipped and turned round", _zipped),
    Variant("einsum", arrays(dw=lambda d, x: np.einsum("t,t", d, x), du=lambda d, prev: np.dot(prev, d))),
    Variant("a list of four", lambda *args: list(sweep()(*args))),
    Variant("arrays of one number", lambda *args: tuple(np.asarray(v) for v in arrays()(*args))),
)
