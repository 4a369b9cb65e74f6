"""Whose sheets belong together, and what is said of those that nearly do; counts, intervals and the gain."""

import math
import operator
import shlex

import pytest

from autograd_lab.grading.collecting.roster import Roster
from autograd_lab.grading.inventory.counts import (
    Changes,
    Tally,
    changes_of,
    held_share,
    normalised_gain,
    tally,
    wilson_interval,
)
from autograd_lab.grading.inventory.doubts import copy_doubts, form_doubts
from autograd_lab.grading.inventory.estimate import Rates, _likelihoods, estimate_changes, estimate_shares
from autograd_lab.grading.inventory.forms import LETTERS, RIGHT, read_inventory
from autograd_lab.grading.inventory.people import find_people, same_option
from autograd_lab.grading.inventory.sheets import InventoryError, Sheet
from autograd_lab.grading.inventory.written import read_answer

INVENTORY = read_inventory()


def sheet(who: str, form: str = "A", letters: dict[int, str] | None = None, place: str = "") -> Sheet:
    given = {1: "a"} if letters is None else letters
    answers = {number: read_answer(letter, INVENTORY.forms[form][number]) for number, letter in given.items()}
    return Sheet(who, form, place or f"{who}, form {form}", answers)


def letters_of(form: str, way: str) -> dict[int, str]:
    """The letters of somebody who goes one way through a form, "right" or "misconception"."""
    return {
        number: next(
            letter
            for letter, option in zip(LETTERS, asked.options, strict=False)
            if option.stands_for == (RIGHT if way == "right" else asked.misconception)
        )
        for number, asked in INVENTORY.forms[form].items()
    }


# --- whose -------------------------------------------------------------------------------------------------


def test_capitals_and_blanks_do_not_make_another_person_and_it_is_said() -> None:
    people = find_people([sheet("Ada L"), sheet(" ada  l", "B")])
    [ada] = people.with_forms("A", "B")
    assert ada.id == "Ada L"
    assert "capitals or blanks alone" in " ".join(people.notes)


def test_nearly_the_same_id_is_suggested_and_never_joined() -> None:
    people = find_people([sheet("ada"), sheet("adal", "B"), sheet("j.doe"), sheet("jdoe", "B"), sheet("zoe", "B")])
    assert not people.with_forms("A", "B")
    assert people.suggested == [("ada", "adal"), ("j.doe", "jdoe")]
    joined = find_people([sheet("ada"), sheet("adal", "B")], same=[("ada", "ADAL")])
    assert [one.id for one in joined.with_forms("A", "B")] == ["ada"]
    assert "as --same says" in " ".join(joined.notes)


def test_same_with_an_id_that_nobody_has() -> None:
    with pytest.raises(InventoryError, match="nobody has the id 'adal'; there are ada"):
        find_people([sheet("ada")], same=[("ada", "adal")])


def test_a_class_list_knows_an_address_and_a_name_for_one_person() -> None:
    roster = Roster(("s1", "s2"), {"adaxorg": "s1", "adalovelace": "s1", "s2": "s2"})
    people = find_people([sheet("ada@x.org"), sheet("Ada Lovelace", "B")], roster)
    assert [one.id for one in people.with_forms("A", "B")] == ["s1"]
    assert "1 of 2 rows matches nobody" in " ".join(people.notes)


def test_the_first_sheet_with_a_letter_counts_and_all_are_kept() -> None:
    sheets = [sheet("ada", letters={1: ""}, place="row 2"), sheet("ada", letters={1: "b"}, place="row 3")]
    people = find_people([*sheets, sheet("ada", letters={1: "c", 2: "a"}, place="row 4")])
    [ada] = people.everybody
    assert ada.counted["A"].place == "row 3"
    assert len(ada.sheets["A"]) == 3
    said = " ".join(people.notes)
    assert "the first with a letter in it counts (row 3)" in said
    assert "row 2: 0; row 3: 1; row 4: 2" in said
    twice = find_people([sheet("ben", place="row 2"), sheet("ben", place="row 3")])
    assert "2 times with the same letters: counted once" in " ".join(twice.notes)


