"""All known mistakes by id; the entries stand in one module per theme."""

from autograd_lab.mistakes.article import ARTICLE
from autograd_lab.mistakes.batches import BATCHES
from autograd_lab.mistakes.clipping import CLIPPING
from autograd_lab.mistakes.corrections import CORRECTIONS
from autograd_lab.mistakes.deltas import DELTAS
from autograd_lab.mistakes.descent import DESCENT
from autograd_lab.mistakes.engines import ENGINES
from autograd_lab.mistakes.general import GENERAL
from autograd_lab.mistakes.initialisers import INIT
from autograd_lab.mistakes.linear import LINEAR
from autograd_lab.mistakes.mistake import Mistake
from autograd_lab.mistakes.networks import NETWORKS
from autograd_lab.mistakes.normalisation import NORM
from autograd_lab.mistakes.normalisation_back import NORM_BACK
from autograd_lab.mistakes.optimisers import OPTIMISERS
from autograd_lab.mistakes.slopes import SLOPES
from autograd_lab.mistakes.training import TRAINING

_SINGLE = (GENERAL, LINEAR, DESCENT, SLOPES, DELTAS, NETWORKS, ENGINES)
_TRAINED = (OPTIMISERS, CORRECTIONS, CLIPPING, TRAINING, INIT, NORM, NORM_BACK, BATCHES)

MISTAKES: dict[str, Mistake] = {mistake.id: mistake for theme in (*_SINGLE, *_TRAINED, ARTICLE) for mistake in theme}
