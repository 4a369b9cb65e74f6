"""Problem set 3, as students hand it in: a neuron and its δ, from the contract alone."""

from tests.exams.second_bank.submission import Submission

PRELUDE = """
def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def sigmoid_prime(z):
    a = sigmoid(z)
    return a * (1 - a)
"""

SIGMOID = (
    Submission(
        "sigmoid",
        "no-minus",
        "The minus in the exponent is missing: the sigmoid is mirrored.",
        """
def sigmoid(z):
    return 1 / (1 + np.exp(z))
""",
    ),
    Submission(
        "sigmoid",
        "mirrored-fraction",
        "e^−z stands in the numerator too, which is 1 − σ(z): the mirrored sigmoid.",
        """
def sigmoid(z):
    e = np.exp(-z)
    return e / (1 + e)
""",
    ),
    Submission(
        "sigmoid",
        "tanh",
        "tanh is computed, which runs from −1 to 1.",
        """
def sigmoid(z):
    return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))
""",
    ),
    Submission(
        "sigmoid",
        "no-parentheses",
        "The parentheses around the denominator are missing: 1/1 + e^−z.",
        """
def sigmoid(z):
    return 1 / 1 + np.exp(-z)
""",
    ),
    Submission(
        "sigmoid",
        "softmax",
        "softmax over the last axis is computed.",
        """
def sigmoid(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e, axis=-1, keepdims=True)
""",
    ),
    Submission(
        "sigmoid",
        "one-minus-exp",
        "1 − e^−z stands in the denominator for 1 + e^−z.",
        """
def sigmoid(z):
    return 1.0 / (1.0 - np.exp(-z))
""",
    ),
    Submission(
        "sigmoid",
        "relu",
        "relu is computed.",
        """
def sigmoid(z):
    return np.maximum(0, z)
""",
    ),
    Submission(
        "sigmoid",
        "math-exp",
        "math.exp is used, which takes single numbers only: TypeError on an array.",
        """
import math

def sigmoid(z):
    return 1 / (1 + math.exp(-z))
""",
    ),
    Submission(
        "sigmoid",
        "clipped",
        "z is clipped to ±6 first, so the tails are flat.",
        """
def sigmoid(z):
    z = np.clip(z, -6, 6)   # avoid overflow
    return 1 / (1 + np.exp(-z))
""",
    ),
    Submission(
        "sigmoid",
        "slope-returned",
        "The slope a(1 − a) is returned instead of a.",
        """
def sigmoid(z):
    a = 1 / (1 + np.exp(-z))
    return a * (1 - a)
""",
    ),
    Submission(
        "sigmoid",
        "hard-sigmoid",
        "The piecewise linear hard sigmoid clip(0.2 z + 0.5) stands for the sigmoid.",
        """
def sigmoid(z):
    return np.clip(0.2 * z + 0.5, 0, 1)
""",
    ),
    Submission(
        "sigmoid",
        "stable-by-abs",
        "|z| is used to avoid overflow, and the negative side is not turned back: σ(|z|).",
        """
def sigmoid(z):
    # numerically stable
    return 1 / (1 + np.exp(-np.abs(z)))
""",
    ),
    Submission(
        "sigmoid",
        "rounded-e",
        "e is written as 2.718 instead of np.exp.",
        """
def sigmoid(z):
    return 1 / (1 + 2.718 ** (-z))
""",
    ),
    Submission(
        "sigmoid",
        "thresholded",
        "The answer is cut to 0 or 1 at one half: a step function.",
        """
def sigmoid(z):
    a = 1 / (1 + np.exp(-z))
    return (a >= 0.5).astype(float)
""",
    ),
    Submission(
        "sigmoid",
        "rounded-result",
        "The result is rounded to four decimals.",
        """
def sigmoid(z):
    return np.round(1 / (1 + np.exp(-z)), 4)
""",
    ),
)

