"""The exhibits of the bug zoo: `zoo.exhibit(5, 2)` in a notebook.

An exhibit runs a wrong variant of an exam on fresh numbers, shows what came beside what should have come, trains with
it where that says something, and folds away its name, the student's diagnosis and the code.
"""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from typing import Any

import numpy as np

from autograd_lab.exams.judging import Case, Seen
from autograd_lab.exams.kinds.claims import ClaimQuestion
from autograd_lab.exams.kinds.lists import ListQuestion
from autograd_lab.exams.plans import run_plan
from autograd_lab.exams.question import Question, Variant
from autograd_lab.exams.registry import earlier_exams
from autograd_lab.exams.report import as_written
from autograd_lab.exams.table import EXAMS
from autograd_lab.exams.verdict import Finding
from autograd_lab.exams.zoo import training
from autograd_lab.exams.zoo.by_hand import slips_by_hand
from autograd_lab.exams.zoo.figure import curve
from autograd_lab.exams.zoo.mends import Mend, mend_of
from autograd_lab.exams.zoo.themes import Room, rooms
from autograd_lab.exams.zoo.trees import NotWrittenError
from autograd_lab.exams.zoo.written import text_of
from autograd_lab.mistakes import MISTAKES, Raised

DRAWS, CASES, SMALL = 20, 4, 12  # draws to choose from, draws for the diagnosis, entries that are easy to look at


@dataclass(frozen=True)
class Specimen:
    """A mistake and the variant that shows it."""

    number: str
    mistake: str
    question: Question
    variant: Variant
    mend: Mend | None = None  # its text, and the line that is wrong in it

    @property
    def why_not_worked(self) -> str:
        """The reason for which it cannot be worked in the drill; empty where it can."""
        if self.variant.endless:
            return "it does not end in time, so there are no numbers to compare"
        if self.question.name == "train":
            return "it is a whole training of several hundred steps, and no single line of it is a formula"
        return "" if self.mend else "it differs from every right function in more than one place"

    @property
    def code(self) -> str:
        """The text of the function; empty where there is none that can be shown."""
        if self.mend:
            return self.mend.code
        try:
            return text_of(self.variant.function, self.question.signature)
        except NotWrittenError:
            return ""

    def run(self, seed: int | Sequence[int] = 0) -> Case:
        """The case, of up to DRAWS, that shows the mistake best: numbers of the right shape, and few of them."""
        rng = np.random.default_rng(seed)
        best = self._once(rng)
        for _ in range(0 if self.variant.endless else DRAWS):
            if self._clarity(best) == (0, 0):
                break
            best = min(best, self._once(rng), key=self._clarity)
        return best

    def _once(self, rng: np.random.Generator) -> Case:
        inputs = self.question.draw(rng)
        return self.question.judge(inputs, self._carry_out(self.question.plan(inputs)))

    def _clarity(self, case: Case) -> tuple[int, int]:
        """A rank, low for a case that is easy to read: right shapes, more than one row, few numbers."""
        wrong = [seen for seen in case.seen if not seen.holds]
        if not wrong:
            return 9, 0
        fits = all(isinstance(s.got, np.ndarray) and s.got.shape == s.expected.shape for s in wrong)
        one_row = self.question.known(case.inputs).get("N") == 1
        return (0 if fits else 1) + 2 * one_row, max(0, max(seen.expected.size for seen in wrong) - SMALL)

    def finding(self) -> Finding | None:
        """The finding that the student reads; None when the check does not name the mistake."""
        question = replace(self.question, cases=min(self.question.cases, CASES))
        for asked, seed in ((question, 1), (self.question, 1), (self.question, 2)):
            result = asked.examine(self._carry_out, seed)
            for finding in result.findings:
                if finding.mistake == self.mistake:
                    return finding
        return None

    def _carry_out(self, plan: dict[str, Any]) -> dict[str, Any]:
        return run_plan(plan, self.question.space(self.variant.function))


