"""Exhibits of pooling and of a detector's loss that are written out: right texts, in each the line that went wrong."""

_POOL = """\
def max_pool_backward(x, k, stride, g):
    N, C, M, P = g.shape
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(N, C, M, P):
        top, left = i * stride, j * stride
        window = x[n, c, top:top + k, left:left + k]
        a, b = np.unravel_index(window.argmax(), window.shape)
        dx[n, c, top + a, left + b] += g[n, c, i, j]
    return dx"""
_POOL_GATHERED = """\
def max_pool_backward(x, k, stride, g):
    N, C, M, P = g.shape
    handed = {}
    for n, c, i, j in np.ndindex(N, C, M, P):
        top, left = i * stride, j * stride
        window = x[n, c, top:top + k, left:left + k]
        a, b = np.unravel_index(window.argmax(), window.shape)
        handed.setdefault((n, c, top + a, left + b), []).append(g[n, c, i, j])
    dx = np.zeros_like(x)
    for place, shares in handed.items():
        dx[place] = sum(shares)
    return dx"""
_POOL_BY_CHANNELS = """\
def max_pool_backward(x, k, stride, g):
    N, C, M, P = g.shape
    dx = np.zeros_like(x)
    for n, i, j in np.ndindex(N, M, P):
        top, left = i * stride, j * stride
        flat = x[n, :, top:top + k, left:left + k].reshape(C, k * k)
        places = flat.argmax(axis=1)
        dx[n, np.arange(C), top + places // k, left + places % k] += g[n, :, i, j]
    return dx"""
_ROI = """\
def roi_pool_backward(x, rois, size, g):
    dx = np.zeros_like(x)
    for r, (y0, x0, y1, x1) in enumerate(rois):
        h, w = y1 - y0, x1 - x0
        for c, i, j in np.ndindex(len(x), size, size):
            top, bottom = y0 + i * h // size, y0 + -(-(i + 1) * h // size)
            left, right = x0 + j * w // size, x0 + -(-(j + 1) * w // size)
            window = x[c, top:bottom, left:right]
            a, b = np.unravel_index(window.argmax(), window.shape)
            dx[c, top + a, left + b] += g[r, c, i, j]
    return dx"""
_LOSS = """\
def detection_loss_gradient(logits, boxes, labels, targets, beta):
    N, K = logits.shape
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    y = np.zeros((N, K))
    y[np.arange(N), labels] = 1
    dlogits = (p - y) / N
    positive = labels > 0
    P = max(1, positive.sum())
    slope = np.clip((boxes - targets) / beta, -1, 1)
    return dlogits, slope * positive[:, None] / P"""
_LOSS_BY_ROWS = """\
def detection_loss_gradient(logits, boxes, labels, targets, beta):
    N, K = logits.shape
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    dlogits = (p - np.eye(K)[labels]) / N
    positive = labels > 0
    P = positive.sum()
    rows = np.flatnonzero(positive)
    dboxes = np.zeros_like(boxes)
    dboxes[rows] = np.clip((boxes[positive] - targets[positive]) / beta, -1, 1) / max(1, P)
    return dlogits, dboxes"""

