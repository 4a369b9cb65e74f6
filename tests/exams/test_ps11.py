"""Returns, a choice's gradient, a neuron that samples and forward mode in ps11: references, draws, what is told."""

import re

import numpy as np
import pytest

from autograd_lab import Value
from autograd_lab.exams.ps11.coin import score_function_neuron, straight_through
from autograd_lab.exams.ps11.dual import forward_mode, operations_of
from autograd_lab.exams.ps11.exam import PS11
from autograd_lab.exams.ps11.policy import score_function_gradient, softmax
from autograd_lab.exams.ps11.programs import BINARY, values_of
from autograd_lab.exams.ps11.returns import returns_to_go
from autograd_lab.exams.question import Variant
from autograd_lab.exams.table import ask
from tests.exams.cells import report_on_body
from tests.exams.derivatives import agree, nudged
from tests.exams.edits_of_variants import (
    an_edit_gives_what_a_variant_gives,
    every_mistake_is_told,
    what_is_not_edited_gives_the_right_answer,
)
from tests.exams.many import seeds

CONTRACT = "returns_to_go score_function_gradient straight_through score_function_neuron forward_mode"


def question(name):
    return PS11.question(name)


def dealt(name, seed=0):
    """The draws of one verdict."""
    return question(name).draws(np.random.default_rng(seed))


def sigma(z):
    return 1 / (1 + np.exp(-z))


def test_the_questions_stand_in_the_order_of_the_contract_with_their_points():
    assert [q.name for q in PS11.questions] == CONTRACT.split()
    assert [[part.points for part in q.parts] for q in PS11.questions] == [[4], [5], [2, 1], [3, 1], [1, 5]]
    assert PS11.total == 22


# --- references ---


@seeds(2)
def test_returns_are_the_sum_as_it_is_written(seeds):
    for seed in seeds:
        for rewards, ends, gamma in (inputs.values() for inputs in dealt("returns_to_go", seed)):
            found = []
            for t in range(len(rewards)):
                last = next((k for k in range(t, len(rewards)) if ends[k]), len(rewards) - 1)
                found.append(sum(gamma ** (k - t) * rewards[k] for k in range(t, last + 1)))
            assert agree([returns_to_go(rewards, ends, gamma)], [np.array(found)], 1e-13)


@seeds(2)
def test_the_gradient_of_a_choice_is_what_nudging_shows(seeds):
    for seed in seeds:
        for logits, actions, returns, baseline in (
            inputs.values() for inputs in dealt("score_function_gradient", seed)
        ):

            def loss(z=logits, a=actions, w=returns - baseline):
                return -float(np.mean(w * np.log(softmax(z)[np.arange(len(a)), a])))

            found = score_function_gradient(logits, actions, returns, baseline)
            assert agree([found], [nudged(loss, logits)], 1e-5)


@seeds(2)
def test_straight_through_is_the_gradient_with_the_throw_passed_by(seeds):
    """The slope of the cost is linear in s, so it is that of the mean of (s + p − p₀ − y)², p₀ held constant."""
    for seed in seeds:
        for x, w, b, y, s in (inputs.values() for inputs in dealt("straight_through", seed)[:7]):
            away = s - sigma(x @ w + b)
            both = np.append(w, b)

            def loss(both=both, x=x, y=y, away=away):
                return float(np.mean((sigma(x @ both[:-1] + both[-1]) + away - y) ** 2))

            dw, db = straight_through(x, w, b, y, s)
            if 0.05 < sigma(x @ w + b) < 0.95:
                assert agree([np.append(dw, db)], [nudged(loss, both)], 1e-5)


@seeds(2)
def test_the_score_function_is_right_on_average_with_any_baseline(seeds):
    """Ones and zeros in the shares in which they come give the exact slope."""
    for seed in seeds:
        x, w, b, y, _, baseline = dealt("score_function_neuron", seed)[0].values()
        p = sigma(x @ w + b)
        (dw1, db1), (dw0, db0) = (score_function_neuron(x, w, b, y, np.array([s]), baseline) for s in (1.0, 0.0))
        exact = p * (1 - p) * ((1 - y) ** 2 - y**2)
        assert np.isclose(p * db1 + (1 - p) * db0, exact, rtol=1e-9, atol=1e-15)
        assert np.allclose(p * dw1 + (1 - p) * dw0, exact * x, rtol=1e-9, atol=1e-14)


