"""Swaps in the states of a recurrent layer, from the first step to the last.

`rnn_step` makes the next state of x and h, `rnn_run` carries it from step to step, beginning with `rnn_start` and
reading `rnn_read`, and `rnn_given` is what is handed back of all states (T, N, H). `rnn_h0`, `rnn_Wx`, `rnn_Wh` and
`rnn_b` are the right arrays.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from autograd_lab.mistakes.anatomy import Array, Ingredients, Swap

Step = Callable[[Array, Array], Array]


def _step(of: Any) -> Any:
    """A step made of x, h, Wx, Wh and b."""
    return lambda i: lambda x, h: np.asarray(of(x, h, i["rnn_Wx"], i["rnn_Wh"], i["rnn_b"]))


def _sigma(z: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-z)))


def _side_by_side(left: Array, right: Array) -> Array:
    """Two arrays side by side, as one that enters a step."""
    return np.concatenate([left, right], axis=1)


def _transpose_by_reshape(W: Array) -> Array:
    return W.reshape(W.shape[::-1]).T


def _stuck(xs: Array, start: Array, step: Step) -> Array:
    """Every step begins with the first state."""
    return np.stack([step(x, start) for x in xs])


def _carried_before_tanh(made_of: Ingredients) -> Any:
    """The pre-activation is handed on, and tanh is laid over what is returned alone."""

    def run(xs: Array, start: Array, step: Step) -> Array:
        zs, z = [], start
        for x in xs:
            z = x @ made_of["rnn_Wx"] + z @ made_of["rnn_Wh"] + made_of["rnn_b"]
            zs.append(z)
        return np.asarray(np.tanh(np.stack(zs)))

    return run


def _kept_before_tanh(made_of: Ingredients) -> Any:
    """The state is handed on as it should be, and its pre-activation is returned."""

    def run(xs: Array, start: Array, step: Step) -> Array:
        zs, h = [], start
        for x in xs:
            zs.append(x @ made_of["rnn_Wx"] + h @ made_of["rnn_Wh"] + made_of["rnn_b"])
            h = np.tanh(zs[-1])
        return np.stack(zs)

    return run


def _two_back(xs: Array, start: Array, step: Step) -> Array:
    """Each step begins with the state of two steps before."""
    hs = [start, start]
    for x in xs:
        hs.append(step(x, hs[-2]))
    return np.stack(hs[2:])


def _backwards(turned: bool) -> Any:
    """The last step first; the states are put where their inputs stand, or in the order in which they were made."""

    def run(xs: Array, start: Array, step: Step) -> Array:
        hs, h = [], start
        for x in xs[::-1]:
            h = step(x, h)
            hs.append(h)
        return np.stack(hs[::-1] if turned else hs)

    return lambda made_of: run


def _states_from_running_mean(xs: Array, start: Array, step: Step) -> Array:
    """Each step begins with the mean of all states so far."""
    hs = [start]
    for x in xs:
        hs.append(step(x, np.mean(hs, axis=0)))
    return np.stack(hs[1:])


def _array_made_of_states(of: Any) -> Any:
    return lambda i: lambda hs: np.asarray(of(hs, i["rnn_h0"]))


def _shared_by_rows(made_of: Ingredients) -> Any:
    """The states with the first row's state carried for all rows."""

    def run(xs: Array, start: Array, step: Step) -> Array:
        hs, h = [], start
        for x in xs:
            h = step(x, h[:1] + 0 * h)
            hs.append(h)
        return np.stack(hs)

    return run


