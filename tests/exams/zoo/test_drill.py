"""The drill: each exhibit can be worked, one name of four is right, and the mended line passes the check."""

import re
from itertools import pairwise

import numpy as np
import pytest

from autograd_lab.errors import LabError
from autograd_lab.exams.plans import run_plan
from autograd_lab.exams.zoo import drill, neighbours
from autograd_lab.exams.zoo.exhibits import specimens
from autograd_lab.exams.zoo.forms import can_be_called
from autograd_lab.exams.zoo.numbers import Answer, Scene, names_that_differ
from autograd_lab.exams.zoo.reasons import entries_of, seen_text
from autograd_lab.exams.zoo.symptoms import NO_FACTOR, WAYS, Symptom, factor_choices, symptom_of
from autograd_lab.exams.zoo.themes import rooms
from autograd_lab.exams.zoo.written import callable_of
from autograd_lab.mistakes import MISTAKES

pytestmark = pytest.mark.slow  # each exhibit runs its question

SPECIMENS = {specimen.mistake: specimen for specimen in specimens().values()}
WORKED = [name for name, specimen in SPECIMENS.items() if not specimen.why_not_worked]


def works(name, seed=0):
    """The checks of one exhibit."""
    specimen = SPECIMENS[name]
    question, data = specimen.question, drill.exhibit_data(specimen, seed)
    assert data["inputs"]
    assert data["formula"]
    assert data["code"]
    names = data["names"]
    assert len({one["text"] for one in names}) == 4
    assert [one["text"] for one in names if not one["why"]] == [MISTAKES[name].name]
    lines = data["lines"]
    assert len({one["text"] for one in lines}) == 3
    assert len([one for one in lines if one.get("right")]) == 1
    assert all(one.get("right") or one["why"] for one in lines)
    assert data["way"] in WAYS
    assert data["against"].keys() == {*WAYS, "factor"} - {data["way"]}
    for way, said in data["against"].items():
        assert not said or not fits(way, said), (way, said)
    if data["way"] == "some":
        assert {entry.kind for entry in entries_of(data["rows"])} > {"right"}
    assert not data["factors"] or data["factor"] in data["factors"]
    found = examined(question, specimen.mend.code)
    assert found.points < question.points
    named = {finding.name for finding in found.findings}
    assert not named & {one["text"] for one in names if one["why"]}  # the diagnosis agrees with none of the others
    mended = examined(question, specimen.mend.mended)
    assert mended.points == question.points, mended.findings
    for one in lines:
        if not one.get("right"):
            with_it = specimen.mend.with_lines(tuple(one["text"].split("\n")))
            assert examined(question, with_it).points < question.points


def fits(way, said):
    """Whether the number that is quoted against a way is as the way says."""
    quoted = re.search(r" is (\S+) and should be (\S+?)[:,]", said)
    if not quoted or way not in ("large", "small", "sign"):
        return way in ("large", "small", "sign") and said.startswith("some ")
    came, should = (float(text.replace("−", "-")) for text in quoted.groups())
    if way == "sign":
        return came * should < 0
    return came * should >= 0 and (abs(came) > abs(should) if way == "large" else abs(came) < abs(should))


def examined(question, text, seed=3):
    """The verdict of the set's own check on a text."""
    function = callable_of(text, question.subject)
    return question.examine(lambda plan: run_plan(plan, question.space(function)), seed)


@pytest.mark.full
def test_the_exhibits_of_the_tour_can_be_worked_and_give_no_answer_to_one_another():
    for name in drill.TOUR:
        works(name)
    handed_in = {name: "\n".join(SPECIMENS[name].mend.wrong).strip() for name in drill.TOUR}
    for name in drill.TOUR:
        lines = {line["text"].strip() for line in drill.exhibit_data(SPECIMENS[name])["lines"]}
        assert not lines & {line for other, line in handed_in.items() if other != name}


def test_the_tour_leads_through_fifteen_functions_and_kinds():
    assert len(set(drill.TOUR)) == 15
    assert len({SPECIMENS[name].question.signature for name in drill.TOUR}) == 15
    assert len({SPECIMENS[name].number.partition(".")[0] for name in drill.TOUR}) >= 8  # rooms


@pytest.mark.parametrize("name", ["sign", "wrong-axis", "transpose", "mirrored"])
def test_the_other_names_are_such_as_the_code_may_have(name):
    data = drill.exhibit_data(SPECIMENS[name])
    code = "\n".join(data["code"])
    assert all(can_be_called(one["text"], code) for one in data["names"])


def test_the_true_name_is_one_that_the_code_may_have():
    unfit = [
        name
        for name in WORKED
        if not can_be_called(MISTAKES[name].name, f"{SPECIMENS[name].mend.code}\n{SPECIMENS[name].mend.mended}")
    ]
    assert not unfit


def test_a_name_needs_a_code_of_its_form():
    plain, loop = "def f(X, y):\n    return X.T @ y", "def f(X, y):\n    for x in X:\n        return x * y / 17"
    for name in (
        "return inside the loop (first row only)",
        "= for += in the loop over the rows",
        "number of rows written into the formula (17)",
        "* for @",
    ):
        assert not can_be_called(name, plain)
        assert can_be_called(name, loop)
    assert can_be_called("sign flipped", plain)


