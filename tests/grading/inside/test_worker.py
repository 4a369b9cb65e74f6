"""The worker and its pipe: what the student's code finds around it, and what the grader lets through."""

import os
import signal
import time
from pathlib import Path

import pytest

from autograd_lab.exams import plans
from autograd_lab.grading.sandbox import libraries
from autograd_lab.grading.sandbox.bubblewrap_command import Sandbox
from autograd_lab.grading.sandbox.session import CellRun, Limits, Session, WorkerLostError
from autograd_lab.grading.sandbox.workers import Worker
from tests.grading.sandboxed import here

pytestmark = pytest.mark.slow

NONE = Sandbox("none")

CALL = {"seconds": 1.0, "steps": [{"do": "call", "function": "double", "args": [3.0]}]}
DOUBLE = "def double(x):\n    return 2 * x\n"


def run(source: str) -> CellRun:
    """One cell in a worker of its own."""
    with Session(sandbox=here()) as session:
        return session.run_cell("c", source)


def test_the_worker_has_numpy_and_the_standard_library_and_nothing_else():
    source = """
import importlib
for name in ("numpy", "json", "torch", "sympy", "nbgrader", "pip", "autograd_lab.exams", "autograd_lab.grading"):
    try: importlib.import_module(name)
    except ImportError: print(name)
"""
    assert run(source).stdout.split() == [
        "torch", "sympy", "nbgrader", "pip", "autograd_lab.exams", "autograd_lab.grading",
    ]  # fmt: skip


def test_the_courses_check_says_nothing_and_its_engines_say_why_they_are_not_there():
    assert run("from autograd_lab import check, show\ncheck.ps1(print).require(); show(3).static()").error is None
    error = run("from autograd_lab import Value\nfrom autograd_lab.nn import MLP\nx = 1\nValue(3.0)").error
    assert error is not None
    assert error["line"] == 4
    assert "autograd_lab.Value was used, and autograd_lab is not there while grading: write this" in error["message"]


def test_a_progress_bar_hands_on_what_it_wraps_and_says_nothing():
    source = """
import tqdm.auto
from tqdm import tqdm as bar_of, trange
from tqdm.notebook import tqdm as in_notebook, tnrange
from tqdm.contrib import tenumerate, tmap, tzip
assert [*bar_of([1, 2], desc="x")] == [*bar_of(iterable=(1, 2))] == [1, 2] and [*bar_of()] == []
assert [*trange(3)] == [*tnrange(0, 3, leave=False)] == [*tqdm.auto.tqdm(tqdm.auto.trange(3))] == [0, 1, 2]
assert [*in_notebook(i for i in "ab")] == ["a", "b"] and in_notebook(iter(()))
assert [*tenumerate("ab", 1)] == [*tzip((1, 2), "ab", total=2)] == [(1, "a"), (2, "b")]
assert [*tmap(abs, (-1, 2))] == [1, 2]
with bar_of(range(3), total=3) as bar:
    assert len(bar) == 3 and [*reversed(bar)] == [2, 1, 0] and 2 in bar
    for _ in bar:
        bar.update(1); bar.set_postfix(loss=1.0); bar_of.write("done")
"""
    assert run(source) == CellRun("c")


