"""Problem set 5, as students hand it in: the article's formulas, one sample, columns; from the contract alone."""

from tests.exams.second_bank.submission import Submission

PRELUDE = ""

OUTPUT = (
    Submission(
        "article_output_delta",
        "residual-twice",
        "The residual stands there twice: (a − y)².",
        """
def article_output_delta(a, y):
    n = len(a)
    return 2 / n * (a - y) ** 2 * a * (1 - a)
""",
    ),
    Submission(
        "article_output_delta",
        "no-slope",
        "a(1 − a) is missing.",
        """
def article_output_delta(a, y):
    n = a.shape[0]
    return (2 / n) * (a - y)
""",
    ),
    Submission(
        "article_output_delta",
        "no-n",
        "The 1/n is missing: the sum over the outputs, as in the course's own loss.",
        """
def article_output_delta(a, y):
    return 2 * (a - y) * a * (1 - a)
""",
    ),
    Submission(
        "article_output_delta",
        "no-two",
        "The 2 is missing.",
        """
def article_output_delta(a, y):
    return (a - y) * a * (1 - a) / len(a)
""",
    ),
    Submission(
        "article_output_delta",
        "y-minus-a",
        "y − a: the sign is wrong.",
        """
def article_output_delta(a, y):
    n = a.size
    return 2 / n * (y - a) * a * (1 - a)
""",
    ),
    Submission(
        "article_output_delta",
        "half-loss-of-one-sample",
        "(a − y)a(1 − a), for the loss with ½ and a sum: both 2 and 1/n are missing.",
        """
def article_output_delta(a, y):
    return (a - y) * a * (1 - a)
""",
    ),
    Submission(
        "article_output_delta",
        "sigmoid-again",
        "a is put through a sigmoid again before a(1 − a).",
        """
def article_output_delta(a, y):
    s = 1 / (1 + np.exp(-a))
    return 2 / len(a) * (a - y) * s * (1 - s)
""",
    ),
    Submission(
        "article_output_delta",
        "slope-plus",
        "a(1 + a) stands for a(1 − a).",
        """
def article_output_delta(a, y):
    return 2 / len(a) * (a - y) * a * (1 + a)
""",
    ),
    Submission(
        "article_output_delta",
        "cross-entropy",
        "(a − y)/n: the δ of cross-entropy.",
        """
def article_output_delta(a, y):
    return (a - y) / len(a)
""",
    ),
    Submission(
        "article_output_delta",
        "slope-squared",
        "a(1 − a) is multiplied in twice.",
        """
def article_output_delta(a, y):
    sp = a * (1 - a)
    return 2 / len(a) * (a - y) * sp**2
""",
    ),
)

