"""Returned values to ps8 that are no arrays of real numbers, or not those asked for; and right ones in odd clothing."""

from tests.grading.images.case import ADD, CONV1D, CONV2D, IMAGES, LOSS, MULTIPLY, POOL, ROI, SMOOTH

odd, clothing, inputs, lies = map(IMAGES.bank, ("returned", "clothing", "inputs", "lies"))

odd.after("none", POOL, "print(out)", 0, "returns nothing")
odd.body("generator", ADD, "yield g\nyield g", 0, "a generator is no pair")
odd.after("generator-expression", CONV1D, "(part for part in out)", 0, "a generator is no tuple of three")
odd.enter(
    "coroutine",
    {MULTIPLY: f"async def {MULTIPLY}(x, y, g):\n    return g * y, g * x\n"},
    {MULTIPLY: 0},
    "a coroutine is no pair",
)
odd.after("map", CONV2D, "map(np.asarray, out)", 0, "has computed nothing yet")
odd.after("function-in-place-of-numbers", SMOOTH, "lambda: out", 0, "a function is no gradient")
odd.after("dict", LOSS, "dict(dlogits=out[0], dboxes=out[1])", 0, "two values are asked for, in their order")
odd.after("two-of-three", CONV1D, "out[:2]", 0, "three values are asked for")
odd.after("four-of-three", CONV2D, "(*out, None)", 0, "three values are asked for")
odd.after("tuple-of-one", POOL, "(out,)", 0, "the array itself is asked for")
odd.after("the-first-alone", CONV2D, "out[0]", 0, "three values are asked for")
odd.after("other-order", CONV1D, "(out[1], out[0], out[2])", 1, "db alone is in its place")
odd.after("array-of-objects", SMOOTH, "out.astype(object)", 0, "objects are no real numbers")
odd.after("complex", SMOOTH, "out + 0j", 0, "a real gradient is asked for")
odd.after("texts", ROI, "out.astype(str)", 0, "texts are no numbers")
odd.after("dates", POOL, "out.astype('M8[s]')", 0, "dates are no numbers")
odd.after("records", SMOOTH, "out.astype([('value', float)])", 0, "records are no real numbers")
odd.after("nan", POOL, "out * np.nan", 0, "nan is no gradient")
odd.after("nan-where-zero", ROI, "np.where(out == 0, np.nan, out)", 0, "nan is no zero")
odd.after(
    "one-infinity",
    CONV2D,
    "(np.where(out[0] == out[0].max(), np.inf, out[0]), out[1], out[2])",
    4,
    "dx has an infinite entry, dw and db are right",
)
odd.after("very-large", CONV1D, "tuple(np.full(a.shape, 1e308) for a in out)", 0, "the numbers are wrong")
odd.after("very-large-of-both-signs", ROI, "np.where(out >= 0, 1.7e308, -1.7e308)", 0, "the numbers are wrong")
odd.after("float32", CONV2D, "tuple(a.astype(np.float32) for a in out)", 0, "seven digits; float64 is NumPy's default")
odd.after("float32-of-one", LOSS, "(out[0].astype('f4'), out[1])", 4, "dlogits has seven digits, dboxes is right")
odd.after("float16-and-back", SMOOTH, "out.astype('f2').astype(float)", 0, "three digits are left")
odd.after("whole-numbers", POOL, "np.round(out).astype(int)", 0, "what follows the point is lost")
odd.after("empty", ADD, "(np.zeros((0,)), np.zeros((0, 3)))", 0, "there are no numbers")
odd.after("axis-in-front", CONV1D, "(out[0][None], out[1], out[2])", 3, "dx has an axis too many")
odd.after("bias-with-axes", CONV2D, "(*out[:2], out[2][None, :, None, None])", 7, "db is one number for each filter")
odd.after("flat", ROI, "out.ravel()", 0, "dx has the shape of x")
odd.after("summed-to-one-number", SMOOTH, "np.array(out.sum())", 0, "an axis-less number is no array of slopes")
odd.after(
    "padding-left-in", CONV1D, "(np.pad(out[0], ((0, 0), (0, 0), (1, 1))), out[1], out[2])", 3, "dx is longer than x"
)
odd.after("list-of-lists", SMOOTH, "out.tolist()", 0, "an array is asked for")
odd.after("lists-in-a-tuple", LOSS, "(out[0].tolist(), out[1])", 4, "dlogits is no array; dboxes is right")
odd.after("itself-nested", POOL, "kept", 0, "no numbers", "kept = []\nkept.append(kept)")
odd.after(
    "view-of-a-billion",
    CONV2D,
    "(np.broadcast_to(1.0, (10**6, 10**6)), out[1], out[2])",
    4,
    "dx has the shape of x; dw and db are right",
)
odd.after("two-million", POOL, "np.zeros(2_000_000)", 0, "dx has the shape of x")
odd.after(
    "two-million-beside-right-parts",
    CONV2D,
    "(np.zeros(2_000_000), out[1], out[2])",
    4,
    "dx has the shape of x; dw and db are right",
)

