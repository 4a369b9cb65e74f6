"""Right ways of writing the answers of the set on attention, written from their contracts alone: softmax, attention."""

import math

import numpy as np

from tests.exams.right_ways_attention_block import BLOCK

# --- softmax_backward ---


def softmax_batch_of_jacobians(p, g):
    J = np.einsum("nk,kl->nkl", p, np.eye(p.shape[1])) - np.einsum("nk,nl->nkl", p, p)
    return np.einsum("nkl,nk->nl", J, g)


def softmax_entries(p, g):
    dz = np.zeros(p.shape)
    for n, row in enumerate(p):
        for j in range(len(row)):
            dz[n, j] = math.fsum(g[n, i] * row[i] * ((i == j) - row[j]) for i in range(len(row)))
    return dz


def softmax_weighted_average(p, g):
    rows = [
        row * (upstream - np.average(upstream, weights=row / row.sum())) for row, upstream in zip(p, g, strict=True)
    ]
    return np.array(rows)


def softmax_pairs(p, g):
    """Each pair of outputs exchanges p_i p_j (g_j − g_i)."""
    differences = g[:, None, :] - g[:, :, None]
    return (p[:, :, None] * p[:, None, :] * differences).sum(axis=1)


def softmax_complex_step(p, g):
    dz = np.empty(p.shape)
    for j in range(p.shape[1]):
        turned = p.astype(complex)
        turned[:, j] *= np.exp(1e-30j)
        dz[:, j] = (turned / turned.sum(axis=1, keepdims=True) * g).sum(axis=1).imag / 1e-30
    return dz


def softmax_rows_by_recursion(p, g):
    if len(p) == 1:
        return p * g - p * np.vdot(p, g)
    half = len(p) // 2
    return np.vstack((softmax_rows_by_recursion(p[:half], g[:half]), softmax_rows_by_recursion(p[half:], g[half:])))


def softmax_in_place(p, g):
    d = np.multiply(p, g)
    d -= p * d.sum(axis=-1)[:, np.newaxis]
    return d


def softmax_exp_and_quotient(p, g):
    """p = e/s with e = p and s = 1, as softmax is where z = log p."""
    e, s = p, p.sum(axis=1)
    de = g / s[:, None]
    ds = -(g * e).sum(axis=1) / s**2
    de = de + np.outer(ds, np.ones(p.shape[1]))
    return de * e


def softmax_through_the_log(p, g):
    d_log_p = g * p
    return d_log_p - p * (d_log_p @ np.ones((p.shape[1], 1)))


def softmax_columns(p, g):
    P, G = p.T, g.T
    return (P * (G - np.einsum("kn,kn->n", P, G))).T


# --- attention_backward ---


def attention_entries(Q, K, V, g, mask, scale):
    dQ, dK, dV = np.zeros(Q.shape), np.zeros(K.shape), np.zeros(V.shape)
    N, T, d = Q.shape
    for n in range(N):
        for t in range(T):
            seen = [s for s in range(K.shape[1]) if mask[t, s]]
            scores = [scale * sum(Q[n, t, i] * K[n, s, i] for i in range(d)) for s in seen]
            top = max(scores)
            e = [math.exp(score - top) for score in scores]
            p = [one / sum(e) for one in e]
            dp = [sum(g[n, t, j] * V[n, s, j] for j in range(V.shape[2])) for s in seen]
            mean = sum(a * c for a, c in zip(p, dp, strict=True))
            for weight, upstream, s in zip(p, dp, seen, strict=True):
                ds = scale * weight * (upstream - mean)
                for i in range(d):
                    dQ[n, t, i] += ds * K[n, s, i]
                    dK[n, s, i] += ds * Q[n, t, i]
                for j in range(V.shape[2]):
                    dV[n, s, j] += weight * g[n, t, j]
    return dQ, dK, dV


