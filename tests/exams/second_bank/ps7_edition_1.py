"""Problem set 7, as students hand it in: deep nets, from the contract alone."""

from tests.exams.second_bank.submission import Submission, edited

PRELUDE = ""

XAVIER = (
    Submission(
        "xavier_init",
        "variance-as-scale",
        "2/(n_in + n_out) is handed over as the standard deviation: the root is missing.",
        """
def xavier_init(n_in, n_out, rng):
    return rng.normal(0, 2 / (n_in + n_out), size=(n_in, n_out))
""",
    ),
    Submission(
        "xavier_init",
        "one-over-fan-in",
        "The variance is 1/n_in: n_out is not looked at.",
        """
def xavier_init(n_in, n_out, rng):
    return rng.standard_normal((n_in, n_out)) / np.sqrt(n_in)
""",
    ),
    Submission(
        "xavier_init",
        "he",
        "The variance is 2/n_in: He's.",
        """
def xavier_init(n_in, n_out, rng):
    return rng.normal(size=(n_in, n_out)) * np.sqrt(2.0 / n_in)
""",
    ),
    Submission(
        "xavier_init",
        "uniform",
        "A uniform distribution of the right variance, where a normal one is asked for.",
        """
def xavier_init(n_in, n_out, rng):
    limit = np.sqrt(6 / (n_in + n_out))
    return rng.uniform(-limit, limit, size=(n_in, n_out))
""",
    ),
    Submission(
        "xavier_init",
        "uniform-by-the-deviation",
        "Uniform between plus and minus the standard deviation: a third of the variance.",
        """
def xavier_init(n_in, n_out, rng):
    s = np.sqrt(2 / (n_in + n_out))
    return (rng.random((n_in, n_out)) * 2 - 1) * s
""",
    ),
    Submission(
        "xavier_init",
        "transposed",
        "The shape is (n_out, n_in).",
        """
def xavier_init(n_in, n_out, rng):
    std = np.sqrt(2 / (n_in + n_out))
    return rng.normal(0.0, std, size=(n_out, n_in))
""",
    ),
    Submission(
        "xavier_init",
        "one-for-two",
        "The variance is 1/(n_in + n_out): the 2 is missing.",
        """
def xavier_init(n_in, n_out, rng):
    return rng.normal(size=(n_in, n_out)) / np.sqrt(n_in + n_out)
""",
    ),
    Submission(
        "xavier_init",
        "parenthesis",
        "The parentheses around n_in + n_out are missing.",
        """
def xavier_init(n_in, n_out, rng):
    std = np.sqrt(2 / n_in + n_out)
    return rng.normal(0, std, (n_in, n_out))
""",
    ),
    Submission(
        "xavier_init",
        "own-fixed-seed",
        "rng is not used: a generator with a fixed seed draws the same weights every time.",
        """
def xavier_init(n_in, n_out, rng):
    np.random.seed(42)
    return np.random.randn(n_in, n_out) * np.sqrt(2 / (n_in + n_out))
""",
    ),
    Submission(
        "xavier_init",
        "all-positive",
        "Uniform between 0 and 1 times the scale: the mean is not 0.",
        """
def xavier_init(n_in, n_out, rng):
    return rng.random((n_in, n_out)) * np.sqrt(2 / (n_in + n_out))
""",
    ),
    Submission(
        "xavier_init",
        "fixed-scale",
        "0.01 whatever the widths.",
        """
def xavier_init(n_in, n_out, rng):
    return 0.01 * rng.standard_normal((n_in, n_out))
""",
    ),
    Submission(
        "xavier_init",
        "product-of-widths",
        "The variance is 2/(n_in·n_out): a product for the sum.",
        """
def xavier_init(n_in, n_out, rng):
    return rng.normal(size=(n_in, n_out)) * np.sqrt(2 / (n_in * n_out))
""",
    ),
)

