"""`python -m benchmarks.figures`, and a part of `make bench`: a live figure from a slider to the repaint, and playing.

Needs Chromium. Every slider of every figure is moved in turn, on a saved page without a kernel and under its cell in a
real JupyterLab with one, and timed from the move to the first frame that answers it; where a figure then goes on
learning, to its result too. What plays is played, and timed from frame to frame.
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from playwright.sync_api import Page, expect, sync_playwright

from autograd_lab.lab.doctor import find_browser
from autograd_lab.viz import figures as live
from benchmarks import results
from benchmarks.player import running_lab, spread
from benchmarks.results import cells
from tests.support.browser import FLAGS
from tests.support.lab import LIVE, lab_open, notebook_of, run_all

ROUNDS = 60
RESULTS = 12  # moves that are waited for to the end, where a figure learns after each
SECONDS = 3  # of playing
GOALS = {"page": 35, "lab": 100}  # milliseconds at the 95th percentile
PLAY_GOALS = {"frame": 35, "result": 1000}  # the same, from frame to frame and to a result
PLAYERS = ("boundary", "optimiser_race", "overfitting")
#: each figure, as the chapters call it or as it begins
MAKERS = {
    "line_fit": "live.line_fit([1, 2, 3, 4], [4, 8, 10, 10], w=3)",
    "nudging": "live.nudging(['x²', 'x³', 'exp x'], x=1)",
    "descent": "live.descent([1, 2, 3, 4], [4, 8, 10, 10], rate=0.02, steps=30)",
    "neuron": "live.neuron(2, -5, x=3, points=[(1, 0), (2, 0), (4, 1)])",
    "matrix_product": "live.matrix_product([[1, 2], [0, 1], [3, 1]], [[2, 1], [-1, 0]])",
    "shape_puzzle": "live.shape_puzzle()",
    "optimiser_race": "live.optimiser_race(steps=100)",
    "depth": "live.depth(20)",
    "two_losses": "live.two_losses(4.6)",
    "boundary": "live.boundary('moons', layers=2, epochs=100)",
    "overfitting": "live.overfitting(32)",
}
PAINTED = f"const figure = document.querySelectorAll('.al-figure{LIVE}')[index];"
PAINTED += """
  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = done;
    port2.postMessage(0);
  }));
