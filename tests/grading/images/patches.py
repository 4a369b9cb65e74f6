"""NumPy patched in ps8: what is patched changes what the student's own code computes, and nothing else."""

from tests.grading.hostile_bank.attacks import enter_spoils
from tests.grading.images.case import BODIES, CONV1D, CONV2D, IMAGES, POOL, RIGHT, ROI

patched, written = IMAGES.bank("patched"), IMAGES.written

PADS = BODIES[CONV1D].replace(
    "xp = np.zeros((N, C, L + 2 * p))\nxp[:, :, p : p + L] = x", "xp = np.pad(x, ((0, 0), (0, 0), (p, p)))"
)
EINSUMS = (
    BODIES[CONV2D]
    .replace(
        "np.tensordot(g[:, :, i, j], xp[here], axes=(0, 0))", "np.einsum('no,ncab->ocab', g[:, :, i, j], xp[here])"
    )
    .replace("np.tensordot(g[:, :, i, j], w, axes=(1, 0))", "np.einsum('no,ocab->ncab', g[:, :, i, j], w)")
)
ADDS = BODIES[POOL].replace(
    "dx[n, c, i * stride + a, j * stride + b] += g[n, c, i, j]",
    "np.add.at(dx, (n, c, i * stride + a, j * stride + b), g[n, c, i, j])",
)
NOTHING = "class Nothing:\n    at = reduce = staticmethod(lambda *a, **k: None)\n    __call__ = lambda self, *a: 0.0\n"

patched.enter(
    "unused-functions-gone",
    {},
    {},
    "no answer uses them",
    "np.einsum = np.pad = np.lib.stride_tricks.as_strided = None\n"
    "np.lib.stride_tricks.sliding_window_view = np.bincount = None",
)
patched.enter("array-gone", {}, {}, "no answer uses it", "np.array = None")
patched.enter("may-share-memory-gone", {}, {}, "no answer uses it", "np.may_share_memory = None")
patched.enter(
    "pad-with-ones",
    {CONV1D: written(CONV1D, PADS)},
    {CONV1D: 4},
    "dw sees ones beside x; dx and db do not look at x",
    "pad = np.pad\nnp.pad = lambda a, width: pad(a, width, constant_values=1.0)",
)
patched.enter(
    "einsum-that-counts",
    {CONV2D: written(CONV2D, EINSUMS)},
    {},
    "it counts, and computes as before",
    "calls, einsum = [], np.einsum\nnp.einsum = lambda *a, **k: (calls.append(1), einsum(*a, **k))[1]",
)
patched.enter(
    "einsum-of-zeros",
    {CONV2D: written(CONV2D, EINSUMS)},
    {CONV2D: 1},
    "only db is made without einsum",
    "np.einsum = lambda *a, **k: 0.0",
)
patched.enter(
    "add-at-that-does-nothing", {POOL: written(POOL, ADDS)}, {POOL: 0}, "dx stays 0", f"{NOTHING}np.add = Nothing()"
)
patched.enter("add-at-of-numpy", {POOL: written(POOL, ADDS)}, {}, "np.add.at adds")
patched.enter(
    "windows-that-write",
    {
        POOL: written(
            POOL,
            """
M, P = g.shape[2:]
s0, s1, s2, s3 = x.strides
seen = np.lib.stride_tricks.as_strided(x, (*x.shape[:2], M, P, k, k), (s0, s1, s2 * stride, s3 * stride, s2, s3))
seen[...] = 0.0
return x""",
        )
    },
    {POOL: 0},
    "writes zeros through a view, over x itself",
)
patched.enter(
    "windows-beyond-the-end",
    {
        ROI: written(
            ROI,
            """
far = np.lib.stride_tricks.as_strided(x, (10**9,), (8 * 10**6,))
return far[-1] + np.zeros(x.shape)""",
        )
    },
    {ROI: 0},
    "reads memory that is not its own",
)

WRONG_ROI = RIGHT[ROI].replace("+= g[r, c, i, j]", "= g[r, c, i, j]")
enter_spoils(IMAGES, ROI, WRONG_ROI, "regions overlap, and = keeps the last share")
