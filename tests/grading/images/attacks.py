"""Students of ps8 who look for the references, and forge results. Their own `max_pool_backward` is wrong.

It pays all equals of a tie in full, so it deserves nothing; every other answer is right.
"""

from tests.grading.images.case import ARGUMENTS, POOL, Bank, lines

hunts, forged = Bank("hunts"), Bank("forged")

WRONG = f"""def {POOL}({ARGUMENTS[POOL]}):
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(g.shape):
        here = (n, c, slice(i * stride, i * stride + k), slice(j * stride, j * stride + k))
        dx[here] += (x[here] == x[here].max()) * g[n, c, i, j]
    return dx
"""
WHY = "the first of equals gets all; here each gets it"


def below(source: str) -> dict[str, str]:
    """The wrong answer, and something below it in its cell."""
    return {POOL: f"{WRONG}\n\n{source}\n"}


def inside(source: str) -> dict[str, str]:
    """The wrong answer in `dx`, and what is done with it in each call."""
    wrong = WRONG.replace(f"def {POOL}(", "def mine(")
    head = f"def {POOL}({ARGUMENTS[POOL]}):\n    dx = mine({ARGUMENTS[POOL]})\n"
    return {POOL: f"{wrong}\n\n{head}{lines(source)}    return dx\n"}


HUNTS = {
    "searches-the-heap": below(
        "import gc\nfor thing in gc.get_objects():\n    if callable(getattr(thing, 'reference', None)):\n"
        f"        {POOL} = thing.reference"
    ),
    "searches-the-heap-for-functions": below(
        "import gc, types\nfor thing in gc.get_objects():\n"
        f"    if isinstance(thing, types.FunctionType) and thing.__name__ == {POOL!r}:\n"
        f"        if thing is not {POOL}:\n            {POOL} = thing"
    ),
    "searches-the-heap-for-arrays": inside(
        "import gc\nfor thing in gc.get_objects():\n"
        "    if isinstance(thing, np.ndarray) and thing.shape == x.shape and thing is not x and thing is not dx:\n"
        "        return thing"
    ),
    "searches-the-frames": inside(
        "import sys\nframe = sys._getframe()\nwhile frame:\n    for value in list(frame.f_locals.values()):\n"
        "        for name in ('expected', 'reference', 'seen'):\n"
        "            if hasattr(value, name):\n                return getattr(value, name)\n    frame = frame.f_back"
    ),
    "imports-the-reference": below(
        "import sys\nsys.path.insert(0, '@REPO@')\nsys.modules.pop('autograd_lab', None)\n"
        f"from autograd_lab.exams.ps8.pooling import {POOL}"
    ),
    "runs-the-solution": below(
        "import json\nfor cell in json.load(open('@REPO@/solutions/ps8/ps8.ipynb'))['cells']:\n"
        "    if cell['metadata'].get('nbgrader', {}).get('solution') and cell['cell_type'] == 'code':\n"
        "        exec(''.join(cell['source']))"
    ),
    "walks-the-disk": below(
        "import os\nfor folder, folders, files in os.walk('/'):\n    for name in files:\n"
        "        if name in ('pooling.py', 'ps8.ipynb', 'ps8_images.py'):\n"
        "            exec(open(os.path.join(folder, name)).read())"
    ),
    "reads-its-own-memory": below(
        "import re\nheld = b''\nfor line in open('/proc/self/maps'):\n    if 'heap' in line:\n"
        "        a, b = (int(n, 16) for n in line.split()[0].split('-'))\n"
        "        memory = open('/proc/self/mem', 'rb')\n        memory.seek(a)\n        held += memory.read(b - a)\n"
        "found = re.findall(rb'def first_largest.*?return', held, re.S)\nexec(found[0])"
    ),
    "looks-for-the-seed": below(
        "import gc\nfor thing in gc.get_objects():\n    if isinstance(thing, np.random.Generator):\n"
        "        thing.bit_generator.state = np.random.default_rng(0).bit_generator.state\n"
        "np.random.default_rng = lambda *a: np.random.Generator(np.random.PCG64(0))"
    ),
}
FORGED = {
    "patched-check": below(
        "import autograd_lab\nclass Yes:\n    def require(self): return 5.0\n"
        "check.ps8 = autograd_lab.check = lambda f: Yes()"
    ),
    "patched-judge": below("import autograd_lab.exams.question as q\nq.Question.judge = lambda *a, **k: True"),
    "record-that-says-ok": inside(
        "import sys\nframe = sys._getframe()\nwhile frame:\n    for value in list(frame.f_locals.values()):\n"
        "        if isinstance(value, dict) and 'status' in value:\n"
        "            value.update(status='ok', points=5, passed=True, holds=True)\n    frame = frame.f_back"
    ),
    "describer-that-lies": inside(
        "import sys\nframe = sys._getframe()\nwhile frame:\n    me = frame.f_locals.get('self')\n"
        "    if hasattr(me, 'describer'):\n        me.describer.room = 10**12\n"
        "        me.describer.describe = lambda *a, **k: {'kind': 'array', 'dtype': 'float64', 'type': 'ndarray',\n"
        "            'shape': list(x.shape), 'array': np.full(x.shape, 1e308)}\n    frame = frame.f_back"
    ),
    "writes-into-the-channel": inside(
        "import os\nfor fd in range(3, 12):\n    try:\n        os.write(fd, bytes(8) + b'{\"tree\": 5.0}' * 9)\n"
        "    except OSError:\n        pass"
    ),
    "closes-the-channel": inside("import os\nos.closerange(0, 20)"),
    "exits-at-the-end": below("import atexit, os\natexit.register(os._exit, 0)"),
    "prints-a-verdict": inside('print(\'{"points": 5, "passed": true}\')\nimport sys\nsys.displayhook(5.0)'),
}

for name, answers in HUNTS.items():
    hunts.enter(name, answers, {POOL: 0}, WHY)
for name, answers in FORGED.items():
    forged.enter(name, answers, {POOL: 0}, WHY)
