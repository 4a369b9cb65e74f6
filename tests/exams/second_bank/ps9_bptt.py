"""Problem set 9, a recurrent layer through time: wrong ways to its gradients, as students hand them in."""

from tests.exams.second_bank.submission import Submission, edited

LOOP = """
def bptt(xs, hs, h0, Wx, Wh, b, ghs):
    dWx = np.zeros_like(Wx)
    dWh = np.zeros_like(Wh)
    db = np.zeros_like(b)
    dh_next = np.zeros_like(h0)
    for t in reversed(range(len(xs))):
        dh = ghs[t] + dh_next
        dz = dh * (1 - hs[t] ** 2)
        h_prev = hs[t - 1] if t > 0 else h0
        dWx += xs[t].T @ dz
        dWh += h_prev.T @ dz
        db += dz.sum(axis=0)
        dh_next = dz @ Wh.T
    return dWx, dWh, db, dh_next
"""
DELTAS = """
def bptt(xs, hs, h0, Wx, Wh, b, ghs):
    T, N, D = xs.shape
    before = np.concatenate([h0[None], hs[:-1]])
    deltas = np.empty(hs.shape)
    back = np.zeros(h0.shape)
    for t in range(T - 1, -1, -1):
        deltas[t] = (ghs[t] + back) * (1 - hs[t] * hs[t])
        back = np.dot(deltas[t], Wh.T)
    dWx = np.einsum("tnd,tnh->dh", xs, deltas)
    dWh = np.einsum("tni,tnj->ij", before, deltas)
    db = deltas.sum(axis=(0, 1))
    return dWx, dWh, db, back
"""
PATHS = """
def bptt(xs, hs, h0, Wx, Wh, b, ghs):
    dWx, dWh, db, dh0 = 0 * Wx, 0 * Wh, 0 * b, 0 * h0
    states = [h0, *hs]
    for t in range(len(ghs)):
        d = ghs[t]
        for s in range(t, -1, -1):
            d = d * (1 - states[s + 1] ** 2)
            dWx = dWx + xs[s].T @ d
            dWh = dWh + states[s].T @ d
            db = db + d.sum(0)
            d = d @ Wh.T
        dh0 = dh0 + d
    return dWx, dWh, db, dh0
"""
BPTT = tuple(
    Submission("bptt", slug, truth, edited(base, *edits))
    for base, slug, truth, *edits in (
        (
            LOOP,
            "each-step-alone",
            "Nothing comes through later steps: each step gets its own gradient alone.",
            ("ghs[t] + dh_next", "ghs[t]"),
        ),
        (
            LOOP,
            "last-loss-alone",
            "Starts from the gradient at the last state and never adds the others.",
            ("dh_next = np.zeros_like(h0)", "dh_next = ghs[-1]"),
            ("ghs[t] + dh_next", "dh_next"),
        ),
        (
            LOOP,
            "last-loss-twice",
            "Starts with the last own gradient already arriving, and adds it again at the last step.",
            ("dh_next = np.zeros_like(h0)", "dh_next = ghs[-1]"),
        ),
        (LOOP, "no-slope", "The slope of tanh is left out.", ("dh * (1 - hs[t] ** 2)", "dh")),
        (
            DELTAS,
            "slope-of-h",
            "tanh is taken once more: 1 − tanh(h)² for 1 − h².",
            ("(1 - hs[t] * hs[t])", "(1 - np.tanh(hs[t]) ** 2)"),
        ),
        (DELTAS, "sigmoid-slope", "The slope of a sigmoid, h(1 − h).", ("(1 - hs[t] * hs[t])", "hs[t] * (1 - hs[t])")),
        (LOOP, "not-squared", "The slope is 1 − h: no square.", ("1 - hs[t] ** 2", "1 - hs[t]")),
        (
            LOOP,
            "carried-without-slope",
            "What goes to the step before is dh @ Whᵀ: it has not passed the slope of tanh.",
            ("dz @ Wh.T", "dh @ Wh.T"),
        ),
        (
            DELTAS,
            "own-gradient-without-slope",
            "Only what arrives from later passes the slope; the step's own gradient is taken for δ already.",
            ("(ghs[t] + back) * (1 - hs[t] * hs[t])", "ghs[t] + back * (1 - hs[t] * hs[t])"),
        ),
        (
            LOOP,
            "wh-not-transposed",
            "Goes back through Wh as it is, not through its transpose.",
            ("dz @ Wh.T", "dz @ Wh"),
        ),
        (LOOP, "forwards", "Goes through the steps forwards.", ("reversed(range(len(xs)))", "range(len(xs))")),
        (
            LOOP,
            "state-of-the-same-step",
            "Wh's gradient is made with h_t where h_{t−1} went in.",
            ("h_prev.T @ dz", "hs[t].T @ dz"),
        ),
        (
            LOOP,
            "wraps-around",
            "At step 0, hs[t − 1] is the last state: h0 is never read.",
            ("hs[t - 1] if t > 0 else h0", "hs[t - 1]"),
        ),
        (
            LOOP,
            "starts-from-zero",
            "The state before step 0 is taken to be zeros.",
            ("hs[t - 1] if t > 0 else h0", "hs[t - 1] if t > 0 else np.zeros_like(h0)"),
        ),
        (
            DELTAS,
            "recurrent-sum-from-step-1",
            "Wh's gradient leaves out step 0: pairs δ_t with h_{t−1} inside of hs alone.",
            ('"tni,tnj->ij", before, deltas', '"tni,tnj->ij", hs[:-1], deltas[1:]'),
        ),
        (
            LOOP,
            "first-step-missing",
            "The loop ends before step 0.",
            ("reversed(range(len(xs)))", "range(len(xs) - 1, 0, -1)"),
        ),
        (
            DELTAS,
            "delta-for-dh0",
            "dh0 is δ of step 0, not gone back through Wh.",
            ("return dWx, dWh, db, back", "return dWx, dWh, db, deltas[0]"),
        ),
        (LOOP, "dh-for-dh0", "dh0 is the gradient at the first state of hs.", ("db, dh_next\n", "db, dh\n")),
        (
            PATHS,
            "dh0-of-the-first-path",
            "dh0 counts the loss of step 0 alone.",
            ("        dh0 = dh0 + d\n", "        if t == 0:\n            dh0 = dh0 + d\n"),
        ),
        (
            LOOP,
            "dh0-is-a-constant",
            "dh0 is zeros: the first state is taken for a constant.",
            ("return dWx, dWh, db, dh_next", "return dWx, dWh, db, np.zeros_like(h0)"),
        ),
        (
            LOOP,
            "overwritten",
            "Each step overwrites the weights' gradients: those of step 0 remain.",
            ("dWx += ", "dWx = "),
            ("dWh += ", "dWh = "),
            ("db += ", "db = "),
        ),
        (
            DELTAS,
            "means-over-time",
            "Means over the steps, not sums.",
            ("    return", "    dWx, dWh, db = dWx / T, dWh / T, db / T\n    return"),
        ),
        (
            DELTAS,
            "means-over-the-batch",
            "Divides by N, though what a mean brings is in ghs already.",
            ("    return", "    dWx, dWh, db = dWx / N, dWh / N, db / N\n    return"),
        ),
        (LOOP, "bias-by-mean", "The bias gets the mean of the rows.", ("dz.sum(axis=0)", "dz.mean(axis=0)")),
        (
            DELTAS,
            "bias-per-example",
            "The bias's gradient is summed over time alone and is (N, H).",
            ("deltas.sum(axis=(0, 1))", "deltas.sum(axis=0)"),
        ),
        (LOOP, "recurrent-transposed", "Wh's gradient is transposed.", ("h_prev.T @ dz", "dz.T @ h_prev")),
        (
            LOOP,
            "carry-piles-up",
            "What arrives is added to what arrived before, and counts again at every earlier step.",
            ("dh_next = dz @ Wh.T", "dh_next += dz @ Wh.T"),
        ),
        (
            LOOP,
            "own-gradient-beside",
            "Hands on the own gradient beside δ, as over a residual connection.",
            ("dh_next = dz @ Wh.T", "dh_next = dz @ Wh.T + ghs[t]"),
        ),
        (
            PATHS,
            "sums-to-the-end",
            "From each step starts the sum of the own gradients up to there.",
            ("        d = ghs[t]\n", "        d = ghs[: t + 1].sum(axis=0)\n"),
        ),
        (
            DELTAS,
            "gradients-summed-at-the-end",
            "All own gradients are added up and start together at the last step.",
            ("(ghs[t] + back)", "((ghs.sum(axis=0) if t == T - 1 else 0) + back)"),
        ),
        (
            LOOP,
            "slope-of-the-step-before",
            "The slope is that of the state before.",
            ("(1 - hs[t] ** 2)", "(1 - (hs[t - 1] if t > 0 else h0) ** 2)"),
        ),
        (
            PATHS,
            "slopes-taken-once",
            "On its way back a gradient passes one slope, that of its own step, and Whᵀ again and again.",
            (
                "            d = d * (1 - states[s + 1] ** 2)\n",
                "            d = d * (1 - states[s + 1] ** 2) if s == t else d\n",
            ),
        ),
        (
            LOOP,
            "clipped",
            "Clips the gradients to ±1 before it returns them, as programs for training do.",
            ("    return dWx", "    for d in (dWx, dWh, db):\n        np.clip(d, -1, 1, out=d)\n    return dWx"),
        ),
        (
            LOOP,
            "detached",
            "What arrives is used for the weights, and only the own gradient goes on: one step back.",
            ("dh_next = dz @ Wh.T", "dh_next = (ghs[t] * (1 - hs[t] ** 2)) @ Wh.T"),
        ),
        (
            LOOP,
            "ghs-changed",
            "Adds what arrives into ghs: right numbers, but the caller's array is changed.",
            ("        dh = ghs[t] + dh_next\n", "        dh = ghs[t]\n        dh += dh_next\n"),
        ),
        (
            DELTAS,
            "input-of-the-step-before",
            "δ_t is paired with the input of step t − 1.",
            ('"tnd,tnh->dh", xs, deltas', '"tnd,tnh->dh", np.roll(xs, 1, axis=0), deltas'),
        ),
        (
            LOOP,
            "slope-missing-and-not-transposed",
            "Two slips: no slope of tanh, and Wh is not transposed.",
            ("dh * (1 - hs[t] ** 2)", "dh"),
            ("dz @ Wh.T", "dz @ Wh"),
        ),
        (
            LOOP,
            "own-gradient-of-the-step-before-at-once",
            "What is at a state in all goes from step to step; at step 0 the index −1 adds the last own one to dh0.",
            ("dh_next = np.zeros_like(h0)", "dh_next = ghs[-1]"),
            ("dh = ghs[t] + dh_next", "dh = dh_next"),
            ("dh_next = dz @ Wh.T", "dh_next = dz @ Wh.T + ghs[t - 1]"),
        ),
        (
            LOOP,
            "own-gradient-added-here-and-there",
            "Every own gradient but the last is added twice, and at step 0 the index −1 brings the last one into dh0.",
            ("dh_next = dz @ Wh.T", "dh_next = dz @ Wh.T + ghs[t - 1]"),
        ),
        (
            DELTAS,
            "slope-of-the-step-before-on-the-way",
            "What is handed back is multiplied by the slope of the state that it goes to, and at that step again.",
            ("back = np.dot(deltas[t], Wh.T)", "back = np.dot(deltas[t], Wh.T) * (1 - before[t] ** 2)"),
        ),
    )
)