#: by question, with a word where a question has more than one
DETECTION_TEXTS = {
    "max_pool_backward": _POOL,
    "max_pool_backward, gathered": _POOL_GATHERED,
    "max_pool_backward, by channels": _POOL_BY_CHANNELS,
    "roi_pool_backward": _ROI,
    "detection_loss_gradient": _LOSS,
    "detection_loss_gradient, by rows": _LOSS_BY_ROWS,
}
_ADDED = "dx[n, c, top + a, left + b] += g[n, c, i, j]"
_CORNER = "top, left = i * stride, j * stride"
_COUNT = "P = max(1, positive.sum())"
#: mistake, text, the right line, the wrong one
DETECTION_SLIPS = (
    ("pool-assigned", "max_pool_backward", _ADDED, "dx[n, c, top + a, left + b] = g[n, c, i, j]"),
    (
        "pool-first-kept",
        "max_pool_backward",
        _ADDED,
        "dx[n, c, top + a, left + b] = dx[n, c, top + a, left + b] or g[n, c, i, j]",
    ),
    (
        "pool-largest-kept",
        "max_pool_backward",
        _ADDED,
        "dx[n, c, top + a, left + b] = max(dx[n, c, top + a, left + b], g[n, c, i, j])",
    ),
    ("pool-overlap-averaged", "max_pool_backward, gathered", "dx[place] = sum(shares)", "dx[place] = np.mean(shares)"),
    (
        "pool-place-turned",
        "max_pool_backward",
        "a, b = np.unravel_index(window.argmax(), window.shape)",
        "b, a = np.unravel_index(window.argmax(), window.shape)",
    ),
    ("pool-offset-forgotten", "max_pool_backward", _ADDED, "dx[n, c, a, b] += g[n, c, i, j]"),
    (
        "pool-channels-joined",
        "max_pool_backward, by channels",
        "places = flat.argmax(axis=1)",
        "places = np.full(C, flat.sum(axis=0).argmax())",
    ),
    ("pool-arrival-misread", "max_pool_backward", _ADDED, "dx[n, c, top + a, left + b] += g[n, 0, i, j]"),
    ("pool-windows-turned", "max_pool_backward", _CORNER, "top, left = j * stride, i * stride"),
    ("pool-one-window", "max_pool_backward", _CORNER, "top, left = 0, 0"),
    (
        "pool-square-assumed",
        "max_pool_backward",
        "for n, c, i, j in np.ndindex(N, C, M, P):",
        "for n, c, i, j in np.ndindex(N, C, M, M):",
    ),
    (
        "pool-remainder-in-front",
        "max_pool_backward",
        _CORNER,
        "top, left = x.shape[2] - k - (M - 1 - i) * stride, x.shape[3] - k - (P - 1 - j) * stride",
    ),
    ("pool-remainder-lost", "max_pool_backward", "return dx", "return dx[:, :, :top + k, :left + k]"),
    (
        "roi-pair-turned",
        "roi_pool_backward",
        "dx[c, top + a, left + b] += g[r, c, i, j]",
        "dx[c, top + a, left + b] += g[r, c, j, i]",
    ),
    ("det-onehot-everywhere", "detection_loss_gradient", "y[np.arange(N), labels] = 1", "y[:, labels] = 1"),
    (
        "det-class-by-positives",
        "detection_loss_gradient",
        "dlogits = (p - y) / N",
        "dlogits = (p - y) / max(1, np.count_nonzero(labels))",
    ),
    (
        "det-box-first-rows",
        "detection_loss_gradient, by rows",
        "rows = np.flatnonzero(positive)",
        "rows = np.arange(P)",
    ),
    ("det-box-predicted", "detection_loss_gradient", "positive = labels > 0", "positive = p.argmax(axis=1) > 0"),
    ("det-box-by-numbers", "detection_loss_gradient", _COUNT, "P = 4 * max(1, positive.sum())"),
    ("det-box-divided-twice", "detection_loss_gradient", _COUNT, "P = max(1, positive.sum()) ** 2"),
)
#: for a right line, lines that are wrong in its place, where no other mistake of the catalogue stands there
DETECTION_DECOYS = {
    "h, w = y1 - y0, x1 - x0": ("h, w = y1 - y0, y1 - y0", "h, w = x1 - x0, x1 - x0"),
    "dx[place] = sum(shares)": ("dx[place] = shares[-1]", "dx[place] = max(shares)"),
    "a, b = np.unravel_index(window.argmax(), window.shape)": (
        "a, b = np.unravel_index(window.argmin(), window.shape)",
        "a, b = np.unravel_index(abs(window).argmax(), window.shape)",
    ),
    "rows = np.flatnonzero(positive)": (
        "rows = -1 - np.flatnonzero(positive)",
        "rows = np.flatnonzero(positive)[::-1]",
    ),
    "places = flat.argmax(axis=1)": ("places = flat.argmin(axis=1)", "places = abs(flat).argmax(axis=1)"),
    "for c in range(C):": ("for c in range(1, C):", "for c in range(C - 1):"),
    "return dx": ("return -dx", "return dx / (k * k)"),
    "for n, c, i, j in np.ndindex(N, C, M, P):": (
        "for n, c, i, j in np.ndindex(N, C, M - 1, P):",
        "for n, c, i, j in np.ndindex(N, C, M, P - 1):",
    ),
    "dboxes = mask[:, None] * np.clip((boxes - targets) / beta, -1, 1) / max(1, mask.sum())": (
        "dboxes = mask[:, None] * np.clip((boxes - targets) / beta, -1, 1) / len(labels)",
        "dboxes = np.clip((boxes - targets) / beta, -1, 1) / max(1, mask.sum())",
    ),
}
