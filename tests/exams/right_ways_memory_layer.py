"""Right ways of writing backpropagation through time of a layer, written from its contract alone."""

import functools

import numpy as np


def layer_joined_matrix(xs, hs, h0, Wx, Wh, b, ghs):
    T, N, D = xs.shape
    before = np.concatenate((h0[None], hs[:-1]))
    inputs = np.concatenate((xs, before, np.ones((T, N, 1))), axis=2)
    delta = np.zeros((T + 1, *h0.shape))
    for t in range(T - 1, -1, -1):
        delta[t] = (ghs[t] + delta[t + 1] @ Wh.T) * (1 - hs[t] ** 2)
    d = np.tensordot(inputs, delta[:-1], axes=((0, 1), (0, 1)))
    return d[:D], d[D:-1], d[-1], delta[0] @ Wh.T


def layer_recursion(xs, hs, h0, Wx, Wh, b, ghs):
    if len(xs) == 0:
        return np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(b.shape), np.zeros(h0.shape)
    dWx, dWh, db, later = layer_recursion(xs[1:], hs[1:], hs[0], Wx, Wh, b, ghs[1:])
    delta = (ghs[0] + later) * (1 - hs[0] ** 2)
    return dWx + xs[0].T @ delta, dWh + h0.T @ delta, db + delta.sum(0), delta @ Wh.T


def layer_each_loss_alone(xs, hs, h0, Wx, Wh, b, ghs):
    states = np.concatenate((h0[None], hs))
    d_x, d_h, d_b, d_0 = (np.zeros_like(a) for a in (Wx, Wh, b, h0))
    for end, g in enumerate(ghs, start=1):
        for t in range(end, 0, -1):
            g = g * (1 + states[t]) * (1 - states[t])
            d_x += np.einsum("nd,nh->dh", xs[t - 1], g)
            d_h += np.einsum("ni,nh->ih", states[t - 1], g)
            d_b += np.einsum("nh->h", g)
            g = np.einsum("nh,ih->ni", g, Wh)
        d_0 += g
    return d_x, d_h, d_b, d_0


def layer_linear_system(xs, hs, h0, Wx, Wh, b, ghs):
    T, N, H = hs.shape
    deltas = np.zeros(hs.shape)
    for n in range(N):
        slopes = (1 - hs[:, n] ** 2).reshape(T * H)
        ahead = np.kron(np.eye(T, k=1), Wh)  # δ_t hears δ_{t+1} through Wh
        deltas[:, n] = np.linalg.solve(
            np.eye(T * H) - slopes[:, None] * ahead, slopes * ghs[:, n].reshape(T * H)
        ).reshape(T, H)
    before = np.vstack((h0[None], hs))[:T]
    return (
        sum(x.T @ d for x, d in zip(xs, deltas, strict=True)),
        sum(h.T @ d for h, d in zip(before, deltas, strict=True)),
        np.add.reduce(deltas, axis=(0, 1)),
        np.matmul(deltas[0], Wh.T),
    )


def layer_explicit_jacobians(xs, hs, h0, Wx, Wh, b, ghs):
    T, N, D = xs.shape
    H = h0.shape[1]
    dWx, dWh, db, dh0 = np.zeros((D, H)), np.zeros((H, H)), np.zeros(H), np.zeros((N, H))
    for n in range(N):
        local = [np.diag(1 - h**2) for h in hs[:, n]]
        for t in range(T):
            chain = np.eye(H)  # ∂h_t/∂h_s
            for s in reversed(range(t + 1)):
                at_z = ghs[t, n] @ chain @ local[s]
                dWx += np.outer(xs[s, n], at_z)
                dWh += np.outer(hs[s - 1, n] if s else h0[n], at_z)
                db += at_z
                chain = chain @ local[s] @ Wh.T
            dh0[n] += ghs[t, n] @ chain
    return dWx, dWh, db, dh0


def layer_sensitivities_forwards(xs, hs, h0, Wx, Wh, b, ghs):
    T, N, D = xs.shape
    H = h0.shape[1]
    eye = np.eye(H)
    moved = np.zeros((N, H, D + H + 1, H))  # ∂h_j/∂(joined weights)
    start = np.broadcast_to(eye, (N, H, H))  # ∂h_j/∂h0_i
    d = np.zeros((D + H + 1, H))
    dh0 = np.zeros((N, H))
    h = h0
    for t in range(T):
        joined = np.concatenate((xs[t], h, np.ones((N, 1))), axis=1)
        own = np.einsum("na,jc->njac", joined, eye)
        slope = 1 - hs[t] ** 2
        moved = np.einsum("nj,njac->njac", slope, own + np.einsum("niac,ij->njac", moved, Wh))
        start = np.einsum("nj,nik,ij->njk", slope, start, Wh)
        d += np.einsum("nj,njac->ac", ghs[t], moved)
        dh0 += np.einsum("nj,njk->nk", ghs[t], start)
        h = hs[t]
    return d[:D].copy(), d[D:-1].copy(), d[-1].copy(), dh0


