"""Problem set 8, as students hand it in: broadcasting backwards, convolution, pooling, and the losses of detection."""

from tests.exams.second_bank.submission import Submission, edited

PRELUDE = ""

# --- vjp_of_broadcast_add ---

ADD_LOOP = """
def vjp_of_broadcast_add(x_shape, y_shape, g):
    def summed(d, shape):
        while d.ndim > len(shape):
            d = d.sum(axis=0)
        for axis, size in enumerate(shape):
            if size == 1:
                d = d.sum(axis=axis, keepdims=True)
        return d

    dx = summed(g, x_shape)
    dy = summed(g, y_shape)
    return dx, dy
"""
ADD_AXES = """
def vjp_of_broadcast_add(x_shape, y_shape, g):
    grads = []
    for shape in (x_shape, y_shape):
        extra = g.ndim - len(shape)
        padded = (1,) * extra + tuple(shape)
        axes = tuple(i for i in range(g.ndim) if padded[i] == 1)
        grads.append(g.sum(axis=axes).reshape(shape))
    return tuple(grads)
"""
ADD_ONES = """\
        for axis, size in enumerate(shape):
            if size == 1:
                d = d.sum(axis=axis, keepdims=True)
"""
ADD = tuple(
    Submission("vjp_of_broadcast_add", slug, truth, edited(base, *edits))
    for base, slug, truth, *edits in (
        (
            ADD_LOOP,
            "handed-on",
            "g goes to both as it is: nothing is summed.",
            ("summed(g, x_shape)", "g.copy()"),
            ("summed(g, y_shape)", "g.copy()"),
        ),
        (
            ADD_LOOP,
            "new-axes-only",
            "Sums over the axes a shape lacks; an axis of length 1 stays as long as in g.",
            (ADD_ONES, ""),
        ),
        (
            ADD_LOOP,
            "ones-only",
            "Sums over axes of length 1; the axes a shape lacks are left, and axes are counted from the left.",
            ("        while d.ndim > len(shape):\n            d = d.sum(axis=0)\n", ""),
        ),
        (
            ADD_LOOP,
            "no-keepdims",
            "The axes of length 1 are lost by the sum, and the next axis is another than meant.",
            ("axis=axis, keepdims=True", "axis=axis"),
        ),
        (
            ADD_AXES,
            "leading-kept",
            "The axes a shape lacks are summed and stay, with length 1.",
            ("g.sum(axis=axes).reshape(shape)", "g.sum(axis=axes, keepdims=True)"),
        ),
        (
            ADD_LOOP,
            "means",
            "Means over the repeated entries, not sums.",
            ("d.sum(axis=0)", "d.mean(axis=0)"),
            ("d.sum(axis=axis, keepdims=True)", "d.mean(axis=axis, keepdims=True)"),
        ),
        (
            ADD_LOOP,
            "mean-of-rows",
            "A sum over axes of length 1, a mean over those a shape lacks.",
            ("d.sum(axis=0)", "d.mean(axis=0)"),
        ),
        (ADD_LOOP, "from-the-right", "Sums the last axes away where the first are new.", ("axis=0", "axis=-1")),
        (ADD_LOOP, "y-first", "The gradient of y comes first.", ("return dx, dy", "return dy, dx")),
        (
            ADD_LOOP,
            "all-summed",
            "Where a shape differs from g's, each entry gets the sum of the whole of g.",
            (
                "        while d.ndim",
                "        if tuple(shape) != g.shape:\n            return np.full(shape, g.sum())\n        while d.ndim",
            ),
        ),
        (
            ADD_LOOP,
            "first-slice",
            "Takes the first of the repeated slices; the others are dropped.",
            ("d.sum(axis=0)", "d[0]"),
            ("d.sum(axis=axis, keepdims=True)", "d.take([0], axis=axis)"),
        ),
        (
            ADD_LOOP,
            "y-is-the-bias",
            "Only y is reduced; x is taken to have the full shape.",
            ("summed(g, x_shape)", "g"),
        ),
        (
            ADD_LOOP,
            "linear-layer",
            "As for a layer's bias: g for x, and for y the sum over axis 0, whatever the shapes are.",
            ("summed(g, x_shape)", "g"),
            ("summed(g, y_shape)", "g.sum(axis=0)"),
        ),
        (
            ADD_AXES,
            "left-aligned",
            "Shapes are lined up at their left ends.",
            ("(1,) * extra + tuple(shape)", "tuple(shape) + (1,) * extra"),
        ),
        (
            ADD_AXES,
            "counts",
            "g is not used: each entry gets the number of its copies.",
            ("g.sum(axis=axes).reshape(shape)", "np.ones_like(g).sum(axis=axes).reshape(shape)"),
        ),
        (
            ADD_AXES,
            "ones",
            "g is not used: ones, the derivative of a sum.",
            ("g.sum(axis=axes).reshape(shape)", "np.ones(shape)"),
        ),
        (
            ADD_AXES,
            "squeezed",
            "Axes of length 1 are taken out of what is returned.",
            (".reshape(shape)", ".squeeze()"),
        ),
        (
            ADD_LOOP,
            "one-axis",
            "Stops at the first axis of length 1.",
            ("keepdims=True)\n", "keepdims=True)\n                break\n"),
        ),
        (
            ADD_LOOP,
            "returns-inside",
            "Returns inside of the loop over axes: only the first is looked at; None where a shape is empty.",
            ("        return d\n", "            return d\n"),
        ),
        (
            ADD_LOOP,
            "sums-in-g",
            "Sums up in g's own first slice: right for x, and g is changed for y and for the caller.",
            ("            d = d.sum(axis=0)\n", "            d[0] += d[1:].sum(axis=0)\n            d = d[0]\n"),
        ),
        (
            ADD_LOOP,
            "moving-axes",
            "Sums over axis 0, 1, ... in turn, though axes move up as each is summed away.",
            (
                "        while d.ndim > len(shape):\n            d = d.sum(axis=0)\n",
                "        for i in range(d.ndim - len(shape)):\n            d = d.sum(axis=i)\n",
            ),
        ),
        (
            ADD_LOOP,
            "halved",
            "Each of the two summands gets one half of g.",
            ("summed(g, x_shape)", "summed(g, x_shape) / 2"),
            ("summed(g, y_shape)", "summed(g, y_shape) / 2"),
        ),
        (
            ADD_LOOP,
            "minus",
            "The gradient of y has a minus, as for x − y.",
            ("summed(g, y_shape)", "-summed(g, y_shape)"),
        ),
        (
            ADD_LOOP,
            "own-batch",
            "y's gradient is divided by the number of rows of g, as for a mean over a batch.",
            ("summed(g, y_shape)", "summed(g, y_shape) / g.shape[0]"),
        ),
        (
            ADD_LOOP,
            "mean-and-new-axes-only",
            "Two slips: a mean over the axes a shape lacks, and axes of length 1 are not reduced.",
            ("d.sum(axis=0)", "d.mean(axis=0)"),
            (ADD_ONES, ""),
        ),
        (
            ADD_AXES,
            "exchanged-and-squeezed",
            "Two slips: y's gradient comes first, and axes of length 1 are taken out.",
            ("(x_shape, y_shape):", "(y_shape, x_shape):"),
            (".reshape(shape)", ".squeeze()"),
        ),
    )
)

# --- vjp_of_broadcast_multiply ---

