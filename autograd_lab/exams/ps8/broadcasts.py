"""Two broadcasts in problem set 8: draws, references and anatomies of their vector-Jacobian products.

z = x + y, or x · y, with NumPy's rule: shapes are laid side by side from the right, and an axis of size 1, or one that
is not there, is stretched. What was stretched is used several times, so its contributions are summed.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.dealt import DealtQuestion, Kind, any_of
from autograd_lab.exams.kinds.draws import upstream
from autograd_lab.exams.ps8.broadcast_formulas import add_by_axes, multiply_by_axes
from autograd_lab.exams.ps8.broadcast_right_variants import ADD_RIGHT, MULTIPLY_RIGHT
from autograd_lab.exams.ps8.broadcast_variants import ADD_WRONG, MULTIPLY_WRONG
from autograd_lab.exams.question import Inputs, Part
from autograd_lab.mistakes import Anatomy, Array

Shape = tuple[int, ...]
Letters = tuple[str, str]

#: pairs of shapes, a letter for each size; each pair comes in both orders
_PAIRS: tuple[Letters, ...] = (
    ("a1", "b"),
    ("a1c", "b1"),
    ("abb", "b1"),
    ("", "ab"),
    ("1b1", "a11"),
    ("1b1", "a1c"),
    ("aa", "a"),
    ("1b", "ab"),
    ("11", "ab"),
)
_EQUAL: tuple[Letters, ...] = (("ab", "ab"), ("abc", "abc"))


def shapes(rng: np.random.Generator, letters: Letters) -> tuple[Shape, Shape]:
    """Two shapes of this form, with sizes from 2 to 5 that differ."""
    sizes = dict(zip("abc", (int(n) for n in rng.permutation([2, 3, 4, 5])), strict=False)) | {"1": 1}
    x, y = (tuple(sizes[letter] for letter in form) for form in letters)
    return x, y


def _both_orders(pairs: tuple[Letters, ...]) -> tuple[Letters, ...]:
    return tuple(one for x, y in pairs for one in ((x, y), (y, x)))


def _draw_add(rng: np.random.Generator, letters: Letters) -> Inputs:
    x, y = shapes(rng, letters)
    return {"x_shape": x, "y_shape": y, "g": upstream(rng, np.broadcast_shapes(x, y))}


def _draw_multiply(rng: np.random.Generator, letters: Letters) -> Inputs:
    x, y = (np.asarray(rng.normal(0.5, 1.5, shape)) for shape in shapes(rng, letters))
    return {"x": x, "y": y, "g": upstream(rng, np.broadcast_shapes(x.shape, y.shape))}


def axes_of(shape: Shape, g_shape: Shape) -> tuple[int, ...]:
    """The axes of g along which an array of this shape was stretched."""
    missing = len(g_shape) - len(shape)
    stretched = (missing + i for i, n in enumerate(shape) if n == 1 and g_shape[missing + i] != 1)
    return (*range(missing), *stretched)


def summed_to(g: Array, shape: Shape) -> Array:
    """g summed over all that was stretched, in this shape."""
    return np.asarray(g.sum(axis=axes_of(shape, g.shape))).reshape(shape)


def vjp_of_broadcast_add(x_shape: Shape, y_shape: Shape, g: Array) -> tuple[Array, Array]:
    """∂L/∂x and ∂L/∂y of z = x + y from g = ∂L/∂z."""
    return summed_to(g, x_shape), summed_to(g, y_shape)


def vjp_of_broadcast_multiply(x: Array, y: Array, g: Array) -> tuple[Array, Array]:
    """∂L/∂x and ∂L/∂y of z = x · y from g = ∂L/∂z."""
    return summed_to(g * y, x.shape), summed_to(g * x, y.shape)


#: what a sum is made of
_SUMMING = {"broadcast_sum": summed_to, "broadcast_divisor": lambda terms, shape: 1}


def _divided_sum(i: Mapping[str, Any], terms: Array, shape: Shape) -> Array:
    return np.asarray(i["broadcast_sum"](terms, shape) / i["broadcast_divisor"](terms, shape))


def _half(shape: Shape, terms: Array, other: Array, place: int, **more: Any) -> Anatomy:
    """The ingredients of one of the two parts; the other is right."""
    made_of = {"broadcast_terms": terms, "broadcast_shape": shape, **_SUMMING, **more}

    def build(i: Mapping[str, Any]) -> tuple[Array, ...]:
        one = _divided_sum(i, i["broadcast_terms"], i["broadcast_shape"])
        return (one, other) if place == 0 else (other, one)

    return Anatomy(made_of, build)


def _whole(*pairs: tuple[Array, Shape]) -> Anatomy:
    """The ingredients of both parts, which one function sums."""

    def build(i: Mapping[str, Any]) -> tuple[Array, ...]:
        return tuple(i["broadcast_order"](*(_divided_sum(i, terms, shape) for terms, shape in pairs)))

    return Anatomy({**_SUMMING, "broadcast_order": lambda dx, dy: (dx, dy)}, build)


def _anatomy_add(inputs: Inputs) -> list[Anatomy]:
    x, y, g = inputs.values()
    dx, dy = vjp_of_broadcast_add(x, y, g)
    return [
        _half(x, g, dy, 0, broadcast_other_shape=y),
        _half(y, g, dx, 1, broadcast_other_shape=x),
        _whole((g, x), (g, y)),
    ]


def _anatomy_multiply(inputs: Inputs) -> list[Anatomy]:
    x, y, g = inputs.values()
    dx, dy = vjp_of_broadcast_multiply(x, y, g)
    return [
        _half(x.shape, g * y, dy, 0, broadcast_other_shape=y.shape, broadcast_own=x, broadcast_factor=y, broadcast_g=g),
        _half(y.shape, g * x, dx, 1, broadcast_other_shape=x.shape, broadcast_own=y, broadcast_factor=x, broadcast_g=g),
        _whole((g * y, x.shape), (g * x, y.shape)),
    ]


def _arrays_by_name(inputs: Inputs) -> Mapping[str, Any]:
    return {name: value for name, value in inputs.items() if isinstance(value, np.ndarray)}


def _kinds(draw: Any) -> tuple[Kind, ...]:
    return tuple(partial(draw, letters=letters) for letters in (*_both_orders(_PAIRS), *_EQUAL[:1], *_EQUAL[1:]))


_SOURCE = "the chain rule on NumPy's broadcasting; tested against torch and numerical gradients"
_ADD, _MULTIPLY = _kinds(_draw_add), _kinds(_draw_multiply)

BROADCASTS = (
    DealtQuestion(
        name="vjp_of_broadcast_add",
        signature="vjp_of_broadcast_add(x_shape, y_shape, g)",
        parts=(Part("dx", 2, "of shape x_shape"), Part("dy", 2, "of shape y_shape")),
        draw=any_of(_ADD),
        reference=vjp_of_broadcast_add,
        known=_arrays_by_name,
        wrong=ADD_WRONG,
        right=ADD_RIGHT,
        equation="repeat-and-sum",
        source=_SOURCE,
        exam="ps8",
        cases=len(_ADD),
        anatomy=_anatomy_add,
        written=(add_by_axes,),
        in_twos=True,
        kinds=_ADD,
    ),
    DealtQuestion(
        name="vjp_of_broadcast_multiply",
        signature="vjp_of_broadcast_multiply(x, y, g)",
        parts=(Part("dx", 2, "of the shape of x"), Part("dy", 2, "of the shape of y")),
        draw=any_of(_MULTIPLY),
        reference=vjp_of_broadcast_multiply,
        known=_arrays_by_name,
        wrong=MULTIPLY_WRONG,
        right=MULTIPLY_RIGHT,
        equation="repeat-and-sum",
        source=_SOURCE,
        exam="ps8",
        cases=len(_MULTIPLY),
        anatomy=_anatomy_multiply,
        written=(multiply_by_axes,),
        in_twos=True,
        kinds=_MULTIPLY,
    ),
)
