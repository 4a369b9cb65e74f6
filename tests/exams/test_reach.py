"""Nothing from which an answer follows is within the reach of a student's code, while a plan of its question runs.

Here in one process, from the frames above that code; in a real worker, with all that Python can reach, in
`tests/grading/sandbox/test_reach.py`.
"""

import json

import numpy as np
import pytest

from autograd_lab.exams.kinds.claims import LETTERS, ClaimQuestion
from autograd_lab.exams.loans import ANSWERS, REFUSALS, Call, Lender
from autograd_lab.exams.plans import encode, run_plan
from autograd_lab.exams.ps3.exam import PS3
from autograd_lab.exams.ps5.exam import PS5
from autograd_lab.exams.registry import own_exams
from tests.exams.reach import Sea, answers, finds_here, handed_arrays, leaks, plan_on_arrival, targets

QUESTIONS = [question for exam in own_exams() for question in exam.questions]
SWEEP = PS5.question("article_gradients")
every_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: f"{q.exam}-{q.name}")


def draws(question, count):
    """Some draws, each with what is to be looked for."""
    rng = np.random.default_rng(1)
    for _ in range(count):
        inputs = question.draw(rng)
        yield inputs, targets(answers(question, inputs), handed_arrays(question, inputs))


def earlier(question):
    """Functions for all names that are lent, which give nothing away."""
    return {
        name: (lambda *_: 0.0)
        for step in question.plan(question.draw(np.random.default_rng(0)))["steps"]
        for name in step.get("lend", {})
    }


@pytest.mark.slow
@every_question
@pytest.mark.sampled(3)
def test_no_answer_is_in_reach(question):
    looked_for = 0
    for inputs, telling in draws(question, 1):
        finds = finds_here(question.plan(inputs), question.subject, earlier(question))
        looked_for += len(telling)
        assert leaks(finds, telling) == []
        if handed := targets(handed_arrays(question, inputs)):  # which the reading finds: it is not blind
            assert leaks(finds, handed) or question.subject == "Scalar"
    assert looked_for or isinstance(question, ClaimQuestion)