@dataclass(frozen=True)
class Exhibit:
    """An exhibit as its visitor sees it. `print(exhibit)` gives it as text, with everything revealed."""

    specimen: Specimen
    case: Case
    finding: Finding | None

    @property
    def title(self) -> str:
        """Its number and the signature of the function, without a hint at the mistake."""
        return f"Exhibit {self.specimen.number} · {self.specimen.question.signature}"

    def __repr__(self) -> str:
        lines = [self.title]
        for name, seen in self._parts():
            lines += [
                f"  {name}, right:",
                _indented_numbers(seen.expected),
                f"  {name}, here:",
                _indented_numbers(_answer_of(seen, self.case)),
            ]
        return "\n".join([*lines, *(f"  {label}: {text}" for label, text in self._answer_sections())])

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th scope='row' style='{CELL}'>{escape(name)}</th>"
            f"<td style='{CELL}'><pre style='{_PRE}'>{escape(_numbers(seen.expected))}</pre></td>"
            f"<td style='{CELL}'><pre style='{_PRE}'>{escape(_numbers(_answer_of(seen, self.case)))}</pre></td></tr>"
            for name, seen in self._parts()
        )
        head = "".join(f"<th scope='col' style='{CELL}'>{text}</th>" for text in ("", "right", "what came"))
        told = "".join(f"<p><b>{escape(label)}:</b> {_code(text)}</p>" for label, text in self._answer_sections())
        name = escape(self.title, quote=True)
        code = f"<pre style='{_PRE}'>{escape(self.specimen.code)}</pre>" if self.specimen.code else ""
        return as_written(
            f"<section aria-label='{name}' style='{_FRAME}'><p><strong>{name}</strong></p>"
            f"<div style='display:flex;flex-wrap:wrap;gap:1.5em;align-items:flex-start;overflow-x:auto'>"
            f"<table><tr>{head}</tr>{rows}</table>{self._curve()}</div>{self._program()}{code}"
            f"<details><summary style='{SUMMARY}'>What has gone wrong? Guess, then open.</summary>{told}</details>"
            f"</section>"
        )

    def _parts(self) -> Iterator[tuple[str, Seen]]:
        """The parts that do not hold, three at most."""
        parts = zip(self.specimen.question.parts, self.case.seen, strict=True)
        wrong = [(part.name, seen) for part, seen in parts if not seen.holds]
        yield from wrong[:3]

    def _program(self) -> str:
        """Sentences for the page: the first difference, where numbers alone do not show it, and how a list is shown."""
        notes = [next((seen.note for _, seen in self._parts() if seen.note), "")]
        if isinstance(self.specimen.question, ListQuestion):
            notes.append("The arrays of a list stand one after the other, each in units of its largest right entry.")
        return "".join(f"<p><small>{_code(note)}</small></p>" for note in notes if note)

    def _curve(self) -> str:
        question = self.specimen.question
        if not training.can_train(question.name):
            return ""
        return curve(*training.losses(question.name, self.specimen.variant.function))

    def _answer_sections(self) -> Iterator[tuple[str, str]]:
        """The texts behind the fold, each with its label."""
        entry, finding = MISTAKES[self.specimen.mistake], self.finding
        yield "It is called", entry.name
        mend = self.specimen.mend
        yield "Written here as", self.specimen.variant.name
        if mend:
            yield (
                "The line",
                f"`{_dedented_text(mend.wrong)}`"
                + (f", and right: `{_dedented_text(mend.right)}`" if mend.right else ""),
            )
        if finding:
            yield "What the student reads", f"{finding.line.rstrip('.')}. {finding.evidence}"
            yield "Test it", finding.contradiction
            yield "Ask yourself", finding.question
            yield "What to change", finding.cure
        else:
            yield "In general", f"{entry.question} {entry.cure}"
        yield "Taught in", f"chapter {entry.chapter}"


SUMMARY = "display:list-item;cursor:pointer"
_FRAME = "border:1px solid currentColor;border-left-width:6px;padding:0.4em 1em;margin:0.3em 0;max-width:60em"
CELL = "text-align:left;vertical-align:top;padding:0.1em 1.2em 0.1em 0"
_PRE = "margin:0;background:none;border:0;padding:0;color:inherit;font-size:0.8em;line-height:1.35"


