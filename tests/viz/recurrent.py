"""Recurrent nets in Tensors, and the same backward pass through time in plain NumPy."""

import numpy as np

from autograd_lab import Tensor, Value, functional


def rnn(T=5, units=3, batch=2, seed=0, scale=0.7):
    """h ← tanh(x W + h U + b), T times, then the mean square of the last h; tensors by name."""
    rng = np.random.default_rng(seed)
    W, U = (Tensor(rng.normal(size=(n, units)) * scale, True, name) for n, name in ((2, "W"), (units, "U")))
    b = Tensor(rng.normal(size=units) * 0.1, True, "b")
    xs, h = rng.normal(size=(T, batch, 2)), Tensor(np.zeros((batch, units)), name="start")
    hs = []
    for x in xs:
        h = functional.tanh(Tensor(x) @ W + h @ U + b)
        hs.append(h)
    return {"W": W, "U": U, "b": b, "xs": xs, "hs": hs, "loss": (h * h).mean()}


def rnn_by_numpy(net):
    """{weight: its contribution at each step}, and ‖∂loss/∂h‖ at each step, by the recursion written out."""
    U, xs = net["U"].data, net["xs"]
    hs = [np.zeros_like(net["hs"][0].data), *(h.data for h in net["hs"])]
    g = 2 * hs[-1] / hs[-1].size
    parts, norms = {"W": [], "U": [], "b": []}, []
    for t in range(len(xs), 0, -1):
        norms.insert(0, float(np.sqrt((g * g).sum())))
        a = g * (1 - hs[t] ** 2)
        for name, part in (("W", xs[t - 1].T @ a), ("U", hs[t - 1].T @ a), ("b", a.sum(axis=0))):
            parts[name].insert(0, part)
        g = a @ U.T
    return parts, norms


def lstm(T=6, units=2, batch=2, seed=1):
    """An LSTM whose gates are slices of one product."""
    rng = np.random.default_rng(seed)
    W, U = (Tensor(rng.normal(size=(n, 4 * units)), True, name) for n, name in ((3, "W"), (units, "U")))
    b, V = Tensor(np.zeros(4 * units), True, "b"), Tensor(rng.normal(size=(units, 2)), True, "V")
    h = c = Tensor(np.zeros((batch, units)))
    for x in rng.normal(size=(T, batch, 3)):
        z = Tensor(x) @ W + h @ U + b
        i, f, g, o = (z[:, k * units : (k + 1) * units] for k in range(4))
        c = functional.sigmoid(f) * c + functional.sigmoid(i) * functional.tanh(g)
        h = functional.sigmoid(o) * functional.tanh(c)
    return functional.cross_entropy(h @ V, np.arange(batch) % 2)


def gru(T=5, units=2, batch=2, seed=1):
    """A GRU with a weight for each gate."""
    rng = np.random.default_rng(seed)
    Wr, Wz, Wn = (Tensor(rng.normal(size=(3, units)), True, f"W{k}") for k in "rzn")
    Ur, Uz, Un = (Tensor(rng.normal(size=(units, units)), True, f"U{k}") for k in "rzn")
    h = Tensor(np.zeros((batch, units)))
    for x in rng.normal(size=(T, batch, 3)):
        x = Tensor(x)
        r = functional.sigmoid(x @ Wr + h @ Ur)
        z = functional.sigmoid(x @ Wz + h @ Uz)
        n = functional.tanh(x @ Wn + r * (h @ Un))
        h = (1 - z) * n + z * h
    return (h * h).mean()


def _drawn(rng, name, units):
    return [Value(rng.uniform(-0.8, 0.8), f"{name}{k}") for k in range(units)]


def _weighed(rng, name, units):
    """A function of (x, h): w x + U h + b for each unit, with weights of their own."""
    w, b = _drawn(rng, f"w{name}", units), _drawn(rng, f"b{name}", units)
    U = [_drawn(rng, f"u{name}{k}", units) for k in range(units)]
    return w, lambda x, h: [w[k] * x + sum((U[k][j] * h[j] for j in range(units)), b[k]) for k in range(units)]


def rnn_of_values(T=5, units=1, seed=0):
    """h ← tanh(w x + U h + b) in Values, and the square of the last h."""
    rng = np.random.default_rng(seed)
    w, z = _weighed(rng, "", units)
    xs, h, hs = [Value(x) for x in rng.uniform(-1, 1, T)], [Value(0.0) for _ in range(units)], []
    for x in xs:
        h = [a.tanh() for a in z(x, h)]
        hs.append(h)
    return {"w": w, "xs": xs, "hs": hs, "loss": _squares(h)}


def lstm_of_values(T=5, units=1, seed=0):
    """An LSTM in Values, and the square of the last h."""
    rng = np.random.default_rng(seed)
    gates = {name: _weighed(rng, name, units)[1] for name in "ifgo"}
    h, c = [Value(0.0) for _ in range(units)], [Value(0.0) for _ in range(units)]
    for x in rng.uniform(-1, 1, T):
        x = Value(x)
        z = {name: gate(x, h) for name, gate in gates.items()}
        c = [f.sigmoid() * a + i.sigmoid() * g.tanh() for f, a, i, g in zip(z["f"], c, z["i"], z["g"], strict=True)]
        h = [o.sigmoid() * a.tanh() for o, a in zip(z["o"], c, strict=True)]
    return _squares(h)


def _squares(values):
    return Value.total([a * a for a in values]) if len(values) > 1 else values[0] * values[0]
