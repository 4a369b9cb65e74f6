"""All known mistakes by id; the entries stand in one module per theme."""

from autograd_lab.mistakes.descent import DESCENT
from autograd_lab.mistakes.general import GENERAL
from autograd_lab.mistakes.linear import LINEAR
from autograd_lab.mistakes.mistake import Mistake

MISTAKES: dict[str, Mistake] = {mistake.id: mistake for mistake in (*GENERAL, *LINEAR, *DESCENT)}
