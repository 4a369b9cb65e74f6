"""The start of a sandbox, with bubblewrap, and of workers in it, forked from a zygote with NumPy (inside/zygote.py).

A sandbox is kept for the next worker when its worker ended by itself and left nothing behind. Otherwise it is ended
as a whole, and the next worker gets a new one.
"""

import atexit
import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from typing import BinaryIO

from autograd_lab.grading.inside import zygote
from autograd_lab.grading.sandbox.bubblewrap_command import Sandbox, SandboxError
from autograd_lab.grading.sandbox.diagnosis import failure_advice, root_only_advice, start_command
from autograd_lab.grading.sandbox.workers import START_SECONDS, UnguardedWorker, Worker, WorkerLostError, kill_group

END_SECONDS = 5.0  # for a worker whose pipe was closed

# Started and waiting for a submission, by the thread that started them: the kernel ends a sandbox with its thread.
_IDLE: dict[tuple[Sandbox, int], list["Zygote"]] = {}
_LOCK = threading.Lock()


class Zygote:
    """A sandbox with Python and NumPy in it, waiting for a worker to be asked for."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        command = start_command(sandbox)
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `end`
        self._control, its = socket.socketpair()
        with its:
            self._popen = subprocess.Popen(
                command,
                stdin=its.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=self._said,
                start_new_session=True,
                env={},
            )
        try:
            self._await_ready()
        except BaseException:
            self.end()
            raise

    def _await_ready(self) -> None:
        """Wait for READY; SandboxError with advice where it does not come."""
        self._control.settimeout(START_SECONDS)
        try:
            ready = self._control.recv(len(zygote.READY))
        except OSError:
            ready = b""
        if ready != zygote.READY:
            self._said.seek(0)
            said = self._said.read(20_000).decode(errors="replace").strip()
            raise SandboxError(failure_advice(said, self.sandbox))

    @property
    def pid(self) -> int:
        """The process id of the outermost process."""
        return self._popen.pid

    def fork(self) -> tuple[BinaryIO, BinaryIO]:
        """Ask for a worker; return its two pipes. OSError when the sandbox has ended."""
        (its_requests, requests), (answers, its_answers) = os.pipe(), os.pipe()
        pipes = os.fdopen(requests, "wb"), os.fdopen(answers, "rb")
        try:
            socket.send_fds(self._control, [b"w"], [its_requests, its_answers])
        except OSError:
            for pipe in pipes:
                pipe.close()
            raise
        finally:
            os.close(its_requests)
            os.close(its_answers)
        return pipes

    def outcome(self, seconds: float) -> tuple[int, bool] | None:
        """How the worker ended: its exit code, and whether it left the sandbox as it was; None when it has not yet."""
        ends = time.monotonic() + seconds
        said = b""
        while len(said) < zygote.STATUS.size:
            self._control.settimeout(max(ends - time.monotonic(), 0.001))
            try:
                part = self._control.recv(zygote.STATUS.size - len(said))
            except OSError:
                return None
            if not part:
                return None
            said += part
        status, is_empty = zygote.STATUS.unpack(said)
        return os.waitstatus_to_exitcode(status), is_empty

    def end(self) -> None:
        """Kill the sandbox, and return when the last process in it has gone."""
        kill_group(self._popen)
        self._control.settimeout(END_SECONDS)
        with contextlib.suppress(OSError):
            while self._control.recv(64):
                pass
        self._control.close()
        self._said.close()


class SandboxedWorker(Worker):
    """A worker in a sandbox."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._zygote, pipes = _fork_worker(sandbox)
        self._outcome: tuple[int, bool] | None = None
        super().__init__(*pipes)

    @property
    def _leader(self) -> int:
        return self._zygote.pid

    def _status(self) -> int | None:
        self._outcome = self._outcome or self._zygote.outcome(END_SECONDS)
        return self._outcome[0] if self._outcome else None

    def _kill(self) -> None:
        """Keep the sandbox when the worker is known to have ended by itself, and left nothing there; else end it."""
        status, is_empty = self._outcome or (-1, False)
        if status >= 0 and status != zygote.NO_FILTER and is_empty:
            with _LOCK:
                _IDLE.setdefault((self._zygote.sandbox, threading.get_ident()), []).append(self._zygote)
        else:
            self._zygote.end()

    def finish(self) -> None:
        """Let the worker end, and then see whether its sandbox can be kept."""
        self.close()
        self._status()
        self._kill()


def _fork_worker(sandbox: Sandbox) -> tuple[Zygote, tuple[BinaryIO, BinaryIO]]:
    """Fork a worker in a waiting sandbox, or in a new one; returns the sandbox and the worker's pipes."""
    while True:
        with _LOCK:
            waiting = _IDLE.get((sandbox, threading.get_ident()))
            held = waiting.pop() if waiting else None
        if held is None:
            new = Zygote(sandbox)
            return new, new.fork()
        try:
            return held, held.fork()
        except OSError:  # it ended while it waited
            held.end()


@atexit.register
def end_all() -> None:
    """End the sandboxes that wait."""
    with _LOCK:
        waiting = [held for held_of in _IDLE.values() for held in held_of]
        _IDLE.clear()
    for held in waiting:
        held.end()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_IDLE.clear)  # they are the parent's


def start(sandbox: Sandbox) -> Worker:
    """A new worker that has answered once; SandboxError when none can be had."""
    try:
        return _start_and_greet(sandbox)
    except WorkerLostError:  # a sandbox that waited may have ended meanwhile
        end_all()
    try:
        return _start_and_greet(sandbox)
    except WorkerLostError as lost:
        raise SandboxError(
            f"grading: the worker {lost.text} before it had run anything.\n"
            f"  Does `{sys.executable} -c 'import numpy'` work on this machine?"
        ) from lost


def _start_and_greet(sandbox: Sandbox) -> Worker:
    """A new worker that has answered an empty cell."""
    worker: Worker = SandboxedWorker(sandbox) if sandbox.is_real else UnguardedWorker(sandbox)
    try:
        worker.greet()
    except BaseException:
        worker.end()
        raise
    return worker


def why_not_started(sandbox: Sandbox) -> str:
    """Start the sandbox once; returns the error's text where it does not start, else ""."""
    try:
        start(sandbox).finish()
    except SandboxError as error:
        return str(error)
    return ""


def advice_for_root() -> str:
    """What to do where the sandbox does not start because only root can read what it shows; "" anywhere else."""
    advice = root_only_advice(Sandbox())
    return advice if advice and why_not_started(Sandbox()) else ""
