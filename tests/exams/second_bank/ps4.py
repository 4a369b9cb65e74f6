"""Problem set 4, as students hand it in: a network forward and backward, from the contract alone."""

from tests.exams.second_bank.submission import Submission, edited

PRELUDE = """
def sigmoid(z):
    return 1 / (1 + np.exp(-z))
"""

FORWARD = (
    Submission(
        "forward",
        "linear-output",
        "The last layer has no sigmoid.",
        """
def forward(X, Ws, bs):
    zs, activations = [], [X]
    L = len(Ws)
    for l in range(L):
        z = activations[-1] @ Ws[l] + bs[l]
        zs.append(z)
        if l < L - 1:
            activations.append(sigmoid(z))
        else:
            activations.append(z)
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "X-left-out",
        "The list of activations does not begin with X.",
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
        "wrong-order",
        "The two lists are returned in the wrong order.",
        """
def forward(X, Ws, bs):
    activations = [X]
    zs = []
    for W, b in zip(Ws, bs):
        zs.append(np.dot(activations[-1], W) + b)
        activations.append(sigmoid(zs[-1]))
    return activations, zs
""",
    ),
    Submission(
        "forward",
        "no-bias",
        "The biases are not added.",
        """
def forward(X, Ws, bs):
    a = X
    zs, activations = [], [a]
    for W in Ws:
        z = np.matmul(a, W)
        a = sigmoid(z)
        zs.append(z)
        activations.append(a)
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "X-in-every-layer",
        "Every layer multiplies X instead of what the layer before has answered.",
        """
def forward(X, Ws, bs):
    zs = []
    activations = [X]
    for W, b in zip(Ws, bs):
        z = X @ W + b
        zs.append(z)
        activations.append(sigmoid(z))
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "z-handed-on",
        "z is handed on to the next layer instead of σ(z).",
        """
def forward(X, Ws, bs):
    zs, activations = [], [X]
    out = X
    for W, b in zip(Ws, bs):
        out = out @ W + b
        zs.append(out)
        activations.append(sigmoid(out))
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "relu-hidden",
        "The hidden layers use relu, and the last one alone a sigmoid.",
        """
def forward(X, Ws, bs):
    zs, activations = [], [X]
    for i, (W, b) in enumerate(zip(Ws, bs)):
        z = activations[i] @ W + b
        a = np.maximum(0, z) if i != len(Ws) - 1 else sigmoid(z)
        zs.append(z)
        activations.append(a)
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "X-squeezed",
        "X itself is put through a sigmoid before the first layer.",
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
        "one-layer-short",
        "The loop ends one layer too early.",
        """
def forward(X, Ws, bs):
    zs, activations = [], [X]
    for l in range(len(Ws) - 1):
        zs.append(activations[l] @ Ws[l] + bs[l])
        activations.append(sigmoid(zs[l]))
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "softmax-output",
        "The last layer is a softmax over the outputs.",
        """
def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)

def forward(X, Ws, bs):
    zs, activations = [], [X]
    for l in range(len(Ws)):
        z = activations[l] @ Ws[l] + bs[l]
        zs.append(z)
        activations.append(softmax(z) if l == len(Ws) - 1 else sigmoid(z))
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "columns",
        "Examples are columns: everything comes back transposed.",
        """
def forward(X, Ws, bs):
    A = X.T
    zs, activations = [], [A]
    for W, b in zip(Ws, bs):
        Z = W.T @ A + b.reshape(-1, 1)
        A = sigmoid(Z)
        zs.append(Z)
        activations.append(A)
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "threshold",
        "The bias is subtracted, as a threshold: f(Σ w x − θ).",
        """
def forward(X, Ws, bs):
    # 神经元: y = f(sum(w*x) - theta)
    zs, activations = [], [X]
    for W, theta in zip(Ws, bs):
        z = activations[-1].dot(W) - theta
        zs.append(z)
        activations.append(sigmoid(z))
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "zs-overwritten",
        "The sigmoid is computed in place, so the stored zs hold the activations.",
        """
def forward(X, Ws, bs):
    zs, activations = [], [X]
    for W, b in zip(Ws, bs):
        z = activations[-1] @ W + b
        zs.append(z)
        a = z
        a *= -1
        np.exp(a, out=a)
        a += 1
        np.divide(1.0, a, out=a)
        activations.append(a)
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "bias-after",
        "The bias is added after the sigmoid.",
        """
def forward(X, Ws, bs):
    zs, activations = [], [X]
    for W, b in zip(Ws, bs):
        z = activations[-1] @ W
        zs.append(z)
        activations.append(sigmoid(z) + b)
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "sigmoid-twice",
        "The sigmoid is applied twice in every layer: the next layer's input is squeezed again.",
        """
def forward(X, Ws, bs):
    zs, activations = [], [X]
    for W, b in zip(Ws, bs):
        z = activations[-1] @ W + b
        a = sigmoid(z)
        zs.append(z)
        activations.append(sigmoid(a))
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "first-bias-everywhere",
        "Every layer adds the bias of the first layer: bs[0] for bs[l].",
        """
def forward(X, Ws, bs):
    zs, activations = [], [X]
    for l in range(len(Ws)):
        zs.append(activations[l] @ Ws[l] + bs[0])
        activations.append(sigmoid(zs[l]))
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "tanh-everywhere",
        "tanh takes the sigmoid's place in all layers.",
        """
def forward(X, Ws, bs):
    activations = [X]
    zs = []
    for W, b in zip(Ws, bs):
        z = activations[-1] @ W + b
        zs.append(z)
        activations.append(np.tanh(z))
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "flat-bias",
        "Each layer adds the sum of its biases to every neuron.",
        """
def forward(X, Ws, bs):
    zs, activations = [], [X]
    for W, b in zip(Ws, bs):
        z = activations[-1] @ W + np.sum(b)
        zs.append(z)
        activations.append(sigmoid(z))
    return zs, activations
""",
    ),
)

