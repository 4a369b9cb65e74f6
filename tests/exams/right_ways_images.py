"""Right ways of writing the answers of the set on broadcasting and images, written from their contracts alone."""

import math

import numpy as np

# --- vjp_of_broadcast_add ---


def add_every_entry(x_shape, y_shape, g):
    result = []
    for shape in [x_shape, y_shape]:
        d = np.zeros(shape)
        skip = g.ndim - len(shape)
        for where, value in np.ndenumerate(g):
            d[tuple(min(i, n - 1) for i, n in zip(where[skip:], shape, strict=False))] += value
        result.append(d)
    return result[0], result[1]


def add_einsum_letters(x_shape, y_shape, g):
    letters = "abcdefghij"[: g.ndim]

    def back(shape):
        off = g.ndim - len(shape)
        kept = "".join(letters[off + i] for i, n in enumerate(shape) if n != 1)
        return np.einsum(letters + "->" + kept, g).reshape(shape)

    return back(x_shape), back(y_shape)


def add_recursion(x_shape, y_shape, g):
    def down(d, shape):
        if np.ndim(d) > len(shape):
            return down(sum(d), shape)
        if len(shape) == 0:
            return d
        if shape[0] == 1:
            return np.array([down(sum(d), shape[1:])])
        return np.array([down(row, shape[1:]) for row in d])

    return down(g, tuple(x_shape)), down(g, tuple(y_shape))


def add_ones_matrices(x_shape, y_shape, g):
    def back(shape):
        d = g
        padded = [1] * (g.ndim - len(shape)) + list(shape)
        for axis, n in enumerate(padded):
            if n == 1:
                d = np.moveaxis(np.tensordot(d, np.ones((g.shape[axis], 1)), axes=(axis, 0)), -1, axis)
        return d.reshape(shape)

    return (back(x_shape), back(y_shape))


# --- vjp_of_broadcast_multiply ---


def multiply_add_at(x, y, g):
    X, Y = np.broadcast_arrays(x, y)
    of_x = np.broadcast_to(np.arange(x.size).reshape(x.shape), g.shape)
    of_y = np.broadcast_to(np.arange(y.size).reshape(y.shape), g.shape)
    dx, dy = np.zeros(x.size), np.zeros(y.size)
    np.add.at(dx, of_x, g * Y)
    np.add.at(dy, of_y, g * X)
    return dx.reshape(x.shape), dy.reshape(y.shape)


def multiply_factor_out_the_own(x, y, g):
    def back(other, shape):
        long = (1,) * (g.ndim - len(shape)) + shape
        d = np.broadcast_to(other, g.shape) * g
        for axis, n in enumerate(long):
            if n == 1:
                d = d.sum(axis, keepdims=True)
        return d.reshape(shape)

    dx = back(y, x.shape)
    dy = back(x, y.shape)
    return dx, dy


def multiply_by_definition_with_unit_vectors(x, y, g):
    dx = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        unit = np.zeros(x.shape)
        unit[i] = 1.0
        dx[i] = np.sum(g * (unit * y))
    dy = np.zeros(y.shape)
    for j in np.ndindex(y.shape):
        unit = np.zeros(y.shape)
        unit[j] = 1.0
        dy[j] = np.sum(g * (x * unit))
    return dx, dy


def multiply_moved_sums(x, y, g):
    grads = []
    for mine, other in ((x, y), (y, x)):
        d = g * other
        n = d.ndim - mine.ndim
        if n:
            d = d.reshape((-1, *d.shape[n:])).sum(axis=0)
        short = [a for a in range(mine.ndim) if mine.shape[a] == 1]
        if short:
            d = d.sum(axis=tuple(short), keepdims=True)
        grads.append(d)
    return grads[0], grads[1]


# --- conv1d_backward ---


def conv1d_spread_and_convolve(x, w, stride, padding, g):
    N, C, L = x.shape
    F, _, k = w.shape
    M = g.shape[2]
    spread = np.zeros((N, F, (M - 1) * stride + 1))
    spread[:, :, ::stride] = g
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    dxp, dw = np.zeros_like(xp), np.zeros_like(w)
    for n in range(N):
        for c in range(C):
            for o in range(F):
                full = np.convolve(spread[n, o], w[o, c], mode="full")
                dxp[n, c, : full.size] += full
                dw[o, c] += np.correlate(xp[n, c], spread[n, o], mode="valid")[:k]
    return dxp[:, :, padding : padding + L], dw, g.sum(axis=2).sum(axis=0)


