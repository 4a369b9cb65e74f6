"""Swaps in what comes back through a broadcast: what was stretched is to be summed, and nothing else.

Roles: `broadcast_terms` is what reaches each place of the result, shape of g; `broadcast_sum` (terms, shape) sums it to
`broadcast_shape`, the shape of the operand, which the result takes with an operand of `broadcast_other_shape`;
`broadcast_divisor` (terms, shape) is what the sum is divided by, `broadcast_order` puts both parts in order. In a
product the terms are `broadcast_g` times `broadcast_factor`, the other operand; `broadcast_own` is the operand itself.
"""

from functools import partial
from typing import Any

import numpy as np

from autograd_lab.mistakes.anatomy import Array, Ingredients, Swap

Shape = tuple[int, ...]


def _front(shape: Shape, terms: Array) -> int:
    return terms.ndim - len(shape)


def _ones(shape: Shape, terms: Array) -> tuple[int, ...]:
    """The axes of the terms along which an axis of size 1 was stretched."""
    missing = _front(shape, terms)
    return tuple(missing + i for i, n in enumerate(shape) if n == 1 and terms.shape[missing + i] != 1)


def _all(shape: Shape, terms: Array) -> tuple[int, ...]:
    return (*range(_front(shape, terms)), *_ones(shape, terms))


def _right(terms: Array, shape: Shape) -> Array:
    return np.asarray(terms.sum(axis=_all(shape, terms))).reshape(shape)


def _from_left(terms: Array, shape: Shape) -> Array:
    """The sum over the axes where the shapes differ when they are laid side by side from the left."""
    filled = (*shape, *(1,) * _front(shape, terms))
    axes = tuple(i for i, (n, m) in enumerate(zip(filled, terms.shape, strict=True)) if n != m)
    return np.asarray(terms.sum(axis=axes)).reshape(shape)


def _not_shifted(terms: Array, shape: Shape) -> Array:
    """The sum over the axes that are missing, and over those of size 1 by their number in the shape itself."""
    axes = {*range(_front(shape, terms)), *(i for i, n in enumerate(shape) if n == 1)}
    return np.asarray(terms.sum(axis=tuple(sorted(axes)))).reshape(shape)


def _own_ones(shape: Shape) -> tuple[int, ...]:
    """The axes of size 1 by their number in the shape itself, which is theirs in the terms where nothing is missing."""
    return tuple(i for i, n in enumerate(shape) if n == 1)


def _last_axes(terms: Array, shape: Shape) -> Array:
    """The last axes summed away in the place of the first ones, then those of size 1."""
    short = terms.sum(axis=tuple(range(len(shape), terms.ndim)))
    return np.asarray(short.sum(axis=_own_ones(shape), keepdims=True))


def _dropped_in_turn(terms: Array, shape: Shape) -> Array:
    """The axes of size 1 summed away one after the other, so that the next number is that of another axis."""
    short = terms.sum(axis=tuple(range(_front(shape, terms))))
    for axis in _own_ones(shape):
        short = short.sum(axis=axis)
    return np.asarray(short)


def _places(terms: Array, axes: tuple[int, ...]) -> int:
    """The number of places along these axes."""
    return int(np.prod([terms.shape[axis] for axis in axes], dtype=int))


def _one_of_the_ones(terms: Array, shape: Shape, last: bool = False) -> Array:
    """A sum over the axes in front and over one alone of those of size 1."""
    short = terms.sum(axis=tuple(range(_front(shape, terms))))
    ones = _own_ones(shape)
    return np.asarray(short.sum(axis=(ones[-1] if last else ones[0]), keepdims=True) if ones else short)


def _taken(terms: Array, shape: Shape, place: int) -> Array:
    """One slice of each stretched axis in the place of the sum."""
    kept = tuple(place if i in _all(shape, terms) else slice(None) for i in range(terms.ndim))
    return np.asarray(terms[kept]).reshape(shape)


def _first_of_missing(terms: Array, shape: Shape) -> Array:
    """One slice of each missing axis, and the sum over those of size 1."""
    return _right(terms[(0,) * _front(shape, terms)], shape)


def _first_of_ones(terms: Array, shape: Shape) -> Array:
    """The sum over the missing axes, and one slice of those of size 1."""
    return _taken(terms.sum(axis=tuple(range(_front(shape, terms)))), shape, 0)


def _one_axis(terms: Array, shape: Shape, last: bool = False) -> Array:
    """The sum over one of the stretched axes, the others left as they are."""
    axes = _all(shape, terms)
    if not axes:
        return terms
    axis = axes[-1] if last else axes[0]
    return np.asarray(terms.sum(axis=axis, keepdims=axis >= _front(shape, terms)))


def _one_axis_kept(terms: Array, shape: Shape) -> Array:
    axes = _all(shape, terms)
    return np.asarray(terms.sum(axis=axes[0], keepdims=True)) if axes else terms


def _over_both(made_of: Ingredients) -> Any:
    """A sum over all that was stretched for either operand."""
    other = made_of["broadcast_other_shape"]
    return lambda terms, shape: terms.sum(axis=tuple({*_all(shape, terms), *_all(other, terms)}), keepdims=True)


def _sum(of: Any) -> Any:
    return lambda made_of: of


