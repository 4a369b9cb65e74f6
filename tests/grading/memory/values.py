"""Returned values to ps9 that are no numbers or arrays, or not those asked for; and right ones in odd clothing."""

from tests.grading.memory.case import BPTT, FORWARD, LSTM, MEMORY, SCALAR, TRUNCATED

odd, clothing, inputs, lies = map(MEMORY.bank, ("returned", "clothing", "inputs", "lies"))

odd.after("none", BPTT, "print(out)", 0, "returns nothing")
odd.body("generator", SCALAR, "yield 1.0\nyield 2.0\nyield 3.0\nyield 4.0", 0, "a generator is no tuple of four")
odd.after("generator-expression", BPTT, "(part for part in out)", 0, "a generator is no tuple of four")
odd.body("generator-of-states", FORWARD, "for x in xs:\n    yield x @ Wx", 0, "a generator is no array")
odd.enter(
    "coroutine",
    {FORWARD: f"async def {FORWARD}(xs, h0, Wx, Wh, b):\n    return xs @ Wx\n"},
    {FORWARD: 0},
    "a coroutine is no array",
)
odd.after("map", LSTM, "map(np.asarray, out)", 0, "has computed nothing yet")
odd.after("function-in-place-of-numbers", SCALAR, "lambda: out", 0, "a function is no gradient")
odd.after("dict", LSTM, "dict(zip('abcdef', out))", 0, "six values are asked for, in their order")
odd.after("three-of-four", BPTT, "out[:3]", 0, "four values are asked for")
odd.after("five-of-six", LSTM, "out[:5]", 0, "six values are asked for")
odd.after("five-of-four", SCALAR, "(*out, None)", 0, "four values are asked for")
odd.after("states-besides", FORWARD, "(out, out[-1])", 0, "the array itself is asked for")
odd.after("tuple-of-one", FORWARD, "(out,)", 0, "the array itself is asked for")
odd.after("the-first-alone", TRUNCATED, "out[0]", 0, "four values are asked for")
odd.after("four-in-an-array", SCALAR, "np.array(out)", 0, "four values are asked for, not one array of them")
odd.after(
    "six-in-an-array",
    LSTM,
    "packed(out)",
    0,
    "six values are asked for, not one array of them",
    "def packed(parts):\n    box = np.empty(6, object)\n    for n, part in enumerate(parts):\n        box[n] = part\n"
    "    return box\n",
)
odd.after("pairs", BPTT, "(out[:2], out[2:])", 0, "four values are asked for, not two pairs")
odd.after("other-order", BPTT, "(out[1], out[0], out[2], out[3])", 3, "db and dh0 are in their places")
odd.after("states-exchanged", LSTM, "(out[0], out[2], out[1], *out[3:])", 7, "dh_prev and dc_prev are exchanged")
odd.after("two-numbers-exchanged", SCALAR, "(out[1], out[0], *out[2:])", 2, "db and dh0 are in their places")
odd.after("one-of-four", SCALAR, "(out[0], None, None, None)", 2, "dw alone is there")
odd.after("one-is-none", LSTM, "(*out[:2], None, *out[3:])", 9, "dc_prev is missing")
odd.after("one-is-a-text", SCALAR, "(str(out[0]), *out[1:])", 4, "a text is no number; the others are right")
odd.after("array-of-objects", FORWARD, "out.astype(object)", 0, "objects are no real numbers")
odd.after("complex", SCALAR, "tuple(v + 0j for v in out)", 0, "a real gradient is asked for")
odd.after("complex-of-one", TRUNCATED, "(out[0] + 0j, *out[1:])", 6, "dWx is complex, the others are right")
odd.after("texts", FORWARD, "out.astype(str)", 0, "texts are no numbers")
odd.after("dates", FORWARD, "out.astype('M8[s]')", 0, "dates are no numbers")
odd.after("records", FORWARD, "out.astype([('value', float)])", 0, "records are no real numbers")
odd.after("nan", FORWARD, "out * np.nan", 0, "nan is no state")
odd.after("nan-of-one", SCALAR, "(*out[:3], float('nan'))", 5, "dh0 is no number, the others are right")
odd.after("nan-in-one-place", FORWARD, "np.where(out == out.max(), np.nan, out)", 0, "one state is no number")
odd.after(
    "one-infinity",
    BPTT,
    "(out[0], np.where(out[1] == out[1].max(), np.inf, out[1]), *out[2:])",
    5,
    "dWh has an infinite entry, the others are right",
)
odd.after("infinite-number", SCALAR, "(float('inf'), *out[1:])", 4, "dw is infinite, the others are right")
odd.after("very-large", LSTM, "tuple(np.full(a.shape, 1e308) for a in out)", 0, "the numbers are wrong")
odd.after("very-large-of-both-signs", FORWARD, "np.where(out >= 0, 1.7e308, -1.7e308)", 0, "the numbers are wrong")
odd.after("float32", LSTM, "tuple(a.astype(np.float32) for a in out)", 0, "seven digits; float64 is NumPy's default")
odd.after("float32-numbers", SCALAR, "tuple(map(np.float32, out))", 0, "seven digits are left")
odd.after("float32-of-one", BPTT, "(*out[:3], out[3].astype('f4'))", 6, "dh0 has seven digits, the others are right")
odd.after("float16-and-back", FORWARD, "out.astype('f2').astype(float)", 0, "three digits are left")
odd.after("whole-numbers", FORWARD, "np.round(out).astype(int)", 0, "what follows the point is lost")
odd.after("signs-of-one", TRUNCATED, "(*out[:2], out[2] > 0, out[3])", 7, "db is true or false, the others are right")
odd.after("empty", FORWARD, "np.zeros((0, 3, 4))", 0, "there are no states")
odd.after("empty-of-one", BPTT, "(*out[:2], np.zeros(0), out[3])", 7, "db has no entries, the others are right")
odd.after("numbers-with-an-axis", SCALAR, "tuple(np.array([v]) for v in out)", 0, "a number has no axis")
odd.after("axis-in-front", TRUNCATED, "(out[0][None], *out[1:])", 6, "dWx has an axis too many")
odd.after("bias-with-axes", BPTT, "(*out[:2], out[2][None], out[3])", 7, "db is (H,)")
odd.after("gates-on-an-axis", LSTM, "(*out[:3], out[3].reshape(len(out[3]), 4, -1), *out[4:])", 9, "dW is (D, 4H)")
odd.after("flat", FORWARD, "out.ravel()", 0, "hs is (T, N, H)")
odd.after("rows-first", FORWARD, "out.swapaxes(0, 1)", 0, "steps come first")
odd.after("a-state-too-many", FORWARD, "np.concatenate([h0[None], out])", 0, "hs is without h0")
odd.after("turned", BPTT, "(out[0], out[1].T, *out[2:])", 5, "dWh is transposed, the others are right")
odd.after("rows-summed", TRUNCATED, "(*out[:3], out[3].sum(axis=0))", 6, "dh0 has a row for each state")
odd.after("summed-to-one-number", FORWARD, "np.array(out.sum())", 0, "one number is no array of states")
odd.after("list-of-states", FORWARD, "list(out)", 0, "an array is asked for")
odd.after("list-of-lists", FORWARD, "out.tolist()", 0, "an array is asked for")
odd.after("lists-in-a-tuple", BPTT, "(out[0].tolist(), *out[1:])", 6, "dWx is no array, the others are right")
odd.after("itself-nested", TRUNCATED, "kept", 0, "no numbers", "kept = []\nkept.append(kept)")
odd.after(
    "view-of-a-billion",
    TRUNCATED,
    "(out[0], np.broadcast_to(1.0, (10**6, 10**6)), *out[2:])",
    5,
    "dWh is (H, H); the others are right",
)
odd.after("two-million", FORWARD, "np.zeros(2_000_000)", 0, "hs is (T, N, H)")
odd.after(
    "two-million-beside-right-parts",
    LSTM,
    "(*out[:3], np.zeros(2_000_000), *out[4:])",
    9,
    "dW is (D, 4H); the others are right",
)

