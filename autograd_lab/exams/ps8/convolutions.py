"""Cross-correlation in problem set 8: draws, references and anatomies of `conv1d_backward` and `conv2d_backward`.

x is (N, C, *space), w (O, C, k) or (O, C, k, k), g (N, O, *places); zeros on both sides, one stride and one padding for
all axes, and what does not fit is left out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.dealt import DealtQuestion, Kind, any_of
from autograd_lab.exams.kinds.draws import upstream
from autograd_lab.exams.kinds.predicted import PredictedQuestion
from autograd_lab.exams.ps8 import correlation
from autograd_lab.exams.ps8.conv1d_right_variants import CONV1D_RIGHT
from autograd_lab.exams.ps8.conv1d_variants import CONV1D_WRONG
from autograd_lab.exams.ps8.conv2d_right_variants import CONV2D_RIGHT
from autograd_lab.exams.ps8.conv2d_variants import CONV2D_WRONG
from autograd_lab.exams.ps8.conv_formulas import backward
from autograd_lab.exams.ps8.conv_loop_variants import CONV1D_LOOPS, CONV2D_LOOPS
from autograd_lab.exams.question import Inputs, Part
from autograd_lab.mistakes import Anatomy, Array

#: filter, stride and padding of each draw: mostly k > stride, so that windows overlap; in one k = stride, in one
#: k < stride; three have no padding (four with two axes)
_OF_ONE = ((3, 2, 0), (4, 3, 0), (3, 1, 0), (3, 2, 1), (2, 3, 1), (2, 2, 0), (4, 3, 2), (3, 1, 1))
_OF_TWO = ((3, 2, 0), (3, 2, 0), (2, 1, 0), (3, 2, 1), (2, 3, 1), (2, 2, 0), (4, 3, 2), (3, 1, 1))
#: of these, one that looks at a single image, and one with a single place along its first axis
_ONE_IMAGE, _ONE_PLACE = (3, 1, 1), (3, 2, 1)
Setting = tuple[int, int, int]


def _draw(rng: np.random.Generator, setting: Setting, axes: int) -> Inputs:
    """Inputs of unequal sizes: images, channels and filters, rows and columns all differ; mostly a remainder."""
    k, stride, padding = setting
    N, C, F = (int(n) for n in rng.permutation([1, 3, 4] if rng.random() < 0.1 else [2, 3, 4]))
    while N < 3:
        N, C, F = F, N, C
    if setting == _ONE_IMAGE:
        N, C, F = 1, *((2, 3), (3, 2), (2, 4), (4, 3))[int(rng.integers(4))]
    places = [int(m) for m in rng.permutation([3, 4, 5])[:axes]]
    if setting == _ONE_PLACE:
        places[0] = 1
    rest = [int(rng.integers(1, stride)) if stride > 1 and rng.random() < 0.85 else 0 for _ in range(axes)]
    if 0 < 2 * padding < stride:  # all windows fit into x without its zeros, and see other numbers there
        rest = [stride - 1] * axes
    sizes = [(m - 1) * stride + k + r - 2 * padding for m, r in zip(places, rest, strict=True)]
    if axes == 2 and sizes[0] == sizes[1]:  # 1 more place, and the axes differ again
        places[1] += 1
        sizes[1] += stride
    return {
        "x": rng.normal(0.3, 1.0, (N, C, *sizes)),
        "w": rng.normal(0.2, 1.0, (F, C, *(k,) * axes)),
        "stride": stride,
        "padding": padding,
        "g": upstream(rng, (N, F, *places)),
    }


def backward_of(x: Array, w: Array, stride: int, padding: int, g: Array) -> tuple[Array, Array, Array]:
    """(dx, dw, db) of a cross-correlation over as many axes as there are."""
    d = x.ndim - 2
    p, s, k = (padding,) * d, (stride,) * d, w.shape[2:]
    xp = correlation.padded(x, p, p)
    dw = correlation.filter_gradient(g, correlation.windows(xp, k, s, g.shape[2:]))
    dxp = correlation.sum_at_offsets(correlation.columns(g, w), xp.shape[2:], s)
    return correlation.part_at(dxp, p, x.shape[2:]).copy(), dw, g.sum(axis=(0, *range(2, 2 + d)))


def conv1d_backward(x: Array, w: Array, stride: int, padding: int, g: Array) -> tuple[Array, Array, Array]:
    """(dx, dw, db) from x (N, C, L), w (O, C, k) and g = ∂L/∂z (N, O, M)."""
    return backward_of(x, w, stride, padding, g)


def conv2d_backward(x: Array, w: Array, stride: int, padding: int, g: Array) -> tuple[Array, Array, Array]:
    """(dx, dw, db) from x (N, C, H, W), w (O, C, k, k) and g = ∂L/∂z (N, O, H_out, W_out)."""
    return backward_of(x, w, stride, padding, g)


def spread(g: Array, stride: int) -> Array:
    """g with stride − 1 zeros between its entries, in each axis of space."""
    out = np.zeros((*g.shape[:2], *((m - 1) * stride + 1 for m in g.shape[2:])))
    out[(slice(None), slice(None), *(slice(None, None, stride) for _ in g.shape[2:]))] = g
    return out


@dataclass(frozen=True)
class Layout:
    """The sizes of one draw, and how windows are laid: what the swaps of the catalogue read."""

    axes: int
    k: int
    stride: int
    padding: int
    padded = staticmethod(correlation.padded)
    windows = staticmethod(correlation.windows)
    filter_gradient = staticmethod(correlation.filter_gradient)
    columns = staticmethod(correlation.columns)
    sum_at_offsets = staticmethod(correlation.sum_at_offsets)
    last_window_at_offsets = staticmethod(correlation.last_window_at_offsets)
    last_weight_at_offsets = staticmethod(correlation.last_weight_at_offsets)
    part_at = staticmethod(correlation.part_at)
    spread = staticmethod(spread)


def anatomy(inputs: Inputs) -> list[Anatomy]:
    """The ingredients of each part; the other two are right, so that an edit costs one part only."""
    x, w, stride, padding, g = inputs.values()
    dx, dw, db = backward_of(x, w, stride, padding, g)
    d, k, places = x.ndim - 2, w.shape[2:], g.shape[2:]
    p, s = (padding,) * d, (stride,) * d
    there = {"conv": Layout(d, w.shape[2], stride, padding), "conv_x": x, "conv_w": w, "conv_g": g}
    xp = correlation.padded(x, p, p)
    to_filter = {
        "conv_padded": xp,
        "conv_seen": partial(_windows, k=k, places=places),
        "conv_seen_strides": s,
        "conv_g_of_filter": g,
        "conv_dw": np.asarray,
    }
    to_input = {
        "conv_filter": w,
        "conv_g_of_input": g,
        "conv_scatter": correlation.sum_at_offsets,
        "conv_dxp": _added_up,
        "conv_strides": s,
        "conv_sizes": xp.shape[2:],
        "conv_cut": partial(correlation.part_at, starts=p, sizes=x.shape[2:]),
    }

    def build_dw(i: Mapping[str, Any]) -> tuple[Array, ...]:
        seen = i["conv_seen"](i["conv_padded"], i["conv_seen_strides"])
        return dx, i["conv_dw"](correlation.filter_gradient(i["conv_g_of_filter"], seen)), db

    def build_dx(i: Mapping[str, Any]) -> tuple[Array, ...]:
        scatter = partial(i["conv_scatter"], sizes=xp.shape[2:], strides=i["conv_strides"])
        return i["conv_cut"](i["conv_dxp"](i["conv_g_of_input"], i["conv_filter"], scatter)), dw, db

    def build_db(i: Mapping[str, Any]) -> tuple[Array, ...]:
        return i["conv_order"](dx, dw, i["conv_bias"](g))  # type: ignore[no-any-return]

    to_bias = {
        "conv_right_dw": dw,
        "conv_bias": lambda g: g.sum(axis=(0, *range(2, 2 + d))),
        "conv_order": lambda *parts: parts,
    }
    return [
        Anatomy({**there, **to_filter}, build_dw),
        Anatomy({**there, **to_input}, build_dx),
        Anatomy({**there, **to_bias}, build_db),
    ]


def _added_up(g: Array, w: Array, scatter: Callable[[Array], Array]) -> Array:
    return scatter(correlation.columns(g, w))


def _windows(xp: Array, strides: tuple[int, ...], k: tuple[int, ...], places: tuple[int, ...]) -> Array:
    return correlation.windows(xp, k, strides, places)


def known(inputs: Inputs) -> Mapping[str, Any]:
    """N and the arrays, by the student's names."""
    return {"N": len(inputs["x"]), "x": inputs["x"], "w": inputs["w"], "g": inputs["g"]}


