"""Right ways of writing the answers of the set on memory, written from their contracts alone: neuron and states."""

import functools
import itertools
import math

import numpy as np

from tests.exams.right_ways_memory_layer import LAYER
from tests.exams.right_ways_memory_lstm import LSTM
from tests.exams.right_ways_memory_truncated import TRUNCATED

# --- bptt_scalar ---


def scalar_recursion(x, h, h0, w, u, b, gh):
    def back(t, arriving):
        if t < 0:
            return 0.0, 0.0, 0.0, arriving
        delta = (gh[t] + arriving) * (1 - h[t]) * (1 + h[t])
        dw, du, db, dh0 = back(t - 1, u * delta)
        return dw + delta * x[t], du + delta * (h[t - 1] if t else h0), db + delta, dh0

    return back(len(x) - 1, 0.0)


def scalar_each_loss_alone(x, h, h0, w, u, b, gh):
    states = [h0, *h]
    terms = []
    for end in range(1, len(states)):
        d = gh[end - 1]
        for t in range(end, 0, -1):
            d *= 1 - states[t] ** 2
            terms.append((d * x[t - 1], d * states[t - 1], d))
            d *= u
        terms.append((0.0, 0.0, 0.0, d))
    whole = [math.fsum(term[i] for term in terms if i < len(term)) for i in range(4)]
    return tuple(whole)


def scalar_linear_system(x, h, h0, w, u, b, gh):
    T = len(x)
    slope = 1 - np.square(h)
    system = np.eye(T) - np.diag(slope[:-1] * u, 1)
    delta = np.linalg.solve(system, slope * gh)
    return delta @ x, delta @ np.append(h0, h[:-1]), delta.sum(), u * delta[0]


def scalar_sensitivities_forwards(x, h, h0, w, u, b, gh):
    moved = np.array([0.0, 0.0, 0.0, 1.0])  # ∂h/∂(w, u, b, h0)
    total = np.zeros(4)
    before = h0
    for x_t, h_t, g_t in zip(x, h, gh, strict=True):
        moved = (1 - h_t**2) * (np.array([x_t, before, 1.0, 0.0]) + u * moved)
        total += g_t * moved
        before = h_t
    dw, du, db, dh0 = total
    return dw, du, db, dh0


def scalar_complex_step(x, h, h0, w, u, b, gh):
    step = 1e-30

    def slope(dw=0, du=0, db=0, dh0=0):
        state, loss = h0 + 1j * step * dh0, 0
        for x_t, g_t in zip(x, gh, strict=True):
            state = np.tanh((w + 1j * step * dw) * x_t + (u + 1j * step * du) * state + b + 1j * step * db)
            loss = loss + g_t * state
        return loss.imag / step

    return slope(dw=1), slope(du=1), slope(db=1), slope(dh0=1)


def scalar_matrix_of_paths(x, h, h0, w, u, b, gh):
    T = len(x)
    slope = 1 - h * h
    reach = np.zeros((T, T))  # ∂h_t/∂z_s
    for t in range(T):
        for s in range(t + 1):
            reach[t, s] = np.prod(slope[s : t + 1]) * u ** (t - s)
    delta = gh @ reach
    return delta.dot(x), delta[0] * h0 + delta[1:].dot(h[:-1]), sum(delta), delta[0] * u


def scalar_accumulate(x, h, h0, w, u, b, gh):
    last_first = zip(gh[::-1], h[::-1], strict=True)
    deltas = list(
        itertools.accumulate(last_first, lambda later, pair: (pair[0] + u * later) * (1 - pair[1] ** 2), initial=0.0)
    )[1:][::-1]
    return (
        sum(d * v for d, v in zip(deltas, x, strict=True)),
        sum(d * v for d, v in zip(deltas, [h0, *h[:-1]], strict=True)),
        sum(deltas),
        u * deltas[0],
    )


def scalar_tape(x, h, h0, w, u, b, gh):
    grad = {"w": 0.0, "u": 0.0, "b": 0.0, 0: 0.0}
    tape = []
    for t in range(len(x)):
        before = h0 if t == 0 else h[t - 1]

        def back(t=t, before=before):
            dz = grad[t + 1] * (1 - h[t] * h[t])
            grad["w"] += dz * x[t]
            grad["u"] += dz * before
            grad["b"] += dz
            grad[t] += dz * u

        tape.append(back)
        grad[t + 1] = gh[t]
    while tape:
        tape.pop()()
    return grad["w"], grad["u"], grad["b"], grad[0]


def scalar_as_a_layer(x, h, h0, w, u, b, gh):
    def column(values):
        return np.reshape(values, (-1, 1, 1))

    parts = LAYER["bptt"]["joined matrix"](
        column(x), column(h), np.array([[h0]]), np.array([[w]]), np.array([[u]]), np.array([b]), column(gh)
    )
    return tuple(part.item() for part in parts)


