"""Problem set 3, as students hand it in: the five functions of a small network, from the released notebook alone."""

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
    return (delta_next @ W_next.T) * sigmoid_prime(z)
"""

SIGMOID = (
    Submission(
        "sigmoid",
        "softmax",
        "It is the softmax: e to the z, divided by the sum over all entries, so that they add up to 1.",
        """
def sigmoid(z):
    e = np.exp(z)
    return e / np.sum(e)
""",
    ),
    Submission(
        "sigmoid",
        "tanh-without-half",
        "It rescales tanh(z) to 0..1 but forgets to halve z, which gives σ(2z).",
        """
def sigmoid(z):
    # sigmoid is a shifted tanh
    return (np.tanh(z) + 1) / 2
""",
    ),
    Submission(
        "sigmoid",
        "if-on-an-array",
        "It asks `if z >= 0` of a whole array, which Python refuses; only a single number would get through.",
        """
def sigmoid(z):
    # numerically stable version
    if z >= 0:
        return 1 / (1 + np.exp(-z))
    else:
        return np.exp(z) / (1 + np.exp(z))
""",
    ),
    Submission(
        "sigmoid",
        "flattened",
        "The values are right, but they come back as one flat list and the shape of z is lost.",
        """
def sigmoid(z):
    return np.array([1 / (1 + np.exp(-v)) for v in np.ravel(z)])
""",
    ),
    Submission(
        "sigmoid",
        "turns-z-over",
        "z is turned to −z in place to save memory, so the caller's array changes.",
        """
def sigmoid(z):
    z *= -1
    return 1 / (1 + np.exp(z))
""",
    ),
    Submission(
        "sigmoid",
        "of-the-size",
        "The exponent takes the size of z without its sign, to avoid overflow, so negative z get σ of positive ones.",
        """
def sigmoid(z):
    return 1 / (1 + np.exp(-np.abs(z)))
""",
    ),
)

SIGMOID_PRIME = (
    Submission(
        "sigmoid_prime",
        "one-minus-z",
        "The second factor is 1 − z and not 1 − σ(z).",
        """
def sigmoid_prime(z):
    return sigmoid(z) * (1 - z)
""",
    ),
    Submission(
        "sigmoid_prime",
        "sigmoid-twice",
        "σ is applied to the activation a second time before a(1 − a) is formed.",
        """
def sigmoid_prime(z):
    a = sigmoid(z)
    return sigmoid(a) * (1 - sigmoid(a))
""",
    ),
    Submission(
        "sigmoid_prime",
        "slope-of-tanh",
        "It uses 1 − a², which is the slope of tanh and not of σ.",
        """
def sigmoid_prime(z):
    a = sigmoid(z)
    return 1 - np.power(a, 2)
""",
    ),
    Submission(
        "sigmoid_prime",
        "matrix-product",
        "a and 1 − a are multiplied as matrices and not entry by entry.",
        """
def sigmoid_prime(z):
    a = sigmoid(z)
    return np.dot(a, 1 - a)
""",
    ),
    Submission(
        "sigmoid_prime",
        "quotient-rule",
        "The quotient rule is written without the square of the denominator, which leaves 1 − σ(z).",
        """
def sigmoid_prime(z):
    return np.exp(-z) / (1 + np.exp(-z))
""",
    ),
    Submission(
        "sigmoid_prime",
        "coarse-nudge",
        "The slope is nudged forward with a step of 0.1, which is far too coarse and only nearly right.",
        """
def sigmoid_prime(z):
    h = 0.1
    return (sigmoid(z + h) - sigmoid(z)) / h
""",
    ),
)

OUTPUT_DELTA = (
    Submission(
        "output_delta",
        "cross-entropy",
        "It is the δ of the cross-entropy loss, (a − y)/N: the 2 and the slope of the sigmoid are missing.",
        """
def output_delta(z, y):
    m = z.shape[0]
    a = sigmoid(z)
    return (a - y) / m
""",
    ),
    Submission(
        "output_delta",
        "slope-at-a",
        "sigmoid_prime is given the activation and not z, so the sigmoid is taken twice in the slope.",
        """
def output_delta(z, y):
    output = sigmoid(z)
    error = output - y
    return 2 / len(y) * error * sigmoid_prime(output)
""",
    ),
    Submission(
        "output_delta",
        "no-parenthesis",
        "The parentheses around a − y are missing, so 2/N multiplies only a, and the slope multiplies only y.",
        """
def output_delta(z, y):
    a = sigmoid(z)
    N = len(z)
    delta = 2 / N * a - y * sigmoid_prime(z)
    return delta
""",
    ),
    Submission(
        "output_delta",
        "mean-taken",
        "The 1/N is made by taking the mean over the rows, so one δ for each neuron is left and not one for each row.",
        """
def output_delta(z, y):
    delta = 2 * (sigmoid(z) - y) * sigmoid_prime(z)
    return np.mean(delta, axis=0)
""",
    ),
    Submission(
        "output_delta",
        "every-entry-counted",
        "N is taken as the number of all entries of z, rows times outputs, and not as the number of rows.",
        """
def output_delta(z, y):
    a = sigmoid(z)
    return 2 * (a - y) / a.size * a * (1 - a)
""",
    ),
    Submission(
        "output_delta",
        "outputs-summed",
        "The residuals of a row are summed over its outputs, so every output gets the blame of all of them.",
        """
def output_delta(z, y):
    N = len(z)
    # L sums over k
    residual = np.sum(sigmoid(z) - y, axis=1, keepdims=True)
    return 2 / N * residual * sigmoid_prime(z)