OTHER = "the right numbers, in an array of another kind"
clothing.after(
    "plain-subclass", BPTT, "tuple(a.view(Mine) for a in out)", 8, OTHER, "class Mine(np.ndarray):\n    pass\n"
)
clothing.after(
    "matrix", LSTM, "(*map(np.asmatrix, out[:5]), out[5])", 11, "two axes fit into a matrix, the numbers are right"
)
clothing.after("matrix-of-a-bias", LSTM, "tuple(map(np.asmatrix, out))", 10, "as a matrix db has two axes")
clothing.after("masked-array", FORWARD, "np.ma.array(out)", 3, "nothing is masked in it")
clothing.after("recarray", FORWARD, "out.view(np.recarray)", 3, OTHER)
clothing.after(
    "memory-map",
    FORWARD,
    "mapped(out)",
    3,
    OTHER,
    "import tempfile\ndef mapped(a):\n"
    "    kept = np.memmap(tempfile.TemporaryFile(), dtype=float, mode='w+', shape=a.shape)\n"
    "    kept[:] = a\n    return kept\n",
)
clothing.after("list-of-four", TRUNCATED, "list(out)", 8, "four values in their order")
clothing.after("list-of-numbers", SCALAR, "list(out)", 6, "four values in their order")
clothing.after(
    "named-tuple",
    LSTM,
    "Six(*out)",
    11,
    "a tuple with names is a tuple",
    "import collections\nSix = collections.namedtuple('Six', 'dx dh dc dW dU db')\n",
)
clothing.after("numbers-of-python", SCALAR, "tuple(map(float, out))", 6, "a float is a number")
clothing.after("arrays-without-axes", SCALAR, "tuple(map(np.array, out))", 6, "an array of shape () is a number")
clothing.after("long-double-numbers", SCALAR, "tuple(map(np.longdouble, out))", 6, "more digits than asked for")
clothing.after("read-only", FORWARD, "(out.setflags(write=False), out)[1]", 3, "the right numbers, to be read only")
clothing.after("fortran-order", LSTM, "tuple(map(np.asfortranarray, out))", 11, "the order in memory is no shape")
clothing.after("backwards-view", FORWARD, "out[::-1, :, ::-1].copy()[::-1, :, ::-1]", 3, "strides below 0")
clothing.after("big-endian", BPTT, "tuple(a.astype('>f8') for a in out)", 8, "the order of bytes is no number")
clothing.after("long-double", TRUNCATED, "tuple(a.astype(np.longdouble) for a in out)", 8, "more digits than asked for")
clothing.after(
    "pieces-of-one-array",
    BPTT,
    "pieces(out)",
    8,
    "views of one array are arrays",
    "def pieces(parts):\n    whole, at = np.concatenate([part.ravel() for part in parts]), 0\n"
    "    for part in parts:\n        views.append(whole[at : at + part.size].reshape(part.shape))\n"
    "        at += part.size\n    return tuple(views[-4:])\n\n\nviews = []\n",
)
clothing.after(
    "refuses-numpys-functions",
    LSTM,
    "tuple(a.view(Mine) for a in out)",
    11,
    OTHER,
    "class Mine(np.ndarray):\n    def __array_function__(self, *a, **k): raise TypeError('no')\n",
)
clothing.after(
    "always-the-same-array", FORWARD, "kept.setdefault(out.tobytes(), out)", 3, "the right numbers again", "kept = {}\n"
)

