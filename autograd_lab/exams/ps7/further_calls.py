"""What further calls of a dropout show: where its randomness comes from, whether it counts, what it does with p = 0."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograd_lab.mistakes import Array


def out_and_mask(step: Mapping[str, Any]) -> tuple[Array, Array] | None:
    """out and mask of a further call, or None if it gave none."""
    value = step["value"]
    if value is None or value["kind"] not in ("tuple", "list") or value["length"] != 2:
        return None
    out, mask = value["items"]
    return (np.asarray(out["array"]), np.asarray(mask["array"])) if "array" in out and "array" in mask else None


def calls_ignore_rng(steps: Sequence[Mapping[str, Any]]) -> bool:
    """Whether masks differ for one seed or agree for two."""
    pairs = [out_and_mask(step) for step in steps]
    masks = [pair[1] for pair in pairs if pair is not None]
    return len(masks) == 3 and (not np.array_equal(masks[0], masks[1]) or np.array_equal(masks[0], masks[2]))


def same_number_of_zeros(steps: Sequence[Mapping[str, Any]]) -> bool:
    """Whether masks of different seeds have as many zeros each."""
    pairs = [out_and_mask(step) for step in steps]
    counts = {int(np.sum(pair[1] == 0)) for pair in pairs if pair is not None}
    return len(counts) == 1 and None not in pairs


def trouble_at_zero(step: Mapping[str, Any], x: Array) -> str:
    """The fault of the call with p = 0 in a sentence; an empty text when there is none."""
    pair = out_and_mask(step)
    if step["status"] == "raised":
        return f"With p = 0 it raised {step['error']['type']}; nothing should be dropped then."
    if pair is None or not (np.array_equal(pair[0], x) and (pair[1] == 1).all()):
        return "With p = 0 nothing should be dropped: out equal to x, and a mask of ones."
    return ""
