"""Right ways of writing truncated backpropagation through time, written from its contract alone."""

from collections import deque

import numpy as np

from tests.exams.right_ways_memory_layer import layer_entries, layer_reduce


def gradients_of(xs, hs, h0, deltas):
    """The weights' gradients from the δ of every step."""
    before = np.concatenate((h0[None], hs[:-1]))
    return np.einsum("tnd,tnh->dh", xs, deltas), np.einsum("tni,tnh->ih", before, deltas), deltas.sum(axis=(0, 1))


def truncated_windows(xs, hs, h0, Wx, Wh, b, ghs, k):
    """A short sequence for each loss, and the whole way back through it."""
    total = [np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(b.shape), np.zeros(h0.shape)]
    for t in range(len(xs)):
        first = max(0, t + 1 - k)
        own = np.zeros(hs[first : t + 1].shape)
        own[-1] = ghs[t]
        start = hs[first - 1] if first else h0
        *weights, dstart = layer_reduce(xs[first : t + 1], hs[first : t + 1], start, Wx, Wh, b, own)
        for whole, part in zip(total, weights, strict=False):
            whole += part
        if first == 0:
            total[3] += dstart
    return tuple(total)


def truncated_all_losses_at_once(xs, hs, h0, Wx, Wh, b, ghs, k):
    """All losses take their first step together, then their second, and so on."""
    slopes = 1 - hs**2
    deltas = np.zeros(hs.shape)
    dh0 = np.zeros(h0.shape)
    d = ghs.copy()  # d[s] stands at h_s
    for _ in range(min(k, len(hs))):
        dz = d * slopes[: len(d)]
        deltas[: len(d)] += dz
        d = dz @ Wh.T
        dh0 += d[0]
        d = d[1:]
    return (*gradients_of(xs, hs, h0, deltas), dh0)


def truncated_deque(xs, hs, h0, Wx, Wh, b, ghs, k):
    dWx, dWh, db, dh0 = (np.zeros_like(a) for a in (Wx, Wh, b, h0))
    under_way = deque(maxlen=k)
    for t in range(len(xs) - 1, -1, -1):
        under_way.append(ghs[t])
        arrived = [g * (1 - hs[t] ** 2) for g in under_way]
        for dz in arrived:
            dWx += xs[t].T @ dz
            dWh += (hs[t - 1] if t > 0 else h0).T @ dz
            db += dz.sum(axis=0)
        under_way = deque((dz @ Wh.T for dz in arrived), maxlen=k)
    for g in under_way:
        dh0 += g
    return dWx, dWh, db, dh0


def truncated_each_step_looks_ahead(xs, hs, h0, Wx, Wh, b, ghs, k):
    """δ of step s: a short way back that begins k − 1 steps later."""
    T = len(xs)
    deltas = np.zeros_like(hs)
    for s in range(T):
        d = np.zeros_like(h0)
        for t in range(min(s + k, T) - 1, s - 1, -1):
            d = (ghs[t] + d) * (1 - hs[t] ** 2)
            if t > s:
                d = d @ Wh.T
        deltas[s] = d
    return (*gradients_of(xs, hs, h0, deltas), deltas[0] @ Wh.T)


def truncated_what_falls_out(xs, hs, h0, Wx, Wh, b, ghs, k):
    """A carry of everything, from which each loss is taken out again when it has gone k steps."""
    T = len(xs)
    deltas = np.zeros(hs.shape)
    carry = np.zeros(h0.shape)
    for t in reversed(range(T)):
        if t + k < T:
            old = ghs[t + k]
            for s in range(t + k, t, -1):
                old = (old * (1 - hs[s] ** 2)) @ Wh.T
            carry = carry - old
        deltas[t] = (carry + ghs[t]) * (1 - hs[t] ** 2)
        carry = deltas[t] @ Wh.T
    return (*gradients_of(xs, hs, h0, deltas), carry)


