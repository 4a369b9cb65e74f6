"""What is seen of a mistake before its name is known: which way the numbers are wrong, and by what factor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from autograd_lab.exams.zoo.measuring import ALIKE, BY_CHANCE
from autograd_lab.exams.zoo.numbers import Answer, Scene, names_that_differ, number_text
from autograd_lab.mistakes import Array

#: what a visitor may predict, in the order of the choices
WAYS = {
    "large": "Too large: farther from 0, on the right side of it",
    "small": "Too small: nearer to 0, on the right side of it",
    "sign": "The other sign",
    "some": "Some are right, others are wrong",
    "mixed": "All are wrong, in no common way",
    "shape": "Another shape somewhere, or an error instead of numbers",
    "else": "The right numbers, and yet there is a fault",
}
#: what tells the size of random numbers; of these the first that is wrong is asked for
MEASURED = ("standard deviation of W", "largest entry of the mask", "share of zeros in the mask")
NO_FACTOR = "by no single factor"
CLOSE = 1e-5


@dataclass(frozen=True)
class Symptom:
    """What is wrong with numbers.

    way     a key of WAYS
    factor  what all numbers are multiplied by; None for no single one
    name    how the factor is made of the sizes of the draw, e.g. "N"
    alone   whether a single number tells it: that is always some multiple of the right one
    of      the names of the numbers that it is read from
    """

    way: str
    factor: float | None = None
    name: str = ""
    alone: bool = False
    of: tuple[str, ...] = ()

    @property
    def factor_text(self) -> str:
        """The factor in figures, with what it is made of; NO_FACTOR where there is none."""
        if self.factor is None:
            return NO_FACTOR
        number = number_text(self.factor)
        return f"{self.name} = {number}" if self.name and self.name != number else number

    @property
    def asks_for_factor(self) -> bool:
        """Whether a factor may be asked for: all numbers are wrong in the same direction, and there are some."""
        return self.way in ("large", "small", "sign") and not (self.alone and self.factor is None)


@np.errstate(all="ignore")  # a wrong answer may hold anything
def symptom_of(shown: Scene, came: Answer, right: Answer, others: Sequence[tuple[Scene, Answer, Answer]]) -> Symptom:
    """The symptom on the numbers that are shown; a factor has to be found in the `others`, further draws, too."""
    if came.error:
        return Symptom("shape")
    wrong = names_that_differ(came, right)
    if not wrong:
        return Symptom("else", of=() if right.measured else tuple(right.numbers))
    of = list(right.numbers)
    if right.measured:
        shapes = any(name.startswith("shape") for name in wrong)
        wrong = of = [name for name in MEASURED if name in wrong and not _by_chance(name, others)][:1]
        way = "shape" if shapes else _way([came.numbers[wrong[0]]], [right.numbers[wrong[0]]]) if wrong else "else"
    elif any(_shape(came, name) != right.numbers[name].shape for name in wrong):
        way = "shape"
    else:
        of = [name for name in of if name in wrong or not _handed_through(name, shown, right, others)]
        way = _way([came.numbers[name] for name in of], [right.numbers[name] for name in of])
    alone = right.measured or sum(np.size(right.numbers[name]) for name in wrong) == 1
    found = Symptom(way, of=tuple(of))
    if not found.asks_for_factor:
        return found
    return replace(_with_factor(found, shown, _factor(came, right, wrong), others), alone=alone)


def _by_chance(name: str, others: Sequence[tuple[Scene, Answer, Answer]]) -> bool:
    """Whether what chance changes too is right in most of the other draws."""
    return name in BY_CHANCE and 2 * sum(name in names_that_differ(came, right) for _, came, right in others) < len(
        others
    )


def _handed_through(name: str, shown: Scene, right: Answer, others: Sequence[tuple[Scene, Answer, Answer]]) -> bool:
    """Whether an output is an input in each draw: that it is right says nothing."""
    return all(
        any(np.array_equal(answer.numbers.get(name, ()), given) for given in scene.arrays())
        for scene, answer in ((shown, right), *((scene, answer) for scene, _, answer in others))
    )


def _way(came: Sequence[Array], right: Sequence[Array]) -> str:
    """Which way numbers of the right shape are wrong. What should be 0 and is 0 counts for nothing."""
    got, expected = (np.concatenate([np.ravel(np.asarray(x, dtype=float)) for x in many]) for many in (came, right))
    size = np.max(np.abs(expected), initial=0.0)
    same = np.abs(got - expected) <= CLOSE * size
    counted = ~(same & (np.abs(expected) <= CLOSE * size))
    if same[counted].any():
        return "some"
    a, b = got[counted], expected[counted]
    if np.all(a * b < 0):
        return "sign"
    if np.all(a * b >= 0):
        if np.all(np.abs(a) > np.abs(b)):
            return "large"
        if np.all(np.abs(a) < np.abs(b)):
            return "small"
    return "mixed"


def _with_factor(
    symptom: Symptom, shown: Scene, factor: float | None, others: Sequence[tuple[Scene, Answer, Answer]]
) -> Symptom:
    """The symptom with its factor, where there is one in each draw and it is made of the same sizes."""
    if factor is None:
        return symptom
    found = []
    for scene, came, right in others:
        wrong = names_that_differ(came, right)
        if wrong:
            found.append((scene, _factor(came, right, [name for name in wrong if name in MEASURED][:1] or wrong)))
    close = ALIKE if any(right.measured for _, _, right in others) else CLOSE
    if others and not found:  # a single number of one draw has some factor always
        return symptom
    if all(value is not None and np.isclose(value, factor, close, 1e-12) for _, value in found):
        return replace(symptom, factor=factor)
    for name, value in named_factors(shown.sizes()).items():
        named = np.isclose(value, factor, close, 0)
        if named and all(x is not None and _is_named(name, s, x, close) for s, x in found):
            return replace(symptom, factor=factor, name=name)
    return symptom


def named_factors(sizes: Mapping[str, float]) -> dict[str, float]:
    """Factors that mistakes are made of, by their names, for these sizes; the simple ones first.

    >>> named_factors({"N": 4.0})["1/N"]
    0.25
    """
    found = {"2": 2.0, "1/2": 0.5, "−1": -1.0, "0": 0.0, "4": 4.0, "1/4": 0.25}
    usable = {name: size for name, size in sizes.items() if size > 0}
    for name, size in usable.items():
        found |= {name: size, f"1/{name}": 1 / size, f"{name}/2": size / 2, f"2/{name}": 2 / size}
        if size < 1:
            found |= {f"1 − {name}": 1 - size, f"1/(1 − {name})": 1 / (1 - size)}
    for name, size in usable.items():
        for other, second in usable.items():
            if name != other:
                found[f"{name}/{other}"] = size / second
    return found


def factor_choices(symptom: Symptom, sizes: Mapping[str, float]) -> list[str]:
    """Three factors to choose from and none at all, the right answer among them; nothing where nothing is asked."""
    if not symptom.asks_for_factor:
        return []
    taken = [] if symptom.factor is None else [symptom.factor]
    found = {} if symptom.factor is None else {symptom.factor_text: symptom.factor}
    candidates = {**named_factors(sizes), "1/3": 1 / 3, "3": 3.0, "−2": -2.0, "−1/2": -0.5}
    for name, value in candidates.items():
        way = "sign" if value < 0 else "large" if value > 1 else "small"
        if way == symptom.way and all(not np.isclose(value, other, 1e-3, 1e-9) for other in taken):
            figure = number_text(value)
            found[f"{name} = {figure}" if any(map(str.isalpha, name)) else figure] = value
            taken.append(value)
        if len(found) == 3:
            break
    return [*sorted(found, key=lambda text: found[text]), NO_FACTOR]


def _factor(came: Answer, right: Answer, wrong: Sequence[str]) -> float | None:
    """The one factor between the numbers that differ; None where there is none."""
    pairs = [(came.numbers.get(name), right.numbers[name]) for name in wrong]
    if not pairs or any(_shape(came, name) != right.numbers[name].shape for name in wrong):
        return None
    got = np.concatenate([np.ravel(np.asarray(a, dtype=float)) for a, _ in pairs])
    expected = np.concatenate([np.ravel(np.asarray(b, dtype=float)) for _, b in pairs])
    size = float(expected @ expected)
    if not size or not np.isfinite(got).all():
        return None
    factor = float(got @ expected) / size
    close = ALIKE if came.measured else CLOSE
    fits = np.max(np.abs(got - factor * expected)) <= close * max(np.max(np.abs(got)), 1e-300)
    return factor if fits or not got.any() else None


def _shape(answer: Answer, name: str) -> tuple[int, ...] | None:
    return answer.numbers[name].shape if name in answer.numbers else None


def _is_named(name: str, scene: Scene, value: float, close: float) -> bool:
    known = named_factors(scene.sizes())
    return name in known and bool(np.isclose(known[name], value, close, 1e-12))
