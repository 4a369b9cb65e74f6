"""Every exercise: its solution passes, its stub does not, and each known slip is told apart."""

import pytest

from autograd_lab.answers import EXERCISES, Code, Numbers, tell
from autograd_lab.answers.arrays import Arrays
from autograd_lab.answers.ch06 import Experiment
from autograd_lab.answers.exercises import NOT_YET
from autograd_lab.errors import LabError
from tests.answers.told import line, text
from tests.course.lessons import exercises

ALL = exercises()
NUMBERS = [(key, e) for key, e in EXERCISES.items() if isinstance(e, Numbers)]
CODES = [(key, e) for key, e in EXERCISES.items() if isinstance(e, Code | Experiment | Arrays)]
#: a network is trained before they can be done
TRAIN = {
    "10.3",
    "10.4",
    "10.5",
    "11.2",
    "11.3",
    "11.4",
    "13.4",
    "15.1",
    "15.2",
    "15.3",
    "16.1",
    "16.2",
    "16.3",
    "17.3",
    "17.4",
}
by_number = pytest.mark.parametrize(
    "exercise",
    [pytest.param(e, id=e.number, marks=[pytest.mark.slow] if e.number in TRAIN else []) for e in ALL],
)


def test_each_exercise_is_asked_once_and_each_that_is_asked_is_known():
    assert sorted(e.number for e in ALL) == sorted(EXERCISES)
    for exercise in ALL:
        assert exercise.number.startswith(f"{exercise.lesson.chapter}.")


@pytest.mark.slow
@pytest.mark.parametrize(
    "exercise", [pytest.param(e, id=e.number, marks=[pytest.mark.full] if e.number in TRAIN else []) for e in ALL]
)
@pytest.mark.sampled(6)
def test_a_stub_is_no_answer_and_no_error(exercise):
    verdict = tell(exercise.number, exercise.filled_in(exercise.stub.source))
    assert not verdict
    assert NOT_YET in repr(verdict)


@pytest.mark.slow
@by_number
@pytest.mark.sampled(11)
def test_the_solution_is_right(exercise):
    verdict = tell(exercise.number, exercise.filled_in(exercise.solution))
    assert verdict, repr(verdict)


@by_number
def test_three_hints_and_the_task_says_how_long_it_takes(exercise):
    assert len(exercise.hints) == 3
    task = next(c for c in reversed(exercise.before) if c.kind == "markdown")
    assert f"### Exercise {exercise.number}: " in task.source
    assert " minutes)" in task.source


@pytest.mark.parametrize(("key", "exercise"), NUMBERS, ids=[key for key, _ in NUMBERS])
def test_each_slip_in_a_number_is_told_apart(key, exercise):
    assert set(exercise.slips) <= set(exercise.right)
    for name, slips in exercise.slips.items():
        for wrong, why in slips:
            verdict = tell(key, {**exercise.right, name: wrong})
            assert not verdict
            assert line(verdict, name).endswith(why)


@pytest.mark.slow
@pytest.mark.parametrize(("key", "exercise"), CODES, ids=[key for key, _ in CODES])
def test_each_slip_in_code_is_told_apart(key, exercise):
    assert exercise.judge(exercise.reference)
    for slip, why in exercise.slips:
        verdict = tell(key, slip)
        assert not verdict
        assert verdict.lines[-1] == why


#: slips that are told in the words of another, since one cause leads to all of them
SAME_CAUSE = {"6.5": 1, "11.3": 26}


@pytest.mark.parametrize(("key", "exercise"), CODES, ids=[key for key, _ in CODES])
def test_no_two_slips_in_code_are_told_the_same_but_for_one_cause(key, exercise):
    told = [why for _, why in exercise.slips]
    assert len(told) - len(set(told)) == SAME_CAUSE.get(key, 0)


SUM = Numbers(right={"a": 2.0, "b": (1.0, -3.0)}, slips={"a": [(-2.0, "Look at the sign.")]}, look="Look again.")
TWICE = Code(
    reference=lambda x: [2 * v for v in x], inputs=[([1.0],), ([1.0, 2.0],)], slips=[(lambda x: x, "As it came.")]
)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"a": 2, "b": [1, -3]}, "a: right\nb: right"),
        ({"a": 2.004, "b": (1, -3)}, "a: right\nb: right"),  # rounded by hand
        ({"a": -2, "b": [1, -3]}, "a: -2 is not it. Look at the sign."),
        ({"a": 7, "b": [1, -3]}, "a: 7 is not it. Look again."),
        ({"a": "2", "b": [1, -3]}, "a: '2' is not a plain number"),
        ({"a": True, "b": [1, -3]}, "a: True is not a plain number"),
        ({"a": float("nan"), "b": [1, -3]}, "a: nan is not it"),
        ({"a": 2, "b": [1]}, "b: this asks for 2 numbers, and 1 came."),
        ({"a": 2, "b": 1}, "b: this asks for 2 numbers, and 1 came."),
        ({"a": 2, "b": [1, None]}, f"b: {NOT_YET}"),
        ({"a": 2}, f"b: {NOT_YET}"),
        ({"a": 2, "b": [1, -3], "c": 1}, "c: nothing with this name is asked for"),
        (2, "keep the braces"),
        (None, "keep the braces"),
    ],
)
def test_numbers_of_every_kind_are_answered(answer, said):
    assert said in repr(SUM.judge(answer))


