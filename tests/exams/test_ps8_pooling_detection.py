"""Pooling and detection in ps8: references against nudging and torch, what the draws promise, its texts."""

import re
from math import ceil, floor

import numpy as np
import pytest

from autograd_lab.exams.ps8.detection import DETECTION, detection_loss_gradient, smooth_l1_gradient
from autograd_lab.exams.ps8.pooling import POOLING, max_pool_backward, roi_pool_backward
from autograd_lab.exams.question import Variant
from autograd_lab.exams.table import ask
from tests.exams.cells import space
from tests.exams.derivatives import agree, nudged
from tests.exams.many import seeds

BY_NAME = {question.name: question for question in (*POOLING, *DETECTION)}


def draws(name, count, seed=0):
    """That many draws from one generator, as an exam takes them."""
    rng = np.random.default_rng(seed)
    return [BY_NAME[name].draw(rng) for _ in range(count)]


# --- forward passes, written as the contracts say it ---


def max_pool(x, k, stride):
    """The largest entry of each window, (N, C, M, M')."""
    H, W = x.shape[2:]
    rows, columns = range(0, H - k + 1, stride), range(0, W - k + 1, stride)
    return np.stack([np.stack([x[:, :, i : i + k, j : j + k].max(axis=(2, 3)) for j in columns], -1) for i in rows], -2)


def roi_pool(x, rois, size):
    """The largest entry of each cell, (R, C, size, size)."""

    def bounds(i, start, end):
        return start + floor(i * (end - start) / size), start + ceil((i + 1) * (end - start) / size)

    out = np.empty((len(rois), len(x), size, size))
    for r, (y0, x0, y1, x1) in enumerate(rois.tolist()):
        for i, j in np.ndindex(size, size):
            (top, bottom), (left, right) = bounds(i, y0, y1), bounds(j, x0, x1)
            out[r, :, i, j] = x[:, top:bottom, left:right].max(axis=(1, 2))
    return out


def smooth_l1(pred, target, beta):
    """The sum over all numbers."""
    sizes = np.abs(pred - target)
    return np.sum(np.where(sizes < beta, sizes**2 / (2 * beta), sizes - beta / 2))


def detection_loss(logits, boxes, labels, targets, beta):
    """The mean cross-entropy of all rows, and smooth L1 of the positives over their number."""
    entropies = [np.log(np.sum(np.exp(row))) - row[label] for row, label in zip(logits, labels, strict=True)]
    positives = np.flatnonzero(labels)
    of_boxes = sum(smooth_l1(boxes[n], targets[n], beta) for n in positives)
    return sum(entropies) / len(labels) + of_boxes / max(1, len(positives))


# --- references ---


@pytest.mark.slow
@seeds(3)
def test_max_pooling_back_is_what_nudging_shows(seeds):
    for seed in seeds:
        rng = np.random.default_rng(seed)
        x, k, stride, g = BY_NAME["max_pool_backward"].draw(rng).values()
        x = x + 0.01 * rng.permutation(x.size).reshape(x.shape) / x.size  # no ties: max has no slope there
        assert max_pool(x, k, stride).shape == g.shape
        slopes = nudged(lambda x=x, k=k, s=stride, g=g: float((max_pool(x, k, s) * g).sum()), x, 1e-6)
        assert agree([max_pool_backward(x, k, stride, g)], [slopes], 1e-6)


@pytest.mark.slow
@seeds(3)
def test_roi_pooling_back_is_what_nudging_shows(seeds):
    for seed in seeds:
        rng = np.random.default_rng(seed)
        x, rois, size, g = BY_NAME["roi_pool_backward"].draw(rng).values()
        x = x + 0.01 * rng.permutation(x.size).reshape(x.shape) / x.size  # no ties: max has no slope there
        slopes = nudged(lambda x=x, r=rois, s=size, g=g: float((roi_pool(x, r, s) * g).sum()), x, 1e-6)
        assert agree([roi_pool_backward(x, rois, size, g)], [slopes], 1e-6)


