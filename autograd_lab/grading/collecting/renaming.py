"""One id for one student: a class list that comes late renames, and who has an id keeps it.

Ids are made of the names in a download until a class list gives better ones. Without care for who is there already, a
class that was collected both ways would be there twice.
"""

import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from nbgrader.api import Assignment, Student, SubmittedAssignment
from sqlalchemy import create_engine, inspect, select
from sqlalchemy.engine import Connection, make_url

from autograd_lab.errors import LabError
from autograd_lab.grading.collecting.platforms import PLATFORMS, comparable_name, owner_of
from autograd_lab.grading.course_folder import CourseFolder, exclusive
from autograd_lab.grading.intake.files import read_note

RECEIVED, EARLIER = "received", ".earlier"
STEPS = ("submitted", "autograded", "feedback")


class TwoIdsError(LabError, RuntimeError):
    """A student's work is there under two ids; the text says what to do."""


@dataclass(frozen=True)
class Noted:
    """What a note in received/ says of whose the files are: our id, the problem set, and the platform's words."""

    id: str
    name: str
    platform: str
    student: str
    number: str

    @property
    def person(self) -> tuple[str, str, str]:
        """What is the same in every download of one problem set: the platform's number, where it has one, or name."""
        return _person(self.platform, self.student, self.number)


def _person(platform: str, student: str, number: str) -> tuple[str, str, str]:
    """A key for a student of a platform: the number, or the name where there is none."""
    return (platform, "number", number) if number else (platform, "name", comparable_name(student))


def noted_owners(received: Path) -> Iterator[Noted]:
    """The notes beside what was collected, by which the platform's names for our students are known."""
    for path in sorted(received.glob("*/*.json")):
        note = read_note(path)
        platform, student, number = (str(note.get(key, "")) for key in ("platform", "student", "number"))
        if not student and platform in PLATFORMS:  # a note of an earlier edition
            owner = owner_of(platform, str(note.get("download", "")))
            student, number = (owner.student, owner.number) if owner else ("", "")
        if student:
            yield Noted(path.parent.name, path.stem, platform, student, number)


def listed_id(roster: Mapping[str, str], student: str, number: str) -> str:
    """The id that a class list has for a student, by number or name; "" for none."""
    return roster.get(comparable_name(number) if number else "") or roster.get(comparable_name(student)) or ""


def new_ids(received: Path, roster: Mapping[str, str]) -> dict[str, str]:
    """The ids in received/ for which a class list has another one, with that.

    None for those who would share one with another student of the platform: the list does not tell them apart.
    """
    noted = [
        (one, listed)
        for one in (noted_owners(received) if roster else ())
        if (listed := listed_id(roster, one.student, one.number))
    ]
    people: dict[tuple[str, str, str], set[tuple[str, str, str]]] = defaultdict(set)
    for one, listed in noted:
        people[listed, one.name, one.platform].add(one.person)
    ids = set(roster.values())
    found = {one.id: listed for one, listed in noted if listed != one.id and one.id not in ids}
    unclear = {one.id for one, listed in noted if len(people[listed, one.name, one.platform]) > 1}
    return {old: new for old, new in found.items() if old not in unclear}


def settled_ids(
    received: Path, name: str, platform: str, fresh: Mapping[tuple[str, str], str], roster: Mapping[str, str]
) -> dict[tuple[str, str], str]:
    """The ids of the (student, number) in `fresh`, in which nobody has a second id, and nobody another's.

    Who is in received/ for this problem set keeps the id there, unless the class list has another. Who has not been
    there, and would get the id of a student with another number, gets the number behind it.
    """
    noted = [one for one in noted_owners(received) if one.name == name and one.platform == platform]
    known, owner = {one.person: one.id for one in noted}, {one.id: one for one in noted}
    settled = {}
    for (student, number), made in fresh.items():
        there = owner.get(made)
        person = _person(platform, student, number)
        if listed_id(roster, student, number) == made:
            settled[student, number] = made
        elif person in known:
            settled[student, number] = known[person]
        elif there and there.number and number and there.person != person:
            settled[student, number] = f"{made}-{number}"
        else:
            settled[student, number] = made
    return settled


