"""Answers to ps10 that fail, never end, take all there is; and noise that costs an honest student nothing."""

from tests.grading.attention.answers import ARGUMENTS, BLOCK, HEAD, ROWS
from tests.grading.attention.case import RIGHT, bank_of_kind

failing, bombs, noise = map(bank_of_kind, ("failing", "bombs", "noise"))

failing.body("raises", HEAD, "raise ValueError('no idea')", 0, "raises")
failing.body("not-written", ROWS, "raise NotImplementedError", 0, "is not written")
failing.enter("syntax-error", {BLOCK: RIGHT[BLOCK].replace("):", ")", 1)}, {BLOCK: 0}, "Python cannot read it")
failing.enter("other-signature", {HEAD: f"def {HEAD}(Q, K, V, g):\n    return Q, K, V\n"}, {HEAD: 0}, "takes six")
failing.enter("other-name", {BLOCK: RIGHT[BLOCK].replace("prenorm", "pre_norm")}, {BLOCK: 0}, "no such function")
failing.body("endless-loop", ROWS, "while True:\n    pass", 0, "never answers")
failing.first(
    "endless-second-call",
    HEAD,
    "calls.append(1)\nwhile len(calls) > 1:\n    pass",
    0,
    "answers once, then never",
    "calls = []\n",
)
failing.first("sleeps", BLOCK, "import time\ntime.sleep(3600)", 0, "never answers")
failing.first("os-exit", ROWS, "import os\nos._exit(3)", 0, "returns nothing")
failing.first("system-exit", HEAD, "raise SystemExit", 0, "returns nothing")
failing.first("keyboard-interrupt", BLOCK, "raise KeyboardInterrupt", 0, "returns nothing")
failing.first("segfault", HEAD, "import ctypes\nctypes.string_at(0)", 0, "returns nothing")
failing.first("kills-itself", ROWS, "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", 0, "returns nothing")
failing.body("recursion", ROWS, f"return {ROWS}(p, g)", 0, "calls itself without end")
failing.body(
    "message-that-raises",
    BLOCK,
    "raise E",
    0,
    "raises",
    "class E(Exception):\n    def __str__(self):\n        raise SystemExit\n",
)
failing.body("endless-message", HEAD, "raise ValueError('x' * 10**8)", 0, "raises; a long message is no gradient")
failing.body(
    "torch-differentiates",
    HEAD,
    "import torch\nleaves = [torch.tensor(a, requires_grad=True) for a in (Q, K, V)]\n"
    "torch.nn.functional.scaled_dot_product_attention(*leaves, attn_mask=torch.tensor(mask), scale=scale).backward(\n"
    "    torch.tensor(g))\nreturn tuple(a.grad.numpy() for a in leaves)",
    0,
    "the set is written with NumPy",
)
failing.body(
    "library-of-the-course",
    ROWS,
    "from autograd_lab import Tensor\nz = Tensor(np.log(p))\nz.softmax(axis=1).backward(g)\nreturn z.grad",
    0,
    "it is to be written, not called",
)
failing.first(
    "cached", ROWS, "", 0, "arrays cannot be cached: it raises at every call", "import functools\n\n\n@functools.cache"
)
failing.first(
    "remembers-by-shape",
    ROWS,
    "if p.shape not in seen:\n    seen[p.shape] = p * (g - (p * g).sum(axis=1, keepdims=True))\nreturn seen[p.shape]",
    0,
    "gives an old answer to a new question",
    "seen = {}\n",
)
failing.first(
    "wrong-at-the-end",
    BLOCK,
    "calls.append(1)\nif len(calls) > 8:\n    return x, W1, b1, W2, b2",
    0,
    "another answer to the same question",
    "calls = []\n",
)

bombs.body("memory-bomb", HEAD, "kept = []\nwhile True:\n    kept.append(np.ones(10**7))", 0, "never answers")
bombs.body("one-huge-array", BLOCK, "return np.zeros(10**12), W1, b1, W2, b2", 0, "there is no room for it")
bombs.body("fork-bomb", ROWS, "import os\nwhile True:\n    os.fork()", 0, "never answers")
bombs.body(
    "thread-bomb",
    ROWS,
    "import threading, time\nwhile True:\n    threading.Thread(target=time.sleep, args=(60,)).start()",
    0,
    "never answers",
)

FULL = "right, whatever stands around it"
noise.enter("nothing-odd", {}, {}, "three right answers")
noise.first("prints-megabytes", HEAD, "print('x' * 3_000_000)", 8, "a print is no error")
noise.first("warns", BLOCK, "np.log(np.zeros(1))\nimport warnings\nwarnings.warn('w')", 10, "a warning is no error")
noise.first("short-naps", ROWS, "import time\ntime.sleep(0.03)", 4, "30 ms a call are allowed")
noise.enter(
    "thread-that-computes",
    {},
    {},
    FULL,
    "import threading\ndef spin():\n    while True:\n        pass\nthreading.Thread(target=spin, daemon=True).start()",
)
noise.enter(
    "overflow-that-raises",
    {},
    {},
    FULL,
    "np.seterr(over='raise', divide='raise')\nimport warnings\nwarnings.resetwarnings()",
)
noise.enter("error-in-own-cell", {}, {}, FULL, "np.zeros(3) + np.zeros(4)")
noise.enter("lambda", {ROWS: f"{ROWS} = lambda p, g: p * (g - (p * g).sum(axis=1, keepdims=True))\n"}, {}, FULL)
noise.enter(
    "own-rows-called-by-attention",
    {
        HEAD: RIGHT[HEAD].replace(
            "P * (dP - (P * dP).sum(axis=2, keepdims=True))", f"np.array([{ROWS}(p, d) for p, d in zip(P, dP)])"
        )
    },
    {},
    "a student's own answer to part 1 may be used in part 2",
)
noise.enter(
    "callable-object",
    {
        HEAD: RIGHT[HEAD].replace(f"def {HEAD}(", "def head(")
        + f"\n\nclass Head:\n    def __call__(self, {ARGUMENTS[HEAD]}):\n        return head({ARGUMENTS[HEAD]})\n\n\n"
        f"{HEAD} = Head()\n"
    },
    {},
    FULL,
)
