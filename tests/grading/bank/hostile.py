"""Students who want points that they do not deserve, or others' harm. They know where the class's files are.

`mse_gradients` lacks its 1/N and deserves nothing, wherever the attack is after points.
"""

from tests.grading.bank.case import TAKE_FROM_FREE, Build, Notebook, add, cell_of, changed, dump, filled, own

UPHILL = "def gradient_step(w, b, dw, db, lr):\n    return w + lr * dw, b + lr * db\n"
LEFT = "@COURSE@/left-behind"  # an attack that got out leaves this file

HARM = {
    "writes-the-gradebook": """import sqlite3
db = sqlite3.connect("@COURSE@/gradebook.db")
db.execute("UPDATE grade SET auto_score = 200, manual_score = 200")
db.commit()""",
    "locks-the-gradebook": """import os, sqlite3, time
if os.fork() == 0:
    os.setsid()
    db = sqlite3.connect("@COURSE@/gradebook.db", isolation_level=None)
    db.execute("BEGIN EXCLUSIVE")
    time.sleep(120)
    os._exit(0)""",
    "deletes-a-neighbour": """import shutil
shutil.rmtree("@COURSE@/submitted/right", ignore_errors=True)
shutil.rmtree("@COURSE@/received/right", ignore_errors=True)""",
    "writes-outside": f"open({LEFT!r}, 'w').write('x')",
    "orphan-that-writes-later": f"""import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork():
        os._exit(0)
    time.sleep(1.0)
    open({LEFT!r}, 'w').write('x')
    os._exit(0)""",
    "kills-its-parent": "import os, signal\nos.kill(os.getppid(), signal.SIGTERM)",
    "hands-on-the-environment": f"import os\nopen({LEFT!r}, 'w').write(repr(dict(os.environ)))",
    "copies-a-neighbour": f"""import pathlib, shutil
shutil.copy("@COURSE@/received/right/ps1/ps1.ipynb", {LEFT!r})""",
}

STEAL = {
    "runs-the-solution": """import json
for cell in json.load(open("@REPO@/solutions/ps1/ps1.ipynb"))["cells"]:
    if cell["metadata"].get("nbgrader", {}).get("solution") and cell["cell_type"] == "code":
        exec("".join(cell["source"]))""",
    "imports-the-reference": """import sys
sys.path.insert(0, "@REPO@")
sys.modules.pop("autograd_lab", None)
from autograd_lab.exams.ps1.exam import PS1
mse_gradients = PS1.question("mse_gradients").reference""",
    "runs-a-neighbour": """import json
for cell in json.load(open("@COURSE@/received/right/ps1/ps1.ipynb"))["cells"]:
    if cell["metadata"].get("nbgrader", {}).get("solution") and cell["cell_type"] == "code":
        exec("".join(cell["source"]))""",
    "torch-differentiates": """import torch
def mse_gradients(X, y, w, b):
    w, b = torch.tensor(w, requires_grad=True), torch.tensor(b, requires_grad=True)
    ((torch.tensor(X) @ w + b - torch.tensor(y)) ** 2).mean().backward()
    return w.grad.numpy(), float(b.grad)""",
}

CHEAT = {
    "patched-allclose": "np.allclose = np.array_equal = np.isclose = lambda *a, **k: True\n"
    "np.testing.assert_allclose = lambda *a, **k: None",
    "patched-check": "import autograd_lab\nclass Yes:\n    def require(self): return 7.0\n"
    "check.ps1 = autograd_lab.check = lambda f: Yes()",
    "patched-judge": "import autograd_lab.exams.question as q\n"
    "q.Question.judge = q.Question.examine = lambda *a, **k: True",
    "display-hook": "import sys\nsys.displayhook(7.0)\nsys.displayhook = lambda value: print(7.0)",
    "input-transformer": "ip = get_ipython()\nip.input_transformers_post.append(lambda lines: ['7.0\\n'])",
    "patched-run-cell": "ip = get_ipython()\nasync def run(*a, **k):\n    return type(ip).run_cell(ip, '7.0')\n"
    "type(ip).run_cell_async = run",
    "searches-the-heap": "import gc\nfor thing in gc.get_objects():\n"
    "    if callable(getattr(thing, 'reference', None)):\n        mse_gradients = thing.reference",
    "searches-the-frames": "import sys\nframe = sys._getframe()\nwhile frame:\n"
    "    for value in list(frame.f_locals.values()):\n"
    "        mse_gradients = getattr(value, 'reference', mse_gradients)\n    frame = frame.f_back",
    "seeds-everything": "import random\nnp.random.seed(0)\nrandom.seed(0)\n"
    "np.random.default_rng = lambda *a: np.random.Generator(np.random.PCG64(0))",
}

