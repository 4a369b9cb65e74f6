"""Problem set 5, wrong answers: verdicts_recursion, verdicts_example."""

from tests.exams.second_bank.submission import Submission

VERDICTS_RECURSION = (
    Submission(
        "verdicts_recursion",
        "derivative-over-z",
        "R4 is judged c, the derivative divided by z; σ(z) is the activation (b).",
        """
def verdicts_recursion():
    words = "c a b c c holds".split()
    return {f"R{number}": word for number, word in enumerate(words, 1)}
""",
    ),
    Submission(
        "verdicts_recursion",
        "one-delta",
        "R5 is believed: that recursion and gradients use the same δ (one is a slope in a, the other in z: c).",
        """
def verdicts_recursion():
    verdicts = dict.fromkeys(['R1', 'R2', 'R3', 'R4', 'R5', 'R6'])
    verdicts["R1"] = "c"
    verdicts["R2"] = "a"
    verdicts["R3"] = "b"
    verdicts["R4"] = "b"
    verdicts["R5"] = "holds"
    verdicts["R6"] = "holds"
    return verdicts
""",
    ),
    Submission(
        "verdicts_recursion",
        "wrong-either-way",
        "R5 is judged a, that the recursion is wrong whatever δ means; with δ = ∂L/∂a it can stand (c).",
        """
def verdicts_recursion():
    return {
        "R1": "c",
        "R2": "a",
        "R3": "b",
        "R4": "b",
        "R5": "a",
        "R6": "holds",
    }
""",
    ),
    Submission(
        "verdicts_recursion",
        "square-only",
        "R5 is judged b, the same δ if the matrices are square; the shapes are not the trouble (c).",
        """
def verdicts_recursion():
    words = "c a b b b holds".split()
    return {f"R{number}": word for number, word in enumerate(words, 1)}
""",
    ),
    Submission(
        "verdicts_recursion",
        "bias-needs-input",
        "R6 is doubted: the bias's gradient is thought to be multiplied by the input, but the claim holds.",
        """
def verdicts_recursion():
    verdicts = dict.fromkeys(['R1', 'R2', 'R3', 'R4', 'R5', 'R6'])
    verdicts["R1"] = "c"
    verdicts["R2"] = "a"
    verdicts["R3"] = "b"
    verdicts["R4"] = "b"
    verdicts["R5"] = "c"
    verdicts["R6"] = "a"
    return verdicts
""",
    ),
    Submission(
        "verdicts_recursion",
        "bias-needs-slope",
        "R6 is doubted: σ′ is thought to be missing, but it is inside ∂L/∂z and the claim holds.",
        """
def verdicts_recursion():
    return {
        "R1": "c",
        "R2": "a",
        "R3": "b",
        "R4": "b",
        "R5": "c",
        "R6": "b",
    }
""",
    ),
    Submission(
        "verdicts_recursion",
        "bias-summed",
        "R6 is doubted: the entries are thought to be summed, but there is one sample and the claim holds.",
        """
def verdicts_recursion():
    words = "c a b b c c".split()
    return {f"R{number}": word for number, word in enumerate(words, 1)}
""",
    ),
    Submission(
        "verdicts_recursion",
        "list",
        "The verdicts are right, but come as a list without the claims' names.",
        """
def verdicts_recursion():
    words = "c a b b c holds".split()
    return words
""",
    ),
    Submission(
        "verdicts_recursion",
        "one-open",
        "R3 is left open (None); the others are right.",
        """
def verdicts_recursion():
    words = "c a b b c holds".split()
    verdicts = dict(zip([f"R{number}" for number in range(1, 7)], words))
    verdicts["R3"] = None
    return verdicts
""",
    ),
)

