"""Problem set 5, wrong answers: article_output_delta, article_hidden_delta."""

from tests.exams.second_bank.submission import Submission

ARTICLE_OUTPUT_DELTA = (
    Submission(
        "article_output_delta",
        "the-articles-formula",
        "The article's formula is copied: the residual times (a − 1). σ′ and the factor 2/n are not there.",
        """
def article_output_delta(a, y):
    e = a - y
    return e * (a - 1)
""",
    ),
    Submission(
        "article_output_delta",
        "articles-e-times-slope",
        "δ = e·σ′ with e = y − a, as in section 3.2: the wrong sign, and no 2/n.",
        """
def article_output_delta(a, y):
    e = y - a
    return e * a * (1 - a)
""",
    ),
    Submission(
        "article_output_delta",
        "sign",
        "The residual is target minus output, so δ has the wrong sign; its size is right.",
        """
def article_output_delta(a, y):
    return 2 / len(a) * (y - a) * a * (1 - a)
""",
    ),
    Submission(
        "article_output_delta",
        "no-two",
        "The 2 of the square is missing.",
        """
def article_output_delta(a, y):
    return (a - y) * a * (1 - a) / len(a)
""",
    ),
    Submission(
        "article_output_delta",
        "no-mean",
        "The 1/n of the mean over the outputs is missing: one sample, so nothing is divided. The same for one output.",
        """
def article_output_delta(a, y):
    return 2 * (a - y) * a * (1 - a)
""",
    ),
    Submission(
        "article_output_delta",
        "divided-by-columns",
        "It is divided by the number of columns, which is 1, and not by the number of outputs. The same "
        "for one output.",
        """
def article_output_delta(a, y):
    n = a.shape[1]
    return 2 / n * (a - y) * a * (1 - a)
""",
    ),
    Submission(
        "article_output_delta",
        "half-loss",
        "It is δ of ½ times the sum of squares: neither the 2 nor the 1/n is there. The same for two outputs.",
        """
def article_output_delta(a, y):
    sigma_prime = a * (1 - a)
    return (a - y) * sigma_prime
""",
    ),
    Submission(
        "article_output_delta",
        "slope-in-a-under-the-name-of-z",
        'It is ∂L/∂a, without σ′, while delta_means still says "dL/dz".',
        """
def delta_means():
    return "dL/dz"

def article_output_delta(a, y):
    return 2 / len(a) * (a - y)
""",
    ),
    Submission(
        "article_output_delta",
        "slope-in-z-under-the-name-of-a",
        'It is ∂L/∂z, with σ′, while delta_means says "dL/da".',
        """
def delta_means():
    return "dL/da"

def article_output_delta(a, y):
    return 2 / len(a) * (a - y) * a * (1 - a)
""",
    ),
    Submission(
        "article_output_delta",
        "sigmoid-of-activation",
        "a is taken for z: the sigmoid is applied to it once more before the slope is formed.",
        """
def article_output_delta(a, y):
    s = sigmoid(a)
    return 2 / len(a) * (a - y) * s * (1 - s)
""",
    ),
    Submission(
        "article_output_delta",
        "residual-twice",
        "The residual is multiplied in once more, δ = e·∂L/∂z, so that too high and too low look alike.",
        """
def article_output_delta(a, y):
    slope = 2 / len(a) * (a - y) * a * (1 - a)
    return (a - y) * slope
""",
    ),
    Submission(
        "article_output_delta",
        "value-for-slope",
        "The residual is multiplied by a; the factor 1 − a is missing.",
        """
def article_output_delta(a, y):
    return 2 / len(a) * (a - y) * a
""",
    ),
    Submission(
        "article_output_delta",
        "slope-at-target",
        "The slope is y(1 − y), made of the targets: 0 for targets of 0 and 1.",
        """
def article_output_delta(a, y):
    return 2 / len(a) * (a - y) * y * (1 - y)
""",
    ),
    Submission(
        "article_output_delta",
        "one-number",
        "The mean is taken at the end: one number for all outputs. The same number for one output.",
        """
def article_output_delta(a, y):
    return np.mean(2 * (a - y) * a * (1 - a))
""",
    ),
    Submission(
        "article_output_delta",
        "flat",
        "The answer is a flat list (n,), not a column.",
        """
def article_output_delta(a, y):
    return (2 / a.size * (a - y) * a * (1 - a)).ravel()
""",
    ),
    Submission(
        "article_output_delta",
        "row",
        "The answer is a row (1, n), not a column. The same for one output.",
        """
def article_output_delta(a, y):
    return 2 / len(a) * (a - y).T * (a * (1 - a)).T
""",
    ),
    Submission(
        "article_output_delta",
        "tanh-slope",
        "The slope is 1 − a², which is that of tanh.",
        """
def article_output_delta(a, y):
    return 2 / len(a) * (a - y) * (1 - a ** 2)
""",
    ),
    Submission(
        "article_output_delta",
        "cross-entropy",
        "It is the δ of a cross-entropy, (a − y)/n: neither the 2 nor σ′ is there.",
        """
def article_output_delta(a, y):
    return (a - y) / len(a)
""",
    ),
    Submission(
        "article_output_delta",
        "logit-slope",
        "σ′ is computed as z(1 − z) from the z that belongs to a.",
        """
def article_output_delta(a, y):
    z = np.log(a / (1 - a))
    return 2 / len(a) * (a - y) * z * (1 - z)
""",
    ),
    Submission(
        "article_output_delta",
        "two-slips-sign-and-mean",
        "Two slips at once: the residual is target minus output, and the 1/n is missing.",
        """
def article_output_delta(a, y):
    delta = np.zeros(a.shape)
    for k in range(len(a)):
        delta[k, 0] = 2 * (y[k, 0] - a[k, 0]) * a[k, 0] * (1 - a[k, 0])
    return delta
""",
    ),
)

