"""Two swaps at once: told when one pair alone explains all draws, and never for less."""

import numpy as np
import pytest

from autograd_lab.mistakes import Anatomy, Raised, Sighting, Swap, two_at_once

SQUARED = Swap("squared", "a", lambda i: i["a"] ** 2)
EXP = Swap("exp", "b", lambda i: np.exp(i["b"]))
DOUBLED = Swap("doubled", "b", lambda i: 2 * i["b"])
FAILS = Swap("fails", "b", lambda i: np.zeros(3)[5])
DRAWS = [np.array([1.0, 2.0]), np.array([3.0, -1.0, 0.5]), np.array([0.3])]


def asked(swaps, came, draws=DRAWS):
    """The pair that explains what `came` of each draw of the product x · (x + 1)."""
    anatomies = [[Anatomy({"a": x, "b": x + 1}, lambda i: (i["a"] * i["b"],))] for x in draws]
    return two_at_once(anatomies, swaps, 0, [Sighting(came(x), x * (x + 1)) for x in draws])


def both(x):
    return x**2 * np.exp(x + 1)


def test_two_swaps_are_told_in_the_order_of_the_table():
    assert asked((SQUARED, DOUBLED, EXP), both) == ("squared", "exp")
    assert asked((EXP, DOUBLED, SQUARED), both) == ("exp", "squared")


@pytest.mark.parametrize(
    "came",
    [
        pytest.param(lambda x: x * (x + 1), id="the right answer"),
        pytest.param(lambda x: x**2 * (x + 1), id="one slip"),
        pytest.param(lambda x: both(x) + (x.size == 1), id="two slips in two draws of three"),
        pytest.param(lambda x: Raised("IndexError"), id="errors alone"),
    ],
)
def test_nothing_is_told_of(came):
    assert asked((SQUARED, DOUBLED, EXP, FAILS), came) is None


def test_one_draw_is_too_little():
    assert asked((SQUARED, EXP), both, DRAWS[:1]) is None


def test_two_pairs_that_explain_the_same_leave_it_open():
    other = Swap("otherwise", "a", lambda i: i["a"] * np.abs(i["a"]) * np.sign(i["a"]))
    assert asked((SQUARED, other, EXP), both) is None


def test_two_swaps_of_one_ingredient_are_no_pair():
    assert asked((DOUBLED, EXP), lambda x: x * np.exp(2 * (x + 1))) is None


def test_an_error_of_one_of_the_two_is_its_prediction():
    def came(x):
        return Raised("IndexError") if x.size > 1 else both(x)

    sometimes = Swap("sometimes", "b", lambda i: np.zeros(3)[5] if i["b"].size > 1 else np.exp(i["b"]))
    assert asked((SQUARED, sometimes), came) == ("squared", "sometimes")
