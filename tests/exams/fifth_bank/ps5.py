"""Problem set 5, as students hand it in: the audit of an article, from the released notebook alone."""

from tests.exams.fifth_bank.ps5_verdicts import EXAMPLE, RECURSION, STEP, WORDS
from tests.exams.second_bank.submission import Submission, edited

PRELUDE = """
def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def loss_of(a, y):
    return np.mean((a - y) ** 2)

def column(*numbers):
    return np.array(numbers, dtype=float).reshape(-1, 1)

def delta_means():
    return "dL/dz"

def article_output_delta(a, y):
    return 2 / len(a) * (a - y) * a * (1 - a)

def article_hidden_delta(W_next, delta_next, a):
    from_above = W_next.T @ delta_next
    return from_above * a * (1 - a)

def article_weight_gradient(delta, a_prev):
    return delta @ a_prev.T
"""

OUTPUT_DELTA = (
    Submission(
        "article_output_delta",
        "n-is-the-samples",
        "The factor is 2 / a.shape[1], the number of samples (1), in place of the number of outputs, so every entry is "
        "n times too large. Right for a single output only.",
        """
def article_output_delta(a, y):
    N = a.shape[1]      # number of samples
    return 2 / N * (a - y) * a * (1 - a)
""",
    ),
    Submission(
        "article_output_delta",
        "residuals-averaged",
        "The 1/n of the loss is read as a mean of the residuals: all outputs get the same 2/n times the sum of all "
        "residuals, times their own slope. In general right for a single output only; the shape is always right.",
        """
def article_output_delta(a, y):
    dL_da = 2 * np.mean(a - y)
    return dL_da * a * (1 - a)
""",
    ),
    Submission(
        "article_output_delta",
        "slope-left-out",
        "Returns the derivative with respect to a, without the factor a (1 - a), while delta_means() still says that "
        "delta is the derivative with respect to z. Signs and zeros are right; every other entry is too large.",
        """
def article_output_delta(a, y):
    n = len(a)
    delta = np.zeros((n, 1))
    for k in range(n):
        delta[k, 0] = 2 / n * (a[k, 0] - y[k, 0])
    return delta
""",
    ),
    Submission(
        "article_output_delta",
        "slope-without-brackets",
        "The brackets around 1 - a are missing: the product ends with a * 1, and then a is subtracted. Every entry is "
        "2/n (a - y) a - a, which is wrong except where a is 0; the shape is right.",
        """
def article_output_delta(a, y):
    return 2 / len(a) * (a - y) * a * 1 - a
""",
    ),
    Submission(
        "article_output_delta",
        "targets-are-one",
        "The target 1 of the article's example is written into the formula and y is never used. Right on the "
        "article's numbers and wherever y is 1, wrong (too negative) for every target below 1.",
        """
def article_output_delta(a, y):
    n = len(a)
    residual = a - 1
    slope = a * (1 - a)
    return 2 / n * residual * slope
""",
    ),
    Submission(
        "article_output_delta",
        "article-residual-once-more",
        "Follows section 3.2: e = y - a times dL/dz, so the residual is in it twice. No entry is ever positive, "
        "whether the output is too high or too low; the size is off by the factor of the residual.",
        """
def article_output_delta(a, y):
    e = y - a
    dL_dz = 2 / len(a) * (a - y) * a * (1 - a)
    return e * dL_dz
""",
    ),
)

