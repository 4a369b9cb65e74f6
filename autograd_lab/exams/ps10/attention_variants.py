"""Wrong ways to write `attention_backward` of problem set 10."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import wrong


def soft(scores, axis=-1):
    """A softmax along an axis."""
    e = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def batched(
    scores: Callable[..., Any] = lambda Q, K, scale: scale * Q @ K.transpose(0, 2, 1),
    seen: Callable[..., Any] = lambda s, mask: np.where(mask, s, -1e9),
    weights: Callable[..., Any] = lambda s: soft(s),
    kept: Callable[..., Any] = lambda P, mask: P,
    up: Callable[..., Any] = lambda g, V: g @ V.transpose(0, 2, 1),
    back: Callable[..., Any] = lambda P, dP: P * (dP - (P * dP).sum(axis=2, keepdims=True)),
    masked: Callable[..., Any] = lambda dS, mask: dS,
    query: Callable[..., Any] = lambda dS, K, scale: scale * dS @ K,
    key: Callable[..., Any] = lambda dS, Q, scale: scale * dS.transpose(0, 2, 1) @ Q,
    value: Callable[..., Any] = lambda P, g: P.transpose(0, 2, 1) @ g,
    out: Callable[..., Any] = lambda dQ, dK, dV: (dQ, dK, dV),
) -> Callable[..., Any]:
    """Whole batches at a time, with some of the lines changed."""

    def attention_backward(Q, K, V, g, mask, scale):
        s = seen(scores(Q, K, scale), mask)
        P = kept(weights(s), mask)
        dP = up(g, V)
        dS = masked(back(P, dP), mask)
        dQ = query(dS, K, scale)
        dK = key(dS, Q, scale)
        dV = value(P, g)
        return out(dQ, dK, dV)

    return attention_backward


def by_query(
    row: Callable[..., Any] = lambda P, dP: P * (dP - P @ dP),
    add_key: Callable[..., Any] = lambda old, now: old + now,
    add_value: Callable[..., Any] = lambda old, now: old + now,
    scaled: Callable[..., Any] = lambda scale: scale,
    visible: Callable[..., Any] = lambda mask, t: mask[t],
    queries: Callable[..., Any] = lambda T: range(T),
) -> Callable[..., Any]:
    """One query after the other, over the keys that it may see."""

    def attention_backward(Q, K, V, g, mask, scale):
        dQ, dK, dV = np.zeros_like(Q), np.zeros_like(K), np.zeros_like(V)
        for n in range(len(Q)):
            for t in queries(Q.shape[1]):
                own = visible(mask, t)
                s = scale * K[n, own] @ Q[n, t]
                P = np.exp(s - s.max())
                P /= P.sum()
                dS = row(P, V[n, own] @ g[n, t])
                dQ[n, t] = scale * dS @ K[n, own]
                dK[n, own] = add_key(dK[n, own], scaled(scale) * dS[:, None] * Q[n, t])
                dV[n, own] = add_value(dV[n, own], P[:, None] * g[n, t])
        return dQ, dK, dV

    return attention_backward


def _output_for_gradient(Q, K, V, g, mask, scale):
    """The answers made anew under the name of their gradient; dV was made before that."""
    P = soft(np.where(mask, scale * np.einsum("ntd,nsd->nts", Q, K), -np.inf))
    dV = np.einsum("nts,ntv->nsv", P, g)
    g = P @ V
    dP = np.einsum("ntv,nsv->nts", g, V)
    dS = P * (dP - np.sum(P * dP, axis=2, keepdims=True))
    return scale * dS @ K, scale * np.einsum("nts,ntd->nsd", dS, Q), dV


def _with(of: Callable[..., Any]) -> Callable[..., Any]:
    """The right three, and then some of them anew: `of` (P, dS, Q, K, V, g, mask, scale)."""

    def attention_backward(Q, K, V, g, mask, scale):
        P = soft(np.where(mask, scale * Q @ K.transpose(0, 2, 1), -np.inf))
        dP = g @ V.transpose(0, 2, 1)
        dS = P * (dP - (P * dP).sum(axis=2, keepdims=True))
        right = [scale * dS @ K, scale * dS.transpose(0, 2, 1) @ Q, P.transpose(0, 2, 1) @ g]
        made = of(P, dS, Q, K, V, g, mask, scale)
        return tuple(r if m is None else m for r, m in zip(right, made, strict=True))

    return attention_backward


def _scale_in_queries_and_keys(Q, K, V, g, mask, scale):
    """The scale put into the queries, and once more into the gradient of the keys."""
    Qs = Q * scale
    P = soft(np.where(mask, Qs @ K.transpose(0, 2, 1), -1e9))
    dP = g @ V.transpose(0, 2, 1)
    dS = P * (dP - (P * dP).sum(axis=2, keepdims=True))
    return dS @ K * scale, scale * dS.transpose(0, 2, 1) @ Qs, P.transpose(0, 2, 1) @ g


def _scale_lost_in_queries(Q, K, V, g, mask, scale):
    """The scale put into the queries, whose own gradient does not get it."""
    Qs = Q * scale
    P = soft(np.where(mask, Qs @ K.transpose(0, 2, 1), -1e9))
    dP = g @ V.transpose(0, 2, 1)
    dS = P * (dP - (P * dP).sum(axis=2, keepdims=True))
    return dS @ K, dS.transpose(0, 2, 1) @ Qs, P.transpose(0, 2, 1) @ g


def _own_scale(Q, K, V, g, mask, scale):
    return batched()(Q, K, V, g, mask, 1 / np.sqrt(Q.shape[-1]))


def _scale_on_top(Q, K, V, g, mask, scale):
    return batched()(Q, K, V, g, mask, scale / np.sqrt(Q.shape[-1]))


def _no_scale(Q, K, V, g, mask, scale):
    return batched()(Q, K, V, g, mask, 1.0)


def _one_over_scale(Q, K, V, g, mask, scale):
    return batched()(Q, K, V, g, mask, 1 / scale)


def _square_of_scale(Q, K, V, g, mask, scale):
    return batched(scores=lambda Q, K, scale: scale * Q @ (scale * K).transpose(0, 2, 1))(Q, K, V, g, mask, scale)


def _hidden_in_gradient(Q, K, V, g, mask, scale):
    """The line that hides scores, used on the gradient of the weights as well."""
    return batched(up=lambda g, V: np.where(mask, g @ V.transpose(0, 2, 1), -np.inf))(Q, K, V, g, mask, scale)


def _sums_over_batch(Q, K, V, g, mask, scale):
    dQ, dK, dV = batched()(Q, K, V, g, mask, scale)
    return dQ, np.zeros_like(dK) + dK.sum(axis=0), np.zeros_like(dV) + dV.sum(axis=0)


def _first_of_batch(Q, K, V, g, mask, scale):
    return batched()(Q[:1], K[:1], V[:1], g[:1], mask, scale)


def _first_for_all(Q, K, V, g, mask, scale):
    dQ, dK, dV = batched()(Q[:1], K[:1], V[:1], g[:1], mask, scale)
    return dQ + np.zeros_like(Q), dK + np.zeros_like(K), dV + np.zeros_like(V)


def _hidden_before_scale(low):
    return lambda Q, K, V, g, mask, scale: batched(
        scores=lambda Q, K, scale: scale * np.where(mask, Q @ _t(K), low), seen=lambda s, mask: s
    )(Q, K, V, g, mask, scale)


def _last_row_empty(x):
    x[:, -1] = 0
    return x


def _queries_scaled_in_place(Q, K, V, g, mask, scale):
    Q *= scale
    P = soft(np.where(mask, Q @ K.transpose(0, 2, 1), -1e9))
    dP = g @ V.transpose(0, 2, 1)
    dS = P * (dP - (P * dP).sum(axis=2, keepdims=True))
    return dS @ K * scale, dS.transpose(0, 2, 1) @ Q, P.transpose(0, 2, 1) @ g


def _mask_with_one_key_more(mask):
    """One key more than may be seen."""
    wider = mask.copy()
    wider[:, 1:] |= mask[:, :-1]
    return wider


def _mask_of_example(Q, K, V, g, mask, scale):
    """Example by example; the loop over the queries is gone, and the mask is read by the number of the example."""
    found = []
    for n, (q, k, v, h) in enumerate(zip(Q, K, V, g, strict=True)):
        P = soft(np.where(mask[n], scale * q @ k.T, -np.inf))
        dP = h @ v.T
        dS = P * (dP - np.sum(P * dP, axis=1)[:, None])
        found.append((scale * dS @ k, scale * dS.T @ q, P.T @ h))
    return tuple(np.array(part) for part in zip(*found, strict=True))


def _t(x):
    return x.transpose(0, 2, 1)


ATTENTION_WRONG = (
    # --- through the softmax ---
    wrong("softmax-passed-through", "dS = dP", batched(back=lambda P, dP: dP)),
    wrong(
        "softmax-passed-through",
        "dS = dP, masked",
        batched(back=lambda P, dP: dP, masked=lambda dS, mask: np.where(mask, dS, 0)),
    ),
    wrong("softmax-diagonal", "P(1 − P) dP", batched(back=lambda P, dP: P * (1 - P) * dP)),
    wrong("softmax-diagonal", "query by query, P(1 − P) dP", by_query(row=lambda P, dP: P * (1 - P) * dP)),
    wrong("softmax-sum-missing", "P dP", batched(back=lambda P, dP: P * dP)),
    wrong("softmax-outer-alone", "−P Σ", batched(back=lambda P, dP: -P * (P * dP).sum(axis=2, keepdims=True))),
    wrong("softmax-outer-added", "dP + Σ", batched(back=lambda P, dP: P * (dP + (P * dP).sum(axis=2, keepdims=True)))),
    wrong("softmax-sum-unweighted", "Σ dP", batched(back=lambda P, dP: P * (dP - dP.sum(axis=2, keepdims=True)))),
    wrong(
        "softmax-sum-averaged", "a mean", batched(back=lambda P, dP: P * (dP - (P * dP).mean(axis=2, keepdims=True)))
    ),
    wrong("softmax-p-missing", "P dP − Σ", batched(back=lambda P, dP: P * dP - (P * dP).sum(axis=2, keepdims=True))),
    wrong("softmax-p-missing", "dP − Σ", batched(back=lambda P, dP: dP - (P * dP).sum(axis=2, keepdims=True))),
    wrong(
        "softmax-p-twice", "P² (dP − Σ)", batched(back=lambda P, dP: P**2 * (dP - (P * dP).sum(axis=2, keepdims=True)))
    ),
    wrong(
        "softmax-axis", "over the queries", batched(back=lambda P, dP: P * (dP - (P * dP).sum(axis=1, keepdims=True)))
    ),
    wrong("softmax-axis", "over the batch", batched(back=lambda P, dP: P * (dP - (P * dP).sum(axis=0, keepdims=True)))),
    wrong("softmax-over-everything", "no axis", batched(back=lambda P, dP: P * (dP - (P * dP).sum()))),
    wrong("softmax-keepdims", "keepdims forgotten", batched(back=lambda P, dP: P * (dP - (P * dP).sum(axis=2)))),
    wrong("softmax-of-logarithm", "dP − P Σ dP", batched(back=lambda P, dP: dP - P * dP.sum(axis=2, keepdims=True))),
    # --- the scale ---
    wrong("attn-scale-missing", "in neither", batched(query=lambda dS, K, c: dS @ K, key=lambda dS, Q, c: _t(dS) @ Q)),
    wrong("attn-scale-missing", "in dQ", batched(query=lambda dS, K, scale: dS @ K)),
    wrong("attn-scale-missing", "in dK", batched(key=lambda dS, Q, scale: _t(dS) @ Q)),
    wrong("attn-scale-missing", "in dK, query by query", by_query(scaled=lambda scale: 1)),
    wrong("attn-scale-missing", "queries scaled first, dQ forgotten", _scale_lost_in_queries),
    wrong(
        "attn-scale-twice", "in dQ and dK", batched(masked=lambda dS, mask: dS, query=lambda dS, K, c: c * c * dS @ K)
    ),
    wrong("attn-scale-twice", "queries scaled first", _scale_in_queries_and_keys),
    wrong("attn-scale-twice", "in the scores", _square_of_scale),
    wrong("attn-scale-forward-missing", "in P", batched(scores=lambda Q, K, scale: Q @ _t(K))),
    wrong("attn-scale-ignored", "nowhere", _no_scale),
    wrong("attn-scale-own", "1/√d for it", _own_scale),
    wrong("attn-scale-own", "/ √d on top", _scale_on_top),
    wrong("attn-scale-own", "1/√d in P", batched(scores=lambda Q, K, scale: Q @ _t(K) / np.sqrt(Q.shape[2]))),
    wrong("attn-scale-divides", "Q Kᵀ / scale", _one_over_scale),
    wrong("attn-scale-divides", "dS K / scale", batched(query=lambda dS, K, scale: dS @ K / scale)),
    wrong("attn-scale-root", "√scale in dQ", batched(query=lambda dS, K, scale: np.sqrt(scale) * dS @ K)),
    wrong("attn-scale-in-dv", "scale Pᵀ g", _with(lambda P, dS, Q, K, V, g, m, c: (None, None, c * _t(P) @ g))),
    # --- the mask ---
    wrong("attn-mask-ignored", "nowhere", batched(seen=lambda s, mask: s)),
    wrong("attn-mask-ignored", "only dS", batched(seen=lambda s, m: s, masked=lambda dS, m: np.where(m, dS, 0))),
    wrong("attn-mask-inverted", "where(mask, −1e9, s)", batched(seen=lambda s, mask: np.where(mask, -1e9, s))),
    wrong("attn-mask-inverted", "−∞ where seen", batched(seen=lambda s, mask: np.where(mask, -np.inf, s))),
    wrong("attn-mask-zero", "s · mask", batched(seen=lambda s, mask: s * mask)),
    wrong("attn-mask-zero", "where(mask, s, 0)", batched(seen=lambda s, mask: np.where(mask, s, 0))),
    wrong("attn-mask-after", "P · mask", batched(seen=lambda s, mask: s, kept=lambda P, mask: P * mask)),
    wrong("attn-mask-weak", "−1 for −∞", batched(seen=lambda s, mask: np.where(mask, s, -1))),
    wrong("attn-mask-weak", "s − 10", batched(seen=lambda s, mask: s - 10.0 * ~mask)),
    wrong("attn-mask-weak", "−30 for −∞", batched(seen=lambda s, mask: np.where(mask, s, -30))),
    wrong("attn-mask-weak", "s − 100", batched(seen=lambda s, mask: s - 100.0 * ~mask)),
    wrong("attn-mask-weak", "−50 before the scale", _hidden_before_scale(-50.0)),
    wrong("attn-mask-zero", "1e-9 for −1e9", batched(seen=lambda s, mask: np.where(mask, s, 1e-9))),
    wrong("attn-mask-added", "s + mask", batched(seen=lambda s, mask: s + mask)),
    wrong("attn-mask-turned", "mask.T", batched(seen=lambda s, mask: np.where(mask.T, s, -1e9))),
    wrong(
        "attn-mask-causal",
        "np.tril for the mask",
        batched(seen=lambda s, mask: np.where(np.tril(np.ones(mask.shape, bool)), s, -1e9)),
    ),
    wrong(
        "attn-mask-causal",
        "np.tril or the mask",
        batched(seen=lambda s, mask: np.where(np.tril(np.ones(mask.shape, bool)) | mask, s, -1e9)),
    ),
    wrong(
        "attn-mask-leaks",
        "one key more",
        batched(seen=lambda s, mask: np.where(_mask_with_one_key_more(mask), s, -1e9)),
    ),
    wrong("attn-mask-leaks", "np.roll", batched(seen=lambda s, mask: np.where(np.roll(mask, 1, axis=1), s, -1e9))),
    wrong("attn-mask-one-row", "that of query 0", by_query(visible=lambda mask, t: mask[0])),
    wrong("attn-mask-one-row", "that of the example's number", _mask_of_example),
    wrong("attn-gradient-filled", "−∞ in dP", _hidden_in_gradient),
    wrong("attn-gradient-filled", "−1e9 in dS", batched(masked=lambda dS, mask: np.where(mask, dS, -1e9))),
    wrong("attn-gradient-filled", "−∞ in P", batched(kept=lambda P, mask: np.where(mask, P, -np.inf))),
    wrong("all-zero", "dS where hidden", batched(masked=lambda dS, mask: np.where(mask, 0, dS))),
    # --- the weights ---
    wrong("attn-softmax-axis", "over the queries", batched(weights=lambda s: soft(s, axis=1))),
    wrong("attn-softmax-axis", "over the batch", batched(weights=lambda s: soft(s, axis=0))),
    wrong(
        "attn-softmax-axis",
        "divided over the queries",
        batched(weights=lambda s: (e := np.exp(s - s.max(axis=2, keepdims=True))) / e.sum(axis=1, keepdims=True)),
    ),
    wrong("attn-softmax-everything", "over everything", batched(weights=lambda s: np.exp(s) / np.exp(s).sum())),
    wrong("attn-not-normalised", "e^s", batched(weights=lambda s: np.exp(s))),
    wrong("attn-not-normalised", "e^(s − max)", batched(weights=lambda s: np.exp(s - s.max(axis=2, keepdims=True)))),
    wrong(
        "attn-softmax-missing", "scores for P", batched(seen=lambda s, mask: np.where(mask, s, 0), weights=lambda s: s)
    ),
    wrong(
        "attn-softmax-missing",
        "scores over their sum",
        batched(seen=lambda s, mask: np.where(mask, s, 0), weights=lambda s: s / s.sum(axis=2, keepdims=True)),
    ),
    wrong("attn-softmax-twice", "twice", batched(weights=lambda s: soft(soft(s)))),
    # --- the products ---
    wrong("attn-v-missing", "g for g Vᵀ", batched(up=lambda g, V: g)),
    wrong("attn-g-missing", "g = 1 in dP", batched(up=lambda g, V: np.ones_like(g) @ _t(V))),
    wrong("attn-g-missing", "g = 1 in dV", batched(value=lambda P, g: _t(P) @ np.ones_like(g))),
    wrong("attn-not-turned", "g V", batched(up=lambda g, V: g @ V)),
    wrong("attn-not-turned", "dS Q", batched(key=lambda dS, Q, scale: scale * dS @ Q)),
    wrong("attn-not-turned", "P g", batched(value=lambda P, g: P @ g)),
    wrong("attn-not-turned", "dSᵀ K", batched(query=lambda dS, K, scale: scale * _t(dS) @ K)),
    wrong("attn-reshaped", "dS reshaped", batched(key=lambda dS, Q, c: c * dS.reshape(len(dS), -1, dS.shape[1]) @ Q)),
    wrong("attn-reshaped", "P reshaped", batched(value=lambda P, g: P.reshape(len(P), -1, P.shape[1]) @ g)),
    wrong("attn-all-axes-turned", "dS.T", batched(key=lambda dS, Q, scale: scale * dS.T @ Q)),
    wrong("attn-all-axes-turned", "P.T", batched(value=lambda P, g: P.T @ g)),
    wrong("answer-turned", "Qᵀ dS", batched(key=lambda dS, Q, scale: scale * _t(Q) @ dS)),
    wrong("attn-p-for-ds", "P K", _with(lambda P, dS, Q, K, V, g, m, c: (c * P @ K, None, None))),
    wrong("attn-p-for-ds", "Pᵀ Q", _with(lambda P, dS, Q, K, V, g, m, c: (None, c * _t(P) @ Q, None))),
    wrong("attn-wrong-operand", "dS Q in dQ", _with(lambda P, dS, Q, K, V, g, m, c: (c * dS @ Q, None, None))),
    wrong("attn-wrong-operand", "dSᵀ K in dK", _with(lambda P, dS, Q, K, V, g, m, c: (None, c * _t(dS) @ K, None))),
    wrong("attn-wrong-operand", "dS V in dQ", _with(lambda P, dS, Q, K, V, g, m, c: (c * dS @ V, None, None))),
    wrong(
        "attn-wrong-operand",
        "g Kᵀ for g Vᵀ",
        lambda Q, K, V, g, m, c: batched(up=lambda g, V: g @ _t(K))(Q, K, V, g, m, c),
    ),
    wrong(
        "attn-wrong-operand", "dSᵀ dQ", _with(lambda P, dS, Q, K, V, g, m, c: (None, c * _t(dS) @ (c * dS @ K), None))
    ),
    wrong("attn-wrong-operand", "Y for g in dV", _with(lambda P, dS, Q, K, V, g, m, c: (None, None, _t(P) @ (P @ V)))),
    wrong("attn-wrong-operand", "Y for g in dP", _output_for_gradient),
    wrong("attn-wrong-operand", "Pᵀ V", _with(lambda P, dS, Q, K, V, g, m, c: (None, None, _t(P) @ V))),
    wrong("attn-ds-for-p", "dSᵀ g", _with(lambda P, dS, Q, K, V, g, m, c: (None, None, _t(dS) @ g))),
    wrong("attn-ds-for-p", "dPᵀ g", _with(lambda P, dS, Q, K, V, g, m, c: (None, None, _t(g @ _t(V)) @ g))),
    wrong("attn-scores-for-p", "Sᵀ g", _with(lambda P, dS, Q, K, V, g, m, c: (None, None, c * K @ _t(Q) @ g))),
    wrong("attn-mask-for-p", "maskᵀ g", _with(lambda P, dS, Q, K, V, g, m, c: (None, None, m.T @ g))),
    wrong("attn-p-missing", "Σ g in dV", batched(value=lambda P, g: np.ones_like(_t(P)) @ g)),
    wrong("attn-first-only", "query 0 in dK", batched(key=lambda dS, Q, scale: scale * _t(dS[:, :1]) @ Q[:, :1])),
    wrong("attn-first-only", "query 0 in dV", batched(value=lambda P, g: _t(P[:, :1]) @ g[:, :1])),
    wrong("attn-assigned", "= for += in dK", by_query(add_key=lambda old, now: now)),
    wrong("attn-assigned", "= for += in dV", by_query(add_value=lambda old, now: now)),
    wrong(
        "attn-assigned",
        "the last query alone",
        _with(lambda P, dS, Q, K, V, g, m, c: (None, None, _t(P[:, -1:]) @ g[:, -1:])),
    ),
    wrong("attn-one-left-out", "range(T − 1)", by_query(queries=lambda T: range(T - 1))),
    wrong("attn-one-left-out", "range(1, T)", by_query(queries=lambda T: range(1, T))),
    wrong("attn-one-left-out", "the last key", batched(key=lambda dS, Q, scale: _last_row_empty(scale * _t(dS) @ Q))),
    wrong("attn-averaged", "dV / S", batched(value=lambda P, g: _t(P) @ g / P.shape[2])),
    wrong("attn-averaged", "dV / T", batched(value=lambda P, g: _t(P) @ g / g.shape[1])),
    wrong("attn-averaged", "dK / T", batched(key=lambda dS, Q, scale: scale * _t(dS) @ Q / Q.shape[1])),
    wrong("attn-batch-added", "summed over the batch", _sums_over_batch),
    wrong("rows-summed", "dK, dV (S, ·)", batched(out=lambda dQ, dK, dV: (dQ, dK.sum(axis=0), dV.sum(axis=0)))),
    wrong("first-row", "the first of the batch", _first_of_batch),
    wrong("first-row", "the first for all", _first_for_all),
    wrong("averaged-twice", "/ N", lambda Q, K, V, g, mask, scale: batched()(Q, K, V, g / len(Q), mask, scale)),
    wrong("sign", "Σ − dP", batched(back=lambda P, dP: P * ((P * dP).sum(axis=2, keepdims=True) - dP))),
    wrong("exchanged", "dK, dQ, dV", batched(out=lambda dQ, dK, dV: (dK, dQ, dV))),
    wrong("exchanged", "dV, dK, dQ", batched(out=lambda dQ, dK, dV: (dV, dK, dQ))),
    wrong("inputs-changed", "Q *= scale", _queries_scaled_in_place),
)
