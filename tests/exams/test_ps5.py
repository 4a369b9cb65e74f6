"""The exam of ps5: its truths are computed, every fault of the article is reached, guessing does not pay."""

import collections
import enum
import itertools
import re
from functools import partial

import numpy as np
import pytest

from autograd_lab import check
from autograd_lab.exams.kinds.claims import LETTERS, ClaimQuestion
from autograd_lab.exams.plans import run_plan
from autograd_lab.exams.ps5 import kept_variants as kept
from autograd_lab.exams.ps5.exam import PS5, REACHED
from autograd_lab.exams.ps5.formulas import article_gradients, article_hidden_delta, article_output_delta
from autograd_lab.exams.question import Variant
from autograd_lab.exams.table import ask
from tests.exams.cells import space
from tests.exams.many import seeds
from tests.support.repo import REPO

CLAIMS = [question for question in PS5.questions if isinstance(question, ClaimQuestion)]
SOURCE = REPO / "course/problem_sets/ps5_audit.py"
REQUIRED = {f"E{number}" for number in (*range(1, 17), *range(22, 31))}


def sigma(z):
    return 1 / (1 + np.exp(-z))


# --- the references ---


def network(rng):
    """The article's depth, widths that differ: weights and biases, input and target, in columns."""
    wide = [3, 5, 4, 2]
    Ws = [rng.normal(size=(m, n)) for n, m in itertools.pairwise(wide)]
    return Ws, [rng.normal(size=(m, 1)) for m in wide[1:]], rng.normal(size=(3, 1)), rng.uniform(size=(2, 1))


def answers(Ws, bs, x):
    found = [x]
    for W, b in zip(Ws, bs, strict=True):
        found.append(sigma(W @ found[-1] + b))
    return found


@pytest.mark.slow
@seeds(5)
@pytest.mark.parametrize("function", [article_gradients, kept.article_gradients], ids=["dL/dz", "dL/da"])
def test_the_references_give_the_gradient_that_nudging_shows_whatever_delta_means(seeds, function):
    for seed in seeds:
        agrees_with_nudging(seed, function)


def agrees_with_nudging(seed, function):
    Ws, bs, x, y = network(np.random.default_rng(seed))
    gradients = function(*answers(Ws, bs, x), y, Ws[1], Ws[2])
    for layer, (W, b) in enumerate(zip(Ws, bs, strict=True)):
        for parameter, gradient in ((W, gradients[2 * layer]), (b, gradients[2 * layer + 1])):
            nudged = np.zeros_like(parameter)
            for index in np.ndindex(*parameter.shape):
                ends = []
                for step in (1e-5, -1e-5):
                    parameter[index] += step
                    ends.append(np.mean((answers(Ws, bs, x)[-1] - y) ** 2))
                    parameter[index] -= step
                nudged[index] = (ends[0] - ends[1]) / 2e-5
            assert gradient.shape == parameter.shape
            assert np.max(np.abs(gradient - nudged)) <= 1e-6 * np.max(np.abs(nudged))


def against_torch(seeds):
    torch = pytest.importorskip("torch", reason="compares with PyTorch: pip install torch")
    for seed in seeds:
        Ws, bs, x, y = network(np.random.default_rng(seed))
        parameters = [[torch.tensor(p, requires_grad=True) for p in pair] for pair in zip(Ws, bs, strict=True)]
        a = torch.tensor(x)
        for W, b in parameters:
            a = torch.sigmoid(W @ a + b)
        torch.nn.functional.mse_loss(a, torch.tensor(y)).backward()
        ours = article_gradients(*answers(Ws, bs, x), y, Ws[1], Ws[2])
        for mine, theirs in zip(ours, [p.grad.numpy() for pair in parameters for p in pair], strict=True):
            assert np.max(np.abs(mine - theirs)) <= 1e-9 * np.max(np.abs(theirs))


@pytest.mark.slow
def test_the_references_give_the_gradient_of_torch():
    against_torch(range(20))


@pytest.mark.full
def test_the_references_give_the_gradient_of_torch_on_a_thousand_seeds():
    against_torch(range(1000))