MULTIPLY = """
def unbroadcast(d, shape):
    extra = d.ndim - len(shape)
    d = d.sum(axis=tuple(range(extra)))
    ones = tuple(i for i, n in enumerate(shape) if n == 1)
    return d.sum(axis=ones, keepdims=True)


def vjp_of_broadcast_multiply(x, y, g):
    dx = unbroadcast(g * y, x.shape)
    dy = unbroadcast(g * x, y.shape)
    return dx, dy
"""
MULTIPLY_LOOP = """
def vjp_of_broadcast_multiply(x, y, g):
    X = np.broadcast_to(x, g.shape)
    Y = np.broadcast_to(y, g.shape)
    dx = np.zeros(x.shape)
    dy = np.zeros(y.shape)
    for index in np.ndindex(g.shape):
        in_x = index[g.ndim - x.ndim:]
        in_y = index[g.ndim - y.ndim:]
        at_x = tuple(i if n > 1 else 0 for i, n in zip(in_x, x.shape))
        at_y = tuple(i if n > 1 else 0 for i, n in zip(in_y, y.shape))
        dx[at_x] += g[index] * Y[index]
        dy[at_y] += g[index] * X[index]
    return dx, dy
"""
PRODUCTS = tuple(
    Submission("vjp_of_broadcast_multiply", slug, truth, edited(base, *edits))
    for base, slug, truth, *edits in (
        (MULTIPLY, "own-factor", "Each is multiplied by itself.", ("g * y", "g * x"), ("(g * x, y", "(g * y, y")),
        (
            MULTIPLY,
            "as-for-a-sum",
            "The other factor is forgotten: the gradient of a sum.",
            ("g * y", "g"),
            ("g * x", "g"),
        ),
        (
            MULTIPLY,
            "summed-first",
            "g is summed to the shape first and multiplied afterwards.",
            ("unbroadcast(g * y, x.shape)", "unbroadcast(g, x.shape) * y"),
            ("unbroadcast(g * x, y.shape)", "unbroadcast(g, y.shape) * x"),
        ),
        (
            MULTIPLY,
            "not-summed",
            "The products keep g's shape: nothing is summed.",
            ("unbroadcast(g * y, x.shape)", "g * y"),
            ("unbroadcast(g * x, y.shape)", "g * x"),
        ),
        (MULTIPLY, "y-first", "The gradient of y comes first.", ("return dx, dy", "return dy, dx")),
        (
            MULTIPLY,
            "no-keepdims",
            "Axes of length 1 are summed away and not kept.",
            ("axis=ones, keepdims=True", "axis=ones"),
        ),
        (
            MULTIPLY,
            "means",
            "Means over the repeated entries, not sums.",
            ("d.sum(axis=tuple", "d.mean(axis=tuple"),
            ("d.sum(axis=ones", "d.mean(axis=ones"),
        ),
        (
            MULTIPLY,
            "new-axes-only",
            "Axes of length 1 are not summed.",
            ("return d.sum(axis=ones, keepdims=True)", "return d"),
        ),
        (
            MULTIPLY,
            "ones-only",
            "The axes a shape lacks are not summed, and axes are counted from the left.",
            ("    d = d.sum(axis=tuple(range(extra)))\n", ""),
        ),
        (
            MULTIPLY,
            "last-axes",
            "The last axes are summed where the first are new.",
            ("tuple(range(extra))", "tuple(range(d.ndim - extra, d.ndim))"),
        ),
        (
            MULTIPLY,
            "x-is-full",
            "Only y's gradient is reduced: x is taken to have the full shape.",
            ("unbroadcast(g * y, x.shape)", "g * y"),
        ),
        (
            MULTIPLY,
            "sums-multiplied",
            "A sum of g times a sum of the other factor, where the sum of the products belongs.",
            (
                "unbroadcast(g * y, x.shape)",
                "unbroadcast(g, x.shape) * unbroadcast(np.broadcast_to(y, g.shape), x.shape)",
            ),
            (
                "unbroadcast(g * x, y.shape)",
                "unbroadcast(g, y.shape) * unbroadcast(np.broadcast_to(x, g.shape), y.shape)",
            ),
        ),
        (
            MULTIPLY,
            "matrix-product",
            "Matrix products, as for x @ y.",
            ("unbroadcast(g * y, x.shape)", "g @ y.T"),
            ("unbroadcast(g * x, y.shape)", "x.T @ g"),
        ),
        (
            MULTIPLY_LOOP,
            "g-forgotten",
            "g is not used: sums of the other factor.",
            ("g[index] * Y[index]", "Y[index]"),
            ("g[index] * X[index]", "X[index]"),
        ),
        (
            MULTIPLY,
            "whole-product-rule",
            "Both get g·(x + y): the two terms of the product rule are added up.",
            ("g * y", "g * (x + y)"),
            ("(g * x, y", "(g * (x + y), y"),
        ),
        (
            MULTIPLY,
            "times-the-output",
            "g times the output x·y.",
            ("g * y", "g * x * y"),
            ("(g * x, y", "(g * x * y, y"),
        ),
        (
            MULTIPLY,
            "in-place",
            "g is multiplied by y in place, so that dy gets g·y·x, and the caller's g is changed.",
            ("    dx = unbroadcast(g * y, x.shape)", "    g *= y\n    dx = unbroadcast(g, x.shape)"),
        ),
        (
            MULTIPLY,
            "copied-factor",
            "dy is made with y too: copied, and only the shape was changed.",
            ("(g * x, y", "(g * y, y"),
        ),
        (MULTIPLY, "copied-shape", "dy is reduced to x's shape.", ("g * x, y.shape", "g * x, x.shape")),
        (
            MULTIPLY,
            "moving-axes",
            "Sums over axis 0, 1, ... in turn, though axes move up as each is summed away.",
            (
                "    d = d.sum(axis=tuple(range(extra)))\n",
                "    for i in range(extra):\n        d = d.sum(axis=i)\n",
            ),
        ),
        (
            MULTIPLY_LOOP,
            "last-copy",
            "The last of the repeated entries overwrites the others: = for +=.",
            ("dx[at_x] += ", "dx[at_x] = "),
            ("dy[at_y] += ", "dy[at_y] = "),
        ),
        (
            MULTIPLY_LOOP,
            "dy-last-copy",
            "dx adds up, in dy the last of the repeated entries overwrites the others.",
            ("dy[at_y] += ", "dy[at_y] = "),
        ),
        (
            MULTIPLY_LOOP,
            "chained",
            "dy goes on from dx: dx's entries are multiplied by x and added up, not g's.",
            ("g[index] * X[index]", "dx[at_x] * X[index]"),
        ),
        (
            MULTIPLY,
            "divided",
            "g is divided by the other factor.",
            ("g * y", "g / y"),
            ("(g * x, y", "(g / x, y"),
        ),
        (
            MULTIPLY,
            "own-factor-and-means",
            "Two slips: each is multiplied by itself, and the repeated entries are averaged.",
            ("g * y", "g * x"),
            ("(g * x, y", "(g * y, y"),
            ("d.sum(axis=tuple", "d.mean(axis=tuple"),
            ("d.sum(axis=ones", "d.mean(axis=ones"),
        ),
        (
            MULTIPLY,
            "no-factor-and-new-axes-only",
            "Two slips: the other factor is forgotten, and axes of length 1 are not summed.",
            ("g * y", "g"),
            ("g * x", "g"),
            ("return d.sum(axis=ones, keepdims=True)", "return d"),
        ),
    )
)

# --- conv1d_backward ---

CONV1_LOOP = """
def conv1d_backward(x, w, stride, padding, g):
    N, C, L = x.shape
    O, _, k = w.shape
    M = g.shape[2]
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    dxp = np.zeros(xp.shape)
    dw = np.zeros(w.shape)
    db = np.zeros(O)
    for n in range(N):
        for o in range(O):
            for m in range(M):
                a = m * stride
                dw[o] += g[n, o, m] * xp[n, :, a:a + k]
                dxp[n, :, a:a + k] += g[n, o, m] * w[o]
                db[o] += g[n, o, m]
    dx = dxp[:, :, padding:padding + L]
    return dx, dw, db
"""
CONV1_EINSUM = """
def conv1d_backward(x, w, stride, padding, g):
    N, C, L = x.shape
    O, _, k = w.shape
    M = (L + 2 * padding - k) // stride + 1
    xp = np.zeros((N, C, L + 2 * padding))
    xp[:, :, padding:padding + L] = x
    where = np.arange(M)[:, None] * stride + np.arange(k)
    windows = xp[:, :, where]
    dw = np.einsum("nom,ncmk->ock", g, windows)
    dwindows = np.einsum("nom,ock->ncmk", g, w)
    dxp = np.zeros_like(xp)
    np.add.at(dxp, (slice(None), slice(None), where), dwindows)
    dx = dxp[:, :, padding:L + padding]
    db = g.sum(axis=(0, 2))
    return dx, dw, db
"""
CONV1 = tuple(
    Submission("conv1d_backward", slug, truth, edited(base, *edits))
    for base, slug, truth, *edits in (
        (
            CONV1_LOOP,
            "dx-overwritten",
            "dx is set, not added to: where windows overlap the last one stays.",
            ("a + k] += g", "a + k] = g"),
        ),
        (CONV1_LOOP, "dw-overwritten", "dw is set, not added to.", ("dw[o] += ", "dw[o] = ")),
        (
            CONV1_EINSUM,
            "fancy-plus",
            "dxp[..., where] += ... adds once where an index comes several times.",
            (
                "np.add.at(dxp, (slice(None), slice(None), where), dwindows)",
                "dxp[:, :, where] += dwindows",
            ),
        ),
        (CONV1_LOOP, "flips-for-dx", "The kernel is flipped for dx.", ("* w[o]", "* w[o, :, ::-1]")),
        (
            CONV1_LOOP,
            "dw-reversed",
            "dw comes out reversed: the two sides of the correlation are exchanged.",
            ("return dx, dw, db", "return dx, dw[:, :, ::-1], db"),
        ),
        (
            CONV1_LOOP,
            "true-convolution",
            "Everything is right for a convolution with a flipped kernel, not for cross-correlation.",
            ("* xp[n, :, a:a + k]", "* xp[n, :, a:a + k][:, ::-1]"),
            ("* w[o]", "* w[o, :, ::-1]"),
        ),
        (CONV1_LOOP, "stride-ignored", "Windows start at m, whatever the stride is.", ("m * stride", "m")),
        (
            CONV1_LOOP,
            "stride-ignored-for-dx",
            "dx takes its windows at m; dw is right.",
            ("dxp[n, :, a:a + k]", "dxp[n, :, m:m + k]"),
        ),
        (
            CONV1_LOOP,
            "padding-left-on",
            "dx keeps the padding.",
            ("dxp[:, :, padding:padding + L]", "dxp"),
        ),
        (
            CONV1_LOOP,
            "minus-padding",
            "The padding is cut off by padding:-padding, which leaves nothing where padding is 0.",
            ("padding:padding + L]", "padding:-padding]"),
        ),
        (
            CONV1_LOOP,
            "cut-from-the-start",
            "The first L numbers are kept: the padding on the left is taken for data.",
            ("dxp[:, :, padding:padding + L]", "dxp[:, :, :L]"),
        ),
        (
            CONV1_LOOP,
            "padding-ignored",
            "The windows lie on x itself: no padding anywhere.",
            ("(padding, padding)", "(0, 0)"),
            ("dxp[:, :, padding:padding + L]", "dxp"),
        ),
        (
            CONV1_LOOP,
            "zeros-at-the-end",
            "All the padding stands on the right.",
            ("(padding, padding)", "(0, 2 * padding)"),
            ("dxp[:, :, padding:padding + L]", "dxp[:, :, :L]"),
        ),
        (
            CONV1_LOOP,
            "edges-repeated",
            "Padded with the edge's value, not with zeros.",
            ("(padding, padding)))", '(padding, padding)), mode="edge")'),
        ),
        (
            CONV1_LOOP,
            "m-without-padding",
            "The number of positions is reckoned without the padding: the last ones are left out.",
            ("M = g.shape[2]", "M = (L - k) // stride + 1"),
        ),
        (
            CONV1_EINSUM,
            "dilated",
            "The stride stands between the taps of the kernel: a dilation.",
            ("np.arange(M)[:, None] * stride + np.arange(k)", "np.arange(M)[:, None] + np.arange(k) * stride"),
        ),
        (CONV1_EINSUM, "db-over-rows", "db is summed over the batch alone.", ("axis=(0, 2)", "axis=0")),
        (CONV1_EINSUM, "db-one-number", "db is one number: the sum of all of g.", ("g.sum(axis=(0, 2))", "g.sum()")),
        (
            CONV1_EINSUM,
            "db-mean-of-batch",
            "db is summed over positions and averaged over the batch.",
            ("g.sum(axis=(0, 2))", "g.sum(axis=2).mean(axis=0)"),
        ),
        (CONV1_LOOP, "db-forgotten", "db stays zero.", ("                db[o] += g[n, o, m]\n", "")),
        (CONV1_LOOP, "no-db", "Two gradients are returned: db is not there.", ("return dx, dw, db", "return dx, dw")),
        (CONV1_LOOP, "order", "dw comes first, then db, then dx.", ("return dx, dw, db", "return dw, db, dx")),
        (
            CONV1_LOOP,
            "batch-mean",
            "dw and db are averaged over the batch.",
            ("return dx, dw, db", "return dx, dw / N, db / N"),
        ),
        (
            CONV1_LOOP,
            "first-example",
            "Returns at the end of the first example: the others are not looked at.",
            (
                "    dx = dxp[:, :, padding:padding + L]\n    return dx, dw, db\n",
                "        dx = dxp[:, :, padding:padding + L]\n        return dx, dw, db\n",
            ),
        ),
        (
            CONV1_LOOP,
            "dw-is-w",
            "dw is w itself: it starts with w, and w is changed for dx and for the caller.",
            ("dw = np.zeros(w.shape)", "dw = w"),
        ),
        (
            CONV1_LOOP,
            "padded-coordinates-twice",
            "Windows start at m·stride − padding in the array that is padded already.",
            ("a = m * stride", "a = m * stride - padding"),
        ),
        (
            CONV1_EINSUM,
            "full-convolution",
            "dx is the full convolution of g with w, as for stride 1: no zeros between g's numbers.",
            (
                "    dx = dxp[:, :, padding:L + padding]\n",
                "    dxp[:] = 0\n    for n in range(N):\n        for c in range(C):\n            for o in range(O):\n"
                "                full = np.convolve(g[n, o], w[o, c])\n                dxp[n, c, :len(full)] += full\n"
                "    dx = dxp[:, :, padding:L + padding]\n",
            ),
        ),
        (
            CONV1_LOOP,
            "flipped-and-mean",
            "Two slips: the kernel is flipped for dx, and dw is averaged over the batch.",
            ("* w[o]", "* w[o, :, ::-1]"),
            ("return dx, dw, db", "return dx, dw / N, db"),
        ),
        (
            CONV1_LOOP,
            "overwritten-and-db-by-example",
            "Two slips: dx is set and not added to, and db holds the last example alone.",
            ("a + k] += g", "a + k] = g"),
            ("            for m in range(M):", "            db[o] = 0\n            for m in range(M):"),
        ),
    )
)

