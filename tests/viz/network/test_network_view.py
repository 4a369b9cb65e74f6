"""The network view: every number on the page is NumPy's, in each view; what it cannot show it refuses."""

import gzip
import itertools
import json
import re

import numpy as np
import pytest

from autograd_lab import nn
from autograd_lab.errors import LabError, ShapeError, ValueTypeError
from autograd_lab.viz import scripts
from autograd_lab.viz.network import NetworkView
from autograd_lab.viz.network.mlp import read_network
from tests.viz.contrast import contrast
from tests.viz.network.networks import agrees, as_number, network

HAND = {  # a network that one can do by hand; teaching notes of the course
    "W1": [[2, 1], [-1, 0]],
    "b1": [0, np.log(3) - 1],
    "W2": [[2], [-4]],
    "b2": [2],
}


def by_hand():
    net = network([2, 2, 1], ["sigmoid", "sigmoid"])
    net.load_state_dict({"0.weight": HAND["W1"], "0.bias": HAND["b1"], "2.weight": HAND["W2"], "2.bias": HAND["b2"]})
    return net


def batch(widths, rows, seed=1):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(rows, widths[0])), rng.uniform(0.1, 0.9, size=(rows, widths[-1]))


class Plain:
    """The same pass once more, with loops over layers and nothing shared with the library."""

    def __init__(self, net, X, y):
        self.layers = read_network(net, "test")
        f = {
            "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z, a: a * (1 - a)),
            "tanh": (np.tanh, lambda z, a: 1 - a**2),
            "relu": (lambda z: np.maximum(z, 0), lambda z, a: (z > 0) * 1.0),
            "linear": (lambda z: z, lambda z, a: np.ones_like(z)),
        }
        self.X, self.y, self.N = X, y, len(X)
        self.a, self.z, self.s = [X], [None], [None]
        for W, b, name in zip(self.layers.weights, self.layers.biases, self.layers.activations, strict=True):
            z = np.einsum("ni,ij->nj", self.a[-1], W) + b
            self.z.append(z)
            self.a.append(f[name][0](z))
            self.s.append(f[name][1](z, self.a[-1]))
        last = len(self.layers.weights)
        self.d = [None] * (last + 1)
        self.d[last] = 2 / self.N * (self.a[last] - y) * self.s[last]
        for level in range(last - 1, 0, -1):
            self.d[level] = np.einsum("nk,jk->nj", self.d[level + 1], self.layers.weights[level]) * self.s[level]

    def number(self, key, row):
        """What a key stands for; row None is the batch."""
        name, _, at = key.partition("@")
        kind, *place = name.split(":")
        row = int(at) if at else row
        rows = slice(None) if row is None else slice(row, row + 1)
        if kind == "L":
            return float(((self.a[-1] - self.y)[rows] ** 2).sum() / self.N)
        level, i, *rest = map(int, place)
        if kind == "w":
            return self.layers.weights[level - 1][i, rest[0]]
        if kind == "b":
            return self.layers.biases[level - 1][i]
        if kind == "g":
            return float((self.a[level - 1][rows, i] * self.d[level][rows, rest[0]]).sum())
        if kind in "dh":
            return float(self.d[level][rows, i].sum())
        table = {"a": self.a, "z": self.z, "s": self.s, "y": [self.y] * (level + 1)}[kind]
        return float(table[level][rows, i].mean())


SHOWN = """() => [...document.querySelectorAll('.al-network [data-q]')].filter(e => e.dataset.x !== undefined)
    .map(e => [e.closest('[data-panel]')?.dataset.panel ?? (e.closest('.al-net-card') ? 'card' : 'picture'),
               e.dataset.q, e.textContent.trim(), e.dataset.x])"""
CHOOSE = """([label, value]) => { const s = document.querySelector(`.al-network select[aria-label='${label}']`);
    s.value = value; s.dispatchEvent(new Event('change')); }"""
