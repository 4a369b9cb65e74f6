"""Wrong ways to write `returns_to_go` of problem set 11."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import wrong


def from_behind(
    steps: Callable[..., Any] = lambda T: range(T - 1, -1, -1),
    kept: Callable[..., Any] = lambda total, rewards, ends, t: 0.0 if ends[t] else total,
    joined: Callable[..., Any] = lambda reward, gamma, total: reward + gamma * total,
    out: Callable[..., Any] = lambda G, ends: G,
) -> Callable[..., Any]:
    """One loop from the last step to the first, with some of its lines changed."""

    def returns_to_go(rewards, ends, gamma):
        G = np.zeros(len(rewards))
        total = 0.0
        for t in steps(len(rewards)):
            total = kept(total, rewards, ends, t)
            total = joined(rewards[t], gamma, total)
            G[t] = total
        return out(G, ends)

    return returns_to_go


def by_sums(
    later: Callable[..., Any] = lambda t, T: range(t, T),
    weight: Callable[..., Any] = lambda gamma, t, k, T: gamma ** (k - t),
    add: Callable[..., Any] = lambda old, now: old + now,
    over: Callable[..., Any] = lambda ends, k, t: ends[k],
) -> Callable[..., Any]:
    """A sum for each step, as the formula is written."""

    def returns_to_go(rewards, ends, gamma):
        T = len(rewards)
        G = np.zeros(T)
        for t in range(T):
            for k in later(t, T):
                G[t] = add(G[t], weight(gamma, t, k, T) * rewards[k])
                if over(ends, k, t):
                    break
        return G

    return returns_to_go


def by_episodes(
    stops: Callable[..., Any] = lambda ends, T: np.append(np.flatnonzero(ends) + 1, T),
    of_step: Callable[..., Any] = lambda piece, gamma, t: np.sum(piece[t:] * gamma ** np.arange(len(piece) - t)),
) -> Callable[..., Any]:
    """Episode by episode, each with the powers of gamma."""

    def returns_to_go(rewards, ends, gamma):
        G = np.zeros(len(rewards))
        start = 0
        for stop in stops(ends, len(rewards)):
            piece = rewards[start:stop]
            for t in range(len(piece)):
                G[start + t] = of_step(piece, gamma, t)
            start = stop
        return G

    return returns_to_go


def _in_place(rewards, ends, gamma):
    for t in range(len(rewards) - 2, -1, -1):
        if not ends[t]:
            rewards[t] += gamma * rewards[t + 1]
    return rewards


def _as_whole_numbers(rewards, ends, gamma):
    G = np.zeros(len(rewards), dtype=int)
    total = 0.0
    for t in range(len(rewards))[::-1]:
        total = rewards[t] + gamma * (0 if ends[t] else total)
        G[t] = total
    return G


def _end_without_reward(rewards, ends, gamma):
    G = np.zeros(len(rewards))
    total = 0.0
    for t in range(len(rewards) - 1, -1, -1):
        total = 0.0 if ends[t] else rewards[t] + gamma * total
        G[t] = total
    return G


def _written_before_it_is_added(rewards, ends, gamma):
    G = np.zeros(len(rewards))
    total = 0.0
    for t in range(len(rewards) - 1, -1, -1):
        total = 0.0 if ends[t] else total
        G[t] = gamma * total
        total = rewards[t] + gamma * total
    return G


def _first_piece(rewards, ends, gamma):
    G = np.zeros(len(rewards))
    stop = np.argmax(ends) + 1 if ends.any() else len(rewards)
    G[:stop] = from_behind()(rewards[:stop], ends[:stop], gamma)
    return G


def _discount_that_grows(rewards, ends, gamma):
    """gamma for the last step, gamma² for the one before: the power is counted from behind."""
    G = np.zeros(len(rewards))
    total, discount = 0.0, 1.0
    for t in range(len(rewards) - 1, -1, -1):
        if ends[t]:
            total, discount = 0.0, 1.0
        total += discount * rewards[t]
        discount *= gamma
        G[t] = total
    return G


def _sum_before(rewards, ends, gamma):
    """What was won so far in this episode."""
    G, total = np.zeros(len(rewards)), 0.0
    for t in range(len(rewards)):
        total = rewards[t] + gamma * total
        G[t] = total
        if ends[t]:
            total = 0.0
    return G


RETURNS_WRONG = (
    wrong("return-ends-ignored", "never cleared", from_behind(kept=lambda total, rewards, ends, t: total)),
    wrong("return-ends-ignored", "two loops to the last step", by_sums(over=lambda ends, k, t: False)),
    wrong("return-ends-ignored", "one piece", by_episodes(stops=lambda ends, T: [T])),
    wrong(
        "return-cut-shifted",
        "ends taken for beginnings",
        from_behind(kept=lambda total, rewards, ends, t: 0.0 if t + 1 < len(ends) and ends[t + 1] else total),
    ),
    wrong(
        "return-cut-shifted",
        "a step late",
        from_behind(kept=lambda total, rewards, ends, t: 0.0 if t and ends[t - 1] else total),
    ),
    wrong(
        "return-cut-shifted",
        "stops before the end",
        by_sums(over=lambda ends, k, t: k + 1 < len(ends) and ends[k + 1]),
    ),
    wrong("return-cut-shifted", "pieces without + 1", by_episodes(stops=lambda ends, T: [*np.flatnonzero(ends), T])),
    wrong(
        "return-ends-inverted",
        "cleared everywhere but at ends",
        from_behind(kept=lambda total, rewards, ends, t: total if ends[t] else 0.0),
    ),
    wrong("return-ends-inverted", "stops where no end is", by_sums(over=lambda ends, k, t: not ends[k])),
    wrong(
        "return-whole",
        "the episode's return at each step",
        by_episodes(of_step=lambda piece, gamma, t: np.sum(piece * gamma ** np.arange(len(piece)))),
    ),
    wrong("return-whole", "its sum at each step", by_episodes(of_step=lambda piece, gamma, t: np.sum(piece))),
    wrong("return-whole", "one number for all", from_behind(out=lambda G, ends: np.full(len(G), G[0]))),
    wrong("return-past", "from the first step on", from_behind(steps=lambda T: range(T))),
    wrong("return-past", "what was won so far", _sum_before),
    wrong(
        "return-past",
        "a sum up to the step",
        by_episodes(of_step=lambda piece, gamma, t: np.sum(piece[: t + 1])),
    ),
    wrong(
        "return-past",
        "cumsum",
        lambda rewards, ends, gamma: np.cumsum(rewards),
    ),
    wrong("return-gamma-missing", "not discounted", from_behind(joined=lambda reward, gamma, total: reward + total)),
    wrong("return-gamma-missing", "plain sums", by_sums(weight=lambda gamma, t, k, T: 1.0)),
    wrong(
        "return-gamma-from-start", "gamma to the number of the step", by_sums(weight=lambda gamma, t, k, T: gamma**k)
    ),
    wrong(
        "return-gamma-from-start",
        "the episode's powers",
        by_episodes(of_step=lambda piece, gamma, t: np.sum((piece * gamma ** np.arange(len(piece)))[t:])),
    ),
    wrong(
        "return-gamma-on-own",
        "gamma in front of all",
        from_behind(joined=lambda reward, gamma, total: gamma * (reward + total)),
    ),
    wrong("return-gamma-on-own", "a power more", by_sums(weight=lambda gamma, t, k, T: gamma ** (k - t + 1))),
    wrong("return-gamma-late", "a power less", by_sums(weight=lambda gamma, t, k, T: gamma ** max(k - t - 1, 0))),
    wrong(
        "return-gamma-once", "gamma for all that is later", by_sums(weight=lambda gamma, t, k, T: gamma if k > t else 1)
    ),
    wrong("return-own-missing", "from the next step on", by_sums(later=lambda t, T: range(t + 1, T))),
    wrong("return-own-missing", "written before it is added", _written_before_it_is_added),
    wrong(
        "return-own-missing",
        "pieces from t + 1",
        by_episodes(of_step=lambda piece, gamma, t: np.sum(piece[t + 1 :] * gamma ** np.arange(len(piece) - t - 1))),
    ),
    wrong("return-short-sighted", "the rewards", by_sums(later=lambda t, T: range(t, t + 1))),
    wrong("return-short-sighted", "one step ahead", by_sums(later=lambda t, T: range(t, min(t + 2, T)))),
    wrong("return-cut-off-dropped", "whole episodes only", by_episodes(stops=lambda ends, T: np.flatnonzero(ends) + 1)),
    wrong("return-one-left-out", "begins at T − 2", from_behind(steps=lambda T: range(T - 2, -1, -1))),
    wrong("return-one-left-out", "stops at 1", from_behind(steps=lambda T: range(T - 1, 0, -1))),
    wrong("return-reversed", "not turned round", from_behind(out=lambda G, ends: G[::-1])),
    wrong("return-gamma-from-end", "a discount that grows", _discount_that_grows),
    wrong(
        "return-gamma-from-end",
        "counted from the last step",
        by_sums(weight=lambda gamma, t, k, T: gamma ** (T - 1 - k)),
    ),
    wrong(
        "return-averaged",
        "means for sums",
        by_episodes(of_step=lambda piece, gamma, t: np.mean(piece[t:] * gamma ** np.arange(len(piece) - t))),
    ),
    wrong("return-normalised", "less the mean", from_behind(out=lambda G, ends: G - G.mean())),
    wrong(
        "return-normalised",
        "less the mean, over the spread",
        from_behind(out=lambda G, ends: (G - G.mean()) / (G.std() + 1e-8)),
    ),
    wrong(
        "return-complement",
        "1 − gamma in front",
        from_behind(joined=lambda reward, gamma, total: (1 - gamma) * reward + gamma * total),
    ),
    wrong("return-gamma-other", "1/gamma", from_behind(joined=lambda reward, gamma, total: reward + total / gamma)),
    wrong("return-gamma-other", "gamma²", from_behind(joined=lambda reward, gamma, total: reward + gamma**2 * total)),
    wrong(
        "return-gamma-other", "1 − gamma", from_behind(joined=lambda reward, gamma, total: reward + (1 - gamma) * total)
    ),
    wrong("return-subtracted", "minus", from_behind(joined=lambda reward, gamma, total: reward - gamma * total)),
    wrong("return-end-reward-lost", "0 at the ends", _end_without_reward),
    wrong("return-first-episode-alone", "the others stay 0", _first_piece),
    wrong(
        "return-first-episode-alone",
        "stops after the first",
        by_episodes(stops=lambda ends, T: [*(np.flatnonzero(ends) + 1), T][:1]),
    ),
    wrong(
        "return-reset-at-rewards",
        "cleared where something is won",
        from_behind(kept=lambda total, rewards, ends, t: 0.0 if rewards[t] != 0 else total),
    ),
    wrong("return-last-term", "= for +=", by_sums(add=lambda old, now: now)),
    wrong("sign", "minus", from_behind(out=lambda G, ends: -G)),
    wrong("averaged-twice", "/ T", from_behind(out=lambda G, ends: G / len(G))),
    wrong("first-row", "that of the first step", from_behind(out=lambda G, ends: G[0])),
    wrong("rows-summed", "added up", from_behind(out=lambda G, ends: G.sum())),
    wrong("inputs-changed", "rewards in place", _in_place),
    wrong("integers", "an array of whole numbers", _as_whole_numbers),
)
