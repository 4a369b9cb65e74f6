"""Problem set 3, as students hand it in: five functions of a small network, from the released notebook alone."""

from tests.exams.second_bank.submission import Submission

PRELUDE = """
def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def sigmoid_prime(z):
    a = sigmoid(z)
    return a * (1 - a)

def output_delta(z, y):
    return 2 / len(z) * (sigmoid(z) - y) * sigmoid_prime(z)

def layer_gradients(a_prev, delta):
    return a_prev.T @ delta, delta.sum(axis=0)

def hidden_delta(z, delta_next, W_next):
    return delta_next @ W_next.T * sigmoid_prime(z)
"""

SIGMOID = (
    Submission(
        "sigmoid",
        "tanh-without-half",
        "Writes the sigmoid as a shifted tanh but forgets to halve z inside it, which gives σ(2z): right at 0 and far "
        "out where both are saturated, twice as steep in between.",
        """
def sigmoid(z):
    # tanh goes from -1 to 1, so shift it up and squeeze it
    return (1 + np.tanh(z)) / 2
""",
    ),
    Submission(
        "sigmoid",
        "numerator-of-the-other-form",
        "Mixes the two forms 1/(1+e^-z) and e^z/(1+e^z): e^z stands over 1+e^-z. Every value is multiplied by "
        "e^z, so it is right at z = 0 only, too small below, and grows far above 1 for positive z.",
        """
def sigmoid(z):
    return np.exp(z) / (1 + np.exp(-z))
""",
    ),
    Submission(
        "sigmoid",
        "result-array-of-integers",
        "The result array is made with zeros_like(z), so for an array of integers the values are cut down to 0 (and "
        "only a saturated one can be 1). Arrays of floats come out right in any shape.",
        """
def sigmoid(z):
    out = np.zeros_like(z)
    for idx, value in np.ndenumerate(z):
        out[idx] = 1 / (1 + np.exp(-value))
    return out
""",
    ),
    Submission(
        "sigmoid",
        "flattened",
        "Walks over the flattened entries and returns them as one long row: the values are right but the shape is lost "
        "unless z is one-dimensional.",
        """
def sigmoid(z):
    values = []
    for v in z.flatten():
        values.append(1.0 / (1.0 + np.exp(-v)))
    return np.array(values)
""",
    ),
    Submission(
        "sigmoid",
        "clipped-at-ten",
        "To avoid an overflow z is clipped to -10 … 10, far too tightly: beyond that the answer stays at 4.5e-5 or at "
        "1 - 4.5e-5. Between -10 and 10 it is right.",
        """
def sigmoid(z):
    z_safe = np.clip(z, -10, 10)  # otherwise exp overflows
    return 1 / (1 + np.exp(-z_safe))
""",
    ),
    Submission(
        "sigmoid",
        "stable-branch-with-minus",
        "The numerically safe version with two branches has a minus in the denominator of the branch for negative z: "
        "e^z/(1-e^z). Values for z >= 0 are right, those for negative z too large (near 0 even far above 1).",
        """
def sigmoid(z):
    z = np.asarray(z, dtype=float)
    e = np.exp(-np.abs(z))
    out = np.empty_like(z)
    pos = z >= 0
    out[pos] = 1 / (1 + e[pos])
    out[~pos] = e[~pos] / (1 - e[~pos])
    return out
""",
    ),
)

SIGMOID_PRIME = (
    Submission(
        "sigmoid_prime",
        "result-is-the-argument",
        "`slope = z` makes no new array, so the slopes are written into the caller's z. The values that come back are "
        "right for floats, but the argument is overwritten (and integers are cut down to 0).",
        """
def sigmoid_prime(z):
    slope = z
    for idx in np.ndindex(z.shape):
        a = sigmoid(z[idx])
        slope[idx] = a * (1 - a)
    return slope
""",
    ),
    Submission(
        "sigmoid_prime",
        "slope-of-tanh",
        "Uses the slope rule of tanh, 1 - a², with the sigmoid's value. It is 3/4 at z = 0 and goes to 1 for very "
        "negative z; only for large positive z it goes to 0, as it should, though at twice the value.",
        """
def sigmoid_prime(z):
    a = sigmoid(z)
    return 1 - a ** 2
""",
    ),
    Submission(
        "sigmoid_prime",
        "inner-minus-forgotten",
        "Differentiates 1/(1+e^-z) by hand and forgets the inner derivative -1 of e^-z, so the minus of the quotient "
        "rule stays: every slope has the right size and the wrong sign.",
        """
def sigmoid_prime(z):
    # (1/u)' = -u' / u^2  with  u = 1 + exp(-z)
    u = 1 + np.exp(-z)
    du = np.exp(-z)
    return -du / u**2
""",
    ),
    Submission(
        "sigmoid_prime",
        "matrix-product",
        "Takes the matrix product of a and 1 - a instead of the product entry by entry: a one-dimensional z gives a "
        "single number, a square one wrong entries, and any other matrix an error. Only shape (1, 1) is right.",
        """
def sigmoid_prime(z):
    a = sigmoid(z)
    return np.dot(a, 1 - a)
""",
    ),
    Submission(
        "sigmoid_prime",
        "one-sided-nudge",
        "Nudges z upwards by 0.001 instead of using the formula, which gives the slope half a step further on: too "
        "small for positive z and too large for negative z, by up to 5e-5. Nearly exact at 0 only.",
        """
def sigmoid_prime(z):
    h = 0.001
    return (sigmoid(z + h) - sigmoid(z)) / h
""",
    ),
    Submission(
        "sigmoid_prime",
        "one-minus-z",
        "The second factor is 1 - z instead of 1 - σ(z). The result becomes negative for z > 1 and is right nowhere "
        "but where z happens to equal σ(z), near 0.66.",
        """
def sigmoid_prime(z):
    s = sigmoid(z)
    return s * (1 - z)
""",
    ),
)

