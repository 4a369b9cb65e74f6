"""The book's page says of every answer what `tell` says of it in a notebook, line for line."""

import itertools
import json
import math
import random

import pytest

from autograd_lab.answers import EXERCISES, tell
from autograd_lab.answers.as_data import as_data
from autograd_lab.answers.rule_formulas import formula_of
from autograd_lab.authoring import answer_forms
from tests.answers.typed_answers import NUMBERS, ORDERS, around, at_random, follows, right, slips
from tests.support.javascript import node
from tests.support.repo import REPO

pytestmark = pytest.mark.slow

JS = (REPO / "autograd_lab" / "answers" / "js").as_uri()
JUDGE = f"""
import {{ judgeNumbers, judgeOrder }} from "{JS}/judge.js";
console.log(JSON.stringify(data.map(([exercise, answers]) => answers.map((answer) => {{
  const lines = exercise.kind === "order" ? judgeOrder(exercise, answer) : judgeNumbers(exercise, answer);
  return [lines.every(({{ is }}) => is === "right"), ...lines.map(({{ text }}) => text)];
}}))));
"""


def compared(asked):
    """How many answers were judged on both sides; each pair of them has to be the same. `asked` is by exercise."""
    data = [[as_data(EXERCISES[key]), answers] for key, answers in asked.items()]
    for (key, answers), found in zip(asked.items(), node(JUDGE, data), strict=True):
        for answer, lines in zip(answers, found, strict=True):
            reply = tell(key, answer)
            assert lines == [bool(reply), *reply.lines], (key, answer)
    return sum(map(len, asked.values()))


def test_every_slip_of_the_catalogue():
    asked = {key: [answer for _, answer in slips(exercise)] for key, exercise in NUMBERS.items()}
    known = sum(len(of_name) for exercise in NUMBERS.values() for of_name in exercise.slips.values())
    assert compared(asked) == known > 500


def test_right_rounded_missing_miscounted_and_unreadable_answers():
    assert compared({key: list(around(exercise)) for key, exercise in NUMBERS.items()}) > 6000


def test_numbers_that_follow_from_wrong_ones_and_numbers_that_mean_nothing():
    carried = {key: list(follows(exercise)) for key, exercise in NUMBERS.items()}
    assert compared(carried) > 400
    said = [" ".join(tell(key, answer).lines) for key, answers in carried.items() for answer in answers]
    assert sum("follows from your" in one for one in said) > 300
    assert compared({key: list(at_random(exercise)) for key, exercise in NUMBERS.items()}) == 20 * len(NUMBERS)


def test_every_order_of_the_lines():
    for key, exercise in ORDERS.items():
        lines = list(exercise.given)
        places = range(1, len(lines) + 1)
        orders = [list(order) for order in itertools.permutations(places)]
        odd = [[1, 2], [], [*places, 1], [1] * len(lines), list(places)[:-1], [*list(places)[:-1], 99], "abc", None]
        found = node(JUDGE, [[as_data(exercise), [*orders, *odd]]])[0]
        for order, said in zip([*orders, *odd], found, strict=True):
            known = dict(enumerate(lines, 1))
            answer = [known.get(place, ()) for place in order] if isinstance(order, list) else order
            reply = tell(key, answer)
            assert said == [bool(reply), *reply.lines], order


NUMBERS_JS = f"""
import {{ general, roundedTo, isClose }} from "{JS}/numbers.js";
console.log(JSON.stringify(data.map(([x, digits]) => [general(x, digits), String(roundedTo(x, digits))])));
"""


def test_numbers_are_written_and_rounded_as_python_does_it():
    rng = random.Random(6)
    ties = [k / 2**power for power in (1, 3, 5, 9) for k in range(1, 400, 2)]
    spread = [rng.choice((-1, 1)) * rng.random() * 10.0 ** rng.randint(-12, 20) for _ in range(1500)]
    edges = [0.0, -0.0, 1e-4, 9.9999995e-5, 999999.5, 1e6, 1e16, 1e22, 5e-324, 1.7e308, 100000.5, 0.1 + 0.2]
    cases = [(x, digits) for x in [*ties, *spread, *edges] for digits in (1, 2, 3, 6, 15)]
    for (x, digits), (written, near) in zip(cases, node(NUMBERS_JS, cases), strict=True):
        assert written == f"{x:.{digits}g}", (x, digits)
        assert float(near) == float(f"{x:.{digits}g}"), (x, digits)


TYPED = f"""
import {{ readTyped }} from "{JS}/typed.js";
console.log(JSON.stringify(data.map(([text, list]) => readTyped(text, list))));
"""
FORMULAS = [
    *("2/3", "1e-3", ".5", "5.", "-0.5*exp(1)", "2**-1", "-2**2", "2**3**2", "(1+2)*(3-4)/5", "--3", "+4", "-(-3)"),
    *("1-2-3", "8/4/2", "sqrt(2)/2", "math.log(10)", "np.tanh(0.5)", "abs(-3)", "1/(1+exp(-2))", "2*pi", "e**2"),
    *("1E3", "1.5e+2", "exp(exp(0))", "-(1/4)*2", "7e0", "0.25", "2*(1/10*9/10)"),
]


