"""Exhibits of broadcasts and convolutions that are written out: right texts, and in each the line that went wrong."""

_ADD = """\
def vjp_of_broadcast_add(x_shape, y_shape, g):
    def summed_to(shape):
        filled = (1,) * (g.ndim - len(shape)) + shape
        axes = tuple(i for i, n in enumerate(filled) if n != g.shape[i])
        total = g.sum(axis=axes, keepdims=True)
        return total.reshape(shape)
    return summed_to(x_shape), summed_to(y_shape)"""
_ADD_FROM_BEHIND = """\
def vjp_of_broadcast_add(x_shape, y_shape, g):
    def summed_to(t, shape):
        for i in range(-len(shape), 0):
            if shape[i] == 1:
                t = t.sum(axis=i, keepdims=True)
        return t.sum(axis=tuple(range(t.ndim - len(shape))))
    return summed_to(g, x_shape), summed_to(g, y_shape)"""
_ADD_BY_ENTRY = """\
def vjp_of_broadcast_add(x_shape, y_shape, g):
    def summed_to(shape):
        total = np.zeros(shape)
        for place in np.ndindex(g.shape):
            own = place[g.ndim - len(shape):]
            here = tuple(0 if n == 1 else i for i, n in zip(own, shape))
            total[here] += g[place]
        return total
    return summed_to(x_shape), summed_to(y_shape)"""
_ADD_AXIS_BY_AXIS = """\
def vjp_of_broadcast_add(x_shape, y_shape, g):
    def summed_to(t, shape):
        filled = (1,) * (t.ndim - len(shape)) + shape
        for i, n in enumerate(filled):
            if n != t.shape[i]:
                t = t.sum(axis=i, keepdims=True)
        return t.reshape(shape)
    return summed_to(g, x_shape), summed_to(g, y_shape)"""
_ADD_TWO_LISTS = """\
def vjp_of_broadcast_add(x_shape, y_shape, g):
    def stretched(shape):
        filled = (1,) * (g.ndim - len(shape)) + shape
        return tuple(i for i, n in enumerate(filled) if n != g.shape[i])
    axes_of_x, axes_of_y = stretched(x_shape), stretched(y_shape)
    dx = g.sum(axis=axes_of_x, keepdims=True).reshape(x_shape)
    dy = g.sum(axis=axes_of_y, keepdims=True).reshape(y_shape)
    return dx, dy"""
_MULTIPLY = """\
def vjp_of_broadcast_multiply(x, y, g):
    def summed_to(t, shape):
        filled = (1,) * (t.ndim - len(shape)) + shape
        axes = tuple(i for i, n in enumerate(filled) if n != t.shape[i])
        return t.sum(axis=axes, keepdims=True).reshape(shape)
    dx = summed_to(g * y, x.shape)
    dy = summed_to(g * x, y.shape)
    return dx, dy"""
_SPREAD = """\
def conv1d_backward(x, w, stride, padding, g):
    (N, C, L), k, M = x.shape, w.shape[2], g.shape[2]
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    spread = np.zeros((*g.shape[:2], (M - 1) * stride + 1))
    spread[:, :, ::stride] = g
    full = np.pad(spread, ((0, 0), (0, 0), (k - 1, k - 1)))
    reach = full.shape[2] - k + 1
    dxp = np.zeros_like(xp)
    dw = np.zeros_like(w)
    for l in range(reach):
        dxp[:, :, l] = np.einsum('noa,oca->nc', full[:, :, l:l + k], w[:, :, ::-1])
    for a in range(k):
        dw[:, :, a] = np.einsum('nol,ncl->oc', spread, xp[:, :, a:a + spread.shape[2]])
    dx = dxp[:, :, padding:padding + L]
    return dx, dw, g.sum(axis=(0, 2))"""
_FILTER_BY_FILTER = """\
def conv1d_backward(x, w, stride, padding, g):
    L, k, M = x.shape[2], w.shape[2], g.shape[2]
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    dxp = np.zeros_like(xp)
    dw = np.zeros_like(w)
    for o in range(len(w)):
        share = np.zeros_like(xp)
        for m in range(M):
            here = slice(m * stride, m * stride + k)
            now = g[:, o, m][:, None, None]
            dw[o] += (now * xp[:, :, here]).sum(axis=0)
            share[:, :, here] += now * w[o]
        dxp = dxp + share
    return dxp[:, :, padding:padding + L], dw, g.sum(axis=(0, 2))"""
_ROOMY = """\
def conv1d_backward(x, w, stride, padding, g):
    L, k, M = x.shape[2], w.shape[2], g.shape[2]
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    room = np.zeros((*x.shape[:2], L + 2 * padding + M))
    dw = np.zeros_like(w)
    for m in range(M):
        dw += np.einsum('no,nca->oca', g[:, :, m], xp[:, :, m * stride:m * stride + k])
        start = m * stride
        room[:, :, start:start + k] += np.einsum('no,oca->nca', g[:, :, m], w)
    return room[:, :, padding:padding + L], dw, g.sum(axis=(0, 2))"""