PRIME = (
    Submission(
        "sigmoid_prime",
        "z-one-minus-z",
        "z(1 − z) is computed: z stands where σ(z) belongs.",
        """
def sigmoid_prime(z):
    return z * (1 - z)
""",
    ),
    Submission(
        "sigmoid_prime",
        "plus",
        "a(1 + a): a plus stands for the minus.",
        """
def sigmoid_prime(z):
    s = sigmoid(z)
    return s * (1 + s)
""",
    ),
    Submission(
        "sigmoid_prime",
        "sigmoid-of-sigmoid",
        "The sigmoid is applied twice before a(1 − a): the slope is taken at a instead of at z.",
        """
def sigmoid_prime(z):
    a = sigmoid(z)
    return sigmoid(a) * (1 - sigmoid(a))
""",
    ),
    Submission(
        "sigmoid_prime",
        "tanh-slope",
        "The slope of tanh, 1 − tanh²(z).",
        """
def sigmoid_prime(z):
    return 1 - np.tanh(z) ** 2
""",
    ),
    Submission(
        "sigmoid_prime",
        "one-minus-a-squared",
        "1 − a²: tanh's rule with the sigmoid's value.",
        """
def sigmoid_prime(z):
    a = sigmoid(z)
    return 1 - a**2
""",
    ),
    Submission(
        "sigmoid_prime",
        "denominator-not-squared",
        "e^−z/(1 + e^−z): the square of the denominator is missing.",
        """
def sigmoid_prime(z):
    return np.exp(-z) / (1 + np.exp(-z))
""",
    ),
    Submission(
        "sigmoid_prime",
        "quotient-rule-sign",
        "The minus of the inner derivative −e^−z was forgotten in the chain rule, so the slope is negative.",
        """
def sigmoid_prime(z):
    # d/dz (1+e^-z)^-1 = -(1+e^-z)^-2 * e^-z
    return -np.exp(-z) / (1 + np.exp(-z)) ** 2
""",
    ),
    Submission(
        "sigmoid_prime",
        "no-parentheses",
        "a * 1 − a without parentheses: it is always 0.",
        """
def sigmoid_prime(z):
    a = sigmoid(z)
    return a * 1 - a
""",
    ),
    Submission(
        "sigmoid_prime",
        "nudged-coarsely",
        "A one-sided numerical difference with step 1e-3 stands for the slope.",
        """
def sigmoid_prime(z):
    h = 0.001
    return (sigmoid(z + h) - sigmoid(z)) / h
""",
    ),
    Submission(
        "sigmoid_prime",
        "step-not-divided",
        "A central difference that is divided by h and not by 2h: twice the slope.",
        """
def sigmoid_prime(z, h=1e-5):
    return (sigmoid(z + h) - sigmoid(z - h)) / h
""",
    ),
    Submission(
        "sigmoid_prime",
        "value-returned",
        "The sigmoid's value is returned instead of its slope.",
        """
def sigmoid_prime(z):
    return sigmoid(z)
""",
    ),
    Submission(
        "sigmoid_prime",
        "minus-inside",
        "1 − σ(z) was written as σ(1 − z).",
        """
def sigmoid_prime(z):
    return sigmoid(z) * sigmoid(1 - z)
""",
    ),
    Submission(
        "sigmoid_prime",
        "a-one-minus-z",
        "a(1 − z): the second factor holds z, not a.",
        """
def sigmoid_prime(z):
    a = sigmoid(z)
    return a * (1 - z)
""",
    ),
    Submission(
        "sigmoid_prime",
        "relu-slope",
        "The slope of relu: 1 where z is positive, else 0.",
        """
def sigmoid_prime(z):
    return np.where(z > 0, 1.0, 0.0)
""",
    ),
)

