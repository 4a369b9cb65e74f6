"""Recorded runs of training as a network view with a slider over time; two of them side by side."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograd_lab.errors import LabError
from autograd_lab.viz.network.training_run import Recording
from autograd_lab.viz.network.view import NetworkView, encode_array


class TimeView(NetworkView):
    """A network view that also moves in time; Recording.view() and compare() make one."""

    def __init__(self, runs: Sequence[Recording], moment: int | None = None, **options: Any) -> None:
        self.runs = list(runs)
        last = max(run.taken for run in self.runs)
        if moment is not None and not (isinstance(moment, int) and 0 <= moment <= last):
            raise LabError(f"view(moment={moment!r:.40}): the recorded steps are 0 to {last:,}")
        first = self.runs[0]
        shown = {"row": "batch", "start": "end", **options}
        super().__init__(first.at(0), first.X, first.y, loss=first.loss, **shown)
        told = {"moment": moment, "rate": first.learning_rate}
        self._options = {**self._options, **{name: number for name, number in told.items() if number is not None}}

    def _notices(self) -> list[str]:
        return [*super()._notices(), *(text for run in self.runs for text in run.notices)]

    def _data(self) -> dict[str, Any]:
        return {**super()._data(), "runs": [_run_json(run) for run in self.runs]}


def travel(runs: Sequence[Recording], options: Mapping[str, Any]) -> TimeView:
    """A view of one run or two; raises LabError when two runs do not fit together."""
    if len(runs) == 2:
        one, other = runs
        if not isinstance(other, Recording):
            raise LabError(f"compare: give another recorded run, as train() returns it, got {other!r:.60}")
        if one.network.widths != other.network.widths:
            raise LabError(
                f"compare: the networks have the widths {one.network.widths} and {other.network.widths}.\n"
                "  Train two networks of the same widths; activation, loss, rate and start may differ."
            )
        if one.X.shape != other.X.shape or not (np.array_equal(one.X, other.X) and np.array_equal(one.y, other.y)):
            raise LabError("compare: the two runs were trained on different data; train both on the same X and y")
    shape = "-".join(map(str, runs[0].network.widths))
    title = f"Training {shape}: {' and '.join(run.label for run in runs)}"
    return TimeView(runs, **{"title": title, **options})


def _run_json(run: Recording) -> dict[str, Any]:
    """A run as JSON-able data; weights are base64 of little-endian float32."""
    return {
        "label": run.label,
        "steps": run.steps,
        "acts": ["", *run.network.activations],
        "loss": run.loss,
        "biased": [True, *run.network.biased],
        "leaves": base64.b64encode(np.ascontiguousarray(run.leaves, "<f4").tobytes()).decode(),
        "losses": encode_array(run.losses),
        "norms": encode_array(run.norms),
        "diverged": run.diverged,
    }