HE = (
    Submission(
        "he_init",
        "fan-out",
        "The variance is 2/n_out.",
        """
def he_init(n_in, n_out, rng):
    return rng.normal(0, np.sqrt(2 / n_out), size=(n_in, n_out))
""",
    ),
    Submission(
        "he_init",
        "one-for-two",
        "The variance is 1/n_in: the 2 that makes up for the dead half of relu is missing.",
        """
def he_init(n_in, n_out, rng):
    return rng.standard_normal((n_in, n_out)) * (1 / n_in) ** 0.5
""",
    ),
    Submission(
        "he_init",
        "variance-as-scale",
        "2/n_in is handed over as the standard deviation.",
        """
def he_init(n_in, n_out, rng):
    return rng.normal(loc=0.0, scale=2.0 / n_in, size=(n_in, n_out))
""",
    ),
    Submission(
        "he_init",
        "xavier",
        "The variance is 2/(n_in + n_out): Xavier's.",
        """
def he_init(n_in, n_out, rng):
    return rng.normal(0, np.sqrt(2 / (n_in + n_out)), (n_in, n_out))
""",
    ),
    Submission(
        "he_init",
        "uniform",
        "A uniform distribution of the right variance, where a normal one is asked for.",
        """
def he_init(n_in, n_out, rng):
    bound = np.sqrt(6 / n_in)  # kaiming_uniform
    return rng.uniform(-bound, bound, (n_in, n_out))
""",
    ),
    Submission(
        "he_init",
        "torch-default",
        "Uniform within ±1/√n_in, as torch's Linear starts.",
        """
def he_init(n_in, n_out, rng):
    k = 1 / np.sqrt(n_in)
    return rng.uniform(-k, k, size=(n_in, n_out))
""",
    ),
    Submission(
        "he_init",
        "transposed",
        "The shape is (n_out, n_in).",
        """
def he_init(n_in, n_out, rng):
    return rng.normal(size=(n_out, n_in)) * np.sqrt(2 / n_in)
""",
    ),
    Submission(
        "he_init",
        "root-of-the-two-only",
        "√2/n_in: the root covers the 2 alone.",
        """
def he_init(n_in, n_out, rng):
    return rng.normal(size=(n_in, n_out)) * np.sqrt(2) / n_in
""",
    ),
    Submission(
        "he_init",
        "multiplied",
        "Multiplied by √(n_in/2) instead of divided.",
        """
def he_init(n_in, n_out, rng):
    return rng.normal(size=(n_in, n_out)) * np.sqrt(n_in / 2)
""",
    ),
    Submission(
        "he_init",
        "positive",
        "Absolute values: no weight is negative.",
        """
def he_init(n_in, n_out, rng):
    W = rng.normal(0, np.sqrt(2 / n_in), size=(n_in, n_out))
    return np.abs(W)
""",
    ),
    Submission(
        "he_init",
        "one-row-for-all",
        "One row is drawn and repeated: all inputs have the same weights.",
        """
def he_init(n_in, n_out, rng):
    row = rng.normal(0, np.sqrt(2 / n_in), size=n_out)
    return np.tile(row, (n_in, 1))
""",
    ),
)

BN_FORWARD_RIGHT = """
def batchnorm_forward(x, gamma, beta, eps):
    mu = x.mean(axis=0)
    var = x.var(axis=0)
    inv_std = 1 / np.sqrt(var + eps)
    x_hat = (x - mu) * inv_std
    out = gamma * x_hat + beta
    return out, (x_hat, gamma, inv_std)
"""