NETS = [
    ([2, 3, 2], ["sigmoid", "sigmoid"], 4),
    ([3, 4, 3], ["sigmoid", "linear"], 3),
    ([8, 8, 8, 8], ["tanh", "relu", "sigmoid"], 5),
    ([5, 7, 6, 3, 2], ["sigmoid", "tanh", "sigmoid", "linear"], 2),
    ([4, 2], ["sigmoid"], 6),
    ([1, 1, 1], ["sigmoid", "sigmoid"], 1),
]


@pytest.mark.browser
@pytest.mark.slow
def test_every_number_in_each_view_is_numpys(opened):
    """More than five thousand numbers, read from the page."""
    count, views = 0, set()
    for seed, (widths, activations, rows) in enumerate(NETS):
        net = network(widths, activations, seed)
        X, y = batch(widths, rows, seed)
        plain = Plain(net, X, y)
        page = opened(NetworkView(net, X, y, views=("equations", "matrices", "table"), start="end"))
        assert page.locator(".al-net-neuron").count() == sum(widths)
        assert page.locator(".al-net-edge").count() == sum(a * b for a, b in itertools.pairwise(widths))
        for row in [0, None] if rows > 1 else [0]:
            if rows > 1:
                page.evaluate(CHOOSE, ["Show", "row" if row == 0 else "batch"])
            for notation in ("indices", "rows", "columns"):
                page.evaluate(CHOOSE, ["Notation", notation])
                page.evaluate(
                    "document.querySelector('[data-n=\"1:0\"] .al-net-number').dispatchEvent("
                    "new MouseEvent('click', {bubbles: true}))"
                )
                for view, key, text, full in page.evaluate(SHOWN):
                    right = plain.number(key, row)
                    assert agrees(text.removeprefix("part of L ").removeprefix("L ").removeprefix("y "), right), (
                        widths,
                        row,
                        notation,
                        view,
                        key,
                        text,
                        right,
                    )
                    assert abs(float(full) - right) <= 1e-10
                    count += 1
                    views.add(view)
        page.context.close()
    assert views == {"picture", "card", "equations", "matrices", "table"}
    assert count >= 5000, count