def conv1d_matrix_of_the_layer(x, w, stride, padding, g):
    _N, _C, L = x.shape
    _O, _, k = w.shape
    M = g.shape[2]
    T = np.zeros((M, k, L))
    for m in range(M):
        for j in range(k):
            if 0 <= m * stride + j - padding < L:
                T[m, j, m * stride + j - padding] = 1
    dx = np.einsum("nom,ock,mkl->ncl", g, w, T)
    dw = np.einsum("nom,ncl,mkl->ock", g, x, T)
    db = np.einsum("nom->o", g)
    return dx, dw, db


def conv1d_gathering_dx(x, w, stride, padding, g):
    N, C, L = x.shape
    F, _, k = w.shape
    M = g.shape[2]
    dx = np.zeros((N, C, L))
    for place in range(L):
        for j in range(k):
            q, rest = divmod(place + padding - j, stride)
            if rest == 0 and 0 <= q < M:
                dx[:, :, place] += g[:, :, q] @ w[:, :, j]
    dw = np.zeros((F, C, k))
    for j in range(k):
        for m in range(M):
            place = m * stride + j - padding
            if 0 <= place < L:
                dw[:, :, j] += g[:, :, m].T @ x[:, :, place]
    return dx, dw, np.array([g[:, o].sum() for o in range(F)])


def conv1d_columns(x, w, stride, padding, g):
    N, C, L = x.shape
    F, C, k = w.shape
    M = (L + 2 * padding - k) // stride + 1
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    idx = stride * np.arange(M)[None, :] + np.arange(k)[:, None]
    cols = xp[:, :, idx].transpose(1, 2, 0, 3).reshape(C * k, N * M)
    G = g.transpose(1, 0, 2).reshape(F, N * M)
    dw = G.dot(cols.T).reshape(F, C, k)
    db = G.sum(axis=1)
    dcols = w.reshape(F, C * k).T.dot(G).reshape(C, k, N, M).transpose(2, 0, 1, 3)
    dxp = np.zeros_like(xp)
    np.add.at(dxp, (slice(None), slice(None), idx), dcols)
    return dxp[:, :, padding : L + padding], dw, db


# --- conv2d_backward ---


def conv2d_spread_and_turn(x, w, stride, padding, g):
    N, C, H, W = x.shape
    F, _, k, _ = w.shape
    P, Q = g.shape[2:]
    Hp, Wp = H + 2 * padding, W + 2 * padding
    spread = np.zeros((N, F, Hp + k - 1, Wp + k - 1))
    spread[:, :, k - 1 : k - 1 + P * stride : stride, k - 1 : k - 1 + Q * stride : stride][:, :, :P, :Q] = g
    turned = w[:, :, ::-1, ::-1]
    dxp = np.zeros((N, C, Hp, Wp))
    for u in range(k):
        for v in range(k):
            dxp += np.einsum("nohw,oc->nchw", spread[:, :, u : u + Hp, v : v + Wp], turned[:, :, u, v])
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dw = np.zeros_like(w)
    for p in range(P):
        for q in range(Q):
            patch = xp[:, :, p * stride : p * stride + k, q * stride : q * stride + k]
            dw += np.tensordot(g[:, :, p, q].T, patch, axes=1)
    return dxp[:, :, padding : padding + H, padding : padding + W], dw, g.sum(axis=3).sum(axis=2).sum(axis=0)


def conv2d_two_linear_maps(x, w, stride, padding, g):
    def place(size, count, k):
        T = np.zeros((count, k, size))
        for a in range(count):
            for b in range(k):
                c = a * stride + b - padding
                if 0 <= c < size:
                    T[a, b, c] = 1.0
        return T

    k = w.shape[2]
    R = place(x.shape[2], g.shape[2], k)
    S = place(x.shape[3], g.shape[3], k)
    dx = np.einsum("nopq,ocuv,puh,qvw->nchw", g, w, R, S, optimize=True)
    dw = np.einsum("nopq,nchw,puh,qvw->ocuv", g, x, R, S, optimize=True)
    return dx, dw, g.sum((0, 2, 3))


