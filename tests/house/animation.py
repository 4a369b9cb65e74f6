"""The backward pass as pictures: `docs/backward-light.webp` and `-dark.webp`, and the still that a shared link shows.

Frames are taken from the real player of the book's first page: the pass from the seed to w, then the slider of w as it
moves until the loss is 0. After a change of the player's looks: `python -m tests.house.animation`.
"""

import io
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page, sync_playwright

from autograd_lab import show
from autograd_lab.authoring import page_touches
from autograd_lab.authoring.landing import taxi
from autograd_lab.lab.doctor import find_browser
from tests.support.repo import REPO

WIDTH = 740  # of the page; the README shows the picture about as wide
SHARPNESS = 1.5  # pixels of the picture for each of the page
STEP, MOVE = 60, 420  # milliseconds: between two frames of what moves, and how long it does
HELD, AT_THE_END = 1100, 2600
FILES = {scheme: REPO / "docs" / f"backward-{scheme}.webp" for scheme in ("light", "dark")}
STILL = REPO / "book" / page_touches.PICTURE
#: without what a picture cannot use; the height stays as sentences come and go, the slider is as wide as on the page
BARE = ".al-player > :is(.al-below, details), .al-tools, .al-state { display: none !important }"
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


def _player(page: Page, address: str) -> Locator:
    page.clock.install()
    page.goto(address)
    page.add_style_tag(content=BARE)
    player = page.locator(".al-player")
    player.locator("g.al-node").first.wait_for()
    return player


def main() -> int:
    """Write the pictures anew; needs a Chromium."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder, "taxi.html")
        show(taxi(), title="How far off?", sliders={"w": (0, 6)}).static().save(path)
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        for scheme, file in FILES.items():
            size = {"width": WIDTH, "height": 700}
            page = browser.new_context(color_scheme=scheme, viewport=size, device_scale_factor=SHARPNESS).new_page()
            file.write_bytes(animation(frames(_player(page, path.as_uri()))))
            print(f"{file.relative_to(REPO)}: {file.stat().st_size / 1e3:.0f} KB")
        page = browser.new_context(viewport={"width": 960, "height": 504}, device_scale_factor=1.25).new_page()
        player = _player(page, path.as_uri())
        player.locator('[data-action="end"]').click()
        page.evaluate(DONE)
        page.screenshot(path=STILL)
        print(f"{STILL.relative_to(REPO)}: {STILL.stat().st_size / 1e3:.0f} KB")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