def test_the_check_is_quoted_without_numbers_of_its_own_and_a_cure_fits_the_code():
    told = drill.exhibit_data(SPECIMENS["wrong-axis"])["told"]
    assert told["cure"] == ""  # it speaks of axis=0, and the right line has no axis
    told = drill.exhibit_data(SPECIMENS["sign"])["told"]
    assert "no minus in front" in told["cure"]
    assert not any(letter.isdigit() for letter in told["line"])


@pytest.mark.full
@pytest.mark.parametrize("name", WORKED)
def test_each_exhibit_can_be_worked(name):
    works(name)


def test_one_exhibit_of_each_kind_can_be_worked():
    for name in ("sign", "assigned", "leak-unsquared"):
        works(name, seed=1)


def test_what_is_left_out_has_a_reason_and_is_little():
    left_out = {name: specimen.why_not_worked for name, specimen in SPECIMENS.items() if specimen.why_not_worked}
    assert len(WORKED) >= 330
    assert len(left_out) <= 15
    assert set(left_out.values()) <= {
        "it does not end in time, so there are no numbers to compare",
        "it is a whole training of several hundred steps, and no single line of it is a formula",
    }


def test_other_seeds_bring_other_numbers_and_the_same_question():
    one, other = (drill.exhibit_data(SPECIMENS["sign"], seed) for seed in (0, 1))
    assert one["inputs"] != other["inputs"]
    assert one["code"] == other["code"]
    assert one["way"] == other["way"] == "sign"
    assert one["factor"] == other["factor"] == "−1"


@pytest.mark.parametrize(
    ("name", "way", "factor"),
    [
        ("mean-missing", "large", "N = "),
        ("factor-two-missing", "small", "0.5"),
        ("sign", "sign", "−1"),
        ("slope-missing", "large", NO_FACTOR),
        ("transpose", "some", ""),
        ("ascent", "mixed", ""),
        ("broadcast", "shape", ""),
        ("inputs-changed", "else", ""),
    ],
)
def test_the_symptom_says_which_way_and_by_what_factor(name, way, factor):
    data = drill.exhibit_data(SPECIMENS[name])
    assert data["way"] == way
    assert data["factor"].startswith(factor)
    assert bool(data["factors"]) == bool(factor)


def test_an_input_that_is_handed_through_is_neither_symptom_nor_evidence():
    data = drill.exhibit_data(SPECIMENS["bias-sign"])  # activations[0] is X, and right
    assert data["way"] == "mixed"
    assert [row["name"] for row in data["rows"] if "aside" in row] == ["activations[0]"]
    assert "activations[0]" not in "".join(data["against"].values())
    assert data["seen"].endswith("differ. activations[0] is an input handed through.")
    wrong = drill.exhibit_data(SPECIMENS["correction-other-beta"])
    assert wrong["way"] == "some"  # m and v were computed
    assert wrong["against"]["mixed"].startswith("m[0] is ")
    assert not [row for row in wrong["rows"] if "aside" in row]


def test_where_some_are_right_a_right_one_is_shown():
    data = drill.exhibit_data(SPECIMENS["wrong-layer-weights"])
    assert [row["differs"] for row in data["rows"]] == [True, True, True, False]
    assert data["seen"].endswith("dWs[0], dWs[1] and dbs[0] differ, dWs[2] does not.")
    answer, row = Answer({"a": np.array([1.0, 2.0])}), {"name": "a", "differs": True}
    assert seen_text(Symptom("some"), answer, [row]) == "Some are right, others are wrong. What is underlined differs."


def test_a_name_that_is_not_meant_cannot_be_read_as_true():
    """Each of these was once true in words: e^z is e^−z with an exponent times −1, and x · x is no x + x."""
    names = {one["text"]: one["why"] for one in drill.exhibit_data(SPECIMENS["mirrored"])["names"]}
    assert "a sigmoid that is too steep or too flat" in names
    assert "an operand used twice in one operation, counted once" in {
        one["text"] for one in drill.exhibit_data(SPECIMENS["assigned"])["names"]
    }


def test_a_name_that_fits_several_forms_is_told_the_numbers_of_all():
    names = {one["text"]: one["why"] for one in drill.exhibit_data(SPECIMENS["leak-unsquared"])["names"]}
    slope_and_one = names[MISTAKES["leak-sum-squared"].name]
    assert re.search(r"= 0\.\d+ or 0\.\d+ here", slope_and_one)
    data = drill.exhibit_data(SPECIMENS["leak-unsquared"])
    line = next(one["why"] for one in data["lines"] if "(1 + slope) ** 2" in one["text"] and one.get("why"))
    assert re.search(r"would be (\S+);", line)[1] in slope_and_one


def test_a_form_that_gives_what_came_is_no_evidence():
    came, one, other = (
        Answer({"a": np.array([1.0, x]), "b": np.array(y)}) for x, y in ((2.0, 3.0), (2.0, 9.0), (7.0, 9.0))
    )
    assert neighbours._contradiction([other, one], came) == "That mistake would give b = 9 here. What came is 3."


