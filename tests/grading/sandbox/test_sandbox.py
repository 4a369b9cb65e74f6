"""The sandbox under attack: what a hostile submission tries, and that none of it succeeds.

Each attack is a cell as a student would write it, in the real sandbox; the test looks at what it got.
"""

import ast
import contextlib
import json
import os
import platform
import resource
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from autograd_lab.exams import registry
from autograd_lab.grading.inside import confine
from autograd_lab.grading.intake.cells import GradedCell
from autograd_lab.grading.preprocessor import ExamPreprocessor
from autograd_lab.grading.run.cell_scores import judge_cell
from autograd_lab.grading.sandbox import bubblewrap_processes
from autograd_lab.grading.sandbox.bubblewrap_command import Sandbox
from autograd_lab.grading.sandbox.session import CellRun, Limits, Session
from tests.grading import students
from tests.grading.sandboxed import descendants, needs_sandbox
from tests.support.repo import REPO

pytestmark = [pytest.mark.slow, needs_sandbox]

SMALL = Sandbox(memory_mb=400)
CALLS = {**confine.REFUSED, **confine.OWN_ONLY, "clone": confine.CLONE, "clone3": confine.CLONE3}
COLUMN, _ = confine.MACHINES.get(platform.machine(), (0, 0))
NUMBERS = {name: numbers[COLUMN] for name, numbers in CALLS.items()}
HELPERS = (
    f"NR = {NUMBERS!r}"
    + """
import ctypes, os, sys
libc = ctypes.CDLL(None, use_errno=True)
def call(name, *args):
    "Call the C library; the error's name, or ok."
    import errno
    ctypes.set_errno(0)
    got = getattr(libc, name)(*args)
    return "ok" if got != -1 else errno.errorcode[ctypes.get_errno()]
def tried(action):
    "What an action raises, or what it returns."
    try: return action()
    except (OSError, MemoryError, RuntimeError, ImportError) as error: return type(error).__name__
"""
)


def attack(source: str, sandbox: Sandbox | None = None, seconds: float = 20.0) -> CellRun:
    """Run a hostile cell in a sandbox."""
    with Session(Limits(cell=seconds), sandbox) as session:
        assert session.run_cell("helpers", HELPERS).error is None
        return session.run_cell("attack", source)


def printed(source: str, sandbox: Sandbox | None = None) -> object:
    """The Python value that a hostile cell prints; the cell itself must run to its end."""
    run = attack(source, sandbox)
    assert run.error is None, run.error
    return ast.literal_eval(run.stdout)


# --- Looking around ---------------------------------------------------------------------------------------------


def test_no_file_of_the_grader_can_be_reached(tmp_path: Path):
    secret = tmp_path / "submitted" / "other" / "ps1.ipynb"
    secret.parent.mkdir(parents=True)
    secret.write_text("somebody else's work")
    targets = [
        secret, tmp_path, REPO / "gradebook.db", REPO / "solutions", REPO / "course", REPO / "autograd_lab" / "exams",
        REPO / "autograd_lab" / "grading" / "sandbox" / "session.py", Path.home() / ".ssh", Path("/etc/passwd"),
        Path("/etc/shadow"), Path("/proc/1/environ"), Path("/proc/self/mem"), Path("/sys"), Path("/usr/bin"),
        Path("/bin/sh"), Path("/usr/lib/python3/dist-packages"), Path("/var"), Path("/home"), Path("/tmp"),
    ]  # fmt: skip
    assert secret.exists()
    shown = {*Path(sys.executable).resolve().parents, *REPO.parents}  # folders above what the sandbox has to show
    targets = [path for path in targets if path not in shown]
    assert printed(f"print([p for p in {[str(path) for path in targets]} if os.path.exists(p)])") == []


WALK = """
import os
seen = {}
for folder, folders, files in os.walk("/", followlinks=True):
    folders[:] = [name for name in folders if not (folder == "/" and name == "dev")]
    for name in files:
        path = os.path.join(folder, name)
        seen[path] = os.path.getsize(path)
import json
with open("/scratch/seen", "w") as file:
    json.dump(seen, file)
parts = open("/scratch/seen").read()
print(len(parts))
"""
TOLD = "import sys\nsys.stdout.write(parts[{}:{}])"


