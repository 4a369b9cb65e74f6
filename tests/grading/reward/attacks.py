"""Students of ps11 who look for the references, and forge results. Their own `returns_to_go` is wrong.

It takes no notice of the ends.
"""

from tests.grading.hostile_bank.attacks import Target, enter_attacks
from tests.grading.reward.case import RETURNS, REWARD

enter_attacks(
    REWARD,
    Target(
        RETURNS,
        REWARD.written(
            RETURNS,
            """
G, after = np.zeros(len(rewards)), 0.0
for t in reversed(range(len(rewards))):
    after = rewards[t] + gamma * after
    G[t] = after
return G""",
        ),
        "one episode runs into the next",
        "autograd_lab.exams.ps11.returns",
        RETURNS,
        ("returns.py", "ps11.ipynb", "ps11_reward.py"),
    ),
)
