"""Answers to ps8 that fail, never end, take all there is; and noise that costs an honest student nothing."""

from tests.grading.images.case import (
    ADD,
    CONV1D,
    CONV2D,
    LOSS,
    MULTIPLY,
    POOL,
    RIGHT,
    ROI,
    SMOOTH,
    Bank,
)

failing, bombs, noise = Bank("failing"), Bank("bombs"), Bank("noise")

failing.body("raises", CONV1D, "raise ValueError('no idea')", 0, "raises")
failing.body("not-written", SMOOTH, "raise NotImplementedError", 0, "is not written")
failing.enter("syntax-error", {CONV2D: RIGHT[CONV2D].replace("):", ")", 1)}, {CONV2D: 0}, "Python cannot read it")
failing.enter("other-signature", {CONV1D: f"def {CONV1D}(x, w, g):\n    return x, w, g\n"}, {CONV1D: 0}, "takes five")
failing.enter("other-name", {ROI: RIGHT[ROI].replace("roi_pool", "roi_pooling")}, {ROI: 0}, "there is no such function")
failing.body("endless-loop", POOL, "while True:\n    pass", 0, "never answers")
failing.first(
    "endless-second-call",
    ROI,
    "calls.append(1)\nwhile len(calls) > 1:\n    pass",
    0,
    "answers once, then never",
    "calls = []\n",
)
failing.first("sleeps", LOSS, "import time\ntime.sleep(3600)", 0, "never answers")
failing.first("os-exit", MULTIPLY, "import os\nos._exit(3)", 0, "returns nothing")
failing.first("system-exit", SMOOTH, "raise SystemExit", 0, "returns nothing")
failing.first("keyboard-interrupt", CONV1D, "raise KeyboardInterrupt", 0, "returns nothing")
failing.first("segfault", ROI, "import ctypes\nctypes.string_at(0)", 0, "returns nothing")
failing.first("kills-itself", POOL, "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", 0, "returns nothing")
failing.body("recursion", SMOOTH, f"return {SMOOTH}(pred, target, beta)", 0, "calls itself without end")
failing.first(
    "recursion-without-a-limit",
    CONV2D,
    "import sys\nsys.setrecursionlimit(10**9)\ndig(0)",
    0,
    "calls itself without end",
    "def dig(n):\n    return dig(n + 1)\n",
)
failing.body(
    "message-that-raises",
    LOSS,
    "raise E",
    0,
    "raises",
    "class E(Exception):\n    def __str__(self):\n        raise SystemExit\n",
)
failing.body("endless-message", ADD, "raise ValueError('x' * 10**8)", 0, "raises; a long message is no gradient")
failing.body(
    "torch-differentiates",
    CONV2D,
    "import torch\nx, w = torch.tensor(x), torch.tensor(w)\n"
    "return torch.nn.grad.conv2d_input(x.shape, w, torch.tensor(g), stride, padding).numpy(), None, None",
    0,
    "the set is written with NumPy",
)
failing.body(
    "scipy-correlates",
    CONV1D,
    "from scipy.signal import correlate\nreturn correlate(g, w), x, w",
    0,
    "the set is written with NumPy",
)
failing.body(
    "library-of-the-course",
    CONV2D,
    "from autograd_lab import Tensor, functional\nx, w = Tensor(x), Tensor(w)\n"
    "functional.conv2d(x, w, stride=stride, padding=padding).backward(g)\n"
    "return x.grad, w.grad, g.sum(axis=(0, 2, 3))",
    0,
    "it is to be written, not called",
)
failing.first(
    "cached",
    MULTIPLY,
    "",
    0,
    "arrays cannot be cached: it raises at every call",
    "import functools\n\n\n@functools.cache",
)
failing.first(
    "remembers-by-shape",
    SMOOTH,
    "if pred.shape not in seen:\n    seen[pred.shape] = np.clip((pred - target) / beta, -1, 1)\n"
    "return seen[pred.shape]",
    0,
    "gives an old answer to a new question",
    "seen = {}\n",
)
failing.first(
    "wrong-at-the-end",
    LOSS,
    "calls.append(1)\nif len(calls) > 8:\n    return logits * 0, boxes * 0",
    0,
    "another answer to the same question",
    "calls = []\n",
)

bombs.body("memory-bomb", POOL, "kept = []\nwhile True:\n    kept.append(np.ones(10**7))", 0, "never answers")
bombs.body("one-huge-array", CONV2D, "return np.zeros(10**12), w, g", 0, "there is no room for it")
bombs.body("fork-bomb", SMOOTH, "import os\nwhile True:\n    os.fork()", 0, "never answers")
bombs.body(
    "thread-bomb",
    ROI,
    "import threading, time\nwhile True:\n    threading.Thread(target=time.sleep, args=(60,)).start()",
    0,
    "never answers",
)
bombs.body(
    "ten-gigabyte-file",
    ADD,
    "with open('big', 'wb') as file:\n    for _ in range(10_000):\n        file.write(bytes(2**20))\nreturn g, g",
    0,
    "fails, if it does not fill the disk",
)

FULL = "right, whatever stands around it"
noise.enter("nothing-odd", {}, {}, "eight right answers")
noise.first("prints-megabytes", CONV1D, "print('x' * 3_000_000)", 6, "a print is no error")
noise.first("warns", LOSS, "np.log(np.zeros(1))\nimport warnings\nwarnings.warn('w')", 7, "a warning is no error")
noise.first("short-naps", ADD, "import time\ntime.sleep(0.03)", 4, "30 ms a call are allowed")
noise.first(
    "thread-left-behind",
    ROI,
    "import threading, time\nif not kept:\n"
    "    kept.append(threading.Thread(target=time.sleep, args=(3600,)))\n    kept[0].start()",
    6,
    FULL,
    "kept = []\n",
)
noise.enter(
    "thread-that-computes",
    {},
    {},
    FULL,
    "import threading\ndef spin():\n    while True:\n        pass\nthreading.Thread(target=spin, daemon=True).start()",
)
noise.enter(
    "floats-that-raise", {}, {}, FULL, "np.seterr(all='raise')\nimport warnings\nwarnings.simplefilter('error')"
)
noise.enter("error-in-own-cell", {}, {}, FULL, "np.zeros(3) + np.zeros(4)")
noise.enter("lambda", {SMOOTH: f"{SMOOTH} = lambda p, t, beta: np.clip((p - t) / beta, -1, 1)\n"}, {}, FULL)
noise.enter(
    "callable-object",
    {
        POOL: RIGHT[POOL].replace(f"def {POOL}(", "def pool(") + "\n\nclass Pool:\n"
        "    def __call__(self, *args):\n        return pool(*args)\n\n\n" + f"{POOL} = Pool()\n"
    },
    {},
    FULL,
)
noise.enter(
    "partial",
    {
        ADD: RIGHT[ADD].replace(f"def {ADD}(", "def back_of(") + "\nimport functools\n"
        f"{ADD} = functools.partial(back_of)\n"
    },
    {},
    FULL,
)
