"""What is said of the numbers of an exhibit: what they show, and what speaks against a prediction that is not so."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograd_lab.exams.zoo.numbers import Answer
from autograd_lab.exams.zoo.symptoms import WAYS, Symptom

Row = Mapping[str, Any]  # of the page's table: an array by its name, with what came and what should have come
#: what an entry shows, by its kind; three of the kinds are ways too
SHOWS = {
    "right": "that is right",
    "sign": "on the other side of 0",
    "large": "farther from 0",
    "small": "nearer to 0",
    "odd": "no finite number",
}
NOT_SHOWN = "some that are not shown are not so"


@dataclass(frozen=True)
class Entry:
    """A number that is shown: its name, what came and what should have come, as they stand on the page."""

    name: str
    came: str
    should: str

    @property
    def sentence(self) -> str:
        """The number beside what it should be."""
        return f"{self.name} is {self.came} and should be {self.should}"

    @property
    def values(self) -> tuple[float, float]:
        """What came and what should have come, as numbers."""
        return float(self.came.replace("−", "-")), float(self.should.replace("−", "-"))

    @property
    def kind(self) -> str:
        """How it is wrong, or that it is not: a key of SHOWS."""
        came, should = self.values
        if self.came == self.should:
            return "right"
        if not math.isfinite(came):
            return "odd"
        return "sign" if came * should < 0 else "large" if abs(came) > abs(should) else "small"


def entries_of(rows: Sequence[Row]) -> list[Entry]:
    """The numbers that are shown and that count: not what stands aside, and no zero that should be one."""
    found = [entry for row in rows if "came" in row and "aside" not in row for entry in _entries_of_row(row)]
    return [entry for entry in found if any(entry.values)]


def seen_text(symptom: Symptom, came: Answer, rows: Sequence[Row]) -> str:
    """What the numbers show, in sentences; what is handed through is said to be so."""
    if came.error:
        return f"No numbers came: {came.error}."
    if came.changed:
        return f"The function has changed its input {' and '.join(came.changed)} in place."
    way = WAYS[symptom.way]
    wrong, fine = ([row["name"] for row in rows if row["differs"] == differs] for differs in (True, False))
    if not wrong:
        return f"{way}. Nothing that is shown differs."
    if not fine:
        return f"{way}. {'What is underlined' if symptom.way == 'some' else 'All that is shown'} differs."
    aside = [row["name"] for row in rows if "aside" in row and not came.measured]
    handed = (
        f" {_names_in_a_sentence(aside)} {'are inputs' if aside[1:] else 'is an input'} handed through."
        if aside
        else ""
    )
    if aside == fine:
        return f"{way}. {_names_in_a_sentence(wrong)} {'differ' if wrong[1:] else 'differs'}.{handed}"
    verbs = "differ" if wrong[1:] else "differs", "do" if fine[1:] else "does"
    return f"{way}. {_names_in_a_sentence(wrong)} {verbs[0]}, {_names_in_a_sentence(fine)} {verbs[1]} not.{handed}"


def against_ways(symptom: Symptom, came: Answer, rows: Sequence[Row]) -> dict[str, str]:
    """What speaks against each way that is not the true one: a number that is not so, or what is true of all."""
    return {way: _against(way, symptom.way, came, rows) for way in WAYS if way != symptom.way}


def against_factor(rows: Sequence[Row]) -> str:
    """What speaks against a factor: that of a number, and another one beside it, if there is any."""
    found = [(entry, entry.values) for entry in entries_of(rows) if entry.kind != "right"]
    ratios = [(entry, came / should) for entry, (came, should) in found if should]
    if not ratios:
        return ""
    one, ratio = ratios[0]
    other = next((told for told in ratios if abs(told[1] - ratio) > 0.02 * abs(ratio)), None)
    said = f"; but {other[0].sentence}, that is {_ratio(other[1])} times" if other else ""
    return f"{one.sentence}, that is {_ratio(ratio)} times as much{said}"


def _against(way: str, truth: str, came: Answer, rows: Sequence[Row]) -> str:
    if came.error:
        return f"no numbers came, but {came.error.partition(':')[0]}"
    other = next((row for row in rows if row["differs"] and row["cameShape"] != row["shape"]), None)
    if other:
        return f"{other['name']} has {_shape(other['cameShape'])} and should have {_shape(other['shape'])}"
    if truth == "shape":
        return "what came has another shape"
    if way == "shape":
        return "all shapes are as they should be"
    if truth == "else":
        changed = " and ".join(came.changed)
        return f"what came is right, but {changed} was changed in place" if changed else "their size is right"
    entries = entries_of(rows)
    wrong = [entry for entry in entries if entry.kind != "right"]
    of_all = way == "some" or (way == "mixed" and truth != "some")  # what holds of each speaks against it
    if of_all or way == "else":
        told = wrong
    elif way == "mixed":
        told = [entry for entry in entries if entry.kind == "right"]
    else:
        told = [entry for entry in (*wrong, *entries) if entry.kind != way]
    if not told:
        return NOT_SHOWN
    came_is, should_be = told[0].values
    agree = "the signs agree" if way == "sign" and came_is * should_be > 0 else ""
    shows = "that is wrong" if way in ("some", "else") else agree or SHOWS[told[0].kind]
    return f"{told[0].sentence}: {shows}{', as all are' if of_all and entries[1:] else ''}"


def _entries_of_row(row: Row) -> Iterator[Entry]:
    for i, (line, came) in enumerate(zip(row["right"], row["came"], strict=False)):
        for j, (should, got) in enumerate(zip(line, came, strict=False)):
            place = f"[{i}, {j}]" if len(row["right"]) > 1 else f"[{'0, ' * (', ' in row['shape'])}{j}]"
            if "…" not in (should, got):
                yield Entry(row["name"] + place * bool(row["shape"]), got, should)


def _names_in_a_sentence(names: Sequence[str]) -> str:
    """Names as a list in a sentence."""
    return f"{', '.join(names[:-1])} and {names[-1]}" if names[1:] else names[0]


def _ratio(ratio: float) -> str:
    return f"{ratio:.3g}".replace("-", "−")


def _shape(shape: str) -> str:
    return f"the shape {shape}" if shape else "no shape, as a single number"
