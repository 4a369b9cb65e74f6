"""`python -m benchmarks.arrays`: how long players of arrays take to open, and to go on by a step.

The nets are those of chapters on images, sequences and attention: a small convolutional net, an LSTM of 20 steps, a
Transformer of two layers. On a page without a kernel; "nothing" is what the same measure says of no step at all.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from autograd_lab import Tensor, show
from autograd_lab.lab.doctor import find_browser
from benchmarks import player_page
from benchmarks.player import spread
from benchmarks.player_report import STEPS
from tests.support.browser import FLAGS
from tests.viz.array_nets import conv_net, transformer
from tests.viz.recurrent import lstm

NETS: dict[str, Callable[[], Tensor]] = {
    "convolutional net, 1 × 1 × 8 × 8": conv_net,
    "LSTM, 20 steps": lambda: lstm(T=20, units=4),
    "Transformer, 2 layers, 8 words": transformer,
}
GOALS = {"opens": 1.0, "boxes": 30, "p95": 35.0}  # seconds, boxes at the start, milliseconds


def measured(page: Page, loss: Tensor, place: Path) -> dict[str, float]:
    """Seconds to open, boxes seen first, and milliseconds from a press on "next" until it is painted."""
    began = time.perf_counter()
    page.goto(show(loss).static().save(place / "net.html").as_uri())
    page.wait_for_selector("g.al-node, g.al-group")
    opens = time.perf_counter() - began
    boxes = page.locator("g.al-node, g.al-group").count()
    page.evaluate(player_page.TOOLS)
    page.emulate_media(reduced_motion="reduce")
    nothing = spread([page.evaluate("bench.nothing()") for _ in range(STEPS)])
    times = []
    for k in range(STEPS):
        if k in (0, STEPS // 2):
            page.evaluate("action => bench.go(action)", "seed" if k else "start")
        times.append(page.evaluate("bench.step()"))
    return {"opens": opens, "boxes": boxes, "nothing": nothing["p95"], **spread(times)}


def main() -> None:
    """Measure all nets, and print what came."""
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        for name, make in NETS.items():
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            found = measured(page, make(), Path(place))
            page.close()
            missed = [what for what, goal in GOALS.items() if found[what] > goal]
            print(
                f"{name}: opens in {found['opens']:.2f} s, {found['boxes']:.0f} boxes; next to painted "
                f"{found['median']:.0f} ms, p95 {found['p95']:.0f} (nothing at all: {found['nothing']:.0f})"
                + (f"; above its goal: {', '.join(missed)}" if missed else "")
            )
        browser.close()


if __name__ == "__main__":
    main()
