"""Right ways to write `attention_backward` of problem set 10."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

import numpy as np

from autograd_lab.exams.ps10.attention_variants import batched, by_query, soft
from autograd_lab.exams.question import Variant


def _by_einsum(Q, K, V, g, mask, scale):
    S = np.einsum("ntd,nsd->nts", Q, K) * scale
    S[:, ~mask] = -np.inf
    P = soft(S)
    dP = np.einsum("ntv,nsv->nts", g, V)
    dS = P * dP - P * np.einsum("nts,nts->nt", P, dP)[..., None]
    dQ = np.einsum("nts,nsd->ntd", dS, K) * scale
    return dQ, np.einsum("nts,ntd->nsd", dS, Q) * scale, np.einsum("nts,ntv->nsv", P, g)


def _by_jacobians(Q, K, V, g, mask, scale):
    dQ, dK, dV = np.zeros_like(Q), np.zeros_like(K), np.zeros_like(V)
    for n in range(len(Q)):
        S = np.where(mask, scale * Q[n] @ K[n].T, -1e30)
        for t in range(len(S)):
            p = np.exp(S[t] - S[t].max())
            p = p / p.sum()
            J = np.diag(p) - np.outer(p, p)
            dS = J @ (V[n] @ g[n, t])
            dQ[n, t] = scale * dS @ K[n]
            dK[n] += scale * np.outer(dS, Q[n, t])
            dV[n] += np.outer(p, g[n, t])
    return dQ, dK, dV


def _shares_of_masked_weights(Q, K, V, g, mask, scale):
    """A softmax over all keys, masked and then divided anew."""
    P = soft(scale * Q @ np.swapaxes(K, 1, 2)) * mask
    P = P / P.sum(axis=-1, keepdims=True)
    dP = (g @ np.swapaxes(V, 1, 2)) * mask
    dS = P * (dP - (P * dP).sum(axis=-1, keepdims=True)) * mask
    return scale * dS @ K, scale * np.swapaxes(dS, 1, 2) @ Q, np.swapaxes(P, 1, 2) @ g


def _by_powers(Q, K, V, g, mask, scale):
    """e^s over its sum, step by step, without subtracting the largest."""
    E = np.exp(scale * Q @ np.swapaxes(K, 1, 2)) * mask
    total = E.sum(axis=2, keepdims=True)
    P = E / total
    dP = g @ np.swapaxes(V, 1, 2)
    dE = dP / total - (dP * E).sum(axis=2, keepdims=True) / total**2
    dS = dE * E
    return scale * dS @ K, scale * np.swapaxes(dS, 1, 2) @ Q, np.swapaxes(P, 1, 2) @ g


def _by_output(Q, K, V, g, mask, scale):
    """Σ P dP is g · y, the output's own product with its gradient, as in FlashAttention."""
    S = scale * np.matmul(Q, K.transpose(0, 2, 1)) + np.where(mask, 0.0, -1e9)
    P = soft(S)
    y = P @ V
    D = (g * y).sum(axis=2, keepdims=True)
    dS = P * (g @ V.transpose(0, 2, 1) - D)
    return dS @ K * scale, dS.transpose(0, 2, 1) @ Q * scale, P.transpose(0, 2, 1) @ g


def _scale_in_queries(Q, K, V, g, mask, scale):
    Qs = Q * scale
    P = soft(np.where(mask, Qs @ K.transpose(0, 2, 1), -1e4))
    dP = g @ V.transpose(0, 2, 1)
    dS = P * (dP - (P * dP).sum(axis=2, keepdims=True))
    return scale * (dS @ K), dS.transpose(0, 2, 1) @ Qs, P.transpose(0, 2, 1) @ g


def _by_lists(Q, K, V, g, mask, scale):
    found = []
    for q, k, v, h in zip(Q, K, V, g, strict=True):
        P = soft(np.where(mask, scale * q @ k.T, -np.inf))
        dP = h @ v.T
        dS = P * (dP - np.sum(P * dP, axis=1)[:, None])
        found.append((scale * dS @ k, scale * dS.T @ q, P.T @ h))
    return tuple(np.array(part) for part in zip(*found, strict=True))


def _roots(Q, K, V, g, mask, scale):
    """The root of the scale on either side."""
    r = np.sqrt(scale)
    q, k = r * Q, r * K
    P = soft(np.where(mask[None], q @ k.transpose(0, 2, 1), -1e9))
    dP = g @ V.transpose(0, 2, 1)
    dS = P * (dP - (P * dP).sum(axis=2, keepdims=True))
    return r * (dS @ k), r * (dS.transpose(0, 2, 1) @ q), P.transpose(0, 2, 1) @ g


def _entry_by_entry(Q, K, V, g, mask, scale):
    (N, T, _), S = Q.shape, K.shape[1]
    dQ, dK, dV = np.zeros(Q.shape), np.zeros(K.shape), np.zeros(V.shape)
    for n in range(N):
        for t in range(T):
            e = [np.exp(scale * np.dot(Q[n, t], K[n, s])) if mask[t, s] else 0.0 for s in range(S)]
            p = [one / sum(e) for one in e]
            dp = [np.dot(g[n, t], V[n, s]) for s in range(S)]
            for s in range(S):
                ds = sum(p[r] * ((r == s) - p[s]) * dp[r] for r in range(S))
                dQ[n, t] += ds * scale * K[n, s]
                dK[n, s] += ds * scale * Q[n, t]
                dV[n, s] += p[s] * g[n, t]
    return dQ, dK, dV


ATTENTION_RIGHT = (
    Variant("whole batches", batched()),
    Variant("query by query, over what is seen", by_query()),
    Variant("einsum, −∞", _by_einsum),
    Variant("explicit Jacobians", _by_jacobians),
    Variant("masked after the softmax, and divided anew", _shares_of_masked_weights),
    Variant("step by step through the quotient", _by_powers),
    Variant("Σ P dP by the output", _by_output),
    Variant("the queries scaled first", _scale_in_queries),
    Variant("matrix by matrix, in lists", _by_lists),
    Variant("the root of the scale on both", _roots),
    Variant("four loops", _entry_by_entry),
    Variant("the gradient masked as well", batched(masked=lambda dS, mask: np.where(mask, dS, 0))),
    Variant("a list of three", lambda Q, K, V, g, mask, scale: list(batched()(Q, K, V, g, mask, scale))),
)
