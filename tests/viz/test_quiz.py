"""show(quiz=...): what is asked, what counts as right, and what the learner is told. The page is in test_quiz_page."""

import gzip
import json

import pytest

from autograd_lab import Value, show
from autograd_lab.errors import GraphError, LabError, ValueTypeError
from autograd_lab.viz import scripts
from autograd_lab.viz.quiz import quiz_options
from tests.support.javascript import JS, node
from tests.support.traces import trace_of
from tests.viz.js.planted_slips import PLANTED, graph
from tests.viz.named_graphs import squared_residual

pytestmark = pytest.mark.slow

PLAY = f"""
import {{ createPass, decodeTrace }} from "{JS.as_uri()}/model/sweep.js";
import {{ createQuiz }} from "{JS.as_uri()}/model/guess.js";
console.log(JSON.stringify(data.map(({{ trace: raw, settings, guesses, kept }}) => {{
  const trace = decodeTrace(raw), pass = createPass(trace, trace.values);
  const quiz = createQuiz(pass, settings, kept);
  const names = (ids) => ids.map((id) => trace.nodes[id].name);
  const log = [];
  for (const guess of guesses) {{
    const id = quiz.current();
    if (id === null) break;
    if (guess.startsWith("level:")) {{ quiz.level = guess.slice(6); continue; }}
    const gate = quiz.gate();
    const result = guess === "show me" ? quiz.show(id) : quiz.judge(id, guess);
    log.push({{ node: trace.nodes[id].name, asked: quiz.question(id), gate, ...result }});
  }}
  const hidden = trace.nodes.filter((n) => quiz.hidden(n.id)).map((n) => n.name);
  return {{ asked: names(quiz.asked), log, hidden, score: quiz.score(), dump: quiz.dump() }};
}})));
"""


def play(root, guesses, quiz=True, kept=None):
    """What a quiz says to these guesses, one after another."""
    trace = trace_of(root, {})
    settings = quiz_options(trace, quiz)
    (result,) = node(PLAY, [{"trace": trace.to_json(), "settings": settings, "guesses": guesses, "kept": kept}])
    return result


@pytest.fixture
def loss():
    """(w x + b − y)², with ∂ = 4 at r, z, p, b; −4 at y; 12 at w, 8 at x."""
    return squared_residual(2.0, 3.0, 1.0, 5.0)


RIGHT = ["4", "4", "-4", "4", "4", "12", "8"]


def test_gradients_are_asked_in_the_order_in_which_the_backward_pass_completes_them(loss):
    played = play(loss, [])
    assert played["asked"] == ["r", "z", "y", "p", "b", "w", "x"]
    assert sorted(played["hidden"]) == sorted(played["asked"])
    assert played["score"] == "7 gradients to predict."


def test_all_right_at_the_first_try(loss):
    played = play(loss, RIGHT)
    assert [step["verdict"] for step in played["log"]] == ["right"] * 7
    assert played["hidden"] == []
    assert played["score"] == "7 of 7 at the first try."
    assert played["log"][5]["asked"] == "What is the grad of w, ∂L/∂w?"
    assert played["log"][5]["text"] == "Right. grad of w = upstream × local = 4 × 3 = 12."
    # the pass may go as far as the next unanswered gradient: the leaves, four gates, the seed, then edge by edge
    assert [step["gate"] for step in played["log"]] == [6, 7, 8, 9, 10, 11, 12]


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ("4", "right"), (" 4.0 ", "right"), ("+4", "right"), ("4,0", "right"), ("2*2", "right"), ("2 × 2", "right"),
        ("1 * 2 * (3 - 1)", "right"), ("8/2", "right"), ("8 ÷ 2", "right"), ("−(−4)", "right"), ("4e0", "right"),
        ("4.001", "right"), ("4.5", "wrong"), ("-4", "wrong"), ("−4", "wrong"), ("0", "wrong"),
        ("", "unclear"), ("four", "unclear"), ("2*", "unclear"), ("(4", "unclear"), ("4)", "unclear"),
        ("1/0", "unclear"),        ("1e999", "unclear"), ("2 2", "wrong"), ("4;alert(1)", "unclear"), ("--4", "right"),
    ],
)  # fmt: skip
@pytest.mark.sampled(8)
def test_a_guess_may_be_typed_as_a_number_or_as_the_sum_that_gives_it(loss, typed, verdict):
    (step,) = play(loss, [typed])["log"]
    assert step["verdict"] == verdict


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ("0.3333", "right"), ("0.333", "right"), ("1/3", "right"), ("0,333", "right"),
        ("0.33", "short"), ("0.3", "short"), ("0.34", "wrong"),
    ],
)  # fmt: skip
def test_right_is_what_agrees_in_the_digits_shown(typed, verdict):
    played = play(Value(0.7, "w") * Value(1 / 3, "x"), [typed])
    assert played["log"][0]["verdict"] == verdict
    assert played["log"][0]["node"] == "w"
    assert played["dump"]["marks"].get("0", {}).get("tries", 0) == (verdict in ("right", "wrong"))


