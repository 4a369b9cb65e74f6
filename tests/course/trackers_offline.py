"""Chapter 24's trackers in a process without a network, which tests start: `python -m tests.course.trackers_offline`.

read FOLDER    run the chapter's cells: a log goes through each tracker, and what came back is printed as JSON
page FOLDER    serve the folder with TensorBoard, open its page in Chromium, and print what it shows as JSON
leet FOLDER    open the run that W&B left there in its terminal viewer, and print the tags of its charts as JSON
"""

import fcntl
import json
import os
import pty
import re
import select
import socket
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from autograd_lab.lab.doctor import find_browser
from tests.course.chapter_checks import lesson_of, names_of
from tests.support.browser import FLAGS, MOST_SECONDS

ALL = re.compile(r'size_guidance=\{"tensors": 0\}')
TAGS = [f"{group}/{what}" for group in ("change", "gradient") for what in ("W1", "W2")]
TAGS += ["loss/held_out", "loss/train", "units/different", "units/saturated"]
LONG = 40  # epochs, more than TensorBoard's reader keeps by itself


def read(folder: Path) -> dict[str, object]:
    """What the cells logged of patient A and read back, and a longer log by the chapter's reader and without its 0."""
    names = names_of(lesson_of(24), "ch24-log", "ch24-from-disk")
    log = names["night"](names["patient"]("A", seed=names["RUN"]["seed"]))
    back = {name: names["through_tracker"](name, log, folder) for name in names["TRACKERS"]}
    long = [{"loss/train": 1 / (k + 1)} for k in range(LONG)]
    (folder / "long").mkdir()
    names["to_tensorboard"](long, folder / "long")
    [reader] = [c.source for c in lesson_of(24).cells if c.slug == "ch24-from-disk"]
    assert ALL.search(reader)
    sampling = {**names}
    exec(ALL.sub("size_guidance=None", reader), sampling)
    return {
        "interfaces": [name for _, name in socket.if_nameindex()],
        "outside": reaches_outside(),
        "run": names["RUN"],
        "log": log,
        "back": back,
        "long": [len(reads["from_tensorboard"](folder / "long")) for reads in (names, sampling)],
        "loss of the long one": [row["loss/train"] for row in names["from_tensorboard"](folder / "long")],
    }


def reaches_outside() -> bool:
    """Whether a connection to a machine elsewhere can be made."""
    try:
        socket.create_connection(("192.0.2.1", 80), timeout=2).close()
    except OSError:
        return False
    return True


def page(folder: Path) -> dict[str, object]:
    """What TensorBoard's page shows of the runs below the folder."""
    serve = [sys.executable, "-m", "tensorboard.main", "--logdir", str(folder), "--port", "0"]
    with subprocess.Popen(serve, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            address = next(found[0] for line in server.stderr if (found := re.search(r"http://localhost:\d+/", line)))
            with sync_playwright() as playwright:
                chromium = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
                shown = shown_on(chromium.new_page(viewport={"width": 1280, "height": 3000}), address)
                chromium.close()
        finally:
            server.terminate()
    return shown


def shown_on(opened: Page, address: str) -> dict[str, object]:
    """The names of runs; tag -> run -> what the chart's table says, which is [smoothed, value, step, …]; complaints."""
    elsewhere: list[str] = []
    errors: list[str] = []

    def note(url: str) -> None:
        if not url.startswith(("data:", "blob:", address)):
            elsewhere.append(url)

    opened.set_default_timeout(MOST_SECONDS * 1000)
    opened.on("request", lambda request: note(request.url))
    opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto(address)
    closed = opened.locator("button.group-toolbar:has([data-mat-icon-name^='expand_more'])")
    opened.locator("button.group-toolbar").first.wait_for()
    while closed.count():
        closed.first.click()
    cards = opened.locator("scalar-card")
    opened.wait_for_function(f"() => document.querySelectorAll('scalar-card').length === {len(TAGS)}")
    charts: dict[str, dict[str, list[str]]] = {}
    for card in cards.all():
        card.scroll_into_view_if_needed()
        rows = card.locator("tb-data-table-content-row")
        rows.first.wait_for()
        tag = card.locator("tb-truncated-path").get_attribute("title") or ""
        charts[tag] = {run: told for run, *told in map(str.split, rows.all_inner_texts())}
    runs = opened.locator("runs-data-table tb-data-table-content-row").all_inner_texts()
    return {"runs": [run.strip() for run in runs], "charts": charts, "elsewhere": elsewhere, "errors": errors}


def leet(folder: Path) -> list[str]:
    """Tags of the charts that `wandb leet` draws of the run, on a terminal of 60 lines."""
    [run] = (folder / "wandb").glob("wandb/offline-run-*")
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 60, 100, 0, 0))
    with subprocess.Popen(
        [sys.executable, "-m", "wandb", "leet", str(run)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm-256color"},
    ) as viewer:
        told, ends = "", time.monotonic() + MOST_SECONDS
        while not all(tag in told for tag in TAGS) and time.monotonic() < ends:
            if select.select([ours], [], [], 1)[0]:
                told += os.read(ours, 1 << 16).decode(errors="replace")
        os.write(ours, b"q")  # its key to leave: a signal would end the wrapper, and not the viewer
        viewer.wait(MOST_SECONDS)
    return [tag for tag in TAGS if tag in told]


if __name__ == "__main__":
    what, where = sys.argv[1:]
    print("\n" + json.dumps({"read": read, "page": page, "leet": leet}[what](Path(where))))