# --- conv2d_backward ---

CONV2_LOOP = """
def conv2d_backward(x, w, stride, padding, g):
    N, C, H, W = x.shape
    O, _, k, _ = w.shape
    P, Q = g.shape[2:]
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dxp = np.zeros(xp.shape)
    dw = np.zeros(w.shape)
    db = np.zeros(O)
    for n in range(N):
        for o in range(O):
            for i in range(P):
                for j in range(Q):
                    top = i * stride
                    left = j * stride
                    dw[o] += g[n, o, i, j] * xp[n, :, top:top + k, left:left + k]
                    dxp[n, :, top:top + k, left:left + k] += g[n, o, i, j] * w[o]
                    db[o] += g[n, o, i, j]
    dx = dxp[:, :, padding:padding + H, padding:padding + W]
    return dx, dw, db
"""
CONV2_TAPS = """
def conv2d_backward(x, w, stride, padding, g):
    N, C, H, W = x.shape
    k = w.shape[2]
    P, Q = g.shape[2], g.shape[3]
    xp = np.zeros((N, C, H + 2 * padding, W + 2 * padding))
    xp[:, :, padding:H + padding, padding:W + padding] = x
    dxp = np.zeros_like(xp)
    dw = np.zeros_like(w)
    for u in range(k):
        for v in range(k):
            rows = slice(u, u + stride * P, stride)
            cols = slice(v, v + stride * Q, stride)
            dw[:, :, u, v] = np.einsum("nopq,ncpq->oc", g, xp[:, :, rows, cols])
            dxp[:, :, rows, cols] += np.einsum("nopq,oc->ncpq", g, w[:, :, u, v])
    dx = dxp[:, :, padding:padding + H, padding:padding + W]
    db = g.sum(axis=(0, 2, 3))
    return dx, dw, db
"""
CONV2_COLUMNS = """
def conv2d_backward(x, w, stride, padding, g):
    N, C, H, W = x.shape
    O, _, k, _ = w.shape
    P = (H + 2 * padding - k) // stride + 1
    Q = (W + 2 * padding - k) // stride + 1
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    cols = np.zeros((C, k, k, N, P, Q))
    for p in range(P):
        for q in range(Q):
            r, s = p * stride, q * stride
            cols[:, :, :, :, p, q] = xp[:, :, r:r + k, s:s + k].transpose(1, 2, 3, 0)
    cols = cols.reshape(C * k * k, N * P * Q)
    flat = g.transpose(1, 0, 2, 3).reshape(O, -1)
    dw = (flat @ cols.T).reshape(w.shape)
    dcols = (w.reshape(O, -1).T @ flat).reshape(C, k, k, N, P, Q)
    dxp = np.zeros(xp.shape)
    for p in range(P):
        for q in range(Q):
            r, s = p * stride, q * stride
            dxp[:, :, r:r + k, s:s + k] += dcols[:, :, :, :, p, q].transpose(3, 0, 1, 2)
    dx = dxp[:, :, padding:padding + H, padding:padding + W]
    return dx, dw, flat.sum(axis=1)
"""
CONV2 = tuple(
    Submission("conv2d_backward", slug, truth, edited(base, *edits))
    for base, slug, truth, *edits in (
        (
            CONV2_LOOP,
            "dx-overwritten",
            "dx is set, not added to: where windows overlap the last one stays.",
            ("left + k] += g", "left + k] = g"),
        ),
        (
            CONV2_COLUMNS,
            "columns-overwritten",
            "The columns are put back with =, as if each number had come once.",
            ("s:s + k] += dcols", "s:s + k] = dcols"),
        ),
        (CONV2_LOOP, "dw-overwritten", "dw is set, not added to.", ("dw[o] += ", "dw[o] = ")),
        (
            CONV2_COLUMNS,
            "g-not-turned",
            "g is reshaped to (O, ...) without bringing the channels to the front: batch and channels are mixed.",
            ("g.transpose(1, 0, 2, 3).reshape(O, -1)", "g.reshape(O, -1)"),
        ),
        (
            CONV2_LOOP,
            "turned-for-dx",
            "The kernel is turned by 180 degrees for dx.",
            ("* w[o]", "* w[o, :, ::-1, ::-1]"),
        ),
        (
            CONV2_LOOP,
            "dw-turned",
            "dw is turned by 180 degrees.",
            ("return dx, dw, db", "return dx, dw[:, :, ::-1, ::-1], db"),
        ),
        (
            CONV2_LOOP,
            "true-convolution",
            "Everything is right for a convolution with a turned kernel, not for cross-correlation.",
            ("top:top + k, left:left + k]\n", "top:top + k, left:left + k][:, ::-1, ::-1]\n"),
            ("* w[o]", "* w[o, :, ::-1, ::-1]"),
        ),
        (
            CONV2_TAPS,
            "dw-transposed",
            "Rows and columns of each kernel are exchanged in dw.",
            ("dw[:, :, u, v] =", "dw[:, :, v, u] ="),
        ),
        (
            CONV2_TAPS,
            "w-transposed",
            "Rows and columns of the kernel are exchanged for dx.",
            ("g, w[:, :, u, v])", "g, w[:, :, v, u])"),
        ),
        (
            CONV2_LOOP,
            "top-for-left",
            "Windows are at (top, top): the column's number is not used.",
            ("left = j * stride", "left = top"),
        ),
        (
            CONV2_LOOP,
            "stride-ignored",
            "Windows start at (i, j), whatever the stride is.",
            ("i * stride", "i"),
            ("j * stride", "j"),
        ),
        (CONV2_LOOP, "stride-for-rows", "The stride is used for rows alone.", ("j * stride", "j")),
        (
            CONV2_TAPS,
            "stride-ignored-for-dx",
            "dx is added up as for stride 1; dw is right.",
            ("dxp[:, :, rows, cols] +=", "dxp[:, :, u:u + P, v:v + Q] +="),
        ),
        (
            CONV2_TAPS,
            "padding-left-on",
            "dx keeps the padding.",
            ("dxp[:, :, padding:padding + H, padding:padding + W]", "dxp"),
        ),
        (
            CONV2_TAPS,
            "minus-padding",
            "The padding is cut off by padding:-padding, which leaves nothing where padding is 0.",
            ("padding:padding + H, padding:padding + W]", "padding:-padding, padding:-padding]"),
        ),
        (
            CONV2_TAPS,
            "cut-from-the-start",
            "The first H rows and W columns are kept: the padding above and on the left is taken for data.",
            ("dxp[:, :, padding:padding + H, padding:padding + W]", "dxp[:, :, :H, :W]"),
        ),
        (
            CONV2_TAPS,
            "rows-cut",
            "The padding is taken off the rows and left on the columns.",
            ("padding:padding + H, padding:padding + W]", "padding:padding + H]"),
        ),
        (
            CONV2_TAPS,
            "height-and-width",
            "H and W are exchanged where the padding is cut off.",
            ("padding:padding + H, padding:padding + W]", "padding:padding + W, padding:padding + H]"),
        ),
        (
            CONV2_LOOP,
            "padding-ignored",
            "The windows lie on x itself: no padding anywhere.",
            ("(padding, padding), (padding, padding)", "(0, 0), (0, 0)"),
            ("dxp[:, :, padding:padding + H, padding:padding + W]", "dxp"),
        ),
        (
            CONV2_LOOP,
            "square-output",
            "Both loops run over P: columns beyond are left out, or g is read beyond its end.",
            ("range(Q)", "range(P)"),
        ),
        (
            CONV2_LOOP,
            "positions-without-padding",
            "The number of positions is reckoned without the padding: the last ones are left out.",
            ("P, Q = g.shape[2:]", "P, Q = (H - k) // stride + 1, (W - k) // stride + 1"),
        ),
        (CONV2_TAPS, "db-over-batch", "db is summed over the batch alone.", ("axis=(0, 2, 3)", "axis=0")),
        (
            CONV2_TAPS,
            "db-of-the-last-axis",
            "db is summed over all axes but the last, as if channels came last.",
            ("axis=(0, 2, 3)", "axis=(0, 1, 2)"),
        ),
        (CONV2_TAPS, "db-mean", "db is a mean.", ("g.sum(axis=(0, 2, 3))", "g.mean(axis=(0, 2, 3))")),
        (
            CONV2_TAPS,
            "db-keeps-axes",
            "db has shape (1, O, 1, 1).",
            ("axis=(0, 2, 3)", "axis=(0, 2, 3), keepdims=True"),
        ),
        (
            CONV2_LOOP,
            "batch-mean",
            "dw and db are averaged over the batch.",
            ("return dx, dw, db", "return dx, dw / N, db / N"),
        ),
        (
            CONV2_LOOP,
            "returns-inside",
            "Returns after the first example.",
            (
                "    dx = dxp[:, :, padding:padding + H, padding:padding + W]\n    return dx, dw, db\n",
                "        dx = dxp[:, :, padding:padding + H, padding:padding + W]\n        return dx, dw, db\n",
            ),
        ),
        (
            CONV2_COLUMNS,
            "w-not-turned",
            "w is reshaped to (C·k·k, O) where its transpose belongs.",
            ("w.reshape(O, -1).T", "w.reshape(-1, O)"),
        ),
        (
            CONV2_LOOP,
            "stride-and-mean",
            "Two slips: the stride is used for rows alone, and dw is averaged over the batch.",
            ("j * stride", "j"),
            ("return dx, dw, db", "return dx, dw / N, db"),
        ),
        (
            CONV2_LOOP,
            "turned-and-overwritten",
            "Two slips: for dx the kernel is turned, and overlapping windows overwrite each other.",
            ("left + k] += g[n, o, i, j] * w[o]", "left + k] = g[n, o, i, j] * w[o, :, ::-1, ::-1]"),
        ),
    )
)

# --- max_pool_backward ---

