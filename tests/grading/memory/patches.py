"""NumPy patched in ps9: what is patched changes what the student's own code computes, and nothing else."""

from tests.grading.hostile_bank.attacks import enter_spoils
from tests.grading.memory.case import BODIES, BPTT, FORWARD, LSTM, MEMORY, RIGHT, SCALAR, TRUNCATED

patched, written = MEMORY.bank("patched"), MEMORY.written

patched.enter(
    "unused-functions-gone",
    {},
    {},
    "no answer uses them",
    "np.einsum = np.roll = np.tensordot = np.zeros_like = np.split = None",
)
patched.enter("array-gone", {}, {}, "no answer uses it", "np.array = None")
patched.enter("may-share-memory-gone", {}, {}, "no answer uses it", "np.may_share_memory = None")
patched.enter(
    "tanh-that-counts",
    {},
    {},
    "it counts, and computes as before",
    "calls, tanh = [], np.tanh\nnp.tanh = lambda z: (calls.append(1), tanh(z))[1]",
)
patched.enter(
    "tanh-of-zeros",
    {},
    {FORWARD: 0, LSTM: 0},
    "two answers are made with tanh, in all that they return",
    "np.tanh = lambda z: 0.0 * z",
)
patched.enter(
    "exp-of-ones",
    {},
    {LSTM: 0},
    "its three gates stand at a half, and every part hangs on them",
    "np.exp = np.ones_like",
)
patched.enter(
    "zeros-that-are-ones",
    {},
    {BPTT: 0, TRUNCATED: 0},
    "two answers add to zeros, in all that they return",
    "np.zeros = np.ones",
)
EINSUMS = BODIES[TRUNCATED].replace("xs[s].T @ d", "np.einsum('nd,nh->dh', xs[s], d)")
patched.enter(
    "einsum-of-zeros",
    {TRUNCATED: written(TRUNCATED, EINSUMS)},
    {TRUNCATED: 6},
    "only dWx is made with einsum",
    "np.einsum = lambda *a, **k: 0.0",
)
patched.enter("einsum-of-numpy", {TRUNCATED: written(TRUNCATED, EINSUMS)}, {}, "einsum sums over the rows")
patched.enter(
    "windows-that-write",
    {
        SCALAR: written(
            SCALAR,
            """
pairs = np.lib.stride_tricks.as_strided(gh, (len(gh) - 1, 2), (gh.strides[0], gh.strides[0]))
pairs[...] = 1.0
return x[0], h[0], 1.0, u""",
        )
    },
    {SCALAR: 0},
    "writes ones through a view, over gh itself",
)
patched.enter(
    "windows-beyond-the-end",
    {
        BPTT: written(
            BPTT,
            """
far = np.lib.stride_tricks.as_strided(ghs, (10**9,), (8 * 10**6,))
return Wx * far[-1], Wh, b, h0""",
        )
    },
    {BPTT: 0},
    "reads memory that is not its own",
)

enter_spoils(
    MEMORY, LSTM, RIGHT[LSTM].replace("d = dc + dh", "d = dh"), "forgets dc, on which every part of this answer hangs"
)
