"""Texts that fit a whole network, where the catalogue's general ones would speak of one layer or of one matrix X."""

_COLUMNS = {
    "line": "{part} has rows and columns exchanged somewhere",
    "evidence": "{program} It fits the right arrays, transposed where they should not be. In a square layer the shapes "
    "cannot warn you.",
    "contradiction": "Change row 0 of X only: row 0 of each z should move, and no other. Which entries of yours move?",
    "question": "Rows are examples, and W is (n_in, n_out). Which of the two have you turned round?",
    "cure": "zs[l] = activations[l] @ Ws[l] + bs[l], with nothing transposed.",
}
_TURNED = {
    "line": "{part} has rows and columns exchanged somewhere",
    "evidence": "{program} It fits a sweep with the right arrays, one of them turned round. In a square layer the "
    "shapes cannot warn you.",
    "contradiction": "Take layers whose widths all differ, and print the shape of every array that you multiply.",
    "question": "Which product sums over the rows, and which over the units of the layer above?",
    "cure": "activations[l].T @ delta for the weights, delta @ Ws[l].T on the way down.",
}

_ANSWERED = {
    "mirrored": "σ(−z)",
    "tanh-for-sigmoid": "tanh(z)",
    "relu-for-sigmoid": "ReLU",
    "step-for-sigmoid": "a step",
    "not-activated": "z itself",
    "sigmoid-twice": "σ(σ(z))",
    "exponent-scaled": "a sigmoid whose exponent is multiplied by a number",
    "softmax-for-sigmoid": "a softmax",
    "slope-for-activation": "σ'(z)",
}
_OTHER_ANSWER = {
    mistake: {
        "line": f"{{part}}: a layer answers with {answer}, where σ(z) belongs",
        "evidence": f"{{program}} It fits {answer} in all layers, in the hidden ones, or in the last.",
    }
    for mistake, answer in _ANSWERED.items()
}

NETWORK_WORDING: dict[tuple[str, str], dict[str, str]] = {
    **{(mistake, "forward.*"): texts for mistake, texts in _OTHER_ANSWER.items()},
    ("sign", "forward.zs"): {
        "line": "{part} holds −z",
        "evidence": "Your {part} has the right size and the opposite sign in every entry: {got} for {expected}.",
        "contradiction": "Print z beside np.log(a / (1 - a)): they should be the same.",
        "question": "Where does the minus of e^−z meet z: in a new array, or in the one that you keep?",
        "cure": "Keep z as it is: np.exp(-z) makes a new array, z *= -1 turns the one on the list too.",
    },
    ("inputs-changed", "forward.*"): {"cure": "given @ W + b makes a new array; += or an indexed assignment does not."},
    ("inputs-changed", "backward.*"): {
        "cure": "No update belongs in backward: δ goes down through the weights that came. activations[-1] - Y makes a "
        "new array, -= does not; nor does -= on an entry of Ws.",
    },
    ("transpose", "forward.*"): _COLUMNS,
    ("bias-left-out", "forward.*"): {
        "evidence": "{program} It fits layers without their b.",
        "cure": "activations[l] @ Ws[l] + bs[l]",
    },
    ("reversed", "forward.*"): {
        "question": "In which order do you reach the layers, and at which end of the list does each array go in?",
        "cure": "Append at the end, and leave the list as it is.",
    },
    ("wrong-axis", "backward.*"): {
        "evidence": "{program} It fits a sum along the wrong axis of δ.",
        "contradiction": "Take a batch with one row: each layer still has one bias for each unit.",
        "question": "axis=0 walks down the rows, axis=1 along the units. Which of them share one bias?",
    },
    ("summed-too-far", "backward.dbs"): {
        "line": "{part} is summed over too much: the units of a layer have been mixed",
        "evidence": "{program} It fits a sum over all entries of δ.",
        "contradiction": "Nudge one bias only: one unit moves. Which of the numbers in δ does that concern?",
        "question": "Which axis of δ runs over the rows, and which over the units?",
        "cure": "Sum over the rows only: delta.sum(axis=0).",
    },
    ("array-missing", "backward.*"): {
        "question": "For which layers does your loop run: for the first one, and for the last?",
        "cure": "Add one array for each layer, from the last down to layer 0.",
    },
    ("averaged-over-units", "backward.*"): {
        "evidence": "{program} It fits a sweep that divides by the number of units above at each step down.",
    },
    ("transpose", "backward.*"): _TURNED,
    ("slope-missing", "backward.*"): {
        "line": "{part} misses a factor σ'(z)",
        "evidence": "{program} It fits a sweep in which σ'(z) is missing: in some layers, or in what they hand down.",
        "contradiction": "Set all z of one layer to 10, where the sigmoid is flat: next to nothing passes through it. "
        "In yours it does.",
    },
    ("unbracketed", "backward.*"): {
        "evidence": "{program} It fits a sweep in which the slope is a * 1 - a.",
        "cure": "a * (1 - a).",
    },
    ("slope-twice", "backward.*"): {
        "evidence": "{program} It fits a sweep in which σ'(z) is multiplied in twice.",
    },
    ("slope-divides", "backward.*"): {
        "evidence": "{program} It fits a sweep that divides by σ'(z).",
    },
}
