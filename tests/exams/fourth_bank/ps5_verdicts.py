"""Problem set 5, the four questions with verdicts: the dictionaries of readers who went wrong on some of the claims."""

from tests.exams.second_bank.submission import Submission


def dictionary(question: str, letter: str, words: str) -> str:
    """The code of a function that answers a question with these words, in the order of the claims."""
    lines = [f'        "{letter}{number}": "{word}",' for number, word in enumerate(words.split(), start=1)]
    return "\n".join([f"def {question}():", "    return {", *lines, "    }", ""])


STEP = (
    Submission(
        "verdicts_step",
        "trusts-the-page",
        "Every claim of the section is believed; S1, S2, S4 and S6 do not hold.",
        dictionary("verdicts_step", "S", "holds holds holds holds holds holds"),
    ),
    Submission(
        "verdicts_step",
        "half-an-experiment",
        "S1 is judged by the table of signs alone and answered with a: only where ŷ is below the target. It is b.",
        dictionary("verdicts_step", "S", "a a holds c holds a"),
    ),
    Submission(
        "verdicts_step",
        "nothing-may-be-right",
        "S3 and S5 hold, but the reader takes an audit to mean that every claim is wrong and chooses a for both.",
        dictionary("verdicts_step", "S", "b a a c a a"),
    ),
    Submission(
        "verdicts_step",
        "bias-forgotten",
        "S4 is said to hold, since w is the only thing that learns; the step of b is not missed.",
        dictionary("verdicts_step", "S", "b a holds holds holds a"),
    ),
    Submission(
        "verdicts_step",
        "blames-the-sigmoid",
        "S6 is put down to vanishing gradients, and S2 is thought right at the output and wrong only below it.",
        dictionary("verdicts_step", "S", "b c holds c holds c"),
    ),
    Submission(
        "verdicts_step",
        "one-left-open",
        "S6 is never filled in and stays None; the other five are right.",
        """
def verdicts_step():
    verdicts = dict.fromkeys(["S1", "S2", "S3", "S4", "S5", "S6"])
    verdicts["S1"] = "b"
    verdicts["S2"] = "a"
    verdicts["S3"] = "holds"
    verdicts["S4"] = "c"
    verdicts["S5"] = "holds"
    return verdicts
""",
    ),
)

RECURSION = (
    Submission(
        "verdicts_recursion",
        "factor-alone",
        "In R1 only the factor e is found; the index that is off by one and the missing slope are overlooked.",
        dictionary("verdicts_recursion", "R", "a a b b c holds"),
    ),
    Submission(
        "verdicts_recursion",
        "both-in-one",
        "In R2 the slope of the sigmoid is left in beside the weights, as if y and not z were moved.",
        dictionary("verdicts_recursion", "R", "c b b b c holds"),
    ),
    Submission(
        "verdicts_recursion",
        "two-equations-two-unknowns",
        "R3 is said to hold because two equations fix two unknowns; that one put into the other is a circle is missed.",
        dictionary("verdicts_recursion", "R", "c a holds b c holds"),
    ),
    Submission(
        "verdicts_recursion",
        "wrong-whatever",
        "R5 is condemned whatever δ means, and R6 gets a σ' that is in ∂L/∂z already.",
        dictionary("verdicts_recursion", "R", "c a b b a b"),
    ),
    Submission(
        "verdicts_recursion",
        "sigma-is-its-slope",
        "R4 is said to hold: σ(z) is not told apart from σ'(z).",
        dictionary("verdicts_recursion", "R", "c a b holds c holds"),
    ),
    Submission(
        "verdicts_recursion",
        "sums-the-bias",
        "R6 is answered with the sum over the entries, carried over from the sum over the rows of a batch.",
        dictionary("verdicts_recursion", "R", "c a b b c c"),
    ),
)

EXAMPLE = (
    Submission(
        "verdicts_example",
        "first-entry-only",
        "X4 is checked in the first entry, which agrees, and said to hold; the other two entries do not agree.",
        dictionary("verdicts_example", "X", "b a c holds a b a c b a b holds"),
    ),
    Submission(
        "verdicts_example",
        "decimal-slipped",
        "X7 is multiplied with the point one place too far right, which makes it c.",
        dictionary("verdicts_example", "X", "b a c c a b c c b a b holds"),
    ),
    Submission(
        "verdicts_example",
        "three-layers",
        "In X1 the output is counted among the hidden layers, and in X10 the vector is taken for the answers of h1.",
        dictionary("verdicts_example", "X", "c a c c a b a c b b b holds"),
    ),
    Submission(
        "verdicts_example",
        "needs-the-weights",
        "X12 is thought to need W_o, and in X11 every number is thought checkable: what depends on weights is turned "
        "round.",
        dictionary("verdicts_example", "X", "b a c c a b a c b a a a"),
    ),
    Submission(
        "verdicts_example",
        "shapes-not-asked",
        "X6 and X9 are judged by their numbers alone: three outputs make three entries, a gradient is a vector.",
        dictionary("verdicts_example", "X", "b a c c a a a c a a b holds"),
    ),
    Submission(
        "verdicts_example",
        "half-a-correction",
        "In X8 the input [1, 2, 3] is taken for weights, though the wrong product is seen.",
        dictionary("verdicts_example", "X", "b a c c a b a b b a b holds"),
    ),
)

WORDS = (
    Submission(
        "verdicts_words",
        "updates-at-once",
        "In W1 backpropagation still updates the weights, only all layers together.",
        dictionary("verdicts_words", "W", "a a b c holds b a c a"),
    ),
    Submission(
        "verdicts_words",
        "reciprocals",
        "In W3 the two are thought reciprocals of each other, so that the order of the words does not matter.",
        dictionary("verdicts_words", "W", "b a c c holds b a c a"),
    ),
    Submission(
        "verdicts_words",
        "letters-turned-round",
        "In W2 label and prediction are turned round, and in W8 only L is thought to mean one thing.",
        dictionary("verdicts_words", "W", "b b b c holds b a a a"),
    ),
    Submission(
        "verdicts_words",
        "vanishing-at-the-wrong-end",
        "In W5 the small slopes are looked for in the last layers and not in the first ones.",
        dictionary("verdicts_words", "W", "b a b c b b a c a"),
    ),
    Submission(
        "verdicts_words",
        "no-quibbling",
        "W6, W7 and W9 are waved through as matters of taste in notation.",
        dictionary("verdicts_words", "W", "b a b c holds holds holds c holds"),
    ),
    Submission(
        "verdicts_words",
        "one-key-misspelt",
        "The verdict on W9 is stored under w9 with a small letter, so W9 itself stays open.",
        """
def verdicts_words():
    verdicts = dict.fromkeys([f"W{number}" for number in range(1, 10)])
    verdicts.update(W1="b", W2="a", W3="b", W4="c", W5="holds", W6="b", W7="a", W8="c", w9="a")
    return verdicts
""",
    ),
)
