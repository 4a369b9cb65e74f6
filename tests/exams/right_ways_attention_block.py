"""Right ways of writing the way back through a block with the norm in front, written from its contract alone."""

import math

import numpy as np


def block_one_formula(x, W1, b1, W2, b2, eps, g):
    D = x.shape[1]
    std = np.sqrt(x.var(axis=1) + eps)[:, None]
    xhat = (x - x.mean(axis=1, keepdims=True)) / std
    z = xhat @ W1 + b1
    awake = z > 0
    dz = np.where(awake, g @ W2.T, 0.0)
    d = dz @ W1.T
    through = (D * d - d.sum(axis=1, keepdims=True) - xhat * (d * xhat).sum(axis=1, keepdims=True)) / (D * std)
    return through + g, xhat.T @ dz, dz.sum(axis=0), (awake * z).T @ g, g.sum(axis=0)


def block_small_steps(x, W1, b1, W2, b2, eps, g):
    N, D = x.shape
    mean = x.sum(axis=1, keepdims=True) / D
    centred = x - mean
    squares = centred**2
    var = squares.sum(axis=1, keepdims=True) / D
    root = np.sqrt(var + eps)
    inverse = 1 / root
    normed = centred * inverse
    z = normed @ W1 + b1
    a = np.maximum(z, 0)

    da, dW2, db2 = g @ W2.T, a.T @ g, g.sum(0)
    dz = da * np.heaviside(z, 0)
    dnormed, dW1, db1 = dz @ W1.T, normed.T @ dz, dz.sum(0)
    dinverse = (dnormed * centred).sum(axis=1, keepdims=True)
    droot = -dinverse / root**2
    dvar = droot * 0.5 / root
    dsquares = np.ones((N, D)) * dvar / D
    dcentred = dnormed * inverse + 2 * centred * dsquares
    dmean = -dcentred.sum(axis=1, keepdims=True)
    dx = g + dcentred + np.ones((N, D)) * dmean / D
    return dx, dW1, db1, dW2, db2


def block_jacobian_of_each_row(x, W1, b1, W2, b2, eps, g):
    D = x.shape[1]
    dx, dW1, db1, dW2, db2 = (np.zeros(a.shape) for a in (x, W1, b1, W2, b2))
    for n in range(len(x)):
        std = math.sqrt(np.var(x[n]) + eps)
        unit = (x[n] - np.mean(x[n])) / std
        J_norm = (np.eye(D) - 1 / D - np.outer(unit, unit) / D) / std
        z = unit @ W1 + b1
        J_relu = np.diag((z > 0).astype(float))
        J = np.eye(D) + W2.T @ J_relu @ W1.T @ J_norm  # ∂y/∂x, (out, in)
        dx[n] = J.T @ g[n]
        at_z = J_relu @ W2 @ g[n]
        dW1 += np.outer(unit, at_z)
        db1 += at_z
        dW2 += np.outer(np.maximum(z, 0), g[n])
        db2 += g[n]
    return dx, dW1, db1, dW2, db2


def block_centring_matrix(x, W1, b1, W2, b2, eps, g):
    D = x.shape[1]
    C = np.eye(D) - np.full((D, D), 1 / D)
    c = x @ C
    s = 1 / np.sqrt((c * c).mean(axis=1) + eps)
    n = np.diag(s) @ c
    h = np.dot(n, W1) + b1
    dh = np.dot(g, W2.T) * (h > 0)
    dn = np.dot(dh, W1.T)
    ds = np.sum(dn * c, axis=1)
    dc = np.diag(s) @ dn - np.diag(ds * s**3 / D) @ c
    return g + dc @ C.T, np.dot(n.T, dh), np.ones(len(x)) @ dh, np.dot(np.where(h > 0, h, 0).T, g), np.ones(len(x)) @ g


def block_entries(x, W1, b1, W2, b2, eps, g):
    N, D = x.shape
    F = len(b1)
    dx, dW1, db1, dW2, db2 = np.zeros((N, D)), np.zeros((D, F)), np.zeros(F), np.zeros((F, D)), np.zeros(D)
    for n in range(N):
        mean = sum(x[n]) / D
        std = math.sqrt(sum((value - mean) ** 2 for value in x[n]) / D + eps)
        unit = [(value - mean) / std for value in x[n]]
        dunit = [0.0] * D
        for f in range(F):
            z = sum(unit[i] * W1[i, f] for i in range(D)) + b1[f]
            if z > 0:
                dz = sum(g[n, j] * W2[f, j] for j in range(D))
                db1[f] += dz
                for i in range(D):
                    dW1[i, f] += unit[i] * dz
                    dunit[i] += W1[i, f] * dz
                    dW2[f, i] += z * g[n, i]
        for i in range(D):
            db2[i] += g[n, i]
            terms = [dunit[j] * ((i == j) - 1 / D - unit[i] * unit[j] / D) for j in range(D)]
            dx[n, i] = g[n, i] + sum(terms) / std
    return dx, dW1, db1, dW2, db2


