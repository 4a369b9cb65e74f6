"""The edits of a formula: every ingredient in every way, in all layers and in some of them."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from autograd_lab.mistakes.search.changes import Simple, changes_of
from autograd_lab.mistakes.search.formula import Change, Constant, Edit, Take
from autograd_lab.mistakes.search.operations import Operation

#: what often comes in twos, beside a factor on top
OFTEN = {"found-one", "found-zero", "found-absolute", "found-inverse", "found-operation", "found-exchanged"}
OFTEN_WORDS = {"sorted", "in reverse order", "the square of", "the root of", "transposed", "x(1 − x)", "1 − x"}
COUNTS = ("N", "n")  # nothing comes into a count by mistake
#: what another ingredient may do to one before it is used
MIXED: tuple[tuple[str, Callable[[Any, Any], Any]], ...] = (
    ("multiplied by", np.multiply),
    ("divided by", np.divide),
    ("raised by", np.add),
    ("reduced by", np.subtract),
)
RESIDUAL = "the residual of the output"
#: how a number is made of an array that stands in its place
ONE_OF_MANY: tuple[tuple[str, Simple], ...] = (
    ("the mean of", np.mean),
    ("the sum of", np.sum),
    ("the first entry of", lambda x: x.flat[0]),
    ("the last entry of", lambda x: x.flat[-1]),
    ("the length of", np.linalg.norm),
)
#: not tried in every layer of a network with many names
SELDOM = {"found-rounded", "found-through", "found-moved"}
MANY_NAMES = 14
FIRST = 5  # alternatives of an operation that are tried in pairs

SCOPES = (
    ("", lambda layer, last: True),
    ("in the hidden layers", lambda layer, last: layer < last),
    ("in the last layer", lambda layer, last: layer == last),
    ("in the first layer", lambda layer, last: layer == 0),
)


def edits_of(take: Take) -> Iterator[Edit]:
    """Every edit of every ingredient, in all layers and in some of them."""
    places: dict[str, list[int]] = {}
    for name, layer in take.seen:
        places.setdefault(name, []).append(layer)
    for name, layers in places.items():
        value = take.seen[name, layers[0]]
        changes = _of_operation(value) if isinstance(value, Operation) else _of_value(name, value, take)
        for kind, other, change in changes:
            often = kind in OFTEN or other in OFTEN_WORDS
            if len(layers) > 1 and len(places) > MANY_NAMES and kind in SELDOM and other not in OFTEN_WORDS:
                continue
            for within, where in SCOPES if len(layers) > 1 and often else SCOPES[:1]:
                yield Edit(kind, name, change, other, where, within)
        scopes = SCOPES if len(layers) > 1 else SCOPES[:1]
        if len(layers) > 1:
            for step, other in ((1, "above"), (-1, "below")):
                if (name, other) == ("what comes from above", "above") and (RESIDUAL, 0) in take.right:
                    continue  # where the layer above is the last one, it is the residual that comes: said plainly
                for within, where in scopes:
                    yield Edit("found-layer", name, _neighbour(name, step), other, where, within)


def _of_operation(value: Operation) -> Iterator[tuple[str, str, Change]]:
    for number, (words, _) in enumerate(value.instead):
        yield "found-operation", words, _alternative(number)


def _of_value(name: str, value: Any, take: Take) -> Iterator[tuple[str, str, Change]]:
    for kind, words, change in changes_of(value):
        yield kind, words, _simple(change)
    for other in dict.fromkeys(place[0] for place in take.right):
        partner = next(v for place, v in take.right.items() if place[0] == other)
        if isinstance(value, Constant) or isinstance(partner, (Constant, Operation)):
            continue
        if other != name and np.ndim(partner) == np.ndim(value):
            yield "found-exchanged", other, _exchange(other)
            if not take.last and name not in COUNTS:
                for words, mix in MIXED:
                    yield "found-mixed", f"{words} {other}", _mixture(other, mix)
        elif not np.ndim(value) and np.ndim(partner) and name not in COUNTS and _are_plain(name, other):
            for words, shrink in ONE_OF_MANY:
                yield "found-exchanged", f"{words} {other}", _shrunk(other, shrink)


def _are_plain(*names: str) -> bool:
    """Whether these are names of the signature, and no parts of the formula."""
    return all(name.isidentifier() for name in names)


def _simple(change: Simple) -> Change:
    return lambda value, take, layer: change(np.asarray(value, dtype=float))


def _alternative(number: int) -> Change:
    return lambda value, take, layer: value.instead[number][1]


def _exchange(other: str) -> Change:
    return lambda value, take, layer: take.right[other, layer]


def _shrunk(other: str, shrink: Simple) -> Change:
    return lambda value, take, layer: shrink(take.right[other, layer])


def _mixture(other: str, mix: Callable[[Any, Any], Any]) -> Change:
    return lambda value, take, layer: mix(value, take.right[other, layer])


def _neighbour(name: str, step: int) -> Change:
    def neighbour_or_value(value: Any, take: Take, layer: int) -> Any:
        return take.right.get((name, layer + step), value)

    return neighbour_or_value


def often_in_twos(edits: Sequence[Edit]) -> Iterator[Edit]:
    """The edits that are tried two at a time."""
    count: dict[str, int] = {}
    for edit in edits:
        if edit.within:
            continue
        if edit.kind == "found-operation":
            count[edit.name] = count.get(edit.name, 0) + 1
            if count[edit.name] > FIRST:
                continue
        if edit.kind in OFTEN or edit.other in OFTEN_WORDS:
            yield edit