#: by question, with a word where a question has more than one
IMAGE_TEXTS = {
    "vjp_of_broadcast_add": _ADD,
    "vjp_of_broadcast_add, from behind": _ADD_FROM_BEHIND,
    "vjp_of_broadcast_add, entry by entry": _ADD_BY_ENTRY,
    "vjp_of_broadcast_add, axis by axis": _ADD_AXIS_BY_AXIS,
    "vjp_of_broadcast_add, two lists": _ADD_TWO_LISTS,
    "vjp_of_broadcast_multiply": _MULTIPLY,
    "conv1d_backward, spread": _SPREAD,
    "conv1d_backward, filter by filter": _FILTER_BY_FILTER,
    "conv1d_backward, with room": _ROOMY,
}
_TOTAL = "total = g.sum(axis=axes, keepdims=True)"
_RETURN = "return total.reshape(shape)"
_DX = "dx = dxp[:, :, padding:padding + L]"
#: mistake, text, the right line, the wrong one
IMAGE_SLIPS = (
    (
        "front-not-summed",
        "vjp_of_broadcast_add, from behind",
        "return t.sum(axis=tuple(range(t.ndim - len(shape))))",
        "return t",
    ),
    ("stretched-averaged", "vjp_of_broadcast_add", _TOTAL, "total = g.mean(axis=axes, keepdims=True)"),
    (
        "aligned-from-the-left",
        "vjp_of_broadcast_add",
        "filled = (1,) * (g.ndim - len(shape)) + shape",
        "filled = shape + (1,) * (g.ndim - len(shape))",
    ),
    (
        "stretched-first",
        "vjp_of_broadcast_add",
        _TOTAL,
        "total = g[tuple(slice(1) if i in axes else slice(None) for i in range(g.ndim))]",
    ),
    (
        "stretched-overwritten",
        "vjp_of_broadcast_add, entry by entry",
        "total[here] += g[place]",
        "total[here] = g[place]",
    ),
    (
        "one-axis-summed",
        "vjp_of_broadcast_add, axis by axis",
        "t = t.sum(axis=i, keepdims=True)",
        "return t.sum(axis=i, keepdims=True)",
    ),
    ("first-axis-always", "vjp_of_broadcast_add", _RETURN, "return g.sum(axis=0)"),
    ("stretched-again", "vjp_of_broadcast_add", _RETURN, "return np.broadcast_to(total, g.shape)"),
    (
        "other-axes-summed",
        "vjp_of_broadcast_add, two lists",
        "dx = g.sum(axis=axes_of_x, keepdims=True).reshape(x_shape)",
        "dx = g.sum(axis=axes_of_x + axes_of_y, keepdims=True)",
    ),
    (
        "multiplied-after-summing",
        "vjp_of_broadcast_multiply",
        "dx = summed_to(g * y, x.shape)",
        "dx = summed_to(g, x.shape) * y",
    ),
    ("gaps-too-wide", "conv1d_backward, with room", "start = m * stride", "start = m * (stride + 1)"),
    (
        "gradient-repeated",
        "conv1d_backward, spread",
        "spread[:, :, ::stride] = g",
        "spread[:] = np.repeat(g, stride, axis=2)[:, :, :spread.shape[2]]",
    ),
    (
        "full-correlation-missing",
        "conv1d_backward, spread",
        "full = np.pad(spread, ((0, 0), (0, 0), (k - 1, k - 1)))",
        "full = spread",
    ),
    ("remainder-lost", "conv1d_backward, spread", _DX, "dx = dxp[:, :, padding:reach - padding]"),
    ("one-filter-only", "conv1d_backward, filter by filter", "dxp = dxp + share", "dxp = share"),
)
#: for a right line, lines that are wrong in its place, where no other mistake of the catalogue stands there
IMAGE_DECOYS = {
    "filled = (1,) * (g.ndim - len(shape)) + shape": (
        "filled = (1,) * g.ndim",
        "filled = shape[::-1] + (1,) * (g.ndim - len(shape))",
    ),
    "return total.reshape(shape)": ("return total.reshape(shape) / len(g)", "return total.reshape(shape) - g.mean()"),
    "here = slice(m * stride, m * stride + k)": (
        "here = slice(0, k)",
        "here = slice((g.shape[2] - 1 - m) * stride, (g.shape[2] - 1 - m) * stride + k)",
    ),
    "start = m * stride": ("start = 0", "start = (M - 1 - m) * stride"),
    "spread[:, :, ::stride] = g": ("spread[:, :, :M] = g", "spread[:, :, ::stride] = g[:, :, ::-1]"),
    "rows = g.transpose(1, 0, 2).reshape(g.shape[1], -1)": (
        "rows = g.transpose(1, 2, 0).reshape(g.shape[1], -1)",
        "rows = g.transpose(2, 1, 0).reshape(g.shape[1], -1)",
    ),
}
