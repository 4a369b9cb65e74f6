"""Problem set 6, as students hand it in: optimisers, clipping and training, from the contract alone."""

from tests.exams.second_bank.submission import Submission, edited

PRELUDE = """
def sigmoid(z):
    return 1 / (1 + np.exp(-z))
"""

MOMENTUM = (
    Submission(
        "momentum_step",
        "running-average",
        "v is a weighted average, βv + (1−β)g, as in other courses: (1−β) is one factor too many.",
        """
def momentum_step(w, v, g, lr, beta):
    v = beta * v + (1 - beta) * g
    w = w - lr * v
    return w, v
""",
    ),
    Submission(
        "momentum_step",
        "rate-inside-v",
        "The rate is put inside the velocity: v ← βv + lr·g and w ← w − v.",
        """
def momentum_step(w, v, g, lr, beta):
    v_new = beta * v + lr * g
    return w - v_new, v_new
""",
    ),
    Submission(
        "momentum_step",
        "velocity-of-the-step",
        "v is the step itself, βv − lr·g, and is added to w (another course's velocity).",
        """
def momentum_step(w, v, g, lr, beta):
    v = beta * v - lr * g  # integrate velocity
    w = w + v              # integrate position
    return w, v
""",
    ),
    Submission(
        "momentum_step",
        "nesterov",
        "Nesterov's step, lr(g + βv), stands for plain momentum.",
        """
def momentum_step(w, v, g, lr, beta):
    v = beta * v + g
    w = w - lr * (g + beta * v)
    return w, v
""",
    ),
    Submission(
        "momentum_step",
        "uphill",
        "The step goes along v and not against it.",
        """
def momentum_step(w, v, g, lr, beta):
    v = beta * v + g
    return w + lr * v, v
""",
    ),
    Submission(
        "momentum_step",
        "old-velocity",
        "w moves by the old v, before g has entered it.",
        """
def momentum_step(w, v, g, lr, beta):
    w_new = w - lr * v
    v_new = beta * v + g
    return w_new, v_new
""",
    ),
    Submission(
        "momentum_step",
        "in-place",
        "v and w are changed in place.",
        """
def momentum_step(w, v, g, lr, beta):
    v *= beta
    v += g
    w -= lr * v
    return w, v
""",
    ),
    Submission(
        "momentum_step",
        "v-first",
        "v and w are returned in the wrong order.",
        """
def momentum_step(w, v, g, lr, beta):
    v = beta * v + g
    w = w - lr * v
    return v, w
""",
    ),
    Submission(
        "momentum_step",
        "beta-on-the-gradient",
        "β multiplies the gradient instead of the velocity.",
        """
def momentum_step(w, v, g, lr, beta):
    v = v + beta * g
    w = w - lr * v
    return w, v
""",
    ),
    Submission(
        "momentum_step",
        "no-velocity",
        "w takes a plain gradient step; v is kept up but not used.",
        """
def momentum_step(w, v, g, lr, beta):
    v = beta * v + g
    w = w - lr * g
    return w, v
""",
    ),
    Submission(
        "momentum_step",
        "beta-missing",
        "β is missing: the velocity never decays.",
        """
def momentum_step(w, v, g, lr, beta):
    v = v + g
    w = w - lr * v
    return w, v
""",
    ),
    Submission(
        "momentum_step",
        "rate-twice",
        "The rate is in the velocity and in the step: twice.",
        """
def momentum_step(w, v, g, lr, beta):
    v = beta * v + lr * g
    w = w - lr * v
    return w, v
""",
    ),
    Submission(
        "momentum_step",
        "beta-on-w",
        "β shrinks w instead of v being used.",
        """
def momentum_step(w, v, g, lr, beta):
    v = beta * v + g
    w = beta * w - lr * v
    return w, v
""",
    ),
)