def test_the_nameless_are_counted_and_matched_with_nobody() -> None:
    people = find_people([sheet("", place="row 2"), sheet("", place="row 3"), sheet("", "B", place="row 2")])
    assert len(people.with_forms("A")) == 2 or len(people.everybody) == 3
    assert not people.suggested


def test_nameless_sheets_of_two_files_are_not_joined() -> None:
    people = find_people([sheet("", place="a.csv, row 2"), sheet("", "B", place="b.csv, row 2")])
    assert not people.with_forms("A", "B")


@pytest.mark.parametrize(
    ("before", "after"),
    [("ada.l@uni.example", "ada.l"), ("ada", "ada@x.org"), ("007", "7"), ("Müller, Eva", "Eva Müller")],
)
def test_another_way_to_write_an_id_is_suggested_and_never_joined(before: str, after: str) -> None:
    for first, second in ((before, after), (after, before)):
        people = find_people([sheet(first), sheet(second, "B"), sheet("zoltan", "B")])
        assert not people.with_forms("A", "B")
        assert people.suggested == [(first, second)]


def test_the_words_that_join_two_ids_are_safe_in_a_shell() -> None:
    assert shlex.split(same_option("o'neill; rm x", "$(y)")) == ["--same", "o'neill; rm x=$(y)"]


# --- sheets in doubt -----------------------------------------------------------------------------------------


def test_letters_of_the_other_form_are_noticed() -> None:
    wrong = sheet("ben", "B", letters_of("A", "right"))
    good = [sheet(f"s{n}", "B", letters_of("B", "right")) for n in range(4)]
    [said] = form_doubts(find_people([wrong, *good]).everybody, INVENTORY)
    assert said.startswith("ben: the letters given as form B")
    assert not form_doubts(find_people(good).everybody, INVENTORY)


def test_one_sheet_given_as_both_forms_is_noticed() -> None:
    letters = letters_of("A", "right")
    own = {number: letter for number, letter in letters.items() if letter in "abc"}
    [said] = copy_doubts(find_people([sheet("ben", "A", own), sheet("ben", "B", own)]).everybody)
    assert "letters are the same in A and in B" in said
    honest = [sheet("ada", form, letters_of(form, "right")) for form in "AB"]
    assert not copy_doubts(find_people(honest).everybody)


# --- counts --------------------------------------------------------------------------------------------------


def test_who_always_chooses_the_misconception_holds_all_of_them() -> None:
    believing, right = (sheet("ada", "A", letters_of("A", way)) for way in ("misconception", "right"))
    for key in INVENTORY.beliefs:
        found = tally(believing, INVENTORY, key)
        assert found.holds, key
        assert found.right == 0
        assert tally(right, INVENTORY, key) == Tally(len(INVENTORY.numbers("A", key)), 0, 0, 1.0)


def test_a_question_about_another_misconception_says_nothing_where_that_one_was_chosen() -> None:
    key, number = next(
        (key, number)
        for key in INVENTORY.beliefs
        for number in INVENTORY.numbers("A", key)
        if INVENTORY.forms["A"][number].misconception != key
    )
    asked = INVENTORY.forms["A"][number]
    letter = {option.stands_for: letter for letter, option in zip(LETTERS, asked.options, strict=False)}
    assert tally(sheet("ada", letters={number: letter[asked.misconception]}), INVENTORY, key) == Tally(0, 0)
    assert tally(sheet("ada", letters={number: letter[key]}), INVENTORY, key) == Tally(1, 1)


def test_of_two_questions_both_must_be_its_option() -> None:
    assert [Tally(2, hits).holds for hits in (0, 1, 2)] == [False, False, True]
    assert [Tally(1, hits).holds for hits in (0, 1)] == [False, True]
    pairs = [
        (Tally(2, 2), Tally(2, 0)),
        (Tally(2, 2), Tally(2, 2)),
        (Tally(2, 0), Tally(2, 2)),
        (Tally(2, 1), Tally(1, 0)),
    ]
    assert changes_of(pairs) == Changes(kept=1, mended=1, new=1, neither=1)


