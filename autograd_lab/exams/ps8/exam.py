"""The exam of problem set 8: the way back through any broadcast, through convolution, pooling and a detector's loss.

Draws, references and contracts stand in `broadcasts.py`, `convolutions.py`, `pooling.py` and `detection.py`, the bank
in the modules `…_variants.py`.
"""

from autograd_lab.exams.ps8.broadcasts import BROADCASTS
from autograd_lab.exams.ps8.convolutions import CONVOLUTIONS
from autograd_lab.exams.ps8.detection import DETECTION
from autograd_lab.exams.ps8.pooling import MAX_POOL, ROI_POOL
from autograd_lab.exams.question import Exam

PS8 = Exam("ps8", (*BROADCASTS, *CONVOLUTIONS, MAX_POOL, *DETECTION, ROI_POOL))
