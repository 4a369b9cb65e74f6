"""train() keeps a run step by step; the time view goes to any step of it, and two runs stand side by side."""

import base64
import json

import numpy as np
import pytest
from playwright.sync_api import expect

from autograd_lab import NetworkView, Tensor, data, functional, nn, optim, train, training
from autograd_lab.errors import LabError, ShapeError, ValueTypeError
from autograd_lab.viz.network.training_run import TrainingRun
from tests.viz.network.networks import agrees, network

XOR = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], float), np.array([[0], [1], [1], [0]], float)


def moons():
    X, y = data.moons(100, 0.1, seed=0)
    return X, y.reshape(-1, 1)


def go(page, index):
    page.evaluate(
        "i => { const r = document.querySelector('[data-name=time]'); r.value = i;"
        " r.dispatchEvent(new Event('input')); }",
        index,
    )


def test_a_run_is_that_of_the_engine_and_its_optimiser():
    X, y = moons()
    net, twin = network([2, 4, 1], ["tanh", "sigmoid"], 5), network([2, 4, 1], ["tanh", "sigmoid"], 5)
    run = train(net, X, y, steps=20, learning_rate=0.05, optimizer=optim.Adam)
    mover, losses = optim.Adam(twin.parameters(), 0.05), []
    for _ in range(20):
        mover.zero_grad()
        loss = functional.mse(twin(X), y)  # with one output the two losses are the same
        losses.append(float(loss))
        loss.backward()
        mover.step()
    np.testing.assert_allclose(run.losses[:-1], losses, rtol=1e-12)
    np.testing.assert_allclose(net[0].weight.data, twin[0].weight.data, rtol=1e-12)
    np.testing.assert_allclose(run.at(20).weights[0], net[0].weight.data, rtol=1e-6)
    assert run.steps == list(range(21))
    assert run.norms.shape == (21, 2)


def test_a_scalar_network_gets_its_new_numbers():
    mlp = nn.MLP(2, [3, 1], activation="tanh")
    run = train(mlp, *XOR, steps=50, learning_rate=0.1)
    assert run.losses[-1] < run.losses[0]
    out = [mlp(list(row)).data for row in XOR[0]]
    np.testing.assert_allclose(((np.array(out) - XOR[1][:, 0]) ** 2).mean(), run.losses[-1], rtol=1e-9)


@pytest.mark.slow
def test_batches_are_drawn_and_the_loss_is_of_all_rows():
    X, y = moons()
    net = network([2, 4, 1], ["sigmoid", "sigmoid"])
    run = train(net, X, y, steps=30, learning_rate=2.0, batch_size=10, seed=4)
    assert run.losses[-1] == pytest.approx(NetworkView(net, X, y).passed.loss, rel=1e-12)
    again = train(network([2, 4, 1], ["sigmoid", "sigmoid"]), X, y, steps=30, learning_rate=2.0, batch_size=10, seed=4)
    np.testing.assert_array_equal(run.leaves, again.leaves)


def test_a_run_that_diverges_says_at_which_step_and_keeps_what_came_before():
    net = network([2, 4, 1], ["relu", "linear"])
    run = train(net, *moons(), steps=500, learning_rate=50.0)
    assert run.diverged is not None
    assert run.taken == run.diverged - 1 == run.steps[-1]
    assert np.isfinite(run.losses).all()
    assert np.isfinite(run.leaves).all()  # in 32 bits too, so that the last moment can be shown
    assert np.isfinite(run.at(run.taken).run(*moons()).loss)
    assert f"at step {run.diverged}" in run.notices[0]
    assert "try a tenth" in run.notices[0]


@pytest.mark.slow
def test_an_interrupted_run_keeps_what_there_is():
    def stop(step, steps, loss):
        if step:  # a machine that stalls is told of step 0 already
            raise KeyboardInterrupt

    run = train(network([2, 4, 1], ["sigmoid", "sigmoid"]), *moons(), steps=10**7, progress=stop)
    assert 0 < run.taken < 10**7
    assert run.steps[-1] == run.taken
    assert run.notices[0].startswith("Stopped after ")


