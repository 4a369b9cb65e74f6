"""Digits at places and shapes with boxes: what the docstrings promise of them, and what is refused."""

import numpy as np
import pytest

from autograd_lab import data
from autograd_lab.errors import ShapeError


@pytest.mark.slow
def test_a_placed_image_is_all_there_and_nothing_else_is():
    X, _ = data.digits(n=300, flat=False)
    field = data.placed(X, size=20, seed=3)
    for image, digit in zip(field[:, 0], X[:, 0], strict=True):
        np.testing.assert_allclose(image.sum(), digit.sum())
        rows, columns = np.nonzero(image)
        inner = digit[np.ix_(*(np.arange(at.min(), at.max() + 1) for at in np.nonzero(digit)))]
        np.testing.assert_array_equal(image[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1], inner)


def test_every_place_is_used_and_columns_keep_to_theirs():
    ones = np.ones((2000, 1, 8, 8))
    anywhere = data.placed(ones)[:, 0]
    tops, lefts = anywhere.any(axis=2).argmax(axis=1), anywhere.any(axis=1).argmax(axis=1)
    assert len(set(zip(tops.tolist(), lefts.tolist(), strict=True))) == 81
    lefts = data.placed(ones, columns=(2, 4))[:, 0].any(axis=1).argmax(axis=1)
    assert set(lefts.tolist()) == {2, 3, 4}


@pytest.mark.slow
def test_placed_digits_are_digits_with_their_labels():
    X, y = data.placed_digits(n=400, seed=1)
    assert X.shape == (400, 1, 16, 16)
    assert X.min() >= 0
    assert X.max() <= 1
    known = {image.sum().round(9): set() for image in data.digits()[0]}
    for image, label in zip(*data.digits(), strict=True):
        known[image.sum().round(9)].add(label)
    assert all(label in known[image.sum().round(9)] for image, label in zip(X, y, strict=True))
    assert len(data.placed_digits()[1]) == 1797


@pytest.mark.slow
def test_boxes_hold_their_shapes_tightly_and_do_not_overlap():
    X, boxes, classes = data.shapes(n=300, size=32, most=3, noise=0.0, seed=2)
    assert (classes[:, 0] >= 0).all()
    assert set(classes.ravel().tolist()) == {-1, 0, 1, 2}
    for image, its_boxes, its_classes in zip(X[:, 0], boxes, classes, strict=True):
        outside = image.copy()
        for (left, top, right, bottom), kind in zip(its_boxes.astype(int), its_classes, strict=True):
            if kind < 0:
                assert left == top == right == bottom == 0
                continue
            part = image[top:bottom, left:right]
            assert part.shape == (bottom - top, right - left)
            assert all(edge.any() for edge in (part[0], part[-1], part[:, 0], part[:, -1]))
            assert outside[top:bottom, left:right].any()  # no other shape has taken it
            outside[top:bottom, left:right] = 0
            filled = (part > 0).mean()
            assert {0: filled == 1, 1: 0.7 < filled < 0.88, 2: 0.45 < filled < 0.65}[kind]
        assert not outside.any()


@pytest.mark.slow
def test_shapes_are_as_often_alone_as_together():
    _, _, classes = data.shapes(n=600, most=2)
    assert 0.4 < (classes[:, 1] >= 0).mean() < 0.6
    np.testing.assert_allclose(np.bincount(classes[:, 0]) / 600, 1 / 3, atol=0.08)


@pytest.mark.parametrize("make", [data.placed_digits, data.shapes])
def test_a_seed_makes_the_same_pictures_again(make):
    for again, first, other in zip(make(n=20, seed=4), make(n=20, seed=4), make(n=20, seed=5), strict=True):
        np.testing.assert_array_equal(again, first)
        assert not np.array_equal(first, other)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: data.placed(np.ones((3, 8, 8))), r"\(n, 1, height, width\), got shape \(3, 8, 8\)"),
        (lambda: data.placed_digits(size=7), "size is 8 to 512 pixels"),
        (lambda: data.placed_digits(columns=(0, 9)), "within 0 to 8"),
        (lambda: data.placed_digits(columns=(3, 1)), "within 0 to 8"),
        (lambda: data.placed_digits(columns=(0.5, 1)), "whole numbers"),
        (lambda: data.placed_digits(columns=3), r"columns=\(0, 2\)"),
        (lambda: data.placed_digits(n=5000), "1797 images"),
        (lambda: data.placed_digits(seed="x"), "seed is a whole number"),
        (lambda: data.shapes(most=5), "most is 1 to 4"),
        (lambda: data.shapes(size=8), "size is 16 to"),
        (lambda: data.shapes(noise=-1), "cannot be negative"),
        (lambda: data.shapes(n=0), "at least 1 rows"),
    ],
)
def test_what_cannot_be_made_says_what_can(call, told):
    with pytest.raises((data.DataError, ShapeError), match=told):
        call()