@pytest.mark.parametrize(("share", "people"), [(0.0, 10), (0.2, 5), (0.5, 40), (1.0, 7), (0.03, 500)])
def test_wilsons_interval_solves_its_equation(share: float, people: int) -> None:
    """Each end is a share from which what was seen is just 1.96 standard deviations away."""
    low, high = wilson_interval(share, people)
    assert low <= share <= high
    for end in (low, high):
        if 0 < end < 1:
            assert math.isclose(abs(share - end), 1.959964 * math.sqrt(end * (1 - end) / people), rel_tol=1e-9)


def test_the_mean_is_over_people() -> None:
    found = held_share([Tally(2, 2), Tally(2, 1), Tally(1, 0), Tally(1, 0)])
    assert found is not None
    assert (found.share, found.people) == (0.375, 4)
    assert held_share([]) is None


def test_the_gain_of_a_class() -> None:
    sheets = []
    for who in ("ada", "ben"):
        before = {**letters_of("A", "right"), **{n: a for n, a in letters_of("A", "misconception").items() if n <= 27}}
        sheets += [sheet(who, "A", before), sheet(who, "B", letters_of("B", "right"))]
    gain = normalised_gain(find_people([*sheets, sheet("cleo", "A", {1: "a"})]).everybody)
    assert gain is not None
    assert (gain.before, gain.after, gain.people, gain.gain) == (0.5, 1.0, 2, 1.0)
    assert normalised_gain(find_people([sheet("ada")]).everybody) is None
    perfect = [sheet("ada", form, letters_of(form, "right")) for form in "AB"]
    found = normalised_gain(find_people(perfect).everybody)
    assert found is not None
    assert found.gain is None


# --- the estimate --------------------------------------------------------------------------------------------


def expected_class(share: float, rates: Rates, chance: float, people: int = 4000) -> list[Tally]:
    """As many people with each answer to two questions as the model expects."""
    found = []
    for answers in ((2, 0, 0), (0, 2, 0), (0, 0, 2), (1, 1, 0), (1, 0, 1), (0, 1, 1)):
        ways = 1 if 2 in answers else 2
        likely = sum(map(operator.mul, rates.prior(share), _likelihoods(answers, chance, rates.by_lot)))
        found += [Tally(2, answers[0], answers[2])] * round(people * ways * likely)
    return found


@pytest.mark.parametrize("rates", [Rates(0.001, 0.0), Rates(0.1, 0.02), Rates(0.05, 0.5), Rates(0.2, 0.3)])
def test_planted_rates_and_shares_are_found_where_chance_plays_no_part(rates: Rates) -> None:
    shares = {"rare": 0.05, "some": 0.3, "most": 0.7}
    made = {key: expected_class(share, rates, 0.25) for key, share in shares.items()}
    found = estimate_shares(made, dict.fromkeys(shares, 0.25))
    assert found is not None
    assert (found.rates.by_lot, found.rates.guessing) == pytest.approx((rates.by_lot, rates.guessing), abs=0.03)
    for key, share in shares.items():
        assert found.shares[key] == pytest.approx(share, abs=0.015)


def test_guesses_alone_are_no_misconception() -> None:
    """Where half of those who do not hold it guess, the share as counted is far too high, and the estimate is not."""
    made = expected_class(0.1, Rates(0.02, 0.5), 0.25)
    counted, found = held_share(made), estimate_shares({"rare": made}, {"rare": 0.25})
    assert counted is not None
    assert found is not None
    assert counted.share > 0.2
    assert found.shares["rare"] == pytest.approx(0.1, abs=0.02)


def test_changes_are_found_and_add_up() -> None:
    both, none = Tally(2, 2), Tally(2, 0)
    pairs = [(both, both)] * 30 + [(both, none)] * 20 + [(none, both)] * 5 + [(none, none)] * 45
    found = estimate_changes(pairs, 0.25, Rates(0.02, 0.1), Rates(0.02, 0.1))
    assert sum(found.values()) == pytest.approx(1, abs=1e-5)
    assert list(found.values()) == pytest.approx([0.3, 0.2, 0.05, 0.45], abs=0.02)


def test_of_a_small_class_nothing_is_estimated() -> None:
    assert estimate_shares({"rare": [Tally(2, 2)] * 19}, {"rare": 0.25}) is None
    assert estimate_shares({"rare": [Tally(1, 1)] * 30}, {"rare": 0.25}) is None
    assert estimate_shares({}, {}) is None
