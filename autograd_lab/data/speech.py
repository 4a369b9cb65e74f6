"""Spoken digits: ten words by 48 synthetic voices, as energies in bands of frequency over time."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

import numpy as np

from autograd_lab.data.checking import Array, DataError, Seed, generator_of, whole_number

LEVELS = 63  # of an energy in the file
HELD_OUT = 4  # of so many variants of voices, one is for testing
ACCENTS = 3  # of each variant
MOST_FRAMES = 1000


def spoken_digits(
    part: Literal["all", "train", "test"] = "all", frames: int = 64, aligned: bool = False, seed: Seed = 0
) -> tuple[Array, Array]:
    """The words zero to nine, each in silence at a random moment. X (n, frames, 20), y (n,).

    X        energies: a row for each frame of 32 ms, one every 16 ms, with 20 bands from 80 to 7,000 Hz, low ones
             first. From 0, 60 decibels below the loudest of the word, to 1
    y        the digit that is said, 0 to 9
    part     "train": 360 words by 36 voices, "test": 120 words by 12 other voices, never heard in training;
             "all": 480
    frames   length of a recording; the longest word has 58 frames, the shortest 16
    aligned  True has each word begin with its recording
    seed     of the order, and of the moments: with a new one for each pass over the data a word is never twice where
             it was
    raises   DataError for a setting out of range

    Synthetic speech, made by eSpeak NG: no person said it, and people differ by more. See README.md here.

    >>> from autograd_lab import data
    >>> X, y = data.spoken_digits("train")
    >>> X.shape, float(X.min()), float(X.max()), sorted(set(y.tolist())) == list(range(10))
    ((360, 64, 20), 0.0, 1.0, True)
    """
    words, labels, voices = _words_in_file()
    if part not in ("all", "train", "test"):
        raise DataError(f'spoken_digits: part is "all", "train" or "test", got {part!r:.40}')
    longest = max(map(len, words))
    if not longest <= whole_number("spoken_digits: frames", frames) <= MOST_FRAMES:
        raise DataError(
            f"spoken_digits: frames is {longest}, as long as the longest word, to {MOST_FRAMES}; got {frames}"
        )
    rng = generator_of("spoken_digits", seed)
    held_out = voices // ACCENTS % HELD_OUT == HELD_OUT - 1
    rows = rng.permutation(np.flatnonzero({"all": held_out | True, "train": ~held_out, "test": held_out}[part]))
    X = np.zeros((len(rows), frames, words[0].shape[1]))
    for recording, row in zip(X, rows, strict=True):
        word = words[row]
        begins = 0 if aligned else rng.integers(0, frames - len(word) + 1)
        recording[begins : begins + len(word)] = word / LEVELS
    return X, labels[rows].astype(int)


@cache
def _words_in_file() -> tuple[list[Array], Array, Array]:
    """The data file: the energies of each word in steps of 1 / LEVELS, its label, its voice."""
    with (files("autograd_lab.data") / "spoken_digits.npz").open("rb") as file, np.load(file) as arrays:
        energies = np.cumsum(arrays["steps"], axis=0, dtype=np.int8)  # each frame is kept less the one before
        ends = np.cumsum(arrays["lengths"], dtype=int)
        return np.split(energies, ends[:-1]), arrays["labels"], arrays["voices"].astype(int)
