"""Chapter 13: two steps of momentum by hand, RMSprop with gaps, Adam from its equations, and who moved a weight."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from autograd_lab.answers.exercises import Code, Exercise, Numbers

Floats = list[float]


def rmsprop_moves(
    gradients: Floats,
    rate: float,
    rho: float,
    eps: float = 1e-8,
    mean_first: bool = False,
    sign: float = -1,
    root: bool = True,
    outside: bool = True,
    old: bool = False,
    summed: bool = False,
    exchanged: bool = False,
    of_roots: bool = False,
    squared: bool = True,
) -> Floats:
    """The change of a weight at each step, eq. 13.2; the switches make the slips."""
    s, mean, moves = 0.0, 0.0, []
    stays, comes = (1 - rho, rho) if exchanged else (rho, 1.0 if summed else 1 - rho)
    for g in gradients:
        before = s
        mean = rho * mean + (1 - rho) * g
        if mean_first:
            s = mean**2
        elif of_roots:
            s = (rho * s**0.5 + (1 - rho) * abs(g)) ** 2
        else:
            s = stays * s + comes * (g**2 if squared else abs(g))
        used = before if old else s
        below = (used**0.5 + eps if outside else (used + eps) ** 0.5) if root else used + eps
        moves.append(sign * rate * g / below)
    return moves


def adam_moves(
    gradients: Floats,
    rate: float,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    corrected: tuple[bool, bool] = (True, True),
    kept: bool = False,
    sign: float = -1,
    root: bool = True,
    power: bool = True,
    steadied: bool = True,
    first: int = 1,
    outside: bool = True,
    summed: bool = False,
    exchanged: bool = False,
) -> Floats:
    """The change of a weight at each step, eq. 13.3 and 13.4; the switches make the slips."""
    m, v, moves = 0.0, 0.0, []
    for t, g in enumerate(gradients, start=first):
        m = beta1 * m + (1.0 if summed else 1 - beta1) * g
        v = beta2 * v + (1.0 if summed else 1 - beta2) * g**2
        of_m, of_v = (beta2, beta1) if exchanged else (beta1, beta2)
        n = t if power else 1
        share_m, share_v = 1 - of_m**n, 1 - of_v**n
        m_hat = m / share_m if corrected[0] else m
        v_hat = v / share_v if corrected[1] else v
        below = (v_hat**0.5 + eps if outside else (v_hat + eps) ** 0.5) if root else v_hat + eps
        moves.append(sign * rate * (m_hat if steadied else g) / below)
        if kept:
            m, v = m_hat, v_hat
    return moves


def _one_beta(which: int) -> Callable[..., Floats]:
    """Adam with β₁ for both means (0), or with β₂ for both (1)."""

    def moves(gradients: Floats, rate: float, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8) -> Floats:
        beta = (beta1, beta2)[which]
        return adam_moves(gradients, rate, beta, beta, eps)

    return moves


def _betas_exchanged(
    gradients: Floats, rate: float, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8
) -> Floats:
    return adam_moves(gradients, rate, beta2, beta1, eps)


def _returns_s(gradients: Floats, rate: float, rho: float, eps: float = 1e-8) -> Floats:
    s, kept = 0.0, []
    for g in gradients:
        s = rho * s + (1 - rho) * g**2
        kept.append(s)
    return kept


EXERCISES: dict[str, Exercise] = {
    "13.1": Numbers(
        right={"v1": 8, "w1": 3.2, "v2": 11.2, "w2": 2.08, "plain": 2.56, "limit": 2.5},
        slips={
            "v1": [
                (4, "That is w, or half of the slope. The slope of w² is 2w."),
                (0.8, "The rate stays outside of v. It comes in when w moves."),
                (3.2, "That is an average, with 1 − β before the gradient. Ours is a sum."),
                (16, "That is w², the loss itself. What pushes is its slope."),
            ],
            "w1": [
                (4.8, "This climbs. The minus stands before the rate."),
                (4, "w moves by the new velocity, which is no longer 0."),
            ],
            "v2": [
                (14.4, "The first push has not faded: six tenths of 8 are left of it."),
                (6.4, "That is the new gradient alone. What is left of the first push?"),
                (7.36, "That is an average, with 1 − β before the gradient. Ours is a sum."),
                (12.8, "That gradient was taken at w = 4. The weight is elsewhere by now."),
            ],
            "w2": [
                (2.56, "That is plain descent. Of the first push, six tenths are still there."),
                (2.4, "You moved by the old velocity."),
                (2.88, "That is the second move taken from the place where w began."),
            ],
            "plain": [
                (3.2, "That is after one step. Two were asked for."),
                (2.4, "The second gradient is smaller: it is taken at w = 3.2."),
            ],
            "limit": [
                (10, "That is for β = 0.9."),
                (
                    1,
                    "That would be the limit of an average. Here four tenths of v are lost, and 1 comes in.",
                ),
                (1 / 0.6, "What is lost at each step is 1 − β of v, not β of it."),
                (1 / 1.6, "That is for gradients that alternate."),
            ],
        },
        follows={
            "w1": ("v1", lambda a: 4 - 0.1 * a["v1"]),
            "v2": ("w1", lambda a: 0.6 * a["v1"] + 2 * a["w1"]),
            "w2": ("v2", lambda a: a["w1"] - 0.1 * a["v2"]),
        },
    ),
    "13.2": Code(
        reference=rmsprop_moves,
        inputs=[
            ([2.0, -1.0, 0.5, 3.0], 0.1, 0.9),
            ([0.001, 0.001, -0.002], 0.01, 0.5),
            ([5.0, 0.0, 5.0], 0.2, 0.8, 0.1),
        ],
        slips=[
            (partial(rmsprop_moves, sign=1), "The sign: this climbs."),
            (partial(rmsprop_moves, mean_first=True), "The mean is squared. The squares have to be averaged."),
            (partial(rmsprop_moves, root=False), "s has the size of a square. Divide by its root."),
            (partial(rmsprop_moves, outside=False), "ε stands beside the root, not under it."),
            (partial(rmsprop_moves, old=True), "You divide by the old s. The new one has this gradient in it."),
            (partial(rmsprop_moves, summed=True), "The new square has the weight 1 − ρ: it is a mean, not a sum."),
            (
                partial(rmsprop_moves, exchanged=True),
                "ρ and 1 − ρ are exchanged: the old mean stays with ρ, and the new square comes in with 1 − ρ.",
            ),
            (
                partial(rmsprop_moves, of_roots=True),
                "The mean is of sizes, not of squares: square first, then average.",
            ),
            (partial(rmsprop_moves, squared=False), "g is not squared: what is averaged is g²."),
            (_returns_s, "Those are the s. What is asked for are the moves, −rate · g / (√s + ε)."),
        ],
    ),
    "13.3": Code(
        reference=adam_moves,
        inputs=[
            ([2.0, -1.0, 0.5, 3.0], 0.1),
            ([0.004, 0.004, -0.002], 0.01, 0.5, 0.9),
            ([5.0, 0.0, -5.0, 1.0], 0.2, 0.8, 0.99, 0.1),
        ],
        slips=[
            (partial(adam_moves, sign=1), "The sign: this climbs."),
            (partial(adam_moves, corrected=(False, False)), "Nothing is corrected for the start at 0."),
            (partial(adam_moves, corrected=(True, False)), "v is not corrected."),
            (partial(adam_moves, corrected=(False, True)), "m is not corrected."),
            (
                partial(adam_moves, kept=True),
                "The first step is right, the next is not: the corrected means are kept. Keep the plain ones.",
            ),
            (partial(adam_moves, power=False), "The share is 1 − β to the power of t, and t grows with each step."),
            (partial(adam_moves, root=False), "v has the size of a square. Divide by its root."),
            (partial(adam_moves, steadied=False), "The step is made of g itself. It should be made of its mean."),
            (_one_beta(0), "v has β₁ in it. The mean of the squares has β₂, in its line and in its correction."),
            (_one_beta(1), "m has β₂ in it. The mean of the gradients has β₁, in its line and in its correction."),
            (_betas_exchanged, "β₁ and β₂ are exchanged: β₁ is for m, β₂ for v."),
            (
                partial(adam_moves, exchanged=True),
                "The corrections are exchanged: m is divided by 1 − β₁ᵗ, v by 1 − β₂ᵗ.",
            ),
            (partial(adam_moves, first=2), "t is one too large: at the first step it is 1."),
            (partial(adam_moves, outside=False), "ε stands beside the root, not under it."),
            (partial(adam_moves, summed=True), "Both are means: the new gradient and its square come in with 1 − β."),
        ],
    ),
    "13.4": Numbers(
        right={"A": 4, "B": 2, "C": 3, "D": 1},
        look="Look at the first move and at the last one.",
        slips={
            "A": [(1, "Plain descent would turn round at once: its last move is as long as the others.")],
            "B": [(4, "Adam's moves do not grow while the gradients agree: its mean of equal numbers is that number.")],
            "C": [(4, "Adam corrects for the start at 0, so its first move is one rate long.")],
            "D": [(4, "Adam hesitates when the sign changes: most of its mean still points the old way.")],
        },
    ),
}
