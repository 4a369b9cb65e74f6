"""The player and the network view as pictures: `docs/backward-light.webp` and `-dark.webp`, which move, and stills.

Frames are taken from the real player of the book's first page: the pass from the seed to w, then the slider of w as it
moves until the loss is 0. After a change of the player's looks: `python -m tests.house.animation`.
"""

import io
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Locator, Page, sync_playwright

from autograd_lab import NetworkView, Value, nn, show
from autograd_lab.authoring import page_touches
from autograd_lab.authoring.landing import taxi_player
from autograd_lab.lab.doctor import find_browser
from autograd_lab.viz.player import Player
from tests.support.repo import REPO

WIDTH = 740  # of the page; the README shows the picture about as wide
SHARPNESS = 1.5  # pixels of the picture for each of the page
STEP, MOVE = 60, 420  # milliseconds: between two frames of what moves, and how long it does
HELD, AT_THE_END = 1100, 2600
FILES = {scheme: REPO / "docs" / f"backward-{scheme}.webp" for scheme in ("light", "dark")}
STILL = REPO / "book" / page_touches.PICTURE  # what a shared link shows
MIDDLE = {scheme: REPO / "docs" / f"player-{scheme}.png" for scheme in FILES}  # in the middle of a backward pass
NETWORK = {scheme: REPO / "docs" / f"network-{scheme}.png" for scheme in FILES}
#: without what a picture cannot use; the height stays as sentences come and go, the slider is as wide as on the page
BARE = ".al-player > :is(.al-below, details), .al-tools, .al-state { display: none !important }"
BARE += '.al-player :is([data-action="share"], [data-action="lecture"]) { display: none }'
BARE += ".al-say { height: 7em } .al-leaf, .al-slider { flex: 1 1 auto }"
#: each animation of the page, so many milliseconds after it began
AT = "t => document.getAnimations().forEach((a) => { a.pause(); a.currentTime = t; })"
DONE = "() => document.getAnimations().forEach((a) => { try { a.finish(); } catch { a.cancel(); } })"
DRAG = "(slider, x) => { slider.value = x; slider.dispatchEvent(new Event('input', { bubbles: true })); }"

Frame = tuple[bytes, int]  # a PNG, and for how many milliseconds it stands


def frames(player: Locator) -> Iterator[Frame]:
    """The backward pass by steps, then the slider from 2 to 3."""
    page = player.page
    player.locator('[data-action="seed"]').click()
    page.mouse.move(0, 0)
    page.evaluate(DONE)
    yield player.screenshot(), HELD
    while player.get_attribute("data-step") != player.get_attribute("data-steps"):
        player.locator('[data-action="next"]').click()
        page.mouse.move(0, 0)
        page.evaluate("document.activeElement.blur()")
        yield from _moving(player)
        yield player.screenshot(), HELD
    slider = player.locator("input.al-slider")
    for number in range(200, 301, 4):
        slider.evaluate(DRAG, number / 100)
        page.clock.run_for(MOVE)
        page.evaluate(DONE)
        yield player.screenshot(), STEP
    yield player.screenshot(), AT_THE_END


def _moving(player: Locator) -> Iterator[Frame]:
    """What moves after a step, frame by frame, on a clock of our own."""
    for now in range(0, MOVE, STEP):
        player.page.evaluate(AT, now)
        player.page.clock.run_for(STEP)
        yield player.screenshot(), STEP
    player.page.evaluate(DONE)


def animation(shots: Iterator[Frame]) -> bytes:
    """An animated WebP without loss; frames that look alike become one."""
    kept: list[Image.Image] = []
    times: list[int] = []
    for png, milliseconds in shots:
        image = Image.open(io.BytesIO(png)).convert("RGB")
        if kept and image.tobytes() == kept[-1].tobytes():
            times[-1] += milliseconds
        else:
            kept.append(image)
            times.append(milliseconds)
    file = io.BytesIO()
    options = {"save_all": True, "append_images": kept[1:], "duration": times, "loop": 0}
    kept[0].save(file, "WEBP", lossless=True, quality=80, method=4, **options)
    return file.getvalue()


def line() -> Player:
    """The player of docs/player.md: one weight, one bias, one row."""
    w, x, b, y = (Value(number, name) for number, name in ((2.0, "w"), (3.0, "x"), (1.0, "b"), (5.0, "y")))
    product = w * x
    prediction = product + b
    error = prediction - y
    loss = error**2
    return show(loss, names={"product": product, "prediction": prediction, "error": error, "loss": loss})


def small_network() -> NetworkView:
    """The network view of docs/network.md: the network of chapter 07."""
    net = nn.Sequential(nn.Linear(2, 2), nn.Sigmoid(), nn.Linear(2, 1), nn.Sigmoid())
    state = {"0.weight": [[2, 1], [-1, 0]], "0.bias": [0, np.log(3) - 1], "2.weight": [[2], [-4]], "2.bias": [2]}
    net.load_state_dict({name: np.array(values, dtype=float) for name, values in state.items()})
    return NetworkView(net, [1, 2], [1])


def _player(page: Page, path: Path, bare: str = " ") -> Locator:
    page.clock.install()
    page.goto(path.as_uri())
    page.add_style_tag(content=bare)
    player = page.locator(".al-player")
    player.locator("g.al-node, svg.al-net").first.wait_for()
    return player


def _still(player: Locator, until: str) -> None:
    """Go on from the seed to the step whose sentence begins so."""
    player.locator('[data-action="seed"]').click()
    while not player.locator(".al-sentence").inner_text().startswith(until):
        player.locator('[data-action="next"]').click()
    player.page.mouse.move(0, 0)
    player.page.evaluate("document.activeElement.blur()")
    player.page.clock.run_for(MOVE)
    player.page.evaluate(DONE)


def main() -> int:
    """Write the pictures anew; needs a Chromium."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        taxi_page = taxi_player().static().save(Path(folder, "taxi.html"))
        line_page = line().static().save(Path(folder, "line.html"))
        network_page = small_network().static().save(Path(folder, "network.html"))
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])

        def opened(width: int, height: int, sharpness: float, scheme: str = "light") -> Page:
            size = {"width": width, "height": height}
            return browser.new_context(viewport=size, device_scale_factor=sharpness, color_scheme=scheme).new_page()

        for scheme in FILES:
            moving = _player(opened(WIDTH, 700, SHARPNESS, scheme), taxi_page, BARE)
            FILES[scheme].write_bytes(animation(frames(moving)))
            middle = _player(opened(1060, 800, 2, scheme), line_page)
            _still(middle, "Backward, product to w")
            middle.screenshot(path=MIDDLE[scheme])
            network = _player(opened(860, 1100, 2, scheme), network_page)
            _still(network, "Backward, h1 gathers")
            network.screenshot(path=NETWORK[scheme])
        shared = _player(opened(960, 504, 1.25), taxi_page, BARE)
        _still(shared, "Backward, cost to w")
        shared.page.screenshot(path=STILL)
        browser.close()
    for file in (*FILES.values(), *MIDDLE.values(), *NETWORK.values(), STILL):
        print(f"{file.relative_to(REPO)}: {file.stat().st_size / 1e3:.0f} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
