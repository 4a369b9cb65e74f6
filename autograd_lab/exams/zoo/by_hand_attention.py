"""Exhibits of attention that are written out: right texts, and in each the line that went wrong."""

_SOFTMAX = """\
def softmax_backward(p, g):
    q = p
    dz = np.zeros_like(g)
    for n in range(len(q)):
        s = (q[n] * g[n]).sum()
        classes = range(q.shape[1])
        for k in classes:
            dz[n, k] = q[n, k] * (g[n, k] - s)
    return dz"""
_ATTENTION = """\
def attention_backward(Q, K, V, g, mask, scale):
    S = scale * Q @ K.transpose(0, 2, 1)
    E = np.where(mask, np.exp(S), 0)
    total = E.sum(axis=2, keepdims=True)
    P = E / total
    up = g
    dP = up @ V.transpose(0, 2, 1)
    dS = P * (dP - (P * dP).sum(axis=2, keepdims=True))
    dQ = scale * dS @ K
    dK = scale * dS.transpose(0, 2, 1) @ Q
    dV = P.transpose(0, 2, 1) @ g
    return dQ, dK, dV"""
_BY_QUERY = """\
def attention_backward(Q, K, V, g, mask, scale):
    N, T = Q.shape[:2]
    dQ, dK, dV = np.zeros_like(Q), np.zeros_like(K), np.zeros_like(V)
    c = scale
    for n in range(N):
        for t in range(T):
            e = np.exp(c * K[n] @ Q[n, t]) * mask[t]
            p = e / e.sum()
            dp = V[n] @ g[n, t]
            ds = p * (dp - p @ dp)
            dQ[n, t] = c * ds @ K[n]
            dK[n] += c * np.outer(ds, Q[n, t])
            dV[n] += np.outer(p, g[n, t])
    return dQ, dK, dV"""
_BLOCK = """\
def prenorm_block_backward(x, W1, b1, W2, b2, eps, g):
    d = x - x.mean(axis=1, keepdims=True)
    s = 1 / np.sqrt((d ** 2).mean(axis=1, keepdims=True) + eps)
    h = d * s
    z = h @ W1 + b1
    a = np.maximum(z, 0)
    up = g
    da = up @ W2.T
    dz = da * (z > 0)
    dh = dz @ W1.T
    past = g
    back = dh - dh.mean(axis=1, keepdims=True) - h * (dh * h).mean(axis=1, keepdims=True)
    dx = past + s * back
    dW1 = h.T @ dz
    db1 = dz.sum(axis=0)
    dW2 = a.T @ g
    db2 = g.sum(axis=0)
    return dx, dW1, db1, dW2, db2"""
_BLOCK_SHORT = """\
def prenorm_block_backward(x, W1, b1, W2, b2, eps, g):
    def back(d):
        return s * (d - d.mean(axis=1, keepdims=True) - h * (d * h).mean(axis=1, keepdims=True))
    s = 1 / np.sqrt(x.var(axis=1, keepdims=True) + eps)
    h = s * (x - x.mean(axis=1, keepdims=True))
    z = h @ W1 + b1
    dz = (g @ W2.T) * (z > 0)
    dx = g + back(dz @ W1.T)
    return dx, h.T @ dz, dz.sum(axis=0), np.maximum(z, 0).T @ g, g.sum(axis=0)"""