LOOP = """
def backward(Y, Ws, zs, activations):
    N = Y.shape[0]
    L = len(Ws)
    dWs = [None] * L
    dbs = [None] * L
    a = activations[-1]
    delta = 2 / N * (a - Y) * a * (1 - a)
    for l in range(L - 1, -1, -1):
        dWs[l] = activations[l].T @ delta
        dbs[l] = delta.sum(axis=0)
        if l > 0:
            a = activations[l]
            delta = (delta @ Ws[l].T) * a * (1 - a)
    return dWs, dbs
"""

UPSTREAM = """
def backward(Y, Ws, zs, activations):
    upstream = 2 / len(Y) * (activations[-1] - Y)
    dWs, dbs = [], []
    for l in reversed(range(len(Ws))):
        s = sigmoid(zs[l])
        delta = upstream * s * (1 - s)
        dWs.append(np.dot(activations[l].T, delta))
        dbs.append(np.sum(delta, axis=0))
        upstream = np.dot(delta, Ws[l].T)
    return dWs[::-1], dbs[::-1]
"""

NIELSEN = """
def sigmoid_prime(z):
    return sigmoid(z) * (1 - sigmoid(z))

def backward(Y, Ws, zs, activations):
    nabla_w = [np.zeros(w.shape) for w in Ws]
    nabla_b = [np.zeros(w.shape[1]) for w in Ws]
    num_layers = len(Ws) + 1
    # backward pass
    delta = 2 * (activations[-1] - Y) / len(Y) * sigmoid_prime(zs[-1])
    nabla_b[-1] = delta.sum(axis=0)
    nabla_w[-1] = np.dot(activations[-2].transpose(), delta)
    for l in range(2, num_layers):
        sp = sigmoid_prime(zs[-l])
        delta = np.dot(delta, Ws[-l + 1].transpose()) * sp
        nabla_b[-l] = delta.sum(axis=0)
        nabla_w[-l] = np.dot(activations[-l - 1].transpose(), delta)
    return nabla_w, nabla_b
"""

