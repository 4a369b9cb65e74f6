"""A submission that sleeps, or takes no notice of its limits, costs little time, and its own points alone."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from nbformat.v4 import new_code_cell

from autograd_lab.grading.preprocessor import ExamPreprocessor
from autograd_lab.grading.sandbox.patience import AFTER_A_STOP, LEAST, OVERTIME, SHARE, Patience, Stopwatch
from autograd_lab.grading.sandbox.session import Limits, Session, WorkerLostError
from tests.grading import students
from tests.grading.crowd import a_crowd, needs_the_count
from tests.grading.sandboxed import here, settings

SLEEP = "import time\ntime.sleep(60)"
NO_ALARMS = "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())\n"
LOOP = "while True: pass"
CALL = {"seconds": 0.2, "clock": "processor", "steps": [{"do": "call", "function": "f", "args": []}]}


# --- What is left ------------------------------------------------------------------------------------------------


def test_no_request_idles_away_more_than_a_share_of_what_is_left():
    patience = Patience(20.0)
    assert patience.allowance(2.0).idle == SHARE * 20.0
    patience.take(8.0)
    assert (patience.allowance(2.0).idle, patience.allowance(2.0).computing) == (SHARE * 12.0, 2.0)


def test_after_a_stop_little_is_left_for_each_and_what_idled_before_may_do_so_again():
    patience = Patience(20.0)
    patience.take_stopped(10.0)  # a share of the rest would be more
    assert patience.allowance(2.0).idle == AFTER_A_STOP
    assert patience.allowance(2.0, known_idle=3.0).idle == 3.0 + LEAST
    patience.take(12.0)
    assert patience.is_used_up
    assert patience.allowance(2.0).idle == LEAST


# --- What is counted ---------------------------------------------------------------------------------------------


@pytest.fixture
def process() -> Iterator["subprocess.Popen[bytes]"]:
    """A process that computes for a third of a second, and sleeps for good behind it."""
    code = "import time\nprint(flush=True)\nwhile time.process_time() < 0.3: pass\ntime.sleep(60)"
    command = [sys.executable, "-S", "-c", code]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as started:
        assert started.stdout is not None
        started.stdout.readline()
        yield started
        started.kill()


@pytest.mark.slow
@needs_the_count
def test_what_is_computed_is_told_from_what_is_slept(process: "subprocess.Popen[bytes]"):
    watch = Stopwatch(process.pid)
    watch.begin()
    ends = time.monotonic() + 20.0
    while watch.idle < 0.3 and time.monotonic() < ends:
        time.sleep(0.05)
        watch.look(answered=False)
    assert 0.1 < watch.computed < 0.5
    assert 0.3 <= watch.idle < watch.lasted


@pytest.mark.slow
@needs_the_count
def test_a_process_that_was_stopped_by_a_signal_is_idle(process: "subprocess.Popen[bytes]"):
    os.kill(process.pid, signal.SIGSTOP)
    watch = Stopwatch(process.pid)
    watch.begin()
    time.sleep(0.2)
    watch.look(answered=False)
    assert watch.idle > 0.1


@pytest.mark.slow
@needs_the_count
@pytest.mark.usefixtures("one_processor")
def test_who_waits_for_a_processor_is_not_idle():
    with Session(Limits(patience=2.0), here()) as session, a_crowd():
        run = session.run_cell("c", "import time\nend = time.monotonic() + 1.5\nwhile time.monotonic() < end: pass")
        assert run.error is None


# --- What it costs -----------------------------------------------------------------------------------------------


def error_of(session: Session, source: str, *, extra: bool = False) -> str:
    """The message of a cell that fails."""
    error = session.run_cell("c", source, extra=extra).error
    assert error is not None
    return str(error["message"])


@pytest.mark.slow
@needs_the_count
def test_sleeping_in_every_cell_costs_what_it_costs_once_and_then_own_cells_are_not_run():
    with Session(Limits(patience=3.0), here()) as session:
        began = time.monotonic()
        first = error_of(session, SLEEP)
        assert "in which it computed nothing: it slept, or waited" in first
        assert "no more time" not in first
        assert "there was no more time" in error_of(session, SLEEP)
        for _ in range(20):
            error_of(session, SLEEP, extra=True)
        assert error_of(session, SLEEP, extra=True) == "it was not run: 3 s were used up by what had to be stopped"
        assert session.run_cell("answer", "def f(): return 1.0").error is None
        assert session.run_plan(CALL)["steps"][0]["status"] == "ok"
        assert time.monotonic() - began < 12.0


@pytest.mark.slow
@needs_the_count
def test_what_does_not_heed_its_limit_of_computing_is_ended_from_outside():
    with Session(Limits(computing=0.3), here()) as session:
        began = time.process_time(), time.monotonic()
        message = error_of(session, f"{NO_ALARMS}{LOOP}")
        assert message.endswith("s of computing: it did not heed its limit of 0.3 s")
        assert 0.3 + OVERTIME <= float(message.split()[4]) < 0.3 + OVERTIME + 1.0
        assert time.process_time() - began[0] < 1.0  # the grader does not wait in a loop of its own
        session.run_cell("f", f"def f():\n    {NO_ALARMS.replace(chr(10), chr(10) + '    ')}{LOOP}")
        with pytest.raises(WorkerLostError, match=r"of computing: it did not heed its limit of 0.2 s"):
            session.run_plan(CALL)


@pytest.mark.slow
@needs_the_count
def test_a_question_behind_one_that_ran_out_of_time_gets_half_of_its_own():
    """In seconds that the function counts itself, which a busy machine does not lengthen."""
    source = "import time\ntook = []\ndef f():\n    took.append(0.0)\n    start = time.process_time()\n"
    with Session(sandbox=here()) as session:
        session.run_cell("f", f"{source}    while True: took[-1] = time.process_time() - start")
        for _ in range(2):
            (step,) = session.run_plan({**CALL, "seconds": 0.6})["steps"]
            assert step["status"] == "timeout"
        first, second = map(float, session.run_cell("took", "print(*took)").stdout.split())
    assert second < 0.45 < first


@pytest.mark.slow
@needs_the_count
def test_a_cell_that_slept_is_run_again_after_a_crash_and_may_sleep_as_before():
    with Session(Limits(patience=12.0), here()) as session:
        session.run_cell("f", "import time\ntime.sleep(1.5)\ndef f(): return 1.0")
        error_of(session, SLEEP)
        assert session.run_plan(CALL)["steps"][0]["status"] == "ok"
        assert session.processes_started == 2


@pytest.mark.slow
@needs_the_count
def test_a_function_that_sleeps_costs_those_who_call_it_and_nobody_else():
    nb = students.notebook(
        {**students.RIGHT, "predict": "import time\ndef predict(X, w, b):\n    time.sleep(60)\n    return X @ w + b\n"}
    )
    nb.cells[1:1] = [new_code_cell("import time")]
    began = time.monotonic()
    graded, _ = ExamPreprocessor(patience_seconds=4.0, **settings()).preprocess(nb, {})
    points = {question["function"]: question["points"] for question in graded.metadata.autograd_lab["questions"]}
    assert points == {"predict": 0, "mse": 3, "mse_gradients": 0, "gradient_step": 4}
    assert time.monotonic() - began < 12.0