POOL_LOOP = """
def max_pool_backward(x, k, stride, g):
    N, C, P, Q = g.shape
    dx = np.zeros(x.shape)
    for n in range(N):
        for c in range(C):
            for i in range(P):
                for j in range(Q):
                    top = i * stride
                    left = j * stride
                    window = x[n, c, top:top + k, left:left + k]
                    a, b = np.unravel_index(np.argmax(window), window.shape)
                    dx[n, c, top + a, left + b] += g[n, c, i, j]
    return dx
"""
POOL_VIEW = """
def max_pool_backward(x, k, stride, g):
    N, C, H, W = x.shape
    P, Q = g.shape[2:]
    view = np.lib.stride_tricks.sliding_window_view(x, (k, k), axis=(2, 3))
    windows = view[:, :, ::stride, ::stride].reshape(N, C, P, Q, k * k)
    first = windows.argmax(axis=-1)
    rows = np.arange(P)[:, None] * stride + first // k
    cols = np.arange(Q) * stride + first % k
    n = np.arange(N)[:, None, None, None]
    c = np.arange(C)[:, None, None]
    dx = np.zeros_like(x)
    np.add.at(dx, (n, c, rows, cols), g)
    return dx
"""
POOL_MASK = """
def max_pool_backward(x, k, stride, g):
    N, C, H, W = x.shape
    P, Q = g.shape[2], g.shape[3]
    dx = np.zeros_like(x)
    for p in range(P):
        for q in range(Q):
            r, s = p * stride, q * stride
            window = x[:, :, r:r + k, s:s + k].reshape(N, C, -1)
            mask = np.eye(k * k)[window.argmax(axis=2)]
            share = mask * g[:, :, p, q][:, :, None]
            dx[:, :, r:r + k, s:s + k] += share.reshape(N, C, k, k)
    return dx
"""
EQUAL_TO_MAX = "(window == window.max(axis=2, keepdims=True)).astype(float)"
POOL = tuple(
    Submission("max_pool_backward", slug, truth, edited(base, *edits))
    for base, slug, truth, *edits in (
        (
            POOL_MASK,
            "tie-to-all",
            "In a tie each of the largest gets all of g.",
            ("np.eye(k * k)[window.argmax(axis=2)]", EQUAL_TO_MAX),
        ),
        (
            POOL_MASK,
            "tie-shared",
            "In a tie the largest share g.",
            ("            share =", "            mask = mask / mask.sum(axis=2, keepdims=True)\n            share ="),
            ("np.eye(k * k)[window.argmax(axis=2)]", EQUAL_TO_MAX),
        ),
        (
            POOL_MASK,
            "tie-to-the-last",
            "In a tie the last one gets g.",
            ("window.argmax(axis=2)", "k * k - 1 - window[:, :, ::-1].argmax(axis=2)"),
        ),
        (
            POOL_LOOP,
            "tie-by-columns",
            "In a tie the first by columns gets g, not the first in reading order.",
            ("np.argmax(window), window.shape)", "np.argmax(window.T), window.shape)[::-1]"),
        ),
        (
            POOL_MASK,
            "nearly-equal",
            "Whatever lies within 0.05 of the maximum gets g.",
            ("np.eye(k * k)[window.argmax(axis=2)]", "(window > window.max(axis=2, keepdims=True) - 0.05) * 1.0"),
        ),
        (
            POOL_LOOP,
            "overwritten",
            "A number that wins in two windows keeps the gradient of the last: = for +=.",
            ("left + b] += g", "left + b] = g"),
        ),
        (
            POOL_MASK,
            "window-overwritten",
            "Each window overwrites what earlier ones left there, zeros too.",
            ("s:s + k] += share", "s:s + k] = share"),
        ),
        (
            POOL_VIEW,
            "fancy-plus",
            "dx[...] += g adds once where an index comes several times.",
            ("np.add.at(dx, (n, c, rows, cols), g)", "dx[n, c, rows, cols] += g"),
        ),
        (
            POOL_LOOP,
            "stride-is-k",
            "Windows stand side by side: k is used in the place of the stride.",
            ("i * stride", "i * k"),
            ("j * stride", "j * k"),
        ),
        (
            POOL_LOOP,
            "stride-is-one",
            "Windows start at (i, j).",
            ("i * stride", "i"),
            ("j * stride", "j"),
        ),
        (
            POOL_LOOP,
            "k-is-stride",
            "Windows are as large as the stride: k is not used.",
            ("top:top + k, left:left + k", "top:top + stride, left:left + stride"),
        ),
        (
            POOL_LOOP,
            "row-and-column",
            "Row and column of the largest are exchanged.",
            ("a, b = np.unravel", "b, a = np.unravel"),
        ),
        (
            POOL_LOOP,
            "no-offset",
            "The place inside of the window is taken for the place in the image.",
            ("dx[n, c, top + a, left + b]", "dx[n, c, a, b]"),
        ),
        (
            POOL_LOOP,
            "flat-index",
            "The flat index inside of the window is counted on from its corner in the flat image.",
            (
                "dx[n, c, top + a, left + b] += g[n, c, i, j]",
                "at = top * x.shape[3] + left + np.argmax(window)\n"
                "                    dx[n, c].flat[at] += g[n, c, i, j]",
            ),
        ),
        (
            POOL_VIEW,
            "stride-lost-for-columns",
            "The columns of the windows are not multiplied by the stride.",
            ("np.arange(Q) * stride", "np.arange(Q)"),
        ),
        (
            POOL_LOOP,
            "mean-pooling",
            "The gradient of mean pooling: each number gets g/k².",
            (
                "dx[n, c, top + a, left + b] += g[n, c, i, j]",
                "dx[n, c, top:top + k, left:left + k] += g[n, c, i, j] / k**2",
            ),
        ),
        (
            POOL_LOOP,
            "whole-window",
            "Each number of the window gets all of g.",
            ("dx[n, c, top + a, left + b] +=", "dx[n, c, top:top + k, left:left + k] +="),
        ),
        (POOL_LOOP, "smallest", "The smallest number gets g.", ("np.argmax", "np.argmin")),
        (POOL_LOOP, "g-forgotten", "g is not used: counts how often a number wins.", ("+= g[n, c, i, j]", "+= 1")),
        (
            POOL_LOOP,
            "times-the-maximum",
            "g is multiplied by the largest number.",
            ("+= g[n, c, i, j]", "+= g[n, c, i, j] * window[a, b]"),
        ),
        (
            POOL_LOOP,
            "first-channel",
            "The places are found in channel 0 and used for all channels.",
            ("window = x[n, c, top", "window = x[n, 0, top"),
        ),
        (
            POOL_LOOP,
            "anywhere-equal",
            "Where a number of the channel equals the window's maximum it gets g, inside of the window or not.",
            ("dx[n, c, top + a, left + b] += g[n, c, i, j]", "dx[n, c][x[n, c] == window.max()] += g[n, c, i, j]"),
        ),
        (
            POOL_LOOP,
            "windows-by-k",
            "The number of windows is H//k and W//k, as without overlap.",
            ("range(P)", "range(min(P, x.shape[2] // k))"),
            ("range(Q)", "range(min(Q, x.shape[3] // k))"),
        ),
        (
            POOL_LOOP,
            "last-left-out",
            "The last row and the last column of windows are left out.",
            ("range(P)", "range(P - 1)"),
            ("range(Q)", "range(Q - 1)"),
        ),
        (
            POOL_LOOP,
            "square-output",
            "Both loops run over P: columns are left out, or g is read beyond its end.",
            ("range(Q)", "range(P)"),
        ),
        (
            POOL_LOOP,
            "x-emptied",
            "dx is x itself, filled with zeros before the largest are looked for; the caller's x is lost.",
            ("dx = np.zeros(x.shape)", "dx = x\n    dx[:] = 0"),
        ),
        (
            POOL_LOOP,
            "whole-numbers",
            "dx is an array of whole numbers: fractions are cut off.",
            ("np.zeros(x.shape)", "np.zeros(x.shape, dtype=int)"),
        ),
        (
            POOL_LOOP,
            "returns-inside",
            "Returns after the first row of windows.",
            ("    return dx\n", "                return dx\n"),
        ),
        (
            POOL_MASK,
            "tie-to-all-and-overwritten",
            "Two slips: in a tie each of the largest gets g, and windows overwrite each other.",
            ("np.eye(k * k)[window.argmax(axis=2)]", EQUAL_TO_MAX),
            ("s:s + k] += share", "s:s + k] = share"),
        ),
    )
)

# --- smooth_l1_gradient ---

SMOOTH_WHERE = """
def smooth_l1_gradient(pred, target, beta):
    d = pred - target
    return np.where(np.abs(d) < beta, d / beta, np.sign(d))
"""
SMOOTH_LOOP = """
def smooth_l1_gradient(pred, target, beta):
    grad = np.zeros(pred.shape)
    for index in np.ndindex(pred.shape):
        d = pred[index] - target[index]
        if abs(d) < beta:
            grad[index] = d / beta
        elif d > 0:
            grad[index] = 1.0
        else:
            grad[index] = -1.0
    return grad
"""
SMOOTH = tuple(
    Submission("smooth_l1_gradient", slug, truth, edited(base, *edits))
    for base, slug, truth, *edits in (
        (SMOOTH_WHERE, "not-over-beta", "Inside, d is not divided by β.", ("d / beta", "d")),
        (
            SMOOTH_WHERE,
            "huber",
            "Huber's: d inside and ±β beyond, β times too large.",
            ("d / beta, np.sign(d)", "d, beta * np.sign(d)"),
        ),
        (SMOOTH_WHERE, "beta-beyond", "±β beyond; inside it is right.", ("np.sign(d)", "beta * np.sign(d)")),
        (SMOOTH_WHERE, "target-minus-pred", "The sign is turned: target − pred.", ("pred - target", "target - pred")),
        (SMOOTH_WHERE, "mean", "The gradient of the mean.", ("np.sign(d))", "np.sign(d)) / d.size")),
        (
            SMOOTH_LOOP,
            "plus-one",
            "+1 beyond, on both sides.",
            ("grad[index] = -1.0", "grad[index] = 1.0"),
        ),
        (SMOOTH_WHERE, "threshold-one", "Turns at 1, whatever β is.", ("< beta", "< 1")),
        (
            SMOOTH_WHERE,
            "fixed-one",
            "As for β = 1: d inside of 1, ±1 beyond; β is not used.",
            ("< beta, d / beta", "< 1, d"),
        ),
        (
            SMOOTH_LOOP,
            "no-absolute",
            "d < β without the absolute value: far below the target it is still taken for inside.",
            ("abs(d) < beta", "d < beta"),
        ),
        (SMOOTH_WHERE, "two", "2d/β: the ½ of the loss is forgotten.", ("d / beta", "2 * d / beta")),
        (SMOOTH_WHERE, "half", "d/(2β): the 2 of the square is forgotten.", ("d / beta", "d / (2 * beta)")),
        (
            SMOOTH_WHERE,
            "sigma",
            "Another course's σ: σ²d where abs(d) < 1/σ², with β for σ.",
            ("np.abs(d) < beta, d / beta", "np.abs(d) < 1 / beta**2, d * beta**2"),
        ),
        (SMOOTH_WHERE, "beta-multiplies", "β·d inside.", ("d / beta", "d * beta")),
        (
            SMOOTH_WHERE,
            "loss",
            "The loss of each entry, not its derivative.",
            ("d / beta, np.sign(d)", "d**2 / (2 * beta), np.abs(d) - beta / 2"),
        ),
        (
            SMOOTH_WHERE,
            "one-number",
            "The gradients are added up to one number.",
            (
                "np.where(np.abs(d) < beta, d / beta, np.sign(d))",
                "np.sum(np.where(np.abs(d) < beta, d / beta, np.sign(d)))",
            ),
        ),
        (SMOOTH_WHERE, "sides-exchanged", "±1 inside and d/β beyond.", ("< beta", ">= beta")),
        (SMOOTH_WHERE, "times-d", "Multiplied by d once more.", ("np.sign(d))", "np.sign(d)) * d")),
        (
            SMOOTH_WHERE,
            "absolute-inside",
            "abs(d)/β inside: the sign is lost there.",
            ("d / beta", "np.abs(d) / beta"),
        ),
        (
            SMOOTH_WHERE,
            "constant-kept",
            "Beyond, the loss's constant is kept: ±1 − β/2.",
            ("np.sign(d))", "np.sign(d) - beta / 2)"),
        ),
        (
            SMOOTH_WHERE,
            "squared-error",
            "d/β everywhere: the straight part is not there.",
            ("np.where(np.abs(d) < beta, d / beta, np.sign(d))", "d / beta"),
        ),
        (
            SMOOTH_WHERE,
            "absolute-error",
            "±1 everywhere: the round part is not there.",
            ("np.where(np.abs(d) < beta, d / beta, np.sign(d))", "np.sign(d)"),
        ),
        (
            SMOOTH_WHERE,
            "in-place",
            "pred is changed: pred -= target; the numbers are right.",
            ("d = pred - target", "d = pred\n    d -= target"),
        ),
        (
            SMOOTH_WHERE,
            "both",
            "Two gradients: those of pred and of target.",
            ("return np.where", "grad = np.where"),
            ("np.sign(d))\n", "np.sign(d))\n    return grad, -grad\n"),
        ),
        (SMOOTH_WHERE, "squared-threshold", "Compares d² with β.", ("np.abs(d) < beta", "d**2 < beta")),
        (SMOOTH_WHERE, "zero-beyond", "0 beyond: far values get no gradient.", ("np.sign(d))", "0.0)")),
        (
            SMOOTH_WHERE,
            "pseudo-huber",
            "The pseudo-Huber loss's d/√(d² + β²).",
            ("np.where(np.abs(d) < beta, d / beta, np.sign(d))", "d / np.sqrt(d**2 + beta**2)"),
        ),
        (
            SMOOTH_LOOP,
            "beyond-left-zero",
            "Below −β the entry stays zero: the last branch is not there.",
            ("        else:\n            grad[index] = -1.0\n", ""),
        ),
        (
            SMOOTH_WHERE,
            "mean-and-minus",
            "Two slips: the sign is turned, and the mean is taken for the sum.",
            ("pred - target", "target - pred"),
            ("np.sign(d))", "np.sign(d)) / d.size"),
        ),
        (
            SMOOTH_WHERE,
            "two-and-beta-forgotten",
            "Two slips: the ½ of the loss is forgotten, and so is β.",
            ("d / beta", "2 * d"),
        ),
    )
)