def _after(made_of: Ingredients, terms: Array, shape: Shape) -> Array:
    return np.asarray(_right(made_of["broadcast_g"], shape) * made_of["broadcast_factor"])


def _of_sums(made_of: Ingredients, terms: Array, shape: Shape, mean: bool) -> Array:
    factor = np.broadcast_to(made_of["broadcast_factor"], terms.shape)
    other = factor.mean(axis=_all(shape, terms)).reshape(shape) if mean else _right(factor, shape)
    return np.asarray(_right(made_of["broadcast_g"], shape) * other)


def _needs_factor_for_shape(made_of: Ingredients) -> Shape:
    """The other operand's shape, in a product alone: in a sum the other's gradient would come out."""
    made_of["broadcast_factor"]
    return tuple(made_of["broadcast_other_shape"])


def _numbers_alone(terms: Array, shape: Shape) -> Array:
    """The sum for an operand of a single number, and nothing summed for any other."""
    return terms.sum().reshape(shape) if np.prod(shape) == 1 else terms


def _needs_factor(made_of: Ingredients, of: Any) -> Any:
    made_of["broadcast_factor"]  # a KeyError where nothing is multiplied
    return partial(of, made_of)


_SUMS = (
    ("stretched-not-summed", lambda terms, shape: terms),
    ("stretched-not-summed", _numbers_alone),
    (
        "ones-not-summed",
        lambda terms, shape: terms.sum(axis=tuple(range(_front(shape, terms)))),
    ),
    ("front-not-summed", lambda terms, shape: terms.sum(axis=_ones(shape, terms), keepdims=True)),
    ("front-not-summed", lambda terms, shape: terms.sum(axis=_own_ones(shape), keepdims=True)),
    ("axis-dropped", lambda terms, shape: terms.sum(axis=_all(shape, terms))),
    ("axis-dropped", _dropped_in_turn),
    ("axis-dropped", lambda terms, shape: np.squeeze(_right(terms, shape), tuple(np.flatnonzero(np.equal(shape, 1))))),
    ("front-kept", lambda terms, shape: terms.sum(axis=_all(shape, terms), keepdims=True)),
    ("aligned-from-the-left", _from_left),
    ("aligned-from-the-left", _last_axes),
    ("aligned-from-the-left", _not_shifted),
    ("stretched-first", partial(_taken, place=0)),
    ("stretched-first", _first_of_missing),
    ("stretched-first", _first_of_ones),
    ("stretched-overwritten", partial(_taken, place=-1)),
    ("one-axis-summed", _one_axis),
    ("one-axis-summed", partial(_one_axis, last=True)),
    ("one-axis-summed", _one_axis_kept),
    ("one-axis-summed", _one_of_the_ones),
    ("one-axis-summed", partial(_one_of_the_ones, last=True)),
    ("first-axis-always", lambda terms, shape: terms.sum(axis=0)),
    ("first-axis-always", lambda terms, shape: terms.sum(axis=0, keepdims=True)),
    ("stretched-again", lambda terms, shape: np.broadcast_to(_right(terms, shape), terms.shape)),
    ("summed-too-far", lambda terms, shape: terms.sum()),
    ("summed-too-far", lambda terms, shape: np.full(shape, terms.sum())),
    ("summed-too-far", lambda terms, shape: terms if shape == terms.shape else np.full(shape, terms.sum())),
    ("summed-too-far", lambda terms, shape: terms.sum(keepdims=True)),
)
#: numbers that a sum is divided by: places along all axes that were stretched, along those of one kind, or of all of g
_DIVISORS = (
    lambda terms, shape: _places(terms, _all(shape, terms)),
    lambda terms, shape: _places(terms, tuple(range(_front(shape, terms)))),
    lambda terms, shape: _places(terms, _ones(shape, terms)),
    lambda terms, shape: terms.size,
)

BROADCAST_SWAPS: tuple[Swap, ...] = (
    *(Swap(mistake, "broadcast_sum", _sum(of)) for mistake, of in _SUMS),
    *(Swap("stretched-averaged", "broadcast_divisor", _sum(of)) for of in _DIVISORS),
    Swap("other-axes-summed", "broadcast_sum", _over_both),
    Swap("other-axes-summed", "broadcast_shape", _needs_factor_for_shape),
    Swap("exchanged", "broadcast_order", _sum(lambda dx, dy: (dy, dx))),
    Swap(
        "upstream-missing",
        "broadcast_terms",
        lambda i: np.ones_like(i["broadcast_terms"]) * i.get("broadcast_factor", 1.0),
    ),
    Swap("other-factor-missing", "broadcast_terms", lambda i: i["broadcast_g"]),
    Swap("own-factor", "broadcast_terms", lambda i: i["broadcast_g"] * i["broadcast_own"]),
    Swap("own-factor", "broadcast_terms", lambda i: i["broadcast_g"] * i["broadcast_own"] * i["broadcast_factor"]),
    Swap("multiplied-after-summing", "broadcast_sum", partial(_needs_factor, of=_after)),
    Swap("product-of-sums", "broadcast_sum", partial(_needs_factor, of=partial(_of_sums, mean=False))),
    Swap("product-of-sums", "broadcast_sum", partial(_needs_factor, of=partial(_of_sums, mean=True))),
)
