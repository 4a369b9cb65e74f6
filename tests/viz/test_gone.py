"""A widget whose cell is run again leaves the page, and nothing on the page holds on to it."""

import numpy as np
import pytest

from autograd_lab import train
from autograd_lab.viz import figures, scripts
from tests.support.waiting import until
from tests.viz.network.networks import network
from tests.viz.pages import load_widget

pytestmark = pytest.mark.slow

SHOW = """(state) => {
  const model = { get: (name) => state[name], set() {}, save_changes() {}, on() {}, off() {} };
  const el = document.createElement('div');
  document.body.append(el);
  const undo = window.widget.render({ model, el });
  window.leave = () => {
    window.host = new WeakRef(el.querySelector('.al-figure, .al-network'));
    el.remove();
    undo?.();
    delete window.leave;
  };
}"""


def trained():
    return train(network([2, 3, 1], ["tanh", "sigmoid"]), np.eye(2), np.array([[0.0], [1.0]]), steps=5).view(row=0)


def learning():
    return figures.boundary(epochs=2)


def nothing(page):
    """Leave a widget as it comes."""


def neurons(page):
    """Open the scalar graph of a neuron, go back, and open it again."""
    page.evaluate("code => { window.PLAYER = code }", scripts.packed_module(*scripts.CARRIED["network"]["PLAYER"]))
    page.locator("[data-n='1:1'] rect").click()
    opens, back = (page.locator(f"button[data-action={action}]") for action in ("zoom", "unzoom"))
    graph = page.locator(".al-net-zoom-place .al-player")
    opens.click()
    graph.wait_for()
    back.click()
    opens.click()
    graph.wait_for()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("make", "bundles", "look_into"),
    [
        (trained, ["network"], nothing),
        (trained, ["network"], neurons),
        (learning, ["figures", "figures/boundary"], nothing),
    ],
)
def test_a_widget_with_a_plane_that_has_left_the_page_leaves_memory_too(open_page, make, bundles, look_into):
    page = open_page()
    load_widget(page, *bundles)
    page.add_style_tag(content=scripts.style(bundles[0]))
    widget = make()
    page.evaluate(SHOW, {name: getattr(widget, name, None) for name in ("_key", "_network", "_options", "_settings")})
    page.wait_for_function("!!document.querySelector('canvas')")  # a canvas that is returned would be held
    look_into(page)
    page.evaluate("leave()")
    memory = page.context.new_cdp_session(page)

    def is_gone():
        memory.send("HeapProfiler.collectGarbage")
        return page.evaluate("host.deref() === undefined")

    until(is_gone, "something holds the widget: a listener of the page, or a timer")
