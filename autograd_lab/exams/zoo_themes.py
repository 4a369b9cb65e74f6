"""The rooms of the bug zoo: which mistakes stand together, and what they have in common."""

from collections.abc import Iterable
from dataclasses import dataclass

from autograd_lab.mistakes import MISTAKES


@dataclass(frozen=True)
class Room:
    """One room: a title, a few sentences, and the ids of its mistakes, in the order of a walk."""

    title: str
    text: str
    mistakes: tuple[str, ...]


def _known(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in ids if name in MISTAKES)


_SIZES = """
factor-two-missing factor-two-doubled mean-missing averaged-twice two-and-mean-missing counted-columns counted-outputs
averaged-over-outputs n-minus-one fixed-count rate-missing rate-twice rate-divides rate-outside exponent-scaled
"""
_SIGNS = """
sign absolute absolute-loss residual-squared article-product plus target-left-out prediction-left-out residual-missing
ascent mirrored bias-sign minus-for-plus
"""
_SHAPES = """
transpose wrong-axis not-summed summed-too-far broadcast column row-kept rows-summed units-summed matrix-for-entrywise
entrywise-for-matrix inner-for-outer product-of-sums first-row first-unit first-feature overwritten overwritten-units
overwritten-features features-not-summed features-averaged averaged-over-units
"""
_SLOPES = """
slope-missing slope-at-a slope-of-z slope-plus slope-twice slope-incomplete slope-inner activation-for-slope
slope-for-activation slope-of-tanh slope-of-relu slope-divides z-for-slope slope-extra coarse-difference
cross-entropy-delta z-for-a sigmoid-twice thresholded precedence one-missing tanh-for-sigmoid relu-for-sigmoid
softmax-for-sigmoid step-for-sigmoid not-activated
"""
_LAYERS = """
upstream-missing weights-missing added wrong-layer-weights wrong-layer-input wrong-layer-slope not-handed-down only-last
z-passed-on input-everywhere same-weights input-left-out bias-times-input bias-left-out bias-twice bias-per-feature
wrong-argument
"""
_ENGINES = """
assigned counted-once too-early passed-on-twice path-by-path stale-inner leaf-reset root-adds recursion-depth
local-missing operands-exchanged value-for-slope slope-of-input operand-forgotten second-sign division-rule power-rule
relu-at-zero upstream-added seeded-with-data unseeded number-left operand-changed integer-division negation-missing
absolute-for-relu
"""
_LOSSES = """
root square-first square-missing variance not-averaged difference-of-squares loss-for-gradient squashed
"""
_HOUSEKEEPING = """
inputs-changed integers all-zero exchanged reversed gradients-exchanged step-only shrunk not-updated
"""
_NEITHER = ("claim-misjudged", "claim-open")  # verdicts on sentences, no numbers to show

_ROOMS = (
    ("Too large, too small", "The numbers point the right way and have the wrong length. Training still works, at a rate that "
     "nobody chose, and so nobody looks. Look for what the factor depends on: nothing, the rows, the outputs.", _SIZES),
    ("Which way is down?", "A sign lost or turned. Where a residual is squared or its bars are taken, the sign is gone for "
     "good; where it is turned, the loss climbs, and that at least can be seen.", _SIGNS),
    ("The wrong loss", "The gradient of another function than the one that is meant. It is often a good gradient, of something "
     "else.", _LOSSES),
    ("Rows, columns and sums", "Something was summed that should have stayed apart, or stayed apart and should have been "
     "summed. NumPy helps to hide it: what fits is computed, and with square arrays nearly everything fits.", _SHAPES),
    ("The sigmoid and its slope", "Between z and a stands a sigmoid, and one factor a(1 − a) belongs to it: once, at the right "
     "place, from the right number.", _SLOPES),
    ("Between the layers", "What comes from above, through which weights, and what entered from below. A sweep that takes one "
     "of these from the wrong floor is silent in a network whose layers are equally wide.", _LAYERS),
    ("In the engine room", "Local rules, fan-out, and the order of the sweep. Each of these engines is right on a chain, and "
     "most of them on a tree. It takes a node that is used twice to tell them apart.", _ENGINES),
    ("Housekeeping", "The mathematics is right, and what comes out is not.", _HOUSEKEEPING),
)  # fmt: skip


def rooms() -> list[Room]:
    """All rooms; the last one holds what has no place of its own yet: initialisers, normalisation, optimisers."""
    placed = [Room(title, text, _known(ids.split())) for title, text, ids in _ROOMS]
    taken = {name for room in placed for name in room.mistakes} | set(_NEITHER)
    rest = tuple(name for name in MISTAKES if name not in taken)
    text = "How weights begin, how a batch is normalised, what is dropped, and how a step uses a gradient."
    return [*placed, Room("Deep networks and their training", text, rest)] if rest else placed
