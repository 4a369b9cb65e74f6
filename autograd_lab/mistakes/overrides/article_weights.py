"""Texts that fit the gradient of a weight matrix, and a matrix that is turned on its way into a formula."""

WEIGHTS_WORDING: dict[tuple[str, str], dict[str, str]] = {
    ("sign", "article_weight_gradient.dW"): {
        "contradiction": "Raise the weight a little: z moves with a_prev, and L by δ times that. Yours says the "
        "opposite.",
        "question": "Which minus is left in your line? Is it the step's, w ← w − α·dW?",
        "cure": "Return the gradient itself, delta @ a_prev.T. The minus belongs to the step.",
    },
    ("found-turned", "article_hidden_delta.delta"): {"cure": "W_next.T @ delta_next: a transpose, and no reshape."},
    ("found-turned", "article_weight_gradient.dW"): {"cure": "delta @ a_prev.T: a transpose, and no reshape."},
    ("sigmoid-twice", "article_weight_gradient.dW"): {
        "line": "{part}: what entered goes through a sigmoid before it meets δ",
        "evidence": "Your {part} fits σ(a_prev) in the place of a_prev.",
        "contradiction": "Put a_prev of unit 0 at 0: its weights get no gradient. Yours do.",
        "question": "Does a sigmoid still stand between a_prev and z?",
        "cure": "Use a_prev as it is: delta @ a_prev.T.",
    },
    ("meaning-not-kept", "article_weight_gradient.dW"): {
        "line": "{part} is made as if δ meant ∂L/∂z, and delta_means() says dL/da",
        "contradiction": "Nudge one a, and then one z: which of the two slopes is the δ that your {part} takes?",
    },
}