class Torchs:
    """The same network in PyTorch: δ is what autograd leaves on each pre-activation."""

    def __init__(self, net, X, y, loss="squares"):
        torch = pytest.importorskip("torch")
        layers = read_network(net, "test")
        made = {"sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu, "linear": lambda z: z}
        self.zs, self.weights, self.biases = [], [], []
        out = torch.tensor(X)
        for W, b, name in zip(layers.weights, layers.biases, layers.activations, strict=True):
            self.weights.append(torch.tensor(W, requires_grad=True))
            self.biases.append(torch.tensor(b, requires_grad=True))
            z = out @ self.weights[-1] + self.biases[-1]
            z.retain_grad()
            self.zs.append(z)
            out = made[name](z)
        target = torch.tensor(y)
        if loss == "squares":
            total = ((out - target) ** 2).sum()
        else:
            total = torch.nn.functional.binary_cross_entropy(out, target, reduction="sum")
        (total / len(X)).backward()
        self.loss = total.item() / len(X)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_delta_of_every_layer_and_row_is_torchs(seed):
    """Random networks of 1 to 4 layers, 1 to 8 wide, batches of 1 to 9 rows: each number within 1e-10."""
    rng = np.random.default_rng(seed)
    hidden = 0
    for turn in range(12):
        depth = int(rng.integers(1, 5))
        widths = [int(n) for n in rng.integers(1, 9, depth + 1)]
        crossed = turn % 4 == 3
        acts = [str(rng.choice(["sigmoid", "tanh", "relu", "linear"])) for _ in range(depth)]
        acts[-1] = "sigmoid" if crossed else acts[-1]
        net, (X, y) = network(widths, acts, seed), batch(widths, 1 if turn % 3 == 0 else int(rng.integers(2, 10)), turn)
        loss = "cross-entropy" if crossed else "squares"
        passed, theirs = NetworkView(net, X, y, loss=loss).passed, Torchs(net, X, y, loss)
        assert abs(passed.loss - theirs.loss) <= 1e-10
        for level in range(depth):
            for ours, torchs in (
                (passed.deltas[level], theirs.zs[level].grad),
                (passed.dWs[level], theirs.weights[level].grad),
                (passed.dbs[level], theirs.biases[level].grad),
            ):
                assert ours.shape == tuple(torchs.shape)
                np.testing.assert_allclose(ours, torchs.numpy(), rtol=0, atol=1e-10, err_msg=f"{widths} {acts}")
        hidden += depth > 1 and bool(np.abs(passed.deltas[0]).max() > 1e-6)
    assert hidden >= 4  # so that it is not about zeros


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("acts", [["sigmoid", "tanh", "sigmoid"], ["relu", "sigmoid", "tanh"]])
def test_deltas_and_gradients_on_the_page_are_torchs(opened, acts):
    widths, rows = [4, 6, 5, 2], 7
    net, (X, y) = network(widths, acts, 3), batch(widths, rows)
    theirs = Torchs(net, X, y)
    page = opened(NetworkView(net, X, y, views=("matrices", "table"), start="end", row="batch"))
    shown = {}
    for level in (1, 2, 3):  # the matrices are those of the layer that is looked at
        page.locator(f"[data-n='{level}:0'] rect").click()
        shown |= {key: float(x) for _, key, _, x in page.evaluate(SHOWN)}
    compared = 0
    for level in (1, 2, 3):
        delta, dW, db = (part[level - 1].grad.numpy() for part in (theirs.zs, theirs.weights, theirs.biases))
        right = {f"h:{level}:{j}": db[j] for j in range(widths[level])}
        right |= {f"g:{level}:{i}:{j}": dW[i, j] for i, j in np.ndindex(dW.shape)}
        right |= {f"d:{level}:{j}@{row}": delta[row, j] for row, j in np.ndindex(delta.shape)}
        for key, number in right.items():
            assert abs(shown[key] - number) <= 1e-10, key
            compared += 1
    assert compared == 6 + 5 + 2 + 24 + 30 + 10 + rows * (6 + 5 + 2)


def test_the_pass_is_that_of_the_engine():
    widths = [3, 5, 4, 2]
    net, (X, y) = network(widths, ["tanh", "relu", "sigmoid"], 2), batch(widths, 6)
    loss = ((net(X) - y) ** 2).sum() / 6
    loss.backward()
    passed = NetworkView(net, X, y).passed
    assert passed.loss == pytest.approx(float(loss), abs=1e-14)
    for i, part in enumerate(p for p in net if isinstance(p, nn.Linear)):
        np.testing.assert_allclose(passed.dWs[i], part.weight.grad, atol=1e-13)
        np.testing.assert_allclose(passed.dbs[i], part.bias.grad, atol=1e-13)


def test_cross_entropy_has_the_gradient_that_nudging_shows():
    net, (X, y) = network([2, 3, 2], ["sigmoid", "sigmoid"]), batch([2, 3, 2], 4)
    layers = read_network(net, "test")
    passed = layers.run(X, y, "cross-entropy")
    for W, dW in zip(layers.weights, passed.dWs, strict=True):
        for at in np.ndindex(W.shape):
            losses = []
            for h in (1e-5, -1e-5):
                W[at] += h
                losses.append(layers.run(X, y, "cross-entropy").loss)
                W[at] -= h
            assert dW[at] == pytest.approx((losses[0] - losses[1]) / 2e-5, abs=1e-8)


@pytest.mark.browser
def test_a_hidden_neuron_gathers_edge_by_edge_and_is_then_scaled(opened):
    page = opened(NetworkView(by_hand(), [1, 2], [1]))
    said, view = page.locator(".al-sentence"), page.locator(".al-network")
    page.locator(".al-net-stage").focus()
    texts = {}
    for _ in range(int(view.get_attribute("data-steps"))):
        page.keyboard.press("ArrowRight")
        texts.setdefault(view.get_attribute("data-stage"), []).append(said.inner_text())
    assert "z = 1 × 2 + 2 × (−1) + 0 = 0, a = σ(0) = 0.5" in texts["forward"][0]
    assert "δ = 2/1 × (0.5 − 1) × 0.25 = −0.25" in texts["delta"][0]
    assert "h1 gathers from o: w × δ = 2 × (−0.25) = −0.5" in texts["gather"][0]
    assert "what it gathered, −0.5, is scaled by f′(z) = 0.25: δ = −0.125" in texts["delta"][1]
    assert "L falls by about 0.00125" in texts["delta"][1]
    assert "δ = 0.1875" in texts["delta"][2]


@pytest.mark.browser
def test_before_a_step_a_number_is_not_there(opened):
    page = opened(NetworkView(by_hand(), [1, 2], [1]))
    delta = page.locator("[data-n='1:0'] [data-q='d:1:0']")
    assert delta.text_content() == "·"
    assert "delta not computed yet" in page.locator("[data-n='1:0']").get_attribute("aria-label")
    page.locator("button[data-action=end]").click()
    assert delta.text_content() == "−0.125"
    assert page.locator("[data-n='1:0']").get_attribute("aria-label") == "h1, z 0, a 0.5, delta −0.125"


@pytest.mark.browser
def test_what_is_selected_is_lit_in_every_view(opened):
    page = opened(NetworkView(by_hand(), [1, 2], [1], views=("equations", "matrices", "table"), start="end"))
    page.locator(".al-net-quantities button", has_text="δ of h2").click()
    lit = page.evaluate(
        "() => [...document.querySelectorAll('[data-q].is-lit')].map(e => [e.dataset.q, "
        "e.closest('[data-panel]')?.dataset.panel ?? (e.closest('.al-net-stage') ? 'picture' : 'card')])"
    )
    assert {key for key, _ in lit} == {"d:1:1"}
    assert {place for _, place in lit} == {"equations", "matrices", "table", "picture", "card"}
    assert "is-lit" in page.locator("[data-n='1:1']").get_attribute("class")
    used = page.locator(".al-net-matrix td.is-used").evaluate_all("cells => cells.map(c => c.dataset.q)")
    assert {"d:2:0", "w:2:1:0", "d:1:1"} <= set(used)
    page.locator("[data-action=close]").click()
    assert page.locator(".is-lit").count() == 0


@pytest.mark.browser
def test_the_card_of_a_weight_lists_what_each_row_brings(opened):
    net, (X, y) = network([2, 3, 2], ["sigmoid", "sigmoid"]), batch([2, 3, 2], 4)
    page = opened(NetworkView(net, X, y, views=("table",), start="end", row="batch"))
    page.locator(".al-net-quantities button", has_text="∂L/∂w x2 → h3").click()
    card = page.locator(".al-net-card")
    parts = [as_number(text) for text in card.locator(".al-net-weights td:last-child").all_text_contents()]
    assert len(parts) == 4
    whole = NetworkView(net, X, y).passed.dWs[0][1, 2]
    assert sum(parts) == pytest.approx(whole, abs=4e-5)
    assert agrees(card.locator("dd[data-q='g:1:1:2']").text_content(), whole)


@pytest.mark.browser
def test_keys_alone_reach_a_neuron_its_card_and_its_scalar_graph(opened):
    page = opened(NetworkView(by_hand(), [1, 2], [1], start="end"))
    page.locator(".al-net-stage").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.dataset.n") == "2:0"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.n") == "1:1"
    page.keyboard.press("Enter")
    assert page.locator(".al-net-card").get_attribute("aria-label") == "Card of δ of h2"
    page.locator("button[data-action=zoom]").focus()
    page.keyboard.press("Enter")
    inner = page.locator(".al-net-zoom-place .al-player")
    inner.wait_for()
    box = "g.al-node[data-name='{}']"
    grads = {name: inner.locator(box.format(name)).get_attribute("data-grad") for name in ("b", "w(x1)")}
    assert {k: round(float(v), 12) for k, v in grads.items()} == {"b": 0.1875, "w(x1)": 0.1875}
    inner.locator(".al-stage").click(position={"x": 3, "y": 3})
    assert inner.evaluate("p => p.contains(document.activeElement)")
    page.locator("button[data-action=unzoom]").click()
    assert inner.count() == 0
    assert page.evaluate("document.activeElement.className") == "al-net-stage"


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.sampled(1)
def test_text_is_legible_and_axe_finds_nothing_serious(opened, scheme):
    from axe_playwright_python.sync_playwright import Axe

    net, (X, y) = network([2, 3, 2], ["sigmoid", "sigmoid"]), batch([2, 3, 2], 4)
    page = opened(NetworkView(net, X, y, views=("equations", "matrices", "table"), start="end"), color_scheme=scheme)
    page.locator("[data-n='1:1'] rect").click()
    found = [v for v in Axe().run(page).response["violations"] if v["impact"] in ("serious", "critical")]
    assert not found, json.dumps([(v["id"], [n["html"] for n in v["nodes"]][:3]) for v in found], indent=1)
    grounds = page.evaluate("""() => [...document.querySelectorAll('.al-net text')].filter(t => t.textContent)
      .map(t => {
        const rect = t.parentElement.querySelector(':scope > rect');
        return [getComputedStyle(t).fill, rect ? getComputedStyle(rect).fill :
            getComputedStyle(document.querySelector('.al-network')).backgroundColor, t.textContent]; })""")
    assert len(grounds) > 20
    for ink, paper, text in grounds:
        assert contrast(ink, paper) >= 4.5, text


