"""Students of ps9 who look for the references, and forge results. Their own `rnn_forward` is wrong: it forgets h0."""

from tests.grading.hostile_bank.attacks import Target, enter_attacks
from tests.grading.memory.case import FORWARD, MEMORY, RIGHT

enter_attacks(
    MEMORY,
    Target(
        FORWARD,
        RIGHT[FORWARD].replace("hs = [h0]", "hs = [0.0 * h0]"),
        "begins with zeros, so that every state is another",
        "autograd_lab.exams.ps9.recurrent",
        "states",
        ("recurrent.py", "steps.py", "ps9.ipynb", "ps9_memory.py"),
    ),
)
