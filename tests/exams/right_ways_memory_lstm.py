"""Right ways of writing the way back through a cell of an LSTM, written from its contract alone."""

import math

import numpy as np


def sigma(z):
    return 1 / (1 + np.exp(-z))


def lstm_gate_by_gate(x, h_prev, c_prev, W, U, b, dh, dc):
    gates = zip(np.split(W, 4, axis=1), np.split(U, 4, axis=1), np.split(b, 4), strict=True)
    zi, zf, zg, zo = (x @ w + h_prev @ u + own for w, u, own in gates)
    i, f, g, o = sigma(zi), sigma(zf), np.tanh(zg), sigma(zo)
    t = np.tanh(f * c_prev + i * g)
    at_c = dc + dh * o * (1 - t**2)
    deltas = [at_c * g * i * (1 - i), at_c * c_prev * f * (1 - f), at_c * i * (1 - g**2), dh * t * o * (1 - o)]
    dx = sum(d @ w.T for d, w in zip(deltas, np.split(W, 4, axis=1), strict=True))
    dh_prev = sum(d @ u.T for d, u in zip(deltas, np.split(U, 4, axis=1), strict=True))
    dW = np.hstack([x.T @ d for d in deltas])
    dU = np.hstack([h_prev.T @ d for d in deltas])
    return dx, dh_prev, at_c * f, dW, dU, np.concatenate([d.sum(axis=0) for d in deltas])


def lstm_entries(x, h_prev, c_prev, W, U, b, dh, dc):
    N, D = x.shape
    H = h_prev.shape[1]
    dx, dh_prev, dc_prev = np.zeros((N, D)), np.zeros((N, H)), np.zeros((N, H))
    dW, dU, db = np.zeros((D, 4 * H)), np.zeros((H, 4 * H)), np.zeros(4 * H)
    for n in range(N):
        z = []
        for m in range(4 * H):
            from_x = sum(x[n, d] * W[d, m] for d in range(D))
            z.append(from_x + sum(h_prev[n, j] * U[j, m] for j in range(H)) + b[m])
        for j in range(H):
            i, f, o = (1 / (1 + math.exp(-z[j + gate * H])) for gate in (0, 1, 3))
            g = math.tanh(z[j + 2 * H])
            t = math.tanh(f * c_prev[n, j] + i * g)
            at_c = dc[n, j] + dh[n, j] * o * (1 - t * t)
            dc_prev[n, j] = at_c * f
            deltas = (
                at_c * g * i * (1 - i),
                at_c * c_prev[n, j] * f * (1 - f),
                at_c * i * (1 - g * g),
                dh[n, j] * t * o * (1 - o),
            )
            for gate, delta in enumerate(deltas):
                m = gate * H + j
                db[m] += delta
                for d in range(D):
                    dW[d, m] += x[n, d] * delta
                    dx[n, d] += W[d, m] * delta
                for i_old in range(H):
                    dU[i_old, m] += h_prev[n, i_old] * delta
                    dh_prev[n, i_old] += U[i_old, m] * delta
    return dx, dh_prev, dc_prev, dW, dU, db


def lstm_joined_matrix(x, h_prev, c_prev, W, U, b, dh, dc):
    N, D = x.shape
    joined = np.concatenate([x, h_prev, np.ones((N, 1))], axis=1)
    everything = np.concatenate([W, U, b[None]], axis=0)
    zi, zf, zg, zo = np.hsplit(joined @ everything, 4)
    i, f, g, o = sigma(zi), sigma(zf), np.tanh(zg), sigma(zo)
    c = f * c_prev + i * g
    dc_all = dc + dh * o / np.cosh(c) ** 2
    dz = np.hstack([dc_all * g * i * (1 - i), dc_all * c_prev * f * (1 - f), dc_all * i * (1 - g**2), 0 * o])
    dz[:, -o.shape[1] :] = dh * np.tanh(c) * o * (1 - o)
    d_joined, d_everything = dz @ everything.T, joined.T @ dz
    return d_joined[:, :D], d_joined[:, D:-1], dc_all * f, d_everything[:D], d_everything[D:-1], d_everything[-1]