CHAIN = Numbers(
    right={"r": (3.0, -1.0), "m": 1.0, "root": 1.7321},
    slips={"m": [(2.0, "That is the sum.")]},
    follows={"m": ("r", lambda a: sum(a["r"]) / 2), "root": ("m", lambda a: (3 * a["m"]) ** 0.5)},
    tolerance=1e-4,
)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"r": (3, 1), "m": 2, "root": 1.7321}, "m: 2 follows from your r. Mend that line first."),
        ({"r": (3, -1), "m": 2, "root": 1.7321}, "m: 2 is not it. That is the sum."),
        ({"r": (3, None), "m": 2, "root": 1.7321}, "m: 2 is not it. That is the sum."),
        ({"r": (3, 1), "m": -1, "root": 0}, "root: 0 is not it. Work it out once more"),  # √−3 is no number here
        ({"r": (3, -1), "m": 1, "root": 1.73}, "root: 1.73 is rounded too far. Give 4 digits, or the formula itself."),
        ({"r": (3, -1), "m": 1, "root": 2}, "root: 2 is not it. Work it out once more"),
        ({"r": (3, -1), "m": 1, "root": 1.732}, "root: right"),
    ],
)
def test_what_follows_from_an_earlier_line_is_said_and_how_many_digits_are_wanted(answer, said):
    assert said in repr(CHAIN.judge(answer))


def test_a_function_that_no_slip_explains_gets_the_advice_of_its_exercise():
    assert repr(Code(lambda x: 2 * x, [(1.0,)], look="Draw it.").judge(lambda x: x)).endswith("Draw it.")
    assert repr(Code(lambda x: 2 * x, [(1.0,)]).judge(lambda x: x)).endswith("Work this one out on paper.")


def test_what_a_function_prints_is_still_seen(capsys):
    TWICE.judge(lambda x: print(x))
    assert capsys.readouterr().out == "[1.0]\n"


def test_a_single_number_needs_no_name():
    one = Numbers(right={"L": 2})
    assert one.judge(2)
    assert repr(one.judge(None)) == f"L: {NOT_YET}"


def raises(x):
    return x[5]


def changes(x):
    x[0] *= 2
    return x


def returns_once(x):
    return [2.0] if len(x) == 1 else None


def not_written(x):
    raise NotImplementedError


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda x: [v + v for v in x], "right, on 2 trials"),
        (lambda x: tuple(2 * v for v in x), "right"),
        (lambda x: [2 * x[0]], "([1, 2]) gives [2]; it should be [2, 4].\nWork this one out on paper."),
        (lambda x: x, "As it came."),
        (raises, "raises([1]) stopped with IndexError: list index out of range"),
        (changes, "changes([1]) changed its arguments"),
        (returns_once, "returns_once([1, 2]) returns nothing"),
        (lambda x: None, NOT_YET),
        (lambda x: print(x[0]), "prints 1.0, and returns nothing. End with `return`, not `print`."),
        (lambda x: [2 * v + 4e-6 for v in x], "gives [2.000004]; it should be [2]."),
        (lambda x: {"x": x[0] / 3}, "gives {'x': 0.333333}; it should be [2]."),
        (not_written, NOT_YET),
        (None, NOT_YET),
        ([2.0], "hand over the function itself"),
        (lambda x: "a" * 500, "gives '" + "a" * 59),
    ],
)
def test_code_of_every_kind_is_answered(answer, said):
    assert said in text(TWICE.judge(answer))


def test_an_unknown_exercise_is_an_error_that_names_the_known_ones():
    with pytest.raises(LabError, match=r"no exercise '9\.9'; there are 1\.1"):
        tell("9.9", 1)


ARROWS = [("late", "n", 1), ("late", "m", 1), ("n", "m", 3), ("n", "t", 6), ("m", "t", 1), ("m", "t", 1)]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (ARROWS, "t: 14, right"),
        (ARROWS[:3] + ARROWS[4:] + ARROWS[3:4], "t: 14, right"),
        ([ARROWS[i] for i in (0, 2, 4, 5, 3, 1)], "is not 14 yet"),
        ([ARROWS[i] for i in (0, 1, 4, 5, 2, 3)], f"{NOT_YET}: in this order the sweep says 8"),
        ([*ARROWS[:5], ("m", "t", 2)], "a line was changed"),
        (ARROWS[:5], "a line was changed"),
        ([1, "m", None], "a line was changed"),
        ("late", "a line was changed"),
        (None, NOT_YET),
    ],
)
def test_an_order_of_arrows_is_answered(answer, said):
    assert said in repr(tell("5.3", answer))