RMSPROP = (
    Submission(
        "rmsprop_step",
        "no-root",
        "The square root is missing: g is divided by s + eps.",
        """
def rmsprop_step(w, s, g, lr, rho, eps):
    s = rho * s + (1 - rho) * g * g
    w = w - lr * g / (s + eps)
    return w, s
""",
    ),
    Submission(
        "rmsprop_step",
        "eps-inside",
        "eps stands inside the root.",
        """
def rmsprop_step(w, s, g, lr, rho, eps):
    s = rho * s + (1 - rho) * g**2
    return w - lr * g / np.sqrt(s + eps), s
""",
    ),
    Submission(
        "rmsprop_step",
        "adagrad",
        "s adds the squares up without decay: Adagrad.",
        """
def rmsprop_step(w, s, g, lr, rho, eps):
    s = s + g**2
    w = w - lr * g / (np.sqrt(s) + eps)
    return w, s
""",
    ),
    Submission(
        "rmsprop_step",
        "gradient-not-squared",
        "s averages g, not g².",
        """
def rmsprop_step(w, s, g, lr, rho, eps):
    s = rho * s + (1 - rho) * g
    w = w - lr * g / (np.sqrt(np.abs(s)) + eps)
    return w, s
""",
    ),
    Submission(
        "rmsprop_step",
        "rho-exchanged",
        "ρ and 1 − ρ are exchanged.",
        """
def rmsprop_step(w, s, g, lr, rho, eps):
    s_new = (1 - rho) * s + rho * np.square(g)
    w_new = w - lr * g / (np.sqrt(s_new) + eps)
    return w_new, s_new
""",
    ),
    Submission(
        "rmsprop_step",
        "old-average",
        "The step divides by the root of the old s.",
        """
def rmsprop_step(w, s, g, lr, rho, eps):
    w = w - lr * g / (np.sqrt(s) + eps)
    s = rho * s + (1 - rho) * g**2
    return w, s
""",
    ),
    Submission(
        "rmsprop_step",
        "uphill",
        "The step goes uphill.",
        """
def rmsprop_step(w, s, g, lr, rho, eps):
    s = rho * s + (1 - rho) * g**2
    w = w + lr * g / (np.sqrt(s) + eps)
    return w, s
""",
    ),
    Submission(
        "rmsprop_step",
        "one-minus-rho-missing",
        "The factor 1 − ρ of g² is missing.",
        """
def rmsprop_step(w, s, g, lr, rho, eps):
    s = rho * s + g**2
    w = w - lr * g / (np.sqrt(s) + eps)
    return w, s
""",
    ),
    Submission(
        "rmsprop_step",
        "s-first",
        "s and w are returned in the wrong order.",
        """
def rmsprop_step(w, s, g, lr, rho, eps):
    s = rho * s + (1 - rho) * g**2
    w = w - lr / (np.sqrt(s) + eps) * g
    return s, w
""",
    ),
    Submission(
        "rmsprop_step",
        "in-place",
        "s and w are changed in place.",
        """
def rmsprop_step(w, s, g, lr, rho, eps):
    s *= rho
    s += (1 - rho) * g**2
    w -= lr * g / (np.sqrt(s) + eps)
    return w, s
""",
    ),
    Submission(
        "rmsprop_step",
        "parenthesis",
        "The parentheses around √s + eps are missing: eps is added to the quotient.",
        """
def rmsprop_step(w, s, g, lr, rho, eps):
    s = rho * s + (1 - rho) * g**2
    w = w - (lr * g / np.sqrt(s) + eps)
    return w, s
""",
    ),
    Submission(
        "rmsprop_step",
        "one-scale-for-all",
        "One scale for the whole array: the squares are averaged over its entries.",
        """
def rmsprop_step(w, s, g, lr, rho, eps):
    s = rho * s + (1 - rho) * np.mean(g**2)
    w = w - lr * g / (np.sqrt(s) + eps)
    return w, s
""",
    ),
    Submission(
        "rmsprop_step",
        "multiplied",
        "The step is multiplied by √s + eps instead of divided.",
        """
def rmsprop_step(w, s, g, lr, rho, eps):
    s = rho * s + (1 - rho) * g**2
    w = w - lr * g * (np.sqrt(s) + eps)
    return w, s
""",
    ),
    Submission(
        "rmsprop_step",
        "sign-of-the-gradient",
        "The gradient in the step is lost: lr divided by √s + eps alone.",
        """
def rmsprop_step(w, s, g, lr, rho, eps):
    s = rho * s + (1 - rho) * g**2
    w = w - lr / (np.sqrt(s) + eps)
    return w, s
""",
    ),
)

ADAM_RIGHT = """
def adam_step(w, m, v, g, t, lr, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
    return w, m, v
"""

