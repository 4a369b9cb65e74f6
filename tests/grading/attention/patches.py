"""NumPy patched in ps10: what is patched changes what the student's own code computes, and nothing else."""

from tests.grading.attention.case import ATTENTION, BLOCK, BODIES, HEAD, RIGHT
from tests.grading.hostile_bank.attacks import enter_spoils

patched, written = ATTENTION.bank("patched"), ATTENTION.written

PLACES_OF = BODIES[HEAD].replace("s[:, ~mask] = -np.inf", "s = np.where(mask, s, -np.inf)")
EINSUMS = BODIES[HEAD].replace("P.transpose(0, 2, 1) @ g", "np.einsum('nts,ntv->nsv', P, g)")

patched.enter("unused-functions-gone", {}, {}, "no answer uses them", "np.einsum = np.where = np.linalg = None")
patched.enter("array-gone", {}, {}, "no answer uses it", "np.array = np.asarray = None")
patched.enter(
    "where-that-shows-all",
    {HEAD: written(HEAD, PLACES_OF)},
    {HEAD: 0},
    "every key is seen by every query",
    "np.where = lambda mask, shown, hidden: shown",
)
patched.enter(
    "where-that-counts",
    {HEAD: written(HEAD, PLACES_OF)},
    {},
    "it counts, and computes as before",
    "calls, where = [], np.where\nnp.where = lambda *a: (calls.append(1), where(*a))[1]",
)
patched.enter(
    "einsum-of-zeros",
    {HEAD: written(HEAD, EINSUMS)},
    {HEAD: 6},
    "dV alone is made with einsum",
    "np.einsum = lambda *a, **k: np.zeros(1)",
)
patched.enter(
    "maximum-that-lets-all-through",
    {},
    {BLOCK: 8},
    "dW2 is made of what the ReLU lets through; the rest asks z",
    "np.maximum = lambda z, least: z",
)
patched.enter(
    "root-without-a-root",
    {},
    {BLOCK: 1},
    "the norm is in four of the five; db2 sums g alone",
    "np.sqrt = lambda v: v",
)
patched.enter(
    "reads-beyond-the-end",
    {
        HEAD: written(
            HEAD,
            """
far = np.lib.stride_tricks.as_strided(Q, (10**9,), (8 * 10**6,))
return far[-1] + Q, K, V""",
        )
    },
    {HEAD: 0},
    "reads memory that is not its own",
)

enter_spoils(
    ATTENTION,
    BLOCK,
    RIGHT[BLOCK].replace("root =", "g = 2 * g\n    root ="),
    "g is doubled, and every part of this answer hangs on it",
)
