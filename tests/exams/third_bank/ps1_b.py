"""Problem set 1, wrong answers: mse_gradients, gradient_step."""

from tests.exams.second_bank.submission import Submission

MSE_GRADIENTS = (
    Submission(
        "mse_gradients",
        "sign",
        "The residual is target minus prediction, so both gradients have the wrong sign.",
        """
def mse_gradients(X, y, w, b):
    N = len(y)
    e = y - predict(X, w, b)
    return 2 / N * (X.T @ e), 2 / N * np.sum(e)
""",
    ),
    Submission(
        "mse_gradients",
        "db-without-minus",
        "With e = target − prediction the minus sign is written for dw only: db has the wrong sign.",
        """
def mse_gradients(X, y, w, b):
    n = len(y)
    e = y - (X @ w + b)
    dw = -2 / n * X.T.dot(e)
    db = 2 / n * e.sum()
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "db-without-two",
        "dw is right; db lacks the 2, for it is just the mean residual.",
        """
def mse_gradients(X, y, w, b):
    r = predict(X, w, b) - y
    dw = 2 * X.T @ r / len(r)
    db = r.mean()
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "db-not-summed",
        "db is left as one number per row: the residuals are not summed.",
        """
def mse_gradients(X, y, w, b):
    r = predict(X, w, b) - y
    dw = (2 / len(y)) * np.dot(r, X)
    db = (2 / len(y)) * r
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "db-without-mean",
        "dw is right; db is twice the sum of the residuals, without the 1/N. The same for N = 1.",
        """
def mse_gradients(X, y, w, b):
    residual = predict(X, w, b) - y
    dw = 2 * np.mean(X * residual[:, None], axis=0)
    db = 2 * np.sum(residual)
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "dw-averaged-to-a-number",
        "The mean for dw is taken over rows and features together, so all weights share one number.",
        """
def mse_gradients(X, y, w, b):
    residual = (predict(X, w, b) - y)[:, None]
    dw = 2 * np.mean(X * residual)
    db = 2 * np.mean(residual)
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "prediction-for-residual",
        "dw multiplies the inputs by the predictions, not by the residuals; db is right.",
        """
def mse_gradients(X, y, w, b):
    y_hat = predict(X, w, b)
    dw = 2 / len(y) * X.T @ y_hat
    db = 2 / len(y) * np.sum(y_hat - y)
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "dw-without-input",
        "The residual is not multiplied by the input: every entry of dw equals db.",
        """
def mse_gradients(X, y, w, b):
    residual = predict(X, w, b) - y
    db = 2 * np.mean(residual)
    dw = db * np.ones_like(w)
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "product-of-means",
        "Inputs and residuals are averaged each for itself and then multiplied, instead of being "
        "multiplied row by row. The same for N = 1.",
        """
def mse_gradients(X, y, w, b):
    residual = predict(X, w, b) - y
    dw = 2 * X.mean(axis=0) * residual.mean()
    db = 2 * residual.mean()
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "divided-by-features",
        "Both sums are divided by D, the number of features, instead of N. The same for N = D.",
        """
def mse_gradients(X, y, w, b):
    m = X.shape[1]
    residual = predict(X, w, b) - y
    return 2 / m * X.T @ residual, 2 / m * residual.sum()
""",
    ),
    Submission(
        "mse_gradients",
        "swapped",
        "db and dw are returned in the wrong order.",
        """
def mse_gradients(X, y, w, b):
    residual = X.dot(w) + b - y
    db = 2 * residual.mean()
    dw = 2 * X.T.dot(residual) / len(y)
    return db, dw
""",
    ),
    Submission(
        "mse_gradients",
        "residual-without-bias",
        "The predictions inside are made without b, so both gradients are those of another line.",
        """
def mse_gradients(X, y, w, b):
    residual = X @ w - y
    return 2 / len(y) * X.T @ residual, 2 / len(y) * np.sum(residual)
""",
    ),
    Submission(
        "mse_gradients",
        "dw-column",
        "dw comes out as a column (D, 1).",
        """
def mse_gradients(X, y, w, b):
    residual = (predict(X, w, b) - y).reshape(-1, 1)
    dw = 2 / len(y) * X.T @ residual
    db = 2 / len(y) * residual.sum()
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "one-per-row",
        "dw is summed over the features instead of the rows: it has N entries.",
        """
def mse_gradients(X, y, w, b):
    residual = predict(X, w, b) - y
    dw = 2 / len(y) * np.sum(X * residual[:, None], axis=1)
    db = 2 / len(y) * residual.sum()
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "half-loss-over-two-n",
        "The 2 of the derivative went below the line: both gradients are divided by 2N and lack the 2, so "
        "they are a quarter.",
        """
def mse_gradients(X, y, w, b):
    N = len(y)
    residual = predict(X, w, b) - y
    dw = 1 / (2 * N) * X.T @ residual
    db = 1 / (2 * N) * np.sum(residual)
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "coarse-nudge",
        "The gradients are found by a one-sided nudge with a step of 0.1, which is far too coarse.",
        """
def mse_gradients(X, y, w, b):
    h = 0.1
    loss = mse(predict(X, w, b), y)
    dw = np.zeros(len(w))
    for i in range(len(w)):
        moved = w.copy()
        moved[i] += h
        dw[i] = (mse(predict(X, moved, b), y) - loss) / h
    db = (mse(predict(X, w, b + h), y) - loss) / h
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "integer-division",
        "2 is divided by N with `//`, which is 0 for more than two rows. The same for N = 1 and N = 2.",
        """
def mse_gradients(X, y, w, b):
    residual = predict(X, w, b) - y
    factor = 2 // len(y)
    return factor * X.T @ residual, factor * np.sum(residual)
""",
    ),
    Submission(
        "mse_gradients",
        "last-row-only",
        "The loop over the rows overwrites the gradients instead of adding: only the last row is left, "
        "divided by N. The same for N = 1.",
        """
def mse_gradients(X, y, w, b):
    N, D = X.shape
    dw, db = np.zeros(D), 0.0
    for n in range(N):
        r = X[n] @ w + b - y[n]
        dw = 2 * r * X[n]
        db = 2 * r
    return dw / N, db / N
""",
    ),
    Submission(
        "mse_gradients",
        "first-weight-only",
        "The inner loop fills only the first entry of dw; the other entries stay 0. The same for D = 1.",
        """
def mse_gradients(X, y, w, b):
    residual = predict(X, w, b) - y
    dw = np.zeros_like(w)
    for n in range(len(y)):
        dw[0] += 2 * residual[n] * X[n, 0] / len(y)
    return dw, 2 * residual.mean()
""",
    ),
    Submission(
        "mse_gradients",
        "absolute-loss",
        "The gradients are those of the mean absolute error: only the sign of each residual counts.",
        """
def mse_gradients(X, y, w, b):
    s = np.sign(predict(X, w, b) - y)
    return X.T @ s / len(y), s.mean()
""",
    ),
    Submission(
        "mse_gradients",
        "rmse",
        "The gradients are those of the root of L: both are divided by 2√L.",
        """
def mse_gradients(X, y, w, b):
    r = predict(X, w, b) - y
    root = np.sqrt(np.mean(r ** 2))
    dw = X.T @ r / len(y) / root
    db = r.mean() / root
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "weight-decay",
        "A penalty of 0.1·w from a regularised loss is added to dw.",
        """
def mse_gradients(X, y, w, b):
    lam = 0.1
    r = predict(X, w, b) - y
    dw = 2 / len(y) * X.T @ r + lam * w
    db = 2 / len(y) * r.sum()
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "steps-too",
        "The gradients are right, but the function also takes a step: the caller's w is changed in place.",
        """
def mse_gradients(X, y, w, b):
    r = predict(X, w, b) - y
    dw = 2 / len(y) * X.T @ r
    db = 2 / len(y) * r.sum()
    w -= 0.1 * dw
    b -= 0.1 * db
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "db-times-b",
        "db is multiplied by b, as dw is by x.",
        """
def mse_gradients(X, y, w, b):
    r = predict(X, w, b) - y
    dw = 2 / len(y) * X.T @ r
    db = 2 / len(y) * np.sum(r * b)
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "two-slips-sign-and-two",
        "Two slips at once: the residual is target minus prediction, and the 2 of the square is missing.",
        """
def mse_gradients(X, y, w, b):
    errors = [y_n - (np.dot(x_n, w) + b) for x_n, y_n in zip(X, y)]
    dw = sum(e * x_n for e, x_n in zip(errors, X)) / len(X)
    db = sum(errors) / len(X)
    return dw, db
""",
    ),
)

