"""The letters of each problem set: the catalogue's general texts speak of ŷ, X and N, as chapter 01 does.

A set that writes `a` for an answer, or `n` for the number of outputs, has its own letter put in. Texts written for one
question use its letters already and are left alone.
"""

import re

_ANSWER = (
    (r"\by_hat\b", "a"),
    (r"ŷ", "a"),
    (r"w·x \+ b, what multiplies w\?", "a_prev·W + b, what multiplies W?"),
    (r"w·x \+ b", "a_prev·W + b"),
    (r"w and y of shape \(D,\) and \(N,\)", "every array in its own shape"),
    (r"first feature", "first unit"),
    (r"features", "units"),
    (r"each feature", "each unit"),
)

#: for each problem set: patterns, and what is written in their place, one after another
LETTERS: dict[str, tuple[tuple[str, str], ...]] = {
    "ps3": (*_ANSWER, (r"\bX\.T @ residual\b", "a_prev.T @ delta"), (r"\bX w\b", "a_prev·W"), (r"\bX\b", "a_prev")),
    "ps4": (
        *_ANSWER,
        (r"\bX\.T @ residual\b", "activations[l].T @ delta"),
        (r"\ba_prev\b", "activations[l]"),
        (r"delta_next @ W_next\.T", "delta @ Ws[l].T"),
        (r"len\(y\)", "len(Y)"),
        (r"\by\b", "Y"),
        (r"\bw\b", "W"),
    ),
    "ps5": (
        *_ANSWER,
        (r"\bX\.T @ residual\b", "delta @ a_prev.T"),
        (r"the number of rows", "the number of outputs"),
        (r"\brows\b(?! and columns| become| into columns)", "outputs"),
        (r"one row\b", "one output"),
        (r"per row\b", "per output"),
        (r"each row\b", "each output"),
        (r"every row\b", "every output"),
        (r"within an? row\b", "for each output"),
        (r"\{N\}", "{n}"),
        (r"\bN\b", "n"),
        (r"\{n\}", "{N}"),
        (r"\bX w\b", "W a_prev"),
        (r"\bX\b", "a_prev"),
    ),
}


def in_letters_of(exam: str, text: str) -> str:
    """A general text in the letters of a problem set.

    >>> in_letters_of("ps3", "Use the residual ŷ − y.")
    'Use the residual a − y.'
    """
    for pattern, letter in LETTERS.get(exam, ()):
        text = re.sub(pattern, letter, text)
    return text
