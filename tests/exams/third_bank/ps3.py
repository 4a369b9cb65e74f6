"""Problem set 3, as other students hand it in: the five functions that a sigmoid network learns with."""

from tests.exams.third_bank import ps3_a, ps3_b, ps3_c

PRELUDE = """
def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_prime(z):
    a = sigmoid(z)
    return a * (1 - a)


def output_delta(z, y):
    return 2 / len(z) * (sigmoid(z) - y) * sigmoid_prime(z)


def layer_gradients(a_prev, delta):
    return a_prev.T @ delta, delta.sum(axis=0)
"""

SUBMISSIONS = (
    *ps3_a.SUBMISSIONS,
    *ps3_b.SUBMISSIONS,
    *ps3_c.SUBMISSIONS,
)
