"""Problem set 3, wrong answers: output_delta, layer_gradients."""

from tests.exams.second_bank.submission import Submission

OUTPUT_DELTA = (
    Submission(
        "output_delta",
        "no-mean",
        "The 1/N is missing: each row counts as if it were alone. The same for N = 1.",
        """
def output_delta(z, y):
    residual = sigmoid(z) - y
    return 2 * residual * sigmoid_prime(z)
""",
    ),
    Submission(
        "output_delta",
        "neither-two-nor-mean",
        "Both the 2 and the 1/N are missing: it is δ of ½ times the sum of squares. The same for N = 2.",
        """
def output_delta(z, y):
    a = sigmoid(z)
    return (a - y) * a * (1 - a)
""",
    ),
    Submission(
        "output_delta",
        "sign",
        "The residual is target minus output, so δ has the wrong sign.",
        """
def output_delta(z, y):
    error = y - sigmoid(z)
    return 2 / len(z) * error * sigmoid_prime(z)
""",
    ),
    Submission(
        "output_delta",
        "no-slope",
        "The slope of the sigmoid is missing: it is ∂L/∂a, or the δ of a cross-entropy.",
        """
def output_delta(z, y):
    return 2 / len(z) * (sigmoid(z) - y)
""",
    ),
    Submission(
        "output_delta",
        "slope-of-activation",
        "σ′ is asked with the activation instead of z, so the sigmoid is applied twice in it.",
        """
def output_delta(z, y):
    a = sigmoid(z)
    return 2 / len(z) * (a - y) * sigmoid_prime(a)
""",
    ),
    Submission(
        "output_delta",
        "mean-over-outputs-too",
        "The mean is taken over rows and outputs, so δ is divided by all entries. The same for one output.",
        """
def output_delta(z, y):
    a = sigmoid(z)
    return 2 * (a - y) * sigmoid_prime(z) / z.size
""",
    ),
    Submission(
        "output_delta",
        "divided-by-outputs",
        "δ is divided by the number of outputs instead of the number of rows. The same where the two are equal.",
        """
def output_delta(z, y):
    n = z.shape[1]
    return 2 / n * (sigmoid(z) - y) * sigmoid_prime(z)
""",
    ),
    Submission(
        "output_delta",
        "residual-of-z",
        "The residual is z − y: the sigmoid has been forgotten before the comparison.",
        """
def output_delta(z, y):
    return 2 / len(z) * (z - y) * sigmoid_prime(z)
""",
    ),
    Submission(
        "output_delta",
        "squared-residual",
        "The residual is squared: the loss itself is multiplied by the slope, not its derivative.",
        """
def output_delta(z, y):
    return 2 / len(z) * (sigmoid(z) - y) ** 2 * sigmoid_prime(z)
""",
    ),
    Submission(
        "output_delta",
        "mean-over-rows",
        "δ is averaged over the rows, so one number per output comes back.",
        """
def output_delta(z, y):
    delta = 2 * (sigmoid(z) - y) * sigmoid_prime(z)
    return delta.mean(axis=0)
""",
    ),
    Submission(
        "output_delta",
        "absolute",
        "The residual is taken without its sign, so δ is never negative.",
        """
def output_delta(z, y):
    return 2 / len(z) * np.abs(sigmoid(z) - y) * sigmoid_prime(z)
""",
    ),
    Submission(
        "output_delta",
        "parentheses",
        "The parentheses around the residual are missing: σ′ multiplies y only.",
        """
def output_delta(z, y):
    return 2 / len(z) * (sigmoid(z) - y * sigmoid_prime(z))
""",
    ),
    Submission(
        "output_delta",
        "slope-at-residual",
        "σ′ is taken of the residual, not of z.",
        """
def output_delta(z, y):
    residual = sigmoid(z) - y
    return 2 / len(z) * residual * sigmoid_prime(residual)
""",
    ),
    Submission(
        "output_delta",
        "slope-of-target",
        "The slope is y(1 − y), from the targets in place of the outputs.",
        """
def output_delta(z, y):
    return 2 / len(z) * (sigmoid(z) - y) * y * (1 - y)
""",
    ),
    Submission(
        "output_delta",
        "divided-twice",
        "The 1/N stands in the residual and again in front, so δ is divided by N². The same for N = 1.",
        """
def output_delta(z, y):
    N = len(z)
    d_loss = 2 * (sigmoid(z) - y) / N
    delta = d_loss * sigmoid_prime(z)
    return delta / N
""",
    ),
    Submission(
        "output_delta",
        "z-one-minus-z",
        "The slope is written as z(1 − z), with z where a belongs.",
        """
def output_delta(z, y):
    return 2 / len(z) * (sigmoid(z) - y) * z * (1 - z)
""",
    ),
    Submission(
        "output_delta",
        "slope-squared",
        "σ′ is multiplied in twice.",
        """
def output_delta(z, y):
    residual = (sigmoid(z) - y) * sigmoid_prime(z)
    return 2 / len(z) * residual * sigmoid_prime(z)
""",
    ),
    Submission(
        "output_delta",
        "integer-division",
        "2 is divided by N with `//`, so δ is 0 for more than two rows. The same for N = 1 and N = 2.",
        """
def output_delta(z, y):
    return 2 // len(z) * (sigmoid(z) - y) * sigmoid_prime(z)
""",
    ),
    Submission(
        "output_delta",
        "overwrites-z",
        "δ is right, but z is overwritten with the activations on the way.",
        """
def output_delta(z, y):
    slope = sigmoid_prime(z)
    z[:] = sigmoid(z)
    return 2 / len(z) * (z - y) * slope
""",
    ),
    Submission(
        "output_delta",
        "summed-over-outputs",
        "The residuals of a row are summed over its outputs before the slopes are multiplied in, so the "
        "outputs share their blame. The same for one output.",
        """
def output_delta(z, y):
    residual = np.sum(sigmoid(z) - y, axis=1, keepdims=True)
    return 2 / len(z) * residual * sigmoid_prime(z)
""",
    ),
    Submission(
        "output_delta",
        "two-slips-sign-and-mean",
        "Two slips at once: the residual is target minus output, and the 1/N is missing.",
        """
def output_delta(z, y):
    delta = np.empty_like(z)
    for n, (z_n, y_n) in enumerate(zip(z, y)):
        a_n = sigmoid(z_n)
        delta[n] = 2 * (y_n - a_n) * a_n * (1 - a_n)
    return delta
""",
    ),
)

