"""Problem set 5, wrong answers: article_gradients, verdicts_step, verdicts_recursion."""

from tests.exams.second_bank.submission import Submission

ARTICLE_GRADIENTS = (
    Submission(
        "article_gradients",
        "residual-again",
        "δ of the output is multiplied by e = y − a once more, as the article says; everything below follows from it.",
        """
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    delta_o = (y - a_o) * article_output_delta(a_o, y)
    delta_h2 = article_hidden_delta(W_o, delta_o, a_h2)
    delta_h1 = article_hidden_delta(W_h2, delta_h2, a_h1)
    return (
        article_weight_gradient(delta_h1, x), delta_h1,
        article_weight_gradient(delta_h2, a_h1), delta_h2,
        article_weight_gradient(delta_o, a_h2), delta_o,
    )
""",
    ),
    Submission(
        "article_gradients",
        "weights-only",
        "Only the three gradients of the weights are returned.",
        """
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    delta_o = article_output_delta(a_o, y)
    delta_h2 = article_hidden_delta(W_o, delta_o, a_h2)
    delta_h1 = article_hidden_delta(W_h2, delta_h2, a_h1)
    return (
        article_weight_gradient(delta_h1, x),
        article_weight_gradient(delta_h2, a_h1),
        article_weight_gradient(delta_o, a_h2),
    )
""",
    ),
    Submission(
        "article_gradients",
        "slope-in-biases-again",
        "Each db is δ times the slope of its layer once more, though σ′ is inside δ.",
        """
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    delta_o = article_output_delta(a_o, y)
    delta_h2 = article_hidden_delta(W_o, delta_o, a_h2)
    delta_h1 = article_hidden_delta(W_h2, delta_h2, a_h1)
    return (
        article_weight_gradient(delta_h1, x), delta_h1 * a_h1 * (1 - a_h1),
        article_weight_gradient(delta_h2, a_h1), delta_h2 * a_h2 * (1 - a_h2),
        article_weight_gradient(delta_o, a_h2), delta_o * a_o * (1 - a_o),
    )
""",
    ),
    Submission(
        "article_gradients",
        "weights-stepped-on-the-way",
        "W_o and W_h2 are stepped in place before δ goes down through them: the caller's weights change, "
        "and the hidden layers get the blame of the new ones.",
        """
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    delta_o = article_output_delta(a_o, y)
    dW_o = article_weight_gradient(delta_o, a_h2)
    W_o -= 0.5 * dW_o
    delta_h2 = article_hidden_delta(W_o, delta_o, a_h2)
    dW_h2 = article_weight_gradient(delta_h2, a_h1)
    W_h2 -= 0.5 * dW_h2
    delta_h1 = article_hidden_delta(W_h2, delta_h2, a_h1)
    dW_h1 = article_weight_gradient(delta_h1, x)
    return dW_h1, delta_h1, dW_h2, delta_h2, dW_o, delta_o
""",
    ),
    Submission(
        "article_gradients",
        "in-rows",
        "The weights' gradients are turned to (n_in, n_out), as in the chapters; the biases are right.",
        """
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    delta_o = article_output_delta(a_o, y)
    delta_h2 = article_hidden_delta(W_o, delta_o, a_h2)
    delta_h1 = article_hidden_delta(W_h2, delta_h2, a_h1)
    return (
        article_weight_gradient(delta_h1, x).T, delta_h1,
        article_weight_gradient(delta_h2, a_h1).T, delta_h2,
        article_weight_gradient(delta_o, a_h2).T, delta_o,
    )
""",
    ),
)

