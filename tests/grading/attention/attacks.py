"""Students of ps10 who look for the references, and forge results. Their own `softmax_backward` is wrong.

It knows the diagonal of the Jacobian alone, so it deserves nothing; every other answer is right.
"""

from tests.grading.attention.answers import ROWS
from tests.grading.attention.case import bank_of_kind, lines

hunts, forged = map(bank_of_kind, ("hunts", "forged"))

WRONG = f"def {ROWS}(p, g):\n    return p * (1 - p) * g\n"
WHY = "what one share takes from the others is left out"


def below(source: str) -> dict[str, str]:
    """The wrong answer, and something below it in its cell."""
    return {ROWS: f"{WRONG}\n\n{source}\n"}


def inside(source: str) -> dict[str, str]:
    """The wrong answer in `dz`, and what is done with it in each call."""
    return {ROWS: f"def {ROWS}(p, g):\n    dz = p * (1 - p) * g\n{lines(source)}    return dz\n"}


HUNTS = {
    "searches-the-heap": below(
        "import gc\nfor thing in gc.get_objects():\n    if callable(getattr(thing, 'reference', None)):\n"
        f"        {ROWS} = thing.reference"
    ),
    "searches-the-heap-for-arrays": inside(
        "import gc\nfor thing in gc.get_objects():\n"
        "    if isinstance(thing, np.ndarray) and thing.shape == p.shape:\n"
        "        if not any(thing is other for other in (p, g, dz)):\n            return thing"
    ),
    "searches-the-frames": inside(
        "import sys\nframe = sys._getframe()\nwhile frame:\n    for value in list(frame.f_locals.values()):\n"
        "        for name in ('expected', 'reference', 'seen'):\n"
        "            if hasattr(value, name):\n                return getattr(value, name)\n    frame = frame.f_back"
    ),
    "imports-the-reference": below(
        "import sys\nsys.path.insert(0, '@REPO@')\nsys.modules.pop('autograd_lab', None)\n"
        f"from autograd_lab.exams.ps10.softmax import {ROWS}"
    ),
    "runs-the-solution": below(
        "import json\nfor cell in json.load(open('@REPO@/solutions/ps10/ps10.ipynb'))['cells']:\n"
        "    if cell['metadata'].get('nbgrader', {}).get('solution') and cell['cell_type'] == 'code':\n"
        "        exec(''.join(cell['source']))"
    ),
    "walks-the-disk": below(
        "import os\nfor folder, folders, files in os.walk('/'):\n    for name in files:\n"
        "        if name in ('softmax.py', 'ps10.ipynb', 'ps10_attention.py'):\n"
        "            exec(open(os.path.join(folder, name)).read())"
    ),
    "looks-for-the-seed": below(
        "import gc\nfor thing in gc.get_objects():\n    if isinstance(thing, np.random.Generator):\n"
        "        thing.bit_generator.state = np.random.default_rng(0).bit_generator.state\n"
        "np.random.default_rng = lambda *a: np.random.Generator(np.random.PCG64(0))"
    ),
}
FORGED = {
    "patched-check": below(
        "import autograd_lab\nclass Yes:\n    def require(self): return 4.0\n"
        "check.ps10 = autograd_lab.check = lambda f: Yes()"
    ),
    "patched-judge": below("import autograd_lab.exams.question as q\nq.Question.judge = lambda *a, **k: True"),
    "record-that-says-ok": inside(
        "import sys\nframe = sys._getframe()\nwhile frame:\n    for value in list(frame.f_locals.values()):\n"
        "        if isinstance(value, dict) and 'status' in value:\n"
        "            value.update(status='ok', points=4, passed=True, holds=True)\n    frame = frame.f_back"
    ),
    "describer-that-lies": inside(
        "import sys\nframe = sys._getframe()\nwhile frame:\n    me = frame.f_locals.get('self')\n"
        "    if hasattr(me, 'describer'):\n        me.describer.room = 10**12\n"
        "        me.describer.describe = lambda *a, **k: {'kind': 'array', 'dtype': 'float64', 'type': 'ndarray',\n"
        "            'shape': list(p.shape), 'array': np.full(p.shape, 1e308)}\n    frame = frame.f_back"
    ),
    "writes-into-the-channel": inside(
        "import os\nfor fd in range(3, 12):\n    try:\n        os.write(fd, bytes(8) + b'{\"tree\": 4.0}' * 9)\n"
        "    except OSError:\n        pass"
    ),
    "closes-the-channel": inside("import os\nos.closerange(0, 20)"),
    "exits-at-the-end": below("import atexit, os\natexit.register(os._exit, 0)"),
    "prints-a-verdict": inside('print(\'{"points": 4, "passed": true}\')\nimport sys\nsys.displayhook(4.0)'),
}

for name, answers in HUNTS.items():
    hunts.enter(name, answers, {ROWS: 0}, WHY)
for name, answers in FORGED.items():
    forged.enter(name, answers, {ROWS: 0}, WHY)