HIDDEN = (
    Submission(
        "article_hidden_delta",
        "no-slope",
        "a(1 − a) is missing.",
        """
def article_hidden_delta(W_next, delta_next, a):
    return W_next.T @ delta_next
""",
    ),
    Submission(
        "article_hidden_delta",
        "not-transposed",
        "W_next is not transposed.",
        """
def article_hidden_delta(W_next, delta_next, a):
    return np.dot(W_next, delta_next) * a * (1 - a)
""",
    ),
    Submission(
        "article_hidden_delta",
        "weights-left-out",
        "The weights are left out: the sum of δ of the next layer reaches every unit.",
        """
def article_hidden_delta(W_next, delta_next, a):
    return np.sum(delta_next) * a * (1 - a)
""",
    ),
    Submission(
        "article_hidden_delta",
        "slope-squared",
        "The slope is multiplied in twice.",
        """
def article_hidden_delta(W_next, delta_next, a):
    s = a * (1 - a)
    d = (W_next.T @ delta_next) * s
    return d * s
""",
    ),
    Submission(
        "article_hidden_delta",
        "slope-is-a",
        "a is multiplied in where a(1 − a) belongs.",
        """
def article_hidden_delta(W_next, delta_next, a):
    return (W_next.T @ delta_next) * a
""",
    ),
    Submission(
        "article_hidden_delta",
        "sigmoid-again",
        "a is put through a sigmoid again before a(1 − a).",
        """
def article_hidden_delta(W_next, delta_next, a):
    s = 1 / (1 + np.exp(-a))
    return W_next.T.dot(delta_next) * s * (1 - s)
""",
    ),
    Submission(
        "article_hidden_delta",
        "averaged-over-units",
        "The contributions are divided by the number of neurons above.",
        """
def article_hidden_delta(W_next, delta_next, a):
    back = W_next.T @ delta_next / len(delta_next)
    return back * a * (1 - a)
""",
    ),
    Submission(
        "article_hidden_delta",
        "minus",
        "There is a minus in front.",
        """
def article_hidden_delta(W_next, delta_next, a):
    return -(W_next.T @ delta_next) * a * (1 - a)
""",
    ),
    Submission(
        "article_hidden_delta",
        "tanh-slope",
        "1 − a², the slope of tanh.",
        """
def article_hidden_delta(W_next, delta_next, a):
    return (W_next.T @ delta_next) * (1 - a**2)
""",
    ),
    Submission(
        "article_hidden_delta",
        "two-again",
        "2/n is put in again, which is inside the δ of the output already.",
        """
def article_hidden_delta(W_next, delta_next, a):
    n = len(delta_next)
    return 2 / n * (W_next.T @ delta_next) * a * (1 - a)
""",
    ),
)

WEIGHTS = (
    Submission(
        "article_weight_gradient",
        "transposed",
        "The result is (n_in, n_out): a δᵀ for δ aᵀ.",
        """
def article_weight_gradient(delta, a_prev):
    return np.outer(a_prev, delta)
""",
    ),
    Submission(
        "article_weight_gradient",
        "inner-product",
        "The inner product is taken, or a product entry by entry, where the outer one belongs.",
        """
def article_weight_gradient(delta, a_prev):
    return delta * a_prev
""",
    ),
    Submission(
        "article_weight_gradient",
        "slope-again",
        "A slope a(1 − a) of the layer below is multiplied in.",
        """
def article_weight_gradient(delta, a_prev):
    return np.outer(delta, a_prev * (1 - a_prev))
""",
    ),
    Submission(
        "article_weight_gradient",
        "minus",
        "There is a minus: the step, not the gradient.",
        """
def article_weight_gradient(delta, a_prev):
    return -np.outer(delta, a_prev)
""",
    ),
    Submission(
        "article_weight_gradient",
        "delta-repeated",
        "a_prev is left out: δ is repeated for every input.",
        """
def article_weight_gradient(delta, a_prev):
    return np.outer(delta, np.ones(len(a_prev)))
""",
    ),
    Submission(
        "article_weight_gradient",
        "averaged",
        "It is divided by the number of inputs.",
        """
def article_weight_gradient(delta, a_prev):
    return np.outer(delta, a_prev) / len(a_prev)
""",
    ),
    Submission(
        "article_weight_gradient",
        "two-again",
        "A factor 2 is put in again.",
        """
def article_weight_gradient(delta, a_prev):
    return 2 * np.outer(delta, a_prev)
""",
    ),
    Submission(
        "article_weight_gradient",
        "rate-inside",
        "A learning rate of 0.1 is multiplied in.",
        """
def article_weight_gradient(delta, a_prev):
    lr = 0.1
    return lr * np.outer(delta, a_prev)
""",
    ),
    Submission(
        "article_weight_gradient",
        "sigmoid-again",
        "a_prev is put through a sigmoid once more.",
        """
def article_weight_gradient(delta, a_prev):
    s = 1 / (1 + np.exp(-a_prev))
    return np.outer(delta, s)
""",
    ),
)

SUBMISSIONS = OUTPUT + HIDDEN + WEIGHTS