@pytest.mark.browser
def test_a_wide_layer_is_thinned_and_still_known(opened):
    net, (X, y) = network([200, 200, 1], ["sigmoid", "sigmoid"]), batch([200, 200, 1], 3)
    page = opened(NetworkView(net, X, y, views=("equations", "table"), start="end"))
    assert page.locator(".al-net-neuron").count() == 14 + 14 + 1
    assert page.locator(".al-net-more").first.text_content() == "⋮ 186 more"
    assert (
        "first and last seven"
        in page.locator(".al-notice").all_inner_texts()[-1] + page.locator(".al-below").inner_text()
    )
    assert "more: select a neuron" in page.locator("[data-panel=table]").inner_text()


@pytest.mark.browser
def test_the_head_of_a_scrolled_table_is_above_its_rows(opened):
    net = network([2, 4, 3, 1], ["sigmoid"] * 3)
    page = opened(NetworkView(net, *batch([2, 4, 3, 1], 6), start="end", views=("table",)))
    page.locator(".al-net-quantities .al-net-scroll").evaluate("scroll => { scroll.scrollTop = 400; }")
    on_top = """head => {
        head.scrollIntoView({block: 'center'});
        const box = head.getBoundingClientRect();
        return head.contains(document.elementFromPoint(box.x + 30, box.y + box.height - 4));
    }"""
    assert page.locator(".al-net-quantities thead").evaluate(on_top)