""",
    ),
)

LAYER_GRADIENTS = (
    Submission(
        "layer_gradients",
        "reshaped",
        "a_prev is brought to (n_in, N) with reshape and not transposed, so the shape of dW is right and its numbers "
        "are mixed up; db is right.",
        """
def layer_gradients(a_prev, delta):
    N, n_in = a_prev.shape
    dW = a_prev.reshape(n_in, N) @ delta
    db = np.sum(delta, axis=0)
    return dW, db
""",
    ),
    Submission(
        "layer_gradients",
        "summed-before",
        "a_prev and delta are each summed over the rows before they are multiplied in dW; db is right.",
        """
def layer_gradients(a_prev, delta):
    dW = np.outer(a_prev.sum(axis=0), delta.sum(axis=0))
    db = delta.sum(axis=0)
    return dW, db
""",
    ),
    Submission(
        "layer_gradients",
        "sigmoid-of-a",
        "a_prev is taken for a pre-activation and put through the sigmoid once more in dW; db is right.",
        """
def layer_gradients(a_prev, delta):
    dW = np.dot(sigmoid(a_prev).T, delta)
    db = delta.sum(axis=0)
    return dW, db
""",
    ),
    Submission(
        "layer_gradients",
        "last-row",
        "In the loop over the rows = stands where += should, so both gradients are those of the last row alone.",
        """
def layer_gradients(a_prev, delta):
    for n in range(len(delta)):
        dW = np.outer(a_prev[n], delta[n])
        db = delta[n]
    return dW, db.copy()
""",
    ),
    Submission(
        "layer_gradients",
        "dw-mean",
        "dW is divided by N although the 1/N is in delta already; db is right.",
        """
def layer_gradients(a_prev, delta):
    m = a_prev.shape[0]
    dW = (1 / m) * np.dot(a_prev.T, delta)
    db = np.sum(delta, axis=0)
    return dW, db
""",
    ),
    Submission(
        "layer_gradients",
        "db-from-dw",
        "db is the sum of the rows of dW, so the activations are still multiplied in; dW is right.",
        """
def layer_gradients(a_prev, delta):
    dW = a_prev.T @ delta
    db = dW.sum(axis=0)
    return dW, db
""",
    ),
    Submission(
        "layer_gradients",
        "db-along-outputs",
        "delta is summed over the neurons and not over the rows for db, so it has N entries; dW is right.",
        """
def layer_gradients(a_prev, delta):
    dW = np.matmul(a_prev.T, delta)
    db = np.sum(delta, axis=1)
    return dW, db
""",
    ),
    Submission(
        "layer_gradients",
        "db-one-number",
        "np.sum without an axis adds up all of delta, so all neurons share one number as db; dW is right.",
        """
def layer_gradients(a_prev, delta):
    dW = a_prev.T @ delta
    db = np.sum(delta)
    return dW, db
""",
    ),
    Submission(
        "layer_gradients",
        "db-not-summed",
        "db is delta itself, a row for every example, since the slope of z in b is 1; dW is right.",
        """
def layer_gradients(a_prev, delta):
    # dz/dW = a_prev, dz/db = 1
    return a_prev.T @ delta, delta * 1
""",
    ),
)

HIDDEN_DELTA = (
    Submission(
        "hidden_delta",
        "shares-of-weights",
        "The blame of each neuron above is split in proportion to its incoming weights, which are first divided by "
        "their sum.",
        """
def hidden_delta(z, delta_next, W_next):
    fractions = W_next / W_next.sum(axis=0)
    errors = delta_next @ fractions.T
    return errors * sigmoid_prime(z)
""",
    ),
    Submission(
        "hidden_delta",
        "activation-for-slope",
        "The blame from above is multiplied by the activation σ(z) and not by its slope.",
        """
def hidden_delta(z, delta_next, W_next):
    return np.dot(delta_next, W_next.T) * sigmoid(z)
""",
    ),
    Submission(
        "hidden_delta",
        "summed-apart",
        "The weights and the deltas are each summed over the neurons above before they are multiplied.",
        """
def hidden_delta(z, delta_next, W_next):
    blame = np.sum(delta_next, axis=1, keepdims=True)
    strength = np.sum(W_next, axis=1)
    return sigmoid_prime(z) * blame * strength
""",
    ),
    Submission(
        "hidden_delta",
        "last-neuron-above",
        "In the loop over the neurons above = stands where += should, so only the last of them is heard.",
        """
def hidden_delta(z, delta_next, W_next):
    total = np.zeros(z.shape)
    for k in range(W_next.shape[1]):
        total = delta_next[:, k:k + 1] * W_next[:, k]
    return sigmoid_prime(z) * total
""",
    ),
    Submission(
        "hidden_delta",
        "two-over-n-again",
        "The 2/N of the output layer is put in a second time.",
        """
def hidden_delta(z, delta_next, W_next):
    N = len(z)
    from_above = delta_next @ W_next.T
    return 2 / N * from_above * sigmoid_prime(z)
""",
    ),
    Submission(
        "hidden_delta",
        "columns",
        "It is the formula for examples in columns, so the answer is (n, N), the transpose of what is asked for.",
        """
def hidden_delta(z, delta_next, W_next):
    sp = sigmoid_prime(z)
    return np.dot(W_next, delta_next.T) * sp.T
""",
    ),
)

SUBMISSIONS = SIGMOID + SIGMOID_PRIME + OUTPUT_DELTA + LAYER_GRADIENTS + HIDDEN_DELTA