# --- rnn_forward ---


def forward_entries(xs, h0, Wx, Wh, b):
    T, N, D = xs.shape
    H = len(b)
    hs = np.empty((T, N, H))
    for t in range(T):
        for n in range(N):
            old = h0[n] if t == 0 else hs[t - 1, n]
            for j in range(H):
                terms = [xs[t, n, d] * Wx[d, j] for d in range(D)] + [old[i] * Wh[i, j] for i in range(H)]
                hs[t, n, j] = math.tanh(math.fsum(terms) + b[j])
    return hs


def forward_recursion(xs, h0, Wx, Wh, b):
    if len(xs) == 0:
        return np.empty((0, *h0.shape))
    first = np.tanh(b + xs[0] @ Wx + h0 @ Wh)
    return np.concatenate((first[None], forward_recursion(xs[1:], first, Wx, Wh, b)))


def forward_inputs_first(xs, h0, Wx, Wh, b):
    hs = xs @ Wx + b
    hs[0] += h0 @ Wh
    np.tanh(hs[0], out=hs[0])
    for t in range(1, len(hs)):
        hs[t] += hs[t - 1] @ Wh
        np.tanh(hs[t], out=hs[t])
    return hs


def forward_accumulate(xs, h0, Wx, Wh, b):
    states = itertools.accumulate(xs, lambda h, x: np.tanh(x.dot(Wx) + h.dot(Wh) + b), initial=h0)
    return np.stack(list(states)[1:])


def forward_reduce(xs, h0, Wx, Wh, b):
    def longer(states, x):
        last = states[-1] if states else h0
        return [*states, np.tanh(np.matmul(last, Wh) + np.matmul(x, Wx) + b)]

    return np.array(functools.reduce(longer, xs, []))


def forward_one_matrix(xs, h0, Wx, Wh, b):
    everything = np.vstack((b, Wh, Wx))
    ones = np.ones((len(h0), 1))
    h, out = h0, np.zeros((len(xs), *h0.shape))
    for t, x in enumerate(xs):
        out[t] = h = np.tanh(np.hstack((ones, h, x)) @ everything)
    return out


def forward_by_example(xs, h0, Wx, Wh, b):
    sequences = []
    for n in range(h0.shape[0]):
        h, sequence = h0[n], []
        for x in xs[:, n]:
            h = np.tanh(Wx.T @ x + Wh.T @ h + b)
            sequence.append(h)
        sequences.append(sequence)
    return np.array(sequences).transpose(1, 0, 2)


def forward_exponentials(xs, h0, Wx, Wh, b):
    def tanh(z):
        return np.sign(z) * (1 - np.exp(-2 * np.abs(z))) / (1 + np.exp(-2 * np.abs(z)))

    def states():
        h = h0
        for x in xs:
            h = tanh(np.einsum("nd,dh->nh", x, Wx) + np.einsum("ni,ih->nh", h, Wh) + b)
            yield h

    return np.array(list(states()))


def forward_columns(xs, h0, Wx, Wh, b):
    H = h0.T
    found = []
    for X in xs.swapaxes(1, 2):
        H = np.tanh(Wx.T @ X + Wh.T @ H + b[:, np.newaxis])
        found.append(H.T)
    return np.stack(found, axis=0)


class Cell:
    """A layer that remembers its state."""

    def __init__(self, h0, Wx, Wh, b):
        self.h, self.Wx, self.Wh, self.b = h0, Wx, Wh, b

    def __call__(self, x):
        self.h = np.tanh(x @ self.Wx + self.h @ self.Wh + self.b)
        return self.h


def forward_object(xs, h0, Wx, Wh, b):
    cell = Cell(h0, Wx, Wh, b)
    return np.stack([cell(x) for x in xs])


MEMORY = {
    "bptt_scalar": {
        "steps by recursion": scalar_recursion,
        "each loss alone": scalar_each_loss_alone,
        "linear system": scalar_linear_system,
        "sensitivities forwards": scalar_sensitivities_forwards,
        "complex step": scalar_complex_step,
        "matrix of paths": scalar_matrix_of_paths,
        "accumulate": scalar_accumulate,
        "tape": scalar_tape,
        "as a layer": scalar_as_a_layer,
    },
    "rnn_forward": {
        "entries": forward_entries,
        "steps by recursion": forward_recursion,
        "inputs first": forward_inputs_first,
        "accumulate": forward_accumulate,
        "reduce": forward_reduce,
        "one matrix": forward_one_matrix,
        "by example": forward_by_example,
        "exponentials": forward_exponentials,
        "columns": forward_columns,
        "a cell": forward_object,
    },
    **LAYER,
    **TRUNCATED,
    **LSTM,
}
