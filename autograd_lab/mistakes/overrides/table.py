"""Texts of a mistake for one returned value, where the general ones do not fit.

A flipped sign in a gradient is tested by nudging; a loss below 0 contradicts itself at once, and a prediction has no
slope. The keys are (mistake, value): the value alone, after its question where two questions ask for one of that name,
or `question.*`. What an entry lacks is taken from the catalogue.
"""

from autograd_lab.mistakes.mistake import Mistake
from autograd_lab.mistakes.overrides.article import ARTICLE_WORDING
from autograd_lab.mistakes.overrides.attention import ATTENTION_WORDING
from autograd_lab.mistakes.overrides.deep import DEEP_WORDING
from autograd_lab.mistakes.overrides.deep_second import DEEP_SECOND_WORDING
from autograd_lab.mistakes.overrides.engine import ENGINE_WORDING
from autograd_lab.mistakes.overrides.images import IMAGE_WORDING
from autograd_lab.mistakes.overrides.letters import in_letters_of
from autograd_lab.mistakes.overrides.linear import LINEAR_WORDING
from autograd_lab.mistakes.overrides.memory import MEMORY_WORDING
from autograd_lab.mistakes.overrides.memory_windows import WINDOW_WORDING
from autograd_lab.mistakes.overrides.network import NETWORK_WORDING
from autograd_lab.mistakes.overrides.neuron import NEURON_WORDING
from autograd_lab.mistakes.overrides.optimiser import OPTIMISER_WORDING
from autograd_lab.mistakes.overrides.optimiser_second import SECOND_WORDING
from autograd_lab.mistakes.overrides.pooling_and_detection import POOLING_AND_DETECTION_WORDING
from autograd_lab.mistakes.overrides.reward import REWARD_WORDING

_BROADCAST = {
    "evidence": "Your {part} fits a residual of shape (N, N), in which each prediction met each of the {N} targets.",
    "contradiction": "Print residual.shape: one number per row is asked for, ({N},).",
    "question": "Which of w, y and the predictions is a column? What does NumPy make of (N, 1) − (N,)?",
}
_FORMULA = {"cure": "Differentiate on paper: (2/N) Σ residual · x for a weight, (2/N) Σ residual for b."}
_STEP_SIGN = {
    "evidence": "Your {part} has the right size and the opposite sign: you say {got}, it should be {expected}.",
    "contradiction": "Call it with a gradient of 0: the parameter should come back as it was. Yours changes its sign.",
    "question": "From which of the two is the other subtracted: the parameter, or the step?",
    "cure": "Return the old parameter minus lr times the gradient.",
}

