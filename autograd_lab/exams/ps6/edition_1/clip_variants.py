"""Wrong and right ways to write `clip_by_global_norm` of problem set 6."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

import math
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import wrong
from autograd_lab.exams.question import Variant
from autograd_lab.mistakes import Array

Arrays = list[Array]


def _norm(grads: Arrays) -> Any:
    return np.sqrt(sum(np.sum(g**2) for g in grads))


def _clip(grads: Arrays, max_norm: float) -> Any:
    norm = _norm(grads)
    if norm > max_norm:
        grads = [g * (max_norm / norm) for g in grads]
    return grads, norm


def _by(norm_of: Any) -> Any:
    """Right but for the norm."""

    def clip(grads: Arrays, max_norm: float) -> Any:
        norm = norm_of(grads)
        if norm > max_norm:
            grads = [g * (max_norm / norm) for g in grads]
        return grads, norm

    return clip


def _scaled(factor: Any) -> Any:
    """Right but for the factor."""

    def clip(grads: Arrays, max_norm: float) -> Any:
        norm = _norm(grads)
        if norm > max_norm:
            return [g * factor(norm, max_norm) for g in grads], norm
        return grads, norm

    return clip


def _each(grads: Arrays, max_norm: float) -> Any:
    out = []
    for g in grads:
        norm = np.linalg.norm(g)
        out.append(g * max_norm / norm if norm > max_norm else g)
    return out, _norm(grads)


def _each_and_its_norm(grads: Arrays, max_norm: float) -> Any:
    out = []
    for g in grads:
        norm = np.linalg.norm(g)
        if norm > max_norm:
            g = g * max_norm / norm
        out.append(g)
    return out, _norm(out)


def _each_last_norm(grads: Arrays, max_norm: float) -> Any:
    out = []
    for g in grads:
        norm = np.sqrt((g**2).sum())
        out.append(g * max_norm / norm if norm > max_norm else g)
    return out, norm


def _overwritten(grads: Arrays, max_norm: float) -> Any:
    for g in grads:
        total = (g**2).sum()
    norm = np.sqrt(total)
    return [g * min(1.0, max_norm / norm) if norm else g for g in grads], norm


def _upscaled(grads: Arrays, max_norm: float) -> Any:
    norm = _norm(grads)
    return [g * max_norm / norm for g in grads], norm


def _below(grads: Arrays, max_norm: float) -> Any:
    norm = _norm(grads)
    if norm < max_norm:
        return [g * max_norm / norm for g in grads], norm
    return grads, norm


def _after(grads: Arrays, max_norm: float) -> Any:
    grads, _ = _clip(grads, max_norm)
    return grads, np.sqrt(sum((g**2).sum() for g in grads))


def _after_min(grads: Arrays, max_norm: float) -> Any:
    grads, norm = _clip(grads, max_norm)
    return grads, min(norm, max_norm)


def _in_place(grads: Arrays, max_norm: float) -> Any:
    norm = _norm(grads)
    if norm > max_norm:
        for g in grads:
            g *= max_norm / norm
    return grads, norm


def _list_in_place(grads: Arrays, max_norm: float) -> Any:
    norm = _norm(grads)
    if norm > max_norm:
        for i in range(len(grads)):
            grads[i] = grads[i] * max_norm / norm
    return grads, norm


def _loop_without_effect(grads: Arrays, max_norm: float) -> Any:
    norm = _norm(grads)
    if norm > max_norm:
        for g in grads:
            g = g * max_norm / norm
    return grads, norm


def _large_ones(grads: Arrays, max_norm: float) -> Any:
    norm = _norm(grads)
    return [g * max_norm / norm if np.linalg.norm(g) > max_norm else g for g in grads], norm


def _first_only(grads: Arrays, max_norm: float) -> Any:
    norm = _norm(grads)
    if norm > max_norm:
        return [grads[0] * max_norm / norm, *grads[1:]], norm
    return grads, norm


def _safe(eps: float) -> Any:
    """The factor as libraries write it."""

    def clip(grads: Arrays, max_norm: float) -> Any:
        norm = _norm(grads)
        factor = min(1.0, max_norm / (norm + eps))
        return [factor * g for g in grads], norm

    return clip


CLIP_WRONG = (
    wrong("clipped-each", "each by its own norm", _each),
    wrong("clipped-each", "each, and the norm after", _each_and_its_norm),
    wrong("clipped-each", "each, and the last norm", _each_last_norm),
    wrong("clipped-elementwise", "np.clip", lambda grads, m: ([np.clip(g, -m, m) for g in grads], _norm(grads))),
    wrong(
        "clipped-elementwise",
        "minimum and maximum",
        lambda grads, m: ([np.maximum(np.minimum(g, m), -m) for g in grads], _norm(grads)),
    ),
    wrong("upscaled", "no condition", _upscaled),
    wrong("clipped-below", "< for >", _below),
    wrong("not-clipped", "as they came", lambda grads, m: (grads, _norm(grads))),
    wrong("not-clipped", "g = … in a loop", _loop_without_effect),
    wrong("norm-after", "computed after", _after),
    wrong("norm-after", "the smaller of the two", _after_min),
    wrong("norm-without-root", "Σ g²", _by(lambda grads: sum((g**2).sum() for g in grads))),
    wrong("norm-without-root", "Σ g² handed back", lambda grads, m: (_clip(grads, m)[0], _norm(grads) ** 2)),
    wrong("norm-of-absolutes", "Σ |g|", _by(lambda grads: sum(np.abs(g).sum() for g in grads))),
    wrong("norm-of-largest", "max |g|", _by(lambda grads: max(np.abs(g).max() for g in grads))),
    wrong("norms-added", "sum of norms", _by(lambda grads: sum(np.linalg.norm(g) for g in grads))),
    wrong(
        "norm-averaged",
        "root of the mean",
        _by(lambda grads: np.sqrt(np.mean(np.concatenate([g.ravel() for g in grads]) ** 2))),
    ),
    wrong("norm-averaged", "mean of norms", _by(lambda grads: np.mean([np.linalg.norm(g) for g in grads]))),
    wrong("norm-of-last", "= for +=", _overwritten),
    wrong("norm-of-last", "the first array", _by(lambda grads: np.linalg.norm(grads[0]))),
    wrong("norm-of-last", "the longest array", _by(lambda grads: max(np.linalg.norm(g) for g in grads))),
    wrong("factor-inverted", "norm / max_norm", _scaled(lambda n, m: n / m)),
    wrong("factor-without-norm", "max_norm", _scaled(lambda n, m: m)),
    wrong("factor-without-maximum", "1 / norm", _scaled(lambda n, m: 1 / n)),
    wrong("factor-twice", "squared", _scaled(lambda n, m: (m / n) ** 2)),
    wrong("eps-in-factor", "norm + 1e-6", _scaled(lambda n, m: m / (n + 1e-6))),
    wrong("eps-in-factor", "min(1, max_norm / (norm + 1e-6))", _safe(1e-6)),
    wrong("eps-in-factor", "min(1, max_norm / (norm + 1e-8))", _safe(1e-8)),
    wrong("clipped-some", "long arrays only", _large_ones),
    wrong("clipped-some", "the first array only", _first_only),
    wrong("sign", "−max_norm / norm", lambda grads, m: ([-g for g in _clip(grads, m)[0]], _norm(grads))),
    wrong("exchanged", "norm, grads", lambda grads, m: _clip(grads, m)[::-1]),
    wrong("inputs-changed", "g *= factor", _in_place),
    wrong("inputs-changed", "grads[i] = …", _list_in_place),
)


def _loop(grads: Arrays, max_norm: float) -> Any:
    total = 0.0
    for g in grads:
        for entry in g.ravel():
            total += entry * entry
    norm = math.sqrt(total)
    factor = max_norm / norm if norm > max_norm else 1.0
    return [factor * g for g in grads], norm


def _one_vector(grads: Arrays, max_norm: float) -> Any:
    flat = np.concatenate([g.ravel() for g in grads])
    norm = np.linalg.norm(flat)
    if norm > max_norm:
        flat = flat / norm * max_norm
    out, start = [], 0
    for g in grads:
        out.append(flat[start : start + g.size].reshape(g.shape))
        start += g.size
    return out, norm


def _copies(grads: Arrays, max_norm: float) -> Any:
    grads = [np.copy(g) for g in grads]
    norm = math.hypot(*(float(np.linalg.norm(g)) for g in grads))
    if norm > max_norm:
        for g in grads:
            g /= norm / max_norm
    return grads, norm


CLIP_RIGHT = (
    Variant("if norm > max_norm", _clip),
    Variant(
        "min(1, max_norm / norm)", lambda grads, m: ([g * min(1.0, m / _norm(grads)) for g in grads], _norm(grads))
    ),
    Variant(
        "divided by max(1, norm / max_norm)",
        lambda grads, m: ([g / max(1.0, _norm(grads) / m) for g in grads], _norm(grads)),
    ),
    Variant("loops", _loop),
    Variant("one long vector, cut again", _one_vector),
    Variant("copies, then in place", _copies),
    Variant("norm of norms", _by(lambda grads: np.linalg.norm([np.linalg.norm(g) for g in grads]))),
    Variant("inner products", _by(lambda grads: sum(np.vdot(g, g) for g in grads) ** 0.5)),
    Variant("a tuple of arrays, a 0-d norm", lambda grads, m: (tuple(_clip(grads, m)[0]), np.array(_norm(grads)))),
    Variant(
        "nan_to_num",
        lambda grads, m: (
            [np.minimum(1, np.nan_to_num(np.divide(m, _norm(grads)), posinf=1)) * g for g in grads],
            float(_norm(grads)),
        ),
    ),
)