ADAM = (
    Submission(
        "adam_step",
        "no-correction",
        "The bias correction is missing.",
        """
def adam_step(w, m, v, g, t, lr, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * (g * g)
    w = w - lr * m / (np.sqrt(v) + eps)
    return w, m, v
""",
    ),
    Submission(
        "adam_step",
        "t-from-zero",
        "t is taken to begin at 0: the correction uses t + 1.",
        """
def adam_step(w, m, v, g, t, lr, beta1, beta2, eps):
    t = t + 1
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    mhat = m / (1 - beta1**t)
    vhat = v / (1 - beta2**t)
    return w - lr * mhat / (np.sqrt(vhat) + eps), m, v
""",
    ),
    Submission(
        "adam_step",
        "eps-inside",
        "eps stands inside the root.",
        edited(ADAM_RIGHT, ("(np.sqrt(v_hat) + eps)", "np.sqrt(v_hat + eps)")),
    ),
    Submission(
        "adam_step",
        "betas-exchanged",
        "β1 and β2 are exchanged.",
        """
def adam_step(w, m, v, g, t, lr, beta1, beta2, eps):
    beta1, beta2 = beta2, beta1
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    mh, vh = m / (1 - beta1**t), v / (1 - beta2**t)
    w = w - lr * mh / (np.sqrt(vh) + eps)
    return w, m, v
""",
    ),
    Submission(
        "adam_step",
        "v-not-corrected",
        "m is corrected and v is not.",
        edited(ADAM_RIGHT, ("    v_hat = v / (1 - beta2**t)\n", "    v_hat = v\n")),
    ),
    Submission(
        "adam_step",
        "eps-before-the-correction",
        "eps is added to √v before the correction (the shortcut with a corrected rate), so it counts otherwise.",
        """
def adam_step(w, m, v, g, t, lr, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    lr_t = lr * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    w = w - lr_t * m / (np.sqrt(v) + eps)
    return w, m, v
""",
    ),
    Submission(
        "adam_step",
        "corrected-state",
        "The corrected m and v are returned as the state, so the next step corrects them again.",
        edited(ADAM_RIGHT, ("    return w, m, v", "    return w, m_hat, v_hat")),
    ),
    Submission(
        "adam_step",
        "gradient-not-squared",
        "v averages |g|, not g².",
        edited(ADAM_RIGHT, ("(1 - beta2) * g**2", "(1 - beta2) * np.abs(g)")),
    ),
    Submission(
        "adam_step",
        "no-root",
        "The root of v̂ is missing.",
        edited(ADAM_RIGHT, ("(np.sqrt(v_hat) + eps)", "(v_hat + eps)")),
    ),
    Submission(
        "adam_step",
        "uphill",
        "The step goes uphill.",
        edited(ADAM_RIGHT, ("w = w - lr", "w = w + lr")),
    ),
    Submission(
        "adam_step",
        "product-for-power",
        "β·t is written for β to the power t in the correction.",
        edited(ADAM_RIGHT, ("(1 - beta1**t)", "(1 - beta1 * t)"), ("(1 - beta2**t)", "(1 - beta2 * t)")),
    ),
    Submission(
        "adam_step",
        "weights-of-the-average-missing",
        "The factors 1 − β are missing in both averages.",
        edited(ADAM_RIGHT, ("+ (1 - beta1) * g\n", "+ g\n"), ("+ (1 - beta2) * g**2", "+ g**2")),
    ),
    Submission(
        "adam_step",
        "weight-decay",
        "A weight decay of 0.01·w is added to the step.",
        edited(ADAM_RIGHT, ("    return w, m, v", "    w = w - lr * 0.01 * w\n    return w, m, v")),
    ),
    Submission(
        "adam_step",
        "in-place",
        "m, v and w are changed in place.",
        """
def adam_step(w, m, v, g, t, lr, beta1, beta2, eps):
    m[...] = beta1 * m + (1 - beta1) * g
    v[...] = beta2 * v + (1 - beta2) * g**2
    w -= lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return w, m, v
""",
    ),
    Submission(
        "adam_step",
        "state-order",
        "m and v are returned in the wrong order.",
        edited(ADAM_RIGHT, ("    return w, m, v", "    return w, v, m")),
    ),
    Submission(
        "adam_step",
        "multiplied-correction",
        "The averages are multiplied by 1 − βᵗ instead of divided.",
        edited(ADAM_RIGHT, ("m / (1 - beta1**t)", "m * (1 - beta1**t)"), ("v / (1 - beta2**t)", "v * (1 - beta2**t)")),
    ),
    Submission(
        "adam_step",
        "old-moments",
        "The step uses the old m and v; the new ones are only returned.",
        """
def adam_step(w, m, v, g, t, lr, beta1, beta2, eps):
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    w_new = w - lr * m_hat / (np.sqrt(v_hat) + eps)
    m_new = beta1 * m + (1 - beta1) * g
    v_new = beta2 * v + (1 - beta2) * g**2
    return w_new, m_new, v_new
""",
    ),
    Submission(
        "adam_step",
        "v-of-m",
        "v averages the square of m and not of g.",
        edited(ADAM_RIGHT, ("(1 - beta2) * g**2", "(1 - beta2) * m**2")),
    ),
    Submission(
        "adam_step",
        "gradient-for-m",
        "The step uses g where m̂ belongs: momentum is kept up and not used.",
        edited(ADAM_RIGHT, ("lr * m_hat /", "lr * g /")),
    ),
)