inputs.first("doubled-in-place", SCALAR, "gh *= 2\ngh = gh / 2", 0, "gh is another afterwards")
inputs.first("state-written-over", FORWARD, "h0 += 1.0\nh0 = h0 - 1.0", 0, "h0 is another afterwards")
inputs.first("turned-in-place", BPTT, "ghs[:] = ghs[::-1]\nghs = ghs[::-1]", 0, "ghs is another afterwards")
inputs.first("weights-turned-in-place", BPTT, "Wh[:] = 2 * Wh\nWh = Wh / 2", 0, "Wh is another afterwards")
inputs.first(
    "reshaped-in-place",
    SCALAR,
    "x.resize((len(x), 1), refcheck=False)\nx = x[:, 0]",
    0,
    "x has another shape afterwards",
)
inputs.first("arrivals-added-in-place", LSTM, "dc += dh\ndc = dc - dh", 0, "dc is another afterwards")
inputs.first("zero-written-over", TRUNCATED, "ghs[0] += 1.0\nghs = ghs.copy()\nghs[0] -= 1.0", 0, "ghs[0] is another")
inputs.first(
    "changed-and-put-back",
    TRUNCATED,
    "kept = ghs.copy()\nghs[...] = 0.0\nghs[...] = kept",
    8,
    "ghs is afterwards as it was",
)
inputs.first("made-read-only", BPTT, "for a in (xs, hs, ghs, Wh):\n    a.setflags(write=False)", 8, "no number changed")
inputs.after(
    "answer-inside-dh",
    LSTM,
    "(out[0], (dh.__setitem__(..., out[1]), dh)[1], *out[2:])",
    0,
    "dh is another afterwards",
)
inputs.first(
    "changed-and-hidden",
    BPTT,
    "ghs *= 2\nghs = ghs / 2",
    0,
    "ghs is another afterwards, whatever is said of it",
    "import plans.interpreter\nplans.interpreter.equal = lambda a, b: True\n",
)

