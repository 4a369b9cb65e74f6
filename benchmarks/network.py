"""`python -m benchmarks.network`: what a step, a selection and a moment of training cost in the network view.

Needs Chromium. Each is timed from the act to the frame that shows it, on a saved page without a kernel: a selection and
a step on a 16-16-16 network with all views open, a moment on 1,000 recorded steps of a 2-8-8-1 network. An act begins
right after a frame, so that even one that does nothing waits for the next.
"""

import itertools
import math
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Page, sync_playwright

from autograd_lab import NetworkView, data, nn, train
from autograd_lab.lab.doctor import find_browser
from benchmarks import results
from benchmarks.player import spread
from benchmarks.results import cells, mark
from tests.support.browser import FLAGS

ROUNDS = 60
#: what is measured -> milliseconds at the 95th percentile that it may take
GOALS = {"select_ms": 50, "step_ms": 35, "moment_ms": 60}
MOST_BYTES = 1_000_000  # of a record
TIMED = """async (act) => {
  const view = document.querySelector('.al-network');
  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = done;
    port2.postMessage(0);
  }));
  const acts = {
    nothing: () => {},
    step: () => view.querySelector('[data-action=next]').click(),
    select: (k) => {
      const all = view.querySelectorAll('.al-net-quantities button.al-net-path');
      all[(k * 37) % all.length].click();
    },
    moment: (k) => {
      const range = view.querySelector('[data-name=time]');
      range.value = (k * 131) % 1001;
      range.dispatchEvent(new Event('input'));
    },
  };
  const times = [];
  for (let k = 0; k < act.rounds; k += 1) {
    await painted();
    const began = performance.now();
    acts[act.name](k);
    await painted();
    times.push(performance.now() - began);
  }
  return times;
}"""


def network(*widths: int) -> nn.Sequential:
    """A sigmoid network with these widths."""
    pairs = itertools.pairwise(widths)
    return nn.Sequential(*(part for k, (m, n) in enumerate(pairs) for part in (nn.Linear(m, n, rng=k), nn.Sigmoid())))


def timed(page: Page, name: str) -> dict[str, float]:
    """Median and 95th percentile, in milliseconds."""
    return spread(page.evaluate(TIMED, {"name": name, "rounds": ROUNDS}))


def figures() -> dict[str, Any]:
    """All of it; raises RuntimeError when there is no browser."""
    if not find_browser():
        raise RuntimeError("the network view's benchmarks need Chromium: apt-get install chromium")
    rng = np.random.default_rng(0)
    views = ("equations", "matrices", "table")
    large = NetworkView(network(16, 16, 16), rng.normal(size=(8, 16)), rng.uniform(size=(8, 16)), views=views)
    X, y = data.moons(200, 0.1, seed=0)
    run = train(network(2, 8, 8, 1), X, y.reshape(-1, 1), steps=1000, learning_rate=5.0)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(large.static().save(Path(place) / "large.html").as_uri())
        found: dict[str, Any] = {"step_ms": timed(page, "step"), "select_ms": timed(page, "select")}
        page.goto(run.view().static().save(Path(place) / "time.html").as_uri())
        found["moment_ms"] = timed(page, "moment")
        found["nothing_ms"] = timed(page, "nothing")
        browser.close()
    return {**found, "record_bytes": run.leaves.nbytes}


def section(found: dict[str, Any]) -> str:
    """The network view's part of benchmarks/README.md; a figure that misses its goal is marked."""
    rows = "\n".join(
        f"| {what} | {cells(found[name], goal)} | {f'≤ {goal} ms' if goal < math.inf else ''} |"
        for name, what, goal in ((name, what, GOALS.get(name, math.inf)) for name, what in SAID.items())
        if name in found
    )
    size = found["record_bytes"]
    return _SECTION.format(rows=rows, megabytes=size / 1e6, mark=mark(size > MOST_BYTES))


def missed(found: dict[str, Any]) -> list[str]:
    """What misses its goal, in words."""
    late = [
        f"{SAID[name]}: {found[name]['p95']:.1f} ms > {goal} ms"
        for name, goal in GOALS.items()
        if found[name]["p95"] > goal
    ]
    size = found["record_bytes"]
    return late + [f"the record: {size:,} bytes > {MOST_BYTES:,}"] * (size > MOST_BYTES)


#: what is measured, as the table calls it
SAID = {
    "select_ms": "a number selected to lit in all views, 16-16-16",
    "step_ms": "next to repaint, 16-16-16, all views open",
    "moment_ms": "time slider to repaint, 1,000 recorded steps of 2-8-8-1 with its boundary",
    "nothing_ms": "nothing at all to repaint",
}
_SECTION = """## The network seen whole

On a saved page without a kernel, from the act to the frame that shows it. Each act begins right after a frame, so
most of the shortest times is waiting for the next (a frame takes 16 ms). The record of those 1,000 steps takes
{megabytes:.2f} MB{mark} (goal: at most 1).

| what | median | p95 | goal for p95 |
|---|---|---|---|
{rows}"""


def main() -> int:
    """Measure, and renew the network view's part of results.json and README.md; 1 when one misses its goal."""
    found = figures()
    results.renew("network", found, section)
    print(section(found))
    print("\n".join(missed(found)) or "all within their goals", file=sys.stderr)
    return bool(missed(found))


if __name__ == "__main__":
    sys.exit(main())
