"""The exam of problem set 10: the way back through a softmax, attention, and a residual block that is normalised first.

Draws, references and contracts stand in `softmax.py`, `attention.py` and `block.py`, the bank in the modules
`…_variants.py`.
"""

from autograd_lab.exams.ps10.attention import ATTENTION
from autograd_lab.exams.ps10.block import BLOCK
from autograd_lab.exams.ps10.softmax import SOFTMAX
from autograd_lab.exams.question import Exam

PS10 = Exam("ps10", (SOFTMAX, ATTENTION, BLOCK))
