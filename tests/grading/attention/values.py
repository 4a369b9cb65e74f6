"""Returned values to ps10 that are no arrays of real numbers, or not those asked for; right ones in odd clothing."""

from tests.grading.attention.case import ATTENTION, BLOCK, HEAD, ROWS

odd, clothing, inputs, lies = map(ATTENTION.bank, ("returned", "clothing", "inputs", "lies"))

odd.after("none", ROWS, "print(out)", 0, "returns nothing")
odd.body("generator", HEAD, "yield Q\nyield K\nyield V", 0, "a generator is no tuple of three")
odd.enter("coroutine", {ROWS: f"async def {ROWS}(p, g):\n    return p * g\n"}, {ROWS: 0}, "a coroutine is no array")
odd.after("generator-expression", BLOCK, "(part for part in out)", 0, "a generator is no tuple of five")
odd.after("function-in-place-of-numbers", ROWS, "lambda: out", 0, "a function is no gradient")
odd.after("dict", HEAD, "dict(dQ=out[0], dK=out[1], dV=out[2])", 0, "three values are asked for, in their order")
odd.after("two-of-three", HEAD, "out[:2]", 0, "three values are asked for")
odd.after("six-of-five", BLOCK, "(*out, None)", 0, "five values are asked for")
odd.after("tuple-of-one", ROWS, "(out,)", 0, "the array itself is asked for")
odd.after("one-big-array", HEAD, "np.concatenate([a.ravel() for a in out])", 0, "three values are asked for")
odd.after("other-order", HEAD, "(out[1], out[0], out[2])", 2, "dV alone is in its place")
odd.after("weights-first", BLOCK, "(*out[1:], out[0])", 0, "none of the five is in its place")
odd.after("array-of-objects", ROWS, "out.astype(object)", 0, "objects are no real numbers")
odd.after("complex", HEAD, "tuple(a + 0j for a in out)", 0, "a real gradient is asked for")
odd.after("texts", ROWS, "out.astype(str)", 0, "texts are no numbers")
odd.after("truth-values", HEAD, "(out[0] > 0, *out[1:])", 5, "dQ says only which entries are above 0; the others hold")
odd.after("nan", ROWS, "out * np.nan", 0, "nan is no gradient")
odd.after("nan-for-the-largest", HEAD, "(out[0], out[1] / (out[1] != out[1].max()), out[2])", 5, "dK has an infinity")
odd.after("very-large", BLOCK, "tuple(np.full(a.shape, 1e308) for a in out)", 0, "the numbers are wrong")
odd.after("float32", HEAD, "tuple(a.astype(np.float32) for a in out)", 0, "seven digits; float64 is NumPy's default")
odd.after("float32-of-one", BLOCK, "(out[0].astype('f4'), *out[1:])", 6, "dx has seven digits, the others hold")
odd.after("float16-and-back", ROWS, "out.astype('f2').astype(float)", 0, "three digits are left")
odd.after("whole-numbers", ROWS, "np.round(100 * out).astype(int) / 100", 0, "two digits behind the point are left")
odd.after("empty", HEAD, "(np.zeros(0), np.zeros(0), np.zeros(0))", 0, "there are no numbers")
odd.after("axis-in-front", HEAD, "(out[0][None], out[1], out[2])", 5, "dQ has an axis too many")
odd.after("biases-as-rows", BLOCK, "(*out[:2], out[2][None], out[3], out[4][None])", 8, "db1 and db2 have one axis")
odd.after("flat", ROWS, "out.ravel()", 0, "dz has the shape of p")
odd.after("weights-turned", BLOCK, "(out[0], out[1].T, out[2], out[3].T, out[4])", 6, "dW1 and dW2 are the wrong way")
odd.after("list-of-lists", ROWS, "out.tolist()", 0, "an array is asked for")
odd.after("lists-in-a-tuple", HEAD, "(out[0].tolist(), *out[1:])", 5, "dQ is no array; the others hold")
odd.after("itself-nested", ROWS, "kept", 0, "no numbers", "kept = []\nkept.append(kept)")
odd.after("view-of-a-billion", HEAD, "(np.broadcast_to(1.0, (10**6, 10**6)), *out[1:])", 5, "dQ has the shape of Q")
odd.after("two-million", BLOCK, "(np.zeros(2_000_000), *out[1:])", 6, "dx has the shape of x; the others hold")

OTHER = "the right numbers, in an array of another kind"
clothing.after(
    "plain-subclass", HEAD, "tuple(a.view(Mine) for a in out)", 8, OTHER, "class Mine(np.ndarray):\n    pass\n"
)
clothing.after("matrix", ROWS, "np.asmatrix(out)", 4, "two axes fit into a matrix, the numbers are right")
clothing.after("masked-array", HEAD, "tuple(map(np.ma.array, out))", 8, "nothing is masked in it")
clothing.after("list-of-five", BLOCK, "list(out)", 10, "five values in their order")
clothing.after(
    "named-tuple",
    HEAD,
    "Three(*out)",
    8,
    "a tuple with names is a tuple",
    "import collections\nThree = collections.namedtuple('Three', 'dQ dK dV')\n",
)
clothing.after("read-only", ROWS, "(out.setflags(write=False), out)[1]", 4, "the right numbers, to be read only")
clothing.after("fortran-order", HEAD, "tuple(map(np.asfortranarray, out))", 8, "the order in memory is no shape")
clothing.after("backwards-view", BLOCK, "tuple(a[::-1].copy()[::-1] for a in out)", 10, "strides below 0")
clothing.after("big-endian", ROWS, "out.astype('>f8')", 4, "the order of bytes is no number")
clothing.after("long-double", BLOCK, "tuple(a.astype(np.longdouble) for a in out)", 10, "more digits than asked for")
clothing.after("minus-zero", HEAD, "tuple(np.copysign(a, a - 1e-300) for a in out)", 8, "−0 is 0")
clothing.after(
    "views-of-one-array",
    HEAD,
    "cut(out)",
    8,
    "where the numbers lie is no matter",
    "def cut(parts):\n    flat = np.concatenate([a.ravel() for a in parts])\n"
    "    ends = np.cumsum([a.size for a in parts])\n"
    "    return tuple(flat[e - a.size : e].reshape(a.shape) for a, e in zip(parts, ends))\n",
)
clothing.after(
    "refuses-numpys-functions",
    BLOCK,
    "tuple(a.view(Mine) for a in out)",
    10,
    OTHER,
    "class Mine(np.ndarray):\n    def __array_function__(self, *a, **k): raise TypeError('no')\n",
)
clothing.after(
    "always-the-same-array", ROWS, "kept.setdefault(out.tobytes(), out)", 4, "the right numbers again", "kept = {}\n"
)