OUTPUT_DELTA = (
    Submission(
        "output_delta",
        "floor-division",
        "2 // N is a division of integers that rounds down: for three rows and more it is 0, and so is every δ. With "
        "one or two rows the answer is right.",
        """
def output_delta(z, y):
    N = len(z)
    a = sigmoid(z)
    return 2 // N * (a - y) * sigmoid_prime(z)
""",
    ),
    Submission(
        "output_delta",
        "mean-over-outputs-too",
        "Divides by the number of all entries, N times n, as if the loss were also averaged over the outputs. Every δ "
        "is n times too small; with a single output it is right.",
        """
def output_delta(z, y):
    residual = sigmoid(z) - y
    return 2 * residual * sigmoid_prime(z) / z.size
""",
    ),
    Submission(
        "output_delta",
        "slope-at-the-activation",
        "Hands a instead of z to sigmoid_prime, so the slope is taken at σ(z). It then always lies between 0.19 and "
        "0.25 and a saturated output is blamed far too much; signs are right.",
        """
def output_delta(z, y):
    N, n = z.shape
    a = sigmoid(z)
    delta = np.zeros((N, n))
    for i in range(N):
        for k in range(n):
            delta[i, k] = 2 / N * (a[i, k] - y[i, k]) * sigmoid_prime(a[i, k])
    return delta
""",
    ),
    Submission(
        "output_delta",
        "residual-without-parentheses",
        "The parentheses around a - y are missing, so 2/N multiplies only a, and the slope only y: 2a/N - yσ'(z) "
        "instead of 2/N (a - y)σ'(z).",
        """
def output_delta(z, y):
    a = sigmoid(z)
    slope = a * (1 - a)
    return 2 / len(z) * a - y * slope
""",
    ),
    Submission(
        "output_delta",
        "summed-over-outputs",
        "Because the loss sums over the outputs, the δ of a row are summed too: one number for each row, shape (N, 1). "
        "Right with a single output only.",
        """
def output_delta(z, y):
    N = z.shape[0]
    slopes = 2 / N * (sigmoid(z) - y) * sigmoid_prime(z)
    # the loss is the sum over the outputs k of a row
    return np.sum(slopes, axis=1, keepdims=True)
""",
    ),
    Submission(
        "output_delta",
        "points-to-the-target",
        "The error is taken as y - a, the way in which the output should move, and not as the slope of the loss: every "
        "δ has the right size and the wrong sign.",
        """
def output_delta(z, y):
    error = y - sigmoid(z)  # how far to go
    delta = error * sigmoid_prime(z)
    delta *= 2 / len(y)
    return delta
""",
    ),
)