WORDING: dict[tuple[str, str], dict[str, str]] = {
    **LINEAR_WORDING,
    **NEURON_WORDING,
    **NETWORK_WORDING,
    **ENGINE_WORDING,
    **ARTICLE_WORDING,
    **OPTIMISER_WORDING,
    **SECOND_WORDING,
    **IMAGE_WORDING,
    **DEEP_WORDING,
    **DEEP_SECOND_WORDING,
    **POOLING_AND_DETECTION_WORDING,
    **MEMORY_WORDING,
    **WINDOW_WORDING,
    **ATTENTION_WORDING,
    **REWARD_WORDING,
    ("broadcast", "dw"): _BROADCAST,
    ("broadcast", "db"): {
        **_BROADCAST,
        "line": "{part} sums an (N, N) residual: (N, 1) met (N,)",
    },
    ("sign", "loss"): {
        "line": "{part} is below 0: its sign is wrong",
        "evidence": "Your {part} is {got}; it should be {expected}.",
        "contradiction": "A mean of squares cannot be negative.",
        "question": "Where does the minus come from?",
        "cure": "Remove the minus in front of the mean.",
    },
    ("sign", "y_hat"): {
        "evidence": "Your {part} has the right size and the opposite sign: you say {got}, it should be {expected}.",
        "contradiction": "Put w = 0: every prediction should be b. Yours is −b.",
        "question": "Where does the minus come from?",
        "cure": "Predict with X @ w + b.",
    },
    ("sign", "w"): _STEP_SIGN,
    ("sign", "b"): _STEP_SIGN,
    ("factor-two-missing", "loss"): {
        "line": "{part} is half of what it should be: a 1/2 too many",
        "evidence": "Your {part} is half of what it should be, whatever the number of rows: {got} for {expected}.",
        "contradiction": "One row with residual 3 gives 9. Yours gives 4.5.",
        "question": "Where does the 1/2 come from? Does (1/N) Σ (ŷ − y)² hold one?",
        "cure": "This loss has no 1/2: take the plain mean of the squares.",
    },
    ("factor-two-doubled", "loss"): {
        "evidence": "Your {part} is twice what it should be, whatever the number of rows: {got} for {expected}.",
        "contradiction": "One row with residual 3 gives 9. Yours gives 18.",
        "question": "Where does the 2 come from? Does (1/N) Σ (ŷ − y)² hold one?",
        "cure": "The 2 belongs to the gradient: take the plain mean of the squares.",
    },
    ("transpose", "y_hat"): {
        "line": "{part} walks down the columns of X where the rows belong",
        "contradiction": "Change row 0 of X: only the first prediction should move. See which of yours do.",
        "question": "Entry n of ŷ is row n of X times w. Does your product walk along a row?",
        "cure": "X @ w: shape (N, D) times (D,) gives (N,).",
    },
    ("bias-times-input", "y_hat"): {
        "line": "{part} multiplies b by the features",
        "evidence": "Your {part} fits X @ (w + b).",
        "contradiction": "Put X = 0: every prediction should be b. Yours is 0.",
        "cure": "Add b after the product: X @ w + b.",
    },
    **{
        ("residual-missing", part): {
            "line": "{part} does not contain the residual ŷ − y",
            "evidence": "Your {part} is what 1 instead of ŷ − y gives: it does not depend on y.",
            "contradiction": "Put y equal to your predictions: the slope must be 0. Yours is not.",
            "cure": "Multiply by the residual ŷ − y.",
        }
        for part in ("dw", "db", "loss")
    },
    ("product-of-sums", "mse_gradients.db"): {
        "evidence": "Your {part} fits a product of two sums.",
        "contradiction": "Put X = 0: nudging b still moves every prediction. Yours says that it does not.",
        "question": "In w·x + b, what multiplies b?",
        "cure": "Sum the residuals alone: (2/N) Σ (ŷ − y).",
    },
    **{
        ("root", part): {
            "line": "{part} belongs to the root of the loss, not to the loss",
            "evidence": "Your {part} fits the slope of √L, where the slope of L is asked for.",
            "contradiction": "Double all residuals: the slope of L doubles. Yours stays as it was.",
            "cure": "Differentiate L itself: (2/N) Σ residual · x for a weight, (2/N) Σ residual for b.",
        }
        for part in ("dw", "db")
    },
    ("squashed", "y_hat"): {"line": "{part} goes through one more function after X w + b"},
    ("difference-of-squares", "loss"): {
        "question": "Is (p − q)² the same as p² − q²? Try p = 3, q = 1.",
    },
    ("product-of-sums", "dw"): {
        "evidence": "Your {part} fits a sum over the rows of X, multiplied by a sum over the residuals.",
        "contradiction": "Two rows, x = 1 with residual 1 and x = −1 with residual −1: the slope is not 0. Yours is.",
        "cure": "Multiply within each row, then sum: X.T @ residual does both.",
    },
    ("coarse-difference", "dw"): _FORMULA,
    ("coarse-difference", "db"): _FORMULA,
    ("column", "dw"): {
        "contradiction": "Subtract it from w, of shape (D,), and look at the shape of the result.",
    },
    ("first-feature", "dw"): {
        "contradiction": "Nudge w[1]: the loss moves. Your {part} has no entry for it.",
        "question": "How many features has a row, and how many slopes does that make?",
        "cure": "Use all columns of X: X.T @ residual.",
    },
}


FIELDS = ("line", "evidence", "contradiction", "question", "cure")


def texts_of(mistake: Mistake, part: str, question: str = "", exam: str = "") -> dict[str, str]:
    """All texts of a mistake for one returned value: its own, or the general ones in the letters of the exam."""
    own = wording(mistake.id, part, question)
    return {name: own.get(name) or in_letters_of(exam, getattr(mistake, name)) for name in FIELDS}


def wording(mistake: str, part: str, question: str = "") -> dict[str, str]:
    """The texts for one returned value of one question, by field; fields that are not there come from the catalogue."""
    texts = (WORDING.get((mistake, key), {}) for key in (part, f"{question}.*", f"{question}.{part}"))
    return {name: text for found in texts for name, text in found.items()}