@pytest.mark.browser
@pytest.mark.parametrize("rows", [1, 6])
def test_the_loss_fits_into_the_picture(opened, rows):
    page = opened(NetworkView(network([2, 4, 3, 1], ["sigmoid"] * 3), *batch([2, 4, 3, 1], rows), start="end"))
    loss, picture = (page.locator(what).first.bounding_box() for what in (".al-net-loss", "svg.al-net"))
    assert loss["x"] + loss["width"] <= picture["x"] + picture["width"]


@pytest.mark.browser
def test_the_table_is_one_stop_of_tab_and_arrows_go_through_it(opened):
    page = opened(NetworkView(by_hand(), [1, 2], [1], views=("table",), start="end"))
    region = page.locator("[data-panel=table] .al-net-scroll")
    assert region.locator("tbody button").count() > 20
    assert region.locator("tbody button:not([tabindex='-1'])").count() == 0
    region.focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.textContent") == "x2"
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    assert page.locator(".al-net-card").get_attribute("aria-label") == "Card of L"
    step = page.locator(".al-network").get_attribute("data-step")
    page.keyboard.press("ArrowUp")
    assert page.locator(".al-network").get_attribute("data-step") == step
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.al-net-scroll')") is None


@pytest.mark.browser
def test_on_a_narrow_page_the_picture_follows_the_step(opened):
    page = opened(NetworkView(by_hand(), [1, 2], [1]), viewport={"width": 390, "height": 800})
    inside = """n => { const [box, place] = [`[data-n="${n}"] rect`, '.al-net-stage'].map(s => document.querySelector(s)
        .getBoundingClientRect()); return box.left >= place.left - 1 && box.right <= place.right + 1; }"""
    page.wait_for_timeout(100)  # the width is asked for after the first frame
    assert not page.evaluate(inside, "2:0")
    page.locator("[data-action=seed]").click()
    assert page.evaluate(inside, "2:0")
    page.locator("[data-action=start]").click()
    page.locator("[data-action=next]").click()  # forward, from the inputs to layer 1
    assert page.evaluate(inside, "1:0")
    assert page.evaluate(inside, "0:0")
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1]  # nothing pushes the page wide


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.full
def test_what_scrolls_can_be_scrolled_by_keyboard(opened, width):
    from axe_playwright_python.sync_playwright import Axe

    net, (X, y) = network([30, 12, 2], ["sigmoid", "sigmoid"]), batch([30, 12, 2], 20)
    view = NetworkView(net, X, y, views=("matrices", "table"), start="end", row="batch")
    page = opened(view, viewport={"width": width, "height": 800}, color_scheme="dark")
    page.locator("[data-n='1:1'] rect").click()
    found = [v for v in Axe().run(page).response["violations"] if v["impact"] in ("serious", "critical")]
    assert not found, json.dumps([(v["id"], [n["html"] for n in v["nodes"]][:3]) for v in found], indent=1)