@pytest.mark.slow
def test_draws_are_often_square_and_never_at_one_half():
    rng = np.random.default_rng(0)
    hidden = [PS5.question("article_hidden_delta").draw(rng) for _ in range(200)]
    assert 0.4 < np.mean([d["W_next"].shape[0] == d["W_next"].shape[1] for d in hidden]) < 0.8
    activations = np.concatenate([d["a"].ravel() for d in hidden])
    assert np.abs(activations - 0.5).min() > 0.05
    assert {len(PS5.question("article_output_delta").draw(rng)["a"]) for _ in range(50)} == {3, 4, 5}


# --- what the article says, and what is true ---


def test_every_fault_of_the_article_is_reached_by_a_claim_or_a_question():
    by_claims = {error for q in CLAIMS for group in q.groups for claim in group for error in claim.errors}
    by_questions = {error for errors in REACHED.values() for error in errors}
    assert REACHED.keys() == {q.name for q in PS5.questions if not isinstance(q, ClaimQuestion)}
    assert by_claims | by_questions == REQUIRED
    assert by_claims == REQUIRED  # each of them also in words


def test_some_claims_are_true_and_no_letter_is_the_answer_too_often():
    answers_ = [claim.answer for q in CLAIMS for group in q.groups for claim in group]
    assert len(answers_) == 33
    counts = {letter: answers_.count(letter) for letter in LETTERS}
    assert counts["holds"] >= 5
    assert max(counts.values()) <= 10
    assert all(not claim.errors for q in CLAIMS for g in q.groups for claim in g if claim.answer == "holds")


def test_the_problem_set_states_each_claim_once_with_three_letters_and_counts_them_right():
    text = SOURCE.read_text(encoding="utf-8")
    ids = [claim.id for q in CLAIMS for group in q.groups for claim in group]
    assert re.findall(r"^# \*\*([A-Z]\d+)\*\*", text, re.MULTILINE) == ids
    for start, end in zip(ids, [*ids[1:], None], strict=True):
        rest = text.partition(f"# **{start}**")[2]
        statement = rest.partition(f"# **{end}**" if end else "# %%")[0].partition("# %%")[0]
        assert re.findall(r"^# - ([a-c]): ", statement, re.MULTILINE) == ["a", "b", "c"], start
    assert "You will judge 33 claims." in text


def test_the_numbers_of_the_true_letters():
    e, y = np.array([-0.5, -0.3, -0.7]), np.array([0.5, 0.7, 0.3])
    printed = np.array([-0.125, -0.105, 0.245])
    np.testing.assert_allclose(y - 1, e)  # X3
    np.testing.assert_allclose(e * y * (1 - y), [-0.125, -0.063, -0.147])  # X4: only the first entry agrees
    np.testing.assert_allclose(printed, e * [0.5, 0.7, -0.7] / 2)
    np.testing.assert_allclose(printed * [0.1585, 0.2307, 0.6163] * y, [-0.0099, -0.0170, 0.0453], atol=5e-5)  # X7
    h1 = np.array([-0.05, -0.03, 0.1]) * [0.1155, 0.1519, 0.4106] * [1, 2, 3]
    np.testing.assert_allclose(h1, [-0.0058, -0.0091, 0.1232], atol=5e-5)  # X8
    a, t = y[:, None], np.ones((3, 1))
    np.testing.assert_allclose(article_output_delta(a, t).ravel(), [-1 / 12, -0.042, -0.098])  # X12: no weights needed


def test_two_literal_readings_of_the_articles_rule_cannot_learn():
    slopes = {target: 2 * (7 - target) for target in (5, 9)}
    assert [(target - 7) * slope for target, slope in slopes.items()] == [-8, -8]  # S2
    losses, w = [], 0.3
    for _ in range(6):
        a = sigma(w * 1.5)
        losses.append((a - 0.9) ** 2)
        w -= 0.5 * (0.9 - a) * a * (1 - a) * 1.5
    assert losses == sorted(losses)  # S1: it climbs


# --- two meanings of δ ---


KEPT = """
def delta_means():
    return "dL/da"
def article_output_delta(a, y):
    return 2 / len(a) * (a - y)
def article_hidden_delta(W_next, delta_next, a_next):
    return W_next.T @ (delta_next * a_next * (1 - a_next))
def article_weight_gradient(delta, a_prev, a):
    return delta * a * (1 - a) @ a_prev.T
"""


@pytest.mark.slow
@pytest.mark.parametrize("name", ["article_output_delta", "article_hidden_delta", "article_weight_gradient"])
def test_delta_may_mean_the_slope_in_what_a_neuron_answers_if_that_is_said(name):
    assert check.ps5(space(KEPT)[name], seed=1).passed
    unsaid = check.ps5(space(KEPT.replace('"dL/da"', '"dL/dz"'))[name], seed=1)
    assert not unsaid.passed


