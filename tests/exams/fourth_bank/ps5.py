"""Problem set 5, as students hand it in: the audit of an article, from the released notebook alone."""

from tests.exams.fourth_bank.ps5_verdicts import EXAMPLE, RECURSION, STEP, WORDS
from tests.exams.second_bank.submission import Submission

PRELUDE = """
def delta_means():
    return "dL/dz"

def article_output_delta(a, y):
    return 2 / len(a) * (a - y) * a * (1 - a)

def article_hidden_delta(W_next, delta_next, a):
    return (W_next.T @ delta_next) * a * (1 - a)

def article_weight_gradient(delta, a_prev):
    return delta @ a_prev.T

def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    delta_o = article_output_delta(a_o, y)
    delta_h2 = article_hidden_delta(W_o, delta_o, a_h2)
    delta_h1 = article_hidden_delta(W_h2, delta_h2, a_h1)
    return delta_h1 @ x.T, delta_h1, delta_h2 @ a_h1.T, delta_h2, delta_o @ a_h2.T, delta_o
"""

OUTPUT_DELTA = (
    Submission(
        "article_output_delta",
        "width-of-a-column",
        "n is read off as a.shape[1], which is 1 for a column, so the mean over the outputs brings no 1/n.",
        """
def article_output_delta(a, y):
    n = a.shape[1]
    return 2 / n * (a - y) * a * (1 - a)
""",
    ),
    Submission(
        "article_output_delta",
        "sigmoid-again",
        "a is taken for z and put through the sigmoid once more, in the residual and in the slope.",
        """
def article_output_delta(a, y):
    s = sigmoid(a)
    return 2 / len(a) * (s - y) * s * (1 - s)
""",
    ),
    Submission(
        "article_output_delta",
        "target-of-one",
        "The target 1 of the article's example is written into the formula, and y is never used.",
        """
def article_output_delta(a, y):
    # all targets are 1
    e = a - 1
    return 2 / len(a) * e * a * (1 - a)
""",
    ),
    Submission(
        "article_output_delta",
        "says-one-means-other",
        "delta_means says ∂L/∂a, but the slope of the sigmoid is multiplied in, which makes it ∂L/∂z.",
        """
def delta_means():
    return "dL/da"

def article_output_delta(a, y):
    return 2 / len(a) * (a - y) * a * (1 - a)
""",
    ),
    Submission(
        "article_output_delta",
        "mean-residual",
        "The residuals are averaged over the outputs first, so each output is blamed for the mean of all.",
        """
def article_output_delta(a, y):
    residual = np.mean(a - y)
    return 2 * residual * a * (1 - a)
""",
    ),
    Submission(
        "article_output_delta",
        "slopes-as-a-matrix",
        "a and 1 − a are multiplied as column and row, so each output's δ mixes the residuals of all outputs.",
        """
def article_output_delta(a, y):
    n = a.shape[0]
    jacobian = a @ (1 - a).T
    return 2 / n * jacobian @ (a - y)
""",
    ),
)

HIDDEN_DELTA = (
    Submission(
        "article_hidden_delta",
        "row-times-column",
        "The blame comes out as a row and the slopes are a column, so their product spreads into an (n, n) table.",
        """
def article_hidden_delta(W_next, delta_next, a):
    from_above = delta_next.T @ W_next
    return from_above * a * (1 - a)
""",
    ),
    Submission(
        "article_hidden_delta",
        "first-neuron-above",
        "Only the first neuron of the layer above is heard: its row of weights times its δ.",
        """
def article_hidden_delta(W_next, delta_next, a):
    w = W_next[0].reshape(-1, 1)
    return w * delta_next[0] * a * (1 - a)
""",
    ),
    Submission(
        "article_hidden_delta",
        "mean-over-above",
        "What comes from the neurons above is averaged over them and not summed.",
        """
def article_hidden_delta(W_next, delta_next, a):
    from_above = np.mean(W_next * delta_next, axis=0).reshape(-1, 1)
    return from_above * a * (1 - a)
""",
    ),
    Submission(
        "article_hidden_delta",
        "times-answer",
        "The blame from above is multiplied by the answer a and not by its slope a(1 − a).",
        """
def article_hidden_delta(W_next, delta_next, a):
    return np.dot(W_next.T, delta_next) * a
""",
    ),
    Submission(
        "article_hidden_delta",
        "slope-of-the-slope",
        "sigmoid_prime is written for z and given a, so the slope is taken at the answer.",
        """
def sigmoid_prime(z):
    return sigmoid(z) * (1 - sigmoid(z))

def article_hidden_delta(W_next, delta_next, a):
    return W_next.T @ delta_next * sigmoid_prime(a)
""",
    ),
    Submission(
        "article_hidden_delta",
        "choice-half-made",
        "delta_means says ∂L/∂a and the output's δ is that, but the hidden δ is handed through the weights without any "
        "slope.",
        """
def delta_means():
    return "dL/da"

def article_output_delta(a, y):
    return 2 / len(a) * (a - y)

def article_hidden_delta(W_next, delta_next, a_next):
    return W_next.T @ delta_next
""",
    ),
)

