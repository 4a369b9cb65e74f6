"""What an instructor may mistype: a short message says what came and what to do; no traceback, nothing is graded."""

import gc
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from autograd_lab.grading import cli_collect, cli_grade
from autograd_lab.grading.run.cluster import ClusterError, dask_client


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["ps1", "--workers", "0"], "argument --workers: '0' was given: give a number from 1 to "),
        (["ps1", "--workers", "-3"], "argument --workers: '-3' was given: "),
        (["ps1", "--workers", "two"], "argument --workers: 'two' was given: "),
        (["ps1", "--workers", "²"], "argument --workers: '²' was given: "),
        (["ps1", "--workers", "1000000"], "argument --workers: '1000000' was given: "),
        (["ps1", "--seed", "seven"], "argument --seed: 'seven' was given: give a whole number"),
        (["ps1", "--only-failed", "--again"], "argument --again: not allowed with argument --only-failed"),
        *(
            ([name], f"argument name: {name!r} is no name of a problem set: give one such as ps1, not a path")
            for name in ("", " ", ".", "..", "../ps1", "ps1/", "/ps1", "a\\b", "solutions/ps1")
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(options, said, capsys, tmp_path: Path):
    with pytest.raises(SystemExit) as stopped:
        cli_grade.main(["grade", *options, "--course", str(tmp_path)])
    assert stopped.value.code == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("command", ["release", "collect"])
def test_a_path_is_no_problem_set_for_the_other_commands_either(command, capsys, tmp_path):
    with pytest.raises(SystemExit):
        cli_collect.main([command, "../ps1", "--course", str(tmp_path)])
    assert "'../ps1' is no name of a problem set" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("nonsense", "the gradebook cannot be found: its address should be like sqlite:///"),
        ("nonsense://secret@here/book", "the gradebook cannot be found: its address should be like sqlite:///"),
        ("mysql+no_such_driver://secret@here/book", "the gradebook cannot be found: its address should be like"),
        ("oracle+oracledb://secret@here/book", "the gradebook's address needs the package oracledb"),
    ],
)
def test_an_address_of_no_gradebook_is_told_without_its_password(address, said, capsys, tmp_path):
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    assert cli_grade.main(["report", "ps1", "--course", str(tmp_path), "--db-url", address]) == 1
    error = capsys.readouterr().err
    assert said in error
    assert "secret" not in error


WRONG = ["nonsense", "http://localhost:8786", "tcp://127.0.0.1", "tcp://here:x", "tcp://here:99999", "tcp://"]


@pytest.mark.parametrize("address", WRONG)
def test_an_address_that_is_none_is_refused_before_dask_sees_it(address):
    with pytest.raises(ClusterError, match="is no address of a Dask scheduler: give one such as tcp://"):
        dask_client(1, address).__enter__()


@pytest.mark.slow
def test_such_an_address_leaves_no_traceback(tmp_path):
    script = f"from autograd_lab.grading.run.cluster import dask_client\ndask_client(1, {WRONG[1]!r}).__enter__()"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.stderr.count("Traceback") == 1  # ours, uncaught here
    assert "distributed/client.py" not in done.stderr


PRESSED = """
import atexit, os, signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
atexit.register(os.kill, os.getpid(), signal.SIGINT)  # and once more while the process ends
os.kill(os.getpid(), signal.SIGINT)
"""


@pytest.mark.slow
@pytest.mark.parametrize("command", ["collect", "grade", "feedback", "report"])
@pytest.mark.sampled(1)
def test_an_interruption_outside_the_grading_ends_the_command_without_a_traceback(command, tmp_path):
    (tmp_path / "nbgrader_config.py").write_text(PRESSED)
    typed = [sys.executable, "-m", "autograd_lab.cli", command, "ps1"]
    done = subprocess.run(typed, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, f"autograd-lab {command}: interrupted\n")


# nbgrader's gradebook leaves its connection to the collector then, of which Python 3.13 and newer warn
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")
def test_a_file_that_is_no_gradebook_is_told_with_what_to_do(capsys, tmp_path):
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    (tmp_path / "gradebook.db").write_text("hello")
    assert cli_grade.main(["report", "ps1", "--course", str(tmp_path)]) == 1
    assert "file is not a database. Put back a copy of gradebook.db" in capsys.readouterr().err
    gc.collect()


def test_collect_and_release_tell_it_too(capsys, monkeypatch, tmp_path):
    def locked(*_, **__):
        raise OperationalError("select", None, Exception("database is locked"))

    monkeypatch.setattr(cli_collect, "collect", locked)
    monkeypatch.setattr(cli_collect, "release_assignment", locked)
    for command in ("collect", "release"):
        assert cli_collect.main([command, "ps1", "--course", str(tmp_path)]) == 1
        said = capsys.readouterr().err
        assert f"{command}: the gradebook cannot be used: database is locked. Another program writes to it" in said


def test_update_alone_is_refused_since_it_would_do_nothing(capsys, tmp_path):
    with pytest.raises(SystemExit) as stopped:
        cli_collect.main(["collect", "ps1", "--update", "--course", str(tmp_path)])
    assert stopped.value.code == 2
    assert "--update says what to take from the exchange: give --exchange too" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["release", "collect", "grade", "feedback", "report"])
def test_help_says_what_a_command_does_and_where_the_whole_way_is(command, capsys):
    with pytest.raises(SystemExit):
        (cli_collect if command in {"release", "collect"} else cli_grade).main([command, "--help"])
    said = capsys.readouterr().out
    assert cli_collect.GUIDE in said
    assert len(said.split("\n\n")[1]) > 60  # a description