OTHER = "the right numbers, in an array of another kind"
clothing.after(
    "plain-subclass", CONV2D, "tuple(a.view(Mine) for a in out)", 8, OTHER, "class Mine(np.ndarray):\n    pass\n"
)
clothing.after("matrix", LOSS, "tuple(map(np.asmatrix, out))", 7, "two axes fit into a matrix, the numbers are right")
clothing.after("masked-array", POOL, "np.ma.array(out)", 5, "nothing is masked in it")
clothing.after("recarray", ROI, "out.view(np.recarray)", 6, OTHER)
clothing.after(
    "memory-map",
    SMOOTH,
    "mapped(out)",
    4,
    OTHER,
    "import tempfile\ndef mapped(a):\n"
    "    kept = np.memmap(tempfile.TemporaryFile(), dtype=float, mode='w+', shape=a.shape)\n"
    "    kept[:] = a\n    return kept\n",
)
clothing.after("list-of-three", CONV2D, "list(out)", 8, "three values in their order")
clothing.after(
    "named-tuple",
    LOSS,
    "Both(*out)",
    7,
    "a tuple with names is a tuple",
    "import collections\nBoth = collections.namedtuple('Both', 'dlogits dboxes')\n",
)
clothing.after("read-only", ROI, "(out.setflags(write=False), out)[1]", 6, "the right numbers, to be read only")
clothing.after("fortran-order", CONV1D, "tuple(map(np.asfortranarray, out))", 6, "the order in memory is no shape")
clothing.after("backwards-view", POOL, "out[::-1, :, ::-1].copy()[::-1, :, ::-1]", 5, "strides below 0")
clothing.after("big-endian", SMOOTH, "out.astype('>f8')", 4, "the order of bytes is no number")
clothing.after("long-double", LOSS, "tuple(a.astype(np.longdouble) for a in out)", 7, "more digits than asked for")
clothing.after(
    "numbers-for-no-axes",
    MULTIPLY,
    "tuple(float(a) if a.shape == () else a for a in out)",
    4,
    "a float is a number of shape ()",
)
clothing.after(
    "refuses-numpys-functions",
    CONV2D,
    "tuple(a.view(Mine) for a in out)",
    8,
    OTHER,
    "class Mine(np.ndarray):\n    def __array_function__(self, *a, **k): raise TypeError('no')\n",
)
clothing.after(
    "inputs-handed-back",
    ADD,
    "tuple(g if a.shape == g.shape else a for a in out)",
    4,
    "where nothing was stretched the gradient is g",
)
clothing.after(
    "always-the-same-array", SMOOTH, "kept.setdefault(out.tobytes(), out)", 4, "the right numbers again", "kept = {}\n"
)

