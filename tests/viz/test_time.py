"""The steps of a recurrent net on cards: what each brings to a shared weight, and norms along time, against NumPy."""

import numpy as np
import pytest

from autograd_lab import show
from tests.support.javascript import JS, node
from tests.support.traces import trace_of
from tests.viz.closeups import looks, numbers_at
from tests.viz.pages import box, opened
from tests.viz.recurrent import lstm, lstm_of_values, rnn, rnn_by_numpy, rnn_of_values

pytestmark = pytest.mark.slow

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
    shown = numbers_at(page, "[data-q^=along]")
    assert [shown[f"along:h:{t}"] for t in range(1, len(norms) + 1)] == pytest.approx(norms, rel=1e-9)
    found = numbers_at(page, ".al-close [data-q^='norm:']")
    assert list(found.values()) == pytest.approx([np.linalg.norm(part) for part in parts[name]], rel=1e-9, abs=1e-15)
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
    assert card.locator("tbody th").all_inner_texts() == ["step 3", "step 4"]
    assert card.locator("tfoot th").all_inner_texts() == ["Σ"]
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


def test_norms_that_differ_a_lot_stand_on_a_scale_of_powers_of_ten_all_on_one():
    near, far, nothing = [1, 2, 4], [1e-8, None, 1e-4, 1.0], [None, None]
    told = "console.log(JSON.stringify(data.map(([norms, among]) => heights(norms, among ?? norms))));"
    plain, powers, shared, empty = node(TIME + told, [[near], [far], [near, [*near, *far]], [nothing]])
    assert plain == {"powers": False, "ends": [0, 4], "heights": [0.25, 0.5, 1]}
    assert powers["powers"]
    assert powers["ends"] == pytest.approx([1e-9, 1])
    assert powers["heights"] == pytest.approx([1 / 9, 0, 5 / 9, 1])
    assert shared["ends"] == pytest.approx([1e-9, 4])  # beside the others, on their scale
    assert 0.9 < shared["heights"][0] < shared["heights"][1] < 1 == shared["heights"][2]
    assert empty == {"powers": False, "ends": [], "heights": [0, 0]}


@pytest.mark.parametrize(
    ("early", "left"), [(1e-8, "1e−8 of it is left"), (0.0094, "0.94 % of it is left"), (0.5, "50 % of")]
)
def test_what_is_left_of_a_norm_is_said_as_people_say_it(early, left):
    told = node(TIME + "console.log(JSON.stringify(tellNorms('‖∂L/∂h‖', data)));", [early, None, 1e-4, 1.0])
    assert left in told


# --- numbers ------------------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.parametrize("units", [1, 3])
def test_a_net_of_values_shows_each_steps_part_and_norms_along_time(tmp_path, browser_page, units):
    net = rnn_of_values(T=6, units=units)
    opened(browser_page, tmp_path, show(net["loss"], start="end"))
    net["loss"].backward()
    if units > 1:
        browser_page.get_by_role("button", name="unfold all").click()
    box(browser_page, "w0").click()
    read = numbers_at(browser_page, ".al-side [data-q]")
    norms = [np.sqrt(sum(h.grad**2 for h in row)) for row in net["hs"]]
    assert [read[f"along:h:{t}"] for t in range(1, 7)] == pytest.approx(norms, rel=1e-12)
    terms = [x for key, x in read.items() if key.startswith("term:")]
    assert len(terms) == 6
    assert terms == pytest.approx(
        [h[0].grad * (1 - h[0].data ** 2) * x.data for h, x in zip(net["hs"], net["xs"], strict=True)]
    )
    assert read["total"] == pytest.approx(net["w"][0].grad, rel=1e-12)


@pytest.mark.parametrize("units", [1, 2, 4])
def test_gates_and_states_of_values_have_names_and_parts(units):
    trace = trace_of(lstm_of_values(T=4, units=units))
    assert {name: [len(row) for row in rows] for name, rows in trace.steps.states.items()} == {
        "h": [units] * 4,
        "c": [units] * 4,
    }
    named = [node.name for node in trace.nodes]
    if units == 1:
        assert {"h₀", "c₀", *(f"{letter}₃" for letter in "xifgoch")} <= set(named)
        assert trace.steps.parts["f"] == "the forget gate"
    else:
        assert {f"h₃[{unit}]" for unit in range(units)} <= set(named)


@pytest.mark.browser
def test_steps_are_told_with_their_gates_and_what_each_brings_to_a_shared_weight(tmp_path, browser_page):
    opened(browser_page, tmp_path, show(lstm(T=4)))
    browser_page.locator("summary", has_text="All steps").click()
    told = browser_page.locator(".al-steps li").all_inner_texts()
    assert sum("f₃ is the forget gate of step 3." in line for line in told if line.startswith("Forward: f₃")) == 1
    for t in (1, 2, 3, 4):
        assert any(f"This is what step {t} brings to U, which 4 steps read." in line for line in told)
    assert any(line.startswith("Backward") and "c₂ is the cell's memory of step 2." in line for line in told)


@pytest.mark.browser
def test_a_folded_step_shows_its_state_and_a_button_leads_along_time(tmp_path, browser_page):
    opened(browser_page, tmp_path, show(lstm(T=20), start="end"))
    group = browser_page.locator('g.al-group[data-name="step 7"]')
    assert "hands on h₇" in group.get_attribute("aria-label")
    assert group.locator(".al-value").text_content().startswith("‖")
    browser_page.locator(".al-ways button", has_text="c").first.click()
    assert "c₂₀" in browser_page.locator(".al-side h3").inner_text()
    assert browser_page.locator(".al-norm").count() == 20
