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

NETWORK_WORDING: dict[tuple[str, str], dict[str, str]] = {
    ("transpose", "forward.*"): _COLUMNS,
    ("transpose", "backward.*"): _TURNED,
    ("slope-missing", "backward.*"): {
        "line": "{part} misses a factor σ'(z)",
        "evidence": "{program} It fits a sweep in which σ'(z) is missing: in some layers, or in what they hand down.",
        "contradiction": "Set all z of one layer to 10, where the sigmoid is flat: next to nothing passes through it. "
        "In yours it does.",
    },
    ("slope-twice", "backward.*"): {
        "evidence": "{program} It fits a sweep in which σ'(z) is multiplied in twice.",
    },
    ("slope-divides", "backward.*"): {
        "evidence": "{program} It fits a sweep that divides by σ'(z).",
    },
}
