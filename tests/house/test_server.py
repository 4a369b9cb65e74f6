"""The server extension: what it changes, measured on a real server with a real kernel."""

import json
import statistics
import time
import uuid

import pytest
import websocket

from autograd_lab.server.nodelay import send_at_once
from tests.support.lab import start, stop, wait_until_up

ROUNDS = 40
DELAY_MS = 40  # what the system waits before it acknowledges a small packet
WARM_UP = 15


class Handler:
    """A handler that keeps what happens to it."""

    def __init__(self):
        self.calls = []

    def set_nodelay(self, value):
        self.calls.append(("nodelay", value))

    async def open(self, kernel_id):
        self.calls.append(("open", kernel_id))


def open_it(handler):
    with pytest.raises(StopIteration):
        handler.open("k1").send(None)
    return handler.calls


def test_nodelay_is_set_before_the_kernel_speaks():
    class Own(Handler):
        pass

    send_at_once(Own)
    assert open_it(Own()) == [("nodelay", True), ("open", "k1")]


def test_loading_twice_wraps_once():
    class Own(Handler):
        pass

    send_at_once(Own)
    once = Own.open
    send_at_once(Own)
    assert Own.open is once


def message(channel: str, kind: str, content: dict) -> str:
    header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "session": "test", "username": "test", "version": "5.4"}
    parts = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": channel}
    return json.dumps(parts)


def round_trip(socket: websocket.WebSocket) -> float:
    """Milliseconds from a small request to the kernel's word that it is idle again."""
    request = message("shell", "kernel_info_request", {})
    sent = json.loads(request)["header"]["msg_id"]
    began = time.perf_counter()
    socket.send(request)
    while True:
        answer = json.loads(socket.recv())
        mine = answer["parent_header"].get("msg_id") == sent
        if mine and answer["content"].get("execution_state") == "idle":
            return 1000 * (time.perf_counter() - began)


def round_trips(lab) -> list[float]:
    kernel = json.loads(lab.send("POST", "/api/kernels", {}))["id"]
    address = f"{lab.url.replace('http', 'ws', 1)}/api/kernels/{kernel}/channels?token={lab.token}"
    socket = websocket.create_connection(address, timeout=30)
    try:
        return [round_trip(socket) for _ in range(ROUNDS)][WARM_UP:]
    finally:
        socket.close()


def measure(tmp_path, *options: str) -> list[float]:
    root, state = tmp_path / "root", tmp_path / "state"
    root.mkdir(parents=True)
    state.mkdir()
    process, lab = start(root, state, *options)
    try:
        wait_until_up(process, lab)
        return round_trips(lab)
    finally:
        stop(process)


@pytest.mark.lab
def test_the_extension_saves_the_delay(tmp_path):
    """Both are measured on this machine, and compared by their quick quarter, which other work disturbs least."""
    off = "--ServerApp.jpserver_extensions={'autograd_lab.server': False, 'jupyterlab': True}"
    with_it, without = measure(tmp_path / "with"), measure(tmp_path / "without", off)
    quick, delayed = (statistics.quantiles(times, n=4)[0] for times in (with_it, without))
    print(f"first quartile of the round trips: {quick:.1f} ms with the extension, {delayed:.1f} ms without")
    assert delayed - quick > DELAY_MS / 2
    assert min(with_it) <= 10
