"""Students who look for the references, forge results, or put something else in NumPy's place: to any set.

Their own answer is wrong in all that it returns, so that it deserves nothing; every other answer is right.
"""

from dataclasses import dataclass

from tests.grading.hostile_bank.cases import HostileSet, lines


@dataclass(frozen=True)
class Target:
    """The question that is attacked, of one returned array, with a wrong answer to it.

    why      what is wrong with the answer
    module   where the reference is defined
    helper   a function that the reference uses, to be looked for in memory
    texts    names of files in which something might be found
    """

    question: str
    wrong: str
    why: str
    module: str
    helper: str
    texts: tuple[str, ...]


def _hunts(of: HostileSet, target: Target) -> tuple[dict[str, str], dict[str, str]]:
    """What is done below the answer, and what in each call, where `out` is the wrong answer."""
    name = target.question
    below = {
        "searches-the-heap": "import gc\nfor thing in gc.get_objects():\n"
        f"    if callable(getattr(thing, 'reference', None)):\n        {name} = thing.reference",
        "searches-the-heap-for-functions": "import gc, types\nfor thing in gc.get_objects():\n"
        f"    if isinstance(thing, types.FunctionType) and thing.__name__ == {name!r}:\n"
        f"        if thing is not {name}:\n            {name} = thing",
        "imports-the-reference": "import sys\nsys.path.insert(0, '@REPO@')\nsys.modules.pop('autograd_lab', None)\n"
        f"from {target.module} import {name}",
        "runs-the-solution": "import json\n"
        f"for cell in json.load(open('@REPO@/solutions/{of.exam}/{of.exam}.ipynb'))['cells']:\n"
        "    if cell['metadata'].get('nbgrader', {}).get('solution') and cell['cell_type'] == 'code':\n"
        "        exec(''.join(cell['source']))",
        "walks-the-disk": "import os\nfor folder, folders, files in os.walk('/'):\n    for name in files:\n"
        f"        if name in {target.texts!r}:\n            exec(open(os.path.join(folder, name)).read())",
        "reads-its-own-memory": "import re\nheld = b''\nfor line in open('/proc/self/maps'):\n    if 'heap' in line:\n"
        "        a, b = (int(n, 16) for n in line.split()[0].split('-'))\n"
        "        memory = open('/proc/self/mem', 'rb')\n        memory.seek(a)\n        held += memory.read(b - a)\n"
        f"found = re.findall(rb'def {target.helper}.*?return', held, re.S)\nexec(found[0])",
        "looks-for-the-seed": "import gc\nfor thing in gc.get_objects():\n"
        "    if isinstance(thing, np.random.Generator):\n"
        "        thing.bit_generator.state = np.random.default_rng(0).bit_generator.state\n"
        "np.random.default_rng = lambda *a: np.random.Generator(np.random.PCG64(0))",
    }
    inside = {
        "searches-the-heap-for-arrays": "import gc\nfor thing in gc.get_objects():\n"
        "    if isinstance(thing, np.ndarray) and thing.shape == out.shape and thing is not out:\n"
        "        return thing",
        "searches-the-frames": "import sys\nframe = sys._getframe()\nwhile frame:\n"
        "    for value in list(frame.f_locals.values()):\n        for name in ('expected', 'reference', 'seen'):\n"
        "            if hasattr(value, name):\n                return getattr(value, name)\n    frame = frame.f_back",
    }
    return below, inside


