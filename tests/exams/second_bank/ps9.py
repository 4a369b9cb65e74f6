"""Problem set 9, as students hand it in: recurrent layers and a cell of an LSTM, through time."""

from tests.exams.second_bank.ps9_bptt import BPTT
from tests.exams.second_bank.ps9_forward import FORWARD
from tests.exams.second_bank.ps9_lstm import LSTM
from tests.exams.second_bank.ps9_names import NAMES as NAMES, SAME as SAME
from tests.exams.second_bank.ps9_scalar import SCALAR
from tests.exams.second_bank.ps9_truncated import TRUNCATED

PRELUDE = ""
SUBMISSIONS = (*SCALAR, *FORWARD, *BPTT, *TRUNCATED, *LSTM)
