"""The steps of a recurrent net on cards: what each brings to a shared weight, and norms along time, against NumPy."""

import numpy as np
import pytest

from autograd_lab import show
from tests.support.javascript import JS, node
from tests.viz.closeups import looks
from tests.viz.pages import box, opened
from tests.viz.recurrent import lstm, rnn, rnn_by_numpy

TIME = f'import {{ heights, tellNorms }} from "{JS.as_uri()}/model/along.js";\n'


def check_weight(page, net, name):
    """Hold every number on the card of a weight, entry by entry, against NumPy; returns how many there were."""
    parts, norms = rnn_by_numpy(net)
    net["loss"].backward()
    count, entries = 0, set()
    for every in looks(page).values():
        for look in every:
            terms = []
            for key, number in look["numbers"]:
                what, *more = key.split(":")
                if what == "term":
                    terms.append(number)
                    at = int(more[1])
                elif what in ("total", "held"):
                    gradient = net[name].grad.reshape(-1)[int(more[0])]
                    assert number == (pytest.approx(gradient, rel=1e-12) if what == "total" else gradient)
                count += 1
            assert terms == pytest.approx([part.reshape(-1)[at] for part in parts[name]], rel=1e-9, abs=1e-15)
            entries.add(at)
    assert entries == set(range(net[name].data.size))
    shown = {e.get_attribute("data-q"): float(e.get_attribute("data-x")) for e in page.locator("[data-q^=along]").all()}
    assert [shown[f"along:h:{t}"] for t in range(1, len(norms) + 1)] == pytest.approx(norms, rel=1e-9)
    found = page.locator('.al-close [data-q^="norm:"]').evaluate_all("all => all.map((e) => Number(e.dataset.x))")
    assert found == pytest.approx([np.linalg.norm(part) for part in parts[name]], rel=1e-9, abs=1e-15)
    return count + len(norms)


@pytest.mark.browser
def test_every_number_of_a_shared_weight_is_numpys(tmp_path, browser_page):
    net = rnn(T=4, units=2)
    opened(browser_page, tmp_path, show(net["loss"], start="end"))
    box(browser_page, "W").click()
    assert check_weight(browser_page, net, "W") >= 40


@pytest.mark.browser
@pytest.mark.full
@pytest.mark.parametrize("name", ["W", "U", "b"])
def test_thousands_of_numbers_along_time_are_numpys(tmp_path, browser_page, name):
    net = rnn(T=20, units=12)
    opened(browser_page, tmp_path, show(net["loss"], start="end"))
    box(browser_page, name).click()
    assert check_weight(browser_page, net, name) >= {"W": 1_000, "U": 5_000, "b": 500}[name]


@pytest.mark.browser
def test_contributions_come_one_by_one_and_the_sum_says_how_many(tmp_path, browser_page):
    net = rnn(T=4)
    player = opened(browser_page, tmp_path, show(net["loss"]))
    box(browser_page, "U").click()
    card = browser_page.locator(".al-close")
    assert card.locator(".al-told").inner_text() == "∂v18/∂U[0, 0]: nothing has come back yet."
    assert card.locator(".al-row figcaption").all_inner_texts() == ["step 1", "step 2", "step 3", "step 4"]
    assert card.locator(".al-not-yet").count() == 4
    while "so far, 2 of 4" not in card.locator(".al-told").inner_text():
        browser_page.locator("button[data-action=next]").click()
    assert card.locator(".al-not-yet").count() == 2
    assert "Σ so far (2 of 4)" in card.inner_text()
    assert card.locator("tbody th").all_inner_texts() == ["step 3", "step 4", "Σ"]
    assert player.get_attribute("data-step") != player.get_attribute("data-steps")
    along = browser_page.locator(".al-along")
    assert along.locator(".al-norm").count() == 4
    assert "‖∂v18/∂h‖ along time" in along.inner_text()


@pytest.mark.browser
def test_an_lstm_of_twenty_steps_shows_both_roads_and_unfolds_in_place(tmp_path, browser_page):
    opened(browser_page, tmp_path, show(lstm(T=20), start="end"))
    assert browser_page.locator("g.al-node, g.al-group").count() <= 30
    names = browser_page.locator("g.al-group").evaluate_all("all => all.map((g) => g.dataset.name)")
    assert set(names) == {f"step {t}" for t in range(1, 21)}
    group = browser_page.locator('g.al-group[data-name="step 3"]')
    group.focus()
    browser_page.keyboard.press("Enter")
    for name in ("i₃", "f₃", "g₃", "o₃", "c₃", "h₃"):
        assert box(browser_page, name).count() == 1
    assert browser_page.locator('g.al-group[data-name="step 4"]').count() == 1
    box(browser_page, "c₃").click()
    assert "/∂c‖ along time" in browser_page.locator(".al-along").inner_text()
    assert browser_page.locator(".al-norm.al-own").count() == 1


def test_norms_that_differ_a_lot_stand_on_a_scale_of_powers_of_ten():
    near, far = node(TIME + "console.log(JSON.stringify(data.map(heights)));", [[1, 2, 4], [1e-8, None, 1e-4, 1.0]])
    assert near == {"powers": False, "heights": [0.25, 0.5, 1]}
    assert far["powers"]
    assert far["heights"] == pytest.approx([0.5 / 8.5, 0, 4.5 / 8.5, 1])
    told = node(TIME + "console.log(JSON.stringify(tellNorms('‖∂L/∂h‖', data)));", [1e-8, None, 1e-4, 1.0])
    assert told == "‖∂L/∂h‖: 1 at step 4, 1e−8 at step 1: 1e−8 of it is left."
