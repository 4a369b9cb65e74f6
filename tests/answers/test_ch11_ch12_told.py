"""What is said of wrong answers to chapters 11 and 12: the slip that was made, and no other."""

from math import log

import numpy as np
import pytest

from autograd_lab.answers import tell


def said(number, answer):
    """What is told, on one line."""
    return " ".join(repr(tell(number, answer)).split())


def loss_from_p(change):
    """The loss of exercise 11.3 from probabilities, which `change` keeps away from 0."""

    def softmax_loss(Z, labels):
        rows = np.arange(len(Z))
        powers = np.exp(Z - Z.max(axis=1, keepdims=True))
        p = powers / powers.sum(axis=1, keepdims=True)
        loss = -np.log(change(p)[rows, labels]).mean()
        delta = p.copy()
        delta[rows, labels] -= 1
        return loss, delta / len(Z)

    return softmax_loss


@pytest.mark.parametrize(
    "change",
    [
        lambda p: p + 1e-12,
        lambda p: p + 1e-8,
        lambda p: np.clip(p, 1e-15, 1),
        lambda p: np.clip(p, 1e-7, 1 - 1e-7),
        lambda p: np.maximum(p, 1e-10),
    ],
)
def test_the_repair_that_chapter_11_denounces_is_known(change):
    told = said("11.3", loss_from_p(change))
    assert "makes the loss finite and wrong" in told
    assert "δ: right" in told


def test_one_largest_logit_for_the_whole_batch_is_known_with_ln_p_too():
    def softmax_loss(Z, labels):
        rows = np.arange(len(Z))
        with np.errstate(all="ignore"):
            powers = np.exp(Z - Z.max())
            p = powers / powers.sum(axis=1, keepdims=True)
            loss = -np.log(p[rows, labels]).mean()
        p[rows, labels] -= 1
        return loss, p / len(Z)

    assert "Each row has its own m" in said("11.3", softmax_loss)


RIGHT_11_1 = {
    "delta_squares": -0.162,
    "delta_cross": -0.9,
    "dw_squares": -0.486,
    "dw_cross": -2.7,
    "loss_cross": log(10),
}


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({"dw_squares": -0.243}, "dw_squares: -0.243 is not it. That is half of it. The slope of r² is 2r."),
        ({"dw_squares": -0.162}, "dw_squares: -0.162 is not it. That is δ. What came in at this weight is 3."),
        (
            {"delta_squares": -0.081, "dw_squares": -0.243},
            "dw_squares: -0.243 follows from your delta_squares. Mend that line first.",
        ),
        ({"delta_cross": 0.9, "dw_cross": 2.7}, "dw_cross: 2.7 follows from your delta_cross."),
    ],
)
def test_a_gradient_of_w_that_is_wrong_by_itself_and_one_that_follows(changed, wanted):
    assert wanted in said("11.1", RIGHT_11_1 | changed)


def test_a_loss_and_a_delta_that_follow_from_wrong_probabilities():
    told = said("11.2", {"p": [0.3, 0.2, 0.5], "loss": -log(0.2), "delta": [0.3, -0.8, 0.5]})
    assert "loss: 1.60944 follows from your p." in told
    assert "delta: [0.3, -0.8, 0.5] follows from your p." in told


def back(slope=lambda a: a * (1 - a), measure=np.linalg.norm):
    """Exercise 12.3 with another slope or another measure."""

    def delta_norms(delta, Ws, activations):
        found = [measure(delta)]
        for W, a in zip(reversed(Ws), reversed(activations), strict=True):
            delta = (delta @ W.T) * slope(a)
            found.insert(0, measure(delta))
        return found

    return delta_norms


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        (back(), "right, on 3 trials"),
        (back(measure=lambda d: np.sqrt((d**2).mean())), "These are root mean squares."),
        (back(measure=lambda d: np.linalg.norm(d / len(d))), "The 1/N is in δ already."),
        (back(measure=lambda d: (d**2).sum()), "These are the squares."),
        (back(slope=lambda a: 1), "the slopes are missing"),
        (back(slope=lambda a: a), "The slope of a sigmoid is a(1 − a), not a."),
        (lambda *given: back()(*given)[::-1], "The right numbers, output first."),
        (lambda *given: back()(*given)[1:], "The list ends one layer early."),
        (lambda *given: back()(*given)[:-1], "The last layer has a norm too"),
    ],
)
def test_the_norms_of_delta(answer, wanted):
    assert wanted in said("12.3", answer)


def test_a_wrong_order_of_weights_is_told_in_few_words():
    told = said("12.3", lambda delta, Ws, activations: back()(delta, Ws[::-1], activations))
    assert "Two matrices do not fit" in told
    assert len(told) < 200


@pytest.mark.parametrize(
    ("delta", "wanted"),
    [
        ([18, 7.2, -0.9, -2], "The slopes are missing"),
        ([0.30375, 0.648, -0.9, -2], "the slopes of the neurons that you come from"),
        ([-0.54, -1.35, -0.9, -2], "That of neuron 1 follows from it."),
        ([2.7, 5.4, -0.9, -2], "Those are the activations themselves."),
    ],
)
def test_factors_in_a_row(delta, wanted):
    assert wanted in said("12.1", {"delta": delta, "delta_1_saturated": 0.0285, "weight_that_keeps": 5.33})


def test_lines_of_batch_normalisation_follow_from_the_first():
    x_hat = [-0.2, -0.2, 0.2, 0.2]
    out = [3 * one + 1 for one in x_hat]
    told = said(
        "12.4", {"x_hat": x_hat, "out": out, "gradient": [1.2, -1.2, 0, 0], "gamma": -0.8, "out_times_1000": out}
    )
    assert "x_hat: [-0.2, -0.2, 0.2, 0.2] is not it. Divided by the variance, 25." in told
    assert "out: [0.4, 0.4, 1.6, 1.6] follows from your x_hat." in told
    assert "gamma: -0.8 follows from your x_hat." in told
