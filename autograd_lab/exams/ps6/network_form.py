"""The form of the network that `train` hands back: two lists of arrays, which `forward` can run."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from autograd_lab.exams.judging import Problem, value_in_words
from autograd_lab.exams.kinds.networks import Arrays
from autograd_lab.exams.question import Question

Network = tuple[Arrays, Arrays]

MOST = 20_000  # numbers in a network: a larger one would cost the judge's memory


def network_or_problem(question: Question, lists: Sequence[Mapping[str, Any]]) -> Network | Problem:
    """The network that came back, if `forward` can run it; else the problem of its form."""
    found: list[Arrays] = []
    for name, value in zip(("Ws", "bs"), lists, strict=True):
        if value["kind"] not in ("list", "tuple"):
            return Problem("list", f"{name} is {value_in_words(value)}; it should be a list, one array for each layer.")
        if not value["items"]:
            return Problem("count", f"{name} is an empty list; it should hold one array for each layer.")
        for index, item in enumerate(value["items"]):
            if "array" not in item:
                return Problem("type", f"{name}[{index}] is {value_in_words(item)}; it should be an array.")
        found.append([np.asarray(item["array"], dtype=float) for item in value["items"]])
    Ws, bs = found
    if (count := sum(array.size for array in (*Ws, *bs))) > MOST:
        return Problem(
            "too-large",
            f"{question.name} returned a network of {count:,} numbers; {MOST:,} are the most that are judged.",
        )
    if not all(np.isfinite(array).all() for array in (*Ws, *bs)):
        return Problem("diverged", f"{question.name} returned weights that are NaN or infinite: it has diverged.")
    return _misfit(question, Ws, bs) or (Ws, bs)


def _fits(Ws: Arrays, bs: Arrays) -> bool:
    """Whether the shapes are those of a network with two inputs and one output."""
    if len(Ws) != len(bs) or any(W.ndim != 2 for W in Ws):
        return False
    chain = all(W.shape[1] == after.shape[0] for W, after in pairwise(Ws))
    ends = Ws[0].shape[0] == 2 and Ws[-1].shape[1] == 1
    return chain and ends and all(b.shape in ((W.shape[1],), (1, W.shape[1])) for W, b in zip(Ws, bs, strict=True))


def _misfit(question: Question, Ws: Arrays, bs: Arrays) -> Problem | None:
    """The problem of a network that `forward` cannot run, or None."""
    if _fits(Ws, bs):
        return None
    text = (
        f"{question.name} returned Ws of shapes {_shapes(Ws)} and bs of shapes {_shapes(bs)}; with two inputs and one "
        "output they are (2, h), …, (k, 1) and (h,), …, (1,)."
    )
    if len(Ws) == len(bs) and _fits(Ws[::-1], bs[::-1]):
        return Problem("reversed", f"{text} They run from the output to the input.")
    if _fits(bs, Ws):
        return Problem("exchanged", f"{text} Weights and biases have changed places: return Ws, bs")
    if all(W.ndim == 2 for W in Ws) and _fits([W.T for W in Ws], [b.ravel() for b in bs]):
        return Problem("weights-transposed", f"{text} Each array of Ws is transposed.")
    return Problem("shape", text)


def _shapes(arrays: Arrays) -> str:
    return ", ".join(str(array.shape) for array in arrays)