@pytest.mark.browser
def test_ten_thousand_rows(opened):
    net, (X, y) = network([2, 4, 1], ["sigmoid", "sigmoid"]), batch([2, 4, 1], 10_000)
    view = NetworkView(net, X, y, row="batch", start="end", views=("matrices",))
    page = opened(view)
    text = page.locator(".al-net-loss").text_content()
    assert agrees(text.removeprefix("L "), view.passed.loss)
    assert "(10000, 2)" in page.locator("[data-panel=matrices]").inner_text()


@pytest.mark.browser
def test_without_scripts_a_table_is_read(opened):
    page = opened(NetworkView(by_hand(), [1, 2], [1]), java_script_enabled=False)
    assert page.locator("table tbody tr").count() == 3
    assert "−" not in page.locator("table tbody").inner_text()
    assert page.locator("table tbody").inner_text().count("-0.125") == 1


def test_the_widget_holds_the_page_too_and_is_small():
    view = NetworkView(by_hand(), [1, 2], [1], title="A <b>")
    data, _ = view._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert "<b>" not in data["text/html"].replace("</b>", "")
    assert repr(view) == data["text/plain"] == "NetworkView(2-2-1, 1 row)"
    assert len(gzip.compress((scripts.script("network") + scripts.style("network")).encode())) <= 36_000


def test_a_scalar_mlp_is_the_same_network():
    mlp = nn.MLP(2, [3, 1], activation="sigmoid")
    X, y = batch([2, 1], 4)
    view = NetworkView(mlp, X, y)
    outs = [mlp(list(row)).data for row in X]
    np.testing.assert_allclose(view.passed.activations[-1][:, 0], outs, atol=1e-14)
    assert view.network.activations == ("sigmoid", "linear")


