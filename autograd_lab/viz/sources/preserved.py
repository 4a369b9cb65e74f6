"""The state of a module, kept while it is called to be shown: a call in training mode changes more than its output.

Batch normalisation counts the batch into its running statistics, and dropout draws random numbers. Neither would have
happened without show(), so both are put back.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import numpy as np

from autograd_lab.viz.sources.names import is_a


def state_preserved(module: Any) -> AbstractContextManager[None]:
    """Restore the module's buffers and random generators after the block.

    Of a torch module: its buffers, and torch's generator on the CPU. What else a forward changes is not known here.
    """
    if is_a(module, "autograd_lab.nn", "Module"):
        return _tensors(module)
    if is_a(module, "torch.nn", "Module"):
        return _torch(module)
    return nullcontext()  # a network of Values has parameters only


@contextmanager
def _tensors(module: Any) -> Iterator[None]:
    parts = [(part, key, value) for _, part in module.named_modules() for key, value in vars(part).items()]
    arrays = [
        (part, key, array, np.array(array)) for part, key, array in parts if key in part.buffers and array is not None
    ]
    drawn = [(rng, rng.bit_generator.state) for _, _, rng in parts if isinstance(rng, np.random.Generator)]
    try:
        yield
    finally:
        for part, key, array, before in arrays:
            array[...] = before
            setattr(part, key, array)
        for rng, state in drawn:
            rng.bit_generator.state = state


@contextmanager
def _torch(module: Any) -> Iterator[None]:
    import torch

    before = [(buffer, buffer.detach().clone()) for buffer in module.buffers()]
    try:
        with torch.random.fork_rng(devices=[]):
            yield
    finally:
        for buffer, numbers in before:
            buffer.data.copy_(numbers)  # through .data: a graph that still needs the buffer must not find it changed
