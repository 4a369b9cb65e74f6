"""Problem set 5, wrong answers: verdicts_example, verdicts_words."""

from tests.exams.second_bank.submission import Submission

VERDICTS_EXAMPLE = (
    Submission(
        "verdicts_example",
        "everything-checkable",
        "X11 is judged a, that every number can be checked; without weights only three can (b).",
        """
def verdicts_example():
    return {
        "X1": "b",
        "X2": "a",
        "X3": "c",
        "X4": "c",
        "X5": "a",
        "X6": "b",
        "X7": "a",
        "X8": "c",
        "X9": "b",
        "X10": "a",
        "X11": "a",
        "X12": "holds",
    }
""",
    ),
    Submission(
        "verdicts_example",
        "bias-needs-weights",
        "X12 is doubted: the weights are thought necessary for the bias's gradient, but the claim holds.",
        """
def verdicts_example():
    words = "b a c c a b a c b a b a".split()
    return {f"X{number}": word for number, word in enumerate(words, 1)}
""",
    ),
    Submission(
        "verdicts_example",
        "bias-needs-input",
        "X12 is doubted: the input is thought necessary for the bias's gradient, but the claim holds.",
        """
def verdicts_example():
    verdicts = {}
    verdicts["X1"] = "b"
    verdicts["X2"] = "a"
    verdicts["X3"] = "c"
    verdicts["X4"] = "c"
    verdicts["X5"] = "a"
    verdicts["X6"] = "b"
    verdicts["X7"] = "a"
    verdicts["X8"] = "c"
    verdicts["X9"] = "b"
    verdicts["X10"] = "a"
    verdicts["X11"] = "b"
    verdicts["X12"] = "c"
    return verdicts
""",
    ),
    Submission(
        "verdicts_example",
        "letters-believed",
        "X2 is believed: it is not noticed that y and ŷ have changed places (a).",
        """
def verdicts_example():
    return {
        "X1": "b",
        "X2": "holds",
        "X3": "c",
        "X4": "c",
        "X5": "a",
        "X6": "b",
        "X7": "a",
        "X8": "c",
        "X9": "b",
        "X10": "a",
        "X11": "b",
        "X12": "holds",
    }
""",
    ),
    Submission(
        "verdicts_example",
        "not-multiplied",
        "X7 and X8 are believed without multiplying: both products are wrong (a and c).",
        """
def verdicts_example():
    words = "b a c c a b holds holds b a b holds".split()
    return {f"X{number}": word for number, word in enumerate(words, 1)}
""",
    ),
    Submission(
        "verdicts_example",
        "weights-of-the-output",
        "X10 is judged c, the weights of the output layer; the vector stood for a slope some lines above (a).",
        """
def verdicts_example():
    verdicts = {}
    verdicts["X1"] = "b"
    verdicts["X2"] = "a"
    verdicts["X3"] = "c"
    verdicts["X4"] = "c"
    verdicts["X5"] = "a"
    verdicts["X6"] = "b"
    verdicts["X7"] = "a"
    verdicts["X8"] = "c"
    verdicts["X9"] = "b"
    verdicts["X10"] = "c"
    verdicts["X11"] = "b"
    verdicts["X12"] = "holds"
    return verdicts
""",
    ),
    Submission(
        "verdicts_example",
        "half-open",
        "X7 to X12 are left open (None); the first six are right.",
        """
def verdicts_example():
    words = "b a c c a b a c b a b holds".split()
    verdicts = dict(zip([f"X{number}" for number in range(1, 13)], words))
    verdicts["X7"] = None
    verdicts["X8"] = None
    verdicts["X9"] = None
    verdicts["X10"] = None
    verdicts["X11"] = None
    verdicts["X12"] = None
    return verdicts
""",
    ),
    Submission(
        "verdicts_example",
        "numbers-as-keys",
        "The keys are the numbers 1 to 12, not X1 to X12.",
        """
def verdicts_example():
    words = "b a c c a b a c b a b holds".split()
    return dict(enumerate(words, 1))
""",
    ),
)

