"""The rooms of the bug zoo: which mistakes stand together, and what they have in common."""

from dataclasses import dataclass

from autograd_lab.mistakes import MISTAKES
from autograd_lab.mistakes.entries.attention import ATTENTION
from autograd_lab.mistakes.entries.attention_masks import ATTENTION_MASKS
from autograd_lab.mistakes.entries.bookkeeping import BOOKKEEPING
from autograd_lab.mistakes.entries.broadcasts import BROADCAST
from autograd_lab.mistakes.entries.clipping import CLIPPING
from autograd_lab.mistakes.entries.coins import COINS
from autograd_lab.mistakes.entries.convolutions import CONVOLUTION
from autograd_lab.mistakes.entries.corrections import CORRECTIONS
from autograd_lab.mistakes.entries.detection import DETECTION
from autograd_lab.mistakes.entries.detection_boxes import DETECTION_BOXES
from autograd_lab.mistakes.entries.dropout_and_accumulation import BATCHES
from autograd_lab.mistakes.entries.dual_walks import WALKS
from autograd_lab.mistakes.entries.duals import DUALS
from autograd_lab.mistakes.entries.found import FOUND
from autograd_lab.mistakes.entries.handed_back import HANDED_BACK
from autograd_lab.mistakes.entries.initialisers import INIT
from autograd_lab.mistakes.entries.leaks_and_weights import LEAKS, WIRES
from autograd_lab.mistakes.entries.looking_ahead import AHEAD, EACH
from autograd_lab.mistakes.entries.lstm import LSTM_FORWARD, LSTM_ROAD
from autograd_lab.mistakes.entries.lstm_back import LSTM_GATES
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
from autograd_lab.mistakes.entries.smooth_l1 import SMOOTH_L1
from autograd_lab.mistakes.entries.softmax import SOFTMAX
from autograd_lab.mistakes.entries.step_sums import STEP_SUMS
from autograd_lab.mistakes.entries.through_time import SLOPES_IN_TIME, SWEEP_IN_TIME
from autograd_lab.mistakes.entries.training import TRAINING
from autograd_lab.mistakes.entries.window_loops import WINDOW_LOOPS
from autograd_lab.mistakes.entries.windows import WINDOWS


@dataclass(frozen=True)
class Room:
    """A room: a title, a few sentences, and the ids of its mistakes in the order of a visit."""

    title: str
    text: str
    mistakes: tuple[str, ...]


_SIZES = """
factor-two-missing factor-two-doubled mean-missing averaged-twice two-and-mean-missing counted-columns counted-outputs
averaged-over-outputs n-minus-one fixed-count rate-missing rate-twice rate-divides rate-outside exponent-scaled
"""
_SIGNS = """
sign absolute absolute-loss residual-squared article-product plus target-left-out prediction-left-out residual-missing
ascent mirrored bias-sign minus-for-plus
"""
_SHAPES = """
transpose wrong-axis not-summed summed-too-far broadcast column row-kept row-for-column rows-summed units-summed
matrix-for-entrywise entrywise-for-matrix inner-for-outer product-of-sums first-row first-unit first-feature
overwritten overwritten-units overwritten-features features-not-summed features-averaged averaged-over-units reshaped
answer-turned
"""
_SLOPES = """
slope-missing slope-at-a slope-of-z slope-plus slope-twice slope-incomplete slope-inner activation-for-slope
slope-for-activation slope-of-tanh slope-of-relu slope-of-target slope-divides z-for-slope slope-extra coarse-difference
cross-entropy-delta z-for-a sigmoid-twice thresholded precedence one-missing tanh-for-sigmoid relu-for-sigmoid
softmax-for-sigmoid step-for-sigmoid not-activated
"""
_LAYERS = """
upstream-missing weights-missing added wrong-layer-weights wrong-layer-input wrong-layer-slope not-handed-down only-last
z-passed-on z-entered activation-for-z factor-in-every-layer first-layer-missing input-everywhere same-weights
one-list list-kept array-missing layers-missing array-extra layer-skipped input-squashed stepped-weights
input-left-out bias-times-input bias-left-out bias-twice bias-per-feature
wrong-argument
"""
_ENGINES = """
assigned counted-once too-early passed-on-twice path-by-path stale-inner leaf-reset root-adds recursion-depth
local-missing operands-exchanged value-for-slope slope-of-input operand-forgotten second-sign division-rule power-rule
relu-at-zero upstream-added seeded-with-data unseeded number-left operand-changed integer-division negation-missing
absolute-for-relu lost-link from-the-leaves shared-list by-value all-ones nothing-handed-on seeded-twice
slope-constant other-function other-slope not-added
"""
_LOSSES = """
root square-first square-missing variance not-averaged difference-of-squares loss-for-gradient squashed
"""
_HOUSEKEEPING = """
inputs-changed unbracketed integers all-zero exchanged reversed gradients-exchanged step-only shrunk not-updated
meaning-not-kept xor-for-power math-on-array if-on-array residual-unbracketed
"""
_NEITHER = ("claim-misjudged", "claim-open")  # verdicts on sentences, no numbers to show