@pytest.mark.slow
@seeds(5)
def test_smooth_l1_and_the_loss_of_a_detector_back_are_what_nudging_shows(seeds):
    for seed in seeds:
        pred, target, beta = draws("smooth_l1_gradient", 1, seed)[0].values()
        slopes = nudged(lambda p=pred, t=target, b=beta: smooth_l1(p, t, b), pred, 1e-6)
        assert agree([smooth_l1_gradient(pred, target, beta)], [slopes], 1e-6)
        for inputs in draws("detection_loss_gradient", 3, seed):
            arguments = list(inputs.values())
            found = detection_loss_gradient(*arguments)
            for gradient, array in zip(found, arguments[:2], strict=True):
                slopes = nudged(lambda a=arguments: float(detection_loss(*a)), array, 1e-6)
                assert np.max(np.abs(gradient - slopes)) <= 1e-6 * max(1.0, np.max(np.abs(slopes)))


@pytest.mark.slow
@pytest.mark.parametrize("count", [20, pytest.param(1000, marks=pytest.mark.full)])
def test_the_references_agree_with_torch(count):
    torch = pytest.importorskip("torch", reason="compares with PyTorch: pip install torch")
    F = torch.nn.functional
    for x, k, stride, g in (inputs.values() for inputs in draws("max_pool_backward", count)):
        leaf = torch.tensor(x, requires_grad=True)
        F.max_pool2d(leaf, k, stride).backward(torch.tensor(g))
        np.testing.assert_allclose(max_pool_backward(x, k, stride, g), leaf.grad.numpy(), rtol=1e-12)
    for x, rois, size, g in (inputs.values() for inputs in draws("roi_pool_backward", count)):
        leaf = torch.tensor(x, requires_grad=True)
        crops = [F.adaptive_max_pool2d(leaf[:, y0:y1, x0:x1], size) for y0, x0, y1, x1 in rois]
        torch.stack(crops).backward(torch.tensor(g))
        assert agree([roi_pool_backward(x, rois, size, g)], [leaf.grad.numpy()], 1e-12)
    for pred, target, beta in (inputs.values() for inputs in draws("smooth_l1_gradient", count)):
        leaf = torch.tensor(pred, requires_grad=True)
        F.smooth_l1_loss(leaf, torch.tensor(target), reduction="sum", beta=beta).backward()
        np.testing.assert_allclose(smooth_l1_gradient(pred, target, beta), leaf.grad.numpy(), rtol=1e-12)
    for logits, boxes, labels, targets, beta in (inputs.values() for inputs in draws("detection_loss_gradient", count)):
        leaves = [torch.tensor(array, requires_grad=True) for array in (logits, boxes)]
        picked = torch.tensor(np.flatnonzero(labels))
        of_boxes = F.smooth_l1_loss(leaves[1][picked], torch.tensor(targets)[picked], reduction="sum", beta=beta)
        (F.cross_entropy(leaves[0], torch.tensor(labels)) + of_boxes / max(1, len(picked))).backward()
        for ours, leaf in zip(detection_loss_gradient(logits, boxes, labels, targets, beta), leaves, strict=True):
            np.testing.assert_allclose(ours, leaf.grad.numpy(), rtol=1e-9, atol=1e-12)


def test_in_a_tie_the_first_in_reading_order_gets_all():
    dx = max_pool_backward(np.zeros((1, 1, 3, 3)), 2, 1, np.arange(1.0, 5.0).reshape(1, 1, 2, 2))
    np.testing.assert_array_equal(dx[0, 0], [[1, 2, 0], [3, 4, 0], [0, 0, 0]])
    x = np.array([[[[1.0, 7.0], [7.0, 7.0]]]])
    np.testing.assert_array_equal(max_pool_backward(x, 2, 2, np.ones((1, 1, 1, 1)))[0, 0], [[0, 1], [0, 0]])
    dx = roi_pool_backward(x[0], np.array([[0, 0, 2, 2]]), 1, np.ones((1, 1, 1, 1)))
    np.testing.assert_array_equal(dx[0], [[0, 1], [0, 0]])


def test_a_row_that_two_cells_share_collects_from_both():
    x = np.array([[[0.0], [1.0], [5.0], [1.0], [0.0]]])  # cells of rows 0 to 3 and 2 to 5, both with the 5
    dx = roi_pool_backward(x, np.array([[0, 0, 5, 1]]), 2, np.array([[[[1.0, 2.0], [10.0, 20.0]]]]))
    np.testing.assert_array_equal(dx[0, :, 0], [0, 0, 33, 0, 0])


# --- the promises of the draws ---


def rest(side, k, stride):
    """The rows that no window reaches."""
    return (side - k) % stride


