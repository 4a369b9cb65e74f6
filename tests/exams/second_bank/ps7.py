"""Problem set 7, as students hand it in: a leaky ReLU's weights, RMS normalisation, lost wires, weighted rows."""

from tests.exams.second_bank.submission import Submission, edited

PRELUDE = ""

LEAKY_RIGHT = """
def leaky_init(n_in, n_out, slope, rng):
    left = (1 + slope ** 2) / 2
    variance = 1 / (n_in * left)
    return rng.normal(0, np.sqrt(variance), (n_in, n_out))
"""
LEAKY = tuple(
    Submission("leaky_init", slug, truth, edited(LEAKY_RIGHT, *edits))
    for slug, truth, *edits in (
        ("plain-relu", "He's variance: the slope is not used.", ("(1 + slope ** 2) / 2", "1 / 2")),
        ("mean-slope", "The mean slope (1 + a)/2, not squared.", ("slope ** 2", "slope")),
        ("mean-slope-squared", "The square of the mean slope.", ("(1 + slope ** 2) / 2", "((1 + slope) / 2) ** 2")),
        ("gains", "Multiplies by what is left where it should divide.", ("1 / (n_in * left)", "left / n_in")),
        ("out", "n_out in the place of n_in.", ("n_in * left", "n_out * left")),
        ("no-root", "The variance is handed over as the standard deviation.", ("np.sqrt(variance)", "variance")),
        (
            "all-negative",
            "Counts the negative half as if it were all numbers.",
            ("(1 + slope ** 2) / 2", "1 / 2 + slope ** 2"),
        ),
        ("subtracts", "1 − a² where 1 + a² belongs.", ("1 + slope ** 2", "1 - slope ** 2")),
        ("not-halved", "1 + a² without the half: half the variance.", ("(1 + slope ** 2) / 2", "1 + slope ** 2")),
        (
            "uniform",
            "A uniform distribution of the right variance.",
            (
                "rng.normal(0, np.sqrt(variance), (n_in, n_out))",
                "rng.uniform(-np.sqrt(3 * variance), np.sqrt(3 * variance), (n_in, n_out))",
            ),
        ),
        ("both", "The mean of both fans in the place of n_in.", ("n_in * left", "(n_in + n_out) / 2 * left")),
        ("turned", "Shape (n_out, n_in).", ("(n_in, n_out))\n", "(n_out, n_in))\n")),
        ("global-random", "np.random in the place of rng.", ("rng.normal(0", "np.random.normal(0")),
    )
)
FORWARD_RIGHT = """
def rmsnorm_forward(x, gamma, eps):
    square = np.mean(x ** 2, axis=1, keepdims=True)
    inv_rms = 1 / np.sqrt(square + eps)
    x_hat = x * inv_rms
    out = gamma * x_hat
    return out, (x_hat, gamma, inv_rms)
"""
FORWARD = tuple(
    Submission("rmsnorm_forward", slug, truth, edited(FORWARD_RIGHT, *edits))
    for slug, truth, *edits in (
        ("columns", "Mean squares along axis 0.", ("axis=1", "axis=0")),
        (
            "layer-norm",
            "The mean of the row is subtracted, everywhere.",
            ("    square =", "    x = x - np.mean(x, axis=1, keepdims=True)\n    square ="),
        ),
        ("sum", "A sum of squares.", ("np.mean(x ** 2", "np.sum(x ** 2")),
        ("eps-later", "ε beside the root.", ("np.sqrt(square + eps)", "(np.sqrt(square) + eps)")),
        ("no-eps", "ε is not used.", ("square + eps", "square")),
        ("no-root", "No root.", ("np.sqrt(square + eps)", "(square + eps)")),
        ("gamma-forgotten", "gamma is not used.", ("gamma * x_hat", "x_hat.copy()")),
        ("one-plus", "1 + gamma.", ("gamma * x_hat", "(1 + gamma) * x_hat")),
        ("keeps-x", "x in the cache.", ("(x_hat, gamma", "(x, gamma")),
        (
            "keeps-rms",
            "The root mean square in the cache, not one over it.",
            ("gamma, inv_rms)", "gamma, 1 / inv_rms)"),
        ),
        (
            "absolute",
            "The mean of absolute values in the place of the root mean square.",
            ("np.mean(x ** 2, axis=1, keepdims=True)", "np.mean(np.abs(x), axis=1, keepdims=True) ** 2"),
        ),
        (
            "whole",
            "One mean square for the whole array.",
            ("np.mean(x ** 2, axis=1, keepdims=True)", "np.mean(x ** 2) * np.ones((len(x), 1))"),
        ),
    )
)
BACKWARD_RIGHT = """
def rmsnorm_backward(dout, cache):
    x_hat, gamma, inv_rms = cache
    g = dout * gamma
    mean = np.mean(g * x_hat, axis=1, keepdims=True)
    dx = inv_rms * (g - x_hat * mean)
    dgamma = np.sum(dout * x_hat, axis=0)
    return dx, dgamma
"""
BACKWARD = tuple(
    Submission("rmsnorm_backward", slug, truth, edited(BACKWARD_RIGHT, *edits))
    for slug, truth, *edits in (
        ("direct", "The direct path alone.", ("(g - x_hat * mean)", "g")),
        ("sum", "A sum over the row where a mean belongs.", ("np.mean(g * x_hat", "np.sum(g * x_hat")),
        ("columns", "The mean over the rows of a column.", ("axis=1", "axis=0")),
        ("plus", "The second path is added.", ("g - x_hat", "g + x_hat")),
        (
            "layer-norm",
            "The mean of g is subtracted too.",
            ("(g - x_hat * mean)", "(g - np.mean(g, axis=1, keepdims=True) - x_hat * mean)"),
        ),
        (
            "gamma-late",
            "gamma comes after the mean.",
            ("g = dout * gamma", "g = dout"),
            ("dx = inv_rms", "dx = gamma * inv_rms"),
        ),
        ("gamma-lost", "gamma is not used.", ("g = dout * gamma", "g = dout")),
        ("no-inverse", "inv_rms is not used.", ("inv_rms * (g", "1.0 * (g")),
        (
            "brackets",
            "inv_rms multiplies the direct path alone.",
            ("inv_rms * (g - x_hat * mean)", "inv_rms * g - x_hat * mean"),
        ),
        (
            "cubed",
            "The second path has inv_rms to the third power.",
            ("inv_rms * (g - x_hat * mean)", "inv_rms * g - inv_rms ** 3 * x_hat * mean"),
        ),
        ("two", "The second path counts twice: the 2 of the square.", ("x_hat * mean", "2 * x_hat * mean")),
        ("dgamma-mean", "dgamma is a mean.", ("np.sum(dout * x_hat", "np.mean(dout * x_hat")),
        ("dgamma-gamma", "dgamma holds gamma.", ("np.sum(dout * x_hat", "np.sum(g * x_hat")),
        ("dgamma-plain", "dgamma sums dout.", ("np.sum(dout * x_hat, axis=0)", "np.sum(dout, axis=0)")),
    )
)
WIRE_RIGHT = """
def wire_dropout(x, p, rng):
    N, D = x.shape
    keep = rng.random(D) >= p
    mask = keep / (1 - p)
    out = x * mask
    return out, mask
"""
WIRES = tuple(
    Submission("wire_dropout", slug, truth, edited(WIRE_RIGHT, *edits))
    for slug, truth, *edits in (
        ("entries", "A draw for each entry.", ("rng.random(D)", "rng.random((N, D))")),
        ("rows", "A draw for each row.", ("rng.random(D)", "rng.random((N, 1))")),
        ("unscaled", "No factor.", ("keep / (1 - p)", "keep * 1.0")),
        ("by-p", "Divided by p.", ("keep / (1 - p)", "keep / p")),
        ("exchanged", "Keeps with probability p.", (">= p", "< p")),
        (
            "scaled-outside",
            "The factor is in out alone.",
            ("keep / (1 - p)", "keep * 1.0"),
            ("x * mask", "x * mask / (1 - p)"),
        ),
        ("half", "Every second one, whatever p is.", (">= p", ">= 0.5")),
        ("twice", "out is scaled again.", ("x * mask", "x * mask / (1 - p)")),
        ("repeated", "The mask has a row for each row.", ("    out =", "    mask = np.tile(mask, (N, 1))\n    out =")),
        ("own-rng", "A generator of its own.", ("rng.random(D)", "np.random.default_rng().random(D)")),
        ("forgets", "out is x.", ("x * mask", "x * 1.0")),
        ("smaller", "Multiplied by 1 − p.", ("keep / (1 - p)", "keep * (1 - p)")),
    )
)
ACCUMULATE_RIGHT = """
def accumulate_weighted(batches, gradient_fn):
    total = 0
    weight = 0
    for X, Y, w in batches:
        g = gradient_fn(X, Y, w)
        share = np.sum(w)
        total = total + share * g
        weight = weight + share
    return total / weight
"""
ACCUMULATE = tuple(
    Submission("accumulate_weighted", slug, truth, edited(ACCUMULATE_RIGHT, *edits))
    for slug, truth, *edits in (
        ("rows", "Counts rows.", ("np.sum(w)", "len(X)")),
        ("plain-mean", "All batches count alike.", ("np.sum(w)", "1")),
        ("sum", "Adds the gradients up.", ("share * g", "g"), ("total / weight", "total")),
        ("not-divided", "Not divided by the sum of the weights.", ("total / weight", "total")),
        ("mean-weight", "The mean weight of each batch.", ("np.sum(w)", "np.mean(w)")),
        ("nonzero", "Counts rows whose weight is not 0.", ("np.sum(w)", "np.count_nonzero(w)")),
        (
            "last",
            "The last gradient alone.",
            ("total = total + share * g", "total = share * g"),
            ("weight = weight + share", "weight = share"),
        ),
        ("by-batches", "Divided by the number of batches.", ("total / weight", "total / len(batches)")),
        ("divided", "Divides by the weight of each batch.", ("share * g", "g / share")),
        ("early-return", "Returns inside of the loop.", ("    return total / weight", "        return total / weight")),
        ("minus", "The negative gradient.", ("total / weight", "-total / weight")),
        ("weights-squared", "Sums of squared weights.", ("np.sum(w)", "np.sum(w ** 2)")),
    )
)