CLIP = (
    Submission(
        "clip_by_global_norm",
        "each-apart",
        "Each array is clipped by its own norm.",
        """
def clip_by_global_norm(grads, max_norm):
    total = np.sqrt(sum(np.sum(g**2) for g in grads))
    clipped = []
    for g in grads:
        n = np.linalg.norm(g)
        clipped.append(g * max_norm / n if n > max_norm else g.copy())
    return clipped, total
""",
    ),
    Submission(
        "clip_by_global_norm",
        "entry-by-entry",
        "Each entry is clipped to ±max_norm.",
        """
def clip_by_global_norm(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    return [np.clip(g, -max_norm, max_norm) for g in grads], norm
""",
    ),
    Submission(
        "clip_by_global_norm",
        "always-scaled",
        "Small gradients are scaled up to max_norm too.",
        """
def clip_by_global_norm(grads, max_norm):
    norm = np.sqrt(sum(np.sum(np.square(g)) for g in grads))
    return [g * (max_norm / norm) for g in grads], norm
""",
    ),
    Submission(
        "clip_by_global_norm",
        "norm-afterwards",
        "The norm after clipping is returned.",
        """
def clip_by_global_norm(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    if norm > max_norm:
        grads = [g * max_norm / norm for g in grads]
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    return grads, norm
""",
    ),
    Submission(
        "clip_by_global_norm",
        "norms-added",
        "The norms of the arrays are added, not their squares.",
        """
def clip_by_global_norm(grads, max_norm):
    norm = sum(np.linalg.norm(g) for g in grads)
    factor = min(1.0, max_norm / norm)
    return [factor * g for g in grads], norm
""",
    ),
    Submission(
        "clip_by_global_norm",
        "no-root",
        "The root is missing: the squared norm is compared and returned.",
        """
def clip_by_global_norm(grads, max_norm):
    norm = 0
    for g in grads:
        norm += np.sum(g * g)
    if norm > max_norm:
        grads = [g * max_norm / norm for g in grads]
    return grads, norm
""",
    ),
    Submission(
        "clip_by_global_norm",
        "in-place",
        "The caller's arrays are scaled in place.",
        """
def clip_by_global_norm(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    if norm > max_norm:
        for g in grads:
            g *= max_norm / norm
    return grads, norm
""",
    ),
    Submission(
        "clip_by_global_norm",
        "epsilon-in-the-factor",
        "A small number is added to the norm in the factor, max_norm/(norm + 1e-6), as PyTorch does.",
        """
def clip_by_global_norm(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    coef = max_norm / (norm + 1e-6)
    if coef < 1:
        grads = [g * coef for g in grads]
    return grads, norm
""",
    ),
    Submission(
        "clip_by_global_norm",
        "last-array-only",
        "The norm is that of the last array alone: = for += in the loop.",
        """
def clip_by_global_norm(grads, max_norm):
    total = 0.0
    for g in grads:
        total = np.sum(g**2)
    norm = np.sqrt(total)
    scale = max_norm / norm if norm > max_norm else 1.0
    return [g * scale for g in grads], norm
""",
    ),
    Submission(
        "clip_by_global_norm",
        "l1-norm",
        "The sum of the absolute values stands for the norm.",
        """
def clip_by_global_norm(grads, max_norm):
    norm = sum(np.abs(g).sum() for g in grads)
    if norm > max_norm:
        return [g * (max_norm / norm) for g in grads], norm
    return list(grads), norm
""",
    ),
    Submission(
        "clip_by_global_norm",
        "to-length-one",
        "Large gradients are scaled to length 1, not to max_norm.",
        """
def clip_by_global_norm(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    if norm > max_norm:
        grads = [g / norm for g in grads]
    return grads, norm
""",
    ),
    Submission(
        "clip_by_global_norm",
        "norm-not-returned",
        "Only the gradients are returned.",
        """
def clip_by_global_norm(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    if norm > max_norm:
        grads = [g * max_norm / norm for g in grads]
    return grads
""",
    ),
    Submission(
        "clip_by_global_norm",
        "largest-entry",
        "The largest entry in size stands for the norm.",
        """
def clip_by_global_norm(grads, max_norm):
    norm = max(np.max(np.abs(g)) for g in grads)
    if norm > max_norm:
        grads = [g * max_norm / norm for g in grads]
    return grads, norm
""",
    ),
    Submission(
        "clip_by_global_norm",
        "factor-upside-down",
        "The factor is norm/max_norm: large gradients are made larger.",
        """
def clip_by_global_norm(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    if norm > max_norm:
        grads = [g * norm / max_norm for g in grads]
    return grads, norm
""",
    ),
    Submission(
        "clip_by_global_norm",
        "condition-turned",
        "The condition is turned: what is below max_norm is scaled, what is above is not.",
        """
def clip_by_global_norm(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    if norm < max_norm:
        grads = [g * max_norm / norm for g in grads]
    return grads, norm
""",
    ),
    Submission(
        "clip_by_global_norm",
        "root-mean-square",
        "The root of the mean square of all entries stands for the norm.",
        """
def clip_by_global_norm(grads, max_norm):
    flat = np.concatenate([g.ravel() for g in grads])
    norm = np.sqrt(np.mean(flat**2))
    if norm > max_norm:
        grads = [g * max_norm / norm for g in grads]
    return grads, norm
""",
    ),
)

