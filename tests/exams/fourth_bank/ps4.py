"""Problem set 4, as students hand it in: whole batches forward and backward, from the released notebook alone."""

from tests.exams.second_bank.submission import Submission

PRELUDE = """
def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def forward(X, Ws, bs):
    zs, activations = [], [X]
    for W, b in zip(Ws, bs):
        zs.append(activations[-1] @ W + b)
        activations.append(sigmoid(zs[-1]))
    return zs, activations

def backward(Y, Ws, zs, activations):
    dWs, dbs = [], []
    upstream = 2 / len(Y) * (activations[-1] - Y)
    for l in reversed(range(len(Ws))):
        delta = upstream * activations[l + 1] * (1 - activations[l + 1])
        dWs.insert(0, activations[l].T @ delta)
        dbs.insert(0, delta.sum(axis=0))
        upstream = delta @ Ws[l].T
    return dWs, dbs
"""

FORWARD = (
    Submission(
        "forward",
        "lists-that-stay",
        "The two lists are default arguments, which Python makes only once, so the second call goes on filling them.",
        """
def forward(X, Ws, bs, zs=[], activations=[]):
    activations.append(X)
    for W, b in zip(Ws, bs):
        z = activations[-1] @ W + b
        zs.append(z)
        activations.append(sigmoid(z))
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "minus-z-kept",
        "z is turned to −z in place after it was put on the list, so zs holds −z; the activations are right.",
        """
def forward(X, Ws, bs):
    zs, activations = [], [X]
    for W, b in zip(Ws, bs):
        z = np.dot(activations[-1], W) + b
        zs.append(z)
        z *= -1
        activations.append(1 / (1 + np.exp(z)))
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "z-without-bias",
        "The z that is kept is the product alone, and b is only added inside the sigmoid; the activations are right.",
        """
def forward(X, Ws, bs):
    zs = []
    activations = [X]
    for l in range(len(Ws)):
        z = activations[l] @ Ws[l]
        zs.append(z)
        activations.append(sigmoid(z + bs[l]))
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "squeezed-input",
        "The input is put through a sigmoid before the first layer, as if it were a layer of its own.",
        """
def forward(X, Ws, bs):
    zs = []
    activations = [sigmoid(X)]
    for W, b in zip(Ws, bs):
        zs.append(activations[-1] @ W + b)
        activations.append(sigmoid(zs[-1]))
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "softmax-at-the-end",
        "The last layer is a softmax over the outputs of each row and not a sigmoid; all else is right.",
        """
def forward(X, Ws, bs):
    zs, activations = [], [X]
    a = X
    for i, (W, b) in enumerate(zip(Ws, bs)):
        z = a @ W + b
        if i == len(Ws) - 1:
            e = np.exp(z - z.max(axis=1, keepdims=True))
            a = e / e.sum(axis=1, keepdims=True)
        else:
            a = sigmoid(z)
        zs.append(z)
        activations.append(a)
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "no-input-entry",
        "The list of activations starts with the first hidden layer, so X is missing from it; zs is right.",
        """
def forward(X, Ws, bs):
    zs, activations = [], []
    a = X
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
        "straight-output",
        "The output layer stays linear: its activation is z itself, with no sigmoid; zs is right.",
        """
def forward(X, Ws, bs):
    zs, activations = [], [X]
    for W, b in zip(Ws[:-1], bs[:-1]):
        z = activations[-1] @ W + b
        zs.append(z)
        activations.append(sigmoid(z))
    z = activations[-1] @ Ws[-1] + bs[-1]
    zs.append(z)
    activations.append(z)
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "z-handed-on",
        "The next layer is fed with z and not with σ(z), so the sigmoids stand beside the network and not in it.",
        """
def forward(X, Ws, bs):
    zs, activations = [], [X]
    inp = X
    for W, b in zip(Ws, bs):
        inp = inp @ W + b
        zs.append(inp)
        activations.append(sigmoid(inp))
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "returns-in-the-loop",
        "The return is indented into the loop, so the function ends after the first layer.",
        """
def forward(X, Ws, bs):
    zs, activations = [], [X]
    for W, b in zip(Ws, bs):
        z = activations[-1] @ W + b
        a = sigmoid(z)
        zs.append(z)
        activations.append(a)
        return zs, activations
""",
    ),
)

