"""Swaps in returns to go.

Roles: `return_goes_on` is 1 where the next step belongs to the same episode, else 0, a list; `return_join` makes of a
reward, gamma and what comes after it what a step has; `return_whole` is a whole function of rewards, ends and gamma,
None for that of the recurrence; `return_out` has the last word. `returns` are the arguments.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograd_lab.mistakes.anatomy import Array, Ingredients, Swap, always

Whole = Callable[[Array, Array, float], Any]


def _ends(made_of: Ingredients) -> Array:
    return np.asarray(made_of["returns"]["ends"], dtype=bool)


def _goes_on_by_other_ends(made_of: Ingredients, by: int) -> list[float]:
    """Where it goes on, if ends are looked up so many steps later."""
    ends, T = _ends(made_of), len(_ends(made_of))
    return [float(not (0 <= t + by < T and ends[t + by])) for t in range(T)]


def episodes(ends: Array) -> Iterator[slice]:
    """The steps of each episode."""
    start = 0
    for stop in [*(np.flatnonzero(ends) + 1), len(ends)]:
        yield slice(start, int(stop))
        start = int(stop)


def _by_step(of_step: Callable[[Array, float, int], Any], across: bool = False) -> Whole:
    """What each step of each episode has: of_step(its rewards, gamma, the step)."""

    def whole(rewards: Array, ends: Array, gamma: float) -> Array:
        pieces = [slice(0, len(ends))] if across else list(episodes(ends))
        return np.array([of_step(rewards[piece], gamma, t) for piece in pieces for t in range(len(rewards[piece]))])

    return whole


def _powers(count: int, gamma: float) -> Array:
    return np.asarray(gamma ** np.arange(count))


def _to_go(piece: Array, gamma: float, t: int) -> Any:
    return piece[t:] @ _powers(len(piece) - t, gamma)


def _past(cleared: Callable[[Array, int], bool], decay: bool) -> Whole:
    """Running sums from the first step on."""

    def whole(rewards: Array, ends: Array, gamma: float) -> Array:
        found, total = np.zeros(len(rewards)), 0.0
        for t in range(len(rewards)):
            total = rewards[t] + (gamma if decay else 1.0) * (0.0 if cleared(ends, t) else total)
            found[t] = total
        return found

    return whole


def _without_own(cut: bool, decay: bool) -> Whole:
    def whole(rewards: Array, ends: Array, gamma: float) -> Array:
        right = _by_step(_to_go)(rewards, ends, gamma)
        later = np.append(right[1:], 0.0) * (gamma if decay else 1.0)
        return np.where(ends, 0.0, later) if cut else later

    return whole


def _one_ahead(cut: bool, decay: bool) -> Whole:
    def whole(rewards: Array, ends: Array, gamma: float) -> Array:
        later = np.append(rewards[1:], 0.0) * (gamma if decay else 1.0)
        return np.asarray(rewards + (np.where(ends, 0.0, later) if cut else later))

    return whole


def _from_start(number: Callable[[Array, Array], Array]) -> Whole:
    """gamma to a power that is a step's number, for each reward from here to the end of its episode."""

    def whole(rewards: Array, ends: Array, gamma: float) -> Array:
        weighted = rewards * gamma ** number(rewards, ends)
        return np.concatenate([np.cumsum(weighted[piece][::-1])[::-1] for piece in episodes(ends)])

    return whole


def _in_episode(rewards: Array, ends: Array) -> Array:
    return np.concatenate([np.arange(piece.stop - piece.start) for piece in episodes(ends)]).astype(float)


def _from_its_end(rewards: Array, ends: Array) -> Array:
    return np.concatenate([np.arange(piece.stop - piece.start)[::-1] for piece in episodes(ends)]).astype(float)


def _only(first: bool, shorter: bool = False) -> Whole:
    """The first episode alone, or the last piece alone."""

    def whole(rewards: Array, ends: Array, gamma: float) -> Array:
        right = _by_step(_to_go)(rewards, ends, gamma)
        pieces = [piece for piece in episodes(ends) if piece.stop > piece.start]
        kept = pieces[0] if first else pieces[-1]
        if shorter:
            return np.asarray(right[kept])
        found = np.zeros(len(rewards))
        found[kept] = right[kept]
        return found

    return whole


def _end_reward_lost(all_of_it: bool) -> Whole:
    def whole(rewards: Array, ends: Array, gamma: float) -> Array:
        found, after = np.zeros(len(rewards)), 0.0
        for t in reversed(range(len(rewards))):
            after = 0.0 if ends[t] and all_of_it else rewards[t] + gamma * (0.0 if ends[t] else after)
            found[t] = 0.0 if ends[t] else after
        return found

    return whole


def _cleared_at_rewards(rewards: Array, ends: Array, gamma: float) -> Array:
    found, after = np.zeros(len(rewards)), 0.0
    for t in reversed(range(len(rewards))):
        found[t] = after = rewards[t] + gamma * (0.0 if rewards[t] else after)
    return found


def _last_term(rewards: Array, ends: Array, gamma: float) -> Array:
    last = _by_step(lambda piece, g, t: g ** (len(piece) - 1 - t) * piece[-1])
    return np.asarray(last(rewards, ends, gamma))


def _over_spread(eps: float, centred: bool = True) -> Callable[[Array], Array]:
    return lambda G: (G - G.mean() * centred) / (G.std() + eps)


