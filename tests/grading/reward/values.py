"""Returned values to ps11 that are no arrays of real numbers, or not those asked for; right ones in odd clothing."""

from tests.grading.reward.case import DUAL, POLICY, RETURNS, REWARD, SCORE, THROUGH

odd, clothing, inputs, lies = map(REWARD.bank, ("returned", "clothing", "inputs", "lies"))

odd.after("none", RETURNS, "print(out)", 0, "returns nothing")
odd.body("generator", THROUGH, "yield x\nyield b", 0, "a generator is no tuple of two")
odd.enter(
    "coroutine",
    {RETURNS: f"async def {RETURNS}(rewards, ends, gamma):\n    return rewards\n"},
    {RETURNS: 0},
    "a coroutine is no array",
)
odd.after("generator-expression", DUAL, "(part for part in out)", 0, "a generator is no tuple of two")
odd.after("function-in-place-of-numbers", POLICY, "lambda: out", 0, "a function is no gradient")
odd.after("dict", THROUGH, "dict(dw=out[0], db=out[1])", 0, "two values are asked for, in their order")
odd.after("one-of-two", SCORE, "out[0]", 0, "two values are asked for")
odd.after("three-of-two", DUAL, "(*out, None)", 0, "two values are asked for")
odd.after("tuple-of-one", POLICY, "(out,)", 0, "the array itself is asked for")
odd.after("one-big-array", SCORE, "np.append(out[0], out[1])", 0, "two values are asked for")
odd.after("other-order", THROUGH, "(out[1], out[0])", 0, "neither is in its place")
odd.after("gradient-first", DUAL, "(out[1], out[0])", 0, "neither is in its place")
odd.after("array-of-objects", RETURNS, "out.astype(object)", 0, "objects are no real numbers")
odd.after("complex", POLICY, "out + 0j", 0, "a real gradient is asked for")
odd.after("texts", RETURNS, "out.astype(str)", 0, "texts are no numbers")
odd.after("text-for-the-value", DUAL, "(str(out[0]), out[1])", 5, "a text is no number; the gradient holds")
odd.after("truth-values", SCORE, "(out[0] > 0, out[1])", 1, "dw says only which entries are above 0; db holds")
odd.after("nan", RETURNS, "out * np.nan", 0, "nan is no return")
odd.after("nan-for-the-largest", POLICY, "out / (out != out.max())", 0, "dlogits has an infinity")
odd.after("very-large", POLICY, "np.full(out.shape, 1e308)", 0, "the numbers are wrong")
odd.after("float32", POLICY, "out.astype(np.float32)", 0, "seven digits; float64 is NumPy's default")
odd.after("float32-of-one", DUAL, "(out[0], out[1].astype('f4'))", 1, "the gradient has seven digits, the value holds")
odd.after("float16-and-back", RETURNS, "out.astype('f2').astype(float)", 0, "three digits are left")
odd.after("whole-numbers", RETURNS, "np.round(100 * out).astype(int) / 100", 0, "two digits behind the point are left")
odd.after("empty", SCORE, "(np.zeros(0), np.zeros(0))", 0, "there are no numbers")
odd.after("axis-in-front", THROUGH, "(out[0][None], out[1])", 1, "dw has an axis too many")
odd.after("axis-at-the-number", THROUGH, "(out[0], np.array([out[1]]))", 2, "db is a number, and has an axis here")
odd.after("flat", POLICY, "out.ravel()", 0, "dlogits has the shape of logits")
odd.after("turned", POLICY, "out.T", 0, "rows are steps")
odd.after("column", RETURNS, "out[:, None]", 0, "G has one axis")
odd.after("list-of-numbers", RETURNS, "out.tolist()", 0, "an array is asked for")
odd.after("list-in-a-tuple", DUAL, "(out[0], out[1].tolist())", 1, "the gradient is no array; the value holds")
odd.after("itself-nested", RETURNS, "kept", 0, "no numbers", "kept = []\nkept.append(kept)")
odd.after("view-of-a-billion", SCORE, "(np.broadcast_to(1.0, (10**6, 10**6)), out[1])", 1, "dw has the shape of w")
odd.after("two-million", DUAL, "(out[0], np.zeros(2_000_000))", 1, "the gradient has the shape of x; the value holds")

OTHER = "the right numbers, in an array of another kind"
clothing.after("plain-subclass", RETURNS, "out.view(Mine)", 4, OTHER, "class Mine(np.ndarray):\n    pass\n")
clothing.after("matrix", POLICY, "np.asmatrix(out)", 5, "two axes fit into a matrix, the numbers are right")
clothing.after("masked-array", RETURNS, "np.ma.array(out)", 4, "nothing is masked in it")
clothing.after("list-of-two", DUAL, "list(out)", 6, "two values in their order")
clothing.after(
    "named-tuple",
    SCORE,
    "Two(*out)",
    4,
    "a tuple with names is a tuple",
    "import collections\nTwo = collections.namedtuple('Two', 'dw db')\n",
)
clothing.after("number-as-array", THROUGH, "(out[0], np.array(out[1]))", 3, "an array without an axis is a number")
clothing.after("number-as-float", DUAL, "(float(out[0]), out[1])", 6, "a float is a number")
clothing.after("read-only", POLICY, "(out.setflags(write=False), out)[1]", 5, "the right numbers, to be read only")
clothing.after("fortran-order", POLICY, "np.asfortranarray(out)", 5, "the order in memory is no shape")
clothing.after("backwards-view", RETURNS, "out[::-1].copy()[::-1]", 4, "strides below 0")
clothing.after("big-endian", POLICY, "out.astype('>f8')", 5, "the order of bytes is no number")
clothing.after("long-double", DUAL, "(out[0], out[1].astype(np.longdouble))", 6, "more digits than asked for")
clothing.after("minus-zero", DUAL, "(out[0], np.copysign(out[1], out[1] - 1e-300))", 6, "−0 is 0")
clothing.after(
    "refuses-numpys-functions",
    POLICY,
    "out.view(Mine)",
    5,
    OTHER,
    "class Mine(np.ndarray):\n    def __array_function__(self, *a, **k): raise TypeError('no')\n",
)
clothing.after(
    "always-the-same-array", RETURNS, "kept.setdefault(out.tobytes(), out)", 4, "the right numbers again", "kept = {}\n"
)