@pytest.mark.slow
def test_draws_of_max_pooling_hide_no_mistake():
    drawn = draws("max_pool_backward", 400)
    pairs = np.array([(d["k"], d["stride"]) for d in drawn])
    overlap, gaps = pairs[:, 0] > pairs[:, 1], pairs[:, 0] < pairs[:, 1]
    assert overlap.mean() == pytest.approx(5 / 8)
    assert gaps.mean() == pytest.approx(2 / 8)
    assert np.mean(pairs[:, 1] == 1) < 0.4
    shapes = [d["x"].shape for d in drawn]
    assert all(N != 2 and N != C and H != W for N, C, H, W in shapes)
    rests = np.array([[rest(side, d["k"], d["stride"]) for side in d["x"].shape[2:]] for d in drawn])
    assert 0.4 < np.mean(rests.any(axis=1)) < 0.9
    assert 0.3 < np.mean(rests == 0) < 0.8
    assert np.mean([d["g"].shape[2] != d["g"].shape[3] for d in drawn]) > 0.2


def windows_of(inputs):
    """All windows of a draw, each a row."""
    x, k, stride = inputs["x"], inputs["k"], inputs["stride"]
    views = np.lib.stride_tricks.sliding_window_view(x, (k, k), axis=(2, 3))[:, :, ::stride, ::stride]
    return views.reshape(-1, k * k)


@pytest.mark.slow
def test_draws_of_max_pooling_hold_ties_and_windows_below_zero():
    drawn = draws("max_pool_backward", 200)
    tied = [np.any((w == w.max(axis=1, keepdims=True)).sum(axis=1) > 1) for w in map(windows_of, drawn)]
    assert np.mean(tied) > 0.7
    next_to = [np.diff(np.sort(windows_of(inputs), axis=1)[:, -2:])[:, 0] for inputs in drawn]
    close = [(gaps > 0) & (gaps < 0.05) for gaps in next_to]
    assert np.mean([here.any() for here in close]) == pytest.approx(1 / 8)  # nearly the largest, in one draw of eight
    assert np.mean([(gaps[here] < 1e-4).any() for gaps, here in zip(next_to, close, strict=True) if here.any()]) > 0.5
    assert np.mean([np.any(w.max(axis=1) < 0) for w in map(windows_of, drawn)]) > 0.6
    assert all((x["x"] != 0).all() for x in drawn)
    for start in range(0, 200, 8):
        assert sum(tied[start : start + 8]) >= 4


def collected(inputs):
    """How many cells hand something to each entry of x."""
    return roi_pool_backward(inputs["x"], inputs["rois"], inputs["size"], np.ones_like(inputs["g"]))


@pytest.mark.slow
def test_draws_of_roi_pooling_hide_no_mistake():
    drawn = draws("roi_pool_backward", 200)
    assert np.mean([collected(d).max() > 1 for d in drawn]) > 0.9
    assert np.mean([covered_twice(d) for d in drawn if len(d["rois"]) > 1]) > 0.9
    sides = [d["rois"][:, 2:] - d["rois"][:, :2] for d in drawn]
    assert 0.37 < np.mean([np.any(side == 1) for side in sides]) < 0.51
    assert all(np.any(side % d["size"]) for side, d in zip(sides, drawn, strict=True) if d["size"] > 1)
    assert np.mean([d["size"] == 1 for d in drawn]) == np.mean([len(d["rois"]) == 1 for d in drawn]) == 1 / 8
    for inputs in drawn:
        C, H, W = inputs["x"].shape
        assert H != W
        assert (inputs["rois"] >= 0).all()
        assert (inputs["rois"][:, 2:] <= (H, W)).all()
        assert len(inputs["rois"]) != C


def cells_of(inputs):
    """All cells of all regions of a draw, channel by channel."""
    x, size = inputs["x"], inputs["size"]
    for y0, x0, y1, x1 in inputs["rois"].tolist():
        for i, j in np.ndindex(size, size):
            rows = slice(y0 + floor(i * (y1 - y0) / size), y0 + ceil((i + 1) * (y1 - y0) / size))
            columns = slice(x0 + floor(j * (x1 - x0) / size), x0 + ceil((j + 1) * (x1 - x0) / size))
            yield from x[:, rows, columns]


@pytest.mark.slow
def test_draws_of_roi_pooling_hold_ties_in_which_the_order_of_reading_matters():
    drawn = draws("roi_pool_backward", 200)
    tied = [any((cell == cell.max()).sum() > 1 for cell in cells_of(inputs)) for inputs in drawn]
    assert 0.8 < np.mean(tied) <= 7 / 8
    turned = [
        any(
            np.argmax(cell) != np.ravel_multi_index(np.unravel_index(np.argmax(cell.T), cell.T.shape)[::-1], cell.shape)
            for cell in cells_of(inputs)
        )
        for inputs in drawn
    ]
    assert all(sum(turned[start : start + 8]) >= 3 for start in range(0, 200, 8))
    assert all((inputs["x"] != 0).all() for inputs in drawn)