def by_engine(program, x):
    """A program run by the library's engine, forwards and backwards."""
    leaves = [Value(float(one)) for one in x]
    made = list(leaves)
    for name, *of in program:
        if name == "const":
            made.append(Value(of[0]))
        elif name in BINARY:
            made.append(BINARY[name](made[of[0]], made[of[1]]))
        else:
            made.append(getattr(made[of[0]], name)())
    made[-1].backward()
    return made[-1].data, np.array([leaf.grad for leaf in leaves])


@seeds(2)
def test_forward_mode_gives_what_the_engine_finds_backwards(seeds):
    for seed in seeds:
        for program, x in (inputs.values() for inputs in dealt("forward_mode", seed)):
            value, gradient = forward_mode(program, x)
            there, back = by_engine(program, x)
            assert np.isclose(value, there, rtol=1e-13)
            assert agree([gradient], [back], 1e-12)
            assert values_of(program, x)[-1] == pytest.approx(value, rel=1e-13)


@pytest.mark.slow
@pytest.mark.parametrize("count", [10, pytest.param(1000, marks=pytest.mark.full)])
def test_the_references_agree_with_torch(count):
    torch = pytest.importorskip("torch", reason="compares with PyTorch: pip install torch")
    for seed in range(count):
        logits, actions, returns, baseline = (
            question("score_function_gradient").draw(np.random.default_rng(seed)).values()
        )
        z = torch.tensor(logits, requires_grad=True)
        drawn = torch.distributions.Categorical(logits=z)
        (-(torch.tensor(returns) - baseline) * drawn.log_prob(torch.tensor(actions))).mean().backward()
        assert agree([score_function_gradient(logits, actions, returns, baseline)], [z.grad.numpy()], 1e-11)
        inputs = question("score_function_neuron").draw(np.random.default_rng(seed))
        x, w, b, y, s, baseline = inputs.values()
        for name in ("straight_through", "score_function_neuron"):
            tw, tb = torch.tensor(w, requires_grad=True), torch.tensor(b, requires_grad=True, dtype=torch.float64)
            t, z = torch.tensor(s), torch.tensor(x) @ tw + tb
            p = torch.sigmoid(z)
            if name == "straight_through":
                (((t + p - p.detach()) - y) ** 2).mean().backward()
                dw, db = straight_through(x, w, b, y, s)
            else:
                log_p = -torch.nn.functional.binary_cross_entropy_with_logits(z.expand(len(s)), t, reduction="none")
                (((t - y) ** 2 - baseline) * log_p).mean().backward()
                dw, db = score_function_neuron(x, w, b, y, s, baseline)
            assert agree([np.append(dw, db)], [np.append(tw.grad.numpy(), tb.grad.numpy())], 1e-8)


# --- draws ---


@seeds(5)
def test_draws_of_returns_hold_what_tells_mistakes_apart(seeds):
    for seed in seeds:
        draws = dealt("returns_to_go", seed)
        assert len(draws) == 8
        cut_off = [inputs for inputs in draws if not inputs["ends"][-1]]
        inside = [inputs for inputs in draws if inputs["ends"][:-1].any()]
        assert 3 <= len(cut_off) <= 6
        assert len(inside) >= 4
        assert sum(not inputs["ends"].any() for inputs in draws) == 2  # one of a single step
        assert sum(inputs["gamma"] == 1 for inputs in draws) == 1
        assert all(0.4 <= inputs["gamma"] <= 0.93 or inputs["gamma"] == 1 for inputs in draws)
        assert sum(len(inputs["rewards"]) == 1 for inputs in draws) == 1
        assert any((inputs["ends"][1:] & inputs["ends"][:-1]).any() for inputs in draws)  # an episode of one step
        assert sum((inputs["rewards"] == 0).any() for inputs in draws) >= 4
        assert {inputs["ends"].dtype for inputs in draws} == {np.dtype(bool)}


@seeds(5)
def test_draws_of_choices_are_not_the_likeliest_and_lie_on_both_sides_of_the_baseline(seeds):
    for seed in seeds:
        draws, rare = dealt("score_function_gradient", seed), 0
        for logits, actions, returns, baseline in (inputs.values() for inputs in draws):
            N, K = logits.shape
            chosen = softmax(logits)[np.arange(N), actions]
            rare += bool(chosen.min() < 1e-9)
            if N > 1:
                assert 1 < len(set(actions.tolist())) < N or N == 3
                assert not (actions == logits.argmax(axis=1)).all()
                assert (returns < baseline).any()
                assert (returns > baseline).any()
            assert baseline != 0
            assert abs(returns.mean() - baseline) > 0.05 * abs(baseline)
            assert N != 2
            assert K >= 3
        assert rare == 2  # as naming asks
        assert sum(inputs["logits"].shape[0] == inputs["logits"].shape[1] for inputs in draws) == 2
        assert sum(len(inputs["logits"]) == 1 for inputs in draws) == 1