@pytest.mark.slow
@pytest.mark.full
def test_a_hundred_thousand_steps_are_thinned_and_said(opened):
    run = train(network([2, 2, 1], ["sigmoid", "sigmoid"]), *XOR, steps=100_000, learning_rate=1.0)
    assert run.taken == run.steps[-1] == 100_000
    assert 500 <= len(run.steps) <= 1001
    assert "one in 128 is kept" in run.notices[0]
    assert run.leaves.dtype == np.float32


@pytest.mark.slow
def test_a_record_of_a_thousand_steps_is_small():
    X, y = moons()
    run = train(network([2, 8, 8, 1], ["sigmoid"] * 3), X, y, steps=1000)
    assert len(run.steps) == 1001
    assert run.leaves.nbytes <= 1e6
    assert len(train(network([2, 8, 8, 1], ["sigmoid"] * 3), X, y, steps=1000, record=False).steps) == 2


@pytest.mark.browser
def test_the_slider_moves_network_loss_and_boundary_together(opened):
    X, y = moons()
    run = train(network([2, 8, 8, 1], ["tanh", "tanh", "sigmoid"], 2), X, y, steps=200, learning_rate=1.0)
    page = opened(run.view(views=("table",)))
    for step in (0, 7, 200, 50):
        go(page, step)
        then = run.at(step)
        passed = then.run(X, y)
        assert page.locator(".al-network").get_attribute("data-moment") == str(step)
        assert f"Step {step} of 200. L = " in page.locator(".al-net-moment").inner_text()
        for key, right in (
            ("w:1:1:3", then.weights[0][1, 3]),
            ("h:2:5", passed.dbs[1][5]),
            ("g:3:2:0", passed.dWs[2][2, 0]),
        ):
            assert agrees(page.locator(f"[data-panel=table] [data-q='{key}']").text_content(), right)
        good = float(page.locator("canvas.al-net-plane").get_attribute("data-right"))
        assert good == pytest.approx(((passed.activations[-1] >= 0.5) == (y >= 0.5)).mean())
    page.locator("[data-name=time]").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("[data-name=time]").get_attribute("aria-valuetext").startswith("step 51 of 200, L ")
    expect(page.locator(".al-live").first).to_contain_text("Step 51 of 200")


@pytest.mark.browser
def test_one_step_from_any_moment_is_a_step_of_descent(opened):
    X, y = XOR
    run = train(network([2, 3, 1], ["sigmoid", "sigmoid"], 1), X, y, steps=100, learning_rate=1.0)
    page = opened(run.view(views=("table",), row="batch"))
    go(page, 40)
    now = run.at(40)
    passed = now.run(X, y)
    page.locator(".al-net-own input").fill("0.5")
    page.locator("[data-action=descend]").click()
    shown = page.locator("[data-panel=table] [data-q='w:1:0:2']")
    assert agrees(shown.text_content(), now.weights[0][0, 2] - 0.5 * passed.dWs[0][0, 2])
    assert "1 step of your own: L " in page.locator(".al-net-own").inner_text()
    page.locator("[data-action=undo]").click()
    assert agrees(shown.text_content(), now.weights[0][0, 2])
    page.locator(".al-net-own input").fill("-0.5")
    said = page.evaluate("""() => { document.querySelector('[data-action=descend]').click();
      return document.querySelector('.al-live').textContent; }""")
    assert said.startswith("Each weight and bias moved by 0.5 times its gradient.")
    page.locator("[data-action=undo]").click()
    page.locator(".al-net-own input").fill("")
    page.locator("[data-action=descend]").click()
    assert page.locator(".al-net-own input").get_attribute("aria-invalid") == "true"
    assert agrees(shown.text_content(), now.weights[0][0, 2])


@pytest.mark.browser
def test_a_run_that_diverged_ends_on_numbers_and_says_where_they_stop(opened):
    net = network([2, 4, 1], ["relu", "linear"])
    run = train(net, *moons(), steps=500, learning_rate=50.0)
    page = opened(run.view(moment=run.taken, views=("table",)))
    assert f"no finite numbers from step {run.diverged} on" in page.locator(".al-net-moment").inner_text()
    assert "nan" not in page.locator(".al-net").text_content()
    assert "try a tenth of it" in page.locator(".al-below").inner_text()
    assert page.locator(".al-net-own input").input_value() == "50"  # the run's own rate
    for _ in range(6):
        page.locator("[data-action=descend]").click()
    assert page.locator("canvas.al-net-plane").get_attribute("data-right") == "0"  # nan is on no side
    assert "6 steps of your own: L " in page.locator(".al-net-own").inner_text()


