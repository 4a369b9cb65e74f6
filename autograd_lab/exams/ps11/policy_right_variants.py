"""Right ways to write `score_function_gradient` of problem set 11."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

import math

import numpy as np

from autograd_lab.exams.ps11.policy_variants import by_marks, by_steps, through_log
from autograd_lab.exams.question import Variant


def _taken_off_in_place(logits, actions, returns, baseline):
    e = np.exp(logits)
    d = e / e.sum(axis=1, keepdims=True)
    d[np.arange(len(actions)), actions] -= 1
    d *= ((returns - baseline) / len(returns)).reshape(-1, 1)
    return d


def _by_einsum(logits, actions, returns, baseline):
    p = np.exp(logits)
    p = p / np.sum(p, axis=1)[:, None]
    onehot = (np.arange(p.shape[1]) == actions[:, None]).astype(float)
    return np.einsum("n,nk->nk", returns - baseline, p - onehot) / p.shape[0]


def _by_jacobian(logits, actions, returns, baseline):
    """1/p at the action, and the Jacobian of each softmax."""
    out = []
    for z, a, R in zip(logits, actions, returns, strict=True):
        p = np.exp(z - z.max()) / np.exp(z - z.max()).sum()
        dp = np.zeros(len(z))
        dp[a] = -(R - baseline) / p[a] / len(logits)
        out.append((np.diag(p) - np.outer(p, p)) @ dp)
    return np.array(out)


def _by_ascent(logits, actions, returns, baseline):
    p = np.exp(logits - logits.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    up = np.zeros(logits.shape)
    for n, a in enumerate(actions):
        up[n] = -p[n]
        up[n, a] = 1 - p[n, a]
        up[n] = up[n] * (returns[n] - baseline)
    return -up / len(up)


def _by_transposes(logits, actions, returns, baseline):
    z = logits.T
    p = np.exp(z) / np.exp(z).sum(axis=0)
    onehot = np.zeros_like(z)
    onehot[actions, np.arange(len(actions))] = 1
    return ((returns - baseline) * (p - onehot)).T / len(actions)


def _by_log_softmax(logits, actions, returns, baseline):
    ln_p = logits - np.log(np.sum(np.exp(logits), axis=-1, keepdims=True))
    d = np.exp(ln_p)
    np.subtract.at(d, (np.arange(len(d)), actions), 1.0)
    return d * (np.asarray(returns) - baseline)[:, np.newaxis] / len(d)


def _entry_by_entry(logits, actions, returns, baseline):
    N, K = logits.shape
    d = np.zeros((N, K))
    for n in range(N):
        total = math.fsum(math.exp(z) for z in logits[n])
        for k in range(K):
            slope = (k == actions[n]) - math.exp(logits[n, k]) / total
            d[n, k] = -(returns[n] - baseline) * slope / N
    return d


def _in_two_parts(logits, actions, returns, baseline):
    """What returns and baseline give by themselves, one minus the other."""
    e = np.exp(logits)
    p = e / e.sum(axis=1, keepdims=True)
    d = (p - np.eye(logits.shape[1])[actions]) / len(p)
    return d * returns[:, None] - d * baseline


def _by_put_along(logits, actions, returns, baseline):
    onehot = np.zeros_like(logits)
    np.put_along_axis(onehot, actions[:, None], 1.0, axis=1)
    e = np.exp(logits)
    return (onehot - e / e.sum(axis=1, keepdims=True)) * (baseline - returns)[:, None] / len(returns)


def _by_diag(logits, actions, returns, baseline):
    e = np.exp(logits - np.max(logits, axis=1)[:, None])
    p = e / (e @ np.ones((e.shape[1], 1)))
    return np.diag((returns - baseline) / len(p)) @ (p - np.eye(p.shape[1])[actions])


POLICY_RIGHT = (
    Variant("w (p − marks) / N", by_marks()),
    Variant("step by step", by_steps()),
    Variant("back through ln p", through_log()),
    Variant("1 taken off p in place", _taken_off_in_place),
    Variant("einsum", _by_einsum),
    Variant("explicit Jacobians", _by_jacobian),
    Variant("up, and the sign turned", _by_ascent),
    Variant("transposed, and back", _by_transposes),
    Variant("log-softmax", _by_log_softmax),
    Variant("two loops", _entry_by_entry),
    Variant("returns and baseline by themselves", _in_two_parts),
    Variant("put_along_axis", _by_put_along),
    Variant("a diagonal matrix of weights", _by_diag),
)