def attention_seen_keys(Q, K, V, g, mask, scale):
    dQ, dK, dV = np.zeros(Q.shape), np.zeros(K.shape), np.zeros(V.shape)
    for t, row in enumerate(mask):
        at = np.where(row)[0]
        scores = scale * np.einsum("nsd,nd->ns", K[:, at], Q[:, t])
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        dp = np.einsum("nsv,nv->ns", V[:, at], g[:, t])
        ds = scale * softmax_in_place(p, dp)
        dQ[:, t] = np.einsum("ns,nsd->nd", ds, K[:, at])
        dK[:, at] += ds[:, :, None] * Q[:, t][:, None, :]
        dV[:, at] += p[:, :, None] * g[:, t][:, None, :]
    return dQ, dK, dV


def attention_einsum(Q, K, V, g, mask, scale):
    e = np.exp(np.where(mask, np.einsum("bqd,bkd->bqk", scale * Q, K), -1e300))
    P = e / np.einsum("bqk->bq", e)[..., None]
    dP = np.einsum("bqv,bkv->bqk", g, V)
    dS = np.einsum("bqk,bqk->bqk", P, dP) - np.einsum("bqk,bql,bql->bqk", P, P, dP)
    return (
        np.einsum("bqk,bkd->bqd", dS, K) * scale,
        np.einsum("bqk,bqd->bkd", dS, Q) * scale,
        np.einsum("bqk,bqv->bkv", P, g),
    )


def attention_explicit_jacobians(Q, K, V, g, mask, scale):
    dQ, dK, dV = (np.zeros_like(a) for a in (Q, K, V))
    hidden = np.where(mask, 0.0, -np.inf)
    for n in range(Q.shape[0]):
        for t in range(Q.shape[1]):
            s = K[n] @ Q[n, t] * scale + hidden[t]
            p = np.exp(s - s.max())
            p = p / p.sum()
            J = np.diag(p) - np.outer(p, p)  # ∂p/∂s
            s_of_q = scale * K[n]  # (S, d)
            at_s = g[n, t] @ V[n].T @ J
            dQ[n, t] = at_s @ s_of_q
            dK[n] += np.outer(at_s, scale * Q[n, t])
            dV[n] += np.outer(p, g[n, t])
    return dQ, dK, dV


def attention_exponentials_times_mask(Q, K, V, g, mask, scale):
    scores = np.matmul(Q, np.swapaxes(K, 1, 2)) * scale
    e = np.exp(scores - np.max(scores, axis=2, keepdims=True)) * mask
    total = e.sum(axis=2, keepdims=True)
    P = e / total
    dP = np.matmul(g, np.swapaxes(V, 1, 2))
    de = dP / total - (dP * e).sum(axis=2, keepdims=True) / total**2
    dscores = de * e * scale
    return np.matmul(dscores, K), np.matmul(np.swapaxes(dscores, 1, 2), Q), np.matmul(np.swapaxes(P, 1, 2), g)


