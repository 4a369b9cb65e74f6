"""Sequences and spoken digits: exact answers, voices held out whole, and what is refused."""

import importlib.resources

import numpy as np
import pytest

from autograd_lab import data
from autograd_lab.authoring import spoken_digits as making


def test_nothing_but_its_place_tells_the_first_symbol():
    X, y = data.first_symbol(n=4000, steps=12, symbols=5, seed=1)
    assert X.shape == (4000, 12, 5)
    np.testing.assert_array_equal(X.sum(axis=2), 1)
    np.testing.assert_array_equal(X[:, 0].argmax(axis=1), y)
    np.testing.assert_allclose(X.mean(axis=0), 0.2, atol=0.03)  # every step, every symbol
    agreeing = (X.argmax(axis=2) == y[:, None]).mean(axis=0)
    assert agreeing[0] == 1
    np.testing.assert_allclose(agreeing[1:], 0.2, atol=0.03)


def test_numbers_in_words_are_read_back_by_another_reader():
    units = dict(zip(data.NUMBER_TOKENS[1:21], range(20), strict=True))
    units |= dict(zip(data.NUMBER_TOKENS[21:29], range(20, 100, 10), strict=True))
    for number in range(1000):
        hundreds, _, rest = data.number_in_words(number).rpartition("hundred")
        assert (units[hundreds.strip()] * 100 if hundreds else 0) + sum(
            units[word] for word in rest.split() if word != "and"
        ) == number
    assert [data.number_in_words(n) for n in (0, 13, 80, 100, 101, 999)] == [
        "zero", "thirteen", "eighty", "one hundred", "one hundred and one", "nine hundred and ninety nine",
    ]  # fmt: skip


def test_number_words_are_all_numbers_once_with_their_digits():
    X, y = data.number_words()
    assert X.shape == (1000, 5)
    numbers = y @ [100, 10, 1]
    assert sorted(numbers.tolist()) == list(range(1000))
    told = [" ".join(data.NUMBER_TOKENS[token] for token in row if token) for row in X]
    assert told == [data.number_in_words(number) for number in numbers]
    assert len({tuple(row) for row in X.tolist()}) == 1000
    assert len(data.number_words(n=7, seed=3)[0]) == 7


@pytest.mark.slow
def test_voices_for_testing_are_never_heard_in_training():
    parts = {part: data.spoken_digits(part, aligned=True) for part in ("train", "test", "all")}
    assert {part: len(y) for part, (_, y) in parts.items()} == {"train": 360, "test": 120, "all": 480}
    heard = {part: {recording.tobytes() for recording in X} for part, (X, _) in parts.items()}
    assert not heard["train"] & heard["test"]
    assert heard["train"] | heard["test"] == heard["all"]
    for _, y in parts.values():
        assert (np.bincount(y) == len(y) // 10).all()
    kinds = [voice.partition("+")[2] for voice in making.VOICES]
    held_out = {kind for i, kind in enumerate(kinds) if i // 3 % 4 == 3}
    assert held_out == {"m4", "m8", "steph", "klatt2"}
    assert not held_out & {kind for i, kind in enumerate(kinds) if i // 3 % 4 != 3}


@pytest.mark.slow
def test_a_word_stands_whole_at_a_random_moment():
    X, y = data.spoken_digits(frames=80, seed=1)
    aligned, same = data.spoken_digits(frames=80, aligned=True, seed=1)
    np.testing.assert_array_equal(y, same)
    begins = (X.max(axis=2) > 0).argmax(axis=1)
    assert len(set(begins.tolist())) > 40
    for late, early, begin in zip(X, aligned, begins, strict=True):
        np.testing.assert_array_equal(late[begin:], early[: 80 - begin])
    assert (X.reshape(480, -1).max(axis=1) == 1).all()


@pytest.mark.slow
@pytest.mark.parametrize("make", [data.first_symbol, data.number_words, data.spoken_digits])
def test_a_seed_makes_the_same_sequences_again(make):
    for again, first, other in zip(make(seed=4), make(seed=4), make(seed=5), strict=True):
        np.testing.assert_array_equal(again, first)
        assert not np.array_equal(first, other)


def test_the_file_of_speech_is_small_and_of_the_voices_that_the_script_names():
    file = importlib.resources.files("autograd_lab.data") / "spoken_digits.npz"
    assert len(file.read_bytes()) <= 200_000
    with np.load(file) as arrays:
        assert tuple(arrays["names"].tolist()) == making.VOICES
        assert arrays["steps"].shape == (arrays["lengths"].sum(), making.BANDS)
        np.testing.assert_array_equal(arrays["labels"], np.tile(np.arange(10), 48))


def test_energies_show_where_a_tone_lies_and_how_loud_it_is():
    rate = 22050
    moment = np.arange(rate) / rate
    tone = np.sin(2 * np.pi * 1000 * moment) * np.where(moment < 0.5, 1.0, 0.1)
    energies = making.mel_energies(tone, rate)
    assert energies.shape[1] == making.BANDS
    corners = 2595 * np.log10(1 + np.array([making.LOWEST, 1000, making.HIGHEST]) / 700)
    at = (corners[1] - corners[0]) / (corners[2] - corners[0]) * (making.BANDS + 1) - 1
    assert abs(energies[10].argmax() - at) <= 1
    assert energies[10].max() - energies[45].max() == pytest.approx(20 / making.FLOOR, abs=0.01)  # a tenth: 20 dB
    assert energies.max() == 1
    assert energies[10][np.arange(making.BANDS) > at + 4].max() < 0.5


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: data.first_symbol(steps=0), "steps is 1 to"),
        (lambda: data.first_symbol(symbols=1), "2 to 1,000 symbols"),
        (lambda: data.first_symbol(n=2.5), "n is a whole number"),
        (lambda: data.number_in_words(1000), "knows 0 to 999, got 1000"),
        (lambda: data.number_words(n=1001), "1,000 numbers, 1001"),
        (lambda: data.number_words(n=0), "at least 1 rows"),
        (lambda: data.spoken_digits("half"), '"all", "train" or "test"'),
        (lambda: data.spoken_digits(frames=30), "as long as the longest word"),
        (lambda: data.trace_file("mlp", "caffe"), r'\("mlp", "jax"\), \("mlp", "pytorch"\)'),
    ],
)
def test_what_cannot_be_made_says_what_can(call, told):
    with pytest.raises(data.DataError, match=told):
        call()
