"""Problem set 9, a cell of an LSTM: wrong ways to its gradients, as students hand them in."""

from tests.exams.second_bank.submission import Submission, edited

SLICES = """
def lstm_cell_backward(x, h_prev, c_prev, W, U, b, dh, dc):
    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    N, H = h_prev.shape
    z = x @ W + h_prev @ U + b
    i = sigmoid(z[:, :H])
    f = sigmoid(z[:, H:2 * H])
    g = np.tanh(z[:, 2 * H:3 * H])
    o = sigmoid(z[:, 3 * H:])
    c = f * c_prev + i * g
    tc = np.tanh(c)

    do = dh * tc
    dct = dc + dh * o * (1 - tc ** 2)
    di = dct * g
    df = dct * c_prev
    dg = dct * i
    dc_prev = dct * f

    dz = np.zeros_like(z)
    dz[:, :H] = di * i * (1 - i)
    dz[:, H:2 * H] = df * f * (1 - f)
    dz[:, 2 * H:3 * H] = dg * (1 - g ** 2)
    dz[:, 3 * H:] = do * o * (1 - o)
    dx = dz @ W.T
    dh_prev = dz @ U.T
    dW = x.T @ dz
    dU = h_prev.T @ dz
    db = dz.sum(axis=0)
    return dx, dh_prev, dc_prev, dW, dU, db
"""
GATES = """
def lstm_cell_backward(x, h_prev, c_prev, W, U, b, dh, dc):
    gates = np.split(np.dot(x, W) + np.dot(h_prev, U) + b, 4, axis=1)
    i, f, o = (1 / (1 + np.exp(-gates[j])) for j in (0, 1, 3))
    g = np.tanh(gates[2])
    c_tanh = np.tanh(f * c_prev + i * g)
    at_c = dh * o * (1 - c_tanh ** 2) + dc
    dz_i = at_c * g * i * (1 - i)
    dz_f = at_c * c_prev * f * (1 - f)
    dz_g = at_c * i * (1 - g * g)
    dz_o = dh * c_tanh * o * (1 - o)
    dz = np.concatenate((dz_i, dz_f, dz_g, dz_o), axis=1)
    return (
        np.dot(dz, W.T),
        np.dot(dz, U.T),
        at_c * f,
        np.dot(x.T, dz),
        np.dot(h_prev.T, dz),
        np.sum(dz, axis=0),
    )
"""
LSTM = tuple(
    Submission("lstm_cell_backward", slug, truth, edited(base, *edits))
    for base, slug, truth, *edits in (
        (
            SLICES,
            "nothing-through-h",
            "Only dc arrives at the cell: what comes from h through tanh is forgotten.",
            ("dc + dh * o * (1 - tc ** 2)", "dc"),
        ),
        (
            GATES,
            "dc-forgotten",
            "What arrives at the cell from the next step is forgotten.",
            ("at_c = dh * o * (1 - c_tanh ** 2) + dc", "at_c = dh * o * (1 - c_tanh ** 2)"),
        ),
        (
            SLICES,
            "dc-through-tanh",
            "dc too is multiplied by the slope of tanh, as if it came through h.",
            ("dc + dh * o * (1 - tc ** 2)", "(dc + dh * o) * (1 - tc ** 2)"),
        ),
        (
            SLICES,
            "dc-through-the-output-gate",
            "dc too is multiplied by the output gate and the slope of tanh.",
            ("dc + dh * o * (1 - tc ** 2)", "(dc + dh) * o * (1 - tc ** 2)"),
        ),
        (
            SLICES,
            "dc-in-the-output-gate",
            "The output gate hears dc too, though it does not change c.",
            ("do = dh * tc", "do = (dh + dc) * tc"),
        ),
        (
            GATES,
            "output-gate-missing",
            "From h to c the output gate is left out.",
            ("dh * o * (1 - c_tanh", "dh * (1 - c_tanh"),
        ),
        (
            GATES,
            "no-slope-at-c",
            "From h to c the slope of tanh is left out.",
            ("dh * o * (1 - c_tanh ** 2)", "dh * o"),
        ),
        (
            SLICES,
            "slope-of-c",
            "The slope of tanh at c is 1 − c²: c is not its own tanh.",
            ("(1 - tc ** 2)", "(1 - c ** 2)"),
        ),
        (SLICES, "output-gate-by-c", "The output gate gets dh·c, not dh·tanh(c).", ("do = dh * tc", "do = dh * c")),
        (
            SLICES,
            "as-if-h-were-o-times-c",
            "No tanh around c at all, in the gate nor on the way to c.",
            ("tc = np.tanh(c)", "tc = c"),
            ("dh * o * (1 - tc ** 2)", "dh * o"),
        ),
        (
            SLICES,
            "dc-prev-not-gated",
            "What goes to the cell before is not multiplied by the forget gate.",
            ("dc_prev = dct * f", "dc_prev = dct"),
        ),
        (
            SLICES,
            "dc-prev-by-the-cell",
            "dc_prev is multiplied by c_prev, the gradient of the gate.",
            ("dc_prev = dct * f", "dc_prev = dct * c_prev"),
        ),
        (
            SLICES,
            "dc-prev-from-dc-alone",
            "To the cell before goes dc·f: the part that comes from h is missing there.",
            ("dc_prev = dct * f", "dc_prev = dc * f"),
        ),
        (
            SLICES,
            "dc-prev-through-the-input-gate",
            "The input gate and the forget gate are exchanged on the way to c_prev.",
            ("dc_prev = dct * f", "dc_prev = dct * i"),
        ),
        (
            GATES,
            "forget-gate-by-the-new-cell",
            "The forget gate gets c where it multiplies c_prev.",
            ("at_c * c_prev * f * (1 - f)", "at_c * (f * c_prev + i * g) * f * (1 - f)"),
        ),
        (
            SLICES,
            "input-gate-and-candidate",
            "i gets what belongs to g and g what belongs to i: each is multiplied by itself.",
            ("di = dct * g", "di = dct * i"),
            ("dg = dct * i", "dg = dct * g"),
        ),
        (
            SLICES,
            "order-i-f-o-g",
            "The gates are read and written in the order i, f, o, g.",
            ("g = np.tanh(z[:, 2 * H:3 * H])", "g = np.tanh(z[:, 3 * H:])"),
            ("o = sigmoid(z[:, 3 * H:])", "o = sigmoid(z[:, 2 * H:3 * H])"),
            ("dz[:, 2 * H:3 * H] = dg", "dz[:, 3 * H:] = dg"),
            ("dz[:, 3 * H:] = do", "dz[:, 2 * H:3 * H] = do"),
        ),
        (
            GATES,
            "order-f-i-g-o",
            "The forget gate is taken to come first: read and written so.",
            (
                "i, f, o = (1 / (1 + np.exp(-gates[j])) for j in (0, 1, 3))",
                "f, i, o = (1 / (1 + np.exp(-gates[j])) for j in (0, 1, 3))",
            ),
            ("(dz_i, dz_f, dz_g, dz_o)", "(dz_f, dz_i, dz_g, dz_o)"),
        ),
        (
            GATES,
            "written-in-another-order",
            "The gates are read as i, f, g, o and their gradients put together as i, f, o, g.",
            ("(dz_i, dz_f, dz_g, dz_o)", "(dz_i, dz_f, dz_o, dz_g)"),
        ),
        (
            SLICES,
            "candidate-by-sigmoid",
            "The candidate g is a sigmoid, with a sigmoid's slope.",
            ("g = np.tanh(z[:, 2 * H:3 * H])", "g = sigmoid(z[:, 2 * H:3 * H])"),
            ("dg * (1 - g ** 2)", "dg * g * (1 - g)"),
        ),
        (
            SLICES,
            "candidate-slope-of-a-sigmoid",
            "The slope of the candidate is written like that of the gates, g(1 − g).",
            ("dg * (1 - g ** 2)", "dg * g * (1 - g)"),
        ),
        (
            GATES,
            "candidate-without-slope",
            "The candidate's slope of tanh is left out.",
            ("at_c * i * (1 - g * g)", "at_c * i"),
        ),
        (
            SLICES,
            "gates-without-slopes",
            "The gates' slopes are left out: dz is what arrives at the gates.",
            ("di * i * (1 - i)", "di"),
            ("df * f * (1 - f)", "df"),
            ("do * o * (1 - o)", "do"),
        ),
        (
            SLICES,
            "forget-gate-without-slope",
            "The forget gate's slope is left out.",
            ("df * f * (1 - f)", "df"),
        ),
        (
            SLICES,
            "sigmoid-of-a-sigmoid",
            "The slopes are σ'(i), of the gate that is a sigmoid already.",
            ("di * i * (1 - i)", "di * sigmoid(i) * (1 - sigmoid(i))"),
            ("df * f * (1 - f)", "df * sigmoid(f) * (1 - sigmoid(f))"),
            ("do * o * (1 - o)", "do * sigmoid(o) * (1 - sigmoid(o))"),
        ),
        (
            SLICES,
            "tanh-slopes-in-gates",
            "All gates get the slope of tanh, 1 − a².",
            ("di * i * (1 - i)", "di * (1 - i ** 2)"),
            ("df * f * (1 - f)", "df * (1 - f ** 2)"),
            ("do * o * (1 - o)", "do * (1 - o ** 2)"),
        ),
        (GATES, "bias-not-added", "The bias is left out where z is computed again.", (" + b, 4", ", 4")),
        (
            SLICES,
            "x-and-h-exchanged",
            "dU is made with x, dW with h_prev: they are exchanged.",
            ("dW = x.T @ dz", "dW = h_prev.T @ dz"),
            ("dU = h_prev.T @ dz", "dU = x.T @ dz"),
        ),
        (SLICES, "bias-by-mean", "The bias's gradient is a mean over the rows.", ("dz.sum(axis=0)", "dz.mean(axis=0)")),
        (
            SLICES,
            "averaged-again",
            "The weights' gradients are divided by N, which is in dh already.",
            ("x.T @ dz", "x.T @ dz / N"),
            ("h_prev.T @ dz", "h_prev.T @ dz / N"),
            ("dz.sum(axis=0)", "dz.sum(axis=0) / N"),
        ),
        (SLICES, "bias-per-example", "The bias's gradient is not summed over the rows.", ("dz.sum(axis=0)", "dz")),
        (
            SLICES,
            "dh-handed-on",
            "dh goes to h_prev directly too, as if h were carried on like the cell.",
            ("dh_prev = dz @ U.T", "dh_prev = dz @ U.T + dh"),
        ),
        (
            SLICES,
            "back-through-the-output-gate-alone",
            "h_prev hears the output gate alone.",
            ("dh_prev = dz @ U.T", "dh_prev = dz[:, 3 * H:] @ U[:, 3 * H:].T"),
        ),
        (
            SLICES,
            "dc-changed",
            "Adds into the caller's dc: right numbers, but dc is changed.",
            ("    dct = dc + dh * o * (1 - tc ** 2)\n", "    dct = dc\n    dct += dh * o * (1 - tc ** 2)\n"),
        ),
        (
            GATES,
            "no-output-gate-and-dc-prev-by-the-cell",
            "Two slips: no output gate on the way to c, and dc_prev is multiplied by c_prev.",
            ("dh * o * (1 - c_tanh", "dh * (1 - c_tanh"),
            ("        at_c * f,\n", "        at_c * c_prev,\n"),
        ),
        (
            GATES,
            "all-at-c-in-the-output-gate",
            "δ of o is made of the whole gradient at c, where that at h belongs.",
            ("dh * c_tanh * o * (1 - o)", "at_c * c_tanh * o * (1 - o)"),
        ),
    )
)