BACKWARD = (
    Submission(
        "backward",
        "slope-twice",
        "The slope of a hidden layer is multiplied in when δ is handed down and again at the top of the loop.",
        """
def backward(Y, Ws, zs, activations):
    dWs, dbs = [], []
    upstream = 2 / len(Y) * (activations[-1] - Y)
    for l in reversed(range(len(Ws))):
        a = activations[l + 1]
        delta = upstream * a * (1 - a)
        dWs.append(activations[l].T @ delta)
        dbs.append(delta.sum(axis=0))
        below = activations[l]
        upstream = (delta @ Ws[l].T) * below * (1 - below)
    return dWs[::-1], dbs[::-1]
""",
    ),
    Submission(
        "backward",
        "first-layer-left-out",
        "The loop stops before layer 0, so the gradients of the first layer stay zeros.",
        """
def backward(Y, Ws, zs, activations):
    L = len(Ws)
    dWs = [np.zeros_like(W) for W in Ws]
    dbs = [np.zeros(W.shape[1]) for W in Ws]
    a = activations[-1]
    delta = 2 / len(Y) * (a - Y) * a * (1 - a)
    for l in range(L - 1, 0, -1):
        dWs[l] = activations[l].T @ delta
        dbs[l] = delta.sum(axis=0)
        s = sigmoid(zs[l - 1])
        delta = (delta @ Ws[l].T) * s * (1 - s)
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "two-layers-only",
        "It is written out for exactly two layers, so a network of one layer fails and the layers past the second are "
        "ignored.",
        """
def backward(Y, Ws, zs, activations):
    X, a1, a2 = activations[0], activations[1], activations[2]
    delta2 = 2 / len(Y) * (a2 - Y) * a2 * (1 - a2)
    dW2 = a1.T @ delta2
    db2 = delta2.sum(axis=0)
    delta1 = delta2 @ Ws[1].T * a1 * (1 - a1)
    dW1 = X.T @ delta1
    db1 = delta1.sum(axis=0)
    return [dW1, dW2], [db1, db2]
""",
    ),
    Submission(
        "backward",
        "n-at-every-layer",
        "δ is divided by N again each time it is handed down, so the deeper layers are divided by N more than once.",
        """
def backward(Y, Ws, zs, activations):
    N = len(Y)
    dWs, dbs = [None] * len(Ws), [None] * len(Ws)
    upstream = 2 / N * (activations[-1] - Y)
    for l in reversed(range(len(Ws))):
        s = sigmoid(zs[l])
        delta = upstream * s * (1 - s)
        dWs[l] = activations[l].T @ delta
        dbs[l] = np.sum(delta, axis=0)
        upstream = delta @ Ws[l].T / N
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "own-answer-as-input",
        "dW of a layer is built with the layer's own answer activations[l + 1] and not with what entered it; dbs is "
        "right.",
        """
def backward(Y, Ws, zs, activations):
    dWs, dbs = [], []
    upstream = 2 / len(Y) * (activations[-1] - Y)
    for l in reversed(range(len(Ws))):
        a = activations[l + 1]
        delta = upstream * a * (1 - a)
        dWs.insert(0, a.T @ delta)
        dbs.insert(0, delta.sum(axis=0))
        upstream = delta @ Ws[l].T
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "dws-averaged",
        "dW is divided by N a second time, though 2/N is in δ already; dbs is right.",
        """
def backward(Y, Ws, zs, activations):
    m = Y.shape[0]
    dWs, dbs = [], []
    dA = 2 / m * (activations[-1] - Y)
    for l in range(len(Ws) - 1, -1, -1):
        A = activations[l + 1]
        dZ = dA * A * (1 - A)
        dWs = [1 / m * np.dot(activations[l].T, dZ)] + dWs
        dbs = [np.sum(dZ, axis=0)] + dbs
        dA = np.dot(dZ, Ws[l].T)
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "weights-stepped",
        "The weights are changed in place before δ is handed down through them, so the layers below see new "
        "weights and the caller's Ws change.",
        """
def backward(Y, Ws, zs, activations):
    lr = 0.1
    dWs, dbs = [], []
    upstream = 2 / len(Y) * (activations[-1] - Y)
    for l in reversed(range(len(Ws))):
        a = activations[l + 1]
        delta = upstream * a * (1 - a)
        dW = activations[l].T @ delta
        Ws[l] -= lr * dW
        dWs.insert(0, dW)
        dbs.insert(0, delta.sum(axis=0))
        upstream = delta @ Ws[l].T
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "dbs-without-slope",
        "dbs sums the slope in the activation, before the slope of the sigmoid is multiplied in; dWs is right.",
        """
def backward(Y, Ws, zs, activations):
    dWs, dbs = [], []
    upstream = 2 / len(Y) * (activations[-1] - Y)
    for l in reversed(range(len(Ws))):
        dbs.append(upstream.sum(axis=0))
        delta = upstream * activations[l + 1] * (1 - activations[l + 1])
        dWs.append(activations[l].T @ delta)
        upstream = delta @ Ws[l].T
    dWs.reverse()
    dbs.reverse()
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "dbs-upside-down",
        "Only dWs is turned round at the end, so dbs runs from the output to the input; dWs is right.",
        """
def backward(Y, Ws, zs, activations):
    dWs, dbs = [], []
    upstream = 2 / len(Y) * (activations[-1] - Y)
    for l in reversed(range(len(Ws))):
        delta = upstream * activations[l + 1] * (1 - activations[l + 1])
        dWs.append(activations[l].T @ delta)
        dbs.append(delta.sum(axis=0))
        upstream = delta @ Ws[l].T
    return list(reversed(dWs)), dbs
""",
    ),
    Submission(
        "backward",
        "dbs-averaged",
        "dbs takes the mean of δ over the rows and not the sum; dWs is right.",
        """
def backward(Y, Ws, zs, activations):
    dWs, dbs = [0] * len(Ws), [0] * len(Ws)
    a = activations[-1]
    delta = 2 / len(Y) * (a - Y) * a * (1 - a)
    for l in reversed(range(len(Ws))):
        dWs[l] = activations[l].T @ delta
        dbs[l] = delta.mean(axis=0)
        if l > 0:
            delta = (delta @ Ws[l].T) * activations[l] * (1 - activations[l])
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "dbs-kept-as-rows",
        "dbs is summed with keepdims, so each entry is (1, n_out) and not (n_out,); dWs is right.",
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
)

SUBMISSIONS = FORWARD + BACKWARD
