"""Problem set 1, as students hand it in: a line and its gradient, written from the released notebook alone."""

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
        "running-total",
        "The total is set to b once, before the loop over the rows, and never started afresh: each row's prediction "
        "also contains the weighted sums of all rows above it. Only the first row is right.",
        """
def predict(X, w, b):
    y_hat = []
    total = b
    for row in X:
        for x_i, w_i in zip(row, w):
            total = total + x_i * w_i
        y_hat.append(total)
    return np.array(y_hat)
""",
    ),
    Submission(
        "predict",
        "transposed",
        "X is transposed before the product, so the sum runs over the rows instead of the features. It fails unless "
        "N = D, and for a square X it gives the predictions of the transposed table (right if X is symmetric).",
        """
def predict(X, w, b):
    return np.dot(X.T, w) + b
""",
    ),
    Submission(
        "predict",
        "column",
        "w is made a column first and the result stays a column: the numbers are right, but the shape is (N, 1) "
        "instead of (N,).",
        """
def predict(X, w, b):
    w_col = np.reshape(w, (-1, 1))
    y_hat = X @ w_col + b
    return y_hat
""",
    ),
    Submission(
        "predict",
        "one-feature-only",
        "Only the first feature is used, as in Forbes' data where there is no other. Right for D = 1; with more "
        "features all others are ignored.",
        """
def predict(X, w, b):
    x = X[:, 0]
    return w[0] * x + b
""",
    ),
    Submission(
        "predict",
        "b-after-the-loop",
        "The line which adds b stands one level too far left, after the loop over the rows, so that only the last row "
        "gets b. All other rows are too low by b.",
        """
def predict(X, w, b):
    N, D = X.shape
    y_hat = np.zeros(N)
    for n in range(N):
        for i in range(D):
            y_hat[n] += X[n, i] * w[i]
    y_hat[n] += b
    return y_hat
""",
    ),
    Submission(
        "predict",
        "overwrites-X",
        "The columns of X are multiplied by the weights in place. The predictions that come back are right, but the "
        "caller's X has been changed, and a second call with the same X gives other numbers.",
        """
def predict(X, w, b):
    for i in range(len(w)):
        X[:, i] *= w[i]
    return X.sum(axis=1) + b
""",
    ),
)

MSE = (
    Submission(
        "mse",
        "variance-of-the-residuals",
        "np.var takes the mean of the residuals off before it squares them. Right only if the residuals have mean 0; "
        "if all predictions are too high by the same amount it says 0.",
        """
def mse(y_hat, y):
    residual = y_hat - y
    return np.var(residual)
""",
    ),
    Submission(
        "mse",
        "counts-from-one",
        "The formula's n = 1 to N is copied as range(1, N), which leaves out the first row (index 0); the division is "
        "still by N. Right only if the first residual is 0.",
        """
def mse(y_hat, y):
    N = len(y)
    total = 0.0
    for n in range(1, N):
        total += (y_hat[n] - y[n]) ** 2
    return total / N
""",
    ),
    Submission(
        "mse",
        "divided-by-the-shape",
        "The sum of squares is divided by the tuple y.shape instead of the number in it, and comes back as an array "
        "of shape (1,) instead of one number. The number inside is right.",
        """
def mse(y_hat, y):
    residual = y_hat - y
    return residual @ residual / y.shape
""",
    ),
    Submission(
        "mse",
        "difference-of-squares",
        "Squares first and subtracts then: the mean of y_hat² - y² instead of the mean of (y_hat - y)². Right if "
        "all y are 0 or all predictions are exact; otherwise it may even be negative.",
        """
def mse(y_hat, y):
    N = y.shape[0]
    return (np.sum(y_hat**2) - np.sum(y**2)) / N
""",
    ),
    Submission(
        "mse",
        "last-row-only",
        "In the loop it says = where += is needed, so every row overwrites the one before and the result is the last "
        "row's square divided by N. Right for N = 1.",
        """
def mse(y_hat, y):
    loss = 0
    for p, t in zip(y_hat, y):
        loss = (p - t) ** 2
    return loss / len(y)
""",
    ),
    Submission(
        "mse",
        "length-of-the-residual",
        "Takes np.linalg.norm for the sum of squares; it is the root of it. So the result is sqrt(sum of squares) / N. "
        "Right if all residuals are 0, or if their squares happen to sum to 1.",
        """
def mse(y_hat, y):
    return np.linalg.norm(y_hat - y) / len(y)
""",
    ),
)