@seeds(5)
@pytest.mark.parametrize("name", ["straight_through", "score_function_neuron"])
def test_draws_of_the_neuron_have_samples_of_both_kinds_and_no_even_chance(name, seeds):
    for seed in seeds:
        draws, rare = dealt(name, seed), 0
        for inputs in draws:
            x, w, b, y, s = list(inputs.values())[:5]
            p = sigma(x @ w + b)
            rare += bool(p < 1e-6)
            assert set(s.tolist()) == {0.0, 1.0} or len(s) == 1
            assert abs(p - 0.5) > 0.03
            assert min(abs(y - p), abs(y - s.mean()), abs(y - 0.5)) > 0.03
            if name == "score_function_neuron":
                costs = (s - y) ** 2
                assert np.abs(np.append(costs, costs.mean()) - inputs["baseline"]).min() > 0.02
        assert rare == 2  # as naming asks
        assert sum(len(inputs["s"]) == 1 for inputs in draws) == 1
        assert sum(len(inputs["x"]) == 1 for inputs in draws) == 1


@seeds(5)
def test_draws_of_programs_use_every_rule_and_leave_an_input_out(seeds):
    for seed in seeds:
        draws = dealt("forward_mode", seed)
        assert len(draws) == 12
        used = [operations_of(inputs["program"]) for inputs in draws]
        for name in ("const", "add", "sub", "mul", "div", "exp", "log", "tanh", "twice"):
            assert sum(name in one for one in used) >= 3, name
        unreached, again, idle = 0, 0, 0
        for program, x in (inputs.values() for inputs in draws):
            value, gradient = forward_mode(program, x)
            assert np.isfinite(value)
            assert gradient.any()
            unreached += not gradient.all()
            read = [handle for name, *of in program if name != "const" for handle in set(of)]
            again += len(read) > len(set(read))
            idle += any(handle not in read for handle in range(len(x), len(x) + len(program) - 1))
            assert len(program) <= 8
        assert unreached >= 2
        assert again >= 2  # a handle that is used by two instructions
        assert idle >= 2  # an instruction of which nothing is made
        assert sum(inputs["x"].min() < 1e-6 and (inputs["x"] > 0).any() for inputs in draws) >= 4


# --- the bank ---


@pytest.mark.slow
@pytest.mark.parametrize("asked", PS11.questions, ids=lambda asked: asked.name)
def test_an_edit_gives_what_a_variant_gives(asked):
    """So that the variants need not run beside the edits when an answer is diagnosed."""
    for inputs in asked.draws(np.random.default_rng(2))[:4]:
        every_mistake_is_told(asked, inputs)
        an_edit_gives_what_a_variant_gives(asked, inputs)


@pytest.mark.parametrize("asked", PS11.questions, ids=lambda asked: asked.name)
def test_what_is_not_edited_gives_the_right_answer(asked):
    """The anatomy makes anew only what an edit has touched; all of it made anew is the same."""
    for inputs in asked.draws(np.random.default_rng(4)):
        what_is_not_edited_gives_the_right_answer(asked, inputs)


# --- what is told ---

BACK = (
    "G = np.zeros(len(rewards)); a = [0.0]; [(a.append(rewards[t] + gamma * (0 if ends[t] else a[-1])), "
    "G.__setitem__(t, a[-1])) for t in range(len(rewards))[::-1]]; return G"
)
POLICY = (
    "e = np.exp(logits); p = e / e.sum(axis=1, keepdims=True); m = np.eye(len(p[0]))[actions]; "
    "return (returns - baseline)[:, None] * (p - m) / len(p)"
)
THROUGH = "p = 1 / (1 + np.exp(-(x @ w + b))); c = np.mean(2 * (s - y)) * p * (1 - p); return c * x, c"
SCORE = "p = 1 / (1 + np.exp(-(x @ w + b))); c = np.mean(((s - y) ** 2 - baseline) * (s - p)); return c * x, c"
DUAL = (
    "R = {'add': lambda a, da, b, db: (a + b, da + db), 'sub': lambda a, da, b, db: (a - b, da - db), "
    "'mul': lambda a, da, b, db: (a * b, da * b + a * db), "
    "'div': lambda a, da, b, db: (a / b, (da * b - a * db) / b ** 2), "
    "'exp': lambda a, da: (np.exp(a), np.exp(a) * da), 'log': lambda a, da: (np.log(a), da / a), "
    "'tanh': lambda a, da: (np.tanh(a), (1 - np.tanh(a) ** 2) * da)}; h = list(zip(x, np.eye(len(x)))); "
    "[h.append((o[0], 0 * h[0][1]) if k == 'const' else R[k](*(n for i in o for n in h[i]))) for k, *o in program]; "
    "return h[-1]"
)
BODIES = {
    "returns_to_go": BACK,
    "score_function_gradient": POLICY,
    "straight_through": THROUGH,
    "score_function_neuron": SCORE,
    "forward_mode": DUAL,
}


