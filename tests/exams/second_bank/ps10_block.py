"""Problem set 10, a block with the norm in front: wrong ways back through it, as students hand them in."""

from tests.exams.second_bank.submission import Submission, edited

STEPS = """
def prenorm_block_backward(x, W1, b1, W2, b2, eps, g):
    N, D = x.shape
    mean = x.mean(axis=1, keepdims=True)
    var = x.var(axis=1, keepdims=True)
    inv = 1 / np.sqrt(var + eps)
    xhat = (x - mean) * inv
    z = xhat @ W1 + b1
    a = np.maximum(0, z)

    db2 = g.sum(axis=0)
    dW2 = a.T @ g
    da = g @ W2.T
    dz = da * (z > 0)
    db1 = dz.sum(axis=0)
    dW1 = xhat.T @ dz
    dxhat = dz @ W1.T
    along = (dxhat * xhat).mean(axis=1, keepdims=True)
    dnorm = inv * (dxhat - dxhat.mean(axis=1, keepdims=True) - xhat * along)
    dx = g + dnorm
    return dx, dW1, db1, dW2, db2
"""
CHAIN = """
def prenorm_block_backward(x, W1, b1, W2, b2, eps, g):
    D = x.shape[1]
    mu = np.sum(x, axis=1)[:, None] / D
    centred = x - mu
    var = np.sum(centred ** 2, axis=1)[:, None] / D
    std = np.sqrt(var + eps)
    n = centred / std
    h = np.dot(n, W1) + b1
    r = np.where(h > 0, h, 0)

    dr = np.dot(g, W2.T)
    dh = np.where(h > 0, dr, 0)
    dn = np.dot(dh, W1.T)
    dstd = -np.sum(dn * centred, axis=1)[:, None] / std ** 2
    dvar = dstd / (2 * std)
    dcentred = dn / std + 2 * centred * dvar / D
    dmu = -np.sum(dcentred, axis=1)[:, None]
    dx = g + dcentred + dmu / D
    return dx, np.dot(n.T, dh), np.sum(dh, axis=0), np.dot(r.T, g), np.sum(g, axis=0)
"""
BLOCK = tuple(
    Submission("prenorm_block_backward", slug, truth, edited(base, *edits))
    for base, slug, truth, *edits in (
        (
            STEPS,
            "residual-forgotten",
            "The way around the block is forgotten: g is not added to dx.",
            ("g + dnorm", "dnorm"),
        ),
        (STEPS, "residual-alone", "dx is g alone: nothing comes through the block.", ("g + dnorm", "g.copy()")),
        (
            STEPS,
            "residual-before-the-norm",
            "g is added before it goes back through the norm, as if the short cut left behind it.",
            ("dxhat = dz @ W1.T", "dxhat = dz @ W1.T + g"),
            ("g + dnorm", "dnorm"),
        ),
        (
            STEPS,
            "residual-twice",
            "g is added twice.",
            ("g + dnorm", "2 * g + dnorm"),
        ),
        (
            STEPS,
            "x-added-for-g",
            "x is added, as on the way forwards.",
            ("g + dnorm", "x + dnorm"),
        ),
        (
            STEPS,
            "norm-passed-by",
            "The norm is not gone through: dx is what arrives at its output.",
            ("g + dnorm", "g + dxhat"),
        ),
        (
            STEPS,
            "norm-as-a-scale",
            "Mean and variance are taken for constants: the norm's gradient is a factor alone.",
            ("(dxhat - dxhat.mean(axis=1, keepdims=True) - xhat * along)", "dxhat"),
        ),
        (
            STEPS,
            "variance-is-a-constant",
            "The variance is taken for a constant: only the mean is taken away.",
            (" - xhat * along)", ")"),
        ),
        (
            STEPS,
            "mean-is-a-constant",
            "The mean is taken for a constant.",
            ("dxhat - dxhat.mean(axis=1, keepdims=True) - xhat", "dxhat - xhat"),
        ),
        (
            STEPS,
            "norm-over-the-batch",
            "Back through a batch norm: the means run over the batch, though the rows were normed forwards.",
            ("(dxhat * xhat).mean(axis=1", "(dxhat * xhat).mean(axis=0"),
            ("dxhat - dxhat.mean(axis=1", "dxhat - dxhat.mean(axis=0"),
        ),
        (
            STEPS,
            "batchnorm",
            "A batch norm forwards and back: everything over axis 0.",
            ("x.mean(axis=1", "x.mean(axis=0"),
            ("x.var(axis=1", "x.var(axis=0"),
            ("(dxhat * xhat).mean(axis=1", "(dxhat * xhat).mean(axis=0"),
            ("dxhat - dxhat.mean(axis=1", "dxhat - dxhat.mean(axis=0"),
        ),
        (
            STEPS,
            "unbiased-variance",
            "The variance is divided by D − 1.",
            ("x.var(axis=1, keepdims=True)", "x.var(axis=1, keepdims=True, ddof=1)"),
        ),
        (
            STEPS,
            "eps-outside",
            "eps stands outside of the root.",
            ("np.sqrt(var + eps)", "(np.sqrt(var) + eps)"),
        ),
        (STEPS, "eps-forgotten", "eps is left out.", ("np.sqrt(var + eps)", "np.sqrt(var)")),
        (
            STEPS,
            "variance-for-std",
            "Divides by the variance, no root.",
            ("np.sqrt(var + eps)", "(var + eps)"),
        ),
        (
            STEPS,
            "sums-for-means",
            "In the norm's gradient the sums over the row are not divided by D.",
            ("(dxhat * xhat).mean(axis=1", "(dxhat * xhat).sum(axis=1"),
            ("dxhat - dxhat.mean(axis=1", "dxhat - dxhat.sum(axis=1"),
        ),
        (
            STEPS,
            "divided-by-n",
            "In the norm's gradient the sums are divided by N, as in batch norm's formula.",
            ("(dxhat * xhat).mean(axis=1, keepdims=True)", "(dxhat * xhat).sum(axis=1, keepdims=True) / N"),
            ("dxhat - dxhat.mean(axis=1, keepdims=True)", "dxhat - dxhat.sum(axis=1, keepdims=True) / N"),
        ),
        (
            STEPS,
            "factor-missing",
            "The factor 1/√(var + eps) in front of the norm's gradient is missing.",
            ("dnorm = inv * ", "dnorm = "),
        ),
        (
            CHAIN,
            "half-missing",
            "The root's 1/2 is left out.",
            ("dstd / (2 * std)", "dstd / std"),
        ),
        (
            CHAIN,
            "square-not-differentiated",
            "The 2 of the square is left out.",
            ("dn / std + 2 * centred", "dn / std + centred"),
        ),
        (
            CHAIN,
            "x-for-the-centred",
            "In the gradient of std stands x, where x − mean was divided by it.",
            ("dn * centred", "dn * x"),
        ),
        (
            CHAIN,
            "std-not-squared",
            "The quotient's derivative has std in its denominator, not std².",
            ("/ std ** 2", "/ std"),
        ),
        (CHAIN, "mean-not-shared-out", "The mean's part is not divided by D.", ("+ dmu / D", "+ dmu")),
        (STEPS, "relu-passed-by", "ReLU is not gone through: nothing is held back.", ("da * (z > 0)", "da")),
        (
            STEPS,
            "relu-by-the-gradient",
            "What is held back is where the gradient is negative, not where z is.",
            ("da * (z > 0)", "da * (da > 0)"),
        ),
        (
            CHAIN,
            "relu-value-for-slope",
            "Multiplies by ReLU's value, where its slope of 0 or 1 belongs.",
            ("np.where(h > 0, dr, 0)", "dr * r"),
        ),
        (
            STEPS,
            "relu-of-the-norm",
            "Asks xhat @ W1 without its bias which units are awake.",
            ("da * (z > 0)", "da * (z - b1 > 0)"),
        ),
        (STEPS, "dw1-from-x", "W1's gradient is made with x, not with the normed x.", ("xhat.T @ dz", "x.T @ dz")),
        (STEPS, "dw2-from-z", "W2's gradient is made with z before ReLU.", ("a.T @ g", "z.T @ g")),
        (
            STEPS,
            "norm-of-x-twice",
            "The block reads x itself forwards: the norm is left out of z, but not of the way back.",
            ("z = xhat @ W1 + b1", "z = x @ W1 + b1"),
        ),
        (
            CHAIN,
            "post-norm",
            "g goes back through the norm first: the norm is taken to stand behind the sum.",
            (
                "    dr = np.dot(g, W2.T)\n",
                "    g = (g - g.mean(axis=1)[:, None] - n * (g * n).mean(axis=1)[:, None]) / std\n"
                "    dr = np.dot(g, W2.T)\n",
            ),
        ),
        (
            STEPS,
            "biases-by-mean",
            "The biases get means over the rows.",
            ("g.sum(axis=0)", "g.mean(axis=0)"),
            ("dz.sum(axis=0)", "dz.mean(axis=0)"),
        ),
        (
            STEPS,
            "first-bias-after-w1",
            "b1's gradient is that of the ReLU's output: taken before what sleeps is held back.",
            ("dz.sum(axis=0)", "da.sum(axis=0)"),
        ),
        (
            STEPS,
            "averaged",
            "The weights' gradients are divided by N, which is in g already.",
            ("a.T @ g", "a.T @ g / N"),
            ("xhat.T @ dz", "xhat.T @ dz / N"),
            ("g.sum(axis=0)", "g.sum(axis=0) / N"),
            ("dz.sum(axis=0)", "dz.sum(axis=0) / N"),
        ),
        (
            STEPS,
            "b1-not-added",
            "b1 is left out where z is computed again.",
            ("xhat @ W1 + b1", "xhat @ W1"),
        ),
        (
            STEPS,
            "g-changed",
            "Adds into the caller's g: right numbers, g is changed.",
            ("    dx = g + dnorm\n", "    g += dnorm\n    dx = g\n"),
        ),
        (
            STEPS,
            "no-short-cut-and-norm-as-a-scale",
            "Two slips: the way around is forgotten, and the norm is a factor alone.",
            ("g + dnorm", "dnorm"),
            ("(dxhat - dxhat.mean(axis=1, keepdims=True) - xhat * along)", "dxhat"),
        ),
        (
            STEPS,
            "own-eps",
            "Uses 1e-5, whatever eps is given.",
            ("np.sqrt(var + eps)", "np.sqrt(var + 1e-5)"),
        ),
        (
            STEPS,
            "eps-added-twice",
            "eps is added to the variance, and once more under the root.",
            ("var = x.var(axis=1, keepdims=True)", "var = x.var(axis=1, keepdims=True) + eps"),
        ),
        (
            STEPS,
            "along-x",
            "The mean along xhat is made with x itself.",
            ("along = (dxhat * xhat)", "along = (dxhat * x)"),
        ),
        (
            STEPS,
            "dw2-from-dx",
            "dW2 is made at the end, with dx where g belongs.",
            ("    return dx,", "    dW2 = a.T @ dx\n    return dx,"),
        ),
    )
)
