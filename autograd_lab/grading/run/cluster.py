"""Where the work runs: a Dask cluster of this machine's cores, or one that is there already.

Dask moves tasks, starts dead workers again and repeats what they had; this file only says what happens when that is
not enough: a scheduler that went away ends the run with a message, and what was graded until then stands.
"""

import logging
import math
import os
import queue
import secrets
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from itertools import islice
from multiprocessing import resource_tracker
from typing import Any, cast

import dask
from distributed import Client, Future, LocalCluster
from distributed.comm.addressing import get_address_host_port
from distributed.security import Security

from autograd_lab.errors import LabError
from autograd_lab.grading.intake.archives import MOST_BYTES
from autograd_lab.grading.run.submission import Graded, Job, grade

SECONDS_TO_CONNECT = 10
JOBS_A_CORE, LEAST_JOBS = 4, 16  # on their way at a time; more only fill the memory of client and scheduler
SECONDS_A_COUNT = 10.0  # workers of a cluster come and go
# A file travels with its task, which can so run again elsewhere when a worker dies. Dask takes 10 MB for a slip.
LARGE_GRAPH, LARGEST_TASK = "distributed.admin.large-graph-warning-threshold", 2 * MOST_BYTES
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class ClusterError(LabError, RuntimeError):
    """The cluster is not there, or went away; the text says what to do."""


@contextmanager
def dask_client(workers: int, scheduler: str = "", stopping: Callable[[], object] = lambda: None) -> Iterator[Client]:
    """A client of the scheduler at this address or, where none is named, of `workers` processes of this machine.

    `stopping` is called when Ctrl+C comes while these processes start or end.

    Whoever reaches a scheduler can run code as the user who started it, and on a JupyterHub the students are users of
    the same machine. So the scheduler that is started here answers only who has the certificate of this run, and shows
    no page.

    Raises ClusterError when nothing answers at the address.
    """
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # a lost worker is our message, not a traceback
    with _client_at(scheduler) if scheduler else _client_of_this_machine(workers, stopping) as client:
        yield client


@contextmanager
def _client_at(scheduler: str) -> Iterator[Client]:
    """A client of the scheduler at this address; ClusterError when nothing answers there."""
    _check_address(scheduler)
    try:
        client = Client(scheduler, timeout=SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise ClusterError(
            f"no Dask scheduler answers at {scheduler} ({type(error).__name__}). Is it started "
            "(`dask scheduler`), and can this machine reach it?"
        ) from error
    try:
        yield client
    finally:
        with suppress(Exception):  # a lost connection is waited for no longer than two seconds
            client.close(timeout=2)


@contextmanager
def _client_of_this_machine(workers: int, stopping: Callable[[], object]) -> Iterator[Client]:
    """A client of `workers` processes that are started here, and ended with it."""
    for name in THREADS:
        os.environ.setdefault(name, "1")  # a process for each core, not a process and a pool of threads
    parts = ExitStack()
    try:
        with _interrupt_held_back(stopping):
            parts.enter_context(
                dask.config.set({f"distributed.{part}.http.routes": [] for part in ("scheduler", "worker")})
            )
            local = parts.enter_context(
                LocalCluster(
                    n_workers=workers,
                    threads_per_worker=1,
                    processes=True,
                    security=Security.temporary(),
                    dashboard_address="127.0.0.1:0",  # any port: Dask warns when another run has the usual one
                    scheduler_kwargs={"dashboard": False},
                    silence_logs=logging.CRITICAL,
                    memory_limit=0,
                )
            )
            client = parts.enter_context(Client(local, set_as_default=False))
        yield client
    finally:
        with _interrupt_held_back(stopping):
            parts.close()


@contextmanager
def _interrupt_held_back(stopping: Callable[[], object]) -> Iterator[None]:
    """Hold SIGINT back until the block ends: Dask, interrupted while it starts or ends, leaves tracebacks of its own.

    The processes that are started meanwhile do not hear Ctrl+C at all; they end with the cluster.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # multiprocessing would lift the mask where it starts that later
    held: list[int] = []

    def hold(number: int, _: object) -> None:
        held.append(number)
        stopping()

    before = signal.signal(signal.SIGINT, hold)
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # threads and processes begin with it
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, before)
    if held:
        raise KeyboardInterrupt


def _check_address(scheduler: str) -> None:
    """Raise ClusterError for what is no address: Dask's client finds out while it is made, and leaves a traceback."""
    try:
        _, port = get_address_host_port(scheduler)
    except (ValueError, TypeError):
        port = 0
    if not 0 < port < 65536:
        raise ClusterError(f"{scheduler!r} is no address of a Dask scheduler: give one such as tcp://192.168.0.7:8786")


def grade_jobs(client: Client, jobs: Sequence[Job]) -> Iterator[tuple[Job, Graded | Exception]]:
    """Grade the jobs on the cluster; yields each as it is done, with its result or with the error that it raised.

    A few jobs a core are on their way at a time: a class of any size takes the memory of these few, and not its own.

    Raises ClusterError when the scheduler goes away: the jobs not given by then are not graded.
    """
    done: queue.SimpleQueue[Future[Any]] = queue.SimpleQueue()
    waiting: dict[Any, tuple[Future[Any], Job]] = {}
    run = secrets.token_hex(8)  # a scheduler takes equal keys, of another instructor too, for one task
    left, room, counted = iter(jobs), 0, -math.inf
    given = 0
    try:
        while given < len(jobs):
            if time.monotonic() - counted > SECONDS_A_COUNT:
                room, counted = _room(client), time.monotonic()
            for job in islice(left, max(0, room - len(waiting))):
                with dask.config.set({LARGE_GRAPH: LARGEST_TASK}):
                    future = client.submit(grade, job, key=f"grade-{job.name}-{job.student}-{run}", pure=False)
                waiting[future.key] = future, job
                future.add_done_callback(done.put)
            try:
                future = done.get(timeout=1.0)
            except queue.Empty:
                if client.status != "running":
                    raise _scheduler_lost(len(jobs) - given) from None
                continue
            _, job = waiting.pop(future.key)
            given += 1
            yield job, _result(future, len(jobs) - given + 1)
    finally:
        with suppress(Exception):
            client.cancel([future for future, _ in waiting.values()])


def _room(client: Client) -> int:
    """How many jobs may be on their way: JOBS_A_CORE for each core of the cluster as it is now, LEAST_JOBS at least."""
    with suppress(Exception):  # a scheduler that went away is found out, and told, where its results are waited for
        return max(LEAST_JOBS, JOBS_A_CORE * int(sum(client.nthreads().values())))
    return LEAST_JOBS


def _result(future: Future[Any], missing: int) -> Graded | Exception:
    """What a finished task returned or raised; ClusterError where the scheduler took it along."""
    if future.status == "finished":
        try:
            return cast(Graded, future.result())
        except OSError as lost:  # between its message and the result
            raise _scheduler_lost(missing) from lost
    if future.status == "error":
        error = future.exception()
        return error if isinstance(error, Exception) else RuntimeError(str(error))
    raise _scheduler_lost(missing)


def _scheduler_lost(missing: int) -> ClusterError:
    """The error for a scheduler that went away while so many submissions were not graded."""
    return ClusterError(
        f"the Dask scheduler went away with {missing} submissions not graded. What was graded stands; "
        "start the scheduler and run the same command again for the rest"
    )