def block_einsum(x, W1, b1, W2, b2, eps, g):
    D = x.shape[1]
    centred = x - np.einsum("nd->n", x)[:, None] / D
    inverse = (np.einsum("nd,nd->n", centred, centred) / D + eps) ** -0.5
    unit = np.einsum("nd,n->nd", centred, inverse)
    z = np.einsum("nd,df->nf", unit, W1) + b1
    awake = (z > 0).astype(float)
    dz = np.einsum("nd,fd,nf->nf", g, W2, awake)
    back = np.einsum("nf,df,n->nd", dz, W1, inverse)
    along = np.einsum("nd,nd,ne->ne", back, unit, unit) / D
    level = np.einsum("nd->n", back)[:, None] / D
    return (
        g + back - level - along,
        np.einsum("nd,nf->df", unit, dz),
        np.einsum("nf->f", dz),
        np.einsum("nf,nf,nd->fd", z, awake, g),
        np.einsum("nd->d", g),
    )


def block_awake_units(x, W1, b1, W2, b2, eps, g):
    dx = g.copy()
    dW1, db1, dW2 = np.zeros_like(W1), np.zeros_like(b1), np.zeros_like(W2)
    for row, up, into in zip(x, g, dx, strict=True):
        deviation = np.sqrt(np.var(row) + eps)
        unit = (row - row.mean()) / deviation
        z = unit @ W1 + b1
        on = np.flatnonzero(z > 0)
        at_z = W2[on] @ up
        at_unit = W1[:, on] @ at_z
        dW1[:, on] += unit[:, None] * at_z
        db1[on] += at_z
        dW2[on] += z[on, None] * up
        into += (at_unit - at_unit.mean() - unit * np.mean(at_unit * unit)) / deviation
    return dx, dW1, db1, dW2, np.sum(g, axis=0)


def block_complex_step(x, W1, b1, W2, b2, eps, g):
    def pulled(x, W1, b1, W2, b2):
        centred = x - x.mean(axis=-1, keepdims=True)
        z = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + eps) @ W1 + b1
        return np.sum(g * (x + np.where(z.real > 0, z, 0) @ W2 + b2), axis=(-2, -1))

    given = (x, W1, b1[None], W2, b2[None])
    result = []
    for which, array in enumerate(given):
        moved = array + 1e-30j * np.eye(array.size).reshape(-1, *array.shape)  # each number in a copy of its own
        d = pulled(*given[:which], moved, *given[which + 1 :]).imag / 1e-30
        result.append(d.reshape(array.shape))
    dx, dW1, db1, dW2, db2 = result
    return dx, dW1, db1[0], dW2, db2[0]


def block_stack_of_closures(x, W1, b1, W2, b2, eps, g):
    stack, grads = [], {}

    def linear(a, W, weights, bias):
        def back(d):
            grads[weights], grads[bias] = a.T @ d, d.sum(axis=0)
            return d @ W.T

        stack.append(back)
        return a @ W

    def norm(a):
        std = np.sqrt(a.var(axis=-1, keepdims=True) + eps)
        unit = (a - a.mean(axis=-1, keepdims=True)) / std

        def back(d):
            d = d - unit * (d * unit).mean(axis=-1, keepdims=True)
            return (d - d.mean(axis=-1, keepdims=True)) / std

        stack.append(back)
        return unit

    def relu(a):
        stack.append(lambda d: np.where(a > 0, d, 0))
        return a.clip(min=0)

    linear(relu(linear(norm(x), W1, "W1", "b1") + b1), W2, "W2", "b2")
    d = g
    while stack:
        d = stack.pop()(d)
    return d + g, grads["W1"], grads["b1"], grads["W2"], grads["b2"]


def block_in_place(x, W1, b1, W2, b2, eps, g):
    n = np.array(x)
    n -= n.mean(axis=1)[:, None]
    inverse = np.mean(n * n, axis=1)[:, None]
    inverse += eps
    np.sqrt(inverse, out=inverse)
    np.reciprocal(inverse, out=inverse)
    n *= inverse
    a = n @ W1
    a += b1
    a[a < 0] = 0
    d = g @ W2.T
    d[a == 0] = 0
    dx = d @ W1.T
    dx -= dx.mean(axis=1)[:, None] + n * np.mean(dx * n, axis=1)[:, None]
    dx *= inverse
    dx += g
    return dx, n.T @ d, d.sum(axis=0), a.T @ g, g.sum(axis=0)


def block_columns_and_joined_biases(x, W1, b1, W2, b2, eps, g):
    X, G = x.T, g.T
    D, N = X.shape
    ones = np.ones((1, N))
    std = np.sqrt(X.var(axis=0) + eps)
    unit = np.vstack([(X - X.mean(axis=0)) / std, ones])
    z = np.vstack([W1, b1]).T @ unit
    a = np.vstack([np.maximum(z, 0), ones])
    d_second = a @ G.T
    dz = (W2 @ G) * (z > 0)
    d_first = unit @ dz.T
    d = W1 @ dz
    dvar = -0.5 * (d * X).sum(axis=0) / std**3 + 0.5 * X.mean(axis=0) * d.sum(axis=0) / std**3
    dX = d / std + 2 * X * dvar / D  # the mean of what follows is taken away, so X may stand for X − mean
    return (G + dX - dX.mean(axis=0)).T, d_first[:-1], d_first[-1], d_second[:-1], d_second[-1]


BLOCK = {
    "prenorm_block_backward": {
        "one formula": block_one_formula,
        "small steps": block_small_steps,
        "a Jacobian for each row": block_jacobian_of_each_row,
        "centring matrix": block_centring_matrix,
        "entries": block_entries,
        "einsum": block_einsum,
        "awake units": block_awake_units,
        "complex step": block_complex_step,
        "stack of closures": block_stack_of_closures,
        "in place": block_in_place,
        "columns and joined biases": block_columns_and_joined_biases,
    },
}
