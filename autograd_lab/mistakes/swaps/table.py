"""All known swaps; they stand in one module per theme.

A minus sign or a factor of 2 or N on top of a swap needs no entry: the diagnosis looks for those itself.
"""

from autograd_lab.mistakes.anatomy import Swap
from autograd_lab.mistakes.swaps.attention import ATTENTION_SWAPS
from autograd_lab.mistakes.swaps.broadcasts import BROADCAST_SWAPS
from autograd_lab.mistakes.swaps.coins import COIN_SWAPS
from autograd_lab.mistakes.swaps.convolution_loops import CONVOLUTION_LOOP_SWAPS
from autograd_lab.mistakes.swaps.convolutions import CONVOLUTION_SWAPS
from autograd_lab.mistakes.swaps.deep import DEEP_SWAPS
from autograd_lab.mistakes.swaps.detection import DETECTION_SWAPS
from autograd_lab.mistakes.swaps.duals import DUAL_SWAPS
from autograd_lab.mistakes.swaps.linear import LINEAR_SWAPS
from autograd_lab.mistakes.swaps.lstm import LSTM_SWAPS
from autograd_lab.mistakes.swaps.neuron import NEURON_SWAPS
from autograd_lab.mistakes.swaps.optimiser import OPTIMISER_SWAPS
from autograd_lab.mistakes.swaps.policy import POLICY_SWAPS
from autograd_lab.mistakes.swaps.pooling import POOL_SWAPS
from autograd_lab.mistakes.swaps.prenorm_block import BLOCK_SWAPS
from autograd_lab.mistakes.swaps.recurrent_forward import RECURRENT_FORWARD_SWAPS
from autograd_lab.mistakes.swaps.regions import REGION_SWAPS
from autograd_lab.mistakes.swaps.returns import RETURN_SWAPS
from autograd_lab.mistakes.swaps.rms import RMS_SWAPS
from autograd_lab.mistakes.swaps.softmax import SOFTMAX_SWAPS
from autograd_lab.mistakes.swaps.step_sums import STEP_SUM_SWAPS
from autograd_lab.mistakes.swaps.through_time import THROUGH_TIME_SWAPS
from autograd_lab.mistakes.swaps.window_loops import WINDOW_LOOP_SWAPS
from autograd_lab.mistakes.swaps.windows import WINDOW_SWAPS

SWAPS: tuple[Swap, ...] = (
    *LINEAR_SWAPS,
    *NEURON_SWAPS,
    *OPTIMISER_SWAPS,
    *DEEP_SWAPS,
    *RMS_SWAPS,
    *BROADCAST_SWAPS,
    *CONVOLUTION_SWAPS,
    *CONVOLUTION_LOOP_SWAPS,
    *POOL_SWAPS,
    *REGION_SWAPS,
    *DETECTION_SWAPS,
    *THROUGH_TIME_SWAPS,
    *WINDOW_SWAPS,
    *WINDOW_LOOP_SWAPS,
    *STEP_SUM_SWAPS,
    *RECURRENT_FORWARD_SWAPS,
    *LSTM_SWAPS,
    *SOFTMAX_SWAPS,
    *ATTENTION_SWAPS,
    *BLOCK_SWAPS,
    *RETURN_SWAPS,
    *POLICY_SWAPS,
    *COIN_SWAPS,
    *DUAL_SWAPS,
)
