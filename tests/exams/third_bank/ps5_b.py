"""Problem set 5, wrong answers: article_hidden_delta, article_weight_gradient, article_gradients."""

from tests.exams.second_bank.submission import Submission

ARTICLE_HIDDEN_DELTA = (
    Submission(
        "article_hidden_delta",
        "other-meaning-no-slope",
        "δ is to mean ∂L/∂a, but the slope of the layer above is not put in before δ goes through the weights.",
        """
def delta_means():
    return "dL/da"

def article_hidden_delta(W_next, delta_next, a_next):
    return W_next.T @ delta_next
""",
    ),
    Submission(
        "article_hidden_delta",
        "other-meaning-slope-too-late",
        "δ is to mean ∂L/∂a, but the slope of the layer above is multiplied in after the weights, which "
        "fails if the layers differ in size.",
        """
def delta_means():
    return "dL/da"

def article_hidden_delta(W_next, delta_next, a_next):
    return (W_next.T @ delta_next) * a_next * (1 - a_next)
""",
    ),
)

ARTICLE_WEIGHT_GRADIENT = (
    Submission(
        "article_weight_gradient",
        "transposed",
        "The outer product is the wrong way round: (n_in, n_out).",
        """
def article_weight_gradient(delta, a_prev):
    return a_prev @ delta.T
""",
    ),
    Submission(
        "article_weight_gradient",
        "entry-by-entry",
        "The two columns are multiplied entry by entry, which fails if their sizes differ and is a column if not.",
        """
def article_weight_gradient(delta, a_prev):
    return delta * a_prev
""",
    ),
    Submission(
        "article_weight_gradient",
        "inner-product",
        "The inner product is taken: one number, or an error if the sizes differ.",
        """
def article_weight_gradient(delta, a_prev):
    return delta.T @ a_prev
""",
    ),
    Submission(
        "article_weight_gradient",
        "delta-alone",
        "δ itself is returned, as if the input were 1: it is the gradient of the biases.",
        """
def article_weight_gradient(delta, a_prev):
    return delta.copy()
""",
    ),
    Submission(
        "article_weight_gradient",
        "delta-in-every-column",
        "δ is repeated in every column: the shape is right, but the inputs are not multiplied in.",
        """
def article_weight_gradient(delta, a_prev):
    return np.repeat(delta, len(a_prev), axis=1)
""",
    ),
    Submission(
        "article_weight_gradient",
        "inputs-in-every-row",
        "The inputs are repeated in every row: δ is not multiplied in.",
        """
def article_weight_gradient(delta, a_prev):
    return np.ones_like(delta) @ a_prev.T
""",
    ),
    Submission(
        "article_weight_gradient",
        "slope-of-input",
        "δ meets the slope a(1 − a) of what entered, not what entered itself.",
        """
def article_weight_gradient(delta, a_prev):
    return delta @ (a_prev * (1 - a_prev)).T
""",
    ),
    Submission(
        "article_weight_gradient",
        "mean-over-neurons",
        "The product is divided by n_out, as if the mean of the loss were not inside δ. The same for one neuron.",
        """
def article_weight_gradient(delta, a_prev):
    return delta @ a_prev.T / len(delta)
""",
    ),
    Submission(
        "article_weight_gradient",
        "divided-by-inputs",
        "The product is divided by n_in. The same for one input.",
        """
def article_weight_gradient(delta, a_prev):
    n = a_prev.shape[0]
    return 1 / n * np.dot(delta, a_prev.T)
""",
    ),
    Submission(
        "article_weight_gradient",
        "negative",
        "It has a minus sign: it is the step, not the gradient.",
        """
def article_weight_gradient(delta, a_prev):
    return -np.outer(delta, a_prev)
""",
    ),
    Submission(
        "article_weight_gradient",
        "reshape-for-transpose",
        "The transposed product is brought to the right shape with reshape: the numbers stand in the "
        "wrong places. The same for n_in = 1 and n_out = 1.",
        """
def article_weight_gradient(delta, a_prev):
    dW = np.outer(a_prev, delta)
    return dW.reshape(len(delta), len(a_prev))
""",
    ),
    Submission(
        "article_weight_gradient",
        "doubled",
        "A factor of 2 is put in, which is inside δ already.",
        """
def article_weight_gradient(delta, a_prev):
    return 2 * delta @ a_prev.T
""",
    ),
    Submission(
        "article_weight_gradient",
        "mean-blame",
        "All neurons get the mean of δ: the rows are equal. The same for one neuron.",
        """
def article_weight_gradient(delta, a_prev):
    return np.full_like(delta, delta.mean()) @ a_prev.T
""",
    ),
    Submission(
        "article_weight_gradient",
        "sigmoid-of-input",
        "The sigmoid is applied to what entered before it is multiplied in.",
        """
def article_weight_gradient(delta, a_prev):
    return delta @ sigmoid(a_prev).T
""",
    ),
    Submission(
        "article_weight_gradient",
        "flat",
        "The products come back as a flat list of n_out · n_in numbers.",
        """
def article_weight_gradient(delta, a_prev):
    return np.array([d * a for d in delta.ravel() for a in a_prev.ravel()])
""",
    ),
    Submission(
        "article_weight_gradient",
        "other-meaning-no-slope",
        "δ is to mean ∂L/∂a, but the layer's own slope is not put in: δ meets the input as it is.",
        """
def delta_means():
    return "dL/da"

def article_weight_gradient(delta, a_prev, a):
    return delta @ a_prev.T
""",
    ),
    Submission(
        "article_weight_gradient",
        "other-meaning-slope-of-input",
        "δ is to mean ∂L/∂a, but the slope that is put in is that of the input, not of the layer's own answer.",
        """
def delta_means():
    return "dL/da"

def article_weight_gradient(delta, a_prev, a):
    return delta @ (a_prev * a_prev * (1 - a_prev)).T
""",
    ),
)

