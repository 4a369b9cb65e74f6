"""Right functions as a student would write them, for the exhibits that are written out; by question."""

TEXTS = {
    "accumulate_weighted": """\
def accumulate_weighted(batches, gradient_fn):
    total, weight = 0.0, 0.0
    for X, Y, w in batches:
        share = w.sum()
        total = total + share * gradient_fn(X, Y, w)
        weight += share
    return total / weight""",
    "accumulate_weighted, a running mean": """\
def accumulate_weighted(batches, gradient_fn):
    mean, weight = gradient_fn(*batches[0]), batches[0][2].sum()
    for X, Y, w in batches[1:]:
        weight += w.sum()
        share = w.sum() / weight
        mean = (1 - share) * mean + share * gradient_fn(X, Y, w)
    return mean""",
    "batchnorm_backward": """\
def batchnorm_backward(dout, cache):
    x_hat, gamma, inv_std = cache
    N = len(dout)
    g = dout * gamma
    mean_g = g.sum(axis=0) / N
    mean_gx = (g * x_hat).sum(axis=0) / N
    dx = inv_std * (g - mean_g - x_hat * mean_gx)
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)""",
    "rmsnorm_backward": """\
def rmsnorm_backward(dout, cache):
    x_hat, gamma, inv_rms = cache
    g = dout * gamma
    along = (g * x_hat).mean(axis=1, keepdims=True)
    dx = inv_rms * (g - x_hat * along)
    return dx, (dout * x_hat).sum(axis=0)""",
    "clip_each": """\
def clip_each(grads, max_norm, eps):
    norms = np.array([np.sqrt((g ** 2).sum()) for g in grads])
    factors = np.minimum(1.0, max_norm / (norms + eps))
    return [f * g for f, g in zip(factors, grads)], factors""",
    "clip_by_global_norm": """\
def clip_by_global_norm(grads, max_norm):
    norm = np.sqrt(sum((g ** 2).sum() for g in grads))
    factor = min(1.0, max_norm / norm)
    return [factor * g for g in grads], norm""",
    "corrected_rmsprop_step": """\
def corrected_rmsprop_step(w, s, g, t, lr, rho, eps):
    s = rho * s + (1 - rho) * g ** 2
    s_hat = s / (1 - rho ** t)
    return w - lr * g / (np.sqrt(s_hat) + eps), s""",
    "adam_step": """\
def adam_step(w, m, v, g, t, lr, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g ** 2
    m_hat = m / (1 - beta1 ** t)
    v_hat = v / (1 - beta2 ** t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v""",
    "wire_dropout": """\
def wire_dropout(x, p, rng):
    kept = rng.random(x.shape[1]) >= p
    mask = kept / (1 - p)
    return x * mask, mask""",
    "leaky_init": """\
def leaky_init(n_in, n_out, slope, rng):
    std = np.sqrt(2 / ((1 + slope ** 2) * n_in))
    return rng.normal(0, std, (n_in, n_out))""",
    "forward": """\
def forward(X, Ws, bs):
    zs, activations = [], [X]
    for W, b in zip(Ws, bs):
        z = activations[-1] @ W + b
        zs.append(z)
        activations.append(sigmoid(z))
    return zs, activations""",
    "backward": """\
def backward(Y, Ws, zs, activations):
    dWs = [np.zeros_like(W) for W in Ws]
    dbs = [np.zeros(W.shape[1]) for W in Ws]
    a = activations[-1]
    delta = 2 / len(Y) * (a - Y) * a * (1 - a)
    for l in range(len(Ws) - 1, -1, -1):
        dWs[l] = activations[l].T @ delta
        dbs[l] = delta.sum(axis=0)
        a = activations[l]
        delta = delta @ Ws[l].T * a * (1 - a)
    return dWs, dbs""",
    "hidden_delta": """\
def hidden_delta(z, delta_next, W_next):
    total = np.zeros_like(z)
    for k in range(W_next.shape[1]):
        total = total + delta_next[:, [k]] * W_next[:, k]
    return total * sigmoid_prime(z)""",
    "predict": """\
def predict(X, w, b):
    total = np.zeros(len(X))
    for j in range(len(w)):
        total = total + X[:, j] * w[j]
    return total + b""",
    "mse": """\
def mse(y_hat, y):
    total = 0.0
    for i in range(len(y)):
        total += (y_hat[i] - y[i]) ** 2
    return total / len(y)""",
    "mse_gradients": """\
def mse_gradients(X, y, w, b):
    residual = X @ w + b - y
    dw = 2 / len(y) * X.T @ residual
    db = 2 / len(y) * residual.sum()
    return dw, db""",
}