def layer_entries(xs, hs, h0, Wx, Wh, b, ghs):
    T, N, D = xs.shape
    H = Wh.shape[0]
    dWx, dWh, db = np.zeros((D, H)), np.zeros((H, H)), np.zeros(H)
    at_h = [[[float(ghs[t, n, j]) for j in range(H)] for n in range(N)] for t in range(T)]
    at_h0 = [[0.0] * H for _ in range(N)]
    for t in range(T - 1, -1, -1):
        below, state = (at_h[t - 1], hs[t - 1]) if t > 0 else (at_h0, h0)
        for n in range(N):
            for j in range(H):
                dz = at_h[t][n][j] * (1 - hs[t, n, j] ** 2)
                db[j] += dz
                for d in range(D):
                    dWx[d, j] += xs[t, n, d] * dz
                for i in range(H):
                    dWh[i, j] += state[n, i] * dz
                    below[n][i] += Wh[i, j] * dz
    return dWx, dWh, db, np.array(at_h0)


def layer_lists_in_place(xs, hs, h0, Wx, Wh, b, ghs):
    states, inputs, own = [h0, *hs], list(xs), list(ghs)
    dWx, dWh, db, d = (np.zeros(a.shape) for a in (Wx, Wh, b, h0))
    while inputs:
        d += own.pop()
        h = states.pop()
        d *= 1 - h * h
        dWx += inputs.pop().T @ d
        dWh += states[-1].T @ d
        db += d.sum(axis=0)
        d = d @ Wh.T
    return dWx, dWh, db, d


def layer_columns(xs, hs, h0, Wx, Wh, b, ghs):
    before = h0[None] if len(hs) == 1 else np.concatenate((h0[None], hs[:-1]), axis=0)
    steps = list(zip(xs, before, hs, ghs, strict=True))
    dWx, dWh, db = np.zeros(Wx.T.shape), np.zeros(Wh.T.shape), np.zeros((len(b), 1))
    arriving = np.zeros(h0.T.shape)
    for x, h_old, h, g in steps[::-1]:
        D = (1 - h.T**2) * (g.T + arriving)
        dWx += D @ x
        dWh += D @ h_old
        db += D.sum(axis=1, keepdims=True)
        arriving = Wh @ D
    return dWx.T, dWh.T, db[:, 0], arriving.T


def layer_by_example(xs, hs, h0, Wx, Wh, b, ghs):
    dWx, dWh, db, dh0 = [], [], [], []
    for n, first in enumerate(h0):
        carry = np.zeros(len(first))
        for t in range(len(xs))[::-1]:
            h = hs[t, n]
            dz = (1 - h**2) * (carry + ghs[t, n])
            dWx.append(np.outer(xs[t, n], dz))
            dWh.append(np.outer(hs[t - 1, n] if t >= 1 else first, dz))
            db.append(dz)
            carry = Wh.dot(dz)
        dh0.append(carry)
    return np.sum(dWx, axis=0), np.sum(dWh, axis=0), np.sum(db, axis=0), np.stack(dh0)


def layer_halves(xs, hs, h0, Wx, Wh, b, ghs):
    def back(lo, hi, arriving):
        """The deltas of steps lo … hi − 1, and what leaves at the front."""
        if hi - lo == 1:
            delta = (arriving + ghs[lo]) * (1 - hs[lo] ** 2)
            return [delta], delta @ Wh.T
        middle = (lo + hi) // 2
        late, arriving = back(middle, hi, arriving)
        early, arriving = back(lo, middle, arriving)
        return early + late, arriving

    deltas, dh0 = back(0, len(xs), np.zeros_like(h0))
    flat = np.concatenate(deltas)
    seen = np.concatenate([h0, *hs[:-1]])
    return np.concatenate(list(xs)).T @ flat, seen.T @ flat, flat.sum(axis=0), dh0


def layer_reduce(xs, hs, h0, Wx, Wh, b, ghs):
    def step(sofar, t):
        dWx, dWh, db, arriving = sofar
        dz = np.multiply(ghs[t] + arriving, 1 - np.square(hs[t]))
        state = (h0, *hs)[t]
        return dWx + xs[t].T.dot(dz), dWh + state.T.dot(dz), db + np.ones(len(dz)) @ dz, dz.dot(Wh.T)

    nothing = (np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(b.shape), np.zeros(h0.shape))
    return functools.reduce(step, range(len(xs) - 1, -1, -1), nothing)


LAYER = {
    "bptt": {
        "joined matrix": layer_joined_matrix,
        "steps by recursion": layer_recursion,
        "each loss alone": layer_each_loss_alone,
        "linear system": layer_linear_system,
        "explicit Jacobians": layer_explicit_jacobians,
        "sensitivities forwards": layer_sensitivities_forwards,
        "entries": layer_entries,
        "lists in place": layer_lists_in_place,
        "columns": layer_columns,
        "by example": layer_by_example,
        "halves": layer_halves,
        "reduce": layer_reduce,
    },
}
