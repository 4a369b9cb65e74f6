"""The two forms of the inventory: what each letter of each question stands for, as `make sync` derives it."""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

FILE = Path(__file__).with_name("forms.json")
LETTERS = "abcd"
RIGHT = "right"
NAMES = {"A": "inventory_a", "B": "inventory_b"}
"""Each form, and the name of its notebook."""


@dataclass(frozen=True)
class Option:
    """An option: its text, and what it is ("right", a misconception's key, or another slip by name)."""

    text: str
    stands_for: str


@dataclass(frozen=True)
class Question:
    """One question of a form; the place of an option is its letter, the first is a."""

    id: str
    misconception: str
    chapter: int
    question: str
    options: tuple[Option, ...]

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """The letter of each option by its text, as `comparable_text` gives it."""
        return {comparable_text(option.text): letter for letter, option in zip(LETTERS, self.options, strict=False)}

    @cached_property
    def roles(self) -> frozenset[str]:
        """What its options are."""
        return frozenset(option.stands_for for option in self.options)

    def stands_for(self, letter: str) -> str:
        """What the option with this letter is."""
        return self.options[LETTERS.index(letter)].stands_for


@dataclass(frozen=True)
class Belief:
    """A misconception: what it says, and the chapters that deal with it."""

    says: str
    chapters: tuple[int, ...]


@dataclass(frozen=True)
class Inventory:
    """The misconceptions by their keys, and the questions of each form by their numbers, from 1."""

    beliefs: Mapping[str, Belief]
    forms: Mapping[str, Mapping[int, Question]]

    def numbers(self, form: str, belief: str) -> list[int]:
        """The questions of a form that offer a misconception's option: about it, most of them, or about another one.

        >>> read_inventory().numbers("A", "error-for-loss")[0]
        1
        """
        return self._numbers[form, belief]

    @cached_property
    def _numbers(self) -> Mapping[tuple[str, str], list[int]]:
        """The questions by form and misconception."""
        return {
            (form, belief): [number for number, one in asked.items() if belief in one.roles]
            for form, asked in self.forms.items()
            for belief in self.beliefs
        }

    def chance(self, form: str, belief: str) -> float:
        """The share of guesses that would hit the misconception's option, from 0 to 1."""
        counts = [len(self.forms[form][number].options) for number in self.numbers(form, belief)]
        return sum(1 / count for count in counts) / len(counts)


def read_inventory(file: Path = FILE) -> Inventory:
    """The inventory as this version of the course hands it out."""
    tree = json.loads(file.read_text(encoding="utf-8"))
    beliefs = {key: Belief(one["says"], tuple(one["chapters"])) for key, one in tree["misconceptions"].items()}
    return Inventory(beliefs, {form: dict(enumerate(map(_question, tree[form]), start=1)) for form in NAMES})


def _question(entry: Mapping[str, object]) -> Question:
    options = tuple(Option(one["text"], one["is"]) for one in entry["options"])  # type: ignore[attr-defined]
    return Question(**{**entry, "options": options})  # type: ignore[arg-type]


def comparable_text(text: str) -> str:
    """A text without what form tools and typesetting change: blanks, marks of Markdown, kinds of minus and of quote.

    >>> comparable_text("about `1e-5`, or **−24**") == comparable_text("About 1e-5,  or -24")
    True
    """
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_LOOKALIKES)
    return "".join(plain.split()).rstrip(".")


_LOOKALIKES = str.maketrans({"−": "-", "–": "-", "—": "-", "“": '"', "”": '"', "’": "'", "‘": "'"}) | {
    ord(mark): None for mark in "`*$_\\"
}
