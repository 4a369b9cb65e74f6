"""Problem set 4, wrong answers: backward."""

from tests.exams.second_bank.submission import Submission

BACKWARD = (
    Submission(
        "backward",
        "sign",
        "The residual is target minus output: all gradients have the wrong sign.",
        """
def backward(Y, Ws, zs, activations):
    L = len(Ws)
    dWs, dbs = [0] * L, [0] * L
    upstream = 2 / len(Y) * (Y - activations[-1])
    for l in reversed(range(L)):
        delta = upstream * activations[l + 1] * (1 - activations[l + 1])
        dWs[l] = activations[l].T @ delta
        dbs[l] = delta.sum(axis=0)
        upstream = delta @ Ws[l].T
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "upside-down",
        "Both lists run from the output to the input: they are filled on the way down and never turned "
        "round. The same for one layer.",
        """
def backward(Y, Ws, zs, activations):
    dWs, dbs = [], []
    upstream = 2 / len(Y) * (activations[-1] - Y)
    for l in reversed(range(len(Ws))):
        delta = upstream * activations[l + 1] * (1 - activations[l + 1])
        dWs.append(activations[l].T @ delta)
        dbs.append(np.sum(delta, axis=0))
        upstream = delta @ Ws[l].T
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "dbs-upside-down",
        "dWs is turned round at the end, dbs is not. The same for one layer.",
        """
def backward(Y, Ws, zs, activations):
    dWs, dbs = [], []
    delta = 2 / len(Y) * (activations[-1] - Y)
    for l in range(len(Ws) - 1, -1, -1):
        delta = delta * activations[l + 1] * (1 - activations[l + 1])
        dWs.append(activations[l].T @ delta)
        dbs.append(delta.sum(axis=0))
        delta = delta @ Ws[l].T
    dWs.reverse()
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "weights-one-layer-too-low",
        "δ goes down through `Ws[l]`, the layer's own weights, in place of `Ws[l + 1]`: this fails if the "
        "widths differ. The same for one layer.",
        """
def backward(Y, Ws, zs, activations):
    L = len(Ws)
    dWs, dbs = [None] * L, [None] * L
    for l in reversed(range(L)):
        slope = activations[l + 1] * (1 - activations[l + 1])
        if l == L - 1:
            delta = 2 / len(Y) * (activations[-1] - Y) * slope
        else:
            delta = (delta @ Ws[l].T) * slope
        dWs[l] = activations[l].T @ delta
        dbs[l] = delta.sum(axis=0)
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "no-slope-at-output",
        "The slope of the output's sigmoid is missing, as with a cross-entropy; the hidden layers have theirs.",
        """
def backward(Y, Ws, zs, activations):
    L = len(Ws)
    dWs, dbs = [None] * L, [None] * L
    delta = 2 / len(Y) * (activations[-1] - Y)
    for l in reversed(range(L)):
        dWs[l] = activations[l].T @ delta
        dbs[l] = delta.sum(axis=0)
        if l > 0:
            delta = (delta @ Ws[l].T) * activations[l] * (1 - activations[l])
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "no-slope-in-hidden-layers",
        "Only the output has its slope; δ goes down through the weights alone. The same for one layer.",
        """
def backward(Y, Ws, zs, activations):
    L = len(Ws)
    dWs, dbs = [None] * L, [None] * L
    a = activations[-1]
    delta = 2 / len(Y) * (a - Y) * a * (1 - a)
    for l in reversed(range(L)):
        dWs[l] = activations[l].T @ delta
        dbs[l] = delta.sum(axis=0)
        delta = delta @ Ws[l].T
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "slope-not-handed-down",
        "What goes down is the blame before the slope was multiplied in (`upstream @ W.T` in place of "
        "`delta @ W.T`). The same for one layer.",
        """
def backward(Y, Ws, zs, activations):
    L = len(Ws)
    dWs, dbs = [None] * L, [None] * L
    errors = 2 / len(Y) * (activations[-1] - Y)
    for l in reversed(range(L)):
        gradient = errors * activations[l + 1] * (1 - activations[l + 1])
        dWs[l] = activations[l].T @ gradient
        dbs[l] = gradient.sum(axis=0)
        errors = errors @ Ws[l].T
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "own-answer-for-input",
        "dW is made from what the layer answered (`activations[l + 1]`), not from what entered it.",
        """
def backward(Y, Ws, zs, activations):
    dWs, dbs = [], []
    upstream = 2 / len(Y) * (activations[-1] - Y)
    for l in reversed(range(len(Ws))):
        a = activations[l + 1]
        delta = upstream * a * (1 - a)
        dWs.append(a.T @ delta)
        dbs.append(delta.sum(axis=0))
        upstream = delta @ Ws[l].T
    return dWs[::-1], dbs[::-1]
""",
    ),
    Submission(
        "backward",
        "db-over-neurons",
        "db is summed over the neurons of each row: it has N entries.",
        """
def backward(Y, Ws, zs, activations):
    dWs, dbs = [], []
    upstream = 2 / len(Y) * (activations[-1] - Y)
    for l in reversed(range(len(Ws))):
        delta = upstream * activations[l + 1] * (1 - activations[l + 1])
        dWs.insert(0, activations[l].T @ delta)
        dbs.insert(0, delta.sum(axis=1))
        upstream = delta @ Ws[l].T
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "db-row",
        "db keeps its axis: (1, n) and not (n,).",
        """
def backward(Y, Ws, zs, activations):
    dWs, dbs = [], []
    upstream = 2 / len(Y) * (activations[-1] - Y)
    for l in reversed(range(len(Ws))):
        delta = upstream * activations[l + 1] * (1 - activations[l + 1])
        dWs.insert(0, activations[l].T @ delta)
        dbs.insert(0, np.sum(delta, axis=0, keepdims=True))
        upstream = delta @ Ws[l].T
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "db-mean",
        "The biases' gradients are means over the rows, though 1/N is inside δ: they are N times too "
        "small. The same for N = 1.",
        """
def backward(Y, Ws, zs, activations):
    dWs, dbs = [], []
    upstream = 2 / len(Y) * (activations[-1] - Y)
    for l in reversed(range(len(Ws))):
        delta = upstream * activations[l + 1] * (1 - activations[l + 1])
        dWs.insert(0, activations[l].T @ delta)
        dbs.insert(0, delta.mean(axis=0))
        upstream = delta @ Ws[l].T
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "mean-in-every-layer",
        "1/N is put in at the output and again in each dW and db, so all gradients are N times too small. "
        "The same for N = 1.",
        """
def backward(Y, Ws, zs, activations):
    m = len(Y)
    grads_W, grads_b = {}, {}
    dA = 2 * (activations[-1] - Y) / m
    for l in reversed(range(len(Ws))):
        A = activations[l + 1]
        dZ = dA * A * (1 - A)
        grads_W[l] = 1 / m * activations[l].T @ dZ
        grads_b[l] = 1 / m * np.sum(dZ, axis=0)
        dA = dZ @ Ws[l].T
    return [grads_W[l] for l in range(len(Ws))], [grads_b[l] for l in range(len(Ws))]
""",
    ),
    Submission(
        "backward",
        "two-over-N-in-every-layer",
        "The 2/N is multiplied in at every layer on the way down, not at the output alone: the output's "
        "gradients are right, those below shrink. The same for N = 2 and for one layer.",
        """
def backward(Y, Ws, zs, activations):
    dWs, dbs = [], []
    upstream = activations[-1] - Y
    for l in reversed(range(len(Ws))):
        delta = 2 / len(Y) * upstream * activations[l + 1] * (1 - activations[l + 1])
        dWs.insert(0, activations[l].T @ delta)
        dbs.insert(0, delta.sum(axis=0))
        upstream = delta @ Ws[l].T
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "mean-over-outputs-too",
        "The mean is taken over rows and outputs: all gradients are divided by the number of outputs. The "
        "same for one output.",
        """
def backward(Y, Ws, zs, activations):
    dWs, dbs = [], []
    upstream = 2 / Y.size * (activations[-1] - Y)
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
        "slope-of-activation",
        "σ′ is asked with the activations instead of z: the sigmoid is applied twice in every slope.",
        """
def backward(Y, Ws, zs, activations):
    def sigmoid_prime(z):
        return sigmoid(z) * (1 - sigmoid(z))

    dWs, dbs = [], []
    upstream = 2 / len(Y) * (activations[-1] - Y)
    for l in reversed(range(len(Ws))):
        delta = upstream * sigmoid_prime(activations[l + 1])
        dWs.insert(0, activations[l].T @ delta)
        dbs.insert(0, delta.sum(axis=0))
        upstream = delta @ Ws[l].T
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "z-one-minus-z",
        "Every slope is z(1 − z), with the pre-activation where the activation belongs.",
        """
def backward(Y, Ws, zs, activations):
    dWs, dbs = [], []
    upstream = 2 / len(Y) * (activations[-1] - Y)
    for l in reversed(range(len(Ws))):
        delta = upstream * zs[l] * (1 - zs[l])
        dWs.insert(0, activations[l].T @ delta)
        dbs.insert(0, delta.sum(axis=0))
        upstream = delta @ Ws[l].T
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "value-for-slope",
        "The hidden layers multiply by σ(z) and not by its slope; the output is right. The same for one layer.",
        """
def backward(Y, Ws, zs, activations):
    dWs, dbs = [], []
    a = activations[-1]
    delta = 2 / len(Y) * (a - Y) * a * (1 - a)
    for l in reversed(range(len(Ws))):
        dWs.insert(0, activations[l].T @ delta)
        dbs.insert(0, delta.sum(axis=0))
        if l:
            delta = delta @ Ws[l].T * activations[l]
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "two-layers-only",
        "The code is written out for two layers and knows no others: other depths fail or come out wrong. "
        "The same for two layers.",
        """
def backward(Y, Ws, zs, activations):
    X, A1, A2 = activations[0], activations[1], activations[2]
    delta2 = 2 / len(Y) * (A2 - Y) * A2 * (1 - A2)
    delta1 = delta2 @ Ws[1].T * A1 * (1 - A1)
    return [X.T @ delta1, A1.T @ delta2], [delta1.sum(axis=0), delta2.sum(axis=0)]
""",
    ),
    Submission(
        "backward",
        "first-layer-missing",
        "The loop stops before layer 0, so the lists lack the gradients of the first layer.",
        """
def backward(Y, Ws, zs, activations):
    dWs, dbs = [], []
    upstream = 2 / len(Y) * (activations[-1] - Y)
    for l in range(len(Ws) - 1, 0, -1):
        delta = upstream * activations[l + 1] * (1 - activations[l + 1])
        dWs.insert(0, activations[l].T @ delta)
        dbs.insert(0, delta.sum(axis=0))
        upstream = delta @ Ws[l].T
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "last-layer-only",
        "Only the output layer's gradients are computed; for all other layers zeros are returned. The "
        "same for one layer.",
        """
def backward(Y, Ws, zs, activations):
    dWs = [np.zeros_like(W) for W in Ws]
    dbs = [np.zeros(W.shape[1]) for W in Ws]
    a = activations[-1]
    delta = 2 / len(Y) * (a - Y) * a * (1 - a)
    dWs[-1] = activations[-2].T @ delta
    dbs[-1] = delta.sum(axis=0)
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "dW-transposed",
        "Each dW is the transpose of what is asked for.",
        """
def backward(Y, Ws, zs, activations):
    dWs, dbs = [], []
    upstream = 2 / len(Y) * (activations[-1] - Y)
    for l in reversed(range(len(Ws))):
        delta = upstream * activations[l + 1] * (1 - activations[l + 1])
        dWs.insert(0, np.dot(delta.T, activations[l]))
        dbs.insert(0, delta.sum(axis=0))
        upstream = delta @ Ws[l].T
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "reshape-for-transpose",
        "The weights are reshaped to (n_out, n_in) instead of transposed on the way down: the output is "
        "right, the rest is mixed up. The same for one layer.",
        """
def backward(Y, Ws, zs, activations):
    dWs, dbs = [], []
    upstream = 2 / len(Y) * (activations[-1] - Y)
    for l in reversed(range(len(Ws))):
        delta = upstream * activations[l + 1] * (1 - activations[l + 1])
        dWs.insert(0, activations[l].T @ delta)
        dbs.insert(0, delta.sum(axis=0))
        upstream = delta @ Ws[l].reshape(Ws[l].shape[1], Ws[l].shape[0])
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "weights-stepped-on-the-way",
        "Each layer's weights are stepped in place before δ goes down through them: the caller's Ws "
        "change, and the layers below get the blame of the new weights.",
        """
def backward(Y, Ws, zs, activations):
    dWs, dbs = [], []
    upstream = 2 / len(Y) * (activations[-1] - Y)
    for l in reversed(range(len(Ws))):
        delta = upstream * activations[l + 1] * (1 - activations[l + 1])
        dWs.insert(0, activations[l].T @ delta)
        dbs.insert(0, delta.sum(axis=0))
        Ws[l] -= 0.5 * dWs[0]
        upstream = delta @ Ws[l].T
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "slope-in-place",
        "The activations are turned into slopes in place first: the caller's list changes, and every dW "
        "but the first layer's is made from slopes. The dbs are right.",
        """
def backward(Y, Ws, zs, activations):
    upstream = 2 / len(Y) * (activations[-1] - Y)
    for a in activations[1:]:
        a *= 1 - a
    dWs, dbs = [], []
    for l in reversed(range(len(Ws))):
        delta = upstream * activations[l + 1]
        dWs.insert(0, activations[l].T @ delta)
        dbs.insert(0, delta.sum(axis=0))
        upstream = delta @ Ws[l].T
    return dWs, dbs
""",
    ),
)

SUBMISSIONS = BACKWARD
