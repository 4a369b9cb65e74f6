"""Wrong and right ways to write `clip_each` of problem set 6."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import wrong
from autograd_lab.exams.question import Variant

# G are the gradients, m is max_norm, e is eps, f a factor


def _norm(g: Any) -> Any:
    return np.sqrt((g**2).sum())


def _clip(
    norm: Callable[..., Any] = _norm,
    factor: Callable[..., Any] = lambda n, m, e: m / (n + e),
    limit: Callable[..., Any] = lambda f: min(1.0, f),
    tell: Callable[..., Any] = lambda f, n: f,
) -> Callable[..., Any]:
    """The clipping with one of its lines changed."""

    def clip_each(G: Any, m: float, e: float) -> Any:
        out, told = [], []
        for g in G:
            n = norm(g)
            f = limit(factor(n, m, e))
            out.append(f * g)
            told.append(tell(f, n))
        return out, np.array(told)

    return clip_each


def _as_one(G: Any, m: float, e: float) -> Any:
    f = min(1.0, m / (math.sqrt(sum(_norm(g) ** 2 for g in G)) + e))
    return [f * g for g in G], np.full(len(G), f)


def _smallest(G: Any, m: float, e: float) -> Any:
    f = min([1.0, *(m / (_norm(g) + e) for g in G)])
    return [f * g for g in G], np.full(len(G), f)


def _last(G: Any, m: float, e: float) -> Any:
    for g in G:
        f = min(1.0, m / (_norm(g) + e))
    return [f * g for g in G], np.full(len(G), f)


def _elementwise(G: Any, m: float, e: float) -> Any:
    return [np.clip(g, -m, m) for g in G], _clip()(G, m, e)[1]


def _first_only(G: Any, m: float, e: float) -> Any:
    out, f = _clip()(G, m, e)
    return [out[0], *G[1:]], f


def _without_last(G: Any, m: float, e: float) -> Any:
    out, f = _clip()(G, m, e)
    return [*out[:-1], G[-1].copy()], f


def _copies_and_factors(G: Any, m: float, e: float) -> Any:
    return [g.copy() for g in G], _clip()(G, m, e)[1]


def _in_place(G: Any, m: float, e: float) -> Any:
    factors = [min(1.0, m / (_norm(g) + e)) for g in G]
    for g, f in zip(G, factors, strict=True):
        g *= f
    return G, np.array(factors)


CLIP_WRONG = (
    wrong("clipped-as-one", "the global norm", _as_one),
    wrong("smallest-for-all", "the smallest factor", _smallest),
    wrong("smallest-for-all", "the last factor", _last),
    wrong("clipped-elementwise", "np.clip", _elementwise),
    wrong("norm-without-root", "Σ g²", _clip(lambda g: (g**2).sum())),
    wrong("norm-of-absolutes", "Σ |g|", _clip(lambda g: np.abs(g).sum())),
    wrong("norm-of-largest", "max |g|", _clip(lambda g: np.abs(g).max())),
    wrong("norm-averaged", "root mean square", _clip(lambda g: np.sqrt((g**2).mean()))),
    wrong("eps-missing", "m / n", _clip(factor=lambda n, m, e: m / n if n > 0 else 1.0)),
    wrong("eps-under-root", "√(n² + ε)", _clip(factor=lambda n, m, e: m / math.sqrt(n * n + e))),
    wrong("eps-under-root", "√(n² + ε²)", _clip(factor=lambda n, m, e: m / math.hypot(n, e))),
    wrong("eps-beside-factor", "m / n + ε", _clip(factor=lambda n, m, e: m / max(n, 1e-300) + e)),
    wrong("upscaled", "no min", _clip(limit=lambda f: f)),
    wrong("clipped-below", "max for min", _clip(limit=lambda f: max(1.0, f))),
    wrong("not-clipped", "copies", _copies_and_factors),
    wrong("factor-inverted", "(n + ε) / m", _clip(factor=lambda n, m, e: (n + e) / m, limit=lambda f: max(1.0, f))),
    wrong("factor-inverted", "1/f told", _clip(tell=lambda f, n: 1 / f)),
    wrong(
        "factor-without-norm",
        "times m",
        _clip(factor=lambda n, m, e: (m, n + e), limit=lambda p: p[0] if p[1] > p[0] else 1.0),
    ),
    wrong(
        "factor-without-maximum",
        "1/(n + ε)",
        _clip(factor=lambda n, m, e: (m, n + e), limit=lambda p: 1 / p[1] if p[1] > p[0] else 1.0),
    ),
    wrong("factor-twice", "f²", _clip(limit=lambda f: min(1.0, f) ** 2)),
    wrong("factor-root", "√f", _clip(limit=lambda f: math.sqrt(min(1.0, f)))),
    wrong("clipped-some", "the first only", _first_only),
    wrong("clipped-some", "all but the last", _without_last),
    wrong("norms-told", "norms", _clip(tell=lambda f, n: n)),
    wrong("norms-told", "norms after", _clip(tell=lambda f, n: f * n)),
    wrong(
        "unlimited-told", "above 1", lambda G, m, e: (_clip()(G, m, e)[0], np.array([m / (_norm(g) + e) for g in G]))
    ),
    wrong("exchanged", "factors, clipped", lambda G, m, e: _clip()(G, m, e)[::-1]),
    wrong("inputs-changed", "g *= f", _in_place),
)


def _by_condition(G: Any, m: float, e: float) -> Any:
    clipped, factors = [], np.ones(len(G))
    for i, g in enumerate(G):
        n = np.linalg.norm(g)
        if n + e > m:
            factors[i] = m / (n + e)
        clipped.append(factors[i] * g)
    return clipped, factors


def _vectors(G: Any, m: float, e: float) -> Any:
    norms = np.array([math.sqrt(float(np.vdot(g, g))) for g in G])
    factors = np.minimum(1, m / (norms + e))
    return [g * f for g, f in zip(G, factors, strict=True)], factors


def _quotients(G: Any, m: float, e: float) -> Any:
    long = [max(1.0, (math.sqrt(sum(float(x) ** 2 for x in g.ravel())) + e) / m) for g in G]
    return [g / d for g, d in zip(G, long, strict=True)], 1 / np.array(long)


CLIP_RIGHT = (
    Variant("a loop", _clip()),
    Variant("by a condition", _by_condition),
    Variant("norms first", _vectors),
    Variant("divided", _quotients),
    Variant("norm compared without ε", _clip(factor=lambda n, m, e: m / (n + e) if n > m else 1.0)),
    Variant("a list of factors", lambda G, m, e: (_clip()(G, m, e)[0], [float(f) for f in _clip()(G, m, e)[1]])),
    Variant("a tuple of arrays", lambda G, m, e: (tuple(_clip()(G, m, e)[0]), _clip()(G, m, e)[1])),
    Variant("einsum", _clip(lambda g: math.sqrt(np.einsum("i,i->", g.ravel(), g.ravel())))),
    Variant("np.clip of the factor", _clip(limit=lambda f: np.clip(f, None, 1.0))),
    Variant("a list of two", lambda G, m, e: list(_clip()(G, m, e))),
)
