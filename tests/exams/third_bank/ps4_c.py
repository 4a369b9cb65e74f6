"""Problem set 4, wrong answers: backward."""

from tests.exams.second_bank.submission import Submission

BACKWARD = (
    Submission(
        "backward",
        "slope-twice-below",
        "Hidden layers get their slope twice: once when δ is handed down and once at the beginning of the "
        "loop. The same for one layer.",
        """
def backward(Y, Ws, zs, activations):
    dWs, dbs = [], []
    upstream = 2 / len(Y) * (activations[-1] - Y)
    for l in reversed(range(len(Ws))):
        slope = activations[l + 1] * (1 - activations[l + 1])
        delta = upstream * slope
        dWs.insert(0, activations[l].T @ delta)
        dbs.insert(0, delta.sum(axis=0))
        upstream = delta @ Ws[l].T * activations[l] * (1 - activations[l])
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "db-before-the-slope",
        "The biases' gradients are sums of ∂L/∂a: the slope is multiplied in one line too late for them.",
        """
def backward(Y, Ws, zs, activations):
    dWs, dbs = [], []
    delta = 2 / len(Y) * (activations[-1] - Y)
    for l in reversed(range(len(Ws))):
        dbs.insert(0, delta.sum(axis=0))
        delta = delta * activations[l + 1] * (1 - activations[l + 1])
        dWs.insert(0, activations[l].T @ delta)
        delta = delta @ Ws[l].T
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "bias-of-the-layer-below",
        "The gradients of the biases are taken from what is handed down, so they are made one layer too "
        "low and have that layer's width.",
        """
def backward(Y, Ws, zs, activations):
    dWs, dbs = [], []
    upstream = 2 / len(Y) * (activations[-1] - Y)
    for l in reversed(range(len(Ws))):
        delta = upstream * activations[l + 1] * (1 - activations[l + 1])
        dWs.insert(0, activations[l].T @ delta)
        upstream = delta @ Ws[l].T
        dbs.insert(0, upstream.sum(axis=0))
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "clipped",
        "Each δ is clipped to ±0.01 before it is used. The same where no δ is larger.",
        """
def backward(Y, Ws, zs, activations):
    dWs, dbs = [], []
    upstream = 2 / len(Y) * (activations[-1] - Y)
    for l in reversed(range(len(Ws))):
        delta = np.clip(upstream * activations[l + 1] * (1 - activations[l + 1]), -0.01, 0.01)
        dWs.insert(0, activations[l].T @ delta)
        dbs.insert(0, delta.sum(axis=0))
        upstream = delta @ Ws[l].T
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "row-by-row-last",
        "The rows are swept one by one, but the gradients are overwritten at each: only the last row is "
        "left, with its 1/N. The same for N = 1.",
        """
def backward(Y, Ws, zs, activations):
    L, N = len(Ws), len(Y)
    dWs, dbs = [None] * L, [None] * L
    for n in range(N):
        delta = 2 / N * (activations[-1][n] - Y[n])
        for l in reversed(range(L)):
            a = activations[l + 1][n]
            delta = delta * a * (1 - a)
            dWs[l] = np.outer(activations[l][n], delta)
            dbs[l] = delta
            delta = Ws[l] @ delta
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "sums-over-the-rows-first",
        "δ is summed over the rows before it meets the inputs, whose rows are summed too: a product of "
        "sums. The dbs are right at the output only. The same for N = 1.",
        """
def backward(Y, Ws, zs, activations):
    dWs, dbs = [], []
    upstream = 2 / len(Y) * (activations[-1] - Y)
    for l in reversed(range(len(Ws))):
        delta = (upstream * activations[l + 1] * (1 - activations[l + 1])).sum(axis=0)
        dWs.insert(0, np.outer(activations[l].sum(axis=0), delta))
        dbs.insert(0, delta)
        upstream = delta @ Ws[l].T
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "next-slope",
        "The slope of the layer below is used for δ (`activations[l]` for `activations[l + 1]`), which "
        "fails if the widths differ.",
        """
def backward(Y, Ws, zs, activations):
    dWs, dbs = [], []
    upstream = 2 / len(Y) * (activations[-1] - Y)
    for l in reversed(range(len(Ws))):
        delta = upstream * activations[l] * (1 - activations[l])
        dWs.insert(0, activations[l].T @ delta)
        dbs.insert(0, delta.sum(axis=0))
        upstream = delta @ Ws[l].T
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "swapped",
        "The lists are returned in the wrong order: dbs first.",
        """
def backward(Y, Ws, zs, activations):
    dWs, dbs = [], []
    upstream = 2 / len(Y) * (activations[-1] - Y)
    for l in reversed(range(len(Ws))):
        delta = upstream * activations[l + 1] * (1 - activations[l + 1])
        dWs.insert(0, activations[l].T @ delta)
        dbs.insert(0, delta.sum(axis=0))
        upstream = delta @ Ws[l].T
    return dbs, dWs
""",
    ),
    Submission(
        "backward",
        "residual-for-every-layer",
        "Nothing is handed down through the weights: every layer uses the residual of the output with its "
        "own slope, which fails if the widths differ. The same for one layer.",
        """
def backward(Y, Ws, zs, activations):
    L = len(Ws)
    dWs, dbs = [None] * L, [None] * L
    residual = 2 / len(Y) * (activations[-1] - Y)
    for l in reversed(range(L)):
        delta = residual * activations[l + 1] * (1 - activations[l + 1])
        dWs[l] = activations[l].T @ delta
        dbs[l] = delta.sum(axis=0)
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "mean-of-blame",
        "On the way down the blame is divided by the number of neurons above, as if it were averaged over "
        "them. The same for one layer.",
        """
def backward(Y, Ws, zs, activations):
    dWs, dbs = [], []
    upstream = 2 / len(Y) * (activations[-1] - Y)
    for l in reversed(range(len(Ws))):
        delta = upstream * activations[l + 1] * (1 - activations[l + 1])
        dWs.insert(0, activations[l].T @ delta)
        dbs.insert(0, delta.sum(axis=0))
        upstream = delta @ Ws[l].T / Ws[l].shape[1]
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "adds-up-over-calls",
        "The gradients are added into lists that live between the calls, so every call also holds those before it.",
        """
sums = {}

def backward(Y, Ws, zs, activations):
    key = tuple(W.shape for W in Ws)
    dWs, dbs = sums.setdefault(key, ([0.0] * len(Ws), [0.0] * len(Ws)))
    upstream = 2 / len(Y) * (activations[-1] - Y)
    for l in reversed(range(len(Ws))):
        delta = upstream * activations[l + 1] * (1 - activations[l + 1])
        dWs[l] = dWs[l] + activations[l].T @ delta
        dbs[l] = dbs[l] + delta.sum(axis=0)
        upstream = delta @ Ws[l].T
    return list(dWs), list(dbs)
""",
    ),
    Submission(
        "backward",
        "squared-residual",
        "The sweep starts from the squared residuals, the loss itself, not from its slope.",
        """
def backward(Y, Ws, zs, activations):
    dWs, dbs = [], []
    upstream = 2 / len(Y) * (activations[-1] - Y) ** 2
    for l in reversed(range(len(Ws))):
        delta = upstream * activations[l + 1] * (1 - activations[l + 1])
        dWs.insert(0, activations[l].T @ delta)
        dbs.insert(0, delta.sum(axis=0))
        upstream = delta @ Ws[l].T
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "two-slips-mean-and-hidden-slope",
        "Two slips at once: the 1/N is missing everywhere, and the hidden layers have no slope.",
        """
def backward(Y, Ws, zs, activations):
    a = activations[-1]
    deltas = [2 * (a - Y) * a * (1 - a)]
    for W in reversed(Ws[1:]):
        deltas.insert(0, deltas[0] @ W.T)
    dWs = [x.T @ delta for x, delta in zip(activations, deltas)]
    dbs = [delta.sum(axis=0) for delta in deltas]
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "two-slips-order-and-sign",
        "Two slips at once: the residual is target minus output, and both lists run from the output to the input.",
        """
def backward(Y, Ws, zs, activations):
    dWs, dbs = [], []
    error = 2 / len(Y) * (Y - activations[-1])
    for W, z, x in zip(Ws[::-1], zs[::-1], activations[-2::-1]):
        delta = error * sigmoid(z) * (1 - sigmoid(z))
        dWs.append(x.T @ delta)
        dbs.append(delta.sum(axis=0))
        error = delta @ W.T
    return dWs, dbs
""",
    ),
)

SUBMISSIONS = BACKWARD
