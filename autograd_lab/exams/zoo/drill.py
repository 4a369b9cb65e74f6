"""The exhibits as a drill: all that a page needs to ask for symptom, name and line, and to answer without a kernel."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any

import numpy as np

from autograd_lab.errors import LabError
from autograd_lab.exams.kinds.programs import ProgramQuestion
from autograd_lab.exams.zoo import kept
from autograd_lab.exams.zoo.exhibits import Specimen, specimens
from autograd_lab.exams.zoo.forms import fits_code
from autograd_lab.exams.zoo.formulas import formula_of
from autograd_lab.exams.zoo.mends import Mend
from autograd_lab.exams.zoo.neighbours import OTHERS, neighbours_of, wrong_lines
from autograd_lab.exams.zoo.numbers import MOST_PARTS, Answer, Scene, cells, names_that_differ, scene_of, shape_text
from autograd_lab.exams.zoo.reasons import NOT_SHOWN, against_factor, against_ways, entries_of, seen_text
from autograd_lab.exams.zoo.symptoms import WAYS, factor_choices, symptom_of
from autograd_lab.exams.zoo.themes import rooms
from autograd_lab.exams.zoo.written import callable_of
from autograd_lab.mistakes import MISTAKES

#: mistakes that are easily made, each of another kind and in another function, in the order of the course
TOUR = (
    "overwritten-features",
    "square-first",
    "sign",
    "ascent",
    "mirrored",
    "activation-for-slope",
    "entrywise-for-matrix",
    "row-kept",
    "wrong-layer-weights",
    "assigned",
    "bias-sign",
    "leak-unsquared",
    "correction-other-beta",
    "norm-of-last",
    "variance-for-std",
)
HELPERS_IN_WORDS = {
    "sigmoid(": "sigmoid(z) is 1/(1 + e⁻ᶻ)",
    "sigmoid_prime(": "sigmoid_prime(z) is its slope, σ(z)(1 − σ(z))",
}
_PROGRAM = re.compile(r"^\w+: (\w)")  # a line begins with the name that the check has for its programs
_TOO = re.compile(r" \([\w, ]+ too\)(?=\.$)")
_SHAPE = re.compile(r"\(\d+,")  # of a draw of the check
ATTEMPTS = 12  # draws of which one has to show the mistake
FURTHER = 3  # draws in which a factor has to be found as well
TRIES = 10  # draws of which one shows the mistake, for each of those


class NoDrillError(ValueError):
    """An exhibit that cannot be worked on a page; the text says why."""


def drill_data(seed: int = 0, in_rooms: Collection[int] | None = None) -> dict[str, Any]:
    """What the page of the drill is made from: rooms, exhibits in the order of a visit, and the tour.

    `in_rooms` are the numbers of the rooms whose exhibits are wanted, all where it is None; LabError for
    one that is not there. Those of seed 0 are kept, and not made again (`kept.py`).
    """
    if unknown := set(in_rooms or ()) - set(range(1, len(rooms()) + 1)):
        there = f"there are rooms 1 to {len(rooms())}; see zoo.index()"
        raise LabError(f"drill(rooms=...) got {', '.join(map(str, sorted(unknown)))}, and {there}")
    found = [one for one in kept.exhibits() if in_rooms is None or one["room"] in in_rooms] if seed == 0 else []
    found = found or made_exhibits(seed, in_rooms)
    return {
        "ways": list(WAYS.items()),
        "rooms": [room.title for room in rooms()],
        "exhibits": _interleaved_rooms(found),
        "tour": [one["id"] for name in TOUR for one in found if one["key"] == name],
    }


def made_exhibits(seed: int = 0, in_rooms: Collection[int] | None = None) -> list[dict[str, Any]]:
    """What a page asks about each exhibit, made now: a minute for those of all rooms."""
    wanted = [one for (room, _), one in specimens().items() if in_rooms is None or room in in_rooms]
    return [exhibit_data(specimen, seed) for specimen in wanted if not specimen.why_not_worked]


def exhibit_data(specimen: Specimen, seed: int = 0) -> dict[str, Any]:
    """What a page asks about one exhibit, with all answers; NoDrillError where something cannot be asked."""
    mend = specimen.mend
    if specimen.why_not_worked or not mend:
        raise NoDrillError(specimen.why_not_worked)
    for attempt in range(ATTEMPTS):
        found = _data_of_draw(specimen, mend, [seed + attempt, *map(int, specimen.number.split("."))])
        if found:
            return found
    raise NoDrillError("there are no three other mistakes that could be told from it")


def _data_of_draw(specimen: Specimen, mend: Mend, seed: list[int]) -> dict[str, Any] | None:
    """The exhibit on the numbers of one seed; None where these do not show it, or tell it from three other mistakes."""
    case = specimen.run(seed)
    question, function = specimen.question, callable_of(mend.code, specimen.question.subject)
    scene = scene_of(question, case.inputs, [not one.holds for one in case.seen], function)
    came, right = scene.answer(function), scene.answer(question.reference)
    shown = _code(mend)
    others = neighbours_of(specimen.mistake, scene, came, right, "\n".join(shown["code"]))
    lines = wrong_lines(question, mend, scene, right, others)
    if len(others) < OTHERS or not (came.error or came.changed or names_that_differ(came, right)):
        return None
    symptom = symptom_of(scene, came, right, list(_further_draws(specimen)))
    mended = scene.answer(callable_of(mend.mended, question.subject))
    rows = list(_rows(came, right, mended, symptom.of))
    if symptom.way == "some" and not {entry.kind for entry in entries_of(rows)} > {"right"}:
        return None  # what differs is not among the first rows, which are shown
    against = against_ways(symptom, came, rows)
    if NOT_SHOWN in against.values():
        return None  # nor is what speaks against another way
    if len(lines) < 2:
        lines.append(("\n".join(mend.wrong), "It is the line that stands there now."))
    names = [(specimen.mistake, ""), *((other.mistake, other.reason) for other in others)]
    return {
        "id": specimen.number,
        "key": specimen.mistake,
        "room": int(specimen.number.partition(".")[0]),
        "title": question.signature,
        "formula": formula_of(question),
        "inputs": scene.inputs_in_words(),
        **shown,
        "way": symptom.way,
        "factor": symptom.factor_text if symptom.asks_for_factor else "",
        "factors": factor_choices(symptom, scene.sizes()),
        "rows": rows,
        "seen": seen_text(symptom, came, rows),
        "against": {
            **against,
            "factor": against_factor(rows) if symptom.asks_for_factor else "",
        },
        "error": came.error,
        "changed": list(came.changed),
        "random": right.measured,
        "names": _neutral_order([{"text": MISTAKES[name].name, "why": why} for name, why in names], specimen.number),
        "told": _check_texts(specimen, mend),
        "lines": _neutral_order(
            [{"text": "\n".join(mend.right), "right": 1}, *({"text": text, "why": why} for text, why in lines)],
            f"{specimen.number} lines",
        ),
        "chapter": MISTAKES[specimen.mistake].chapter,
    }


def _code(mend: Mend) -> dict[str, Any]:
    """The lines of the function, those of a class around the place only; and the place."""
    shown, first = _excerpt(list(mend.lines), mend.first)
    used = [words for name, words in HELPERS_IN_WORDS.items() if name in mend.code and f"def {name}" not in mend.code]
    return {"code": shown, "first": first, "count": len(mend.wrong), "known": "; ".join(used)}


def _excerpt(lines: list[str], first: int) -> tuple[list[str], int]:
    """A class cut down to its first method and to the one with the line `first`; a function as it is."""
    if not lines[0].startswith("class ") or len(lines) < 30:
        return lines, first
    starts = [number for number, line in enumerate(lines) if line.startswith("    def ")]
    start = max(number for number in starts if number <= first)
    end = next((number for number in starts if number > first), len(lines))
    head = lines[: starts[1]]
    body = [line for line in lines[start:end] if line.strip()]
    return [*head, "    …", "", *body, "", "    …"], len(head) + 2 + first - start


def _further_draws(specimen: Specimen) -> Iterator[tuple[Scene, Answer, Answer]]:
    """The specimen in further draws, each the first of a few that shows the mistake; of random numbers simply the next.

    What a class gives is told by the programs of its first draw: there are none.
    """
    question, rng = specimen.question, np.random.default_rng(11)
    for _ in range(0 if isinstance(question, ProgramQuestion) else FURTHER):
        for _ in range(TRIES):
            scene = Scene(question, question.draw(rng))
            came, right = scene.answer(specimen.variant.function), scene.answer(question.reference)
            if right.measured or came.error or names_that_differ(came, right):
                break
        yield scene, came, right


def _rows(came: Answer, right: Answer, mended: Answer, of: Collection[str]) -> Iterator[dict[str, Any]]:
    """The numbers side by side, and what the mended function gives where that is different.

    Those that differ come first, but one that is right is shown too, if there is any; in both, those in `of` come
    first, from which the symptom is read. The others stand aside.
    """
    ordered = sorted(right.numbers, key=lambda name: name not in of)
    differ = names_that_differ(came, right)
    wrong, fine = ([name for name in ordered if (name in differ) == wanted] for wanted in (True, False))
    for name in [*wrong[: MOST_PARTS - bool(fine)], *fine][:MOST_PARTS]:
        got = came.numbers.get(name)
        row: dict[str, Any] = {
            "name": name,
            "right": cells(right.numbers[name]),
            "shape": shape_text(right.numbers[name]),
        }
        if not came.error:
            row |= {"came": cells(got), "cameShape": shape_text(got), "differs": name in wrong}
        if name not in of:
            row["aside"] = 1
        now = cells(mended.numbers.get(name))
        if now != row["right"]:
            row["now"] = now
        yield row


def _check_texts(specimen: Specimen, mend: Mend) -> dict[str, str]:
    """What the check says to a student who hands this in, without the numbers of its own draws.

    The cure is empty where it speaks of other code than this.
    """
    finding, entry = specimen.finding(), MISTAKES[specimen.mistake]
    cure = finding.cure if finding else entry.cure
    line = entry.question if not finding or _SHAPE.search(finding.line) else f"{finding.line.rstrip('.')}."
    if isinstance(specimen.question, ProgramQuestion):
        line = _PROGRAM.sub(lambda first: first[1].upper(), _TOO.sub("", line))
    return {
        "line": line,
        "test": finding.contradiction if finding and not _SHAPE.search(finding.contradiction) else "",
        "cure": cure if fits_code(cure, f"{mend.code}\n{mend.mended}") else "",
    }


def _neutral_order(items: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    """The items in an order that tells nothing, and is the same for everybody."""
    order = np.random.default_rng([ord(letter) for letter in key]).permutation(len(items))
    return [items[place] for place in order]


def _interleaved_rooms(found: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The exhibits with the rooms mixed: each room spread evenly over the whole visit."""
    sizes = Counter(one["room"] for one in found)
    seen: Counter[int] = Counter()
    ranked = []
    for one in found:
        room = one["room"]
        seen[room] += 1
        ranked.append(((seen[room] - 0.5) / sizes[room], room, one))
    return [one for _, _, one in sorted(ranked, key=lambda item: item[:2])]