NETWORK = """
def train(X, Y, rng):
    Y = Y.reshape(len(Y), -1)
    W1 = rng.normal(size=(2, 16))
    b1 = np.zeros(16)
    W2 = rng.normal(size=(16, 1)) / 4
    b2 = np.zeros(1)
    lr = 5.0
    for epoch in range(3000):
        A1 = sigmoid(X @ W1 + b1)
        A2 = sigmoid(A1 @ W2 + b2)
        d2 = 2 / len(X) * (A2 - Y) * A2 * (1 - A2)
        d1 = d2 @ W2.T * A1 * (1 - A1)
        W2 = W2 - lr * (A1.T @ d2)
        b2 = b2 - lr * d2.sum(axis=0)
        W1 = W1 - lr * (X.T @ d1)
        b1 = b1 - lr * d1.sum(axis=0)
    return [W1, W2], [b1, b2]
"""

TRAIN = (
    Submission(
        "train",
        "zero-start",
        "All weights start at 0, so the hidden neurons stay equal.",
        edited(
            NETWORK,
            ("rng.normal(size=(2, 16))", "np.zeros((2, 16))"),
            ("rng.normal(size=(16, 1)) / 4", "np.zeros((16, 1))"),
        ),
    ),
    Submission(
        "train",
        "no-hidden-layer",
        "There is no hidden layer: one neuron draws a straight line.",
        """
def train(X, Y, rng):
    Y = Y.reshape(len(Y), -1)
    W = rng.normal(size=(2, 1))
    b = np.zeros(1)
    for _ in range(3000):
        a = sigmoid(X @ W + b)
        d = 2 / len(X) * (a - Y) * a * (1 - a)
        W = W - 1.0 * X.T @ d
        b = b - 1.0 * d.sum(axis=0)
    return [W], [b]
""",
    ),
    Submission(
        "train",
        "tiny-rate",
        "The learning rate is a thousand times too small, so nearly nothing has been learnt.",
        edited(NETWORK, ("lr = 5.0", "lr = 1e-3")),
    ),
    Submission(
        "train",
        "few-steps",
        "Ten steps only.",
        edited(NETWORK, ("range(3000)", "range(10)"), ("lr = 5.0", "lr = 0.5")),
    ),
    Submission(
        "train",
        "uphill",
        "The parameters move along the gradient: the loss rises.",
        NETWORK.replace("- lr *", "+ lr *"),
    ),
    Submission(
        "train",
        "huge-rate",
        "The learning rate is far too large: the sigmoids saturate and nothing moves any more.",
        edited(NETWORK, ("lr = 5.0", "lr = 1e5")),
    ),
    Submission(
        "train",
        "not-assigned",
        "The new weights are computed and never stored: the first ones come back.",
        edited(
            NETWORK,
            ("        W2 = W2 - lr * (A1.T @ d2)\n", "        W2 - lr * (A1.T @ d2)\n"),
            ("        b2 = b2 - lr * d2.sum(axis=0)\n", "        b2 - lr * d2.sum(axis=0)\n"),
            ("        W1 = W1 - lr * (X.T @ d1)\n", "        W1 - lr * (X.T @ d1)\n"),
            ("        b1 = b1 - lr * d1.sum(axis=0)\n", "        b1 - lr * d1.sum(axis=0)\n"),
        ),
    ),
    Submission(
        "train",
        "first-ten-rows",
        "Every step looks at the same first three rows only.",
        edited(NETWORK, ("    W1 = rng", "    X, Y = X[:3], Y[:3]\n    W1 = rng")),
    ),
    Submission(
        "train",
        "weights-transposed",
        "The weights are returned as (n_out, n_in).",
        edited(NETWORK, ("    return [W1, W2], [b1, b2]", "    return [W1.T, W2.T], [b1, b2]")),
    ),
    Submission(
        "train",
        "labels-turned",
        "The targets are turned over: 1 − Y is learnt.",
        edited(NETWORK, ("    Y = Y.reshape(len(Y), -1)\n", "    Y = 1 - Y.reshape(len(Y), -1)\n")),
    ),
    Submission(
        "train",
        "biases-first",
        "Weights and biases are returned in the wrong order.",
        edited(NETWORK, ("    return [W1, W2], [b1, b2]", "    return [b1, b2], [W1, W2]")),
    ),
    Submission(
        "train",
        "predictions-returned",
        "The network's answers are returned instead of its weights.",
        edited(NETWORK, ("    return [W1, W2], [b1, b2]", "    return A2")),
    ),
    Submission(
        "train",
        "linear-output",
        "In training the output has no sigmoid, so σ of it is above one half for both classes.",
        edited(
            NETWORK,
            ("A2 = sigmoid(A1 @ W2 + b2)", "A2 = A1 @ W2 + b2"),
            ("(A2 - Y) * A2 * (1 - A2)", "(A2 - Y)"),
            ("lr = 5.0", "lr = 0.1"),
        ),
    ),
    Submission(
        "train",
        "shuffled-apart",
        "X and Y are shuffled with different orders, so the pairs are lost.",
        edited(
            NETWORK,
            ("    W1 = rng", "    X = X[rng.permutation(len(X))]\n    Y = Y[rng.permutation(len(Y))]\n    W1 = rng"),
        ),
    ),
)

