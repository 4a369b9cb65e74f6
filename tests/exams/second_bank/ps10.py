"""Problem set 10, as students hand it in: softmax, attention, and a block of a Transformer with the norm in front."""

from tests.exams.second_bank.ps10_attention import ATTENTION
from tests.exams.second_bank.ps10_block import BLOCK
from tests.exams.second_bank.ps10_softmax import SOFTMAX

PRELUDE = ""
SUBMISSIONS = (*SOFTMAX, *ATTENTION, *BLOCK)

#: which name of the catalogue says the same; to be written when the set is complete
NAMES: dict[str, str] = {}
