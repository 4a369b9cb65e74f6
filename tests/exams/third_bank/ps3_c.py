"""Problem set 3, wrong answers: layer_gradients, hidden_delta."""

from tests.exams.second_bank.submission import Submission

LAYER_GRADIENTS = (
    Submission(
        "layer_gradients",
        "one-matrix-per-row",
        "dW keeps the rows apart: (N, n_in, n_out), without the sum.",
        """
def layer_gradients(a_prev, delta):
    dW = np.einsum("ni,nj->nij", a_prev, delta)
    db = np.einsum("nj->j", delta)
    return dW, db
""",
    ),
    Submission(
        "layer_gradients",
        "bias-as-input",
        "A column of ones is put before the inputs, and dW keeps the extra row for the bias.",
        """
def layer_gradients(a_prev, delta):
    inputs = np.hstack([np.ones((len(a_prev), 1)), a_prev])
    dW = inputs.T @ delta
    db = dW[0]
    return dW, db
""",
    ),
    Submission(
        "layer_gradients",
        "doubled",
        "Both gradients are multiplied by 2, which is inside δ already.",
        """
def layer_gradients(a_prev, delta):
    return 2 * a_prev.T @ delta, 2 * delta.sum(axis=0)
""",
    ),
    Submission(
        "layer_gradients",
        "adds-up-over-calls",
        "The gradients are added into two arrays that live between the calls, so a second call holds the "
        "first one's too.",
        """
kept = {}

def layer_gradients(a_prev, delta):
    key = (a_prev.shape[1], delta.shape[1])
    dW, db = kept.get(key, (0.0, 0.0))
    kept[key] = dW + a_prev.T @ delta, db + delta.sum(axis=0)
    return kept[key]
""",
    ),
    Submission(
        "layer_gradients",
        "clipped",
        'Both gradients are clipped to ±0.01 against "explosions". The same for gradients within that.',
        """
def layer_gradients(a_prev, delta):
    dW = np.clip(a_prev.T @ delta, -0.01, 0.01)
    db = np.clip(delta.sum(axis=0), -0.01, 0.01)
    return dW, db
""",
    ),
    Submission(
        "layer_gradients",
        "two-slips-transposed-and-kept",
        "Two slips at once: dW is transposed, and db keeps its axis as a row.",
        """
def layer_gradients(a_prev, delta):
    dW = np.einsum("nj,ni->ji", delta, a_prev)
    db = delta.sum(axis=0)[None, :]
    return dW, db
""",
    ),
)

