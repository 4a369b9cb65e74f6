"""Problem set 10, softmax: wrong ways back through it, as students hand them in."""

from tests.exams.second_bank.submission import Submission, edited

ROWS = """
def softmax_backward(p, g):
    inner = np.sum(p * g, axis=1, keepdims=True)
    return p * (g - inner)
"""
JACOBIAN = """
def softmax_backward(p, g):
    N, K = p.shape
    dz = np.zeros((N, K))
    for n in range(N):
        J = np.diag(p[n]) - np.outer(p[n], p[n])
        dz[n] = J @ g[n]
    return dz
"""
ENTRIES = """
def softmax_backward(p, g):
    dz = np.zeros(p.shape)
    for n in range(p.shape[0]):
        for j in range(p.shape[1]):
            for i in range(p.shape[1]):
                if i == j:
                    dz[n, j] += g[n, i] * p[n, i] * (1 - p[n, i])
                else:
                    dz[n, j] += -g[n, i] * p[n, i] * p[n, j]
    return dz
"""
SOFTMAX = tuple(
    Submission("softmax_backward", slug, truth, edited(base, *edits))
    for base, slug, truth, *edits in (
        (
            ROWS,
            "diagonal-alone",
            "p(1 − p)g, as for a sigmoid: no output hears of the other inputs.",
            ("p * (g - inner)", "p * (1 - p) * g"),
            ("    inner = np.sum(p * g, axis=1, keepdims=True)\n", ""),
        ),
        (ROWS, "times-p-alone", "p·g: what makes the row add up to 1 is forgotten.", ("(g - inner)", "g")),
        (ROWS, "plus", "The row's sum is added, not taken away.", ("g - inner", "g + inner")),
        (ROWS, "minus", "Everything has the wrong sign.", ("g - inner", "inner - g")),
        (
            ROWS,
            "sum-of-g",
            "Takes away the row's sum of g, not weighted by p.",
            ("np.sum(p * g, ", "np.sum(g, "),
        ),
        (
            ROWS,
            "mean-of-g",
            "Takes away the row's mean of g, where the mean weighted by p belongs.",
            ("np.sum(p * g, ", "np.mean(g, "),
        ),
        (ROWS, "mean-of-the-products", "The mean of p·g over the row, not the sum.", ("np.sum(p", "np.mean(p")),
        (
            ROWS,
            "over-the-batch",
            "The sum runs over the batch, axis 0.",
            ("axis=1", "axis=0"),
        ),
        (
            ROWS,
            "over-everything",
            "One sum over the whole matrix.",
            ("np.sum(p * g, axis=1, keepdims=True)", "np.sum(p * g)"),
        ),
        (
            ROWS,
            "inner-outside",
            "The row's sum is taken away after the product: p·g − Σ p·g, without p in front of the sum.",
            ("p * (g - inner)", "p * g - inner"),
        ),
        (
            ROWS,
            "not-times-p",
            "g − Σ p·g: the factor p is missing.",
            ("p * (g - inner)", "g - inner"),
        ),
        (
            ROWS,
            "log-softmax",
            "The way back through log-softmax: g − p·Σg.",
            ("np.sum(p * g, ", "np.sum(g, "),
            ("p * (g - inner)", "g - p * inner"),
        ),
        (ROWS, "cross-entropy", "p − g, as if g were one-hot targets of cross-entropy.", ("p * (g - inner)", "p - g")),
        (
            ROWS,
            "cross-entropy-mean",
            "(p − g)/N, the gradient of the mean cross-entropy with g for the targets.",
            ("p * (g - inner)", "(p - g) / len(p)"),
        ),
        (
            ROWS,
            "softmax-again",
            "p is taken for the logits: softmax is taken again.",
            ("    inner", "    e = np.exp(p)\n    p = e / e.sum(axis=1, keepdims=True)\n    inner"),
        ),
        (
            ROWS,
            "g-forgotten",
            "g is not used: p(1 − p).",
            ("p * (g - inner)", "p * (1 - p)"),
        ),
        (ROWS, "averaged", "Divides by N, which is in g already.", ("(g - inner)", "(g - inner) / p.shape[0]")),
        (ROWS, "p-squared", "A p too much: p²(g − Σ p·g).", ("p * (g", "p * p * (g")),
        (
            ROWS,
            "inner-with-squares",
            "The row's sum has p² in it: Σ p²·g.",
            ("np.sum(p * g", "np.sum(p * p * g"),
        ),
        (
            JACOBIAN,
            "outer-alone",
            "The Jacobian is −p pᵀ: its diagonal part is forgotten.",
            ("np.diag(p[n]) - np.outer", "-np.outer"),
        ),
        (
            JACOBIAN,
            "one-minus-p-on-the-diagonal",
            "p(1 − p) on the diagonal and −p² besides: p² is taken away twice there.",
            ("np.diag(p[n])", "np.diag(p[n] * (1 - p[n]))"),
        ),
        (
            JACOBIAN,
            "unit-diagonal",
            "The Jacobian is I − p pᵀ.",
            ("np.diag(p[n])", "np.eye(K)"),
        ),
        (JACOBIAN, "plus-in-the-jacobian", "The outer product has a plus.", ("np.diag(p[n]) - ", "np.diag(p[n]) + ")),
        (
            JACOBIAN,
            "jacobian-of-the-first-row",
            "All rows use the first row's Jacobian.",
            ("np.diag(p[n]) - np.outer(p[n], p[n])", "np.diag(p[0]) - np.outer(p[0], p[0])"),
        ),
        (
            JACOBIAN,
            "returns-inside",
            "Returns after the first row: the others are zeros.",
            ("    return dz", "        return dz"),
        ),
        (
            JACOBIAN,
            "diagonal-of-the-jacobian",
            "Takes the Jacobian's diagonal and multiplies by it.",
            ("J @ g[n]", "np.diag(J) * g[n]"),
        ),
        (
            JACOBIAN,
            "jacobian-summed",
            "Adds up each row of the Jacobian, which gives 0, and multiplies that by g.",
            ("J @ g[n]", "J.sum(axis=1) * g[n]"),
        ),
        (
            JACOBIAN,
            "jacobian-and-outer-of-g",
            "The outer product is of p and g, and then it is multiplied by g again.",
            ("np.outer(p[n], p[n])", "np.outer(p[n], g[n])"),
        ),
        (
            ENTRIES,
            "wrong-p-beside-the-diagonal",
            "Beside the diagonal stands −p_i², not −p_i p_j.",
            ("p[n, i] * p[n, j]", "p[n, i] * p[n, i]"),
        ),
        (
            ENTRIES,
            "upstream-of-the-same-entry",
            "Beside the diagonal stands g_j, not the g_i of the output that is reached: the terms cancel to 0.",
            ("-g[n, i] * p[n, i] * p[n, j]", "-g[n, j] * p[n, i] * p[n, j]"),
        ),
        (
            ENTRIES,
            "overwritten",
            "The last output overwrites the others: = for +=.",
            ("dz[n, j] += g", "dz[n, j] = g"),
            ("dz[n, j] += -g", "dz[n, j] = -g"),
        ),
        (
            ENTRIES,
            "no-minus-beside-the-diagonal",
            "Beside the diagonal the sign is plus.",
            ("+= -g", "+= g"),
        ),
        (
            ROWS,
            "g-changed",
            "Takes the sum away in g itself: right numbers, the caller's g is changed.",
            ("    return p * (g - inner)", "    g -= inner\n    return p * g"),
        ),
        (
            ROWS,
            "over-the-batch-and-plus",
            "Two slips: the sum runs over the batch, and it is added.",
            ("axis=1", "axis=0"),
            ("g - inner", "g + inner"),
        ),
        (
            ROWS,
            "sum-of-g-times-p-outside",
            "p is outside of the sum: p·(g − p·Σg).",
            (
                "    inner = np.sum(p * g, axis=1, keepdims=True)\n",
                "    inner = p * np.sum(g, axis=1, keepdims=True)\n",
            ),
        ),
    )
)