def test_the_worker_starts_in_an_empty_folder_that_is_gone_afterwards(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GRADER_SECRET", "1")
    found = run(
        "import os\nprint(os.getcwd())\nprint(os.listdir(), 'GRADER_SECRET' in os.environ)\nopen('x', 'w').write('x')"
    )
    folder, rest = found.stdout.split("\n", 1)
    assert rest.strip() == "[] False"
    assert Path(folder) != Path.cwd()
    assert not Path(folder).exists()


def test_what_the_student_prints_at_any_level_is_kept_apart_from_the_protocol():
    source = """
import os, sys
print('python')
os.write(1, b'raw')
os.write(2, b'raw')
os.system('echo shell')
print('err', file=sys.stderr)
"""
    assert run(source) == CellRun("c", "python\n", "err\n")


def test_output_is_capped_and_the_loss_is_said():
    text = run("print('x' * 1_000_000)").stdout
    assert len(text) < 21_000
    assert "[980001 more characters were not kept]" in text


def test_input_is_at_its_end():
    assert run("input()").error["type"] == "EOFError"


def test_an_error_names_the_innermost_line_of_the_student_and_shows_their_frames_only():
    error = run("def f():\n    return 1 / 0\n\nf()").error
    assert (error["type"], error["line"]) == ("ZeroDivisionError", 2)
    assert "worker.py" not in error["traceback"]


def test_an_error_that_cannot_be_printed_is_still_reported():
    error = run("class E(Exception):\n    def __str__(self): raise E\nraise E").error
    assert (error["type"], error["message"]) == ("E", "(this exception cannot be printed)")


def test_leaving_a_session_ends_the_worker_and_its_children():
    with Session(sandbox=NONE) as session:
        pids = session.run_cell("c", "import os, subprocess\nprint(os.getpid(), subprocess.Popen(['sleep', '60']).pid)")
    for pid in map(int, pids.stdout.split()):
        _wait_until_gone(pid)


def _wait_until_gone(pid: int) -> None:
    """Return when the process has ended; fail after 5 s."""
    deadline = time.monotonic() + 5
    while not _is_gone(pid):
        assert time.monotonic() < deadline, f"process {pid} is still running"
        time.sleep(0.02)


def _is_gone(pid: int, proc: Path = Path("/proc")) -> bool:
    """Whether the process has ended; where there is a /proc, one that its parent has not looked at yet counts."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    try:
        return (proc / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):  # no /proc, or it ended in between: the next look tells
        return False


def test_a_living_process_is_not_taken_for_gone_where_there_is_no_proc(tmp_path: Path):
    assert not _is_gone(os.getpid(), tmp_path)
    assert not _is_gone(os.getpid())


@pytest.mark.skipif(not hasattr(signal, "SIGRTMIN"), reason="needs real-time signals: run on Linux")
def test_a_signal_without_a_name_is_a_crash_like_any_other():
    with Session(sandbox=here()) as session:
        number = signal.SIGRTMIN + 6
        error = session.run_cell("die", f"import os\nos.kill(os.getpid(), {number})").error
        assert error["message"] == f"it ended the whole Python process (signal {number})"
        session.run_cell("c", DOUBLE)
        assert session.run_plan(CALL)["steps"][0]["status"] == "ok"


def test_whatever_ends_an_exchange_early_the_next_request_gets_a_worker_of_its_own(monkeypatch: pytest.MonkeyPatch):
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with Session(sandbox=here()) as session:
        session.run_cell("c", DOUBLE)
        with monkeypatch.context() as patch:
            patch.setattr(Worker, "exchange", interrupted)
            with pytest.raises(KeyboardInterrupt):
                session.run_plan(CALL)
        assert session.run_plan(CALL)["steps"][0]["status"] == "ok"
        assert session.processes_started == 2


def test_an_interrupt_while_cells_run_again_ends_the_new_worker_and_drops_no_cell(monkeypatch: pytest.MonkeyPatch):
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with Session(sandbox=here()) as session:
        session.run_cell("c", DOUBLE)
        session.run_cell("die", "import os; os._exit(1)")
        with monkeypatch.context() as patch:
            patch.setattr(Session, "_run_again", interrupted)
            with pytest.raises(KeyboardInterrupt):
                session.run_plan(CALL)
        assert session.run_plan(CALL)["steps"][0]["status"] == "ok"


def test_a_syntax_error_of_the_students_own_making_is_told_like_any_other():
    error = run("raise SyntaxError(3, ('f', object(), 1, 'x'))").error
    assert (error["type"], error["message"], error["line"]) == ("SyntaxError", "3", None)


def test_a_cell_that_calls_exit_ends_itself_and_not_the_worker():
    with Session(sandbox=here()) as session:
        assert session.run_cell("c", DOUBLE + "raise SystemExit").error["type"] == "SystemExit"
        assert session.run_plan(CALL)["steps"][0]["status"] == "ok"
        assert session.processes_started == 1


def test_after_a_crash_the_next_request_finds_the_cells_run_again():
    with Session(sandbox=here()) as session:
        session.run_cell("c", DOUBLE + "import os\ndef die(): os._exit(1)")
        with pytest.raises(WorkerLostError, match="exit code 1"):
            session.run_plan({"seconds": 1.0, "steps": [{"do": "call", "function": "die", "args": []}]})
        outcome = session.run_plan(CALL)
    assert float(outcome["steps"][0]["value"]["array"]) == 6.0
    assert session.processes_started == 2


_MESSAGE = plans.encode({"id": -1, "outcome": {"steps": []}})
ANOTHER = len(_MESSAGE).to_bytes(8, "big") + _MESSAGE
FORGERIES = {
    "noise": b"\x00" * 64,
    "an endless message": (2**60).to_bytes(8, "big"),
    "another number": ANOTHER,
}


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES)
def test_bytes_forced_into_the_channel_lose_the_worker_and_nothing_else(forgery: bytes):
    source = f"import os\nfor fd in range(3, 10):\n    try: os.write(fd, {forgery!r})\n    except OSError: pass"
    with Session(Limits(cell=2.0), here()) as session:
        assert session.run_cell("forger", source).error["type"] == "Stopped"
        session.run_cell("c", DOUBLE)
        assert session.run_plan(CALL)["steps"][0]["status"] == "ok"


@pytest.mark.slow
def test_a_child_that_escapes_with_the_pipe_does_not_hold_the_grader_up():
    escape = "import os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(8)\n    os._exit(0)\nos._exit(1)"
    with Session(Limits(cell=0.5), NONE) as session:
        assert session.run_cell("escape", escape).error["type"] == "Stopped"
        assert session.run_cell("c", DOUBLE).error is None


def test_a_cell_that_only_fails_the_second_time_is_dropped_and_costs_nobody_else(tmp_path):
    flag = tmp_path / "flag"
    once = f"import os, pathlib\nflag = pathlib.Path({str(flag)!r})\nif flag.exists(): os._exit(7)\nflag.touch()"
    with Session(sandbox=NONE) as session:
        session.run_cell("once", once)
        session.run_cell("die", "import os\nos._exit(1)")
        assert session.run_cell("c", DOUBLE).error is None
        assert session.run_plan(CALL)["steps"][0]["status"] == "ok"
        assert session.processes_started == 3


def test_numpy_is_found_without_being_guessed():
    assert any(Path(path).name == "numpy" and Path(path).is_dir() for path in libraries.package_folders(["numpy"]))
