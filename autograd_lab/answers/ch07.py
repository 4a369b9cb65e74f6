"""Chapter 07: networks worked out by hand, and what a wrong number on the sheet may come from."""

from __future__ import annotations

from autograd_lab.answers.exercises import Exercise, Numbers, Rule

_DELTAS = (-0.25, -0.126, -0.294)
_NO_SLOPE = "That is what arrives. One factor is missing: how steep is the sigmoid there?"
_NO_SLOPE_BEFORE = "That is the input times what arrives at the neuron. The δ has the slope in it, too."
_SLOPE_AT_A = "Your slope is σ'(a). The sigmoid was taken at z, and a (1 − a) needs a only once more."
_A_SQUARED = "Your slope is a². It is a (1 − a)."
_REST_SQUARED = "Your slope is (1 − a)². It is a (1 − a)."
_SIGN = "The size is right. Is the output too low or too high, and which way does this push it?"
_HANDS_ON = "That is the δ of the output times the slope. It comes back through the weight first."
_WEIGHT = "That is the weight times δ. What counts is what came in there, not the weight itself."
_BACK = "That is the weight times δ, which arrives at the neuron. The weight itself gets what came in, times δ."


def _times(source: str, *factors: float) -> Rule:
    """The rule "the number of this earlier name, times …": one number for one factor, else a list."""
    return source, lambda said: said[source] * factors[0] if len(factors) == 1 else [said[source] * f for f in factors]


_INPUTS = "Which two numbers did you multiply? For a weight they are what came in at it, and the δ of its neuron."
_ARRIVES = "Read along the row of this neuron: its weights, each times the δ at the other end, and added."
_DELTA = "δ is what arrives, times the slope a (1 − a) of this neuron. Which of the two factors differs?"