def lstm_fourth_axis_einsum(x, h_prev, c_prev, W, U, b, dh, dc):
    D, H = x.shape[1], h_prev.shape[1]
    W4, U4 = W.reshape(D, 4, H), U.reshape(H, 4, H)
    z = np.einsum("nd,dqh->qnh", x, W4) + np.einsum("ni,iqh->qnh", h_prev, U4) + b.reshape(4, 1, H)
    a = sigma(z)
    a[2] = np.tanh(z[2])
    slope = a * (1 - a)
    slope[2] = 1 - a[2] ** 2
    t = np.tanh(a[1] * c_prev + a[0] * a[2])
    cell = dc + dh * a[3] * (1 - t * t)
    dz = np.stack([cell * a[2], cell * c_prev, cell * a[0], dh * t]) * slope
    return (
        np.einsum("qnh,dqh->nd", dz, W4),
        np.einsum("qnh,iqh->ni", dz, U4),
        cell * a[1],
        np.einsum("nd,qnh->dqh", x, dz).reshape(W.shape),
        np.einsum("ni,qnh->iqh", h_prev, dz).reshape(U.shape),
        np.einsum("qnh->qh", dz).reshape(b.shape),
    )


def lstm_explicit_jacobians(x, h_prev, c_prev, W, U, b, dh, dc):
    dz = []
    dc_prev = []
    for n in range(len(x)):
        zi, zf, zg, zo = (W.T @ x[n] + U.T @ h_prev[n] + b).reshape(4, -1)
        i, f, g, o = sigma(zi), sigma(zf), np.tanh(zg), sigma(zo)
        t = np.tanh(f * c_prev[n] + i * g)
        c_of_z = np.hstack(
            [np.diag(g * i * (1 - i)), np.diag(c_prev[n] * f * (1 - f)), np.diag(i * (1 - g * g)), np.diag(0 * o)]
        )
        h_of_c = np.diag(o * (1 - t * t))
        h_of_z = h_of_c @ c_of_z
        h_of_z[:, -len(o) :] += np.diag(t * o * (1 - o))
        dz.append(dh[n] @ h_of_z + dc[n] @ c_of_z)
        dc_prev.append((dh[n] @ h_of_c + dc[n]) @ np.diag(f))
    dz = np.array(dz)
    return dz @ W.T, dz @ U.T, np.array(dc_prev), x.T @ dz, h_prev.T @ dz, dz.sum(0)


def lstm_complex_step(x, h_prev, c_prev, W, U, b, dh, dc):
    def pulled(x, h_prev, c_prev, W, U, b):
        i, f, g, o = np.split(x @ W + h_prev @ U + b, 4, axis=-1)
        c = sigma(f) * c_prev + sigma(i) * np.tanh(g)
        return np.sum(dh * sigma(o) * np.tanh(c) + dc * c, axis=(-2, -1))

    given = [x, h_prev, c_prev, W, U, b[None]]
    result = []
    for which, array in enumerate(given):
        moved = array + 1e-30j * np.eye(array.size).reshape(-1, *array.shape)  # each number in a copy of its own
        d = pulled(*given[:which], moved, *given[which + 1 :]).imag / 1e-30
        result.append(d.reshape(array.shape))
    return (*result[:5], result[5][0])


class Node:
    """An array on a tape, with the gradient that has arrived at it."""

    def __init__(self, data, *parents):
        self.data, self.parents, self.grad = data, parents, np.zeros(data.shape)

    def __mul__(self, other):
        return Node(self.data * other.data, (self, lambda d: d * other.data), (other, lambda d: d * self.data))

    def __add__(self, other):
        return Node(self.data + other.data, (self, np.array), (other, lambda d: back_to(d, other.data.shape)))

    def __matmul__(self, other):
        return Node(self.data @ other.data, (self, lambda d: d @ other.data.T), (other, lambda d: self.data.T @ d))

    def part(self, start, stop):
        def back(d):
            whole = np.zeros(self.data.shape)
            whole[:, start:stop] = d
            return whole

        return Node(self.data[:, start:stop], (self, back))

    def of(self, function, slope):
        out = function(self.data)
        return Node(out, (self, lambda d: d * slope(out)))


def back_to(d, shape):
    return d.sum(axis=0) if len(shape) == 1 else d.copy()


def run_back(roots):
    """The gradients of all ancestors, from those of `roots`."""
    order, seen = [], set()

    def visit(node):
        if id(node) not in seen:
            seen.add(id(node))
            for parent, _ in node.parents:
                visit(parent)
            order.append(node)

    for root in roots:
        visit(root)
    for node in reversed(order):
        for parent, back in node.parents:
            parent.grad = parent.grad + back(node.grad)


def lstm_tape(x, h_prev, c_prev, W, U, b, dh, dc):
    leaves = [Node(array) for array in (x, h_prev, c_prev, W, U, b)]
    X, Hp, Cp, Wn, Un, B = leaves
    H = h_prev.shape[1]
    z = X @ Wn + Hp @ Un + B
    i, f, o = (z.part(q * H, (q + 1) * H).of(sigma, lambda a: a * (1 - a)) for q in (0, 1, 3))
    g = z.part(2 * H, 3 * H).of(np.tanh, lambda a: 1 - a * a)
    c = f * Cp + i * g
    h = o * c.of(np.tanh, lambda a: 1 - a * a)
    h.grad, c.grad = dh, dc
    run_back([h, c])
    return tuple(leaf.grad for leaf in leaves)


