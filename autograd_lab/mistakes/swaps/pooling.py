"""Swaps in pooling: which entries of a window get the gradient, what they get, and how it is put together.

Roles: `pool_share` makes of a window (N, C, h, w) the share of each entry, `pool_hand` makes of share, window and
gradient what is handed down, `pool_put` puts it into the view of dx that the window covers, `pool_result` hands dx out.
`window_start` says where window i starts on an axis, of (i, k, stride, length, count), `window_size` how far it
reaches, `windows_used` which of the windows of an axis are visited, of (count, length, k, stride), `window_pair` at
which (i, j) the gradient of window (i, j) is read, `window_place` where the window stands, `window_written` where it
writes; `windows_down` and `windows_across` are the counts; `window_start_down`, `windows_used_across` and the like
speak for one axis.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.mistakes.anatomy import Array, Swap, always

Window = Callable[[Array], Array]


def _flat(window: Array) -> Array:
    return window.reshape(*window.shape[:2], -1)


def _only(places: Array, window: Array) -> Array:
    """1 at the places, which count the entries of a window, 0 elsewhere."""
    mask = np.arange(_flat(window).shape[-1]) == places[..., None]
    return np.asarray(mask.reshape(window.shape), dtype=float)


def _first(window: Array, of: Any = lambda w: w) -> Array:
    """1 at the first of the largest entries of `of`, in reading order."""
    return _only(_flat(of(window)).argmax(axis=-1), window)


def _last(window: Array) -> Array:
    return _first(window[:, :, ::-1, ::-1])[:, :, ::-1, ::-1]


def _first_by_columns(window: Array) -> Array:
    return _first(window.swapaxes(2, 3)).swapaxes(2, 3)


def _last_by_columns(window: Array) -> Array:
    return _last(window.swapaxes(2, 3)).swapaxes(2, 3)


def _by_each_axis(window: Array) -> Array:
    """The first row with the largest entry, and the first column, each by itself."""
    row, column = window.max(axis=3).argmax(axis=2), window.max(axis=2).argmax(axis=2)
    return _only(row * window.shape[3] + column, window)


def _largest(window: Array) -> Array:
    return np.asarray(window == window.max(axis=(2, 3), keepdims=True), dtype=float)


def _equal_shares(window: Array) -> Array:
    ties = _largest(window)
    return np.asarray(ties / ties.sum(axis=(2, 3), keepdims=True))


def _even(window: Array) -> Array:
    return np.full(window.shape, 1 / window[0, 0].size)


def _all(window: Array) -> Array:
    return np.ones(window.shape)


def _upper_left(window: Array) -> Array:
    return _only(np.zeros(window.shape[:2], dtype=int), window)


def _middle(window: Array) -> Array:
    share = np.zeros(window.shape)
    share[:, :, window.shape[2] // 2, window.shape[3] // 2] = 1
    return share


def _above_zero(window: Array) -> Array:
    """Nothing where no entry is above 0."""
    return np.asarray(_first(window) * (window.max(axis=(2, 3), keepdims=True) > 0))


def _from_zero(window: Array) -> Array:
    """The entry at the upper left where no entry is above 0."""
    return np.where(window.max(axis=(2, 3), keepdims=True) > 0, _first(window), _upper_left(window))


def _share_at_exchanged_place(window: Array) -> Array:
    """Row and column of the largest entry exchanged; IndexError where the one is beyond the other."""
    share = _first(window)
    if window.shape[2] == window.shape[3]:
        return share.swapaxes(2, 3)
    raise IndexError


def _of_all_channels(window: Array) -> Array:
    """The place of the largest sum over the channels, for all of them."""
    return _first(np.broadcast_to(window.sum(axis=1, keepdims=True), window.shape))


def _of_one_channel(window: Array) -> Array:
    """The largest entry over all channels, and nothing in the others."""
    flat = window.reshape(len(window), -1)
    mask = np.arange(flat.shape[1]) == flat.argmax(axis=1)[:, None]
    return np.asarray(mask.reshape(window.shape), dtype=float)


def _all_of_one_channel(window: Array) -> Array:
    """All entries that equal the largest over all channels."""
    return np.asarray(window == window.max(axis=(1, 2, 3), keepdims=True), dtype=float)


def _of_first_channel(window: Array) -> Array:
    return _first(np.broadcast_to(window[:, :1], window.shape))


SHARES = (
    Swap("pool-all-ties", "pool_share", always(_largest)),
    Swap("pool-other-tie", "pool_share", always(_last)),
    Swap("pool-other-tie", "pool_share", always(_first_by_columns)),
    Swap("pool-other-tie", "pool_share", always(_last_by_columns)),
    Swap("pool-other-tie", "pool_share", always(_by_each_axis)),
    Swap("pool-ties-shared", "pool_share", always(_equal_shares)),
    Swap("pool-averaged", "pool_share", always(_even)),
    Swap("pool-whole-window", "pool_share", always(_all)),
    Swap("pool-smallest", "pool_share", always(lambda window: _first(window, lambda w: -w))),
    Swap("pool-absolute", "pool_share", always(lambda window: _first(window, np.abs))),
    Swap("pool-place-forgotten", "pool_share", always(_upper_left)),
    Swap("pool-place-forgotten", "pool_share", always(_middle)),
    Swap("pool-from-zero", "pool_share", always(_above_zero)),
    Swap("pool-from-zero", "pool_share", always(_from_zero)),
    Swap("pool-place-turned", "pool_share", always(_share_at_exchanged_place)),
    Swap("pool-channels-joined", "pool_share", always(_of_all_channels)),
    Swap("pool-channels-joined", "pool_share", always(_of_one_channel)),
    Swap("pool-channels-joined", "pool_share", always(_all_of_one_channel)),
    Swap("pool-channels-joined", "pool_share", always(_of_first_channel)),
)


def _of_pair(of: Any) -> Any:
    """A function for what is handed down: `of` (share, window, gradient)."""
    return always(of)


HANDED = (
    Swap("pool-upstream-missing", "pool_hand", _of_pair(lambda share, window, g: share + 0 * g)),
    Swap("pool-value-for-gradient", "pool_hand", _of_pair(lambda share, window, g: share * window + 0 * g)),
    Swap("pool-times-value", "pool_hand", _of_pair(lambda share, window, g: share * window * g)),
    Swap("pool-negatives-dropped", "pool_hand", _of_pair(lambda share, window, g: share * np.maximum(g, 0))),
    Swap("pool-divided", "pool_hand", _of_pair(lambda share, window, g: share * g / window[0, 0].size)),
    Swap("pool-divided", "pool_hand", _of_pair(lambda share, window, g: share * g * window[0, 0].size)),
    Swap("pool-arrival-misread", "arriving", lambda i: np.broadcast_to(i["arriving"][:, :1], i["arriving"].shape)),
    Swap("pool-arrival-misread", "arriving", lambda i: np.broadcast_to(i["arriving"][:1], i["arriving"].shape)),
    Swap("pool-arrival-misread", "arriving", lambda i: i["arriving"][:, :, ::-1, ::-1]),
)


def _put_instead(there: Array, given: Array) -> None:
    there[...] = np.where(given != 0, given, there)


def _put_whole_instead(there: Array, given: Array) -> None:
    there[...] = given


def _kept(there: Array, given: Array) -> None:
    there[...] = np.where(there != 0, there, given)


def _largest_kept(there: Array, given: Array) -> None:
    there[...] = np.maximum(there, given)


def _without(places: Any) -> Any:
    """A result with zeros at these places: images, or channels."""

    def with_zeros(dx: Array, count: Any, reach: Any) -> Array:
        kept = dx.copy()
        kept[places] = 0
        return kept

    return with_zeros


def _put_truncated_sum(there: Array, given: Array) -> None:
    there[...] = np.trunc(there + given)


def _first_alone(dx: Array, count: Any, reach: Any) -> Array:
    """The first channel of the first picture alone."""
    kept = np.zeros(dx.shape)
    kept[:1, :1] = dx[:1, :1]
    return kept


PUT = (
    Swap("integers", "pool_put", always(_put_truncated_sum)),
    Swap("integers", "arriving", lambda i: np.trunc(i["arriving"])),
    Swap("pool-assigned", "pool_put", always(_put_instead)),
    Swap("pool-assigned", "pool_put", always(_put_whole_instead)),
    Swap("pool-first-kept", "pool_put", always(_kept)),
    Swap("pool-largest-kept", "pool_put", always(_largest_kept)),
    Swap("pool-overlap-averaged", "pool_result", always(lambda dx, count, reach: dx / np.maximum(count(_first), 1))),
    Swap("pool-overlap-averaged", "pool_result", always(lambda dx, count, reach: dx / np.maximum(count(_all), 1))),
    Swap("pool-remainder-lost", "pool_result", always(lambda dx, count, reach: dx[:, :, : reach[0], : reach[1]])),
    Swap("pool-divided", "pool_result", lambda i: lambda dx, count, reach: dx / len(i["pooled"])),
    Swap("pool-channel-left-out", "pool_result", always(_without((slice(None), slice(1, None))))),
    Swap("pool-channel-left-out", "pool_result", always(_without((slice(None), slice(-1, None))))),
    Swap("pool-channel-left-out", "pool_result", always(_first_alone)),
    Swap("pool-channel-left-out", "pool_result", always(_without((slice(1, None),)))),
    Swap("pool-channel-left-out", "pool_result", always(_without((slice(-1, None),)))),
    Swap("pool-channel-left-out", "pool_result", always(_without((slice(None, -1),)))),
)


def _start(of: Any) -> Any:
    return always(of)


def _remainder(k: int, stride: int, length: int, count: int) -> int:
    return length - k - (count - 1) * stride


WINDOWS = (
    *(
        Swap(mistake, role, _start(of))
        for role in ("window_start_down", "window_start_across")
        for mistake, of in (
            ("pool-stride-forgotten", lambda i, k, s, L, n: i),
            ("pool-stride-is-k", lambda i, k, s, L, n: i * k),
        )
    ),
    *(
        Swap("pool-last-window", role, by)
        for role in ("windows_used_down", "windows_used_across")
        for by in (always(lambda n: range(n - 1)), always(lambda n: range(1)))
    ),
    Swap("pool-window-shifted", "window_start", _start(lambda i, k, s, L, n: max(i * s - k // 2, 0))),
    Swap("pool-stride-forgotten", "window_start", _start(lambda i, k, s, L, n: i)),
    Swap("pool-stride-is-k", "window_start", _start(lambda i, k, s, L, n: i * k)),
    Swap("pool-remainder-in-front", "window_start", _start(lambda i, k, s, L, n: i * s + _remainder(k, s, L, n))),
    Swap("pool-remainder-in-front", "window_start", _start(lambda i, k, s, L, n: i * s + _remainder(k, s, L, n) // 2)),
    Swap(
        "pool-remainder-in-front",
        "window_start",
        _start(lambda i, k, s, L, n: L - k if i == n - 1 else i * s),
    ),
    Swap("pool-window-shifted", "window_start", _start(lambda i, k, s, L, n: i * s + 1)),
    Swap("pool-window-shifted", "window_start", _start(lambda i, k, s, L, n: max(i * s - 1, 0))),
    Swap("pool-window-cut", "window_size", always(lambda k, stride: max(k - 1, 0))),
    Swap("pool-window-cut", "window_size", always(lambda k, stride: k + 1)),
    Swap("pool-window-of-stride", "window_size", always(lambda k, stride: stride)),
    Swap("pool-last-window", "windows_used", always(lambda n, length, k, stride: range(n - 1))),
    Swap(
        "pool-last-window",
        "windows_used",
        always(lambda n, length, k, stride: range(len(range(0, length - k, stride)))),
    ),
    Swap("pool-last-window", "windows_used", always(lambda n, length, k, stride: range(1, n))),
    Swap("pool-last-window", "windows_used", always(lambda n, length, k, stride: range(min(n, (length - k) // k + 1)))),
    Swap("pool-windows-turned", "window_pair", always(lambda i, j: (j, i))),
    Swap("pool-windows-turned", "window_place", always(lambda i, j: (j, i))),
    Swap("pool-offset-forgotten", "window_written", always(lambda start: 0)),
    Swap("pool-one-window", "window_place", always(lambda i, j: (0, 0))),
    Swap("pool-square-assumed", "windows_across", lambda i: i["windows_down"]),
    Swap("pool-square-assumed", "windows_down", lambda i: i["windows_across"]),
)

POOL_SWAPS: tuple[Swap, ...] = (*SHARES, *HANDED, *PUT, *WINDOWS)
