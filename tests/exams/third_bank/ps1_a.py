"""Problem set 1, wrong answers: predict, mse, mse_gradients."""

from tests.exams.second_bank.submission import Submission

PREDICT = (
    Submission(
        "predict",
        "bias-per-feature",
        "The bias is added to each product before the sum over the features, so it counts D times. The same for D = 1.",
        """
def predict(X, w, b):
    return np.sum(X * w + b, axis=1)
""",
    ),
    Submission(
        "predict",
        "bias-forgotten-in-loop",
        "The rows are summed up feature by feature, and b is never used.",
        """
def predict(X, w, b):
    N, D = X.shape
    y_hat = np.zeros(N)
    for n in range(N):
        for i in range(D):
            y_hat[n] += X[n, i] * w[i]
    return y_hat
""",
    ),
    Submission(
        "predict",
        "column",
        "The answer is a column of shape (N, 1), not (N,).",
        """
def predict(X, w, b):
    w = w.reshape(-1, 1)
    return np.dot(X, w) + b
""",
    ),
    Submission(
        "predict",
        "grand-total",
        "The products are summed over rows and features together: one number comes back in place of one for each row.",
        """
def predict(X, w, b):
    y_hat = np.sum(X * w) + b
    return y_hat
""",
    ),
    Submission(
        "predict",
        "sum-over-rows",
        "The sum runs down the rows instead of over the features, so the answer has D entries.",
        """
def predict(X, w, b):
    return (X * w).sum(axis=0) + b
""",
    ),
    Submission(
        "predict",
        "no-sum",
        "Each feature is multiplied by its weight and b is added, but nothing is summed: the answer is (N, D).",
        """
def predict(X, w, b):
    return X * w + b
""",
    ),
    Submission(
        "predict",
        "mean-over-features",
        "The products are averaged over the features instead of summed, so the answer lacks a factor of "
        "D. The same for D = 1.",
        """
def predict(X, w, b):
    return np.mean(X * w, axis=1) + b
""",
    ),
    Submission(
        "predict",
        "transposed-input",
        "X is transposed before the product, which fails unless X is square, and then sums over the wrong axis.",
        """
def predict(X, w, b):
    return np.dot(X.T, w) + b
""",
    ),
    Submission(
        "predict",
        "last-feature-only",
        "The loop over the features overwrites the prediction instead of adding to it: only the last feature counts.",
        """
def predict(X, w, b):
    for i in range(X.shape[1]):
        y_hat = X[:, i] * w[i]
    return y_hat + b
""",
    ),
    Submission(
        "predict",
        "first-feature-skipped",
        "The loop over the features starts at 1, so the first feature and its weight are left out.",
        """
def predict(X, w, b):
    y_hat = np.full(len(X), float(b))
    for i in range(1, len(w)):
        y_hat = y_hat + w[i] * X[:, i]
    return y_hat
""",
    ),
    Submission(
        "predict",
        "squashed",
        "The line is put through a sigmoid, as if this were a neuron: every prediction lies between 0 and 1.",
        """
def predict(X, w, b):
    z = X @ w + b
    return 1 / (1 + np.exp(-z))
""",
    ),
    Submission(
        "predict",
        "whole-numbers",
        "The array for the predictions holds whole numbers, so each prediction loses what stands behind the point.",
        """
def predict(X, w, b):
    y_hat = np.zeros(len(X), dtype=int)
    for n, row in enumerate(X):
        y_hat[n] = np.dot(row, w) + b
    return y_hat
""",
    ),
    Submission(
        "predict",
        "overwrites-input",
        "The predictions are right, but X is multiplied by w in place: the caller's data are changed.",
        """
def predict(X, w, b):
    X *= w
    return X.sum(axis=1) + b
""",
    ),
    Submission(
        "predict",
        "standardises-again",
        "Each column of X is standardised inside of predict before the weights are applied.",
        """
def predict(X, w, b):
    X_scaled = (X - X.mean(axis=0)) / X.std(axis=0)
    return X_scaled @ w + b
""",
    ),
    Submission(
        "predict",
        "return-in-loop",
        "The return stands inside of the loop over the rows, so only the prediction of the first row "
        "comes back. The same for N = 1.",
        """
def predict(X, w, b):
    y_hat = []
    for row in X:
        y_hat.append(row @ w + b)
        return np.array(y_hat)
""",
    ),
    Submission(
        "predict",
        "bias-times",
        "The sum is multiplied by b instead of having b added.",
        """
def predict(X, w, b):
    return (X @ w) * b
""",
    ),
)

