"""Questions about claims: each is judged by naming what holds, and a part pays only when all its verdicts hold.

A verdict is "holds", or the letter of what is true in place of the claim, so that three claims guessed blindly are
right once in 64 times. The report names a group of three that is not right yet and the experiment that decides it, and
never which of the three is wrong: it cannot be asked until it gives the answer away.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograd_lab.exams.judging import Case, Problem, Seen, blank_case, judge_call
from autograd_lab.exams.question import Inputs, Part, Question, Would
from autograd_lab.mistakes import Array

LETTERS = ("holds", "a", "b", "c")


@dataclass(frozen=True)
class Claim:
    """A claim by its id. Its words stand in the problem set; `errors` are the faults of the article that it covers."""

    id: str
    answer: str
    errors: tuple[str, ...] = ()


@dataclass(frozen=True)
class ClaimQuestion(Question):
    """A question about a function without arguments that returns a dict from claim to verdict; a part is a group of
    claims.

    `groups` are the claims of each part, `experiments` the advice for a part that is not right yet.
    """

    groups: tuple[tuple[Claim, ...], ...] = ()
    experiments: tuple[str, ...] = ()

    def judge(self, inputs: Inputs, outcome: Mapping[str, Any]) -> Case:
        """The case, group by group; a value that is no verdict has a sentence of its own."""
        expected = tuple(_numbers([claim.answer for claim in group]) for group in self.groups)
        if outcome.get("lost") or outcome["steps"][-1]["status"] != "ok":
            return judge_call(self, inputs, outcome, expected)
        record = outcome["steps"][-1]
        value = record["value"]
        if value["kind"] == "none":
            return judge_call(self, inputs, outcome, expected)
        if value["kind"] != "dict":
            first = self.groups[0][0].id
            text = f"{self.name} should return the dict of verdicts, {{'{first}': 'a', …}}."
            if value.get("keys", "str") != "str":
                text += f" Yours has a key of type {value['keys']}: the keys are texts, '{first}' with its quotes."
            return blank_case(inputs, expected, Problem("type", text), True, int(record.get("printed", 0)))
        given = self._verdicts(value)
        seen = tuple(map(self._compare, range(len(self.parts)), expected, [given] * len(self.parts)))
        strange = _unknown(value.get("names", ()), [*given])
        seen = tuple(_with_sentence(one, strange) for one in seen)
        return Case(inputs, seen, printed=int(record.get("printed", 0)))

    def suspects(self, inputs: Inputs, failing: Sequence[int]) -> Sequence[tuple[str, Would]]:
        """No suspects: naming the wrong claim would give the answer away."""
        return []

    def _verdicts(self, value: Mapping[str, Any]) -> dict[str, str | Problem | None]:
        """The verdicts by claim: a letter, None while it is open, or the problem of its form."""
        items = dict(zip(value.get("names", ()), value.get("items", ()), strict=False))
        ids = [claim.id for group in self.groups for claim in group]
        missing = ", ".join(name for name in ids if name not in items)
        absent = Problem("claim-open", f"{self.name} has no entry for {missing}: put it back.{_unknown(items, ids)}")
        return {name: _verdict(name, items[name]) if name in items else absent for name in ids}

    def _compare(self, index: int, expected: Array, given: Mapping[str, str | Problem | None]) -> Seen:
        group, part = self.groups[index], self.parts[index]
        fault = next((verdict for claim in group if isinstance(verdict := given[claim.id], Problem)), None)
        if fault:
            return Seen(False, None, expected, fault)
        open_ = [claim.id for claim in group if given[claim.id] is None]
        if open_:
            text = f"{part.name}: {' and '.join(open_)} {'is' if len(open_) == 1 else 'are'} still open."
            return Seen(False, None, expected, Problem("claim-open", text))
        if all(given[claim.id] == claim.answer for claim in group):
            return Seen(True, expected, expected)
        count = {1: "this verdict does", 2: "at least one of the two verdicts does"}
        counted = count.get(len(group), f"at least one of the {len(group)} verdicts does")
        text = f"{part.name}: {counted} not hold. {self.experiments[index]}"
        return Seen(False, None, expected, Problem("claim-misjudged", text))


def _verdict(name: str, item: Mapping[str, Any]) -> str | Problem | None:
    """One verdict: a letter, None while it is open, or the problem of its form."""
    if item["kind"] == "none":
        return None
    verdict = str(item.get("text", "")).strip().lower()
    if verdict in LETTERS:
        return verdict
    shown = repr(item.get("text", "")) if item["kind"] == "text" else f"of type {item['type']}"
    text = f"the verdict on {name} is {shown}; it should be 'holds', 'a', 'b' or 'c', or None while open."
    return Problem("no-verdict", text)


def _unknown(names: Iterable[str], ids: Sequence[str]) -> str:
    """A sentence about the first key that is no claim, with the claim that may be meant; empty where there is none."""
    strange = next((name for name in names if name not in ids), None)
    if strange is None:
        return ""
    meant = next((name for name in ids if name.lower() == str(strange).strip().lower()), "")
    return f" There is an unknown key {strange!r}" + (f": did you mean {meant!r}?" if meant else ".")


def _with_sentence(seen: Seen, sentence: str) -> Seen:
    """The result with a sentence more, where a verdict is still open."""
    problem = seen.problem
    if not sentence or problem is None or problem.id != "claim-open" or sentence in problem.sentence:
        return seen
    return replace(seen, problem=Problem(problem.id, problem.sentence + sentence))


def _numbers(verdicts: Sequence[str]) -> Array:
    """Verdicts as numbers: the index of each in LETTERS."""
    return np.array([float(LETTERS.index(verdict)) for verdict in verdicts])


def part_of(group: tuple[Claim, ...], points: int) -> Part:
    """The part of a group, named by its first and last claim."""
    return Part(f"{group[0].id} to {group[-1].id}", points, "one verdict for each claim")
