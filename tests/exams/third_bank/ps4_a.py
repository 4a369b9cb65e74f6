"""Problem set 4, wrong answers: forward, backward."""

from tests.exams.second_bank.submission import Submission

FORWARD = (
    Submission(
        "forward",
        "no-bias",
        "The biases are never added.",
        """
def forward(X, Ws, bs):
    zs, activations = [], [X]
    for W in Ws:
        z = activations[-1] @ W
        zs.append(z)
        activations.append(sigmoid(z))
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "swapped",
        "The two lists are returned in the wrong order: activations first.",
        """
def forward(X, Ws, bs):
    zs, activations = [], [X]
    for W, b in zip(Ws, bs):
        z = activations[-1] @ W + b
        zs.append(z)
        activations.append(sigmoid(z))
    return activations, zs
""",
    ),
    Submission(
        "forward",
        "input-not-kept",
        "X is missing from the activations, so the list is one entry short and everything in it has moved.",
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
        "input-in-zs",
        "X is put into zs as well, so zs has one entry too many at its front.",
        """
def forward(X, Ws, bs):
    zs, activations = [X], [X]
    for W, b in zip(Ws, bs):
        zs.append(activations[-1] @ W + b)
        activations.append(sigmoid(zs[-1]))
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "linear-output",
        "The last layer has no sigmoid: its activation is its z.",
        """
def forward(X, Ws, bs):
    zs, activations = [], [X]
    last = len(Ws) - 1
    for l in range(len(Ws)):
        z = np.dot(activations[l], Ws[l]) + bs[l]
        zs.append(z)
        activations.append(z if l == last else sigmoid(z))
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "weights-transposed",
        "The weights are transposed, as for columns, which fails unless every layer is square, and then "
        "mixes up from and to.",
        """
def forward(X, Ws, bs):
    zs, activations = [], [X]
    for W, b in zip(Ws, bs):
        z = activations[-1] @ W.T + b
        zs.append(z)
        activations.append(sigmoid(z))
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "input-to-every-layer",
        "Every layer is given X instead of the answer of the layer before it: this fails if the widths "
        "differ. The same for one layer.",
        """
def forward(X, Ws, bs):
    zs, activations = [], [X]
    for W, b in zip(Ws, bs):
        z = X @ W + b
        zs.append(z)
        activations.append(sigmoid(z))
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "z-handed-up",
        "The next layer is given z, not σ(z). The same for one layer.",
        """
def forward(X, Ws, bs):
    zs, activations = [], [X]
    z = X
    for W, b in zip(Ws, bs):
        z = z @ W + b
        zs.append(z)
        activations.append(sigmoid(z))
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "first-bias-everywhere",
        "The index of the bias stands still: every layer adds `bs[0]`. The same for one layer.",
        """
def forward(X, Ws, bs):
    zs, activations = [], [X]
    for W in Ws:
        z = activations[-1] @ W + bs[0]
        zs.append(z)
        activations.append(sigmoid(z))
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "zs-hold-activations",
        "zs is filled with σ(z), and the activations with σ of that: the sigmoid is applied twice.",
        """
def forward(X, Ws, bs):
    zs, activations = [], [X]
    for W, b in zip(Ws, bs):
        z = sigmoid(activations[-1] @ W + b)
        zs.append(z)
        activations.append(sigmoid(z))
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "one-list-twice",
        "Both names stand for one list, so z and a come one after the other in both.",
        """
def forward(X, Ws, bs):
    zs = activations = [X]
    for W, b in zip(Ws, bs):
        z = activations[-1] @ W + b
        zs.append(z)
        activations.append(sigmoid(z))
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "bias-after-sigmoid",
        "The bias is added to σ(XW) instead of to the sum inside.",
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
        "last-layer-missing",
        "The loop ends one layer too early: the output layer is never computed.",
        """
def forward(X, Ws, bs):
    zs, activations = [], [X]
    for l in range(len(Ws) - 1):
        z = activations[l] @ Ws[l] + bs[l]
        zs.append(z)
        activations.append(sigmoid(z))
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "last-only",
        "Only the z and the activation of the output layer are returned, not the lists.",
        """
def forward(X, Ws, bs):
    a = X
    for W, b in zip(Ws, bs):
        z = a.dot(W) + b
        a = sigmoid(z)
    return z, a
""",
    ),
    Submission(
        "forward",
        "squeezed-in-place",
        "σ(z) is written into z itself, so the entries of zs are the activations.",
        """
def forward(X, Ws, bs):
    zs, activations = [], [X]
    for W, b in zip(Ws, bs):
        z = activations[-1] @ W + b
        zs.append(z)
        a = z
        a[...] = sigmoid(z)
        activations.append(a)
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "hidden-relu",
        "The hidden layers have ReLU in place of the sigmoid; only the output is squeezed. The same for one layer.",
        """
def forward(X, Ws, bs):
    zs, activations = [], [X]
    for l, (W, b) in enumerate(zip(Ws, bs)):
        z = activations[-1] @ W + b
        zs.append(z)
        activations.append(np.maximum(0, z) if l < len(Ws) - 1 else sigmoid(z))
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "softmax-output",
        "The output layer is a softmax: its entries are divided by their sum over the row.",
        """
def forward(X, Ws, bs):
    zs, activations = [], [X]
    for W, b in zip(Ws, bs):
        z = activations[-1] @ W + b
        zs.append(z)
        activations.append(sigmoid(z))
    e = np.exp(zs[-1] - zs[-1].max(axis=1, keepdims=True))
    activations[-1] = e / e.sum(axis=1, keepdims=True)
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "lists-live-on",
        "The two lists are default arguments, so a second call appends to those of the first.",
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
        "output-first",
        "New entries are put at the front, so both lists run from the output to the input.",
        """
def forward(X, Ws, bs):
    zs, activations = [], [X]
    for W, b in zip(Ws, bs):
        z = activations[0] @ W + b
        zs.insert(0, z)
        activations.insert(0, sigmoid(z))
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "bias-as-column",
        "The bias is made a column before it is added, so it goes to the rows and not to the neurons: "
        "this fails unless N equals the width.",
        """
def forward(X, Ws, bs):
    zs, activations = [], [X]
    for W, b in zip(Ws, bs):
        z = activations[-1] @ W + b.reshape(-1, 1)
        zs.append(z)
        activations.append(sigmoid(z))
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "bias-summed",
        "All biases of a layer are added up and the sum goes to each neuron. The same for layers of one neuron.",
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
    Submission(
        "forward",
        "weights-backward",
        "The layers are run through from the last to the first, which fails if the widths differ. The "
        "same for one layer.",
        """
def forward(X, Ws, bs):
    zs, activations = [], [X]
    for W, b in zip(reversed(Ws), reversed(bs)):
        z = activations[-1] @ W + b
        zs.append(z)
        activations.append(sigmoid(z))
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "single-precision",
        "Everything is computed in 32 bits: the numbers are off in the seventh digit, and nudging by 1e-5 "
        "shows little but rounding.",
        """
def forward(X, Ws, bs):
    zs, activations = [], [X.astype(np.float32)]
    for W, b in zip(Ws, bs):
        z = activations[-1] @ W.astype(np.float32) + b.astype(np.float32)
        zs.append(z)
        activations.append(sigmoid(z))
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "first-row",
        "Only the first row of X goes through the network. The same for N = 1.",
        """
def forward(X, Ws, bs):
    zs, activations = [], [X[:1]]
    for W, b in zip(Ws, bs):
        z = activations[-1] @ W + b
        zs.append(z)
        activations.append(sigmoid(z))
    return zs, activations
""",
    ),
    Submission(
        "forward",
        "standardises-input",
        "The columns of X are centred and scaled first, so activations[0] is not X and everything above "
        "it is that of other inputs.",
        """
def forward(X, Ws, bs):
    X = (X - X.mean(axis=0)) / (X.std(axis=0) + 1e-8)
    zs, activations = [], [X]
    for W, b in zip(Ws, bs):
        z = activations[-1] @ W + b
        zs.append(z)
        activations.append(sigmoid(z))
    return zs, activations
""",
    ),
)

BACKWARD = (
    Submission(
        "backward",
        "no-mean",
        "The 1/N is missing in all gradients. The same for N = 1.",
        """
def backward(Y, Ws, zs, activations):
    dWs, dbs = [], []
    upstream = 2 * (activations[-1] - Y)
    for l in reversed(range(len(Ws))):
        a = activations[l + 1]
        delta = upstream * a * (1 - a)
        dWs.insert(0, activations[l].T @ delta)
        dbs.insert(0, delta.sum(axis=0))
        upstream = delta @ Ws[l].T
    return dWs, dbs
""",
    ),
    Submission(
        "backward",
        "no-two",
        "The 2 of the square is missing in all gradients.",
        """
def backward(Y, Ws, zs, activations):
    m = Y.shape[0]
    L = len(Ws)
    dWs, dbs = [None] * L, [None] * L
    dA = (activations[L] - Y) / m
    for l in range(L - 1, -1, -1):
        dZ = dA * sigmoid(zs[l]) * (1 - sigmoid(zs[l]))
        dWs[l] = np.dot(activations[l].T, dZ)
        dbs[l] = np.sum(dZ, axis=0)
        dA = np.dot(dZ, Ws[l].T)
    return dWs, dbs
""",
    ),
)

SUBMISSIONS = (
    *FORWARD,
    *BACKWARD,
)
