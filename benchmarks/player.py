"""`python -m benchmarks.player`, and a part of `make bench`: what a step and a slider of the player cost a reader.

Needs Chromium and dot. The page is a real JupyterLab with the course's server settings, on this machine.
"""

import contextlib
import json
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import websocket
from playwright.sync_api import Page, sync_playwright

from autograd_lab import Value, show
from autograd_lab.lab.doctor import find_browser
from benchmarks import player_page, results
from benchmarks.player_report import KEYS_A_SECOND, PAINTED, STEPS, missed, section
from tests.support.browser import FLAGS
from tests.support.lab import Lab, keep_all_cells_in_the_page, lab_open, run_all, serving

#: nodes -> rounds, and how many times faster than redrawing the player is meant to be
RACES = {50: (30, 6), 200: (20, 15), 1000: (8, 30)}
PAUSE = 200  # milliseconds between single steps: the dot is on its way, and the next step ends it
STEPS_IN_A_ROW = 15  # in which the traffic with the kernel is counted
ROUND_TRIPS = 100
HERE = Path(__file__).parent


def figures() -> dict[str, Any]:
    """All of it; raises RuntimeError when there is no browser."""
    if not find_browser():
        raise RuntimeError("the player's benchmarks need Chromium: apt-get install chromium")
    with tempfile.TemporaryDirectory() as place, running_lab(Path(place)) as lab, sync_playwright() as playwright:
        found: dict[str, Any] = {"comm_ms": spread(round_trips(lab))}
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        found["races"] = {str(count): race(page, lab, count) for count in RACES}
        found |= alone(browser.new_page(viewport={"width": 1280, "height": 900}), Path(place))
        browser.close()
    return found


@contextlib.contextmanager
def running_lab(place: Path) -> Iterator[Lab]:
    """A JupyterLab with the course's server settings, that serves a new folder in `place`."""
    root, state = place / "root", place / "state"
    root.mkdir()
    state.mkdir()
    keep_all_cells_in_the_page(state)
    with serving(root, state, "--KernelManager.transport=tcp") as lab:  # as a reader's kernels talk
        yield lab


def spread(times: list[float]) -> dict[str, float]:
    """Median and 95th percentile."""
    return {"median": statistics.median(times), "p95": statistics.quantiles(times, n=20)[-1]}


def race(page: Page, lab: Lab, count: int) -> dict[str, Any]:
    """Next to repaint, the player against redrawing, in turn, in one page; and what a step sends to the kernel."""
    rounds, goal = RACES[count]
    print(f"player, {count} nodes, {rounds} rounds …", flush=True)
    player_page.notebook(lab.root / f"race{count}.ipynb", count)
    traffic: list[int] = []
    page.on("websocket", lambda socket: _count(socket, traffic))
    lab_open(page, lab, f"race{count}.ipynb")
    run_all(page)
    boxes = player_page.prepare(page)
    page.wait_for_timeout(4000)  # the first answer of the kernel has come
    traffic.clear()
    for _ in range(STEPS_IN_A_ROW):
        page.evaluate("bench.next()")
    sent = sum(traffic) / STEPS_IN_A_ROW
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(page.evaluate("bench.next()"))
        theirs.append(page.evaluate("bench.redraw()"))
    return {
        "boxes": boxes,
        "player_ms": spread(ours),
        "redrawn_ms": spread(theirs),
        "times_faster": statistics.median(b / a for a, b in zip(ours, theirs, strict=True)),
        "bytes_a_step": sent,
        "goal": goal,
    }


def _count(socket: Any, traffic: list[int]) -> None:
    for event in ("framesent", "framereceived"):
        socket.on(event, lambda data: traffic.append(len(data if isinstance(data, (bytes, str)) else data["payload"])))


