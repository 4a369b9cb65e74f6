"""Problem set 1, as other students hand it in: a line, its loss, its gradient and a step."""

from tests.exams.third_bank import ps1_a, ps1_b, ps1_c

PRELUDE = """
def predict(X, w, b):
    return X @ w + b


def mse(y_hat, y):
    return np.mean((y_hat - y) ** 2)
"""

SUBMISSIONS = (
    *ps1_a.SUBMISSIONS,
    *ps1_b.SUBMISSIONS,
    *ps1_c.SUBMISSIONS,
)
