"""No right way of writing an answer loses a point: for each question twelve and more, on a few draws or on 2,000."""

import numpy as np
import pytest

from autograd_lab.exams.kinds.claims import ClaimQuestion
from autograd_lab.exams.kinds.programs import ProgramQuestion
from autograd_lab.exams.plans import run_plan
from autograd_lab.exams.question import SECONDS, fresh_copies
from autograd_lab.exams.table import EXAMS
from tests.exams.right_classes import CLASSES
from tests.exams.right_ways import EVERY, OWN, REMEMBERING, in_single

QUESTIONS = [question for exam in EXAMS for question in exam.questions]
LONG = 50  # draws of a question whose answers take seconds; 2,000 of any other
ASKED = [pytest.param(question, id=f"{question.exam}-{question.name}") for question in QUESTIONS]
QUICK = [pytest.param(q, id=f"{q.exam}-{q.name}") for q in QUESTIONS if q.seconds <= SECONDS]


def ways_of(question):
    """All right ways of a question by name: its own, and those that fit every function."""
    if isinstance(question, ProgramQuestion):
        return CLASSES
    functions = {variant.name: variant.function for variant in question.right} | OWN.get(question.name, {})
    base = question.right[0].function
    made = EVERY | ({} if is_random(question) else REMEMBERING)
    return functions | {f"as {name}": way(base) for name, way in made.items()}


def is_random(question):
    """Whether an answer depends on a generator, or on a function that is asked and counted."""
    return any(isinstance(value, dict) or callable(value) for value in question.draw(np.random.default_rng(0)).values())


def first_refusals(question, draws, ways=None):
    """The first draw on which each way is not accepted, by its name; the draws are the same for all."""
    found = {}
    ways = dict(ways or ways_of(question))
    for seed in range(draws):
        inputs = question.draw(np.random.default_rng([seed, 16]))
        plan = {**question.plan(inputs), "clock": "processor"}
        for name, function in ways.items():
            case = question.judge(inputs, run_plan(plan, question.space(function)))
            if not all(seen.holds for seen in case.seen) or case.problem:
                found.setdefault(name, (seed, case.problem or [seen.problem or seen.note for seen in case.seen]))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("question", QUICK)
def test_every_right_way_is_accepted(question):
    assert first_refusals(question, 2) == {}


@pytest.mark.slow
@pytest.mark.parametrize("question", [one for one in ASKED if one not in QUICK])
@pytest.mark.full
def test_every_right_way_that_takes_long_is_accepted_once(question):
    assert first_refusals(question, 1) == {}


@pytest.mark.full
@pytest.mark.timeout(20_000)
@pytest.mark.parametrize("question", ASKED)
def test_every_right_way_is_accepted_on_two_thousand_draws(question):
    assert first_refusals(question, 2000 if question.seconds <= SECONDS else LONG) == {}


@pytest.mark.parametrize("question", ASKED)
def test_a_question_is_asked_in_twelve_ways_and_more(question):
    ways = ways_of(question)
    assert len(ways) >= 12
    assert len({id(way) for way in ways.values()}) == len(ways)


def test_the_ways_hold_what_students_bring_along():
    every = {"lambda", "closure", "object", "class", "decorated", "partial", "generator", "float32 factor", "recursion"}
    assert every <= EVERY.keys()
    assert {"(e²ˣ − 1)/(e²ˣ + 1)", "1/cosh²", "style closures"} <= CLASSES.keys()
    own = " ".join(name for ways in OWN.values() for name in ways)
    assert all(idea in own for idea in ("einsum", "(e²ˣ − 1)/(e²ˣ + 1)", "1/cosh²", "generator", "row by row"))
    assert {name for name in OWN if name not in {question.name for question in QUESTIONS}} == set()


SINGLE = [one for one in QUICK if one.values[0].name in ("predict", "hidden_delta")]  # products, and sums of them


@pytest.mark.slow
@pytest.mark.parametrize("question", SINGLE)
def test_one_rounding_to_float32_is_within_the_tolerance_and_arithmetic_in_float32_is_not(question):
    """One rounding moves a number by 6e-8 of itself at most; each product and each sum moves it again."""
    base = question.right[0].function
    rounded = {"rounded": lambda *given: as_float64(base(*given))}
    assert first_refusals(question, 20, rounded) == {}
    single = in_single(base)
    for seed in range(5):
        assert not question.examine(lambda plan: run_plan(plan, question.space(single)), seed).passed


def as_float64(value):
    """The arrays rounded to float32, in float64."""
    if isinstance(value, (tuple, list)):
        return type(value)(map(as_float64, value))
    return np.asarray(value).astype(np.float32).astype(float)


@pytest.mark.parametrize("question", [one for one in QUICK if isinstance(one.values[0], ClaimQuestion)])
def test_of_a_question_about_claims_any_dict_is_a_way(question):
    letters = question.right[0].function(*fresh_copies(question.draw(np.random.default_rng(0))))
    kinds = {"subclass": lambda: type("Verdicts", (dict,), {})(letters), "copy": lambda: {**letters}}
    assert first_refusals(question, 1, kinds) == {}
