"""Explanations that need no formula: the right answer changed as a whole, scaled by its sizes, an entry too many."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import product
from typing import Any

import numpy as np

from autograd_lab.mistakes.anatomy import Array
from autograd_lab.mistakes.search.changes import changes_of
from autograd_lab.mistakes.search.finding import Explanation
from autograd_lab.mistakes.search.numbered import in_words
from autograd_lab.mistakes.sightings import MATCH, Sighting, agree, ratio

#: the sizes that questions know, each with the letters of its set
SIZES = {"N": "N", "D": "D", "n": "n", "m": "m", "n_in": "n_in", "n_out": "n_out", "width": "n_out"}
WHOLE = "the whole answer"

Rule = Callable[[Array], Any]

#: an entry too many or too few, by what remains of the one array when the other is right
ENTRIES: tuple[tuple[str, str, Rule, Rule], ...] = (
    ("found-longer", "its last entry", lambda got: got[:-1], lambda right: right),
    ("found-longer", "its first entry", lambda got: got[1:], lambda right: right),
    ("found-longer", "its last column", lambda got: got[:, :-1], lambda right: right),
    ("found-longer", "its first column", lambda got: got[:, 1:], lambda right: right),
    ("found-shorter", "the last entry", lambda got: got, lambda right: right[:-1]),
    ("found-shorter", "the first entry", lambda got: got, lambda right: right[1:]),
    ("found-shorter", "the last column", lambda got: got, lambda right: right[:, :-1]),
    ("found-shorter", "the first column", lambda got: got, lambda right: right[:, 1:]),
    ("found-shape", "flattened", lambda got: got, lambda right: right.ravel()),
    ("found-shape", "flattened column by column", lambda got: got, lambda right: right.T.ravel()),
    ("found-shape", "with an axis too many in front", lambda got: got, lambda right: right[None]),
    ("found-shape", "with an axis too many at its end", lambda got: got, lambda right: right[..., None]),
    ("found-shape", "as a diagonal matrix", lambda got: got, np.diagflat),
    ("found-shape", "once for each row", lambda got: got[0] if (got == got[0]).all() else None, lambda right: right),
)


def of_the_whole(sightings: Sequence[Sighting]) -> list[Explanation]:
    """Every explanation by a change of the whole answer, or of its entries; [] where there is none."""
    return [*_changes_of_the_whole(sightings), *_clips_of_the_answer(sightings), *_entries(sightings)]


def _changes_of_the_whole(sightings: Sequence[Sighting]) -> Iterator[Explanation]:
    axes = {s.expected.ndim for s in sightings}
    if len(axes) != 1:
        return
    widest = max((s.expected for s in sightings), key=lambda right: right.shape[-1] if right.ndim else 0)
    for kind, words, change in changes_of(widest):
        if all(_gives(s.got, change, s.expected) for s in sightings):
            yield Explanation(kind, WHOLE, words)


def _clips_of_the_answer(sightings: Sequence[Sighting]) -> Iterator[Explanation]:
    """The explanations by a threshold that no entry passes, whatever it is."""
    came = [s.got for s in sightings if isinstance(s.got, np.ndarray) and s.got.dtype.kind in "biuf" and s.got.size]
    if len(came) < len(sightings) or not all(np.isfinite(got).all() for got in came):
        return
    low, high = min(float(np.min(got)) for got in came), max(float(np.max(got)) for got in came)
    if low == high:
        return  # a constant
    signs = all(np.isin(got, (-high, high)).all() for got in came)  # which say the same, where nothing is left uncut
    alike = f", or made {in_words(high)} times its sign" if signs else ""
    for words, least, most in (
        (f"between −{in_words(high)} and {in_words(high)}{alike}", -high, high),
        (f"at {in_words(low)} from below", low, np.inf),
        (f"at {in_words(high)} from above", -np.inf, high),
    ):
        if least <= most and all(_gives(s.got, partial(_between, least, most), s.expected) for s in sightings):
            yield Explanation("found-clipped", WHOLE, words)


def _between(least: float, most: float, right: Array) -> Array:
    return np.clip(right, least, most)


def _gives(got: Any, change: Rule, right: Array) -> bool:
    """Whether the change of the right answer is what came."""
    with np.errstate(all="ignore"):
        try:
            return agree(got, np.asarray(change(right), dtype=float))
        except (ValueError, IndexError, TypeError):
            return False


def _entries(sightings: Sequence[Sighting]) -> Iterator[Explanation]:
    if any(not isinstance(s.got, np.ndarray) for s in sightings) or all(
        s.got.shape == s.expected.shape for s in sightings if isinstance(s.got, np.ndarray)
    ):
        return
    if not sightings[0].expected.ndim:
        if all(agree(np.asarray(s.got).reshape(-1), s.expected.reshape(-1)) for s in sightings):
            yield Explanation("found-shape", WHOLE, "in an array of one entry")
        return
    for kind, words, of_got, of_right in ENTRIES:
        try:
            if all(
                isinstance(s.got, np.ndarray)
                and agree(np.asarray(of_got(s.got), dtype=float), np.asarray(of_right(s.expected)))
                for s in sightings
            ):
                told = words.replace("entry", "row") if sightings[0].expected.ndim > 1 else words
                yield Explanation(kind, told, told)
                if kind == "found-shape":
                    return  # a column, flattened either way
        except (ValueError, IndexError, TypeError):
            continue


# --- a factor made of sizes ---

_POWERS: tuple[tuple[float, ...], ...] = ((-2, -1, 0, 1, 2), (-2, -1, -0.5, 0, 0.5, 1, 2), (-2, -1, 0, 1, 2))


def size_factors(sightings: Sequence[Sighting]) -> Iterator[Explanation]:
    """The factor on every entry, as 2, N, and one more size to small powers; or the same number in every draw."""
    factors = [ratio(s.got, s.expected) for s in sightings]
    known = [factor for factor in factors if factor is not None]
    if len(known) < len(factors) or any(np.isnan(known)):
        return
    if np.ptp(known) <= MATCH * max(map(abs, known)):
        yield Explanation("found-factor", _in_words(known[0]))
        return
    names = [name for name in SIZES if all(_is_size(s.known, name) for s in sightings)]
    if {"N", "n"} <= set(names) and all(s.known["N"] == s.known["n"] for s in sightings):
        names.remove("N")  # the set writes n
    fits: dict[float, dict[str, None]] = {}
    for name in names:
        for other in names if len(names) > 1 else (name,):
            for two, first, second in product(*_POWERS):
                if not first or (second and other == name) or (not second and other != names[0]):
                    continue
                would = [2.0**two * s.known[name] ** float(first) * s.known[other] ** float(second) for s in sightings]
                if np.allclose(would, np.abs(known), rtol=MATCH, atol=0.0) and len({*np.sign(known)}) == 1:
                    powers = {name: first} | ({other: second} if second else {})
                    text = ("−" if known[0] < 0 else "") + _product_text(two, dict(sorted(powers.items())))
                    fits.setdefault(abs(two) + abs(first) + abs(second), {})[text] = None
    for text in fits[min(fits)] if fits else _with_a_fixed_count(sightings, known, names):
        yield Explanation("found-factor", text)


def _with_a_fixed_count(sightings: Sequence[Sighting], known: Sequence[float], names: Sequence[str]) -> Iterator[str]:
    """The factor as a size over a number that is the same in every draw, or the reverse."""
    for name in names:
        sizes = np.array([float(s.known[name]) for s in sightings])
        if np.ptp(sizes) == 0:
            continue
        for text, numbers in ((f"{SIZES[name]}/{{}}", sizes / known), (f"{{}}/{SIZES[name]}", known * sizes)):
            if np.ptp(numbers) <= MATCH * np.max(np.abs(numbers)):
                yield text.format(f"{numbers[0]:.4g}")


def _is_size(known: Mapping[str, Any], name: str) -> bool:
    return isinstance(known.get(name), (int, np.integer))


def _product_text(two: float, powers: Mapping[str, float]) -> str:
    """A product of powers as one writes it: "2/N", "1/(N·D)", "N²"."""
    all_powers = {"2": two, **powers}
    above = [_power(name, p) for name, p in all_powers.items() if p > 0]
    below = [_power(name, -p) for name, p in all_powers.items() if p < 0]
    top = "·".join(above) or "1"
    return top if not below else f"{top}/{below[0]}" if len(below) == 1 else f"{top}/({'·'.join(below)})"


def _power(name: str, power: float) -> str:
    if name == "2":
        return f"{2**power:g}"
    if power == 0.5:
        return f"√{SIZES[name]}"
    return SIZES[name] if power == 1 else f"{SIZES[name]}²"


def _in_words(factor: float) -> str:
    """A constant factor: as a fraction where it is one with a small denominator, else with four digits."""
    for below in (1, 2, 3, 4, 5, 6, 8, 10, 100, 1000):
        above = factor * below
        whole = bool(round(above)) and abs(above - round(above)) <= MATCH * abs(above)
        if whole and (below <= 10 or abs(round(above)) == 1):
            return str(round(above)) if below == 1 else f"{round(above)}/{below}"
    return f"{factor:.4g}"
