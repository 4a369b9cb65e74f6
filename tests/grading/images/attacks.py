"""Students of ps8 who look for the references, and forge results. Their own `max_pool_backward` is wrong.

It pays all equals of a tie in full, so it deserves nothing; every other answer is right.
"""

from tests.grading.hostile_bank.attacks import Target, enter_attacks
from tests.grading.images.case import ARGUMENTS, IMAGES, POOL

WRONG = f"""def {POOL}({ARGUMENTS[POOL]}):
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(g.shape):
        here = (n, c, slice(i * stride, i * stride + k), slice(j * stride, j * stride + k))
        dx[here] += (x[here] == x[here].max()) * g[n, c, i, j]
    return dx
"""
enter_attacks(
    IMAGES,
    Target(
        POOL,
        WRONG,
        "the first of equals gets all; here each gets it",
        "autograd_lab.exams.ps8.pooling",
        "first_largest",
        ("pooling.py", "ps8.ipynb", "ps8_images.py"),
    ),
)