def test_the_texts_speak_of_the_code_that_is_shown():
    told = drill.exhibit_data(SPECIMENS["assigned"])["told"]
    assert told["line"] == "A later contribution replaces an earlier one; they should add up."
    assert told["cure"] == "Add to the operand's grad with +=, after the gradients have been cleared."
    assert drill.exhibit_data(SPECIMENS["slope-of-input"])["told"]["line"].startswith("tanh puts")
    assert "shapes" not in drill.exhibit_data(SPECIMENS["entrywise-for-matrix"])["told"]["test"]  # both are (3, 3)
    told = drill.exhibit_data(SPECIMENS["bias-sign"])["told"]
    assert told["test"] == "Raise b by 1: X W + b should rise by 1. Yours falls."
    assert not [mistake.id for mistake in MISTAKES.values() if "in place of" in repr(mistake)]  # people say instead of
    for name in ("bias-sign", "wrong-layer-weights"):
        assert "_{" not in drill.exhibit_data(SPECIMENS[name])["formula"]


def test_a_factor_of_one_draw_alone_is_none():
    question = SPECIMENS["difference-of-squares"].question  # a loss is one number, which always is some multiple
    rng = np.random.default_rng(0)
    scenes = [Scene(question, question.draw(rng)) for _ in range(3)]

    def answers(function):
        return [(s, s.answer(function), s.answer(question.reference)) for s in scenes]

    (_, came, right), *others = answers(lambda y_hat, y: np.mean(y_hat**2 - y**2))
    assert symptom_of(scenes[0], came, right, others).factor is None
    (_, came, right), *others = answers(lambda y_hat, y: np.sum((y_hat - y) ** 2))
    found = symptom_of(scenes[0], came, right, others)
    assert found.name == "N"
    assert found.factor_text in factor_choices(found, scenes[0].sizes())


def test_numbers_differ_by_shape_and_by_size():
    right = Answer({"a": np.array([1.0, 2.0]), "b": np.array(3.0)})
    assert names_that_differ(Answer({"a": np.array([1.0, 2.0 + 1e-12]), "b": np.array(3.0)}), right) == []
    assert names_that_differ(Answer({"a": np.array([[1.0], [2.0]]), "b": np.array(3.1)}), right) == ["a", "b"]


def test_a_class_is_shown_around_the_place_that_is_wrong():
    data = drill.exhibit_data(SPECIMENS["assigned"])
    assert len(data["code"]) < 25
    assert data["code"][data["first"]].strip() == "operand.grad = local * node.grad"


def test_the_rooms_are_mixed(monkeypatch):
    few = {place: one for place, one in specimens().items() if place[1] <= 4}
    monkeypatch.setattr(drill, "specimens", lambda: few)
    data = drill.drill_data(seed=1, in_rooms=(1, 2, 3))
    in_order = [exhibit["room"] for exhibit in data["exhibits"]]
    assert sorted(in_order) == [1] * 4 + [2] * 4 + [3] * 4
    assert all(one != other for one, other in pairwise(in_order))
    assert data["rooms"] == [room.title for room in rooms()]


def test_what_chance_does_is_no_symptom_and_no_evidence():
    by_count = drill.exhibit_data(SPECIMENS["dropped-by-count"])  # as many as p says, and not by chance
    assert by_count["way"] == "else"
    assert by_count["factors"] == []
    in_rows = drill.exhibit_data(SPECIMENS["mask-of-rows"])
    assert in_rows["way"] == "shape"
    shared = drill.exhibit_data(SPECIMENS["mask-shared"])
    assert shared["way"] == "else"
    assert "whole rows or whole columns are dropped (1: yes)" in [row["name"] for row in shared["rows"]]
    for name in ("not-normal", "rng-ignored", "leak-unsquared", "init-two-missing"):
        data = drill.exhibit_data(SPECIMENS[name])
        told = [one["why"] for one in (*data["names"], *data["lines"]) if one.get("why")]
        assert len(told) == 5
        assert not [text for text in told if "mean of W" in text]  # all of them have the mean 0
        assert "mean of W, in standard deviations" not in [row["name"] for row in data["rows"] if row["differs"]]


def test_a_factor_that_no_other_draw_has_is_not_asked_for():
    data = drill.exhibit_data(SPECIMENS["square-first"])  # a single number, another multiple in each draw
    assert data["way"] == "small"
    assert data["factors"] == []
    assert drill.exhibit_data(SPECIMENS["unseeded"])["factor"] == "0"  # a class is asked for one draw alone


def test_a_factor_is_looked_for_in_draws_that_show_the_mistake():
    further = list(drill._further_draws(SPECIMENS["square-first"]))  # of one row it would be right
    assert len(further) == drill.FURTHER
    assert all(names_that_differ(came, right) for _, came, right in further)


def test_a_room_that_is_not_there_is_named():
    with pytest.raises(LabError, match=r"drill\(rooms=...\) got 99, and there are rooms 1 to \d+; see zoo.index\(\)"):
        drill.drill_data(in_rooms=[99])