BN_FORWARD = (
    Submission(
        "batchnorm_forward",
        "unbiased",
        "The variance is divided by N − 1.",
        edited(BN_FORWARD_RIGHT, ("x.var(axis=0)", "x.var(axis=0, ddof=1)")),
    ),
    Submission(
        "batchnorm_forward",
        "over-the-features",
        "Mean and variance run over the features of a row (axis 1), as in layer normalisation.",
        """
def batchnorm_forward(x, gamma, beta, eps):
    mu = x.mean(axis=1, keepdims=True)
    var = x.var(axis=1, keepdims=True)
    inv_std = 1 / np.sqrt(var + eps)
    x_hat = (x - mu) * inv_std
    return gamma * x_hat + beta, (x_hat, gamma, inv_std)
""",
    ),
    Submission(
        "batchnorm_forward",
        "eps-outside",
        "eps is added to the standard deviation, outside of the root.",
        edited(BN_FORWARD_RIGHT, ("1 / np.sqrt(var + eps)", "1 / (np.sqrt(var) + eps)")),
    ),
    Submission(
        "batchnorm_forward",
        "variance-for-deviation",
        "It divides by the variance: the root is missing.",
        edited(BN_FORWARD_RIGHT, ("1 / np.sqrt(var + eps)", "1 / (var + eps)")),
    ),
    Submission(
        "batchnorm_forward",
        "no-eps",
        "eps is not used.",
        edited(BN_FORWARD_RIGHT, ("np.sqrt(var + eps)", "np.std(x, axis=0)")),
    ),
    Submission(
        "batchnorm_forward",
        "over-everything",
        "One mean and one variance for the whole array.",
        """
def batchnorm_forward(x, gamma, beta, eps):
    mu = np.mean(x)
    inv_std = 1.0 / np.sqrt(np.var(x) + eps)
    x_hat = (x - mu) * inv_std
    out = gamma * x_hat + beta
    cache = (x_hat, gamma, inv_std * np.ones(x.shape[1]))
    return out, cache
""",
    ),
    Submission(
        "batchnorm_forward",
        "no-shift",
        "β is not added.",
        edited(BN_FORWARD_RIGHT, ("    out = gamma * x_hat + beta\n", "    out = gamma * x_hat\n")),
    ),
    Submission(
        "batchnorm_forward",
        "no-scale",
        "γ is not multiplied in.",
        edited(BN_FORWARD_RIGHT, ("    out = gamma * x_hat + beta\n", "    out = x_hat + beta\n")),
    ),
    Submission(
        "batchnorm_forward",
        "raw-input-scaled",
        "γ and β are applied to x, not to the normalised x̂.",
        edited(BN_FORWARD_RIGHT, ("    out = gamma * x_hat + beta\n", "    out = gamma * x + beta\n")),
    ),
    Submission(
        "batchnorm_forward",
        "not-centred",
        "The mean is not taken off.",
        edited(BN_FORWARD_RIGHT, ("(x - mu) * inv_std", "x * inv_std")),
    ),
    Submission(
        "batchnorm_forward",
        "deviation-in-the-cache",
        "The cache holds the standard deviation, not its inverse.",
        edited(BN_FORWARD_RIGHT, ("(x_hat, gamma, inv_std)", "(x_hat, gamma, 1 / inv_std)")),
    ),
    Submission(
        "batchnorm_forward",
        "raw-second-moment",
        "The variance is the mean of x², without the mean taken off.",
        edited(BN_FORWARD_RIGHT, ("x.var(axis=0)", "np.mean(x**2, axis=0)")),
    ),
    Submission(
        "batchnorm_forward",
        "shift-scaled-too",
        "γ multiplies β too: γ(x̂ + β).",
        edited(BN_FORWARD_RIGHT, ("gamma * x_hat + beta", "gamma * (x_hat + beta)")),
    ),
    Submission(
        "batchnorm_forward",
        "in-place",
        "x is centred in place.",
        edited(BN_FORWARD_RIGHT, ("    x_hat = (x - mu) * inv_std\n", "    x -= mu\n    x_hat = x * inv_std\n")),
    ),
)

BN_BACKWARD_RIGHT = """
def batchnorm_backward(dout, cache):
    x_hat, gamma, inv_std = cache
    N = dout.shape[0]
    dbeta = dout.sum(axis=0)
    dgamma = (dout * x_hat).sum(axis=0)
    dx_hat = dout * gamma
    dx = inv_std * (dx_hat - dx_hat.mean(axis=0) - x_hat * (dx_hat * x_hat).mean(axis=0))
    return dx, dgamma, dbeta
"""

