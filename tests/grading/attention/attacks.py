"""Students of ps10 who look for the references, and forge results. Their own `softmax_backward` is wrong.

It knows the diagonal of the Jacobian alone.
"""

from tests.grading.attention.case import ATTENTION, ROWS
from tests.grading.hostile_bank.attacks import Target, enter_attacks

enter_attacks(
    ATTENTION,
    Target(
        ROWS,
        ATTENTION.written(ROWS, "return p * (1 - p) * g"),
        "what one share takes from the others is left out",
        "autograd_lab.exams.ps10.softmax",
        ROWS,
        ("softmax.py", "ps10.ipynb", "ps10_attention.py"),
    ),
)
