"""Problem set 1, as students hand it in: a line and its gradient, from the contract alone."""

from tests.exams.second_bank.submission import Submission

PRELUDE = """
def predict(X, w, b):
    return X @ w + b

def mse(y_hat, y):
    return np.mean((y_hat - y) ** 2)
"""

PREDICT = (
    Submission(
        "predict",
        "no-bias",
        "The bias b is never added.",
        """
def predict(X, w, b):
    y_hat = np.dot(X, w)
    return y_hat
""",
    ),
    Submission(
        "predict",
        "minus-b",
        "b is subtracted instead of added (a threshold, as in the textbook neuron w·x − θ).",
        """
def predict(X, w, b):
    # w^T x - theta
    return X.dot(w) - b
""",
    ),
    Submission(
        "predict",
        "parenthesis",
        "b is added to every weight before the product, so it is multiplied by the features.",
        """
def predict(X, w, b):
    return X @ (w + b)
""",
    ),
    Submission(
        "predict",
        "column",
        "The answer is a column (N, 1), since w was made a column and the result was not flattened.",
        """
def predict(X, w, b):
    w = w.reshape(-1, 1)
    return np.matmul(X, w) + b
""",
    ),
    Submission(
        "predict",
        "not-summed",
        "The products of features and weights are not summed: the answer is (N, D).",
        """
def predict(X, w, b):
    return X * w + b
""",
    ),
    Submission(
        "predict",
        "sum-of-everything",
        "The sum runs over the rows too: one number for the whole batch.",
        """
def predict(X, w, b):
    y_hat = np.sum(w * X) + b
    return y_hat
""",
    ),
    Submission(
        "predict",
        "X-transposed",
        "X is transposed before the product, so examples and features are exchanged.",
        """
def predict(X, w, b):
    return X.T @ w + b
""",
    ),
    Submission(
        "predict",
        "logistic",
        "A sigmoid is put on the linear prediction, as in logistic regression.",
        """
def predict(X, w, b):
    z = np.dot(X, w) + b
    return 1.0 / (1.0 + np.exp(-z))
""",
    ),
    Submission(
        "predict",
        "b-for-each-feature",
        "b is added to each product before the sum, so it counts D times.",
        """
def predict(X, w, b):
    return (X * w + b).sum(axis=1)
""",
    ),
    Submission(
        "predict",
        "mean-over-features",
        "The mean over the features is taken instead of the sum.",
        """
def predict(X, w, b):
    return np.mean(X * w, axis=1) + b
""",
    ),
    Submission(
        "predict",
        "last-feature-left-out",
        "The loop over the features stops one too early, so the last feature is left out.",
        """
def predict(X, w, b):
    N, D = X.shape
    out = np.zeros(N)
    for n in range(N):
        total = b
        for d in range(0, D - 1):
            total += X[n, d] * w[d]
        out[n] = total
    return out
""",
    ),
    Submission(
        "predict",
        "first-feature-only",
        "Only the first feature is used, as if X had a single column.",
        """
def predict(X, w, b):
    x = X[:, 0]
    return w[0] * x + b
""",
    ),
    Submission(
        "predict",
        "bias-inside-loop",
        "b is added once for every feature by the inner loop, so it counts D times.",
        """
def predict(X, w, b):
    preds = []
    for row in X:
        p = 0
        for xi, wi in zip(row, w):
            p += xi * wi + b
        preds.append(p)
    return np.array(preds)
""",
    ),
    Submission(
        "predict",
        "return-in-loop",
        "The return stands inside the loop, so only the prediction of the first row comes back.",
        """
def predict(X, w, b):
    preds = []
    for i in range(X.shape[0]):
        preds.append(np.dot(X[i], w) + b)
        return np.array(preds)
""",
    ),
)