def visible() -> dict[str, int]:
    """Every file in the sandbox with its size; told in pieces, since what a cell may print is limited."""
    with Session() as session:
        length = int(session.run_cell("walk", WALK).stdout)
        step = 19_000
        told = [session.run_cell("told", TOLD.format(at, at + step)).stdout for at in range(0, length, step)]
    return json.loads("".join(told))


def test_no_reference_judge_solution_or_engine_is_in_the_sandbox():
    """Every file that can be seen, by size and content, against every file of the project that holds an answer."""
    seen = visible()
    answers = [
        path
        for folder in ("autograd_lab", "solutions", "assignments", "course", "tests", "notebooks")
        for path in (REPO / folder).rglob("*")
        if path.is_file() and path.stat().st_size > 0
        and not path.is_relative_to(REPO / "autograd_lab/exams/plans")
        and not path.is_relative_to(REPO / "autograd_lab/grading/inside")
    ]  # fmt: skip
    assert len(answers) > 200
    sizes = {path.stat().st_size for path in answers}
    contents = {path.read_bytes() for path in answers}
    # what the sandbox shows is at its own path, but for the two folders of ours
    suspects = [path for path, size in seen.items() if size in sizes and Path(path).is_file()]
    assert [path for path in suspects if Path(path).read_bytes() in contents] == []
    ours = {path for path in seen if path.startswith("/lab/")}
    assert {Path(path).parent.name for path in ours} <= {"plans", "inside", "__pycache__"}
    for name in ("torch", "sympy", "jax", "autograd", "autograd_lab", "nbgrader", "mygrad", "micrograd", "site.ps1"):
        assert [path for path in seen if f"/{name}/" in path] == [], name
    assert any("/numpy/" in path for path in seen)


def memory_of(pid: int) -> bytes:
    """All that a process holds in memory that it did not map from a file."""
    held = []
    for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
        span, rights, _, _, _, *name = line.split(maxsplit=5)
        if "r" not in rights or (name and not name[0].startswith("[")) or name == ["[vvar]"] or name == ["[vsyscall]"]:
            continue
        begin, end = (int(text, 16) for text in span.split("-"))
        with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
            memory.seek(begin)
            try:
                held.append(memory.read(end - begin))
            except OSError:  # parts that the kernel keeps to itself
                continue
    return b"".join(held)


