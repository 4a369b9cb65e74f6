"""Initialisers in problem set 7: a random matrix is judged by properties that hold of every sample.

All tests are exact bounds, with α = 1e-9 for each: the mean (Gaussian tail), the variance (Laurent and Massart, 2000,
for χ²), the shape of the distribution (Dvoretzky, Kiefer and Wolfowitz, with Massart's constant, 1990), and the sums of
rows and of columns (χ² again), which entries that depend on each other spoil. Six tests on each of six draws: a right
initialiser is refused with a probability of less than 1e-7.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log, sqrt
from statistics import NormalDist
from typing import Any

import numpy as np

from autograd_lab.exams.judging import Case, Problem, Seen, compare_array, judge_call
from autograd_lab.exams.question import Inputs, Part, Question, Would
from autograd_lab.mistakes import Array

ALPHA = 1e-9  # false alarms of one test
_T = log(2 / ALPHA)
_GRID = np.linspace(-3.0, 3.0, 61)
_NORMAL = np.array([NormalDist().cdf(z) for z in _GRID])
SMALL = (5, 7)  # the shape of the matrices that only say where the randomness comes from

NORMAL, OTHER, ALIKE = 0.0, 1.0, 2.0  # kinds of samples


@dataclass(frozen=True)
class Sample:
    """The properties of a matrix: mean and standard deviation of its entries, their kind, and whether rng was used."""

    mean: float
    std: float
    kind: float = NORMAL
    foreign: bool = False  # the randomness does not come from rng
    turned: bool = False  # (n_out, n_in)

    def vector(self, right: float) -> Array:
        """The properties as numbers to be compared, in units of the right standard deviation."""
        return np.array([self.mean / right, self.std / right, self.kind, self.foreign, self.turned])


def observed_sample(W: Array) -> Sample:
    """The properties of one matrix."""
    mean, std = float(W.mean()), float(W.std())
    if std <= 1e-12 * abs(mean) or std == 0.0:
        return Sample(mean, 0.0, ALIKE)
    z = (W - mean) / std
    if _rows_repeat(z) or not (_sums_fit(z, 0) and _sums_fit(z, 1)):
        return Sample(mean, std, ALIKE)
    return Sample(mean, std, NORMAL if _looks_normal(z) else OTHER)


def fits(W: Array, std: float) -> bool:
    """Whether a matrix passes every test for independent normal entries of mean 0 and this standard deviation."""
    z, n = W / std, W.size
    square = float((z**2).sum())
    spread = n - 2 * sqrt(n * _T) <= square <= n + 2 * sqrt(n * _T) + 2 * _T
    centred = abs(float(z.mean())) <= sqrt(2 * _T / n)
    return spread and centred and _looks_normal(z) and _sums_fit(z, 0) and _sums_fit(z, 1) and not _rows_repeat(z)


def _looks_normal(z: Array) -> bool:
    cell = np.clip(np.floor((z - _GRID[0]) * 10), -1, len(_GRID) - 1).astype(int) + 1  # the grid is in tenths
    below = np.bincount(cell.ravel(), minlength=len(_GRID) + 1).cumsum()[: len(_GRID)] / z.size
    return bool(np.max(np.abs(below - _NORMAL)) <= sqrt(_T / (2 * z.size)))


def _sums_fit(z: Array, axis: int) -> bool:
    """Whether the sums along an axis vary no more than sums of independent entries."""
    sums = z.sum(axis=axis) / sqrt(z.shape[axis])
    return bool((sums**2).sum() <= len(sums) + 2 * sqrt(len(sums) * _T) + 2 * _T)


def _rows_repeat(z: Array) -> bool:
    """Whether most rows, or most columns, are the same."""
    return any(np.mean((lines == lines[0]).all(axis=1)) > 0.5 for lines in (z, z.T))


@dataclass(frozen=True)
class InitQuestion(Question):
    """A question for a random matrix (n_in, n_out); `variance` is that of its entries.

    `edits` lists for each mistake the mean and the standard deviation that it gives, or a kind of sample. Both are
    called with n_in, n_out and whatever else is drawn before the generator. `resolution` is how near to that of a
    mistake a standard deviation has to be for the mistake to be named; of the samples that make it, 1e-9 are further
    off than 0.026.
    """

    variance: Callable[..., float] = lambda n_in, n_out: 1.0
    edits: Callable[..., Sequence[tuple[str, Sample]]] = lambda n_in, n_out: ()
    resolution: float = 0.05

    def plan(self, inputs: Inputs) -> dict[str, Any]:
        """Four calls: the matrix, and three small ones, with the same seed twice and another."""
        seed = inputs["rng"]["seed"]
        asked = [(inputs["n_in"], inputs["n_out"], seed), *((*SMALL, s) for s in (seed, seed, seed + 1))]
        more = _sizes(inputs)[2:]
        calls = [{"do": "call", "function": self.name, "args": [n, m, *more, {"seed": s}]} for n, m, s in asked]
        return {"seconds": self.seconds, "steps": calls}

    def judge(self, inputs: Inputs, outcome: Mapping[str, Any]) -> Case:
        """The case; the properties of the matrix are kept in its inputs, for `suspects`."""
        n_in, n_out, right = inputs["n_in"], inputs["n_out"], self._std(inputs)
        expected = Sample(0.0, right).vector(right)
        if outcome.get("lost"):
            return judge_call(self, inputs, outcome, (expected,))
        foreign = _ignores_rng(outcome["steps"][1:])
        samples: list[Sample] = []

        def compare(part: Part, value: Mapping[str, Any], _: Array) -> Seen:
            form = compare_array(part, value, np.zeros((n_in, n_out)))
            got = form.got if isinstance(form.got, np.ndarray) else None
            turned = got is not None and got.shape == (n_out, n_in)
            if got is None or (form.problem and not turned) or not np.isfinite(got).all():
                return replace(form, got=None, expected=expected)
            if not foreign and not turned and fits(got, right):
                return Seen(True, expected, expected)
            samples.append(replace(observed_sample(got.T if turned else got), foreign=foreign, turned=turned))
            return self._told(form.problem, samples[0], inputs, expected)

        case = judge_call(self, inputs, {"steps": outcome["steps"][:1]}, (expected,), compare)
        return replace(case, inputs={**inputs, "sample": samples[0] if samples else None})

    def suspects(self, inputs: Inputs, failing: Sequence[int]) -> Sequence[tuple[str, Would]]:
        """Each edit with its prediction, which is the sample itself where the two agree as far as a sample can tell."""
        right = self._std(inputs)
        seen, entries = inputs["sample"] or Sample(0.0, right), inputs["n_in"] * inputs["n_out"]  # none: it passed
        found = [(m, edit, _agree(seen, edit, entries, self.resolution)) for m, edit in self.edits(*_sizes(inputs))]
        return [(mistake, ((seen if agrees else edit).vector(right),)) for mistake, edit, agrees in found]

    def _std(self, inputs: Inputs) -> float:
        return sqrt(self.variance(*_sizes(inputs)))

    def _told(self, problem: Problem | None, sample: Sample, inputs: Inputs, expected: Array) -> Seen:
        right = self._std(inputs)
        size = f"{inputs['n_in']} × {inputs['n_out']} entries"
        note = (
            f"{size}: mean {sample.mean:.4g} and standard deviation {sample.std:.4g}; they should be 0 and {right:.4g}."
        )
        if sample.foreign:
            note = "Generators of the same seed should give the same matrix, and another seed another."
        facts = {
            "got": f"{sample.std:.4g}",
            "expected": f"{right:.4g}",
            "ratio": f"{sample.std / right:.4g}",
            "n_in": str(inputs["n_in"]),
            "n_out": str(inputs["n_out"]),
            "mean": f"{sample.mean:.4g}",
        }
        facts |= {"got_shape": f"({inputs['n_out']}, {inputs['n_in']})"} if sample.turned else {}
        return Seen(False, sample.vector(right), expected, problem, note, facts)


def _sizes(inputs: Inputs) -> list[Any]:
    """What is drawn before the generator: the two widths, and a slope where one is asked for."""
    names = list(inputs)
    return [inputs[name] for name in names[: names.index("rng")]]


def _agree(seen: Sample, edit: Sample, entries: int, resolution: float) -> bool:
    """Whether a sample of this size may come from an edit; its standard deviation is known to the resolution."""
    if (seen.kind, seen.foreign, seen.turned) != (edit.kind, edit.foreign, edit.turned):
        return False
    if edit.kind != NORMAL or edit.foreign:
        return True
    near = sqrt(2 * _T / entries)
    return abs(seen.std - edit.std) <= resolution * edit.std and abs(seen.mean - edit.mean) <= near * edit.std


def _ignores_rng(steps: Sequence[Mapping[str, Any]]) -> bool:
    """Whether small matrices differ for one seed, or agree for two."""
    values = [step["value"] for step in steps]
    if any(value is None or value["kind"] != "array" for value in values):
        return False
    first, again, other = (np.asarray(value["array"]) for value in values)
    random = first.size > 1 and np.ptp(first) > 0
    return not np.array_equal(first, again) or (random and np.array_equal(first, other))


def draw(rng: np.random.Generator) -> Inputs:
    """Wide layers of unlike widths, now and then one with a handful of inputs."""
    if rng.random() < 0.2:
        n_in, n_out = int(rng.integers(4, 7)), int(rng.integers(7000, 9000))
    else:
        narrow, wide = int(rng.integers(95, 130)), int(rng.integers(360, 460))
        n_in, n_out = (narrow, wide) if rng.random() < 0.5 else (wide, narrow)
    return {"n_in": n_in, "n_out": n_out, "rng": {"seed": int(rng.integers(2**31))}}


def common_edits(right: float) -> list[tuple[str, Sample]]:
    """The mistakes that any initialiser may make, each with its sample; `right` is the variance."""
    std = sqrt(right)
    return [
        ("transpose", Sample(0.0, std, turned=True)),
        *(("init-fixed", Sample(0.0, s)) for s in (0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, sqrt(2))),
        ("not-normal", Sample(0.0, std, OTHER)),
        ("weights-alike", Sample(0.0, std, ALIKE)),
        ("init-unscaled", Sample(0.0, 1.0)),
        ("loc-for-scale", Sample(std, 1.0)),
        ("std-for-variance", Sample(0.0, right)),
        ("init-divided", Sample(0.0, 1 / std)),
        ("rng-ignored", Sample(0.0, std, foreign=True)),
        ("init-two-missing", Sample(0.0, sqrt(right / 2))),
        ("init-two-doubled", Sample(0.0, sqrt(right * 2))),
        ("root-of-two-alone", Sample(0.0, right / sqrt(2))),
        ("init-root-twice", Sample(0.0, sqrt(std))),
    ]


def draw_leaky(rng: np.random.Generator) -> Inputs:
    """Widths, and a slope large enough for its place in the formula to show."""
    inputs = draw(rng)
    return {"n_in": inputs["n_in"], "n_out": inputs["n_out"], "slope": _slope(rng), "rng": inputs["rng"]}


def _slope(rng: np.random.Generator) -> float:
    """Small or large: (1 + slope)² and 2 (1 + slope²) are far apart at the one end, 1 and 1 + slope² at the other."""
    return round(float(rng.uniform(0.3, 0.45) if rng.random() < 0.5 else rng.uniform(0.6, 0.9)), 3)


def leaky_variance(n_in: int, n_out: int, slope: float) -> float:
    """2/((1 + slope²) n_in), which keeps the mean square of a signal through a leaky ReLU."""
    return 2 / ((1 + slope**2) * n_in)


def leaky_init(n_in: int, n_out: int, slope: float, rng: np.random.Generator) -> Array:
    """Normal entries of variance 2/((1 + slope²) n_in), shape (n_in, n_out)."""
    return rng.normal(0.0, sqrt(leaky_variance(n_in, n_out, slope)), (n_in, n_out))


def leaky_edits(n_in: int, n_out: int, slope: float) -> list[tuple[str, Sample]]:
    """The known mistakes, each with what it makes of the variance for a leaky ReLU."""
    a, right = slope, leaky_variance(n_in, n_out, slope)
    found = [
        ("leak-left-out", 2 / n_in),
        ("leak-left-out", 2 / (n_in + n_out)),
        ("leak-left-out", 1 / n_in),
        ("leak-left-out", 2 / n_out),
        ("leak-left-out", 1 / n_out),
        ("leak-unsquared", 2 / ((1 + a) * n_in)),
        ("leak-unsquared", 1 / ((1 + a) * n_in)),
        ("leak-sum-squared", 2 / ((1 + a) ** 2 * n_in)),
        ("leak-sum-squared", 4 / ((1 + a) ** 2 * n_in)),
        ("leak-sum-squared", 1 / ((1 + a) ** 2 * n_in)),
        ("leak-subtracted", 2 / ((1 - a**2) * n_in)),
        ("leak-subtracted", 2 / ((1 - a) * n_in)),
        ("leak-multiplied", 2 * (1 + a**2) / n_in),
        ("leak-multiplied", (1 + a**2) / n_in),
        ("leak-multiplied", (1 + a**2) / (2 * n_in)),
        ("leak-alone", 2 / (a**2 * n_in)),
        ("leak-alone", 1 / (a**2 * n_in)),
        ("leak-alone", 2 / (a * n_in)),
        ("leak-not-halved", 1 / ((0.5 + a**2) * n_in)),
        ("leak-not-halved", 1 / ((0.5 + a) * n_in)),
        ("fan-missing", 2 / (1 + a**2)),
        ("fan-missing", 1 / (1 + a**2)),
        ("fan-missing", (1 + a**2) / 2),
        ("fan-missing", (2 / (1 + a**2)) ** 2),
        ("fans-exchanged", 2 / ((1 + a**2) * n_out)),
        ("fans-exchanged", 1 / ((1 + a**2) * n_out)),
        ("both-fans", 4 / ((1 + a**2) * (n_in + n_out))),
        ("both-fans", 2 / ((1 + a**2) * (n_in + n_out))),
        ("fans-multiplied", 2 / ((1 + a**2) * n_in * n_out)),
        ("unbracketed", 2 / (1 + a**2 * n_in)),
        ("unbracketed", 2 / (1 + a**2) * n_in),
        ("root-of-two-alone", 2 / ((1 + a**2) * n_in) ** 2),
        ("root-of-two-alone", 2 / ((1 + a**2) * n_in**2)),
        ("root-of-two-alone", 2 / ((1 + a**2) ** 2 * n_in)),
    ]
    shared = [(mistake, sample) for mistake, sample in common_edits(right) if mistake != "root-of-two-alone"]
    return [*shared, *((mistake, Sample(0.0, sqrt(variance))) for mistake, variance in found)]