def covered_twice(inputs):
    """Whether an entry is the largest of cells of two regions."""
    x, rois, size, g = inputs.values()
    apart = [roi_pool_backward(x, rois[r : r + 1], size, np.ones_like(g[:1])) > 0 for r in range(len(rois))]
    return np.sum(apart, axis=0).max() > 1


@pytest.mark.slow
def test_draws_of_smooth_l1_lie_on_both_sides_of_both_borders():
    drawn = draws("smooth_l1_gradient", 200)
    for inputs in drawn:
        d, beta = inputs["pred"] - inputs["target"], inputs["beta"]
        assert beta < 0.7 or beta > 1.5
        low, high = sorted((1.0, beta))
        assert np.any(abs(d) < low)
        assert np.any((abs(d) > low) & (abs(d) < high))
        assert np.any(abs(d) > high)
        assert len(inputs["pred"]) != 2
    assert np.mean([d["beta"] < 1 for d in drawn]) == 0.5
    assert np.mean([np.any(d["pred"] == d["target"]) for d in drawn]) > 0.4
    assert {d["pred"].ndim for d in drawn} == {1, 2, 3}


@pytest.mark.slow
def test_draws_of_a_detector_have_background_with_boxes_and_none_but_background_at_times():
    drawn = draws("detection_loss_gradient", 200)
    positives = np.array([np.count_nonzero(d["labels"]) for d in drawn])
    assert np.mean(positives == 0) == 0.25
    assert np.mean([d["labels"].all() for d in drawn]) == 1 / 8
    for inputs in drawn:
        N, K = inputs["logits"].shape
        background = inputs["labels"] == 0
        assert N not in (2, K)
        assert np.all(inputs["boxes"][background] != 0)
        assert abs(inputs["logits"]).max() <= 8
    several = [len({*d["labels"].tolist()} - {0}) > 1 for d in drawn]
    assert np.mean(several) > 0.6
    assert np.mean(positives > 1) > 0.6


# --- what is told ---


POOL = """
    dx = np.zeros_like(x)
    N, C, M, P = g.shape
    for n, c, i, j in np.ndindex(N, C, M, P):
        top, left = i * stride, j * stride
        window = x[n, c, top:top + k, left:left + k]
        a, b = np.unravel_index(np.argmax(window), window.shape)
        dx[n, c, top + a, left + b] += g[n, c, i, j]
    return dx
"""
ROI = """
    dx = np.zeros_like(x)
    for r, (y0, x0, y1, x1) in enumerate(rois):
        h, w = y1 - y0, x1 - x0
        for c, i, j in np.ndindex(len(x), size, size):
            top, bottom = y0 + i * h // size, y0 + -(-(i + 1) * h // size)
            left, right = x0 + j * w // size, x0 + -(-(j + 1) * w // size)
            window = x[c, top:bottom, left:right]
            a, b = np.unravel_index(window.argmax(), window.shape)
            dx[c, top + a, left + b] += g[r, c, i, j]
    return dx
"""
SMOOTH = """
    d = pred - target
    return np.where(np.abs(d) < beta, d / beta, np.sign(d))
"""
LOSS = """
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    y = np.eye(logits.shape[1])[labels]
    positive = labels > 0
    slope = np.clip((boxes - targets) / beta, -1, 1)
    return (p - y) / len(labels), slope * positive[:, None] / max(1, positive.sum())
"""
BODIES = {
    "max_pool_backward": POOL,
    "roi_pool_backward": ROI,
    "smooth_l1_gradient": SMOOTH,
    "detection_loss_gradient": LOSS,
}


def verdict(name, right="", wrong="", seed=5):
    """The verdict on a right body, in which one piece of text may be replaced."""
    assert right in BODIES[name]
    question = BY_NAME[name]
    function = space(f"def {question.signature}:{BODIES[name].replace(right, wrong) if right else BODIES[name]}")[name]
    return ask(question, Variant("as typed", function), seed)


