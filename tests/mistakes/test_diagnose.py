"""`diagnose` says what there is to see, names a mistake only on the strength of several draws, and never guesses."""

import numpy as np
import pytest

from autograd_lab.mistakes import MISTAKES, Raised, Sighting, diagnose, diagnose_sightings
from autograd_lab.mistakes.structure import GIVES_WAY, prevailing

rng = np.random.default_rng(5)
RIGHT = [rng.normal(size=size) for size in (4, 3, 5)]
ROWS = [9, 7, 6]


def sightings(change, **more):
    return [
        Sighting(np.asarray(change(right, n)), right, {"N": n}, **more) for right, n in zip(RIGHT, ROWS, strict=True)
    ]


@pytest.mark.parametrize(
    ("change", "mistake"),
    [
        (lambda g, n: -g, "sign"),
        (lambda g, n: g / 2, "factor-two-missing"),
        (lambda g, n: 2 * g, "factor-two-doubled"),
        (lambda g, n: n * g, "mean-missing"),
        (lambda g, n: n / 2 * g, "two-and-mean-missing"),
        (lambda g, n: g / n, "averaged-twice"),
        (lambda g, n: np.outer(np.arange(n) == 0, g), "not-summed"),
        (lambda g, n: g[:, None], "column"),
        (lambda g, n: np.trunc(g).astype(int), "integers"),
        (lambda g, n: 1.01 * g, ""),
        (lambda g, n: g + 1, ""),
        (lambda g, n: np.stack([g] * n), ""),
    ],
)
def test_structure_alone_names_what_it_can(change, mistake):
    assert diagnose_sightings(sightings(change)).mistake == mistake


def test_a_transposed_matrix_is_seen():
    square = [rng.normal(size=(3, 3)) for _ in range(3)]
    assert diagnose_sightings([Sighting(m.T.copy(), m) for m in square]).mistake == "answer-turned"


COLUMNS = [rng.normal(size=(size, 1)) for size in (4, 3, 5)]


@pytest.mark.parametrize("factor", [1, -1], ids=["alone", "with a factor on top"])
def test_a_column_transposed_is_a_row(factor):
    found = diagnose_sightings([Sighting(factor * column.T, column) for column in COLUMNS])
    assert (found.mistake, found.besides) == ("row-for-column", "sign" if factor < 0 else "")


def test_a_matrix_that_is_a_column_in_one_draw_is_transposed_all_the_same():
    matrices = [rng.normal(size=(2, 3)), *COLUMNS]
    assert diagnose_sightings([Sighting(m.T.copy(), m) for m in matrices]).mistake == "answer-turned"


@pytest.mark.parametrize(
    ("explain", "left"),
    [
        ({"transpose", "row-for-column"}, {"row-for-column"}),
        ({"answer-turned", "transpose"}, {"transpose"}),
        ({"transpose", "column"}, {"transpose", "column"}),
        ({"integers", "all-zero", "step-for-sigmoid", "thresholded"}, {"integers"}),
        ({"all-zero", "thresholded"}, {"thresholded"}),
        ({"all-zero"}, {"all-zero"}),
        (set(), set()),
    ],
)
def test_a_mistake_gives_way_to_those_that_say_more_of_the_same_numbers(explain, left):
    assert prevailing(explain) == left


def test_who_gives_way_to_whom_is_known_to_the_catalogue_and_goes_one_way():
    pairs = [(mistake, other) for mistake, others in GIVES_WAY.items() for other in MISTAKES if other in others]
    assert set(GIVES_WAY) <= MISTAKES.keys()
    assert {mistake for mistake, _ in pairs} == set(GIVES_WAY)  # each gives way to something there is
    assert not {pair for pair in pairs if pair[0] != pair[1]} & {(other, mistake) for mistake, other in pairs}


def test_one_draw_names_nothing_but_tells_what_it_saw():
    seen = diagnose(-RIGHT[0], RIGHT[0])
    assert seen.mistake == ""
    assert "Every entry is -1 times what it should be" in seen.seen


def test_two_mistakes_that_agree_on_every_draw_are_not_told_apart():
    draws = [Sighting(2 * right, right, {"N": 2}) for right in RIGHT]  # twice, or N times?
    assert diagnose_sightings(draws).mistake == ""


def test_a_variant_names_its_mistake_and_a_second_one_that_agrees_silences_both():
    def with_suspects(*names):
        return [Sighting(g + 1, g, {}, [(name, g + 1) for name in names]) for g in RIGHT]

    assert diagnose_sightings(with_suspects("absolute")).mistake == "absolute"
    assert diagnose_sightings(with_suspects("absolute", "absolute")).mistake == "absolute"
    assert diagnose_sightings(with_suspects("absolute", "root")).mistake == ""


def test_errors_alone_single_nothing_out_but_may_support_numbers():
    errors = [Sighting(Raised("ValueError"), g, {}, [("transpose", Raised("ValueError"))]) for g in RIGHT]
    assert diagnose_sightings(errors).mistake == ""
    numbers = Sighting(RIGHT[0] + 1, RIGHT[0], {}, [("transpose", RIGHT[0] + 1)])
    assert diagnose_sightings([*errors, numbers]).mistake == "transpose"


@pytest.mark.parametrize(
    ("got", "expected", "context", "seen"),
    [
        (
            np.array([1.0, 2.0]),
            np.array([1.0, 4.0]),
            {},
            "1 of 2 entries differ; the first: entry [1] is 2, and should be 4",
        ),
        (np.array([1.0, 2.0]), np.array([7.0, 4.0]), {"w": np.array([1.0, 2.0])}, "It is exactly w."),
        (np.array([2.0, 6.0]), np.array([1.0, 2.0]), {"a": np.array([2.0, 3.0])}, "Every entry is a times"),
        (3.0, 4.0, {}, "It is 3, and should be 4."),
        (np.ones((3, 1)), np.ones(3), {}, "It has shape (3, 1); it should have shape (3,)."),
        (np.ones(3), np.ones(3), {}, "No difference was found."),
        (np.array([0.0, 1.0]), np.zeros(2), {}, "1 of 2 entries differ; the first: entry [1] is 1, and should be 0"),
    ],
)
def test_what_is_seen_in_one_pair(got, expected, context, seen):
    assert seen in diagnose(got, expected, context).seen


def test_a_named_diagnosis_fills_the_texts_from_the_students_own_numbers():
    diagnosis = diagnose_sightings(sightings(lambda g, n: n * g))
    texts = diagnosis.text("dw")
    assert "dw is 9 times what it should be, and N is 9" in texts["evidence"]
    assert diagnose_sightings(sightings(lambda g, n: g + 1)).text("dw") == {}
