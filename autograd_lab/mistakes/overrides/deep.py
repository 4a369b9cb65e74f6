"""Texts that fit deep nets: initialisers, batch normalisation, dropout, accumulated gradients."""

_SIGN = {
    "evidence": "Your {part} has the right size and the opposite sign: you say {got}, it should be {expected}.",
    "question": "The loss has had its say in what comes from above. Which minus is left in your line?",
}
_NUDGE = "Raise one entry of x a little and watch the loss: it moves the other way from what your {part} says."
_ROWS = "Write every row twice, what comes from above included: {part} should double. What does yours do?"
_SUMMED = {
    "line": "{part} is averaged over the rows; it should be summed",
    "evidence": "Your {part} is {ratio} times what it should be, and 1/N is 1/{N}.",
    "contradiction": _ROWS,
    "question": "One parameter is used in every row. What happens to contributions of a value used N times?",
    "cure": "Sum over the rows (axis=0). A 1/N of the loss is inside dout.",
}
_DX_N = {
    "evidence": "Your {part} is {ratio} times what it should be, and N is {N}.",
    "contradiction": "Nudge one x and watch the loss: it moves by what dx says, and yours is off by a factor of N.",
    "question": "In g − mean(g) − x_hat · mean(g · x_hat) each mean holds a 1/N. Has yours one more, or one less?",
    "cure": "Either three terms with means, or N · g − Σ g − x_hat · Σ g x_hat divided by N once.",
}
_DX_EVERYTHING = {
    "line": "{part} subtracts means over the whole batch; each column has its own",
    "evidence": "Your {part} fits g.mean() and (g * x_hat).mean() without an axis.",
    "contradiction": "Add a number to a column of x: out does not move, so that column of dx sums to 0. Does yours?",
    "question": "How many means are there: one, or one for each column?",
    "cure": "axis=0 in both means.",
}
_DX_FEATURES = {
    **_DX_EVERYTHING,
    "line": "{part} subtracts means along the rows; they belong to the columns",
    "evidence": "Your {part} fits means of g and g · x_hat along axis 1.",
    "question": "Which axis runs over the batch?",
}
_AXIS = {
    "contradiction": "dgamma and dbeta have one entry for each column, (D,). With N = D the shape cannot warn you.",
    "question": "axis=0 walks down the rows, axis=1 along the columns. Which of them should vanish?",
    "cure": "Sum over the rows: axis=0.",
}
_TOO_FAR = {
    "contradiction": "Each column has a gamma and a beta of its own. Nudge one of them: only its column moves.",
    "question": "Which axis runs over the rows, and which over the columns?",
    "cure": "Sum over the rows only: axis=0.",
}
_INIT_TRANSPOSE = {
    "line": "{part} has rows and columns exchanged: shape {got_shape}",
    "evidence": "Your {part} has shape {got_shape}; asked for is (n_in, n_out).",
    "contradiction": "x is (N, n_in): compute x @ W. Do the shapes meet?",
    "question": "Which comes first in this course, n_in or n_out?",
    "cure": "Draw numbers of shape (n_in, n_out).",
}
_MASK_UPSTREAM = {
    "evidence": "Your {part} does not depend on dout.",
    "contradiction": "Double dout: {part} should double. Yours does not move.",
    "cure": "The chain rule multiplies: dout times the local derivative.",
}
_MASK_ONLY = {
    "line": "{part} adds the mask where it should multiply by it",
    "evidence": "Your {part} fits a sum of dout and the mask.",
    "contradiction": "Put dout at 0: nothing above cares, so dx must be 0. Yours is the mask.",
}
_MATRIX = {
    "evidence": "Your {part} fits a matrix product with the mask.",
    "contradiction": "Change dout in one row only: only that row of dx should move. In yours all rows move.",
    "question": "What did each entry of x meet on the way forward: its own entry of the mask, or whole rows?",
}

