"""Right ways to write `returns_to_go` of problem set 11."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

import math
from itertools import accumulate

import numpy as np

from autograd_lab.exams.ps11.returns_variants import by_episodes, by_sums, from_behind
from autograd_lab.exams.question import Variant


def _with_a_factor(rewards, ends, gamma):
    G, total = np.zeros_like(rewards), 0.0
    for t in range(len(rewards))[::-1]:
        total = rewards[t] + gamma * total * (1 - ends[t])
        G[t] = total
    return G


def _with_a_step_behind(rewards, ends, gamma):
    G = np.zeros(len(rewards) + 1)
    for t in range(len(rewards) - 1, -1, -1):
        G[t] = rewards[t]
        if not ends[t]:
            G[t] += gamma * G[t + 1]
    return G[:-1]


def _by_list(rewards, ends, gamma):
    G, total = [], 0
    for r, end in zip(reversed(rewards), reversed(ends), strict=True):
        if end:
            total = 0
        total = r + gamma * total
        G.append(total)
    return np.array(G[::-1])


def _by_matrix(rewards, ends, gamma):
    T = len(rewards)
    number = np.cumsum(ends) - ends
    away = np.arange(T)[None, :] - np.arange(T)[:, None]
    same = (number[:, None] == number) & (away >= 0)
    return np.where(same, gamma ** np.maximum(away, 0), 0.0) @ rewards


def _by_equations(rewards, ends, gamma):
    """G − gamma · shifted G = rewards, as a system of equations."""
    T = len(rewards)
    A = np.eye(T)
    for t in range(T - 1):
        if not ends[t]:
            A[t, t + 1] = -gamma
    return np.linalg.solve(A, rewards)


def _by_powers(rewards, ends, gamma):
    """A sum from behind of rewards times powers, divided by the step's own power."""
    powers = gamma ** np.arange(len(rewards))
    pieces = np.split(np.arange(len(rewards)), np.flatnonzero(ends) + 1)
    return np.concatenate([np.cumsum((powers[p] * rewards[p])[::-1])[::-1] / powers[p] for p in pieces])


def _by_recursion(rewards, ends, gamma):
    if len(rewards) == 0:
        return np.zeros(0)
    rest = _by_recursion(rewards[1:], ends[1:], gamma)
    first = rewards[0] if ends[0] or len(rest) == 0 else rewards[0] + gamma * rest[0]
    return np.concatenate([[first], rest])


def _by_accumulate(rewards, ends, gamma):
    pairs = zip(rewards[::-1].tolist(), ends[::-1].tolist(), strict=True)
    return np.array(
        list(accumulate(pairs, lambda after, now: now[0] + (0 if now[1] else gamma * after), initial=0))[1:]
    )[::-1]


def _by_polynomials(rewards, ends, gamma):
    found, start = [], 0
    for stop in [*(np.flatnonzero(ends) + 1), len(rewards)]:
        found += [np.polyval(rewards[t:stop][::-1], gamma) for t in range(start, stop)]
        start = stop
    return np.array(found)


def _by_fsum(rewards, ends, gamma):
    G = []
    for t in range(len(rewards)):
        stop = next((k + 1 for k in range(t, len(rewards)) if ends[k]), len(rewards))
        G.append(math.fsum(gamma ** (k - t) * rewards[k] for k in range(t, stop)))
    return np.array(G)


RETURNS_RIGHT = (
    Variant("from behind", from_behind()),
    Variant("two loops", by_sums()),
    Variant("episode by episode", by_episodes()),
    Variant("times (1 − end)", _with_a_factor),
    Variant("a step behind the last", _with_a_step_behind),
    Variant("appended, and turned round", _by_list),
    Variant("a matrix of powers", _by_matrix),
    Variant("a system of equations", _by_equations),
    Variant("powers, and divided by them", _by_powers),
    Variant("recursion", _by_recursion),
    Variant("itertools", _by_accumulate),
    Variant("polynomials in gamma", _by_polynomials),
    Variant("each sum exactly", _by_fsum),
)