HIDDEN_DELTA = (
    Submission(
        "article_hidden_delta",
        "reshape-for-transpose",
        "W_next is brought from (m, n) to (n, m) with reshape in place of a transpose, so the weights get into the "
        "wrong places. The shape of the answer is right, the numbers are only when m or n is 1.",
        """
def article_hidden_delta(W_next, delta_next, a):
    m, n = W_next.shape
    from_above = W_next.reshape(n, m) @ delta_next
    return from_above * a * (1 - a)
""",
    ),
    Submission(
        "article_hidden_delta",
        "sum-overwritten",
        "In the loop over the neurons above stands = in place of +=, so only the last neuron above counts in the sum. "
        "Right if there is one neuron above.",
        """
def article_hidden_delta(W_next, delta_next, a):
    m, n = W_next.shape
    delta = np.zeros((n, 1))
    for j in range(n):
        for k in range(m):
            delta[j] = W_next[k, j] * delta_next[k]
        delta[j] *= a[j] * (1 - a[j])
    return delta
""",
    ),
    Submission(
        "article_hidden_delta",
        "flat-times-column",
        "The sum over the neurons above is flat, (n,), and is multiplied with a column (n, 1): broadcasting makes a "
        "matrix (n, n) of it. The asked numbers stand on its diagonal; right only for n = 1.",
        """
def article_hidden_delta(W_next, delta_next, a):
    from_above = np.sum(W_next * delta_next, axis=0)
    slope = a * (1 - a)
    return from_above * slope
""",
    ),
    Submission(
        "article_hidden_delta",
        "mean-over-the-neurons-above",
        "What comes from the m neurons above is averaged in place of summed, so that the answer is too small by a "
        "factor m. Right in shape and in sign, and right if there is one neuron above.",
        """
def article_hidden_delta(W_next, delta_next, a):
    from_above = np.mean(W_next * delta_next, axis=0, keepdims=True).T
    return from_above * a * (1 - a)
""",
    ),
    Submission(
        "article_hidden_delta",
        "two-over-n-again",
        "The factor 2/n of the loss is multiplied in once more, with n the number of hidden neurons, though it is "
        "in delta_next already. All entries are wrong by 2/n, and right by chance for n = 2.",
        """
def article_hidden_delta(W_next, delta_next, a):
    sigma_prime = a * (1 - a)
    return 2 / len(a) * np.dot(W_next.T, delta_next) * sigma_prime
""",
    ),
    Submission(
        "article_hidden_delta",
        "activation-for-slope",
        "Multiplies with the activation a in place of the slope a (1 - a), taking a for sigma'. Signs and shape are "
        "right; every entry is too large by the factor 1 / (1 - a).",
        """
def article_hidden_delta(W_next, delta_next, a):
    sigma_dash = a
    from_above = W_next.T @ delta_next
    return from_above * sigma_dash
""",
    ),
)

WEIGHT_GRADIENT = (
    Submission(
        "article_weight_gradient",
        "rows-convention",
        "Uses the formula for rows of chapter 09: a_prev on the left and delta turned. The result is the transpose, "
        "(n_in, n_out) in place of (n_out, n_in); with equal sizes only the entries are swapped.",
        """
def article_weight_gradient(delta, a_prev):
    return a_prev @ delta.T
""",
    ),
    Submission(
        "article_weight_gradient",
        "outer-then-reshape",
        "The outer product is taken in the wrong order and then brought into the asked shape by reshape in place of a "
        "transpose. Shape right, entries in the wrong places unless one of the sizes is 1.",
        """
def article_weight_gradient(delta, a_prev):
    n_out, n_in = len(delta), len(a_prev)
    dW = np.outer(a_prev, delta)
    return dW.reshape(n_out, n_in)
""",
    ),
    Submission(
        "article_weight_gradient",
        "slope-for-activation",
        "Multiplies delta with a_prev (1 - a_prev), the slope of the layer before, in place of a_prev itself. Shape "
        "right; each column i is wrong by the factor 1 - a_prev[i].",
        """
def article_weight_gradient(delta, a_prev):
    slope_prev = a_prev * (1 - a_prev)
    return delta @ slope_prev.T
""",
    ),
    Submission(
        "article_weight_gradient",
        "sums-over-the-neurons",
        "Takes the sum of eq. 8.4, which runs over the examples, for a sum over the neurons of the layer. Every row of "
        "the result is the same: the sum of the rows that are asked for. Right if n_out is 1.",
        """
def article_weight_gradient(delta, a_prev):
    n_out = delta.shape[0]
    dW = np.zeros((n_out, a_prev.shape[0]))
    for j in range(n_out):
        for n in range(n_out):
            dW[j] += delta[n, 0] * a_prev[:, 0]
    return dW
""",
    ),
    Submission(
        "article_weight_gradient",
        "last-input-left-out",
        "The loop over the inputs ends one too early, so the last column of the gradient stays 0. All other columns "
        "are right.",
        """
def article_weight_gradient(delta, a_prev):
    n_out = len(delta)
    n_in = len(a_prev)
    dW = np.zeros((n_out, n_in))
    for j in range(n_out):
        for i in range(n_in - 1):
            dW[j, i] = delta[j, 0] * a_prev[i, 0]
    return dW
""",
    ),
    Submission(
        "article_weight_gradient",
        "minus-of-the-step",
        "Returns the negative of the gradient, since the step goes downhill; the minus belongs to the step, not to the "
        "gradient. Every entry has the right size and the wrong sign.",
        """
def article_weight_gradient(delta, a_prev):
    # go against the slope
    return -np.outer(delta, a_prev)
""",
    ),
)

RIGHT_GRADIENTS = """
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    delta_o = article_output_delta(a_o, y)
    delta_h2 = article_hidden_delta(W_o, delta_o, a_h2)
    delta_h1 = article_hidden_delta(W_h2, delta_h2, a_h1)
    dW_o = article_weight_gradient(delta_o, a_h2)
    dW_h2 = article_weight_gradient(delta_h2, a_h1)
    dW_h1 = article_weight_gradient(delta_h1, x)
    return dW_h1, delta_h1, dW_h2, delta_h2, dW_o, delta_o
"""

