"""Problem set 11, the gradient of a choice: wrong answers as students hand them in."""

from tests.exams.second_bank.submission import Submission, edited

FAST = """
def score_function_gradient(logits, actions, returns, baseline):
    N, K = logits.shape
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    onehot = np.zeros((N, K))
    onehot[np.arange(N), actions] = 1
    adv = returns - baseline
    return -adv[:, None] * (onehot - p) / N
"""
STEPS = """
def score_function_gradient(logits, actions, returns, baseline):
    grad = np.zeros_like(logits)
    for i in range(len(logits)):
        z = np.exp(logits[i])
        probs = z / np.sum(z)
        dlog = -probs
        dlog[actions[i]] += 1
        grad[i] = -(returns[i] - baseline) * dlog
    return grad / len(logits)
"""
BACK = """
def score_function_gradient(logits, actions, returns, baseline):
    N = len(actions)
    e = np.exp(logits)
    p = e / e.sum(axis=1, keepdims=True)
    dp = np.zeros_like(p)
    rows = np.arange(N)
    dp[rows, actions] = -(returns - baseline) / p[rows, actions] / N
    return p * (dp - np.sum(p * dp, axis=1, keepdims=True))
"""
POLICY = tuple(
    Submission("score_function_gradient", slug, truth, edited(base, *edits))
    for base, slug, truth, *edits in (
        (
            FAST,
            "ascent",
            "The gradient of the mean return, uphill, without the minus of the loss.",
            ("return -adv", "return adv"),
        ),
        (STEPS, "ascent-by-steps", "The minus of the loss is missing.", ("-(returns[i]", "(returns[i]")),
        (FAST, "summed", "Not divided by N.", (" / N\n", "\n")),
        (STEPS, "divided-by-entries", "Divided by the number of all entries, N·K.", ("/ len(logits)", "/ logits.size")),
        (STEPS, "no-baseline", "The baseline is not used.", ("(returns[i] - baseline)", "returns[i]")),
        (FAST, "baseline-added", "The baseline is added to the returns.", ("returns - baseline", "returns + baseline")),
        (
            FAST,
            "own-mean",
            "Takes the mean of the returns off in the place of the baseline.",
            ("returns - baseline", "returns - returns.mean()"),
        ),
        (
            FAST,
            "standardised",
            "Divides the weights by their spread.",
            ("returns - baseline\n", "returns - baseline\n    adv = adv / adv.std()\n"),
        ),
        (
            FAST,
            "onehot-alone",
            "The gradient in ln p is put at the logits: no softmax on the way back.",
            ("(onehot - p)", "onehot"),
        ),
        (
            STEPS,
            "chosen-alone",
            "Only the logit of the action gets a gradient: the other actions' are 0.",
            (
                "        dlog = -probs\n        dlog[actions[i]] += 1\n",
                "        dlog = np.zeros(len(probs))\n        dlog[actions[i]] = 1 - probs[actions[i]]\n",
            ),
        ),
        (FAST, "chances-alone", "The 1 at the action is left out.", ("(onehot - p)", "(-p)")),
        (
            BACK,
            "stops-at-p",
            "Stops at the gradient in p.",
            ("    return p * (dp - np.sum(p * dp, axis=1, keepdims=True))", "    return dp"),
        ),
        (
            BACK,
            "no-logarithm",
            "The slope of p in the place of that of ln p: no 1/p.",
            (" / p[rows, actions] / N", " / N"),
        ),
        (
            BACK,
            "eps-in-log",
            "A small number is added to p before the logarithm.",
            ("/ p[rows, actions]", "/ (p[rows, actions] + 1e-8)"),
        ),
        (
            BACK,
            "diagonal-of-softmax",
            "p(1 − p) for the softmax on the way back.",
            ("p * (dp - np.sum(p * dp, axis=1, keepdims=True))", "p * (1 - p) * dp"),
        ),
        (FAST, "added-onehot", "Adds the chances.", ("(onehot - p)", "(onehot + p)")),
        (
            FAST,
            "likeliest",
            "The likeliest action for the one that was drawn.",
            ("[np.arange(N), actions]", "[np.arange(N), p.argmax(axis=1)]"),
        ),
        (
            FAST,
            "all-rows",
            "Marks the drawn actions in every row.",
            ("onehot[np.arange(N), actions]", "onehot[:, actions]"),
        ),
        (
            FAST,
            "softmax-over-batch",
            "The softmax runs over the batch.",
            ("e / e.sum(axis=1, keepdims=True)", "e / e.sum(axis=0, keepdims=True)"),
        ),
        (STEPS, "softmax-over-all", "The softmax's sum runs over all rows.", ("np.sum(z)", "np.sum(np.exp(logits))")),
        (FAST, "logits-for-p", "Takes the logits for chances.", ("(onehot - p)", "(onehot - logits)")),
        (
            FAST,
            "sigmoid",
            "A sigmoid for the softmax.",
            ("    p = e / e.sum(axis=1, keepdims=True)\n", "    p = 1 / (1 + np.exp(-logits))\n"),
        ),
        (FAST, "no-returns", "The gradient of the log-chances, with no weight at all.", ("-adv[:, None] *", "-")),
        (FAST, "mean-weight", "One weight for all: the mean.", ("adv[:, None]", "adv.mean()")),
        (
            FAST,
            "weight-on-onehot",
            "The weight meets the 1 alone, not the chances.",
            ("-adv[:, None] * (onehot - p)", "(p - adv[:, None] * onehot)"),
        ),
        (
            FAST,
            "baseline-on-the-gradient",
            "The baseline is taken off the product, not off the return.",
            ("returns - baseline", "returns"),
            ("* (onehot - p) / N", "* (onehot - p) / N - baseline"),
        ),
        (
            FAST,
            "loss",
            "Returns the loss.",
            (
                "    return -adv[:, None] * (onehot - p) / N",
                "    return -np.mean(adv * np.log(np.sum(p * onehot, axis=1)))",
            ),
        ),
        (
            FAST,
            "losses",
            "Returns the loss of each step.",
            ("    return -adv[:, None] * (onehot - p) / N", "    return -adv * np.log(p[np.arange(N), actions]) / N"),
        ),
        (
            STEPS,
            "overwritten",
            "Keeps the last row's gradient only.",
            (
                "        grad[i] = -(returns[i] - baseline) * dlog\n    return grad / len(logits)",
                "        grad = -(returns[i] - baseline) * dlog\n    return grad / len(logits)",
            ),
        ),
        (
            FAST,
            "summed-over-batch",
            "Adds the rows up.",
            (
                "    return -adv[:, None] * (onehot - p) / N",
                "    return np.sum(-adv[:, None] * (onehot - p) / N, axis=0)",
            ),
        ),
        (FAST, "weights-laid-along-rows", "The weights are not made a column.", ("adv[:, None]", "adv")),
        (
            FAST,
            "positive-only",
            "What is below the baseline is not counted.",
            ("returns - baseline", "np.maximum(returns - baseline, 0)"),
        ),
        (
            FAST,
            "size-only",
            "The size of the weight without its sign.",
            ("returns - baseline", "np.abs(returns - baseline)"),
        ),
        (
            FAST,
            "actions-from-one",
            "Takes the actions to be numbered from 1.",
            ("[np.arange(N), actions]", "[np.arange(N), actions - 1]"),
        ),
        (
            FAST,
            "logits-changed",
            "Takes the largest off in place.",
            (
                "    e = np.exp(logits - logits.max(axis=1, keepdims=True))",
                "    logits -= logits.max(axis=1, keepdims=True)\n    e = np.exp(logits)",
            ),
        ),
        (
            FAST,
            "no-baseline-and-summed",
            "Two slips: no baseline, and not divided by N.",
            ("returns - baseline", "returns"),
            (" / N\n", "\n"),
        ),
        (
            FAST,
            "squared-weights",
            "The weight is squared, as for a network that predicts returns.",
            ("adv = returns - baseline", "adv = (returns - baseline) ** 2"),
        ),
        (
            FAST,
            "cross-entropy",
            "The gradient of cross-entropy with the returns as weights, all right but the mean: over N − 1.",
            (" / N\n", " / (N - 1 or 1)\n"),
        ),
    )
)
