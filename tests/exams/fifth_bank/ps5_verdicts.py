"""Problem set 5, the four questions with verdicts: readers who went wrong on some of the claims."""

from tests.exams.second_bank.submission import Submission

STEP = (
    Submission(
        "verdicts_step",
        "minus-is-downhill",
        'S1 is judged "holds" (it is b): the student sees the minus of gradient descent and does not notice that with '
        "e = y - prediction delta is already the negative slope. The other five verdicts are right.",
        """
def verdicts_step():
    verdicts = dict.fromkeys(["S1", "S2", "S3", "S4", "S5", "S6"])
    verdicts["S1"] = "holds"
    verdicts["S2"] = "a"
    verdicts["S3"] = "holds"
    verdicts["S4"] = "c"
    verdicts["S5"] = "holds"
    verdicts["S6"] = "a"
    return verdicts
""",
    ),
    Submission(
        "verdicts_step",
        "sign-fits-on-one-side",
        'S1 is judged "a" (it is b): from the first experiment, where the sign of e changes with the target, the '
        "student concludes that the step is right on one side of the target only. The other five are right.",
        """
def verdicts_step():
    return {"S1": "a", "S2": "a", "S3": "holds", "S4": "c", "S5": "holds", "S6": "a"}
""",
    ),
    Submission(
        "verdicts_step",
        "nothing-holds",
        "The student expects every claim of the article to be wrong and finds something against the two true ones: S3 "
        'is judged "c" and S5 "b", though both hold. The other four are right.',
        """
def verdicts_step():
    verdicts = dict.fromkeys(["S1", "S2", "S3", "S4", "S5", "S6"])
    verdicts.update(S1="b", S2="a", S3="c", S4="c", S5="b", S6="a")
    return verdicts
""",
    ),
    Submission(
        "verdicts_step",
        "minima-are-its-fault",
        'S6 is judged "holds" (it is a): the student takes backpropagation for the training itself, and has read in '
        "many places that it gets stuck in local minima. The other five are right.",
        """
def verdicts_step():
    keys = ["S1", "S2", "S3", "S4", "S5", "S6"]
    answers = ["b", "a", "holds", "c", "holds", "holds"]
    return dict(zip(keys, answers))
""",
    ),
)

RECURSION = (
    Submission(
        "verdicts_recursion",
        "recursion-never-right",
        'R5 is judged "a" (it is c): the student finds the recursion at odds with the own article_hidden_delta and '
        "does not see that it is right for slopes in the answers. The other five are right.",
        """
def verdicts_recursion():
    return {"R1": "c", "R2": "a", "R3": "b", "R4": "b", "R5": "a", "R6": "holds"}
""",
    ),
    Submission(
        "verdicts_recursion",
        "slope-everywhere",
        'The student puts a sigma\' into every chain: R2 is judged "b" (it is a) and R6 "b" (it holds), though neither '
        "a step from y to z nor one from b to z passes the sigmoid. The other four are right.",
        """
def verdicts_recursion():
    verdicts = dict.fromkeys(["R1", "R2", "R3", "R4", "R5", "R6"])
    verdicts["R1"] = "c"
    verdicts["R2"] = "b"
    verdicts["R3"] = "b"
    verdicts["R4"] = "b"
    verdicts["R5"] = "c"
    verdicts["R6"] = "b"
    return verdicts
""",
    ),
    Submission(
        "verdicts_recursion",
        "bias-gradient-is-a-sum",
        'R6 is judged "c" (it holds): the student remembers the sum over the rows of a batch and makes of it a sum '
        "over the entries of the column, though there is one sample. The other five are right.",
        """
def verdicts_recursion():
    verdicts = {}
    for claim, answer in zip(range(1, 7), ["c", "a", "b", "b", "c", "c"]):
        verdicts[f"R{claim}"] = answer
    return verdicts
""",
    ),
    Submission(
        "verdicts_recursion",
        "e-belongs-there",
        "The student believes that the error e belongs into delta as a factor, known at the output: R1 is judged "
        '"b" (it is c) and R3 "c" (it is b). The other four are right.',
        """
def verdicts_recursion():
    verdicts = dict.fromkeys(["R1", "R2", "R3", "R4", "R5", "R6"])
    verdicts["R1"] = "b"   # index
    verdicts["R2"] = "a"
    verdicts["R3"] = "c"   # e is known at the output
    verdicts["R4"] = "b"
    verdicts["R5"] = "c"
    verdicts["R6"] = "holds"
    return verdicts
""",
    ),
)

