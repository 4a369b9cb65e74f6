"""Sums up the cases of a question: points for each part, and findings about the parts that fail."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from math import log10
from typing import Any, Protocol

import numpy as np

from autograd_lab.equations import EQUATIONS
from autograd_lab.exams.judging import Case, Inputs, Judged, Problem, Would
from autograd_lab.exams.searched import Searchable, diagnoses_by_search, diagnoses_in_twos
from autograd_lab.exams.stopped import sentence_of_stopped, word_of_stopped
from autograd_lab.mistakes import MISTAKES, Array, Diagnosis, Raised, Sighting, agree, diagnose_sightings, settle
from autograd_lab.mistakes.overrides.table import texts_of

Suspects = Sequence[tuple[str, Would]]  # mistakes, each with what it would return in one draw
EXACT = 1e-12  # of the largest entry: a formula errs by less than 1e-14, differences over a step by more than 1e-12


class Diagnosed(Judged, Searchable, Protocol):
    """The attributes and predictions of a question that its verdict reads, beside those of its judge."""

    @property
    def exam(self) -> str:
        """The name of its exam."""

    @property
    def call(self) -> str:
        """What stands in the parentheses of `check.psN(…)`; empty where it is the name."""

    def reading(self, mistakes: Sequence[str]) -> str:
        """The label of the equation to read again after these mistakes; empty where there is none."""

    @property
    def whole(self) -> bool:
        """Whether the parts show one piece of code from several sides."""

    @property
    def slope(self) -> bool:
        """Whether the parts are slopes that a loop of nudges gives as well."""

    def suspects(self, inputs: Inputs, failing: Sequence[int]) -> Suspects:
        """The known mistakes, each with what it would return."""

    def recognised(self, case: Case) -> Suspects:
        """Mistakes recognised by a property of the answer, in the same form."""


@dataclass(frozen=True)
class PartResult:
    """The points of one returned value; `stopped` says what is true of one that only an error has taken."""

    name: str
    points: int
    maximum: int
    stopped: str = ""


@dataclass(frozen=True)
class Finding:
    """A mistake, or a fault of form, that one or more parts show.

    `mistake` is an id of the catalogue or of a fault of form ("none", "raised"), empty when none could be singled out;
    `name` is the instructor's name for it. `line` is one line for the student, `seen` what the numbers show; the other
    texts are there when the mistake is named.
    """

    parts: tuple[str, ...]
    mistake: str
    name: str
    line: str
    seen: str
    evidence: str = ""
    contradiction: str = ""
    question: str = ""
    cure: str = ""
    chapter: str = ""


@dataclass(frozen=True)
class QuestionResult:
    """The verdict on one question; `seed` reproduces it.

    `nudged` is the number of digits that hold where slopes are right, but no more exact than from nudging; else 0.
    `stopped` is a sentence about an error that came on some of the draws and took parts that were right on the others.
    """

    name: str
    signature: str
    parts: tuple[PartResult, ...]
    findings: tuple[Finding, ...]
    seed: int
    cases: int
    equation: str
    formula: str
    printed: int
    exam: str = ""
    call: str = ""
    nudged: int = 0
    stopped: str = ""

    @property
    def points(self) -> int:
        """The points earned."""
        return sum(part.points for part in self.parts)

    @property
    def maximum(self) -> int:
        """The points of all parts."""
        return sum(part.maximum for part in self.parts)

    @property
    def passed(self) -> bool:
        """Whether every part holds."""
        return not self.findings

    @property
    def message(self) -> str:
        """The verdict in one line."""
        if self.passed:
            return f"{self.name}: right on {self.cases} fresh draws."
        lines = "; ".join(finding.line.rstrip(".") for finding in self.findings)
        lines += "" if lines.endswith(("?", "!", ".", "…")) else "."
        return lines if lines.startswith(self.name) else f"{self.name}: {lines}"

    def as_dict(self) -> dict[str, Any]:
        """The verdict, with its sums, as JSON-able data."""
        return {
            **asdict(self),
            "points": self.points,
            "maximum": self.maximum,
            "passed": self.passed,
            "message": self.message,
        }


@dataclass(frozen=True)
class ExamResult:
    """The verdict on all questions of a problem set."""

    name: str
    seed: int
    questions: tuple[QuestionResult, ...]

    @property
    def points(self) -> int:
        """The points earned."""
        return sum(question.points for question in self.questions)

    @property
    def maximum(self) -> int:
        """The points of all questions."""
        return sum(question.maximum for question in self.questions)

    def as_dict(self) -> dict[str, Any]:
        """The verdict, with its sums, as JSON-able data."""
        return {
            **asdict(self),
            "questions": [question.as_dict() for question in self.questions],
            "points": self.points,
            "maximum": self.maximum,
        }


def summarise(question: Diagnosed, cases: Sequence[Case], seed: int) -> QuestionResult:
    """The verdict on a question from its cases. A part earns its points when it holds in all of them."""
    failing = [i for i in range(len(question.parts)) if not all(case.seen[i].holds for case in cases)]
    parts = tuple(
        PartResult(p.name, 0, p.points, word_of_stopped(cases, i))
        if i in failing
        else PartResult(p.name, p.points, p.points)
        for i, p in enumerate(question.parts)
    )
    findings = _findings(question, cases, failing) if failing else ()
    equation = question.reading([finding.mistake for finding in findings])
    return QuestionResult(
        question.name,
        question.signature,
        parts,
        findings,
        seed,
        len(cases),
        equation,
        EQUATIONS[equation].latex if equation else "",
        sum(case.printed for case in cases),
        question.exam,
        question.call or question.name,
        _digits_of_nudging(cases) if question.slope and not findings else 0,
        sentence_of_stopped(cases, [finding.line for finding in findings]) if any(p.stopped for p in parts) else "",
    )


def _digits_of_nudging(cases: Sequence[Case]) -> int:
    """The digits that hold in all cases; 0 where they are as many as a formula gives."""
    worst = 0.0
    for seen in (seen for case in cases for seen in case.seen if isinstance(seen.got, np.ndarray)):
        scale = np.max(np.abs(seen.expected), initial=0.0) or 1.0
        worst = max(worst, float(np.max(np.abs(seen.got - seen.expected), initial=0.0) / scale))
    return int(-log10(worst)) if worst > EXACT else 0


def _findings(question: Diagnosed, cases: Sequence[Case], failing: Sequence[int]) -> tuple[Finding, ...]:
    """The findings: one for each distinct mistake, with the parts that show it."""
    whole = next((case.problem for case in cases if case.problem), None)
    names = tuple(question.parts[i].name for i in failing)
    if whole and whole.id != "raised":
        return (_finding_of_form(question, whole, names),)
    problems = {i: whole or _problem_of(i, cases) for i in failing}
    findings = _groups_of_parts(question, _diagnoses(question, cases, failing), problems)
    named = [finding for finding in findings if finding.mistake != "raised"]
    if whole and named:  # the error is a consequence of the mistake that the other draws show
        return (replace(named[0], parts=names), *named[1:])
    return findings


def _problem_of(part: int, cases: Sequence[Case]) -> Problem | None:
    """The first fault of form of a part, or None."""
    return next((case.seen[part].problem for case in cases if case.seen[part].problem), None)


def _groups_of_parts(
    question: Diagnosed, diagnoses: Mapping[int, Diagnosis], problems: Mapping[int, Problem | None]
) -> tuple[Finding, ...]:
    """A finding for each group of parts that show the same mistake, or else the same fault of form."""
    groups: dict[tuple[str, str], list[int]] = {}
    for i, diagnosis in diagnoses.items():
        problem = problems[i]
        unnamed = problem.sentence if problem else question.parts[i].name
        where = ", ".join(diagnosis.facts.get(name, "") for name in ("it", "other"))
        groups.setdefault((diagnosis.mistake, where if diagnosis.mistake else unnamed), []).append(i)
    return tuple(
        _finding(question, [question.parts[i].name for i in group], diagnoses[group[0]], problems[group[0]])
        for group in groups.values()
    )


def _diagnoses(question: Diagnosed, cases: Sequence[Case], failing: Sequence[int]) -> dict[int, Diagnosis]:
    """The diagnosis of each failing part over all cases, with what is open settled by the other parts."""
    looked_at = range(len(question.parts)) if question.whole else failing
    suspects = [[*question.suspects(case.inputs, looked_at), *question.recognised(case)] for case in cases]
    sound = [i for i in range(len(question.parts)) if i not in failing]
    diagnoses = settle({i: _diagnose(question, cases, suspects, i, sound) for i in failing})
    if question.whole:
        return _of_the_whole(question, cases, suspects, diagnoses)
    diagnoses |= diagnoses_by_search(question, cases, diagnoses, sound)
    return diagnoses | diagnoses_in_twos(question, cases, diagnoses)


def _diagnose(
    question: Diagnosed, cases: Sequence[Case], suspects: Sequence[Suspects], part: int, sound: Sequence[int]
) -> Diagnosis:
    """The diagnosis of one part over all cases; empty for a part without numbers.

    Of several mistakes that explain it, those are dropped that would have spoiled one of the `sound` parts as well.
    """
    diagnosis = _diagnose_by(question, cases, suspects, part)
    if not diagnosis.candidates or not sound:
        return diagnosis
    fitting = [k for k in range(len(suspects[0])) if _spares(sound, cases, [column[k][1] for column in suspects])]
    again = _diagnose_by(question, cases, [[column[k] for k in fitting] for column in suspects], part)
    return again if again.candidates else diagnosis


def _spares(sound: Sequence[int], cases: Sequence[Case], would: Sequence[Would]) -> bool:
    """Whether a mistake leaves the sound parts as they should be, in every case."""
    pairs = zip(cases, would, strict=True)
    return all(
        not isinstance(w, Raised) and all(agree(w[i], case.seen[i].expected) for i in sound) for case, w in pairs
    )


def _diagnose_by(question: Diagnosed, cases: Sequence[Case], suspects: Sequence[Suspects], part: int) -> Diagnosis:
    """The diagnosis of one part by these suspects alone."""
    sightings = []
    for case, variants in zip(cases, suspects, strict=True):
        seen = case.seen[part]
        got = case.raised or seen.got
        if got is None:
            return Diagnosis("", "")
        would = [(mistake, parts if isinstance(parts, Raised) else parts[part]) for mistake, parts in variants]
        sightings.append(Sighting(got, seen.expected, question.known(case.inputs), would))
    diagnosis = diagnose_sightings(sightings)
    noted = next((case.seen[part] for case in cases if case.seen[part].note), None)
    if noted is None:
        return diagnosis
    return replace(diagnosis, seen=noted.note, facts={**diagnosis.facts, "program": noted.note, **noted.facts})


def _of_the_whole(
    question: Diagnosed, cases: Sequence[Case], suspects: Sequence[Suspects], diagnoses: Mapping[int, Diagnosis]
) -> dict[int, Diagnosis]:
    """The diagnoses of the failing parts, with the mistake that explains all parts for which there are numbers."""
    there = [i for i in range(len(question.parts)) if all(isinstance(case.seen[i].got, np.ndarray) for case in cases)]
    sightings = []
    for case, variants in zip(cases, suspects, strict=True):
        scales = [np.max(np.abs(seen.expected), initial=0.0) or 1.0 for seen in case.seen]
        came = _joint_vector([seen.got for seen in case.seen], scales, there)
        right = np.asarray(_joint_vector([seen.expected for seen in case.seen], scales, there))
        would = [
            (m, parts if isinstance(parts, Raised) else _joint_vector(parts, scales, there)) for m, parts in variants
        ]
        sightings.append(Sighting(came, right, question.known(case.inputs), would))
    found = diagnose_sightings(sightings)
    return {i: _as_found(own, found) if i in there else own for i, own in diagnoses.items()}


def _as_found(own: Diagnosis, found: Diagnosis) -> Diagnosis:
    """The diagnosis of one part with the mistake that was found for all of them."""
    words = {"where": "", **{name: found.facts[name] for name in ("it", "where") if name in found.facts}}
    return replace(
        own, mistake=found.mistake, candidates=found.candidates, besides=found.besides, facts={**own.facts, **words}
    )


def _joint_vector(parts: Sequence[Any], scales: Sequence[float], there: Sequence[int]) -> Array | Raised:
    """The parts `there` as one vector, each in units of its scale; the error, if one of them is an error."""
    error = next((parts[i] for i in there if isinstance(parts[i], Raised)), None)
    return error or np.concatenate([np.zeros(0), *(np.atleast_1d(parts[i] / scales[i]) for i in there)])


def _finding_of_form(question: Diagnosed, problem: Problem, parts: tuple[str, ...]) -> Finding:
    """The finding about a fault of form, with the texts of the catalogue where it is a known mistake."""
    known = MISTAKES.get(problem.id)
    if not known:
        return Finding(parts, problem.id, problem.id.replace("-", " "), problem.sentence, problem.sentence)
    own = texts_of(known, parts[0], question.name, question.exam)
    texts = {name: own[name].format(part=parts[0]) for name in ("contradiction", "question", "cure")}
    return Finding(parts, known.id, known.name, problem.sentence, problem.sentence, chapter=known.chapter, **texts)


def _join_names(names: Sequence[str]) -> str:
    """Names as a sentence lists them: "a, b and c"."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _finding(question: Diagnosed, parts: list[str], diagnosis: Diagnosis, problem: Problem | None) -> Finding:
    """The finding of a diagnosis; a fault of form speaks only when no mistake is named."""
    names = tuple(parts)
    if diagnosis.mistake and not (problem and problem.id == "float32"):  # which says itself what there is to say
        mistake = MISTAKES[diagnosis.mistake]
        texts = diagnosis.text(parts[0], question.name, question.exam)
        if parts[1:]:
            texts["line"] += f" ({_join_names(parts[1:])} too)"
        return Finding(names, mistake.id, mistake.name, seen=diagnosis.seen, chapter=mistake.chapter, **texts)
    if problem:
        return _finding_of_form(question, problem, names)
    line = f"{parts[0]} does not agree with the right answer. {diagnosis.seen}"
    return Finding(names, "", "", line, diagnosis.seen)