OUTPUT = (
    Submission(
        "output_delta",
        "no-slope",
        "σ'(z) is missing: what comes back is ∂L/∂a.",
        """
def output_delta(z, y):
    N = z.shape[0]
    a = sigmoid(z)
    return 2 * (a - y) / N
""",
    ),
    Submission(
        "output_delta",
        "no-N",
        "The 1/N is missing.",
        """
def output_delta(z, y):
    a = sigmoid(z)
    return 2 * (a - y) * a * (1 - a)
""",
    ),
    Submission(
        "output_delta",
        "no-two",
        "The factor 2 is missing (a loss with ½).",
        """
def output_delta(z, y):
    m = len(z)
    return (sigmoid(z) - y) * sigmoid_prime(z) / m
""",
    ),
    Submission(
        "output_delta",
        "nielsen",
        "Nielsen's formula (a − y)σ'(z) for the loss ½Σ(a − y)² of one example: both the 2 and the 1/N are missing.",
        """
def output_delta(z, y):
    return (sigmoid(z) - y) * sigmoid_prime(z)
""",
    ),
    Submission(
        "output_delta",
        "y-minus-a",
        "The residual is y − a: the sign is wrong.",
        """
def output_delta(z, y):
    n = y.shape[0]
    err = y - sigmoid(z)
    return 2.0 / n * err * sigmoid_prime(z)
""",
    ),
    Submission(
        "output_delta",
        "divided-by-all-entries",
        "The mean is taken over all entries (N·n), as nn.MSELoss does.",
        """
def output_delta(z, y):
    a = sigmoid(z)
    grad_a = 2 * (a - y) / a.size
    return grad_a * a * (1 - a)
""",
    ),
    Submission(
        "output_delta",
        "cross-entropy",
        "The δ of cross-entropy, (a − y)/N: another loss.",
        """
def output_delta(z, y):
    # BCE: dL/dz = a - y
    a = sigmoid(z)
    return (a - y) / z.shape[0]
""",
    ),
    Submission(
        "output_delta",
        "z-minus-y",
        "The residual is taken with z instead of a.",
        """
def output_delta(z, y):
    N = len(y)
    return 2 / N * (z - y) * sigmoid_prime(z)
""",
    ),
    Submission(
        "output_delta",
        "slope-at-a",
        "σ' is taken at a instead of at z.",
        """
def output_delta(z, y):
    N = len(y)
    a = sigmoid(z)
    return 2 / N * (a - y) * sigmoid_prime(a)
""",
    ),
    Submission(
        "output_delta",
        "residual-squared",
        "The residual is squared: the loss itself stands where its derivative belongs.",
        """
def output_delta(z, y):
    N = z.shape[0]
    a = sigmoid(z)
    return 2 / N * (a - y) ** 2 * a * (1 - a)
""",
    ),
    Submission(
        "output_delta",
        "averaged-over-rows",
        "δ is averaged over the rows: one row comes back.",
        """
def output_delta(z, y):
    a = sigmoid(z)
    d = 2 * (a - y) * a * (1 - a)
    return d.mean(axis=0)
""",
    ),
    Submission(
        "output_delta",
        "divided-by-outputs",
        "The number of outputs stands where the number of rows belongs: shape[1] for shape[0].",
        """
def output_delta(z, y):
    n = z.shape[1]
    return (2 / n) * (sigmoid(z) - y) * sigmoid_prime(z)
""",
    ),
    Submission(
        "output_delta",
        "slope-of-the-target",
        "The slope is computed from the target, y(1 − y), instead of from a.",
        """
def output_delta(z, y):
    a = sigmoid(z)
    return 2 / len(z) * (a - y) * y * (1 - y)
""",
    ),
    Submission(
        "output_delta",
        "absolute-error",
        "The residual's size is used without its sign.",
        """
def output_delta(z, y):
    a = sigmoid(z)
    return 2 / len(z) * np.abs(a - y) * a * (1 - a)
""",
    ),
    Submission(
        "output_delta",
        "widrow-hoff",
        "The delta rule of a linear unit, y − a: no slope, no 2/N, and the sign of the step, not of the gradient.",
        """
def output_delta(z, y):
    return y - sigmoid(z)
""",
    ),
    Submission(
        "output_delta",
        "tanh-slope",
        "The slope is that of tanh, 1 − a².",
        """
def output_delta(z, y):
    N = z.shape[0]
    a = sigmoid(z)
    delta = 2 * (a - y) / N * (1 - np.power(a, 2))
    return delta
""",
    ),
    Submission(
        "output_delta",
        "slope-one-minus-a-only",
        "Of the slope a(1 − a) the factor a was lost: 1 − a alone.",
        """
def output_delta(z, y):
    N = len(z)
    a = sigmoid(z)
    return 2 / N * (a - y) * (1 - a)
""",
    ),
)

