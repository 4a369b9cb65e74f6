"""What chapter 18 says of its networks holds for any numbers, its check sees each slip, and its page lives alone."""

import numpy as np
import pytest

from autograd_lab import data, functional, nn, no_grad
from tests.course.chapter_checks import choose_way, lesson_of, names_of, unfolded_page
from tests.support.axe import findings

LESSON = lesson_of(18)
CELLS = ("setup", "correlate", "own-rule", "learn", "centred", "places")


@pytest.fixture(scope="module")
def chapter():
    """What the chapter's cells with these names define."""
    return names_of(LESSON, *(f"ch18-{slug}" for slug in CELLS))


# --- the rule --------------------------------------------------------------------------------------------


SLIPS = {
    "not flipped": lambda dx, dw, g, w, x: (same_size(g, w), dw),
    "other sign": lambda dx, dw, g, w, x: (-dx, dw),
    "the filter's last picture alone": lambda dx, dw, g, w, x: (dx, of_the_filter(x[-1:], g[-1:])),
    "flipped filter gradient": lambda dx, dw, g, w, x: (dx, dw[..., ::-1, ::-1]),
    "channels exchanged": lambda dx, dw, g, w, x: (dx, dw[:, ::-1]),
    "mean over the pictures": lambda dx, dw, g, w, x: (dx, dw / len(x)),
}


def same_size(g, w):
    """w (O, C, 3, 3) slid over g as it stands: what an input gets from a filter that is not flipped."""
    return functional.conv2d(g, w.swapaxes(0, 1).copy(), padding=1).detach().numpy()


def of_the_filter(x, g):
    """The gradient of the filter over these pictures."""
    pictures, filters = x.swapaxes(0, 1).copy(), g.swapaxes(0, 1).copy()
    return functional.conv2d(pictures, filters, padding=1).detach().numpy().swapaxes(0, 1)


@pytest.mark.slow
@pytest.mark.parametrize("slip", [None, *SLIPS])
def test_the_check_passes_the_rule_and_sees_each_slip(chapter, slip):
    class RuleWithSlip(chapter["Convolution"]):
        def backward(self, g):
            dx, dw = super().backward(g)
            return SLIPS[slip](dx, dw, g, self.w, self.x)

    rng = np.random.default_rng(1)
    x, w = rng.normal(size=(3, 2, 4, 5)), rng.normal(size=(2, 2, 3, 3))
    assert bool((RuleWithSlip() if slip else chapter["Convolution"]()).check(x, w)) is (slip is None)


@pytest.mark.parametrize("padding", [0, 1, 2])
def test_its_one_product_is_the_engines_convolution(chapter, padding):
    rng = np.random.default_rng(2)
    x, w = rng.normal(size=(2, 3, 6, 5)), rng.normal(size=(4, 3, 2, 3))
    theirs = functional.conv2d(x, w, padding=padding).numpy()
    assert np.allclose(chapter["correlate"](x, w, padding), theirs)


# --- places ----------------------------------------------------------------------------------------------


def distance_of_outputs(chapter, net, by):
    """How far the outputs are apart when a digit moves by some columns, in the middle of a wide dark field."""
    X, _ = data.digits(flat=False, n=20)
    outputs = []
    for column in (16, 16 + by):
        field = np.zeros((20, 1, 48, 48), "float32")
        field[:, :, 16:24, column : column + 8] = X
        with no_grad():
            outputs.append(net(field).numpy())
    return np.abs(outputs[0] - outputs[1]).max()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("between", "by", "the_same"),
    [(True, 4, True), (True, 8, True), (True, 1, False), (True, 2, False), (False, 1, True), (False, 3, True)],
)
def test_pools_of_stride_two_know_steps_of_four(chapter, between, by, the_same):
    net = chapter["wide_cnn"](3, "largest", between)
    *body, _, flatten, out = net  # its own last pool is made for 16 × 16
    wide = nn.Sequential(*body, nn.MaxPool2d(48 if not between else 12), flatten, out)
    assert bool(distance_of_outputs(chapter, wide, by) < 1e-5) is the_same


def test_what_the_record_says_holds_from_start_to_start():
    at = {name: np.array(rows) for name, rows in data.experiment_record("ch18_places")["starts"].items()}
    assert {rows.shape for rows in at.values()} == {(20, 9)}
    assert (at["largest"][:, 4:7].mean(axis=1) > at["largest"][:, [3, 7]].mean(axis=1)).all()
    assert (np.ptp(at["largest_without_pools_between"][:, 1:8], axis=1) < 0.02).all()
    assert (at["largest"][:, 6] > at["flattened"][:, 6]).all()
    assert at["mlp"][:, 4:].max() < 0.35


# --- the page --------------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.full)])
@pytest.mark.full
def test_its_page_lives_without_a_kernel(book, open_page, shot, scheme):
    page = unfolded_page(book, open_page, LESSON.name, scheme)
    for name in ("edges (conv)", "kept (max pool)"):
        choose_way(page.get_by_role("button", name=name))
        shot(page, f"page-18-{name[:5]}-{scheme}")
    assert not findings(page)