HIDDEN_DELTA = (
    Submission(
        "hidden_delta",
        "no-transpose",
        "W_next is not transposed, so the product fails unless n equals m, and then sums over the wrong index.",
        """
def hidden_delta(z, delta_next, W_next):
    return (delta_next @ W_next) * sigmoid_prime(z)
""",
    ),
    Submission(
        "hidden_delta",
        "no-slope",
        "The slope of the hidden sigmoid is missing: it is ∂L/∂a of the hidden layer.",
        """
def hidden_delta(z, delta_next, W_next):
    return delta_next @ W_next.T
""",
    ),
    Submission(
        "hidden_delta",
        "value-for-slope",
        "What comes from above is multiplied by σ(z), not by σ′(z).",
        """
def hidden_delta(z, delta_next, W_next):
    return delta_next @ W_next.T * sigmoid(z)
""",
    ),
    Submission(
        "hidden_delta",
        "slope-of-activation",
        "σ′ is asked with the activation σ(z) instead of z.",
        """
def hidden_delta(z, delta_next, W_next):
    a = sigmoid(z)
    return np.dot(delta_next, W_next.T) * sigmoid_prime(a)
""",
    ),
    Submission(
        "hidden_delta",
        "z-one-minus-z",
        "The slope is written as z(1 − z).",
        """
def hidden_delta(z, delta_next, W_next):
    return np.dot(delta_next, W_next.T) * z * (1 - z)
""",
    ),
    Submission(
        "hidden_delta",
        "tanh-slope",
        "The slope is that of tanh, 1 − a², with a = σ(z).",
        """
def hidden_delta(z, delta_next, W_next):
    a = sigmoid(z)
    return np.dot(delta_next, W_next.T) * (1 - np.power(a, 2))
""",
    ),
    Submission(
        "hidden_delta",
        "relu-mask",
        "The slope is that of ReLU: 1 where z is positive, else 0.",
        """
def hidden_delta(z, delta_next, W_next):
    delta = delta_next @ W_next.T
    delta[z <= 0] = 0
    return delta
""",
    ),
    Submission(
        "hidden_delta",
        "slope-of-the-blame",
        "The roles are exchanged: σ′ is taken of what comes from above, and it is multiplied by z.",
        """
def hidden_delta(z, delta_next, W_next):
    return z * sigmoid_prime(delta_next @ W_next.T)
""",
    ),
    Submission(
        "hidden_delta",
        "product-of-sums",
        "The blames above and the weights are summed over k each for itself and then multiplied. The same "
        "for one neuron above.",
        """
def hidden_delta(z, delta_next, W_next):
    blame = delta_next.sum(axis=1, keepdims=True)
    weight = W_next.sum(axis=1)
    return blame * weight * sigmoid_prime(z)
""",
    ),
    Submission(
        "hidden_delta",
        "reshape-for-transpose",
        "W_next is reshaped to (m, n) instead of transposed. The same for n = 1 and m = 1.",
        """
def hidden_delta(z, delta_next, W_next):
    n, m = W_next.shape
    return delta_next @ W_next.reshape(m, n) * sigmoid_prime(z)
""",
    ),
    Submission(
        "hidden_delta",
        "mean-over-rows-again",
        "The result is divided by N once more. The same for N = 1.",
        """
def hidden_delta(z, delta_next, W_next):
    N = z.shape[0]
    return 1 / N * (delta_next @ W_next.T) * sigmoid_prime(z)
""",
    ),
    Submission(
        "hidden_delta",
        "mean-over-neurons",
        "The blames from above are averaged over k, not summed. The same for one neuron above.",
        """
def hidden_delta(z, delta_next, W_next):
    m = W_next.shape[1]
    return delta_next @ W_next.T / m * sigmoid_prime(z)
""",
    ),
    Submission(
        "hidden_delta",
        "first-neuron-above",
        "Only the first neuron above is asked. The same for one neuron above.",
        """
def hidden_delta(z, delta_next, W_next):
    return delta_next[:, [0]] * W_next[:, 0] * sigmoid_prime(z)
""",
    ),
    Submission(
        "hidden_delta",
        "shares-of-blame",
        "The weights are turned into shares that add up to 1 for each neuron above, as if blame were "
        "divided among those who are heard.",
        """
def hidden_delta(z, delta_next, W_next):
    shares = W_next / W_next.sum(axis=0)
    return delta_next @ shares.T * sigmoid_prime(z)
""",
    ),
    Submission(
        "hidden_delta",
        "absolute-weights",
        "The weights are used without their signs.",
        """
def hidden_delta(z, delta_next, W_next):
    return delta_next @ np.abs(W_next).T * sigmoid_prime(z)
""",
    ),
    Submission(
        "hidden_delta",
        "negative",
        'The sign is wrong: a minus has been put in for "going back".',
        """
def hidden_delta(z, delta_next, W_next):
    return -(delta_next @ W_next.T) * sigmoid_prime(z)
""",
    ),
    Submission(
        "hidden_delta",
        "two-over-N-again",
        "The 2/N of the loss is multiplied in once more, though it is inside the δ from above. The same for N = 2.",
        """
def hidden_delta(z, delta_next, W_next):
    return 2 / len(z) * (delta_next @ W_next.T) * sigmoid_prime(z)
""",
    ),
    Submission(
        "hidden_delta",
        "weights-forgotten",
        "The blames of all neurons above are added up without the weights: each hidden neuron gets the same.",
        """
def hidden_delta(z, delta_next, W_next):
    from_above = np.sum(delta_next, axis=1, keepdims=True)
    return from_above * sigmoid_prime(z)
""",
    ),
    Submission(
        "hidden_delta",
        "slope-by-matrix",
        "The slope meets what comes from above in a matrix product, not entry by entry.",
        """
def hidden_delta(z, delta_next, W_next):
    return (delta_next @ W_next.T) @ sigmoid_prime(z).T
""",
    ),
    Submission(
        "hidden_delta",
        "rows-summed",
        "What comes from above is summed over the rows before the slope is multiplied in, so all rows "
        "share it. The same for N = 1.",
        """
def hidden_delta(z, delta_next, W_next):
    from_above = np.sum(delta_next @ W_next.T, axis=0)
    return from_above * sigmoid_prime(z)
""",
    ),
    Submission(
        "hidden_delta",
        "overwrites-weights",
        "δ is right, but the weights of the layer above are stepped in place first thing afterwards: the "
        "caller's W_next has changed.",
        """
def hidden_delta(z, delta_next, W_next):
    delta = delta_next @ W_next.T * sigmoid_prime(z)
    W_next -= 0.1 * sigmoid(z).T @ delta_next
    return delta
""",
    ),
    Submission(
        "hidden_delta",
        "weights-stepped-first",
        "W_next is replaced by the weights after a step of 0.5 before the blame goes through it.",
        """
def hidden_delta(z, delta_next, W_next):
    dW = sigmoid(z).T @ delta_next
    W_new = W_next - 0.5 * dW
    return delta_next @ W_new.T * sigmoid_prime(z)
""",
    ),
    Submission(
        "hidden_delta",
        "two-slips-value-and-mean",
        "Two slips at once: σ(z) stands for its slope, and the result is divided by N once more.",
        """
def hidden_delta(z, delta_next, W_next):
    from_above = np.einsum("nk,jk->nj", delta_next, W_next)
    return from_above * sigmoid(z) / len(z)
""",
    ),
)

SUBMISSIONS = (
    *LAYER_GRADIENTS,
    *HIDDEN_DELTA,
)