BN_BACKWARD = (
    Submission(
        "batchnorm_backward",
        "statistics-constant",
        "Mean and variance are treated as constants: dx = γ·inv_std·dout.",
        """
def batchnorm_backward(dout, cache):
    x_hat, gamma, inv_std = cache
    dbeta = np.sum(dout, axis=0)
    dgamma = np.sum(dout * x_hat, axis=0)
    dx = dout * gamma * inv_std
    return dx, dgamma, dbeta
""",
    ),
    Submission(
        "batchnorm_backward",
        "mean-constant",
        "The path through the mean is left out.",
        edited(BN_BACKWARD_RIGHT, ("dx_hat - dx_hat.mean(axis=0) - x_hat", "dx_hat - x_hat")),
    ),
    Submission(
        "batchnorm_backward",
        "variance-constant",
        "The path through the variance is left out.",
        edited(BN_BACKWARD_RIGHT, (" - x_hat * (dx_hat * x_hat).mean(axis=0))", ")")),
    ),
    Submission(
        "batchnorm_backward",
        "dgamma-without-x-hat",
        "dγ is the sum of dout, without x̂.",
        edited(BN_BACKWARD_RIGHT, ("(dout * x_hat).sum(axis=0)", "dout.sum(axis=0)")),
    ),
    Submission(
        "batchnorm_backward",
        "means-for-sums",
        "dγ and dβ are averaged over the rows.",
        edited(
            BN_BACKWARD_RIGHT,
            ("dbeta = dout.sum(axis=0)", "dbeta = dout.mean(axis=0)"),
            ("(dout * x_hat).sum(axis=0)", "(dout * x_hat).mean(axis=0)"),
        ),
    ),
    Submission(
        "batchnorm_backward",
        "gamma-missing-in-dx",
        "γ is missing in dx.",
        edited(BN_BACKWARD_RIGHT, ("dx_hat = dout * gamma", "dx_hat = dout")),
    ),
    Submission(
        "batchnorm_backward",
        "inv-std-missing",
        "inv_std is missing in dx.",
        edited(BN_BACKWARD_RIGHT, ("dx = inv_std * (dx_hat", "dx = (dx_hat")),
    ),
    Submission(
        "batchnorm_backward",
        "sums-in-dx",
        "The two means inside dx are sums: 1/N is missing there.",
        edited(
            BN_BACKWARD_RIGHT,
            (
                "dx_hat - dx_hat.mean(axis=0) - x_hat * (dx_hat * x_hat).mean(axis=0)",
                "dx_hat - dx_hat.sum(axis=0) - x_hat * np.sum(dx_hat * x_hat, axis=0)",
            ),
        ),
    ),
    Submission(
        "batchnorm_backward",
        "dbeta-second",
        "dβ and dγ are returned in the wrong order.",
        edited(BN_BACKWARD_RIGHT, ("return dx, dgamma, dbeta", "return dx, dbeta, dgamma")),
    ),
    Submission(
        "batchnorm_backward",
        "variance-term-added",
        "The term of the variance is added where it is to be subtracted.",
        edited(BN_BACKWARD_RIGHT, (" - x_hat * (dx_hat * x_hat)", " + x_hat * (dx_hat * x_hat)")),
    ),
    Submission(
        "batchnorm_backward",
        "divided-by-inv-std",
        "dx is divided by inv_std, as if it were the standard deviation.",
        edited(BN_BACKWARD_RIGHT, ("dx = inv_std * (dx_hat", "dx = 1 / inv_std * (dx_hat")),
    ),
    Submission(
        "batchnorm_backward",
        "over-the-features",
        "The sums and means run over axis 1.",
        """
def batchnorm_backward(dout, cache):
    x_hat, gamma, inv_std = cache
    dbeta = dout.sum(axis=1)
    dgamma = (dout * x_hat).sum(axis=1)
    g = dout * gamma
    dx = inv_std * (g - g.mean(axis=1, keepdims=True) - x_hat * (g * x_hat).mean(axis=1, keepdims=True))
    return dx, dgamma, dbeta
""",
    ),
    Submission(
        "batchnorm_backward",
        "n-minus-one",
        "The variance's term is divided by N − 1, as for the unbiased variance.",
        edited(BN_BACKWARD_RIGHT, ("(dx_hat * x_hat).mean(axis=0)", "(dx_hat * x_hat).sum(axis=0) / (N - 1)")),
    ),
    Submission(
        "batchnorm_backward",
        "gamma-in-dgamma",
        "dγ holds γ once more: dx̂·x̂ is summed.",
        edited(
            BN_BACKWARD_RIGHT,
            (
                "    dgamma = (dout * x_hat).sum(axis=0)\n    dx_hat = dout * gamma\n",
                "    dx_hat = dout * gamma\n    dgamma = (dx_hat * x_hat).sum(axis=0)\n",
            ),
        ),
    ),
)

