"""A class of programs: each one believes some of the misconceptions, and answers both forms by what it believes.

A program that has a number to find works it out by its own way, the expression of the inventory, and then looks on the
page for the option that says this number. Where there is no number, it takes the option that is its belief.
"""

import csv
import io
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from autograd_lab.authoring.inventory import Item
from tests.grading.inventory.forms import COURSE, letter_for, letters_on_page
from tests.support.option_numbers import agrees, numbers_in, worked_out

BELIEFS = list(COURSE.misconceptions)
HEADINGS = {
    "plain": (",", "id", "{}"),
    "moodle": (",", "Email address", "Response {}"),
    "excel": (";", "Student ID", "Q{}"),
    "google": (",", "Username", "{}. {text}"),
}


@cache
def chosen_letter(form: str, number: int, way: str) -> str:
    """The letter that somebody gives who goes this way, "right" or a misconception's."""
    item: Item = COURSE.form(form)[number - 1]
    [own] = [option for option in item.options if option.stands_for == way]
    if own.value:
        found = [one for one in worked_out(own.value) if not isinstance(one, str)]
        says = {
            letter
            for letter, text in letters_on_page(form)[number - 1].items()
            if found and all(any(agrees(said, one) for said in numbers_in(text)) for one in found)
        }
        if len(says) == 1:
            return says.pop()
    return letter_for(item, number, way)


@dataclass
class Student:
    """One program: its id, and what it believes before and after."""

    id: str
    before: set[str] = field(default_factory=set)
    after: set[str] = field(default_factory=set)

    def answer(self, form: str, number: int, rng: random.Random, noise: "Noise") -> str:
        """What it writes down for a question."""
        item = COURSE.form(form)[number - 1]
        options = "abcd"[: len(item.options)]
        lot = rng.random()
        if lot < noise.omitted:
            return rng.choice(["", "?", "-", "a/b"])
        if lot < noise.omitted + noise.careless:
            return rng.choice(options)
        if lot < noise.omitted + noise.careless + noise.slips:
            return rng.choice([one for one in options if one != chosen_letter(form, number, self.way(form, item))])
        return chosen_letter(form, number, self.way(form, item))

    def way(self, form: str, item: Item) -> str:
        """Its way through an item: the misconception that it is about, another that has an option there, or right."""
        held = self.before if form == "A" else self.after
        offered = [item.misconception, *(option.stands_for for option in item.options)]
        return next((one for one in offered if one in held), "right")


@dataclass(frozen=True)
class Noise:
    """How often an answer is left out, is given without a look, or is another one than was meant."""

    omitted: float = 0.05
    careless: float = 0.0
    slips: float = 0.02


@dataclass
class Class:
    """The programs, who was there for form B, and who answered a form twice."""

    students: list[Student]
    absent: set[str]
    twice: set[str]

    def planted(self) -> dict[str, Mapping[str, float]]:
        """For each misconception the shares that were planted: before, after, and changes of those with both."""
        there = [one for one in self.students if one.id not in self.absent]
        found = {}
        for key in BELIEFS:
            pairs = [(key in one.before, key in one.after) for one in there]
            found[key] = {
                "before": sum(key in one.before for one in self.students) / len(self.students),
                "after": sum(key in one.after for one in there) / len(there),
                "mended": pairs.count((True, False)) / len(pairs),
                "new": pairs.count((False, True)) / len(pairs),
                "kept": pairs.count((True, True)) / len(pairs),
            }
        return found


def simulated_class(rng: random.Random, size: int = 200) -> Class:
    """A class with shares of its own: some misconceptions common, some rare, mended by the course more or less well."""
    ids = [f"{rng.choice(['Ada', 'ben', 'CLEO', 'dev'])} {rng.randrange(16**6):06x}" for _ in range(size)]
    students = [Student(one) for one in dict.fromkeys(ids)]
    for key in BELIEFS:
        share, cured, caught = rng.uniform(0.03, 0.75), rng.uniform(0.1, 0.95), rng.uniform(0, 0.08)
        for one in students:
            if rng.random() < share:
                one.before.add(key)
                if rng.random() >= cured:
                    one.after.add(key)
            elif rng.random() < caught:
                one.after.add(key)
    names = [one.id for one in students]
    return Class(students, set(rng.sample(names, size // 12)), set(rng.sample(names, size // 20)))


def write_form(made: Class, form: str, path: Path, rng: random.Random, noise: Noise, shape: str) -> None:
    """Write what the class hands in for a form, in the shape in which some tool exports it, the rows shuffled."""
    separator, who, heading = HEADINGS[shape]
    items = COURSE.form(form)
    rows = []
    for one in made.students:
        if form == "B" and one.id in made.absent:
            continue
        name = one.id if form == "A" else rng.choice([one.id, one.id.upper(), f" {one.id}"])
        rows.append((rng.random(), name, [one.answer(form, at, rng, noise) for at in range(1, len(items) + 1)]))
        if one.id in made.twice:  # a second sheet, later, by lot: it must not count
            again = [rng.choice("abcd"[: len(item.options)]) for item in items]
            rows.append((rows[-1][0] + 1, one.id, again))
    rows.sort(key=lambda row: row[0])
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator)
    writer.writerow([who, *(heading.format(at, text=item.question) for at, item in enumerate(items, start=1))])
    for _, name, letters in rows:
        writer.writerow([name, *(_as_tool(letter, form, at, shape) for at, letter in enumerate(letters, start=1))])
    path.write_bytes(out.getvalue().encode("utf-8-sig" if shape == "excel" else "utf-8"))


def _as_tool(letter: str, form: str, number: int, shape: str) -> str:
    """An answer as a tool exports it: the letter, or the whole text of the option."""
    if shape in ("moodle", "google") and letter in letters_on_page(form)[number - 1]:
        text = letters_on_page(form)[number - 1][letter]
        return text if shape == "google" else f"{letter}. {text}"
    return letter.upper() if shape == "excel" else letter