MSE = (
    Submission(
        "mse",
        "half",
        "The loss is halved: the convention 1/(2m) of another course.",
        """
def mse(y_hat, y):
    m = len(y)
    return 1 / (2 * m) * np.sum((y_hat - y) ** 2)
""",
    ),
    Submission(
        "mse",
        "sum",
        "The squares are summed and never divided by N.",
        """
def mse(y_hat, y):
    loss = 0
    for p, t in zip(y_hat, y):
        loss = loss + (p - t) ** 2
    return loss
""",
    ),
    Submission(
        "mse",
        "rmse",
        "The square root is taken of the mean: RMSE.",
        """
def mse(y_hat, y):
    return np.sqrt(((y_hat - y) ** 2).mean())
""",
    ),
    Submission(
        "mse",
        "mae",
        "The absolute value of the residual stands in place of its square: MAE.",
        """
def mse(y_hat, y):
    return np.mean(np.abs(y_hat - y))
""",
    ),
    Submission(
        "mse",
        "square-of-mean",
        "The mean is squared instead of the mean taken of the squares, so residuals cancel.",
        """
def mse(y_hat, y):
    return np.mean(y_hat - y) ** 2
""",
    ),
    Submission(
        "mse",
        "no-square",
        "The residuals are averaged without a square, so they cancel.",
        """
def mse(y_hat, y):
    residual = y_hat - y
    return residual.sum() / residual.size
""",
    ),
    Submission(
        "mse",
        "per-row",
        "The squares of the rows come back as an array; the mean is not taken.",
        """
def mse(y_hat, y):
    return (y_hat - y) ** 2
""",
    ),
    Submission(
        "mse",
        "n-minus-one",
        "The sum is divided by N − 1, as for the sample variance.",
        """
def mse(y_hat, y):
    n = y.shape[0]
    return np.sum(np.square(y_hat - y)) / (n - 1)
""",
    ),
    Submission(
        "mse",
        "mean-twice",
        "The mean is divided by N once more.",
        """
def mse(y_hat, y):
    N = len(y_hat)
    return np.mean((y_hat - y) ** 2) / N
""",
    ),
    Submission(
        "mse",
        "each-with-each",
        "A column minus a row: every prediction is compared with every target, by broadcasting.",
        """
def mse(y_hat, y):
    y = np.array(y).reshape(-1, 1)
    return np.mean((y_hat - y) ** 2)
""",
    ),
    Submission(
        "mse",
        "norm",
        "np.linalg.norm takes the root of the sum of the squares, which is then divided by N.",
        """
def mse(y_hat, y):
    return np.linalg.norm(y_hat - y) / len(y)
""",
    ),
    Submission(
        "mse",
        "difference-of-squares",
        "The difference of the squares is averaged instead of the square of the difference.",
        """
def mse(y_hat, y):
    return np.mean(y_hat**2 - y**2)
""",
    ),
    Submission(
        "mse",
        "caret",
        "^ is written for **, which is no power in Python: it raises TypeError.",
        """
def mse(y_hat, y):
    return np.mean((y_hat - y) ^ 2)
""",
    ),
    Submission(
        "mse",
        "printed",
        "The loss is printed and not returned.",
        """
def mse(y_hat, y):
    loss = np.mean((y_hat - y) ** 2)
    print("loss =", loss)
""",
    ),
    Submission(
        "mse",
        "first-row-left-out",
        "The loop starts at 1, so the first row is left out of the sum.",
        """
def mse(y_hat, y):
    s = 0.0
    for i in range(1, len(y)):
        s += (y_hat[i] - y[i]) ** 2
    return s / len(y)
""",
    ),
    Submission(
        "mse",
        "divided-in-loop",
        "The running total is divided by N at each turn of the loop, so early rows almost vanish.",
        """
def mse(y_hat, y):
    total = 0.0
    for i in range(len(y)):
        total += (y_hat[i] - y[i]) ** 2
        total /= len(y)
    return total
""",
    ),
)