_FORGED_BELOW = {
    "patched-check": "import autograd_lab\nclass Yes:\n    def require(self): return 5.0\n"
    "check.@EXAM@ = autograd_lab.check = lambda f: Yes()",
    "patched-judge": "import autograd_lab.exams.question as q\nq.Question.judge = lambda *a, **k: True",
    "exits-at-the-end": "import atexit, os\natexit.register(os._exit, 0)",
}
_FORGED_INSIDE = {
    "record-that-says-ok": "import sys\nframe = sys._getframe()\nwhile frame:\n"
    "    for value in list(frame.f_locals.values()):\n        if isinstance(value, dict) and 'status' in value:\n"
    "            value.update(status='ok', points=5, passed=True, holds=True)\n    frame = frame.f_back",
    "describer-that-lies": "import sys\nframe = sys._getframe()\nwhile frame:\n    me = frame.f_locals.get('self')\n"
    "    if hasattr(me, 'describer'):\n        me.describer.room = 10**12\n"
    "        me.describer.describe = lambda *a, **k: {'kind': 'array', 'dtype': 'float64', 'type': 'ndarray',\n"
    "            'shape': list(out.shape), 'array': np.full(out.shape, 1e308)}\n    frame = frame.f_back",
    "writes-into-the-channel": "import os\nfor fd in range(3, 12):\n    try:\n"
    "        os.write(fd, bytes(8) + b'{\"tree\": 5.0}' * 9)\n    except OSError:\n        pass",
    "closes-the-channel": "import os\nos.closerange(0, 20)",
    "prints-a-verdict": 'print(\'{"points": 5, "passed": true}\')\nimport sys\nsys.displayhook(5.0)',
}


def enter_attacks(of: HostileSet, target: Target) -> None:
    """The students who look for references and forge results."""
    name = target.question
    below, inside = _hunts(of, target)
    wrong = target.wrong.replace(f"def {name}(", "def mine(")
    head = f"def {name}({of.arguments[name]}):\n    out = mine({of.arguments[name]})\n"
    for kind, ends, begins in (("hunts", below, inside), ("forged", _FORGED_BELOW, _FORGED_INSIDE)):
        sources = {key: f"{target.wrong}\n\n{source.replace('@EXAM@', of.exam)}\n" for key, source in ends.items()}
        sources |= {key: f"{wrong}\n\n{head}{lines(source)}    return out\n" for key, source in begins.items()}
        for key, source in sources.items():
            of.bank(kind).enter(key, {name: source}, {name: 0}, target.why)


#: what stands below a wrong last answer, since nothing in NumPy's place is of use to the answers after it
SPOIL = {
    "array-replaced": "np.array = np.asarray = np.ascontiguousarray = lambda *a, **k: np.float64(6.0)",
    "memory-not-compared": "np.may_share_memory = lambda *a: False\nnp.ndarray = np.generic = float",
    "comparisons-agree": "np.allclose = np.array_equal = np.isclose = lambda *a, **k: True\n"
    "np.testing.assert_allclose = lambda *a, **k: None\nnp.max = np.abs = lambda *a, **k: 0.0",
    "numpy-replaced": "import sys, types\nfake = types.ModuleType('numpy')\nfake.asarray = lambda *a, **k: 6.0\n"
    "sys.modules['numpy'] = fake",
    "builtins-replaced": "import builtins\nbuiltins.sum = builtins.max = builtins.abs = lambda *a, **k: 0.0\n"
    "builtins.isinstance = lambda *a: True",
    "describes-by-itself": "import plans.describe, plans.interpreter\n"
    "said = {'kind': 'array', 'type': 'ndarray', 'dtype': 'float64', 'shape': [], 'array': np.array(np.nan)}\n"
    "plans.describe.Describer.describe = lambda *a, **k: said",
    "describes-nonsense": "import plans.describe\n"
    "said = {'kind': 'array', 'type': [1], 'dtype': {'a': [2]}, 'shape': 'x', 'array': ['y', {}]}\n"
    "plans.describe.Describer.describe = lambda *a, **k: said",
    "outcome-made-up": "import plans, plans.interpreter\n"
    "plans.run_plan = plans.interpreter.run_plan = lambda plan, *_: {'steps': [{'status': 'ok', 'value': {}}]}",
}
GARBLED = ("describes-nonsense", "outcome-made-up")


def enter_spoils(of: HostileSet, question: str, wrong: str, why: str) -> None:
    """What is put in the place of NumPy, of Python or of the describer, below a wrong answer to the last question."""
    for name, source in SPOIL.items():
        of.bank("patched").enter(name, {question: f"{wrong}\n{source}\n"}, {question: 0}, why, garbled=name in GARBLED)