@pytest.mark.parametrize("name", BODIES)
def test_the_bodies_of_these_tests_are_right(name):
    assert report_on_body(question(name), BODIES[name]).passed


SLIPS = [
    ("returns_to_go", "(0 if ends[t] else a[-1])", "a[-1]", "return-ends-ignored", "G", "the rewards of the next"),
    ("returns_to_go", "gamma * (0", "(0", "return-gamma-missing", "G", "does gamma stand"),
    ("returns_to_go", "0 if ends[t] else a[-1]", "a[-1] if ends[t] else 0", "return-ends-inverted", "G", "ends"),
    ("returns_to_go", "return G", "return G - G.mean()", "return-normalised", "G", "before they use them"),
    ("returns_to_go", "return G", "return -G", "sign", "G", "belongs to a loss"),
    ("score_function_gradient", "(p - m)", "(m - p)", "sign", "dlogits", "uphill"),
    ("score_function_gradient", "/ len(p)", "", "mean-missing", "dlogits", "1/N of the loss"),
    ("score_function_gradient", "(returns - baseline)", "returns", "score-baseline-missing", "dlogits", "as usual"),
    ("score_function_gradient", "(p - m)", "-m", "policy-marks-alone", "dlogits", "add up to 0"),
    (
        "score_function_gradient",
        "* (p - m)",
        "* (p - m) * (p * m).sum(axis=1, keepdims=True)",
        "policy-chance-for-log",
        "dlogits",
        "logarithm",
    ),
    ("straight_through", " * p * (1 - p)", "", "coin-slope-missing", "dw db", "past σ too"),
    ("straight_through", "(s - y)", "(p - y)", "coin-mean-for-samples", "dw db", "mean of f"),
    ("straight_through", "np.mean(", "np.sum(", "mean-missing", "dw db", "mean over the samples"),
    ("straight_through", "c * x, c", "c * w, c", "coin-w-for-x", "dw", "each weight's own input"),
    ("straight_through", "p * (1 - p)", "s[0] * (1 - s[0])", "all-zero", "dw db", "s\\(1 − s\\)"),
    ("score_function_neuron", " - baseline)", ")", "score-baseline-missing", "dw db", "not taken off"),
    ("score_function_neuron", "* (s - p)", "* (s - p) * p * (1 - p)", "coin-slope-once-more", "dw db", "in z"),
    ("score_function_neuron", "(s - p)", "(s - y)", "coin-y-for-p", "dw db", "anything about y"),
    ("score_function_neuron", "c * x, c", "c * x, c * x.sum()", "coin-x-in-db", "db", "Let x be 0"),
    ("forward_mode", "da * b + a * db", "da * db", "dual-product-of-rates", "gradient", "ȧ b"),
    ("forward_mode", "/ b ** 2", "/ b", "dual-quotient-not-squared", "gradient", "b²"),
    ("forward_mode", "np.exp(a) * da", "da", "dual-function-passes", "gradient", "as it came"),
    ("forward_mode", "np.eye(len(x))", "np.ones((len(x), len(x)))", "dual-all-at-once", "gradient", "each input"),
    ("forward_mode", "return h[-1]", "return h[-1][::-1]", "exchanged", "value gradient", "in this order"),
    ("forward_mode", "return h[-1]", "return h[-2][0], h[-1][1]", "dual-other-handle", "value", "the last"),
]


@pytest.mark.parametrize(("name", "right", "wrong", "mistake", "parts", "says"), SLIPS, ids=lambda one: str(one)[:24])
@pytest.mark.slow
def test_the_text_fits_the_function(name, right, wrong, mistake, parts, says):
    verdict = report_on_body(question(name), BODIES[name].replace(right, wrong))
    assert [(one.mistake, one.parts) for one in verdict.result.findings] == [(mistake, tuple(parts.split()))]
    assert re.search(says, repr(verdict) + verdict.cure())