BACKWARD = (
    Submission(
        "backward",
        "no-slope-at-output",
        "σ' of the output layer is missing: δ = 2/N (a − y).",
        edited(LOOP, ("delta = 2 / N * (a - Y) * a * (1 - a)", "delta = 2 / N * (a - Y)")),
    ),
    Submission(
        "backward",
        "no-slope-in-hidden",
        "σ' of the hidden layers is missing.",
        edited(
            NIELSEN,
            (
                "        delta = np.dot(delta, Ws[-l + 1].transpose()) * sp",
                "        delta = np.dot(delta, Ws[-l + 1].transpose())",
            ),
        ),
    ),
    Submission(
        "backward",
        "lists-not-turned",
        "The lists are filled from the output down and never turned over.",
        edited(UPSTREAM, ("    return dWs[::-1], dbs[::-1]", "    return dWs, dbs")),
    ),
    Submission(
        "backward",
        "db-mean",
        "Each db is averaged over the rows instead of summed.",
        edited(LOOP, ("delta.sum(axis=0)", "delta.mean(axis=0)")),
    ),
    Submission(
        "backward",
        "no-N",
        "The 1/N of the loss is missing everywhere.",
        edited(UPSTREAM, ("2 / len(Y) * (activations[-1] - Y)", "2 * (activations[-1] - Y)")),
    ),
    Submission(
        "backward",
        "no-two",
        "The factor 2 is missing everywhere, as for a loss with ½.",
        edited(NIELSEN, ("delta = 2 * (activations[-1] - Y) / len(Y)", "delta = (activations[-1] - Y) / len(Y)")),
    ),
    Submission(
        "backward",
        "N-in-every-gradient",
        "Every dW and db is divided by m once more, though 1/N is inside δ.",
        edited(
            LOOP,
            ("        dWs[l] = activations[l].T @ delta\n", "        dWs[l] = 1 / N * activations[l].T @ delta\n"),
            ("        dbs[l] = delta.sum(axis=0)\n", "        dbs[l] = 1 / N * delta.sum(axis=0)\n"),
        ),
    ),
    Submission(
        "backward",
        "weights-one-layer-off",
        "δ is passed down through the weights of the layer below: Ws[l−1] for Ws[l].",
        edited(LOOP, ("(delta @ Ws[l].T)", "(delta @ Ws[l - 1].T)")),
    ),
    Submission(
        "backward",
        "own-answer-for-input",
        "dW uses what the layer has answered, activations[l+1], instead of what entered it.",
        edited(UPSTREAM, ("np.dot(activations[l].T, delta)", "np.dot(activations[l + 1].T, delta)")),
    ),
    Submission(
        "backward",
        "dW-transposed",
        "Every dW comes as (n_out, n_in), as PyTorch stores weights.",
        edited(LOOP, ("activations[l].T @ delta", "delta.T @ activations[l]")),
    ),
    Submission(
        "backward",
        "z-one-minus-z",
        "The slope is computed from z as z(1 − z), where a belongs.",
        edited(UPSTREAM, ("        s = sigmoid(zs[l])\n", "        s = zs[l]\n")),
    ),
    Submission(
        "backward",
        "slope-at-a",
        "sigmoid_prime is handed the activations: σ' at a instead of at z.",
        edited(
            NIELSEN,
            ("sigmoid_prime(zs[-1])", "sigmoid_prime(activations[-1])"),
            ("sigmoid_prime(zs[-l])", "sigmoid_prime(activations[-l])"),
        ),
    ),
    Submission(
        "backward",
        "y-minus-a",
        "The residual is Y − a, so every gradient has the wrong sign.",
        edited(UPSTREAM, ("(activations[-1] - Y)", "(Y - activations[-1])")),
    ),
    Submission(
        "backward",
        "db-keepdims",
        "Each db keeps the summed axis: (1, n_out).",
        edited(LOOP, ("delta.sum(axis=0)", "delta.sum(axis=0, keepdims=True)")),
    ),
    Submission(
        "backward",
        "weights-not-transposed",
        "The weights are not transposed on the way down.",
        edited(UPSTREAM, ("np.dot(delta, Ws[l].T)", "np.dot(delta, Ws[l])")),
    ),
    Submission(
        "backward",
        "divided-by-all-entries",
        "The mean is taken over all entries of Y (N·n_out), as nn.MSELoss does.",
        edited(UPSTREAM, ("2 / len(Y)", "2 / Y.size")),
    ),
    Submission(
        "backward",
        "trained-on-the-way",
        "Each weight takes its step inside the loop, and δ goes down through the new weights; the caller's Ws change.",
        edited(
            LOOP,
            (
                "        dbs[l] = delta.sum(axis=0)\n",
                "        dbs[l] = delta.sum(axis=0)\n        Ws[l] -= 0.1 * dWs[l]\n",
            ),
        ),
    ),
    Submission(
        "backward",
        "two-layers-only",
        "Written for exactly two layers, first and last; layers between are not seen, and one layer alone fails.",
        """
def backward(Y, Ws, zs, activations):
    N = len(Y)
    W1, W2 = Ws[0], Ws[-1]
    X, A1, A2 = activations[0], activations[1], activations[-1]
    dZ2 = 2 / N * (A2 - Y) * A2 * (1 - A2)
    dW2 = A1.T @ dZ2
    db2 = dZ2.sum(axis=0)
    dZ1 = dZ2 @ W2.T * A1 * (1 - A1)
    dW1 = X.T @ dZ1
    db1 = dZ1.sum(axis=0)
    return [dW1, dW2], [db1, db2]
""",
    ),
    Submission(
        "backward",
        "first-layer-skipped",
        "The loop ends before the first layer, whose gradients stay 0.",
        edited(NIELSEN, ("range(2, num_layers)", "range(2, num_layers - 1)")),
    ),
    Submission(
        "backward",
        "residual-squared",
        "The residual is squared in δ: the loss where its derivative belongs.",
        edited(LOOP, ("(a - Y) * a * (1 - a)", "(a - Y) ** 2 * a * (1 - a)")),
    ),
    Submission(
        "backward",
        "tanh-slope",
        "The slope is that of tanh, 1 − a², in every layer.",
        edited(UPSTREAM, ("upstream * s * (1 - s)", "upstream * (1 - s**2)")),
    ),
    Submission(
        "backward",
        "slope-squared",
        "The slope of each hidden layer is multiplied in twice, on leaving the layer above and on entering.",
        edited(NIELSEN, ("transpose()) * sp\n", "transpose()) * sp * sp\n")),
    ),
    Submission(
        "backward",
        "error-without-slope-passed-down",
        "What goes down is the error without the slope of the layer above: e ← e Wᵀ, and each δ = e σ'.",
        edited(UPSTREAM, ("np.dot(delta, Ws[l].T)", "np.dot(upstream, Ws[l].T)")),
    ),
    Submission(
        "backward",
        "cross-entropy",
        "The output's δ is that of cross-entropy, (a − y)/N.",
        edited(LOOP, ("delta = 2 / N * (a - Y) * a * (1 - a)", "delta = (a - Y) / N")),
    ),
    Submission(
        "backward",
        "sums-multiplied",
        "Inputs and δ are summed over the rows apart, and the outer product of the sums is taken.",
        edited(LOOP, ("activations[l].T @ delta", "np.outer(activations[l].sum(axis=0), delta.sum(axis=0))")),
    ),
    Submission(
        "backward",
        "weight-decay",
        "A term λW of L2 regularisation is added to each dW.",
        edited(
            UPSTREAM,
            ("np.dot(activations[l].T, delta)", "np.dot(activations[l].T, delta) + 0.01 * Ws[l]"),
        ),
    ),
    Submission(
        "backward",
        "slope-of-the-layer-above",
        "The hidden δ takes the slope of the layer above it instead of its own.",
        edited(NIELSEN, ("sp = sigmoid_prime(zs[-l])", "sp = sigmoid_prime(zs[-l + 1])")),
    ),
    Submission(
        "backward",
        "two-in-every-layer",
        "The factor 2 is put in again at every layer.",
        edited(NIELSEN, ("        delta = np.dot(delta,", "        delta = 2 * np.dot(delta,")),
    ),
    Submission(
        "backward",
        "wrong-order",
        "The two lists are returned in the wrong order.",
        edited(LOOP, ("    return dWs, dbs", "    return dbs, dWs")),
    ),
    Submission(
        "backward",
        "relu-slope",
        "The hidden slope is that of relu, copied from a network with relu.",
        edited(
            LOOP,
            (
                "            delta = (delta @ Ws[l].T) * a * (1 - a)",
                "            delta = (delta @ Ws[l].T) * (zs[l - 1] > 0)",
            ),
        ),
    ),
)

