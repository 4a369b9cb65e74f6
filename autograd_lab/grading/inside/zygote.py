"""Imports Python's and NumPy's modules once, and forks a worker of its own for each submission.

Importing takes most of a worker's time to start. The workers of one sandbox follow each other: one ends before the
next begins. A worker cannot reach this process: its system calls are filtered before the student's code runs
(confine.py), it has no pipe of another's, and the only place it can write to is the scratch folder. When that was
touched, or a worker did not end by itself, this process says so, and the grader takes another sandbox.

It talks through the socket that it was given as stdin. In: one byte and two file descriptors for each worker. Out: b"+"
when ready, then for each worker `STATUS`: how it ended (as `os.waitpid` says), and whether the scratch folder is as it
was.
"""

import contextlib
import gc
import os
import select
import signal
import socket
import struct
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .confine import confine_process
from .worker import close_standard_streams, prepare, seed_global_generators, serve

STATUS = struct.Struct(">i?")
READY = b"+"
MOST_FILES = 2000  # in the scratch folder
LOOK_MS = 200  # between two looks at it
NO_FILTER = 97  # exit code of a worker that could not be confined, and therefore ran nothing


def main(settings: dict[str, Any], load_plans: Callable[[], types.ModuleType]) -> None:
    """Fork a worker for each message, until the grader closes the socket."""
    control = socket.socket(fileno=os.dup(0))
    prepare(settings)
    plans = load_plans()
    close_standard_streams()  # now that nothing can go wrong that the grader would want to read
    gc.collect()
    gc.freeze()
    fresh = _scratch_state()
    control.sendall(READY)
    while True:
        _, pipes, _, _ = socket.recv_fds(control, 1, 2)
        if len(pipes) != 2:
            return
        worker = os.fork()
        if worker == 0:
            control.close()
            _serve_submission(settings, pipes, plans)
        for pipe in pipes:
            os.close(pipe)
        status = _wait_for(worker)
        control.sendall(STATUS.pack(status, _scratch_state() == fresh))


def _wait_for(worker: int) -> int:
    """The exit status of a worker, as os.waitpid gives it. A worker with more than MOST_FILES files is killed.

    The kernel's memory for each file counts towards no other limit.
    """
    with contextlib.suppress(AttributeError, OSError):  # a Linux before 5.3 cannot wait so
        watched = os.pidfd_open(worker)
        waiting = select.poll()
        waiting.register(watched, select.POLLIN)
        while not waiting.poll(LOOK_MS):
            about = os.statvfs(".")
            if about.f_files - about.f_ffree > MOST_FILES:
                os.kill(worker, signal.SIGKILL)
        os.close(watched)
    return os.waitpid(worker, 0)[1]


def _scratch_state() -> tuple[int, int]:
    """The mode and change time of the scratch folder, which change with any file that is made, removed or renamed."""
    about = Path().stat()
    return about.st_mode, about.st_ctime_ns


def _serve_submission(settings: dict[str, Any], pipes: list[int], plans: types.ModuleType) -> None:
    """Serve one submission in a forked worker, then end the process; never returns."""
    code = 1
    try:
        close_standard_streams()  # of its own: locks and flags of a file shared with the zygote would outlive it
        seed_global_generators()
        code = NO_FILTER
        confine_process(settings["limits"])
        code = 1
        serve(os.fdopen(pipes[0], "rb"), os.fdopen(pipes[1], "wb"), plans)
        code = 0
    finally:
        os._exit(code)