DEEP_WORDING: dict[tuple[str, str], dict[str, str]] = {
    ("transpose", "W"): _INIT_TRANSPOSE,
    ("unbracketed", "W"): {
        "evidence": "The standard deviation of your {part} is {got} for {expected}: it fits 2 / n_in + n_out.",
        "cure": "np.sqrt(2 / (n_in + n_out)).",
    },
    ("dropped-by-count", "dropout_forward.*"): {
        "line": "{part} drops an exact number of entries, the same each time",
        "contradiction": "Call it a hundred times and count the zeros of each mask: the numbers should scatter about "
        "p times the number of entries.",
        "question": "If one entry is known to be dropped, does that make another one less likely? Should it?",
        "cure": "A draw for each entry by itself: rng.random(x.shape) >= p.",
    },
    ("unbracketed", "dropout_forward.*"): {
        "evidence": "The entries of your mask are 1 − p and −p: that is kept / 1 − p.",
        "cure": "kept / (1 - p).",
    },
    ("unbracketed", "dx"): {
        "evidence": "Your {part} fits a formula in which inv_std does not multiply all three terms.",
        "cure": "inv_std * (g - g.mean(axis=0) - x_hat * (g * x_hat).mean(axis=0)).",
    },
    ("normalised-over-everything", "dx"): _DX_EVERYTHING,
    ("normalised-over-features", "dx"): _DX_FEATURES,
    ("sign", "batchnorm_backward.*"): {**_SIGN, "contradiction": _NUDGE, "cure": "Remove the minus in front."},
    ("sign", "dropout_backward.*"): {**_SIGN, "contradiction": _NUDGE, "cure": "dout * mask: no minus."},
    ("sign", "accumulate.*"): {
        **_SIGN,
        "contradiction": "Hand over a single batch: the answer should be gradient_fn of it. Yours is its negative.",
        "question": "Is your minus that of the step, w − lr · gradient?",
        "cure": "Return the gradient itself. The minus belongs to the step.",
    },
    ("averaged-twice", "dgamma"): _SUMMED,
    ("averaged-twice", "dbeta"): _SUMMED,
    ("averaged-twice", "dx"): {**_DX_N, "line": "{part} is N times too small: a 1/N too many"},
    ("mean-missing", "dx"): {**_DX_N, "line": "{part} is N times too large: a 1/N is missing"},
    ("averaged-twice", "dropout_backward.dx"): {
        "line": "{part} is divided by the number of rows",
        "contradiction": "Each entry meets its own mask. Hand over one row more: the others should stay.",
        "question": "Is there a mean in out = x · mask?",
        "cure": "dout * mask, without a division. A 1/N of the loss is inside dout.",
    },
    ("mean-missing", "gradient"): {
        "line": "{part} is N times too large: the division by the number of all rows is missing",
        "evidence": "Your {part} is {ratio} times what it should be, and there are {N} rows.",
        "contradiction": "Hand over a single batch: the answer should be gradient_fn of it. Yours is n times that.",
        "question": "The weights should add up to 1. To what do yours add up?",
        "cure": "Divide by the number of all rows.",
    },
    ("averaged-twice", "gradient"): {
        "line": "{part} is N times too small: it is divided by the number of rows twice",
        "contradiction": "Hand over a single batch: the answer should be gradient_fn of it. Yours is smaller.",
        "question": "The weights n_b / N add up to 1. Where does your code divide a second time?",
        "cure": "Divide by the number of all rows once.",
    },
    ("wrong-axis", "dgamma"): _AXIS,
    ("wrong-axis", "dbeta"): _AXIS,
    ("summed-too-far", "dgamma"): _TOO_FAR,
    ("summed-too-far", "dbeta"): _TOO_FAR,
    ("not-summed", "gradient"): {
        "line": "{part} still holds one gradient for each batch: the sum over the batches is missing",
        "evidence": "Your {part} has shape {got_shape}; it should have the shape of one gradient, {expected_shape}.",
        "contradiction": "Subtract it from the weights: do the shapes meet?",
        "question": "One gradient for all rows is asked for. Where do the batches meet?",
        "cure": "Add the gradients up, each times the rows of its batch, and divide by all rows.",
    },
    ("exchanged", "out"): {"cure": "Return out first, then the mask."},
    ("exchanged", "mask"): {"cure": "Return out first, then the mask."},
    ("upstream-missing", "dropout_backward.*"): _MASK_UPSTREAM,
    ("upstream-missing", "batchnorm_backward.*"): _MASK_UPSTREAM,
    ("added", "dropout_backward.*"): _MASK_ONLY,
    ("matrix-for-entrywise", "dropout_backward.*"): _MATRIX,
    ("rows-summed", "dropout_backward.*"): {
        "contradiction": "Change dout in the last row only: one row of dx should move. In yours the rows are mixed.",
    },
    ("rng-ignored", "mask"): {
        "evidence": "Two generators of one seed should give one mask, two of different seeds two masks.",
    },
    ("other-init", "he_init.*"): {
        "evidence": "The standard deviation of your {part} is {got}; He's is {expected}. Yours has both fans in it.",
    },
    ("other-init", "xavier_init.*"): {
        "evidence": "The standard deviation of your {part} is {got}; Xavier's is {expected}: it looks at both fans.",
    },
}
