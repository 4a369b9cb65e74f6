"""The processes that grade on this machine answer nobody else: on a shared machine the students are users of it too."""

import secrets
import subprocess
import sys
import urllib.error
import urllib.request
import warnings

import pytest
from distributed import Client
from distributed.comm import CommClosedError
from distributed.security import Security

from autograd_lab.grading.run.cluster import ClusterError, _result, dask_client, grade_jobs
from autograd_lab.grading.run.submission import Job

pytestmark = pytest.mark.slow

IMPATIENT = """
import os, signal, threading, time
from autograd_lab.grading.run.cluster import dask_client
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
def impatient():
    while signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        time.sleep(0.01)
    for _ in range(3):
        os.killpg(0, signal.SIGINT)  # as a terminal does: to the workers too
        time.sleep(0.1)
threading.Thread(target=impatient).start()
try:
    with dask_client(2, stopping=lambda: print("heard")):
        print("started")
except KeyboardInterrupt:
    print("interrupted")
"""


def test_an_interruption_while_the_processes_start_is_heard_at_once_and_leaves_no_traceback():
    typed = [sys.executable, "-c", IMPATIENT]
    done = subprocess.run(typed, capture_output=True, text=True, check=False, start_new_session=True)
    *heard, last = done.stdout.split()
    assert (set(heard), last, done.stderr, done.returncode) == ({"heard"}, "interrupted", "", 0)


@pytest.fixture(scope="module")
def mine():
    with dask_client(1) as client:
        yield client


def test_who_has_the_certificate_of_the_run_is_answered(mine: Client):
    assert mine.submit(int, "7").result() == 7
    workers = mine.scheduler_info()["workers"]
    assert all(address.startswith("tls://127.0.0.1") for address in [mine.scheduler.address, *workers])


@pytest.mark.parametrize(
    ("security", "seconds", "why"),  # without one Dask tries again until the time is over
    [(None, 1, r"\(closed\)|[Tt]imed out"), (Security.temporary(), 60, "certificate does not match")],
    ids=["none", "one of their own"],
)
@pytest.mark.parametrize("of", ["scheduler", "worker"])
def test_another_user_of_the_machine_gets_no_answer(
    mine: Client, security: Security | None, seconds, why: str, of: str
):
    address = mine.scheduler.address if of == "scheduler" else next(iter(mine.scheduler_info()["workers"]))
    if security is None:
        address = address.replace("tls://", "tcp://")
    with pytest.raises(OSError, match=why):
        Client(address, security=security, timeout=seconds, set_as_default=False)


@pytest.mark.parametrize("page", ["health", "info/main/workers.html", "metrics", "status"])
def test_no_page_tells_what_is_being_graded(mine: Client, page: str):
    port = mine.scheduler_info()["services"]["dashboard"]
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/{page}", timeout=60)


def test_a_scheduler_that_goes_away_before_it_hands_over_a_result_is_told():
    class Finished:
        status = "finished"

        def result(self) -> None:
            raise CommClosedError("ConnectionResetError")

    with pytest.raises(ClusterError, match="went away with 3 submissions not graded"):
        _result(Finished(), 3)


def test_a_second_run_beside_it_warns_of_nothing(mine: Client):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with dask_client(1) as other:
            assert other.submit(int, "7").result() == 7


def test_a_large_file_is_sent_without_a_warning_of_dasks(mine: Client):
    """Warnings are errors here; Dask takes a task of more than 10 MB for a slip of the programmer."""
    job = Job("ada", "ps1", "ps1.ipynb", secrets.token_bytes(11 * 2**20), "no notebook", 7)
    [(_, result)] = grade_jobs(mine, [job])
    assert isinstance(result, Exception)  # what is released is none; the file has arrived