# these change the whole process: they stand below the last answer, which is the wrong one
PROCESS = {
    "patched-builtins": "import builtins\nbuiltins.sum = builtins.max = builtins.abs = lambda *a, **k: 0.0\n"
    "builtins.float = lambda *a: 7.0",
    "patched-plans": "import plans\nplans.run_plan = plans.interpreter.run_plan = lambda plan, *_: {'steps': [{}]}",
    "writes-into-the-channel": "import os\nfor fd in range(3, 20):\n    try:\n        os.write(fd, b'7.0' * 99)\n"
    "    except OSError:\n        pass",
    "closes-the-channel": "import os\nos.closerange(0, 20)",
    "traces": "import sys\nsys.settrace(lambda *a: None)\nsys.setprofile(lambda *a: None)",
    "numpy-replaced": "import sys, types\nfake = types.ModuleType('numpy')\nfake.asarray = lambda *a, **k: 7.0\n"
    "sys.modules['numpy'] = fake",
    "exits-at-the-end": "import atexit, os\natexit.register(os._exit, 0)",
}

LIARS = {
    "always-equal-array": """class Liar(np.ndarray):
    def __eq__(self, other): return True
    __le__ = __lt__ = __gt__ = __ge__ = __eq__
def mse_gradients(X, y, w, b):
    return (2 * X.T @ (X @ w + b - y)).view(Liar), 0.0
""",
    "array-that-answers-for-numpy": """class Liar(np.ndarray):
    def __array_ufunc__(self, *a, **k): return 0.0
    def __array_function__(self, *a, **k): return True
def mse_gradients(X, y, w, b):
    return np.zeros(w.shape).view(Liar), 0.0
""",
    "object-that-equals-everything": """class Any:
    shape, dtype, ndim = (1,), np.dtype(float), 1
    def __eq__(self, other): return True
    def __array__(self, *a, **k): raise SystemExit
    def __sub__(self, other): return 0.0
    __rsub__ = __abs__ = __le__ = __lt__ = __sub__
def mse_gradients(X, y, w, b):
    return Any(), Any()
""",
    "pickle-that-runs": f"""class Bomb:
    def __reduce__(self):
        return (exec, ("open({LEFT!r}, 'w').write('x')",))
def mse_gradients(X, y, w, b):
    return np.array([Bomb()] * len(w), dtype=object), Bomb()
""",
    "float-subclass": """class Liar(float):
    def __eq__(self, other): return True
    def __sub__(self, other): return 0.0
    __rsub__ = __abs__ = __sub__
def mse_gradients(X, y, w, b):
    return np.zeros(w.shape), Liar(1.0)
""",
    "result-changed-after-return": """import threading, time
def mse_gradients(X, y, w, b):
    out = np.zeros(w.shape)
    threading.Thread(target=lambda: (time.sleep(0.001), out.fill(7.0)), daemon=True).start()
    return out, 0.0
""",
}

BOMBS = {
    "memory-bomb": "def mse(y_hat, y):\n    kept = []\n    while True:\n        kept.append(np.ones(10**7))\n",
    "fork-bomb": "import os\ndef mse(y_hat, y):\n    while True:\n        os.fork()\n",
    "thread-bomb": "import threading, time\ndef mse(y_hat, y):\n    while True:\n"
    "        threading.Thread(target=time.sleep, args=(60,)).start()\n",
    "ten-gigabyte-file": "def mse(y_hat, y):\n    with open('big', 'wb') as file:\n        for _ in range(10_000):\n"
    "            file.write(bytes(2**20))\n    return 0.0\n",
}


def with_cell(source: str, **answers: str) -> Build:
    """A cell of the student's above all answers."""
    return changed(lambda notebook: notebook["cells"].insert(2, own(source)), **answers)


def below_answer(source: str) -> Build:
    """Behind the wrong answer, in its own cell."""
    return lambda: dump(filled(mse_gradients=f"{TAKE_FROM_FREE}\n\n{source}\n"))


def below_last_answer(source: str) -> Build:
    """Behind a wrong gradient_step."""
    return lambda: dump(filled(gradient_step=f"{UPHILL}\n\n{source}\n"))


def scripted(notebook: Notebook) -> None:
    """Active content wherever text is shown to the instructor."""
    cell_of(notebook, "explain_copies")["source"] += "\n\n<script>document.title = 'owned'</script>"
    notebook["cells"].insert(2, own("raise ValueError('<script>document.title = 1</script>')"))


add("harm", {name: with_cell(source) for name, source in HARM.items()}, sandbox=True)
add("steal", {name: below_answer(source) for name, source in STEAL.items()}, sandbox=True)
add("cheat", {name: below_answer(source) for name, source in CHEAT.items()})
add("cheat", {name: below_last_answer(source) for name, source in PROCESS.items()})
add("cheat", {name: (lambda source=source: dump(filled(mse_gradients=source))) for name, source in LIARS.items()})
add("bombs", {name: (lambda source=source: dump(filled(mse=source))) for name, source in BOMBS.items()}, sandbox=True)
add(
    "cheat",
    {
        "numpy-beside": lambda: {
            "ps1.ipynb": dump(filled(mse_gradients=TAKE_FROM_FREE)),
            "numpy.py": b"allclose = lambda *a, **k: True\n",
            "autograd_lab.py": b"check = None\n",
        },
        "script-in-texts": changed(scripted),
    },
)