inputs.first("doubled-in-place", POOL, "g *= 2\ng = g / 2", 0, "g is another afterwards")
inputs.first("written-over-x", ROI, "x[:] = np.where(x > 0, x, 2 * x)", 0, "x is another afterwards")
inputs.first(
    "boxes-of-background-changed", LOSS, "boxes[labels == 0] = targets[labels == 0]", 0, "boxes are others afterwards"
)
inputs.first(
    "flattened-in-place",
    SMOOTH,
    "pred.resize(pred.size, refcheck=False)\npred = pred.reshape(target.shape)",
    0,
    "pred has another shape afterwards",
)
inputs.first("filter-turned-in-place", CONV1D, "w[:] = w[:, :, ::-1]\nw = w[:, :, ::-1]", 0, "w is another afterwards")
inputs.first(
    "changed-and-put-back",
    SMOOTH,
    "kept = pred.copy()\npred[...] = 0.0\npred[...] = kept",
    4,
    "pred is afterwards as it was",
)
inputs.first("made-read-only", CONV2D, "for a in (x, w, g):\n    a.setflags(write=False)", 8, "no number was changed")
inputs.after("answer-inside-x", POOL, "(x.__setitem__(..., out), x)[1]", 0, "x is another afterwards")

inputs.first(
    "changed-and-hidden",
    POOL,
    "g *= 2\ng = g / 2",
    0,
    "g is another afterwards, whatever is said of it",
    "import plans.interpreter\nplans.interpreter.equal = lambda a, b: True\n",
)

LIAR = "class Liar(np.ndarray):\n"
lies.after(
    "shape-that-lies",
    POOL,
    "out[..., :-1].copy().view(Liar)",
    0,
    "dx has a column too few",
    f"{LIAR}    shape = property(lambda self: (1, 1, 1, 1))\n    ndim = size = 4\n",
)
lies.after(
    "dtype-that-lies",
    SMOOTH,
    "out.astype('f4').view(Liar)",
    0,
    "it has seven digits",
    f"{LIAR}    dtype = property(lambda self: np.dtype(float))\n    __eq__ = lambda self, other: True\n",
)
lies.after(
    "always-equal-array",
    CONV1D,
    "tuple((2 * a).view(Liar) for a in out)",
    0,
    "the numbers are wrong",
    f"{LIAR}    def __eq__(self, other): return True\n    __le__ = __lt__ = __gt__ = __ge__ = __eq__\n",
)
lies.after(
    "answers-for-numpy",
    CONV2D,
    "tuple((a + 1).view(Liar) for a in out)",
    0,
    "the numbers are wrong",
    f"{LIAR}    def __array_ufunc__(self, *a, **k): return 0.0\n"
    "    def __array_function__(self, *a, **k): return True\n",
)
lies.after(
    "class-that-lies",
    ROI,
    "Liar()",
    0,
    "there are no numbers",
    "class Liar:\n    __class__ = property(lambda self: np.ndarray)\n    shape, size = (1,), 1\n",
)
lies.after(
    "another-array-at-each-look",
    POOL,
    "Fickle(x.shape)",
    0,
    "there are no numbers",
    "class Fickle:\n    __class__ = property(lambda self: np.ndarray)\n    looks = 0.0\n"
    "    def __init__(self, shape):\n        self.shape = shape\n    def __array__(self, *a, **k):\n"
    "        Fickle.looks += 1.0\n        return np.full(self.shape, Fickle.looks)\n",
)
lies.after(
    "tuple-that-lies",
    CONV2D,
    "Liar((1, 2, 3, 4))",
    0,
    "the numbers are wrong",
    "class Liar(tuple):\n    def __len__(self): return 3\n    def __getitem__(self, at): return [0.0] * 3\n"
    "    def __eq__(self, other): return True\n    __hash__ = None\n",
)
lies.after("hidden-by-a-mask", POOL, "np.ma.array(out + 7.0, mask=True)", 0, "the numbers under the mask are wrong")
lies.body(
    "filled-after-return",
    ROI,
    "out = np.zeros(x.shape)\nthreading.Thread(\n"
    "    target=lambda: (time.sleep(0.05), out.fill(1.0)), daemon=True).start()\nreturn out",
    0,
    "nothing was computed when it returned",
    "import threading, time\n",
)
lies.after(
    "type-named-float64",
    SMOOTH,
    "float64(0.0)",
    0,
    "a number is no array of slopes",
    "class float64(float):\n    dtype, shape = np.dtype(float), (5, 4)\n    def __sub__(self, other): return 0.0\n"
    "    __rsub__ = __abs__ = __sub__\n",
)
