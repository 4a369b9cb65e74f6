"""`attention_backward` of problem set 10: the way back through scaled, masked attention.

Q (N, T, d), K (N, S, d), V (N, S, v), g = ∂L/∂Y (N, T, v); mask (T, S), True where a query may see a key, and each sees
one at least. P = softmax(scale · Q Kᵀ) over the keys that are seen, 0 at the others, and Y = P V.

Source: Vaswani et al., Attention is all you need (2017), eq. 1, by the chain rule.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.dealt import any_of
from autograd_lab.exams.kinds.draws import upstream
from autograd_lab.exams.ps10.asked import AttentionSetQuestion
from autograd_lab.exams.ps10.attention_right_variants import ATTENTION_RIGHT
from autograd_lab.exams.ps10.attention_variants import ATTENTION_WRONG
from autograd_lab.exams.ps10.formulas import attention_backward as written
from autograd_lab.exams.ps10.softmax import softmax_backward
from autograd_lab.exams.question import Inputs, Part
from autograd_lab.mistakes import Anatomy, Array
from autograd_lab.mistakes.entries.softmax import SOFTMAX as SOFTMAX_MISTAKES

#: (N, T, S, d, v) of each draw: one example, one query, and more of both. The last four let shapes fit that should not:
#: a causal mask over as many keys as queries, as many numbers in a value as in a key, both, and a cube
_SIZES = (
    (3, 4, 5, 2, 6),
    (3, 6, 4, 5, 2),
    (3, 4, 6, 2, 5),
    (1, 1, 4, 6, 2),
    (3, 4, 4, 5, 2),
    (3, 4, 6, 5, 5),
    (4, 5, 5, 4, 4),
    (3, 3, 3, 3, 3),
    (3, 3, 6, 4, 5),
    (3, 5, 6, 5, 4),
)
_CAUSAL, _ALL_SEEN = 4, 1
_FAR = (8, 9)  # here what is seen scores far below 0, and some of what is hidden far above: two, as naming asks


def draw(rng: np.random.Generator, number: int) -> Inputs:
    """Queries, keys and values, a mask that hides something but in one kind, and a scale that is not 1/√d."""
    N, T, S, d, v = _SIZES[number]
    if number in _FAR:
        return draw_far(rng, N, T, S, d, v)
    Q, K, V = (rng.normal(0.2, 0.9, shape) for shape in ((N, T, d), (N, S, d), (N, S, v)))
    everything = np.ones((T, S), dtype=bool)
    mask = {_CAUSAL: np.tril(everything), _ALL_SEEN: everything}.get(number)
    mask = draw_mask(rng, T, S) if mask is None else mask
    return {"Q": Q, "K": K, "V": V, "g": upstream(rng, (N, T, v), 0.3), "mask": mask, "scale": draw_scale(rng, d)}


def draw_mask(rng: np.random.Generator, T: int, S: int) -> Array:
    """True where a query may see a key: each sees something and not all; no row for all, no symmetry, not causal."""
    while True:
        mask = rng.random((T, S)) < 0.55
        seen = mask.sum(axis=1)
        alike = (T > 1 and (mask == mask[0]).all()) or (T == S and (mask == mask.T).all())
        if seen.min() > 0 and seen.max() < S and seen.max() > 1 and not alike and np.triu(mask, 1).any():
            return mask


def draw_scale(rng: np.random.Generator, d: int, above: float = 0.4) -> float:
    """A scale above 1, as often as that says, or below 1, and not close to 1/√d."""
    while True:
        scale = float(rng.uniform(0.3, 0.75) if rng.random() >= above else rng.uniform(1.25, 1.7))
        if abs(scale - 1 / np.sqrt(d)) > 0.06:
            return scale


def draw_far(rng: np.random.Generator, N: int, T: int, S: int, d: int, v: int) -> Inputs:
    """Scores about −140 at the keys that are seen and about +160 at two that nobody may see.

    So −100 for −∞, set or added, before the scale or after it, leaves all of the weight to hidden keys. Q and K
    share a large component and are ordinary beside it: the weights among the keys that are seen stay soft. The two
    heights lie 300 apart and no more, so that whoever squares a sum of e^score still divides by a number above 0.
    """
    scale = draw_scale(rng, d, above=0.0)
    along = rng.normal(0.0, 1.0, d)
    along /= np.linalg.norm(along)
    low, high, size = rng.uniform(130.0, 150.0), rng.uniform(150.0, 170.0), rng.uniform(6.5, 7.5) / scale
    hidden = rng.permutation(S)[:2]
    height = np.full((N, S, 1), -low)
    height[:, hidden] = high
    Q, K = rng.normal(0.0, 0.27, (N, T, d)), rng.normal(0.0, 3.0, (N, S, d))
    Q, K = (x - (x @ along)[..., None] * along for x in (Q, K))
    Q += size * along
    K += height / (scale * size) * along
    mask = np.zeros((T, S), dtype=bool)
    mask[:, np.delete(np.arange(S), hidden)] = draw_mask(rng, T, S - 2)
    return {
        "Q": Q,
        "K": K,
        "V": rng.normal(0.2, 0.9, (N, S, v)),
        "g": upstream(rng, (N, T, v), 0.3),
        "mask": mask,
        "scale": scale,
    }


def transpose(x: Array) -> Array:
    """x with its last two axes exchanged."""
    return np.swapaxes(x, -1, -2)


def weights(scores: Array, mask: Array) -> Array:
    """P (N, T, S): the softmax over the keys that are seen, and 0 at the others."""
    seen = np.where(mask, scores, -np.inf)
    powers = np.exp(seen - seen.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def attention_backward(Q: Array, K: Array, V: Array, g: Array, mask: Array, scale: float) -> tuple[Array, Array, Array]:
    """(dQ, dK, dV), in the shapes of Q, K and V: dV = Pᵀ g, and dQ = scale · dS K, dK = scale · dSᵀ Q."""
    P = weights(scale * (Q @ transpose(K)), mask)
    dS = softmax_backward(P, g @ transpose(V))  # 0 where nothing is seen, for P is
    return scale * (dS @ K), scale * (transpose(dS) @ Q), transpose(P) @ g


@dataclass(frozen=True)
class Scene:
    """The arguments of one draw, and what the right way meets: what the swaps of the catalogue read.

    `right` are the right answers, so that an edit of one product need not make the others anew.
    """

    Q: Array
    K: Array
    V: Array
    g: Array
    mask: Array
    scale: float
    scores: Array
    P: Array
    dP: Array  # noqa: N815, as the set writes it
    dS: Array  # noqa: N815
    right: tuple[Array, Array, Array]


def scene(inputs: Inputs) -> Scene:
    """All that the right way meets."""
    Q, K, V, g, mask, scale = inputs.values()
    scores = scale * (Q @ transpose(K))
    P, dP = weights(scores, mask), g @ transpose(V)
    dS = softmax_backward(P, dP)
    right = scale * (dS @ K), scale * (transpose(dS) @ Q), transpose(P) @ g
    return Scene(Q, K, V, g, mask, scale, scores, P, dP, dS, right)


#: the right ingredients, but for those of the draw
_RIGHT: dict[str, Any] = {
    "attn_scores": lambda Q, K: Q @ transpose(K),
    "attn_soft": weights,
    "attn_dp": lambda g, V: g @ transpose(V),
    "softmax_back": softmax_backward,
    "attn_masked": lambda dS, mask: dS,
    "attn_weights": None,
    "attn_dq": lambda dS, K, P: dS @ K,
    "attn_dk": lambda dS, Q, P: transpose(dS) @ Q,
    "attn_dv": lambda P, g, dS: transpose(P) @ g,
    "attn_order": lambda *parts: parts,
}


def anatomy(inputs: Inputs) -> list[Anatomy]:
    """The ingredients of the three parts, which share P and dS."""
    a = scene(inputs)
    made_of = {**_RIGHT, "attn": a, "attn_scales": (a.scale, a.scale, a.scale), "attn_mask": a.mask}
    return [Anatomy(made_of, _build, by_row=True)]


def _is_right(i: Mapping[str, Any], *roles: str) -> bool:
    """Whether none of these ingredients has been edited."""
    return all(i[role] is _RIGHT[role] for role in roles)


def _build(i: Mapping[str, Any]) -> tuple[Array, ...]:
    a, (_, of_q, of_k) = i["attn"], i["attn_scales"]
    P, dS = i["attn_weights"] or _weights_and_gradient(i)
    dQ, dK, dV = a.right
    if dS is not a.dS or of_q != a.scale or not _is_right(i, "attn_dq"):
        dQ = of_q * i["attn_dq"](dS, a.K, P)
    if dS is not a.dS or of_k != a.scale or not _is_right(i, "attn_dk"):
        dK = of_k * i["attn_dk"](dS, a.Q, P)
    if P is not a.P or not _is_right(i, "attn_dv"):
        dV = i["attn_dv"](P, a.g, dS)
    return tuple(np.asarray(part) for part in i["attn_order"](dQ, dK, dV))


def _weights_and_gradient(i: Mapping[str, Any]) -> tuple[Array, Array]:
    """P and the gradient of the scores, made anew where an ingredient of theirs has been edited."""
    a, forward = i["attn"], i["attn_scales"][0]
    P, dS = a.P, a.dS
    if forward != a.scale or i["attn_mask"] is not a.mask or not _is_right(i, "attn_scores", "attn_soft"):
        P = i["attn_soft"](forward * i["attn_scores"](a.Q, a.K), i["attn_mask"])
    if P is not a.P or not _is_right(i, "attn_dp", "softmax_back", "attn_masked"):
        dS = i["attn_masked"](i["softmax_back"](P, i["attn_dp"](a.g, a.V)), a.mask)
    return P, dS


_KINDS = tuple(partial(draw, number=number) for number in range(len(_SIZES)))
_OF_SOFTMAX = {mistake.id for mistake in SOFTMAX_MISTAKES}


def _label_to_read(found: Collection[str]) -> str:
    """The label of the equation that these mistakes are about."""
    return "softmax-jacobian" if frozenset(found) <= _OF_SOFTMAX else "masked-attention"


ATTENTION = AttentionSetQuestion(
    name="attention_backward",
    signature="attention_backward(Q, K, V, g, mask, scale)",
    parts=(
        Part("dQ", 3, "the shape of Q, (N, T, d)"),
        Part("dK", 3, "the shape of K, (N, S, d)"),
        Part("dV", 2, "the shape of V, (N, S, v)"),
    ),
    draw=any_of(_KINDS),
    reference=attention_backward,
    known=lambda inputs: {
        "N": len(inputs["Q"]),
        "T": inputs["Q"].shape[1],
        "S": inputs["K"].shape[1],
        "d": inputs["Q"].shape[2],
        "scale": inputs["scale"],
        **{name: inputs[name] for name in ("Q", "K", "V", "g")},
    },
    wrong=ATTENTION_WRONG,
    right=ATTENTION_RIGHT,
    equation="masked-attention",
    source="Vaswani et al. (2017), eq. 1, by the chain rule; tested against torch and numerical gradients",
    exam="ps10",
    anatomy=anatomy,
    written=(written,),
    in_twos=True,
    slope=True,
    kinds=_KINDS,
    cases=len(_KINDS),
    read_again=_label_to_read,
)
