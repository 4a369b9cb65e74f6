"""Right ways of writing the answers of the set on reward, written from their contracts alone."""

import functools
import math
from fractions import Fraction

import numpy as np

# --- returns_to_go ---


def returns_by_reduce(rewards, ends, gamma):
    def put(found, now):
        reward, end = now
        return [reward + (0.0 if end or not found else gamma * found[0]), *found]

    return np.array(functools.reduce(put, zip(rewards[::-1], ends[::-1], strict=True), []))


def returns_by_fractions(rewards, ends, gamma):
    g, after, found = Fraction(gamma), Fraction(0), []
    for reward, end in zip(reversed(rewards.tolist()), reversed(ends.tolist()), strict=True):
        after = Fraction(reward) + (0 if end else g * after)
        found.append(float(after))
    return np.array(found[::-1])


def returns_in_copies(rewards, ends, gamma):
    G = rewards.copy()
    for t in range(len(G) - 2, -1, -1):
        if not ends[t]:
            G[t] += gamma * G[t + 1]
    return G


def returns_by_repeated_shifts(rewards, ends, gamma):
    """Each round lets the rewards come one step nearer."""
    G, moving = rewards.copy(), rewards.copy()
    goes_on = ~ends[:-1]
    for _ in range(len(rewards) - 1):
        moving = np.append(gamma * moving[1:] * goes_on, 0.0)
        G = G + moving
    return G


# --- score_function_gradient ---


def policy_by_complex_step(logits, actions, returns, baseline):
    d = np.zeros(logits.shape)
    for n, k in np.ndindex(logits.shape):
        z = logits[n].astype(complex)
        z[k] += 1e-30j
        ln_p = z[actions[n]] - np.log(np.exp(z).sum())
        d[n, k] = -(returns[n] - baseline) * ln_p.imag / 1e-30 / len(logits)
    return d


def policy_by_differences(logits, actions, returns, baseline):
    """p_k is 1 over the sum of e to the differences from z_k."""
    p = 1 / np.exp(logits[:, None, :] - logits[:, :, None]).sum(axis=2)
    own = np.arange(logits.shape[1]) == actions[:, None]
    return np.where(own, p - 1, p) * (returns - baseline)[:, None] / len(logits)


def policy_with_others_of_the_drawn(logits, actions, returns, baseline):
    d = []
    for z, a, R in zip(logits.tolist(), actions.tolist(), returns.tolist(), strict=True):
        e = [math.exp(one - max(z)) for one in z]
        row = [one / sum(e) for one in e]
        row[a] = -math.fsum(one for k, one in enumerate(row) if k != a)
        d.append([(R - baseline) / len(logits) * one for one in row])
    return np.array(d)


# --- the neuron ---


def through_scalar_loops(x, w, b, y, s):
    z = b
    for xi, wi in zip(x, w, strict=True):
        z += xi * wi
    p = math.exp(z) / (1 + math.exp(z))
    total = 0.0
    for sample in s:
        total += 2 * sample - 2 * y
    db = total / len(s) * p * (1 - p)
    return np.array([xi * db for xi in x]), db


def through_by_chain(x, w, b, y, s):
    p = 1 / (1 + np.exp(-(np.inner(x, w) + b)))
    dloss = np.ones(len(s)) / len(s)
    ds = dloss * 2 * (s - y)
    dp = ds.sum()
    dz = dp * p * (1 - p)
    return np.multiply(x, dz), np.float64(dz)


def score_with_torch_like_signs(x, w, b, y, s, baseline):
    p = 1 / (1 + np.exp(-(x @ w + b)))
    worth = baseline - (s - y) ** 2
    return -np.mean(worth * (s - p)) * x, -np.mean(worth * (s - p))


def score_by_two_groups(x, w, b, y, s, baseline):
    p = 1 / (1 + np.exp(-(x @ w + b)))
    ones = int(s.sum())
    up = ones * ((1 - y) ** 2 - baseline) * (1 - p)
    down = (len(s) - ones) * ((0 - y) ** 2 - baseline) * p
    return (up - down) / len(s) * x, (up - down) / len(s)


# --- forward_mode ---


def dual_by_pairs(program, x):
    """Pairs of a number and a rate, one input at a time."""

    def times(a, b):
        return a[0] * b[0], a[0] * b[1] + a[1] * b[0]

    def through(a, value, slope):
        return value, slope * a[1]

    slopes = []
    for k in range(len(x)):
        made = [(v, float(k == i)) for i, v in enumerate(x)]
        for op, *at in program:
            u = [made[i] for i in at] if op != "const" else at
            if op == "const":
                made.append((u[0], 0.0))
            elif op in ("add", "sub"):
                sign = 1 if op == "add" else -1
                made.append((u[0][0] + sign * u[1][0], u[0][1] + sign * u[1][1]))
            elif op == "mul":
                made.append(times(*u))
            elif op == "div":
                made.append(times(u[0], (1 / u[1][0], -u[1][1] / u[1][0] ** 2)))
            elif op == "exp":
                made.append(through(u[0], np.exp(u[0][0]), np.exp(u[0][0])))
            elif op == "log":
                made.append(through(u[0], np.log(u[0][0]), 1 / u[0][0]))
            else:
                made.append(through(u[0], np.tanh(u[0][0]), np.cosh(u[0][0]) ** -2))
        slopes.append(made[-1][1])
    return made[-1][0], np.array(slopes)


def dual_by_tables(program, x):
    """A table of Jacobian rows, filled from the top."""
    n, m = len(x), len(program)
    J = np.zeros((n + m, n))
    J[:n] = np.identity(n)
    v = [*x.tolist()]
    for row, (op, *at) in enumerate(program, n):
        if op == "const":
            v.append(at[0])
            continue
        a, b = v[at[0]], v[at[-1]]
        value, *slopes = {
            "add": lambda a, b: (a + b, 1.0, 1.0),
            "sub": lambda a, b: (a - b, 1.0, -1.0),
            "mul": lambda a, b: (a * b, b, a),
            "div": lambda a, b: (a / b, 1 / b, -(a / b) / b),
            "exp": lambda a, b: (math.exp(a), math.exp(a)),
            "log": lambda a, b: (math.log(a), 1 / a),
            "tanh": lambda a, b: (math.tanh(a), 1 - math.tanh(a) ** 2),
        }[op](a, b)
        v.append(value)
        for handle, slope in zip(at, slopes, strict=True):
            J[row] += slope * J[handle]
    return np.float64(v[-1]), J[-1].copy()


REWARD = {
    "returns_to_go": {
        "functools.reduce": returns_by_reduce,
        "fractions": returns_by_fractions,
        "in a copy": returns_in_copies,
        "repeated shifts": returns_by_repeated_shifts,
    },
    "score_function_gradient": {
        "complex step": policy_by_complex_step,
        "differences of logits": policy_by_differences,
        "minus the others": policy_with_others_of_the_drawn,
    },
    "straight_through": {"scalar loops": through_scalar_loops, "link by link": through_by_chain},
    "score_function_neuron": {"signs turned twice": score_with_torch_like_signs, "two groups": score_by_two_groups},
    "forward_mode": {"1/b as a factor": dual_by_pairs, "a table of rows": dual_by_tables},
}
