"""What decides, beside the numbers, which graph a module builds: its settings and its parts.

A recorded graph (`autograd_lab.replay`) keeps these as they were. For modules of this package they can be listed; one
that somebody else has written may decide in Python by anything.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograd_lab.nn.module import Module
from autograd_lab.tensor.recorded_step import RecordedStep

_PLAIN = (bool, int, float, str, tuple, type(None))


def is_ours(model: object) -> bool:
    """Whether a model is made of this package's modules alone, so that its settings say all."""
    return isinstance(model, Module) and all(
        type(module).__module__.startswith("autograd_lab.nn.") and "forward" not in vars(module)
        for _, module in model.named_modules()
    )


def settings_of(model: Module) -> list[tuple[str, str, Any]]:
    """(name of the part, attribute, value), the value of what is no plain setting being its identity.

    >>> from autograd_lab import nn
    >>> from autograd_lab.nn.settings import settings_of
    >>> net = nn.Sequential(nn.Dropout(0.5))
    >>> before = settings_of(net)
    >>> net[0].p = 0.2
    >>> settings_of(net) == before
    False
    """
    return [
        (name, key, value if isinstance(value, _PLAIN) else id(value))
        for name, module in model.named_modules()
        for key, value in vars(module).items()
    ]


def recorded_anew_with_settings(model: object, function: Callable[..., Any]) -> Callable[[], Callable[..., float]]:
    """What returns a recorded step of a function that uses a model: another one where a setting was changed.

    A step leaves out the backward pass where the loss is not finite.
    """
    settings: object = None
    step = RecordedStep(function, only_finite=True)

    def current() -> Callable[..., float]:
        nonlocal settings, step
        now = settings_of(model) if isinstance(model, Module) else ()
        if now != settings:
            settings, step = now, RecordedStep(function, only_finite=True)
        return step

    return current