inputs.first("taken-off-in-place", ROWS, "g -= (p * g).sum(axis=1, keepdims=True)", 0, "g is another afterwards")
inputs.first("queries-scaled-in-place", HEAD, "Q *= scale\nQ = Q / scale", 0, "Q is another afterwards")
inputs.first(
    "mask-opened", HEAD, "closed = mask.copy()\nmask[:] = True\nmask = closed", 0, "mask is another afterwards"
)
inputs.first(
    "mask-read-as-bytes", HEAD, "mask.dtype = np.uint8\nmask = mask.view(bool)", 0, "mask is of bytes afterwards"
)
inputs.first("centred-in-place", BLOCK, "x -= 0\nx += 1\nx = x - 1", 0, "x is another afterwards")
inputs.first("bias-grown", BLOCK, "b1.resize((len(b1), 1), refcheck=False)\nb1 = b1[:, 0]", 0, "b1 has two axes after")
inputs.after("answer-inside-p", ROWS, "(p.__setitem__(..., out), p)[1]", 0, "p is another afterwards")
inputs.after("road-in-place", BLOCK, "(g.__iadd__(out[0] - g), *out[1:])", 0, "g is another afterwards")
inputs.first(
    "changed-and-put-back", HEAD, "kept = K.copy()\nK[...] = 0.0\nK[...] = kept", 8, "K is afterwards as it was"
)
inputs.first(
    "made-read-only", BLOCK, "for a in (x, W1, b1, g):\n    a.setflags(write=False)", 10, "no number was changed"
)
inputs.first(
    "changed-and-hidden",
    ROWS,
    "g *= 2\ng = g / 2",
    0,
    "g is another afterwards, whatever is said of it",
    "import plans.interpreter\nplans.interpreter.equal = lambda a, b: True\n",
)

LIAR = "class Liar(np.ndarray):\n"
lies.after(
    "shape-that-lies",
    ROWS,
    "out[:, :-1].copy().view(Liar)",
    0,
    "dz has a column too few",
    f"{LIAR}    shape = property(lambda self: (3, 3))\n    ndim, size = 2, 9\n",
)
lies.after(
    "dtype-that-lies",
    ROWS,
    "out.astype('f4').view(Liar)",
    0,
    "it has seven digits",
    f"{LIAR}    dtype = property(lambda self: np.dtype(float))\n    __eq__ = lambda self, other: True\n",
)
lies.after(
    "always-equal-array",
    HEAD,
    "tuple((2 * a).view(Liar) for a in out)",
    0,
    "the numbers are wrong",
    f"{LIAR}    def __eq__(self, other): return True\n    __le__ = __lt__ = __gt__ = __ge__ = __eq__\n",
)
lies.after(
    "answers-for-numpy",
    BLOCK,
    "tuple((a + 1).view(Liar) for a in out)",
    0,
    "the numbers are wrong",
    f"{LIAR}    def __array_ufunc__(self, *a, **k): return 0.0\n"
    "    def __array_function__(self, *a, **k): return True\n",
)
lies.after(
    "class-that-lies",
    ROWS,
    "Liar()",
    0,
    "there are no numbers",
    "class Liar:\n    __class__ = property(lambda self: np.ndarray)\n    shape, size = (1,), 1\n",
)
lies.after(
    "tuple-that-lies",
    HEAD,
    "Liar((1, 2, 3, 4))",
    0,
    "the numbers are wrong",
    "class Liar(tuple):\n    def __len__(self): return 3\n    def __getitem__(self, at): return [0.0] * 3\n"
    "    def __eq__(self, other): return True\n    __hash__ = None\n",
)
lies.after("hidden-by-a-mask", ROWS, "np.ma.array(out + 7.0, mask=True)", 0, "the numbers under the mask are wrong")
lies.body(
    "filled-after-return",
    BLOCK,
    "out = np.zeros(x.shape)\nthreading.Thread(\n"
    "    target=lambda: (time.sleep(0.05), out.fill(1.0)), daemon=True).start()\n"
    "return out, np.zeros(W1.shape), np.zeros(b1.shape), np.zeros(W2.shape), np.zeros(b2.shape)",
    0,
    "nothing was computed when it returned",
    "import threading, time\n",
)
lies.after(
    "another-array-at-each-look",
    HEAD,
    "(Fickle(Q.shape), *out[1:])",
    5,
    "there are no numbers for dQ; the others hold",
    "class Fickle:\n    __class__ = property(lambda self: np.ndarray)\n    looks = 0.0\n"
    "    def __init__(self, shape):\n        self.shape = shape\n    def __array__(self, *a, **k):\n"
    "        Fickle.looks += 1.0\n        return np.full(self.shape, Fickle.looks)\n",
)
