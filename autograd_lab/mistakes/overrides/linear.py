"""Texts that fit a prediction, its loss and a step, where the catalogue's general ones speak of a gradient."""

LINEAR_WORDING: dict[tuple[str, str], dict[str, str]] = {
    ("column", "y_hat"): {"cure": "X @ w has shape (N,) by itself: no reshape(-1, 1), no [:, None]."},
    ("summed-too-far", "y_hat"): {
        "line": "{part} is summed over too much: the rows have been mixed",
        "contradiction": "Change row 0 of X: only the first prediction should move. See which of yours do.",
        "cure": "Sum over the features only: axis=1, or X @ w.",
    },
    ("wrong-axis", "y_hat"): {
        "contradiction": "Take a batch with one row: there is one prediction, however many features it has.",
        "question": "axis=0 walks down the rows, axis=1 along the features. Over which of them does X w sum?",
        "cure": "Sum over the features: axis=1, or X @ w.",
    },
    ("inputs-changed", "predict.*"): {"cure": "X * w makes a new array; X *= w does not."},
    ("inputs-changed", "mse.*"): {"cure": "r = y_hat - y makes a new array; y_hat -= y does not."},
    ("inputs-changed", "mse_gradients.*"): {
        "cure": "X @ w + b - y makes a new array; y_hat -= y and w[j] += step do not. To nudge w, nudge w.copy().",
    },
    ("inputs-changed", "gradient_step.*"): {
        "cure": "w - lr * dw makes a new array. w -= … and dw *= … do not, nor does new_w = w: use w.copy().",
    },
    ("ascent", "gradient_step.b"): {"cure": "Subtract: b − lr·db."},
}