SUBMISSIONS = MOMENTUM + RMSPROP + ADAM + CLIP + TRAIN

# --- written afterwards, from ids and names alone ---

#: the name of the catalogue that says what a submission's truth says; "" where it has none: then none may be given
NAMES = {
    "momentum_step/running-average": "weight-extra",
    "momentum_step/rate-inside-v": "rate-in-velocity",
    "momentum_step/velocity-of-the-step": "rate-in-velocity",
    "momentum_step/nesterov": "looks-ahead",
    "momentum_step/uphill": "ascent",
    "momentum_step/old-velocity": "state-stale",
    "momentum_step/in-place": "inputs-changed",
    "momentum_step/v-first": "exchanged",
    "momentum_step/beta-on-the-gradient": "decay-exchanged",
    "momentum_step/no-velocity": "state-unused",
    "momentum_step/beta-missing": "decay-missing",
    "momentum_step/rate-twice": "rate-in-velocity",
    "momentum_step/beta-on-w": "",
    "rmsprop_step/no-root": "root-missing",
    "rmsprop_step/eps-inside": "eps-inside",
    "rmsprop_step/adagrad": "",
    "rmsprop_step/gradient-not-squared": "unsquared",
    "rmsprop_step/rho-exchanged": "decay-exchanged",
    "rmsprop_step/old-average": "state-stale",
    "rmsprop_step/uphill": "ascent",
    "rmsprop_step/one-minus-rho-missing": "weight-missing",
    "rmsprop_step/s-first": "exchanged",
    "rmsprop_step/in-place": "inputs-changed",
    "rmsprop_step/parenthesis": "eps-after",
    "rmsprop_step/one-scale-for-all": "one-size-for-all",
    "rmsprop_step/multiplied": "root-multiplies",
    "rmsprop_step/sign-of-the-gradient": "",
    "adam_step/no-correction": "correction-missing",
    "adam_step/t-from-zero": "time-shifted",
    "adam_step/eps-inside": "eps-inside",
    "adam_step/betas-exchanged": "betas-exchanged",
    "adam_step/v-not-corrected": "correction-missing",
    "adam_step/eps-before-the-correction": "eps-before-correction",
    "adam_step/corrected-state": "corrected-kept",
    "adam_step/gradient-not-squared": "",
    "adam_step/no-root": "root-missing",
    "adam_step/uphill": "ascent",
    "adam_step/product-for-power": "power-missing",
    "adam_step/weights-of-the-average-missing": "weight-missing",
    "adam_step/weight-decay": "",
    "adam_step/in-place": "inputs-changed",
    "adam_step/state-order": "exchanged",
    "adam_step/multiplied-correction": "correction-multiplied",
    "adam_step/old-moments": "state-stale",
    "adam_step/v-of-m": "squared-average",
    "adam_step/gradient-for-m": "state-unused",
    "clip_by_global_norm/each-apart": "clipped-each",
    "clip_by_global_norm/entry-by-entry": "clipped-elementwise",
    "clip_by_global_norm/always-scaled": "upscaled",
    "clip_by_global_norm/norm-afterwards": "norm-after",
    "clip_by_global_norm/norms-added": "norms-added",
    "clip_by_global_norm/no-root": "norm-without-root",
    "clip_by_global_norm/in-place": "inputs-changed",
    "clip_by_global_norm/epsilon-in-the-factor": "eps-in-factor",
    "clip_by_global_norm/last-array-only": "norm-of-last",
    "clip_by_global_norm/l1-norm": "norm-of-absolutes",
    "clip_by_global_norm/to-length-one": "factor-without-maximum",
    "clip_by_global_norm/norm-not-returned": "",
    "clip_by_global_norm/largest-entry": "norm-of-largest",
    "clip_by_global_norm/factor-upside-down": "factor-inverted",
    "clip_by_global_norm/condition-turned": "clipped-below",
    "clip_by_global_norm/root-mean-square": "norm-averaged",
    "train/zero-start": "alike-neurons",
    "train/no-hidden-layer": "no-hidden-layer",
    "train/tiny-rate": "undertrained",
    "train/few-steps": "undertrained",
    "train/uphill": "ascent",
    "train/huge-rate": "saturated",
    "train/not-assigned": "not-updated",
    "train/first-ten-rows": "",
    "train/weights-transposed": "weights-transposed",
    "train/labels-turned": "classes-exchanged",
    "train/biases-first": "exchanged",
    "train/predictions-returned": "",
    "train/linear-output": "linear-output",
    "train/shuffled-apart": "",
}

#: another name that is accepted, since it describes the same function on every input; with the reason
SAME = {
    "rmsprop_step/adagrad": ("decay-missing", "a sum without decay is a state that forgets nothing"),
    "adam_step/gradient-not-squared": ("unsquared", "the report says: g or |g| goes into the state, not g²"),
    "momentum_step/velocity-of-the-step": ("velocity-sign", "the rate and the minus are both in the velocity"),
    "momentum_step/rate-twice": ("rate-twice", "the rate is in the velocity, and so applied twice"),
}
