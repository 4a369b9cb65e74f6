"""Problem set 9, a recurrent neuron of one number: wrong ways back through time, as students hand them in."""

from tests.exams.second_bank.submission import Submission, edited

LOOP = """
def bptt_scalar(x, h, h0, w, u, b, gh):
    dw, du, db = 0.0, 0.0, 0.0
    arriving = 0.0
    for t in reversed(range(len(x))):
        dh = gh[t] + arriving
        dz = dh * (1 - h[t] ** 2)
        before = h[t - 1] if t > 0 else h0
        dw += dz * x[t]
        du += dz * before
        db += dz
        arriving = dz * u
    return dw, du, db, arriving
"""
ARRAYS = """
def bptt_scalar(x, h, h0, w, u, b, gh):
    x, h, gh = np.array(x), np.array(h), np.array(gh)
    T = len(x)
    before = np.concatenate([[h0], h[:-1]])
    slope = 1 - h * h
    delta = np.zeros(T)
    carry = 0.0
    for t in range(T - 1, -1, -1):
        delta[t] = (gh[t] + carry) * slope[t]
        carry = u * delta[t]
    dw = np.dot(delta, x)
    du = np.dot(delta, before)
    db = np.sum(delta)
    return dw, du, db, carry
"""
PATHS = """
def bptt_scalar(x, h, h0, w, u, b, gh):
    dw = du = db = dh0 = 0.0
    for t in range(len(h)):
        d = gh[t]
        for s in range(t, -1, -1):
            d = d * (1 - h[s] ** 2)
            dw = dw + d * x[s]
            du = du + d * (h0 if s == 0 else h[s - 1])
            db = db + d
            d = d * u
        dh0 = dh0 + d
    return dw, du, db, dh0
"""
SCALAR = tuple(
    Submission("bptt_scalar", slug, truth, edited(base, *edits))
    for base, slug, truth, *edits in (
        (
            LOOP,
            "each-step-alone",
            "Nothing comes through the later steps: each step gets its own gradient alone.",
            ("gh[t] + arriving", "gh[t]"),
        ),
        (
            ARRAYS,
            "last-loss-alone",
            "Only the last gradient is used, as if the loss looked at the last state alone.",
            ("gh[t] + carry", "(gh[t] if t == T - 1 else 0) + carry"),
        ),
        (LOOP, "no-slope", "The slope of tanh is left out.", ("dh * (1 - h[t] ** 2)", "dh")),
        (
            ARRAYS,
            "slope-of-h",
            "tanh is taken again: the slope is 1 − tanh(h)², though h is tanh(z) already.",
            ("1 - h * h", "1 - np.tanh(h) ** 2"),
        ),
        (LOOP, "not-squared", "The slope is 1 − h, the square is missing.", ("1 - h[t] ** 2", "1 - h[t]")),
        (ARRAYS, "sigmoid-slope", "The slope of a sigmoid, h(1 − h), for that of tanh.", ("1 - h * h", "h * (1 - h)")),
        (
            LOOP,
            "carried-without-slope",
            "What goes to the step before is dh·u: on its way back it does not pass the slope of tanh.",
            ("arriving = dz * u", "arriving = dh * u"),
        ),
        (
            PATHS,
            "slope-of-the-last-alone",
            "The slope is multiplied in once, where the gradient starts, and not at each step.",
            (
                "        d = gh[t]\n        for s in range(t, -1, -1):\n            d = d * (1 - h[s] ** 2)\n",
                "        d = gh[t] * (1 - h[t] ** 2)\n        for s in range(t, -1, -1):\n",
            ),
        ),
        (
            LOOP,
            "slope-twice",
            "The slope is multiplied in a second time on the way to the step before.",
            ("arriving = dz * u", "arriving = dz * u * (1 - h[t] ** 2)"),
        ),
        (
            LOOP,
            "forwards",
            "Goes through time forwards, so what is handed on comes from the earlier steps.",
            ("reversed(range(len(x)))", "range(len(x))"),
        ),
        (
            ARRAYS,
            "state-of-the-same-step",
            "u's gradient uses h_t where h_{t−1} went in.",
            ("np.dot(delta, before)", "np.dot(delta, h)"),
        ),
        (
            LOOP,
            "wraps-around",
            "At step 0, h[t − 1] is the last state of the sequence: h0 is never read.",
            ("h[t - 1] if t > 0 else h0", "h[t - 1]"),
        ),
        (
            LOOP,
            "starts-from-zero",
            "The state before step 0 is taken to be 0.",
            ("h[t - 1] if t > 0 else h0", "h[t - 1] if t > 0 else 0.0"),
        ),
        (
            LOOP,
            "rolled-the-other-way",
            "u's gradient uses the state of the next step, h_{t+1}.",
            ("h[t - 1] if t > 0 else h0", "h[t + 1] if t + 1 < len(h) else h0"),
        ),
        (
            ARRAYS,
            "first-step-missing",
            "The loop ends at step 1: step 0 gives nothing, and dh0 is what arrives at h of step 0.",
            ("range(T - 1, -1, -1)", "range(T - 1, 0, -1)"),
        ),
        (
            PATHS,
            "paths-without-step-0",
            "No path goes over step 0, the one step that reads h0.",
            ("range(t, -1, -1)", "range(t, 0, -1)"),
        ),
        (
            ARRAYS,
            "delta-for-dh0",
            "dh0 is δ of step 0: the factor u is missing.",
            ("return dw, du, db, carry", "return dw, du, db, delta[0]"),
        ),
        (
            LOOP,
            "dh-for-dh0",
            "dh0 is the gradient at the state of step 0, one step too late.",
            ("return dw, du, db, arriving", "return dw, du, db, dh"),
        ),
        (
            PATHS,
            "dh0-of-the-last-path",
            "dh0 keeps the path of the last loss alone: = where += belongs.",
            ("dh0 = dh0 + d", "dh0 = d"),
        ),
        (
            LOOP,
            "overwritten",
            "The weights' gradients are those of step 0: each step overwrites what was there.",
            ("dw += ", "dw = "),
            ("du += ", "du = "),
            ("db += ", "db = "),
        ),
        (
            ARRAYS,
            "means-over-time",
            "Means over the steps, where a weight that is used T times has the sum.",
            ("np.dot(delta, x)", "np.dot(delta, x) / T"),
            ("np.dot(delta, before)", "np.dot(delta, before) / T"),
            ("np.sum(delta)", "np.mean(delta)"),
        ),
        (
            LOOP,
            "back-through-w",
            "Goes to the step before through w, the weight of the input.",
            ("arriving = dz * u", "arriving = dz * w"),
        ),
        (
            LOOP,
            "carry-piles-up",
            "What arrives is added to what arrived before: a gradient counts again at every earlier step.",
            ("arriving = dz * u", "arriving += dz * u"),
        ),
        (
            ARRAYS,
            "own-gradient-handed-on-twice",
            "The own gradient passes through δ, and once more beside it without the slope.",
            ("carry = u * delta[t]", "carry = u * (delta[t] + gh[t])"),
        ),
        (
            ARRAYS,
            "gradients-summed-at-the-end",
            "All the own gradients are added up and start together at the last step.",
            ("gh[t] + carry", "(gh.sum() if t == T - 1 else 0) + carry"),
        ),
        (
            LOOP,
            "slope-of-the-step-before",
            "The slope belongs to the state before: 1 − h_{t−1}².",
            ("        dz = dh * (1 - h[t] ** 2)\n", ""),
            ("else h0\n", "else h0\n        dz = dh * (1 - before ** 2)\n"),
        ),
        (
            LOOP,
            "bias-before-tanh",
            "The bias gets dh, without the slope of tanh.",
            ("db += dz", "db += dh"),
        ),
        (
            LOOP,
            "weights-for-inputs",
            "dw is multiplied by w, the gradient of the input.",
            ("dz * x[t]", "dz * w"),
        ),
        (
            ARRAYS,
            "two-steps-back",
            "A gradient goes back over two steps at most.",
            ("carry = u * delta[t]", "carry = u * gh[t] * slope[t] if t > 0 else u * delta[t]"),
        ),
        (
            LOOP,
            "gh-changed",
            "What arrives is added into gh itself: the numbers are right, the caller's array is not what it was.",
            ("        dh = gh[t] + arriving\n", "        gh[t] += arriving\n        dh = gh[t]\n"),
        ),
        (
            PATHS,
            "powers-without-slopes",
            "dh0 is u to the power of the steps times the own gradients: no slope of tanh on that way.",
            ("dh0 = dh0 + d", "dh0 = dh0 + gh[t] * u ** (t + 1)"),
        ),
        (LOOP, "du-first", "du comes before dw.", ("return dw, du,", "return du, dw,")),
        (
            LOOP,
            "minus",
            "Everything has the wrong sign.",
            ("dh * (1 - h", "-dh * (1 - h"),
            ("arriving = dz", "arriving = -dz"),
        ),
        (
            LOOP,
            "wraps-and-no-slope-on-the-way",
            "Two slips: at step 0 the last state is read, and what is handed on does not pass the slope.",
            ("h[t - 1] if t > 0 else h0", "h[t - 1]"),
            ("arriving = dz * u", "arriving = dh * u"),
        ),
        (
            LOOP,
            "own-gradient-of-the-step-before-at-once",
            "What is at a state in all goes from step to step; at step 0 the index −1 adds the last own one to dh0.",
            ("arriving = 0.0", "arriving = gh[-1]"),
            ("dh = gh[t] + arriving", "dh = arriving"),
            ("arriving = dz * u", "arriving = dz * u + gh[t - 1]"),
        ),
        (
            LOOP,
            "own-gradient-added-here-and-there",
            "Every own gradient but the last is added twice: where a step hands back, and at the step before.",
            ("arriving = dz * u", "arriving = dz * u + (gh[t - 1] if t > 0 else 0.0)"),
        ),
        (
            LOOP,
            "dh0-like-du",
            "dh0 is δ of step 0 times h0, which is that step's share of du.",
            ("return dw, du, db, arriving", "return dw, du, db, dz * before"),
        ),
    )
)