HIDDEN = (
    Submission(
        "hidden_delta",
        "no-slope",
        "σ'(z) is missing.",
        """
def hidden_delta(z, delta_next, W_next):
    return delta_next @ W_next.T
""",
    ),
    Submission(
        "hidden_delta",
        "not-transposed",
        "W_next is not transposed.",
        """
def hidden_delta(z, delta_next, W_next):
    return np.dot(delta_next, W_next) * sigmoid_prime(z)
""",
    ),
    Submission(
        "hidden_delta",
        "slope-at-a",
        "σ' is taken at a = σ(z) instead of at z.",
        """
def hidden_delta(z, delta_next, W_next):
    a = sigmoid(z)
    back = delta_next @ W_next.T
    return back * sigmoid_prime(a)
""",
    ),
    Submission(
        "hidden_delta",
        "N-again",
        "It is divided by N once more, though 1/N is inside delta_next.",
        """
def hidden_delta(z, delta_next, W_next):
    N = z.shape[0]
    return (1 / N) * np.dot(delta_next, W_next.T) * sigmoid_prime(z)
""",
    ),
    Submission(
        "hidden_delta",
        "summed-apart",
        "δ and the weights are summed over the neurons above separately, and then multiplied.",
        """
def hidden_delta(z, delta_next, W_next):
    d = delta_next.sum(axis=1, keepdims=True)
    w = W_next.sum(axis=1)
    return d * w * sigmoid_prime(z)
""",
    ),
    Submission(
        "hidden_delta",
        "value-for-slope",
        "σ(z) is multiplied in where σ'(z) belongs.",
        """
def hidden_delta(z, delta_next, W_next):
    return delta_next.dot(W_next.T) * sigmoid(z)
""",
    ),
    Submission(
        "hidden_delta",
        "two-again",
        "A factor 2 is put in again; it belongs to the output alone.",
        """
def hidden_delta(z, delta_next, W_next):
    a = sigmoid(z)
    return 2 * (delta_next @ W_next.T) * a * (1 - a)
""",
    ),
    Submission(
        "hidden_delta",
        "z-one-minus-z",
        "The slope is computed as z(1 − z), as if z were the activation.",
        """
def hidden_delta(z, delta_next, W_next):
    error = delta_next @ W_next.T
    return error * z * (1 - z)
""",
    ),
    Submission(
        "hidden_delta",
        "mean-over-next",
        "The contributions of the neurons above are averaged, not summed.",
        """
def hidden_delta(z, delta_next, W_next):
    back = np.mean(delta_next[:, None, :] * W_next[None, :, :], axis=2)
    return back * sigmoid_prime(z)
""",
    ),
    Submission(
        "hidden_delta",
        "last-neuron-only",
        "The loop over the neurons above overwrites instead of adding: the last one alone counts.",
        """
def hidden_delta(z, delta_next, W_next):
    N, n = z.shape
    m = delta_next.shape[1]
    out = np.zeros((N, n))
    for r in range(N):
        for j in range(n):
            for k in range(m):
                s = W_next[j, k] * delta_next[r, k]
            out[r, j] = s * sigmoid_prime(z[r, j])
    return out
""",
    ),
    Submission(
        "hidden_delta",
        "minus",
        "A minus is put in front, as for the direction of a step.",
        """
def hidden_delta(z, delta_next, W_next):
    sp = sigmoid_prime(z)
    return -(delta_next @ W_next.T) * sp
""",
    ),
    Submission(
        "hidden_delta",
        "slope-of-delta",
        "σ' is applied to delta_next before the weights: the slope is taken at the wrong thing and on the wrong side.",
        """
def hidden_delta(z, delta_next, W_next):
    return (delta_next * sigmoid_prime(delta_next)) @ W_next.T
""",
    ),
    Submission(
        "hidden_delta",
        "slope-squared",
        "The slope of this layer is multiplied in twice.",
        """
def hidden_delta(z, delta_next, W_next):
    g = sigmoid_prime(z)
    d = np.einsum("nk,jk->nj", delta_next, W_next) * g
    return d * g
""",
    ),
    Submission(
        "hidden_delta",
        "slope-of-the-sum",
        "σ' is taken at the sum that comes from above instead of at z, and multiplied with nothing.",
        """
def hidden_delta(z, delta_next, W_next):
    return sigmoid_prime(delta_next @ W_next.T)
""",
    ),
    Submission(
        "hidden_delta",
        "split-by-share",
        "The error is split among the hidden neurons by their share of the weights (each column of W over its sum).",
        """
def hidden_delta(z, delta_next, W_next):
    share = W_next / W_next.sum(axis=0, keepdims=True)
    return (delta_next @ share.T) * sigmoid_prime(z)
""",
    ),
    Submission(
        "hidden_delta",
        "tanh-slope",
        "The slope is that of tanh, 1 − a².",
        """
def hidden_delta(z, delta_next, W_next):
    a = sigmoid(z)
    return np.matmul(delta_next, W_next.T) * (1 - a ** 2)
""",
    ),
    Submission(
        "hidden_delta",
        "relu-slope",
        "The slope is that of relu: 1 where z > 0.",
        """
def hidden_delta(z, delta_next, W_next):
    dh = delta_next.dot(W_next.T)
    dh[z <= 0] = 0
    return dh
""",
    ),
    Submission(
        "hidden_delta",
        "columns",
        "Written for columns: W_next.T @ delta_next, while the rows here are the examples.",
        """
def hidden_delta(z, delta_next, W_next):
    return np.dot(W_next.T, delta_next) * sigmoid_prime(z)
""",
    ),
    Submission(
        "hidden_delta",
        "reshaped",
        "W_next is reshaped to (m, n) where it should be transposed: the shape fits and the entries are elsewhere.",
        """
def hidden_delta(z, delta_next, W_next):
    n, m = W_next.shape
    return (delta_next @ W_next.reshape(m, n)) * sigmoid_prime(z)
""",
    ),
)

