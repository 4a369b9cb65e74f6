"""Each way to stop code that runs for too long: a timer, another thread, the interpreter's own events."""

import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from autograd_lab.exams.plans import alarms

#: Runs in a process of its own, since what is tested is that it ends. The monitor needs Python 3.12 or newer.
PROBE = """
import importlib.util, itertools, sys, threading, time
spec = importlib.util.spec_from_file_location("alarms", sys.argv[1])
alarms = importlib.util.module_from_spec(spec)
sys.modules["alarms"] = alarms
spec.loader.exec_module(alarms)
way = getattr(alarms, sys.argv[2])

class Late(BaseException):
    pass

def bare():
    while True:
        pass

def loop():
    for _ in itertools.count():
        pass

def swallows():
    rung = 0
    while rung < 2:
        try:
            while True:
                pass
        except BaseException:
            rung += 1
    raise Late

def yields():
    return all(True for _ in itertools.count())

def stopped(f, seconds=0.2, clock=alarms.WALL):
    try:
        with way(seconds, clock, Late):
            f()
    except Late:
        return True
    return False

for f in (bare, loop, swallows, yields):
    assert stopped(f), f.__name__
    assert not stopped(lambda: sum(range(10_000))), "a short call after " + f.__name__
assert stopped(bare, clock=alarms.PROCESSOR)
assert not stopped(lambda: time.sleep(0.5), clock=alarms.PROCESSOR), "waiting computes nothing"

# one within the other: each stops its own
def inner():
    assert stopped(bare, 0.2)
    return "inner"
with way(30, alarms.WALL, Late):
    assert inner() == "inner"
assert stopped(lambda: [stopped(bare, 0.2), bare()], 0.8)

# nothing rings once it is over
for _ in range(200):
    stopped(lambda: time.sleep(0.0005), 0.0005)
end = time.monotonic() + 0.7
while time.monotonic() < end:
    pass
print("held")
"""


def newer_python() -> str:
    """A Python that has `sys.monitoring`: this one, or another of this machine."""
    if sys.version_info >= (3, 12):
        return sys.executable
    for name in ("python3.14", "python3.13", "python3.12", "/usr/bin/python3"):
        if (found := shutil.which(name)) and subprocess.run(
            [found, "-c", "import sys; sys.exit(sys.version_info < (3, 12))"], check=False
        ).returncode == 0:
            return found
    pytest.skip("needs Python 3.12 or newer beside this one: apt-get install python3")


@pytest.mark.slow
@pytest.mark.parametrize("way", ["timer", "watcher", "monitor"])
@pytest.mark.sampled(1)
def test_endless_code_is_stopped_and_what_follows_is_not(way, tmp_path):
    if way == "timer" and sys.platform == "win32":
        pytest.skip("needs POSIX timers: run on Linux or macOS")
    python = newer_python() if way == "monitor" else sys.executable
    script = tmp_path / "probe.py"
    script.write_text(PROBE)
    command = [python, "-X", "faulthandler", str(script), str(Path(alarms.__file__)), way]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert (done.stdout, done.stderr) == ("held\n", "")


@pytest.mark.slow
def test_where_there_is_no_main_thread_another_thread_stops_it():
    stopped = threading.Event()

    def endless():
        try:
            with alarms.alarm(0.1, alarms.WALL, KeyboardInterrupt):
                while True:
                    pass
        except KeyboardInterrupt:
            stopped.set()

    thread = threading.Thread(target=endless, daemon=True)
    thread.start()
    thread.join(timeout=60)
    assert stopped.is_set()


def test_without_events_of_the_interpreter_the_code_runs_to_its_end(monkeypatch):
    monkeypatch.delattr(sys, "monitoring", raising=False)
    with alarms.monitor(0.001, alarms.WALL, KeyboardInterrupt):
        assert sum(range(100_000)) == 4_999_950_000


@pytest.mark.slow
def test_while_alarms_are_held_back_none_rings():
    rang = []

    def hold_back_and_go_on():
        with alarms.watcher(0.05, alarms.WALL, KeyboardInterrupt):
            with alarms.alarms_held_back():
                threading.Event().wait(0.3)
                rang.append("not yet")
            while True:
                pass

    with pytest.raises(KeyboardInterrupt):
        hold_back_and_go_on()
    assert rang == ["not yet"]
