"""More that a process can do to itself and to what it returns: some is a cheat, some is an odd way to be right."""

from tests.grading.bank.case import TAKE_FROM_FREE, Build, Notebook, add, changed, own, place
from tests.grading.bank.code import MEAN, RIGHT_MSE, answer, mse, noise
from tests.grading.bank.hostile import LEFT, below_answer, below_last_answer, with_cell

HEAD = "def mse_gradients(X, y, w, b):\n    r = X @ w + b - y\n"
RIGHT_PAIR = "2 / len(y) * X.T @ r, 2 / len(y) * r.sum()"


def gradients(above: str, result: str, below: str = "") -> Build:
    """Right answers but for this one, with something above it and behind it."""
    return answer(mse_gradients=f"{above}\n\n{HEAD}    return {result}\n{below}")


def after_check(source: str, name: str) -> Build:
    """A cell of the student's below the check of one question."""
    return changed(lambda notebook: insert(notebook, place(notebook, f"check_{name}") + 1, source))


def insert(notebook: Notebook, at: int, source: str) -> None:
    """Put a cell of the student's at this place."""
    notebook["cells"].insert(at, own(source))


LIES = {
    "another-answer-at-each-look": gradients(
        "class Fickle:\n    looks = 0\n    def __array__(self, *args, **kwargs):\n        Fickle.looks += 1\n"
        "        return np.full(1, float(Fickle.looks))",
        "Fickle(), Fickle()",
    ),
    "shape-that-lies": gradients(
        "class Liar(np.ndarray):\n    shape = property(lambda self: (1,))\n    dtype = property(lambda self: float)",
        "(2 * X.T @ r).view(Liar), 2 * r.sum()",
    ),
    "class-that-lies": gradients(
        "class Liar:\n    __class__ = property(lambda self: np.ndarray)\n    def __eq__(self, other):\n"
        "        return True\n    __hash__ = None",
        "Liar(), Liar()",
    ),
    "tuple-that-lies": gradients(
        "class Liar(tuple):\n    def __len__(self): return 2\n    def __getitem__(self, at): return 0.0\n"
        "    def __eq__(self, other): return True\n    __hash__ = None",
        "Liar((1, 2, 3))",
    ),
    "everything-is-nan": gradients("", "np.full(w.shape, np.nan), np.nan"),
    "everything-is-huge": gradients("", "np.full(w.shape, 1e308), 1e308"),
    "equal-by-its-hash": gradients(
        "class Liar(float):\n    def __hash__(self): return 0\n    def __eq__(self, other): return True\n"
        "    def __ne__(self, other): return False\n    def __float__(self): return float('nan')",
        "np.full(w.shape, 7.0), Liar(7.0)",
    ),
    "coroutine": answer(mse_gradients=f"async {HEAD}    return {RIGHT_PAIR}\n"),
    "generator": answer(mse_gradients=f"{HEAD}    yield 2 / len(y) * X.T @ r\n    yield 2 / len(y) * r.sum()\n"),
    "a-function-in-place-of-numbers": gradients("", f"lambda: ({RIGHT_PAIR})"),
    "looks-for-the-seed": below_answer(
        "import gc\nfor thing in gc.get_objects():\n    if isinstance(thing, np.random.Generator):\n"
        "        thing.bit_generator.state = np.random.default_rng(0).bit_generator.state"
    ),
    "forged-outputs": changed(
        lambda nb: nb["cells"][place(nb, "check_mse_gradients")].update(
            outputs=[
                {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": "7.0"}}
            ]
        ),
        mse_gradients=TAKE_FROM_FREE,
    ),
}

#: below a wrong gradient_step, since the process is of no use afterwards
SPOIL = {
    "edits-its-caller": "import sys\ndef _spy(frame, event, arg):\n    while frame:\n"
    "        for name, value in list(frame.f_locals.items()):\n            if name == 'record':\n"
    "                value['status'] = 'ok'\n        frame = frame.f_back\n    return _spy\nsys.settrace(_spy)",
    "modules-gone": "import sys\nsys.modules.clear()",
    "json-replaced": 'import json\njson.dumps = lambda *a, **k: \'{"tree": {"steps": [7.0]}, "arrays": []}\'\n'
    "json.loads = lambda *a, **k: {'steps': [7.0]}",
    "import-replaced": "import builtins\nbuiltins.__import__ = lambda *a, **k: 7.0",
    "isinstance-replaced": "import builtins\nbuiltins.isinstance = lambda *a: True\nbuiltins.type = lambda *a: float",
    "array-replaced": "np.array = np.asarray = np.ascontiguousarray = lambda *a, **k: np.float64(7.0)",
    "every-builtin-gone": "import builtins\nfor name in list(vars(builtins)):\n"
    "    if name[0].islower():\n        delattr(builtins, name)",
    "writes-over-memory": "import ctypes\nctypes.memset(id(1000), 7, 8)\nctypes.memset(id(None) + 8, 0, 8)",
}

OUTSIDE = {
    "writes-into-a-neighbour-by-a-relative-path": "for up in range(8):\n    try:\n"
    "        open('../' * up + 'submitted/right/ps1/ps1.ipynb', 'w').write('x')\n    except OSError:\n        pass",
    "links-to-the-gradebook": f"""import os
os.symlink("@COURSE@/gradebook.db", "mine")
os.symlink({LEFT!r}, "left")
open("left", "w").write("x")
open("mine", "w").write("x")""",
    "shell-deletes-a-neighbour": "!rm -rf @COURSE@/received/right @COURSE@/submitted/right",
    "subprocess-deletes-a-neighbour": "import subprocess\n"
    "subprocess.run(['rm', '-rf', '@COURSE@/received/right', '@COURSE@/submitted/right'])",
    "pool-of-processes": f"import multiprocessing\nmultiprocessing.Pool(8).map(open, [{LEFT!r}] * 8)",
    "leaves-by-the-window": "import os\nfor name in ('/proc/1/root', '/proc/self/cwd', '/dev/fd'):\n    try:\n"
    f"        os.chroot(name)\n        os.chdir('..')\n        open({LEFT!r}, 'w').write('x')\n"
    "    except OSError:\n        pass",
}

HARMLESS = {
    "warnings-are-errors": noise("import warnings\nwarnings.simplefilter('error')\nnp.seterr(all='raise')"),
    "no-print-any-more": noise("print = None\nsum = max = abs = None"),
    "streams-closed": noise("import sys\nsys.stdout.close()\nsys.stderr.close()\nsys.stdin.close()"),
    "environment-emptied": noise("import os\nos.environ.clear()\nos.chdir('/')\nos.umask(0)"),
    "no-more-files": noise("import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))"),
    "handlers-of-signals": noise(
        "import signal\nfor number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:\n"
        "    try:\n        signal.signal(number, lambda *args: None)\n    except (OSError, ValueError):\n        pass"
    ),
    "profiled": noise("import sys\nsys.settrace(lambda *args: None)\nsys.setprofile(lambda *args: None)"),
    "collector-that-raises": noise("import gc\ngc.set_threshold(1)\ngc.callbacks.append(lambda *args: 1 / 0)"),
    "ten-gigabytes-asked-for": noise("kept = bytearray(10**10)\n"),
    "prints-five-megabytes-a-call": mse(f"print('x' * 5_000_000)\nreturn {MEAN}"),
    "plots-in-answer": mse(f"import matplotlib.pyplot as plt\nplt.plot(y)\nplt.show()\nreturn {MEAN}"),
    "shell-into-a-name": noise("files = !ls\n%env X=1\n%cd ..\n%%capture\n"),
    "named-tuple": gradients(
        "import collections\nBoth = collections.namedtuple('Both', 'dw db')", f"Both({RIGHT_PAIR})"
    ),
    "plain-subclass-of-array": gradients(
        "class Mine(np.ndarray):\n    pass", "(2 / len(y) * X.T @ r).view(Mine), 2 / len(y) * r.sum()"
    ),
    "plain-subclass-of-float": mse(f"return Loss({MEAN})", "class Loss(float):\n    pass\n\n\n"),
    "full-width-letters": answer(mse=RIGHT_MSE.replace("def mse", "def ｍｓｅ")),
    "right-to-left-mark": answer(mse="# \u202eesm fed\u202c\n" + RIGHT_MSE),
}

FAILS = {
    "recursion-without-a-limit": mse(
        f"dig(0)\nreturn {MEAN}", "import sys\nsys.setrecursionlimit(10**9)\ndef dig(n):\n    return dig(n + 1)\n\n\n"
    ),
    "homoglyph": answer(mse=RIGHT_MSE.replace("def mse", "def m\u0455e")),
    "zero-width-space": answer(mse=RIGHT_MSE.replace("return ", "return\u200b ")),
    "raises-generator-exit": mse("raise GeneratorExit"),
    "endless-message": mse("raise ValueError('x' * 10**8)"),
    "network": mse("import urllib.request\nreturn float(urllib.request.urlopen('http://127.0.0.1/').read())"),
    "numpy-deleted": after_check("del predict, np", "predict"),
    "len-is-a-number": noise("len = 3"),
}

add("cheat", LIES)
add("cheat", {name: below_last_answer(source) for name, source in SPOIL.items()})
add("harm", {name: with_cell(source) for name, source in OUTSIDE.items()}, sandbox=True)
add("noise", HARMLESS)
add("failing", FAILS)