LIAR = "class Liar(np.ndarray):\n"
lies.after(
    "shape-that-lies",
    FORWARD,
    "out[..., :-1].copy().view(Liar)",
    0,
    "hs has a unit too few",
    f"{LIAR}    shape = property(lambda self: (1, 1, 1))\n    ndim = size = 3\n",
)
lies.after(
    "dtype-that-lies",
    FORWARD,
    "out.astype('f4').view(Liar)",
    0,
    "it has seven digits",
    f"{LIAR}    dtype = property(lambda self: np.dtype(float))\n    __eq__ = lambda self, other: True\n",
)
lies.after(
    "always-equal-array",
    BPTT,
    "tuple((2 * a).view(Liar) for a in out)",
    0,
    "the numbers are wrong",
    f"{LIAR}    def __eq__(self, other): return True\n    __le__ = __lt__ = __gt__ = __ge__ = __eq__\n",
)
lies.after(
    "answers-for-numpy",
    TRUNCATED,
    "tuple((a + 1).view(Liar) for a in out)",
    0,
    "the numbers are wrong",
    f"{LIAR}    def __array_ufunc__(self, *a, **k): return 0.0\n"
    "    def __array_function__(self, *a, **k): return True\n",
)
lies.after(
    "class-that-lies",
    FORWARD,
    "Liar()",
    0,
    "there are no numbers",
    "class Liar:\n    __class__ = property(lambda self: np.ndarray)\n    shape, size = (1,), 1\n",
)
lies.after(
    "number-that-lies",
    SCALAR,
    "tuple(Liar(0.0) for _ in out)",
    0,
    "the numbers are wrong",
    "class Liar(float):\n    def __sub__(self, other): return 0.0\n    __rsub__ = __abs__ = __sub__\n"
    "    def __eq__(self, other): return True\n    __hash__ = None\n",
)
lies.after(
    "another-number-at-each-look",
    SCALAR,
    "tuple(Fickle() for _ in out)",
    0,
    "there are no numbers",
    "class Fickle:\n    looks = 0.0\n    def __float__(self):\n        Fickle.looks += 1.0\n"
    "        return Fickle.looks\n",
)
lies.after(
    "another-array-at-each-look",
    FORWARD,
    "Fickle(out.shape)",
    0,
    "there are no numbers",
    "class Fickle:\n    __class__ = property(lambda self: np.ndarray)\n    looks = 0.0\n"
    "    def __init__(self, shape):\n        self.shape = shape\n    def __array__(self, *a, **k):\n"
    "        Fickle.looks += 1.0\n        return np.full(self.shape, Fickle.looks)\n",
)
lies.after(
    "tuple-that-lies",
    LSTM,
    "Liar((1, 2, 3, 4, 5, 6, 7))",
    0,
    "the numbers are wrong",
    "class Liar(tuple):\n    def __len__(self): return 6\n    def __getitem__(self, at): return [0.0] * 6\n"
    "    def __eq__(self, other): return True\n    __hash__ = None\n",
)
lies.after("hidden-by-a-mask", FORWARD, "np.ma.array(out + 7.0, mask=True)", 0, "the numbers under the mask are wrong")
lies.body(
    "filled-after-return",
    FORWARD,
    "out = np.zeros((len(xs), *h0.shape))\nthreading.Thread(\n"
    "    target=lambda: (time.sleep(0.05), out.fill(1.0)), daemon=True).start()\nreturn out",
    0,
    "nothing was computed when it returned",
    "import threading, time\n",
)