DROPOUT_FORWARD = (
    Submission(
        "dropout_forward",
        "not-scaled",
        "What is kept is not scaled by 1/(1 − p).",
        """
def dropout_forward(x, p, rng):
    mask = (rng.random(x.shape) >= p).astype(float)
    return x * mask, mask
""",
    ),
    Submission(
        "dropout_forward",
        "keeps-with-p",
        "p is taken for the probability of keeping.",
        """
def dropout_forward(x, p, rng):
    mask = (rng.random(x.shape) < p) / p
    return x * mask, mask
""",
    ),
    Submission(
        "dropout_forward",
        "scaled-by-p",
        "What is kept is divided by p, not by 1 − p.",
        """
def dropout_forward(x, p, rng):
    mask = (rng.random(x.shape) > p) / p
    out = x * mask
    return out, mask
""",
    ),
    Submission(
        "dropout_forward",
        "scaling-outside-the-mask",
        "The output is scaled, the mask is not: it holds zeros and ones.",
        """
def dropout_forward(x, p, rng):
    mask = rng.random(x.shape) > p
    out = x * mask / (1 - p)
    return out, mask
""",
    ),
    Submission(
        "dropout_forward",
        "one-mask-for-all-rows",
        "One mask is drawn for the features and used for every row.",
        """
def dropout_forward(x, p, rng):
    mask = (rng.random(x.shape[1]) >= p) / (1 - p) * np.ones_like(x)
    return x * mask, mask
""",
    ),
    Submission(
        "dropout_forward",
        "same-seed-every-time",
        "rng is not used: a generator with a fixed seed drops the same entries every time.",
        """
def dropout_forward(x, p, rng):
    r = np.random.default_rng(0)
    mask = (r.random(x.shape) >= p) / (1 - p)
    return x * mask, mask
""",
    ),
    Submission(
        "dropout_forward",
        "multiplied-by-keep",
        "What is kept is multiplied by 1 − p: the scaling of test time, applied in training.",
        """
def dropout_forward(x, p, rng):
    mask = (rng.random(x.shape) >= p) * (1 - p)
    return x * mask, mask
""",
    ),
    Submission(
        "dropout_forward",
        "mask-first",
        "Mask and output are returned in the wrong order.",
        """
def dropout_forward(x, p, rng):
    mask = (rng.random(x.shape) >= p) / (1.0 - p)
    return mask, x * mask
""",
    ),
    Submission(
        "dropout_forward",
        "normal-numbers",
        "Normal random numbers are compared with p, so another share is dropped.",
        """
def dropout_forward(x, p, rng):
    mask = (rng.standard_normal(x.shape) > p) / (1 - p)
    return x * mask, mask
""",
    ),
    Submission(
        "dropout_forward",
        "in-place",
        "x is multiplied in place.",
        """
def dropout_forward(x, p, rng):
    mask = (rng.random(x.shape) >= p) / (1 - p)
    x *= mask
    return x, mask
""",
    ),
    Submission(
        "dropout_forward",
        "always-half",
        "One half is dropped whatever p is.",
        """
def dropout_forward(x, p, rng):
    mask = (rng.random(x.shape) > 0.5) / 0.5
    return x * mask, mask
""",
    ),
    Submission(
        "dropout_forward",
        "whole-rows",
        "Whole rows are dropped: one random number for each row.",
        """
def dropout_forward(x, p, rng):
    keep = rng.random((x.shape[0], 1)) >= p
    mask = keep / (1 - p) * np.ones(x.shape)
    return x * mask, mask
""",
    ),
    Submission(
        "dropout_forward",
        "two-masks",
        "The mask that is returned is drawn anew and is not the one that was applied.",
        """
def dropout_forward(x, p, rng):
    out = x * (rng.random(x.shape) >= p) / (1 - p)
    mask = (rng.random(x.shape) >= p) / (1 - p)
    return out, mask
""",
    ),
    Submission(
        "dropout_forward",
        "binomial-of-p",
        "binomial(1, p) draws 1 with probability p: kept and dropped are exchanged, with the scale of the right one.",
        """
def dropout_forward(x, p, rng):
    mask = rng.binomial(1, p, size=x.shape) / (1 - p)
    return x * mask, mask
""",
    ),
)