@cache
def specimens() -> dict[tuple[int, int], Specimen]:
    """All specimens, by (room, place)."""
    catch = _best_by_mistake()
    found: dict[tuple[int, int], Specimen] = {}
    for room, place in enumerate(rooms(), start=1):
        shown = [name for name in place.mistakes if name in catch]
        for number, name in enumerate(shown, start=1):
            found[room, number] = Specimen(f"{room}.{number}", name, *catch[name])
    return found


def _best_by_mistake() -> dict[str, tuple[Question, Variant, Mend | None]]:
    """For each mistake the question and variant that show it best.

    That is one that ends, whose text differs from a right one in a single place; then one that can be trained with.
    Earlier editions show what the newest do not ask for.
    """
    ranked: dict[str, list[tuple[tuple[bool, bool], Question, Variant]]] = {}
    for exam in (*EXAMS, *earlier_exams()):
        for question in exam.questions:
            for variant in () if isinstance(question, ClaimQuestion) else question.wrong:
                rank = variant.endless, not training.can_train(question.name)
                ranked.setdefault(variant.mistake, []).append((rank, question, variant))
    by_hand = slips_by_hand()
    return {name: by_hand.get(name) or _best(candidates) for name, candidates in ranked.items()}


def _best(candidates: list[tuple[tuple[bool, bool], Question, Variant]]) -> tuple[Question, Variant, Mend | None]:
    """The first by rank that one line mends; the first where there is none."""
    ordered = sorted(candidates, key=lambda candidate: candidate[0])
    for _, question, variant in ordered:
        mend = None if variant.endless else mend_of(question, variant)
        if mend:
            return question, variant, mend
    return *ordered[0][1:], None


def exhibit(room: int, number: int, seed: int = 0) -> Exhibit:
    """The exhibit `number` of a room, on the numbers of `seed`. KeyError says which exhibits there are.

    >>> from autograd_lab import zoo
    >>> shown = zoo.exhibit(2, 1)
    >>> shown.title
    'Exhibit 2.1 · mse_gradients(X, y, w, b)'
    >>> "It is called: sign flipped" in repr(shown)
    True
    """
    if (room, number) not in specimens():
        last = ", ".join(f"{places[-1][0]}.{places[-1][1]}" for _, places in rooms_with_exhibits() if places)
        raise KeyError(f"there is no exhibit {room}.{number}; the last ones of the rooms are {last}")
    specimen = specimens()[room, number]
    return Exhibit(specimen, specimen.run(seed), None if specimen.variant.endless else specimen.finding())


def rooms_with_exhibits() -> list[tuple[Room, list[tuple[int, int]]]]:
    """All rooms, each with the (room, place) of its exhibits."""
    return [(room, [key for key in specimens() if key[0] == number]) for number, room in enumerate(rooms(), start=1)]


def _answer_of(seen: Seen, case: Case) -> Any:
    if seen.got is not None:
        return seen.got
    problem = seen.problem or case.problem
    return f"{case.raised.type}" if case.raised else problem.sentence if problem else "nothing"


def _numbers(value: Any) -> str:
    if isinstance(value, Raised):
        return value.type
    if isinstance(value, str):
        return textwrap.fill(value, 36)
    if not np.ndim(value):
        return f"{float(value):.4g}"
    with np.printoptions(formatter={"float_kind": lambda x: f"{x:.4g}".rjust(9)}, threshold=SMALL, edgeitems=2):
        return np.array2string(np.asarray(value), max_line_width=36)


def _dedented_text(lines: Sequence[str]) -> str:
    return textwrap.dedent("\n".join(lines))


def _indented_numbers(value: Any) -> str:
    return textwrap.indent(_numbers(value), "    ")


def _code(text: str) -> str:
    """The text as HTML, with what stands between backticks as code that keeps its line breaks."""
    pieces = text.split("`")
    style = "white-space:pre-wrap"
    return "".join(
        f"<code style='{style}'>{escape(piece)}</code>" if place % 2 else escape(piece)
        for place, piece in enumerate(pieces)
    )
