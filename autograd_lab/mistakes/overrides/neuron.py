"""Texts that fit a neuron, its δ and a layer's gradients, where the catalogue's general ones would not."""

_VALUE_SIGN = {
    "evidence": "Your {part} has the right size and the opposite sign: you say {got}, it should be {expected}.",
    "contradiction": "A sigmoid lies between 0 and 1. Yours is negative.",
    "question": "Where does the minus come from?",
    "cure": "Remove the minus in front of the fraction; the only one belongs in the exponent.",
}
_SLOPE_SIGN = {
    "contradiction": "σ rises everywhere, so its slope is positive. Yours is negative.",
    "question": "The quotient rule brings one minus, the inner e^−z another. Did both come?",
    "cure": "σ' = a(1 − a), not a(a − 1).",
}
_HIDDEN_SIGN = {
    "contradiction": "Put all weights and all δ above at 1: raising this z raises all above. Yours says the opposite.",
    "question": "The residual has had its say in δ above. Which minus is left in your line: one in σ', as in a(a − 1)?",
    "cure": "δ = (delta_next @ W_next.T) · a(1 − a): no minus but that one.",
}
_LAYER_SIGN = {
    "contradiction": "Raise the weight a little: z moves with a_prev, and L by δ times that. Yours says the opposite.",
    "question": "The residual has had its say in δ. Which minus is left in your line? Is it the step's, w − lr·dW?",
    "cure": "Return the gradient itself, a_prev.T @ delta. The minus belongs to the step.",
}
_INSIDE = {
    "contradiction": "Write every row twice, δ computed afresh: L stays, so a gradient must stay. Try it with yours.",
    "question": "δ = ∂L/∂z, and L is a mean over the rows: is a 1/N inside the δ that you are given, or still to come?",
    "cure": "The 1/N is inside δ already: neither divide nor multiply by N again.",
}
_TWICE = {
    **_INSIDE,
    "evidence": "Each {part} is 1/{N} of what nudging shows, and N is {N}.",
    "contradiction": "Write every row twice: L stays. What should {part} do? What does yours do?",
}
_N_TIMES = {
    **_INSIDE,
    "line": "{part} is N times too large: it has been multiplied by the number of rows",
    "evidence": "Your {part} is {ratio} times what it should be, and N is {N}.",
}
_HALF = {
    "line": "{part} is half of what it should be: a 1/2 too many",
    "evidence": "Your {part} is exactly half of what it should be, in every entry: {got} for {expected}.",
    "contradiction": "The δ that you are given holds each factor of the loss. Is there a square left to differentiate?",
    "question": "Where does your 1/2 come from?",
    "cure": "The 2 of the square is inside δ already: neither a 2 nor a 1/2 belongs here.",
}
_DOUBLE = {
    **_HALF,
    "line": "{part} is twice what it should be: a factor 2 too many",
    "evidence": "Your {part} is exactly twice what it should be, in every entry: {got} for {expected}.",
    "question": "Where does your 2 come from?",
}
_PLAIN_HALF = {
    "line": "{part} is half of what it should be",
    "evidence": "Your {part} is exactly half of what it should be, in every entry: {got} for {expected}.",
    "contradiction": "Put z = 0 by hand: what should come out?",
    "question": "Where does your 1/2 come from?",
    "cure": "σ = 1/(1 + e^−z) and σ' = σ(1 − σ): no other factor.",
}
_PLAIN_DOUBLE = {
    **_PLAIN_HALF,
    "line": "{part} is twice what it should be",
    "evidence": "Your {part} is exactly twice what it should be, in every entry: {got} for {expected}.",
    "question": "Where does your 2 come from?",
}
_ROWS = {
    "contradiction": "Two examples, one too high and one too low: their δ point in opposite directions. "
    "What is left in yours?",
    "question": "The rows are summed later, in the gradient of a weight. Why not here?",
}
_UNITS = {
    "contradiction": "Nudge the z of one neuron, then of another: the loss moves differently. Yours says the same for "
    "both.",
    "question": "Over which index does the formula sum: over this layer's units, or the next one's?",
}
_LAYER_TRANSPOSE = {
    "line": "{part} has rows and columns exchanged",
    "evidence": "Your {part} fits a product of the right arrays with rows and columns exchanged: shape {got_shape}. "
    "In a square layer the shapes cannot warn you.",
    "contradiction": "Put a_prev of unit 1 at 0 in every row: the weights that leave it, row 1 of W, get no gradient. "
    "Which entries of yours are 0?",
    "question": "W is (n_in, n_out). Which index of your product runs over the inputs, the first or the second?",
    "cure": "a_prev.T @ delta: (n_in, N) times (N, n_out).",
}