MSE = (
    Submission(
        "mse",
        "half",
        "There is a 1/2 in front of the mean, as in other courses' loss.",
        """
def mse(y_hat, y):
    m = len(y)
    return 1 / (2 * m) * np.sum((y_hat - y) ** 2)
""",
    ),
    Submission(
        "mse",
        "sum-of-squares",
        "The squares are summed and not divided by N. The same for N = 1.",
        """
def mse(y_hat, y):
    residual = y_hat - y
    return residual @ residual
""",
    ),
    Submission(
        "mse",
        "absolute",
        "The mean of the absolute residuals is taken, not of their squares.",
        """
def mse(y_hat, y):
    return np.mean(np.abs(y_hat - y))
""",
    ),
    Submission(
        "mse",
        "root",
        "The root of the mean square is returned (RMSE).",
        """
def mse(y_hat, y):
    return np.sqrt(np.mean(np.square(y_hat - y)))
""",
    ),
    Submission(
        "mse",
        "square-of-mean",
        "The residuals are averaged first and the mean is squared, so that +2 and −2 cancel. The same for N = 1.",
        """
def mse(y_hat, y):
    residual = y_hat - y
    return residual.mean() ** 2
""",
    ),
    Submission(
        "mse",
        "caret",
        "`^` is written for the power, which is bitwise xor in Python and fails on floats.",
        """
def mse(y_hat, y):
    return ((y_hat - y)^2).mean()
""",
    ),
    Submission(
        "mse",
        "one-per-row",
        "The squared residuals come back row by row; the mean is never taken.",
        """
def mse(y_hat, y):
    return (y_hat - y) ** 2
""",
    ),
    Submission(
        "mse",
        "precedence",
        "Only y is squared, for the parentheses around the difference are missing: the mean of ŷ − y².",
        """
def mse(y_hat, y):
    return np.mean(y_hat - y ** 2)
""",
    ),
    Submission(
        "mse",
        "difference-of-squares",
        "The squares of predictions and targets are subtracted from each other, instead of the square of "
        "their difference.",
        """
def mse(y_hat, y):
    return np.mean(y_hat ** 2 - y ** 2)
""",
    ),
    Submission(
        "mse",
        "sample-variance-divisor",
        "The sum of the squares is divided by N − 1 instead of N.",
        """
def mse(y_hat, y):
    n = y.shape[0]
    return np.sum((y_hat - y) ** 2) / (n - 1)
""",
    ),
    Submission(
        "mse",
        "variance",
        "The variance of the residuals is returned: their mean is taken off before they are squared, so a "
        "constant error costs nothing.",
        """
def mse(y_hat, y):
    return np.var(y_hat - y)
""",
    ),
    Submission(
        "mse",
        "twice-instead-of-squared",
        "The residual is multiplied by two instead of squared.",
        """
def mse(y_hat, y):
    residual = y_hat - y
    return np.mean(residual * 2)
""",
    ),
    Submission(
        "mse",
        "return-in-loop",
        "The return stands inside of the loop, so only the first row's square, divided by N, comes back. "
        "The same for N = 1.",
        """
def mse(y_hat, y):
    total = 0
    for p, t in zip(y_hat, y):
        total += (p - t) ** 2
        return total / len(y)
""",
    ),
    Submission(
        "mse",
        "overwritten-total",
        "The total is overwritten at every row, so only the last row's square, divided by N, is left. The "
        "same for N = 1.",
        """
def mse(y_hat, y):
    n = len(y)
    for i in range(n):
        loss = (y_hat[i] - y[i]) ** 2
    return loss / n
""",
    ),
    Submission(
        "mse",
        "each-with-each",
        "The predictions are made a column and meet every target: the mean is over N × N pairs. The same for N = 1.",
        """
def mse(y_hat, y):
    y_hat = y_hat.reshape(-1, 1)
    return np.mean((y_hat - y) ** 2)
""",
    ),
    Submission(
        "mse",
        "norm-over-n",
        "The length of the residual vector is divided by N: the root of the sum is never squared again.",
        """
def mse(y_hat, y):
    return np.linalg.norm(y_hat - y) / y.size
""",
    ),
    Submission(
        "mse",
        "divided-twice",
        "The mean is divided by N once more. The same for N = 1.",
        """
def mse(y_hat, y):
    N = len(y)
    return 1 / N * np.mean((y_hat - y) ** 2)
""",
    ),
    Submission(
        "mse",
        "floor-division",
        "The sum is divided with `//`, so the loss is rounded down to a whole number.",
        """
def mse(y_hat, y):
    return sum((y_hat - y) ** 2) // len(y)
""",
    ),
    Submission(
        "mse",
        "overwrites-prediction",
        "The number is right, but the residuals are written into the caller's y_hat.",
        """
def mse(y_hat, y):
    y_hat -= y
    return np.mean(y_hat ** 2)
""",
    ),
    Submission(
        "mse",
        "relative-error",
        "Each residual is divided by its target before it is squared.",
        """
def mse(y_hat, y):
    return np.mean(((y_hat - y) / y) ** 2)
""",
    ),
)

MSE_GRADIENTS = (
    Submission(
        "mse_gradients",
        "no-two",
        "The 2 of the square is missing in both gradients.",
        """
def mse_gradients(X, y, w, b):
    m = X.shape[0]
    error = predict(X, w, b) - y
    dw = np.dot(X.T, error) / m
    db = np.sum(error) / m
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "no-mean",
        "The 1/N is missing in both gradients. The same for N = 1.",
        """
def mse_gradients(X, y, w, b):
    residual = predict(X, w, b) - y
    return 2 * X.T @ residual, 2 * residual.sum()
""",
    ),
)

SUBMISSIONS = (
    *PREDICT,
    *MSE,
    *MSE_GRADIENTS,
)
