"""The exam of problem set 9: back through time, in one unit and in rows, cut off, and through an LSTM cell.

Draws, references and contracts stand in `scalar.py`, `recurrent.py`, `truncated.py` and `lstm.py`, the bank in the
modules `…_variants.py`.
"""

from autograd_lab.exams.ps9.lstm import LSTM
from autograd_lab.exams.ps9.recurrent import BPTT, FORWARD
from autograd_lab.exams.ps9.scalar import SCALAR
from autograd_lab.exams.ps9.truncated import TRUNCATED
from autograd_lab.exams.question import Exam

PS9 = Exam("ps9", (SCALAR, FORWARD, BPTT, TRUNCATED, LSTM))