GRADIENTS = (
    Submission(
        "mse_gradients",
        "target-minus-prediction",
        "The residual is y − ŷ without the minus of its derivative: both gradients have the wrong sign.",
        """
def mse_gradients(X, y, w, b):
    N = X.shape[0]
    error = y - (X @ w + b)
    dw = 2 / N * X.T @ error
    db = 2 / N * error.sum()
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "no-two",
        "The factor 2 of the square is missing, as for the loss with 1/(2m).",
        """
def mse_gradients(X, y, w, b):
    m = len(y)
    h = predict(X, w, b)
    dw = (1 / m) * np.dot(X.T, h - y)
    db = (1 / m) * np.sum(h - y)
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "no-N",
        "The 1/N of the mean is missing in both.",
        """
def mse_gradients(X, y, w, b):
    r = predict(X, w, b) - y
    return 2 * X.T @ r, 2 * np.sum(r)
""",
    ),
    Submission(
        "mse_gradients",
        "dw-not-averaged",
        "dw lacks the 1/N; db, for which np.mean was used, is right.",
        """
def mse_gradients(X, y, w, b):
    r = predict(X, w, b) - y
    dw = 2 * r @ X
    db = 2 * np.mean(r)
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "db-per-row",
        "db is not summed over the rows: it has shape (N,).",
        """
def mse_gradients(X, y, w, b):
    n = len(X)
    diff = np.dot(X, w) + b - y
    dw = np.dot(X.T, diff) * 2 / n
    db = diff * 2 / n
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "times-w",
        "dw multiplies the summed residual by w, not the residuals by X: the derivative with respect to the inputs.",
        """
def mse_gradients(X, y, w, b):
    N = len(y)
    r = X @ w + b - y
    dw = 2 / N * np.sum(r) * w
    db = 2 / N * np.sum(r)
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "sums-multiplied",
        "X and the residuals are summed over the rows apart and then multiplied.",
        """
def mse_gradients(X, y, w, b):
    N = len(y)
    r = X @ w + b - y
    dw = (2 / N) * X.sum(axis=0) * r.sum()
    db = (2 / N) * r.sum()
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "no-bias-in-prediction",
        "The prediction inside is X @ w without b.",
        """
def mse_gradients(X, y, w, b):
    N = X.shape[0]
    grad = 2 * (X.dot(w) - y) / N
    return X.T.dot(grad), grad.sum()
""",
    ),
    Submission(
        "mse_gradients",
        "divided-by-all-entries",
        "dw is divided by N·D, the number of entries of X, instead of N.",
        """
def mse_gradients(X, y, w, b):
    residual = predict(X, w, b) - y
    dw = 2 * X.T @ residual / X.size
    db = 2 * residual.sum() / residual.size
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "db-first",
        "The two gradients are returned in the wrong order.",
        """
def mse_gradients(X, y, w, b):
    r = predict(X, w, b) - y
    db = 2 * r.mean()
    dw = 2 * (X * r[:, None]).mean(axis=0)
    return db, dw
""",
    ),
    Submission(
        "mse_gradients",
        "mae-sign",
        "The sign of the residual stands for the residual: the gradient of the mean absolute error.",
        """
def mse_gradients(X, y, w, b):
    N = len(y)
    s = np.sign(predict(X, w, b) - y)
    return X.T @ s / N, np.sum(s) / N
""",
    ),
    Submission(
        "mse_gradients",
        "coarse-nudging",
        "A one-sided numerical difference with a coarse step of 1e-3: near, but off by its own error.",
        """
def mse_gradients(X, y, w, b):
    h = 1e-3
    base = mse(predict(X, w, b), y)
    dw = np.zeros_like(w)
    for j in range(len(w)):
        w2 = w.copy()
        w2[j] += h
        dw[j] = (mse(predict(X, w2, b), y) - base) / h
    db = (mse(predict(X, w, b + h), y) - base) / h
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "weight-decay",
        "A term 2·λ·w of L2 regularisation is added to dw, which this loss does not have.",
        """
def mse_gradients(X, y, w, b, lam=0.01):
    N = len(y)
    r = predict(X, w, b) - y
    dw = 2 / N * (X.T @ r) + 2 * lam * w
    db = 2 / N * r.sum()
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "last-row-only",
        "The loop over the rows overwrites the gradients instead of adding to them: the last row alone counts.",
        """
def mse_gradients(X, y, w, b):
    N = X.shape[0]
    dw = np.zeros(w.shape)
    db = 0.0
    for i in range(N):
        r = X[i] @ w + b - y[i]
        dw = 2 * r * X[i] / N
        db = 2 * r / N
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "averaged-twice",
        "Both the residual and the product are divided by N: 1/N twice.",
        """
def mse_gradients(X, y, w, b):
    N = len(y)
    dy = 2 * (predict(X, w, b) - y) / N
    dw = X.T @ dy / N
    db = np.sum(dy) / N
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "each-with-each",
        "Predictions as a column minus targets as a row: all residuals of each prediction with each target are summed.",
        """
def mse_gradients(X, y, w, b):
    N = len(y)
    y_hat = X @ w.reshape(-1, 1) + b
    r = y_hat - y
    dw = 2 / N * (X.T @ r).sum(axis=1)
    db = 2 / N * r.sum()
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "rmse-gradient",
        "The gradient of the root of the MSE: everything is divided by 2·sqrt(L).",
        """
def mse_gradients(X, y, w, b):
    N = len(y)
    r = X @ w + b - y
    rmse = np.sqrt(np.mean(r**2))
    return X.T @ r / (N * rmse), r.sum() / (N * rmse)
""",
    ),
    Submission(
        "mse_gradients",
        "X-without-transpose",
        "X is not transposed in the product for dw.",
        """
def mse_gradients(X, y, w, b):
    N = X.shape[0]
    r = predict(X, w, b) - y
    dw = (2 / N) * X @ r
    db = (2 / N) * np.sum(r)
    return dw, db
""",
    ),
    Submission(
        "mse_gradients",
        "db-is-two",
        "The derivative of ŷ with respect to b is 1, and the residual that it multiplies was left out of db.",
        """
def mse_gradients(X, y, w, b):
    N = len(y)
    r = predict(X, w, b) - y
    dw = 2 / N * np.einsum("n,nd->d", r, X)
    db = 2 / N * np.sum(np.ones(N))
    return dw, db
""",
    ),
)