@dataclass(frozen=True)
class ConvolutionQuestion(PredictedQuestion, DealtQuestion):
    """A question that deals its settings, and whose edits predict its variants."""


def _kinds(settings: tuple[Setting, ...], axes: int) -> tuple[Kind, ...]:
    return tuple(partial(_draw, setting=setting, axes=axes) for setting in settings)


_SOURCE = "the chain rule; Dumoulin and Visin, A guide to convolution arithmetic (2016), ch. 4; tested against torch"
_ONE, _TWO = _kinds(_OF_ONE, 1), _kinds(_OF_TWO, 2)

CONVOLUTIONS = (
    ConvolutionQuestion(
        name="conv1d_backward",
        signature="conv1d_backward(x, w, stride, padding, g)",
        parts=(
            Part("dx", 3, "the shape of x, (N, C, L)"),
            Part("dw", 2, "the shape of w, (O, C, k)"),
            Part("db", 1, "one number for each filter, (O,)"),
        ),
        draw=any_of(_ONE),
        reference=conv1d_backward,
        known=known,
        wrong=(*CONV1D_WRONG, *CONV1D_LOOPS),
        right=CONV1D_RIGHT,
        equation="strided-convolution",
        source=_SOURCE,
        exam="ps8",
        anatomy=anatomy,
        written=(backward,),
        in_twos=True,
        slope=True,
        kinds=_ONE,
    ),
    ConvolutionQuestion(
        name="conv2d_backward",
        signature="conv2d_backward(x, w, stride, padding, g)",
        parts=(
            Part("dx", 4, "the shape of x, (N, C, H, W)"),
            Part("dw", 3, "the shape of w, (O, C, k, k)"),
            Part("db", 1, "one number for each filter, (O,)"),
        ),
        draw=any_of(_TWO),
        reference=conv2d_backward,
        known=known,
        wrong=(*CONV2D_WRONG, *CONV2D_LOOPS),
        right=CONV2D_RIGHT,
        equation="strided-convolution",
        source=_SOURCE,
        exam="ps8",
        anatomy=anatomy,
        written=(backward,),
        in_twos=True,
        slope=True,
        kinds=_TWO,
    ),
)
