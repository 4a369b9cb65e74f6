"""Answers that fail, never end or take all there is, and noise that costs nobody a point: to any set."""

from collections.abc import Sequence
from itertools import cycle

from tests.grading.hostile_bank.cases import HostileSet

#: name: (what stands before the right answer, why it deserves nothing, what stands above the function)
FAILING = {
    "raises": ("raise ValueError('no idea')", "raises", ""),
    "not-written": ("raise NotImplementedError", "is not written", ""),
    "endless-loop": ("while True:\n    pass", "never answers", ""),
    "endless-second-call": (
        "calls.append(1)\nwhile len(calls) > 1:\n    pass",
        "answers once, then never",
        "calls = []\n",
    ),
    "sleeps": ("import time\ntime.sleep(3600)", "never answers", ""),
    "os-exit": ("import os\nos._exit(3)", "returns nothing", ""),
    "system-exit": ("raise SystemExit", "returns nothing", ""),
    "keyboard-interrupt": ("raise KeyboardInterrupt", "returns nothing", ""),
    "segfault": ("import ctypes\nctypes.string_at(0)", "returns nothing", ""),
    "kills-itself": ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "returns nothing", ""),
    "recursion-without-a-limit": (
        "import sys\nsys.setrecursionlimit(10**9)\ndig(0)",
        "calls itself without end",
        "def dig(n):\n    return dig(n + 1)\n",
    ),
    "message-that-raises": (
        "raise E",
        "raises",
        "class E(Exception):\n    def __str__(self):\n        raise SystemExit\n",
    ),
    "endless-message": ("raise ValueError('x' * 10**8)", "raises; a long message is no gradient", ""),
    "cached": ("", "arrays cannot be cached: it raises at every call", "import functools\n\n\n@functools.cache"),
}
BOMBS = {
    "memory-bomb": ("kept = []\nwhile True:\n    kept.append(np.ones(10**7))", "never answers"),
    "one-huge-array": ("return np.zeros(10**12)", "there is no room for it"),
    "fork-bomb": ("import os\nwhile True:\n    os.fork()", "never answers"),
    "thread-bomb": (
        "import threading, time\nwhile True:\n    threading.Thread(target=time.sleep, args=(60,)).start()",
        "never answers",
    ),
    "ten-gigabyte-file": (
        "with open('big', 'wb') as file:\n    for _ in range(10_000):\n        file.write(bytes(2**20))\nreturn 0",
        "fails, if it does not fill the disk",
    ),
}
NOISE = {
    "prints-megabytes": ("print('x' * 3_000_000)", "a print is no error", ""),
    "warns": ("np.log(np.zeros(1))\nimport warnings\nwarnings.warn('w')", "a warning is no error", ""),
    "short-naps": ("import time\ntime.sleep(0.03)", "30 ms a call are allowed", ""),
    "thread-left-behind": (
        "import threading, time\nif not kept:\n"
        "    kept.append(threading.Thread(target=time.sleep, args=(3600,)))\n    kept[0].start()",
        "right, whatever goes on beside it",
        "kept = []\n",
    ),
}
FULL = "right, whatever stands around it"
ABOVE = {
    "thread-that-computes": "import threading\ndef spin():\n    while True:\n        pass\n"
    "threading.Thread(target=spin, daemon=True).start()",
    "floats-that-raise": "np.seterr(all='raise')\nimport warnings\nwarnings.simplefilter('error')",
    "error-in-own-cell": "np.zeros(3) + np.zeros(4)",
}


def enter_failures(of: HostileSet, questions: Sequence[str]) -> None:
    """The cases of these kinds, each for the next of the questions."""
    failing, bombs, noise, turn = of.bank("failing"), of.bank("bombs"), of.bank("noise"), cycle(questions)
    right, most = of.right, of.most
    for name, (statements, why, above) in FAILING.items():
        failing.first(name, next(turn), statements, 0, why, above)
    where = next(turn)
    failing.enter("syntax-error", {where: right[where].replace("):", ")", 1)}, {where: 0}, "Python cannot read it")
    where = next(turn)
    other = right[where].replace(f"def {where}(", f"def my_{where}(")
    failing.enter("other-name", {where: other}, {where: 0}, "there is no such function")
    where = next(turn)
    failing.body("recursion", where, f"return {where}({of.arguments[where]})", 0, "calls itself without end")
    for name, (statements, why) in BOMBS.items():
        bombs.body(name, next(turn), statements, 0, why)
    noise.enter("nothing-odd", {}, {}, "right answers to all questions")
    for name, (statements, why, above) in NOISE.items():
        where = next(turn)
        noise.first(name, where, statements, most[where], why, above)
    for name, above in ABOVE.items():
        noise.enter(name, {}, {}, FULL, above)
    where = next(turn)
    renamed = right[where].replace(f"def {where}(", "def computed(")
    called = "\n\nclass Called:\n    def __call__(self, *args):\n        return computed(*args)\n\n\n"
    noise.enter("callable-object", {where: f"{renamed}{called}{where} = Called()\n"}, {}, FULL)
    partial = f"{renamed}\nimport functools\n{where} = functools.partial(computed)\n"
    noise.enter("partial", {where: partial}, {}, FULL)