@pytest.mark.parametrize("name", BODIES)
def test_a_right_body_has_all_its_points(name):
    result = verdict(name)
    assert result.points == result.maximum == sum(part.points for part in BY_NAME[name].parts)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "right", "wrong", "mistake", "says"),
    [
        ("max_pool_backward", "+= g", "= g", "pool-assigned", "several windows"),
        ("max_pool_backward", "left = i * stride, j * stride", "left = i, j", "pool-stride-forgotten", "stride"),
        (
            "max_pool_backward",
            "left = i * stride, j * stride",
            "left = i * k, j * k",
            "pool-stride-is-k",
            "k says how far",
        ),
        ("max_pool_backward", "np.argmax(window)", "np.argmax(abs(window))", "pool-absolute", "−5 and 1"),
        ("max_pool_backward", "a, b = np.unravel_index", "b, a = np.unravel_index", "pool-place-turned", "divmod"),
        (
            "max_pool_backward",
            "a, b = np.unravel_index(np.argmax(window), window.shape)",
            "a, b = np.where(window == window.max())",
            "pool-all-ties",
            "argmax gives the first",
        ),
        ("roi_pool_backward", "+= g", "= g", "pool-assigned", "regions overlap"),
        ("roi_pool_backward", "y1 - y0, x1 - x0", "y1 - y0 + 1, x1 - x0 + 1", "roi-end-inside", "a single pixel"),
        ("roi_pool_backward", "(y0, x0, y1, x1) in", "(x0, y0, x1, y1) in", "roi-axes-exchanged", "y counts rows"),
        ("roi_pool_backward", "top + a, left + b", "a, b", "pool-offset-forgotten", "y0 and x0"),
        (
            "roi_pool_backward",
            "a, b = np.unravel_index(window.argmax(), window.shape)",
            "a, b = np.where(window == window.max())",
            "pool-all-ties",
            "each cell should hand down",
        ),
        (
            "roi_pool_backward",
            "window.argmax()",
            "window.size - 1 - window[::-1, ::-1].argmax()",
            "pool-other-tie",
            "a cell holds its largest entry twice",
        ),
        (
            "roi_pool_backward",
            "window.argmax()",
            "x[0, top:bottom, left:right].argmax()",
            "pool-channels-joined",
            "channel",
        ),
        ("smooth_l1_gradient", "np.sign(d))", "d)", "huber-unclipped", "parabola"),
        ("smooth_l1_gradient", "np.abs(d) < beta", "np.abs(d) < 1", "huber-threshold", "condition compare"),
        ("smooth_l1_gradient", "pred - target", "target - pred", "sign", "subtract from which"),
        ("detection_loss_gradient", " * positive[:, None]", "", "det-box-background", "mask labels > 0"),
        (
            "detection_loss_gradient",
            "max(1, positive.sum())",
            "len(labels)",
            "det-box-by-all",
            "ten rows of background",
        ),
        ("detection_loss_gradient", "max(1, positive.sum())", "positive.sum()", "det-positives-none", "max(1, P)"),
        (
            "detection_loss_gradient",
            "/ max(1, positive.sum())",
            "* (1 / int(positive.sum()))",
            "det-positives-none",
            "divides by 0",
        ),
        (
            "detection_loss_gradient",
            "slope * positive[:, None]",
            "np.concatenate([slope[positive], 0 * slope[~positive]])",
            "det-box-first-rows",
            "change places",
        ),
        ("detection_loss_gradient", "[labels]", "[labels - 1]", "det-onehot-shifted", "column 0"),
        ("detection_loss_gradient", "(p - y) / len(labels)", "(p - y)", "mean-missing", "first sum of the loss"),
    ],
)
def test_a_mistake_is_named_with_words_for_this_function(name, right, wrong, mistake, says):
    result = verdict(name, right, wrong)
    assert [finding.mistake for finding in result.findings] == [mistake]
    [finding] = result.findings
    told = " ".join((finding.line, finding.evidence, finding.contradiction, finding.question, finding.cure))
    assert says.lower() in told.lower()
    assert not re.search(r"ŷ|weight|\{\w*\}", told)


@pytest.mark.slow
def test_regions_are_told_of_cells_and_pictures_of_windows():
    of_windows = verdict("max_pool_backward", "np.argmax(window)", "np.argmin(window)").findings[0]
    of_cells = verdict("roi_pool_backward", "window.argmax()", "window.argmin()").findings[0]
    assert of_windows.mistake == of_cells.mistake == "pool-smallest"
    assert "window" in of_windows.line
    assert "cell" in of_cells.line
    assert "window" not in of_cells.line
