"""Chapter 13: two steps of momentum by hand, RMSprop with gaps, Adam from its equations, and who moved a weight."""

from __future__ import annotations

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
) -> Floats:
    """The change of a weight at each step, eq. 13.2; the switches make the slips."""
    s, mean, moves = 0.0, 0.0, []
    for g in gradients:
        before = s
        mean = rho * mean + (1 - rho) * g
        s = mean**2 if mean_first else rho * s + (1.0 if summed else 1 - rho) * g**2
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
) -> Floats:
    """The change of a weight at each step, eq. 13.3 and 13.4; the switches make the slips."""
    m, v, moves = 0.0, 0.0, []
    for t, g in enumerate(gradients, start=1):
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        n = t if power else 1
        m_hat = m / (1 - beta1**n) if corrected[0] else m
        v_hat = v / (1 - beta2**n) if corrected[1] else v
        moves.append(sign * rate * (m_hat if steadied else g) / ((v_hat**0.5 if root else v_hat) + eps))
        if kept:
            m, v = m_hat, v_hat
    return moves


EXERCISES: dict[str, Exercise] = {
    "13.1": Numbers(
        right={"v1": 8, "w1": 3.2, "v2": 10.4, "w2": 2.16, "plain": 2.56, "limit": 2},
        slips={
            "v1": [
                (4, "That is w, or half of the slope. The slope of w² is 2w."),
                (0.8, "The rate stays outside of v. It comes in when w moves."),
            ],
            "w1": [
                (4.8, "This climbs. The minus stands before the rate."),
                (4, "w moves by the new velocity, which is no longer 0."),
            ],
            "v2": [
                (14.4, "The first push has not faded: half of 8 is left of it."),
                (6.4, "That is the new gradient alone. What is left of the first push?"),
                (7.2, "That is an average, with 1 − β before the gradient. Ours is a sum."),
                (12, "That gradient was taken at w = 4. The weight is elsewhere by now."),
            ],
            "w2": [
                (2.56, "That is plain descent. Of the first push, half is still there."),
                (2.4, "You moved by the old velocity."),
                (2.96, "That is the second move taken from the place where w began."),
            ],
            "plain": [
                (3.2, "That is after one step. Two were asked for."),
                (2.4, "The second gradient is smaller: it is taken at w = 3.2."),
            ],
            "limit": [
                (10, "That is for β = 0.9."),
                (1, "That would be the limit of an average. Here what is lost is half of v, and what comes in is 1."),
            ],
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