def truncated_rolled_array(xs, hs, h0, Wx, Wh, b, ghs, k):
    ages = np.zeros((k, *h0.shape))
    dWx, dWh, db = np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(b.shape)
    for t in range(len(xs))[::-1]:
        ages = np.roll(ages, 1, axis=0)
        ages[0] = ghs[t]
        ages *= 1 - hs[t] * hs[t]
        dz = ages.sum(axis=0)
        dWx += xs[t].T @ dz
        dWh += np.transpose(hs[t - 1] if t else h0) @ dz
        db += np.sum(dz, axis=0)
        ages = np.einsum("anh,ih->ani", ages, Wh)
    return dWx, dWh, db, ages.sum(axis=0)


def truncated_band_of_jacobians(xs, hs, h0, Wx, Wh, b, ghs, k):
    T, N, H = hs.shape
    reach = np.zeros((N, T, H, T, H))  # ∂h_t/∂z_s where t − s < k
    for n in range(N):
        for t in range(T):
            chain = np.diag(1 - hs[t, n] ** 2)
            for s in range(t, max(-1, t - k), -1):
                reach[n, t, :, s] = chain
                chain = chain @ Wh.T * (1 - hs[s - 1, n] ** 2)
    deltas = np.einsum("tnh,nthsi->sni", ghs, reach)
    return (*gradients_of(xs, hs, h0, deltas), deltas[0] @ Wh.T)


def truncated_recursion(xs, hs, h0, Wx, Wh, b, ghs, k):
    states = np.vstack((h0[None], hs))

    def travel(d, t, left):
        """What one loss gives when it stands at h_t and may go `left` steps."""
        if t < 0:
            return np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(b.shape), d
        if left == 0:
            return np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(b.shape), np.zeros(h0.shape)
        dz = d * (1 - states[t + 1] ** 2)
        dWx, dWh, db, dh0 = travel(dz @ Wh.T, t - 1, left - 1)
        return dWx + xs[t].T @ dz, dWh + states[t].T @ dz, db + dz.sum(axis=0), dh0

    parts = [travel(g, t, k) for t, g in enumerate(ghs)]
    return tuple(sum(part) for part in zip(*parts, strict=True))


def truncated_while_loops(xs, hs, h0, Wx, Wh, b, ghs, k):
    dWx = dWh = db = dh0 = 0
    t = len(ghs) - 1
    while t >= 0:
        g, s, steps = ghs[t], t, 0
        while s >= 0 and steps < k:
            delta = np.where(True, g - g * hs[s] ** 2, 0)
            dWx = dWx + np.matmul(xs[s].T, delta)
            dWh = dWh + np.matmul(hs[s - 1].T if s else h0.T, delta)
            db = db + np.add.reduce(delta)
            g = np.matmul(Wh, delta.T).T
            s, steps = s - 1, steps + 1
        dh0 = dh0 + (g if s < 0 else 0 * g)
        t -= 1
    return dWx, dWh, db, dh0


def truncated_sum_over_ends(xs, hs, h0, Wx, Wh, b, ghs, k):
    """The losses of each remainder of t by k have windows that do not meet: k passes with a cut after each loss."""
    T = len(xs)
    parts = []
    for r in range(min(k, T)):
        ends = list(range(r, T, k))
        for end in ends:
            first = max(end - k + 1, 0)
            own = np.where((np.arange(first, end + 1) == end)[:, None, None], ghs[first : end + 1], 0.0)
            start = h0 if first == 0 else hs[first - 1]
            dWx, dWh, db, dstart = layer_entries(xs[first : end + 1], hs[first : end + 1], start, Wx, Wh, b, own)
            parts.append((dWx, dWh, db, dstart * (first == 0)))
    return tuple(np.sum([part[i] for part in parts], axis=0) for i in range(4))


TRUNCATED = {
    "truncated_bptt": {
        "windows": truncated_windows,
        "all losses at once": truncated_all_losses_at_once,
        "deque": truncated_deque,
        "each step looks ahead": truncated_each_step_looks_ahead,
        "what falls out": truncated_what_falls_out,
        "rolled array": truncated_rolled_array,
        "band of Jacobians": truncated_band_of_jacobians,
        "paths by recursion": truncated_recursion,
        "while loops": truncated_while_loops,
        "sum over ends": truncated_sum_over_ends,
    },
}
