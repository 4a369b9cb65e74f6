"""Swaps in a sweep that is cut off: how far each own gradient travels, and what of it counts.

`time_windows` makes (δ of each step, what arrives at h0) of the own gradients, of tanh' and of the way back through Wh,
where each own gradient travels over `time_k` steps.
"""

from functools import partial
from typing import Any

import numpy as np

from autograd_lab.mistakes.anatomy import Array, Ingredients, Swap
from autograd_lab.mistakes.swaps.through_time import Back, Swept


def _windows(length: Any = lambda k: k, lands: str = "all", handed: Any = lambda g, dz: dz) -> Any:
    """A sweep in windows: how many steps, in which of them δ counts, and what is handed on."""

    def of(made_of: Ingredients) -> Any:
        def sweep(own: Array, slope: Array, back: Back) -> Swept:
            T, k = len(own), length(made_of["time_k"])
            deltas, dh0 = np.zeros(own.shape), np.zeros(own.shape[1:])
            for t in range(T):
                g, low = own[t], max(0, t - k + 1)
                for s in range(t, low - 1, -1):
                    dz = g * slope[s]
                    if lands == "all" or s == (t if lands == "start" else low):
                        deltas[s] += dz
                    g = back(handed(g, dz))
                if t < k:
                    dh0 = dh0 + g
            return deltas, dh0

        return sweep

    return of


def _initial_of_windows(pays: Any) -> Any:
    """A sweep in windows of which other ones pay dh0: those of which `pays(t, k, T)` holds."""

    def of(made_of: Ingredients) -> Any:
        def sweep(own: Array, slope: Array, back: Back) -> Swept:
            T, k = len(own), made_of["time_k"]
            deltas, dh0 = np.zeros(own.shape), np.zeros(own.shape[1:])
            for t in range(T):
                g = own[t]
                for s in range(t, max(-1, t - k), -1):
                    dz = g * slope[s]
                    deltas[s] += dz
                    g = back(dz)
                if pays(t, k, T):
                    dh0 = dh0 + g
            return deltas, dh0

        return sweep

    return of


def _whole_initial(made_of: Ingredients) -> Any:
    """The right δ, with the dh0 of a sweep that is not cut off."""

    def sweep(own: Array, slope: Array, back: Back) -> Swept:
        deltas, _ = _windows()(made_of)(own, slope, back)
        return deltas, _windows(lambda k: len(own))(made_of)(own, slope, back)[1]

    return sweep


def _at_the_end(made_of: Ingredients) -> Any:
    """A whole sweep, of which the last k steps count."""

    def sweep(own: Array, slope: Array, back: Back) -> Swept:
        deltas, arriving = np.zeros(own.shape), np.zeros(own.shape[1:])
        k = min(made_of["time_k"], len(own))
        for t in reversed(range(len(own) - k, len(own))):
            deltas[t] = (own[t] + arriving) * slope[t]
            arriving = back(deltas[t])
        return deltas, arriving * (1.0 if k == len(own) else 0.0)

    return sweep


def _at_the_end_with_rest(made_of: Ingredients) -> Any:
    """The same, with what arrives at the state before those steps for dh0."""

    def sweep(own: Array, slope: Array, back: Back) -> Swept:
        deltas, arriving = np.zeros(own.shape), np.zeros(own.shape[1:])
        for t in reversed(range(max(0, len(own) - made_of["time_k"]), len(own))):
            deltas[t] = (own[t] + arriving) * slope[t]
            arriving = back(deltas[t])
        return deltas, arriving

    return sweep


def _chunks(cut: Any, made_of: Ingredients) -> Any:
    """A sweep that forgets what arrives wherever `cut(t, T, k)` says."""

    def sweep(own: Array, slope: Array, back: Back) -> Swept:
        deltas, arriving = np.zeros(own.shape), np.zeros(own.shape[1:])
        for t in reversed(range(len(own))):
            if cut(t, len(own), made_of["time_k"]):
                arriving = np.zeros(own.shape[1:])
            deltas[t] = (own[t] + arriving) * slope[t]
            arriving = back(deltas[t])
        return deltas, arriving

    return sweep


