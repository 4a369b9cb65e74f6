"""The exam of problem set 8, in general and images: pooling and detection; the other questions follow."""

from autograd_lab.exams.ps8.detection import DETECTION
from autograd_lab.exams.ps8.pooling import POOLING
from autograd_lab.exams.question import Exam

PS8 = Exam("ps8", (*POOLING, *DETECTION))
