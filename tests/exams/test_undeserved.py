"""Answers that nobody has computed earn nothing: constants, pasted weights, and what was right on another seed."""

import copy
import itertools
from functools import cache

import numpy as np
import pytest

from autograd_lab.data import moons
from autograd_lab.exams.kinds.claims import ClaimQuestion
from autograd_lab.exams.kinds.programs import ProgramQuestion
from autograd_lab.exams.plans import run_plan
from autograd_lab.exams.ps6.exam import PS6
from autograd_lab.exams.ps6.training import train
from autograd_lab.exams.registry import earlier_exams, exam_of, own_exams

TRAIN = PS6.question("train")
QUESTIONS = [
    q
    for exam in (*own_exams(), *earlier_exams())
    for q in exam.questions
    if not isinstance(q, (ClaimQuestion, ProgramQuestion))
]
RANDOM = [q for q in QUESTIONS if "rng" in q.signature and q is not TRAIN]

PS7_NOW = exam_of("ps7").questions

few_or_a_hundred = pytest.mark.parametrize(
    "seeds",
    [
        pytest.param(range(3), marks=pytest.mark.slow, id="some seeds"),
        pytest.param(range(100), marks=[pytest.mark.full, pytest.mark.timeout(3000)], id="a hundred seeds"),
    ],
)


def verdict(question, function, seed):
    return question.examine(lambda plan: run_plan(plan, {question.name: function}), seed)


def returned_values(question, function, seed):
    """What a right function returned in each call of a whole verdict."""
    values = []

    def record_call(*args):
        values.append(function(*args))
        return values[-1]

    assert verdict(question, record_call, seed).passed
    return values


# --- train ---


@cache
def networks_of_another_seed(seed):
    """The networks of a right training on the draw of another seed, in the order in which they were asked for."""
    return tuple(returned_values(TRAIN, train, seed))


@cache
def of_the_notebook():
    """The network of somebody who has trained on the moons as everybody knows them."""
    X, y = moons(400, 0.1, 0)
    return train(X, y[:, None].astype(float), 2)


def one_network(Ws, bs):
    """A training that returns the same network whatever it is handed."""
    return lambda X, Y, rng: ([W.copy() for W in Ws], [b.copy() for b in bs])


def one_after_the_other(networks):
    """A training that returns pasted networks in turn."""
    turn = itertools.cycle(networks)
    return lambda X, Y, rng: next(turn)


def one_for_each_set_of_rows(networks):
    """A training that returns the same pasted network for the same rows."""
    turn, known = itertools.cycle(networks), {}

    def first_network_again(X, Y, rng):
        if X.tobytes() not in known:
            known[X.tobytes()] = next(turn)
        return known[X.tobytes()]

    return first_network_again


def the_better_of_two(networks):
    """A training that returns the pasted network, or its opposite, whichever is right on more of its rows."""
    (Ws, bs), *_ = networks

    def better_network(X, Y, rng):
        a = 1 / (1 + np.exp(-X @ Ws[0] - bs[0]))
        a = 1 / (1 + np.exp(-a @ Ws[1] - bs[1]))
        turned = np.mean((a >= 0.5) == (Y >= 0.5)) < 0.5
        return ([Ws[0], -Ws[1]], [bs[0], -bs[1]]) if turned else (Ws, bs)

    return better_network


def random_network(X, Y, rng):
    return [rng.normal(size=(2, 8)), rng.normal(size=(8, 1))], [rng.normal(size=8), np.zeros(1)]


def ones(X, Y, rng):
    return [np.ones((2, 8)), np.ones((8, 1))], [np.zeros(8), np.zeros(1)]


PASTED = {
    "one network of another seed": lambda other: one_network(*networks_of_another_seed(other)[0]),
    "all networks of another seed": lambda other: one_after_the_other(networks_of_another_seed(other)),
    "a network for each set of rows": lambda other: one_for_each_set_of_rows(
        [networks_of_another_seed(other)[0], networks_of_another_seed(other)[1]]
    ),
    "turned over where it is wrong": lambda other: the_better_of_two(networks_of_another_seed(other)),
    "of the notebook's moons": lambda other: one_network(*of_the_notebook()),
    "of the notebook's, turned over": lambda other: the_better_of_two([of_the_notebook()]),
    "nothing learnt": lambda other: random_network,
    "ones": lambda other: ones,
}