VERDICTS_STEP = (
    Submission(
        "verdicts_step",
        "believes-s1",
        "S1 is believed: that the step with e = y − ŷ makes the loss smaller (it makes it larger: b).",
        """
def verdicts_step():
    return {
        "S1": "holds",
        "S2": "a",
        "S3": "holds",
        "S4": "c",
        "S5": "holds",
        "S6": "a",
    }
""",
    ),
    Submission(
        "verdicts_step",
        "below-target-only",
        "S1 is judged a, right only below the target; the step climbs on both sides (b).",
        """
def verdicts_step():
    words = "a a holds c holds a".split()
    return {f"S{number}": word for number, word in enumerate(words, 1)}
""",
    ),
    Submission(
        "verdicts_step",
        "believes-s2",
        "S2 is believed: the residual times the slope of the loss is taken for δ (the residual is in it already: a).",
        """
def verdicts_step():
    verdicts = dict.fromkeys(['S1', 'S2', 'S3', 'S4', 'S5', 'S6'])
    verdicts["S1"] = "b"
    verdicts["S2"] = "holds"
    verdicts["S3"] = "holds"
    verdicts["S4"] = "c"
    verdicts["S5"] = "holds"
    verdicts["S6"] = "a"
    return verdicts
""",
    ),
    Submission(
        "verdicts_step",
        "output-only",
        "S2 is judged c, right at the output; it is wrong there too (a).",
        """
def verdicts_step():
    return {
        "S1": "b",
        "S2": "c",
        "S3": "holds",
        "S4": "c",
        "S5": "holds",
        "S6": "a",
    }
""",
    ),
    Submission(
        "verdicts_step",
        "doubts-s3",
        "S3 is doubted: the factor is taken to be z(1 − z), but the claim holds.",
        """
def verdicts_step():
    words = "b a a c holds a".split()
    return {f"S{number}": word for number, word in enumerate(words, 1)}
""",
    ),
    Submission(
        "verdicts_step",
        "chain-upside-down",
        "S3 is judged c, the two derivatives the other way round, but the claim holds.",
        """
def verdicts_step():
    verdicts = dict.fromkeys(['S1', 'S2', 'S3', 'S4', 'S5', 'S6'])
    verdicts["S1"] = "b"
    verdicts["S2"] = "a"
    verdicts["S3"] = "c"
    verdicts["S4"] = "c"
    verdicts["S5"] = "holds"
    verdicts["S6"] = "a"
    return verdicts
""",
    ),
    Submission(
        "verdicts_step",
        "no-bias-step",
        "S4 is judged b, that b follows from w; the bias has a gradient and a step of its own (c).",
        """
def verdicts_step():
    return {
        "S1": "b",
        "S2": "a",
        "S3": "holds",
        "S4": "b",
        "S5": "holds",
        "S6": "a",
    }
""",
    ),
    Submission(
        "verdicts_step",
        "believes-s4",
        "S4 is believed: the step of the bias is not missed (c).",
        """
def verdicts_step():
    words = "b a holds holds holds a".split()
    return {f"S{number}": word for number, word in enumerate(words, 1)}
""",
    ),
    Submission(
        "verdicts_step",
        "sweep-per-layer",
        "S5 is doubted: one sweep for each layer is thought necessary, but the claim holds.",
        """
def verdicts_step():
    verdicts = dict.fromkeys(['S1', 'S2', 'S3', 'S4', 'S5', 'S6'])
    verdicts["S1"] = "b"
    verdicts["S2"] = "a"
    verdicts["S3"] = "holds"
    verdicts["S4"] = "c"
    verdicts["S5"] = "b"
    verdicts["S6"] = "a"
    return verdicts
""",
    ),
    Submission(
        "verdicts_step",
        "sweep-forward",
        "S5 is doubted: the sweep is thought to run from the first layer up, but the claim holds.",
        """
def verdicts_step():
    return {
        "S1": "b",
        "S2": "a",
        "S3": "holds",
        "S4": "c",
        "S5": "a",
        "S6": "a",
    }
""",
    ),
    Submission(
        "verdicts_step",
        "believes-s6",
        "S6 is believed: local minima are taken for a weakness of backpropagation (they belong to the "
        "loss and the step: a).",
        """
def verdicts_step():
    words = "b a holds c holds holds".split()
    return {f"S{number}": word for number, word in enumerate(words, 1)}
""",
    ),
    Submission(
        "verdicts_step",
        "sigmoid-to-blame",
        "S6 is judged b, that ReLU knows no local minima; the right one is a.",
        """
def verdicts_step():
    verdicts = dict.fromkeys(['S1', 'S2', 'S3', 'S4', 'S5', 'S6'])
    verdicts["S1"] = "b"
    verdicts["S2"] = "a"
    verdicts["S3"] = "holds"
    verdicts["S4"] = "c"
    verdicts["S5"] = "holds"
    verdicts["S6"] = "b"
    return verdicts
""",
    ),
    Submission(
        "verdicts_step",
        "all-hold",
        "Everything the article says is believed: S1, S2, S4 and S6 do not hold.",
        """
def verdicts_step():
    return {
        "S1": "holds",
        "S2": "holds",
        "S3": "holds",
        "S4": "holds",
        "S5": "holds",
        "S6": "holds",
    }
""",
    ),
    Submission(
        "verdicts_step",
        "nothing-holds",
        "Every claim is taken to be wrong; S3 and S5 hold.",
        """
def verdicts_step():
    words = "b a b c c a".split()
    return {f"S{number}": word for number, word in enumerate(words, 1)}
""",
    ),
    Submission(
        "verdicts_step",
        "no-return",
        "None is returned: the dict is filled, but the last line has been lost.",
        """
def verdicts_step():
    words = "b a holds c holds a".split()
    verdicts = dict(zip([f"S{number}" for number in range(1, 7)], words))
""",
    ),
    Submission(
        "verdicts_step",
        "capital-letters",
        "The letters are right, but written as capitals.",
        """
def verdicts_step():
    return {"S1": "B", "S2": "A", "S3": "holds", "S4": "C", "S5": "holds", "S6": "A"}
""",
    ),
)

