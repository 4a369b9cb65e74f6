"""Whether a whole class's letters are those of the other form: right by its key far more often than chance makes them.

Each question is one draw, whatever the number of people: a class that guesses, or copies, chooses letters that have
nothing to do with either key. So the letters of a question are thought to be shuffled, and the score is how far what
was counted lies from what all shuffles give, in standard deviations of them. An honest class is far below 0.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from autograd_lab.grading.inventory.counts import whole_percent
from autograd_lab.grading.inventory.forms import LETTERS, NAMES, RIGHT, Inventory, Question
from autograd_lab.grading.inventory.people import Person
from autograd_lab.grading.inventory.written import UNKNOWN

FEWEST = 100  # letters, below which nothing is decided
DEVIATIONS = 4.0  # by chance one class in thirty thousand
WITH_NAME = 2.5  # where the file's name says the other form, too
LIKELIER = 2.0  # in nats: by how much the letters are to be likelier as those of the other form
IMPOSSIBLE = -1.0  # the worth of a letter that a question does not have


def letter_counts(people: Sequence[Person], form: str) -> Mapping[int, Counter[str]]:
    """How often each letter was written to each question of a form; one that the question does not have, too."""
    found: dict[int, Counter[str]] = {}
    for one in people:
        for number, answer in one.counted[form].answers.items() if form in one.counted else ():
            letter = answer.letter
            if answer.state == UNKNOWN and re.fullmatch(r"[a-d]", answer.written.strip(), re.IGNORECASE):
                letter = answer.written.strip().lower()
            if letter:
                found.setdefault(number, Counter())[letter] += 1
    return found


def exchange_score(counts: Mapping[int, Counter[str]], inventory: Inventory, form: str) -> float:
    """By how many standard deviations the letters fit the other form better than the one stated; the larger of two.

    One looks at right answers alone, and one at the options of misconceptions, too, which most wrong answers are.
    """
    other = _other(form)
    if _log_likelihood(counts, inventory, other) - _log_likelihood(counts, inventory, form) < LIKELIER:
        return 0.0  # weak by its own key rather than good by the other one's
    scores = []
    for misconception in (0.0, 0.8):
        surplus = spread = 0.0
        for number, letters in counts.items():
            asked = [inventory.forms[one][number] for one in (form, other)]
            options = LETTERS[: max(len(one.options) for one in asked)]
            worth = [_worth(asked[1], one, misconception) - _worth(asked[0], one, misconception) for one in options]
            seen = [letters[one] for one in options]
            mean, mean_worth = sum(seen) / len(seen), sum(worth) / len(worth)
            surplus += sum(count * value for count, value in zip(seen, worth, strict=True)) - mean * sum(worth)
            squares = sum((count - mean) ** 2 for count in seen), sum((value - mean_worth) ** 2 for value in worth)
            spread += squares[0] * squares[1] / (len(seen) - 1)
        scores.append(surplus / math.sqrt(spread) if spread else 0.0)
    return max(scores)


def _log_likelihood(counts: Mapping[int, Counter[str]], inventory: Inventory, form: str) -> float:
    """Of the letters as a form's, whose right answers, misconceptions and other slips have shares of their own."""
    kinds, ways = Counter[str](), Counter[tuple[str, int]]()
    for number, letters in counts.items():
        asked = inventory.forms[form][number]
        own = [_kind(asked, letter) for letter in LETTERS]
        for letter, count in letters.items():
            kind = _kind(asked, letter)
            kinds[kind] += count
            ways[kind, own.count(kind)] += count
    whole = kinds.total()
    return sum(count * math.log(kinds[kind] / whole / many) for (kind, many), count in ways.items())


def _kind(asked: Question, letter: str) -> str:
    if letter not in LETTERS[: len(asked.options)]:
        return "impossible"
    role = asked.stands_for(letter)
    return role if role == RIGHT else "misconception" if role == asked.misconception else "another slip"


def _worth(asked: Question, letter: str, misconception: float) -> float:
    """What a letter says for a form: 1 where it is right, less where it is the misconception's, 0 for other slips."""
    kind = _kind(asked, letter)
    if kind == "impossible":
        return IMPOSSIBLE
    return 1.0 if kind == RIGHT else misconception * (kind == "misconception")


def right_by_key(counts: Mapping[int, Counter[str]], inventory: Inventory, form: str) -> float:
    """The share of all letters that are right by the key of a form, from 0 to 1."""
    right = sum(
        letters[letter]
        for number, letters in counts.items()
        for letter, option in zip(LETTERS, inventory.forms[form][number].options, strict=False)
        if option.stands_for == RIGHT
    )
    return right / sum(letters.total() for letters in counts.values())


def exchanged_forms(people: Sequence[Person], inventory: Inventory, named: Mapping[str, str]) -> list[str]:
    """Sentences on forms whose letters, of the class as a whole, are those of the other one; none where all is well.

    `named` is, for a form, a file that was given as it and by its name is the other one.
    """
    counts = {form: letter_counts(people, form) for form in NAMES}
    enough = [form for form in NAMES if sum(one.total() for one in counts[form].values()) >= FEWEST]
    scores = {form: exchange_score(counts[form], inventory, form) for form in enough}
    doubted = [form for form in enough if scores[form] > (WITH_NAME if form in named else DEVIATIONS)]
    if len(enough) == len(NAMES) and not doubted and sum(scores.values()) / math.sqrt(2) > DEVIATIONS:
        doubted = [form for form in enough if scores[form] > 0]
    said = []
    for form in doubted:
        own, others = (whole_percent(right_by_key(counts[form], inventory, one)) for one in (form, _other(form)))
        hint = f", and {named[form]} is called like form {_other(form)}" if form in named else ""
        said.append(
            f"of the letters given as form {form}, {own} % are right by its key and {others} % by "
            f"that of form {_other(form)}{hint}: they look like form {_other(form)}'s"
        )
    return said


def files_named_otherwise(given: Mapping[str, Sequence[Path]]) -> Mapping[str, str]:
    """For each form, a file that was given as it and whose name says that it is the other one.

    >>> files_named_otherwise({"A": [Path("inventory_b.csv")], "B": [Path("after.csv")]})
    {'A': 'inventory_b.csv'}
    """
    found = {}
    for form, paths in given.items():
        for path in paths:
            letters = re.findall(r"(?:inventory|form)[ _-]*(?:form[ _-]*)?([ab])(?![a-z])", path.stem, re.IGNORECASE)
            if {one.upper() for one in letters} == {_other(form)}:
                found[form] = str(path)
    return found


def _other(form: str) -> str:
    return next(one for one in NAMES if one != form)