def long_texts(folder: Path) -> list[str]:
    """Texts in the code of the exams that are long enough to be nobody else's; plans are in the sandbox themselves."""
    found = set()
    for path in set(folder.rglob("*.py")) - set(folder.glob("plans/*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and 40 <= len(node.value) <= 120:
                found.add(node.value)
    return sorted(found)


def test_nothing_of_an_exam_is_in_the_workers_memory_while_it_is_examined():
    exam = registry.exam_of("ps3")
    marker = f"student-{secrets.token_hex(8)}"
    answer = f"MARK = {marker!r}\nimport numpy as np\ndef sigmoid(z):\n    return 1 / (1 + np.exp(-z)) ** 2\n"
    before = descendants()
    with Session(sandbox=Sandbox(cpu_seconds=75)) as session:
        session.run_cell("answer", answer)
        points = [judge_cell(GradedCell("ps3", question.name), session, 1).score(1.0) for question in exam.questions]
        held = b"".join(memory_of(pid) for pid in descendants() - before)
    assert points == [0.0] * len(points)  # all was asked
    assert marker.encode() in held  # the right memory was read
    texts = long_texts(REPO / "autograd_lab/exams")
    assert len(texts) > 200
    some = [*texts[:: len(texts) // 60], "autograd_lab.exams", "autograd_lab.mistakes"]
    assert [text for text in some if text.encode() in held] == []


def test_the_environment_says_nothing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GRADER_TOKEN", "secret")
    names = printed("print(sorted(os.environ))")
    allowed = {
        "HOME",
        "LANG",
        "LC_CTYPE",
        "MKL_NUM_THREADS",
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "PWD",
        "LD_LIBRARY_PATH",  # where it is set, which says where libraries are
        "PYTHONHASHSEED",
        "TMPDIR",
    }
    assert set(names) <= allowed
    assert printed("import platform\nprint([platform.node(), os.getlogin() if 0 else ''])") == ["sandbox", ""]


def test_the_only_open_files_are_the_channel_and_three_that_lead_nowhere():
    source = """
import stat
opened = {}
for number in range(256):
    try: mode = os.fstat(number).st_mode
    except OSError: continue
    opened[number] = "pipe" if stat.S_ISFIFO(mode) else "device" if stat.S_ISCHR(mode) else "other"
print(sorted(opened.values()))
"""
    assert printed(source) == ["device", "device", "device", "pipe", "pipe"]


# --- Getting out ------------------------------------------------------------------------------------------------


def test_the_network_cannot_be_reached():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        source = f"""
import socket, urllib.request
print([
    tried(lambda: socket.create_connection(("127.0.0.1", {port}), 2)),
    tried(lambda: socket.socket(socket.AF_UNIX)), tried(socket.socketpair),
    tried(lambda: urllib.request.urlopen("http://127.0.0.1:{port}", timeout=2)),
    tried(lambda: socket.getaddrinfo("example.org", 80)),
    call("socket", 2, 1, 0), call("socket", 16, 3, 0), call("socket", 17, 3, 0),
])
"""
        assert printed(source) == [
            "PermissionError",
            "PermissionError",
            "PermissionError",
            "URLError",
            "gaierror",
            "EPERM",
            "EPERM",
            "EPERM",
        ]


def test_nothing_can_be_written_outside_scratch():
    source = """
written = []
for folder, folders, files in os.walk("/"):
    if folder == "/dev/pts":
        continue
    target = os.path.join(folder, "written-by-a-student")
    try: open(target, "w").close()
    except OSError: continue
    written.append(folder)
    os.remove(target)
changed = []
for path in ("/lab/plans/__init__.py", "/lab/inside/worker.py", sys.executable, os.__file__, "/etc/ld.so.cache"):
    opened, removed = (lambda: open(path, "a")), (lambda: os.remove(path))
    for action in (opened, removed, lambda: os.chmod(path, 0o777), lambda: os.utime(path)):
        try: action()
        except OSError: continue
        changed.append(path)
print([written, changed])
"""
    assert printed(source) == [["/scratch"], []]


def test_no_door_of_the_kernel_leads_out():
    source = """
NEWUSER, NEWNS, NEWNET = 0x10000000, 0x00020000, 0x40000000
print([
    call("unshare", NEWUSER), call("unshare", NEWNS), call("setns", 0, 0),
    call("mount", b"none", b"/scratch", b"tmpfs", 0, None), call("umount2", b"/scratch", 2),
    call("chroot", b"/scratch"), call("syscall", NR["pivot_root"], b"/scratch", b"/scratch"),
    call("ptrace", 16, 1, 0, 0), call("process_vm_readv", 1, None, 0, None, 0, 0),
    call("syscall", NR["bpf"], 0, 0, 0), call("syscall", NR["io_uring_setup"], 1, 0),
    call("syscall", NR["perf_event_open"], 0, 0, 0, 0, 0), call("setuid", 0),
    *([call("syscall", 0x40000000 | 57), call("syscall", 0x40000000 | 41, 2, 1, 0)] if NR["fork"] else []),  # x32
])
"""
    assert set(printed(source)) <= {"EPERM", "EINVAL"}


# --- Other processes --------------------------------------------------------------------------------------------


def test_no_process_can_be_started_so_there_is_neither_a_fork_bomb_nor_an_orphan():
    source = """
import multiprocessing, pty, subprocess
CLONE_VM, SIGCHLD = 0x100, 17
print([
    tried(os.fork), tried(lambda: subprocess.run([sys.executable])),
    tried(lambda: os.posix_spawn(sys.executable, ["x"], {})),
    tried(lambda: multiprocessing.get_context("fork").Process(target=print).start()), tried(pty.fork),
    tried(lambda: os.execv(sys.executable, ["x"])), os.system("true") != 0,
    call("fork"), call("vfork"), call("syscall", NR["clone3"], 0, 0), call("syscall", NR["clone"], SIGCHLD, 0, 0, 0, 0),
])
while True:
    try:
        os.fork()
    except OSError:
        break
"""
    *python, shell, fork, vfork, clone3, clone = printed(source)
    assert set(python) == {"PermissionError", "OSError"}  # the latter where there is not even a terminal
    assert (shell, fork, vfork, clone) == (True, "EPERM", "EPERM", "EPERM")
    assert clone3 == "ENOSYS"


def test_threads_are_few():
    source = """
import threading, time
started = 0
try:
    while started < 200:
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
        started += 1
except RuntimeError:
    pass
print(started)
"""
    assert 1 <= printed(source) <= Sandbox().tasks


SIGNALS = """
import signal
print([
    tried(lambda: os.kill(os.getppid(), signal.SIGKILL)), tried(lambda: os.kill(1, signal.SIGKILL)),
    tried(lambda: os.kill(2, signal.SIGKILL)), tried(lambda: os.kill(-1, signal.SIGKILL)),
    tried(lambda: os.kill(0, signal.SIGKILL)), tried(lambda: os.killpg(os.getpgid(0), signal.SIGKILL)),
    call("syscall", NR["tgkill"], os.getppid(), os.getppid(), 9), call("syscall", NR["tkill"], os.getppid(), 9),
    call("syscall", NR["pidfd_open"], os.getppid(), 0), call("syscall", NR["rt_sigqueueinfo"], os.getppid(), 9, None),
    call("syscall", NR["prlimit64"], os.getppid(), 7, None, None), call("setpriority", 0, os.getppid(), 19),
    call("syscall", NR["sched_setaffinity"], os.getppid(), 8, None),
    call("syscall", NR["sched_setscheduler"], os.getppid(), 5, None), call("inotify_init1", 0),
    call("prctl", 62, 0, os.getppid(), 0, 0), call("syscall", NR["get_robust_list"], os.getppid(), None, None),
])
"""


def test_no_signal_or_limit_reaches_the_parent_or_the_next_submission():
    before = descendants()
    with Session() as session:
        session.run_cell("helpers", HELPERS)
        assert set(ast.literal_eval(session.run_cell("attack", SIGNALS).stdout)) == {"PermissionError", "EPERM"}
        during = descendants() - set(before)
    with Session() as session:
        assert session.run_cell("next", "print(1)").stdout == "1\n"
        assert session.processes_started == 1
    assert during


BY_DESCRIPTOR = """
import fcntl, os, signal, struct, time
F_SETSIG, F_SETOWN = 10, 8
kept = []
for target in (1, 2, os.getppid(), -1):
    for number in (signal.SIGKILL, signal.SIGSTOP):
        receive, send = os.pipe()
        try:
            fcntl.fcntl(receive, F_SETOWN, target)
            fcntl.fcntl(receive, F_SETSIG, number)
            fcntl.fcntl(receive, fcntl.F_SETFL, fcntl.fcntl(receive, fcntl.F_GETFL) | os.O_ASYNC)
            os.write(send, b"x")
        except OSError:
            pass
        kept += [receive, send]
time.sleep(0.2)
"""


def test_a_signal_by_way_of_a_file_descriptor_ends_the_own_sandbox_and_no_other():
    """The kernel lets a process choose who is told of new data, by any signal: the zygote is within reach of that."""
    before = descendants()
    with Session(Limits(cell=5.0), Sandbox(cpu_seconds=74)) as other:
        assert other.run_cell("there", "there = 1").error is None
        with Session(Limits(cell=5.0), Sandbox(cpu_seconds=73)) as session:
            session.run_cell("attack", BY_DESCRIPTOR)
        with Session(Limits(cell=5.0), Sandbox(cpu_seconds=73)) as session:
            assert session.run_cell("next", "print(1)").stdout == "1\n"
        assert other.run_cell("still there", "print(there)").stdout == "1\n"
    bubblewrap_processes.end_all()
    assert wait_until(lambda: descendants() <= before)


LEFT_UNDER_WAY = """
import fcntl, os, signal, socket
F_SETSIG, F_SETOWN = 10, 8
for first in (0, 1):
    pair = socket.socketpair()
    pipe = os.pipe()
    fcntl.fcntl(pipe[0], F_SETOWN, os.getppid())
    fcntl.fcntl(pipe[0], F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(pipe[0], fcntl.F_SETFL, fcntl.fcntl(pipe[0], fcntl.F_GETFL) | os.O_ASYNC)
    socket.send_fds(pair[0], [b"x"], [pipe[first], pipe[1 - first]])
    for end in pair:
        socket.send_fds(end, [b"x"], [other.fileno() for other in pair])
"""


def test_no_file_outlives_its_process_and_signals_the_sandbox_under_the_next_submission():
    """A pair of sockets that lie in each other is only found when some other socket of the machine is closed."""
    sandbox = Sandbox(cpu_seconds=83)
    with Session(sandbox=sandbox) as session:
        first = pid_of(session)
        session.run_cell("attack", LEFT_UNDER_WAY)
        session.run_cell("exit", "import os\nos._exit(0)")
    with Session(sandbox=sandbox) as session:
        assert pid_of(session) == first + 1  # in the same sandbox
        for end in socket.socketpair():
            end.close()
        time.sleep(0.5)
        assert session.run_cell("next", "print(1)").stdout == "1\n"


GRADER = """
from autograd_lab.grading.sandbox.session import Session
with Session() as session:
    session.run_cell("ready", "1")
    print("ready", flush=True)
    session.run_cell("endless", "while True: pass")
"""


def test_when_the_grader_is_killed_its_sandboxes_end_with_it():
    with subprocess.Popen([sys.executable, "-c", GRADER], stdout=subprocess.PIPE, cwd=REPO, text=True) as grader:
        assert grader.stdout.readline() == "ready\n"
        inside = descendants(grader.pid)
        grader.kill()
    assert inside
    assert wait_until(lambda: not any(is_running(pid) for pid in inside))


def is_running(pid: int) -> bool:
    """Whether a process is there and is more than an entry that waits to be looked at."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_until(condition: Callable[[], bool], seconds: float = 20.0) -> bool:
    """Whether the condition comes to hold."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


def test_when_a_submission_is_over_nothing_of_it_is_left():
    source = """
import os, signal, threading, time
for number in range(1, 65):
    try: signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError): pass
threading.Thread(target=lambda: [time.sleep(1) for _ in range(60)]).start()
open("left-behind", "w").write("x")
print(os.getpid())
while True: pass
"""
    before = descendants()
    with Session(Limits(cell=2.0), Sandbox(cpu_seconds=76)) as session:
        assert "was stopped after 2 s" in session.run_cell("stays", source).error["message"]
        assert session.run_cell("next", "import os\nprint(os.listdir())").stdout == "[]\n"
    bubblewrap_processes.end_all()  # the sandboxes that wait for a next submission
    assert wait_until(lambda: descendants() <= before)


# --- Using everything up ----------------------------------------------------------------------------------------


MEMORY_BOMBS = {
    "numpy": "import numpy as np\nkept = []\nwhile True: kept.append(np.ones(2**22))",
    "list": "kept = [0]\nwhile True: kept = kept * 2",
    "mapped": "import mmap\nkept = []\nwhile True:\n  kept.append(mmap.mmap(-1, 2**24)); kept[-1].write(b'x' * 2**24)",
    "text": "x = 'x' * 2**33",
}


@pytest.mark.parametrize("bomb", MEMORY_BOMBS.values(), ids=MEMORY_BOMBS)
def test_a_memory_bomb_hits_the_limit_of_its_own_process(bomb: str):
    with Session(sandbox=SMALL) as session:
        error = session.run_cell("bomb", bomb).error
        assert error["type"] in {"MemoryError", "OSError", "error", "Stopped", "_ArrayMemoryError"}, error
        used = session.run_cell(
            "used", "import resource\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
        ).stdout
    assert int(used) <= SMALL.memory_mb * 1024


def test_memory_that_the_limit_does_not_count_cannot_be_had():
    source = """
print([
    tried(lambda: os.memfd_create("x")), call("shmget", 0, 2**30, 0o1600), call("msgget", 0, 0o1600),
    call("semget", 0, 1, 0o1600), call("syscall", NR["memfd_secret"], 0), tried(lambda: open("/dev/shm/x", "w")),
])
"""
    assert set(printed(source)) == {"PermissionError", "EPERM", "OSError"}


def test_files_are_small_and_few():
    source = """
import errno
def error_of(action):
    try: action()
    except OSError as error: return errno.errorcode[error.errno]
def ten_gigabytes():
    with open("big", "wb") as file:
        for _ in range(10_000): file.write(b"x" * 2**20)
def sparse():
    with open("sparse", "wb") as file: file.truncate(10 * 2**30)
def many():
    for number in range(200):
        with open(f"small-{number}", "wb") as file: file.write(b"x" * 2**20)
def allocated():
    with open("allocated", "wb") as file: os.posix_fallocate(file.fileno(), 0, 10 * 2**30)
def opened():
    kept = []
    while True: kept.append(open("/dev/null"))
print([error_of(action) for action in (ten_gigabytes, sparse, allocated, many, opened)])
"""
    big, sparse, allocated, many, opened = printed(source)
    assert big in {"EFBIG", "ENOSPC"}
    assert sparse == "EFBIG"
    assert allocated in {"EFBIG", "ENOSPC"}
    assert many == "ENOSPC"
    assert opened == "EMFILE"


def test_a_flood_of_empty_files_is_stopped():
    """They take no room in the folder, but memory in the kernel that nobody counts."""
    source = "for number in range(10**8): open(f'{number}', 'w').close()"
    with Session(Limits(cell=60.0)) as session:
        error = session.run_cell("flood", source).error
        assert error["message"] == "it ended the whole Python process (signal SIGKILL)"
        assert session.run_cell("next", "import os\nprint(os.listdir())").stdout == "[]\n"


def test_the_time_of_all_processors_is_limited():
    run = attack("while True: pass", Sandbox(cpu_seconds=1), 120.0)
    assert "ended the whole Python process (signal SIG" in run.error["message"]


@pytest.mark.parametrize(
    "flood",
    [
        "import sys\nwhile True: sys.stdout.write('x' * 2**20); sys.stdout._kept.append('x' * 2**20)",
        "import os\nwhile True:\n for fd in range(3, 10):\n  try: os.write(fd, b'[' * 2**16)\n  except OSError: pass",
    ],
    ids=["buffer", "channel"],
)
def test_a_flood_of_output_does_not_reach_the_grader(flood: str):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with Session(Limits(cell=2.0), SMALL) as session:
        assert session.run_cell("flood", flood).error is not None
        assert session.run_cell("next", "print(1)").stdout == "1\n"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000  # kB


HUGE = (
    "import sys\nsys.stdout._room = sys.stderr._room = 10**9\nprint('x' * 10**6)\nprint('x' * 10**6, file=sys.stderr)\n"
)
FORGED_TEXTS = """
import sys
step = {"status": "raised", "error": {"type": "E", "message": "m" * 10**6, "line": 1, "source": "s" * 10**6}}
rest = {"value": None, "changed": [], "shares": [], "calls": {}}
sys.modules["plans"].run_plan = lambda plan, *_: {"steps": [{**step, **rest} for _ in plan["steps"]]}
"""


def test_what_a_submission_says_is_short_whatever_it_does_to_the_limits_in_its_own_process():
    nb = students.notebook(students.RIGHT)
    hostile = [*[HUGE, HUGE + "raise ValueError('x' * 10**6)"] * 10, *["print('x' * 10**5)"] * 100, FORGED_TEXTS]
    nb.cells[1:1] = [new_code_cell(source) for source in hostile]
    graded, _ = ExamPreprocessor().preprocess(nb, {})
    assert graded.metadata.autograd_lab.workers == 1
    assert len(nbformat.writes(graded)) < 2_000_000


def test_when_the_time_is_used_up_no_further_process_is_started():
    """Each would take a while; a file may hold hundreds of thousands of cells."""
    with Session(Limits(submission=0.5)) as session:
        session.run_cell("slow", "import time\ntime.sleep(5)")
        for _ in range(3):
            assert "were used up" in session.run_cell("more", "1").error["message"]
        assert session.processes_started == 1


def test_a_submission_that_crashes_again_and_again_uses_its_time_up(monkeypatch: pytest.MonkeyPatch):
    start = bubblewrap_processes.start

    class Clock:
        """That of a machine on which a start takes a second, and nothing else takes any time."""

        seconds = 0.0

        def monotonic(self) -> float:
            return self.seconds

        def start(self, sandbox: Sandbox) -> object:
            self.seconds += 1.0
            return start(sandbox)

    clock = Clock()
    for module in ("session", "deadlines"):
        monkeypatch.setattr(f"autograd_lab.grading.sandbox.{module}.time", clock)
    monkeypatch.setattr("autograd_lab.grading.sandbox.deadlines.seconds_waited", lambda pid: 0.0)
    monkeypatch.setattr(bubblewrap_processes, "start", clock.start)
    with Session(Limits(submission=5.0)) as session:
        crash = "import os\nos.kill(os.getpid(), 11)"
        said = [session.run_cell("crash", crash).error["message"] for _ in range(20)]
    assert ["signal SIGSEGV" in text for text in said] == [True] * 14 + [False] * 6
    assert "were used up" in said[-1]  # the ten free starts take nobody's time: a machine may be slow


# --- From one submission to the next ----------------------------------------------------------------------------


def pid_of(session: Session) -> int:
    return int(session.run_cell("pid", "import os\nprint(os.getpid())").stdout)


def test_a_submission_finds_nothing_of_the_one_before_in_the_same_sandbox():
    sandbox = Sandbox(cpu_seconds=77)  # of this test alone
    patch = "import numpy as np, builtins, sys\nnp.sum = np.exp = builtins.sum = None\nsys.modules['math'] = None"
    with Session(sandbox=sandbox) as session:
        first = pid_of(session)
        draws = session.run_cell("draws", "import random, numpy as np\nprint(random.random(), np.random.rand())").stdout
        assert session.run_cell("patch", patch).error is None
    with Session(sandbox=sandbox) as session:
        assert pid_of(session) == first + 1  # forked from the same zygote
        look = "import math, numpy as np\nprint(np.sum([1, 2]), sum([1, 2]), math.pi > 3)"
        assert session.run_cell("look", look).stdout == "3 3 True\n"
        again = session.run_cell("draws", "import random, numpy as np\nprint(random.random(), np.random.rand())").stdout
    assert again == draws  # so a run can be repeated


MARKS = """
import fcntl, os
def tried(action):
    try: action()
    except OSError: pass
for number in (0, 1, 2):
    tried(lambda: fcntl.flock(number, fcntl.LOCK_EX))
    tried(lambda: fcntl.fcntl(number, fcntl.F_SETFL, os.O_NONBLOCK | os.O_APPEND))
    tried(lambda: fcntl.fcntl(number, 8, os.getpid()))
for folder, folders, files in os.walk("/dev"):
    for path in [folder, *(os.path.join(folder, name) for name in files)]:
        tried(lambda: os.utime(path, (1, 2)))
        tried(lambda: os.chmod(path, 0o700))
"""
FOUND = """
import fcntl, os
with open(os.devnull, "w") as null:
    try: fcntl.flock(null, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError: print("locked")
print([(fcntl.fcntl(n, fcntl.F_GETFL), fcntl.fcntl(n, 9)) for n in (0, 1, 2)])
for folder, folders, files in os.walk("/dev"):
    for about in [os.stat(folder), *(os.stat(os.path.join(folder, name)) for name in files)]:
        print(about.st_mode, about.st_mtime_ns)
"""


def test_a_submission_can_leave_no_mark_for_the_next_one():
    """Neither at the open files that all workers of a sandbox would share, nor at its devices."""
    sandbox = Sandbox(cpu_seconds=84)
    found = []
    for source in ("1", MARKS, "1"):
        with Session(sandbox=sandbox) as session:
            found.append(session.run_cell("look", FOUND).stdout)
            assert session.run_cell("mark", source).error is None
            pid = pid_of(session)
    assert pid > 4  # the same sandbox
    assert found[2] == found[1] == found[0] != ""


TOUCHES = {
    "file": "open('x', 'w').close()",
    "file that is gone": "import os\nopen('x', 'w').close()\nos.remove('x')",
    "rights": "import os\nos.chmod('.', 0o500)",
    "no rights": "import os\nos.chmod('.', 0)",
    "crash": "import os\nos.kill(os.getpid(), 11)",
    "exit with a file left": "import os\nopen('x', 'w').close()\nos._exit(0)",
    "exit as if it could not be confined": "import os\nos._exit(97)",
}


@pytest.mark.parametrize("touch", TOUCHES.values(), ids=TOUCHES)
def test_a_sandbox_that_was_touched_is_not_used_again(touch: str):
    sandbox = Sandbox(cpu_seconds=78)
    with Session(sandbox=sandbox) as session:
        first = pid_of(session)
        session.run_cell("touch", touch)
    with Session(sandbox=sandbox) as session:
        assert pid_of(session) == first  # the first of another sandbox
        assert session.run_cell("look", "import os\nopen('y', 'w').close()\nprint(os.listdir())").stdout == "['y']\n"


def test_a_sandbox_outlives_a_process_that_only_exits():
    """A function that exits is called by many cells; a new sandbox for each takes a hundred times as long as a fork."""
    sandbox = Sandbox(cpu_seconds=81)
    with Session(sandbox=sandbox) as session:
        first = pid_of(session)
        assert "exit code 1" in session.run_cell("exit", "import os, sys\nsys.x = 1\nos._exit(1)").error["message"]
        assert pid_of(session) == first + 1
        assert session.run_cell("look", "import sys\nprint(hasattr(sys, 'x'))").stdout == "False\n"


def test_a_sandbox_that_ended_while_it_waited_is_replaced():
    sandbox = Sandbox(cpu_seconds=79)
    before = descendants()
    with Session(sandbox=sandbox) as session:
        first = pid_of(session)
    for pid in descendants() - before:
        with contextlib.suppress(ProcessLookupError):  # one's end is the others'
            os.kill(pid, 9)
    with Session(sandbox=sandbox) as session:
        assert pid_of(session) == first


def test_a_sandbox_stays_with_the_thread_that_started_it():
    """The kernel ends a sandbox with the thread that started it, in the middle of another's session if it were lent."""
    sandbox = Sandbox(cpu_seconds=80)
    pids: list[int] = []

    def grade() -> None:
        with Session(sandbox=sandbox) as session:
            pids.append(pid_of(session))

    thread = threading.Thread(target=grade)
    thread.start()
    thread.join()
    with Session(sandbox=sandbox) as session:
        assert [pid_of(session)] == pids  # the first of another sandbox
        assert session.run_cell("next", "print(1)").stdout == "1\n"


def test_a_set_has_the_same_order_in_every_sandbox():
    """So a run can be repeated, though an answer may depend on that order."""
    source = "print(list({'delta', 'sigma', 'weights', 'bias', 'loss'}))"
    first, second = (attack(source, Sandbox(cpu_seconds=seconds)).stdout for seconds in (81, 82))
    assert first == second


def test_sessions_side_by_side_have_sandboxes_of_their_own():
    found: list[str] = []

    def grade() -> None:
        with Session() as session:
            session.run_cell("write", "import os\nopen(f'x{os.getpid()}', 'w').close()")
            time.sleep(0.3)
            found.append(session.run_cell("look", "import os\nprint(len(os.listdir()))").stdout)

    threads = [threading.Thread(target=grade) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["1\n"] * 3