VERDICTS_WORDS = (
    Submission(
        "verdicts_words",
        "updates-weights",
        "W1 is believed: backpropagation is taken for the method that steps (it computes gradients only: b).",
        """
def verdicts_words():
    return {
        "W1": "holds",
        "W2": "a",
        "W3": "b",
        "W4": "c",
        "W5": "holds",
        "W6": "b",
        "W7": "a",
        "W8": "c",
        "W9": "a",
    }
""",
    ),
    Submission(
        "verdicts_words",
        "all-layers-at-once",
        "W1 is judged a, that it updates all layers at once; it updates nothing (b).",
        """
def verdicts_words():
    words = "a a b c holds b a c a".split()
    return {f"W{number}": word for number, word in enumerate(words, 1)}
""",
    ),
    Submission(
        "verdicts_words",
        "y-crossed",
        "W2 is judged b, label in the first and prediction in the second; it is the other way round (a).",
        """
def verdicts_words():
    verdicts = {}
    verdicts["W1"] = "b"
    verdicts["W2"] = "b"
    verdicts["W3"] = "b"
    verdicts["W4"] = "c"
    verdicts["W5"] = "holds"
    verdicts["W6"] = "b"
    verdicts["W7"] = "a"
    verdicts["W8"] = "c"
    verdicts["W9"] = "a"
    return verdicts
""",
    ),
    Submission(
        "verdicts_words",
        "y-label",
        "W2 is judged c, the label in both; in the first it is the prediction (a).",
        """
def verdicts_words():
    return {
        "W1": "b",
        "W2": "c",
        "W3": "b",
        "W4": "c",
        "W5": "holds",
        "W6": "b",
        "W7": "a",
        "W8": "c",
        "W9": "a",
    }
""",
    ),
    Submission(
        "verdicts_words",
        "with-respect-to",
        'W3 is believed: the order of "gradient of … with respect to …" is not noticed (b).',
        """
def verdicts_words():
    words = "b a holds c holds b a c a".split()
    return {f"W{number}": word for number, word in enumerate(words, 1)}
""",
    ),
    Submission(
        "verdicts_words",
        "reciprocals",
        "W3 is judged c, that the two are reciprocals; it is the gradient of the loss (b).",
        """
def verdicts_words():
    verdicts = {}
    verdicts["W1"] = "b"
    verdicts["W2"] = "a"
    verdicts["W3"] = "c"
    verdicts["W4"] = "c"
    verdicts["W5"] = "holds"
    verdicts["W6"] = "b"
    verdicts["W7"] = "a"
    verdicts["W8"] = "c"
    verdicts["W9"] = "a"
    return verdicts
""",
    ),
    Submission(
        "verdicts_words",
        "z-is-input",
        "W4 is judged a, that z is what enters from below; z is the weighted sum that goes into the sigmoid (c).",
        """
def verdicts_words():
    return {
        "W1": "b",
        "W2": "a",
        "W3": "b",
        "W4": "a",
        "W5": "holds",
        "W6": "b",
        "W7": "a",
        "W8": "c",
        "W9": "a",
    }
""",
    ),
    Submission(
        "verdicts_words",
        "z-is-answer",
        "W4 is believed: z is taken for the answer and σ for the slope (c).",
        """
def verdicts_words():
    words = "b a b holds holds b a c a".split()
    return {f"W{number}": word for number, word in enumerate(words, 1)}
""",
    ),
    Submission(
        "verdicts_words",
        "learning-rate-vanishes",
        "W5 is doubted: small slopes are put down to the learning rate, but the claim holds.",
        """
def verdicts_words():
    verdicts = {}
    verdicts["W1"] = "b"
    verdicts["W2"] = "a"
    verdicts["W3"] = "b"
    verdicts["W4"] = "c"
    verdicts["W5"] = "c"
    verdicts["W6"] = "b"
    verdicts["W7"] = "a"
    verdicts["W8"] = "c"
    verdicts["W9"] = "a"
    return verdicts
""",
    ),
    Submission(
        "verdicts_words",
        "last-layers-vanish",
        "W5 is doubted: the last layers are thought to be the ones that suffer, but the claim holds.",
        """
def verdicts_words():
    return {
        "W1": "b",
        "W2": "a",
        "W3": "b",
        "W4": "c",
        "W5": "b",
        "W6": "b",
        "W7": "a",
        "W8": "c",
        "W9": "a",
    }
""",
    ),
    Submission(
        "verdicts_words",
        "layer-is-enough",
        "W6 is judged c, one δ for a whole layer; each neuron has its own, so both indices are needed (b).",
        """
def verdicts_words():
    words = "b a b c holds c a c a".split()
    return {f"W{number}": word for number, word in enumerate(words, 1)}
""",
    ),
    Submission(
        "verdicts_words",
        "numbering-reversed",
        "W7 is judged b, that the sweep of the formulas begins with δ₁; it begins with δ_L, the output's (a).",
        """
def verdicts_words():
    verdicts = {}
    verdicts["W1"] = "b"
    verdicts["W2"] = "a"
    verdicts["W3"] = "b"
    verdicts["W4"] = "c"
    verdicts["W5"] = "holds"
    verdicts["W6"] = "b"
    verdicts["W7"] = "b"
    verdicts["W8"] = "c"
    verdicts["W9"] = "a"
    return verdicts
""",
    ),
    Submission(
        "verdicts_words",
        "l-clean",
        "W8 is judged a, that L has one meaning; neither letter has (c).",
        """
def verdicts_words():
    return {
        "W1": "b",
        "W2": "a",
        "W3": "b",
        "W4": "c",
        "W5": "holds",
        "W6": "b",
        "W7": "a",
        "W8": "a",
        "W9": "a",
    }
""",
    ),
    Submission(
        "verdicts_words",
        "n-clean",
        "W8 is judged b, that N has one meaning; neither letter has (c).",
        """
def verdicts_words():
    words = "b a b c holds b a b a".split()
    return {f"W{number}": word for number, word in enumerate(words, 1)}
""",
    ),
    Submission(
        "verdicts_words",
        "one-convention",
        "W9 is judged b, (from, to) in both; the two places use two conventions (a).",
        """
def verdicts_words():
    verdicts = {}
    verdicts["W1"] = "b"
    verdicts["W2"] = "a"
    verdicts["W3"] = "b"
    verdicts["W4"] = "c"
    verdicts["W5"] = "holds"
    verdicts["W6"] = "b"
    verdicts["W7"] = "a"
    verdicts["W8"] = "c"
    verdicts["W9"] = "b"
    return verdicts
""",
    ),
    Submission(
        "verdicts_words",
        "columns-everywhere",
        "W9 is judged c, (to, from) in both; the two places use two conventions (a).",
        """
def verdicts_words():
    return {
        "W1": "b",
        "W2": "a",
        "W3": "b",
        "W4": "c",
        "W5": "holds",
        "W6": "b",
        "W7": "a",
        "W8": "c",
        "W9": "c",
    }
""",
    ),
    Submission(
        "verdicts_words",
        "all-hold",
        "Everything the article says is believed; only W5 holds.",
        """
def verdicts_words():
    words = "holds holds holds holds holds holds holds holds holds".split()
    return {f"W{number}": word for number, word in enumerate(words, 1)}
""",
    ),
)

SUBMISSIONS = (
    *VERDICTS_EXAMPLE,
    *VERDICTS_WORDS,
)
