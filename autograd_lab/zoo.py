"""The bug zoo, to be worked: `zoo.drill()` asks for symptom, name and line of each known mistake.

>>> from autograd_lab import zoo
>>> zoo.exhibit(2, 1).title
'Exhibit 2.1 · mse_gradients(X, y, w, b)'
"""

from collections.abc import Collection

from autograd_lab.exams.zoo import drill as _drill
from autograd_lab.exams.zoo.exhibits import exhibit
from autograd_lab.exams.zoo.long_list import index
from autograd_lab.viz.drill import Drill

__all__ = ["drill", "exhibit", "index"]


def drill(seed: int = 0, rooms: Collection[int] | None = None) -> Drill:
    """The drill, with the exhibits on the numbers of `seed`; of all rooms, or of those with these numbers.

    The exhibits of seed 0 are kept; on other numbers each is run, which takes a minute for all rooms.

    >>> from autograd_lab import zoo
    >>> zoo.drill(rooms=[3])
    Drill of 8 exhibits
    """
    return Drill(_drill.drill_data(seed, rooms))
