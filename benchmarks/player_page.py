"""What the page does in the player's benchmarks, and the notebook that it is done in.

A contender in a race is timed from the click until the frame that shows its outcome is drawn: until the message that
the page sends itself in that frame arrives, which is after layout and paint. "Painted" is later, and surely on the
screen: when the frame after that one begins. Half a frame is waiting for the first there, in the mean, and a whole one
goes by until the second, whatever is timed: `bench.nothing` says how much that is.
"""

from pathlib import Path

import nbformat
from playwright.sync_api import Page

from tests.support.lab import notebook_of

#: a graph of about `count` nodes, of the operations that a small network is made of
GRAPH = """
import random
from autograd_lab import Value, show

def graph(count):
    draw = random.Random(0)
    nodes = [Value(draw.uniform(-1, 1), f"x{i}") for i in range(max(2, count // 5))]
    open_ends = list(nodes)
    while len(nodes) + 1 < count:
        a, b = open_ends.pop(0), draw.choice(nodes[-20:])
        nodes.append(draw.choice([lambda: a * b, lambda: a + b, lambda: a - b, lambda: a.tanh()])())
        open_ends.append(nodes[-1])
    return Value.total(open_ends)
"""

# How a notebook shows a graph step by step without a player: a button, and a picture drawn anew by dot at each press.
REDRAWN = """
import subprocess
import ipywidgets
from IPython.display import SVG, display
from autograd_lab.graph import topological

order = topological(root)
place = {node: i for i, node in enumerate(order)}
step, out = 0, ipywidgets.Output()
button = ipywidgets.Button(description="redraw")

def picture(step):
    lines = ["digraph { rankdir=LR; node [shape=record];"]
    for i, node in enumerate(order):
        known = f"{node.data:.4f}" if i <= step else "."
        lines.append(f'n{i} [label="{node.name or i} | data {known} | grad {node.grad:.4f}"];')
        lines += [f"n{place[parent]} -> n{i};" for parent in node.parents]
    return subprocess.run(["dot", "-Tsvg"], input="\\n".join([*lines, "}"]), capture_output=True, text=True).stdout

def redraw(_):
    global step
    step += 1
    with out:
        out.clear_output(wait=True)
        display(SVG(picture(step)))

button.on_click(redraw)
redraw(None)
display(ipywidgets.VBox([button, out]))
"""


def notebook(path: Path, count: int) -> Path:
    """A notebook with both contenders on one graph."""
    cells = [GRAPH, f"root = graph({count})\nshow(root, title='{count} nodes')", REDRAWN]
    nbformat.write(notebook_of(*cells), path)
    return path


TOOLS = """() => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const drawn = () => new Promise((done) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = done;
    port2.postMessage(0);
  }));
  const painted = async () => {
    await frame();
    await frame();
  };
  const changed = (element) => new Promise((done) => {
    const watch = new MutationObserver((list) => {
      if (!list.some((change) => [...change.addedNodes].some((n) => n.querySelector?.("svg, img") ?? false))) return;
      watch.disconnect();
      done();
    });
    watch.observe(element, { childList: true, subtree: true });
  });
  const button = (action) => document.querySelector(`.al-player button[data-action=${action}]`);
  const next = () => button("next");
  const presses = [];
  window.bench = {
    async next() {
      const start = performance.now();
      next().click();
      await drawn();
      return performance.now() - start;
    },
    async step() {
      const start = performance.now();
      next().click();
      await painted();
      return performance.now() - start;
    },
    async nothing() {
      const start = performance.now();
      await painted();
      return performance.now() - start;
    },
    go: (action) => button(action).click(),
    dots: () => document.querySelectorAll(".al-travel-dot").length,
    async watch() {
      const times = [];
      for (let k = 0; k < 40; k += 1) times.push(await frame());
      const lengths = times.slice(1).map((time, k) => time - times[k]).sort((a, b) => a - b);
      const length = lengths[lengths.length >> 1];
      document.addEventListener("keydown", ({ timeStamp }) => requestAnimationFrame((begins) => {
        presses.push(Math.max(0, Math.ceil((begins - timeStamp) / length) - 1));
      }), true);
    },
    behind: () => presses.splice(0),
    handled() {
      const start = performance.now();
      next().click();
      return performance.now() - start;
    },
    async slide(to) {
      const slider = document.querySelector(".al-player input.al-slider");
      const start = performance.now();
      slider.value = Number(slider.min) + to * (slider.max - slider.min);
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      await drawn();
      return performance.now() - start;
    },
    async redraw() {
      const button = [...document.querySelectorAll("button.jupyter-button")].find((b) => b.textContent === "redraw");
      const start = performance.now();
      const ready = changed(button.closest(".jp-OutputArea"));
      button.click();
      await ready;
      await drawn();
      return performance.now() - start;
    },
  };
}"""


def prepare(page: Page) -> int:
    """Put the tools on the page, unfold the player's picture; returns the number of boxes that are drawn."""
    page.evaluate(TOOLS)
    page.locator(".al-player").first.wait_for()
    unfold = page.locator(".al-player button[data-action=unfold-all]")
    if unfold.count() and unfold.first.is_visible() and unfold.first.is_enabled():
        unfold.first.click()
    return page.locator(".al-player g.al-node").count()