LAYER = (
    Submission(
        "layer_gradients",
        "db-mean",
        "db is averaged over the rows instead of summed; 1/N was inside δ already.",
        """
def layer_gradients(a_prev, delta):
    dW = a_prev.T @ delta
    db = delta.mean(axis=0)
    return dW, db
""",
    ),
    Submission(
        "layer_gradients",
        "both-divided",
        "Both are divided by m, though 1/N is inside δ already (1/m·dZ·Aᵀ of another course).",
        """
def layer_gradients(a_prev, delta):
    m = a_prev.shape[0]
    dW = 1 / m * np.dot(a_prev.T, delta)
    db = 1 / m * np.sum(delta, axis=0)
    return dW, db
""",
    ),
    Submission(
        "layer_gradients",
        "dW-transposed",
        "dW comes as (n_out, n_in): δᵀ a, as for weights stored the other way round.",
        """
def layer_gradients(a_prev, delta):
    return delta.T @ a_prev, delta.sum(axis=0)
""",
    ),
    Submission(
        "layer_gradients",
        "db-is-delta",
        "db is δ itself, not summed over the rows.",
        """
def layer_gradients(a_prev, delta):
    dW = np.dot(a_prev.T, delta)
    db = delta
    return dW, db
""",
    ),
    Submission(
        "layer_gradients",
        "db-keepdims",
        "db keeps the summed axis: (1, n_out) instead of (n_out,).",
        """
def layer_gradients(a_prev, delta):
    dW = np.dot(a_prev.T, delta)
    db = np.sum(delta, axis=0, keepdims=True)
    return dW, db
""",
    ),
    Submission(
        "layer_gradients",
        "db-over-neurons",
        "db is summed over the neurons (axis 1), not over the rows.",
        """
def layer_gradients(a_prev, delta):
    dW = a_prev.T @ delta
    db = np.sum(delta, axis=1)
    return dW, db
""",
    ),
    Submission(
        "layer_gradients",
        "db-one-number",
        "db is summed over everything: one number for all neurons.",
        """
def layer_gradients(a_prev, delta):
    dW = a_prev.T @ delta
    db = np.sum(delta)
    return dW, db
""",
    ),
    Submission(
        "layer_gradients",
        "sums-multiplied",
        "Inputs and δ are summed over the rows apart, then multiplied: einsum with two different row indices.",
        """
def layer_gradients(a_prev, delta):
    dW = np.einsum("ni,mj->ij", a_prev, delta)
    db = np.einsum("nj->j", delta)
    return dW, db
""",
    ),
    Submission(
        "layer_gradients",
        "db-first",
        "The two are returned in the wrong order.",
        """
def layer_gradients(a_prev, delta):
    db = delta.sum(0)
    dW = a_prev.T.dot(delta)
    return db, dW
""",
    ),
    Submission(
        "layer_gradients",
        "minus",
        "Both have a minus: the step downhill, not the gradient.",
        """
def layer_gradients(a_prev, delta):
    dW = -a_prev.T @ delta
    db = -np.sum(delta, axis=0)
    return dW, db
""",
    ),
    Submission(
        "layer_gradients",
        "last-row-only",
        "The loop over the rows overwrites instead of adding: the last row alone counts.",
        """
def layer_gradients(a_prev, delta):
    for a, d in zip(a_prev, delta):
        dW = np.outer(a, d)
        db = d
    return dW, db
""",
    ),
    Submission(
        "layer_gradients",
        "slope-again",
        "A slope a(1 − a) of the layer below is multiplied into dW; it has no place there.",
        """
def layer_gradients(a_prev, delta):
    dW = (a_prev * (1 - a_prev)).T @ delta
    db = delta.sum(axis=0)
    return dW, db
""",
    ),
    Submission(
        "layer_gradients",
        "two-again",
        "A factor 2 is put in again, though it is inside δ.",
        """
def layer_gradients(a_prev, delta):
    dW = 2 * a_prev.T @ delta
    db = 2 * delta.sum(axis=0)
    return dW, db
""",
    ),
    Submission(
        "layer_gradients",
        "dW-mean",
        "dW is the mean of the rows' outer products instead of their sum; db is right.",
        """
def layer_gradients(a_prev, delta):
    outer = a_prev[:, :, None] * delta[:, None, :]
    return outer.mean(axis=0), delta.sum(axis=0)
""",
    ),
    Submission(
        "layer_gradients",
        "reshaped",
        "a_prev is reshaped to (n_in, N) where it should be transposed: rows and columns are mixed up.",
        """
def layer_gradients(a_prev, delta):
    N, n_in = a_prev.shape
    dW = a_prev.reshape(n_in, N) @ delta
    db = delta.sum(axis=0)
    return dW, db
""",
    ),
    Submission(
        "layer_gradients",
        "per-row-dW",
        "dW keeps one outer product for each row: (N, n_in, n_out).",
        """
def layer_gradients(a_prev, delta):
    dW = np.einsum("ni,nj->nij", a_prev, delta)
    db = delta.sum(axis=0)
    return dW, db
""",
    ),
    Submission(
        "layer_gradients",
        "db-of-the-inputs",
        "db sums the inputs a_prev and not δ: a copied line.",
        """
def layer_gradients(a_prev, delta):
    dW = a_prev.T @ delta
    db = a_prev.sum(axis=0)
    return dW, db
""",
    ),
    Submission(
        "layer_gradients",
        "first-row-only",
        "The gradients are those of the first row alone, as if the batch held one example.",
        """
def layer_gradients(a_prev, delta):
    dW = np.outer(a_prev[0], delta[0])
    db = delta[0]
    return dW, db
""",
    ),
    Submission(
        "layer_gradients",
        "dW-has-sigmoid",
        "The inputs are put through a sigmoid once more before the product.",
        """
def layer_gradients(a_prev, delta):
    a = sigmoid(a_prev)
    return a.T @ delta, delta.sum(axis=0)
""",
    ),
)