@pytest.mark.parametrize(
    ("make", "error", "says"),
    [
        (lambda: NetworkView(by_hand(), np.ones((4, 2)), np.ones(4)), ShapeError, r"y.reshape\(-1, 1\)"),
        (lambda: NetworkView(by_hand(), np.ones((4, 2)), np.ones((3, 1))), ShapeError, "one row for each of X"),
        (lambda: NetworkView(by_hand(), np.ones((4, 2)), np.ones((4, 2))), ShapeError, "Give 1 number in each row"),
        (lambda: NetworkView(network([2, 3], ["sigmoid"]), np.ones((4, 2)), [0, 2, 1, 0]), ShapeError, r"np.eye\(3\)"),
        (lambda: NetworkView(by_hand(), [1, 2], 1), ShapeError, r"as a list, \[1\]"),
        (lambda: NetworkView(by_hand(), None, [1]), ValueTypeError, "X must be an array of numbers, got None"),
        (lambda: NetworkView(by_hand(), np.ones((4, 3)), np.ones((4, 1))), ShapeError, "rows of 2"),
        (lambda: NetworkView(by_hand(), np.ones((0, 2)), np.ones((0, 1))), ShapeError, "at least 1"),
        (lambda: NetworkView(by_hand(), [[np.nan, 1]], [[1]]), LabError, "nan or infinity"),
        (lambda: NetworkView(by_hand(), [["a", "b"]], [[1]]), ValueTypeError, "array of numbers"),
        (lambda: NetworkView(nn.Sequential(nn.Sigmoid()), [1], [1]), ValueTypeError, "Sigmoid is no layer"),
        (lambda: NetworkView(nn.Sequential(), [1], [1]), ValueTypeError, "no nn.Linear"),
        (lambda: NetworkView("net", [1], [1]), ValueTypeError, "str is no layer"),
        (lambda: NetworkView(network([2, 1], ["tanh"]), [1, 1], [1], loss="cross-entropy"), LabError, "0 and 1"),
        (lambda: NetworkView(by_hand(), [1, 2], [1], row=1), LabError, "rows 0 to 0"),
        (lambda: NetworkView(by_hand(), [1, 2], [1], row="all"), LabError, "or write row='batch'"),
        (lambda: NetworkView(by_hand(), [1, 2], [1], row=0.5), LabError, "rows 0 to 0"),
        (lambda: NetworkView(by_hand(), [1, 2], [1], views="graph"), LabError, "got 'graph'"),
        (lambda: NetworkView(by_hand(), [1, 2], [1], views=["graph"]), LabError, "'equations', 'matrices', 'table'"),
        (lambda: NetworkView(by_hand(), np.ones((300_000, 2)), np.ones((300_000, 1))), LabError, r"X\[:100\]"),
        (lambda: NetworkView(nn.Sequential(nn.Linear(2, 3), nn.Linear(4, 1)), [1, 2], [1]), ShapeError, "be equal"),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_refused_with_what_to_do(make, error, says):
    with pytest.raises(error, match=says):
        make()


@pytest.mark.browser
def test_weights_that_diverged_are_said(opened):
    """And what follows from them is nan, as in NumPy: relu does not swallow it."""
    net, (X, y) = network([2, 3, 1], ["relu", "linear"]), batch([2, 3, 1], 2)
    net[0].weight.data[0, 0] = np.nan
    view = NetworkView(net, X, y, start="end")
    page = opened(view)
    assert "diverged" in page.locator(".al-below").inner_text()
    assert np.isnan(view.passed.loss)
    shown = {key: float(x.replace("NaN", "nan")) for _, key, _, x in page.evaluate(SHOWN)}
    right = {f"a:1:{j}": view.passed.activations[1][0, j] for j in range(3)}
    right |= {f"d:1:{j}": view.passed.deltas[0][0, j] for j in range(3)} | {"a:2:0": np.nan, "d:2:0": np.nan}
    for key, number in right.items():
        np.testing.assert_equal(np.isnan(shown[key]), np.isnan(number), err_msg=key)


def test_a_network_of_pytorch_is_told_how_to_come_over():
    torch = pytest.importorskip("torch")
    with pytest.raises(ValueTypeError, match=r"is PyTorch's.\n.*from_torch_state"):
        NetworkView(torch.nn.Sequential(torch.nn.Linear(2, 1)), [1, 2], [1])


def test_numbers_too_large_for_a_loss_are_said():
    view = NetworkView(network([2, 2, 1], ["linear", "linear"]), np.full((2, 2), 1e200), np.ones((2, 1)), views="table")
    assert "The loss is nan or infinite" in view._options["notices"][-1]
    assert view._options["views"] == ["table"]


SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
GRIDS = """() => [...document.querySelectorAll('.al-net-matrix')].map(m => [m.querySelector('caption').textContent,
    [...m.querySelectorAll('tr')].map(r => [...r.querySelectorAll('td')].map(c => c.textContent))])"""


def matrix_of(plain, caption, row):
    """What NumPy has for a caption such as `δ₁ᵀ (3, 4)`, and the shape that it says."""
    name, shape = caption.translate(SUBSCRIPTS).split(" ", 1)
    turned, name = name.endswith("ᵀ"), name.removesuffix("ᵀ")
    rows = slice(None) if row is None else slice(row, row + 1)
    level = int(name[-1]) if name[-1].isdigit() else 0
    if name.startswith("∂L/∂W"):
        found = plain.a[level - 1][rows].T @ plain.d[level][rows]
    elif name.startswith("W"):
        found = plain.layers.weights[level - 1]
    else:
        found = {"x": plain.a, "a": plain.a, "z": plain.z, "δ": plain.d}[name[0]][level][rows]
    return (found.T if turned else found), shape


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(("widths", "rows"), [([2, 3, 2], 4), ([3, 1, 2, 2], 1), ([2, 2, 2], 2)])
@pytest.mark.sampled(1)
def test_numbers_stand_where_they_belong(opened, widths, rows):
    """By place, not by key: matrices row by row, equations as sums that come out, the table by its words."""
    net, (X, y) = network(widths, ["sigmoid", "tanh", "sigmoid"][-len(widths) + 1 :]), batch(widths, rows)
    plain = Plain(net, X, y)
    page = opened(NetworkView(net, X, y, views=("equations", "matrices", "table"), start="end"))
    compared = 0
    for row in [0, None] if rows > 1 else [0]:
        if rows > 1:
            page.evaluate(CHOOSE, ["Show", "row" if row == 0 else "batch"])
        for notation in ("rows", "columns"):
            page.evaluate(CHOOSE, ["Notation", notation])
            for level in range(1, len(widths)):
                page.locator(f"[data-n='{level}:0'] rect").click()
                for caption, texts in page.evaluate(GRIDS):
                    right, shape = matrix_of(plain, caption, row)
                    right = right.T if notation == "columns" else right  # names stay, arrays are turned
                    assert shape == str(right.shape), caption
                    assert len(texts) == right.shape[0], caption
                    for line, numbers in zip(texts, right, strict=True):
                        assert all(agrees(t, x) for t, x in zip(line, numbers, strict=True)), (caption, notation)
                        compared += len(line)
        page.evaluate(CHOOSE, ["Notation", "indices"])
        for level in range(1, len(widths)):
            page.locator(f"[data-n='{level}:0'] rect").click()
            compared += sums_come_out(page, 1 if row is None else 2)
        for title, text in page.evaluate(
            "() => [...document.querySelectorAll('.al-net-quantities tbody tr')].map(r => "
            "[r.querySelector('th').textContent, r.querySelector('.al-net-q').textContent])"
        ):
            if title.startswith("δ of h1"):
                at = [int(n) - 1 for n in re.findall(r"\d+", title)]
                level, j = at if len(at) == 2 else (0, at[0])
                assert agrees(text, plain.d[level + 1][slice(None) if row is None else [row], j].sum()), title
                compared += 1
    assert compared > 60


def sums_come_out(page, least):
    """Work out the equations' second lines as they are read; how many there were."""
    done = 0
    for line in page.locator(".al-net-eq-line:last-child").all_inner_texts():
        left, sign, rest = line.partition(" = ")
        left = left.split(": ")[-1]
        if not sign or not re.fullmatch(r"[\d\s.e×+−()/]+", left):
            continue
        code = left.replace("×", "*").replace("e−", "e-")
        worked = eval(code.replace("−", "-"))
        size = eval(code.replace(" − ", " + ").replace("−", ""))  # what rounding to four digits is measured against
        result = as_number(re.match(r"[−\d.e]+", rest)[0])
        assert abs(worked - result) <= 2e-3 * size, line
        done += 1
    assert done >= least
    return done
