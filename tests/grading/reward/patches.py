"""NumPy patched in ps11: what is patched changes what the student's own code computes, and nothing else."""

from tests.grading.hostile_bank.attacks import enter_spoils
from tests.grading.reward.case import BODIES, DUAL, POLICY, RETURNS, REWARD, RIGHT, SCORE, THROUGH

patched, written = REWARD.bank("patched"), REWARD.written

TO_PLACES = BODIES[SCORE].replace(
    "(((s - y) ** 2 - baseline) * (s - p)).mean()",
    "(((s - y) ** 2 - baseline) * np.where(s == 1, 1 - p, -p)).mean()",
)
EINSUMS = BODIES[POLICY].replace(
    "(returns - baseline)[:, None] * (p - marks) / len(logits)",
    "np.einsum('n,nk->nk', returns - baseline, p - marks) / len(logits)",
)

patched.enter("unused-functions-gone", {}, {}, "no answer uses them", "np.einsum = np.where = np.linalg = None")
patched.enter("array-gone", {}, {}, "no answer uses it", "np.array = np.asarray = None")
patched.enter(
    "where-that-takes-the-first",
    {SCORE: written(SCORE, TO_PLACES)},
    {SCORE: 0},
    "every sample counts as a 1",
    "np.where = lambda which, one, other: one",
)
patched.enter(
    "where-that-counts",
    {SCORE: written(SCORE, TO_PLACES)},
    {},
    "it counts, and computes as before",
    "calls, where = [], np.where\nnp.where = lambda *a: (calls.append(1), where(*a))[1]",
)
patched.enter(
    "einsum-of-zeros",
    {POLICY: written(POLICY, EINSUMS)},
    {POLICY: 0},
    "the gradient is made with einsum",
    "np.einsum = lambda *a, **k: np.zeros(1)",
)
patched.enter(
    "tanh-that-is-its-input",
    {},
    {DUAL: 0},
    "value and gradient pass through tanh in some programs",
    "np.tanh = lambda a: a",
)
patched.enter(
    "eye-of-ones",
    {},
    {POLICY: 0, DUAL: 1},
    "the marks and the rates of the inputs are made of it; a value is not",
    "np.eye = lambda n: np.ones((n, n))",
)
patched.enter(
    "exp-that-is-one-more",
    {},
    {POLICY: 0, THROUGH: 0, SCORE: 0, DUAL: 0},
    "all but the returns use it",
    "exp = np.exp\nnp.exp = lambda a: exp(a) + 1",
)
patched.enter(
    "reads-beyond-the-end",
    {
        RETURNS: written(
            RETURNS,
            """
far = np.lib.stride_tricks.as_strided(rewards, (10**9,), (8 * 10**6,))
return far[-1] + rewards""",
        )
    },
    {RETURNS: 0},
    "reads memory that is not its own",
)

enter_spoils(
    REWARD,
    DUAL,
    RIGHT[DUAL].replace("v, d = list(x), list(np.eye(len(x)))", "v, d = list(2 * x), list(np.eye(len(x)))"),
    "the inputs are doubled, and both parts hang on them",
)