GRADIENTS = (
    Submission(
        "article_gradients",
        "weights-first-then-biases",
        "All six gradients are right, but they are returned as three dW and then three db in place of in pairs: only "
        "the first and the last of the six stand in their places.",
        edited(
            RIGHT_GRADIENTS,
            (
                "return dW_h1, delta_h1, dW_h2, delta_h2, dW_o, delta_o",
                "return dW_h1, dW_h2, dW_o, delta_h1, delta_h2, delta_o",
            ),
        ),
    ),
    Submission(
        "article_gradients",
        "slope-of-the-layer-above",
        "delta of h1 is computed with the activations of h2, a copied line. dW_h1 and db_h1 are wrong (or it fails, if "
        "h1 and h2 have different sizes); the other four are right.",
        edited(
            RIGHT_GRADIENTS,
            ("article_hidden_delta(W_h2, delta_h2, a_h1)", "article_hidden_delta(W_h2, delta_h2, a_h2)"),
        ),
    ),
    Submission(
        "article_gradients",
        "biases-summed",
        "The gradients of the biases are summed over axis 0, as for a batch in rows; in columns this adds up the "
        "neurons. Each db is one number of shape (1,), each dW is right.",
        """
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    d3 = article_output_delta(a_o, y)
    d2 = article_hidden_delta(W_o, d3, a_h2)
    d1 = article_hidden_delta(W_h2, d2, a_h1)
    grads = []
    for d, a in [(d1, x), (d2, a_h1), (d3, a_h2)]:
        grads.append(article_weight_gradient(d, a))
        grads.append(np.sum(d, axis=0))
    return tuple(grads)
""",
    ),
    Submission(
        "article_gradients",
        "steps-before-it-hands-down",
        "Takes a step with each weight matrix before delta goes down through it. dW_o and db_o are right, the four "
        "gradients below are a little wrong, since they belong to weights that are already changed.",
        """
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    lr = 0.5
    # output layer
    delta_o = article_output_delta(a_o, y)
    dW_o = article_weight_gradient(delta_o, a_h2)
    db_o = delta_o
    W_o = W_o - lr * dW_o
    # second hidden layer
    delta_h2 = article_hidden_delta(W_o, delta_o, a_h2)
    dW_h2 = article_weight_gradient(delta_h2, a_h1)
    db_h2 = delta_h2
    W_h2 = W_h2 - lr * dW_h2
    # first hidden layer
    delta_h1 = article_hidden_delta(W_h2, delta_h2, a_h1)
    dW_h1 = article_weight_gradient(delta_h1, x)
    db_h1 = delta_h1
    return dW_h1, db_h1, dW_h2, db_h2, dW_o, db_o
""",
    ),
    Submission(
        "article_gradients",
        "input-through-a-sigmoid",
        "Believes with the article that the input layer has a sigmoid and takes sigmoid(x) for what entered the first "
        "layer. dW_h1 is wrong, the other five are right.",
        """
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    a_in = sigmoid(x)
    db_o = article_output_delta(a_o, y)
    dW_o = article_weight_gradient(db_o, a_h2)
    db_h2 = article_hidden_delta(W_o, db_o, a_h2)
    dW_h2 = article_weight_gradient(db_h2, a_h1)
    db_h1 = article_hidden_delta(W_h2, db_h2, a_h1)
    dW_h1 = article_weight_gradient(db_h1, a_in)
    return dW_h1, db_h1, dW_h2, db_h2, dW_o, db_o
""",
    ),
    Submission(
        "article_gradients",
        "slope-twice-in-hidden-layers",
        "Multiplies the hidden deltas once more with a (1 - a), which article_hidden_delta has done already. dW_o and "
        "db_o are right; those of h2 are too small by the factor a (1 - a), and those of h1 by this and by their own.",
        """
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    delta_o = article_output_delta(a_o, y)
    delta_h2 = article_hidden_delta(W_o, delta_o, a_h2) * a_h2 * (1 - a_h2)
    delta_h1 = article_hidden_delta(W_h2, delta_h2, a_h1) * a_h1 * (1 - a_h1)

    dW_o, db_o = article_weight_gradient(delta_o, a_h2), delta_o
    dW_h2, db_h2 = article_weight_gradient(delta_h2, a_h1), delta_h2
    dW_h1, db_h1 = article_weight_gradient(delta_h1, x), delta_h1
    return dW_h1, db_h1, dW_h2, db_h2, dW_o, db_o
""",
    ),
)

SUBMISSIONS = OUTPUT_DELTA + HIDDEN_DELTA + WEIGHT_GRADIENT + GRADIENTS + STEP + RECURSION + EXAMPLE + WORDS
