"""Swaps in the two loops of a sweep that is cut off: where they end, what they add up, and what they read on the way.

Each own gradient ghs[t] travels by itself, over the steps s of its window. `time_windows` makes (δ of each step, what
arrives at h0) of them; the sums over the steps are those of `step_sums.py`.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import numpy as np

from autograd_lab.mistakes.anatomy import Array, Ingredients, Swap
from autograd_lab.mistakes.swaps.through_time import Back, Swept, before

Pays = Callable[[int, int, int], bool]  # t, k, T: whether dh0 gets what is left behind the window of t


def _as_asked(t: int, k: int) -> Iterable[int]:
    return range(t, max(-1, t - k), -1)


def _never(t: int, k: int, T: int) -> bool:
    return False


def _reaches(t: int, k: int, T: int) -> bool:
    return t < k


def _loops(
    steps: Callable[[int, int], Iterable[int]] = _as_asked,
    starts: Callable[[int, int], Iterable[int]] = lambda T, k: range(T),
    slopes: Callable[[Array, int, int], Any] = lambda slope, s, t: slope[s],
    handed: Callable[[Array, Array], Array] = lambda dz, slope: dz,
    picks_up: Callable[[int, int], bool] = lambda s, low: False,
    pays_at: int | None = None,
    pays: Pays = _reaches,
) -> Any:
    """The two loops, with one thing in them done otherwise.

    picks_up  whether the own gradient of the step before s is added, where `low` is the window's earliest step
    pays_at   the step at which dh0 gets what is handed back there
    """

    def of(made_of: Ingredients) -> Any:
        k = made_of["time_k"]

        def sweep(own: Array, slope: Array, back: Back) -> Swept:
            T, deltas, dh0 = len(own), np.zeros(own.shape), np.zeros(own.shape[1:])
            for t in starts(T, k):
                g = own[t]
                for s in steps(t, k):
                    dz = g * slopes(slope, s, t)
                    deltas[s] += dz
                    g = back(handed(dz, slope[s]))
                    if picks_up(s, max(0, t - k + 1)):
                        g = g + own[s - 1]
                    if s == pays_at:
                        dh0 = dh0 + g
                if pays(t, k, T):
                    dh0 = dh0 + g
            return deltas, dh0

        return sweep

    return of


def _shares(made_of: Ingredients) -> Iterator[tuple[int, int, int, Array]]:
    """What each own gradient leaves on its way: (t, s, the window's earliest step, δ)."""
    own, slope, k = made_of["time_ghs"], made_of["time_slopes"], made_of["time_k"]
    for t in range(len(own)):
        g = own[t]
        for s in _as_asked(t, k):
            dz = g * slope[s]
            yield t, s, max(0, t - k + 1), dz
            g = dz @ made_of["time_Wh"].T


def _step_inputs(made_of: Ingredients, which: str) -> Array:
    """What each step read: all x, or the states before the steps."""
    return np.asarray(made_of["time_x"] if which == "x" else before(made_of))


def _learns(which: str, reads: Callable[[Array, int, int, int, Ingredients], Any]) -> Any:
    """A sum in which the step s of the window of t has read something else than what entered there."""

    def of(made_of: Ingredients) -> Any:
        entered = _step_inputs(made_of, which)
        total = sum(np.asarray(reads(entered, t, s, low, made_of)).T @ dz for t, s, low, dz in _shares(made_of))
        return lambda *_: total

    return of


def _of_shares(role: str, counts: Callable[[int, int, int, int, int], bool]) -> Any:
    """A sum of those shares alone that count, by (t, s, the earliest step, k, T)."""

    def of(made_of: Ingredients) -> Any:
        k, T = made_of["time_k"], len(made_of["time_h"])
        kept = [(s, dz) for t, s, low, dz in _shares(made_of) if counts(t, s, low, k, T)]
        if role == "bias":
            total = sum(dz.sum(axis=0) for _, dz in kept)
        else:
            entered = _step_inputs(made_of, role)
            total = sum(entered[s].T @ dz for s, dz in kept)
        return lambda *_: total

    return of


_ROLES = (("x", "time_learn_x"), ("h", "time_learn_h"), ("bias", "time_bias"))
#: the share that is left where each is written over the one before: by two loops, from the first t or from the last
#: one on, and by one loop in which all own gradients travel side by side
_LAST_SHARES: tuple[Callable[[int, int, int, int, int], bool], ...] = (
    lambda t, s, low, k, T: (t, s) == (T - 1, low),
    lambda t, s, low, k, T: (t, s) == (0, 0),
    lambda t, s, low, k, T: t - s == min(k, T) - 1,
)
_ENDS_AT_STEP_1 = partial(_loops, lambda t, k: range(t, max(t - k, 0), -1))
_STAYS = partial(_loops, lambda t, k: (max(s, 0) for s in range(t, t - k, -1)))

WINDOW_LOOP_SWAPS: tuple[Swap, ...] = (
    Swap("first-step-left-out", "time_windows", _ENDS_AT_STEP_1(pays=_never)),
    Swap("first-step-left-out", "time_windows", _ENDS_AT_STEP_1(pays=_never, pays_at=1)),
    Swap("first-step-left-out", "time_windows", _ENDS_AT_STEP_1()),
    Swap("window-repeats-step-0", "time_windows", _STAYS()),
    Swap("window-repeats-step-0", "time_windows", _STAYS(pays=_never, pays_at=0)),
    Swap(
        "window-wraps-around",
        "time_windows",
        _loops(lambda t, k: range(t, t - k, -1), pays=lambda t, k, T: True),
    ),
    Swap("short-windows-left-out", "time_windows", _loops(starts=lambda T, k: range(k - 1, T))),
    Swap("own-gradients-on-the-way", "time_windows", _loops(picks_up=lambda s, low: s > low)),
    Swap("own-gradients-on-the-way", "time_windows", _loops(picks_up=lambda s, low: True)),
    Swap(
        "own-gradients-on-the-way",
        "time_windows",
        _loops(picks_up=lambda s, low: s > low, pays=lambda t, k, T: True),
    ),
    Swap("slope-of-own-step", "time_windows", _loops(slopes=lambda slope, s, t: slope[t])),
    Swap("slope-on-own-alone", "time_windows", _loops(slopes=lambda slope, s, t: slope[s] if s == t else 1.0)),
    Swap("slope-handed-twice", "time_windows", _loops(handed=lambda dz, slope: dz * slope)),
    Swap("initial-window-miscounted", "time_windows", _loops(pays=lambda t, k, T: t == k - 1)),
    Swap("steps-overwritten", "time_windows", _loops(pays=lambda t, k, T: t == min(k, T) - 1)),
    *(Swap("steps-overwritten", role, _of_shares(of, counts)) for of, role in _ROLES for counts in _LAST_SHARES),
    *(Swap("window-counted-at-its-end", role, _of_shares(of, lambda t, s, low, k, T: s == low)) for of, role in _ROLES),
    Swap("window-counted-at-its-start", "time_bias", _of_shares("bias", lambda t, s, low, k, T: s == t)),
    Swap("entered-at-own-step", "time_learn_x", _learns("x", lambda entered, t, s, low, i: entered[t])),
    Swap("entered-at-own-step", "time_learn_h", _learns("h", lambda entered, t, s, low, i: entered[t])),
    *(
        Swap("window-from-zeros", "time_learn_h", _learns("h", reads))
        for reads in (
            lambda entered, t, s, low, i: entered[s] * (s > low),
            lambda entered, t, s, low, i: entered[s] * (s > low or s == 0),
            lambda entered, t, s, low, i: entered[s] * (s > t - i["time_k"] + 1),
        )
    ),
    Swap(
        "window-from-h0",
        "time_learn_h",
        _learns("h", lambda entered, t, s, low, i: entered[s] if s > low else i["time_h0"]),
    ),
)