# --- detection_loss_gradient ---

DETECTION_LOOP = """
def detection_loss_gradient(logits, boxes, labels, targets, beta):
    N = len(labels)
    dlogits = np.zeros(logits.shape)
    dboxes = np.zeros(boxes.shape)
    P = 0
    for n in range(N):
        if labels[n] > 0:
            P += 1
    for n in range(N):
        e = np.exp(logits[n] - logits[n].max())
        p = e / e.sum()
        p[labels[n]] -= 1
        dlogits[n] = p / N
        if labels[n] != 0:
            for q in range(4):
                d = boxes[n, q] - targets[n, q]
                if abs(d) < beta:
                    slope = d / beta
                else:
                    slope = np.sign(d)
                dboxes[n, q] = slope / max(1, P)
    return dlogits, dboxes
"""
DETECTION = """
def detection_loss_gradient(logits, boxes, labels, targets, beta):
    N, K = logits.shape
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    probs = e / e.sum(axis=1, keepdims=True)
    onehot = np.eye(K)[labels]
    dlogits = (probs - onehot) / N
    positive = labels > 0
    P = max(1, positive.sum())
    diff = boxes - targets
    slope = np.clip(diff / beta, -1, 1)
    dboxes = slope * positive[:, None] / P
    return dlogits, dboxes
"""
LOSS = tuple(
    Submission("detection_loss_gradient", slug, truth, edited(base, *edits))
    for base, slug, truth, *edits in (
        (
            DETECTION,
            "background-boxes",
            "Background boxes get a gradient too.",
            ("slope * positive[:, None] / P", "slope / P"),
        ),
        (
            DETECTION,
            "all-boxes-over-n",
            "The boxes of all N are averaged, background too.",
            ("slope * positive[:, None] / P", "slope / N"),
        ),
        (DETECTION, "boxes-over-n", "The boxes' part is divided by N, not by P.", ("None] / P", "None] / N")),
        (
            DETECTION,
            "boxes-over-4p",
            "The boxes' part is a mean over their numbers: 4P.",
            ("None] / P", "None] / (4 * P)"),
        ),
        (DETECTION, "boxes-not-divided", "The boxes' part is not divided.", ("None] / P", "None]")),
        (
            DETECTION,
            "logits-not-divided",
            "The logits' part is not divided by N.",
            ("(probs - onehot) / N", "probs - onehot"),
        ),
        (
            DETECTION_LOOP,
            "logits-over-p",
            "The whole loss is divided by P: the logits too.",
            ("p / N", "p / max(1, P)"),
        ),
        (DETECTION, "no-minus-one", "The softmax alone: the labels are not used.", ("(probs - onehot)", "probs")),
        (DETECTION, "minus", "dlogits has its sign turned.", ("(probs - onehot)", "(onehot - probs)")),
        (
            DETECTION,
            "rows-minus-one",
            "probs[labels] −= 1: 1 is subtracted from the whole rows whose numbers the labels name.",
            ("    onehot = np.eye(K)[labels]\n", "    probs[labels] -= 1\n"),
            ("(probs - onehot)", "probs"),
        ),
        (
            DETECTION,
            "background-ignored",
            "Background rows get no gradient at their logits.",
            ("(probs - onehot) / N", "(probs - onehot) * (labels > 0)[:, None] / N"),
        ),
        (
            DETECTION_LOOP,
            "background-skipped",
            "Background rows are left out, and the cross-entropy is a mean over the positives.",
            (
                "        dlogits[n] = p / N\n        if labels[n] != 0:\n",
                "        if labels[n] != 0:\n            dlogits[n] = p / P\n",
            ),
        ),
        (
            DETECTION,
            "no-guard",
            "P is not kept above 0: nan where there is no positive.",
            ("max(1, positive.sum())", "positive.sum()"),
        ),
        (
            DETECTION_LOOP,
            "nothing-without-positives",
            "Without positives both gradients are zero, the logits' too.",
            (
                "    for n in range(N):\n        e = ",
                "    if P == 0:\n        return dlogits, dboxes\n    for n in range(N):\n        e = ",
            ),
        ),
        (
            DETECTION,
            "sum-of-labels",
            "P is the sum of the labels, not the number of positives.",
            ("max(1, positive.sum())", "max(1, labels.sum())"),
        ),
        (
            DETECTION,
            "zero-is-positive",
            "Background is taken for positive, the rest for background.",
            ("labels > 0", "labels == 0"),
        ),
        (
            DETECTION,
            "last-is-background",
            "The last class is taken for background, as elsewhere.",
            ("labels > 0", "labels < K - 1"),
        ),
        (
            DETECTION,
            "labels-from-one",
            "Class c is looked for in column c − 1: background has no column.",
            ("np.eye(K)[labels]", "np.eye(K)[labels - 1]"),
        ),
        (
            DETECTION,
            "huber",
            "Huber's slope: between −β and β.",
            ("np.clip(diff / beta, -1, 1)", "np.clip(diff, -beta, beta)"),
        ),
        (
            DETECTION_LOOP,
            "no-absolute",
            "d < β without the absolute value: large negative d stay in the square part.",
            ("abs(d) < beta", "d < beta"),
        ),
        (DETECTION, "targets-minus-boxes", "dboxes has its sign turned.", ("boxes - targets", "targets - boxes")),
        (
            DETECTION,
            "softmax-over-boxes",
            "The softmax runs over the boxes of a class, not over the classes of a box.",
            ("e.sum(axis=1, keepdims=True)", "e.sum(axis=0, keepdims=True)"),
        ),
        (
            DETECTION,
            "sigmoids",
            "A sigmoid for each class in the place of the softmax.",
            ("e / e.sum(axis=1, keepdims=True)", "1 / (1 + np.exp(-logits))"),
        ),
        (
            DETECTION,
            "through-the-sigmoid",
            "p − y is multiplied by p(1 − p) once more.",
            ("(probs - onehot) / N", "(probs - onehot) * probs * (1 - probs) / N"),
        ),
        (
            DETECTION,
            "weighted-by-label",
            "dboxes is multiplied by the label's number.",
            ("slope * positive[:, None]", "slope * labels[:, None]"),
        ),
        (
            DETECTION,
            "positives-only",
            "dboxes has rows for the positives alone: shape (P, 4).",
            ("slope * positive[:, None] / P", "slope[positive] / P"),
        ),
        (DETECTION, "order", "dboxes comes first.", ("return dlogits, dboxes", "return dboxes, dlogits")),
        (
            DETECTION,
            "boxes-in-place",
            "boxes is changed: boxes -= targets; the numbers are right.",
            ("diff = boxes - targets", "diff = boxes\n    diff -= targets"),
        ),
        (
            DETECTION,
            "over-n-and-background",
            "Two slips: background boxes get a gradient, and the logits' part is not divided by N.",
            ("slope * positive[:, None] / P", "slope / P"),
            ("(probs - onehot) / N", "probs - onehot"),
        ),
        (
            DETECTION,
            "huber-over-4p",
            "Two slips: Huber's slope, and a mean over the 4P numbers.",
            ("np.clip(diff / beta, -1, 1)", "np.clip(diff, -beta, beta)"),
            ("None] / P", "None] / (4 * P)"),
        ),
    )
)

# --- roi_pool_backward ---

