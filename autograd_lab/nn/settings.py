"""What decides, beside the numbers, which graph a module builds: its settings and its parts.

A recorded graph (`autograd_lab.replay`) keeps these as they were. For modules of this package they can be listed; one
that somebody else has written may decide in Python by anything.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograd_lab.nn.module import Module
from autograd_lab.tensor.recorded_step import RecordedStep

_PLAIN = (bool, int, float, str)


def is_ours(model: object) -> bool:
    """Whether a model is made of this package's modules alone, so that its settings say all."""
    return isinstance(model, Module) and all(
        type(module).__module__.startswith("autograd_lab.nn.") and "forward" not in vars(module)
        for _, module in model.named_modules()
    )


class Settings:
    """The attributes of all parts of a model as they are now: equal to others when nothing was changed or exchanged.

    >>> from autograd_lab import nn
    >>> from autograd_lab.nn.settings import Settings
    >>> net = nn.Sequential(nn.Dropout(0.5))
    >>> before = Settings(net)
    >>> before == Settings(net)
    True
    >>> net[0].p = 0.2
    >>> before == Settings(net)
    False
    """

    def __init__(self, model: object) -> None:
        parts = model.named_modules() if isinstance(model, Module) else ()
        self._found = [(name, key, value) for name, part in parts for key, value in vars(part).items()]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Settings) or len(self._found) != len(other._found):
            return False
        return all(
            (name, key) == (name2, key2) and (a is b or (isinstance(a, _PLAIN) and isinstance(b, _PLAIN) and a == b))
            for (name, key, a), (name2, key2, b) in zip(self._found, other._found, strict=True)
        )

    __hash__ = None  # type: ignore[assignment]  # what is compared may change


def recorded_anew_with_settings(model: object, function: Callable[..., Any]) -> Callable[[], RecordedStep]:
    """What returns a recorded step of a function that uses a model: another one where a setting was changed.

    A step leaves out the backward pass where the loss is not finite.
    """
    settings: Settings | None = None
    step = RecordedStep(function, only_finite=True)

    def current() -> RecordedStep:
        nonlocal settings, step
        now = Settings(model)
        if now != settings:
            settings, step = now, RecordedStep(function, only_finite=True)
        return step

    return current
