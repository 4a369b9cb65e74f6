"""Softmax, attention and a pre-normalised block in ps10: references, what the draws promise, what is told."""

import re

import numpy as np
import pytest

from autograd_lab.exams.ps10.attention import attention_backward, weights
from autograd_lab.exams.ps10.block import norm, prenorm_block_backward
from autograd_lab.exams.ps10.exam import PS10
from autograd_lab.exams.ps10.softmax import softmax_backward
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

CONTRACT = "softmax_backward attention_backward prenorm_block_backward"


def question(name):
    return PS10.question(name)


def dealt(name, seed=0):
    """The draws of one verdict."""
    return question(name).draws(np.random.default_rng(seed))


def softmax(z):
    powers = np.exp(z - z.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def attention(Q, K, V, mask, scale):
    """Y (N, T, v), a query and its seen keys at a time, as the contract says it."""
    Y = np.zeros((*Q.shape[:2], V.shape[2]))
    for n, t in np.ndindex(Q.shape[:2]):
        Y[n, t] = softmax(scale * K[n, mask[t]] @ Q[n, t]) @ V[n, mask[t]]
    return Y


def block(x, W1, b1, W2, b2, eps):
    x_hat = (x - x.mean(axis=1, keepdims=True)) / np.sqrt(x.var(axis=1, keepdims=True) + eps)
    return x + np.maximum(x_hat @ W1 + b1, 0) @ W2 + b2


def far_from_corners(inputs):
    """Whether no z is so close to 0 that a nudge of x leads across."""
    x, W1, b1, *_ = inputs.values()
    return np.abs(norm(x, inputs["eps"])[0] @ W1 + b1).min() > 1e-3


def test_the_questions_stand_in_the_order_of_the_contract_with_their_points():
    assert [q.name for q in PS10.questions] == CONTRACT.split()
    points = [[part.points for part in q.parts] for q in PS10.questions]
    assert points == [[4], [3, 3, 2], [4, 2, 1, 2, 1]]
    assert PS10.total == 22


# --- references ---


@seeds(2)
def test_the_references_are_what_nudging_shows(seeds):
    for seed in seeds:
        p, g = dealt("softmax_backward", seed)[0].values()
        z = np.log(np.maximum(p, 1e-300))
        assert agree([softmax_backward(p, g)], [nudged(lambda z=z, g=g: float((softmax(z) * g).sum()), z)], 1e-6)
        Q, K, V, g, mask, scale = dealt("attention_backward", seed)[seed % 10].values()

        def heard(Q=Q, K=K, V=V, g=g, mask=mask, scale=scale):
            return float((attention(Q, K, V, mask, scale) * g).sum())

        found = attention_backward(Q, K, V, g, mask, scale)
        assert agree(list(found), [nudged(heard, one) for one in (Q, K, V)], 1e-6)
        smooth = [one for one in dealt("prenorm_block_backward", seed) if far_from_corners(one)]
        *arrays, eps, g = smooth[seed % len(smooth)].values()

        def of_block(arrays=arrays, eps=eps, g=g):
            return float((block(*arrays, eps) * g).sum())

        assert agree(list(prenorm_block_backward(*arrays, eps, g)), [nudged(of_block, one) for one in arrays], 1e-5)


@pytest.mark.slow
@pytest.mark.parametrize("count", [20, pytest.param(1000, marks=pytest.mark.full)])
def test_the_references_agree_with_torch(count):
    torch = pytest.importorskip("torch", reason="compares with PyTorch: pip install torch")

    def leaves(*arrays):
        return [torch.tensor(one, requires_grad=True) for one in arrays]

    for seed in range(count):
        p, g = question("softmax_backward").draw(np.random.default_rng(seed)).values()
        (z,) = leaves(np.log(np.maximum(p, 1e-300)))
        torch.softmax(z, dim=1).backward(torch.tensor(g))
        assert agree([softmax_backward(p, g)], [z.grad.numpy()], 1e-12)
        Q, K, V, g, mask, scale = question("attention_backward").draw(np.random.default_rng(seed)).values()
        qkv = leaves(Q, K, V)
        made = torch.nn.functional.scaled_dot_product_attention(*qkv, attn_mask=torch.tensor(mask), scale=scale)
        made.backward(torch.tensor(g))
        assert agree(list(attention_backward(Q, K, V, g, mask, scale)), [leaf.grad.numpy() for leaf in qkv], 1e-11)
        *arrays, eps, g = question("prenorm_block_backward").draw(np.random.default_rng(seed)).values()
        x, W1, b1, W2, b2 = five = leaves(*arrays)
        hidden = torch.relu(torch.nn.functional.layer_norm(x, x.shape[1:], eps=eps) @ W1 + b1)
        (x + hidden @ W2 + b2).backward(torch.tensor(g))
        found = prenorm_block_backward(*arrays, eps, g)
        assert agree(list(found), [leaf.grad.numpy() for leaf in five], 1e-11)


# --- draws ---


@seeds(5)
def test_draws_of_the_softmax_hide_no_mistake(seeds):
    for seed in seeds:
        shapes = [inputs["p"].shape for inputs in dealt("softmax_backward", seed)]
        assert len(shapes) == 8
        assert sum(n == k for n, k in shapes) == 2
        assert all(k >= 3 for _, k in shapes)
        assert sorted(n for n, _ in shapes)[:2] == [1, 3]  # one of a single row; and 2 would be taken for a factor
        draws = [inputs["p"] for inputs in dealt("softmax_backward", seed)]
        assert all(np.allclose(p.sum(axis=1), 1) for p in draws)
        assert [int((p == 0).sum()) for p in draws if not p.all()] == [1, 1]  # so that what divides by p is named


@seeds(5)
def test_draws_of_attention_hide_no_mistake(seeds):
    for seed in seeds:
        draws = dealt("attention_backward", seed)
        assert len(draws) == 10
        different, far = 0, 0
        for inputs in draws:
            Q, K, V, g, mask, scale = inputs.values()
            (N, T, d), (_, S, v) = Q.shape, V.shape
            assert g.shape == (N, T, v)
            assert K.shape == (N, S, d)
            assert N != 2
            assert S >= 3
            different += len({T, S, d, v}) == 4
            assert mask.shape == (T, S)
            assert mask.dtype == bool
            assert mask.any(axis=1).all()  # every row sees something
            assert (mask.sum(axis=1) > 1).any()  # or no dS would differ from 0
            assert T == 1 or mask.all() or not (mask == mask[0]).all()
            assert abs(scale - 1 / np.sqrt(d)) > 0.05
            assert abs(scale - 1) > 0.2
            scores = scale * Q @ np.swapaxes(K, 1, 2)
            P = weights(scores, mask)
            assert (P[:, ~mask] == 0).all()
            assert np.allclose(P.sum(axis=2), 1)
            if np.abs(scores).max() > 100:
                far += 1
                assert scale < 0.76  # or −100 before the scale would be low enough
                assert scores[:, mask].max() < -115
                assert (scores.max(axis=2) > 115).all()
                assert scores.max() - scores.min() < 345  # so that nobody divides by the square of what is no number
                assert np.median(P[:, mask.sum(axis=1) > 1].max(axis=2)) < 0.99  # soft among what is seen
        assert far == 2  # as naming asks
        assert different == 5
        assert sum(inputs["mask"].all() for inputs in draws) == 1
        assert sorted(len(inputs["Q"]) for inputs in draws)[:2] == [1, 3]
        assert sorted(len(inputs["mask"]) for inputs in draws)[:2] == [1, 3]
        causal = [inputs["mask"] for inputs in draws if not np.triu(inputs["mask"], 1).any()]
        assert len(causal) == 1


@seeds(5)
def test_draws_of_the_block_keep_some_relus_awake_and_some_asleep_in_each_row(seeds):
    for seed in seeds:
        draws, at_zero = dealt("prenorm_block_backward", seed), 0
        for x, W1, b1, W2, b2, eps, g in (inputs.values() for inputs in draws):
            x_hat, _ = norm(x, eps)
            z = x_hat @ W1 + b1
            awake = (z > 0).sum(axis=1)
            at_zero += int((z == 0).sum())
            assert (z == 0).sum() in (0, len(x))
            assert 0 < awake.min() <= awake.max() < len(b1)
            assert x.shape[1] >= 3
            assert eps >= 0.01
            assert (W1.shape, W2.shape, b2.shape, g.shape) == (W2.T.shape, W1.T.shape, x.shape[1:], x.shape)
        sizes = [(*inputs["x"].shape, len(inputs["b1"])) for inputs in draws]
        assert sum(len(set(one)) == 3 for one in sizes) == 5
        assert sorted(one[0] for one in sizes)[:2] == [1, 3]
        assert at_zero == 5 + 6  # a whole unit in each of two draws, without which nothing is named


# --- the bank ---


@pytest.mark.slow
@pytest.mark.parametrize("asked", PS10.questions, ids=lambda asked: asked.name)
def test_an_edit_gives_what_a_variant_gives(asked):
    """So that the variants need not run beside the edits when an answer is diagnosed."""
    for inputs in asked.draws(np.random.default_rng(2))[:3]:
        every_mistake_is_told(asked, inputs)
        an_edit_gives_what_a_variant_gives(asked, inputs)


@pytest.mark.parametrize("asked", PS10.questions, ids=lambda asked: asked.name)
def test_what_is_not_edited_gives_the_right_answer(asked):
    """The anatomy makes anew only what an edit has touched; all of it made anew is the same."""
    for inputs in asked.draws(np.random.default_rng(4)):
        what_is_not_edited_gives_the_right_answer(asked, inputs, handed=("attn", "block"))


# --- what is told ---

P = "P = np.exp(np.where(mask, scale * Q @ K.swapaxes(1, 2), -np.inf)); P = P / P.sum(axis=2, keepdims=True); "
DS = "dP = g @ V.swapaxes(1, 2); dS = P * (dP - (P * dP).sum(axis=2, keepdims=True)); "
THREE = "return scale * dS @ K, scale * dS.swapaxes(1, 2) @ Q, P.swapaxes(1, 2) @ g"
THERE = (
    "s = 1 / np.sqrt(x.var(axis=1, keepdims=True) + eps); h = s * (x - x.mean(axis=1, keepdims=True)); "
    "z = h @ W1 + b1; dz = (g @ W2.T) * (z > 0); d = dz @ W1.T; m = lambda t: t.mean(axis=1, keepdims=True); "
)
FIVE = "return g + s * (d - m(d) - h * m(d * h)), h.T @ dz, dz.sum(axis=0), np.maximum(z, 0).T @ g, g.sum(axis=0)"


@pytest.mark.parametrize(
    ("name", "body", "mistake", "parts", "says"),
    [
        ("softmax_backward", "return g * 1", "softmax-passed-through", "dz", "do the others stay"),
        (
            "softmax_backward",
            "return p * (1 - p) * g",
            "softmax-diagonal",
            "dz",
            "each row of their gradient must add up",
        ),
        (
            "softmax_backward",
            "return p * g - (p * g).sum(axis=1, keepdims=True)",
            "softmax-p-missing",
            "dz",
            "in front",
        ),
        ("softmax_backward", "return p * (g - (p * g).sum(axis=0))", "softmax-axis", "dz", "add up to 1"),
        ("softmax_backward", "return p - g", "softmax-cross-entropy", "dz", "Let g be 0"),
        ("attention_backward", P + DS + THREE.replace("scale * dS @", "dS @"), "attn-scale-missing", "dQ", "1/scale"),
        ("attention_backward", P + DS + THREE.replace("scale * dS.", "dS."), "attn-scale-missing", "dK", "1/scale"),
        (
            "attention_backward",
            P.replace("np.where(mask, scale * Q @ K.swapaxes(1, 2), -np.inf)", "scale * Q @ K.swapaxes(1, 2)")
            + DS
            + "dS = np.where(mask, dS, 0); "
            + THREE,
            "attn-mask-ignored",
            "dQ dK dV",
            "Where does the mask enter your P: before the softmax",
        ),
        ("attention_backward", P + DS + "dS = dP; " + THREE, "softmax-passed-through", "dQ dK", "as it came|unchanged"),
        (
            "attention_backward",
            P + DS + THREE.replace("P.swapaxes(1, 2) @ g", "P @ g"),
            "attn-not-turned",
            "dQ dK dV",
            "summed",
        ),
        (
            "attention_backward",
            P + DS + THREE.replace("dS.swapaxes(1, 2) @ Q", "P.swapaxes(1, 2) @ Q"),
            "attn-p-for-ds",
            "dK",
            "does not depend on g",
        ),
        ("prenorm_block_backward", THERE + FIVE.replace("g + s", "s"), "block-residual-forgotten", "dx", "W2 = 0"),
        ("prenorm_block_backward", THERE + FIVE.replace(" - m(d)", ""), "mean-constant", "dx", "each row|in each row"),
        (
            "prenorm_block_backward",
            THERE + FIVE.replace(" - h * m(d * h)", ""),
            "variance-constant",
            "dx",
            "Stretch a row",
        ),
        (
            "prenorm_block_backward",
            THERE.replace(" + eps", "") + FIVE,
            "eps-missing",
            "dx dW1 dW2",
            "row of equal numbers",
        ),
        (
            "prenorm_block_backward",
            THERE.replace("x.var(axis=1, ", "x.var(axis=1, ddof=1, ") + FIVE,
            "variance-unbiased",
            "dx dW1 db1 dW2",
            "D − 1",
        ),
        ("prenorm_block_backward", THERE + "dz = g @ W2.T; " + FIVE, "block-mask-missing", "dW1 db1", "sleeping units"),
        (
            "prenorm_block_backward",
            THERE.replace("z > 0", "z >= 0") + FIVE,
            "block-relu-at-zero",
            "dW1 db1",
            "exactly 0",
        ),
        (
            "attention_backward",
            P.replace(
                "np.where(mask, scale * Q @ K.swapaxes(1, 2), -np.inf)",
                "scale * Q @ K.swapaxes(1, 2) + (1 - mask) * -np.inf",
            )
            + DS
            + THREE,
            "attn-gradient-filled",
            "dQ dK dV",
            "times 0 in the scores",
        ),
        ("prenorm_block_backward", THERE + FIVE.replace("h.T @", "x.T @"), "block-x-for-x-hat", "dW1", "100 times"),
        (
            "prenorm_block_backward",
            THERE + FIVE.replace("g.sum(axis=0)", "g.mean(axis=0)"),
            "averaged-twice",
            "db2",
            "1/N",
        ),
    ],
)
@pytest.mark.slow
def test_the_text_fits_the_function(name, body, mistake, parts, says):
    verdict = report_on_body(question(name), body)
    assert [(one.mistake, one.parts) for one in verdict.result.findings] == [(mistake, tuple(parts.split()))]
    assert re.search(says, repr(verdict) + verdict.cure())


@pytest.mark.parametrize(
    ("name", "body", "says"),
    [
        ("softmax_backward", "return p, g", r"returned a tuple of 2 values; one is asked for: dz"),
        ("softmax_backward", "return g[:, :-1]", r"dz has shape .*; it should be the shape of p, \(N, K\)"),
        ("softmax_backward", "p *= g; return p", "changed its input p in place"),
        (
            "softmax_backward",
            "return p * (1.5 * g - (p * g).sum(axis=1, keepdims=True)) * p / p + 0.1 * g",
            r"dz has 1 entry of (15|24) that is NaN or infinite, .* A share may be exactly 0, and in this p one is",
        ),
        ("attention_backward", "return Q, K", "returned 2 values; 3 are asked for: return dQ, dK, dV"),
        ("attention_backward", "raise KeyError(1)", r"called with Q of shape .*, mask of shape .*, scale a float"),
        ("attention_backward", "mask[:] = True; return Q, K, V", "changed its input mask in place"),
        (
            "attention_backward",
            P + DS + THREE.replace("@ g", "@ np.where(np.arange(g.shape[2]) == 0, np.nan, g)"),
            r"dV has \d+ entries of \d+ that are NaN or infinite",
        ),
        ("prenorm_block_backward", "return x", r"5 are asked for: return dx, dW1, db1, dW2, db2"),
        (
            "prenorm_block_backward",
            THERE + FIVE.replace("g.sum(axis=0)", "None"),
            r"db2 is None; it should be the shape of b2, \(D,\)",
        ),
    ],
)
@pytest.mark.slow
def test_each_way_to_be_wrong_in_form_has_its_own_sentence(name, body, says):
    with pytest.raises(AssertionError, match=says):
        report_on_body(question(name), body).require()


HIDDEN = (
    "raw = Q @ K.swapaxes(1, 2); s = {}; e = np.exp(s - s.max(axis=2, keepdims=True)); "
    "P = e / e.sum(axis=2, keepdims=True); "
)
SET, SET_BEFORE = "np.where(mask, scale * raw, {})", "scale * np.where(mask, raw, {})"
ADDED, ADDED_BEFORE = "scale * raw + np.where(mask, 0, {})", "scale * (raw + np.where(mask, 0, {}))"


@pytest.mark.slow
@pytest.mark.parametrize("low", ["-30", "-50", "-100"])
@pytest.mark.parametrize("form", [SET, SET_BEFORE, ADDED, ADDED_BEFORE])
def test_a_finite_number_for_minus_infinity_is_refused_and_named(form, low):
    verdict = report_on_body(question("attention_backward"), HIDDEN.format(form.format(low)) + DS + THREE)
    (finding,) = verdict.result.findings
    assert (finding.mistake, finding.parts) == ("attn-mask-weak", ("dQ", "dK", "dV"))
    assert "the number that stands for −∞" in finding.line


@pytest.mark.parametrize("low", ["-1e9", "-1e4", "-np.inf", "np.finfo(float).min"])
@pytest.mark.parametrize("form", [SET, SET_BEFORE, ADDED, ADDED_BEFORE])
def test_a_number_that_leaves_a_hidden_key_exactly_nothing_passes(form, low):
    report_on_body(question("attention_backward"), HIDDEN.format(form.format(low)) + DS + THREE).require()


def test_what_an_error_has_taken_is_not_called_wrong():
    """P @ g stops where T and S differ, and there dQ and dK do not come back either."""
    verdict = report_on_body(question("attention_backward"), P + DS + THREE.replace("P.swapaxes(1, 2) @ g", "P @ g"))
    for text in (repr(verdict), verdict._repr_html_()):
        assert "On 7 of 10 draws nothing came back: attention_backward raised ValueError: matmul" in text
        assert "earns its points when it is right on every draw" in text
        assert text.count("right on 3 of 10 draws; on the others nothing came") == 2
    assert repr(verdict).count("not right yet") == 2  # the headline, and dV
    assert verdict.result.points == 0


def test_an_error_that_is_the_finding_is_told_once():
    verdict = report_on_body(
        question("attention_backward"), "if len(mask) != mask.shape[1]: raise KeyError(1)\n    " + P + DS + THREE
    )
    assert repr(verdict).count("raised KeyError") == 1
    assert "nothing came back: the error is told below." in repr(verdict)
    always = report_on_body(question("attention_backward"), "raise KeyError(1)")
    assert repr(always).count("nothing came (") == 3
    assert "nothing came back" not in repr(always)


def test_a_mistake_on_the_way_through_the_softmax_sends_to_its_formula():
    verdict = report_on_body(question("attention_backward"), P + DS + "dS = P * (1 - P) * dP; " + THREE)
    assert "Read again: eq. 21.2 (in this problem set)" in repr(verdict)
    verdict = report_on_body(question("attention_backward"), P + DS + THREE.replace("scale * dS @", "dS @"))
    assert "Read again: eq. 21.9 (in this problem set)" in repr(verdict)


def test_points_are_earned_part_by_part():
    result = report_on_body(question("attention_backward"), P + DS + THREE.replace("scale * dS @", "dS @")).result
    assert [(part.name, part.points) for part in result.parts] == [("dQ", 0), ("dK", 3), ("dV", 2)]
    result = report_on_body(question("prenorm_block_backward"), THERE + FIVE.replace("g + s", "s")).result
    assert [part.points for part in result.parts] == [0, 2, 1, 2, 1]


@pytest.mark.slow
def test_what_no_entry_explains_is_searched_for():
    without = Variant("the largest for the sum", lambda *a: (*prenorm_block_backward(*a)[:4], a[-1].max(axis=0)))
    (finding,) = ask(question("prenorm_block_backward"), without, 1).findings
    assert (finding.mistake, finding.parts) == ("found-operation", ("db2",))
    assert "the largest" in finding.line + finding.evidence


@pytest.mark.slow
def test_two_slips_in_one_line_are_both_told():
    body = P + DS + THREE.replace("scale * dS @ K", "P @ K")
    (finding,) = report_on_body(question("attention_backward"), body).result.findings
    assert finding.parts == ("dQ",)
    assert finding.mistake in ("attn-p-for-ds", "attn-scale-missing")
    assert "besides" in finding.line


def test_a_part_that_only_an_error_took_is_not_searched_for(monkeypatch):
    """g @ W2 stops in most draws; dW2 and db2 are right where it does not, so there is nothing to look for."""
    monkeypatch.setattr("autograd_lab.exams.searched.found_by_search", lambda *_: pytest.fail("searched"))
    verdict = report_on_body(question("prenorm_block_backward"), THERE.replace("g @ W2.T", "g @ W2") + FIVE)
    assert {one.mistake for one in verdict.result.findings} == {"block-weights-turned"}
