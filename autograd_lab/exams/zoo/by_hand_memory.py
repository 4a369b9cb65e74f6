"""Exhibits of recurrent layers and LSTM cells, written out: right texts, and in each the line that went wrong."""

_STATES = """\
def rnn_forward(xs, h0, Wx, Wh, b):
    h = h0.copy()
    hs = []
    for x in xs:
        h[:] = np.tanh(x @ Wx + h @ Wh + b)
        hs.append(h.copy())
    return np.array(hs)"""
_UNIT = """\
def bptt_scalar(x, h, h0, w, u, b, gh):
    dw = du = db = arriving = 0.0
    for t in range(len(x) - 1, -1, -1):
        before = h[t - 1] if t > 0 else h0
        delta = (gh[t] + arriving) * (1 - h[t] ** 2)
        dw += delta * x[t]
        du += delta * before
        db += delta
        arriving = u * delta
    return dw, du, db, arriving"""
_EACH = """\
def truncated_bptt(xs, hs, h0, Wx, Wh, b, ghs, k):
    length = k
    before = np.concatenate([h0[None], hs[:-1]])
    dWx, dWh, db, dh0 = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(b), np.zeros_like(h0)
    for t in range(len(xs)):
        g = ghs[t]
        for r in range(t, max(-1, t - length), -1):
            dz = g * (1 - hs[r] ** 2)
            dWx += xs[r].T @ dz
            dWh += before[r].T @ dz
            db += dz.sum(axis=0)
            g = dz @ Wh.T
        if t < length:
            dh0 += g
    return dWx, dWh, db, dh0"""
_QUEUE = """\
def truncated_bptt(xs, hs, h0, Wx, Wh, b, ghs, k):
    dWx, dWh, db = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(b)
    under_way = []
    for t in range(len(xs) - 1, -1, -1):
        under_way = [ghs[t], *under_way][:k]
        deltas = [g * (1 - hs[t] ** 2) for g in under_way]
        dz = sum(deltas)
        dWx += xs[t].T @ dz
        dWh += (hs[t - 1] if t > 0 else h0).T @ dz
        db += dz.sum(axis=0)
        under_way = [delta @ Wh.T for delta in deltas]
    return dWx, dWh, db, sum(under_way)"""
_TO_THE_START = """\
def truncated_bptt(xs, hs, h0, Wx, Wh, b, ghs, k):
    dWx, dWh, db, dh0 = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(b), np.zeros_like(h0)
    for t in range(len(xs)):
        g = ghs[t]
        for r in range(t, -1, -1):
            dz = g * (1 - hs[r] ** 2)
            if t - r < k:
                dWx += xs[r].T @ dz
                dWh += (hs[r - 1] if r > 0 else h0).T @ dz
                db += dz.sum(axis=0)
            g = dz @ Wh.T
        dh0 += g * (t < k)
    return dWx, dWh, db, dh0"""
_QUARTERS = """\
def lstm_cell_backward(x, h_prev, c_prev, W, U, b, dh, dc):
    H = len(U)
    at_i, at_f, at_g, at_o = (slice(n * H, (n + 1) * H) for n in (0, 1, 2, 3))
    z = x @ W + h_prev @ U + b
    i, f, o = (1 / (1 + np.exp(-z[:, at])) for at in (at_i, at_f, at_o))
    g = np.tanh(z[:, at_g])
    t = np.tanh(f * c_prev + i * g)
    d = dc + dh * o * (1 - t**2)
    dz = np.zeros_like(z)
    dz[:, at_i] = d * g * i * (1 - i)
    dz[:, at_f] = d * c_prev * f * (1 - f)
    dz[:, at_g] = d * i * (1 - g**2)
    dz[:, at_o] = dh * t * o * (1 - o)
    return dz @ W.T, dz @ U.T, d * f, x.T @ dz, h_prev.T @ dz, dz.sum(axis=0)"""
_FOUR = """\
def lstm_cell_backward(x, h_prev, c_prev, W, U, b, dh, dc):
    H = len(U)
    z = x @ W + h_prev @ U + b
    is_g = np.arange(4 * H) // H == 2
    a = np.where(is_g, np.tanh(z), 1 / (1 + np.exp(-z)))
    i, f, g, o = np.split(a, 4, axis=1)
    t = np.tanh(f * c_prev + i * g)
    d = dc + dh * o * (1 - t**2)
    slope = np.where(is_g, 1 - a**2, a * (1 - a))
    dz = np.concatenate([d * g, d * c_prev, d * i, dh * t], axis=1) * slope
    return dz @ W.T, dz @ U.T, d * f, x.T @ dz, h_prev.T @ dz, dz.sum(axis=0)"""