def test_wrong_is_told_what_it_shows_then_how_it_is_worked_out_then_the_answer(loss):
    log = play(loss, ["4", "4", "4", "5", "6"])["log"][2:]
    assert log[0]["text"] == "y is what is taken away: raise it, and r falls. What is the sign of the local derivative?"
    assert log[1]["text"].endswith("So far: grad of y = 4 × ∂r/∂y, where r = z − y.")
    assert log[2]["text"].endswith("Here it is: grad of y = upstream × local = 4 × (−1) = −4.")
    assert [step["done"] for step in log] == [False, False, True]


def test_each_kind_of_slip_gets_its_own_hint():
    asked, expected = [], []
    for planted in PLANTED:
        trace = trace_of(graph(planted.build), {})
        settings = quiz_options(trace, {"nodes": [planted.node]})
        asked.append({"trace": trace.to_json(), "settings": settings, "guesses": [repr(planted.number)], "kept": None})
        expected.append(planted.id)
    told = {}
    for want, played in zip(expected, node(PLAY, asked), strict=True):
        assert played["log"][0]["verdict"] == "wrong", want
        (mark,) = played["dump"]["marks"].values()
        assert mark["slips"] == [want]
        told[played["log"][0]["text"]] = want
    assert len(told) == len(PLANTED) > 60


def test_signs(loss):
    played = play(loss, ["1", "1", "1", "0", "-1", "1", "-1", "1", "1", "1"], quiz="sign")
    log = played["log"]
    assert log[0]["asked"] == "What is the sign of the grad of r, ∂L/∂r?"
    assert [(step["node"], step["verdict"]) for step in log] == [
        ("r", "right"), ("z", "right"), ("y", "wrong"), ("y", "wrong"), ("y", "right"),
        ("p", "right"), ("b", "wrong"), ("b", "right"), ("w", "right"), ("x", "right"),
    ]  # fmt: skip
    assert log[2]["text"] == "That is the sign of the upstream, the grad of r. The local derivative has a sign as well."
    assert log[3]["text"].startswith("0 would mean: move y, and L stays.")
    assert log[6]["text"] == "Upstream and local derivative are both positive. Raise b: z rises, and with it …?"
    assert played["score"] == "5 of 7 at the first try; wrong signs: 3."