def attention_one_block_matrix(Q, K, V, g, mask, scale):
    """The whole batch as one sequence, in which no example sees another."""
    N = len(Q)
    q, k, v, up = (a.reshape(-1, a.shape[2]) for a in (Q, K, V, g))
    seen = np.kron(np.eye(N), mask) > 0
    s = np.where(seen, scale * q @ k.T, -np.inf)
    p = np.exp(s - s.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    ds = p * (up @ v.T)
    ds -= p * ds.sum(axis=1, keepdims=True)
    ds *= scale
    return (ds @ k).reshape(Q.shape), (ds.T @ q).reshape(K.shape), (p.T @ up).reshape(V.shape)


def attention_key_by_key(Q, K, V, g, mask, scale):
    """One key at a time, with a running maximum and sum, and the output's share for what softmax takes away."""
    N, T, _ = Q.shape
    top, total, out = np.full((N, T), -np.inf), np.zeros((N, T)), np.zeros(g.shape)
    for s in range(K.shape[1]):
        score = np.where(mask[:, s], scale * (Q * K[:, s, None]).sum(-1), -np.inf)
        higher = np.maximum(top, score)
        safe = np.where(np.isinf(higher), 0.0, higher)
        old, new = np.exp(top - safe), np.exp(score - safe)
        total = total * old + new
        out = out * old[..., None] + new[..., None] * V[:, s, None]
        top = higher
    taken = (g * out).sum(-1) / total
    dQ, dK, dV = np.zeros(Q.shape), np.zeros(K.shape), np.zeros(V.shape)
    for s in range(K.shape[1]):
        score = np.where(mask[:, s], scale * (Q * K[:, s, None]).sum(-1), -np.inf)
        p = np.exp(score - top) / total
        ds = scale * p * ((g * V[:, s, None]).sum(-1) - taken)
        dQ += ds[..., None] * K[:, s, None]
        dK[:, s] = (ds[..., None] * Q).sum(axis=1)
        dV[:, s] = (p[..., None] * g).sum(axis=1)
    return dQ, dK, dV


def attention_keys_as_rows(Q, K, V, g, mask, scale):
    parts = []
    for q, k, v, up in zip(Q, K, V, g, strict=True):
        A = np.ma.array(k @ q.T * scale, mask=~mask.T)  # (S, T)
        A = np.ma.exp(A - A.max(axis=0))
        A = (A / A.sum(axis=0)).filled(0.0)
        dA = v @ up.T
        B = A * (dA - np.sum(A * dA, axis=0))
        parts.append((scale * B.T @ k, scale * B @ q, A @ up))
    return tuple(np.stack(part) for part in zip(*parts, strict=True))


def attention_scaled_queries(Q, K, V, g, mask, scale):
    q = Q * scale
    s = np.einsum("ntd,nsd->nts", q, K)
    s[:, ~mask] = -np.inf
    log_p = s - np.logaddexp.reduce(s, axis=2, keepdims=True)
    p = np.exp(log_p)
    d_log_p = p * np.einsum("ntv,nsv->nts", g, V)
    ds = d_log_p - p * np.sum(d_log_p, axis=2, keepdims=True)
    dq = ds @ K
    return dq * scale, ds.swapaxes(1, 2) @ q, p.swapaxes(1, 2) @ g


def attention_root_of_the_scale(Q, K, V, g, mask, scale):
    """The root of the scale with each of queries and keys, and examples by recursion."""
    root = math.sqrt(scale)
    if len(Q) > 1:
        first = attention_root_of_the_scale(Q[:1], K[:1], V[:1], g[:1], mask, scale)
        rest = attention_root_of_the_scale(Q[1:], K[1:], V[1:], g[1:], mask, scale)
        return tuple(np.concatenate(pair) for pair in zip(first, rest, strict=True))
    q, k = root * Q[0], root * K[0]
    weights = np.zeros(mask.shape)
    s = q @ k.T
    for row, line, seen in zip(weights, s, mask, strict=True):
        row[seen] = np.exp(line[seen] - line[seen].max())
        row /= row.sum()
    ds = softmax_batch_of_jacobians(weights, g[0] @ V[0].T)
    return root * (ds @ k)[None], root * (ds.T @ q)[None], (weights.T @ g[0])[None]


ATTENTION = {
    "softmax_backward": {
        "batch of Jacobians": softmax_batch_of_jacobians,
        "entries": softmax_entries,
        "weighted average": softmax_weighted_average,
        "pairs": softmax_pairs,
        "complex step": softmax_complex_step,
        "rows by recursion": softmax_rows_by_recursion,
        "in place": softmax_in_place,
        "exp and quotient": softmax_exp_and_quotient,
        "through the log": softmax_through_the_log,
        "columns": softmax_columns,
    },
    "attention_backward": {
        "entries": attention_entries,
        "seen keys": attention_seen_keys,
        "einsum": attention_einsum,
        "explicit Jacobians": attention_explicit_jacobians,
        "exponentials times mask": attention_exponentials_times_mask,
        "one block matrix": attention_one_block_matrix,
        "key by key": attention_key_by_key,
        "keys as rows": attention_keys_as_rows,
        "scaled queries": attention_scaled_queries,
        "root of the scale": attention_root_of_the_scale,
    },
    **BLOCK,
}
