"""Texts that fit the second edition of the set on deep nets: leaky ReLU, RMS normalisation, lost wires, weights."""

_EPS = "Put a row of zeros in: its mean square is 0. What do you divide by?"
_CACHE = {
    "line": "{part} in the cache is another array: out or x",
    "evidence": "What you keep as {part} is not x · inv_rms, though you may have computed that.",
    "contradiction": "Take the mean square of each row of cache[0]: about 1?",
    "cure": "Keep x_hat itself: return out, (x_hat, gamma, inv_rms).",
}
_WEIGHTED = "Multiply each gradient by the sum of its batch's weights, add up, divide by the sum of all weights."
_NUDGE = "Raise one entry of x a little and watch the loss: it moves the other way from what your {part} says."
_DGAMMA = {
    "evidence": "Your {part} has the numbers of a sum along the wrong axis.",
    "contradiction": "dgamma has one entry for each column, (D,). With N = D the shape cannot warn you.",
    "question": "axis=0 walks down the rows, axis=1 along the columns. Which of them should vanish?",
    "cure": "Sum over the rows: axis=0.",
}

DEEP_SECOND_WORDING: dict[tuple[str, str], dict[str, str]] = {
    ("init-two-missing", "leaky_init.*"): {
        "question": "Half of the numbers count in full. What makes up for the other half?",
        "cure": "What is left of the mean square is (1 + slope²)/2: the 2 comes from there.",
    },
    ("init-two-doubled", "leaky_init.*"): {
        "question": "How many times does a 2 enter your formula?",
        "cure": "What is left of the mean square is (1 + slope²)/2: one 2.",
    },
    ("root-of-two-alone", "leaky_init.*"): {
        "contradiction": "Compute it by hand for n_in = 400 and slope = 0, then put that into your expression.",
        "cure": "The root spans the whole fraction.",
    },
    ("fans-exchanged", "leaky_init.*"): {"cure": "n_in: one z is a sum over the inputs."},
    ("fans-multiplied", "leaky_init.*"): {"cure": "n_in alone: one z is a sum over the inputs."},
    ("unbracketed", "leaky_init.*"): {
        "evidence": "The standard deviation of your {part} is {got} for {expected}: not all of it is below the line.",
        "cure": "Put parentheses around all that stands below the line.",
    },
    ("eps-missing", "rmsnorm_forward.*"): {"contradiction": _EPS, "cure": "np.sqrt(mean square + eps)."},
    ("eps-outside", "rmsnorm_forward.*"): {
        "line": "{part} adds eps outside the root",
        "contradiction": "Put a row of zeros in and eps = 0.01: inv_rms should be 10. What is yours?",
        "question": "What exactly stands under the root in the definition?",
        "cure": "1 / np.sqrt(mean square + eps), with eps inside.",
    },
    ("gamma-missing", "rmsnorm_forward.*"): {
        "contradiction": "Double gamma: out should double. Yours stays.",
        "cure": "out = gamma * x_hat.",
    },
    ("gamma-missing", "rmsnorm_backward.*"): {
        "contradiction": "Double gamma: dx should double. Yours stays.",
        "cure": "Begin with g = dout * gamma, which is the gradient of x_hat.",
    },
    ("gamma-twice", "rmsnorm_forward.*"): {
        "contradiction": "Double gamma: out should double. Yours becomes four times as large.",
        "question": "How often does gamma stand between x_hat and out?",
        "cure": "out = gamma * x_hat.",
    },
    ("gamma-twice", "rmsnorm_backward.*"): {
        "cure": "Multiply dout by gamma once, for dx. dgamma comes before that.",
    },
    ("cache-mixed", "rmsnorm_forward.*"): _CACHE,
    ("x-hat-missing", "rmsnorm_backward.*"): {
        "contradiction": "Nudge one gamma: each row's out moves by its own x_hat. And a large x moves the size of its "
        "row more than a small one.",
        "question": "What multiplies gamma in out? What does the derivative of x² bring?",
        "cure": "dgamma sums dout · x_hat; in dx the mean of g · x_hat is multiplied by x_hat.",
    },
    ("x-for-x-hat", "rmsnorm_backward.*"): {
        "line": "{part} uses x where x_hat belongs",
        "evidence": "Your {part} fits a formula with x in the place of an x_hat.",
        "contradiction": "Nudge one gamma: by how much does out move? Compare it with x_hat, and with x.",
    },
    ("unbracketed", "rmsnorm_backward.*"): {
        "evidence": "Your {part} fits a formula in which inv_rms does not multiply both paths, or x stands for x_hat.",
        "cure": "inv_rms in front of both paths, with parentheses around them.",
    },
    ("sign", "rmsnorm_backward.*"): {
        "evidence": "Your {part} has the right size and the opposite sign: you say {got}, it should be {expected}.",
        "contradiction": _NUDGE,
        "question": "The loss has had its say in what comes from above. Which minus is left in your line?",
        "cure": "Remove the minus in front.",
    },
    ("wrong-axis", "rmsnorm_backward.dgamma"): _DGAMMA,
    ("summed-too-far", "rmsnorm_backward.dgamma"): {
        "contradiction": "Each column has a gamma of its own. Nudge one of them: only its column moves.",
    },
    ("dropout-not-scaled", "wire_dropout.*"): {"cure": "Divide what is kept by 1 − p, in the mask."},
    ("scale-outside-mask", "wire_dropout.*"): {"cure": "The factor goes into the mask, then out = x * mask."},
    ("keep-and-drop-exchanged", "wire_dropout.*"): {"cure": "Keep where a number of rng.random(…) is at least p."},
    ("rng-ignored", "wire_dropout.*"): {
        "evidence": "Two generators of one seed should give one mask, two of different seeds two masks.",
    },
    ("unbracketed", "wire_dropout.*"): {
        "evidence": "The entries of your mask are 1 − p and −p: that is kept / 1 − p.",
        "cure": "kept / (1 - p).",
    },
    ("unweighted", "accumulate_weighted.*"): {
        "line": "{part} counts each batch alike, whatever its rows weigh",
        "contradiction": "Split off one row into a batch of its own. The loss over all rows stays; your {part} jumps.",
        "question": "For how much weight does each gradient speak?",
        "cure": _WEIGHTED,
    },
    ("batches-summed", "accumulate_weighted.*"): {
        "line": "{part} adds up gradients of means, as if each were a sum",
        "evidence": "Your {part} is the sum of the batches' gradients, or that sum divided by the weight of all.",
        "contradiction": "Cut one batch into two halves: the loss over all rows stays. What does your {part} do?",
        "question": "gradient_fn divides by the weights of its batch. How is that undone before you add?",
        "cure": _WEIGHTED,
    },
    ("mean-missing", "accumulate_weighted.*"): {
        "line": "{part} is not divided by the sum of all weights",
        "evidence": "Your {part} is {ratio} times what it should be.",
        "contradiction": "Hand over a single batch: the answer should be gradient_fn of it.",
        "question": "The shares should add up to 1. To what do yours add up?",
        "cure": "Divide by the sum of all weights.",
    },
    ("divided-by-batches", "accumulate_weighted.*"): {
        "line": "{part} is divided by the number of batches where the sum of all weights belongs, or on top of it",
        "evidence": "Your {part} is weighted, and then divided by how many batches there are.",
        "contradiction": "Cut one batch into two halves: the loss over all rows stays. Your {part} shrinks.",
        "question": "Shares that are divided by their sum add up to 1. To what do yours add up?",
        "cure": "Divide by the sum of all weights, and by nothing else.",
    },
    ("one-batch-size", "accumulate_weighted.*"): {
        "line": "{part} divides by the weight of one batch where that of all belongs",
        "evidence": "Your {part} fits a division by the weight of a single batch.",
        "contradiction": "Exchange the order of the batches: the mean over all rows stays. Does yours?",
        "question": "Which value has your sum of weights after the loop: that of all rows, or of the last batch?",
        "cure": "Add the weights of all batches up.",
    },
    ("running-half", "accumulate_weighted.*"): {"cure": _WEIGHTED},
    ("short-batch-dropped", "accumulate_weighted.*"): {
        "line": "{part} leaves a batch out",
        "contradiction": "Add up the weights that you have used, and all the weights there are.",
        "question": "Which batch does your loop not reach?",
        "cure": "Take all batches, each with what its rows weigh.",
    },
    ("weights-inverted", "accumulate_weighted.*"): {
        "line": "{part} divides each gradient by the weight of its batch; it should be multiplied",
        "evidence": "Your {part} fits shares of one over the weight: light batches count most.",
        "question": "gradient_fn has divided by the weights already. How is that undone?",
        "cure": _WEIGHTED,
    },
    ("sign", "accumulate_weighted.*"): {
        "evidence": "Your {part} has the right size and the opposite sign: you say {got}, it should be {expected}.",
        "contradiction": "Hand over a single batch: the answer should be gradient_fn of it. Yours is its negative.",
        "question": "Is your minus that of the step, w − lr · gradient?",
        "cure": "Return the gradient itself. The minus belongs to the step.",
    },
    ("not-summed", "accumulate_weighted.*"): {
        "contradiction": "Subtract it from the parameters of the network: do the shapes meet?",
        "cure": _WEIGHTED,
    },
    ("inputs-changed", "rmsnorm_forward.*"): {"cure": "`x * inv_rms` makes a new array; `x *= inv_rms` does not."},
    ("inputs-changed", "rmsnorm_backward.*"): {"cure": "`dout * gamma` makes a new array; `dout *= gamma` does not."},
    ("inputs-changed", "wire_dropout.*"): {"cure": "`x * mask` makes a new array; `x *= mask` does not."},
}