WEIGHT_GRADIENT = (
    Submission(
        "article_weight_gradient",
        "column-times-row-of-delta",
        "The other column is turned: a_prev times the row of δ, which is (n_in, n_out), as in the chapters' rows.",
        """
def article_weight_gradient(delta, a_prev):
    return a_prev @ delta.T
""",
    ),
    Submission(
        "article_weight_gradient",
        "list-folded-wrong",
        "The products are made in the order of a_prev and folded in the order of delta, so the shape is right and the "
        "entries stand in wrong places.",
        """
def article_weight_gradient(delta, a_prev):
    products = np.array([a * d for a in a_prev.ravel() for d in delta.ravel()])
    return products.reshape(len(delta), len(a_prev))
""",
    ),
    Submission(
        "article_weight_gradient",
        "delta-repeated",
        "δ is copied into every column and a_prev is never multiplied in.",
        """
def article_weight_gradient(delta, a_prev):
    return np.tile(delta, (1, len(a_prev)))
""",
    ),
    Submission(
        "article_weight_gradient",
        "slope-of-a-prev",
        "δ is multiplied by the slope a(1 − a) of the layer before and not by its answer a.",
        """
def article_weight_gradient(delta, a_prev):
    return delta @ (a_prev * (1 - a_prev)).T
""",
    ),
    Submission(
        "article_weight_gradient",
        "step-for-gradient",
        "It returns the change of the weights, minus a learning rate of 0.1 times the gradient.",
        """
def article_weight_gradient(delta, a_prev):
    alpha = 0.1
    delta_w = -alpha * np.outer(delta, a_prev)
    return delta_w
""",
    ),
    Submission(
        "article_weight_gradient",
        "inner-product",
        "δ is summed and a_prev averaged, and the product of the two, one number, stands in all entries.",
        """
def article_weight_gradient(delta, a_prev):
    W = np.ones((len(delta), len(a_prev)))
    return W * np.sum(delta * np.mean(a_prev))
""",
    ),
)