DROPOUT_BACKWARD = (
    Submission(
        "dropout_backward",
        "mask-forgotten",
        "dout comes back as it was.",
        """
def dropout_backward(dout, mask):
    return dout.copy()
""",
    ),
    Submission(
        "dropout_backward",
        "scale-lost",
        "The mask is made zeros and ones: its scale is lost.",
        """
def dropout_backward(dout, mask):
    return dout * (mask > 0)
""",
    ),
    Submission(
        "dropout_backward",
        "divided-by-the-mask",
        "dout is divided by the mask.",
        """
def dropout_backward(dout, mask):
    return dout / mask
""",
    ),
    Submission(
        "dropout_backward",
        "new-mask",
        "A new random mask is drawn.",
        """
def dropout_backward(dout, mask):
    p = np.mean(mask == 0)
    new = (np.random.rand(*dout.shape) >= p) * mask.max()
    return dout * new
""",
    ),
    Submission(
        "dropout_backward",
        "in-place",
        "dout is changed in place.",
        """
def dropout_backward(dout, mask):
    dout *= mask
    return dout
""",
    ),
    Submission(
        "dropout_backward",
        "mask-twice",
        "The mask is multiplied in twice, and its scale with it.",
        """
def dropout_backward(dout, mask):
    dx = dout * mask
    dx = dx * mask
    return dx
""",
    ),
    Submission(
        "dropout_backward",
        "dropped-for-kept",
        "The gradient goes where the entries were dropped: the mask is turned over.",
        """
def dropout_backward(dout, mask):
    return np.where(mask == 0, dout, 0.0)
""",
    ),
    Submission(
        "dropout_backward",
        "matrix-product",
        "@ is written for *.",
        """
def dropout_backward(dout, mask):
    return dout @ mask.T
""",
    ),
    Submission(
        "dropout_backward",
        "added",
        "The mask is added instead of multiplied.",
        """
def dropout_backward(dout, mask):
    return dout + mask
""",
    ),
    Submission(
        "dropout_backward",
        "rescaled-by-its-mean",
        "The result is divided by the mean of the mask, to make up for what was dropped once more.",
        """
def dropout_backward(dout, mask):
    return dout * mask / mask.mean()
""",
    ),
    Submission(
        "dropout_backward",
        "one-minus-mask",
        "1 − mask is multiplied in.",
        """
def dropout_backward(dout, mask):
    return dout * (1 - mask)
""",
    ),
)

