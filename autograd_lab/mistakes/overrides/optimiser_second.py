"""Texts that fit the second edition of the set on training: looking ahead, a corrected RMSprop, clipping each."""

_ONCE = "max_norm / (norm + eps), and never above 1."
_CORRECTED = "s_hat = s / (1 - rho ** t), with the brackets; it serves this step only."
_FIVE = {"contradiction": "The array [3, 4] has the norm 5. What is yours?"}
_LENGTH = {
    "contradiction": "Compute the norm of a long array that you return: a little below max_norm, as eps is small.",
    "cure": _ONCE,
}

SECOND_WORDING: dict[tuple[str, str], dict[str, str]] = {
    **{
        ("rate-divides", f"{name}.w"): {
            "line": "{part} moves by the step divided by lr",
            "evidence": "Your {part} moved by the step divided by lr.",
        }
        for name in ("nesterov_step", "corrected_rmsprop_step")
    },
    **{
        ("rate-twice", f"{name}.w"): {
            "line": "{part} moves by lr² times the step",
            "evidence": "Your {part} moved by lr·lr times the step.",
        }
        for name in ("nesterov_step", "corrected_rmsprop_step")
    },
    **{
        ("rate-missing", f"{name}.w"): {
            "line": "{part} moves by the whole step: lr is missing",
            "evidence": "Your {part} moved by the whole step, whatever lr is.",
            "cure": "Multiply the step by lr before you subtract it.",
        }
        for name in ("nesterov_step", "corrected_rmsprop_step")
    },
    ("velocity-sign", "nesterov_step.*"): {
        "question": "Two lines, one minus: in which of them does it stand here?",
        "cure": "v ← βv + g, and one minus in the step.",
    },
    ("rate-in-velocity", "nesterov_step.*"): {
        "cure": "v ← βv + g has no lr; the step has it once, before the bracket."
    },
    ("weight-extra", "nesterov_step.*"): {"cure": "v ← βv + g: a sum, with no factor before g."},
    ("state-unused", "nesterov_step.*"): {"cure": "Move along g + β times the new velocity."},
    ("state-stale", "nesterov_step.*"): {"cure": "Update the velocity first; the look ahead starts from the new one."},
    ("unbracketed", "nesterov_step.*"): {
        "evidence": "Your {part} fits lr·g + βv: lr does not multiply both.",
        "contradiction": "Set lr = 0: w should stay. Yours moves.",
        "cure": "lr * (g + beta * v), with the brackets.",
    },
    ("correction-missing", "corrected_rmsprop_step.*"): {
        "line": "{part} uses s as it is: the correction for the start at 0 is missing",
        "evidence": "Your {part} fits a step with an average that is not divided by 1 − ρᵗ.",
        "contradiction": "From rest, t = 1: the corrected average is g² itself. What is yours?",
        "cure": _CORRECTED,
    },
    ("time-shifted", "corrected_rmsprop_step.*"): {
        "contradiction": "At t = 1 the average has taken in one square, and holds 1 − ρ of it. What do you divide by?",
        "cure": "Use t as it comes: 1 - rho ** t.",
    },
    ("correction-multiplied", "corrected_rmsprop_step.*"): {
        "line": "{part} is corrected the wrong way: multiplied by 1 − ρᵗ",
        "contradiction": "From rest, t = 1: an average holds 1 − ρ of g². Should it become larger or smaller?",
        "question": "What must you do with (1 − ρ)·g² to get g²?",
        "cure": _CORRECTED,
    },
    ("power-missing", "corrected_rmsprop_step.*"): {
        "line": "{part} is corrected with ρ where ρᵗ belongs",
        "evidence": "Your {part} fits a correction whose exponent is missing, such as 1 − ρ or 1 − ρt.",
        "cure": "1 - rho ** t: in Python the power is **.",
    },
    ("correction-incomplete", "corrected_rmsprop_step.*"): {
        "line": "{part} is divided by ρᵗ, where 1 − ρᵗ belongs",
        "question": "ρᵗ is the share of the start that is left. Which share do the gradients have?",
        "cure": _CORRECTED,
    },
    ("correction-unbracketed", "corrected_rmsprop_step.*"): {
        "line": "{part} is corrected without brackets: 1 − ρᵗ must be one divisor",
        "evidence": "Your {part} fits s / 1 − ρᵗ, that is s − ρᵗ; where that is negative it has no root: NaN.",
        "contradiction": "At t = 1000 nothing is left to correct, at t = 1 much is: print the corrected s for both.",
        "cure": _CORRECTED,
    },
    ("corrected-kept", "corrected_rmsprop_step.*"): {
        "evidence": "Your {part} is divided by 1 − ρᵗ already. The next step corrects it once more.",
        "question": "Which of the two should go into the next average: s, or s corrected for this one step?",
        "cure": "Return s as it is; the corrected one serves this step only.",
    },
    ("eps-before-correction", "corrected_rmsprop_step.*"): {
        "line": "{part} has ε beside √s, where it belongs beside the root of the corrected s",
        "evidence": "Your {part} fits the step written as lr·√(1 − ρᵗ) · g/(√s + ε).",
        "question": "Does ε meet the root of s, or of the corrected s?",
        "cure": "Correct s first; then g / (np.sqrt(s_hat) + eps).",
    },
    **{
        (mistake, "corrected_rmsprop_step.w"): {"cure": "Divide by np.sqrt(s_hat) + eps, s_hat being s corrected."}
        for mistake in ("eps-inside", "eps-absent", "eps-after", "root-missing", "root-multiplies", "scale-unused")
    },
    **{
        (mistake, "clip_each.*"): _FIVE
        for mistake in ("norm-without-root", "norm-of-absolutes", "norm-of-largest", "norm-averaged")
    },
    **{
        (mistake, "clip_each.*"): _LENGTH
        for mistake in ("factor-inverted", "factor-without-norm", "factor-without-maximum", "factor-twice")
    },
    ("clipped-some", "clip_each.*"): {
        "contradiction": "Compute the norm of each array that you return: none should exceed max_norm.",
        "cure": "Multiply each array by its own factor, in one loop over all of them.",
    },
    ("clipped-elementwise", "clip_each.*"): {"cure": "Multiply each array by one factor, its own."},
    ("upscaled", "clip_each.*"): {
        "evidence": "Your {part} fits a factor that is not limited to 1.",
        "question": "What should happen to an array that is short enough?",
        "cure": "min(1, max_norm / (norm + eps)).",
    },
    ("clipped-below", "clip_each.*"): {"cure": "min(1, max_norm / (norm + eps))."},
    ("not-clipped", "clip_each.*"): {
        "evidence": "Your {part} is the list that went in, also where a norm exceeds max_norm.",
    },
    ("eps-missing", "clip_each.*"): {
        "contradiction": "Take an array of zeros: what do you divide by?",
        "cure": "max_norm / (norm + eps).",
    },
}
