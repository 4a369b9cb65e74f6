"""A softmax row by row: its Jacobian as a block of numbers, the product with what comes in, and masks."""

from types import SimpleNamespace

import numpy as np
import pytest

from autograd_lab import Tensor, functional, show
from tests.support.traces import trace_of
from tests.viz.closeups import looks
from tests.viz.pages import box, opened


def attention(seed=0, shape=(4, 4), axis=-1, hide=None, fill=-1e9):
    """Weights of scores, some of them hidden, and a loss of which ∂loss/∂A is known."""
    rng = np.random.default_rng(seed)
    given = Tensor(rng.normal(size=shape), True, "given")
    scores = given * 1.0 if hide is None else functional.where(~hide, given, fill)
    scores.name = "scores"
    A = functional.softmax(scores, axis)
    A.name = "A"
    weights = rng.normal(size=shape)
    loss = (A * weights).sum()
    loss.name = "loss"
    return {"scores": scores, "A": A, "g": weights, "axis": axis, "loss": loss}


def check_card(page, net):
    """Hold every number of every row against NumPy; returns how many there were."""
    out, g, axis = net["A"].data, net["g"], net["axis"] % net["A"].ndim
    z = net["scores"].data
    raised = np.exp(z - z.max(axis=axis, keepdims=True))
    p = raised / raised.sum(axis=axis, keepdims=True)
    assert np.allclose(p, out, 1e-14)
    count, chosen = 0, set()
    (every,) = looks(page).values()
    for look in every:
        for key, number in look["numbers"]:
            what, *places = key.split(":")
            at, *other = (np.unravel_index(int(i), out.shape) for i in places)
            row = tuple(slice(None) if k == axis else i for k, i in enumerate(at))
            block = np.diag(p[row]) - np.outer(p[row], p[row])
            k = at[axis]
            product = block[k] @ g[row]
            j = block[k, other[0][axis]] if other else 0.0
            expected = {"p": p[at], "j": j, "g": g[at], "product": product, "held": product}[what]
            assert number == pytest.approx(expected, rel=1e-12, abs=1e-15), key
            count += 1
        chosen.add(look["told"].split("]")[0])
    assert len(chosen) == out.size
    return count


@pytest.mark.browser
def test_every_number_of_a_small_block_is_numpys(tmp_path, browser_page):
    net = attention(shape=(2, 3))
    opened(browser_page, tmp_path, show(net["loss"], start="end"))
    box(browser_page, "A").click()
    assert check_card(browser_page, net) >= 100


@pytest.mark.browser
@pytest.mark.full
@pytest.mark.parametrize(("shape", "axis"), [((8, 8), -1), ((6, 7), 0), ((2, 2, 5, 5), -1), ((9,), 0), ((3, 4, 5), 1)])
def test_thousands_of_numbers_of_blocks_are_numpys(tmp_path, browser_page, shape, axis):
    net = attention(3, shape, axis, hide=np.random.default_rng(1).random(shape) < 0.2, fill=-np.inf)
    opened(browser_page, tmp_path, show(net["loss"], start="end"))
    box(browser_page, "A").click()
    n = shape[axis]
    assert check_card(browser_page, net) == np.prod(shape) * n * (n + 4)


def test_the_axis_is_found_by_what_the_array_holds():
    for axis in (0, 1, 2):
        (found,) = trace_of(attention(shape=(3, 4, 5), axis=axis)["loss"]).recorded.closeups
        assert found.settings == {"axis": [axis]}


@pytest.mark.browser
def test_row_and_column_are_lit_and_what_is_masked_is_hatched_and_said(tmp_path, browser_page):
    net = attention(shape=(4, 4), hide=np.triu(np.ones((4, 4), bool), 1))
    opened(browser_page, tmp_path, show(net["loss"], start="end"))
    box(browser_page, "A").click()
    card = browser_page.locator(".al-close")
    assert "Hatched: masked, 6 of 16." in card.inner_text()
    sheet = card.locator(".al-choose")
    assert sheet.locator(".al-hatch").get_attribute("d").count("M") == 3 * 6
    assert sheet.locator(".al-lit").get_attribute("d").count("M") == 4 + 4 - 1  # a row and a column
    sheet.focus()
    for key in ("Home", "ArrowRight"):
        browser_page.keyboard.press(key)
    told = "A[0, 1] is masked: its weight is 0, so is its whole row of the Jacobian, and no gradient passes."
    assert card.locator(".al-told").inner_text() == told
    assert sheet.get_attribute("aria-valuetext") == told
    rows = card.locator("tbody tr.al-masked")
    assert rows.count() == 3
    assert rows.first.locator("th").inner_text() == "1 masked"