"""
TIMED = f"""async ({{ index, rounds, toResult }}) => {{
  {PAINTED}"""
TIMED += """
  figure.scrollIntoView({ block: 'center' });
  while (figure.hasAttribute('data-busy')) await painted();
  const sliders = [...figure.querySelectorAll('input[type=range]')];
  const times = [];
  for (let k = 0; k < rounds; k += 1) {
    const slider = sliders[k % sliders.length];
    const [low, high, step] = [slider.min, slider.max, slider.step].map(Number);
    const place = low + ((0.29 + 0.37 * k) % 1) * (high - low);
    await painted();
    const began = performance.now();
    slider.value = Math.abs(place - slider.value) < step ? (place > (low + high) / 2 ? low : high) : place;
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    await painted();
    while (toResult && figure.hasAttribute('data-busy')) await painted();
    times.push(performance.now() - began);
  }
  return times;
}"""
#: milliseconds between the frames of a figure that plays; at its end it begins anew
PLAYED = f"""async ({{ index, seconds }}) => {{
  {PAINTED}"""
PLAYED += """
  figure.scrollIntoView({ block: 'center' });
  while (figure.hasAttribute('data-busy')) await painted();
  const button = [...figure.querySelectorAll('button')].find((b) => b.dataset.action === 'play');
  const [times, ends] = [[], performance.now() + 1000 * seconds];
  const frame = () => new Promise(requestAnimationFrame);
  while (performance.now() < ends) {
    if (button.textContent === 'Play') button.click();
    let before = await frame();
    while (button.textContent !== 'Play' && performance.now() < ends) {
      const now = await frame();
      times.push(now - before);
      before = now;
    }
  }
  while (figure.hasAttribute('data-busy')) await painted(); // stopped half-way, it would stay busy
  if (button.textContent !== 'Play') button.click();
  return times;
}"""


def figures() -> dict[str, Any]:
    """All of it; raises RuntimeError when there is no browser."""
    if not find_browser():
        raise RuntimeError("the benchmarks of the figures need Chromium: apt-get install chromium")
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        found: dict[str, Any] = {"page": {}, "play": {}}
        for name, code in MAKERS.items():
            print(f"figure {name} …", flush=True)
            page.goto(eval(code, {"live": live}).static().save(Path(place) / f"{name}.html").as_uri())
            if name in PLAYERS:  # first, as the reader finds it: with few neurons it would be over at once
                found["play"][name] = played(page, 0)
            found["page"][name] = timed(page, 0)
        with running_lab(Path(place)) as lab:
            print("figures in JupyterLab …", flush=True)
            _notebook(lab.root / "figures.ipynb")
            lab_open(page, lab, "figures.ipynb")
            run_all(page)
            drawn = page.locator(f".al-figure{LIVE}", has=page.locator(".al-figure-stage svg"))
            expect(drawn).to_have_count(len(MAKERS), timeout=60_000)
            page.wait_for_timeout(4000)  # what Lab itself does after a run is over
            found["lab"] = {name: timed(page, index) for index, name in enumerate(MAKERS)}
        browser.close()
    return found


def timed(page: Page, index: int) -> dict[str, float]:
    """Median and 95th percentile of the figure with this number on the page, in milliseconds."""
    return spread(page.evaluate(TIMED, {"index": index, "rounds": ROUNDS, "toResult": False}))


def played(page: Page, index: int) -> dict[str, dict[str, float]]:
    """The same from frame to frame while that figure plays, and to the result of a move where it learns after each."""
    found = {"frame": spread(page.evaluate(PLAYED, {"index": index, "seconds": SECONDS}))}
    if page.evaluate("() => document.querySelector('.al-figure').dataset.lowest !== undefined"):  # overfitting
        found["result"] = spread(page.evaluate(TIMED, {"index": index, "rounds": RESULTS, "toResult": True}))
    return found


def _notebook(path: Path) -> None:
    """All figures, each under a cell of its own."""
    nbformat.write(notebook_of("from autograd_lab.viz import figures as live", *MAKERS.values()), path)


def section(found: dict[str, Any]) -> str:
    """The figures' part of benchmarks/README.md."""
    rows = [
        f"| `{name}` | {cells(alone, GOALS['page'])} | {cells(found['lab'][name], GOALS['lab'])} |"
        for name, alone in found["page"].items()
    ]
    text = _SECTION.format(rounds=ROUNDS, **GOALS) + "\n".join(rows)
    if "play" not in found:  # measured before there was a row for it
        return text
    rows = [
        f"| `{name}`, {_PLAYING[what]} | {cells(times, PLAY_GOALS[what])} | {PLAY_GOALS[what]:,} ms |"
        for name, measured in found["play"].items()
        for what, times in measured.items()
    ]
    return text + _PLAYED_SECTION + "\n".join(rows)


_PLAYING = {"frame": "from frame to frame while it plays", "result": "from a slider to its result"}
_SECTION = """## The live figures

From the move of a slider to the first frame that answers it (a frame takes 16 ms, and each move begins right after
one, so most of the time is waiting for the next): {rounds} moves over all sliders of each figure, on a saved page and
in JupyterLab. `boundary` and `overfitting` begin to learn anew then. Everything is computed in the page; in JupyterLab
the kernel is told afterwards. Goals for p95: {page} ms on a page, {lab} ms in JupyterLab.

| figure | page: median | p95 | JupyterLab: median | p95 |
|---|---|---|---|---|
"""
_PLAYED_SECTION = """

| on a page | median | p95 | goal for p95 |
|---|---|---|---|
"""


def missed(found: dict[str, Any]) -> list[str]:
    """What is slower than its goal."""
    moved = [(f"{name}, {where}", times, goal) for where, goal in GOALS.items() for name, times in found[where].items()]
    playing = [
        (f"{name}, {_PLAYING[what]}", times, PLAY_GOALS[what])
        for name, measured in found.get("play", {}).items()
        for what, times in measured.items()
    ]
    return [
        f"{what}: {times['p95']:.1f} ms > {goal} ms" for what, times, goal in moved + playing if times["p95"] > goal
    ]


def main() -> int:
    """Measure, and renew the figures' part of results.json and README.md; 1 when one misses its goal."""
    found = figures()
    results.renew("figures", found, section)
    print(section(found))
    print(json.dumps(missed(found), indent=1) if missed(found) else "all within their goals", file=sys.stderr)
    return bool(missed(found))


if __name__ == "__main__":
    sys.exit(main())