SUBMISSIONS = FORWARD + BACKWARD

# --- written afterwards, from ids and names alone ---

#: the name of the catalogue that says what a submission's truth says; "" where it has none: then none may be given
NAMES = {
    "forward/linear-output": "not-activated",
    "forward/X-left-out": "array-missing",
    "forward/wrong-order": "exchanged",
    "forward/no-bias": "bias-left-out",
    "forward/X-in-every-layer": "input-everywhere",
    "forward/z-handed-on": "z-passed-on",
    "forward/relu-hidden": "relu-for-sigmoid",
    "forward/X-squeezed": "found-through",
    "forward/one-layer-short": "array-missing",
    "forward/softmax-output": "softmax-for-sigmoid",
    "forward/columns": "transpose",
    "forward/threshold": "bias-sign",
    "forward/zs-overwritten": "activation-for-z",  # not in the catalogue at first
    "forward/bias-after": "found-operation",
    "forward/sigmoid-twice": "sigmoid-twice",
    "forward/first-bias-everywhere": "",
    "forward/tanh-everywhere": "tanh-for-sigmoid",
    "forward/flat-bias": "found-mean",
    "backward/no-slope-at-output": "slope-missing",
    "backward/no-slope-in-hidden": "slope-missing",
    "backward/lists-not-turned": "reversed",
    "backward/db-mean": "averaged-twice",
    "backward/no-N": "mean-missing",
    "backward/no-two": "factor-two-missing",
    "backward/N-in-every-gradient": "averaged-twice",
    "backward/weights-one-layer-off": "wrong-layer-weights",
    "backward/own-answer-for-input": "wrong-layer-input",
    "backward/dW-transposed": "transpose",
    "backward/z-one-minus-z": "slope-of-z",
    "backward/slope-at-a": "slope-at-a",
    "backward/y-minus-a": "sign",
    "backward/db-keepdims": "row-kept",
    "backward/weights-not-transposed": "transpose",
    "backward/divided-by-all-entries": "averaged-over-outputs",
    "backward/trained-on-the-way": "inputs-changed",
    "backward/two-layers-only": "",
    "backward/first-layer-skipped": "",
    "backward/residual-squared": "residual-squared",
    "backward/tanh-slope": "slope-of-tanh",
    "backward/slope-squared": "slope-twice",
    "backward/error-without-slope-passed-down": "slope-missing",
    "backward/cross-entropy": "cross-entropy-delta",
    "backward/sums-multiplied": "product-of-sums",
    "backward/weight-decay": "",
    "backward/slope-of-the-layer-above": "wrong-layer-slope",
    "backward/two-in-every-layer": "factor-in-every-layer",  # not in the catalogue at first
    "backward/wrong-order": "exchanged",
    "backward/relu-slope": "slope-of-relu",
}

#: another name that is accepted, since it describes the same function on every input; with the reason
SAME = {
    "backward/weights-not-transposed": ("found-turned", "W is transposed where it should not be, or the reverse"),
    "backward/two-layers-only": ("array-extra", "in a network of one layer it returns an array too many"),
}
