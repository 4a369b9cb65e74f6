"""Broadcasts and convolutions in ps8: references against nudging and torch, what the draws promise, its texts."""

import re

import numpy as np
import pytest

from autograd_lab.exams.kinds.predicted import PredictedQuestion
from autograd_lab.exams.plans import run_plan
from autograd_lab.exams.ps8.broadcasts import BROADCASTS, vjp_of_broadcast_add, vjp_of_broadcast_multiply
from autograd_lab.exams.ps8.convolutions import backward_of
from autograd_lab.exams.ps8.exam import PS8
from autograd_lab.exams.question import Variant
from autograd_lab.exams.table import ask
from tests.exams.cells import report_on_body
from tests.exams.derivatives import agree, nudged
from tests.exams.edits_of_variants import an_edit_gives_what_a_variant_gives
from tests.exams.many import seeds

CONTRACT = (
    "vjp_of_broadcast_add vjp_of_broadcast_multiply conv1d_backward conv2d_backward max_pool_backward "
    "smooth_l1_gradient detection_loss_gradient roi_pool_backward"
)


def question(name):
    return PS8.question(name)


def dealt(name, seed=0):
    """The draws of one verdict."""
    return question(name).draws(np.random.default_rng(seed))


def correlation(x, w, stride, padding):
    """z (N, O, *places), a place at a time, as the contract says it; b is 0."""
    space = x.ndim - 2
    xp = np.pad(x, ((0, 0), (0, 0), *[(padding, padding)] * space))
    counts = [(n - k) // stride + 1 for n, k in zip(xp.shape[2:], w.shape[2:], strict=True)]
    z = np.zeros((len(x), len(w), *counts))
    for place in np.ndindex(*counts):
        window = xp[(..., *(slice(m * stride, m * stride + k) for m, k in zip(place, w.shape[2:], strict=True)))]
        z[(..., *place)] = np.tensordot(window, w, axes=(range(1, 2 + space), range(1, 2 + space)))
    return z


def test_the_questions_stand_in_the_order_of_the_contract_with_their_points():
    assert [q.name for q in PS8.questions] == CONTRACT.split()
    points = {q.name: [part.points for part in q.parts] for q in PS8.questions}
    assert points["conv1d_backward"] == [3, 2, 1]
    assert points["conv2d_backward"] == [4, 3, 1]
    assert points["vjp_of_broadcast_add"] == points["vjp_of_broadcast_multiply"] == [2, 2]
    assert PS8.total == 44


# --- references ---


@pytest.mark.slow
@seeds(2)
def test_broadcasts_back_are_what_nudging_shows(seeds):
    for seed in seeds:
        for x, y, g in (inputs.values() for inputs in dealt("vjp_of_broadcast_multiply", seed)):
            dx, dy = vjp_of_broadcast_multiply(x, y, g)
            assert agree([dx], [nudged(lambda x=x, y=y, g=g: float((x * y * g).sum()), x)], 1e-6)
            assert agree([dy], [nudged(lambda x=x, y=y, g=g: float((x * y * g).sum()), y)], 1e-6)
            both = vjp_of_broadcast_add(x.shape, y.shape, g)
            ones = vjp_of_broadcast_multiply(np.ones(x.shape), np.ones(y.shape), g)
            assert agree(list(both), list(ones), 1e-12)


@pytest.mark.slow
@seeds(2)
def test_convolutions_back_are_what_nudging_shows(seeds):
    for seed in seeds:
        for name in ("conv1d_backward", "conv2d_backward"):
            x, w, stride, padding, g = dealt(name, seed)[3].values()
            dx, dw, db = backward_of(x, w, stride, padding, g)

            def loss(x=x, w=w, s=stride, p=padding, g=g):
                return float((correlation(x, w, s, p) * g).sum())

            assert correlation(x, w, stride, padding).shape == g.shape
            assert agree([dx, dw], [nudged(loss, x), nudged(loss, w)], 1e-6)
            assert agree([db], [g.sum(axis=tuple(i for i in range(g.ndim) if i != 1))], 1e-12)


@pytest.mark.slow
@pytest.mark.parametrize("count", [20, pytest.param(1000, marks=pytest.mark.full)])
def test_the_references_agree_with_torch(count):
    torch = pytest.importorskip("torch", reason="compares with PyTorch: pip install torch")
    for seed in range(count):
        for name, forward in (
            ("conv1d_backward", torch.nn.functional.conv1d),
            ("conv2d_backward", torch.nn.functional.conv2d),
        ):
            x, w, stride, padding, g = question(name).draw(np.random.default_rng(seed)).values()
            leaves = [torch.tensor(one, requires_grad=True) for one in (x, w, np.zeros(len(w)))]
            forward(*leaves, stride=stride, padding=padding).backward(torch.tensor(g))
            found = backward_of(x, w, stride, padding, g)
            assert agree(list(found), [leaf.grad.numpy() for leaf in leaves], 1e-12)
        x, y, g = question("vjp_of_broadcast_multiply").draw(np.random.default_rng(seed)).values()
        leaves = [torch.tensor(one, requires_grad=True) for one in (x, y)]
        (leaves[0] * leaves[1]).backward(torch.tensor(g))
        assert agree(list(vjp_of_broadcast_multiply(x, y, g)), [leaf.grad.numpy() for leaf in leaves], 1e-12)


# --- draws ---


@seeds(5)
def test_draws_of_convolutions_hide_no_mistake(seeds):
    for seed in seeds:
        for name in ("conv1d_backward", "conv2d_backward"):
            draws = dealt(name, seed)
            assert len(draws) == 8
            for inputs in draws:
                x, w, _, _, g = inputs.values()
                assert len({len(x), len(w), x.shape[1]}) == 3
                assert x.ndim == 3 or (x.shape[2] != x.shape[3] and g.shape[2] != g.shape[3])
            assert sorted(len(inputs["x"]) > 2 for inputs in draws) == [False, *[True] * 7]
            assert sum(len(inputs["x"]) == 1 for inputs in draws) == 1
            assert sum(inputs["g"].shape[2] == 1 for inputs in draws) == 1
            over = [inputs["w"].shape[-1] - inputs["stride"] for inputs in draws]
            assert sum(more > 0 for more in over) == 6  # windows overlap
            assert sorted(over)[:2] == [-1, 0]  # they leave gaps, or lie side by side
            paddings = [inputs["padding"] for inputs in draws]
            assert paddings.count(0) == 4
            assert {1, 2} <= set(paddings)
            assert sum(inputs["stride"] == 1 for inputs in draws) <= 2
            rests = [
                (inputs["x"].shape[2] + 2 * inputs["padding"] - inputs["w"].shape[2]) % inputs["stride"]
                for inputs in draws
            ]
            assert sum(map(bool, rests)) >= 3
            fits = [
                inputs["padding"]
                and all(
                    (m - 1) * inputs["stride"] + inputs["w"].shape[2] <= n
                    for n, m in zip(inputs["x"].shape[2:], inputs["g"].shape[2:], strict=True)
                )
                for inputs in draws
            ]
            assert any(fits)  # x without its zeros gives numbers there, and no error


@seeds(3)
def test_both_operands_of_a_broadcast_are_stretched_in_every_way(seeds):
    for seed in seeds:
        found = dealt("vjp_of_broadcast_add", seed)
        assert len(found) == 20
        for mine, other in (("x_shape", "y_shape"), ("y_shape", "x_shape")):
            kinds = [(one[mine], one["g"].shape) for one in found]
            assert sum(len(shape) < len(whole) for shape, whole in kinds) >= 4
            assert sum(1 in shape and len(shape) == len(whole) for shape, whole in kinds) >= 3
            assert sum(shape == () for shape, _ in kinds) == 1
            assert sum(one[mine] == one[other] for one in found) == 2
            along = [[n == 1 != m for n, m in zip(shape[::-1], whole[::-1], strict=False)] for shape, whole in kinds]
            assert sum(sum(axes) > 1 for axes in along) >= 2  # twice, so that to stop at the first can be told


# --- the bank ---


PREDICTED = [asked for asked in PS8.questions if isinstance(asked, PredictedQuestion)]


@pytest.mark.slow
@pytest.mark.parametrize("asked", PREDICTED, ids=lambda asked: asked.name)
def test_an_edit_gives_what_a_variant_gives(asked):
    """So that the variants need not run beside the edits when an answer is diagnosed."""
    for inputs in asked.draws(np.random.default_rng(2))[:3]:
        an_edit_gives_what_a_variant_gives(asked, inputs)


def test_four_questions_are_asked_by_their_edits():
    assert [asked.name.partition("_")[0] for asked in PREDICTED] == ["conv1d", "conv2d", "max", "roi"]


def test_a_variant_of_a_mistake_that_no_edit_makes_is_still_asked():
    asked = question("conv1d_backward")
    halved = Variant("w / 3", lambda x, w, s, p, g: backward_of(x, w / 3, s, p, g), "leak-unsquared")
    suspects = type(asked)(**{**vars(asked), "wrong": (*asked.wrong, halved)}).suspects(dealt(asked.name)[0], [0])
    assert [mistake for mistake, _ in suspects].count("leak-unsquared") == 1


def test_a_shape_is_handed_over_as_a_tuple_and_must_stay_one():
    asked = question("vjp_of_broadcast_add")
    inputs = {"x_shape": (3, 1), "y_shape": (), "g": np.ones((3, 4))}
    kinds = []

    def vjp_of_broadcast_add(x_shape, y_shape, g):
        kinds.append((type(x_shape), type(y_shape)))
        return np.full(x_shape, 4.0), np.float64(12.0)

    outcome = run_plan(asked.plan(inputs), {asked.name: vjp_of_broadcast_add})
    assert kinds == [(tuple, tuple)]
    assert all(seen.holds for seen in asked.judge(inputs, outcome).seen)


# --- what is told ---

SUM_TO = "s = lambda t, shape: t.sum(axis=tuple(i for i, n in enumerate((1,) * (t.ndim - len(shape)) + shape) "
SUM_TO += "if n != t.shape[i]), keepdims=True).reshape(shape); "
CONV = (
    "L, k, M = x.shape[2], w.shape[2], g.shape[2]; xp = np.pad(x, ((0, 0), (0, 0), (padding, padding))); "
    "cols = np.arange(k) + stride * np.arange(M)[:, None]; dxp = np.zeros_like(xp); "
    "dw = np.einsum('nom,ncma->oca', g, xp[:, :, cols]); back = np.einsum('nom,oca->ncma', g, w); "
)
ADD = "np.add.at(dxp, (slice(None), slice(None), cols), back); "
END = "return dxp[:, :, padding:padding + L], dw, g.sum(axis=(0, 2))"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "body", "mistake", "parts", "says"),
    [
        ("vjp_of_broadcast_add", "return g * 1, g * 1", "stretched-not-summed", "dx dy", "the operand grows"),
        (
            "vjp_of_broadcast_add",
            SUM_TO.replace(".reshape(shape)", "") + "return s(g, x_shape), s(g, y_shape)",
            "front-kept",
            "dx dy",
            "keepdims=True keeps every axis",
        ),
        (
            "vjp_of_broadcast_add",
            SUM_TO.replace("t.sum", "t.mean") + "return s(g, x_shape), s(g, y_shape)",
            "stretched-averaged",
            "dx dy",
            "They add up|Their changes add up",
        ),
        (
            "vjp_of_broadcast_multiply",
            SUM_TO + "return s(g, x.shape), s(g, y.shape)",
            "other-factor-missing",
            "dx dy",
            "Put the other factor to 0",
        ),
        (
            "vjp_of_broadcast_multiply",
            SUM_TO + "return s(g * x, x.shape), s(g * x, y.shape)",
            "own-factor",
            "dx",
            "x, y, or x · y",
        ),
        ("conv1d_backward", CONV + "dxp[:, :, cols] = back; " + END, "windows-overwritten", "dx", "under two windows"),
        ("conv1d_backward", CONV + "dxp[:, :, cols] += back; " + END, "windows-overwritten", "dx", "under two windows"),
        (
            "conv1d_backward",
            CONV + ADD + END.replace("padding:padding + L", "padding:-padding"),
            "padding-minus-zero",
            "dx",
            re.escape("np.arange(5)[0:-0]"),
        ),
        (
            "conv1d_backward",
            CONV + ADD + END.replace("dw,", "dw / len(x),"),
            "averaged-twice",
            "dw",
            "number of images",
        ),
        (
            "conv1d_backward",
            CONV.replace(
                "M = x.shape[2], w.shape[2], g.shape[2]", "M = x.shape[2], w.shape[2], g.shape[2] - 1"
            ).replace(", g, ", ", g[:, :, :M], ")
            + ADD
            + END,
            "places-left-out",
            "dx dw",
            "range",
        ),
        ("conv1d_backward", CONV + ADD + END.replace("(0, 2)", "(0, 1)"), "wrong-axis", "db", "counts the filters"),
        (
            "conv1d_backward",
            CONV + ADD + END.replace("g.sum(axis=(0, 2))", "g.mean(axis=(0, 2))"),
            "averaged-over-places",
            "db",
            "number of places",
        ),
    ],
)
def test_the_text_fits_the_function(name, body, mistake, parts, says):
    verdict = report_on_body(question(name), body)
    assert [(one.mistake, one.parts) for one in verdict.result.findings] == [(mistake, tuple(parts.split()))]
    assert re.search(says, repr(verdict) + verdict.cure())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "body", "says"),
    [
        ("vjp_of_broadcast_add", "raise KeyError(1)", r"called with x_shape = \(.*\), y_shape = \(.*\), g of shape"),
        ("vjp_of_broadcast_add", "return g", r"returned one value .*; 2 are asked for: return dx, dy"),
        ("conv1d_backward", "return x, w", "returned 2 values; 3 are asked for: return dx, dw, db"),
        ("conv2d_backward", "return x, w, None", r"db is None; it should be one number for each filter, \(O,\)"),
        ("conv2d_backward", "w *= 2; return x, w, g", "changed its input w in place"),
    ],
)
def test_each_way_to_be_wrong_in_form_has_its_own_sentence(name, body, says):
    with pytest.raises(AssertionError, match=says):
        report_on_body(question(name), body).require()


@pytest.mark.slow
def test_points_are_earned_part_by_part():
    result = report_on_body(question("conv1d_backward"), CONV + END).result
    assert [(part.name, part.points) for part in result.parts] == [("dx", 0), ("dw", 2), ("db", 1)]


@pytest.mark.slow
def test_what_no_entry_explains_is_searched_for():
    asked = question("conv1d_backward")
    without = Variant("the last image left out", lambda x, w, s, p, g: _without_last_image(x, w, s, p, g))
    (finding,) = ask(asked, without, 1).findings
    assert (finding.mistake, finding.parts) == ("found-operation", ("dw",))
    assert "a sum without the last image" in finding.line + finding.evidence


def _without_last_image(x, w, stride, padding, g):
    dx, _, db = backward_of(x, w, stride, padding, g)
    return dx, backward_of(x[:-1], w, stride, padding, g[:-1])[1], db


def test_broadcasts_are_two_questions_of_one_kind():
    assert {q.equation for q in BROADCASTS} == {"repeat-and-sum"}
