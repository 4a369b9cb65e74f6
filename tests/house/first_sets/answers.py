"""Wrong answers to the first edition of problem sets 6 and 7, and what each cell was worth by the exam of its day."""

WRONG_PS6 = {
    "momentum_step": "def momentum_step(w, v, g, lr, beta):\n"
    "    v = beta * v + (1 - beta) * g\n"
    "    return w - lr * v, v\n",
    "rmsprop_step": "def rmsprop_step(w, s, g, lr, rho, eps):\n"
    "    s = rho * s + (1 - rho) * g**2\n"
    "    return w - lr * g / np.sqrt(s + eps), s\n",
    "adam_step": "def adam_step(w, m, v, g, t, lr, beta1, beta2, eps):\n"
    "    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2\n"
    "    return w - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v\n",
    "clip_by_global_norm": "def clip_by_global_norm(grads, max_norm):\n"
    "    norm = np.sqrt(sum(np.sum(g**2) for g in grads))\n"
    "    return [min(1, max_norm / max(norm, 1e-300)) * g for g in grads], min(norm, max_norm)\n",
}
WRONG_PS7 = {
    "xavier_init": "def xavier_init(n_in, n_out, rng):\n    return rng.normal(0, 2 / (n_in + n_out), (n_in, n_out))\n",
    "he_init": "def he_init(n_in, n_out, rng):\n    return rng.normal(0, np.sqrt(2 / n_in), (n_in, n_out))\n",
    "batchnorm_forward": "def batchnorm_forward(x, gamma, beta, eps):\n"
    "    std = np.sqrt(x.var(axis=0) + eps)\n"
    "    x_hat = (x - x.mean(axis=0)) / std\n"
    "    return gamma * x_hat + beta, (x_hat, gamma, std)\n",
    "batchnorm_backward": "def batchnorm_backward(dout, cache):\n"
    "    x_hat, gamma, inv_std = cache\n"
    "    return dout * gamma * inv_std, (dout * x_hat).sum(axis=0), dout.sum(axis=0)\n",
    "dropout_forward": "def dropout_forward(x, p, rng):\n"
    "    mask = rng.random(x.shape) >= p\n"
    "    return x * mask, mask\n",
    "dropout_backward": "def dropout_backward(dout, mask):\n    return dout * mask\n",
    "accumulate": "def accumulate(batches, gradient_fn):\n"
    "    return sum(gradient_fn(X, Y) for X, Y in batches) / len(batches)\n",
}
#: name → (answers, points by cell); what is not in the answers was left as it was handed out
WRONG = {
    "ps6": (
        WRONG_PS6,
        {
            "check_momentum_step": 0.0,
            "check_rmsprop_step": 2.0,
            "check_adam_step": 6.0,
            "check_clip_by_global_norm": 3.0,
            "check_train": 0.0,
        },
    ),
    "ps7": (
        WRONG_PS7,
        {
            "check_xavier_init": 0.0,
            "check_he_init": 2.0,
            "check_batchnorm_forward": 5.0,
            "check_batchnorm_backward": 3.0,
            "check_dropout_forward": 0.0,
            "check_dropout_backward": 2.0,
            "check_accumulate": 0.0,
        },
    ),
}