SUBMISSIONS = SIGMOID + PRIME + OUTPUT + HIDDEN + LAYER

# --- written afterwards, from ids and names alone ---

#: the name of the catalogue that says what a submission's truth says; "" where it has none: then none may be given
NAMES = {
    "sigmoid/no-minus": "mirrored",
    "sigmoid/mirrored-fraction": "mirrored",
    "sigmoid/tanh": "tanh-for-sigmoid",
    "sigmoid/no-parentheses": "precedence",
    "sigmoid/softmax": "softmax-for-sigmoid",
    "sigmoid/one-minus-exp": "minus-for-plus",
    "sigmoid/relu": "relu-for-sigmoid",
    "sigmoid/math-exp": "math-on-array",
    "sigmoid/clipped": "found-clipped",
    "sigmoid/slope-returned": "slope-for-activation",
    "sigmoid/hard-sigmoid": "found-operation",
    "sigmoid/stable-by-abs": "found-absolute",
    "sigmoid/rounded-e": "found-operation",
    "sigmoid/thresholded": "step-for-sigmoid",
    "sigmoid/rounded-result": "found-rounded",
    "sigmoid_prime/z-one-minus-z": "slope-of-z",
    "sigmoid_prime/plus": "slope-plus",
    "sigmoid_prime/sigmoid-of-sigmoid": "slope-at-a",
    "sigmoid_prime/tanh-slope": "slope-of-tanh",
    "sigmoid_prime/one-minus-a-squared": "slope-of-tanh",
    "sigmoid_prime/denominator-not-squared": "slope-incomplete",
    "sigmoid_prime/quotient-rule-sign": "sign",
    "sigmoid_prime/no-parentheses": "all-zero",
    "sigmoid_prime/nudged-coarsely": "coarse-difference",
    "sigmoid_prime/step-not-divided": "",
    "sigmoid_prime/value-returned": "activation-for-slope",
    "sigmoid_prime/minus-inside": "",
    "sigmoid_prime/a-one-minus-z": "found-exchanged",
    "sigmoid_prime/relu-slope": "slope-of-relu",
    "output_delta/no-slope": "slope-missing",
    "output_delta/no-N": "mean-missing",
    "output_delta/no-two": "factor-two-missing",
    "output_delta/nielsen": "two-and-mean-missing",
    "output_delta/y-minus-a": "sign",
    "output_delta/divided-by-all-entries": "averaged-over-outputs",
    "output_delta/cross-entropy": "cross-entropy-delta",
    "output_delta/z-minus-y": "z-for-a",
    "output_delta/slope-at-a": "slope-at-a",
    "output_delta/residual-squared": "residual-squared",
    "output_delta/averaged-over-rows": "rows-summed",
    "output_delta/divided-by-outputs": "counted-outputs",
    "output_delta/slope-of-the-target": "slope-of-target",  # not in the catalogue at first
    "output_delta/absolute-error": "absolute",
    "output_delta/widrow-hoff": "",
    "output_delta/tanh-slope": "slope-of-tanh",
    "output_delta/slope-one-minus-a-only": "slope-incomplete",
    "hidden_delta/no-slope": "slope-missing",
    "hidden_delta/not-transposed": "transpose",
    "hidden_delta/slope-at-a": "slope-at-a",
    "hidden_delta/N-again": "averaged-twice",
    "hidden_delta/summed-apart": "product-of-sums",
    "hidden_delta/value-for-slope": "activation-for-slope",
    "hidden_delta/two-again": "factor-two-doubled",
    "hidden_delta/z-one-minus-z": "slope-of-z",
    "hidden_delta/mean-over-next": "averaged-over-units",
    "hidden_delta/last-neuron-only": "overwritten-units",
    "hidden_delta/minus": "sign",
    "hidden_delta/slope-of-delta": "",
    "hidden_delta/slope-squared": "slope-twice",
    "hidden_delta/slope-of-the-sum": "",
    "hidden_delta/split-by-share": "found-scaled",
    "hidden_delta/tanh-slope": "slope-of-tanh",
    "hidden_delta/relu-slope": "slope-of-relu",
    "hidden_delta/columns": "found-operation",
    "hidden_delta/reshaped": "reshaped",  # not in the catalogue at first: "transpose" stood here
    "layer_gradients/db-mean": "averaged-twice",
    "layer_gradients/both-divided": "averaged-twice",
    "layer_gradients/dW-transposed": "transpose",
    "layer_gradients/db-is-delta": "not-summed",
    "layer_gradients/db-keepdims": "row-kept",
    "layer_gradients/db-over-neurons": "wrong-axis",
    "layer_gradients/db-one-number": "summed-too-far",
    "layer_gradients/sums-multiplied": "product-of-sums",
    "layer_gradients/db-first": "exchanged",
    "layer_gradients/minus": "sign",
    "layer_gradients/last-row-only": "overwritten",
    "layer_gradients/slope-again": "slope-extra",
    "layer_gradients/two-again": "factor-two-doubled",
    "layer_gradients/dW-mean": "averaged-twice",
    "layer_gradients/reshaped": "reshaped",  # the same
    "layer_gradients/per-row-dW": "not-summed",
    "layer_gradients/db-of-the-inputs": "found-exchanged",
    "layer_gradients/first-row-only": "first-row",
    "layer_gradients/dW-has-sigmoid": "sigmoid-twice",
}

#: another name that is accepted, since it describes the same function on every input; with the reason
SAME = {
    "sigmoid_prime/step-not-divided": (
        "factor-two-doubled",
        "a difference divided by h in place of 2h is twice the slope; the report says that, and nothing of its cause",
    ),
    "output_delta/widrow-hoff": (
        "cross-entropy-delta",
        "y − a is a − y with the sign flipped, and the report says both",
    ),
}
