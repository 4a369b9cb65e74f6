"""What is said of an answer made of arrays: part by part, and never an exception."""

import numpy as np
import pytest

from autograd_lab.answers import tell
from autograd_lab.answers.exercises import NOT_YET
from tests.answers.told import text


def scaled(A, W, b, s, g):
    inner = 1 / (1 + np.exp(-(A @ W + b)))
    delta = g * s * inner * (1 - inner)
    return A.T @ delta, delta.sum(axis=0), (g * inner).sum(axis=0), delta @ W.T + g


def part(number, change):
    """The right answer with one part changed."""

    def answer(*given):
        parts = list(scaled(*given))
        parts[number] = change(parts[number])
        return tuple(parts)

    return answer


def changes(A, W, b, s, g):
    g *= 2
    return scaled(A, W, b, s, g)


def not_written(A, W, b, s, g):
    raise NotImplementedError


def rows_not_turned(A, W, b, s, g):
    return A @ g, *scaled(A, W, b, s, g)[1:]


def unturned(Y, Ws, a):
    """The network backward without `.T` on the way back."""
    dWs, dbs = [], []
    delta = 2 / len(Y) * (a[-1] - Y) * a[-1] * (1 - a[-1])
    for k in reversed(range(len(Ws))):
        dWs.insert(0, a[k].T @ delta)
        dbs.insert(0, delta.sum(axis=0))
        delta = (delta @ Ws[k]) * a[k] * (1 - a[k])
    return dWs, dbs


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (scaled, "right, on 4 trials"),
        (lambda *given: [scaled(*given)[0].tolist(), *map(tuple, scaled(*given)[1:])], "right, on 4 trials"),
        (part(1, lambda db: None), f"  db: {NOT_YET}"),
        (part(1, lambda db: db[None]), "  db: shape (1, 3), wanted (3,)"),
        (part(0, lambda dW: dW + 1), "  dW: the shape is right, the numbers are not"),
        (part(0, lambda dW: dW + 1), "Work out one entry of it by hand, or by nudging, and compare."),
        (lambda *given: [p + 1 for p in scaled(*given)], "Begin with the first that is wrong"),
        (part(0, lambda dW: "x"), "  dW: an array is wanted, not 'x'"),
        (lambda A, W, b, s, g: (A @ A @ np.ones((7, 7)), g, g, g), "Two matrices do not fit"),
        (lambda *given: scaled(*given)[0], "it should return 4 things: dW, db, ds, dA_in"),
        (lambda *given: undefined, "NameError"),  # noqa: F821
        (rows_not_turned, "On 3 rows, 3 neurons it ran, and was wrong."),
        (changes, "changed its arguments"),
        (not_written, NOT_YET),
        (lambda *given: None, NOT_YET),
        (lambda *given: print(given[0].shape), "it prints, and returns nothing. End with `return`, not `print`."),
        (None, NOT_YET),
        (np.zeros(3), "hand over the function itself"),
    ],
)
def test_a_layer(answer, said):
    assert said in text(tell("9.2", answer))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda Y, Ws, a: ([], []), "a list of 2 arrays is wanted, one for each layer"),
        (lambda Y, Ws, a: ([0 * W for W in Ws], [np.zeros(W.shape[1]) for W in Ws]), "layer 1 the shape is right"),
        (lambda Y, Ws, a: ([np.ones((2, 3)) for _ in Ws], Ws), "layer 1 shape (2, 3), wanted (3, 3)"),
        (unturned, "The W of the way back is not turned."),
    ],
)
def test_a_network(answer, said):
    assert said in text(tell("9.3", answer))


def test_a_wrong_count_is_not_told_to_look_at_its_numbers():
    assert tell("9.2", lambda *given: scaled(*given)[:2]).lines[1:] == (
        "  it should return 4 things: dW, db, ds, dA_in",
    )


def sigmoid_at(a):
    return 1 / (1 + np.exp(-a))


def sweep(slope=lambda a: a * (1 - a), power=1, turned=True):
    """A sweep for 8.2, with the slips that a reader makes."""

    def answer(y, Ws, activations):
        a = activations[-1]
        found = [2 * (a - y) ** power * slope(a)]
        for k in reversed(range(1, len(Ws))):
            way_back = Ws[k].T if turned else Ws[k]
            found.insert(0, (found[0] @ way_back) * slope(activations[k]))
        return found

    return answer


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (sweep(), "right, on 3 trials"),
        (sweep(turned=False), "On a network 2-2-2-2 it ran, and was wrong. The W of the way back is not turned."),
        (sweep(slope=lambda a: sigmoid_at(a) * (1 - sigmoid_at(a))), "The slope is taken at a."),
        (sweep(power=2), "The residual is in it twice"),
        (sweep(slope=lambda a: 1 - a**2), "That is the slope of tanh."),
    ],
)
def test_a_sweep_is_named_before_a_shape_stops_it(answer, said):
    assert said in text(tell("8.2", answer))


def test_a_delta_that_follows_from_what_was_gathered_is_said_to():
    answer = {"gathered": [0, 1, 3 / 2], "delta": [0, 3 / 16, 6 / 25], "weight_3_to_second": 2 / 5}
    assert "delta: [0, 0.1875, 0.24] follows from your gathered." in text(tell("8.1", answer))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda x, y, Ws, bs: x, "  ∂L/∂x: the shape is right, the numbers are not"),
        (lambda x, y, Ws, bs: "x", "  ∂L/∂x: an array is wanted, not 'x'"),
        (lambda x, y, Ws, bs: y[:1], "  ∂L/∂x: shape (1,), wanted (2,)"),
    ],
)
def test_one_array_needs_no_name(answer, said):
    assert said in text(tell("8.3", answer))