NEURON_WORDING: dict[tuple[str, str], dict[str, str]] = {
    ("all-zero", "sigmoid_prime.*"): {
        "evidence": "Your {part} is 0 for every z; the first entry should be {expected}.",
        "contradiction": "Put z = 0: nudging says 0.25. Compute your line for a = 0.5 in Python's order, * before −.",
        "question": "Is 1 − a in brackets? Without them a * 1 - a is a − a. Or is an array never filled?",
        "cure": "a * (1 - a).",
    },
    **{
        ("unbracketed", f"{name}.delta"): {
            "evidence": "Your {part} fits … * a * 1 - a, where the slope is a * (1 - a).",
            "contradiction": "Put what comes from above at 0: δ must be 0. Yours is −a.",
            "cure": "a * (1 - a), with the brackets.",
        }
        for name in ("output_delta", "hidden_delta", "article_output_delta", "article_hidden_delta")
    },
    ("sign", "a"): _VALUE_SIGN,
    ("sign", "slope"): _SLOPE_SIGN,
    ("sign", "hidden_delta.delta"): _HIDDEN_SIGN,
    ("sign", "layer_gradients.dW"): _LAYER_SIGN,
    ("sign", "layer_gradients.db"): _LAYER_SIGN,
    ("sign", "output_delta.delta"): {
        "evidence": "Your {part} has the right size and the opposite sign: you say {got}, it should be {expected}.",
        "contradiction": "Take an output that is too high, a = 0.9 for y = 0. Raising z makes it worse: δ is positive. "
        "Yours is negative.",
        "question": "Is it a − y or y − a in your line? And is the slope a(1 − a), or a(a − 1)?",
        "cure": "δ = (2/N)(a − y) a(1 − a).",
    },
    ("factor-two-missing", "a"): _PLAIN_HALF,
    ("factor-two-missing", "slope"): _PLAIN_HALF,
    ("factor-two-doubled", "a"): _PLAIN_DOUBLE,
    ("factor-two-doubled", "slope"): _PLAIN_DOUBLE,
    ("factor-two-missing", "hidden_delta.delta"): _HALF,
    ("factor-two-missing", "layer_gradients.dW"): _HALF,
    ("factor-two-missing", "layer_gradients.db"): _HALF,
    ("factor-two-doubled", "hidden_delta.delta"): _DOUBLE,
    ("factor-two-doubled", "layer_gradients.dW"): _DOUBLE,
    ("factor-two-doubled", "layer_gradients.db"): _DOUBLE,
    ("averaged-twice", "hidden_delta.delta"): _TWICE,
    ("averaged-twice", "layer_gradients.dW"): _TWICE,
    ("averaged-twice", "layer_gradients.db"): _TWICE,
    ("mean-missing", "hidden_delta.delta"): _N_TIMES,
    ("mean-missing", "layer_gradients.dW"): _N_TIMES,
    ("mean-missing", "layer_gradients.db"): _N_TIMES,
    ("mean-missing", "output_delta.delta"): {
        "contradiction": "Write every row twice: the mean loss stays, so each row counts for half and its δ halves. "
        "Yours stays.",
        "question": "L = (1/N) Σ …: where is the 1/N in your δ?",
        "cure": "Divide by N, the number of rows: z.shape[0].",
    },
    ("two-and-mean-missing", "output_delta.delta"): {
        "contradiction": "One row, one output: L = (a − y)², and its slope in a is 2(a − y). Where is the 2?",
        "question": "Which two factors come down from L = (1/N) Σ (a − y)²?",
        "cure": "δ = (2/N)(a − y) σ'(z).",
    },
    ("averaged-twice", "output_delta.delta"): {
        "contradiction": "One pair of rows: L is the mean of two squares. How often do you divide by 2?",
    },
    ("rows-summed", "delta"): _ROWS,
    ("units-summed", "delta"): _UNITS,
    ("slope-missing", "output_delta.delta"): {
        "line": "{part} misses the factor σ'(z): it is ∂L/∂a, not ∂L/∂z",
    },
    ("residual-squared", "output_delta.delta"): {
        "line": "{part} counts the residual twice",
        "evidence": "Your {part} has one sign whether the output is too high or too low.",
        "contradiction": "a = 0.5 with y = 0, then with y = 1: the weight must move in opposite directions.",
        "question": "How would a weight know which way to go? Where does the second a − y come from?",
        "cure": "∂L/∂z holds a − y once. Do not multiply by the error again.",
    },
    ("plus", "output_delta.delta"): {
        "line": "{part} uses a + y where a − y belongs",
        "evidence": "Your {part} fits a + y in the place of the residual.",
        "contradiction": "Put y = a: the loss is 0, so δ must be 0. Yours is not.",
        "question": "What should δ be for a perfect output?",
        "cure": "Use a − y.",
    },
    ("absolute-loss", "output_delta.delta"): {
        "evidence": "Your {part} fits the loss (1/N) Σ |a − y|.",
        "cure": "Use 2(a − y), the derivative of the square.",
    },
    ("target-left-out", "output_delta.delta"): {"evidence": "Your {part} is what you get with a instead of a − y."},
    ("prediction-left-out", "output_delta.delta"): {
        "evidence": "Your {part} is what you get with y instead of a − y.",
        "contradiction": "Put y = a: the loss is 0, so δ must be 0. Yours is not.",
    },
    **{
        ("answer-turned", f"{name}.delta"): {
            "question": "Is your formula written for examples in columns? Here each example has a row.",
            "cure": "Turn it once more, with .T: examples are rows here, (N, n).",
        }
        for name in ("output_delta", "hidden_delta")
    },
    ("transpose", "hidden_delta.delta"): {
        "line": "{part} walks through W_next the wrong way",
        "evidence": "Your {part} has the right ingredients with rows and columns of W_next exchanged; here they are "
        "equally many, so shapes could not warn you.",
        "contradiction": "Set row 0 of W_next to 0: unit 0 is not heard, so its δ must be 0. Which of yours is 0?",
        "question": "Along which weights does unit 0 reach the next layer: row 0 of W_next, or column 0?",
        "cure": "delta_next @ W_next.T: (N, m) times (m, n).",
    },
    ("transpose", "layer_gradients.dW"): _LAYER_TRANSPOSE,
    ("product-of-sums", "hidden_delta.delta"): {
        "evidence": "Your {part} fits Σ_k δ_k times Σ_k w_jk: each summed by itself.",
        "contradiction": "Two units above with δ = 1 and −1, w = 1 and −1: what they send back is 2. Yours is 0.",
        "question": "In Σ_k w_jk δ_k: which comes first, the product or the sum?",
        "cure": "delta_next @ W_next.T multiplies and sums over k at once.",
    },
    ("wrong-axis", "layer_gradients.dW"): _LAYER_TRANSPOSE,
    ("wrong-axis", "layer_gradients.db"): {
        "evidence": "Your {part} fits a sum along each row of δ: one number per row, where one per unit is asked for.",
        "contradiction": "Take a batch with one row: b still has one gradient for each unit.",
        "question": "axis=0 walks down the rows, axis=1 along the units. Which of them share one bias?",
    },
    ("summed-too-far", "layer_gradients.db"): {
        "line": "{part} is summed over too much: the units have been mixed",
        "contradiction": "Nudge one bias only: one unit moves. Which of the numbers in δ does that concern?",
        "question": "Which axis of δ runs over the rows, and which over the units?",
        "cure": "Sum over the rows only: delta.sum(axis=0).",
    },
    ("summed-too-far", "layer_gradients.dW"): {
        "line": "{part} is summed over too much: the weights have been mixed",
        "contradiction": "Nudge one weight. Which column of a_prev does it multiply, which column of z does it move?",
        "question": "Over which index does ∂L/∂W_ij sum: over rows, over i, or over j?",
        "cure": "Sum over the rows only: a_prev.T @ delta.",
    },
    ("not-summed", "layer_gradients.db"): {
        "evidence": "Your {part} has shape {got_shape}; b has shape {expected_shape}. It holds one contribution "
        "for each of the {N} rows.",
    },
    ("input-left-out", "layer_gradients.dW"): {
        "line": "{part} misses the factor a_prev",
        "evidence": "Every row of your {part} is the same: it does not depend on a_prev.",
        "contradiction": "Put a_prev of unit 0 at 0 in every row: its weights carry nothing, so their gradient is 0. "
        "Yours is not.",
        "question": "In z = a_prev·W + b, what multiplies W?",
        "cure": "a_prev.T @ delta.",
    },
    ("bias-times-input", "layer_gradients.db"): {
        "line": "{part} is multiplied by a_prev, but b stands alone in z",
        "evidence": "Your {part} fits a formula in which δ is multiplied by entries of a_prev.",
        "contradiction": "Put a_prev = 0: nudging b still moves z. Yours says that it does not.",
        "question": "In z = a_prev·W + b, what multiplies b?",
        "cure": "The local derivative is 1: sum δ over the rows.",
    },
    ("found-shape", "a"): {"cure": "The numbers are right: give a the shape of z, with reshape(z.shape)."},
    ("found-shape", "slope"): {"cure": "The numbers are right: give them the shape of z, with reshape(z.shape)."},
    ("inputs-changed", "a"): {"cure": "np.exp(-z) makes a new array; z *= -1, or out=z, does not."},
    ("inputs-changed", "slope"): {"cure": "np.exp(-z) makes a new array; z *= -1, z[:] = … or out=z does not."},
    ("inputs-changed", "hidden_delta.*"): {
        "cure": "delta_next @ W_next.T makes a new array; *=, -=, an indexed assignment and out= do not.",
    },
    ("sigmoid-twice", "layer_gradients.dW"): {
        "line": "{part} is made with σ(a_prev) in the place of a_prev",
        "evidence": "Your {part} fits σ(a_prev): a_prev is an activation already.",
        "contradiction": "Put a_prev of unit 0 at 0 in every row: its weights get no gradient. Yours do.",
        "question": "Does a sigmoid still stand between a_prev and z?",
        "cure": "Use a_prev as it is: a_prev.T @ delta.",
    },
}
