"""Problem set 8 as the bank has it: the points of its questions, and a right answer to each."""

from tests.grading.hostile_bank.cases import HostileSet

#: the points of each question, in the order of the set
MOST = {
    "vjp_of_broadcast_add": 4,
    "vjp_of_broadcast_multiply": 4,
    "conv1d_backward": 6,
    "conv2d_backward": 8,
    "max_pool_backward": 5,
    "smooth_l1_gradient": 4,
    "detection_loss_gradient": 7,
    "roi_pool_backward": 6,
}
ADD, MULTIPLY, CONV1D, CONV2D, POOL, SMOOTH, LOSS, ROI = MOST

ARGUMENTS = {
    ADD: "x_shape, y_shape, g",
    MULTIPLY: "x, y, g",
    CONV1D: "x, w, stride, padding, g",
    CONV2D: "x, w, stride, padding, g",
    POOL: "x, k, stride, g",
    SMOOTH: "pred, target, beta",
    LOSS: "logits, boxes, labels, targets, beta",
    ROI: "x, rois, size, g",
}
#: bodies of right answers, each without a call of another answer, and without np.pad, np.einsum or np.add
BODIES = {
    ADD: """
def back(shape):
    filled = (1,) * (g.ndim - len(shape)) + shape
    axes = tuple(i for i, n in enumerate(filled) if n != g.shape[i])
    return g.sum(axis=axes, keepdims=True).reshape(shape)
return back(x_shape), back(y_shape)""",
    MULTIPLY: """
def back(t, shape):
    filled = (1,) * (t.ndim - len(shape)) + shape
    axes = tuple(i for i, n in enumerate(filled) if n != t.shape[i])
    return t.sum(axis=axes, keepdims=True).reshape(shape)
return back(g * y, x.shape), back(g * x, y.shape)""",
    CONV1D: """
(N, C, L), k, p = x.shape, w.shape[2], padding
xp = np.zeros((N, C, L + 2 * p))
xp[:, :, p : p + L] = x
dxp, dw = np.zeros(xp.shape), np.zeros(w.shape)
for m in range(g.shape[2]):
    here = slice(m * stride, m * stride + k)
    dw += np.tensordot(g[:, :, m], xp[:, :, here], axes=(0, 0))
    dxp[:, :, here] += np.tensordot(g[:, :, m], w, axes=(1, 0))
return dxp[:, :, p : p + L], dw, g.sum(axis=(0, 2))""",
    CONV2D: """
(N, C, H, W), k, p = x.shape, w.shape[2], padding
xp = np.zeros((N, C, H + 2 * p, W + 2 * p))
xp[:, :, p : p + H, p : p + W] = x
dxp, dw = np.zeros(xp.shape), np.zeros(w.shape)
for i, j in np.ndindex(g.shape[2:]):
    here = np.s_[:, :, i * stride : i * stride + k, j * stride : j * stride + k]
    dw += np.tensordot(g[:, :, i, j], xp[here], axes=(0, 0))
    dxp[here] += np.tensordot(g[:, :, i, j], w, axes=(1, 0))
return dxp[:, :, p : p + H, p : p + W], dw, g.sum(axis=(0, 2, 3))""",
    POOL: """
dx = np.zeros(x.shape)
for n, c, i, j in np.ndindex(g.shape):
    window = x[n, c, i * stride : i * stride + k, j * stride : j * stride + k]
    a, b = divmod(int(window.argmax()), k)
    dx[n, c, i * stride + a, j * stride + b] += g[n, c, i, j]
return dx""",
    SMOOTH: "return np.clip((pred - target) / beta, -1.0, 1.0)",
    LOSS: """
p = np.exp(logits - logits.max(axis=1, keepdims=True))
p = p / p.sum(axis=1, keepdims=True)
p[np.arange(len(labels)), labels] -= 1.0
rows = (labels > 0)[:, None]
return p / len(labels), rows * np.clip((boxes - targets) / beta, -1.0, 1.0) / max(1, rows.sum())""",
    ROI: """
dx = np.zeros(x.shape)
for r, (y0, x0, y1, x1) in enumerate(rois.tolist()):
    h, w = y1 - y0, x1 - x0
    for c, i, j in np.ndindex(g.shape[1:]):
        top, left = y0 + i * h // size, x0 + j * w // size
        cell = x[c, top : y0 - (-(i + 1) * h // size), left : x0 - (-(j + 1) * w // size)]
        a, b = divmod(int(cell.argmax()), cell.shape[1])
        dx[c, top + a, left + b] += g[r, c, i, j]
return dx""",
}

IMAGES = HostileSet("ps8", MOST, ARGUMENTS, BODIES)
CASES, RIGHT = IMAGES.cases, IMAGES.right