ACCUMULATE = (
    Submission(
        "accumulate",
        "plain-mean",
        "The gradients of the batches are averaged without regard to their sizes.",
        """
def accumulate(batches, gradient_fn):
    grads = [gradient_fn(X, Y) for X, Y in batches]
    return sum(grads) / len(grads)
""",
    ),
    Submission(
        "accumulate",
        "sum",
        "The gradients of the batches are added and not divided.",
        """
def accumulate(batches, gradient_fn):
    total = 0
    for X, Y in batches:
        total = total + gradient_fn(X, Y)
    return total
""",
    ),
    Submission(
        "accumulate",
        "weighted-but-divided-by-batches",
        "Each gradient is weighted by its rows, but the sum is divided by the number of batches.",
        """
def accumulate(batches, gradient_fn):
    total = 0
    for X, Y in batches:
        total = total + len(X) * gradient_fn(X, Y)
    return total / len(batches)
""",
    ),
    Submission(
        "accumulate",
        "last-only",
        "= for += : the last batch alone counts.",
        """
def accumulate(batches, gradient_fn):
    n = sum(len(X) for X, _ in batches)
    for X, Y in batches:
        total = gradient_fn(X, Y) * len(X) / n
    return total
""",
    ),
    Submission(
        "accumulate",
        "weighted-by-columns",
        "The weight of a batch is X.shape[1], which is the same for all.",
        """
def accumulate(batches, gradient_fn):
    total, n = 0, 0
    for X, Y in batches:
        total = total + gradient_fn(X, Y) * X.shape[1]
        n += X.shape[1]
    return total / n
""",
    ),
    Submission(
        "accumulate",
        "running-halves",
        "At each batch the mean of the old result and the new gradient is taken: late batches count most.",
        """
def accumulate(batches, gradient_fn):
    g = None
    for X, Y in batches:
        new = gradient_fn(X, Y)
        g = new if g is None else (g + new) / 2
    return g
""",
    ),
    Submission(
        "accumulate",
        "last-batch-dropped",
        "The last batch is left out, as drop_last does.",
        """
def accumulate(batches, gradient_fn):
    total, n = 0, 0
    for X, Y in batches[:-1]:
        total = total + len(X) * gradient_fn(X, Y)
        n += len(X)
    return total / n
""",
    ),
    Submission(
        "accumulate",
        "all-like-the-first",
        "Every batch is weighted as if it had as many rows as the first.",
        """
def accumulate(batches, gradient_fn):
    size = len(batches[0][0])
    n = sum(len(X) for X, Y in batches)
    return sum(size * gradient_fn(X, Y) for X, Y in batches) / n
""",
    ),
    Submission(
        "accumulate",
        "weights-not-divided",
        "Each gradient is weighted by its rows, and nothing is divided by all rows.",
        """
def accumulate(batches, gradient_fn):
    out = 0
    for X, Y in batches:
        out = out + X.shape[0] * gradient_fn(X, Y)
    return out
""",
    ),
    Submission(
        "accumulate",
        "divided-by-own-rows",
        "Each gradient is divided by the rows of its batch, though it is that of a mean already.",
        """
def accumulate(batches, gradient_fn):
    total = 0
    for X, Y in batches:
        total = total + gradient_fn(X, Y) / len(X)
    return total
""",
    ),
    Submission(
        "accumulate",
        "returned-in-the-loop",
        "The return stands inside the loop: the first batch alone counts.",
        """
def accumulate(batches, gradient_fn):
    total, n = 0, 0
    for X, Y in batches:
        total = total + len(X) * gradient_fn(X, Y)
        n += len(X)
        return total / n
""",
    ),
)

SUBMISSIONS = XAVIER + HE + BN_FORWARD + BN_BACKWARD + DROPOUT_FORWARD + DROPOUT_BACKWARD + ACCUMULATE

# --- written afterwards, from ids and names alone ---

