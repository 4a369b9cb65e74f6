"""Planes and figures in JupyterLab, drawn again and again in both themes: each time they have the theme's colours."""

import pytest
from playwright.sync_api import expect

from tests.browser import hosts
from tests.support.lab import LIVE, lab_open, notebook_of, run_all

pytestmark = pytest.mark.slow

RUNS = 5
THEMES = {"JupyterLab Light": "rgb(255, 255, 255)", "JupyterLab Dark": "rgb(20, 24, 31)"}
SETUP = """
from autograd_lab import data, nn, train
from autograd_lab.viz import figures
X, y = data.moons(60, 0.1, 0)
net = nn.Sequential(nn.Linear(2, 4, rng=0), nn.Tanh(), nn.Linear(4, 1, rng=1), nn.Sigmoid())
"""
CELLS = (
    "figures.boundary('moons', epochs=100)",
    "figures.boundary('xor', layers=2)",
    "figures.boundary('circles', epochs=50, loss='cross-entropy')",
    "figures.boundary((X, y), activation='sigmoid')",
    "train(net, X, y[:, None], steps=40, learning_rate=1.0).view()",
    "figures.descent([1, 2, 3, 4], [4, 8, 10, 10], rate=0.02, steps=30)",
    "figures.optimiser_race(steps=30)",
    "figures.depth(10)",
    "figures.neuron(2, -5, x=3)",
    "figures.overfitting(8, epochs=100)",
)
#: of each widget: its ground, and for each corner of its plane how far that is from a mixture of ground and class
SEEN = f"() => [...document.querySelectorAll('.jp-OutputArea :is(.al-figure, .al-network){LIVE}')].map((host) => {{"
SEEN += """
  const style = getComputedStyle(host);
  const bytes = (name) => [1, 3, 5].map((i) => parseInt(style.getPropertyValue(name).trim().slice(i, i + 2), 16));
  const network = host.classList.contains('al-network');
  const own = network ? ['--al-weight', '--al-weight-below'] : ['--al-third', '--al-fourth'];
  const paper = bytes('--al-paper');
  const canvas = host.querySelector('canvas');
  const pen = canvas?.getContext('2d');
  const [w, h] = canvas ? [canvas.width, canvas.height] : [0, 0];
  const corners = canvas ? [[2, 2], [w - 3, 2], [2, h - 3], [w - 3, h - 3]] : [];
  const off = corners.map(([x, y]) => {
    const [...pixel] = pen.getImageData(x, y, 1, 1).data;
    const mixed = own.map(bytes).flatMap((ink) => Array.from({ length: 71 }, (_, t) =>
      Math.max(...paper.map((p, c) => Math.abs(p + (t / 100) * (ink[c] - p) - pixel[c])))));
    return pixel[3] === 255 ? Math.min(...mixed) : 255;
  });
  return { ground: style.backgroundColor, off };
})"""
RUN_ALL = "() => window.jupyterapp.commands.execute('notebook:run-all-cells')"


@pytest.mark.full
@pytest.mark.lab
@pytest.mark.browser
@pytest.mark.parametrize("name", THEMES)
def test_no_ground_is_another_than_the_themes(theme, jupyterlab, browser_page, shot, name):
    hosts.write(notebook_of(SETUP, *CELLS), jupyterlab.root / "planes.ipynb")
    theme(name)
    lab_open(browser_page, jupyterlab, "planes.ipynb")
    run_all(browser_page)
    wrong, looked = [], 0
    for run in range(RUNS):
        if run:
            browser_page.evaluate(RUN_ALL)
        browser_page.wait_for_function(f"() => ({SEEN})().length === {len(CELLS)}")
        expect(browser_page.locator(f".al-figure[data-busy]{LIVE}")).to_have_count(0)
        browser_page.wait_for_timeout(500)
        seen = browser_page.evaluate(SEEN)
        looked += len(seen)
        assert sum(bool(one["off"]) for one in seen) == 5  # those with a plane
        for cell, one in zip(CELLS, seen, strict=True):
            if one["ground"] != THEMES[name] or sum(distance > 2 for distance in one["off"]) > 1:
                wrong.append((run, cell, one))
    shot(browser_page, f"planes-{name.split()[-1].lower()}")
    print(f"{name}: {len(wrong)} wrong of {looked}")
    assert looked == RUNS * len(CELLS)
    assert not wrong
