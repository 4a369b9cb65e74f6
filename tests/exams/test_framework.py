"""`Question` carries what later problem sets need: a class, two calls with an opaque cache, a judge of properties."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from autograd_lab.exams.judging import TOLERANCE, Case, Problem, Seen, judge_call, parts_of
from autograd_lab.exams.plans import run_plan
from autograd_lab.exams.question import Exam, Part, Question, Variant
from autograd_lab.exams.table import as_markdown, ask, measure, naming, render
from tests.exams.plans.engine import Scalar


def question(cls, name, parts, draw, reference, wrong=()):
    return cls(
        name=name,
        signature=f"{name}(…)",
        parts=parts,
        draw=draw,
        reference=reference,
        known=lambda inputs: {},
        wrong=wrong,
        right=(Variant("reference", reference),),
        equation="mse",
        source="a test",
    )


class TwoCalls(Question):
    """Forward, then backward with the cache that forward gave back."""

    def plan(self, inputs):
        steps = [
            {"do": "call", "function": "forward", "args": [inputs["x"]], "keep": "r", "opaque": [1]},
            {"do": "call", "function": self.name, "args": [inputs["dout"], {"handle": "r", "item": 1}]},
        ]
        return {"seconds": 1.0, "steps": steps}

    def judge(self, inputs, outcome):
        expected = parts_of(2 * inputs["x"] * inputs["dout"], 1)
        return judge_call(self, inputs, outcome, expected)


def draw_two(rng):
    return {"dout": rng.normal(size=3), "x": rng.normal(size=3)}


def test_a_cache_is_handed_from_call_to_call_and_the_last_one_is_judged():
    square = question(TwoCalls, "backward", (Part("dx", 1, "(N,)"),), draw_two, lambda dout, x: 2 * x * dout)

    def verdict(backward):
        functions = {"forward": lambda x: (x**2, {"x": x}), "backward": backward}
        return square.examine(lambda plan: run_plan(plan, functions), 0)

    assert verdict(lambda dout, cache: 2 * cache["x"] * dout).passed
    assert verdict(lambda dout, cache: cache["x"] * dout).findings[0].mistake == "factor-two-missing"
    assert "KeyError" in verdict(lambda dout, cache: cache["y"]).message


class Programs(Question):
    """An expression program for a class; the gradients of its leaves are the one part."""

    def plan(self, inputs):
        a, b = inputs["a"], inputs["b"]
        program = [["leaf", "a", a], ["leaf", "b", b], ["mul", "c", "a", "b"], ["add", "c", "c", "a"]]
        program += [["backward", "c"], ["read", ["a", "b"]]]
        return {"seconds": 1.0, "steps": [{"do": "program", "class": "Scalar", "instructions": program}]}

    def judge(self, inputs, outcome):
        (expected,) = parts_of(np.array([inputs["b"] + 1, inputs["a"]]), 1)
        record = outcome["steps"][0]
        if record["status"] != "ok":
            return Case(inputs, (Seen(False, None, expected),), Problem("raised", record["error"]["message"]))
        got = record["value"]["reads"][0]["grad"]
        return Case(inputs, (Seen(bool(np.allclose(got, expected, rtol=TOLERANCE)), got, expected),))


def test_a_class_is_examined_by_programs():
    fan_out = question(
        Programs,
        "Scalar",
        (Part("gradients", 1, "one number per leaf"),),
        lambda rng: {"a": float(rng.normal()), "b": float(rng.normal())},
        None,
    )

    class Negative(Scalar):
        def __mul__(self, other):
            return Negative(self.data * other.data, (self, other), (-other.data, -self.data))

    def verdict(cls):
        return fan_out.examine(lambda plan: run_plan(plan, {"Scalar": cls}), 0)

    assert verdict(Scalar).passed
    assert not verdict(Negative).passed


@dataclass(frozen=True)
class Moments(Question):
    """A random answer is judged by a property, with a sentence of its own."""

    def plan(self, inputs):
        call = {"do": "call", "function": self.name, "args": [inputs["n"], {"seed": inputs["seed"]}]}
        return {"seconds": 1.0, "steps": [call]}

    def judge(self, inputs, outcome):
        array = outcome["steps"][0]["value"]["array"]
        holds = bool(abs(array.std() - 1) < 0.1)
        problem = None if holds else Problem("spread", f"the standard deviation is {array.std():.2f}, not 1")
        return Case(inputs, (Seen(holds, None, np.zeros(()), problem),))


def test_a_random_answer_is_judged_by_its_properties():
    spread = question(
        Moments,
        "init",
        (Part("W", 1, "(n,)"),),
        lambda rng: {"n": 10_000, "seed": int(rng.integers(2**31))},
        None,
    )

    def verdict(function):
        return spread.examine(lambda plan: run_plan(plan, {"init": function}), 0)

    assert verdict(lambda n, rng: rng.normal(size=n)).passed
    assert verdict(lambda n, rng: 3 * rng.normal(size=n)).message.startswith("init: the standard deviation is")


def test_what_is_kept_between_calls_shows_where_no_two_draws_have_one_shape():
    sizes = iter(range(1, 100))
    double = question(
        Question, "double", (Part("y", 2, "(N,)"),), lambda rng: {"x": rng.normal(size=next(sizes))}, lambda x: 2 * x
    )
    asked = []

    def points(function, **more):
        def count_and_answer(x):
            asked.append(len(x))
            return function(x)

        return replace(double, **more).examine(lambda plan: run_plan(plan, {"double": count_and_answer}), 0).points

    def adds_up(x, kept={}):  # noqa: B006
        kept[x.shape] = kept.get(x.shape, 0) + 2 * x
        return kept[x.shape]

    assert points(adds_up) == 0
    assert len(set(asked)) == double.cases
    assert points(lambda x: 2 * x) == 2
    asked.clear()
    assert points(lambda x: 2 * x, enough=1) == 2  # one draw is all that a right answer needs
    assert len(asked) == 1
    asked.clear()
    assert points(lambda x: x, enough=1) == 0
    assert len(asked) == double.cases


def test_two_mistakes_beside_an_error_are_both_named():
    """With three numbers the function raises, as either mistake alone would; with two, each part shows its own."""

    def for_two_numbers(function):
        def careful(x):
            if len(x) > 2:
                raise ValueError
            return function(x)

        return careful

    pair = question(
        Question,
        "pair",
        (Part("y", 1, "(N,)"), Part("z", 1, "(N,)")),
        lambda rng: {"x": rng.normal(size=int(rng.integers(2, 4)))},
        lambda x: (x, x**2),
        (
            Variant("minus", for_two_numbers(lambda x: (-x, x**2)), "sign"),
            Variant("half", for_two_numbers(lambda x: (x, x**2 / 2)), "factor-two-missing"),
        ),
    )
    answer = Variant("both", for_two_numbers(lambda x: (-x, x**2 / 2)))
    found = [(finding.parts, finding.mistake) for finding in ask(pair, answer, 0).findings]
    assert found == [(("y", "z"), "sign"), (("z",), "factor-two-missing")]


@pytest.mark.slow
def test_the_table_counts_what_lives_and_what_is_named_wrongly():
    wrong = (
        Variant("not wrong at all", lambda x: x, "sign"),
        Variant("minus, called a root", lambda x: -x, "root"),
    )
    toy = question(Question, "same", (Part("x", 1, "(N,)"),), lambda rng: {"x": rng.normal(size=3)}, lambda x: x, wrong)
    toy_row = measure(Exam("toy", (toy,)), toy, 4)
    assert (toy_row.killed, toy_row.accepted) == (0.5, 1.0)
    assert naming(ask(toy.without(wrong[1]), wrong[1], 0), "root") == (False, True)
    assert toy_row.named_wrongly_unseen == 0.5
    assert "| toy | `same` | 4 | 2 | 50.0 % | 1 | 100 % |" in render([as_markdown(toy_row)])