@pytest.mark.slow
@every_question
def test_no_answer_is_in_the_bytes_of_a_plan(question):
    for inputs, telling in draws(question, 3):
        plan = plan_on_arrival(question.plan(inputs))
        message = encode({**plan, "steps": [{**step, "args": []} for step in plan["steps"]]})
        raw = [np.frombuffer(message, "<f8", (len(message) - at) // 8, at) for at in range(8)]
        assert leaks([("plan", numbers) for numbers in raw], telling) == []
        if isinstance(question, ClaimQuestion):
            assert plan == {
                "seconds": question.seconds,
                "steps": [{"do": "call", "function": question.name, "args": []}],
            }


def test_a_plan_says_of_loans_what_they_are_called_and_nothing_else():
    lent = [
        step["lend"] for q in QUESTIONS for step in q.plan(q.draw(np.random.default_rng(0)))["steps"] if "lend" in step
    ]
    assert len(lent) >= 4
    names = {"sigmoid": ["z"], "sigmoid_prime": ["z"], "article_output_delta": ["a", "y"]}
    names |= {"article_hidden_delta": ["W_next", "delta_next", "a"], "article_weight_gradient": ["delta", "a_prev"]}
    assert all(names[name] == arguments for loans in lent for name, arguments in json.loads(json.dumps(loans)).items())


# --- leaks that are planted are found ---


def a_closure(numbers):
    return {"helper": (lambda: lambda: numbers.sum())()}


def a_default(numbers):
    def helper(z, table=((numbers, 1),)):
        return table

    return {"helper": helper}


def an_attribute(numbers):
    def helper(z):
        return z

    helper.cache = {"rows": [{"output": numbers}]}
    return {"helper": helper}


def an_object(numbers):
    class Cache:
        def __init__(self):
            self.kept = numbers

    return {"cache": [Cache()]}


def a_frame_that_waits(numbers):
    def generator_that_keeps(kept):
        yield
        return kept

    generator = generator_that_keeps(numbers)
    next(generator)
    return {"later": generator}


PLACES = [a_closure, a_default, an_attribute, an_object, a_frame_that_waits]
FORMS = {
    "whole": lambda e: e.copy(),
    "transposed": lambda e: e.T.copy(),
    "scaled": lambda e: -2.0 / 7 * e,
    "transposed and scaled": lambda e: 1e-3 * np.ascontiguousarray(e.T),
    "one row": lambda e: np.array([*e[1], 0.5]),
    "one column, scaled": lambda e: 3 * e[:, 0],
    "lists": lambda e: e.tolist(),
    "a long list": lambda e: (5 * e).ravel().tolist(),
    "a view of something larger": lambda e: np.pad(e, 2)[2:-2, 2:-2],
    "bytes": lambda e: b"abc" + (9 * e).tobytes(),
    "a text": lambda e: f"the answer: {e.tolist()!r}",
}  # fmt: skip
LAYER = PS3.question("layer_gradients")


def a_draw_of_the_layer():
    """A draw of ps3 with a weight gradient of several rows and columns, and what is to be looked for."""
    rng = np.random.default_rng(3)
    while True:
        inputs = LAYER.draw(rng)
        dW, _ = answers(LAYER, inputs)
        if min(dW.shape) >= 3 and len(inputs["delta"]) > 1:
            return inputs, targets(answers(LAYER, inputs), handed_arrays(LAYER, inputs))


FEW = {("whole", a_closure), ("one column, scaled", an_attribute), ("a text", a_frame_that_waits)}
PLANTED = [
    pytest.param(form, place, id=f"{form}-{place.__name__}", marks=[] if (form, place) in FEW else pytest.mark.full)
    for form in FORMS
    for place in PLACES
]


@pytest.mark.slow
@pytest.mark.parametrize(("form", "place"), PLANTED)
@pytest.mark.sampled(1)
def test_a_planted_leak_is_found(form, place):
    inputs, telling = a_draw_of_the_layer()
    leak = place(FORMS[form](answers(LAYER, inputs)[0]))
    found = leaks(finds_here(LAYER.plan(inputs), LAYER.subject, leak), telling)
    assert found
    assert place is not a_closure or all("closure" in one for one in found)


@pytest.mark.slow
def test_a_leak_in_the_plan_is_found():
    """As a table of right answers was, which a plan once held for what it lends."""
    inputs, telling = a_draw_of_the_layer()
    plan = LAYER.plan(inputs)
    rows = [{"inputs": list(inputs.values()), "output": answers(LAYER, inputs)[0]}]
    plan["steps"][0]["note"] = {"layer_gradients": {"rows": rows}}
    assert leaks(finds_here(plan, LAYER.subject), telling)


@pytest.mark.slow
def test_a_leak_in_the_environment_or_in_a_file_is_found(monkeypatch, tmp_path):
    inputs, telling = a_draw_of_the_layer()
    answer = answers(LAYER, inputs)[0]
    (tmp_path / "deep").mkdir()
    np.save(tmp_path / "deep" / "cache.npy", 4 * answer)
    in_file = leaks(finds_here(LAYER.plan(inputs), LAYER.subject, files=[tmp_path]), telling)
    monkeypatch.setenv("HINT", json.dumps((2 * answer).tolist()))
    in_environment = leaks(finds_here(LAYER.plan(inputs), LAYER.subject), telling)
    assert in_file
    assert in_environment
    assert all("file" in one for one in in_file)
    assert all("environment" in one for one in in_environment)


@pytest.mark.slow
def test_what_is_not_there_is_not_found():
    inputs, telling = a_draw_of_the_layer()
    other, _ = answers(LAYER, LAYER.draw(np.random.default_rng(99)))
    noise = np.random.default_rng(0).normal(size=(300, 300))
    assert (
        leaks(
            finds_here(LAYER.plan(inputs), LAYER.subject, {"x": other, "noise": noise, "ramp": np.linspace(0, 1, 999)}),
            telling,
        )
        == []
    )
    assert Sea([("here", noise)]).places_of(noise[7, 3:9] * -3) == ["here"]


# --- the lender ---


def the_sweep():
    """The lender of a draw of ps5, the draw, and the gradients of the output layer."""
    inputs = SWEEP.draw(np.random.default_rng(0))
    return SWEEP.plan(inputs)["lender"], inputs, SWEEP.reference(*inputs.values())[4:]


def request_for(name, *arguments):
    return {"function": name, "arguments": list(arguments)}


def test_a_lender_answers_the_calls_of_a_right_sweep_one_after_the_other():
    lender, inputs, (dW_o, db_o) = the_sweep()
    delta = lender(request_for("article_output_delta", inputs["a_o"], inputs["y"]))["answer"]
    np.testing.assert_array_equal(delta, db_o)
    np.testing.assert_array_equal(lender(request_for("article_weight_gradient", delta, inputs["a_h2"]))["answer"], dW_o)
    assert "answer" in lender(request_for("article_hidden_delta", inputs["W_o"], delta, inputs["a_h2"]))


def test_a_lender_refuses_what_is_near_and_what_is_another_functions():
    lender, inputs, _ = the_sweep()
    a, y = inputs["a_o"], inputs["y"]
    for request in (
        request_for("article_output_delta", a * (1 + 1e-15), y),
        request_for("article_output_delta", y, a),
        request_for("article_output_delta", a.ravel(), y.ravel()),
        request_for("article_output_delta", a.tolist(), y.tolist()),
        {"function": np.array(["article_output_delta", "x"]), "arguments": [a, y]},
        request_for("article_hidden_delta", a, y),
        request_for("article_gradients", *inputs.values()),
    ):
        assert lender(request) == {}


GARBAGE = [
    *(None, 0, "loan", [], {}, {"function": "sigmoid"}, {"arguments": [1.0]}),
    {"function": ["sigmoid"], "arguments": 3},
    {"function": "sigmoid", "arguments": {"z": np.ones(3)}},
    {"function": None, "arguments": [[[]]]},
]


def test_a_lender_cannot_travel_by_mistake():
    plan = SWEEP.plan(SWEEP.draw(np.random.default_rng(0)))
    assert "lender" not in plan_on_arrival(plan)
    with pytest.raises(TypeError, match="Lender"):
        encode(plan)


def test_a_request_that_is_none_is_refused_and_the_refusals_end():
    for garbage in GARBAGE:
        lender = Lender([Call("sigmoid", np.tanh, [np.ones(3)]), Call("square", abs, [2.0])])
        said = [lender(garbage) for _ in range(REFUSALS + 1)]
        assert said == [{}] * (REFUSALS - 1) + [{"closed": True}] * 2
        assert lender(request_for("sigmoid", np.ones(3))) == {"closed": True}


def test_no_more_is_answered_than_a_draw_can_need():
    lender = Lender([Call("square", abs, [2.0])])
    said = [lender(request_for("square", 2.0)) for _ in range(ANSWERS + 1)]
    assert said == [{"answer": 2.0}] * ANSWERS + [{"closed": True}]
    assert Lender([Call("square", abs, [2.0])])(request_for("square", 2)) == {}


def lent_while_asked(function, **sound):
    """Which functions the plans of a whole verdict lent, and the points."""
    question, lent = PS3.question("output_delta"), []

    def runner(plan):
        lent.append([*plan["steps"][0]["lend"]])
        return run_plan(plan, {question.name: function})

    return question.examine(runner, 1, **sound).points, lent


@pytest.mark.slow
def test_what_was_found_right_is_lent_once_an_answer_is_wrong_and_not_before():
    both, prime = ["sigmoid", "sigmoid_prime"], ["sigmoid_prime"]
    right, zero = PS3.question("output_delta").reference, lambda z, y: 0 * z
    assert lent_while_asked(right) == (4, [both] * 9)
    assert lent_while_asked(right, sound={"sigmoid", "forward"}) == (4, [prime] * 9)
    assert lent_while_asked(right, sound=both) == (4, [[]] * 9)
    assert lent_while_asked(zero, sound={"sigmoid"}) == (0, [prime, *[both] * 8])


@pytest.mark.slow
def test_a_second_try_counts_only_where_something_was_borrowed_in_it():
    calls = []

    def wrong_at_first(z, y):
        calls.append(1)
        return right(z, y) * (1 + (len(calls) == 1))

    right = PS3.question("output_delta").reference
    assert lent_while_asked(wrong_at_first, sound={"sigmoid"})[0] == 0


def test_letters_of_claims_are_nowhere_in_reach():
    """They are no numbers, so they are looked for as the texts that they are."""
    claims = [q for q in QUESTIONS if isinstance(q, ClaimQuestion)]
    assert len(claims) == 4
    for question in claims:
        message = encode(plan_on_arrival(question.plan(question.draw(np.random.default_rng(0))))).decode("latin-1")
        assert not any(f'"{letter}"' in message for letter in LETTERS)
        assert not any(f'"{claim.id}"' in message for group in question.groups for claim in group)
