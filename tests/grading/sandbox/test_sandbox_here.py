"""Where the sandbox can be had and by whom, what is said where it cannot, and that nothing is run then."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from autograd_lab.grading.preprocessor import ExamPreprocessor
from autograd_lab.grading.sandbox import bubblewrap_processes, diagnosis, libraries
from autograd_lab.grading.sandbox.bubblewrap_command import NOBODY, Sandbox, SandboxError
from autograd_lab.grading.sandbox.session import Session
from tests.grading import students
from tests.grading.sandboxed import descendants, needs_sandbox
from tests.support.repo import REPO

IS_ROOT = os.name == "posix" and os.geteuid() == 0
USER = 12345

PROBE = """
import json, os, sys
from autograd_lab.grading.sandbox.bubblewrap_command import Sandbox
from autograd_lab.grading.sandbox.session import Session
ATTACK = '''
import json, os, resource, threading, time
threads = 0
try:
    while threads < 50:
        threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
        threads += 1
except RuntimeError: pass
try: forked = os.fork() or True
except OSError as error: forked = type(error).__name__
written = []
for folder in ("/", "/lab", "/dev", "/etc", os.path.dirname(os.__file__)):
    try: open(folder + "/x", "w").close()
    except OSError: continue
    written.append(folder)
try: os.setuid(0); user = "root"
except OSError: user = os.getuid()
print(json.dumps({"user": user, "threads": threads, "forked": forked, "written": written, "home": os.listdir("/")}))
'''
with Session() as session:
    run = session.run_cell("attack", ATTACK)
    print(run.stdout or run.error)
"""


def probed(*prefix: str) -> dict[str, object]:
    """What a hostile cell achieves when the grader is run behind `prefix`."""
    done = subprocess.run(
        [*prefix, sys.executable, "-c", PROBE],
        cwd="/",
        env={**os.environ, "PYTHONPATH": str(REPO), "HOME": "/"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def as_user(number: int) -> list[str]:
    """A command's prefix that makes root an ordinary user, with this Python in their reach even if it is root's own."""
    needed = {Path(sys.base_prefix), Path(sys.prefix), REPO}
    closed = {
        parent for path in needed for parent in path.parents if not parent.stat().st_mode & stat.S_IXOTH
    }  # folders that only their owner may look into
    hidden = sorted({parent for path in needed for parent in path.parents if closed & {*parent.parents}})
    seen = [word for path in hidden for word in ("--dir", str(path))]
    seen += [word for path in needed for word in ("--ro-bind", str(path), str(path))]
    opened = [word for path in sorted(closed) for word in ("--tmpfs", str(path))]
    capabilities = ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    user = ["setpriv", f"--reuid={number}", f"--regid={number}", "--clear-groups"]
    return ["bwrap", "--dev-bind", "/", "/", *opened, *seen, *capabilities, "--", *user]


@pytest.mark.slow
@needs_sandbox
@pytest.mark.parametrize("who", ["root", "user"] if IS_ROOT else ["user"])
def test_whoever_grades_the_code_runs_as_an_ordinary_user_and_its_limits_bind(who: str):
    got = probed(*(as_user(USER) if IS_ROOT and who == "user" else []))
    assert got["user"] == (NOBODY if who == "root" else USER if IS_ROOT else os.geteuid())
    assert got["forked"] == "PermissionError"
    assert got["written"] == []
    assert 1 <= got["threads"] <= Sandbox().tasks


@pytest.mark.slow
@needs_sandbox
def test_on_this_machine_as_a_whole_the_sandbox_belongs_to_no_root():
    """Not only by the sandbox's own account, which a namespace of users may turn round."""
    before = descendants()
    with Session(sandbox=Sandbox(cpu_seconds=70)) as session:
        session.run_cell("c", "1")
        inside = [pid for pid in descendants() - before if "start.py" in Path(f"/proc/{pid}/cmdline").read_text()]
        python = [pid for pid in inside if "bwrap" not in Path(f"/proc/{pid}/cmdline").read_text().split("\0")[0]]
        users = {owner(pid) for pid in python}
    assert users == {NOBODY if IS_ROOT else os.geteuid()}


def owner(pid: int) -> int:
    """The user that a process really belongs to, as this machine counts it."""
    return Path(f"/proc/{pid}").stat().st_uid


# --- Where there is none ----------------------------------------------------------------------------------------


@pytest.fixture
def fresh_tools():
    """`libraries` remembers what it found; these tests change what there is to find."""
    libraries.program_files.cache_clear()
    yield
    libraries.program_files.cache_clear()


@pytest.mark.slow
@pytest.mark.usefixtures("fresh_tools")
@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: elsewhere another sentence is said")
def test_without_bubblewrap_nothing_is_run_and_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SandboxError, match=r"the program bwrap is not on the PATH.*apt-get install bubblewrap") as info:
        diagnosis.start_command(Sandbox())
    assert "--sandbox=none --i-trust-these-students" in str(info.value)