def conv2d_gathering(x, w, stride, padding, g):
    _N, C, H, W = x.shape
    F, k = w.shape[0], w.shape[2]
    P, Q = g.shape[2], g.shape[3]
    dx = np.zeros(x.shape)
    for r in range(H):
        for s in range(W):
            for u in range(k):
                for v in range(k):
                    a, b = r + padding - u, s + padding - v
                    if a % stride or b % stride:
                        continue
                    a, b = a // stride, b // stride
                    if 0 <= a < P and 0 <= b < Q:
                        dx[:, :, r, s] += g[:, :, a, b].dot(w[:, :, u, v])
    xp = np.pad(x, [(0, 0)] * 2 + [(padding, padding)] * 2)
    dw = np.array(
        [
            [
                [
                    [
                        np.sum(
                            g[:, o]
                            * xp[:, c, u : u + stride * (P - 1) + 1 : stride, v : v + stride * (Q - 1) + 1 : stride]
                        )
                        for v in range(k)
                    ]
                    for u in range(k)
                ]
                for c in range(C)
            ]
            for o in range(F)
        ]
    )
    db = np.array([np.sum(g[:, o]) for o in range(F)])
    return dx, dw, db


def conv2d_rows_by_1d(x, w, stride, padding, g):
    _N, _C, H, W = x.shape
    _O, _, k, _ = w.shape
    P, Q = g.shape[2], g.shape[3]
    dx, dw = np.zeros(x.shape), np.zeros(w.shape)
    cols = np.arange(Q)[:, None] * stride + np.arange(k)[None, :] - padding
    ok = (cols >= 0) & (cols < W)
    safe = np.where(ok, cols, 0)
    for p in range(P):
        for u in range(k):
            r = p * stride + u - padding
            if r < 0 or r >= H:
                continue
            line = x[:, :, r][:, :, safe] * ok
            dw[:, :, u] += np.einsum("noq,ncqv->ocv", g[:, :, p], line)
            back = np.einsum("noq,ocv->ncqv", g[:, :, p], w[:, :, u]) * ok
            np.add.at(dx[:, :, r], (slice(None), slice(None), safe), back)
    return dx, dw, g.sum(axis=(0, 2, 3))


# --- max_pool_backward ---