GRADIENT_STEP = (
    Submission(
        "gradient_step",
        "uphill",
        "The step is added: it climbs.",
        """
def gradient_step(w, b, dw, db, lr):
    return w + lr * dw, b + lr * db
""",
    ),
    Submission(
        "gradient_step",
        "in-place",
        "`-=` changes the caller's w itself; the numbers that come back are right.",
        """
def gradient_step(w, b, dw, db, lr):
    w -= lr * dw
    b -= lr * db
    return w, b
""",
    ),
    Submission(
        "gradient_step",
        "alias",
        "new_w is only another name for w, so writing its entries changes the caller's w; the numbers are right.",
        """
def gradient_step(w, b, dw, db, lr):
    new_w = w
    for i in range(len(new_w)):
        new_w[i] = new_w[i] - lr * dw[i]
    new_b = b - lr * db
    return new_w, new_b
""",
    ),
    Submission(
        "gradient_step",
        "scales-gradient-in-place",
        "The numbers are right, but the caller's dw is multiplied by lr in place.",
        """
def gradient_step(w, b, dw, db, lr):
    dw *= lr
    db *= lr
    return w - dw, b - db
""",
    ),
    Submission(
        "gradient_step",
        "no-rate",
        "The learning rate is not used. The same for lr = 1.",
        """
def gradient_step(w, b, dw, db, lr):
    return w - dw, b - db
""",
    ),
    Submission(
        "gradient_step",
        "bias-without-rate",
        "w is stepped with lr, b by the whole gradient. The same for lr = 1.",
        """
def gradient_step(w, b, dw, db, lr):
    w_new = w - lr * dw
    b_new = b - db
    return w_new, b_new
""",
    ),
    Submission(
        "gradient_step",
        "bias-left",
        "b is returned as it was.",
        """
def gradient_step(w, b, dw, db, lr):
    w = w - lr * dw
    return w, b
""",
    ),
    Submission(
        "gradient_step",
        "bias-uphill",
        "w goes down, but b goes up: the sign of the second line is wrong.",
        """
def gradient_step(w, b, dw, db, lr):
    return w - lr * dw, b + lr * db
""",
    ),
)

SUBMISSIONS = (
    *MSE_GRADIENTS,
    *GRADIENT_STEP,
)