def _ahead(after: bool, made_of: Ingredients) -> Any:
    """Windows that lie after their own step; `after`: dh0 gets what is left behind the windows of the first k steps."""

    def sweep(own: Array, slope: Array, back: Back) -> Swept:
        T, k = len(own), made_of["time_k"]
        deltas, dh0 = np.zeros(own.shape), np.zeros(own.shape[1:])
        for t in range(T):
            g = own[t]
            for s in range(t, min(t + k, T)):
                dz = g * slope[s]
                deltas[s] += dz
                g = back(dz)
                if s == 0 and not after:
                    dh0 = dh0 + g
            if after and t < k:
                dh0 = dh0 + g
        return deltas, dh0

    return sweep


def _wrapped(from_h0: bool, after: bool, once: bool, made_of: Ingredients) -> Any:
    """Windows that go on below step 0, where a negative index takes the last steps.

    from_h0  whether dWh is learnt from h0 there, and not from the state before that step
    after    whether dh0 gets what is left after the whole window, and not what has arrived at h0
    once     whether no window is longer than the sequence
    """

    def sweep(own: Array, slope: Array, back: Back) -> tuple[Array, ...]:
        T, k = len(own), made_of["time_k"]
        deltas, below, dh0 = np.zeros(own.shape), np.zeros(own.shape), np.zeros(own.shape[1:])
        for t in range(T):
            g = own[t]
            for s in range(t, max(t - k, -T) if once else t - k, -1):
                dz = g * slope[s]
                (below if s < 0 and from_h0 else deltas)[s] += dz
                g = back(dz)
                if s == 0 and not after:
                    dh0 = dh0 + g
            if after and t < k:
                dh0 = dh0 + g
        return deltas, dh0, below

    return sweep


WINDOW_SWAPS: tuple[Swap, ...] = (
    Swap("window-one-short", "time_windows", _windows(lambda k: k - 1)),
    Swap("window-one-long", "time_windows", _windows(lambda k: k + 1)),
    Swap("not-truncated", "time_windows", _windows(lambda k: 10**6)),
    Swap("time-not-travelled", "time_windows", _windows(lambda k: 1)),
    Swap("window-counted-at-its-start", "time_windows", _windows(lands="start")),
    Swap("window-counted-at-its-end", "time_windows", _windows(lands="end")),
    Swap("initial-from-every-window", "time_windows", _initial_of_windows(lambda t, k, T: True)),
    Swap("initial-window-miscounted", "time_windows", _initial_of_windows(lambda t, k, T: t == T - 1)),
    Swap("initial-window-miscounted", "time_windows", _initial_of_windows(lambda t, k, T: t == 0)),
    Swap("initial-window-miscounted", "time_windows", _initial_of_windows(lambda t, k, T: t <= k)),
    Swap("initial-window-miscounted", "time_windows", _initial_of_windows(lambda t, k, T: t < k - 1)),
    Swap("initial-not-truncated", "time_windows", _whole_initial),
    Swap("window-at-the-end", "time_windows", _at_the_end),
    Swap("window-at-the-end", "time_windows", _at_the_end_with_rest),
    Swap("window-in-chunks", "time_windows", partial(_chunks, lambda t, T, k: (t + 1) % k == 0)),
    Swap("window-in-chunks", "time_windows", partial(_chunks, lambda t, T, k: (T - 1 - t) % k == 0)),
    Swap("window-in-chunks", "time_windows", partial(_chunks, lambda t, T, k: t % k == 0)),
    *(
        Swap("window-wraps-around", "time_windows", partial(_wrapped, from_h0, after, once))
        for from_h0 in (False, True)
        for after in (False, True)
        for once in (False, True)
    ),
    Swap("time-forwards", "time_windows", partial(_ahead, False)),
    Swap("time-forwards", "time_windows", partial(_ahead, True)),
    Swap("slope-not-handed-on", "time_windows", _windows(handed=lambda g, dz: g)),
    Swap("handed-on-instead", "time_windows", lambda i: lambda own, slope, back: _unhanded(i, own, slope, back)),
)


def _unhanded(made_of: Ingredients, own: Array, slope: Array, back: Back) -> Swept:
    """What arrives at a state is handed to the one before as it is."""
    T, k = len(own), made_of["time_k"]
    deltas, dh0 = np.zeros(own.shape), np.zeros(own.shape[1:])
    for t in range(T):
        for s in range(t, max(-1, t - k), -1):
            deltas[s] += own[t] * slope[s]
        if t < k:
            dh0 = dh0 + own[t]
    return deltas, dh0