STEP = (
    Submission(
        "gradient_step",
        "uphill",
        "The step goes along the gradient, not against it.",
        """
def gradient_step(w, b, dw, db, lr):
    w = w + lr * dw
    b = b + lr * db
    return w, b
""",
    ),
    Submission(
        "gradient_step",
        "in-place",
        "w -= … changes the caller's array.",
        """
def gradient_step(w, b, dw, db, lr):
    w -= lr * dw
    b -= lr * db
    return w, b
""",
    ),
    Submission(
        "gradient_step",
        "no-rate",
        "The learning rate is not used.",
        """
def gradient_step(w, b, dw, db, lr):
    return w - dw, b - db
""",
    ),
    Submission(
        "gradient_step",
        "b-first",
        "b and w are returned in the wrong order.",
        """
def gradient_step(w, b, dw, db, lr):
    b_new = b - lr * db
    w_new = w - lr * dw
    return b_new, w_new
""",
    ),
    Submission(
        "gradient_step",
        "typed-equals-minus",
        "`=-` was typed for `-=`: the old parameters are dropped and the step alone comes back.",
        """
def gradient_step(w, b, dw, db, lr):
    w =- lr * dw
    b =- lr * db
    return w, b
""",
    ),
    Submission(
        "gradient_step",
        "rate-outside",
        "The rate multiplies the whole difference, parameter included.",
        """
def gradient_step(w, b, dw, db, lr):
    new_w = lr * (w - dw)
    new_b = lr * (b - db)
    return new_w, new_b
""",
    ),
    Submission(
        "gradient_step",
        "divided-by-rate",
        "The gradient is divided by the rate.",
        """
def gradient_step(w, b, dw, db, lr):
    return w - dw / lr, b - db / lr
""",
    ),
    Submission(
        "gradient_step",
        "bias-forgotten",
        "Only w takes a step; b comes back as it was.",
        """
def gradient_step(w, b, dw, db, lr):
    w = w - lr * dw
    return w, b
""",
    ),
    Submission(
        "gradient_step",
        "dw-for-db",
        "A copied line: b is moved by dw, and becomes an array.",
        """
def gradient_step(w, b, dw, db, lr):
    w_new = w - lr * dw
    b_new = b - lr * dw
    return w_new, b_new
""",
    ),
    Submission(
        "gradient_step",
        "only-w-returned",
        "Only the new w is returned.",
        """
def gradient_step(w, b, dw, db, lr):
    w_new = w - lr * dw
    b_new = b - lr * db
    return w_new
""",
    ),
    Submission(
        "gradient_step",
        "multiplied",
        "Each parameter is multiplied by 1 − lr·gradient (the step is scaled by the parameter).",
        """
def gradient_step(w, b, dw, db, lr):
    return w * (1 - lr * dw), b * (1 - lr * db)
""",
    ),
    Submission(
        "gradient_step",
        "alias-in-loop",
        "new_w is another name for w, and the loop changes the caller's array entry by entry.",
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
        "weight-decay",
        "A weight decay of 0.01·w is added to the gradient, which nobody asked for.",
        """
def gradient_step(w, b, dw, db, lr):
    reg = 0.01
    w = w - lr * (dw + reg * w)
    b = b - lr * db
    return w, b
""",
    ),
    Submission(
        "gradient_step",
        "normalised",
        "The gradient is scaled to length 1 before the step.",
        """
def gradient_step(w, b, dw, db, lr):
    norm = np.sqrt(np.sum(dw**2) + db**2)
    return w - lr * dw / norm, b - lr * db / norm
""",
    ),
    Submission(
        "gradient_step",
        "roles-exchanged",
        "Parameter and gradient have changed places: dw − lr·w.",
        """
def gradient_step(w, b, dw, db, lr):
    return dw - lr * w, db - lr * b
""",
    ),
)

