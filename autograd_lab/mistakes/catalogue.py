"""All known mistakes by id; the entries stand in one module per theme."""

from autograd_lab.mistakes.article import ARTICLE
from autograd_lab.mistakes.batches import BATCHES
from autograd_lab.mistakes.deltas import DELTAS
from autograd_lab.mistakes.descent import DESCENT
from autograd_lab.mistakes.engines import ENGINES
from autograd_lab.mistakes.general import GENERAL
from autograd_lab.mistakes.initialisers import INIT
from autograd_lab.mistakes.linear import LINEAR
from autograd_lab.mistakes.mistake import Mistake
from autograd_lab.mistakes.normalisation import NORM
from autograd_lab.mistakes.slopes import SLOPES

MISTAKES: dict[str, Mistake] = {
    m.id: m for m in (*GENERAL, *LINEAR, *DESCENT, *SLOPES, *DELTAS, *ENGINES, *INIT, *NORM, *BATCHES, *ARTICLE)
}