#: by question, with a word where a question has more than one
MEMORY_TEXTS = {
    "rnn_forward": _STATES,
    "bptt_scalar": _UNIT,
    "truncated_bptt": _EACH,
    "truncated_bptt, a queue": _QUEUE,
    "truncated_bptt, to the start": _TO_THE_START,
    "lstm_cell_backward, by quarters": _QUARTERS,
    "lstm_cell_backward": _FOUR,
}
_LENGTH, _SLOPE = "length = k", "slope = np.where(is_g, 1 - a**2, a * (1 - a))"
_HANDED_ON = "arriving = u * delta"
_UNDER_WAY = "under_way = [ghs[t], *under_way][:k]"
#: mistake, text, the right line, the wrong one
MEMORY_SLIPS = (
    ("arriving-times-state", "bptt_scalar", _HANDED_ON, "arriving = u * delta * before"),
    ("own-alone-handed-on", "bptt_scalar", _HANDED_ON, "arriving = u * gh[t] * (1 - h[t] ** 2)"),
    ("weight-for-entering", "bptt_scalar", "dw += delta * x[t]", "dw += delta * w"),
    ("states-share-one-array", "rnn_forward", "hs.append(h.copy())", "hs.append(h)"),
    ("window-one-short", "truncated_bptt", _LENGTH, "length = k - 1"),
    ("window-one-long", "truncated_bptt", _LENGTH, "length = k + 1"),
    ("not-truncated", "truncated_bptt", _LENGTH, "length = len(xs)"),
    (
        "averaged-over-window",
        "truncated_bptt",
        "return dWx, dWh, db, dh0",
        "return dWx / k, dWh / k, db / k, dh0 / k",
    ),
    (
        "window-at-the-end",
        "truncated_bptt, a queue",
        "for t in range(len(xs) - 1, -1, -1):",
        "for t in range(len(xs) - 1, max(-1, len(xs) - 1 - k), -1):",
    ),
    (
        "window-in-chunks",
        "truncated_bptt, a queue",
        _UNDER_WAY,
        "under_way = [ghs[t]] if (t + 1) % k == 0 else [ghs[t], *under_way]",
    ),
    ("initial-not-truncated", "truncated_bptt, to the start", "dh0 += g * (t < k)", "dh0 += g"),
    (
        "lstm-gate-order",
        "lstm_cell_backward, by quarters",
        "at_i, at_f, at_g, at_o = (slice(n * H, (n + 1) * H) for n in (0, 1, 2, 3))",
        "at_i, at_f, at_o, at_g = (slice(n * H, (n + 1) * H) for n in (0, 1, 2, 3))",
    ),
    ("lstm-slopes-missing", "lstm_cell_backward", _SLOPE, "slope = np.where(is_g, 1 - a**2, 1)"),
    ("lstm-gate-slope-of-tanh", "lstm_cell_backward", _SLOPE, "slope = 1 - a**2"),
    ("lstm-slope-incomplete", "lstm_cell_backward", _SLOPE, "slope = np.where(is_g, 1 - a**2, 1 - a)"),
)
#: for a right line, lines that are wrong in its place, where no other mistake of the catalogue stands there
MEMORY_DECOYS = {
    _HANDED_ON: ("arriving = u + delta", "arriving = u * db"),
    "dw += delta * x[t]": ("dw += delta + x[t]", "dw += db * x[t]"),
    "hs.append(h.copy())": ("hs.append(h0.copy())", "hs.append(h - h0)"),
    _LENGTH: ("length = k // 2", "length = 2 * k"),
    "return dWx, dWh, db, dh0": ("return dWx, dWh, db / 2, dh0", "return dWx, -dWh, db, dh0"),
    "for t in range(len(xs) - 1, -1, -1):": ("for t in range(len(xs) - 1, 1, -1):", "for t in range(len(xs)):"),
    _UNDER_WAY: ("under_way = [*under_way, ghs[t]][:k]", "under_way = [ghs[t], *under_way][:1]"),
    "dh0 += g * (t < k)": ("dh0 += g * (t > k)", "dh0 = g * (t < k)"),
    "for t in range(T):": ("for t in range(1, T):", "for t in range(T - 1):"),
    "t = np.tanh(c)": ("t = np.tanh(2 * c)", "t = np.tanh(c + h_prev)"),
    _SLOPE: ("slope = np.where(is_g, 1 - a, a)", "slope = a * (1 - a)"),
}
