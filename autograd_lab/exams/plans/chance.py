"""Tells whether a function that was handed a Generator took its random numbers from elsewhere.

What is seen: generators that are made with `np.random.default_rng` in the call, the common generator of NumPy
(`np.random.normal` and the like) and that of the module `random`. To seed one by its module, or to make one, is not to
draw from it.
"""

import contextlib
import random
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from typing import Any

import numpy as np

OWN, NUMPY, PYTHON = "np.random.default_rng", "np.random", "random"
SOURCES = (OWN, NUMPY, PYTHON)


@contextlib.contextmanager
def sources_beside(args: Sequence[object]) -> Iterator[list[str]]:
    """A list of the other sources that were drawn from, complete when the context ends.

    It stays empty where no Generator is among the arguments, and where one of them was drawn from as well.
    """
    handed = [arg for arg in args if isinstance(arg, np.random.Generator)]
    found: list[str] = []
    if not handed:
        yield found
        return
    before = [_state(generator) for generator in handed]
    read = {NUMPY: _numpy_state, PYTHON: random.getstate}
    marks: dict[str, object] = {name: state() for name, state in read.items()}
    made: list[tuple[np.random.Generator, object]] = []
    making = np.random.default_rng

    @wraps(making)
    def make_and_keep(*args: Any, **kwargs: Any) -> np.random.Generator:
        generator = making(*args, **kwargs)
        made.append((generator, _state(generator)))
        return generator

    def seed_and_mark(name: str, seed: Callable[..., None]) -> Callable[..., None]:
        @wraps(seed)
        def seed_then_mark(*args: Any, **kwargs: Any) -> None:
            seed(*args, **kwargs)
            marks[name] = read[name]()

        return seed_then_mark

    with (
        _exchange(np.random, "default_rng", make_and_keep),
        _exchange(np.random, "seed", seed_and_mark(NUMPY, np.random.seed)),
        _exchange(random, "seed", seed_and_mark(PYTHON, random.seed)),
    ):
        yield found
    if [_state(generator) for generator in handed] == before:
        found += [OWN] if any(_state(generator) != state for generator, state in made) else []
        found += [name for name, state in read.items() if state() != marks[name]]


def _state(generator: np.random.Generator) -> object:
    """What changes when a Generator is drawn from, or has children."""
    bits = generator.bit_generator
    return str(bits.state), getattr(bits.seed_seq, "n_children_spawned", 0)


def _numpy_state() -> object:
    """What changes when NumPy's common generator is drawn from."""
    state: Any = np.random.get_state(legacy=False)
    return state["state"]["key"].tobytes(), state["state"]["pos"], state["has_gauss"]


@contextlib.contextmanager
def _exchange(module: Any, name: str, function: Callable[..., object]) -> Iterator[None]:
    """A context in which a function of a module is another one."""
    before = getattr(module, name)
    setattr(module, name, function)
    try:
        yield
    finally:
        setattr(module, name, before)