ROI_LOOP = """
def roi_pool_backward(x, rois, size, g):
    C, H, W = x.shape
    dx = np.zeros(x.shape)
    for r in range(len(rois)):
        y0, x0, y1, x1 = rois[r]
        h = y1 - y0
        w = x1 - x0
        for i in range(size):
            top = y0 + math.floor(i * h / size)
            bottom = y0 + math.ceil((i + 1) * h / size)
            for j in range(size):
                left = x0 + math.floor(j * w / size)
                right = x0 + math.ceil((j + 1) * w / size)
                for c in range(C):
                    cell = x[c, top:bottom, left:right]
                    a, b = np.unravel_index(np.argmax(cell), cell.shape)
                    dx[c, top + a, left + b] += g[r, c, i, j]
    return dx
"""
ROI_FLAT = """
def roi_pool_backward(x, rois, size, g):
    C, H, W = x.shape
    channels = np.arange(C)
    index, amounts = [], []
    for roi, part in zip(rois, g):
        y0, x0, y1, x1 = roi
        steps = np.arange(size + 1)
        ys, xs = steps * (y1 - y0), steps * (x1 - x0)
        for i in range(size):
            r0, r1 = y0 + ys[i] // size, y0 - (-ys[i + 1] // size)
            for j in range(size):
                c0, c1 = x0 + xs[j] // size, x0 - (-xs[j + 1] // size)
                best = x[:, r0:r1, c0:c1].reshape(C, -1).argmax(axis=1)
                row, col = r0 + best // (c1 - c0), c0 + best % (c1 - c0)
                index.append(channels * H * W + row * W + col)
                amounts.append(part[:, i, j])
    dx = np.zeros(C * H * W)
    np.add.at(dx, np.concatenate(index), np.concatenate(amounts))
    return dx.reshape(x.shape)
"""
ROI = tuple(
    Submission("roi_pool_backward", slug, truth, edited(base, *edits))
    for base, slug, truth, *edits in (
        (
            ROI_LOOP,
            "overwritten",
            "A number that wins in several cells keeps the gradient of the last: = for +=.",
            ("left + b] += g", "left + b] = g"),
        ),
        (
            ROI_FLAT,
            "fancy-plus",
            "dx[index] += ... adds once where an index comes several times.",
            (
                "np.add.at(dx, np.concatenate(index), np.concatenate(amounts))",
                "dx[np.concatenate(index)] += np.concatenate(amounts)",
            ),
        ),
        (
            ROI_LOOP,
            "x-before-y",
            "A region is read as x0 y0 x1 y1.",
            ("y0, x0, y1, x1 = rois[r]", "x0, y0, x1, y1 = rois[r]"),
        ),
        (
            ROI_LOOP,
            "ends-inside",
            "The ends are taken to belong to the region: heights and widths are 1 larger.",
            ("h = y1 - y0", "h = y1 - y0 + 1"),
            ("w = x1 - x0", "w = x1 - x0 + 1"),
        ),
        (
            ROI_LOOP,
            "height-and-width",
            "A region is read as y, x, height, width.",
            ("h = y1 - y0", "h = y1"),
            ("w = x1 - x0", "w = x1"),
        ),
        (
            ROI_LOOP,
            "no-offset",
            "The place inside of the cell is taken for the place in the map.",
            ("dx[c, top + a, left + b]", "dx[c, a, b]"),
        ),
        (
            ROI_LOOP,
            "region-coordinates",
            "The corner of the region is not added: all regions start at the map's corner.",
            ("top = y0 + math", "top = math"),
            ("bottom = y0 + math", "bottom = math"),
            ("left = x0 + math", "left = math"),
            ("right = x0 + math", "right = math"),
        ),
        (
            ROI_LOOP,
            "written-without-the-region",
            "The largest is found in the region, and written without the region's corner.",
            ("dx[c, top + a, left + b]", "dx[c, top - y0 + a, left - x0 + b]"),
        ),
        (
            ROI_LOOP,
            "floors",
            "The ends of cells are rounded down; empty cells are left out.",
            ("math.ceil((i + 1)", "math.floor((i + 1)"),
            ("math.ceil((j + 1)", "math.floor((j + 1)"),
            (
                "                for c in range(C):",
                "                for c in range(C if bottom > top and right > left else 0):",
            ),
        ),
        (
            ROI_LOOP,
            "rounded",
            "Starts and ends of cells are rounded to the nearest; empty cells get one row or column.",
            ("math.floor(i * h / size)", "round(i * h / size)"),
            ("math.floor(j * w / size)", "round(j * w / size)"),
            ("bottom = y0 + math.ceil((i + 1) * h / size)", "bottom = max(top + 1, y0 + round((i + 1) * h / size))"),
            ("right = x0 + math.ceil((j + 1) * w / size)", "right = max(left + 1, x0 + round((j + 1) * w / size))"),
        ),
        (
            ROI_LOOP,
            "whole-bins",
            "All cells have h // size rows and w // size columns, one at least; the rest of the region is left out.",
            ("top = y0 + math.floor(i * h / size)", "top = y0 + min(h - 1, i * max(1, h // size))"),
            ("bottom = y0 + math.ceil((i + 1) * h / size)", "bottom = top + max(1, h // size)"),
            ("left = x0 + math.floor(j * w / size)", "left = x0 + min(w - 1, j * max(1, w // size))"),
            ("right = x0 + math.ceil((j + 1) * w / size)", "right = left + max(1, w // size)"),
        ),
        (
            ROI_LOOP,
            "to-the-next-floor",
            "A cell ends one after the rounded-down end: floor((i + 1)·h/size) + 1, too far where h/size is whole.",
            ("math.ceil((i + 1) * h / size)", "math.floor((i + 1) * h / size) + 1"),
            ("math.ceil((j + 1) * w / size)", "math.floor((j + 1) * w / size) + 1"),
        ),
        (
            ROI_LOOP,
            "mean-pooling",
            "The gradient of the mean: each number of a cell gets its part of g.",
            (
                "dx[c, top + a, left + b] += g[r, c, i, j]",
                "dx[c, top:bottom, left:right] += g[r, c, i, j] / cell.size",
            ),
        ),
        (
            ROI_LOOP,
            "whole-cell",
            "Each number of a cell gets all of g.",
            ("dx[c, top + a, left + b] +=", "dx[c, top:bottom, left:right] +="),
        ),
        (
            ROI_LOOP,
            "last-region",
            "dx is emptied for each region: only the last counts.",
            ("        h = y1 - y0\n", "        dx[:] = 0\n        h = y1 - y0\n"),
        ),
        (
            ROI_LOOP,
            "first-region",
            "Returns after the first region.",
            ("    return dx\n", "        return dx\n"),
        ),
        (ROI_LOOP, "mean-of-regions", "A mean over the regions.", ("    return dx\n", "    return dx / len(rois)\n")),
        (ROI_LOOP, "height-for-both", "The height is used for the columns too.", ("w = x1 - x0", "w = h")),
        (
            ROI_LOOP,
            "one-maximum",
            "The largest of the whole region is taken for each cell.",
            (
                "cell = x[c, top:bottom, left:right]",
                "top, bottom, left, right = y0, y1, x0, x1\n                    cell = x[c, top:bottom, left:right]",
            ),
        ),
        (
            ROI_LOOP,
            "first-channel",
            "The places are found in channel 0 and used for all channels.",
            ("cell = x[c,", "cell = x[0,"),
        ),
        (ROI_LOOP, "g-transposed", "Rows and columns of g are exchanged.", ("g[r, c, i, j]", "g[r, c, j, i]")),
        (
            ROI_LOOP,
            "row-and-column",
            "Row and column of the largest are exchanged inside of the cell.",
            ("a, b = np.unravel", "b, a = np.unravel"),
        ),
        (
            ROI_FLAT,
            "unravelled-by-height",
            "Row and column are found with the cell's height in the place of its width.",
            ("best // (c1 - c0), c0 + best % (c1 - c0)", "best // (r1 - r0), c0 + best % (r1 - r0)"),
        ),
        (
            ROI_FLAT,
            "flat-by-height",
            "The flat index has H where the length of a row, W, belongs.",
            ("row * W + col", "row * H + col"),
        ),
        (ROI_LOOP, "g-forgotten", "g is not used: counts how often a number wins.", ("+= g[r, c, i, j]", "+= 1")),
        (
            ROI_LOOP,
            "rois-changed",
            "The ends are made into heights and widths in the caller's array; dx is right.",
            ("    for r in range(len(rois)):\n", "    rois[:, 2:] -= rois[:, :2]\n    for r in range(len(rois)):\n"),
            ("h = y1 - y0", "h = y1"),
            ("w = x1 - x0", "w = x1"),
        ),
        (
            ROI_LOOP,
            "from-the-rounded-start",
            "A cell's end is reckoned from its rounded start: ceil(floor(i·h/size) + h/size).",
            ("y0 + math.ceil((i + 1) * h / size)", "math.ceil(top + h / size)"),
            ("x0 + math.ceil((j + 1) * w / size)", "math.ceil(left + w / size)"),
        ),
        (
            ROI_LOOP,
            "shared-rows-once",
            "Rows and columns that the cell before had are not looked at again.",
            (
                "                for c in range(C):",
                "                if i and top < y0 + math.ceil(i * h / size) < bottom:\n"
                "                    top = y0 + math.ceil(i * h / size)\n"
                "                if j and left < x0 + math.ceil(j * w / size) < right:\n"
                "                    left = x0 + math.ceil(j * w / size)\n"
                "                for c in range(C):",
            ),
        ),
        (
            ROI_LOOP,
            "tie-to-all",
            "All numbers that equal the largest of their cell get g.",
            (
                "dx[c, top + a, left + b] += g[r, c, i, j]",
                "dx[c, top:bottom, left:right] += (cell == cell.max()) * g[r, c, i, j]",
            ),
        ),
        (
            ROI_LOOP,
            "tie-by-columns",
            "In a tie the first counts that is met column after column.",
            (
                "a, b = np.unravel_index(np.argmax(cell), cell.shape)",
                "b, a = np.unravel_index(np.argmax(cell.T), cell.T.shape)",
            ),
        ),
        (
            ROI_LOOP,
            "x-first-and-overwritten",
            "Two slips: regions are read as x0 y0 x1 y1, and a number keeps the gradient of its last cell.",
            ("y0, x0, y1, x1 = rois[r]", "x0, y0, x1, y1 = rois[r]"),
            ("left + b] += g", "left + b] = g"),
        ),
        (
            ROI_LOOP,
            "ends-inside-and-g-transposed",
            "Two slips: the ends are taken to belong to the region, and g is transposed.",
            ("h = y1 - y0", "h = y1 - y0 + 1"),
            ("w = x1 - x0", "w = x1 - x0 + 1"),
            ("g[r, c, i, j]", "g[r, c, j, i]"),
        ),
    )
)

# --- answers of another form, written out ---

