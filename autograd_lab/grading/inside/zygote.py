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

from .confine import confine
from .worker import leave_nothing_standard, prepare, same_start, serve

Tree = dict[str, Any]

STATUS = struct.Struct(">i?")
READY = b"+"
MOST_FILES = 2000  # in the scratch folder
LOOK_MS = 200  # between two looks at it
NO_FILTER = 97  # exit code of a worker that could not be confined, and therefore ran nothing


def main(settings: Tree, load_plans: Callable[[], types.ModuleType]) -> None:
    """Fork a worker for each message, until the grader closes the socket."""
    control = socket.socket(fileno=os.dup(0))
    prepare(settings)
    plans = load_plans()
    leave_nothing_standard()  # now that nothing can go wrong that the grader would want to read
    gc.collect()
    gc.freeze()
    fresh = _scratch()
    control.sendall(READY)
    while True:
        _, pipes, _, _ = socket.recv_fds(control, 1, 2)
        if len(pipes) != 2:
            return
        worker = os.fork()
        if worker == 0:
            control.close()
            _work(settings, pipes, plans)
        for pipe in pipes:
            os.close(pipe)
        status = _awaited(worker)
        control.sendall(STATUS.pack(status, _scratch() == fresh))


def _awaited(worker: int) -> int:
    """How a worker ended. One that makes too many files is killed: the kernel's memory for each counts nowhere else."""
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


def _scratch() -> tuple[int, int]:
    """What changes when anything in the scratch folder is made, removed or renamed, or the folder itself is altered."""
    about = Path().stat()
    return about.st_mode, about.st_ctime_ns


def _work(settings: Tree, pipes: list[int], plans: types.ModuleType) -> None:
    """Be the worker of one submission; never returns."""
    code = 1
    try:
        leave_nothing_standard()  # of its own: locks and flags of a file shared with the zygote would outlive it
        same_start()
        code = NO_FILTER
        confine(settings["limits"])
        code = 1
        serve(os.fdopen(pipes[0], "rb"), os.fdopen(pipes[1], "wb"), plans)
        code = 0
    finally:
        os._exit(code)
