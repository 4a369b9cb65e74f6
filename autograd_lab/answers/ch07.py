"""Chapter 07: networks worked out by hand, and what a wrong number on the sheet may come from."""

from __future__ import annotations

from autograd_lab.answers.exercises import Exercise, Numbers

_DELTAS = (-0.25, -0.126, -0.294)
_NO_SLOPE = "That is what arrives. One factor is missing: how steep is the sigmoid there?"
_SLOPE_AT_A = "Your slope is σ'(a). The sigmoid was taken at z, and a (1 − a) needs a only once more."
_SIGN = "The size is right. Is the output too low or too high, and which way does this push it?"
_HANDS_ON = "That is what arrives, with the weight forgotten: the δ goes back through it."

EXERCISES: dict[str, Exercise] = {
    "7.1": Numbers(
        right={
            "a3": 1 / 4,
            "arrives_at_a3": -1,
            "delta3": -3 / 16,
            "w13": -3 / 16,
            "w23": -3 / 8,
            "b3": -3 / 16,
            "v3": -1 / 16,
        },
        slips={
            "a3": [(3 / 4, "That is σ(+ln 3). Work z out once more: 1 − 2 + 1 − ln 3.")],
            "arrives_at_a3": [
                (1, _SIGN),
                (-1 / 4, "That is the output's δ. It comes back through the weight."),
                (-1 / 16, "That is the gradient of v3: what came in, times δ. Back through v3 goes another product."),
            ],
            "delta3": [
                (-1, _NO_SLOPE),
                (3 / 16, _SIGN),
                (-1 / 4, "That is the slope of neuron 1. The slope of this one is a (1 − a) at its own a."),
                (-1 / 16, "Your slope is a². It is a (1 − a)."),
                (-0.24613408, _SLOPE_AT_A),
            ],
            "w13": [(-1, _NO_SLOPE), (3 / 16, _SIGN)],
            "w23": [
                (-3 / 16, "That is δ. What came in at this weight?"),
                (3 / 16, "That is the weight times δ. What counts is what came in there, not the weight itself."),
                (3 / 8, _SIGN),
            ],
            "b3": [(-1, _NO_SLOPE), (3 / 16, _SIGN)],
            "v3": [
                (-1, "That is the weight times δ, which arrives at a3. The weight itself gets what came in, times δ."),
                (-1 / 4, "That is the output's δ. What came in at v3?"),
                (1 / 16, _SIGN),
            ],
        },
        look="Which two numbers did you multiply? The table of neuron 2 has the same line.",
    ),
    "7.2": Numbers(
        right={
            "arrives_at_h3": -0.296,
            "delta_h3": -0.0555,
            "weights_into_h3": (-0.0555, -0.111, -0.1665),
            "arrives_at_h4": 0.374,
            "delta_h4": 0.070125,
            "weights_into_h4": (0.070125, 0.14025, 0.210375),
        },
        slips={
            "arrives_at_h3": [
                (0.25, "That is what comes from o1 alone. h3 feeds two more."),
                (-0.294, "That is the last term alone. Each output that h3 feeds brings one, and they are added."),
                (0.296, _SIGN),
                (-0.296 / 3, "That is the mean of the three terms. What arrives is added."),
                (sum(_DELTAS), "The three δ, added as they are. Each comes back through its own weight."),
            ],
            "delta_h3": [
                (-0.296, _NO_SLOPE),
                (-0.296 * 0.25, "Your slope is that of a = 1/2. The activation of h3 is 1/4."),
                (-0.296 / 16, "Your slope is a². It is a (1 − a)."),
                (0.0555, _SIGN),
            ],
            "weights_into_h3": [
                ((-0.0555, -0.0555, -0.0555), "That is δ each time. What came in at each of the three weights?"),
                ((-0.1665, 0, 0.0555), "Those are the weights times δ. What counts is what came in: 1, 2 and 3."),
                ((-0.296, -0.592, -0.888), _NO_SLOPE),
            ],
            "arrives_at_h4": [
                (0.5, "That is what comes from o1 alone. h4 feeds o2 as well."),
                (-0.126, "That is the last term that is not 0. Each output that h4 feeds brings one; add them."),
                (-0.374, _SIGN),
                (0.374 / 3, "That is a mean over the outputs. What arrives is added."),
            ],
            "delta_h4": [
                (0.374, _NO_SLOPE),
                (0.374 * 9 / 16, "Your slope is a². It is a (1 − a)."),
                (0.374 * 0.25, "Your slope is that of a = 1/2. The activation of h4 is 3/4."),
                (-0.070125, _SIGN),
            ],
            "weights_into_h4": [
                ((0.070125, 0.070125, 0.070125), "That is δ each time. What came in at each of the three weights?"),
                ((-0.070125, -0.070125, 0.070125), "Those are the weights times δ. What counts is what came in."),
                ((0.374, 0.748, 1.122), _NO_SLOPE),
            ],
        },
        look="Read along the row of this neuron: its weights, each times the δ at the other end.",
    ),
    "7.3": Numbers(
        right={
            "a1": 3 / 4,
            "a2": 1 / 4,
            "a": 1 / 4,
            "L": 1 / 16,
            "delta": 3 / 32,
            "v1": 9 / 128,
            "v2": 3 / 128,
            "delta1": 9 / 128,
            "delta2": -9 / 128,
            "w11": 9 / 64,
            "w21": 9 / 128,
            "w12": -9 / 64,
            "w22": -9 / 128,
        },
        slips={
            "a1": [(1 / 4, "That is σ(−ln 3). z1 = 2 − 1 + ln 3 − 1.")],
            "a2": [(3 / 4, "That is σ(+ln 3). z2 = −2 + 2 − ln 3.")],
            "a": [(3 / 4, "That is σ(+ln 3). z = 3 − 1 − 2 − ln 3.")],
            "L": [
                (1 / 4, "That is the residual. The loss is its square."),
                (1 / 32, "Half of it: this loss has no 1/2."),
            ],
            "delta": [
                (1 / 2, "The slope of the sigmoid is missing."),
                (-3 / 32, "Too high, so δ is positive: the residual is a − y."),
                (3 / 64, "Half of it. The square has the slope 2r."),
                (-3 / 128, "The residual is in it twice."),
                (3 / 128, "The residual is in it twice."),
                (1 / 2 * 0.24613408, _SLOPE_AT_A),
            ],
            "v1": [(3 / 8, "That is the weight times δ, which arrives at a1. The weight gets what came in, times δ.")],
            "v2": [(-3 / 8, "That is the weight times δ, which arrives at a2. The weight gets what came in, times δ.")],
            "delta1": [
                (3 / 8, _NO_SLOPE),
                (-9 / 128, _SIGN),
                (9 / 512, _HANDS_ON),
                (27 / 128, "Your slope is a². It is a (1 − a)."),
            ],
            "delta2": [
                (-3 / 8, _NO_SLOPE),
                (9 / 128, _SIGN),
                (9 / 512, _HANDS_ON),
                (-3 / 128, "Your slope is a². It is a (1 − a)."),
            ],
            "w11": [(9 / 128, "That is δ1. What came in at this weight?"), (-9 / 64, _SIGN)],
            "w21": [(9 / 64, "What came in at this weight is x2."), (-9 / 128, _SIGN)],
            "w12": [(-9 / 128, "That is δ2. What came in at this weight?"), (9 / 64, _SIGN)],
            "w22": [(-9 / 64, "That has x1 in it. What came in at this weight is x2."), (9 / 128, _SIGN)],
        },
        look="Which two numbers did you multiply? Say for each where it stands on your sheet.",
    ),
}