@pytest.mark.parametrize(("system", "machine"), [("darwin", "arm64"), ("win32", "AMD64"), ("linux", "riscv64")])
def test_on_a_system_without_a_sandbox_it_is_said_where_there_is_one(system: str, machine: str, monkeypatch):
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr("platform.machine", lambda: machine)
    with pytest.raises(SandboxError, match=rf"There is no sandbox for .* on {machine}. Grade on Linux"):
        diagnosis.start_command(Sandbox())


@pytest.mark.slow
@pytest.mark.usefixtures("fresh_tools")
@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: elsewhere another sentence is said")
def test_where_namespaces_are_forbidden_it_is_said_how_to_allow_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    refuses = tmp_path / "bwrap"
    refuses.write_text("#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n")
    refuses.chmod(0o755)
    monkeypatch.setattr(Sandbox, "command", lambda self, as_root: [str(refuses)])
    said = bubblewrap_processes.why_not_started(Sandbox(cpu_seconds=69))
    assert "bwrap: setting up uid map: Permission denied" in said
    assert "apparmor_restrict_unprivileged_userns" in said
    notebook = students.notebook(students.RIGHT)
    bubblewrap_processes.end_all()  # those that started before
    with pytest.raises(SandboxError, match="does not start"):
        ExamPreprocessor().preprocess(notebook, {})
    assert all(not cell.get("outputs") for cell in notebook.cells)


@pytest.mark.slow
@needs_sandbox
@pytest.mark.skipif(not IS_ROOT, reason="needs root: whoever else grades, the code runs as themselves")
def test_a_clone_that_only_root_can_read_is_told_from_a_system_without_namespaces_and_mended_as_is_said(tmp_path: Path):
    subprocess.run(["cp", "-r", REPO / "autograd_lab", tmp_path], umask=0o077, check=True)
    start = (
        "from autograd_lab.grading.sandbox import bubblewrap_command, bubblewrap_processes\n"
        "print(bubblewrap_processes.why_not_started(bubblewrap_command.Sandbox()))"
    )

    def said(*words: str) -> str:
        there = {**os.environ, "PYTHONPATH": str(tmp_path)}
        done = subprocess.run([sys.executable, *words], cwd=tmp_path, env=there, capture_output=True, text=True)
        return done.stdout

    folders = [f"{tmp_path}/autograd_lab/{name}" for name in ("grading/inside", "exams/plans")]
    mend = f"chmod -R a+rX {' '.join(folders)}"
    before = said("-c", start)
    assert before.startswith("The sandbox does not start: ")
    assert before.endswith(f"(umask 077). Let others read it: {mend}\n")
    assert mend in said("-m", "autograd_lab.cli", "doctor")
    subprocess.run(mend, shell=True, check=True)
    assert said("-c", start) == "\n"
    assert "chmod" not in said("-m", "autograd_lab.cli", "doctor")


@pytest.mark.slow
def test_no_sandbox_at_all_takes_the_instructors_word_and_is_marked():
    notebook = students.notebook(students.RIGHT)
    with pytest.raises(SandboxError, match="runs with your rights"):
        ExamPreprocessor(sandbox="none").preprocess(notebook, {})
    graded, _ = ExamPreprocessor(sandbox="none", trust_students=True).preprocess(notebook, {})
    assert graded.metadata.autograd_lab["sandbox"] == "none"


def test_an_unknown_kind_is_refused_by_name():
    with pytest.raises(SandboxError, match=r"'docker': choose one of bubblewrap, none"):
        Sandbox("docker")


@pytest.mark.slow
@needs_sandbox
def test_a_set_can_name_a_package_and_no_other_comes_along():
    with Session(sandbox=Sandbox(packages=("numpy", "packaging"))) as session:
        compare = "from packaging.version import Version\nprint(Version('1.2') < Version('1.10'))"
        assert session.run_cell("c", compare).stdout == "True\n"
        assert session.run_cell("d", "import nbformat\nnbformat.v4.new_notebook()").error["type"] == "NotThereError"


def test_a_package_that_is_not_installed_is_named():
    with pytest.raises(libraries.NotFoundError, match="pip install no_such_package"):
        libraries.package_folders(["no_such_package"])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("bwrap: Unknown option --size", "needs bubblewrap 0.8 or later"),
        ("bwrap: No permissions to create a new namespace", "security-opt seccomp=unconfined"),
        ("bwrap: Creating new namespace failed: Operation not permitted", "security-opt seccomp=unconfined"),
        ("", "it said nothing"),
    ],
)
def test_what_bubblewrap_says_is_repeated_with_advice(said: str, advice: str):
    text = diagnosis.failure_advice(said, Sandbox())
    assert said in text
    assert advice in text
    assert "--i-trust-these-students" in text