def test_a_formula_is_worked_out_as_python_does_it():
    rng = random.Random(3)

    def made(depth):
        if depth == 0 or rng.random() < 0.2:
            return rng.choice(("2", "0.5", "3.25", "1e-1", ".75", "(-4)", "7"))
        if rng.random() < 0.2:
            return f"{rng.choice(('exp', 'tanh', 'abs'))}({made(0)} - {made(depth - 1)})"
        return rng.choice(("{} + {}", "{} - {}", "{}*{}", "{}/{}", "({} - {})", "-{} * {}", "{}**2 + {}")).format(
            made(depth - 1), made(depth - 1)
        )

    known = {**vars(math), "math": math, "np": math, "abs": abs}
    compared = 0
    texts = [*FORMULAS, *(made(4) for _ in range(300))]
    for text, found in zip(texts, node(TYPED, [[text, False] for text in texts]), strict=True):
        try:
            value = eval(text, {"__builtins__": {}}, known)
        except ArithmeticError:
            continue
        if math.isfinite(value):
            assert found == pytest.approx(value, rel=1e-12, abs=1e-300), text
            compared += 1
    assert compared > 300


READ = [
    ("", False, None),
    ("  ", True, None),
    ("None", False, None),
    ("−0,25", False, -0.25),
    ("3 × (1 − 0.5)", False, 1.5),
    ("6 ÷ 4", False, 1.5),
    ("2^3", False, 8),
    ("1, 2", False, [1, 2]),
    ("1, 2, 3", True, [1, 2, 3]),
    ("[1, -2, 3,]", True, [1, -2, 3]),
    ("(1, 2)", True, [1, 2]),
    ("(1+1)*2, (3)", True, [4, 3]),
    ("1 -2 3.5", True, [1, -2, 3.5]),
    ("0,5; 1", True, [0.5, 1]),
    ("1, , 3", True, [1, None, 3]),
    ("3/10, ", True, [0.3]),
    ("7", True, 7),
    ("[7]", True, [7]),
    ("2 3", False, [2, 3]),
]


def test_what_was_typed_is_read_as_it_was_meant():
    for (text, _, value), found in zip(READ, node(TYPED, [[text, is_list] for text, is_list, _ in READ]), strict=True):
        assert found == value, text


UNREADABLE = ["abc", "1/0", "2 exp(1)", "exp", "exp 2", "(1", "1)", "1 +", "* 2", "1..2", "log(-1)", "x = 3", "[]"]
UNREADABLE += [
    "alert(1)",
    "constructor",
    "toString(1)",
    "2e",
    "1_000",
    "**",
    "()",
    "(" * 20_000,
    "1/2/",
    "1 2 x",
    "7 €",
]


def test_what_cannot_be_read_stays_what_was_typed():
    for is_list in (False, True):
        assert node(TYPED, [[text, is_list] for text in UNREADABLE]) == UNREADABLE


KEPT = f"""
import {{ createKept }} from "{JS}/kept.js";
console.log(JSON.stringify(data.map((text) => {{
  const getItem = (key) => (key === "autograd-lab/answers/1/01" ? text : null);
  const storage = {{ getItem, setItem() {{ throw Error("full") }} }};
  const kept = createKept(() => storage);
  const found = kept.chapter("01");
  kept.put("01", "1.2", {{ typed: {{ x: "1" }}, right: true }});
  return [found, kept.chapter("01"), kept.lost];
}})));
"""
SPOILT = [
    *(
        "{",
        "null",
        "7",
        '"text"',
        "[1]",
        "",
        "[[]]",
        '{"1.1": 5}',
        '{"1.1": null}',
        '{"1.1": {"typed": "1", "right": true}}',
    ),
    '{"q": {"picked": 5, "right": true}}',
    '{"1.1": {"typed": {"L": 5}, "right": true}, "__proto__": {"right": true}}',
    '{"1.1": {"typed": {"L": "1"}, "right": "yes"}}',
    json.dumps({"1.1": {"typed": {"L": "9" * 5000}, "right": True}}),
]


def test_what_was_spoilt_in_the_storage_is_ignored_and_what_it_does_not_take_is_held():
    held = {"1.2": {"typed": {"x": "1"}, "right": True}}
    assert node(KEPT, SPOILT) == [[{}, held, True]] * len(SPOILT)
    good = {"1.1": {"typed": {"L": "1"}, "right": None}, "question 1": {"picked": "Up.", "right": False}}
    assert node(KEPT, [json.dumps(good)]) == [[good, {**good, **held}, True]]


def test_a_rule_that_does_more_than_arithmetic_is_refused():
    with pytest.raises(TypeError):
        formula_of(lambda said: math.exp(said["a"]), {"a": 1.0})
    with pytest.raises(TypeError, match="no formula"):
        formula_of(lambda said: "a", {"a": 1.0})


def test_the_data_are_whole_and_hold_no_more_than_they_need():
    for exercise in EXERCISES.values():
        data = as_data(exercise)
        assert json.loads(json.dumps(data, allow_nan=False)) == json.loads(json.dumps(data))
        assert data["kind"] in ("numbers", "order", "code")
    assert sum(as_data(exercise)["kind"] == "numbers" for exercise in EXERCISES.values()) == len(NUMBERS)


def test_what_a_stub_has_filled_in_is_typed_already():
    source = (
        'answer_1 = {\n    "gathered": [2 * (-1 / 4), None, None],  # one\n    "b": None,\n    "a": sqrt(1 / 100),\n}'
    )
    assert answer_forms.filled_in(source) == {"gathered": "2 * (-1 / 4), , ", "a": "sqrt(1 / 100)"}
    assert answer_forms.filled_in("") == {}


def test_right_answers_are_right():
    assert all(tell(key, right(exercise)) for key, exercise in NUMBERS.items())
