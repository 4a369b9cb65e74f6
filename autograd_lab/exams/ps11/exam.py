"""The exam of problem set 11: returns, the gradient of a choice, a neuron that samples, and forward mode.

Draws, references and contracts stand in `returns.py`, `policy.py`, `coin.py` and `dual.py`, the bank in the modules
`…_variants.py`.
"""

from autograd_lab.exams.ps11.coin import SCORE_FUNCTION, STRAIGHT_THROUGH
from autograd_lab.exams.ps11.dual import FORWARD_MODE
from autograd_lab.exams.ps11.policy import POLICY
from autograd_lab.exams.ps11.returns import RETURNS
from autograd_lab.exams.question import Exam

PS11 = Exam("ps11", (RETURNS, POLICY, STRAIGHT_THROUGH, SCORE_FUNCTION, FORWARD_MODE))
