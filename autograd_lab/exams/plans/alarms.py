"""Three ways to raise an exception in code that has run for too long; which one a platform has, `alarm` knows.

A timer's signal stops the main thread of POSIX systems. Elsewhere, another thread raises the exception in this one.
In a browser there are neither timers nor threads: there the interpreter looks at the clock itself, at each jump back
and each call, which makes a loop about three times as slow. Each rings again every half second, since a bare `except:`
swallows one. None of them ends a long call into compiled code before it returns.
"""

import contextlib
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

AGAIN = 0.5  # seconds
LOOKS = 64  # of so many events, one looks at the clock
FREE_TOOLS = (3, 4)  # of sys.monitoring; the others belong to debuggers, profilers and the like


@dataclass(frozen=True)
class Clock:
    """A clock, in seconds from any start, with its interval timer and signal; -1 on Windows, which has neither."""

    now: Callable[[], float]
    timer: int = -1
    signal: int = -1


WALL = Clock(time.monotonic, getattr(signal, "ITIMER_REAL", -1), getattr(signal, "SIGALRM", -1))
# counts what this process computed: a machine that is busy with others makes nobody late
PROCESSOR = Clock(time.process_time, getattr(signal, "ITIMER_PROF", -1), getattr(signal, "SIGPROF", -1))


_ringing = threading.RLock()


def alarm(seconds: float, clock: Clock, error: type[BaseException]) -> AbstractContextManager[None]:
    """A context in which `error` is raised after `seconds` of the clock, by the best way that there is here."""
    if sys.platform == "emscripten":
        return monitor(seconds, clock, error)
    if hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
        return timer(seconds, clock, error)
    return watcher(seconds, clock, error)


@contextlib.contextmanager
def alarms_held_back() -> Iterator[None]:
    """A context in which no alarm rings: a message that was read in part would spoil all that follow it."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows, where another thread rings
        with _ringing:
            yield
        return
    signals = {WALL.signal, PROCESSOR.signal}
    try:
        signal.pthread_sigmask(signal.SIG_BLOCK, signals)
        with _ringing:
            yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)


@contextlib.contextmanager
def timer(seconds: float, clock: Clock, error: type[BaseException]) -> Iterator[None]:
    """Raise `error` by a signal: on POSIX, in the main thread."""

    def ring(*_: object) -> None:
        raise error

    previous = signal.signal(clock.signal, ring)
    delay, interval = signal.setitimer(clock.timer, seconds, AGAIN)
    started = clock.now()
    try:
        yield
    finally:
        signal.setitimer(clock.timer, 0)
        signal.signal(clock.signal, previous)
        if delay:  # somebody else's alarm goes on
            signal.setitimer(clock.timer, max(0.001, delay - (clock.now() - started)), interval)


@contextlib.contextmanager
def watcher(seconds: float, clock: Clock, error: type[BaseException]) -> Iterator[None]:
    """Raise `error` from another thread, in the thread that entered; it costs nothing until it rings."""
    import ctypes  # a browser has none

    raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc
    watched = ctypes.c_ulong(threading.get_ident())
    over = threading.Event()
    ends = clock.now() + seconds

    def watch() -> None:
        pause = seconds
        while not over.wait(pause):
            with _ringing:
                left = ends - clock.now()
                if left <= 0 and not over.is_set():
                    raise_in(watched, ctypes.py_object(error))
            pause = left if left > 0 else AGAIN

    try:
        threading.Thread(target=watch, name="deadline", daemon=True).start()  # it may ring before this returns
        yield
    finally:
        while not over.is_set():
            with contextlib.suppress(error), _ringing:  # it may ring while it is being switched off
                over.set()
                raise_in(watched, None)


@contextlib.contextmanager
def monitor(seconds: float, clock: Clock, error: type[BaseException]) -> Iterator[None]:
    """Raise `error` from the interpreter's own events: Python 3.12 or newer, and one of its tools not in use.

    Without these there is no alarm, and what runs is not stopped.
    """
    monitoring = getattr(sys, "monitoring", None)
    tool = next((t for t in FREE_TOOLS if monitoring and monitoring.get_tool(t) is None), None)
    if monitoring is None or tool is None:
        yield
        return
    events = monitoring.events
    watched = (events.JUMP, events.PY_START, events.PY_RESUME)
    ends, passed = clock.now() + seconds, 0

    def look(*_: object) -> None:
        nonlocal ends, passed
        passed += 1
        if passed % LOOKS == 0 and clock.now() >= ends:
            ends = clock.now() + AGAIN
            raise error

    monitoring.use_tool_id(tool, "autograd_lab deadline")
    for event in watched:
        monitoring.register_callback(tool, event, look)
    monitoring.set_events(tool, sum(watched))
    try:
        yield
    finally:
        monitoring.set_events(tool, 0)
        for event in watched:
            monitoring.register_callback(tool, event, None)
        monitoring.free_tool_id(tool)
