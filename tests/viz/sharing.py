"""Players to be shared, on pages that carry the code of "Share", and what one sees of their state."""

import numpy as np

from autograd_lab import Tensor, Value, show
from autograd_lab.viz import static_page


def loss():
    w, x, b, y = Value(2.0, "w"), Value(3.0, "x"), Value(1.0, "b"), Value(5.0, "y")
    return (w * x + b - y) ** 2


def network():
    a, b = Value(1.0, "a"), Value(-2.0, "b")
    hidden = [(a * Value(0.5 - i, f"u{i}") + b * Value(0.25 * i, f"v{i}")).tanh() for i in range(3)]
    return Value.dot(hidden, [Value(0.3 + i, f"w{i}") for i in range(3)], Value(-1.0, "c"))


def tensors():
    x = Tensor(np.linspace(-1, 1, 24).reshape(8, 3), name="X")
    w = Tensor(np.linspace(-0.5, 0.5, 6).reshape(3, 2), requires_grad=True, name="W")
    return ((x @ w).tanh() ** 2).mean()


def shareable(tmp_path, *players, name="page"):
    """The address of a page with these players, as `static().save()` writes a page with one."""
    body = "".join(player.static().html for player in players) + static_page.share_element()
    path = tmp_path / f"{name}.html"
    path.write_text(static_page.page("players", body), encoding="utf-8")
    return path.as_uri()


#: of each player of a page: step, the numbers of all leaves as shown to the last bit, and the node whose card is open
STATES = """() => [...document.querySelectorAll(".al-player")].map((player) => ({
  step: player.dataset.step,
  leaves: [...player.querySelectorAll("g.al-kind-leaf")].map((g) => g.getAttribute("data-value")),
  card: player.querySelector("g.is-selected")?.dataset.name ?? null,
  open: !player.querySelector(".al-side").hidden,
}))"""


def menu_of(page, number=0):
    """The opened menu of a player."""
    page.locator(".al-player").nth(number).locator("button[data-action=share]").click()
    menu = page.locator(".al-share-menu")
    menu.wait_for()
    return menu


def pressed(menu, name):
    """Press one thing that a menu offers; what it then says."""
    menu.locator(f"[data-share={name}]").click()
    menu.page.wait_for_function("document.querySelector('.al-share-said').textContent")
    return menu.locator(".al-share-said").inner_text()


def players():
    """Three players: of numbers, of numbers in a network, of arrays."""
    return [show(loss()), show(network()), show(tensors())]
