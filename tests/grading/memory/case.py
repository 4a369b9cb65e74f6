"""Problem set 9 as the bank has it: the points of its questions, and a right answer to each."""

from tests.grading.hostile_bank.cases import HostileSet

#: the points of each question, in the order of the set
MOST = {"bptt_scalar": 6, "rnn_forward": 3, "bptt": 8, "truncated_bptt": 8, "lstm_cell_backward": 11}
SCALAR, FORWARD, BPTT, TRUNCATED, LSTM = MOST

ARGUMENTS = {
    SCALAR: "x, h, h0, w, u, b, gh",
    FORWARD: "xs, h0, Wx, Wh, b",
    BPTT: "xs, hs, h0, Wx, Wh, b, ghs",
    TRUNCATED: "xs, hs, h0, Wx, Wh, b, ghs, k",
    LSTM: "x, h_prev, c_prev, W, U, b, dh, dc",
}
#: bodies of right answers, each without a call of another answer, and without np.einsum, np.zeros_like or np.roll
BODIES = {
    SCALAR: """
dw, du, db, back = 0.0, 0.0, 0.0, 0.0
for t in range(len(x) - 1, -1, -1):
    d = (gh[t] + back) * (1.0 - h[t] * h[t])
    dw, du, db = dw + d * x[t], du + d * (h[t - 1] if t else h0), db + d
    back = d * u
return dw, du, db, back""",
    FORWARD: """
hs = [h0]
for x in xs:
    hs.append(np.tanh(x @ Wx + hs[-1] @ Wh + b))
return np.stack(hs[1:])""",
    BPTT: """
dWx, dWh, db, back = np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(b.shape), np.zeros(h0.shape)
for t in range(len(xs) - 1, -1, -1):
    d = (ghs[t] + back) * (1.0 - hs[t] * hs[t])
    dWx += xs[t].T @ d
    dWh += (hs[t - 1] if t else h0).T @ d
    db += d.sum(axis=0)
    back = d @ Wh.T
return dWx, dWh, db, back""",
    TRUNCATED: """
dWx, dWh, db, dh0 = np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(b.shape), np.zeros(h0.shape)
for t in range(len(xs)):
    back, s = ghs[t], t
    while s >= 0 and t - s < k:
        d = back * (1.0 - hs[s] * hs[s])
        dWx += xs[s].T @ d
        dWh += (hs[s - 1] if s else h0).T @ d
        db += d.sum(axis=0)
        back, s = d @ Wh.T, s - 1
    if s < 0:
        dh0 += back
return dWx, dWh, db, dh0""",
    LSTM: """
H = h_prev.shape[1]
z = x @ W + h_prev @ U + b
i, f, o = (1.0 / (1.0 + np.exp(-z[:, n * H : (n + 1) * H])) for n in (0, 1, 3))
g = np.tanh(z[:, 2 * H : 3 * H])
c = np.tanh(f * c_prev + i * g)
d = dc + dh * o * (1.0 - c * c)
dz = np.hstack((d * g * i * (1.0 - i), d * c_prev * f * (1.0 - f), d * i * (1.0 - g * g), dh * c * o * (1.0 - o)))
return dz @ W.T, dz @ U.T, d * f, x.T @ dz, h_prev.T @ dz, dz.sum(axis=0)""",
}

MEMORY = HostileSet("ps9", MOST, ARGUMENTS, BODIES)
RIGHT = MEMORY.right