SUBMISSIONS = PREDICT + MSE + GRADIENTS + STEP

# --- written afterwards, from ids and names alone ---

#: the name of the catalogue that says what a submission's truth says; "" where it has none: then none may be given
NAMES = {
    "predict/no-bias": "bias-left-out",
    "predict/minus-b": "bias-sign",
    "predict/parenthesis": "bias-times-input",
    "predict/column": "column",
    "predict/not-summed": "features-not-summed",
    "predict/sum-of-everything": "summed-too-far",
    "predict/X-transposed": "transpose",
    "predict/logistic": "squashed",
    "predict/b-for-each-feature": "bias-per-feature",
    "predict/mean-over-features": "features-averaged",
    "predict/last-feature-left-out": "found-operation",
    "predict/first-feature-only": "first-feature",
    "predict/bias-inside-loop": "bias-per-feature",
    "predict/return-in-loop": "first-row",
    "mse/half": "factor-two-missing",
    "mse/sum": "mean-missing",
    "mse/rmse": "root",
    "mse/mae": "absolute-loss",
    "mse/square-of-mean": "square-first",
    "mse/no-square": "square-missing",
    "mse/per-row": "not-averaged",
    "mse/n-minus-one": "n-minus-one",
    "mse/mean-twice": "averaged-twice",
    "mse/each-with-each": "broadcast",
    "mse/norm": "found-operation",
    "mse/difference-of-squares": "difference-of-squares",
    "mse/caret": "xor-for-power",
    "mse/printed": "",
    "mse/first-row-left-out": "found-operation",
    "mse/divided-in-loop": "",
    "mse_gradients/target-minus-prediction": "sign",
    "mse_gradients/no-two": "factor-two-missing",
    "mse_gradients/no-N": "mean-missing",
    "mse_gradients/dw-not-averaged": "mean-missing",
    "mse_gradients/db-per-row": "not-summed",
    "mse_gradients/times-w": "wrong-argument",
    "mse_gradients/sums-multiplied": "product-of-sums",
    "mse_gradients/no-bias-in-prediction": "bias-left-out",
    "mse_gradients/divided-by-all-entries": "found-factor",
    "mse_gradients/db-first": "exchanged",
    "mse_gradients/mae-sign": "absolute-loss",
    "mse_gradients/coarse-nudging": "coarse-difference",
    "mse_gradients/weight-decay": "found-added",
    "mse_gradients/last-row-only": "overwritten",
    "mse_gradients/averaged-twice": "averaged-twice",
    "mse_gradients/each-with-each": "broadcast",
    "mse_gradients/rmse-gradient": "root",
    "mse_gradients/X-without-transpose": "transpose",
    "mse_gradients/db-is-two": "residual-missing",
    "gradient_step/uphill": "ascent",
    "gradient_step/in-place": "inputs-changed",
    "gradient_step/no-rate": "rate-missing",
    "gradient_step/b-first": "exchanged",
    "gradient_step/typed-equals-minus": "step-only",
    "gradient_step/rate-outside": "rate-outside",
    "gradient_step/divided-by-rate": "rate-divides",
    "gradient_step/bias-forgotten": "not-updated",
    "gradient_step/dw-for-db": "gradients-exchanged",
    "gradient_step/only-w-returned": "",
    "gradient_step/multiplied": "found-mixed",
    "gradient_step/alias-in-loop": "inputs-changed",
    "gradient_step/weight-decay": "",
    "gradient_step/normalised": "",
    "gradient_step/roles-exchanged": "found-crossed",
}