EXAMPLE = (
    Submission(
        "verdicts_example",
        "line-above-believed",
        'X4 is judged "b" (it is c): the student takes the formula printed above the numbers for what was computed, '
        "without multiplying e by y. The other eleven are right.",
        """
def verdicts_example():
    return {
        "X1": "b", "X2": "a", "X3": "c",
        "X4": "b", "X5": "a", "X6": "b",
        "X7": "a", "X8": "c", "X9": "b",
        "X10": "a", "X11": "b", "X12": "holds",
    }
""",
    ),
    Submission(
        "verdicts_example",
        "nothing-without-weights",
        "The student thinks that without weights nothing of the example can be computed, not even at the output: X11 "
        'is judged "c" (it is b) and X12 "a" (it holds). The other ten are right.',
        """
def verdicts_example():
    verdicts = dict.fromkeys([f"X{number}" for number in range(1, 13)])
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
    verdicts["X12"] = "a"
    return verdicts
""",
    ),
    Submission(
        "verdicts_example",
        "decimal-point-shifted",
        'X7 is judged "c" (it is a): the digits of the product are right, but the student has lost a power of ten with '
        "the pocket calculator. The other eleven are right.",
        """
def verdicts_example():
    letters = "b a c c a b c c b a b holds".split()
    return {f"X{i + 1}": letter for i, letter in enumerate(letters)}
""",
    ),
    Submission(
        "verdicts_example",
        "hidden-layer-of-three",
        "The student counts 3 neurons in the hidden layers, as in the output, and finds vectors of 3 in order: X6 is "
        'judged "holds" (it is b) and X9 "a" (it is b). The other ten are right.',
        """
def verdicts_example():
    verdicts = dict.fromkeys([f"X{number}" for number in range(1, 13)])
    verdicts.update({"X1": "b", "X2": "a", "X3": "c", "X4": "c", "X5": "a"})
    verdicts["X6"] = "holds"
    verdicts.update({"X7": "a", "X8": "c"})
    verdicts["X9"] = "a"
    verdicts.update({"X10": "a", "X11": "b", "X12": "holds"})
    return verdicts
""",
    ),
)

WORDS = (
    Submission(
        "verdicts_words",
        "updates-all-at-once",
        'W1 is judged "a" (it is b): the student takes backpropagation for the method that updates the weights, and '
        "objects to the order of the updates only. The other eight are right.",
        """
def verdicts_words():
    verdicts = dict.fromkeys([f"W{number}" for number in range(1, 10)])
    for key, verdict in zip(verdicts, ["a", "a", "b", "c", "holds", "b", "a", "c", "a"]):
        verdicts[key] = verdict
    return verdicts
""",
    ),
    Submission(
        "verdicts_words",
        "with-respect-to-reversed",
        'W3 is judged "holds" (it is b): the student reads a fraction from the bottom to the top, and takes "with '
        'respect to" for the thing that moves. The other eight are right.',
        """
def verdicts_words():
    return {
        "W1": "b",
        "W2": "a",
        "W3": "holds",
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
        "vanishes-at-the-end",
        'W5 is judged "b" (it holds): the student thinks of the signal on its way forward, which has come through the '
        "most layers at the end, and so expects the small slopes there. The other eight are right.",
        """
def verdicts_words():
    verdicts = dict.fromkeys([f"W{number}" for number in range(1, 10)])
    verdicts["W1"] = "b"
    verdicts["W2"] = "a"
    verdicts["W3"] = "b"
    verdicts["W4"] = "c"
    verdicts["W5"] = "b"
    verdicts["W6"] = "b"
    verdicts["W7"] = "a"
    verdicts["W8"] = "c"
    verdicts["W9"] = "a"
    return verdicts
""",
    ),
    Submission(
        "verdicts_words",
        "one-claim-skipped",
        "The list of answers has eight entries, since W5 was forgotten, so all from W5 on have slipped by one claim: "
        "W5 to W8 get the verdicts of W6 to W9 and are all wrong, and W9 stays None. W1 to W4 are right.",
        """
def verdicts_words():
    verdicts = dict.fromkeys([f"W{number}" for number in range(1, 10)])
    answers = ["b", "a", "b", "c", "b", "a", "c", "a"]
    verdicts.update(zip(verdicts, answers))
    return verdicts
""",
    ),
)