_WHOLE: tuple[tuple[str, Whole], ...] = (
    ("return-whole", _by_step(lambda piece, g, t: _to_go(piece, g, 0))),
    ("return-whole", _by_step(lambda piece, g, t: piece.sum())),
    ("return-whole", _by_step(lambda piece, g, t: _to_go(piece, g, 0), across=True)),
    ("return-whole", _by_step(lambda piece, g, t: piece.sum(), across=True)),
    ("return-whole", lambda r, ends, g: np.full(len(r), _by_step(_to_go)(r, ends, g)[0])),
    *(
        ("return-past", _past(cleared, decay))
        for cleared in (lambda e, t: bool(t and e[t - 1]), lambda e, t: bool(e[t]), lambda e, t: False)
        for decay in (True, False)
    ),
    ("return-past", _by_step(lambda piece, g, t: piece[: t + 1] @ _powers(t + 1, g))),
    ("return-past", _by_step(lambda piece, g, t: piece @ g ** np.abs(np.arange(len(piece)) - t))),
    ("return-gamma-from-start", _from_start(lambda r, ends: np.arange(len(r)).astype(float))),
    ("return-gamma-from-start", _from_start(_in_episode)),
    ("return-gamma-from-start", _from_start(lambda r, ends: np.arange(len(r)) + 1.0)),
    ("return-gamma-from-end", _from_start(_from_its_end)),
    ("return-gamma-from-end", _from_start(lambda r, ends: np.arange(len(r))[::-1].astype(float))),
    ("return-gamma-from-end", _from_start(lambda r, ends: _from_its_end(r, ends) + 1)),
    ("return-gamma-late", _by_step(lambda p, g, t: p[t:] @ g ** np.maximum(np.arange(len(p) - t) - 1.0, 0))),
    ("return-gamma-once", _by_step(lambda p, g, t: p[t] + g * p[t + 1 :].sum())),
    *(("return-own-missing", _without_own(cut, decay)) for cut in (True, False) for decay in (True, False)),
    ("return-short-sighted", lambda r, ends, g: r),
    *(("return-short-sighted", _one_ahead(cut, decay)) for cut in (True, False) for decay in (True, False)),
    ("return-averaged", _by_step(lambda p, g, t: _to_go(p, g, t) / (len(p) - t))),
    ("return-averaged", _by_step(lambda p, g, t: _to_go(p, g, t) / len(p))),
    ("return-averaged", _by_step(lambda p, g, t: _to_go(p, g, t) / _powers(len(p) - t, g).sum())),
    ("return-end-reward-lost", _end_reward_lost(all_of_it=True)),
    ("return-end-reward-lost", _end_reward_lost(all_of_it=False)),
    ("return-first-episode-alone", _only(first=True)),
    ("return-first-episode-alone", _only(first=False)),
    ("return-first-episode-alone", _only(first=True, shorter=True)),
    ("return-reset-at-rewards", _cleared_at_rewards),
    ("return-last-term", _last_term),
)
_JOINS: tuple[tuple[str, Callable[[float, float, float], float]], ...] = (
    ("return-gamma-missing", lambda r, g, after: r + after),
    ("return-gamma-on-own", lambda r, g, after: g * (r + after)),
    ("return-gamma-on-own", lambda r, g, after: g * r + after),
    ("return-complement", lambda r, g, after: (1 - g) * r + g * after),
    ("return-complement", lambda r, g, after: g * r + (1 - g) * after),
    ("return-gamma-other", lambda r, g, after: r + after / g),
    ("return-gamma-other", lambda r, g, after: r + g**2 * after),
    ("return-gamma-other", lambda r, g, after: r + (1 - g) * after),
    ("return-gamma-other", lambda r, g, after: r + g**0.5 * after),
    ("return-subtracted", lambda r, g, after: r - g * after),
)


def _without_tail(made_of: Ingredients) -> Callable[[Array], Array]:
    """The returns with 0 in an episode that is cut off."""
    stops = np.flatnonzero(_ends(made_of)) + 1
    keep = np.arange(len(_ends(made_of))) < (stops[-1] if len(stops) else 0)
    return lambda G: np.where(keep, G, 0.0)


def _last_left_out(rewards: Array, ends: Array, gamma: float) -> Array:
    return np.append(_by_step(_to_go)(rewards[:-1], ends[:-1], gamma), 0.0)


def _first_set_to_zero(G: Array) -> Array:
    return np.append(0.0, G[1:])


RETURN_SWAPS: tuple[Swap, ...] = (
    Swap("return-ends-ignored", "return_goes_on", lambda i: [1.0] * len(_ends(i))),
    Swap("return-cut-shifted", "return_goes_on", lambda i: _goes_on_by_other_ends(i, 1)),
    Swap("return-cut-shifted", "return_goes_on", lambda i: _goes_on_by_other_ends(i, -1)),
    Swap("return-ends-inverted", "return_goes_on", lambda i: _ends(i).astype(float).tolist()),
    *(Swap(mistake, "return_join", always(join)) for mistake, join in _JOINS),
    *(Swap(mistake, "return_whole", always(whole)) for mistake, whole in _WHOLE),
    Swap("return-one-left-out", "return_whole", always(_last_left_out)),
    Swap("return-one-left-out", "return_out", always(_first_set_to_zero)),
    Swap("return-one-left-out", "return_out", always(lambda G: np.append(G[:-1], 0.0))),
    Swap("return-one-left-out", "return_out", always(lambda G: G[:-1])),
    Swap("return-reversed", "return_out", always(lambda G: G[::-1])),
    Swap("return-cut-off-dropped", "return_out", _without_tail),
    Swap("return-normalised", "return_out", always(lambda G: G - G.mean())),
    *(
        Swap("return-normalised", "return_out", always(_over_spread(eps, centred)))
        for eps in (
            0.0,
            1e-8,
            1e-9,
            1e-10,
            1e-7,
            1e-6,
            1e-5,
            float(np.finfo(np.float32).eps),
            float(np.finfo(float).eps),
        )
        for centred in (True, False)
    ),
)