def refuse_two_ids(folder: CourseFolder, old: str, new: str) -> None:
    """Raise TwoIdsError where both ids have work for one problem set: which one counts, nobody here can know."""
    received = folder.root / RECEIVED
    both = [f"{name} in {RECEIVED}/" for name in _sets(received / old) if name in _sets(received / new)]
    for step in STEPS:
        both += [f"{name} in {step}/" for name in folder.sets_of(step, old) if name in folder.sets_of(step, new)]
    with _gradebook(folder) as connection:
        graded = [] if connection is None else _graded_for_both(connection, old, new)
    both += [f"{name} in the gradebook" for name in graded]
    if both:
        raise TwoIdsError(
            f"by the class list {old} and {new} are one student, and there is work of both for "
            f"{', '.join(both)}. Nothing was collected. Take one of them back (docs/instructors.md, "
            "Collecting), and run this again"
        )


def rename_student(folder: CourseFolder, old: str, new: str) -> None:
    """Give a student another id: in the gradebook, received/, submitted/, autograded/ and feedback/.

    Raises TwoIdsError, before anything is changed, where the other id has work for a problem set too.
    """
    before, after = folder.root / RECEIVED / old, folder.root / RECEIVED / new
    with exclusive(folder.root):
        refuse_two_ids(folder, old, new)
        with _gradebook(folder) as connection:
            if connection is not None:
                _rename_in_gradebook(connection, old, new)
        for step in STEPS:  # each by itself: work may have been put into submitted/ without being collected
            for name, place in folder.sets_of(step, old).items():
                _move(place, folder.step_folder(step, new, name))
        _move_received(before, after)


def _move_received(before: Path, after: Path) -> None:
    """Move what is in a student's folder of received/ to another; of two notes the one that has its files stays."""
    for note in before.glob("*.json"):
        if (after / note.name).exists():  # of work that was taken out by hand
            (after / note.name if note.with_suffix("").exists() else note).unlink()
    earlier = before / EARLIER
    for path in sorted(earlier.iterdir()) if earlier.is_dir() else ():
        _move(path, free_place(after / EARLIER / path.name))
    for name in _sets(before):
        _move(before / name, after / name)
    for path in sorted(before.iterdir()) if before.is_dir() else ():
        if not (after / path.name).exists():
            _move(path, after / path.name)
    if before.is_dir() and not any(before.iterdir()):
        before.rmdir()


def _sets(place: Path) -> list[str]:
    """The problem sets for which a folder of received/ holds work, in their order."""
    folders = sorted(path.name for path in place.iterdir() if path.is_dir()) if place.is_dir() else []
    return [name for name in folders if name != EARLIER]


def _move(source: Path, target: Path) -> None:
    """Move a file or a folder, and remove the folder that it leaves empty; TwoIdsError where something is there."""
    if target.exists():
        raise TwoIdsError(f"{source} and {target} are of one student: take one of them away, and run this again")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(source, target)
    if not any(source.parent.iterdir()):
        source.parent.rmdir()


def free_place(path: Path) -> Path:
    """A path that is not there yet: the same, or with another number behind its last dash."""
    name, _, _ = path.name.rpartition("-")
    numbers = (path.with_name(f"{name}-{number}") for number in count(1))
    return path if not path.exists() else next(one for one in numbers if not one.exists())


@contextmanager
def _gradebook(folder: CourseFolder) -> Iterator[Connection | None]:
    """A transaction in the course's gradebook, which is not made where there is none."""
    url = make_url(folder.db_url)
    place = url.database or ""
    if url.get_backend_name() == "sqlite" and not place.startswith("file:") and not Path(place).is_file():
        yield None
        return
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            yield connection if inspect(connection).has_table(Student.__tablename__) else None
    finally:
        engine.dispose()


def _graded_for_both(connection: Connection, old: str, new: str) -> list[str]:
    """The problem sets for which the gradebook has submissions of both ids."""
    submitted, assignment = SubmittedAssignment.__table__, Assignment.__table__
    rows = connection.execute(
        select(assignment.c.name, submitted.c.student_id)
        .join(submitted, submitted.c.assignment_id == assignment.c.id)
        .where(submitted.c.student_id.in_([old, new]))
    )
    students: dict[str, set[str]] = {}
    for name, student in rows:
        students.setdefault(name, set()).add(student)
    return [name for name, ids in students.items() if len(ids) == 2]


def _rename_in_gradebook(connection: Connection, old: str, new: str) -> None:
    """Let the submissions of `old` belong to `new`, who is entered with the same name and address if need be."""
    student, submitted = Student.__table__, SubmittedAssignment.__table__
    rows = {row.id: row for row in connection.execute(select(student).where(student.c.id.in_([old, new])))}
    if old not in rows:
        return
    if new not in rows:
        connection.execute(student.insert().values({**rows[old]._mapping, "id": new}))
    connection.execute(submitted.update().where(submitted.c.student_id == old).values(student_id=new))
    connection.execute(student.delete().where(student.c.id == old))