@pytest.mark.parametrize(
    ("name", "body", "says"),
    [
        ("returns_to_go", "return np.ones((2, 3))", r"G has shape .*; it should be \(T,\), one for each step, here"),
        ("returns_to_go", "return list(rewards)", r"np.array\(…\)"),
        ("returns_to_go", "rewards *= gamma; return rewards", "changed its input rewards in place"),
        ("score_function_gradient", "return returns", r"the shape of logits, \(N, K\)"),
        ("straight_through", "return x", "2 are asked for: return dw, db"),
        ("score_function_neuron", "return x, None", "db is None; it should be a number"),
        ("forward_mode", "program.append(1); return 0.0, x", "changed its input program in place"),
        ("forward_mode", "raise KeyError('pow')", r"program = \[\('[a-z]+', [-0-9., ]+\).*\], x of shape"),
        ("forward_mode", "return x[99], x", r"raised IndexError"),
        ("forward_mode", "return [][3], x", r"program = \[.*\], x of shape \(\d,\)\.$"),
    ],
)
@pytest.mark.slow
def test_each_way_to_be_wrong_in_form_has_its_own_sentence(name, body, says):
    with pytest.raises(AssertionError, match=re.compile(says, re.MULTILINE)):
        report_on_body(question(name), body).require()


def test_what_an_error_has_taken_is_not_called_wrong():
    """tanh is not there, so that programs with a tanh stop; on all others both parts are right."""
    verdict = report_on_body(question("forward_mode"), DUAL.replace("'tanh': lambda", "'sin': lambda"))
    text = repr(verdict)
    assert re.search(r"On \d of 12 draws nothing came back", text)
    assert len(re.findall(r"right on \d+ of 12 draws; on the others nothing came", text)) == 2
    assert verdict.result.points == 0


def test_a_mistake_sends_to_its_formula():
    def reads(name, right, wrong):
        return re.search(
            r"Read again: eq\. (\d+\.\d)", repr(report_on_body(question(name), BODIES[name].replace(right, wrong)))
        )[1]

    assert reads("returns_to_go", "gamma * (0", "(0") == "22.7"
    assert reads("score_function_gradient", "(returns - baseline)", "returns") == "22.3"
    assert reads("score_function_gradient", "(p - m)", "-m") == "22.1"
    assert reads("score_function_gradient", "/ len(p)", "") == "22.8"
    assert reads("straight_through", " * p * (1 - p)", "") == "23.3"
    assert reads("score_function_neuron", " - baseline)", ")") == "22.3"
    assert reads("score_function_neuron", "(s - p)", "(s - y)") == "16.3"
    assert reads("forward_mode", "da * b + a * db", "da * db") == "23.4"


def test_points_are_earned_part_by_part():
    result = report_on_body(question("straight_through"), THROUGH.replace("c * x, c", "c * w, c")).result
    assert [(part.name, part.points) for part in result.parts] == [("dw", 0), ("db", 1)]
    result = report_on_body(question("forward_mode"), DUAL.replace("da * b + a * db", "da * db")).result
    assert [(part.name, part.points) for part in result.parts] == [("value", 1), ("gradient", 0)]


@pytest.mark.parametrize("padding", ["1e-6", "1e-8", "1e-10"])
def test_a_small_number_beside_what_is_divided_by_is_refused_and_named(padding):
    padded = "(s / (p + EPS) - (1 - s) / (1 - p + EPS)) * p * (1 - p)".replace("EPS", padding)
    (finding,) = report_on_body(question("score_function_neuron"), SCORE.replace("(s - p)", padded)).result.findings
    assert finding.mistake == "coin-score-padded"
    (finding,) = report_on_body(
        question("forward_mode"), DUAL.replace("da / a", f"da / (a + {padding})")
    ).result.findings
    assert finding.mistake == "dual-log-padded"


@pytest.mark.slow
def test_what_no_entry_explains_is_searched_for():
    without = Variant("the median for the mean", lambda x, w, b, y, s: straight_through(x, w, b, y, np.median(s)))
    (finding,) = ask(question("straight_through"), without, 1).findings
    assert finding.parts == ("dw", "db")


def test_two_slips_are_both_told():
    body = BACK.replace("(0 if ends[t] else a[-1])", "a[-1]").replace("gamma * a[-1]", "a[-1]")
    (finding,) = report_on_body(question("returns_to_go"), body).result.findings
    assert finding.mistake in ("return-ends-ignored", "return-gamma-missing")
    assert "besides" in finding.line