def pool_argwhere(x, k, stride, g):
    N, C, H, W = x.shape
    dx = np.zeros((N, C, H, W))
    for n in range(N):
        for c in range(C):
            for i in range((H - k) // stride + 1):
                for j in range((W - k) // stride + 1):
                    win = x[n, c, i * stride : i * stride + k, j * stride : j * stride + k]
                    r, s = np.argwhere(win == win.max())[0]
                    dx[n, c, i * stride + r, j * stride + s] += g[n, c, i, j]
    return dx


def pool_mask_and_cumsum(x, k, stride, g):
    dx = np.zeros(x.shape)
    for i in range(g.shape[2]):
        for j in range(g.shape[3]):
            part = np.s_[:, :, i * stride : i * stride + k, j * stride : j * stride + k]
            win = x[part]
            flat = (win == win.max(axis=(2, 3), keepdims=True)).reshape(*win.shape[:2], -1)
            first = flat & (flat.cumsum(axis=-1) == 1)
            dx[part] += first.reshape(win.shape) * g[:, :, i : i + 1, j : j + 1]
    return dx


def pool_running_best(x, k, stride, g):
    _N, _C, P, Q = g.shape
    dx = np.zeros(x.shape)
    best = x[:, :, 0 : stride * (P - 1) + 1 : stride, 0 : stride * (Q - 1) + 1 : stride].copy()
    row = np.zeros(g.shape, dtype=int)
    col = np.zeros(g.shape, dtype=int)
    for u in range(k):
        for v in range(k):
            now = x[:, :, u : u + stride * (P - 1) + 1 : stride, v : v + stride * (Q - 1) + 1 : stride]
            better = now > best
            best[better] = now[better]
            row[better], col[better] = u, v
    for n, c, i, j in np.ndindex(g.shape):
        dx[n, c, i * stride + row[n, c, i, j], j * stride + col[n, c, i, j]] += g[n, c, i, j]
    return dx


def pool_python_max_with_key(x, k, stride, g):
    dx = np.zeros(x.shape)
    for (n, c, i, j), amount in np.ndenumerate(g):
        places = [(i * stride + u, j * stride + v) for u in range(k) for v in range(k)]
        r, s = max(places, key=lambda place: x[n, c, place[0], place[1]])
        dx[n, c, r, s] += amount
    return dx


# --- smooth_l1_gradient ---


def smooth_divide_by_the_larger(pred, target, beta):
    d = np.subtract(pred, target)
    return d / np.maximum(np.abs(d), beta)


def smooth_two_ramps(pred, target, beta):
    def relu(a):
        return np.maximum(a, 0)

    d = pred - target
    return (relu(d + beta) - relu(d - beta)) / beta - 1


def smooth_piecewise_and_vectorize(pred, target, beta):
    def one(d):
        return d / beta if -beta < d < beta else math.copysign(1.0, d)

    return np.vectorize(one)(pred - target)


def smooth_min_of_size(pred, target, beta):
    error = target - pred
    return -np.sign(error) * np.minimum(np.abs(error) / beta, 1.0)


# --- detection_loss_gradient ---


def loss_pairwise_softmax(logits, boxes, labels, targets, beta):
    N, K = logits.shape
    p = 1 / np.exp(logits[:, None, :] - logits[:, :, None]).sum(axis=2)
    y = np.zeros((N, K))
    y[range(N), labels] = 1
    mask = np.repeat((labels != 0)[:, None], 4, axis=1)
    count = mask[:, 0].sum()
    diff = np.where(mask, boxes - targets, 0)
    grad = np.where(np.abs(diff) < beta, diff / beta, np.sign(diff))
    if count > 1:
        grad = grad / count
    return (p - y) / N, grad


def loss_chain_through_the_softmax(logits, boxes, labels, targets, beta):
    N, K = logits.shape
    dlogits = np.zeros((N, K))
    for n in range(N):
        e = np.exp(logits[n] - logits[n].max())
        p = e / e.sum()
        dp = np.zeros(K)
        dp[labels[n]] = -1 / p[labels[n]] / N
        jacobian = np.diag(p) - np.outer(p, p)
        dlogits[n] = jacobian @ dp
    positive = (labels > 0).reshape(-1, 1)
    d = (boxes - targets) * positive
    inside = abs(d) < beta
    dboxes = (inside * d / beta + ~inside * np.sign(d)) * positive / max(positive.sum(), 1)
    return dlogits, dboxes


def loss_log_sum_exp(logits, boxes, labels, targets, beta):
    N, _K = logits.shape
    lse = np.log(np.exp(logits).sum(axis=1, keepdims=True))
    dlogits = np.exp(logits - lse) / N
    for n, label in enumerate(labels):
        dlogits[n, label] -= 1.0 / N
    weight = np.minimum(labels, 1) / max(np.minimum(labels, 1).sum(), 1)
    dboxes = weight[:, None] * np.clip((boxes - targets) / beta, -1.0, 1.0)
    return dlogits, dboxes


def loss_early_return(logits, boxes, labels, targets, beta):
    N = labels.size
    shifted = logits - np.amax(logits, axis=-1, keepdims=True)
    probs = np.exp(shifted) / np.exp(shifted).sum(axis=-1, keepdims=True)
    dlogits = probs / N
    np.add.at(dlogits, (np.arange(N), labels), -1 / N)
    if not labels.any():
        return dlogits, np.zeros(boxes.shape)
    positive = labels.astype(bool)
    dboxes = np.clip(boxes - targets, -beta, beta) / beta / positive.sum()
    return dlogits, dboxes * positive[:, np.newaxis]


# --- roi_pool_backward ---


def roi_argwhere_in_the_cell(x, rois, size, g):
    dx = np.zeros_like(x)
    for (r, c, i, j), amount in np.ndenumerate(g):
        top, left, bottom, right = rois[r]
        h, w = bottom - top, right - left
        y_from, y_to = top + int(np.floor(i * h / size)), top + int(np.ceil((i + 1) * h / size))
        x_from, x_to = left + int(np.floor(j * w / size)), left + int(np.ceil((j + 1) * w / size))
        cell = x[c, y_from:y_to, x_from:x_to]
        row, col = np.argwhere(cell == np.max(cell))[0]
        dx[c, y_from + row, x_from + col] += amount
    return dx


def roi_masked_map(x, rois, size, g):
    C, H, W = x.shape
    dx = np.zeros((C, H * W))
    ys, xs = np.arange(H)[:, None], np.arange(W)[None, :]
    for r, (y0, x0, y1, x1) in enumerate(rois):
        h, w = y1 - y0, x1 - x0
        for i in range(size):
            for j in range(size):
                rows = (ys >= y0 + i * h // size) & (size * (ys - y0) < (i + 1) * h)
                cols = (xs >= x0 + j * w // size) & (size * (xs - x0) < (j + 1) * w)
                seen = np.where(rows & cols, x, -np.inf).reshape(C, -1)
                at = seen.argmax(axis=1)
                dx[np.arange(C), at] += g[r, :, i, j]
    return dx.reshape(x.shape)


def roi_gathered_and_bincount(x, rois, size, g):
    C, H, W = x.shape
    places = np.arange(C * H * W).reshape(C, H, W)
    found = np.zeros(g.shape, dtype=int)
    for r in range(g.shape[0]):
        y0, x0, y1, x1 = rois[r].tolist()
        ey = [((y1 - y0) * t) for t in range(size + 1)]
        ex = [((x1 - x0) * t) for t in range(size + 1)]
        for i in range(size):
            for j in range(size):
                cut = np.s_[
                    y0 + ey[i] // size : y0 + -(-ey[i + 1] // size), x0 + ex[j] // size : x0 + -(-ex[j + 1] // size)
                ]
                for c in range(C):
                    found[r, c, i, j] = places[c][cut].flat[x[c][cut].argmax()]
    return np.bincount(found.reshape(-1), weights=g.reshape(-1), minlength=x.size).reshape(C, H, W)


def edges_of_roi_nested_helpers(start, stop, size):
    length = stop - start
    return [(start + length * i // size, start + (length * (i + 1) + size - 1) // size) for i in range(size)]


def roi_nested_helpers(x, rois, size, g):
    total = np.zeros(x.shape)
    for r in range(rois.shape[0]):
        one = np.zeros(x.shape)
        rows = edges_of_roi_nested_helpers(rois[r, 0], rois[r, 2], size)
        cols = edges_of_roi_nested_helpers(rois[r, 1], rois[r, 3], size)
        for c in range(x.shape[0]):
            for i, (a, b) in enumerate(rows):
                for j, (p, q) in enumerate(cols):
                    _, u, v = max((x[c, u, v], -u, -v) for u in range(a, b) for v in range(p, q))
                    one[c, -u, -v] += g[r, c, i, j]
        total += one
    return total


IMAGES = {
    "vjp_of_broadcast_add": {
        "every entry": add_every_entry,
        "einsum letters": add_einsum_letters,
        "recursion": add_recursion,
        "ones matrices": add_ones_matrices,
    },
    "vjp_of_broadcast_multiply": {
        "add at": multiply_add_at,
        "factor out the own": multiply_factor_out_the_own,
        "by definition with unit vectors": multiply_by_definition_with_unit_vectors,
        "moved sums": multiply_moved_sums,
    },
    "conv1d_backward": {
        "spread and convolve": conv1d_spread_and_convolve,
        "matrix of the layer": conv1d_matrix_of_the_layer,
        "gathering dx": conv1d_gathering_dx,
        "columns": conv1d_columns,
    },
    "conv2d_backward": {
        "spread and turn": conv2d_spread_and_turn,
        "two linear maps": conv2d_two_linear_maps,
        "gathering": conv2d_gathering,
        "rows by 1d": conv2d_rows_by_1d,
    },
    "max_pool_backward": {
        "argwhere": pool_argwhere,
        "mask and cumsum": pool_mask_and_cumsum,
        "running best": pool_running_best,
        "python max with key": pool_python_max_with_key,
    },
    "smooth_l1_gradient": {
        "divide by the larger": smooth_divide_by_the_larger,
        "two ramps": smooth_two_ramps,
        "piecewise and vectorize": smooth_piecewise_and_vectorize,
        "min of size": smooth_min_of_size,
    },
    "detection_loss_gradient": {
        "pairwise softmax": loss_pairwise_softmax,
        "chain through the softmax": loss_chain_through_the_softmax,
        "log sum exp": loss_log_sum_exp,
        "early return": loss_early_return,
    },
    "roi_pool_backward": {
        "argwhere in the cell": roi_argwhere_in_the_cell,
        "masked map": roi_masked_map,
        "gathered and bincount": roi_gathered_and_bincount,
        "nested helpers": roi_nested_helpers,
    },
}