def test_signs_of_two_minuses_of_the_local_derivative_and_of_a_sum():
    w, x, y = Value(2.0, "w"), Value(-3.0, "x"), Value(5.0, "y")
    (step,) = play((w * x + y) * -1.5, ["-1"], {"level": "sign", "nodes": ["w"]})["log"]
    assert step["text"].startswith("Two minuses meet")
    (step,) = play((w * x + y) * 1.5, ["1"], {"level": "sign", "nodes": ["w"]})["log"]
    assert step["text"].startswith("That is the sign of the upstream")
    (step,) = play((w * y) * -1.5, ["1"], {"level": "sign", "nodes": ["w"]})["log"]
    assert step["text"].startswith("That is the sign of the local derivative")
    a = Value(3.0, "a")
    (step,) = play(a * 5.0 - a * 2.0, ["-1"], {"level": "sign", "nodes": ["a"]})["log"]
    assert step["text"].startswith("The contributions pull in different directions")
    (step,) = play(a * a, ["-1"], {"level": "sign", "nodes": ["a"]})["log"]
    assert step["text"].startswith("All contributions pull the same way")


def test_sizes(loss):
    played = play(loss, ["1", "0", "0", "1", "-1", "0", "0", "0", "1", "-1"], quiz="size")
    log = played["log"]
    assert log[0]["asked"] == ("Without its sign, is the grad of r, ∂L/∂r, larger or smaller than that of L, 1?")
    assert [(step["node"], step["verdict"]) for step in log[:3]] == [("r", "right"), ("z", "right"), ("y", "right")]
    assert [(step["node"], step["verdict"]) for step in log[3:6]] == [("p", "wrong"), ("p", "wrong"), ("p", "right")]
    assert log[3]["text"] == "The sign says which way, not how strongly. Compare the two without their signs."
    assert log[-1]["node"] == "x"
    assert log[-1]["asked"].endswith("larger or smaller than that of w, 12?")
    assert log[-1]["verdict"] == "right"


def test_hints_on_sizes():
    w, x, a = Value(2.0, "w"), Value(3.0, "x"), Value(4.0, "a")
    log = play(w * x * 1.5, ["1", "-1", "1"], quiz="size")["log"]
    assert log[1]["text"].startswith("w gets the grad of v1 times a local derivative.")
    log = play(w * x * 1.5, ["1", "1", "1"], quiz="size")["log"]
    assert log[2]["text"] == "Both go into v1, so both get the same upstream. Compare their local derivatives."
    log = play(a * a, ["-1"], quiz="size")["log"]
    assert log[0]["text"] == "2 edges come back to a. Add them up before you compare."


def test_the_score_says_what_went_well_and_what_did_not():
    a = Value(3.0, "a")
    b = a + a
    b.name = "b"
    played = play(b * b, ["6", "12", "12", "24"])
    assert played["score"] == "0 of 2 at the first try; the signs were all right; fan-out cost you two."
    assert (
        play(b * b, ["show me", "24"])["score"]
        == "1 of 2 at the first try; 1 shown; the signs were all right; fan-out cost you one."
    )


def test_slips_that_come_back_are_named_in_the_score(loss):
    played = play(loss, ["4", "4", "-4", "4", "4", "3", "12", "2", "8"])
    assert (
        played["score"] == "5 of 7 at the first try; the signs were all right; the upstream was missing more than once."
    )


def test_what_a_view_keeps_a_new_view_goes_on_with(loss):
    first = play(loss, RIGHT[:3])
    again = play(loss, RIGHT[3:], kept=json.loads(json.dumps(first["dump"])))
    assert again["log"][0]["node"] == "p"
    assert again["score"] == "7 of 7 at the first try."


def test_a_level_can_be_changed_on_the_way(loss):
    played = play(loss, ["4", "level:sign", "1", "-1"])
    assert [(s["node"], s["verdict"]) for s in played["log"]] == [("r", "right"), ("z", "right"), ("y", "right")]


def test_only_the_nodes_that_are_named_are_asked_and_hidden(loss):
    played = play(loss, ["12"], {"nodes": ["w", "b"]})
    assert played["asked"] == ["b", "w"]
    assert played["log"][0]["node"] == "b"
    assert sorted(played["hidden"]) == ["b", "w"]


def test_a_gradient_that_is_no_number_is_not_asked():
    x = Value(0.0, "x")
    played = play(x.sqrt() + x * 2.0, ["1", "1"])
    assert "x" in played["asked"]
    assert "x" not in played["hidden"]


