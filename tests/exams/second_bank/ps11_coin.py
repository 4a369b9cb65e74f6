"""Problem set 11, a neuron that samples: wrong answers as students hand them in."""

from tests.exams.second_bank.submission import Submission, edited

THROUGH = """
def straight_through(x, w, b, y, s):
    z = np.dot(x, w) + b
    p = 1 / (1 + np.exp(-z))
    ds = 2 * (s - y)
    dz = ds * p * (1 - p)
    return np.mean(dz) * x, np.mean(dz)
"""
THROUGH_LOOP = """
def straight_through(x, w, b, y, s):
    p = 1 / (1 + np.exp(-(x @ w + b)))
    dw, db = np.zeros(len(x)), 0.0
    for sample in s:
        delta = 2 * (sample - y) * p * (1 - p)
        dw += delta * x
        db += delta
    return dw / len(s), db / len(s)
"""
SCORE = """
def score_function_neuron(x, w, b, y, s, baseline):
    p = 1 / (1 + np.exp(-(w @ x + b)))
    loss = (s - y) ** 2
    score = s - p
    dz = np.mean((loss - baseline) * score)
    return dz * x, dz
"""
SCORE_LOOP = """
def score_function_neuron(x, w, b, y, s, baseline):
    z = np.sum(x * w) + b
    p = 1 / (1 + np.exp(-z))
    dw, db = np.zeros(len(x)), 0.0
    for one in s:
        advantage = (one - y) ** 2 - baseline
        dw += advantage * (one - p) * x
        db += advantage * (one - p)
    return dw / len(s), db / len(s)
"""
_THROUGH = (
    (THROUGH, "no-slope", "The sigmoid's slope is forgotten.", (" * p * (1 - p)", "")),
    (
        THROUGH,
        "p-in-the-loss",
        "The loss is taken at p, not at what was thrown.",
        ("2 * (s - y)", "2 * (p - y) * np.ones(len(s))"),
    ),
    (THROUGH, "slope-at-the-sample", "s(1 − s) for the slope: 0.", ("p * (1 - p)", "s * (1 - s)")),
    (
        THROUGH,
        "no-gradient",
        "Says that no gradient goes through a throw.",
        ("    return np.mean(dz) * x, np.mean(dz)", "    return np.zeros(len(x)), 0.0"),
    ),
    (
        THROUGH,
        "exact",
        "The exact slope of the mean cost.",
        ("    ds = 2 * (s - y)", "    ds = (1 - y) ** 2 - y**2 + 0 * s"),
    ),
    (
        THROUGH,
        "score-function",
        "The other estimate: the cost times (s − p).",
        ("    ds = 2 * (s - y)\n    dz = ds * p * (1 - p)", "    dz = (s - y) ** 2 * (s - p)"),
    ),
    (THROUGH_LOOP, "summed", "Not divided by the number of samples.", ("dw / len(s), db / len(s)", "dw, db")),
    (THROUGH, "turned", "y − s.", ("2 * (s - y)", "2 * (y - s)")),
    (THROUGH, "two-missing", "The 2 of the square is missing.", ("2 * (s - y)", "(s - y)")),
    (THROUGH, "cost-for-slope", "The cost itself for its slope.", ("2 * (s - y)", "(s - y) ** 2")),
    (
        THROUGH,
        "x-forgotten",
        "dw without x: the same for each weight.",
        ("np.mean(dz) * x,", "np.mean(dz) * np.ones(len(x)),"),
    ),
    (THROUGH, "w-for-x", "dw with w in the place of x.", ("np.mean(dz) * x,", "np.mean(dz) * w,")),
    (THROUGH, "x-in-db", "db has the inputs in it.", ("x, np.mean(dz)\n", "x, np.mean(dz) * np.sum(x)\n")),
    (THROUGH_LOOP, "b-in-db", "db is multiplied by b.", ("db += delta", "db += delta * b")),
    (THROUGH, "tanh-slope", "1 − p² for the slope.", ("p * (1 - p)", "(1 - p**2)")),
    (THROUGH, "half-slope", "(1 − p) alone.", ("ds * p * (1 - p)", "ds * (1 - p)")),
    (
        THROUGH,
        "slope-at-p",
        "σ' is taken at p, not at z.",
        ("    ds", "    q = 1 / (1 + np.exp(-p))\n    ds"),
        ("ds * p * (1 - p)", "ds * q * (1 - q)"),
    ),
    (THROUGH, "no-bias", "b is not in z.", ("np.dot(x, w) + b", "np.dot(x, w)")),
    (
        THROUGH,
        "threshold",
        "Throws again: 1 where p is above a half, for every sample.",
        ("2 * (s - y)", "2 * ((p > 0.5) * np.ones(len(s)) - y)"),
    ),
    (
        THROUGH,
        "clamped",
        "The slope of a clamp: 1 where z lies between −1 and 1.",
        ("ds * p * (1 - p)", "ds * (abs(z) <= 1)"),
    ),
    (THROUGH, "first-sample", "Looks at the first sample alone.", ("2 * (s - y)", "2 * (s[:1] - y)")),
    (
        THROUGH_LOOP,
        "last-sample",
        "= for +=: the last sample alone, and it is divided by their number.",
        ("dw += delta * x", "dw = delta * x"),
        ("db += delta", "db = delta"),
    ),
    (
        THROUGH,
        "each-sample",
        "One number for each sample, not their mean.",
        ("    return np.mean(dz) * x, np.mean(dz)", "    return dz[:, None] * x, dz"),
    ),
    (THROUGH, "exchanged", "db first.", ("np.mean(dz) * x, np.mean(dz)", "np.mean(dz), np.mean(dz) * x")),
    (THROUGH, "ones-alone", "Samples that are 0 send nothing back.", ("2 * (s - y)", "2 * (s - y) * s")),
    (
        THROUGH,
        "times-the-sample-too",
        "The samples' score is multiplied in as well.",
        ("ds * p * (1 - p)", "ds * p * (1 - p) * (s - p)"),
    ),
    (
        THROUGH,
        "sum-and-no-slope",
        "Two slips: no slope of the sigmoid, and a sum over the samples.",
        (" * p * (1 - p)", ""),
        ("np.mean(dz) * x, np.mean(dz)", "np.sum(dz) * x, np.sum(dz)"),
    ),
    (THROUGH, "absolute", "The slope of |s − y|.", ("2 * (s - y)", "np.sign(s - y)")),
)
_SCORE = (
    (SCORE, "no-baseline", "The baseline is not taken off.", ("(loss - baseline)", "loss")),
    (SCORE, "baseline-added", "The baseline is added.", ("loss - baseline", "loss + baseline")),
    (SCORE, "own-baseline", "The mean of the costs for the baseline.", ("loss - baseline", "loss - loss.mean()")),
    (
        SCORE,
        "baseline-outside",
        "The baseline is taken off the mean product.",
        ("np.mean((loss - baseline) * score)", "np.mean(loss * score) - baseline"),
    ),
    (
        SCORE,
        "means-multiplied",
        "The mean of the costs times the mean of the scores.",
        ("np.mean((loss - baseline) * score)", "np.mean(loss - baseline) * np.mean(score)"),
    ),
    (
        SCORE,
        "cost-of-the-mean",
        "The cost of the mean sample for the mean of the costs.",
        ("(s - y) ** 2", "(s.mean() - y) ** 2"),
    ),
    (SCORE, "cost-of-p", "The cost of p for the cost of each sample.", ("(s - y) ** 2", "(p - y) ** 2")),
    (SCORE, "slope-too", "Multiplies by p(1 − p) once more.", ("score = s - p", "score = (s - p) * p * (1 - p)")),
    (
        SCORE,
        "slope-in-p",
        "The slope of the log-chance in p, not in z: divided by p(1 − p).",
        ("score = s - p", "score = (s - p) / (p * (1 - p))"),
    ),
    (SCORE, "sample-for-score", "s for s − p.", ("score = s - p", "score = s")),
    (SCORE, "target-for-p", "s − y for s − p.", ("score = s - p", "score = s - y")),
    (SCORE, "turned", "p − s.", ("score = s - p", "score = p - s")),
    (SCORE_LOOP, "summed", "Not divided by the number of samples.", ("dw / len(s), db / len(s)", "dw, db")),
    (SCORE, "x-forgotten", "dw without x: the same for each weight.", ("dz * x, dz", "dz * np.ones(len(x)), dz")),
    (SCORE, "x-in-db", "db has the inputs in it.", ("dz * x, dz", "dz * x, dz * x.sum()")),
    (SCORE, "w-for-x", "w for x.", ("dz * x", "dz * w")),
    (SCORE, "straight-through", "The other estimate.", ("(loss - baseline) * score", "2 * (s - y) * p * (1 - p)")),
    (
        SCORE,
        "both",
        "Both estimates, added.",
        ("(loss - baseline) * score", "(loss - baseline) * score + 2 * (s - y) * p * (1 - p)"),
    ),
    (SCORE, "slope-of-the-cost", "2(s − y) for the cost.", ("(s - y) ** 2", "2 * (s - y)")),
    (SCORE, "half-cost", "Half of the square for the cost.", ("(s - y) ** 2", "0.5 * (s - y) ** 2")),
    (SCORE, "no-cost", "The scores alone, with no cost.", ("(loss - baseline) * score", "score")),
    (
        SCORE,
        "chance-not-logarithm",
        "The slope of the chance of what was thrown, not of its logarithm.",
        ("score = s - p", "score = np.where(s == 1, p, 1 - p) * (s - p)"),
    ),
    (
        SCORE,
        "log-chance",
        "The logarithm of the chance for its slope.",
        ("score = s - p", "score = s * np.log(p) + (1 - s) * np.log(1 - p)"),
    ),
    (SCORE, "no-bias", "b is not in z.", ("w @ x + b", "w @ x")),
    (SCORE, "ones-alone", "Samples that are 0 do not count.", ("score = s - p", "score = s * (1 - p)")),
    (SCORE, "always-one-minus-p", "1 − p for every sample, whatever was thrown.", ("score = s - p", "score = 1 - p")),
    (
        SCORE_LOOP,
        "last-sample",
        "= for +=: the last sample alone, and it is divided by their number.",
        ("dw += adv", "dw = adv"),
        ("db += adv", "db = adv"),
    ),
    (
        SCORE,
        "each-sample",
        "One number for each sample, not their mean.",
        (
            "    dz = np.mean((loss - baseline) * score)\n    return dz * x, dz",
            "    dz = (loss - baseline) * score\n    return dz[:, None] * x, dz",
        ),
    ),
    (SCORE, "exchanged", "db first.", ("dz * x, dz", "dz, dz * x")),
    (
        SCORE,
        "spread-divided",
        "The costs less the baseline are divided by their spread.",
        ("(loss - baseline)", "(loss - baseline) / (loss.std() + 1e-8)"),
    ),
    (
        SCORE,
        "no-baseline-and-summed",
        "Two slips: no baseline, and a sum over the samples.",
        ("np.mean((loss - baseline) * score)", "np.sum(loss * score)"),
    ),
    (
        SCORE,
        "eps-in-the-logarithm",
        "Through the logarithms, to which a small number is added.",
        ("score = s - p", "score = (s / (p + 1e-8) - (1 - s) / (1 - p + 1e-8)) * p * (1 - p)"),
    ),
    (SCORE, "resampled", "Samples anew.", ("    loss", "    s = (np.random.rand(len(s)) < p) * 1.0\n    loss")),
)
COIN = tuple(
    Submission(question, slug, truth, edited(base, *edits))
    for question, rows in (("straight_through", _THROUGH), ("score_function_neuron", _SCORE))
    for base, slug, truth, *edits in rows
)
