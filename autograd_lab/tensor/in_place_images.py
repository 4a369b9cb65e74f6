"""Forms of convolution and max pooling (`in_place` says what a form is)."""

from __future__ import annotations

import numpy as np

from autograd_lab.tensor import images
from autograd_lab.tensor.elementwise import Array
from autograd_lab.tensor.images import Pair, array_without_padding, places_of
from autograd_lab.tensor.in_place import Form, Shared, add_up, form, is_plain
from autograd_lab.tensor.node import ArrayNode


@form(images.conv2d)
def conv2d(
    node: ArrayNode, x: ArrayNode, w: ArrayNode, b: ArrayNode | None, stride: Pair, padding: Pair
) -> Form | None:
    """Filters slid over images."""
    given = [t for t in (x, w, b) if t is not None]
    if not is_plain(node, *given) or not node._data.flags.c_contiguous:
        return None
    (n, columns, *rows), dtype, field = node.shape, node._data.dtype, w.shape[2:]
    padded, inside = _padded_array(x._data, padding, 0.0)
    places = places_of(field, (rows[0], rows[1]), stride)
    seen = np.empty((*x.shape[:2], *field, *rows), dtype)
    patches = seen.reshape(n, w._data[0].size, -1)
    out, spread, full = node._data.reshape(n, columns, -1), np.empty_like(patches), np.empty_like(padded)
    of_images = np.empty((n, columns, patches.shape[1]), dtype)

    def renew() -> None:
        source = x._data if inside is None else padded
        if inside is not None:
            np.copyto(inside, x._data)
        for (i, j), at in places:
            seen[:, :, i, j] = source[(..., *at)]
        np.matmul(w._data.reshape(columns, -1), patches, out)
        if b is not None:
            np.add(node._data, b._data[:, None, None], node._data)

    def pull_x(g: Array) -> Array:
        np.matmul(w._data.reshape(columns, -1).T, g.reshape(n, columns, -1), spread)
        share = spread.reshape(seen.shape)
        full.fill(0)
        for (i, j), at in places:
            full[(..., *at)] += share[:, :, i, j]
        return array_without_padding(full, padding)

    def pull_w(g: Array, into: Array | None) -> Array:
        np.matmul(g.reshape(n, columns, -1), patches.swapaxes(1, 2), of_images)
        summed: Array = add_up(of_images, 0, None, None if into is None else into.reshape(columns, -1))
        return summed.reshape(w.shape) if into is None else into

    def pull_b(g: Array, into: Array | None) -> Array:
        out: Array = add_up(g, (0, 2, 3), None, into)
        return out

    renew()
    return Form(renew, (Shared(pull_x), pull_w) if b is None else (Shared(pull_x), pull_w, pull_b))


@form(images.max_pool2d)
def max_pool2d(node: ArrayNode, x: ArrayNode, size: Pair, stride: Pair, padding: Pair) -> Form | None:
    """The largest entry of each window."""
    if not is_plain(node, x):
        return None
    out, (padded, inside) = node._data, _padded_array(x._data, padding, -np.inf)
    places = [at for _, at in places_of(size, (node.shape[2], node.shape[3]), stride)]
    winner, hit = np.empty(out.shape, np.int32), np.empty(out.shape, bool)
    full, routed = np.empty_like(padded), np.empty_like(out)

    def renew() -> None:
        source = x._data if inside is None else padded
        if inside is not None:
            np.copyto(inside, x._data)
        np.copyto(out, source[(..., *places[0])])
        winner.fill(0)
        for k, at in enumerate(places[1:], 1):
            part = source[(..., *at)]
            np.greater(part, out, hit)
            np.copyto(winner, k, where=hit)  # in a tie the first stays
            np.maximum(out, part, out=out)

    def pull(g: Array) -> Array:
        full.fill(0)
        for k, at in enumerate(places):
            np.equal(winner, k, hit)
            full[(..., *at)] += np.multiply(g, hit, routed)
        return array_without_padding(full, padding)

    renew()
    return Form(renew, (Shared(pull),))


def _padded_array(x: Array, padding: Pair, fill: float) -> tuple[Array, Array | None]:
    """An array for images with `fill` around them, and the part of it where they stand; None where none is needed."""
    n, channels, height, width = x.shape
    up, left = padding
    whole = np.full((n, channels, height + 2 * up, width + 2 * left), fill, x.dtype)
    return whole, None if padding == (0, 0) else whole[:, :, up : up + height, left : left + width]