HIDDEN_DELTA = (
    Submission(
        "hidden_delta",
        "reshaped-not-transposed",
        "W_next is brought to (m, n) by reshape, which keeps the reading order of the entries instead of swapping the "
        "indices, so the weights sit in wrong places. The shape is right, the values only if n or m is 1.",
        """
def hidden_delta(z, delta_next, W_next):
    n, m = W_next.shape
    from_above = delta_next @ W_next.reshape(m, n)
    return from_above * sigmoid_prime(z)
""",
    ),
    Submission(
        "hidden_delta",
        "sum-not-reset",
        "The sum over k is set to 0 once for each row and not for each hidden neuron, so neuron j also gets the blame "
        "of the neurons before it. Only the first column is right.",
        """
def hidden_delta(z, delta_next, W_next):
    N, n = z.shape
    m = delta_next.shape[1]
    delta = np.zeros((N, n))
    for row in range(N):
        total = 0.0
        for j in range(n):
            for k in range(m):
                total += W_next[j, k] * delta_next[row, k]
            delta[row, j] = sigmoid_prime(z[row, j]) * total
    return delta
""",
    ),
    Submission(
        "hidden_delta",
        "k-runs-to-n",
        "The sum over the neurons above runs over range(n), the number of hidden neurons, instead of range(m). Right "
        "if n = m; terms are missing if n < m; an index error if n > m.",
        """
def hidden_delta(z, delta_next, W_next):
    n = z.shape[1]
    from_above = np.zeros(z.shape)
    for j in range(n):
        for k in range(n):
            from_above[:, j] += W_next[j, k] * delta_next[:, k]
    return sigmoid_prime(z) * from_above
""",
    ),
    Submission(
        "hidden_delta",
        "activation-for-slope",
        "Multiplies by the activation σ(z) instead of the slope σ'(z): every δ is 1/(1 - σ(z)) times too large. Signs "
        "are right, and entries with very negative z nearly so.",
        """
def hidden_delta(z, delta_next, W_next):
    blame = np.dot(delta_next, W_next.T)
    heard = sigmoid(z)
    return blame * heard
""",
    ),
    Submission(
        "hidden_delta",
        "blame-shared-in-proportion",
        "Shares the δ of each neuron above among the hidden neurons in proportion to their weights: each column of "
        "W_next is divided by its sum, so that the shares add up to 1. Right only where the columns already sum to 1.",
        """
def hidden_delta(z, delta_next, W_next):
    # each neuron above hands its blame down, split according to how strongly it heard each hidden neuron
    share = W_next / W_next.sum(axis=0)
    blame = delta_next @ share.T
    return blame * sigmoid_prime(z)
""",
    ),
    Submission(
        "hidden_delta",
        "factor-of-the-output-again",
        "Takes over the factor 2/N from output_delta, though it is inside delta_next already. Every δ is multiplied by "
        "2/N once too often; right only for N = 2.",
        """
def hidden_delta(z, delta_next, W_next):
    N = len(z)
    return 2 / N * (delta_next @ W_next.T) * sigmoid_prime(z)
""",
    ),
)

LAYER_GRADIENTS = (
    Submission(
        "layer_gradients",
        "other-array-transposed",
        "The wrong one of the two arrays is transposed, so dW comes out as its own transpose, (n_out, n_in): the shape "
        "is right only if n_in = n_out, and even then the entries are mirrored. db is right.",
        """
def layer_gradients(a_prev, delta):
    dW = delta.T @ a_prev
    db = delta.sum(axis=0)
    return dW, db
""",
    ),
    Submission(
        "layer_gradients",
        "bias-in-the-inner-loop",
        "db[j] grows inside the loop over the inputs, so each δ is added n_in times and db is n_in times too large. dW "
        "is right, and so is db with a single input.",
        """
def layer_gradients(a_prev, delta):
    N, n_in = a_prev.shape
    n_out = delta.shape[1]
    dW = np.zeros((n_in, n_out))
    db = np.zeros(n_out)
    for n in range(N):
        for i in range(n_in):
            for j in range(n_out):
                dW[i, j] += a_prev[n, i] * delta[n, j]
                db[j] += delta[n, j]
    return dW, db
""",
    ),
    Submission(
        "layer_gradients",
        "product-of-sums",
        "dW multiplies the sum of the inputs over the rows by the sum of the δ over the rows, instead of summing the "
        "products row by row. With a single row it is right; db is always right.",
        """
def layer_gradients(a_prev, delta):
    a_sum = np.sum(a_prev, axis=0)
    db = np.sum(delta, axis=0)
    dW = a_sum[:, None] * db[None, :]
    return dW, db
""",
    ),
    Submission(
        "layer_gradients",
        "last-row-only",
        "Inside the loop over the rows dW is set with = instead of +=, so only the last row's outer product is left. "
        "db, summed with NumPy, is right.",
        """
def layer_gradients(a_prev, delta):
    dW = np.zeros((a_prev.shape[1], delta.shape[1]))
    for a_row, d_row in zip(a_prev, delta):
        dW = np.outer(a_row, d_row)
    db = np.sum(delta, axis=0)
    return dW, db
""",
    ),
    Submission(
        "layer_gradients",
        "inputs-activated-again",
        "Sends a_prev through the sigmoid once more, as if it were a pre-activation, though it already is what entered "
        "the layer. dW is wrong nearly everywhere; db is right.",
        """
def layer_gradients(a_prev, delta):
    a = sigmoid(a_prev)
    return a.T @ delta, np.sum(delta, axis=0)
""",
    ),
    Submission(
        "layer_gradients",
        "bias-averaged",
        "db is the mean of δ over the rows, not the sum; the 1/N is inside δ already, so db is N times too small. dW "
        "is right.",
        """
def layer_gradients(a_prev, delta):
    dW = np.dot(a_prev.T, delta)
    db = np.mean(delta, axis=0)
    return dW, db
""",
    ),
)

SUBMISSIONS = SIGMOID + SIGMOID_PRIME + OUTPUT_DELTA + HIDDEN_DELTA + LAYER_GRADIENTS