EXERCISES: dict[str, Exercise] = {
    "7.1": Numbers(
        right={
            "a3": 1 / 6,
            "arrives_at_a3": -27 / 8,
            "delta3": -15 / 32,
            "w13": -15 / 16,
            "w23": -45 / 32,
            "b3": -15 / 32,
            "v3": -3 / 64,
        },
        slips={
            "a3": [
                (5 / 6, "That is σ(+ln 5). Work z out once more: 8 − 6 − 2 − ln 5."),
                (1 / 5, "That is e to the z. The sigmoid is 1/(1 + 5)."),
            ],
            "arrives_at_a3": [
                (27 / 8, _SIGN),
                (-9 / 32, "That is the output's δ. It comes back through the weight."),
                (-3 / 64, "That is the gradient of v3: what came in, times δ. Back through v3 goes another product."),
                (-18, "That is the weight times what arrives at a. The output's slope is missing in it."),
            ],
            "delta3": [
                (-27 / 8, _NO_SLOPE),
                (15 / 32, _SIGN),
                (-3 / 4, "That is the slope of neuron 1. The slope of this one is a (1 − a) at its own a."),
                (-27 / 50, "That is the slope of neuron 2. The slope of this one is a (1 − a) at its own a."),
                (-3 / 32, _A_SQUARED),
                (-75 / 32, _REST_SQUARED),
                (-5 / 128, _HANDS_ON),
                (-0.83816, _SLOPE_AT_A),
            ],
            "w13": [
                (-27 / 4, _NO_SLOPE_BEFORE),
                (15 / 16, _SIGN),
                (-15 / 32, "That is δ. What came in at this weight?"),
                (-15 / 8, _WEIGHT),
                (-45 / 32, "That has x2 in it. What came in at this weight is x1."),
            ],
            "w23": [
                (-81 / 8, _NO_SLOPE_BEFORE),
                (-15 / 32, "That is δ. What came in at this weight?"),
                (15 / 16, _WEIGHT),
                (45 / 32, _SIGN),
                (-15 / 16, "That has x1 in it. What came in at this weight is x2."),
            ],
            "b3": [
                (-27 / 8, _NO_SLOPE),
                (15 / 32, _SIGN),
                (0, "A bias has a gradient, too: it is a weight whose input is always 1."),
            ],
            "v3": [
                (-27 / 8, _BACK),
                (-9 / 32, "That is the output's δ. What came in at v3?"),
                (3 / 64, _SIGN),
                (-15 / 32, "That is δ of the new neuron. v3 leads to the output, and gets the output's δ."),
            ],
        },
        follows={
            "delta3": (("arrives_at_a3", "a3"), lambda said: said["arrives_at_a3"] * said["a3"] * (1 - said["a3"])),
            "w13": _times("delta3", 2),
            "w23": _times("delta3", 3),
            "b3": _times("delta3", 1),
            "v3": _times("a3", -9 / 32),
        },
        looks={"a3": "Work z out once more, one term on each line; then the sigmoid.", "delta3": _DELTA},
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
                (3 * -0.25 + 0 * -0.126 - 1 * -0.294, "That is a column of the first table. Take a row of the second."),
                (-2 * -0.25 + 1 * -0.126 + 1 * -0.294, "That is the last column. Read along a row: −1, 2, 1."),
            ],
            "delta_h3": [
                (-0.296, _NO_SLOPE),
                (-0.296 * 0.25, "Your slope is that of a = 1/2. The activation of h3 is 1/4."),
                (-0.296 / 16, _A_SQUARED),
                (-0.296 * 9 / 16, _REST_SQUARED),
                (-0.296 * 0.24613408, _SLOPE_AT_A),
                (0.0555, _SIGN),
            ],
            "weights_into_h3": [
                ((-0.0555, -0.0555, -0.0555), "That is δ each time. What came in at each of the three weights?"),
                ((-0.1665, 0, 0.0555), "Those are the weights times δ. What counts is what came in: 1, 2 and 3."),
                ((-0.296, -0.592, -0.888), _NO_SLOPE_BEFORE),
                ((0.0555, 0.111, 0.1665), _SIGN),
            ],
            "arrives_at_h4": [
                (0.5, "That is what comes from o1 alone. h4 feeds o2 as well."),
                (-0.126, "That is the last term that is not 0. Each output that h4 feeds brings one; add them."),
                (-0.374, _SIGN),
                (0.374 / 3, "That is a mean over the outputs. What arrives is added."),
                (0.374 / 2, "That is a mean over two outputs. What arrives is added."),
                (sum(_DELTAS), "The three δ, added as they are. Each comes back through its own weight."),
            ],
            "delta_h4": [
                (0.374, _NO_SLOPE),
                (0.374 * 9 / 16, _A_SQUARED),
                (0.374 / 16, _REST_SQUARED),
                (0.374 * 0.25, "Your slope is that of a = 1/2. The activation of h4 is 3/4."),
                (0.374 * 0.21789499, _SLOPE_AT_A),
                (-0.070125, _SIGN),
            ],
            "weights_into_h4": [
                ((0.070125, 0.070125, 0.070125), "That is δ each time. What came in at each of the three weights?"),
                ((-0.070125, -0.070125, 0.070125), "Those are the weights times δ. What counts is what came in."),
                ((0.374, 0.748, 1.122), _NO_SLOPE_BEFORE),
                ((-0.070125, -0.14025, -0.210375), _SIGN),
            ],
        },
        follows={
            "delta_h3": _times("arrives_at_h3", 3 / 16),
            "weights_into_h3": _times("delta_h3", 1, 2, 3),
            "delta_h4": _times("arrives_at_h4", 3 / 16),
            "weights_into_h4": _times("delta_h4", 1, 2, 3),
        },
        looks={
            "arrives_at_h3": _ARRIVES,
            "arrives_at_h4": _ARRIVES,
            "weights_into_h3": "Each of the three is what came in there (1, 2, 3), times the δ of h3.",
            "weights_into_h4": "Each of the three is what came in there (1, 2, 3), times the δ of h4.",
        },
        look=_DELTA,
    ),
    "7.3": Numbers(
        right={
            "a1": 1 / 3,
            "a2": 3 / 4,
            "a": 4 / 5,
            "delta": 0.256,
            "v1": 0.256 / 3,
            "v2": 0.192,
            "delta1": -0.256 * 2 / 3,
            "delta2": 0.384,
            "w11": -0.512,
            "w21": -0.256 * 4 / 3,
            "w12": 1.152,
            "w22": 0.768,
        },
        slips={
            "a1": [
                (2 / 3, "That is σ(+ln 2). z1 = 6 − 8 + 2 − ln 2."),
                (1 / 2, "That is e to the z. The sigmoid is 1/(1 + 2)."),
            ],
            "a2": [
                (1 / 4, "That is σ(−ln 3). z2 = −6 + 8 + ln 3 − 2."),
                (3, "That is e to the z. σ(ln 3) is 3/(3 + 1)."),
            ],
            "a": [
                (1 / 5, "That is σ(−ln 4). z = −1 + 6 + ln 4 − 5."),
                (4, "That is e to the z. σ(ln 4) is 4/(4 + 1)."),
            ],
            "delta": [
                (1.6, "The slope of the sigmoid is missing."),
                (0.16, "That is the slope alone. What arrives from the square is the other factor."),
                (0.8, "That is the residual. δ is ∂L/∂z: twice the residual, times the slope."),
                (-0.256, "Too high, so δ is positive: the residual is a − y."),
                (0.128, "Half of it. The square has the slope 2r."),
                (-0.2048, "The residual is in it twice."),
                (0.2048, "The residual is in it twice."),
                (1.024, _A_SQUARED),
                (0.064, _REST_SQUARED),
                (1.6 * 0.21390970, _SLOPE_AT_A),
            ],
            "v1": [(-0.768, _BACK), (0.256, "That is the output's δ. What came in at v1?"), (-0.256 / 3, _SIGN)],
            "v2": [(2.048, _BACK), (0.256, "That is the output's δ. What came in at v2?"), (-0.192, _SIGN)],
            "delta1": [
                (-0.768, _NO_SLOPE),
                (0.256 * 2 / 3, _SIGN),
                (0.256 * 2 / 9, _HANDS_ON),
                (-0.768 / 9, _A_SQUARED),
                (-0.768 * 4 / 9, _REST_SQUARED),
                (-0.768 * 0.24318930, _SLOPE_AT_A),
                (-0.768 * 3 / 16, "That is the slope of neuron 2. Neuron 1 has its own."),
                (-0.768 * 0.16, "That is the slope of the output. Neuron 1 has its own."),
            ],
            "delta2": [
                (2.048, _NO_SLOPE),
                (-0.384, _SIGN),
                (0.048, _HANDS_ON),
                (1.152, _A_SQUARED),
                (0.128, _REST_SQUARED),
                (2.048 * 0.21789499, _SLOPE_AT_A),
                (2.048 * 2 / 9, "That is the slope of neuron 1. Neuron 2 has its own."),
                (2.048 * 0.16, "That is the slope of the output. Neuron 2 has its own."),
            ],
            "w11": [
                (-0.256 * 2 / 3, "That is δ1. What came in at this weight?"),
                (-0.256 * 4 / 3, "That is 2 times δ1: the weight itself is 2, and so is x2. What came in here is x1."),
                (0.512, _SIGN),
            ],
            "w21": [
                (-0.256 * 2 / 3, "That is δ1. What came in at this weight?"),
                (-0.512, "That has x1 in it. What came in at this weight is x2."),
                (0.256 * 8 / 3, _WEIGHT),
                (0.256 * 4 / 3, _SIGN),
            ],
            "w12": [
                (0.384, "That is δ2. What came in at this weight?"),
                (0.768, "That has x2 in it. What came in at this weight is x1."),
                (-0.768, _WEIGHT),
                (-1.152, _SIGN),
            ],
            "w22": [
                (0.384, "That is δ2. What came in at this weight?"),
                (1.152, "That has x1 in it. What came in at this weight is x2."),
                (1.536, _WEIGHT),
                (-0.768, _SIGN),
            ],
        },
        follows={
            "delta": ("a", lambda said: 2 * said["a"] ** 2 * (1 - said["a"])),
            "v1": (("a1", "delta"), lambda said: said["a1"] * said["delta"]),
            "v2": (("a2", "delta"), lambda said: said["a2"] * said["delta"]),
            "delta1": (("delta", "a1"), lambda said: -3 * said["delta"] * said["a1"] * (1 - said["a1"])),
            "delta2": (("delta", "a2"), lambda said: 8 * said["delta"] * said["a2"] * (1 - said["a2"])),
            "w11": _times("delta1", 3),
            "w21": _times("delta1", 2),
            "w12": _times("delta2", 3),
            "w22": _times("delta2", 2),
        },
        looks={
            **dict.fromkeys(("a1", "a2", "a"), "Work z out once more, one term on each line; then the sigmoid."),
            **dict.fromkeys(("delta", "delta1", "delta2"), _DELTA),
        },
        look=_INPUTS,
    ),
}