@pytest.mark.browser
def test_what_comes_in_waits_for_its_step(tmp_path, browser_page):
    net = attention()
    opened(browser_page, tmp_path, show(net["loss"]))
    box(browser_page, "A").click()
    card = browser_page.locator(".al-close")
    assert card.locator(".al-told").inner_text() == "Not computed yet: go on to the step of A."
    browser_page.locator("button[data-action=seed]").click()
    assert card.locator(".al-told").inner_text().endswith("∂loss/∂A has not come back yet.")
    assert card.locator('[data-q^="g:"]').count() == 0
    assert card.locator('[data-q^="j:"]').count() == 16
    browser_page.locator("button[data-action=end]").click()
    assert card.locator('[data-q^="g:"]').count() == 4
    assert "the same as p(g − Σ g p) = " in card.locator(".al-told").inner_text()


@pytest.mark.browser
def test_of_a_long_row_a_part_of_the_block_stands_there_and_the_product_is_over_all(tmp_path, browser_page):
    net = attention(shape=(2, 20))
    opened(browser_page, tmp_path, show(net["loss"], start="end"))
    box(browser_page, "A").click()
    assert "12 of 20 entries of the row; the product is over all" in browser_page.locator(".al-close").inner_text()
    assert check_card(browser_page, net) >= 40 * 12 * 15


@pytest.mark.browser
def test_of_a_row_with_a_mask_the_one_that_sees_most_is_shown_first(tmp_path, browser_page):
    net = attention(shape=(4, 4), hide=np.triu(np.ones((4, 4), bool), 1))
    opened(browser_page, tmp_path, show(net["loss"], start="end"))
    box(browser_page, "A").click()
    assert browser_page.locator(".al-close .al-told").inner_text().startswith("A[3, 0] = ")


def torch_attention(how, dtype="float64"):
    """Attention of 5 words in PyTorch, each of which sees those before it; its mask in one of the usual ways."""
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    q, k, v = (torch.randn(5, 3, dtype=getattr(torch, dtype), requires_grad=True) for _ in range(3))
    hide = torch.triu(torch.ones(5, 5, dtype=torch.bool), 1)
    scores = q @ k.T / 3**0.5
    far = torch.tensor(-torch.inf, dtype=scores.dtype)
    masked = {
        "masked_fill": lambda: scores.masked_fill(hide, far.item()),
        "large": lambda: scores.masked_fill(hide, -1e9),
        "where": lambda: torch.where(hide, far, scores),
        "add": lambda: scores + torch.where(hide, far, 0.0),
    }[how]()
    A = torch.softmax(masked, -1)
    loss = ((A @ v) ** 2).sum()
    (g,) = torch.autograd.grad(loss, A, retain_graph=True)
    held = {
        "scores": SimpleNamespace(data=masked.detach().numpy()),
        "A": SimpleNamespace(data=A.detach().numpy(), ndim=2),
    }
    return {**held, "g": g.numpy(), "axis": -1, "loss": loss, "tensors": {"A": A}}


@pytest.mark.slow
@pytest.mark.parametrize("how", ["masked_fill", "large", "where", "add"])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_masked_softmax_of_pytorch_is_gone_through_though_its_scores_are_not_kept(how, dtype):
    net = torch_attention(how, dtype)
    (found,) = trace_of(net["loss"], net["tensors"]).recorded.closeups
    assert (found.kind, found.settings) == ("softmax", {"axis": [1]})
    assert "x" not in found.arrays
    assert np.array_equal(found.arrays["out"], net["A"].data)


@pytest.mark.slow
@pytest.mark.browser
def test_masks_of_pytorch_are_hatched_and_every_number_is_numpys(tmp_path, browser_page):
    net = torch_attention("masked_fill")
    opened(browser_page, tmp_path, show(net["loss"], names=net["tensors"], start="end"))
    box(browser_page, "A").click()
    assert "Hatched: masked, 10 of 25." in browser_page.locator(".al-close").inner_text()
    assert check_card(browser_page, net) == 25 * 5 * (5 + 4)
