"""What of the answers is among the numbers that code in a worker can reach: whole, transposed, scaled, row by row."""

from itertools import chain

import numpy as np

from autograd_lab.exams.kinds.claims import ClaimQuestion
from autograd_lab.exams.kinds.programs import ProgramQuestion
from autograd_lab.exams.plans import decode, encode, run_plan
from autograd_lab.exams.question import fresh_copies
from tests.exams import reading

NEAR = 1e-9
LINES = 12  # rows and columns of a large array that are looked for


def answers(question, inputs):
    """The arrays that a draw asks for, with those that its judge alone may have."""
    if isinstance(question, ClaimQuestion):
        return []  # letters: see what travels
    if isinstance(question, ProgramQuestion):
        blank = {"steps": [{"status": "raised", "error": {"type": "", "message": "", "line": ""}} for _ in inputs]}
        return [seen.expected for seen in question.judge(inputs, blank).seen]
    if hasattr(inputs, "held_out"):  # train's
        return list(chain.from_iterable(inputs.held_out))
    return _arrays(question.reference(*fresh_copies(inputs)))


def handed_arrays(question, inputs):
    """The arrays that the student's function is handed."""
    if isinstance(question, ProgramQuestion):
        return [
            np.array([step[2] for step in program if step[0] == "leaf"]) for part in inputs.values() for program in part
        ]
    return _arrays([*inputs.values(), getattr(inputs, "other", ())])


def _arrays(value):
    """All arrays of real numbers in nested lists and tuples."""
    if isinstance(value, (list, tuple)):
        return [array for item in value for array in _arrays(item)]
    return [np.asarray(value, dtype=float)] if isinstance(value, (np.ndarray, float)) else []


def targets(arrays, handed=()):
    """The vectors to look for, with a name each: whole arrays, their rows and columns; not what was handed over."""
    found = []
    for number, array in enumerate(arrays):
        found.append((f"answer {number}", array.ravel()))
        if array.ndim == 2:
            found += [(f"row {i} of answer {number}", row) for i, row in enumerate(array[:LINES])]
            found += [(f"column {i} of answer {number}", column) for i, column in enumerate(array.T[:LINES])]
    sea = Sea([("given", array) for array in handed])
    return [(name, vector) for name, vector in found if _is_telling(vector) and not sea.places_of(vector)]


def _is_telling(vector):
    """Whether a vector can be told from those of other things: it is neither round nor even."""
    if len(vector) < 3:
        return bool(np.any(vector != np.round(vector, 5)))
    nonzero = np.flatnonzero(vector)
    rounded = np.array_equal(vector, np.round(vector, 3))
    return (
        len(nonzero) >= 3
        and bool(_pair(vector))
        and not rounded
        and np.ptp(np.abs(vector[nonzero])) > 1e-3 * np.max(np.abs(vector))
    )


def _pair(vector):
    """The first index, plus one, at which two nonzero and unlike entries follow each other; 0 when there is none."""
    a, b = vector[:-1], vector[1:]
    usable = (a != 0) & (b != 0) & (np.abs(np.abs(a) - np.abs(b)) > 1e-6 * np.abs(a))
    return int(np.argmax(usable)) + 1 if usable.any() else 0


class Sea:
    """All finds in a row, to be searched at once; arrays of two axes lie there by rows and by columns."""

    def __init__(self, finds):
        pieces, self._starts, self._names = [np.array([np.nan])], [0], [""]
        at = 1
        for place, array in finds:
            for flat in [array.ravel()] if array.ndim < 2 else [array.ravel(), np.moveaxis(array, 0, -1).ravel()]:
                self._starts.append(at)
                self._names.append(place)
                pieces += [flat, np.array([np.nan])]
                at += flat.size + 1
        self.numbers = np.concatenate(pieces)
        with np.errstate(all="ignore"):
            self._ratios = self.numbers[1:] / self.numbers[:-1]

    def places_of(self, vector):
        """The places of the finds that hold the vector times a constant; of fewer than three numbers, as it is."""
        with np.errstate(all="ignore"):
            if len(vector) < 3:
                at = np.flatnonzero(np.abs(np.abs(self.numbers) - abs(vector[0])) <= 1e-13 * abs(vector[0]))
                at = at[at + len(vector) <= len(self.numbers)]
                windows = np.abs(self.numbers[at[:, None] + np.arange(len(vector))])
                hits = at[np.all(np.abs(windows - np.abs(vector)) <= 1e-13 * np.abs(vector), axis=1)]
            else:
                first = _pair(vector) - 1
                ratio = vector[first + 1] / vector[first]
                at = np.flatnonzero(np.abs(self._ratios - ratio) <= NEAR * abs(ratio)) - first
                at = at[(at >= 0) & (at + len(vector) <= len(self.numbers))]
                windows = self.numbers[at[:, None] + np.arange(len(vector))]
                scaled = windows[:, [first]] / vector[first] * vector
                hits = at[
                    np.all(np.abs(windows - scaled) <= NEAR * np.max(np.abs(scaled), axis=1, keepdims=True), axis=1)
                ]
        return sorted({self._names[int(np.searchsorted(self._starts, hit, "right")) - 1] for hit in hits})


def leaks(finds, looked_for):
    """What was found of the vectors: "answer 0 (closure)", …"""
    sea = Sea(finds)
    return [f"{name} ({', '.join(places)})" for name, vector in looked_for if (places := sea.places_of(vector))]


# --- in this process, from the frames that a student's code has above it ---


class OtherSide:
    """The lender of a plan as a student's code has it in a worker: it can be asked, and not looked into."""

    is_the_other_side_of_the_pipe = True
    __slots__ = ("_lender",)

    def __init__(self, lender):
        self._lender = lender

    def __call__(self, request):
        return decode(encode(self._lender(decode(encode(request)))))


def plan_on_arrival(plan):
    """A plan as it arrives in a worker."""
    return decode(encode({key: value for key, value in plan.items() if key != "lender"}))


def finds_here(plan, subject, around=None, files=()):
    """All that the function or class `subject` finds while a plan is carried out in this process."""
    found = []

    def read(*_, **__):
        found.extend(reading.all_finds(until="run_plan", files=files))
        return 0.0

    class Scalar:
        def __init__(self, value):
            if not found:
                read()
            raise ValueError

    space = {"__name__": "cells", **(around or {})}
    reader = Scalar if subject == "Scalar" else types_function(read, space)
    space[subject] = reader
    lender = plan.get("lender")
    run_plan({**plan_on_arrival(plan), "seconds": 60.0}, space, OtherSide(lender) if lender else None)
    assert found, "the reading was cut short"
    return found


def types_function(function, space):
    """A function with the namespace `space`, as if it had been defined in a cell, that calls `function`."""
    space["_read"] = function
    exec("def _subject(*args, **kwargs):\n    return _read(*args, **kwargs)\n", space)
    return space["_subject"]