inputs.first("rewards-in-place", RETURNS, "rewards *= 2\nrewards = rewards / 2", 0, "rewards is another afterwards")
inputs.first(
    "ends-turned", RETURNS, "kept = ends.copy()\nends[:] = ~kept\nends = kept", 0, "ends is another afterwards"
)
inputs.first(
    "ends-read-as-bytes", RETURNS, "ends.dtype = np.uint8\nends = ends.view(bool)", 0, "ends is of bytes after"
)
inputs.first("actions-counted-from-one", POLICY, "actions += 1\nactions = actions - 1", 0, "actions is another after")
inputs.first("samples-centred", SCORE, "s -= y\ns = s + y", 0, "s is another afterwards")
inputs.first("program-grown", DUAL, "program.append(('const', 1.0))\nprogram = program[:-1]", 0, "the program grew")
inputs.first(
    "program-used-up", DUAL, "kept = program[:]\nprogram.clear()\nprogram = kept", 0, "the program is empty after"
)
inputs.first("inputs-grown", DUAL, "x.resize((len(x), 1), refcheck=False)\nx = x[:, 0]", 0, "x has two axes after")
inputs.after(
    "answer-inside-rewards", RETURNS, "(rewards.__setitem__(..., out), rewards)[1]", 0, "rewards is another after"
)
inputs.first(
    "changed-and-put-back", THROUGH, "kept = s.copy()\ns[...] = 0.0\ns[...] = kept", 3, "s is afterwards as it was"
)
inputs.first(
    "made-read-only",
    POLICY,
    "for a in (logits, actions, returns):\n    a.setflags(write=False)",
    5,
    "no number was changed",
)
inputs.first(
    "changed-and-hidden",
    RETURNS,
    "rewards *= 2\nrewards = rewards / 2",
    0,
    "rewards is another afterwards, whatever is said of it",
    "import plans.interpreter\nplans.interpreter.equal = lambda a, b: True\n",
)

LIAR = "class Liar(np.ndarray):\n"
lies.after(
    "shape-that-lies",
    POLICY,
    "out[:, :-1].copy().view(Liar)",
    0,
    "dlogits has a column too few",
    f"{LIAR}    shape = property(lambda self: (3, 3))\n    ndim, size = 2, 9\n",
)
lies.after(
    "dtype-that-lies",
    RETURNS,
    "out.astype('f4').view(Liar)",
    0,
    "it has seven digits",
    f"{LIAR}    dtype = property(lambda self: np.dtype(float))\n    __eq__ = lambda self, other: True\n",
)
lies.after(
    "always-equal-array",
    RETURNS,
    "(2 * out + 1).view(Liar)",
    0,
    "the numbers are wrong",
    f"{LIAR}    def __eq__(self, other): return True\n    __le__ = __lt__ = __gt__ = __ge__ = __eq__\n",
)
lies.after(
    "answers-for-numpy",
    DUAL,
    "(out[0] + 1, (out[1] + 1).view(Liar))",
    0,
    "the numbers are wrong",
    f"{LIAR}    def __array_ufunc__(self, *a, **k): return 0.0\n"
    "    def __array_function__(self, *a, **k): return True\n",
)
lies.after(
    "class-that-lies",
    RETURNS,
    "Liar()",
    0,
    "there are no numbers",
    "class Liar:\n    __class__ = property(lambda self: np.ndarray)\n    shape, size = (1,), 1\n",
)
lies.after(
    "number-that-lies",
    THROUGH,
    "(out[0], Liar(out[1] + 1))",
    2,
    "db is wrong, whatever it says of itself; dw holds",
    "class Liar(float):\n    def __eq__(self, other): return True\n    __hash__ = None\n"
    "    def __sub__(self, other): return 0.0\n    __rsub__ = __sub__\n",
)
lies.after(
    "tuple-that-lies",
    SCORE,
    "Liar((1, 2, 3))",
    0,
    "the numbers are wrong",
    "class Liar(tuple):\n    def __len__(self): return 2\n    def __getitem__(self, at): return [0.0] * 2\n"
    "    def __eq__(self, other): return True\n    __hash__ = None\n",
)
lies.after("hidden-by-a-mask", POLICY, "np.ma.array(out + 7.0, mask=True)", 0, "the numbers under the mask are wrong")
lies.body(
    "filled-after-return",
    RETURNS,
    "out = np.zeros(len(rewards))\nthreading.Thread(\n"
    "    target=lambda: (time.sleep(0.05), out.fill(1.0)), daemon=True).start()\nreturn out",
    0,
    "nothing was computed when it returned",
    "import threading, time\n",
)
lies.after(
    "another-array-at-each-look",
    SCORE,
    "(Fickle(x.shape), out[1])",
    1,
    "there are no numbers for dw; db holds",
    "class Fickle:\n    __class__ = property(lambda self: np.ndarray)\n    looks = 0.0\n"
    "    def __init__(self, shape):\n        self.shape = shape\n    def __array__(self, *a, **k):\n"
    "        Fickle.looks += 1.0\n        return np.full(self.shape, Fickle.looks)\n",
)