MSE_GRADIENTS = (
    Submission(
        "mse_gradients",
        "product-of-means",
        "For dw the mean of the residuals is multiplied by the mean of each column, instead of taking the mean of the "
        "products row by row. db is right; dw is right only for N = 1 or where residual and feature do not covary.",
        """
def mse_gradients(X, y, w, b):
    residual = predict(X, w, b) - y
    db = 2 * residual.mean()
    dw = db * X.mean(axis=0)
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "length-of-w",
        "N is taken from len(w), which is the number of features D. Both gradients are too large by N / D; right only "
        "for a square X.",
        """
def mse_gradients(X, y, w, b):
    N = len(w)
    r = X @ w + b - y
    dw = (2 / N) * (X.T @ r)
    db = (2 / N) * np.sum(r)
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "residual-without-b",
        "The residual is computed as X @ w - y; b is forgotten. Both gradients are those at b = 0, and right only "
        "there (as at the very first step for Forbes); dw is also right if the columns of X sum to 0.",
        """
def mse_gradients(X, y, w, b):
    N, D = X.shape
    residual = np.dot(X, w) - y
    dw = np.zeros(D)
    for i in range(D):
        dw[i] = 2 / N * np.sum(residual * X[:, i])
    db = 2 / N * np.sum(residual)
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "nudged-to-one-side",
        "No formula: each parameter is nudged up by 0.001 and the loss compared with the loss before. A one-sided "
        "difference is off by 0.001 times the mean square of the column (for db: by 0.001 exactly), so only the "
        "first few digits are right.",
        """
def mse_gradients(X, y, w, b):
    step = 0.001
    L = mse(predict(X, w, b), y)
    dw = np.zeros(len(w))
    for j in range(len(w)):
        up = np.array(w, dtype=float)
        up[j] += step
        dw[j] = (mse(predict(X, up, b), y) - L) / step
    db = (mse(predict(X, w, b + step), y) - L) / step
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "dw-overwritten",
        "In the loop over the rows dw is set instead of added to, so it holds the contribution of the last row alone "
        "(times 2/N). db adds up and is right; dw is right for N = 1.",
        """
def mse_gradients(X, y, w, b):
    N = len(X)
    dw = np.zeros_like(w)
    db = 0.0
    for n in range(N):
        r = X[n] @ w + b - y[n]
        dw = 2 / N * r * X[n]
        db += 2 / N * r
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "db-gets-b",
        "The inner derivative for b is taken to be b instead of 1 (as X is for w): db is too large by the factor b, "
        "and 0 at b = 0. dw is right; db is right for b = 1.",
        """
def mse_gradients(X, y, w, b):
    error = predict(X, w, b) - y
    dw = 2 * (X * error[:, None]).mean(axis=0)
    db = 2 * (b * error).mean()
    return dw, db
""",
    ),
)

GRADIENT_STEP = (
    Submission(
        "gradient_step",
        "another-name-is-no-copy",
        "new_w = w only gives the same array a second name, and the -= then changes the caller's w. The returned "
        "numbers are right; the old w is lost.",
        """
def gradient_step(w, b, dw, db, lr):
    new_w = w
    new_b = b
    new_w -= lr * dw
    new_b -= lr * db
    return new_w, new_b
""",
    ),
    Submission(
        "gradient_step",
        "always-a-tenth",
        "The argument lr is ignored and 0.1 is written in its place, the rate that the notebook uses everywhere. Right "
        "for lr = 0.1 only (or where the gradient is 0).",
        """
def gradient_step(w, b, dw, db, lr):
    eta = 0.1
    new_w = w - eta * dw
    new_b = b - eta * db
    return new_w, new_b
""",
    ),
    Submission(
        "gradient_step",
        "b-uphill",
        "b is moved with a plus: up the slope instead of down. w is right, b only if db or lr is 0.",
        """
def gradient_step(w, b, dw, db, lr):
    w_new = w - lr * dw
    b_new = b + lr * db
    return w_new, b_new
""",
    ),
    Submission(
        "gradient_step",
        "copied-line",
        "The line for b was copied from the one for w and still says dw: the new b is an array of shape (D,), "
        "b - lr * dw, and db is never used. The new w is right.",
        """
def gradient_step(w, b, dw, db, lr):
    new_w = w - lr * dw
    new_b = b - lr * dw
    return new_w, new_b
""",
    ),
    Submission(
        "gradient_step",
        "step-as-a-share",
        "The step is taken as a share of the parameter: w * (1 - lr * dw) and the same for b, that is, lr * dw * w is "
        "taken off. Right for lr = 0 or a zero gradient or parameters equal to 1; a parameter that is 0 never moves.",
        """
def gradient_step(w, b, dw, db, lr):
    w_next = w * (1 - lr * dw)
    b_next = b * (1 - lr * db)
    return w_next, b_next
""",
    ),
    Submission(
        "gradient_step",
        "first-weight-for-all",
        "In the loop dw is read with the index 0 instead of j: every weight takes the step of the first one. Right "
        "for D = 1, as in Forbes' data, and b is always right.",
        """
def gradient_step(w, b, dw, db, lr):
    new_w = np.zeros(len(w))
    for j in range(len(w)):
        new_w[j] = w[j] - lr * dw[0]
    new_b = b - lr * db
    return new_w, new_b
""",
    ),
)

SUBMISSIONS = (*PREDICT, *MSE, *MSE_GRADIENTS, *GRADIENT_STEP)