RECURRENT_FORWARD_SWAPS: tuple[Swap, ...] = (
    Swap("state-not-carried", "rnn_run", lambda i: _stuck),
    Swap("pre-activation-carried", "rnn_run", _carried_before_tanh),
    Swap("pre-activation-returned", "rnn_run", _kept_before_tanh),
    Swap("state-before-last-carried", "rnn_run", lambda i: _two_back),
    Swap("read-backwards", "rnn_run", _backwards(True)),
    Swap("read-backwards", "rnn_run", _backwards(False)),
    Swap("initial-state-ignored", "rnn_start", lambda i: np.zeros_like(i["rnn_h0"])),
    Swap("initial-state-ignored", "rnn_start", lambda i: np.ones_like(i["rnn_h0"])),
    Swap("initial-state-of-one-row", "rnn_start", lambda i: i["rnn_h0"][:1] + 0 * i["rnn_h0"]),
    Swap("initial-state-of-one-row", "rnn_start", lambda i: i["rnn_h0"][-1:] + 0 * i["rnn_h0"]),
    Swap("recurrence-left-out", "rnn_step", _step(lambda x, h, Wx, Wh, b: np.tanh(x @ Wx + b))),
    Swap("inputs-left-out", "rnn_step", _step(lambda x, h, Wx, Wh, b: np.tanh(h @ Wh + b))),
    Swap("step-without-bias", "rnn_step", _step(lambda x, h, Wx, Wh, b: np.tanh(x @ Wx + h @ Wh))),
    Swap("step-with-two-biases", "rnn_step", _step(lambda x, h, Wx, Wh, b: np.tanh(x @ Wx + b + h @ Wh + b))),
    Swap("step-not-activated", "rnn_step", _step(lambda x, h, Wx, Wh, b: x @ Wx + h @ Wh + b)),
    Swap("sigmoid-for-tanh", "rnn_step", _step(lambda x, h, Wx, Wh, b: _sigma(x @ Wx + h @ Wh + b))),
    Swap("relu-for-tanh", "rnn_step", _step(lambda x, h, Wx, Wh, b: np.maximum(x @ Wx + h @ Wh + b, 0))),
    Swap("tanh-twice", "rnn_step", _step(lambda x, h, Wx, Wh, b: np.tanh(np.tanh(x @ Wx + h @ Wh + b)))),
    Swap("tanh-too-early", "rnn_step", _step(lambda x, h, Wx, Wh, b: np.tanh(x @ Wx + b) + h @ Wh)),
    Swap("tanh-too-early", "rnn_step", _step(lambda x, h, Wx, Wh, b: np.tanh(x @ Wx) + h @ Wh + b)),
    Swap("tanh-too-early", "rnn_step", _step(lambda x, h, Wx, Wh, b: x @ Wx + np.tanh(h @ Wh + b))),
    Swap("tanh-too-early", "rnn_step", _step(lambda x, h, Wx, Wh, b: x @ Wx + np.tanh(h @ Wh) + b)),
    Swap("tanh-too-early", "rnn_step", _step(lambda x, h, Wx, Wh, b: np.tanh(x @ Wx + b) + np.tanh(h @ Wh))),
    Swap("tanh-too-early", "rnn_step", _step(lambda x, h, Wx, Wh, b: np.tanh(x @ Wx) + np.tanh(h @ Wh + b))),
    Swap("tanh-too-early", "rnn_step", _step(lambda x, h, Wx, Wh, b: np.tanh(x @ Wx + b) + np.tanh(h @ Wh + b))),
    Swap("tanh-too-early", "rnn_step", _step(lambda x, h, Wx, Wh, b: np.tanh(x @ Wx) + np.tanh(h @ Wh) + b)),
    Swap("tanh-too-early", "rnn_step", _step(lambda x, h, Wx, Wh, b: np.tanh(x @ Wx + h @ Wh) + b)),
    Swap("old-state-added", "rnn_step", _step(lambda x, h, Wx, Wh, b: h + np.tanh(x @ Wx + h @ Wh + b))),
    Swap("old-state-without-weights", "rnn_step", _step(lambda x, h, Wx, Wh, b: np.tanh(x @ Wx + h + b))),
    Swap("recurrent-transposed", "rnn_step", _step(lambda x, h, Wx, Wh, b: np.tanh(x @ Wx + h @ Wh.T + b))),
    Swap("input-transposed", "rnn_step", _step(lambda x, h, Wx, Wh, b: np.tanh(x @ Wx.T + h @ Wh + b))),
    Swap(
        "input-transposed",
        "rnn_step",
        _step(lambda x, h, Wx, Wh, b: np.tanh(x @ _transpose_by_reshape(Wx) + h @ Wh + b)),
    ),
    Swap("input-transposed", "rnn_step", _step(lambda x, h, Wx, Wh, b: np.tanh(x @ Wx.T + h @ Wh.T + b))),
    Swap("weights-exchanged", "rnn_step", _step(lambda x, h, Wx, Wh, b: np.tanh(x @ Wh + h @ Wx + b))),
    Swap(
        "weights-exchanged",
        "rnn_step",
        _step(lambda x, h, Wx, Wh, b: np.tanh(_side_by_side(h, x) @ np.vstack([Wx, Wh]) + b)),
    ),
    Swap("x-of-one-step", "rnn_read", lambda i: i["rnn_read"][0] + 0 * i["rnn_read"]),
    Swap("x-of-one-step", "rnn_read", lambda i: i["rnn_read"][-1] + 0 * i["rnn_read"]),
    Swap("x-of-other-step", "rnn_read", lambda i: np.roll(i["rnn_read"], 1, axis=0)),
    Swap("x-of-other-step", "rnn_read", lambda i: np.roll(i["rnn_read"], -1, axis=0)),
    Swap("initial-state-kept", "rnn_given", _array_made_of_states(lambda hs, h0: np.concatenate([h0[None], hs]))),
    Swap("states-one-early", "rnn_given", _array_made_of_states(lambda hs, h0: np.concatenate([h0[None], hs[:-1]]))),
    Swap("last-state-only", "rnn_given", _array_made_of_states(lambda hs, h0: hs[-1])),
    Swap("last-state-only", "rnn_given", _array_made_of_states(lambda hs, h0: hs[-1:])),
    Swap("states-share-one-array", "rnn_given", _array_made_of_states(lambda hs, h0: hs[-1] + 0 * hs)),
    Swap("tanh-twice", "rnn_given", _array_made_of_states(lambda hs, h0: np.tanh(hs))),
    Swap("states-in-reverse", "rnn_given", _array_made_of_states(lambda hs, h0: hs[::-1])),
    Swap("batch-first", "rnn_given", _array_made_of_states(lambda hs, h0: hs.swapaxes(0, 1))),
    Swap("batch-reshaped", "rnn_given", _array_made_of_states(lambda hs, h0: hs.reshape(hs.shape[1], hs.shape[0], -1))),
    Swap("states-side-by-side", "rnn_given", _array_made_of_states(lambda hs, h0: np.concatenate(hs, axis=1))),
    Swap("states-side-by-side", "rnn_given", _array_made_of_states(lambda hs, h0: np.concatenate(hs, axis=0))),
    Swap("states-side-by-side", "rnn_given", _array_made_of_states(lambda hs, h0: np.stack(list(hs), axis=-1))),
    Swap("states-missing", "rnn_given", _array_made_of_states(lambda hs, h0: hs[:-1])),
    Swap("states-missing", "rnn_given", _array_made_of_states(lambda hs, h0: hs[1:])),
    Swap("states-missing", "rnn_given", _array_made_of_states(lambda hs, h0: np.concatenate([hs[:-1], 0 * hs[:1]]))),
    Swap("states-missing", "rnn_given", _array_made_of_states(lambda hs, h0: np.concatenate([0 * hs[:1], hs[1:]]))),
    Swap("states-missing", "rnn_given", _array_made_of_states(lambda hs, h0: np.concatenate([hs[:1], 0 * hs[1:]]))),
    Swap("states-missing", "rnn_given", _array_made_of_states(lambda hs, h0: hs[:1])),
    Swap("first-step-left-out", "rnn_run", lambda i: partial(_without_first, filled=True)),
    Swap("first-step-left-out", "rnn_run", lambda i: partial(_without_first, filled=False)),
)


def _without_first(xs: Array, start: Array, step: Step, filled: bool) -> Array:
    """The first input is never read: its state is h0, or 0, and the second step begins with it."""
    hs = [start if filled else 0 * start]
    for x in xs[1:]:
        hs.append(step(x, hs[-1]))
    return np.stack(hs)
