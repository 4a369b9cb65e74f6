"""Problem set 10, attention: wrong ways back through it, as students hand them in."""

from tests.exams.second_bank.submission import Submission, edited

BATCHED = """
def attention_backward(Q, K, V, g, mask, scale):
    S = scale * (Q @ K.transpose(0, 2, 1))
    S = np.where(mask, S, -np.inf)
    S = S - S.max(axis=-1, keepdims=True)
    P = np.exp(S)
    P = P / P.sum(axis=-1, keepdims=True)

    dV = P.transpose(0, 2, 1) @ g
    dP = g @ V.transpose(0, 2, 1)
    dS = P * (dP - (dP * P).sum(axis=-1, keepdims=True))
    dQ = scale * (dS @ K)
    dK = scale * (dS.transpose(0, 2, 1) @ Q)
    return dQ, dK, dV
"""
EINSUM = """
def attention_backward(Q, K, V, g, mask, scale):
    scores = np.einsum("ntd,nsd->nts", Q, K) * scale
    scores = np.where(mask[None], scores, -1e30)
    weights = np.exp(scores - scores.max(axis=2, keepdims=True))
    weights /= weights.sum(axis=2, keepdims=True)
    d_weights = np.einsum("ntv,nsv->nts", g, V)
    mean = np.einsum("nts,nts->nt", weights, d_weights)
    d_scores = weights * (d_weights - mean[:, :, None]) * scale
    dQ = np.einsum("nts,nsd->ntd", d_scores, K)
    dK = np.einsum("nts,ntd->nsd", d_scores, Q)
    dV = np.einsum("nts,ntv->nsv", weights, g)
    return dQ, dK, dV
"""
EXAMPLES = """
def attention_backward(Q, K, V, g, mask, scale):
    dQ, dK, dV = np.zeros(Q.shape), np.zeros(K.shape), np.zeros(V.shape)
    for n in range(len(Q)):
        for t in range(Q.shape[1]):
            seen = np.flatnonzero(mask[t])
            keys = K[n, seen]
            values = V[n, seen]
            s = scale * keys @ Q[n, t]
            p = np.exp(s - s.max())
            p = p / p.sum()
            dp = values @ g[n, t]
            ds = p * (dp - p @ dp)
            dQ[n, t] = scale * ds @ keys
            dK[n, seen] += scale * np.outer(ds, Q[n, t])
            dV[n, seen] += np.outer(p, g[n, t])
    return dQ, dK, dV
"""
ATTENTION = tuple(
    Submission("attention_backward", slug, truth, edited(base, *edits))
    for base, slug, truth, *edits in (
        (
            BATCHED,
            "no-scale-back",
            "The scale is used forwards and forgotten on the way back, for Q and K.",
            ("dQ = scale * (dS @ K)", "dQ = dS @ K"),
            ("dK = scale * (dS.transpose(0, 2, 1) @ Q)", "dK = dS.transpose(0, 2, 1) @ Q"),
        ),
        (BATCHED, "no-scale-for-keys", "The scale is forgotten for dK alone.", ("dK = scale * ", "dK = ")),
        (
            BATCHED,
            "no-scale-forwards",
            "The scores are not scaled where P is computed again.",
            ("S = scale * (Q", "S = (Q"),
        ),
        (
            EINSUM,
            "scale-squared",
            "The scale stands in dS and once more at Q and K.",
            ('einsum("nts,nsd->ntd", d_scores, K)', 'einsum("nts,nsd->ntd", d_scores, K) * scale'),
            ('einsum("nts,ntd->nsd", d_scores, Q)', 'einsum("nts,ntd->nsd", d_scores, Q) * scale'),
        ),
        (
            BATCHED,
            "own-scale",
            "Scales by 1/√d, whatever scale is given.",
            ("    S = scale *", "    scale = 1 / np.sqrt(Q.shape[-1])\n    S = scale *"),
        ),
        (
            BATCHED,
            "divides-by-the-scale",
            "On the way back it divides by the scale.",
            ("dQ = scale * (dS @ K)", "dQ = (dS @ K) / scale"),
            ("dK = scale * (dS.transpose(0, 2, 1) @ Q)", "dK = (dS.transpose(0, 2, 1) @ Q) / scale"),
        ),
        (
            EINSUM,
            "values-scaled",
            "The scale goes into dV too.",
            ('"nts,ntv->nsv", weights, g)', '"nts,ntv->nsv", weights, g) * scale'),
        ),
        (BATCHED, "no-mask", "The mask is not used.", ("    S = np.where(mask, S, -np.inf)\n", "")),
        (
            BATCHED,
            "mask-turned",
            "True is taken to mean hidden.",
            ("np.where(mask, S, -np.inf)", "np.where(mask, -1e9, S)"),
        ),
        (
            EINSUM,
            "zeros-for-the-hidden",
            "Hidden scores become 0, which still gets weight in softmax.",
            ("scores, -1e30)", "scores, 0.0)"),
        ),
        (
            BATCHED,
            "masked-after-softmax",
            "The weights of hidden keys become 0 after softmax: a row does not add up to 1 any more.",
            ("    S = np.where(mask, S, -np.inf)\n", ""),
            ("keepdims=True)\n\n", "keepdims=True)\n    P = P * mask\n\n"),
        ),
        (
            BATCHED,
            "causal-mask",
            "Makes a causal mask of its own and does not read the one given.",
            ("np.where(mask, S, -np.inf)", "np.where(np.tril(np.ones(S.shape[1:])) > 0, S, -np.inf)"),
        ),
        (
            EINSUM,
            "mask-added",
            "The mask is added to the scores as numbers: a seen key gets 1 more.",
            ("np.where(mask[None], scores, -1e30)", "scores + mask[None]"),
        ),
        (
            BATCHED,
            "softmax-over-queries",
            "Softmax runs over the queries, not over the keys.",
            ("S - S.max(axis=-1", "S - S.max(axis=1"),
            ("P.sum(axis=-1", "P.sum(axis=1"),
            ("np.where(mask, S, -np.inf)", "np.where(mask, S, -1e30)"),
            ("(dP * P).sum(axis=-1", "(dP * P).sum(axis=1"),
        ),
        (
            BATCHED,
            "jacobian-over-queries",
            "P is right; back through softmax the sum runs over the queries.",
            ("(dP * P).sum(axis=-1", "(dP * P).sum(axis=1"),
        ),
        (
            BATCHED,
            "softmax-diagonal-alone",
            "Back through softmax as through a sigmoid: P(1 − P)dP.",
            ("P * (dP - (dP * P).sum(axis=-1, keepdims=True))", "P * (1 - P) * dP"),
        ),
        (
            EINSUM,
            "softmax-times-p-alone",
            "Back through softmax by the factor P alone.",
            ("(d_weights - mean[:, :, None])", "d_weights"),
        ),
        (
            BATCHED,
            "softmax-skipped",
            "The gradient of the weights is taken for that of the scores: softmax is not gone through.",
            ("dS = P * (dP - (dP * P).sum(axis=-1, keepdims=True))", "dS = np.where(mask, dP, 0)"),
        ),
        (
            BATCHED,
            "inner-not-weighted",
            "Back through softmax it takes away the plain sum of dP.",
            ("(dP * P).sum(axis=-1", "dP.sum(axis=-1"),
        ),
        (
            EINSUM,
            "inner-outside",
            "The weighted sum is taken away after the product by P.",
            ("weights * (d_weights - mean[:, :, None])", "(weights * d_weights - mean[:, :, None])"),
        ),
        (
            BATCHED,
            "values-by-the-scores-gradient",
            "dV is made with dS, the gradient of the scores, not with P.",
            ("    dV = P.transpose(0, 2, 1) @ g\n", ""),
            ("    return", "    dV = dS.transpose(0, 2, 1) @ g\n    return"),
        ),
        (
            EINSUM,
            "queries-and-keys-exchanged",
            "dQ and dK are returned in each other's place.",
            ("return dQ, dK, dV", "return dK, dQ, dV"),
        ),
        (EINSUM, "values-first", "dV is returned first.", ("return dQ, dK, dV", "return dV, dQ, dK")),
        (
            BATCHED,
            "gradient-for-queries",
            "dK is made with dQ, the gradient, where the queries themselves belong.",
            ("dS.transpose(0, 2, 1) @ Q", "dS.transpose(0, 2, 1) @ dQ"),
        ),
        (
            EXAMPLES,
            "keys-of-the-last-query",
            "A key's gradient is that of the last query which sees it: = for +=.",
            ("dK[n, seen] += ", "dK[n, seen] = "),
        ),
        (
            EXAMPLES,
            "keys-and-values-of-the-last-query",
            "For keys and values the last query overwrites the others.",
            ("dK[n, seen] += ", "dK[n, seen] = "),
            ("dV[n, seen] += ", "dV[n, seen] = "),
        ),
        (
            EXAMPLES,
            "first-keys-filled",
            "The gradients of the seen keys are written to the first places, not to their own.",
            ("dK[n, seen] +=", "dK[n, :len(seen)] +="),
            ("dV[n, seen] +=", "dV[n, :len(seen)] +="),
        ),
        (
            EXAMPLES,
            "mask-by-example",
            "Reads the mask's row by the example, not by the query.",
            ("mask[t]", "mask[n % len(mask)]"),
        ),
        (
            EXAMPLES,
            "returns-inside",
            "Returns after the first example: zeros for the others.",
            ("    return dQ", "        return dQ"),
        ),
        (
            BATCHED,
            "averaged",
            "Divides by N, which is in g already.",
            ("return dQ, dK, dV", "return dQ / len(Q), dK / len(Q), dV / len(Q)"),
        ),
        (
            BATCHED,
            "output-for-upstream",
            "The gradient of the weights is made with the output P @ V, where g belongs.",
            ("dP = g @ V", "dP = (P @ V) @ V"),
        ),
        (
            EINSUM,
            "weights-are-constants",
            "The weights are taken for constants: only the values get a gradient.",
            ("return dQ, dK, dV", "return 0 * dQ, 0 * dK, dV"),
        ),
        (
            BATCHED,
            "keys-reshaped",
            "The keys are reshaped to (N, d, S), not transposed, so numbers of different keys stand together.",
            ("K.transpose(0, 2, 1)", "K.reshape(K.shape[0], K.shape[2], K.shape[1])"),
        ),
        (
            BATCHED,
            "weights-reshaped",
            "For dV, P is reshaped to (N, S, T), not transposed.",
            ("dV = P.transpose(0, 2, 1) @ g", "dV = P.reshape(P.shape[0], P.shape[2], P.shape[1]) @ g"),
        ),
        (
            BATCHED,
            "no-scale-back-and-not-masked",
            "Two slips: the mask is not used, and the scale is forgotten for dQ.",
            ("    S = np.where(mask, S, -np.inf)\n", ""),
            ("dQ = scale * ", "dQ = "),
        ),
        (
            EINSUM,
            "diagonal-alone-and-zeros-for-the-hidden",
            "Two slips: softmax is gone through by P alone, and hidden scores become 0.",
            ("(d_weights - mean[:, :, None])", "d_weights"),
            ("scores, -1e30)", "scores, 0.0)"),
        ),
        (
            BATCHED,
            "fifty-for-infinity",
            "Hidden scores become −50, which is not −∞.",
            ("np.where(mask, S, -np.inf)", "np.where(mask, S, -50.0)"),
        ),
        (
            EINSUM,
            "hundred-taken-off",
            "100 is taken off the hidden scores, before they are scaled; that is not −∞.",
            (
                'scores = np.einsum("ntd,nsd->nts", Q, K) * scale',
                'scores = (np.einsum("ntd,nsd->nts", Q, K) - 100.0 * (1 - mask)) * scale',
            ),
            ("np.where(mask[None], scores, -1e30)", "scores"),
        ),
        (
            BATCHED,
            "masked-with-infinity-after-softmax",
            "The −∞ of the mask is put into the weights, behind the softmax.",
            ("    S = np.where(mask, S, -np.inf)\n", ""),
            ("keepdims=True)\n\n", "keepdims=True)\n    P = np.where(mask, P, -np.inf)\n\n"),
        ),
        (
            EXAMPLES,
            "last-query-left-out",
            "The loop over the queries ends one too early.",
            ("range(Q.shape[1])", "range(Q.shape[1] - 1)"),
        ),
    )
)
