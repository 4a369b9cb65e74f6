"""Right ways to write `softmax_backward` of problem set 10."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

import numpy as np

from autograd_lab.exams.ps10.softmax_variants import by_jacobian, by_loops, plain
from autograd_lab.exams.question import Variant


def _by_einsum(p, g):
    J = np.einsum("nk,kj->nkj", p, np.eye(p.shape[1])) - np.einsum("ni,nj->nij", p, p)
    return np.einsum("nij,nj->ni", J, g)


def _by_matmul(p, g):
    J = p[:, :, None] * (np.eye(p.shape[1]) - p[:, None, :])
    return (J @ g[:, :, None])[:, :, 0]


def _by_matmul_of_rows(p, g):
    J = p[:, :, None] * np.eye(p.shape[1]) - p[:, :, None] * p[:, None, :]
    return (g[:, None, :] @ J).squeeze(1)


def _by_quotient(p, g):
    """e^z over a sum, step by step: z is the logarithm of p."""
    e = np.exp(np.log(p))
    total = e.sum(axis=1, keepdims=True)
    de = g / total
    dtotal = -(g * e).sum(axis=1, keepdims=True) / total**2
    return (de + dtotal) * e


def _by_differences(p, g):
    """Σ over j of p_i p_j (g_i − g_j)."""
    gaps = g[:, :, None] - g[:, None, :]
    return (p[:, :, None] * p[:, None, :] * gaps).sum(axis=2)


def _by_rows(p, g):
    rows = []
    for q, h in zip(p, g, strict=True):
        rows.append(q * (h - np.dot(q, h)))
    return np.stack(rows)


def _by_columns(p, g):
    p, g = p.T, g.T
    return (p * (g - (p * g).sum(axis=0))).T


def _two_products(p, g):
    pg = p * g
    return pg - p * np.sum(pg, axis=1).reshape(-1, 1)


def _by_where(p, g):
    N, K = p.shape
    same = np.arange(K)[:, None] == np.arange(K)
    out = np.empty((N, K))
    for n in range(N):
        out[n] = np.where(same, p[n] * (1 - p[n]), -np.outer(p[n], p[n])).dot(g[n])
    return out


SOFTMAX_RIGHT = (
    Variant("p (g − Σ p g)", plain()),
    Variant("the Jacobian of each row", by_jacobian()),
    Variant("three loops", by_loops()),
    Variant("einsum", _by_einsum),
    Variant("batched matmul", _by_matmul),
    Variant("gᵀ J", _by_matmul_of_rows),
    Variant("step by step through the quotient", _by_quotient),
    Variant("differences of g", _by_differences),
    Variant("rows stacked", _by_rows),
    Variant("transposed, and back", _by_columns),
    Variant("p g − p Σ p g", _two_products),
    Variant("the diagonal by np.where", _by_where),
    Variant("the sum by np.vecdot's like", plain(inner=lambda p, g: np.einsum("nk,nk->n", p, g)[:, None])),
)