WRITTEN_OUT = (
    Submission(
        "vjp_of_broadcast_add",
        "either-or",
        "Either the first axis is new or one axis has length 1: more at once is not thought of.",
        """
def vjp_of_broadcast_add(x_shape, y_shape, g):
    def fit(shape):
        if tuple(shape) == g.shape:
            return g
        if len(shape) < g.ndim:
            return g.sum(axis=0)
        return g.sum(axis=list(shape).index(1), keepdims=True)

    return fit(x_shape), fit(y_shape)
""",
    ),
    Submission(
        "vjp_of_broadcast_multiply",
        "number-or-whole",
        "A single number gets the whole sum; every other factor is taken to have g's shape.",
        """
def vjp_of_broadcast_multiply(x, y, g):
    dx = g * y
    dy = g * x
    if x.size == 1:
        dx = np.sum(dx).reshape(x.shape)
    if y.size == 1:
        dy = np.sum(dy).reshape(y.shape)
    return dx, dy
""",
    ),
    Submission(
        "conv1d_backward",
        "dw-not-spread",
        "dw correlates x with g as for stride 1: no zeros stand between g's numbers; dx is right.",
        """
def conv1d_backward(x, w, stride, padding, g):
    N, C, L = x.shape
    O, _, k = w.shape
    M = g.shape[2]
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    dw = np.zeros_like(w)
    dxp = np.zeros_like(xp)
    for n in range(N):
        for o in range(O):
            spread = np.zeros((M - 1) * stride + 1)
            spread[::stride] = g[n, o]
            for c in range(C):
                dw[o, c] += np.correlate(xp[n, c], g[n, o], "valid")[:k]
                full = np.convolve(spread, w[o, c])
                dxp[n, c, :len(full)] += full
    return dxp[:, :, padding:padding + L], dw, g.sum(axis=(0, 2))
""",
    ),
    Submission(
        "max_pool_backward",
        "blown-up",
        "g is blown up by k and laid over x, as if windows stood side by side and filled x; what remains gets 0.",
        """
def max_pool_backward(x, k, stride, g):
    big = g.repeat(k, axis=2).repeat(k, axis=3)[:, :, :x.shape[2], :x.shape[3]]
    pooled = np.full(g.shape, -np.inf)
    for i in range(g.shape[2]):
        for j in range(g.shape[3]):
            block = x[:, :, i * k:i * k + k, j * k:j * k + k]
            if block.size:
                pooled[:, :, i, j] = block.max(axis=(2, 3))
    top = pooled.repeat(k, axis=2).repeat(k, axis=3)[:, :, :x.shape[2], :x.shape[3]]
    dx = np.zeros_like(x)
    h, w = big.shape[2:]
    dx[:, :, :h, :w] = big * (x[:, :, :h, :w] == top)
    return dx
""",
    ),
)

#: two or three right ways each, from which the wrong ones are made
RIGHT = {
    "vjp_of_broadcast_add": (ADD_LOOP, ADD_AXES),
    "vjp_of_broadcast_multiply": (MULTIPLY, MULTIPLY_LOOP),
    "conv1d_backward": (CONV1_LOOP, CONV1_EINSUM),
    "conv2d_backward": (CONV2_LOOP, CONV2_TAPS, CONV2_COLUMNS),
    "max_pool_backward": (POOL_LOOP, POOL_VIEW, POOL_MASK),
    "smooth_l1_gradient": (SMOOTH_WHERE, SMOOTH_LOOP),
    "detection_loss_gradient": (DETECTION_LOOP, DETECTION),
    "roi_pool_backward": (ROI_LOOP, ROI_FLAT),
}
SUBMISSIONS = ADD + PRODUCTS + CONV1 + CONV2 + POOL + SMOOTH + LOSS + ROI + WRITTEN_OUT

# --- written afterwards, from ids and texts ---