ARTICLE_GRADIENTS = (
    Submission(
        "article_gradients",
        "own-answer-for-input",
        "Each dW is made from what its layer answers, not from what entered it.",
        """
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    delta_o = article_output_delta(a_o, y)
    delta_h2 = article_hidden_delta(W_o, delta_o, a_h2)
    delta_h1 = article_hidden_delta(W_h2, delta_h2, a_h1)
    dW_h1 = article_weight_gradient(delta_h1, a_h1)
    dW_h2 = article_weight_gradient(delta_h2, a_h2)
    dW_o = article_weight_gradient(delta_o, a_o)
    return dW_h1, delta_h1, dW_h2, delta_h2, dW_o, delta_o
""",
    ),
    Submission(
        "article_gradients",
        "weights-then-biases",
        "The six arrays come in another order: the three dW first, then the three db.",
        """
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    d_o = article_output_delta(a_o, y)
    d_h2 = article_hidden_delta(W_o, d_o, a_h2)
    d_h1 = article_hidden_delta(W_h2, d_h2, a_h1)
    dWs = [article_weight_gradient(d, a) for d, a in ((d_h1, x), (d_h2, a_h1), (d_o, a_h2))]
    return (*dWs, d_h1, d_h2, d_o)
""",
    ),
    Submission(
        "article_gradients",
        "output-first",
        "The pairs come in the order in which they are computed: the output's first, h1's last.",
        """
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    out = []
    delta = article_output_delta(a_o, y)
    out += [article_weight_gradient(delta, a_h2), delta]
    delta = article_hidden_delta(W_o, delta, a_h2)
    out += [article_weight_gradient(delta, a_h1), delta]
    delta = article_hidden_delta(W_h2, delta, a_h1)
    out += [article_weight_gradient(delta, x), delta]
    return tuple(out)
""",
    ),
    Submission(
        "article_gradients",
        "db-first",
        "In each pair db stands before dW.",
        """
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    delta_o = article_output_delta(a_o, y)
    delta_h2 = article_hidden_delta(W_o, delta_o, a_h2)
    delta_h1 = article_hidden_delta(W_h2, delta_h2, a_h1)
    return (
        delta_h1,
        article_weight_gradient(delta_h1, x),
        delta_h2,
        article_weight_gradient(delta_h2, a_h1),
        delta_o,
        article_weight_gradient(delta_o, a_h2),
    )
""",
    ),
    Submission(
        "article_gradients",
        "layer-skipped",
        "δ of h1 is made straight from δ of the output through W_o: layer h2 is skipped. It fails if h1 "
        "and h2 differ in size.",
        """
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    delta_o = article_output_delta(a_o, y)
    delta_h2 = article_hidden_delta(W_o, delta_o, a_h2)
    delta_h1 = article_hidden_delta(W_o, delta_o, a_h1)
    return (
        article_weight_gradient(delta_h1, x), delta_h1,
        article_weight_gradient(delta_h2, a_h1), delta_h2,
        article_weight_gradient(delta_o, a_h2), delta_o,
    )
""",
    ),
    Submission(
        "article_gradients",
        "slopes-crossed",
        "The slopes of the two hidden layers have changed places: h2 uses a_h1 and h1 uses a_h2. It fails "
        "if they differ in size.",
        """
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    delta_o = article_output_delta(a_o, y)
    delta_h2 = article_hidden_delta(W_o, delta_o, a_h1)
    delta_h1 = article_hidden_delta(W_h2, delta_h2, a_h2)
    return (
        article_weight_gradient(delta_h1, x), delta_h1,
        article_weight_gradient(delta_h2, a_h1), delta_h2,
        article_weight_gradient(delta_o, a_h2), delta_o,
    )
""",
    ),
    Submission(
        "article_gradients",
        "weights-crossed",
        "W_h2 and W_o have changed places on the way down: it fails if the sizes do not happen to fit.",
        """
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    delta_o = article_output_delta(a_o, y)
    delta_h2 = article_hidden_delta(W_h2, delta_o, a_h2)
    delta_h1 = article_hidden_delta(W_o, delta_h2, a_h1)
    return (
        article_weight_gradient(delta_h1, x), delta_h1,
        article_weight_gradient(delta_h2, a_h1), delta_h2,
        article_weight_gradient(delta_o, a_h2), delta_o,
    )
""",
    ),
    Submission(
        "article_gradients",
        "biases-summed",
        "Each db is one number, the sum of δ over the neurons.",
        """
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    delta_o = article_output_delta(a_o, y)
    delta_h2 = article_hidden_delta(W_o, delta_o, a_h2)
    delta_h1 = article_hidden_delta(W_h2, delta_h2, a_h1)
    return (
        article_weight_gradient(delta_h1, x), np.sum(delta_h1),
        article_weight_gradient(delta_h2, a_h1), np.sum(delta_h2),
        article_weight_gradient(delta_o, a_h2), np.sum(delta_o),
    )
""",
    ),
    Submission(
        "article_gradients",
        "biases-flat",
        "The biases' gradients are flat lists (n,), not columns.",
        """
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    delta_o = article_output_delta(a_o, y)
    delta_h2 = article_hidden_delta(W_o, delta_o, a_h2)
    delta_h1 = article_hidden_delta(W_h2, delta_h2, a_h1)
    return (
        article_weight_gradient(delta_h1, x), delta_h1.flatten(),
        article_weight_gradient(delta_h2, a_h1), delta_h2.flatten(),
        article_weight_gradient(delta_o, a_h2), delta_o.flatten(),
    )
""",
    ),
    Submission(
        "article_gradients",
        "biases-one-layer-off",
        "db of each hidden layer is the δ of the layer above it, and the output's comes a second time: "
        "the biases are off by one layer.",
        """
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    delta_o = article_output_delta(a_o, y)
    delta_h2 = article_hidden_delta(W_o, delta_o, a_h2)
    delta_h1 = article_hidden_delta(W_h2, delta_h2, a_h1)
    return (
        article_weight_gradient(delta_h1, x), delta_h2,
        article_weight_gradient(delta_h2, a_h1), delta_o,
        article_weight_gradient(delta_o, a_h2), delta_o,
    )
""",
    ),
    Submission(
        "article_gradients",
        "input-squeezed",
        "The input is put through a sigmoid before dW_h1 is made from it, as in the article; the other five are right.",
        """
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    delta_o = article_output_delta(a_o, y)
    delta_h2 = article_hidden_delta(W_o, delta_o, a_h2)
    delta_h1 = article_hidden_delta(W_h2, delta_h2, a_h1)
    return (
        article_weight_gradient(delta_h1, sigmoid(x)), delta_h1,
        article_weight_gradient(delta_h2, a_h1), delta_h2,
        article_weight_gradient(delta_o, a_h2), delta_o,
    )
""",
    ),
    Submission(
        "article_gradients",
        "input-everywhere",
        "Every dW is made with the input x, as if it entered every layer; dW_h1 and the biases are right.",
        """
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    delta_o = article_output_delta(a_o, y)
    delta_h2 = article_hidden_delta(W_o, delta_o, a_h2)
    delta_h1 = article_hidden_delta(W_h2, delta_h2, a_h1)
    result = []
    for delta in (delta_h1, delta_h2, delta_o):
        result.append(article_weight_gradient(delta, x))
        result.append(delta)
    return tuple(result)
""",
    ),
    Submission(
        "article_gradients",
        "target-and-output-crossed",
        "Output and target are handed over in the wrong order: the slope is taken at the target and the sign is wrong.",
        """
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    delta_o = article_output_delta(y, a_o)
    delta_h2 = article_hidden_delta(W_o, delta_o, a_h2)
    delta_h1 = article_hidden_delta(W_h2, delta_h2, a_h1)
    return (
        article_weight_gradient(delta_h1, x), delta_h1,
        article_weight_gradient(delta_h2, a_h1), delta_h2,
        article_weight_gradient(delta_o, a_h2), delta_o,
    )
""",
    ),
)

SUBMISSIONS = (
    *ARTICLE_HIDDEN_DELTA,
    *ARTICLE_WEIGHT_GRADIENT,
    *ARTICLE_GRADIENTS,
)
