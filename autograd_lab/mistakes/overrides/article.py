"""Texts that fit one sample in columns, where the catalogue's general ones speak of rows, and of a batch."""

from autograd_lab.mistakes.overrides.article_weights import WEIGHTS_WORDING

_OUTPUTS = {
    "contradiction": "Take one output, then three copies of it: the mean of the squares stays. What does each δ do, "
    "and what does yours?",
    "question": "L = (1/n) Σ (a − y)²: how often does n stand in it, and how often in your δ?",
    "cure": "Divide by n once, the number of outputs: len(a).",
}
_N_TIMES = {
    **_OUTPUTS,
    "line": "{part} is n times too large: the 1/n of the mean is missing",
    "evidence": "Your {part} is {ratio} times what it should be, in every entry, and there are {N} outputs.",
}
_N_TH = {
    **_OUTPUTS,
    "line": "{part} is n times too small: 1/n is applied twice",
    "evidence": "Your {part} is {ratio} times what it should be, in every entry: 1/{N}, with n = {N} outputs.",
}
_TWO = {
    "evidence": "Your {part} is {ratio} times what it should be, in every entry, whatever the number of outputs.",
    "contradiction": "One output, a = 0.8 for y = 0.3: L is a square. Nudge a: its slope is 2 · 0.5. What is in yours?",
    "question": "What does the derivative of r² bring down to the front, how often, and what could cancel it?",
    "cure": "One square brings one 2: δ = (2/n)(a − y) a(1 − a).",
}
_DOWN = {
    "line": "{part} walks through W_next the wrong way",
    "evidence": "Your {part} fits W_next @ delta_next. Where the layers differ in width it cannot even be computed; "
    "where they do not, shapes could not warn you.",
    "contradiction": "Set column 0 of W_next to 0: unit 0 is not heard, so its δ must be 0. Which of yours is 0?",
    "question": "Forward, W_next takes this layer to the next one. What takes δ of the next one back to this?",
    "cure": "W_next.T @ delta_next: (n, m) times (m, 1).",
}
_NO_WEIGHTS = {
    "line": "{part} does not contain W_next",
    "evidence": "Your {part} is what δ of the layer above and σ' alone would give. A hidden layer of another width "
    "than the next one shows it by its shape.",
    "cure": "Weight each δ_k before the sum: W_next.T @ delta_next.",
}
_SLOPE_BEFORE = {
    "line": "{part}: σ' meets the δ from above before the weights do",
    "evidence": "Your {part} fits W_nextᵀ(δ_next ⊙ a(1 − a)). Where the layers differ in width it cannot even be "
    "computed.",
    "contradiction": "Saturate one hidden neuron, a = 0.9999: its own δ must all but vanish. Which of yours does?",
    "question": "Is a the activation of this layer, or of the layer above? At which z is the slope of your δ taken?",
    "cure": "σ' last: (W_next.T @ delta_next) * a * (1 - a). (With the slope of the layer above, your order is right "
    "for a δ that means ∂L/∂a; then say so in delta_means().)",
}
_WEIGHTS_TURNED = {
    "line": "{part} has rows and columns exchanged",
    "evidence": "Your {part} fits a_prev @ delta.T, of shape (n_in, n_out). In a square layer the shapes cannot warn "
    "you.",
    "contradiction": "Put a_prev of unit 1 at 0: the weights that leave it, column 1 of W, get no gradient. Which of "
    "yours are 0?",
    "question": "In columns z = W a_prev. Which index of W runs over the inputs, the first or the second?",
    "cure": "delta @ a_prev.T: (n_out, 1) times (1, n_in).",
}
_PER_ENTRY = {
    "line": "{part} multiplies entry by entry; each weight joins one input with one output",
    "evidence": "Your {part} fits δ ⊙ a_prev. It has one number for each neuron, W has one for each pair.",
    "contradiction": "Take a layer with three inputs and four neurons: there are twelve weights. How many numbers are "
    "yours?",
    "question": "Which a and which δ belong to the weight in row j and column i?",
    "cure": "delta @ a_prev.T, an outer product.",
}
_DELTA_ALONE = {
    "line": "{part} is δ itself: the factor a_prev is missing",
    "evidence": "Your {part} does not depend on a_prev.",
    "contradiction": "Put a_prev of unit 0 at 0: its weights carry nothing, so their gradient is 0. Yours is not.",
    "question": "In z = W a_prev + b, what multiplies a weight? And a bias?",
    "cure": "delta @ a_prev.T. δ alone is the gradient of b.",
}
_SLOPE_AS_INPUT = {
    "contradiction": "z = W a_prev + b is linear in W: nudge one weight by 0.1 and then by 0.2. Is there a curve "
    "anywhere?",
    "cure": "Use a_prev and δ as they are: delta @ a_prev.T.",
}
_INSIDE = {
    "line": "{part}: a factor enters that is not in δ · a_prev: one of the loss a second time, or a number of neurons",
    "evidence": "Your {part} is {ratio} times what it should be, in every entry.",
    "contradiction": "δ is computed once, with all factors of the loss. Is there a square or a mean left to "
    "differentiate?",
    "question": "Which number in your line belongs to the loss, and is it not inside δ already?",
    "cure": "delta @ a_prev.T, and nothing else.",
}
_FACTORS = ("factor-two-missing", "factor-two-doubled", "mean-missing", "averaged-twice", "two-and-mean-missing")
_SIGN = {
    "evidence": "Your {part} has the right size and the opposite sign: you say {got}, it should be {expected}.",
    "contradiction": "Take an output that is too high, a = 0.9 for y = 0. Raising z makes it worse: δ is positive. "
    "Yours is negative.",
    "question": "Is it a − y or y − a in your line? And is the slope a(1 − a), or a(a − 1)?",
    "cure": "δ = (2/n)(a − y) a(1 − a).",
}
_UNITS = {
    "evidence": "Your {part} has shape {got_shape}; one number for each neuron is asked for, {expected_shape}.",
    "contradiction": "Nudge the z of one neuron, then of another: the loss moves differently. Yours says the same for "
    "both.",
    "question": "How many numbers are asked for: one for the layer, or one for each neuron?",
    "cure": "Return a column with one entry for each neuron: no sum over them.",
}
_FIRST = {
    "line": "{part} holds the first entry only",
    "evidence": "Your {part} is one number; a column of shape {expected_shape} is asked for.",
    "contradiction": "Change the last target: the loss moves. Yours stays.",
    "question": "Does something in your code stop after the first neuron?",
    "cure": "Compute all entries at once, a column.",
}
_TWICE = {
    "line": "{part} counts the residual twice",
    "evidence": "Your {part} has one sign whether an output is too high or too low.",
    "contradiction": "a = 0.5 with y = 0, then with y = 1: the weight must move in opposite directions.",
    "question": "How would a weight know which way to go? Where does the second a − y come from?",
    "cure": "∂L/∂z holds a − y once. Do not multiply by the error again.",
}

