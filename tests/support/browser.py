"""A real Chromium with the outside world cut off, which fails a test that it complained in.

A page may talk to this machine and to files only. A request to anywhere else, an error on the
console or an uncaught exception fails the test at its end, unless `allowed_errors` gives a reason.
With `LAB_SLOW_BROWSER=6` every page computes six times slower, with `LAB_LATE_BROWSER=300` all that a page does in
its own time comes 300 ms later: so tests show that they wait for what they read.
"""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

from autograd_lab.lab.doctor import find_browser

HERE = {"127.0.0.1", "localhost", ""}
MOST_SECONDS = 120  # until what a test expects is there: a machine may have other work
FLAGS = [
    "--no-sandbox",  # CI runs as root
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]

LATER = """(later) => {
  const { setTimeout, clearTimeout, requestAnimationFrame, EventTarget: { prototype } } = window;
  const late = (act) => (...given) => setTimeout(() => act(...given), later);
  window.setTimeout = (act, after = 0, ...given) => setTimeout(act, after + later, ...given);
  window.requestAnimationFrame = late(requestAnimationFrame.bind(window));
  window.cancelAnimationFrame = clearTimeout;
  for (const name of ["MutationObserver", "ResizeObserver", "IntersectionObserver"]) {
    window[name] = class extends window[name] {
      constructor(act, ...given) { super(late(act), ...given); }
    };
  }
  const listen = prototype.addEventListener;
  prototype.addEventListener = function (kind, act, ...given) {
    listen.call(this, kind, kind === "toggle" ? late(act) : act, ...given);
  };
}"""


@dataclass
class Complaints:
    """What a page did that it should not have done."""

    lines: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        """Listen to all pages of a context."""
        context.on("request", self._on_request)
        context.on("page", self._on_page)
        context.on("console", lambda message: self._on_console(message.type, message.text, message.location["url"]))
        context.on("weberror", lambda error: self.lines.append(f"uncaught: {error.error}"))

    def _on_page(self, page: Page) -> None:
        page.on("websocket", lambda socket: self._on_url("websocket", socket.url))

    def _on_request(self, request: Request) -> None:
        self._on_url("request", request.url)

    def _on_url(self, what: str, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"data", "blob", "about", "file", "chrome-error"} and parts.hostname not in HERE:
            self.lines.append(f"{what} to the outside: {url}")

    def _on_console(self, kind: str, text: str, url: str) -> None:
        if kind == "error":
            self.lines.append(f"console: {text}" + (f" ({url})" if "a status of" in text else ""))

    def besides(self, allowed: dict[str, str]) -> list[str]:
        """The complaints that no allowed pattern explains."""
        return [line for line in self.lines if not any(re.search(pattern, line) for pattern in allowed)]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for the whole run."""
    path = find_browser()
    if not path:
        pytest.skip("needs Chromium or Chrome: `apt-get install chromium`, or set LAB_CHROME to its path")
    expect.set_options(timeout=MOST_SECONDS * 1000)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


#: a complaint that any page of JupyterLab may have, and its reason
KNOWN = {
    r"status of 500 .*/api/kernels\?\d+\)$": "jupyter_server is asked for its kernels while one is starting, whose "
    "last_activity it sets a moment later (jupyter/notebook#5345): JupyterLab asks again, and nobody sees it",
    r"^uncaught: \[anywidget\] Failed to initialize model\.$": "anywidget says so of each message that it drops when a "
    "widget's code took over two seconds to load; its view hears the kernel all the same (viz/js/page/listen.js)",
}


@pytest.fixture
def allowed_errors() -> dict[str, str]:
    """Patterns of complaints that do not fail the test, each with its reason. Override it in a test file."""
    return {}


@pytest.fixture
def open_page(browser: Browser, allowed_errors: dict[str, str]) -> Iterator[Callable[..., Page]]:
    """Open pages with a fresh context each: `open_page(color_scheme="dark", reduced_motion="reduce", viewport=…)`."""
    contexts: list[BrowserContext] = []
    complaints = Complaints()

    def open_one(**options) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        context.set_default_timeout(MOST_SECONDS * 1000)
        complaints.watch(context)
        contexts.append(context)
        if later := os.environ.get("LAB_LATE_BROWSER"):
            context.add_init_script(f"({LATER})({float(later)})")
        page = context.new_page()
        if slower := os.environ.get("LAB_SLOW_BROWSER"):
            context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": float(slower)})
        return page

    yield open_one
    for context in contexts:
        context.close()
    unexplained = complaints.besides({**KNOWN, **allowed_errors})
    assert not unexplained, "the page complained:\n  " + "\n  ".join(unexplained)


@pytest.fixture
def browser_page(open_page: Callable[..., Page]) -> Page:
    """A page with a fresh context, in the light theme."""
    return open_page(color_scheme="light")


@pytest.fixture
def shot() -> Callable[[Page, str], None]:
    """Save a screenshot as $LAB_SHOTS/<name>.png; do nothing when LAB_SHOTS is not set."""
    folder = os.environ.get("LAB_SHOTS")

    def save(page: Page, name: str) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / f"{name}.png")

    return save
