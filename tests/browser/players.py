"""Reading and moving the players on a page, by the hooks that they keep for tests."""

import math
from collections.abc import Sequence

from playwright.sync_api import Locator, Page, expect

from tests.browser.engine import Numbers

TOLERANCE = 1e-12
#: opens all folds of a page
UNFOLD = "document.querySelectorAll('details').forEach(fold => { fold.open = true })"

READ = """player => [...player.querySelectorAll('g.al-node')].map(node => ({
    name: node.dataset.name, value: node.dataset.value, grad: node.dataset.grad ?? null,
    shown: node.querySelector('.al-grad')?.textContent,
}))"""


def players(page: Page, count: int | None = None) -> list[Locator]:
    """The players of a page, from top to bottom, once the first of them is drawn and, if it is said, all are there."""
    graphs = page.locator(".al-player:not(.al-network)")  # a network's picture is dressed as a player, too
    if page.locator(
        "#jupyter-config-data"
    ).count():  # where a widget comes late, what was kept of it has begun, and is hidden
        graphs = page.locator(".al-player:not(.al-network) >> visible=true")
    graphs.locator("g.al-node").first.wait_for()
    if count is not None:
        expect(graphs).to_have_count(count)
    return graphs.all()


def wait_until_drawn(page: Page) -> None:
    """Return once a page of the book shows its formulas and all its players, which it unpacks after it has loaded."""
    page.evaluate("window.MathJax?.startup?.promise?.then(() => {})")
    expect(page.locator(".al-player:not(.al-network)")).to_have_count(page.locator("[data-al-player]").count())


def press(player: Locator, action: str) -> None:
    """Click one of a player's buttons: start, back, play, next, seed, end."""
    player.locator(f'button[data-action="{action}"]').click()


def expect_step(player: Locator, step: int) -> None:
    """Wait until a player stands at a step."""
    expect(player).to_have_attribute("data-step", str(step))


def steps(player: Locator) -> int:
    """Number of a player's last step."""
    return int(player.get_attribute("data-steps"))


def step_to_the_end(player: Locator) -> None:
    """Press "next" until the last step, looking at each."""
    press(player, "start")
    expect_step(player, 0)
    for step in range(1, steps(player) + 1):
        press(player, "next")
        expect_step(player, step)
        assert player.locator(".al-sentence").inner_text().strip(), f"step {step} says nothing"


def be_shown_everything(player: Locator) -> None:
    """Go through a quiz without answering, to the last step."""
    for _ in range(60):
        press(player, "end")
        if player.locator('button[data-action="quiz-show"]').count():
            player.locator('button[data-action="quiz-show"]').click()
        elif int(player.get_attribute("data-step")) == steps(player):
            return
    raise AssertionError("the quiz does not come to an end")


def differences(player: Locator, expected: Sequence[Numbers]) -> list[str]:
    """Where the numbers on the screen are not the engine's; the empty list when all agree."""
    drawn = player.evaluate(READ)
    if len(drawn) != len(expected):
        return [f"{len(drawn)} nodes are drawn, the engine has {len(expected)}"]
    left = list(expected)
    wrong = []
    for node in drawn:
        match = next((numbers for numbers in left if _agrees(node, numbers)), None)
        if match is None:
            wrong.append(f"{node['name']}: value {node['value']}, grad {node['grad']} is no node of the engine's")
        else:
            left.remove(match)
    return wrong


def _agrees(node: dict[str, str | None], numbers: Numbers) -> bool:
    same_name = numbers.name is None or node["name"] == numbers.name
    if not same_name or not _close(float(node["value"]), numbers.value):
        return False
    if numbers.grad is None or node["grad"] is None:
        return numbers.grad is None and node["grad"] is None
    return _close(float(node["grad"]), numbers.grad)


def _close(got: float, expected: float) -> bool:
    return math.isclose(got, expected, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def wait_until_equal(player: Locator, expected: Sequence[Numbers], seconds: float = 120) -> None:
    """Wait until the screen shows the engine's numbers; fail with what is different when it does not."""
    page = player.page
    for _ in range(int(seconds * 20)):
        if not (wrong := differences(player, expected)):
            return
        page.wait_for_timeout(50)
    raise AssertionError("the screen and the engine differ:\n  " + "\n  ".join(wrong))


def slide(player: Locator, to: float | None = None) -> tuple[str, float]:
    """Move a player's first slider, a quarter of the way if nothing is said; return the leaf and its number."""
    slider = player.locator("input.al-slider").first
    if to is None:
        low, high = float(slider.get_attribute("min")), float(slider.get_attribute("max"))
        to = low + (high - low) / 4
    slider.evaluate(
        "(slider, to) => { slider.value = to; slider.dispatchEvent(new Event('input', {bubbles: true})); }", to
    )
    return slider.get_attribute("data-name"), float(slider.input_value())