def test_one_node_alone_has_nothing_to_predict():
    assert play(Value(3.0, "a"), ["1"])["asked"] == []


@pytest.mark.parametrize(
    ("quiz", "expected"),
    [
        (True, ("number", None)),
        ("sign", ("sign", None)),
        ({"level": "size"}, ("size", None)),
        ({"nodes": ["w"]}, ("number", [0])),
        ({"level": "sign", "nodes": "x"}, ("sign", [1])),
    ],
)
def test_settings(quiz, expected):
    trace = trace_of(Value(2.0, "w") * Value(3.0, "x"), {})
    options = quiz_options(trace, quiz)
    assert (options["level"], options["nodes"]) == expected
    assert "product-itself" in options["hints"]


def test_no_quiz():
    trace = trace_of(Value(2.0, "w") * Value(3.0, "x"), {})
    assert quiz_options(trace, False) is None
    assert quiz_options(trace, None) is None


@pytest.mark.parametrize(
    ("quiz", "error", "words"),
    [
        ("colour", LabError, "no level 'colour'"),
        (3, ValueTypeError, r"got 3 \(int\)"),
        (["sign"], ValueTypeError, "Write quiz=True"),
        ({"levels": "sign"}, LabError, "no setting 'levels'"),
        ({"nodes": []}, LabError, "nodes is empty"),
        ({"nodes": ["q"]}, GraphError, "no node called 'q'. Its nodes are: w, x, L"),
        ({"nodes": ["L"]}, GraphError, "the root, whose gradient is 1"),
        ({"nodes": [3]}, GraphError, "no node called 3"),
        ({"nodes": 3}, ValueTypeError, "a list of names"),
        ({"nodes": ["w"], "level": 7}, LabError, "no level 7"),
    ],
)
def test_settings_that_make_no_sense(quiz, error, words):
    root = Value(2.0, "w") * Value(3.0, "x")
    root.name = "L"
    with pytest.raises(error, match=words):
        show(root, quiz=quiz)


def test_the_table_without_scripts_keeps_the_gradients_to_itself():
    root = Value(0.25, "w") * Value(0.3125, "x")
    assert "0.3125</td><td>0.25</td>" in show(root).static().html
    assert "<td>0.3125</td><td>?</td>" in show(root, quiz=True).static().html
    assert "<td>0.3125</td><td>0.25</td>" not in show(root, quiz=True).static().html


def test_the_panels_are_small():
    code = (scripts.script("panels") + scripts.style("panels")).encode()
    assert len(gzip.compress(code)) <= 9_000


def test_python_can_read_how_far_a_quiz_has_come(loss):
    player = show(loss, quiz=True)
    assert player.quiz_report == "Nothing predicted yet."
    player._kept = {"quiz": play(loss, RIGHT)["dump"]}
    assert player.quiz_report == "7 of 7 at the first try."
    assert show(loss).quiz_report == "No quiz: call show(..., quiz=True)."


def test_a_graph_with_too_many_gradients_to_ask_for_says_how_to_ask_for_some():
    xs = [Value(0.01 * k, f"x{k}") for k in range(400)]
    root = Value.total([x * x for x in xs])
    with pytest.raises(LabError, match=r"800 gradients, too many to ask for"):
        show(root, quiz=True, sliders=[])
    assert show(root, quiz={"nodes": ["x3", "x399"]}, sliders=[])._options["quiz"]["nodes"] == [3, 399]


def test_a_guess_of_two_digits_is_recognised_too():
    w, x, b = Value(1.7, "w"), Value(-2.3456, "x"), Value(0.6, "b")
    played = play((w * x + b) * 3.1415, ["-2.3"], {"nodes": ["w"]})
    assert played["log"][0]["text"].startswith("That is the local derivative by itself")
    played = play((w * x + b) * 3.1415, ["3.1"], {"nodes": ["w"]})
    assert played["log"][0]["text"].startswith("That is the upstream by itself")
