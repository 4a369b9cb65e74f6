"""The catalogue: all known mistakes by id. The entries stand in one module per theme."""

from autograd_lab.mistakes.entries.article import ARTICLE
from autograd_lab.mistakes.entries.attention import ATTENTION
from autograd_lab.mistakes.entries.attention_masks import ATTENTION_MASKS
from autograd_lab.mistakes.entries.bookkeeping import BOOKKEEPING
from autograd_lab.mistakes.entries.broadcasts import BROADCAST
from autograd_lab.mistakes.entries.clipping import CLIPPING
from autograd_lab.mistakes.entries.coins import COINS
from autograd_lab.mistakes.entries.convolutions import CONVOLUTION
from autograd_lab.mistakes.entries.corrections import CORRECTIONS
from autograd_lab.mistakes.entries.deltas import DELTAS
from autograd_lab.mistakes.entries.descent import DESCENT
from autograd_lab.mistakes.entries.detection import DETECTION
from autograd_lab.mistakes.entries.detection_boxes import DETECTION_BOXES
from autograd_lab.mistakes.entries.dropout_and_accumulation import BATCHES
from autograd_lab.mistakes.entries.dual_walks import WALKS
from autograd_lab.mistakes.entries.duals import DUALS
from autograd_lab.mistakes.entries.engines import ENGINES
from autograd_lab.mistakes.entries.found import FOUND
from autograd_lab.mistakes.entries.handed_back import HANDED_BACK
from autograd_lab.mistakes.entries.initialisers import INIT
from autograd_lab.mistakes.entries.leaks_and_weights import LEAKS, WIRES
from autograd_lab.mistakes.entries.linear import LINEAR
from autograd_lab.mistakes.entries.looking_ahead import AHEAD, EACH
from autograd_lab.mistakes.entries.lstm import LSTM_FORWARD, LSTM_ROAD
from autograd_lab.mistakes.entries.lstm_back import LSTM_GATES
from autograd_lab.mistakes.entries.networks import NETWORKS
from autograd_lab.mistakes.entries.normalisation import NORM
from autograd_lab.mistakes.entries.optimisers import OPTIMISERS
from autograd_lab.mistakes.entries.policy import POLICY
from autograd_lab.mistakes.entries.pooling import POOLING
from autograd_lab.mistakes.entries.pooling_windows import POOLING_WINDOWS
from autograd_lab.mistakes.entries.prenorm_block import PRENORM_BLOCK
from autograd_lab.mistakes.entries.recurrent_forward import RECURRENT_FORWARD
from autograd_lab.mistakes.entries.regions import REGIONS
from autograd_lab.mistakes.entries.returns import RETURNS
from autograd_lab.mistakes.entries.rms_norm import RMS
from autograd_lab.mistakes.entries.rms_norm_back import RMS_BACK
from autograd_lab.mistakes.entries.signs_factors_shapes import GENERAL
from autograd_lab.mistakes.entries.slopes import SLOPES
from autograd_lab.mistakes.entries.smooth_l1 import SMOOTH_L1
from autograd_lab.mistakes.entries.softmax import SOFTMAX
from autograd_lab.mistakes.entries.step_sums import STEP_SUMS
from autograd_lab.mistakes.entries.sweeps import SWEEPS
from autograd_lab.mistakes.entries.through_time import SLOPES_IN_TIME, SWEEP_IN_TIME
from autograd_lab.mistakes.entries.training import TRAINING
from autograd_lab.mistakes.entries.window_loops import WINDOW_LOOPS
from autograd_lab.mistakes.entries.windows import WINDOWS
from autograd_lab.mistakes.mistake import Mistake

_SINGLE = (GENERAL, LINEAR, DESCENT, SLOPES, DELTAS, NETWORKS, ENGINES, SWEEPS, BOOKKEEPING)
_TRAINED = (OPTIMISERS, CORRECTIONS, AHEAD, CLIPPING, EACH, TRAINING, INIT, LEAKS, NORM, RMS, RMS_BACK, BATCHES, WIRES)
_POOLING = (POOLING, POOLING_WINDOWS, REGIONS)
_IMAGES = (BROADCAST, CONVOLUTION, *_POOLING, SMOOTH_L1, DETECTION, DETECTION_BOXES)
_THROUGH_TIME = (SLOPES_IN_TIME, SWEEP_IN_TIME, HANDED_BACK, STEP_SUMS, WINDOWS, WINDOW_LOOPS)
_MEMORY = (*_THROUGH_TIME, RECURRENT_FORWARD, LSTM_FORWARD, LSTM_ROAD, LSTM_GATES)
_SEQUENCES = (SOFTMAX, ATTENTION, ATTENTION_MASKS, PRENORM_BLOCK)
_REWARD = (RETURNS, POLICY, COINS, DUALS, WALKS)

MISTAKES: dict[str, Mistake] = {
    mistake.id: mistake
    for theme in (*_SINGLE, *_TRAINED, *_IMAGES, *_MEMORY, *_SEQUENCES, *_REWARD, ARTICLE, FOUND)
    for mistake in theme
}