GRADIENTS = (
    Submission(
        "article_gradients",
        "hidden-answers-swapped",
        "a_h1 and a_h2 are swapped in the two hidden δ, which nobody notices because both layers have 4 neurons.",
        """
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    delta_o = article_output_delta(a_o, y)
    delta_h2 = article_hidden_delta(W_o, delta_o, a_h1)
    delta_h1 = article_hidden_delta(W_h2, delta_h2, a_h2)
    dW_o = article_weight_gradient(delta_o, a_h2)
    dW_h2 = article_weight_gradient(delta_h2, a_h1)
    dW_h1 = article_weight_gradient(delta_h1, x)
    return dW_h1, delta_h1, dW_h2, delta_h2, dW_o, delta_o
""",
    ),
    Submission(
        "article_gradients",
        "own-answer-h2",
        "dW_h2 takes a_h2, what layer h2 answers, and not a_h1, what entered it; all else is right.",
        """
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    d_o = article_output_delta(a_o, y)
    d_h2 = article_hidden_delta(W_o, d_o, a_h2)
    d_h1 = article_hidden_delta(W_h2, d_h2, a_h1)
    return (
        article_weight_gradient(d_h1, x), d_h1,
        article_weight_gradient(d_h2, a_h2), d_h2,
        article_weight_gradient(d_o, a_h2), d_o,
    )
""",
    ),
    Submission(
        "article_gradients",
        "from-the-output-down",
        "The six arrays are right but come back in the order in which they were computed, from the output down.",
        """
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    delta_o = article_output_delta(a_o, y)
    dW_o, db_o = article_weight_gradient(delta_o, a_h2), delta_o
    delta_h2 = article_hidden_delta(W_o, delta_o, a_h2)
    dW_h2, db_h2 = article_weight_gradient(delta_h2, a_h1), delta_h2
    delta_h1 = article_hidden_delta(W_h2, delta_h2, a_h1)
    dW_h1, db_h1 = article_weight_gradient(delta_h1, x), delta_h1
    return dW_o, db_o, dW_h2, db_h2, dW_h1, db_h1
""",
    ),
    Submission(
        "article_gradients",
        "biases-flat",
        "The gradients of the biases are flattened to (n,), while the biases are columns; the weights are right.",
        """
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    delta_o = article_output_delta(a_o, y)
    delta_h2 = article_hidden_delta(W_o, delta_o, a_h2)
    delta_h1 = article_hidden_delta(W_h2, delta_h2, a_h1)
    gradients = []
    for delta, entered in ((delta_h1, x), (delta_h2, a_h1), (delta_o, a_h2)):
        gradients += [article_weight_gradient(delta, entered), delta.sum(axis=1)]
    return gradients
""",
    ),
    Submission(
        "article_gradients",
        "target-of-the-notebook",
        "The target of ones, from the notebook's example, is used in the place of the argument y.",
        """
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    target = column(1, 1, 1)
    delta_o = article_output_delta(a_o, target)
    delta_h2 = article_hidden_delta(W_o, delta_o, a_h2)
    delta_h1 = article_hidden_delta(W_h2, delta_h2, a_h1)
    dW_o = delta_o @ a_h2.T
    dW_h2 = delta_h2 @ a_h1.T
    dW_h1 = delta_h1 @ x.T
    return dW_h1, delta_h1, dW_h2, delta_h2, dW_o, delta_o
""",
    ),
    Submission(
        "article_gradients",
        "turned-twice",
        "W_h2 is handed over transposed and transposed again inside, so δ of h1 goes through W_h2 the wrong way; the "
        "matrix is square and nothing fails.",
        """
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    delta_o = article_output_delta(a_o, y)
    delta_h2 = (W_o.T @ delta_o) * a_h2 * (1 - a_h2)
    delta_h1 = article_hidden_delta(W_h2.T, delta_h2, a_h1)
    dW_o = article_weight_gradient(delta_o, a_h2)
    dW_h2 = article_weight_gradient(delta_h2, a_h1)
    dW_h1 = article_weight_gradient(delta_h1, x)
    return dW_h1, delta_h1, dW_h2, delta_h2, dW_o, delta_o
""",
    ),
    Submission(
        "article_gradients",
        "bias-takes-slope-in-a",
        "δ means ∂L/∂a in all the functions, rightly, but it is returned as it is for the biases, without the slope.",
        """
def delta_means():
    return "dL/da"

def article_output_delta(a, y):
    return 2 / len(a) * (a - y)

def article_hidden_delta(W_next, delta_next, a_next):
    return W_next.T @ (delta_next * a_next * (1 - a_next))

def article_weight_gradient(delta, a_prev, a):
    return (delta * a * (1 - a)) @ a_prev.T

def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    d_o = article_output_delta(a_o, y)
    d_h2 = article_hidden_delta(W_o, d_o, a_o)
    d_h1 = article_hidden_delta(W_h2, d_h2, a_h2)
    dW_h1 = article_weight_gradient(d_h1, x, a_h1)
    dW_h2 = article_weight_gradient(d_h2, a_h1, a_h2)
    dW_o = article_weight_gradient(d_o, a_h2, a_o)
    return dW_h1, d_h1, dW_h2, d_h2, dW_o, d_o
""",
    ),
    Submission(
        "article_gradients",
        "steps-on-the-way",
        "W_o and W_h2 are updated before δ is carried through them, so the hidden δ belong to other weights.",
        """
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    delta_o = article_output_delta(a_o, y)
    dW_o = article_weight_gradient(delta_o, a_h2)
    W_o = W_o - dW_o
    delta_h2 = article_hidden_delta(W_o, delta_o, a_h2)
    dW_h2 = article_weight_gradient(delta_h2, a_h1)
    W_h2 = W_h2 - dW_h2
    delta_h1 = article_hidden_delta(W_h2, delta_h2, a_h1)
    dW_h1 = article_weight_gradient(delta_h1, x)
    return dW_h1, delta_h1, dW_h2, delta_h2, dW_o, delta_o
""",
    ),
)

SUBMISSIONS = OUTPUT_DELTA + STEP + HIDDEN_DELTA + RECURSION + WEIGHT_GRADIENT + GRADIENTS + EXAMPLE + WORDS
