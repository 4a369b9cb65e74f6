"""The gradient check: nudge each number, see how far the result moves, and compare with the gradient.

This test of a gradient needs no theory. It works on plain functions of NumPy arrays and on every object with
`data`, `grad` and `backward()`: Values, Tensors, torch tensors, the parameters of a model.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.errors import GraphError, LabError
from autograd_lab.gradcheck.differences import Nudger, Slope
from autograd_lab.gradcheck.leaves import Array, Inputs, Leaf, Parameter, Plain, result_number
from autograd_lab.gradcheck.report import GradientReport, ParameterCheck, pattern

__all__ = ["GradientReport", "ParameterCheck", "check_gradient", "numerical_gradient"]

_METHODS = ("auto", "central", "complex")


def numerical_gradient(
    function: Callable[..., Any], inputs: Any, step: float | None = None, method: str = "auto"
) -> Any:
    """∂function/∂inputs by nudging one entry at a time: an array for each input, in the form in which they came.

    function  returns one number; called as `check_gradient` says
    inputs    one input, a list, a dict, or a model
    step      h of (f(x + h) − f(x − h)) / 2h; None chooses ε^⅓·max(1, |x|) for each entry (about 6e-6 in float64)
    method    "central", "complex" (Im f(x + ih) / h, exact to rounding, for smooth functions of plain arrays), or
              "auto": complex where the function allows it and a central difference confirms it
    raises    ShapeError when the function returns more than one number or there is no input, ValueTypeError for
              whole numbers and for random functions, DomainError where the function is not finite

    >>> import numpy as np
    >>> from autograd_lab import numerical_gradient
    >>> numerical_gradient(lambda x: (x**2).sum(), np.array([1.0, 2.0, 3.0]))
    array([2., 4., 6.])
    >>> dw, db = numerical_gradient(lambda w, b: (2 * w + b) ** 2, [1.0, 3.0])
    >>> round(dw, 6), round(db, 6)
    (20.0, 10.0)
    """
    _require_method(method, step)
    known = Inputs(function, inputs)
    nudger = Nudger(function, known)
    try:
        gradients = []
        for leaf in known.leaves:
            gradient = np.zeros(leaf.now.shape)
            for index in np.ndindex(gradient.shape):
                slope = nudger.central(leaf, index, step) if step is not None else nudger.best(leaf, index, method)
                gradient[index] = slope.value
            gradients.append(gradient if gradient.ndim else float(gradient))
    finally:
        nudger.restore()
    return known.pack(gradients)


def check_gradient(
    function: Callable[..., Any],
    inputs: Any,
    gradient: Any = None,
    *,
    tolerance: float | None = None,
    method: str = "auto",
    entries: int = 500,
    seed: int = 0,
) -> GradientReport:
    """Compare a gradient with nudging, and report for each parameter the relative error and the worst entry.

    function   returns one number. Called as f(x) for one input, f(*inputs) for a list or tuple, f(**inputs) for a
               dict, f(model) for a model. A function without arguments is called as it is: then the inputs are
               parameters which it uses, e.g. check_gradient(lambda: loss(model(x), y), model)
    inputs     Values, Tensors or torch tensors that require a gradient; or floats and arrays, with `gradient`
    gradient   for plain inputs: a function that is called as `function` is, or the gradient itself; one for each input
    tolerance  the largest relative error that passes; by default 1e-6 in float64, 1e-3 in float32
    method     how to nudge, as in numerical_gradient
    entries    at most so many entries of each parameter are nudged, drawn with `seed`; the report says how many
    returns    a GradientReport, True when the gradient passed
    raises     what numerical_gradient raises, and ShapeError for a gradient of another shape than its input

    Numbers and gradients of parameters are put back as they were.

    >>> import numpy as np
    >>> from autograd_lab import Tensor, check_gradient
    >>> x = np.array([1.0, 2.0])
    >>> bool(check_gradient(lambda x: (x**3).sum(), x, gradient=lambda x: 3 * x**2))
    True
    >>> print(check_gradient(lambda x: (x**3).sum(), x, gradient=lambda x: x**2).verdict)
    The gradient is wrong: x[1] should be 12, it is 4 (relative error 6.7e-01, tolerance 1e-06).
    >>> w = Tensor([0.5, -1.0], requires_grad=True)
    >>> bool(check_gradient(lambda w: w.tanh().sum(), w))
    True
    """
    _require_method(method)
    known = Inputs(function, inputs)
    nudger = Nudger(function, known)
    analytic, silent = _gradients_to_check(known, function, gradient)
    limit = tolerance if tolerance is not None else (1e-6 if nudger.eps < 1e-10 else 1e-3)
    rng = np.random.default_rng(seed)
    try:
        checks = [
            _compare(nudger, leaf, grad, _indices_to_nudge(leaf, entries, rng), method, limit, leaf.name in silent)
            for leaf, grad in zip(known.leaves, analytic, strict=True)
        ]
    finally:
        nudger.restore()
    return GradientReport(nudger.value, limit, nudger.eps, tuple(checks))


def _gradients_to_check(known: Inputs, function: Callable[..., Any], gradient: Any) -> tuple[list[Array], set[str]]:
    """The gradients to check, one array for each input, and the names of the parameters at which none arrived."""
    plain = [leaf.name for leaf in known.leaves if isinstance(leaf, Plain)]
    if gradient is not None:
        return known.unpack(known.call(gradient) if callable(gradient) else gradient), set()
    if plain:
        raise GraphError(
            f"{', '.join(plain)}: a plain number or array has no gradient of its own.\n"
            "  Give the gradient you want to check: check_gradient(f, x, gradient=df). Or use Values, Tensors or\n"
            "  torch tensors that require one, and keep the data out of the inputs."
        )
    nodes = [leaf for leaf in known.leaves if isinstance(leaf, Parameter)]
    try:
        for node in nodes:
            node.clear()
        result = known.call(function)
        result_number(result)
        if not hasattr(result, "backward"):
            raise GraphError(
                f"the function returned {type(result).__name__}, which has no graph to go back through.\n"
                "  Do not take .data, .item() or float(...) of the result."
            )
        result.backward()
        found = [node.gradient() for node in nodes]
    finally:
        for node in nodes:
            node.restore_gradient()
    silent = {node.name for node, grad in zip(nodes, found, strict=True) if grad is None}
    return [np.zeros(n.now.shape) if g is None else g for n, g in zip(nodes, found, strict=True)], silent


def _compare(
    nudger: Nudger, leaf: Leaf, analytic: Array, indices: Array, method: str, limit: float, silent: bool
) -> ParameterCheck:
    """Nudge these entries of one parameter; where an entry disagrees, nudge it again with other steps."""
    given = np.array([analytic[tuple(index)] for index in indices])
    slopes: list[Slope] = []
    errors = np.zeros(len(indices))
    for i, index in enumerate(map(tuple, indices)):
        slope = nudger.best(leaf, index, method)
        if not _error(given[i], slope, limit) <= limit and slope.method == "central":
            slope = nudger.careful(leaf, index)
        slopes.append(slope)
        errors[i] = _error(given[i], slope, limit)
    numerical = np.array([_nearest(g, s) for g, s in zip(given, slopes, strict=True)])
    size = np.maximum(np.abs(given), np.abs(numerical))
    kinks = sum(slope.kink for slope in slopes)
    note = pattern(given, numerical, ~(errors <= limit))
    if silent and note:
        note = "no gradient arrived here; " + note
    noise = np.array([slope.noise for slope in slopes])
    blind = (noise > 0.01 * size) & (np.abs(given) > 2 * nudger.eps * abs(nudger.value))
    also = [f"{kinks} of {len(slopes)} at a kink, where any slope between the two sides is right."] if kinks else []
    also += [f"{blind.sum()} of {len(blind)} too small to be seen beside the rounding of f."] if blind.any() else []
    note = " ".join([*([note] if note else []), *also])
    return ParameterCheck(
        leaf.name,
        leaf.now.shape,
        indices,
        given,
        numerical,
        errors,
        blind,
        kinks,
        "/".join(sorted({s.method for s in slopes})),
        note,
    )


def _nearest(given: float, slope: Slope) -> float:
    """The slope; at a kink the one between left and right that is nearest to the given gradient."""
    if not slope.kink:
        return slope.value
    return float(np.clip(given, min(slope.left, slope.right), max(slope.left, slope.right)))


def _error(given: float, slope: Slope, limit: float) -> float:
    """The relative error, at most `limit` just when the difference is at most limit·size + noise."""
    found = _nearest(given, slope)
    if not np.isfinite(given) or not np.isfinite(found):
        return float("inf")
    size = max(abs(given), abs(found)) + slope.noise / limit
    return abs(given - found) / size if size else 0.0


def _indices_to_nudge(leaf: Leaf, entries: int, rng: np.random.Generator) -> Array:
    """(k, ndim) indices: of all entries, or of `entries` drawn at random. Raises LabError for entries below 1."""
    if entries < 1:
        raise LabError(f"check_gradient: entries={entries} checks nothing; give at least 1")
    size = leaf.now.size
    flat = np.arange(size) if size <= entries else np.sort(rng.choice(size, entries, replace=False))
    return np.stack(np.unravel_index(flat, leaf.now.shape), axis=1) if leaf.now.ndim else np.zeros((1, 0), dtype=int)


def _require_method(method: str, step: float | None = None) -> None:
    """Raise LabError for an unknown method, a step that is not above 0, or a step for the complex method."""
    if method not in _METHODS:
        raise LabError(f"no method is called {method!r}; there are {', '.join(_METHODS)}")
    if step is not None and not step > 0:
        raise LabError(f"step is the distance to nudge, a number above 0; got {step!r}")
    if step is not None and method == "complex":
        raise LabError("step belongs to central differences; the complex step has its own, 1e-20")