VERDICTS_RECURSION = (
    Submission(
        "verdicts_recursion",
        "residual-only",
        "R1 is judged a, that only the factor e is too much; the index is off by one and σ′ is missing as well (c).",
        """
def verdicts_recursion():
    return {
        "R1": "a",
        "R2": "a",
        "R3": "b",
        "R4": "b",
        "R5": "c",
        "R6": "holds",
    }
""",
    ),
    Submission(
        "verdicts_recursion",
        "index-only",
        "R1 is judged b, that only the index is off; e is too much and σ′ is missing as well (c).",
        """
def verdicts_recursion():
    words = "b a b b c holds".split()
    return {f"R{number}": word for number, word in enumerate(words, 1)}
""",
    ),
    Submission(
        "verdicts_recursion",
        "slope-for-weights",
        "R2 is believed: σ′ is taken for ∂z/∂y of the layer before, which is W (a).",
        """
def verdicts_recursion():
    verdicts = dict.fromkeys(['R1', 'R2', 'R3', 'R4', 'R5', 'R6'])
    verdicts["R1"] = "c"
    verdicts["R2"] = "holds"
    verdicts["R3"] = "b"
    verdicts["R4"] = "b"
    verdicts["R5"] = "c"
    verdicts["R6"] = "holds"
    return verdicts
""",
    ),
    Submission(
        "verdicts_recursion",
        "weights-times-slope",
        "R2 is judged b, W times the slope; between z and the answers below it there is no sigmoid (a).",
        """
def verdicts_recursion():
    return {
        "R1": "c",
        "R2": "b",
        "R3": "b",
        "R4": "b",
        "R5": "c",
        "R6": "holds",
    }
""",
    ),
    Submission(
        "verdicts_recursion",
        "circle-up-to-sign",
        "R3 is judged a, determined up to its sign; the two equations are a circle (b).",
        """
def verdicts_recursion():
    words = "c a a b c holds".split()
    return {f"R{number}": word for number, word in enumerate(words, 1)}
""",
    ),
    Submission(
        "verdicts_recursion",
        "circle-known-at-output",
        "R3 is judged c, determined at the output where e is known; the circle is one there too (b).",
        """
def verdicts_recursion():
    verdicts = dict.fromkeys(['R1', 'R2', 'R3', 'R4', 'R5', 'R6'])
    verdicts["R1"] = "c"
    verdicts["R2"] = "a"
    verdicts["R3"] = "c"
    verdicts["R4"] = "b"
    verdicts["R5"] = "c"
    verdicts["R6"] = "holds"
    return verdicts
""",
    ),
    Submission(
        "verdicts_recursion",
        "activation-for-derivative",
        "R4 is believed: the activation σ(z) is taken for the derivative (b).",
        """
def verdicts_recursion():
    return {
        "R1": "c",
        "R2": "a",
        "R3": "b",
        "R4": "holds",
        "R5": "c",
        "R6": "holds",
    }
""",
    ),
)

SUBMISSIONS = (
    *ARTICLE_GRADIENTS,
    *VERDICTS_STEP,
    *VERDICTS_RECURSION,
)
