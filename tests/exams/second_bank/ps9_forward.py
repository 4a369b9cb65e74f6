"""Problem set 9, a recurrent layer forwards: wrong ways to its states, as students hand them in."""

from tests.exams.second_bank.submission import Submission, edited

LIST = """
def rnn_forward(xs, h0, Wx, Wh, b):
    h = h0
    hs = []
    for x in xs:
        h = np.tanh(x @ Wx + h @ Wh + b)
        hs.append(h)
    return np.array(hs)
"""
FILLED = """
def rnn_forward(xs, h0, Wx, Wh, b):
    T, N, D = xs.shape
    H = h0.shape[1]
    hs = np.zeros((T, N, H))
    before = h0
    for t in range(T):
        z = np.dot(xs[t], Wx) + np.dot(before, Wh) + b
        hs[t] = np.tanh(z)
        before = hs[t]
    return hs
"""
JOINED = """
def rnn_forward(xs, h0, Wx, Wh, b):
    W = np.concatenate([Wx, Wh], axis=0)
    states = [h0]
    for t in range(xs.shape[0]):
        joined = np.concatenate([xs[t], states[-1]], axis=1)
        states.append(np.tanh(joined @ W + b))
    return np.stack(states[1:])
"""
FORWARD = tuple(
    Submission("rnn_forward", slug, truth, edited(base, *edits))
    for base, slug, truth, *edits in (
        (JOINED, "h0-returned-too", "T + 1 states: h0 stands in front.", ("states[1:]", "states")),
        (
            JOINED,
            "one-too-early",
            "h0 stands in front and the last state is missing: each is the state that went into its step.",
            ("states[1:]", "states[:-1]"),
        ),
        (LIST, "last-state-alone", "Returns the last state, not all.", ("return np.array(hs)", "return h")),
        (LIST, "no-bias", "The bias is forgotten.", (" + b)", ")")),
        (LIST, "no-tanh", "Without tanh: a linear layer.", ("np.tanh(x @ Wx + h @ Wh + b)", "x @ Wx + h @ Wh + b")),
        (
            FILLED,
            "sigmoid",
            "A sigmoid for tanh.",
            ("np.tanh(z)", "1 / (1 + np.exp(-z))"),
        ),
        (LIST, "relu", "A ReLU for tanh.", ("np.tanh(x @ Wx + h @ Wh + b)", "np.maximum(0, x @ Wx + h @ Wh + b)")),
        (
            LIST,
            "wh-transposed",
            "The recurrent weights are transposed, though they are (in, out).",
            ("h @ Wh", "h @ Wh.T"),
        ),
        (
            FILLED,
            "always-h0",
            "Each step starts from h0: the state is not handed on.",
            ("        before = hs[t]\n", ""),
        ),
        (LIST, "from-zero", "Starts from zeros: h0 is not used.", ("    h = h0\n", "    h = np.zeros(h0.shape)\n")),
        (
            FILLED,
            "own-array-read-before-it-is-filled",
            "At step 0 it reads hs[−1], which is still zero, where h0 belongs.",
            ("np.dot(before, Wh)", "np.dot(hs[t - 1], Wh)"),
        ),
        (
            LIST,
            "two-biases",
            "The bias is added twice, with the input's product and with the state's.",
            ("x @ Wx + h @ Wh + b", "(x @ Wx + b) + (h @ Wh + b)"),
        ),
        (
            LIST,
            "tanh-of-the-input-alone",
            "tanh is around the input's part alone; the state's product is added outside.",
            ("np.tanh(x @ Wx + h @ Wh + b)", "np.tanh(x @ Wx + b) + h @ Wh"),
        ),
        (
            LIST,
            "two-tanhs",
            "A tanh of each product, and then the sum.",
            ("np.tanh(x @ Wx + h @ Wh + b)", "np.tanh(x @ Wx) + np.tanh(h @ Wh + b)"),
        ),
        (
            LIST,
            "tanh-at-the-end",
            "z is handed on to the next step; tanh is taken of all of them at the end.",
            ("np.tanh(x @ Wx + h @ Wh + b)", "x @ Wx + h @ Wh + b"),
            ("return np.array(hs)", "return np.tanh(np.array(hs))"),
        ),
        (
            LIST,
            "tanh-twice",
            "tanh is taken once more of what is stored.",
            ("hs.append(h)", "hs.append(np.tanh(h))"),
        ),
        (LIST, "bias-outside", "The bias is added after tanh.", ("h @ Wh + b)", "h @ Wh) + b")),
        (
            JOINED,
            "state-first",
            "The state is joined in front of the input, the weights the other way round.",
            ("[xs[t], states[-1]]", "[states[-1], xs[t]]"),
        ),
        (
            JOINED,
            "batch-first",
            "The result is (N, T, H): time is the second axis.",
            ("np.stack(states[1:])", "np.stack(states[1:], axis=1)"),
        ),
        (
            FILLED,
            "backwards",
            "Runs from the last input to the first; each state stands at its input's place.",
            ("range(T)", "reversed(range(T))"),
        ),
        (
            LIST,
            "inputs-reversed",
            "The inputs are read from the end; the states stand in that order.",
            ("in xs:", "in xs[::-1]:"),
        ),
        (
            LIST,
            "one-buffer",
            "One array is filled again and again: all entries are the last state.",
            ("    h = h0\n", "    h = h0.copy()\n"),
            ("        h = np.tanh", "        h[:] = np.tanh"),
        ),
        (
            LIST,
            "h0-written-over",
            "Writes each state into the caller's h0.",
            ("        h = np.tanh", "        h[...] = np.tanh"),
            ("hs.append(h)", "hs.append(h.copy())"),
        ),
        (
            LIST,
            "added-to-the-state",
            "Adds to the old state, as in a residual network: h + tanh(z).",
            ("        h = np.tanh", "        h = h + np.tanh"),
        ),
        (
            FILLED,
            "h0-is-the-first-state",
            "The first state is h0, and the first input is never read.",
            ("    for t in range(T):\n", "    hs[0] = h0\n    for t in range(1, T):\n"),
        ),
        (
            FILLED,
            "input-of-the-step-before",
            "Step t reads the input of step t − 1.",
            ("xs[t]", "xs[t - 1]"),
        ),
        (LIST, "no-recurrence", "The state's product is left out: T separate layers.", (" + h @ Wh", "")),
        (
            FILLED,
            "two-steps-back",
            "Reads the state of two steps ago.",
            ("        before = hs[t]\n", "        before = hs[t - 1] if t > 0 else h0\n"),
        ),
        (FILLED, "one-step-short", "The last step is not computed and stays zero.", ("range(T)", "range(T - 1)")),
        (
            LIST,
            "state-of-the-first-example",
            "All rows start from the first row of h0.",
            ("    h = h0\n", "    h = h0[0]\n"),
        ),
        (
            FILLED,
            "returns-inside",
            "Returns after the first step: the rest is zeros.",
            ("        before = hs[t]\n    return hs", "        before = hs[t]\n        return hs"),
        ),
        (
            JOINED,
            "h0-returned-and-no-bias",
            "Two slips: h0 stands in front, and the bias is forgotten.",
            ("states[1:]", "states"),
            (" + b)", ")"),
        ),
        (
            LIST,
            "from-zero-and-transposed",
            "Two slips: it starts from zeros, and the recurrent weights are transposed.",
            ("    h = h0\n", "    h = np.zeros(h0.shape)\n"),
            ("h @ Wh", "h @ Wh.T"),
        ),
    )
)
