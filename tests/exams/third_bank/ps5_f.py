"""Problem set 5, wrong answers: verdicts_words."""

from tests.exams.second_bank.submission import Submission

VERDICTS_WORDS = (
    Submission(
        "verdicts_words",
        "true-and-false",
        "The claims are judged with True and False, not with the four words.",
        """
def verdicts_words():
    words = "b a b c holds b a c a".split()
    return {name: word == "holds" for name, word in zip([f"W{number}" for number in range(1, 10)], words)}
""",
    ),
    Submission(
        "verdicts_words",
        "shifted",
        "The verdicts are right, but written one claim too low: each stands at the next claim, and the "
        "last one's at W1.",
        """
def verdicts_words():
    words = "b a b c holds b a c a".split()
    return dict(zip([f"W{number}" for number in range(1, 10)], words[-1:] + words[:-1]))
""",
    ),
)

SUBMISSIONS = VERDICTS_WORDS