def test_the_meaning_must_be_one_of_two():
    report = check.ps5(space(KEPT.replace("dL/da", "dL/dy"))["article_output_delta"])
    assert "delta_means() should return 'dL/dz' or 'dL/da'" in report.message


@pytest.mark.slow
def test_a_mistake_under_the_second_meaning_is_not_given_a_name_of_the_first():
    report = check.ps5(space(KEPT.replace("2 / len(a) * (a - y)", "(a - y) * a"))["article_output_delta"], seed=1)
    (finding,) = report.result.findings
    assert finding.mistake == "" or finding.mistake.startswith(
        "found-"
    )  # what a search finds says no more than it sees
    doubled = check.ps5(space(KEPT.replace("2 / len(a)", "4 / len(a)"))["article_output_delta"], seed=1)
    assert [finding.mistake for finding in doubled.result.findings] == ["factor-two-doubled"]


SWEEP = """
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    d_o = article_output_delta(a_o, y)
    d_2 = article_hidden_delta(W_o, d_o, a_h2)
    d_1 = article_hidden_delta(W_h2, d_2, a_h1)
    return (article_weight_gradient(d_1, x), d_1, article_weight_gradient(d_2, a_h1), d_2,
            article_weight_gradient(d_o, a_h2), d_o)
"""
THREE_WRONG = """
def article_output_delta(a, y):
    return (y - a) * (a - 1)
def article_hidden_delta(W_next, delta_next, a):
    return delta_next * a
def article_weight_gradient(delta, a_prev):
    return delta * a_prev
"""


def test_mistakes_in_the_three_formulas_cost_once():
    assert check.ps5(space(THREE_WRONG + SWEEP)["article_gradients"], seed=2).passed


# --- the texts ---

HEADS = {
    "article_output_delta": "def article_output_delta(a, y):\n    return ",
    "article_hidden_delta": "def article_hidden_delta(W_next, delta_next, a):\n    return ",
    "article_weight_gradient": "def article_weight_gradient(delta, a_prev):\n    return ",
}


def text_that_names(mistake, name, body):
    """What a student reads whose function has this body; the one mistake that it names is this one."""
    verdict = check.ps5(space(HEADS[name] + body + "\n")[name], seed=5)
    assert [finding.mistake for finding in verdict.result.findings] == [mistake]
    return repr(verdict) + verdict.cure()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "body", "mistake", "says"),
    [
        ("article_output_delta", "(y - a) * 2 / len(a) * (a - y) * a * (1 - a)", "residual-squared", "one sign"),
        ("article_output_delta", "(y - a) * (a - 1)", "article-product", "the residual once more"),
        ("article_output_delta", "2 / len(a) * (a - y)", "slope-missing", "say so in delta_means()"),
        ("article_output_delta", "2 / len(a) * (a - y)", "slope-missing", "and your delta_means() says ∂L/∂z"),
        ("article_output_delta", "2 * (a - y) * a * (1 - a)", "mean-missing", "1/n of the mean is missing"),
        ("article_hidden_delta", "W_next @ delta_next * a * (1 - a)", "transpose", "column 0 of W_next"),
        ("article_hidden_delta", "delta_next * a * (1 - a)", "weights-missing", "does not contain W_next"),
        ("article_hidden_delta", "W_next.T @ (delta_next * a * (1 - a))", "wrong-layer-slope", "before the weights do"),
        ("article_weight_gradient", "delta * a_prev", "entrywise-for-matrix", "twelve weights"),
        ("article_weight_gradient", "delta.T @ a_prev", "inner-for-outer", "one number for all of them"),
        ("article_weight_gradient", "delta @ (a_prev * (1 - a_prev)).T", "slope-extra", "Is there a curve anywhere?"),
    ],
)  # fmt: skip
def test_what_the_article_does_has_a_name_and_a_text_in_columns(name, body, mistake, says):
    text = text_that_names(mistake, name, body)
    assert says in text
    assert "every row" not in text
    assert "number of rows" not in text


# --- claims ---


def said(question, **changed):
    verdicts = {claim.id: claim.answer for group in question.groups for claim in group}
    return ask(question, Variant("", lambda: {**verdicts, **changed}), 0)