ARTICLE_HIDDEN_DELTA = (
    Submission(
        "article_hidden_delta",
        "not-transposed",
        "W_next is not transposed, so the product fails unless m equals n, and then sums over the wrong index.",
        """
def article_hidden_delta(W_next, delta_next, a):
    return W_next @ delta_next * a * (1 - a)
""",
    ),
    Submission(
        "article_hidden_delta",
        "rows-order",
        "The product keeps the order of the row convention, δ @ Wᵀ, which does not fit columns: it fails "
        "for more than one neuron below.",
        """
def article_hidden_delta(W_next, delta_next, a):
    return delta_next @ W_next.T * a * (1 - a)
""",
    ),
    Submission(
        "article_hidden_delta",
        "no-slope",
        "σ′ of the hidden layer is missing: it is ∂L/∂a, while δ means ∂L/∂z.",
        """
def article_hidden_delta(W_next, delta_next, a):
    return W_next.T @ delta_next
""",
    ),
    Submission(
        "article_hidden_delta",
        "value-for-slope",
        "What comes from above is multiplied by a, not by a(1 − a).",
        """
def article_hidden_delta(W_next, delta_next, a):
    return W_next.T @ delta_next * a
""",
    ),
    Submission(
        "article_hidden_delta",
        "complement-for-slope",
        "What comes from above is multiplied by 1 − a, not by a(1 − a).",
        """
def article_hidden_delta(W_next, delta_next, a):
    return (W_next.T @ delta_next) * (1 - a)
""",
    ),
    Submission(
        "article_hidden_delta",
        "sigmoid-of-activation",
        "a is taken for z: the slope is computed from σ(a).",
        """
def article_hidden_delta(W_next, delta_next, a):
    s = sigmoid(a)
    return W_next.T @ delta_next * s * (1 - s)
""",
    ),
    Submission(
        "article_hidden_delta",
        "three-vectors",
        "As in the article: δ of the layer above, slope and weights are multiplied entry by entry, and "
        "nothing is summed. It fails if the layers differ in size, and gives a matrix if they do not.",
        """
def article_hidden_delta(W_next, delta_next, a):
    return delta_next * a * (1 - a) * W_next
""",
    ),
    Submission(
        "article_hidden_delta",
        "sums-apart",
        "The weights of each column and the blames are summed each for itself and then multiplied. The "
        "same for one neuron above.",
        """
def article_hidden_delta(W_next, delta_next, a):
    weights = W_next.sum(axis=0).reshape(-1, 1)
    return weights * delta_next.sum() * a * (1 - a)
""",
    ),
    Submission(
        "article_hidden_delta",
        "reshape-for-transpose",
        "W_next is reshaped to (n, m) instead of transposed. The same for n = 1 and m = 1.",
        """
def article_hidden_delta(W_next, delta_next, a):
    m, n = W_next.shape
    return W_next.reshape(n, m) @ delta_next * a * (1 - a)
""",
    ),
    Submission(
        "article_hidden_delta",
        "averaged",
        "The sum over the neurons above is divided by their number. The same for one neuron above.",
        """
def article_hidden_delta(W_next, delta_next, a):
    return W_next.T @ delta_next / len(delta_next) * a * (1 - a)
""",
    ),
    Submission(
        "article_hidden_delta",
        "loss-factor-again",
        "The 2/n of the loss is multiplied in again, with the n of the hidden layer. The same for two hidden neurons.",
        """
def article_hidden_delta(W_next, delta_next, a):
    return 2 / len(a) * (W_next.T @ delta_next) * a * (1 - a)
""",
    ),
    Submission(
        "article_hidden_delta",
        "negative",
        "A minus sign is put in for the way back.",
        """
def article_hidden_delta(W_next, delta_next, a):
    return -(W_next.T @ delta_next) * a * (1 - a)
""",
    ),
    Submission(
        "article_hidden_delta",
        "table-by-broadcasting",
        "What comes from above is a row, the slope a column: their product is a table (n, n), not a "
        "column. The same for n = 1.",
        """
def article_hidden_delta(W_next, delta_next, a):
    from_above = delta_next.T @ W_next
    return from_above * (a * (1 - a))
""",
    ),
    Submission(
        "article_hidden_delta",
        "flat",
        "The answer is a flat list (n,), not a column.",
        """
def article_hidden_delta(W_next, delta_next, a):
    return (W_next.T @ delta_next).ravel() * (a * (1 - a)).ravel()
""",
    ),
    Submission(
        "article_hidden_delta",
        "tanh-slope",
        "The slope is 1 − a², which is that of tanh.",
        """
def article_hidden_delta(W_next, delta_next, a):
    return W_next.T @ delta_next * (1 - a ** 2)
""",
    ),
    Submission(
        "article_hidden_delta",
        "first-neuron-above",
        "Only the first neuron above is heard. The same for one neuron above.",
        """
def article_hidden_delta(W_next, delta_next, a):
    return W_next[[0]].T * delta_next[0] * a * (1 - a)
""",
    ),
    Submission(
        "article_hidden_delta",
        "slope-of-the-blame",
        "The slope is formed from what comes from above, d(1 − d), and multiplied by a.",
        """
def article_hidden_delta(W_next, delta_next, a):
    d = W_next.T @ delta_next
    return a * d * (1 - d)
""",
    ),
    Submission(
        "article_hidden_delta",
        "activations-for-weights",
        "The activations stand in the place of the weights, as in the article's example: each neuron gets "
        "the summed blame times its own answer and slope.",
        """
def article_hidden_delta(W_next, delta_next, a):
    return np.sum(delta_next) * a * a * (1 - a)
""",
    ),
)

SUBMISSIONS = (
    *ARTICLE_OUTPUT_DELTA,
    *ARTICLE_HIDDEN_DELTA,
)