SUBMISSIONS = LEAKY + FORWARD + BACKWARD + WIRES + ACCUMULATE

# --- written afterwards, from ids and names alone ---

#: the name of the catalogue that says what a submission's truth says; "" where it has none: then none may be given
NAMES = {
    "leaky_init/plain-relu": "leak-left-out",
    "leaky_init/mean-slope": "leak-unsquared",
    "leaky_init/mean-slope-squared": "leak-sum-squared",
    "leaky_init/gains": "leak-multiplied",
    "leaky_init/out": "fans-exchanged",
    "leaky_init/no-root": "std-for-variance",
    "leaky_init/all-negative": "leak-not-halved",
    "leaky_init/subtracts": "leak-subtracted",
    "leaky_init/not-halved": "init-two-missing",
    "leaky_init/uniform": "not-normal",
    "leaky_init/both": "both-fans",
    "leaky_init/turned": "transpose",
    "leaky_init/global-random": "rng-ignored",
    "rmsnorm_forward/columns": "rms-over-columns",
    "rmsnorm_forward/layer-norm": "rms-centred",
    "rmsnorm_forward/sum": "rms-summed",
    "rmsnorm_forward/eps-later": "eps-outside",
    "rmsnorm_forward/no-eps": "eps-missing",
    "rmsnorm_forward/no-root": "rms-unrooted",
    "rmsnorm_forward/gamma-forgotten": "gamma-missing",
    "rmsnorm_forward/one-plus": "gamma-plus-one",
    "rmsnorm_forward/keeps-x": "cache-mixed",
    "rmsnorm_forward/keeps-rms": "rms-kept",
    "rmsnorm_forward/absolute": "rms-of-absolutes",
    "rmsnorm_forward/whole": "rms-over-everything",
    "rmsnorm_backward/direct": "size-constant",
    "rmsnorm_backward/sum": "path-summed",
    "rmsnorm_backward/columns": "path-over-columns",
    "rmsnorm_backward/plus": "path-added",
    "rmsnorm_backward/layer-norm": "path-centred",
    "rmsnorm_backward/gamma-late": "gamma-after-mean",
    "rmsnorm_backward/gamma-lost": "gamma-missing",
    "rmsnorm_backward/no-inverse": "inv-rms-missing",
    "rmsnorm_backward/brackets": "unbracketed",
    "rmsnorm_backward/cubed": "path-cubed",
    "rmsnorm_backward/two": "path-doubled",
    "rmsnorm_backward/dgamma-mean": "averaged-twice",
    "rmsnorm_backward/dgamma-gamma": "gamma-twice",
    "rmsnorm_backward/dgamma-plain": "x-hat-missing",
    "wire_dropout/entries": "mask-by-entry",
    "wire_dropout/rows": "mask-of-rows",
    "wire_dropout/unscaled": "dropout-not-scaled",
    "wire_dropout/by-p": "dropout-scaled-by-p",
    "wire_dropout/exchanged": "keep-and-drop-exchanged",
    "wire_dropout/scaled-outside": "scale-outside-mask",
    "wire_dropout/half": "p-ignored",
    "wire_dropout/twice": "mask-twice",
    "wire_dropout/repeated": "mask-repeated",
    "wire_dropout/own-rng": "rng-ignored",
    "wire_dropout/forgets": "mask-ignored",
    "wire_dropout/smaller": "dropout-scaled-down",
    "accumulate_weighted/rows": "rows-for-weights",
    "accumulate_weighted/plain-mean": "unweighted",
    "accumulate_weighted/sum": "batches-summed",
    "accumulate_weighted/not-divided": "mean-missing",
    "accumulate_weighted/mean-weight": "weights-averaged",
    "accumulate_weighted/nonzero": "living-for-weights",
    "accumulate_weighted/last": "last-batch-only",
    "accumulate_weighted/by-batches": "divided-by-batches",
    "accumulate_weighted/divided": "weights-inverted",
    "accumulate_weighted/early-return": "first-batch-only",
    "accumulate_weighted/minus": "sign",
    "accumulate_weighted/weights-squared": "weights-squared",
}
SAME: dict[str, tuple[str, str]] = {}