@pytest.mark.slow
def test_only_one_way_in_64_to_fill_in_a_group_is_right():
    question = CLAIMS[0]
    group = [claim.id for claim in question.groups[0]]
    tried = [said(question, **dict(zip(group, ways, strict=True))) for ways in itertools.product(LETTERS, repeat=3)]
    assert [result.points for result in tried].count(2) == 1
    assert {result.points for result in tried} == {1, 2}


def test_the_report_never_says_which_verdict_of_a_group_is_wrong():
    question = CLAIMS[0]
    lines = {said(question, **{name: "c" if name != "S3" else "a"}).message for name in ("S1", "S2", "S3")}
    assert len(lines) == 1
    (line,) = lines
    assert "S1 to S3: at least one of the 3 verdicts does not hold. Put numbers in" in line
    assert not re.search(r"\bS2\b", line)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (lambda: None, "returned None"),
        (lambda: ["a"] * 6, "should return the dict of verdicts"),
        (lambda: {"S1": "a"}, "has no entry for S2, S3, S4, S5, S6"),
        (lambda: dict.fromkeys(["S1", "S2", "S3", "S4", "S5", "S6"], "false"), "the verdict on S1 is 'false'"),
        (lambda: dict.fromkeys(["S1", "S2", "S3", "S4", "S5", "S6"], True), "the verdict on S1 is of type bool"),
        (lambda: dict.fromkeys(["S1", "S2", "S3", "S4", "S5", "S6"]), "S1 and S2 and S3 are still open"),
        (lambda: 1 / 0, "ZeroDivisionError"),
    ],
)  # fmt: skip
def test_what_is_no_list_of_verdicts_has_its_own_sentence(answer, says):
    result = ask(CLAIMS[0], Variant("", answer), 0)
    assert result.points == 0
    assert says in result.message


def test_verdicts_cross_the_wire_as_texts():
    (record,) = run_plan(CLAIMS[0].plan({}), {"verdicts_step": lambda: {"S1": "a", "S2": None, 3: "x"}})["steps"]
    assert record["value"]["kind"] == "other"  # a key that is no text: not looked into
    (record,) = run_plan(CLAIMS[0].plan({}), {"verdicts_step": lambda: {"S1": "a" * 1000, "S2": None}})["steps"]
    assert record["value"]["names"] == ["S1", "S2"]
    assert record["value"]["items"][0] == {"kind": "text", "type": "str", "text": "a" * 300}


def test_hidden_deltas_of_one_sample_are_those_of_a_batch_turned():
    from autograd_lab.exams.ps3.exam import hidden_delta

    rng = np.random.default_rng(1)
    z, delta, W = rng.normal(size=(1, 3)), rng.normal(size=(1, 2)), rng.normal(size=(3, 2))
    np.testing.assert_allclose(article_hidden_delta(W.T, delta.T, sigma(z).T), hidden_delta(z, delta, W).T)


# --- answers of students who had the notebook alone ---