@pytest.mark.browser
def test_a_step_of_ones_own_in_one_run_leaves_the_other_as_it_was(opened):
    one = train(network([2, 3, 1], ["sigmoid", "sigmoid"], 1), *XOR, steps=20, learning_rate=2.0)
    two = train(network([2, 3, 1], ["tanh", "sigmoid"], 2), *XOR, steps=20, learning_rate=2.0, label="other")
    page = opened(one.compare(two, views=("table",)))
    page.locator("[data-action=descend]").click()
    page.locator("select[aria-label='Network of']").select_option(label="B: other")
    page.locator("[data-action=back]").click()  # shows the numbers again, after both planes were painted
    page.locator("[data-action=next]").click()
    then = two.at(20)
    for i, j in np.ndindex(2, 3):
        edge = page.locator(f"[data-panel=table] [data-q='w:1:{i}:{j}']")
        assert agrees(edge.text_content(), then.weights[0][i, j])
    page.locator("[data-n='1:1'] rect").click()  # the card asks the network itself
    card = [page.locator(f".al-net-card [data-q='w:1:{i}:1']").text_content() for i in range(2)]
    assert all(agrees(text, then.weights[0][i, 1]) for i, text in enumerate(card))


@pytest.mark.browser
def test_who_travels_hears_moments_and_the_planes_follow_the_theme(opened):
    run = train(network([2, 3, 1], ["sigmoid", "sigmoid"], 1), *XOR, steps=20, learning_rate=2.0)
    page = opened(run.view(row=0), color_scheme="light")
    sentence = page.locator(".al-sentence")
    assert sentence.get_attribute("aria-live") == "off"  # the view has just travelled to the end
    page.locator("[data-n='1:1'] rect").click()
    assert sentence.get_attribute("aria-live") == "polite"
    page.locator("button[data-action=zoom]").click()
    inner = page.locator(".al-net-zoom-place .al-player")
    inner.wait_for()
    go(page, 3)
    assert sentence.get_attribute("aria-live") == "off"
    assert inner.count() == 0  # its numbers were those of another moment
    corner = "() => [...document.querySelector('canvas.al-net-plane').getContext('2d').getImageData(3, 3, 1, 1).data]"
    light = page.evaluate(corner)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"before => ({corner})().join() !== before", arg=",".join(map(str, light)))


@pytest.mark.browser
def test_playing_goes_to_the_end(opened):
    run = train(network([2, 3, 1], ["sigmoid", "sigmoid"], 1), *XOR, steps=8)
    page = opened(run.view())
    go(page, 2)
    page.locator("[data-action=travel]").click()
    page.wait_for_function("document.querySelector('.al-network').dataset.moment === '8'")


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.sampled(1)
def test_two_runs_side_by_side_in_both_themes(opened, scheme):
    from axe_playwright_python.sync_playwright import Axe

    X, y = moons()
    one = train(network([2, 4, 1], ["sigmoid", "sigmoid"], 1), X, y, steps=60, learning_rate=5.0)
    other = network([2, 4, 1], ["relu", "sigmoid"], 1)
    two = train(other, X, y, steps=40, learning_rate=0.5, loss="cross-entropy", label="relu")
    page = opened(one.compare(two, views=("table",)), color_scheme=scheme)
    assert page.locator("canvas.al-net-plane").count() == 2
    go(page, 30)
    said = page.locator(".al-net-moment").inner_text()
    assert "A, rate 5: L = " in said
    assert "B, relu: L = " in said
    page.locator("select[aria-label='Network of']").select_option(label="B: relu")
    then = two.at(30)
    passed = then.run(X, y, "cross-entropy")
    assert agrees(page.locator(".al-net-loss").text_content().removeprefix("L "), passed.loss)
    assert agrees(page.locator("[data-panel=table] [data-q='g:1:0:0']").text_content(), passed.dWs[0][0, 0])
    found = [v for v in Axe().run(page).response["violations"] if v["impact"] in ("serious", "critical")]
    assert not found, json.dumps([(v["id"], [n["html"] for n in v["nodes"]][:3]) for v in found], indent=1)