VERDICTS_EXAMPLE = (
    Submission(
        "verdicts_example",
        "one-hidden-layer",
        "X1 is believed; the formulas pass through two hidden layers (b).",
        """
def verdicts_example():
    return {
        "X1": "holds",
        "X2": "a",
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
        "target-and-prediction",
        "X2 is judged b, with (0.5, 0.7, 0.3) as the target; in truth y and ŷ have changed places (a).",
        """
def verdicts_example():
    words = "b b c c a b a c b a b holds".split()
    return {f"X{number}": word for number, word in enumerate(words, 1)}
""",
    ),
    Submission(
        "verdicts_example",
        "second-entry",
        "X3 is judged a: the second entry is doubted, but it is the third whose sign is wrong (c).",
        """
def verdicts_example():
    verdicts = {}
    verdicts["X1"] = "b"
    verdicts["X2"] = "a"
    verdicts["X3"] = "a"
    verdicts["X4"] = "c"
    verdicts["X5"] = "a"
    verdicts["X6"] = "b"
    verdicts["X7"] = "a"
    verdicts["X8"] = "c"
    verdicts["X9"] = "b"
    verdicts["X10"] = "a"
    verdicts["X11"] = "b"
    verdicts["X12"] = "holds"
    return verdicts
""",
    ),
    Submission(
        "verdicts_example",
        "first-entry-convinces",
        "X4 is believed, since the first entry agrees; the other two do not (c).",
        """
def verdicts_example():
    return {
        "X1": "b",
        "X2": "a",
        "X3": "c",
        "X4": "holds",
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
        "e-times-y",
        "X4 is judged b, residual times output; that agrees in no entry (c).",
        """
def verdicts_example():
    words = "b a c b a b a c b a b holds".split()
    return {f"X{number}": word for number, word in enumerate(words, 1)}
""",
    ),
    Submission(
        "verdicts_example",
        "slopes-above-a-quarter",
        "X5 is believed: that y(1 − y) may be 0.6163; it never is above one quarter (a).",
        """
def verdicts_example():
    verdicts = {}
    verdicts["X1"] = "b"
    verdicts["X2"] = "a"
    verdicts["X3"] = "c"
    verdicts["X4"] = "c"
    verdicts["X5"] = "holds"
    verdicts["X6"] = "b"
    verdicts["X7"] = "a"
    verdicts["X8"] = "c"
    verdicts["X9"] = "b"
    verdicts["X10"] = "a"
    verdicts["X11"] = "b"
    verdicts["X12"] = "holds"
    return verdicts
""",
    ),
    Submission(
        "verdicts_example",
        "large-z",
        "X5 is judged c, possible for large z; it is possible for none (a).",
        """
def verdicts_example():
    return {
        "X1": "b",
        "X2": "a",
        "X3": "c",
        "X4": "c",
        "X5": "c",
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
        "three-vectors",
        "X6 is judged a, since the output has 3 neurons; the hidden layer has 4 (b).",
        """
def verdicts_example():
    words = "b a c c a a a c b a b holds".split()
    return {f"X{number}": word for number, word in enumerate(words, 1)}
""",
    ),
    Submission(
        "verdicts_example",
        "decimal-point",
        "X7 is judged c: the product is off by a factor of ten (a).",
        """
def verdicts_example():
    verdicts = {}
    verdicts["X1"] = "b"
    verdicts["X2"] = "a"
    verdicts["X3"] = "c"
    verdicts["X4"] = "c"
    verdicts["X5"] = "a"
    verdicts["X6"] = "b"
    verdicts["X7"] = "c"
    verdicts["X8"] = "c"
    verdicts["X9"] = "b"
    verdicts["X10"] = "a"
    verdicts["X11"] = "b"
    verdicts["X12"] = "holds"
    return verdicts
""",
    ),
    Submission(
        "verdicts_example",
        "two-factors-only",
        "X7 is judged b, which is the product of the first two vectors only; that of all three is a.",
        """
def verdicts_example():
    return {
        "X1": "b",
        "X2": "a",
        "X3": "c",
        "X4": "c",
        "X5": "a",
        "X6": "b",
        "X7": "b",
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
        "input-for-weights",
        "X8 is judged b, that (1, 2, 3) are weights; they are the input, and the product is wrong too (c).",
        """
def verdicts_example():
    words = "b a c c a b a b b a b holds".split()
    return {f"X{number}": word for number, word in enumerate(words, 1)}
""",
    ),
    Submission(
        "verdicts_example",
        "vector-gradient",
        "X9 is judged a, a vector; the gradient of a matrix is a matrix of 4 rows and 3 columns (b).",
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
    verdicts["X9"] = "a"
    verdicts["X10"] = "a"
    verdicts["X11"] = "b"
    verdicts["X12"] = "holds"
    return verdicts
""",
    ),
    Submission(
        "verdicts_example",
        "scalar-gradient",
        "X9 is judged c, one number; the gradient of a matrix is a matrix of 4 rows and 3 columns (b).",
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
        "X9": "c",
        "X10": "a",
        "X11": "b",
        "X12": "holds",
    }
""",
    ),
    Submission(
        "verdicts_example",
        "believes-x10",
        "X10 is believed; the vector stood for a slope some lines above (a).",
        """
def verdicts_example():
    words = "b a c c a b a c b holds b holds".split()
    return {f"X{number}": word for number, word in enumerate(words, 1)}
""",
    ),
    Submission(
        "verdicts_example",
        "nothing-checkable",
        "X11 is judged c, that nothing can be checked; L, δ of the output and its bias's gradient can (b).",
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
    verdicts["X11"] = "c"
    verdicts["X12"] = "holds"
    return verdicts
""",
    ),
)

SUBMISSIONS = (
    *VERDICTS_RECURSION,
    *VERDICTS_EXAMPLE,
)