#: the name of the catalogue that says what a submission's truth says; "" where it has none: then none may be given
NAMES = {
    "vjp_of_broadcast_add/handed-on": "stretched-not-summed",
    "vjp_of_broadcast_add/new-axes-only": "ones-not-summed",
    "vjp_of_broadcast_add/ones-only": "front-not-summed",
    "vjp_of_broadcast_add/no-keepdims": "axis-dropped",
    "vjp_of_broadcast_add/leading-kept": "front-kept",
    "vjp_of_broadcast_add/means": "stretched-averaged",
    "vjp_of_broadcast_add/mean-of-rows": "stretched-averaged",
    "vjp_of_broadcast_add/from-the-right": "aligned-from-the-left",
    "vjp_of_broadcast_add/y-first": "exchanged",
    "vjp_of_broadcast_add/all-summed": "summed-too-far",
    "vjp_of_broadcast_add/first-slice": "stretched-first",
    "vjp_of_broadcast_add/y-is-the-bias": "stretched-not-summed",
    "vjp_of_broadcast_add/linear-layer": "stretched-not-summed",
    "vjp_of_broadcast_add/left-aligned": "aligned-from-the-left",
    "vjp_of_broadcast_add/counts": "upstream-missing",
    "vjp_of_broadcast_add/ones": "upstream-missing",
    "vjp_of_broadcast_add/squeezed": "axis-dropped",
    "vjp_of_broadcast_add/one-axis": "one-axis-summed",
    "vjp_of_broadcast_add/returns-inside": "one-axis-summed",
    "vjp_of_broadcast_add/sums-in-g": "inputs-changed",
    "vjp_of_broadcast_add/moving-axes": "",
    "vjp_of_broadcast_add/halved": "factor-two-missing",
    "vjp_of_broadcast_add/minus": "sign",
    "vjp_of_broadcast_add/own-batch": "found-scaled",
    "vjp_of_broadcast_add/mean-and-new-axes-only": "ones-not-summed",
    "vjp_of_broadcast_add/exchanged-and-squeezed": "exchanged",
    "vjp_of_broadcast_multiply/own-factor": "own-factor",
    "vjp_of_broadcast_multiply/as-for-a-sum": "other-factor-missing",
    "vjp_of_broadcast_multiply/summed-first": "multiplied-after-summing",
    "vjp_of_broadcast_multiply/not-summed": "stretched-not-summed",
    "vjp_of_broadcast_multiply/y-first": "exchanged",
    "vjp_of_broadcast_multiply/no-keepdims": "axis-dropped",
    "vjp_of_broadcast_multiply/means": "stretched-averaged",
    "vjp_of_broadcast_multiply/new-axes-only": "ones-not-summed",
    "vjp_of_broadcast_multiply/ones-only": "front-not-summed",
    "vjp_of_broadcast_multiply/last-axes": "aligned-from-the-left",
    "vjp_of_broadcast_multiply/x-is-full": "stretched-not-summed",
    "vjp_of_broadcast_multiply/sums-multiplied": "product-of-sums",
    "vjp_of_broadcast_multiply/matrix-product": "",
    "vjp_of_broadcast_multiply/g-forgotten": "upstream-missing",
    "vjp_of_broadcast_multiply/whole-product-rule": "found-mixed",
    "vjp_of_broadcast_multiply/times-the-output": "own-factor",
    "vjp_of_broadcast_multiply/in-place": "inputs-changed",
    "vjp_of_broadcast_multiply/copied-factor": "own-factor",
    "vjp_of_broadcast_multiply/copied-shape": "other-axes-summed",
    "vjp_of_broadcast_multiply/moving-axes": "",
    "vjp_of_broadcast_multiply/last-copy": "stretched-overwritten",
    "vjp_of_broadcast_multiply/dy-last-copy": "stretched-overwritten",
    "vjp_of_broadcast_multiply/chained": "",
    "vjp_of_broadcast_multiply/divided": "found-inverse",
    "vjp_of_broadcast_multiply/own-factor-and-means": "stretched-averaged",
    "vjp_of_broadcast_multiply/no-factor-and-new-axes-only": "ones-not-summed",
    "conv1d_backward/dx-overwritten": "windows-overwritten",
    "conv1d_backward/dw-overwritten": "last-place-only",
    "conv1d_backward/fancy-plus": "windows-overwritten",
    "conv1d_backward/flips-for-dx": "filter-not-flipped",
    "conv1d_backward/dw-reversed": "filter-gradient-flipped",
    "conv1d_backward/true-convolution": "filter-not-flipped",
    "conv1d_backward/stride-ignored": "stride-forgotten",
    "conv1d_backward/stride-ignored-for-dx": "stride-forgotten",
    "conv1d_backward/padding-left-on": "padding-not-cut",
    "conv1d_backward/minus-padding": "padding-minus-zero",
    "conv1d_backward/cut-from-the-start": "padding-cut-on-one-side",
    "conv1d_backward/padding-ignored": "found-exchanged",
    "conv1d_backward/zeros-at-the-end": "padded-on-one-side",
    "conv1d_backward/edges-repeated": "padded-with-the-edge",
    "conv1d_backward/m-without-padding": "places-left-out",
    "conv1d_backward/dilated": "",
    "conv1d_backward/db-over-rows": "places-not-summed",
    "conv1d_backward/db-one-number": "summed-too-far",
    "conv1d_backward/db-mean-of-batch": "averaged-twice",
    "conv1d_backward/db-forgotten": "all-zero",
    "conv1d_backward/no-db": "",
    "conv1d_backward/order": "exchanged",
    "conv1d_backward/batch-mean": "averaged-twice",
    "conv1d_backward/first-example": "first-row",
    "conv1d_backward/dw-is-w": "inputs-changed",
    "conv1d_backward/padded-coordinates-twice": "",
    "conv1d_backward/full-convolution": "stride-forgotten",
    "conv1d_backward/flipped-and-mean": "filter-not-flipped",
    "conv1d_backward/overwritten-and-db-by-example": "windows-overwritten",
    "conv2d_backward/dx-overwritten": "windows-overwritten",
    "conv2d_backward/columns-overwritten": "windows-overwritten",
    "conv2d_backward/dw-overwritten": "last-place-only",
    "conv2d_backward/g-not-turned": "channels-reshaped",
    "conv2d_backward/turned-for-dx": "filter-not-flipped",
    "conv2d_backward/dw-turned": "filter-gradient-flipped",
    "conv2d_backward/true-convolution": "filter-not-flipped",
    "conv2d_backward/dw-transposed": "rows-and-columns",
    "conv2d_backward/w-transposed": "rows-and-columns",
    "conv2d_backward/top-for-left": "",
    "conv2d_backward/stride-ignored": "stride-forgotten",
    "conv2d_backward/stride-for-rows": "stride-in-one-axis",
    "conv2d_backward/stride-ignored-for-dx": "stride-forgotten",
    "conv2d_backward/padding-left-on": "padding-not-cut",
    "conv2d_backward/minus-padding": "padding-minus-zero",
    "conv2d_backward/cut-from-the-start": "padding-cut-on-one-side",
    "conv2d_backward/rows-cut": "padding-cut-in-one-axis",
    "conv2d_backward/height-and-width": "",
    "conv2d_backward/padding-ignored": "found-exchanged",
    "conv2d_backward/square-output": "pool-square-assumed",
    "conv2d_backward/positions-without-padding": "places-left-out",
    "conv2d_backward/db-over-batch": "places-not-summed",
    "conv2d_backward/db-of-the-last-axis": "wrong-axis",
    "conv2d_backward/db-mean": "averaged-over-places",
    "conv2d_backward/db-keeps-axes": "axes-kept",
    "conv2d_backward/batch-mean": "averaged-twice",
    "conv2d_backward/returns-inside": "first-row",
    "conv2d_backward/w-not-turned": "channels-reshaped",
    "conv2d_backward/stride-and-mean": "stride-in-one-axis",
    "conv2d_backward/turned-and-overwritten": "filter-not-flipped",
    "max_pool_backward/tie-to-all": "pool-all-ties",
    "max_pool_backward/tie-shared": "pool-ties-shared",
    "max_pool_backward/tie-to-the-last": "pool-other-tie",
    "max_pool_backward/tie-by-columns": "pool-other-tie",
    "max_pool_backward/nearly-equal": "",
    "max_pool_backward/overwritten": "pool-assigned",
    "max_pool_backward/window-overwritten": "pool-assigned",
    "max_pool_backward/fancy-plus": "pool-assigned",
    "max_pool_backward/stride-is-k": "pool-stride-is-k",
    "max_pool_backward/stride-is-one": "pool-stride-forgotten",
    "max_pool_backward/k-is-stride": "pool-window-of-stride",
    "max_pool_backward/row-and-column": "pool-place-turned",
    "max_pool_backward/no-offset": "pool-offset-forgotten",
    "max_pool_backward/flat-index": "",
    "max_pool_backward/stride-lost-for-columns": "",
    "max_pool_backward/mean-pooling": "pool-averaged",
    "max_pool_backward/whole-window": "pool-whole-window",
    "max_pool_backward/smallest": "pool-smallest",
    "max_pool_backward/g-forgotten": "pool-upstream-missing",
    "max_pool_backward/times-the-maximum": "pool-times-value",
    "max_pool_backward/first-channel": "pool-channels-joined",
    "max_pool_backward/anywhere-equal": "",
    "max_pool_backward/windows-by-k": "pool-last-window",
    "max_pool_backward/last-left-out": "pool-last-window",
    "max_pool_backward/square-output": "pool-square-assumed",
    "max_pool_backward/x-emptied": "inputs-changed",
    "max_pool_backward/whole-numbers": "integers",
    "max_pool_backward/returns-inside": "pool-channel-left-out",
    "max_pool_backward/tie-to-all-and-overwritten": "pool-all-ties",
    "smooth_l1_gradient/not-over-beta": "huber-not-divided",
    "smooth_l1_gradient/huber": "huber-times-beta",
    "smooth_l1_gradient/beta-beyond": "huber-beyond",
    "smooth_l1_gradient/target-minus-pred": "sign",
    "smooth_l1_gradient/mean": "huber-averaged",
    "smooth_l1_gradient/plus-one": "huber-sign-missing",
    "smooth_l1_gradient/threshold-one": "huber-threshold",
    "smooth_l1_gradient/fixed-one": "huber-beta-ignored",
    "smooth_l1_gradient/no-absolute": "huber-one-sided",
    "smooth_l1_gradient/two": "huber-two",
    "smooth_l1_gradient/half": "huber-two",
    "smooth_l1_gradient/sigma": "",
    "smooth_l1_gradient/beta-multiplies": "huber-beta-multiplied",
    "smooth_l1_gradient/loss": "huber-loss",
    "smooth_l1_gradient/one-number": "huber-summed",
    "smooth_l1_gradient/sides-exchanged": "huber-swapped",
    "smooth_l1_gradient/times-d": "found-mixed",
    "smooth_l1_gradient/absolute-inside": "huber-sign-missing",
    "smooth_l1_gradient/constant-kept": "huber-constant-kept",
    "smooth_l1_gradient/squared-error": "huber-unclipped",
    "smooth_l1_gradient/absolute-error": "huber-only-sign",
    "smooth_l1_gradient/in-place": "inputs-changed",
    "smooth_l1_gradient/both": "",
    "smooth_l1_gradient/squared-threshold": "huber-threshold",
    "smooth_l1_gradient/zero-beyond": "huber-dead",
    "smooth_l1_gradient/pseudo-huber": "huber-pseudo",
    "smooth_l1_gradient/beyond-left-zero": "huber-dead",
    "smooth_l1_gradient/mean-and-minus": "huber-averaged",
    "smooth_l1_gradient/two-and-beta-forgotten": "huber-two",
    "detection_loss_gradient/background-boxes": "det-box-background",
    "detection_loss_gradient/all-boxes-over-n": "det-box-background",
    "detection_loss_gradient/boxes-over-n": "det-box-by-all",
    "detection_loss_gradient/boxes-over-4p": "det-box-by-numbers",
    "detection_loss_gradient/boxes-not-divided": "det-box-not-divided",
    "detection_loss_gradient/logits-not-divided": "mean-missing",
    "detection_loss_gradient/logits-over-p": "det-class-by-positives",
    "detection_loss_gradient/no-minus-one": "det-onehot-missing",
    "detection_loss_gradient/minus": "sign",
    "detection_loss_gradient/rows-minus-one": "",
    "detection_loss_gradient/background-ignored": "det-background-unclassed",
    "detection_loss_gradient/background-skipped": "det-background-unclassed",
    "detection_loss_gradient/no-guard": "det-positives-none",
    "detection_loss_gradient/nothing-without-positives": "",
    "detection_loss_gradient/sum-of-labels": "det-box-count",
    "detection_loss_gradient/zero-is-positive": "det-box-inverted",
    "detection_loss_gradient/last-is-background": "det-box-one-class",
    "detection_loss_gradient/labels-from-one": "det-onehot-shifted",
    "detection_loss_gradient/huber": "huber-times-beta",
    "detection_loss_gradient/no-absolute": "huber-one-sided",
    "detection_loss_gradient/targets-minus-boxes": "sign",
    "detection_loss_gradient/softmax-over-boxes": "det-softmax-axis",
    "detection_loss_gradient/sigmoids": "det-sigmoid",
    "detection_loss_gradient/through-the-sigmoid": "det-slope-extra",
    "detection_loss_gradient/weighted-by-label": "det-box-label-weight",
    "detection_loss_gradient/positives-only": "det-box-rows",
    "detection_loss_gradient/order": "exchanged",
    "detection_loss_gradient/boxes-in-place": "inputs-changed",
    "detection_loss_gradient/over-n-and-background": "mean-missing",
    "detection_loss_gradient/huber-over-4p": "huber-times-beta",
    "roi_pool_backward/overwritten": "pool-assigned",
    "roi_pool_backward/fancy-plus": "pool-assigned",
    "roi_pool_backward/x-before-y": "roi-axes-exchanged",
    "roi_pool_backward/ends-inside": "roi-end-inside",
    "roi_pool_backward/height-and-width": "roi-end-as-size",
    "roi_pool_backward/no-offset": "pool-offset-forgotten",
    "roi_pool_backward/region-coordinates": "pool-offset-forgotten",
    "roi_pool_backward/written-without-the-region": "pool-offset-forgotten",
    "roi_pool_backward/floors": "roi-end-rounded-down",
    "roi_pool_backward/rounded": "roi-rounded",
    "roi_pool_backward/whole-bins": "roi-cells-of-one-size",
    "roi_pool_backward/to-the-next-floor": "roi-cell-too-long",
    "roi_pool_backward/mean-pooling": "pool-averaged",
    "roi_pool_backward/whole-cell": "pool-whole-window",
    "roi_pool_backward/last-region": "roi-one-only",
    "roi_pool_backward/first-region": "roi-one-only",
    "roi_pool_backward/mean-of-regions": "roi-averaged",
    "roi_pool_backward/height-for-both": "roi-sides-mixed",
    "roi_pool_backward/one-maximum": "roi-cell-ignored",
    "roi_pool_backward/first-channel": "pool-channels-joined",
    "roi_pool_backward/g-transposed": "roi-pair-turned",
    "roi_pool_backward/row-and-column": "pool-place-turned",
    "roi_pool_backward/unravelled-by-height": "pool-place-turned",
    "roi_pool_backward/flat-by-height": "",
    "roi_pool_backward/g-forgotten": "pool-upstream-missing",
    "roi_pool_backward/rois-changed": "inputs-changed",
    "roi_pool_backward/from-the-rounded-start": "roi-cells-of-one-size",
    "roi_pool_backward/shared-rows-once": "roi-start-rounded-up",
    "roi_pool_backward/tie-to-all": "pool-all-ties",
    "roi_pool_backward/tie-by-columns": "pool-other-tie",
    "roi_pool_backward/x-first-and-overwritten": "roi-axes-exchanged",
    "roi_pool_backward/ends-inside-and-g-transposed": "roi-end-inside",
    "vjp_of_broadcast_add/either-or": "one-axis-summed",
    "vjp_of_broadcast_multiply/number-or-whole": "stretched-not-summed",
    "conv1d_backward/dw-not-spread": "stride-forgotten",
    "max_pool_backward/blown-up": "pool-stride-is-k",
}

#: another name that is accepted: the second of two slips, or what the report says in words of its own
SAME = {
    "vjp_of_broadcast_add/linear-layer": ("first-axis-always", "of x the one, of y the other"),
    "vjp_of_broadcast_add/ones": ("found-one", "the report says: g is left out, and a second thing besides"),
    "vjp_of_broadcast_add/mean-and-new-axes-only": ("stretched-averaged", "two slips"),
    "vjp_of_broadcast_add/exchanged-and-squeezed": ("axis-dropped", "two slips"),
    "vjp_of_broadcast_multiply/own-factor-and-means": (
        "found-exchanged",
        "the report says: x for y, and a mean besides",
    ),
    "vjp_of_broadcast_multiply/no-factor-and-new-axes-only": ("other-factor-missing", "two slips"),
    "conv1d_backward/true-convolution": ("filter-gradient-flipped", "of dx the one, of dw the other"),
    "conv1d_backward/zeros-at-the-end": (
        "padding-cut-on-one-side",
        "of dx: x at the front of its zeros, or a cut from 0, is one function",
    ),
    "conv1d_backward/first-example": ("found-short", "of dx the report says: g is used with its first image alone"),
    "conv1d_backward/flipped-and-mean": ("averaged-twice", "two slips"),
    "conv1d_backward/overwritten-and-db-by-example": ("overwritten", "two slips"),
    "conv2d_backward/true-convolution": ("filter-gradient-flipped", "of dx the one, of dw the other"),
    "conv2d_backward/returns-inside": ("found-short", "of dx the report says: g is used with its first image alone"),
    "conv2d_backward/stride-and-mean": ("averaged-twice", "two slips"),
    "conv2d_backward/turned-and-overwritten": ("windows-overwritten", "two slips"),
    "max_pool_backward/tie-to-all-and-overwritten": ("pool-assigned", "two slips"),
    "smooth_l1_gradient/mean-and-minus": ("sign", "two slips"),
    "smooth_l1_gradient/two-and-beta-forgotten": ("huber-not-divided", "two slips"),
    "detection_loss_gradient/all-boxes-over-n": ("det-box-by-all", "over all N, background too"),
    "detection_loss_gradient/background-skipped": ("det-class-by-positives", "both are done"),
    "detection_loss_gradient/over-n-and-background": ("det-box-background", "two slips"),
    "detection_loss_gradient/huber-over-4p": ("det-box-by-numbers", "two slips"),
    "roi_pool_backward/x-first-and-overwritten": ("pool-assigned", "two slips"),
    "roi_pool_backward/ends-inside-and-g-transposed": ("roi-pair-turned", "two slips"),
    "max_pool_backward/blown-up": ("pool-all-ties", "a mask of all that equal the maximum, too"),
}