def alone(page: Page, place: Path) -> dict[str, Any]:
    """A player on a page without a kernel: steps with the moving dot off and on, a held key, the handler, a slider."""
    space: dict[str, Any] = {}
    exec(player_page.GRAPH, space)
    steps = {}
    for count in reversed(PAINTED):  # the last one stays on the page
        print(f"player, {count} nodes, no kernel …", flush=True)
        root: Value = space["graph"](count)
        page.goto(show(root).static().save(place / f"alone{count}.html").as_uri())
        boxes = player_page.prepare(page)
        off, on = stepped(page, "reduce"), stepped(page, "no-preference")
        steps[str(count)] = {"boxes": boxes, "off": off, "on": on, "behind": max(held(page))}
    page.locator(".al-player button[data-action=start]").click()
    handled = [page.evaluate("bench.handled()") for _ in range(STEPS)]
    page.locator(".al-player button[data-action=end]").click()
    slid = [page.evaluate("to => bench.slide(to)", (k % 37) / 37) for k in range(STEPS)]
    nothing = [page.evaluate("bench.nothing()") for _ in range(STEPS)]
    found = {"handled_ms": spread(handled), "slide_ms": spread(slid), "nothing_ms": spread(nothing)}
    return {"steps": {str(count): steps[str(count)] for count in PAINTED}, **found}


def stepped(page: Page, motion: Literal["reduce", "no-preference"]) -> dict[str, Any]:
    """Next to painted, half of the steps forward and half backward, and in how many of them a dot ran."""
    page.emulate_media(reduced_motion=motion)
    times, dots = [], 0
    for k in range(STEPS):
        if k in (0, STEPS // 2):
            page.evaluate("action => bench.go(action)", "seed" if k else "start")
        page.wait_for_timeout(PAUSE)
        times.append(page.evaluate("bench.step()"))
        dots += bool(page.evaluate("bench.dots()"))
    return {**spread(times), "dots": dots}


def held(page: Page) -> list[int]:
    """Of each press while a key is held: how many frames went by before the one that shows its step."""
    session = page.context.new_cdp_session(page)
    key = {"key": "ArrowRight", "code": "ArrowRight", "windowsVirtualKeyCode": 39}
    page.evaluate("bench.go('start')")
    page.locator(".al-player .al-stage").focus()
    page.evaluate("bench.watch()")
    began = time.perf_counter()
    for k in range(STEPS):
        session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "autoRepeat": k > 0, **key})
        time.sleep(max(0, began + (k + 1) / KEYS_A_SECOND - time.perf_counter()))
    session.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})
    page.evaluate("bench.nothing()")
    return page.evaluate("bench.behind()")  # type: ignore[no-any-return]


ECHO = """
from comm import get_comm_manager
def opened(comm, _):
    comm.on_msg(lambda message: comm.send(message["content"]["data"]))
get_comm_manager().register_target("echo", opened)
"""


def round_trips(lab: Lab) -> list[float]:
    """Milliseconds of a small comm message to a kernel and back, through the server's websocket."""
    kernel = json.loads(lab.send("POST", "/api/kernels", {}))["id"]
    address = f"{lab.url.replace('http', 'ws', 1)}/api/kernels/{kernel}/channels?token={lab.token}"
    socket = websocket.create_connection(address, timeout=30)
    try:
        _ask(socket, "execute_request", {"code": ECHO, "silent": False}, "status", "idle")
        name = uuid.uuid4().hex
        _ask(socket, "comm_open", {"comm_id": name, "target_name": "echo", "data": {}}, "status", "idle")
        times = []
        for k in range(ROUND_TRIPS):
            began = time.perf_counter()
            _ask(socket, "comm_msg", {"comm_id": name, "data": {"k": k}}, "comm_msg")
            times.append(1000 * (time.perf_counter() - began))
        return times[10:]
    finally:
        socket.close()
        lab.send("DELETE", f"/api/kernels/{kernel}")


def _ask(socket: websocket.WebSocket, kind: str, content: dict[str, Any], answer: str, state: str = "") -> None:
    """Send one message and wait for one of its answers."""
    header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "session": "bench", "username": "bench", "version": "5.4"}
    message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
    socket.send(json.dumps(message))
    while True:
        got = json.loads(socket.recv())
        mine = got["parent_header"].get("msg_id") == header["msg_id"] and got["msg_type"] == answer
        if mine and (not state or got["content"].get("execution_state") == state):
            return


def main() -> int:
    """Measure, and renew the player's part of results.json and README.md; 1 when one misses its goal."""
    found = figures()
    print(section(found))
    results.renew("player", found, section)
    print("\n".join(missed(found)) or "all within their goals", file=sys.stderr)
    return bool(missed(found))


if __name__ == "__main__":
    sys.exit(main())
