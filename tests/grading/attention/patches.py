"""NumPy patched in ps10: what is patched changes what the student's own code computes, and nothing else."""

from tests.grading.attention.answers import BLOCK, BODIES, HEAD
from tests.grading.attention.case import RIGHT, bank_of_kind, written

patched = bank_of_kind("patched")

WHERES = BODIES[HEAD].replace("s[:, ~mask] = -np.inf", "s = np.where(mask, s, -np.inf)")
EINSUMS = BODIES[HEAD].replace("P.transpose(0, 2, 1) @ g", "np.einsum('nts,ntv->nsv', P, g)")

patched.enter("unused-functions-gone", {}, {}, "no answer uses them", "np.einsum = np.where = np.linalg = None")
patched.enter("array-gone", {}, {}, "no answer uses it", "np.array = np.asarray = None")
patched.enter(
    "where-that-shows-all",
    {HEAD: written(HEAD, WHERES)},
    {HEAD: 0},
    "every key is seen by every query",
    "np.where = lambda mask, shown, hidden: shown",
)
patched.enter(
    "where-that-counts",
    {HEAD: written(HEAD, WHERES)},
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

#: below the wrong last answer, since what stands in NumPy's place is of no use afterwards
WRONG_BLOCK = RIGHT[BLOCK].replace("return g + back", "return back")
SPOIL = {
    "comparisons-agree": "np.allclose = np.array_equal = np.isclose = lambda *a, **k: True\n"
    "np.testing.assert_allclose = lambda *a, **k: None\nnp.max = np.abs = lambda *a, **k: 0.0",
    "describes-by-itself": "import plans.describe, plans.interpreter\n"
    "said = {'kind': 'array', 'type': 'ndarray', 'dtype': 'float64', 'shape': [], 'array': np.array(np.nan)}\n"
    "plans.describe.Describer.describe = lambda *a, **k: said",
    "describes-nonsense": "import plans.describe\n"
    "said = {'kind': 'array', 'type': [1], 'dtype': {'a': [2]}, 'shape': 'x', 'array': ['y', {}]}\n"
    "plans.describe.Describer.describe = lambda *a, **k: said",
    "outcome-made-up": "import plans, plans.interpreter\n"
    "plans.run_plan = plans.interpreter.run_plan = lambda plan, *_: {'steps': [{'status': 'ok', 'value': {}}]}",
}
WHY = "dx lacks the road past the branch; a replaced describer or NumPy spoils the rest"
patched.enter(
    "comparisons-agree",
    {BLOCK: f"{WRONG_BLOCK}\n{SPOIL['comparisons-agree']}\n"},
    {BLOCK: 6},
    "dx lacks the road past the branch; the other four do not use what is patched",
)
for name in ("describes-by-itself", "describes-nonsense", "outcome-made-up"):
    patched.enter(
        name, {BLOCK: f"{WRONG_BLOCK}\n{SPOIL[name]}\n"}, {BLOCK: 0}, WHY, garbled=name != "describes-by-itself"
    )
