"""Code that sleeps, waits, or takes no notice of its limits: what it costs is its own points, and little time."""

from tests.grading.bank.case import RIGHT, Build, Notebook, add, changed, dump, filled, own
from tests.grading.bank.code import MEAN, RIGHT_MSE, answer, mse, noise

SLEEP = "import time\ntime.sleep(3600)"
NO_ALARMS = """import signal
for timer in (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF):
    signal.setitimer(timer, 0)
for number in (signal.SIGALRM, signal.SIGVTALRM, signal.SIGPROF):
    signal.signal(number, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
"""
LOOP = "while True:\n    pass"
SWALLOW = (
    "while True:\n    try:\n        while True:\n            sum(range(1000))\n    except BaseException:\n        pass"
)
FOREVER = f"import asyncio\nasync def forever():\n    while True:\n        await asyncio.sleep(60)\n{{}}\n{RIGHT_MSE}"


def body_lines(source: str) -> str:
    """The lines as the body of a function."""
    return "".join(f"    {line}\n" for line in source.splitlines())


def answers_after(body: str, *names: str) -> dict[str, str]:
    """Right answers, those that are named with this body before their own."""
    found = {}
    for name in names:
        head, _, rest = RIGHT[name].partition("\n")
        found[name] = f"{head}\n{body_lines(body)}{rest}"
    return found


def in_each(body: str, *names: str) -> Build:
    """These functions, or all of them, begin with the lines."""
    return lambda: dump(filled(**answers_after(body, *(names or RIGHT))))


def with_helper(body: str, *names: str) -> Build:
    """A cell of the student's above all, with a helper of this body that these answers, or all, call first."""
    helper = f"def prepare():\n{body_lines(body)}"
    return changed(lambda nb: nb["cells"].insert(2, own(helper)), **answers_after("prepare()", *(names or RIGHT)))


def before_each(source: str) -> Build:
    """A cell of the student's with these lines above each code cell of the notebook, but for the imports."""

    def change(notebook: Notebook) -> None:
        cells = []
        for number, cell in enumerate(notebook["cells"]):
            if cell["cell_type"] == "code" and number > 1:
                cells.append(own(source, f"own-{number}"))
            cells.append(cell)
        notebook["cells"] = cells

    return changed(change)


add(
    "time",
    {
        "sleeps-in-own-cell": noise(SLEEP),
        "sleeps-above-every-cell": before_each(SLEEP),
        "sleeps-in-answer": in_each(SLEEP, "mse"),
        "sleeps-in-every-answer": in_each(SLEEP),
        "sleeping-helper": with_helper(SLEEP),
        "sleeping-helper-of-two": with_helper(SLEEP, "predict", "mse"),
        "naps-in-a-loop": with_helper("import time\nwhile True:\n    time.sleep(0.01)"),
        "short-naps": in_each("import time\ntime.sleep(0.05)"),
        "waits-for-its-own-lock": mse(
            f"lock.acquire()\nlock.acquire()\nreturn {MEAN}", "import threading\nlock = threading.Lock()\n\n\n"
        ),
        "waits-for-an-event": noise("import threading\nthreading.Event().wait()"),
        "waits-for-an-alarm": noise("import signal\nsignal.pause()"),
        "stops-itself": noise("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)"),
        "reads-an-empty-pipe": noise("import os\nos.read(os.pipe()[0], 1)"),
        "asyncio-for-ever": noise(FOREVER.format("asyncio.run(forever())")),
        "loops-above-every-cell": before_each(LOOP),
        "alarms-off-in-own-cell": noise(f"{NO_ALARMS}{LOOP}"),
        "alarms-off-in-answer": in_each(f"{NO_ALARMS}{LOOP}", "mse"),
        "alarms-off-in-every-answer": in_each(f"{NO_ALARMS}{LOOP}"),
        "alarms-off-above-every-cell": before_each(f"{NO_ALARMS}{LOOP}"),
        "alarms-off-and-no-loop": noise(NO_ALARMS),
        "alarms-cannot-be-set": noise(
            "import signal\nsignal.setitimer = lambda *args: (0.0, 0.0)\nsignal.signal = lambda *args: None",
            mse=f"def mse(y_hat, y):\n{body_lines(LOOP)}",
        ),
        "alarms-swallowed": in_each(SWALLOW, "mse"),
        "clock-stopped": noise(
            "import time\ntime.process_time = time.monotonic = lambda: 0.0",
            mse=f"def mse(y_hat, y):\n{body_lines(LOOP)}",
        ),
        "one-endless-call": mse(f"sum(iter(int, 1))\nreturn {MEAN}"),
        "a-power-that-takes-hours": noise("big = 7 ** (10**9)"),
        "thread-that-never-ends": noise(
            "import threading\nthreading.Thread(target=lambda: sum(iter(int, 1)), daemon=True).start()"
        ),
        "thread-that-computes": noise(
            f"import threading\ndef spin():\n{body_lines(LOOP)}\nthreading.Thread(target=spin, daemon=True).start()"
        ),
        "thread-that-sleeps": noise(
            "import threading, time\nthreading.Thread(target=time.sleep, args=(3600,)).start()"
        ),
        "exit-above-every-cell": before_each("import os\nos._exit(1)"),
        "exit-in-every-answer": in_each("import os\nos._exit(1)"),
        "never-ends-when-deleted": noise(
            f"class Stays:\n    def __del__(self):\n{body_lines(body_lines(LOOP))}\nStays()"
        ),
        "endless-while-compared": answer(
            mse="class Slow(float):\n    def __float__(self):\n        while True: pass\n\n\n"
            f"def mse(y_hat, y):\n    return Slow({MEAN})\n"
        ),
    },
)