_ROOMS = (
    (
        "Too large, too small",
        "The numbers point the right way and have the wrong length. Training still works, at a rate that nobody "
        "chose, and "
        "so nobody looks. Look for what the factor depends on: nothing, the rows, the outputs.",
        _SIZES,
    ),
    (
        "Which way is down?",
        "A sign lost or turned. Where a residual is squared, or put between bars, the sign is gone for good; where it "
        "is "
        "turned, the loss climbs, and that at least can be seen.",
        _SIGNS,
    ),
    (
        "The wrong loss",
        "A loss that was not asked for, or its gradient. It is often a good one, of something else.",
        _LOSSES,
    ),
    (
        "Rows, columns and sums",
        "Something was summed that should have stayed apart, or stayed apart and should have been summed. NumPy helps "
        "to "
        "hide it: what fits is computed, and with square arrays nearly everything fits.",
        _SHAPES,
    ),
    (
        "The sigmoid and its slope",
        "Between z and a stands a sigmoid, and one factor a(1 − a) belongs to it: once, at the right place, from the "
        "right "
        "number.",
        _SLOPES,
    ),
    (
        "Between the layers",
        "What comes from above, through which weights, and what entered from below. A sweep that takes one of these "
        "from "
        "the wrong floor is silent in a network whose layers are equally wide.",
        _LAYERS,
    ),
    (
        "In the engine room",
        "Local rules, fan-out, and the order of the sweep. Some of these engines are right on every chain: it takes a "
        "node "
        "that is used twice to tell them from a good one.",
        _ENGINES,
    ),
    ("Housekeeping", "The mathematics is right, and what comes out is not.", _HOUSEKEEPING),
)
_TRAINING = (
    ("Steps that remember", "How a step uses a gradient, and those before it.", OPTIMISERS + CORRECTIONS + AHEAD),
    ("Clipped", "A length, a factor, and only where it is too large: for all together, or for each.", CLIPPING + EACH),
    (
        "A whole training",
        "Each line may be right by itself, and the network learns something else.",
        TRAINING,
    ),
    ("How weights begin", "Too wide by a little is hard to see in one layer, and decides in ten.", INIT + LEAKS),
    (
        "A batch, normalised",
        "Mean and variance are made of the batch: each row is heard through them too.",
        NORM,
    ),
    (
        "A row by its own size",
        "Each row is divided by its root mean square, and by nothing else. One path back leads through that size.",
        (*RMS, *RMS_BACK),
    ),
    (
        "Dropped, and accumulated",
        "A mask must be the same forward and backward. Batches must count by their rows, not by their number.",
        BATCHES + WIRES,
    ),
    (
        "What an engine keeps",
        "What is cleared, when, and what outlives a call; how contributions come together; how deep a sweep gets.",
        BOOKKEEPING,
    ),
    (
        "Stretched to fit",
        "NumPy stretches what is too small, without a word. On the way back there is a sum to take, over these axes.",
        BROADCAST,
    ),
    (
        "Windows over a picture",
        "The same few weights at every place. Windows overlap, steps leave remainders, and padding is no part of x.",
        CONVOLUTION,
    ),
    (
        "Who was the largest?",
        "A maximum hears one entry, and pays that one alone. Windows share entries, and so do the cells of a region.",
        (*POOLING, *POOLING_WINDOWS, *REGIONS),
    ),
    (
        "What and where",
        "Two losses at once, what a thing is and where it stands, and each with a count of its own.",
        (*SMOOTH_L1, *DETECTION, *DETECTION_BOXES),
    ),
    (
        "Step after step",
        "A state is made of what comes in and of the state before. Drop it, or mix it up, and it forgets.",
        RECURRENT_FORWARD,
    ),
    (
        "Back through time",
        "One weight, used at every step: who pays for which, through which slope, and how far back.",
        (*SLOPES_IN_TIME, *SWEEP_IN_TIME, *HANDED_BACK, *STEP_SUMS, *WINDOWS, *WINDOW_LOOPS),
    ),
    (
        "Inside the cell",
        "Four gates, two roads that meet, and one of them that must stay open.",
        (*LSTM_FORWARD, *LSTM_ROAD, *LSTM_GATES),
    ),
    (
        "Shares that add up to 1",
        "A softmax shares out a 1: who gets more takes it from the others, on the way there and on the way back.",
        SOFTMAX,
    ),
    (
        "Who looks at whom?",
        "Queries, keys, values, a scale and a mask. Four products on the way back, and in each of them a partner "
        "to choose.",
        (*ATTENTION, *ATTENTION_MASKS),
    ),
    (
        "Two roads",
        "One road leads through norm, layers and ReLU, the other straight on. On the way back they meet, and add up.",
        PRENORM_BLOCK,
    ),
    (
        "Paid for what?",
        "A reward belongs to what came before it, in the same episode, and each step on the way costs one factor more.",
        RETURNS,
    ),
    (
        "Around the draw",
        "Nothing comes back through a throw. A path leads around it, over the logarithm of its chance, and each throw "
        "has a weight on it.",
        (*POLICY, *COINS),
    ),
    (
        "Slopes on the way there",
        "A number and its rate, side by side. Each rule says what becomes of both.",
        (*DUALS, *WALKS),
    ),
    (
        "Found by a search",
        "What no entry of the catalogue explains is looked for: each ingredient of a formula, changed in every way.",
        FOUND,
    ),
)


def rooms() -> list[Room]:
    """All rooms; a mistake stands in the first that names it, and in the last if none does."""
    asked = [(title, text, tuple(ids.split())) for title, text, ids in _ROOMS]
    asked += [(title, text, tuple(mistake.id for mistake in theme)) for title, text, theme in _TRAINING]
    asked.append(("New arrivals", "They have no room of their own yet.", tuple(MISTAKES)))
    taken, found = set(_NEITHER), []
    for title, text, ids in asked:
        here = tuple(name for name in ids if name in MISTAKES and name not in taken)
        found.append(Room(title, text, here))
        taken |= set(here)
    return found