#: the name of the catalogue that says what a submission's truth says; "" where it has none: then none may be given
NAMES = {
    "xavier_init/variance-as-scale": "std-for-variance",
    "xavier_init/one-over-fan-in": "one-fan",
    "xavier_init/he": "other-init",
    "xavier_init/uniform": "not-normal",
    "xavier_init/uniform-by-the-deviation": "not-normal",
    "xavier_init/transposed": "transpose",
    "xavier_init/one-for-two": "init-two-missing",
    "xavier_init/parenthesis": "unbracketed",  # not in the catalogue at first
    "xavier_init/own-fixed-seed": "rng-ignored",
    "xavier_init/all-positive": "not-normal",
    "xavier_init/fixed-scale": "init-fixed",
    "xavier_init/product-of-widths": "fans-multiplied",
    "he_init/fan-out": "fans-exchanged",
    "he_init/one-for-two": "init-two-missing",
    "he_init/variance-as-scale": "std-for-variance",
    "he_init/xavier": "other-init",
    "he_init/uniform": "not-normal",
    "he_init/torch-default": "not-normal",
    "he_init/transposed": "transpose",
    "he_init/root-of-the-two-only": "root-of-two-alone",
    "he_init/multiplied": "init-divided",
    "he_init/positive": "not-normal",
    "he_init/one-row-for-all": "weights-alike",
    "batchnorm_forward/unbiased": "variance-unbiased",
    "batchnorm_forward/over-the-features": "normalised-over-features",
    "batchnorm_forward/eps-outside": "eps-outside",
    "batchnorm_forward/variance-for-deviation": "variance-for-std",
    "batchnorm_forward/no-eps": "eps-missing",
    "batchnorm_forward/over-everything": "normalised-over-everything",
    "batchnorm_forward/no-shift": "beta-missing",
    "batchnorm_forward/no-scale": "gamma-missing",
    "batchnorm_forward/raw-input-scaled": "",
    "batchnorm_forward/not-centred": "mean-not-subtracted",
    "batchnorm_forward/deviation-in-the-cache": "std-for-inv-std",
    "batchnorm_forward/raw-second-moment": "",
    "batchnorm_forward/shift-scaled-too": "beta-inside",
    "batchnorm_forward/in-place": "inputs-changed",
    "batchnorm_backward/statistics-constant": "moments-constant",
    "batchnorm_backward/mean-constant": "mean-constant",
    "batchnorm_backward/variance-constant": "variance-constant",
    "batchnorm_backward/dgamma-without-x-hat": "x-hat-missing",
    "batchnorm_backward/means-for-sums": "averaged-twice",
    "batchnorm_backward/gamma-missing-in-dx": "gamma-missing",
    "batchnorm_backward/inv-std-missing": "inv-std-missing",
    "batchnorm_backward/sums-in-dx": "moments-summed",
    "batchnorm_backward/dbeta-second": "exchanged",
    "batchnorm_backward/variance-term-added": "moments-added",
    "batchnorm_backward/divided-by-inv-std": "std-multiplied",
    "batchnorm_backward/over-the-features": "wrong-axis",
    "batchnorm_backward/n-minus-one": "variance-unbiased",
    "batchnorm_backward/gamma-in-dgamma": "gamma-twice",
    "dropout_forward/not-scaled": "dropout-not-scaled",
    "dropout_forward/keeps-with-p": "keep-and-drop-exchanged",
    "dropout_forward/scaled-by-p": "dropout-scaled-by-p",
    "dropout_forward/scaling-outside-the-mask": "scale-outside-mask",
    "dropout_forward/one-mask-for-all-rows": "mask-shared",
    "dropout_forward/same-seed-every-time": "rng-ignored",
    "dropout_forward/multiplied-by-keep": "dropout-scaled-down",
    "dropout_forward/mask-first": "exchanged",
    "dropout_forward/normal-numbers": "",
    "dropout_forward/in-place": "inputs-changed",
    "dropout_forward/always-half": "p-ignored",
    "dropout_forward/whole-rows": "mask-shared",
    "dropout_forward/two-masks": "new-mask",
    "dropout_forward/binomial-of-p": "keep-and-drop-exchanged",
    "dropout_backward/mask-forgotten": "mask-ignored",
    "dropout_backward/scale-lost": "dropout-not-scaled",
    "dropout_backward/divided-by-the-mask": "mask-divides",
    "dropout_backward/new-mask": "new-mask",
    "dropout_backward/in-place": "inputs-changed",
    "dropout_backward/mask-twice": "mask-twice",
    "dropout_backward/dropped-for-kept": "keep-and-drop-exchanged",
    "dropout_backward/matrix-product": "matrix-for-entrywise",
    "dropout_backward/added": "",
    "dropout_backward/rescaled-by-its-mean": "",
    "dropout_backward/one-minus-mask": "",
    "accumulate/plain-mean": "unweighted",
    "accumulate/sum": "batches-summed",
    "accumulate/weighted-but-divided-by-batches": "divided-by-batches",
    "accumulate/last-only": "last-batch-only",
    "accumulate/weighted-by-columns": "unweighted",
    "accumulate/running-halves": "running-half",
    "accumulate/last-batch-dropped": "",
    "accumulate/all-like-the-first": "one-batch-size",
    "accumulate/weights-not-divided": "mean-missing",
    "accumulate/divided-by-own-rows": "weights-inverted",
    "accumulate/returned-in-the-loop": "first-batch-only",
}

#: another name that is accepted, since it describes the same function on every input; with the reason
SAME = {
    "batchnorm_forward/raw-second-moment": (
        "mean-not-subtracted",
        "the report says: x or x², where x − mean or its square belongs",
    ),
    "batchnorm_backward/dbeta-second": ("affine-exchanged", "dγ and dβ exchanged are γ and β exchanged"),
    "dropout_backward/added": ("added", "the report says: adds the mask where it should multiply"),
    "accumulate/last-batch-dropped": ("short-batch-dropped", "the report says: leaves a batch out"),
    "batchnorm_backward/over-the-features": (
        "normalised-over-features",
        "the report says of dx that its means run along the rows, and of dgamma and dbeta that the axis is wrong",
    ),
    "batchnorm_backward/n-minus-one": ("n-minus-one", "two names for one thing"),
}