#: by question, with a word where a question has more than one
ATTENTION_TEXTS = {
    "softmax_backward": _SOFTMAX,
    "attention_backward": _ATTENTION,
    "attention_backward, query by query": _BY_QUERY,
    "prenorm_block_backward": _BLOCK,
    "prenorm_block_backward, short": _BLOCK_SHORT,
}
_S = "S = scale * Q @ K.transpose(0, 2, 1)"
_TOTAL = "total = E.sum(axis=2, keepdims=True)"
_P = "P = E / total"
_DQ = "dQ = scale * dS @ K"
_DK = "dK = scale * dS.transpose(0, 2, 1) @ Q"
_DV = "dV = P.transpose(0, 2, 1) @ g"
_DX = "dx = past + s * back"
#: mistake, text, the right line, the wrong one
ATTENTION_SLIPS = (
    ("softmax-taken-again", "softmax_backward", "q = p", "q = np.exp(p) / np.exp(p).sum(axis=1, keepdims=True)"),
    ("softmax-only-largest", "softmax_backward", "classes = range(q.shape[1])", "classes = [q[n].argmax()]"),
    ("attn-scale-forward-missing", "attention_backward", _S, "S = Q @ K.transpose(0, 2, 1)"),
    ("attn-scale-ignored", "attention_backward, query by query", "c = scale", "c = 1"),
    ("attn-scale-own", "attention_backward, query by query", "c = scale", "c = 1 / np.sqrt(Q.shape[2])"),
    ("attn-scale-root", "attention_backward, query by query", "c = scale", "c = np.sqrt(scale)"),
    ("attn-scale-in-dv", "attention_backward", _DV, "dV = scale * P.transpose(0, 2, 1) @ g"),
    ("attn-softmax-axis", "attention_backward", _TOTAL, "total = E.sum(axis=1, keepdims=True)"),
    ("attn-softmax-everything", "attention_backward", _TOTAL, "total = E.sum()"),
    ("attn-softmax-missing", "attention_backward", _P, "P = np.where(mask, S, 0)"),
    ("attn-not-normalised", "attention_backward", _P, "P = E"),
    ("attn-g-missing", "attention_backward", "up = g", "up = np.ones_like(g)"),
    ("attn-p-for-ds", "attention_backward", _DQ, "dQ = scale * P @ K"),
    ("attn-ds-for-p", "attention_backward", _DV, "dV = dS.transpose(0, 2, 1) @ g"),
    ("attn-scores-for-p", "attention_backward", _DV, "dV = S.transpose(0, 2, 1) @ g"),
    ("attn-mask-for-p", "attention_backward", _DV, "dV = mask.T @ g"),
    ("attn-p-missing", "attention_backward", _DV, "dV = np.ones_like(P).transpose(0, 2, 1) @ g"),
    ("attn-wrong-operand", "attention_backward", _DQ, "dQ = scale * dS @ Q"),
    ("attn-averaged", "attention_backward", _DV, "dV = P.transpose(0, 2, 1) @ g / g.shape[1]"),
    (
        "attn-batch-added",
        "attention_backward, query by query",
        "dV[n] += np.outer(p, g[n, t])",
        "dV += np.outer(p, g[n, t])",
    ),
    (
        "attn-first-only",
        "attention_backward",
        _DK,
        "dK = scale * dS[:, :1].transpose(0, 2, 1) @ Q[:, :1]",
    ),
    ("block-residual-normed", "prenorm_block_backward, short", "dx = g + back(dz @ W1.T)", "dx = back(g + dz @ W1.T)"),
    ("block-residual-value", "prenorm_block_backward", "past = g", "past = x"),
    ("block-norm-skipped", "prenorm_block_backward", _DX, "dx = past + dh"),
    ("block-value-for-dx", "prenorm_block_backward", _DX, "dx = x + a @ W2 + b2"),
    ("block-norm-forgotten", "prenorm_block_backward", "h = d * s", "h = x"),
    ("block-mask-late", "prenorm_block_backward", "up = g", "up = g * (x + a @ W2 + b2 > 0)"),
    ("block-other-weights", "prenorm_block_backward", "da = up @ W2.T", "da = up @ W1"),
    ("block-dw1-operand", "prenorm_block_backward", "dW1 = h.T @ dz", "dW1 = h.T @ a"),
    ("block-db-operand", "prenorm_block_backward", "db1 = dz.sum(axis=0)", "db1 = a.sum(axis=0)"),
    ("block-db-times-b", "prenorm_block_backward", "db1 = dz.sum(axis=0)", "db1 = dz.sum(axis=0) * b1"),
)
#: for a right line, lines that are wrong in its place, where no other mistake of the catalogue stands there
ATTENTION_DECOYS = {
    "q = p": ("q = p.max() - p", "q = p ** 2"),
    "classes = range(q.shape[1])": ("classes = range(1, q.shape[1])", "classes = range(q.shape[1] - 1)"),
    "P = soft(s)": ("P = soft(-s)", "P = soft(s) ** 2"),
    "own = mask[t]": ("own = ~mask[t]", "own = mask[t] | mask[0]"),
    "dW1 = h.T @ dz": ("dW1 = h.T @ da", "dW1 = x.T @ dz"),
    "c = scale": ("c = 2 * scale", "c = 1 / scale"),
    "up = g": ("up = -g", "up = abs(g)"),
    "past = g": ("past = 2 * g", "past = 0 * g"),
    "h = d * s": ("h = d / s", "h = d"),
    "da = up @ W2.T": ("da = up @ abs(W2).T", "da = -up @ W2.T"),
}
