"""Problem set 1, as students hand it in: a line and its gradient, from the released notebook alone."""

from tests.exams.second_bank.submission import Submission

PRELUDE = """
def predict(X, w, b):
    return X @ w + b

def mse(y_hat, y):
    return np.mean((y_hat - y) ** 2)

def mse_gradients(X, y, w, b):
    residual = X @ w + b - y
    return 2 / len(y) * X.T @ residual, 2 / len(y) * residual.sum()

def gradient_step(w, b, dw, db, lr):
    return w - lr * dw, b - lr * db
"""

PREDICT = (
    Submission(
        "predict",
        "returns-too-early",
        "The return stands inside the loop over the rows, so only the first row gets a prediction and the rest stay 0.",
        """
def predict(X, w, b):
    y_hat = np.zeros(len(X))
    for n in range(len(X)):
        y_hat[n] = np.dot(X[n], w) + b
        return y_hat
""",
    ),
    Submission(
        "predict",
        "b-for-each-feature",
        "b is added inside the loop over the features, so a row with D features gets b D times.",
        """
def predict(X, w, b):
    N, D = X.shape
    y_hat = np.zeros(N)
    for n in range(N):
        for i in range(D):
            y_hat[n] += X[n, i] * w[i] + b
    return y_hat
""",
    ),
    Submission(
        "predict",
        "whole-numbers",
        "The answers are stored in an array of integers, so every prediction is cut down to a whole number.",
        """
def predict(X, w, b):
    y_hat = np.array([0] * len(X))
    for n, row in enumerate(X):
        y_hat[n] = sum(x * weight for x, weight in zip(row, w)) + b
    return y_hat
""",
    ),
    Submission(
        "predict",
        "first-feature",
        "Only the first column of X and the first weight are used, as if there were never more than one feature.",
        """
def predict(X, w, b):
    # y = w x + b
    x = X[:, 0]
    return w[0] * x + b
""",
    ),
    Submission(
        "predict",
        "ones-on-the-wrong-side",
        "A column of ones is put before X but b behind w, so w[0] is taken for the bias and b for the last weight.",
        """
def predict(X, w, b):
    ones = np.ones((X.shape[0], 1))
    X_bar = np.hstack([ones, X])
    theta = np.append(w, b)
    return X_bar @ theta
""",
    ),
    Submission(
        "predict",
        "one-number",
        "The products are summed over the rows as well as over the features, so one number comes back for all rows.",
        """
def predict(X, w, b):
    return np.sum(X * w) + b
""",
    ),
)

MSE = (
    Submission(
        "mse",
        "keeps-the-last",
        "The running total is assigned with = and not +=, so only the last row's square is left, divided by N.",
        """
def mse(y_hat, y):
    total = 0
    for p, t in zip(y_hat, y):
        total = (p - t) ** 2
    return total / len(y)
""",
    ),
    Submission(
        "mse",
        "variance",
        "It is the variance of the residuals, which takes their mean off first: a constant error costs nothing.",
        """
def mse(y_hat, y):
    residual = y_hat - y
    return np.var(residual)
""",
    ),
    Submission(
        "mse",
        "seventeen",
        "The sum is divided by 17, the number of Forbes' places, whatever the number of rows is.",
        """
def mse(y_hat, y):
    N = 17
    return (1 / N) * np.sum((y_hat - y) ** 2)
""",
    ),
    Submission(
        "mse",
        "difference-of-squares",
        "Each number is squared before the difference is taken: the mean of ŷ² − y² and not of (ŷ − y)².",
        """
def mse(y_hat, y):
    return np.mean(y_hat ** 2 - y ** 2)
""",
    ),
    Submission(
        "mse",
        "degrees-of-freedom",
        "The sum of squares is divided by N − 1, as in statistics for a sample, and not by N.",
        """
def mse(y_hat, y):
    squares = np.square(y_hat - y)
    return squares.sum() / (len(y) - 1) if len(y) > 1 else squares.sum()
""",
    ),
    Submission(
        "mse",
        "norm",
        "The length of the residual vector is divided by N: the square root is taken of the sum of squares.",
        """
def mse(y_hat, y):
    return np.linalg.norm(y_hat - y) / len(y)
""",
    ),
)