@pytest.mark.parametrize("way", PASTED)
@few_or_a_hundred
def test_pasted_weights_earn_nothing(way, seeds):
    assert {seed: verdict(TRAIN, PASTED[way](seed % 20 + 1000), seed).points for seed in seeds} == dict.fromkeys(
        seeds, 0
    )


@pytest.mark.slow
def test_a_network_that_is_right_on_one_draw_is_wrong_on_its_other_moons():
    """By construction, so that no luck helps: a network trained on the very rows that are asked first has no points."""
    for seed in range(3):
        first, other, _ = networks_of_another_seed(seed)
        for network in (first, other):
            result = verdict(TRAIN, one_network(*network), seed)
            assert result.points == 0
            assert [finding.mistake for finding in result.findings] == ["same-network"]


@pytest.mark.slow
def test_weights_that_do_not_come_from_the_rows_are_told_so():
    result = verdict(TRAIN, one_network(*of_the_notebook()), 1)
    assert "gave the same network: does it learn from the X and Y that it is handed?" in result.message


# --- the other questions ---


def replay(values):
    """A function that returns what another seed's answers were, call by call."""
    turn = itertools.cycle(values)
    return lambda *args: next(turn)


def of_the_shape(values, shapes_of):
    """The same, stretched to the shapes that are asked for."""
    turn = itertools.cycle(values)

    def resize_answer(*args):
        found = next(turn)
        parts = found if isinstance(found, (tuple, list)) else (found,)
        shapes = shapes_of(*args)
        fitted = tuple(np.resize(part, shape) for part, shape in zip(parts, shapes, strict=True))
        return fitted if isinstance(found, (tuple, list)) else fitted[0]

    return resize_answer


def shapes_asked(question):
    """The shapes of a random question's answers, from its arguments."""

    def shapes(*args):
        right = question.reference(*copy.deepcopy(args))
        return [np.shape(part) for part in (right if isinstance(right, (tuple, list)) else (right,))]

    return shapes


def test_all_questions_that_hand_out_a_generator_are_looked_at():
    assert {q.name for q in RANDOM if q in PS7_NOW} == {"leaky_init", "wire_dropout"}
    assert {q.name for q in RANDOM if q not in PS7_NOW} == {"xavier_init", "he_init", "dropout_forward"}


@pytest.mark.parametrize("question", RANDOM, ids=lambda q: q.name)
@few_or_a_hundred
def test_random_answers_of_another_seed_earn_nothing(question, seeds):
    for seed in seeds:
        values = returned_values(question, question.reference, seed + 1000)
        for function in (
            replay(values),
            of_the_shape(values, shapes_asked(question)),
            of_the_shape(values[:1], shapes_asked(question)),
        ):
            assert verdict(question, function, seed).points == 0, seed


@pytest.mark.parametrize("question", RANDOM, ids=lambda q: q.name)
@few_or_a_hundred
@pytest.mark.sampled(2)
def test_constant_answers_to_random_questions_earn_nothing(question, seeds):
    shapes = shapes_asked(question)
    for seed, value in itertools.product(seeds, (0.0, 1.0, 0.5, -0.1, np.nan)):

        def constant(*args, value=value):
            found = [np.full(shape, value) for shape in shapes(*args)]
            return found[0] if len(question.parts) == 1 else tuple(found)

        assert verdict(question, constant, seed).points == 0, (seed, value)


@pytest.mark.slow
@pytest.mark.parametrize("question", [q for q in QUESTIONS if q not in RANDOM and q is not TRAIN], ids=lambda q: q.name)
@few_or_a_hundred
@pytest.mark.sampled(2)
def test_answers_of_another_seed_earn_nothing_anywhere(question, seeds):
    right = question.right[0].function
    for seed in seeds:
        assert verdict(question, replay(returned_values(question, right, seed + 1000)), seed).points == 0
