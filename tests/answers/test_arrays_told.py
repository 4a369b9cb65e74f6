"""What is said of an answer made of arrays: part by part, and never an exception."""

import numpy as np
import pytest

from autograd_lab.answers import tell
from autograd_lab.answers.exercises import NOT_YET


def changes(A_in, W, delta):
    delta *= 2
    return A_in.T @ delta, delta.sum(axis=0), delta @ W.T


def not_written(A_in, W, delta):
    raise NotImplementedError


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda A, W, d: (A.T @ d, d.sum(axis=0), d @ W.T), "right, on 4 trials"),
        (lambda A, W, d: [(A.T @ d).tolist(), tuple(d.sum(axis=0)), d @ W.T], "right, on 4 trials"),
        (lambda A, W, d: (A.T @ d, None, None), f"  db: {NOT_YET}"),
        (lambda A, W, d: (A.T @ d, d.sum(axis=0)[None], d @ W.T), "  db: shape (1, 2), wanted (2,)"),
        (lambda A, W, d: (A.T @ d + 1, d.sum(axis=0), d @ W.T), "  dW: the shape is right, the numbers are not"),
        (lambda A, W, d: ("x", d.sum(axis=0), d @ W.T), "  dW: an array is wanted, not 'x'"),
        (lambda A, W, d: (A @ d, d, d), "Two matrices do not fit"),
        (lambda A, W, d: A.T @ d, "it should return 3 things: dW, db, dA_in"),
        (lambda A, W, d: undefined, "NameError"),  # noqa: F821
        (changes, "changed its arguments"),
        (not_written, NOT_YET),
        (lambda A, W, d: None, NOT_YET),
        (None, NOT_YET),
        (np.zeros(3), "hand over the function itself"),
    ],
)
def test_a_layer(answer, said):
    assert said in repr(tell("9.2", answer)).replace("\n    ", " ")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda Y, Ws, a: ([], []), "a list of 1 arrays is wanted, one for each layer"),
        (lambda Y, Ws, a: ([0 * W for W in Ws], [np.zeros(W.shape[1]) for W in Ws]), "layer 1 the shape is right"),
        (lambda Y, Ws, a: ([W.T for W in Ws], Ws), "layer 1 shape (2, 3), wanted (3, 2)"),
    ],
)
def test_a_network(answer, said):
    assert said in repr(tell("9.3", answer))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda x, y, Ws, bs: x, "  ∂L/∂x: the shape is right, the numbers are not"),
        (lambda x, y, Ws, bs: "x", "  ∂L/∂x: an array is wanted, not 'x'"),
        (lambda x, y, Ws, bs: y[:1], "  ∂L/∂x: shape (1,), wanted (2,)"),
    ],
)
def test_one_array_needs_no_name(answer, said):
    assert said in repr(tell("8.3", answer)).replace("\n    ", " ")