TAKE_APART = """
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    n = len(y)
    d_o = 2 / n * (a_o - y) * a_o * (1 - a_o)
    d_2 = (W_o.T @ d_o) * a_h2 * (1 - a_h2)
    d_1 = (W_h2.T @ d_2) * a_h1 * (1 - a_h1)
    return np.outer(d_1, x), d_1, np.outer(d_2, a_h1), d_2, np.outer(d_o, a_h2), d_o
"""
SUMS_FIRST = "W_next.sum(axis=0)[:, None] * delta_next.sum() * a * (1 - a)"
WEIGHTS_FIRST = "np.outer(d_2, a_h1), np.outer(d_o, a_h2), d_1, d_2"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "instead", "mistake", "says"),
    [
        ("(W_h2.T @ d_2) * a_h1 * (1 - a_h1)", "W_h2.T @ d_2", "slope-missing", "dW_h1 misses the factor"),
        ("a_h1 * (1 - a_h1)", "a_h2 * (1 - a_h2)", "wrong-layer-slope", "σ' of one layer meets the δ of another"),
        ("(W_o.T @ d_o)", "2 / n * (W_o.T @ d_o)", "averaged-twice", "enters a second time"),
        ("np.outer(d_2, a_h1)", "np.outer(d_2, x)", "input-everywhere", "made with x"),
        ("np.outer(d_o, a_h2)", "np.outer(d_o, a_o)", "wrong-layer-input", "dW_o meets a_h2"),
        (", d_o\n", ", np.sum(d_o)\n", "units-summed", "there is one sample, and nothing to sum"),
        ("* a_o * (1 - a_o)", "* y * (1 - y)", "slope-of-target", "Which letter is the answer here?"),
        ("d_1, np.outer(d_2, a_h1), d_2, np.outer(d_o, a_h2)", WEIGHTS_FIRST, "exchanged", "then all db"),
    ],
)  # fmt: skip
def test_a_slip_in_one_layer_of_the_example_has_its_name(line, instead, mistake, says):
    assert check.ps5(space(TAKE_APART)["article_gradients"], seed=3).passed
    verdict = check.ps5(space(TAKE_APART.replace(line, instead, 1))["article_gradients"], seed=3)
    assert [finding.mistake for finding in verdict.result.findings] == [mistake]
    assert says in repr(verdict) + verdict.cure()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "body", "mistake", "says"),
    [
        ("article_output_delta", "2 / len(a) * (a - y) * y * (1 - y)", "slope-of-target", "from the target"),
        ("article_hidden_delta", "(W_next.T @ delta_next * a * (1 - a)).T", "row-for-column", "delta is a row"),
        ("article_hidden_delta", "2 / len(a) * (W_next.T @ delta_next) * a * (1 - a)", "averaged-twice", "and nothing"),
        ("article_hidden_delta", SUMS_FIRST, "product-of-sums", "Multiply for each k"),
        ("article_output_delta", "2 / len(a) * (a - y) * a * 1 - a", "unbracketed", "with the brackets"),
        ("article_hidden_delta", "W_next.T @ delta_next * a * 1 - a", "unbracketed", "with the brackets"),
        ("article_weight_gradient", "delta @ a_prev.T / len(a_prev)", "averaged-twice", "a factor enters"),
    ],
)  # fmt: skip
def test_slips_in_the_three_formulas_have_their_names(name, body, mistake, says):
    assert says in text_that_names(mistake, name, body)


def test_functions_called_with_keywords_are_lent_as_well():
    called = SWEEP.replace("article_output_delta(a_o, y)", "article_output_delta(y=y, a=a_o)")
    called = called.replace("(W_h2, d_2, a_h1)", "(W_h2, a=a_h1, delta_next=d_2)")
    assert check.ps5(space(THREE_WRONG + called)["article_gradients"], seed=2).passed


def test_a_verdict_that_is_none_costs_its_own_group_alone():
    result = said(CLAIMS[0], S1="b)")
    assert [part.points for part in result.parts] == [0, 1]
    assert "the verdict on S1 is 'b)'" in result.message
    answers = {claim.id: claim.answer for group in CLAIMS[0].groups for claim in group if claim.id != "S5"}
    absent = ask(CLAIMS[0], Variant("", lambda: answers), 0)
    assert [part.points for part in absent.parts] == [1, 0]
    assert "has no entry for S5: put it back" in absent.message


def test_verdicts_may_come_out_of_an_array():
    letters = {claim.id: np.str_(claim.answer) for group in CLAIMS[0].groups for claim in group}
    assert ask(CLAIMS[0], Variant("", lambda: letters), 0).passed


class Table(collections.UserDict):
    """A mapping that is no dict."""


class Loud(dict):
    """A dict whose own methods fail."""

    def keys(self):
        raise RuntimeError("asked")

    __iter__ = __len__ = values = items = keys


@pytest.mark.parametrize("kind", [collections.OrderedDict, partial(collections.defaultdict, lambda: "holds"), Loud])
def test_verdicts_may_come_in_any_mapping_that_is_a_dict(kind):
    letters = {claim.id: claim.answer for group in CLAIMS[0].groups for claim in group}
    assert ask(CLAIMS[0], Variant("", lambda: kind(letters)), 0).passed
    assert ask(CLAIMS[0], Variant("", lambda: kind(letters | {"S1": "c"})), 0).points == 1
    assert "should return the dict of verdicts" in ask(CLAIMS[0], Variant("", lambda: Table(letters)), 0).message


def test_a_verdict_may_be_a_member_of_an_enumeration():
    letters = enum.StrEnum("Letters", {letter.upper(): letter for letter in LETTERS})
    given = {claim.id: letters(claim.answer) for group in CLAIMS[0].groups for claim in group}
    assert ask(CLAIMS[0], Variant("", lambda: given), 0).passed