def lstm_sigmoid_by_tanh(x, h_prev, c_prev, W, U, b, dh, dc):
    H = c_prev.shape[1]
    z = np.matmul(x, W) + np.matmul(h_prev, U) + b
    halves = np.array([0.5, 0.5, 1.0, 0.5]).repeat(H)
    s = np.tanh(z * halves)
    slope = (1 - s**2) * halves * halves
    slope[:, 2 * H : 3 * H] = 1 - s[:, 2 * H : 3 * H] ** 2
    a = np.where(halves < 1, (s + 1) / 2, s)
    i, f, g, o = (a[:, q * H : (q + 1) * H] for q in range(4))
    tanh_c = np.tanh(i * g + f * c_prev)
    d_cell = (1 - tanh_c) * (1 + tanh_c) * o * dh + dc
    dz = np.empty(z.shape)
    for q, upstream in enumerate((d_cell * g, d_cell * c_prev, d_cell * i, dh * tanh_c)):
        dz[:, q * H : (q + 1) * H] = upstream
    dz *= slope
    return dz.dot(W.T), dz.dot(U.T), d_cell * f, x.T.dot(dz), h_prev.T.dot(dz), np.ones(len(dz)).dot(dz)


def lstm_examples_one_by_one(x, h_prev, c_prev, W, U, b, dh, dc):
    H = len(b) // 4
    out = [np.zeros(a.shape) for a in (x, h_prev, c_prev, W, U, b)]
    for n, (x_n, h_n, c_n, dh_n, dc_n) in enumerate(zip(x, h_prev, c_prev, dh, dc, strict=True)):
        z = x_n @ W + h_n @ U + b
        i, f, g, o = sigma(z[:H]), sigma(z[H : 2 * H]), np.tanh(z[2 * H : 3 * H]), sigma(z[3 * H :])
        t = np.tanh(f * c_n + i * g)
        at_c = dc_n + dh_n * o * (1 - t**2)
        dz = np.r_[at_c * g * (i - i**2), at_c * c_n * (f - f**2), at_c * i * (1 - g) * (1 + g), dh_n * t * (o - o**2)]
        out[0][n], out[1][n], out[2][n] = W @ dz, U @ dz, f * at_c
        out[3] += np.outer(x_n, dz)
        out[4] += np.outer(h_n, dz)
        out[5] += dz
    return tuple(out)


def lstm_two_passes(x, h_prev, c_prev, W, U, b, dh, dc):
    """The way back is linear in (dh, dc): once for each, and the two added up."""
    only_h = lstm_gate_by_gate(x, h_prev, c_prev, W, U, b, dh, np.zeros(dc.shape))
    only_c = lstm_gate_by_gate(x, h_prev, c_prev, W, U, b, np.zeros(dh.shape), dc)
    return [a + c for a, c in zip(only_h, only_c, strict=True)]


def lstm_columns(x, h_prev, c_prev, W, U, b, dh, dc):
    X, P, C = x.T, h_prev.T, c_prev.T
    i, f, g, o = np.vsplit(W.T @ X + U.T @ P + b.reshape(-1, 1), 4)
    i, f, o = (1 / (1 + np.exp(-gate)) for gate in (i, f, o))
    g = np.tanh(g)
    c = f * C + i * g
    dO = dh.T * np.tanh(c)
    dC = dc.T + dh.T * o * (1 - np.tanh(c) ** 2)
    dZ = np.vstack((dC * g * i * (1 - i), dC * C * f * (1 - f), dC * i * (1 - g**2), dO * o * (1 - o)))
    return (W @ dZ).T, (U @ dZ).T, (dC * f).T, X @ dZ.T, P @ dZ.T, dZ.sum(axis=1)


LSTM = {
    "lstm_cell_backward": {
        "gate by gate": lstm_gate_by_gate,
        "entries": lstm_entries,
        "joined matrix": lstm_joined_matrix,
        "a fourth axis, einsum": lstm_fourth_axis_einsum,
        "explicit Jacobians": lstm_explicit_jacobians,
        "complex step": lstm_complex_step,
        "tape": lstm_tape,
        "sigmoid by tanh": lstm_sigmoid_by_tanh,
        "examples one by one": lstm_examples_one_by_one,
        "two passes": lstm_two_passes,
        "columns": lstm_columns,
    },
}