LAYER_GRADIENTS = (
    Submission(
        "layer_gradients",
        "dW-transposed",
        "dW comes out as (n_out, n_in): the product stands the wrong way round. The same shape, not the "
        "same numbers, for n_in = n_out.",
        """
def layer_gradients(a_prev, delta):
    dW = delta.T @ a_prev
    db = delta.sum(axis=0)
    return dW, db
""",
    ),
    Submission(
        "layer_gradients",
        "no-transpose",
        "Neither array is transposed, so the product fails unless n_in equals N.",
        """
def layer_gradients(a_prev, delta):
    return a_prev @ delta, np.sum(delta, axis=0)
""",
    ),
    Submission(
        "layer_gradients",
        "mean-again",
        "Both gradients are divided by N once more, though 1/N is inside δ. The same for N = 1.",
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
        "dW-mean-again",
        "Only dW is divided by N once more; db is right. The same for N = 1.",
        """
def layer_gradients(a_prev, delta):
    return a_prev.T @ delta / len(delta), delta.sum(axis=0)
""",
    ),
    Submission(
        "layer_gradients",
        "db-mean",
        "db is the mean of δ over the rows, not the sum. The same for N = 1.",
        """
def layer_gradients(a_prev, delta):
    return a_prev.T @ delta, delta.mean(axis=0)
""",
    ),
    Submission(
        "layer_gradients",
        "db-one-number",
        "db is summed over rows and neurons: one number for all biases.",
        """
def layer_gradients(a_prev, delta):
    return a_prev.T @ delta, np.sum(delta)
""",
    ),
    Submission(
        "layer_gradients",
        "db-over-neurons",
        "db is summed over the neurons of each row, so it has N entries.",
        """
def layer_gradients(a_prev, delta):
    dW = a_prev.T @ delta
    db = np.sum(delta, axis=1)
    return dW, db
""",
    ),
    Submission(
        "layer_gradients",
        "db-not-summed",
        "db is δ itself, one row for each example. The same numbers, with one axis too many, for N = 1.",
        """
def layer_gradients(a_prev, delta):
    dW = np.dot(a_prev.T, delta)
    db = delta
    return dW, db
""",
    ),
    Submission(
        "layer_gradients",
        "db-row",
        "db keeps its axis: (1, n_out) and not (n_out,).",
        """
def layer_gradients(a_prev, delta):
    return a_prev.T @ delta, np.sum(delta, axis=0, keepdims=True)
""",
    ),
    Submission(
        "layer_gradients",
        "db-from-dW",
        "db is the sum of dW over the inputs, as if the bias were multiplied by them.",
        """
def layer_gradients(a_prev, delta):
    dW = a_prev.T @ delta
    db = dW.sum(axis=0)
    return dW, db
""",
    ),
    Submission(
        "layer_gradients",
        "reshape-for-transpose",
        "a_prev is reshaped to (n_in, N) instead of transposed: the shape fits, the numbers are mixed up. "
        "The same for N = 1 and n_in = 1.",
        """
def layer_gradients(a_prev, delta):
    N, n_in = a_prev.shape
    dW = a_prev.reshape(n_in, N) @ delta
    return dW, delta.sum(axis=0)
""",
    ),
    Submission(
        "layer_gradients",
        "swapped",
        "db is returned first and dW second.",
        """
def layer_gradients(a_prev, delta):
    dW = a_prev.T @ delta
    db = delta.sum(axis=0)
    return db, dW
""",
    ),
    Submission(
        "layer_gradients",
        "negative",
        "Both gradients have a minus sign: they are meant as the step.",
        """
def layer_gradients(a_prev, delta):
    return -(a_prev.T @ delta), -delta.sum(axis=0)
""",
    ),
    Submission(
        "layer_gradients",
        "slope-again",
        "dW uses the slope a(1 − a) of what entered the layer in place of what entered it.",
        """
def layer_gradients(a_prev, delta):
    dW = (a_prev * (1 - a_prev)).T @ delta
    db = np.sum(delta, axis=0)
    return dW, db
""",
    ),
    Submission(
        "layer_gradients",
        "sigmoid-of-input",
        "dW is made from σ(a_prev): the sigmoid is applied to what is an activation already.",
        """
def layer_gradients(a_prev, delta):
    return sigmoid(a_prev).T @ delta, delta.sum(axis=0)
""",
    ),
    Submission(
        "layer_gradients",
        "last-row-only",
        "The loop over the rows overwrites both gradients, so only the last row is left. The same for N = 1.",
        """
def layer_gradients(a_prev, delta):
    for row, blame in zip(a_prev, delta):
        dW = np.outer(row, blame)
        db = blame
    return dW, db
""",
    ),
    Submission(
        "layer_gradients",
        "product-of-sums",
        "Inputs and δ are summed over the rows each for itself and then multiplied. The same for N = 1.",
        """
def layer_gradients(a_prev, delta):
    db = delta.sum(axis=0)
    dW = np.outer(a_prev.sum(axis=0), db)
    return dW, db
""",
    ),
)

SUBMISSIONS = (
    *OUTPUT_DELTA,
    *LAYER_GRADIENTS,
)
