"""Whose sheets belong together: the same person in form A and in form B, twice in one form, or nearly the same id."""

import re
import shlex
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property

from autograd_lab.grading.collecting.platforms import comparable_name
from autograd_lab.grading.collecting.roster import Roster
from autograd_lab.grading.inventory.forms import NAMES
from autograd_lab.grading.inventory.sheets import InventoryError, Sheet
from autograd_lab.grading.sentences import first_few_names

NEAR = 0.8  # difflib's ratio from which two ids are suggested to be one
SHORT, NEAR_SHORT = 5, 0.66  # letters of an id in which one other letter is a larger part; and the ratio for it
MOST_COMPARED = 1000  # ids without a partner on either side, beyond which none is suggested


@dataclass(frozen=True)
class Person:
    """One person, and all that they handed in.

    sheets   of each form, in the order in which they were read
    counted  the one of each form that counts: the first one in which a letter is
    """

    id: str
    sheets: Mapping[str, Sequence[Sheet]]

    @cached_property
    def counted(self) -> dict[str, Sheet]:
        """The sheet that counts, of each form in which the person gave a letter."""
        found = {form: next((one for one in sheets if one.letters), None) for form, sheets in self.sheets.items()}
        return {form: sheet for form, sheet in found.items() if sheet is not None}


@dataclass
class People:
    """Everybody, by what was handed in, and sentences on what was joined, stands twice, or may be one.

    suggested  pairs of ids, one from each form, that may be one person
    """

    everybody: list[Person] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    suggested: list[tuple[str, str]] = field(default_factory=list)

    def with_forms(self, *forms: str) -> list[Person]:
        """Those who gave a letter in each of these forms."""
        return [one for one in self.everybody if set(forms) <= set(one.counted)]


def plain_id(text: str) -> str:
    """An id without what does not make it another: capitals and blanks. All else does, so that nobody is merged.

    >>> plain_id(" Ada L ") == plain_id("adal"), plain_id("a.dal") == plain_id("adal")
    (True, False)
    """
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def find_people(sheets: Iterable[Sheet], roster: Roster | None = None, same: Sequence[tuple[str, str]] = ()) -> People:
    """Everybody with their sheets; `same` are pairs of ids that the command line says are one person.

    Raises InventoryError where nobody has one of these ids.
    """
    people, by_key, written = People(), defaultdict[str, list[Sheet]](list), defaultdict[str, dict[str, None]](dict)
    for at, sheet in enumerate(sheets):
        key, name = _key(sheet, roster)
        key = key or f"\0{at}"  # nobody else's
        by_key[key].append(sheet)
        written[key][name] = None
    for kept, joined in same:
        first, second = (_known_key(one, by_key, written, roster, f"{kept}={joined}") for one in (kept, joined))
        if first != second:
            by_key[first] += by_key.pop(second)
            people.notes.append(f"{joined} is taken to be {kept}, as --same says")
            written.pop(second)
    spellings: list[str] = []
    for key, own in by_key.items():
        names = list(written[key])
        spellings += [" = ".join(names)] * (len(names) > 1)
        person = Person(names[0], {form: [one for one in own if one.form == form] for form in NAMES})
        people.everybody.append(person)
        people.notes += _notes_on(person)
    if spellings:
        which = first_few_names(spellings, most=5)
        people.notes.append(f"ids that differ in capitals or blanks alone are taken to be one person's: {which}")
    people.everybody.sort(key=lambda one: one.id.casefold())
    people.suggested = _near_matches(people)
    if roster:
        named = [one.id for one in people.everybody if not one.id.startswith("(")]
        people.notes += roster.mismatch_sentences(named)
    return people


def _key(sheet: Sheet, roster: Roster | None) -> tuple[str, str]:
    """By what a sheet is known to be somebody's, and the id that is shown; of a nameless one, "" and its place."""
    if not plain_id(sheet.who):
        return "", f"({sheet.place})"
    if roster and (own := roster.known.get(comparable_name(sheet.who))):
        return plain_id(own), own
    return plain_id(sheet.who), " ".join(sheet.who.split())


def _known_key(
    name: str,
    by_key: Mapping[str, object],
    written: Mapping[str, Mapping[str, None]],
    roster: Roster | None,
    pair: str,
) -> str:
    """The key of an id from the command line."""
    key, _ = _key(Sheet(name, "", "", {}), roster)
    if key not in by_key:
        there = first_few_names(sorted(next(iter(names)) for names in written.values()), most=8)
        raise InventoryError(f"--same {pair}: nobody has the id {name!r}; there are {there}")
    return key


def _notes_on(person: Person) -> list[str]:
    """Sentences on a person's sheets: several of one form, or none with a letter in it."""
    notes = []
    for form, sheets in person.sheets.items():
        counted = person.counted.get(form)
        if sheets and counted is None:
            notes.append(f"{person.id}: form {form} ({sheets[0].place}) holds no letter: not among those who answered")
        if len(sheets) < 2 or counted is None:
            continue
        letters = [{number: answer.letter for number, answer in one.letters.items()} for one in sheets]
        if all(one == letters[0] for one in letters):
            notes.append(f"{person.id}: form {form} {len(sheets)} times with the same letters: counted once")
            continue
        counts = "; ".join(f"{one.place}: {len(own)}" for one, own in zip(sheets, letters, strict=True))
        which = "the first" if counted is sheets[0] else "the first with a letter in it"
        notes.append(
            f"{person.id}: form {form} {len(sheets)} times, with other letters: {which} counts ({counted.place}); "
            f"letters in each: {counts}. All stand in answers.csv"
        )
    return notes


def same_option(first: str, second: str) -> str:
    """The words of the command line that join two ids, safe in a shell.

    >>> print(same_option("ada", "Ada L"))
    --same 'ada=Ada L'
    """
    return f"--same {shlex.quote(f'{first}={second}')}"


def _near_matches(people: People) -> list[tuple[str, str]]:
    """Pairs of an id in form A alone and one in form B alone that are nearly alike: for a person to look at."""
    alone = {
        form: {plain_id(one.id): one.id for one in people.everybody if set(one.counted) == {form} and one.id[0] != "("}
        for form in NAMES
    }
    if max(map(len, alone.values())) > MOST_COMPARED:
        return []
    by_form = defaultdict[str, dict[str, None]](dict)
    for key in alone["B"]:
        for form in _other_ways(alone["B"][key]):
            by_form[form][key] = None
    found = []
    for key, shown in alone["A"].items():
        likely = dict.fromkeys(other for form in _other_ways(shown) for other in by_form.get(form, ()))
        cutoff = NEAR if len(key) > SHORT else NEAR_SHORT
        near = list(likely) or get_close_matches(key, alone["B"], n=1, cutoff=cutoff)
        found += [(shown, alone["B"][one]) for one in near]
    return found


def _other_ways(shown: str) -> set[str]:
    """The other ways in which an id may be written: without marks, an address's own part, words in another order.

    >>> _other_ways("ada.l@uni.example") & _other_ways("adal"), _other_ways("007") & _other_ways("7")
    ({'adal'}, {'7'})
    """
    own = shown.partition("@")[0] if "@" in shown else shown
    words = sorted(comparable_name(word) for word in re.split(r"[\W_]+", own) if word)
    ways = {comparable_name(shown), comparable_name(own), "".join(words)}
    return {way.lstrip("0") if way.isdigit() else way for way in ways if way}