def test_what_cannot_be_trained_or_compared_is_refused():
    X, y = moons()
    net = network([2, 3, 1], ["sigmoid", "sigmoid"])
    with pytest.raises(ShapeError, match=r"y.reshape\(-1, 1\)"):
        train(net, X, y[:, 0])
    with pytest.raises(LabError, match="at least 1"):
        train(net, X, y, steps=0)
    for wrong, says in (
        ({"steps": 2.5}, "whole number"),
        ({"learning_rate": float("nan")}, "0 or more"),
        ({"learning_rate": "fast"}, "0 or more"),
        ({"optimizer": "adam"}, "optim.Adam"),
        ({"batch_size": 2.5}, "give 1 to 100"),
    ):
        with pytest.raises(LabError, match=says):
            train(net, X, y, **{"steps": 2, **wrong})
    with pytest.raises(LabError, match="give 1 to 100"):
        train(net, X, y, batch_size=200)
    run = train(net, X, y, steps=2)
    with pytest.raises(ValueTypeError, match="copy for viewing"):
        train(run.at(1), X, y)
    with pytest.raises(LabError, match="steps 0 to 2"):
        run.at(3)
    with pytest.raises(LabError, match="recorded steps are 0 to 2"):
        run.view(moment=3)
    with pytest.raises(LabError, match="another recorded run"):
        run.compare(net)
    with pytest.raises(LabError, match="or those of X or y are too large"):
        train(network([2, 3, 1], ["relu", "linear"]), X * 1e200, y, steps=2)
    with pytest.raises(LabError, match="same widths"):
        run.compare(train(network([2, 4, 1], ["sigmoid", "sigmoid"]), X, y, steps=2))
    with pytest.raises(LabError, match="different data"):
        run.compare(train(network([2, 3, 1], ["sigmoid", "sigmoid"]), *XOR, steps=2))
    net[0].weight.data[0, 0] = np.nan
    with pytest.raises(LabError, match="not finite before the first step"):
        train(net, X, y, steps=2)


@pytest.mark.parametrize("make", [Tensor, lambda array: Tensor(array, requires_grad=True), np.array, list])
def test_the_batch_may_be_a_tensor_or_what_becomes_an_array(make):
    X, y = moons()
    y = y.astype(float)
    run = train(network([2, 3, 1], ["sigmoid", "sigmoid"]), make(X), make(y), steps=2)
    np.testing.assert_array_equal(run.X, X)
    np.testing.assert_array_equal(run.y, y)


def test_a_run_is_what_training_returns_and_stands_under_its_public_name():
    X, y = moons()
    run = training.train(network([2, 3, 1], ["sigmoid", "sigmoid"]), X, y, steps=2, label="mine")
    assert train is training.train
    assert isinstance(run, TrainingRun)
    assert repr(run).startswith("TrainingRun(mine: 2 steps, 3 kept, L 0.")


def test_a_view_of_runs_holds_each_kept_step_and_their_notices():
    X, y = moons()
    one = train(network([2, 3, 1], ["sigmoid", "sigmoid"]), X, y, steps=3, label="one")
    two = train(network([2, 3, 1], ["tanh", "sigmoid"]), X, y, steps=3, label="two", learning_rate=0.5)
    two.notices.append("said of two")
    view = one.compare(two, moment=1)
    assert view._options["title"] == "Training 2-3-1: one and two"
    assert (view._options["moment"], view._options["rate"]) == (1, 1.0)
    assert "said of two" in view._options["notices"]
    first, second = view._network["runs"]
    assert (first["label"], second["label"]) == ("one", "two")
    assert first["steps"] == [0, 1, 2, 3]
    assert second["acts"] == ["", "tanh", "sigmoid"]
    leaves = np.frombuffer(base64.b64decode(second["leaves"]), "<f4").reshape(4, -1)
    np.testing.assert_array_equal(leaves, two.leaves)
    assert len(one.view()._network["runs"]) == 1
    assert NetworkView(one.at(1), X, y).network.widths == [2, 3, 1]
    with pytest.raises(LabError, match="loss is one of 'squares', 'cross-entropy', got 'mse'"):
        NetworkView(one.at(1), X, y, loss="mse")