ARTICLE_WORDING: dict[tuple[str, str], dict[str, str]] = {
    **WEIGHTS_WORDING,
    ("mean-missing", "article_output_delta.delta"): _N_TIMES,
    ("averaged-twice", "article_output_delta.delta"): _N_TH,
    ("factor-two-missing", "article_output_delta.delta"): _TWO,
    ("factor-two-doubled", "article_output_delta.delta"): _TWO,
    ("plus", "article_output_delta.delta"): {
        "line": "{part} uses a + y where a − y belongs",
        "evidence": "Your {part} fits a + y in the place of the residual.",
        "contradiction": "Put y = a: the loss is 0, so δ must be 0. Yours is not.",
        "question": "What should δ be for a perfect output?",
        "cure": "Use a − y.",
    },
    ("absolute-loss", "article_output_delta.delta"): {
        "evidence": "Your {part} fits the loss (1/n) Σ |a − y|.",
        "cure": "Use 2(a − y), the derivative of the square.",
    },
    ("target-left-out", "article_output_delta.delta"): {"evidence": "Your {part} is what a instead of a − y gives."},
    ("prediction-left-out", "article_output_delta.delta"): {
        "evidence": "Your {part} is what y instead of a − y gives."
    },
    ("loss-for-gradient", "article_output_delta.delta"): {"cure": "Differentiate: δ = (2/n)(a − y) σ'(z)."},
    ("all-zero", "article_output_delta.delta"): {"evidence": "Your {part} is 0; the first entry should be {expected}."},
    ("two-and-mean-missing", "article_output_delta.delta"): {
        **_OUTPUTS,
        "line": "{part} lacks the factor 2/n",
        "evidence": "Your {part} is {ratio} times what it should be, in every entry: n/2, with n = {N}.",
        "cure": "Multiply by 2/n: δ = (2/n)(a − y) a(1 − a).",
    },
    ("sign", "article_output_delta.delta"): _SIGN,
    ("residual-squared", "article_output_delta.delta"): _TWICE,
    ("slope-missing", "article_output_delta.delta"): {
        "line": "{part} misses the factor σ'(z): it is ∂L/∂a, and your delta_means() says ∂L/∂z",
        "question": "Which of the two is your δ to mean? What does delta_means() say, and which formulas hold σ' then?",
        "cure": "Multiply by a(1 − a). Or let δ mean ∂L/∂a throughout, and say so in delta_means().",
    },
    ("cross-entropy-delta", "article_output_delta.delta"): {
        "line": "{part} is a multiple of a − y, which belongs to cross-entropy; this loss is the squared error",
        "evidence": "Your {part} fits a − y with nothing of σ' in it.",
        "cure": "Here δ = (2/n)(a − y) a(1 − a). Chapter 11 is about the loss that yours belongs to.",
    },
    ("units-summed", "article_output_delta.delta"): _UNITS,
    ("units-summed", "article_hidden_delta.delta"): _UNITS,
    ("first-row", "article_output_delta.delta"): _FIRST,
    ("first-row", "article_hidden_delta.delta"): _FIRST,
    ("matrix-for-entrywise", "article_output_delta.delta"): {
        "contradiction": "Change one output only: one entry of δ should move. In yours a whole row or column moves.",
    },
    ("matrix-for-entrywise", "article_hidden_delta.delta"): {
        "contradiction": "Change the a of one neuron only: one entry of δ should move. In yours more of them do.",
        "question": "σ' belongs to one neuron. What does it meet: its own entry, or a whole column?",
    },
    ("averaged-twice", "article_hidden_delta.delta"): {
        **_INSIDE,
        "line": "{part}: a factor enters that is not in (W_next.T @ delta_next) · a(1 − a): one of the loss a second "
        "time, or a number of neurons",
        "cure": "(W_next.T @ delta_next) * a * (1 - a), and nothing else.",
    },
    ("product-of-sums", "article_hidden_delta.delta"): {
        "evidence": "Your {part} fits the sum of the weights that leave a neuron, times the sum of all δ above.",
        "contradiction": "Two neurons above, δ = 1 and −1, hear this one through w = 1 and −1: 2. Yours is 0.",
        "question": "Which comes first: w_kj times δ_k, or the sum over k?",
        "cure": "Multiply for each k, then sum: W_next.T @ delta_next does both.",
    },
    ("transpose", "article_hidden_delta.delta"): _DOWN,
    ("weights-missing", "article_hidden_delta.delta"): _NO_WEIGHTS,
    ("wrong-layer-slope", "article_hidden_delta.delta"): _SLOPE_BEFORE,
    ("sign", "article_hidden_delta.delta"): {
        "contradiction": "Put all weights and all δ above at 1: raising this z raises all above. Yours says the "
        "opposite.",
        "question": "The residual has had its say in δ above. Which minus is left in your line: one in a(a − 1)?",
        "cure": "δ = (W_next.T @ delta_next) · a(1 − a): no minus but that one.",
    },
    ("first-unit", "article_hidden_delta.delta"): {
        "contradiction": "Set row 0 of W_next to 0: the other units still hear this neuron. Yours becomes 0.",
    },
    ("all-zero", "article_hidden_delta.delta"): {"evidence": "Your {part} is 0; the first entry should be {expected}."},
    ("entrywise-for-matrix", "article_hidden_delta.delta"): {"cure": "W_next.T @ delta_next, then * a * (1 - a)."},
    ("transpose", "article_weight_gradient.dW"): _WEIGHTS_TURNED,
    ("entrywise-for-matrix", "article_weight_gradient.dW"): _PER_ENTRY,
    ("input-left-out", "article_weight_gradient.dW"): _DELTA_ALONE,
    ("slope-extra", "article_weight_gradient.dW"): _SLOPE_AS_INPUT,
    **{(mistake, "article_weight_gradient.dW"): _INSIDE for mistake in _FACTORS},
    ("sign", "article_gradients.*"): {
        "contradiction": "Take an output that is too high: raising its bias makes it worse, so db_o is positive there.",
        "question": "Is it a − y or y − a that your sweep begins with?",
        "cure": "Begin with (2/n)(a − y) a(1 − a).",
    },
    ("mean-missing", "article_gradients.*"): _N_TIMES,
    ("averaged-twice", "article_gradients.*"): {
        "line": "{part}: a factor of the loss, 1/n or 2/n, enters a second time",
        "evidence": "Your {part} is {ratio} times what it should be, in every entry.",
        "contradiction": "δ of the output holds all factors of the loss. Is there a square or a mean left below it?",
        "question": "L = (1/n) Σ (a − y)²: how often does n stand in it, and how often in your sweep?",
        "cure": "Divide by n once, in δ of the output. All else follows from that δ.",
    },
    ("units-summed", "article_gradients.*"): {
        **_UNITS,
        "contradiction": "Nudge one bias of a layer, then another: L moves differently. Yours says the same for both.",
        "cure": "db is the δ of its layer, entry by entry: there is one sample, and nothing to sum.",
    },
    ("input-everywhere", "article_gradients.*"): {
        "line": "{part} is made with x, which enters the first layer only",
        "evidence": "Your {part} fits δ of its layer times xᵀ.",
        "question": "In z = W a_prev + b, which activation does W_h2 meet? And W_o?",
        "cure": "dW_h1 meets x, dW_h2 meets a_h1, dW_o meets a_h2.",
    },
    ("exchanged", "article_gradients.*"): {
        "evidence": "What you return as {part} is another of the six.",
        "contradiction": "Print the shapes of what you return beside those of W_h1, b_h1, W_h2, b_h2, W_o and b_o.",
        "question": "Layer by layer, or first all dW and then all db: which is asked for?",
        "cure": "Return dW_h1, db_h1, dW_h2, db_h2, dW_o, db_o.",
    },
    ("factor-two-missing", "article_gradients.*"): _TWO,
    ("factor-two-doubled", "article_gradients.*"): _TWO,
    ("two-and-mean-missing", "article_gradients.*"): {
        **_OUTPUTS,
        "line": "{part} lacks the factor 2/n",
        "evidence": "Your {part} is {ratio} times what it should be, in every entry: n/2, with n = {N}.",
        "cure": "Multiply by 2/n: δ = (2/n)(a − y) a(1 − a).",
    },
    ("residual-squared", "article_gradients.*"): {
        **_TWICE,
        "line": "{part} comes from a δ that counts the residual twice",
    },
    ("article-product", "article_gradients.*"): {
        "line": "{part} comes from residual times (a − 1), the article's product"
    },
    ("transpose", "article_gradients.*"): {
        **_WEIGHTS_TURNED,
        "line": "{part}: a transpose is missing or too many",
        "evidence": "Your {part} fits a sweep in which one product has rows and columns exchanged.",
        "contradiction": "Take layers of different widths: the shapes will no longer fit. In a square network they "
        "always do.",
        "question": "Which product leads from z to z, which from δ to δ, and which makes a gradient of the shape of W?",
        "cure": "Down: W.T @ delta. A gradient: delta @ a_prev.T.",
    },
    ("weights-missing", "article_gradients.*"): {
        **_NO_WEIGHTS,
        "line": "{part}: δ comes down without passing the weights",
    },
    ("wrong-layer-slope", "article_gradients.*"): {
        "line": "{part}: σ' of one layer meets the δ of another",
        "evidence": "Your {part} fits a sweep in which a δ meets a(1 − a) of a layer that is not its own.",
        "contradiction": "Saturate one hidden neuron, a = 0.9999: its own δ must all but vanish. Which of yours does?",
        "question": "δ of h1 is ∂L/∂z of h1. Which a is in its slope, and do the weights come before it?",
        "cure": "δ of h2 is (W_o.T @ delta_o) with a_h2(1 − a_h2), δ of h1 is (W_h2.T @ delta_h2) with a_h1(1 − a_h1).",
    },
    ("wrong-layer-weights", "article_gradients.*"): {
        "evidence": "Your {part} fits a sweep that takes one layer's weights where another's belong.",
        "question": "δ of h2 comes from δ of o. Which weights lie between the two? And between h1 and h2?",
        "cure": "W_o leads from h2 to o, W_h2 from h1 to h2.",
    },
    ("wrong-layer-input", "article_gradients.*"): {
        "evidence": "Your {part} fits the activation that left the layer, where the one that entered it belongs.",
        "contradiction": "Put an entry of x at 0: the weights that leave it get no gradient. Yours get one.",
        "question": "In z = W a_prev + b, which activation does W_h2 meet?",
        "cure": "dW_h1 meets x, dW_h2 meets a_h1, dW_o meets a_h2.",
    },
    ("entrywise-for-matrix", "article_gradients.*"): _PER_ENTRY,
    ("input-left-out", "article_gradients.*"): _DELTA_ALONE,
    ("slope-extra", "article_gradients.*"): _SLOPE_AS_INPUT,
    ("not-handed-down", "article_gradients.*"): {
        "evidence": "Your {part} fits gradients that all come from the same δ.",
        "cure": "Make δ of the next layer down: (W.T @ delta) * a * (1 - a).",
    },
    ("only-last", "article_gradients.*"): {"evidence": "Your {part} is 0."},
    ("bias-times-input", "article_gradients.*"): {
        "line": "{part} is multiplied by what entered the layer, but b stands alone in z",
        "evidence": "Your {part} fits a formula in which δ is multiplied by entries of a_prev.",
        "contradiction": "Put x = 0: nudging b_h1 still moves z. Yours says that it does not.",
        "question": "In z = W a_prev + b, what multiplies b?",
        "cure": "db is ∂L/∂z itself.",
    },
    ("reversed", "article_gradients.*"): {
        "evidence": "Your {part} is the one of another layer.",
        "question": "A sweep backward meets the last layer first. In which order does the signature want them?",
        "cure": "Return the gradients of h1, then h2, then o.",
    },
}
