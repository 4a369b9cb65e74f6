"""Sequences that are drawn or written, not collected: exact answers, and as many as are wanted."""

from __future__ import annotations

import numpy as np

from autograd_lab.data.checking import Array, DataError, Seed, checked_generator, whole_number

MOST_STEPS, MOST_SYMBOLS = 10_000, 1_000


def first_symbol(n: int = 256, steps: int = 10, symbols: int = 4, seed: Seed = 0) -> tuple[Array, Array]:
    """Random symbols, of which the first is to be remembered. X (n, steps, symbols), y (n,).

    X      a row of 0 with a single 1 for each step, float64: every step is drawn evenly from the same symbols, so
           nothing but its place tells the first one from the rest
    y      the first symbol, 0 to symbols − 1; guessing is right once in `symbols` times
    steps  length of a sequence: how long it has to be remembered
    raises DataError for a setting out of range

    >>> from autograd_lab import data
    >>> X, y = data.first_symbol(n=100, steps=20)
    >>> X.shape, bool((X[:, 0].argmax(axis=1) == y).all())
    ((100, 20, 4), True)
    """
    rng = checked_generator("first_symbol", n, 1, 0.0, seed)
    if not 1 <= whole_number("first_symbol: steps", steps) <= MOST_STEPS:
        raise DataError(f"first_symbol: steps is 1 to {MOST_STEPS:,}, got {steps}")
    if not 2 <= whole_number("first_symbol: symbols", symbols) <= MOST_SYMBOLS:
        raise DataError(f"first_symbol: there are 2 to {MOST_SYMBOLS:,} symbols to tell apart, got {symbols}")
    drawn = rng.integers(0, symbols, (n, steps))
    return np.eye(symbols)[drawn], drawn[:, 0]


_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
#: what stands for each token of `number_words`: 0 fills a short sequence up
NUMBER_TOKENS = ("", *_ONES, *_TENS, "hundred", "and")
LONGEST_NUMBER = 5  # words


def number_in_words(number: int) -> str:
    """A whole number from 0 to 999 in English words, without hyphens. Raises DataError for any other.

    >>> from autograd_lab import data
    >>> data.number_in_words(312), data.number_in_words(40), data.number_in_words(705)
    ('three hundred and twelve', 'forty', 'seven hundred and five')
    """
    if not 0 <= whole_number("number_in_words: the number", number) <= 999:
        raise DataError(f"number_in_words: knows 0 to 999, got {number}")
    hundreds, rest = divmod(int(number), 100)
    words = [_ONES[hundreds], "hundred"] if hundreds else []
    if words and rest:
        words.append("and")
    if rest >= 20:
        words.append(_TENS[rest // 10 - 2])
        rest %= 10
    if rest or not words:
        words.append(_ONES[rest])
    return " ".join(words)


def number_words(n: int | None = None, seed: Seed = 0) -> tuple[Array, Array]:
    """Numbers from 0 to 999 in words, to be written in digits. X (n, 5), y (n, 3), whole numbers.

    X      a token for each word, its place in NUMBER_TOKENS; 0 behind the last word
    y      hundreds, tens and ones: 42 is 0, 4, 2
    n      how many, drawn without repetition; None for all 1,000
    raises DataError for more than there are

    `train_test_split` sets numbers aside that are never seen in training.

    >>> from autograd_lab import data
    >>> X, y = data.number_words()
    >>> [data.NUMBER_TOKENS[token] for token in X[0] if token], y[0].tolist()
    (['four', 'hundred', 'and', 'fifty', 'nine'], [4, 5, 9])
    """
    if n is not None and whole_number("number_words: n", n) > 1000:
        raise DataError(f"number_words: there are 1,000 numbers, {n} were asked for. Ask for fewer, or leave n out.")
    rng = checked_generator("number_words", 1000 if n is None else n, 1, 0.0, seed)
    numbers = rng.permutation(1000)[:n]
    X = np.zeros((len(numbers), LONGEST_NUMBER), dtype=int)
    place = {word: token for token, word in enumerate(NUMBER_TOKENS)}
    for row, number in zip(X, numbers, strict=True):
        words = number_in_words(number).split()
        row[: len(words)] = [place[word] for word in words]
    return X, np.stack([numbers // 100, numbers // 10 % 10, numbers % 10], axis=1)
