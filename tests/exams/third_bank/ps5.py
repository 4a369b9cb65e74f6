"""Problem set 5, as other students hand it in: the audit, in columns, and its verdicts."""

from tests.exams.third_bank import ps5_a, ps5_b, ps5_c, ps5_d, ps5_e, ps5_f

PRELUDE = """
def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def delta_means():
    return "dL/dz"


def article_output_delta(a, y):
    return 2 / len(a) * (a - y) * a * (1 - a)


def article_hidden_delta(W_next, delta_next, a):
    return W_next.T @ delta_next * a * (1 - a)


def article_weight_gradient(delta, a_prev):
    return delta @ a_prev.T
"""

SUBMISSIONS = (
    *ps5_a.SUBMISSIONS,
    *ps5_b.SUBMISSIONS,
    *ps5_c.SUBMISSIONS,
    *ps5_d.SUBMISSIONS,
    *ps5_e.SUBMISSIONS,
    *ps5_f.SUBMISSIONS,
)