MSE_GRADIENTS = (
    Submission(
        "mse_gradients",
        "never-put-back",
        "The slopes are nudged on w itself and w is never put back, so each slope has those before it added in.",
        """
def mse_gradients(X, y, w, b):
    h = 1e-6
    base = mse(predict(X, w, b), y)
    dw = np.zeros(len(w))
    for i in range(len(w)):
        w_up = w
        w_up[i] += h
        dw[i] = (mse(predict(X, w_up, b), y) - base) / h
    db = 2 * np.mean(predict(X, w, b) - y)
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "each-with-each",
        "The predictions are made a column before y is subtracted, so the residual is (N, N), each with each.",
        """
def mse_gradients(X, y, w, b):
    N = len(y)
    y_hat = predict(X, w, b).reshape(-1, 1)
    residual = y_hat - y
    dw = 2 / N * np.sum(X.T @ residual, axis=1)
    db = 2 / N * np.sum(residual)
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "mean-and-one-over-n",
        "np.mean divides by N already, and 2/N in front of it divides by N once more, in both gradients.",
        """
def mse_gradients(X, y, w, b):
    N = X.shape[0]
    error = predict(X, w, b) - y
    dw = (2 / N) * np.mean(error[:, None] * X, axis=0)
    db = (2 / N) * np.mean(error)
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "already-stepped",
        "It takes a step of size 0.01 and returns the new w and b in the place of their gradients.",
        """
def mse_gradients(X, y, w, b):
    lr = 0.01
    residual = predict(X, w, b) - y
    dw = 2 / len(y) * (X.T @ residual)
    db = 2 / len(y) * residual.sum()
    w = w - lr * dw
    b = b - lr * db
    return w, b
""",
    ),
    Submission(
        "mse_gradients",
        "divides-dw-by-features",
        "For dw the sum is divided by the number of features D and not of rows N; db is right.",
        """
def mse_gradients(X, y, w, b):
    residual = X.dot(w) + b - y
    dw = 2 * X.T.dot(residual) / X.shape[1]
    db = 2 * residual.sum() / len(residual)
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "rows-not-summed",
        "dw is residual times X for each row, (N, D), never summed over the rows; db is right.",
        """
def mse_gradients(X, y, w, b):
    N = len(X)
    residual = predict(X, w, b) - y
    dw = 2 / N * residual[:, np.newaxis] * X
    db = 2 / N * np.sum(residual)
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "db-from-dw",
        "db is the sum of the entries of dw, so the features are still multiplied in; dw is right.",
        """
def mse_gradients(X, y, w, b):
    r = predict(X, w, b) - y
    dw = (2 / len(r)) * (r @ X)
    db = np.sum(dw)
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "db-times-b",
        "db is multiplied by b, after the pattern of dw which is multiplied by x; dw is right.",
        """
def mse_gradients(X, y, w, b):
    r = predict(X, w, b) - y
    dw = 2 * np.mean(X * r[:, None], axis=0)
    db = 2 * np.mean(r * b)
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "db-each-row",
        "db comes back as an array of one slope for each row, never summed; dw is right.",
        """
def mse_gradients(X, y, w, b):
    N = len(y)
    error = predict(X, w, b) - y
    return 2 / N * X.T @ error, 2 / N * error
""",
    ),
)

GRADIENT_STEP = (
    Submission(
        "gradient_step",
        "copied-line",
        "The line for b was copied from the one for w and still starts from w, so the new b is w minus the step of b.",
        """
def gradient_step(w, b, dw, db, lr):
    new_w = w - lr * dw
    new_b = w - lr * db
    return new_w, new_b
""",
    ),
    Submission(
        "gradient_step",
        "second-name",
        "new_w is a second name for the same array and not a copy, so the caller's w changes too.",
        """
def gradient_step(w, b, dw, db, lr):
    new_w = w
    for i in range(len(w)):
        new_w[i] = w[i] - lr * dw[i]
    new_b = b - lr * db
    return new_w, new_b
""",
    ),
    Submission(
        "gradient_step",
        "packed",
        "The new w and b are packed into one array of D + 1 numbers and not returned as two values.",
        """
def gradient_step(w, b, dw, db, lr):
    theta = np.append(w, b)
    grad = np.append(dw, db)
    return theta - lr * grad
""",
    ),
    Submission(
        "gradient_step",
        "rate-of-its-own",
        "lr is overwritten with 0.1 on the first line, so the learning rate that was given is ignored.",
        """
def gradient_step(w, b, dw, db, lr):
    lr = 0.1
    w = w - lr * dw
    b = b - lr * db
    return w, b
""",
    ),
    Submission(
        "gradient_step",
        "hundred-steps",
        "It takes a hundred steps with the same gradient in the place of one.",
        """
def gradient_step(w, b, dw, db, lr):
    for epoch in range(100):
        w = w - lr * dw
        b = b - lr * db
    return w, b
""",
    ),
    Submission(
        "gradient_step",
        "size-of-slope",
        "The size of the gradient is subtracted without its sign, so a parameter can only become smaller.",
        """
def gradient_step(w, b, dw, db, lr):
    new_w = w - lr * np.abs(dw)
    new_b = b - lr * abs(db)
    return new_w, new_b
""",
    ),
)

SUBMISSIONS = PREDICT + MSE + MSE_GRADIENTS + GRADIENT_STEP
