"""Problem set 9, truncated backpropagation through time: wrong ways to it, as students hand them in."""

from tests.exams.second_bank.submission import Submission, edited

PATHS = """
def truncated_bptt(xs, hs, h0, Wx, Wh, b, ghs, k):
    T = len(xs)
    dWx, dWh, db = np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(b.shape)
    dh0 = np.zeros(h0.shape)
    for t in range(T):
        d = ghs[t]
        for s in range(t, max(t - k, -1), -1):
            dz = d * (1 - hs[s] ** 2)
            before = h0 if s == 0 else hs[s - 1]
            dWx += xs[s].T @ dz
            dWh += before.T @ dz
            db += dz.sum(axis=0)
            d = dz @ Wh.T
            if s == 0:
                dh0 += d
    return dWx, dWh, db, dh0
"""
WAITING = """
def truncated_bptt(xs, hs, h0, Wx, Wh, b, ghs, k):
    states = np.concatenate([h0[np.newaxis], hs])
    dWx, dWh, db = 0.0, 0.0, 0.0
    waiting = []
    for t in reversed(range(len(xs))):
        waiting = [ghs[t]] + waiting[:k - 1]
        slope = 1 - states[t + 1] ** 2
        dz = sum(waiting) * slope
        dWx = dWx + xs[t].T @ dz
        dWh = dWh + states[t].T @ dz
        db = db + dz.sum(axis=0)
        waiting = [(d * slope) @ Wh.T for d in waiting]
    dh0 = sum(waiting)
    return dWx, dWh, db, dh0
"""
CARRY = """
def truncated_bptt(xs, hs, h0, Wx, Wh, b, ghs, k):
    T, N, H = hs.shape
    dWx, dWh, db = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(b)
    dh_next = np.zeros((N, H))
    for t in range(T - 1, -1, -1):
        dz = (ghs[t] + dh_next) * (1 - hs[t] ** 2)
        h_prev = hs[t - 1] if t else h0
        dWx += xs[t].T @ dz
        dWh += h_prev.T @ dz
        db += dz.sum(0)
        dh_next = dz @ Wh.T
    return dWx, dWh, db, dh_next
"""
HANDED_ON = "        dh_next = dz @ Wh.T\n"
TRUNCATED = tuple(
    Submission("truncated_bptt", slug, truth, edited(base, *edits))
    for base, slug, truth, *edits in (
        (CARRY, "not-cut", "k is not used: the whole way back."),
        (
            CARRY,
            "blocks-from-the-start",
            "Cuts the sequence into blocks of k steps, as with a detach after every k: a gradient at the head of a "
            "block goes back over one step alone.",
            (HANDED_ON, f"{HANDED_ON}        if t % k == 0 and t > 0:\n            dh_next = np.zeros((N, H))\n"),
        ),
        (
            CARRY,
            "blocks-from-the-end",
            "Cuts the sequence into blocks of k steps, counted from its end.",
            (HANDED_ON, f"{HANDED_ON}        if (T - t) % k == 0 and t > 0:\n            dh_next = np.zeros((N, H))\n"),
        ),
        (
            CARRY,
            "blocks-and-none-for-h0",
            "What is handed on becomes zeros after every k steps from the start, so dh0 is always zeros.",
            (HANDED_ON, "        dh_next = dz @ Wh.T if t % k else np.zeros((N, H))\n"),
        ),
        (
            CARRY,
            "last-k-steps",
            "Goes back from the end over the last k steps; the earlier ones, with their own gradients, are left out.",
            ("range(T - 1, -1, -1)", "range(T - 1, max(T - 1 - k, -1), -1)"),
        ),
        (
            CARRY,
            "last-k-losses",
            "The own gradients of the last k steps go the whole way back; the others are dropped.",
            ("(ghs[t] + dh_next)", "((ghs[t] if t >= T - k else 0) + dh_next)"),
        ),
        (
            CARRY,
            "own-gradients-until-the-cut",
            "After k steps from the end nothing is handed on; the earlier steps get their own gradient alone.",
            ("(ghs[t] + dh_next)", "(ghs[t] + (dh_next if t >= T - k else 0))"),
        ),
        (PATHS, "one-step-more", "k + 1 steps.", ("max(t - k, -1)", "max(t - k - 1, -1)")),
        (
            PATHS,
            "one-step-fewer",
            "k − 1 steps: the step t itself is counted as none.",
            ("max(t - k, -1)", "max(t - k + 1, -1)"),
        ),
        (
            WAITING,
            "one-more-waiting",
            "k + 1 gradients are under way, one too many.",
            ("waiting[:k - 1]", "waiting[:k]"),
        ),
        (
            WAITING,
            "oldest-kept",
            "Of the gradients under way the oldest are kept, and the younger ones thrown out.",
            ("waiting[:k - 1]", "waiting[len(waiting) - k + 1:]"),
        ),
        (
            WAITING,
            "never-older-than-own",
            "Nothing waits: each step gets its own gradient alone, whatever k is.",
            ("+ waiting[:k - 1]", ""),
        ),
        (
            PATHS,
            "dh0-zero",
            "dh0 is always zeros: a cut sequence is taken to have no way to h0.",
            ("            if s == 0:\n                dh0 += d\n", ""),
        ),
        (
            PATHS,
            "dh0-from-every-end",
            "What is left at the end of each path is added to dh0, though most paths end before they reach h0.",
            ("            if s == 0:\n                dh0 += d\n", "        dh0 += d\n"),
        ),
        (
            PATHS,
            "dh0-without-the-last-step",
            "dh0 gets δ of step 0, not gone back through Wh.",
            ("dh0 += d\n", "dh0 += dz\n"),
        ),
        (
            PATHS,
            "dh0-of-the-whole-way",
            "The weights' gradients are cut, but dh0 gets all losses, as without a cut.",
            (
                "    return",
                "    full = 0\n    for t in range(T - 1, -1, -1):\n"
                "        full = ((ghs[t] + full) * (1 - hs[t] ** 2)) @ Wh.T\n    dh0 = full\n    return",
            ),
        ),
        (
            PATHS,
            "recurrent-weights-alone",
            "Only Wh's gradient is cut at one step; the inputs' weights and the bias get whole paths of k steps.",
            ("            dWh += before.T @ dz\n", "            if s == t:\n                dWh += before.T @ dz\n"),
        ),
        (
            PATHS,
            "inputs-of-the-own-step",
            "The inputs' weights get the step's own loss alone: they are taken not to be used again.",
            ("            dWx += xs[s].T @ dz\n", "            if s == t:\n                dWx += xs[s].T @ dz\n"),
        ),
        (
            PATHS,
            "a-window-starts-from-zero",
            "The state before a window's first step is taken to be zeros.",
            (
                "before = h0 if s == 0 else hs[s - 1]",
                "before = hs[s - 1] if s > max(t - k + 1, 0) else np.zeros_like(h0)",
            ),
        ),
        (
            PATHS,
            "a-window-starts-from-h0",
            "The state before a window's first step is taken to be h0.",
            ("before = h0 if s == 0 else hs[s - 1]", "before = hs[s - 1] if s > max(t - k + 1, 0) else h0"),
        ),
        (
            PATHS,
            "the-last-loss",
            "Only the last loss goes back, over k steps.",
            ("in range(T):", "in [T - 1]:"),
        ),
        (
            PATHS,
            "every-kth-loss",
            "Only the losses at the end of each block of k steps go back.",
            ("in range(T):", "in range(k - 1, T, k):"),
        ),
        (
            PATHS,
            "windows-overlap",
            "In each window of k steps all own gradients travel, so those in the middle count several times.",
            (
                "            dz = d * (1",
                "            if s < t:\n                d = d + ghs[s]\n            dz = d * (1",
            ),
        ),
        (
            PATHS,
            "negative-steps",
            "The steps are not held at 0: from step 0 it goes on at the end of the sequence.",
            ("max(t - k, -1)", "max(t - k, -T)"),
        ),
        (
            PATHS,
            "divided-by-k",
            "Means over the k steps of a window.",
            ("        d = ghs[t]\n", "        d = ghs[t] / k\n"),
        ),
        (
            PATHS,
            "means-over-time",
            "Means over the T losses.",
            ("    return dWx, dWh, db, dh0", "    return dWx / T, dWh / T, db / T, dh0 / T"),
        ),
        (PATHS, "no-slope", "The slope of tanh is left out.", ("d * (1 - hs[s] ** 2)", "d")),
        (
            PATHS,
            "slope-of-the-loss",
            "All along the path the slope is that of the step it began at.",
            ("hs[s] ** 2", "hs[t] ** 2"),
        ),
        (
            WAITING,
            "carried-without-slope",
            "The gradients under way go through Whᵀ, not through the slope of tanh.",
            ("(d * slope) @ Wh.T", "d @ Wh.T"),
        ),
        (WAITING, "not-transposed", "Goes back through Wh, not its transpose.", ("@ Wh.T", "@ Wh")),
        (
            WAITING,
            "state-of-the-same-step",
            "Wh's gradient is made with h_t.",
            ("states[t].T @ dz", "states[t + 1].T @ dz"),
        ),
        (
            PATHS,
            "wraps-around",
            "At step 0 the last state is read for h0.",
            ("h0 if s == 0 else hs[s - 1]", "hs[s - 1]"),
        ),
        (
            PATHS,
            "steps-counted-forwards",
            "The window lies after t: step t's gradient goes over t, t + 1, …, t + k − 1.",
            ("range(t, max(t - k, -1), -1)", "range(t, min(t + k, T))"),
        ),
        (
            WAITING,
            "one-more-and-no-slope",
            "Two slips: k + 1 steps, and no slope on the way.",
            ("waiting[:k - 1]", "waiting[:k]"),
            ("(d * slope) @ Wh.T", "d @ Wh.T"),
        ),
        (
            PATHS,
            "ends-before-step-0",
            "The range's end is held at 0 and not at −1: step 0 is never done, and dh0 stays zeros.",
            ("max(t - k, -1)", "max(t - k, 0)"),
        ),
        (PATHS, "dWh-overwritten", "= for += in dWh.", ("dWh += before.T @ dz", "dWh = before.T @ dz")),
        (PATHS, "db-overwritten", "= for += in db.", ("db += dz.sum(axis=0)", "db = dz.sum(axis=0)")),
        (PATHS, "dh0-overwritten", "= for += in dh0.", ("dh0 += d\n", "dh0 = d\n")),
        (
            PATHS,
            "inputs-of-the-path-s-start",
            "All along a path the input is that of the step it began at.",
            ("dWx += xs[s].T @ dz", "dWx += xs[t].T @ dz"),
        ),
        (
            PATHS,
            "whole-windows-alone",
            "The own gradients of the first k − 1 steps, whose windows are shorter than k, are left out.",
            ("for t in range(T):", "for t in range(k - 1, T):"),
        ),
        (
            PATHS,
            "held-at-step-0",
            "A window that would go below step 0 goes over step 0 again, as often as is missing.",
            ("for s in range(t, max(t - k, -1), -1):", "for s in [max(0, t - n) for n in range(k)]:"),
        ),
    )
)
