"""Problem set 4, as students hand it in: whole batches forward and backward, from the released notebook alone."""

from tests.exams.second_bank.submission import Submission

PRELUDE = """
def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def forward(X, Ws, bs):
    zs, activations = [], [X]
    for W, b in zip(Ws, bs):
        z = activations[-1] @ W + b
        zs.append(z)
        activations.append(sigmoid(z))
    return zs, activations
"""

FORWARD = (
    Submission(
        "forward",
        "passes-z-on",
        "Each layer is fed with z of the layer before instead of with sigmoid(z). The first layer is right, and with "
        "one layer all is right; from the second layer on every z and every activation is wrong, in the right shapes.",
        """
def forward(X, Ws, bs):
    zs = []
    activations = [X]
    h = X
    for l in range(len(Ws)):
        h = h @ Ws[l] + bs[l]
        zs.append(h)
        activations.append(sigmoid(h))
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "sigmoid-in-place",
        "The sigmoid is computed in place, in the array that has already been put into zs. The activations are right, "
        "but every entry of zs is the activation of its layer (even the same array) and no longer z.",
        """
def forward(X, Ws, bs):
    zs, activations = [], [X]
    for W, b in zip(Ws, bs):
        z = activations[-1] @ W
        z += b
        zs.append(z)
        # saves memory
        np.negative(z, out=z)
        np.exp(z, out=z)
        z += 1
        np.divide(1, z, out=z)
        activations.append(z)
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "pops-the-layers",
        "The returned lists are right, but the layers are taken out of Ws and bs with pop, so the caller's lists are "
        "empty afterwards. The text asks to leave the arguments as they were; a second call returns [] and [X].",
        """
def forward(X, Ws, bs):
    zs = []
    activations = [X]
    while Ws:
        W = Ws.pop(0)
        b = bs.pop(0)
        z = np.dot(activations[-1], W) + b
        zs.append(z)
        activations.append(sigmoid(z))
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "sigmoid-of-the-input",
        "The input goes through a sigmoid too before it enters the first layer, so activations[0] is sigmoid(X) and "
        "not X, and every z and activation after it is wrong although the shapes are right.",
        """
def forward(X, Ws, bs):
    a = sigmoid(X)
    zs, activations = [], [a]
    for W, b in zip(Ws, bs):
        z = a @ W + b
        a = sigmoid(z)
        zs.append(z)
        activations.append(a)
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "own-sigmoid-without-brackets",
        "The sigmoid is written out as 1 / 1 + exp(-z), brackets missing, which is 1 + exp(-z): the reciprocal of the "
        "sigmoid. zs[0] and activations[0] are right, all other activations are above 1, and the later zs follow.",
        """
def forward(X, Ws, bs):
    zs, activations = [], [X]
    for i in range(len(Ws)):
        z = activations[i] @ Ws[i] + bs[i]
        zs.append(z)
        activations.append(1 / 1 + np.exp(-z))
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "zs-without-b",
        "zs keeps the product with the weights before b is added; b is added only inside the sigmoid. All activations "
        "are right, each zs[l] is too small by bs[l], and right only where the biases are 0.",
        """
def forward(X, Ws, bs):
    zs, activations = [], [X]
    for W, b in zip(Ws, bs):
        z = activations[-1] @ W
        zs.append(z)
        activations.append(sigmoid(z + b))
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "squeezes-z",
        "z is squeezed, so an axis of length 1 disappears: a layer of one neuron gives (N,) in place of (N, 1), and a "
        "batch of one row gives (n,) in place of (1, n). With several rows and widths above 1 everything is right.",
        """
def forward(X, Ws, bs):
    zs, activations = [], [X]
    for W, b in zip(Ws, bs):
        z = np.squeeze(activations[-1] @ W + b)
        zs.append(z)
        activations.append(sigmoid(z))
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "linear-output",
        "The output layer is left without a sigmoid, as in regression, so activations[-1] is zs[-1]. All zs and the "
        "hidden activations are right; the text says that every layer is a sigmoid.",
        """
def forward(X, Ws, bs):
    zs, activations = [], [X]
    L = len(Ws)
    for l in range(L):
        z = activations[l] @ Ws[l] + bs[l]
        zs.append(z)
        if l < L - 1:
            activations.append(sigmoid(z))
        else:
            activations.append(z)   # output layer
    return zs, activations
""",
    ),
)

BACKWARD = (
    Submission(
        "backward",
        "two-over-n-in-each-layer",
        "The factor 2/N stands inside the loop and is multiplied in again at every layer. The gradients of the output "
        "layer are right, the layer below is off by 2/N, the next by (2/N) squared; for N = 2 all is right.",
        """
def backward(Y, Ws, zs, activations):
    N = len(Y)
    dWs, dbs = [], []
    upstream = activations[-1] - Y
    for l in reversed(range(len(Ws))):
        a = activations[l + 1]
        delta = 2 / N * upstream * a * (1 - a)
        dWs.insert(0, activations[l].T @ delta)
        dbs.insert(0, delta.sum(axis=0))
        upstream = delta @ Ws[l].T
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "db-is-a-mean",
        "The gradient of b takes the mean of delta over the rows in place of the sum, although 1/N is in delta "
        "already. All dWs are right, all dbs are too small by a factor N (right for a single row).",
        """
def backward(Y, Ws, zs, activations):
    L = len(Ws)
    dWs = [None] * L
    dbs = [None] * L
    upstream = 2 / len(Y) * (activations[-1] - Y)
    for l in reversed(range(L)):
        s = sigmoid(zs[l])
        delta = upstream * s * (1 - s)
        dWs[l] = activations[l].T @ delta
        dbs[l] = np.mean(delta, axis=0)
        upstream = delta @ Ws[l].T
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "dbs-upside-down",
        "Both lists are filled from the output down, but only dWs is turned round at the end. dbs runs from the "
        "output to the input: right numbers, in the wrong order (right for one layer only).",
        """
def backward(Y, Ws, zs, activations):
    dWs, dbs = [], []
    upstream = 2 / len(Y) * (activations[-1] - Y)
    for l in reversed(range(len(Ws))):
        delta = upstream * activations[l + 1] * (1 - activations[l + 1])
        dWs.append(activations[l].T @ delta)
        dbs.append(np.sum(delta, axis=0))
        upstream = delta @ Ws[l].T
    dWs.reverse()
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "hands-down-upstream",
        "What is handed down is upstream @ W.T in place of delta @ W.T, so the slopes of the layers above are lost. "
        "The output layer's gradients are right; each layer below lacks sigma' of all layers above it and is wrong.",
        """
def backward(Y, Ws, zs, activations):
    dWs, dbs = [], []
    upstream = 2 / len(Y) * (activations[-1] - Y)
    for l in reversed(range(len(Ws))):
        slope = sigmoid(zs[l]) * (1 - sigmoid(zs[l]))
        delta = upstream * slope
        dWs.append(activations[l].T @ delta)
        dbs.append(delta.sum(axis=0))
        upstream = upstream @ Ws[l].T
    return dWs[::-1], dbs[::-1]
""",
    ),
    Submission(
        "backward",
        "overwrites-the-answers",
        "delta is built with -= and *= in the very array activations[-1], so the caller's activations are changed. The "
        "returned gradients are right, but the text asks to leave the arguments as they were.",
        """
def backward(Y, Ws, zs, activations):
    N = Y.shape[0]
    dWs, dbs = [], []
    delta = activations[-1]
    delta -= Y
    delta *= 2 / N
    for l in reversed(range(len(Ws))):
        s = sigmoid(zs[l])
        delta *= s * (1 - s)
        dWs = [activations[l].T @ delta] + dWs
        dbs = [delta.sum(axis=0)] + dbs
        delta = delta @ Ws[l].T
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "mean-over-all-entries",
        "The loss is taken for the mean over all entries of Y: the factor is 2 / Y.size in place of 2 / N. Every "
        "gradient is too small by the number of outputs; with a single output everything is right.",
        """
def backward(Y, Ws, zs, activations):
    dWs = []
    dbs = []
    grad = 2 * (activations[-1] - Y) / Y.size
    for l in range(len(Ws) - 1, -1, -1):
        out = activations[l + 1]
        delta = grad * out * (1 - out)
        dWs.insert(0, np.dot(activations[l].T, delta))
        dbs.insert(0, np.sum(delta, axis=0))
        grad = np.dot(delta, Ws[l].T)
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "two-layers-only",
        "Written out for exactly two layers, as in hint 1. Right for two layers; for more layers it returns only "
        "two gradients, those of the last two layers, and for one layer it fails with an IndexError.",
        """
def backward(Y, Ws, zs, activations):
    N = len(Y)
    # output layer
    A_out, A_hid, A_in = activations[-1], activations[-2], activations[-3]
    delta2 = 2 / N * (A_out - Y) * A_out * (1 - A_out)
    dW2 = A_hid.T @ delta2
    db2 = delta2.sum(axis=0)
    # hidden layer
    delta1 = delta2 @ Ws[-1].T * A_hid * (1 - A_hid)
    dW1 = A_in.T @ delta1
    db1 = delta1.sum(axis=0)
    return [dW1, dW2], [db1, db2]
""",
    ),
    Submission(
        "backward",
        "sigma-twice",
        "The slope is computed with sigmoid applied to the activations, which are sigmoid(z) already, in place of to "
        "zs. Every gradient is wrong in all layers, by another factor in every entry; shapes and order are right.",
        """
def sigmoid_prime(z):
    return sigmoid(z) * (1 - sigmoid(z))

def backward(Y, Ws, zs, activations):
    dWs, dbs = [], []
    delta = 2 / len(Y) * (activations[-1] - Y) * sigmoid_prime(activations[-1])
    for l in reversed(range(len(Ws))):
        dWs.append(activations[l].T @ delta)
        dbs.append(np.sum(delta, axis=0))
        if l > 0:
            delta = (delta @ Ws[l].T) * sigmoid_prime(activations[l])
    return dWs[::-1], dbs[::-1]
""",
    ),
)

SUBMISSIONS = FORWARD + BACKWARD
